"""Document 002, first half: W and b are leaf tensors, and the update is written out by hand.

The document: 《使用 PyTorch 进行线性回归模型训练实战》, HCHEN90, 2025-09-12,
https://hchen90.top/post/introtopytorchlinearregr/

The document shows its ten points rounded to four decimals. Its notebook's seed is known, and with it every
bit of them: the notebook drew 31 numbers in its earlier cells, then X and the noise, then 18 more, then W and
b.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .progress import Fact, Loop, Progress, Task
from .run import ALONE, Alone

SEED = 3326355605


def points(fw: Any, seed: int) -> tuple[Any, Any]:
    """The document's X and y_true = 2 X + 1 + noise, (10, 1) each; W and b are drawn next."""
    fw.manual_seed(seed)
    for n in (15, 15, 1):
        fw.randn(n)
    X = fw.randn(10, 1)
    y_true = X @ fw.tensor([[2.0]]) + 1.0 + fw.randn(10, 1) * 0.1
    for n in (15, 3):
        fw.randn(n)
    return X, y_true


def train(
    fw: Any,
    *,
    epochs: int = 1000,
    lr: float = 0.01,
    seed: int = SEED,
    dtype: str = "float32",
    device: str = "cpu",
    run: Alone = ALONE,
) -> Iterator[Progress]:
    """Fit W and b by hand on `fw` (tinygrad_lr or torch), reporting before the first epoch and after each.

    Example:
        >>> *_, last = train(torch, epochs=2)
        >>> round(last.loss.item(), 4)
        8.7222
    """
    place = {"device": device, "dtype": getattr(fw, dtype)}
    X, y_true = (data.to(**place) for data in points(fw, seed))
    W = fw.randn(1, 1).to(**place).requires_grad_()
    b = fw.randn(1).to(**place).requires_grad_()

    def model(X: Any) -> Any:
        return X @ W + b

    def criterion(y_hat: Any, y_true: Any) -> Any:
        return fw.mean((y_hat - y_true) ** 2)

    task = Task(fw, X, y_true, model, criterion, {"W": W, "b": b}, epochs)
    yield task.start()
    X, y_true = run.rows(X, y_true)

    @run.step
    def step(X: Any, y_true: Any) -> Any:
        nonlocal W, b
        y_hat = model(X)
        loss = criterion(y_hat, y_true)

        loss.backward()
        run.average(W, b)

        with fw.no_grad():
            W -= lr * W.grad
            b -= lr * b.grad

        W.grad.zero_()
        b.grad.zero_()
        return loss

    for epoch in run.epochs(epochs, W=W, b=b):
        yield Progress(epoch + 1, run.mean(step(X, y_true)), task)


def page(run: Iterable[Progress]) -> Iterator[str]:
    """What the document prints: every 100 epochs the loss before the update, and W and b after it."""
    for step in run:
        W, b = step.parameters.values()
        epoch = step.epoch - 1  # the document counts from 0
        if epoch >= 0 and epoch % 100 == 0:
            yield f"Epoch {epoch:02d}: Loss={step.loss.item():.4f}, W={W.item():.3f}, b={b.item():.3f}"
    yield f"Final parameters: W={W.item():.3f}, b={b.item():.3f}"
    yield "True parameters: W=2.000, b=1.000"


LINES = """\
Epoch 00: Loss=9.1164, W=-0.990, b=1.004
Epoch 100: Loss=0.2279, W=1.491, b=1.286
Epoch 200: Loss=0.0167, W=1.867, b=1.110
Epoch 300: Loss=0.0053, W=1.944, b=1.048
Epoch 400: Loss=0.0046, W=1.961, b=1.032
Epoch 500: Loss=0.0046, W=1.966, b=1.027
Epoch 600: Loss=0.0046, W=1.967, b=1.026
Epoch 700: Loss=0.0046, W=1.967, b=1.026
Epoch 800: Loss=0.0046, W=1.967, b=1.026
Epoch 900: Loss=0.0046, W=1.967, b=1.026
Final parameters: W=1.967, b=1.026
True parameters: W=2.000, b=1.000"""

LOOP = Loop(
    name="manual",
    document="002",
    title="W and b as leaf tensors, updated by hand",
    train=train,
    page=page,
    lines=LINES,
    facts=(
        Fact("loss, epoch 0", "9.1164", lambda run: run.losses[1]),
        Fact("loss, epoch 100", "0.2279", lambda run: run.losses[101]),
        Fact("loss, epoch 900", "0.0046", lambda run: run.losses[901]),
        Fact("final W", "1.967", lambda run: run.parameters[1000]["W"].item()),
        Fact("final b", "1.026", lambda run: run.parameters[1000]["b"].item()),
    ),
)
