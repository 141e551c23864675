"""What a step has read around it: variables, attributes, items, the contents of containers. Each read is noted once,
with the value it gave, and can be looked at again: after the recording, since the step must not have changed it, and by
a guard in front of each replay.

Numbers and strings are the same if type and repr are: 0.0 is not -0.0, 1 is not True, and nan is nan. All else is the
same only if it is the very same object.
"""

from __future__ import annotations

import enum
import struct
from collections import OrderedDict, deque
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

SIMPLE = (bool, int, float, complex, str, bytes, type(None), type(...))
CONTAINERS = (list, dict, set, frozenset, deque)
NAMED = (type, FunctionType, ModuleType, MethodType, BuiltinFunctionType)  # whose __name__ is their own
LARGE = 1 << 16  # bytes of an array in a container, up to which its numbers are compared
MISSING = type("Missing", (), {"__repr__": lambda self: "missing"})()
Line = tuple[str, int]


def simple(x: Any) -> bool:
    """Whether a value is what it shows, and no object that may change."""
    kind = type(x)
    return kind in SIMPLE or isinstance(x, (np.generic, np.dtype, enum.Enum)) or kind in (range, slice)


def alike(a: Any, b: Any) -> bool:
    """Whether a step would do the same with one as with the other."""
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b):
        return False
    if issubclass(kind, tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if kind is np.ndarray:
        return a.dtype == b.dtype and a.shape == b.shape and a.nbytes <= LARGE and a.tobytes() == b.tobytes()
    if kind is MethodType:
        return a.__func__ is b.__func__ and a.__self__ is b.__self__
    if kind is float:
        return struct.pack("d", a) == struct.pack("d", b)  # nan has a sign, too
    if kind is complex:
        return struct.pack("dd", a.real, a.imag) == struct.pack("dd", b.real, b.imag)
    if isinstance(a, np.generic) and kind is not np.void and kind is not np.object_:
        return a.dtype == b.dtype and a.tobytes() == b.tobytes()
    return simple(a) and not isinstance(a, enum.Enum) and repr(a) == repr(b)


def frozen(x: Any) -> Any:
    """A value to compare with later: an array's numbers as they are now."""
    if type(x) is np.ndarray:
        return x.copy()
    if not isinstance(x, tuple):
        return x
    items = [*map(frozen, x)]
    return x if all(a is b for a, b in zip(items, x)) else tuple.__new__(type(x), items)


def parts(container: Any) -> list:
    """What is in a container, keys and values one after the other."""
    if isinstance(container, dict):
        return [x for pair in container.items() for x in pair]
    return [*container]


def unchanged(container: Any, ids: list[int], kept: list) -> bool:
    """Whether the same things are in a container, in the same order. `ids` are those of `kept`: mostly, they tell."""
    now = parts(container)
    return [*map(id, now)] == ids or (len(now) == len(kept) and all(map(alike, now, kept)))


LATE = {"__annotations__", "__annotations_cache__", "__annotate_func__"}  # which Python adds to a class when asked


def names_of(kind: type) -> set[str]:
    """All that a class has of its own."""
    return vars(kind).keys() - LATE


class Read:
    """One thing that was read: from where, by which name, what it was, on which line.

    kind    "variable", a global; "cell", a variable of a function around; "attribute"; "own", what a class
            does not have of its own; "item"; "content", all of a container;
            "code" and "defaults" of a function; "names", all that a class has of its own; "answer", what a function of
            Python's, with its arguments the name, says of the owner; "setting", what the owner says
    """

    def __init__(self, kind: str, owner: Any, name: Any, value: Any, line: Line) -> None:
        self.kind, self.owner, self.name, self.line = kind, owner, name, line
        self.value = value if type(value) is np.ndarray else frozen(value)
        found = parts(owner) if kind == "content" else []
        self.kept = [*map(frozen, found)]
        self.ids = [*map(id, self.kept)]  # of an array's copy, so that its numbers are looked at

    def holds(self) -> bool:
        """Whether it is still so."""
        if self.kind == "content":
            return unchanged(self.owner, self.ids, self.kept)
        if self.kind == "names":
            return names_of(self.owner) == self.value
        return alike(LOOK[self.kind](self.owner, self.name), self.value)

    def label(self) -> str:
        """What it is called in a sentence."""
        name = self.name if isinstance(self.name, str) else ""
        if self.kind in ("variable", "cell"):
            return f"the variable {name}"
        if self.kind in ("attribute", "own"):
            owner = self.owner if isinstance(self.owner, NAMED) else type(self.owner)
            return f"{owner.__name__}.{name}"
        if self.kind == "names":
            return f"what {self.owner.__name__} has"
        if self.kind == "setting":
            return f"what {self.owner.__name__}() says"
        if self.kind == "answer":
            return f"what {self.name[0].__name__}() says of a {type(self.owner).__name__}"
        thing = f"a {type(self.owner).__name__}"
        return {
            "item": "an item of a container",
            "content": thing,
            "code": "a function",
            "defaults": "a function's defaults",
        }[self.kind]

    def condition(self, names: Any) -> str:
        """That it is so, in the text of the recording."""
        owner = names.bind(label_of(self.owner), self.owner)
        if self.kind == "content":
            unchanged_ = names.use(unchanged)
            kept = names.bind("kept", self.kept), names.bind("ids", self.ids)
            return f"{unchanged_}({owner}, {kept[1]}, {kept[0]})"
        if self.kind == "names":
            return f"{names.use(names_of)}({owner}) == {names.bind('names', self.value)}"
        if self.value is MISSING:
            look, name = names.use(LOOK[self.kind]), names.literal(self.name)
            return f"{look}({owner}, {name}) is {names.use(MISSING, 'MISSING')}"
        return self.compared(names, EXPRESSION[self.kind](names, owner, self.name))

    def compared(self, names: Any, expression: str) -> str:
        value = self.value
        if value is None or type(value) is bool:
            return f"{expression} is {value}"
        called = self.name if isinstance(self.name, str) else "value"
        if isinstance(self.owner, type):  # `add` is to stay free for NumPy's
            called = f"{self.owner.__name__}_{called}"
        wanted = names.bind(called, value)
        if type(value) is MethodType:
            if self.kind == "attribute" and value.__self__ is self.owner:
                return f"{expression}.__func__ is {names.bind(label_of(value.__func__), value.__func__)}"
            return f"{names.use(alike)}({expression}, {wanted})"
        if simple(value) or isinstance(value, tuple):
            found = names.local("found")
            return f"(({found} := {expression}) is {wanted} or {names.use(alike)}({found}, {wanted}))"
        return f"{expression} is {wanted}"


def label_of(x: Any) -> str:
    """A name for a thing."""
    name = getattr(x, "__name__", None) if isinstance(x, NAMED) else None
    return name if isinstance(name, str) else type(x).__name__.lower()


# -- how each kind is looked at, and written ------------------------------------------------------------------------------


def of_dict(where: dict, name: Any) -> Any:
    return where.get(name, MISSING)


def of_cell(cell: Any, name: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return MISSING


def of_attribute(owner: Any, name: str) -> Any:
    return getattr(owner, name, MISSING)


def of_item(owner: Any, name: Any) -> Any:
    try:
        return owner[name]
    except (KeyError, IndexError):
        return MISSING


LOOK: dict[str, Callable[[Any, Any], Any]] = {
    "variable": of_dict, "cell": of_cell, "attribute": of_attribute, "item": of_item,
    "own": lambda kind, name: vars(kind).get(name, MISSING), "code": lambda f, _: f.__code__, "defaults": lambda f, _: (f.__defaults__, f.__kwdefaults__),
    "answer": lambda x, asked: asked[0](x, *asked[1:]), "setting": lambda ask, given: ask(*given),
}  # fmt: skip
EXPRESSION: dict[str, Callable[[Any, str, Any], str]] = {
    "variable": lambda names, owner, name: f"{owner}[{names.literal(name)}]",
    "cell": lambda names, owner, name: f"{owner}.cell_contents",
    "attribute": lambda names, owner, name: names.attribute(owner, name),
    "item": lambda names, owner, name: f"{owner}[{names.literal(name)}]",
    "code": lambda names, owner, name: f"{owner}.__code__",
    "answer": lambda names, owner, asked: f"{names.use(asked[0])}({', '.join([owner, *map(names.literal, asked[1:])])})",
    "setting": lambda names, owner, given: f"{owner}({', '.join(map(names.literal, given))})",
    "defaults": lambda names, owner, name: f"({owner}.__defaults__, {owner}.__kwdefaults__)",
}  # fmt: skip


class Reads:
    """All reads of a recording, each once."""

    def __init__(self) -> None:
        self.all: dict[Any, Read] = {}

    def note(self, kind: str, owner: Any, name: Any, value: Any, line: Line) -> None:
        key = kind, id(owner), type(name), name if kind != "content" else None
        if key not in self.all:
            self.all[key] = Read(kind, owner, name, value, line)

    def changed(self) -> Read | None:
        """The first that is no longer so."""
        return next((read for read in self.all.values() if not read.holds()), None)


__all__ = ["CONTAINERS", "MISSING", "OrderedDict", "Read", "Reads", "alike", "simple"]
