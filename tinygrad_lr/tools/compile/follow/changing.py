"""Changes: what was there before the step is refused another value, what the step has made it may change as it likes."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ....autograd.function import FunctionCtx
from ....core.graph import Node
from ....core.tensor import Tensor
from ....nn.module import Module
from ....optim.optimizer import Optimizer
from ..reads import CONTAINERS, MISSING, alike, of_item, simple
from ..tracer import Traced, TracedNumber
from .known import is_own, label, lookup
from .looking import Looking

AUGMENT = dict(
    Add="iadd", Sub="isub", Mult="imul", Div="itruediv", FloorDiv="ifloordiv", Mod="imod", Pow="ipow", MatMult="imatmul",
    BitAnd="iand", BitOr="ior", BitXor="ixor", LShift="ilshift", RShift="irshift",
)  # fmt: skip
OF_TENSORS = {"data", "grad", "requires_grad", "_grad", "_data", "_node"}  # which the recording watches by itself


class Changing(Looking):
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
        if is_own(setter):
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
        if type(y) is TracedNumber and isinstance(x, Tensor):
            y = y.beside(x)
        if operation == "Mod" and isinstance(x, (str, bytes)):
            return self.modulo(x, y)
        return getattr(operator, AUGMENT[operation])(x, y)

    def modulo(self, x: Any, y: Any) -> Any:
        """x % y, which of a text is a text, too."""
        return x % (self.shown(y) if isinstance(x, (str, bytes)) else y)


class Target:
    """Stands for what was there before the step, where it is assigned to."""

    __slots__ = ("_follower", "_owner")
    _follower: Changing
    _owner: Any

    def __init__(self, follower: Changing, owner: Any) -> None:
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
