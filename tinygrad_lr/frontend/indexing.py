"""`t[...]` in all its forms, taken apart as torch takes it apart.

Integers, slices, None and ... are views, one operation each (`select`, `slice_dim`, `unsqueeze`), applied first, from
left to right. What is left are tensors, lists and arrays: at which dimensions of that view they stand is all that
`index` and `index_put` need to know. Assignment is the same walk and then a write into the view.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..arrays import make
from ..arrays.array import on_host, repeats
from ..arrays.cuda import explained
from ..arrays.device import beside, to_host
from ..arrays.dtype import BOOL, I64, checked_number
from ..arrays.names import type_name
from ..arrays.tracebacks import shorten
from ..arrays.warn import warn
from ..core.mode import mode
from ..core.operation import OPS
from ..core.refusal import refuse
from ..core.tensor import Tensor, wrap
from ..core.views import touched
from ..ops.shape import with_places
from .arguments import to, wrap_dim
from .creation import to_array
from .inplace_checks import SHARED, check_inplace, overlap, steps, warn_of_expanded
from .shapes import expand, unsqueeze
from .write import write

UINT8 = np.dtype("uint8")


def getitem(self: Tensor, index: Any) -> Tensor:
    """A part of the tensor: a view unless indexed by tensors. IndexError and TypeError in torch's words."""
    try:
        if index.__class__ is slice:
            return sliced(self, 0, index, alone=True)
        view, places = cut(self, index)
        if places:
            key = key_of(view, places)
            out = OPS["index"](view, in_range(view, key, shape_of_places(key, view._data.shape)))
            watch(out, key.tensors)
            return out
        return OPS["alias"](self) if view is self else view
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it is this very error)


def setitem(self: Tensor, index: Any, value: Any) -> None:
    """Write a number or a tensor into a part of this tensor, broadcast to it."""
    try:
        value = as_value(self, value)
        if index is False:
            return  # no element is named
        view, places = cut(self, None if index is True else index)
        if not places:
            put(view, value)
            return
        check_inplace(view, value, elementwise=False)
        warn_of_expanded(view, "index_put_")
        if value._data.size == 1 and only_mask(view, places) is not None:  # torch fills, whatever the value's dtype
            warn_of_expanded(view, "masked_fill_")
            value = to(value, view.dtype)
        elif any(overlap(view._data, x._data, even_the_same=True) for x in (*places.values(), value)):
            raise RuntimeError(SHARED.format("some elements of the input tensor and the written-to tensor refer"))
        shape = value._data.shape
        kept = without_leading_ones(shape)
        value = value if shape == kept else value.view(kept)
        key, tensors = index_key(view, places, value)
        if mode.grad and (view.requires_grad or value.requires_grad):
            out = OPS["index_put"](view, key, value, False)
            watch(out, tensors)
            write(view, out, at_places=True)
        else:
            view._data[key] = value._data
            touched(view)
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it is this very error)


class Indices(tuple):
    """A key for NumPy, of index arrays and full slices; `tensors` are what it was made of, None for the slices."""

    tensors: tuple[Tensor | None, ...]


def watch(out: Tensor, tensors: tuple[Tensor | None, ...]) -> None:
    """Have the node of an indexing notice when one of its index tensors is changed."""
    if out._node is not None:
        given: list[Any] = [t for t in tensors if t is not None]
        if any(t._counter is None for t in given):
            raise refuse("saving an inference tensor")
        out._node.versions += tuple((t._counter, t._counter[0]) for t in given)


def index_key(t: Tensor, places: dict[int, Tensor], value: Tensor) -> tuple[tuple, tuple[Tensor | None, ...]]:
    """The key of index tensors by which a value is written, if it fits; and what the key was made of."""
    key = key_of(t, places)
    broadcast = shape_of_places(key, t._data.shape)
    check_value(t, with_places(t._data.shape, key, broadcast), value)
    return in_range(t, key, broadcast), key.tensors


def only_mask(t: Tensor, places: dict[int, Tensor]) -> np.ndarray | None:
    """The mask, if it is all that is left to index with. RuntimeError, as torch fills by bools alone, for bytes."""
    mask = None
    for dim, index in places.items():
        if not is_mask(index._data) or mask is not None:
            return None
        mask = index._data
        check_mask(mask, t._data.shape, dim)
    if mask is not None and mask.dtype == UINT8:
        raise RuntimeError("masked_fill_ only supports boolean masks, but got mask with dtype unsigned char")
    return mask


