"""w = w - lr * w.grad outside no_grad(): the new w is the result of an operation, and gets no gradient.

Mistake: the name `w` is bound to a new tensor, and the subtraction that made it is recorded.

What you see: in the first step nothing; in the second a warning about `.grad` of a non-leaf, then a
TypeError, because that `.grad` is None.

Why: only leaves, the tensors that you made yourself, keep their gradient in `.grad`. The new `w`
requires grad, but as a station on the way back to the old `w`, which has no name any more and goes
on collecting.

Fix: change the leaf in place, inside `with no_grad():`.
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
        yield f"step {step}: loss {loss.item():.4f}, w is a leaf: {w.is_leaf}"
        w = w - 0.02 * w.grad


SEEN = """\
step 0: loss 30.0000, w is a leaf: True
step 1: loss 14.7000, w is a leaf: False
UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad \
attribute won't be populated during autograd.backward(). If you indeed want the .grad field to be \
populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-\
leaf Tensor by mistake, make sure you access the leaf Tensor instead. See \
github.com/pytorch/pytorch/pull/30531 for more information.
TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    for step in range(3):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        yield f"step {step}: loss {loss.item():.4f}, w is a leaf: {w.is_leaf}"
        with fw.no_grad():
            w -= 0.02 * w.grad
        w.grad = None


FIXED = """\
step 0: loss 30.0000, w is a leaf: True
step 1: loss 14.7000, w is a leaf: True
step 2: loss 7.2030, w is a leaf: True"""

RULE = None

QUESTION = "What is `w.grad` in the second step, and is the `w` of that step still the leaf that was made above?"
