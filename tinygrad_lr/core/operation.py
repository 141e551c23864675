"""How an operation is declared: a forward on arrays, and for each differentiable input a derivative on arrays.

    @declare("MulBackward0", input=lambda g, other: g * other, other=lambda g, input: g * input, promote=True)
    def mul(input, other):
        return input * other

The decorator gives back the plain array function and puts the operation on Tensors into `OPS`, under the same name.
A derivative gets `g`, the gradient of the result, and by its parameters' names what it needs besides: inputs, `out`
(the result), static arguments, or `<input>_shape`. That, and nothing else, is what the graph saves, and only for
inputs that need a gradient. Broadcasting and dtypes never appear in it: the node brings each gradient to its input's
shape and dtype (`fit`). A derivative of multi_output lines is a function of its own: `input=var_grad`.

Second derivatives need no second table. A derivative is text over names, and the names `exp`, `where`, ... mean array
functions where the text stands; `over_tensors` reads the same text with those names meaning the operations on
Tensors, so the backward pass is itself recorded. Helpers that derivatives call are marked `@formula` to be read so too.

`general` runs any operation. For the shapes of operation that training loops are made of, `specialised` writes a
function each: the same steps with nothing left to look up (TINYGRAD_LR_FAST=0 turns them off, and the tests compare).
"""

from __future__ import annotations

import functools
import itertools
import os
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import device as dev
from ..arrays.cuda import explained
from ..arrays.device import CATEGORY, NUMBERS, as_array, beside, default, dense, on_host, promote, total
from . import specialised
from .graph import FREED, AccumulateGrad, Node, NoGradEdge, OutputEdge, anomaly, remember_line
from .mode import mode
from .tensor import Tensor, wrap
from .views import StaleView, View, refusal

OPS: dict[str, Callable[..., Any]] = {}
OPERATORS: dict[str, Callable[..., Any]] = {}  # binary OPS that answer NotImplemented, for Tensor.__add__ and so on
FORMULAS: dict[str, Callable[..., Any]] = {}
FAST = os.environ.get("TINYGRAD_LR_FAST", "1") != "0"
ndarray: Any = np.ndarray
new: Any = object.__new__


def laid_in_order(forward: Callable) -> Callable:
    """A forward whose result lies in memory in the order of its dimensions, whatever its inputs' order is."""

    @functools.wraps(forward)
    def call(*args: Any) -> Any:
        out = forward(*args)
        return out if out.flags.c_contiguous else out.copy()

    return call


