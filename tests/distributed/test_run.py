"""`tinygrad-lr run --distributed`: the same loop file in several processes, on both frameworks."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import numpy as np
import pytest

from tests.helpers.processes import ended, environment, free_port, start

pytestmark = [pytest.mark.torch, pytest.mark.slow]


@pytest.fixture(autouse=True)
def needs_torch():
    pytest.importorskip("torch")


# The threads of gloo that are there when Python ends, which must be none: one that drops a tensor then aborts the process.
TELLS = """
import atexit, os, sys
from pathlib import Path
from tinygrad_lr.cli import main

names = lambda: [file.read_text().strip() for file in Path("/proc/self/task").glob("*/comm")]
atexit.register(lambda: print("threads:", names().count("pt_gloo_runloop"), file=sys.stderr))
sys.exit(main(sys.argv[1:]))
"""


def run(many, *arguments, own=lambda rank: [], folder=lambda rank: None, by=("-m", "tinygrad_lr")):
    """The command in so many processes; each may be given arguments of its `own`, and a folder to run in."""
    where = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port()}
    command = [*by, "run", *arguments, "--distributed"]
    started = []
    for rank in range(many):
        started.append(
            subprocess.Popen(
                [sys.executable, *map(str, command), *map(str, own(rank))],
                env=environment(RANK=rank, WORLD_SIZE=many, **where),
                cwd=folder(rank),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    return started


def runs_in(path):
    return {run["loop"]: run for run in json.loads(path.read_text())["runs"]}


def test_songs_as_torch_trains_them(tmp_path):
    """Two processes of ours, and two of torch's: the same losses and parameters; the process 0 alone prints and writes."""
    found = {}
    for framework in ("tinygrad_lr", "torch"):
        file = tmp_path / f"{framework}.json"
        options = ["songs", "quickstart", "manual", "--epochs", 30, "--framework", framework, "--json", file]
        (first, second) = ended(run(2, *options))
        assert (first[0], second[0]) == (0, 0), first[2] + second[2]
        assert "== songs" in first[1]
        assert second[1] == ""
        found[framework] = runs_in(file)
    for name, ours in found["tinygrad_lr"].items():
        theirs = found["torch"][name]
        np.testing.assert_allclose(ours["losses"], theirs["losses"], rtol=2e-5)
        for parameter, value in ours["parameters"].items():
            np.testing.assert_allclose(value, theirs["parameters"][parameter], rtol=2e-4, atol=1e-5)


def test_minibatches_as_torch_trains_them(tmp_path):
    """Shuffled batches: each process takes its part of torch's order, in a new order each epoch."""
    found = []
    for framework in ("tinygrad_lr", "torch"):
        file = tmp_path / f"{framework}.json"
        options = ["songs", "--epochs", 5, "--framework", framework, "--json", file, "--batch-size", 32]
        for code, _, error in ended(run(2, *options, "--optimizer", "Adam", "--dtype", "float64")):
            assert code == 0, error
        found.append(runs_in(file)["songs"])
    np.testing.assert_allclose(found[0]["losses"], found[1]["losses"], rtol=1e-10)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts threads by /proc")
@pytest.mark.parametrize("framework", ["tinygrad_lr", "torch"])
def test_no_thread_of_the_carrier_meets_the_end_of_python(framework):
    options = ["songs", "manual", "--epochs", 3, "--framework", framework, "--quiet"]
    for code, _, error in ended(run(2, *options, by=("-c", TELLS))):
        assert (code, error.strip()) == (0, "threads: 0")


def test_two_processes_are_one_with_all_rows(tmp_path):
    """Where rows divide evenly, the means of means are the mean."""
    alone, together = tmp_path / "alone.json", tmp_path / "together.json"
    options = ["quickstart", "manual", "module", "regression", "--epochs", "100", "--dtype", "float64", "--json"]
    subprocess.run([sys.executable, "-m", "tinygrad_lr", "run", *options, alone], env=environment(), check=True)
    for code, _, error in ended(run(2, *options, together)):
        assert code == 0, error
    for name, one in runs_in(alone).items():
        np.testing.assert_allclose(runs_in(together)[name]["losses"], one["losses"], rtol=1e-9)


def test_other_settings_are_refused():
    results = ended(run(2, "quickstart", "--epochs", "3", own=lambda rank: ["--seed", 5 + rank]))
    for code, said, error in results:
        assert (code, said) == (2, "")
        assert error == "tinygrad-lr: error: rank 1 was started with seed 6, rank 0 with 5\n"


def test_another_table_of_the_same_name_is_refused(tmp_path):
    rows, tables = "1,2\n2,3\n3,5\n4,4\n5,5\n", []
    for rank, text in enumerate(["a,y\n" + rows, "a,y\n" + rows + rows]):
        (tmp_path / str(rank)).mkdir()
        (tmp_path / str(rank) / "t.csv").write_text(text)
        tables.append(tmp_path / str(rank))
    processes = run(2, "songs", "--data", "t.csv", "--target", "y", folder=lambda rank: tables[rank])
    for code, said, error in ended(processes):
        assert (code, said) == (2, "")
        assert error == "tinygrad-lr: error: rank 1 was started with table 10 rows of a, rank 0 with 5 rows of a\n"


def test_a_process_that_dies_ends_the_others():
    processes = run(2, "quickstart", "--epochs", "10000000", "--timeout", "20")
    while "Epoch [" not in processes[0].stdout.readline():
        assert processes[0].poll() is None
    processes[1].kill()
    (code, _, error), _ = ended(processes)
    assert code == 1
    assert error.startswith("tinygrad-lr: failed: rank 0: rank 1 has died or hangs: it does not answer (")
    assert "Traceback" not in error


def test_without_torchrun():
    variables = {name: value for name, value in environment().items() if name not in ("RANK", "WORLD_SIZE")}
    command = [sys.executable, "-m", "tinygrad_lr", "run", "quickstart", "--distributed"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "tinygrad-lr: error: --distributed: RANK is not set; start with torchrun --nproc-per-node N"
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"RANK": "x"}, "RANK is 'x', and must be a whole number"),
        ({"WORLD_SIZE": ""}, "WORLD_SIZE is '', and must be a whole number"),
        ({"MASTER_PORT": "-1"}, "MASTER_PORT is '-1', and must be a whole number"),
        ({"RANK": "2"}, "RANK is 2, and must be less than WORLD_SIZE, which is 2"),
    ],
)
def test_other_variables(changed, words):
    where = {"RANK": 0, "WORLD_SIZE": 2, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port(), **changed}
    command = [sys.executable, "-m", "tinygrad_lr", "run", "quickstart", "--distributed"]
    done = subprocess.run(command, env=environment(**where), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, f"tinygrad-lr: error: --distributed: {words}\n")


def test_nobody_at_the_port():
    where = {"RANK": 1, "WORLD_SIZE": 2, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port()}
    command = [sys.executable, "-m", "tinygrad_lr", "run", "quickstart", "--distributed", "--timeout", "2"]
    done = subprocess.run(command, env=environment(**where), capture_output=True, text=True)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("tinygrad-lr: failed: rank 1 cannot join the others: ")


def test_a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": taken.getsockname()[1]}
        [(code, _, error)] = ended(start(1, ["-m", "tinygrad_lr", "run", "quickstart", "--distributed"], **where))
    assert code == 1
    [line] = error.splitlines()
    assert "address already in use" in line.lower()
