"""Sums, means, extrema and other operations that sum_to_size dimensions away, with their derivatives.

`dim` is a tuple of dimensions counted from the front (for selecting reductions such as `max_dim`, one dimension);
`frontend.reductions` has normalised what the user wrote. Sums of integers are int64.
"""

import math

import numpy as np

from ..arrays.array import as_array, in_order, on_host, product, total
from ..arrays.dtype import F64, I64
from ..arrays.make import indices_as, zeros_as
from ..core.formulas import array_dtype, formula, to_dtype
from . import refusals
from .declaration import declare
from .elementwise import abs, exp, isnan, sign, sqrt, where, zeros_like
from .shape import flip, put_along, reshape, spread, unsqueeze, view

# -- sums and means -------------------------------------------------------------------------------------------------------


@declare("SumBackward0", input=lambda g, input_shape: spread(g, input_shape))
def sum(input):
    return total(input, None, False, None if input.dtype.kind == "f" else I64)


def whole(input, dtype):
    """The dtype a sum or product is computed in: the one asked for, or int64 for integers."""
    return dtype if dtype is not None else None if input.dtype.kind == "f" else I64


def cast(input, dtype):
    return input if dtype is None else input.astype(dtype)


@declare("SumBackward0", input=lambda g, input_shape: spread(g, input_shape))
def sum_typed(input, dtype):
    return total(cast(input, dtype), None, False, whole(input, dtype))


@formula
def kept(x, shape, dims, keepdim):
    """What has the shape of a reduction's result, with the dimensions that it folded away kept, of length 1."""
    return x if keepdim else view(x, tuple(1 if i in dims else n for i, n in enumerate(shape)))


@formula
def restore(g, input_shape, dims, keepdim):
    """A reduction's gradient, repeated along the dimensions it folded away."""
    return spread(kept(g, input_shape, dims, keepdim), input_shape)


@declare("SumBackward1", input=restore, contiguous=True)
def sum_dims(input, dims, keepdim, dtype=None):
    return total(cast(input, dtype), dims, keepdim, whole(input, dtype))


@declare("MeanBackward0", input=lambda g, input_shape: spread(g / (count(input_shape) or 1), input_shape))
def mean(input):
    return total(input) / input.size if input.size else total(input) * np.nan


@declare("MeanBackward0", input=lambda g, input_shape: spread(g / (count(input_shape) or 1), input_shape))
def mean_typed(input, dtype):
    return mean(cast(input, dtype))


@declare(
    "MeanBackward1",
    input=lambda g, input_shape, dims, keepdim: (
        restore(g, input_shape, dims, keepdim) / (count(input_shape, dims) or 1)
    ),
    contiguous=True,
)
def mean_dims(input, dims, keepdim, dtype=None):
    input = cast(input, dtype)
    return total(input, dims, keepdim) / input.dtype.type(count(input.shape, dims))


@declare(
    "NansumBackward0",
    input=lambda g, input, dims, keepdim: (
        restore(typed(g, array_dtype(input)), input.shape, dims, keepdim) * to_dtype(input == input, array_dtype(input))
    ),
    contiguous=True,
)
def nansum(input, dims, keepdim, dtype=None):
    """The sum of what is a number."""
    known = input if input.dtype.kind != "f" else np.where(np.isnan(input), input.dtype.type(0), input)
    return total(cast(known, dtype), dims, keepdim, whole(input, dtype))


def count(shape, dims=None):
    """How many elements are folded into one."""
    return math.prod(shape) if dims is None else math.prod(shape[i] for i in dims)


# -- products ---------------------------------------------------------------------------------------------------------------


@formula
def typed(x, dtype):
    return x if array_dtype(x) is dtype else to_dtype(x, dtype)


def prod_all_grad(g, input, out):
    """Two zeros leave no gradient, though a second derivative: over Tensors the whole formula stands."""
    if input.ndim == 0:
        return g
    if hasattr(input, "__array_function__") and (input == 0).sum() > 1:
        return zeros_like(typed(input, array_dtype(g)))
    return view(prod_grad(g, reshape(input, (-1,)), out, 0), input.shape)


@declare("ProdBackward0", input=prod_all_grad)
def prod(input, dtype=None):
    return product(cast(input, dtype), None, False, whole(input, dtype))


def prod_dim_grad(g, input, out, dim, keepdim):
    if input.ndim == 0:
        return g
    if not keepdim:
        g, out = unsqueeze(g, dim), unsqueeze(out, dim)
    return prod_grad(g, input, out, dim)


@declare("ProdBackward1", input=prod_dim_grad, contiguous=True)
def prod_dim(input, dim, keepdim, dtype=None):
    return product(cast(input, dtype), dim if input.ndim else None, keepdim, whole(input, dtype))


