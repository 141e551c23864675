"""The command line: `tinygrad-lr list`, `run`, `compare`, `graph`, `lesson` and `explore`.

Whatever can be wrong with what the user asked for is found before training begins, and files are written
whole, after everything has succeeded. An error is one line on stderr; the exit code is 2 for bad usage, 1
for a failed run or output that cannot be written, and 0 also where whoever reads it has left (`| head`).
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import json
import os
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from . import __version__, files, lessons, terminal
from .checkpoints import BadCheckpoint
from .explore_command import add_explore, command_explore
from .lessons import show
from .loops import LOOPS, Diverged, Loop, Record, check, plot
from .loops import run as surroundings
from .loops.stream import Stream, read_table
from .loops.table import diabetes
from .terminal import BadInput, Failed, Parser, positive_float, positive_int, seed
from .tools import drawing as graph

EXAMPLES = """\
examples:
  train all loops; or one of them, with a picture
    tinygrad-lr run
    tinygrad-lr run quickstart --plot fit.png
    tinygrad-lr run songs --data songs.csv --target y
  beside torch, epoch by epoch
    tinygrad-lr compare --dtype float64
  what backward() will walk
    tinygrad-lr graph crops --format mermaid
  a classic mistake, as a script to run; --answer tells why
    tinygrad-lr lesson no-zero-grad
  one training step, forward and back, to step through
    tinygrad-lr explore quickstart --open
  commands, names and options by the Tab key
    eval "$(tinygrad-lr completion bash)"
