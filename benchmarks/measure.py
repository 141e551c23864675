"""One run, from the losses to the sweeps, as one dict that is written as JSON and read by the report."""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import math
import statistics
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from tinygrad_lr.loops import LOOPS

from . import floor, gate, goals, history, machine
from .conditions import Watch
from .intervals import Ratio, ratio
from .peers import ALWAYS, Contender, build, needs
from .plan import Plan
from .sweeps import apart
from .timing import Lane, Threads, interleave, split, summary
from .workloads import WORKLOADS, Runner, make

SCHEMA = 2
FRAMEWORKS = {"tinygrad_lr": "tinygrad_lr", "torch": "torch"}  # those that can run the loops: contender, module


def run(plan: Plan, argv: list[str], say: Callable[[str], None] = lambda text: None) -> dict[str, Any]:
    """Measure. `say` hears what is going on."""
    watch = Watch()
    results: dict[str, Any] = {
        "schema": SCHEMA,
        "quick": plan.quick,
        "header": machine.header(argv),
        "absent": plan.absent,
    }
    say("the machine's floor")
    roofs = {count: roof_of(plan, count) for count in plan.threads}
    results["losses"], results["rows"], lanes = [], [], []
    for name in plan.workloads:
        say(f"{name}: {WORKLOADS[name].title if name in WORKLOADS else LOOPS[name].title}")
        measured, verdicts = timed(plan, name, watch)
        results["losses"] += verdicts
        results["rows"] += [row(lane, measured, plan) for lane in measured]
        for lane in measured:
            lane.runner = lane.timer = None  # type: ignore[assignment]  # millions of numbers are no longer needed
        lanes += measured
    results["roofs"] = under_roofs(results["rows"], roofs, plan, say)
    if not plan.only_goals:
        results |= apart(plan, watch, say)
    results["conditions"] = watch.summary()
    disturbed, known = results["conditions"]["disturbed"], history.met_on()
    found = [goals.judge(goal, lanes, plan.absent, disturbed) for goal in goals.goals(plan.workloads)]
    results["goals"] = [goals.as_data(outcome, known) for outcome in found]
    results["history"] = history.with_run(results)
    return json.loads(json.dumps(results, allow_nan=False))  # as whoever reads the file will see it


# -- roofs -------------------------------------------------------------------------------------------------


def roof_of(plan: Plan, count: int) -> floor.Roofs:
    """What the machine can do with so many threads."""
    with Threads().limit(count):
        return floor.measure(plan.quick or plan.only_goals)


