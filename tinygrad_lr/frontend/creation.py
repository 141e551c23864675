"""Tensors from values, sizes and arrays: `tensor`, `from_numpy`, `zeros`, `arange` and their kin."""

from __future__ import annotations

import copyreg
import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import device as dev
from ..arrays import dtype as dt
from ..arrays import make
from ..arrays.array import repeats
from ..arrays.cuda import told
from ..arrays.names import type_name
from ..arrays.silence import heard, hushed, quietly
from ..arrays.size import Size
from ..arrays.tracebacks import entrance
from ..arrays.warn import warn, warn_once
from ..core.tensor import Tensor, wrap
from .arguments import as_sizes
from .nested import is_sequence, nested_array
from .shapes import view
from .signatures import check, is_index


def finish(array: Any, device: Any, requires_grad: bool) -> Tensor:
    """A new leaf around `array`, moved to `device`."""
    place = dev.check_device(device)
    if requires_grad and array.dtype.kind != "f":
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    t = wrap(array if place is dev.CPU and array.__class__ is np.ndarray else dev.placed(array, place))
    if requires_grad:
        t.requires_grad = True
    return t


def np_dtype(dtype: Any) -> np.dtype:
    """The NumPy dtype asked for; None is the default floating dtype."""
    return dt.default.dtype if dtype is None else dt.as_dtype(dtype)


def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A new tensor with a copy of `data` (numbers, nested sequences, an array). Python floats become float32.

    ValueError for ragged or non-numeric data, RuntimeError where no dtype can be inferred.
    """
    if isinstance(data, Tensor):
        warn(COPY_CONSTRUCT)
        device = data.device if device is None else device
    return finish(to_array(data, dtype, copy=True), device, requires_grad)


COPY_CONSTRUCT = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
)


def to_array(data: Any, dtype: Any, copy: bool) -> np.ndarray:
    """What torch makes a tensor of, as an array: an array, a number, or nested sequences."""
    wanted = None if dtype is None else np_dtype(dtype)
    if isinstance(data, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type_name(data)}'")
    if isinstance(data, Tensor):
        data = dev.to_host(data._data)
    if not isinstance(data, np.ndarray):
        return nested_array(data, wanted)
    data = dt.native(data)
    refuse_negative_strides(data)
    how: dict[str, Any] = {"copy": True if copy else None}
    if repeats(data) and (copy or wanted not in (None, data.dtype)):
        how["order"] = "C"  # not that of its steps, which are none
    return hushed(make.array, data, wanted, **how) if heard() else make.array(data, wanted, **how)


@told
def from_sizes_or_values(data: tuple, kwargs: dict, cls: Any = None) -> Tensor:
    """What `torch.Tensor(2, 3)`, `torch.Tensor([1, 2])` and `torch.LongTensor([1, 2])` make."""
    x = data[0] if len(data) == 1 else None
    listed = isinstance(x, (list, tuple)) and not isinstance(x, Size)  # its elements are values, not sizes
    check("new", ([],) if listed else data, kwargs)
    dtype = dt.get_default_dtype() if cls is None else cls.dtype
    if "data" in kwargs:
        return from_values(kwargs["data"], dtype, kwargs.get("device"))
    if "size" in kwargs:
        x = Size(kwargs["size"])
        data = (x,)
    x = kwargs.get("other", x)
    if isinstance(x, Tensor):
        if cls and x.dtype != dtype:
            raise TypeError(f"expected {OPTIONS.format(dtype.cpp_name)} (got {OPTIONS.format(x.dtype.cpp_name)})")
        return view(x, x._data.shape)
    if len(data) != 1 or isinstance(x, Size) or is_index(x):
        return finish(make.zeros(sizes(data or (0,), "new"), dtype.np), kwargs.get("device"), False)
    return from_values(x, dtype, kwargs.get("device"))


def from_values(x: Any, dtype: dt.dtype, device: Any) -> Tensor:
    """A tensor of the numbers in a sequence. TypeError for what is none."""
    if isinstance(x, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type_name(x)}'")
    if not is_sequence(x) and not isinstance(x, np.ndarray):
        raise TypeError(f"new(): data must be a sequence (got {type_name(x)})")
    if isinstance(x, np.ndarray) and not x.flags.writeable:
        warn_once(NOT_WRITABLE)
    return finish(to_array(x, dtype, copy=True), device, False)


OPTIONS = (
    "TensorOptions(dtype={}, device=cpu, layout=Strided, requires_grad=false (default), pinned_memory=false (default), "
    "memory_format=(nullopt))"
)


def new(cls: type, *data: Any, **kwargs: Any) -> Tensor:
    """What `Tensor(...)` makes, or a subclass of it."""
    made = from_sizes_or_values(data, kwargs)
    if cls is not Tensor:
        made.__class__ = cls
    return made


class OldType(type):
    """torch.FloatTensor and its kin: they make tensors of one dtype, and tell whether a tensor has it."""

    dtype: dt.dtype

    def __call__(cls, *data: Any, **kwargs: Any) -> Tensor:
        return from_sizes_or_values(data, kwargs, cls)

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, Tensor) and x.type() == f"torch.{cls.__name__}"


def old_type(d: dt.dtype) -> Any:
    return OldType(f"{d.type_name}Tensor", (), {"dtype": d, "__module__": "torch"})


if TYPE_CHECKING:  # for checkers they are kinds of Tensor, as in torch

    class FloatTensor(Tensor): ...

    class DoubleTensor(Tensor): ...

    class CharTensor(Tensor): ...

    class ShortTensor(Tensor): ...

    class IntTensor(Tensor): ...

    class LongTensor(Tensor): ...

    class ByteTensor(Tensor): ...

    class BoolTensor(Tensor): ...

else:
    FloatTensor = old_type(dt.float32)
    DoubleTensor = old_type(dt.float64)
    CharTensor = old_type(dt.int8)
    ShortTensor = old_type(dt.int16)
    IntTensor = old_type(dt.int32)
    LongTensor = old_type(dt.int64)
    ByteTensor = old_type(dt.uint8)
    BoolTensor = old_type(dt.bool)

OLD_TYPES: dict[str, Any] = {
    t.__name__: t
    for t in (FloatTensor, DoubleTensor, CharTensor, ShortTensor, IntTensor, LongTensor, ByteTensor, BoolTensor)
}


def the_old_type(d: dt.dtype) -> Any:
    """The one of that dtype: as which a pickle holds it, for its name says that it is torch's."""
    return OLD_TYPES[f"{d.type_name}Tensor"]


