"""What is fused for machine code, as plain Python on small arrays, held against the engine; and the faults that are found so."""

import copy
import itertools
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

import tinygrad_lr as fw
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.kernels import in_python
from tests.helpers.songs_step import songs
from tinygrad_lr.tools.compile import fuse
from tinygrad_lr.tools.compile.fuse import blas, plan, rows

nn, F = fw.nn, fw.nn.functional
ACTIVATIONS = [
    nn.ReLU, nn.Tanh, nn.Sigmoid, nn.LeakyReLU, nn.Identity, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus,
    nn.Softsign, nn.Hardtanh, nn.ReLU6, nn.Hardsigmoid, nn.Hardswish, nn.LogSigmoid, nn.Tanhshrink, nn.Hardshrink, nn.Softshrink,
    nn.PReLU, nn.Dropout, lambda: nn.Softmax(1), lambda: nn.LogSoftmax(1), lambda: nn.GELU("tanh"), lambda: Normed(),
]  # fmt: skip


COMPILE = getattr(*owner_of(names.KERNEL_COMPILE))


class Normed(nn.Module):
    """A layer norm of whatever width."""

    def forward(self, x):
        return F.layer_norm(x, x.shape[1:])


def classes(y):
    """Each row's class."""
    return (y[:, 0] * 10).abs().long() % y.shape[1]


LOSSES = {
    "mean of squares": fw.nn.MSELoss(),
    "sum of squares": fw.nn.MSELoss(reduction="sum"),
    "mean of distances": fw.nn.L1Loss(),
    "by hand": lambda out, y: ((out - y) ** 2).mean(),
    "weighted": lambda out, y: ((out - y) * (out - y) * y.abs()).sum() / 3,
    "over columns": lambda out, y: ((out - y) ** 2).sum(1).mean(),
    "over rows": lambda out, y: ((out - y) ** 2).sum(0).sum(),
    "with a penalty": lambda out, y: (out - y).pow(2).mean() + (out * 0.1).sum() * 0.5,
    "by its columns": lambda out, y: ((out - y) * (out - y).sum(0)).mean(),
    "of a column": lambda out, y: ((out - y[:, -1:]) ** 2).mean(),
    "smooth": nn.SmoothL1Loss(beta=0.5),
    "of Huber": nn.HuberLoss(reduction="sum"),
    "of logits": lambda out, y: F.binary_cross_entropy_with_logits(out, y.sigmoid(), pos_weight=y[0].abs() + 0.5),
    "of odds": lambda out, y: F.binary_cross_entropy(out.sigmoid(), y.sigmoid()),
    "of distributions": lambda out, y: F.cross_entropy(out, y.softmax(1)),
    "of classes": lambda out, y: F.cross_entropy(out, (y[:, 0] * 0).long()),
    "weights of rows": lambda out, y: F.mse_loss(out, y, weight=y.abs().detach()),
    "without reduction": lambda out, y: nn.MSELoss(reduction="none")(out, y).mean(),
    "a norm": lambda out, y: (out - y).norm(),
    "a spread": lambda out, y: (out - y).pow(2).mean() + out.var(),
    "the largest": lambda out, y: ((out - y) ** 2).amax(1).mean() + out.max() * 0.1,
    "side by side": lambda out, y: (fw.cat([out, out * 2], 1) - fw.cat([y, y], 1)).pow(2).mean(),
    "turned over": lambda out, y: ((out - y).reshape(y.shape[::-1]) * y.T).pow(2).mean(),
    "of a constant": lambda out, y: ((out - y) ** 2).mean() * fw.ones(3).sum(),
    "of itself": lambda out, y: ((out - y) * (out - y).mean()).sum(),  # a sum over all rows is needed by each
}
OPTIMIZERS = {
    "SGD": lambda p: fw.optim.SGD(p, lr=0.1),
    "momentum": lambda p: fw.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.1),
    "Nesterov": lambda p: fw.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "ascent": lambda p: fw.optim.SGD(p, lr=1e-3, maximize=True, dampening=0.1, momentum=0.5),
    "Adam": lambda p: fw.optim.Adam(p, lr=0.1),
    "amsgrad": lambda p: fw.optim.Adam(p, lr=0.1, amsgrad=True, weight_decay=0.1),
    "AdamW": lambda p: fw.optim.AdamW(p, lr=0.1),
    "Adagrad": lambda p: fw.optim.Adagrad(p, lr=0.1),
    "Adadelta": lambda p: fw.optim.Adadelta(p, lr=0.5),
    "Adamax": lambda p: fw.optim.Adamax(p, lr=0.1),
    "Rprop": lambda p: fw.optim.Rprop(p, lr=0.01),
    "RMSprop": lambda p: fw.optim.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    "by hand": None,
}


