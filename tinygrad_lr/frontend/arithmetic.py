"""Functions of each element whose arguments are more than an operation's: numbers for tensors, `alpha`, `rounding_mode`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import dtype as dt
from ..arrays.array import broadcast_shapes
from ..core.mode import mode, recording
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from ..ops import refusals
from ..ops.refusals import need_kernel
from .arguments import as_tensor_like, for_number, python_number, to

_POW_NUMBER = op["pow_number"]


def _checked_alpha(input: Any, other: Any, alpha: Any) -> Any:
    if isinstance(alpha, Tensor) and not (alpha._data.ndim or alpha.requires_grad):
        alpha = alpha.item()
    alpha = python_number(alpha)
    if not isinstance(alpha, (int, float, complex)):
        raise TypeError(f"must be Number, not {type(alpha).__name__}")  # `signatures` says of which argument
    if isinstance(other, Tensor) and isinstance(input, Tensor):
        broadcast_shapes(input._data.shape, other._data.shape)
    d = dt.result_type(*(x._data if isinstance(x, Tensor) else python_number(x) for x in (input, other)))
    if isinstance(alpha, bool) and d.kind != "b":
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and d.kind != "f":
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    dt.checked_number(alpha, d)
    return alpha


def add(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input + alpha * other"""
    if alpha.__class__ is int and alpha == 1:
        return op["add"](input, other)
    alpha = _checked_alpha(input, other, alpha)
    return op["add_scaled"](as_tensor_like(input, other) if isinstance(other, Tensor) else input, other, alpha)


def sub(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input - alpha * other"""
    if alpha.__class__ is int and alpha == 1:
        return op["sub"](input, other)
    refusals.sub(*(getattr(x, "_data", python_number(x)) for x in (input, other)))
    alpha = _checked_alpha(input, other, alpha)
    return op["sub_scaled"](input, other, alpha)


def subtract(input: Tensor, other: Any, *factor: Any, alpha: Any = 1) -> Tensor:
    """`sub`, under its longer name."""
    other, alpha = scaled(other, alpha, *factor)
    return sub(input, other, alpha=alpha)


def scaled(other: Any, alpha: Any, *factor: Any) -> Any:
    """The operand and its factor; beside one in its place, and not by name, torch takes a tensor for a number."""
    if factor:
        other, alpha = other.item() if isinstance(other, Tensor) else other, *factor
    return other, alpha


def rsub(input: Tensor, other: Any, *factor: Any, alpha: Any = 1) -> Tensor:
    """other - alpha * input"""
    other, alpha = scaled(other, alpha, *factor)
    refusals.sub(input._data, getattr(other, "_data", other))
    if alpha.__class__ is not int or alpha != 1:
        return sub(as_tensor_like(other, input), input, alpha=alpha)
    if not isinstance(other, Tensor):
        return op["rsub_number"](for_number(input, other), other)
    broadcast_shapes(other._data.shape, input._data.shape)
    return op["rsub"](input, other)


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
        return op["remainder_number"](for_number(input, other), other)
    return op["remainder"](input, other)


def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent; either may be a number."""
    if isinstance(exponent, (int, float)) and isinstance(input, Tensor):
        if input._data.dtype.kind != "f":
            input = for_number(input, exponent)
            if exponent > 0 and input._data.dtype.kind in "iu":
                dt.checked_number(exponent, input._data.dtype)
        return _POW_NUMBER(input, exponent)
    if isinstance(input, (int, float)):
        return op["rpow"](for_number(exponent, input), input)
    return op["pow"](input, exponent)


def square(input: Tensor) -> Tensor:
    """input ** 2"""
    return _POW_NUMBER(input, 2) if input._data.dtype.kind == "f" else pow(input, 2)


def round(input: Tensor, *, decimals: int | None = None) -> Tensor:
    """To the nearest integer, halves to even; `decimals` places after the point, of floats alone."""
    return op["round"](input) if decimals is None else op["round_decimals"](input, decimals)


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Values below `min` and above `max` replaced by those bounds: two numbers, or two tensors."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    bounds = [x for x in (min, max) if x is not None]
    if all(isinstance(x, Tensor) for x in bounds):
        return op["clamp"](input, min, max)
    min, max = (x.item() if isinstance(x, Tensor) else x for x in (min, max))  # beside a number, a number
    input = for_number(input, *(x for x in (min, max) if x is not None))
    if min is None or max is None:
        need_kernel(input._data, f"clamp_{'max' if min is None else 'min'}_scalar_cpu")
    return op["clamp_number"](input, min, max)


def clamp_min(input: Tensor, min: Any) -> Tensor:
    """Values below `min` replaced by it."""
    if isinstance(min, Tensor):
        return op["clamp_min_tensor"](input, min)
    return op["clamp_min"](for_number(input, min), min)


def clamp_max(input: Tensor, max: Any) -> Tensor:
    """Values above `max` replaced by it."""
    if isinstance(max, Tensor):
        return op["clamp_max_tensor"](input, max)
    return op["clamp_max"](for_number(input, max), max)


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """input + weight * (end - input)"""
    if input._data.dtype != end._data.dtype:
        raise RuntimeError(f"expected dtype {input.dtype.cpp_name} for `end` but got dtype {end.dtype.cpp_name}")
    if input._data.dtype.kind != "f" and isinstance(weight, Tensor) and not weight._data.ndim:  # it counts as any other
        common = dt.result_type(input._data, weight._data)
        broadcast_shapes(input._data.shape, end._data.shape)
        need_kernel(np.empty(0, common), "lerp_kernel_tensor", "biu")
        input, end = (to(x, dt.BY_NUMPY[common]) for x in (input, end))
    odd = isinstance(weight, Tensor) and not weight._data.ndim and weight._data.dtype != input._data.dtype
    if odd and not weight.requires_grad:
        weight = weight.item()
    if isinstance(weight, Tensor) and weight._data.dtype != input._data.dtype:
        raise RuntimeError(f"expected dtype {input.dtype.cpp_name} for `weight` but got dtype {weight.dtype.cpp_name}")
    broadcast_shapes(input._data.shape, end._data.shape)
    if not isinstance(weight, Tensor) and input._data.dtype.kind == "f":
        dt.checked_number(weight, input._data.dtype)
    return op["lerp"](input, end, weight) if isinstance(weight, Tensor) else op["lerp_number"](input, end, weight)


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    """input + value * tensor1 * tensor2"""
    value = value.item() if isinstance(value, Tensor) else value
    common = dt.result_type(input._data, tensor1._data, tensor2._data)
    if common.kind != "b":
        value = (
            value if common.kind != "f" and isinstance(value, float) else dt.checked_number(value, common)[()].item()
        )
    return op["addcmul"](input, tensor1, tensor2, value)


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
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if not tolerance >= 0:  # nor nan
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {float(tolerance):g}")
    broadcast_shapes(input._data.shape, other._data.shape)
    for x in (input, other) if mode.grad else ():  # torch subtracts them: of a view without a history that is refused
        x.grad_node()
    return op["isclose"](input, other, float(rtol), float(atol), equal_nan)


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all elements are close."""
    with recording(False):
        return bool(isclose(input, other, rtol, atol, equal_nan)._data.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether shapes and all elements are equal."""
    return input._data.shape == other._data.shape and bool((input._data == other._data).all())
