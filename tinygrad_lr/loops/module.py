"""Document 002, second half: the same line with a subclass of `nn.Module`, `nn.MSELoss` and `optim.SGD`.

The document: 《使用 PyTorch 进行线性回归模型训练实战》, HCHEN90, 2025-09-12,
https://hchen90.top/post/introtopytorchlinearregr/

The notebook drew 288 uniform numbers after its seed before it made the layer. Its last line prints W and b
with all their digits: float32 gradient descent stalls there, and a framework that rounds once differently
ends elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .manual import SEED, points
from .progress import Fact, Loop, Progress, Task
from .run import ALONE, Alone


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
    """Fit the module on `fw` (tinygrad_lr or torch), reporting before the first epoch and after each.

    Example:
        >>> *_, last = train(torch, epochs=2)
        >>> round(last.loss.item(), 4)
        7.2123
    """
    place = {"device": device, "dtype": getattr(fw, dtype)}
    X, y_true = (data.to(**place) for data in points(fw, seed))

    class LinearRegressionModel(fw.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.linear_layer = fw.nn.Linear(in_features=1, out_features=1)

        def forward(self, x: Any) -> Any:
            return self.linear_layer(x)

    fw.manual_seed(seed)
    fw.rand(288)
    model = LinearRegressionModel().to(**place)
    criterion = fw.nn.MSELoss()
    optimizer = fw.optim.SGD(model.parameters(), lr=lr)
    task = Task(fw, X, y_true, model, criterion, dict(model.named_parameters()), epochs)
    yield task.start()
    X, y_true = run.rows(X, y_true)
    model = run.replica(model)

    @run.step
    def step(X: Any, y_true: Any) -> Any:
        y_hat = model(X)
        loss = criterion(y_hat, y_true)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    for epoch in run.epochs(epochs, model=model, optimizer=optimizer):
        yield Progress(epoch + 1, run.mean(step(X, y_true)), task)


def page(run: Iterable[Progress]) -> Iterator[str]:
    """What the document prints: the new layer, the loss every 100 epochs, and the end with all its digits."""
    for step in run:
        W, b = step.parameters.values()
        epoch = step.epoch - 1  # the document counts from 0
        if epoch < 0:
            yield from f"{W}\n{b}".splitlines()
        elif epoch % 100 == 0:
            yield f"Epoch {epoch:02d}: Loss={step.loss.item():.4f}, W={W.item():.3f}, b={b.item():.3f}"
    yield f"Final parameters: W={W.item()}, b={b.item()}"


LINES = """\
Parameter containing:
tensor([[-0.6830]], requires_grad=True)
Parameter containing:
tensor([0.7236], requires_grad=True)
Epoch 00: Loss=7.5541, W=-0.629, b=0.746
Epoch 100: Loss=0.1535, W=1.573, b=1.213
Epoch 200: Loss=0.0122, W=1.887, b=1.091
Epoch 300: Loss=0.0050, W=1.948, b=1.043
Epoch 400: Loss=0.0046, W=1.963, b=1.030
Epoch 500: Loss=0.0046, W=1.966, b=1.027
Epoch 600: Loss=0.0046, W=1.967, b=1.026
Epoch 700: Loss=0.0046, W=1.967, b=1.026
Epoch 800: Loss=0.0046, W=1.967, b=1.026
Epoch 900: Loss=0.0046, W=1.967, b=1.026
Final parameters: W=1.9671692848205566, b=1.0259548425674438"""

LOOP = Loop(
    name="module",
    document="002",
    title="the same with a subclass of nn.Module and SGD",
    train=train,
    page=page,
    lines=LINES,
    facts=(
        Fact("loss, epoch 0", "7.5541", lambda run: run.losses[1]),
        Fact("loss, epoch 100", "0.1535", lambda run: run.losses[101]),
        Fact("loss, epoch 900", "0.0046", lambda run: run.losses[901]),
        Fact("final W", "1.9671692848205566", lambda run: run.parameters[1000]["linear_layer.weight"].item()),
        Fact("final b", "1.0259548425674438", lambda run: run.parameters[1000]["linear_layer.bias"].item()),
    ),
)
