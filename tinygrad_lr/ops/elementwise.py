"""Arithmetic and functions applied to each element, with their derivatives.

Formulas are torch's (derivatives.yaml of PyTorch), so that gradients agree to the bit wherever the forward does.
"""

import math
import operator
from typing import Any

import numpy as np

from ..arrays.array import dense, on_host, rounded_down
from ..arrays.device import placed
from ..arrays.dtype import BOOL, checked_number, number_log, scalar, with_number
from ..arrays.make import fma, zeros_as
from ..core.formulas import formula, to_dtype
from . import refusals
from .declaration import declare


def numpys(function: Any, node_name: str = "", name: str = "", **declaration: Any) -> Any:
    """Declare a function of NumPy's as an operation of the same or another name, on its one or two arrays."""

    def of_one(input):
        return function(input)

    def of_two(input, other):
        return function(input, other)

    forward = of_one if function.nin == 1 else of_two
    forward.__name__ = name or function.__name__
    return declare(node_name, **declaration)(forward)


# -- arithmetic ---------------------------------------------------------------------------------------------------------


@declare("AddBackward0", input=lambda g: g, other=lambda g: g, promote=True)
def add(input, other):
    return input + other


@declare("AddBackward0", input=lambda g: g, other=lambda g, alpha: g * alpha, promote=True)
def add_scaled(input, other, alpha):
    return fma_number(other, alpha, input)


@declare(
    "SubBackward0", input=lambda g: g, other=lambda g: -g, promote=True, check_dtypes=refusals.sub, refuse=refusals.sub
)
def sub(input, other):
    return input - other


@declare("SubBackward0", input=lambda g: g, other=lambda g, alpha: -g * alpha, promote=True)
def sub_scaled(input, other, alpha):
    return fma_number(other, -alpha, input)


@declare("RsubBackward0", input=lambda g: -g, other=lambda g: g, promote=True)
def rsub(input, other):
    """other - input"""
    return other - input


@declare("RsubBackward1", input=lambda g: -g)
def rsub_number(input, number):
    """number - input"""
    return with_number(input, number)[1] - input


def fma_number(a, number, c):
    """a * number + c, rounded once for floats: what torch computes where it takes an `alpha` or a `value`."""
    if a.dtype.kind != "f":
        return a * np.int64(number).astype(a.dtype) + c  # -1 is 255 of uint8
    return fma(a, a.dtype.type(number), c)


@declare("MulBackward0", input=lambda g, other: g * other, other=lambda g, input: g * input, promote=True)
def mul(input, other):
    return input * other


DIV: dict[str, Any] = {
    "input": lambda g, other: g / other,
    "other": lambda g, input, other: -g * ((input / other) / other),
}


@declare("DivBackward0", promote=True, floats=True, **DIV)
def div(input, other):
    return input / other


@declare("DivBackward2", promote=True, floats=True, **DIV)
def div_mode(input, other):
    return input / other


@declare(input=None)
def zeros_like(input):
    """A zero gradient, without history and without the sign that `g * 0` would have."""
    return zeros_as(input, input.shape)


@declare(
    "NotImplemented",
    input=refusals.floor_divide_has_none,
    other=refusals.floor_divide_has_none,
    promote=True,
    not_for="b",
    refuse=refusals.div_floor,
)
def floor_divide(input, other):
    refusals.zero_divisor(input, other)
    return rounded_down(input, other)


@declare(
    "NotImplemented",
    input=refusals.floor_divide_in_place_has_none,
    other=refusals.floor_divide_in_place_has_none,
    promote=True,
    not_for="b",
    refuse=refusals.div_floor,
)
def floor_divide_in_place(input, other):
    return floor_divide(input, other)


STEPS: dict[str, Any] = {  # torch saves what the division's derivative would need
    "input": lambda g, other: zeros_like(g),
    "other": lambda g, input, other: zeros_like(g),
}


@declare("DivBackward2", promote=True, not_for="b", refuse=refusals.div_floor, **STEPS)
def div_floor(input, other):
    refusals.zero_divisor(input, other)
    return rounded_down(input, other)


@declare("DivBackward2", promote=True, not_for="b", refuse=refusals.div_trunc, **STEPS)
def div_trunc(input, other):
    if input.dtype.kind == "f":
        return np.trunc(input / other)
    refusals.zero_divisor(input, other)
    quotient = np.floor_divide(input, other)
    return quotient + ((quotient < 0) & (quotient * other != input))


