"""Tensors that belong to a module: parameters, which are trained, and buffers, which are not."""

from __future__ import annotations

from typing import Any

from ..arrays.names import type_name
from ..core.tensor import Tensor

new = object.__new__


class Parameter(Tensor):
    """A tensor that is a parameter of the module it is assigned to: the memory of `data`, as a leaf of its
    own.

    RuntimeError for integers, unless requires_grad is False. TypeError for a `requires_grad` that is no bool.
    """

    __slots__ = ()

    _silent_about_hooks = True  # when it is pickled, as in torch

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        source = Tensor() if data is None else data.detach()
        if requires_grad is not True and requires_grad is not False:
            raise TypeError(
                "_make_subclass(): argument 'require_grad' (position 3) must be bool, not " + type_name(requires_grad)
            )
        if requires_grad and source._data.dtype.kind != "f":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        t = new(cls)
        t._data, t._counter, t._node, t._grad, t._view = source._data, source._counter, None, None, None
        t.requires_grad = requires_grad
        return t

    def __deepcopy__(self, memo: dict) -> Parameter:
        if id(self) not in memo:
            data: Any = self.detach()
            memo[id(self)] = type(self)(data.clone(), self.requires_grad)
        return memo[id(self)]

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        text = super().__repr__()
        return "Parameter containing:\n" + (text if type(self) is Parameter else f"Parameter({text})")


class _BufferType(type):
    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, Tensor) and "_is_buffer" in x.__dict__


class Buffer(metaclass=_BufferType):
    """A tensor, marked to be a buffer of the module it is assigned to."""

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Any:
        t = Tensor() if data is None else data.detach().requires_grad_(data.requires_grad)
        t.__dict__.update(_is_buffer=True, persistent=persistent)
        return t


class UninitializedParameter(Parameter):
    """torch's parameter of a lazy layer, which gets its shape in the first call: there are no such layers here."""

    __slots__ = ()

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> Any:
        raise NotImplementedError(f"{cls.__name__} is not supported: give the layer its sizes")


class UninitializedBuffer(Tensor):
    """The same for buffers."""

    __slots__ = ()

    def __new__(
        cls, requires_grad: bool = False, device: Any = None, dtype: Any = None, persistent: bool = True
    ) -> Any:
        raise NotImplementedError(f"{cls.__name__} is not supported: give the layer its sizes")
