"""Two gates. No time is shown for a contender whose losses are not the workload's; and the ratios promised.

The first one's measure is the hand-derived loop in float64, which shares no code with any contender.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import by_hand
from .peers import Contender, build
from .timing import Lane, ratio, summary
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


# -- targets -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """`ours` must take at most `limit` times what `theirs` takes, on a workload."""

    workload: str
    ours: str
    theirs: str
    limit: float
    threads: int = 1  # ours; theirs runs with as many, or with whatever suits it best
    best: bool = False
    strict: bool = False  # below the limit, not at it


def targets(names: list[str]) -> list[Target]:
    """Everything this project promises, for these workloads."""
    made = []
    to_torch = {"W1": 0.15, "W2": 0.15, "W3": 0.3, "W4": 0.15, "W5": 0.55, "W6": 0.95, "W7": 0.75, "W8": 0.04}
    to_torch["W9"] = 0.65
    made += [Target(w, "tinygrad_lr", "torch", limit, best=True) for w, limit in to_torch.items()]
    made += [Target(w, "tinygrad_lr", "np_opt", 1.2) for w in ("W5", "W6", "W7", "W9")]
    made += [Target(w, "tinygrad_lr", "torch", 1.0, threads=2) for w in to_torch]
    compiled = "tinygrad_lr compile"
    to_hand = {"W1": 1.5, "W2": 1.5, "W4": 1.5, "W3": 2.0, "W5": 1.1, "W6": 1.1, "W7": 1.1, "W9": 1.1}
    made += [Target(w, compiled, "np_opt", limit) for w, limit in to_hand.items()]
    made += [Target(w, compiled, "JAX jit", 1.0, strict=True) for w in ("W1", "W2", "W4")]
    made += [Target(w, compiled, "torch", 1 / 10, best=True) for w in ("W1", "W2", "W3", "W4")]
    made += [Target(w, compiled, "torch.compile", 1 / 5, best=True) for w in ("W1", "W2", "W3", "W4")]
    made += [Target(w, "tinygrad_lr numba", "JAX fori_loop", 5.0) for w in ("W1", "W2", "W3", "W4")]
    launched = ("W1", "W2", "W3", "W4", "W8", "W9")  # so little work that on a GPU launching it is what takes time
    made += [Target(w, "tinygrad_lr CUDA compile", "torch CUDA", 0.3, best=True) for w in launched]
    made += [Target(w, "tinygrad_lr CUDA compile", "torch CUDA graph", 1.2, best=True) for w in launched]
    made.sort(key=lambda t: (t.threads, t.ours, t.theirs, t.workload))
    return [t for t in made if t.workload in names]


@dataclass(frozen=True)
class Verdict:
    """A target and what was measured; `reason` says why nothing was."""

    target: Target
    ratio: float | None = None
    reason: str = ""

    @property
    def missed(self) -> bool:
        if self.ratio is None:
            return False
        return self.ratio >= self.target.limit if self.target.strict else not self.ratio <= self.target.limit


def verdict(target: Target, lanes: list[Lane], absent: dict[str, str]) -> Verdict:
    """Compare the lanes that a target names."""
    chosen: dict[str, Lane] = {}
    here = [lane for lane in lanes if lane.workload == target.workload and lane.samples]
    for name in (target.ours, target.theirs):
        mine = [lane for lane in here if lane.contender == name]
        if not (target.best and name == target.theirs):
            mine = [lane for lane in mine if lane.threads in (target.threads, 0)]
        if not mine:
            not_run = f"{name}: not run, {target.threads} thread{'s'[: target.threads > 1]}"
            return Verdict(target, reason=absent.get(name) or not_run)
        chosen[name] = min(mine, key=lambda lane: summary(lane.samples).median)
    return Verdict(target, ratio(chosen[target.ours].samples, chosen[target.theirs].samples))
