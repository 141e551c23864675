"""What derivatives are written with: the registries of operations and helpers, and the way back from a broadcast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays.array import dense, ndarray, total
from ..arrays.make import ones
from .tensor import Tensor

OPS: dict[str, Callable[..., Any]] = {}  # the operations on Tensors; `operation.declare` fills it
FORMULAS: dict[str, Callable[..., Any]] = {}


def formula(helper: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a helper of derivatives: on Tensors it is read with names meaning operations (`autograd.double`)."""
    FORMULAS[helper.__name__] = helper
    return helper


@formula
def match_input(g: Any, shape: tuple[Any, ...], dtype: Any) -> Any:
    """A gradient summed back to the shape that was broadcast, and of the input's dtype."""
    if g.shape != shape:
        g = sum_to_size(g, shape)
    return g if array_dtype(g) is dtype else to_dtype(g, dtype)


def array_dtype(g: Any) -> Any:
    return g._data.dtype if isinstance(g, Tensor) else g.dtype


def sum_to_size(input: Any, shape: tuple[Any, ...]) -> Any:
    """The sum over everything that broadcasting repeated: the reverse of a broadcast from `shape`."""
    if input.__class__ is ndarray and input.ndim == 2 and shape == input.shape[1:] and input.size > 1:
        # as a product with ones: several times faster than a reduction (a product of two numbers may be -0.0, no sum is)
        return ones(input.shape[0], input.dtype).dot(input)
    extra = input.ndim - len(shape)
    dims = (*range(extra), *(i + extra for i, n in enumerate(shape) if n == 1 and input.shape[i + extra] != 1))
    g = total(input, dims, len(dims) > extra or not shape) if dims else input.copy()
    return g if g.ndim == len(shape) else g.reshape(shape)


def to_dtype(input: Any, dtype: np.dtype) -> Any:
    if input.flags.c_contiguous or dense(input):
        return input.astype(dtype)
    return input.astype(dtype, order="C")  # NumPy would lay out what is expanded the other way round
