"""Writing at places that tensors name: scattering, filling and adding at indices, and through masks.

`index` has a place for each element in `scatter` and its kin, for each slice in `index_add` and its kin, and for each
element of the flattened tensor in `take` and `put`. `frontend.scattering` has looked at shapes and bounds.
"""

import numpy as np

from ..arrays.array import as_array
from ..arrays.array import scatter_add as add_at
from ..arrays.dtype import scalar
from ..arrays.make import zeros_as
from ..core.formulas import array_dtype, formula, sum_to_size, to_dtype
from ..core.tensor import Tensor
from . import refusals
from .declaration import declare
from .elementwise import fma_number, where, zeros_like
from .shape import along, at, expand, gather, index_select, reshape

# -- a place for each element ---------------------------------------------------------------------------------------------


@formula
def gathered(g, src_shape, dim, index, name):
    """The gradient of what was scattered: where each element went. torch has none of more than was."""
    found = gather(g, dim, index)
    if found.shape != src_shape:
        refusals.invalid_gradient(f"{name}Backward0", found.shape, src_shape)
    return found


def places(index, dim):
    """The key of `index`'s places along `dim`."""
    return along(index if index.ndim else index.reshape(1), dim)


def source(src, index):
    """As much of `src` as `index` has places for."""
    src = src if src.ndim else src.reshape(1)
    return src[tuple(slice(n) for n in index.shape or (1,))]


def flat_of(out):
    """A view that indices of one dimension fit, of an array without dimensions; else the array."""
    return out if out.ndim else out.reshape(1)


@declare(
    "ScatterBackward0",
    input=lambda g, dim, index: scatter_number(g, dim, index, 0.0),
    index=None,
    src=lambda g, src_shape, dim, index: gathered(g, src_shape, dim, index, "Scatter"),
    host=True,
)
def scatter(input, dim, index, src):
    out = as_array(input.copy())
    if index.size:
        flat_of(out)[places(index, dim)] = source(src, index)
    return out


@declare("ScatterBackward1", input=lambda g, dim, index: scatter_number(g, dim, index, 0.0), index=None, host=True)
def scatter_number(input, dim, index, value):
    out = as_array(input.copy())
    if index.size:
        flat_of(out)[places(index, dim)] = np.array(value).astype(out.dtype)
    return out


@declare(
    "ScatterAddBackward0",
    input=lambda g: g,
    index=None,
    src=lambda g, src_shape, dim, index: gathered(g, src_shape, dim, index, "ScatterAdd"),
    host=True,
)
def scatter_add(input, dim, index, src):
    out = as_array(input.copy())
    if index.size:
        add_at(flat_of(out), places(index, dim), source(src, index))
    return out


@declare("NotImplemented", input=refusals.scatter_has_none, index=None, src=refusals.scatter_has_none, host=True)
def scatter_with(input, dim, index, src, reduce):
    """`scatter` that adds or multiplies."""
    return scatter_reduce(input, dim, index, src, "sum" if reduce == "add" else "prod", True)


@declare("NotImplemented", input=refusals.scatter_has_none, index=None, host=True)
def scatter_number_with(input, dim, index, value, reduce):
    src = np.full(index.shape, value).astype(input.dtype)
    return scatter_reduce(input, dim, index, src, "sum" if reduce == "add" else "prod", True)


# -- reduced where several meet -------------------------------------------------------------------------------------------

FOLD = dict(sum=np.add, mean=np.add, prod=np.multiply, amax=np.maximum, amin=np.minimum)


def identity(reduce, dtype):
    """What a reduction begins with that does not include the tensor's own elements."""
    if reduce in ("amax", "amin"):
        limits = np.finfo(dtype) if dtype.kind == "f" else None if dtype.kind == "b" else np.iinfo(dtype)
        if limits is None:
            return reduce == "amin"
        low, high = (-np.inf, np.inf) if dtype.kind == "f" else (limits.min, limits.max)
        return low if reduce == "amax" else high
    return 1 if reduce == "prod" else 0


def scatter_reduce_grad(g, needed, input, src, out, dim, index, reduce, include_self):
    slope = slope_of_product if reduce == "prod" else slope_of_mean
    if reduce in ("amax", "amin"):
        slope = slope_of_extreme
    grad_input, grad_src = (
        (g, gathered(g, src.shape, dim, index, "ScatterReduce"))
        if reduce == "sum"
        else slope(g, input, src, out, dim, index, include_self)
    )
    return grad_input if include_self else scatter_number(grad_input, dim, index, 0.0), grad_src


def keep_first_zero(target, key, src, own):
    """Let the first of a place's zeros decide its sign: 0 is no larger than -0, and NumPy leaves it to the processor which stays."""
    backwards = np.flatnonzero((src == 0) & (target[key] == 0))[
        ::-1
    ].copy()  # as it is written; a view would be turned again
    target[tuple(np.broadcast_to(part, src.shape).ravel()[backwards] for part in key)] = src.ravel()[backwards]
    if own is not None:
        first = (own == 0) & (target == 0)
        target[first] = own[first]


