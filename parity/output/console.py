"""What the suite shows while it runs: in a terminal a bar, with rich; elsewhere a plain line every few seconds."""

from __future__ import annotations

import re
import threading
import time
from types import TracebackType
from typing import Any

try:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
except Exception:  # missing or broken
    Console = None  # type: ignore[assignment,misc]

PERIOD = 8.0  # seconds between two plain lines: nobody should wait longer than ten for a sign of life


class Plain:
    """Takes the place of rich's console."""

    is_terminal = False

    def print(self, text: str, markup: bool = True, **_: Any) -> None:
        print(re.sub(r"\[/?[a-z]*\]", "", text) if markup else text, flush=True)


class Pulse:
    """Takes the place of a bar: what is being done, how far it is and how long it has taken, line by line.

    A thread prints, so that a line comes also while one step takes long.
    """

    def __init__(self, console: Any, period: float | None = None) -> None:
        self.console, self.period = console, PERIOD if period is None else period
        self.done, self.total, self.doing, self.said = 0, 0, "", ""
        self.began, self.over = time.monotonic(), threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Pulse:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.over.wait(self.period):
            try:
                self.console.print(self.line(), markup=False)
            except (OSError, ValueError):  # nobody reads it: the main thread will find out when it prints
                return

    def line(self) -> str:
        """What there is to say now."""
        share = f"{self.done} of {self.total}" if self.total else "at work"
        parts = (f"... {share}", self.doing, self.said, f"{time.monotonic() - self.began:.0f} s")
        return ", ".join(part for part in parts if part)

    def add_task(self, description: str, total: int | None = None, said: str = "") -> int:
        self.doing, self.total, self.said = description, total or 0, said
        return 0

    def update(
        self, task: int, advance: int = 0, description: str = "", said: str = "", total: int | None = None
    ) -> None:
        self.done, self.doing, self.said = self.done + advance, description or self.doing, said
        self.total = self.total if total is None else total


console: Any = Plain() if Console is None else Console(soft_wrap=True, highlight=False)


def _not_rich() -> None:
    raise BrokenPipeError  # rich itself would end the program, with a status that says something else


console.on_broken_pipe = _not_rich


def bar() -> Any:
    """A progress bar with what is being done and the count of cases, or the lines in its place."""
    if Console is None or not console.is_terminal:
        return Pulse(console)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TextColumn("{task.fields[said]}"), console=console, transient=True)
