"""Warnings as torch gives them: each names the user's line, and some come once in a process."""

from __future__ import annotations

import os
import sys
import warnings
from typing import ClassVar

ROOMS = ("arrays", "core", "ops", "autograd", "frontend", "nn", "optim", "utils", "tools")
PACKAGE = os.path.dirname(os.path.dirname(__file__))
LIBRARY = tuple(os.path.join(PACKAGE, room) for room in ROOMS)  # loops and lessons are a user's


class _Said:
    """What has been said once; `always` says it again."""

    always = False
    texts: ClassVar[set[str]] = set()


def set_warn_always(b: bool, /) -> None:
    """Whether what torch warns of once in a process is told each time."""
    if not isinstance(b, bool):
        from .names import type_name  # which needs much that warns

        raise RuntimeError(f"setWarnOnlyOnce expects a bool, but got {type_name(b)}")
    _Said.always = b


def is_warn_always_enabled() -> bool:
    """Whether what torch warns of once in a process is told each time."""
    return _Said.always


def warn(text: str, category: type[Warning] = UserWarning) -> None:
    """Warn, naming the nearest line that is not the library's."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(LIBRARY):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, category, stacklevel=level + 1)


def warn_once(text: str, kind: str = "") -> None:
    """`warn`, the first time in a process; of several texts of one `kind`, only the first."""
    if _Said.always or (kind or text) not in _Said.texts:
        _Said.texts.add(kind or text)
        warn(text)