copyreg.pickle(OldType, lambda cls: (the_old_type, (cls.dtype,)))


def set_default_tensor_type(t: Any, /) -> None:
    """Make FloatTensor or DoubleTensor, or what has that name, the type of new tensors of floats. UserWarning: deprecated."""
    if isinstance(t, str):
        room, _, name = t.rpartition(".")
        if room != "torch" or name not in OLD_TYPES:
            raise (
                ModuleNotFoundError(f"No module named {t!r}")
                if not room
                else AttributeError(f"module {room!r} has no attribute {name!r}")
            )
        t = OLD_TYPES[name]
    if not isinstance(t, OldType):
        raise TypeError("invalid type object: only floating-point types are supported as the default type")
    if not t.dtype.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    warn_once(DEFAULT_TYPE)
    dt.set_default_dtype(t.dtype)


DEFAULT_TYPE = (
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
    "torch.set_default_device() as alternatives."
)


def as_tensor(data: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor, sharing memory where dtype allows; a tensor that fits is returned as it is."""
    if isinstance(data, Tensor):
        return data.to(device=device, dtype=dtype)
    array = to_array(data, dtype, copy=False)
    given = data if isinstance(data, np.ndarray) else array
    if not given.flags.writeable:  # also where another dtype makes a copy
        warn_once(NOT_WRITABLE)
    return finish(array, device, False)


def asarray(
    obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None, requires_grad: bool | None = None
) -> Tensor:
    """`obj` as a tensor: of a tensor, an array or any buffer (bytes, array.array) one that shares its memory.

    `copy` says that it must be copied, or must not: ValueError where it cannot. A buffer's bytes are read as `dtype`.
    """
    t = obj if isinstance(obj, Tensor) else of_memory(obj, dtype, copy)
    if t is None:
        return tensor(obj, dtype=dtype, device=device, requires_grad=bool(requires_grad))
    wanted = t.dtype if dtype is None else dt.BY_NUMPY[np_dtype(dtype)]
    if copy is False and wanted is not t.dtype:
        names = t.dtype.type_name, wanted.type_name
        raise ValueError("can't alias tensor with dtype '{}' into dtype '{}'.".format(*names))
    t = t.clone() if copy and wanted is t.dtype else t.to(device=device, dtype=wanted)
    if requires_grad is None:
        if t.requires_grad:
            warn_once(UNSPECIFIED)
    elif t.is_leaf:
        if requires_grad and not wanted.is_floating_point:
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        t.requires_grad = requires_grad
    elif not requires_grad:
        t = t.detach()
    return t


def of_memory(obj: Any, dtype: Any, copy: bool | None) -> Tensor | None:
    """A tensor over the memory of an array or a buffer; None for what is neither."""
    if isinstance(obj, np.generic) and copy is False:
        raise RuntimeError("can't alias NumPy scalars. Either remove copy=False or transform it in a ndarray. ")
    if isinstance(obj, (np.ndarray, np.generic)):
        array = to_array(obj, None, copy=False)
        shared = not copy and (dtype is None or np_dtype(dtype) == array.dtype)
        if shared and not array.flags.writeable:
            warn_once(NOT_WRITABLE)
        return finish(array, None, False)
    try:
        buffer = memoryview(obj)
    except TypeError:
        if copy is False:
            raise ValueError("can't alias arbitrary sequence into a tensor.") from None
        return None
    if buffer.readonly:
        warn_once(NOT_WRITABLE_BUFFER)
    wanted, size = np_dtype(dtype), buffer.nbytes
    if not size:
        raise ValueError(f"both buffer length ({size}) and count (-1) must not be 0")
    if size % wanted.itemsize:
        raise ValueError(
            f"buffer length ({size} bytes) after offset (0 bytes) must be a multiple of element size ({wanted.itemsize})"
        )
    return wrap(np.frombuffer(buffer, wanted))


UNSPECIFIED = (
    "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of False. Pass "
    "requires_grad=False explicitly to get the old behavior and silence this warning."
)
NOT_WRITABLE_BUFFER = (
    "The given buffer is not writable, and PyTorch does not support non-writable tensors. This means you can write to the "
    "underlying (supposedly non-writable) buffer using the tensor. You may want to copy the buffer to protect its data or "
    "make it writable before converting it to a tensor. This type of warning will be suppressed for the rest of this "
    "program."
)


@entrance
def from_numpy(ndarray: np.ndarray, /) -> Tensor:
    """A tensor that shares the array's memory. TypeError for what is not an array or has no torch dtype."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type_name(ndarray)})")
    plain = ndarray.__class__ is np.ndarray or make.makers  # a recording has arrays of its own
    array = dt.native(ndarray if plain else np.asarray(ndarray))  # of a subclass (masked, a matrix) the array
    refuse_negative_strides(array)
    if not array.flags.writeable:
        warn_once(NOT_WRITABLE)
    return wrap(array)


def refuse_negative_strides(array: np.ndarray) -> None:
    if min(array.strides, default=0) < 0:
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array  with array.copy().) "
        )


