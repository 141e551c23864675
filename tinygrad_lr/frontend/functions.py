"""torch's functions: their argument forms and overloads, each ending in the operations of the table.

Where a function's arguments are exactly an operation's, the operation itself is the function (`methods` takes it from
`OPS`). Here are the others: those that choose among operations (`max`), count dimensions (`sum`), take lists (`cat`),
or are made of several operations, in the same steps as torch so that the graphs are the same (`matmul`, `norm`).
"""

from __future__ import annotations

import collections
import math
import operator
import warnings
from typing import Any

import numpy as np

from ..arrays import device as dev
from ..autograd.grad_mode import no_grad
from ..core.operation import OPS
from ..core.tensor import Tensor, type_name, wrap, wrap_dim
from ..core.views import touched
from ..ops.elementwise import refuse_bools, supported
from .signatures import check

op = OPS
_MEAN, _POW_NUMBER = OPS["mean"], OPS["pow_number"]


def all_dims(input: Tensor, dim: Any, empty_is_all: bool = True) -> tuple[int, ...]:
    """A reduction's dimensions from the front: None is all of them, and so is () unless `empty_is_all` is off."""
    n = input._data.ndim
    if dim.__class__ is bool:
        raise TypeError("must be tuple of ints, not bool")  # `signatures` says of which argument
    if dim is None or (empty_is_all and isinstance(dim, (tuple, list)) and not dim):
        return tuple(range(n))
    dims = tuple(wrap_dim(operator.index(d), n) for d in (dim if isinstance(dim, (tuple, list)) else (dim,)))
    for i, d in enumerate(dims):
        if d in dims[:i]:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return tuple(d for d in dims if d < n)


def flag(x: Any) -> bool:
    """A bool. TypeError for anything else."""
    if x.__class__ is not bool:
        raise TypeError(f"must be bool, not {type(x).__name__}")  # `signatures` says of which argument
    return x


def np_or_none(dtype: Any) -> Any:
    return None if dtype is None else dev.as_dtype(dtype)


# -- arithmetic with torch's extra arguments --------------------------------------------------------------------------


def _checked_alpha(input: Any, other: Any, alpha: Any) -> Any:
    alpha = alpha.item() if isinstance(alpha, Tensor) else alpha
    if isinstance(other, Tensor) and isinstance(input, Tensor):
        dev.broadcast_shapes(input._data.shape, other._data.shape)
    d = dev.result_type(*(x._data if isinstance(x, Tensor) else x for x in (input, other)))
    if isinstance(alpha, bool) and d.kind != "b":
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and d.kind != "f":
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    return alpha


