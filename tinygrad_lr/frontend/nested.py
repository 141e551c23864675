"""Nested sequences as arrays, in torch's three steps: their sizes, their dtype, then one element after the other.

The sizes are those of the first elements all the way down; the dtype is what all elements promote to; and then each
sequence must have its size, and each element be a number. Any object with a length and elements by number is a sequence
(bytearray, array.array, memoryview), and so is a NumPy array in a list.

Source: torch/csrc/utils/tensor_new.cpp of PyTorch (compute_sizes, infer_scalar_type, recursive_store).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import dtype as dt
from ..arrays import make
from ..arrays.names import type_name
from ..arrays.warn import warn_once
from ..core.tensor import Tensor

DEEPEST = 128
SLOW = (
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the list to a single "
    "numpy.ndarray with numpy.array() before converting to a tensor."
)


def nested_array(data: Any, wanted: np.dtype | None) -> np.ndarray:
    """The array of a number or of nested sequences, of a dtype or of the one they have.

    ValueError where lengths differ, TypeError for what is no number, RuntimeError for what has no dtype or does not fit.
    """
    sizes = sizes_of(data)
    wanted = dtype_of(data) if wanted is None else wanted
    if 0 in sizes:
        return make.empty(sizes, wanted)
    numbers: list[Any] = []
    collect(data, 0, sizes, wanted, numbers)
    flat = make.array(numbers, np.float64 if wanted.kind == "f" else wanted)
    with np.errstate(all="ignore"):
        flat = flat.astype(wanted, copy=False)
    return flat.reshape(sizes)


def is_sequence(x: Any) -> bool:
    """What CPython calls one, other than tensors, which are numbers here."""
    if x.__class__ in (list, tuple) or isinstance(x, str):
        return True
    return hasattr(x, "__getitem__") and not isinstance(x, (Tensor, dict, np.generic, type))


def sizes_of(data: Any) -> list[int]:
    sizes: list[int] = []
    while is_sequence(data):
        sizes.append(length(data))
        if not sizes[-1]:
            break
        if len(sizes) > DEEPEST or isinstance(data, str):
            raise ValueError(f"too many dimensions '{'str' if isinstance(data, str) else type_name(data)}'")
        try:
            data = data[0]
        except Exception:
            raise ValueError(f"could not determine the shape of object type '{type_name(data)}'") from None
    return sizes


def length(x: Any) -> int:
    try:
        return len(x)
    except TypeError as error:
        raise TypeError(str(error)) from None


def dtype_of(x: Any) -> np.dtype:
    """The dtype of a number, or the one that all elements of a sequence promote to."""
    kind = x.__class__
    if kind in dt.NUMBERS:
        return dt.number_dtype(x)
    if isinstance(x, (Tensor, np.ndarray, np.generic)) and not isinstance(x, (np.str_, np.bytes_)):
        return dt.of_numpy((x._data if isinstance(x, Tensor) else x).dtype.newbyteorder("=")).np
    if isinstance(x, (int, float)):
        return dt.number_dtype(x)
    if isinstance(x, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type_name(x)}'")
    if isinstance(x, complex):
        raise NotImplementedError("complex numbers are not supported here")
    if not is_sequence(x):
        raise RuntimeError(f"Could not infer dtype of {type_name(x)}")
    found: np.dtype | None = None
    kinds = set(map(type, x)) if kind in (list, tuple) else ()
    if kinds and dt.NUMBERS.issuperset(kinds):
        x = [kind() for kind in kinds]
    for i in range(length(x)):
        item = x[i]
        if item is x:
            raise TypeError("new(): self-referential lists are incompatible")
        d = dtype_of(item)
        found = d if found is None else dt.promote_types(found, d)
    return dt.default.dtype if found is None else found


def collect(data: Any, dim: int, sizes: list[int], wanted: np.dtype, numbers: list[Any]) -> None:
    """All numbers of a sequence at depth `dim`, in order, each as the dtype stores it."""
    if dim == len(sizes):
        numbers.append(stored(data, wanted))
        return
    try:
        items = data if data.__class__ in (list, tuple) else list(data)
    except TypeError:
        raise TypeError("not a sequence") from None
    if len(items) != sizes[dim]:
        raise ValueError(f"expected sequence of length {sizes[dim]} at dim {dim} (got {len(items)})")
    if dim + 1 == len(sizes) and wanted.kind == "f" and set(map(type, items)) == {float}:
        numbers += items
        return
    for item in items:
        if isinstance(item, np.ndarray):
            warn_once(SLOW)
        collect(item, dim + 1, sizes, wanted, numbers)


def stored(x: Any, wanted: np.dtype) -> Any:
    """A number as torch stores it in a dtype. TypeError, in Python's words, for what is none."""
    if wanted.kind == "f":
        return converted(as_float, x)
    if isinstance(x, float):  # in Python 3.10 floats stopped to be integers; torch goes on
        if wanted.kind != "b" and not dt.fits(x, wanted):
            raise RuntimeError(f"value cannot be converted to type {wanted.name} without overflow")
        return x != 0 if wanted.kind == "b" else int(x)
    if wanted.kind == "b" and isinstance(x, np.bool_):
        return bool(x)
    n = converted(operator.index, x)
    if wanted.kind == "b":
        return n != 0
    if not -(2**63) <= n < 2**63:
        raise ValueError("Overflow when unpacking long long")
    if not dt.fits(n, wanted):
        raise RuntimeError(f"value cannot be converted to type {wanted.name} without overflow")
    return n % 256 if wanted.kind == "u" else n


def as_float(x: Any) -> float:
    return math.ldexp(x, 0)  # `float` would read texts


def converted(convert: Callable, x: Any) -> Any:
    """What Python converts a number to, and its words for what is none."""
    try:
        return convert(x)
    except TypeError as error:
        raise TypeError(str(error)) from None
    except OverflowError as error:
        raise OverflowError(str(error)) from None
