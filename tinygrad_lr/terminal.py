"""What command lines have in common: how they end, and how they show things.

However a command ends, it leaves one line on stderr and an exit code, never a traceback: with bad input, with output
that cannot be written, with a reader that has left (`| head`), with packages that are missing or broken. Tables and a
bar are drawn in a terminal; in a pipe there is plain aligned text.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import errno
import importlib
import io
import math
import os
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")
SHORT = 0.5  # seconds: a run that ends sooner shows no bar
FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"  # ASCII alone: no 1_000, no 1,5, no other digits


class BadInput(Exception):
    """Something the user gave, or has not installed, cannot be used; the message is one line that says what."""


class Failed(Exception):
    """A run that did not give what it must; the message is one line."""


# -- how a command ends --------------------------------------------------------------------------------------------------


def run(program: str, command: Callable[[], int], left: int = 0) -> int:
    """Run a command to its end, whatever its streams are like; the exit code.

    `command` returns one, or raises BadInput (2), Failed (1), or what the system says of a file or a stream (1). `left`
    is the code where whoever reads the output has left before its end.
    """
    prepare_streams()
    code, said = _ended(command, left)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError) as error:  # full, closed, or nobody reads it
            _silence(stream)
            if stream is sys.stdout and not code and not isinstance(error, BrokenPipeError):
                code, said = FAILED, _unwritten(error)
    if said:
        tell(f"{program}: {one_line(said)}")
    return code


def _ended(command: Callable[[], int], left: int) -> tuple[int, str]:
    """The exit code, and what is to be said."""
    try:
        code = command()
        sys.stdout.flush()
        return code, ""
    except SystemExit as end:  # argparse's, which has said why
        return end.code if isinstance(end.code, int) else int(end.code is not None), ""
    except BadInput as error:
        return BAD_INPUT, f"error: {error}"
    except Failed as error:
        return FAILED, f"failed: {error}"
    except BrokenPipeError:
        _silence(sys.stdout)
        return left, ""
    except OSError as error:
        return FAILED, _unwritten(error)
    except MemoryError as error:
        return FAILED, f"failed: not enough memory{f': {error}' if str(error) else ''}"
    except KeyboardInterrupt:
        return INTERRUPTED, "interrupted"


def _unwritten(error: Exception) -> str:
    what = getattr(error, "strerror", None) or str(error)
    name = getattr(error, "filename", None)
    return f"failed: {name}: {what}" if name else f"failed: cannot write the output: {what}"


def one_line(text: str) -> str:
    """Names of files and columns may hold line breaks."""
    return " ".join(text.splitlines())


def tell(text: str) -> None:
    """A line on stderr, if there is one that takes it."""
    try:
        print(text, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _silence(sys.stderr)


class _Closed(io.TextIOBase):
    """Stands for a stream that was closed before the program began: nothing can be written, nothing is lost unsaid."""

    lost = False

    def write(self, text: str) -> NoReturn:
        self.lost = True  # argparse, for one, keeps the error to itself
        raise OSError(errno.EBADF, "it is closed")

    def flush(self) -> None:
        if self.lost:
            self.lost = False
            raise OSError(errno.EBADF, "it is closed")


def prepare_streams() -> None:
    """Make sure that there are streams, that any text can be written to them, and that no file takes their places."""
    with contextlib.suppress(OSError):
        while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass  # it stays open: the next file would get the number of a closed stream, and whatever is printed there
        os.close(descriptor)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None or stream.closed:
            setattr(sys, name, _Closed())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that has no └


def _silence(stream: Any) -> None:
    """Let what is still to be written to a stream go nowhere, so that Python can end in peace."""
    if isinstance(stream, _Closed):
        stream.lost = False
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def need(name: str, purpose: str, install: str) -> Any:
    """The package of that name. BadInput, saying what to do, where it is missing or broken."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == name.partition(".")[0]:
            package = {"sklearn": "scikit-learn"}.get(name.partition(".")[0], name.partition(".")[0])
            raise BadInput(f"{purpose} needs {package}, which is not installed: pip install '{install}'") from None
        why: Exception = error
    except Exception as error:  # a library that it is made of is missing, or does not fit: many types
        why = error
    text = str(why).strip().partition("\n")[0]
    raise BadInput(f"{name} is installed, but cannot be imported: {type(why).__name__}: {text}") from None


# -- what is typed -------------------------------------------------------------------------------------------------------


LISTED = 24  # so many names are listed where none is near


def unknown(kind: str, name: str, known: Collection[str]) -> str:
    """What to say of a name that nothing has: the nearest that something has, or all of them."""
    lower = {each.lower(): each for each in known}
    near = difflib.get_close_matches(name.lower(), lower, 1) or [
        each for each in lower if each.startswith(name.lower())
    ]
    if name and near:
        hint = f"did you mean {lower[near[0]]!r}?"
    else:
        more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
        hint = f"there are {', '.join(list(known)[:LISTED])}{more}"
    return f"no {kind} {shortened(name)}; {hint}"


def one_of(kind: str, known: Collection[str]) -> Callable[[str], str]:
    """A type for argparse: one of these names."""

    def named(name: str) -> str:
        if name not in known:
            raise argparse.ArgumentTypeError(unknown(kind, name, known))
        return name

    named.known = known  # type: ignore[attr-defined]  # for who completes it
    return named


def file_or(known: Collection[str]) -> Callable[[str], str]:
    """A type for argparse: one of these names, or that of a file; whoever takes it apart says what is wrong with it."""

    def named(name: str) -> str:
        return name

    named.known, named.or_file = known, True  # type: ignore[attr-defined]  # for who completes it
    return named


