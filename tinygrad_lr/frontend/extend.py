"""How the engine's classes get torch's manners: in one place, from class bodies in which they can be seen."""

from __future__ import annotations

OF_EVERY_CLASS = {"__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__slots__"}


def extend(cls: type, members: type) -> None:
    """Give the members of one class to another.

    The engine runs without this floor, so its classes cannot be written here; and what tensors are made of has to be
    the engine's own class, so they cannot be a subclass. What `members` defines stands in its body, to be read.
    """
    for name, member in vars(members).items():
        if name not in OF_EVERY_CLASS:
            setattr(cls, name, member)