NOT_WRITABLE = (
    "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This means writing to "
    "this tensor will result in undefined behavior. You may want to copy the array to protect its data or make it "
    "writable before converting it to a tensor. This type of warning will be suppressed for the rest of this program."
)


def from_dlpack(ext_tensor: Any) -> Tensor:
    """A tensor that shares memory with any object of the DLPack protocol (torch's tensors among them)."""
    if not hasattr(ext_tensor, "__dlpack__"):
        raise RuntimeError(
            "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you might "
            "have already constructed a tensor from it once."
        )
    if ext_tensor.__dlpack_device__()[0] == DLPACK_CUDA:
        dev.check_device("cuda")
        return wrap(dev.cuda.cupy().from_dlpack(ext_tensor))
    array = np.from_dlpack(ext_tensor)
    dt.of_numpy(array.dtype)
    if not array.flags.writeable:  # NumPy's imports are read-only; the protocol's memory is the exporter's to share
        pointer = array.__array_interface__
        array = np.asarray(_Shared({**pointer, "data": (pointer["data"][0], False)}, (array, ext_tensor)))
    return wrap(dt.native(array))


DLPACK_CUDA = 2  # kDLCUDA, of dlpack.h


class _Shared:
    """Keeps the exporter alive behind an array over its memory."""

    def __init__(self, interface: dict, owner: Any) -> None:
        self.__array_interface__, self.owner = interface, owner