class Help(argparse.HelpFormatter):
    """argparse's, but no name is broken at its hyphen, and a text's own lines stay where there is room for them."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(filled(paragraph, width) for paragraph in text.strip("\n").split("\n\n"))


def filled(paragraph: str, width: int) -> str:
    """A paragraph as it is written where it fits, else filled anew; of a list, each line for itself."""
    lines = paragraph.splitlines()
    if max(map(len, lines)) <= width:
        return paragraph
    items = lines if "\n " in paragraph else [" ".join(lines)]
    return "\n".join(
        textwrap.fill(item, width, subsequent_indent="    " * (len(items) > 1), break_on_hyphens=False)
        for item in items
    )


class Parser(argparse.ArgumentParser):
    """argparse, but an error is one line, which says what may have been meant, and help that cannot be written is one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.formatter_class = Help

    def error(self, message: str) -> NoReturn:
        program = self.prog.removeprefix("python -m ").split()[0]
        self.exit(BAD_INPUT, f"{program}: error: {one_line(message)} (see {self.prog} --help)\n")

    def parse_known_args(self, args: Any = None, namespace: Any = None, **internal: Any) -> Any:
        """No argument is left to be refused elsewhere: here it is known which options there are."""
        words = sys.argv[1:] if args is None else list(args)
        for word in words[: words.index("--") if "--" in words else None]:
            near = self.near_option(word)
            if near:  # before its value is taken for a name
                self.error(f"unrecognized arguments: {word}; did you mean {near!r}?")
            if not word.startswith("-") and self._subparsers is not None:
                break  # a command, whose options come next
        found, rest = super().parse_known_args(words, namespace, **internal)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest

    def near_option(self, word: str) -> str | None:
        """The option that a word is nearly, if it is none itself."""
        word, known = word.partition("=")[0], [each for each in self._option_string_actions if each.startswith("--")]
        if word in known or not word.startswith("--"):
            return None
        return next(iter(difflib.get_close_matches(word, known, 1) or [k for k in known if k.startswith(word)]), None)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            if action.metavar == "COMMAND":
                self.error(unknown("command", str(value), list(action.choices)))
            text = unknown("such", str(value), [str(choice) for choice in action.choices])
            raise argparse.ArgumentError(action, f"invalid choice: {text.removeprefix('no such ')}")

    def _print_message(self, message: str, file: Any = None) -> None:
        if file is sys.stdout:
            file.write(message)
        else:
            tell(message.rstrip("\n"))


def whole_number(text: str) -> int:
    """From 0 on, in digits alone."""
    if not re.fullmatch("[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"must be a whole number, not {shortened(text)}")
    return int(text)


def path(text: str) -> Path:
    """Of a file or folder. An empty one, as of a variable that is not set, would be the folder where one is."""
    if not text:
        raise argparse.ArgumentTypeError("must be a name, not ''")
    return Path(text)


def positive_int(text: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of 1 or more, not {shortened(text)}")
    return int(text)


def positive_float(text: str) -> float:
    value = float(text) if re.fullmatch(NUMBER, text) else math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"must be a positive number, not {shortened(text)}")
    return value


def seed(text: str) -> int:
    if not re.fullmatch("[0-9]{1,20}", text) or int(text) >= 2**64:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to 2**64 - 1, not {shortened(text)}")
    return int(text)


def shortened(text: str) -> str:
    """What was given, quoted, on one line."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


# -- how things are shown ------------------------------------------------------------------------------------------------


def rich_console() -> Any:
    """rich's console if rich is installed and somebody is looking, else None."""
    if not sys.stdout.isatty():
        return None
    try:
        from rich.console import Console
    except Exception:  # missing or broken: plain text will do
        return None
    return Console()


def width() -> int | None:
    """The columns that there are: those that COLUMNS says, or the terminal's; None in a pipe, which takes any."""
    said = os.environ.get("COLUMNS", "")
    if re.fullmatch("[0-9]{1,6}", said) and int(said):
        return max(int(said), NARROWEST)
    return max(shutil.get_terminal_size().columns, NARROWEST) if sys.stdout.isatty() else None


NARROWEST = 30


def say(text: str) -> None:
    """Print a sentence, wrapped where it is wider than what there is."""
    most = width()
    deeper = " " * (len(text) - len(text.lstrip()) + 3)
    lines = [text] if most is None else textwrap.wrap(text, most, subsequent_indent=deeper, break_on_hyphens=False)
    print(*lines, sep="\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1) -> None:
    """Print a table; where it is too narrow for one, each row below the one before it.

    Columns before `numbers_from` are text; the others are numbers, aligned to the right.
    """
    rows = list(rows)
    console, most = rich_console(), width()
    needed = 1 + sum(3 + max(map(len, cells)) for cells in zip(columns, *rows, strict=True))
    if most is not None and needed > most:
        print(*textwrap.wrap(title, most), "", *stacked(columns, rows, most), sep="\n")
        return
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


def stacked(columns: Sequence[str], rows: Sequence[Sequence[str]], most: int) -> Iterator[str]:
    """The lines of a table whose rows are too long: the first cell of each, and below it what the others are."""
    label = max(map(len, columns[1:]))
    for first, *others in rows:
        yield first
        for column, cell in zip(columns[1:], others, strict=True):
            if cell:
                yield from textwrap.wrap(
                    cell,
                    most,
                    initial_indent=f"  {column.ljust(label)}  ",
                    subsequent_indent=" " * (label + 4),
                    break_on_hyphens=False,
                )


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