@formula
def prod_grad(g, input, out, dim):
    """g * (out / input) where no factor is zero; else the product of the others, each factor left out in turn."""
    input = typed(input, array_dtype(g))
    if not has_zero(input):
        return g * (out / input)
    n = input.shape[dim]
    skip = one_each(input, n).reshape((n,) + (1,) * dim + (n,) + (1,) * (input.ndim - dim - 1))
    rest = prod_dim(where(skip, 1.0, unsqueeze(input, 0)), dim + 1, True)  # (n, ..., 1, ...)
    return g * view(swap(rest, 0, dim + 1), input.shape)


def has_zero(input):
    return bool((input == 0).any())


@formula
def swap(x, a, b):
    return x.swapaxes(a, b)


@declare(input=None)
def one_each(input, n):
    """The (n, n) mask of a diagonal, on the input's device."""
    places = indices_as(input, n)
    return places.reshape(-1, 1) == places


# -- spread -------------------------------------------------------------------------------------------------------------------


@formula
def var_grad(g, input, dims, correction, keepdim, whole):
    g, centre = kept(g, input.shape, dims, keepdim), mean_dims(input, dims, True)
    free = count(input.shape, dims) - correction
    if free <= 0 and whole:  # infinite, but for an element that is the mean
        return g * where(input == centre, math.nan, zeros_like(input) + math.inf)
    return g * (2.0 / free if free else math.inf) * (input - centre)


@declare("VarBackward0", input=var_grad, contiguous=True)
def var(input, dims, correction, keepdim, whole):
    """`whole`: no dimensions were named; torch differentiates that by another formula."""
    many = count(input.shape, dims)
    return centred_square_sum(input, dims, keepdim) / input.dtype.type(max(many - correction, 0) if many else 0)


@formula
def spread_and_mean(g, input, dims, correction, keepdim, whole):
    """The gradients that come by way of the variance and of the mean."""
    parts = []
    if 0 in g:
        parts.append(var_grad(g[0], input, dims, correction, keepdim, whole))
    if 1 in g:
        parts.append(restore(g[1] / (count(input.shape, dims) or 1), input.shape, dims, keepdim))
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


@declare("VarMeanBackward0", input=spread_and_mean, multi_output=True)
def var_mean(input, dims, correction, keepdim, whole):
    return [in_order(as_array(var(input, dims, correction, keepdim, whole))), wide_mean(input, dims, keepdim)]


def wide_mean(input, dims, keepdim):
    """The mean as torch has it beside a spread: summed in float64, where the sum is not too large."""
    return in_order(as_array(mean_dims(input.astype(np.float64), dims, keepdim)).astype(input.dtype))


def std_grad(g, input, out, dims, correction, keepdim, whole):
    return var_grad(where(out == 0, 0.0, g / (out * 2)), input, dims, correction, keepdim, whole)


def std_mean_grad(g, input, out, dims, correction, keepdim, whole):
    """The same by way of the standard deviation, which is watched, as torch does, and computed anew."""
    by_way = {1: g[1]} if 1 in g else {}
    if 0 in g:
        square = var(typed(input, F64), dims, correction, keepdim, whole)  # wide, as in `std`
        root = where(square == 0, 0.0, sqrt(where(square == 0, 1.0, square)))  # no infinite derivative at 0
        root = typed(root, array_dtype(input))
        by_way[0] = where(root == 0, 0.0, g[0] / (root * 2))
    return spread_and_mean(by_way, input, dims, correction, keepdim, whole)


@declare("StdMeanBackward0", input=std_mean_grad, multi_output=True)
def std_mean(input, dims, correction, keepdim, whole):
    return [in_order(std(input, dims, correction, keepdim, whole)), wide_mean(input, dims, keepdim)]


@declare("StdBackward0", input=std_grad, contiguous=True)
def std(input, dims, correction, keepdim, whole):
    wide = input.astype(np.float64)  # as torch has it: a square may be too large where its root is not
    return as_array(np.sqrt(var(wide, dims, correction, keepdim, whole))).astype(input.dtype)


def centred_square_sum(input, dims, keepdim):
    d = centred(input, dims)
    return total(d * d, dims, keepdim)


def centred(input, dims):
    """The distances from the mean, by way of the distances from the first element: equal elements give exactly 0."""
    if not count(input.shape, dims):
        return input
    d = input - input[tuple(slice(0, 1) if i in dims else slice(None) for i in range(input.ndim))]
    return d - mean_dims(d, dims, True)


