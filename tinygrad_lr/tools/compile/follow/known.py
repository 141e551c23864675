"""What is known of a step while it is recorded, and how it is refused."""

from __future__ import annotations

import os
import sys
from types import CodeType, FunctionType, ModuleType
from typing import Any

from ....core.tensor import Tensor
from ....nn.attributes import attributes as own_attributes
from ....nn.module import Module
from ... import frames
from ..reads import Line, Reads, names_of
from ..trace import Refused
from ..tracer import Traced, TracedNumber
from ..trusted import is_users

HEAP = 1 << 9  # the flag of classes that can be changed
ABSENT = object()
PLAIN = (bool, int, float, complex, str, bytes, type(None), FunctionType, ModuleType, type, Traced)


class Known:
    """The state of a follower.

    fresh     what the step has made, by id, so that no other thing gets the id
    entered   containers and objects all of which is noted, by id
    looked    what has been looked through for a comparison, a test or a text, by id
    codes     the code objects of rewritten functions, by id
    trusted   those of the user's classes that run as they are: Python has written them
    counted   (owner, name) of attributes that the step has given another plain value: it is not replayed then
    assigned  (site, kind, name, value before, line) of the variables that its functions assign to
    """

    def __init__(self, recorder: Any) -> None:
        self.recorder, self.reads, self.given = recorder, Reads(), Reads()
        self.fresh: dict[int, Any] = {}
        self.entered: dict[int, Any] = {}
        self.looked: dict[int, Any] = {}
        self.codes: dict[int, CodeType] = {}
        self.trusted: dict[int, CodeType] = {}
        self.copies: dict[int, tuple[FunctionType, FunctionType]] = {}
        self.counted: set[tuple[int, str]] = set()
        self.assigned: list[tuple[Any, str, str, Any, int]] = []

    def forget(self) -> None:
        """Let go of what the step has made."""
        self.fresh.clear()
        self.looked.clear()
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
        """A read, unless it gave what the step has made."""
        if not isinstance(value, (Traced, TracedNumber)) and id(value) not in self.recorder.born:
            self.reads.note(kind, owner, name, value, self.line())

    def note_class(self, x: Any) -> None:
        """What an object does depends on its class, which may be exchanged where the user has made it."""
        kind = type(x)
        outlives = not (id(x) in self.fresh or id(x) in self.recorder.born)
        if isinstance(x, Module):  # guarded with all that it has
            self.recorder.watch(x)
        elif kind.__flags__ & HEAP and outlives and not isinstance(x, (type, Tensor, BaseException)):
            self.note("attribute", x, "__class__", kind)

    def note_special(self, kind: type) -> None:
        """Python finds special methods by itself, in a class and those it is made of: which names these have is noted."""
        if not kind.__flags__ & HEAP or kind in (Traced, TracedNumber):
            return
        self.note("attribute", kind, "__mro__", kind.__mro__)
        for base in kind.__mro__:
            if base.__flags__ & HEAP and not is_librarys(base):
                self.note("names", base, None, names_of(base))


def is_librarys(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == __name__.partition(".")[0]


def lookup(kind: type, name: str) -> Any:
    """An attribute of a class as it stands there."""
    return next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), ABSENT)


def label(owner: Any) -> str:
    return owner.__name__ if isinstance(owner, (type, ModuleType)) else type(owner).__name__


def vars_of(x: Any) -> Any:
    return own_attributes(x) if isinstance(x, Module) else getattr(x, "__dict__", None)


def is_own(function: Any) -> bool:
    """Whether a function is one of the user's, in Python."""
    return isinstance(function, FunctionType) and is_users(function.__code__.co_filename)
