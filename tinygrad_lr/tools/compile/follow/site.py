"""What the rewritten text of one function calls: the site it stands at."""

from __future__ import annotations

import builtins
import importlib.util
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

from ..reads import MISSING

PASSED_ON = ("attribute", "item", "iterate", "target", "augment", "call", "compared", "truth", "shown", "modulo")


class Site:
    """What the rewritten text of one function calls: the names around it, and the rest of its follower's."""

    slice = slice
    attribute: Any
    item: Any
    iterate: Any
    target: Any
    augment: Any
    call: Any
    compared: Any
    truth: Any
    shown: Any
    modulo: Any

    def __init__(self, follower: Any, function: FunctionType) -> None:
        self.follower, self.function = follower, function
        self.scope = function.__globals__
        self.cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
        for name in PASSED_ON:
            setattr(self, name, getattr(follower, name))

    def expect(self, stores: dict[str, int]) -> None:
        """Remember what the variables are that the function assigns to."""
        for name, number in stores.items():
            kind = "cell" if name in self.cells else "variable"
            self.follower.assigned.append((self, kind, name, self.look(kind, name), number))

    def look(self, kind: str, name: str) -> Any:
        if kind == "variable":
            return self.scope.get(name, MISSING)
        try:
            return self.cells[name].cell_contents
        except ValueError:
            return MISSING

    def variable(self, name: str, value: Any, whole: bool = True) -> Any:
        """A global, or a builtin that no global hides."""
        self.follower.note("variable", self.scope, name, self.scope.get(name, MISSING))
        if name not in self.scope:
            self.follower.note("variable", vars(builtins), name, value)
        return self.follower.enter(value, whole)

    def cell(self, name: str, value: Any, whole: bool = True) -> Any:
        """A variable of a function around this one."""
        self.follower.note("cell", self.cells[name], name, value)
        return self.follower.enter(value, whole)

    def fresh(self, value: Any) -> Any:
        self.follower.fresh[id(value)] = value
        return value

    def decorator(self, decorate: Any) -> Callable:
        return lambda function: self.call(decorate, function)

    def missing(self, names: set[str]) -> None:
        """Note the variables that are not there: the step may catch the error."""
        for name in sorted(names):
            if name not in self.scope and name not in vars(builtins):
                self.follower.note("variable", self.scope, name, MISSING)
        for name, cell in self.cells.items():
            if name != "__class__" and self.look("cell", name) is MISSING:
                self.follower.note("cell", cell, name, MISSING)

    def module(self, name: str) -> None:
        """Note the module that an import has found."""
        self.follower.note("item", sys.modules, name, sys.modules[name])

    def imported(self, module: str, name: str, value: Any) -> Any:
        full = importlib.util.resolve_name(module, self.scope.get("__package__"))
        self.module(full)
        owner = sys.modules[full]
        return self.follower.attribute(owner, name) if hasattr(owner, name) else value

    def refuse(self, what: str) -> None:
        raise self.follower.refuse(what)

    def place_of_attribute(self, owner: Any, name: str) -> tuple:
        return "attribute", owner, name, self.attribute(owner, name, False)

    def place_of_item(self, owner: Any, key: Any) -> tuple:
        return "item", owner, key, self.item(owner, key)

    def augment_place(self, place: tuple, operation: str, y: Any) -> None:
        kind, owner, name, x = place
        result, target = self.augment(operation, x, y), self.target(owner)
        if kind == "attribute":
            setattr(target, name, result)
        else:
            target[name] = result
