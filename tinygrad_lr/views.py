"""Views and in-place changes: how the graph stays true when memory is shared and rewritten.

A view knows its base and the view operations that led to it. Changing a tensor in place while operations are
recorded rewrites its history: a plain result simply gets the new operation's node. If it is a view, it is the base
whose history changes, by a `CopySlices` node that says "all of the base, except that this part went through that
operation", and the view's own node is built anew from the base when next asked for.
What torch refuses here is refused before anything is written.
"""

from __future__ import annotations

from typing import Any, Callable, Iterable

from .device import BY_NUMPY, CATEGORY, broadcast_shapes
from .engine import AccumulateGrad, Node, walk
from .grad_mode import enable_grad, mode
from .tensor import Tensor, wrap


class View:
    """How a tensor was cut out of `base`: the view operations in order, each (op, forward, arguments).

    `made` is the base's version that the tensor's node was built for. `refuse` names why the view must not be
    changed in place while operations are recorded, if it must not: made under no_grad, or one of several views.
    """

    __slots__ = ("base", "steps", "made", "refuse")

    def __init__(self, source: Tensor, op: Callable, forward: Callable, args: tuple, several: bool = False) -> None:
        parent = source._view
        self.base = source if parent is None else parent.base
        self.steps = ((op, forward, args),) if parent is None else (*parent.steps, (op, forward, args))
        self.made = -1 if source._counter is None else source._counter[0]
        self.refuse = "several" if several else None if mode.grad else "no_grad"
        if parent is not None and parent.refuse and not self.refuse:
            self.refuse = parent.refuse

    def node(self, t: Tensor) -> Node | None:
        """The view's node, built anew if the base's history was rewritten since."""
        if t._counter is None or self.made == t._counter[0]:
            return t._node
        self.made = t._counter[0]
        t._node = None if self.base._node is None else AsStridedBackward0(self)
        return t._node

    def cut(self, array: Any) -> Any:
        """The same cut out of another array shaped like the base."""
        for _, forward, args in self.steps:
            array = forward(array, *args)
        return array

    def cut_tensor(self, t: Tensor) -> Tensor:
        for op, _, args in self.steps:
            t = op(t, *args)
        return t


class AsStridedBackward0(Node):
    """A view of a base whose history was rewritten, as one step from the base to the view."""

    __slots__ = ("view", "like")
    holds = False

    def __init__(self, view: View) -> None:
        super().__init__((view.base._node,))
        self.view, self.like = view, view.base._data

    def apply(self, g: Any) -> tuple:
        return (self._through(g, False),)

    def apply_tensors(self, g: Any) -> tuple:
        return (self._through(g, True),)

    def _through(self, g: Any, create_graph: bool) -> Any:
        """Carry `g` back through the view operations alone, from the view to a stand-in for the base."""
        with enable_grad():
            stand_in = wrap(self.like)
            stand_in.requires_grad = True
            node = self.view.cut_tensor(stand_in)._node
        assert node is not None, "a view of a leaf that requires grad has a node"
        return walk([(node, g)], create_graph=create_graph, targets={stand_in._node})[stand_in._node]


class CopySlices(Node):
    """The base of a view that was changed in place: the change's derivative for that part, the identity elsewhere."""

    __slots__ = ("view", "fn")
    holds = False

    def __init__(self, view: View, base_node: Node | None, fn: Node) -> None:
        super().__init__((base_node, *fn.edges[1:]))
        self.view, self.fn = view, fn

    def apply(self, g: Any) -> Iterable[Any]:
        rest = g.copy()
        part = self.view.cut(rest)
        inner, *others = self.fn.apply(part.copy())
        part[...] = 0 if inner is None else inner
        return (rest, *others)

    def apply_tensors(self, g: Tensor) -> Iterable[Any]:
        rest = g.clone()  # type: ignore[attr-defined]
        part = self.view.cut_tensor(rest)
        inner, *others = self.fn.apply_tensors(part.clone())  # type: ignore[attr-defined]
        part.zero_() if inner is None else part.copy_(inner)  # type: ignore[attr-defined]
        return (rest, *others)


