"""Writing at places that tensors name, or a mask: what is asked of indices before an operation writes there."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import dtype as dt
from ..arrays import make
from ..arrays.array import broadcast_shapes
from ..arrays.warn import warn, warn_once
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from .arguments import wrap_dim
from .selection import check_fits, gather
from .shapes import expand, view

# -- a place for each element ---------------------------------------------------------------------------------------------


def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Tensor:
    """`src`, a tensor or a number, written at `index` along `dim`: out[index[i][j]][j] = src[i][j] for dim 0."""
    if src is None:
        src = value.item() if isinstance(value, Tensor) else value
    tensor = src if isinstance(src, Tensor) else None
    if reduce is not None and tensor is not None:
        warn_once(DEPRECATED)
    d = check_places(input, dim, index, tensor)
    if reduce is not None and reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    number = None if tensor is not None else dt.checked_number(src, input._data.dtype)[()]
    if index._data.size:
        check_bounds(index, input._data.shape[d] if input._data.ndim else 1, d)
    index = as_int64(index)
    if tensor is None:
        return (
            op["scatter_number"](input, d, index, number)
            if reduce is None
            else op["scatter_number_with"](input, d, index, number, reduce)
        )
    return op["scatter"](input, d, index, src) if reduce is None else op["scatter_with"](input, d, index, src, reduce)


DEPRECATED = (
    "The reduce argument of torch.scatter with Tensor src is deprecated and will be removed in a future PyTorch release. "
    "Use torch.scatter_reduce instead for more reduction options."
)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`src` added at `index` along `dim`, as often as a place is named."""
    return op["scatter_add"](input, check_places_and_bounds(input, dim, index, src), as_int64(index), src)


def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """What `index` sends to one place along `dim`, with the tensor's own element there, reduced: sum, prod, mean, amax, amin."""
    d = check_places_and_bounds(input, dim, index, src)
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    return op["scatter_reduce"](input, d, as_int64(index), src, reduce, include_self)


def as_int64(index: Tensor) -> Tensor:
    return index if index._data.dtype is dt.I64 else op["to_dtype"](index, dt.I64)


def check_places_and_bounds(input: Tensor, dim: int, index: Tensor, src: Tensor | None) -> int:
    d = check_places(input, dim, index, src)
    if index._data.size:
        check_bounds(index, input._data.shape[d] if input._data.ndim else 1, d)
    return d


