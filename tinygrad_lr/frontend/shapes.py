"""The same elements in another shape or order: views where they can be, joined, split, repeated, turned."""

from __future__ import annotations

import math
import operator
from typing import Any

from ..arrays import dtype as dt
from ..arrays.array import broadcast_shapes
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from .arguments import all_dims, as_sizes, as_tensors, wrap_dim
from .signatures import check


def _resolve(shape: tuple[int, ...], numel: int) -> tuple[int, ...]:
    """A shape with at most one -1 filled in; RuntimeError, in torch's words, if it cannot hold `numel` elements."""
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    negative = [i for i, n in enumerate(shape) if n < -1]
    if negative:
        i = negative[0]
        raise RuntimeError(f"invalid shape dimension {shape[i]} at index {i} of shape {list(shape)}")
    known = math.prod(n for n in shape if n != -1)
    if -1 in shape:
        if known == 0:
            if numel == 0:
                raise RuntimeError(
                    f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 can be any value and is ambiguous"
                )
        elif numel % known == 0:
            return tuple(numel // known if n == -1 else n for n in shape)
    elif known == numel:
        return shape
    raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {numel}")


def view(self: Tensor, *shape: Any) -> Tensor:
    """The same memory in another shape. RuntimeError if that cannot be done without a copy."""
    if len(shape) == 1 and isinstance(shape[0], dt.dtype):
        raise NotImplementedError("view(dtype): reinterpreting memory as another dtype is not supported")
    wanted = _resolve(as_sizes(shape), self._data.size)
    if not shares_memory(self._data, wanted):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return op["view"](self, wanted)


def view_as(self: Tensor, other: Tensor) -> Tensor:
    """`view` in another tensor's shape."""
    return view(self, other._data.shape)


def shares_memory(array: Any, shape: tuple[int, ...]) -> bool:
    """Whether reshaping would be a view."""
    if array.flags.c_contiguous or not array.size:
        return True
    try:
        array.reshape(shape, copy=False)
    except ValueError:
        return False
    return True


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """Another shape: a view where possible, otherwise a copy."""
    wanted = _resolve(as_sizes(shape), input._data.size)
    if input._data.flags.c_contiguous:
        return op["view"](input, wanted)
    if shares_memory(input._data, wanted):
        return op["reshape_alias"](input, wanted)
    return op["reshape"](op["contiguous"](input), wanted)


def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """`reshape` to another tensor's shape."""
    return reshape(self, other._data.shape)


def is_same_size(self: Tensor, other: Tensor) -> bool:
    return self._data.shape == other._data.shape


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Dimensions from `start_dim` to `end_dim` as one."""
    n = input._data.ndim
    start, end = wrap_dim(start_dim, n), wrap_dim(end_dim, n)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if n == 0:
        return reshape(input, (1,))
    if start == end:
        return input
    shape = input._data.shape
    return reshape(input, (*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dimension as several."""
    d, shape, sizes = wrap_dim(dim, input._data.ndim), input._data.shape, tuple(map(operator.index, sizes))
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    try:
        length = length_of(input, d)
        lengths = _resolve(sizes, length)
    except (RuntimeError, IndexError) as error:
        text = f"unflatten got an unexpected error:\n{error}"
        if "is invalid for input of size" in str(error):
            told = (
                f"Provided sizes {list(sizes)} don't multiply up to the size of dim {d} ({length}) in the input tensor"
            )
            text = f"unflatten: {told}"
        raise RuntimeError(text) from None
    return view(input, (*shape[:d], *lengths, *shape[d + 1 :]))


def length_of(input: Tensor, dim: int) -> int:
    """The length of a dimension. IndexError, in torch's words, for a tensor that has none."""
    if input._data.ndim == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return input._data.shape[dim]


def t(input: Tensor) -> Tensor:
    """A matrix transposed; vectors and scalars as they are."""
    if input._data.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input._data.ndim}D")
    return op["t"](input)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged."""
    n = input._data.ndim
    a, b = wrap_dim(dim0, n), wrap_dim(dim1, n)
    return op["transpose"](input, a, b)


def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """`transpose`, by NumPy's names."""
    return transpose(input, axis0, axis1)


