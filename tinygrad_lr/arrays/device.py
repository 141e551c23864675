"""Devices, dtypes and type promotion: everything the engine knows about arrays that is not arithmetic.

A tensor's numbers live in an array: NumPy's on "cpu", CuPy's on "cuda". The ops above are written with operators,
array methods and `np.` functions only, so any array type that answers NumPy's protocols runs the same text. What those
protocols do not cover, creating arrays, moving them and deciding which dtype a result has, is here, in torch's terms.
Which device an array is on is told by its class.

Promotion (https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc) differs from NumPy's:
dtypes fall into categories bool < integer < floating, and a 0-d tensor or a Python number raises the result's
category but never its width within one.
"""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np

from . import cuda
from .fma import fma as host_fma

# A C library gives large blocks back to the system as soon as they are freed, and the system clears every page of a new
# one: dearer than the arithmetic on it, and a training step makes the same arrays again and again. glibc calls a block
# large by the largest that was ever freed (mallopt(3), M_MMAP_THRESHOLD), so it is shown one; no page of it is touched.
np.empty((1 << 25) - (1 << 16), np.uint8)


class dtype:
    """An element type, printed as torch prints it; `np` is the NumPy dtype behind it.

    torch's messages call it by more names: `type_name`, the old one of its tensors, and those of the C type,
    `c_name` with the width (int64_t) and `cpp_name` without (long int).
    """

    __slots__ = (
        "name",
        "np",
        "is_floating_point",
        "is_signed",
        "is_complex",
        "itemsize",
        "type_name",
        "c_name",
        "cpp_name",
    )

    def __init__(self, name: str, type_name: str, cpp_name: str) -> None:
        self.name, self.type_name, self.cpp_name, self.np = name, type_name, cpp_name, np.dtype(name)
        self.c_name = cpp_name if self.np.kind in "fb" or name == "int32" else f"{name}_t"
        self.is_floating_point = self.np.kind == "f"
        self.is_signed = self.np.kind in "if"
        self.is_complex = False
        self.itemsize = self.np.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name  # a dtype is a singleton: it is pickled and copied as the global of its name


float32 = float = dtype("float32", "Float", "float")
float64 = double = dtype("float64", "Double", "double")
int64 = long = dtype("int64", "Long", "long int")
int32 = int = dtype("int32", "Int", "int")
int16 = short = dtype("int16", "Short", "short int")
int8 = dtype("int8", "Char", "signed char")
uint8 = dtype("uint8", "Byte", "unsigned char")
bool = dtype("bool", "Bool", "bool")
DTYPES = (float32, float64, int64, int32, int16, int8, uint8, bool)
BY_NUMPY = {d.np: d for d in DTYPES}

F32, F64, I64, BOOL = float32.np, float64.np, int64.np, bool.np
CATEGORY = {"b": 0, "u": 1, "i": 1, "f": 2}


class default:
    """The process-wide defaults, as torch keeps them: the dtype of Python floats, and where new tensors are made."""

    dtype = F32
    device: device


def get_default_dtype() -> dtype:
    """The dtype that Python floats and `zeros()`-like functions get: float32 unless `set_default_dtype` changed it."""
    return BY_NUMPY[default.dtype]


def set_default_dtype(d: dtype) -> None:
    """Make `d` (float32 or float64) the default floating dtype. TypeError for any other kind."""
    if not isinstance(d, dtype) or not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    default.dtype = d.np


def as_dtype(d: Any) -> np.dtype:
    """The NumPy dtype of a torch-named dtype; the Python types float, int and bool stand for torch's defaults."""
    if isinstance(d, dtype):
        return d.np
    if d in (_pyfloat, _pyint, _pybool):
        return {_pyfloat: F64, _pyint: I64, builtins.bool: BOOL}[d]
    raise TypeError(f"dtype must be a torch.dtype, not {type(d).__name__}")


_pyfloat, _pyint, _pybool = builtins.float, builtins.int, builtins.bool
NUMBERS = frozenset((_pyfloat, _pyint, _pybool))


def of_numpy(d: np.dtype) -> dtype:
    """The torch-named dtype of a NumPy dtype. TypeError, in torch's words, for one torch has no name for here."""
    found = BY_NUMPY.get(d)
    if found is None:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{d.type.__name__}. The only supported types are: "
            "float64, float32, int64, int32, int16, int8, uint8, and bool."
        )
    return found


