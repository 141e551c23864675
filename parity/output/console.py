"""What the suite shows while it runs: with rich colours and a bar, without it plain lines."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import Any

try:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
except Exception:  # missing or broken
    Console = None  # type: ignore[assignment,misc]


class Plain:
    """Takes the place of rich's console, and of its bar, which then shows nothing."""

    def print(self, text: str, markup: bool = True, **_: Any) -> None:
        print(re.sub(r"\[/?[a-z]*\]", "", text) if markup else text, flush=True)

    @property
    def console(self) -> Plain:
        return self

    def add_task(self, *_: Any, **__: Any) -> int:
        return 0

    def update(self, *_: Any, **__: Any) -> None:
        pass


console: Any = Plain() if Console is None else Console(soft_wrap=True, highlight=False)


def _not_rich() -> None:
    raise BrokenPipeError  # rich itself would end the program, with a status that says something else


console.on_broken_pipe = _not_rich


def bar() -> Any:
    """A progress bar with what is being done and the count of cases."""
    if Console is None:
        return nullcontext(console)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TextColumn("{task.fields[said]}"), console=console, transient=True,
                    disable=not console.is_terminal)  # fmt: skip
