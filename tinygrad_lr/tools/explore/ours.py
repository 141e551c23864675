"""What the recorder hears of this engine, by the engine's own door for observers."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import numpy as np

from ...arrays.device import to_host
from ...autograd.function import Function
from ...autograd.observer import Observer, listen, unlisten
from ...core.formulas import OPS
from ...core.graph import AccumulateGrad, NoGradEdge, OutputEdge, OutputGrads, behind
from ...core.mode import mode
from ...core.tensor import Tensor, wrap
from ...core.views import AsStridedBackward0, CopySlices
from . import names
from .recorder import Call, Item, Recorder, Ref

MANY = 1000  # results outside of the graph that are remembered by what gave them


class Ours(Observer):
    """This engine, heard by a recorder: reads tensors for it, and tells it what they do."""

    name = "tinygrad_lr"

    def __init__(self, recorder: Recorder) -> None:
        self.recorder, recorder.engine = recorder, self
        self.walking = self.stepping_now = False
        self.fw: Any = importlib.import_module(self.name)  # as users have it, who may have torch in its place
        self.quiet = 0

    def __enter__(self) -> Ours:
        listen(self)
        return self

    def __exit__(self, *_: Any) -> None:
        unlisten(self)

    # -- how tensors are read --------------------------------------------------------------------------------

    def is_tensor(self, x: Any) -> bool:
        return isinstance(x, Tensor)

    def is_array(self, x: Any) -> bool:
        return hasattr(x, "__array_function__") or isinstance(x, np.generic)

    def host(self, array: Any) -> Any:
        if array.__class__ is OutputGrads:
            return next(iter(array.values()))
        array = getattr(array, "_data", array)
        return array if isinstance(array, (np.ndarray, np.generic)) else to_host(array)

    def array(self, tensor: Tensor) -> Any:
        return tensor._data

    def version(self, tensor: Tensor) -> int:
        return tensor._counter[0] if tensor._counter else 0

    def kind(self, tensor: Tensor) -> tuple[tuple, str]:
        return tuple(tensor._data.shape), tensor._data.dtype.name

    def grad(self, tensor: Tensor) -> Any:
        return tensor._grad

    def node(self, tensor: Tensor) -> Any:
        node = tensor._node if tensor._view is None else tensor.grad_node()
        return None if node.__class__ is NoGradEdge else node

    def is_leaf_node(self, node: Any) -> bool:
        return isinstance(node, AccumulateGrad)

    def leaf(self, node: Any) -> Any:
        return node.reference() if isinstance(node, AccumulateGrad) else None

    def edges(self, node: Any) -> list[tuple[str, Any]]:
        operation = getattr(node, "operation", None)
        argued = operation.differentiable if operation is not None and not operation.sequence else ()
        return [
            (argued[k] if k < len(argued) else "", None if edge.__class__ is NoGradEdge else edge)
            for k, edge in enumerate(node.edges)
        ]

    def op_name(self, node: Any) -> str:
        operation = getattr(node, "operation", None)
        return operation.name if operation is not None else type(node).__name__

    def node_name(self, node: Any) -> str:
        return type(node).__name__

    is_own = staticmethod(names.is_own)

    def ready(self, node: Any) -> None:
        """A base comes before what is made of it: before its view, and before itself with a part written anew."""
        base = node.edges[0] if isinstance(node, (CopySlices, AsStridedBackward0)) else None
        if base is None or base in self.recorder.step.by_node:
            return
        if self.leaf(base) is not None:
            self.recorder.sight(self.leaf(base))
            return
        self.ready(base)
        before = self.recorder.add("op", self.op_name(base), None, None, base)
        before.shape = node.cut.shape
        self.found(before, base)

    def found(self, item: Item, node: Any) -> None:
        """A base, a view of which was written to, or a view whose base was."""
        if not isinstance(node, (CopySlices, AsStridedBackward0)):
            return
        by_node, recorder = self.recorder.step.by_node, self.recorder
        base, steps = node.edges[0], node.cut.steps
        if base is None and isinstance(node, AsStridedBackward0):
            return
        if isinstance(node, AsStridedBackward0):
            call = Call(part, (Ref(by_node[base]), steps), {})
            recorder.remade(item, "part", call, [("input", by_node[base])])
        elif node.saved in by_node and (base is not None or item.value is not None):
            others = [("values", by_node[e]) for e in node.edges[1:] if e in by_node]
            rest = recorder.step.arrays[item.value or 0] if base is None else Ref(by_node[base])
            call = Call(written, (rest, Ref(by_node[node.saved]), steps), {})
            inputs = others if base is None else [("input", by_node[base]), *others]
            recorder.remade(item, "written", call, inputs)

    # -- what is heard -----------------------------------------------------------------------------------------

    def busy(self) -> bool:
        """Whether what is heard now is the engine's own work; an optimizer's closure is the user's."""
        return self.walking or (self.stepping_now and not mode.grad)

    def applied(self, function: Any, args: tuple, kwargs: dict, outputs: tuple) -> None:
        tensors = [t for t in outputs if isinstance(t, Tensor) and t._node is not None]
        if not self.busy() and tensors:
            names = parameters_of(function)
            self.computed(function.__name__, Call(function.apply, args, kwargs), names, args, tensors)

    def ran(self, operation: Any, inputs: tuple, out: tuple) -> None:
        if self.busy():
            return
        node = out[0]._node if out else None
        recorder = self.recorder
        if node is None or node.__class__ is NoGradEdge:
            if out and len(recorder.step.made) < MANY:
                recorder.step.made[id(out[0])] = out[0], operation.name, inputs
            return
        call = Call(OPS[operation.name], inputs, {}, operation)
        self.computed(operation.name, call, operation.params, inputs, out)

    def computed(self, op: str, call: Call, params: Any, inputs: tuple, out: Any) -> None:
        """A node has been made; of several results, each is a part of the whole."""
        recorder, node = self.recorder, out[0]._node
        several = node.__class__ is OutputEdge
        item = recorder.operation(op, call, params, out[0], node.edges[0] if several else node, inputs)
        if several:
            recorder.step.current.pop(id(out[0]), None)
            for t in (t for t in out if t._node.__class__ is OutputEdge):
                part = recorder.add("output", f"[{t._node.index}]", t, recorder.copy(t._data), t._node)
                part.inputs, part.place = [("", item)], item.place

    def starting(self, roots: list) -> None:
        self.walking = True
        expected: dict[Any, int] = {}
        for edges in behind([node for node, _ in roots]).values():
            for edge in edges:
                expected[edge] = expected.get(edge, 0) + 1
        self.recorder.starting([(node, self.host(g)) for node, g in roots], expected)

    def visiting(self, node: Any, g: Any) -> None:
        self.recorder.visiting(node, g if g.__class__ is OutputGrads else getattr(g, "_data", g), saved_of(node))

    def visited(self, node: Any, g: Any, grads: tuple) -> None:
        self.recorder.sent(node, self.edges(node), [getattr(x, "_data", x) for x in grads])

    def failed(self, node: Any, error: Exception) -> None:
        self.walking = False

    def collected(self, node: Any, g: Any) -> None:
        self.recorder.collected(node, getattr(g, "_data", g))

    def freed(self, node: Any) -> None:
        self.recorder.freed(node)

    def delivered(self, leaf: Any, g: Any) -> None:
        self.recorder.delivered(leaf, getattr(g, "_data", g))

    def finished(self, roots: list) -> None:
        self.walking = False
        self.recorder.finished()

    def wrote(self, tensor: Any) -> None:
        if self.busy():
            return
        step = self.recorder.step
        self.recorder.forget(tensor._data)
        if id(tensor) in step.leaves and not (mode.grad and tensor._node.__class__ is not AccumulateGrad):
            self.recorder.updated(tensor, "")
        elif tensor._view is not None:  # its place is then behind its base's
            step.current.pop(id(tensor), None)
        elif step.last is not None and any(x is tensor for x in step.last[1]):  # the result of an operation in place
            item, _ = step.last
            step.current[id(tensor)] = item
            item.version, item.tensor = self.version(tensor), tensor
        else:
            self.recorder.poll()

    def stepping(self, optimizer: Any, args: tuple, kwargs: dict) -> None:
        self.recorder.poll()
        self.stepping_now = True

    def stepped(self, optimizer: Any) -> None:
        self.stepping_now = False
        for group in optimizer.param_groups:
            lr = group.get("lr")
            for p in group["params"]:
                self.recorder.updated(p, type(optimizer).__name__, lr=float(lr) if lr is not None else None)
        if self.recorder.step.backward:
            self.recorder.step.updated, self.recorder.step.phase = True, "update"

    def zeroed(self, optimizer: Any) -> None:
        self.recorder.poll()

    def calling(self, module: Any) -> None:
        self.recorder.inside.append(module_name(self.recorder, module))

    def called(self, module: Any, args: tuple, out: Any) -> None:
        if self.recorder.inside:
            self.recorder.inside.pop()