def check_places(input: Tensor, dim: int, index: Tensor, src: Tensor | None) -> int:
    """`dim` from the front. RuntimeError for indices that do not fit."""
    d, own, wanted = wrap_dim(dim, input._data.ndim), input._data.shape, index._data.shape
    if index._data.size and index._data.dtype not in (dt.I64, dt.int32.np):
        raise RuntimeError("scatter(): Expected dtype int32/int64 for index")
    if src is not None and src._data.dtype != input._data.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if not index._data.size:
        return d
    if (len(wanted) or 1) != (len(own) or 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    too_large = any(i != d and n > m for i, (n, m) in enumerate(zip(wanted, own)))
    text = f"Expected index {list(wanted)} to be no larger than self {list(own)} apart from dimension {d}"
    if src is not None:
        if (src._data.ndim or 1) != (len(wanted) or 1):
            if src._data.ndim < len(wanted) and not any(n > m for n, m in zip(wanted, src._data.shape or (1,))):
                wrap_dim(src._data.ndim or 1, src._data.ndim)
            raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
        too_large = too_large or any(n > m for n, m in zip(wanted, src._data.shape or (1,)))
        text += f" and to be no larger size than src {list(src._data.shape)}"
    if too_large:
        raise RuntimeError(text)
    return d


def check_bounds(index: Tensor, n: int, dim: int, least: int = 0, kind: Any = RuntimeError, by: str = "") -> None:
    """An error for the first index that is out of bounds."""
    bad = (index._data < least) | (index._data >= n)
    if bad.any():
        raise kind(f"{by}index {make.first(index._data, bad)} is out of bounds for dimension {dim} with size {n}")


# -- a place for each slice -----------------------------------------------------------------------------------------------


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    """alpha * the slices of `source` along `dim`, added to those that `index` lists."""
    d = wrap_dim(dim, input._data.ndim)
    if index._data.ndim > 1:
        raise IndexError(
            f"index_add_(): Index is supposed to be a vector, but got dim: {index._data.ndim} with type: "
            f"{index.dtype.type_name} and size: {list(index._data.shape)}"
        )
    if index._data.dtype not in (dt.I64, dt.int32.np):
        raise RuntimeError(f"index_add_(): Expected dtype int32/int64 for index but got: {index.dtype.type_name}")
    if source._data.dtype != input._data.dtype:
        raise RuntimeError(
            f"index_add_(): self ({input.dtype.type_name}) and source ({source.dtype.type_name}) must have the same scalar type"
        )
    own, given = input._data.shape, source._data.shape
    if d and d >= len(given):
        raise RuntimeError(
            f"index_add_(): Indexing dim {d} is out of bounds of the source tensor with dim {len(given)}"
        )
    if not given and index._data.size != 1:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if source._data.ndim and d < source._data.ndim and given[d] != index._data.size:
        raise RuntimeError(
            f"index_add_(): Number of indices ({index._data.size}) should be equal to source.size(dim): ({given[d]}), "
            f"for dim: {d}"
        )
    both = len(own) and len(given)
    if ((*own[:d], *own[d + 1 :]) != (*given[:d], *given[d + 1 :])) if both else own != given:
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
            f"{list(own)} source.shape = {list(given)}"
        )
    alpha = alpha.item() if isinstance(alpha, Tensor) else alpha
    if len(own) < 2:
        dt.checked_number(alpha, input._data.dtype)
    check_slices(input, d, index, alpha)
    if index._data.size and input._data.size:
        dt.checked_number(alpha, input._data.dtype)
    return op["index_add"](input, d, as_int64(index), source, alpha)


def check_slices(input: Tensor, d: int, index: Tensor, alpha: Any) -> None:
    """An error where `index_add` finds no slice: in the words of `scatter_add`, which does the work in torch for the outer
    dimensions; of a matrix without elements nothing is looked at."""
    own = input._data.shape
    outer = len(own) > 1 and d in (0, len(own) - 1)
    once = alpha == 1 and not isinstance(alpha, bool)
    if outer and once and index._data.dtype == dt.I64:
        if input._data.size:
            check_bounds(index, own[d], d)
    elif len(own) < 2 or input._data.size:
        n = own[d] if own else 1
        if ((index._data < 0) | (index._data >= n)).any():
            raise IndexError("index out of range in self")


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """The slices of `source` along `dim`, in the places that `index` lists."""
    d, own, given = wrap_dim(dim, input._data.ndim), input._data.shape, source._data.shape
    n = len(given) and len(own)
    if index._data.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {index._data.ndim})")
    if not given and index._data.size != 1:
        raise IndexError(
            f"index_copy_(): When source is scalar, index should have one element (got {index._data.size})"
        )
    if n and len(own) != len(given):
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source "
            f"dimensionality ({len(given)}), destination dimensionality ({len(own)})"
        )
    if index._data.dtype != dt.I64:
        raise RuntimeError(f"index_copy_(): Expected a long tensor for index, but got {index.dtype.type_name}")
    if source._data.dtype != input._data.dtype:
        raise RuntimeError(
            f"index_copy_(): self and source expected to have the same dtype, but got (self) {input.dtype.type_name} and "
            f"(source) {source.dtype.type_name}"
        )
    mine, theirs = (*own[:d], *own[d + 1 :]), (*given[:d], *given[d + 1 :])
    if mine != theirs:
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
            f"{' '.join(map(str, mine))} at dimension {d} and source slice shape: {' '.join(map(str, theirs))} at dimension 0."
        )
    if given and index._data.size != given[d]:
        raise IndexError(
            f"index_copy_(): Number of indices ({index._data.size}) should be equal to source.size(dim) ({given[d]})"
        )
    check_bounds(index, own[d] if own else 1, d, 0, IndexError, "index_copy_(): ")
    return op["index_copy"](input, d, index, source)


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """`value`, a number or a tensor of one, in the slices of `dim` that `index` lists."""
    if isinstance(value, Tensor) and value._data.ndim:
        raise RuntimeError(
            f"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._data.ndim} dimension(s)."
        )
    if index._data.dtype != dt.I64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    d = wrap_dim(dim, input._data.ndim)
    if index._data.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    n = input._data.shape[d] if input._data.ndim else 1
    check_bounds(index, n, d, -n, IndexError)
    if isinstance(value, Tensor):
        check_fits(value, input)
        return op["index_fill"](input, d, index, value)
    return op["index_fill_number"](input, d, index, dt.checked_number(value, input._data.dtype)[()])


