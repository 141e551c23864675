"""Sorted elements and where they come from, with their derivatives: the gradient goes back to the places.

nan is larger than every number, as in torch and in NumPy.
"""

import math

import numpy as np

from ..core.formulas import array_dtype, formula
from . import refusals
from .declaration import declare
from .elementwise import exp, where
from .reduce import cast, one_each, put_back, sum_dims, swap, typed, whole
from .shape import gather_add, put_along, unsqueeze, view


def order_of(input, dim, descending):
    """The places that sort; of equal elements the first is first."""
    if not descending:
        return np.argsort(input, dim, kind="stable")
    back = np.argsort(np.flip(input, dim), dim, kind="stable")
    return np.flip(input.shape[dim] - 1 - back, dim)


@declare("SortBackward0", input=lambda g, input_shape, dim, indices: put_along(g, input_shape, dim, indices),
         extra_outputs=("indices",), host=True)  # fmt: skip
def sort(input, dim, descending):
    if not input.ndim:
        return input.copy(), np.zeros((), np.int64)
    places = order_of(input, dim, descending)
    return np.take_along_axis(input, places, dim), places


@declare("SortBackward1", input=lambda g, input_shape, dim, indices: put_along(g, input_shape, dim, indices),
         extra_outputs=("indices",), host=True)  # fmt: skip
def sort_stable(input, dim, descending):
    """`sort`, under torch's name where the call says whether it is stable."""
    return sort(input, dim, descending)


@declare("TopkBackward0", input=lambda g, input_shape, dim, indices: put_along(g, input_shape, dim, indices),
         extra_outputs=("indices",), not_for="b", refuse=refusals.topk, host=True)  # fmt: skip
def topk(input, k, dim, largest):
    if not input.ndim:
        return input.copy(), np.zeros((), np.int64)
    places = order_of(input, dim, largest).take(np.arange(k), dim)
    return np.take_along_axis(input, places, dim), places


@declare("KthvalueBackward0", input=put_back, extra_outputs=("indices",), not_for="b",
         refuse=refusals.kthvalue, host=True)  # fmt: skip
def kthvalue(input, k, dim, keepdim):
    if not input.ndim:
        return input.copy(), np.zeros((), np.int64)
    places = order_of(input, dim, False).take([k - 1], dim)
    values = np.take_along_axis(input, places, dim)
    return (values, places) if keepdim else (values.squeeze(dim), places.squeeze(dim))


@declare("ModeBackward0", input=put_back, extra_outputs=("indices",), host=True)
def mode(input, dim, keepdim):
    """The most frequent value, of several the smallest, and where it stands last."""
    if not input.ndim:
        return input.copy(), np.zeros((), np.int64)
    order = order_of(input, dim, False)
    values, at = np.moveaxis(np.take_along_axis(input, order, dim), dim, -1), np.arange(input.shape[dim])
    starts = np.ones(values.shape, bool)
    starts[..., 1:] = values[..., 1:] != values[..., :-1]
    length = at - np.maximum.accumulate(np.where(starts, at, 0), -1)
    places = np.take_along_axis(order, np.expand_dims(length.argmax(-1), dim), dim)
    values = np.take_along_axis(input, places, dim)
    return (values, places) if keepdim else (values.squeeze(dim), places.squeeze(dim))


# -- running extremes and products ----------------------------------------------------------------------------------------


def running(input, dim, better):
    """The extreme so far at each place, and where it stands: of equal ones the last; a nan stays."""
    if not input.ndim:
        return input.copy(), np.zeros((), np.int64)
    values, places = np.moveaxis(input.copy(), dim, 0), np.zeros(input.shape, np.int64)
    at = np.moveaxis(places, dim, 0)
    for i in range(1, values.shape[0]):
        before, here = values[i - 1].copy(), values[i].copy()
        takes = better(here, before) | (here != here)
        keeps = (before != before) & (here == here)
        values[i] = np.where(takes & ~keeps, here, before)
        at[i] = np.where(takes & ~keeps, i, at[i - 1])
    return np.moveaxis(values, 0, dim), places


@declare("CummaxBackward0", input=lambda g, input, dim, indices: gather_add(g, input.shape, dim, indices),
         extra_outputs=("indices",), host=True)  # fmt: skip
def cummax(input, dim):
    return running(input, dim, np.greater_equal)


@declare("CumminBackward0", input=lambda g, input, dim, indices: gather_add(g, input.shape, dim, indices),
         extra_outputs=("indices",), host=True)  # fmt: skip
def cummin(input, dim):
    return running(input, dim, np.less_equal)


@declare(input=None, host=True)
def not_before(input, n):
    """The (n, n) mask of places, and of those that are not before them."""
    places = np.arange(n)
    return places.reshape(-1, 1) <= places


@formula
def beside(mask, input, dim):
    """A mask of places and places, in dimensions 0 and dim + 1 beside the input's."""
    n, ndim = input.shape[dim], input.ndim
    return mask.reshape((n,) + (1,) * dim + (n,) + (1,) * (ndim - dim - 1))