def check_inplace(t: Tensor) -> None:
    """Refuse, in torch's words, the in-place changes that would make a gradient wrong or ambiguous."""
    if t._counter is None and not mode.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
            "normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
        )
    if not mode.grad:
        return
    view = t._view
    if view is not None:
        if view.base._node is not None:
            refuse_view(t)
            if view.base.is_leaf:
                raise RuntimeError(
                    "a view of a leaf Variable that requires grad is being used in an in-place operation."
                )
    elif t._node.__class__ is AccumulateGrad:
        raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")


def refuse_view(t: Tensor) -> None:
    """Refuse to record a change of a view that must not be changed so."""
    if t._view is not None and t._view.refuse is not None:
        made_by = "" if t._node is None else t._node.as_function()[0].name().partition("Backward")[0]
        raise RuntimeError(REFUSED_VIEW[t._view.refuse].format(made_by))


REFUSED_VIEW = {
    "no_grad": (
        "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this "
        "use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view "
        "and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both "
        "outside (if you want the inplace to be tracked)."
    ),
    "several": (
        "Output 0 of {} is a view and is being modified inplace. This view is the output of a function that returns "
        "multiple views. Such functions do not allow the output views to be modified inplace. You should replace the "
        "inplace operation by an out-of-place one."
    ),
}


def touched(t: Tensor) -> None:
    """Count one in-place change of the tensor's memory."""
    if t._counter is not None:
        t._counter[0] += 1


def write(t: Tensor, out: Tensor) -> Tensor:
    """Make `t` hold the result `out` of a recorded operation on it: its memory, its version, its history."""
    target, result, node = t._data, out._data, out._node
    if result.shape != target.shape:
        broadcast_shapes(target.shape, result.shape)
        raise RuntimeError(
            f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(result.shape)}"
        )
    check_cast(result.dtype, target.dtype)
    if node is not None:
        refuse_view(t)
        keep_old_values(node, t)
    target[...] = result
    touched(t)
    if node is not None:
        point_at_result(node, out, t)
        rebase(t, node)
    return t


def check_cast(source: Any, target: Any) -> None:
    """An in-place result must not lose its category (a float result does not fit an integer tensor)."""
    if CATEGORY[source.kind] > CATEGORY[target.kind]:
        names = (BY_NUMPY[source].type_name, BY_NUMPY[target].type_name)
        raise RuntimeError("result type {} can't be cast to the desired output type {}".format(*names))


def keep_old_values(node: Node, t: Tensor) -> None:
    """What the node saved of the memory about to be overwritten is copied first, and needs no watching then."""
    if not node.saved:
        return
    old = t._data
    node.saved = tuple(
        args if args is None else tuple(old.copy() if value is old else value for value in args) for args in node.saved
    )
    node.watch = tuple((counter, version) for counter, version in node.watch if counter is not t._counter)


def point_at_result(node: Node, out: Tensor, t: Tensor) -> None:
    """What the node saved of its result is now `t`'s memory, and watched there."""
    if any(counter is out._counter for counter, _ in node.watch):
        node.saved = tuple(
            args if args is None else tuple(t._data if value is out._data else value for value in args)
            for args in node.saved
        )
        node.watch = tuple(w for w in node.watch if w[0] is not out._counter) + ((t._counter, t._counter[0]),)


def rebase(t: Tensor, node: Node) -> None:
    """Give `t` a new history: directly, or through its base if it is a view."""
    view = t._view
    if view is None:
        retained = t.__dict__.pop("_retain", None)
        if retained is not None:
            retained.remove()
        t._node = node
        if retained is not None:
            t.retain_grad()
    else:
        view.base._node = CopySlices(view, view.base._node, node)
        view.node(t)
