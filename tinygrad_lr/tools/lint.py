"""Names the mistakes of a training loop that torch, and so this library, keeps silent about.

    with tinygrad_lr.lint():                         # a LintWarning for each, at the line that made it
        train()
    tinygrad_lr.lint(raise_error=True).start()       # for the rest of the script, as exceptions

    no-zero-grad          a gradient that an update has used is added to
    step-before-backward  optimizer.step() while no parameter has a gradient
    rebound-in-no-grad    `w = w - lr * w.grad` under no_grad: the new w does not require grad
    graph-kept            `total += loss`, `losses.append(loss)`: the graphs of all steps stay in memory
    not-finite            a loss or a gradient is inf or nan
    target-broadcasts     prediction (n, 1) and target (n,): each is compared with all the others
    rate-too-large        the loss grows, because the steps are longer than 2 / curvature

Nothing in the library asks whether linting is on: a `lint` is an observer of all threads (`autograd.observer`), which
is told what the engine does. It looks at what a debugger shows: values before and after, and the names in the user's
frame.
"""

from __future__ import annotations

import contextlib
import math
import threading
import warnings
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, NamedTuple

import numpy as np

from ..autograd.grad_mode import no_grad
from ..autograd.observer import Observer, listen, unlisten
from ..core.graph import AccumulateGrad, Node, next_seq
from ..core.tensor import Tensor
from .frames import Held, Line, line_growing, line_of, line_storing, name_of, tensors_of, user_frame

KEPT = 5  # so many earlier losses of one line whose graphs are still there are no accident
GROWN = 3  # so many times in a row a loss must grow before the learning rate is blamed


class LintWarning(UserWarning):
    """A mistake: `rule` is its name above, `filename` and `lineno` are the user's line that made it."""

    def __init__(self, text: str, rule: str = "", filename: str = "", lineno: int = 0) -> None:
        super().__init__(text)
        self.rule, self.filename, self.lineno = rule, filename, lineno


class Seen(NamedTuple):
    """A leaf, just after a backward pass has reached it."""

    values: np.ndarray
    arrived: np.ndarray  # what the pass added to its gradient
    grad: weakref.ref  # the gradient itself
    line: Line  # of the backward

    def is_old(self, leaf: Tensor, grad: Tensor) -> bool:
        """Whether this is still the gradient of then, not cleared, while the leaf has been updated."""
        return self.grad() is grad and grad._data.any() and not np.array_equal(self.values, leaf._data)


class Descent:
    """What is remembered of a line that calls backward, from one time to the next.

    grown  how many times in a row the loss grew, and the gradient turned around
    roots  grad_fns of its last losses
    seq    all nodes that existed then have smaller numbers
    """

    def __init__(self) -> None:
        self.first: float | None = None
        self.last, self.grown, self.seq = math.inf, 0, 0
        self.roots: deque[weakref.ref] = deque(maxlen=KEPT)


class Rebound(NamedTuple):
    """A name that stood for a leaf, and after a no_grad block for a tensor that does not require grad."""

    label: str
    tensor: weakref.ref
    line: Line
    backward: Line  # where the leaf got its gradient


class Pass(NamedTuple):
    """A backward pass under way: where it was called, on a loss of this value, or on something of several."""

    roots: int  # the id of the list of its roots, which the engine holds
    line: Line
    loss: float | None


