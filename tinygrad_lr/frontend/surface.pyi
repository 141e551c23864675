"""A Tensor's methods and operators, as type checkers and editors read them.

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
from .conversions import Conversions
from .hooks import Hooks
from .nodes import NodeMethods as NodeMethods

S = TypeVar("S", bound=Tensor)
_bool: TypeAlias = bool  # methods are called so
_float: TypeAlias = float
_int: TypeAlias = int
_str: TypeAlias = str
Int: TypeAlias = _int | np.integer[Any]
Float: TypeAlias = _float | np.floating[Any]
Number: TypeAlias = _int | _float | _bool | np.number[Any] | np.bool_
Ints: TypeAlias = Sequence[_int]
Dtype: TypeAlias = dtype_ | type[_float] | type[_int] | type[_bool]
Device: TypeAlias = device_ | _str | _int
Index: TypeAlias = SupportsIndex | slice | EllipsisType | Tensor | npt.NDArray[Any] | list[Any] | tuple[Any, ...] | range | None

class ValuesAndIndices(NamedTuple):
    """torch.return_types.max and so on: what a reduction that also says where returns."""

    values: Tensor
    indices: Tensor

class Surface(Conversions, Hooks):
    """Members of Tensor."""

    @property
    def T(self) -> Tensor:
        """The dimensions in reverse order: a matrix, transposed."""

    def abs(self) -> Tensor:
        """The distance of each element from zero."""

    def abs_(self) -> Tensor:
        """In place: the distance of each element from zero."""

    def absolute(self) -> Tensor:
        """The distance of each element from zero."""

    def absolute_(self) -> Tensor:
        """In place: the distance of each element from zero."""

    def acos(self) -> Tensor:
        """The angle whose cosine is each element."""

    def acos_(self) -> Tensor:
        """In place: the angle whose cosine is each element."""

    def acosh(self) -> Tensor:
        """The number, not negative, whose hyperbolic cosine is each element."""

    def acosh_(self) -> Tensor:
        """In place: the number, not negative, whose hyperbolic cosine is each element."""

    def add(self, other: Tensor | Number, *, alpha: Number = ...) -> Tensor:
        """The sum of two tensors, or of a tensor and a number."""

    def add_(self, other: Tensor | Number, *, alpha: Number = ...) -> Tensor:
        """In place: the sum of two tensors, or of a tensor and a number."""

    def addbmm(self, batch1: Tensor, batch2: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """A matrix, plus the sum of the products of two stacks of matrices."""

    def addbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """In place: a matrix, plus the sum of the products of two stacks of matrices."""

    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = ...) -> Tensor:
        """A tensor plus a multiple of the quotient of two others."""

    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = ...) -> Tensor:
        """In place: a tensor plus a multiple of the quotient of two others."""

    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = ...) -> Tensor:
        """A tensor plus a multiple of the product of two others."""

    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = ...) -> Tensor:
        """In place: a tensor plus a multiple of the product of two others."""

    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """A matrix, plus the product of two others."""

    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """In place: a matrix, plus the product of two others."""

    def addmv(self, mat: Tensor, vec: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """A vector, plus the product of a matrix and a vector."""

    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """In place: a vector, plus the product of a matrix and a vector."""

    @overload
    def all(self, dim: Ints | None = ..., keepdim: _bool = ...) -> Tensor:
        """Whether all elements are true: not zero."""
    @overload
    def all(self, *, axis: Ints | Int | None, keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """Whether all elements are true: not zero."""
    @overload
    def all(self, dim: Int | None, keepdim: _bool = ...) -> Tensor:
        """Whether all elements are true: not zero."""

    def allclose(self, other: Tensor, rtol: Float = ..., atol: Float = ..., equal_nan: _bool = ...) -> _bool:
        """Whether all elements of two tensors are nearly equal."""

    @overload
    def amax(self, dim: Int | Ints | None = ..., keepdim: _bool = ...) -> Tensor:
        """The largest element, of all or along dimensions."""
    @overload
    def amax(self, *, axis: Int | Ints | None, keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """The largest element, of all or along dimensions."""

    @overload
    def amin(self, dim: Int | Ints | None = ..., keepdim: _bool = ...) -> Tensor:
        """The smallest element, of all or along dimensions."""
    @overload
    def amin(self, *, axis: Int | Ints | None, keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """The smallest element, of all or along dimensions."""

    @overload
    def any(self, dim: Ints | None = ..., keepdim: _bool = ...) -> Tensor:
        """Whether any element is true: not zero."""
    @overload
    def any(self, *, axis: Ints | Int | None, keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """Whether any element is true: not zero."""
    @overload
    def any(self, dim: Int | None, keepdim: _bool = ...) -> Tensor:
        """Whether any element is true: not zero."""

    def arccos(self) -> Tensor:
        """The angle whose cosine is each element."""

    def arccos_(self) -> Tensor:
        """In place: the angle whose cosine is each element."""

    def arccosh(self) -> Tensor:
        """The number, not negative, whose hyperbolic cosine is each element."""

    def arccosh_(self) -> Tensor:
        """In place: the number, not negative, whose hyperbolic cosine is each element."""

    def arcsin(self) -> Tensor:
        """The angle whose sine is each element."""

    def arcsin_(self) -> Tensor:
        """In place: the angle whose sine is each element."""

    def arcsinh(self) -> Tensor:
        """The number whose hyperbolic sine is each element."""

    def arcsinh_(self) -> Tensor:
        """In place: the number whose hyperbolic sine is each element."""

    def arctan(self) -> Tensor:
        """The angle whose tangent is each element."""

    def arctan2(self, other: Tensor) -> Tensor:
        """The angle of points (other, input) in the plane, in radians."""

    def arctan2_(self, other: Tensor) -> Tensor:
        """In place: the angle of points (other, input) in the plane, in radians."""

    def arctan_(self) -> Tensor:
        """In place: the angle whose tangent is each element."""

    def arctanh(self) -> Tensor:
        """The number whose hyperbolic tangent is each element."""

    def arctanh_(self) -> Tensor:
        """In place: the number whose hyperbolic tangent is each element."""

    @overload
    def argmax(self, dim: Int | None = ..., keepdim: _bool = ...) -> Tensor:
        """Where the largest element is: its index in the flattened tensor, or along a dimension."""
    @overload
    def argmax(self, *, axis: Int | None, keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """Where the largest element is: its index in the flattened tensor, or along a dimension."""

    @overload
    def argmin(self, dim: Int | None = ..., keepdim: _bool = ...) -> Tensor:
        """Where the smallest element is: its index in the flattened tensor, or along a dimension."""
    @overload
    def argmin(self, *, axis: Int | None, keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """Where the smallest element is: its index in the flattened tensor, or along a dimension."""

    @overload
    def argsort(self, *, stable: _bool, dim: Int = ..., descending: _bool = ...) -> Tensor:
        """The indices that put the elements in order along a dimension."""
    @overload
    def argsort(self, *, stable: _bool, axis: Int, descending: _bool = ...) -> Tensor:
        """The indices that put the elements in order along a dimension."""
    @overload
    def argsort(self, dim: Int = ..., descending: _bool = ...) -> Tensor:
        """The indices that put the elements in order along a dimension."""
    @overload
    def argsort(self, *, axis: Int, descending: _bool = ...) -> Tensor:
        """The indices that put the elements in order along a dimension."""

    def as_subclass(self, cls: type[S]) -> S:
        """The same memory, and the same place in the graph, as a tensor of a subclass."""

    def asin(self) -> Tensor:
        """The angle whose sine is each element."""

    def asin_(self) -> Tensor:
        """In place: the angle whose sine is each element."""

    def asinh(self) -> Tensor:
        """The number whose hyperbolic sine is each element."""

    def asinh_(self) -> Tensor:
        """In place: the number whose hyperbolic sine is each element."""

    def atan(self) -> Tensor:
        """The angle whose tangent is each element."""

    def atan2(self, other: Tensor) -> Tensor:
        """The angle of points (other, input) in the plane, in radians."""

    def atan2_(self, other: Tensor) -> Tensor:
        """In place: the angle of points (other, input) in the plane, in radians."""

    def atan_(self) -> Tensor:
        """In place: the angle whose tangent is each element."""

    def atanh(self) -> Tensor:
        """The number whose hyperbolic tangent is each element."""

    def atanh_(self) -> Tensor:
        """In place: the number whose hyperbolic tangent is each element."""

    def backward(self, gradient: Tensor | None = ..., retain_graph: _bool | None = ..., create_graph: _bool = ..., inputs: Sequence[Tensor] | Tensor | None = ...) -> None:
        """Add the derivatives of this tensor to `grad` of the leaves that it was made of."""

    def baddbmm(self, batch1: Tensor, batch2: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """A stack of matrices, plus the products of two others, pair by pair."""

    def baddbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: Number = ..., alpha: Number = ...) -> Tensor:
        """In place: a stack of matrices, plus the products of two others, pair by pair."""

    @overload
    def bernoulli(self, *, generator: Generator | None = ...) -> Tensor:
        """Random zeros and ones: one with the probability that each element tells, or `p`."""
    @overload
    def bernoulli(self, p: Float, *, generator: Generator | None = ...) -> Tensor:
        """Random zeros and ones: one with the probability that each element tells, or `p`."""

    @overload
    def bernoulli_(self, p: Tensor, *, generator: Generator | None = ...) -> Tensor:
        """In place: random zeros and ones: one with the probability that each element tells, or `p`."""
    @overload
    def bernoulli_(self, p: Float = ..., *, generator: Generator | None = ...) -> Tensor:
        """In place: random zeros and ones: one with the probability that each element tells, or `p`."""

    def bincount(self, weights: Tensor | None = ..., minlength: Int = ...) -> Tensor:
        """How often each of the numbers 0, 1, 2, … stands in a vector."""

    def bitwise_and(self, other: Tensor | Number) -> Tensor:
        """The bits that both have; of bool, the logical and."""

    def bitwise_and_(self, other: Tensor | Number) -> Tensor:
        """In place: the bits that both have; of bool, the logical and."""

    def bitwise_not(self) -> Tensor:
        """Each bit turned over; of bool, the logical not."""

    def bitwise_not_(self) -> Tensor:
        """In place: each bit turned over; of bool, the logical not."""

    def bitwise_or(self, other: Tensor | Number) -> Tensor:
        """The bits that either has; of bool, the logical or."""

    def bitwise_or_(self, other: Tensor | Number) -> Tensor:
        """In place: the bits that either has; of bool, the logical or."""

    def bitwise_xor(self, other: Tensor | Number) -> Tensor:
        """The bits that only one of both has; of bool, where they differ."""

    def bitwise_xor_(self, other: Tensor | Number) -> Tensor:
        """In place: the bits that only one of both has; of bool, where they differ."""

    def bmm(self, mat2: Tensor) -> Tensor:
        """The products of two stacks of matrices, pair by pair."""

    def bool(self) -> Tensor:
        """The tensor in bool: True where an element is not zero."""

    @overload
    def broadcast_to(self, *size: Int) -> Tensor:
        """The tensor repeated to a shape, without copying."""
    @overload
    def broadcast_to(self, size: Int | Ints) -> Tensor:
        """The tensor repeated to a shape, without copying."""

    def byte(self) -> Tensor:
        """The tensor in uint8: integers are taken modulo 256."""

    def ceil(self) -> Tensor:
        """The smallest whole number that is not below each element."""

    def ceil_(self) -> Tensor:
        """In place: the smallest whole number that is not below each element."""

    def char(self) -> Tensor:
        """The tensor in int8: integers are taken modulo 256, between −128 and 127."""

    def chunk(self, chunks: Int, dim: Int = ...) -> tuple[Tensor, ...]:
        """The tensor in a number of pieces along a dimension; there may be fewer."""

    @overload
    def clamp(self, min: Tensor | None = ..., max: Tensor | None = ...) -> Tensor:
        """Each element, brought between two bounds."""
    @overload
    def clamp(self, min: Number | None = ..., max: Number | None = ...) -> Tensor:
        """Each element, brought between two bounds."""

    @overload
    def clamp_(self, min: Tensor | None = ..., max: Tensor | None = ...) -> Tensor:
        """In place: each element, brought between two bounds."""
    @overload
    def clamp_(self, min: Number | None = ..., max: Number | None = ...) -> Tensor:
        """In place: each element, brought between two bounds."""

    def clamp_max(self, max: Tensor | Number) -> Tensor:
        """Each element, or an upper bound where it is above that."""

    def clamp_max_(self, max: Tensor | Number) -> Tensor:
        """In place: each element, or an upper bound where it is above that."""

    def clamp_min(self, min: Tensor | Number) -> Tensor:
        """Each element, or a lower bound where it is below that."""

    def clamp_min_(self, min: Tensor | Number) -> Tensor:
        """In place: each element, or a lower bound where it is below that."""

    @overload
    def clip(self, min: Tensor | None = ..., max: Tensor | None = ...) -> Tensor:
        """Each element, brought between two bounds."""
    @overload
    def clip(self, min: Number | None = ..., max: Number | None = ...) -> Tensor:
        """Each element, brought between two bounds."""

    @overload
    def clip_(self, min: Tensor | None = ..., max: Tensor | None = ...) -> Tensor:
        """In place: each element, brought between two bounds."""
    @overload
    def clip_(self, min: Number | None = ..., max: Number | None = ...) -> Tensor:
        """In place: each element, brought between two bounds."""

    def clone(self) -> Tensor:
        """A copy of the tensor with memory of its own, recorded by autograd."""

    def contiguous(self) -> Tensor:
        """The tensor itself if its elements lie row after row, else a copy in which they do."""

    def copy_(self, other: Tensor | Number, non_blocking: _bool = ...) -> Tensor:
        """Write another tensor's elements into this one."""

    def copysign(self, other: Tensor | Number) -> Tensor:
        """The magnitude of one tensor with the sign of another."""

    def copysign_(self, other: Tensor | Number) -> Tensor:
        """In place: the magnitude of one tensor with the sign of another."""

    def corrcoef(self) -> Tensor:
        """The correlations of variables, rows, over observations, columns."""

    def cos(self) -> Tensor:
        """The cosine of each element."""

    def cos_(self) -> Tensor:
        """In place: the cosine of each element."""

    def cosh(self) -> Tensor:
        """The hyperbolic cosine of each element."""

    def cosh_(self) -> Tensor:
        """In place: the hyperbolic cosine of each element."""

    @overload
    def count_nonzero(self, dim: Int | None = ...) -> Tensor:
        """How many elements are not zero, of all or along dimensions."""
    @overload
    def count_nonzero(self, *dim: Int) -> Tensor:
        """How many elements are not zero, of all or along dimensions."""
    @overload
    def count_nonzero(self, dim: Ints | None) -> Tensor:
        """How many elements are not zero, of all or along dimensions."""

    def cov(self, *, aweights: Tensor | None = ..., correction: Int = ..., fweights: Tensor | None = ...) -> Tensor:
        """The covariances of variables, rows, over observations, columns."""

    def cpu(self) -> Tensor:
        """The tensor in the CPU's memory; itself if it is there."""

    def cuda(self, device: Device | None = ..., non_blocking: _bool = ...) -> Tensor:
        """The tensor in the memory of a GPU."""

    def cummax(self, dim: Int) -> ValuesAndIndices:
        """The largest so far along a dimension, and where it stood."""

    def cummin(self, dim: Int) -> ValuesAndIndices:
        """The smallest so far along a dimension, and where it stood."""

    @overload
    def cumprod(self, dim: Int, *, dtype: Dtype | None = ...) -> Tensor:
        """The running product along a dimension."""
    @overload
    def cumprod(self, *, axis: Int, dtype: Dtype | None = ...) -> Tensor:
        """The running product along a dimension."""

    def cumprod_(self, dim: Int, *, dtype: Dtype | None = ...) -> Tensor:
        """In place: the running product along a dimension."""

    @overload
    def cumsum(self, dim: Int, *, dtype: Dtype | None = ...) -> Tensor:
        """The running sum along a dimension."""
    @overload
    def cumsum(self, *, axis: Int, dtype: Dtype | None = ...) -> Tensor:
        """The running sum along a dimension."""

    def cumsum_(self, dim: Int, *, dtype: Dtype | None = ...) -> Tensor:
        """In place: the running sum along a dimension."""

    def data_ptr(self) -> _int:
        """The address of the first element."""

    def deg2rad(self) -> Tensor:
        """Angles in degrees as angles in radians."""

    def deg2rad_(self) -> Tensor:
        """In place: angles in degrees as angles in radians."""

    def detach_(self) -> Tensor:
        """The tensor itself, taken out of the graph that made it: it is a leaf from now on."""

    def diag(self, diagonal: Int = ...) -> Tensor:
        """A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector."""

    def diagonal(self, offset: Int = ..., dim1: Int = ..., dim2: Int = ...) -> Tensor:
        """The diagonal of two dimensions, which becomes the last dimension."""

    def diff(self, n: Int = ..., dim: Int = ..., prepend: Tensor | None = ..., append: Tensor | None = ...) -> Tensor:
        """Differences of neighbours along a dimension, n times over."""

    def dim(self) -> _int:
        """The number of dimensions."""

    def dist(self, other: Tensor, p: Number = ...) -> Tensor:
        """The length of a difference: how far two tensors are apart."""

    @overload
    def div(self, other: Tensor | Number) -> Tensor:
        """The quotient of two tensors, or of a tensor and a number."""
    @overload
    def div(self, other: Tensor | Number, *, rounding_mode: _str | None) -> Tensor:
        """The quotient of two tensors, or of a tensor and a number."""

    @overload
    def div_(self, other: Tensor | Number) -> Tensor:
        """In place: the quotient of two tensors, or of a tensor and a number."""
    @overload
    def div_(self, other: Tensor | Number, *, rounding_mode: _str | None) -> Tensor:
        """In place: the quotient of two tensors, or of a tensor and a number."""

    @overload
    def divide(self, other: Tensor | Number) -> Tensor:
        """The quotient of two tensors, or of a tensor and a number."""
    @overload
    def divide(self, other: Tensor | Number, *, rounding_mode: _str | None) -> Tensor:
        """The quotient of two tensors, or of a tensor and a number."""

    @overload
    def divide_(self, other: Tensor | Number) -> Tensor:
        """In place: the quotient of two tensors, or of a tensor and a number."""
    @overload
    def divide_(self, other: Tensor | Number, *, rounding_mode: _str | None) -> Tensor:
        """In place: the quotient of two tensors, or of a tensor and a number."""

    def dot(self, tensor: Tensor) -> Tensor:
        """The inner product of two vectors."""

    def double(self) -> Tensor:
        """The tensor in float64."""

    @overload
    def dsplit(self, sections: Int) -> tuple[Tensor, ...]:
        """The tensor cut along dimension two."""
    @overload
    def dsplit(self, *indices: Int) -> tuple[Tensor, ...]:
        """The tensor cut along dimension two."""
    @overload
    def dsplit(self, indices: Ints) -> tuple[Tensor, ...]:
        """The tensor cut along dimension two."""

    def element_size(self) -> _int:
        """The size of an element."""

    def eq(self, other: Tensor | Number) -> Tensor:
        """Whether the elements of two tensors are equal."""

    def eq_(self, other: Tensor | Number) -> Tensor:
        """In place: whether the elements of two tensors are equal."""

    def equal(self, other: Tensor) -> _bool:
        """Whether two tensors have the same shape and the same elements."""

    def erf(self) -> Tensor:
        """The error function of each element."""

    def erf_(self) -> Tensor:
        """In place: the error function of each element."""

    def erfc(self) -> Tensor:
        """One less the error function, exact also where that is nearly one."""

    def erfc_(self) -> Tensor:
        """In place: one less the error function, exact also where that is nearly one."""

    def erfinv(self) -> Tensor:
        """The number whose error function is each element."""

    def erfinv_(self) -> Tensor:
        """In place: the number whose error function is each element."""

    def exp(self) -> Tensor:
        """The exponential function of each element."""

    def exp2(self) -> Tensor:
        """Two to the power of each element."""

    def exp2_(self) -> Tensor:
        """In place: two to the power of each element."""

    def exp_(self) -> Tensor:
        """In place: the exponential function of each element."""

    @overload
    def expand(self, *size: Int) -> Tensor:
        """Dimensions of size one repeated, without copying."""
    @overload
    def expand(self, size: Int | Ints) -> Tensor:
        """Dimensions of size one repeated, without copying."""

    def expand_as(self, other: Tensor) -> Tensor:
        """Dimensions of size one repeated to the shape of another tensor."""

    def expm1(self) -> Tensor:
        """The exponential function less one, exact also near zero."""

    def expm1_(self) -> Tensor:
        """In place: the exponential function less one, exact also near zero."""

    def exponential_(self, lambd: Float = ..., *, generator: Generator | None = ...) -> Tensor:
        """Fill with random numbers of an exponential distribution, in place."""

    def fill_(self, value: Tensor | Number) -> Tensor:
        """Every element set to one value, in place."""

    def fix(self) -> Tensor:
        """The whole part of each element: what comes after the point is dropped."""

    def fix_(self) -> Tensor:
        """In place: the whole part of each element: what comes after the point is dropped."""

    def flatten(self, start_dim: Int = ..., end_dim: Int = ...) -> Tensor:
        """Several neighbouring dimensions, joined into one."""

    @overload
    def flip(self, *dims: Int) -> Tensor:
        """The elements in reverse along dimensions; a copy."""
    @overload
    def flip(self, dims: Int | Ints) -> Tensor:
        """The elements in reverse along dimensions; a copy."""

    def fliplr(self) -> Tensor:
        """The columns in reverse."""

    def flipud(self) -> Tensor:
        """The rows in reverse."""

    def float(self) -> Tensor:
        """The tensor in float32."""

    def floor(self) -> Tensor:
        """The largest whole number that is not above each element."""

    def floor_(self) -> Tensor:
        """In place: the largest whole number that is not above each element."""

    def floor_divide(self, other: Tensor | Number) -> Tensor:
        """The quotient, rounded down to a whole number."""

    def floor_divide_(self, other: Tensor | Number) -> Tensor:
        """In place: the quotient, rounded down to a whole number."""

    def fmax(self, other: Tensor) -> Tensor:
        """The larger of two tensors' elements; of nan and a number, the number."""

    def fmin(self, other: Tensor) -> Tensor:
        """The smaller of two tensors' elements; of nan and a number, the number."""

    def fmod(self, other: Tensor | Number) -> Tensor:
        """What is left of a division rounded towards zero; it has the dividend's sign."""

    def fmod_(self, other: Tensor | Number) -> Tensor:
        """In place: what is left of a division rounded towards zero; it has the dividend's sign."""

    def frac(self) -> Tensor:
        """What comes after the point of each element, with its sign."""

    def frac_(self) -> Tensor:
        """In place: what comes after the point of each element, with its sign."""

    def gather(self, dim: Int, index: Tensor) -> Tensor:
        """Elements along a dimension, with an index for each."""

    def ge(self, other: Tensor | Number) -> Tensor:
        """Whether each element is at least the other's."""

    def ge_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is at least the other's."""

    def ger(self, vec2: Tensor) -> Tensor:
        """The products of each element of one vector with each of another."""

    def get_device(self) -> _int:
        """The number of the GPU that the tensor is on; −1 for the CPU."""

    def greater(self, other: Tensor | Number) -> Tensor:
        """Whether each element is greater than the other's."""

    def greater_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is greater than the other's."""

    def greater_equal(self, other: Tensor | Number) -> Tensor:
        """Whether each element is at least the other's."""

    def greater_equal_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is at least the other's."""

    def gt(self, other: Tensor | Number) -> Tensor:
        """Whether each element is greater than the other's."""

    def gt_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is greater than the other's."""

    def hardshrink(self, lambd: Number = ...) -> Tensor:
        """Each element, or zero where it is near zero."""

    def heaviside(self, values: Tensor) -> Tensor:
        """The step function: 0 below zero, 1 above, and what is given at zero."""

    def heaviside_(self, values: Tensor) -> Tensor:
        """In place: the step function: 0 below zero, 1 above, and what is given at zero."""

    def histc(self, bins: Int = ..., min: Number = ..., max: Number = ...) -> Tensor:
        """How many elements lie in each of some equal parts of an interval."""

    @overload
    def hsplit(self, sections: Int) -> tuple[Tensor, ...]:
        """The tensor cut along dimension one, a vector along its own."""
    @overload
    def hsplit(self, *indices: Int) -> tuple[Tensor, ...]:
        """The tensor cut along dimension one, a vector along its own."""
    @overload
    def hsplit(self, indices: Ints) -> tuple[Tensor, ...]:
        """The tensor cut along dimension one, a vector along its own."""

    def hypot(self, other: Tensor) -> Tensor:
        """The longest side of triangles with a right angle."""

    def hypot_(self, other: Tensor) -> Tensor:
        """In place: the longest side of triangles with a right angle."""

    def index_add(self, dim: Int, index: Tensor, source: Tensor, *, alpha: Number = ...) -> Tensor:
        """The tensor with slices added along a dimension, where an index says."""

    def index_add_(self, dim: Int, index: Tensor, source: Tensor, *, alpha: Number = ...) -> Tensor:
        """In place: the tensor with slices added along a dimension, where an index says."""

    def index_copy(self, dim: Int, index: Tensor, source: Tensor) -> Tensor:
        """The tensor with slices put along a dimension, where an index says."""

    def index_copy_(self, dim: Int, index: Tensor, source: Tensor) -> Tensor:
        """In place: the tensor with slices put along a dimension, where an index says."""

    def index_fill(self, dim: Int, index: Tensor, value: Tensor | Number) -> Tensor:
        """The tensor with a value in all slices along a dimension that an index names."""

    def index_fill_(self, dim: Int, index: Tensor, value: Tensor | Number) -> Tensor:
        """In place: the tensor with a value in all slices along a dimension that an index names."""

    def index_put_(self, indices: Sequence[Tensor], values: Tensor, accumulate: _bool = ...) -> Tensor:
        """Write values where index tensors point, as `x[indices] = values`."""

    def index_select(self, dim: Int, index: Tensor) -> Tensor:
        """Slices along a dimension, by their indices."""

    def int(self) -> Tensor:
        """The tensor in int32."""

    def is_complex(self) -> _bool:
        """Whether the elements are complex numbers: never here."""

    def is_contiguous(self) -> _bool:
        """Whether the elements lie row after row."""

    def is_floating_point(self) -> _bool:
        """Whether a tensor's dtype is a floating one."""

    def is_inference(self) -> _bool:
        """Whether the tensor was made in inference mode, and can never be recorded."""

    def is_same_size(self, other: Tensor) -> _bool:
        """Whether another tensor has the same shape."""

    def is_signed(self) -> _bool:
        """Whether the dtype has negative numbers."""

    def isclose(self, other: Tensor, rtol: Float = ..., atol: Float = ..., equal_nan: _bool = ...) -> Tensor:
        """Which elements of two tensors are nearly equal."""

    def isfinite(self) -> Tensor:
        """Which elements are numbers, and finite."""

    def isinf(self) -> Tensor:
        """Which elements are infinite."""

    def isnan(self) -> Tensor:
        """Which elements are nan, not a number."""

    def kron(self, other: Tensor) -> Tensor:
        """Kronecker's product: each element times all of the other tensor, in that element's place."""

    def kthvalue(self, k: Int, dim: Int = ..., keepdim: _bool = ...) -> ValuesAndIndices:
        """The element that stands at the k-th place in order, counted from one, along a dimension."""

    def le(self, other: Tensor | Number) -> Tensor:
        """Whether each element is at most the other's."""

    def le_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is at most the other's."""

    def lerp(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """A value between two, by linear interpolation."""

    def lerp_(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """In place: a value between two, by linear interpolation."""

    def less(self, other: Tensor | Number) -> Tensor:
        """Whether each element is less than the other's."""

    def less_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is less than the other's."""

    def less_equal(self, other: Tensor | Number) -> Tensor:
        """Whether each element is at most the other's."""

    def less_equal_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is at most the other's."""

    def log(self) -> Tensor:
        """The natural logarithm of each element."""

    def log10(self) -> Tensor:
        """The logarithm to base ten of each element."""

    def log10_(self) -> Tensor:
        """In place: the logarithm to base ten of each element."""

    def log1p(self) -> Tensor:
        """The natural logarithm of one plus each element, exact also near zero."""

    def log1p_(self) -> Tensor:
        """In place: the natural logarithm of one plus each element, exact also near zero."""

    def log2(self) -> Tensor:
        """The logarithm to base two of each element."""

    def log2_(self) -> Tensor:
        """In place: the logarithm to base two of each element."""

    def log_(self) -> Tensor:
        """In place: the natural logarithm of each element."""

    @overload
    def log_softmax(self, dim: Int, dtype: Dtype | None = ...) -> Tensor:
        """The logarithm of `softmax` along a dimension, exact also where that is nearly zero."""
    @overload
    def log_softmax(self, *, axis: Int, dtype: Dtype | None = ...) -> Tensor:
        """The logarithm of `softmax` along a dimension, exact also where that is nearly zero."""

    def logaddexp(self, other: Tensor) -> Tensor:
        """The logarithm of the sum of two exponentials, which may be too large to be written."""

    def logcumsumexp(self, dim: Int) -> Tensor:
        """The logarithm of the running sum of the exponentials along a dimension."""

    def logical_and(self, other: Tensor) -> Tensor:
        """Where the elements of both are not zero."""

    def logical_and_(self, other: Tensor) -> Tensor:
        """In place: where the elements of both are not zero."""

    def logical_not(self) -> Tensor:
        """Where the elements are zero, or False."""

    def logical_not_(self) -> Tensor:
        """In place: where the elements are zero, or False."""

    def logical_or(self, other: Tensor) -> Tensor:
        """Where the elements of either, or of both, are not zero."""

    def logical_or_(self, other: Tensor) -> Tensor:
        """In place: where the elements of either, or of both, are not zero."""

    def logical_xor(self, other: Tensor) -> Tensor:
        """Where the elements of one, but not of the other, are not zero."""

    def logical_xor_(self, other: Tensor) -> Tensor:
        """In place: where the elements of one, but not of the other, are not zero."""

    def logit(self, eps: Float | None = ...) -> Tensor:
        """The logarithm of the odds: what `sigmoid` would give each element for."""

    def logit_(self, eps: Float | None = ...) -> Tensor:
        """In place: the logarithm of the odds: what `sigmoid` would give each element for."""

    @overload
    def logsumexp(self, dim: Int | Ints, keepdim: _bool = ...) -> Tensor:
        """The logarithm of the sum of the exponentials along dimensions, without overflow."""
    @overload
    def logsumexp(self, *, axis: Int | Ints, keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """The logarithm of the sum of the exponentials along dimensions, without overflow."""

    def long(self) -> Tensor:
        """The tensor in int64."""

    def lt(self, other: Tensor | Number) -> Tensor:
        """Whether each element is less than the other's."""

    def lt_(self, other: Tensor | Number) -> Tensor:
        """In place: whether each element is less than the other's."""

    @property
    def mT(self) -> Tensor:
        """The last two dimensions exchanged: each matrix of a stack, transposed."""

    def masked_fill(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """The tensor with a value wherever a mask is True."""

    def masked_fill_(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """In place: the tensor with a value wherever a mask is True."""

    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """The tensor with another's elements, one after the other, where a mask is True."""

    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Tensor:
        """In place: the tensor with another's elements, one after the other, where a mask is True."""

    def masked_select(self, mask: Tensor) -> Tensor:
        """The elements for which a mask is True."""

    def matmul(self, other: Tensor) -> Tensor:
        """The matrix product, as `@`; of vectors the inner product; of stacks, matrix by matrix."""

    @overload
    def max(self) -> Tensor:
        """The largest of all elements; along a dimension, with its place; or elementwise."""
    @overload
    def max(self, other: Tensor) -> Tensor:
        """The largest of all elements; along a dimension, with its place; or elementwise."""
    @overload
    def max(self, dim: Int, keepdim: _bool = ...) -> ValuesAndIndices:
        """The largest of all elements; along a dimension, with its place; or elementwise."""
    @overload
    def max(self, *, axis: Int, keepdim: _bool = ..., keepdims: _bool = ...) -> ValuesAndIndices:
        """The largest of all elements; along a dimension, with its place; or elementwise."""

    def maximum(self, other: Tensor) -> Tensor:
        """The larger of two tensors' elements; nan wherever one is nan."""

    @overload
    def mean(self, *, dtype: Dtype | None = ...) -> Tensor:
        """The mean of all elements, or of those along dimensions."""
    @overload
    def mean(self, dim: Int | Ints | None, keepdim: _bool = ..., *, dtype: Dtype | None = ...) -> Tensor:
        """The mean of all elements, or of those along dimensions."""
    @overload
    def mean(self, *, axis: Int | Ints | None, keepdim: _bool = ..., dtype: Dtype | None = ..., keepdims: _bool = ...) -> Tensor:
        """The mean of all elements, or of those along dimensions."""

    @overload
    def median(self) -> Tensor:
        """The middle one of the elements in order, the lower of two."""
    @overload
    def median(self, dim: Int, keepdim: _bool = ...) -> ValuesAndIndices:
        """The middle one of the elements in order, the lower of two."""
    @overload
    def median(self, *, axis: Int, keepdim: _bool = ..., keepdims: _bool = ...) -> ValuesAndIndices:
        """The middle one of the elements in order, the lower of two."""

    @overload
    def min(self) -> Tensor:
        """The smallest of all elements; along a dimension, with its place; or elementwise."""
    @overload
    def min(self, other: Tensor) -> Tensor:
        """The smallest of all elements; along a dimension, with its place; or elementwise."""
    @overload
    def min(self, dim: Int, keepdim: _bool = ...) -> ValuesAndIndices:
        """The smallest of all elements; along a dimension, with its place; or elementwise."""
    @overload
    def min(self, *, axis: Int, keepdim: _bool = ..., keepdims: _bool = ...) -> ValuesAndIndices:
        """The smallest of all elements; along a dimension, with its place; or elementwise."""

    def minimum(self, other: Tensor) -> Tensor:
        """The smaller of two tensors' elements; nan wherever one is nan."""

    def mm(self, mat2: Tensor) -> Tensor:
        """The product of two matrices."""

    def mode(self, dim: Int = ..., keepdim: _bool = ...) -> ValuesAndIndices:
        """The most frequent element along a dimension, of several the smallest."""

    @overload
    def moveaxis(self, source: Int, destination: Int) -> Tensor:
        """The tensor with some dimensions moved; the others keep their order."""
    @overload
    def moveaxis(self, source: Ints, destination: Ints) -> Tensor:
        """The tensor with some dimensions moved; the others keep their order."""

    @overload
    def movedim(self, source: Int, destination: Int) -> Tensor:
        """The tensor with some dimensions moved; the others keep their order."""
    @overload
    def movedim(self, source: Ints, destination: Ints) -> Tensor:
        """The tensor with some dimensions moved; the others keep their order."""

    def msort(self) -> Tensor:
        """The elements in ascending order along the first dimension."""

    def mul(self, other: Tensor | Number) -> Tensor:
        """The product of two tensors, or of a tensor and a number, element by element."""

    def mul_(self, other: Tensor | Number) -> Tensor:
        """In place: the product of two tensors, or of a tensor and a number, element by element."""

    def multinomial(self, num_samples: Int, replacement: _bool = ..., *, generator: Generator | None = ...) -> Tensor:
        """Random indices, drawn with the probabilities that a vector, or each row, tells."""

    def multiply(self, other: Tensor | Number) -> Tensor:
        """The product of two tensors, or of a tensor and a number, element by element."""

    def multiply_(self, other: Tensor | Number) -> Tensor:
        """In place: the product of two tensors, or of a tensor and a number, element by element."""

    def mv(self, vec: Tensor) -> Tensor:
        """The product of a matrix and a vector."""

    def nan_to_num(self, nan: Float | None = ..., posinf: Float | None = ..., neginf: Float | None = ...) -> Tensor:
        """The tensor with finite numbers in place of nan and the infinities."""

    def nan_to_num_(self, nan: Float | None = ..., posinf: Float | None = ..., neginf: Float | None = ...) -> Tensor:
        """In place: the tensor with finite numbers in place of nan and the infinities."""

    def nanmean(self, dim: Int | Ints | None = ..., keepdim: _bool = ..., *, dtype: Dtype | None = ...) -> Tensor:
        """The mean of what is not nan, of all elements or along dimensions."""

    @overload
    def nanmedian(self) -> Tensor:
        """The middle one of the elements that are not nan, the lower of two."""
    @overload
    def nanmedian(self, dim: Int, keepdim: _bool = ...) -> Tensor:
        """The middle one of the elements that are not nan, the lower of two."""

    def nanquantile(self, q: Tensor | Float, dim: Int | None = ..., keepdim: _bool = ..., *, interpolation: _str = ...) -> Tensor:
        """The value below which a given share of the elements that are not nan lies."""

    def nansum(self, dim: Int | Ints | None = ..., keepdim: _bool = ..., *, dtype: Dtype | None = ...) -> Tensor:
        """The sum of what is not nan, of all elements or along dimensions."""

    def narrow(self, dim: Int, start: Tensor | Int, length: Int) -> Tensor:
        """A stretch of a dimension."""

    def ndimension(self) -> _int:
        """The number of dimensions."""

    def ne(self, other: Tensor | Number) -> Tensor:
        """Whether the elements of two tensors differ."""

    def ne_(self, other: Tensor | Number) -> Tensor:
        """In place: whether the elements of two tensors differ."""

    def neg(self) -> Tensor:
        """Each element with its sign turned."""

    def neg_(self) -> Tensor:
        """In place: each element with its sign turned."""

    def negative(self) -> Tensor:
        """Each element with its sign turned."""

    def negative_(self) -> Tensor:
        """In place: each element with its sign turned."""

    def nelement(self) -> _int:
        """How many elements a tensor has."""

    @overload
    def new_empty(self, *size: Int, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
        """A new tensor whose elements are yet to be written, with this tensor's dtype and device."""
    @overload
    def new_empty(self, size: Int | Ints, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
        """A new tensor whose elements are yet to be written, with this tensor's dtype and device."""

    def new_full(self, size: Ints, fill_value: Number, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
        """A new tensor of one value, with this tensor's dtype and device."""

    @overload
    def new_ones(self, *size: Int, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
        """A new tensor of ones, with this tensor's dtype and device."""
    @overload
    def new_ones(self, size: Int | Ints, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
        """A new tensor of ones, with this tensor's dtype and device."""

    def new_tensor(self, data: Any, *, dtype: Dtype | None = ..., device: Device | None = ..., requires_grad: _bool = ...) -> Tensor:
        """A new tensor of what is given, with this tensor's dtype and device."""

    @overload
    def new_zeros(self, *size: Int, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
        """A new tensor of zeros, with this tensor's dtype and device."""
    @overload
    def new_zeros(self, size: Int | Ints, *, device: Device | None = ..., dtype: Dtype | None = ..., layout: Layout | None = ..., pin_memory: _bool | None = ..., requires_grad: _bool | None = ...) -> Tensor:
        """A new tensor of zeros, with this tensor's dtype and device."""

    @overload
    def nonzero(self, *, as_tuple: Literal[False] = ...) -> Tensor:
        """Where the elements are not zero."""
    @overload
    def nonzero(self, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]:
        """Where the elements are not zero."""

    def norm(self, p: Number | _str | None = ..., dim: Int | Ints | None = ..., keepdim: _bool = ..., dtype: Dtype | None = ...) -> Tensor:
        """The length of a vector: of all elements, or of those along dimensions."""

    def normal_(self, mean: Float = ..., std: Float = ..., *, generator: Generator | None = ...) -> Tensor:
        """Fill with random numbers of a normal distribution, in place."""

    def not_equal(self, other: Tensor | Number) -> Tensor:
        """Whether the elements of two tensors differ."""

    def not_equal_(self, other: Tensor | Number) -> Tensor:
        """In place: whether the elements of two tensors differ."""

    def numel(self) -> _int:
        """How many elements a tensor has."""

    def numpy(self, *, force: _bool = ...) -> npt.NDArray[Any]:
        """The elements as a NumPy array that shares the memory."""

    def outer(self, vec2: Tensor) -> Tensor:
        """The products of each element of one vector with each of another."""

    @overload
    def permute(self, *dims: Int) -> Tensor:
        """The tensor with its dimensions in another order."""
    @overload
    def permute(self, dims: Int | Ints) -> Tensor:
        """The tensor with its dimensions in another order."""

    def positive(self) -> Tensor:
        """The tensor itself, as `+x` gives it."""

    def pow(self, exponent: Tensor | Number) -> Tensor:
        """Each element to a power; both may be tensors."""

    def pow_(self, exponent: Tensor | Number) -> Tensor:
        """In place: each element to a power; both may be tensors."""

    def prelu(self, weight: Tensor) -> Tensor:
        """Each element, or where it is negative a learned part of it."""

    @overload
    def prod(self, *, dtype: Dtype | None = ...) -> Tensor:
        """The product of all elements, or of those along a dimension."""
    @overload
    def prod(self, dim: Int, keepdim: _bool = ..., *, dtype: Dtype | None = ...) -> Tensor:
        """The product of all elements, or of those along a dimension."""
    @overload
    def prod(self, *, axis: Int, keepdim: _bool = ..., dtype: Dtype | None = ..., keepdims: _bool = ...) -> Tensor:
        """The product of all elements, or of those along a dimension."""

    def put(self, index: Tensor, source: Tensor, accumulate: _bool = ...) -> Tensor:
        """The tensor with elements put at places of the flattened tensor."""

    def put_(self, index: Tensor, source: Tensor, accumulate: _bool = ...) -> Tensor:
        """In place: the tensor with elements put at places of the flattened tensor."""

    def quantile(self, q: Tensor | Float, dim: Int | None = ..., keepdim: _bool = ..., *, interpolation: _str = ...) -> Tensor:
        """The value below which a given share of the elements lies, of all or along a dimension."""

    def rad2deg(self) -> Tensor:
        """Angles in radians as angles in degrees."""

    def rad2deg_(self) -> Tensor:
        """In place: angles in radians as angles in degrees."""

    @overload
    def random_(self, *, generator: Generator | None = ...) -> Tensor:
        """Fill with random integers, in place."""
    @overload
    def random_(self, from_: Int, to: Int | None, *, generator: Generator | None = ...) -> Tensor:
        """Fill with random integers, in place."""
    @overload
    def random_(self, to: Int, *, generator: Generator | None = ...) -> Tensor:
        """Fill with random integers, in place."""

    def ravel(self) -> Tensor:
        """All elements in one dimension."""

    def reciprocal(self) -> Tensor:
        """One divided by each element."""

    def reciprocal_(self) -> Tensor:
        """In place: one divided by each element."""

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call a function with each gradient of this tensor; what it returns replaces the gradient."""

    def register_post_accumulate_grad_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call a function with this leaf, each time its `grad` has been added to."""

    def relu(self) -> Tensor:
        """The larger of zero and each element."""

    def relu_(self) -> Tensor:
        """In place: the larger of zero and each element."""

    def remainder(self, other: Tensor | Number) -> Tensor:
        """What is left of a division rounded down; it has the divisor's sign."""

    def remainder_(self, other: Tensor | Number) -> Tensor:
        """In place: what is left of a division rounded down; it has the divisor's sign."""

    @overload
    def repeat(self, *repeats: Int) -> Tensor:
        """Copies side by side along each dimension."""
    @overload
    def repeat(self, repeats: Int | Ints) -> Tensor:
        """Copies side by side along each dimension."""

    def repeat_interleave(self, repeats: Tensor | Int, dim: Int | None = ..., *, output_size: Int | None = ...) -> Tensor:
        """Each element repeated where it stands."""

    def requires_grad_(self, requires_grad: _bool = ...) -> Tensor:
        """Set whether the gradient is wanted, and return the tensor."""

    @overload
    def reshape(self, *shape: Int) -> Tensor:
        """The same elements in another shape; a view where memory allows it, else a copy."""
    @overload
    def reshape(self, shape: Int | Ints) -> Tensor:
        """The same elements in another shape; a view where memory allows it, else a copy."""

    def reshape_as(self, other: Tensor) -> Tensor:
        """The same elements in the shape of another tensor, copied where a view is impossible."""

    def retain_grad(self) -> None:
        """Keep the gradient of this result in `grad`, as leaves do."""

    def roll(self, shifts: Int | Ints, dims: Int | Ints | None = ...) -> Tensor:
        """The elements moved along dimensions; those that leave come in at the other end."""

    def rot90(self, k: Int = ..., dims: Ints = ...) -> Tensor:
        """The tensor turned by right angles, in the plane of two dimensions."""

    @overload
    def round(self) -> Tensor:
        """The nearest whole number, or the nearest with as many decimals."""
    @overload
    def round(self, *, decimals: Int) -> Tensor:
        """The nearest whole number, or the nearest with as many decimals."""

    @overload
    def round_(self) -> Tensor:
        """In place: the nearest whole number, or the nearest with as many decimals."""
    @overload
    def round_(self, *, decimals: Int) -> Tensor:
        """In place: the nearest whole number, or the nearest with as many decimals."""

    def rsqrt(self) -> Tensor:
        """One divided by the square root of each element."""

    def rsqrt_(self) -> Tensor:
        """In place: one divided by the square root of each element."""

    @overload
    def scatter(self, dim: Int, index: Tensor, src: Tensor) -> Tensor:
        """The tensor with elements of another put where an index says."""
    @overload
    def scatter(self, dim: Int, index: Tensor, src: Tensor, *, reduce: _str) -> Tensor:
        """The tensor with elements of another put where an index says."""
    @overload
    def scatter(self, dim: Int, index: Tensor, value: Number) -> Tensor:
        """The tensor with elements of another put where an index says."""
    @overload
    def scatter(self, dim: Int, index: Tensor, value: Number, *, reduce: _str) -> Tensor:
        """The tensor with elements of another put where an index says."""

    @overload
    def scatter_(self, dim: Int, index: Tensor, src: Tensor) -> Tensor:
        """In place: the tensor with elements of another put where an index says."""
    @overload
    def scatter_(self, dim: Int, index: Tensor, src: Tensor, *, reduce: _str) -> Tensor:
        """In place: the tensor with elements of another put where an index says."""
    @overload
    def scatter_(self, dim: Int, index: Tensor, value: Number) -> Tensor:
        """In place: the tensor with elements of another put where an index says."""
    @overload
    def scatter_(self, dim: Int, index: Tensor, value: Number, *, reduce: _str) -> Tensor:
        """In place: the tensor with elements of another put where an index says."""

    def scatter_add(self, dim: Int, index: Tensor, src: Tensor) -> Tensor:
        """The tensor with elements of another added where an index says."""

    def scatter_add_(self, dim: Int, index: Tensor, src: Tensor) -> Tensor:
        """In place: the tensor with elements of another added where an index says."""

    def scatter_reduce(self, dim: Int, index: Tensor, src: Tensor, reduce: _str, *, include_self: _bool = ...) -> Tensor:
        """The tensor with another's elements reduced into it where an index says."""

    def scatter_reduce_(self, dim: Int, index: Tensor, src: Tensor, reduce: _str, *, include_self: _bool = ...) -> Tensor:
        """In place: the tensor with another's elements reduced into it where an index says."""

    def select(self, dim: Int, index: Int) -> Tensor:
        """One slice along a dimension, without it."""

    def sgn(self) -> Tensor:
        """The sign of each element, as `sign`: torch has it for complex numbers besides."""

    def sgn_(self) -> Tensor:
        """In place: the sign of each element, as `sign`: torch has it for complex numbers besides."""

    def short(self) -> Tensor:
        """The tensor in int16."""

    def sigmoid(self) -> Tensor:
        """The logistic function of each element, between 0 and 1."""

    def sigmoid_(self) -> Tensor:
        """In place: the logistic function of each element, between 0 and 1."""

    def sign(self) -> Tensor:
        """The sign of each element: −1, 0 or 1."""

    def sign_(self) -> Tensor:
        """In place: the sign of each element: −1, 0 or 1."""

    def signbit(self) -> Tensor:
        """Whether each element has a minus sign; −0.0 has one."""

    def sin(self) -> Tensor:
        """The sine of each element."""

    def sin_(self) -> Tensor:
        """In place: the sine of each element."""

    def sinc(self) -> Tensor:
        """The sine of πx, divided by πx, of each element."""

    def sinc_(self) -> Tensor:
        """In place: the sine of πx, divided by πx, of each element."""

    def sinh(self) -> Tensor:
        """The hyperbolic sine of each element."""

    def sinh_(self) -> Tensor:
        """In place: the hyperbolic sine of each element."""

    @overload
    def size(self, dim: None = ...) -> Size:
        """The length of each dimension, or of one."""
    @overload
    def size(self, dim: _int) -> _int:
        """The length of each dimension, or of one."""

    @overload
    def softmax(self, dim: Int, dtype: Dtype | None = ...) -> Tensor:
        """Positive numbers with the sum one along a dimension, in the ratio of the exponentials."""
    @overload
    def softmax(self, *, axis: Int, dtype: Dtype | None = ...) -> Tensor:
        """Positive numbers with the sum one along a dimension, in the ratio of the exponentials."""

    @overload
    def sort(self, *, stable: _bool | None, dim: Int = ..., descending: _bool = ...) -> ValuesAndIndices:
        """The elements in order along a dimension, and where they came from."""
    @overload
    def sort(self, *, stable: _bool | None, axis: Int, descending: _bool = ...) -> ValuesAndIndices:
        """The elements in order along a dimension, and where they came from."""
    @overload
    def sort(self, dim: Int = ..., descending: _bool = ...) -> ValuesAndIndices:
        """The elements in order along a dimension, and where they came from."""
    @overload
    def sort(self, *, axis: Int, descending: _bool = ...) -> ValuesAndIndices:
        """The elements in order along a dimension, and where they came from."""

    def split(self, split_size: Int | Ints, dim: Int = ...) -> tuple[Tensor, ...]:
        """The tensor in pieces of a size, or of several sizes, along a dimension."""

    def sqrt(self) -> Tensor:
        """The square root of each element."""

    def sqrt_(self) -> Tensor:
        """In place: the square root of each element."""

    def square(self) -> Tensor:
        """Each element times itself."""

    def square_(self) -> Tensor:
        """In place: each element times itself."""

    @overload
    def squeeze(self) -> Tensor:
        """The tensor without its dimensions of size one, or without those that are named."""
    @overload
    def squeeze(self, dim: Int | Ints) -> Tensor:
        """The tensor without its dimensions of size one, or without those that are named."""
    @overload
    def squeeze(self, *, axis: Int | Ints) -> Tensor:
        """The tensor without its dimensions of size one, or without those that are named."""
    @overload
    def squeeze(self, *dim: Int) -> Tensor:
        """The tensor without its dimensions of size one, or without those that are named."""

    @overload
    def squeeze_(self) -> Tensor:
        """In place: the tensor without its dimensions of size one, or without those that are named."""
    @overload
    def squeeze_(self, dim: Int | Ints) -> Tensor:
        """In place: the tensor without its dimensions of size one, or without those that are named."""
    @overload
    def squeeze_(self, *dim: Int) -> Tensor:
        """In place: the tensor without its dimensions of size one, or without those that are named."""

    @overload
    def std(self, dim: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ...) -> Tensor:
        """The standard deviation of all elements, or of those along dimensions."""
    @overload
    def std(self, *, axis: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """The standard deviation of all elements, or of those along dimensions."""
    @overload
    def std(self, dim: Int | Ints | None = ..., *, correction: Number | None = ..., keepdim: _bool = ...) -> Tensor:
        """The standard deviation of all elements, or of those along dimensions."""
    @overload
    def std(self, *, axis: Int | Ints | None, correction: Number | None = ..., keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """The standard deviation of all elements, or of those along dimensions."""
    @overload
    def std(self, unbiased: _bool = ...) -> Tensor:
        """The standard deviation of all elements, or of those along dimensions."""

    def storage_offset(self) -> _int:
        """Where the first element lies in the memory that the tensor looks at."""

    @overload
    def stride(self, dim: None = ...) -> tuple[_int, ...]:
        """How far neighbours lie apart in memory, along each dimension or one."""
    @overload
    def stride(self, dim: _int) -> _int:
        """How far neighbours lie apart in memory, along each dimension or one."""

    def sub(self, other: Tensor | Number, *, alpha: Number = ...) -> Tensor:
        """The difference of two tensors, or of a tensor and a number."""

    def sub_(self, other: Tensor | Number, *, alpha: Number = ...) -> Tensor:
        """In place: the difference of two tensors, or of a tensor and a number."""

    @overload
    def subtract(self, other: Tensor | Number, *, alpha: Number = ...) -> Tensor:
        """The difference of two tensors, or of a tensor and a number."""
    @overload
    def subtract(self, other: Number, alpha: Number = ...) -> Tensor:
        """The difference of two tensors, or of a tensor and a number."""

    @overload
    def subtract_(self, other: Tensor | Number, *, alpha: Number = ...) -> Tensor:
        """In place: the difference of two tensors, or of a tensor and a number."""
    @overload
    def subtract_(self, other: Number, alpha: Number = ...) -> Tensor:
        """In place: the difference of two tensors, or of a tensor and a number."""

    @overload
    def sum(self, *, dtype: Dtype | None = ...) -> Tensor:
        """The sum of all elements, or of those along dimensions."""
    @overload
    def sum(self, dim: Int | Ints | None, keepdim: _bool = ..., *, dtype: Dtype | None = ...) -> Tensor:
        """The sum of all elements, or of those along dimensions."""
    @overload
    def sum(self, *, axis: Int | Ints | None, keepdim: _bool = ..., dtype: Dtype | None = ..., keepdims: _bool = ...) -> Tensor:
        """The sum of all elements, or of those along dimensions."""

    def swapaxes(self, axis0: Int, axis1: Int) -> Tensor:
        """The tensor with two dimensions exchanged."""

    def swapaxes_(self, axis0: Int, axis1: Int) -> Tensor:
        """In place: the tensor with two dimensions exchanged."""

    def swapdims(self, dim0: Int, dim1: Int) -> Tensor:
        """The tensor with two dimensions exchanged."""

    def swapdims_(self, dim0: Int, dim1: Int) -> Tensor:
        """In place: the tensor with two dimensions exchanged."""

    def t(self) -> Tensor:
        """A matrix, transposed; vectors and scalars stay."""

    def t_(self) -> Tensor:
        """In place: a matrix, transposed; vectors and scalars stay."""

    def take(self, index: Tensor) -> Tensor:
        """Elements by their places in the flattened tensor."""

    def take_along_dim(self, indices: Tensor, dim: Int | None = ...) -> Tensor:
        """Elements along a dimension by indices, as those of `argsort`; broadcast before."""

    def tan(self) -> Tensor:
        """The tangent of each element."""

    def tan_(self) -> Tensor:
        """In place: the tangent of each element."""

    def tanh(self) -> Tensor:
        """The hyperbolic tangent of each element, between −1 and 1."""

    def tanh_(self) -> Tensor:
        """In place: the hyperbolic tangent of each element, between −1 and 1."""

    @overload
    def tensor_split(self, indices: Ints, dim: Int = ...) -> tuple[Tensor, ...]:
        """The tensor in a number of pieces, as even as can be, or cut at places."""
    @overload
    def tensor_split(self, tensor_indices_or_sections: Tensor, dim: Int = ...) -> tuple[Tensor, ...]:
        """The tensor in a number of pieces, as even as can be, or cut at places."""
    @overload
    def tensor_split(self, sections: Int, dim: Int = ...) -> tuple[Tensor, ...]:
        """The tensor in a number of pieces, as even as can be, or cut at places."""

    @overload
    def tile(self, *dims: Int) -> Tensor:
        """The tensor repeated, as often as `dims` says along each dimension."""
    @overload
    def tile(self, dims: Int | Ints) -> Tensor:
        """The tensor repeated, as often as `dims` says along each dimension."""

    @overload
    def to(self, device: Device | None = ..., dtype: Dtype | None = ..., non_blocking: _bool = ..., copy: _bool = ...) -> Tensor:
        """The tensor with another dtype, or on another device; itself where nothing changes."""
    @overload
    def to(self, dtype: Dtype | None, non_blocking: _bool = ..., copy: _bool = ...) -> Tensor:
        """The tensor with another dtype, or on another device; itself where nothing changes."""
    @overload
    def to(self, tensor: Tensor | Number | None, non_blocking: _bool = ..., copy: _bool = ...) -> Tensor:
        """The tensor with another dtype, or on another device; itself where nothing changes."""

    def tolist(self) -> list[Any]:
        """The elements as nested lists of Python's numbers; a scalar as a number."""

    def topk(self, k: Int, dim: Int = ..., largest: _bool = ..., sorted: _bool = ...) -> ValuesAndIndices:
        """The k largest elements along a dimension, or the smallest, and where they stood."""

    def trace(self) -> Tensor:
        """The sum of a matrix's diagonal."""

    def transpose(self, dim0: Int, dim1: Int) -> Tensor:
        """The tensor with two dimensions exchanged."""

    def transpose_(self, dim0: Int, dim1: Int) -> Tensor:
        """In place: the tensor with two dimensions exchanged."""

    def tril(self, diagonal: Int = ...) -> Tensor:
        """A matrix with zeros above a diagonal."""

    def tril_(self, diagonal: Int = ...) -> Tensor:
        """In place: a matrix with zeros above a diagonal."""

    def triu(self, diagonal: Int = ...) -> Tensor:
        """A matrix with zeros below a diagonal."""

    def triu_(self, diagonal: Int = ...) -> Tensor:
        """In place: a matrix with zeros below a diagonal."""

    def true_divide(self, other: Tensor | Number) -> Tensor:
        """The quotient of two tensors, or of a tensor and a number."""

    def true_divide_(self, other: Tensor | Number) -> Tensor:
        """In place: the quotient of two tensors, or of a tensor and a number."""

    def trunc(self) -> Tensor:
        """The whole part of each element: what comes after the point is dropped."""

    def trunc_(self) -> Tensor:
        """In place: the whole part of each element: what comes after the point is dropped."""

    @overload
    def type(self, dtype: None = ..., non_blocking: _bool = ...) -> _str:
        """The old name of the tensor's type; or the tensor, converted."""
    @overload
    def type(self, dtype: Dtype | _str, non_blocking: _bool = ...) -> Tensor:
        """The old name of the tensor's type; or the tensor, converted."""

    def type_as(self, other: Tensor) -> Tensor:
        """The tensor with the dtype and on the device of another."""

    def unbind(self, dim: Int = ...) -> tuple[Tensor, ...]:
        """The slices along a dimension, without it."""

    def unflatten(self, dim: Int, sizes: Ints) -> Tensor:
        """One dimension, parted into several."""

    def uniform_(self, from_: Float = ..., to: Float = ..., *, generator: Generator | None = ...) -> Tensor:
        """Fill with uniform random numbers between two bounds, in place."""

    @overload
    def unique(self, sorted: _bool = ..., return_inverse: Literal[False] = ..., return_counts: Literal[False] = ..., dim: Int | None = ...) -> Tensor:
        """The different elements, in ascending order."""
    @overload
    def unique(self, sorted: _bool = ..., return_inverse: _bool = ..., return_counts: _bool = ..., dim: Int | None = ...) -> Any:
        """The different elements, in ascending order."""

    @overload
    def unique_consecutive(self, return_inverse: Literal[False] = ..., return_counts: Literal[False] = ..., dim: Int | None = ...) -> Tensor:
        """The elements, with runs of equal ones made one."""
    @overload
    def unique_consecutive(self, return_inverse: _bool = ..., return_counts: _bool = ..., dim: Int | None = ...) -> Any:
        """The elements, with runs of equal ones made one."""

    @overload
    def unsqueeze(self, dim: Int) -> Tensor:
        """The tensor with one more dimension, of size one."""
    @overload
    def unsqueeze(self, *, axis: Int) -> Tensor:
        """The tensor with one more dimension, of size one."""

    def unsqueeze_(self, dim: Int) -> Tensor:
        """In place: the tensor with one more dimension, of size one."""

    @overload
    def var(self, dim: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ...) -> Tensor:
        """The variance of all elements, or of those along dimensions."""
    @overload
    def var(self, *, axis: Int | Ints | None, unbiased: _bool = ..., keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """The variance of all elements, or of those along dimensions."""
    @overload
    def var(self, dim: Int | Ints | None = ..., *, correction: Number | None = ..., keepdim: _bool = ...) -> Tensor:
        """The variance of all elements, or of those along dimensions."""
    @overload
    def var(self, *, axis: Int | Ints | None, correction: Number | None = ..., keepdim: _bool = ..., keepdims: _bool = ...) -> Tensor:
        """The variance of all elements, or of those along dimensions."""
    @overload
    def var(self, unbiased: _bool = ...) -> Tensor:
        """The variance of all elements, or of those along dimensions."""

    def vdot(self, other: Tensor) -> Tensor:
        """The inner product of two vectors; torch conjugates the first, if it is complex."""

    @overload
    def view(self, dtype: Dtype) -> Tensor:
        """The same memory in another shape, or its bytes as another dtype."""
    @overload
    def view(self, *size: Int) -> Tensor:
        """The same memory in another shape, or its bytes as another dtype."""
    @overload
    def view(self, size: Ints) -> Tensor:
        """The same memory in another shape, or its bytes as another dtype."""

    def view_as(self, other: Tensor) -> Tensor:
        """The same memory in the shape of another tensor."""

    @overload
    def vsplit(self, sections: Int) -> tuple[Tensor, ...]:
        """The tensor cut along dimension zero."""
    @overload
    def vsplit(self, *indices: Int) -> tuple[Tensor, ...]:
        """The tensor cut along dimension zero."""
    @overload
    def vsplit(self, indices: Ints) -> tuple[Tensor, ...]:
        """The tensor cut along dimension zero."""

    def where(self, condition: Tensor, other: Tensor | Number) -> Tensor:
        """Elements of one tensor where a condition holds, of another elsewhere."""

    def xlogy(self, other: Tensor | Number) -> Tensor:
        """A tensor times the logarithm of another, zero where the first is zero."""

    def xlogy_(self, other: Tensor | Number) -> Tensor:
        """In place: a tensor times the logarithm of another, zero where the first is zero."""

    def zero_(self) -> Tensor:
        """Every element set to zero, in place."""

    def __abs__(self) -> Tensor: ...

    def __add__(self, other: Tensor | Number, /) -> Tensor: ...

    def __and__(self, other: Tensor | Number, /) -> Tensor: ...

    def __eq__(self, other: Tensor | Number, /) -> Tensor:  # type: ignore[override]
        """`self == other`; what is compared with None is Python's own."""

    def __floordiv__(self, other: Tensor | Number, /) -> Tensor: ...

    def __ge__(self, other: Tensor | Number, /) -> Tensor: ...

    def __getitem__(self, index: Index, /) -> Tensor:
        """A part of the tensor: a view unless indexed by tensors. IndexError and TypeError in torch's words."""

    def __gt__(self, other: Tensor | Number, /) -> Tensor: ...

    def __iadd__(self, other: Tensor | Number, /) -> Tensor:
        """`add`, written into this tensor."""

    def __iand__(self, other: Tensor | Number, /) -> Tensor: ...

    def __ifloordiv__(self, other: Tensor | Number, /) -> Tensor: ...

    def __imod__(self, other: Tensor | Number, /) -> Tensor: ...

    def __imul__(self, other: Tensor | Number, /) -> Tensor:
        """`mul`, written into this tensor."""

    def __invert__(self) -> Tensor:
        """`~t`"""

    def __ior__(self, other: Tensor | Number, /) -> Tensor: ...

    def __ipow__(self, other: Tensor | Number, /) -> Tensor: ...

    def __isub__(self, other: Tensor | Number, /) -> Tensor:
        """`sub`, written into this tensor."""

    def __itruediv__(self, other: Tensor | Number, /) -> Tensor: ...

    def __ixor__(self, other: Tensor | Number, /) -> Tensor: ...

    def __le__(self, other: Tensor | Number, /) -> Tensor: ...

    def __lt__(self, other: Tensor | Number, /) -> Tensor: ...

    def __matmul__(self, other: Tensor, /) -> Tensor:
        """`self @ other`"""

    def __mod__(self, other: Tensor | Number, /) -> Tensor: ...

    def __mul__(self, other: Tensor | Number, /) -> Tensor: ...

    def __ne__(self, other: Tensor | Number, /) -> Tensor:  # type: ignore[override]
        """`self != other`; what is compared with None is Python's own."""

    def __neg__(self) -> Tensor: ...

    def __new__(cls, *args: Any, device: Device | None = ...) -> Self:
        """What `Tensor(...)` makes, or a subclass of it."""

    def __or__(self, other: Tensor | Number, /) -> Tensor: ...

    def __pos__(self) -> Tensor:
        """`+t`: the tensor itself."""

    def __pow__(self, other: Tensor | Number, /) -> Tensor:
        """`self ** other`; a float tensor to the power of a number, which losses are made of, at once."""

    def __radd__(self, other: Tensor | Number, /) -> Tensor: ...

    def __rand__(self, other: Tensor | Number, /) -> Tensor: ...

    def __rfloordiv__(self, other: Tensor | Number, /) -> Tensor: ...

    def __rmod__(self, other: Tensor | Number, /) -> Tensor: ...

    def __rmul__(self, other: Tensor | Number, /) -> Tensor: ...

    def __ror__(self, other: Tensor | Number, /) -> Tensor: ...

    def __rpow__(self, other: Tensor | Number, /) -> Tensor:
        """`other ** self`"""

    def __rsub__(self, other: Tensor | Number, /) -> Tensor: ...

    def __rtruediv__(self, other: Tensor | Number, /) -> Tensor:
        """`other / self`"""

    def __rxor__(self, other: Tensor | Number, /) -> Tensor: ...

    def __setitem__(self, index: Index, value: Tensor | Number | npt.NDArray[Any], /) -> None:
        """Write a number or a tensor into a part of this tensor, broadcast to it."""

    def __sub__(self, other: Tensor | Number, /) -> Tensor: ...

    def __truediv__(self, other: Tensor | Number, /) -> Tensor: ...

    def __xor__(self, other: Tensor | Number, /) -> Tensor: ...
