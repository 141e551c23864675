"""b = a + a, c = b + b: a value that is used twice gets the sum of what both uses send back.

Mistake: in an engine of one's own, the backward pass assigns a gradient where it should add; or it
adds, but goes on from a node before everything that used the node has been heard.

What you see: a plausible number that is wrong: 1, or 6, where dc/da is 4.

Why: the chain rule sums over all paths from c to a, of which there are four. Assigning keeps only
the last one. Adding while walking down path after path sends on, at the second visit of b, what the
first had sent already.

Fix: `+=`, and nodes in the opposite order of their creation. Whatever used a node was made after
it, so that its gradient is complete when its turn comes, and each node is visited once. backward()
does so, here and in torch.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any


def run(fw: Any) -> Iterator[str]:
    def overwrite(node: Any, grad: float) -> None:
        node.grad = grad
        for each in node.inputs:  # the derivative of a sum is 1
            overwrite(each, grad)

    def add_too_early(node: Any, grad: float) -> None:
        node.grad += grad
        for each in node.inputs:
            add_too_early(each, node.grad)

    for backward in (overwrite, add_too_early):
        a = SimpleNamespace(inputs=(), grad=0.0)
        b = SimpleNamespace(inputs=(a, a), grad=0.0)
        c = SimpleNamespace(inputs=(b, b), grad=0.0)
        backward(c, 1.0)
        yield f"{backward.__name__}: dc/da = {a.grad}"


SEEN = """\
overwrite: dc/da = 1.0
add_too_early: dc/da = 6.0"""


def fixed(fw: Any) -> Iterator[str]:
    a = SimpleNamespace(inputs=(), grad=0.0)
    b = SimpleNamespace(inputs=(a, a), grad=0.0)
    c = SimpleNamespace(inputs=(b, b), grad=1.0)
    for node in (c, b, a):
        for each in node.inputs:
            each.grad += node.grad
    yield f"by hand: dc/da = {a.grad}"

    x = fw.tensor(3.0, requires_grad=True)
    y = x + x
    z = y + y
    z.backward()
    yield f"backward(): dz/dx = {x.grad.item()}"


FIXED = """\
by hand: dc/da = 4.0
backward(): dz/dx = 4.0"""

RULE = None

QUESTION = "c = 4a, so dc/da is 4. Which of the two backward passes below finds that?"
