"""Document 001: one noisy feature, made as scikit-learn's `make_regression` makes it, and the line that fits it.

The document: 《PyTorch 极简实战教程》P7：L7- 线性回归, ShowMeAI, https://www.bilibili.com/video/BV12m4y1S7ix

The document prints losses but its transcript does not show them: the numbers below are torch's, from
`manual_seed(0)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .progress import Fact, Loop, Progress, Task
from .run import ALONE, Alone


def make_regression(
    n_samples: int, n_features: int, noise: float, random_state: int, n_informative: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    """The X (n, features) and y (n,) of `sklearn.datasets.make_regression`, bit for bit, in float64."""
    g = np.random.RandomState(random_state)
    X = g.standard_normal((n_samples, n_features))
    informative = min(n_features, n_informative)
    coef = np.zeros((n_features, 1))
    coef[:informative] = 100 * g.uniform(size=(informative, 1))
    y = np.dot(X, coef)
    if noise > 0:
        y += g.normal(scale=noise, size=y.shape)
    rows = g.permutation(n_samples)
    columns = g.permutation(n_features)
    return X[rows][:, columns], y[rows].squeeze()


def train(
    fw: Any,
    *,
    epochs: int = 100,
    lr: float = 0.01,
    seed: int = 0,
    dtype: str = "float32",
    device: str = "cpu",
    run: Alone = ALONE,
) -> Iterator[Progress]:
    """Fit a line on `fw` (tinygrad_lr or torch), reporting before the first epoch and after each.

    Example:
        >>> *_, last = train(torch, epochs=2)
        >>> round(last.loss.item(), 2)
        5565.47
    """
    place = {"device": device, "dtype": getattr(fw, dtype)}
    X_numpy, y_numpy = make_regression(n_samples=100, n_features=1, noise=20, random_state=1)
    X = fw.from_numpy(X_numpy.astype(np.float32)).to(**place)  # (100, 1)
    y = fw.from_numpy(y_numpy.astype(np.float32)).to(**place)
    y = y.view(y.shape[0], 1)  # a column, as the model's output is
    _n_samples, n_features = X.shape

    fw.manual_seed(seed)
    model = fw.nn.Linear(n_features, 1).to(**place)
    criterion = fw.nn.MSELoss()
    optimizer = fw.optim.SGD(model.parameters(), lr=lr)
    task = Task(fw, X, y, model, criterion, dict(model.named_parameters()), epochs)
    yield task.start()
    X, y = run.rows(X, y)
    model = run.replica(model)

    @run.step
    def step(X: Any, y: Any) -> Any:
        y_predicted = model(X)
        loss = criterion(y_predicted, y)

        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss

    for epoch in run.epochs(epochs, model=model, optimizer=optimizer):
        yield Progress(epoch + 1, run.mean(step(X, y)), task)


def page(run: Iterable[Progress]) -> Iterator[str]:
    """What the document prints: the loss every 10 epochs."""
    for step in run:
        if step.epoch and step.epoch % 10 == 0:
            yield f"epoch: {step.epoch}, loss = {step.loss.item():.4f}"


def loss_fact(epoch: int, loss: str) -> Fact:
    """The loss that is printed after so many epochs."""
    return Fact(f"loss, epoch {epoch}", loss, lambda run: run.losses[epoch])


TORCH_LOSS = {10: "4378.2764", 20: "3267.9946", 30: "2464.2410", 40: "1881.7886", 50: "1459.3042",
              60: "1152.5825", 70: "929.7236", 80: "767.6768", 90: "649.7670", 100: "563.9186"}  # fmt: skip

LOOP = Loop(
    name="regression",
    document="001",
    title="make_regression, nn.Linear, MSELoss, SGD",
    train=train,
    page=page,
    source="torch 2.13",
    rtol=1e-6,
    facts=tuple(loss_fact(epoch, loss) for epoch, loss in TORCH_LOSS.items()),
)
