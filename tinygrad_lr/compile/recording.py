"""One recording of a step: run once with notes taken, then written down as a function that can stand for it.

The text begins with guards, which make sure that the step would do the same again. Each names its reason, for
`explain`. Then come the calls, and at the end what the engine would have left behind: gradients, version counters, and
new tensors with their place in the graph.
"""

from __future__ import annotations

import inspect
import linecache
import re
import threading
import types
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import frames
from ..engine import AccumulateGrad, Node, Output, anomaly, next_seq
from ..grad_mode import mode
from ..nn.module import Module
from ..optim import optimizer
from ..primitive import OpNode
from ..tensor import Tensor
from ..views import View
from . import plan as planning
from .machine import Kernel, flat
from .noted import Number, bare
from .record import DATA, GRAD, MODULE_HOOKS, Outside, Recorder, each_in, escaped, lifted, nodes_behind, strip
from .source import Body, Names, commented
from .tape import Refused, Value

NOISE = (RuntimeWarning, FloatingPointError)  # what NumPy says of inf and nan, if the user made it raise
LOST = (
    AttributeError,
    KeyError,
    IndexError,
    RuntimeError,
    TypeError,
    ValueError,
)  # what a guard raises for another thing
MISS = object()  # what machine code's `many` returns where its guards do not hold
LONG = 400  # calls of a step; loops unrolled by Python take numba minutes
SIMPLE = (bool, int, str, bytes, type(None))