@declare("ScatterReduceBackward0", joint_vjp=(("input", "src"), scatter_reduce_grad), index=None, host=True)
def scatter_reduce(input, dim, index, src, reduce, include_self):
    """The tensor's element (if it is included) and all that `index` sends there, reduced to one."""
    if reduce == "mean":
        refusals.need_kernel(input, "scatter_gather_tensor_cpu_reduce_mean")
    out = as_array(input.copy())
    if not index.size:
        return out
    target, key, src = flat_of(out), places(index, dim), source(src, index)
    if not include_self:
        target[key] = identity(reduce, input.dtype)
    with np.errstate(all="ignore"):
        FOLD[reduce].at(target, key, src)
    if reduce in ("amax", "amin") and input.dtype.kind == "f":
        keep_first_zero(target, key, src, flat_of(input) if include_self else None)
    if reduce == "mean":
        count = np.full(target.shape, int(include_self))
        np.add.at(count, key, 1)
        count = np.maximum(count, 1)
        divided = target / count.astype(input.dtype) if input.dtype.kind == "f" else np.floor_divide(target, count)
        target[...] = divided.astype(input.dtype)
    return out


@formula
def slope_of_mean(g, input, src, out, dim, index, include_self):
    count = zeros_like(g) + (1.0 if include_self else 0.0)
    count = scatter_add(count, dim, index, zeros_like(src) + 1.0)
    share = g / where(count == 0, 1.0, count)
    return share, gathered(share, src.shape, dim, index, "ScatterReduce")


@formula
def slope_of_extreme(g, input, src, out, dim, index, include_self):
    """Shared among all that have the value."""
    hit = to_dtype(input == out, array_dtype(g))
    hit_src = to_dtype(src == gather(out, dim, index), array_dtype(g))
    share = g / scatter_add(hit, dim, index, hit_src)
    return hit * share, hit_src * gather(share, dim, index)


@formula
def slope_of_product(g, input, src, out, dim, index, include_self):
    """out / factor, and where one factor alone is zero, the product of the others."""
    kept = where(input == 0, 1.0, input)
    grad_input = g * scatter_reduce(kept, dim, index, src, "prod", include_self) / kept
    zero = src == 0
    count = gather(scatter_add(zeros_like(input), dim, index, to_dtype(zero, array_dtype(src))), dim, index)
    lone = zero & (count == 1)
    others = scatter_reduce(input, dim, index, where(lone, 1.0, src), "prod", include_self)
    divided = gather(g * out, dim, index) / where(zero, 1.0, src)
    slope = where(lone, gather(g * others, dim, index), divided)
    return grad_input, slope_among_zeros(slope) if any_meet(count) else slope


def any_meet(zeros):
    """Whether a second derivative is wanted where several zeros went to one place."""
    return isinstance(zeros, Tensor) and bool((zeros._data > 1).any())


@declare("Error", input=refusals.zeros_that_meet)
def slope_among_zeros(input):
    return input.copy()


# -- a place for each slice -----------------------------------------------------------------------------------------------


def slices(index, dim):
    """The key of the slices along `dim`."""
    return at(dim, index.reshape(-1))


@declare(
    "IndexAddBackward0",
    input=lambda g: g,
    index=None,
    source=lambda g, source, dim, index, alpha: slices_of(g, source.shape, dim, index) * alpha,
    host=True,
)
def index_add(input, dim, index, source, alpha):
    out = as_array(input.copy())
    if not out.size:
        return out
    source, target = source.reshape(aligned(source, out)), flat_of(out)
    if alpha == 1:
        add_at(target, slices(index, dim), source)
        return out
    factor = scalar(alpha, out.dtype)
    for i, place in enumerate(index.reshape(-1)):  # one after the other
        there, more = at(dim, place), source[at(dim, i)]
        if out.ndim < 2:  # of a vector torch rounds the product, too
            target[there] += more * factor
        else:
            target[there] = fma_number(more, factor, target[there])
    return out


def aligned(source, out):
    """The shape of what is sent, also where it has no dimensions, or `out` has none."""
    return source.shape or (1,) * max(out.ndim, 1)


@formula
def slices_of(g, source_shape, dim, index):
    """The slices at `index`, in the shape of what was sent there."""
    return reshape(index_select(g, dim, reshape(index, (-1,))), source_shape)


@declare(
    "IndexCopyBackward0",
    input=lambda g, dim, index: index_fill_number(g, dim, index, 0.0),
    index=None,
    source=lambda g, source, dim, index: slices_of(g, source.shape, dim, index),
    host=True,
)
def index_copy(input, dim, index, source):
    out = as_array(input.copy())
    if index.size:
        flat_of(out)[slices(index, dim)] = source.reshape(aligned(source, out))
    return out


@declare("IndexFillBackward0", input=lambda g, dim, index: index_fill_number(g, dim, index, 0.0), index=None, host=True)
def index_fill_number(input, dim, index, value):
    out = as_array(input.copy())
    flat_of(out)[slices(index, dim)] = np.array(value).astype(out.dtype)
    return out


