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
    worst: float | None = None  # largest |difference| / bound; None: nothing has a bound here, it is the same or not
    line: str = ""  # the case it was found in
    truth: float | None = None  # largest |our error| / (|torch's error| + bound), errors against the truth
    error: float | None = None  # largest error of ours, in roundings
    error_torch: float | None = None  # and of torch's
    failures: int = 0
    covered: Counter[str] = field(default_factory=Counter)  # in how many cases what was compared


@dataclass(frozen=True)
class Failure:
    """Something that rounding does not explain, and a script that shows it."""

    lane: str
    subject: str
    text: str
    script: str = ""
    replay: str = ""  # the command that finds it again
    ratio: float | None = None  # how many times its bound the difference is; infinite where the bits have to agree


def _larger(a: float | None, b: float | None) -> float | None:
    """The larger of two numbers that may not have been measured."""
    return b if a is None else a if b is None else max(a, b)


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
    place: int | None = None  # of the parameters and the loss, the one that went apart; None: the start did
    bound: float = 0.0  # its bound then

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
    changed: int = 0  # cases in which torch's version explains a difference
    standing: str = ""  # what has to be said above disagreements with this version of torch

    def row(self, lane: str, subject: str, dtype: str) -> Row:
        key = (lane, subject, dtype)
        if key not in self.rows:
            self.rows[key] = Row(lane, subject, dtype, self.device)
        return self.rows[key]

    def case(
        self,
        lane: str,
        subject: str,
        dtype: str,
        ratio: float | None,
        line: str,
        verdicts: Iterable[Any] = (),
        covered: Iterable[str] = (),
    ) -> None:
        """One case was tried and agrees. `ratio` is the worst of it, 0 where all bits were equal, None where there are
        no bounds; `verdicts`: of lanes.operations; `covered`: what was compared."""
        row = self.row(lane, subject, dtype)
        row.cases += 1
        row.identical += ratio == 0
        row.covered.update(covered)
        for verdict in verdicts:
            row.truth = _larger(row.truth, verdict.ratio)
            row.error = _larger(row.error, verdict.ours)
            row.error_torch = _larger(row.error_torch, verdict.theirs)
        if not row.line or (ratio is not None and (row.worst is None or ratio > row.worst)):
            row.line = line
        row.worst = _larger(row.worst, ratio)

    def fail(self, failure: Failure, dtype: str = "") -> None:
        """A case disagrees."""
        self.failures.append(failure)
        row = self.row(failure.lane, failure.subject, dtype or "any")
        row.failures += 1
        row.cases += 1
        row.worst, row.line = _larger(row.worst, failure.ratio), failure.text.partition("\n")[0]

    @property
    def survived(self) -> int:
        """How many injected faults nothing reported."""
        return sum(not fault.caught_by for fault in self.faults)

    @property
    def cases(self) -> int:
        """How many cases were tried in all."""
        return sum(row.cases for row in self.rows.values())
