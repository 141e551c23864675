"""Many steps in one call: the order, the losses and the draws of a loop, on replays and as machine code; whole steps at Ctrl-C."""

import io
import os
import signal
import threading
import time

import numpy as np
import pytest

import tinygrad_lr as fw
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.kernels import in_python

data = fw.utils.data


@pytest.fixture(params=["numpy", "plain", "numba"])
def backend(request, monkeypatch):
    """Replays, kernels as plain Python, and kernels as machine code."""
    if request.param == "plain":
        monkeypatch.setattr(*owner_of(names.KERNEL_COMPILE), in_python)
        monkeypatch.setattr(*owner_of(names.MANY_EXCHANGES), lambda: getattr(*owner_of(names.MANY_EXCHANGE)))
    elif request.param == "numba":
        pytest.importorskip("numba", reason="numba is not installed")
    return "numpy" if request.param == "numpy" else "numba"


def world(rows=25, noise=False, **options):
    """A step and the loader that it learns from."""
    fw.manual_seed(3)
    x, y = fw.randn(rows, 3), fw.randn(rows, 2)
    net = fw.nn.Sequential(fw.nn.Linear(3, 4), fw.nn.ReLU(), fw.nn.Linear(4, 2))
    optimizer = fw.optim.Adam(net.parameters(), lr=0.01)

    def step(x, y):
        loss = ((net(x + 0.1 * fw.rand(1, 3) if noise else x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, data.DataLoader(data.TensorDataset(x, y), **options), net


def by_loop(step, loader, epochs):
    return [step(*batch).item() for _ in range(epochs) for batch in loader]


@pytest.mark.parametrize(
    "options",
    [
        dict(batch_size=4, shuffle=True),
        dict(batch_size=5, shuffle=True),
        dict(batch_size=4, shuffle=True, drop_last=True),
        dict(batch_size=40),
        dict(batch_size=4, generator=True, shuffle=True),
        dict(batch_size=4, shuffle=True, noise=True),
        dict(batch_size=7, shuffle=True, collate_fn=lambda samples: [fw.stack(each) for each in zip(*samples)]),
    ],
    ids=lambda options: ", ".join(options),
)
def test_epochs_are_the_loop(backend, options):
    def played(run):
        own = dict(options, generator=fw.Generator().manual_seed(5)) if "generator" in options else options
        step, loader, net = world(**own)
        losses = run(step, loader)
        drawn = [fw.get_rng_state().numpy(), *([own["generator"].get_state().numpy()] if "generator" in own else [])]
        return losses, drawn, [p._version for p in net.parameters()], [p.detach().numpy() for p in net.parameters()]

    losses, drawn, versions, params = played(lambda step, loader: fw.compile(step, backend=backend).epochs(3, loader))
    expected, as_drawn, as_versions, as_params = played(lambda step, loader: by_loop(step, loader, 3))
    np.testing.assert_allclose(losses.numpy(), expected, rtol=1e-5)
    assert all(map(np.array_equal, drawn, as_drawn))
    assert versions == as_versions
    for p, q in zip(params, as_params):
        np.testing.assert_allclose(p, q, rtol=1e-4, atol=1e-6)


def test_epochs_over_a_subset_and_a_view(backend):
    """Rows from the end, and tensors that do not lie in order."""
    found = []
    for run in (
        lambda *world: fw.compile(world[0], backend=backend).epochs(2, world[1]).numpy(),
        lambda *world: by_loop(*world, 2),
    ):
        step, loader, _ = world()
        x, y = loader.dataset.tensors
        whole = data.TensorDataset(x.T.contiguous().T, y)
        for dataset in (data.Subset(loader.dataset, [-1, 3, 5, -7, 0]), whole):
            found.append(run(step, data.DataLoader(dataset, batch_size=2, shuffle=True)))
    for mine, theirs in zip(found[:2], found[2:]):
        np.testing.assert_allclose(mine, theirs, rtol=1e-5)


def test_rows_that_are_not_there_are_refused(backend):
    step, loader, _ = world()
    sampler = data.SequentialSampler(range(90))
    beyond = data.DataLoader(loader.dataset, batch_size=4, sampler=sampler)
    run = fw.compile(step, backend=backend)
    run.epochs(2, loader)
    with pytest.raises(IndexError):
        run.epochs(1, beyond)


def test_a_step_that_changes_its_own_data(backend):
    """What is gathered is what is there now."""

    def played(run):
        x = fw.arange(6.0).reshape(6, 1)

        def step(batch):
            x.mul_(0.5)
            return batch.sum()

        return run(step, data.DataLoader(data.TensorDataset(x), batch_size=2))

    mine = played(lambda step, loader: fw.compile(step, backend=backend).epochs(2, loader))
    assert mine.tolist() == played(lambda step, loader: by_loop(step, loader, 2))


def test_all_losses_of_repeat(backend):
    step, loader, _ = world()
    batch = next(iter(loader))
    losses = fw.compile(step, backend=backend).repeat(9, *batch, losses=True)
    step, loader, _ = world()
    batch = next(iter(loader))
    np.testing.assert_allclose(losses.numpy(), [step(*batch).item() for _ in range(9)], rtol=1e-5)
    assert not losses.requires_grad


def test_what_is_no_loss_is_refused(backend):
    run = fw.compile(lambda x: x + 1, backend=backend)
    loader = data.DataLoader(data.TensorDataset(fw.ones(4)), batch_size=2)
    for call in (lambda: run.repeat(2, fw.ones(2), losses=True), lambda: run.epochs(1, loader)):
        with pytest.raises(
            TypeError, match="must return its loss, a tensor of one element, not a tensor of 2 elements"
        ):
            call()
    with pytest.raises(ValueError, match="cannot be -1 epochs"):
        run.epochs(-1, loader)
    assert run.epochs(0, loader).shape == (0,)


def test_interrupts_wait_for_a_whole_step(backend):
    """Ctrl-C ends a long training: all parameters have taken as many steps, and those are counted."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        pytest.skip("this process was started to ignore Ctrl-C")
    w = fw.zeros(3, requires_grad=True)
    v = fw.zeros(1, requires_grad=True)

    def step(x):
        loss = (w.sum() + v.sum()) * x
        w.grad = v.grad = None
        loss.backward()
        with fw.no_grad():
            w.add_(w.grad)
            v.add_(v.grad)
        return loss.detach()

    x = fw.ones(())
    run = fw.compile(step, backend=backend)
    run.repeat(3, x)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run.repeat(1 << 40, x)
    assert time.monotonic() - began < 300  # not for ever
    steps = v._version
    assert w._version == steps
    assert len({*w.tolist(), *v.tolist()}) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_progress_is_shown_on_a_terminal_alone(backend, monkeypatch):
    monkeypatch.setattr(*owner_of(names.MANY_SHORT), 0)
    run = fw.compile(lambda x: x.sum(), backend=backend)
    loader = data.DataLoader(data.TensorDataset(fw.ones(4)), batch_size=2)
    for terminal in (True, False):
        said = io.StringIO()
        said.isatty = lambda terminal=terminal: terminal
        monkeypatch.setattr("sys.stderr", said)
        run.epochs(3, loader)
        assert ("step 2 of 6" in said.getvalue()) is terminal
        assert said.getvalue().endswith("\x1b[K" if terminal else "")


@pytest.mark.parametrize("noise", [False, True])
def test_a_class_that_is_none_ends_where_it_ends_in_the_engine(backend, noise):
    """The step that meets it has changed nothing, and those before it all."""
    if backend == "numpy" and noise:
        pytest.skip("refused: a replay cannot draw back")

    def played(run):
        fw.manual_seed(1)
        x, y = fw.randn(20, 3), fw.arange(20) % 4
        y[13] = 4
        net = fw.nn.Sequential(fw.nn.Linear(3, 4), *([fw.nn.Dropout(0.3)] if noise else []))
        optimizer, criterion = fw.optim.SGD(net.parameters(), lr=0.1), fw.nn.CrossEntropyLoss()

        def step(x, y):
            loss = criterion(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return loss

        good = data.DataLoader(data.TensorDataset(x[:12], y[:12]), batch_size=2)
        losses = run(step, good)
        with pytest.raises(IndexError, match="Target 4 is out of bounds"):
            run(step, data.DataLoader(data.TensorDataset(x, y), batch_size=2))
        return losses, [p.detach().numpy() for p in net.parameters()], fw.get_rng_state().numpy()

    compiled = []

    def machine(step, loader):
        compiled[:] = compiled or [fw.compile(step, backend=backend)]
        return compiled[0].epochs(1, loader).numpy()

    losses, params, drawn = played(machine)
    expected, as_params, as_drawn = played(lambda step, loader: by_loop(step, loader, 1))
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    np.testing.assert_array_equal(drawn, as_drawn)
    for p, q in zip(params, as_params):
        np.testing.assert_allclose(p, q, rtol=1e-4, atol=1e-6)


BREAKS = {
    "rows of the first batch": (names.KERNEL_GATHERING, "{self.order}[{self.at} * {n} + {i}]", "{self.order}[{i}]"),
    "the first loss": (names.KERNEL_INIT, "{self.losses}[{self.at} * {self.every}]", "{self.losses}[0]"),
    "numbers of the first step": (names.KERNEL_ELEMENT, "{self.at} * {base.size}", "0"),
    "another permutation": (names.MANY_EXCHANGE, "partners[i]", "i"),
}


def test_without_the_check_another_number_would_come(monkeypatch):
    pytest.importorskip("mpmath", reason="parity judges by it")
    from parity.mutants import faults

    monkeypatch.setattr(*owner_of(names.KERNEL_COMPILE), in_python)
    weight = fw.ones(2, 4, requires_grad=True)

    def step(y):
        return fw.nn.functional.cross_entropy(weight, y).detach()

    with faults.edited(names.KERNEL_CHECK, "return {self.at}", "pass"):
        run = fw.compile(step, backend="numba")
        run(fw.tensor([0, 3]))
        assert run(fw.tensor([0, 4])).isfinite()
    run = fw.compile(step, backend="numba")
    run(fw.tensor([0, 3]))
    with pytest.raises(IndexError, match="Target 4"):
        run(fw.tensor([0, 4]))


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_noticed(name, monkeypatch):
    pytest.importorskip("mpmath", reason="parity judges by it")
    from parity.mutants import faults

    monkeypatch.setattr(*owner_of(names.KERNEL_COMPILE), in_python)
    monkeypatch.setattr(*owner_of(names.MANY_EXCHANGES), lambda: owner_of(names.MANY_EXCHANGE)[0].exchange)
    options = dict(batch_size=4, shuffle=True, noise=True)
    with faults.edited(*BREAKS[name]):
        step, loader, _ = world(**options)
        losses = fw.compile(step, backend="numba").epochs(3, loader).numpy()
    step, loader, _ = world(**options)
    assert not np.allclose(losses, by_loop(step, loader, 3), rtol=1e-4)
