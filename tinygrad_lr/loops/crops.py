"""Document 003: the yields of two crops from temperature, rainfall and humidity, with tensors and a loss by
hand.

The document: 《用 Python 中的 PyTorch 实现线性回归》, Towards AI,
https://pub.towardsai.net/linear-regression-with-pytorch-in-python-79c6b40730b8

Every number of the document comes out only if its first update uses a gradient that two `backward()` calls
have summed: the notebook's backward cell had been run twice, and nothing was zeroed in between. The later
numbers are losses after 11, 31, 401 and 901 updates in all, though the document calls them 10, 20, 200 and
500 epochs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .progress import Fact, Loop, Progress, Task
from .run import ALONE, Alone

MEASURED = [[20, 31, 48], [74, 82, 11], [56, 73, 36], [94, 75, 29], [63, 88, 17]]
YIELDS = [[25, 112], [71, 97], [117, 131], [48, 58], [107, 114]]


def train(
    fw: Any,
    *,
    epochs: int = 901,
    lr: float = 1e-5,
    seed: int = 221497731,
    dtype: str = "float32",
    device: str = "cpu",
    first_backwards: int = 2,
    run: Alone = ALONE,
) -> Iterator[Progress]:
    """Fit w and b by hand on `fw` (tinygrad_lr or torch), reporting before the first update and after each.

    `first_backwards` is how many backward passes the first update sums: 2 in the document, 1 when nothing is
    left over.

    Example:
        >>> *_, last = train(torch, epochs=2)
        >>> round(last.loss.item(), 1)
        7476.0
    """
    place = {"device": device, "dtype": getattr(fw, dtype)}
    inputs = fw.from_numpy(np.array(MEASURED, dtype="float32")).to(**place)  # (5, 3)
    targets = fw.from_numpy(np.array(YIELDS, dtype="float32")).to(**place)  # (5, 2)

    fw.manual_seed(seed)
    w = fw.randn(2, 3).to(**place).requires_grad_()
    b = fw.randn(2).to(**place).requires_grad_()

    def model(x: Any) -> Any:
        return x @ w.t() + b

    def mse(t1: Any, t2: Any) -> Any:
        diff = t1 - t2
        return fw.sum(diff * diff) / diff.numel()

    task = Task(fw, inputs, targets, model, mse, {"w": w, "b": b}, epochs)
    yield task.start()
    inputs, targets = run.rows(inputs, targets)

    for _ in range(first_backwards - 1):
        mse(model(inputs), targets).backward()  # no zero_() after it: the first update sees the sum

    @run.step
    def step(inputs: Any, targets: Any) -> Any:
        nonlocal w, b
        preds = model(inputs)
        loss = mse(preds, targets)
        loss.backward()
        run.average(w, b)
        with fw.no_grad():
            w -= w.grad * lr
            b -= b.grad * lr
            w.grad.zero_()
            b.grad.zero_()
        return loss

    for epoch in run.epochs(epochs, w=w, b=b):
        yield Progress(epoch + 1, run.mean(step(inputs, targets)), task)


def page(run: Iterable[Progress]) -> Iterator[str]:
    """What the document prints: the data, the start, then the loss after some of the updates."""
    for step in run:
        if step.epoch == 0:
            task = step.task
            w, b = step.parameters.values()
            for tensor in (task.x, task.y, w, b, task.model(task.x), step.loss):
                yield from str(tensor).splitlines()
        elif step.epoch in (1, 11):
            yield from str(task.loss()).splitlines()
        elif step.epoch in EPOCHS_SAID:
            if step.epoch == min(EPOCHS_SAID):
                yield "epochs          error"
            said = f"{EPOCHS_SAID[step.epoch]} epochs"
            yield f"{said:<10} --> {task.loss().item():.4f}"


EPOCHS_SAID = {31: 20, 401: 200, 901: 500}  # updates made: what the document calls them

# The whole page. The losses are sums, whose order differs between libraries, and four decimals of them are finer than
# float32: torch itself prints two of them otherwise today.
LINES = """\
tensor([[20., 31., 48.],
        [74., 82., 11.],
        [56., 73., 36.],
        [94., 75., 29.],
        [63., 88., 17.]])
tensor([[ 25., 112.],
        [ 71.,  97.],
        [117., 131.],
        [ 48.,  58.],
        [107., 114.]])
tensor([[ 0.8107,  1.2951, -1.4349],
        [ 1.3329, -1.3815, -0.1888]], requires_grad=True)
tensor([-1.1700,  0.2881], requires_grad=True)
tensor([[-13.6817, -24.9436],
        [149.2377, -16.4334],
        [ 87.1170, -32.7139],
        [130.5577,  16.4958],
        [139.4815, -40.5173]], grad_fn=<AddBackward0>)
tensor(10040.2354, grad_fn=<DivBackward0>)
tensor(7475.9697, grad_fn=<DivBackward0>)
tensor(3413.1062, grad_fn=<DivBackward0>)
epochs          error
20 epochs  --> 2621.7429
200 epochs --> 737.8288
500 epochs --> 322.5351"""

LOOP = Loop(
    name="crops",
    document="003",
    title="two crops from three measurements, by hand",
    train=train,
    page=page,
    lines=LINES,
    rtol=1e-6,
    facts=(
        Fact("loss at the start", "10040.2354", lambda run: run.loss_after(0)),
        Fact("after 1 update", "7475.9697", lambda run: run.loss_after(1)),
        Fact("after 11 updates", "3413.1062", lambda run: run.loss_after(11)),
        Fact("after 31 updates", "2621.7429", lambda run: run.loss_after(31)),
        Fact("after 401 updates", "737.8288", lambda run: run.loss_after(401)),
        Fact("after 901 updates", "322.5351", lambda run: run.loss_after(901)),
    ),
)
