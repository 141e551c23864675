"""Distances between tensors and between their rows, with their derivatives: p-norms of differences."""

import numpy as np

from ..core.formulas import formula, sum_to_size
from . import refusals
from .declaration import declare
from .elementwise import where
from .reduce import norm_grad, vector_norm
from .shape import transpose


@declare(
    "DistBackward0",
    input=lambda g, input, other, out, p: between(g, input, other, out, p),
    other=lambda g, input, other, out, p: -between(g, input, other, out, p) if p else refusals.no_gradient(),
    promote=True,
    check_dtypes=refusals.dist,
)
def dist(input, other, p):
    """The p-norm of a difference, as one vector."""
    d = input - other
    if not d.size:
        refusals.norm_of_nothing(p)
    return vector_norm(d, p, tuple(range(d.ndim)), False)


@formula
def between(g, input, other, out, p):
    d = input - other
    return norm_grad(g, d, out, p, tuple(range(d.ndim)), False)


# -- of rows --------------------------------------------------------------------------------------------------------------


@declare(
    "CdistBackward0",
    x1=lambda g, x1, x2, out, p: sum_to_size(cdist_grad(g, x1, x2, out, p), x1.shape),
    x2=lambda g, x1, x2, out, p: sum_to_size(cdist_grad(swapped(g), x2, x1, swapped(out), p), x2.shape),
    contiguous=True,
)
def cdist(x1, x2, p):
    """The p-norms of the differences of all rows of `x1` (*, p, m) from all of `x2` (*, r, m): (*, p, r)."""
    d = np.expand_dims(x1, -2) - np.expand_dims(x2, -3)
    return vector_norm(d, p, (d.ndim - 1,), False)


@formula
def swapped(x):
    return transpose(x, x.ndim - 2, x.ndim - 1)


UNKNOWN = dict.fromkeys(("input", "x1", "x2", "out"), refusals.cdist_twice_has_none)


@declare("CdistBackwardBackward0", **UNKNOWN)
def cdist_grad(input, x1, x2, out, p):
    """The gradient of `x1`: zero where two rows are the same."""
    d = np.expand_dims(x1, -2) - np.expand_dims(x2, -3)
    g, far = np.expand_dims(input, -1), np.expand_dims(out, -1)
    size, side = np.abs(d), np.sign(d)
    if p == 0:
        each = np.zeros_like(d)
    elif p == np.inf:
        each = side * g * (size == far)
    elif p == 1:
        each = side * g
    else:
        scaled = np.where(far == 0, d.dtype.type(0), g / far ** d.dtype.type(p - 1))
        each = np.where(d == 0, d.dtype.type(0), side * size ** d.dtype.type(p - 1)) * scaled
    return each.sum(-2)


@formula
def by_distance(g, out):
    return where(out == 0, 0.0, g / out)


@formula
def pulled(g, x1, x2):
    """What all rows of `x2` pull at each of `x1`."""
    return x1 * g.sum(g.ndim - 1, keepdims=True) - g @ x2


@declare(
    "EuclideanDistBackward0",
    x1=lambda g, x1, x2, out: sum_to_size(pulled(by_distance(g, out), x1, x2), x1.shape),
    x2=lambda g, x1, x2, out: sum_to_size(pulled(swapped(by_distance(g, out)), x2, x1), x2.shape),
)
def euclidean_dist(x1, x2):
    """`cdist` with p = 2 by a product of matrices: (a - b)^2 = a^2 - 2ab + b^2."""
    a, b = (np.sum(x * x, -1, keepdims=True) for x in (x1, x2))
    left = np.concatenate([x1 * -2, a, np.ones_like(a)], -1)
    right = np.concatenate([x2, np.ones_like(b), b], -1)
    return np.sqrt(np.maximum(np.matmul(left, right.swapaxes(-1, -2)), 0))