def native(array: np.ndarray) -> np.ndarray:
    """The array under the one dtype object that stands for its dtype here (an unpickled array has one of its own)."""
    if not array.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is "
            "currently not supported."
        )
    d = of_numpy(array.dtype).np
    return array if array.dtype is d else array.view(d)


def number_dtype(value: Any) -> np.dtype:
    """The dtype a Python number has when nothing else decides."""
    return BOOL if isinstance(value, _pybool) else I64 if isinstance(value, _pyint) else default.dtype


def promote_types(a: np.dtype, b: np.dtype) -> np.dtype:
    """The smallest dtype that holds both, within torch's categories (int64 with float32 is float32)."""
    if a is b:
        return a
    ca, cb = CATEGORY[a.kind], CATEGORY[b.kind]
    if ca != cb and 2 in (ca, cb):
        return a if ca > cb else b
    return np.promote_types(a, b)


def result_type(*operands: Any) -> np.dtype:
    """The dtype of an operation on arrays and Python numbers: arrays with dimensions, then 0-d ones, then numbers."""
    ranks: list[np.dtype | None] = [None, None, None]
    for x in operands:
        is_number = isinstance(x, (_pyfloat, _pyint))
        rank = 2 if is_number else 1 if x.ndim == 0 else 0
        d, seen = number_dtype(x) if is_number else x.dtype, ranks[rank]
        ranks[rank] = d if seen is None else promote_types(seen, d)
    result = None
    for d in ranks:
        if d is not None and (result is None or CATEGORY[d.kind] > CATEGORY[result.kind]):
            result = d
    assert result is not None, "result_type() needs an operand"
    return result


def promote(*operands: Any) -> list[np.ndarray]:
    """The operands as arrays of their common dtype (no copy where it is theirs already)."""
    d = result_type(*operands)
    as_operand = number_array if all(x.__class__ in NUMBERS or on_host(x) for x in operands) else scalar
    return [as_operand(x, d) if x.__class__ in NUMBERS else x.astype(d, copy=False) for x in operands]


_NUMBER_CACHE: dict[np.dtype, dict[Any, np.ndarray]] = {d.np: {} for d in DTYPES}
F32_NUMBERS = _NUMBER_CACHE[F32]


def with_number(a: np.ndarray, value: Any) -> tuple[np.ndarray, np.ndarray]:
    """An array and a Python number as two arrays of one dtype.

    NumPy multiplies by a 0-d array of the same dtype twice as fast as by a Python float, so the 0-d arrays are kept.
    Zero is not: 0.0 and -0.0 are one dictionary key. CuPy takes no 0-d array of NumPy's, but a NumPy number.
    """
    if value.__class__ is _pyfloat and a.dtype is F32 and a.__class__ is np.ndarray and value in F32_NUMBERS:
        return a, F32_NUMBERS[value]
    if CATEGORY[a.dtype.kind] < CATEGORY[number_dtype(value).kind]:
        a = a.astype(number_dtype(value))
    if not isinstance(a, np.ndarray):
        return a, scalar(value, a.dtype)
    known = _NUMBER_CACHE[a.dtype]
    b = known.get(value)
    if b is None:
        b = number_array(value, a.dtype)
        b.flags.writeable = False
        if value:
            if len(known) > 512:
                known.clear()
            known[value] = b
    return a, b


def number_array(value: Any, d: np.dtype) -> np.ndarray:
    """A Python number as a 0-d array. Integers must fit 64 bits and then wrap around, as C's conversions do."""
    if isinstance(value, _pyint) and not -(2**63) <= value < 2**63:
        raise OverflowError("int too big to convert")
    with np.errstate(all="ignore"):
        return np.array(value, number_dtype(value) if d.kind in "iu" else None).astype(d)


def fits(value: Any, d: np.dtype) -> builtins.bool:
    """Whether torch takes a Python number into a dtype: negative ones wrap around in uint8, floats lose their fraction."""
    value, rest = (value.real, value.imag) if isinstance(value, complex) else (value, 0)
    if d.kind == "b":
        return True
    if d.kind == "f":
        return not rest and (not math.isfinite(value) or abs(value) <= np.finfo(d).max.item())
    limits = np.iinfo(d)
    lowest = -limits.max if d.kind == "u" and isinstance(value, _pyint) else limits.min
    return not rest and lowest <= value <= limits.max