@pytest.fixture(autouse=True)
def plain_and_small(monkeypatch):
    """No compiler; and what is done for large arrays is done for small ones."""
    monkeypatch.setattr(*owner_of(names.KERNEL_COMPILE), in_python)
    monkeypatch.setattr(rows, "BLOCK", 3)
    monkeypatch.setattr(blas, "LARGE", 12)
    monkeypatch.setattr(blas, "THIN", 2)


@pytest.fixture
def compiled(monkeypatch, plain_and_small):
    """Numba after all."""
    monkeypatch.setattr(*owner_of(names.KERNEL_COMPILE), COMPILE)


@st.composite
def worlds(draw):
    """A model, what it learns, and how: by what it is made of."""
    n = draw(st.sampled_from([2, 3, 4, 5, 7]))
    return dict(
        n=n, features=draw(st.integers(1, 4)), hidden=draw(st.sampled_from([0, 1, 3, 40])), outputs=draw(st.integers(1, 3)),
        activation=draw(st.sampled_from(ACTIVATIONS)), loss=draw(st.sampled_from(sorted(LOSSES))),
        optimizer=draw(st.sampled_from(sorted(OPTIMIZERS))), dtype=draw(st.sampled_from([fw.float32, fw.float64])),
        clip=draw(st.booleans()), transposed=draw(st.booleans()), bias=draw(st.booleans()), seed=draw(st.integers(0, 99)),
    )  # fmt: skip


def build(world):
    """The step, its arguments, and what it changes."""
    fw.manual_seed(world["seed"])
    sizes, dtype = (
        [world["features"], *([world["hidden"]] if world["hidden"] else []), world["outputs"]],
        world["dtype"],
    )
    layers = []
    for a, b in itertools.pairwise(sizes):
        layers += [fw.nn.Linear(a, b, bias=world["bias"], dtype=dtype), world["activation"]().to(dtype)]
    net = fw.nn.Sequential(*layers)
    params = list(net.parameters())
    by_hand = OPTIMIZERS[world["optimizer"]] is None
    optimizer = fw.optim.SGD(params, lr=0.1) if by_hand else OPTIMIZERS[world["optimizer"]](params)
    clip, early = world.get("clip", False), world.get("early", False)
    criterion, shape = LOSSES[world["loss"]], (world["n"], world["features"])
    scale = fw.rand(world["outputs"], dtype=dtype) + 0.5
    x = fw.randn(*shape[::-1], dtype=dtype).T if world["transposed"] else fw.randn(*shape, dtype=dtype)
    y = fw.randn(world["n"], world["outputs"], dtype=dtype)

    def step(x, y):
        out = net(x) + scale
        if early:
            scale.mul_(0.9)
        loss = criterion(out, y)
        optimizer.zero_grad()
        loss.backward()
        if not early:
            scale.mul_(0.9)
        if clip:
            fw.nn.utils.clip_grad_norm_(params, 0.5)
        if by_hand:
            with fw.no_grad():
                for p in params:
                    p -= 0.05 * p.grad
        else:
            optimizer.step()
        return loss.detach()

    return step, x, y, params


def seen(world, machine, counts=(1, 1, 1, 2, 9)):
    step, x, y, params = build(world)
    run = fw.compile(step, backend="numba") if machine else step
    found = []
    for count in counts:
        loss = run.repeat(count, x, y) if machine else [step(x, y) for _ in range(count)][-1]
        found += [
            loss.numpy().copy(),
            *(p.detach().numpy().copy() for p in params),
            *(p.grad.numpy().copy() for p in params),
        ]
    return found, run


