"""What torch shows of a node: `name()`, `next_functions`, `_saved_self`, hooks on it."""

from __future__ import annotations

import functools
import gc
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays.array import as_array, broadcast_shapes
from ..arrays.fixed import fixed
from ..arrays.names import type_name
from ..autograd.double import apply_tensors, as_tensors, unmatched
from ..autograd.function import FunctionNode
from ..autograd.hooks import RemovableHandle, add_hook, call_user
from ..core.backward import leaf_tensor
from ..core.graph import Node, NoGradEdge, OutputEdge, OutputGrads
from ..core.mode import unrecorded
from ..core.operation import OPERATIONS, OpNode
from ..core.refusal import refuse
from ..core.tensor import Tensor, wrap
from .hooks import check_returned, hook_name


def split_name(node: Any) -> tuple[str, str, bool]:
    """`Pow`, `1` and True of a node, or a node's class, named PowBackward1; False for those that torch wrote by hand."""
    name = node if isinstance(node, str) else type(node).__name__
    stem = name.rstrip("0123456789")
    generated = name.removesuffix("_copy").rstrip("0123456789").endswith("Backward")
    return stem.removesuffix("Backward"), name[len(stem) :], generated


def short_name(node: Any) -> str:
    """The name as torch's messages shorten it: `Mul`, `Pow1`."""
    stem, number, generated = split_name(node)
    return f"{stem}{number if number != '0' else ''}" if generated else f"torch::autograd::{stem}{number}"


def as_function(edge: Any) -> tuple[Any, int]:
    """torch's view of an edge: a node, and which of its results the edge leads to."""
    if edge is None or edge.__class__ is NoGradEdge:
        return None, 0
    if edge.__class__ is OutputEdge:
        return edge.edges[0], edge.index
    return edge.edges[0] if edge.__class__ is TransposedEdge else edge, 0


notes: Any = weakref.WeakKeyDictionary()  # of nodes, their `metadata`


class NodeMethods:
    """For Node."""

    if TYPE_CHECKING:  # `_saved_self` and so on

        def __getattr__(self, name: str) -> Any: ...
        def __call__(self, *grads: Any) -> Any: ...

    def name(self: Any) -> str:
        """torch's name; the nodes that torch has written by hand tell where they are at home."""
        name = type(self).__name__
        return name if split_name(self)[2] else f"torch::autograd::{name}"

    @property
    def next_functions(self: Any) -> tuple[tuple[Any, int], ...]:
        """torch's view of the edges: pairs of a node and which of its results the edge leads to."""
        if isinstance(self, OpNode) and self.operation.transposed_input:
            show_transposed(self)
        return tuple(as_function(edge) for edge in self.edges)

    def register_prehook(self: Any, hook: Callable) -> RemovableHandle:
        """Run `hook(grad_outputs)` before this node; a returned tuple replaces them."""
        node = weakref.ref(self)  # whose hooks lead here

        def before(g: Any) -> Any:
            seen = as_seen(g, count_results(node()))
            returned = call_hook(hook, is_recorded(g), seen, seen)
            if returned is None:
                return None
            if (
                g.__class__ is not OutputGrads and returned[0] is None
            ):  # torch's nodes go on with nothing; here, with zeros
                return g * 0
            return as_carried(returned, g)

        return add_hook(self, "own_hooks", (True, before))

    def register_hook(self: Any, hook: Callable) -> RemovableHandle:
        """Run `hook(grad_inputs, grad_outputs)` after this node; a returned tuple replaces the former."""
        node = weakref.ref(self)

        def after(grads: tuple, g: Any) -> tuple:
            seen = tuple(None if x is None else as_seen(x, 1)[0] for x in turned(node(), grads))
            returned = call_hook(hook, is_recorded(g), seen, seen, as_seen(g, count_results(node())))
            if returned is None:
                return grads
            return turned(node(), tuple(as_carried((new,), old) for new, old in zip(returned, grads)))

        return add_hook(self, "own_hooks", (False, after))

    @property
    def metadata(self: Any) -> dict:
        """The user's own notes on the node."""
        return notes.setdefault(self, {})

    def __repr__(self: Any) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"


