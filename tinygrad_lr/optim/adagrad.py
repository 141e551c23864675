"""Adagrad (Duchi, Hazan and Singer, Journal of Machine Learning Research 12, 2011)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from ..frontend.creation import full_like
from .optimizer import (
    Formula,
    FormulaOptimizer,
    all_params,
    as_number,
    check_options,
    counter,
    decayed,
    fused,
    not_negative,
)

sqrt = np.sqrt


class Adagrad(FormulaOptimizer):
    """p <- p - lr * g / (sqrt(s) + eps): s is the sum of all squared gradients, and the rate falls with it.

    lr_decay                     the rate of step t is lr / (1 + (t - 1) * lr_decay)
    initial_accumulator_value    what s begins with
    weight_decay                 adds `weight_decay` * p to the gradient
    maximize                     climb instead of descend
    foreach                      changes nothing
    `differentiable` and `fused` must be off. ValueError for negative options.
    """

    _later: ClassVar[dict[Any, Any]] = dict(foreach=None, maximize=False, differentiable=False, fused=None)

    _arrays = ("sum",)

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1e-2, lr_decay: float = 0, weight_decay: float = 0,
        initial_accumulator_value: float = 0, eps: float = 1e-10, foreach: bool | None = None, *,
        maximize: bool = False, differentiable: bool = False, fused: bool | None = None,
    ) -> None:  # fmt: skip
        check_options(
            [
                ("learning rate", lr, not_negative),
                ("lr_decay value", lr_decay, not_negative),
                ("weight_decay value", weight_decay, not_negative),
                ("initial_accumulator_value value", initial_accumulator_value, not_negative),
                ("epsilon value", eps, not_negative),
            ],
            dict(differentiable=differentiable, fused=fused), fused, foreach,
        )  # fmt: skip
        super().__init__(params, dict(
            lr=lr, lr_decay=lr_decay, eps=eps, weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value, foreach=foreach, maximize=maximize,
            differentiable=differentiable, fused=fused,
        ))  # fmt: skip
        for p in all_params(self.param_groups):
            self.state[p] = self._begin(p, {})

    def _begin(self, p: Tensor, group: dict[str, Any]) -> dict[str, Tensor]:
        return {"step": counter(0.0), "sum": full_like(p, self.defaults["initial_accumulator_value"])}

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group, state["step"].item() + 1)


def formula(dtype: np.dtype, group: dict[str, Any], step: float) -> Formula:
    """The new p and s of step number `step` with a group's options."""
    number = dtype.type
    rate = as_number(dtype, -group["lr"] / (1 + (step - 1) * group["lr_decay"]))
    eps = number(group["eps"])

    def new(p: np.ndarray, total: np.ndarray, grad: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, grad, group)
        total = fused(grad, grad, total)
        return p + grad * rate / (sqrt(total) + eps), total

    return new
