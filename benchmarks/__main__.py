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

from . import goals, history, measure, plan, report
from .peers import CONTENDERS, GROUPS, choose
from .texts import title
from .workloads import WORKLOADS, BadInput

DONE, WRONG, NOT_RUN = 0, 1, 3
TAKES = {
    "--quick": "two minutes",
    "--gate": "four minutes",
    "nothing": "ten minutes",
    "--peers all": "a quarter of an hour",
}
EPILOG = """\
takes about, on two quiet cores: {takes}.

exit status: 0; 1 when a goal is missed (--gate), somebody's losses are wrong, or the output cannot be written; 2 for
wrong input; 3 when it cannot run (no matplotlib, a broken torch).

examples:
  python -m benchmarks --quick                             everything, roughly
  python -m benchmarks --gate                              the goals, and nothing else
  python -m benchmarks --workloads W1 W3 --peers torch jax --threads 1
  python -m benchmarks --peers all --keep                  on a quiet machine: a run for benchmarks/results
"""


def parser() -> argparse.ArgumentParser:
    takes = "; ".join(f"with {options} {takes}" for options, takes in TAKES.items())
    made = terminal.Parser(
        "python -m benchmarks",
        description="How fast is a training step, and how fast could it be?",
        epilog=EPILOG.format(takes=takes),
    )
    made.add_argument("--list", action="store_true", help="the workloads, contenders and goals there are")
    made.add_argument("--quick", action="store_true", help=f"fewer and shorter repetitions: {TAKES['--quick']}")
    made.add_argument("--gate", action="store_true", help="only measure the goals; exit with 1 when one is missed")
    made.add_argument("--workloads", nargs="+", metavar="NAME",
                      help=f"some of {' '.join(WORKLOADS)} and the loops {' '.join(LOOPS)} (default: all)")  # fmt: skip
    made.add_argument("--peers", nargs="+", metavar="PEER",
                      help=f"some of {' '.join(GROUPS)}, or all, or none (default: those installed, but "
                      "torch.compile, which compiles for minutes)")  # fmt: skip
    made.add_argument(
        "--threads", nargs="+", type=terminal.whole_number, metavar="N", help="numbers of threads (default: 1 2)"
    )
    made.add_argument("--keep", action="store_true",
                      help="write to benchmarks/results, into the folder of this machine, and add the run to its history")  # fmt: skip
    made.add_argument("--out", type=terminal.path, default=Path("out/benchmarks"), metavar="DIR",
                      help="where report.html, tables.md, the plots and results.json go (default: %(default)s)")  # fmt: skip
    return made


def planned(arguments: argparse.Namespace) -> plan.Plan:
    """What the options ask for; BadInput where that cannot be."""
    names = arguments.workloads or [*WORKLOADS, *([] if arguments.gate else LOOPS)]
    for name in names:
        if name not in WORKLOADS and name not in LOOPS:
            raise BadInput(terminal.unknown("workload", name, [*WORKLOADS, *LOOPS]))
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
        known = ("tinygrad_lr", "torch", "np_opt", "JAX jit", "JAX fori_loop")
        named = {name for each in known for name in (each, each + " compile")}
        contenders = [c for c in contenders if c.name in named or arguments.peers or c.group == "tinygrad_lr"]
    made = plan.Plan(list(dict.fromkeys(names)), contenders, absent, threads, only_goals=arguments.gate)
    return plan.quick(made) if arguments.quick else made


def main(argv: list[str] | None = None) -> int:
    """Measure, write, print, and say by the exit status whether everything is as it should be."""
    words = sys.argv[1:] if argv is None else argv
    return terminal.run("benchmarks", lambda: command(words), left=1)


def command(words: list[str]) -> int:
    """`main`, but for how it ends when something is wrong with its input or its output."""
    arguments = parser().parse_args(words)
    if arguments.list:
        show_all()
        return DONE
    asked = planned(arguments)
    try:
        terminal.need("matplotlib", "this", "tinygrad_lr[bench]")
        if importlib.util.find_spec("torch"):  # missing is well, but not broken
            terminal.need("torch", "this", "tinygrad_lr[torch]")
    except BadInput as error:
        terminal.tell(f"benchmarks: not run: {error}")
        return NOT_RUN
    results = measure.run(asked, ["python", "-m", "benchmarks", *words], say)
    out = history.keep(results) if arguments.keep else arguments.out
    written = report.write(results, out)
    report.to_console(results)
    print(*written, sep="\n")
    for reason in results["conditions"]["disturbed"]:
        print(f"nothing is decided: {reason}")
    print(goals.line(results))
    return status(results, arguments.gate)


def say(text: str) -> None:
    terminal.tell(f"... {text}")


def status(results: dict[str, Any], gate: bool) -> int:
    missed = gate and any(each["verdict"] == "missed" for each in results["goals"])
    return WRONG if missed or measure.failed(results) else DONE


def show_all() -> None:
    """What there is to be named, and who is here."""
    terminal.table("workloads", ["--workloads", ""], [[name, title(name)] for name in (*WORKLOADS, *LOOPS)], 2)
    peers = [[c.group, c.name, c.absent() or "here"] for c in CONTENDERS.values()]
    terminal.table("contenders", ["--peers", "contender", ""], peers, 3)
    known = history.met_on()
    rows = []
    for goal in goals.goals(list(WORKLOADS)):
        data = goals.as_data(goals.Outcome(goal, "not measured"), known)
        limit = f"{'<' if goal.strict else '≤'} {goal.limit:.3g}"
        best = " at its best" * goal.best
        rows.append(
            [
                goal.workload,
                f"{goal.ours} / {goal.theirs}{best}",
                data["met_on"] or "nowhere yet",
                str(goal.threads),
                limit,
            ]
        )
    terminal.table("goals", ["", "ratio of times", "met on", "threads", "goal"], rows, 3)


if __name__ == "__main__":
    sys.exit(main())
