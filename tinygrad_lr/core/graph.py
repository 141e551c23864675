"""The backward pass: nodes, the edges between them, and the walk that carries gradients along.

Every differentiable operation leaves a Node. Its `edges` lead to the nodes that made its inputs, so the graph points
from results back to leaves, and only at nodes, never at tensors: dropping the result drops the whole graph, without
help from the garbage collector. A leaf that requires grad owns an AccumulateGrad, where gradients end.

`walk` visits nodes in the opposite order of their creation. An operation's inputs exist before it does, so by then
everything that used a node's result has already sent its gradient back. It is also torch's order, hence torch's
order of floating-point additions.
"""

from __future__ import annotations

import itertools
import os
import re
import warnings
import weakref
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Any

import numpy as np

from .mode import unrecorded

next_seq = itertools.count().__next__
wrap: Any = None  # array -> Tensor: set by `tensor`, which stands above; only users' hooks need it here

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
    "saved tensors after calling backward."
)

BACKWARD = re.compile(r"Backward(0$|(?=[1-9]*$))")
HINT = (
    "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True, check_nan=False).",
    "Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in question "
    "was changed in there or anywhere later. Good luck!",
)


class anomaly:
    """Process-wide state of `set_detect_anomaly`."""

    enabled = False
    check_nan = True


class Node:
    """One recorded operation. Subclasses are named as torch names them (`MulBackward0`).

    edges   the nodes its inputs came from; None for an input that needs no gradient
    saved   per edge, the values its derivative needs; None once a backward pass has used and freed them
    watch   (version counter, version) of every tensor among them, to see a later in-place change
    fit     per edge, the (shape, dtype) its gradient must be brought to, where broadcasting or promotion happened
    seq     creation number, the key of the walk's order
    hooks   functions of the gradient with respect to this node's result, run before its derivative
    """

    __slots__ = ("edges", "saved", "versions", "input_meta", "seq", "hooks", "post_hooks", "trace", "__weakref__")
    saves = True  # whether a backward pass frees something here, so that a second one must be refused
    edges: tuple
    saved: Any
    watch: Any
    fit: Any
    trace: str
    seq: int
    post_hooks: dict[int, Callable] | None
    hooks: dict[int, Callable] | None

    def __init__(self, edges: tuple = (), saved: Any = ()) -> None:
        self.edges, self.saved, self.versions, self.input_meta = edges, saved, (), None
        self.seq, self.hooks, self.post_hooks = next_seq(), None, None

    def apply(self, g: Any) -> Iterable[Any]:
        """The gradients along `edges`, from the gradient `g` of this node's result; arrays in, arrays out."""
        raise NotImplementedError

    def visit(self, g: Any, keep: bool) -> Iterable[Any]:
        """`apply` and the node's own hooks, as the common walk has it; then what was saved is freed, unless `keep`."""
        grads = differentiate(self, g)
        if not keep and self.saves:
            self.saved = None
        return grads

    def apply_tensors(self, g: Any) -> Iterable[Any]:
        """`apply` on Tensors, recorded in turn: what `create_graph=True` runs."""
        raise NotImplementedError(f"{self.name()} has no second derivative")

    def check(self) -> None:
        """Refuse to differentiate with values that are gone or no longer what they were."""
        if self.saved is None:
            raise RuntimeError(FREED)
        for counter, version in self.versions:
            if counter[0] != version:
                raise RuntimeError(self.modified(counter, version))

    def modified(self, counter: list, version: int) -> str:
        return (
            "one of the variables needed for gradient computation has been modified by an inplace operation: "
            f"{self.describe(counter)} is at version {counter[0]}; expected version {version} instead. "
            f"{HINT[anomaly.enabled]}"
        )

    def describe(self, counter: list) -> str:
        return "[Tensor]"

    def name(self) -> str:
        """torch's name; the nodes that torch has written by hand tell where they are at home."""
        name = type(self).__name__
        return name if BACKWARD.search(name) else f"torch::autograd::{name}"

    def short_name(self) -> str:
        """The name as torch's messages shorten it: `Mul`, `Pow1`."""
        return BACKWARD.sub("", self.name())

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """torch's view of the edges: pairs of a node and which of its results the edge leads to."""
        return tuple((None, 0) if e is None else e.as_function() for e in self.edges)

    def as_function(self) -> tuple[Any, int]:
        return self, 0

    def register_prehook(self, hook: Callable) -> RemovableHandle:
        """Run `hook(grad_outputs)` before this node; a returned tuple replaces them."""
        return add_hook(self, "hooks", lambda g: replaced_by(call_hook(hook, as_seen(g)), g))

    def register_hook(self, hook: Callable) -> RemovableHandle:
        """Run `hook(grad_inputs, grad_outputs)` after this node; a returned tuple replaces the former."""
        return add_hook(self, "post_hooks", hook)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"


