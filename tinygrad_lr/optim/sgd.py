"""Stochastic gradient descent, with momentum, weight decay and Nesterov's look ahead.

A group without any of these is what training loops spend their time on: `descent` takes it, with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays import make
from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor, wrap
from .descent import Layout, descend
from .optimizer import Formula, Optimizer, Options, as_number, changed, check_options, decayed, evaluate, fused, update


class SGD(Optimizer):
    """p <- p - lr * g, where g is the gradient, plus `weight_decay` * p, or with `momentum` its running sum.

    dampening   share of the gradient that does not enter the running sum (the first gradient enters whole)
    nesterov    step along the gradient plus `momentum` times the running sum
    maximize    climb instead of descend
    foreach     changes nothing; nor does `fused`, which must be off with momentum
    `differentiable` must be off. ValueError for negative options.
    """

    _later: ClassVar[Options] = dict(nesterov=False, maximize=False, foreach=None, differentiable=False, fused=False)

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1e-3, momentum: float = 0, dampening: float = 0, weight_decay: float = 0,
        nesterov: bool = False, *, maximize: bool = False, foreach: bool | None = None, differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:  # fmt: skip
        numbers = {"learning rate": lr, "momentum value": momentum, "weight_decay value": weight_decay}
        check_options(
            [(name, value, lambda x: not x < 0.0) for name, value in numbers.items()],
            dict(differentiable=differentiable, fused=fused and momentum), fused, fused and foreach,
        )  # fmt: skip
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, dict(
            lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov,
            maximize=maximize, foreach=foreach, differentiable=differentiable, fused=fused,
        ))  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._layouts: dict[int, Layout] = {}

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient. `closure` computes the loss anew, which is returned."""
        loss = None if closure is None else evaluate(closure)
        for i, group in enumerate(self.param_groups if make.makers else self._groups):
            if group["momentum"] or group["weight_decay"] or group["maximize"]:
                self._by_formula(i, group)
            else:
                descend(self, i, group)
        return loss

    def _by_formula(self, i: int, group: dict[str, Any]) -> None:
        """Group number `i`, whatever its options are."""
        if group["fused"] and group["momentum"]:
            raise NotImplementedError("fused=True with momentum is not supported")
        for p in group["params"]:
            if p._grad is not None:
                self._update(p, group)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        """One parameter by the formula; its running sum is made when first needed."""
        grad = p._grad._data  # type: ignore[union-attr]
        if not group["momentum"]:
            update(p, formula(p._data.dtype, group, False), grad)
            return
        state = self.state[p]
        kept = state.get("momentum_buffer")
        buffer = wrap(np.empty_like(p._data)) if kept is None else kept
        update(p, formula(p._data.dtype, group, kept is None), buffer._data, grad)
        if kept is not None:
            changed(("momentum_buffer",), (kept,))
        state["momentum_buffer"] = buffer  # last: where memory runs out, nothing has changed


def formula(dtype: np.dtype, group: dict[str, Any], first: bool) -> Formula:
    """The new parameter, and with momentum the running sum, by a group's options; `first`: no sum yet."""
    number = dtype.type
    momentum, share = number(group["momentum"]), number(1 - group["dampening"])
    rate = as_number(dtype, -group["lr"])

    def new(p: np.ndarray, *others: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, others[-1], group)
        if not momentum:
            return (fused(grad, rate, p),)
        buf = grad if first else fused(grad, share, others[0] * momentum)
        grad = fused(buf, momentum, grad) if group["nesterov"] else buf
        return fused(grad, rate, p), buf

    return new