"""
PICTURES = (".png", ".svg", ".pdf")
BELONGS = {
    "resume": ("checkpoint", False),
    "every": ("checkpoint", 1.0),
    "keep": ("checkpoint", 3),
    "timeout": ("distributed", 1800.0),
}
SONGS_OPTIONS = {"data": None, "target": None, "form": "document", "optimizer": "SGD", "batch_size": None}


def parser() -> Parser:
    """The parser of the whole command line."""
    top = Parser(
        prog="tinygrad-lr",
        description="Train the linear regressions of five articles\non tinygrad_lr or on torch.",
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"tinygrad-lr {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    commands.add_parser("list", help="the loops, and the documents they come from")
    add_run(commands.add_parser("run", help="train loops and print what their documents print", allow_abbrev=False))
    compare = commands.add_parser("compare", help="train on both frameworks, side by side", allow_abbrev=False)
    add_names(compare)
    add_settings(compare)
    add_graph(commands.add_parser("graph", help="draw the grad_fn graph of a loop's loss", allow_abbrev=False))
    add_lesson(commands.add_parser("lesson", help="make a classic mistake on purpose", allow_abbrev=False))
    add_explore(commands.add_parser("explore", help="a training step to step through, in one page", allow_abbrev=False))
    completion = commands.add_parser("completion", help="make a shell complete commands, names and options")
    completion.add_argument("shell", metavar="SHELL", choices=["bash", "zsh"], help="bash or zsh")
    for action in commands._choices_actions:  # what a command's own help begins with
        about = action.help or ""
        commands.choices[action.dest].description = f"{about[:1].upper()}{about[1:]}."
    return top


def add_run(run: Parser) -> None:
    """What `run` takes."""
    add_names(run)
    add_framework(run)
    add_settings(run)
    run.add_argument("--plot", metavar="FILE", type=terminal.path,
                     help="draw the losses, and the fit or predicted against true; .png, .svg or .pdf")  # fmt: skip
    run.add_argument("--json", metavar="FILE", type=terminal.path, help="write every number of the runs")
    run.add_argument("--quiet", action="store_true", help="print nothing but errors")
    run.add_argument("--lint", action="store_true", help="name silent mistakes, with their lines")
    run.add_argument("--compile", nargs="?", const="numpy", choices=["numpy", "numba"], metavar="BACKEND",
                     help="compile the step: numpy replays its calls (the default), numba makes machine code")  # fmt: skip
    run.add_argument(
        "--checkpoint", metavar="DIR", type=terminal.path, help="save the state of each run there, again and again"
    )
    run.add_argument("--every", metavar="SECONDS", type=positive_float, default=1.0,
                     help="the time between two checkpoints; default: 1")  # fmt: skip
    run.add_argument("--keep", metavar="N", type=positive_int, default=3, help="how many are kept; default: 3")
    run.add_argument("--resume", action="store_true", help="go on from the last checkpoint, if there is one")
    run.add_argument("--distributed", action="store_true",
                     help="one of several processes, started by torchrun, each with a part of the rows")  # fmt: skip
    run.add_argument("--timeout", metavar="SECONDS", type=positive_float, default=1800.0,
                     help="how long --distributed waits for the other processes; default: 1800")  # fmt: skip


def add_graph(draw: Parser) -> None:
    """What `graph` takes."""
    draw.add_argument("name", metavar="NAME", type=terminal.one_of("loop", LOOPS), help=", ".join(LOOPS))
    add_framework(draw)
    draw.add_argument("--format", choices=list(graph.FORMATS), default="text", help="default: text")


def add_lesson(lesson: Parser) -> None:
    """What `lesson` takes."""
    lesson.add_argument("name", metavar="NAME", nargs="?", type=terminal.one_of("lesson", lessons.LESSONS),
                        help=f"{', '.join(lessons.LESSONS)}; none to list them")  # fmt: skip
    lesson.add_argument("--list", action="store_true", help="list the lessons")
    shown = lesson.add_mutually_exclusive_group()
    shown.add_argument("--answer", action="store_true", help="run it, and tell what is seen, why, and what to do")
    shown.add_argument("--fixed", action="store_true", help="print the script without the mistake")
    add_framework(lesson)


def add_names(command: Parser) -> None:
    command.add_argument(
        "names", metavar="NAME", nargs="*", type=terminal.one_of("loop", LOOPS), help=f"{', '.join(LOOPS)}; all if none"
    )


def add_framework(command: Parser) -> None:
    command.add_argument("--framework", choices=["tinygrad_lr", "torch"], default="tinygrad_lr",
                         help="what computes; default: tinygrad_lr")  # fmt: skip


def add_settings(command: Parser) -> None:
    """The options of a training run."""
    command.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="default: cpu")
    command.add_argument("--dtype", choices=["float32", "float64"], default="float32", help="default: float32")
    command.add_argument("--epochs", metavar="N", type=positive_int, help="default: the document's")
    command.add_argument("--lr", metavar="RATE", type=positive_float, help="learning rate; default: the document's")
    command.add_argument("--seed", metavar="N", type=seed, help="default: the one that gives the document's numbers")
    songs = command.add_argument_group("for the loop songs")
    songs.add_argument("--data", metavar="FILE", type=terminal.path,
                       help="a table in CSV, Parquet or Arrow IPC, or a folder of them; default: scikit-learn's diabetes")  # fmt: skip
    songs.add_argument("--target", metavar="COLUMN", help="the column of --data to predict")
    songs.add_argument("--form", choices=["document", "linear"], default="document",
                       help="the document's module with L1Loss (the default), or nn.Linear with MSELoss")  # fmt: skip
    songs.add_argument("--optimizer", choices=["SGD", "Adam"], default="SGD", help="default: SGD")
    songs.add_argument("--batch-size", metavar="N", type=positive_int, help="default: all rows at once")


# Checks before training


def framework(name: str, device: str = "cpu", purpose: str = "") -> Any:
    """The framework as a namespace. BadInput, saying what to install, where it or the device is missing."""
    fw = terminal.need(name, purpose or f"--framework {name}", f"tinygrad_lr[{name}]")
    if device == "cuda":
        needs = {"torch": "a CUDA build of torch", "tinygrad_lr": "CuPy (pip install cupy-cuda12x)"}[name]
        try:
            fw.zeros(1, device=device)
        except Exception as error:  # each framework and driver has its own way to say no
            why = str(error).partition("\n")[0].rstrip(".")
            raise BadInput(f"--device cuda needs an NVIDIA GPU and {needs}: {why}") from None
    return fw


def songs_settings(args: argparse.Namespace, names: Sequence[str]) -> dict[str, Any]:
    """What the loop songs is called with beyond the others; the table is read and checked here."""
    given = {key: getattr(args, key) for key, default in SONGS_OPTIONS.items() if getattr(args, key) != default}
    if "songs" not in names:
        if given:
            raise BadInput(f"--{next(iter(given)).replace('_', '-')} belongs to the loop songs")
        return {}
    if (args.data is None) != (args.target is None):
        raise BadInput("--data FILE and --target COLUMN go together")
    settings: dict[str, Any] = {key: given[key] for key in ("form", "optimizer", "batch_size") if key in given}
    if args.data is None:
        diabetes()  # where it is missing, this says so before the other loops train
        return settings
    settings["table"] = table = read_table(args.data, args.target)
    if isinstance(table, Stream) and args.batch_size is None:
        raise BadInput(f"{args.data} has {table.rows:,} rows, too many to train on at once: --batch-size N")
    if table.left_out:
        terminal.tell(f"left out as text: {', '.join(table.left_out)}")
    for note in table.notes:
        terminal.tell(note)
    return settings


def check_outputs(args: argparse.Namespace) -> None:
    """BadInput if what is asked for cannot be written; nothing is left behind."""
    if args.plot is not None and args.plot.suffix.lower() not in PICTURES:
        raise BadInput(f"{args.plot}: the name must end in {', '.join(PICTURES[:-1])} or {PICTURES[-1]}")
    taken = {} if args.data is None else {os.path.realpath(args.data): "--data"}
    for option, path in (("--plot", args.plot), ("--json", args.json)):
        if path is None:
            continue
        try:
            files.check_writable(path)
        except OSError as error:
            raise BadInput(f"cannot write {path}: {error.strerror}") from None
        if (place := os.path.realpath(path)) in taken:
            raise BadInput(f"{option} {path} is the file of {taken[place]} too")
        taken[place] = option


# Commands


def settings_of(loop: Loop, args: argparse.Namespace, songs: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments of the loop's `train`: its own defaults, overridden by what was given."""
    signature = inspect.signature(loop.train).parameters
    chosen = {key: signature[key].default for key in ("epochs", "lr", "seed")}
    chosen.update({key: getattr(args, key) for key in chosen if getattr(args, key) is not None})
    chosen.update(dtype=args.dtype, device=args.device)
    return chosen | (songs if loop.name == "songs" else {})


