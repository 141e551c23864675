"""How weights begin: torch.nn.init. Every function fills the tensor it is given, and returns it.

The spread of a layer's outputs should not depend on the layer's size. A weight (out, in) adds `in` = fan_in
products forwards and `out` = fan_out backwards, so its values get a variance of gain² over one of them
(Kaiming: He et al., 2015) or over their mean (Xavier: Glorot and Bengio, 2010); gain makes up for the
activation. Nothing here is recorded.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arrays import make
from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..autograd.grad_mode import no_grad
from ..core.tensor import Tensor, wrap
from ..frontend.random import randperm

NO_ELEMENTS = "Initializing zero-element tensors is a no-op"

GAINS = {"sigmoid": 1, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4, "linear": 1} | {
    f"conv{kind}{n}d": 1 for kind in ("", "_transpose") for n in (1, 2, 3)
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """How much larger the weights before this activation are; `param` is leaky_relu's negative slope."""
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, (int, float)):
            raise ValueError(f"negative_slope {slope} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    if not isinstance(nonlinearity, str) or nonlinearity not in GAINS:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return GAINS[nonlinearity]


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """Of a weight (out, in, *kernel): inputs per output, outputs per input. ValueError below 2 dimensions."""
    shape = tensor._data.shape
    if len(shape) < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    kernel = math.prod(shape[2:])
    return shape[1] * kernel, shape[0] * kernel


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    mode, modes = mode.lower(), ["fan_in", "fan_out"]
    if mode not in modes:
        raise ValueError(f"Mode {mode} not supported, please use one of {modes}")
    return _calculate_fan_in_and_fan_out(tensor)[modes.index(mode)]


@entrance
@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Values uniform in [a, b)."""
    return tensor.uniform_(a, b, generator=generator)


@entrance
@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Normal values."""
    return tensor.normal_(mean, std, generator=generator)


@entrance
@no_grad()
def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Tensor:
    """Normal values, those outside [a, b] drawn again. NotImplementedError if that is 70 % of them or more.

    There torch compares logarithms whose last bit is its own, and which values it keeps may differ.
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect."
        )
    below = [(1.0 + math.erf((x - mean) / std / math.sqrt(2.0))) / 2.0 for x in (a, b)]
    if not below[1] - below[0] > 0.3:
        raise NotImplementedError("trunc_normal_: [a, b] holds too small a part of the distribution")
    values = tensor.normal_(mean, std, generator=generator)._data
    low, high = values.dtype.type(a), values.dtype.type(b)
    while (outside := (values < low) | (values > high)).any():  # torch draws for all, to replace some
        again = wrap(np.empty_like(values)).normal_(mean, std, generator=generator)
        values = np.where(outside, again._data, values)
    return tensor if values is tensor._data else tensor.copy_(wrap(values))


@entrance
@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    """One value everywhere."""
    return tensor.fill_(val)


@entrance
@no_grad()
def ones_(tensor: Tensor) -> Tensor:
    """Ones."""
    return tensor.fill_(1.0)


@entrance
@no_grad()
def zeros_(tensor: Tensor) -> Tensor:
    """Zeros."""
    return tensor.zero_()


@entrance
@no_grad()
def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix, cut or padded with zeros to the shape. ValueError unless it has 2 dimensions."""
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return tensor.copy_(wrap(make.eye(tensor.shape[0], tensor.shape[1], tensor._data.dtype)))


@entrance
def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform in [-a, a) with a = gain * sqrt(6 / (fan_in + fan_out))."""
    a = math.sqrt(3.0) * _xavier_std(tensor, gain)
    return uniform_(tensor, -a, a, generator)


@entrance
def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Normal with std = gain * sqrt(2 / (fan_in + fan_out))."""
    return normal_(tensor, 0.0, _xavier_std(tensor, gain), generator)


def _xavier_std(tensor: Tensor, gain: float) -> float:
    return gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))


@entrance
def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Uniform in [-bound, bound) with bound = gain * sqrt(3 / fan). nn.Linear's weight: a = sqrt(5)."""
    if 0 in tensor.shape:
        warn(NO_ELEMENTS)
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


@entrance
def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Normal with std = gain / sqrt(fan)."""
    if 0 in tensor.shape:
        warn(NO_ELEMENTS)
        return tensor
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    fan = _calculate_correct_fan(tensor, mode)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """`gain` times a matrix (rows, the rest) with orthogonal rows or columns (Saxe et al., arXiv 1312.6120): the Q of
    normal values, its signs R's. ValueError below 2 dimensions."""
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    normal_values = wrap(np.empty((rows, tensor.numel() // rows), tensor._data.dtype)).normal_(
        0, 1, generator=generator
    )
    matrix = normal_values._data
    wide = matrix.shape[0] < matrix.shape[1]
    q, r = np.linalg.qr(matrix.T if wide else matrix)
    q = q * np.sign(np.diagonal(r))
    with no_grad():
        tensor.copy_(wrap((q.T if wide else q).reshape(tensor.shape)))
        return tensor.mul_(gain)


@entrance
def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """Normal values, with a share of zeros in each column (n, m). ValueError unless it has 2 dimensions."""
    if tensor.ndimension() != 2:  # NumPy's numbers and arrays have no such method
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[randperm(rows)[:zeros], column] = 0
    return tensor


@entrance
@no_grad()
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """The kernel (out, in, *sizes) of a convolution that passes on its input, in each group. ValueError for other than
    3, 4 or 5 dimensions, and if the groups do not divide the outputs."""
    if tensor.ndimension() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    outputs, inputs, *sizes = tensor.shape
    if outputs % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    tensor.zero_()
    each = outputs // groups
    for group in range(groups):
        for i in range(min(each, inputs)):
            place = (group * each + i, i, *(size // 2 for size in sizes))
            tensor[place] = 1
    return tensor


def _deprecated(function: Any) -> Any:
    """The name without its underscore, which torch has deprecated."""
    new = function.__name__
    old = new[:-1]

    def deprecated_init(*args: Any, **kwargs: Any) -> Tensor:
        text = f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`."
        warn(text, FutureWarning)
        return function(*args, **kwargs)

    deprecated_init.__name__ = deprecated_init.__qualname__ = old
    return entrance(deprecated_init)


uniform, normal, constant, eye = map(_deprecated, (uniform_, normal_, constant_, eye_))
dirac, orthogonal, sparse = map(_deprecated, (dirac_, orthogonal_, sparse_))
xavier_uniform, xavier_normal = map(_deprecated, (xavier_uniform_, xavier_normal_))
kaiming_uniform, kaiming_normal = map(_deprecated, (kaiming_uniform_, kaiming_normal_))
