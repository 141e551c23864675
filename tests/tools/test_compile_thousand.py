"""A thousand steps as machine code: losses and parameters are the engine's within rounding; one thread and two give the
same bits, but for products by BLAS.

How far rounding goes is asked of the engine: it is begun a last bit off, and what it ends with is compared (`tests.helpers.worlds`).
"""

import collections
import json
from pathlib import Path

import numpy as np
import pytest

import tinygrad_lr as fw
from benchmarks.workloads import WORKLOADS, make
from tests.helpers.worlds import ROUNDINGS, kept, nudged
from tinygrad_lr.loops import LOOPS
from tinygrad_lr.loops.progress import Record
from tinygrad_lr.loops.run import Alone

pytest.importorskip("numba", reason="numba is not installed")
RECORD = Path(__file__).with_name("thousand_steps.json")
STEPS, WINDOW, NUDGES = 1000, 100, 2
OPTIMIZERS = {
    "SGD": lambda p: fw.optim.SGD(p, lr=0.01),
    "momentum": lambda p: fw.optim.SGD(p, lr=0.01, momentum=0.9),
    "Adam": lambda p: fw.optim.Adam(p, lr=0.01),
}
ALL = [
    f"{w}, {optimizer}" for w in WORKLOADS for optimizer in OPTIMIZERS if optimizer == "SGD" or not WORKLOADS[w].by_hand
]
BY_BLAS = ("W6", "W9")  # whose threads may give other bits, to the engine, too
FEW = ["W1, momentum", "W2, Adam", "W3, SGD", "W4, Adam"]


@pytest.fixture(autouse=True)
def as_it_was():
    before = fw.get_num_threads()
    yield
    fw.set_num_threads(before)


def world(name, nudge=0):
    """The step, its data, and its parameters."""
    workload, optimizer = WORKLOADS[name.split(", ")[0]], name.split(", ")[1]
    data = make(workload)
    arrays = [nudged(a, nudge + i) if nudge else a.copy() for i, a in enumerate((data.x, data.y, *data.start))]
    x, y, *start = map(fw.from_numpy, arrays)
    if workload.by_hand:
        W, b = start[0].T.contiguous().requires_grad_(), start[1].requires_grad_()
        return by_hand(W, b, workload.lr), x, y, [W, b]
    layers = [fw.nn.Linear(fan_in, out) for out, fan_in in workload.layers]
    model = fw.nn.Sequential(*[m for layer in layers for m in (layer, fw.nn.ReLU())][:-1])
    with fw.no_grad():
        for parameter, value in zip(model.parameters(), start):
            parameter.copy_(value)
    criterion, optimizer = fw.nn.MSELoss(), OPTIMIZERS[optimizer](model.parameters())

    def step(x, y):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, x, y, [*model.parameters()]


def by_hand(W, b, lr):
    def step(x, y):
        loss = ((x @ W + b - y) ** 2).mean()
        loss.backward()
        with fw.no_grad():
            for p in (W, b):
                p -= lr * p.grad
                p.grad.zero_()
        return loss

    return step


