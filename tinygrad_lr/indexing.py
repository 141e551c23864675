"""`t[...]` in all its forms, taken apart as torch takes it apart.

Integers, slices, None and ... are views, one operation each (`select`, `slice_dim`, `unsqueeze`), applied first; what
is left, integer and bool tensors, lists and arrays, is one `index`. Assignment is the same walk and then a write into
the view: `copy_` without such indices, `index_put` with them.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .functions import expand
from .grad_mode import mode
from .primitive import OPS
from .tensor import Tensor, wrap
from .views import check_inplace, write


def getitem(self: Tensor, index: Any) -> Tensor:
    """A part of the tensor: a view unless indexed by tensors. IndexError and TypeError in torch's words."""
    if index.__class__ is slice:
        return sliced(self, 0, index, True)
    view, key = cut(self, index)
    if key is not None:
        check_together(key)
        return OPS["index"](view, key)
    return OPS["alias"](self) if view is self else view


def setitem(self: Tensor, index: Any, value: Any) -> None:
    """Write a number, a tensor or anything tensor-like into a part of this tensor, broadcast to it."""
    if index is False:
        return  # no element is named
    view, key = cut(self, None if index is True else index)
    if not isinstance(value, Tensor):
        if isinstance(value, (list, tuple, str)) or value is None:
            raise TypeError(f"can't assign a {type(value).__name__} to a {self.type()}")
        value = wrap(np.asarray(value).astype(self._data.dtype))
    if key is None:
        put(view, value)
        return
    check_inplace(view, value, elementwise=False)
    if value._data.dtype != self._data.dtype:
        raise RuntimeError(
            f"Index put requires the source and destination dtypes match, got {self.dtype.type_name} for the destination "
            f"and {value.dtype.type_name} for the source."
        )
    value, place = leading_ones_dropped(value), view._data[key]
    try:
        np.broadcast_to(value._data, place.shape)
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(value._data.shape)} cannot be broadcast to indexing result "
            f"of shape {list(place.shape)}"
        ) from None
    write(view, OPS["index_put"](view, key, value, False))


def put(view: Tensor, value: Tensor) -> None:
    """Write a value into a view, as torch chooses: a copy of the same shape, a fill, or a copy after expanding."""
    if value._data.shape == view._data.shape:
        view.copy_(value)  # type: ignore[attr-defined]
    elif value._data.ndim == 0:
        view.fill_(value)  # type: ignore[attr-defined]
    else:
        value, shape = leading_ones_dropped(value, True), view._data.shape
        view.copy_(value if value._data.shape == shape else expand(value, shape))  # type: ignore[attr-defined]


def leading_ones_dropped(value: Tensor, always: bool = False) -> Tensor:
    """torch ignores a value's leading dimensions of length 1."""
    shape = value._data.shape
    ones = next((i for i, n in enumerate(shape) if n != 1), len(shape))
    return value.view(shape[ones:]) if ones or always else value  # type: ignore[attr-defined]


def cut(t: Tensor, index: Any) -> tuple[Tensor, tuple | None]:
    """The view that the basic indices make, and the key of arrays still to be applied, if any."""
    items = list(index) if isinstance(index, tuple) else as_items(index)
    taken = sum(consumed(i) for i in items)
    if taken > t._data.ndim:
        raise_too_many(t, items, taken)
    if sum(i is Ellipsis for i in items) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    dim, arrays = 0, False
    key: list[Any] = []
    for item in items:
        if item is Ellipsis:
            skipped = t._data.ndim - dim - sum(consumed(i) for i in items[items.index(Ellipsis) + 1 :] if i is not None)
            key += [slice(None)] * skipped
            dim += skipped
        elif item is None or is_one_bool(item):
            t = OPS["unsqueeze"](t, dim)
            key.append(slice(None) if item is None else np.array([bool(item)]))
            arrays = arrays or item is not None
            dim += 1
        elif is_integer(item):
            t = select_checked(t, dim, int(item))
        elif isinstance(item, slice):
            t = sliced(t, dim, item, False)
            key.append(slice(None))
            dim += 1
        else:
            array = index_array(item)
            check_indices(array, t._data.shape, dim, sum(isinstance(k, np.ndarray) for k in key))
            key.append(array)
            arrays, dim = True, dim + consumed(item)
    return t, (tuple(key) if arrays else None)


