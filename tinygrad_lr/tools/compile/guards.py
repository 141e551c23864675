"""The guards of a recording: what must be as it was, so that the step would make the same calls again.

Each guard is an expression, in the names of the text that `recording` writes, and the reason that is told when it does
not hold. They are checked in order, so that one may rely on those before it.
"""

from __future__ import annotations

import math
import re
import threading
import weakref
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ...arrays.dtype import default
from ...core.mode import listening, mode
from ...core.tensor import Tensor
from ...nn.attributes import Attributes, attributes
from ...optim import optimizer
from .codegen import Names
from .reads import alike, simple
from .recorder import HOOK_TABLES, MODULE_HOOKS, Outside, Recorder
from .trace import Value


def watched() -> bool:
    """Whether lint, the explorer or anomaly detection wants to hear what the engine does: a replay would tell nothing."""
    return bool(mode.observers or listening.everywhere)


class Guards:
    """`conditions` of a recording, with their reasons; `rates` by name, which may change: (optimizer, group number).

    passed      the arguments by parameter
    grad        whether grad mode was on
    live        (group, rate) names: where they differ, the rates are taken over
    """

    def __init__(self, recorder: Recorder, names: Names, passed: dict[str, Any], grad: bool) -> None:
        self.recorder, self.names, self.passed, self.grad = recorder, names, passed, grad
        self.conditions: list[tuple[str, str]] = []
        self.rates: dict[str, tuple[Any, int]] = {}
        self.live: list[tuple[str, str]] = []
        self.places: dict[int, str] = {}

    def write(self) -> None:
        """All guards."""
        self.guard_thread()
        for name, x in self.passed.items():
            self.guard_argument(name, x)
        self.guard_outsides()
        self.guard_arrays()
        self.guard_modules()
        self.guard_optimizers()
        self.guard_reads()

    def forget(self) -> None:
        """Let go of what was only needed to write them."""
        del self.recorder, self.passed

    def require(self, condition: str, reason: str) -> None:
        self.conditions.append((condition, reason))

    def guard_thread(self) -> None:
        use = self.names.use
        self.require(f"{use(threading.get_ident)}() == {threading.get_ident()}", "another thread")
        mode_ = use(mode, "mode")
        inference = "" if self.grad else f" and not {mode_}.inference"
        self.require(f"{mode_}.grad is {self.grad}{inference}", "another grad mode")
        here, d = self.names.bind("default", default), self.names.literal(default.dtype)
        self.require(f"{here}.dtype is {d}", "another default dtype")
        heard = f"{use(listening, 'listening')}.count and {use(watched)}()"
        self.require(f"not ({heard})", "the linter, the explorer or anomaly detection listens")

    def guard_argument(self, place: str, x: Any) -> None:
        self.places.setdefault(id(x), place)
        if type(x) in (tuple, list, dict):
            kind, size = self.names.use(type(x)), f"{self.names.use(len)}({place}) == {len(x)}"
            self.require(f"{place}.__class__ is {kind} and {size}", "an argument has another length")
            if type(x) is dict:
                keys, ids = [*x], [*map(id, x)]
                same = f"{self.names.use(same_keys)}({place}, {self.names.bind('ids', ids)}, {self.names.bind('keys', keys)})"
                self.require(same, "an argument has other keys")
            for key, item in x.items() if type(x) is dict else enumerate(x):
                self.guard_argument(f"{place}[{self.names.literal(key)}]", item)
        elif isinstance(x, Tensor) and id(x) in self.recorder.arguments:
            kind = self.names.bind(type(x).__name__, type(x))
            first = self.recorder.arguments[id(x)][0]
            if first != place:
                self.require(f"{place} is {first}", f"{place} is not the same tensor as {first}")
                return
            self.require(f"{place}.__class__ is {kind} and {free(place, x)}", f"{place} is another kind of tensor")
        elif x is None or type(x) is bool:
            self.require(f"{place} is {x}", f"{place} is not {x}")
        elif type(x) in (int, str, bytes):
            kind, value = self.names.use(type(x)), self.names.literal(x)
            self.require(f"{place}.__class__ is {kind} and {place} == {value}", f"{place} is not {x!r}")
        elif simple(x):
            self.require(f"{self.names.use(alike)}({place}, {self.names.literal(x)})", f"{place} is not {x!r}")
        else:
            self.require(f"{place} is {self.names.bind('argument', x)}", f"{place} is another {type(x).__name__}")

    def guard_outsides(self) -> None:
        trace = self.recorder.trace
        written = {call.writes.root for call in trace.calls if call.writes is not None}
        inputs = [o for o in self.recorder.outsides.values() if o.kind != "fixed"]
        for found in self.recorder.outsides.values():
            if found.kind == "fixed":
                self.guard_fixed(found)
        for found in inputs:
            self.guard_input(found, [o for o in self.recorder.outsides.values() if o is not found], written)
        for found in self.recorder.outsides.values():
            self.guard_absent(found)

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
            conditions.append(f"not {node}.own_hooks" if found.node.special else f"not {node}.special")
        if found.is_view:
            conditions.append(f"{t}._view.base._node is None")
        self.require(" and ".join(conditions), f"{what} has other memory, other hooks, or requires grad or not")
        self.guard_grad(found)

    def guard_absent(self, found: Outside) -> None:
        t, what = self.tensor_name(found), found.name or "a tensor"
        for name in sorted(found.absent):
            self.require(f"{self.names.literal(name)} not in {t}.__dict__", f"{what} has a {name} of its own")

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
            self.require(free(t, found.tensor), f"{what} is part of a graph")
        self.require(f"(({name} := {t}._data) is {first}() or {layout})", f"{what} has another shape, dtype or layout")
        if found.kind == "argument":
            self.guard_grad(found)

    def guard_arrays(self) -> None:
        """NumPy's arrays may have other numbers, but must be laid out as they were."""
        for _, array in self.recorder.arrays:
            name, d = self.names.bind("array", array), self.names.literal(array.dtype)
            layout = f"{name}.shape == {array.shape} and {name}.strides == {array.strides} and {name}.dtype == {d}"
            self.require(layout, "an array of NumPy's has another shape, dtype or layout")

    def guard_modules(self) -> None:
        """All attributes are as they were, and there are no others: a hook would be one."""
        if self.recorder.called_modules:
            self.require(f"not {self.names.use(Attributes)}._hooked", "all modules have hooks")
        for module, before in self.recorder.modules.values():
            kind = type(module).__name__
            label = kind.lower()
            name, where = self.names.bind(label, module), self.names.bind(f"in_{label}", attributes(module))
            self.require(f"{name}.__class__ is {self.names.use(type(module))}", f"a {kind} is of another class")
            if module._hooked and id(module) in self.recorder.called_modules:  # there were hooks once
                self.require(f"not ({' or '.join(f'{name}.{each}' for each in MODULE_HOOKS)})", f"a {kind} has hooks")
            for attribute, value in before.items():
                if attribute not in HOOK_TABLES:
                    same = f"{where}[{self.names.literal(attribute)}] is {self.attribute(attribute, value)}"
                    self.require(same, f"{kind}.{attribute} is another")
            self.require(f"{self.names.use(len)}({where}) == {len(before)}", f"a {kind} has other attributes, or hooks")

    def attribute(self, name: str, value: Any) -> str:
        """What an attribute of a module must be."""
        found = self.recorder.outsides.get(id(value)) if isinstance(value, Tensor) else None
        if found is not None and found.kind == "fixed":
            return self.tensor_name(found)
        return self.constant(name, value)

    def guard_optimizers(self) -> None:
        bind = self.names.bind
        for stepped in self.recorder.optimizers.values():
            owner, kind = stepped.owner, type(stepped.owner).__name__
            name = bind("optimizer", owner)
            everybody = f"{bind('pre_hooks', optimizer._global_pre_hooks)} or {bind('post_hooks', optimizer._global_post_hooks)}"
            self.require(f"not ({name}._pre_hooks or {name}._post_hooks or {everybody})", f"the {kind} has hooks")
            where, groups = bind("in_optimizer", owner.__dict__), [bind("group", group) for group in owner.param_groups]
            each = [f"{where}['_groups'][{i}] is {group}" for i, group in enumerate(groups)]
            self.require(
                " and ".join([f"{self.names.use(len)}({where}['_groups']) == {len(groups)}", *each]),
                f"the {kind} has other groups",
            )
            for i, (group, (options, params)) in enumerate(zip(groups, stepped.groups)):
                for key in sorted(stepped.read[i] - {"params", "lr"}):
                    self.require(
                        self.constant_is(f"{group}[{self.names.literal(key)}]", key, options[key]),
                        f"the {kind} has another {key}",
                    )
                self.require(self.same(f"{group}['params']", params), f"the {kind} has other parameters")
                if stepped.live:
                    self.guard_rate(stepped, i, group, options["lr"])
                else:
                    # A step that was traced before the options were read has the rate as a name.
                    self.names.namespace[self.names.value(stepped.rates[i])] = options["lr"]
                    self.require(self.constant_is(f"{group}['lr']", "lr", options["lr"]), f"the {kind} has another lr")
            absent = [f"{each!r} not in {where}" for each in sorted(stepped.of_class) if each not in owner.__dict__]
            watched = owner.__dict__.get("step")
            same = [] if watched is None else [f"{where}.get('step') is {bind('watched', watched)}"]
            self.require(" and ".join([*absent, *same]), f"the {kind} has a scheduler, or none")
            self.guard_state(owner, name, stepped.state)

    def constant(self, name: str, x: Any) -> str:
        """A thing that something must be."""
        return repr(x) if x is None or type(x) is bool else self.names.bind(name, x)

    def constant_is(self, expression: str, name: str, x: Any) -> str:
        """That an option is this one, or one that is alike."""
        value = self.constant(name, x)
        return f"({expression} is {value} or {self.names.use(alike)}({expression}, {value}))"

    def guard_rate(self, stepped: Any, i: int, group: str, rate: Any) -> None:
        """A rate may change: what follows from it is then computed anew, and no more."""
        lr = self.names.value(stepped.rates[i])
        self.names.namespace[lr] = rate
        self.rates[lr] = (stepped.owner, i)
        if not math.isfinite(rate):
            self.require("False", "a rate is no finite number")
        self.require(f"{group}['lr'].__class__ is {self.names.use(type(rate))}", "a rate is another kind of number")
        self.live.append((group, lr))

    def guard_state(self, owner: Any, name: str, state: dict) -> None:
        kind = type(owner).__name__
        if not state:
            self.require(f"not {name}.state", f"the {kind} has a state")
            return
        self.require(self.same(f"{name}.state.values()", owner.state.values()), f"the {kind} has another state")
        for known in owner.state.values():
            where = self.names.bind("state", known)
            self.require(self.same(f"{where}.values()", known.values()), f"the {kind} has another state")

    def same(self, where: str, things: Iterable[Any]) -> str:
        """That these very things are there, and not others that are equal."""
        known = [*things]
        self.names.bind("things", known)  # so that no other thing gets the id of one of them
        return f"[*{self.names.use(map)}({self.names.use(id)}, {where})] == {self.names.bind('ids', [*map(id, known)])}"

    def guard_reads(self) -> None:
        """What the step has read around it (`follow`)."""
        arguments = {key: place for key, (place, _) in self.recorder.arguments.items()}
        for read in self.recorder.follower.reads.all.values():
            self.require(read.condition(self.names), f"{read.label()} is another")
        reads = [*self.recorder.follower.reads.all.values()]
        for x in {id(x): x for x in (*self.found_around(), *(read.owner for read in reads))}.values():
            if id(x) in self.places and type(x) in (list, dict):
                self.require(
                    f"{self.places[id(x)]} is {self.names.bind('same', x)}",
                    "a container is passed that the step finds too",
                )
        for t in self.found_around():
            if id(t) in arguments:
                self.require(
                    f"{arguments[id(t)]} is {self.names.bind('same', t)}", "a tensor is passed that the step finds too"
                )

    def found_around(self) -> Iterator[Any]:
        """What the step finds by itself, and perhaps is given, too."""
        for read in self.recorder.follower.reads.all.values():
            yield from (read.value, *read.kept)
        for _, before in self.recorder.modules.values():
            yield from before.values()
        for stepped in self.recorder.optimizers.values():
            for _, params in stepped.groups:
                yield from params


def free(place: str, x: Tensor) -> str:
    """That no operation on what is passed there would be recorded, by itself or for the tensor it is a view of."""
    view = f"({place}._view is None or {place}._view.base._node is None)"
    return f"{place}._node is None and {view if x._view is not None else f'{place}._view is None'}"


def same_keys(found: dict, ids: list[int], keys: list) -> bool:
    """Whether a dict has these keys, in this order: 1 is not True, and nan is nan."""
    return [*map(id, found)] == ids or all(map(alike, found, keys))


def leaves_of(x: Any, place: str, names: Names | None = None) -> Iterator[tuple[str, Any]]:
    """The things in an argument that are not lists, tuples or dicts, each with the expression that leads to it."""
    if type(x) in (tuple, list, dict):
        for key, item in x.items() if type(x) is dict else enumerate(x):
            yield from leaves_of(item, f"{place}[{names.literal(key) if names else ''}]", names)
    else:
        yield place, x


def plain(place: str) -> str:
    """A name made of a place: x, batch_0."""
    return re.sub(r"\W+", "_", place).strip("_")


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
