"""Stochastic gradient descent, with momentum, weight decay and Nesterov's look ahead.

`step` without any of these is what training loops spend their time on, so it has a way of its own (`_descend`), with
the same bits: parameters of one element are updated as Python numbers, the small ones laid end to end in one buffer.
TINYGRAD_LR_FAST=0 leaves only the formula.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Iterable

import numpy as np

from ..device import F32, F64
from ..primitive import FAST
from ..tensor import Tensor, wrap
from .optimizer import NOISE, Formula, Optimizer, check_options, evaluate, fused, update

SMALL = 1 << 13  # elements up to which copying a parameter is cheaper than NumPy calls of its own


class SGD(Optimizer):
    """p <- p - lr * g, where g is the gradient, plus `weight_decay` * p, or with `momentum` a running sum of it.

    dampening   share of the gradient that does not enter the running sum (the first gradient enters whole)
    nesterov    step along the gradient plus `momentum` times the running sum
    maximize    climb instead of descend
    `foreach`, `differentiable` and `fused` exist for torch's sake and must be off. ValueError for negative rates.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if momentum < 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        check_options(lr, weight_decay, foreach=foreach, differentiable=differentiable, fused=fused)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, dict(
            lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov,
            maximize=maximize, foreach=foreach, differentiable=differentiable, fused=fused,
        ))  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._together: dict[int, Together] = {}
        for group in self.param_groups:
            for name, default in dict(nesterov=False, maximize=False, foreach=None, differentiable=False, fused=False).items():
                group.setdefault(name, default)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient. `closure`, if given, computes the loss anew; it is returned."""
        loss = None if closure is None else evaluate(closure)
        for i, group in enumerate(self.param_groups):
            if FAST and not (group["momentum"] or group["weight_decay"] or group["maximize"]):
                self._descend(i, group)
                continue
            for p in group["params"]:
                if p._grad is not None:
                    self._update(p, group)
        return loss

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        """One parameter by the formula; its running sum is made when first needed."""
        grad = p._grad._data  # type: ignore[union-attr]
        if not group["momentum"]:
            update(p, formula(p._data.dtype, group, False), grad)
            return
        state = self.state[p]
        first = state.get("momentum_buffer") is None
        if first:
            state["momentum_buffer"] = wrap(np.empty_like(p._data))
        update(p, formula(p._data.dtype, group, first), state["momentum_buffer"]._data, grad)

    def _descend(self, i: int, group: dict[str, Any]) -> None:
        """Group number `i` without options: p - lr * g, for each size of parameter the cheapest way."""
        rate, rate_array = _rate(-group["lr"])
        small = []
        for p in group["params"]:
            grad = p._grad
            if grad is None:
                continue
            data = p._data
            if data.dtype is not F32 or data.size > SMALL:
                self._update(p, group)
            elif data.size == 1:
                value = data.item() + grad._data.item() * rate
                try:
                    data.fill(value)
                except NOISE:
                    with np.errstate(all="ignore"):
                        data.fill(value)
                p._counter[0] += 1
            else:
                small.append((p, data, grad._data))
        if small:
            together = self._together.get(i)
            if together is None or not together.are(small):
                together = self._together[i] = Together(small)
            together.descend(small, rate_array)


class Together:
    """Small float32 parameters of a group laid end to end, with their gradients, in float64 and so for one rounding.

    The parameters keep their own memory: they are copied in and back, which costs less than NumPy calls for each.
    """

    def __init__(self, small: list) -> None:
        self.arrays = [data for _, data, _ in small]
        ends = np.cumsum([data.size for data in self.arrays])
        self.values, self.grads = np.empty(ends[-1]), np.empty(ends[-1])
        self.rows = [
            tuple(flat[end - data.size : end].reshape(data.shape) for flat in (self.values, self.grads))
            for data, end in zip(self.arrays, ends)
        ]