def leaves_of(x: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The things in an argument that are not lists, tuples or dicts, each with the expression that leads to it."""
    if type(x) in (tuple, list):
        for i, item in enumerate(x):
            yield from leaves_of(item, f"{place}[{i}]")
    elif type(x) is dict:
        for key, item in x.items():
            yield from leaves_of(item, f"{place}[{key!r}]")
    else:
        yield place, x


def passed_on(p: inspect.Parameter) -> str:
    """A parameter as it is handed to a function with the same parameters."""
    before: dict[Any, str] = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**", p.KEYWORD_ONLY: f"{p.name}="}
    return before.get(p.kind, "") + p.name


class Recording:
    """`function(*args)`, recorded by `run`, and from then on replayed by `step`, which leaves to
    `namespace["otherwise"]` what it cannot do.

    source    the text
    settled   whether a replay does what the call did; if not, there is no `step`
    """

    def __init__(self, function: Callable, bound: inspect.BoundArguments, backend: str = "numpy") -> None:
        self.backend = backend
        self.function, self.bound, self.passed = function, bound, dict(bound.arguments)
        self.names = Names()
        self.names.taken.update(self.passed)
        self.me = "_"
        while self.me in self.names.taken:
            self.me += "_"
        self.signature = bound.signature
        self.settled = False
        self.source = ""
        self.guards: list[tuple[str, str]] = []  # (condition, why it does not hold)
        self.rates: dict[str, tuple[Any, int]] = {}
        self.live: list[tuple[str, str]] = []
        self.call = f"({', '.join([self.me, *(passed_on(p) for p in bound.signature.parameters.values())])})"

    # -- recording -------------------------------------------------------------------------------------------------

    def run(self) -> Any:
        """Run the step, on the engine, and write the recording. Returns what the step returns."""
        if anomaly.enabled:
            raise Refused("compile(): anomaly detection is on")
        places = [leaf for name, x in self.passed.items() for leaf in leaves_of(x, name)]
        cells = self.surroundings()
        around = {id(value) for value in cells.values()}
        passed = {
            id(x): (place, self.plain(f"{place}_data"))
            for place, x in places
            if isinstance(x, Tensor) and not x.requires_grad and id(x) not in around
        }
        self.grad = mode.grad
        recorder = Recorder(passed, self.labels())
        with lifted(recorder):
            result = self.function(*self.bound.args, **self.bound.kwargs)
        self.recorder = recorder
        try:
            if any(each.changed() for each in recorder.optimizers.values()):
                raise Refused("compile(): the step changes an optimizer's options, as a scheduler does: do so outside")
            if any(cells[name] is not value for name, value in self.surroundings().items() if name in cells):
                raise Refused("compile(): the step gives another value to a variable that outlives it")
            if recorder.settled:
                self.write(result, places, cells)
                self.settled = True
        finally:
            self.leave(result)
        return bare(result) if any(type(x) is Number for _, x in leaves_of(result, "")) else result

    def leave(self, result: Any) -> None:
        """Forget what was only needed while recording; what took notes is gone from the graph."""
        roots = [t._node for _, t in leaves_of(result, "") if isinstance(t, Tensor)]
        for found in self.recorder.outsides.values():
            grad = GRAD.__get__(found.tensor)
            roots += [found.node] if grad is None else [found.node, grad._node]
        for node in nodes_behind(roots):
            strip(node)
        del self.recorder, self.bound, self.passed, self.function

    @staticmethod
    def plain(place: str) -> str:
        """A name made of a place: x, batch_0."""
        return re.sub(r"\W+", "_", place).strip("_")

    def reached(self) -> dict[str, frames.Held]:
        """The tensors that the step can be seen to hold."""
        found: dict[str, frames.Held] = {}
        function = self.function.forward if isinstance(self.function, Module) else self.function
        for name, value in (*self.surroundings().items(), *self.passed.items()):
            frames.gather(found, name, name, value, 2)
        owner = self.function if isinstance(self.function, Module) else getattr(function, "__self__", None)
        if owner is not None:
            frames.gather(found, "self", "self", owner, 2)
        return found

    def labels(self) -> dict[int, str]:
        """What the step calls the tensors around it."""
        names: dict[int, str] = {}
        for label, held in self.reached().items():
            short = label.removeprefix("self.").removeprefix("model.")
            if id(held.tensor) not in names or len(short) < len(names[id(held.tensor)]):
                names[id(held.tensor)] = short
        return names

    def surroundings(self) -> dict[str, Any]:
        """The variables around the function that it names: of enclosing functions, and globals that are data."""
        function = getattr(self.function, "__func__", self.function)
        if not isinstance(function, types.FunctionType):
            return {}
        code, found = function.__code__, {}
        for name in code.co_names:
            value = function.__globals__.get(name, types)
            if isinstance(value, (Tensor, Module, optimizer.Optimizer, *SIMPLE, float, tuple, list, dict)):
                found[name] = value
        for name, cell in zip(code.co_freevars, function.__closure__ or ()):
            try:
                value = cell.cell_contents
            except ValueError:
                continue
            if not isinstance(value, types.ModuleType):
                found[name] = value
        return found

    # -- writing ---------------------------------------------------------------------------------------------------

    def write(self, result: Any, places: list, cells: dict[str, Any]) -> None:
        """Guards, calls and effects as one function."""
        recorder, names = self.recorder, self.names
        names.namespace.update(
            new=object.__new__, Tensor=Tensor, mode=mode, NOISE=NOISE, LOST=LOST, refresh=self.refresh, errstate=np.errstate, get_ident=threading.get_ident
        )  # fmt: skip
        names.taken.update(names.namespace)
        names.of_object[id(Tensor)] = "Tensor"
        self.tensors: dict[int, str] = {}
        self.made: list[str] = []
        self.nodes: dict[Node, str] = {}
        self.counters: dict[int, str] = {}
        self.guard_thread()
        self.guard_arguments()
        self.guard_outsides()
        self.guard_modules()
        self.guard_optimizers()
        self.guard_surroundings(cells)
        effects = self.effects()
        answer = self.answer(result)
        reason = escaped(recorder, self.held(result))
        if reason is not None:
            raise Refused(
                f"compile(): {reason} made in the step is kept outside, where a replay would not put one. Return it"
            )
        self.build(self.machine_text(effects, answer) if self.backend == "numba" else self.text(effects, answer))

    def held(self, result: Any) -> set[int]:
        found = {id(x) for _, x in leaves_of(result, "")} | {id(self.recorder)} | set(self.tensors)
        return found

    def require(self, condition: str, reason: str) -> None:
        self.guards.append((condition, reason))

    def guard_thread(self) -> None:
        self.require(f"get_ident() == {threading.get_ident()}", "another thread")
        inference = "" if self.grad else " and not mode.inference"
        self.require(f"mode.grad is {self.grad}{inference}", "another grad mode")

    def guard_arguments(self) -> None:
        for name, x in self.passed.items():
            self.guard_argument(name, x)

    def guard_argument(self, place: str, x: Any) -> None:
        if type(x) in (tuple, list):
            self.require(
                f"{place}.__class__ is {type(x).__name__} and len({place}) == {len(x)}", f"{place} has another length"
            )
            for i, item in enumerate(x):
                self.guard_argument(f"{place}[{i}]", item)
        elif type(x) is dict:
            self.require(f"{place}.__class__ is dict and [*{place}] == {[*x]!r}", f"{place} has other keys")
            for key, item in x.items():
                self.guard_argument(f"{place}[{key!r}]", item)
        elif isinstance(x, Tensor) and id(x) in self.recorder.arguments:
            kind = self.names.bind(type(x).__name__, type(x))
            first = self.recorder.arguments[id(x)][0]
            if first != place:
                self.require(f"{place} is {first}", f"{place} is not the same tensor as {first}")
                return
            view = "" if x._view is not None else f" and {place}._view is None"
            self.require(
                f"{place}.__class__ is {kind} and {place}._node is None{view}", f"{place} is another kind of tensor"
            )
        elif x is None or type(x) is bool:
            self.require(f"{place} is {x}", f"{place} is not {x}")
        elif type(x) in SIMPLE:
            self.require(f"{place}.__class__ is {type(x).__name__} and {place} == {x!r}", f"{place} is not {x!r}")
        elif type(x) is float:  # as text: 0.0 is not -0.0, and nan is nan
            self.require(f"{place}.__class__ is float and repr({place}) == {repr(x)!r}", f"{place} is not {x!r}")
        else:
            self.require(
                f"{place} is {self.names.bind(self.plain(place), x)}", f"{place} is another {type(x).__name__}"
            )

    def guard_outsides(self) -> None:
        tape = self.recorder.tape
        written = {call.writes.root for call in tape.calls if call.writes is not None}
        inputs = [o for o in self.recorder.outsides.values() if o.kind != "fixed"]
        for found in self.recorder.outsides.values():
            if found.kind == "fixed":
                self.guard_fixed(found)
        for found in inputs:
            self.guard_input(found, [o for o in self.recorder.outsides.values() if o is not found], written)

    def tensor_name(self, found: Outside) -> str:
        """The expression of a tensor that is there before the step."""
        if found.kind == "argument":
            return found.place
        if found.kind == "grad":
            return self.grad_name(found.place)
        return self.names.bind(f"{found.name or 'tensor'}_tensor", found.tensor)

    def grad_name(self, owner: Outside) -> str:
        key = "grad of", id(owner)
        if key not in self.names.of_object:
            self.names.of_object[key] = self.names.fresh(f"{owner.name or 'tensor'}_grad_tensor")
        return self.names.of_object[key]

    def guard_fixed(self, found: Outside) -> None:
        t, what = self.tensor_name(found), found.name or "a tensor"
        array = self.names.bind(found.value.name or "array", found.array)
        if found.value.kind != "input":
            self.names.of_value.setdefault(found.value, array)
        conditions = [f"{t}._data is {array}"]
        if found.node is None:
            conditions.append(f"{t}._node is None")
        else:
            node = self.names.bind(f"{found.name or 'tensor'}_node", found.node)
            conditions.append(f"{t}._node is {node} and not {node}.hooks")
            conditions.append(f"not {node}.post_hooks" if found.node.careful else f"not {node}.careful")
        self.require(" and ".join(conditions), f"{what} has other memory, other hooks, or requires grad or not")
        self.guard_grad(found)

    def guard_grad(self, found: Outside) -> None:
        if not found.read_grad:
            return
        t, what = self.tensor_name(found), found.name or "a tensor"
        if found.grad is None:
            self.require(f"{t}._grad is None", f"{what} has a gradient")
        else:
            name = self.grad_name(found)
            self.require(f"({name} := {t}._grad) is not None", f"{what} has no gradient")

    def guard_input(self, found: Outside, others: list[Outside], written: set[Value]) -> None:
        """The memory of a tensor passed in: of the same shape, dtype and layout; apart from others if it is written."""
        t, a, what = self.tensor_name(found), found.array, found.name or "a tensor"
        if found.value.source is not found:  # the memory of a tensor seen before
            known = self.names.value(found.value)
            self.require(f"{t}._data is {known}", f"{what} no longer shares its memory")
            return
        name = self.names.value(found.value)
        first = self.names.bind(f"first_{name}", weakref.ref(a))
        dtype = self.names.literal(a.dtype)
        layout = f"{name}.shape == {a.shape} and {name}.dtype is {dtype} and {name}.strides == {a.strides}"
        if any(o.value.root in written for o in (*others, found)):
            rest = ", ".join(
                self.names.value(o.value) for o in others if o.kind == "fixed" and o.value is not found.value
            )
            earlier = ", ".join(
                self.names.value(o.value)
                for o in others
                if o.kind != "fixed" and o.value in self.names.of_value and o.value is not found.value
            )
            apart = ", ".join(filter(None, (rest, earlier)))
            if apart:
                layout += f" and {self.names.bind('apart', apart_from)}({name}, {apart})"
        if found.kind == "grad":
            self.require(f"{t}._node is None", f"{what} is part of a graph")
        self.require(f"(({name} := {t}._data) is {first}() or {layout})", f"{what} has another shape, dtype or layout")
        if found.kind == "argument":
            self.guard_grad(found)

    def guard_modules(self) -> None:
        names = self.names
        for module in self.recorder.modules.values():
            label = type(module).__name__.lower()
            name = names.bind(label, module)
            hooks = [f"{name}.{each}" for each in MODULE_HOOKS] if module._hooked else [f"{name}._hooked"]
            self.require(
                f"not ({' or '.join(hooks)})" if len(hooks) > 1 else f"not {hooks[0]}",
                f"a {type(module).__name__} has hooks",
            )
        for module, table in self.recorder.tables.values():
            where = names.bind("in_module", module.__dict__, ("dict", id(module)))
            self.require(f"{where} == {names.bind('members', table)}", f"a {type(module).__name__} has other members")
        for module, attribute, value in self.recorder.attributes.values():
            label = type(module).__name__.lower()
            where = names.bind(f"in_{label}", module.__dict__, ("dict", id(module)))
            same = f"{where}[{attribute!r}] is "
            if isinstance(value, Tensor):
                found = self.recorder.outsides.get(id(value))
                target = (
                    self.tensor_name(found)
                    if found is not None and found.kind == "fixed"
                    else names.bind(attribute, value)
                )
            else:
                target = self.constant(attribute, value)
            self.require(same + target, f"{type(module).__name__}.{attribute} is another")

    def guard_optimizers(self) -> None:
        bind = self.names.bind
        for stepped in self.recorder.optimizers.values():
            owner, kind = stepped.owner, type(stepped.owner).__name__
            name = bind("optimizer", owner)
            everybody = f"{bind('pre_hooks', optimizer._global_pre_hooks)} or {bind('post_hooks', optimizer._global_post_hooks)}"
            self.require(f"not ({name}._pre_hooks or {name}._post_hooks or {everybody})", f"the {kind} has hooks")
            groups = [bind("group", group) for group in owner.param_groups]
            each = [f"{name}.param_groups[{i}] is {group}" for i, group in enumerate(groups)]
            self.require(
                " and ".join([f"len({name}.param_groups) == {len(groups)}", *each]), f"the {kind} has other groups"
            )
            for i, (group, (options, params)) in enumerate(zip(groups, stepped.groups)):
                for key in sorted(stepped.read[i] - {"params", "lr"}):
                    self.require(
                        f"{group}[{key!r}] is {self.constant(key, options[key])}", f"the {kind} has another {key}"
                    )
                self.require(f"{group}['params'] == {bind('params', params)}", f"the {kind} has other parameters")
                if stepped.live:
                    self.guard_rate(stepped, i, group, options["lr"])
                else:
                    self.require(f"{group}['lr'] == {options['lr']!r}", f"the {kind} has another lr")
            where, watched = bind("in_optimizer", owner.__dict__), owner.__dict__.get("step")
            same = f"'step' not in {where}" if watched is None else f"{where}.get('step') is {bind('watched', watched)}"
            self.require(same, f"the {kind} has a scheduler, or none")
            self.guard_state(owner, name, stepped.state)

    def constant(self, name: str, x: Any) -> str:
        """A thing that something must be."""
        return repr(x) if x is None or type(x) is bool else self.names.bind(name, x)

    def guard_rate(self, stepped: Any, i: int, group: str, rate: Any) -> None:
        """A rate may change: what follows from it is then computed anew, and no more."""
        lr = self.names.value(stepped.rates[i])
        self.names.namespace[lr] = rate
        self.rates[lr] = (stepped.owner, i)
        self.live.append((group, lr))

    def guard_state(self, owner: Any, name: str, state: dict) -> None:
        kind = type(owner).__name__
        if not state:
            self.require(f"not {name}.state", f"the {kind} has a state")
            return
        dicts = self.names.bind("states", tuple(owner.state.values()), ("states", id(owner)))
        self.require(f"(*{name}.state.values(),) == {dicts}", f"the {kind} has another state")
        for d in owner.state.values():
            where, known = self.names.bind("state", d), self.names.bind("known", tuple(d.values()), ("known", id(d)))
            self.require(f"(*{where}.values(),) == {known}", f"the {kind} has another state")

    def guard_surroundings(self, cells: dict[str, Any]) -> None:
        function: Any = getattr(self.function, "__func__", self.function)
        free = function.__code__.co_freevars if cells else ()
        for name, value in cells.items():
            target = self.constant(name, value)
            if isinstance(value, Tensor) and id(value) in self.recorder.outsides:
                target = self.tensor_name(self.recorder.outsides[id(value)])
            if name in free:
                cell = self.names.bind(f"cell_{name}", function.__closure__[free.index(name)])
                self.require(f"{cell}.cell_contents is {target}", f"the variable {name} is another")
            else:
                where = self.names.bind("variables", function.__globals__)
                self.require(f"{where}[{name!r}] is {target}", f"the variable {name} is another")

    # -- what is left behind -----------------------------------------------------------------------------------------

    def effects(self) -> list[str]:
        """Version counters and gradients of tensors that were there before."""
        lines, counted = [], set()
        for found in self.recorder.outsides.values():
            t, tensor = self.tensor_name(found), found.tensor
            if tensor._node is not found.node or DATA.__get__(tensor) is not found.array:
                raise Refused(
                    "compile(): the step changes whether a tensor that outlives it requires grad, or its history"
                )
            self.counters[id(tensor._counter)] = f"{t}._counter"
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
        """What the step returns, as an expression."""
        if type(x) in (tuple, list):
            inside = ", ".join(self.answer(item) for item in x)
            return f"[{inside}]" if type(x) is list else f"({inside}{',' * (len(x) == 1)})"
        if type(x) is dict:
            return "{" + ", ".join(f"{self.names.literal(key)}: {self.answer(item)}" for key, item in x.items()) + "}"
        if isinstance(x, Tensor):
            return self.tensor(x)
        if isinstance(x, Number):
            self.recorder.tape.kept.append(x.value)
            return self.names.value(x.value)
        return self.names.literal(x)

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
        self.recorder.tape.kept.append(value)
        node, view = self.node(t._node), "None" if t._view is None else self.view(t._view)
        name = self.tensors[id(t)] = self.names.fresh("result")
        kind = self.names.bind(type(t).__name__, type(t))
        grad = GRAD.__get__(t)
        counter = self.counters.get(id(t._counter))
        self.counters[id(t._counter)] = f"{name}._counter"
        both = node == view == "None" and grad is None
        self.made += [f"{name} = new({kind})", f"{name}._data = {self.names.value(value)}"]
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
        base = self.tensor(view.base)
        name = self.names.fresh("view")
        steps = self.names.bind("steps", view.steps)
        self.made.append(f"{name} = new({self.names.bind('View', View)})")
        self.made.append(
            f"{name}.base, {name}.steps, {name}.made, {name}.refuse = {base}, {steps}, {view.made}, {view.refuse!r}"
        )
        return name

    def node(self, node: Node | None) -> str:
        """A place in the graph: the one of the recording, where backward has been through it; else a new one each time."""
        if node is None:
            return "None"
        if node not in self.nodes:
            behind = nodes_behind([node])
            if any(n.hooks or n.post_hooks for n in behind):
                raise Refused("compile(): a node of the graph that the step leaves behind has hooks")
            over = any(n.holds and n.saved is None for n in behind)
            live = any(type(x).__name__ == "Noted" for n in behind for x in each_in(n.saved))
            if isinstance(node, AccumulateGrad) and node in {o.node for o in self.recorder.outsides.values()}:
                self.nodes[node] = self.names.bind("node", node)
            elif isinstance(node, AccumulateGrad):
                raise Refused("compile(): the step returns a leaf that it has made")
            elif over and not live:
                self.nodes[node] = self.names.bind(f"{type(node).__name__}_node", node)
            else:
                self.nodes[node] = self.new_node(node)
        return self.nodes[node]

    def new_node(self, node: Node) -> str:
        if not isinstance(node, (OpNode, Output)):
            raise Refused(
                f"compile(): the step leaves a graph behind with a {node.name()} in it: call backward() in the step"
            )
        edges = [self.node(edge) for edge in node.edges]
        saved = self.recorder.encode(node.saved)
        self.recorder.tape.kept += [x for x in each_in(saved) if isinstance(x, Value)]
        name, literal = self.names.fresh("node"), self.names.literal
        watch = ", ".join(f"({self.counter(c)}, {self.version(c, v)})" for c, v in node.watch)
        self.made.append(f"{name} = new({self.names.bind(type(node).__name__, type(node))})")
        self.made.append(f"{name}.edges = ({', '.join(edges)},)")
        self.made.append(f"{name}.saved = {literal(saved)}")
        self.made.append(f"{name}.watch = ({watch}{',' if watch else ''})")
        self.made.append(f"{name}.fit, {name}.hooks, {name}.post_hooks = {literal(node.fit)}, None, None")
        self.made.append(f"{name}.seq = {self.names.bind('next_seq', next_seq)}()")
        if isinstance(node, Output):
            self.made.append(f"{name}.index = {node.index}")
        return name

    def counter(self, counter: list) -> str:
        if id(counter) not in self.counters:
            name = self.counters[id(counter)] = self.names.fresh("counter")
            self.made.append(f"{name} = {[counter[0]]}")
        return self.counters[id(counter)]

    def version(self, counter: list, version: int) -> str:
        """The version a node saw, as counted from the one the step ends with."""
        later = counter[0] - version
        return f"{self.counter(counter)}[0]" + (f" - {later}" if later else "")

    # -- the text --------------------------------------------------------------------------------------------------

    def text(self, effects: list[str], answer: str) -> str:
        plan = planning.make(self.recorder.tape)
        body = Body(self.names, plan, self.call)
        once = [body.statement(call) for call in plan.once]
        lines: list[tuple[str, Any, str]] = []
        wrote = False
        for call in plan.each:
            if call.writes is not None and call.writes.lasting and not wrote:
                wrote = True
                lines.append(("wrote = True", None, ""))
            statement = body.statement(call)
            if statement is not None:
                lines.append((statement, call.line, call.node))
        head = ["# What stays the same from step to step", *body.buffers(), *(x for x in once if x is not None)]
        calls = commented(lines, " " * 8)
        again = ["        if wrote:", "            raise"] if wrote else []
        tail = [f"    {line}" for line in (*self.made, *effects, f"return {answer}")]
        again += ["        with errstate(all='ignore'):", f"            return step{self.call}"]
        return "\n".join(
            [
                *head,
                "",
                "",
                f"def step({self.parameters()}):",
                *self.guard_lines(f"otherwise{self.call}"),
                *(["    wrote = False"] if wrote else []),
                "    try:",
                *(calls or ["        pass"]),
                "    except NOISE:  # somebody made NumPy raise for inf and nan",
                *again,
                "",
                "    # what the step leaves behind",
                *tail,
                "",
            ]
        )

    def machine_text(self, effects: list[str], answer: str) -> str:
        """The same with machine code for the calls, which takes `count` steps at once if the guards hold after each."""
        names, tape = self.names, self.recorder.tape
        plan = planning.make(tape, buffered=False)
        if len(plan.each) > LONG:
            raise Refused(
                f"compile(backend='numba'): the step has {len(plan.each)} calls: compile one step, and repeat() it"
            )
        if any(value.kind == "number" for value in tape.kept):
            raise Refused("compile(backend='numba'): the step returns a Python number. Return the tensor")
        count = names.fresh("count")
        kernel = Kernel(names, plan, [value for value in dict.fromkeys(tape.kept) if value.root is value])
        body = Body(names, plan, self.call)
        numbers = [body.statement(call) for call in plan.once if call.how in ("helper", "operator")]
        self.source = kernel.source + "\n\n"
        numbers += [f"{names.value(v)} = {names.value(v)}.item()" for v in kernel.numbers if v.kind != "number"]
        outs, vectors, lines = kernel.arrays, list[str](), list[str]()
        names.namespace.update(kernel=kernel.compile(), flat=flat, MISS=MISS, empty=np.empty)
        for value in outs:
            name = names.value(value)
            if value.kind in ("fixed", "constant"):
                numbers.append(f"{name}_memory = flat({name})")
                vectors.append(f"{name}_memory")
            else:
                made = value.kind != "input"
                lines += [f"    {name} = empty({value.shape}, {names.literal(value.dtype)})"] if made else []
                vectors.append(f"flat({name})")
        once = any(
            o.read_grad and o.wrote_grad and GRAD.__get__(o.tensor) is not o.grad
            for o in self.recorder.outsides.values()
        )
        passed = ", ".join([count, *vectors, *map(names.value, kernel.numbers)])
        many = f"({', '.join([self.me, count, *self.call[1:-1].split(', ')[1:]])})"
        steps = [re.sub(r"(_counter\[0\] \+= )(\d+)$", rf"\1\2 * {count}", line) for line in effects]
        return "\n".join(
            [
                *(line for line in numbers if line),
                "",
                "",
                f"def many({self.parameters([count])}):",
                *(
                    [f"    if {count} != 1:  # another step would not begin as this one did", "        return MISS"]
                    if once
                    else []
                ),
                *self.guard_lines("MISS"),
                *lines,
                f"    kernel({passed})",
                "",
                "    # what the steps leave behind",
                *(f"    {line}" for line in (*self.made, *steps, f"return {answer}")),
                "",
                "",
                f"def step({self.parameters()}):",
                f"    result = many{many.replace(count, '1', 1)}",
                f"    return otherwise{self.call} if result is MISS else result",
                "",
            ]
        )

    def parameters(self, more: tuple | list = ()) -> str:
        """The user's parameters, after `me`, which is the Compiled, and `more`."""
        parts, before = [self.me, *more], None
        for p in self.signature.parameters.values():
            if before is p.POSITIONAL_ONLY and p.kind is not before:
                parts.append("/")
            if p.kind is p.KEYWORD_ONLY and before not in (p.KEYWORD_ONLY, p.VAR_POSITIONAL):
                parts.append("*")
            star = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
            default = "" if p.default is p.empty else f"={self.names.bind(f'{p.name}_default', p.default)}"
            parts.append(f"{star}{p.name}{default}")
            before = p.kind
        return ", ".join([*parts, "/"] if before is inspect.Parameter.POSITIONAL_ONLY else parts)

    def guard_lines(self, miss: str) -> list[str]:
        """Whether the guards hold, and what is returned where they do not."""
        conditions = "\n            and ".join(condition for condition, _ in self.guards)
        lines = [
            "    try:",
            f"        holds = (\n            {conditions}\n        )",
            "    except LOST:",
            "        holds = False",
        ]
        lines += ["    if not holds:", f"        return {miss}"]
        for group, lr in self.live:
            lines += [f"    if {group}['lr'] != {lr}:", "        refresh()"]
        return lines

    def reason_lines(self) -> Iterator[str]:
        """The same, with the reason."""
        for condition, reason in self.guards:
            yield from (f"        if not ({condition}):", f"            return {reason!r}")

    def build(self, text: str) -> None:
        """Run what is done once, and make `step`."""
        self.source += text
        self.namespace = self.names.namespace
        self.namespace["__name__"] = "tinygrad_lr.compile.step"  # RuntimeWarnings are silenced by module
        filename = f"<compiled {id(self):x}>"
        linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
        weakref.finalize(self, linecache.cache.pop, filename, None)
        self.code = compile(text, filename, "exec")
        self.refresh()
        self.step = self.namespace["step"]
        self.many = self.namespace.get("many")

    def refresh(self) -> None:
        """Go on with other rates: what is done once is done again with them."""
        for name, (owner, i) in self.rates.items():
            self.namespace[name] = owner.param_groups[i]["lr"]
        exec(self.code, self.namespace)  # the step that is running reads these names after this

    def miss(self, me: Any, *args: Any, **kwargs: Any) -> str:
        """Why the guards do not hold for these arguments."""
        lines = [f"def why({self.parameters()}):", "    try:", *self.reason_lines(), "    except LOST:", "        pass"]
        lines.append("    return 'something else is there, or was decided'")
        namespace = dict(self.namespace)
        exec("\n".join(lines), namespace)
        return namespace["why"](me, *args, **kwargs)


def apart_from(array: np.ndarray, *others: np.ndarray) -> bool:
    """Whether an array shares no memory with others. Who owns it tells, in most cases, sooner than the addresses do."""
    owner = array if array.base is None else array.base
    plain = owner.__class__ is np.ndarray and owner.base is None
    for other in others:
        known = plain and other.__class__ is np.ndarray and (other.base is None or other.base.__class__ is np.ndarray)
        if known and owner is not other and owner is not other.base and (other.base is None or other.base.base is None):
            continue
        if np.may_share_memory(array, other):
            return False
    return True
