"""Losses that torch has as one node, with their derivatives; each elementwise loss with its three reductions.

The mean's factor is formed first and rounded once, (2/n) * (x - y), which gives torch's bits.
"""

from typing import Any

import numpy as np

from ..arrays import kernels
from ..arrays.array import generic, ndarray, on_host, total
from ..arrays.dtype import with_number
from ..core.formulas import formula
from . import refusals
from .activation import logsigmoid, sigmoid
from .declaration import declare
from .elementwise import log, sign, where, zeros_like
from .reduce import count
from .shape import gather_add


@declare(
    "MulBackward0",
    input=lambda g, input_shape: scaled(g, 2.0 / (count(input_shape) or 1)),
    target=lambda g, input_shape: scaled(-g, 2.0 / (count(input_shape) or 1)),
)
def mse_slope(input, target):
    """(2/n) (input - target)"""
    d = input - target
    return scaled(d, 2.0 / (d.size or 1))


@declare("MulBackward0", input=lambda g, number: scaled(g, number))
def scaled(input, number):
    """input * number; with the number as a 0-d array of the dtype, which NumPy multiplies by twice as fast."""
    return input * with_number(input, number)[1]


@declare("MulBackward0", input=lambda g, other: g * other, other=lambda g, input: g * input, promote=True)
def by_gradient(input, other):
    """input * other, without a pass over the input where `other` is exactly one: the usual gradient of a loss."""
    return input if isinstance(other, generic) and other == 1 else input * other


@formula
def mse_grad(g, input, target):
    """The slope times the gradient of the loss; on a device in one launch, if it is small."""
    out = kernels.slope(input, target, g)
    return by_gradient(mse_slope(input, target), g) if out is None else out


@declare(
    "MseLossBackward0",
    input=lambda g, input, target: (
        by_gradient(mse_slope(input, target), g) if input.__class__ is ndarray else mse_grad(g, input, target)
    ),
    target=lambda g, input, target: mse_grad(g, target, input),
    promote=True,
    refuse=refusals.mse,
)
def mse_mean(input, target):
    if input.dtype.kind == "f" and input.__class__ is ndarray and input.size:
        d = (input - target).ravel("K")
        return d.dot(d) / d.size
    if input.dtype.kind == "f" and not on_host(input) and input.size:
        return kernels.mean_square(input, target)
    d = input - target
    refusals.mse(d)
    return total(d * d) / d.dtype.type(d.size)


MSE: dict[str, Any] = {
    "input": lambda g, input, target: by_gradient((input - target) * 2.0, g),
    "target": lambda g, input, target: by_gradient((target - input) * 2.0, g),
    "promote": True,
    "refuse": refusals.mse,
    "not_for": "biu",
}


@declare("MseLossBackward0", **MSE)
def mse_sum(input, target):
    d = input - target
    return total(d * d)


@declare("MseLossBackward0", **MSE)
def mse_none(input, target):
    d = input - target
    return d * d


def reduced(values, reduction):
    """A loss per element, reduced as torch's `reduction` argument says."""
    if reduction == "none":
        return values
    return total(values) if reduction == "sum" else total(values) / values.dtype.type(values.size)


@formula
def share(g, reduction, shape):
    """What each element's loss gets of the gradient of the reduced loss."""
    return g * (1.0 / (count(shape) or 1)) if reduction == "mean" else g


@declare(
    "SmoothL1LossBackward0",
    input=lambda g, input, target, beta, reduction: smooth_l1_grad(g, input - target, beta, reduction),
    target=lambda g, input, target, beta, reduction: smooth_l1_grad(g, target - input, beta, reduction),
    promote=True,
)
def smooth_l1(input, target, beta, reduction):
    """0.5 d^2 / beta where |d| < beta, else |d| - beta / 2."""
    d = np.abs(input - target)
    kind = d.dtype.type
    return reduced(np.where(d < beta, kind(0.5) * d * d / kind(beta), d - kind(0.5 * beta)), reduction)


@formula
def smooth_l1_grad(g, d, beta, reduction):
    return where(d * sign(d) >= beta, sign(d), d / beta) * share(g, reduction, d.shape)


@declare(
    "HuberLossBackward0",
    input=lambda g, input, target, delta, reduction: huber_grad(g, input - target, delta, reduction),
    target=lambda g, input, target, delta, reduction: huber_grad(g, target - input, delta, reduction),
    promote=True,
)
def huber(input, target, delta, reduction):
    """0.5 d^2 where |d| <= delta, else delta (|d| - delta / 2)."""
    d = np.abs(input - target)
    kind = d.dtype.type
    return reduced(np.where(d <= delta, kind(0.5) * d * d, kind(delta) * (d - kind(0.5 * delta))), reduction)


@formula
def huber_grad(g, d, delta, reduction):
    return where(d * sign(d) >= delta, sign(d) * delta, d) * share(g, reduction, d.shape)