def as_value(t: Tensor, value: Any) -> Tensor:
    """What is to be written, as a tensor: numbers take the tensor's dtype. TypeError for all but numbers and tensors."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, np.integer):
        value = int(value)
    if not isinstance(value, (bool, int, float, complex)):
        raise TypeError(f"can't assign a {type_name(value)} to a {t.type()}")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("Overflow when unpacking long long")
    return wrap(beside(checked_number(value, t._data.dtype), t._data))


def put(view: Tensor, value: Tensor) -> None:
    """Write a value into a view, as torch chooses: a copy of the same shape, a fill, or a copy after expanding."""
    shape, wanted = value._data.shape, view._data.shape
    if shape == wanted and repeats(view._data) and the_same(view._data, value._data) and not value.requires_grad:
        touched(view)  # elements that share memory are given what they have
    elif shape == wanted:
        view.copy_(value)
    elif not shape:
        view.fill_(value)
    else:
        value = value.view(without_leading_ones(shape))
        view.copy_(value if value._data.shape == wanted else expand(value, wanted))


def without_leading_ones(shape: tuple) -> tuple:
    """torch ignores a value's leading dimensions of length 1."""
    return shape[next((i for i, n in enumerate(shape) if n != 1), len(shape)) :]


def check_value(view: Tensor, part: tuple, value: Tensor) -> None:
    """Refuse a value that does not fit the indexed part of a tensor, in shape or dtype."""
    given = value._data.shape
    try:
        fits = np.broadcast_shapes(given, part) == part
    except ValueError:
        fits = False
    if not fits:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(given)} cannot be broadcast to indexing result of shape {list(part)}"
        )
    if value._data.dtype != view._data.dtype:
        raise RuntimeError(
            f"Index put requires the source and destination dtypes match, got {view.dtype.type_name} for the destination "
            f"and {value.dtype.type_name} for the source."
        )


def the_same(a: Any, b: Any) -> bool:
    """Whether two arrays are the same elements of memory in one order."""
    return on_host(a) is on_host(b) and steps(a) == steps(b) and make.address(a) == make.address(b)


# -- taking an index apart ----------------------------------------------------------------------------------------------


def cut(t: Tensor, index: Any) -> tuple[Tensor, dict[int, Tensor]]:
    """The view that the basic indices make, and at which of its dimensions index tensors are still to be applied."""
    items = as_items(index)
    specified = sum(consumed(item) for item in items)
    if specified > t._data.ndim and not is_integer(index) and not isinstance(index, slice):
        raise IndexError(f"too many indices for tensor of dimension {t._data.ndim}")
    view, dim = t, 0
    places: dict[int, Tensor] = {}
    for place, item in enumerate(items):
        if item is Ellipsis:
            dim += t._data.ndim - specified
            continue
        if is_integer(item):
            view = selected(view, dim, item, place)
            continue
        if isinstance(item, slice):
            view = sliced(view, dim, item)
        elif item is None:
            view = unsqueeze(view, dim)
        else:
            given = item if isinstance(item, Tensor) else wrap(index_array(item))
            array = given._data
            if array.ndim or array.dtype.kind == "f":  # which is refused after all other indices are read
                places[dim] = given
                dim += array.ndim - 1 if is_mask(array) else 0
            elif is_mask(array):
                view = unsqueeze(view, dim)
                places[dim] = wrap(np.zeros(1 if array else 0, I64))  # one bool keeps all or nothing
            else:
                view = selected(view, dim, array.item(), place)
                continue
        dim += 1
    return view, places


def as_items(index: Any) -> Any:
    """One index that is no tuple; torch reads some sequences, those that hold slices or sequences, as tuples."""
    if isinstance(index, tuple):
        return index
    if isinstance(index, (list, range, str, bytes)) and len(index) < 32 and any(map(reads_as_tuple, index)):
        warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; "
            "use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, "
            "x[torch.tensor(seq)], which will result either in an error or a different result"
        )
        return tuple(index)
    return (index,)


def reads_as_tuple(item: Any) -> bool:
    return item is None or item is Ellipsis or isinstance(item, (slice, list, tuple, range, str, Tensor, np.ndarray))


def is_integer(item: Any) -> bool:
    return isinstance(item, (int, np.integer)) and not isinstance(item, bool)


def consumed(item: Any) -> int:
    """How many of the tensor's dimensions an index uses up, as torch counts."""
    if isinstance(item, Tensor) and is_mask(item._data):
        return item._data.ndim
    return 0 if item is None or item is Ellipsis or isinstance(item, bool) else 1


def selected(t: Tensor, dim: int, index: Any, place: int) -> Tensor:
    """The slice at one index; `place` is where the index stands in the brackets, which torch's message tells."""
    index = operator.index(index)
    if not -(2**63) <= index < 2**63:
        raise ValueError("Overflow when unpacking long long")
    shape = t._data.shape
    if index == 0 and not shape:
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )
    n = shape[dim] if dim < len(shape) else 0
    if not -n <= index < n:
        raise IndexError(f"index {index} is out of bounds for dimension {place} with size {n}")
    return OPS["select"](t, dim, index % n)


