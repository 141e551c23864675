"""`tinygrad-lr run --checkpoint DIR --resume`: killed at any moment, a run goes on to the same bits."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.helpers.processes import environment, free_port

LOOP = ["songs", "--epochs", "300", "--optimizer", "Adam", "--batch-size", "32", "--target", "y", "--data"]


def command(*arguments):
    return [sys.executable, "-m", "tinygrad_lr", "run", *map(str, arguments)]


def run(*arguments, code=0):
    done = subprocess.run(command(*arguments), env=environment(), capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stderr
    return done.stderr


def numbers(path):
    [run] = json.loads(path.read_text())["runs"]
    return run["losses"], run["parameters"], run["final_loss"]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What the run gives if nobody kills it, and how long it takes."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("whole")
    table, file, drawn = folder / "table.csv", folder / "run.json", random.Random(0)
    table.write_text("a,b,y\n" + "".join(f"{drawn.random()},{drawn.random()},{drawn.random()}\n" for _ in range(200)))
    begin = time.monotonic()
    run(*LOOP, table, "--quiet", "--json", file)
    return numbers(file), time.monotonic() - begin, table


def killed_and_resumed(folder, undisturbed, seed):
    """Kill the run at random moments, until it comes to its end by itself; what it gives then."""
    drawn = random.Random(seed)
    arguments = [
        *LOOP,
        undisturbed[2],
        "--quiet",
        "--json",
        folder / "run.json",
        "--checkpoint",
        folder / "kept",
        "--every",
        "0.01",
        "--resume",
    ]
    kills = 0
    while True:
        process = subprocess.Popen(command(*arguments), env=environment(), stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=drawn.uniform(0.1, undisturbed[1]))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
            if kills == 4:  # enough: now it may end
                said = run(*arguments)
                break
            continue
        assert process.returncode == 0, said
        break
    return kills, numbers(folder / "run.json")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment(seed, undisturbed, tmp_path):
    _, found = killed_and_resumed(tmp_path, undisturbed, seed)
    assert found == undisturbed[0]
    assert len([path for path in (tmp_path / "kept").iterdir() if path.suffix == ".pt"]) <= 3


@pytest.mark.soak
def test_killed_at_200_moments(undisturbed, tmp_path):
    kills = seed = 0
    while kills < 200:
        folder = tmp_path / str(seed)
        folder.mkdir()
        more, found = killed_and_resumed(folder, undisturbed, seed)
        assert found == undisturbed[0], seed
        kills, seed = kills + more, seed + 1
        shutil.rmtree(folder)
    print(f"{kills} kills in {seed} runs, each resumed to the same bits")


def test_says_where_it_begins(tmp_path):
    options = ["quickstart", "--quiet", "--checkpoint", tmp_path]
    assert run(*options, "--epochs", 5, "--resume") == f"quickstart: no checkpoint in {tmp_path}, begins anew\n"
    assert run(*options, "--epochs", 9, "--resume") == f"quickstart: goes on from {tmp_path}/quickstart-00000005.pt\n"
    there = f"{tmp_path}/quickstart-00000009.pt is there already: --resume goes on from it, or choose another folder"
    assert run(*options, code=2) == f"tinygrad-lr: error: {there}\n"


def test_bad_checkpoints_are_one_line(tmp_path):
    options = ["quickstart", "--quiet", "--checkpoint", tmp_path, "--resume"]
    run(*options, "--epochs", 5)
    file = tmp_path / "quickstart-00000005.pt"
    whole = file.read_bytes()
    said = run(*options, "--lr", 0.5, code=1).splitlines()
    assert said[1:] == [f"tinygrad-lr: failed: {file} is of another run: its lr was 0.01, this one's is 0.5"]
    songs = ["songs", "--quiet", "--epochs", "2", "--checkpoint", tmp_path, "--resume"]
    run(*songs)
    said = run(*songs, "--form", "linear", code=1)
    assert said.endswith("songs-00000002.pt is of another run: its form was document, this one's is linear\n")
    file.write_bytes(whole[:-7])
    said = run(*options, code=1).splitlines()
    assert said[1:] == [f"tinygrad-lr: failed: {file} is damaged (its end is missing)"]
    assert file.read_bytes() == whole[:-7]


def workers_of(pid):
    """The processes that torchrun has started."""
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("loop", ["manual", "songs"])
def test_torchrun_begins_a_lost_process_again(loop, undisturbed, tmp_path):
    """Two processes; one is killed; torchrun starts both again, and they end where two that nobody disturbed do."""
    pytest.importorskip("torch")
    options = {"manual": ["manual", "--epochs", "3000"], "songs": [*LOOP, str(undisturbed[2]), "--dtype", "float64"]}
    found = []
    for disturbed in (False, True):
        folder, file = tmp_path / f"kept {disturbed}", tmp_path / f"{disturbed}.json"
        torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--max-restarts", "3"]
        torchrun += ["--master-port", str(free_port()), "-m", "tinygrad_lr", "run", *options[loop], "--quiet"]
        torchrun += ["--distributed", "--json", str(file), "--checkpoint", str(folder), "--every", "0.05", "--resume"]
        process = subprocess.Popen(
            torchrun, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            if disturbed:
                while not list(folder.glob(f"{loop}-*.pt")):
                    assert process.poll() is None, process.communicate()
                    time.sleep(0.05)
                os.kill(workers_of(process.pid)[-1], signal.SIGKILL)
            _, said = process.communicate(timeout=300)
        finally:
            for pid in (*workers_of(process.pid), process.pid) if process.poll() is None else ():
                os.kill(pid, signal.SIGKILL)
            process.communicate()
        assert process.returncode == 0, said
        found.append(numbers(file))
    assert "goes on from" in said
    assert found[0] == found[1]
