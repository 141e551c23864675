"""The table of derivatives: every differentiable operation, one declaration each (see `declare`).

In these modules a name such as `exp` is a function of arrays; the operation on Tensors of that name is
`declare.OPS["exp"]`. Importing this package declares them all. What torch refuses stands apart, in `refusals`.
"""

from . import activation, elementwise, exponentials, linalg, loss, reduce, scatter, shape, signs, sorting, trigonometry

__all__ = [
    "activation",
    "elementwise",
    "exponentials",
    "linalg",
    "loss",
    "reduce",
    "scatter",
    "shape",
    "signs",
    "sorting",
    "trigonometry",
]
