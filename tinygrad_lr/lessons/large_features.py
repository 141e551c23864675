"""Features a hundred times larger, the same learning rate: the loss grows to inf, then becomes nan.

Mistake: the data come in other units (grams for kilograms), or were never scaled.

What you see: no error. The loss grows by the same factor in every step, becomes inf, and some steps
later nan; then so are the parameters, and nan they stay.

Why: gradient descent on a mean of squares converges only if the learning rate is below 2/λmax,
where λmax is the largest curvature of the loss: for one weight, 2 mean(x²). Features 100 times
larger make that 10000 times larger. Above the limit, every step lands farther from the minimum than
where it began, on the other side.

Fix: scale the features (divide by the largest, or by the standard deviation), or take a smaller
learning rate.
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = 100 * fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 0.02 * x
    w = fw.zeros(1, 1, requires_grad=True)
    yield f"largest stable rate: {2 / (2 * (x * x).mean().item()):.2g}"
    for step in range(12):
        loss = ((x @ w - y) ** 2).mean()
        w.grad = None
        loss.backward()
        with fw.no_grad():
            w -= 0.5 * w.grad
        yield f"step {step}: loss {loss.item():.3g}, w {w.item():.3g}"


SEEN = """\
largest stable rate: 1.3e-05
step 0: loss 30, w 1.5e+03
step 1: loss 1.69e+11, w -1.12e+08
step 2: loss 9.49e+20, w 8.44e+12
step 3: loss 5.34e+30, w -6.33e+17
step 4: loss inf, w 4.75e+22
step 5: loss inf, w -3.56e+27
step 6: loss inf, w 2.67e+32
step 7: loss inf, w -2e+37
step 8: loss inf, w inf
step 9: loss inf, w nan
step 10: loss nan, w nan
step 11: loss nan, w nan"""


def fixed(fw: Any) -> Iterator[str]:
    x = 100 * fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 0.02 * x
    x = x / x.max()
    w = fw.zeros(1, 1, requires_grad=True)
    yield f"largest stable rate: {2 / (2 * (x * x).mean().item()):.2g}"
    for step in range(12):
        loss = ((x @ w - y) ** 2).mean()
        w.grad = None
        loss.backward()
        with fw.no_grad():
            w -= 0.5 * w.grad
        yield f"step {step}: loss {loss.item():.3g}, w {w.item():.3g}"


FIXED = """\
largest stable rate: 2.1
step 0: loss 30, w 3.75
step 1: loss 8.47, w 5.74
step 2: loss 2.39, w 6.8
step 3: loss 0.674, w 7.36
step 4: loss 0.19, w 7.66
step 5: loss 0.0537, w 7.82
step 6: loss 0.0152, w 7.9
step 7: loss 0.00428, w 7.95
step 8: loss 0.00121, w 7.97
step 9: loss 0.000341, w 7.99
step 10: loss 9.62e-05, w 7.99
step 11: loss 2.71e-05, w 8"""

RULE = "rate-too-large"

QUESTION = "The same loop converges for features from 1 to 4. By which factor does the loss grow in each step here, and what comes after inf?"