def sliced(t: Tensor, dim: int, item: slice, alone: bool = False) -> Tensor:
    """A slice of one dimension; one that takes everything is no operation unless it stands alone."""
    start, stop, step = (b if b is None else as_bound(b) for b in (item.start, item.stop, item.step))
    if step is not None and step <= 0:
        raise ValueError("step must be greater than zero" if step else "slice step cannot be zero")
    if t._data.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    shape = t._data.shape
    if not (start or alone) and (stop is None or stop >= shape[dim]) and step in (None, 1):
        return t
    n = shape[wrap_dim(dim, len(shape))]
    start, stop, step = slice(start, stop, step).indices(n)
    return OPS["slice_dim"](t, dim, start, max(start, stop), step)


def as_bound(bound: Any) -> int:
    if not hasattr(bound, "__index__"):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return operator.index(bound)


def index_array(item: Any) -> np.ndarray:
    """What torch makes a tensor of: bools and bytes as they are, all other numbers as int64."""
    if isinstance(item, bool):
        return np.array(item)
    if not isinstance(item, (list, tuple, range, np.ndarray, str, bytes)):
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
            f"(got {type_name(item)})"
        )
    if isinstance(item, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type(item).__name__}'")
    array = to_array(item, None, copy=False)
    return array if is_mask(array) else array.astype(I64)


# -- index arrays -------------------------------------------------------------------------------------------------------


def key_of(t: Tensor, places: dict[int, Tensor]) -> Indices:
    """Index tensors by dimension as a key of integer arrays and full slices, for NumPy."""
    ndim, last = t._data.ndim, max(places)
    if len(places) > ndim:
        raise IndexError(f"too many indices for tensor of dimension {ndim} (got {len(places)})")
    if any(index._data.dtype.name not in ("int64", "int32", "bool", "uint8") for index in places.values()):
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    key: list[Any] = []
    while len(key) <= last:
        index = places.get(len(key))
        if index is None:
            key.append(slice(None))
            continue
        array = index._data
        if on_host(t._data) and not on_host(array):
            raise RuntimeError(
                f"indices should be either on {t.device} or on the same device as the indexed tensor ({t.device})"
            )
        array = beside(array, t._data)
        if is_mask(array):
            key += named_by(array, t._data.shape, len(key))
        else:
            key.append(array)
    indices = Indices(key)
    indices.tensors = tuple(places.get(dim) for dim in range(last + 1))
    return indices


def is_mask(array: np.ndarray) -> bool:
    """Bools say which elements to take; so, to torch, do bytes."""
    return array.dtype in (BOOL, UINT8)


def named_by(mask: np.ndarray, shape: tuple, dim: int) -> tuple[np.ndarray, ...]:
    """The places of a mask's true elements, along the dimensions from `dim` on."""
    if mask.dtype == UINT8:
        warn(BYTE_MASK)
    check_mask(mask, shape, dim)
    return mask.nonzero()


BYTE_MASK = "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead."


def check_mask(mask: np.ndarray, shape: tuple, dim: int) -> None:
    """Refuse a mask that has not the shape of the dimensions from `dim` on."""
    for i, n in enumerate(mask.shape):
        if n != shape[wrap_dim(dim + i, len(shape))]:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {i} does not match the shape of the indexed "
                f"tensor {list(shape)} at index {dim + i}"
            )


def shape_of_places(key: tuple, shape: tuple) -> tuple:
    """The shape that the arrays of a key broadcast to. IndexError if they do not, or name places where there are none."""
    arrays = [k for k in key if not isinstance(k, slice)]
    try:
        broadcast = np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(str(list(array.shape)) for array in arrays)
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from None
    if len(key) > len(shape):
        wrap_dim(len(shape), len(shape))
    if 0 not in broadcast and any(n == 0 for n, k in zip(shape, key) if not isinstance(k, slice)):
        raise IndexError("index is out of bounds for dimension with size 0")
    return broadcast


def in_range(t: Tensor, key: Indices, broadcast: tuple) -> Indices:
    """The key, if its arrays name places that exist; where nothing is taken anyhow, they may name any."""
    indexed = [(n, k) for n, k in zip(t._data.shape, key) if not isinstance(k, slice)]
    if 0 in broadcast:
        return key
    if not t._data.size:
        zeros = Indices(k if isinstance(k, slice) else np.zeros_like(k) for k in key)
        zeros.tensors = key.tensors
        return zeros
    wrong = [(array < -n) | (array >= n) for n, array in indexed]
    if any(w.any() for w in wrong):
        bad, j = make.told(first_wrong, [array for _, array in indexed], wrong, broadcast)
        raise IndexError(f"index {bad} is out of bounds for dimension {j} with size {indexed[j][0]}")
    return key


def first_wrong(arrays: list, wrong: list, broadcast: tuple) -> tuple[int, int]:
    """What torch names: of the first element that has a wrong index the first such, and its place among the arrays."""
    wrong = [to_host(w) for w in wrong]
    first = min(int(np.broadcast_to(w, broadcast).argmax()) for w in wrong if w.any())
    j = next(j for j, w in enumerate(wrong) if np.broadcast_to(w, broadcast).flat[first])
    return np.broadcast_to(to_host(arrays[j]), broadcast).flat[first], j