class OpNodeMethods:
    """For OpNode."""

    apply_tensors = apply_tensors

    def __call__(self: Any, *grads: Any) -> Any:
        """The derivative at these gradients of the results: without hooks, recorded as anything else, nothing freed."""
        check_arguments(self, grads)
        g = (
            OutputGrads((i, x) for i, x in enumerate(grads) if x is not None)
            if self.operation.multi_output
            else grads[0]
        )
        found = (None,) * len(self.edges) if g is None else turned(self, tuple(unmatched(self, g)))
        return found[0] if len(found) == 1 else found

    def __init_subclass__(cls) -> None:
        """Every operation's class gets torch's `_saved_self`, `_saved_other`, `_saved_result`, `_saved_dim`, ..."""
        for name in dict.fromkeys(n for names in cls.operation.needs for n in names if n not in OUR_OWN):  # type: ignore[attr-defined]
            known_as = f"_saved_{saved_name(cls.operation, name)}"  # type: ignore[attr-defined]
            setattr(cls, known_as, fixed(property(functools.partial(saved_value, name)), known_as))


def saved_name(operation: Any, name: str) -> str:
    """torch's name for a saved value."""
    if operation.transposed_input and name == operation.transposed_input[0]:
        return "mat2"
    return SAVED_NAMES.get(f"{operation.name} {name}", SAVED_NAMES.get(name, name))


SAVED_NAMES = {
    "input": "self", "out": "result", "input_shape": "self_sym_sizes", "dims": "dim", "permute dims": "dims", "flip dims": "dims",
    "roll dims": "dims", "rpow base": "self", "vector_norm p": "ord", "split size": "split_size", "split_with_sizes sizes": "split_sizes",
    "std_mean out": "result0",
}  # fmt: skip
OUR_OWN = (
    "whole",
    "input_dtype",
    "shapes",
    "src_shape",
    "bias_shape",
    "value_dtype",
)  # torch's nodes show nothing of the kind
REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}  # as torch's nodes show how a loss was reduced


def saved_value(name: str, node: Any) -> Any:
    """What a node has saved by this name; None for what is not kept."""
    if node.saved is None:
        raise refuse("freed")
    for names, args in zip(node.operation.needs, node.saved):
        if args is not None and name in names:
            watched = [entry for n, _, entry in saved_tensors(node) if n == name]
            for counter, version in watched:
                if counter[0] != version:
                    raise refuse("modified", node=node, counter=counter, version=version)
            value = args[names.index(name)]
            if isinstance(value, tuple) and hasattr(value, "tensors"):
                return value.tensors
            if name in ("dims", "correction") and "whole" in names and args[names.index("whole")]:
                return None  # none were named
            if isinstance(value, list):  # of several results the first is looked at
                return wrap(value[0], OutputEdge(node, 0))
            if name == "reduction":
                return REDUCTIONS.get(value, value)
            if watched:
                made = name == "out" or (saved_name(node.operation, name) == "mat2" and node.operation.transposed_input)
                owner = None if node.edges and made else owner_of(watched[0][0], value, edge_of_saved(node, name))
                if owner is not None:
                    return owner
            value = as_tensors(node, names, args)[names.index(name)]
            if watched:
                value._counter = watched[0][0]
            through = node.operation.transposed_input
            return value.t() if through and name == through[0] else value
    return None


def edge_of_saved(node: OpNode, name: str) -> Node | None:
    named = node.operation.differentiable
    return node.edges[named.index(name)] if name in named and not node.operation.sequence else None


def owner_of(counter: list, array: Any, edge: Node | None) -> Any:
    """The tensor that a node has saved an array of, if it lives still; the graph knows none, so the interpreter is asked."""
    holders = [t for t in gc.get_referrers(counter) if isinstance(t, Tensor) and t._node is edge]
    same = [t for t in holders if t._data is array]
    promoted = [t for t in holders if t._data.dtype != array.dtype and t._data.shape == array.shape]
    return next(iter(same or promoted), None)


def saved_tensors(node: OpNode) -> list[tuple[str, Any, tuple]]:
    """The saved values among which in-place changes are looked for: names and arrays, each with its entry in `versions`."""
    operation = node.operation
    kept = {n: x for needs, args in zip(operation.needs, node.saved or ()) if args for n, x in zip(needs, args)}
    named: list[tuple[str, Any]] = []
    for name in operation.watched:
        value = kept.get(name)
        indices = getattr(value, "tensors", None)
        named += [(name, value)] if indices is None else [(name, t._data) for t in indices if t is not None]
    named = [(name, value) for name, value in named if value is not None]
    return [(*pair, entry) for pair, entry in zip(named[len(named) - len(node.versions) :], node.versions)]


