"""The gate of losses: no time is shown for a contender whose losses are not the workload's.

The measure is the hand-derived loop in float64, which shares no code with any contender.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from . import by_hand
from .peers import Contender, build
from .workloads import Data, Workload

BOUND = 1e-5  # relative: the loops' own bound in float32 (tinygrad_lr.loops.check)
CALLS = 10


def orders(workload: Workload, calls: int) -> list[np.ndarray]:
    """The rows of each epoch as a DataLoader draws them after manual_seed(0): torch's, and tinygrad_lr's."""
    import tinygrad_lr as fw

    fw.manual_seed(0)
    data = fw.utils.data
    rows = data.DataLoader(data.TensorDataset(fw.arange(workload.n)), batch_size=workload.n, shuffle=True)
    return [next(iter(rows))[0].numpy() for _ in range(calls)]


class Reference:
    """A workload's losses, by hand, in float64."""

    def __init__(self, workload: Workload, data: Data) -> None:
        self.workload, self.data = workload, data
        self.calls = min(CALLS, 2) if workload.n * workload.features > 1 << 20 else CALLS
        self.orders = orders(workload, self.calls) if workload.batch else []
        self.known: list[float] = []

    def order(self) -> Callable[[], np.ndarray]:
        return itertools.cycle(self.orders).__next__

    def off(self, contender: Contender) -> float:
        """The largest relative difference of a contender's losses; nan counts as infinite."""
        runner = build(contender, self.workload, self.data, self.order())
        calls = self.calls if runner.steps == self.workload.steps else 1
        found = np.array(runner.losses(calls), np.float64)
        stride = runner.steps // self.workload.steps
        if stride * calls > len(self.known):
            exact = by_hand.plain(self.workload, self.data, self.order(), np.float64)
            self.known = exact.losses(stride * calls)
        expected = np.array(self.known[stride - 1 : stride * calls : stride])
        off = np.abs(found - expected) / np.abs(expected)
        return float(np.nan_to_num(off, nan=np.inf).max())
