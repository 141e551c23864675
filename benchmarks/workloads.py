"""The nine workloads, each a training loop over a framework namespace (`tinygrad_lr`, `torch`) as users
write it.

One step is forward, loss, zero_grad, backward and update, in float32. Data and start come from a fixed
seed, so that every contender trains on the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinygrad_lr.terminal import BadInput  # noqa: F401  # what was asked for cannot be done


@dataclass(frozen=True)
class Workload:
    """A model of `features` inputs and `outputs` outputs on `n` rows, with `hidden` units of ReLU between."""

    name: str
    title: str
    n: int
    features: int
    outputs: int = 1
    lr: float = 0.01
    hidden: int = 0
    by_hand: bool = False  # tensors, formulas and the update written out, instead of layers and an optimizer
    batch: int = 0  # rows of a shuffled batch, through a DataLoader; 0: all at once

    @property
    def steps(self) -> int:
        """Steps per call: an epoch's batches, else one."""
        return -(-self.n // self.batch) if self.batch else 1

    @property
    def layers(self) -> list[tuple[int, int]]:
        """(out, in) of each layer."""
        if self.hidden:
            return [(self.hidden, self.features), (self.outputs, self.hidden)]
        return [(self.outputs, self.features)]


WORKLOADS = {
    w.name: w
    for w in (
        Workload("W1", "quickstart 4×1→1", 4, 1),
        Workload("W2", "regression 100×1→1", 100, 1),
        Workload("W3", "the same by hand", 100, 1, by_hand=True),
        Workload("W4", "crops 5×3→2", 5, 3, 2),
        Workload("W5", "songs 18835×13→1", 18835, 13),
        Workload("W6", "4096×1024→256", 4096, 1024, 256),
        Workload("W7", "1000000×8→1", 1_000_000, 8),
        Workload("W8", "songs, batches of 64", 18835, 13, batch=64),
        Workload("W9", "256×64→128 ReLU→1", 256, 64, hidden=128),
    )
}


@dataclass(frozen=True)
class Data:
    """x (n, features), y (n, outputs), and a weight (out, in) and bias (out,) for each layer: all float32."""

    x: np.ndarray
    y: np.ndarray
    start: tuple[np.ndarray, ...]

    def copy(self) -> tuple[np.ndarray, ...]:
        """The start, to be changed by training."""
        return tuple(array.copy() for array in self.start)


def make(workload: Workload, seed: int = 0) -> Data:
    """Normal features, a linear truth with noise of 0.1, and a start as nn.Linear draws it: within 1/√in."""
    g = np.random.default_rng(seed)
    f32 = np.float32
    x = g.standard_normal((workload.n, workload.features), f32)
    truth = g.standard_normal((workload.features, workload.outputs), f32)
    y = x @ truth / f32(workload.features**0.5) + 1
    y += f32(0.1) * g.standard_normal(y.shape, f32)
    start = []
    for out, fan_in in workload.layers:
        bound = fan_in**-0.5
        start += [g.uniform(-bound, bound, shape).astype(f32) for shape in ((out, fan_in), (out,))]
    return Data(x, y, tuple(start))


@dataclass
class Runner:
    """A contender with a workload, ready to train.

    call    runs `steps` training steps and returns the last one's loss, whose item() is a number
    phases  the parts of one step, run in turn; the first is given nothing, `backward` the loss
    sync    waits until the device has finished
    """

    call: Callable[[], Any]
    steps: int = 1
    phases: dict[str, Callable] | None = None
    sync: Callable[[], Any] = lambda: None

    def losses(self, calls: int) -> list[float]:
        """The loss after each of so many calls."""
        return [self.call().item() for _ in range(calls)]


def train(
    fw: Any, workload: Workload, data: Data, device: str = "cpu", compile: Callable | None = None,
    epoch_of: Callable | None = None,
) -> Runner:  # fmt: skip
    """The workload on `fw`; `compile` is what makes another step of the loop's step, and `epoch_of(step, batches)`
    takes an epoch of it."""
    x, y = (fw.from_numpy(a).to(device) for a in (data.x, data.y))
    style = by_tensors if workload.by_hand else by_module
    forward, phases, step = style(fw, workload, data, device)
    if compile is not None:
        step = compile(step)
    if not workload.batch:
        phases = {"forward": lambda: forward(x, y), **phases}
        return Runner(lambda: step(x, y), phases=phases if compile is None else None)
    fw.manual_seed(0)
    batches = fw.utils.data.DataLoader(fw.utils.data.TensorDataset(x, y), batch_size=workload.batch, shuffle=True)

    def epoch() -> Any:
        if epoch_of is not None:
            return epoch_of(step, batches)
        for x_batch, y_batch in batches:
            loss = step(x_batch, y_batch)
        return loss

    batch = Endless(batches)
    phases = {"batch": batch, "forward": lambda: forward(*batch.last), **phases}
    return Runner(epoch, workload.steps, phases if compile is None else None)


class Endless:
    """One batch per call, epoch after epoch."""

    def __init__(self, batches: Iterable) -> None:
        self.batches = batches
        self.rest: Iterator = iter(())

    def __call__(self) -> None:
        batch = next(self.rest, None)
        if batch is None:
            self.rest = iter(self.batches)
            batch = next(self.rest)
        self.last = batch


def by_module(fw: Any, workload: Workload, data: Data, device: str) -> tuple[Callable, dict[str, Callable], Callable]:
    """forward, the other phases, and the whole step, with layers, a loss and an optimizer."""
    layers = [fw.nn.Linear(fan_in, out) for out, fan_in in workload.layers]
    model = fw.nn.Sequential(layers[0], fw.nn.ReLU(), layers[1]) if workload.hidden else layers[0]
    with fw.no_grad():
        for parameter, value in zip(model.parameters(), data.copy()):
            parameter.copy_(fw.from_numpy(value))
    model.to(device)
    criterion = fw.nn.MSELoss()
    optimizer = fw.optim.SGD(model.parameters(), lr=workload.lr)

    def step(x: Any, y: Any) -> Any:
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    backward = lambda loss: loss.backward()
    phases = {"zero_grad": optimizer.zero_grad, "backward": backward, "update": optimizer.step}
    return lambda x, y: criterion(model(x), y), phases, step


def by_tensors(fw: Any, workload: Workload, data: Data, device: str) -> tuple[Callable, dict[str, Callable], Callable]:
    """The same with two leaf tensors, every formula and the update written out."""
    weight, bias = data.copy()
    W = fw.from_numpy(weight.T.copy()).to(device).requires_grad_()  # (in, out)
    b = fw.from_numpy(bias).to(device).requires_grad_()
    lr = workload.lr

    def forward(X: Any, Y: Any) -> Any:
        y_hat = X @ W + b
        return ((y_hat - Y) ** 2).mean()

    def backward(loss: Any) -> None:
        loss.backward()

    def update() -> None:
        nonlocal W, b
        with fw.no_grad():
            W -= lr * W.grad
            b -= lr * b.grad

    def zero_grad() -> None:
        W.grad.zero_()
        b.grad.zero_()

    def step(X: Any, Y: Any) -> Any:
        nonlocal W, b
        y_hat = X @ W + b
        loss = ((y_hat - Y) ** 2).mean()
        loss.backward()
        with fw.no_grad():
            W -= lr * W.grad
            b -= lr * b.grad
        W.grad.zero_()
        b.grad.zero_()
        return loss

    phases: dict[str, Callable] = {"backward": backward, "update": update, "zero_grad": zero_grad}
    return forward, phases, step