def sizes(size: tuple, name: str) -> tuple[int, ...]:
    """(2, 3), ((2, 3),) and a Size as one tuple of ints; RuntimeError for a negative one."""
    out = tuple(int(n) for n in (size[0] if len(size) == 1 and isinstance(size[0], (tuple, list)) else size))
    if any(n < 0 for n in out):
        text = f"Trying to create tensor with negative dimension {next(n for n in out if n < 0)}: {list(out)}"
        raise RuntimeError("zeros: Dimension size must be non-negative." if name == "zeros" else text)
    return out


def check_size(shape: tuple, d: np.dtype) -> None:
    """Refuse what no address reaches."""
    if math.prod(shape) * d.itemsize >= 2**63:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(shape)}")


def _filled(name: str, value: Any) -> tuple[Callable, Callable]:
    """The pair `zeros(*size)` and `zeros_like(input)` for one value."""

    def filled(
        *args: Any, size: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
    ) -> Tensor:
        shape, wanted = sizes(args if size is None else (size,), name), np_dtype(dtype)
        check_size(shape, wanted)
        return finish(make.full(shape, value, wanted), device, requires_grad)

    def like(input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        return full_like(input, value, dtype=dtype, device=device, requires_grad=requires_grad)

    filled.__name__, like.__name__ = name, f"{name}_like"
    filled.__doc__ = f"A tensor of shape `size` filled with {value}."
    like.__doc__ = f"A tensor of `input`'s shape and dtype filled with {value}."
    return filled, like


zeros, zeros_like = _filled("zeros", 0)
ones, ones_like = _filled("ones", 1)
empty, empty_like = _filled("empty", 0)  # torch leaves the memory as it is; zeros are one such content


def full(size: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of shape `size` filled with `fill_value`, whose kind decides the dtype unless one is given."""
    value = fill_value._data.item() if isinstance(fill_value, Tensor) else fill_value
    wanted = dt.number_dtype(value) if dtype is None else np_dtype(dtype)
    shape = sizes((tuple(size),), "full")
    check_size(shape, wanted)
    return finish(make.full(shape, dt.checked_number(value, wanted), wanted), device, requires_grad)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A tensor of `input`'s shape and dtype filled with `fill_value`."""
    wanted = input._data.dtype if dtype is None else np_dtype(dtype)
    device = input.device if device is None else device
    value = dt.checked_number(fill_value.item() if isinstance(fill_value, Tensor) else fill_value, wanted)
    order: Any = "C" if 0 in input._data.strides else "K"  # the order of the strides, where they say one
    return finish(np.full_like(input._data, value[()], wanted, order), device, requires_grad)


def eye(n: int, m: int | None = None, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """The n x m matrix with ones on its diagonal."""
    n, m = operator.index(n), None if m is None else operator.index(m)
    for name, size in (("n", n), ("m", m)):
        if size is not None and size < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    if n * (n if m is None else m) >= 2**63:
        raise RuntimeError("numel: integer multiplication overflow")
    return finish(make.eye(n, m, np_dtype(dtype)), device, requires_grad)


@quietly
def arange(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """start, start + step, ... below `end`: int64 for integers, the default floating dtype otherwise."""
    start, end = (0, start) if end is None else (start, end)
    start, end, step = (dt.unpacked(x.item() if isinstance(x, Tensor) else x) for x in (start, end, step))
    whole = all(isinstance(x, int) for x in (start, end, step))
    d = (dt.I64 if whole else dt.default.dtype) if dtype is None else np_dtype(dtype)
    if d.kind == "b":
        raise NotImplementedError("\"arange_cpu\" not implemented for 'Bool'")
    if not (step > 0 or step < 0):
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if d.kind != "f" and not all(-(2**63) <= x < 2**63 for x in (start, end, step)):
        raise RuntimeError("value cannot be converted to type int64_t without overflow")
    if d == dt.I64:  # of the other integers torch counts the steps before it cuts off fractions
        start, end, step = int(start), int(end), int(step)
        if step == 0:
            raise ValueError("step must be nonzero")
    count = (end - start) / step
    if not 0 <= count < 2**63:
        raise RuntimeError("invalid size, possible overflow?")
    work = np.float64 if d.kind == "f" else np.int64
    values = work(start) + make.arange(math.ceil(count), work) * work(step)
    return finish(values.astype(d), device, requires_grad)


def range(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """start, start + step, ..., `end` included; of the default floating dtype. UserWarning: torch wants `arange` instead."""
    warn(RANGE)
    start, end, step = (dt.unpacked(x.item() if isinstance(x, Tensor) else x) for x in (start, end, step))
    d = np_dtype(dtype)
    if d.kind == "b":
        raise NotImplementedError("\"range_cpu\" not implemented for 'Bool'")
    if not (step > 0 or step < 0):
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if d.kind != "f":
        start, end, step = int(start), int(end), int(step)
        if step == 0:
            raise RuntimeError("step must be nonzero")
    work = np.float64 if d.kind == "f" else np.int64
    values = work(start) + make.arange(math.floor((end - start) / step) + 1, work) * work(step)
    return finish(values.astype(d), device, requires_grad)


RANGE = (
    "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with Python's "
    "range builtin. Instead, use torch.arange, which produces values in [start, end)."
)


@quietly
def linspace(
    start: Any, end: Any, steps: int, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`steps` values from `start` to `end`, both included; counted from the nearer end, as torch does."""
    found = [
        f"{n} with {x._data.ndim} dimension(s)" for n, x in (("start", start), ("end", end)) if isinstance(x, Tensor)
    ]
    if any(isinstance(x, Tensor) and x._data.ndim for x in (start, end)):
        raise RuntimeError(
            f"linspace only supports 0-dimensional start and end tensors, but got {' and '.join(found)}."
        )
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    d = np_dtype(dtype)
    if d.kind == "b":
        raise NotImplementedError("\"linspace_cpu\" not implemented for 'Bool'")
    start, end = (x.item() if isinstance(x, Tensor) else x for x in (start, end))
    first, last = dt.checked_number(start, d)[()], dt.checked_number(end, d)[()]
    if d.kind != "f":
        return finish(np.linspace(first.item(), last.item(), steps).astype(d), device, requires_grad)
    i = make.arange(steps)
    step = (last - first) / d.type(max(steps - 1, 1))
    values = np.where(i < steps // 2, first + step * i.astype(d), last - step * (steps - i - 1).astype(d))
    if steps == 1:
        values = make.array([first])
    return finish(values.astype(d), device, requires_grad)


# -- in the dtype of another tensor, on its device ---------------------------------------------------------------------


def new_zeros(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Zeros of shape `size` in this tensor's dtype."""
    return _new_beside(self, size, 0, dtype, device, requires_grad)


def new_ones(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Ones of shape `size` in this tensor's dtype."""
    return _new_beside(self, size, 1, dtype, device, requires_grad)


def new_full(
    self: Tensor, size: Any, fill_value: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`fill_value` in shape `size` in this tensor's dtype."""
    return _new_beside(self, (size,), fill_value, dtype, device, requires_grad)


def new_empty(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of shape `size` in this tensor's dtype."""
    return _new_beside(self, size, 0, dtype, device, requires_grad)


def new_tensor(self: Tensor, data: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """`data` in this tensor's dtype."""
    if isinstance(data, Tensor):
        warn(COPY_CONSTRUCT.replace("torch.tensor", "tensor.new_tensor"))
        data = data.detach()._data
    device = self.device if device is None else device
    return tensor(data, dtype=self.dtype if dtype is None else dtype, device=device, requires_grad=requires_grad)


def _new_beside(self: Tensor, size: tuple, value: Any, dtype: Any, device: Any, requires_grad: bool) -> Tensor:
    return full(
        as_sizes(size),
        value,
        dtype=self.dtype if dtype is None else dtype,
        device=self.device if device is None else device,
        requires_grad=requires_grad,
    )
