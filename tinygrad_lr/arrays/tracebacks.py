"""Tracebacks as a user wants them: his own lines, and the one call of this library that failed.

An error comes up through as many functions of ours as it takes to explain it. Where it leaves the library, these frames
are cut out of its traceback:

    except Exception as error:
        raise shortened(error)

which costs nothing until something fails. Frames of the user's stay, also those below ours: a forward, a hook, a dataset.
Whoever wants to see all sets TINYGRAD_LR_TRACEBACKS=full.
"""

from __future__ import annotations

import functools
import os
from types import TracebackType

import numpy as np

from .warn import PACKAGE

SWITCH = "TINYGRAD_LR_TRACEBACKS"
USERS = tuple(os.path.join(PACKAGE, room, "") for room in ("loops", "lessons"))  # they only use the library
NUMPY, PYTHON = (os.path.join(os.path.dirname(module.__file__), "") for module in (np, os))


def shortened(error: Exception) -> Exception:
    """The error, without the frames of this library, and of what it has called, in its traceback."""
    if os.environ.get(SWITCH) == "full":
        return error
    error.__traceback__ = of_users(error.__traceback__)
    inner = error.__context__
    if inner is not None and not error.__suppress_context__ and of_users(inner.__traceback__) is None:
        error.__suppress_context__ = True  # it was raised, and caught, in here
    return error


def of_users(traceback: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that is not ours: neither are NumPy and Python's library, where we have called them."""
    kept, inside = [], True
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        inside = is_ours(file) or (inside and is_library(file))
        if not inside:
            kept.append(traceback)
        traceback = traceback.tb_next
    for one, following in zip(kept, [*kept[1:], None]):
        one.tb_next = following
    return kept[0] if kept else None


@functools.cache
def is_ours(file: str) -> bool:
    return file.startswith(os.path.join(PACKAGE, "")) and not file.startswith(USERS)


@functools.cache
def is_library(file: str) -> bool:
    """Whether a file is NumPy's or Python's own."""
    return file.startswith((NUMPY, "<frozen")) or (file.startswith(PYTHON) and "site-packages" not in file)
