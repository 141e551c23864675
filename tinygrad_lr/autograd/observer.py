"""Observers: whoever wants to hear what the engine does, and the passes that somebody sees.

Without one, nobody can tell when a leaf gets its gradient, and the walk hands them all over at its end. With one, or
with hooks, each leaf gets its gradient as soon as the last part of it has come, in torch's order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..core.graph import AccumulateGrad, Node, Origin, behind
from ..core.mode import listening, mode, tell


class Observer:
    """Whoever listens defines some of these. What one of them raises ends what the engine was doing."""

    def ran(self, operation: Any, inputs: tuple[Any, ...], out: Any) -> None:
        """An operation has given `out`, a Tensor or a tuple of them, for these arguments; recorded or not."""

    def recorded(self, node: Any) -> None:
        """A node was made, in the forward call that is still running."""

    def differentiating(self, tensors: tuple[Any, ...]) -> None:
        """`backward` was called for these tensors, and nothing about them has been checked yet."""

    def starting(self, roots: list[Any]) -> None:
        """A backward pass begins, at these (node, gradient)."""

    def visiting(self, node: Any, g: Any) -> None:
        """A node is about to be differentiated, with the gradient of its result: arrays, or Tensors if that is recorded."""

    def visited(self, node: Any, g: Any, grads: Any) -> None:
        """It was: the gradients along its edges."""

    def failed(self, node: Any, error: Exception) -> None:
        """It could not be; the error goes on."""

    def freed(self, node: Any) -> None:
        """A node has let go of what it had saved."""

    def delivering(self, leaf: Any, g: Any) -> None:
        """A gradient is about to be added to a Tensor's `.grad`."""

    def delivered(self, leaf: Any, g: Any) -> None:
        """It was."""

    def collected(self, node: Any, g: Any) -> None:
        """`autograd.grad` has found the gradient that was asked for; it is that of the node's result."""

    def applied(self, function: Any, args: tuple[Any, ...], kwargs: dict[Any, Any], outputs: tuple[Any, ...]) -> None:
        """A user's Function has given `outputs`, and was recorded."""

    def finished(self, roots: list[Any]) -> None:
        """The backward pass is over."""

    def wrote(self, tensor: Any) -> None:
        """A tensor's memory was changed in place."""

    def exported(self, tensor: Any) -> None:
        """A tensor's memory is handed to whoever asked for it, and what he does with it is not heard."""

    def shown(self, tensor: Any) -> None:
        """A tensor is put into words."""

    def switched(self, entering: bool, block: Any) -> None:
        """A block of `no_grad` or its kin was entered, or left."""

    def stepping(self, optimizer: Any, args: tuple[Any, ...], kwargs: dict[Any, Any]) -> None:
        """An optimizer is about to update its parameters."""

    def stepped(self, optimizer: Any) -> None:
        """It has."""

    def zeroed(self, optimizer: Any) -> None:
        """An optimizer, or a module, has forgotten gradients."""

    def calling(self, module: Any) -> None:
        """A module's forward is about to run."""

    def called(self, module: Any, args: tuple[Any, ...], out: Any) -> None:
        """A module's forward has given `out`."""

    def comparing(self, input: Any, target: Any) -> bool | None:
        """A loss compares tensors of two shapes. True: the user has been told of it, so nobody need warn."""


def listen(observer: Observer, everywhere: bool = False) -> None:
    """Tell `observer` what this thread does from now on, or what all threads do."""
    with listening.lock:
        listening.count += 1
        if everywhere:
            listening.everywhere += (observer,)
        else:
            mode.observers += (observer,)


def unlisten(observer: Observer) -> None:
    """Tell it nothing any more."""
    with listening.lock:
        others = (
            tuple(o for o in mode.observers if o is not observer),
            tuple(o for o in listening.everywhere if o is not observer),
        )
        less = len(mode.observers) + len(listening.everywhere) - len(others[0]) - len(others[1])
        mode.observers, listening.everywhere = others
        listening.count -= less  # last: were this interrupted, one would ask once too often


def told(visit: Callable[..., Any] | None) -> Callable[..., Any]:
    """A way to visit nodes, of which observers hear."""

    def visit_and_tell(node: Node, g: Any, keep: bool) -> Any:
        if node.__class__ is Origin:
            return node.visit(g, keep)
        tell("visiting", node, g)
        try:
            grads = tuple(node.visit(g, keep) if visit is None else visit(node, g, keep))
            tell("visited", node, g, grads)
        except Exception as error:
            tell("failed", node, error)
            raise
        if not keep and node.saves:
            tell("freed", node)
        return grads

    return visit_and_tell


class LeafOrder:
    """Leaves in torch's order: each is given to `deliver` as soon as the last gradient for it has come."""

    def __init__(self, origin: Node, region: Any, deliver: Callable[[Node, Any], None]) -> None:
        self.deliver = deliver
        self.missing: dict[Node, int] = {}  # how many gradients have yet to come to each leaf
        leaves: list[Node] = []
        for node, edges in behind([origin]).items():
            if region is None or region.nodes.get(node):
                leaves += edges
        for leaf in leaves:
            if leaf.__class__ is AccumulateGrad:
                self.missing[leaf] = self.missing.get(leaf, 0) + 1

    def visited(self, edges: Iterable[Any], arrived: dict[Any, Any]) -> None:
        """Count the edges of a node that was visited, and hand over the leaves to which no more gradients come."""
        complete = []
        for edge in edges:
            if edge in self.missing:
                self.missing[edge] -= 1
                if not self.missing[edge] and edge in arrived:
                    complete.append(edge)
        for i in pop_order(len(complete)):
            self.deliver(complete[i], arrived.pop(complete[i]))


def pop_order(n: int) -> list[int]:
    """In which order a heap of C++'s gives n equal elements back: torch's queue keeps ready leaves so.

    std::pop_heap lets the hole sink along the larger child, the right one of equals, and puts the last element there.
    """
    heap, order = list(range(n)), []
    while heap:
        order.append(heap[0])
        last, hole = heap.pop(), 0
        if not heap:
            break
        while 2 * hole + 1 < len(heap):
            child = min(2 * hole + 2, len(heap) - 1)
            heap[hole], hole = heap[child], child
        heap[hole] = last
    return order