def defaults(loop: Loop) -> dict[str, Any]:
    """What the loop's `train` takes what is not given for, apart from what surrounds it."""
    signature = inspect.signature(loop.train).parameters
    return {key: each.default for key, each in signature.items() if key not in ("fw", "run", "table")}


def command_list(args: argparse.Namespace) -> None:
    rows = []
    for loop in LOOPS.values():
        default = inspect.signature(loop.train).parameters
        settings = [str(default[key].default) for key in ("epochs", "lr", "seed")]
        rows.append([loop.name, loop.document, loop.title, *settings])
    terminal.table("The loops", ["name", "document", "what it trains", "epochs", "lr", "seed"], rows, numbers_from=3)


def command_run(args: argparse.Namespace) -> None:
    names = args.names or list(LOOPS)
    check_outputs(args)
    if args.plot:
        plot.check_matplotlib()
    if args.distributed:
        os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "FATAL")  # what fails is said once, by us
    fw = framework(args.framework, args.device)
    if args.lint and not hasattr(fw, "lint"):
        raise BadInput(f"--lint watches tinygrad_lr, not {args.framework}")
    for option, (other, default) in BELONGS.items():
        if getattr(args, option) != default and not getattr(args, other):
            raise BadInput(f"--{option} goes with --{other}")
    check_compile(args)
    songs = songs_settings(args, names)
    with surroundings.processes(fw, args, songs.get("table")) as together:
        args.quiet = args.quiet or together.rank > 0
        run_all(args, fw, names, songs, together)


