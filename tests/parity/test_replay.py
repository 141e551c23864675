"""A fault planted in a copy of the library is found in every lane, and each lane's script sees it there, and not here."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity import suite  # noqa: E402
from parity.lanes import trajectories  # noqa: E402
from parity.output import replay, source  # noqa: E402
from parity.output.tally import Run  # noqa: E402

pytestmark = [pytest.mark.torch, pytest.mark.slow]
HERE = Path(tinygrad_lr.__file__).parents[1]
# a derivative that is off by a thousandth; where a lane looks at none, its like
PLANTED = {
    "ops/elementwise.py": (
        "input=lambda g, other: g * other,",
        "input=lambda g, other: g * other * g.dtype.type(1.001),",
    ),
    "ops/loss.py": ("return scaled(d, 2.0 / (d.size or 1))", "return scaled(d, 2.002 / (d.size or 1))"),
    "optim/adagrad.py": ("return p + grad * rate", "return p + grad * rate * p.dtype.type(1.001)"),
    "optim/lr_scheduler.py": ("return [rate * self.gamma for rate", "return [rate * self.gamma * 1.001 for rate"),
    "arrays/generator.py": ("np.float32(2**-24)", "np.float32(1.001 * 2**-24)"),
    "frontend/arguments.py": ("Dimension out of range", "Dimension is out of range"),
}


MARK = "Dimension is out of range"  # of refusals, which may differ elsewhere in calls that nobody had drawn yet


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A copy of the library with faults in it."""
    folder = tmp_path_factory.mktemp("faulty")
    shutil.copytree(
        Path(tinygrad_lr.__file__).parent, folder / "tinygrad_lr", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name, (old, new) in PLANTED.items():
        path = folder / "tinygrad_lr" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def python(*arguments, library, cwd):
    """Run this interpreter with a library in front."""
    path = os.pathsep.join([str(library), str(HERE)])
    surroundings = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=surroundings, capture_output=True, text=True, timeout=600
    )


@pytest.fixture(scope="module")
def found(faulty):
    """What a run over the copy reports, by lane."""
    words = [
        "--lanes",
        *suite.LANES,
        "--ops",
        "mul",
        "--loops",
        "quickstart",
        "--examples",
        "3",
        "--profile",
        "ci",
        "--report",
        "out",
    ]
    done = python("-m", "parity", *words, library=faulty, cwd=faulty)
    assert done.returncode == 1, done.stderr
    data = json.loads((faulty / "out" / "report.json").read_text())
    by_lane = {}
    for failure in sorted(data["failures"], key=lambda each: MARK not in each["text"]):
        by_lane.setdefault(failure["lane"], failure)
    return by_lane


ALONE = [
    lane for lane in suite.LANES if lane != "distributed"
]  # which takes several processes: the command is its replay


@pytest.mark.parametrize("lane", ALONE)
def test_a_planted_fault_is_found_and_its_script_ends_with_1_as_long_as_it_is_there(lane, faulty, found):
    script = faulty / "out" / found[lane]["script"]
    ends = [python(script, library=library, cwd=faulty / "out") for library in (faulty, HERE)]
    assert [end.returncode for end in ends] == [1, 0], [end.stdout + end.stderr for end in ends]
    for end in ends:
        assert [line.partition(":")[0] for line in end.stdout.splitlines() if ":  " in line or ": " in line][:4] == [
            "tinygrad_lr", "torch", "truth", "bound",
        ]  # fmt: skip
    assert ends[0].stdout.splitlines()[-1] == "disagree"
    assert ends[1].stdout.splitlines()[-1] == "agree"


def test_scripts_stand_alone(faulty, found):
    for failure in (found[lane] for lane in ALONE):
        assert "parity" not in failure["source"].replace("python -m parity", "").split('"""', 2)[2]


# ---- the parts -------------------------------------------------------------------------------------------


def test_a_start_that_differs_has_a_script_too(tmp_path):
    run = Run("manual", "float32", "local", {"seed": 3}, failed="the start is [1.0], torch: [2.0]")
    (tmp_path / "script.py").write_text(trajectories.script(run), encoding="utf-8")
    assert python(tmp_path / "script.py", library=HERE, cwd=tmp_path).returncode == 0


def test_drawn_values_are_written_so_that_they_can_be_read():
    value = {"a": [1.5, (2,), np.array([1.0, -0.0], np.float32)], "f": np.square}
    scope = {"np": np, "square": np.square}
    again = eval(replay.shown(value), scope)
    assert again["a"][:2] == value["a"][:2]
    assert again["a"][2].tobytes() == value["a"][2].tobytes()
    assert again["f"] is np.square


def test_a_module_that_is_used_as_a_whole_is_refused():
    from parity.oracle import check

    with pytest.raises(LookupError, match="uses versions as a module"):
        source.texts(check.tied_gradients)
