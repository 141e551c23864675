"""How much Python a training step is: bytecode instructions and calls, which are the same on every machine.

    python -m benchmarks.step_cost            # what a step costs now, beside what it may cost
    python -m benchmarks.step_cost --write    # keep what it costs now as the new measure for this Python

On small data a step's time is the interpreter's, so a step that grows shows here before any clock could
tell. Only the library's own code is counted, so that another NumPy or torch changes nothing. Each minor
version of Python has its own bytecode and its own numbers, in step_cost.json.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import tinygrad_lr
from tinygrad_lr import files, terminal
from tinygrad_lr.arrays import silence

from .workloads import WORKLOADS, Workload, make, train

NUMBERS = Path(__file__).with_name("step_cost.json")
ALLOWED = 1.1
LIBRARY = str(Path(tinygrad_lr.__file__).parent)
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# The loops where a step's Python is most of its time; W8 over two batches.
COUNTED = {name: WORKLOADS[name] for name in ("W1", "W2", "W3", "W4", "W8", "W9")}
COUNTED["W8"] = replace(COUNTED["W8"], n=2 * COUNTED["W8"].batch)


@dataclass(frozen=True)
class Cost:
    """Of one step, in the library's own code."""

    instructions: int
    calls: int  # from it and of it: Python functions and C functions

    def over(self, allowed: Cost) -> list[str]:
        """In words, what has grown past the tolerance."""
        return [
            f"{now} {what}, {now / before - 1:+.0%} from {before}"
            for what, now, before in (
                ("instructions", self.instructions, allowed.instructions),
                ("calls", self.calls, allowed.calls),
            )
            if now > ALLOWED * before
        ]


def own(code: CodeType) -> bool:
    return code.co_filename.startswith(LIBRARY)


def count(function: Callable[[], Any]) -> Cost:
    """Run `function` twice: its instructions are counted first, then its calls, out of each other's way.

    The library's filter of warnings is the first, as it is where nobody has added others (a test runner does).
    """
    with warnings.catch_warnings():
        warnings.filters.insert(0, silence.FILTER)  # type: ignore[attr-defined]
        return counted(function)


def counted(function: Callable[[], Any]) -> Cost:
    """`count`, with the filters as they are."""
    calls = 0

    def profile(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal calls
        if event in ("call", "c_call") and own(frame.f_code):
            calls += 1

    instructions = (monitored if sys.version_info >= (3, 12) else traced)(function)
    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(before)
    return Cost(instructions, calls)


def traced(function: Callable[[], Any]) -> int:
    """Instructions of the library's code, up to Python 3.11."""
    instructions = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal instructions
        if not own(frame.f_code):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            instructions += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return instructions


def monitored(function: Callable[[], Any]) -> int:
    """The same from Python 3.12 on, whose trace functions miss instructions."""
    instructions, monitoring = 0, sys.monitoring  # type: ignore[attr-defined]
    tool, event = monitoring.PROFILER_ID, monitoring.events.INSTRUCTION

    def see(code: CodeType, offset: int) -> Any:
        nonlocal instructions
        if not own(code):
            return monitoring.DISABLE
        instructions += 1

    monitoring.use_tool_id(tool, __name__)
    try:
        monitoring.register_callback(tool, event, see)
        monitoring.set_events(tool, event)
        function()
    finally:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)
        monitoring.restart_events()
    return instructions


def cost(workload: Workload, wrong: Callable | None = None) -> Cost:
    """One step of a workload on tinygrad_lr, after three that fill caches; `wrong` spoils it, for tests."""
    runner = train(tinygrad_lr, workload, make(workload), compile=wrong)
    for _ in range(3):
        runner.call()
    found = count(runner.call)
    return Cost(round(found.instructions / runner.steps), round(found.calls / runner.steps))


def allowed() -> dict[str, Cost]:
    """The committed numbers for this Python; none if there are none."""
    numbers = json.loads(NUMBERS.read_text()) if NUMBERS.exists() else {}
    return {name: Cost(**counts) for name, counts in numbers.get(PYTHON, {}).items()}


def write(costs: dict[str, Cost]) -> None:
    """Keep these as this Python's numbers; those of other Pythons stay."""
    numbers = json.loads(NUMBERS.read_text()) if NUMBERS.exists() else {}
    numbers[PYTHON] = {name: vars(cost) for name, cost in costs.items()}
    numbers = dict(sorted(numbers.items(), key=lambda item: tuple(map(int, item[0].split(".")))))
    files.write(NUMBERS, json.dumps(numbers, indent=2) + "\n")


def rows(costs: dict[str, Cost]) -> Iterator[str]:
    before = allowed()
    yield f"Python {PYTHON}    instructions     kept    calls     kept"
    for name, now in costs.items():
        kept = before.get(name)
        held = (kept.instructions, kept.calls) if kept else ("-", "-")
        yield f"{name:12}{now.instructions:14}{held[0]:>9}{now.calls:9}{held[1]:>9}"


def main(argv: list[str] | None = None) -> int:
    """0, or 1 if a step has grown past the tolerance."""
    return terminal.run("benchmarks.step_cost", lambda: command(argv))


def command(argv: list[str] | None) -> int:
    """`main`, but for how it ends when something is wrong with its input or its output."""
    parser = terminal.Parser("python -m benchmarks.step_cost", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="keep what a step costs now as the new measure")
    arguments = parser.parse_args(argv)
    costs = {name: cost(workload) for name, workload in COUNTED.items()}
    print(*rows(costs), sep="\n")
    if arguments.write:
        write(costs)
    kept = allowed()
    grown = [f"{name}: {words}" for name, c in costs.items() if name in kept for words in c.over(kept[name])]
    print(*grown, sep="\n", end="\n" if grown else "")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
