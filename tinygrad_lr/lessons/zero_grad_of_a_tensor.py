"""w.zero_grad(): modules and optimizers have this method, tensors do not.

Mistake: a method of `Module` and `Optimizer` is called on a tensor.

What you see: an AttributeError.

Why: zero_grad() goes through the parameters that a module or an optimizer knows. A tensor has its
own `.grad`.

Fix: `w.grad = None`, or `w.grad.zero_()`.
"""

from collections.abc import Iterator
from typing import Any


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    w = fw.ones(1, 1, requires_grad=True)
    (x @ w).mean().backward()
    yield f"w.grad is {w.grad}"
    w.zero_grad()


SEEN = """\
w.grad is tensor([[2.5000]])
AttributeError: 'Tensor' object has no attribute 'zero_grad'"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    w = fw.ones(1, 1, requires_grad=True)
    (x @ w).mean().backward()
    yield f"w.grad is {w.grad}"
    w.grad = None
    yield f"w.grad is {w.grad}"


FIXED = """\
w.grad is tensor([[2.5000]])
w.grad is None"""

RULE = None

QUESTION = "Modules and optimizers have `zero_grad()`. Has a tensor?"
