"""Does a Generator give torch's numbers and torch's state? Against pinned results and the installed torch."""

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.paths import GOLDENS
from tests.helpers.random_table import PROGRAMS, REQUESTS, record
from tinygrad_lr.arrays import fma, generator
from tinygrad_lr.arrays.generator import Generator

GOLDEN = json.loads((GOLDENS / "rng.json").read_text())
RECORDS = {(r["seed"], r["step"], r["call"]): r for r in GOLDEN["calls"]}
BY_REQUEST = [(seed, texts) for seed, texts in PROGRAMS if all(text in REQUESTS for text in texts)]


def request(g: Generator, method: str, *arguments):
    return getattr(g, method)(*arguments)


def replay(seed: int, texts: tuple) -> tuple[list, list]:
    """A program's records, computed and pinned (a boolean draw is pinned as the float tensor it filled)."""
    g = Generator().manual_seed(seed)
    computed, pinned = [], []
    for step, text in enumerate(texts):
        golden = RECORDS[seed, step, text]
        values = request(g, *REQUESTS[text]).astype(golden["dtype"])
        computed.append(record(values, g.get_state_bytes()))
        pinned.append({key: golden[key] for key in computed[-1]})
    return computed, pinned


@pytest.mark.parametrize("seed", sorted({seed for seed, _ in BY_REQUEST}))
def test_pinned_results(seed):
    for program in [p for p in BY_REQUEST if p[0] == seed]:
        computed, pinned = replay(*program)
        assert computed == pinned


def test_every_program_is_pinned():
    assert {(seed, step, text) for seed, texts in PROGRAMS for step, text in enumerate(texts)} == {*RECORDS}


# -- the comparison bites: each break of the recipe is seen ----------------------------------------------


def plain_multiply_add(a, b, c, out=None):
    result = a * np.asarray(b, a.dtype) + np.asarray(c, a.dtype)
    if out is None:
        return result
    out[...] = result
    return out


def u64_low_first(self, n):
    pairs = self._u32(2 * n)
    return pairs[1::2] << 32 | pairs[0::2]


def high_24_bits(self, n, dtype):
    return (self._u32(n) >> 8).astype(np.float32) * np.float32(2**-24)


def state_off_by_one(self):
    state = UNBROKEN_STATE(self)
    state[8] += 1
    return state


UNBROKEN_STATE = Generator.get_state_bytes
TEXTS = {
    "uniform": "torch.empty(20000).uniform_(-0.1, 0.3)",
    "double": "torch.empty(99, dtype=torch.float64).normal_(1.5, 0.3)",
    "block": "torch.randn(40000)",
    "long": "torch.empty(4, dtype=torch.int64).random_()",
    "short": "torch.rand(5)",
}


@pytest.mark.parametrize(
    ("text", "name", "broken"),
    [
        ("uniform", names.GENERATOR_FMA, plain_multiply_add),
        ("double", names.GENERATOR_FMA, plain_multiply_add),
        ("block", names.GENERATOR_MADD, lambda a, b, c: a * np.float32(b) + c),
        ("block", names.GENERATOR_LOG, np.log),
        ("block", names.GENERATOR_SIN_COS, lambda x: (np.sin(x), np.cos(x))),
        ("block", names.GENERATOR_BLOCK, 1000),  # not a multiple of 16
        ("double", names.GENERATOR_EACH, lambda f, x: np.vectorize(f)(x.astype(np.float32)).astype(np.float64)),
        ("long", names.U64, u64_low_first),
        ("short", names.UNIT, high_24_bits),
        ("short", names.GET_STATE_BYTES, state_off_by_one),
    ],
)
def test_a_broken_recipe_is_seen(text, name, broken, monkeypatch):
    computed, pinned = replay(42, (TEXTS[text],))
    assert computed == pinned
    monkeypatch.setattr(*owner_of(name), broken)
    try:
        computed, _ = replay(42, (TEXTS[text],))
    except ValueError:  # blocks that do not divide by 16
        return
    assert computed != pinned


# -- log, sin and cos over everything they can be given ----------------------------------------------------


