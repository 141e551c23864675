"""More functions of each element whose arguments are more than an operation's: numbers for tensors, bounds, replacements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..arrays.dtype import NUMBERS, checked_number
from ..core.mode import mode
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from .arguments import for_number


def with_a_number(name: str, doc: str) -> Callable:
    """The function whose second argument is a tensor or a number."""
    with_tensor, with_number = op[name], op[f"{name}_number"]

    def call(input: Tensor, other: Any) -> Tensor:
        if other.__class__ in NUMBERS:
            return with_number(for_number(input, other), other)
        return with_tensor(input, other)

    call.__name__, call.__doc__ = name, doc
    return call


fmod = with_a_number("fmod", "input - trunc(input / other) * other: the sign is the dividend's.")
copysign = with_a_number("copysign", "The size of `input` with the sign of `other`.")


def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), 0 where `input` is 0; either may be a number."""
    if other.__class__ in NUMBERS:
        return op["xlogy_number"](for_number(input, other), other)
    if input.__class__ in NUMBERS:
        return op["number_xlogy"](for_number(other, input), input)
    return op["xlogy"](input, other)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """log(x / (1 - x)), of x brought between eps and 1 - eps."""
    eps = eps.item() if isinstance(eps, Tensor) else eps
    if eps is not None and input._data.dtype.kind == "f":
        checked_number(eps, input._data.dtype)
    return op["logit"](input, eps)


def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """nan, inf and -inf replaced: by 0 and the dtype's limits, unless numbers are given."""
    return op["nan_to_num"](input, nan, posinf, neginf)


def positive(input: Tensor) -> Tensor:
    """The tensor itself. RuntimeError for bools."""
    if input._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


def isfinite(input: Tensor) -> Tensor:
    """Which elements are neither nan nor infinite. As torch's, which computes it, it refuses a view that has no history."""
    if mode.grad and isinstance(input, Tensor):
        input.grad_node()
    return op["isfinite"](input)
