"""Dtypes and their promotion: everything about numbers that torch sees in another way than NumPy.

Promotion (https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc) differs from NumPy's:
dtypes fall into categories bool < integer < floating, and a 0-d tensor or a Python number raises the result's
category but never its width within one.
"""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np

from .array import ndarray, on_host
from .fixed import Fixed


class dtype(Fixed):
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
    KIND = "torch.dtype"
    name: str
    np: np.dtype
    is_floating_point: builtins.bool
    is_signed: builtins.bool
    is_complex: builtins.bool
    itemsize: builtins.int
    type_name: str
    c_name: str
    cpp_name: str

    def __init__(self, name: str, type_name: str, cpp_name: str) -> None:
        kind, width = np.dtype(name).kind, np.dtype(name).itemsize
        c_name = cpp_name if kind in "fb" or name == "int32" else f"{name}_t"
        self._fix(name=name, np=np.dtype(name), type_name=type_name, c_name=c_name, cpp_name=cpp_name)
        self._fix(is_floating_point=kind == "f", is_signed=kind in "if", is_complex=False, itemsize=width)

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
    """What Python floats and `zeros()`-like functions get, in the whole process."""

    dtype = F32


def get_default_dtype() -> dtype:
    """The dtype that Python floats and `zeros()`-like functions get: float32 unless `set_default_dtype` changed it."""
    return BY_NUMPY[default.dtype]


def set_default_dtype(d: dtype) -> None:
    """Make `d` (float32 or float64) the default floating dtype. TypeError for any other kind."""
    if not isinstance(d, dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the default type")
    if not d.is_floating_point:
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
f32_number = F32_NUMBERS.get


def with_number(a: np.ndarray, value: Any) -> tuple[np.ndarray, np.ndarray]:
    """An array and a Python number as two arrays of one dtype.

    NumPy multiplies by a 0-d array of the same dtype twice as fast as by a Python float, so the 0-d arrays are kept.
    Zero is not: 0.0 and -0.0 are one dictionary key. CuPy takes no 0-d array of NumPy's, but a NumPy number.
    """
    if value.__class__ is _pyfloat and a.dtype is F32 and a.__class__ is ndarray and value in F32_NUMBERS:
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
    value = unpacked(value)
    if d.kind in "iu" and isinstance(value, _pyint) and value >= 2**63:
        value -= 2**64
    with np.errstate(all="ignore"):
        return np.array(value, number_dtype(value) if d.kind in "iu" else None).astype(d)


def unpacked(value: Any) -> Any:
    """A Python number that torch can unpack. OverflowError, in its words, for an integer that has more than 64 bits."""
    if isinstance(value, _pyint) and not -(2**63) <= value < 2**64:
        raise OverflowError("int too big to convert" if value > 0 else "can't convert negative int to unsigned")
    return value


def number_log(value: Any) -> Any:
    """The logarithm of a Python number, as NumPy has it."""
    return _pyfloat(np.log(value))


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
    if not fits(unpacked(value), d):
        raise RuntimeError(f"value cannot be converted to type {BY_NUMPY[d].c_name} without overflow")
    return np.array(value if d.kind == "b" else value.real).astype(d)


def scalar(value: Any, d: np.dtype) -> Any:
    """A Python number as a NumPy number, which arrays of every device take."""
    return number_array(value, d)[()]
