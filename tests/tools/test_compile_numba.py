"""A step as machine code: the numbers of the engine within rounding, many steps in one call, and clear refusals."""

import numpy as np
import pytest

import tinygrad_lr as fw
from benchmarks.workloads import WORKLOADS, make, train
from parity.mutants import names
from parity.mutants.names import owner_of

pytest.importorskip("numba", reason="numba is not installed")
STEPS = 20


def losses(workload, machine):
    """The loss after 1, 2 and 2 + STEPS steps, and after as many again."""
    box = []

    def both(step):
        box.append(fw.compile(step, backend="numba") if machine else fw.compile(step))
        return lambda x, y: box[0].repeat(box[1], x, y)

    runner = train(fw, workload, make(workload), compile=both)
    found = []
    for steps in (1, 1, STEPS, STEPS):
        box[1:] = [steps]
        found.append(runner.call().item())
    return np.array(found)


@pytest.mark.parametrize("name", ["W1", "W2", "W3", "W4", "W5", "W9"])
def test_workloads_agree_within_rounding(name):
    np.testing.assert_allclose(losses(WORKLOADS[name], True), losses(WORKLOADS[name], False), rtol=1e-5)


def model(machine, make_optimizer, activation=fw.nn.Tanh, dtype=fw.float32):
    fw.manual_seed(0)
    net = fw.nn.Sequential(fw.nn.Linear(3, 4, dtype=dtype), activation(), fw.nn.Linear(4, 2, dtype=dtype))
    optimizer = make_optimizer(net.parameters())
    x, y = fw.randn(6, 3, dtype=dtype), fw.randn(6, 2, dtype=dtype)

    def step(x, y):
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return fw.compile(step, backend="numba") if machine else step, net, optimizer, x, y


@pytest.mark.parametrize(
    ("make_optimizer", "activation"),
    [
        (lambda p: fw.optim.SGD(p, lr=0.1), fw.nn.Tanh),
        (lambda p: fw.optim.SGD(p, lr=0.1), fw.nn.ReLU),  # whose bits are taken as integers
        (lambda p: fw.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True), fw.nn.Sigmoid),
        (lambda p: fw.optim.NAdam(p, lr=0.1), fw.nn.Tanh),
        (lambda p: fw.optim.RAdam(p, lr=0.1), fw.nn.Tanh),
        (lambda p: fw.optim.ASGD(p, lr=0.1, t0=5), fw.nn.Tanh),
    ],
)
def test_models_agree_within_rounding(make_optimizer, activation):
    run, net, optimizer, x, y = model(True, make_optimizer, activation)
    step, expected, other, _, _ = model(False, make_optimizer, activation)
    for rate in (0.1, 0.05):
        optimizer.param_groups[0]["lr"] = other.param_groups[0]["lr"] = rate
        loss = run.repeat(STEPS, x, y)
        for _ in range(STEPS):
            wanted = step(x, y)
    assert loss.item() == pytest.approx(wanted.item(), rel=1e-5)
    for p, q in zip(net.parameters(), expected.parameters()):
        np.testing.assert_allclose(p.numpy(force=True), q.numpy(force=True), rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-3, atol=1e-6)
        assert p._version == q._version
    assert type(loss.grad_fn).__name__ == "MeanBackward0"
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


def test_rows_and_wide_layers_agree_within_rounding():
    """What `test_compile_fuse` plays in Python, as machine code: rows by blocks and by columns, nests, and BLAS."""
    for features, hidden in ((5, 0), (5, 8), (64, 96)):
        fw.manual_seed(0)
        x, y, found = fw.randn(3000, features), fw.randn(3000, 2), []
        for machine in (True, False):
            fw.manual_seed(1)
            wide = [fw.nn.Linear(features, hidden), fw.nn.ReLU()] if hidden else []
            net = fw.nn.Sequential(*wide, fw.nn.Linear(hidden or features, 2))
            optimizer = fw.optim.Adam(net.parameters(), lr=0.01)

            def step(x, y, net=net, optimizer=optimizer):
                loss = ((net(x) - y) ** 2).mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                return loss

            run = fw.compile(step, backend="numba" if machine else "numpy")
            found.append([run(x, y).item(), run(x, y).item(), run.repeat(9, x, y).item()])
        np.testing.assert_allclose(*found, rtol=1e-4)