class AccumulateGradMethods:
    """For AccumulateGrad."""

    def __call__(self: Any, *grads: Any) -> tuple:
        """Add a gradient to the leaf's."""
        check_arguments(self, grads)
        t = leaf_tensor(self)
        if grads[0] is not None:
            broadcast_shapes(t._data.shape, grads[0]._data.shape)
            t._accumulate(grads[0]._data[...], False)
        return ()

    @property
    def variable(self: Any) -> Any:
        """The leaf."""
        return leaf_tensor(self)

    def register_hook(self: Any, hook: Callable) -> RemovableHandle:
        """Run `hook((), (gradient,))` each time a backward pass has added to the leaf's `.grad`."""
        self.special = True

        def after(leaf: Tensor, g: Any) -> None:
            call_hook(hook, is_recorded(g), (), (), as_seen(g, 1))

        return add_hook(self, "own_hooks", (None, after))


# -- the transposed weight of a linear layer -------------------------------------------------------------------------------


class TransposedEdge(Node):
    """From a node that does as one what torch records as two, to the second: it hands that one what it expects."""

    __slots__ = ()
    saves = False

    def apply(self, g: Any) -> tuple:
        return (g.T,)

    def apply_tensors(self, g: Any) -> tuple:
        return (g.t(),)


def turned(node: Any, grads: tuple) -> tuple:
    """The gradients along a node's edges with that of the transposed input as torch has it; turned again, as the walk has it."""
    if not isinstance(node, OpNode) or not node.operation.transposed_input:
        return grads
    place = node.operation.differentiable.index(node.operation.transposed_input[0])
    return tuple(x if i != place or x is None else x.t() if hasattr(x, "_node") else x.T for i, x in enumerate(grads))


def show_transposed(node: Any) -> None:
    """Put the node of the transposed input, which torch has, into the graph, when somebody first looks there.

    It is one node from then on: hooks on it run, and its result's gradient is what torch's has.
    """
    name, operation = node.operation.transposed_input
    i = node.operation.differentiable.index(name)
    edge = node.edges[i]
    if edge is None or edge.__class__ is TransposedEdge:
        return
    second: Any = object.__new__(OPERATIONS[operation].node_class)
    Node.__init__(second, (edge,), ((),))
    between = TransposedEdge((second,))
    second.seq, between.seq = node.seq - 0.5, node.seq - 0.25  # made just before it
    node.edges = (*node.edges[:i], between, *node.edges[i + 1 :])


# -- nodes that are called, and hooks on nodes ----------------------------------------------------------------------------------------------------------


def check_arguments(node: Node, grads: tuple) -> None:
    """Refuse to call a node with anything but a gradient, or None, for each of its results."""
    count = count_results(node)
    if len(grads) != count:
        raise TypeError(f"expected {count} arguments, got {len(grads)} instead")
    for i, x in enumerate(grads):
        if x is not None and not isinstance(x, Tensor):
            raise TypeError(f"argument {i} is not a Variable")


def count_results(node: Any) -> int:
    """How many gradients come to a node."""
    if isinstance(node, FunctionNode):
        return len(node.results)
    if isinstance(node, OpNode) and node.operation.multi_output:
        if node.operation.watched:  # what has pieces saves no tensor
            return 2  # a spread and a mean
        shape, *static = node.saved[0]
        return len(node.operation.forward(np.broadcast_to(0, shape), *static))
    return 1


def as_seen(g: Any, count: int) -> tuple:
    """The gradients of a node's results as its hooks see them: Tensors, one for each result."""
    parts = [g.get(i) for i in range(count)] if g.__class__ is OutputGrads else [g]
    return tuple(x if x is None or hasattr(x, "_node") else wrap(as_array(x)) for x in parts)


def as_carried(returned: tuple, g: Any) -> Any:
    """What the walk goes on with when a hook has returned this for `g`: arrays for arrays, Tensors for Tensors."""
    if g.__class__ is OutputGrads:
        return OutputGrads((i, as_carried((x,), g[i])) for i, x in enumerate(returned) if x is not None)
    new = returned[0]
    return new if new is None or hasattr(g, "_node") else new._data[...]


def is_recorded(g: Any) -> bool:
    """Whether the walk is recorded that carries this: Tensors, or results' gradients that are."""
    return any(map(is_recorded, g.values())) if g.__class__ is OutputGrads else hasattr(g, "_node")


def call_hook(hook: Callable, recorded: bool, old: tuple, *args: tuple) -> tuple | None:
    """What a user's hook returns for the gradients `old`. It is recorded only where the backward pass is."""
    returned = call_user(hook, *args) if recorded else unrecorded(call_user, hook, *args)
    if returned is None:
        return None
    if not isinstance(returned, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type_name(returned)}'")
    if len(returned) != len(old):
        raise RuntimeError(
            f"hook '{hook_name(hook)}' has returned an incorrect number of values (got {len(returned)}, but expected {len(old)})"
        )
    for new, before in zip(returned, old):
        if new is not None:
            check_returned(hook, new, before)
    return returned
