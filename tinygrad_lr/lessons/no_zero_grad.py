"""backward() without zero_grad(): the gradients of all earlier steps are added to the new one.

Mistake: the loop computes a gradient and takes a step, but never clears `.grad`.

What you see: no error and no warning. The loss falls, turns round, and swings like a pendulum.

Why: backward() adds to `.grad`, it does not replace it. That is on purpose: a batch taken in parts
needs the sum. But here the second step follows the first gradient again, the third step all three,
and the parameters run past the minimum, on and on, until as much has gathered on the other side.

Fix: `optimizer.zero_grad()`, or `w.grad = None` in a loop by hand, once per step, before
backward().
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    optimizer = fw.optim.SGD([w], lr=0.02)
    for step in range(8):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        yield f"step {step}: loss {loss.item():.4f}, w {w.item():.4f}"


SEEN = """\
step 0: loss 30.0000, w 0.6000
step 1: loss 14.7000, w 1.6200
step 2: loss 1.0830, w 2.7540
step 3: loss 4.2639, w 3.6618
step 4: loss 20.7118, w 4.0711
step 5: loss 32.1697, w 3.8590
step 6: loss 25.9192, w 3.0892
step 7: loss 8.8984, w 1.9927"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    optimizer = fw.optim.SGD([w], lr=0.02)
    for step in range(8):
        loss = ((x @ w - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield f"step {step}: loss {loss.item():.4f}, w {w.item():.4f}"


FIXED = """\
step 0: loss 30.0000, w 0.6000
step 1: loss 14.7000, w 1.0200
step 2: loss 7.2030, w 1.3140
step 3: loss 3.5295, w 1.5198
step 4: loss 1.7294, w 1.6639
step 5: loss 0.8474, w 1.7647
step 6: loss 0.4152, w 1.8353
step 7: loss 0.2035, w 1.8847"""

RULE = "no-zero-grad"

QUESTION = "The right weight is 2, and the step is small enough. Does the loss fall from step to step?"