@declare(
    "BinaryCrossEntropyBackwardBackward0",
    grad=lambda g, input, target: g * (input - target) / ((input + 1e-12) * (1 - input + 1e-12)),
    input=lambda g, grad, input, target: g * grad * bce_curve(input, target),
    target=lambda g, grad, input: -(g * grad / clipped((1 - input) * input)),
    promote=True,
)
def bce_slope(grad, input, target):
    """grad (x - y) / (x (1 - x)), the divisor at least 1e-12."""
    return grad * (input - target) / clipped((1 - input) * input)


@formula
def bce_curve(x, y):
    """The second derivative. As torch has it, 1e-12 is added to the factors of the divisor, and not a bound."""
    return (x * x - 2 * x * y + y) / ((x + 1e-12) * (x + 1e-12) * (1 - x + 1e-12) * (1 - x + 1e-12))


@declare(
    "BinaryCrossEntropyBackward0",
    input=lambda g, input, target, weight, reduction: weighted(
        bce_slope(share(g, reduction, input.shape), input, target), weight
    ),
    target=lambda g, input, target, weight, reduction: weighted(
        share(g, reduction, input.shape) * (log(1 - input) - log(input)), weight
    ),
    weight=None,
)
def bce(input, target, weight, reduction):
    """-(y log x + (1 - y) log(1 - x)), logarithms at least -100."""
    refusals.bce(input, target)
    values = (target - 1) * np.maximum(np.log1p(-input), -100) - target * np.maximum(np.log(input), -100)
    return reduced(values if weight is None else values * weight, reduction)


@formula
def clipped(x):
    return where(x < 1e-12, 1e-12, x)


@formula
def weighted(g, weight):
    return g if weight is None else g * weight


@declare(
    "BinaryCrossEntropyWithLogitsBackward0",
    input=lambda g, input, target, weight, pos_weight, reduction: weighted(
        share(g, reduction, input.shape) * logits_slope(input, target, pos_weight), weight
    ),
    target=lambda g, input, target, weight, pos_weight, reduction: weighted(
        share(g, reduction, input.shape) * (-input if pos_weight is None else logits_target_slope(input, pos_weight)),
        weight,
    ),
    weight=None,
    pos_weight=None,
)
def bce_with_logits(input, target, weight, pos_weight, reduction):
    """bce of sigmoid(x), computed from x without overflow."""
    soft = np.log1p(np.exp(-np.abs(input))) + np.maximum(-input, 0)  # -log sigmoid(x)
    scale = 1 if pos_weight is None else (pos_weight - 1) * target + 1
    values = (1 - target) * input + scale * soft
    return reduced(values if weight is None else values * weight, reduction)


@formula
def logits_slope(x, target, pos_weight):
    if pos_weight is None:
        return sigmoid(x) - target
    t = pos_weight * target
    return (t + 1 - target) * sigmoid(x) - t


@formula
def logits_target_slope(x, pos_weight):
    return logsigmoid(-x) - pos_weight * logsigmoid(x)


# -- negative log likelihood of classes ----------------------------------------------------------------------------------


def chosen(input, target, weight, ignore_index, dim):
    """Which log-probability along `dim` each target names, and its weight: 0 where `ignore_index` stands."""
    kept = target != ignore_index
    places = np.where(kept, target, 0)
    refusals.nll_targets(places, input.shape[dim])
    weights = kept.astype(input.dtype) if weight is None else np.where(kept, weight[places], 0)
    return np.expand_dims(places.astype(np.int64), dim), weights, kept


def nll(input, target, weight, ignore_index, reduction, dim):
    """The loss -input[target] of log-probabilities along `dim`, weighted. The mean divides by the weights."""
    places, weights, kept = chosen(input, target, weight, ignore_index, dim)
    values = np.where(kept, -np.take_along_axis(input, places, dim).squeeze(dim) * weights, 0)
    return values if reduction == "none" else values.sum() / weights.sum() if reduction == "mean" else values.sum()


@declare(
    "NllLossBackwardBackward0",
    input=lambda g, target, weight, ignore_index, reduction, dim: nll_of_rows(
        g, target, weight, ignore_index, reduction, dim
    ),
    scores=lambda g, scores: zeros_like(scores),
    target=None,
    weight=None,
)
def nll_grad(input, scores, target, weight, ignore_index, reduction, dim):
    """The gradient `input` of the loss, given to the scores that the targets name."""
    places, weights, kept = chosen(scores, target, weight, ignore_index, dim)
    shares = np.where(kept, -weights / weights.sum(), 0) if reduction == "mean" else -weights
    return gather_add(np.expand_dims(shares * input, dim), scores.shape, dim, places)


NLL: dict[str, Any] = {
    "input": lambda g, input, target, weight, ignore_index, reduction, dim: nll_grad(
        g, input, target, weight, ignore_index, reduction, dim
    ),
    "target": None,
    "weight": None,
}


@declare("NllLossBackward0", contiguous=True, **NLL)
def nll_of_rows(input, target, weight, ignore_index, reduction, dim):
    return nll(input, target, weight, ignore_index, reduction, dim)


@declare("NllLoss2DBackward0", contiguous=True, **NLL)
def nll_of_images(input, target, weight, ignore_index, reduction, dim):
    return nll(input, target, weight, ignore_index, reduction, dim)
