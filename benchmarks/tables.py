"""What a run found, as tables of texts: a Grid each, for the terminal, for Markdown and for the page."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tinygrad_lr.loops import LOOPS

from .texts import HOLLOW, NONE, first_threads, interval, megabytes, percent, seconds, threads, times, title
from .workloads import WORKLOADS

NOISE = f"{HOLLOW}: noisy, the interquartile range is over 10 % of the median; do not build on it."
RATIO = (
    "A ratio is the median over turns of one time by the other's of the same turn, so it need not be the quotient of the two "
    "medians; in brackets the interval it is known by (99 % of bootstrap draws of the turns, 3 % wider each way)."
)


@dataclass(frozen=True)
class Grid:
    """A table; the first `texts` columns are words, the others numbers."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    texts: int = 1
    note: str = ""


def grids(results: dict[str, Any]) -> Iterator[Grid]:
    """Every table that the run has numbers for."""
    for make in (
        workloads_grid,
        glance_grid,
        goals_grid,
        steps_grid,
        wrong_grid,
        phases_grid,
        sweep_grid,
        fresh_grid,
        imports_grid,
        floor_grid,
        kernels_grid,
    ):
        grid = make(results)
        if grid.rows:
            yield grid


def mark(noisy: bool) -> str:
    return f" {HOLLOW}" if noisy else ""


def workloads_grid(results: dict[str, Any]) -> Grid:
    names = dict.fromkeys(row["workload"] for row in results["rows"])
    rows = [[name, title(name), *described(name)] for name in names]
    note = "Inputs → outputs. Every step is forward, mean squared error (songs: absolute), zero_grad, backward, update, in float32."
    return Grid("What is trained", ["", "workload", "rows", "model", "written"], rows, 5, note)


def described(name: str) -> tuple[str, str, str]:
    """Rows, model, and how it is written."""
    if name in LOOPS:
        return "", "", "the article's loop, one epoch a step"
    w = WORKLOADS[name]
    hidden = f" → {w.hidden} ReLU" if w.hidden else ""
    how = "tensors, formulas and update by hand" if w.by_hand else "nn.Linear, MSELoss, SGD"
    batches = f", shuffled batches of {w.batch} from a DataLoader (time per batch)" if w.batch else ""
    return f"{w.n:,}", f"{w.features}{hidden} → {w.outputs}", how + batches


def glance_grid(results: dict[str, Any]) -> Grid:
    rows = first_threads(results)
    names = list(dict.fromkeys(row["contender"] for row in rows))
    at = {(r["workload"], r["contender"]): seconds(r["median"]) + mark(r["noisy"]) for r in rows}
    table = [[w, *(at.get((w, name), NONE) for name in names)] for w in dict.fromkeys(r["workload"] for r in rows)]
    count = min((row["threads"] for row in rows if row["threads"]), default=0)
    chosen = "" if all(row["threads"] for row in rows) else ", where it can be chosen"
    note = f"The median over turns of the time of one step. Threads: {count}{chosen}. {NOISE}"
    return Grid("At a glance: the median step", ["", *names], table, 1, note)


ORDER = ("missed", "not decided", "met", "not measured")


def goals_grid(results: dict[str, Any]) -> Grid:
    rows = []
    for each in sorted(results["goals"], key=lambda goal: ORDER.index(goal["verdict"])):
        limit = f"{'<' if each['strict'] else '≤'} {times(each['limit'])}"
        verdict = each["verdict"] + (f": {each['reason']}" if each["verdict"] == "not measured" else "")
        best = " at its best" if each["best"] else ""
        rows.append([each["workload"], each["ours"], each["theirs"] + best, verdict, each["met_on"] or "nowhere yet",
                     str(each["threads"]), interval(each["ratio"]), limit])  # fmt: skip
    columns = ["", "contender", "against", "here", "met before on", "threads", "ratio", "goal"]
    note = "Met: the whole interval is within the goal; missed: all of it is beyond; not decided: it lies across, or the machine was busy. "
    return Grid("Goals", columns, rows, 5, note + RATIO)


def steps_grid(results: dict[str, Any]) -> Grid:
    rows, before = [], None
    doubted = {(name, count) for count, roof in results["roofs"].items() for name in roof["exceeded by"]}
    for row in results["rows"]:
        head = row["workload"] if row["workload"] != before else ""
        before = row["workload"]
        above = (
            f"{row['workload']} {row['contender']}",
            str(row["threads"] or max(map(int, results["roofs"]))),
        ) in doubted
        rows.append([
            head, row["contender"], threads(row["threads"]), seconds(row["median"]) + mark(row["noisy"]),
            seconds(row["iqr"]), seconds(row["min"]), interval(row["to_np_opt"]), interval(row["to_torch"]),
            "roof not credible" if above else percent(row["share"]),
        ])  # fmt: skip
    absent = [f"{name}: not measured: {reason}" for name, reason in results["absent"].items()]
    roof = "Of the roof: the least time that the machine's bandwidth and sgemm allow, by the median."
    note = " ".join([NOISE, RATIO, roof, "; ".join(absent)])
    columns = ["", "contender", "threads", "median", "IQR", "min", "× np_opt", "× torch", "of the roof"]
    return Grid("One training step", columns, rows, 2, note)


