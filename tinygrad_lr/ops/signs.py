"""Signs, fractions, remainders and special values of each element, and the greater of two where one is no number."""

import numpy as np

from ..arrays.dtype import scalar
from ..core.formulas import array_dtype, to_dtype
from . import refusals
from .declaration import declare
from .elementwise import div_trunc, isfinite, isnan, numpys, sign, where, zeros_like

signbit = numpys(np.signbit, input=None)


@declare("SgnBackward0", input=lambda g, input, out: zeros_like(g))
def sgn(input):
    return sign(input)


@declare("FracBackward0", input=lambda g: g, not_for="biu", refuse=refusals.no_kernel("frac_cpu", "biu"))
def frac(input):
    """What stands after the point, with the sign."""
    return input - np.trunc(input)


@declare(
    "FmodBackward1",
    input=lambda g: g,
    other=lambda g, input, other: -g * div_trunc(input, other),
    promote=True,
    not_for="b",
    refuse=refusals.no_kernel("fmod_cpu"),
)
def fmod(input, other):
    """The remainder with the sign of the dividend."""
    refusals.zero_divisor(input, other)
    return np.fmod(input, other)


@declare("FmodBackward0", input=lambda g: g, not_for="b", refuse=refusals.no_kernel("fmod_cpu"))
def fmod_number(input, other):
    return fmod(input, scalar(other, input.dtype))


def copysign_grad(g, input, out):
    return g * where(input == 0, 0.0, out / input)


@declare("CopysignBackward0", input=copysign_grad, other=lambda g, out: zeros_like(g), promote=True, floats=True)
def copysign(input, other):
    """The size of the one with the sign of the other."""
    return np.copysign(input, other)


@declare("CopysignBackward1", input=copysign_grad, floats=True)
def copysign_number(input, other):
    return np.copysign(input, input.dtype.type(other))


@declare(
    "NotImplemented", input=refusals.heaviside_has_none, values=refusals.heaviside_has_none, refuse=refusals.heaviside
)
def heaviside(input, values):
    """0 below zero, 1 above it, and `values` at it."""
    refusals.heaviside(input, values)
    return np.where(input == 0, values, (input > 0).astype(input.dtype))


@declare(
    "NotImplemented", input=refusals.heaviside_in_place_has_none, values=refusals.heaviside_in_place_has_none,
    refuse=refusals.heaviside,
)  # fmt: skip
def heaviside_in_place(input, values):
    return heaviside(input, values)


@declare("NanToNumBackward0", input=lambda g, input: g * to_dtype(isfinite(input), array_dtype(g)))
def nan_to_num(input, nan, posinf, neginf):
    if input.dtype.kind != "f":
        return input.copy()
    limits = np.finfo(input.dtype)
    high, low = (limits.max if posinf is None else posinf, limits.min if neginf is None else neginf)
    out = np.where(np.isnan(input), input.dtype.type(nan or 0.0), input)
    return np.where(input == np.inf, input.dtype.type(high), np.where(input == -np.inf, input.dtype.type(low), out))


# Of two of which one is nan, the other; of equal ones the first has the gradient.

fmax = numpys(
    np.fmax,
    "FmaxBackward0",
    input=lambda g, input, other: where((input >= other) | isnan(other), g, 0.0),
    other=lambda g, input, other: where((input >= other) | isnan(other), 0.0, g),
    promote=True,
)
fmin = numpys(
    np.fmin,
    "FminBackward0",
    input=lambda g, input, other: where((input <= other) | isnan(other), g, 0.0),
    other=lambda g, input, other: where((input <= other) | isnan(other), 0.0, g),
    promote=True,
)


@declare(
    "HypotBackward0",
    input=lambda g, input, out: g * (input / out),
    other=lambda g, other, out: g * (other / out),
    promote=True,
    not_for="biu",
    refuse=refusals.hypot,
)
def hypot(input, other):
    """The length of the hypotenuse."""
    return np.hypot(input, other)
