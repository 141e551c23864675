"""What a training loop tells whoever runs it.

A loop is a generator. It first yields the state before any update, then once after every epoch. A printer, a
plotter, a parity check and a benchmark all consume the same generator: each `next()` is one epoch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..terminal import BadInput  # noqa: F401  # what a loop refuses its input with

Tensor = Any  # of either framework


class Diverged(Exception):
    """A loss became inf or nan; the message is one line that says when, and what rate would do."""


@dataclass(slots=True)
class Task:
    """What is being trained. It stays the same object during a run, while the parameters' values move."""

    fw: Any  # the framework: tinygrad_lr or torch
    x: Tensor  # (n, features)
    y: Tensor
    model: Callable[[Tensor], Tensor]
    criterion: Callable[[Tensor, Tensor], Tensor]
    parameters: dict[str, Tensor]
    epochs: int
    test: tuple[Tensor, Tensor] | None = None  # x and y held back from training
    quadratic: bool = True  # plain gradient descent on a mean of squares of a linear model

    def loss(self) -> Tensor:
        """The loss of the present parameters, with its graph."""
        return self.criterion(self.model(self.x), self.y)

    def test_loss(self) -> float:
        """The loss of the present parameters on the data held back."""
        assert self.test is not None
        x, y = self.test
        with self.fw.no_grad():
            return float(self.criterion(self.model(x), y).item())

    def predict(self, x: Any) -> np.ndarray:
        """The model's outputs for rows of numbers `x`."""
        with self.fw.no_grad():
            return to_numpy(self.model(self.fw.tensor(x, dtype=self.x.dtype, device=self.x.device)))

    def largest_stable_rate(self) -> float | None:
        """2/λmax, above which gradient descent grows without end; None where the loss is no mean of squares.

        For predictions [x 1]·θ and a mean over every element of y, the Hessian is 2/numel(y) · AᵀA with A =
        [x 1].
        """
        if not self.quadratic:
            return None
        x = to_numpy(self.x).astype(np.float64)
        A = np.hstack([x, np.ones((len(x), 1))])  # (n, features + 1)
        hessian = 2 / self.y.numel() * A.T @ A
        return 2 / float(np.linalg.eigvalsh(hessian)[-1])

    def start(self) -> Progress:
        """The first report of a run: the loss before any update, its graph still whole."""
        return Progress(0, self.loss(), self)


@dataclass(slots=True)
class Progress:
    """One report: how many epochs are finished, and the loss that the last update came from."""

    epoch: int
    loss: Tensor
    task: Task

    @property
    def parameters(self) -> dict[str, Tensor]:
        """The named parameters, with the values that this epoch left."""
        return self.task.parameters


@dataclass
class Record:
    """The numbers of a run, kept: losses and parameters by epoch, and the loss after the last update."""

    losses: list[float] = field(default_factory=list)
    parameters: list[dict[str, np.ndarray]] = field(default_factory=list)
    final_loss: float | None = None
    task: Task | None = None
    test_losses: list[float] = field(default_factory=list)  # after each epoch, where rows are held back

    @property
    def epochs(self) -> int:
        """How many epochs have been trained."""
        return len(self.losses) - 1

    def state_dict(self) -> dict[str, Any]:
        """What a checkpoint keeps of it: the losses so far."""
        return {"losses": list(self.losses), "test_losses": list(self.test_losses)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.losses[:], self.test_losses[:] = state["losses"], state["test_losses"]

    def loss_after(self, updates: int) -> float:
        """The loss after so many updates. LookupError where the run was shorter."""
        if updates == self.epochs and self.final_loss is not None:
            return self.final_loss
        return self.losses[updates + 1]

    def at_end(self, epochs: int) -> Task:
        """The trained model of a run of so many epochs. LookupError where the run had another length."""
        if self.task is None or self.epochs != epochs:
            raise LookupError(f"the run has {self.epochs} epochs, not {epochs}")
        return self.task

    def watch(self, run: Iterable[Progress]) -> Iterator[Progress]:
        """Pass a run's reports on, and remember their numbers. Diverged when a loss is no finite number."""
        for step in run:
            self.losses.append(step.loss.item())
            if not math.isfinite(self.losses[-1]):
                raise Diverged(_divergence(step, self.losses[-1]))
            self.parameters.append(values(step.parameters))
            self.task = step.task
            if step.epoch and step.task.test is not None:
                self.test_losses.append(step.task.test_loss())
            yield step
        if self.task is not None:
            self.parameters[-1] = values(step.parameters)  # those of a checkpoint, if it left nothing to do
            with self.task.fw.no_grad():
                self.final_loss = self.task.loss().item()
            if not math.isfinite(self.final_loss):
                raise Diverged(_divergence(step, self.final_loss))


def values(parameters: dict[str, Tensor]) -> dict[str, np.ndarray]:
    """The numbers of the parameters, copied."""
    return {name: to_numpy(p).copy() for name, p in parameters.items()}


def _divergence(step: Progress, loss: float) -> str:
    rate = step.task.largest_stable_rate()
    advice = "try a smaller --lr"
    if rate is not None:
        advice = f"the largest stable --lr for this data is 2/λmax = {rate:.4g}"
    return f"diverged: the loss is {loss} at epoch {step.epoch}; {advice}"


@dataclass(frozen=True)
class Fact:
    """A number of the document as printed there, and where a run has its own."""

    quantity: str
    published: str
    ours: Callable[[Record], float]

    def allowed(self, rtol: float) -> float:
        """How far from the printed number is still the same: half a unit of its last digit, and rounding."""
        decimals = len(self.published.partition(".")[2])
        return 0.5 * 10.0**-decimals + rtol * abs(float(self.published))


@dataclass(frozen=True)
class Loop:
    """One of the loops: where it comes from, how to run it, and what it must give."""

    name: str
    document: str
    title: str
    train: Callable[..., Iterator[Progress]]
    page: Callable[[Iterable[Progress]], Iterator[str]]  # the lines that the document prints, from a run
    facts: tuple[Fact, ...]
    source: str = "published"  # who says so
    lines: str = ""  # what the document prints, all of it that is printed again
    rtol: float = 0.0  # rounding allowed to `facts`, and to numbers in `lines`, relative
    bound: dict[str, float] = field(default_factory=lambda: {"float32": 1e-5, "float64": 1e-12})  # two frameworks


def to_numpy(tensor: Tensor) -> np.ndarray:
    """A tensor's numbers on the CPU, whatever its device and whether or not it requires grad."""
    array: np.ndarray = tensor.detach().cpu().numpy()
    return array