def check_compile(args: argparse.Namespace) -> None:
    """BadInput where steps cannot be compiled."""
    if args.compile is None:
        return
    if args.framework != "tinygrad_lr":
        raise BadInput(f"--compile is tinygrad_lr's, not {args.framework}'s")
    for option in ("lint", "distributed"):
        if getattr(args, option):
            raise BadInput(f"--compile goes without --{option}, which watches each step, or changes it")
    if args.compile == "numba":
        terminal.need("numba", "--compile numba", "tinygrad_lr[numba]")


def run_all(args: argparse.Namespace, fw: Any, names: Sequence[str], songs: dict[str, Any], together: Any) -> None:
    """Train the loops, and write what they gave, if this is the process that writes."""
    records, reports, failures = {}, [], []
    for name in dict.fromkeys(names):
        loop = LOOPS[name]
        settings = settings_of(loop, args, songs)
        record = Record()
        run = together.with_checkpoints(fw, args, name, plain({**defaults(loop), **settings}), record)
        with fw.lint() if args.lint else contextlib.nullcontext() as lint:
            printed = train(loop, fw, settings, args.quiet, record, run)
        if lint is not None and not lint.found and not args.quiet:
            print("lint: nothing found")
        own = together.many == 1 and not run.resumed and settings == settings_of(loop, DOCUMENT, {})
        another_model = name == "songs" and songs
        rows = [] if another_model or together.many > 1 else check.published_rows(loop, record)
        lines = check.compare_lines(printed, loop.lines, loop.rtol) if own else None
        if lines is not None:
            failures += verdict(loop, rows, lines)
        if not args.quiet:
            show_published(loop, rows, args.framework, lines)
        records[name] = record
        reports.append(report(loop, settings, record, printed, rows))
    if failures:
        raise Failed("; ".join(failures))
    if together.rank > 0:
        return
    if args.plot:
        with files.whole_file(args.plot) as file:
            plot.draw(records, file, args.plot.suffix.lower()[1:])
    if args.json:
        about = {"framework": args.framework, "version": str(fw.__version__), "runs": reports}
        files.write(args.json, json.dumps(about, indent=1, allow_nan=False) + "\n")


DOCUMENT = argparse.Namespace(epochs=None, lr=None, seed=None, dtype="float32", device="cpu")  # as in the documents


def train(loop: Loop, fw: Any, settings: dict[str, Any], quiet: bool, record: Record, run: Any) -> list[str]:
    """Run a loop, printing the document's lines as they come, which are returned. Failed, with its name, if it diverges."""
    printed = []
    steps = terminal.with_bar(loop.train(fw, **settings, run=run), settings["epochs"] + 1, loop.name, wanted=not quiet)
    if not quiet:
        terminal.say(f"== {loop.name}: {loop.title} (document {loop.document})")
    try:
        with np.errstate(all="ignore"):  # a diverging run overflows; what it says is said below
            for line in loop.page(record.watch(steps)):
                printed.append(line)
                if not quiet:
                    print(line)
    except Diverged as error:
        raise Failed(f"{loop.name} with lr {settings['lr']:g} {error}") from None
    except BadCheckpoint as error:
        raise Failed(str(error)) from None
    return printed


def verdict(loop: Loop, rows: Sequence[check.Row], lines: check.Lines) -> list[str]:
    """What a run with the document's own settings did not reproduce."""
    wrong = [row for row in rows if not row.good]
    failures = [f"{loop.name}: {row.quantity} is {row.ours}, not {row.published}" for row in wrong]
    return failures + [f"{loop.name}: did not print {line!r}" for line in lines.missing]


