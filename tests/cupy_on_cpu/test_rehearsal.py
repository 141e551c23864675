"""`make gpu-check`, rehearsed: its stages are started as on a machine with a GPU, and find CuPy on the CPU."""

import json
import os
import subprocess
import sys
import tarfile

import pytest

from benchmarks import gpu_check, smoke
from tests.cupy_on_cpu import device
from tests.helpers.paths import ROOT

pytestmark = device.needed()

STAGES = ["smoke", *(f"benchmark {name}" for name in gpu_check.FIRST), "engine", "parity"]


@pytest.fixture
def rehearsed(monkeypatch):
    """Processes started from here have the device."""
    path = os.pathsep.join([str(ROOT / "tests" / "cupy_on_cpu" / "rehearsal"), *filter(None, sys.path)])
    monkeypatch.setenv("PYTHONPATH", path)


def test_the_smoke_tells_its_facts(rehearsed, tmp_path):
    stage = gpu_check.stages(tmp_path / "work")[0]
    status = gpu_check.check([stage], tmp_path, tmp_path / "work")
    facts = (tmp_path / "smoke.txt").read_text().splitlines()
    assert status == gpu_check.PASSED, facts
    assert [line.partition(":")[0] for line in facts] == list(smoke.FACTS)
    assert "CuPy 14.2.0" in facts[0]
    assert json.loads((tmp_path / "gpu-check.json").read_text())["machine"]["device"].startswith("CPU")


def test_a_fact_that_is_wrong_fails_and_the_others_are_told(monkeypatch, capsys):
    def broken():
        raise RuntimeError("no")

    monkeypatch.setattr(smoke, "FACTS", {"first": broken, "second": lambda: "yes"})
    assert smoke.main([]) == 1
    said = capsys.readouterr().out
    assert "first: RuntimeError: no" in said
    assert "second: yes" in said


@pytest.mark.soak
def test_all_stages(rehearsed, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu_check", "--rehearse", "--out", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    found = json.loads((tmp_path / "gpu-check.json").read_text())
    assert {s["stage"]: s["ended"] for s in found["stages"]} == dict.fromkeys(STAGES, "passed"), done.stdout
    assert done.returncode == gpu_check.PASSED
    assert sum(s["seconds"] for s in found["stages"]) < 8 * 60
    assert len(list(tmp_path.iterdir())) == 3
    with tarfile.open(tmp_path / "gpu-check.tar.gz") as packed:
        assert "gpu-check/engine.log" in packed.getnames()
