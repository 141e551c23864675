"""Products of matrices and vectors, and the linear layer, with their derivatives.

NumPy's cheapest spelling of a product is `ndarray.dot`; a sum of columns is a product with ones. What torch refuses
(shapes, mixed dtypes) is refused in its words, which differ from product to product.
"""

import numpy as np

from ..arrays.dtype import BOOL, BY_NUMPY
from ..core.double import sum_to_size
from ..core.operation import declare
from .elementwise import supported
from .shape import t, transpose


def type_names(*arrays):
    """torch's names of the arrays' types: Float, Double, Long."""
    return [BY_NUMPY[a.dtype].type_name for a in arrays]


def same_dtype(a, b):
    if a.dtype is not b.dtype:
        names = [BY_NUMPY[x.dtype].cpp_name for x in (a, b)]
        raise RuntimeError("expected m1 and m2 to have the same dtype, but got: {} != {}".format(*names))


@declare("MmBackward0", input=lambda g, mat2: product(g, t(mat2)), mat2=lambda g, input: product(t(input), g))
def product(input, mat2):
    """`mm` of matrices that are known to fit: what derivatives compute with."""
    return input.dot(mat2)


@declare("MmBackward0", input=lambda g, mat2: product(g, t(mat2)), mat2=lambda g, input: product(t(input), g))
def mm(input, mat2):
    if input.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if mat2.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    if input.dtype is not mat2.dtype or input.dtype is BOOL:
        check_mm(input, mat2)
    try:
        return input.dot(mat2)
    except ValueError:
        raise RuntimeError(unmatched(input, mat2)) from None


def check_mm(input, mat2):
    if input.shape[1] != mat2.shape[0]:
        raise RuntimeError(unmatched(input, mat2))
    same_dtype(input, mat2)
    supported(input, "b", "addmm_impl_cpu_")


def unmatched(a, b):
    return "mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})".format(*a.shape, *b.shape)


@declare("MvBackward0", input=lambda g, vec: outer(g, vec), vec=lambda g, input: mv(t(input), g))
def mv(input, vec):
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({input.shape[0]}), mat ({input.shape[0]}x{input.shape[1]}), vec ({vec.shape[0]})"
        )
    if input.dtype is not vec.dtype:
        raise RuntimeError(
            "addmv input tensors must have the same dtype, but got {0}, {1}, and {0}".format(*type_names(vec, input))
        )
    return supported(input, "b", "addmv_impl_cpu").dot(vec)


@declare("MulBackward0", input=lambda g, other: mv(g, other), other=lambda g, input: mv(t(g), input))
def outer(input, other):
    return input.reshape(-1, 1) * other


@declare("DotBackward0", input=lambda g, tensor: tensor * g, tensor=lambda g, input: input * g)
def dot(input, tensor):
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    if input.dtype is not tensor.dtype:
        raise RuntimeError(
            "dot : expected both vectors to have same dtype, but found {} and {}".format(*type_names(input, tensor))
        )
    if input.shape != tensor.shape:
        n, m = input.shape[0], tensor.shape[0]
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{n}] and src [{m}] to have the same number of elements, "
            f"but got {n} and {m} elements respectively"
        )
    return supported(input, "b", "dot").dot(tensor)


@declare(
    "BmmBackward0",
    input=lambda g, mat2: bmm(g, transpose(mat2, 1, 2)),
    mat2=lambda g, input: bmm(transpose(input, 1, 2), g),
)
def bmm(input, mat2):
    if input.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor")
    if mat2.ndim != 3:
        raise RuntimeError("batch2 must be a 3D tensor")
    expected = [input.shape[0], input.shape[2]]
    if [*mat2.shape[:2]] != expected:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: {expected} but got: {[*mat2.shape[:2]]}."
        )
    if input.dtype is not mat2.dtype:
        raise RuntimeError("expected scalar type {} but found {}".format(*type_names(input, mat2)))
    return np.matmul(supported(input, "b", "bmm"), mat2)


@declare(
    "AddmmBackward0",
    input=lambda g, beta, input_shape: sum_to_size(g * beta, input_shape),
    mat1=lambda g, mat2, alpha: product(g, t(mat2)) * alpha,
    mat2=lambda g, mat1, alpha: product(t(mat1), g) * alpha,
)
def addmm(input, mat1, mat2, beta, alpha):
    product = checked_mm(mat1, mat2, input)
    kind = product.dtype.type
    product = product if alpha == 1 else product * kind(alpha)
    return product + (input if beta == 1 else input * kind(beta))


def checked_mm(mat1, mat2, bias):
    """mat1 @ mat2, refusing in the words torch has for a product with something added."""
    for i, mat in enumerate((mat1, mat2), 1):
        if mat.ndim != 2:
            raise RuntimeError(f"mat{i} must be a matrix, got {mat.ndim}-D tensor")
    if mat1.shape[1] != mat2.shape[0]:
        raise RuntimeError(unmatched(mat1, mat2))
    if mat1.dtype is not mat2.dtype:
        raise RuntimeError("mat1 and mat2 must have the same dtype, but got {} and {}".format(*type_names(mat1, mat2)))
    if bias.dtype is not mat1.dtype:
        raise RuntimeError("self and mat2 must have the same dtype, but got {} and {}".format(*type_names(bias, mat2)))
    return supported(mat1, "b", "addmm_impl_cpu_").dot(mat2)


# -- the linear layer, one node ---------------------------------------------------------------------------------------------


@declare(
    "AddmmBackward0",
    bias=lambda g, bias_shape: sum_to_size(g, bias_shape),
    mat1=lambda g, weight: product(g, weight),
    weight=lambda g, mat1: product(t(g), mat1),
    transposed_input=("weight", "t"),
)
def linear(bias, mat1, weight):
    """mat1 (n, in) @ weight.T (in, out) + bias (out,): torch's addmm with the transposed weight."""
    try:
        out = mat1.dot(weight.T)  # (n, out)
    except ValueError:
        raise RuntimeError(unmatched(mat1, weight.T)) from None
    dtype = weight.dtype
    if not (dtype is out.dtype is bias.dtype is mat1.dtype) or dtype is BOOL:
        checked_mm(mat1, weight.T, bias)
    # One number is added faster as a 0-d array than as a vector to be broadcast.
    return np.add(out, bias if bias.size != 1 else bias.reshape(()), out)
