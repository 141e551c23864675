"""Dimensions made one, or one made several."""

from __future__ import annotations

from typing import Any

from ...core.tensor import Tensor
from .function import Function


class Flatten(Function):
    """Dimensions from `start_dim` to `end_dim` as one."""

    _shown = ("start_dim", "end_dim")

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__(start_dim=start_dim, end_dim=end_dim)

    def forward(self, input: Tensor) -> Tensor:
        return input.flatten(self.start_dim, self.end_dim)


class Unflatten(Function):
    """Dimension `dim` as several, of sizes `unflattened_size`. TypeError for sizes that are no tuple of ints."""

    _shown = ("dim", "unflattened_size")

    def __init__(self, dim: Any, unflattened_size: Any) -> None:
        for i, size in enumerate(unflattened_size if isinstance(unflattened_size, (tuple, list)) else ()):
            if not isinstance(size, int):
                found = f"{type(size).__name__} at pos {i}"
                raise TypeError(f"unflattened_size must be tuple of ints, but found element of type {found}")
        if not isinstance(unflattened_size, (tuple, list)):
            raise TypeError(
                f"unflattened_size must be a tuple of ints, but found type {type(unflattened_size).__name__}"
            )
        super().__init__(dim=dim, unflattened_size=unflattened_size)

    def forward(self, input: Tensor) -> Tensor:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
