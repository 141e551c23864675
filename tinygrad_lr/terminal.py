"""How the command line shows things: tables and a bar in a terminal, plain aligned text in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
SHORT = 0.5  # seconds: a run that ends sooner shows no bar


def rich_console() -> Any:
    """rich's console if rich is installed and somebody is looking, else None."""
    if not sys.stdout.isatty():
        return None
    try:
        from rich.console import Console
    except ImportError:
        return None
    return Console()


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1) -> None:
    """Print a table. Columns before `numbers_from` are text; the others are numbers, aligned to the right."""
    rows = list(rows)
    console = rich_console()
    if console is None:
        print(title, *plain(columns, rows, numbers_from), sep="\n")
        return
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=Text(title), title_justify="left", title_style="bold")
    for i, column in enumerate(columns):
        drawn.add_column(column, justify="left" if i < numbers_from else "right", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)


def plain(columns: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int = 1) -> Iterator[str]:
    """The lines of a table in plain text, two spaces between columns, never cut."""
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    for row in (columns, ["-" * width for width in widths], *rows):
        cells = [
            c.ljust(w) if i < numbers_from else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(cells).rstrip()


def with_bar(items: Iterable[T], total: int, what: str, wanted: bool = True) -> Iterator[T]:
    """The items, with a progress bar beside them once they take long; no bar in a pipe or without rich."""
    console = rich_console() if wanted else None
    if console is None:
        yield from items
        return
    from rich.progress import MofNCompleteColumn, Progress

    began = time.monotonic()
    with_columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    bar = Progress(*with_columns, console=console, transient=True)
    task = bar.add_task(what, total=total)
    try:
        for item in items:
            if not bar.live.is_started and time.monotonic() - began > SHORT:
                bar.start()
            bar.advance(task)
            yield item
    finally:
        bar.stop()
