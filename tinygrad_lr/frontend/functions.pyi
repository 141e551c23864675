"""torch's functions, as type checkers and editors read them.

Written by `python -m tests.helpers.surface`, from signatures.txt. The program itself never comes here.
"""

from collections.abc import Callable, Sequence
from types import EllipsisType
from typing import Any, Literal, NamedTuple, SupportsIndex, TypeAlias, TypeVar, overload

import numpy as np
import numpy.typing as npt
from typing_extensions import Self, TypeIs

from ..arrays.array import layout as Layout
from ..arrays.device import device as device_
from ..arrays.dtype import dtype as dtype_
from ..arrays.generator import Generator
from ..arrays.size import Size
from ..autograd.hooks import RemovableHandle
from ..core.tensor import Tensor
from .surface import Device, Dtype, Float, Int, Ints, Number, ValuesAndIndices, _bool, _float, _int, _str

__all__ = [
    "abs", "abs_", "absolute", "acos", "acos_", "acosh", "acosh_", "add", "addbmm", "addcdiv", "addcmul", "addmm",
    "addmv", "addmv_", "all", "allclose", "amax", "amin", "any", "arange", "arccos", "arccos_", "arccosh", "arccosh_",
    "arcsin", "arcsin_", "arcsinh", "arcsinh_", "arctan", "arctan2", "arctan_", "arctanh", "arctanh_", "argmax",
    "argmin", "argsort", "as_tensor", "asarray", "asin", "asin_", "asinh", "asinh_", "atan", "atan2", "atan_", "atanh",
    "atanh_", "atleast_1d", "atleast_2d", "atleast_3d", "baddbmm", "bernoulli", "bincount", "bitwise_and",
    "bitwise_not", "bitwise_or", "bitwise_xor", "bmm", "broadcast_tensors", "broadcast_to", "bucketize", "can_cast",
    "cat", "cdist", "ceil", "ceil_", "celu", "celu_", "chunk", "clamp", "clamp_", "clamp_max", "clamp_max_",
    "clamp_min", "clamp_min_", "clip", "clip_", "clone", "column_stack", "concat", "concatenate", "copysign",
    "corrcoef", "cos", "cos_", "cosh", "cosh_", "cosine_similarity", "count_nonzero", "cov", "cummax", "cummin",
    "cumprod", "cumsum", "deg2rad", "deg2rad_", "diag", "diagonal", "diff", "dist", "div", "divide", "dot", "dropout",
    "dsplit", "dstack", "einsum", "empty", "empty_like", "eq", "equal", "erf", "erf_", "erfc", "erfc_", "erfinv", "exp",
    "exp2", "exp2_", "exp_", "expm1", "expm1_", "eye", "fill_", "fix", "fix_", "flatten", "flip", "fliplr", "flipud",
    "floor", "floor_", "floor_divide", "fmax", "fmin", "fmod", "frac", "frac_", "full", "full_like", "gather", "ge",
    "ger", "get_default_dtype", "get_num_threads", "greater", "greater_equal", "gt", "hardshrink", "heaviside", "histc",
    "hsplit", "hstack", "hypot", "index_add", "index_copy", "index_fill", "index_select",
    "is_anomaly_check_nan_enabled", "is_anomaly_enabled", "is_floating_point", "is_grad_enabled",
    "is_inference_mode_enabled", "is_tensor", "isclose", "isfinite", "isinf", "isnan", "kron", "kthvalue", "layer_norm",
    "le", "lerp", "less", "less_equal", "linspace", "log", "log10", "log10_", "log1p", "log1p_", "log2", "log2_",
    "log_", "log_softmax", "logaddexp", "logcumsumexp", "logical_and", "logical_not", "logical_or", "logical_xor",
    "logit", "logit_", "logsumexp", "lt", "masked_fill", "masked_scatter", "masked_select", "matmul", "max", "maximum",
    "mean", "median", "meshgrid", "min", "minimum", "mm", "mode", "moveaxis", "movedim", "msort", "mul", "multinomial",
    "multiply", "mv", "nan_to_num", "nan_to_num_", "nanmean", "nanmedian", "nanquantile", "nansum", "narrow", "ne",
    "neg", "neg_", "negative", "negative_", "nonzero", "norm", "normal", "not_equal", "numel", "ones", "ones_like",
    "outer", "pairwise_distance", "permute", "positive", "pow", "prelu", "prod", "promote_types", "put", "quantile",
    "rad2deg", "rad2deg_", "rand", "rand_like", "randint", "randint_like", "randn", "randn_like", "randperm", "range",
    "ravel", "reciprocal", "reciprocal_", "relu", "relu_", "remainder", "repeat_interleave", "reshape", "result_type",
    "rms_norm", "roll", "rot90", "round", "round_", "row_stack", "rsqrt", "rsqrt_", "rsub", "scatter", "scatter_add",
    "scatter_reduce", "searchsorted", "select", "selu", "selu_", "sgn", "sigmoid", "sigmoid_", "sign", "signbit", "sin",
    "sin_", "sinc", "sinc_", "sinh", "sinh_", "softmax", "sort", "split", "sqrt", "sqrt_", "square", "square_",
    "squeeze", "stack", "std", "std_mean", "sub", "subtract", "sum", "swapaxes", "swapdims", "t", "take",
    "take_along_dim", "tan", "tan_", "tanh", "tanh_", "tensor", "tensor_split", "threshold", "threshold_", "tile",
    "topk", "trace", "transpose", "tril", "triu", "true_divide", "trunc", "trunc_", "unbind", "unflatten", "unique",
    "unique_consecutive", "unsqueeze", "var", "var_mean", "vdot", "vsplit", "vstack", "where", "xlogy", "xlogy_",
    "zero_", "zeros", "zeros_like",
]

def abs(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The distance of each element from zero."""

def abs_(input: Tensor) -> Tensor:
    """In place: the distance of each element from zero."""

def absolute(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The distance of each element from zero."""

def acos(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle whose cosine is each element."""

def acos_(input: Tensor) -> Tensor:
    """In place: the angle whose cosine is each element."""

def acosh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The number, not negative, whose hyperbolic cosine is each element."""

def acosh_(input: Tensor) -> Tensor:
    """In place: the number, not negative, whose hyperbolic cosine is each element."""

def add(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = ..., out: Tensor | Number | None = ...) -> Tensor:
    """The sum of two tensors, or of a tensor and a number."""

def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = ..., alpha: Number = ..., out: Tensor | None = ...) -> Tensor:
    """A matrix, plus the sum of the products of two stacks of matrices."""

def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = ..., out: Tensor | None = ...) -> Tensor:
    """A tensor plus a multiple of the quotient of two others."""

def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = ..., out: Tensor | None = ...) -> Tensor:
    """A tensor plus a multiple of the product of two others."""

def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = ..., alpha: Number = ..., out: Tensor | None = ...) -> Tensor:
    """A matrix, plus the product of two others."""

def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = ..., alpha: Number = ..., out: Tensor | None = ...) -> Tensor:
    """A vector, plus the product of a matrix and a vector."""

