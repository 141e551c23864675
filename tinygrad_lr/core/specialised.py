"""The fast way to run an operation: a function written for it alone, as dataclasses write `__init__`.

`primitive.general` runs any operation, looking its declaration up, name by name, in every call. Here the declaration
is read once, and becomes the text of two functions in which nothing is left to look up: the operation on Tensors, and
its node's `visit`, each written when it is first called. The steps are the general way's, and so are the bits;
tracebacks show the text, and so does, after a backward pass, `print(inspect.getsource(type(t.grad_fn).visit))`.

Every function gets code of its own, even where two texts are equal: CPython keeps what it has learnt about the types
at each place of a function with the code.
"""

from __future__ import annotations

import functools
import linecache
import os
from collections.abc import Callable, Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from ..arrays.device import F32, F32_NUMBERS, NUMBERS, as_array, default, promote, with_number
from .graph import FREED, Node, anomaly, next_seq, remember_line
from .mode import mode
from .tensor import Tensor
from .views import View

HERE = os.path.dirname(__file__)
NAMES: dict[str, Any] = dict(
    F32=F32, F32_NUMBERS=F32_NUMBERS, FREED=FREED, NUMBERS=NUMBERS, Node=Node, Tensor=Tensor, View=View, anomaly=anomaly,
    as_array=as_array, default=default, mode=mode, ndarray=np.ndarray, new=object.__new__, next_seq=next_seq,
    promote=promote, remember_line=remember_line, with_number=with_number,
)  # fmt: skip

OPERATION = """\
def operation({parameters}):
    try:
{read}
        out = forward({arguments})
        if out.__class__ is not ndarray:
            out = as_array(out){fit}
        t = new(Tensor)
        t._data = out
        t._grad = None
        t._view = {view}
        if {recorded}:
            t._counter = {counter}
            t._node = node = node_class()
            node.edges = {edges}
            node.saved = {saved}
{watch}
            node.input_meta = {kept_fit}
            node.seq = next_seq()
            node.hooks = node.post_hooks = None
            if anomaly.enabled:
                remember_line(node)
        else:
            t._counter = {unrecorded_counter}
            t._node = None
        return t
    except Exception as error:
        return failed(op, operation, error, {given}, {{}})
"""

# The second of two operands that are brought to one dtype: a number, or another tensor, which may broadcast.
OPERAND = """\
        fit = None
        if {p}.__class__ in NUMBERS:
            n1 = None
            a1 = F32_NUMBERS.get({p}) if a0.dtype is F32 and a0.__class__ is ndarray else None
            if a1 is None or {p}.__class__ is bool:
                given, (a0, a1) = a0, with_number(a0, {p})
                if check_dtypes is not None and (a0 is not given or {p}.__class__ is bool):
                    check_dtypes(given, {p})
        else:
            a1 = {p}._data
            n1 = {p}._node if {p}._view is None else {p}._view.node({p})
            if a0.dtype is not a1.dtype:
                fit = (a0.shape, a0.dtype), (a1.shape, a1.dtype)
                if check_dtypes is not None:
                    check_dtypes(a0, a1)
                a0, a1 = promote(a0, a1)
            elif a0.shape != a1.shape:
                fit = (a0.shape, a0.dtype), (a1.shape, a1.dtype)"""

# One element broadcasts faster as a 0-d array.
BROADCAST = "a0, a1 if fit is None or a1.size != 1 or a0.ndim < a1.ndim else a1.reshape(())"

OPERAND_FIT = """
        if fit is not None:
            is_so = out.shape, out.dtype
            fit = None if fit[0] == is_so else fit[0], None if fit[1] == is_so else fit[1]"""

OTHER_DTYPE = "((a0.shape, a0.dtype),) if out.dtype is not a0.dtype else None"

