"""The plots of a run: steps, phases, scaling, and the roofline. Colours are those of Okabe and Ito, and every
contender has a marker of its own besides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tinygrad_lr import files

from .floor import bytes_read, flops
from .workloads import WORKLOADS

LOOK = {
    "np_opt": ("black", "o"), "plain NumPy": ("#999999", "s"), "tinygrad_lr": ("#D55E00", "D"),
    "tinygrad_lr compile": ("#E69F00", "P"), "tinygrad_lr numba": ("#F0E442", "*"), "torch": ("#0072B2", "^"),
    "torch.compile": ("#56B4E9", "v"), "torch CUDA": ("#004466", "X"),
    "torch CUDA graph": ("#004466", "1"), "tinygrad_lr CUDA": ("#883300", "d"),
    "tinygrad_lr CUDA compile": ("#AA7700", "2"), "JAX jit": ("#009E73", "<"),
    "JAX fori_loop": ("#66C2A5", ">"), "MyGrad": ("#CC79A7", "p"), "autograd": ("#884466", "h"),
}  # fmt: skip
PHASES = {"batch": "#999999", "forward": "#56B4E9", "zero_grad": "#F0E442", "backward": "#0072B2", "update": "#E69F00"}


def draw(results: dict[str, Any], out: Path) -> list[tuple[str, Path]]:
    """Caption and file of every plot that the run has numbers for."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    drawn = []
    plots: list[tuple[str, str, Callable[[Any, dict], Any]]] = [
        ("steps", "One training step, on as many threads as were asked for first", steps),
        ("phases", "Where a step's time goes", phases),
        ("scaling", "More samples, more features", scaling),
        ("roofline", "Under the roofs of this machine", roofline),
    ]
    for name, caption, plot in plots:
        figure = plot(plt, results)
        if figure is not None:
            with files.whole_file(out / f"{name}.png") as file:
                figure.savefig(file, format="png", dpi=110, bbox_inches="tight")
            plt.close(figure)
            drawn.append((caption, out / f"{name}.png"))
    return drawn


def first_threads(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows with the first number of threads, and those of contenders that choose their own."""
    counts = [row["threads"] for row in results["rows"] if row["threads"]]
    return [row for row in results["rows"] if row["threads"] in (min(counts, default=0), 0)]


def mark(contender: str) -> dict[str, Any]:
    color, marker = LOOK[contender]
    return {"color": color, "marker": marker, "label": contender}


def legend(axes: Any) -> None:
    """Each contender once."""
    found = dict(zip(*reversed(axes.get_legend_handles_labels())))
    axes.legend(found.values(), found.keys(), fontsize=8)


def steps(plt: Any, results: dict[str, Any]) -> Any:
    rows = first_threads(results)
    names = list(dict.fromkeys(row["workload"] for row in rows))
    if not names:
        return None
    figure, axes = plt.subplots(figsize=(9, 0.45 * len(names) + 1.5))
    for row in rows:
        y = names.index(row["workload"])
        axes.plot(row["median"], y, linestyle="none", markersize=7, **mark(row["contender"]))
        axes.plot([row["q1"], row["q3"]], [y, y], color=LOOK[row["contender"]][0], linewidth=1)
    axes.set_yticks(range(len(names)), names)
    axes.set(xscale="log", xlabel="seconds per step; lines are interquartile ranges")
    axes.invert_yaxis()
    axes.grid(alpha=0.3)
    found = dict(zip(*reversed(axes.get_legend_handles_labels())))
    axes.legend(found.values(), found.keys(), fontsize=8, bbox_to_anchor=(1.01, 1), loc="upper left")
    return figure


def phases(plt: Any, results: dict[str, Any]) -> Any:
    rows = [row for row in results["rows"] if row["phases"]]
    if not rows:
        return None
    figure, axes = plt.subplots(figsize=(9, 0.28 * len(rows) + 1.5))
    for y, row in enumerate(rows):
        total, left = sum(row["phases"].values()), 0.0
        for name, color in PHASES.items():
            part = row["phases"].get(name, 0.0) / total
            axes.barh(y, part, left=left, color=color, edgecolor="white", label=name)
            left += part
    axes.set_yticks(range(len(rows)), [f"{row['workload']}  {row['contender']}" for row in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set(xlabel="share of the step")
    found = dict(zip(*reversed(axes.get_legend_handles_labels())))
    axes.legend(found.values(), found.keys(), fontsize=8, bbox_to_anchor=(1.01, 1), loc="upper left")
    return figure


def scaling(plt: Any, results: dict[str, Any]) -> Any:
    sweeps = results.get("sweeps")
    if not sweeps:
        return None
    figure, panels = plt.subplots(1, 2, figsize=(11, 4), sharey=True)
    labels = {"n": "samples, of 13 features", "features": "features, of 1000 samples"}
    for axes, (axis, points) in zip(panels, sweeps.items()):
        for name in dict.fromkeys(point["contender"] for point in points):
            line = [(p[axis], p["median"]) for p in points if p["contender"] == name]
            axes.plot(*zip(*line), **mark(name))
        for other, at in results["crossovers"][axis].items():
            if at:
                axes.axvline(at, color=LOOK[other][0], linestyle=":", label=f"{other} overtakes")
        axes.set(xscale="log", yscale="log", xlabel=labels[axis])
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("seconds per step")
    legend(panels[0])
    if "torch CUDA" in results["absent"]:
        figure.suptitle(f"CPU/GPU crossover not measured: {results['absent']['torch CUDA']}", fontsize=9)
    return figure


def roofline(plt: Any, results: dict[str, Any]) -> Any:
    """Speed over intensity. Left of a roof's bend memory limits, right of it arithmetic; far below both, overhead."""
    rows = [row for row in first_threads(results) if row["workload"] in WORKLOADS]
    rows = [row for row in rows if row["contender"] in ("np_opt", "tinygrad_lr", "tinygrad_lr compile", "torch")]
    if not rows:
        return None
    roofs = next(iter(results["roofs"].values()))
    speeds = {int(size): speed for size, speed in roofs["bandwidth"].items()}
    figure, axes = plt.subplots(figsize=(9, 5))
    intensities = [10 ** (k / 20) for k in range(-20, 61)]
    for size, style in ((min(speeds), "--"), (max(speeds), "-")):
        where = f"{size / 2**20:.3g} MiB"
        axes.plot(intensities, [min(x * speeds[size], roofs["sgemm"]) for x in intensities], "k" + style, linewidth=1,
                  label=f"roof, data of {where}")  # fmt: skip
    for row in rows:
        workload = WORKLOADS[row["workload"]]
        x, y = flops(workload) / bytes_read(workload), flops(workload) / row["median"]
        axes.plot(x, y, linestyle="none", **mark(row["contender"]))
        if row["contender"] == "np_opt":
            same = {"W2": "W2, W3", "W3": ""}.get(workload.name, workload.name)
            axes.annotate(same, (x, y), fontsize=8, xytext=(6, 4), textcoords="offset points")
    axes.set(xscale="log", yscale="log", xlabel="operations per byte that must be read", ylabel="operations per second")
    axes.grid(alpha=0.3)
    legend(axes)
    return figure
