"""Modules that hold others, or parameters."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from ...frontend.conversions import typename
from ..attributes import MODULE, attributes
from ..module import Module, in_brackets, indented


class _Numbered(Module):
    """Children in a row, named "0", "1", ... by their places."""

    def _renumber(self, children: Iterable[Any]) -> None:
        for name in self._modules:
            self._forget(name)
        for i, child in enumerate(children):
            self.add_module(str(i), child)

    def _place(self, index: Any) -> int:
        """An index counted from the front. IndexError if there is nothing."""
        n, i = len(self), operator.index(index)
        if not -n <= i < n:
            raise IndexError(f"index {i} is out of range")
        return i % n

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._cut(index)
        return list(self)[self._place(index)]

    def _cut(self, places: slice) -> Any:
        return type(self)(list(self)[places])

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, list(self._modules)[self._place(index)], module)

    def __delitem__(self, index: Any) -> None:
        children = list(self)
        del children[index if isinstance(index, slice) else self._place(index)]
        self._renumber(children)

    def pop(self, key: Any) -> Any:
        """Take out the child at an index and return it."""
        child = self[key]
        del self[key]
        return child

    def append(self, module: Any) -> Any:
        """Add a child at the end. Returns the container."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Any]) -> Any:
        """Add children at the end. Returns the container."""
        if not isinstance(modules, Iterable):
            name = type(self).__name__
            raise TypeError(f"{name}.extend should be called with an iterable, but got {type(modules).__name__}")
        for module in list(modules):
            self.append(module)
        return self

    def __iadd__(self, modules: Iterable[Any]) -> Any:
        return self.extend(modules)


class Sequential(_Numbered):
    """Modules called one after the other: `Sequential(a, b)`, or an OrderedDict of names and modules."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = len(args) == 1 and isinstance(args[0], OrderedDict)
        for name, module in args[0].items() if named else enumerate(args):
            self.add_module(str(name), module)

    def forward(self, input: Any) -> Any:
        members = attributes(self)
        for name, kind in self._members.items():
            if kind == MODULE:
                input = members[name](input)
        return input

    def _cut(self, places: slice) -> Any:
        return type(self)(OrderedDict(list(self._modules.items())[places]))

    def insert(self, index: int, module: Module) -> Any:
        """Put a child in before an index. Returns the container."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}")
        children = list(self)
        children.insert(index, module)
        self._renumber(children)
        return self

    def _check_sequential(self, other: Any) -> None:
        if not isinstance(other, Sequential):
            supported = "add operator supports only objects of Sequential class"
            raise ValueError(f"{supported}, but {type(other)} is given.")

    def __add__(self, other: Any) -> Any:
        self._check_sequential(other)
        return Sequential(*self, *other)

    def __iadd__(self, other: Any) -> Any:
        self._check_sequential(other)
        return self.extend(other)


class ModuleList(_Numbered):
    """A list of modules, registered as children."""

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def insert(self, index: int, module: Any) -> None:
        """Put a child in before an index."""
        children = list(self)
        children.insert(index, module)
        self._renumber(children)

    def __add__(self, other: Iterable[Any]) -> ModuleList:
        return ModuleList([*self, *other])

    def __repr__(self) -> str:
        lines, start = [], 0
        for text, same in groupby(repr(child) for child in self):
            n = len(list(same))
            label = f"({start})" if n == 1 else f"({start}-{start + n - 1})"
            lines.append(f"{label}: {indented(text if n == 1 else f'{n} x {text}')}")
            start += n
        return in_brackets(self._get_name(), [], lines)


class ModuleDict(Module):
    """A dictionary of modules, registered as children."""

    def __init__(self, modules: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Any) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def items(self) -> Any:
        """Names and modules."""
        return self._modules.items()

    def clear(self) -> None:
        """Take out all modules."""
        for name in self:
            self._forget(name)

    def pop(self, key: str) -> Any:
        """Take out a module and return it."""
        module = self[key]
        self._forget(key)
        return module

    def update(self, modules: Any) -> None:
        """Add the modules of a mapping, or of pairs. TypeError and ValueError for what is neither."""
        if not isinstance(modules, Iterable):
            expected = "an iterable of key/value pairs"
            raise TypeError(f"ModuleDict.update should be called with {expected}, but got {typename(modules)}")
        pairs = modules.items() if isinstance(modules, (Mapping, ModuleDict)) else modules
        for i, pair in enumerate(pairs):
            if not isinstance(pair, Iterable):
                kind = type(pair).__name__
                raise TypeError(f"ModuleDict update sequence element #{i} should be Iterable; is{kind}")
            key, *rest = pair
            if len(rest) != 1:
                raise ValueError(f"ModuleDict update sequence element #{i} has length {len(rest) + 1}; 2 is required")
            self[key] = rest[0]
