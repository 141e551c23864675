"""The whole suite: which lanes there are, and how they run one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from tinygrad_lr.loops import LOOPS

from .lanes import (
    distributed,
    extremes,
    histories,
    operations,
    optimizers,
    passes,
    programs,
    random_numbers,
    refusals,
    scenes,
    schedules,
    trajectories,
)
from .operations.opinfo import OpInfo
from .operations.strategies import DTYPES
from .operations.table import OPINFOS
from .output.tally import Tally
from .profiles import Profile


@dataclass(frozen=True)
class Asked:
    """What is to be tried: everything, or what was named."""

    profile: Profile
    named: tuple[str, ...] = ()  # lanes
    ops: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = DTYPES
    skipped: tuple[str, ...] = ()  # lanes that cannot agree: torch's CUDA devices draw random numbers of their own
    first: bool = True  # the loops as their documents run them are the same every time

    def again(self) -> Asked:
        """The same with other cases."""
        return replace(self, first=False, profile=replace(self.profile, seed=(self.profile.seed or 0) + 1))

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lanes to run: those named, those of the operations or loops named, or all."""
        if self.named:
            return tuple(lane for lane in LANES if lane in self.named)
        if not self.ops and not self.loops:
            return tuple(lane for lane in LANES if lane not in self.skipped)
        return ("operations", "passes", "extremes") * bool(self.ops) + ("trajectories",) * bool(self.loops)

    @property
    def opinfos(self) -> list[OpInfo]:
        """The OpInfos to try: those of the operations named, by torch's name or the OpInfo's own."""
        return [r for r in OPINFOS if not self.ops or r.op in self.ops or r.id in self.ops]

    def steps(self) -> int:
        """How many steps `run` yields."""
        return sum(LANES[lane].steps(self) for lane in self.lanes)


class Lane(NamedTuple):
    """One way to compare: what it looks at, the number of its steps, and what runs them; each yields what is done."""

    about: str
    steps: Callable[[Asked], int]
    run: Callable[[Asked, Any, Any, Tally], Iterator[str]]


LANES = {
    "operations": Lane(
        "every way to call every operation: values, dtypes, graphs, gradients, second derivatives, refusals and warnings",
        lambda asked: len(asked.opinfos),
        lambda asked, ours, theirs, tally: operations.run(
            asked.opinfos, ours, theirs, asked.profile, tally, asked.dtypes
        ),
    ),
    "passes": Lane(
        "backward passes of every operation: cotangents of every dtype, a second pass, saved tensors that were changed",
        lambda asked: len(passes.walked(asked.opinfos)),
        lambda asked, ours, theirs, tally: passes.run(asked.opinfos, ours, theirs, asked.profile, tally),
    ),
    "extremes": Lane(
        "nan, infinities, zeros, huge and tiny numbers in every elementwise operation, activation and loss",
        lambda asked: len(extremes.tried(asked.opinfos)),
        lambda asked, ours, theirs, tally: extremes.run(asked.opinfos, ours, theirs, asked.profile, tally),
    ),
    "scenes": Lane(
        "what views, hooks, nodes, Functions and versions answer",
        lambda asked: len(scenes.SCENES),
        lambda asked, ours, theirs, tally: scenes.run(ours, theirs, tally),
    ),
    "trajectories": Lane(
        "whole training runs of every loop, epoch by epoch and free running",
        lambda asked: 2 * len(asked.dtypes) * len(asked.loops or LOOPS),
        lambda asked, ours, theirs, tally: trajectories.run(
            list(asked.loops or LOOPS), ours, theirs, asked.profile, tally, asked.dtypes, asked.first
        ),
    ),
    "distributed": Lane(
        "1, 2 and 4 processes that train one model, with torch's, with each other, and with one that has all rows",
        lambda asked: len(asked.profile.processes),
        lambda asked, ours, theirs, tally: distributed.run(asked.profile.processes, tally),
    ),
    "programs": Lane(
        "random graphs of operations, with a rounding bound carried through each",
        lambda asked: 1,
        lambda asked, ours, theirs, tally: programs.run(ours, theirs, asked.profile, tally, asked.dtypes),
    ),
    "histories": Lane(
        "random sequences of commands, everything compared after each",
        lambda asked: 1,
        lambda asked, ours, theirs, tally: histories.run(ours, theirs, asked.profile, tally),
    ),
    "random numbers": Lane(
        "what is drawn after a seed, call after call",
        lambda asked: len(random_numbers.CALLS),
        lambda asked, ours, theirs, tally: random_numbers.run(ours, theirs, asked.profile, tally),
    ),
    "optimizers": Lane(
        "updates on drawn options, groups and gradients",
        lambda asked: len(optimizers.OPTIMIZERS),
        lambda asked, ours, theirs, tally: optimizers.run(ours, theirs, asked.profile, tally),
    ),
    "schedules": Lane(
        "learning rates on drawn options and histories",
        lambda asked: len(schedules.NAMES),
        lambda asked, ours, theirs, tally: schedules.run(ours, theirs, asked.profile, tally),
    ),
    "refusals": Lane(
        "calls with wrong arguments of everything public: types and words of exceptions, warnings",
        lambda asked: len(refusals.targets()),
        lambda asked, ours, theirs, tally: refusals.run(ours, theirs, asked.profile, tally),
    ),
}


def run(asked: Asked, ours: Any, theirs: Any, tally: Tally) -> Iterator[tuple[str, str]]:
    """Run what is asked; yields (lane, what is done)."""
    with always_warned(ours), always_warned(theirs):
        for lane in asked.lanes:
            for done in LANES[lane].run(asked, ours, theirs, tally):
                yield lane, done


@contextmanager
def always_warned(fw: Any) -> Iterator[None]:
    """Some warnings are given once per process; here each call has to give them."""
    before = fw.is_warn_always_enabled()
    fw.set_warn_always(True)
    try:
        yield
    finally:
        fw.set_warn_always(before)
