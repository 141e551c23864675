"""The whole suite, lane by lane."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from tinygrad_lr.loops import LOOPS

from .lanes import draws, histories, programs, trajectories
from .lanes import operations as oplane
from .operations.opinfo import Record
from .operations.strategies import DTYPES
from .operations.table import RECORDS
from .output.tally import Tally
from .profiles import Profile

LANES = ("operations", "trajectories", "programs", "histories", "random numbers", "optimizers")


@dataclass(frozen=True)
class Asked:
    """What is to be tried: everything, or what was named."""

    profile: Profile
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
        """The lanes to run: those of the operations or loops named, or all."""
        if not self.ops and not self.loops:
            return tuple(lane for lane in LANES if lane not in self.skipped)
        return ("operations",) * bool(self.ops) + ("trajectories",) * bool(self.loops)

    @property
    def records(self) -> list[Record]:
        """The records to try: those of the operations named, by torch's name or the record's own."""
        return [r for r in RECORDS if not self.ops or r.op in self.ops or r.id in self.ops]

    def steps(self) -> int:
        """How many steps `run` yields."""
        counts = {
            "operations": len(self.records),
            "trajectories": 2 * len(self.dtypes) * len(self.loops or LOOPS),
            "programs": 1,
            "histories": 1,
            "random numbers": len(draws.CALLS),
            "optimizers": len(draws.OPTIMIZERS),
        }
        return sum(counts[lane] for lane in self.lanes)


def run(asked: Asked, ours: Any, theirs: Any, tally: Tally) -> Iterator[tuple[str, str]]:
    """Run what is asked; yields (lane, what is done)."""
    profile, dtypes, loops = asked.profile, asked.dtypes, list(asked.loops or LOOPS)
    lanes = {
        "operations": lambda: oplane.run(asked.records, ours, theirs, profile, tally, dtypes),
        "trajectories": lambda: trajectories.run(loops, ours, theirs, profile, tally, dtypes, asked.first),
        "programs": lambda: programs.run(ours, theirs, profile, tally, dtypes),
        "histories": lambda: histories.run(ours, theirs, profile, tally),
        "random numbers": lambda: draws.run_draws(ours, theirs, profile, tally),
        "optimizers": lambda: draws.run_updates(ours, theirs, profile, tally),
    }
    with always_warned(theirs):
        for lane in asked.lanes:
            for done in lanes[lane]():
                yield lane, done


@contextmanager
def always_warned(torch: Any) -> Iterator[None]:
    """torch gives some warnings once per process; here each call has to give them."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    try:
        yield
    finally:
        torch.set_warn_always(before)
