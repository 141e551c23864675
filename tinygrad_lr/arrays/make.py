"""Making arrays: the one place where new memory comes from, and whatever else a recording takes as one call.

An operation works on the arrays it is given, and a recording (`tools.compile`) can follow those. What comes from
nowhere it cannot follow: new memory, numbers drawn, arrays that are kept, options that may change. And some helpers
are better taken whole than as the twenty calls of NumPy they are made of. All of these are here, or ask here, as the
draws of `generator` do. A recording puts a maker of its own into `here`, which is its thread's alone; `makers`
says at one glance that there is none.
"""

from __future__ import annotations

import functools
import math
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib import array_utils

from . import cuda
from . import fma as exact
from .array import as_array, on_host
from .device import device, pointer

Maker = Callable[[str, Callable, tuple, dict], Any]

# By thread: `maker(kind, function, args, kwargs)` makes what `function(*args, **kwargs)` would. The kinds are
# "function", of NumPy; "helper", taken whole; "draw", by the generator args[0]; "kept", the array args[0], which is
# handed out again; "options", of the optimizer args[0]; "state", of the generator args[0]; "fact", about an array's
# memory; "call", of what the user may have written: a module's forward, an optimizer's step.
makers: dict[int, Maker] = {}


def take(kind: str, function: Callable, *args: Any, **kwargs: Any) -> Any:
    """`function(*args, **kwargs)`, by the thread's maker. Ask first whether there are any `makers`."""
    maker = makers.get(threading.get_ident())
    return function(*args, **kwargs) if maker is None else maker(kind, function, args, kwargs)


def asking(kind: str) -> Callable[[Callable], Callable]:
    """A method that asks the thread's maker first."""

    def mark(method: Callable) -> Callable:
        @functools.wraps(method)
        def call(*args: Any, **kwargs: Any) -> Any:
            return take(kind, method, *args, **kwargs) if makers else method(*args, **kwargs)

        return call

    return mark


# -- new arrays, in the CPU's memory -----------------------------------------------------------------------------------


def empty(shape: Any, dtype: Any = None) -> np.ndarray:
    return take("function", np.empty, shape, dtype) if makers else np.empty(shape, dtype)


def zeros(shape: Any, dtype: Any) -> np.ndarray:
    return take("function", np.zeros, shape, dtype) if makers else np.zeros(shape, dtype)


def full(shape: Any, value: Any, dtype: Any) -> np.ndarray:
    return take("function", np.full, shape, value, dtype) if makers else np.full(shape, value, dtype)


def arange(n: int, dtype: Any = None) -> np.ndarray:
    return take("function", np.arange, n, dtype=dtype) if makers else np.arange(n, dtype=dtype)


def eye(n: int, m: int | None = None, dtype: Any = None) -> np.ndarray:
    return take("function", np.eye, n, m, dtype=dtype) if makers else np.eye(n, m, dtype=dtype)


def array(values: Any, dtype: Any = None, copy: bool | None = True, **order: Any) -> np.ndarray:
    if makers:
        return take("function", np.array, values, dtype, copy=copy, **order)
    return np.array(values, dtype, copy=copy, **order)


# -- beside others, or on a device ---------------------------------------------------------------------------------------


def zeros_as(like: Any, shape: tuple, fill: bool = True) -> Any:
    """A new array of `shape` with the dtype, and on the device, of another; zeros unless `fill` is False."""
    if on_host(like):
        return (zeros if fill else empty)(shape, like.dtype)
    return (np.zeros if fill else np.empty)(shape, like.dtype, like=like)


def zeros_on(d: device, shape: Any, dtype: np.dtype, fill: bool = True) -> Any:
    """A new array on device `d`; zeros unless `fill` is False."""
    if d.type == "cpu":
        return (zeros if fill else empty)(shape, dtype)
    module = cuda.cupy()
    return (module.zeros if fill else module.empty)(shape, dtype)


def indices_as(like: Any, n: int) -> Any:
    """0, 1, ... n - 1, int64, on the device of another array; the same in each step, so a recording need not know."""
    return np.arange(n) if on_host(like) else np.arange(n, like=like)


def host_blank(like: Any, dtype: np.dtype) -> np.ndarray:
    """An array of NumPy's of another's shape, with the strides in the same order; its content is arbitrary."""
    if on_host(like):
        return np.empty_like(like, dtype, order="C" if 0 in like.strides else "K", subok=False)
    order = sorted(range(like.ndim), key=lambda i: 0 if 0 in like.strides else -like.strides[i])
    return empty([like.shape[i] for i in order], dtype).transpose([order.index(i) for i in range(like.ndim)])


_ONES: dict[Any, Any] = {}


