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
    """Let the functions and classes that stand at these homes, (owner, name), be entrances, wherever else they stand."""
    made: dict[Any, Callable] = {}
    classes: dict[type, None] = {}
    for owner, name in list(homes):
        if isinstance(owner, type):
            owner = next(base for base in owner.__mro__ if name in vars(base))
        member = vars(owner).get(name)
        if not isinstance(member, type):
            enter(owner, name, made)
        elif not issubclass(member, tuple):  # a Size is read in every step
            classes |= dict.fromkeys(base for base in member.__mro__ if base.__module__.startswith(PACKAGE))
    for cls in classes:
        for name in SPECIAL:
            enter(cls, name, made)
    for path, module in list(sys.modules.items()):
        if path.startswith(PACKAGE):
            for name, value in list(vars(module).items()):
                if type(value) is FunctionType and value in made:
                    setattr(module, name, made[value])


PACKAGE = __name__.partition(".")[0]
# what Python calls
SPECIAL = """__init__ __iter__ __next__ __getitem__ __setitem__ __delitem__ __len__ __contains__
    __bool__ __int__ __float__ __index__ __complex__ __reversed__ __array__ __format__ __repr__ __deepcopy__
    __reduce_ex__ __setstate__ __setattr__ __delattr__""".split()


LEFT_ALONE = ("forward",)  # a module calls it


def enter(owner: Any, name: str, made: dict[Any, Callable]) -> None:
    """Put an entrance in a function's place."""
    function = vars(owner).get(name)
    if type(function) is FunctionType and not cuts_by_itself(function) and name not in LEFT_ALONE:
        made[function] = made.get(function) or entrance(function)
        setattr(owner, name, made[function])


def cuts_by_itself(function: FunctionType) -> bool:
    return not {"shortened", "failed"}.isdisjoint(function.__code__.co_names)
