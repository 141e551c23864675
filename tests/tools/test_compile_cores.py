"""Machine code on several threads: the same bits on any number, alone while it runs, and after a fork as before it."""

import os
import subprocess
import sys

import numpy as np
import pytest

import tinygrad_lr as fw
from parity.mutants import names
from parity.mutants.names import owner_of

pytest.importorskip("numba", reason="numba is not installed")
ROWS = 6000  # three blocks


@pytest.fixture(autouse=True)
def as_it_was():
    before = fw.get_num_threads()
    yield
    fw.set_num_threads(before)


def world(rows=ROWS, hidden=0):
    fw.manual_seed(0)
    x, y = fw.randn(rows, 3), fw.randn(rows, 1)
    layers = [fw.nn.Linear(3, hidden), fw.nn.Tanh(), fw.nn.Linear(hidden, 1)] if hidden else [fw.nn.Linear(3, 1)]
    net = fw.nn.Sequential(*layers)
    optimizer = fw.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)

    def step(x, y):
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return fw.compile(step, backend="numba"), x, y, net


@pytest.mark.parametrize("hidden", [0, 5])
def test_threads_share_blocks_and_give_the_same_bits(hidden, monkeypatch):
    monkeypatch.setattr(*owner_of(names.FUSE_MANY), 1000)
    found = []
    for threads in (1, 2):
        fw.set_num_threads(threads)
        run, x, y, net = world(hidden=hidden)
        losses = run.repeat(50, x, y, losses=True)
        found.append([losses.numpy(), *(p.detach().numpy() for p in net.parameters())])
        assert "in prange(3)" in run.source
    assert all(map(np.array_equal, *found))


def test_few_numbers_are_not_shared():
    run, x, y, _ = world()
    run(x, y), run(x, y)  # the second is recorded
    assert "prange" not in run.source


PROGRAM = """
import os, sys, threading
sys.path.insert(0, os.getcwd())
import tinygrad_lr as fw
from tests.tools import test_compile_cores as tests
from tinygrad_lr.tools.compile.fuse import rows
rows.MANY = 1000
fw.set_num_threads(2)

def train():
    run, x, y, _ = tests.world()
    return run.repeat(2000, x, y).item()
"""
AT_ONCE = """
found = []
threads = [threading.Thread(target=lambda: found.append(train())) for _ in range(3)]
[t.start() for t in threads], [t.join() for t in threads]
print(len(found))
"""
FORKED = """
run, x, y, _ = tests.world()
run.repeat(20, x, y)
child = os.fork()
if not child:
    os._exit(0 if run.repeat(20, x, y).item() < 10 else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), run.repeat(20, x, y).item() < 10)
"""


def said(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def test_threads_that_train_at_once_take_turns():
    assert said(PROGRAM + AT_ONCE) == ["3"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_goes_on():
    assert said(PROGRAM + FORKED) == ["0", "True"]


def test_a_lock_that_was_held_does_not_stop_a_child():
    from tinygrad_lr.tools.compile.threads import One

    one = One()
    one.lock.acquire()
    one.renew()
    assert one.lock.acquire(blocking=False)


@pytest.mark.torch
def test_the_names_are_torchs():
    import torch

    before = torch.get_num_threads()
    try:
        for n in (1, 2, 5, 0, -3, True, 2.0, "2", 1 << 40, -1 << 40, 1 << 70):
            answers = []
            for lib in (fw, torch):
                try:
                    answers.append([lib.set_num_threads(n), lib.get_num_threads()])
                except Exception as error:
                    answers.append((type(error), str(error)))
            assert answers[0] == answers[1]
    finally:
        torch.set_num_threads(before)


def test_blas_is_told():
    threadpoolctl = pytest.importorskip("threadpoolctl")
    fw.set_num_threads(1)
    count = lambda: [each["num_threads"] for each in threadpoolctl.threadpool_info() if "numpy" in each["filepath"]]
    if not count():
        pytest.skip("NumPy's BLAS is not its wheel's")
    assert count() == [1]
    with threadpoolctl.threadpool_limits(2):
        assert fw.get_num_threads() == 2


LIVES = """
import gc, os, sys, tracemalloc
sys.path.insert(0, os.getcwd())
import numpy as np
import tinygrad_lr as fw
from benchmarks.workloads import Workload, make, train

def life(rows):
    \"\"\"The most memory beside X and y that a step needs from its first call to its last, as a share of X and its columns-first copy.\"\"\"
    data, box = make(Workload("", "", rows, 8)), []
    all_steps.append(box)  # so that the second life need not compile
    x, y = map(fw.from_numpy, (data.x, data.y))
    train(fw, Workload("", "", rows, 8), data, compile=lambda step: box.append(fw.compile(step, backend="numba")) or box[0])
    gc.collect()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    box[0](x, y), box[0](x, y)
    box[0].repeat(20, x, y)
    return (data.x.nbytes + tracemalloc.get_traced_memory()[1] - before) / (2 * data.x.nbytes)

all_steps = []
life(150_000)  # what is loaded and compiled, once for all
tracemalloc.start()
print(life(1_000_000))
laid_out = np.ascontiguousarray
np.ascontiguousarray = lambda a: [laid_out(a), laid_out(a)][0]
print(life(1_000_000))
"""


@pytest.mark.slow
def test_a_million_rows_take_x_and_its_copy_and_a_tenth():
    """And a second copy would be noticed."""
    good, wasteful = map(float, said(LIVES))
    assert 0.9 < good <= 1.1
    assert wasteful > 1.1
