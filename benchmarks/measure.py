"""One run, from the losses to the sweeps, as one dict that is written as JSON and read by the report."""

from __future__ import annotations

import contextlib
import functools
import importlib
import itertools
import json
import math
import statistics
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from tinygrad_lr.loops import LOOPS

from . import floor, gate, machine, worker
from .peers import ALWAYS, Contender, build, needs
from .timing import Lane, Threads, interleave, ratio, split, summary
from .workloads import WORKLOADS, Data, Runner, Workload, make

SCHEMA = 1
FRAMEWORKS = {"tinygrad_lr": "tinygrad_lr", "torch": "torch"}  # those that can run the loops: contender, module
SWEPT = ("np_opt", "tinygrad_lr", "tinygrad_lr compile", "torch", "torch CUDA")
FRESH = ("np_opt", "tinygrad_lr", "tinygrad_lr compile", "torch", "torch CUDA", "JAX jit", "MyGrad", "autograd")


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
    only_targets: bool = False
    samples: tuple[int, ...] = (10, 100, 1000, 10_000, 100_000, 1_000_000)
    features: tuple[int, ...] = (1, 4, 16, 64, 256, 1024, 4096)


def quick(plan: Plan) -> Plan:
    """The same in a tenth of the time: a look, not a result."""
    return replace(plan, repeats=5, block=0.01, quick=True, samples=(10, 1000, 100_000), features=(1, 32, 1024))


def run(plan: Plan, argv: list[str], say: Callable[[str], None] = lambda text: None) -> dict[str, Any]:
    """Measure. `say` hears what is going on."""
    results: dict[str, Any] = {"schema": SCHEMA, "header": machine.header(argv), "absent": plan.absent}
    threads = Threads()
    say("the machine's floor")
    roofs = {}
    for count in plan.threads:
        with threads.limit(count):
            roofs[count] = floor.measure(plan.quick or plan.only_targets)
    results["roofs"] = {str(count): asdict(roof) for count, roof in roofs.items()}
    results["losses"], results["rows"], lanes = [], [], []
    for name in plan.workloads:
        say(f"{name}: {WORKLOADS[name].title if name in WORKLOADS else LOOPS[name].title}")
        measured, verdicts = timed(plan, name)
        results["losses"] += verdicts
        results["rows"] += [row(lane, measured, roofs, plan) for lane in measured]
        for lane in measured:
            lane.runner = lane.timer = None  # type: ignore[assignment]  # millions of numbers are no longer needed
        lanes += measured
    wanted = gate.targets(plan.workloads)
    found = [gate.verdict(target, lanes, plan.absent) for target in wanted]
    results["targets"] = [asdict(v.target) | {"ratio": v.ratio, "reason": v.reason, "missed": v.missed} for v in found]
    if not plan.only_targets:
        results |= apart(plan, say)
    return json.loads(json.dumps(results, allow_nan=False))  # as whoever reads the file will see it


# -- a workload --------------------------------------------------------------------------------------------


def timed(plan: Plan, name: str) -> tuple[list[Lane], list[dict]]:
    """The lanes of one workload, measured; and whose losses were right, who alone has lanes."""
    entries = of_workload(plan, name) if name in WORKLOADS else of_loop(plan, name)
    lanes, losses = [], []
    for contender, bound, build_runner, off_by in entries:
        verdict = {"workload": name, "contender": contender.name, "off": None, "bound": bound, "error": ""}
        try:
            with quiet(contender):
                off = off_by()
                counts = plan.threads if contender.thread_counts else [0]
                made = [Lane(name, contender.name, count, build_runner()) for count in counts]
        except Exception as error:
            if contender.group in ALWAYS:
                raise
            off, made = math.inf, []
            verdict["error"] = f"{type(error).__name__}: {error}".splitlines()[0]
        verdict |= {"off": off if math.isfinite(off) else None, "good": off <= bound}
        losses.append(verdict)
        lanes += made if verdict["good"] else []
    interleave(lanes, plan.repeats, plan.block)
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


