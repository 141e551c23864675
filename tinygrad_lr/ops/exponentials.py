"""More exponentials and logarithms of each element, with their derivatives (torch's formulas)."""

import math

import numpy as np

from ..arrays import make
from ..arrays.dtype import number_log
from . import refusals
from .declaration import declare
from .elementwise import exp, numpys, where

exp2 = numpys(np.exp2, "Exp2Backward0", input=lambda g, out: g * (out * math.log(2)), floats=True)


@declare(
    "ErfcBackward0",
    input=lambda g, input: exp(-(input * input)) * (-2 / math.pi**0.5) * g,
    floats=True,
    contiguous=True,
)
def erfc(input):
    """1 - erf(x), without cancellation."""
    return make.erfc(input)


@declare(
    "ErfinvBackward0",
    input=lambda g, input: g * (exp(erfinv(input) * erfinv(input)) * (0.5 * math.pi**0.5)),
    floats=True,
    contiguous=True,
)
def erfinv(input):
    """The number whose error function is x: infinite at 1 and -1, nan beyond."""
    return make.erfinv(input)


def logit_grad(g, input, eps):
    inside = (input >= (eps or 0.0)) & (input <= 1 - (eps or 0.0))
    return where(inside, g / (input * (1 - input)), math.nan if eps is None else 0.0)


@declare("LogitBackward0", input=logit_grad, floats=True)
def logit(input, eps):
    """log(x / (1 - x)), of x brought between eps and 1 - eps."""
    if eps is not None:
        one = input.dtype.type
        input = np.where(input < one(eps), one(eps), np.where(input > one(1 - eps), one(1 - eps), input))
    return np.log(input / (1 - input))


def xlogy_grad(g, input, other):
    return where((input == 0) & (other <= 0), 0.0, xlogy(g, other))


@declare("XlogyBackward0", input=xlogy_grad, other=lambda g, input, other: g * input / other, promote=True, floats=True)
def xlogy(input, other):
    """x log(y): 0 where x is 0, whatever y is but nan."""
    zero = np.where(np.isnan(other), other, input.dtype.type(0))
    return np.where(input == 0, zero, input * np.log(other))


@declare(
    "XlogyBackward2", input=lambda g, input, other: g * number_log(other) if other > 0 else g * math.nan, floats=True
)
def xlogy_number(input, other):
    kind = input.dtype.type
    return np.where(input == 0, kind(0 if other == other else np.nan), input * np.log(kind(other)))


@declare("XlogyBackward1", other=lambda g, other, input: g * input / other, floats=True)
def number_xlogy(other, input):
    zero = np.where(np.isnan(other), other, other.dtype.type(0))
    return zero if input == 0 else np.log(other) * other.dtype.type(float(input))


@declare(
    "LogaddexpBackward0",
    input=lambda g, input, other: g / (exp(other - input) + 1),
    other=lambda g, input, other: g / (exp(input - other) + 1),
    promote=True,
    not_for="biu",
    refuse=refusals.logaddexp,
)
def logaddexp(input, other):
    """log(exp(x) + exp(y)), without overflow."""
    return np.logaddexp(input, other)
