"""Following a step through the user's own functions: what they read is noted, what they call is looked at, what they change
outside is refused.

A function of the user's is run as a copy, rewritten (`rewrite`) to come by here. The copy has the variables of the
original around it: nothing of the user's is exchanged. What is neither the user's, nor the library's, nor on the list of
what does the same each time (`trusted`), is refused with its line, and so is what the step does to anything that was there
before it. What it makes itself (`fresh`) it may change as it likes.
"""

from __future__ import annotations

import builtins
import enum
import functools
import importlib.util
import operator
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    SimpleNamespace,
)
from typing import Any

import numpy as np

from ...arrays.generator import Generator
from ...autograd.function import Function, FunctionCtx
from ...core.graph import Node
from ...core.tensor import Tensor
from ...nn.attributes import attributes as own_attributes
from ...nn.module import Module
from ...optim.lr_scheduler import LRScheduler
from ...optim.optimizer import Optimizer
from ...utils import data
from .. import frames
from .reads import CONTAINERS, MISSING, Line, Reads, alike, of_item, simple
from .rewrite import SITE, Unfollowed, rewrite
from .sources import NoSource
from .trace import Refused
from .tracer import Traced, TracedNumber
from .trusted import is_users, passes

PLAIN = (bool, int, float, complex, str, bytes, type(None), FunctionType, ModuleType, type, Traced)
STATEFUL = (LRScheduler, data.Dataset, data.DataLoader, data.Sampler)  # of the library, guarded by all their attributes
AUGMENT = dict(
    Add="iadd", Sub="isub", Mult="imul", Div="itruediv", FloorDiv="ifloordiv", Mod="imod", Pow="ipow", MatMult="imatmul",
    BitAnd="iand", BitOr="ior", BitXor="ixor", LShift="ilshift", RShift="irshift",
)  # fmt: skip
OF_TENSORS = {"data", "grad", "requires_grad", "_grad", "_data", "_node"}  # which the recording watches by itself
OF_OPTIMIZERS = {"_groups", "param_groups", "state", "step", "_pre_hooks", "_post_hooks"}  # the same, or guarded
ADDRESSES = {id, hash}
HEAP = 1 << 9  # the flag of classes that can be changed
KNOWN = (
    str,
    bytes,
    range,
    Tensor,
    Module,
    enum.Enum,
    np.generic,
    bytearray,
    memoryview,
)  # collections that are no others
ABSENT = object()


