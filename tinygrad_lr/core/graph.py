"""The graph: nodes, the edges between them, and the walk that carries gradients along.

Every differentiable operation leaves a Node. Its `edges` lead to the nodes that made its inputs, so the graph points
from results back to leaves, and only at nodes, never at tensors: dropping the result drops the whole graph, without
help from the garbage collector. A leaf that requires grad owns an AccumulateGrad, where gradients end.

`walk` visits nodes in the opposite order of their creation. An operation's inputs exist before it does, so by then
everything that used a node's result has already sent its gradient back. It is also torch's order, hence torch's
order of floating-point additions.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Any

from .refusal import refuse

next_seq = itertools.count().__next__


class Node:
    """One recorded operation. Subclasses are named as torch names them (`MulBackward0`).

    edges       the nodes its inputs came from; None for an input that needs no gradient
    saved       per edge, the values its derivative needs; None once a backward pass has used and freed them
    versions    (version counter, version) of every tensor among them, to see a later in-place change
    input_meta  per edge, the (shape, dtype) its gradient must be brought to, where broadcasting or promotion happened
    seq         creation number, the key of the walk's order
    hooks       functions of the gradient with respect to this node's result, run when it is complete; what they return
                replaces it. They see what the walk carries: arrays, or Tensors where the pass is recorded
    own_hooks   run only where the node is differentiated too: (True, function of that gradient), before its derivative,
                and (False, function of (gradients along the edges, gradient of the result)), after it
    """

    __slots__ = ("edges", "saved", "versions", "input_meta", "seq", "hooks", "own_hooks", "trace", "__weakref__")
    saves = True  # whether a backward pass frees something here, so that a second one must be refused
    edges: tuple[Any, ...]
    saved: Any
    versions: Any
    input_meta: Any
    trace: Any
    seq: float
    hooks: dict[int, Callable[..., Any]] | None
    own_hooks: dict[int, tuple[bool | None, Callable[..., Any]]] | None

    def __init__(self, edges: tuple[Any, ...] = (), saved: Any = ()) -> None:
        self.edges, self.saved, self.versions, self.input_meta = edges, saved, (), None
        self.seq, self.hooks, self.own_hooks = next_seq(), None, None

    def apply(self, g: Any) -> Iterable[Any]:
        """The gradients along `edges`, from the gradient `g` of this node's result; arrays in, arrays out."""
        raise NotImplementedError

    def apply_tensors(self, g: Any) -> Iterable[Any]:
        """`apply` on Tensors, recorded in turn: what `create_graph=True` runs."""
        raise refuse("no second derivative", node=self)

    def visit(self, g: Any, keep: bool) -> Iterable[Any]:
        """What the walk calls: `apply` and the node's own hooks; then what was saved is freed, unless `keep`."""
        return visit_by(self.apply, self, g, keep)

    def visit_recorded(self, g: Any, keep: bool) -> Iterable[Any]:
        """`visit` on Tensors."""
        return visit_by(self.apply_tensors, self, g, keep)

    def check(self) -> None:
        """Refuse to differentiate with values that are gone or no longer what they were."""
        if self.saved is None:
            raise refuse("freed")
        for counter, version in self.versions:
            if counter[0] != version:
                raise refuse("modified", node=self, counter=counter, version=version)


def visit_by(apply: Callable[..., Any], node: Node, g: Any, keep: bool) -> Iterable[Any]:
    """The gradients that `apply` gives, between the node's own hooks."""
    if node.own_hooks:
        g = run_hooks(own_hooks(node, True), g)
    grads: Iterable[Any] = apply(g)
    if node.own_hooks:
        for hook in own_hooks(node, False):
            grads = hook(tuple(grads), g)
    if not keep and node.saves:
        node.saved = None
    return grads


class AccumulateGrad(Node):
    """Where the walk ends: adds what arrives to a leaf's `.grad`. The leaf owns it, so it only borrows the leaf.

    `special` says that there is more to do than to add: hooks to call, or an unusual layout to follow.
    """

    __slots__ = ("array", "reference", "special")
    saves = False

    def __init__(self, variable: Any) -> None:
        super().__init__()
        self.reference, self.array = weakref.ref(variable), variable._data
        self.special = not self.array.flags.c_contiguous


class NoGradEdge(Node):
    """Where a view leads that was made under `no_grad`, or before its base required grad: nowhere, though it does too.

    `refuse` is the view's (views.View).
    """

    __slots__ = ("refuse",)
    saves = False

    def __init__(self, refuse: str | None = None) -> None:
        super().__init__()
        self.refuse = refuse

    def apply(self, g: Any) -> tuple[Any, ...]:
        return ()

    apply_tensors = apply


