"""Operations that move elements without changing them: views, indexing, joining, and their derivatives.

A view's derivative puts the gradient back where the view was cut; cutting and putting back (`basic`, `embed`) are
each other's derivative, and so are gathering and adding at indices (`index`, `index_spread`).
`dim` arguments are counted from the front here; `frontend.shapes` has normalised them.
"""

from itertools import accumulate

import numpy as np

from ..arrays.array import on_host, scatter_add
from ..arrays.device import beside
from ..arrays.make import empty, indices_as, zeros_as
from ..core.formulas import formula, match_input, sum_to_size, to_dtype
from . import refusals
from .declaration import declare
from .elementwise import where, zeros_like

# -- views ----------------------------------------------------------------------------------------------------------------


@declare("ViewBackward0", input=lambda g, input_shape: reshape(g, input_shape), view=True)
def view(input, shape):
    return input.reshape(shape)


@declare("UnsafeViewBackward0", input=lambda g, input_shape: reshape(g, input_shape))
def reshape(input, shape):
    """May copy; the result counts as new memory."""
    return input.reshape(shape)


@declare("ReshapeAliasBackward0", input=lambda g, input_shape: reshape(g, input_shape), view=True)
def reshape_alias(input, shape):
    return input.reshape(shape)


@declare("AliasBackward0", input=lambda g: g, view=True)
def alias(input):
    return input[...]


@declare("TBackward0", input=lambda g: t(g), view=True)
def t(input):
    return input.T


@declare(
    "PermuteBackward0", input=lambda g, dims: permute(g, tuple(dims.index(i) for i in range(len(dims)))), view=True
)
def permute(input, dims):
    return input.transpose(dims)


@declare("TransposeBackward0", input=lambda g, dim0, dim1: transpose(g, dim0, dim1), view=True)
def transpose(input, dim0, dim1):
    return input.swapaxes(dim0, dim1) if input.ndim else input[...]


@declare("UnsqueezeBackward0", input=lambda g, input_shape: view(g, input_shape), view=True)
def unsqueeze(input, dim):
    if input.flags.c_contiguous:
        return input.reshape(input.shape[:dim] + (1,) + input.shape[dim:])
    return np.expand_dims(input, dim)


@declare("SqueezeBackward0", input=lambda g, input_shape: view(g, input_shape), view=True)
def squeeze_all(input):
    return input.squeeze()


@declare("SqueezeBackward1", input=lambda g, input_shape: view(g, input_shape), view=True)
def squeeze_dim(input, dim):
    return squeeze_dims(input, (dim,))


@declare("SqueezeBackward2", input=lambda g, input_shape: view(g, input_shape), view=True)
def squeeze_dims(input, dim):
    return input.squeeze(tuple(d for d in dim if input.ndim and input.shape[d] == 1))


@declare("SqueezeBackward4", input=lambda g, input_shape: view(g, input_shape))
def squeeze_in_place(input, dim):
    """The squeeze that ends a vector's product with a matrix, under torch's name for it."""
    return squeeze_dims(input, (dim,))


# What changes its tensor's own shape has nodes of other names.


@declare("TBackward1", input=lambda g: t(g), view=True)
def t_in_place(input):
    return input.T


@declare("TransposeBackward1", input=lambda g, dim0, dim1: transpose(g, dim0, dim1), view=True)
def transpose_in_place(input, dim0, dim1):
    return transpose(input, dim0, dim1)


@declare("UnsqueezeBackward1", input=lambda g, input_shape: view(g, input_shape), view=True)
def unsqueeze_in_place(input, dim):
    return unsqueeze(input, dim)


@declare("SqueezeBackward3", input=lambda g, input_shape: view(g, input_shape), view=True)
def squeeze_all_in_place(input):
    return input.squeeze()


@declare("SqueezeBackward4", input=lambda g, input_shape: view(g, input_shape), view=True)
def squeeze_dim_in_place(input, dim):
    return squeeze_dims(input, (dim,))


