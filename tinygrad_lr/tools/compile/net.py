"""The net under a recording: whatever runs in its thread that was not rewritten, and should have been, is refused.

Python tells it of every call. A function of the user's that the library, NumPy or Python itself has called (a special
method, a property, a callback) stands in no rewritten text, so nobody would see what it reads. Methods of Python's own classes, and
of NumPy's, read what the object is made of: all of that is noted.
"""

from __future__ import annotations

import dis
import functools
import gc
import inspect
import os
import signal
import sys
import weakref
from types import CodeType, FrameType, FunctionType
from typing import Any

from ...core.tensor import Tensor
from ...nn import functional
from .. import frames
from .follow.known import HEAP
from .trusted import is_standard, is_users, passes


class Net:
    """Hears of calls (`sys.setprofile`) from `spread` to `gather`."""

    def __init__(self, recorder: Any) -> None:
        self.recorder = recorder
        self.before: Any = None
        self.heard = self.hear  # one object, to know it by
        self.begun: set[FrameType] = set()  # generators that are about to begin, or are closed before they have
        self.methods: dict[type, set[CodeType]] = {}

    def spread(self) -> None:
        self.before = sys.getprofile()
        if self.before is None or callable(self.before):  # a profiler in C cannot be put back
            sys.setprofile(self.heard)

    def gather(self) -> None:
        if sys.getprofile() is self.heard:
            sys.setprofile(self.before)

    def hear(self, frame: FrameType, event: str, called: Any) -> None:
        """Note a refusal, which is raised when the step has ended: here it could be in the middle of anything."""
        follower = self.recorder.follower
        if event == "call":
            code = frame.f_code
            for owner, name, value, function in places().get(code, ()):
                if runs(frame, function):
                    follower.note("attribute", owner, name, value)
            if id(code) in follower.codes or id(code) in follower.trusted:
                return
            if not is_users(file_of(frame)):
                if is_standard(code.co_filename):
                    self.look_at_owners(frame)
                return
            if self.recorder.over() or comes_by_itself(frame):
                return
            if not code.co_flags & inspect.CO_GENERATOR:
                self.refuse(frame)
            elif not moved(frame):
                self.begun.add(frame)
        elif event == "return" and frame in self.begun:
            self.begun.remove(frame)
            if moved(frame):
                self.refuse(frame)
        elif event == "c_call" and id(frame.f_code) in follower.codes and not passes(called):
            follower.refuse(f"calls {called.__qualname__}, which is not known to do the same each time")

    def look_at_owners(self, frame: FrameType) -> None:
        """Note all that the objects are made of that a method of their class is given, if the step has called it."""
        code = frame.f_code
        if not code.co_argcount or not self.is_called_by_the_step(frame):
            return
        for name in code.co_varnames[: code.co_argcount]:
            x = frame.f_locals.get(name)
            kind = type(x)
            if kind not in self.methods:
                parts = [part for base in kind.__mro__ for part in vars(base).values()] if kind.__flags__ & HEAP else []
                self.methods[kind] = {part.__code__ for part in parts if isinstance(part, FunctionType)}
            if code in self.methods[kind]:
                self.recorder.follower.object(x)

    def is_called_by_the_step(self, frame: FrameType | None) -> bool:
        """Whether a function of Python's is called by the user's, or for them, and not while something is being made."""
        while frame is not None and is_standard(frame.f_code.co_filename):
            frame = frame.f_back if frame.f_code.co_name != "__init__" else None
        return frame is not None and (
            id(frame.f_code) in self.recorder.follower.codes or frame.f_code.co_filename.startswith(FOLLOW)
        )

    def refuse(self, frame: FrameType) -> None:
        self.recorder.follower.refuse(f"runs {name_of(frame.f_code)} where it cannot be followed: call it by itself")


@functools.cache
def places() -> dict[CodeType, list[tuple[Any, str, Any, FunctionType]]]:
    """By code, the library's functions that it finds by name, so that they may be exchanged: those of `functional`, and
    the operators of tensors. (owner, name, what stands there, the function inside that has the code) each."""
    found: dict[CodeType, list[tuple[Any, str, Any, FunctionType]]] = {}
    for owner in (functional, Tensor):
        for name, value in vars(owner).items():
            inside = inspect.unwrap(value) if owner is functional and callable(value) else value
            asked = (
                getattr(inside, "__module__", None) == owner.__name__ if owner is functional else name.startswith("__")
            )
            if isinstance(inside, FunctionType) and asked and name not in UNASKED:
                found.setdefault(inside.__code__, []).append((owner, name, value, inside))
    return found


FOLLOW = os.path.join(os.path.dirname(__file__), "follow", "")
UNASKED = {"__init__", "__new__", "__hash__", "__repr__", "__setattr__", "__getattr__"}


def runs(frame: FrameType, function: FunctionType) -> bool:
    """Whether a frame of a function's code is of that very function, and none with other variables around it."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or ())
    return all(frame.f_locals.get(name) is cell.cell_contents for name, cell in cells)


def file_of(frame: FrameType) -> str:
    """Where a function stands; of one that Python has written (a dataclass's, a named tuple's), where its class does."""
    name = frame.f_code.co_filename
    if name != "<string>":
        return name
    made = str(frame.f_globals.get("__name__")).startswith("namedtuple_")
    return "<frozen namedtuple>" if made else frame.f_globals.get("__file__") or name


def name_of(code: Any) -> str:
    return getattr(code, "co_qualname", code.co_name)


def moved(frame: FrameType) -> bool:
    """Whether a generator has begun. One that goes on, and that the net has not seen begin, is being closed: the step
    cannot reach it."""
    start = next((each.offset for each in dis.get_instructions(frame.f_code) if each.opname == "RESUME"), -1)
    return frame.f_lasti > start


def comes_by_itself(frame: FrameType | None) -> bool:
    """Whether a function is run for one that Python calls at any moment: of a signal, of the garbage collector, or of
    an object that is let go; or once only, by an import."""
    handlers = [*gc.callbacks, *map(signal.getsignal, signal.valid_signals())]
    at_any_moment = {getattr(getattr(h, "__func__", h), "__code__", None) for h in handlers}
    while frame is not None and not frames.is_library(frame.f_code.co_filename):
        code = frame.f_code
        if code.co_name == "__del__" or code in at_any_moment or code is weakref.finalize.__call__.__code__:
            return True
        if code.co_filename.startswith("<frozen importlib"):
            return True
        if any(isinstance(frame.f_locals.get(name), weakref.ref) for name in code.co_varnames[: code.co_argcount]):
            return True
        frame = frame.f_back
    return False