def test_the_unguarded_fma_is_exact_for_every_uniform(monkeypatch):
    """_log and _sin_cos of all 2**24 float32 uniforms, with the exact fma at every step instead."""
    chunk = 1 << 20
    for start in range(0, 1 << 24, chunk):
        u = np.arange(start, start + chunk, dtype=np.float32) * np.float32(2**-24)
        angle = u * np.float32(2 * np.pi)
        fast = [generator._log(1 - u), *generator._sin_cos(angle)]
        with monkeypatch.context() as patch:
            patch.setattr(*owner_of(names.GENERATOR_MADD), fma.fma)
            exact = [generator._log(1 - u), *generator._sin_cos(angle)]
        for x, y in zip(fast, exact, strict=True):
            assert x.tobytes() == y.tobytes()


# -- seeds and states ----------------------------------------------------------------------------------------


def test_seeds():
    g = Generator()
    assert g.initial_seed() == 67280421310721
    assert g.manual_seed(-1) is g
    assert g.initial_seed() == 2**64 - 1
    with pytest.raises(ValueError, match="Overflow when unpacking long long"):
        g.manual_seed(2**64)
    with pytest.raises(ValueError, match="Overflow when unpacking long long"):
        g.manual_seed(-(2**63) - 1)
    for wrong in (1.5, "3", None, True):
        message = f"manual_seed expected a long, but got {type(wrong).__name__}"
        with pytest.raises(RuntimeError, match=message):
            g.manual_seed(wrong)
    picked = g.seed()
    assert g.initial_seed() == picked
    assert 0 <= picked < 2**64
    assert picked != g.seed()
    assert np.array_equal(g.manual_seed(42).uniform(9, "f4"), g.manual_seed(2**32 + 42).uniform(9, "f4"))


def test_a_state_continues_the_stream():
    g, h = Generator().manual_seed(3), Generator()
    for drawn in (0, 1, 5, 623, 624, 1000):  # in the middle, and on the edge, of the engine's 624 words
        g.manual_seed(3).random_unbounded(drawn, "int32")
        g.normal(1, "f4")  # leaves its pair's second value waiting
        h.set_state_bytes(g.get_state_bytes())
        for other in (h, g.clone_state(), copy.deepcopy(g), pickle.loads(pickle.dumps(g))):
            assert np.array_equal(other.get_state_bytes(), g.get_state_bytes())
        assert np.array_equal(h.normal(9, "f8"), g.normal(9, "f8"))
        assert np.array_equal(h.get_state_bytes(), g.get_state_bytes())


def test_wrong_states():
    g = Generator()
    state = g.get_state_bytes()
    message = "Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 3"
    with pytest.raises(RuntimeError, match=message):
        g.set_state_bytes(state[:3])
    for position, byte in ((8, 0), (12, 0), (16, 255)):
        wrong = state.copy()
        wrong[position] = byte
        with pytest.raises(RuntimeError, match="Invalid mt19937 state"):
            g.set_state_bytes(wrong)
    assert np.array_equal(g.get_state_bytes(), state)


def test_numbers_that_look_right():
    """Independent of any pinned number: ranges, moments, permutations."""
    g = Generator().manual_seed(1)
    for dtype in ("f4", "f8"):
        u, z = g.uniform(50000, dtype, -1, 3), g.normal(50000, dtype, 2, 0.5)
        assert -1 <= u.min() < -0.99
        assert 2.99 < u.max() < 3
        assert abs(u.mean() - 1) < 0.03
        assert abs(z.mean() - 2) < 0.02
        assert abs(z.std() - 0.5) < 0.01
    assert set(g.integers(1000, -2, 3, "int8").tolist()) == {-2, -1, 0, 1, 2}
    assert sorted(g.randperm(777).tolist()) == list(range(777))
    assert g.randperm(0).shape == (0,)
    assert abs(g.bernoulli(50000, 0.2).mean() - 0.2) < 0.01
    assert not g.bernoulli(5, 0.0).any()
    assert g.bernoulli(5, 1.0).all()
    with pytest.raises(NotImplementedError):
        g.randperm(2**28)


# -- the installed torch -------------------------------------------------------------------------------------

