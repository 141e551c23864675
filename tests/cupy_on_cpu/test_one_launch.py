"""Small compiled steps are one launch, and give the bits of the engine: one step, and many."""

import itertools

import pytest

import tinygrad_lr as tg
from benchmarks.workloads import WORKLOADS, make, train
from tests.cupy_on_cpu import device
from tinygrad_lr.tools.compile import one_launch

pytestmark = device.needed()

F = tg.nn.functional
ONE = {"launch": 1}


class Line:
    """A model, its step and what that leaves behind."""

    def __init__(self, *sizes, compiled=True, dtype=tg.float32, reduction="mean", lr=0.1):
        tg.manual_seed(0)
        layers = [tg.nn.Linear(a, b, dtype=dtype) for a, b in itertools.pairwise(sizes)]
        self.model = tg.nn.Sequential(*layers).cuda()
        self.optimizer = tg.optim.SGD(self.model.parameters(), lr=lr)
        self.reduction = reduction
        self.call = tg.compile(self.step) if compiled else self.step

    def step(self, x, y):
        loss = F.mse_loss(self.model(x), y, reduction=self.reduction)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss

    def left(self):
        return [(p.tolist(), p.grad.tolist(), p._version, p.stride(), p.grad.stride()) for p in self.model.parameters()]


def batches(n, rows, inputs, outputs, dtype=tg.float32):
    tg.manual_seed(1)
    return [(tg.randn(rows, inputs, dtype=dtype).cuda(), tg.randn(rows, outputs, dtype=dtype).cuda()) for _ in range(n)]


def compared(given, *sizes, **more):
    """Calls of both, with the same batches; what the last one has asked the device for."""
    ours, engine = Line(*sizes, **more), Line(*sizes, compiled=False, **more)
    for x, y in given:
        expected = engine.call(x, y)
        with device.counted() as found:
            loss = ours.call(x, y)
        assert (loss.tolist(), ours.left()) == (expected.tolist(), engine.left())
        assert loss.grad_fn.name() == expected.grad_fn.name()
    return {what: n for what, n in found.items() if what not in ("d2h", "sync")}


@pytest.mark.parametrize("dtype", [tg.float32, tg.float64], ids=str)
@pytest.mark.parametrize("sizes", [(1, 1), (3, 2), (4, 3, 1), (2, 5, 4, 3)], ids=str)
def test_a_step_has_the_engines_bits(sizes, dtype):
    given = batches(6, 7, sizes[0], sizes[-1], dtype)
    assert compared([*given, given[-1], given[-1]], *sizes, dtype=dtype) == ONE


@pytest.mark.parametrize("name", ["W1", "W2", "W4"])
def test_workloads_have_the_engines_bits(name):
    w = WORKLOADS[name]
    found, expected = (train(tg, w, make(w), device="cuda", compile=c).losses(8) for c in (tg.compile, None))
    assert found == expected


def test_many_steps_are_one_launch():
    x, y = batches(1, 7, 3, 2)[0]
    ours, engine = Line(3, 2), Line(3, 2, compiled=False)
    for _ in range(2):
        ours.call(x, y)
    expected = [engine.call(x, y) for _ in range(42)]
    ours.call.repeat(10, x, y)
    with device.counted() as found:
        losses = ours.call.repeat(20, x, y, losses=True)
        last = ours.call.repeat(10, x, y)
    assert found["launch"] == 2
    assert losses.tolist() == [loss.item() for loss in expected[12:32]]
    assert (last.tolist(), ours.left()) == (expected[-1].tolist(), engine.left())


def test_ctrl_c_is_heard_between_launches(monkeypatch):
    monkeypatch.setattr(one_launch, "MOST_STEPS", 3)
    x, y = batches(1, 7, 3, 2)[0]
    ours, engine = Line(3, 2), Line(3, 2, compiled=False)
    for _ in range(12):
        expected = engine.call(x, y)
    for _ in range(2):
        ours.call(x, y)
    ours.call.repeat(3, x, y)
    with device.named() as launched:
        losses = ours.call.repeat(7, x, y, losses=True)
    assert launched.count("tinygrad_lr_step") == 3
    assert losses[-1].item() == expected.item()