class Operation:
    """An operation's declaration, read once.

    Keyword arguments other than the options below are derivatives, by input.

    node_name    torch's name of its grad_fn; empty if the result is never differentiable
    promote      bring the tensor inputs to their common dtype; Python numbers are welcome among them
    floats       integer inputs are computed in the default floating dtype
    view         the result shares the first input's memory
    sequence     the first argument is a list of tensors
    multi_output      the forward returns a list of differentiable results; the derivative gets their gradients by number
    extra_outputs          names of further results of the forward, not differentiable; derivatives may name them
    joint_vjp        (inputs, derivative) for inputs whose derivatives share work: `derivative(g, needed, ...)` returns
                 one gradient per input, `needed` says which are wanted
    transposed_input      (input, operation): torch's graph has that operation between this node and that input's
    check_dtypes        called with the two operands before they are promoted, at least if their dtypes differ; may refuse them
    contiguous     the result is contiguous even if the inputs are transposed, as torch has it where NumPy has not
    An input whose derivative is None is a tensor without a gradient (an index, a mask).
    """

    def __init__(
        self,
        forward: Callable,
        node_name: str = "",
        *,
        promote: bool = False,
        floats: bool = False,
        view: bool = False,
        sequence: bool = False,
        multi_output: bool = False,
        extra_outputs: tuple = (),
        joint_vjp: tuple | None = None,
        transposed_input: tuple = (),
        check_dtypes: Callable | None = None,
        contiguous: bool = False,
        **derivatives: Any,
    ) -> None:
        code = forward.__code__
        self.forward, self.name = laid_in_order(forward) if contiguous else forward, forward.__name__
        self.params = code.co_varnames[: code.co_argcount]
        self.defaults, self.node_name = forward.__defaults__, node_name or "NotDifferentiable"
        self.promote, self.floats, self.view, self.check_dtypes = promote, floats, view, check_dtypes
        self.extra_outputs, self.multi_output, self.joint_vjp, self.sequence, self.transposed_input = (
            extra_outputs,
            multi_output,
            joint_vjp,
            sequence,
            transposed_input,
        )
        self.differentiable = self.joint_vjp[0] if self.joint_vjp else tuple(n for n, f in derivatives.items() if f)
        self.tensors = tuple(p for p in self.params if p in derivatives or p in self.differentiable)
        self.positions = tuple(self.params.index(p) for p in self.tensors)
        self.formulas = (self.joint_vjp[1],) if self.joint_vjp else tuple(derivatives[n] for n in self.differentiable)
        skip = 2 if self.joint_vjp else 1
        self.needs = tuple(f.__code__.co_varnames[skip : f.__code__.co_argcount] for f in self.formulas)
        self.watched = tuple(n for n in (*sorted(self.tensors, key=torchs), "out") if any(n in k for k in self.needs))
        self.own_names = {"input": "self", "out": "result", "input_shape": "self_sym_sizes"}
        if self.transposed_input:
            self.own_names[self.transposed_input[0]] = "mat2"

    @functools.cached_property
    def node_class(self) -> type:
        """The class of its nodes, made with the first of them: there are two hundred operations, and few are used."""
        members: dict[str, Any] = {"__slots__": (), "operation": self, "saves": bool(self.watched)}
        for name in dict.fromkeys(n for names in self.needs for n in names):
            members[f"_saved_{self.own_names.get(name, name)}"] = saved_value(name)
        if FAST and self.formulas and not self.joint_vjp and not self.sequence:
            members["visit"] = specialised.visit(self, match_input)
        return type(self.node_name, (OpNode,), members)

    @functools.cached_property
    def bind(self) -> Callable[..., list]:
        """A function that gives its arguments back, in the order of the parameters and with the defaults filled in."""
        params = ", ".join(self.params)
        bind = eval(f"lambda {params}: [{params}]")
        bind.__qualname__, bind.__defaults__ = self.name, self.defaults
        return bind

    @functools.cached_property
    def hollow(self) -> type:
        """The class of a node that saves nothing, as none of its edges leads anywhere."""
        return type(self.node_class.__name__, (self.node_class,), {"__slots__": (), "saves": False})

    @functools.cached_property
    def tensor_formulas(self) -> tuple[Callable, ...]:
        return tuple(over_tensors(f) for f in self.formulas)