# -- a place for each element of the flattened tensor ---------------------------------------------------------------------


def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements of the flattened tensor at `index`, in its shape."""
    check_flat(input, index, "take")
    return op["take"](input, index)


def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """`source` written, or added, at `index` of the flattened tensor."""
    if index._data.dtype != dt.I64:
        raise RuntimeError(f"put_(): Expected a long tensor for index, but got {index.dtype.type_name}")
    if source._data.dtype != input._data.dtype:
        raise RuntimeError(
            f"put_(): self and source expected to have the same dtype, but got self.dtype = {input.dtype.type_name} and "
            f"source.dtype = {source.dtype.type_name}"
        )
    if index._data.size != source._data.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
            f"{source._data.size}, index.numel() = {index._data.size}"
        )
    check_flat(input, index, "put_")
    return op["put"](input, index, source, accumulate)


def check_flat(input: Tensor, index: Tensor, name: str) -> None:
    n = input._data.size
    if index._data.dtype != dt.I64:
        raise RuntimeError(f"{name}(): Expected a long tensor for index, but got {index.dtype.type_name}")
    if index._data.size and not n:
        tried = "tried to take from" if name == "take" else "Tried to put elements into"
        raise IndexError(f"{name}(): {tried} an empty tensor")
    bad = (index._data < -n) | (index._data >= n)
    if bad.any():
        first = make.first(index._data, bad)
        raise IndexError(f"out of range: tried to access index {first} on a tensor of {n} elements.")


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """`gather`, of operands that are broadcast beside `dim`; without it, of the flattened tensor."""
    if dim is None:
        return gather(view(input, (-1,)), 0, view(indices, (-1,)))
    a, b = input._data.shape, indices._data.shape
    if len(a) != len(b):
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, "
            f"but got {len(a)} dimensions for input, and {len(b)} dimensions for indices"
        )
    if indices._data.dtype != dt.I64:
        raise RuntimeError(f"torch.take_along_dim(): dtype of indices should be Long but got {indices.dtype.type_name}")
    d = wrap_dim(dim, len(a))
    if not a:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if not a[d] and indices._data.size:
        raise RuntimeError("ZeroDivisionError")  # so it says
    common = list(broadcast_shapes((*a[:d], *b[d : d + 1], *a[d + 1 :]), b))
    index = expand(indices, tuple(common))
    common[d : d + 1] = a[d : d + 1]
    return op["gather"](expand(input, tuple(common)), d, op["remainder_number"](index, a[d]) if a[d] else index)


# -- through a mask -------------------------------------------------------------------------------------------------------


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where `mask` is true, as a vector."""
    if mask._data.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    broadcast_shapes(mask._data.shape, input._data.shape)
    return op["masked_select"](input, mask)


BYTES = (
    "masked_scatter_ received a mask with dtype torch.uint8, this behavior is now deprecated,"
    "please use a mask with dtype torch.bool instead."
)


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The elements of `source`, in their order, where `mask` is true."""
    shape = broadcast_shapes(mask._data.shape, input._data.shape)
    if source._data.dtype != input._data.dtype:
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got{input.dtype.type_name} and "
            f"{source.dtype.type_name}"
        )
    if mask._data.dtype.kind != "b":
        if mask._data.dtype == np.uint8:
            warn(BYTES)
        raise RuntimeError(
            f"masked_scatter_ only supports boolean masks, but got mask with dtype {mask.dtype.type_name}"
        )
    if source._data.size < int(np.broadcast_to(mask._data, shape).sum()):
        raise RuntimeError("Number of elements of source < number of ones in mask")
    return op["masked_scatter"](input, mask, source)
