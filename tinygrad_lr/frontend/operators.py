"""What Python calls for `x + y`, `x @ y`, `~x` and so on, where that is more than an operation of the table.

An operator leaves it to Python to answer for operands that are neither tensors nor numbers: it returns NotImplemented.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays.cuda import explained
from ..arrays.dtype import NUMBERS
from ..arrays.size import Size
from ..arrays.tracebacks import entrance, shorten
from ..arrays.warn import warn_once
from ..core.operation import OPS
from ..core.tensor import Tensor
from . import arithmetic, inplace, products
from .arguments import as_tensor_like, for_number, python_number
from .explain import OPERATORS

EQ, NE = OPERATORS["eq"], OPERATORS["ne"]


def operator(function: Callable) -> Callable:
    """`tensor op other`, from the function."""

    def apply(self: Tensor, other: Any) -> Any:
        try:
            other = python_number(other)
            if other.__class__ is complex:
                raise NotImplementedError("complex numbers are not supported here")
            if other.__class__ not in NUMBERS and not isinstance(other, Tensor):
                return NotImplemented
            return function(self, other)
        except Exception as error:
            raise shorten(explained(error))  # noqa: B904 (it may be this very error)

    apply.__name__ = function.__name__
    return apply


def eq(self: Tensor, other: Any) -> Any:
    """`self == other`; what is compared with None is Python's own."""
    try:
        return NotImplemented if other is None else EQ(self, other)
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it may be this very error)


def ne(self: Tensor, other: Any) -> Any:
    """`self != other`; what is compared with None is Python's own."""
    try:
        return NotImplemented if other is None else NE(self, other)
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it may be this very error)


def pow(self: Tensor, other: Any, modulus: Any = None) -> Any:
    """`self ** other`; a float tensor to the power of a number, which losses are made of, at once."""
    try:
        if modulus is not None:
            return NotImplemented
        if other.__class__ in NUMBERS and self._data.dtype.kind == "f":
            return POW_NUMBER(self, other)
        return general_pow(self, other)
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it may be this very error)


MM, POW_NUMBER, general_pow = OPS["mm"], OPS["pow_number"], operator(arithmetic.pow)


def rpow(self: Tensor, other: Any) -> Any:
    """`other ** self`"""
    try:
        if other.__class__ not in NUMBERS and not isinstance(other, (Tensor, np.generic)):
            return NotImplemented
        return arithmetic.pow(python_number(other), self)
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it may be this very error)


def rtruediv(self: Tensor, other: Any) -> Any:
    """`other / self`"""
    try:
        return OPS["reciprocal"](self) * other
    except TypeError:  # Python says of `/` what was said of `*`
        return NotImplemented
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it may be this very error)


@operator
def rfloordiv(self: Tensor, other: Any) -> Tensor:
    """`other // self`"""
    return OPS["floor_divide"](as_tensor_like(other, self), self)


@operator
def rmod(self: Tensor, other: Any) -> Tensor:
    """`other % self`"""
    if isinstance(other, Tensor):
        return OPS["remainder"](other, self)
    return OPS["number_remainder"](for_number(self, other), other)


@entrance
def mul_(self: Tensor, other: Any) -> Any:
    """`self *= other`; a Size, which takes numbers of times, is not left to answer."""
    if other.__class__ is Size:
        raise TypeError("unsupported operand type(s) for *=: 'Tensor' and 'torch.Size'")
    return general_mul_(self, other)


general_mul_ = operator(inplace.mul_)


def shift(self: Tensor, other: Any) -> Tensor:
    raise NotImplementedError("<< and >> of tensors are not supported here; multiply or floor-divide by a power of 2")


def inverted(self: Tensor) -> Tensor:
    """`~t`"""
    if self._data.dtype.kind == "f":
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return OPS["bitwise_not"](self)


def matmul(self: Tensor, other: Any) -> Any:
    """`self @ other`"""
    try:
        if isinstance(other, Tensor) and self._data.ndim == 2 == other._data.ndim:
            return MM(self, other)
        return products.matmul(self, other) if isinstance(other, Tensor) else NotImplemented
    except Exception as error:
        raise shorten(explained(error))  # noqa: B904 (it may be this very error)


def positive(self: Tensor) -> Tensor:
    """`+t`: the tensor itself."""
    if self._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self


def matrix_transposed(self: Tensor) -> Tensor:
    """`t.mT`: the last two dimensions exchanged."""
    n = self._data.ndim
    if n == 0:
        warn_once("Tensor.mT is deprecated on 0-D tensors. This function is the identity in these cases.")
        return self
    if n == 1:
        raise RuntimeError("tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.")
    return OPS["transpose"](self, n - 2, n - 1)


def reversed_dims(self: Tensor) -> Tensor:
    """`t.T`: the dimensions in reverse order."""
    if self._data.ndim == 0:
        warn_once("Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.")
    elif self._data.ndim != 2:
        warn_once(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute("
            "*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor."
        )
    return OPS["permute"](self, tuple(range(self._data.ndim))[::-1])
