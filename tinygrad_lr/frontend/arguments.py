"""What arguments stand for: dimensions, dtypes, sizes, numbers beside tensors; and tensors in the dtype they ask for."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..arrays import device as dev
from ..arrays import dtype as dt
from ..arrays.names import type_name
from ..core.mode import unrecorded
from ..core.operation import OPS as op
from ..core.tensor import Tensor, wrap


def all_dims(input: Tensor, dim: Any, empty_is_all: bool = True) -> tuple[int, ...]:
    """A reduction's dimensions from the front: None is all of them, and so is () unless `empty_is_all` is off."""
    n = input._data.ndim
    if dim is None or (empty_is_all and isinstance(dim, (tuple, list)) and not dim):
        return tuple(range(n))
    several = dim if isinstance(dim, (tuple, list)) else (dim,)
    if several and several[0].__class__ is bool:
        raise TypeError("must be tuple of ints, not bool")  # `signatures` says of which argument
    dims = tuple(wrap_dim(d, n) for d in several)
    for i, d in enumerate(dims):
        if d in dims[:i]:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return tuple(d for d in dims if d < n)


def flag(x: Any) -> bool:
    """A bool. TypeError for anything else."""
    if x.__class__ is not bool:
        raise TypeError(f"must be bool, not {type(x).__name__}")  # `signatures` says of which argument
    return x


def np_or_none(dtype: Any) -> Any:
    return None if dtype is None else dt.as_dtype(dtype)


def as_sizes(shape: tuple) -> tuple[int, ...]:
    """view(2, 3), view((2, 3)) and view(Size) as one tuple of ints."""
    return tuple(int(n) for n in (shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape))


def as_tensors(tensors: Any, argument: int = 0) -> tuple[Tensor, ...]:
    """A sequence of tensors. TypeError for what else is in it."""
    for i, x in enumerate(tensors):
        if not isinstance(x, Tensor):
            raise TypeError(f"expected Tensor as element {i} in argument {argument}, but got {type_name(x)}")
    return tuple(tensors)


def as_tensor_like(x: Any, like: Tensor) -> Tensor:
    """A Python number as a 0-d tensor of the dtype it has beside `like`."""
    if isinstance(x, Tensor):
        return x
    x = python_number(x)
    return wrap(dev.beside(np.array(dt.with_number(like._data, x)[1]), like._data))


def python_number(x: Any) -> Any:
    """A number of NumPy's as Python's; what is none as it is. To torch np.bool_ is a float: it knows no bool in it. A long
    double stays what it is in `item`, since Python has none."""
    if not isinstance(x, np.generic):
        return x
    return float(x) if isinstance(x, (np.bool_, np.longdouble)) else x.item()


def for_number(input: Tensor, *numbers: Any) -> Tensor:
    """The tensor in the dtype that an operation with Python numbers has."""
    d = dt.result_type(input._data, *numbers)
    return input if d == input._data.dtype else to(input, dt.BY_NUMPY[d])


def to(
    self: Tensor,
    *args: Any,
    dtype: Any = None,
    device: Any = None,
    tensor: Any = None,
    copy: bool = False,
    non_blocking: bool = False,
) -> Tensor:
    """The tensor with another dtype or device: `to(dtype)`, `to(device, dtype)`, `to(tensor)`; itself if nothing changes."""
    if tensor is not None:
        args = (tensor if isinstance(tensor, Tensor) else wrap(np.asarray(tensor)),)
    for x in args:
        if isinstance(x, Tensor):
            dtype, device = x.dtype, x.device
        elif isinstance(x, dt.dtype) or (x in (float, int, bool) and isinstance(x, type)):
            dtype = x
        elif isinstance(x, (float, bool)) and x is args[0]:  # a number stands for a tensor of it
            dtype = type(x)
        elif isinstance(x, (str, dev.device, int)) and not isinstance(x, bool):
            device = x
        elif isinstance(x, type):
            raise TypeError("dtype must be a torch.dtype, not type")  # `signatures` says of which argument
    wanted = self._data.dtype if dtype is None else dt.as_dtype(dtype)
    if device is not None:
        source, target = self.device, dev.check_device(device)
        if source != target:
            return op["to_place"](self, target, wanted, source)
    if wanted == self._data.dtype and not copy:
        return self
    return op["to_dtype"](self, wanted) if wanted.kind == "f" else unrecorded(op["to_dtype"], self, wanted)


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """The tensor in another's dtype, on its device."""
    return to(self, other)


def result_type(tensor1: Any, tensor2: Any) -> dt.dtype:
    """The dtype an operation on the two would have."""
    operands = (x._data if isinstance(x, Tensor) else python_number(x) for x in (tensor1, tensor2))
    return dt.BY_NUMPY[dt.result_type(*operands)]


def promote_types(type1: dt.dtype, type2: dt.dtype) -> dt.dtype:
    """The smallest dtype that holds both."""
    return dt.BY_NUMPY[dt.promote_types(dt.as_dtype(type1), dt.as_dtype(type2))]


def can_cast(from_: dt.dtype, to: dt.dtype) -> bool:
    """Whether torch's casting rules allow storing the one as the other."""
    return dt.CATEGORY[dt.as_dtype(from_).kind] <= dt.CATEGORY[dt.as_dtype(to).kind]


def is_tensor(obj: Any, /) -> bool:
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    return input.is_floating_point()


def numel(input: Tensor) -> int:
    return input._data.size


def wrap_dim(dim: int, ndim: int) -> int:
    """A dimension counted from the front. IndexError, in torch's words, when there is none such."""
    width = ndim or 1
    dim = dim if dim.__class__ is int else operator.index(dim)  # a tensor's would wrap around
    if not -width <= dim < width:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-width}, {width - 1}], but got {dim})")
    return dim % width
