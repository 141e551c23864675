"""Processes that die, hang or are not there: who is left ends in time, and says which it was."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tests.helpers.processes import ended, environment, start

BEGIN = "import tinygrad_lr.distributed as d\nd.init_process_group({})"


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("how", ["dies", "hangs"])
def test_a_lost_process_is_named(how, tmp_path):
    pytest.importorskip("torch")
    processes = start(3, ["-m", "tests.distributed.failing", how, tmp_path])
    others = [processes[0], processes[2]]
    try:
        for code, said, error in ended(others, timeout=120):
            assert code == 3, error
            assert "step 3: rank 1 has died or hangs: it does not answer" in said
    finally:
        processes[1].kill()
        processes[1].communicate()


def python(text: str, **more) -> str:
    """The last line of what went wrong."""
    done = subprocess.run(
        [sys.executable, "-c", text], env=environment(**more), capture_output=True, text=True, timeout=120
    )
    assert done.returncode
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.torch
@pytest.mark.slow
def test_who_cannot_begin_says_why():
    pytest.importorskip("torch")
    assert python(BEGIN.format("'gloo'")).startswith("ValueError: Error initializing torch.distributed using env://")
    assert python(BEGIN.format("'smoke'")) == "ValueError: Unknown backend type smoke: there are gloo, nccl and mpi"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": taken.getsockname()[1], "RANK": 0, "WORLD_SIZE": 2}
        said = python(BEGIN.format("'gloo'"), **where)
    assert said.startswith("tinygrad_lr.distributed.transport.DistError: rank 0 cannot join the others: ")
    assert "EADDRINUSE" in said or "in use" in said


@pytest.mark.parametrize(
    ("backend", "package", "extra"),
    [("gloo", "torch", "distributed"), ("nccl", "torch", "distributed"), ("mpi", "mpi4py", "mpi")],
)
def test_without_the_package_that_carries(backend, package, extra, monkeypatch):
    import tinygrad_lr as fw

    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf"backend '{backend}' needs {package}.*tinygrad_lr\[{extra}\]"):
        fw.distributed.init_process_group(backend)
    assert not fw.distributed.is_initialized()


def test_before_a_group_is_begun():
    import tinygrad_lr as fw

    d = fw.distributed
    for call in (
        d.get_rank,
        d.get_world_size,
        d.get_backend,
        d.barrier,
        d.destroy_process_group,
        lambda: d.all_reduce(fw.ones(1)),
    ):
        with pytest.raises(
            ValueError, match=r"^Default process group has not been initialized, please make sure to call init"
        ):
            call()
    with pytest.raises(ValueError, match="Default process group has not been initialized"):
        fw.nn.parallel.DistributedDataParallel(fw.nn.Linear(1, 1))


AFTERWARDS = """
import tinygrad_lr as fw
d = fw.distributed
d.init_process_group("gloo", f"file://{STORE}", rank=0, world_size=1)
model = fw.nn.parallel.DistributedDataParallel(fw.nn.Linear(1, 1))
part = d.new_group([0])
for group in (part, None):
    kept = group or d.group.WORLD
    d.destroy_process_group(group)
    for call in (d.barrier, d.destroy_process_group, lambda group: d.all_reduce(fw.ones(1), group=group)):
        try:
            call(group=kept)
        except ValueError as error:
            print(error)
"""


@pytest.mark.torch
@pytest.mark.slow
def test_a_group_that_was_destroyed_carries_nothing(tmp_path):
    pytest.importorskip("torch")
    text = f"STORE = {str(tmp_path / 'store')!r}" + AFTERWARDS
    said = subprocess.run([sys.executable, "-c", text], env=environment(), capture_output=True, text=True, timeout=120)
    assert said.stdout.splitlines() == ["Invalid process group specified: it has been destroyed"] * 6, said.stderr
