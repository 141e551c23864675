"""Views and in-place changes: how the graph stays true when memory is shared and rewritten.

A view knows its base and the view operations that led to it. Changing a tensor in place while operations are
recorded rewrites its history: a plain result simply gets the new operation's node. If it is a view, it is the base
whose history changes, by a `CopySlices` node that says "all of the base, except that this part went through that
operation", and the view's own node is built anew from the base when next asked for.
What torch refuses here is refused before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arrays.device import device_of
from ..arrays.make import zeros_on
from .graph import AccumulateGrad, Node, NoGradEdge, walk
from .mode import listening, mode, recording, tell
from .refusal import refuse
from .tensor import LEAVES, Tensor, wrap


class View:
    """How a tensor was cut out of `base`: `steps`, the view operations in order, each (op, forward, arguments).

    `made` is the base's version that the tensor's node was built for. `refuse` names why neither the view nor its base
    may be changed in place, if they must not: the view was made under no_grad, or is one of several.
    """

    __slots__ = ("base", "steps", "made", "refuse")

    def __init__(self, source: Tensor, op: Any, forward: Any, args: Any, several: bool = False) -> None:
        parent = source._view
        self.base = source if parent is None else parent.base
        self.steps = ((op, forward, args),) if parent is None else (*parent.steps, (op, forward, args))
        self.made = -1 if source._counter is None else source._counter[0]
        before = parent and parent.refuse
        why = "no_grad" if not mode.grad else "several" if several else before
        self.refuse = "inference" if mode.inference or before == "inference" else why

    def node(self, t: Tensor) -> Node | None:
        """Where an operation on the view leads: nowhere when it isn't recorded."""
        if not mode.grad:
            return None
        node = self.current_node(t)
        if node is None and self.base._node is not None:
            raise StaleView
        return node

    def current_node(self, t: Tensor) -> Node | None:
        """The view's place in the graph, which is built anew if its memory has changed since."""
        if t._counter is None or self.made == t._counter[0] or (t._node.__class__ in LEAVES and not self.base._node):
            return t._node
        check_view(t, indirectly=True)
        self.made = t._counter[0]
        move(t, AsStridedBackward0(self))
        return t._node


class StaleView(Exception):
    """A view requires grad because its base does, and yet has no place in the graph.

    It was made under no_grad, or before its base required grad: operations on it are recorded the general way.
    """


class Cut:
    """How to cut a view's part out of anything shaped like its base; nodes keep this, and never the View.

    For a View leads to its base, and the base to its node. `axes` are the base's dimensions, the one with the longest
    steps in memory first, or None for the usual order: some views are possible in the base's layout only.
    """

    __slots__ = ("steps", "shape", "axes", "device")

    def __init__(self, view: View) -> None:
        array = view.base._data
        self.device = device_of(array)
        self.steps, self.shape, self.axes = view.steps, array.shape, None
        if not array.flags.c_contiguous:
            self.axes = np.argsort([-step for step in array.strides], kind="stable")

    def blank(self, dtype: Any) -> Any:
        """An array laid out as the base is."""
        if self.axes is None:
            return zeros_on(self.device, self.shape, dtype, fill=False)
        blank = zeros_on(self.device, [self.shape[i] for i in self.axes], dtype, fill=False)
        return blank.transpose(np.argsort(self.axes).tolist())

    def part(self, array: Any) -> Any:
        for _, forward, args in self.steps:
            array = forward(array, *args)
        return array

    def part_tensor(self, t: Tensor) -> Tensor:
        for op, _, args in self.steps:
            t = op(t, *args)
        return t


class AsStridedBackward0(Node):
    """A view of a base whose history was rewritten, as one step from the base to the view."""

    __slots__ = ("cut",)
    saves = False

    def __init__(self, view: View) -> None:
        super().__init__((view.base._node,))
        self.cut = Cut(view)

    def apply(self, g: Any) -> tuple[Any, ...]:
        """Carry `g` back through the view operations alone, from the view to a stand-in for the base."""
        recorded = isinstance(g, Tensor)
        with recording():
            stand_in = wrap(self.cut.blank(g._data.dtype if recorded else g.dtype))
            leaf = stand_in._node = AccumulateGrad(stand_in)
            node: Any = self.cut.part_tensor(stand_in)._node
        arrived: dict[Any, Any] = {}
        walk(node, g, arrived, visit=Node.visit_recorded if recorded else None, recorded=recorded)
        return (arrived[leaf],)

    apply_tensors = apply


class CopySlices(Node):
    """The base of a view that was changed in place: the change's derivative for that part, the identity elsewhere.

    `saved` is the node of the change.
    """

    __slots__ = ("cut",)

    def __init__(self, view: View, fn: Node) -> None:
        super().__init__((view.base._node, *fn.edges[1:]), fn)
        self.cut = Cut(view)

    def apply(self, g: Any) -> Iterable[Any]:
        self.check()
        rest = self.cut.blank(g.dtype)
        rest[...] = g
        part = self.cut.part(rest)
        inner, *others = self.saved.apply(part.copy())
        part[...] = 0 if inner is None else inner
        return (rest, *others)

    def apply_tensors(self, g: Tensor) -> Iterable[Any]:
        self.check()
        rest = wrap(self.cut.blank(g._data.dtype)).copy_(g)
        part = self.cut.part_tensor(rest)
        inner, *others = self.saved.apply_tensors(part.clone())
        part.zero_() if inner is None else part.copy_(inner)
        return (rest, *others)


def edge_of(x: Any) -> Node | None:
    """Where an operation on `x` leads; None for what requires no gradient, and is perhaps no tensor at all."""
    if not isinstance(x, Tensor):
        return None
    node = x.grad_node()
    return NoGradEdge(x._view.refuse) if node is None and x.requires_grad else node


# -- changes in place ----------------------------------------------------------------------------------------------------


def check_view(t: Tensor, indirectly: bool = False) -> None:
    """Refuse to record a change of a view that must not be changed so; `indirectly`, through its base."""
    if t._view is not None and t._view.refuse is not None:
        raise refuse("view", why=t._view.refuse, node=t._node, indirectly=indirectly)
    if t._view is not None and t._view.base.__dict__.get("_turned", 0) > t._view.made:
        raise refuse("turned")


def touched(t: Tensor) -> None:
    """Count one in-place change of the tensor's memory."""
    if t._counter is not None:
        t._counter[0] += 1
    if listening.count:
        tell("wrote", t)


def rebase(t: Tensor, node: Node) -> None:
    """Give `t` a new history: directly, or through its base if it is a view."""
    view = t._view
    if view is not None:
        node = CopySlices(view, node)
    t._counter[1:] = [type(node).__name__]  # for the words of a refusal
    move(t if view is None else view.base, node)
    if view is not None:
        view.current_node(t)


def move(t: Tensor, node: Node) -> None:
    """Put a tensor behind `node`; the gradient that `.grad` keeps is then that of its new value."""
    handle = t.__dict__.pop("_retain", None)
    t._node = node
    if handle is not None:
        handle.remove()
        t.retain_grad()