def agree(world):
    expected, _ = seen(world, False)
    tiny = 1e-12 if world["dtype"] is fw.float64 else 1e-5
    if not all(
        np.isfinite(a).all() and np.abs(a).max() < 1e4 and not ((np.abs(a) > 0) & (np.abs(a) < tiny)).any()
        for a in expected
    ):
        raise UnsatisfiedAssumption  # it runs away, or an optimizer divides rounding by rounding
    found, _ = seen(world, True)
    exact = dict(rtol=1e-9, atol=1e-11) if world["dtype"] is fw.float64 else dict(rtol=2e-3, atol=2e-4)
    for mine, theirs in zip(found, expected):
        np.testing.assert_allclose(mine, theirs, **exact)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(worlds())
def test_fused_steps_are_the_engines(world):
    agree(world)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, derandomize=True)
@given(worlds())
def test_many_fused_steps_are_the_engines(world):
    agree(world)


@pytest.mark.soak
@settings(max_examples=2000, deadline=None)
@given(worlds())
def test_very_many_fused_steps_are_the_engines(world):
    agree(world)


def of_seed(number):
    """A world of the same kinds, by a number."""
    r = random.Random(number)
    return dict(
        n=r.choice([2, 3, 4, 5, 7]), features=r.randint(1, 4), hidden=r.choice([0, 1, 3, 40]), outputs=r.randint(1, 3),
        activation=r.choice(ACTIVATIONS), loss=r.choice(sorted(LOSSES)), optimizer=r.choice(sorted(OPTIMIZERS)),
        dtype=r.choice([fw.float32, fw.float64]), clip=r.random() < 0.3, transposed=r.random() < 0.5, bias=r.random() < 0.5,
        seed=number,
    )  # fmt: skip


def compiled_agree(numbers):
    """Worlds through numba."""
    pytest.importorskip("numba", reason="numba is not installed")
    found = []
    for number in numbers:
        try:
            agree(of_seed(number))
        except UnsatisfiedAssumption:
            continue
        except AssertionError as error:
            found.append((number, str(error)))
    assert found == []


@pytest.mark.slow
def test_fused_steps_through_numba_are_the_engines(compiled):
    compiled_agree(range(20))


@pytest.mark.soak
def test_many_fused_steps_through_numba_are_the_engines(compiled):
    compiled_agree(range(20, 2020))


FIXED = dict(
    n=7, features=3, hidden=0, outputs=2, activation=fw.nn.ReLU, loss="mean of squares", optimizer="SGD", dtype=fw.float64,
    transposed=False, bias=True, seed=1,
)  # fmt: skip
WIDE = {**FIXED, "hidden": 40}


def sums_of(world):
    _, run = seen(world, True, (1, 1, 1))
    return run.source


def test_a_linear_step_is_one_loop_over_the_rows():
    source = sums_of({**FIXED, "activation": fw.nn.Identity, "loss": "by hand"})
    kernel = source[: source.index("def by_columns")]
    assert kernel.count("range(min(3, 7 - block * 3))") == 1
    assert "out = net(x) + scale" in kernel
    assert "loss.backward()" in kernel


def test_the_page_shows_what_is_made(monkeypatch):
    """docs/compile.md has the loop of the songs, without columns 2 to 11."""
    monkeypatch.setattr(*owner_of(names.FUSE_BLOCK), 1 << 11)
    step, x, y = songs()
    run = fw.compile(step, backend="numba")
    run(x, y)
    page = (Path(__file__).parents[2] / "docs" / "compile.md").read_text(encoding="utf-8")
    block = next(part for part in page.split("```") if "songs_step.py" in part)
    shown, made = ([re.sub(r"py:\d+", "py", line) for line in text.splitlines()] for text in (block, run.source))
    assert [line for line in shown[1:] if line not in made and not line.strip().startswith("t9 = x")] == []