VISIT = """\
def visit(self, g, keep):
    if self.post_hooks is not None:
        return Node.visit(self, g, keep)
    saved = self.saved
    if saved is None:
        raise RuntimeError(FREED)
    for counter, version in self.versions:
        if counter[0] != version:
            raise RuntimeError(self.modified(counter, version))
    try:
{gradients}
    except (RuntimeWarning, FloatingPointError):
        return Node.visit(self, g, keep)
    if not keep and self.saves:
        self.saved = None
    return {results}
"""


def fast_form(operation: Any) -> bool:
    """Whether an operation is one of those written here: on up to three tensors, which stand first.

    Only a single tensor may be followed by other arguments, and only two are brought to one dtype.
    """
    count = len(operation.tensors)
    if (
        operation.multi_output
        or operation.extra_outputs
        or operation.joint_vjp
        or operation.sequence
        or operation.tensors != operation.params[:count]
    ):
        return False
    if count == 1:
        return not operation.promote
    return (
        operation.params == operation.tensors
        and not operation.view
        and (count == 2 or not (operation.promote or operation.floats))
    )


def operation(operation: Any, failed: Callable) -> Callable:
    """`general` for one operation."""

    def names() -> dict[str, Any]:
        return dict(
            forward=operation.forward,
            node_class=operation.node_class,
            failed=failed,
            operation=operation,
            check_dtypes=operation.check_dtypes,
            op=op,
        )

    op: Any = written(
        functools.partial(operation_text, operation), names, operation.name, operation.name, operation.defaults
    )
    op.__module__, op.__doc__, op.__wrapped__ = (
        operation.forward.__module__,
        operation.forward.__doc__,
        operation.forward,
    )
    return op


def operation_text(operation: Any) -> str:
    tensors, statics = operation.tensors, operation.params[len(operation.tensors) :]
    arrays = [f"a{i}" for i in range(len(tensors))]
    nodes = [f"n{i}" for i, p in enumerate(tensors) if p in operation.differentiable]
    recorded = f"({' or '.join(f'{n} is not None' for n in nodes)}) and mode.grad"
    if not operation.promote and len(operation.params) > 1:  # else a result of floats has a gradient
        recorded += " and (out.dtype is F32 or out.dtype.kind == 'f')"
    counter = f"{tensors[0]}._counter" if operation.view else None
    return OPERATION.format(
        parameters=", ".join(operation.params),
        given=listed(operation.params),
        read="\n".join(reading(operation)),
        arguments=BROADCAST if operation.promote else ", ".join((*arrays, *statics)),
        fit=OPERAND_FIT if operation.promote else "",
        view=f"View({tensors[0]}, op, forward, {listed(statics)})" if operation.view else None,
        counter=counter or "[0]",
        unrecorded_counter=counter or "None if mode.inference else [0]",
        recorded=recorded if nodes else False,
        edges=listed(nodes),
        saved=listed(saved(operation, names, n, len(nodes) > 1) for names, n in zip(operation.needs, nodes)),
        watch="\n".join(watching(operation, nodes)),
        kept_fit="fit" if operation.promote else OTHER_DTYPE if "dtype" in statics else None,
    )


def reading(operation: Any) -> Iterator[str]:
    """Arrays a0, a1, ... and nodes n0, n1, ... from the tensors."""
    for i, p in enumerate(operation.tensors[:1] if operation.promote else operation.tensors):
        yield f"        a{i} = {p}._data"
        yield f"        n{i} = {p}._node if {p}._view is None else {p}._view.node({p})"
    if operation.promote and operation.floats:  # before a number meets an integer dtype, in which it might wrap around
        yield f"        if a0.dtype.kind != 'f' and {operation.tensors[1]}.__class__ in NUMBERS:"
        yield "            a0 = a0.astype(default.dtype)"
    if operation.promote:
        yield OPERAND.format(p=operation.tensors[1])
    if operation.floats:
        yield "        if a0.dtype.kind != 'f':"
        yield from (f"            a{i} = a{i}.astype(default.dtype)" for i in range(len(operation.tensors)))


