"""Rprop, resilient backpropagation (Riedmiller and Braun, IEEE International Conference on Neural Networks 1993)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from ..frontend.creation import full_like, zeros_like
from .optimizer import Formula, FormulaOptimizer, check_options, counter, not_negative, plain


class Rprop(FormulaOptimizer):
    """p <- p - d * sign(g): of the gradient only the sign counts, and every element of p has a step size d of its own.

    lr             what d begins with
    etas           d is multiplied by the second where the gradient keeps its sign, by the first where it turns
                   (and no step is made then)
    step_sizes     the smallest d and the largest
    maximize       climb instead of descend
    foreach        changes nothing

    `differentiable` must be off; with `capturable`, as in torch, no step can be made on the CPU. ValueError for options
    out of range.
    """

    _arrays = ("prev", "step_size")

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1e-2, etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50), *, capturable: bool = False, foreach: bool | None = None,
        maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        ranges: list[Any] = [("learning rate", lr, not_negative)]
        check_options(ranges, {})
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        check_options(ranges, dict(differentiable=differentiable), foreach=foreach)
        super().__init__(params, dict(
            lr=lr, etas=etas, step_sizes=step_sizes, foreach=foreach, maximize=maximize, differentiable=differentiable,
            capturable=capturable,
        ))  # fmt: skip

    def _begin(self, p: Tensor, group: dict[str, Any]) -> dict[str, Tensor]:
        return {"step": counter(0.0), "prev": zeros_like(p), "step_size": full_like(p, plain(group["lr"]))}

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group)


def formula(dtype: np.dtype, group: dict[str, Any]) -> Formula:
    """The new p, the gradient, and the new d, by a group's options."""
    number = dtype.type
    (less, more), (smallest, largest) = map(number, group["etas"]), map(number, group["step_sizes"])

    def new(p: np.ndarray, before: np.ndarray, size: np.ndarray, grad: np.ndarray) -> tuple[Any, ...]:
        grad = -grad if group["maximize"] else grad
        turn = grad * before
        size = size * np.where(turn > 0, more, np.where(turn < 0, less, number(1)))
        size = np.minimum(np.maximum(size, smallest), largest)
        grad = np.where(turn < 0, number(0), grad)
        sign = (grad > 0).astype(dtype) - (grad < 0)  # 0 of nan
        return p - sign * size, grad, size

    return new
