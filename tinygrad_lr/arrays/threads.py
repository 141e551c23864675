"""How many threads compute: those of NumPy's BLAS, and of machine code.

NumPy says nothing about threads, but the OpenBLAS in its wheel can be asked and told. Where another BLAS is at work,
the number is only kept, for machine code.
"""

from __future__ import annotations

import ctypes
import functools
import glob
import os
from typing import Any

import numpy as np


@functools.cache
def blas() -> Any:
    """The OpenBLAS of NumPy's wheel; None where there is none."""
    around = os.path.dirname(os.path.dirname(np.__file__))
    for path in sorted(glob.glob(os.path.join(around, "numpy.libs", "*openblas64*"))):
        library = ctypes.CDLL(path)
        if hasattr(library, "scipy_openblas_set_num_threads64_"):
            return library
    return None


def in_blas() -> int:
    """How many threads BLAS has; 0 where it cannot be asked."""
    library = blas()
    return 0 if library is None else int(library.scipy_openblas_get_num_threads64_())


class Asked:
    """What was last asked for, and what BLAS made of it: others may tell BLAS, too."""

    number = max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    given = 0


def get_num_threads() -> int:
    """How many threads compute."""
    now = in_blas()
    return Asked.number if now in (0, Asked.given) else now


def set_num_threads(n: int, /) -> None:
    """Compute with so many threads. RuntimeError for what is no integer, or less than one."""
    if type(n) is not int:
        raise RuntimeError(f"set_num_threads expects an int, but got {type(n).__name__}")
    for bits, what in ((63, "long long"), (31, "long")):
        if not -(1 << bits) <= n < 1 << bits:
            raise ValueError(f"Overflow when unpacking {what}")
    if n < 1:
        raise RuntimeError("set_num_threads expects a positive integer")
    library = blas()
    if library is not None:
        library.scipy_openblas_set_num_threads64_(min(n, 1 << 16))
    Asked.number, Asked.given = n, in_blas()
