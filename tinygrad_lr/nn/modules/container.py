"""Modules that hold others, or parameters."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import Any, overload

from ...arrays.tracebacks import entrance
from ...core.tensor import Tensor
from ...frontend.conversions import typename
from ..attributes import MODULE, attributes
from ..module import Module, in_brackets, indented
from ..parameter import Parameter


class _Numbered(Module):
    """Children in a row, named "0", "1", ... by their places."""

    def _renumber(self, children: Iterable[Any]) -> None:
        self._modules = {}
        self._modules = {str(i): child for i, child in enumerate(children)}

    def _insert(self, index: int, module: Any) -> None:
        """As torch does it: by their names, the children behind it move up."""
        modules = self._modules
        for i in range(len(self), index, -1):
            modules[str(i)] = modules[str(i - 1)]
        modules[str(index)] = module

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
        if modules is self:
            raise RuntimeError("dictionary changed size during iteration")
        for module in modules:
            self.append(module)
        return self

    def __iadd__(self, modules: Iterable[Any]) -> Any:
        return self.extend(modules)


class Sequential(_Numbered):
    """Modules called one after the other: `Sequential(a, b)`, or an OrderedDict of names and modules."""

    @overload
    def __init__(self, *args: Module) -> None: ...
    @overload
    def __init__(self, arg: OrderedDict[str, Module], /) -> None: ...
    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = len(args) == 1 and isinstance(args[0], OrderedDict)
        for name, module in args[0].items() if named else zip(map(str, range(len(args))), args):
            self.add_module(name, module)

    def forward(self, input: Any) -> Tensor:  # what the last one gives; hardly ever anything else
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
        self._insert(index + len(self) if index < 0 else index, module)
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

    def _check_factor(self, other: Any) -> None:
        if not isinstance(other, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(other)}")
        if other <= 0:
            raise ValueError(f"Non-positive multiplication factor {other} for {type(self)}")

    def __mul__(self, other: Any) -> Any:
        self._check_factor(other)
        return Sequential(*list(self) * other)

    __rmul__ = __mul__

    def __imul__(self, other: Any) -> Any:
        self._check_factor(other)
        modules, n = self._modules, len(self)
        for i in range(n, n * other):
            self.add_module(str(i), modules[str(i % n)])
        return self


class ModuleList(_Numbered):
    """A list of modules, registered as children."""

    @entrance
    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def extend(self, modules: Iterable[Any]) -> Any:
        if not isinstance(modules, Iterable):
            raise TypeError(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        return super().extend(modules)

    def insert(self, index: int, module: Any) -> None:
        """Put a child in before an index."""
        self._insert(index, module)

    def __add__(self, other: Iterable[Any]) -> ModuleList:
        return ModuleList(chain(self, other))

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

    @entrance
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
            kind = type(modules).__name__
            raise TypeError(f"ModuleDict.update should be called with {expected}, but got {kind}")
        pairs = modules.items() if isinstance(modules, (Mapping, ModuleDict)) else modules
        for i, pair in enumerate(pairs):
            if not isinstance(pair, Iterable):
                kind = type(pair).__name__
                raise TypeError(f"ModuleDict update sequence element #{i} should be Iterable; is{kind}")
            if len(pair) != 2:  # type: ignore[arg-type]
                raise ValueError(f"ModuleDict update sequence element #{i} has length {len(pair)}; 2 is required")  # type: ignore[arg-type]
            self[pair[0]] = pair[1]  # type: ignore[index]


# -- of parameters -------------------------------------------------------------------------------------------


def described(values: Iterable[tuple[Any, Any]], kind: Callable[[Tensor], Any]) -> str:
    """A line for each value, with its type and, of a tensor, `kind` and the sizes."""
    lines = []
    for key, x in values:
        text = f"Object of type: {type(x).__name__}"
        if isinstance(x, Tensor):
            what, place = "Parameter" if isinstance(x, Parameter) else "Tensor", f" ({x.device})" if x.is_cuda else ""
            text = f"{what} containing: [{kind(x)} of size {'x'.join(map(str, x.shape))}{place}]"
        lines.append(f"  ({key}): {text}")
    return "\n".join(lines)


def as_parameter(x: Any) -> Any:
    return Parameter(x) if isinstance(x, Tensor) and not isinstance(x, Parameter) else x


class ParameterList(Module):
    """A list of parameters, registered as "0", "1", ...; tensors become parameters, other objects stay what they are."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def _place(self, index: Any) -> str:
        i = operator.index(index)
        if not -len(self) <= i < len(self):
            raise IndexError(f"index {i} is out of range")
        return str(i % len(self))

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(list(self)[idx])
        return getattr(self, self._place(idx))

    def __setitem__(self, idx: int, param: Any) -> None:
        setattr(self, self._place(idx), as_parameter(param))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def append(self, value: Any) -> Any:
        """Add a value at the end. Returns the list."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Any:
        """Add values at the end. Returns the list. TypeError for a tensor, and for what is no iterable."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            found = type(values).__name__
            raise TypeError(f"ParameterList.extend should be called with an iterable, but got {found}")
        for value in values:
            self.append(value)
        return self

    def __iadd__(self, parameters: Iterable[Any]) -> Any:
        return self.extend(parameters)

    def extra_repr(self) -> str:
        return described(enumerate(self), lambda x: x.dtype)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("ParameterList should not be called.")


