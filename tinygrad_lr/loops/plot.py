"""Pictures of runs: the loss and, for one feature, the data as red dots with the match_input blue line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from ..terminal import need
from .progress import Record, to_numpy


def check_matplotlib() -> None:
    """BadInput where there is no matplotlib."""
    for module in ("matplotlib", "matplotlib.figure"):
        need(module, "--plot", "tinygrad_lr[loops]")


def draw(records: Mapping[str, Record], file: BinaryIO) -> None:
    """Write a PNG with one row of axes per run."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with_line = any(_one_feature(record) for record in records.values())
    columns = 2 if with_line else 1
    figure = Figure(figsize=(5.2 * columns, 3.9 * len(records)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(records), columns, squeeze=False)
    for (loss_axes, *line_axes), (name, record) in zip(axes, records.items(), strict=True):
        _draw_loss(loss_axes, name, record)
        for axes_ in line_axes:
            if _one_feature(record):
                _draw_line(axes_, name, record)
            else:
                axes_.set_axis_off()
    figure.savefig(file, format="png", dpi=120)


def _one_feature(record: Record) -> bool:
    assert record.task is not None
    return len(record.task.x[0]) == 1


def _draw_loss(axes: Any, name: str, record: Record) -> None:
    axes.plot(range(1, record.epochs + 1), record.losses[1:], color="black", linewidth=1.2)
    axes.set(xlabel="epoch", ylabel="loss", title=f"{name}: loss")
    if max(record.losses) > 100 * min(record.losses) > 0:
        axes.set_yscale("log")
    axes.grid(alpha=0.3)


def _draw_line(axes: Any, name: str, record: Record) -> None:
    assert record.task is not None
    x, y = to_numpy(record.task.x), to_numpy(record.task.y)
    order = np.argsort(x[:, 0])
    axes.plot(x, y, "ro", markersize=4, label="data")
    axes.plot(x[order], record.task.predict(x[order]), "b", label="model")
    axes.set(xlabel="x", ylabel="y", title=f"{name}: fit after {record.epochs} epochs")
    axes.legend()
    axes.grid(alpha=0.3)
