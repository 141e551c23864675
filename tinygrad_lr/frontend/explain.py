"""What a failed operation means: what the engine leaves to torch's manners, and torch's words for the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import device as dev
from ..arrays.array import broadcast_shapes, on_host
from ..arrays.cuda import explained
from ..arrays.device import beside
from ..arrays.dtype import NUMBERS, number_array, number_dtype, promote
from ..core.operation import OPERATIONS, OPS, Operation, arrays_of, explain_failures
from ..core.refusal import refuse
from ..core.tensor import Tensor, wrap
from .arguments import python_number


@explain_failures
def explain(op: Callable, operation: Operation, error: Exception, args: tuple) -> Any:
    """What a failed operation means: numbers and tensors on two devices are brought together, the rest is torch's words."""
    try:
        error = refused(operation, error, args)
        values = operation.bind(args, {})
        tensors = list(values[0]) if operation.sequence else [values[i] for i in operation.positions]
        arrays = [x._data for x in tensors if isinstance(x, Tensor)]
        if len({on_host(a) for a in arrays}) == 2:
            return op(*brought_together(operation, values))
        if isinstance(error, AttributeError):
            for i, x in zip(operation.positions, tensors):
                if isinstance(x, np.generic) and operation.promote:
                    values[i] = python_number(x)
                    return op(*values)
                if not isinstance(x, Tensor) and not (operation.promote and x.__class__ in NUMBERS):
                    if i == 0 and operation.promote and x.__class__ in NUMBERS:
                        break
                    where = f"argument '{operation.params[i]}' (position {i + 1})"
                    raise TypeError(f"{operation.name}(): {where} must be Tensor, not {type(x).__name__}") from None
            if operation.promote and values[0].__class__ in NUMBERS and (values[1].__class__ in NUMBERS or tensors[1:]):
                other = getattr(values[1], "_data", values[1])
                if operation.check_dtypes is not None:
                    operation.check_dtypes(values[0], other)
                kind = promote(values[0], other)[0].dtype
                number = number_array(values[0], number_dtype(1.0) if operation.floats and kind.kind != "f" else kind)
                return op(wrap(number if other is values[1] else beside(number, other)), *values[1:])
        if isinstance(error, TypeError) and any(isinstance(x, Tensor) and x._counter is None for x in tensors):
            raise refuse("saving an inference tensor") from None
        if isinstance(error, ValueError) and "broadcast" in str(error):
            broadcast_shapes(*(a.shape for a in arrays))
        raise explained(error)
    finally:
        del error  # it leads to this frame: together they would keep the tensors until the garbage collector comes


def refused(operation: Operation, error: Exception, args: tuple) -> Exception:
    """What the operation refuses of the arguments of a failed call, or else the error; of what is no tensor, the error."""
    if operation.refuse is not None and not isinstance(error, AttributeError):
        try:
            operation.refuse(*arrays_of(operation, operation.bind(args, {})))
        except Exception as refusal:
            refusal.__suppress_context__ = True
            return refusal
    return error


def brought_together(operation: Operation, values: list) -> list:
    """The arguments with the CPU's 0-d tensors moved to the device of the others, where torch allows those.

    RuntimeError, in torch's words, for all other tensors on two devices. torch's CUDA kernels have other words than
    its elementwise operations, and name the argument.
    """
    places = operation.positions if not operation.sequence else (0,)
    tensors = [(operation.params[i], x) for i in places for x in (values[0] if operation.sequence else [values[i]])]
    tensors = [(name, x) for name, x in tensors if isinstance(x, Tensor)]
    device = next(x.device for _, x in tensors if x.is_cuda)
    if not operation.promote or operation.sequence:
        first = tensors[0][1].device
        name, other = next((name, x.device) for name, x in tensors if x.device != first)
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but got {CUDA_ARGUMENTS.get(name, name)} is on {other}, "
            f"different from other tensors on {first} (when checking argument in method "
            f"wrapper_CUDA_{CUDA_KERNELS.get(operation.name, operation.name)})"
        )
    if any(x._data.ndim for _, x in tensors if not x.is_cuda):
        raise RuntimeError(dev.apart(device, dev.CPU))
    moved = list(values)
    for i in operation.positions:
        if isinstance(values[i], Tensor) and not values[i].is_cuda:
            moved[i] = OPS["to_place"](values[i], device, values[i]._data.dtype, dev.CPU)
    return moved


CUDA_KERNELS = dict(linear="addmm", dot="_dot", index_select="_index_select", layer_norm="_native_layer_norm")
CUDA_ARGUMENTS = dict(input="self", bias="self", vec="vec", weight="mat2")


def explain_operator(op: Callable, operation: Operation, error: Exception, args: tuple) -> Any:
    """The same for `x + y`: an operand that is no tensor and no number gives Python its turn."""
    try:
        if args[1] is None:
            return NotImplemented
        if isinstance(error, AttributeError) and not isinstance(args[1], (Tensor, np.generic)):
            if isinstance(args[1], complex):
                raise NotImplementedError("complex numbers are not supported here") from None
            if (
                isinstance(args[1], np.ndarray) and operation.name == "eq"
            ):  # of the comparisons, torch takes arrays in this one
                return op(args[0], wrap(args[1]))
            return NotImplemented
        return explain(op, operation, error, args)
    finally:
        del error


# Binary operations that answer NotImplemented, for Tensor.__add__ and so on.
OPERATORS: dict[str, Callable[..., Any]] = {
    name: operation.build(on_error=explain_operator)
    for name, operation in OPERATIONS.items()
    if operation.promote and operation.params == ("input", "other")
}
