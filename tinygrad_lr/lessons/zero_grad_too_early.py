"""w.grad.zero_() before the first backward(): there is no gradient to fill with zeros.

Mistake: the loop begins by clearing a gradient that does not exist yet.

What you see: an AttributeError about None in the first step.

Why: `.grad` is None until a backward pass has reached the leaf; only then does it become a tensor.

Fix: `w.grad = None`, which is right at any time, or `w.grad.zero_()` after the update.
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    for step in range(3):
        yield f"step {step}: w.grad is {w.grad}"
        w.grad.zero_()
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with fw.no_grad():
            w -= 0.02 * w.grad


SEEN = """\
step 0: w.grad is None
AttributeError: 'NoneType' object has no attribute 'zero_'"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    for step in range(3):
        yield f"step {step}: w.grad is {w.grad}"
        w.grad = None
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with fw.no_grad():
            w -= 0.02 * w.grad


FIXED = """\
step 0: w.grad is None
step 1: w.grad is tensor([[-30.]])
step 2: w.grad is tensor([[-21.]])"""

RULE = None

QUESTION = "What is `w.grad` before the first `backward()`?"