def value(operation: Any, name: str) -> str:
    """Where the operation has what a derivative calls by this name."""
    for i, p in enumerate(operation.tensors):
        if name in (p, f"{p}_shape", f"{p}_dtype"):
            return f"a{i}{name.removeprefix(p).replace('_', '.')}"
    return name  # a further argument, or the result


def saved(operation: Any, names: tuple, node: str, perhaps: bool) -> str:
    """What is saved for the edge to `node`, if there `perhaps` is none."""
    values = listed(value(operation, name) for name in names)
    return f"{values} if {node} is not None else None" if perhaps else values


def watching(operation: Any, nodes: list) -> Iterator[str]:
    """The version of every tensor that is saved for one of the nodes, in torch's order."""
    tensors = ["t" if name == "out" else name for name in operation.watched]
    pairs = [f"({t}._counter, {t}._counter[0])" for t in tensors]
    if len(nodes) == 1:
        yield f"            node.versions = {listed(pairs)}"
        return
    yield "            node.versions = ()"
    for name, t, pair in zip(operation.watched, tensors, pairs):
        users = " or ".join(f"{n} is not None" for n, names in zip(nodes, operation.needs) if name in names)
        if operation.promote and name == operation.tensors[1]:
            users = f"({users}) and {t}.__class__ not in NUMBERS"
        yield f"            if {users}:"
        yield f"                node.versions += ({pair},)"


def listed(items: Iterable[str]) -> str:
    """A tuple's text."""
    items = tuple(items)
    return f"({', '.join(items)}{',' * (len(items) == 1)})"


def visit(operation: Any, match_input: Callable) -> Callable:
    """`Node.visit` for one operation."""

    def names() -> dict[str, Any]:
        return dict(match_input=match_input, **{f"derivative{i}": f for i, f in enumerate(operation.formulas)})

    return written(functools.partial(visit_text, operation), names, "visit", f"{operation.name}, backward")


def visit_text(operation: Any) -> str:
    results = listed(f"g{i}" for i in range(len(operation.needs)))
    return VISIT.format(gradients="\n".join(gradients(operation)), results=results)


def gradients(operation: Any) -> Iterator[str]:
    """One call per edge, with what was saved for it, brought to its input's shape and dtype; None for no edge."""
    for i, names in enumerate(operation.needs):
        values = [f"s{k}" for k in range(len(names))]
        yield f"        g{i} = saved[{i}]"
        yield f"        if g{i} is not None:"
        if names:
            yield f"            {listed(values)} = g{i}"
        yield f"            g{i} = derivative{i}({', '.join(['g', *values])})"
        if operation.promote or operation.floats or "dtype" in operation.params:
            yield f"            if self.input_meta is not None and self.input_meta[{i}] is not None and g{i} is not None:"
            yield f"                g{i} = match_input(g{i}, *self.input_meta[{i}])"


@functools.cache
def compiled(text: str) -> CodeType:
    return compile(text, HERE, "exec", dont_inherit=True).co_consts[0]


def written(text: Callable[[], str], names: Callable[[], dict], name: str, label: str, defaults: tuple = ()) -> Any:
    """The function of a text, in which these names are known. Neither is made before it is called first."""

    def write() -> Callable:
        lines, file = text(), os.path.join(HERE, f"<{label}>")
        linecache.cache[file] = len(lines), None, lines.splitlines(True), file
        known.update(NAMES, **names())
        function.__code__ = compiled(lines).replace(co_filename=file, co_name=name)
        function.__defaults__ = defaults
        return function

    known: dict[str, Any] = {"write": write}
    function: Any = FunctionType(unwritten.__code__, known, name)
    WRITERS.append(write)
    return function


WRITERS: list[Callable[[], Callable]] = []


def unwritten(*args: Any, **kwargs: Any) -> Any:
    """What such a function does at first."""
    return write()(*args, **kwargs)  # type: ignore[name-defined]  # noqa: F821 (among the function's own names)
