"""What the user calls his tensors: read in the frames that are running, as a debugger would."""

from __future__ import annotations

import functools
import itertools
import os
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from types import FrameType, ModuleType, TracebackType
from typing import Any

HERE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
USERS = (f"{HERE}loops{os.sep}", f"{HERE}lessons{os.sep}")  # rooms of this package that only use the library
MANY = 200  # no longer collection is searched to its end


LIBRARIES = tuple({sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")})


@functools.cache
def is_own(filename: str) -> bool:
    """Whether a file is a framework's, another library's or Python's own, and not the user's."""
    if filename.startswith(HERE):
        return not filename.startswith(USERS)
    return filename.startswith(("<frozen", *LIBRARIES))


def running() -> Iterator[FrameType]:
    """The frames, innermost first."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(100):
        if frame is None:
            return
        yield frame
        frame = frame.f_back


def raised_in(traceback: TracebackType | None) -> list[FrameType]:
    """The frames that an exception has come through, innermost first."""
    found = []
    while traceback is not None:
        found.append(traceback.tb_frame)
        traceback = traceback.tb_next
    return found[::-1]


def scan(frames: Iterable[FrameType], fw: Any, own: Callable[[str], bool]) -> dict[int, str]:
    """By the ids of tensors, what the user's frames call them; the best name of each, outer frames' before inner ones'."""
    best: dict[int, tuple[tuple, str]] = {}
    users = [frame for frame in frames if not own(frame.f_code.co_filename)]
    for depth, frame in enumerate(reversed(users)):
        variables = dict(frame.f_locals)
        if frame.f_globals is not frame.f_locals:
            variables = {n: frame.f_globals[n] for n in frame.f_code.co_names if n in frame.f_globals} | variables
        for label, tensor in labels(variables, fw):
            rank = (*quality(label), depth)
            if id(tensor) not in best or rank < best[id(tensor)][0]:
                best[id(tensor)] = rank, label
    return {key: label for key, (_, label) in best.items()}


def quality(label: str) -> tuple:
    """Plain names before attributes, these before places in lists; names that say something before `self` and `_`."""
    return "[" in label, label.startswith(("self", "_")), label.count(".")


def labels(variables: dict[str, Any], fw: Any) -> Iterator[tuple[str, Any]]:
    """The tensors that variables lead to, and how one would write that."""
    tensor, module = fw.Tensor, fw.nn.Module
    for name, value in itertools.islice(variables.items(), 4 * MANY):
        if name.startswith("__"):
            continue
        if isinstance(value, tensor):
            yield name, value
        elif isinstance(value, module):
            for path, parameter in value.named_parameters():
                yield f"{name}.{path}", parameter
        elif isinstance(value, (list, tuple)):
            yield from ((f"{name}[{i}]", x) for i, x in enumerate(value[:MANY]) if isinstance(x, tensor))
        elif isinstance(value, dict):
            for key, x in itertools.islice(list(value.items()), MANY):
                if isinstance(x, tensor) and isinstance(key, (str, int)):
                    yield f"{name}[{key!r}]", x
        elif not isinstance(value, (type, ModuleType)):
            attributes = getattr(value, "__dict__", None)
            if isinstance(attributes, dict):
                for key, x in itertools.islice(list(attributes.items()), MANY):
                    if isinstance(x, tensor):
                        yield f"{name}.{key}", x