@formula
def folded(terms, input, dim):
    """What each place has a share in, summed: (n, ..., n, ...) to (..., n, ...)."""
    return view(swap(sum_dims(terms, (dim + 1,), True), 0, dim + 1), input.shape)


def cumprod_grad(g, input, out, dim):
    """Each factor left out in turn of all products that have it."""
    input = typed(input, array_dtype(g))
    if not input.ndim:
        return g
    n = input.shape[dim]
    others = cumprod(where(beside(one_each(input, n), input, dim), 1.0, unsqueeze(input, 0)), dim + 1)
    return folded(where(beside(not_before(input, n), input, dim), unsqueeze(g, 0) * others, 0.0), input, dim)


@declare("CumprodBackward0", input=cumprod_grad, host=True)
def cumprod(input, dim, dtype=None):
    input = cast(input, dtype)
    kind = whole(input, dtype) or input.dtype
    return np.cumprod(input, dim, dtype=kind) if input.ndim else input.astype(kind)


def logcumsumexp_grad(g, input, out, dim):
    """The share exp(x) has in each sum that it is part of."""
    if not input.ndim:
        return g
    own = swap(unsqueeze(input, 0), 0, dim + 1)  # (n, ..., 1, ...)
    later = beside(not_before(input, input.shape[dim]), input, dim)
    return folded(where(later, unsqueeze(g, 0) * exp(where(later, own - unsqueeze(out, 0), 0.0)), 0.0), input, dim)


@declare(
    "LogcumsumexpBackward0",
    input=logcumsumexp_grad,
    not_for="biu",
    refuse=refusals.no_kernel("logcumsumexp_out_cpu", "biu"),
    host=True,
)
def logcumsumexp(input, dim):
    """log of the running sums of exp, without overflow."""
    zero = input.dtype.type(0)  # added to the logarithm of 1 even where nothing came before: -0.0 is 0.0
    return np.logaddexp.accumulate(input, dim) + zero if input.ndim else input.copy()


# -- each value once ------------------------------------------------------------------------------------------------------


@declare("Unique2Backward0", input=refusals.unique_has_none, extra_outputs=("inverse", "counts"), host=True)
def unique(input):
    """The values in order, each once; the place of each element's value among them, and how often it stands."""
    values, inverse, counts = np.unique(input.reshape(-1), return_inverse=True, return_counts=True, equal_nan=False)
    return values, inverse.reshape(input.shape), counts


@declare(
    "UniqueConsecutiveBackward0",
    input=refusals.unique_consecutive_has_none,
    extra_outputs=("inverse", "counts"),
    host=True,
)
def unique_consecutive(input):
    """The first of each run of equal values, in their order."""
    flat = input.reshape(-1)
    starts = np.ones(flat.shape, bool)
    starts[1:] = flat[1:] != flat[:-1]
    places = np.flatnonzero(starts)
    return flat[starts], (np.cumsum(starts) - 1).reshape(input.shape), np.diff(np.append(places, flat.size))


def as_rows(input, dim):
    """Each slice along `dim` as one row."""
    return np.moveaxis(input, dim, 0).reshape(input.shape[dim], math.prod(input.shape) // max(input.shape[dim], 1))


def of_rows(rows, like, dim):
    shape = (len(rows), *like.shape[:dim], *like.shape[dim + 1 :])
    return np.moveaxis(rows.reshape(shape), 0, dim)


@declare("UniqueDimBackward0", input=refusals.unique_dim_has_none, extra_outputs=("inverse", "counts"), host=True)
def unique_dim(input, dim):
    """The slices along a dimension in order, each once."""
    rows = as_rows(input, dim)
    if not rows.size:
        return input.copy(), np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.lexsort(rows.T[::-1])
    kept, places, counts = runs(rows[order])
    inverse = np.empty(len(rows), np.int64)
    inverse[order] = places
    return of_rows(kept, input, dim), inverse, counts


@declare(
    "UniqueConsecutiveBackward0",
    input=refusals.unique_consecutive_has_none,
    extra_outputs=("inverse", "counts"),
    host=True,
)
def unique_consecutive_dim(input, dim):
    """The first of each run of equal slices along a dimension."""
    rows = as_rows(input, dim)
    if not rows.size:
        return input.copy(), np.zeros(0, np.int64), np.zeros(0, np.int64)
    kept, places, counts = runs(rows)
    return of_rows(kept, input, dim), places, counts


def runs(rows):
    """The first of each run of equal rows, the number of each row's run, and the lengths of the runs."""
    starts = np.ones(len(rows), bool)
    starts[1:] = (rows[1:] != rows[:-1]).any(1)
    places = np.flatnonzero(starts)
    return rows[starts], np.cumsum(starts) - 1, np.diff(np.append(places, len(rows)))


@declare("NotImplemented", weights=refusals.bincount_has_none, host=True)
def bincount(weights, places, minlength):
    """The sums of the weights at each place: in float32 one after another, else in float64. `places` is an array."""
    if weights.dtype != np.float32:
        return np.bincount(places, weights, minlength)
    sums = np.zeros(max(int(places.max()) + 1, minlength), np.float32)
    np.add.at(sums, places, weights)
    return sums
