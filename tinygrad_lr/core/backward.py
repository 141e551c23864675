"""The backward pass: where it starts, and what becomes of the gradients that arrive.

`backward` adds them to the leaves' `.grad`; `gradients` hands them out and touches nothing. Both start the one `walk`.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays.device import F32, F64, as_array
from .graph import AccumulateGrad, Node, Region, behind, hooked, run_hooks, walk
from .mode import listening, mode, recording, tell, unrecorded
from .refusal import refuse
from .tensor import Tensor, wrap

Root = tuple[Node, Any]  # a node, and the gradient of its result with which the walk starts there


def root(t: Tensor, g: Any = None, position: int = 0, create_graph: bool = False) -> Root:
    """Where the walk starts for `t`: with `g`, the derivative of the final scalar with respect to it, or with one."""
    node = t._node if t._view is None else t.grad_node()
    if node is None:
        raise refuse("no history", position=position)
    if g is None and t._data.size != 1:
        raise refuse("not a scalar")
    if create_graph:
        return node, wrap(as_array(one(t._data))) if g is None else g
    return node, one(t._data) if g is None else g._data


_ONES = {F32: F32.type(1), F64: F64.type(1)}


def one(like: Any) -> Any:
    """The derivative of a scalar with respect to itself; a NumPy scalar, with which 0-d arithmetic is quickest."""
    if like.__class__ is np.ndarray and like.ndim == 0:
        return _ONES[like.dtype]
    return np.ones_like(like)


def backward(roots: list[Root], keep: bool = False, create_graph: bool = False, region: Region | None = None) -> None:
    """Walk, and add what arrives to the leaves' `.grad`; where a node refuses, to those whose sums are complete.

    keep          leave what the nodes have saved, so that another pass can follow
    create_graph  record the pass itself, for second derivatives: gradients are Tensors with a history
    region        the nodes to walk, where not all leaves are meant
    """
    arrived: dict[Node, Any] = {}
    if (
        create_graph
        or listening.count
        or (hooked and not hooked.keys().isdisjoint(map(id, behind([n for n, _ in roots]))))
    ):
        # somebody may see when a leaf gets its gradient
        run(roots, arrived, keep, create_graph, region, lambda leaf, g: deliver(leaf, g, create_graph))
        return
    try:
        walk(roots, arrived, keep, None, False, region)
    finally:
        leaf: Any
        for leaf, g in arrived.items():
            if leaf.special:
                deliver(leaf, g, False)
                continue
            variable = leaf.reference()
            if variable is not None and variable._node is not None:  # it may have stopped requiring grad since
                variable._accumulate(g, False)


def gradients(roots: list[Root], targets: set[Node], keep: bool, create_graph: bool) -> dict[Node, Any]:
    """What arrives at these nodes, and only there; nothing for those that no way leads to."""
    arrived: dict[Node, Any] = {}
    run(roots, arrived, keep, create_graph, Region([node for node, _ in roots], targets, True))
    for leaf, g in arrived.items():
        if leaf.__class__ is AccumulateGrad and leaf.hooks is not None:
            arrived[leaf] = run_hooks(leaf, g)
    return arrived


def run(
    roots: list[Root], arrived: dict, keep: bool, create_graph: bool, region: Region | None, ready: Any = None
) -> None:
    """`walk`: recorded or not, told to those who listen or to nobody."""
    visit: Any = Node.visit_recorded if create_graph else None
    if listening.count:
        visit = told(visit or (lambda node, g, keep: node.visit(g, keep)))
        tell("starting", roots)
    try:
        with recording(mode.grad or create_graph):
            walk(roots, arrived, keep, visit, create_graph, region, ready)
    finally:
        if ready is not None:  # what waited for gradients that never came
            for leaf, g in arrived.items():
                ready(leaf, g)
    if listening.count:
        tell("finished", roots)


def told(visit: Callable) -> Callable:
    """`visit`, of which observers hear."""

    def visit_and_tell(node: Node, g: Any, keep: bool) -> Any:
        tell("visiting", node, g)
        try:
            grads = tuple(visit(node, g, keep))
            tell("visited", node, g, grads)
        except Exception as error:
            tell("failed", node, error)
            raise
        if not keep and node.saves:
            tell("freed", node)
        return grads

    return visit_and_tell


def deliver(leaf: Any, g: Any, create_graph: bool) -> None:
    """Add a leaf's sum to its `.grad`, laid out in memory as the leaf is, and call those who asked to hear of it."""
    if leaf.hooks is not None:
        g = run_hooks(leaf, g)
    variable = leaf_tensor(leaf) if leaf.special else leaf.reference()
    if variable is None or variable._node is None:  # it may have stopped requiring grad since
        return
    if not create_graph and not variable._data.flags.c_contiguous:
        g, sum = np.empty_like(variable._data), g
        g[...] = sum
    if listening.count:
        tell("delivering", variable, g)
    variable._accumulate(g, create_graph)
    if listening.count:
        tell("delivered", variable, g)
    for hook in list((leaf.post_hooks or {}).values()):
        if create_graph:
            hook(variable)
        else:
            unrecorded(hook, variable)


def leaf_tensor(leaf: Any) -> Tensor:
    """The tensor that owns an AccumulateGrad; made anew around its array if the user let go of it."""
    variable = leaf.reference()
    if variable is None:
        variable = wrap(leaf.array, leaf)
        leaf.reference = weakref.ref(variable)
    return variable
