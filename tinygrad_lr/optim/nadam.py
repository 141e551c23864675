"""NAdam, Adam with Nesterov's look ahead (Dozat, ICLR workshop 2016)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, ClassVar

import numpy as np

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
    lerp,
    not_negative,
    ranges_of,
    set_number,
)

sqrt = np.sqrt


class NAdam(FormulaOptimizer):
    """p <- p - lr * (a * g + b * m) / (sqrt(v) + eps): m, v are Adam's means; a, b unbias what the step after this one adds.

    momentum_decay    how fast the momentum comes up to betas[0]
    weight_decay      adds `weight_decay` * p to the gradient or, with `decoupled_weight_decay`, shrinks p itself
    maximize          climb instead of descend

    `foreach` and `differentiable` must be off; with `capturable`, as in torch, no step can be made on the CPU.
    ValueError for options out of range.
    """

    _numbers = ("step", "mu_product")
    _captured = "params, mu_products and state_steps"
    _changes = 2
    _later: ClassVar[dict[Any, Any]] = {**FormulaOptimizer._later, "decoupled_weight_decay": False}

    _arrays = ("exp_avg", "exp_avg_sq")

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 2e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, momentum_decay: float = 4e-3, decoupled_weight_decay: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_options(
            chain(ranges_of(lr, eps, betas, weight_decay), [("momentum_decay value", momentum_decay, not_negative)]),
            dict(foreach=foreach, differentiable=differentiable),
        )
        super().__init__(params, dict(
            lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, momentum_decay=momentum_decay,
            decoupled_weight_decay=decoupled_weight_decay, maximize=maximize, foreach=foreach, capturable=capturable,
            differentiable=differentiable,
        ))  # fmt: skip

    def _begin(self, p: Tensor, group: dict[str, Any]) -> dict[str, Tensor]:
        numbers = {"step": counter(0.0), "mu_product": counter(1.0)}
        return numbers | {name: zeros_like(p) for name in self._kept(group)}

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        step = state["step"].item() + 1
        return formula(dtype, group, step, following_product(group, state, step).item())

    def _count(self, group: dict[str, Any], state: dict[str, Any]) -> None:
        state["step"] += 1
        set_number(state["mu_product"], following_product(group, state, state["step"].item()))


def momentum(beta: float, decay: float, step: float) -> float:
    """Of step number `step`."""
    now: float = beta * (1.0 - 0.5 * (0.96 ** (step * decay)))
    return now


def momentum_of(group: dict[str, Any], step: float) -> float:
    """The same by a group's options."""
    return calculated(momentum, group["betas"][0], group["momentum_decay"], step)


def rate_of_grad(lr: float, now: float, product: float) -> float:
    return -lr * (1.0 - now) / (1.0 - product)


def rate_of_mean(lr: float, following: float, product: float) -> float:
    return -lr * following / (1.0 - product * following)


def following_product(group: dict[str, Any], state: dict[str, Any], step: float) -> Any:
    """The product of all momenta up to step number `step`: that of those before is kept."""
    before = state["mu_product"]._data
    return before * as_number(before.dtype, momentum_of(group, step))


def formula(dtype: np.dtype, group: dict[str, Any], step: float, product: float) -> Formula:
    """The new p, m, v of step number `step` with a group's options; `product` of all momenta so far."""
    number, lr, (beta1, beta2) = dtype.type, group["lr"], group["betas"]
    weight, square_weight, keep = number(1 - beta1), number(1 - beta2), number(beta2)
    unbias, eps = as_number(dtype, 1 - beta2**step), number(group["eps"])
    of_grad = as_number(dtype, calculated(rate_of_grad, lr, momentum_of(group, step), product))
    of_mean = as_number(dtype, calculated(rate_of_mean, lr, momentum_of(group, step + 1), product))

    def new(p: np.ndarray, m: np.ndarray, v: np.ndarray, grad: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, grad, group)
        m = lerp(m, grad, weight)
        v = fused(square_weight * grad, grad, v * keep)
        size = sqrt(v / unbias) + eps
        return p + grad * of_grad / size + m * of_mean / size, m, v

    return new
