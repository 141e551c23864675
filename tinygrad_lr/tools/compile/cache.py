"""What `compile` returns: recordings of a step, each with its guards, and the choice between them.

A recording begins with guards: the arguments' shapes, dtypes and layout, the Python values, the grad mode, the memory
and the flags of every tensor the step used, the optimizers' options, and whatever else it has read. If they hold, it is
replayed; else it hands the call on to the recording before it, and the oldest to `record`, which runs the step on the
engine and traces it anew.
"""

from __future__ import annotations

import functools
import inspect
import os
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from ...arrays.tracebacks import entrance, shorten
from ...nn.module import Module
from . import many
from .backend_cuda import CudaGraph, on_cuda
from .guards import watched
from .program import MISS, Recording
from .recorder import active
from .trace import Refused

MOST = 16  # recordings kept of one step; the oldest goes first
ENOUGH = 64  # recordings, after which a call that fits none of those kept is left to the engine


def called(function: Any) -> Callable:
    """What has the parameters."""
    return function.forward if isinstance(function, Module) else function


def parameters(signature: inspect.Signature) -> list[tuple]:
    return [(p.name, p.kind, id(p.default)) for p in signature.parameters.values()]


class Compiled:
    """`function`, replayed. See `tinygrad_lr.compile`.

    recordings  how often the function has been recorded so far
    """

    own = frozenset({"function", "backend", "explain", "known", "recordings", "lock", "signature"})

    def __init__(self, function: Callable, backend: str = "numpy", explain: bool = False) -> None:
        self.function, self.backend, self.explain = function, backend, explain
        self.known: list[Recording] = []  # the newest first
        self.recordings, self.lock = 0, threading.Lock()
        self.signature = inspect.signature(called(function))
        functools.update_wrapper(self, function, updated=())
        # Python finds `__call__` on the class: with one of its own, a call reaches the newest recording at once.
        self.__class__ = type("Compiled", (type(self),), {"__slots__": ()})

    def record(self, /, *args: Any, **kwargs: Any) -> Any:
        """Run the step as ever, and keep what it did for the calls to come."""
        try:
            return self.run_and_keep(*args, **kwargs)
        except Exception as error:
            shorten(error)
            raise error

    def run_and_keep(self, /, *args: Any, **kwargs: Any) -> Any:
        """`record`, but for what it says of errors."""
        if (
            self.recordings >= ENOUGH or active() is not None or watched()
        ):  # in one that is recorded, it is part of that
            return self.function(*args, **kwargs)
        if self.explain:
            print(f"compile: {getattr(self, '__name__', 'step')} is recorded: {self.why(*args, **kwargs)}")
        if parameters(inspect.signature(called(self.function))) != parameters(self.signature):
            code = getattr(getattr(called(self.function), "__func__", called(self.function)), "__code__", None)
            where = f"{os.path.basename(code.co_filename)}:{code.co_firstlineno} " if code else ""
            raise Refused(f"compile(): {where}has other parameters, or defaults, than before: compile it again")
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError:
            return self.function(*args, **self.as_given(kwargs))  # which says so in Python's words
        bound.apply_defaults()
        recording = Recording(self.function, bound, self.backend)
        if on_cuda(recording):
            recording = CudaGraph(self.function, bound, self.backend, first=not self.recordings)
        result = recording.run()
        self.recordings += 1
        if recording.settled:
            with self.lock:  # another thread may have recorded one, too
                self.known = [recording, *self.known[: MOST - 1]]
                for newer, older in zip(self.known, (*self.known[1:], None)):
                    newer.hand_on(Compiled.record if older is None else older.step)
                self.install(recording.step)
        return result

    def as_given(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Named arguments without those that only a recording has handed on: the defaults of what must be named."""
        known = {p.name: p.default for p in self.signature.parameters.values() if p.kind is p.KEYWORD_ONLY}
        return {name: x for name, x in kwargs.items() if name not in known or x is not known[name]}

    __call__ = record

    def install(self, step: Callable) -> None:
        """Let calls begin with this recording."""
        type(self).__call__ = step  # type: ignore[method-assign]

    @entrance
    def repeat(self, /, steps: int, *args: Any, losses: bool = False, **kwargs: Any) -> Any:
        """Take so many steps with the same arguments, and return what the last one returns, or with `losses` all losses (steps,).

        With backend="numba" the loop over the steps is in the machine code, and on CUDA in the kernel, where one does
        the whole step. Ctrl-C is heard when a step is whole. ValueError for less than one step, TypeError for what is
        no integer, and where losses are wanted and the step returns none.
        """
        return many.repeat(self, MISS, steps, args, kwargs, losses)

    @entrance
    def epochs(self, n: int, loader: Any) -> Any:
        """Train for so many epochs over a DataLoader, whose batches are the arguments, and return the losses of all steps, (steps,).

        With backend="numba" the loop over the batches is in the machine code where they are rows of a TensorDataset, or
        of a Subset of one. Order and random numbers are those of `for batch in loader: step(*batch)`. Ctrl-C is heard
        when a step is whole. ValueError for less than no epochs, TypeError for what is no integer, and where the step
        does not return its loss.
        """
        return many.epochs(self, MISS, n, loader)

    def why(self, /, *args: Any, **kwargs: Any) -> str:
        if self.known:
            return self.known[0].miss(self, *args, **kwargs)
        return "the optimizer has made its state" if self.recordings else "the first call"

    def step_of(self) -> Callable:
        """The function itself: in a step that is recorded, it is a part of that."""
        return self.function

    def __getattr__(self, name: str) -> Any:
        """Whatever else the function or module has: `parameters()`, `train()`, `state_dict()`."""
        if name == "function":
            raise AttributeError(name)
        return getattr(self.function, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """What is set on a compiled module is set on the module."""
        module = self.__dict__.get("function")
        if not isinstance(module, Module) or name in self.own or name.startswith("__"):
            object.__setattr__(self, name, value)
        else:
            setattr(module, name, value)

    def __delattr__(self, name: str) -> None:
        module = self.__dict__.get("function")
        if not isinstance(module, Module) or name in self.own or name.startswith("__"):
            object.__delattr__(self, name)
        else:
            delattr(module, name)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """As a method, it takes `self` as an argument like others."""
        return self if instance is None else types.MethodType(self, instance)

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Copied or unpickled, it is compiled anew; the one that stands where the function is found is named, as functions are."""
        name = getattr(self, "__qualname__", "")
        found: Any = sys.modules.get(getattr(self, "__module__", ""))
        for part in name.split("."):
            found = getattr(found, part, None)
        return name if found is self else (type(self).__base__, self.made_of())

    def made_of(self) -> tuple:
        """The arguments it is made of."""
        return self.function, self.backend, self.explain

    @property
    def source(self) -> str:
        """The text of the newest recording. RuntimeError if there is none yet."""
        if not self.known:
            raise RuntimeError("compile(): there is no source before a call has been recorded")
        return self.known[0].whole_source()