@declare("SqueezeBackward5", input=lambda g, input_shape: view(g, input_shape), view=True)
def squeeze_dims_in_place(input, dim):
    return squeeze_dims(input, dim)


@declare("ExpandBackward0", input=lambda g, input_shape: sum_to_size(g, input_shape), view=True)
def expand(input, shape):
    out = np.broadcast_to(input, shape)
    if input.ndim and (1 in shape or 0 in shape) and type(out) is np.ndarray:  # and not one that is recorded
        return np.lib.stride_tricks.as_strided(input, shape, expanded_strides(input, shape))
    return writeable(out, input)  # torch writes into a part that does not overlap itself; `views` refuses the rest


def writeable(view, base):
    """A view that may be written into if its base may: NumPy hands some of them out read-only."""
    if view.__class__ is np.ndarray and base.flags.writeable:
        view.flags.writeable = True
    return view


def expanded_strides(input, shape):
    """torch's strides: 0 only where a dimension grows, while NumPy's are 0 wherever the length is 1."""
    new = len(shape) - input.ndim
    strides = [0 if n != m else step for n, m, step in zip(shape[new:], input.shape, input.strides)]
    for n in shape[:new][::-1]:
        strides.insert(0, 0 if n != 1 else shape[len(shape) - len(strides)] * strides[0])
    return tuple(strides)


@declare("ExpandBackward0", input=lambda g, input_shape: sum_to_size(g, input_shape))
def spread(input, shape):
    """`expand` into memory of its own where that is the quicker way: what reductions do to their gradient."""
    if input.ndim == 0 and on_host(input):
        out = empty(shape, input.dtype)
        out.fill(input)
        return out
    return np.broadcast_to(input, shape)


declare("SumBackward1", input=lambda g, input_shape: expand(g, input_shape))(sum_to_size)


# -- basic indexing: views -------------------------------------------------------------------------------------------------


@declare("SelectBackward0", input=lambda g, input_shape, dim, index: embed(g, input_shape, at(dim, index)), view=True)
def select(input, dim, index):
    return input[at(dim, index) + (...,)]


@declare(
    "SliceBackward0",
    input=lambda g, input_shape, dim, start, end, step: embed(g, input_shape, at(dim, slice(start, end, step))),
    view=True,
)
def slice_dim(input, dim, start, end, step):
    return input[at(dim, slice(start, end, step))]


def at(dim, index):
    """The indexing key that takes `index` along one dimension."""
    return (slice(None),) * dim + (index,)


@declare("SelectBackwardBackward0", input=lambda g, key: basic(g, key))
def embed(input, shape, key):
    """Zeros of `shape` with the input put at `key`."""
    out = zeros_as(input, shape)
    out[key] = input
    return out


@declare("AsStridedBackward0", input=lambda g, input_shape, key: embed(g, input_shape, key), view=True)
def basic(input, key):
    return input[key + (...,)]


@declare(
    "DiagonalBackward0",
    input=lambda g, input_shape, offset, dim1, dim2: diagonal_backward(g, input_shape, offset, dim1, dim2),
    view=True,
)
def diagonal(input, offset, dim1, dim2):
    return writeable(input.diagonal(offset, dim1, dim2), input)


@declare("DiagonalBackwardBackward0", input=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2))
def diagonal_backward(input, shape, offset, dim1, dim2):
    out = zeros_as(input, shape)
    diagonal(out, offset, dim1, dim2)[...] = input
    return out


@declare("DiagonalBackward0_copy", input=lambda g, input_shape, offset: diagonal_backward(g, input_shape, offset, 0, 1))
def diag_of_matrix(input, offset):
    return input.diagonal(offset).copy()


@declare("DiagEmbedBackward0", input=lambda g, offset: diagonal(g, offset, 0, 1))
def diag_matrix(input, offset):
    return np.diag(input, offset)


