"""Nothing is kept that nobody needs: graphs are freed as they are used, by counting references alone."""

import gc
import os
import platform
import subprocess
import sys
import tracemalloc
import weakref
from contextlib import contextmanager

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tinygrad_lr.core import graph, views
from tinygrad_lr.core.graph import Node

LONG = 200_000


@contextmanager
def no_collector():
    """The garbage collector off, and nothing for it to do at the end."""
    while gc.collect():  # what other tests left behind may leave something behind in its turn
        pass
    gc.disable()
    try:
        yield
        assert gc.collect() == 0, "there was a circle of references"
    finally:
        gc.enable()


def data():
    rng = np.random.RandomState(0)
    x = tg.tensor(rng.randn(20, 1).astype(np.float32))
    return x, 2 * x + 1, tg.zeros(1, 1, requires_grad=True), tg.zeros(1, requires_grad=True)


def step(x, y, w, b):
    loss = ((x @ w + b - y) ** 2).mean()
    loss.backward()
    with tg.no_grad():
        for p in (w, b):
            p -= 0.1 * p.grad
            p.grad = None
    return loss


def kinds_of_steps():
    x, y, w, b = data()
    v = tg.ones(3, 3, requires_grad=True)

    def second():
        (g,) = tg.autograd.grad((v.exp() * v).sum(), v, create_graph=True)
        tg.autograd.grad((g * g).sum(), v)

    def hooks():
        z = v * 2
        z.register_hook(lambda g: g * 2)
        z.retain_grad()
        z.sum().backward()
        v.grad = None

    def in_place():
        z = v * 2
        z[0].mul_(z[1].clone())
        z += 1
        z.relu_()
        z.sum().backward()
        v.grad = None

    def inputs():
        z = v.exp()
        z.sum().backward(inputs=[v, z])
        v.grad = None

    def several():
        a, c = v.unbind()[:2]
        tg.autograd.backward([a.sum(), c.prod()], retain_graph=True)
        tg.stack([a, c]).max(0).values.sum().backward()
        v.grad = None

    def unused():
        _ = (v * 2).exp().sum()

    def failing():
        z = v.exp()
        z.add_(1)
        try:
            z.sum().backward()
        except RuntimeError:
            return
        raise AssertionError("backward must fail here")

    def watched():
        with tg.autograd.set_detect_anomaly(True):
            step(x, y, w, b)

    def in_inference():
        with tg.inference_mode():
            _ = (v * 2).view(-1)[1:]

    return dict(
        plain=lambda: step(x, y, w, b), second=second, hooks=hooks, in_place=in_place, inputs=inputs, several=several,
        unused=unused, failing=failing, watched=watched, in_inference=in_inference,
    )  # fmt: skip


STEPS = kinds_of_steps()


@pytest.mark.parametrize("name", STEPS)
def test_a_step_leaves_no_circle(name):
    STEPS[name]()  # what is made once is made now
    with no_collector():
        for _ in range(3):
            STEPS[name]()


@pytest.mark.parametrize("name", STEPS)
def test_memory_is_flat(name):
    run = STEPS[name]
    with no_collector():
        for _ in range(2500):  # until Python's own free lists are full
            run()
        tracemalloc.start()
        try:
            run()
            before = tracemalloc.get_traced_memory()[0]
            for _ in range(300):
                run()
            grown = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
    assert grown < 3000, f"{grown} bytes more after 300 steps"


def count_nodes():
    return sum(issubclass(type(o), Node) for o in gc.get_objects())


def test_ten_thousand_steps():
    x, y, w, b = data()
    with no_collector():
        step(x, y, w, b)
        nodes = count_nodes()
        for _ in range(10_000):
            step(x, y, w, b)
        assert count_nodes() == nodes
    assert abs(w.item() - 2) < 1e-3
    assert abs(b.item() - 1) < 1e-3


def test_a_loss_that_is_kept_keeps_no_saved_values():
    """After backward a loss holds names of operations, not numbers."""
    x = tg.ones(1000, 1000, requires_grad=True)
    big = x * 2
    alive = weakref.ref(big)
    loss = (big * big).sum()
    node = big.grad_fn
    del big
    assert alive() is None
    assert node.saved is not None
    tracemalloc.start()
    try:
        (x.exp() * 1).sum().backward()
        x.grad = None
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
    loss.backward()
    assert all(n.saved is None for n in (node, loss.grad_fn.next_functions[0][0]))


# -- long chains -----------------------------------------------------------------------------------


def chain(start, n=LONG):
    y = start
    for _ in range(n):
        y = y + 1
    return y


