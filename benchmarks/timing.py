"""Times that can be compared: contenders take turns, block by block, so that a drifting machine drifts for
all.

Blocks are timed by `torch.utils.benchmark.Timer` where torch is installed: it warms up, sets torch's
threads, and waits for CUDA; otherwise by `timeit`, which it is made of. Its `blocked_autorange` would run
all blocks of a contender one after another; the length of a block is chosen the same way here, but the
turns are ours. Both switch the garbage collector off while the clock runs.
"""

from __future__ import annotations

import contextlib
import importlib.util
import statistics
import time
import timeit
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .intervals import NOISY
from .workloads import Runner


@dataclass
class Lane:
    """One contender with one workload and number of threads. `samples`: seconds per step, one per block."""

    workload: str
    contender: str
    threads: int
    runner: Runner
    samples: list[float] = field(default_factory=list)
    number: int = 0  # calls in a block

    def __post_init__(self) -> None:
        self.timer = block_timer(self.runner.call, self.threads)


@dataclass(frozen=True)
class Summary:
    """Seconds per step."""

    median: float
    q1: float
    q3: float
    min: float
    blocks: int

    @property
    def iqr(self) -> float:
        return self.q3 - self.q1

    @property
    def noisy(self) -> bool:
        return self.iqr > NOISY * self.median


def summary(samples: list[float]) -> Summary:
    q1, median, q3 = statistics.quantiles(samples * 2 if len(samples) < 2 else samples, n=4, method="inclusive")
    return Summary(median, q1, q3, min(samples), len(samples))


def block_timer(call: Callable, threads: int) -> Callable[[int], float]:
    """`timer(number)`: seconds of one call, averaged over a block of so many."""
    if importlib.util.find_spec("torch"):
        from torch.utils.benchmark import Timer

        timer = Timer("call()", globals={"call": call}, num_threads=threads)
        return lambda number: timer.timeit(number).mean
    plain = timeit.Timer("call()", globals={"call": call})
    return lambda number: plain.timeit(number) / number


class Threads:
    """Sets the threads of every BLAS in the process, and of torch. Without threadpoolctl only torch's."""

    def __init__(self) -> None:
        self.controller: Any = None
        if importlib.util.find_spec("threadpoolctl"):
            from threadpoolctl import ThreadpoolController

            self.controller = ThreadpoolController()

    @contextlib.contextmanager
    def limit(self, threads: int) -> Iterator[None]:
        inner = self.controller.limit(limits=threads) if self.controller else contextlib.nullcontext()
        with torch_threads(threads), inner:
            yield


@contextlib.contextmanager
def torch_threads(threads: int) -> Iterator[None]:
    if not importlib.util.find_spec("torch"):
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def interleave(
    lanes: Iterable[Lane], repeats: int, block: float, before_turn: Callable[[], Any] = lambda: None
) -> None:
    """`repeats` blocks of about `block` seconds for each lane, in turns that start with another each time."""
    lanes = list(lanes)
    threads = Threads()
    counts = sorted({lane.threads for lane in lanes})
    by_count = [[lane for lane in lanes if lane.threads == n] for n in counts]
    for group in by_count:
        with threads.limit(group[0].threads):
            for lane in group:
                lane.number = block_length(lane.runner, block)
    for turn in range(repeats):
        before_turn()
        for group in by_count:  # all of one thread first: another library's idle threads spin for a while
            with threads.limit(group[0].threads):
                at = turn % len(group)
                for lane in group[at:] + group[:at]:
                    lane.samples.append(lane.timer(lane.number) / lane.runner.steps)


def block_length(runner: Runner, block: float) -> int:
    """How many calls last about `block` seconds, after two that find everything cold."""
    for _ in range(2):
        runner.call()
    runner.sync()
    calls, spent = 0, 0
    began = time.perf_counter_ns()
    while spent < min(block, 0.01) * 1e9:
        runner.call()
        calls += 1
        spent = time.perf_counter_ns() - began
    runner.sync()
    spent = time.perf_counter_ns() - began
    return max(1, round(block * 1e9 * calls / spent))


def split(runner: Runner, steps: int) -> dict[str, float]:
    """Median seconds of each phase of a step, less the clock's own; nothing where there are none."""
    if not runner.phases:
        return {}
    clock, sync, phases = time.perf_counter_ns, runner.sync, runner.phases
    spent: dict[str, list[int]] = {name: [] for name in phases}
    for _ in range(steps):
        for name, phase in phases.items():
            before = clock()
            if name == "forward":
                loss = phase()
            elif name == "backward":
                phase(loss)
            else:
                phase()
            sync()
            spent[name].append(clock() - before)
    idle = []
    for _ in range(1000):
        before = clock()
        idle.append(clock() - before)
    cost = statistics.median(idle)
    return {name: max(0.0, statistics.median(times) - cost) / 1e9 for name, times in spent.items()}
