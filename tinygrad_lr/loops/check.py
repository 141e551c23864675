"""Does a run give what it must? Against the document's numbers, and against the other framework's.

Two frameworks are compared over every epoch, in units in the last place and against the bound of the loop:
relative 1e-5 in float32 and 1e-12 in float64 for the mean of squares; 2e-4 and 1e-11 for the absolute error,
whose gradient jumps where a residual changes its sign. A tensor's entries are measured against its largest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .progress import Loop, Record

DECIMAL = r"-?\d+\.\d+"


@dataclass
class Lines:
    """What became of a document's lines: of each, by how much its numbers are off, relative to them; 0 to the character."""

    off: list[float] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The whole count, in a sentence."""
        exact = self.off.count(0.0)
        said = f"{exact} of {len(self.off) + len(self.missing)} lines of the document printed to the character"
        if exact < len(self.off):
            said += f", {len(self.off) - exact} with numbers that differ by at most {max(self.off):.1e} of themselves"
        return said + (f", {len(self.missing)} not" if self.missing else "")


def compare_lines(printed: Sequence[str], expected: str, rtol: float) -> Lines:
    """Look for every line of the document, in their order; numbers in them may be off by `rtol`, the words may not."""
    found, rest = Lines(), list(printed)
    for line in expected.splitlines():
        distances = [_off(each, line) for each in rest]
        place = next((i for i, off in enumerate(distances) if off <= rtol), None)
        if place is None:
            found.missing.append(line)
        else:
            found.off.append(distances[place])
            del rest[: place + 1]
    return found


def _off(ours: str, theirs: str) -> float:
    """The largest relative difference between the numbers of two lines; inf where they differ in more than these."""
    if ours == theirs:
        return 0.0
    (words, a), (their_words, b) = (
        (re.split(DECIMAL, line), list(map(float, re.findall(DECIMAL, line)))) for line in (ours, theirs)
    )
    if words != their_words:
        return math.inf
    return max(abs(x - y) / abs(y) if y else math.inf for x, y in zip(a, b, strict=True) if x != y)


@dataclass(frozen=True)
class Row:
    """One published number beside the run's own."""

    quantity: str
    published: str
    ours: float
    allowed: float

    @property
    def difference(self) -> float:
        return self.ours - float(self.published)

    @property
    def good(self) -> bool:
        return abs(self.difference) <= self.allowed

    def text(self) -> tuple[str, str, str, str]:
        """quantity, published, ours with three more digits, difference."""
        decimals = min(len(self.published.partition(".")[2]) + 3, 16)
        return self.quantity, self.published, f"{self.ours:.{decimals}f}", f"{self.difference:+.1e}"


def published_rows(loop: Loop, record: Record) -> list[Row]:
    """The published numbers that a run was long enough to reach."""
    rows = []
    for fact in loop.facts:
        try:
            ours = fact.ours(record)
        except LookupError:
            continue
        rows.append(Row(fact.quantity, fact.published, ours, fact.allowed(loop.rtol)))
    return rows


@dataclass(frozen=True)
class Gap:
    """The largest difference between two runs in one quantity, over all epochs."""

    quantity: str
    epoch: int
    ours: float
    theirs: float
    ulps: float
    of_bound: float  # 1 is the bound itself


def ulps(a: Any, b: Any, dtype: str) -> Any:
    """The distance of a and b in units in the last place of the larger, elementwise."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    unit = np.spacing(np.maximum(abs(a), abs(b)).astype(dtype)).astype(np.float64)
    return abs(a - b) / unit


def gaps(ours: Record, theirs: Record, dtype: str, bound: float) -> list[Gap]:
    """The loss's and each parameter's largest difference, by share of the bound; runs of equal length."""
    found = [_gap("loss", np.array(ours.losses)[:, None], np.array(theirs.losses)[:, None], dtype, bound)]
    for name in ours.parameters[0]:
        a = np.array([step[name].ravel() for step in ours.parameters], np.float64)  # (epochs + 1, entries)
        b = np.array([step[name].ravel() for step in theirs.parameters], np.float64)
        found.append(_gap(name, a, b, dtype, bound))
    return found


def _gap(quantity: str, a: np.ndarray, b: np.ndarray, dtype: str, bound: float) -> Gap:
    """a and b are (epochs + 1, entries)."""
    scale = np.abs(b).max(axis=1, keepdims=True)
    off = np.abs(a - b)
    share = np.where(off == 0, 0.0, off / np.maximum(bound * scale, np.finfo(np.float64).tiny))
    epoch, entry = np.unravel_index(np.argmax(share), share.shape)
    distance = float(ulps(a, b, dtype).max())
    at = float(a[epoch, entry]), float(b[epoch, entry])
    return Gap(quantity, int(epoch), *at, distance, float(share[epoch, entry]))
