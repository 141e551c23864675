"""`python -m benchmarks`: see README.md."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from tinygrad_lr import files, terminal
from tinygrad_lr.loops import LOOPS

from . import measure, report
from .peers import GROUPS, choose
from .workloads import WORKLOADS, BadInput

EPILOG = """\
exit status: 0; 1 when a target is missed (--gate), somebody's losses are wrong, or the output cannot be written; 2 for
wrong input.

examples:
  python -m benchmarks --quick                             everything, roughly, within two minutes
  python -m benchmarks --gate                              the promised ratios, and nothing else
  python -m benchmarks --workloads W1 W3 --peers torch jax --threads 1
"""


def parser() -> argparse.ArgumentParser:
    made = terminal.Parser(
        "python -m benchmarks", description="How fast is a training step, and how fast could it be?",
        epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    made.add_argument("--quick", action="store_true", help="fewer and shorter repetitions: within two minutes")
    made.add_argument("--gate", action="store_true", help="only measure the targets; exit with 1 when one is missed")
    made.add_argument("--workloads", nargs="+", metavar="NAME",
                      help=f"some of {' '.join(WORKLOADS)} and the loops {' '.join(LOOPS)} (default: all)")  # fmt: skip
    made.add_argument("--peers", nargs="+", metavar="PEER",
                      help=f"some of {' '.join(GROUPS)}, or all, or none (default: those installed, but "
                      "torch.compile, which compiles for minutes)")  # fmt: skip
    made.add_argument(
        "--threads", nargs="+", type=terminal.whole_number, metavar="N", help="numbers of threads (default: 1 2)"
    )
    made.add_argument("--out", type=Path, default=Path("out/benchmarks"), metavar="DIR",
                      help="where report.html, tables.md, the plots and results.json go (default: %(default)s)")  # fmt: skip
    return made


def plan(arguments: argparse.Namespace) -> measure.Plan:
    """What the options ask for; BadInput where that cannot be."""
    terminal.need("matplotlib", "this", "tinygrad_lr[bench]")
    if importlib.util.find_spec("torch"):  # missing is well, but not broken
        terminal.need("torch", "this", "tinygrad_lr[torch]")
    names = arguments.workloads or [*WORKLOADS, *([] if arguments.gate else LOOPS)]
    unknown = [name for name in names if name not in WORKLOADS and name not in LOOPS]
    if unknown:
        raise BadInput(f"no workload {', '.join(unknown)}: choose from {', '.join([*WORKLOADS, *LOOPS])}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = sorted(set(arguments.threads or {1, min(2, cores)}))
    if not 1 <= threads[0] <= threads[-1] <= cores:
        raise BadInput(f"threads must be from 1 to {cores}, which are the cores of this machine; got {threads}")
    try:
        files.check_folder(arguments.out)
    except OSError as error:
        raise BadInput(f"cannot write into {arguments.out}: {error.strerror}") from None
    contenders, absent = choose(arguments.peers)
    if arguments.gate:
        named = {name for each in ("tinygrad_lr", "torch", "np_opt", "JAX jit") for name in (each, each + " compile")}
        contenders = [c for c in contenders if c.name in named or arguments.peers or c.group == "tinygrad_lr"]
    made = measure.Plan(list(dict.fromkeys(names)), contenders, absent, threads, only_targets=arguments.gate)
    if arguments.quick:
        return measure.quick(made)
    return made


def main(argv: list[str] | None = None) -> int:
    """Measure, write, print, and say by the exit status whether everything is as promised."""
    words = sys.argv[1:] if argv is None else argv
    return terminal.run("benchmarks", lambda: command(words), left=1)


def command(words: list[str]) -> int:
    """`main`, but for how it ends when something is wrong with its input or its output."""
    arguments = parser().parse_args(words)
    results = measure.run(plan(arguments), ["python", "-m", "benchmarks", *words], say)
    written = report.write(results, arguments.out)
    report.to_console(results, list(report.grids(results)))
    print(*written, sep="\n")
    return status(results, arguments.gate)


def say(text: str) -> None:
    terminal.tell(f"... {text}")


def status(results: dict[str, Any], gate: bool) -> int:
    missed = gate and any(each["missed"] for each in results["targets"])
    return 1 if missed or measure.failed(results) else 0


if __name__ == "__main__":
    sys.exit(main())
