"""Weights changed between forward and backward: the values that the gradient needs are gone.

Mistake: an update, which `no_grad()` allows, comes before the backward pass of a loss that was
computed with the old weights. It happens where there are two losses, or two optimizers.

What you see: a RuntimeError from backward(): a tensor "is at version 1; expected version 0".

Why: the derivative of x * v with respect to x is v, so the graph keeps v, not a copy of it. Every
tensor counts the changes made to it in place, and backward() refuses to go on with a value that is
no longer the one saved.

Fix: backward() first, then the update; or compute the second loss anew, after it.
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([1.0, 2.0, 3.0, 4.0])
    u, v = fw.ones(1, requires_grad=True), fw.ones(1, requires_grad=True)
    prediction = (x * u) * v
    loss, penalty = ((prediction - 2 * x) ** 2).mean(), prediction.mean()
    loss.backward(retain_graph=True)
    yield f"loss {loss.item():.4f}, du {u.grad.item():.2f}, dv {v.grad.item():.2f}"
    with fw.no_grad():
        u -= 0.01 * u.grad
        v -= 0.01 * v.grad
    penalty.backward()


SEEN = """\
loss 7.5000, du -15.00, dv -15.00
RuntimeError: one of the variables needed for gradient computation has been modified by an inplace \
operation: [torch.FloatTensor [1]] is at version 1; expected version 0 instead. Hint: enable anomaly\
 detection to find the operation that failed to compute its gradient, with \
torch.autograd.set_detect_anomaly(True, check_nan=False)."""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([1.0, 2.0, 3.0, 4.0])
    u, v = fw.ones(1, requires_grad=True), fw.ones(1, requires_grad=True)
    prediction = (x * u) * v
    loss, penalty = ((prediction - 2 * x) ** 2).mean(), prediction.mean()
    (loss + penalty).backward()
    yield f"loss {loss.item():.4f}, du {u.grad.item():.2f}, dv {v.grad.item():.2f}"
    with fw.no_grad():
        u -= 0.01 * u.grad
        v -= 0.01 * v.grad
    yield f"u {u.item():.3f}, v {v.item():.3f}"


FIXED = """\
loss 7.5000, du -12.50, dv -12.50
u 1.125, v 1.125"""

RULE = None

QUESTION = "The second loss was computed before the update. Is its gradient that of the old weights, of the new ones, or neither?"
