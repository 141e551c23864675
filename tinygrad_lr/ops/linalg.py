"""Products of matrices and vectors, and the linear layer, with their derivatives.

NumPy's cheapest spelling of a product is `ndarray.dot`; a sum of columns is a product with ones. NumPy multiplies more
than torch does (mixed dtypes, bools, any number of dimensions), so the kernels ask `refusals` themselves.
"""

import numpy as np

from ..arrays import kernels
from ..arrays.array import ndarray
from ..arrays.dtype import BOOL
from ..core.formulas import formula, sum_to_size
from . import refusals
from .declaration import declare
from .shape import expand, t, transpose

plus = np.add


@declare("MmBackward0", input=lambda g, mat2: product(g, t(mat2)), mat2=lambda g, input: product(t(input), g))
def product(input, mat2):
    """`mm` of matrices that are known to fit: what derivatives compute with."""
    if input.__class__ is not ndarray and (out := kernels.small_product(input, mat2)) is not None:
        return out
    return input.dot(mat2)


@declare(
    "MmBackward0",
    input=lambda g, mat2: product(g, t(mat2)),
    mat2=lambda g, input: product(t(input), g),
    refuse=refusals.mm,
)
def mm(input, mat2):
    if input.ndim != 2 or mat2.ndim != 2 or input.dtype is not mat2.dtype or input.dtype is BOOL:
        refusals.mm(input, mat2)
    return input.dot(mat2)


@declare("MvBackward0", input=lambda g, vec: outer(g, vec), vec=lambda g, input: mv(t(input), g))
def mv(input, vec):
    refusals.mv(input, vec)
    return input.dot(vec)


@declare("MulBackward0", input=lambda g, other: mv(g, other), other=lambda g, input: mv(t(g), input))
def outer(input, other):
    return input.reshape(-1, 1) * other


@declare("DotBackward0", input=lambda g, tensor: tensor * g, tensor=lambda g, input: input * g)
def dot(input, tensor):
    refusals.dot(input, tensor)
    return input.dot(tensor)


@declare("VdotBackward0", input=lambda g, other: other * g, other=lambda g, input: input * g)
def vdot(input, other):
    refusals.dot(input, other)
    return input.dot(other)


@declare(
    "BmmBackward0",
    input=lambda g, mat2: bmm(g, transpose(mat2, 1, 2)),
    mat2=lambda g, input: bmm(transpose(input, 1, 2), g),
)
def bmm(input, mat2):
    refusals.bmm(input, mat2)
    return matrices(input, mat2)


def matrices(a, b):
    """The products of batches; of nothing, which may be of two dtypes, in the second one's."""
    return np.matmul(a if a.dtype is b.dtype else a.astype(b.dtype), b)


@declare(
    "AddmmBackward0",
    input=lambda g, beta, input_shape: sum_to_size(g * beta, input_shape),
    mat1=lambda g, mat2, alpha: product(g, t(mat2)) * alpha,
    mat2=lambda g, mat1, alpha: product(t(mat1), g) * alpha,
)
def addmm(input, mat1, mat2, beta, alpha):
    refusals.addmm(input, mat1, mat2, beta)
    return weighted_sum(input, mat1.dot(mat2), beta, alpha)


def weighted_sum(input, product, beta, alpha):
    """beta * input + alpha * product; a term whose factor is zero is left out, whatever it is."""
    kind = product.dtype.type
    product = product * kind(alpha) if alpha not in (0, 1) else product if alpha else np.zeros_like(product)
    if not beta:
        return product
    return product + (input if beta == 1 else input * kind(beta))


@declare(
    "AddmvBackward0",
    input=lambda g, beta, input_shape: sum_to_size(g * beta, input_shape),
    mat=lambda g, vec, alpha: outer(g, vec) * alpha,
    vec=lambda g, mat, alpha: mv(t(mat), g) * alpha,
)
def addmv(input, mat, vec, beta, alpha):
    refusals.addmv(input, mat, vec)
    return weighted_sum(input, mat.dot(vec), beta, alpha)


@declare(
    "BaddbmmBackward0",
    input=lambda g, beta, input_shape: sum_to_size(g * beta, input_shape),
    batch1=lambda g, batch2, alpha: bmm(g, transpose(batch2, 1, 2)) * alpha,
    batch2=lambda g, batch1, alpha: bmm(transpose(batch1, 1, 2), g) * alpha,
)
def baddbmm(input, batch1, batch2, beta, alpha):
    refusals.baddbmm(input, batch1, batch2, beta)
    return weighted_sum(input.astype(batch2.dtype, copy=False), matrices(batch1, batch2), beta, alpha)


@formula
def of_each(g, batch_shape):
    """The gradient of a sum of products, once for each of them."""
    return expand(g, (batch_shape[0], *g.shape))


@declare(
    "AddbmmBackward0",
    input=lambda g, beta, input_shape: sum_to_size(g * beta, input_shape),
    batch1=lambda g, batch1_shape, batch2, alpha: bmm(of_each(g, batch1_shape), transpose(batch2, 1, 2)) * alpha,
    batch2=lambda g, batch1, alpha: bmm(transpose(batch1, 1, 2), of_each(g, batch1.shape)) * alpha,
)
def addbmm(input, batch1, batch2, beta, alpha):
    """The products of all pairs in a batch, added up."""
    refusals.addbmm(input, batch1, batch2, beta)
    return weighted_sum(input, np.matmul(batch1, batch2).sum(0, dtype=input.dtype), beta, alpha)


# -- the linear layer, one node ---------------------------------------------------------------------------------------------


@declare(
    "AddmmBackward0",
    bias=lambda g, bias_shape: sum_to_size(g, bias_shape),
    mat1=lambda g, weight: product(g, weight),
    weight=lambda g, mat1: product(t(g), mat1),
    transposed_input=("weight", "t"),
    refuse=refusals.linear,
)
def linear(bias, mat1, weight):
    """mat1 (n, in) @ weight.T (in, out) + bias (out,): torch's addmm with the transposed weight."""
    if mat1.__class__ is not ndarray and (out := kernels.small_product(mat1, weight.T, bias)) is not None:
        return out
    out = mat1.dot(weight.T)  # (n, out)
    dtype = weight.dtype
    if not (dtype is out.dtype is bias.dtype is mat1.dtype) or dtype is BOOL:
        refusals.linear(bias, mat1, weight)
    # One number is added faster as a 0-d array than as a vector to be broadcast.
    return plus(out, bias if bias.size != 1 else bias.reshape(()), out)
