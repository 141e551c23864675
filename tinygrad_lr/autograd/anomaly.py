"""Anomaly detection: backward refuses nan, and names the forward line of a node that fails.

It is an observer of all threads: each node is given the stack of the call that recorded it.
"""

from __future__ import annotations

import os
import threading
from typing import Any, NamedTuple

import numpy as np

from ..arrays.names import check_flags
from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..core.graph import Node, OutputGrads
from .observer import Observer, listen, unlisten


class Call(NamedTuple):
    """The call that recorded a node: its stack, and the node in whose derivative it was made."""

    stack: str
    parent: Any


class Visited(threading.local):
    nodes: tuple[Any, ...] = ()  # whose derivatives are being computed in this thread, one within the other


class Anomaly(Observer):
    """Process-wide, as torch has it; `check_nan` says whether nan is an anomaly."""

    enabled = False
    check_nan = True
    current = Visited()

    def switch(self, enabled: bool, check_nan: bool) -> None:
        if enabled and not self.enabled:
            self.current.nodes = ()  # it may have been switched off in the midst of a pass
            listen(self, everywhere=True)
        if self.enabled and not enabled:
            unlisten(self)
        self.enabled, self.check_nan = enabled, check_nan

    def recorded(self, node: Node) -> None:
        """Keep the stack of the forward call, without the library's own frames."""
        import traceback  # only anomaly detection needs it

        frames = [f for f in traceback.extract_stack() if os.path.dirname(f.filename) not in ROOMS]
        node.trace = Call("".join(traceback.format_list(frames)), next(iter(self.current.nodes[-1:]), None))

    def visiting(self, node: Any, g: Any) -> None:
        self.current.nodes += (node,)

    def visited(self, node: Any, g: Any, grads: tuple[Any, ...]) -> None:
        for i, grad in enumerate(grads if self.check_nan else ()):
            array = getattr(grad, "_data", grad)
            if array is not None and not isinstance(array, OutputGrads) and np.isnan(array).any():
                raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")
        self.current.nodes = self.current.nodes[:-1]

    def failed(self, node: Any, error: Exception) -> None:
        self.current.nodes = self.current.nodes[:-1]
        told = CAUSED
        while node is not None:
            call = getattr(node, "trace", None)
            warn(UNKNOWN.format(node.name()) if call is None else told.format(node.name()) + call.stack)
            told, node = INDUCED, call and call.parent


CAUSED = "Error detected in {}. Traceback of forward call that caused the error:\n"
INDUCED = (
    "\n\nPrevious calculation was induced by {}. Traceback of forward call that induced the previous calculation:\n"
)
UNKNOWN = (
    "Error detected in {}. No forward pass information available. Enable detect anomaly during forward pass for more "
    "information."
)
anomaly = Anomaly()
HERE = os.path.dirname(os.path.dirname(__file__))
ROOMS = {HERE, *(os.path.join(HERE, room) for room in ("arrays", "core", "ops", "autograd", "frontend"))}


class set_detect_anomaly:
    """Anomaly detection on or off, at once; also a block. With it, backward names the forward line of an error."""

    @entrance
    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = (anomaly.enabled, anomaly.check_nan)
        switch(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: Any) -> None:
        anomaly.switch(*self._before)


class detect_anomaly:
    """`with detect_anomaly():` anomaly detection for the block."""

    def __init__(self, check_nan: bool = True) -> None:
        self._before, self._check_nan = (anomaly.enabled, anomaly.check_nan), check_nan
        warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled "
            "for debugging."
        )

    def __enter__(self) -> None:
        switch(True, self._check_nan)

    def __exit__(self, *_: Any) -> None:
        anomaly.switch(*self._before)


def switch(enabled: bool, check_nan: bool) -> None:
    check_flags("set_anomaly_enabled", enabled=enabled, check_nan=check_nan)
    anomaly.switch(enabled, check_nan)


def is_anomaly_enabled() -> bool:
    return anomaly.enabled


def is_anomaly_check_nan_enabled() -> bool:
    return anomaly.check_nan
