"""Operations that only `functional` needs: of classes, by plain numbers, and activations that keep their
result.

torch's C++ multiplies by a number under another node's name than Python does, and an activation in place
differentiates by its result, since its input is gone.
"""

import numpy as np

from ..ops.elementwise import where
from ..ops.shape import gather_add, unsqueeze
from ..primitive import primitive


def chosen(input, target, weight, ignore_index, reduction, dim):
    """The loss -input[target] of log-probabilities along `dim`, weighted, and what its derivative is made of.

    That is, per target: the factor of its log-probability, and that one's place. The mean divides by the
    weights.
    """
    kept = target != ignore_index
    places = np.where(kept, target, 0)
    wrong = places[(places < 0) | (places >= input.shape[dim])]
    if wrong.size:
        raise IndexError(f"Target {wrong.flat[0]} is out of bounds.")
    weights = kept.astype(input.dtype) if weight is None else np.where(kept, weight[places], 0)
    places = np.expand_dims(places.astype(np.int64), dim)
    found = np.take_along_axis(input, places, dim).squeeze(dim)
    values = np.where(kept, -found * weights, 0)
    if reduction == "mean":
        total = weights.sum()
        return values.sum() / total, np.where(kept, -weights / total, 0), places
    return (values.sum() if reduction == "sum" else values), -weights, places


@primitive(
    "NllLossBackward0",
    input=lambda g, input_shape, factors, places, dim: gather_add(
        unsqueeze(factors * g, dim), input_shape, dim, places
    ),
    target=None,
    weight=None,
    aux=("factors", "places"),
)
def nll_of_rows(input, target, weight, ignore_index, reduction, dim):
    return chosen(input, target, weight, ignore_index, reduction, dim)


@primitive(
    "NllLoss2DBackward0",
    input=lambda g, input_shape, factors, places, dim: gather_add(
        unsqueeze(factors * g, dim), input_shape, dim, places
    ),
    target=None,
    weight=None,
    aux=("factors", "places"),
)
def nll_of_images(input, target, weight, ignore_index, reduction, dim):
    return chosen(input, target, weight, ignore_index, reduction, dim)


@primitive("MulBackward1", input=lambda g, number: g * number)
def times(input, number):
    return input * input.dtype.type(number)


@primitive("DivBackward1", input=lambda g, number: g / number)
def over(input, number):
    return input / input.dtype.type(number)


@primitive("AddBackward1", input=lambda g: g)
def plus(input, number):
    return input + input.dtype.type(number)


@primitive("LeakyReluBackward1", input=lambda g, out, negative_slope: where(out > 0, g, g * negative_slope))
def leaky_relu_by_result(input, negative_slope):
    return np.where(input > 0, input, input * input.dtype.type(negative_slope))


@primitive("EluBackward1", input=lambda g, out, alpha: where(out <= 0, g * (out + alpha), g))
def elu_by_result(input, alpha):
    return np.where(input <= 0, np.expm1(input) * input.dtype.type(alpha), input)
