"""Where users come in: everything that has a text. What fails on the way out leaves the library's frames behind.

Functions that every step comes by have `raise shortened(error)` in an except clause of their own, which costs nothing:
operations and methods (`core.operation.failed`, `signatures`), calling a module, `backward`, a linear layer, SGD. All
others get a clause around them, once, when the package is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

from ..arrays.tracebacks import shortened
from .signatures import after


def entrance(function: Callable) -> Callable:
    """The function, whose errors come out with short tracebacks."""

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise shortened(error)  # noqa: B904 (it is this very error)

    return after(function, call)


def make_entrances(homes: Iterable[tuple[Any, str]]) -> None:
    """Let the functions and classes that stand at these homes, (owner, name), be entrances."""
    for owner, name in list(homes):
        member = vars(owner).get(name)
        if isinstance(member, type) and not issubclass(member, tuple):  # a Size is read in every step
            for base in member.__mro__:
                if base.__module__.startswith(PACKAGE):
                    for each in list(vars(base)):
                        if each in SPECIAL or each[0] != "_":
                            enter(base, each)
        elif not isinstance(member, type):
            enter(owner, name)


PACKAGE = __name__.partition(".")[0]
# what Python calls
SPECIAL = """__init__ __iter__ __next__ __getitem__ __setitem__ __delitem__ __len__ __contains__
    __bool__ __int__ __float__ __index__ __complex__ __reversed__ __array__ __format__ __repr__ __deepcopy__
    __reduce_ex__ __setstate__ __setattr__ __delattr__""".split()


LEFT_ALONE = "forward", "typename"  # a module calls the one; the other refuses nothing, and many import it


def enter(owner: Any, name: str) -> None:
    """Put an entrance in a function's place: here, and where it is defined, by which it is pickled."""
    function = vars(owner).get(name)
    if type(function) is not FunctionType or cuts_by_itself(function) or name in LEFT_ALONE:
        return
    home = sys.modules.get(function.__module__)
    made = entrance(function)
    if vars(home).get(name) is function:
        setattr(home, name, made)
    setattr(owner, name, made)


def cuts_by_itself(function: FunctionType) -> bool:
    return not {"shortened", "failed"}.isdisjoint(function.__code__.co_names)
