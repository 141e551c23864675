"""Distances between tensors, and between all rows of two."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arrays.array import broadcast_shapes
from ..arrays.dtype import get_default_dtype
from ..autograd.grad_mode import no_grad
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from . import arithmetic, shapes
from .arguments import all_dims, result_type, to
from .inplace import in_place
from .signatures import check

MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")


def dist(input: Tensor, other: Tensor, p: Any = 2) -> Tensor:
    """The p-norm of input - other, as one vector. RuntimeError for integers."""
    p = p.item() if isinstance(p, Tensor) else p
    if "b" not in (input._data.dtype.kind, other._data.dtype.kind):
        broadcast_shapes(input._data.shape, other._data.shape)
    return op["dist"](input, other, p)


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = MODES[0]) -> Tensor:
    """The p-norms of the differences of all rows of `x1` (*, p, m) from all rows of `x2` (*, r, m): (*, p, r).

    For p = 2 they come from a product of matrices if either has more than 25 rows, or as `compute_mode` says.
    """
    if compute_mode not in MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    check("nn.cdist", (x1, x2, p, None))
    for name, x in (("X1", x1), ("X2", x2)):
        if x._data.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {x._data.ndim}D")
    (*first, rows, n), (*second, others, m) = x1._data.shape, x2._data.shape
    if n != m:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {n} X2: {m}")
    for name, x in (("X1", x1), ("X2", x2)):
        if x._data.dtype.kind != "f":
            found = f"{name} got: {x.dtype.type_name}"
            raise RuntimeError(f"cdist only supports floating-point dtypes, {found}")
    batch = broadcast_shapes(tuple(first), tuple(second))
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if x1._data.dtype != x2._data.dtype:
        raise RuntimeError(f"expected scalar type {x1.dtype.type_name} but found {x2.dtype.type_name}")
    long = rows > 25 or others > 25
    if p == 2 and (compute_mode == MODES[1] or (long and compute_mode == MODES[0])) and x1._data.size and x2._data.size:
        flat = math.prod(batch)
        if flat != 1:
            x1 = shapes.view(shapes.contiguous(shapes.expand(x1, (*batch, rows, n))), (flat, rows, n))
            x2 = shapes.view(shapes.contiguous(shapes.expand(x2, (*batch, others, n))), (flat, others, n))
        return shapes.view(op["euclidean_dist"](x1, x2), (*batch, rows, others))
    return op["cdist"](x1, x2, p if p <= float(np.finfo(x1._data.dtype).max) else math.inf)


def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2, eps: float = 1e-06, keepdim: bool = False) -> Tensor:
    """The p-norms of x1 - x2 + eps along the last dimension."""
    d = arithmetic.sub(x1, x2)
    d = op["plus"](d if d.is_floating_point() else to(d, get_default_dtype()), eps)
    return op["norm_dims"](d, p, all_dims(d, -1), keepdim)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-08) -> Tensor:
    """The cosines of the angles between vectors along `dim`: x1 and x2, each divided by its length (at least eps)."""
    common = result_type(x1, x2)
    if not common.is_floating_point:
        found = f"yet common dtype is {common.type_name}"
        raise RuntimeError(f"expected common dtype to be floating point, {found}")
    if not eps >= 0:
        raise RuntimeError(f"eps must be non-negative, got: {eps:g}")
    floats = [x if x._data.dtype.kind == "f" else to(x, common) for x in (x1, x2)]
    shape = broadcast_shapes(x1._data.shape, x2._data.shape)
    same = x1._data.shape == x2._data.shape
    rows = [x if same else shapes.expand(x, shape) for x in floats]
    units = [op["div"](x, _length(x, all_dims(x, dim), eps)) for x in rows]
    return op["sum_dims"](op["mul"](*units), all_dims(units[0], dim), False)


def _length(x: Tensor, dims: tuple, eps: float) -> Tensor:
    length = op["clone"](op["vector_norm"](x, 2, dims, True))
    with no_grad():  # so that the gradient is that of the length, as in torch
        return in_place(arithmetic.clamp_min)(length, eps)