class AccumulateGrad(Node):
    """Where the walk ends: adds what arrives to a leaf's `.grad`. The leaf owns it, so it only borrows the leaf.

    `careful` says that there is more to do than to add: hooks to call, or an unusual layout to follow.
    """

    __slots__ = ("array", "careful", "reference")
    saves = False

    def __init__(self, variable: Any) -> None:
        super().__init__()
        self.reference, self.array = weakref.ref(variable), variable._data
        self.careful = not self.array.flags.c_contiguous

    @property
    def variable(self) -> Any:
        """The leaf; made anew around its array if the user let go of it while the graph lives on."""
        variable = self.reference()
        if variable is None:
            variable = wrap(self.array, self)
            self.reference = weakref.ref(variable)
        return variable

    def accumulate(self, variable: Any, g: Any, create_graph: bool) -> None:
        """Add to the leaf's `.grad`, laid out in memory as the leaf is, and tell those who asked to hear of it."""
        if not create_graph and not variable._data.flags.c_contiguous:
            g, arrived = np.empty_like(variable._data), g
            g[...] = arrived
        variable._accumulate(g, create_graph)
        for hook in list((self.post_hooks or {}).values()):
            result = hook(variable) if create_graph else unrecorded(hook, variable)
            if result is not None:
                raise TypeError(f"expected Variable, but hook returned '{type(result).__name__}'")

    def register_hook(self, hook: Callable) -> RemovableHandle:
        raise NotImplementedError("AccumulateGrad.register_hook(): use Tensor.register_post_accumulate_grad_hook()")


class NoGradEdge(Node):
    """Where a view leads that was made under `no_grad`, or before its base required grad: nowhere, though it does too.

    `refuse` is the view's (views.View).
    """

    __slots__ = ("refuse",)
    saves = False

    def __init__(self, refuse: str | None = None) -> None:
        super().__init__()
        self.refuse = refuse

    def apply(self, g: Any) -> tuple:
        return ()

    apply_tensors = apply

    def as_function(self) -> tuple[Any, int]:
        return None, 0


class OutputEdge(Node):
    """Result number `index` of an operation with several differentiable results: collects for the one node."""

    __slots__ = ("index",)
    saves = False

    def __init__(self, node: Node, index: int) -> None:
        super().__init__((node,))
        self.index = index

    def apply(self, g: Any) -> tuple:
        return (OutputGrads({self.index: g}),)

    apply_tensors = apply

    def as_function(self) -> tuple[Any, int]:
        return self.edges[0], self.index


class OutputGrads(dict):
    """Gradients of some of a node's results, by number; added when several Outputs meet at the node."""

    base = None

    def __add__(self, other: OutputGrads) -> OutputGrads:
        """The sum, kept in the first of them, which the walk alone holds: many Outputs may meet here."""
        for index, g in other.items():
            self[index] = self[index] + g if index in self else g
        return self


class RemovableHandle:
    """What putting a hook into `hooks` returns: `remove()` takes it out again; a `with` block does so at its end."""

    _ids = itertools.count()

    def __init__(self, hooks: dict, hook: Callable) -> None:
        self.id, self.hooks = next(self._ids), hooks
        hooks[self.id] = hook

    def remove(self) -> None:
        self.hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: Any) -> None:
        self.remove()


def add_hook(owner: Any, slot: str, hook: Callable) -> RemovableHandle:
    """Put `hook` into the dict that `owner` keeps in `slot`, made on first use."""
    hooks = getattr(owner, slot)
    if hooks is None:
        hooks = {}
        setattr(owner, slot, hooks)
    return RemovableHandle(hooks, hook)