@declare(
    "RemainderBackward1",
    input=lambda g: g,
    other=lambda g, input, other: -g * div_floor(input, other),
    promote=True,
    not_for="b",
    refuse=refusals.remainder,
)
def remainder(input, other):
    refusals.zero_divisor(input, other)
    rest = np.fmod(input, other)
    return np.where((rest != 0) & ((other < 0) != (rest < 0)), rest + other, rest)


@declare("NotImplemented", input=refusals.remainder_has_none, not_for="b", refuse=refusals.remainder)
def number_remainder(input, number):
    return remainder(scalar(number, input.dtype), input)


@declare("RemainderBackward0", input=lambda g: g, not_for="b", refuse=refusals.remainder)
def remainder_number(input, other):
    return remainder(input, scalar(other, input.dtype))


@declare("NegBackward0", input=lambda g: -g, refuse=refusals.neg)
def neg(input):
    return -input


@declare("AbsBackward0", input=lambda g, input: g * sign(input), not_for="b", refuse=refusals.abs)
def abs(input):
    return np.abs(input)


@declare("ReciprocalBackward0", input=lambda g, out: -g * (out * out), floats=True)
def reciprocal(input):
    return 1 / input


# torch's C++ functions multiply by a number under another node's name than Python does.


@declare("MulBackward1", input=lambda g, number: g * number)
def times(input, number):
    return input * input.dtype.type(number)


@declare("DivBackward1", input=lambda g, number: g / number)
def over(input, number):
    return input / input.dtype.type(number)


@declare("AddBackward1", input=lambda g: g)
def plus(input, number):
    return input + input.dtype.type(number)


# -- powers and roots -----------------------------------------------------------------------------------------------------


def pow_grad(g, input, exponent):
    if exponent == 0:
        return zeros_like(g)
    if exponent == 2:
        return g * double(input)
    return g * (pow_number(input, exponent - 1) * exponent)


@declare("PowBackward0", input=pow_grad)
def pow_number(input, exponent):
    """A tensor to the power of a Python number; squares and cubes are products, as in torch."""
    if exponent == 2:
        return input * input
    if input.dtype.kind != "f":
        refusals.negative_power(exponent)
        return integer_power(input, scalar(exponent, input.dtype))
    if exponent == 3:
        return input * input * input
    if exponent == 0.5:
        return np.sqrt(input)
    if exponent == -0.5:
        return 1 / np.sqrt(input)
    if exponent == -1:
        return 1 / input
    if exponent == -2:
        return 1 / (input * input)
    return power(input, input.dtype.type(exponent))


@declare("MulBackward0", input=lambda g, input: g * (pow_number(input, 0) * 2))
def double(input):
    """Twice the input. Its derivative is 2 x ** 0, as in torch: it requires grad, though it is the same everywhere."""
    return input + input


def power(base, exponent):
    """base ** exponent; float32 through float64, which is correctly rounded far more often than NumPy's powf."""
    if base.dtype == np.float32:
        return np.power(base, exponent, dtype=np.float64).astype(np.float32)
    return np.power(base, exponent)


@declare(
    "PowBackward1",
    input=lambda g, input, exponent, out: where(exponent == 0, 0.0, g * (exponent * pow(input, exponent - 1))),
    exponent=lambda g, input, exponent, out: g * where((input == 0) & (exponent >= 0), 0.0, out * log(input)),
    promote=True,
    not_for="b",
    refuse=refusals.pow,
)
def pow(input, exponent):
    return powers(input, exponent) if input.dtype.kind == "f" else integer_power(input, exponent)


def powers(base, exponent):
    """`power` by a tensor's exponents. NumPy takes the root where one 0.5 serves many, but pow(-inf) is inf, pow(-0.0) 0."""
    out = power(base, exponent)
    one_each = exponent.size > 1 and exponent.shape == out.shape and 0 not in exponent.strides
    if one_each or not on_host(out) or not (half := exponent == 0.5).any():
        return out
    return np.where(half, np.where(base == -np.inf, out.dtype.type(np.inf), np.abs(out)), out)


