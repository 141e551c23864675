"""Layers that bring their input to mean 0 and variance 1, with their derivatives: over rows, batches and groups."""

import numpy as np

from ..core.formulas import formula
from .declaration import declare
from .elementwise import sqrt
from .reduce import count
from .shape import reshape


@formula
def standardised(input, dims, eps):
    """The input with mean 0 and variance 1 over `dims`, and 1/sqrt(var + eps); of nothing, itself twice."""
    if not count(input.shape):  # of which NumPy would warn
        return input, input
    centred = input - input.mean(dims, keepdims=True)
    rstd = 1 / sqrt((centred * centred).mean(dims, keepdims=True) + eps)
    return centred * rstd, rstd


@formula
def through(gx, x, rstd, dims):
    """The gradient of what was standardised to `x`: less its mean, and less its part along `x`."""
    if not count(gx.shape):
        return gx
    return rstd * (gx - gx.mean(dims, keepdims=True) - x * (gx * x).mean(dims, keepdims=True))


@formula
def summed(g, dims):
    return g.sum(dims) if dims else g * 1


def layer_norm_grad(g, needed, input, weight, bias, width, eps):
    dims = tuple(range(input.ndim - width, input.ndim))
    batch = tuple(range(input.ndim - width))
    x, rstd = standardised(input, dims, eps)
    return (
        through(g if weight is None else g * weight, x, rstd, dims) if needed[0] else None,
        summed(g * x, batch) if needed[1] else None,
        summed(g, batch) if needed[2] else None,
    )


@declare("NativeLayerNormBackward0", joint_vjp=(("input", "weight", "bias"), layer_norm_grad), contiguous=True)
def layer_norm(input, weight, bias, width, eps):
    """(x - mean) / sqrt(var + eps) * weight + bias over the last `width` dimensions (Ba et al., arXiv 1607.06450)."""
    out = standardised(input, tuple(range(input.ndim - width, input.ndim)), eps)[0]
    out = out if weight is None else out * weight
    return out if bias is None else out + bias


# -- by channels, the second dimension ------------------------------------------------------------------------------------


@formula
def across(channels, ndim):
    """One number for each channel, shaped to meet an input of `ndim` dimensions."""
    return reshape(channels, (1, channels.shape[0]) + (1,) * (ndim - 2))


def batch_moments(input):
    """Mean and variance of each channel, in float64, as torch adds them up."""
    dims = (0, *range(2, input.ndim))
    wide = input.astype(np.float64)
    mean = wide.mean(dims, keepdims=True)
    return mean.reshape(-1), ((wide - mean) ** 2).mean(dims)


def batch_norm_grad(g, needed, input, weight, running_mean, running_var, mean, rstd, eps):
    dims = (0, *range(2, input.ndim))
    gx = g if weight is None else g * across(weight, input.ndim)
    if mean is None:  # of the batch itself
        x, scale = standardised(input, dims, eps)
        grad_input = through(gx, x, scale, dims) if needed[0] else None
    else:
        scale = across(rstd, input.ndim)
        x, grad_input = (input - across(mean, input.ndim)) * scale, gx * scale
    return grad_input, (g * x).sum(dims) if needed[1] else None, g.sum(dims) if needed[2] else None


@declare(
    "NativeBatchNormBackward0", joint_vjp=(("input", "weight", "bias"), batch_norm_grad), contiguous=True,
    running_mean=None, running_var=None,
)  # fmt: skip
def batch_norm(input, weight, bias, running_mean, running_var, mean, rstd, eps):
    """(x - mean) rstd * weight + bias in each channel (Ioffe and Szegedy, arXiv 1502.03167); without `mean`, the batch's.

    The running moments are saved as torch saves them: a pass after they have changed is refused, whether it reads them or not.
    """
    if mean is None:
        mean, var = batch_moments(input)
        mean, rstd = mean.astype(input.dtype), (1 / np.sqrt(var + eps)).astype(input.dtype)
    scale = rstd if weight is None else rstd * weight
    shift = -mean * scale if bias is None else bias - mean * scale
    return input * across(scale, input.ndim) + across(shift, input.ndim)


@declare(input=None, running=None)
def moved_average(input, momentum, which, running):
    """A running mean (`which` 0) or variance (1), moved towards the batch's by `momentum`; the variance is unbiased."""
    new = batch_moments(input)[which]
    n = count(input.shape) // max(input.shape[1], 1)
    new = new * (n / (n - 1)) if which else new.astype(input.dtype)  # rounded there, as torch does
    return (new * np.float64(momentum) + running.astype(np.float64) * (1 - momentum)).astype(running.dtype)


def group_norm_grad(g, needed, input, weight, groups, eps):
    x, rstd = standardised(grouped(input, groups), (2,), eps)
    batch = (0, *range(2, input.ndim))
    gx = g if weight is None else g * across(weight, input.ndim)
    return (
        reshape(through(grouped(gx, groups), x, rstd, (2,)), input.shape) if needed[0] else None,
        (g * reshape(x, input.shape)).sum(batch) if needed[1] else None,
        g.sum(batch) if needed[2] else None,
    )


@formula
def grouped(x, groups):
    """(n, groups, elements of a group)"""
    return reshape(x, (x.shape[0], groups, count(x.shape[1:]) // groups))


@declare("NativeGroupNormBackward0", joint_vjp=(("input", "weight", "bias"), group_norm_grad), contiguous=True)
def group_norm(input, weight, bias, groups, eps):
    """Each group of channels brought to mean 0 and variance 1 (Wu and He, arXiv 1803.08494), times weight, plus bias."""
    out = standardised(grouped(input, groups), (2,), eps)[0].reshape(input.shape)
    out = out if weight is None else out * across(weight, input.ndim)
    return out if bias is None else out + across(bias, input.ndim)