def walk(
    roots: list[tuple[Node, Any]],
    keep_graph: bool = False,
    create_graph: bool = False,
    targets: Any = None,
    inputs: Any = None,
) -> dict[Node, Any]:
    """Carry each root's gradient back to the leaves; with `targets`, only to those nodes, and return what arrives.

    Without targets the returned dict is empty and every leaf's `.grad` grows; with `inputs`, only theirs do, and what
    leads to none of these nodes is not visited.
    """
    needed = visited = None
    wanted = inputs if targets is None else targets
    if wanted is not None:
        needed = leading_to(wanted, [node for node, _ in roots])
        visited = needed | wanted
        if inputs is not None:
            needed = visited  # as torch has it: the inputs' own nodes are differentiated too
    leaves: dict[Node, Any] = {}
    arrived: dict[Node, Any] = {}
    waiting: dict[Node, Any] = {}  # nodes and the sum of what has arrived there so far
    heap: list[tuple[int, Node]] = []  # the same nodes, the youngest on top
    for node, g in roots:
        if visited is None or node in visited:
            send(node, g, True, leaves, waiting, heap)
    while heap:
        node = heappop(heap)[1]
        g = waiting.pop(node)
        if node.hooks is not None:
            g = run_hooks(node, g)
        if targets is not None and node in targets:
            arrived[node] = g
        if needed is not None and node not in needed:
            continue
        try:
            grads = differentiate(node, g, create_graph)
        except Exception:
            if targets is None:
                deliver(complete(leaves, [node, *waiting]), {}, None, create_graph)
            raise
        if not keep_graph and node.saves:
            node.saved = None
        for edge, grad in zip(node.edges, grads):
            if edge is not None and grad is not None and (visited is None or edge in visited):
                shared = not create_graph and (grad is g or grad.base is not None)
                send(edge, grad, shared, leaves, waiting, heap)
    return deliver(leaves, arrived, targets, create_graph)


def send(node: Node, g: Any, shared: bool, leaves: dict, waiting: dict, heap: list) -> None:
    """Add a gradient to what has arrived at a node. A leaf gets a copy of an array that is also seen elsewhere."""
    if node.__class__ is AccumulateGrad:
        leaves[node] = leaves[node] + g if node in leaves else g.copy() if shared and not hasattr(g, "_node") else g
    elif node in waiting:
        waiting[node] = waiting[node] + g
    else:
        waiting[node] = g
        heappush(heap, (-node.seq, node))


def differentiate(node: Node, g: Any, create_graph: bool = False) -> Iterable[Any]:
    """The gradients along a node's edges, in whichever mode, after the node's own hooks."""
    run = apply_watched if anomaly.enabled else node.apply_tensors if create_graph else node.apply
    args = (node, g, create_graph) if anomaly.enabled else (g,)
    try:
        grads = run(*args)
    except (RuntimeWarning, FloatingPointError):  # somebody made NumPy raise; torch computes inf and nan
        with np.errstate(all="ignore"):
            grads = run(*args)
    return grads if node.post_hooks is None else run_post_hooks(node, grads, g)


def walk_one(node: Node, g: Any, keep_graph: bool) -> None:
    """`walk` for the common case: one root, plain arrays, every leaf. Same order, same sums, same bits.

    Most nodes lead to one other node. That one is visited next without passing through the heap, which is made only
    where paths part; a training step of a linear model never needs it.
    """
    leaves: dict[Node, Any] = {}
    waiting: dict[Node, Any] = {}
    heap: list[tuple[int, Node]] = []
    while True:
        if node.hooks is not None:
            g = run_hooks(node, g)
        try:
            grads = node.visit(g, keep_graph)
        except Exception:
            deliver(complete(leaves, [node, *waiting]), {}, None, False)
            raise
        following = None
        for edge, grad in zip(node.edges, grads):
            if grad is None or edge is None:
                continue
            if edge.__class__ is AccumulateGrad:
                if edge in leaves:
                    leaves[edge] = leaves[edge] + grad
                else:
                    leaves[edge] = grad if grad is not g and grad.base is None else grad.copy()
            elif following is None and edge not in waiting:
                following, following_g = edge, grad
            elif edge is following:
                following_g = following_g + grad
            else:
                send(edge, grad, False, leaves, waiting, heap)
        if heap:
            if following is not None:
                send(following, following_g, False, leaves, waiting, heap)
            node = heappop(heap)[1]
            g = waiting.pop(node)
        elif following is not None:
            node, g = following, following_g
        else:
            break
    deliver(leaves, {}, None, False)


def deliver(leaves: dict, arrived: dict, targets: Any, create_graph: bool) -> dict[Node, Any]:
    """Hand the leaves their sums: to `.grad`, or to the caller who named them as targets."""
    for leaf, g in leaves.items():
        if leaf.hooks is not None:
            g = run_hooks(leaf, g)
        if targets is not None:
            if leaf in targets:
                arrived[leaf] = g
        elif leaf.careful:
            leaf.accumulate(leaf.variable, g, create_graph)
        else:
            variable = leaf.reference()
            if variable is not None and variable._node is not None:  # it may have stopped requiring grad since
                variable._accumulate(g, create_graph)
    return arrived


def complete(leaves: dict, unfinished: list[Node]) -> dict[Node, Any]:
    """The leaves to which no unfinished node leads: when a node refuses, torch has filled their `.grad` already."""
    seen: set[Node] = set()
    while unfinished:
        node = unfinished.pop()
        if node not in seen:
            seen.add(node)
            unfinished.extend(e for e in node.edges if e is not None)
    return {leaf: g for leaf, g in leaves.items() if leaf not in seen}


