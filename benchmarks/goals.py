"""What this project sets itself: ratios of times to be reached, each with the machine on which it was met.

A goal is no promise. Whether a run meets it is said only where the interval of the ratio lies on one side of the mark,
and by nobody on a machine that was not quiet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from . import history
from .intervals import Ratio, ratio
from .timing import Lane, summary

VERDICTS = ("met", "missed", "not decided", "not measured")


@dataclass(frozen=True)
class Goal:
    """Time of one contender by time of another: at most `limit`."""

    workload: str
    ours: str
    theirs: str
    limit: float
    threads: int = 1  # ours; theirs runs with as many, or with whatever suits it best
    best: bool = False
    strict: bool = False  # below the limit, not at it
    theirs_threads: int = 0  # where that is another number


def goals(names: Sequence[str]) -> list[Goal]:
    """All of them, for these workloads."""
    made = []
    to_torch = {"W1": 0.15, "W2": 0.15, "W3": 0.3, "W4": 0.15, "W5": 0.55, "W6": 0.95, "W7": 0.75, "W8": 0.04}
    to_torch["W9"] = 0.65
    made += [Goal(w, "tinygrad_lr", "torch", limit, best=True) for w, limit in to_torch.items()]
    made += [Goal(w, "tinygrad_lr", "np_opt", 1.2) for w in ("W5", "W6", "W7", "W9")]
    made += [Goal(w, "tinygrad_lr", "torch", 1.0, threads=2) for w in to_torch]
    compiled = "tinygrad_lr compile"
    to_hand = {"W1": 1.5, "W2": 1.5, "W4": 1.5, "W3": 2.0, "W5": 1.1, "W6": 1.1, "W7": 1.1, "W9": 1.1}
    made += [Goal(w, compiled, "np_opt", limit) for w, limit in to_hand.items()]
    made += [Goal(w, compiled, "JAX jit", 1.0, strict=True) for w in ("W1", "W2", "W4")]
    made += [Goal(w, compiled, "torch", 1 / 10, best=True) for w in ("W1", "W2", "W3", "W4")]
    made += [Goal(w, compiled, "torch.compile", 1 / 5, best=True) for w in ("W1", "W2", "W3", "W4")]
    machine = "tinygrad_lr numba"
    to_hand = {
        "W1": 0.01,
        "W2": 0.06,
        "W3": 0.06,
        "W4": 0.01,
        "W5": 0.55,
        "W6": 1.05,
        "W7": 0.5,
        "W8": 0.65,
        "W9": 0.75,
    }
    made += [Goal(w, machine, "np_opt", limit) for w, limit in to_hand.items()]
    made += [Goal(w, machine, "JAX fori_loop", 1.0, strict=True) for w in to_hand if w not in ("W1", "W8")]
    made += [Goal("W7", machine, machine, 0.65, threads=2, theirs_threads=1)]
    launched = ("W1", "W2", "W3", "W4", "W8", "W9")  # so little work that on a GPU launching it is what takes time
    made += [Goal(w, "tinygrad_lr CUDA compile", "torch CUDA", 0.3, best=True) for w in launched]
    made += [Goal(w, "tinygrad_lr CUDA compile", "torch CUDA graph", 1.2, best=True) for w in launched]
    made.sort(key=lambda t: (t.threads, t.ours, t.theirs, t.workload))
    return [t for t in made if t.workload in names]


@dataclass(frozen=True)
class Outcome:
    """A goal and what was measured; `reason` says why it is not decided or not measured."""

    goal: Goal
    verdict: str
    ratio: Ratio | None = None
    reason: str = ""


def judge(goal: Goal, lanes: Sequence[Lane], absent: dict[str, str], disturbed: Sequence[str] = ()) -> Outcome:
    """Compare the lanes that a goal names. `disturbed`: why nothing is decided on this machine now."""
    chosen: list[Lane] = []
    here = [lane for lane in lanes if lane.workload == goal.workload and lane.samples]
    for name, threads in ((goal.ours, goal.threads), (goal.theirs, goal.theirs_threads or goal.threads)):
        mine = [lane for lane in here if lane.contender == name]
        if not (goal.best and chosen):
            mine = [lane for lane in mine if lane.threads == threads]
        if not mine:
            not_run = f"{name}: not run, {threads} thread{'s'[: threads > 1]}"
            return Outcome(goal, "not measured", reason=absent.get(name) or not_run)
        chosen.append(min(mine, key=lambda lane: summary(lane.samples).median))
    found = ratio(chosen[0].samples, chosen[1].samples)
    if disturbed:
        return Outcome(goal, "not decided", found, disturbed[0])
    verdict = found.against(goal.limit, goal.strict)
    return Outcome(goal, verdict, found, "the interval lies across the mark" if verdict == "not decided" else "")


def as_data(outcome: Outcome, known: dict[str, str]) -> dict[str, Any]:
    """One goal of the results. `known`: where goals were met before."""
    data = asdict(outcome.goal)
    return data | {"ratio": outcome.ratio and list(outcome.ratio), "verdict": outcome.verdict, "reason": outcome.reason,
                   "met_on": known.get(history.name_of(data), "")}  # fmt: skip


def counted(results: dict[str, Any]) -> dict[str, int]:
    """How many goals came to which verdict."""
    found = Counter(goal["verdict"] for goal in results["goals"])
    return {verdict: found[verdict] for verdict in VERDICTS}


def line(results: dict[str, Any]) -> str:
    """All of them in one line."""
    return "goals: " + ", ".join(f"{count} {verdict}" for verdict, count in counted(results).items())
