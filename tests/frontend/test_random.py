"""Are random tensors torch's? Values, states, errors, gradients; pinned, and against the installed torch."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_lr as tg
from tests.helpers.paths import GOLDENS
from tests.helpers.random_table import CALLS, PROGRAMS, REFUSED, TENSORS, answer, evaluate, record
from tinygrad_lr import random
from tinygrad_lr.nn import init

GOLDEN = json.loads((GOLDENS / "rng.json").read_text())
RECORDS = {(r["seed"], r["step"], r["call"]): r for r in GOLDEN["calls"]}


@pytest.fixture(autouse=True)
def _restore_the_default_stream():
    with random.fork_rng():
        yield


# -- pinned results --------------------------------------------------------------------------------------


def replay(seed: int, texts: tuple) -> tuple[list, list]:
    tg.manual_seed(seed)
    computed, pinned = [], []
    for step, text in enumerate(texts):
        computed.append(record(evaluate(text, tg), tg.get_rng_state().numpy()))
        golden = RECORDS[seed, step, text]
        pinned.append({key: golden[key] for key in computed[-1]})
    return computed, pinned


@pytest.mark.parametrize("text", [*CALLS, *TENSORS])
def test_pinned_calls(text):
    for seed in [seed for seed, texts in PROGRAMS if texts == (text,)]:
        computed, pinned = replay(seed, (text,))
        assert computed == pinned


@pytest.mark.parametrize("program", [p for p in PROGRAMS if len(p[1]) > 1], ids=lambda p: str(p[0]))
def test_pinned_sequences(program):
    computed, pinned = replay(*program)
    assert computed == pinned


@pytest.mark.parametrize("text", REFUSED)
def test_refusals_in_torchs_words(text):
    (pinned,) = [r["answer"] for r in GOLDEN["refused"] if r["call"] == text]
    state = tg.get_rng_state()
    assert answer(text, tg) == pinned
    if "requires_grad=True)" not in text:  # refused last, in torch too
        assert np.array_equal(tg.get_rng_state(), state)  # nothing was taken from the stream


# -- streams and states ------------------------------------------------------------------------------------


def test_the_default_stream():
    assert tg.manual_seed(7) is tg.default_generator
    assert tg.initial_seed() == 7
    assert tg.manual_seed("3").initial_seed() == 3  # torch's function converts; a Generator's method does not
    assert tg.manual_seed(-1).initial_seed() == 2**64 - 1
    picked = tg.seed()
    assert tg.initial_seed() == picked
    with pytest.raises(TypeError, match=r"int\(\) argument"):
        tg.manual_seed(None)


def test_states_and_forks():
    tg.manual_seed(5)
    tg.randn(3)
    state = tg.get_rng_state()
    assert (state.dtype, state.shape) == (tg.uint8, (5056,))
    first = tg.randn(4)
    with random.fork_rng():
        inside = tg.randn(4)
    assert tg.equal(inside, tg.randn(4))
    with random.fork_rng(enabled=False):
        tg.rand(1)
    tg.set_rng_state(state)
    assert tg.equal(first, tg.randn(4))


def test_a_generator_of_ones_own():
    g = tg.Generator().manual_seed(3)
    assert g.device == tg.device("cpu")
    tg.manual_seed(3)
    before = tg.get_rng_state()
    mine = [tg.rand(2, generator=g), tg.randn(2, 3, generator=g), tg.randint(9, (2,), generator=g)]
    mine += [tg.randperm(5, generator=g), tg.empty(3).uniform_(1, 2, generator=g), tg.rand_like(mine[1], generator=g)]
    assert tg.equal(tg.get_rng_state(), before)
    default = [tg.rand(2), tg.randn(2, 3), tg.randint(9, (2,)), tg.randperm(5), tg.empty(3).uniform_(1, 2)]
    default.append(tg.rand_like(default[1]))
    for x, y in zip(mine, default, strict=True):
        assert tg.equal(x, y)
    assert tg.equal(g.get_state(), tg.get_rng_state())
    assert tg.equal(g.clone_state().get_state(), g.get_state())
    assert g.set_state(before) is g
    assert tg.equal(tg.rand(2, generator=g), mine[0])


def test_arguments():
    tg.manual_seed(0)
    x = tg.rand(2, 3)
    for same in (lambda: tg.rand((2, 3)), lambda: tg.rand([2, 3]), lambda: tg.rand(size=(2, 3), device="cpu")):
        tg.manual_seed(0)
        assert tg.equal(same(), x)
    assert tg.rand(()).shape == ()
    assert tg.rand(0, 3).shape == (0, 3)
    assert tg.rand(2, requires_grad=True).requires_grad
    assert tg.randint(5, size=(2,), dtype=tg.float32).dtype is tg.float32
    assert tg.randint(low=2, high=3, size=[2]).tolist() == [2, 2]
    assert tg.randint_like(tg.zeros(2), low=2, high=3).tolist() == [2.0, 2.0]
    for wrong in (lambda: tg.rand(), lambda: tg.normal(0, 1), lambda: tg.empty(2).random_(**{"from": 1})):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        tg.rand(2, device="cuda")


# -- in place, and in a graph ------------------------------------------------------------------------------


def test_a_leaf_is_filled_under_no_grad():
    w = tg.ones(3, requires_grad=True)
    with tg.no_grad():
        assert w.uniform_() is w
    assert (w.is_leaf, w.requires_grad, w._version) == (True, True, 1)
    x = tg.rand(3)
    assert x._version == 0
    x.normal_().random_(5).bernoulli_(0.5)
    assert x._version == 3


@pytest.mark.parametrize(
    ("draw", "name"),
    [
        (lambda x: (x * 2).uniform_(), "UniformBackward0"),
        (lambda x: (x * 2).normal_(), "NormalBackward0"),
        (lambda x: (x * 2).random_(), "RandomBackward2"),
        (lambda x: (x * 2).random_(5), "RandomBackward1"),
        (lambda x: (x * 2).random_(2, to=5), "RandomBackward0"),
        (lambda x: (x * 2).bernoulli_(0.5), "BernoulliBackward2"),
        (lambda x: tg.empty(3).bernoulli_(x / 2), "BernoulliBackward1"),
        (lambda x: tg.bernoulli(x / 2), "BernoulliBackward0"),
        (lambda x: tg.normal(x, 1.0), "NormalBackward1"),
        (lambda x: tg.normal(1.0, x), "NormalBackward2"),
        (lambda x: tg.normal(x, x), "NormalBackward3"),
    ],
)
def test_a_draw_passes_a_gradient_of_zero(draw, name):
    x = tg.ones(3, requires_grad=True)
    y = draw(x)
    assert type(y.grad_fn).__name__ == name
    (y * 3).sum().backward()
    assert x.grad.tolist() == [0, 0, 0]
    (g,) = tg.autograd.grad((draw(x) * x).sum(), x, create_graph=True)  # the draw is a constant here
    assert g.shape == x.shape


def test_a_view_is_redrawn_within_its_base():
    x = tg.ones(2, 3, requires_grad=True)
    y = x * 2
    y[0].uniform_()
    y.sum().backward()
    assert x.grad.tolist() == [[0, 0, 0], [2, 2, 2]]


def test_a_saved_value_that_is_redrawn_is_noticed():
    x, y = tg.ones(3, requires_grad=True), tg.ones(3)
    z = (x * y).sum()
    y.normal_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()


def test_memory_order():
    """A transposed tensor is filled as its memory lies, so it is the transpose of the plain one."""
    for draw in (lambda x: x.uniform_(), lambda x: x.random_(99), lambda x: x.bernoulli_(0.5)):
        tg.manual_seed(1)
        plain = draw(tg.empty(4, 5))
        tg.manual_seed(1)
        assert tg.equal(draw(tg.empty(4, 5).t()), plain.t())
    assert tg.rand_like(tg.empty(4, 5).t()).stride() == (1, 5)
    assert tg.rand_like(tg.empty(3, 1, 4).expand(3, 2, 4)).stride() == (8, 4, 1)


def test_default_dtype():
    tg.set_default_dtype(tg.float64)
    try:
        assert {tg.rand(2).dtype, tg.randn(2).dtype, tg.normal(0.0, 1.0, (2,)).dtype} == {tg.float64}
        assert tg.randint(5, (2,)).dtype is tg.int64
    finally:
        tg.set_default_dtype(tg.float32)


# -- initialisations -----------------------------------------------------------------------------------------


def test_inits_fill_leaves_and_return_them():
    w = tg.zeros(3, 4, requires_grad=True)
    names = "uniform_ normal_ ones_ zeros_ eye_ xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_"
    for fill in [getattr(init, name) for name in (*names.split(), "trunc_normal_")]:
        version = w._version
        assert fill(w) is w
        assert w.is_leaf
        assert w.requires_grad
        assert w._version > version
    assert init.constant_(w, 0.5) is w
    assert w.tolist() == [[0.5] * 4] * 3
    assert init.eye_(w).tolist() == np.eye(3, 4).tolist()


def test_gains_and_fans():
    assert init.calculate_gain("relu") == 2**0.5
    assert init.calculate_gain("tanh") == 5 / 3
    assert init.calculate_gain("selu") == 0.75
    assert init.calculate_gain("conv_transpose2d") == init.calculate_gain("sigmoid") == 1
    assert init.calculate_gain("leaky_relu", 1) == 1
    assert init.calculate_gain("leaky_relu") == (2 / (1 + 0.01**2)) ** 0.5
    assert init._calculate_fan_in_and_fan_out(tg.empty(5, 3, 2, 2)) == (12, 20)


def test_inits_that_warn_or_refuse():
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op"):
        init.kaiming_uniform_(tg.empty(0, 3))
    with pytest.warns(UserWarning, match="mean is more than 2 std"), pytest.raises(NotImplementedError):
        init.trunc_normal_(tg.empty(3), mean=9.0)
    x = init.trunc_normal_(tg.empty(500), 0.0, 1.0, -0.6, 0.7)
    assert -0.6 <= x.min().item() < x.max().item() <= 0.7


# -- the installed torch -------------------------------------------------------------------------------------


@pytest.mark.torch
@pytest.mark.parametrize("text", REFUSED)
def test_the_installed_torch_says_the_same(text):
    torch = pytest.importorskip("torch")
    assert answer(text, torch) == answer(text, tg)


SHAPES = st.lists(st.integers(0, 6), min_size=0, max_size=4)
FILLS = st.sampled_from(
    [
        "x.uniform_()",
        "x.uniform_(-1.7, 3.1)",
        "x.normal_()",
        "x.normal_(0.3, 2.2)",
        "x.random_()",
        "x.random_(50)",
        "x.random_(-7, 50)",
        "x.bernoulli_(torch.full(x.shape[-1:], 0.4))",
        "x.bernoulli_(torch.rand(x.shape).double())",
        "torch.rand_like(x)",
        "torch.randn_like(x)",
        "torch.randint_like(x, 7)",
        "torch.bernoulli(torch.zeros_like(x).uniform_())",
        "torch.normal(x.uniform_(), 2.0)",
        "torch.normal(0.7, x.uniform_())",
        "torch.normal(x.uniform_(), torch.rand(x.shape[-1:]))",
    ]
)


@pytest.mark.torch
@settings(max_examples=200, deadline=None)
@given(
    shape=SHAPES, fill=FILLS, dtype=st.sampled_from(["float32", "float64"]),
    seed=st.integers(0, 2**64 - 1), data=st.data(),
)  # fmt: skip
def test_any_layout_as_in_torch(shape, fill, dtype, seed, data):
    """Permuted and sliced tensors: the values land where torch puts them."""
    torch = pytest.importorskip("torch")
    order = data.draw(st.permutations(range(len(shape))))
    step = data.draw(st.sampled_from([1, 2]))
    results = []
    for fw in (tg, torch):
        fw.manual_seed(seed)
        x = fw.zeros(tuple(shape), dtype=getattr(fw, dtype)).permute(order)
        x = x[::step] if shape else x
        y = eval(fill, {"x": x, "torch": fw})
        state = fw.get_rng_state().numpy().tobytes()
        results.append((y.contiguous().numpy().tobytes(), tuple(y.shape), state))
    assert results[0] == results[1]


@pytest.mark.torch
@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(
        ["uniform_", "normal_", "xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_"]
    ),
    shape=st.lists(st.integers(1, 7), min_size=2, max_size=4),
    number=st.floats(0.0, 1.0),
    more=st.sampled_from([{}, {"mode": "fan_out"}, {"nonlinearity": "relu"}, {"nonlinearity": "tanh"}]),
    seed=st.integers(0, 2**32),
)
def test_any_init_as_in_torch(name, shape, number, more, seed):
    torch = pytest.importorskip("torch")
    keywords = more if name.startswith("kaiming") else {}
    results = []
    for fw in (tg, torch):
        fw.manual_seed(seed)
        w = getattr(fw.nn.init, name)(fw.empty(*shape), number, **keywords)
        results.append((w.numpy().tobytes(), fw.get_rng_state().numpy().tobytes()))
    assert results[0] == results[1]


@pytest.mark.torch
@given(std=st.floats(0.3, 2.0), mean=st.floats(-0.3, 0.3), n=st.integers(1, 60), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_trunc_normal_as_in_torch(std, mean, n, seed):
    torch = pytest.importorskip("torch")
    results = []
    for fw in (tg, torch):
        fw.manual_seed(seed)
        w = fw.nn.init.trunc_normal_(fw.empty(n), mean, std, -1.0, 1.1)
        results.append((w.numpy().tobytes(), w._version, fw.get_rng_state().numpy().tobytes()))
    assert results[0] == results[1]


@pytest.mark.torch
def test_states_travel_to_torch_and_back():
    torch = pytest.importorskip("torch")
    tg.manual_seed(11)
    tg.randn(3)
    torch.set_rng_state(torch.from_numpy(tg.get_rng_state().numpy()))
    assert torch.randn(30).numpy().tobytes() == tg.randn(30).numpy().tobytes()
    tg.set_rng_state(tg.from_numpy(torch.get_rng_state().numpy()))
    assert torch.rand(3).numpy().tobytes() == tg.rand(3).numpy().tobytes()


@pytest.mark.torch
def test_the_pinned_answers_are_the_installed_torchs():
    """So that a new torch which draws differently is noticed here first."""
    torch = pytest.importorskip("torch")
    if torch.__version__.split("+")[0] != GOLDEN["torch"]:
        pytest.skip(f"pinned with torch {GOLDEN['torch']}")
    for (seed, step, text), golden in list(RECORDS.items())[::7]:
        if step == 0:
            torch.manual_seed(seed)
            computed = record(evaluate(text, torch), torch.get_rng_state().numpy())
            assert computed == {key: golden[key] for key in computed}


# -- places, and waiting times -------------------------------------------------------------------------------


def test_impossible_places_are_refused_by_name():
    with pytest.raises(NotImplementedError, match="places with a probability above 0"):
        tg.multinomial(tg.tensor([1.0, 0.0, 0.0]), 2)


CHANCES = [
    "ones(3)", "ones(2, 3)", "zeros(3)", "tensor([1.0, -1.0, 2.0])", "tensor([1.0, float('inf'), 3.0])", "tensor([1.0, float('nan'), 3])",
    "tensor([0.0, 0.5, 0.0, 1.0])", "tensor([[1.0, 1.0], [0.0, 0.0]])", "tensor(1.0)", "ones(2, 2, 2)", "ones(3, dtype=torch.int64)", "ones(0)",
    "ones(0, 3)", "ones(3, 0)", "ones(3, requires_grad=True)",
]  # fmt: skip


@pytest.mark.torch
@pytest.mark.parametrize("chances", CHANCES)
@pytest.mark.parametrize("rest", ["1", "2", "2, True", "1, True", "0", "9", "2.0", "2, generator=3"])
def test_multinomial_answers_as_torch(chances, rest):
    torch = pytest.importorskip("torch")
    answers = []
    for fw in (tg, torch):
        fw.manual_seed(3)
        answers.append(answer(f"torch.multinomial(torch.{chances}, {rest})", fw))
    assert answers[0] == answers[1]


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    ["ones(3).exponential_(0)", "ones(3, dtype=torch.int64).exponential_()", "ones(3).exponential_(float('inf'))"],
)
def test_exponential_answers_as_torch(call):
    torch = pytest.importorskip("torch")
    assert answer(f"torch.{call}", tg) == answer(f"torch.{call}", torch)
