"""What can be read and not written, in torch's words: whole objects, and properties of classes."""

from __future__ import annotations

from typing import Any, NoReturn


class Fixed:
    """An object whose attributes are given once, by `_fix`; torch calls its class `KIND`."""

    __slots__ = ()
    KIND = ""

    def _fix(self, **attributes: Any) -> None:
        for name, value in attributes.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__delattr__(name)

    def __delattr__(self, name: str) -> None:
        if not hasattr(self, name):
            raise AttributeError(f"'{self.KIND}' object has no attribute '{name}'")
        raise not_writable(name, self.KIND)


def not_writable(name: str, kind: str) -> AttributeError:
    return AttributeError(f"attribute '{name}' of '{kind}' objects is not writable")


def fix_properties(cls: type, kind: str | None = None) -> None:
    """Let the properties of a class that have no setter refuse as torch's do; without a `kind`, by the object's class."""
    for name, member in list(vars(cls).items()):
        if isinstance(member, property) and member.fset is None:
            setattr(cls, name, fixed(member, name, kind))


def fixed(member: property, name: str, kind: str | None = None) -> property:
    """A property of this name that refuses to be written."""

    def refuse(self: Any, *value: Any) -> NoReturn:
        raise not_writable(name, kind or type(self).__name__)

    return member.setter(refuse).deleter(refuse)
