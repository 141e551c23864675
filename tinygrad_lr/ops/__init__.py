"""The table of derivatives: every differentiable operation, one declaration each (see `declare`).

In these modules a name such as `exp` is a function of arrays; the operation on Tensors of that name is
`OPS["exp"]`. Importing this package declares them all. What torch refuses stands apart, in `refusals`.

    from tinygrad_lr.ops import OPS, declare, formula

is all that an operation of one's own needs (docs/own-operation.md).
"""

from ..core.formulas import OPS, formula
from . import (
    activation,
    distance,
    elementwise,
    exponentials,
    linalg,
    loss,
    normalization,
    padding,
    reduce,
    scatter,
    shape,
    signs,
    sorting,
    trigonometry,
)
from .declaration import declare

__all__ = [
    "OPS",
    "activation",
    "declare",
    "distance",
    "elementwise",
    "exponentials",
    "formula",
    "linalg",
    "loss",
    "normalization",
    "padding",
    "reduce",
    "scatter",
    "shape",
    "signs",
    "sorting",
    "trigonometry",
]
