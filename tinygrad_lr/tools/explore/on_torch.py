"""What the recorder hears of torch, through what torch offers to everybody.

A `TorchFunctionMode` sees every call of a function on tensors; hooks on the nodes of the graph see the backward pass;
an optimizer's own hooks, its steps. torch is imported only here, and only when it is asked for.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from . import names
from .ours import module_name
from .recorder import Call, Recorder

PLAIN = ("__get__", "__set__", "backward", "detach", "size", "dim", "numel", "item", "tolist", "numpy", "cpu",
         "requires_grad_", "register_hook", "stride", "is_contiguous", "data_ptr", "__repr__", "__format__", "__len__",
         "__iter__", "__bool__", "__float__", "__hash__", "retain_grad", "manual_seed", "is_floating_point")  # fmt: skip
ARGUMENTS = ("input", "other", "third", "fourth")
IN_PLACE = {"__iadd__": "add", "__isub__": "sub", "__imul__": "mul", "__itruediv__": "div", "__ipow__": "pow"}
KNOWN = {"linear": ("input", "weight", "bias"), "mse_loss": ("input", "target"), "l1_loss": ("input", "target")}


class Part:
    """One of several results of a node, which torch tells apart by a number only."""

    def __init__(self, node: Any, nr: int) -> None:
        self.node, self.nr = node, nr


class OnTorch:
    """torch, heard by a recorder."""

    name = "torch"

    def __init__(self, recorder: Recorder) -> None:
        import torch

        self.fw: Any = torch
        self.recorder, recorder.engine = recorder, self
        self.stack = contextlib.ExitStack()
        self.folder = os.path.dirname(torch.__file__) + os.sep
        self.stepping_now = False
        self.parts: dict[tuple[Any, int], Part] = {}

    def __enter__(self) -> OnTorch:
        from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
        from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

        for handle in (
            register_module_forward_pre_hook(self.calling),
            register_module_forward_hook(self.called),
            register_optimizer_step_pre_hook(self.stepping),
            register_optimizer_step_post_hook(self.stepped),
        ):
            self.stack.callback(handle.remove)
        self.stack.enter_context(listening_mode(self))
        return self

    def __exit__(self, *_: Any) -> None:
        self.stack.close()

    # -- how tensors are read --------------------------------------------------------------------------------

    def is_tensor(self, x: Any) -> bool:
        return isinstance(x, self.fw.Tensor)

    def is_array(self, x: Any) -> bool:
        return isinstance(x, (np.ndarray, np.generic, self.fw.Tensor))

    def host(self, array: Any) -> Any:
        return array.detach().cpu().numpy() if isinstance(array, self.fw.Tensor) else array

    def array(self, tensor: Any) -> Any:
        return tensor

    def version(self, tensor: Any) -> int:
        return tensor._version

    def kind(self, tensor: Any) -> tuple[tuple, str]:
        return tuple(tensor.shape), str(tensor.dtype).removeprefix("torch.")

    def grad(self, tensor: Any) -> Any:
        return tensor.grad if tensor.is_leaf else None

    def node(self, tensor: Any) -> Any:
        if tensor.grad_fn is not None or not tensor.requires_grad:
            return tensor.grad_fn
        return self.fw.autograd.graph.get_gradient_edge(tensor).node

    def is_leaf_node(self, node: Any) -> bool:
        return hasattr(node, "variable")

    def leaf(self, node: Any) -> Any:
        return getattr(node, "variable", None)

    def edges(self, node: Any) -> list[tuple[str, Any]]:
        if node.__class__ is Part:
            return [("", node.node)]
        return [("", self.parts.get((edge, nr), edge)) for edge, nr in node.next_functions]

    def op_name(self, node: Any) -> str:
        return type(node).__name__.rstrip("0123456789").removesuffix("Backward").lower()

    def node_name(self, node: Any) -> str:
        return type(node).__name__

    def is_own(self, filename: str) -> bool:
        return names.is_own(filename) or filename.startswith(self.folder)

    def ready(self, node: Any) -> None:
        """What torch has made in silence stays as it is."""

    def found(self, item: Any, node: Any) -> None:
        """Neither does it tell how."""

    # -- what is heard -----------------------------------------------------------------------------------------

    def call(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """A function of torch's, called by the user."""
        name = getattr(function, "__name__", "")
        if not name or (self.stepping_now and not self.fw.is_grad_enabled()):  # an optimizer's closure is the user's
            return function(*args, **kwargs)
        if name == "backward" and args and self.is_tensor(args[0]):
            return self.backward(function, args, kwargs)
        if function is self.fw.autograd.grad:
            return self.gradients(function, args, kwargs)
        if name in IN_PLACE or (name.endswith("_") and not name.startswith("__") and name not in PLAIN):
            return self.in_place(IN_PLACE.get(name, name[:-1]), function, args, kwargs)
        out = function(*args, **kwargs)
        if name == "__set__":
            self.recorder.poll()
        elif name not in PLAIN:
            self.heard(name, function, args, kwargs, out)
        return out

    def heard(self, name: str, function: Any, args: tuple, kwargs: dict, out: Any) -> None:
        first = out[0] if isinstance(out, (tuple, list)) and out else out
        step = self.recorder.step
        if not self.is_tensor(first):
            return
        if first.grad_fn is None or first.grad_fn in step.by_node:
            return
        told = KNOWN.get(name, ARGUMENTS)
        given = [(told[i] if i < len(told) else f"arg{i}", x) for i, x in enumerate(args)] + list(kwargs.items())
        call = Call(function, args, kwargs)
        item = self.recorder.operation(name, call, [n for n, _ in given], first, first.grad_fn, [x for _, x in given])
        for _, edge in self.edges(first.grad_fn):
            self.between(edge)
        if first is not out:
            self.take_apart(item, out)

    def take_apart(self, item: Any, out: Any) -> None:
        """Of several results that are differentiable, each is a part of the whole."""
        recorder = self.recorder
        several = [(i, t) for i, t in enumerate(out) if self.is_tensor(t) and t.grad_fn is item.node]
        if len(several) < 2:
            return
        for i, t in several:
            node = self.parts[item.node, t.output_nr] = Part(item.node, t.output_nr)
            part = recorder.add("output", f"[{i}]", t, recorder.copy(t), node)
            part.inputs, part.place = [("", item)], item.place

    def between(self, edge: Any) -> None:
        """A node that the call has put between its result and its inputs: the transposition of a weight, say."""
        if edge is not None and edge not in self.recorder.step.by_node and not self.is_leaf_node(edge):
            self.recorder.item_of(edge)

    def in_place(self, op: str, function: Any, args: tuple, kwargs: dict) -> Any:
        """A tensor is changed; where that is recorded, it is the result of an operation on what it was."""
        recorder = self.recorder
        recorded = self.fw.is_grad_enabled() and any(self.is_tensor(x) and x.requires_grad for x in args)
        before = recorder.sight(args[0]) if recorded and self.is_tensor(args[0]) else None
        out = function(*args, **kwargs)
        if not self.is_tensor(out):
            return out
        self.wrote(out)
        if before is not None and out.grad_fn is not None and self.node_name(out.grad_fn) != "CopySlices":
            call = Call(lambda x, *rest, **named: function(x.clone(), *rest, **named), (before, *args[1:]), kwargs)
            recorder.operation(op, call, ARGUMENTS, out, out.grad_fn, (before, *args[1:]))
        return out

    def wrote(self, tensor: Any) -> None:
        recorder = self.recorder
        recorder.forget(tensor)
        if id(tensor) in recorder.step.leaves:
            recorder.updated(tensor, "")
        elif tensor.grad_fn is None:
            recorder.poll()
        else:
            recorder.step.current.pop(id(tensor), None)

    def backward(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """`Tensor.backward`, with hooks on all nodes of the graph while it runs."""
        loss, seed = args[0], kwargs.get("gradient", args[1] if len(args) > 1 else None)
        return self.walk(function, args, kwargs, [(loss, seed)])

    def gradients(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """`autograd.grad`, whose results are gradients that arrive at the nodes of its inputs."""
        given = dict(zip(("outputs", "inputs", "grad_outputs"), args)) | kwargs
        roots, wanted = listed(given["outputs"]), listed(given["inputs"])
        seeds = given.get("grad_outputs")
        seeds = [None] * len(roots) if seeds is None else listed(seeds)
        return self.walk(function, args, kwargs, [*zip(roots, seeds)], wanted)

    def walk(self, function: Any, args: tuple, kwargs: dict, roots: list, wanted: Any = ()) -> Any:
        """A backward pass from (tensor, gradient), with hooks on all nodes of the graph while it runs."""
        recorder = self.recorder
        for root, _ in roots:
            recorder.sight(root)
        roots = [(self.node(t), self.host(self.fw.ones_like(t) if seed is None else seed))
                 for t, seed in roots if t.requires_grad and (seed is not None or t.numel() == 1)]  # fmt: skip
        handles: list[Any] = []
        expected: dict[Any, int] = {}
        nodes: list[Any] = [node for node, _ in roots]
        for node in nodes:  # which grows as it is read
            for _, edge in self.edges(node):
                if edge is not None:
                    if edge not in expected:
                        nodes.append(edge)
                    expected[edge] = expected.get(edge, 0) + 1
        keep = kwargs.get("retain_graph")
        for node in nodes:
            handles += self.hooks(node, bool(kwargs.get("create_graph") if keep is None else keep))
        if nodes:
            recorder.starting(roots, expected)
        try:
            out = function(*args, **kwargs)
        finally:
            for handle in handles:
                handle.remove()
        for t, g in zip(wanted, out or ()):
            if g is not None:
                recorder.collected(self.node(t), self.host(g))
        if nodes:
            recorder.finished()
        return out

    def hooks(self, node: Any, keep: bool) -> Iterator[Any]:
        """What tells of a node's visit; `keep`: nothing is freed."""
        recorder = self.recorder
        if node.__class__ is Part:
            return
        if self.is_leaf_node(node):
            leaf, come = node.variable, []
            yield node.register_prehook(lambda gs: come.append(self.host(gs[0]).copy()))
            yield leaf.register_post_accumulate_grad_hook(lambda t: recorder.delivered(t, come[-1]))
            return

        def before(gs: tuple) -> None:
            if len(gs) > 1:
                self.gather(node, gs)
            if gs[0] is not None:
                recorder.visiting(node, self.host(gs[0]), list(saved_of(node, self)))

        def after(grads: tuple, gs: tuple) -> None:
            recorder.sent(node, self.edges(node), [None if g is None else self.host(g) for g in grads])
            if not keep and any(name.startswith("_saved_") for name in dir(node)):
                recorder.freed(node)  # which knows whether it was told of any

        yield node.register_prehook(before)
        yield node.register_hook(after)

    def gather(self, node: Any, gs: tuple) -> None:
        """The gradients of several results come together, each from its part."""
        recorder = self.recorder
        for i, g in enumerate(gs):
            part = self.parts.get((node, i))
            if part is not None and g is not None:
                recorder.visiting(part, self.host(g), [])
                recorder.sent(part, [("", node)], [self.host(g)])
        recorder.step.arrived.pop(node, None)  # no sum, but one beside the other

    def stepping(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self.recorder.poll()
        self.stepping_now = True

    def stepped(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self.stepping_now = False
        for group in optimizer.param_groups:
            for p in group["params"]:
                self.recorder.updated(p, type(optimizer).__name__, lr=float(group["lr"]) if "lr" in group else None)
        if self.recorder.step.backward:
            self.recorder.step.updated, self.recorder.step.phase = True, "update"

    def calling(self, module: Any, args: Any) -> None:
        self.recorder.inside.append(module_name(self.recorder, module))

    def called(self, module: Any, args: Any, out: Any) -> None:
        if self.recorder.inside:
            self.recorder.inside.pop()


def listed(x: Any) -> list[Any]:
    return list(x) if isinstance(x, (list, tuple)) else [x]


def listening_mode(engine: OnTorch) -> Any:
    """torch's own way to hear of every call of its functions."""
    from torch.overrides import TorchFunctionMode

    class Listening(TorchFunctionMode):
        def __torch_function__(self, function: Any, types: Any, args: tuple = (), kwargs: Any = None) -> Any:
            return engine.call(function, args, kwargs or {})

    return Listening()


def saved_of(node: Any, engine: OnTorch) -> Iterator[tuple[str, Any, int | None]]:
    """What a node has saved: the tensors among its `_saved_` attributes, and their versions."""
    for attribute in dir(node):
        if attribute.startswith("_saved_"):
            try:
                value = getattr(node, attribute)
            except RuntimeError:  # freed, or changed
                continue
            name = {"self": "input", "result": "out"}.get(attribute[7:], attribute[7:])
            if engine.is_tensor(value):
                yield name, engine.host(value).copy(), value._version
            elif isinstance(value, (int, float, bool)):
                yield name, value, None