def add(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input + alpha * other"""
    if alpha == 1 and alpha is not True:
        return op["add"](input, other)
    alpha = _checked_alpha(input, other, alpha)
    return op["add_scaled"](as_tensor_like(input, other), other, alpha)


def sub(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input - alpha * other"""
    if alpha == 1 and alpha is not True:
        return op["sub"](input, other)
    refuse_bools(*(getattr(x, "_data", x) for x in (input, other)))
    alpha = _checked_alpha(input, other, alpha)
    return op["sub_scaled"](input, other, alpha)


def rsub(input: Tensor, other: Any, alpha: Any = 1) -> Tensor:
    """other - alpha * input"""
    refuse_bools(input._data, getattr(other, "_data", other))
    if alpha != 1 or alpha is True:
        return sub(as_tensor_like(other, input), input, alpha=alpha)
    if not isinstance(other, Tensor):
        return op["rsub_number"](_for_number(input, other), other)
    dev.broadcast_shapes(other._data.shape, input._data.shape)
    return op["rsub"](input, other)


def as_tensor_like(x: Any, like: Tensor) -> Tensor:
    """A Python number as a 0-d tensor of the dtype it has beside `like`."""
    if isinstance(x, Tensor):
        return x
    x = x.item() if isinstance(x, np.generic) else x
    return wrap(dev.beside(np.array(dev.with_number(like._data, x)[1]), like._data))


def div(input: Tensor, other: Any, *, rounding_mode: Any = ...) -> Tensor:
    """input / other; `rounding_mode` "trunc" or "floor" rounds the quotient and keeps integers integers."""
    if rounding_mode is ...:
        return op["div"](input, other)
    if rounding_mode is None:
        return op["div_mode"](input, other)
    if rounding_mode not in ("trunc", "floor"):
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    return op[f"div_{rounding_mode}"](input, other)


def remainder(input: Any, other: Any) -> Tensor:
    """input - floor(input / other) * other: the sign is the divisor's."""
    if isinstance(other, (int, float)):
        return op["remainder_number"](_for_number(input, other), other)
    return op["remainder"](input, other)


def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent; either may be a number."""
    if isinstance(exponent, (int, float)) and isinstance(input, Tensor):
        return _POW_NUMBER(input if input._data.dtype.kind == "f" else _for_number(input, exponent), exponent)
    if isinstance(input, (int, float)):
        return op["rpow"](_for_number(exponent, input), input)
    return op["pow"](input, exponent)


def square(input: Tensor) -> Tensor:
    """input ** 2"""
    return _POW_NUMBER(input, 2) if input._data.dtype.kind == "f" else pow(input, 2)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """To the nearest integer, halves to even; `decimals` places after the point."""
    return op["round_decimals"](input, decimals) if decimals else op["round"](input)


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Values below `min` and above `max` replaced by those bounds: two numbers, or two tensors."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return op["clamp"](input, min, max)
    return op["clamp_number"](_for_number(input, *(x for x in (min, max) if x is not None)), min, max)


def clamp_min(input: Tensor, min: Any) -> Tensor:
    """Values below `min` replaced by it."""
    if isinstance(min, Tensor):
        return op["clamp_min_tensor"](input, min)
    return op["clamp_min"](_for_number(input, min), min)


def clamp_max(input: Tensor, max: Any) -> Tensor:
    """Values above `max` replaced by it."""
    if isinstance(max, Tensor):
        return op["clamp_max_tensor"](input, max)
    return op["clamp_max"](_for_number(input, max), max)


def _for_number(input: Tensor, *numbers: Any) -> Tensor:
    """The tensor in the dtype that an operation with Python numbers has."""
    d = dev.result_type(input._data, *numbers)
    return input if d == input._data.dtype else to(input, dev.BY_NUMPY[d])


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where `condition` holds, else `other`; with the condition alone, the indices where it holds."""
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if condition.dtype is dev.uint8:
        warnings.warn(UINT8_CONDITION, stacklevel=3)
        condition = to(condition, dev.bool)
    if condition._data.dtype.kind != "b":
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype.type_name}"
        )
    common = result_type(input, other).np
    input, other = (
        x if isinstance(x, Tensor) else wrap(dev.beside(dev.checked_number(x, common), condition._data))
        for x in (input, other)
    )
    return op["where"](condition, input, other)


UINT8_CONDITION = (
    "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future version of "
    "PyTorch. Use a boolean condition instead."
)


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """input + weight * (end - input)"""
    if input._data.dtype != end._data.dtype:
        raise RuntimeError(f"expected dtype {input.dtype.cpp_name} for `end` but got dtype {end.dtype.cpp_name}")
    if isinstance(weight, Tensor) and weight._data.dtype != input._data.dtype:
        raise RuntimeError(f"expected dtype {input.dtype.cpp_name} for `weight` but got dtype {weight.dtype.cpp_name}")
    dev.broadcast_shapes(input._data.shape, end._data.shape)
    return op["lerp"](input, end, weight) if isinstance(weight, Tensor) else op["lerp_number"](input, end, weight)


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    """input + value * tensor1 * tensor2"""
    return op["addcmul"](input, tensor1, tensor2, value.item() if isinstance(value, Tensor) else value)


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    """input + value * tensor1 / tensor2"""
    if "f" not in (tensor1._data.dtype.kind, tensor2._data.dtype.kind):
        raise RuntimeError(ADDCDIV_INTEGERS)
    return op["addcdiv"](input, tensor1, tensor2, value.item() if isinstance(value, Tensor) else value)


ADDCDIV_INTEGERS = (
    "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true "
    "division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * "
    "torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) "
    "for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / "
    "tensor2), for all dtypes."
)


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """Elementwise |input - other| <= atol + rtol * |other|."""
    if input._data.dtype != other._data.dtype:
        raise RuntimeError(f"{input.dtype.type_name} did not match {other.dtype.type_name}")
    return op["isclose"](input, other, float(rtol), float(atol), equal_nan)


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all elements are close."""
    return bool(isclose(input, other, rtol, atol, equal_nan)._data.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether shapes and all elements are equal."""
    return input._data.shape == other._data.shape and bool((input._data == other._data).all())


# -- reductions ---------------------------------------------------------------------------------------------------------


