"""A table of float64 into a layer of float32: the two do not multiply.

Mistake: numbers from NumPy, pandas or a CSV file become a tensor as they are.

What you see: a RuntimeError that names both dtypes, from the first layer.

Why: NumPy's numbers are float64 unless you ask for others, and a tensor made from an array keeps
its dtype, while layers are made in float32. A sum of the two would be promoted to float64; a matrix
product takes one dtype only.

Fix: convert once, where the tensor is made: `tensor(table, dtype=float32)`, or
`from_numpy(table).float()`. The other way round, `model.double()`, computes everything in float64.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np


def run(fw: Any) -> Iterator[str]:
    table = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0]])
    x = fw.tensor(table[:, :1])
    model = fw.nn.Linear(1, 1)
    yield f"x is {x.dtype}, model.weight is {model.weight.dtype}"
    model(x)


SEEN = """\
x is torch.float64, model.weight is torch.float32
RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float"""


def fixed(fw: Any) -> Iterator[str]:
    table = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0]])
    x = fw.tensor(table[:, :1], dtype=fw.float32)
    model = fw.nn.Linear(1, 1)
    yield f"x is {x.dtype}, model.weight is {model.weight.dtype}"
    yield f"the prediction is {model(x).dtype}"


FIXED = """\
x is torch.float32, model.weight is torch.float32
the prediction is torch.float32"""

RULE = None

QUESTION = "Which dtype has a tensor made from NumPy's numbers, and which has the weight of a layer?"
