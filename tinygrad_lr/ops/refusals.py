"""What torch refuses to compute, and in which words: functions of the arrays that raise its sentence, or return nothing.

A declaration names the refusal of its operation, `refuse=refusals.mm`, and it is asked when the forward has failed: it
costs nothing while nothing fails. NumPy computes some things that torch refuses. For those that go by the first array's
dtype the declaration says so, `not_for="b"`, and the refusal is asked before; for others the kernel itself asks.
Which of several reasons is told is torch's choice, so the order of the lines matters.
"""

import numpy as np

from ..arrays import make
from ..arrays.array import broadcast_shapes
from ..arrays.dtype import BOOL, BY_NUMPY, CATEGORY, I64, number_dtype, result_type


def type_names(*arrays):
    """torch's names of the arrays' types: Float, Double, Long."""
    return [BY_NUMPY[a.dtype].type_name for a in arrays]


# -- kernels that torch has not ------------------------------------------------------------------------------------------


def need_kernel(input, kernel, missing="b"):
    """torch's CPU kernel of that name does not take the `missing` kinds (b bool, u and i integers, f floats)."""
    if input.dtype.kind in missing:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{BY_NUMPY[input.dtype].type_name}'")


def no_kernel(kernel, missing="b"):
    """The refusal of an operation that lacks nothing else; whether its operands broadcast is seen before."""

    def refuse(input, *others):
        broadcast_shapes(input.shape, *(x.shape for x in others if hasattr(x, "shape")))
        need_kernel(input, kernel, missing)

    return refuse


def need_kernel_to_multiply(a, b, kernel):
    """torch asks for no kernel where there is nothing to multiply: then the product is zero."""
    if a.size and b.size:
        need_kernel(a, kernel)


def need_kernel_for_batches(a, b, kernel):
    """Nor does it look at the second dtype there."""
    need_kernel_to_multiply(a, b, kernel)
    if a.size and b.size and a.dtype is not b.dtype:
        raise RuntimeError("expected scalar type {} but found {}".format(*type_names(a, b)))


def need_castable(dtype, beta):
    """Where there is nothing to multiply, what would be added is multiplied by its factor, and that has to fit."""
    kind = number_dtype(beta)
    if beta and CATEGORY[kind.kind] > CATEGORY[dtype.kind]:
        names = BY_NUMPY[kind].type_name, BY_NUMPY[dtype].type_name
        raise RuntimeError("result type {} can't be cast to the desired output type {}".format(*names))


div_floor = no_kernel("div_floor_cpu")
div_trunc = no_kernel("div_trunc_cpu")
remainder = no_kernel("remainder_cpu")
abs = no_kernel("abs_cpu")
pow = no_kernel("pow")


def round_decimals(input, decimals):
    need_kernel(input, "round_cpu" if decimals else "round_vml_cpu", "biu")


clamp_min = no_kernel("clamp_min_scalar_cpu")
clamp_max = no_kernel("clamp_max_scalar_cpu")
lerp_number = no_kernel("lerp_kernel_scalar", "biu")
lerp = no_kernel("lerp_kernel_tensor", "biu")
addcmul = no_kernel("addcmul_cpu_out")
bitwise_not = no_kernel("bitwise_not_cpu", "f")
median_dim = no_kernel("median_out")
mse = no_kernel("mse_cpu", "biu")


def median_all(input):
    if input.size:
        need_kernel(input, "median_cpu")


def kthvalue(input, *_):
    if input.ndim:
        need_kernel(input, "kthvalue_cpu")


def clamp(input, min, max):
    if min is not None and max is not None:
        broadcast_shapes(input.shape, *(x.shape for x in (min, max) if hasattr(x, "shape")))
        need_kernel(input, "clamp_cpu")


def bitwise(name):
    return no_kernel(f"{name}_cpu", "f")


hypot = no_kernel("hypot_cpu", "biu")
logaddexp = no_kernel("logaddexp_cpu", "biu")


def in_place_has_none(name):
    def refuse(g):
        raise NotImplementedError(f"the derivative for 'inplace version of {name}' is not implemented.")

    return refuse


# -- arithmetic ------------------------------------------------------------------------------------------------------------

ONE_BOOL = (
    "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
    "use the `~` or `logical_not()` operator instead."
)
TWO_BOOLS = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. "
    "Use the `^` or `logical_xor()` operator instead."
)


def sub(*operands):
    """torch subtracts no bools, neither from one another nor from numbers of another kind nor the reverse."""
    bools = [getattr(x, "dtype", None) == BOOL or x is True or x is False for x in operands]
    if True in bools:
        raise RuntimeError(ONE_BOOL if False in bools else TWO_BOOLS)


def neg(input):
    if input.dtype == BOOL:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def zero_divisor(dividend, divisor):
    """torch divides no integers by zero, if there is anything to divide."""
    shape = broadcast_shapes(dividend.shape, divisor.shape)
    if divisor.dtype.kind != "f" and 0 not in shape and (divisor == 0).any():
        raise RuntimeError("ZeroDivisionError")


