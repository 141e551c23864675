"""What `compile` returns: recordings of a step, each with its guards, and the choice between them.

A call goes to the recordings in turn. Each begins with guards: the arguments' shapes, dtypes and layout, the Python
values, the grad mode, the memory and the flags of every tensor the step used, the optimizers' options. The first whose
guards hold is replayed; if none does, the step is run on the engine and recorded anew.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

from ..nn.module import Module
from .recording import MISS, Recording
from .tape import Refused

MOST = 16  # recordings kept of one step; the oldest goes first
ENOUGH = 64  # recordings, after which a call that fits none of those kept is left to the engine


class Compiled:
    """`function`, replayed. See `tinygrad_lr.compile`.

    source      the text of the newest recording: what is called instead of the function
    recordings  how often the function has been recorded so far
    """

    def __init__(self, function: Callable, backend: str, explain: bool) -> None:
        self.function, self.backend, self.explain = function, backend, explain
        self.known: list[Recording] = []
        self.replays: list[Callable] = []
        self.recordings = 0
        target = function.forward if isinstance(function, Module) else function
        self.signature = inspect.signature(target)
        functools.update_wrapper(self, target)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs:
            bound = self.signature.bind(*args, **kwargs)
            if bound.kwargs:
                raise Refused("compile(): a step with keyword-only arguments or **kwargs")
            args = bound.args
        for replay in self.replays:
            result = replay(*args)
            if result is not MISS:
                return result
        return self.record(args)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """Compiled methods: `self` is an argument like others."""
        return self if instance is None else types.MethodType(self, instance)

    @property
    def source(self) -> str:
        if not self.known:
            raise RuntimeError("compile(): there is no source before the first call has been recorded")
        return self.known[0].source

    def record(self, args: tuple) -> Any:
        """Run the step as ever, and keep what it did for the calls to come."""
        why = self.why(args) if self.explain else ""
        if self.recordings >= ENOUGH:
            return self.function(*args)
        recording = Recording(self.function, args, self.argument_names(args), self.backend)
        result = recording.run()
        self.recordings += 1
        if recording.settled:
            self.known.insert(0, recording)
            del self.known[MOST:]
            self.replays = [each.step for each in self.known]
        if why:
            print(f"compile: recorded {getattr(self, '__name__', 'step')!r}: {why}")
        return result

    def why(self, args: tuple) -> str:
        if not self.known:
            return "the first call" if not self.recordings else "the optimizer had to make its state first"
        return self.known[0].miss(args)

    def argument_names(self, args: tuple) -> list[str]:
        names = [
            name
            for name, p in self.signature.parameters.items()
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        return [*names, *(f"args_{i}" for i in range(len(names), len(args)))][: len(args)]