def test_a_broken_kernel_would_be_seen():
    """The comparison bites: machine code with one sign turned trains to other losses."""
    run, _, _, x, y = model(True, lambda p: fw.optim.SGD(p, lr=0.1))
    step, *_ = model(False, lambda p: fw.optim.SGD(p, lr=0.1))
    run(x, y), step(x, y)
    recording = run.known[0]
    namespace = {"np": np}
    text = recording.source[: recording.source.index("\n\n\n")]
    exec(text.replace("+=", "-=", 1), namespace)
    recording.machine.plain = namespace["kernel"]
    assert run(x, y).item() != pytest.approx(step(x, y).item(), rel=1e-5)


def test_the_source_is_loops_over_numbers():
    run, _, _, x, y = model(True, lambda p: fw.optim.SGD(p, lr=0.1))
    run(x, y)
    assert "for at in range(count):" in run.source
    assert "# AddmmBackward0" in run.source


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lambda x: x.cumsum(0), r"numba cannot take cumsum\(\) of test_compile_numba.py:\d+ \(CumsumBackward0\)"),
        (lambda x: x.cumprod(0), r"numba cannot take cumprod\(\) of test_compile_numba.py:\d+ \(CumprodBackward0\)"),
        (lambda x: x.sum().item(), "Return the tensor"),
    ],
)
def test_what_numba_cannot_take_is_named(step, words):
    with pytest.raises(NotImplementedError, match=words):
        fw.compile(step, backend="numba")(fw.ones(3, requires_grad=True))


def test_what_numba_itself_refuses_is_told_with_the_line(monkeypatch):
    owner, name = owner_of(names.KERNEL_SYMBOLS)
    monkeypatch.setitem(getattr(owner, name), "add", "@")  # which numba has for matrices only
    run = fw.compile(lambda x: x + x, backend="numba")
    run(fw.ones(3))
    with pytest.raises(
        NotImplementedError, match=r"numba cannot take add\(\) of test_compile_numba.py:\d+ \(AddBackward0\)"
    ):
        run(fw.ones(3))


@pytest.mark.parametrize("step", [fw.relu, lambda x: (fw.relu(x), fw.relu(x - 1)), lambda x: fw.relu(x)[None] * 2])
def test_a_choice_may_be_what_is_returned(step):
    """ReLU's, which the engine makes by bits."""
    numbers = lambda found: [x.tolist() for x in (found if isinstance(found, tuple) else (found,))]
    x = fw.tensor([[1.5, -1.0], [-0.0, 2.5], [0.5, -3.0]])
    run = fw.compile(lambda x: step(x), backend="numba")
    for _ in range(3):
        assert numbers(run(x)) == numbers(step(x))