def negative_power(exponent):
    if exponent < 0:
        raise RuntimeError("Integers to negative integer powers are not allowed.")


def floor_divide_has_none(g):
    raise RuntimeError("derivative for aten::floor_divide is not implemented")


def floor_divide_in_place_has_none(g):
    raise RuntimeError("derivative for aten::floor_divide_ is not implemented")


def remainder_has_none(g):
    raise RuntimeError("derivative for aten::remainder is not implemented")


def hardsigmoid_twice_has_none(g):
    raise RuntimeError("derivative for aten::hardsigmoid_backward is not implemented")


def scatter_has_none(g):
    raise RuntimeError("derivative for aten::scatter is not implemented")


def zeros_that_meet(g):
    raise RuntimeError(
        "scatter_reduce(): Double backward is unsupported for src when >1 zeros in src are scattered to the same position in self"
    )


def invalid_gradient(node, got, shape):
    raise RuntimeError(
        f"Function {node} returned an invalid gradient at index 1 - got {list(got)} but expected shape compatible with "
        f"{list(shape)}"
    )


def topk(input, *_):
    if input.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")


def unique_has_none(g):
    raise NotImplementedError("the derivative for '_unique2' is not implemented.")


def unique_consecutive_has_none(g):
    raise NotImplementedError("the derivative for 'unique_consecutive' is not implemented.")


def no_gradient():
    """What torch's engine says where a formula has none."""
    raise RuntimeError("Expected a proper Tensor but got None (or an undefined Tensor in C++) for argument #0 'self'")


def dist(input, other):
    """A difference of bools, and lengths of integers."""
    sub(input, other)
    common = result_type(input, other)
    if common.kind != "f":
        got = f"Got {BY_NUMPY[common].type_name} instead."
        raise RuntimeError(f"norm(): input dtype should be either floating point or complex. {got}")


def unique_dim_has_none(g):
    raise NotImplementedError("the derivative for 'unique_dim' is not implemented.")


def cdist_twice_has_none(g):
    raise NotImplementedError("the derivative for '_cdist_backward' is not implemented.")


def bincount_has_none(g):
    raise RuntimeError("derivative for aten::bincount is not implemented")


def heaviside_has_none(g):
    raise RuntimeError("derivative for aten::heaviside is not implemented")


def heaviside_in_place_has_none(g):
    raise RuntimeError("derivative for aten::heaviside_ is not implemented")


def heaviside(input, values):
    if input.dtype is not values.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")


# -- products of matrices and vectors: each has words of its own ---------------------------------------------------------


def need_fitting(a, b):
    if a.shape[1] != b.shape[0]:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})".format(*a.shape, *b.shape))


def mm(input, mat2):
    if input.ndim != 2 or mat2.ndim != 2:
        raise RuntimeError(f"{'self' if input.ndim != 2 else 'mat2'} must be a matrix")
    need_fitting(input, mat2)
    if input.dtype is not mat2.dtype:
        names = [BY_NUMPY[x.dtype].cpp_name for x in (input, mat2)]
        raise RuntimeError("expected m1 and m2 to have the same dtype, but got: {} != {}".format(*names))
    need_kernel_to_multiply(input, mat2, "addmm_impl_cpu_")


def mv(input, vec):
    if input.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    n, m = input.shape
    if m != vec.shape[0]:
        raise RuntimeError(f"size mismatch, got input ({n}), mat ({n}x{m}), vec ({vec.shape[0]})")
    if input.dtype is not vec.dtype:
        names = type_names(vec, input)
        raise RuntimeError("addmv input tensors must have the same dtype, but got {0}, {1}, and {0}".format(*names))
    need_kernel_to_multiply(input, vec, "addmv_impl_cpu")


def dot(input, tensor):
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    if input.dtype is not tensor.dtype:
        names = type_names(input, tensor)
        raise RuntimeError("dot : expected both vectors to have same dtype, but found {} and {}".format(*names))
    n, m = len(input), len(tensor)
    if n != m:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{n}] and src [{m}] to have the same number of elements, "
            f"but got {n} and {m} elements respectively"
        )
    need_kernel(input, "dot")


def bmm_shapes(input, mat2):
    need_batches(input, mat2)
    (b, _, n), (*got, _) = input.shape, mat2.shape
    if got != [b, n]:
        raise RuntimeError(f"Expected size for first two dimensions of batch2 tensor to be: {[b, n]} but got: {got}.")


def bmm(input, mat2):
    bmm_shapes(input, mat2)
    need_kernel_for_batches(input, mat2, "bmm")