def as_items(index: Any) -> list:
    """One index that is no tuple; torch reads a list that holds slices or sequences as a tuple."""
    if (
        isinstance(index, list)
        and index
        and any(isinstance(i, (slice, list, tuple, Tensor)) or i is None or i is Ellipsis for i in index)
    ):
        warnings.warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; "
            "use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, "
            "x[torch.tensor(seq)], which will result either in an error or a different result",
            stacklevel=4,
        )
        return list(index)
    return [index]


def is_integer(item: Any) -> bool:
    if isinstance(item, Tensor):
        return item._data.ndim == 0 and item._data.dtype.kind == "i"
    return isinstance(item, (int, np.integer)) or (
        isinstance(item, np.ndarray) and item.ndim == 0 and item.dtype.kind in "iu"
    )


def is_one_bool(item: Any) -> bool:
    if isinstance(item, Tensor):
        return item._data.ndim == 0 and item._data.dtype.kind == "b"
    return isinstance(item, (bool, np.bool_))


def consumed(item: Any) -> int:
    """How many of the tensor's dimensions an index uses up."""
    if item is None or item is Ellipsis or is_one_bool(item):
        return 0
    array = getattr(item, "_data", item)
    return array.ndim if isinstance(array, np.ndarray) and array.dtype.kind == "b" else 1


def raise_too_many(t: Tensor, items: list, taken: int) -> None:
    if t._data.ndim == 0 and len(items) == 1 and is_integer(items[0]):
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )
    if t._data.ndim == 0 and isinstance(items[0], slice):
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    raise IndexError(f"too many indices for tensor of dimension {t._data.ndim}")


def select_checked(t: Tensor, dim: int, index: int) -> Tensor:
    n = t._data.shape[dim]
    if not -n <= index < n:
        raise IndexError(f"index {index} is out of bounds for dimension {dim} with size {n}")
    return OPS["select"](t, dim, index % n)


def sliced(t: Tensor, dim: int, item: slice, always: bool) -> Tensor:
    """A slice of one dimension; one that takes everything is no operation unless it stands alone."""
    if t._data.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    for bound in (item.start, item.stop, item.step):
        if bound is not None and not hasattr(bound, "__index__"):
            raise TypeError("slice indices must be integers or None or have an __index__ method")
    n = t._data.shape[dim]
    if item.step is not None and int(item.step) <= 0:
        raise ValueError("step must be greater than zero")
    start, end, step = slice(*(None if b is None else int(b) for b in (item.start, item.stop, item.step))).indices(n)
    if (start, step) == (0, 1) and end >= n and not always:
        return t
    return OPS["slice_dim"](t, dim, start, max(start, end), step)


def index_array(item: Any) -> np.ndarray:
    if isinstance(item, str):
        raise TypeError(f"new(): invalid data type '{type(item).__name__}'")
    if not isinstance(item, (Tensor, list, tuple, np.ndarray, range)):
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
            f"(got {type(item).__name__})"
        )
    array = (
        item._data
        if isinstance(item, Tensor)
        else np.asarray([getattr(i, "_data", i) for i in item] if isinstance(item, (list, tuple)) else item)
    )
    if not array.size and not isinstance(item, Tensor):
        array = array.astype(np.int64)
    if array.dtype.kind not in "ibu":
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array


def check_together(key: tuple) -> None:
    """Index tensors must broadcast to one shape; a mask counts as the indices of its true elements."""
    arrays = [a for k in key if isinstance(k, np.ndarray) for a in (k.nonzero() if k.dtype.kind == "b" else (k,))]
    try:
        np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        shapes = ", ".join(str(list(a.shape)) for a in arrays)
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from None


def check_indices(array: np.ndarray, shape: tuple, dim: int, before: int) -> None:
    """Indices must be in range; torch counts the indexed dimensions alone when it says which one is not."""
    if array.dtype.kind == "b":
        for i, n in enumerate(array.shape):
            if n != shape[dim + i]:
                raise IndexError(
                    f"The shape of the mask {list(array.shape)} at index {i} does not match the shape of the indexed "
                    f"tensor {list(shape)} at index {dim + i}"
                )
    elif array.size:
        n = shape[dim]
        bad = array[(array < -n) | (array >= n)]
        if bad.size:
            raise IndexError(f"index {bad.flat[0]} is out of bounds for dimension {before} with size {n}")


__all__ = ["getitem", "setitem"]
