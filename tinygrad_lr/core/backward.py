"""The backward pass: where it starts, and what becomes of the gradients that arrive.

    backward(root(loss))

is what `loss.backward()` comes to. `autograd.start` puts torch's arguments before it, and has `grad`, which hands the
gradients out instead.
"""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

from ..arrays.array import as_array, dense, ndarray, repeats
from ..arrays.dtype import F32
from ..arrays.kernels import on_device, one_like
from ..arrays.silence import DEFAULT, NONE, current, heard, hushed, known, said
from .graph import AccumulateGrad, Node, Origin, own_hooks, run_hooks, walk
from .mode import listening, tell, unrecorded
from .refusal import refuse
from .tensor import Tensor, wrap

Root = tuple[Node, Any]  # a node, and the gradient of its result with which the walk starts there


def root(t: Tensor, g: Any = None, position: int = 0, create_graph: bool = False) -> Root:
    """Where the walk starts for `t`: with `g`, the derivative of the final scalar with respect to it, or with one."""
    if t._view is not None and g is None and t._data.size != 1 and t.requires_grad:  # asked of stale views too
        raise refuse("not a scalar")
    node = t._node if t._view is None else t.grad_node()
    if node is None:
        raise refuse("no history", position=position)
    like: Any = t._data
    if g is not None:
        g = g if create_graph else g._data
    elif like.__class__ is ndarray and like.ndim == 0:
        g = ONE if like.dtype is F32 else like.dtype.type(1)  # a NumPy scalar, with which 0-d arithmetic is quickest
    elif like.size != 1:
        raise refuse("not a scalar")
    else:
        g = one_like(like) if on_device(like) else np.ones_like(like)
    return node, wrap(as_array(g)) if create_graph and not isinstance(g, Tensor) else g


ONE = F32.type(1)


def backward(root: Root, keep: bool = False, visit: Any = None, recorded: bool = False, order: Any = None) -> None:
    """Walk (`graph.walk` has the arguments), and add what arrives to the leaves' `.grad`.

    Where a node refuses, the leaves whose sums are complete get them all the same.
    """
    if (current() is not DEFAULT or (said.filters or NONE)[0] is not known.first) and heard():
        return hushed(backward, root, keep, visit, recorded, order)  # type: ignore[no-any-return]
    arrived: dict[Any, Any] = {}
    node, g = root if root[0].__class__ is not AccumulateGrad else (Origin([root]), None)
    try:
        walk(node, g, arrived, keep, visit, recorded, order)
    finally:
        for leaf, g in arrived.items():
            if recorded or order is not None or leaf.special:
                deliver(leaf, g, recorded)
                continue
            reference = leaf.reference  # a call of what a slot holds is slower
            variable = reference()
            if variable is not None and variable._node is not None:  # it may have stopped requiring grad since
                variable._accumulate(g, False)


def deliver(leaf: Any, g: Any, create_graph: bool) -> None:
    """Add a leaf's sum to its `.grad`, laid out in memory as a leaf without gaps is, and call those who asked to hear of it."""
    if leaf.hooks or leaf.own_hooks:
        g = run_hooks([*(leaf.hooks or {}).values(), *own_hooks(leaf, True)], g)
    variable = leaf_tensor(leaf) if leaf.special else leaf.reference()
    if variable is None or variable._node is None:  # it may have stopped requiring grad since
        return
    if variable._grad is not None and not create_graph and repeats(variable._grad._data):
        raise refuse("shared")
    if not create_graph and not variable._data.flags.c_contiguous and dense(variable._data):
        g, sum = np.empty_like(variable._data), g
        g[...] = sum
    if listening.count:
        tell("delivering", variable, g)
    variable._accumulate(g, create_graph)
    if listening.count:
        tell("delivered", variable, g)
    for hook in own_hooks(leaf, False) + own_hooks(leaf, None):  # the leaf's own, and then its node's
        if create_graph:
            hook(variable, g)
        else:
            unrecorded(hook, variable, g)


def leaf_tensor(leaf: Any) -> Tensor:
    """The tensor that owns an AccumulateGrad; made anew around its array if the user let go of it."""
    variable: Tensor | None = leaf.reference()
    if variable is None:
        variable = wrap(leaf.array, leaf)
        leaf.reference = weakref.ref(variable)
    return variable