def leading_to(targets: Any, roots: list[Node]) -> set[Node]:
    """The nodes from which a target can be reached: all others need not be visited."""
    needed: set[Node] = set()
    seen: set[Node] = set()
    stack = [(node, False) for node in roots]
    while stack:
        node, finished = stack.pop()
        if finished:
            if any(e in needed or e in targets for e in node.edges if e is not None):
                needed.add(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((e, False) for e in node.edges if e is not None)
    return needed


def run_hooks(node: Node, g: Any) -> Any:
    for hook in list((node.hooks or {}).values()):
        result = hook(g)
        if result is not None:
            g = result
    return g if hasattr(g, "_node") or g.__class__ is OutputGrads else g[...]  # a view: hooks may have kept the array


def run_post_hooks(node: Node, grads: Iterable[Any], g: Any) -> Any:
    grads = tuple(grads)
    for hook in list((node.post_hooks or {}).values()):
        result = call_hook(hook, tuple(None if x is None else as_seen(x)[0] for x in grads), as_seen(g))
        if result is not None:
            result = result if isinstance(result, tuple) else (result,)
            grads = tuple(replaced_by((new,), old) for new, old in zip(result, grads))
    return grads


def as_seen(g: Any) -> tuple:
    """The gradients of a node's results as its hooks see them: Tensors, one for each result."""
    parts = [g.get(i) for i in range(max(g) + 1)] if g.__class__ is OutputGrads else [g]
    return tuple(x if x is None or hasattr(x, "_node") else wrap(x) for x in parts)


def replaced_by(result: Any, g: Any) -> Any:
    """What the walk goes on with when a hook has returned `result` for `g`: arrays for arrays, Tensors for Tensors."""
    if result is None:
        return None
    result = result if isinstance(result, tuple) else (result,)
    if g.__class__ is OutputGrads:
        return OutputGrads((i, replaced_by((x,), g.get(i))) for i, x in enumerate(result) if x is not None)
    return result[0] if result[0] is None or hasattr(g, "_node") else result[0]._data[...]


def call_hook(hook: Callable, *args: tuple) -> Any:
    """A user's hook is recorded only where the backward pass is."""
    recorded = any(x is not None and x._node is not None for group in args for x in group)
    return hook(*args) if recorded else unrecorded(hook, *args)


def apply_watched(node: Node, g: Any, create_graph: bool) -> Iterable[Any]:
    """`apply` under anomaly detection: refuses nan, and tells which forward call the failing node came from."""
    try:
        grads = tuple((node.apply_tensors if create_graph else node.apply)(g))
        for i, grad in enumerate(grads if anomaly.check_nan else ()):
            array = getattr(grad, "_data", grad)
            if array is not None and not isinstance(array, OutputGrads) and np.isnan(array).any():
                raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")
        return grads
    except (RuntimeWarning, FloatingPointError):
        raise
    except Exception:  # whatever it is, it is told where it came from, and goes on
        where = getattr(node, "trace", None)
        if where is not None:
            told = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n"
        else:
            told = (
                f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly "
                "during forward pass for more information."
            )
        warnings.warn(told + (where or ""), stacklevel=4)
        raise


def remember_line(node: Node) -> None:
    """Under anomaly detection: keep the stack of the forward call, without the engine's own frames at its end."""
    import traceback  # only anomaly detection needs it

    frames = traceback.extract_stack()
    while frames and os.path.dirname(frames[-1].filename) in _ENGINE_ROOMS:
        frames.pop()
    node.trace = "".join(frames.format())


_HERE = os.path.dirname(os.path.dirname(__file__))
_ENGINE_ROOMS = (_HERE, *(os.path.join(_HERE, room) for room in ("arrays", "core", "ops", "autograd", "frontend")))


class set_detect_anomaly:
    """Anomaly detection on or off, at once; also a block. With it, backward names the forward line of an error."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = (anomaly.enabled, anomaly.check_nan)
        anomaly.enabled, anomaly.check_nan = bool(mode), bool(check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: Any) -> None:
        anomaly.enabled, anomaly.check_nan = self._before


class detect_anomaly(set_detect_anomaly):
    """`with detect_anomaly():` anomaly detection for the block."""

    def __init__(self, check_nan: bool = True) -> None:
        super().__init__(True, check_nan)
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled "
            "for debugging.",
            stacklevel=2,
        )


def is_anomaly_enabled() -> bool:
    return anomaly.enabled


def is_anomaly_check_nan_enabled() -> bool:
    return anomaly.check_nan
