"""Machine code on several threads: numba's, as many as `set_num_threads` says, one such kernel at a time.

numba's own thread pool ends the process where two threads use it at once, so a lock goes round it; a process that is
forked gets a new one, since nobody is left there who could open it.
"""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Callable
from typing import Any

from ...arrays.threads import get_num_threads

LAYER = "workqueue"  # of numba's, the one that goes on after a fork


class One:
    """The lock."""

    def __init__(self) -> None:
        self.renew()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        self.lock = threading.Lock()


one = One()


def shared(kernel: Callable) -> Callable:
    """A kernel of which several threads do a part each."""
    numba = importlib.import_module("numba")
    if "NUMBA_THREADING_LAYER" not in os.environ:
        numba.config.THREADING_LAYER = LAYER  # it is asked for once, when the first such kernel is compiled

    def run(*args: Any) -> int:
        with one.lock:
            numba.set_num_threads(max(1, min(get_num_threads(), numba.config.NUMBA_NUM_THREADS)))
            return kernel(*args)

    return run
