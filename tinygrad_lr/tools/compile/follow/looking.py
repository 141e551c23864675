"""Attributes and items: each is noted, and what a class computes is followed or refused."""

from __future__ import annotations

from collections import defaultdict
from types import FunctionType
from typing import Any

import numpy as np

from ....arrays.generator import Generator
from ....autograd.function import Function, FunctionCtx
from ....core.graph import Node
from ....core.tensor import Tensor
from ....nn.module import Module
from ....optim.optimizer import Optimizer
from ... import frames
from ..reads import CONTAINERS, MISSING, simple
from ..tracer import Traced, TracedNumber
from .calling import Calling
from .known import ABSENT, HEAP, is_own, lookup, vars_of

OF_OPTIMIZERS = {"_groups", "param_groups", "state", "step", "_pre_hooks", "_post_hooks"}  # guarded by the recording


class Looking(Calling):
    def attribute(self, owner: Any, name: str, whole: bool = True) -> Any:
        """`owner.name`, noted."""
        kind = type(owner)
        if isinstance(owner, (Traced, TracedNumber, np.ndarray, np.generic)) or kind in (str, int, float, tuple, bytes):
            return getattr(owner, name)
        if isinstance(owner, Optimizer):
            return self.of_optimizer(owner, name, whole)
        if isinstance(owner, type) and issubclass(owner, Function) and name == "apply":
            for each in ("forward", "backward", "setup_context", "vjp"):
                self.note("attribute", owner, each, getattr(owner, each))
        if isinstance(owner, Module) and name in ("__dict__", "_parameters", "_buffers", "_modules"):
            raise self.refuse("asks for all of a module's attributes")
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
        if isinstance(static, property) and is_own(static.fget):
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
            if id(owner) not in self.recorder.born:  # one of its own would be found first
                self.recorder.outside(owner).absent.add(name)
        elif id(owner) not in self.fresh and not of_tensor:
            self.note_attribute(owner, name, value, static)
            value = value if value is MISSING else self.enter(value, whole)
        return getattr(owner, name) if value is MISSING else value

    def of_optimizer(self, owner: Optimizer, name: str, whole: bool) -> Any:
        """The same of an optimizer, but for what the recording guards by itself."""
        self.recorder.uses(owner, name)
        kind = type(owner)
        if name not in vars_of(owner):
            self.recorder.stepped_by(owner).of_class.add(name)
            self.note("attribute", kind, name, getattr(kind, name, MISSING))
        value = getattr(owner, name, MISSING)
        if (name in vars(owner) or value is MISSING) and name not in OF_OPTIMIZERS:
            self.note("attribute", owner, name, value)
            value = self.enter(value, whole)
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
        if is_own(looked):
            raise self.refuse(f"reads an attribute of a {kind.__name__}, whose class has a __getattribute__ of its own")
        odd = getattr(type(static), "__get__", None) if static is not ABSENT else None
        if isinstance(odd, FunctionType) and not frames.is_library(odd.__code__.co_filename) and not simple(owner):
            raise self.refuse(f"reads {kind.__name__}.{name}, which its class computes")
        computed = getattr(kind, "__getattr__", None)
        missing = static is ABSENT and name not in (vars_of(owner) or ())
        if missing and is_own(computed):
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
            new = isinstance(owner, defaultdict) and key not in owner
            value = self.made(owner[key]) if new else owner[key]
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
