"""The plots of a run: steps, phases, scaling, the roofline, and the ratios of all runs of this machine.

A contender has a colour and a marker of its own; what is noisy, or was measured on a busy machine, is hollow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pages.drawing import COLOURS, INK, canvas, svg

from .floor import bytes_read, flops
from .tables import PHASES
from .texts import first_threads, tick
from .workloads import WORKLOADS

C = COLOURS
LOOK = {
    "np_opt": (INK, "o"), "plain NumPy": (C["grey"], "s"), "tinygrad_lr": (C["vermilion"], "D"),
    "tinygrad_lr compile": (C["amber"], "P"), "tinygrad_lr numba": (C["olive"], "*"), "torch": (C["blue"], "^"),
    "torch.compile": (C["sky"], "v"), "torch CUDA": (C["violet"], "X"),
    "torch CUDA graph": (C["violet"], "1"), "tinygrad_lr CUDA": (C["brown"], "d"),
    "tinygrad_lr CUDA compile": (C["brown"], "2"), "JAX jit": (C["green"], "<"),
    "JAX fori_loop": (C["green"], ">"), "MyGrad": (C["purple"], "p"), "autograd": (C["rose"], "h"),
}  # fmt: skip
SHADES = dict(zip(PHASES, (C["grey"], C["sky"], C["amber"], C["violet"], C["vermilion"])))
HATCHES = dict(zip(PHASES, ("", "//", "", "\\\\", "..")))


def draw(results: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Name: (title, svg) of every plot that the run has numbers for."""
    plots: dict[str, tuple[str, Callable[[dict, str], str | None]]] = {
        "steps": ("One training step: the median of each contender", steps),
        "phases": ("Where a step's time goes", phases),
        "scaling": ("More samples, more features", scaling),
        "roofline": ("Under the roofs of this machine", roofline),
        "history": ("The runs of this machine: time by torch's", past),
    }
    drawn = {}
    for name, (title, plot) in plots.items():
        text = plot(results, title)
        if text is not None:
            drawn[name] = title, text
    return drawn


def look(contender: str, noisy: bool = False) -> dict[str, Any]:
    """A point's colour and marker; hollow where it is noisy."""
    colour, marker = LOOK[contender]
    return {"color": colour, "marker": marker, "markerfacecolor": "none" if noisy else colour, "markeredgewidth": 1.3}


def legend(axes: Any, names: list[str], **where: Any) -> None:
    """Each contender once, and what hollow means."""
    from matplotlib.lines import Line2D

    lines = [Line2D([], [], linestyle="none", label=name, **look(name)) for name in names]
    lines.append(
        Line2D([], [], linestyle="none", marker="o", color=C["grey"], markerfacecolor="none", label="hollow: noisy")
    )
    axes.legend(handles=lines, fontsize=8.5, **where)


def outside(axes: Any, names: list[str]) -> None:
    legend(axes, names, bbox_to_anchor=(1.01, 1), loc="upper left")


def steps(results: dict[str, Any], title: str) -> str | None:
    rows = first_threads(results)
    names = list(dict.fromkeys(row["workload"] for row in rows))
    if not names:
        return None
    with canvas(10, 0.42 * len(names) + 1.4) as figure:
        axes = figure.subplots()
        for row in rows:
            y = names.index(row["workload"])
            axes.plot([row["q1"], row["q3"]], [y, y], color=LOOK[row["contender"]][0], linewidth=1.2)
            axes.plot(row["median"], y, linestyle="none", markersize=7, **look(row["contender"], row["noisy"]))
        axes.set_yticks(range(len(names)), names)
        axes.set(xscale="log", title=title, xlabel="time per step; the line through a point is the interquartile range")
        axes.xaxis.set_major_formatter(tick)
        axes.invert_yaxis()
        axes.grid(True)
        outside(axes, list(dict.fromkeys(row["contender"] for row in rows)))
        return svg(figure, title, "steps")


def phases(results: dict[str, Any], title: str) -> str | None:
    rows = [row for row in results["rows"] if row["phases"]]
    if not rows:
        return None
    with canvas(10, 0.26 * len(rows) + 1.4) as figure:
        axes = figure.subplots()
        for y, row in enumerate(rows):
            total, left = sum(row["phases"].values()), 0.0
            for name, colour in SHADES.items():
                part = 100 * row["phases"].get(name, 0.0) / total
                label = name if y == 0 or (name == "batch" and row["workload"] == "W8") else None
                axes.barh(
                    y, part, left=left, color=colour, edgecolor=INK, linewidth=0.4, hatch=HATCHES[name], label=label
                )
                left += part
        axes.set_yticks(range(len(rows)), [f"{row['workload']}  {row['contender']}" for row in rows], fontsize=8.5)
        axes.invert_yaxis()
        axes.set(title=title, xlabel="share of the step, %", xlim=(0, 100))
        found = dict(zip(*reversed(axes.get_legend_handles_labels())))
        axes.legend(found.values(), found.keys(), fontsize=8.5, bbox_to_anchor=(1.01, 1), loc="upper left")
        return svg(figure, title, "phases")


