"""python -m parity: does every number of tinygrad_lr equal torch's, here, on this machine?"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tinygrad_lr import files, terminal

from . import options
from .output.console import console

AGREED, DISAGREED, NOT_RUN = 0, 1, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked; the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    return terminal.run("parity", lambda: command(words), left=NOT_RUN)


def command(words: Sequence[str]) -> int:
    """`main`, but for how it ends when something is wrong with its input or its output."""
    args = options.parser().parse_args(words)
    needed = [(name, "parity", "tinygrad_lr[dev,torch]") for name in ("torch", "hypothesis", "mpmath")]
    needed += [("matplotlib", "--report", "tinygrad_lr[loops]")] if args.report else []
    try:
        torch, *_ = [terminal.need(*each) for each in needed]
    except terminal.BadInput as error:
        console.print(f"not run: {error}", markup=False)
        return NOT_RUN
    if args.list:
        options.show_all()
        return AGREED
    if args.report:
        check_folder(args.report)
    return compare(args, torch, words)


def check_folder(folder: Path) -> None:
    """BadInput if no report can be written there, before anything is computed for it."""
    try:
        files.check_folder(folder)
    except OSError as error:
        raise terminal.BadInput(f"cannot write into {folder}: {error.strerror}") from None


def compare(args: Any, torch: Any, words: Sequence[str]) -> int:
    """Run the suite, or the test of the suite; tell and write what was found."""
    from . import environment, running, versions
    from .output import report, summary
    from .output.tally import Tally

    asked = options.asked_by(args)
    environment.pin(torch)
    about = environment.describe(torch)
    how = {
        "command": " ".join(["python -m parity", *words]),
        "profile": asked.profile.name,
        "seed": options.seed_of(asked),
    }
    for name, value in (about | how).items():
        console.print(f"[dim]{name:14}[/] {value}")
    tally, began = Tally(args.device, standing=versions.standing(torch)), time.monotonic()
    if args.self_test:
        running.self_test(torch, tally)
    else:
        running.suite_for(60 * args.minutes, asked, torch, tally)
    seconds = time.monotonic() - began
    if args.report:
        report.write(args.report, report.Told(tally, about, how, seconds, torch))
        console.print(f"report: {args.report / 'report.html'}", markup=False)
    for line in summary.lines(tally, seconds):
        console.print(line, markup=False)
    if tally.failures or tally.survived:
        return DISAGREED
    return NOT_RUN if tally.not_run else AGREED


if __name__ == "__main__":
    sys.exit(main())
