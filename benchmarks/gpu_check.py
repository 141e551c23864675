"""`make gpu-check`: on a machine with a GPU, the engine's tests, the parity lanes and the benchmark, in eight minutes.

Each stage is a process of its own with a limit of time. Three files are left, written anew after each stage, so that
whatever stops the check leaves what it has found: `smoke.txt`, the first facts; `gpu-check.json`, what passed, on which
machine, by which versions; `gpu-check.tar.gz`, the logs, the reports of parity and the benchmark. Nothing is installed:
the stages run in this interpreter, with what it has (NumPy, CuPy, torch, pytest, hypothesis, matplotlib; xdist, if it
is there).

Exit status: 0 every stage passed; 1 one did not; 3 nothing was run, as there is no CUDA device.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import tinygrad_lr
from tinygrad_lr import files, terminal

PASSED, FAILED, NOT_RUN = 0, 1, 3
ROOT = Path(__file__).parents[1]
TESTS = ("tests/arrays/test_cuda.py", "tests/tools/test_cuda_graph.py")
FIRST = ("W1", "W3", "W8", "W9")  # workloads
FEW = "add exp sum mm linear mse_loss relu".split()  # operations of a rehearsal
PATIENCE = 8  # how many times as long its stages may take
GRACE = 10  # seconds that a stage has to end in after it is told to


@dataclass(frozen=True)
class Stage:
    """One part of the check: arguments of this interpreter, how many seconds it may take, and the exit statuses that are well."""

    name: str
    arguments: tuple[str, ...]
    seconds: float
    well: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Outcome:
    """How a stage ended: "passed", "failed" or "too slow"; its log is a file in the folder."""

    stage: str
    ended: str
    seconds: float
    log: str
    last_line: str


def stages(folder: Path, rehearsal: bool = False) -> list[Stage]:
    """The smoke first, then what most depends on. The engine's tests compile their kernels when they first run, which
    takes most of the time; each workload of the benchmark is a stage, so that its numbers are there when it ends.

    In a `rehearsal` a CPU stands in for the GPU: each stage has more time, and those that go through the whole table a
    part of it.
    """
    spread = ("-n", "8") if importlib.util.find_spec("xdist") else ()
    tests = (*"-m pytest -q --maxfail 50 -p no:cacheprovider".split(), *spread, *TESTS)
    parity = (*"-m parity --device cuda --examples 2 --report".split(), str(folder / "parity"))
    todo = [
        Stage("smoke", ("-m", "benchmarks.smoke", str(folder / "smoke.txt")), 30),
        *(Stage(f"benchmark {name}", measured(name, folder), 25) for name in FIRST),
        Stage("engine", tests, 140),
        Stage("parity", parity, 110),
    ]
    if rehearsal:
        fewer = {"engine": ("-k", "not opinfos or torch.sum"), "parity": ("--ops", *FEW, "--loops", "quickstart")}
        todo = [replace(s, arguments=s.arguments + fewer.get(s.name, ()), seconds=PATIENCE * s.seconds) for s in todo]
        todo[-1] = replace(todo[-1], well=(0, 3))  # 3: torch itself has no CUDA there
    return todo


def measured(name: str, folder: Path) -> tuple[str, ...]:
    """The benchmark, of one workload."""
    options = "-m benchmarks --quick --peers torch --threads 1 --workloads".split()
    return (*options, name, "--out", str(folder / f"benchmark-{name}"))


def run(stage: Stage, folder: Path) -> Outcome:
    """One stage, its output in a log."""
    log, began = folder / f"{stage.name.replace(' ', '-')}.log", time.monotonic()
    here = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    surroundings = {**os.environ, "PYTHONPATH": here, "TINYGRAD_LR_TEST_DEVICE": "cuda"}
    with open(log, "wb") as file:
        process = subprocess.Popen(
            [sys.executable, *stage.arguments], cwd=ROOT, env=surroundings, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            ended = "passed" if process.wait(stage.seconds) in stage.well else "failed"
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


def check(todo: Sequence[Stage], folder: Path, work: Path) -> int:
    """Run the stages, which write into `work`, and keep in `folder` what came of them; the exit status."""
    for each in (folder, work):
        each.mkdir(parents=True, exist_ok=True)
    outcomes = []
    for stage in todo:
        print(f"{stage.name}: at most {stage.seconds:.0f} s ...", flush=True)
        outcomes.append(run(stage, work))
        print(f"{stage.name}: {outcomes[-1].ended} in {outcomes[-1].seconds} s: {outcomes[-1].last_line}", flush=True)
        keep(outcomes, folder, work)
    print(f"in {folder}: {', '.join(sorted(path.name for path in folder.iterdir()))}")
    return PASSED if all(outcome.ended == "passed" for outcome in outcomes) else FAILED


def keep(outcomes: list[Outcome], folder: Path, work: Path) -> None:
    """Write what is known so far."""
    about = {"machine": machine(), "stages": [asdict(outcome) for outcome in outcomes]}
    files.write(folder / "gpu-check.json", json.dumps(about, indent=1) + "\n")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(work, arcname="gpu-check")
    files.write(folder / "gpu-check.tar.gz", packed.getvalue())
    if (work / "smoke.txt").exists():
        files.write(folder / "smoke.txt", (work / "smoke.txt").read_text())


def machine() -> dict[str, str]:
    """The device and the versions that the numbers belong to."""
    import numpy

    found = {"device": tinygrad_lr.cuda.get_device_name(), "python": sys.version.split()[0], "numpy": numpy.__version__}
    for name in ("cupy", "torch"):
        try:
            found[name] = __import__(name).__version__
        except ImportError:
            found[name] = "not installed"
    constraints = (ROOT / "constraints.txt").read_text()
    for name in ("cupy-cuda13x", "torch"):  # a difference may be one between versions
        found[f"{name} that the tests are made with"] = re.search(rf"^{name}==(\S+)", constraints, re.M)[1]  # type: ignore[index]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    return terminal.run("benchmarks.gpu_check", lambda: command(arguments), left=FAILED)


def command(arguments: Sequence[str] | None) -> int:
    """`main`, but for how it ends when something is wrong with its input or its output."""
    make = terminal.Parser("python -m benchmarks.gpu_check", description=(__doc__ or "").partition("\n")[0])
    make.add_argument("--out", type=Path, default=Path("out/gpu-check"), metavar="DIR", help="default: %(default)s")
    make.add_argument("--rehearse", action="store_true",
                      help="less of everything, with more time: for a CPU that stands in for the GPU")  # fmt: skip
    asked = make.parse_args(arguments)
    folder = asked.out.resolve()
    if not tinygrad_lr.cuda.is_available():
        try:
            tinygrad_lr.cuda.current_device()
        except (AssertionError, RuntimeError) as error:
            print(f"not run: no CUDA device ({error})")
        return NOT_RUN
    with tempfile.TemporaryDirectory(prefix="gpu-check-") as work:
        return check(stages(Path(work), asked.rehearse), folder, Path(work))


if __name__ == "__main__":
    sys.exit(main())