# -- splitting and joining ---------------------------------------------------------------------------------------------------


@declare(
    "SplitBackward0",
    input=lambda g, input_shape, size, dim: join(g, input_shape, even_cuts(input_shape, size, dim)),
    view=True,
    multi_output=True,
)
def split(input, size, dim):
    return [input[key] for key in even_cuts(input.shape, size, dim)]


@declare(
    "SplitWithSizesBackward0",
    input=lambda g, input_shape, sizes, dim: join(g, input_shape, cuts(accumulate(sizes), dim)),
    view=True,
    multi_output=True,
)
def split_with_sizes(input, sizes, dim):
    return [input[key] for key in cuts(accumulate(sizes), dim)]


def even_cuts(shape, size, dim):
    n = shape[dim]
    return cuts((min(end, n) for end in range(size, n + size, size)) if n else (0,), dim)


def cuts(ends, dim):
    """The keys of pieces that follow one another, from where they end."""
    ends = tuple(ends)
    return [at(dim, slice(start, end)) for start, end in zip((0, *ends), ends)]


@formula
def join(g, shape, keys):
    """The pieces' gradients in their places; zeros for pieces that were not used."""
    total = None
    for i in sorted(g):
        part = embed(g[i], shape, keys[i])
        total = part if total is None else total + part
    return total


@declare(
    "UnbindBackward0",
    input=lambda g, input_shape, dim: join(g, input_shape, [at(dim, i) for i in range(input_shape[dim])]),
    view=True,
    multi_output=True,
)
def unbind(input, dim):
    return [input[at(dim, i) + (...,)] for i in range(input.shape[dim])]


def cat_grad(g, needed, shapes, dim):
    grads, start = [], 0
    for shape, wanted in zip(shapes, needed):
        if shape == (0,):  # torch's exception: an empty vector joins anything
            grads.append(nothing(g) if wanted else None)
            continue
        end = start + shape[dim]
        grads.append(basic(g, at(dim, slice(start, end))) if wanted else None)
        start = end
    return grads


@declare("CatBackward0", joint_vjp=(("tensors",), cat_grad), sequence=True, promote=True, contiguous=True)
def cat(tensors, dim):
    return np.concatenate([x for x in tensors if x.shape != (0,)] or tensors, dim)


@declare(input=None)
def nothing(input):
    return zeros_as(input, (0,))


def stack_grad(g, needed, dim):
    return [select(g, dim, i) if wanted else None for i, wanted in enumerate(needed)]


@declare("StackBackward0", joint_vjp=(("tensors",), stack_grad), sequence=True, promote=True, contiguous=True)
def stack(tensors, dim):
    return np.stack(tensors, dim)


# -- rearranging into new memory ----------------------------------------------------------------------------------------------


@declare("FlipBackward0", input=lambda g, dims: flip(g, dims))
def flip(input, dims):
    return np.flip(input, dims).copy()


@declare("Rot90Backward0", input=lambda g, k, dims: rot90(g, -k, dims), contiguous=True)
def rot90(input, k, dims):
    return np.rot90(input, k, dims)


@declare(
    "TraceBackward0",
    input=lambda g, input_shape: diagonal_backward(expand(g, (min(input_shape),)), input_shape, 0, 0, 1),
    not_for="b",
    refuse=refusals.no_kernel("trace"),
)
def trace(input):
    return input.diagonal().sum(dtype=input.dtype if input.dtype.kind == "f" else np.int64)


@declare("ConstantPadNdBackward0", input=lambda g, pads: unpadded(g, pads), contiguous=True)
def constant_pad(input, pads, value):
    """`value` around the input: so many before and after each dimension, and less than none cuts off."""
    out = zeros_as(input, tuple(n + a + b for n, (a, b) in zip(input.shape, pads)))
    out[...] = input.dtype.type(value)
    inner = tuple(slice(max(a, 0), out.shape[i] - max(b, 0)) for i, (a, b) in enumerate(pads))
    kept = tuple(slice(max(-a, 0), input.shape[i] - max(-b, 0)) for i, (a, b) in enumerate(pads))
    out[inner] = input[kept]
    return out


