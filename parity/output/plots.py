"""The plot of a training run: its loss, how far the two frameworks are apart, and which share of the bound that is."""

from __future__ import annotations

from typing import Any

from pages.drawing import COLOURS, canvas, svg

LOOK = {"local": (COLOURS["vermilion"], "-"), "global": (COLOURS["blue"], (0, (4, 2)))}


def trajectory(runs: list[dict[str, Any]], title: str, name: str) -> str:
    """Runs of one loop over each other, as svg."""
    with canvas(10.5, 2.75) as figure:
        figure.suptitle(title, fontsize=11)
        losses, distance, share = figure.subplots(1, 3)
        if runs[0]["losses"]:
            losses.plot(*points(runs[0]["losses"]), color=COLOURS["green"], lw=1.4)
        for run in runs:
            colour, dash = LOOK[run["mode"]]
            for axes, values in ((distance, run["ulps"]), (share, run["ratios"])):
                if values:
                    axes.plot(*points(values), color=colour, linestyle=dash, lw=1.2, label=run["mode"])
        share.axhline(1, color=COLOURS["purple"], lw=1.2, linestyle=":")
        losses.set(title="Loss in torch", yscale="log", xlabel="epoch", ylabel="loss")
        distance.set(title="Largest difference", xlabel="epoch", ylabel="ULP", yscale="symlog")
        share.set(title="Largest difference / bound", xlabel="epoch", ylabel="share (dotted: 1)", ylim=(0, None))
        for axes in (losses, distance, share):
            axes.yaxis.set_major_formatter("{x:g}")
            axes.grid(True, axis="y")
            axes.minorticks_off()
            axes.margins(x=0.01)
        distance.legend(fontsize=8)
        return svg(figure, title, name)


def points(values: list[Any]) -> tuple[list[int], list[float]]:
    """Epochs and values; what is infinite is not drawn."""
    kept = [(epoch, float(value)) for epoch, value in values if value is not None and not isinstance(value, str)]
    return [epoch for epoch, _ in kept], [value for _, value in kept]
