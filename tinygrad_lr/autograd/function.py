"""`autograd.Function`: an operation whose forward and backward the user writes.

    class Exp(Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            (y,) = ctx.saved_tensors
            return g * y

    Exp.apply(x)  # grad_fn=<ExpBackward>

`forward` runs unrecorded; `apply` then makes one node for all of it. The node owns the `ctx`, and answers for
it (`result.grad_fn.saved_tensors`). What is saved is watched and freed like everything a graph saves, and a
saved result is kept as an array, without the tensor: the tensor leads to the node, and that would be a circle.
"""

from __future__ import annotations

import functools
import inspect
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..arrays.array import as_array
from ..arrays.device import device_of
from ..arrays.make import makers, take, zeros_on
from ..arrays.names import type_name
from ..arrays.tracebacks import shorten
from ..arrays.warn import warn
from ..core.formulas import OPS, match_input
from ..core.graph import AccumulateGrad, Node, OutputEdge, OutputGrads
from ..core.mode import listening, mode, tell, unrecorded
from ..core.refusal import refuse
from ..core.tensor import LEAVES, Tensor, wrap
from ..core.views import check_view, edge_of, rebase, touched
from .double import over_tensors
from .grad_mode import is_grad_enabled
from .hooks import call_user


class FunctionCtx:
    """What `forward` leaves for `backward`. Any other attribute can be set, too."""

    node_class: type[FunctionNode]
    _materialize_non_diff_grads = True  # whether `backward` gets zeros, too, for what is marked as not differentiable

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs_input_grad
        self._to_save: tuple[Any, ...] = ()
        self._saved: tuple[Any, ...] | None = ()
        self._dirty: tuple[Any, ...] = ()
        self._non_differentiable: tuple[Any, ...] = ()
        self._materialize = True
        self._node: Callable[[], FunctionNode | None] = lambda: None

    def __getattr__(self, name: str) -> Any:
        if name not in ANSWERED_BY_THE_NODE:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        node = self._node()
        if node is None:  # nothing is recorded, or what was has gone: torch's `ctx` is a node all the same
            node = self._alone = self.node_class(self, ())
            self._node = weakref.ref(node)
        return getattr(node, name)

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors, or None, for `saved_tensors`; a later call replaces an earlier one."""
        self._to_save = tensors

    def mark_dirty(self, *args: Tensor) -> None:
        """Say that these inputs were changed in place; they must be returned."""
        self._dirty = args

    def mark_non_differentiable(self, *args: Tensor) -> None:
        """Say that these results do not require grad. `backward` still gets a gradient for each, of zeros."""
        self._non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether `backward` gets zeros (the default) or None for a result that nothing was made of."""
        if type(value) is not bool:
            raise TypeError(
                "set_materialize_grads received an invalid combination of arguments - got (), but expected (bool)"
            )
        self._materialize = value

    @property
    def saved_tensors(self) -> tuple[Tensor, ...]:  # or None, which who has saved it knows
        """The saved tensors. RuntimeError once they are freed, or if one was changed in place since."""
        if self._saved is None:
            raise refuse("freed")
        return tuple(None if entry is None else self._unpacked(*entry) for entry in self._saved)  # type: ignore[misc]

    def _unpacked(self, value: Tensor, counter: list[Any], version: int, nr: int | None) -> Tensor:
        node = self._node()
        if counter[0] != version:
            raise refuse("modified", node=node, counter=counter, version=version)
        if nr is None:
            return value
        return wrap(value, node if node is None or len(node.results) == 1 else OutputEdge(node, nr))


ANSWERED_BY_THE_NODE = ("metadata", "name", "next_functions", "register_hook", "register_prehook")