def integer_power(base, exponent):
    """Integers to integer powers; 1/base^n is 0 unless base is 1 or -1."""
    out = np.power(base, np.maximum(exponent, 0))
    if exponent.dtype.kind != "i" or not (exponent < 0).any():
        return out.astype(base.dtype, copy=False)
    odd = np.where(exponent % 2 == 0, 1, -1).astype(base.dtype)
    return np.where(exponent < 0, np.where(base == 1, 1, np.where(base == -1, odd, 0)), out).astype(base.dtype)


def rpow_grad(g, base, exponent, out):
    if base == 0:
        return g * where(exponent >= 0, 0.0, out * -math.inf)
    return g * (out * (number_log(base) if base > 0 else math.nan))


@declare("PowBackward2", exponent=rpow_grad, contiguous=True, not_for="b", refuse=refusals.pow)
def rpow(exponent, base):
    """A Python number to the power of a tensor."""
    if base == 1:
        return np.ones_like(exponent)
    base = scalar(base, exponent.dtype)
    return powers(base, exponent) if exponent.dtype.kind == "f" else integer_power(base, exponent)


sqrt = numpys(np.sqrt, "SqrtBackward0", input=lambda g, out: g / (out * 2), floats=True)


@declare("RsqrtBackward0", input=lambda g, out: (g * -0.5) * (out * out * out), floats=True)
def rsqrt(input):
    return 1 / np.sqrt(input)


# -- exponentials, logarithms, trigonometry -------------------------------------------------------------------------------


exp = numpys(np.exp, "ExpBackward0", input=lambda g, out: g * out, floats=True)
expm1 = numpys(np.expm1, "Expm1Backward0", input=lambda g, out: g * (out + 1), floats=True)
log: Any = numpys(np.log, "LogBackward0", input=lambda g, input: g / input, floats=True)
log1p = numpys(np.log1p, "Log1PBackward0", input=lambda g, input: g / (input + 1), floats=True)
log2 = numpys(np.log2, "Log2Backward0", input=lambda g, input: g / (input * 0.6931471805599453), floats=True)
log10 = numpys(np.log10, "Log10Backward0", input=lambda g, input: g / (input * 2.3025850929940456), floats=True)
sin = numpys(np.sin, "SinBackward0", input=lambda g, input: g * cos(input), floats=True)
cos: Any = numpys(np.cos, "CosBackward0", input=lambda g, input: g * -sin(input), floats=True)
tan = numpys(np.tan, "TanBackward0", input=lambda g, out: g * (out * out + 1), floats=True)
tanh = numpys(np.tanh, "TanhBackward0", input=lambda g, out: g * (1 - out * out), floats=True)


@declare("SigmoidBackward0", input=lambda g, out: g * (1 - out) * out, floats=True)
def sigmoid(input):
    return 1 / (1 + np.exp(-input))


# -- steps: their derivative is zero --------------------------------------------------------------------------------------


@declare("SignBackward0", input=lambda g: zeros_like(g))
def sign(input):
    """-1, 0 or 1; 0 for nan, as in torch."""
    return input.copy() if input.dtype == BOOL else (input > 0).astype(input.dtype) - (input < 0)


def _step(name, function):
    """Declare a function that rounds: it leaves integers as they are."""

    refuse = refusals.no_kernel(f"{name}_vml_cpu")

    def forward(input):
        if input.dtype.kind == "f":
            return function(input)
        refuse(input)
        return input.copy()

    forward.__name__ = name
    return declare(f"{name.title()}Backward0", input=lambda g: zeros_like(g))(forward)


floor, ceil, trunc, round = (
    _step(name, function)
    for name, function in dict(floor=np.floor, ceil=np.ceil, trunc=np.trunc, round=np.rint).items()
)


@declare("RoundBackward1", input=lambda g: zeros_like(g), not_for="biu", refuse=refusals.round_decimals)
def round_decimals(input, decimals):
    scale = input.dtype.type(10.0 ** np.abs(decimals))
    return np.rint(input * scale) / scale if decimals >= 0 else np.rint(input / scale) * scale


# -- choosing ---------------------------------------------------------------------------------------------------------------


@declare(
    "WhereBackward0",
    condition=None,
    input=lambda g, condition: where(condition, g, 0.0),
    other=lambda g, condition: where(condition, 0.0, g),
    promote=True,
)
def where(condition, input, other):
    return np.where(condition, input, other)


