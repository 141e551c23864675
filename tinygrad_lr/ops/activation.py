"""Nonlinear layers' functions, with their derivatives."""

import math
import struct

import numpy as np

from ..arrays import make
from ..arrays.dtype import checked_number
from ..core.formulas import formula
from . import refusals
from .declaration import declare
from .elementwise import bounded, cleared, depending, exp, sigmoid, tanh, where
from .shape import cat, slice_dim


@declare("ReluBackward0", input=lambda g, out: depending(cleared(g, out <= 0), out))
def relu(input):
    if input.dtype.kind == "b":
        refusals.relu(input)
    return cleared(input, input < 0)  # -0.0 stays -0.0, as in torch


@formula
def leaky(g, input, negative_slope):
    return depending(where(input > 0, g, g * negative_slope), input)


@declare("LeakyReluBackward0", input=leaky)
def leaky_relu(input, negative_slope):
    return np.where(input > 0, input, input * input.dtype.type(negative_slope))


# Where the slope jumps, at 0 and at the threshold, the second derivative is zero: hence the slope there is a case apart.


@declare(
    "EluBackward0",
    input=lambda g, input, alpha: where(
        input < 0, g * (exp(where(input < 0, input, 0.0)) * alpha), where(input == 0, g * alpha, g)
    ),
)
def elu(input, alpha):
    return np.where(input <= 0, np.expm1(input) * input.dtype.type(alpha), input)


def inverse(alpha):
    """1 / alpha, which torch rounds to float32 first."""
    return 1 / struct.unpack("f", struct.pack("f", alpha))[0]


@formula
def steep(g, alpha):
    return g * (inverse(alpha) * alpha)


@formula
def at_zero(g, input, alpha):
    return where(input == 0, steep(g, alpha), g)


@declare(
    "CeluBackward0",
    input=lambda g, input, alpha: where(
        input < 0, steep(g, alpha) * exp(where(input < 0, input, 0.0) * inverse(alpha)), at_zero(g, input, alpha)
    ),
)
def celu(input, alpha):
    return elu_scaled(input, alpha)


ALPHA, SCALE = (
    1.6732632423543772848170429916717,
    1.0507009873554804934193349852946,
)  # of selu; by them moments are fixed


@declare(
    "EluBackward0",
    input=lambda g, input: where(
        input < 0,
        g * (exp(where(input < 0, input, 0.0)) * (ALPHA * SCALE)),
        where(input == 0, g * (ALPHA * SCALE), g * SCALE),
    ),
)
def selu(input):
    kind = input.dtype.type
    return np.where(input <= 0, np.expm1(input) * kind(ALPHA * SCALE), input * kind(SCALE))


def elu_scaled(input, alpha):
    kind = input.dtype.type
    return np.where(input <= 0, np.expm1(input * kind(1 / alpha)) * kind(alpha), input)


@declare(
    "HardtanhBackward0",
    input=lambda g, input, min_val, max_val: depending(where((input <= min_val) | (input >= max_val), 0.0, g), input),
)
def hardtanh(input, min_val, max_val):
    """Brought between the two bounds, at which the slope is 0."""
    kind = input.dtype.type
    return bounded(input, kind(min_val), kind(max_val))


A_SIXTH = float(np.float32(1 / 6))  # as torch multiplies by, in float64 too


@declare("NotImplemented", grad=refusals.hardsigmoid_twice_has_none, input=refusals.hardsigmoid_twice_has_none)
def hardsigmoid_backward(grad, input):
    return where((input > -3) & (input < 3), grad * A_SIXTH, 0.0)


@declare("HardsigmoidBackward0", input=lambda g, input: hardsigmoid_backward(g, input))
def hardsigmoid(input):
    """min(max(x + 3, 0), 6) / 6"""
    kind = input.dtype.type
    return np.minimum(np.maximum(input + kind(3), kind(0)), kind(6)) / kind(6)


def hardswish_grad(g, input):
    slope = where((input > -3) & (input < 3), input / 3 + 0.5, 1.0)  # of finite numbers alone
    return depending(where(input <= -3, 0.0, g * slope), input)


@declare("HardswishBackward0", input=hardswish_grad)
def hardswish(input):
    """x min(max(x + 3, 0), 6) / 6"""
    kind = input.dtype.type
    return input * np.minimum(np.maximum(input + kind(3), kind(0)), kind(6)) / kind(6)


def shrink_grad(g, input, lambd):
    return depending(where((input >= -lambd) & (input <= lambd), 0.0, g), input)


@declare("HardshrinkBackward0", input=shrink_grad)
def hardshrink(input, lambd):
    """0 from -lambd to lambd, else x."""
    kind = input.dtype.type
    return np.where((input >= kind(-lambd)) & (input <= kind(lambd)), kind(0), input)


@declare("SoftshrinkBackward0", input=shrink_grad)
def softshrink(input, lambd):
    """Nearer to 0 by lambd, and 0 within."""
    kind = input.dtype.type
    near = np.where(input < kind(-lambd), input + kind(lambd), input * kind(0))
    return np.where(input > kind(lambd), input - kind(lambd), near)


def threshold_grad(g, input, threshold):
    return depending(where(input <= threshold, 0.0, g), input)


@declare("ThresholdBackward0", input=threshold_grad, not_for="b", refuse=refusals.no_kernel("threshold_cpu"))
def threshold(input, threshold, value):
    """x above the threshold, else `value`."""
    return np.where(input <= checked_number(threshold, input.dtype)[()], checked_number(value, input.dtype)[()], input)


