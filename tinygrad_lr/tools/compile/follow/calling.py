"""Calls: the user's functions are followed, the library's and those that do the same each time pass, all others are refused."""

from __future__ import annotations

import enum
import functools
import operator
from collections.abc import Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType
from typing import Any

from ....core.tensor import Tensor
from ....nn.module import Module
from ....optim.lr_scheduler import LRScheduler
from ....optim.optimizer import Optimizer
from ..reads import simple
from ..rewrite import SITE, Unfollowed, rewrite
from ..sources import NoSource
from ..tracer import TracedNumber
from ..trusted import passes
from .entering import Entering
from .known import is_own, lookup
from .site import Site

ADDRESSES = {id, hash}
WITH_NUMBERS = {
    "add",
    "sub",
    "mul",
    "div",
    "subtract",
    "multiply",
    "divide",
    "true_divide",
    "add_",
    "sub_",
    "mul_",
    "div_",
}


class Calling(Entering):
    specials: dict[Any, Any]  # Python's own functions that look at things by themselves

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """`function(*args, **kwargs)`, followed."""
        kind = type(function)
        if kind is FunctionType and makes_named_tuples(function):
            self.trusted[id(function.__code__)] = function.__code__
            self.note("code", function, None, function.__code__)
            self.given_defaults(function)
            return function(*args, **kwargs)
        if kind is FunctionType and is_own(function):
            return self.copy(function)(*args, **kwargs)
        if kind is MethodType:
            return self.call_method(function, args, kwargs)
        if kind is functools.partial:
            self.enter(function)
            return self.call(function.func, *function.args, *args, **{**function.keywords, **kwargs})
        if function in self.specials if kind in (BuiltinFunctionType, FunctionType, type) else False:
            return self.specials[function](self, *args, **kwargs)
        if isinstance(function, type) and not passes(function):
            return self.instance(function, args, kwargs)
        compiled = getattr(kind, "step_of", None)
        if compiled is not None:  # a compiled step: part of this one
            return self.call(compiled(function), *args, **kwargs)
        method = lookup(kind, "__call__")
        if is_own(method):
            self.note_class(function)
            self.note("attribute", kind, "__call__", method)
            return self.call(method, function, *args, **kwargs)
        if isinstance(function, Module):
            self.recorder.watch(function)
            self.note("attribute", kind, "__call__", kind.__call__)
            return self.call_trusted(function, args, kwargs)
        if passes(function):
            return self.call_trusted(function, args, kwargs)
        name = getattr(function, "__qualname__", None) or kind.__name__
        raise self.refuse(f"calls {name}, which is not known to do the same each time: call it outside")

    def call_method(self, method: MethodType, args: tuple, kwargs: dict) -> Any:
        owner, function = method.__self__, method.__func__
        if is_own(function):
            return self.copy(function)(owner, *args, **kwargs)
        if isinstance(function, FunctionType) and (passes(function) or function.__module__ in ("collections", "enum")):
            return self.call_trusted(method, args, kwargs)
        return self.call(function, owner, *args, **kwargs)

    def call_trusted(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """A call of what is not followed; the user's functions that it is given are."""
        self.known(function, args)
        owner = getattr(function, "__self__", None)
        if isinstance(owner, LRScheduler):  # whose methods look at the optimizer's options
            self.recorder.uses(owner.optimizer, "param_groups")
        formats = isinstance(owner, str) and function.__name__ in ("format", "format_map")
        if formats and not all(map(simple, (*args, *kwargs.values()))):
            raise self.refuse("formats an object, whose attributes are not looked at: format numbers and strings")
        for name, x in kwargs.items():
            if type(x) is TracedNumber:
                raise self.refuse(f"gives {name} a number that is another in each call: multiply by it instead")
        args = self.with_numbers(function, args)
        args = tuple(self.handed(x) for x in args)
        kwargs = {name: self.handed(x) for name, x in kwargs.items()}
        result = self.made(function(*args, **kwargs))
        if isinstance(owner, (Module, Tensor, Optimizer)):
            self.recorder.look_at_changes()
        if isinstance(function, type):
            self.fresh[id(result)] = result
        return result

    def with_numbers(self, function: Any, args: tuple) -> tuple:
        """Arithmetic of a tensor and a number that an array gave: the number as a tensor, of the dtype it would take."""
        owner = getattr(function, "__self__", args[0] if args else None)
        if getattr(function, "__name__", "") in WITH_NUMBERS and isinstance(owner, Tensor):
            return tuple(x.beside(owner) if type(x) is TracedNumber else x for x in args)
        return args

    def known(self, function: Any, args: tuple) -> None:
        """Refuse an address, which is another in each call."""
        if function in ADDRESSES if type(function) is BuiltinFunctionType else False:
            x = args[0] if args else None
            if id(x) in self.fresh or id(x) in self.recorder.born or id(x) in self.recorder.arguments:
                raise self.refuse(f"asks for the {function.__name__}() of something that is another in each call")

    def handed(self, x: Any) -> Any:
        if type(x) is FunctionType and is_own(x):
            return self.copy(x)
        if type(x) is MethodType and is_own(x.__func__):
            return functools.partial(self.copy(x.__func__), x.__self__)
        self.look_at_handed(x)
        return self.compared(x)

    def look_at_handed(self, x: Any) -> None:
        """Refuse a function handed on that would be refused where it is called, or that is followed only there."""
        if isinstance(x, functools.partial):
            for each in (x.func, *x.args, *x.keywords.values()):
                if self.handed(each) is not each:
                    raise self.refuse("hands on a partial of a function of its own: call it by itself")
        inner = x.__func__ if isinstance(x, MethodType) else x
        odd = isinstance(x, (operator.attrgetter, operator.methodcaller)) or (
            callable(inner)
            and not isinstance(inner, type)
            and hasattr(inner, "__qualname__")
            and not passes(inner)
            and not self.is_copy(inner)
        )
        if odd:
            raise self.refuse(f"hands on {getattr(x, '__qualname__', x)}, which is not known to do the same each time")

    def is_copy(self, function: Any) -> bool:
        return isinstance(function, FunctionType) and id(function.__code__) in self.codes

    def instance(self, kind: type, args: tuple, kwargs: dict) -> Any:
        """An object of a class of the user's."""
        if issubclass(kind, (BaseException, enum.Enum)):
            return kind(*args, **kwargs)
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            self.note_special(kind)
            self.note("attribute", kind, "__new__", kind.__new__)
            plain = kind.__init__ is object.__init__ and isinstance(kind.__new__, FunctionType)
            return self.call(kind.__new__, kind, *args, **kwargs) if plain else kind(*args, **kwargs)
        if type(kind) is not type or kind.__new__ is not object.__new__ or hasattr(kind, "__del__"):
            raise self.refuse(f"makes a {kind.__qualname__}, whose class does more than that")
        made = object.__new__(kind)
        self.fresh[id(made)] = made
        start = kind.__init__
        self.note_special(kind)
        self.note("attribute", kind, "__init__", start)
        if isinstance(start, FunctionType):
            if "__dataclass_fields__" in vars(kind) and start.__code__.co_filename == "<string>":
                self.trusted[id(start.__code__)] = start.__code__
                self.note("code", start, None, start.__code__)
                self.given_defaults(start)
                start(made, *args, **kwargs)
            else:
                self.call(start, made, *args, **kwargs)
        elif args or kwargs:
            raise TypeError(f"{kind.__name__}() takes no arguments")
        return made

    def copy(self, function: Any) -> FunctionType:
        """A function of the user's, rewritten, with the same variables around it."""
        if id(function.__code__) in self.codes:
            return function
        found = self.copies.get(id(function))
        if found is None:
            try:
                code, stores, loads = rewrite(function.__code__, function.__globals__)
            except (NoSource, Unfollowed) as reason:
                raise self.refuse(f"calls {function.__qualname__}: {reason}") from None
            self.codes.update((id(part), part) for part in codes_in(code))
            site = Site(self, function)
            cells = {**site.cells, SITE: cell_of(site)}
            copied = FunctionType(
                code,
                function.__globals__,
                function.__name__,
                function.__defaults__,
                tuple(cells[n] for n in code.co_freevars),
            )
            copied.__kwdefaults__ = function.__kwdefaults__
            found = self.copies[id(function)] = function, copied
            if id(function) not in self.fresh:
                self.note("code", function, None, function.__code__)
                self.given_defaults(function)
            site.expect(stores)
            site.missing(loads)
        return found[1]

    def given_defaults(self, function: FunctionType) -> None:
        if function.__defaults__ or function.__kwdefaults__:
            self.note("defaults", function, None, (function.__defaults__, function.__kwdefaults__))
            self.enter((function.__defaults__, function.__kwdefaults__))


def makes_named_tuples(function: FunctionType) -> bool:
    """Whether it is the `__new__` that Python writes for a named tuple."""
    return function.__name__ == "__new__" and function.__globals__.get("__name__", "").startswith("namedtuple_")


def cell_of(x: Any) -> Any:
    return (lambda: x).__closure__[0]  # type: ignore[index]


def codes_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from codes_in(part)
