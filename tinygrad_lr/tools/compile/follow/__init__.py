"""Following a step through the user's own functions: what they read is noted, what they call is looked at, what they
change outside is refused.

A function of the user's is run as a copy, rewritten (`rewrite`) to come by here. The copy has the variables of the
original around it: nothing of the user's is exchanged. What is neither the user's, nor the library's, nor on the list
of what does the same each time (`trusted`), is refused with its line, and so is what the step does to anything that was
there before it. What it makes itself (`fresh`) it may change as it likes.

`known` is what is remembered, `entering` what comes in, `calling` what is called (and `pythons`, of Python's own
functions, what looks at things by itself), `looking` what is read, `changing` what is changed; `site` is what the
rewritten text calls.
"""

from __future__ import annotations

from typing import Any

from ....nn.module import Module
from ...frames import line_of, user_frame
from ..reads import Read
from ..trusted import is_users
from .changing import Changing
from .known import vars_of
from .pythons import SPECIAL


class Follower(Changing):
    """One recording's."""

    specials = SPECIAL
    started: tuple[str, int]

    def begin(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """The whole step."""
        step = function.forward if isinstance(function, Module) else function
        code: Any = getattr(getattr(step, "__func__", step), "__code__", None)
        own = code is not None and is_users(code.co_filename)
        self.started = (code.co_filename, code.co_firstlineno) if own else line_of(user_frame())
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

    def is_counted(self, read: Read) -> bool:
        return read.kind == "content" and any(
            vars_of(self.entered.get(owner)) is read.owner for owner, _ in self.counted
        )
