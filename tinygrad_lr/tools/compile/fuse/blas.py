"""Products of large matrices: NumPy's own BLAS, called from machine code."""

from __future__ import annotations

import ctypes
import functools
import glob
import importlib
import os
from typing import Any

import numpy as np

from ..trace import Value

LARGE = 1 << 13  # multiplications from which a call of BLAS pays
THIN = 4  # rows, columns or terms up to which loops are as fast
ROW_MAJOR, AS_IS, TRANSPOSED = 101, 111, 112


@functools.cache
def gemm(name: str) -> Any:
    """C = A B for dtype `name`, as cblas has it; None where NumPy's BLAS is not found."""
    letter, real = {"float32": ("s", ctypes.c_float), "float64": ("d", ctypes.c_double)}.get(name, ("", None))
    around = os.path.dirname(os.path.dirname(np.__file__))
    for path in sorted(glob.glob(os.path.join(around, "numpy.libs", "*openblas64*"))) if letter else ():
        function = getattr(ctypes.CDLL(path), f"scipy_cblas_{letter}gemm64_", None)
        if function is not None:
            n, pointer = ctypes.c_int64, ctypes.c_void_p
            enums = [ctypes.c_int] * 3
            function.argtypes = [*enums, n, n, n, real, pointer, n, pointer, n, real, pointer, n]
            function.restype = None
            return function
    return None


@functools.cache
def linked_gemm(name: str) -> Any:
    """The same for numba, by a name that LLVM links: an address would be another in the next process."""
    function, numba = gemm(name), importlib.import_module("numba")
    symbol = f"tinygrad_lr_{name}_gemm"
    importlib.import_module("llvmlite.binding").add_symbol(symbol, ctypes.cast(function, ctypes.c_void_p).value)
    how, n, real, matrix = numba.intc, numba.int64, getattr(numba, name), numba.types.voidptr
    sizes, left, right, into = [n] * 3, [matrix, n], [matrix, n], [matrix, n]
    signature = numba.void(how, how, how, *sizes, real, *left, *right, real, *into)
    return numba.types.ExternalFunction(symbol, signature)


def product(a: Value, b: Value, out: Value) -> tuple | None:
    """How BLAS takes `a.dot(b)`: (transposed or not, step) of each, and (rows, columns, inner). None where it does not,
    or where it would not pay."""
    if len(a.shape) != 2 or len(b.shape) != 2 or len({v.dtype for v in (a, b, out)}) != 1:
        return None
    sizes = a.shape[0], b.shape[1], a.shape[1]
    left, right, into = map(layout, (a, b, out))
    if (
        min(sizes) < THIN
        or np.prod(sizes, dtype=float) < LARGE
        or left is None
        or right is None
        or gemm(a.dtype.name) is None
    ):
        return None
    return None if into is None or into[0] != AS_IS else (left, right, into, sizes)


def layout(x: Value) -> tuple[int, int] | None:
    """Whether a matrix lies by rows or by columns, and how far apart these are."""
    item, (rows, columns), (down, right) = x.dtype.itemsize, x.shape, x.strides
    if (right == item or columns == 1) and (down >= columns * item or rows == 1) and down % item == 0:
        return AS_IS, max(down // item, columns, 1)
    if (down == item or rows == 1) and (right >= rows * item or columns == 1) and right % item == 0:
        return TRANSPOSED, max(right // item, rows, 1)
    return None