def checked_number(value: Any, d: np.dtype) -> np.ndarray:
    """`number_array` where torch refuses what does not fit: RuntimeError, or OverflowError beyond 64 bits."""
    if isinstance(value, _pyint) and not -(2**63) <= value < 2**64:
        raise OverflowError("int too big to convert")
    if not fits(value, d):
        raise RuntimeError(f"value cannot be converted to type {BY_NUMPY[d].c_name} without overflow")
    return np.array(value if d.kind == "b" else value.real).astype(d)


def scalar(value: Any, d: np.dtype) -> Any:
    """A Python number as a NumPy number, which arrays of every device take."""
    return number_array(value, d)[()]


class device:
    """Where a tensor's array lives, spelled as torch spells it: device("cpu"), device("cuda", 0), device("cuda:0").

    A `with` block makes it the device of new tensors.
    """

    __slots__ = ("type", "index")
    _entered: list[device] = []  # noqa: RUF012 (what `with` blocks go back to)
    TYPES = ("cpu", "cuda")
    type: str
    index: builtins.int | None

    def __init__(self, type: Any, index: builtins.int | None = None) -> None:
        if isinstance(type, device):
            type, index = type.type, type.index
        elif isinstance(type, _pyint):
            type, index = "cuda", type
        name, _, digits = str(type).partition(":")
        if name not in self.TYPES:
            raise RuntimeError(f"Expected one of {ALL_OF_TORCH} device type at start of device string: {type}")
        if digits and (not digits.isdigit() or index is not None):
            raise RuntimeError(f"Invalid device string: '{type}'")
        self.type = name
        self.index = _pyint(digits) if digits else index

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> builtins.bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> builtins.int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple:
        return device, (self.type, self.index)

    def __enter__(self) -> device:
        before = default.device
        set_default_device(self)
        self._entered.append(before)
        return self

    def __exit__(self, *_: Any) -> None:
        default.device = self._entered.pop()


ALL_OF_TORCH = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)
CPU = default.device = device("cpu")


def check_device(d: Any) -> device:
    """The device named by `d` (None is the default one), with its index. In the words of `cuda.require`, if it is
    missing."""
    if d is None:
        d = default.device
    elif not isinstance(d, device):
        d = device(d)
    return d if d.type == "cpu" else device("cuda", cuda.require(d.index))


def get_default_device() -> device:
    """Where `zeros()`-like functions make their tensors, unless they are told."""
    return check_device(None)


def set_default_device(d: Any) -> None:
    """Make new tensors on device `d`; None is the CPU."""
    default.device = CPU if d is None else check_device(d)


# -- where arrays are, and moving them ---------------------------------------------------------------------------------


def on_host(array: Any) -> builtins.bool:
    """Whether it is NumPy's."""
    return isinstance(array, (np.ndarray, np.generic))


def device_of(array: Any) -> device:
    """The device an array is on."""
    return CPU if on_host(array) else device("cuda", array.device.id)


def to_host(array: Any) -> np.ndarray:
    """The array as NumPy's: itself, or a copy laid out alike."""
    return array if isinstance(array, np.ndarray) else _copied(array, lambda a: a.get())


def placed(array: Any, d: device) -> Any:
    """The array on device `d`: itself, or a copy laid out alike. RuntimeError where there is no memory for it."""
    if d.type == "cpu":
        return to_host(array)
    return _copied(array, cuda.cupy().asarray) if on_host(array) else array


def beside(array: Any, like: Any) -> Any:
    """The array on the device of another."""
    return array if on_host(array) is on_host(like) else placed(array, device_of(like))


def _copied(array: Any, copy: Any) -> Any:
    """`copy(array)`, which is in C order, with the strides in the array's own order where these fill its memory."""
    try:
        if array.flags.c_contiguous or not dense(array):
            return copy(array)
        order = sorted(range(array.ndim), key=lambda i: -array.strides[i])
        return copy(array.transpose(order)).transpose([order.index(i) for i in range(array.ndim)])
    except Exception as error:
        raise cuda.explained(error) from None


def apart(a: device, b: device) -> str:
    """torch's sentence for operands on two devices."""
    return f"Expected all tensors to be on the same device, but found at least two devices, {a} and {b}!"


def pointer(array: Any) -> builtins.int:
    """The address of the first element."""
    return array.__array_interface__["data"][0] if on_host(array) else array.data.ptr


def as_array(x: Any) -> np.ndarray:
    """What a NumPy call returned, as an array: reductions and 0-d arithmetic hand out scalars."""
    return x if hasattr(x, "__array_function__") else np.asarray(x)