@formula
def unpadded(g, pads):
    return constant_pad(g, tuple((-a, -b) for a, b in pads), 0.0)


@declare("RollBackward0", input=lambda g, shifts, dims: roll(g, tuple(-s for s in shifts), dims), contiguous=True)
def roll(input, shifts, dims):
    return np.roll(input, shifts, dims) if dims else np.roll(input, shifts[0])


def repeat_grad(g, repeats, input_shape):
    """Each repeated dimension as (copies, length), and the copies summed."""
    lengths = (1,) * (len(repeats) - len(input_shape)) + tuple(input_shape)
    split = tuple(n for pair in zip(repeats, lengths) for n in pair)
    kept = tuple(n for length in lengths for n in (1, length))
    return reshape(sum_to_size(reshape(g, split), kept), input_shape)


@declare("RepeatBackward0", input=repeat_grad)
def repeat(input, repeats):
    return np.tile(input, repeats)


@declare("TrilBackward0", input=lambda g, diagonal: tril(g, diagonal), contiguous=True)
def tril(input, diagonal):
    return np.tril(input, diagonal)


@declare("TriuBackward0", input=lambda g, diagonal: triu(g, diagonal), contiguous=True)
def triu(input, diagonal):
    return np.triu(input, diagonal)


# -- writing: what in-place assignment computes; `core.views` writes the result into the tensor ---------------------------


@declare(
    "CopyBackwards",
    input=lambda g: zeros_like(g),
    src=lambda g, src_shape, src_dtype: match_input(g, src_shape, src_dtype),
)
def copy(input, src):
    return np.broadcast_to(beside(src, input), input.shape).astype(input.dtype)


@declare("ZeroBackward0", input=lambda g: zeros_like(g))
def zero(input):
    return zeros_as(input, input.shape)


@declare("FillBackward2", input=lambda g: zeros_like(g))
def fill(input, value):
    out = zeros_as(input, input.shape, fill=False)
    out.fill(value)
    return out


@declare(
    "FillBackward3",
    input=lambda g: zeros_like(g),
    value=lambda g, value_dtype: to_dtype(sum_to_size(g, ()), value_dtype),
)
def fill_tensor(input, value):
    return copy(input, value)


# -- indexing with tensors ------------------------------------------------------------------------------------------------------


@declare("IndexBackward0", input=lambda g, input_shape, indices: index_spread(g, input_shape, indices))
def index(input, indices):
    """Indexing with integer arrays; `indices` is a tuple of arrays and full slices."""
    return laid_out(input[indices], input.strides, indices)


def laid_out(out, steps, key):
    """The result of indexing in torch's order of memory, which follows the indexed array's `steps`; NumPy's may differ."""
    steps = with_places(steps, key, [0] * (out.ndim - sum(isinstance(k, slice) for k in key) - len(steps) + len(key)))
    order = slowest_first([step if n > 1 else 0 for step, n in zip(steps, out.shape)])
    in_order = out.transpose(order)
    return out if in_order.flags.c_contiguous else in_order.copy().transpose(np.argsort(order).tolist())


def with_places(values, key, places):
    """A shape or steps, of which those that `key` indexes by arrays are replaced by `places`, of what the arrays make."""
    kept = [i for i, k in enumerate(key) if not isinstance(k, slice)]
    before = kept[0] if kept[-1] - kept[0] < len(kept) else 0  # arrays apart from each other put their dimensions first
    rest = [value for i, value in enumerate(values) if i not in kept]
    return (*rest[:before], *places, *rest[before:])