def permute(input: Tensor, *dims: Any, **kw: Any) -> Tensor:
    """Dimensions in a new order."""
    order, n = as_sizes(dims or (kw["dims"],)), input._data.ndim
    if len(order) != n:
        raise RuntimeError(
            f"permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {n} is not equal to len(dims) = {len(order)}"
        )
    order = tuple(wrap_dim(d, n) for d in order)
    if len(set(order)) != n:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return op["permute"](input, order)


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions moved to new places, the others kept in order."""
    n = input._data.ndim
    to, of = (tuple(map(operator.index, x if isinstance(x, (tuple, list)) else (x,))) for x in (destination, source))
    if len(to) != len(of):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(of)} dims) should contain the same number of "
            f"dims as destination ({list(to)} dims)"
        )
    sources = [wrap_dim(s, n) for s in of]
    targets = [wrap_dim(d, n) for d in to]
    for name, dims, asked in (("source", sources, of), ("destination", targets, to)):
        if len({*dims}) < len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({list(asked)})")
    if n == 0:
        return op["alias"](input)
    moved = sorted(zip(targets, sources))
    order = [i for i in range(n) if i not in {s for _, s in moved}]
    for d, s in moved:
        order.insert(d, s)
    return op["permute"](input, tuple(order))


def squeeze(input: Tensor, *dims: Any, dim: Any = None) -> Tensor:
    """Without dimensions of length 1: all of them, or those named in `dim`."""
    dim = (dims if len(dims) > 1 else dims[0]) if dims else dim
    if dim is None:
        return op["squeeze_all"](input)
    if isinstance(dim, (tuple, list)):
        return op["squeeze_dims"](input, all_dims(input, dim) if dim else ())
    return op["squeeze_dim"](input, wrap_dim(dim, input._data.ndim))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a dimension of length 1 put in at `dim`."""
    return op["unsqueeze"](input, wrap_dim(dim, input._data.ndim + 1))


def expand(self: Tensor, *size: Any, implicit: bool = False) -> Tensor:
    """Dimensions of length 1 repeated to `size` without copying; -1 keeps a length."""
    wanted, shape = as_sizes(size), self._data.shape
    if len(wanted) < len(shape):
        kind = "CPUBoolType" if self._data.dtype.kind == "b" else self.type()
        raise RuntimeError(
            f"expand({kind}{{{list(shape)}}}, size={list(wanted)}): the number of sizes provided "
            f"({len(wanted)}) must be greater or equal to the number of dimensions in the tensor ({len(shape)})"
        )
    lengths = (None,) * (len(wanted) - len(shape)) + shape
    for i, (n, have) in reversed(list(enumerate(zip(wanted, lengths)))):
        if n == -1 and have is None:
            if not shape:
                raise RuntimeError("numel: integer multiplication overflow")
            raise RuntimeError(
                f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {i}"
            )
        if n != -1 and have not in (None, 1, n):
            raise RuntimeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({have}) at non-singleton "
                f"dimension {i}.  Target sizes: {list(wanted)}.  Tensor sizes: {list(shape)}"
            )
    shape = tuple(have if n == -1 else n for n, have in zip(wanted, lengths))
    if math.prod(shape) >= 2**63 or any(n < 0 for n in shape):
        raise RuntimeError("numel: integer multiplication overflow")
    return op["expand"](self, shape)


def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """`expand` to another tensor's shape."""
    return expand(self, other._data.shape)


def broadcast_to(input: Tensor, *size: Any, **named: Any) -> Tensor:
    """`expand`, as a function."""
    return expand(input, *size, *named.values())


def repeat(self: Tensor, *repeats: Any) -> Tensor:
    """Copies laid side by side along each dimension."""
    times = as_sizes(repeats)
    if len(times) < self._data.ndim:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    lengths = (1,) * (len(times) - self._data.ndim) + self._data.shape
    shape = [n * length for n, length in zip(times, lengths)]
    if min(shape, default=0) < 0:
        raise RuntimeError(
            f"Trying to create tensor with negative dimension {next(n for n in shape if n < 0)}: {shape}"
        )
    return op["repeat"](self, times)


def cat(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors joined along a dimension they have."""
    tensors = as_tensors(tensors)
    if not tensors:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for i, x in enumerate(tensors):
        if x._data.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    shapes = [x._data.shape for x in tensors]
    reference = next((s for s in shapes if s != (0,)), None)
    if reference is None:  # vectors without elements fit beside everything, in any dimension
        return op["cat"](tensors, 0)
    d = wrap_dim(dim, len(reference))
    for i, s in enumerate(shapes):
        if s == (0,):
            continue
        if len(s) != len(reference):
            raise RuntimeError(f"Tensors must have same number of dimensions: got {len(reference)} and {len(s)}")
        k = next((k for k in range(len(s)) if k != d and s[k] != reference[k]), None)
        if k is not None:
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {d}. Expected size {reference[k]} but got size {s[k]} for tensor number {i} in the list."
            )
    return op["cat"](tensors, d)


def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension."""
    tensors = as_tensors(tensors)
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = tensors[0]._data.shape
    dim = wrap_dim(dim, len(shape) + 1)
    for i, x in enumerate(tensors):
        if x._data.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and {list(x._data.shape)} at entry {i}"
            )
    return op["stack"](tensors, dim)


