"""What comes into a step from around it: things that were there before, and all that is in those that are looked at whole."""

from __future__ import annotations

import enum
import functools
from collections.abc import Collection
from types import BuiltinFunctionType, FunctionType, MethodType, MethodWrapperType, SimpleNamespace
from typing import Any

import numpy as np

from ....core.tensor import Tensor
from ....nn.module import Module
from ....optim.lr_scheduler import LRScheduler
from ....optim.optimizer import Optimizer
from ....utils import data
from ..reads import CONTAINERS, MISSING, simple
from ..tracer import Traced, TracedNumber
from .known import HEAP, PLAIN, Known, is_own, lookup

STATEFUL = (LRScheduler, data.Dataset, data.DataLoader, data.Sampler)  # of the library, guarded by all their attributes
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
ALONE = (
    type,
    FunctionType,
    BuiltinFunctionType,
    MethodType,
    Tensor,
    Module,
    Traced,
    TracedNumber,
    np.ndarray,
    np.generic,
)


class Entering(Known):
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
            for name in ("func", "args", "keywords"):  # __setstate__ exchanges them
                self.note("attribute", value, name, getattr(value, name))
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

    def object(self, x: Any) -> None:
        """Note all that an object is made of."""
        if simple(x) or isinstance(x, (*ALONE, *CONTAINERS, tuple)) or id(x) in self.fresh or id(x) in self.entered:
            return
        self.entered[id(x)] = x
        self.note_class(x)
        if isinstance(getattr(x, "__dict__", None), dict):
            self.content(vars(x))
        for base in type(x).__mro__:
            slots = vars(base).get("__slots__", ())
            for name in {slots} if isinstance(slots, str) else {*slots} - {"__dict__", "__weakref__"}:
                if (value := getattr(x, name, MISSING)) is not MISSING:
                    self.note("attribute", x, name, value)
                    self.enter(value)

    def made(self, value: Any) -> Any:
        """The result of something that is trusted: what it made is fresh."""
        if isinstance(value, CONTAINERS) and id(value) not in self.entered and not self.recorder.knows(value):
            self.fresh[id(value)] = value
        return value

    # -- what Python looks at by itself ----------------------------------------------------------------------------

    def compared(self, x: Any) -> Any:
        """What ==, `in`, a function that is handed things, or a test whether it is true may look at by itself: all of it."""
        if simple(x) or isinstance(x, ALONE) or id(x) in self.looked:
            if isinstance(x, Module):
                self.recorder.watch(x)
                self.note_special(type(x))
            return x
        own = id(x) in self.fresh
        if not own:
            self.looked[id(x)] = x
        if isinstance(x, SimpleNamespace):
            self.note_class(x)
            self.inside(vars(x), own)
        elif isinstance(x, (tuple, *CONTAINERS)):
            self.inside(x, own)
        elif type(x).__flags__ & HEAP:
            self.note_class(x)
        self.note_special(type(x))
        return x

    def inside(self, container: Any, own: bool, depth: int = 8) -> None:
        """All that is in a container, of the step's own or not."""
        if not own and not isinstance(container, tuple):
            self.content(container)
        elif depth:
            for item in [*container, *(container.values() if isinstance(container, dict) else ())]:
                if id(item) in self.fresh and isinstance(item, CONTAINERS):
                    self.inside(item, True, depth - 1)
                else:
                    self.compared(item)

    truth = compared

    def shown(self, x: Any, depth: int = 8) -> Any:
        """What is made a text of: objects show what they are made of, or else where they lie."""
        if isinstance(x, Module):
            self.recorder.watch(x)
        elif isinstance(x, Optimizer):
            self.recorder.uses(x, "param_groups")
        elif isinstance(x, (tuple, *CONTAINERS)) and depth:
            self.compared(x)
            for item in [*x, *(x.values() if isinstance(x, dict) else ())]:
                self.shown(item, depth - 1)
        elif isinstance(x, BaseException):
            self.shown(x.args)
        elif not simple(x):
            if (id(x) in self.fresh or id(x) in self.recorder.arguments) and not isinstance(
                x, (Tensor, SimpleNamespace)
            ):
                raise self.refuse(f"shows a {type(x).__name__} by its address, which is another in each call")
            self.compared(x)
        return x


def has_items(x: Any) -> bool:
    return isinstance(x, Collection) or (hasattr(type(x), "__getitem__") and not simple(x))


def has_own_items(kind: type) -> bool:
    """Whether a class of the user's says what its items are: where it is asked for them, it is followed, or refused."""
    return any(is_own(lookup(kind, name)) for name in ("__iter__", "__getitem__"))
