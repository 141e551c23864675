"""total += loss, losses.append(loss): the graph of every step stays in memory.

Mistake: for the mean over an epoch, or a plot, the losses are kept as tensors.

What you see: nothing but memory that grows with each step, until it runs out after hours.

Why: a loss holds its grad_fn, and that holds the whole graph behind it. A sum of losses holds all
of their graphs. backward() frees the values saved in them, but a loss that is only measured, not
trained on, keeps those as well.

Fix: keep numbers, `loss.item()`, or tensors without history, `loss.detach()`; measure inside
`no_grad()`.
"""

from collections.abc import Iterator
from typing import Any


def graphs(total: Any) -> int:
    """How many losses can be reached from the sum of them."""
    count, nodes = 0, [getattr(total, "grad_fn", None)]
    while nodes:
        node = nodes.pop()
        if node is not None:
            count += type(node).__name__ == "MseLossBackward0"
            nodes += [following for following, _ in node.next_functions]
    return count


def run(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    optimizer = fw.optim.SGD([w], lr=0.02)
    total = 0.0
    for step in range(8):
        loss = fw.nn.functional.mse_loss(x @ w, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss
        yield f"step {step}: mean loss {total / (step + 1):.4f}, graphs kept by total: {graphs(total)}"


SEEN = """\
step 0: mean loss 30.0000, graphs kept by total: 1
step 1: mean loss 22.3500, graphs kept by total: 2
step 2: mean loss 17.3010, graphs kept by total: 3
step 3: mean loss 13.8581, graphs kept by total: 4
step 4: mean loss 11.4324, graphs kept by total: 5
step 5: mean loss 9.6682, graphs kept by total: 6
step 6: mean loss 8.3464, graphs kept by total: 7
step 7: mean loss 7.3285, graphs kept by total: 8"""


def fixed(fw: Any) -> Iterator[str]:
    x = fw.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x
    w = fw.zeros(1, 1, requires_grad=True)
    optimizer = fw.optim.SGD([w], lr=0.02)
    total = 0.0
    for step in range(8):
        loss = fw.nn.functional.mse_loss(x @ w, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        yield f"step {step}: mean loss {total / (step + 1):.4f}, graphs kept by total: {graphs(total)}"


FIXED = """\
step 0: mean loss 30.0000, graphs kept by total: 0
step 1: mean loss 22.3500, graphs kept by total: 0
step 2: mean loss 17.3010, graphs kept by total: 0
step 3: mean loss 13.8581, graphs kept by total: 0
step 4: mean loss 11.4324, graphs kept by total: 0
step 5: mean loss 9.6682, graphs kept by total: 0
step 6: mean loss 8.3464, graphs kept by total: 0
step 7: mean loss 7.3285, graphs kept by total: 0"""

RULE = "graph-kept"

QUESTION = "How many graphs does `total` hold after eight steps?"