@formula
def norm_grad(g, input, out, p, dims, keepdim):
    """Zero where the norm is zero: the subgradient torch chooses."""
    if p == 0:
        return None
    g, out = kept(g, input.shape, dims, keepdim), kept(out, input.shape, dims, keepdim)
    if p == 2 and not count(input.shape):
        return input * g
    if p == 1:
        return sign(input) * g
    if p == 2:
        return g * where(out == 0, 0.0, input / out)
    size = input * sign(input)
    if p in (math.inf, -math.inf):
        hit = to_dtype(same(size, out), array_dtype(input))
        return sign(input) * (g / sum_dims(hit, dims, True) * hit)
    scaled = where(out == 0, 0.0, g / out ** (p - 1))
    if p > 2:
        return input * abs(input) ** (p - 2) * scaled
    return where(input == 0, 0.0, sign(input) * size ** (p - 1)) * scaled


@declare("LinalgVectorNormBackward0", input=norm_grad, contiguous=True)
def vector_norm(input, p, dims, keepdim, dtype=None):
    input = cast(input, dtype)
    if p == 2 and count(input.shape, dims) != 1:
        return np.sqrt(total(input * input, dims, keepdim))
    size = np.abs(input)
    if p == 1 or (p and count(input.shape, dims) == 1):  # of one element, without loss in between
        return total(size, dims, keepdim)
    if p == 0:
        return (input != 0).sum(dims, keepdims=keepdim).astype(input.dtype)
    if p in (np.inf, -np.inf):
        return (size.max if p > 0 else size.min)(dims, keepdims=keepdim)
    return total(size**p, dims, keepdim) ** input.dtype.type(1 / p)


@declare("NormBackward1", input=norm_grad, contiguous=True)
def norm_dims(input, p, dims, keepdim):
    """`vector_norm`, under the name that torch gives it where functions in C++ ask for it."""
    return vector_norm(input, p, dims, keepdim)


def logsumexp_grad(g, input, out, dims, keepdim):
    return kept(g, input.shape, dims, keepdim) * exp(input - kept(out, input.shape, dims, keepdim))


@declare("LogsumexpBackward0", input=logsumexp_grad, floats=True, contiguous=True)
def logsumexp(input, dims, keepdim):
    if count(input.shape, dims) == 0:
        return np.log(total(np.exp(input), dims, keepdim))
    top = input.max(dims, keepdims=True)
    top = np.where(np.isinf(top), input.dtype.type(0), top)
    out = np.log(total(np.exp(input - top), dims, True)) + top
    return out if keepdim else out.squeeze(dims)


def cumsum_grad(g, dim, input_dtype):
    g = typed(g, input_dtype)
    return flip(cumsum(flip(g, (dim,)), dim), (dim,)) if g.ndim else g


@declare("CumsumBackward0", input=cumsum_grad, contiguous=True)
def cumsum(input, dim, dtype=None):
    if not input.ndim:
        return as_array(cast(input, whole(input, dtype)).copy())
    out = cast(input, dtype).cumsum(dim, dtype=whole(input, dtype))
    return np.add(out, 0, out) if out.dtype.kind == "f" else out  # a sum begins with 0, not with the first -0


# -- extrema --------------------------------------------------------------------------------------------------------------------


def evenly(g, input, out):
    """The gradient of an extreme value, shared among the elements that have it."""
    hit = same(input, out)
    return where(hit, g / sum(to_dtype(hit, array_dtype(input))), 0.0)


@formula
def same(input, out):
    """Where an element is the extreme value; a nan is the extreme of all that contain one."""
    return (input == out) | (isnan(input) & isnan(out))


@declare("MaxBackward1", input=evenly)
def max_all(input):
    return input.max()


@declare("MinBackward1", input=evenly)
def min_all(input):
    return input.min()