def broadcast_shapes(*shapes: tuple) -> tuple:
    """The shape several shapes broadcast to; RuntimeError in torch's words where two sizes disagree."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise RuntimeError(mismatch(broadcast_shapes(*shapes[:-1]), shapes[-1])) from None


def mismatch(a: tuple, b: tuple) -> str:
    """torch's sentence for two shapes that do not broadcast."""
    width = max(len(a), len(b))
    pa, pb = (1,) * (width - len(a)) + tuple(a), (1,) * (width - len(b)) + tuple(b)
    for dim in reversed(range(width)):
        if pa[dim] != pb[dim] and 1 not in (pa[dim], pb[dim]):
            return (
                f"The size of tensor a ({pa[dim]}) must match the size of tensor b ({pb[dim]}) "
                f"at non-singleton dimension {dim}"
            )
    return f"shapes {list(a)} and {list(b)} do not broadcast"


def zeros_as(like: Any, shape: tuple, fill: builtins.bool = True) -> Any:
    """A new array of `shape` with the dtype, and on the device, of another; zeros unless `fill` is False."""
    make = np.zeros if fill else np.empty
    if isinstance(like, (np.ndarray, np.generic)):
        return make(shape, like.dtype)
    return make(shape, like.dtype, like=like)


def in_order(array: Any) -> Any:
    """The array with its elements in C order in memory: itself, or a copy."""
    return array if array.flags.c_contiguous else array.copy()


def host_blank(like: Any, dtype: np.dtype) -> np.ndarray:
    """An array of NumPy's of another's shape, with the strides in the same order; its content is arbitrary."""
    if on_host(like):
        return np.empty_like(like, dtype, order="C" if 0 in like.strides else "K", subok=False)
    order = sorted(range(like.ndim), key=lambda i: 0 if 0 in like.strides else -like.strides[i])
    return np.empty([like.shape[i] for i in order], dtype).transpose([order.index(i) for i in range(like.ndim)])


def zeros_on(d: device, shape: Any, dtype: np.dtype, fill: builtins.bool = True) -> Any:
    """A new array on device `d`; zeros unless `fill` is False."""
    module = np if d.type == "cpu" else cuda.cupy()
    return (module.zeros if fill else module.empty)(shape, dtype)


def indices_as(like: Any, n: builtins.int) -> Any:
    """0, 1, ... n - 1, int64, on the device of another array."""
    return np.arange(n) if on_host(like) else np.arange(n, like=like)


def total(x: Any, axis: Any = None, keepdims: Any = False, dtype: Any = None) -> Any:
    """x.sum(...); NumPy's own reduction is quicker than its method, which runs through Python."""
    if x.__class__ is np.ndarray:
        return np.add.reduce(x, axis, dtype, None, keepdims)  # type: ignore[call-overload]
    return x.sum(axis, dtype=dtype, keepdims=keepdims)


def product(x: Any, axis: Any = None, keepdims: Any = False, dtype: Any = None) -> Any:
    """x.prod(...), likewise."""
    if x.__class__ is np.ndarray:
        return np.multiply.reduce(x, axis, dtype, None, keepdims)  # type: ignore[call-overload]
    return x.prod(axis, dtype=dtype, keepdims=keepdims)


def scatter_add(target: Any, key: Any, values: Any) -> None:
    """target[key] += values, adding once for every time a place is named."""
    if on_host(target):
        np.add.at(target, key, values)
    else:
        cuda.scatter_add(target, key, values)


def fma(a: Any, b: Any, c: Any, out: Any = None) -> Any:
    """a * b + c rounded once, on whichever device (see the module `fma`); numbers are of the arrays' dtype."""
    if on_host(a) and on_host(b) and on_host(c):
        return host_fma(a, b, c, out)
    return cuda.fma(a, b, c, out)


def erf(x: Any) -> Any:
    """The error function of every element."""
    if not on_host(x):
        return cuda.erf(x)
    return np.vectorize(math.erf, otypes=[x.dtype])(x) if x.size else x.copy()


class layout:
    """How elements are laid out in memory; here always strided."""

    def __repr__(self) -> str:
        return "torch.strided"


strided = layout()


def dense(array: Any) -> builtins.bool:
    """Whether the array's elements fill its memory in some order of the dimensions."""
    steps = sorted((s, n) for s, n in zip(array.strides, array.shape) if n != 1)
    expected = array.itemsize
    for step, n in steps:
        if step != expected:
            return False
        expected *= n
    return True