def torchs(name: str) -> str:
    """torch's name of an input, in whose order a node looks whether its saved tensors have changed."""
    return "self" if name == "input" else name


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
        if self.input_meta is not None:
            return [x if x is None or fit is None else match_input(x, *fit) for x, fit in zip(grads, self.input_meta)]
        return grads

    def apply_tensors(self, g: Any) -> Any:
        self.check()
        operation = self.operation
        saved = [args if args is None else self.as_tensors(n, args) for n, args in zip(operation.needs, self.saved)]
        if operation.joint_vjp:
            grads = operation.tensor_formulas[0](g, tuple(e is not None for e in self.edges), *saved[0])  # type: ignore[misc]
        else:
            grads = [None if args is None else f(g, *args) for f, args in zip(operation.tensor_formulas, saved)]
        if self.input_meta is None:
            return grads
        to_fit = over_tensors(match_input)
        return [x if x is None or fit is None else to_fit(x, *fit) for x, fit in zip(grads, self.input_meta)]

    def as_tensors(self, names: tuple, args: tuple) -> list:
        """What was saved, as Tensors at the places in the graph the arrays came from."""
        operation, result = self.operation, []
        for name, value in zip(names, args):
            if value is None:
                pass
            elif name == "out":
                value = wrap(value, self)
            elif name in operation.differentiable and not operation.sequence:
                i = operation.differentiable.index(name)
                fit = None if self.input_meta is None or self.edges[i] is None else self.input_meta[i]
                promoted = value.dtype
                value = wrap(value if fit is None else value.astype(fit[1], copy=False), self.edges[i])
                if value._data.dtype != promoted:
                    value = OPS["to_dtype"](value, promoted)
            elif isinstance(value, ndarray) or hasattr(value, "__array_function__"):
                value = wrap(value)
            result.append(value)
        return result

    @property
    def next_functions(self) -> tuple:
        """torch's view of the edges; where one node does what torch records as two, the second is shown."""
        pairs = super().next_functions
        if self.operation.transposed_input:
            name, operation = self.operation.transposed_input
            i = self.operation.differentiable.index(name)
            if self.edges[i] is not None:
                between = new(OPERATIONS[operation].node_class)
                Node.__init__(between, (self.edges[i],), ((),))
                pairs = (*pairs[:i], (between, 0), *pairs[i + 1 :])
        return pairs

    def describe(self, counter: list) -> str:
        """torch's description of the saved tensor that was modified: its type, shape, and what made it.

        RuntimeError if that is a view which may not be changed at all: torch says so instead.
        """
        name = self.watched_names()[[c for c, _ in self.versions].index(counter)]
        array = next(
            v for n, args in zip(self.operation.needs, self.saved) if args for k, v in zip(n, args) if k == name
        )
        now = counter[1] if len(counter) > 1 else None  # what has written into it in place, if it was recorded
        made_by, nr = None, 0
        if name == "out":
            made_by = self.short_name()
        elif self.operation.transposed_input and name == self.operation.transposed_input[0]:
            array, made_by = array.T, "AsStrided"
        elif name in self.operation.differentiable:
            node = self.edges[self.operation.differentiable.index(name)]
            why = refused(node)
            if why is not None:
                raise RuntimeError(refusal(why, None if node.__class__ is NoGradEdge else node, True))
            if node.__class__ is NoGradEdge:
                made_by = "AsStrided"
            elif node is not None and not isinstance(node, AccumulateGrad):
                node, nr = node.as_function()
                is_view = node.operation.view if isinstance(node, OpNode) else node.name() == "AsStridedBackward0"
                made_by = "AsStrided" if is_view else now or node.short_name()
        text = f"[{wrap(array).type()} {list(array.shape)}]"
        return text if made_by is None else f"{text}, which is output {nr} of {made_by},"

    def watched_names(self) -> list[str]:
        """The names of the saved tensors, in the order `watch` has them."""
        kept = [
            pair for needs, args in zip(self.operation.needs, self.saved or ()) if args for pair in zip(needs, args)
        ]
        used = [name for name, value in kept if value is not None]
        return [n for n in self.operation.watched if n in used][-len(self.versions) :]


def saved_value(name: str) -> property:
    """torch's `grad_fn._saved_self`, `_saved_other`, `_saved_result`, `_saved_dim`, ...; None for what is not kept."""

    def get(node: OpNode) -> Any:
        operation = node.operation
        if node.saved is None:
            raise RuntimeError(FREED)
        for names, args in zip(operation.needs, node.saved):
            if args is not None and name in names:
                value = node.as_tensors(names, args)[names.index(name)]
                return value.t() if operation.transposed_input and name == operation.transposed_input[0] else value
        return None

    return property(get)


def refused(node: Any) -> str | None:
    """Why a view that has this node must not be changed, if so: what it is a view of decides."""
    while node.__class__ is OutputEdge or (isinstance(node, OpNode) and node.operation.view):
        if isinstance(node, OpNode) and node.operation.multi_output:
            return "several"
        node = node.edges[0]
    return node.refuse if node.__class__ is NoGradEdge else None


OPERATIONS: dict[str, Operation] = {}