def sum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum of all elements, or along `dim` (an int or several)."""
    if dim is None and not flag(keepdim):
        return op["sum"](input) if dtype is None else op["sum_typed"](input, dev.as_dtype(dtype))
    return op["sum_dims"](input, all_dims(input, dim), flag(keepdim), np_or_none(dtype))


def mean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean of all elements, or along `dim`. RuntimeError for integers without a floating `dtype`."""
    if dim is dtype is None and keepdim is False and input._data.dtype.kind == "f":
        return _MEAN(input)  # the common case, at once
    if (input._data.dtype if dtype is None else dev.as_dtype(dtype)).kind != "f":
        what = "Input dtype must be either" if dtype is None else "Optional dtype must be either"
        raise RuntimeError(
            f"mean(): could not infer output dtype. {what} a floating point or complex dtype. Got: {(dtype or input.dtype).type_name}"
        )
    if dim is None and not flag(keepdim):
        return op["mean_typed"](input, dev.as_dtype(dtype))
    return op["mean_dims"](input, all_dims(input, dim), flag(keepdim), np_or_none(dtype))


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product of all elements, or along one dimension."""
    if dim is None:
        return op["prod"](input, np_or_none(dtype))
    return op["prod_dim"](input, wrap_dim(dim, input._data.ndim), keepdim, np_or_none(dtype))


def var(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> Tensor:
    """The variance: squared distances from the mean, summed and divided by n - correction."""
    return _spread("var", input, dim, unbiased, keepdim, correction)


def std(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> Tensor:
    """The square root of the variance."""
    return _spread("std", input, dim, unbiased, keepdim, correction)


def _spread(name: str, input: Tensor, dim: Any, unbiased: Any, keepdim: bool, correction: Any) -> Tensor:
    if isinstance(dim, bool):  # var(unbiased) and var(dim, unbiased) are older spellings of `correction`
        dim, unbiased = None, dim
    if correction is None or unbiased is not None:
        correction = 1 if unbiased is None else int(unbiased)
    dims = all_dims(input, dim)
    if input._data.dtype.kind != "f":
        raise RuntimeError("std and var only support floating point and complex dtypes")
    if not input._data.size or math.prod(input._data.shape[d] for d in dims) <= correction:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
            "(input numel divided by output numel).",
            stacklevel=3,
        )
    return op[name](input, dims, correction, keepdim, dim is None or not dims)


def _pair(name: str) -> Any:
    """torch.return_types.max and so on: what a reduction that also says where returns."""

    def text(self: Any) -> str:
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"

    plain: Any = collections.namedtuple(name, "values indices")  # type: ignore[misc]
    return type(name, (plain,), {"__slots__": (), "__repr__": text})


_MAX, _MIN, _MEDIAN = _pair("max"), _pair("min"), _pair("median")


def _nonempty(input: Tensor, name: str) -> None:
    if not input._data.size:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
            "Specify the reduction dim with the 'dim' argument."
        )


def _one_dim(input: Tensor, dim: int, name: str) -> int:
    asked, dim = dim, wrap_dim(dim, input._data.ndim)
    if input._data.ndim and not input._data.shape[dim]:
        shown = asked if name in ("amax", "amin") else dim
        raise IndexError(f"{name}(): Expected reduction dim {shown} to have non-zero size.")
    return dim


def _extreme(name: str, pair: Any, binary: str) -> Any:
    def reduce(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
        other = dim if isinstance(dim, Tensor) else other
        if other is not None:
            return op[binary](input, other)
        if dim is None:
            _nonempty(input, name)
            return op[f"{name}_all"](input)
        return pair(*op[f"{name}_dim"](input, _one_dim(input, dim, name), keepdim))

    reduce.__name__ = name
    reduce.__doc__ = f"The {name}imum of all elements; along `dim`, with indices; or, given a tensor, elementwise."
    return reduce


max, min = _extreme("max", _MAX, "maximum"), _extreme("min", _MIN, "minimum")


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median (the lower one of an even number) of all elements, or along `dim` with indices."""
    if dim is None:
        return op["median_all"](input)
    return _MEDIAN(*op["median_dim"](input, _one_dim(input, dim, "median"), keepdim))


def amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The maximum over `dim`; equal elements share its gradient."""
    return op["amax"](input, _reducible(input, dim, "amax"), keepdim)


def amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The minimum over `dim`; equal elements share its gradient."""
    return op["amin"](input, _reducible(input, dim, "amin"), keepdim)


def _reducible(input: Tensor, dim: Any, name: str) -> tuple[int, ...]:
    dims = all_dims(input, dim)
    dim = () if dim is None else dim
    if dim in ((), []):
        _nonempty(input, name)
    for d in dim if isinstance(dim, (tuple, list)) else (dim,):
        _one_dim(input, d, name)
    return dims


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the maximum, the first of equals: of all elements as one row, or along `dim`."""
    return _arg("argmax", input, dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the minimum, the first of equals: of all elements as one row, or along `dim`."""
    return _arg("argmin", input, dim, keepdim)