class Follower:
    """What is known of a step while it is recorded.

    fresh     what the step has made, by id, so that no other thing gets the id
    codes     the code objects of rewritten functions, by id
    counted   (owner, name) of attributes that the step has given another plain value: it is not replayed then
    """

    def __init__(self, recorder: Any) -> None:
        self.recorder, self.reads, self.given = recorder, Reads(), Reads()
        self.fresh: dict[int, Any] = {}
        self.entered: dict[int, Any] = {}
        self.codes: dict[int, CodeType] = {}
        self.trusted: dict[int, CodeType] = {}
        self.copies: dict[int, tuple[FunctionType, FunctionType]] = {}
        self.counted: set[tuple[int, str]] = set()
        self.assigned: list[tuple[Site, str, str, Any, int]] = []

    def forget(self) -> None:
        """Let go of what the step has made."""
        self.fresh.clear()
        self.copies.clear()
        self.assigned.clear()

    def line(self) -> Line:
        """The line of the step that is being run."""
        frame: Any = sys._getframe(1)
        while frame is not None and id(frame.f_code) not in self.codes:
            frame = frame.f_back
        return frames.line_of(frames.user_frame() if frame is None else frame)

    def refuse(self, what: str, line: Line | None = None) -> Refused:
        file, number = line or self.line()
        return Refused(f"compile(): {os.path.basename(file)}:{number} {what}")

    def note(self, kind: str, owner: Any, name: Any, value: Any) -> None:
        if not isinstance(value, (Traced, TracedNumber)) and id(value) not in self.recorder.born:
            self.reads.note(kind, owner, name, value, self.line())

    def begin(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """The whole step."""
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        self.started = ("the step", 0) if code is None else (code.co_filename, code.co_firstlineno)
        args, kwargs = self.argument(args), {name: self.argument(x) for name, x in kwargs.items()}
        return self.call(function, *args, **kwargs)

    def argument(self, x: Any) -> Any:
        """An argument of the step, as the step gets it: guards know what is in lists, tuples and dicts."""
        if type(x) in (list, dict):
            self.recorder.containers[id(x)] = x
            self.given.note("content", x, None, None, self.started)
        if type(x) in (list, tuple):
            items = [self.argument(item) for item in x]
            same = all(a is b for a, b in zip(items, x))
            return x if same else type(x)(items)
        if type(x) is dict:
            for item in x.values():
                self.argument(item)
            return x
        return self.enter(x)

    def note_class(self, x: Any) -> None:
        """What an object does depends on its class, which may be exchanged where the user has made it."""
        kind = type(x)
        if kind.__flags__ & HEAP and not (
            isinstance(x, (type, Tensor, Module, BaseException)) or id(x) in self.fresh or id(x) in self.recorder.born
        ):
            self.note("attribute", x, "__class__", kind)

    def watch(self, x: Any) -> None:
        """The class of a module is guarded with all that it has."""
        if isinstance(x, Module):
            self.recorder.watch(x)

    # -- what comes in ---------------------------------------------------------------------------------------------

    def enter(self, value: Any, whole: bool = True) -> Any:
        """A thing that was there before the step, as the step gets it. Of a container all is noted, if `whole`."""
        if isinstance(value, PLAIN) or id(value) in self.fresh or id(value) in self.entered:
            return value
        if type(value) is np.ndarray:
            return self.recorder.array(value)
        if isinstance(value, tuple):
            for item in value:
                self.enter(item)
        elif isinstance(value, CONTAINERS):
            if whole:
                self.content(value)
        elif isinstance(value, STATEFUL):
            self.entered[id(value)] = value
            self.content(vars(value))
        elif isinstance(value, functools.partial):
            self.enter((value.func, value.args, value.keywords))
        elif isinstance(value, (MethodType, BuiltinFunctionType, MethodWrapperType)):
            self.enter(value.__self__, whole)
        elif isinstance(value, (np.ndarray, np.void)):
            raise self.refuse(f"uses a {type(value).__name__}: make it an ndarray by np.asarray")
        elif has_items(value) and not isinstance(value, KNOWN) and not has_own_items(type(value)):
            raise self.refuse(f"uses a {type(value).__name__}, whose items are not looked at: make it a dict or list")
        elif hasattr(type(value), "__next__") or isinstance(value, (bytearray, memoryview)):
            raise self.refuse(f"uses a {type(value).__name__} that was there before: a replay would not move it on")
        return value

    def content(self, container: Any) -> None:
        """Note all that is in a container, and in those inside it."""
        if id(container) in self.entered or id(container) in self.fresh or self.recorder.knows(container):
            return
        self.entered[id(container)] = container
        items = [*container.keys(), *container.values()] if isinstance(container, dict) else [*container]
        if any(type(x) is TracedNumber or id(x) in self.recorder.born for x in items):
            return  # the step has made it
        self.note("content", container, None, None)
        for item in items:
            if type(item) is not np.ndarray:
                self.enter(self.compared(item))

    def made(self, value: Any) -> Any:
        """The result of something that is trusted: what it made is fresh."""
        if isinstance(value, CONTAINERS) and id(value) not in self.entered and not self.recorder.knows(value):
            self.fresh[id(value)] = value
        return value

    # -- calls -----------------------------------------------------------------------------------------------------

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """`function(*args, **kwargs)`, followed."""
        kind = type(function)
        if kind is FunctionType and is_users(function.__code__.co_filename):
            return self.copy(function)(*args, **kwargs)
        if kind is MethodType:
            return self.call_method(function, args, kwargs)
        if kind is functools.partial:
            return self.call(function.func, *function.args, *args, **{**function.keywords, **kwargs})
        if function in SPECIAL if kind in (BuiltinFunctionType, type) else False:
            return SPECIAL[function](self, *args, **kwargs)
        if isinstance(function, type) and not passes(function):
            return self.instance(function, args, kwargs)
        compiled = getattr(kind, "step_of", None)
        if compiled is not None:  # a compiled step: part of this one
            return self.call(compiled(function), *args, **kwargs)
        method = lookup(kind, "__call__")
        if isinstance(method, FunctionType) and is_users(method.__code__.co_filename):
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
        raise self.refuse(f"calls {name}, which is not known to do the same each time")

    def call_method(self, method: MethodType, args: tuple, kwargs: dict) -> Any:
        owner, function = method.__self__, method.__func__
        if isinstance(function, FunctionType) and is_users(function.__code__.co_filename):
            return self.copy(function)(owner, *args, **kwargs)
        if isinstance(function, FunctionType) and (passes(function) or function.__module__ in ("collections", "enum")):
            return self.call_trusted(method, args, kwargs)
        return self.call(function, owner, *args, **kwargs)

    def call_trusted(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """A call of what is not followed; the user's functions that it is given are."""
        self.known(function, args)
        formats = isinstance(getattr(function, "__self__", None), str) and function.__name__ in ("format", "format_map")
        if formats and not all(map(simple, (*args, *kwargs.values()))):
            raise self.refuse("formats an object, whose attributes are not looked at: format numbers and strings")
        for name, x in kwargs.items():
            if type(x) is TracedNumber:
                raise self.refuse(f"gives {name} a number that is another in each call: multiply by it instead")
        args = tuple(self.handed(x) for x in args)
        kwargs = {name: self.handed(x) for name, x in kwargs.items()}
        result = self.made(function(*args, **kwargs))
        if isinstance(getattr(function, "__self__", None), (Module, Tensor, Optimizer)):
            self.recorder.look_at_changes()
        if isinstance(function, type):
            self.fresh[id(result)] = result
        return result

    def known(self, function: Any, args: tuple) -> None:
        """Refuse an address, which is another in each call."""
        if function in ADDRESSES if type(function) is BuiltinFunctionType else False:
            x = args[0] if args else None
            if id(x) in self.fresh or id(x) in self.recorder.born or id(x) in self.recorder.arguments:
                raise self.refuse(f"asks for the {function.__name__}() of something that is another in each call")

    def handed(self, x: Any) -> Any:
        if type(x) is FunctionType and is_users(x.__code__.co_filename):
            return self.copy(x)
        if type(x) is MethodType and isinstance(x.__func__, FunctionType) and is_users(x.__func__.__code__.co_filename):
            return functools.partial(self.copy(x.__func__), x.__self__)
        self.look_at_handed(x)
        return self.compared(x)

    def compared(self, x: Any) -> Any:
        """What == or `in` looks at by itself, all of it."""
        if isinstance(x, SimpleNamespace) and id(x) not in self.fresh:
            self.content(vars(x))
        return x

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
            self.trusted[id(kind.__new__.__code__)] = kind.__new__.__code__
            return kind(*args, **kwargs)
        if type(kind) is not type or kind.__new__ is not object.__new__ or hasattr(kind, "__del__"):
            raise self.refuse(f"makes a {kind.__qualname__}, whose class does more than that")
        made = object.__new__(kind)
        self.fresh[id(made)] = made
        start = kind.__init__
        if isinstance(start, FunctionType):
            self.note("attribute", kind, "__init__", start)
            if "__dataclass_fields__" in vars(kind) and start.__code__.co_filename == "<string>":
                self.trusted[id(start.__code__)] = start.__code__
                start(made, *args, **kwargs)
            else:
                self.call(start, made, *args, **kwargs)
        elif args or kwargs:
            raise TypeError(f"{kind.__name__}() takes no arguments")
        return made

    def copy(self, function: FunctionType) -> FunctionType:
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

    # -- attributes and items --------------------------------------------------------------------------------------

    def attribute(self, owner: Any, name: str, whole: bool = True) -> Any:
        """`owner.name`, noted."""
        kind = type(owner)
        if isinstance(owner, (Traced, TracedNumber, np.ndarray, np.generic)) or kind in (str, int, float, tuple, bytes):
            return getattr(owner, name)
        if isinstance(owner, Optimizer):
            self.recorder.uses(owner, name)
            if name not in vars_of(owner):
                self.note("attribute", kind, name, getattr(kind, name, MISSING))
            value = getattr(owner, name, MISSING)
            if (name in vars(owner) or value is MISSING) and name not in OF_OPTIMIZERS:
                self.note("attribute", owner, name, value)
                value = self.enter(value, whole)
            return getattr(owner, name) if value is MISSING else value
        if isinstance(owner, type) and issubclass(owner, Function) and name == "apply":
            for each in ("forward", "backward", "setup_context", "vjp"):
                self.note("attribute", owner, each, getattr(owner, each))
        if isinstance(owner, (Node, FunctionCtx, Generator)) or kind is super:
            return self.inherited(owner, name) if kind is super else getattr(owner, name)
        self.note_class(owner)
        if isinstance(owner, CONTAINERS):
            self.content(owner)
        if isinstance(owner, Tensor) and id(owner) not in self.recorder.born:
            if name in ("_version", "data_ptr", "_counter"):
                raise self.refuse(f"asks for a tensor's {name}, which is another in each call")
            self.recorder.outside(owner)
        static = lookup(kind, name)
        if (
            isinstance(static, property)
            and isinstance(static.fget, FunctionType)
            and is_users(static.fget.__code__.co_filename)
        ):
            self.note("attribute", kind, name, static)
            return self.call(static.fget, owner)
        self.refuse_odd(owner, kind, name, static)
        value = getattr(owner, name, MISSING)
        if id(owner) in self.fresh and name not in getattr(owner, "__dict__", ()) and kind.__flags__ & HEAP:
            self.note("attribute", kind, name, getattr(kind, name, MISSING))
        of_tensor = isinstance(owner, Tensor)
        if of_tensor and id(owner) not in self.recorder.born and (name in vars(owner) or value is MISSING):
            if self.recorder.outside(owner).kind != "fixed":
                raise self.refuse(f"asks a tensor that may be another in each call for its {name}: pass that by itself")
            self.note_attribute(owner, name, value, static)
            value = value if value is MISSING else self.enter(value, whole)
        elif of_tensor and (isinstance(static, FunctionType) or simple(static)):
            self.note("attribute", kind, name, static)
        elif id(owner) not in self.fresh and not of_tensor:
            self.note_attribute(owner, name, value, static)
            value = value if value is MISSING else self.enter(value, whole)
        return getattr(owner, name) if value is MISSING else value

    def note_attribute(self, owner: Any, name: str, value: Any, static: Any) -> None:
        if isinstance(owner, Module):
            self.recorder.watch(owner)
            if name in vars_of(owner) or frames.is_library(
                getattr(getattr(value, "__code__", None), "co_filename", "")
            ):
                return
        if isinstance(owner, CONTAINERS) and name not in getattr(owner, "__dict__", ()):
            return
        self.note("attribute", owner, name, value)

    def refuse_odd(self, owner: Any, kind: type, name: str, static: Any) -> None:
        """What runs more than a look: attributes that a class of the user's computes."""
        looked = kind.__getattribute__
        if isinstance(looked, FunctionType) and is_users(looked.__code__.co_filename):
            raise self.refuse(f"reads an attribute of a {kind.__name__}, whose class has a __getattribute__ of its own")
        odd = getattr(type(static), "__get__", None) if static is not ABSENT else None
        if isinstance(odd, FunctionType) and not frames.is_library(odd.__code__.co_filename) and not simple(owner):
            raise self.refuse(f"reads {kind.__name__}.{name}, which its class computes")
        computed = getattr(kind, "__getattr__", None)
        missing = static is ABSENT and name not in (vars_of(owner) or ())
        if missing and isinstance(computed, FunctionType) and is_users(computed.__code__.co_filename):
            raise self.refuse(f"reads {kind.__name__}.{name}, which its class computes")

    def inherited(self, owner: Any, name: str) -> Any:
        """An attribute of super(): where it was found is noted."""
        mro = owner.__self_class__.__mro__
        for kind in mro[mro.index(owner.__thisclass__) + 1 :]:
            if name not in vars(kind) and kind.__flags__ & HEAP:
                self.note("own", kind, name, MISSING)
            if name in vars(kind):
                self.note("attribute", kind, name, getattr(kind, name))
                break
        return getattr(owner, name)

    def item(self, owner: Any, key: Any) -> Any:
        """`owner[key]`, noted."""
        if isinstance(key, (np.ndarray,)) or not isinstance(owner, (list, tuple, dict)) or id(owner) in self.fresh:
            if isinstance(owner, Module):
                self.recorder.watch(owner)
            elif isinstance(owner, CONTAINERS):
                self.content(owner)
            value = owner[key]
            return (
                value if isinstance(owner, (Tensor, Module, Traced)) or id(owner) in self.fresh else self.enter(value)
            )
        if isinstance(key, slice) or isinstance(owner, defaultdict):
            if isinstance(owner, CONTAINERS):
                self.content(owner)
            return self.made(owner[key])
        try:
            value = owner[key]
        except LookupError:
            self.note("item", owner, key, MISSING)
            raise
        if type(owner) is not tuple and not self.recorder.knows(owner) and id(owner) not in self.entered:
            self.note("item", owner, key, value)
        return self.enter(value)

    def iterate(self, x: Any) -> Any:
        if isinstance(x, Module):
            self.recorder.watch(x)
        elif isinstance(x, CONTAINERS):
            self.content(x)
        return x

    # -- changes ---------------------------------------------------------------------------------------------------

    def target(self, owner: Any) -> Any:
        """Whose attribute or item is to be changed: as it is, if the step may do what it likes with it."""
        own = id(owner) in self.fresh or isinstance(owner, (Traced, Node, FunctionCtx, np.ndarray))
        return owner if own else Target(self, owner)

    def set_attribute(self, owner: Any, name: str, value: Any) -> None:
        """Another value for an attribute of what was there before."""
        if isinstance(owner, (Tensor, Optimizer)) and (name in OF_TENSORS or id(owner) in self.recorder.born):
            setattr(owner, name, value)
            return
        if isinstance(owner, Tensor) and self.recorder.outside(owner).kind != "fixed":
            raise self.refuse(f"sets {name} of a tensor that may be another in each call: return it instead")
        if isinstance(owner, Module):
            self.recorder.watch(owner)
        before = getattr(owner, name, MISSING)
        static = lookup(type(owner), name)
        if hasattr(type(static), "__set__") and isinstance(static, property):
            raise self.refuse(f"sets {type(owner).__name__}.{name}, which its class computes")
        setter = type(owner).__setattr__
        if isinstance(setter, FunctionType) and is_users(setter.__code__.co_filename):
            raise self.refuse(f"sets {type(owner).__name__}.{name}, whose class has a __setattr__ of its own")
        if not alike(before, value):
            if not simple(value):
                raise self.refuse(f"gives {label(owner)}.{name} another value, which outlives the step: return it")
            self.counted.add((id(owner), name))
            self.entered[id(owner)] = owner
            setattr(owner, name, value)
            return
        if not isinstance(owner, Module):
            self.note("attribute", owner, name, before)
        setattr(owner, name, value)

    def set_item(self, owner: Any, key: Any, value: Any) -> None:
        if isinstance(owner, Tensor):
            owner[key] = value
            return
        before = of_item(owner, key) if isinstance(owner, (list, dict)) else MISSING
        if before is MISSING or not alike(before, value):
            raise self.refuse(f"changes a {type(owner).__name__} that outlives the step: return what it found instead")
        self.note("item", owner, key, before)

    def augment(self, operation: str, x: Any, y: Any) -> Any:
        """x += y and its kin."""
        if isinstance(x, CONTAINERS) and id(x) not in self.fresh and not isinstance(x, frozenset):
            raise self.refuse(f"changes a {type(x).__name__} that outlives the step: return what it found instead")
        return getattr(operator, AUGMENT[operation])(x, y)

    # -- afterwards ------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Refuse a step that has changed what it has read."""
        if self.given.changed() is not None:
            raise self.refuse("changes a list or dict that it is given", self.started)
        for site, kind, name, before, number in self.assigned:
            if site.look(kind, name) is not before:
                line = site.function.__code__.co_filename, number
                raise self.refuse(f"gives another value to a variable that outlives it, {name}: return it", line)
        for read in self.reads.all.values():
            if (id(read.owner), read.name) not in self.counted and not self.is_counted(read) and not read.holds():
                raise self.refuse(f"uses {read.label()}, which the step changes: return what is new instead", read.line)

    def is_counted(self, read: Any) -> bool:
        return read.kind == "content" and any(
            vars_of(self.entered.get(owner)) is read.owner for owner, _ in self.counted
        )


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

    def __init__(self, follower: Follower, function: FunctionType) -> None:
        self.follower, self.function = follower, function
        self.scope = function.__globals__
        self.cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
        for name in ("attribute", "item", "iterate", "target", "augment", "call", "compared"):
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


class Target:
    """Stands for what was there before the step, where it is assigned to."""

    __slots__ = ("_follower", "_owner")
    _follower: Follower
    _owner: Any

    def __init__(self, follower: Follower, owner: Any) -> None:
        object.__setattr__(self, "_follower", follower)
        object.__setattr__(self, "_owner", owner)

    def __setattr__(self, name: str, value: Any) -> None:
        self._follower.set_attribute(self._owner, name, value)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._follower.set_item(self._owner, key, value)

    def __delattr__(self, name: str) -> None:
        raise self._follower.refuse(f"deletes {label(self._owner)}.{name}, which outlives the step")

    def __delitem__(self, key: Any) -> None:
        raise self._follower.refuse(f"changes a {type(self._owner).__name__} that outlives the step")


# -- Python's functions that are followed ----------------------------------------------------------------------------------


def get_attribute(follower: Follower, owner: Any, name: str, *default: Any) -> Any:
    try:
        return follower.attribute(owner, name)
    except AttributeError:
        if default:
            return default[0]
        raise


def has_attribute(follower: Follower, owner: Any, name: str) -> bool:
    return get_attribute(follower, owner, name, ABSENT) is not ABSENT


def set_attribute(follower: Follower, owner: Any, name: str, value: Any) -> None:
    setattr(follower.target(owner), name, value)


def delete_attribute(follower: Follower, owner: Any, name: str) -> None:
    delattr(follower.target(owner), name)


def attributes(follower: Follower, *owner: Any) -> Any:
    if not owner:
        raise follower.refuse("asks for all its variables")
    if isinstance(owner[0], Module):
        raise follower.refuse("asks for all of a module's attributes")
    return follower.enter(vars(*owner))


def kind_of(follower: Follower, *args: Any) -> type:
    if len(args) != 1:
        raise follower.refuse("makes a class")
    follower.note_class(args[0])
    follower.watch(args[0])
    return type(*args)


def is_instance(follower: Follower, x: Any, kind: Any) -> bool:
    follower.note_class(x)
    follower.watch(x)
    return follower.call_trusted(isinstance, (x, kind), {})


SPECIAL: dict[Any, Callable] = {
    getattr: get_attribute, hasattr: has_attribute, setattr: set_attribute, delattr: delete_attribute, vars: attributes,
    type: kind_of, isinstance: is_instance,
}  # fmt: skip


def lookup(kind: type, name: str) -> Any:
    """An attribute of a class as it stands there."""
    return next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), ABSENT)


def has_items(x: Any) -> bool:
    return isinstance(x, Collection) or (hasattr(type(x), "__getitem__") and not simple(x))


def has_own_items(kind: type) -> bool:
    """Whether a class of the user's says what its items are: where it is asked for them, it is followed, or refused."""
    found = [lookup(kind, name) for name in ("__iter__", "__getitem__")]
    return any(isinstance(f, FunctionType) and is_users(f.__code__.co_filename) for f in found)


def label(owner: Any) -> str:
    return owner.__name__ if isinstance(owner, (type, ModuleType)) else type(owner).__name__


def vars_of(x: Any) -> Any:
    return own_attributes(x) if isinstance(x, Module) else getattr(x, "__dict__", None)


def cell_of(x: Any) -> Any:
    return (lambda: x).__closure__[0]  # type: ignore[index]


def codes_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from codes_in(part)