def show_published(loop: Loop, rows: Sequence[check.Row], framework: str, lines: check.Lines | None) -> None:
    """The short table after a loop, and what became of the document's lines if it ran with the document's settings."""
    ours = "ours" if framework == "tinygrad_lr" else framework
    if rows:
        print()
        title = f"{loop.name}: the {loop.source} numbers{'' if lines else ' (for other settings than these)'}"
        terminal.table(title, ["quantity", loop.source, ours, "difference"], [row.text() for row in rows])
    if lines and loop.lines:
        terminal.say(lines.text())
    print()


def plain(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings as JSON has them: a table is its source."""
    return {key: value.source if key == "table" else value for key, value in settings.items()}


def report(loop: Loop, settings: dict[str, Any], record: Record, printed: list[str], rows: list[check.Row]) -> dict:
    """A run in JSON's terms."""
    return {
        "loop": loop.name,
        "document": loop.document,
        "settings": plain(settings),
        "printed": printed,
        "losses": record.losses[1:],
        "final_loss": record.final_loss,
        "parameters": {name: value.tolist() for name, value in record.parameters[-1].items()},
        "published": [
            {"quantity": row.quantity, "source": loop.source, "published": row.published, "ours": row.ours}
            for row in rows
        ],
    }


def command_compare(args: argparse.Namespace) -> None:
    names = args.names or list(LOOPS)
    lanes, missing = lanes_of(args.device)
    songs = songs_settings(args, names)
    beyond = []
    for name in dict.fromkeys(names):
        loop = LOOPS[name]
        settings = settings_of(loop, args, songs)
        runs = {lane: watched(loop, fw, {**settings, "device": device}) for lane, (fw, device) in lanes.items()}
        show_sides(loop, runs, missing, args.dtype)
        pairs = [("tinygrad_lr", "torch"), ("tinygrad_lr cuda", "torch cuda"), ("tinygrad_lr cuda", "tinygrad_lr")]
        for one, other in pairs:
            if one in runs and other in runs:
                gaps = check.gaps(runs[one], runs[other], args.dtype, loop.bound[args.dtype])
                show_gaps(loop, one, other, gaps, args.dtype)
                beyond += [f"{name}: {gap.quantity} at epoch {gap.epoch}" for gap in gaps if not gap.of_bound <= 1]
    for lane, why in missing.items():
        terminal.say(f"{lane}: not run: no CUDA device ({why})")
    if beyond:
        raise Failed(f"beyond the bound: {', '.join(beyond)}")


def lanes_of(device: str) -> tuple[dict[str, tuple[Any, str]], dict[str, str]]:
    """The columns of a comparison, each a framework on a device; and those that cannot run, with the reason."""
    lanes = {name: (framework(name, purpose="compare"), "cpu") for name in ("tinygrad_lr", "torch")}
    missing = {}
    for name in list(lanes) if device == "cuda" else ():
        try:
            lanes[f"{name} cuda"] = framework(name, "cuda"), "cuda"
        except BadInput as error:
            missing[f"{name} cuda"] = str(error).partition(": ")[2]
    return lanes, missing


def watched(loop: Loop, fw: Any, settings: dict[str, Any]) -> Record:
    """A run that is only recorded."""
    record = Record()
    steps = terminal.with_bar(loop.train(fw, **settings), settings["epochs"] + 1, f"{loop.name}, {fw.__name__}")
    try:
        with np.errstate(all="ignore"):
            for _ in record.watch(steps):
                pass
    except Diverged as error:
        raise Failed(f"{loop.name} on {fw.__name__} with lr {settings['lr']:g} {error}") from None
    return record


def show_sides(loop: Loop, runs: dict[str, Record], missing: Collection[str], dtype: str) -> None:
    """The runs side by side, and how far the farthest two are apart."""
    records = list(runs.values())
    last = records[0].epochs
    rows = []
    for epoch in sorted({0, 1, *(last * k // 4 for k in range(1, 5))}):
        rows.append((f"loss, epoch {epoch}", [record.losses[epoch] for record in records]))
    for name, value in records[0].parameters[-1].items():
        for place in np.ndindex(value.shape):
            index = ", ".join(map(str, place))
            rows.append((f"{name}[{index}]", [record.parameters[-1][name][place].item() for record in records]))
    shown = [
        (what, *numbers(values, dtype), *["not run"] * len(missing), f"{check.ulps(min(values), max(values), dtype):g}")
        for what, values in rows
    ]
    title = f"{loop.name}, {dtype}, {last} epochs"
    terminal.table(title, ["quantity", *runs, *missing, "ULP"], shown)
    print()


def show_gaps(loop: Loop, one: str, other: str, gaps: Sequence[check.Gap], dtype: str) -> None:
    """Where two runs differ most."""
    worst = [
        (gap.quantity, *numbers([gap.ours, gap.theirs], dtype), str(gap.epoch), f"{gap.ulps:g}", f"{gap.of_bound:.2g}")
        for gap in gaps
    ]
    title = f"{loop.name}: largest difference over all epochs; the bound is {loop.bound[dtype]:g}, relative"
    terminal.table(title, ["quantity", one, other, "epoch", "most ULP", "of the bound"], worst)
    print()


def numbers(values: Sequence[float], dtype: str) -> list[str]:
    """Numbers with as many digits as their dtype tells apart."""
    kind = np.dtype(dtype).type
    return [str(kind(value)) for value in values]


def command_graph(args: argparse.Namespace) -> None:
    fw = framework(args.framework)
    start = next(LOOPS[args.name].train(fw))
    print(graph.FORMATS[args.format](start.loss, start.parameters))


def command_lesson(args: argparse.Namespace) -> None:
    if args.list or args.name is None:
        terminal.table("The lessons", ["name", "mistake", "lint"], show.rows(), numbers_from=3)
        return
    lesson = lessons.LESSONS[args.name]
    if args.answer:
        for part in show.page(lesson, framework(args.framework)):
            print(part)
    else:
        print(show.script(lesson, args.framework, args.fixed))


def command_completion(args: argparse.Namespace) -> None:
    shtab = terminal.need("shtab", "completion", "tinygrad_lr[loops]")
    places: dict[Any, Any] = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}
    made, scripts = parser(), ""
    for name, command in commands_of(made).items():
        for action in command._actions:
            known = list(getattr(action.type, "known", ()))
            complete = places.get(action.metavar)
            if getattr(action.type, "or_file", False):
                complete, script = names_or_files(f"_tinygrad_lr_{name}_names_or_files", known)
                scripts += script[args.shell]
            elif known:
                action.choices = known
            if complete:
                action.complete = complete  # type: ignore[attr-defined]  # where shtab looks for it
    print(shtab.complete(made, args.shell, preamble={args.shell: scripts}))


def names_or_files(function: str, names: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """A function that offers these names beside files, by shell: its name, and its text."""
    known = " ".join(names)
    return {"bash": function, "zsh": function}, {
        "bash": f'{function}() {{ compgen -W "{known}" -- "$1"; compgen -f -- "$1"; }}\n',
        "zsh": f"{function}() {{ _alternative 'names:name:({known})' 'files:file:_files' }}\n",
    }


def commands_of(top: Parser) -> dict[str, Parser]:
    """The parsers of the commands, by name."""
    return next(dict(action.choices) for action in top._actions if action.metavar == "COMMAND" and action.choices)


COMMANDS = {
    "completion": command_completion,
    "list": command_list,
    "run": command_run,
    "compare": command_compare,
    "graph": command_graph,
    "lesson": command_lesson,
    "explore": command_explore,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 0, 1 for a failed run, 2 for bad usage."""

    def command() -> int:
        made = parser()
        args = made.parse_args(arguments)
        if args.command is None:
            made.print_help()
        else:
            COMMANDS[args.command](args)
        return 0

    return terminal.run("tinygrad-lr", command)