def addmv_(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
    """In place: a vector, plus the product of a matrix and a vector."""

@overload
def all(input: Tensor, dim: Ints | None = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """Whether all elements are true: not zero."""
@overload
def all(input: Tensor, *, axis: Ints | Int | None, keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """Whether all elements are true: not zero."""
@overload
def all(input: Tensor, dim: Int | None, keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """Whether all elements are true: not zero."""

def allclose(input: Tensor, other: Tensor, rtol: Float = ..., atol: Float = ..., equal_nan: _bool = ...) -> _bool:
    """Whether all elements of two tensors are nearly equal."""

@overload
def amax(input: Tensor, dim: Int | Ints | None = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """The largest element, of all or along dimensions."""
@overload
def amax(input: Tensor, *, axis: Int | Ints | None, keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The largest element, of all or along dimensions."""

@overload
def amin(input: Tensor, dim: Int | Ints | None = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """The smallest element, of all or along dimensions."""
@overload
def amin(input: Tensor, *, axis: Int | Ints | None, keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The smallest element, of all or along dimensions."""

@overload
def any(input: Tensor, dim: Ints | None = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """Whether any element is true: not zero."""
@overload
def any(input: Tensor, *, axis: Ints | Int | None, keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """Whether any element is true: not zero."""
@overload
def any(input: Tensor, dim: Int | None, keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """Whether any element is true: not zero."""

@overload
def arange(end: Number, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Numbers from a start, in steps, to before an end."""
@overload
def arange(start: Number, end: Number, step: Number = ..., *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Numbers from a start, in steps, to before an end."""

def arccos(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle whose cosine is each element."""

def arccos_(input: Tensor) -> Tensor:
    """In place: the angle whose cosine is each element."""

def arccosh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The number, not negative, whose hyperbolic cosine is each element."""

def arccosh_(input: Tensor) -> Tensor:
    """In place: the number, not negative, whose hyperbolic cosine is each element."""

def arcsin(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle whose sine is each element."""

def arcsin_(input: Tensor) -> Tensor:
    """In place: the angle whose sine is each element."""

def arcsinh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The number whose hyperbolic sine is each element."""

def arcsinh_(input: Tensor) -> Tensor:
    """In place: the number whose hyperbolic sine is each element."""

def arctan(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle whose tangent is each element."""

def arctan2(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle of points (other, input) in the plane, in radians."""

def arctan_(input: Tensor) -> Tensor:
    """In place: the angle whose tangent is each element."""

def arctanh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The number whose hyperbolic tangent is each element."""

def arctanh_(input: Tensor) -> Tensor:
    """In place: the number whose hyperbolic tangent is each element."""

@overload
def argmax(input: Tensor, dim: Int | None = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """Where the largest element is: its index in the flattened tensor, or along a dimension."""
@overload
def argmax(input: Tensor, *, axis: Int | None, keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """Where the largest element is: its index in the flattened tensor, or along a dimension."""

@overload
def argmin(input: Tensor, dim: Int | None = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """Where the smallest element is: its index in the flattened tensor, or along a dimension."""
@overload
def argmin(input: Tensor, *, axis: Int | None, keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """Where the smallest element is: its index in the flattened tensor, or along a dimension."""

@overload
def argsort(input: Tensor, *, stable: _bool, dim: Int = ..., descending: _bool = ..., out: Tensor | None = ...) -> Tensor:
    """The indices that put the elements in order along a dimension."""
@overload
def argsort(input: Tensor, *, stable: _bool, axis: Int, descending: _bool = ..., out: Tensor | None = ...) -> Tensor:
    """The indices that put the elements in order along a dimension."""
@overload
def argsort(input: Tensor, dim: Int = ..., descending: _bool = ...) -> Tensor:
    """The indices that put the elements in order along a dimension."""
@overload
def argsort(input: Tensor, *, axis: Int, descending: _bool = ...) -> Tensor:
    """The indices that put the elements in order along a dimension."""

def as_tensor(data: Any, *, device: Device | None = ..., dtype: Dtype | None = ...) -> Tensor:
    """A tensor of what is given, without a copy where its memory can be shared."""

def asarray(obj: Any, *, copy: _bool | None = ..., device: Device | None = ..., dtype: Dtype | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor of what is given; tensors, arrays and buffers share their memory."""

def asin(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle whose sine is each element."""

def asin_(input: Tensor) -> Tensor:
    """In place: the angle whose sine is each element."""

def asinh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The number whose hyperbolic sine is each element."""

def asinh_(input: Tensor) -> Tensor:
    """In place: the number whose hyperbolic sine is each element."""

def atan(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle whose tangent is each element."""

def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The angle of points (other, input) in the plane, in radians."""

def atan_(input: Tensor) -> Tensor:
    """In place: the angle whose tangent is each element."""

def atanh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The number whose hyperbolic tangent is each element."""

def atanh_(input: Tensor) -> Tensor:
    """In place: the number whose hyperbolic tangent is each element."""

@overload
def atleast_1d(tensor: Tensor, /) -> Tensor:
    """The tensor with one dimension at least."""
@overload
def atleast_1d(*tensors: Tensor) -> tuple[Tensor, ...]:
    """The tensor with one dimension at least."""
@overload
def atleast_1d(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]:
    """The tensor with one dimension at least."""

@overload
def atleast_2d(tensor: Tensor, /) -> Tensor:
    """The tensor with two dimensions at least; new ones come first."""
@overload
def atleast_2d(*tensors: Tensor) -> tuple[Tensor, ...]:
    """The tensor with two dimensions at least; new ones come first."""
@overload
def atleast_2d(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]:
    """The tensor with two dimensions at least; new ones come first."""

@overload
def atleast_3d(tensor: Tensor, /) -> Tensor:
    """The tensor with three dimensions at least."""
@overload
def atleast_3d(*tensors: Tensor) -> tuple[Tensor, ...]:
    """The tensor with three dimensions at least."""
@overload
def atleast_3d(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]:
    """The tensor with three dimensions at least."""

def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = ..., alpha: Number = ..., out: Tensor | None = ...) -> Tensor:
    """A stack of matrices, plus the products of two others, pair by pair."""

@overload
def bernoulli(input: Tensor, *, generator: Generator | None = ..., out: Tensor | None = ...) -> Tensor:
    """Random zeros and ones: one with the probability that each element tells, or `p`."""
@overload
def bernoulli(input: Tensor, p: Float, *, generator: Generator | None = ...) -> Tensor:
    """Random zeros and ones: one with the probability that each element tells, or `p`."""

def bincount(input: Tensor, weights: Tensor | None = ..., minlength: Int = ...) -> Tensor:
    """How often each of the numbers 0, 1, 2, … stands in a vector."""

@overload
def bitwise_and(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """The bits that both have; of bool, the logical and."""
@overload
def bitwise_and(self: Number, other: Tensor) -> Tensor:
    """The bits that both have; of bool, the logical and."""

def bitwise_not(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Each bit turned over; of bool, the logical not."""

@overload
def bitwise_or(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """The bits that either has; of bool, the logical or."""
@overload
def bitwise_or(self: Number, other: Tensor) -> Tensor:
    """The bits that either has; of bool, the logical or."""

@overload
def bitwise_xor(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """The bits that only one of both has; of bool, where they differ."""
@overload
def bitwise_xor(self: Number, other: Tensor) -> Tensor:
    """The bits that only one of both has; of bool, where they differ."""

def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The products of two stacks of matrices, pair by pair."""

def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """Several tensors, repeated to one shape without copying."""

def broadcast_to(input: Tensor, size: Ints) -> Tensor:
    """The tensor repeated to a shape, without copying."""

@overload
def bucketize(input: Tensor, boundaries: Tensor, *, out_int32: _bool = ..., right: _bool = ..., out: Tensor | None = ...) -> Tensor:
    """Which part between sorted boundaries each number lies in."""
@overload
def bucketize(self: Number, boundaries: Tensor, *, out_int32: _bool = ..., right: _bool = ...) -> Tensor:
    """Which part between sorted boundaries each number lies in."""

def can_cast(from_: Dtype, to: Dtype) -> _bool:
    """Whether a dtype may be cast to another, when a result is written."""

@overload
def cat(tensors: Sequence[Tensor], dim: Int = ..., *, out: Tensor | None = ...) -> Tensor:
    """Tensors, one after the other along a dimension they have."""
@overload
def cat(tensors: Sequence[Tensor], *, axis: Int, out: Tensor | None = ...) -> Tensor:
    """Tensors, one after the other along a dimension they have."""

def cdist(x1: Tensor, x2: Tensor, p: _float = ..., compute_mode: _str = ...) -> Tensor:
    """How far each row of one matrix is from each row of another."""

def ceil(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The smallest whole number that is not below each element."""

def ceil_(input: Tensor) -> Tensor:
    """In place: the smallest whole number that is not below each element."""

def celu(input: Tensor, alpha: Number = ...) -> Tensor:
    """An exponential linear unit with the slope one at zero for every alpha."""

def celu_(input: Tensor, alpha: Number = ...) -> Tensor:
    """In place: an exponential linear unit with the slope one at zero for every alpha."""

def chunk(input: Tensor, chunks: Int, dim: Int = ...) -> tuple[Tensor, ...]:
    """The tensor in a number of pieces along a dimension; there may be fewer."""

@overload
def clamp(input: Tensor, min: Tensor | None = ..., max: Tensor | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """Each element, brought between two bounds."""
@overload
def clamp(input: Tensor, min: Number | None = ..., max: Number | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """Each element, brought between two bounds."""

@overload
def clamp_(input: Tensor, min: Tensor | None = ..., max: Tensor | None = ...) -> Tensor:
    """In place: each element, brought between two bounds."""
@overload
def clamp_(input: Tensor, min: Number | None = ..., max: Number | None = ...) -> Tensor:
    """In place: each element, brought between two bounds."""

def clamp_max(input: Tensor, max: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Each element, or an upper bound where it is above that."""

def clamp_max_(input: Tensor, max: Tensor | Number) -> Tensor:
    """In place: each element, or an upper bound where it is above that."""

def clamp_min(input: Tensor, min: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Each element, or a lower bound where it is below that."""

def clamp_min_(input: Tensor, min: Tensor | Number) -> Tensor:
    """In place: each element, or a lower bound where it is below that."""

@overload
def clip(input: Tensor, min: Tensor | None = ..., max: Tensor | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """Each element, brought between two bounds."""
@overload
def clip(input: Tensor, min: Number | None = ..., max: Number | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """Each element, brought between two bounds."""

@overload
def clip_(input: Tensor, min: Tensor | None = ..., max: Tensor | None = ...) -> Tensor:
    """In place: each element, brought between two bounds."""
@overload
def clip_(input: Tensor, min: Number | None = ..., max: Number | None = ...) -> Tensor:
    """In place: each element, brought between two bounds."""

def clone(input: Tensor) -> Tensor:
    """A copy of the tensor with memory of its own, recorded by autograd."""

def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = ...) -> Tensor:
    """Tensors side by side; vectors are columns."""

@overload
def concat(tensors: Sequence[Tensor], dim: Int = ..., *, out: Tensor | None = ...) -> Tensor:
    """Tensors, one after the other along a dimension they have."""
@overload
def concat(tensors: Sequence[Tensor], *, axis: Int, out: Tensor | None = ...) -> Tensor:
    """Tensors, one after the other along a dimension they have."""

@overload
def concatenate(tensors: Sequence[Tensor], dim: Int = ..., *, out: Tensor | None = ...) -> Tensor:
    """Tensors, one after the other along a dimension they have."""
@overload
def concatenate(tensors: Sequence[Tensor], *, axis: Int, out: Tensor | None = ...) -> Tensor:
    """Tensors, one after the other along a dimension they have."""

def copysign(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """The magnitude of one tensor with the sign of another."""

def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables, rows, over observations, columns."""

def cos(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The cosine of each element."""

def cos_(input: Tensor) -> Tensor:
    """In place: the cosine of each element."""

def cosh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The hyperbolic cosine of each element."""

def cosh_(input: Tensor) -> Tensor:
    """In place: the hyperbolic cosine of each element."""

def cosine_similarity(x1: Tensor, x2: Tensor, dim: Int = ..., eps: Float = ...) -> Tensor:
    """The cosines of the angles between vectors along a dimension."""

@overload
def count_nonzero(input: Tensor, dim: Int | None = ...) -> Tensor:
    """How many elements are not zero, of all or along dimensions."""
@overload
def count_nonzero(input: Tensor, dim: Ints | None) -> Tensor:
    """How many elements are not zero, of all or along dimensions."""

def cov(input: Tensor, *, aweights: Tensor | None = ..., correction: Int = ..., fweights: Tensor | None = ...) -> Tensor:
    """The covariances of variables, rows, over observations, columns."""

def cummax(input: Tensor, dim: Int, *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The largest so far along a dimension, and where it stood."""

def cummin(input: Tensor, dim: Int, *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The smallest so far along a dimension, and where it stood."""

@overload
def cumprod(input: Tensor, dim: Int, *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The running product along a dimension."""
@overload
def cumprod(input: Tensor, *, axis: Int, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The running product along a dimension."""

@overload
def cumsum(input: Tensor, dim: Int, *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The running sum along a dimension."""
@overload
def cumsum(input: Tensor, *, axis: Int, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The running sum along a dimension."""

def deg2rad(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Angles in degrees as angles in radians."""

def deg2rad_(input: Tensor) -> Tensor:
    """In place: angles in degrees as angles in radians."""

def diag(input: Tensor, diagonal: Int = ..., *, out: Tensor | None = ...) -> Tensor:
    """A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector."""

def diagonal(input: Tensor, offset: Int = ..., dim1: Int = ..., dim2: Int = ...) -> Tensor:
    """The diagonal of two dimensions, which becomes the last dimension."""

def diff(input: Tensor, n: Int = ..., dim: Int = ..., prepend: Tensor | None = ..., append: Tensor | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """Differences of neighbours along a dimension, n times over."""

def dist(input: Tensor, other: Tensor, p: Number = ...) -> Tensor:
    """The length of a difference: how far two tensors are apart."""

@overload
def div(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | Number | None = ...) -> Tensor:
    """The quotient of two tensors, or of a tensor and a number."""
@overload
def div(input: Tensor | Number, other: Tensor | Number, *, rounding_mode: _str | None, out: Tensor | Number | None = ...) -> Tensor:
    """The quotient of two tensors, or of a tensor and a number."""

@overload
def divide(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | Number | None = ...) -> Tensor:
    """The quotient of two tensors, or of a tensor and a number."""
@overload
def divide(input: Tensor | Number, other: Tensor | Number, *, rounding_mode: _str | None, out: Tensor | Number | None = ...) -> Tensor:
    """The quotient of two tensors, or of a tensor and a number."""

def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The inner product of two vectors."""

def dropout(input: Tensor, p: Float, train: _bool) -> Tensor:
    """Random elements made zero, the others enlarged so that the mean stays; in training only."""

@overload
def dsplit(input: Tensor, sections: Int) -> tuple[Tensor, ...]:
    """The tensor cut along dimension two."""
@overload
def dsplit(input: Tensor, indices: Ints) -> tuple[Tensor, ...]:
    """The tensor cut along dimension two."""

def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = ...) -> Tensor:
    """Tensors one behind the other, along dimension two."""

def einsum(equation: _str, *operands: Tensor | Sequence[Tensor]) -> Tensor:
    """Sums of products, told by Einstein's notation."""

@overload
def empty(*size: Int, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., out: Tensor | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor whose elements are yet to be written: whatever was in memory."""
@overload
def empty(size: Int | Ints, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., out: Tensor | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor whose elements are yet to be written: whatever was in memory."""

def empty_like(input: Tensor, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor as another, whose elements are yet to be written."""

def eq(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether the elements of two tensors are equal."""

def equal(input: Tensor, other: Tensor) -> _bool:
    """Whether two tensors have the same shape and the same elements."""

def erf(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The error function of each element."""

def erf_(input: Tensor) -> Tensor:
    """In place: the error function of each element."""

def erfc(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """One less the error function, exact also where that is nearly one."""

def erfc_(input: Tensor) -> Tensor:
    """In place: one less the error function, exact also where that is nearly one."""

def erfinv(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The number whose error function is each element."""

def exp(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The exponential function of each element."""

def exp2(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Two to the power of each element."""

def exp2_(input: Tensor) -> Tensor:
    """In place: two to the power of each element."""

def exp_(input: Tensor) -> Tensor:
    """In place: the exponential function of each element."""

def expm1(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The exponential function less one, exact also near zero."""

def expm1_(input: Tensor) -> Tensor:
    """In place: the exponential function less one, exact also near zero."""

@overload
def eye(n: Int, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """The identity matrix."""
@overload
def eye(n: Int, m: Int, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """The identity matrix."""

def fill_(input: Tensor, value: Tensor | Number) -> Tensor:
    """Every element set to one value, in place."""

def fix(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The whole part of each element: what comes after the point is dropped."""

def fix_(input: Tensor) -> Tensor:
    """In place: the whole part of each element: what comes after the point is dropped."""

def flatten(input: Tensor, start_dim: Int = ..., end_dim: Int = ...) -> Tensor:
    """Several neighbouring dimensions, joined into one."""

def flip(input: Tensor, dims: Ints) -> Tensor:
    """The elements in reverse along dimensions; a copy."""

def fliplr(input: Tensor) -> Tensor:
    """The columns in reverse."""

def flipud(input: Tensor) -> Tensor:
    """The rows in reverse."""

def floor(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The largest whole number that is not above each element."""

def floor_(input: Tensor) -> Tensor:
    """In place: the largest whole number that is not above each element."""

def floor_divide(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | Number | None = ...) -> Tensor:
    """The quotient, rounded down to a whole number."""

def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The larger of two tensors' elements; of nan and a number, the number."""

def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The smaller of two tensors' elements; of nan and a number, the number."""

def fmod(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """What is left of a division rounded towards zero; it has the dividend's sign."""

def frac(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """What comes after the point of each element, with its sign."""

def frac_(input: Tensor) -> Tensor:
    """In place: what comes after the point of each element, with its sign."""

def full(size: Ints, fill_value: Number, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., out: Tensor | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor filled with one value."""

def full_like(input: Tensor, fill_value: Number, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor filled with one value, as another."""

def gather(input: Tensor, dim: Int, index: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Elements along a dimension, with an index for each."""

def ge(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is at least the other's."""

def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The products of each element of one vector with each of another."""

def get_default_dtype() -> dtype_:
    """The dtype of new floating tensors."""

def get_num_threads() -> _int:
    """How many threads compute: NumPy's BLAS and compiled steps use so many."""

def greater(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is greater than the other's."""

def greater_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is at least the other's."""

def gt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is greater than the other's."""

def hardshrink(input: Tensor, lambd: Number = ..., *, out: Tensor | None = ...) -> Tensor:
    """Each element, or zero where it is near zero."""

def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The step function: 0 below zero, 1 above, and what is given at zero."""

def histc(input: Tensor, bins: Int = ..., min: Number = ..., max: Number = ..., *, out: Tensor | None = ...) -> Tensor:
    """How many elements lie in each of some equal parts of an interval."""

@overload
def hsplit(input: Tensor, sections: Int) -> tuple[Tensor, ...]:
    """The tensor cut along dimension one, a vector along its own."""
@overload
def hsplit(input: Tensor, indices: Ints) -> tuple[Tensor, ...]:
    """The tensor cut along dimension one, a vector along its own."""

def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = ...) -> Tensor:
    """Tensors side by side: vectors one after the other, others along dimension one."""

def hypot(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The longest side of triangles with a right angle."""

def index_add(input: Tensor, dim: Int, index: Tensor, source: Tensor, *, alpha: Number = ..., out: Tensor | None = ...) -> Tensor:
    """The tensor with slices added along a dimension, where an index says."""

def index_copy(input: Tensor, dim: Int, index: Tensor, source: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The tensor with slices put along a dimension, where an index says."""

def index_fill(input: Tensor, dim: Int, index: Tensor, value: Tensor | Number) -> Tensor:
    """The tensor with a value in all slices along a dimension that an index names."""

def index_select(input: Tensor, dim: Int, index: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Slices along a dimension, by their indices."""

def is_anomaly_check_nan_enabled() -> _bool:
    """Whether backward passes, when they look for mistakes, stop at a nan."""

def is_anomaly_enabled() -> _bool:
    """Whether backward passes look for the line that made a nan."""

def is_floating_point(input: Tensor) -> _bool:
    """Whether a tensor's dtype is a floating one."""

def is_grad_enabled() -> _bool:
    """Whether operations are recorded now, for backward passes."""

def is_inference_mode_enabled() -> _bool:
    """Whether tensors that are made now are for inference only."""

def is_tensor(obj: object, /) -> TypeIs[Tensor]:
    """Whether an object is a tensor."""

def isclose(input: Tensor, other: Tensor, rtol: Float = ..., atol: Float = ..., equal_nan: _bool = ...) -> Tensor:
    """Which elements of two tensors are nearly equal."""

def isfinite(input: Tensor) -> Tensor:
    """Which elements are numbers, and finite."""

def isinf(input: Tensor) -> Tensor:
    """Which elements are infinite."""

def isnan(input: Tensor) -> Tensor:
    """Which elements are nan, not a number."""

def kron(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Kronecker's product: each element times all of the other tensor, in that element's place."""

def kthvalue(input: Tensor, k: Int, dim: Int = ..., keepdim: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The element that stands at the k-th place in order, counted from one, along a dimension."""

def layer_norm(input: Tensor, normalized_shape: Ints, weight: Tensor | None = ..., bias: Tensor | None = ..., eps: Float = ...) -> Tensor:
    """The last dimensions brought to mean 0 and variance 1, then scaled and moved."""

def le(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is at most the other's."""

def lerp(input: Tensor, end: Tensor, weight: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """A value between two, by linear interpolation."""

def less(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is less than the other's."""

def less_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is at most the other's."""

@overload
def linspace(start: Tensor | Number, end: Tensor, steps: Int, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A number of points from a start to an end, both included, evenly spaced."""
@overload
def linspace(start: Tensor | Number, end: Number, steps: Int, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A number of points from a start to an end, both included, evenly spaced."""

def log(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The natural logarithm of each element."""

def log10(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The logarithm to base ten of each element."""

def log10_(input: Tensor) -> Tensor:
    """In place: the logarithm to base ten of each element."""

def log1p(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The natural logarithm of one plus each element, exact also near zero."""

def log1p_(input: Tensor) -> Tensor:
    """In place: the natural logarithm of one plus each element, exact also near zero."""

def log2(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The logarithm to base two of each element."""

def log2_(input: Tensor) -> Tensor:
    """In place: the logarithm to base two of each element."""

def log_(input: Tensor) -> Tensor:
    """In place: the natural logarithm of each element."""

@overload
def log_softmax(input: Tensor, dim: Int, dtype: Dtype | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """The logarithm of `softmax` along a dimension, exact also where that is nearly zero."""
@overload
def log_softmax(input: Tensor, *, axis: Int, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The logarithm of `softmax` along a dimension, exact also where that is nearly zero."""

def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The logarithm of the sum of two exponentials, which may be too large to be written."""

def logcumsumexp(input: Tensor, dim: Int, *, out: Tensor | None = ...) -> Tensor:
    """The logarithm of the running sum of the exponentials along a dimension."""

def logical_and(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Where the elements of both are not zero."""

def logical_not(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Where the elements are zero, or False."""

def logical_or(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Where the elements of either, or of both, are not zero."""

def logical_xor(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Where the elements of one, but not of the other, are not zero."""

def logit(input: Tensor, eps: Float | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """The logarithm of the odds: what `sigmoid` would give each element for."""

def logit_(input: Tensor, eps: Float | None = ...) -> Tensor:
    """In place: the logarithm of the odds: what `sigmoid` would give each element for."""

@overload
def logsumexp(input: Tensor, dim: Int | Ints, keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """The logarithm of the sum of the exponentials along dimensions, without overflow."""
@overload
def logsumexp(input: Tensor, *, axis: Int | Ints, keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The logarithm of the sum of the exponentials along dimensions, without overflow."""

def lt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element is less than the other's."""

def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """The tensor with a value wherever a mask is True."""

def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The tensor with another's elements, one after the other, where a mask is True."""

def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The elements for which a mask is True."""

def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The matrix product, as `@`; of vectors the inner product; of stacks, matrix by matrix."""

@overload
def max(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The largest of all elements; along a dimension, with its place; or elementwise."""
@overload
def max(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The largest of all elements; along a dimension, with its place; or elementwise."""
@overload
def max(input: Tensor, dim: Int, keepdim: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The largest of all elements; along a dimension, with its place; or elementwise."""
@overload
def max(input: Tensor, *, axis: Int, keepdim: _bool = ..., out: Sequence[Tensor] | None = ..., keepdims: _bool = ...) -> ValuesAndIndices:
    """The largest of all elements; along a dimension, with its place; or elementwise."""

def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The larger of two tensors' elements; nan wherever one is nan."""

@overload
def mean(input: Tensor, *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The mean of all elements, or of those along dimensions."""
@overload
def mean(input: Tensor, dim: Int | Ints | None, keepdim: _bool = ..., *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The mean of all elements, or of those along dimensions."""
@overload
def mean(input: Tensor, *, axis: Int | Ints | None, keepdim: _bool = ..., dtype: Dtype | None = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The mean of all elements, or of those along dimensions."""

@overload
def median(input: Tensor) -> Tensor:
    """The middle one of the elements in order, the lower of two."""
@overload
def median(input: Tensor, dim: Int, keepdim: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The middle one of the elements in order, the lower of two."""
@overload
def median(input: Tensor, *, axis: Int, keepdim: _bool = ..., out: Sequence[Tensor] | None = ..., keepdims: _bool = ...) -> ValuesAndIndices:
    """The middle one of the elements in order, the lower of two."""

def meshgrid(*tensors: Tensor | Sequence[Tensor], indexing: _str | None = ...) -> tuple[Tensor, ...]:
    """The coordinates of a grid, from those of its sides."""

@overload
def min(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The smallest of all elements; along a dimension, with its place; or elementwise."""
@overload
def min(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The smallest of all elements; along a dimension, with its place; or elementwise."""
@overload
def min(input: Tensor, dim: Int, keepdim: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The smallest of all elements; along a dimension, with its place; or elementwise."""
@overload
def min(input: Tensor, *, axis: Int, keepdim: _bool = ..., out: Sequence[Tensor] | None = ..., keepdims: _bool = ...) -> ValuesAndIndices:
    """The smallest of all elements; along a dimension, with its place; or elementwise."""

def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The smaller of two tensors' elements; nan wherever one is nan."""

def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The product of two matrices."""

def mode(input: Tensor, dim: Int = ..., keepdim: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The most frequent element along a dimension, of several the smallest."""

@overload
def moveaxis(input: Tensor, source: Int, destination: Int) -> Tensor:
    """The tensor with some dimensions moved; the others keep their order."""
@overload
def moveaxis(input: Tensor, source: Ints, destination: Ints) -> Tensor:
    """The tensor with some dimensions moved; the others keep their order."""

@overload
def movedim(input: Tensor, source: Int, destination: Int) -> Tensor:
    """The tensor with some dimensions moved; the others keep their order."""
@overload
def movedim(input: Tensor, source: Ints, destination: Ints) -> Tensor:
    """The tensor with some dimensions moved; the others keep their order."""

def msort(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The elements in ascending order along the first dimension."""

def mul(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | Number | None = ...) -> Tensor:
    """The product of two tensors, or of a tensor and a number, element by element."""

def multinomial(input: Tensor, num_samples: Int, replacement: _bool = ..., *, generator: Generator | None = ..., out: Tensor | None = ...) -> Tensor:
    """Random indices, drawn with the probabilities that a vector, or each row, tells."""

def multiply(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | Number | None = ...) -> Tensor:
    """The product of two tensors, or of a tensor and a number, element by element."""

def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The product of a matrix and a vector."""

def nan_to_num(input: Tensor, nan: Float | None = ..., posinf: Float | None = ..., neginf: Float | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """The tensor with finite numbers in place of nan and the infinities."""

def nan_to_num_(input: Tensor, nan: Float | None = ..., posinf: Float | None = ..., neginf: Float | None = ...) -> Tensor:
    """In place: the tensor with finite numbers in place of nan and the infinities."""

def nanmean(input: Tensor, dim: Int | Ints | None = ..., keepdim: _bool = ..., *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The mean of what is not nan, of all elements or along dimensions."""

@overload
def nanmedian(input: Tensor) -> Tensor:
    """The middle one of the elements that are not nan, the lower of two."""
@overload
def nanmedian(input: Tensor, dim: Int, keepdim: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> Tensor:
    """The middle one of the elements that are not nan, the lower of two."""

def nanquantile(input: Tensor, q: Tensor | Float, dim: Int | None = ..., keepdim: _bool = ..., *, interpolation: _str = ..., out: Tensor | None = ...) -> Tensor:
    """The value below which a given share of the elements that are not nan lies."""

def nansum(input: Tensor, dim: Int | Ints | None = ..., keepdim: _bool = ..., *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The sum of what is not nan, of all elements or along dimensions."""

def narrow(input: Tensor, dim: Int, start: Tensor | Int, length: Int) -> Tensor:
    """A stretch of a dimension."""

def ne(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether the elements of two tensors differ."""

def neg(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Each element with its sign turned."""

def neg_(input: Tensor) -> Tensor:
    """In place: each element with its sign turned."""

def negative(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Each element with its sign turned."""

def negative_(input: Tensor) -> Tensor:
    """In place: each element with its sign turned."""

@overload
def nonzero(input: Tensor, *, as_tuple: Literal[False] = ...) -> Tensor:
    """Where the elements are not zero."""
@overload
def nonzero(input: Tensor, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]:
    """Where the elements are not zero."""

def norm(input: Tensor, p: Number | _str | None = ..., dim: Int | Ints | None = ..., keepdim: _bool = ..., dtype: Dtype | None = ...) -> Tensor:
    """The length of a vector: of all elements, or of those along dimensions."""

@overload
def normal(mean: Tensor | Float, std: Tensor, *, generator: Generator | None = ..., out: Tensor | None = ...) -> Tensor:
    """Random numbers of normal distributions; means and deviations may be tensors."""
@overload
def normal(mean: Tensor, std: Float = ..., *, generator: Generator | None = ..., out: Tensor | None = ...) -> Tensor:
    """Random numbers of normal distributions; means and deviations may be tensors."""
@overload
def normal(mean: Float, std: Float, size: Ints, *, generator: Generator | None = ..., out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random numbers of normal distributions; means and deviations may be tensors."""

def not_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Whether the elements of two tensors differ."""

def numel(input: Tensor) -> _int:
    """How many elements a tensor has."""

@overload
def ones(*size: Int, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., out: Tensor | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor filled with ones."""
@overload
def ones(size: Int | Ints, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., out: Tensor | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor filled with ones."""

def ones_like(input: Tensor, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor of ones, as another."""

def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The products of each element of one vector with each of another."""

def pairwise_distance(x1: Tensor, x2: Tensor, p: Float = ..., eps: Float = ..., keepdim: _bool = ...) -> Tensor:
    """How far each vector is from the one in the same place, along the last dimension."""

def permute(input: Tensor, dims: Ints) -> Tensor:
    """The tensor with its dimensions in another order."""

def positive(input: Tensor) -> Tensor:
    """The tensor itself, as `+x` gives it."""

@overload
def pow(input: Tensor, exponent: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """Each element to a power; both may be tensors."""
@overload
def pow(self: Number, exponent: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Each element to a power; both may be tensors."""

def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """Each element, or where it is negative a learned part of it."""

@overload
def prod(input: Tensor, *, dtype: Dtype | None = ...) -> Tensor:
    """The product of all elements, or of those along a dimension."""
@overload
def prod(input: Tensor, dim: Int, keepdim: _bool = ..., *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The product of all elements, or of those along a dimension."""
@overload
def prod(input: Tensor, *, axis: Int, keepdim: _bool = ..., dtype: Dtype | None = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The product of all elements, or of those along a dimension."""

def promote_types(type1: Dtype, type2: Dtype) -> dtype_:
    """The smallest dtype that holds both, at least as large and of no lower category."""

def put(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = ...) -> Tensor:
    """The tensor with elements put at places of the flattened tensor."""

def quantile(input: Tensor, q: Tensor | Float, dim: Int | None = ..., keepdim: _bool = ..., *, interpolation: _str = ..., out: Tensor | None = ...) -> Tensor:
    """The value below which a given share of the elements lies, of all or along a dimension."""

def rad2deg(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Angles in radians as angles in degrees."""

def rad2deg_(input: Tensor) -> Tensor:
    """In place: angles in radians as angles in degrees."""

@overload
def rand(*size: Int, generator: Generator | None, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Uniform random numbers in [0, 1)."""
@overload
def rand(size: Ints, *, generator: Generator | None, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Uniform random numbers in [0, 1)."""
@overload
def rand(*size: Int, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Uniform random numbers in [0, 1)."""
@overload
def rand(size: Ints, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Uniform random numbers in [0, 1)."""

@overload
def rand_like(input: Tensor, *, generator: Generator | None, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Uniform random numbers in [0, 1), as another tensor."""
@overload
def rand_like(input: Tensor, *, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Uniform random numbers in [0, 1), as another tensor."""

@overload
def randint(high: Int, size: Ints, *, generator: Generator | None, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded."""
@overload
def randint(high: Int, size: Ints, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded."""
@overload
def randint(low: Int, high: Int, size: Ints, *, generator: Generator | None, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded."""
@overload
def randint(low: Int, high: Int, size: Ints, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded."""

@overload
def randint_like(input: Tensor, low: Int, high: Int, *, generator: Generator | None, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded, as another tensor."""
@overload
def randint_like(input: Tensor, low: Int, high: Int, *, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded, as another tensor."""
@overload
def randint_like(input: Tensor, high: Tensor | Int, *, generator: Generator | None, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded, as another tensor."""
@overload
def randint_like(input: Tensor, high: Tensor | Int, *, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random integers from `low`, included, to `high`, excluded, as another tensor."""

@overload
def randn(*size: Int, generator: Generator | None, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random numbers of the standard normal distribution: mean 0, standard deviation 1."""
@overload
def randn(size: Ints, *, generator: Generator | None, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random numbers of the standard normal distribution: mean 0, standard deviation 1."""
@overload
def randn(*size: Int, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random numbers of the standard normal distribution: mean 0, standard deviation 1."""
@overload
def randn(size: Ints, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random numbers of the standard normal distribution: mean 0, standard deviation 1."""

@overload
def randn_like(input: Tensor, *, generator: Generator | None, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random numbers of the standard normal distribution, as another tensor."""
@overload
def randn_like(input: Tensor, *, dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """Random numbers of the standard normal distribution, as another tensor."""

@overload
def randperm(n: Int, *, generator: Generator | None, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """The numbers from 0 to n − 1 in random order."""
@overload
def randperm(n: Int, *, out: Tensor | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., device: Device | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """The numbers from 0 to n − 1 in random order."""

def range(start: Number, end: Number, step: Number = ..., *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout = ..., out: Tensor | None = ..., requires_grad: _bool = ...) -> Tensor:
    """Numbers from a start, in steps, up to an end that is included; deprecated in torch."""

def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension."""

def reciprocal(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """One divided by each element."""

def reciprocal_(input: Tensor) -> Tensor:
    """In place: one divided by each element."""

def relu(input: Tensor) -> Tensor:
    """The larger of zero and each element."""

def relu_(input: Tensor) -> Tensor:
    """In place: the larger of zero and each element."""

@overload
def remainder(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """What is left of a division rounded down; it has the divisor's sign."""
@overload
def remainder(self: Number, other: Tensor) -> Tensor:
    """What is left of a division rounded down; it has the divisor's sign."""

@overload
def repeat_interleave(input: Tensor, repeats: Tensor | Int, dim: Int | None = ..., *, output_size: Int | None = ...) -> Tensor:
    """Each element repeated where it stands."""
@overload
def repeat_interleave(repeats: Tensor, *, output_size: Int | None = ...) -> Tensor:
    """Each element repeated where it stands."""

def reshape(input: Tensor, shape: Ints) -> Tensor:
    """The same elements in another shape; a view where memory allows it, else a copy."""

@overload
def result_type(tensor: Tensor, other: Tensor | Number) -> dtype_:
    """The dtype that an operation on two tensors or numbers would give."""
@overload
def result_type(scalar: Number, tensor: Tensor) -> dtype_:
    """The dtype that an operation on two tensors or numbers would give."""
@overload
def result_type(scalar1: Number, scalar2: Number) -> dtype_:
    """The dtype that an operation on two tensors or numbers would give."""

def rms_norm(input: Tensor, normalized_shape: Ints, weight: Tensor | None = ..., eps: Float | None = ...) -> Tensor:
    """The last dimensions divided by the root of their mean square, then scaled."""

def roll(input: Tensor, shifts: Int | Ints, dims: Int | Ints | None = ...) -> Tensor:
    """The elements moved along dimensions; those that leave come in at the other end."""

def rot90(input: Tensor, k: Int = ..., dims: Ints = ...) -> Tensor:
    """The tensor turned by right angles, in the plane of two dimensions."""

@overload
def round(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The nearest whole number, or the nearest with as many decimals."""
@overload
def round(input: Tensor, *, decimals: Int, out: Tensor | None = ...) -> Tensor:
    """The nearest whole number, or the nearest with as many decimals."""

@overload
def round_(input: Tensor) -> Tensor:
    """In place: the nearest whole number, or the nearest with as many decimals."""
@overload
def round_(input: Tensor, *, decimals: Int) -> Tensor:
    """In place: the nearest whole number, or the nearest with as many decimals."""

def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = ...) -> Tensor:
    """Tensors one below the other; vectors are rows."""

def rsqrt(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """One divided by the square root of each element."""

def rsqrt_(input: Tensor) -> Tensor:
    """In place: one divided by the square root of each element."""

@overload
def rsub(input: Tensor, other: Tensor, *, alpha: Number = ...) -> Tensor:
    """The difference the other way round: the first is subtracted from the second."""
@overload
def rsub(input: Tensor, other: Number, alpha: Number = ...) -> Tensor:
    """The difference the other way round: the first is subtracted from the second."""

@overload
def scatter(input: Tensor, dim: Int, index: Tensor, src: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The tensor with elements of another put where an index says."""
@overload
def scatter(input: Tensor, dim: Int, index: Tensor, src: Tensor, *, reduce: _str, out: Tensor | None = ...) -> Tensor:
    """The tensor with elements of another put where an index says."""
@overload
def scatter(input: Tensor, dim: Int, index: Tensor, value: Number, *, out: Tensor | None = ...) -> Tensor:
    """The tensor with elements of another put where an index says."""
@overload
def scatter(input: Tensor, dim: Int, index: Tensor, value: Number, *, reduce: _str, out: Tensor | None = ...) -> Tensor:
    """The tensor with elements of another put where an index says."""

def scatter_add(input: Tensor, dim: Int, index: Tensor, src: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The tensor with elements of another added where an index says."""

def scatter_reduce(input: Tensor, dim: Int, index: Tensor, src: Tensor, reduce: _str, *, include_self: _bool = ..., out: Tensor | None = ...) -> Tensor:
    """The tensor with another's elements reduced into it where an index says."""

@overload
def searchsorted(sorted_sequence: Tensor, input: Tensor, *, out_int32: _bool = ..., right: _bool = ..., side: _str | None = ..., sorter: Tensor | None = ..., out: Tensor | None = ...) -> Tensor:
    """Where numbers would be put into sorted rows, so that these stay sorted."""
@overload
def searchsorted(sorted_sequence: Tensor, self: Number, *, out_int32: _bool = ..., right: _bool = ..., side: _str | None = ..., sorter: Tensor | None = ..., out: Tensor | None = ...) -> Tensor:
    """Where numbers would be put into sorted rows, so that these stay sorted."""

def select(input: Tensor, dim: Int, index: Int) -> Tensor:
    """One slice along a dimension, without it."""

def selu(input: Tensor) -> Tensor:
    """A scaled exponential linear unit: layers of it keep mean 0 and variance 1."""

def selu_(input: Tensor) -> Tensor:
    """In place: a scaled exponential linear unit: layers of it keep mean 0 and variance 1."""

def sgn(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The sign of each element, as `sign`: torch has it for complex numbers besides."""

def sigmoid(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The logistic function of each element, between 0 and 1."""

def sigmoid_(input: Tensor) -> Tensor:
    """In place: the logistic function of each element, between 0 and 1."""

def sign(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The sign of each element: −1, 0 or 1."""

def signbit(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Whether each element has a minus sign; −0.0 has one."""

def sin(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The sine of each element."""

def sin_(input: Tensor) -> Tensor:
    """In place: the sine of each element."""

def sinc(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The sine of πx, divided by πx, of each element."""

def sinc_(input: Tensor) -> Tensor:
    """In place: the sine of πx, divided by πx, of each element."""

def sinh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The hyperbolic sine of each element."""

def sinh_(input: Tensor) -> Tensor:
    """In place: the hyperbolic sine of each element."""

@overload
def softmax(input: Tensor, dim: Int, dtype: Dtype | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """Positive numbers with the sum one along a dimension, in the ratio of the exponentials."""
@overload
def softmax(input: Tensor, *, axis: Int, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """Positive numbers with the sum one along a dimension, in the ratio of the exponentials."""

@overload
def sort(input: Tensor, *, stable: _bool | None, dim: Int = ..., descending: _bool = ..., out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The elements in order along a dimension, and where they came from."""
@overload
def sort(input: Tensor, *, stable: _bool | None, axis: Int, descending: _bool = ..., out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The elements in order along a dimension, and where they came from."""
@overload
def sort(input: Tensor, dim: Int = ..., descending: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The elements in order along a dimension, and where they came from."""
@overload
def sort(input: Tensor, *, axis: Int, descending: _bool = ..., out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The elements in order along a dimension, and where they came from."""

def split(tensor: Tensor, split_size_or_sections: Int | Ints, dim: Int = ...) -> tuple[Tensor, ...]:
    """The tensor in pieces of a size, or of several sizes, along a dimension."""

def sqrt(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The square root of each element."""

def sqrt_(input: Tensor) -> Tensor:
    """In place: the square root of each element."""

def square(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Each element times itself."""

def square_(input: Tensor) -> Tensor:
    """In place: each element times itself."""

@overload
def squeeze(input: Tensor) -> Tensor:
    """The tensor without its dimensions of size one, or without those that are named."""
@overload
def squeeze(input: Tensor, dim: Int | Ints) -> Tensor:
    """The tensor without its dimensions of size one, or without those that are named."""
@overload
def squeeze(input: Tensor, *, axis: Int | Ints) -> Tensor:
    """The tensor without its dimensions of size one, or without those that are named."""

@overload
def stack(tensors: Sequence[Tensor], dim: Int = ..., *, out: Tensor | None = ...) -> Tensor:
    """Tensors of one shape, side by side along a new dimension."""
@overload
def stack(tensors: Sequence[Tensor], *, axis: Int, out: Tensor | None = ...) -> Tensor:
    """Tensors of one shape, side by side along a new dimension."""

@overload
def std(input: Tensor, dim: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """The standard deviation of all elements, or of those along dimensions."""
@overload
def std(input: Tensor, *, axis: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The standard deviation of all elements, or of those along dimensions."""
@overload
def std(input: Tensor, dim: Int | Ints | None = ..., *, correction: Number | None = ..., keepdim: _bool = ..., out: Tensor | None = ...) -> Tensor:
    """The standard deviation of all elements, or of those along dimensions."""
@overload
def std(input: Tensor, *, axis: Int | Ints | None, correction: Number | None = ..., keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The standard deviation of all elements, or of those along dimensions."""
@overload
def std(input: Tensor, unbiased: _bool = ...) -> Tensor:
    """The standard deviation of all elements, or of those along dimensions."""

@overload
def std_mean(input: Tensor, dim: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ...) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean, of all elements or along dimensions."""
@overload
def std_mean(input: Tensor, dim: Int | Ints | None = ..., *, correction: Number | None = ..., keepdim: _bool = ...) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean, of all elements or along dimensions."""
@overload
def std_mean(input: Tensor, unbiased: _bool = ...) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean, of all elements or along dimensions."""

def sub(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = ..., out: Tensor | Number | None = ...) -> Tensor:
    """The difference of two tensors, or of a tensor and a number."""

@overload
def subtract(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = ..., out: Tensor | Number | None = ...) -> Tensor:
    """The difference of two tensors, or of a tensor and a number."""
@overload
def subtract(input: Tensor | Number, other: Number, alpha: Number = ...) -> Tensor:
    """The difference of two tensors, or of a tensor and a number."""

@overload
def sum(input: Tensor, *, dtype: Dtype | None = ...) -> Tensor:
    """The sum of all elements, or of those along dimensions."""
@overload
def sum(input: Tensor, dim: Int | Ints | None, keepdim: _bool = ..., *, dtype: Dtype | None = ..., out: Tensor | None = ...) -> Tensor:
    """The sum of all elements, or of those along dimensions."""
@overload
def sum(input: Tensor, *, axis: Int | Ints | None, keepdim: _bool = ..., dtype: Dtype | None = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The sum of all elements, or of those along dimensions."""

def swapaxes(input: Tensor, axis0: Int, axis1: Int) -> Tensor:
    """The tensor with two dimensions exchanged."""

def swapdims(input: Tensor, dim0: Int, dim1: Int) -> Tensor:
    """The tensor with two dimensions exchanged."""

def t(input: Tensor) -> Tensor:
    """A matrix, transposed; vectors and scalars stay."""

def take(input: Tensor, index: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Elements by their places in the flattened tensor."""

def take_along_dim(input: Tensor, indices: Tensor, dim: Int | None = ..., *, out: Tensor | None = ...) -> Tensor:
    """Elements along a dimension by indices, as those of `argsort`; broadcast before."""

def tan(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The tangent of each element."""

def tan_(input: Tensor) -> Tensor:
    """In place: the tangent of each element."""

def tanh(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The hyperbolic tangent of each element, between −1 and 1."""

def tanh_(input: Tensor) -> Tensor:
    """In place: the hyperbolic tangent of each element, between −1 and 1."""

def tensor(data: Any, *, device: Device | None = ..., dtype: Dtype | None = ..., pin_memory: _bool = ..., requires_grad: _bool = ...) -> Tensor:
    """A new tensor of numbers, nested lists of them, or an array: a copy."""

@overload
def tensor_split(input: Tensor, indices: Ints, dim: Int = ...) -> tuple[Tensor, ...]:
    """The tensor in a number of pieces, as even as can be, or cut at places."""
@overload
def tensor_split(input: Tensor, tensor_indices_or_sections: Tensor, dim: Int = ...) -> tuple[Tensor, ...]:
    """The tensor in a number of pieces, as even as can be, or cut at places."""
@overload
def tensor_split(input: Tensor, sections: Int, dim: Int = ...) -> tuple[Tensor, ...]:
    """The tensor in a number of pieces, as even as can be, or cut at places."""

def threshold(input: Tensor, threshold: Number, value: Number, *, out: Tensor | None = ...) -> Tensor:
    """Each element above a threshold; a value in place of the others."""

def threshold_(input: Tensor, threshold: Number, value: Number) -> Tensor:
    """In place: each element above a threshold; a value in place of the others."""

def tile(input: Tensor, dims: Ints) -> Tensor:
    """The tensor repeated, as often as `dims` says along each dimension."""

def topk(input: Tensor, k: Int, dim: Int = ..., largest: _bool = ..., sorted: _bool = ..., *, out: Sequence[Tensor] | None = ...) -> ValuesAndIndices:
    """The k largest elements along a dimension, or the smallest, and where they stood."""

def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal."""

def transpose(input: Tensor, dim0: Int, dim1: Int) -> Tensor:
    """The tensor with two dimensions exchanged."""

def tril(input: Tensor, diagonal: Int = ..., *, out: Tensor | None = ...) -> Tensor:
    """A matrix with zeros above a diagonal."""

def triu(input: Tensor, diagonal: Int = ..., *, out: Tensor | None = ...) -> Tensor:
    """A matrix with zeros below a diagonal."""

def true_divide(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | Number | None = ...) -> Tensor:
    """The quotient of two tensors, or of a tensor and a number."""

def trunc(input: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The whole part of each element: what comes after the point is dropped."""

def trunc_(input: Tensor) -> Tensor:
    """In place: the whole part of each element: what comes after the point is dropped."""

def unbind(input: Tensor, dim: Int = ...) -> tuple[Tensor, ...]:
    """The slices along a dimension, without it."""

def unflatten(input: Tensor, dim: Int, sizes: Ints) -> Tensor:
    """One dimension, parted into several."""

@overload
def unique(input: Tensor, sorted: _bool = ..., return_inverse: Literal[False] = ..., return_counts: Literal[False] = ..., dim: Int | None = ...) -> Tensor:
    """The different elements, in ascending order."""
@overload
def unique(input: Tensor, sorted: _bool = ..., return_inverse: _bool = ..., return_counts: _bool = ..., dim: Int | None = ...) -> Any:
    """The different elements, in ascending order."""

@overload
def unique_consecutive(input: Tensor, return_inverse: Literal[False] = ..., return_counts: Literal[False] = ..., dim: Int | None = ...) -> Tensor:
    """The elements, with runs of equal ones made one."""
@overload
def unique_consecutive(input: Tensor, return_inverse: _bool = ..., return_counts: _bool = ..., dim: Int | None = ...) -> Any:
    """The elements, with runs of equal ones made one."""

@overload
def unsqueeze(input: Tensor, dim: Int) -> Tensor:
    """The tensor with one more dimension, of size one."""
@overload
def unsqueeze(input: Tensor, *, axis: Int) -> Tensor:
    """The tensor with one more dimension, of size one."""

@overload
def var(input: Tensor, dim: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ..., *, out: Tensor | None = ...) -> Tensor:
    """The variance of all elements, or of those along dimensions."""
@overload
def var(input: Tensor, *, axis: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The variance of all elements, or of those along dimensions."""
@overload
def var(input: Tensor, dim: Int | Ints | None = ..., *, correction: Number | None = ..., keepdim: _bool = ..., out: Tensor | None = ...) -> Tensor:
    """The variance of all elements, or of those along dimensions."""
@overload
def var(input: Tensor, *, axis: Int | Ints | None, correction: Number | None = ..., keepdim: _bool = ..., out: Tensor | None = ..., keepdims: _bool = ...) -> Tensor:
    """The variance of all elements, or of those along dimensions."""
@overload
def var(input: Tensor, unbiased: _bool = ...) -> Tensor:
    """The variance of all elements, or of those along dimensions."""

@overload
def var_mean(input: Tensor, dim: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ...) -> tuple[Tensor, Tensor]:
    """The variance and the mean, of all elements or along dimensions."""
@overload
def var_mean(input: Tensor, dim: Int | Ints | None = ..., *, correction: Number | None = ..., keepdim: _bool = ...) -> tuple[Tensor, Tensor]:
    """The variance and the mean, of all elements or along dimensions."""
@overload
def var_mean(input: Tensor, unbiased: _bool = ...) -> tuple[Tensor, Tensor]:
    """The variance and the mean, of all elements or along dimensions."""

def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """The inner product of two vectors; torch conjugates the first, if it is complex."""

@overload
def vsplit(input: Tensor, sections: Int) -> tuple[Tensor, ...]:
    """The tensor cut along dimension zero."""
@overload
def vsplit(input: Tensor, indices: Ints) -> tuple[Tensor, ...]:
    """The tensor cut along dimension zero."""

def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = ...) -> Tensor:
    """Tensors one below the other; vectors are rows."""

@overload
def where(condition: Tensor) -> tuple[Tensor, ...]:
    """Elements of one tensor where a condition holds, of another elsewhere."""
@overload
def where(condition: Tensor, input: Tensor, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """Elements of one tensor where a condition holds, of another elsewhere."""
@overload
def where(condition: Tensor, self: Number, other: Tensor | Number) -> Tensor:
    """Elements of one tensor where a condition holds, of another elsewhere."""
@overload
def where(condition: Tensor, input: Tensor, other: Number) -> Tensor:
    """Elements of one tensor where a condition holds, of another elsewhere."""

@overload
def xlogy(input: Tensor, other: Tensor | Number, *, out: Tensor | None = ...) -> Tensor:
    """A tensor times the logarithm of another, zero where the first is zero."""
@overload
def xlogy(self: Number, other: Tensor, *, out: Tensor | None = ...) -> Tensor:
    """A tensor times the logarithm of another, zero where the first is zero."""

def xlogy_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: a tensor times the logarithm of another, zero where the first is zero."""

def zero_(input: Tensor) -> Tensor:
    """Every element set to zero, in place."""

@overload
def zeros(*size: Int, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., out: Tensor | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor filled with zeros."""
@overload
def zeros(size: Int | Ints, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., out: Tensor | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor filled with zeros."""

def zeros_like(input: Tensor, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
    """A tensor of zeros, as another."""