def scaling(results: dict[str, Any], title: str) -> str | None:
    sweeps = results.get("sweeps")
    if not sweeps:
        return None
    labels = {
        "n": ("More samples", "samples, of 13 features"),
        "features": ("More features", "features, of 1,000 samples"),
    }
    with canvas(10.5, 4) as figure:
        panels = figure.subplots(1, 2, sharey=True)
        for axes, (axis, points) in zip(panels, sweeps.items()):
            names = list(dict.fromkeys(point["contender"] for point in points))
            for name in names:
                own = [p for p in points if p["contender"] == name]
                axes.plot([p[axis] for p in own], [p["median"] for p in own], color=LOOK[name][0], linewidth=1)
                for p in own:
                    axes.plot(p[axis], p["median"], linestyle="none", markersize=6, **look(name, p["noisy"]))
            for other, at in results["crossovers"][axis].items():
                if at and not results["conditions"]["disturbed"]:
                    axes.axvspan(*at, color=LOOK[other][0], alpha=0.15, linewidth=0)
                    axes.text(at[0], axes.get_ylim()[0], f" {other} overtakes", fontsize=8, va="bottom")
            axes.set(xscale="log", yscale="log", title=labels[axis][0], xlabel=labels[axis][1])
            axes.yaxis.set_major_formatter(tick)
            axes.grid(True)
        panels[0].set_ylabel("time per step")
        legend(panels[0], names)
        return svg(figure, title, "scaling")


ROOFED = ("np_opt", "tinygrad_lr", "tinygrad_lr compile", "torch")


def roofline(results: dict[str, Any], title: str) -> str | None:
    """Speed over intensity. Left of a roof's bend memory limits, right of it arithmetic; far below both, overhead."""
    rows = [row for row in first_threads(results) if row["workload"] in WORKLOADS and row["contender"] in ROOFED]
    if not rows:
        return None
    roofs = next(iter(results["roofs"].values()))
    speeds = {int(size): speed for size, speed in roofs["bandwidth"].items()}
    doubt = " (not credible)" if roofs["exceeded by"] else ""
    with canvas(10, 5) as figure:
        axes = figure.subplots()
        intensities = [10 ** (k / 20) for k in range(-20, 61)]
        for size, style in ((min(speeds), "--"), (max(speeds), "-")):
            heights = [min(x * speeds[size], roofs["sgemm"]) / 1e9 for x in intensities]
            axes.plot(intensities, heights, color=INK, linestyle=":" if doubt else style, linewidth=1)
            axes.text(intensities[0], heights[0], f"data of {size / 2**20:.3g} MiB{doubt}", fontsize=8, va="bottom")
        for row in rows:
            workload = WORKLOADS[row["workload"]]
            x, y = flops(workload) / bytes_read(workload), flops(workload) / row["median"] / 1e9
            axes.plot(x, y, linestyle="none", markersize=7, **look(row["contender"], row["noisy"]))
            if row["contender"] == "np_opt":
                same = {"W2": "W2, W3", "W3": ""}.get(workload.name, workload.name)
                axes.annotate(same, (x, y), fontsize=9, xytext=(6, 4), textcoords="offset points")
        axes.set(
            xscale="log",
            yscale="log",
            title=title,
            xlabel="operations per byte that must be read",
            ylabel="10⁹ operations per second",
        )
        axes.grid(True)
        outside(axes, [name for name in ROOFED if any(row["contender"] == name for row in rows)])
        return svg(figure, title, "roofline")


SHOWN = {
    "W1": "vermilion",
    "W2": "amber",
    "W4": "olive",
    "W5": "green",
    "W6": "blue",
    "W7": "violet",
    "W8": "brown",
    "W9": "rose",
}
MARKERS = dict(zip(SHOWN, "oDsv^<>p"))


def past(results: dict[str, Any], title: str) -> str | None:
    """tinygrad_lr's and a compiled step's ratios to torch in every run that is kept, by date and commit."""
    from matplotlib.lines import Line2D

    runs, ours = results["history"], ("tinygrad_lr", "tinygrad_lr compile")
    if not any(f"{name} / torch" in run["ratios"] for run in runs for name in ours):
        return None
    with canvas(10.5, 4.2) as figure:
        panels = figure.subplots(1, 2, sharey=True)
        for axes, name in zip(panels, ours):
            for w in SHOWN:
                ratios(axes, [run["ratios"].get(f"{name} / torch", {}).get(w) for run in runs], runs, w)
            labels = [f"{run['date'][:10]}\n{run['commit'].partition(',')[0][:8]}" for run in runs]
            axes.set_xticks(range(len(runs)), labels, fontsize=8)
            axes.axhline(1, color=INK, linewidth=0.8, linestyle=":")
            axes.set(yscale="log", title=f"{name} / torch", xlim=(-0.5, len(runs) - 0.5))
            axes.yaxis.set_major_formatter("{x:g}")
            axes.grid(True)
        panels[0].set_ylabel("ratio of times, one thread; hollow: a busy machine")
        handles = [
            Line2D([], [], color=C[colour], marker=MARKERS[w], linewidth=0.8, label=w) for w, colour in SHOWN.items()
        ]
        panels[1].legend(handles=handles, fontsize=8.5, bbox_to_anchor=(1.01, 1), loc="upper left")
        return svg(figure, title, "history")


def ratios(axes: Any, found: list[list[float] | None], runs: list[dict[str, Any]], workload: str) -> None:
    """One workload's ratios in all runs, with their intervals."""
    colour = C[SHOWN[workload]]
    kept = [(i, ratio) for i, ratio in enumerate(found) if ratio]
    axes.plot([i for i, _ in kept], [ratio[0] for _, ratio in kept], color=colour, linewidth=0.8)
    for i, (mid, low, high) in kept:
        face = "none" if runs[i]["disturbed"] else colour
        axes.plot([i, i], [low, high], color=colour, linewidth=1.2)
        axes.plot(i, mid, color=colour, marker=MARKERS[workload], markerfacecolor=face, linestyle="none")
