"""Document 000: how popular is a song? Thirteen features of it, a linear model, and the absolute error.

The document: 《PyTorch 介绍 — 构建你的第一个线性模型》, Ivo Bernardo, 2023-12-12,
https://towardsdatascience.com/pytorch-introduction-building-your-first-linear-model-d868a8681a41

The document breaks off before its data; its code is known from a public copy. The copy's own module
multiplies by the weights, adds the bias to every product and then sums, so that the bias counts once per
feature. Any CSV can be trained on; without one, the diabetes table of scikit-learn stands in. The numbers
below are torch's on that table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .progress import Fact, Loop, Progress, Task
from .run import ALONE, Alone, Losses
from .stream import Stream
from .table import Table, diabetes


def document_model(fw: Any, n_features: int) -> Any:
    """The document's own module."""

    class LinearModel(fw.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.weights = fw.nn.Parameter(fw.randn(1, n_features))
            self.bias = fw.nn.Parameter(fw.randn(1))

        def forward(self, x: Any) -> Any:  # (n, features) -> (n,)
            return (self.weights * x + self.bias).sum(axis=1)

    return LinearModel()


def model_of(fw: Any, form: str, n_features: int) -> tuple[Any, Any]:
    """A form's module, and the loss that goes with it."""
    if form == "document":
        return document_model(fw, n_features), fw.nn.L1Loss()
    return fw.nn.Linear(n_features, 1), fw.nn.MSELoss()


def train(
    fw: Any,
    *,
    epochs: int = 500,
    lr: float = 0.01,
    seed: int = 42,
    dtype: str = "float32",
    device: str = "cpu",
    table: Table | Stream | None = None,
    form: str = "document",
    optimizer: str = "SGD",
    options: dict[str, Any] | None = None,
    batch_size: int | None = None,
    run: Alone = ALONE,
) -> Iterator[Progress]:
    """Fit a table on `fw` (tinygrad_lr or torch), reporting before the first epoch and after each.

    `form` is "document" (its module, L1Loss) or "linear" (nn.Linear, MSELoss); `optimizer` names a class of
    optim, and `options` are its arguments beside lr. With a `batch_size`, which a Stream must have, the rows
    are shuffled every epoch, and the loss reported is the mean of the batches'.

    Example:
        >>> *_, last = train(torch, epochs=2)
        >>> round(last.loss.item(), 4)
        147.3747
    """
    place = {"device": device, "dtype": getattr(fw, dtype)}
    table = table or diabetes()
    x, y, x_test, y_test = (fw.from_numpy(array).to(**place) for array in table.split())

    if form == "linear":
        y, y_test = y.view(-1, 1), y_test.view(-1, 1)  # (n,) -> (n, 1)

    fw.manual_seed(seed)
    model, criterion = model_of(fw, form, x.shape[1])
    model.to(**place)
    stepper = getattr(fw.optim, optimizer)(model.parameters(), lr=lr, **(options or {}))
    quadratic = form == "linear" and optimizer == "SGD" and batch_size is None and not options
    parameters = dict(model.named_parameters())
    task = Task(fw, x, y, model, criterion, parameters, epochs, (x_test, y_test), quadratic)
    yield task.start()

    model = run.replica(model)
    batches = batches_of(fw, table, x, y, batch_size, place, run)

    @run.step
    def step(x_batch: Any, y_batch: Any) -> Any:
        loss = criterion(model(x_batch), y_batch)
        stepper.zero_grad()
        loss.backward()
        stepper.step()
        return loss

    losses = Losses()
    for epoch in run.epochs(epochs, batches, model=model, optimizer=stepper, losses=losses):
        for x_batch, y_batch in run.batches(batches):
            losses.append(step(x_batch, y_batch).detach())

        yield Progress(epoch + 1, run.mean(sum(losses) / len(losses)), task)
        losses.clear()


def batches_of(
    fw: Any, table: Table | Stream, x: Any, y: Any, batch_size: int | None, place: dict[str, Any], run: Alone
) -> Any:
    """What an epoch goes through: all rows at once, or a loader's batches of them, or of what is read anew each time."""
    if isinstance(table, Stream):
        assert batch_size is not None
        dataset = table.batches(fw, batch_size, place, y.shape[1:], run.rank, run.many)
        return fw.utils.data.DataLoader(dataset, batch_size=None)
    if batch_size is None:
        return [run.rows(x, y)]
    dataset = fw.utils.data.TensorDataset(x, y)
    return fw.utils.data.DataLoader(dataset, batch_size=batch_size, **run.order(dataset))


def page(run: Iterable[Progress]) -> Iterator[str]:
    """Every 10 epochs the training loss, and the new parameters' loss on the rows held back."""
    for step in run:
        epoch = step.epoch - 1  # the document counts from 0
        if epoch >= 0 and epoch % 10 == 0:
            yield f"Epoch {epoch}: train loss {step.loss.item():.4f}, test loss {step.task.test_loss():.4f}"


LOOP = Loop(
    name="songs",
    document="000",
    title="a table of many features, L1Loss, SGD or Adam",
    train=train,
    page=page,
    source="torch 2.13",
    rtol=2e-4,
    bound={"float32": 2e-4, "float64": 1e-11},
    facts=(
        Fact("train loss, epoch 0", "148.3748", lambda run: run.losses[1]),
        Fact("train loss, epoch 250", "65.5809", lambda run: run.losses[251]),
        Fact("train loss, epoch 490", "62.5173", lambda run: run.losses[491]),
        Fact("test loss after 500", "59.4771", lambda run: run.at_end(500).test_loss()),
    ),
)