def part(base: Any, steps: tuple) -> Any:
    """A view of a base."""
    for op, _, args in steps:
        base = op(base, *args)
    return base


def written(base: Any, values: Any, steps: tuple) -> Any:
    """A base with a part of it written anew; what an array holds there does not matter."""
    base = base.clone() if isinstance(base, Tensor) else wrap(np.array(base, values._data.dtype))
    part(base, steps).copy_(values)
    return base


def parameters_of(function: Any) -> list[str]:
    """What the arguments of a user's Function are called."""
    names = [*inspect.signature(function.forward).parameters]
    return names if function.setup_context is not Function.setup_context else names[1:]


def module_name(recorder: Recorder, module: Any) -> str:
    """A module's path from the outermost one that is running."""
    if not recorder.inside:
        recorder.modules = {id(m): path for path, m in module.named_modules()}
        return type(module).__name__
    return recorder.modules.get(id(module)) or type(module).__name__


def saved_of(node: Any) -> list[tuple[str, Any, int | None]]:
    """What a node has saved for its derivatives: name, value, and the version of the tensor it belongs to."""
    operation = getattr(node, "operation", None)
    if operation is None or node.saved is None:
        return []
    found: dict[str, Any] = {}
    for needs, values in zip(operation.needs, node.saved):
        if values is not None:
            found.update(zip(needs, values))
    versions = dict(zip([n for n in operation.watched if n in found], [v for _, v in node.versions]))
    return [(name, value, versions.get(name)) for name, value in found.items()]
