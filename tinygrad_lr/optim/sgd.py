"""Stochastic gradient descent, with momentum, weight decay and Nesterov's look ahead.

`step` without any of these is what training loops spend their time on, so it has a way of its own
(`_descend`), with the same bits, to which a test holds it: parameters of one element are updated as Python numbers,
the small ones laid end to end in one buffer.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays import make
from ..arrays.dtype import F32
from ..core.tensor import Tensor, wrap
from ..core.views import touched
from .optimizer import NOISE, Formula, Optimizer, check_options, evaluate, fused, quietly, update

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
        self._layouts: dict[int, Layout] = {}

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient. `closure` computes the loss anew, which is returned."""
        loss = None if closure is None else evaluate(closure)
        for i, group in enumerate(self.param_groups):
            if group["momentum"] or group["weight_decay"] or group["maximize"]:
                self._by_formula(i, group)
            else:
                self._descend(i, group)
        return loss

    def _by_formula(self, i: int, group: dict[str, Any]) -> None:
        """Group number `i`, whatever its options are."""
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
        state["momentum_buffer"] = buffer  # last: where memory runs out, nothing has changed

    def _descend(self, i: int, group: dict[str, Any]) -> None:
        """Group number `i` without options: p - lr * g, for each size of parameter the cheapest way."""
        rate, rate_array = make.rates(-group["lr"])
        layout = self._layouts.get(i)
        if layout is None or not layout.holds(group["params"]):
            layout = Layout(group["params"])
            if not make.makers:  # what a recording has put into it ends with the step
                self._layouts[i] = layout
        for p, data in layout.single:
            value = data.item() + p._grad._data.item() * rate  # type: ignore[union-attr]
            try:
                data.fill(value)
            except NOISE:
                with np.errstate(all="ignore"):
                    data.fill(value)
            p._counter[0] += 1
        if layout.rows:
            try:
                layout.compute(rate_array)
            except NOISE:  # NumPy was made to raise for inf or nan
                for p, *_ in layout.rows:
                    self._update(p, group)
            else:
                quietly(layout.write)
        for p, data in layout.rest:
            if data.__class__ is np.ndarray:
                self._update(p, group)
            else:  # on a GPU, one launch
                make.fma(p._grad._data, data.dtype.type(-group["lr"]), data, out=data)  # type: ignore[union-attr]
                touched(p)


class Layout:
    """The parameters of a group that have gradients, sorted by how they are updated.

    single  of one float32, as Python numbers: (parameter, its array)
    rows    the other small float32 ones, laid end to end in float64, and their gradients too, so that two NumPy calls
            update all: (parameter, its array, its place among the values, its place among the gradients). Copying them
            in and back costs less than calls of NumPy for each
    rest    large ones, of another dtype, on a GPU; all of them, in their order, if some share memory
    """

    def __init__(self, params: list[Tensor]) -> None:
        self.ids = [*map(id, params)]
        self.idle = [p for p in params if p._grad is None]
        self.known = [(p, p._data) for p in params if p._grad is not None]
        quick = [(p, data) for p, data in self.known if is_small(p, data)]
        spans = sorted(make.byte_bounds(data) for _, data in quick)
        if any(a[1] > b[0] for a, b in itertools.pairwise(spans)):
            quick = []
        self.rest = [(p, data) for p, data in self.known if not (quick and is_small(p, data))]
        self.single = [(p, data) for p, data in quick if data.size == 1]
        small = [(p, data) for p, data in quick if data.size > 1]
        ends = np.cumsum([0, *(data.size for _, data in small)])
        self.values, self.grads = make.empty(ends[-1]), make.empty(ends[-1])
        self.rows = []
        for (p, data), (start, end) in zip(small, itertools.pairwise(ends)):
            places = (flat[start:end].reshape(data.shape) for flat in (self.values, self.grads))
            self.rows.append((p, data, *places))

    def holds(self, params: list[Tensor]) -> bool:
        """Whether these are the parameters, with the arrays they had, and the same of them have gradients."""
        if [*map(id, params)] != self.ids:
            return False
        for p, data in self.known:
            if p._data is not data or p._grad is None:
                return False
        return not self.idle or all(p._grad is None for p in self.idle)

    def compute(self, rate: np.ndarray) -> None:
        """values + rate * grads, for `write`."""
        for p, data, value, slope in self.rows:
            value[...] = data
            slope[...] = p._grad._data
        values, grads = self.values, self.grads
        np.multiply(grads, rate, grads)
        np.add(values, grads, values)

    def write(self) -> None:
        for p, data, value, _ in self.rows:
            data[...] = value  # rounded to float32
            p._counter[0] += 1


def is_small(p: Tensor, data: Any) -> bool:
    on_host = data.__class__ is np.ndarray
    return on_host and data.dtype is F32 and 0 < data.size <= SMALL and p._counter is not None


def formula(dtype: np.dtype, group: dict[str, Any], first: bool) -> Formula:
    """The new parameter, and with momentum the running sum, by a group's options; `first`: no sum yet."""
    number = dtype.type
    decay, momentum = number(group["weight_decay"]), number(group["momentum"])
    share, rate = number(1 - group["dampening"]), make.rounded(number, -group["lr"])

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