def under_roofs(
    rows: list[dict], roofs: dict[int, floor.Roofs], plan: Plan, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """Each row's share of what is possible. A roof that a row exceeds is measured again, and is not credible if one still does."""
    found = {}
    for count, roof in roofs.items():
        own = [row for row in rows if row["threads"] == count]
        above = shares(own, roof)
        if above:
            say(f"the floor again: {', '.join(above)} exceeded it")
            roof = floor.better(roof, roof_of(plan, count))
        found[str(count)] = asdict(roof) | {"measured again": bool(above), "exceeded by": shares(own, roof)}
    return found


def shares(rows: list[dict], roof: floor.Roofs) -> list[str]:
    """Write every row's share; the rows that are faster than the roof allows."""
    above = []
    for row in rows:
        if row["workload"] in WORKLOADS:
            row["floor"] = roof.floor(WORKLOADS[row["workload"]])
            row["share"] = row["floor"] / row["median"]
            if row["share"] > 1:
                above.append(f"{row['workload']} {row['contender']}")
    return above


# -- a workload --------------------------------------------------------------------------------------------


def timed(plan: Plan, name: str, watch: Watch) -> tuple[list[Lane], list[dict]]:
    """The lanes of one workload, measured; and whose losses were right, who alone has lanes."""
    entries = of_workload(plan, name) if name in WORKLOADS else of_loop(plan, name)
    lanes, losses = [], []
    for contender, bound, build_runner, off_by in entries:
        verdict = {"workload": name, "contender": contender.name, "off": None, "bound": bound, "error": ""}
        try:
            with quiet(contender):
                off = off_by()
                counts = [contender.threads] if contender.threads else plan.threads
                made = [Lane(name, contender.name, count, build_runner()) for count in counts]
        except Exception as error:
            if contender.group in ALWAYS:
                raise
            off, made = math.inf, []
            verdict["error"] = f"{type(error).__name__}: {error}".splitlines()[0]
        verdict |= {"off": off if math.isfinite(off) else None, "good": off <= bound}
        losses.append(verdict)
        lanes += made if verdict["good"] else []
    interleave(lanes, plan.repeats, plan.block, watch.look)
    return lanes, losses


Entry = tuple[Contender, float, Callable[[], Runner], Callable[[], float]]


def of_workload(plan: Plan, name: str) -> Iterator[Entry]:
    """Whoever takes the workload: by how much its losses may be off, how to build it, by how much they are off."""
    workload = WORKLOADS[name]
    data = make(workload)
    reference = gate.Reference(workload, data)
    for contender in plan.contenders:
        if contender.takes(workload):
            off_by = functools.partial(reference.off, contender)
            yield contender, gate.BOUND, functools.partial(build, contender, workload, data), off_by


def of_loop(plan: Plan, name: str) -> Iterator[Entry]:
    """The article's loop, one epoch a step; its measure is the loop itself in float64."""
    if name == "songs" and needs("sklearn")():
        return
    exact = loop_runner(FRAMEWORKS["tinygrad_lr"], name, "float64").losses(gate.CALLS)

    def off_by(make_runner: Callable[[], Runner]) -> float:
        return max(abs(a - b) / abs(b) for a, b in zip(make_runner().losses(gate.CALLS), exact))

    for contender in plan.contenders:
        if contender.name in FRAMEWORKS:
            make_runner = functools.partial(loop_runner, FRAMEWORKS[contender.name], name)
            yield contender, LOOPS[name].bound["float32"], make_runner, functools.partial(off_by, make_runner)


def loop_runner(module: str, name: str, dtype: str = "float32") -> Runner:
    epochs = LOOPS[name].train(importlib.import_module(module), epochs=1 << 40, dtype=dtype)
    next(epochs)  # the start, before any step
    return Runner(lambda: next(epochs).loss.detach())


@contextlib.contextmanager
def quiet(contender: Contender) -> Iterator[None]:
    """Other libraries' warnings about themselves stay out of the tables."""
    with warnings.catch_warnings():
        if contender.group not in ALWAYS:
            warnings.simplefilter("ignore")
        yield


def row(lane: Lane, lanes: list[Lane], plan: Plan) -> dict[str, Any]:
    """One line of the table: seconds per step, ratios to the others with their intervals; its share of a roof comes later."""
    found = summary(lane.samples)
    phases = {}
    if not plan.only_goals and lane.threads == plan.threads[0]:
        steps = int(min(2000, max(20, (0.1 if plan.quick else 0.5) / found.median)))
        with Threads().limit(lane.threads):
            phases = split(lane.runner, steps)
    return {
        "workload": lane.workload, "contender": lane.contender, "threads": lane.threads, **asdict(found),
        "iqr": found.iqr, "noisy": found.noisy, "number": lane.number, "steps": lane.runner.steps,
        "to_np_opt": against(lane, lanes, "np_opt"), "to_torch": against(lane, lanes, "torch"),
        "floor": None, "share": None, "phases": phases, "samples": lane.samples,
    }  # fmt: skip


def against(lane: Lane, lanes: list[Lane], name: str) -> Ratio | None:
    """The ratio to another contender with as many threads."""
    others = [o for o in lanes if o.contender == name and o.threads == lane.threads]
    if not others or name == lane.contender:
        return None
    return ratio(lane.samples, min(others, key=lambda o: statistics.median(o.samples)).samples)


def failed(results: dict[str, Any]) -> bool:
    """Whether somebody's losses were wrong."""
    return not all(each["good"] for each in results["losses"])