maximum = numpys(
    np.maximum,
    "MaximumBackward0",
    input=lambda g, input, other: where(input == other, g / 2, where(input < other, 0.0, g)),
    other=lambda g, input, other: where(input == other, g / 2, where(input > other, 0.0, g)),
    promote=True,
)
minimum = numpys(
    np.minimum,
    "MinimumBackward0",
    input=lambda g, input, other: where(input == other, g / 2, where(input > other, 0.0, g)),
    other=lambda g, input, other: where(input == other, g / 2, where(input < other, 0.0, g)),
    promote=True,
)


@declare("ClampBackward1", input=lambda g, input, min, max: where(inside(input, min, max), g, 0.0))
def clamp_number(input, min, max):
    return bounded(input, bound(min, input.dtype), bound(max, input.dtype))


def bound(number, dtype):
    return None if number is None else checked_number(number, dtype)[()]


def bounded(input, low, high):
    """With the bound first, a zero that equals it keeps its own sign, as in torch; on a GPU only one that is clipped."""
    if not on_host(input) and low is not None and high is not None and low <= high:  # neither is nan
        return input.clip(low, high)
    out = input if low is None else np.maximum(low, input)
    return out if high is None else np.minimum(high, out)


@formula
def inside(input, min, max):
    if min is None:
        return input <= max
    return input >= min if max is None else (input >= min) & (input <= max)


@declare(
    "ClampMinBackward0", input=lambda g, input, min: where(input >= min, g, 0.0), not_for="b", refuse=refusals.clamp_min
)
def clamp_min(input, min):
    return bounded(input, bound(min, input.dtype), None)


@declare(
    "ClampMaxBackward0", input=lambda g, input, max: where(input <= max, g, 0.0), not_for="b", refuse=refusals.clamp_max
)
def clamp_max(input, max):
    return bounded(input, None, bound(max, input.dtype))


@declare(
    "ClampMinBackward1",
    input=lambda g, input, min: where(input >= min, g, 0.0),
    min=lambda g, input, min: where(input < min, g, 0.0),
    promote=True,
)
def clamp_min_tensor(input, min):
    return np.maximum(input, min)


@declare(
    "ClampMaxBackward1",
    input=lambda g, input, max: where(input <= max, g, 0.0),
    max=lambda g, input, max: where(input > max, g, 0.0),
    promote=True,
)
def clamp_max_tensor(input, max):
    return np.minimum(input, max)


@declare(
    "ClampBackward0",
    input=lambda g, input, min, max: where(inside(input, min, max), g, 0.0),
    min=lambda g, input, min, max: where(input < min if max is None else (input < min) & (min < max), g, 0.0),
    max=lambda g, input, min, max: where(input > max if min is None else (input > max) | (max < min), g, 0.0),
    promote=True,
    not_for="b",
    refuse=refusals.clamp,
)
def clamp(input, min, max):
    """With tensors for bounds; either may be None."""
    if min is not None and max is not None:
        return np.minimum(np.maximum(input, min), max)
    return np.minimum(max, input) if min is None else np.maximum(input, min)


@declare("WhereBackward0", input=lambda g, mask: cleared(g, mask), mask=None)
def cleared(input, mask):
    """Zero where `mask` is true, else the input: by clearing bits, several times faster than choosing of two arrays."""
    if input.__class__ is not np.ndarray or input.shape != mask.shape or input.dtype.kind != "f":
        return np.where(mask, input.dtype.type(0), input)
    bits = np.int32 if input.itemsize == 4 else np.int64
    return (input.view(bits) & (mask.astype(bits) - 1)).view(input.dtype)


@declare("ThresholdBackwardBackward0", input=lambda g: g, on=lambda g, on: zeros_like(on))
def depending(input, on):
    """The input. What torch takes for a function of `on` requires grad with it, though that gradient is zero."""
    return input


# -- three at a time ----------------------------------------------------------------------------------------------------------


@declare(
    "LerpBackward0",
    input=lambda g, weight: g * (1 - weight),
    end=lambda g, weight: g * weight,
    promote=True,
    not_for="biu",
    refuse=refusals.lerp_number,
)
def lerp_number(input, end, weight):
    return lerp(input, end, input.dtype.type(weight))


