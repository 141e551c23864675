"""python -m parity: does every number of tinygrad_lr equal torch's, here, on this machine?

Exit status: 0 everything asked ran and agreed; 1 something disagrees, or a fault survived the self-test;
2 the command line is wrong; 3 what ran agreed, but something asked did not run (no torch, no CUDA device).
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tinygrad_lr import files, terminal

from .output.console import bar, console

AGREED, DISAGREED, NOT_RUN = 0, 1, 3


def parser() -> argparse.ArgumentParser:
    """The command line."""
    make = terminal.Parser(prog="python -m parity", description=__doc__,
                           formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    make.add_argument("--ops", nargs="+", default=(), metavar="OP", help="only these operations (torch's names)")
    make.add_argument("--loops", nargs="+", default=(), metavar="LOOP", help="only these loops")
    make.add_argument(
        "--device",
        choices=("cpu", "cuda"),
        default="cpu",
        help="cuda: tinygrad_lr and torch on CUDA, each against torch on the CPU",
    )
    make.add_argument("--dtype", choices=("float32", "float64"), help="only this dtype")
    make.add_argument("--profile", choices=("dev", "ci", "deep"), default="dev", help="how hard to look")
    make.add_argument(
        "--minutes", type=terminal.positive_float, default=0, metavar="M", help="go on with new cases for so long"
    )
    make.add_argument("--seed", type=terminal.seed, help="of hypothesis; drawn and printed unless the profile is ci")
    make.add_argument("--examples", type=terminal.positive_int, help="cases per operation, loop, program ...")
    make.add_argument("--report", type=Path, metavar="DIR", help="write report.html, report.json and replay scripts")
    make.add_argument("--self-test", action="store_true", help="inject faults; every one has to be reported")
    return make


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked; the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    return terminal.run("parity", lambda: command(words), left=NOT_RUN)


def command(arguments: Sequence[str]) -> int:
    """`main`, but for how it ends when something is wrong with its input or its output."""
    args = parser().parse_args(arguments)
    if args.report:
        report_folder(args.report)
    try:
        torch, *_ = [
            terminal.need(name, "parity", "tinygrad_lr[dev,torch]") for name in ("torch", "hypothesis", "mpmath")
        ]
    except terminal.BadInput as error:
        console.print(f"not run: {error}", markup=False)
        return NOT_RUN

    from . import devices, environment
    from .mutants import faults
    from .output import report
    from .output.tally import Tally

    asked = asked_by(args)
    environment.pin(torch)
    header = environment.describe(torch) | {
        "seed": "the same in every run" if asked.profile.seed is None else str(asked.profile.seed)
    }
    for name, value in header.items():
        console.print(f"[dim]{name:14}[/] {value}")
    tally, started = Tally(args.device), time.monotonic()
    end = started + 60 * args.minutes
    if args.self_test:
        survived = self_test(faults, torch, tally)
        console.print(f"{len(tally.faults)} faults injected, {len(tally.faults) - survived} caught")
    else:
        pairs = devices.pairs(args.device, torch, tally.not_run)
        for ours, theirs in pairs:
            watch(asked, ours, theirs, tally)
        while pairs and time.monotonic() < end and not tally.failures:
            console.print(f"{tally.cases} cases agree so far", style="dim")
            asked = asked.again()
            for ours, theirs in pairs:
                watch(asked, ours, theirs, tally, end)
    seconds = time.monotonic() - started
    if args.report:
        report.write(args.report, header, tally, seconds, " ".join(arguments))
        console.print(f"report: {args.report / 'report.html'}")
    return conclude(tally, seconds)


def report_folder(folder: Path) -> None:
    """BadInput if no report can be written there, before anything is computed for it."""
    terminal.need("matplotlib", "--report", "tinygrad_lr[loops]")
    try:
        files.check_folder(folder)
    except OSError as error:
        raise terminal.BadInput(f"cannot write into {folder}: {error.strerror}") from None


def asked_by(args: argparse.Namespace) -> Any:
    """What the command line asks for. Ends the program if it names what does not exist."""
    from tinygrad_lr.loops import LOOPS

    from .operations.table import BY_ID, OPS
    from .profiles import PROFILES
    from .suite import Asked

    unknown = [op for op in args.ops if op not in OPS and op not in BY_ID]
    unknown += [loop for loop in args.loops if loop not in LOOPS]
    if unknown:
        parser().error(f"no operation or loop of that name: {', '.join(unknown)}")
    profile = PROFILES[args.profile]
    if args.seed is not None or not profile.derandomize:
        profile = dataclasses.replace(profile, seed=random.randrange(2**32) if args.seed is None else args.seed)
    if args.examples is not None:
        counts = ("operations", "loops", "programs", "histories", "optimizers", "draws")
        profile = dataclasses.replace(profile, **dict.fromkeys(counts, args.examples))
    dtypes = (args.dtype,) if args.dtype else ("float64", "float32")
    skipped = ("random numbers",) if args.device == "cuda" else ()
    return Asked(profile, tuple(args.ops), tuple(args.loops), dtypes, skipped)


def watch(asked: Any, ours: Any, theirs: Any, tally: Any, end: float = math.inf) -> None:
    """Run the suite under a progress bar, to its own end or until the clock says `end`."""
    from . import suite

    with bar() as progress:
        task = progress.add_task("", total=asked.steps(), said="")
        for lane, done in suite.run(asked, ours, theirs, tally):
            progress.update(task, advance=1, description=f"{lane}: {done}"[:50], said=f"{tally.cases} cases")
            if time.monotonic() > end:
                break


def self_test(faults: Any, torch: Any, tally: Any) -> int:
    """Inject every fault; the number of those that nothing reported."""
    everything = faults.all_faults()
    with bar() as progress:
        task = progress.add_task("", total=len(everything), said="")
        for outcome in faults.run(everything, torch):
            tally.faults.append(outcome)
            if not outcome.caught_by:
                progress.console.print(f"[red]survived[/] {outcome.name}")
            progress.update(task, advance=1, description=outcome.name[:50], said="")
    return sum(not outcome.caught_by for outcome in tally.faults)


def conclude(tally: Any, seconds: float) -> int:
    """Print what was found; the exit status."""
    for failure in tally.failures:
        console.print(f"{failure.lane}, {failure.subject}: {failure.text}", markup=False, style="red")
        if failure.script:
            console.print(failure.script, markup=False, style="dim")
        if failure.replay:
            console.print(f"again: python -m parity {failure.replay}", markup=False)
    for lane, why in tally.not_run.items():
        console.print(f"{lane}: not run: {why}")
    survived = [fault for fault in tally.faults if not fault.caught_by]
    if tally.cases:
        worst = max(tally.rows.values(), key=lambda row: row.worst)
        console.print(
            f"{tally.cases} cases in {seconds:.0f} s, {len(tally.failures)} disagreements; "
            f"largest difference / bound: {worst.worst:.3g} in {worst.line}",
            markup=False,
        )
    if tally.failures or survived:
        return DISAGREED
    return NOT_RUN if tally.not_run else AGREED


if __name__ == "__main__":
    sys.exit(main())