def declare(node_name: str = "", **declaration: Any) -> Callable[[Callable], Callable]:
    """Declare an operation, as `Operation` explains."""

    def declare(forward: Callable) -> Callable:
        operation = Operation(forward, node_name, **declaration)
        assert operation.name not in OPS, f"two operations are called {operation.name}"
        build = specialised.operation if FAST and specialised.fast_form(operation) else general
        OPS[operation.name], OPERATIONS[operation.name] = build(operation, explain), operation
        if operation.promote and operation.params == ("input", "other"):
            OPERATORS[operation.name] = build(operation, explain_operator)
        return forward

    return declare


def formula(helper: Callable) -> Callable:
    """Mark a helper of derivatives: on Tensors it is read with names meaning operations, as derivatives are."""
    FORMULAS[helper.__name__] = helper
    return helper


@functools.cache
def over_tensors(f: Callable) -> Callable:
    """The same text with the names of operations meaning operations on Tensors."""
    return types.FunctionType(f.__code__, _TensorNames(f.__globals__), f.__name__, f.__defaults__, f.__closure__)


class _TensorNames(dict):
    """A module's globals, in which OPS and FORMULAS are read over Tensors."""

    def __init__(self, names: dict) -> None:
        super().__init__(names)
        for name in FORMULAS.keys() & names.keys():
            self[name] = _later(FORMULAS[name])
        for name in OPS.keys() & names.keys():
            self[name] = OPS[name]


def _later(f: Callable) -> Callable:
    return lambda *args, **kwargs: over_tensors(f)(*args, **kwargs)


@formula
def match_input(g: Any, shape: tuple, dtype: Any) -> Any:
    """A gradient summed back to the shape that was broadcast, and of the input's dtype."""
    if g.shape != shape:
        g = sum_to_size(g, shape)
    return g if array_dtype(g) is dtype else to_dtype(g, dtype)


def array_dtype(g: Any) -> np.dtype:
    return g._data.dtype if isinstance(g, Tensor) else g.dtype


def sum_to_size(input: Any, shape: tuple) -> Any:
    """The sum over everything that broadcasting repeated: the reverse of a broadcast from `shape`."""
    if input.__class__ is ndarray and input.ndim == 2 and shape == input.shape[1:] and input.size > 1:
        # as a product with ones: multi_output times faster than a reduction (a product of two numbers may be -0.0, no sum is)
        return ones(input.shape[0], input.dtype).dot(input)
    extra = input.ndim - len(shape)
    dims = (*range(extra), *(i + extra for i, n in enumerate(shape) if n == 1 and input.shape[i + extra] != 1))
    return total(input, dims, True).reshape(shape)


_ONES: dict[Any, Any] = {}


def ones(n: int, dtype: np.dtype) -> Any:
    """A vector of ones: the first `n` of a longer one that is kept."""
    kept = _ONES.get(dtype)
    if kept is None or kept.size < n:
        kept = _ONES[dtype] = np.ones(n, dtype)
        kept.flags.writeable = False
    return kept if kept.size == n else kept[:n]


def to_dtype(input: Any, dtype: np.dtype) -> Any:
    if input.flags.c_contiguous or dense(input):
        return input.astype(dtype)
    return input.astype(dtype, order="C")  # NumPy would lay out what is expanded the other way round


# -- running an operation: the general way ------------------------------------------------------------------------------


def general(operation: Operation, failed: Callable) -> Callable:
    """The operation on Tensors that a declaration stands for, whatever its arguments look like."""

    @functools.wraps(operation.forward)
    def op(*args: Any, **kwargs: Any) -> Any:
        values = operation.bind(*args, **kwargs)
        try:
            raw = unwrap(operation, values)
            result = operation.forward(*raw)
            arrays = [as_array(r) for r in (result if operation.multi_output or operation.extra_outputs else (result,))]
            outs = [wrap(a) for a in arrays]
            if mode.grad and operation.differentiable and arrays and arrays[0].dtype.kind == "f":
                sources = (
                    values[0]
                    if operation.sequence
                    else [values[operation.params.index(n)] for n in operation.differentiable]
                )
                edges = tuple(edge_of(x) for x in sources)
                if any(e is not None for e in edges):
                    record(operation, values, raw, sources, edges, arrays, outs)
        except Exception as error:
            return failed(op, operation, error, args, kwargs)
        if operation.view:
            for i, out in enumerate(outs):
                step, forward = (taking(i, f) if operation.multi_output else f for f in (op, operation.forward))
                out._counter = values[0]._counter
                out._view = View(values[0], step, forward, tuple(raw[1:]), operation.multi_output)
        return tuple(outs) if operation.multi_output or operation.extra_outputs else outs[0]

    return op


