"""Arrays: what is asked of one, and where NumPy's and CuPy's differ in how they are spelled.

A tensor's numbers live in an array: NumPy's on "cpu", CuPy's on "cuda". The ops above are written with operators,
array methods and `np.` functions only, so any array type that answers NumPy's protocols runs the same text. What
those do not cover is in this room: here how elements lie in memory and how they are summed, in `dtype`, `device` and
`make` the rest. Which device an array is on is told by its class.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from . import cuda, kernels

# A C library gives large blocks back to the system as soon as they are freed, and the system clears every page of a new
# one: dearer than the arithmetic on it, and a training step makes the same arrays again and again. glibc calls a block
# large by the largest that was ever freed (mallopt(3), M_MMAP_THRESHOLD), so it is shown one; no page of it is touched.
np.empty((1 << 25) - (1 << 16), np.uint8)


# What every step asks for, by names of our own: the interpreter looks names of NumPy's up anew each time, as it has a
# module with `__getattr__`.
ndarray: Any = np.ndarray
generic: Any = np.generic
asarray, add_up = np.asarray, np.add.reduce
HOSTS = ndarray, generic


def on_host(array: Any) -> bool:
    """Whether it is NumPy's."""
    return isinstance(array, HOSTS)


def as_array(x: Any, forward: Any = None, args: Any = ()) -> np.ndarray:
    """What a call returned, as an array: NumPy's reductions and 0-d arithmetic hand out scalars, and CuPy's functions
    lay out what they compute in another way than NumPy would lay out `forward(*args)`."""
    if not hasattr(x, "__array_function__"):
        return asarray(x)
    return x if forward is None or on_host(x) else cuda.laid_as_numpys(x, forward, args)


# -- how its elements lie in memory ---------------------------------------------------------------------------------------


class layout:
    """How elements are laid out in memory; here always strided."""

    def __repr__(self) -> str:
        return "torch.strided"


strided = layout()


def dense(array: Any) -> bool:
    """Whether the array's elements fill its memory in some order of the dimensions."""
    steps = sorted((s, n) for s, n in zip(array.strides, array.shape) if n != 1)
    expected = array.itemsize
    for step, n in steps:
        if step != expected:
            return False
        expected *= n
    return True


def repeats(array: Any) -> bool:
    """Whether elements share memory, as expanding makes them."""
    return 0 in array.strides and array.size > 0 and any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape))


def in_order(array: Any) -> Any:
    """The array with its elements in C order in memory: itself, or a copy."""
    return array if array.flags.c_contiguous else array.copy()


# -- shapes ----------------------------------------------------------------------------------------------------------------


def broadcast_shapes(*shapes: tuple) -> tuple:
    """The shape several shapes broadcast to; RuntimeError in torch's words where two sizes disagree."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise RuntimeError(mismatch(broadcast_shapes(*shapes[:-1]), shapes[-1])) from None


def mismatch(a: tuple, b: tuple) -> str:
    """torch's sentence for two shapes that do not broadcast."""
    width = max(len(a), len(b))
    pa, pb = (1,) * (width - len(a)) + tuple(a), (1,) * (width - len(b)) + tuple(b)
    for dim in reversed(range(width)):
        if pa[dim] != pb[dim] and 1 not in (pa[dim], pb[dim]):
            return (
                f"The size of tensor a ({pa[dim]}) must match the size of tensor b ({pb[dim]}) "
                f"at non-singleton dimension {dim}"
            )
    return f"shapes {list(a)} and {list(b)} do not broadcast"


# -- sums ------------------------------------------------------------------------------------------------------------------


def total(x: Any, axis: Any = None, keepdims: Any = False, dtype: Any = None) -> Any:
    """x.sum(...); NumPy's own reduction is quicker than its method, which runs through Python."""
    if x.__class__ is ndarray:
        return add_up(x, axis, dtype, None, keepdims)  # type: ignore[call-overload]
    if axis == (0,) and not keepdims and x.ndim == 2 and dtype is None and not on_host(x):
        found = kernels.column_sums(x)
        if found is not None:
            return found
    return x.sum(axis, dtype=dtype, keepdims=keepdims)


def product(x: Any, axis: Any = None, keepdims: Any = False, dtype: Any = None) -> Any:
    """x.prod(...), likewise."""
    if x.__class__ is ndarray:
        return np.multiply.reduce(x, axis, dtype, None, keepdims)  # type: ignore[call-overload]
    return x.prod(axis, dtype=dtype, keepdims=keepdims)


def rounded_down(x: Any, y: Any) -> Any:
    """x / y, rounded down."""
    return np.floor_divide(x, y) if on_host(x) or x.dtype.kind != "f" else cuda.floor_divide(x, y)


def scatter_add(target: Any, key: Any, values: Any) -> None:
    """target[key] += values, adding once for every time a place is named."""
    if on_host(target):
        np.add.at(target, key, values)
    else:
        cuda.scatter_add(target, key, values)


# -- around the functions of arrays that operations are made of -----------------------------------------------------------


def laid_in_order(forward: Callable) -> Callable:
    """A forward whose result lies in memory in the order of its dimensions, whatever its inputs' order is."""

    @functools.wraps(forward)
    def call(*args: Any) -> Any:
        out = forward(*args)
        return out if out.flags.c_contiguous else out.copy()

    return call


def through_host(forward: Callable) -> Callable:
    """A function of NumPy's arrays that takes those of any device, and gives results on theirs, laid in order."""

    @functools.wraps(forward)
    def call(*args: Any) -> Any:
        away = [hasattr(x, "__array_function__") and not on_host(x) for x in args]
        out = forward(*[x.get() if there else x for x, there in zip(args, away)]) if True in away else forward(*args)
        several = isinstance(out, (tuple, list))
        back = [in_order(as_array(x)) for x in (out if several else (out,))]
        back = [cuda.cupy().asarray(x) for x in back] if True in away else back
        return back if several else back[0]

    return call


def refusing(forward: Callable, refuse: Callable, kinds: str) -> Callable:
    """A forward before which `refuse` is asked, if the first array's dtype is of one of these kinds."""

    @functools.wraps(forward)
    def call(input: Any, *more: Any) -> Any:
        if input.dtype.kind in kinds:
            refuse(input, *more)
        return forward(input, *more) if more else forward(input)

    return call