def trained(name, machine, threads=1, nudge=0, steps=STEPS):
    """All losses, by windows, and the parameters after that."""
    fw.set_num_threads(threads)
    step, x, y, params = world(name, nudge)
    batch = WORKLOADS[name.split(", ")[0]].batch
    run = fw.compile(step, backend="numba") if machine else step
    if batch:
        fw.manual_seed(0)
        loader = fw.utils.data.DataLoader(fw.utils.data.TensorDataset(x, y), batch_size=batch, shuffle=True)
        epochs = -(-steps // len(loader))
        losses = (
            run.epochs(epochs, loader).numpy()
            if machine
            else [step(*pair).item() for _ in range(epochs) for pair in loader]
        )
    else:
        losses = run.repeat(steps, x, y, losses=True).numpy() if machine else [step(x, y).item() for _ in range(steps)]
    losses = np.asarray(losses, np.float32)
    return [*np.array_split(losses, max(1, len(losses) // WINDOW)), *(p.detach().numpy() for p in params)]


def off(name, steps=STEPS):
    """By how much machine code differs, on one thread and on two, as `measured` tells it."""
    found = [trained(name, True, n, steps=steps) for n in (1, 2)]
    if name[:2] not in BY_BLAS:
        assert all(map(np.array_equal, *found)), "two threads give other bits"
    engines = [trained(name, False, nudge=1000 * i, steps=steps) for i in range(NUDGES + 1)]
    return measured(found, *engines)


def measured(found, expected, *others):
    """The largest difference as a share of what is allowed; that itself, and the difference, as shares of the numbers."""
    worst = [0.0, 0.0, 0.0]
    for i, a in enumerate(expected):
        size = np.abs(a).max()
        allowed = ROUNDINGS * (np.finfo(np.float32).eps * size + max(np.abs(a - other[i]).max() for other in others))
        distance = max(np.abs(a - mine[i]).max() for mine in found)
        worst = [max(pair) for pair in zip(worst, map(float, (distance / allowed, allowed / size, distance / size)))]
    return dict(zip(("of what is allowed", "allowed", "off"), worst))


@pytest.mark.parametrize("name", FEW)
def test_a_thousand_steps_are_the_engines(name):
    found = off(name)
    assert found["of what is allowed"] <= 1
    assert found["allowed"] < 0.05


@pytest.mark.soak
@pytest.mark.parametrize("name", ALL)
def test_a_thousand_steps_of_every_workload_are_the_engines(name):
    found = off(name)
    kept(RECORD, name, found)
    assert found["of what is allowed"] <= 1


def recorded(name, backend, epochs, nudge=0, **more):
    """The same of a loop."""
    run, record = Alone(fw), Record()
    run.backend = backend
    steps = record.watch(LOOPS[name].train(fw, epochs=epochs, run=run, **more))
    start = next(steps)
    if nudge:
        with fw.no_grad():
            for i, p in enumerate((start.task.x, start.task.y, *start.task.parameters.values())):
                p.copy_(fw.from_numpy(nudged(p.detach().numpy(), nudge + i)))
    collections.deque(steps, 0)
    losses = np.asarray(record.losses[1:], np.float32)
    return [*np.array_split(losses, len(losses) // WINDOW), *record.parameters[-1].values()]


WAYS = {name: (name, {}) for name in LOOPS} | {
    "songs, Adam": ("songs", {"optimizer": "Adam"}),
    "songs, momentum": ("songs", {"options": {"momentum": 0.9}}),
    "songs, mean of squares": ("songs", {"form": "linear"}),
}


def loop_off(name, epochs, more):
    engines = [recorded(name, None, epochs, nudge=1000 * i, **more) for i in range(NUDGES + 1)]
    return measured([recorded(name, "numba", epochs, **more)], *engines)


@pytest.mark.parametrize("name", ["quickstart", "crops"])
def test_loops_are_the_engines(name):
    found = loop_off(name, 200, {})
    assert found["of what is allowed"] <= 1
    assert found["allowed"] < 0.05


@pytest.mark.soak
@pytest.mark.parametrize("way", WAYS)
def test_a_thousand_epochs_of_every_loop_are_the_engines(way):
    name, more = WAYS[way]
    found = loop_off(name, STEPS, more)
    kept(RECORD, way, found)
    assert found["of what is allowed"] <= 1


def test_a_wrong_step_would_be_noticed():
    """A rate that is a ten-thousandth off is more than rounding."""
    before = OPTIMIZERS["Adam"]
    expected = trained("W2, Adam", False, steps=200)
    OPTIMIZERS["Adam"] = lambda p: fw.optim.Adam(p, lr=0.01 * 1.0001)
    try:
        found = trained("W2, Adam", False, steps=200)
    finally:
        OPTIMIZERS["Adam"] = before
    others = [trained("W2, Adam", False, nudge=1000 * i, steps=200) for i in (1, 2)]
    assert measured([found], expected, *others)["of what is allowed"] > 1


def test_the_record_is_of_what_agrees():
    if not RECORD.exists():
        pytest.skip("no run has been kept")
    parts = json.loads(RECORD.read_text(encoding="utf-8"))["parts"]
    assert parts
    assert all(part["of what is allowed"] <= 1 for part in parts.values())