def _arg(name: str, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    if dim is None and not input._data.size:
        raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
    return op[name](input, None if dim is None else _one_dim(input, dim, name), keepdim)


def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running sums along `dim`."""
    return op["cumsum"](input, wrap_dim(dim, input._data.ndim), np_or_none(dtype))


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(sum(exp(input))) along `dim`, without overflow."""
    return op["logsumexp"](input, all_dims(input, dim), keepdim)


def all(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether all elements (along `dim`; each by itself for ()) are nonzero."""
    return op["all"](input, all_dims(input, dim, False), keepdim)


def any(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether any element (along `dim`; each by itself for ()) is nonzero."""
    return op["any"](input, all_dims(input, dim, False), keepdim)


def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The p-norm of all elements as one vector, or along `dim`; "fro" is p = 2."""
    p = 2 if p is None or (isinstance(p, str) and p == "fro") else p
    if isinstance(p, str):
        raise NotImplementedError(f"norm(): p={p!r} is not supported; give a number or 'fro'")
    check("nn.linalg_vector_norm", (input, p, dim, keepdim))
    if input._data.dtype.kind != "f":
        raise RuntimeError(
            f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {input.dtype.type_name}"
        )
    return op["vector_norm"](
        input, p.item() if isinstance(p, Tensor) else p, all_dims(input, dim), keepdim, np_or_none(dtype)
    )


def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """exp(input) / sum(exp(input)) along `dim`."""
    return _softmax("softmax", input, dim, dtype)


def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """log(softmax(input, dim)), without loss of accuracy."""
    return _softmax("log_softmax", input, dim, dtype)


def _softmax(name: str, input: Tensor, dim: int, dtype: Any) -> Tensor:
    n = input._data.ndim
    d = wrap_dim(dim, n)
    input = input if dtype is None else to(input, dtype)
    supported(input._data, "biu", f"{name}_kernel_impl" if d < n - 1 else f"{name}_lastdim_kernel_impl")
    return op[name](input, d)


# -- products -------------------------------------------------------------------------------------------------------------


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The product of vectors, matrices or batches of matrices; the steps and their nodes are torch's."""
    a, b = input._data.ndim, other._data.ndim
    if a == 2 and b == 2:
        return op["mm"](input, other)
    if a == 2 and b == 1:
        return op["mv"](input, other)
    if a == 1 and b == 1:
        return op["dot"](input, other)
    if a == 0 or b == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
    if a == 1 and b == 2:
        row = op["squeeze_in_place"](op["mm"](op["unsqueeze"](input, 0), other), 0)
        touched(row)  # by torch's squeeze
        return row
    if a == b == 3 and input._data.shape[0] != other._data.shape[0]:  # one matrix for all, which is best not repeated
        if input._data.shape[0] == 1 and input.requires_grad:
            return matmul(op["squeeze_dim"](input, 0), other)
        if other._data.shape[0] == 1 and other.requires_grad:
            return matmul(input, op["squeeze_dim"](other, 0))
    if a <= 2 and _folds(np.swapaxes(other._data, -1, -2), input, a == 1):  # likewise for the right one, transposed
        tall = matmul(op["transpose"](other, b - 2, b - 1), op["t"](input) if a == 2 else input)
        return contiguous(op["transpose"](tall, b - 2, b - 1)) if a == 2 else tall
    if b <= 2 and _folds(input._data, other, True):  # the batch of the left one is one tall matrix
        tall = reshape(input, (math.prod(input._data.shape[:-1]), input._data.shape[-1]))
        out = op["mm"](tall, other) if b == 2 else op["mv"](tall, other)
        return op["reshape"](out, (*input._data.shape[:-1], *other._data.shape[1:]))
    return _matmul_batches(input, other)


def _folds(batches: Any, other: Tensor, worthwhile: bool) -> bool:
    """torch's rule: whenever the other one needs a gradient, else where it is worthwhile and copies nothing."""
    if other.requires_grad or not worthwhile or not batches.size:
        return other.requires_grad or worthwhile
    steps, shape = batches.strides, batches.shape
    return not [i for i in range(len(shape) - 2) if steps[i] != steps[i + 1] * shape[i + 1]]


def _matmul_batches(input: Tensor, other: Tensor) -> Tensor:
    """As a batch of products. A vector on the left is expanded to rows, one on the right to vectors, each then a column."""
    a, b = input._data.shape, other._data.shape
    batch = dev.broadcast_shapes(a[:-2], b[:-2])
    flat = math.prod(batch)
    n, k = (1, *a)[-2:]
    left = reshape(op["expand"](input, (*batch, n, k)), (flat, n, k))
    right = reshape(op["expand"](other, (*batch, *b[-2:])), (flat, *b[-2:]))
    if len(b) == 1:
        column = op["bmm"](left, op["unsqueeze"](right, 2))
        return op["reshape"](op["squeeze_dim"](column, 2), (*batch, n))
    return op["reshape"](op["bmm"](left, right), (*batch, *a[-2:-1], b[-1]))


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * mat1 @ mat2"""
    shape = (mat1._data.shape[0], mat2._data.shape[-1]) if mat1._data.ndim == mat2._data.ndim == 2 else ()
    if shape and mat1._data.shape[1] == mat2._data.shape[0] and input._data.shape != shape:
        with no_grad():
            expand(input, shape)  # refuses what does not fit
    return op["addmm"](input, mat1, mat2, beta, alpha)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """The matrix of all products of two vectors' elements."""
    for name, x in (("self", input), ("vec2", vec2)):
        if x._data.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {x._data.ndim}-D")
    return op["mul"](reshape(input, (input._data.size, 1)), vec2)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Sums of products by index letters (Einstein's convention), by way of batched products, two operands at a time.

    Implicit outputs, repeated letters within one operand (diagonals) and `...` are understood.
    """
    if not isinstance(equation, str):
        raise NotImplementedError("einsum(): only the form with an equation string is supported here")
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    from .contraction import contract

    return contract(equation, operands)


# -- shapes -----------------------------------------------------------------------------------------------------------------


def _resolve(shape: tuple[int, ...], numel: int) -> tuple[int, ...]:
    """A shape with at most one -1 filled in; RuntimeError, in torch's words, if it cannot hold `numel` elements."""
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    negative = [i for i, n in enumerate(shape) if n < -1]
    if negative:
        i = negative[0]
        raise RuntimeError(f"invalid shape dimension {shape[i]} at index {i} of shape {list(shape)}")
    known = math.prod(n for n in shape if n != -1)
    if -1 in shape:
        if known == 0:
            if numel == 0:
                raise RuntimeError(
                    f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 can be any value and is ambiguous"
                )
        elif numel % known == 0:
            return tuple(numel // known if n == -1 else n for n in shape)
    elif known == numel:
        return shape
    raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {numel}")


def _requested(shape: tuple) -> tuple[int, ...]:
    return tuple(int(n) for n in (shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape))


def view(self: Tensor, *shape: Any) -> Tensor:
    """The same memory in another shape. RuntimeError if that cannot be done without a copy."""
    if len(shape) == 1 and isinstance(shape[0], dev.dtype):
        raise NotImplementedError("view(dtype): reinterpreting memory as another dtype is not supported")
    wanted = _resolve(_requested(shape), self._data.size)
    if not shares_memory(self._data, wanted):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return op["view"](self, wanted)


def shares_memory(array: Any, shape: tuple[int, ...]) -> bool:
    """Whether reshaping would be a view."""
    if array.flags.c_contiguous or not array.size:
        return True
    try:
        array.reshape(shape, copy=False)
    except ValueError:
        return False
    return True


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """Another shape: a view where possible, otherwise a copy."""
    wanted = _resolve(_requested(shape), input._data.size)
    if input._data.flags.c_contiguous:
        return op["view"](input, wanted)
    if shares_memory(input._data, wanted):
        return op["reshape_alias"](input, wanted)
    return op["reshape"](op["contiguous"](input), wanted)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Dimensions from `start_dim` to `end_dim` as one."""
    n = input._data.ndim
    start, end = wrap_dim(start_dim, n), wrap_dim(end_dim, n)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if n == 0:
        return reshape(input, (1,))
    if start == end:
        return input
    shape = input._data.shape
    return reshape(input, (*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dimension as several."""
    d, shape = wrap_dim(dim, input._data.ndim), input._data.shape
    known = math.prod(n for n in sizes if n != -1)
    if known != shape[d] if -1 not in sizes else known == 0 or shape[d] % known:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {d} ({shape[d]}) in the input tensor"
        )
    return view(input, (*shape[:d], *_resolve(tuple(sizes), shape[d]), *shape[d + 1 :]))


def t(input: Tensor) -> Tensor:
    """A matrix transposed; vectors and scalars as they are."""
    if input._data.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input._data.ndim}D")
    return op["t"](input)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged."""
    n = input._data.ndim
    a, b = wrap_dim(dim0, n), wrap_dim(dim1, n)
    return op["transpose"](input, a, b) if n else op["alias"](input)


def permute(input: Tensor, *dims: Any, **kw: Any) -> Tensor:
    """Dimensions in a new order."""
    order, n = _requested(dims or (kw["dims"],)), input._data.ndim
    if len(order) != n:
        raise RuntimeError(
            f"permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {n} is not equal to len(dims) = {len(order)}"
        )
    order = tuple(wrap_dim(d, n) for d in order)
    if len(set(order)) != n:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return op["permute"](input, order)


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions moved to new places, the others kept in order."""
    n = input._data.ndim
    to, of = (tuple(x) if isinstance(x, (tuple, list)) else (x,) for x in (destination, source))
    if len(to) != len(of):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(of)} dims) should contain the same number of "
            f"dims as destination ({list(to)} dims)"
        )
    moved = sorted((wrap_dim(d, n), wrap_dim(s, n)) for d, s in zip(to, of))
    order = [i for i in range(n) if i not in {s for _, s in moved}]
    for d, s in moved:
        order.insert(d, s)
    return op["permute"](input, tuple(order))


