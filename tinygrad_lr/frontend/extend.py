"""How the engine's classes get torch's manners: from class bodies in which they can be seen, in one place."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any


def extend(cls: type, members: type) -> None:
    """Give the methods, operators and properties of one class to another, as its own.

    The engine below runs without torch's manners, and defines its classes without knowing them. Inheriting would give
    the user another class than the one that the engine makes.
    """
    for source in members.__mro__[:-1]:  # without `object`
        for name, member in vars(source).items():
            if callable(member) or isinstance(member, (property, classmethod)):
                setattr(cls, name, member)
                own_name(member, f"{source.__name__}.{name}", f"{cls.__name__}.{name}")
                if not name.startswith("_"):  # operators may be the operations themselves, which are called as such
                    found_at(member, cls.__module__, f"{cls.__name__}.{name}")


def own_name(function: Any, old: str, new: str) -> None:
    """Name a method, and what it wraps, as one of its new class: Python's own refusals begin with it."""
    while function is not None:
        if getattr(function, "__qualname__", "") == old:
            function.__qualname__ = new
        function = getattr(function, "__wrapped__", None)


def own_functions(module: str) -> None:
    """Let the functions of a module say where they are found: `torch.relu` is pickled, and printed, by that name."""
    for name, member in list(vars(sys.modules[module]).items()):
        if not name.startswith("_"):
            found_at(member, module, name)


def own_classes(module: str, *names: str) -> None:
    """Let classes say where they are found, as torch's do: `type(x)` is printed so."""
    for name in names:
        vars(sys.modules[module])[name].__module__ = module


def found_at(function: Any, module: str, name: str) -> None:
    """Name a function by where it is found, unless it is where its name says already."""
    if type(function) is not FunctionType:
        return
    found: Any = sys.modules.get(function.__module__)
    for part in function.__qualname__.split("."):
        found = vars(found).get(part) if hasattr(found, "__dict__") else None
    if found is not function:
        function.__module__, function.__qualname__, function.__name__ = module, name, name.rpartition(".")[2]
