"""Adadelta (Zeiler, arXiv:1212.5701)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from .optimizer import Formula, FormulaOptimizer, as_number, check_options, decayed, fused, not_negative

sqrt = np.sqrt


class Adadelta(FormulaOptimizer):
    """p <- p - lr * d, where d = sqrt(u + eps) / sqrt(v + eps) * g: v, u are running means of the squares of g and d.

    rho            share that the running means keep at each step
    weight_decay   adds `weight_decay` * p to the gradient
    maximize       climb instead of descend
    foreach        changes nothing

    `differentiable` must be off; with `capturable`, as in torch, no step can be made on the CPU. ValueError for options
    out of range.
    """

    _capturing: ClassVar = ["cuda", "xpu", "hpu", "privateuseone"]
    _arrays = ("square_avg", "acc_delta")

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1.0, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0,
        foreach: bool | None = None, *, capturable: bool = False, maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_options(
            [
                ("learning rate", lr, not_negative),
                ("rho value", rho, lambda x: 0.0 <= x <= 1.0),
                ("epsilon value", eps, not_negative),
                ("weight_decay value", weight_decay, not_negative),
            ],
            dict(differentiable=differentiable),
            foreach=foreach,
        )
        super().__init__(params, dict(
            lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize, capturable=capturable,
            foreach=foreach, differentiable=differentiable,
        ))  # fmt: skip

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group)


def formula(dtype: np.dtype, group: dict[str, Any]) -> Formula:
    """The new p, v, u with a group's options."""
    number = dtype.type
    keep, weight, eps = number(group["rho"]), number(1 - group["rho"]), number(group["eps"])
    rate = as_number(dtype, -group["lr"])

    def new(p: np.ndarray, v: np.ndarray, u: np.ndarray, grad: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, grad, group)
        v = fused(weight * grad, grad, v * keep)
        delta = sqrt(u + eps) / sqrt(v + eps) * grad
        u = fused(weight * delta, delta, u * keep)
        return fused(delta, rate, p), v, u

    return new