def squeeze(input: Tensor, *dims: Any, dim: Any = None) -> Tensor:
    """Without dimensions of length 1: all of them, or those named in `dim`."""
    dim = (dims if len(dims) > 1 else dims[0]) if dims else dim
    if dim is None:
        return op["squeeze_all"](input)
    if isinstance(dim, (tuple, list)):
        return op["squeeze_dims"](input, tuple(wrap_dim(d, input._data.ndim) for d in dim))
    return op["squeeze_dim"](input, wrap_dim(dim, input._data.ndim))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a dimension of length 1 put in at `dim`."""
    return op["unsqueeze"](input, wrap_dim(dim, input._data.ndim + 1))


def expand(self: Tensor, *size: Any, implicit: bool = False) -> Tensor:
    """Dimensions of length 1 repeated to `size` without copying; -1 keeps a length."""
    wanted, shape = _requested(size), self._data.shape
    if len(wanted) < len(shape):
        raise RuntimeError(
            f"expand({self.type()}{{{list(shape)}}}, size={list(wanted)}): the number of sizes provided "
            f"({len(wanted)}) must be greater or equal to the number of dimensions in the tensor ({len(shape)})"
        )
    lengths = (None,) * (len(wanted) - len(shape)) + shape
    for i, (n, have) in reversed(list(enumerate(zip(wanted, lengths)))):
        if n == -1 and have is None:
            raise RuntimeError(
                f"expand({self.type()}{{{list(shape)}}}, size={list(wanted)}): the expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {i}"
            )
        if n != -1 and have not in (None, 1, n):
            raise RuntimeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({have}) at non-singleton "
                f"dimension {i}.  Target sizes: {list(wanted)}.  Tensor sizes: {list(shape)}"
            )
    return op["expand"](self, tuple(have if n == -1 else n for n, have in zip(wanted, lengths)))


def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """`expand` to another tensor's shape."""
    return expand(self, other._data.shape)


