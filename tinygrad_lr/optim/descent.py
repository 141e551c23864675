"""Gradient descent without options, in the cheapest way for each size of parameter: what training loops spend their time on.

The bits are the formula's (`sgd`), to which a test holds it: parameters of one element are updated as Python numbers,
the small ones laid end to end in one buffer, the others by the formula itself.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..arrays import kernels, make
from ..arrays.dtype import F32
from ..core.tensor import Tensor
from ..core.views import touched
from .optimizer import plain

SMALL = 1 << 13  # elements up to which copying a parameter is cheaper than NumPy calls of its own


def descend(optimizer: Any, i: int, group: dict[str, Any]) -> None:
    """p - lr * g for the parameters of group number `i` that have a gradient."""
    lr = group["lr"]
    if lr.__class__ is not float:
        lr = plain(lr)
    rate, rate_array = make.rates(-lr) if make.makers else make.kept_rates(-lr)
    layout = optimizer._layouts.get(i)
    if layout is None or not layout.holds(group["params"]):
        layout = Layout(group["params"])
        if not make.makers:  # what a recording has put into it ends with the step
            optimizer._layouts[i] = layout
    for p, data in layout.single:
        data.fill(data.item() + p._grad._data.item() * rate)
        p._counter[0] += 1
    if layout.rows:
        layout.compute(rate_array)
        layout.write()
    away = [p for p, data in layout.rest if data.__class__ is not np.ndarray]
    if away and kernels.descend([(p._data, p._grad._data) for p in away], -lr):  # on a GPU, one launch for all
        for p in away:
            touched(p)
        away = []
    for p, data in layout.rest:
        if data.__class__ is np.ndarray:
            optimizer._update(p, group)
        elif away:
            make.fma(p._grad._data, data.dtype.type(-lr), data, out=data)
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