def test_a_large_product_is_blas():
    if fuse.gemm("float64") is None:
        pytest.skip("NumPy's BLAS is not found here")
    assert "float64_gemm(101, " in sums_of(WIDE)


def test_the_parts_keep_what_needs_all_rows_apart():
    """A sum that each row needs makes two loops of one."""
    source = sums_of({**FIXED, "loss": "of itself"})
    kernel = source[: source.index("def by_columns")]
    assert kernel.count("for row") + kernel.count("for place") >= 2


BREAKS = {
    "a sum that is not awaited": (FIXED | {"loss": "by its columns"}, names.FUSE_PLAN, "how == 'row' if odd else how == ''", "True"),
    "a change before what reads it": (FIXED | {"early": True}, names.FUSE_PLAN, "at + (at % 2 != odd or (kind == 'sum' and root in made))", "0"),
    "sums that are not added up": (FIXED, names.FUSE_GROWN, "{name} += {expression}", "{name} = {expression}"),
    "blocks that are not added up": (FIXED, names.FUSE_TEXT, "self.grown(name, name, ", "name + ' = ' + (lambda *a: a[-1])(name, name, "),
    "another column": (FIXED | {"loss": "of a column"}, names.FUSE_KEY, "value.pointer - base.pointer + ", ""),
    "rows laid out otherwise": (FIXED, names.FUSE_BY_COLUMNS, "offset // item * n", "0"),
    "a choice the other way round": (WIDE, names.FUSE_CHOICE, "(integer.args[0], out.dtype.type(0), x)", "(integer.args[0], x, x)"),
    "a matrix transposed": (WIDE, names.FUSE_LAYOUT, "return (TRANSPOSED,", "return (AS_IS,"),
    "a nest that reads its own sum": (WIDE | {"loss": "by its columns", "outputs": 40}, names.FUSE_TAKES, "x.root in self.summed or", ""),
    "pieces that lie elsewhere": (WIDE | {"dtype": fw.float32}, names.FUSE_PIECES, "result.append(piece)", "result[:] = [piece]"),
    "the smallest for the largest": (FIXED | {"loss": "the largest"}, names.FUSE_REDUCTIONS, "call.name]", "call.name.replace('max', 'min')]"),
    "the place beside": (FIXED | {"loss": "of classes"}, names.FUSE_MASK, "np.arange(many)", "np.arange(many) + 1"),
    "side by side in one place": (FIXED | {"loss": "side by side"}, names.FUSE_JOINED, "place += ", "place += 0 * "),
    "a mean that is a sum": (FIXED | {"loss": "a spread", "activation": Normed}, names.FUSE_MEAN, "x.size // max(out.size, 1)", "1"),
    "rows and columns of one memory": (FIXED | {"n": 3, "loss": "turned over"}, names.FUSE_AXIS, "axis is not None and self.steps.get(value.root) == value.strides[axis]", "axis is not None"),
    "what is done once is left out": (FIXED | {"loss": "of a constant"}, names.FUSE_IN_EACH, "[*found, *schedule.each]", "schedule.each"),
    "a nest that forgets its memory": (WIDE, names.FUSE_ELEMENT, "target.lasting or target.root in self.outlive", "False"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_noticed(name):
    pytest.importorskip("mpmath", reason="parity judges by it")
    from parity.mutants import faults

    world, *fault = BREAKS[name]
    if fault[0] == names.FUSE_LAYOUT and fuse.gemm("float64") is None:
        pytest.skip("NumPy's BLAS is not found here")
    agree(copy.copy(world))
    with (
        faults.edited(*fault),
        pytest.raises((AssertionError, NameError, KeyError, IndexError, RuntimeWarning, NotImplementedError)),
    ):
        agree(copy.copy(world))


def test_rows_are_told_from_what_has_their_number_by_chance():
    """Where the model is as wide as there are rows, nothing is known of rows, and all goes the plain way."""
    agree({**FIXED, "n": 3, "hidden": 3, "outputs": 3})


assert plan.WIDE < 40  # so that `hidden` is drawn on both sides of it