def broadcast_to(input: Tensor, *size: Any, **named: Any) -> Tensor:
    """`expand`, as a function."""
    return expand(input, *size, *named.values())


def repeat(self: Tensor, *repeats: Any) -> Tensor:
    """Copies laid side by side along each dimension."""
    times = _requested(repeats)
    if len(times) < self._data.ndim:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    return op["repeat"](self, times)


def cat(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors joined along a dimension they have."""
    tensors = _tensors(tensors)
    if not tensors:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for i, x in enumerate(tensors):
        if x._data.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    shapes = [x._data.shape for x in tensors]
    reference = next((s for s in shapes if s != (0,)), (0,))
    d = wrap_dim(dim, len(reference))
    for i, s in enumerate(shapes):
        if s == (0,):
            continue
        if len(s) != len(reference):
            raise RuntimeError(f"Tensors must have same number of dimensions: got {len(reference)} and {len(s)}")
        k = next((k for k in range(len(s)) if k != d and s[k] != reference[k]), None)
        if k is not None:
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {d}. Expected size {reference[k]} but got size {s[k]} for tensor number {i} in the list."
            )
    return op["cat"](tensors, d)


def _tensors(tensors: Any) -> tuple[Tensor, ...]:
    """A sequence of tensors. TypeError for what else is in it."""
    for i, x in enumerate(tensors):
        if not isinstance(x, Tensor):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {type_name(x)}")
    return tuple(tensors)


def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension."""
    tensors = _tensors(tensors)
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = tensors[0]._data.shape
    for i, x in enumerate(tensors):
        if x._data.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and {list(x._data.shape)} at entry {i}"
            )
    return op["stack"](tensors, wrap_dim(dim, len(shape) + 1))


