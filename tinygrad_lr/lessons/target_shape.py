"""Predictions (n, 1), targets (n,): every prediction is compared with every target.

Mistake: the model gives a column, the targets are a plain vector.

What you see: a UserWarning from the loss modules, nothing from a loss by hand. Training runs, and
the loss falls, but stops far too high. All predictions come out nearly the same: the mean of the
targets.

Why: shapes are aligned from the right, so (4, 1) and (4,) broadcast to (4, 4), 16 differences
instead of 4. What is best for all of them at once is to answer with the mean, whatever x is: w = 0
and b = mean(y).

Fix: give both one shape, `y.view(-1, 1)` or `y.view_as(prediction)`, and look at the shapes once.
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = fw.tensor([2.0, 4.0, 6.0, 8.0])
    w, b = fw.ones(1, 1, requires_grad=True), fw.zeros(1, requires_grad=True)
    criterion = fw.nn.MSELoss()
    optimizer = fw.optim.SGD([w, b], lr=0.05)
    yield f"prediction - target:\n{(x @ w + b - y).detach()}"
    for step in range(401):
        loss = criterion(x @ w + b, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            yield f"step {step}: loss {loss.item():.4f}, w {w.item():.3f}, b {b.item():.3f}"


SEEN = """\
prediction - target:
tensor([[-1., -3., -5., -7.],
        [ 0., -2., -4., -6.],
        [ 1., -1., -3., -5.],
        [ 2.,  0., -2., -4.]])
UserWarning: Using a target size (torch.Size([4])) that is different to the input size \
(torch.Size([4, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure \
they have the same size.
step 0: loss 12.5000, w 1.500, b 0.250
step 100: loss 5.1874, w 0.355, b 3.957
step 200: loss 5.0092, w 0.079, b 4.769
step 300: loss 5.0004, w 0.017, b 4.949
step 400: loss 5.0000, w 0.004, b 4.989"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = fw.tensor([2.0, 4.0, 6.0, 8.0]).view(-1, 1)
    w, b = fw.ones(1, 1, requires_grad=True), fw.zeros(1, requires_grad=True)
    criterion = fw.nn.MSELoss()
    optimizer = fw.optim.SGD([w, b], lr=0.05)
    yield f"prediction - target:\n{(x @ w + b - y).detach()}"
    for step in range(401):
        loss = criterion(x @ w + b, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            yield f"step {step}: loss {loss.item():.4f}, w {w.item():.3f}, b {b.item():.3f}"


FIXED = """\
prediction - target:
tensor([[-1.],
        [-2.],
        [-3.],
        [-4.]])
step 0: loss 7.5000, w 1.750, b 0.250
step 100: loss 0.0008, w 1.977, b 0.066
step 200: loss 0.0000, w 1.995, b 0.015
step 300: loss 0.0000, w 1.999, b 0.003
step 400: loss 0.0000, w 2.000, b 0.001"""

RULE = "target-broadcasts"

QUESTION = "How many numbers does the difference of a (4, 1) and a (4,) tensor have, and which weight makes their mean square smallest?"