class lint(contextlib.ContextDecorator, Observer):
    """Watch for silent mistakes in the block, in all threads; or from `start()` to `stop()`.

    Each is told once per line: as a LintWarning, or with `raise_error` by raising it. `found` lists them.
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error
        self.found: list[LintWarning] = []

    def _recreate_cm(self) -> lint:
        return type(self)(self.raise_error)

    def start(self) -> lint:
        """Begin to watch."""
        self.found = []
        self.descents: dict[Line, Descent] = {}
        self.leaves: weakref.WeakKeyDictionary[Node, Seen] = weakref.WeakKeyDictionary()
        self.here = _Thread()
        self.blocks: dict[int, dict[str, Held]] = {}  # the leaves that were held when a no_grad block began
        self.rebound: list[Rebound] = []
        listen(self, everywhere=True)
        return self

    def stop(self) -> None:
        """Watch no more."""
        unlisten(self)

    __enter__ = start

    def __exit__(self, kind: type | None, *_: Any) -> None:
        self.stop()
        if kind is not None and issubclass(kind, Exception) and kind is not LintWarning:
            self.tell_rebound(self.rebound)  # as likely as not, that is why

    def tell(self, rule: str, line: Line, text: str) -> None:
        """Warn, or raise, unless the same was told of this line before."""
        if any((w.rule, w.filename, w.lineno) == (rule, *line) for w in self.found):
            return
        where = "{}:{}: ".format(*line) if self.raise_error else ""
        warning = LintWarning(f"{where}{text} [{rule}]", rule, *line)
        self.found.append(warning)
        if self.raise_error:
            raise warning
        warnings.warn_explicit(warning, LintWarning, *line)

    # -- the backward pass ---------------------------------------------------------------------------------

    def differentiating(self, tensors: tuple) -> None:
        frame = user_frame()
        line = line_of(frame)
        again = [r for r in self.rebound if r.backward == line]
        self.rebound = [r for r in self.rebound if r.backward != line]
        self.tell_rebound(again)
        for loss in tensors:
            self.look_at_numbers(loss._data, lambda: "the loss", line)
            self.look_for_graphs(loss, frame)
        single = len(tensors) == 1 and tensors[0]._data.size == 1
        self.here.called = (line, tensors[0]._data.item() if single else None)
        self.here.reached = []

    def starting(self, roots: list) -> None:
        called, self.here.called = self.here.called, None
        if called is not None:  # not `grad`
            self.here.passes.append(Pass(id(roots), *called))

    def delivering(self, leaf: Tensor, g: Any) -> None:
        frame, node, old = user_frame(), leaf._node, leaf._grad
        seen = None if node is None else self.leaves.get(node)
        if seen is not None and old is not None and seen.is_old(leaf, old):
            self.tell("no-zero-grad", line_of(frame), OLD_GRADIENT.format(name_of(leaf, frame)))
        what = lambda: f"the gradient of {name_of(leaf, frame)}"
        self.look_at_numbers(getattr(g, "_data", g), what, line_of(frame))

    def delivered(self, leaf: Tensor, g: Any) -> None:
        node = leaf._node
        if isinstance(node, AccumulateGrad) and leaf._grad is not None:
            arrived = np.array(getattr(g, "_data", g))
            now = Seen(leaf._data.copy(), arrived, weakref.ref(leaf._grad), line_of(user_frame()))
            self.here.reached.append((self.leaves.get(node), now))
            self.leaves[node] = now

    def finished(self, roots: list) -> None:
        passes = self.here.passes
        if any(each.roots == id(roots) for each in passes):
            while passes[-1].roots != id(roots):  # passes that failed
                passes.pop()
            done = passes.pop()
            if done.loss is not None:
                self.look_at_rate(done.loss, done.line)

    def look_at_numbers(self, array: np.ndarray, what: Callable[[], str], line: Line) -> None:
        """Tell of the first inf or nan; all that follow come from it."""
        if not np.isfinite(array).all() and not any(w.rule == "not-finite" for w in self.found):
            number = "nan" if np.isnan(array).any() else "inf"
            self.tell("not-finite", line, NOT_FINITE.format(what(), number))

    def look_for_graphs(self, loss: Tensor, frame: FrameType) -> None:
        """Are the graphs of the losses that came by this line before still there?"""
        here, root = self.descents.setdefault(line_of(frame), Descent()), loss.grad_fn
        if root is None:
            return
        if root.seq <= here.seq:  # made before the last pass: losses of one graph, taken one by one
            here.roots.clear()
        alive = {node for node in (ref() for ref in here.roots) if node is not None}
        if len(alive) == KEPT:
            name = keeper(frame, alive)
            line = line_growing(frame, name) if name else line_of(frame)
            self.tell("graph-kept", line, GRAPH_KEPT.format(KEPT, name or "something that holds them"))
        here.roots.append(weakref.ref(root))
        here.seq = next_seq()

    def look_at_rate(self, loss: float, line: Line) -> None:
        """Does the loss of this line grow because gradient descent oversteps?"""
        here = self.descents[line]
        found = overstep(self.here.reached, line) if loss > here.last else None
        here.grown = here.grown + 1 if found else 0
        here.first, here.last = loss if here.first is None else here.first, loss
        if found and here.grown >= GROWN and loss > here.first:
            rate, curvature = found
            self.tell("rate-too-large", line, RATE.format(here.grown, rate, curvature, 2 / curvature))

    # -- the update ----------------------------------------------------------------------------------------

    def stepping(self, optimizer: Any, args: tuple, kwargs: dict) -> None:
        params = (p for group in optimizer.param_groups for p in group["params"])
        closure = args[0] if args else kwargs.get("closure")
        if closure is None and all(p._grad is None for p in params):
            self.tell("step-before-backward", line_of(user_frame()), NO_GRADIENTS)

    def switched(self, entering: bool, block: Any) -> None:
        if not isinstance(block, no_grad) or block.grad:
            return
        frame = user_frame()
        if entering:
            held = tensors_of(frame).items()
            self.blocks[id(block)] = {label: h for label, h in held if h.tensor._node in self.leaves}
            return
        before = self.blocks.pop(id(block), {})
        after = tensors_of(frame) if before else {}
        for label, (leaf, name) in before.items():
            now = after[label].tensor if label in after else leaf
            if now._data.shape == leaf._data.shape and not now.requires_grad and now is not leaf:
                line, backward = line_storing(frame, name), self.leaves[leaf.grad_node()].line
                self.rebound.append(Rebound(label, weakref.ref(now), line, backward))

    def tell_rebound(self, records: list[Rebound]) -> None:
        """Unless the new tensor was made to require grad since."""
        for label, reference, line, _ in records:
            tensor = reference()
            if tensor is not None and not tensor.requires_grad:
                self.tell("rebound-in-no-grad", line, REBOUND.format(label))

    # -- shapes --------------------------------------------------------------------------------------------

    def ran(self, operation: Any, inputs: tuple, outs: tuple) -> None:
        if operation.name in ("sub", "sub_scaled"):
            a, b = inputs[:2]
            if isinstance(a, Tensor) and isinstance(b, Tensor) and meet_all(a, b, outs[0]):
                prediction, target = (a, b) if a.requires_grad else (b, a)
                self.tell_shapes(prediction, target, outs[0]._data.shape)

    def comparing(self, input: Any, target: Any) -> bool:
        with contextlib.suppress(ValueError):  # no common shape: torch's own error follows
            shape = np.broadcast_shapes(input._data.shape, target._data.shape)
            self.tell_shapes(input, target, shape)
        return True  # torch's warning of it would name a line of the library

    def tell_shapes(self, prediction: Tensor, target: Tensor, shape: tuple) -> None:
        shapes = prediction._data.shape, target._data.shape, shape
        self.tell("target-broadcasts", line_of(user_frame()), SHAPES.format(*shapes))


class _Thread(threading.local):
    """What a thread is about: `called`, a backward that has not started, its line and loss; `passes` under way, with
    the leaves `reached` by the last one: last time, and now.
    """

    def __init__(self) -> None:
        self.called: tuple[Line, float | None] | None = None
        self.passes: list[Pass] = []
        self.reached: list[tuple[Seen | None, Seen]] = []


OLD_GRADIENT = (
    "backward() adds to the gradient of {}, which an update has used already: clear it before each pass, "
    "with optimizer.zero_grad() or .grad = None"
)
NOT_FINITE = "{} is {}: from a learning rate that is too large, a division by zero, or the data"
GRAPH_KEPT = (
    "the graphs of the last {} losses are still in memory, because of {}: keep numbers instead, loss.item() "
    "or loss.detach()"
)
RATE = (
    "the loss grew {} times in a row: a learning rate of {:.3g} oversteps where the curvature is {:.3g}; "
    "it must be below 2 / curvature = {:.3g}, or less"
)
NO_GRADIENTS = "step() changes nothing, because no parameter has a gradient: loss.backward() comes first"
REBOUND = (
    "{} was bound to a new tensor under no_grad, one that does not require grad and is trained no more: "
    "update it in place, with -="
)
SHAPES = (
    "a prediction of shape {} and a target of shape {} broadcast to {}, so that each is compared with all "
    "the others: give both one shape, with target.view_as(prediction)"
)


def meet_all(a: Tensor, b: Tensor, out: Tensor) -> bool:
    """Whether a - b has met every prediction with every target: (n, 1) and (n,) give (n, n).

    One of the two must be data. What is compared with itself, x[:, None] - x, is meant so.
    """
    one, two, shape = a._data.shape, b._data.shape, out._data.shape
    if len(one) == len(two) or shape in (one, two) or a.requires_grad == b.requires_grad:
        return False
    same_numbers = [n for n in one if n != 1] == [n for n in two if n != 1]
    return same_numbers and not np.may_share_memory(a._data, b._data)


def keeper(frame: FrameType, roots: set[Node]) -> str | None:
    """The name of what keeps several of these nodes alive: a list of their losses, or a total of them."""
    held = tensors_of(frame).values()
    listed = Counter(h.name for h in held if h.tensor.grad_fn in roots)
    names = [name for name, n in listed.items() if n > 1]
    return next(iter(names or [h.name for h in held if reaches(h.tensor, roots)]), None)


def reaches(tensor: Tensor, roots: set[Node]) -> bool:
    """Whether the graph of a tensor holds several of these nodes."""
    stack, seen = [tensor._node], set()
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            stack.extend(node.edges)
    return len(seen & roots) > 1


def overstep(reached: list[tuple[Seen | None, Seen]], line: Line) -> tuple[float, float] | None:
    """The learning rate of the last step and the curvature along it, if gradient descent stepped across a
    minimum: straight against the gradient, to where the gradient points the other way and is larger.

    The curvature is the change of the gradient per step. On a mean of squares no direction has more of it
    than λmax, so a rate above 2 / curvature is above 2/λmax too.
    """
    pairs = [(old, new) for old, new in reached if old is not None and old.line == line]
    alike = all(old.values.shape == new.values.shape for old, new in pairs)
    if not pairs or len(pairs) < len(reached) or not alike:
        return None
    step = flat(new.values for _, new in pairs) - flat(old.values for old, _ in pairs)
    before, after = flat(old.arrived for old, _ in pairs), flat(new.arrived for _, new in pairs)
    with np.errstate(all="ignore"):
        rate = -(step @ before) / (before @ before)
        curvature = (after - before) @ step / (step @ step)
        straight = abs(step + rate * before).max() <= 1e-3 * abs(step).max()
        return (rate, curvature) if straight and after @ before < 0 and rate * curvature > 2 else None


def flat(arrays: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate([a.ravel() for a in arrays]).astype(float)
