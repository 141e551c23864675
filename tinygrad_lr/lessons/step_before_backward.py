"""optimizer.step() before backward(): there is no gradient yet, and nothing happens.

Mistake: the three calls stand in the wrong order.

What you see: nothing, no error and no warning. The parameters do not move, and the loss is the same
for ever.

Why: step() passes over parameters whose `.grad` is None, because a model may have parts that a loss
does not reach. Here that is all of them: zero_grad() sets `.grad` to None, and backward() comes too
late to fill it.

Fix: zero_grad(), backward(), step(), in this order.
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    optimizer = fw.optim.SGD([w], lr=0.02)
    for step in range(3):
        loss = ((x @ w - y) ** 2).mean()
        optimizer.zero_grad()
        optimizer.step()
        loss.backward()
        yield f"step {step}: loss {loss.item():.4f}, w {w.item():.4f}"


SEEN = """\
step 0: loss 30.0000, w 0.0000
step 1: loss 30.0000, w 0.0000
step 2: loss 30.0000, w 0.0000"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    optimizer = fw.optim.SGD([w], lr=0.02)
    for step in range(3):
        loss = ((x @ w - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield f"step {step}: loss {loss.item():.4f}, w {w.item():.4f}"


FIXED = """\
step 0: loss 30.0000, w 0.6000
step 1: loss 14.7000, w 1.0200
step 2: loss 7.2030, w 1.3140"""

RULE = "step-before-backward"

QUESTION = "Nothing raises. How does the loss change over the three steps?"
