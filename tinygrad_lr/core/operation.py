"""How an operation is declared, how it runs on Tensors, and what its node does.

    @declare("MulBackward0", input=lambda g, other: g * other, other=lambda g, input: g * input, promote=True)
    def mul(input, other):
        return input * other

The decorator gives back the plain array function and puts the operation on Tensors into `OPS`, under the same name.
A derivative gets `g`, the gradient of the result, and by its parameters' names what it needs besides: inputs, `out`
(the result), static arguments, or `<input>_shape`. That, and nothing else, is what the graph saves, and only for
inputs that need a gradient. Broadcasting and dtypes never appear in it: the node brings each gradient to its input's
shape and dtype (`input_meta`). A derivative of several lines is a function of its own: `input=var_grad`.

A declaration is data. `Operation.build` makes the function on Tensors that runs it, by one of four runners:
`any_tensors` runs every operation and is the one to read; `one_tensor`, `two_tensors` and `three_tensors` take the same
steps with nothing to look up, for the operations that training loops are made of. What they give is the same, bit for
bit, and a test holds them to it. CPython keeps what it learns about types with the code of a function, so each
operation gets a copy of its runner's code for itself.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any

from ..arrays.array import as_array, laid_in_order, ndarray, refusing, through_host
from ..arrays.dtype import CATEGORY, F32, NUMBERS, default, f32_number, promote, with_number
from ..arrays.silence import DEFAULT, NONE, current, heard, hushed, known, said
from ..arrays.tracebacks import shorten

from .formulas import OPS as OPS, match_input  # isort: skip
from .graph import Node, NoGradEdge, OutputEdge, next_seq
from .mode import listening, mode, switched, tell, unrecorded
from .refusal import refuse
from .tensor import Tensor, new, wrap
from .views import StaleView, View, edge_of

OPERATIONS: dict[str, Operation] = {}
# (function, operation, error, arguments) -> result
Failed = Callable[[Callable[..., Any], "Operation", Exception, tuple[Any, ...]], Any]


class Operation:
    """An operation's declaration, read once.

    Keyword arguments other than the options below are derivatives, by input.

    node_name         torch's name of its grad_fn; empty if the result is never differentiable
    promote           bring the tensor inputs to their common dtype; Python numbers are welcome among them
    floats            integer inputs are computed in the default floating dtype
    view              the result shares the first input's memory
    sequence          the first argument is a list of tensors
    multi_output      the forward returns a list of differentiable results; the derivative gets their gradients by
                      number
    extra_outputs     names of further results of the forward, not differentiable; derivatives may name them
    joint_vjp         (inputs, derivative) for inputs whose derivatives share work: `derivative(g, needed, ...)` returns
                      one gradient per input, `needed` says which are wanted
    transposed_input  (input, operation): torch's graph has that operation between this node and that input's
    check_dtypes      called with the two operands before they are promoted, at least if their dtypes differ; may refuse
    contiguous        the result is contiguous even if the inputs are transposed, as torch has it where NumPy has not
    refuse            called with the forward's arguments when that has failed; raises what torch says of them, if
                      anything
    not_for           kinds of the first array's dtype for which `refuse` is asked before: NumPy would compute them
    host              the forward is NumPy's: arrays of another device go to the CPU, and its results, contiguous, back

    An input whose derivative is None is a tensor without a gradient (an index, a mask).
    """

    def __init__(
        self, forward: Callable[..., Any], node_name: str = "", *, promote: bool = False, floats: bool = False, view: bool = False,
        sequence: bool = False, multi_output: bool = False, extra_outputs: tuple[Any, ...] = (), joint_vjp: tuple[Any, ...] | None = None,
        transposed_input: tuple[Any, ...] = (), check_dtypes: Callable[..., Any] | None = None, contiguous: bool = False,
        refuse: Callable[..., Any] | None = None, not_for: str = "", host: bool = False, **derivatives: Any,
    ) -> None:  # fmt: skip
        code = forward.__code__
        self.declared, self.name, self.refuse = forward, forward.__name__, refuse
        forward = refusing(forward, refuse, not_for) if refuse and not_for else forward
        self.forward = laid_in_order(forward) if contiguous else through_host(forward) if host else forward
        self.params = code.co_varnames[: code.co_argcount]
        self.defaults, self.node_name = forward.__defaults__ or (), node_name or "NotDifferentiable"
        self.promote, self.floats, self.view, self.check_dtypes = promote, floats, view, check_dtypes
        self.extra_outputs, self.multi_output, self.sequence = extra_outputs, multi_output, sequence
        self.joint_vjp, self.transposed_input, self.host = joint_vjp, transposed_input, host
        self.differentiable = joint_vjp[0] if joint_vjp else tuple(n for n, f in derivatives.items() if f)
        self.tensors = tuple(p for p in self.params if p in derivatives or p in self.differentiable)
        self.positions = tuple(self.params.index(p) for p in self.tensors)
        self.formulas = (joint_vjp[1],) if joint_vjp else tuple(derivatives[n] for n in self.differentiable)
        named = slice(2 if joint_vjp else 1, None)
        self.needs = tuple(f.__code__.co_varnames[: f.__code__.co_argcount][named] for f in self.formulas)
        # in torch's order, by its names, is looked whether saved tensors have changed
        candidates = (*sorted(self.tensors, key=lambda name: "self" if name == "input" else name), "out", "indices")
        self.watched = tuple(name for name in candidates if any(name in names for names in self.needs))

    @functools.cached_property
    def node_class(self) -> type:
        """The class of its nodes, made with the first of them: there are two hundred operations, and few are used."""
        members: dict[str, Any] = {"__slots__": (), "operation": self, "saves": bool(self.watched)}
        visit = None if self.joint_vjp or self.sequence else VISITS.get(len(self.formulas))
        visit = visit_three if self.is_layer else visit
        if visit is not None:
            members["visit"] = own_copy(visit(self), "visit")
        return type(self.node_name, (OpNode,), members)

    @functools.cached_property
    def idle_node_class(self) -> type:
        """The class of a node that saves no tensor, as the edges that need one lead nowhere."""
        return type(self.node_class.__name__, (self.node_class,), {"__slots__": (), "saves": False})

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        """All arguments in the order of the parameters, with the defaults filled in; Python's TypeError if they are wrong."""
        values, optional = list(args), dict(zip(self.params[len(self.params) - len(self.defaults) :], self.defaults))
        given = {**optional, **kwargs}
        values += [given.pop(name) for name in self.params[len(args) :] if name in given]
        if len(values) != len(self.params) or kwargs.keys() - set(self.params[len(args) :]):
            self.declared(*args, **kwargs)  # which says so
        return values

    @functools.cached_property
    def sources(self) -> list[list[Callable[..., Any]]]:
        """For each derivative and each value that it names, the function that finds it among arguments and results."""
        return [list(map(self.source, names)) for names in self.needs]

    def source(self, name: str) -> Callable[[Any, Any], Any]:
        if name == "out":
            return (lambda raw, outs: outs) if self.multi_output else lambda raw, outs: outs[0]
        if name in self.extra_outputs:
            return lambda raw, outs: outs[1 + self.extra_outputs.index(name)]
        if name in self.params:
            return lambda raw, outs: raw[self.params.index(name)]
        if name == "shapes":
            return lambda raw, outs: [x.shape for x in raw[0]]
        param, _, what = name.rpartition("_")  # input_shape, input_dtype
        return lambda raw, outs: getattr(raw[self.params.index(param)], what)

    def runner(self) -> Callable[..., Any]:
        """The runner that suits: the unrolled ones want tensors to stand first, and further arguments only after one."""
        count = len(self.tensors)
        odd = self.multi_output or self.extra_outputs or self.joint_vjp or self.sequence or (self.view and count > 1)
        if odd or self.tensors != self.params[:count] or 0 < len(self.differentiable) < count:
            return any_tensors
        if count == 1:
            return any_tensors if self.promote else one_tensor
        if self.is_layer:
            return three_tensors
        return two_tensors if count == 2 and self.params == self.tensors else any_tensors

    @property
    def is_layer(self) -> bool:
        """Whether it is a linear layer, by what its derivatives name."""
        bias, *factors = self.params
        return len(factors) == 2 and self.needs == ((f"{bias}_shape",), *((name,) for name in factors[::-1]))

    def build(self, runner: Callable[..., Any] | None = None, on_error: Failed | None = None) -> Any:
        """The function on Tensors. `on_error` says what a failed call means, else whoever is registered for that."""
        op = own_copy((runner or self.runner())(self, on_error), self.name, self.params)
        op.__module__, op.__doc__, op.__wrapped__ = self.forward.__module__, self.forward.__doc__, self.forward
        return op