def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one length (the last may be shorter), or of the lengths listed; all are views."""
    size = split_size_or_sections
    if not isinstance(tensor, Tensor):
        return tensor.split(size, dim)  # torch asks whatever it is given to split itself
    size = int(size) if isinstance(size, Tensor) and size._data.size == 1 else size
    check("nn.split" if isinstance(size, int) else "nn.split_with_sizes", (tensor, size, dim))
    if tensor._data.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    if isinstance(size, int) and size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
    d = wrap_dim(dim, tensor._data.ndim)
    n = tensor._data.shape[d]
    if isinstance(size, int):
        if size == 0 and n:
            raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {n}")
        return op["split"](tensor, size or 1, d)
    sections = tuple(map(operator.index, size))
    if any(length < 0 for length in sections):
        raise RuntimeError(
            f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={list(sections)}"
        )
    if math.fsum(sections) != n:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {dim}), but got split_sizes={list(sections)}"
        )
    return op["split_with_sizes"](tensor, sections, d)


def unflatten_of_itself(self: Tensor, dim: int, sizes: Any) -> Tensor:
    """`unflatten`, as a method."""
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    check("base.unflatten", (dim, sizes))
    return unflatten(self, dim, sizes)


def split_of_itself(self: Tensor, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """`split`, as a method."""
    return split(self, split_size, dim)


# What Python says of a method's arguments begins with its name.
unflatten_of_itself.__qualname__, split_of_itself.__qualname__ = "unflatten", "split"


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal length."""
    if input._data.ndim == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    d = wrap_dim(dim, input._data.ndim)
    n = input._data.shape[d]
    return split(input, -(-n // chunks), d) if n else split(input, [0] * chunks, d)


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along a dimension, without it; all are views."""
    d = wrap_dim(dim, input._data.ndim)
    length_of(input, d)
    return op["unbind"](input, d)


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The slice at one index of a dimension."""
    if input._data.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    d = wrap_dim(dim, input._data.ndim)
    n = input._data.shape[d]
    if not -n <= index < n:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(input._data.shape)} at dimension {d}"
        )
    return op["select"](input, d, int(index) % n)


def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """`length` slices of a dimension from `start` on."""
    if isinstance(start, Tensor):
        if start._data.ndim or start._data.dtype.kind not in "iu":
            raise RuntimeError("start must be an 0-dim integral Tensor.")
        start = start.item()
    if input._data.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    d = wrap_dim(dim, input._data.ndim)
    n = input._data.shape[d]
    if not -n <= start <= n:
        raise IndexError(f"start out of range (expected to be in range of [{-n}, {n}], but got {start})")
    start = start + n if start < 0 else start
    if start + length > n:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({n}).")
    return op["slice_dim"](input, d, start, start + length, 1)


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonal of two dimensions, as a view."""
    n = input._data.ndim
    first, second = wrap_dim(dim1, n), wrap_dim(dim2, n)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    shape = input._data.shape
    return op["diagonal"](input, max(-shape[first], min(offset, shape[second])), first, second)


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector."""
    if input._data.ndim not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input._data.ndim}D")
    if input._data.ndim == 2:
        n, m = input._data.shape
        return op["diag_of_matrix"](input, max(-n, min(diagonal, m)))
    return op["diag_matrix"](input, diagonal)


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of each matrix, zeros above it."""
    _matrices(input, "tril")
    return op["tril"](input, diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of each matrix, zeros below it."""
    _matrices(input, "triu")
    return op["triu"](input, diagonal)


def _matrices(input: Tensor, name: str) -> None:
    if input._data.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")


def flip(input: Tensor, *dims: Any, **kw: Any) -> Tensor:
    """The order along `dims` reversed."""
    wanted = as_sizes(dims or (kw["dims"],))
    return op["flip"](input, all_dims(input, wanted) if wanted else ())


def roll(input: Tensor, shifts: Any, dims: Any = ()) -> Tensor:
    """Elements moved along `dims`, what falls off one end put in at the other."""
    for shift in shifts if isinstance(shifts, (tuple, list)) else (shifts,):
        if isinstance(shift, int) and not -(2**63) <= shift < 2**63:
            raise ValueError("Overflow when unpacking long long")
    shifts = tuple(shifts) if isinstance(shifts, (tuple, list)) else (int(shifts),)
    if not shifts:
        raise RuntimeError("`shifts` required")
    dims = tuple(dims or ()) if isinstance(dims, (tuple, list, type(None))) else (dims,)
    if len(shifts) != len(dims) and not (len(shifts) == 1 and not dims):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    if not input._data.size:  # then torch looks at no dimension
        return op["roll"](input, (0,), ())
    if dims and input._data.ndim == 0:
        length_of(input, dims[0])
    return op["roll"](input, shifts, tuple(wrap_dim(d, input._data.ndim) for d in dims))


def contiguous(input: Tensor) -> Tensor:
    """The tensor itself if its elements lie in order in memory, else a copy in which they do."""
    return input if input._data.flags.c_contiguous else op["contiguous"](input)


def atleast_1d(*tensors: Any) -> Any:
    """0-d tensors as vectors of one element, others as they are: a tensor of one, a tuple of several or a sequence."""
    if len(tensors) == 1:
        check("nn.atleast_1d", tensors)
    several = as_tensors(tensors[0] if tensors and isinstance(tensors[0], (tuple, list)) else tensors)
    out = tuple(x if x._data.ndim else reshape(x, (1,)) for x in several)
    return out[0] if len(tensors) == 1 and isinstance(tensors[0], Tensor) else out


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to their common shape."""
    tensors = as_tensors(tensors)
    shape = broadcast_shapes(*(x._data.shape for x in tensors))
    return tuple(x if x._data.shape == shape else expand(x, shape) for x in tensors)