def addmm(input, mat1, mat2, beta=1, *_):
    if input.dtype is not mat2.dtype:
        raise RuntimeError("self and mat2 must have the same dtype, but got {} and {}".format(*type_names(input, mat2)))
    if mat1.dtype is not mat2.dtype:
        raise RuntimeError("mat1 and mat2 must have the same dtype, but got {} and {}".format(*type_names(mat1, mat2)))
    if mat1.ndim != 2:
        raise RuntimeError(f"mat1 must be a matrix, got {mat1.ndim}-D tensor")
    if mat2.ndim != 2:
        raise RuntimeError(f"mat2 must be a matrix, got {mat2.ndim}-D tensor")
    need_fitting(mat1, mat2)
    need_kernel_to_multiply(mat1, mat2, "addmm_impl_cpu_")
    if not mat1.shape[1] and mat1.shape[0] and mat2.shape[1]:
        need_castable(mat1.dtype, beta)


def addmv(input, mat, vec):
    if mat.ndim != 2 or vec.ndim != 1 or input.ndim > 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {input.ndim}, {mat.ndim}, {vec.ndim}")
    n, m = mat.shape
    if m != vec.shape[0] or input.size not in (n, 1):
        if not input.ndim:
            raise IndexError("Dimension specified as 0 but tensor has no dimensions")
        raise RuntimeError(f"size mismatch, got input ({input.size}), mat ({n}x{m}), vec ({vec.shape[0]})")
    if not (input.dtype is mat.dtype is vec.dtype):
        names = type_names(input, mat, vec)
        raise RuntimeError("addmv input tensors must have the same dtype, but got {}, {}, and {}".format(*names))
    need_kernel_to_multiply(mat, vec, "addmv_impl_cpu")


def baddbmm(input, batch1, batch2, beta=1, *_):
    if input.dtype is not batch1.dtype:
        names = [BY_NUMPY[x.dtype].cpp_name for x in (input, batch1, batch2)]
        raise RuntimeError("Input dtypes must be the same, got: input {}, batch1: {}, batch2: {}".format(*names))
    bmm_shapes(batch1, batch2)
    need_kernel_for_batches(batch1, batch2, "baddbmm")
    if not batch1.shape[2] and batch1.shape[0] and batch1.shape[1] and batch2.shape[2]:
        need_castable(batch2.dtype, beta)


def need_batches(*batches):
    for i, x in enumerate(batches, 1):
        if x.ndim != 3:
            raise RuntimeError(f"batch{i} must be a 3D tensor")


def addbmm(input, batch1, batch2, beta=1, *_):
    need_batches(batch1, batch2)
    (b, _, n), (b2, n2, _) = batch1.shape, batch2.shape
    if b != b2:
        raise RuntimeError(f"batch1 and batch2 must have same number of batches, got {b} and {b2}")
    if n != n2:
        first, second = ("x".join(map(str, x.shape[1:])) for x in (batch1, batch2))
        raise RuntimeError(f"Incompatible matrix sizes for bmm ({first} and {second})")
    for name, other, x in (("self", batch2, input), ("mat1", batch2, batch1)):
        if b and x.dtype is not other.dtype:
            names = type_names(x, other)
            raise RuntimeError("{} and mat2 must have the same dtype, but got {} and {}".format(name, *names))
    need_kernel_to_multiply(batch1, batch2, "addmm_impl_cpu_")
    if not (b and n) and batch1.shape[1] and batch2.shape[2]:
        for factor in (beta, *[1] * (b - 1)):  # what the first product is added to is the second's, and so on
            need_castable(input.dtype, factor)


def linear(bias, mat1, weight):
    addmm(bias, mat1, weight.T)


# -- reductions, layers, losses --------------------------------------------------------------------------------------------


def argmax(input, *_):
    if input.dtype.kind == "b":
        raise RuntimeError("argmax(): does not support bool input")


def argmin(input, *_):
    if input.dtype.kind == "b":
        raise RuntimeError("argmin(): does not support bool input")


def norm_of_nothing(p, where="an empty tensor because"):
    """The largest and the smallest of no elements."""
    if p < 0 or p == np.inf:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {p:g} norm on {where} the operation does not have an identity"
        )


def relu(input):
    if input.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")


def embedding(weight, indices, *_):
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    checked_indices(indices, 1, "embedding")
    if indices.size and not len(weight):
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    if indices.size and not 0 <= indices.min() <= indices.max() < len(weight):
        raise IndexError("index out of range in self")


def checked_indices(indices, place, function):
    if indices.dtype not in (I64, np.int32):
        kind = BY_NUMPY[indices.dtype].type_name
        found = "CPUBoolType" if kind == "Bool" else f"torch.{kind}Tensor"
        raise RuntimeError(
            f"Expected tensor for argument #{place} 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{found} instead (while checking arguments for {function})"
        )


def bce(input, target):
    for name, values in (("input", input), ("target", target)):
        if values.size and not ((values >= 0) & (values <= 1)).all():
            raise RuntimeError(f"all elements of {name} should be between 0 and 1")


def nll_targets(classes, count):
    wrong = (classes < 0) | (classes >= count)
    if wrong.any():
        raise IndexError(f"Target {make.first(classes, wrong)} is out of bounds.")
