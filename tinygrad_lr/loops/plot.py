"""Pictures of runs: the losses; and the data with the model's line, or what is predicted against what is true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from ..terminal import need
from .progress import Record, Task, to_numpy


def check_matplotlib() -> None:
    """BadInput where there is no matplotlib."""
    for module in ("matplotlib", "matplotlib.figure"):
        need(module, "--plot", "tinygrad_lr[loops]")


def draw(records: Mapping[str, Record], file: BinaryIO, format: str = "png") -> None:
    """Write a picture ("png", "svg" or "pdf") with one row of axes per run: its losses, and how well it predicts."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.4, 3.9 * len(records)), layout="constrained")
    axes = figure.subplots(len(records), 2, squeeze=False)
    for (losses, fit), (name, record) in zip(axes, records.items(), strict=True):
        _draw_losses(losses, name, record)
        (_draw_line if _one_feature(record) else _draw_predicted)(fit, name, record)
    figure.savefig(file, format=format, dpi=120)


def _task(record: Record) -> Task:
    assert record.task is not None
    return record.task


def _one_feature(record: Record) -> bool:
    return len(_task(record).x[0]) == 1


def _draw_losses(axes: Any, name: str, record: Record) -> None:
    """The training loss by epoch; and the loss of the rows held back, where there are any."""
    criterion = _task(record).criterion
    label = getattr(criterion, "__name__", type(criterion).__name__)
    axes.plot(range(1, record.epochs + 1), record.losses[1:], color="black", linewidth=1.2, label="training")
    if record.test_losses:
        epochs = range(record.epochs + 1 - len(record.test_losses), record.epochs + 1)
        axes.plot(epochs, record.test_losses, color="tab:blue", linewidth=1.2, linestyle="--", label="test")
        axes.legend()
    axes.set(xlabel="epoch", ylabel=label, title=f"{name}: loss")
    if max(record.losses) > 100 * min(record.losses) > 0:
        axes.set_yscale("log")
    axes.grid(alpha=0.3)


def _draw_line(axes: Any, name: str, record: Record) -> None:
    """One feature: the data as red dots, the model as a blue line."""
    x, y = to_numpy(_task(record).x), to_numpy(_task(record).y)
    order = np.argsort(x[:, 0])
    axes.plot(x, y, "ro", markersize=4, label="data")
    axes.plot(x[order], _task(record).predict(x[order]), "b", label="model")
    axes.set(xlabel="x", ylabel="y", title=f"{name}: fit after {record.epochs} epochs")
    axes.legend()
    axes.grid(alpha=0.3)


def _draw_predicted(axes: Any, name: str, record: Record) -> None:
    """Several features: what is predicted against what is true, each target in its colour; on the line they are equal."""
    task = _task(record)
    rows = {"training": (task.x, task.y), **({} if task.test is None else {"test": task.test})}
    ends = [np.inf, -np.inf]
    for (label, (x, y)), marker in zip(rows.items(), "o^"):
        true = to_numpy(y).reshape(len(y), -1)
        predicted = task.predict(to_numpy(x)).reshape(true.shape)
        for i in range(true.shape[1]):
            which = f"{label}, target {i + 1}" if true.shape[1] > 1 else label
            axes.plot(true[:, i], predicted[:, i], marker, markersize=4, alpha=0.7, label=which)
        ends = [min(ends[0], true.min()), max(ends[1], true.max())]
    axes.plot(ends, ends, color="black", linewidth=0.8, label="equal")
    axes.set(xlabel="true", ylabel="predicted", title=f"{name}: after {record.epochs} epochs")
    axes.legend(fontsize="small")
    axes.grid(alpha=0.3)
