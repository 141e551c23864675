"""Methods that change their tensor's own shape: its elements stay where they are, and it reads them in another order."""

from __future__ import annotations

from typing import Any

from ..core.operation import OPS as op
from ..core.tensor import LEAVES, Tensor
from ..core.views import touched
from .arguments import all_dims, wrap_dim
from .inplace_checks import check_inplace


def turn(self: Tensor, name: str, *args: Any) -> Tensor:
    """Make the tensor the view of itself that the operation `name` gives. Older views keep the shape they have."""
    out = op[name](self, *args)
    self._data = out._data
    touched(self)
    version = self._counter[0] if self._counter else 0
    if self._view is None:
        self.__dict__["_turned"] = version
    else:
        self._view = out._view
        self._view.made = version
    if out._node is not None and self._node.__class__ not in LEAVES:
        self._node = out._node
        self._counter[1:] = [type(out._node).__name__]  # for the words of a refusal
    return self


def t_(self: Tensor) -> Tensor:
    """`t`, of this tensor itself."""
    check_inplace(self, elementwise=False)
    if self._data.ndim > 2:
        raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {self._data.ndim}D")
    return turn(self, "t_in_place")


def transpose_(self: Tensor, dim0: int, dim1: int) -> Tensor:
    """`transpose`, of this tensor itself."""
    check_inplace(self, elementwise=False)
    n = self._data.ndim
    return turn(self, "transpose_in_place", wrap_dim(dim0, n), wrap_dim(dim1, n))


def swapaxes_(self: Tensor, axis0: int, axis1: int) -> Tensor:
    """`transpose_`, by NumPy's names."""
    return transpose_(self, axis0, axis1)


def unsqueeze_(self: Tensor, dim: int) -> Tensor:
    """`unsqueeze`, of this tensor itself."""
    check_inplace(self, elementwise=False)
    return turn(self, "unsqueeze_in_place", wrap_dim(dim, self._data.ndim + 1))


def squeeze_(self: Tensor, dim: Any = None) -> Tensor:
    """`squeeze`, of this tensor itself."""
    check_inplace(self, elementwise=False)
    if dim is None:
        return turn(self, "squeeze_all_in_place")
    if isinstance(dim, (tuple, list)):
        return turn(self, "squeeze_dims_in_place", all_dims(self, dim) if dim else ())
    return turn(self, "squeeze_dim_in_place", wrap_dim(dim, self._data.ndim))
