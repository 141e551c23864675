"""A lesson as text: the mistake and why it is one, its code, what happens, and the same put right."""

from __future__ import annotations

import inspect
import os
import textwrap
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from . import LESSONS, Lesson

WIDTH = 100  # of messages; code is not wrapped


def rows() -> Iterator[tuple[str, str, str]]:
    """Each lesson's name, the mistake, and what lint calls it."""
    for lesson in LESSONS.values():
        yield lesson.name, lesson.title.partition(": ")[0], lesson.module.RULE or ""


def page(lesson: Lesson, fw: Any) -> Iterator[str]:
    """The lesson as it runs on `fw`. Where `fw` has a lint, what that says too."""
    yield f"{lesson.name}: {lesson.text}"
    yield heading("The mistake")
    yield "\n\n".join(map(source, [*helpers(lesson.module), lesson.module.run]))
    yield heading(f"What happens, on {fw.__name__}")
    yield wrapped(lesson.see(fw))
    if hasattr(fw, "lint") and lesson.module.RULE:
        yield heading(f"What {fw.__name__}.lint() says")
        yield wrapped("\n".join(linted(lesson, fw)))
    yield heading("Put right")
    yield source(lesson.module.fixed)
    yield heading(f"What happens then, on {fw.__name__}")
    yield wrapped(lesson.see_fixed(fw))


def heading(text: str) -> str:
    return f"\n{text}\n{'-' * len(text)}"


def source(function: Any) -> str:
    return inspect.getsource(function).rstrip()


def helpers(module: ModuleType) -> list[Any]:
    """The functions that a lesson has beside its own two."""
    functions = inspect.getmembers(module, inspect.isfunction)
    return [f for _, f in functions if f.__module__ == module.__name__ and f not in (module.run, module.fixed)]


def wrapped(text: str) -> str:
    """The text with its long lines broken, the rest of them indented."""
    return "\n".join(
        textwrap.fill(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
        if len(line) > WIDTH
        else line
        for line in text.splitlines()
    )


def linted(lesson: Lesson, fw: Any) -> Iterator[str]:
    """What lint says of the mistake, with file and line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with fw.lint() as lint:
            lesson.see(fw)
    for told in lint.found:
        yield f"{os.path.basename(told.filename)}:{told.lineno}: {told}"
