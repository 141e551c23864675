"""Tracebacks as a user wants them: his own lines, and the one call of this library that failed.

An error comes up through as many functions of ours as it takes to explain it. Where it leaves the library, these frames
are cut out of its traceback:

    except Exception as error:
        shorten(error)
        raise error

which costs nothing until something fails. So say the functions that every step comes by; others whose errors come from
further down are an `@entrance`. Frames of the user's stay, also those below ours: a forward, a hook, a dataset. Whoever
wants to see all sets TINYGRAD_LR_TRACEBACKS=full.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import numpy as np

from .warn import PACKAGE

SWITCH = "TINYGRAD_LR_TRACEBACKS"
USERS = tuple(os.path.join(PACKAGE, room, "") for room in ("loops", "lessons"))  # they only use the library
NUMPY, PYTHON = (os.path.join(os.path.dirname(str(module.__file__)), "") for module in (np, os))
Error = TypeVar("Error", bound=BaseException)
F = TypeVar("F", bound=Callable[..., Any])


def shorten(error: Error) -> Error:
    """Take the frames of this library, and of what it has called, out of an error's traceback; the error."""
    if os.environ.get(SWITCH) == "full":
        return error
    frames = of_users(error.__traceback__)
    if error.__cause__ is None and last(error.__traceback__) is not last(frames):  # it was raised in here
        error.__context__ = users_own(error.__context__)
        error.__suppress_context__ = False
    error.__traceback__ = frames
    return error


def entrance(function: F) -> F:
    """The function, whose errors come out with short tracebacks."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            from .cuda import explained  # whose functions are entrances

            raise shorten(explained(error))  # noqa: B904 (it may be this very error)

    return call  # type: ignore[return-value]


def users_own(handled: BaseException | None) -> BaseException | None:
    """Of what was being handled when an error came up, the first that the user was handling."""
    while handled is not None and of_users(handled.__traceback__) is None:
        handled = handled.__context__
    return handled


def of_users(traceback: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that is not ours: neither are NumPy and Python's library, where we have called them."""
    kept, inside = [], True
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        inside = is_ours(file) or (inside and is_library(file))
        if not inside:
            kept.append(traceback)
        traceback = traceback.tb_next
    chain = None
    for one in reversed(kept):
        chain = TracebackType(chain, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return chain


def last(traceback: TracebackType | None) -> Any:
    """The innermost frame."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback and traceback.tb_frame


@functools.cache
def is_ours(file: str) -> bool:
    return file.startswith((os.path.join(PACKAGE, ""), "<compiled ")) and not file.startswith(USERS)


@functools.cache
def is_library(file: str) -> bool:
    """Whether a file is NumPy's or Python's own."""
    return file.startswith((NUMPY, "<frozen")) or (file.startswith(PYTHON) and "site-packages" not in file)
