"""w = w - lr * w.grad inside no_grad(): the new w does not require grad at all.

Mistake: `no_grad()` is there, but the update binds the name `w` to a new tensor instead of changing
the old one.

What you see: in the first step nothing; in the second a RuntimeError from backward(), far from the
line that is to blame. Where a bias beside it is updated as it should be, nothing at all: `w` just
stays where it is.

Why: what is computed inside `no_grad()` is not recorded, so its result does not require grad. `w =
...` throws the leaf away and keeps that result.

Fix: `w -= ...`, which changes the leaf in place.
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
        with fw.no_grad():
            w = w - 0.02 * w.grad
        yield f"step {step}: loss {loss.item():.4f}, w requires grad: {w.requires_grad}"


SEEN = """\
step 0: loss 30.0000, w requires grad: False
RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    for step in range(3):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with fw.no_grad():
            w -= 0.02 * w.grad
        w.grad = None
        yield f"step {step}: loss {loss.item():.4f}, w requires grad: {w.requires_grad}"


FIXED = """\
step 0: loss 30.0000, w requires grad: True
step 1: loss 14.7000, w requires grad: True
step 2: loss 7.2030, w requires grad: True"""

RULE = "rebound-in-no-grad"

QUESTION = "The update is inside `no_grad()`, as one is told. What does the second `backward()` say?"