def ones(n: int, dtype: np.dtype) -> np.ndarray:
    """A vector of ones to sum by: the first `n` of a longer one that is kept."""
    kept = _ONES.get(dtype)
    if kept is None or kept.size < n:
        kept = _ONES[dtype] = np.ones(n, dtype)
        kept.flags.writeable = False
    found = kept if kept.size == n else kept[:n]
    return take("kept", as_array, found) if makers else found


# -- helpers that are taken whole ----------------------------------------------------------------------------------------


def fma(a: Any, b: Any, c: Any, out: Any = None) -> Any:
    """a * b + c rounded once, on whichever device (see the module `fma`); numbers are of the arrays' dtype."""
    if not (on_host(a) and on_host(b) and on_host(c)):
        return cuda.fma(a, b, c, out)
    return take("helper", exact.fma, a, b, c, out) if makers else exact.fma(a, b, c, out)


def erf(x: Any) -> Any:
    """The error function of every element."""
    if not on_host(x):
        return cuda.erf(x)
    return take("helper", _erf, x) if makers else _erf(x)


def _erf(x: np.ndarray) -> np.ndarray:
    return np.vectorize(math.erf, otypes=[x.dtype])(x) if x.size else x.copy()


def erfc(x: Any) -> Any:
    """1 - erf(x) of every element."""
    if not on_host(x):
        return cuda.erfc(x)
    return take("helper", _erfc, x) if makers else _erfc(x)


def _erfc(x: np.ndarray) -> np.ndarray:
    return np.vectorize(math.erfc, otypes=[x.dtype])(x) if x.size else x.copy()


def erfinv(x: Any) -> Any:
    """The number whose error function each element is."""
    if not on_host(x):
        return cuda.erfinv(x)
    return take("helper", _erfinv, x) if makers else _erfinv(x)


def _erfinv(x: np.ndarray) -> np.ndarray:
    """Rational approximations (Giles's kind, as torch has them), then two of Newton's steps, in float64."""
    wide = x.astype(np.float64)
    size = np.abs(wide)
    z = wide * wide
    near = wide * (((CENTRE[3] * z + CENTRE[2]) * z + CENTRE[1]) * z + CENTRE[0])
    near /= (((CENTRE[7] * z + CENTRE[6]) * z + CENTRE[5]) * z + CENTRE[4]) * z + 1
    z = np.sqrt(-np.log((1 - size) / 2))
    far = ((TAIL[3] * z + TAIL[2]) * z + TAIL[1]) * z + TAIL[0]
    far = np.copysign(far / ((TAIL[5] * z + TAIL[4]) * z + 1), wide)
    found = np.where(size <= 0.7, near, far)
    for _ in range(2):
        found = found - (_erf(found) - wide) / ((2 / math.sqrt(math.pi)) * np.exp(-found * found))
    found = np.where(size == 1, np.copysign(np.inf, wide), np.where(wide == 0, wide, found))
    return np.where(size > 1, np.nan, found).astype(x.dtype)


CENTRE = 0.886226899, -1.645349621, 0.914624893, -0.140543331, -2.118377725, 1.442710462, -0.329097515, 0.012229801
TAIL = -1.970840454, -1.624906493, 3.429567803, 1.641345311, 3.543889200, 1.637067800


def byte_bounds(array: np.ndarray) -> tuple[int, int]:
    """Where an array's memory begins and ends."""
    return take("fact", array_utils.byte_bounds, array) if makers else array_utils.byte_bounds(array)


def address(array: Any) -> int:
    """Where an array's first element lies."""
    return take("fact", pointer, array) if makers else pointer(array)


def told(function: Callable, *args: Any) -> Any:
    """What a message says of arrays: no recording follows it, since the call ends there."""
    return take("fact", function, *args) if makers else function(*args)


def first(array: Any, mask: Any) -> Any:
    """The first number that a mask picks, for a message."""
    return told(_first, array, mask)


def _first(array: Any, mask: Any) -> Any:
    return array[mask].reshape(-1)[0].item()


# -- numbers that optimizers step by -------------------------------------------------------------------------------------


def rounded(kind: type, number: float) -> Any:
    """A number of Python as one of an array's dtype."""
    return take("helper", _rounded, kind, number) if makers else kind(number)


def _rounded(kind: type, number: float) -> Any:
    return kind(number)


def calculated(function: Callable, *numbers: float) -> float:
    """`function(*numbers)`, arithmetic of Python's numbers alone, which may decide by them."""
    found: float = take("helper", function, *numbers) if makers else function(*numbers)
    return found


def rates(rate: float) -> tuple[float, np.ndarray]:
    """A rate rounded to float32: as a number, and as the 0-d array that NumPy multiplies by fastest."""
    return take("helper", kept_rates, rate) if makers else kept_rates(rate)


@functools.lru_cache(maxsize=64, typed=True)
def kept_rates(rate: float) -> tuple[float, np.ndarray]:
    number = float(np.float32(rate))
    return number, np.array(number)