def declare(node_name: str = "", **declaration: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation, as `Operation` explains."""

    def enter(forward: Callable[..., Any]) -> Callable[..., Any]:
        operation = Operation(forward, node_name, **declaration)
        assert operation.name not in OPS, f"two operations are called {operation.name}"
        OPS[operation.name], OPERATIONS[operation.name] = operation.build(), operation
        return operation.forward if operation.host else forward

    return enter


# -- running, whatever the arguments look like -----------------------------------------------------------------------------


def any_tensors(operation: Operation, on_error: Failed) -> Callable[..., Any]:
    """The runner that says what an operation on Tensors is; the others are this one, unrolled."""
    several = operation.multi_output or bool(operation.extra_outputs)

    def op(*args: Any, **kwargs: Any) -> Any:
        values = operation.bind(args, kwargs)
        if heard():  # what NumPy says of inf and nan
            return hushed(op, *values)
        try:
            raw = arrays_of(operation, values)
            result = operation.forward(*raw)
            arrays = [as_array(r) for r in result] if several else [as_array(result, operation.forward, raw)]
            outs = [wrap(a) for a in arrays]
            if mode.grad and operation.differentiable and arrays and arrays[0].dtype.kind == "f":
                record(operation, values, raw, arrays, outs)
        except Exception as error:
            return failed(operation, on_error, error, tuple(values))
        if operation.view:
            for i, out in enumerate(outs):
                step, forward = (taking(i, f) if several else f for f in (op, operation.forward))
                out._counter = values[0]._counter
                out._view = View(values[0], step, forward, tuple(raw[1:]), operation.multi_output)
        if listening.count:
            tell("ran", operation, tuple(values), tuple(outs))
        return tuple(outs) if several else outs[0]

    return op


def taking(i: int, f: Callable[..., Any]) -> Callable[..., Any]:
    """Result number `i` of a function that has several."""
    return lambda *args: f(*args)[i]


def arrays_of(operation: Operation, values: list[Any]) -> list[Any]:
    """The arguments with arrays for tensors, brought to one dtype where declared."""
    raw = list(values)
    if operation.sequence:
        arrays = [x._data for x in values[0]]
        raw[0] = promote(*arrays) if operation.promote and arrays else arrays
        return raw
    for i in operation.positions:
        x = values[i]
        if x is not None and not (operation.promote and x.__class__ in NUMBERS):
            raw[i] = x._data
    if operation.floats:
        to_floats(operation, raw)
    if operation.promote:
        moving = [
            i for i in operation.positions if raw[i] is not None and operation.params[i] not in ("condition", "mask")
        ]
        operands = [raw[i] for i in moving]
        if operation.check_dtypes is not None:
            operation.check_dtypes(*operands)
        for i, array in zip(moving, promote(*operands)):
            raw[i] = array
    return raw


def to_floats(operation: Operation, raw: list[Any]) -> None:
    """Integers as floats, before one meets the dtype of another, in which it might wrap around."""
    arrays = [i for i in operation.positions if hasattr(raw[i], "dtype")]
    whole = [i for i in arrays if CATEGORY[raw[i].dtype.kind] < 2]
    for i in whole if whole == arrays or not operation.promote else ():
        raw[i] = raw[i].astype(default.dtype)


def record(operation: Operation, values: list[Any], raw: list[Any], arrays: list[Any], outs: list[Any]) -> None:
    """Make the node: what each derivative names is saved with the edge it is for, and tensors among it are watched."""
    params = operation.params
    sources = values[0] if operation.sequence else [values[params.index(n)] for n in operation.differentiable]
    edges = tuple(edge_of(x) for x in sources)
    wanted = [e is not None and e.__class__ is not NoGradEdge for e in edges]
    if not any(e is not None for e in edges):
        return
    if operation.joint_vjp or operation.sequence or len(edges) == 1:
        wanted = [True]  # as torch has it, even if the one edge leads nowhere
    node = new(operation.node_class)
    Node.__init__(node, edges)
    save(node, wanted, values, raw, arrays, outs)
    if operation.promote or operation.floats or "dtype" in params:
        node.input_meta = tuple(
            (x._data.shape, x._data.dtype) if isinstance(x, Tensor) else ((), arrays[0].dtype) for x in sources
        )
    for i, out in enumerate(outs if operation.multi_output else outs[:1]):
        out._node = OutputEdge(node, i) if operation.multi_output else node
    if listening.count:
        tell("recorded", node)


def save(node: Any, wanted: list[bool], values: Any, raw: Any, arrays: Any, outs: Any) -> None:
    """Keep the values that the wanted derivatives name, and the version of each tensor among them."""
    operation = node.operation
    node.saved = tuple(
        tuple([find(raw, arrays) for find in finders]) if w else None for finders, w in zip(operation.sources, wanted)
    )
    saved = {n for names, w in zip(operation.needs, wanted) if w for n in names}
    if operation.watched and not saved.intersection(operation.watched):
        node.__class__ = operation.idle_node_class
    tensors = dict(zip(operation.params, values), out=outs[0], **dict(zip(operation.extra_outputs, outs[1:])))
    watched = [tensors[n] for n in operation.watched if n in saved and isinstance(tensors[n], Tensor)]
    node.versions = tuple((t._counter, t._counter[0]) for t in watched)


# -- running on one tensor, two, three: the same, unrolled -----------------------------------------------------------------


def one_tensor(operation: Operation, on_error: Failed | None) -> Callable[..., Any]:
    """The runner for one tensor, which further arguments may follow."""
    forward, floats, view = operation.forward, operation.floats, operation.view
    keep, differentiable = keeping(operation), bool(operation.differentiable)
    surely_recorded = differentiable and "dtype" not in operation.params  # of floats come floats
    node_class: Any = None

    def op(input: Any, static: Any = MISSING, *more: Any) -> Any:
        nonlocal node_class
        if (current() is not DEFAULT or (said.filters or NONE)[0] is not known.first) and heard():
            return hushed(op, input, static, *more)
        try:
            a = input._data
            edge = input._node if input._view is None else input._view.node(input)
            if floats and a.dtype.kind != "f":
                a = a.astype(default.dtype)
            out = forward(a) if static is MISSING else forward(a, static, *more) if more else forward(a, static)
            if out.__class__ is not ndarray:
                out = as_array(out, forward, (a, static, *more))
            t = new(Tensor)
            t._data = out
            t._grad = None
            t._view = View(input, op, forward, (static, *more)[static is MISSING :]) if view else None
            if (
                edge is not None
                and (not switched or mode.grad)
                and (surely_recorded or (differentiable and out.dtype.kind == "f"))
            ):
                t._counter = input._counter if view else [0]
                node_class = node_class or operation.node_class
                t._node = node = node_class()
                node.edges = (edge,)
                node.input_meta = node.hooks = node.own_hooks = None
                node.seq = next_seq()
                keep(node, input, a, static, more, t)
            else:
                t._counter = input._counter if view else None if switched and mode.inference else [0]
                t._node = None
            if listening.count:
                announce(operation, (input, static, *more), t)
            return t
        except Exception as error:
            return failed(operation, on_error, error, (input, static, *more))

    return op


# an argument that was not given
MISSING: Any = type("MISSING", (), {"__slots__": (), "__repr__": lambda self: "..."})()


def two_tensors(operation: Operation, on_error: Failed | None) -> Callable[..., Any]:
    """The runner for two tensors; where they are brought to one dtype, the second may be a number."""
    forward, floats, promotes = operation.forward, operation.floats, operation.promote
    keep, differentiable = keeping(operation), bool(operation.differentiable)
    keeps_nothing, keeps_both = keep is keep_nothing_of_two, keep is keep_both
    node_class: Any = None

    def op(input: Any, other: Any) -> Any:
        nonlocal node_class
        if (current() is not DEFAULT or (said.filters or NONE)[0] is not known.first) and heard():
            return hushed(op, input, other)
        try:
            a, alike = input._data, True  # whether both are of one shape and dtype
            edge = input._node if input._view is None else input._view.node(input)
            if promotes and other.__class__ in NUMBERS:
                other_edge = None
                b = f32_number(other) if a.dtype is F32 and a.__class__ is ndarray else None
                if b is None or other.__class__ is bool:
                    a, b = beside_number(operation, a, other)
            else:
                b = other._data
                other_edge = other._node if other._view is None else other._view.node(other)
                if promotes and (a.dtype is not b.dtype or a.shape != b.shape):
                    alike = False
                    if a.dtype is not b.dtype:
                        a, b = of_one_dtype(operation, a, b)
            if floats and a.dtype.kind != "f":
                a, b = a.astype(default.dtype), b.astype(default.dtype)
            # One element broadcasts faster as a 0-d array.
            out = forward(a, b if alike or b.size != 1 or a.ndim < b.ndim else b.reshape(()))
            out = out if out.__class__ is ndarray else as_array(out, forward, (a, b))
            t = new(Tensor)
            t._data = out
            t._grad = t._view = None
            recorded = edge is not None or other_edge is not None
            if recorded and (not switched or mode.grad) and differentiable and (promotes or out.dtype.kind == "f"):
                t._counter = [0]
                node_class = node_class or operation.node_class
                t._node = node = node_class()
                node.edges = edge, other_edge
                node.input_meta = None if alike else metas_of(out, input._data, other._data)
                node.hooks = node.own_hooks = None
                node.seq = next_seq()
                if keeps_nothing:
                    node.saved, node.versions = (None if edge is None else (), None if other_edge is None else ()), ()
                elif keeps_both and other.__class__ not in NUMBERS:
                    node.saved = None if edge is None else (a, b), None if other_edge is None else (a, b)
                    node.versions = (input._counter, input._counter[0]), (other._counter, other._counter[0])
                else:
                    keep(node, input, other, a, b, t)
            else:
                t._counter = None if switched and mode.inference else [0]
                t._node = None
            if listening.count:
                announce(operation, (input, other), t)
            return t
        except Exception as error:
            return failed(operation, on_error, error, (input, other))

    return op


def beside_number(operation: Operation, a: Any, number: Any) -> tuple[Any, ...]:
    """An operand and a number that is not among the kept ones, as arrays of one dtype."""
    if operation.floats and a.dtype.kind != "f":  # first, as the number might wrap around in an integer dtype
        a = a.astype(default.dtype)
    given, (a, b) = a, with_number(a, number)
    if operation.check_dtypes is not None and (a is not given or number.__class__ is bool):
        operation.check_dtypes(given, number)
    return a, b


def of_one_dtype(operation: Operation, a: Any, b: Any) -> list[Any]:
    """Operands of two dtypes brought to one."""
    if operation.check_dtypes is not None:
        operation.check_dtypes(a, b)
    whole = CATEGORY[a.dtype.kind] < 2 and CATEGORY[b.dtype.kind] < 2
    return [x.astype(default.dtype) for x in (a, b)] if whole and operation.floats else promote(a, b)


def metas_of(out: Any, a: Any, b: Any) -> tuple[Any, ...]:
    """What each operand's gradient must be brought to, if it is another shape or dtype than the result's."""
    now, meta, other_meta = (out.shape, out.dtype), (a.shape, a.dtype), (b.shape, b.dtype)
    return None if meta == now else meta, None if other_meta == now else other_meta


def three_tensors(operation: Operation, on_error: Failed | None) -> Callable[..., Any]:
    """The runner of a linear layer: three tensors of one dtype, the first added to a product of the others."""
    forward = operation.forward
    node_class: Any = None

    def op(input: Any, other: Any, third: Any) -> Any:
        nonlocal node_class
        if (current() is not DEFAULT or (said.filters or NONE)[0] is not known.first) and heard():
            return hushed(op, input, other, third)
        try:
            a, b, c = input._data, other._data, third._data
            edge = input._node if input._view is None else input._view.node(input)
            other_edge = other._node if other._view is None else other._view.node(other)
            third_edge = third._node if third._view is None else third._view.node(third)
            out = forward(a, b, c)
            t = new(Tensor)
            t._data = out
            t._grad = t._view = None
            if not (edge is other_edge is third_edge is None) and (not switched or mode.grad):  # of floats come floats
                t._counter = [0]
                node_class = node_class or operation.node_class
                t._node = node = node_class()
                node.edges = edge, other_edge, third_edge
                node.saved = (
                    None if edge is None else (a.shape,), None if other_edge is None else (c,),
                    None if third_edge is None else (b,),
                )  # fmt: skip
                node.versions = ((other._counter, other._counter[0]),) if third_edge is not None else ()
                if other_edge is not None:
                    node.versions += ((third._counter, third._counter[0]),)
                elif not third_edge:
                    node.__class__ = operation.idle_node_class
                node.input_meta = node.hooks = node.own_hooks = None
                node.seq = next_seq()
            else:
                t._counter = None if switched and mode.inference else [0]
                t._node = None
            if listening.count:
                announce(operation, (input, other, third), t)
            return t
        except Exception as error:
            return failed(operation, on_error, error, (input, other, third))

    return op


def announce(operation: Operation, inputs: tuple[Any, ...], out: Tensor) -> None:
    """Tell who listens what has run."""
    if out._node is not None:
        tell("recorded", out._node)
    tell("ran", operation, tuple(x for x in inputs if x is not MISSING), (out,))


# -- what these save, and whose versions they note: `save`, unrolled ---------------------------------------------------------


def keeping(operation: Operation) -> Callable[..., Any]:
    """The function that does so for an operation: one of the common ways, or the one that goes by names."""
    tensors, statics = operation.tensors, operation.params[len(operation.tensors) :]
    number = {**{name: i for i, name in enumerate(tensors)}, **({statics[0]: "static"} if len(statics) == 1 else {})}
    needs = tuple(tuple(number.get(name, name) for name in names) for names in operation.needs)
    way = COMMON_WAYS.get((needs, tuple(number.get(name, name) for name in operation.watched)))
    return way if way and "dtype" not in statics else keeping_by_name(operation)


def keep_nothing(node: Any, *_: Any) -> None:
    node.saved, node.versions = ((),), ()


def keep_shape(node: Any, input: Tensor, a: Any, *_: Any) -> None:
    node.saved, node.versions = ((a.shape,),), ()


def keep_input(node: Any, input: Tensor, a: Any, *_: Any) -> None:
    node.saved, node.versions = ((a,),), ((input._counter, input._counter[0]),)


def keep_input_and_static(node: Any, input: Tensor, a: Any, static: Any, *_: Any) -> None:
    node.saved, node.versions = ((a, static),), ((input._counter, input._counter[0]),)


def keep_result(node: Any, input: Tensor, a: Any, static: Any, more: tuple[Any, ...], t: Any) -> None:
    node.saved, node.versions = ((t._data,),), ((t._counter, t._counter[0]),)


def keep_nothing_of_two(node: Any, *_: Any) -> None:
    edge, other_edge = node.edges
    node.saved = None if edge is None else (), None if other_edge is None else ()
    node.versions = ()


def keep_each_other(node: Any, input: Tensor, other: Any, a: Any, b: Any, t: Tensor) -> None:
    """A product: each derivative names the other input."""
    edge, other_edge = node.edges
    node.saved = None if edge is None else (b,), None if other_edge is None else (a,)
    node.versions = ()
    if edge is not None and other.__class__ not in NUMBERS:
        node.versions = ((other._counter, other._counter[0]),)
    if other_edge is not None:
        node.versions += ((input._counter, input._counter[0]),)


def keep_both(node: Any, input: Tensor, other: Any, a: Any, b: Any, t: Tensor) -> None:
    """A loss: both derivatives name both inputs."""
    edge, other_edge = node.edges
    both = a, b
    node.saved = None if edge is None else both, None if other_edge is None else both
    node.versions = ((input._counter, input._counter[0]),)
    if other.__class__ not in NUMBERS:
        node.versions += ((other._counter, other._counter[0]),)


# (what each derivative names, what is watched); numbers stand for the inputs
COMMON_WAYS: dict[tuple[Any, ...], Callable[..., Any]] = {
    (((),), ()): keep_nothing,
    ((("input_shape",),), ()): keep_shape,
    (((0,),), (0,)): keep_input,
    (((0, "static"),), (0,)): keep_input_and_static,
    ((("out",),), ("out",)): keep_result,
    (((), ()), ()): keep_nothing_of_two,
    (((1,), (0,)), (1, 0)): keep_each_other,
    (((0, 1), (0, 1)), (0, 1)): keep_both,
}


def keeping_by_name(operation: Operation) -> Callable[..., Any]:
    """The way of all others."""
    count = len(operation.tensors)

    def keep(node: Any, *facts: Any) -> None:
        values: Any
        raw: Any
        *_, t = facts
        if count == 1:
            input, a, static, more, _ = facts
            given = (input,) if static is MISSING else (input, static, *more)
            _, *statics = operation.bind(given, {})
            values, raw = [input, *statics], [a, *statics]
            if "dtype" in operation.params and t._data.dtype is not a.dtype:
                node.input_meta = ((a.shape, a.dtype),)
        else:
            values, raw = facts[:2], facts[2:4]
        save(node, [edge is not None for edge in node.edges], values, raw, [t._data], [t])

    return keep


# -- nodes -------------------------------------------------------------------------------------------------------------------


class OpNode(Node):
    """The node of a declared operation; each operation has its own subclass."""

    __slots__ = ()
    __init__ = object.__init__  # who makes one fills it: a class without code of its own for that is made faster
    operation: Operation

    def apply(self, g: Any) -> Any:
        self.check()
        operation = self.operation
        if operation.joint_vjp:
            grads = operation.formulas[0](g, tuple(e is not None for e in self.edges), *self.saved[0])
        else:
            grads = [None if args is None else f(g, *args) for f, args in zip(operation.formulas, self.saved)]
        return grads if self.input_meta is None else matched(grads, self.input_meta)


def matched(grads: Any, metas: tuple[Any, ...]) -> tuple[Any, ...]:
    """Gradients brought to the shapes and dtypes of the inputs."""
    return tuple([x if x is None or meta is None else match_input(x, *meta) for x, meta in zip(grads, metas)])


def visit_one(operation: Operation) -> Callable[..., Any]:
    """`OpNode.visit` of an operation with one edge, unrolled."""
    derivative = operation.formulas[0]
    unary, binary = (len(operation.needs[0]) == n for n in (1, 2))

    def visit(self: Any, g: Any, keep: bool) -> Any:
        if self.own_hooks is not None:
            return Node.visit(self, g, keep)
        if self.saved is None:
            raise refuse("freed")
        for counter, version in self.versions:
            if counter[0] != version:
                self.check()
        saved = self.saved[0]
        grads = (
            derivative(g, saved[0]) if unary else derivative(g, saved[0], saved[1]) if binary else derivative(g, *saved),
        )  # fmt: skip
        if self.input_meta is not None:
            grads = matched(grads, self.input_meta)
        if not keep and self.saves:
            self.saved = None
        return grads

    return visit


def visit_two(operation: Operation) -> Callable[..., Any]:
    """The same with two edges."""
    derivative, other_derivative = operation.formulas
    nullary, unary, binary = (len(operation.needs[0]) == n for n in (0, 1, 2))
    other_nullary, other_unary, other_binary = (len(operation.needs[1]) == n for n in (0, 1, 2))

    def visit(self: Any, g: Any, keep: bool) -> Any:
        if self.own_hooks is not None:
            return Node.visit(self, g, keep)
        if self.saved is None:
            raise refuse("freed")
        for counter, version in self.versions:
            if counter[0] != version:
                self.check()
        saved, other_saved = self.saved
        grad = other_grad = None
        if saved is not None:
            grad = (
                derivative(g) if nullary else derivative(g, saved[0]) if unary
                else derivative(g, saved[0], saved[1]) if binary else derivative(g, *saved)
            )  # fmt: skip
        if other_saved is not None:
            other_grad = (
                other_derivative(g) if other_nullary else other_derivative(g, other_saved[0]) if other_unary
                else other_derivative(g, other_saved[0], other_saved[1]) if other_binary
                else other_derivative(g, *other_saved)
            )  # fmt: skip
        if self.input_meta is not None:
            meta, other_meta = self.input_meta
            if meta is not None and grad is not None:
                grad = match_input(grad, meta[0], meta[1])
            if other_meta is not None and other_grad is not None:
                other_grad = match_input(other_grad, other_meta[0], other_meta[1])
        if not keep and self.saves:
            self.saved = None
        return grad, other_grad

    return visit


def visit_three(operation: Operation) -> Callable[..., Any]:
    """The same with three edges, for each of which one value is saved: a linear layer's."""
    derivative, other_derivative, third_derivative = operation.formulas

    def visit(self: Any, g: Any, keep: bool) -> Any:
        if self.own_hooks is not None or self.input_meta is not None:
            return Node.visit(self, g, keep)
        if self.saved is None:
            raise refuse("freed")
        for counter, version in self.versions:
            if counter[0] != version:
                self.check()
        saved, other, third = self.saved
        grads = (
            None if saved is None else derivative(g, saved[0]), None if other is None else other_derivative(g, other[0]),
            None if third is None else third_derivative(g, third[0]),
        )  # fmt: skip
        if not keep and self.saves:
            self.saved = None
        return grads

    return visit


VISITS = {1: visit_one, 2: visit_two}


def own_copy(function: Any, name: str, params: tuple[str, ...] = ()) -> Any:
    """A function with code of its own, and its first parameters named so; where it calls itself, it calls the copy."""
    code = function.__code__
    code = code.replace(
        co_name=name, co_varnames=params[: code.co_argcount] + code.co_varnames[len(params[: code.co_argcount]) :]
    )
    copy = types.FunctionType(code, function.__globals__, name, function.__defaults__, function.__closure__)
    copy.__qualname__ = name
    for cell in function.__closure__ or ():
        if cell.cell_contents is function:
            cell.cell_contents = copy
    return copy


# -- when it fails -----------------------------------------------------------------------------------------------------------

explanations: list[Failed] = []


def explain_failures(explain: Failed) -> Failed:
    """Register, from above, what says in torch's words what a failed call means, or computes what it should have."""
    explanations.append(explain)
    return explain


def failed(operation: Operation, on_error: Failed | None, error: Exception, args: tuple[Any, ...]) -> Any:
    """What a failed call gives: a view that has lost its place goes the long way."""
    args = tuple(x for x in args if x is not MISSING)
    try:
        if mode.grad and not operation.differentiable:  # of a view whose history is refused, all else may be asked
            return unrecorded(operation.build(any_tensors, on_error), *args)
        if isinstance(error, StaleView):
            return operation.build(any_tensors, on_error)(*args)
        for explain in [on_error] if on_error else explanations:
            return explain(operation.build(on_error=on_error), operation, error, args)
        raise error
    except Exception as explained:
        raise shorten(explained)  # noqa: B904 (it is this very error)
    finally:
        del error  # it leads to this frame, which would keep the tensors