class FunctionNode(Node):
    """The node of one `apply`. Each Function has a subclass of it, named after it.

    saved    kept by the ctx; per saved tensor None, or: tensor or array, version counter, version, number of the result
             or None
    results  (differentiable, device, shape, dtype) of the tensors among the results, None for other objects
    places   which arguments were tensors: an edge belongs to each
    fit      (shape, dtype) per edge
    """

    __slots__ = ("ctx", "results", "places")
    function: type[Function]
    ctx: FunctionCtx
    results: list[Any]
    places: list[int]

    def __init__(self, ctx: FunctionCtx, edges: tuple[Any, ...]) -> None:
        self.ctx = ctx
        super().__init__(edges)

    __repr__ = object.__repr__  # of these torch tells where they are from

    @property
    def saved(self) -> tuple[Any, ...] | None:
        return self.ctx._saved

    @saved.setter
    def saved(self, entries: tuple[Any, ...] | None) -> None:
        self.ctx._saved = entries

    def apply(self, g: Any) -> list[Any]:
        grads = unrecorded(self.run, [None if x is None else wrap(as_array(x)) for x in self.by_number(g)])
        # Views: the same array may also be a saved one, or belong to two gradients.
        return [x if x is None else match_input(x._data[...], *fit) for x, fit in zip(grads, self.input_meta)]

    def apply_tensors(self, g: Any) -> list[Any]:
        to_fit = over_tensors(match_input)
        return [x if x is None else to_fit(x, *fit) for x, fit in zip(self.run(self.by_number(g)), self.input_meta)]

    def by_number(self, g: Any) -> list[Any]:
        return [g.get(i) for i in range(len(self.results))] if g.__class__ is OutputGrads else [g]

    def run(self, grads: list[Any]) -> list[Tensor | None]:
        """The user's backward: a gradient per edge, checked."""
        if self.ctx._materialize:
            for i, (g, result) in enumerate(zip(grads, self.results)):
                if g is None and result is not None:
                    grads[i] = (
                        wrap(zeros_on(*result[1:])) if result[0] or self.ctx._materialize_non_diff_grads else None
                    )
        returned = call_user(called, derivative(self.function), self.ctx, *grads)
        returned = returned if isinstance(returned, tuple) else (returned,)
        name, wanted = self.name(), len(self.ctx.needs_input_grad)
        if len(returned) < wanted or any(x is not None for x in returned[wanted:]):
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients (expected {wanted}, got {len(returned)})"
            )
        for i, x in enumerate(returned[:wanted]):
            if x is not None and i not in self.places:
                raise RuntimeError(
                    f"function {name} returned a gradient different than None at position {i + 1}, but the "
                    "corresponding forward input was not a Variable"
                )
            if x is not None and not isinstance(x, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type_name(x)})")
        return self.checked([returned[i] for i in self.places])

    def checked(self, grads: list[Any]) -> list[Tensor | None]:
        """Gradients where they are wanted. RuntimeError if one cannot be summed to its input's shape."""
        for i, (g, edge, (shape, _)) in enumerate(zip(grads, self.edges, self.input_meta)):
            if edge is None:
                grads[i] = None
            elif g is not None and not broadcasts_to(shape, g._data.shape):
                raise RuntimeError(
                    f"Function {self.name()} returned an invalid gradient at index {i} - got "
                    f"{list(g._data.shape)} but expected shape compatible with {list(shape)}"
                )
        return grads

    def save(self, outputs: tuple[Any, ...]) -> None:
        """Take over what `save_for_backward` was given."""
        saved: list[Any] = []
        for t in self.ctx._to_save:
            if t is None:
                saved.append(None)
                continue
            if t._counter is None:
                raise refuse("saving an inference tensor")
            own = is_among(t, self.ctx._dirty) or (t._node is not None and t.grad_fn is self)
            nr = next((k for k, out in enumerate(outputs) if own and out is t), None)
            saved.append((t if nr is None else t._data, t._counter, t._counter[0], nr))
        self.saved = tuple(saved)
        self.ctx._to_save = self.ctx._dirty = self.ctx._non_differentiable = ()  # these lead to the node, too

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(object.__getattribute__(self, "ctx"), name)
        except AttributeError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None