DTYPES = st.sampled_from(["float32", "float64"])
SIZES = st.one_of(st.integers(0, 20), st.integers(0, 700), st.just(2 * generator.BLOCK + 21))
NUMBERS = st.floats(-1e3, 1e3, width=32)
DRAWS = st.one_of(
    st.tuples(st.just("uniform"), SIZES, DTYPES, st.tuples(NUMBERS, NUMBERS).map(sorted)),
    st.tuples(st.just("uniform"), SIZES, DTYPES, st.just((0.0, 1.0))),
    st.tuples(st.just("normal"), SIZES, DTYPES, st.tuples(NUMBERS, st.floats(0, 100))),
    st.tuples(st.just("normal"), SIZES, DTYPES, st.just((0.0, 1.0))),
    st.tuples(st.just("strided"), SIZES, DTYPES, st.tuples(NUMBERS, st.floats(0, 100))),
    st.tuples(st.just("bernoulli"), SIZES, DTYPES, st.tuples(st.floats(0, 1))),
    st.tuples(st.just("bernoulli_each"), SIZES, DTYPES, st.just(())),
    st.tuples(
        st.just("integers"),
        SIZES,
        st.sampled_from(["int64", "float64"]),
        st.tuples(st.integers(-(2**50), 2**50), st.one_of(st.integers(1, 2**50), st.integers(1, 50))),
    ),
    st.tuples(
        st.just("random_unbounded"),
        SIZES,
        st.sampled_from(["int64", "int32", "int16", "int8", "uint8", "bool", "float32", "float64"]),
        st.just(()),
    ),
    st.tuples(st.just("randperm"), SIZES, st.just("int64"), st.just(())),
)


def ours(g, kind, n, dtype, parameters):
    if kind == "strided":
        return g.normal(n, dtype, *parameters, contiguous=False)
    if kind == "bernoulli":
        return g.bernoulli(n, *parameters).astype(dtype)
    if kind == "bernoulli_each":
        return g.bernoulli_each(np.linspace(0, 1, n, dtype=dtype)).astype(dtype)
    if kind == "integers":
        low, span = parameters
        return g.integers(n, low, low + span, dtype)
    if kind == "randperm":
        return g.randperm(n)
    return getattr(g, kind)(n, dtype, *parameters)


def torchs(torch, g, kind, n, dtype, parameters):
    out = torch.empty(n, dtype=getattr(torch, dtype))
    if kind == "strided":
        return torch.empty(2 * n, dtype=out.dtype)[::2].normal_(*parameters, generator=g).contiguous()
    if kind == "bernoulli_each":
        return torch.bernoulli(torch.from_numpy(np.linspace(0, 1, n, dtype=dtype)), generator=g)
    if kind == "integers":
        low, span = parameters
        return torch.randint(low, low + span, (n,), dtype=out.dtype, generator=g)
    if kind == "randperm":
        return torch.randperm(n, generator=g)
    return getattr(out, {"random_unbounded": "random_"}.get(kind, kind + "_"))(*parameters, generator=g)


@pytest.mark.torch
@settings(max_examples=150, deadline=None)
@given(seed=st.integers(-(2**63), 2**64 - 1), draws=st.lists(DRAWS, min_size=1, max_size=6))
def test_any_program_as_in_torch(seed, draws):
    """Same values, same state, and states can be exchanged at any point."""
    torch = pytest.importorskip("torch")
    mine, theirs = Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
    assert mine.initial_seed() == theirs.initial_seed()
    for draw in draws:
        if draw[0] == "bernoulli" and "Intel" in processor():
            continue  # torch asks MKL there
        x, y = ours(mine, *draw), torchs(torch, theirs, *draw).numpy()
        assert x.dtype == y.dtype
        assert x.tobytes() == y.tobytes()
        assert mine.get_state_bytes().tobytes() == theirs.get_state().numpy().tobytes()
        before = mine.get_state_bytes()
        mine.seed()
        mine.set_state_bytes(theirs.get_state().numpy())
        theirs.seed()
        theirs.set_state(torch.from_numpy(before))


def processor() -> str:
    info = Path("/proc/cpuinfo")
    return info.read_text() if info.exists() else ""


@pytest.mark.parametrize("n", [2, 3, 17, 256, 5000])
def test_a_permutation_at_once_is_the_permutation_step_by_step(n):
    for seed in range(20):
        partners = np.arange(n - 1) + np.random.RandomState(seed).randint(0, np.arange(n, 1, -1))
        np.testing.assert_array_equal(
            generator.exchanged_at_once(n, partners), generator.exchanged(n, partners), strict=True
        )
