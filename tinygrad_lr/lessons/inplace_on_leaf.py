"""w -= lr * w.grad outside no_grad(): a leaf that requires grad must not change in place.

Mistake: the update is written like any other line, where operations are recorded.

What you see: a RuntimeError at once, before anything is changed.

Why: recording would make `w` the result of a subtraction, and no longer the leaf whose gradient you
want; and the values that the graph of the loss refers to would be gone. So it is refused.

Fix: update inside `with no_grad():`, where nothing is recorded and `w` stays the leaf it is.
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    for step in range(3):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        yield f"step {step}: loss {loss.item():.4f}"
        w -= 0.02 * w.grad
        w.grad.zero_()


SEEN = """\
step 0: loss 30.0000
RuntimeError: a leaf Variable that requires grad is being used in an in-place operation."""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    for step in range(3):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        yield f"step {step}: loss {loss.item():.4f}"
        with fw.no_grad():
            w -= 0.02 * w.grad
        w.grad.zero_()


FIXED = """\
step 0: loss 30.0000
step 1: loss 14.7000
step 2: loss 7.2030"""

RULE = None

QUESTION = "How many losses are printed before something stops the loop, and is `w` changed by then?"
