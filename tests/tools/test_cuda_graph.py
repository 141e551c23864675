"""`compile` on CUDA: a captured step does what the step does, to the bit, and says so when it cannot be captured.

On the counterfeit device (counterfeit.py), whose streams capture. On a real one `make gpu-check` runs what is marked `gpu`.
"""

import contextlib
import re
import sys
import threading
import weakref

import numpy as np
import pytest

import tinygrad_lr as tg
from benchmarks import gate
from benchmarks.peers import CONTENDERS
from benchmarks.workloads import WORKLOADS, make, train
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import counterfeit
from tests.helpers.midway import midway
from tinygrad_lr.tools.compile import backend_cuda

F = tg.nn.functional
SMALL = [name for name, w in WORKLOADS.items() if w.n * w.features < 1 << 20]


@pytest.fixture
def machine():
    with counterfeit.device(devices=1) as machine:
        yield machine


def bits(t):
    return None if t is None else (t.cpu().numpy(force=True).tobytes(), t.shape, t.dtype)


def batches(n=10, rows=5, seed=1):
    tg.manual_seed(seed)
    return [(tg.randn(rows, 3).cuda(), tg.randn(rows, 2).cuda()) for _ in range(n)]


class Net:
    """A two-layer net and its step."""

    def __init__(self, kind="SGD", **options):
        tg.manual_seed(0)
        self.model = tg.nn.Sequential(tg.nn.Linear(3, 4), tg.nn.ReLU(), tg.nn.Linear(4, 2)).cuda()
        self.optimizer = getattr(tg.optim, kind)(self.model.parameters(), **{"lr": 0.1, **options})

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = F.mse_loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def left(self):
        """All that a step leaves behind."""
        found = [what for p in self.model.parameters() for what in (bits(p), p._version, bits(p.grad))]
        return found + [(name, bits(t)) for state in self.optimizer.state.values() for name, t in state.items()]


def trained(compiled, net=None, change=lambda i, net: None, given=batches):
    """What each call has returned, seen at the end, and what is left; and how often it was captured, the first run too."""
    net = net or Net()
    step = tg.compile(net.step) if compiled else net.step
    losses = []
    for i, batch in enumerate(given()):
        change(i, net)
        losses.append(step(*batch))
    return ([bits(loss) for loss in losses], net.left()), step.recordings if compiled else 0


def assert_same(recordings, make_net=Net, **more):
    expected, _ = trained(False, make_net(), **more)
    found, count = trained(True, make_net(), **more)
    assert found == expected
    assert count == recordings


# -- the same bits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SMALL)
def test_workloads_have_the_same_bits(name, machine):
    box = []

    def both(step):
        box.append(tg.compile(step))
        return box[0]

    workload, calls = WORKLOADS[name], 2 if WORKLOADS[name].batch else 10
    dynamic = train(tg, workload, make(workload), device="cuda").losses(calls)
    assert train(tg, workload, make(workload), device="cuda", compile=both).losses(calls) == dynamic
    assert box[0].recordings == (3 if name == "W8" else 2)  # the first call runs it; W8 ends with a short batch
    assert "launch()" in box[0].source


def test_the_benchmark_has_a_row_for_it(machine):
    contender = CONTENDERS["tinygrad_lr CUDA compile"]
    assert contender.absent() is None
    assert [name for name in WORKLOADS if not contender.takes(WORKLOADS[name])] == ["W6"]
    assert gate.Reference(WORKLOADS["W1"], make(WORKLOADS["W1"])).off(contender) <= gate.BOUND


