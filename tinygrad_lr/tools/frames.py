"""What the user's frame tells: which line is running, what tensors are called, which line assigned a name.

It is read as a debugger reads it, from the variables and the byte code of the frame; nothing is changed.
"""

from __future__ import annotations

import contextlib
import dis
import functools
import itertools
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from types import CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

from ..core.tensor import Tensor
from ..nn.module import Module

Line = tuple[str, int]  # file and number
HERE = os.path.dirname(os.path.dirname(__file__)) + os.sep
USERS = (f"{HERE}loops{os.sep}", f"{HERE}lessons{os.sep}")  # rooms of this package that only use the library
MANY = 1000  # no longer list is searched to its end
GROWING = {"append", "appendleft", "extend", "insert", "add"}


class Held(NamedTuple):
    """A tensor that a frame can reach, and the variable or attribute that it, or its list, is stored in."""

    tensor: Tensor
    name: str


def user_frame() -> FrameType:
    """The innermost frame that is not the library's."""
    frame = sys._getframe(1)
    while frame.f_back and is_library(frame.f_code.co_filename):
        frame = frame.f_back
    return frame


def is_library(filename: str) -> bool:
    return filename.startswith(HERE) and not filename.startswith(USERS)


def line_of(frame: FrameType) -> Line:
    return frame.f_code.co_filename, frame.f_lineno


# -- names -------------------------------------------------------------------------------------------------


def tensors_of(frame: FrameType) -> dict[str, Held]:
    """The tensors of a frame by what they are called there: w, params[0], self.w, model.weight."""
    found: dict[str, Held] = {}
    for name, value in {**frame.f_globals, **frame.f_locals}.items():
        if not name.startswith("__"):
            gather(found, name, name, value, 2)
    return found


def gather(found: dict[str, Held], label: str, name: str, value: Any, depth: int) -> None:
    """Add a tensor, or those in a list, dict, module or object, `depth` levels down."""
    if isinstance(value, Tensor):
        found[label] = Held(value, name)
    elif isinstance(value, Module):
        for path, parameter in value.named_parameters():
            found[f"{label}.{path}"] = Held(parameter, path.rpartition(".")[2])
    elif depth == 0 or isinstance(value, (type, ModuleType, FunctionType)):
        return
    elif isinstance(value, (list, tuple, deque)):
        for i, item in enumerate(itertools.islice(value, MANY)):
            gather(found, f"{label}[{i}]", name, item, depth - 1)
    elif isinstance(value, dict):
        for key, item in itertools.islice(value.copy().items(), MANY):
            place = f"{label}[{key!r}]" if isinstance(key, (str, int)) else label
            gather(found, place, name, item, depth - 1)
    elif isinstance(getattr(value, "__dict__", None), dict):
        for attribute, item in itertools.islice(vars(value).copy().items(), MANY):
            gather(found, f"{label}.{attribute}", attribute, item, depth - 1)


def modules_of(value: Any, depth: int, seen: dict[int, int] | None = None) -> Iterator[Module]:
    """The modules that can be reached from a value: in lists, dicts and objects, and by what functions name."""
    seen = {} if seen is None else seen
    if isinstance(value, Module):
        yield value
    elif depth > seen.get(id(value), 0) and not isinstance(value, (type, ModuleType, Tensor, str, int, float)):
        seen[id(value)] = depth
        for part in itertools.islice(parts_of(value), MANY):
            yield from modules_of(part, depth - 1, seen)


def parts_of(value: Any) -> Iterable[Any]:
    """What a value holds or, if it is a user's function, names."""
    if isinstance(value, (list, tuple, deque, set, frozenset)):
        return [*value]
    if isinstance(value, dict):
        return [*value.values()]
    if isinstance(value, MethodType):
        return value.__self__, value.__func__
    if isinstance(value, functools.partial):
        return value.func, *value.args, *value.keywords.values()
    if not isinstance(value, FunctionType):
        return [*vars(value).values()] if isinstance(getattr(value, "__dict__", None), dict) else ()
    return () if is_library(value.__code__.co_filename) else [*names_around(value).values()]


def names_around(function: FunctionType) -> dict[str, Any]:
    """The variables around a function that it names: globals, and those of enclosing functions."""
    code, found = function.__code__, dict[str, Any]()
    for name in code.co_names:
        if name in function.__globals__:
            found[name] = function.__globals__[name]
    for name, cell in zip(code.co_freevars, function.__closure__ or ()):
        with contextlib.suppress(ValueError):  # not assigned yet
            found[name] = cell.cell_contents
    return found


def name_of(tensor: Tensor, frame: FrameType) -> str:
    """What the user calls a tensor."""
    names = [label for label, held in tensors_of(frame).items() if held.tensor is tensor]
    return min(names, key=len, default=f"a parameter of shape {tensor._data.shape}")


# -- lines -------------------------------------------------------------------------------------------------


def line_storing(frame: FrameType, name: str) -> Line:
    """The next line, from the one being run, that assigns to a name; else the one being run."""
    now = frame.f_lineno
    lines = by_line(frame.f_code).items()
    stores = (line for line, found in lines if line >= now and name in names_in(found, stored=True))
    return frame.f_code.co_filename, min(stores, default=now)


def line_growing(frame: FrameType, name: str) -> Line:
    """The line that adds to what a name stands for (`xs.append(x)`, `x += y`); else the one being run.

    Lines after the one being run come first: what happens there, happens next.
    """
    now, lines = frame.f_lineno, by_line(frame.f_code)
    for line in sorted(lines, key=lambda n: (n < now, n)):
        loaded, stored = (names_in(lines[line], stored) for stored in (False, True))
        by_index = any(each.opname == "STORE_SUBSCR" for each in lines[line])
        if name in loaded and (loaded & GROWING or name in stored or by_index):
            return frame.f_code.co_filename, line
    return line_of(frame)


def by_line(code: CodeType) -> dict[int, list[dis.Instruction]]:
    """The instructions of a code object by line."""
    starts, lines = dict(dis.findlinestarts(code)), {0: list[dis.Instruction]()}
    line = 0
    for instruction in dis.get_instructions(code):
        line = starts.get(instruction.offset, line) or 0
        lines.setdefault(line, []).append(instruction)
    del lines[0]
    return lines


def names_in(instructions: Iterable[dis.Instruction], stored: bool) -> set[str]:
    """The names that are assigned to, or those that are used. In Python 3.13, an instruction may have two."""
    found: set[Any] = set()
    for each in instructions:
        if each.opname.startswith("STORE") == stored:
            found.update(each.argval if isinstance(each.argval, tuple) else {each.argval})
    return {name for name in found if isinstance(name, str)}
