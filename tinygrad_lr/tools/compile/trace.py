"""The list of calls: what a recording is made of, before anything is known about how it will be replayed.

A `Value` stands for an array, or a Python number, at the moment it was seen; a `Call` for one call of NumPy that made
or changed some. Values know their memory: views share the `root` of what they are views of, and a call that writes
names the value it writes through. That is all the later passes need to see what may be moved, merged or dropped.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class Refused(NotImplementedError):
    """The step does something that a recording cannot repeat. That holds also where the step catches it: `said` keeps it."""

    def __init__(self, words: str) -> None:
        line = said.here() if said.here is not None else ""
        told = line.rpartition(":")[0] + ":" in words  # a line of its own
        super().__init__(words if not line or told else f"{words} ({line})")
        if said.here is not None and said.last is None:
            said.last = self


class _Said(threading.local):
    """`last`, the first refusal of this thread's recording; `here`, which tells the step's line while one is on."""

    last: Refused | None = None
    here: Callable[[], str] | None = None


said = _Said()


@contextlib.contextmanager
def telling(here: Callable[[], str]) -> Iterator[None]:
    """Refusals meanwhile end with the line that `here` tells, and the first of them is kept."""
    said.last, said.here = None, here
    try:
        yield
    finally:
        said.last = said.here = None


@dataclass(eq=False)
class Value:
    """An array or number of the recording.

    kind      "made" by a call; "number", a Python number made by a call; "fixed", memory of a tensor that outlives the
              step; "input", memory of whatever tensor is passed at a place; "constant", an array the step has of its own
    scalar    made as a NumPy scalar rather than an array
    root      the value whose memory this is a view of; itself if it has memory of its own
    array     the constant array
    pointer   where the array lay while it was recorded, to tell where a view begins
    source    which tensor's memory it is: a `recorder.Outside`
    """

    kind: str
    shape: tuple = ()
    dtype: Any = None
    strides: tuple = ()
    scalar: bool = False
    array: Any = None
    source: Any = None
    root: Any = None
    name: str = ""
    pointer: int = 0

    def __post_init__(self) -> None:
        if self.root is None:
            self.root = self

    @classmethod
    def of(cls, kind: str, real: Any, **more: Any) -> Value:
        scalar = not isinstance(real, np.ndarray)
        pointer = 0 if scalar else real.__array_interface__["data"][0]
        return cls(kind, real.shape, real.dtype, () if scalar else real.strides, scalar, pointer=pointer, **more)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def rate(self) -> bool:
        """Whether it is an optimizer's: a number that no call makes. A tensor may have any name."""
        return self.kind == "number" and self.name == "lr"

    @property
    def lasting(self) -> bool:
        """Whether the memory was there before the step and will be there after it."""
        return self.root.kind in ("fixed", "input", "constant")

    def is_whole(self) -> bool:
        return self.root is self


@dataclass(eq=False)
class Call:
    """One call: `function(*args, **kwargs)`, where Values stand for arrays and numbers, perhaps inside tuples and slices.

    how     how it is spelled: "ufunc", "reduce" and other methods of ufuncs, "method", "attribute", "function", "get",
            "set", "item", "operator" (on Python numbers), "check" (go on only if the truth of args[0] is args[1]),
            "helper" (a function of the library, taken whole), "draw" (of random numbers, by the generator args[0])
    name    of the ufunc, method, function or operator
    writes  the value whose memory is changed
    """

    how: str
    name: str
    function: Callable
    args: tuple
    kwargs: dict
    outs: tuple[Value, ...] = ()
    writes: Value | None = None
    line: tuple[str, int] = ("", 0)
    node: str = ""

    @property
    def lasting(self) -> bool:
        """Whether it changes what was there before the step and will be there after it: memory, or a generator."""
        return self.how == "draw" or (self.writes is not None and self.writes.lasting)

    def reads(self) -> Iterator[Value]:
        """The values among the arguments, but for the one that is only written."""
        yield from values_in((self.args, self.kwargs))

    def replace(self, swap: dict[Value, Value]) -> None:
        self.args = exchange(self.args, swap)
        self.kwargs = exchange(self.kwargs, swap)
        self.writes = None if self.writes is None else swap.get(self.writes, self.writes)

    def makes_view(self) -> bool:
        """Whether all it does is to give a new array over memory that is there."""
        return bool(self.outs) and self.writes is None and all(out.root is not out for out in self.outs)


def values_in(x: Any) -> Iterator[Value]:
    """The Values in an argument, wherever they are."""
    if isinstance(x, Value):
        yield x
    elif isinstance(x, (tuple, list)):
        for item in x:
            yield from values_in(item)
    elif isinstance(x, dict):
        for item in x.values():
            yield from values_in(item)
    elif isinstance(x, slice):
        yield from values_in((x.start, x.stop, x.step))


def exchange(x: Any, swap: Any) -> Any:
    """An argument with other things for some; `swap` is a dict of values, or a function of any leaf."""
    if isinstance(x, tuple) or type(x) is list:
        return rebuilt(x, [exchange(item, swap) for item in x])
    if type(x) is dict:
        return {key: exchange(item, swap) for key, item in x.items()}
    if isinstance(x, slice):
        return slice(*(exchange(item, swap) for item in (x.start, x.stop, x.step)))
    if isinstance(swap, dict):
        return swap.get(x, x) if isinstance(x, Value) else x
    return swap(x)


def rebuilt(x: Any, items: list) -> Any:
    """A tuple or list with other items; itself where they are the same."""
    if all(a is b for a, b in zip(items, x)):
        return x
    return items if type(x) is list else tuple.__new__(type(x) if hasattr(x, "_fields") else tuple, items)


@dataclass(eq=False)
class Trace:
    """The calls in order, and what they mean to the world outside.

    kept    values whose memory somebody may hold after the step: it must be new in each call
    """

    calls: list[Call] = field(default_factory=list)
    kept: list[Value] = field(default_factory=list)