class Function:
    """The base of operations of the user's own: override `forward` and `backward`, call `apply`.

    `forward(ctx, *args)`, or `forward(*args)` with `setup_context(ctx, inputs, output)`; any arguments, any
    results. `backward(ctx, *grads)` gets a gradient per result and returns one per argument, None for what
    has none.
    """

    node_class: type[FunctionNode]
    ctx_class: type[FunctionCtx]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        make_classes(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you "
            "should invoke them on the class itself. Instantiating an autograd function will raise an "
            "error in a future version of PyTorch.",
            DeprecationWarning,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style "
            "autograd function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the results."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Prepare `ctx`, where `forward` does not get it."""
        raise NotImplementedError("setup_context is not implemented.")

    if TYPE_CHECKING:  # a user's has as many parameters as its `forward` has results

        @staticmethod
        def backward(*args: Any, **kwargs: Any) -> Any: ...

    else:

        @staticmethod
        def backward(ctx: Any, *grad_outputs: Any) -> Any:
            """Compute the arguments' gradients from the results'."""
            raise NotImplementedError(
                "You must implement either the backward or vjp method for your custom autograd.Function to use "
                "it with backward mode AD."
            )

    vjp = backward

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run `forward`, and record it as one operation if an argument requires grad."""
        try:
            return cls._apply(*args, **kwargs)
        except Exception as error:
            shorten(error)
            raise error

    @classmethod
    def _apply(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.setup_context is not Function.setup_context:
            bound = inspect.signature(cls.forward).bind(*args, **kwargs)
            bound.apply_defaults()
            args, kwargs = bound.args, bound.kwargs
        if kwargs:
            args = positional(cls, args, kwargs)
        needs = tuple(isinstance(x, Tensor) and x.requires_grad for x in args)
        ctx = cls.ctx_class(needs)
        recorded = mode.grad and any(needs)
        node = start(cls, ctx, args) if recorded else None
        raw = unrecorded(run_forward, cls, ctx, args)
        outputs = list(raw) if isinstance(raw, tuple) else [raw]
        check_kept(ctx, outputs, recorded)
        for x in ctx._dirty:
            touched(x)
        for i, x in enumerate(outputs):
            if isinstance(x, Tensor):
                outputs[i] = finished(x, i, len(outputs), node, ctx, args)
        if node is not None:
            views = [x._view for x in outputs if isinstance(x, Tensor) and x._node is not None]
            for view in views if len(views) > 1 else ():
                if view is not None:
                    view.refuse = "several"
            node.results = [described(x) if isinstance(x, Tensor) else None for x in outputs]
            node.save(tuple(outputs))
            if listening.count:
                tell("applied", cls, args, {}, tuple(outputs))
        return tuple(outputs) if isinstance(raw, tuple) else outputs[0]


def make_classes(cls: type[Function]) -> None:
    """The classes of a Function's nodes and contexts, named after it."""
    name = f"{cls.__name__}Backward"
    cls.node_class = type(name, (FunctionNode,), {"__slots__": (), "function": cls})
    cls.ctx_class = type(name, (FunctionCtx,), {"node_class": cls.node_class})


make_classes(Function)


def described(x: Tensor) -> tuple[Any, ...]:
    return x._node is not None, device_of(x._data), x._data.shape, x._data.dtype


def positional(cls: type[Function], args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """The arguments, those given by name at their places: as torch, by the parameters that `forward` has without a star."""
    code: Any = cls.forward.__code__
    names = code.co_varnames[cls.setup_context is Function.setup_context : code.co_argcount]
    for name in named:
        if name not in names:
            raise TypeError(f"forward() got an unexpected keyword argument '{name}'")
    values, missing = list(args), len(named)
    for position, name in enumerate(names):
        if position < len(args) and name in named:
            raise TypeError(f"forward() got multiple values for argument '{name}'")
        if position >= len(args) and missing:
            if name not in named:
                raise TypeError(f"forward() missing required argument: '{name}' (position {position})")
            values.append(named[name])
            missing -= 1
    return tuple(values)


def run_forward(cls: type[Function], ctx: FunctionCtx, args: tuple[Any, ...]) -> Any:
    if cls.setup_context is Function.setup_context:
        return called(cls.forward, ctx, *args)
    output = called(cls.forward, *args)
    called(cls.setup_context, ctx, args, output)
    return output


def called(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A call of what the user has written, by the thread's maker."""
    return take("call", function, *args, **kwargs) if makers else function(*args, **kwargs)


def start(cls: type[Function], ctx: FunctionCtx, args: tuple[Any, ...]) -> FunctionNode:
    """The node, with the edges as they are before `forward` may change its arguments."""
    places = [i for i, x in enumerate(args) if isinstance(x, Tensor)]
    node = cls.node_class(ctx, tuple(edge_of(args[i]) for i in places))
    node.places = places
    node.input_meta = tuple((args[i]._data.shape, args[i]._data.dtype) for i in places)
    ctx._node = weakref.ref(node)
    if listening.count:
        tell("recorded", node)
    return node


def check_kept(ctx: FunctionCtx, outputs: list[Any], recorded: bool) -> None:
    """What `forward` has saved and marked: tensors, and those that it has changed among its results."""
    for i, t in enumerate(ctx._to_save if recorded else ()):
        if t is not None and not isinstance(t, Tensor):
            raise TypeError(f"save_for_backward can only save variables, but argument {i} is of type {type_name(t)}")
    if not all(isinstance(x, Tensor) for x in ctx._non_differentiable):
        raise RuntimeError("mark_non_differentiable only accepts variable arguments, but got ")
    if not all(isinstance(x, Tensor) for x in ctx._dirty):
        raise RuntimeError("mark_dirty can only accept variables, but argument ")
    if not all(is_among(x, outputs) for x in ctx._dirty):
        raise RuntimeError(
            "Some elements marked as dirty during the forward method were not returned as output. The "
            "inputs that are modified inplace must all be outputs of the Function."
        )


def finished(
    x: Tensor, i: int, count: int, node: FunctionNode | None, ctx: FunctionCtx, args: tuple[Any, ...]
) -> Tensor:
    """One tensor that `forward` returned, at its place in the graph; of an argument as it was, a view."""
    place: Node | None = None
    if node is not None and x._data.dtype.kind == "f" and not is_among(x, ctx._non_differentiable):
        place = node if count == 1 else OutputEdge(node, i)
    given = is_among(x, args)
    if place is None and given and x.requires_grad:
        return x.detach()
    if is_among(x, ctx._dirty):
        return x if place is None else changed(x, place, count, args)
    if given:
        x = unrecorded(OPS["alias"], x)
    x._node = place
    if x._view is not None:
        x._view.refuse = "custom"
        if place is not None:
            x._view.made = x._counter[0]
    return x


def changed(x: Tensor, place: Node, count: int, args: tuple[Any, ...]) -> Tensor:
    """What `forward` changed in place, an argument if all is well: the node becomes its history."""
    given = is_among(x, args)
    if x.requires_grad and x._node.__class__ in LEAVES:
        raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")
    if not given and x._view is not None:
        raise RuntimeError(NOT_GIVEN)
    if not given:
        warn(NOT_GIVEN)
    if x._view is not None:
        check_changed_view(x, count, next(each for each in args if isinstance(each, Tensor)))
    rebase(x, place)
    if x._view is None:
        x._counter[1:] = [type(x.grad_fn).__name__]
    x._grad = None  # which was that of the old value
    return x


NOT_GIVEN = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been mutated should be passed "
    "to ctx.mark_dirty()."
)


def check_changed_view(x: Tensor, count: int, first: Tensor) -> None:
    """Refuse what cannot become the history of a part of the base."""
    if count > 1:
        raise RuntimeError(
            "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more "
            "than one Tensor. This is not supported by the current autograd engine. You should either make sure the input "
            "is not a view (using .clone() for example) or make your Function only return one Tensor (potentially "
            "splitting it into two Functions: one doing the inplace that returns a single Tensor and a second one that "
            "does the other operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to do "
            "this change."
        )
    check_view(x)
    if x.requires_grad and x._view.base.is_leaf:
        raise RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")
    if first is not x:
        raise NotImplementedError(
            "mark_dirty() of a view that is not the first tensor among the arguments is not supported"
        )


def is_among(x: Any, several: Any) -> bool:
    return any(x is y for y in several)


def broadcasts_to(shape: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    return len(shape) <= len(wanted) and all(n in (1, m) for n, m in zip(shape[::-1], wanted[::-1]))


def derivative(cls: type[Function]) -> Callable[..., Any]:
    """The user's `backward`, which may also be called `vjp`."""
    if cls.vjp is Function.vjp:
        return cls.backward
    if cls.backward is not Function.backward:
        raise RuntimeError(
            "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
            "implement one of them."
        )
    return cls.vjp


class Error(Node):
    """Where a derivative ends that may be taken only once: between its results and what they would depend on."""

    __slots__ = ()
    saves = False

    def apply(self, g: Any) -> tuple[Any, ...]:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")

    apply_tensors = apply


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a `backward` that must not be differentiated itself: it runs unrecorded."""

    @functools.wraps(backward)
    def wrapper(ctx: Any, *args: Any) -> Any:
        outputs = unrecorded(backward, ctx, *args)
        if not is_grad_enabled() or not any(isinstance(x, Tensor) and x.requires_grad for x in args):
            return outputs
        several = outputs if isinstance(outputs, tuple) else (outputs,)
        aliases = [x.detach() if isinstance(x, Tensor) else None for x in several]
        node = Error(tuple(None if x is None else AccumulateGrad(x) for x in aliases))
        several = tuple(
            x if alias is None else wrap(alias._data, node if len(several) == 1 else OutputEdge(node, i))
            for i, (x, alias) in enumerate(zip(several, aliases))
        )
        return several if isinstance(outputs, tuple) else several[0]

    return wrapper


__all__ = ["Function", "FunctionCtx", "once_differentiable"]
