"""What a step returns: tensors, numbers and what outlives the step, in tuples, lists and dicts, and in objects that it has made."""

from __future__ import annotations

from collections import OrderedDict
from types import SimpleNamespace
from typing import Any

from ...nn.module import Module
from .trace import rebuilt
from .tracer import TracedNumber, bare


class Result:
    """`x`, taken apart. `leaves` are the things in it that hold no others; `objects`, by id, those that the step has made."""

    def __init__(self, x: Any, fresh: dict[int, Any]) -> None:
        self.x, self.leaves = x, list[Any]()
        self.objects: dict[int, Any] = {}
        seen, stack = set[int](), [x]
        while stack:
            x = stack.pop()
            if id(x) in seen:
                continue
            seen.add(id(x))
            if type(x) is OrderedDict or (id(x) in fresh and is_plain(x)):
                self.objects[id(x)] = x
            found = self.inside(x)
            stack += found[::-1]
            if not found:
                self.leaves.append(x)

    def inside(self, x: Any) -> list[Any]:
        own = [*vars(x).values()] if id(x) in self.objects else []
        return own + ([*x.values()] if type(x) in (dict, OrderedDict) else [*x] if isinstance(x, (tuple, list)) else [])

    def real(self) -> Any:
        """The result with real numbers in place of those that were traced."""
        return self.exchanged(self.x) if any(type(x) is TracedNumber for x in self.leaves) else self.x

    def exchanged(self, x: Any) -> Any:
        if id(x) in self.objects:
            for where in (x, vars(x)) if type(x) is OrderedDict else (vars(x),):
                where.update({key: self.exchanged(item) for key, item in where.items()})
            return x
        if isinstance(x, tuple) or type(x) is list:
            return rebuilt(x, [self.exchanged(item) for item in x])
        return {key: self.exchanged(item) for key, item in x.items()} if type(x) is dict else bare(x)


def is_plain(x: Any) -> bool:
    """Whether an object is no more than a class and a dict of attributes."""
    kind = type(x)
    plain = type(kind) is type and kind.__new__ in (object.__new__, SimpleNamespace.__new__) and hasattr(x, "__dict__")
    return plain and not any(vars(base).get("__slots__") for base in kind.__mro__) and not isinstance(x, Module)