@declare(
    "IndexFillBackward1",
    input=lambda g, dim, index: index_fill_number(g, dim, index, 0.0),
    index=None,
    value=lambda g, dim, index, value_dtype: to_dtype((g - index_fill_number(g, dim, index, 0.0)).sum(), value_dtype),
    host=True,
)
def index_fill(input, dim, index, value):
    return index_fill_number(input, dim, index, value)


# -- a place for each element of the flattened tensor -------------------------------------------------------------------


@declare("TakeBackward0", input=lambda g, input, index: put_back_flat(g, input.shape, index), index=None, host=True)
def take(input, index):
    return input.reshape(-1)[index]


@declare("PutBackward0", input=lambda g, index: take(g, index), index=None, host=True)
def put_back_flat(input, shape, index):
    """Zeros with the input added at the places of the flattened tensor."""
    out = zeros_as(input, shape)
    add_at(out.reshape(-1), index.reshape(-1), input.reshape(-1))
    return out


@declare(
    "PutBackward0",
    input=lambda g, index, accumulate: g if accumulate else put_zero(g, index),
    index=None,
    source=lambda g, source, index: reshape(take(g, index), source.shape),
    host=True,
)
def put(input, index, source, accumulate):
    out = np.array(input, order="C")
    where, values = index.reshape(-1), source.reshape(-1)
    if accumulate:
        add_at(out.reshape(-1), where, values)
    else:
        out.reshape(-1)[where] = values
    return out


@declare("PutBackward0", input=lambda g, index: put_zero(g, index), index=None, host=True)
def put_zero(input, index):
    return put(input, index, np.zeros(index.shape, input.dtype), False)


# -- through a mask -------------------------------------------------------------------------------------------------------


@declare("MaskedSelectBackward0", input=lambda g, mask, input: unmasked(g, mask, input.shape), mask=None, host=True)
def masked_select(input, mask):
    input, mask = np.broadcast_arrays(input, mask)
    return input[mask]


@formula
def unmasked(g, mask, input_shape):
    """The gradient of what a mask chose, in its places."""
    return sum_to_size(scattered(g, mask, input_shape), input_shape)


@declare("MaskedScatterBackward0", input=lambda g, mask, input_shape: masked_select(g, mask), mask=None, host=True)
def scattered(input, mask, shape):
    """Zeros with the input's elements, in their order, where the mask (broadcast with `shape`) is true."""
    whole = np.broadcast_shapes(mask.shape, shape)
    out = zeros_as(input, whole)
    out[np.broadcast_to(mask, whole)] = input
    return out


@declare(
    "MaskedScatterBackward0",
    input=lambda g, mask, input_shape: sum_to_size(where(mask, 0.0, g), input_shape),
    mask=None,
    source=lambda g, mask, source_shape: chosen(g, mask, source_shape),
    host=True,
)
def masked_scatter(input, mask, source):
    """The input, with the source's elements, in their order, where the mask is true."""
    whole = np.broadcast_shapes(mask.shape, input.shape)
    out, mask = np.broadcast_to(input, whole).copy(), np.broadcast_to(mask, whole)
    out[mask] = source.reshape(-1)[: np.count_nonzero(mask)]
    return out


@declare(
    "MaskedSelectBackward0",
    input=lambda g, mask, input_shape: masked_scatter(blank(g, input_shape), mask, g),
    mask=None,
    host=True,
)
def chosen(input, mask, shape):
    """What a mask chooses, in order, in the first places of zeros of `shape`."""
    out = zeros_as(input, shape)
    found = masked_select(input, mask)
    out.reshape(-1)[: found.size] = found
    return out


@formula
def blank(g, shape):
    """Zeros of `shape`."""
    return expand(zeros_like(g).sum(), shape)


# -- rows of a table ------------------------------------------------------------------------------------------------------


@declare(
    "EmbeddingBackward0",
    weight=lambda g, weight_shape, indices, padding_idx, scaled: to_rows(g, weight_shape, indices, padding_idx, scaled),
    indices=None,
    refuse=refusals.embedding,
)
def embedding(weight, indices, padding_idx, scaled):
    """The rows of `weight` (n, d) at `indices` (*): (*, d). `padding_idx` (or -1) and `scaled` count for its gradient."""
    refusals.embedding(weight, indices)
    return weight[indices]


@declare(
    "EmbeddingDenseBackwardBackward0",
    input=lambda g, indices, padding_idx: rows_but(g, indices, padding_idx),
    indices=None,
    host=True,
)
def to_rows(input, shape, indices, padding_idx, scaled):
    """What rows get back: sums, of those that were taken several times divided by how often, if `scaled`."""
    out = zeros_as(input, shape)
    taken = indices != padding_idx
    places, values = indices[taken], input[taken]
    if scaled:
        values = values / np.bincount(places, minlength=1)[places].astype(input.dtype).reshape(-1, 1)
    add_at(out, (places,), values)
    return out


@declare(
    "EmbeddingDenseBackwardBackward0",
    input=lambda g, input_shape, indices, padding_idx: to_rows(g, input_shape, indices, padding_idx, False),
    indices=None,
)
def rows_but(input, indices, padding_idx):
    """The rows at `indices`, with zeros for padding."""
    return np.where((indices == padding_idx)[..., None], input.dtype.type(0), input[indices])
