"""Numbers as text, and which rows a table of one thread shows."""

from __future__ import annotations

from typing import Any

from tinygrad_lr.loops import LOOPS

from .workloads import WORKLOADS

NONE = "–"
HOLLOW = "○"  # beside what is noisy, as its point in a plot is hollow


def seconds(value: float | None) -> str:
    """Three digits with the unit that suits them."""
    if value is None:
        return NONE
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:#.3g}".rstrip(".") + f" {unit}"
    return f"{value * 1e9:#.3g}".rstrip(".") + " ns"


def tick(value: float, place: Any = None) -> str:
    """A mark on an axis of seconds: 10 µs."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size * 0.9999:
            return f"{value / size:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def times(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def interval(ratio: list[float] | None) -> str:
    """A ratio with the interval it is known by."""
    return NONE if ratio is None else f"{times(ratio[0])} [{times(ratio[1])}, {times(ratio[2])}]"


def percent(value: float | None) -> str:
    return NONE if value is None else f"{value:.2%}" if value < 0.01 else f"{value:.0%}"


def megabytes(value: float) -> str:
    return f"{value / 1e6:.0f} MB"


def threads(count: int) -> str:
    return str(count) if count else "its own"


def title(name: str) -> str:
    return WORKLOADS[name].title if name in WORKLOADS else LOOPS[name].title


def first_threads(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows with the first number of threads, and those of contenders that choose their own."""
    counts = [row["threads"] for row in results["rows"] if row["threads"]]
    return [row for row in results["rows"] if row["threads"] in (min(counts, default=0), 0)]
