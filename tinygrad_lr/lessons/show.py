"""A lesson as text: as a script to be run, with a question to answer first; and as a page that tells and shows all of it."""

from __future__ import annotations

import ast
import inspect
import os
import re
import textwrap
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from .. import terminal
from . import LESSONS, Lesson

WIDTH = 100  # of messages, where there is no less; code is not wrapped


def room() -> int:
    """The columns that there are for it."""
    return min(WIDTH, terminal.width() or WIDTH)


def rows() -> Iterator[tuple[str, str, str]]:
    """Each lesson's name, the mistake, and what lint calls it."""
    for lesson in LESSONS.values():
        yield lesson.name, lesson.title.partition(": ")[0], lesson.module.RULE or ""


def page(lesson: Lesson, fw: Any) -> Iterator[str]:
    """The lesson as it runs on `fw`. Where `fw` has a lint, what that says too."""
    yield filled(f"{lesson.name}: {lesson.text}")
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


def script(lesson: Lesson, framework: str, fixed: bool = False) -> str:
    """The lesson's loop as a program of its own, which makes the mistake or does without."""
    function = lesson.module.fixed if fixed else lesson.module.run
    code = flat(function)
    for helper in helpers(lesson.module):
        if helper.__name__ in code:
            code = f"{source(helper)}\n\n\n{code}"
    title, mistake = lesson.title.partition(": ")[0], lesson.text.split("\n\n")[1]
    if fixed:
        head = f"{title}: put right."
    else:
        question = textwrap.fill(f"Before you run it: {lesson.module.QUESTION}", room())
        head = f"{title}\n\n{filled(mistake)}\n\n{question}\n\nThe answer: tinygrad-lr lesson {lesson.name} --answer"
    quotes = '"""' if fixed else '\n"""'
    own = "import torch" if framework == "torch" else f"import {framework} as torch"
    space = ["", ""] if code.startswith("def ") else [""]
    return "\n".join([f'"""{head}{quotes}', "", *imports(lesson.module, code), own, *space, code])


def flat(function: Any) -> str:
    """A function's body as the text of a program, which prints what the function yields."""
    body = textwrap.dedent(source(function).partition("\n")[2])
    body = re.sub(r"(?m)^( *)yield (.*)$", r"\1print(\2)", body)
    return re.sub(r"\bfw\.", "torch.", body)


def imports(module: ModuleType, code: str) -> list[str]:
    """The lines of a module that import what the code uses."""
    lines = []
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [each.asname or each.name for each in node.names]
            lines += [ast.unparse(node)] if any(re.search(rf"\b{name}\b", code) for name in names) else []
    return [*lines, ""] if lines else []


def heading(text: str) -> str:
    """A line, underlined."""
    return f"\n{text}\n{'-' * len(text)}"


def source(function: Any) -> str:
    """The text of a function."""
    return inspect.getsource(function).rstrip()


def helpers(module: ModuleType) -> list[Any]:
    """The functions that a lesson has beside its own two."""
    functions = inspect.getmembers(module, inspect.isfunction)
    return [f for _, f in functions if f.__module__ == module.__name__ and f not in (module.run, module.fixed)]


def filled(text: str) -> str:
    """Paragraphs, with their lines broken anew where there is less room than they were written for."""
    most = room()
    if most == WIDTH:
        return text
    return "\n\n".join(
        textwrap.fill(" ".join(paragraph.split()), most, break_on_hyphens=False) for paragraph in text.split("\n\n")
    )


def wrapped(text: str) -> str:
    """The text with its long lines broken, the rest of them indented."""
    most = room()
    return "\n".join(
        textwrap.fill(line, most, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
        if len(line) > most
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