def test_arguments_are_read_where_they_are_or_copied_in_if_laid_out_otherwise():
    given = batches(5, 3, 3, 3)
    assert compared(given, 3, 3) == ONE
    strided = [(x.t(), y[:, :1].expand(3, 3)) for x, y in given]
    asked = compared([*given[:2], *strided], 3, 3)
    assert asked["launch"] > 1


def test_what_was_returned_stays():
    given = batches(9, 7, 3, 2)
    ours, engine = Line(3, 2), Line(3, 2, compiled=False)
    held, grads, expected = [], [], []
    for x, y in given:
        held.append(ours.call(x, y))
        grads.append(ours.model[0].weight.grad.t()[1:])
        expected.append((engine.call(x, y).item(), engine.model[0].weight.grad.t()[1:].tolist()))
    assert [(loss.item(), grad.tolist()) for loss, grad in zip(held, grads)] == expected


def test_another_rate_is_another_one():
    x, y = batches(1, 7, 3, 2)[0]
    ours, engine = Line(3, 2), Line(3, 2, compiled=False)
    for rate in (0.1, 0.1, 0.1, 0.2, 0.2, 0.1):
        for each in (ours, engine):
            each.optimizer.param_groups[0]["lr"] = rate
        assert ours.call(x, y).tolist() == engine.call(x, y).tolist()
        assert ours.left() == engine.left()


# -- what is more than that ------------------------------------------------------------------------------------------------


def graphs(step, *args):
    """What the fourth call asks for."""
    for _ in range(3):
        step(*args)
    with device.counted() as found:
        step(*args)
    return found


def test_what_else_is_launched_makes_it_a_graph(monkeypatch):
    """One small thing of CuPy's in place, which allocates nothing and makes no node: only CUDA's count tells."""

    def trained(compiled):
        line = Line(3, 2, compiled=False)

        def step(x, y):
            loss = line.step(x, y)
            with tg.no_grad():
                line.model[0].bias.mul_(0.5)
            return loss

        call, (x, y) = tg.compile(step) if compiled else step, batches(1, 7, 3, 2)[0]
        losses = [call(x, y).item() for _ in range(5)]
        with device.counted() as found:
            call(x, y)
        return losses, found

    expected, _ = trained(False)
    found, asked = trained(True)
    assert found == pytest.approx(expected, rel=1e-6)
    assert asked["graph"] == 1
    monkeypatch.setattr(one_launch.Noted, "whole", lambda noted, graph: noted.parts)
    found, asked = trained(True)
    assert found != pytest.approx(expected, rel=1e-6)
    assert asked["launch"] == 1


@pytest.mark.parametrize("sizes", [(3,) * 7, (40, 40)], ids=["many parts", "much work"])
def test_what_is_too_much_for_one_block_is_a_graph(sizes):
    line, (x, y) = Line(*sizes), batches(1, 40, sizes[0], sizes[-1])[0]
    assert graphs(line.call, x, y)["graph"] == 1


def test_more_arrays_than_there_is_room_for_are_a_graph(monkeypatch):
    monkeypatch.setattr(one_launch, "MOST_ARRAYS", 9)
    line, (x, y) = Line(3, 2), batches(1, 7, 3, 2)[0]
    assert graphs(line.call, x, y)["graph"] == 1


def test_gradients_that_add_up_are_a_graph():
    line, (x, y) = Line(3, 2, compiled=False), batches(1, 7, 3, 2)[0]
    step = tg.compile(lambda x, y: F.mse_loss(line.model(x), y).backward())
    assert graphs(step, x, y)["graph"] == 1
    again = Line(3, 2, compiled=False)
    for _ in range(4):
        F.mse_loss(again.model(x), y).backward()
    for p, q in zip(line.model.parameters(), again.model.parameters()):
        assert p.grad.tolist() == q.grad.tolist()


def test_a_fault_of_the_kernel_is_seen(monkeypatch):
    from tinygrad_lr.arrays import kernels

    given = batches(4, 7, 3, 2)
    monkeypatch.setattr(kernels, "STEP", kernels.STEP.replace("(T)part.factor, n[0]", "(T)(2 * part.factor), n[0]"))
    kernels.raw.cache_clear()
    with pytest.raises(AssertionError):
        compared(given, 3, 2)
    monkeypatch.undo()
    kernels.raw.cache_clear()
