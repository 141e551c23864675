"""How the engine's classes get torch's manners: from class bodies in which they can be seen, in one place."""

from __future__ import annotations

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


def own_name(function: Any, old: str, new: str) -> None:
    """Name a method, and what it wraps, as one of its new class: Python's own refusals begin with it."""
    while function is not None:
        if getattr(function, "__qualname__", "") == old:
            function.__qualname__ = new
        function = getattr(function, "__wrapped__", None)