def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one length (the last may be shorter), or of the lengths listed; all are views."""
    size = split_size_or_sections
    check("nn.split" if isinstance(size, int) else "nn.split_with_sizes", (tensor, size, dim))
    d = wrap_dim(dim, tensor._data.ndim)
    if tensor._data.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    n = tensor._data.shape[d]
    if isinstance(size, int):
        if size < 0:
            raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
        if size == 0 and n:
            raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {n}")
        return op["split"](tensor, size or 1, d)
    sections = tuple(size)
    if math.fsum(sections) != n:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {d}), but got split_sizes={list(sections)}"
        )
    return op["split_with_sizes"](tensor, sections, d)


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal length."""
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    if input._data.ndim == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    d = wrap_dim(dim, input._data.ndim)
    n = input._data.shape[d]
    return split(input, -(-n // chunks), d) if n else split(input, [0] * chunks, d)


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along a dimension, without it; all are views."""
    if input._data.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    return op["unbind"](input, wrap_dim(dim, input._data.ndim))


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The slice at one index of a dimension."""
    if input._data.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    d = wrap_dim(dim, input._data.ndim)
    n = input._data.shape[d]
    if not -n <= index < n:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(input._data.shape)} at dimension {d}"
        )
    return op["select"](input, d, int(index) % n)


def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """`length` slices of a dimension from `start` on."""
    d, start = wrap_dim(dim, input._data.ndim), int(start)
    n = input._data.shape[d]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -n <= start <= n:
        raise IndexError(f"start out of range (expected to be in range of [-{n}, {n}], but got {start})")
    start = start + n if start < 0 else start
    if start + length > n:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({n}).")
    return op["slice_dim"](input, d, start, start + length, 1)


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonal of two dimensions, as a view."""
    n = input._data.ndim
    return op["diagonal"](input, offset, wrap_dim(dim1, n), wrap_dim(dim2, n))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector."""
    if input._data.ndim not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input._data.ndim}D")
    return op["diag_of_matrix" if input._data.ndim == 2 else "diag_matrix"](input, diagonal)


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of each matrix, zeros above it."""
    _matrices(input, "tril")
    return op["tril"](input, diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of each matrix, zeros below it."""
    _matrices(input, "triu")
    return op["triu"](input, diagonal)


def _matrices(input: Tensor, name: str) -> None:
    if input._data.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")


def flip(input: Tensor, *dims: Any, **kw: Any) -> Tensor:
    """The order along `dims` reversed."""
    wanted = _requested(dims or (kw["dims"],))
    return op["flip"](input, all_dims(input, wanted) if wanted else ())


def roll(input: Tensor, shifts: Any, dims: Any = ()) -> Tensor:
    """Elements moved along `dims`, what falls off one end put in at the other."""
    shifts = tuple(shifts) if isinstance(shifts, (tuple, list)) else (int(shifts),)
    if not shifts:
        raise RuntimeError("`shifts` required")
    dims = tuple(dims or ()) if isinstance(dims, (tuple, list, type(None))) else (dims,)
    if len(shifts) != len(dims) and not (len(shifts) == 1 and not dims):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    return op["roll"](input, shifts, tuple(wrap_dim(d, input._data.ndim) for d in dims))


