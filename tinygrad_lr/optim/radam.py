"""RAdam, Adam that waits for its mean square to be worth something (Liu et al., arXiv:1908.03265)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays.make import calculated
from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from .optimizer import Formula, FormulaOptimizer, as_number, check_options, decayed, fused, lerp, ranges_of

sqrt = np.sqrt


class RAdam(FormulaOptimizer):
    """Adam's step times a factor that grows to 1; in the first steps, p <- p - lr * m with an unbiased m.

    weight_decay   adds `weight_decay` * p to the gradient or, with `decoupled_weight_decay`, shrinks p itself maximize
    climb instead of descend `foreach` and `differentiable` must be off; with `capturable`, as in torch, no step can be
    made on the CPU. ValueError for options out of range.
    """

    _later: ClassVar[dict[Any, Any]] = {**FormulaOptimizer._later, "decoupled_weight_decay": False}

    _arrays = ("exp_avg", "exp_avg_sq")

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, decoupled_weight_decay: bool = False, *, foreach: bool | None = None,
        maximize: bool = False, capturable: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_options(ranges_of(lr, eps, betas, weight_decay), dict(foreach=foreach, differentiable=differentiable))
        super().__init__(params, dict(
            lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize, foreach=foreach,
            capturable=capturable, decoupled_weight_decay=decoupled_weight_decay, differentiable=differentiable,
        ))  # fmt: skip

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group, state["step"].item() + 1)


def rectification(beta2: float, step: float) -> float:
    """The factor, from the number of gradients that the mean square is worth (section 3.3); 0 where that is 5 or less."""
    most = 2 / (1 - beta2) - 1
    worth = most - 2 * step * (beta2**step) / (1 - beta2**step)
    if not worth > 5.0:
        return 0.0
    factor: float = ((worth - 4) * (worth - 2) * most / ((most - 4) * (most - 2) * worth)) ** 0.5
    return factor


def formula(dtype: np.dtype, group: dict[str, Any], step: float) -> Formula:
    """The new p, m, v of step number `step` with a group's options."""
    number, (beta1, beta2) = dtype.type, group["betas"]
    weight, square_weight, keep = number(1 - beta1), number(1 - beta2), number(beta2)
    factor = as_number(dtype, calculated(rectification, beta2, step))
    eps, rate = number(group["eps"]), as_number(dtype, group["lr"])
    unbias, square_unbias = (as_number(dtype, x) for x in (1 - beta1**step, (1 - beta2**step) ** 0.5))

    def new(p: np.ndarray, m: np.ndarray, v: np.ndarray, grad: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, grad, group)
        m = lerp(m, grad, weight)
        v = fused(square_weight * grad, grad, v * keep)
        change = m / unbias * rate
        rectified = change * (1 / (sqrt(v) + eps) * square_unbias) * factor
        return p - np.where(factor != 0, rectified, change), m, v

    return new
