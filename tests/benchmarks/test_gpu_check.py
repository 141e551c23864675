"""The GPU machine's check, where there is no GPU: what it says then, and its stages on the counterfeit or the CPU."""

import json
import re
import subprocess
import sys
import tarfile
import time

import pytest

import tinygrad_lr
from benchmarks import gpu_check, peers, report, worker
from benchmarks.gpu_check import FAILED, NOT_RUN, PASSED, Stage
from tests.helpers import counterfeit


@pytest.mark.skipif(tinygrad_lr.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_gpu_it_says_so(tmp_path, capsys):
    assert gpu_check.main(["--out", str(tmp_path / "x")]) == NOT_RUN
    assert re.fullmatch(r"not run: no CUDA device \(.+\)\n", capsys.readouterr().out)
    assert not (tmp_path / "x").exists()


def script(name, text, seconds=60.0):
    return Stage(name, ("-c", text), seconds)


def test_what_became_of_each_stage_is_written_down(tmp_path, capsys):
    began = time.monotonic()
    todo = [
        script("good", "import tinygrad_lr, benchmarks, os; print(os.environ['TINYGRAD_LR_TEST_DEVICE'])"),
        script("bad", "raise SystemExit('no')"),
        script("slow", "import time; print('here', flush=True); time.sleep(60)", seconds=1),
    ]
    with counterfeit.device(devices=1):
        assert gpu_check.check(todo, tmp_path, tmp_path / "work") == FAILED
        assert gpu_check.check(todo[:1], tmp_path / "good", tmp_path / "good-work") == PASSED
    assert time.monotonic() - began < 40
    said = json.loads((tmp_path / "gpu-check.json").read_text())
    assert [(s["stage"], s["ended"], s["last_line"]) for s in said["stages"]] == [
        ("good", "passed", "cuda"),
        ("bad", "failed", "no"),
        ("slow", "too slow", "here"),
    ]
    assert said["machine"]["device"] == "Counterfeit"
    assert said["machine"]["torch that the tests are made with"].startswith("2.")
    with tarfile.open(tmp_path / "gpu-check.tar.gz") as packed:
        assert packed.extractfile("gpu-check/bad.log").read() == b"no\n"
    assert sorted(path.name for path in (tmp_path / "good").iterdir()) == ["gpu-check.json", "gpu-check.tar.gz"]
    assert "bad: failed in " in capsys.readouterr().out


def test_the_stages_fit_into_eight_minutes(tmp_path):
    todo = gpu_check.stages(tmp_path)
    measured = [f"benchmark {name}" for name in ("W1", "W3", "W8", "W9")]
    assert [stage.name for stage in todo] == ["smoke", *measured, "engine", "parity"]
    assert sum(stage.seconds + gpu_check.GRACE for stage in todo) <= 8 * 60


def test_a_rehearsal_has_the_same_stages_with_less_in_them(tmp_path):
    todo, rehearsed = gpu_check.stages(tmp_path), gpu_check.stages(tmp_path, rehearsal=True)
    assert [s.name for s in rehearsed] == [s.name for s in todo]
    for a, b in zip(todo, rehearsed):
        assert b.arguments[: len(a.arguments)] == a.arguments
        assert b.seconds > a.seconds


def test_every_contender_has_a_module_to_import():
    """Also those that only a machine with a GPU has."""
    assert peers.CONTENDERS.keys() <= worker.MODULES.keys()


def stand_in(name, tmp_path, *options):
    """A stage as it is, cut short by further options; without the ones that need a GPU."""
    stage = next(stage for stage in gpu_check.stages(tmp_path) if stage.name == name)
    return Stage(name, tuple(a for a in stage.arguments if a != "--device" and a != "cuda") + options, 120)


@pytest.mark.slow
def test_the_engines_tests_run_as_a_stage(tmp_path, monkeypatch):
    stage = stand_in("engine", tmp_path, "-k", "a_reduction_that_only or quickstart or torch.sum")
    outcome = gpu_check.run(stage, tmp_path)
    assert outcome.ended == "passed", (tmp_path / "engine.log").read_text()
    assert re.search(r"\d+ passed", outcome.last_line)


@pytest.mark.slow
@pytest.mark.torch
def test_parity_runs_as_a_stage(tmp_path):
    pytest.importorskip("torch")
    outcome = gpu_check.run(stand_in("parity", tmp_path, "--ops", "exp"), tmp_path)
    assert outcome.ended == "passed", (tmp_path / "parity.log").read_text()
    assert (tmp_path / "parity" / "report.json").exists()


@pytest.mark.slow
@pytest.mark.torch
def test_the_benchmark_runs_as_a_stage(tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("matplotlib")
    outcome = gpu_check.run(stand_in("benchmark W1", tmp_path), tmp_path)
    assert outcome.ended == "passed", (tmp_path / "benchmark-W1.log").read_text()
    assert (tmp_path / "benchmark-W1" / "results.json").exists()


WITHOUT = """
import runpy, sys
for name in "rich rich.console threadpoolctl safetensors".split():
    sys.modules[name] = None
sys.argv[1:] = "--ops exp --examples 1".split()
runpy.run_module("parity", run_name="__main__", alter_sys=True)
"""


@pytest.mark.slow
@pytest.mark.torch
def test_parity_needs_neither_rich_nor_threadpoolctl_nor_safetensors():
    pytest.importorskip("torch")
    run = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, cwd=gpu_check.ROOT)
    assert (run.returncode, run.stderr) == (0, "")
    assert "0 disagreements" in run.stdout


def test_the_benchmark_shows_its_tables_without_rich(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.setattr(report, "grids", lambda results: [report.Grid("Steps", ["", "time"], [["W1", "2 ms"]])])
    monkeypatch.setattr(report, "to_markdown", lambda results, grids: "".join(map(report.markdown, grids)))
    report.to_console({"header": {"machine": "a"}})
    assert capsys.readouterr().out == "|  | time |\n| --- | ---: |\n| W1 | 2 ms |"