@declare("MedianBackward0", input=evenly, not_for="b", refuse=refusals.median_all)
def median_all(input):
    if not input.size:
        nothing = np.iinfo(input.dtype).min if input.dtype.kind in "iu" else np.nan
        return zeros_as(input, ()) + input.dtype.type(nothing)
    flat = input.reshape(-1)
    if input.dtype.kind == "f" and np.isnan(flat).any():
        return zeros_as(input, ()) + input.dtype.type(np.nan)
    return np.partition(flat, (flat.size - 1) // 2)[(flat.size - 1) // 2]


def extreme_grad(g, input, out, dims, keepdim):
    g, out = kept(g, input.shape, dims, keepdim), kept(out, input.shape, dims, keepdim)
    hit = to_dtype(input == out, array_dtype(input))
    return g / sum_dims(hit, dims, True) * hit


@declare("AmaxBackward0", input=extreme_grad, contiguous=True)
def amax(input, dims, keepdim):
    return input.max(dims, keepdims=keepdim)


@declare("AminBackward0", input=extreme_grad, contiguous=True)
def amin(input, dims, keepdim):
    return input.min(dims, keepdims=keepdim)


def put_back(g, input_shape, dim, indices, keepdim):
    """The gradient of selected elements, at the places they were taken from."""
    if input_shape and not keepdim:
        g, indices = unsqueeze(g, dim), unsqueeze(indices, dim)
    return put_along(g, input_shape, dim, indices)


def selected(input, places, dim, keepdim):
    """The elements at `places` along `dim`, and the places."""
    if not input.ndim:
        return input.copy(), zeros_as(input, ()).astype(I64)
    places = np.expand_dims(places, dim)
    values = np.take_along_axis(input, places, dim)
    return (values, places) if keepdim else (values.squeeze(dim), places.squeeze(dim))


def place_of(which, input, dim, keepdim=False):
    """Where along `dim` the largest element is, or the smallest (`which`: "argmax" or "argmin"): the first nan, if there is any."""
    places = getattr(input, which)(dim, keepdims=keepdim)
    if on_host(input) or input.dtype.kind != "f":
        return places
    bad = np.isnan(input)  # of several nan CuPy names any
    return np.where(bad.any(dim, keepdims=keepdim), bad.argmax(dim, keepdims=keepdim), places)


@declare("MaxBackward0", input=put_back, extra_outputs=("indices",))
def max_dim(input, dim, keepdim):
    return selected(input, place_of("argmax", input, dim) if input.ndim else None, dim, keepdim)


@declare("MinBackward0", input=put_back, extra_outputs=("indices",))
def min_dim(input, dim, keepdim):
    return selected(input, place_of("argmin", input, dim) if input.ndim else None, dim, keepdim)


@declare("MedianBackward1", input=put_back, extra_outputs=("indices",), not_for="b", refuse=refusals.median_dim)
def median_dim(input, dim, keepdim):
    """The lower median of an even number; nan wherever there is one."""
    if not input.ndim:
        return selected(input, None, dim, keepdim)
    order = np.argsort(input, dim, kind="stable")
    places = order.take((input.shape[dim] - 1) // 2, dim)
    if input.dtype.kind == "f":
        bad = np.isnan(input)
        places = np.where(bad.any(dim), bad.argmax(dim), places)
    return selected(input, places, dim, keepdim)


@declare("NanmedianBackward0", input=evenly, not_for="b", refuse=refusals.median_all)
def nanmedian_all(input):
    known = input if input.dtype.kind != "f" else input[~np.isnan(input)]
    return median_all(known if known.size else input)


@declare("NanmedianBackward1", input=put_back, extra_outputs=("indices",), not_for="b", refuse=refusals.median_dim)
def nanmedian_dim(input, dim, keepdim):
    """The lower median of the numbers; nan where there is none."""
    if not input.ndim:
        return selected(input, None, dim, keepdim)
    order = np.argsort(input, dim, kind="stable")  # nan last
    last = np.maximum((input == input).sum(dim, keepdims=True) - 1, 0)
    return selected(input, in_order(np.take_along_axis(order, last // 2, dim).squeeze(dim)), dim, keepdim)


@declare(input=None, not_for="b", refuse=refusals.argmax)
def argmax(input, dim, keepdim):
    return place_of("argmax", input, dim, keepdim) if input.ndim else zeros_as(input, ()).astype(I64)


@declare(input=None, not_for="b", refuse=refusals.argmin)
def argmin(input, dim, keepdim):
    return place_of("argmin", input, dim, keepdim) if input.ndim else zeros_as(input, ()).astype(I64)


@declare(input=None, contiguous=True)
def count_nonzero(input, dims):
    return as_array((input != 0).sum(dims, dtype=I64))


def truth(out, input):
    """bool, except that torch answers uint8 for uint8."""
    return out.astype(input.dtype) if input.dtype.kind == "u" else out


@declare(input=None, contiguous=True)
def all(input, dims, keepdim):
    return truth(input.all(dims, keepdims=keepdim), input)


@declare(input=None, contiguous=True)
def any(input, dims, keepdim):
    return truth(input.any(dims, keepdims=keepdim), input)


# -- softmax ----------------------------------------------------------------------------------------------------------------------


@declare(
    "SoftmaxBackward0", input=lambda g, out, dim: out * (g - (sum_dims(g * out, (dim,), True) if g.ndim else g * out))
)
def softmax(input, dim):
    e = np.exp(below_top(input, dim))
    return e / total(e, dim, True) if input.ndim else e


def below_top(input, dim):
    """The distances from the maximum along `dim`, if there is any."""
    return in_order(input - input.max(dim, keepdims=True)) if input.ndim and input.size else input - input


@declare("LogSoftmaxBackward0", input=lambda g, out, dim: g - exp(out) * (sum_dims(g, (dim,), True) if g.ndim else g))
def log_softmax(input, dim):
    distances = below_top(input, dim)
    return distances - np.log(total(np.exp(distances), dim, True)) if input.size and input.ndim else distances