class OutputEdge(Node):
    """Result number `index` of an operation with several differentiable results: collects for the one node."""

    __slots__ = ("index",)
    saves = False

    def __init__(self, node: Node, index: int) -> None:
        super().__init__((node,))
        self.index = index

    def apply(self, g: Any) -> tuple[Any, ...]:
        return (OutputGrads({self.index: g}),)

    apply_tensors = apply


class OutputGrads(dict[Any, Any]):
    """Gradients of some of a node's results, by number; added when several OutputEdges meet at the node."""

    base = None

    def __add__(self, other: OutputGrads) -> OutputGrads:
        """The sum, kept in the first of them, which the walk alone holds: many OutputEdges may meet here."""
        for index, g in other.items():
            self[index] = self[index] + g if index in self else g
        return self


# -- the walk ----------------------------------------------------------------------------------------------------------


class Origin(Node):
    """Where a walk starts that has several roots, or a leaf for one: leads to them, each with its gradient."""

    __slots__ = ("grads",)
    saves = False

    def __init__(self, roots: list[tuple[Node, Any]]) -> None:
        super().__init__(tuple(node for node, _ in roots))
        self.grads = [g if hasattr(g, "_node") else g[...] for _, g in roots]  # views: others have these arrays

    def apply(self, g: Any) -> list[Any]:
        return self.grads

    apply_tensors = apply


def walk(
    following: Any,
    following_g: Any,
    arrived: dict[Node, Any],
    keep: bool = False,
    visit: Callable[..., Any] | None = None,
    recorded: bool = False,
    order: Any = None,
) -> None:
    """Carry a node's gradient back, and collect in `arrived` the sum that comes to each leaf.

    keep      leave what the nodes have saved, so that another walk can follow
    visit     another way than `Node.visit` to differentiate a node, `hooks` included: recorded, heard, or only in a
              region
    recorded  gradients are Tensors, which nobody adds to in place
    order     is told of every node that was visited, where somebody sees when leaves are ready (`autograd.observer`)

    Most nodes lead to one other node, which is then visited next without passing through the heap: a training step of
    a linear model never needs it.
    """
    waiting: dict[Node, Any] = {}  # nodes, and the sum of what has come there so far
    heap: list[tuple[float, Node]] = []  # the same nodes, the youngest on top
    node: Any = None
    try:
        while True:
            if heap:
                if following is not None:
                    send(following, following_g, waiting, heap)
                node = heappop(heap)[1]
                g = waiting.pop(node)
            elif following is not None:
                node, g = following, following_g
            else:
                break
            following = None
            if node.hooks is not None and visit is None:
                g = run_hooks(list(node.hooks.values()), g)
            grads = node.visit(g, keep) if visit is None else visit(node, g, keep)
            for edge, grad in zip(node.edges, grads):
                if grad is None or edge is None:
                    continue
                if edge.__class__ is AccumulateGrad:
                    if edge in arrived:
                        arrived[edge] = arrived[edge] + grad
                    else:  # a leaf gets a copy of an array that is also seen elsewhere
                        arrived[edge] = grad if recorded or (grad is not g and grad.base is None) else grad.copy()
                elif following is None and edge not in waiting:
                    following, following_g = edge, grad
                elif edge is following:
                    following_g = following_g + grad
                else:
                    send(edge, grad, waiting, heap)
            if order is not None:
                order.visited(node.edges, arrived)
    except Exception:
        for unfinished in behind([node, *waiting]):  # their sums are not complete
            arrived.pop(unfinished, None)
        raise


def send(node: Node, g: Any, waiting: dict[Any, Any], heap: list[Any]) -> None:
    """Add a gradient to what has come to a node."""
    if node in waiting:
        waiting[node] = waiting[node] + g
    else:
        waiting[node] = g
        heappush(heap, (-node.seq, node))


def own_hooks(node: Node, before: bool | None) -> list[Callable[..., Any]]:
    return [hook for early, hook in (node.own_hooks or {}).values() if early is before]


def run_hooks(hooks: list[Callable[..., Any]], g: Any) -> Any:
    for hook in hooks:
        result = hook(g)
        if result is not None:
            g = result
    return g if hasattr(g, "_node") or g.__class__ is OutputGrads else g[...]  # a view: hooks may have kept the array


def behind(nodes: list[Any]) -> dict[Node, list[Node]]:
    """These nodes and all that they lead to, each with its edges that lead somewhere."""
    found: dict[Node, list[Node]] = {}
    while nodes:
        node = nodes.pop()
        if node is not None and node not in found:
            found[node] = [edge for edge in node.edges if edge is not None]
            nodes.extend(found[node])
    return found