def taking(i: int, f: Callable) -> Callable:
    """Result number `i` of a function that has multi_output."""
    return lambda *args: f(*args)[i]


def unwrap(operation: Operation, values: list) -> list:
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

    def to_floats() -> None:
        for i in operation.positions:
            if hasattr(raw[i], "dtype") and CATEGORY[raw[i].dtype.kind] < 2:
                raw[i] = raw[i].astype(default.dtype)

    if operation.promote and operation.floats and not all(isinstance(values[i], Tensor) for i in operation.positions):
        to_floats()  # before a number meets an integer dtype, in which it might wrap around
    if operation.promote:
        moving = [
            i for i in operation.positions if raw[i] is not None and operation.params[i] not in ("condition", "mask")
        ]
        operands = [raw[i] for i in moving]
        if operation.check_dtypes is not None:
            operation.check_dtypes(*operands)
        for i, array in zip(moving, promote(*operands)):
            raw[i] = array
    if operation.floats:
        to_floats()
    return raw


def edge_of(x: Any) -> Node | None:
    """Where an operation on `x` leads; None for what requires no gradient, and is perhaps no tensor at all."""
    if not isinstance(x, Tensor):
        return None
    node = x.grad_node()
    return NoGradEdge(x._view.refuse) if node is None and x.requires_grad else node


def record(operation: Operation, values: list, raw: list, sources: Any, edges: tuple, arrays: list, outs: list) -> None:
    """Make the node: what each derivative names is saved with the edge it is for, and tensors among it are watched."""
    tensors = dict(zip(operation.params, values), out=outs[0])
    known = dict(zip(operation.params, raw))
    known["out"] = arrays if operation.multi_output else arrays[0]
    known.update(zip(operation.extra_outputs, arrays[1:]))
    known.update((f"{n}_shape", known[n].shape) for n in operation.tensors if hasattr(known[n], "shape"))
    known.update((f"{n}_dtype", tensors[n]._data.dtype) for n in operation.tensors if isinstance(tensors[n], Tensor))
    if operation.sequence:
        known["shapes"] = [x._data.shape for x in sources]
    wanted = [e is not None and e.__class__ is not NoGradEdge for e in edges]
    if operation.joint_vjp or operation.sequence or len(edges) == 1:
        wanted = [True]  # as torch has it, even if the one edge leads nowhere
    node = new(operation.node_class if True in wanted else operation.hollow)
    Node.__init__(node, edges)
    node.saved = tuple(tuple(known[n] for n in names) if w else None for names, w in zip(operation.needs, wanted))
    saved = {n for names, w in zip(operation.needs, wanted) if w for n in names}
    watched = [tensors[n] for n in operation.watched if n in saved and isinstance(tensors[n], Tensor)]
    node.versions = tuple((t._counter, t._counter[0]) for t in watched)
    if operation.promote or operation.floats or "dtype" in operation.params:
        node.input_meta = tuple(
            (x._data.shape, x._data.dtype) if isinstance(x, Tensor) else ((), arrays[0].dtype) for x in sources
        )
    if anomaly.enabled:
        remember_line(node)
    for i, out in enumerate(outs if operation.multi_output else outs[:1]):
        out._node = OutputEdge(node, i) if operation.multi_output else node


# -- when it fails ------------------------------------------------------------------------------------------------------