@declare(
    "LerpBackward1",
    input=lambda g, weight: g * (1 - weight),
    end=lambda g, weight: g * weight,
    weight=lambda g, input, end, weight: g * (end - input),
    promote=True,
    not_for="biu",
    refuse=refusals.lerp,
)
def lerp(input, end, weight):
    difference = end - input
    small = np.abs(weight) < 0.5
    return np.where(small, fma(weight, difference, input), fma(-difference, 1 - weight, end))


@declare(
    "AddcmulBackward0",
    input=lambda g: g,
    tensor1=lambda g, tensor2, value: g * (tensor2 * value),
    tensor2=lambda g, tensor1, value: g * (tensor1 * value),
    promote=True,
    not_for="b",
    refuse=refusals.addcmul,
)
def addcmul(input, tensor1, tensor2, value):
    if input.dtype.kind != "f":
        return input + tensor1 * tensor2 * input.dtype.type(value)
    return fma(tensor1 * input.dtype.type(value), tensor2, input)


@declare(
    "AddcdivBackward0",
    input=lambda g, tensor2: g,  # which torch saves all the same
    tensor1=lambda g, tensor2, value: g * (value / tensor2),
    tensor2=lambda g, tensor1, tensor2, value: -g * ((tensor1 * value) / (tensor2 * tensor2)),
    promote=True,
)
def addcdiv(input, tensor1, tensor2, value):
    return input + (tensor1 * input.dtype.type(value)) / tensor2


# -- conversion ---------------------------------------------------------------------------------------------------------------


declare("ToCopyBackward0", input=lambda g, input_dtype: to_dtype(g, input_dtype))(to_dtype)


@declare("ToCopyBackward0", input=lambda g, input_dtype, source, device: to_place(g, source, input_dtype, device))
def to_place(input, device, dtype, source):
    """The input on another device, in a dtype; `source` is the device it is on."""
    return placed(input.astype(dtype, copy=False), device)


@declare("CloneBackward0", input=lambda g: g)
def clone(input):
    return input.copy(order="K") if dense(input) else input.copy()


@declare("CloneBackward0", input=lambda g: g)
def contiguous(input):
    return input.copy()


# -- comparison and logic: no derivative ---------------------------------------------------------------------------------------


def _comparison(name, compare):
    """Declare a comparison, and those its in-place method writes: numbers of the tensor's dtype, with a gradient of zero."""

    ordered = name not in ("eq", "ne")

    def forward(input, other):
        if other is None and ordered:  # which NumPy only says where there is an element
            raise TypeError
        return compare(input, other)

    def into(input, other):
        return compare(input, other).astype(input.dtype)

    def into_number(input, number):
        if input.dtype.kind in "iu" and number.__class__ is int:  # it wraps around
            number = scalar(number, input.dtype)
        return compare(input, number).astype(input.dtype)

    forward.__name__, into.__name__, into_number.__name__ = name, f"{name}_into", f"{name}_into_number"
    declare(input=None, other=None, promote=True)(forward)
    zeros = {"input": lambda g: zeros_like(g), "other": lambda g: zeros_like(g)}
    declare(f"{name.title()}Backward1", promote=True, **zeros)(into)
    declare(f"{name.title()}Backward0", input=zeros["input"])(into_number)


for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    _comparison(_name, getattr(operator, _name))

isnan = numpys(np.isnan, input=None)
isinf, isfinite, logical_not = (numpys(each, input=None) for each in (np.isinf, np.isfinite, np.logical_not))
for _of_two in (np.logical_and, np.logical_or, np.logical_xor):
    numpys(_of_two, input=None, other=None, promote=True)


@declare(input=None, other=None)
def isclose(input, other, rtol, atol, equal_nan):
    with np.errstate(over="ignore"):  # inside NumPy it would warn
        return np.isclose(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


@declare(input=None, refuse=refusals.bitwise_not)
def bitwise_not(input):
    return ~input


def _bitwise(function):
    def forward(input, other):
        if other is None:  # which NumPy only says where there is an element
            raise TypeError
        return function(input, other)

    forward.__name__ = function.__name__
    declare(input=None, other=None, promote=True, refuse=refusals.bitwise(function.__name__))(forward)


for _of_bits in (np.bitwise_and, np.bitwise_or, np.bitwise_xor):
    _bitwise(_of_bits)
