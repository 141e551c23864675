"""Writing the result of an operation into a tensor: its memory, its version, and its history."""

from __future__ import annotations

from typing import Any

from ..arrays.array import broadcast_shapes, on_host, repeats
from ..arrays.device import apart, device_of
from ..arrays.dtype import CATEGORY
from ..arrays.silence import quietly
from ..core.graph import Node
from ..core.refusal import refuse
from ..core.tensor import Tensor
from ..core.views import check_view, rebase, touched
from .nodes import saved_tensors


@quietly
def write(t: Tensor, out: Tensor, at_places: bool = False) -> Tensor:
    """Make `t` hold the result `out` of a recorded operation on it: its memory, its version, its history.

    `at_places`: the operation writes at some places only, which counts where elements share memory.
    """
    target, result, node = t._data, out._data, out._node
    if result.shape != target.shape:
        broadcast_shapes(target.shape, result.shape)
        raise refuse("result shape", wanted=target.shape, shape=result.shape)
    if CATEGORY[result.dtype.kind] > CATEGORY[target.dtype.kind]:
        raise refuse("result dtype", wanted=target.dtype, dtype=result.dtype)
    if target.__class__ is not result.__class__ and on_host(target) is not on_host(result):
        raise RuntimeError(apart(device_of(result), device_of(target)))
    if node is not None:
        check_view(t)
        keep_old_values(node, t)
        if result.dtype != target.dtype:  # gradients come in the target's, and go on in the result's
            metas = node.input_meta or (None,) * len(node.edges)
            node.input_meta = tuple(meta or (result.shape, result.dtype) for meta in metas)
    if at_places and repeats(target):
        changed = result != target
        target[changed] = result[changed]
    else:
        target[...] = result
    touched(t)
    if node is not None:
        point_at_result(node, out, t)
        rebase(t, node)
    return t


UNWATCHED = ([0], 0)


def keep_old_values(node: Any, t: Tensor) -> None:
    """Copy what the node saved of `t`'s own old values, about to be overwritten: they need no watching then.

    Another argument that shares the memory keeps its watch: its old values are lost, and backward will say so.
    """
    own, old = node.operation.params[0], t._data
    if not any(args and own in names for names, args in zip(node.operation.needs, node.saved)):
        return
    node.saved = tuple(
        args and tuple(old.copy() if name == own and value is old else value for name, value in zip(names, args))
        for names, args in zip(node.operation.needs, node.saved)
    )
    node.versions = tuple(UNWATCHED if name == own else watch for name, _, watch in saved_tensors(node))


def point_at_result(node: Node, out: Tensor, t: Tensor) -> None:
    """What the node saved of its result is now `t`'s memory, and watched there."""
    if any(counter is out._counter for counter, _ in node.versions):
        node.saved = tuple(
            args and tuple(t._data if value is out._data else value for value in args) for args in node.saved
        )
        here = (t._counter, t._counter[0])
        node.versions = tuple(here if watch[0] is out._counter else watch for watch in node.versions)
