"""torch.autograd.Variable: the name that tensors with a gradient once had."""

from __future__ import annotations

from typing import Any

from ..arrays.warn import warn
from ..core.tensor import Tensor


class VariableMeta(type):
    def __instancecheck__(cls, other: Any) -> bool:
        return isinstance(other, Tensor)


class Variable(metaclass=VariableMeta):
    """`Variable(data, requires_grad=False)` is a tensor of the same memory, a leaf of its own; every tensor is an instance.

    TypeError for other data than a tensor or None, RuntimeError for integers that should require a gradient.
    """

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: bool = False) -> Any:
        if data is not None and not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        if volatile:
            text = "volatile was removed and now has no effect. Use `with torch.no_grad():` instead."
            warn(text)
        if volatile and requires_grad:
            raise ValueError("Variable can't be volatile and require_grad at the same time!")
        leaf = Tensor() if data is None else data.detach()
        if requires_grad and leaf._data.dtype.kind != "f":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        return leaf.requires_grad_(requires_grad)
