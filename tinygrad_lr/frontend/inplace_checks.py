"""What may not be changed in place: torch refuses it before anything is written."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays.array import broadcast_shapes, dense, on_host, repeats
from ..arrays.dtype import CATEGORY
from ..arrays.make import address
from ..arrays.warn import warn
from ..core.mode import mode
from ..core.refusal import refuse
from ..core.tensor import LEAVES, Tensor
from ..core.views import check_view


def check_inplace(t: Tensor, *given: Any, elementwise: bool = True) -> None:
    """Refuse, in torch's words, the in-place changes that would make a gradient or a result wrong or ambiguous.

    given        what else the operation takes, tensors among it
    elementwise  whether it reads and writes element by element: then none may be read or written twice
    """
    if t._counter is None and not mode.inference:
        raise refuse("inference")
    others = [x for x in given if isinstance(x, Tensor)]
    if mode.grad and (t.requires_grad or any(x.requires_grad for x in others)):
        check_view(t)
        if t.requires_grad and t._view is not None and t._view.base.is_leaf:
            raise RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")
        if t.requires_grad and t._node.__class__ in LEAVES:  # or a view that is older than its base's history
            raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
        for x in others:
            x.grad_node()  # it refuses if the history of a view must not be asked for
    if elementwise and repeats(t._data):
        raise RuntimeError(SHARED.format("more than one element of the written-to tensor refers"))
    if elementwise and any(x is not t and overlap(t._data, x._data) for x in others):
        raise RuntimeError(SHARED.format("some elements of the input tensor and the written-to tensor refer"))


def check_apart(t: Tensor, *given: Any) -> None:
    """Refuse, in torch's words, to write at places of memory that is read meanwhile, or that several elements share."""
    if repeats(t._data):
        raise RuntimeError(SHARED.format("more than one element of the written-to tensor refers"))
    if any(isinstance(x, Tensor) and overlap(t._data, x._data, True) for x in given):
        raise RuntimeError(SHARED.format("some elements of the input tensor and the written-to tensor refer"))


SHARED = (
    "unsupported operation: {} to a single memory location. Please clone() the tensor before performing the operation."
)


def warn_of_expanded(t: Tensor, name: str) -> None:
    """torch's warning where an operation that fills places is given elements that share memory."""
    if repeats(t._data):
        warn(EXPANDED.format(name, *WRITTEN[name == "index_put_"]))


EXPANDED = (
    "Use of {} on expanded tensors is deprecated. Please clone() the tensor before performing this operation. "
    "This also applies to advanced indexing e.g. tensor[{}] = {}"
)
WRITTEN = (("mask", "scalar"), ("indices", "tensor"))


def overlap(a: Any, b: Any, even_the_same: bool = False) -> bool:
    """Whether two arrays share memory in another arrangement (`x += x.T`); as torch, ask only where that is simple."""
    if a is b:
        return even_the_same
    if on_host(a) is not on_host(b):
        return False
    if (a.base is None and b.base is None) or not np.may_share_memory(a, b) or not (dense(a) and dense(b)):
        return False
    return even_the_same or steps(a) != steps(b) or address(a) != address(b)


def steps(array: Any) -> list:
    """Lengths and strides, where there is a step to take."""
    return [(n, step if n > 1 else 0) for n, step in zip(array.shape, array.strides)]


def check_result_shape(t: Tensor, *given: Any) -> None:
    """An in-place result must have the tensor's own shape: torch sees that before it computes."""
    shape = broadcast_shapes(t._data.shape, *(x._data.shape for x in given if isinstance(x, Tensor)))
    if shape != t._data.shape:
        raise RuntimeError(f"output with shape {list(t._data.shape)} doesn't match the broadcast shape {list(shape)}")


def check_cast(source: Any, target: Any) -> None:
    """An in-place result must not lose its category (a float result does not fit an integer tensor)."""
    if CATEGORY[source.kind] > CATEGORY[target.kind]:
        raise refuse("result dtype", wanted=target, dtype=source)
