"""Stochastic gradient descent, with momentum, weight decay and Nesterov's look ahead.

`step` without any of these is what training loops spend their time on, so it has a way of its own
(`_descend`), with the same bits: parameters of one element are updated as Python numbers, the small ones laid
end to end in one buffer. TINYGRAD_LR_FAST=0 leaves only the formula.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
from numpy.lib.array_utils import byte_bounds

from ..device import F32, fma
from ..primitive import FAST
from ..tensor import Tensor, wrap
from ..views import touched
from .optimizer import NOISE, Formula, Optimizer, check_options, evaluate, fused, quietly, rounded, update

SMALL = 1 << 13  # elements up to which copying a parameter is cheaper than NumPy calls of its own


class SGD(Optimizer):
    """p <- p - lr * g, where g is the gradient, plus `weight_decay` * p, or with `momentum` its running sum.

    dampening   share of the gradient that does not enter the running sum (the first gradient enters whole)
    nesterov    step along the gradient plus `momentum` times the running sum
    maximize    climb instead of descend
    `foreach`, `differentiable` and `fused` must be off. ValueError for negative options.
    """

    _later: ClassVar[dict] = dict(nesterov=False, maximize=False, foreach=None, differentiable=False, fused=False)

    def __init__(
        self, params: Iterable, lr: float = 1e-3, momentum: float = 0, dampening: float = 0, weight_decay: float = 0,
        nesterov: bool = False, *, maximize: bool = False, foreach: bool | None = None, differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:  # fmt: skip
        numbers = {"learning rate": lr, "momentum value": momentum, "weight_decay value": weight_decay}
        unsupported = dict(foreach=foreach, differentiable=differentiable, fused=fused)
        check_options([(name, value, lambda x: not x < 0.0) for name, value in numbers.items()], unsupported)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, dict(
            lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov,
            maximize=maximize, **unsupported,
        ))  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._together: dict[int, Together] = {}

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient. `closure` computes the loss anew, which is returned."""
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
        kept = state.get("momentum_buffer")
        buffer = wrap(np.empty_like(p._data)) if kept is None else kept
        update(p, formula(p._data.dtype, group, kept is None), buffer._data, grad)
        state["momentum_buffer"] = buffer  # last: where memory runs out, nothing has changed

    def _descend(self, i: int, group: dict[str, Any]) -> None:
        """Group number `i` without options: p - lr * g, for each size of parameter the cheapest way."""
        rate, rate_array = _rate(-group["lr"])
        small = []
        for p in group["params"]:
            grad = p._grad
            if grad is None:
                continue
            data = p._data
            if data.__class__ is not np.ndarray:
                fma(grad._data, data.dtype.type(-group["lr"]), data, out=data)  # on a GPU, one launch
                touched(p)
            elif data.dtype is not F32 or data.size > SMALL or p._counter is None:
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
            self._descend_together(i, small, rate_array)

    def _descend_together(self, i: int, small: list, rate: np.ndarray) -> None:
        together = self._together.get(i)
        try:
            if together is None or not together.compute(small, rate):
                together = self._together[i] = Together(small)
                together.compute(small, rate)
            apart = together.apart
        except NOISE:
            apart = False
        if apart:
            quietly(together.write, small)  # type: ignore[union-attr]
        else:  # one after the other: they share memory, or NumPy was made to raise for inf or nan
            for p, _, _ in small:
                self._update(p, self.param_groups[i])


class Together:
    """Small float32 parameters laid end to end in float64, and their gradients: two NumPy calls update all.

    The parameters keep their own memory; copying them in and back costs less than calls of NumPy for each.
    """

    def __init__(self, small: list) -> None:
        arrays = [data for _, data, _ in small]
        ends = np.cumsum([data.size for data in arrays])
        self.values, self.grads = np.empty(ends[-1]), np.empty(ends[-1])
        self.rows = [
            (data, *(flat[end - data.size : end].reshape(data.shape) for flat in (self.values, self.grads)))
            for data, end in zip(arrays, ends)
        ]
        spans = sorted(byte_bounds(data) for data in arrays)
        self.apart = all(a[1] <= b[0] for a, b in itertools.pairwise(spans))

    def compute(self, small: list, rate: np.ndarray) -> bool:
        """values + rate * grads, for `write`. False if the parameters' arrays are not those laid out."""
        if len(small) != len(self.rows):
            return False
        for (_, data, grad), (known, value, slope) in zip(small, self.rows):
            if data is not known:
                return False
            value[...] = data
            slope[...] = grad
        values, grads = self.values, self.grads
        np.multiply(grads, rate, grads)
        np.add(values, grads, values)
        return True

    def write(self, small: list) -> None:
        for (p, data, _), (_, value, _) in zip(small, self.rows):
            data[...] = value  # rounded to float32
            p._counter[0] += 1


@functools.lru_cache(maxsize=64, typed=True)
def _rate(rate: float) -> tuple[float, np.ndarray]:
    """A rate rounded to float32: as a number, and as the 0-d array that NumPy multiplies by fastest."""
    rounded = float(np.float32(rate))
    return rounded, np.array(rounded)


def formula(dtype: np.dtype, group: dict[str, Any], first: bool) -> Formula:
    """The new parameter, and with momentum the running sum, by a group's options; `first`: no sum yet."""
    number = dtype.type
    decay, momentum = number(group["weight_decay"]), number(group["momentum"])
    share, rate = number(1 - group["dampening"]), rounded(number, -group["lr"])

    def new(p: np.ndarray, *others: np.ndarray) -> tuple:
        grad = -others[-1] if group["maximize"] else others[-1]
        if decay:
            grad = fused(p, decay, grad)
        if not momentum:
            return (fused(grad, rate, p),)
        buf = grad if first else fused(grad, share, others[0] * momentum)
        grad = fused(buf, momentum, grad) if group["nesterov"] else buf
        return fused(grad, rate, p), buf

    return new
