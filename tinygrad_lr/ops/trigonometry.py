"""Trigonometric and hyperbolic functions of each element, and their inverses, with their derivatives (torch's formulas)."""

import math
from typing import Any

import numpy as np

from ..core.formulas import formula
from . import refusals
from .declaration import declare
from .elementwise import cos, numpys, reciprocal, rsqrt, sin, where

sinh = numpys(np.sinh, "SinhBackward0", input=lambda g, input: g * cosh(input), floats=True)
cosh: Any = numpys(np.cosh, "CoshBackward0", input=lambda g, input: g * sinh(input), floats=True)
asin = numpys(np.arcsin, "AsinBackward0", "asin", input=lambda g, input: g * rsqrt(-input * input + 1), floats=True)
acos = numpys(np.arccos, "AcosBackward0", "acos", input=lambda g, input: g * -rsqrt(-input * input + 1), floats=True)
atan = numpys(np.arctan, "AtanBackward0", "atan", input=lambda g, input: g / (input * input + 1), floats=True)
asinh = numpys(np.arcsinh, "AsinhBackward0", "asinh", input=lambda g, input: g * rsqrt(input * input + 1), floats=True)
acosh = numpys(np.arccosh, "AcoshBackward0", "acosh", input=lambda g, input: g * rsqrt(input * input - 1), floats=True)
atanh = numpys(np.arctanh, "AtanhBackward0", "atanh", input=lambda g, input: g * (1 / (1 - input * input)), floats=True)


# torch has no derivative of these in place.
for _name, _function in dict(asinh=np.arcsinh, acosh=np.arccosh, atanh=np.arctanh).items():
    numpys(_function, "NotImplemented", f"{_name}_in_place", input=refusals.in_place_has_none(_name), floats=True)


@formula
def inverse_square(input, other):
    """1 / (x**2 + y**2), and 0 at the origin."""
    square = input * input + other * other
    return where(square == 0, 0.0, reciprocal(square))


@declare(
    "Atan2Backward0",
    input=lambda g, input, other: g * (other * inverse_square(input, other)),
    other=lambda g, input, other: g * (-input * inverse_square(input, other)),
    promote=True,
    floats=True,
)
def atan2(input, other):
    """The angle of the point (other, input)."""
    return np.arctan2(input, other)


def sinc_grad(g, input):
    angle = input * math.pi
    return where(angle * input == 0, 0.0, g * ((angle * cos(angle) - sin(angle)) / (angle * input)))


@declare("SincBackward0", input=sinc_grad, floats=True)
def sinc(input):
    """sin(pi x) / (pi x), 1 at 0."""
    angle = input * input.dtype.type(math.pi)
    return np.where(input == 0, input.dtype.type(1), np.sin(angle) / angle)


@declare("Deg2RadBackward0", input=lambda g: g * (math.pi / 180), floats=True)
def deg2rad(input):
    return input * input.dtype.type(math.pi / 180)


@declare("Rad2DegBackward0", input=lambda g: g * (180 / math.pi), floats=True)
def rad2deg(input):
    return input * input.dtype.type(180 / math.pi)
