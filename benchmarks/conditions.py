"""Was the machine quiet? How many others wanted a core, and whether the clock kept its pace, looked at again and again.

`Watch.look` counts the processes that are running or could be (Linux tells), without this one, and times a loop that is
always the same. Between two blocks nothing of the benchmark itself is running but the line that looks.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path
from typing import Any

# The same loop in one part of the run over that in another, by the medians of the parts: what comes and goes within a
# moment (a neighbour of a virtual machine) widens the intervals of the ratios, and is no drift.
DRIFT = 1.20
PARTS = 10
LOOPS, TIMES = 20_000, 3


def others() -> float | None:
    """Processes and threads that want a core, without the one that asks; None where the system does not tell."""
    try:
        return float(int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0]) - 1)
    except (OSError, ValueError, IndexError):
        return None


def pace() -> float:
    """Seconds of a loop that does the same every time: the quickest of a few."""
    found = []
    for _ in range(TIMES):
        began = time.perf_counter()
        total = 0
        for i in range(LOOPS):
            total += i
        found.append(time.perf_counter() - began)
    return min(found)


class Watch:
    """What was seen of the machine in the course of a run."""

    def __init__(self) -> None:
        self.cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.start = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
        self.others: list[float] = []
        self.paces: list[float] = []

    def look(self) -> None:
        waiting = others()
        if waiting is not None:
            self.others.append(waiting)
        self.paces.append(pace())

    def summary(self) -> dict[str, Any]:
        """What was seen, and what is wrong with it: one sentence for each reason not to decide anything."""
        mean = statistics.fmean(self.others) if self.others else None
        drift = self._drift()
        return {"cores": self.cores, "load at the start": self.start, "others": mean, "drift": drift, "looks": len(self.paces),
                "disturbed": list(reasons(self.cores, self.start, mean, drift))}  # fmt: skip

    def _drift(self) -> float | None:
        many = len(self.paces)
        if many < 2:
            return None
        parts = min(PARTS, many)
        medians = [statistics.median(self.paces[many * i // parts : many * (i + 1) // parts]) for i in range(parts)]
        return max(medians) / min(medians)


def reasons(cores: int, start: float | None, others: float | None, drift: float | None) -> list[str]:
    """Why nothing can be decided, in sentences."""
    found = []
    if others is not None and others + 1 > cores:
        found.append(f"the load exceeded the cores: {others:.1f} others on average wanted one of {cores}")
    elif start is not None and start > cores:
        found.append(f"the load exceeded the cores: it was {start:.1f} on {cores} in the minute before the start")
    if drift is not None and drift > DRIFT:
        found.append(
            f"the clock drifted: the same loop took {drift:.2f} times as long in one part of the run as in another"
        )
    return found
