"""`make gpu-check`: on a machine with a GPU, the engine's tests, the parity lanes and the benchmark, in eight minutes.

Each stage is a process of its own with a limit of time, and leaves its log in one folder, beside `gpu-check.json`, which
says what passed, and the benchmark's tables and plots. Nothing is installed: the stages run in this interpreter, with
what it has (NumPy, CuPy, torch, pytest, hypothesis, matplotlib).

Exit status: 0 every stage passed; 1 one did not; 3 nothing was run, as there is no CUDA device.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import tinygrad_lr
from tinygrad_lr import files, terminal

PASSED, FAILED, NOT_RUN = 0, 1, 3
ROOT = Path(__file__).parents[1]
TESTS = ("tests/arrays/test_cuda.py", "tests/tools/test_cuda_graph.py")
GRACE = 10  # seconds that a stage has to end in after it is told to


@dataclass(frozen=True)
class Stage:
    """One part of the check: arguments of this interpreter, and how many seconds it may take."""

    name: str
    arguments: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """How a stage ended: "passed", "failed" or "too slow"; its log is a file in the folder."""

    stage: str
    ended: str
    seconds: float
    log: str
    last_line: str


def stages(folder: Path) -> list[Stage]:
    """The three parts. The engine's tests compile their kernels when they first run, which takes most of the time."""
    parity, benchmarks = folder / "parity", folder / "benchmarks"
    return [
        Stage("engine", (*"-m pytest -q --maxfail 50 -p no:cacheprovider".split(), *TESTS), 190),
        Stage("parity", (*"-m parity --device cuda --examples 2 --report".split(), str(parity)), 120),
        Stage("benchmark", (*"-m benchmarks --quick --peers torch --threads 1 --out".split(), str(benchmarks)), 130),
    ]


def run(stage: Stage, folder: Path) -> Outcome:
    """One stage, its output in a log."""
    log, began = folder / f"{stage.name}.log", time.monotonic()
    here = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    surroundings = {**os.environ, "PYTHONPATH": here, "TINYGRAD_LR_TEST_DEVICE": "cuda"}
    with open(log, "wb") as file:
        process = subprocess.Popen(
            [sys.executable, *stage.arguments], cwd=ROOT, env=surroundings, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            ended = "passed" if process.wait(stage.seconds) == 0 else "failed"
        except subprocess.TimeoutExpired:
            ended = "too slow"
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    lines = log.read_text(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return Outcome(stage.name, ended, round(time.monotonic() - began, 1), log.name, last)


def check(todo: Sequence[Stage], folder: Path) -> int:
    """Run the stages and write what came of them; the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    outcomes = []
    for stage in todo:
        print(f"{stage.name}: at most {stage.seconds:.0f} s ...", flush=True)
        outcomes.append(run(stage, folder))
        print(f"{stage.name}: {outcomes[-1].ended} in {outcomes[-1].seconds} s: {outcomes[-1].last_line}", flush=True)
        about = {"machine": machine(), "stages": [asdict(outcome) for outcome in outcomes]}
        files.write(folder / "gpu-check.json", json.dumps(about, indent=1) + "\n")
    print(f"in {folder}: gpu-check.json, the logs, parity/ and benchmarks/")
    return PASSED if all(outcome.ended == "passed" for outcome in outcomes) else FAILED


def machine() -> dict[str, str]:
    """The device and the versions that the numbers belong to."""
    import numpy

    found = {"device": tinygrad_lr.cuda.get_device_name(), "python": sys.version.split()[0], "numpy": numpy.__version__}
    for name in ("cupy", "torch"):
        try:
            found[name] = __import__(name).__version__
        except ImportError:
            found[name] = "not installed"
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    return terminal.run("benchmarks.gpu_check", lambda: command(arguments), left=FAILED)


def command(arguments: Sequence[str] | None) -> int:
    """`main`, but for how it ends when something is wrong with its input or its output."""
    make = terminal.Parser("python -m benchmarks.gpu_check", description=(__doc__ or "").partition("\n")[0])
    make.add_argument("--out", type=Path, default=Path("out/gpu-check"), metavar="DIR", help="default: %(default)s")
    folder = make.parse_args(arguments).out.resolve()
    if not tinygrad_lr.cuda.is_available():
        try:
            tinygrad_lr.cuda.current_device()
        except (AssertionError, RuntimeError) as error:
            print(f"not run: no CUDA device ({error})")
        return NOT_RUN
    return check(stages(folder), folder)


if __name__ == "__main__":
    sys.exit(main())
