"""What is not a steady step: larger and larger data, and the costs of fresh processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

from . import floor, worker
from .conditions import Watch
from .intervals import ratio
from .peers import build, needs
from .plan import Plan
from .timing import Lane, interleave, summary
from .workloads import WORKLOADS, Data, Workload, make

SWEPT = ("np_opt", "tinygrad_lr", "tinygrad_lr compile", "torch", "torch CUDA")
FRESH = ("np_opt", "tinygrad_lr", "tinygrad_lr compile", "torch", "torch CUDA", "JAX jit", "MyGrad", "autograd")
OURS = "tinygrad_lr"


def sweep(plan: Plan, shapes: list[Workload], watch: Watch) -> Iterator[dict[str, Any]]:
    """The same loop at one shape after another, on as many threads as come first."""
    for workload in shapes:
        data: Data = make(workload)
        lanes = [
            Lane(workload.name, contender.name, plan.threads[0], build(contender, workload, data))
            for contender in plan.contenders
            if contender.name in SWEPT
        ]
        interleave(lanes, max(3, plan.repeats // 2), plan.block, watch.look)
        for lane in lanes:
            found = summary(lane.samples)
            yield {"n": workload.n, "features": workload.features, "contender": lane.contender,
                   **asdict(found), "noisy": found.noisy, "samples": lane.samples}  # fmt: skip


def crossover(points: list[dict[str, Any]], axis: str, small: str, large: str) -> tuple[int, int] | None:
    """Between which sizes `large` becomes quicker than `small`: the last where it surely is not, and the first after it
    where it surely is. None if their intervals never change sides."""
    by_size: dict[int, dict[str, list[float]]] = {}
    for point in points:
        by_size.setdefault(point[axis], {})[point["contender"]] = point["samples"]
    slower = None
    for size, at in sorted(by_size.items()):
        if not {small, large} <= {*at}:
            continue
        found = ratio(at[large], at[small])
        if found.low > 1:
            slower = size
        elif found.high < 1 and slower is not None:
            return slower, size
    return None


def apart(plan: Plan, watch: Watch, say: Callable[[str], None]) -> dict[str, Any]:
    """Sweeps, and the costs of fresh processes: imports, first steps, memory, kernels."""
    names = [c.name for c in plan.contenders]
    base = WORKLOADS["W5"]
    say("more samples, more features")
    sweeps = {
        "n": list(sweep(plan, [replace(base, name=f"n={n}", n=n) for n in plan.samples], watch)),
        "features": list(
            sweep(plan, [replace(base, name=f"features={f}", n=1000, features=f) for f in plan.features], watch)
        ),
    }
    crossovers = {
        axis: {other: crossover(points, axis, OURS, other) for other in ("torch", "torch CUDA") if other in names}
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
