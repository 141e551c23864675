"""RMSprop (Hinton, Neural Networks for Machine Learning, lecture 6), and centered (Graves, arXiv:1308.0850)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from .optimizer import Formula, FormulaOptimizer, as_number, check_options, decayed, fused, lerp, not_negative

sqrt = np.sqrt


class RMSprop(FormulaOptimizer):
    """p <- p - lr * g / (sqrt(v) + eps): v is the running mean of the squared gradient.

    alpha          share that the running mean keeps at each step
    momentum       along a running sum of g / (sqrt(v) + eps), of which each step keeps this share
    centered       take the square of the gradient's own running mean off v
    weight_decay   adds `weight_decay` * p to the gradient
    maximize       climb instead of descend
    foreach        changes nothing

    `differentiable` must be off; with `capturable`, as in torch, no step can be made on the CPU. ValueError for
    negative options.
    """

    _later: ClassVar[dict[Any, Any]] = {"momentum": 0, "centered": False, **FormulaOptimizer._later}

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1e-2, alpha: float = 0.99, eps: float = 1e-8,
        weight_decay: float = 0, momentum: float = 0, centered: bool = False, capturable: bool = False,
        foreach: bool | None = None, maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_options(
            [
                ("learning rate", lr, not_negative),
                ("epsilon value", eps, not_negative),
                ("momentum value", momentum, not_negative),
                ("weight_decay value", weight_decay, not_negative),
                ("alpha value", alpha, not_negative),
            ],
            dict(differentiable=differentiable),
            foreach=foreach,
        )
        super().__init__(params, dict(
            lr=lr, momentum=momentum, alpha=alpha, eps=eps, centered=centered, weight_decay=weight_decay,
            capturable=capturable, foreach=foreach, maximize=maximize, differentiable=differentiable,
        ))  # fmt: skip

    def _kept(self, group: dict[str, Any]) -> tuple[str, ...]:
        wanted = {"square_avg": True, "momentum_buffer": group["momentum"] > 0, "grad_avg": group["centered"]}
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group)


def formula(dtype: np.dtype, group: dict[str, Any]) -> Formula:
    """The new p and v, with momentum the running sum, and if centered the gradient's mean, by a group's options."""
    number = dtype.type
    keep, weight, eps = number(group["alpha"]), number(1 - group["alpha"]), number(group["eps"])
    rate = as_number(dtype, -group["lr"])
    momentum = number(group["momentum"]) if group["momentum"] > 0 else None

    def new(p: np.ndarray, v: np.ndarray, *others: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, others[-1], group)
        v = square = fused(weight * grad, grad, v * keep)
        kept: tuple[Any, ...] = ()
        if group["centered"]:
            mean = lerp(others[-2], grad, weight)
            square, kept = fused(-mean, mean, v), (mean,)
        size = sqrt(square) + eps
        if momentum is None:
            return p + grad * rate / size, v, *kept
        total = others[0] * momentum + grad / size
        return fused(total, rate, p), v, total, *kept

    return new
