"""What the lanes report to: how many cases were tried, how close they came, what failed, what did not run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tinygrad_lr.loops.table import Table


@dataclass
class Row:
    """One line of the report: a subject (an operation, a loop, a kind of program) in one dtype on one device."""

    lane: str
    subject: str
    dtype: str
    device: str
    cases: int = 0
    identical: int = 0  # cases in which every bit agreed
    worst: float = 0.0  # largest |difference| / bound of what passed or failed
    line: str = ""  # the case it was found in
    truth: float = 0.0  # largest |our error| / (|torch's error| + bound), errors against the truth
    error: float = 0.0  # largest error of ours, in roundings
    error_torch: float = 0.0  # and of torch's
    failures: int = 0


@dataclass(frozen=True)
class Failure:
    """Something that rounding does not explain, and a script that shows it."""

    lane: str
    subject: str
    text: str
    script: str = ""
    replay: str = ""  # the command that finds it again


class Disagreement(AssertionError):
    """What a check raises to have its case made smaller."""

    def __init__(self, found: Any) -> None:
        super().__init__(str(found))
        self.found = found


@dataclass
class Run:
    """One comparison of two runs: per epoch, how far they are apart, in ulps and in bounds."""

    loop: str
    dtype: str
    mode: str  # local or global
    options: dict[str, Any]
    contraction: tuple[float, float] | None = None  # smallest and largest |1 - lr λ|
    losses: list[tuple[float, float]] = field(default_factory=list)
    ulps: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    failed: str = ""

    @property
    def worst(self) -> float:
        """The largest ratio of all epochs."""
        return max(self.ratios, default=0.0)

    def __str__(self) -> str:
        said = ", ".join(f"{name}={_shown(value)}" for name, value in self.options.items())
        return f"{self.loop}({said}) {self.dtype} {self.mode}"


def _shown(value: Any) -> str:
    return f"table of {value.features.shape}" if isinstance(value, Table) else repr(value)


@dataclass
class Tally:
    """Everything a run of the suite found."""

    device: str = "cpu"
    rows: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    not_run: dict[str, str] = field(default_factory=dict)  # lane: why
    trajectories: list[Run] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    kinds: Counter = field(default_factory=Counter)  # of cases, by what was drawn

    def row(self, lane: str, subject: str, dtype: str) -> Row:
        key = (lane, subject, dtype)
        if key not in self.rows:
            self.rows[key] = Row(lane, subject, dtype, self.device)
        return self.rows[key]

    def case(self, lane: str, subject: str, dtype: str, ratio: float, line: str, verdicts: Iterable[Any] = ()) -> None:
        """One case was tried; `ratio` is the worst of it, 0 where all bits agreed. `verdicts`: of lanes.operations."""
        row = self.row(lane, subject, dtype)
        row.cases += 1
        row.identical += ratio == 0
        for verdict in verdicts:
            row.truth = max(row.truth, verdict.ratio)
            row.error = max(row.error, verdict.ours)
            row.error_torch = max(row.error_torch, verdict.theirs)
        if ratio > row.worst or not row.line:
            row.worst, row.line = max(ratio, row.worst), line

    def fail(self, failure: Failure, dtype: str = "") -> None:
        """Something disagrees."""
        self.failures.append(failure)
        self.row(failure.lane, failure.subject, dtype or "any").failures += 1

    @property
    def cases(self) -> int:
        """How many cases were tried in all."""
        return sum(row.cases for row in self.rows.values())
