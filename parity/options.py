"""The command line of the suite: what can be asked for, and what it is called."""

from __future__ import annotations

import argparse
import dataclasses
import random
from typing import Any

from tinygrad_lr import terminal

PROFILES = {"dev": "a glance", "ci": "the same cases every time", "deep": "many cases, and those that failed before"}
TAKES = {"dev": "two minutes", "ci": "three minutes", "deep": "an hour"}  # on one core that is otherwise idle
SELF_TEST = "ten minutes"
DESCRIPTION = """\
Does every number of tinygrad_lr equal torch's, here, on this machine?

Everything is compared with the torch that is installed: equal bits where equal bits are possible, within a rounding bound
computed from the operands elsewhere, and both are judged by a third value in forty digits.
"""
EPILOG = """\
exit status: 0 everything asked for ran and agreed; 1 something disagrees, or a fault survived the self-test;
2 the command line is wrong; 3 it could not run, or not all of it (no torch, no CUDA device).

examples:
  python -m parity --profile ci --report out/parity      everything; a page, and a script for each disagreement
  python -m parity --ops exp matmul --examples 500       two operations, thoroughly
  python -m parity --lanes programs histories --seed 7   two lanes, with cases of their own
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    make = terminal.Parser(prog="python -m parity", description=DESCRIPTION, epilog=EPILOG)
    profiles = "; ".join(f"{name}: {about}, {TAKES[name]}" for name, about in PROFILES.items())
    make.add_argument("--list", action="store_true", help="the lanes, profiles, loops and operations there are")
    make.add_argument("--lanes", nargs="+", default=(), metavar="LANE", help="only these lanes")
    make.add_argument("--ops", nargs="+", default=(), metavar="OP", help="only these operations (torch's names)")
    make.add_argument("--loops", nargs="+", default=(), metavar="LOOP", help="only these loops")
    make.add_argument("--device", choices=("cpu", "cuda"), default="cpu",
                      help="cuda: tinygrad_lr and torch on CUDA, each against torch on the CPU")  # fmt: skip
    make.add_argument("--dtype", choices=("float32", "float64"), help="only this dtype")
    make.add_argument("--profile", choices=tuple(PROFILES), default="dev", help=f"how hard to look ({profiles})")
    make.add_argument("--minutes", type=terminal.positive_float, default=0, metavar="M",
                      help="go on with new cases for so long")  # fmt: skip
    make.add_argument("--seed", type=terminal.seed, help="of hypothesis; drawn and printed unless the profile is ci")
    make.add_argument("--examples", type=terminal.positive_int, help="cases per operation, loop, program ...")
    make.add_argument(
        "--report", type=terminal.path, metavar="DIR", help="write report.html, report.json and replay scripts"
    )
    make.add_argument("--self-test", action="store_true",
                      help=f"inject faults; every one has to be reported ({SELF_TEST})")  # fmt: skip
    return make


def asked_by(args: argparse.Namespace) -> Any:
    """What the command line asks for. BadInput if it names what does not exist."""
    from tinygrad_lr.loops import LOOPS

    from .operations.table import BY_ID, OPS
    from .profiles import PROFILES
    from .suite import LANES, Asked

    known = {"lane": (args.lanes, LANES), "operation": (args.ops, {*OPS, *BY_ID}), "loop": (args.loops, LOOPS)}
    for kind, (names, there) in known.items():
        for name in names:
            if name not in there:
                raise terminal.BadInput(
                    terminal.unknown(kind, name, sorted(OPS) if kind == "operation" else list(there))
                )
    profile = PROFILES[args.profile]
    if args.seed is not None or not profile.derandomize:
        profile = dataclasses.replace(profile, seed=random.randrange(2**32) if args.seed is None else args.seed)
    if args.examples is not None:
        counts = ("operations", "loops", "programs", "histories", "optimizers", "random_numbers", "refusals")
        profile = dataclasses.replace(profile, **dict.fromkeys(counts, args.examples))
    dtypes = (args.dtype,) if args.dtype else ("float64", "float32")
    skipped = ("random numbers",) if args.device == "cuda" else ()
    return Asked(profile, tuple(args.lanes), tuple(args.ops), tuple(args.loops), dtypes, skipped)


def seed_of(asked: Any) -> str:
    """What the cases are drawn from, in words."""
    return "the same in every run" if asked.profile.seed is None else str(asked.profile.seed)


def show_all() -> None:
    """What there is to be named."""
    from tinygrad_lr.loops import LOOPS

    from .operations.table import OPS
    from .suite import LANES

    terminal.table("lanes", ["--lanes", ""], [[name, lane.about] for name, lane in LANES.items()], 2)
    terminal.table(
        "profiles", ["--profile", "", "takes about"], [[n, about, TAKES[n]] for n, about in PROFILES.items()], 3
    )
    terminal.table("loops", ["--loops", ""], [[name, loop.title] for name, loop in LOOPS.items()], 2)
    terminal.table("operations", ["--ops"], [[name] for name in sorted(OPS)])
