"""Document 004, the quick start: y = 2x with `nn.Linear`, `nn.MSELoss` and `optim.SGD`.

The document: 《PyTorch 基础学习(1) - 快速入门》, 2024-08-18.

The document does not seed its model. Seed 6 is the smallest whose start leads to the numbers that it prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .progress import Fact, Loop, Progress, Task
from .run import ALONE, Alone


def train(
    fw: Any,
    *,
    epochs: int = 1000,
    lr: float = 0.01,
    seed: int = 6,
    dtype: str = "float32",
    device: str = "cpu",
    run: Alone = ALONE,
) -> Iterator[Progress]:
    """Fit y = 2x on `fw` (tinygrad_lr or torch), reporting before the first epoch and after each.

    Example:
        >>> *_, last = train(torch, epochs=2)
        >>> round(last.loss.item(), 4)
        17.2554
    """
    place = {"device": device, "dtype": getattr(fw, dtype)}
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]], **place)  # (4, 1)
    y = fw.tensor([[2.0], [4.0], [6.0], [8.0]], **place)

    fw.manual_seed(seed)
    model = fw.nn.Linear(1, 1).to(**place)
    criterion = fw.nn.MSELoss()
    optimizer = fw.optim.SGD(model.parameters(), lr=lr)
    task = Task(fw, x, y, model, criterion, dict(model.named_parameters()), epochs)
    yield task.start()
    x, y = run.rows(x, y)
    model = run.replica(model)

    @run.step
    def step(x: Any, y: Any) -> Any:
        outputs = model(x)
        loss = criterion(outputs, y)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    for epoch in run.epochs(epochs, model=model, optimizer=optimizer):
        yield Progress(epoch + 1, run.mean(step(x, y)), task)


def page(run: Iterable[Progress]) -> Iterator[str]:
    """What the document prints: the loss every 100 epochs, then a prediction."""
    for step in run:
        if step.epoch and step.epoch % 100 == 0:
            yield f"Epoch [{step.epoch}/{step.task.epochs}], Loss: {step.loss.item():.4f}"
    predicted = step.task.predict([[5.0]])
    yield f"Predicted value for input 5.0: {predicted.item():.4f}"


LINES = """\
Epoch [800/1000], Loss: 0.0006
Epoch [900/1000], Loss: 0.0003
Epoch [1000/1000], Loss: 0.0002
Predicted value for input 5.0: 9.9769"""

LOOP = Loop(
    name="quickstart",
    document="004",
    title="y = 2x with nn.Linear, MSELoss and SGD",
    train=train,
    page=page,
    lines=LINES,
    facts=(
        Fact("loss, epoch 800", "0.0006", lambda run: run.losses[800]),
        Fact("loss, epoch 900", "0.0003", lambda run: run.losses[900]),
        Fact("loss, epoch 1000", "0.0002", lambda run: run.losses[1000]),
        Fact("prediction for 5", "9.9769", lambda run: run.at_end(1000).predict([[5.0]]).item()),
    ),
)
