"""`tinygrad-lr explore`: a loop, a lesson or a user's own script, as a page that can be stepped through."""

from __future__ import annotations

import argparse
import contextlib
import os
import runpy
import sys
import warnings
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import files, lessons, terminal
from .loops import LOOPS
from .loops.table import diabetes
from .terminal import BadInput, positive_int
from .tools.explore.session import Explored, Nothing, explored

EPOCHS = 20


def add_explore(command: argparse.ArgumentParser) -> None:
    """What `explore` takes."""
    known = [*LOOPS, *lessons.LESSONS]
    command.add_argument("name", metavar="NAME", type=terminal.file_or(known),
                         help=f"{', '.join(known)}; or a script of your own, name.py")  # fmt: skip
    command.add_argument(
        "-o", "--output", metavar="FILE", type=terminal.path, help="default: NAME.html; json and text are printed"
    )
    command.add_argument("--epochs", metavar="N", type=positive_int, help=f"the step that is shown; default: {EPOCHS}")
    command.add_argument("--framework", choices=["tinygrad_lr", "torch", "both"], default="tinygrad_lr",
                         metavar="WHICH", help="tinygrad_lr (the default), torch or both")  # fmt: skip
    command.add_argument("--lang", choices=["en", "zh"], default="en", help="the language at first; the page has both")
    command.add_argument("--format", choices=["html", "json", "text"], default="html", help="default: html")
    command.add_argument("--open", action="store_true", help="show the page in a browser")


def command_explore(args: argparse.Namespace) -> None:
    output = args.output or (Path(f"{Path(args.name).stem}.html") if args.format == "html" else None)
    if args.open and args.format != "html":
        raise BadInput(f"--open shows a page, and --format {args.format} makes none")
    if output is not None:
        try:
            files.check_writable(output)
        except OSError as error:
            raise BadInput(f"cannot write {output}: {error.strerror}") from None
    try:
        found = found_by(args.name, args)
    except Nothing as error:
        raise BadInput(f"{args.name}: {error}") from None
    if found.error is not None:
        terminal.tell(terminal.one_line(f"the step raised {type(found.error).__name__}: {found.error}"))
    content = {"html": lambda: found.html(args.lang), "json": found.json, "text": lambda: found.text(args.lang)}
    if output is None:
        told = content[args.format]()
        if args.format == "text":
            for line in told.splitlines():
                terminal.say(line)
        else:
            print(told, end="")
        return
    files.write(output, content[args.format]())
    print(output)
    if args.open:
        webbrowser.open(output.resolve().as_uri())


def found_by(name: str, args: argparse.Namespace) -> Explored:
    """The recording of what has this name."""
    terminal.need("torch", "this", "tinygrad_lr[torch]") if args.framework != "tinygrad_lr" else None
    fw, compare = ("tinygrad_lr", "torch") if args.framework == "both" else (args.framework, None)
    if name in LOOPS:
        if name == "songs":
            diabetes()  # where it is missing, this says so
        epochs = args.epochs or EPOCHS
        return explored(lambda fw: LOOPS[name].train(fw, epochs=epochs), epochs, compare, name, fw)
    if name in lessons.LESSONS:
        return lesson(lessons.LESSONS[name], args.epochs or EPOCHS, compare, fw)
    if name.endswith(".py") or os.path.exists(name):
        if compare:
            raise BadInput("a script imports its framework itself: --framework tinygrad_lr or torch")
        return script(Path(name), args.epochs, fw)
    lessons_and_loops = ", ".join([*LOOPS, *lessons.LESSONS])
    raise BadInput(f"no loop, lesson or script {name!r}; there are {lessons_and_loops}")


def lesson(each: lessons.Lesson, steps: int, compare: str | None, fw: str) -> Explored:
    """The mistake as it runs; where no tensor takes part in it, the same put right."""
    failure: Exception | None = None
    for function in (each.module.run, each.module.fixed):

        def step(fw: Any, function: Any = function) -> None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for _ in function(fw):
                    pass

        try:
            found = explored(step, steps, compare, each.name, fw)
        except Nothing as error:
            failure = error
            continue
        found.recording["notes"].insert(0, {"name": "lesson", "text": " ".join(each.text.split())})
        return found
    raise failure or Nothing("nothing was recorded")


def script(path: Path, steps: int | None, fw: str) -> Explored:
    """A script, run as by `python path`, up to so many steps; what it prints goes to stderr."""
    if not path.is_file():
        raise BadInput(f"{path}: no such file")

    def step(_: Any) -> None:
        ended = contextlib.suppress(SystemExit)  # a script may come to an end of its own
        with as_main(path), contextlib.redirect_stdout(sys.stderr), ended:
            runpy.run_path(str(path), run_name="__main__")

    try:
        return explored(step, steps or sys.maxsize, None, path.name, fw)
    except Nothing as error:
        other = "torch" if fw == "tinygrad_lr" else "tinygrad_lr"
        raise Nothing(f"{error} of {fw}; if the script uses {other}: --framework {other}") from None


@contextlib.contextmanager
def as_main(path: Path) -> Iterator[None]:
    """The script's folder comes first where modules are looked for, and it is the only argument."""
    before = sys.argv, sys.path[:]
    sys.argv, sys.path[:] = [str(path)], [str(path.resolve().parent), *sys.path]
    try:
        yield
    finally:
        sys.argv, sys.path[:] = before[0], before[1]