def row(lane: Lane, lanes: list[Lane], roofs: dict[int, floor.Roofs], plan: Plan) -> dict[str, Any]:
    """One line of the table: seconds per step, ratios to the others, and the share of what is possible."""
    found = summary(lane.samples)
    workload = WORKLOADS.get(lane.workload)
    least = roofs[lane.threads or max(roofs)].floor(workload) if workload else None
    phases = {}
    if not plan.only_targets and lane.threads == plan.threads[0]:
        steps = int(min(2000, max(20, (0.1 if plan.quick else 0.5) / found.median)))
        with Threads().limit(lane.threads):
            phases = split(lane.runner, steps)
    return {
        "workload": lane.workload, "contender": lane.contender, "threads": lane.threads, **asdict(found),
        "iqr": found.iqr, "noisy": found.noisy, "number": lane.number, "steps": lane.runner.steps,
        "to_np_opt": against(lane, lanes, "np_opt"), "to_torch": against(lane, lanes, "torch"),
        "floor": least, "share": least and least / found.median, "phases": phases, "samples": lane.samples,
    }  # fmt: skip


def against(lane: Lane, lanes: list[Lane], name: str) -> float | None:
    """The ratio to another contender with as many threads; to its quickest for one that chooses its own."""
    others = [o for o in lanes if o.contender == name and lane.threads in (o.threads, 0)]
    if not others:
        return None
    return ratio(lane.samples, min(others, key=lambda o: statistics.median(o.samples)).samples)


# -- sweeps ------------------------------------------------------------------------------------------------


def sweep(plan: Plan, shapes: list[Workload]) -> Iterator[dict[str, Any]]:
    """The same loop at one shape after another, on as many threads as come first."""
    for workload in shapes:
        data: Data = make(workload)
        lanes = [
            Lane(workload.name, contender.name, plan.threads[0], build(contender, workload, data))
            for contender in plan.contenders
            if contender.name in SWEPT
        ]
        interleave(lanes, max(3, plan.repeats // 3), plan.block)
        for lane in lanes:
            found = summary(lane.samples)
            yield {"n": workload.n, "features": workload.features, "contender": lane.contender,
                   **asdict(found), "noisy": found.noisy, "samples": lane.samples}  # fmt: skip


def crossover(points: list[dict[str, Any]], axis: str, small: str, large: str) -> float | None:
    """Where `large` becomes quicker than `small`, straight between measured points on logarithmic axes.

    None if it never does in what was measured, or does from the start.
    """
    by_size: dict[int, dict[str, float]] = {}
    for point in points:
        by_size.setdefault(point[axis], {})[point["contender"]] = point["median"]
    gaps = [(size, math.log(at[large] / at[small])) for size, at in sorted(by_size.items()) if {small, large} <= {*at}]
    for (size, gap), (next_size, next_gap) in itertools.pairwise(gaps):
        if gap > 0 >= next_gap:
            part = gap / (gap - next_gap)
            return math.exp((1 - part) * math.log(size) + part * math.log(next_size))
    return None


# -- what is not a steady step -----------------------------------------------------------------------------


def apart(plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """Sweeps, and the costs of fresh processes: imports, first steps, memory, kernels."""
    names = [c.name for c in plan.contenders]
    base = WORKLOADS["W5"]
    say("more samples, more features")
    sweeps = {
        "n": list(sweep(plan, [replace(base, name=f"n={n}", n=n) for n in plan.samples])),
        "features": list(sweep(plan, [replace(base, name=f"features={f}", n=1000, features=f) for f in plan.features])),
    }
    crossovers = {
        axis: {
            other: crossover(points, axis, "tinygrad_lr", other) for other in ("torch", "torch CUDA") if other in names
        }
        for axis, points in sweeps.items()
    }
    say("fresh processes: imports, first steps, peak memory")
    modules = dict.fromkeys(worker.MODULES[name] for name in names)
    imports = worker.import_times(list(modules), 3 if plan.quick else 7)
    fresh = [
        {"contender": name, "workload": w, **worker.run(name, w)}
        for w in (["W1"] if plan.quick else ["W1", "W5", "W6", "W7"])
        for name in FRESH
        if name in names
    ]
    kernels: list[dict] = []
    if not needs("threadpoolctl")():
        say("the kernels OpenBLAS can choose")
        kernels = worker.kernels(floor.CORETYPES[:2] if plan.quick else floor.CORETYPES)
    return {"sweeps": sweeps, "crossovers": crossovers, "imports": imports, "fresh": fresh, "kernels": kernels}


def failed(results: dict[str, Any]) -> bool:
    """Whether somebody's losses were wrong."""
    return not all(each["good"] for each in results["losses"])
