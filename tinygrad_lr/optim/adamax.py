"""Adamax, Adam with the largest gradient in the place of the mean square (Kingma and Ba, arXiv:1412.6980)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from .optimizer import Formula, FormulaOptimizer, as_number, check_options, decayed, lerp, ranges_of


class Adamax(FormulaOptimizer):
    """p <- p - lr * m / ((1 - betas[0]**t) * u): m is the running mean of the gradient, u its largest size, which fades.

    betas          shares that m and u keep at each step
    eps            added to the gradient's size
    weight_decay   adds `weight_decay` * p to the gradient
    maximize       climb instead of descend
    foreach        changes nothing

    `differentiable` must be off; with `capturable`, as in torch, no step can be made on the CPU. ValueError for options
    out of range.
    """

    _arrays = ("exp_avg", "exp_inf")

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 2e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, foreach: bool | None = None, *, maximize: bool = False, differentiable: bool = False,
        capturable: bool = False,
    ) -> None:  # fmt: skip
        check_options(ranges_of(lr, eps, betas, weight_decay), dict(differentiable=differentiable), foreach=foreach)
        super().__init__(params, dict(
            lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, foreach=foreach, maximize=maximize,
            differentiable=differentiable, capturable=capturable,
        ))  # fmt: skip

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group, state["step"].item() + 1)


def formula(dtype: np.dtype, group: dict[str, Any], step: float) -> Formula:
    """The new p, m, u of step number `step` with a group's options."""
    number, (beta1, beta2) = dtype.type, group["betas"]
    weight, keep, eps = number(1 - beta1), number(beta2), number(group["eps"])
    rate = as_number(dtype, -group["lr"] / (1 - beta1**step))

    def new(p: np.ndarray, m: np.ndarray, u: np.ndarray, grad: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, grad, group)
        m = lerp(m, grad, weight)
        u = np.maximum(u * keep, abs(grad) + eps)
        return p + m * rate / u, m, u

    return new