def slowest_first(steps):
    """Dimensions by the length of their steps, longest first; those without steps stay where they are.

    torch's insertion sort (TensorIterator::reorder_dimensions), which passes over what cannot be compared.
    """
    order = list(range(len(steps)))
    for i in reversed(order[:-1]):
        at = i
        for j in range(i + 1, len(steps)):
            mine, other = steps[order[at]], steps[order[j]]
            if mine > other > 0:
                break
            if 0 < mine < other:
                order[at], order[j], at = order[j], order[at], j
    return order


@declare("IndexPutBackward0", input=lambda g, indices: index(g, indices))
def index_spread(input, shape, indices):
    """Zeros of `shape` with the input added at `indices`, as often as a place is named."""
    out = zeros_as(input, shape)
    scatter_add(out, indices, input)
    return out


@declare(
    "IndexPutBackward0",
    input=lambda g, indices, accumulate: g if accumulate else index_zero(g, indices),
    values=lambda g, indices, values_shape: sum_to_size(index(g, indices), values_shape),
)
def index_put(input, indices, values, accumulate):
    out = input.copy()
    if accumulate:
        scatter_add(out, indices, values)
    else:
        out[indices] = values
    return out


@declare("IndexPutBackward0", input=lambda g, indices: index_zero(g, indices))
def index_zero(input, indices):
    return index_put(input, indices, 0, False)


@declare(
    "IndexSelectBackward0",
    input=lambda g, input_shape, dim, index: index_select_add(g, input_shape, dim, index),
    index=None,
)
def index_select(input, dim, index):
    return input.take(index, dim) if input.ndim else input.reshape(1).take(index).reshape(())


@declare("IndexSelectBackward0", input=lambda g, dim, index: index_select(g, dim, index), index=None)
def index_select_add(input, shape, dim, index):
    if not shape:  # one place, read once
        return input.reshape(()).copy()
    out = zeros_as(input, shape)
    scatter_add(out, at(dim, index), input)
    return out


@declare(
    "GatherBackward0",
    input=lambda g, input, dim, index: gather_add(g, input.shape, dim, index),
    index=None,
    contiguous=True,
)
def gather(input, dim, index):
    if not index.size:  # of any number of dimensions
        return zeros_as(input, index.shape)
    return input[along(index, dim)] if input.ndim else input.reshape(1)[index.reshape(-1)].reshape(index.shape)


@declare("ScatterAddBackward0", input=lambda g, dim, index: gather(g, dim, index), index=None)
def gather_add(input, shape, dim, index):
    out = zeros_as(input, shape)
    if not index.size:
        return out
    if shape:
        scatter_add(out, along(index, dim), input)
    else:
        out += input.sum()
    return out


@declare("ScatterBackward0", input=lambda g, dim, index: gather(g, dim, index), index=None)
def put_along(input, shape, dim, index):
    """The reverse of a selection that took no place twice: the elements where they were, and zeros."""
    out = zeros_as(input, shape)
    if not shape:
        out[...] = input
    elif index.size:
        out[along(index, dim)] = input
    return out


def along(index, dim):
    """The key that takes `index` along `dim` and each element's own place along the others."""
    grid = [indices_as(index, n).reshape(-1, *(1,) * (index.ndim - i - 1)) for i, n in enumerate(index.shape)]
    return (*grid[:dim], index, *grid[dim + 1 :])


@declare(
    "MaskedFillBackward0",
    input=lambda g, mask, input_shape: sum_to_size(where(mask, 0.0, g), input_shape),
    mask=None,
    contiguous=True,
)
def masked_fill_number(input, mask, value):
    return np.where(mask, value[()], input)


@declare(
    "MaskedFillBackward1",
    input=lambda g, mask, input_shape: sum_to_size(where(mask, 0.0, g), input_shape),
    mask=None,
    value=lambda g, mask, value_dtype: to_dtype(where(mask, g, 0.0).sum(), value_dtype),
    contiguous=True,
)
def masked_fill(input, mask, value):
    return np.where(mask, value.astype(input.dtype), input)