def explain(op: Callable, operation: Operation, error: Exception, args: tuple, kwargs: dict) -> Any:
    """What a failed operation means: NumPy's complaints become torch's silence or torch's words."""
    if isinstance(error, (RuntimeWarning, FloatingPointError)):  # inf and nan are results; somebody made NumPy raise
        with np.errstate(all="ignore"):
            return op(*args, **kwargs)
    if isinstance(error, StaleView):
        return general(operation, explain)(*args, **kwargs)
    values = operation.bind(*args, **kwargs)
    tensors = list(values[0]) if operation.sequence else [values[i] for i in operation.positions]
    arrays = [x._data for x in tensors if isinstance(x, Tensor)]
    if len({on_host(a) for a in arrays}) == 2:
        return op(*brought_together(operation, values))
    if isinstance(error, AttributeError):
        for i, x in zip(operation.positions, tensors):
            if isinstance(x, np.generic) and operation.promote:
                values[i] = x.item()
                return op(*values)
            if not isinstance(x, Tensor) and not (operation.promote and x.__class__ in NUMBERS):
                if i == 0 and operation.promote and x.__class__ in NUMBERS:
                    break
                where = f"argument '{operation.params[i]}' (position {i + 1})"
                raise TypeError(f"{operation.name}(): {where} must be Tensor, not {type(x).__name__}") from None
        if operation.promote and values[0].__class__ in NUMBERS and (values[1].__class__ in NUMBERS or tensors[1:]):
            other = getattr(values[1], "_data", values[1])
            number = np.array(values[0], promote(values[0], other)[0].dtype)
            return op(wrap(number if other is values[1] else beside(number, other)), *values[1:])
    if isinstance(error, TypeError) and any(isinstance(x, Tensor) and x._counter is None for x in tensors):
        raise RuntimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
            "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and "
            "use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
        ) from None
    if isinstance(error, ValueError) and "broadcast" in str(error):
        for a, b in itertools.combinations(arrays, 2):
            dev.broadcast_shapes(a.shape, b.shape)
    raise explained(error)


def brought_together(operation: Operation, values: list) -> list:
    """The arguments with the CPU's 0-d tensors moved to the device of the others, where torch allows those.

    RuntimeError, in torch's words, for all other tensors on two devices. torch's CUDA kernels have other words than
    its elementwise operations, and name the argument.
    """
    places = operation.positions if not operation.sequence else (0,)
    tensors = [(operation.params[i], x) for i in places for x in (values[0] if operation.sequence else [values[i]])]
    tensors = [(name, x) for name, x in tensors if isinstance(x, Tensor)]
    device = next(x.device for _, x in tensors if x.is_cuda)
    if not operation.promote or operation.sequence:
        first = tensors[0][1].device
        name, other = next((name, x.device) for name, x in tensors if x.device != first)
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but got {CUDA_ARGUMENTS.get(name, name)} is on {other}, "
            f"different from other tensors on {first} (when checking argument in method "
            f"wrapper_CUDA_{CUDA_KERNELS.get(operation.name, operation.name)})"
        )
    if any(x._data.ndim for _, x in tensors if not x.is_cuda):
        raise RuntimeError(dev.apart(device, dev.CPU))
    moved = list(values)
    for i in operation.positions:
        if isinstance(values[i], Tensor) and not values[i].is_cuda:
            moved[i] = OPS["to_place"](values[i], device, values[i]._data.dtype, dev.CPU)
    return moved


CUDA_KERNELS = dict(linear="addmm", dot="_dot", index_select="_index_select", layer_norm="_native_layer_norm")
CUDA_ARGUMENTS = dict(input="self", bias="self", vec="vec", weight="mat2")


def explain_operator(op: Callable, operation: Operation, error: Exception, args: tuple, kwargs: dict) -> Any:
    """The same for `x + y`: an operand that is no tensor and no number gives Python its turn."""
    if isinstance(error, AttributeError) and not isinstance(args[1], (Tensor, np.generic)):
        if isinstance(args[1], complex):
            raise NotImplementedError("complex numbers are not supported here") from None
        if (
            isinstance(args[1], ndarray) and operation.name == "eq"
        ):  # of the comparisons, torch takes arrays in this one
            return op(args[0], wrap(args[1]))
        return NotImplemented
    return explain(op, operation, error, args, kwargs)