def contiguous(input: Tensor) -> Tensor:
    """The tensor itself if its elements lie in order in memory, else a copy in which they do."""
    return input if input._data.flags.c_contiguous else op["contiguous"](input)


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`value` where `mask` is true."""
    if isinstance(value, Tensor) and value._data.ndim:
        raise RuntimeError(
            f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._data.ndim} dimension(s)."
        )
    dev.broadcast_shapes(mask._data.shape, input._data.shape)
    if mask._data.dtype.kind != "b":
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {mask.dtype.cpp_name}")
    if not isinstance(value, Tensor):
        return op["masked_fill_number"](input, mask, dev.checked_number(value, input._data.dtype))
    return op["masked_fill"](input, mask, value)


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices of a dimension at the places listed in `index`."""
    d = wrap_dim(dim, input._data.ndim)
    if index._data.dtype.kind not in "i":
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    if index._data.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    n = input._data.shape[d] if input._data.ndim else 1
    if index._data.size and not ((index._data >= 0) & (index._data < n)).all():
        raise IndexError("index out of range in self")
    return op["index_select"](
        input, d, op["view"](index, (1,)) if index._data.ndim == 0 and input._data.ndim else index
    )


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """out[i][j] = input[index[i][j]][j] for dim 0, and likewise for the others."""
    d = wrap_dim(dim, input._data.ndim)
    if index._data.dtype != dev.I64:
        raise RuntimeError("gather(): Expected dtype int64 for index")
    if index._data.size and (index._data.ndim or 1) != (input._data.ndim or 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    for i, (a, b) in enumerate(zip(index._data.shape, input._data.shape)):
        if i != d and a > b:
            raise RuntimeError(
                f"Size does not match at dimension {i} expected index {list(index._data.shape)} to be no larger than self {list(input._data.shape)} apart from dimension {d}"
            )
    n = input._data.shape[d] if input._data.ndim else 1
    bad = index._data[(index._data < 0) | (index._data >= n)]
    if bad.size:
        raise RuntimeError(f"index {bad[0].item()} is out of bounds for dimension {d} with size {n}")
    return op["gather"](input, d, index)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The indices of nonzero elements: (how many, dimensions), or one tensor per dimension."""
    places = np.atleast_1d(input._data).nonzero()
    if as_tuple:
        return tuple(wrap(p.copy()) for p in places)
    return wrap(np.stack(places, 1) if input._data.ndim else dev.zeros_as(places[0], (len(places[0]), 0)))


# -- conversion -----------------------------------------------------------------------------------------------------------------


def to(
    self: Tensor,
    *args: Any,
    dtype: Any = None,
    device: Any = None,
    tensor: Any = None,
    copy: bool = False,
    non_blocking: bool = False,
) -> Tensor:
    """The tensor with another dtype or device: `to(dtype)`, `to(device, dtype)`, `to(tensor)`; itself if nothing changes."""
    if tensor is not None:
        args = (tensor if isinstance(tensor, Tensor) else wrap(np.asarray(tensor)),)
    for x in args:
        if isinstance(x, Tensor):
            dtype, device = x.dtype, x.device
        elif isinstance(x, dev.dtype) or (x in (float, int, bool) and isinstance(x, type)):
            dtype = x
        elif isinstance(x, (float, bool)) and x is args[0]:  # a number stands for a tensor of it
            dtype = type(x)
        elif isinstance(x, (str, dev.device, int)) and not isinstance(x, bool):
            device = x
    wanted = self._data.dtype if dtype is None else dev.as_dtype(dtype)
    if device is not None:
        source, target = self.device, dev.check_device(device)
        if source != target:
            return op["to_place"](self, target, wanted, source)
    if wanted == self._data.dtype and not copy:
        return self
    return op["to_dtype"](self, wanted)


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """The tensor in another's dtype, on its device."""
    return to(self, other)


def result_type(tensor1: Any, tensor2: Any) -> dev.dtype:
    """The dtype an operation on the two would have."""
    return dev.BY_NUMPY[dev.result_type(*(x._data if isinstance(x, Tensor) else x for x in (tensor1, tensor2)))]


def promote_types(type1: dev.dtype, type2: dev.dtype) -> dev.dtype:
    """The smallest dtype that holds both."""
    return dev.BY_NUMPY[dev.promote_types(type1.np, type2.np)]


def can_cast(from_: dev.dtype, to: dev.dtype) -> bool:
    """Whether torch's casting rules allow storing the one as the other."""
    return dev.CATEGORY[from_.np.kind] <= dev.CATEGORY[to.np.kind]


def is_tensor(obj: Any) -> bool:
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    return input.is_floating_point()


def numel(input: Tensor) -> int:
    return input._data.size


def atleast_1d(*tensors: Any) -> Any:
    """0-d tensors as vectors of one element, others as they are: a tensor of one, a tuple of several or a sequence."""
    several = _tensors(tensors[0] if tensors and isinstance(tensors[0], (tuple, list)) else tensors)
    out = tuple(x if x._data.ndim else reshape(x, (1,)) for x in several)
    return out[0] if len(tensors) == 1 and isinstance(tensors[0], Tensor) else out


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to their common shape."""
    tensors = _tensors(tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors)
    shape = dev.broadcast_shapes(*(x._data.shape for x in tensors))
    return tuple(x if x._data.shape == shape else expand(x, shape) for x in tensors)
