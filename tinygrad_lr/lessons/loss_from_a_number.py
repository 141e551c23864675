"""tensor(loss.item()).backward(), or a loss computed in NumPy: a number has no history.

Mistake: on its way to backward() the loss becomes a plain number, with item(), with numpy(), or in
a formula of NumPy or `math`, and then a tensor again.

What you see: a RuntimeError from backward(): the tensor does not require grad and has no grad_fn.

Why: operations on tensors record the graph. What leaves them is a number like any other, and
nothing leads back from it to the parameters. `requires_grad=True` on the new tensor would silence
the error, and the parameters would still get no gradient.

Fix: compute the loss with operations on tensors, and call backward() on that; take numbers out to
print them.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    prediction = x @ w
    loss = ((prediction - y) ** 2).mean()
    from_item = fw.tensor(loss.item())
    from_numpy = fw.tensor(np.mean((prediction.detach().numpy() - y.numpy()) ** 2))
    for number in (from_item, from_numpy):
        yield f"loss {number.item():.4f}, its grad_fn is {number.grad_fn}"
    from_item.backward()


SEEN = """\
loss 30.0000, its grad_fn is None
loss 30.0000, its grad_fn is None
RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    prediction = x @ w
    loss = ((prediction - y) ** 2).mean()
    yield f"loss {loss.item():.4f}, its grad_fn is {type(loss.grad_fn).__name__}"
    loss.backward()
    yield f"w.grad is {w.grad}"


FIXED = """\
loss 30.0000, its grad_fn is MeanBackward0
w.grad is tensor([[-30.]])"""

RULE = None

QUESTION = "The loss is the right number. Can a gradient be computed from it?"