class ParameterDict(Module):
    """A dictionary of parameters, registered by its keys; tensors become parameters, other objects stay what they are."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def _name(self, key: Any) -> str:
        if not isinstance(key, str):
            raise TypeError(
                "Index given to ParameterDict cannot be used as a key as it is not a string (type is "
                f"'{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        return key

    def __getitem__(self, key: str) -> Any:
        return getattr(self, self._name(key))

    def __setitem__(self, key: str, value: Any) -> None:
        self._keys[key] = None
        setattr(self, self._name(key), as_parameter(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, self._name(key))

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def copy(self) -> ParameterDict:
        """Another dictionary of the same parameters."""
        return ParameterDict(OrderedDict(self.items()))

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value of a key, which gets `default` if it has none."""
        if key not in self:
            self[key] = default
        return self[key]

    def clear(self) -> None:
        """Take out all values."""
        for key in [*self._keys]:
            del self[key]

    def pop(self, key: str) -> Any:
        """Take out a value and return it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take out the last key and value and return them. KeyError if there is none."""
        if not self._keys:
            raise KeyError("popitem(): dictionary is empty")
        key = next(reversed(self._keys))
        return key, self.pop(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or `default`."""
        return self[key] if key in self else default  # noqa: SIM401 (this is what it means)

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """A new dictionary with these keys."""
        return ParameterDict((key, default) for key in keys)

    def keys(self) -> Any:
        """The keys."""
        return self._keys.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Keys and values."""
        return ((key, self[key]) for key in self._keys)

    def values(self) -> Iterable[Any]:
        """The values."""
        return (self[key] for key in self._keys)

    def update(self, parameters: Any) -> None:
        """Add what a mapping has (a plain one in the order of its keys), or pairs. TypeError, ValueError for what is
        neither."""
        if not isinstance(parameters, Iterable):
            found = type(parameters).__name__
            raise TypeError(
                f"ParametersDict.update should be called with an iterable of key/value pairs, but got {found}"
            )
        pairs: Any = parameters
        if isinstance(parameters, (OrderedDict, ParameterDict)):
            pairs = list(parameters.items())
        elif isinstance(parameters, Mapping):
            pairs = sorted(parameters.items())
        for i, pair in enumerate(pairs):
            if not isinstance(pair, Iterable):
                kind = type(pair).__name__
                raise TypeError(f"ParameterDict update sequence element #{i} should be Iterable; is{kind}")
            if len(pair) != 2:  # type: ignore[arg-type]
                raise ValueError(
                    f"ParameterDict update sequence element #{i} has length {len(pair)}; 2 is required"  # type: ignore[arg-type]
                )
            key, value = pair
            self[key] = value

    def extra_repr(self) -> str:
        return described(self.items(), typename)

    def __call__(self, input: Any) -> Any:
        raise RuntimeError("ParameterDict should not be called.")

    def __or__(self, other: Any) -> ParameterDict:
        both = self.copy()
        both.update(other)
        return both

    def __ror__(self, other: Any) -> ParameterDict:
        both = other.copy()
        both.update(self)
        return both

    def __ior__(self, other: Any) -> Any:
        self.update(other)
        return self