@declare("ThresholdBackward1", input=threshold_grad, not_for="b", refuse=refusals.no_kernel("threshold_cpu"))
def threshold_in_place(input, threshold, value):
    return np.where(input <= checked_number(threshold, input.dtype)[()], checked_number(value, input.dtype)[()], input)


def mish_grad(g, input):
    t = tanh(softplus(input, 1.0, 20.0))
    return g * (t + input * sigmoid(input) * (1 - t * t))


@declare("MishBackward0", input=mish_grad)
def mish(input):
    """x tanh(log(1 + exp(x))) (Misra, arXiv 1908.08681)."""
    return input * np.tanh(np.log1p(np.exp(input)))


@declare(
    "PreluKernelBackward0",
    input=lambda g, input, weight: depending(where(input > 0, g, weight * g), input),
    weight=lambda g, input, weight: depending(where(input > 0, 0.0, input * g), weight),
    promote=True,
)
def prelu(input, weight):
    """x where positive, else weight * x (He et al., arXiv 1502.01852)."""
    return np.where(input > 0, input, weight * input)


# In place, the input is gone: the derivative is by the result; where that is infinite, nothing is multiplied with it.


@declare("LeakyReluBackward1", input=lambda g, out, negative_slope: leaky(g, out, negative_slope))
def leaky_relu_by_result(input, negative_slope):
    return leaky_relu(input, negative_slope)


@declare(
    "EluBackward1",
    input=lambda g, out, alpha: where(out < 0, g * (where(out < 0, out, 0.0) + alpha), where(out == 0, g * alpha, g)),
)
def elu_by_result(input, alpha):
    return elu(input, alpha)


@declare(
    "CeluBackward1",
    input=lambda g, out, alpha: where(
        out < 0, g * inverse(alpha) * (where(out < 0, out, 0.0) + alpha), where(out == 0, g * inverse(alpha) * alpha, g)
    ),
)
def celu_by_result(input, alpha):
    return celu(input, alpha)


@declare(
    "EluBackward1",
    input=lambda g, out: where(
        out < 0, g * (where(out < 0, out, 0.0) + ALPHA * SCALE), where(out == 0, g * (ALPHA * SCALE), g * SCALE)
    ),
)
def selu_by_result(input):
    return selu(input)


@declare("SiluBackward0", input=lambda g, input: g * (sigmoid(input) * (1 + input * (1 - sigmoid(input)))))
def silu(input):
    return input / (1 + np.exp(-input))


def softplus_grad(g, input, beta, threshold):
    at_threshold = 0.5 + 0.5 * math.tanh(threshold / 2)  # the sigmoid
    scaled = input * beta
    return where(scaled > threshold, g, g * where(scaled == threshold, at_threshold, sigmoid(scaled)))


@declare("SoftplusBackward0", input=softplus_grad)
def softplus(input, beta, threshold):
    """log(1 + exp(beta x)) / beta, and x itself where beta x is above the threshold."""
    scaled = input * input.dtype.type(beta)
    return np.where(scaled > threshold, input, np.log1p(np.exp(scaled)) / input.dtype.type(beta))


@declare("LogSigmoidBackward0", input=lambda g, input: g * sigmoid(-input), contiguous=True)
def logsigmoid(input):
    return np.minimum(input, 0) - np.log1p(np.exp(-np.abs(input)))


@declare(
    "ErfBackward0", input=lambda g, input: g * (exp(-input * input) * (2 / math.pi**0.5)), floats=True, contiguous=True
)
def erf(input):
    return make.erf(input)


@declare(
    "GeluBackward0",
    input=lambda g, input: g * (normal_cdf(input) + input * exp(input * input * -0.5) * (1 / (2 * math.pi) ** 0.5)),
)
def gelu(input):
    """x Phi(x), Phi the standard normal distribution function (Hendrycks and Gimpel, arXiv 1606.08415)."""
    return input * normal_cdf(input)


@formula
def normal_cdf(x):
    return (erf(x * 0.5**0.5) + 1) * 0.5


@declare("GeluBackward0", input=lambda g, input: g * gelu_tanh_slope(input))
def gelu_tanh(input):
    """gelu with Phi approximated by a tanh (same source)."""
    return input * 0.5 * (tanh(gelu_inner(input)) + 1)


@formula
def gelu_inner(x):
    return (x + x * x * x * 0.044715) * (2 / math.pi) ** 0.5


@formula
def gelu_tanh_slope(x):
    inner = tanh(gelu_inner(x))
    return (inner + 1) * 0.5 + x * 0.5 * (1 - inner * inner) * (x * x * (3 * 0.044715) + 1) * (2 / math.pi) ** 0.5


def glu_grad(g, input, dim):
    a, b = halves(input, dim)
    s = sigmoid(b)
    return cat([g * s, g * (a * s * (1 - s))], dim)


@formula
def halves(x, dim):
    half = x.shape[dim] // 2
    return slice_dim(x, dim, 0, half, 1), slice_dim(x, dim, half, 2 * half, 1)


@declare("GluBackward0", input=glu_grad, contiguous=True)
def glu(input, dim):
    """The first half along `dim`, each times the sigmoid of one of the second (Dauphin et al., arXiv 1612.08083)."""
    a, b = halves(input, dim)
    return a * sigmoid(b)
