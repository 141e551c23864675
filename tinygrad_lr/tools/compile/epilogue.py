"""What a step leaves behind, written as text: version counters, gradients, new tensors, and their place in the graph.

A graph that backward has been through is the same one after each replay: it only refuses. One that somebody may still
walk is made anew, node by node, with what its derivatives need.
"""

from __future__ import annotations

from collections import OrderedDict
from types import FunctionType
from typing import Any

from ...arrays.device import device
from ...arrays.dtype import dtype
from ...arrays.size import Size
from ...core.graph import AccumulateGrad, Node, OutputEdge, next_seq
from ...core.operation import OpNode
from ...core.tensor import Tensor
from ...core.views import View
from ...nn.module import Module
from ...optim.optimizer import Optimizer
from .codegen import Names
from .guards import Guards
from .reads import simple
from .recorder import DATA, GRAD, Recorder, each_in, nodes_behind
from .result import Result
from .trace import Refused, Value
from .tracer import Traced, TracedNumber


class Epilogue:
    """`made`: the statements that make tensors and nodes, in order; `lines`: those that change what was there."""

    def __init__(self, recorder: Recorder, names: Names, guards: Guards, result: Result) -> None:
        self.result = result
        self.recorder, self.names, self.tensor_name = recorder, names, guards.tensor_name
        self.require = guards.require
        self.places = guards.places
        self.met = {*guards.places, *map(id, guards.found_around())}
        self.made: list[str] = []
        self.tensors: dict[int, str] = {}
        self.nodes: dict[Node, str] = {}
        self.counters: dict[int, str] = {}
        self.begun: dict[int, int] = {}  # by counter: the version that the step found
        self.new = names.use(object.__new__, "new")
        self.objects: dict[int, str] = {}  # that the step has made, and returns
        self.lines = self.effects()

    def effects(self) -> list[str]:
        """Version counters and gradients of tensors that were there before."""
        lines, counted = [], set()
        for found in self.recorder.outsides.values():
            t, tensor = self.tensor_name(found), found.tensor
            if tensor._node is not found.node or DATA.__get__(tensor) is not found.array:
                raise Refused(
                    "compile(): the step changes whether a tensor that outlives it requires grad, or its history"
                )
            if found.node is not None and (found.node.hooks or found.node.own_hooks):
                raise Refused("compile(): the step gives a tensor that outlives it a hook")
            self.counters[id(tensor._counter)] = f"{t}._counter"
            self.begun.setdefault(id(tensor._counter), found.version)
            grown = tensor._counter[0] - found.version
            if grown and id(tensor._counter) not in counted:
                counted.add(id(tensor._counter))
                lines.append(f"{t}._counter[0] += {grown}")
        for found in self.recorder.outsides.values():
            grad = GRAD.__get__(found.tensor)
            if grad is not None and id(grad) in self.recorder.born and found.name:
                value = self.recorder.value_of(DATA.__get__(grad))
                value.name = value.name or f"{found.name}_grad"
            if found.wrote_grad and grad is not found.grad:
                lines.append(f"{self.tensor_name(found)}._grad = {'None' if grad is None else self.tensor(grad)}")
            elif found.wrote_grad and grad is None:
                lines.append(f"{self.tensor_name(found)}._grad = None")
        return lines

    def answer(self, x: Any) -> str:
        """What the step returns, or a part of it, as an expression."""
        if isinstance(x, Tensor):
            return self.tensor(x)
        if isinstance(x, Size):
            return self.names.bind("size", x)
        if id(x) in self.places and type(x) in (tuple, list, dict):
            return self.places[id(x)]
        if id(x) in self.recorder.follower.entered or self.recorder.knows(x):
            return self.names.bind("known", x)
        if id(x) in self.objects:
            return self.objects[id(x)]
        if isinstance(x, tuple) and hasattr(x, "_fields"):
            inside = ", ".join(map(self.answer, x))
            return f"{self.names.bind(type(x).__name__, type(x))}._make(({inside}{',' * (len(x) == 1)}))"
        if type(x) in (tuple, list):
            inside = ", ".join(self.answer(item) for item in x)
            return f"[{inside}]" if type(x) is list else f"({inside}{',' * (len(x) == 1)})"
        if type(x) in (dict, OrderedDict):
            inside = "{" + ", ".join(f"{self.names.literal(key)}: {self.answer(item)}" for key, item in x.items()) + "}"
            return inside if type(x) is dict else self.made_object(x, f"({inside})")
        if id(x) in self.result.objects:
            return self.made_object(x, f".__new__({self.names.bind(type(x).__name__, type(x))})")
        if isinstance(x, TracedNumber):
            self.recorder.trace.kept.append(x.value)
            return self.names.value(x.value)
        if type(x) is Traced or id(x) in self.recorder.follower.fresh or not (simple(x) or self.lasts(x)):
            raise Refused(
                f"compile(): the step returns a {type(x).__name__} that it has made: return tensors and numbers"
            )
        return self.names.literal(x)

    def made_object(self, x: Any, how: str) -> str:
        """An object of the step's own, with what it has."""
        name = self.objects[id(x)] = self.names.fresh("made")
        self.made.append(f"{name} = {self.names.bind(type(x).__name__, type(x))}{how}")
        for key, item in vars(x).items():
            self.made.append(f"{self.names.use(vars)}({name})[{self.names.literal(key)}] = {self.answer(item)}")
        return name

    def lasts(self, x: Any) -> bool:
        """Whether a thing that is returned was there before the step, or says no more than its class does."""
        if isinstance(x, FunctionType):
            return id(x.__code__) not in self.recorder.follower.codes
        return isinstance(x, (Module, Optimizer, type, dtype, device, Size)) or id(x) in self.met

    def tensor(self, t: Tensor) -> str:
        """The name of a tensor: one that was there, or one that is made, at the end of the step."""
        found = self.recorder.outsides.get(id(t))
        if found is not None:
            return self.tensor_name(found)
        if id(t) in self.tensors:
            return self.tensors[id(t)]
        if t._counter is None or t.__dict__:
            raise Refused("compile(): the step returns an inference tensor, or one that retains its gradient")
        value = self.recorder.value_of(DATA.__get__(t))
        self.recorder.trace.kept.append(value)
        node, view = self.node(t._node), "None" if t._view is None else self.view(t._view)
        name = self.tensors[id(t)] = self.names.fresh("result")
        kind = self.names.bind(type(t).__name__, type(t))
        grad = GRAD.__get__(t)
        counter = self.counters.get(id(t._counter))
        self.counters[id(t._counter)] = f"{name}._counter"
        both = node == view == "None" and grad is None
        self.made += [f"{name} = {self.new}({kind})", f"{name}._data = {self.names.value(value)}"]
        if both:
            self.made.append(f"{name}._node = {name}._grad = {name}._view = None")
        else:
            self.made.append(f"{name}._node = {node}")
            self.made.append(f"{name}._view = {view}" if view != "None" else f"{name}._grad = {name}._view = None")
            if view != "None" or grad is not None:
                self.made.append(f"{name}._grad = {'None' if grad is None else self.tensor(grad)}")
        self.made.append(f"{name}._counter = {counter or [t._counter[0]]}")
        return name

    def view(self, view: Any) -> str:
        base, steps = self.base_of(view)
        name = self.names.fresh("view")
        counter = view.base._counter
        made = str(view.made) if view.made < 0 or id(counter) not in self.begun else self.version(counter, view.made)
        self.made.append(f"{name} = {self.new}({self.names.bind('View', View)})")
        self.made.append(
            f"{name}.base, {name}.steps, {name}.made, {name}.refuse = {base}, {steps}, {made}, {self.names.literal(view.refuse)}"
        )
        return name

    def base_of(self, view: Any) -> tuple[str, str]:
        """A view's base, and the steps from there. A view of a view has the base of this one, whichever it is today."""
        parents = [o for o in self.recorder.outsides.values() if is_cut_from(view, o.tensor._view)]
        if not parents:
            return self.tensor(view.base), self.names.bind("steps", view.steps)
        parent = max(parents, key=lambda o: len(o.tensor._view.steps))
        name, own = self.tensor_name(parent), view.steps[len(parent.tensor._view.steps) :]
        self.require(f"{name}._view is not None and {name}._view.base._node is None", "a tensor is a view no longer")
        return f"{name}._view.base", f"(*{name}._view.steps, *{self.names.bind('steps', own)})"

    def node(self, node: Node | None) -> str:
        """A place in the graph: the one of the recording, where backward has been through it; else a new one each time."""
        if node is None:
            return "None"
        if node not in self.nodes:
            behind = nodes_behind([node])
            if any(n.hooks or n.own_hooks for n in behind):
                raise Refused("compile(): a node of the graph that the step leaves behind has hooks")
            over = any(n.saves and n.saved is None for n in behind)
            live = any(type(x) is Traced for n in behind for x in each_in(n.saved))
            if isinstance(node, AccumulateGrad) and node in {o.node for o in self.recorder.outsides.values()}:
                self.nodes[node] = self.names.bind("node", node)
            elif isinstance(node, AccumulateGrad):
                raise Refused("compile(): the step returns a leaf that it has made")
            elif over and not live:
                self.nodes[node] = self.names.bind(f"{type(node).__name__}_node", node)
            else:
                self.nodes[node] = self.new_node(node)
        return self.nodes[node]

    def new_node(self, node: Any) -> str:
        if not isinstance(node, (OpNode, OutputEdge)):
            raise Refused(
                f"compile(): the step leaves a graph behind with a {node.name()} in it: call backward() in the step"
            )
        edges = [self.node(edge) for edge in node.edges]
        node.saved = plain_keys(node.saved)
        saved = self.recorder.encode(node.saved)
        self.recorder.trace.kept += [x for x in each_in(saved) if isinstance(x, Value)]
        name, literal = self.names.fresh("node"), self.names.literal
        watch = ", ".join(f"({self.counter(c)}, {self.version(c, v)})" for c, v in node.versions)
        self.made.append(f"{name} = {self.new}({self.names.bind(type(node).__name__, type(node))})")
        self.made.append(f"{name}.edges = ({', '.join(edges)},)")
        self.made.append(f"{name}.saved = {literal(saved)}")
        self.made.append(f"{name}.versions = ({watch}{',' if watch else ''})")
        self.made.append(f"{name}.input_meta, {name}.hooks, {name}.own_hooks = {literal(node.input_meta)}, None, None")
        self.made.append(f"{name}.seq = {self.names.bind('next_seq', next_seq)}()")
        if isinstance(node, OutputEdge):
            self.made.append(f"{name}.index = {node.index}")
        return name

    def counter(self, counter: list) -> str:
        if id(counter) not in self.counters:
            name = self.counters[id(counter)] = self.names.fresh("counter")
            self.made.append(f"{name} = {[counter[0]]}")
        return self.counters[id(counter)]

    def version(self, counter: list, version: int) -> str:
        """The version a node saw, as counted from the one the step ends with; of what was there, from what it begins
        with, for there the step's changes are counted last."""
        later = self.begun.get(id(counter), counter[0]) - version
        if later < 0:
            return f"{self.counter(counter)}[0] + {-later}"
        return f"{self.counter(counter)}[0]" + (f" - {later}" if later else "")


def is_cut_from(view: View, parent: View | None) -> bool:
    """Whether a view was made of a view."""
    return parent is not None and parent.base is view.base and all(a is b for a, b in zip(parent.steps, view.steps))


def plain_keys(saved: Any) -> Any:
    """What a node keeps, with keys of arrays alone: the tensors that they were made of, and that they hold, stay behind."""
    if isinstance(saved, tuple):
        return tuple(map(plain_keys, saved)) if not hasattr(saved, "_fields") else saved
    return saved
