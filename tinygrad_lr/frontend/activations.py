"""Functions between layers that are methods of tensors, too."""

from __future__ import annotations

from ..arrays.dtype import checked_number
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from ..ops.refusals import need_kernel
from . import shapes
from .arguments import python_number
from .signatures import check, explained


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """input where positive, else weight * input, with one weight, or one for each place along the second dimension."""
    check("nn.prelu", (input, weight))
    shape, n = input._data.shape, weight._data.size
    if input._data.dtype != weight._data.dtype:
        names = input.dtype.type_name, weight.dtype.type_name
        raise RuntimeError("prelu: Type promoting not supported. Got {} and {}".format(*names))
    if n != 1:
        if not shape:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = shape[1] if len(shape) > 1 else 1
        if channels != n:
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {n} and channel size = "
                f"{channels}."
            )
    if weight._data.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight._data.ndim}")
    if len(shape) != weight._data.ndim:
        weight = shapes.reshape(weight, tuple(n if i == 1 else 1 for i in range(len(shape))))
    need_kernel(input._data, "prelu_cpu", "biu")
    return op["prelu"](input, weight)


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """0 from -lambd to lambd, else input."""
    check("nn.hardshrink", (input, lambd))
    need_kernel(input._data, "hardshrink_cpu", "biu")
    lambd = lambd.item() if isinstance(lambd, Tensor) else python_number(lambd)
    checked_number(lambd, input._data.dtype)
    return op["hardshrink"](input, lambd)


prelu, hardshrink = explained("nn.prelu", prelu), explained("nn.hardshrink", hardshrink)