NARROW = {
    "products": lambda a, b: ((a * b) // 2, (a + b) // 3, (a * b) % 7, (a * b) > 50, -a // 2, (a * b).clamp(0, 50), (a * b).max()),
    "truths": lambda a, b: ((a > b) + (a > 2), ((a > b) + (a > 2)) * 2, (a > b) * a, ~(a > b), ((a > 2) + (b > 2)).sum()),
    "a product of matrices": lambda a, b: (a[:, None].expand(4, 2) @ b[:2, None] // 2, (a[:, None] * b) @ a // 2),
    "what is left over": lambda a, b: (a % b, fw.fmod(a, b), fw.fmod(-a, b), -a // b, a.sign()),
}  # fmt: skip


def same(found, expected):
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.dtype == theirs.dtype
        np.testing.assert_allclose(mine.numpy(), theirs.numpy(), rtol=1e-6)


@pytest.mark.parametrize("dtype", [fw.int8, fw.uint8, fw.int16, fw.int32, fw.int64, fw.float32])
@pytest.mark.parametrize("name", NARROW)
def test_numbers_are_of_their_dtypes_between_two_operations_too(name, dtype):
    run = fw.compile(lambda a, b: NARROW[name](a, b), backend="numba")
    smallest = fw.iinfo(dtype).min if not dtype.is_floating_point else -7
    a, b = fw.tensor([100, 120, 3, smallest], dtype=dtype), fw.tensor([100, 2, 5, 3], dtype=dtype)
    for _ in range(3):
        same(run(a, b), NARROW[name](a, b))


def test_divisions_by_zero_and_of_what_is_infinite():
    x = fw.tensor([-5.5, -3.0, -1.0, -0.0, 0.0, 0.5, 2.0, 5.0, fw.inf, -fw.inf, fw.nan])
    step = lambda x: (x // 3, x // -3, 7 // x, x // x.flip(0), x % 3, x // fw.inf, x // -fw.inf)
    run = fw.compile(lambda x, y: (*step(x)[:3], x // y, *step(x)[4:]), backend="numba")
    for _ in range(3):
        same(run(x, x.flip(0)), step(x))


def test_numbers_that_are_written_in_the_step():
    """Infinite ones, a few in a list, and tables that are the same in each step."""

    def step(x):
        return (
            *(x * k for k in (fw.inf, fw.tensor(0.3), fw.tensor([1.0, 2.0, 3.0]), fw.tensor(True), fw.arange(3))),
            fw.where(x > 1, x, -fw.inf), fw.full((3,), fw.nan) + x, fw.full((), fw.inf) + x, fw.eye(3) + x, fw.linspace(0, 1, 3) * x,
        )  # fmt: skip

    run = fw.compile(lambda x: step(x), backend="numba")
    for i in range(3):
        same(run(fw.tensor([1.0, 2.0, 3.0]) + i), step(fw.tensor([1.0, 2.0, 3.0]) + i))


@pytest.mark.parametrize("name", ["argmax", "argmin"])
def test_the_first_of_the_largest(name):
    x = fw.tensor([[1.0, 3.0, 3.0], [fw.nan, 5.0, fw.nan], [-1.0, fw.nan, -2.0], [2.0, 2.0, 2.0]])
    step = lambda x, y: (
        getattr(x, name)(1),
        getattr(x, name)(0, keepdim=True),
        (getattr(x, name)(-1) == y).sum(),
        x[0] * 1,
    )
    run = fw.compile(lambda x, y: step(x, y), backend="numba")
    for given in (x, -x, x.double(), (x.nan_to_num() * 2).long()):
        for _ in range(2):
            found, expected = run(given, fw.arange(4) % 3), step(given, fw.arange(4) % 3)
            assert [each.tolist() for each in found] == [each.tolist() for each in expected]


def test_a_loop_unrolled_by_python_is_refused():
    def loop(x):
        for _ in range(500):
            x = x * 1.5
        return x

    with pytest.raises(NotImplementedError, match=r"compile one step, and repeat\(\) it"):
        fw.compile(loop, backend="numba")(fw.ones(3))


def test_repeat_is_the_step_repeated():
    run, net, _, x, y = model(False, lambda p: fw.optim.SGD(p, lr=0.1))
    compiled = fw.compile(run)
    with pytest.raises(ValueError, match="at least 1"):
        compiled.repeat(0, x, y)
    loss = compiled.repeat(STEPS, x, y)
    step, other, _, _, _ = model(False, lambda p: fw.optim.SGD(p, lr=0.1))
    for _ in range(STEPS):
        wanted = step(x, y)
    assert loss.item() == wanted.item()
    assert all(bool((p == q).all()) for p, q in zip(net.parameters(), other.parameters()))