OPTIONS = [
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    {"momentum": 0.9, "dampening": 0.5, "maximize": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_changing_batches_have_the_same_bits(options, machine):
    assert_same(2, lambda: Net(**options))


def by_hand(compiled):
    """The update written out, the gradients accumulated and then zeroed; parameters passed as arguments."""
    tg.manual_seed(0)
    w, b = tg.randn(3, 2).cuda().requires_grad_(), tg.zeros(2, device="cuda", requires_grad=True)

    def step(w, b, batch, *, lr):
        x, y = batch["x"], batch["y"]
        loss = ((x @ w + b - y) ** 2).mean()
        loss.backward()
        with tg.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            w.grad.zero_()
            b.grad.zero_()
        return [loss, {"again": loss.detach(), "w": w, "lr": lr}]

    step = tg.compile(step) if compiled else step
    found = [step(w, b, {"x": x, "y": y}, lr=0.1) for x, y in batches()]
    assert all(more["w"] is w and more["again"]._data is loss._data and loss.grad_fn for loss, more in found)
    left = [(bits(t), bits(t.grad), t._version, t.grad._version) for t in (w, b)]
    return [(bits(loss), bits(more["again"]), more["lr"]) for loss, more in found], left


def test_an_update_by_hand_has_the_same_bits(machine):
    assert by_hand(True) == by_hand(False)


def test_gradients_that_add_up_have_the_same_bits(machine):
    def accumulated(compiled):
        net = Net()

        def step(x, y):
            F.mse_loss(net.model(x), y).backward()

        step = tg.compile(step) if compiled else step
        for batch in batches():
            step(*batch)
        return net.left(), [p.grad._version for p in net.model.parameters()]

    assert accumulated(True) == accumulated(False)


def test_what_is_handed_out_is_nobody_elses(machine):
    net = Net()
    step, kept = tg.compile(net.step), []
    for batch in batches(6):
        loss = step(*batch)
        kept.append((loss, bits(loss), net.model[0].weight.grad, bits(net.model[0].weight.grad)))
    assert all((bits(loss), bits(grad)) == (was, grad_was) for loss, was, grad, grad_was in kept)
    assert len({was for _, was, _, _ in kept}) == 6


class Running(tg.nn.Module):
    """Subtracts the running mean of what it is given."""

    def __init__(self):
        super().__init__()
        self.linear = tg.nn.Linear(3, 4)
        self.register_buffer("mean", tg.zeros(4))

    def forward(self, x):
        x = self.linear(x)
        if self.training:
            self.mean.mul_(0.9).add_(x.mean(0), alpha=0.1)
        return x - self.mean


def test_a_gradient_may_be_an_argument(machine):
    def run(compiled):
        net = Net()

        def step(x, y):
            net.model[2].bias.grad = y
            net.optimizer.step()

        step, given = (tg.compile(step) if compiled else step), [y[0] for _, y in batches()]
        for y in given:
            step(None, y)
            assert net.model[2].bias.grad is y
        return net.left(), [bits(y) for y in given]

    assert run(True) == run(False)


def test_buffers_change_in_place_and_modules_are_compiled(machine):
    def run(compiled):
        tg.manual_seed(0)
        model = Running().cuda()
        call = tg.compile(model) if compiled else model
        with tg.no_grad():
            outs = [bits(call(x)) for x, _ in batches(4)]
            model.eval()
            outs += [bits(call(x)) for x, _ in batches(4)]
        return outs, [(bits(b), b._version) for b in model.buffers()], getattr(call, "recordings", 3)

    assert run(True) == run(False)


def test_arguments_come_back_as_they_were_passed(machine):
    step = tg.compile(lambda x, *more, same=None: (x, [more[0], same], x + more[0], more[1:]))
    for x, y in batches(4):
        a, (b, c), total, rest = step(x, x, y, 3, same=y)
        assert a is b is x
        assert c is rest[0] is y
        assert rest[1] == 3
        assert total.tolist() == (x + x).tolist()
    assert step.recordings == 2
    x, y = batches(1)[0]
    assert step(x, x + 1, y, 3, same=y)[2].tolist() == (x + (x + 1)).tolist()  # no longer the same one twice
    assert step.recordings == 3


def test_a_compiled_step_inside_of_another_has_the_same_bits(machine):
    def run(compiled):
        net = Net()
        inner = tg.compile(net.step) if compiled else net.step
        outer = tg.compile(lambda x, y: inner(x, y) * 2) if compiled else lambda x, y: inner(x, y) * 2
        return [bits(outer(x, y)) for x, y in batches(6)], net.left()

    assert run(True) == run(False)


def test_the_first_batch_is_let_go(machine):
    step, ((x, _), (again, _), (third, _)) = tg.compile(lambda x: x * 2), batches(3)
    step(x)
    step(again)
    gone = weakref.ref(again)
    del again
    step(third)
    assert gone() is None


def test_results_are_laid_out_as_the_engines(machine):
    step, x = tg.compile(lambda x: (x.T * 2, x.T.exp().sum(0))), batches(1)[0][0]
    for _ in range(3):
        assert [t.stride() for t in step(x)] == [(1, 3), (1,)]


# -- guards ------------------------------------------------------------------------------------------------------------


def each(n, does):
    """`does(net)` before call number n."""
    return lambda i, net: does(net) if i == n else None


def set_rate(net):
    net.optimizer.param_groups[0]["lr"] = 0.02


def set_memory(net):
    net.model[0].weight.data = net.model[0].weight.data * 0.5


def set_parameter(net):
    net.model[0].bias = tg.nn.Parameter(tg.ones(4, device="cuda"))


def freeze(net):
    net.model[0].weight.requires_grad_(False)


def mend_and_break(net):
    freeze(net)
    net.model[0].weight.requires_grad_(True)


def load(net):
    net.model.load_state_dict({name: t * 0.9 for name, t in net.model.state_dict().items()})


CHANGES = [
    (set_rate, 3), (set_memory, 3), (set_parameter, 4), (freeze, 3), (mend_and_break, 2), (load, 2),
]  # fmt: skip


@pytest.mark.parametrize(("change", "recordings"), CHANGES, ids=lambda x: getattr(x, "__name__", x))
def test_what_changes_between_calls_is_seen(change, recordings, machine):
    assert_same(recordings, change=each(5, change))


def test_a_rate_that_changes_in_each_call_is_captured_in_each(machine):
    def decay(i, net):
        net.optimizer.param_groups[0]["lr"] = 0.1 / (1 + i)

    assert_same(10, change=decay)


def test_shapes_and_dtypes_are_captured_apart_and_kept(machine):
    def given():
        return [batch for pair in zip(batches(4, 5), batches(4, 7)) for batch in pair]

    assert_same(3, given=given)
    step = tg.compile(lambda x: (x * 2).sum())
    for d in (tg.float32, tg.float64, tg.int64, tg.float64):
        assert step(tg.arange(4, device="cuda").to(d)).tolist() == 12
    assert step.recordings == 3


def test_views_and_other_layouts_are_copied_in(machine):
    x = tg.arange(24.0).reshape(4, 6).cuda()
    step = tg.compile(lambda x: x * 2)
    for part in (x[:2, :2], x[1:3, :2], x.T[:2, :2], x[2:, ::4]):
        assert step(part).tolist() == (part * 2).tolist()
    assert step.recordings == 2


def test_python_arguments_and_the_grad_mode_are_guarded(machine):
    net = Net()

    def step(x, double):
        out = net.model(x).sum() * (2 if double else 1)
        if tg.is_grad_enabled():
            out.backward()
        return out

    compiled, (x, _) = tg.compile(step), batches(1)[0]
    for double in (True, True, False, False, True):
        assert bits(compiled(x, double)) == bits(step(x, double))
        net.optimizer.zero_grad()
    assert compiled.recordings == 3
    with tg.no_grad():
        assert compiled(x, True).grad_fn is None
    assert compiled.recordings == 4


def test_an_argument_that_the_step_would_change_through_a_parameter_is_seen(machine):
    net = Net()
    step = tg.compile(net.step)
    for x, y in batches(3):
        step(x, y)
    recordings = step.recordings
    step(net.model[0].weight.detach(), tg.zeros(4, 2, device="cuda"))
    step(net.model[0].weight.detach(), tg.zeros(4, 2, device="cuda"))
    assert step.recordings == recordings + 2  # never replayed


def test_another_device_is_another_graph():
    with counterfeit.device(devices=2):
        step, x = tg.compile(lambda x: x * 2), tg.ones(2, device="cuda")
        for _ in range(3):
            step(x)
        assert step.recordings == 2
        tg.cuda.set_device(1)
        try:
            step(x)
        finally:
            tg.cuda.set_device(0)
        assert step.recordings == 3


# -- what is refused, after the step has run once ----------------------------------------------------------------------


def item(net, x, y):
    return net.step(x, y).item()


def printing(net, x, y):
    return str(net.step(x, y))


def deciding(net, x, y):
    return 1 if net.step(x, y) > 0 else 0


def random(net, x, y):
    return net.step(F.dropout(x, 0.5), y)


def numbers(net, x, y):
    return net.step(x * tg.tensor([1.0, 2.0, 3.0], device="cuda"), y)


def moving(net, x, y):
    return net.step(x.cpu().cuda(), y)


def indexing(net, x, y):
    return net.step(x[[0, 1, 2, 2, 1]], y)


def waiting(net, x, y):
    loss = net.step(x, y)
    tg.cuda.synchronize()
    return loss


def writing(net, x, y):
    x.mul_(2)
    return net.step(x, y)


def keeping(net, x, y):
    net.kept = net.step(x, y)


def viewing(net, x, y):
    net.step(x, y)
    return (x * 2)[0]


def leaving(net, x, y):
    net.step(x, y)
    return F.mse_loss(net.model(x), y)


REFUSED = [
    (item, "cannot be captured: .*not permitted when stream is capturing"),
    (deciding, "cannot be captured: .*not permitted when stream is capturing"),
    (waiting, "cannot be captured: .*not permitted when stream is capturing"),
    (moving, "cannot be captured: .*not permitted when stream is capturing"),
    (printing, "to decide, to index or to show something"),
    (random, "must not draw random numbers"),
    (numbers, r"on CUDA a step must keep to the device, and test_cuda_graph\.py:\d+ uses the CPU's memory"),
    (indexing, r"on CUDA a step must keep to the device, and test_cuda_graph\.py:\d+ uses the CPU's memory"),
    (writing, "must not change its arguments"),
    (keeping, "outlives the step"),
    (viewing, "must not return a view"),
    (leaving, r"must call backward\(\) itself"),
]


@pytest.mark.parametrize(("does", "words"), REFUSED, ids=lambda x: getattr(x, "__name__", ""))
def test_what_cannot_be_captured_is_refused_and_has_run_once(does, words, machine):
    nets = Net(momentum=0.9), Net(momentum=0.9)
    step = tg.compile(lambda x, y: does(nets[0], x, y))
    for i, ((x, y), (x2, y2)) in enumerate(zip(batches(3), batches(3))):
        tg.manual_seed(i)
        with (
            pytest.raises(NotImplementedError, match=rf"^compile\(\): [^\n]*{words}[^\n]*$")
            if i
            else contextlib.nullcontext()
        ):
            step(x, y)
        tg.manual_seed(i)
        does(nets[1], x2, y2)
        assert bits(x) == bits(x2)
        assert nets[0].left() == nets[1].left()


def test_adam_counts_on_the_cpu_and_is_refused(machine):
    nets = Net("Adam"), Net("Adam")
    step = tg.compile(nets[0].step)
    for i, batch in enumerate(batches(3)):
        words = r"^compile\(\): on CUDA a step must keep to the device, and Adam\.\w+ uses the CPU's memory$"
        with pytest.raises(NotImplementedError, match=words) if i else contextlib.nullcontext():
            step(*batch)
        nets[1].step(*batch)
        assert nets[0].left() == nets[1].left()


def test_large_products_are_left_to_cublas(machine, monkeypatch):
    monkeypatch.setattr(*owner_of(names.CUDA_MOST_PRODUCTS), 10)
    step = tg.compile(lambda a, b: a @ b)
    a = tg.ones(4, 4, device="cuda")
    step(a, a)
    with pytest.raises(NotImplementedError, match=r"\[4, 4\] @ \[4, 4\] is for cuBLAS"):
        step(a, a)


def test_a_tensor_that_is_hidden_is_refused(machine):
    hidden = {"a": {"b": {"c": {"d": tg.ones(2, device="cuda")}}}}
    with pytest.raises(NotImplementedError, match="where compile did not see it: pass it as an argument"):
        tg.compile(lambda: hidden["a"]["b"]["c"]["d"] * 2)()


def test_other_threads_go_on_as_ever(machine):
    """While one captures, another multiplies, indexes by a list and brings tensors to the device."""
    a, found = tg.ones(2, 2, device="cuda"), []

    def elsewhere():
        found.append((tg.ones(1, device="cuda") + 1).item() + (a @ a)[[0, 1]].sum().item())

    def in_a_thread():
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()

    def step(x):
        x = x + 0
        return x * 2

    run = tg.compile(step)
    assert [midway(lambda: run(a), in_a_thread).tolist() for _ in range(2)] == [[[2, 2], [2, 2]]] * 2
    assert run(a).tolist() == [[2, 2], [2, 2]]
    assert found == [10, 10]


def test_other_backends_are_refused(machine):
    with pytest.raises(NotImplementedError, match="backend='numba'"):
        tg.compile(lambda x: x * 2, backend="numba")(tg.ones(2, device="cuda"))


def test_an_error_of_the_step_is_its_own(machine):
    step = tg.compile(lambda x: x.sum() if len(x) == 2 else x + tg.ones(7, device="cuda"))
    step(tg.ones(2, device="cuda"))
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"^The size of tensor a \(3\) must match"):
            step(tg.ones(3, device="cuda"))


def test_where_memory_runs_out_in_a_capture_the_step_has_run_once(machine, monkeypatch):
    """At whichever allocation."""
    expected, _ = trained(False)
    capture, refused = backend_cuda.CudaGraph.capture, 0

    def short_of_memory(self):
        machine.room = refused
        try:
            return capture(self)
        finally:
            machine.room = None

    monkeypatch.setattr(*owner_of(names.CUDA_GRAPH_CAPTURE), short_of_memory)
    while True:
        net = Net()
        step, losses = tg.compile(net.step), []
        told = []
        for i, batch in enumerate(batches()):
            try:
                losses.append(bits(step(*batch)))
            except NotImplementedError as error:
                told.append(str(error))
                losses.append(expected[0][i])
        assert all(re.match(r"compile\(\): the step cannot be captured: CUDA out of memory[^\n]*$", t) for t in told)
        assert (losses, net.left()) == expected
        if step.recordings == 2:
            break
        refused += 1
    assert refused > 5


# -- faults that must be seen ------------------------------------------------------------------------------------------


def without(monkeypatch, pattern):
    """Leave lines out of what is replayed."""
    text = backend_cuda.CudaGraph.text

    def less(self, *args):
        full = text(self, *args)
        found = re.sub(pattern, "    pass\n", full, count=1, flags=re.MULTILINE)
        assert found != full
        return found

    monkeypatch.setattr(*owner_of(names.CUDA_GRAPH_TEXT), less)


@pytest.mark.parametrize(
    "line",
    [
        r"^    load\(.*\n",
        r"^    launch\(\)\n",
        r"^    \S*_counter\[0\] \+= 1\n",
        r"^    \S*weight_tensor\._grad = .*\n",
    ],
)
def test_a_line_that_is_missing_is_seen(line, machine, monkeypatch):
    expected, _ = trained(False)
    without(monkeypatch, line)
    assert trained(True)[0] != expected


def test_results_in_the_memory_of_the_graph_are_seen(machine, monkeypatch):
    expected, _ = trained(False)
    monkeypatch.setattr(*owner_of(names.CUDA_COPIED), lambda array: array)
    assert trained(True)[0] != expected


def test_memory_of_the_default_pool_is_seen(machine, monkeypatch):
    step, x = tg.compile(lambda x: x * 2), tg.ones(2, device="cuda")
    step(x)
    monkeypatch.setattr(sys.modules["cupy"].cuda, "using_allocator", lambda allocator: contextlib.nullcontext())
    with pytest.raises(NotImplementedError, match="memory of the default pool"):
        step(x)


# -- the counterfeit ---------------------------------------------------------------------------------------------------


def test_a_counterfeit_stream_captures(machine):
    cp = sys.modules["cupy"]
    a, stream, pool = cp.asarray(np.arange(3.0)), cp.cuda.Stream(non_blocking=True), cp.cuda.MemoryPool()
    with stream, cp.cuda.using_allocator(pool.malloc):
        stream.begin_capture()
        b = a + 1
        a += b
        c = a.copy()[1:]
        c[...] = 9
        graph = stream.end_capture()
    assert a.get().tolist() == [0, 1, 2]
    assert b.get().tolist() == [77, 77, 77]
    graph.launch()
    assert (a.get().tolist(), b.get().tolist(), c.get().tolist()) == ([1, 3, 5], [1, 2, 3], [9, 9])
    graph.launch()
    assert (a.get().tolist(), b.get().tolist()) == ([3, 7, 11], [2, 4, 6])


SPOILS = [
    lambda cp, a: a.get(),
    lambda cp, a: a.item(),
    lambda cp, a: bool(a),
    lambda cp, a: cp.asarray(np.ones(1)),
    lambda cp, a: cp.cuda.Device().synchronize(),
]


@pytest.mark.parametrize("does", SPOILS)
def test_a_counterfeit_stream_refuses_what_cuda_refuses(does, machine):
    cp = sys.modules["cupy"]
    a, stream, pool = cp.asarray(np.ones((1, 1))), cp.cuda.Stream(non_blocking=True), cp.cuda.MemoryPool()
    with stream, cp.cuda.using_allocator(pool.malloc):
        stream.begin_capture()
        with pytest.raises(RuntimeError, match="not permitted when stream is capturing"):
            does(cp, a)
        with pytest.raises(RuntimeError, match="Invalidated"):
            stream.end_capture()
        stream.begin_capture()
        with pytest.raises(NotImplementedError, match="cuBLAS"):
            a.dot(a)
        stream.end_capture()
    does(cp, a)
    with pytest.raises(RuntimeError, match="Implicit"):
        cp.cuda.Stream().begin_capture()


real = pytest.mark.skipif(not tg.cuda.is_available(), reason="needs a CUDA device")


@pytest.mark.gpu
@real
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_on_a_real_device(options):
    """Within rounding: cuBLAS and the kernel that stands in for it add in different orders."""
    (expected, _), _ = trained(False, Net(**options))
    (found, _), recordings = trained(True, Net(**options))
    assert recordings == 2
    for (a, *_), (b, *_) in zip(found, expected, strict=True):
        np.testing.assert_allclose(np.frombuffer(a, np.float32), np.frombuffer(b, np.float32), rtol=1e-4)


@pytest.mark.gpu
@real
@pytest.mark.parametrize("name", SMALL)
def test_workloads_on_a_real_device(name):
    contender = CONTENDERS["tinygrad_lr CUDA compile"]
    assert gate.Reference(WORKLOADS[name], make(WORKLOADS[name])).off(contender) <= gate.BOUND