def wrong_grid(results: dict[str, Any]) -> Grid:
    rows = []
    for each in results["losses"]:
        if not each["good"]:
            off = "not a number" if each["off"] is None else f"{each['off']:.1e}"
            rows.append([each["workload"], each["contender"], each["error"] or off, f"{each['bound']:.0e}"])
    return Grid("Not timed: the losses are wrong", ["", "contender", "off by", "bound"], rows, 2)


PHASES = ("batch", "forward", "zero_grad", "backward", "update")


def phases_grid(results: dict[str, Any]) -> Grid:
    rows = [
        [row["workload"], row["contender"], *(seconds(row["phases"].get(name)) for name in PHASES)]
        for row in results["rows"]
        if row["phases"]
    ]
    note = "Medians of phases timed one by one; the clock between them keeps them from adding up exactly."
    return Grid("Where a step's time goes", ["", "contender", *PHASES], rows, 2, note)


def imports_grid(results: dict[str, Any]) -> Grid:
    imports = results.get("imports", {})
    bare = statistics.median(imports[""]) if imports else 0.0
    rows = []
    for name, found in imports.items():
        median = statistics.median(found)
        rows.append(
            [f"import {name}" if name else "bare Python", seconds(median), seconds(median - bare) if name else NONE]
        )
    note = "Medians of whole processes, bytecode stored, turn by turn."
    return Grid("A process that only imports", ["", "wall clock", "without Python"], rows, 1, note)


def fresh_grid(results: dict[str, Any]) -> Grid:
    steady = {(r["workload"], r["contender"]): r["median"] for r in reversed(results["rows"])}
    rows = [
        [each["workload"], each["contender"], seconds(each["build"]), seconds(each["first"]),
         seconds(steady.get((each["workload"], each["contender"]))), megabytes(each["peak"])]
        for each in results.get("fresh", [])
    ]  # fmt: skip
    columns = ["", "contender", "building the model", "first step", "steady step", "peak memory"]
    return Grid("Cold costs", columns, rows, 2, "Each once, in a process of its own, after the import.")


def sweep_grid(results: dict[str, Any]) -> Grid:
    rows: list[list[str]] = []
    names: list[str] = []
    for axis, points in results.get("sweeps", {}).items():
        names = list(dict.fromkeys(point["contender"] for point in points))
        for size in dict.fromkeys(point[axis] for point in points):
            at = {p["contender"]: seconds(p["median"]) + mark(p["noisy"]) for p in points if p[axis] == size}
            rows.append([f"{axis} = {size:,}", *(at.get(name, NONE) for name in names)])
    note = f"Median step of W5's loop, with 13 features, or with 1,000 rows. {NOISE} {' '.join(crossings(results))}"
    return Grid("Larger and larger", ["", *names], rows, 1, note)


def crossings(results: dict[str, Any]) -> Iterator[str]:
    """Where somebody overtakes tinygrad_lr, as far as it is decided."""
    for axis, others in results.get("crossovers", {}).items():
        for other, at in others.items():
            if results["conditions"]["disturbed"]:
                yield f"Where {other} overtakes tinygrad_lr in {axis} is not decided: the machine was not quiet."
            elif at:
                yield f"{other} overtakes tinygrad_lr between {axis} = {at[0]:,} and {at[1]:,}: there the intervals change sides."
            else:
                yield f"{other} overtakes tinygrad_lr nowhere in {axis} that the intervals would decide."
    gpu = results["absent"].get("torch CUDA")
    if gpu and results.get("crossovers"):
        yield f"Crossover with a GPU: not measured: {gpu}."


def kernels_grid(results: dict[str, Any]) -> Grid:
    rows = [
        [each["asked"] or "(unset)", each["got"], *(f"{each[name] / 1e9:.0f}" for name in ("sgemm", "W6", "W5"))]
        for each in results.get("kernels", [])
    ]
    columns = ["OPENBLAS_CORETYPE", "kernels", "1024³ GF/s", "W6's products GF/s", "W5's products GF/s"]
    return Grid("The kernels OpenBLAS can choose, on one thread", columns, rows, 2)


def floor_grid(results: dict[str, Any]) -> Grid:
    rows, doubts = [], []
    for count, roofs in results["roofs"].items():
        for size, speed in roofs["bandwidth"].items():
            rows.append([f"reading {int(size) / 2**20:.3g} MiB again and again", count, f"{speed / 1e9:.0f} GB/s"])
        rows.append(["copying far beyond the caches", count, f"{roofs['copy'] / 1e9:.0f} GB/s"])
        rows.append(["sgemm, 1024³", count, f"{roofs['sgemm'] / 1e9:.0f} GF/s"])
        rows.append(["the cheapest NumPy call", count, seconds(roofs["call"])])
        if roofs["exceeded by"]:
            doubts.append(
                f"Not credible with {count} threads, though measured twice: {', '.join(roofs['exceeded by'])} went beyond it."
            )
    return Grid(
        "The floor", ["", "threads", "at best"], rows, 1, " ".join(["The best of several blocks each.", *doubts])
    )


# -- Markdown ----------------------------------------------------------------------------------------------


def markdown(grid: Grid) -> str:
    """A table with its note."""
    marks = ["---" if i < grid.texts else "---:" for i in range(len(grid.columns))]
    table = [line(grid.columns), line(marks), *map(line, grid.rows)]
    return "\n".join([*table, "", grid.note] if grid.note else table)


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
