"""What a run measures, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .peers import Contender


@dataclass(frozen=True)
class Plan:
    """What to measure, and for how long."""

    workloads: list[str]  # names of WORKLOADS and of LOOPS
    contenders: list[Contender]
    absent: dict[str, str]
    threads: list[int]
    repeats: int = 15
    block: float = 0.05  # seconds
    quick: bool = False
    only_goals: bool = False
    samples: tuple[int, ...] = (10, 100, 1000, 10_000, 100_000, 1_000_000)
    features: tuple[int, ...] = (1, 4, 16, 64, 256, 1024, 4096)


def quick(plan: Plan) -> Plan:
    """The same in a tenth of the time: a look, not a result."""
    return replace(plan, repeats=5, block=0.01, quick=True, samples=(10, 1000, 100_000), features=(1, 32, 1024))
