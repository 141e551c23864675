"""ASGD, averaged stochastic gradient descent (Polyak and Juditsky, SIAM Journal on Control and Optimization 30, 1992)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arrays.dtype import default
from ..arrays.make import calculated
from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from ..frontend.creation import zeros_like
from .optimizer import (
    Formula,
    FormulaOptimizer,
    as_number,
    check_options,
    counter,
    decayed,
    fused,
    not_negative,
    plain,
    set_number,
)


class ASGD(FormulaOptimizer):
    """p <- p * (1 - lambd * eta) - eta * g, with a rate eta that falls; `state[p]["ax"]` is the mean of p from step t0 on.

    alpha          eta is lr / (1 + lambd * lr * t)**alpha
    weight_decay   adds `weight_decay` * p to the gradient
    maximize       climb instead of descend

    `foreach` and `differentiable` must be off; with `capturable`, as in torch, no step can be made on the CPU.
    ValueError for a negative rate or decay.
    """

    _numbers = ("step", "eta", "mu")
    _captured = "params, mus, etas, and state_steps"
    _changes = 2

    _arrays = ("ax",)

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1e-2, lambd: float = 1e-4, alpha: float = 0.75, t0: float = 1e6,
        weight_decay: float = 0, foreach: bool | None = None, maximize: bool = False, differentiable: bool = False,
        capturable: bool = False,
    ) -> None:  # fmt: skip
        check_options(
            [("learning rate", lr, not_negative), ("weight_decay value", weight_decay, not_negative)],
            dict(foreach=foreach, differentiable=differentiable),
        )
        super().__init__(params, dict(
            lr=lr, lambd=lambd, alpha=alpha, t0=t0, weight_decay=weight_decay, foreach=foreach, maximize=maximize,
            differentiable=differentiable, capturable=capturable,
        ))  # fmt: skip

    def _begin(self, p: Tensor, group: dict[str, Any]) -> dict[str, Tensor]:
        numbers = {"step": counter(0.0), "eta": counter(plain(group["lr"])), "mu": counter(1.0)}
        return numbers | {"ax": zeros_like(p)}

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group, state["eta"].item(), state["mu"].item())

    def _count(self, group: dict[str, Any], state: dict[str, Any]) -> None:
        state["step"] += 1
        step, lr = state["step"].item(), group["lr"]
        eta = lr / ((1 + group["lambd"] * lr * step) ** group["alpha"])
        set_number(
            state["eta"], as_number(default.dtype, eta)
        )  # as torch has it: through a tensor of the default dtype
        set_number(state["mu"], as_number(default.dtype, calculated(share_of_mean, step, group["t0"])))


def share_of_mean(step: float, t0: float) -> float:
    """How much of the mean the parameters of step number `step` are."""
    return 1 / max(1, step - t0)


def formula(dtype: np.dtype, group: dict[str, Any], eta: float, mu: float) -> Formula:
    """The new p and its mean, by a group's options: `eta` is the rate, `mu` the share of p in its mean."""
    shrink, rate, share = (as_number(dtype, x) for x in (1 - group["lambd"] * eta, -eta, mu))

    def new(p: np.ndarray, mean: np.ndarray, grad: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, grad, group)
        p = fused(grad, rate, p * shrink)
        return p, np.where(share == 1, p, mean + (p - mean) * share)

    return new
