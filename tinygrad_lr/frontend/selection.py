"""Elements chosen by a condition, a mask or an index tensor. (`x[...]` is at home in `indexing`.)"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import device as dev
from ..arrays import dtype as dt
from ..arrays import make
from ..arrays.array import broadcast_shapes
from ..arrays.warn import warn_once
from ..core.operation import OPS as op
from ..core.tensor import Tensor, wrap
from .arguments import result_type, to, wrap_dim
from .inplace_checks import check_inplace, check_result_shape, warn_of_expanded
from .write import write


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where `condition` holds, else `other`; with the condition alone, the indices where it holds."""
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    common = result_type(input, other).np
    input, other = (
        x if isinstance(x, Tensor) else wrap(dev.beside(dt.checked_number(x, common), condition._data))
        for x in (input, other)
    )
    if condition.dtype is dt.uint8:
        warn_once(UINT8_CONDITION)
        condition = to(condition, dt.bool)
    if condition._data.dtype.kind != "b":
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype.type_name}"
        )
    return op["where"](condition, input, other)


def where_self(self: Tensor, condition: Tensor, other: Any) -> Any:
    """`where`, as a method of the tensor whose elements are taken where `condition` holds."""
    return where(condition, self, other)


UINT8_CONDITION = (
    "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future version of "
    "PyTorch. Use a boolean condition instead."
)


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`value` where `mask` is true."""
    broadcast_shapes(mask._data.shape, input._data.shape)
    check_filling(input, mask, value)
    if not isinstance(value, Tensor):
        return op["masked_fill_number"](input, mask, dt.checked_number(value, input._data.dtype))
    return op["masked_fill"](input, mask, value)


def check_filling(input: Tensor, mask: Tensor, value: Any) -> None:
    """Refuse what is not one value, or no mask."""
    if isinstance(value, Tensor) and value._data.ndim:
        raise RuntimeError(
            f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._data.ndim} dimension(s)."
        )
    if mask._data.dtype.kind != "b":
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {mask.dtype.cpp_name}")
    check_fits(value, input)


def check_fits(value: Any, like: Tensor) -> None:
    """Refuse a number, or a tensor of one, that torch does not take into a dtype."""
    if not isinstance(value, Tensor):
        dt.checked_number(value, like._data.dtype)
    elif value._data.dtype is not like._data.dtype:
        dt.checked_number(value._data.item(), like._data.dtype)


def masked_fill_(self: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`masked_fill`, written into this tensor."""
    check_inplace(self, mask, value, elementwise=False)
    check_filling(self, mask, value)
    check_result_shape(self, mask)
    warn_of_expanded(self, "masked_fill_")
    return write(self, masked_fill(self, mask, value), at_places=True)


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices of a dimension at the places listed in `index`."""
    d = wrap_dim(dim, input._data.ndim)
    if index._data.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if input._data.ndim == 0 and index._data.size != 1:
        count = index._data.size
        raise RuntimeError(f"index_select(): Index to scalar can have only 1 value, got {count} value(s)")
    if index._data.dtype not in (dt.I64, dt.int32.np):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    n = input._data.shape[d] if input._data.ndim else 1
    wrong = (index._data < 0) | (index._data >= n)
    if wrong.any():
        if input._data.ndim > 1 and (d == 1 or not input._data.size):  # torch has a way of its own for these
            reason = f"INDICES element is out of DATA bounds, id={make.first(index._data, wrong)} axis_dim={n}"
            raise RuntimeError(reason if n else "index_select(): self indexing axis dim should be positive")
        raise IndexError("index out of range in self")
    return op["index_select"](
        input, d, op["view"](index, (1,)) if index._data.ndim == 0 and input._data.ndim else index
    )


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """out[i][j] = input[index[i][j]][j] for dim 0, and likewise for the others."""
    d = wrap_dim(dim, input._data.ndim)
    if not index._data.size:  # nothing is looked at
        return op["gather"](input, d, index if index._data.dtype.kind in "iu" else op["to_dtype"](index, dt.I64))
    if index._data.dtype not in (dt.I64, dt.int32.np):
        raise RuntimeError("gather(): Expected dtype int32/int64 for index")
    if (index._data.ndim or 1) != (input._data.ndim or 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    for i, (a, b) in enumerate(zip(index._data.shape, input._data.shape)):
        if i != d and a > b:
            raise RuntimeError(
                f"Size does not match at dimension {i} expected index {list(index._data.shape)} to be no larger than self {list(input._data.shape)} apart from dimension {d}"
            )
    n = input._data.shape[d] if input._data.ndim else 1
    bad = (index._data < 0) | (index._data >= n)
    if bad.any():
        raise RuntimeError(f"index {make.first(index._data, bad)} is out of bounds for dimension {d} with size {n}")
    return op["gather"](input, d, index)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The indices of nonzero elements: (how many, dimensions), or one tensor per dimension."""
    places = np.atleast_1d(input._data).nonzero()
    if as_tuple:
        return tuple(wrap(p.copy()) for p in places)
    return wrap(np.stack(places).T if input._data.ndim else make.zeros_as(places[0], (len(places[0]), 0)))


def padding_place(padding_idx: Any, rows: Any) -> Any:
    """`padding_idx`, counted from the front. AssertionError where there is no such row."""
    if padding_idx is None:
        return None
    inside = not padding_idx >= rows() if padding_idx > 0 else not padding_idx < 0 or not padding_idx < -rows()
    if not inside:
        raise AssertionError("Padding_idx must be within num_embeddings")
    return rows() + padding_idx if padding_idx < 0 else padding_idx