SAME_MEMORY = """
import resource
import tinygrad_lr as tg

x, w = tg.ones(256, 64), tg.ones(1024, 64, requires_grad=True)  # results of 1 MiB

def step():
    (tg.nn.functional.linear(x, w, tg.ones(1024)).relu() * 2).sum().backward()

for _ in range(3):
    step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    step()
fresh = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(fresh * resource.getpagesize() // 2**20)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="how glibc hands out memory")
@pytest.mark.parametrize("tuned", [False, True])
def test_steps_use_the_same_memory_again(tuned):
    """Fresh memory has to be cleared by the system. Whoever sets a threshold of their own keeps it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MALLOC_", "GLIBC_TUNABLES"))}
    if tuned:
        environment["MALLOC_MMAP_THRESHOLD_"] = "131072"
    done = subprocess.run(
        [sys.executable, "-c", SAME_MEMORY], env=environment, check=True, capture_output=True, text=True
    )
    assert (int(done.stdout) > 10) == tuned  # MiB, of ten steps


def test_a_long_chain():
    with no_collector():
        x = tg.zeros(1, requires_grad=True)
        y = chain(x)
        y.backward()
        assert x.grad.item() == 1
        assert y.item() == LONG
        del y


def test_a_long_chain_that_is_never_used():
    with no_collector():
        chain(tg.zeros(1, requires_grad=True))


def test_a_long_chain_kept_and_walked_twice():
    with no_collector():
        x = tg.zeros(1, requires_grad=True)
        y = x
        for _ in range(LONG // 4):
            y = y * 1.0
        y.backward(retain_graph=True)
        y.backward()
        assert x.grad.item() == 2
        del y


def test_a_long_chain_recorded_again():
    with no_collector():
        x = tg.tensor(1.0, requires_grad=True)
        y = x
        for _ in range(LONG):
            y = y.neg()
        (g,) = tg.autograd.grad(y, x, tg.tensor(1.0, requires_grad=True), create_graph=True)
        assert g.item() == 1
        assert g.requires_grad
        del y, g


def test_a_long_chain_towards_a_target():
    with no_collector():
        x, z = tg.zeros(1, requires_grad=True), tg.zeros(1, requires_grad=True)
        middle = chain(x)
        y = chain(middle + z)
        g, h = tg.autograd.grad(y, (middle, z))
        assert g.item() == h.item() == 1
        del middle, y


def test_a_long_chain_of_changes_in_place():
    with no_collector():
        x = tg.zeros(1, requires_grad=True)
        y = x * 1
        for _ in range(LONG):
            y += 1
        y.backward()
        assert x.grad.item() == 1
        del y


def test_a_node_used_very_often():
    with no_collector():
        x = tg.tensor(1.0, requires_grad=True)
        y = x * 1
        total = tg.tensor(0.0)
        for _ in range(LONG // 4):
            total = total + y
        total.backward()
        assert x.grad.item() == LONG // 4
        del y, total


def test_doubling_a_thousand_times():
    x = tg.tensor(1.0, dtype=tg.float64, requires_grad=True)
    y = x
    for _ in range(1000):
        y = y + y
    y.backward()
    assert x.grad.item() == 2.0**1000


# -- would a leak be noticed? ----------------------------------------------------------------------


def test_a_circle_is_noticed(monkeypatch):
    right = graph.AccumulateGrad.__init__

    def holding_its_leaf(self, variable):
        right(self, variable)
        self.reference = lambda: variable

    monkeypatch.setattr(*owner_of(names.ACCUMULATE_GRAD_INIT), holding_its_leaf)
    with pytest.raises(AssertionError, match="circle"), no_collector():
        (tg.ones(2, requires_grad=True) * 2).sum().backward()


def test_a_circle_through_views_is_noticed(monkeypatch):
    right = views.Cut.__init__

    def keeping_the_view(self, view):
        right(self, view)
        self.steps = (*self.steps[:-1], (*self.steps[-1][:2], KeepsArguments(self.steps[-1][2], view)))

    class KeepsArguments(tuple):
        def __new__(cls, args, view):
            kept = super().__new__(cls, args)
            kept.view = view
            return kept

    monkeypatch.setattr(*owner_of(names.CUT_INIT), keeping_the_view)
    with pytest.raises(AssertionError, match="circle"), no_collector():
        STEPS["in_place"]()


def test_saved_values_that_stay_are_noticed(monkeypatch):
    monkeypatch.setattr(*owner_of(names.NODE_SAVES), False)
    for spec_node in {type(tg.ones(1, requires_grad=True).exp().grad_fn)}:
        monkeypatch.setattr(spec_node, "saves", False)
    x = tg.ones(2, requires_grad=True)
    y = x.exp()
    y.sum().backward()
    assert y.grad_fn.saved is not None
