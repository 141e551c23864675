"""What is fused for machine code, as plain Python on small arrays, held against the engine; and the faults that are found so."""

import copy
import json
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
from tests.helpers.processes import ended, start
from tests.helpers.songs_step import songs
from tests.helpers.worlds import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    RECORD,
    SMALL,
    Normed,
    Otherwise,
    agree,
    allowed,
    kept,
    nudged,
    of_seed,
    plain,
    played,
    rounding_otherwise,
    seen,
)
from tinygrad_lr.arrays import make
from tinygrad_lr.tools.compile import fuse
from tinygrad_lr.tools.compile.fuse import plan

COMPILE = getattr(*owner_of(names.KERNEL_COMPILE))


@pytest.fixture(autouse=True)
def plain_and_small(monkeypatch):
    """No compiler; and what is done for large arrays is done for small ones."""
    monkeypatch.setattr(*owner_of(names.KERNEL_COMPILE), in_python)
    for owner, name, value in SMALL:
        monkeypatch.setattr(owner, name, value)


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


@settings(max_examples=60, deadline=None, derandomize=True)
@given(worlds())
def test_fused_steps_are_the_engines(world):
    agree(world)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, derandomize=True)
@given(worlds())
def test_many_fused_steps_are_the_engines(world):
    agree(world)


@pytest.mark.soak
@settings(max_examples=2000, deadline=None)
@given(worlds())
def test_very_many_fused_steps_are_the_engines(world):
    agree(world)


@pytest.mark.slow
def test_fused_steps_through_numba_are_the_engines(compiled):
    pytest.importorskip("numba", reason="numba is not installed")
    found = played(range(60))
    assert found["differ"] == {}
    assert found["agree"] >= 50


PART = 100


@pytest.mark.soak
@pytest.mark.parametrize("first", range(20, 2020, PART))
def test_many_fused_steps_through_numba_are_the_engines(first):
    """Each part in a process of its own: what is compiled stays in memory."""
    pytest.importorskip("numba", reason="numba is not installed")
    ((code, out, err),) = ended(start(1, ["-m", "tests.helpers.worlds", first, first + PART]), timeout=7200)
    assert code == 0, err
    found = json.loads(out)
    kept(RECORD, first, found)
    assert found["differ"] == {}


def test_the_record_is_of_worlds_that_agree():
    if not RECORD.exists():
        pytest.skip("no run has been kept")
    parts = json.loads(RECORD.read_text(encoding="utf-8"))["parts"]
    assert parts
    assert all(part["agree"] + part["unfit"] == PART and part["differ"] == {} for part in parts.values())


def test_a_record_tells_on_which_machine_each_part_was_found(tmp_path, monkeypatch):
    """And each part is what was found last."""
    pytest.importorskip("numba", reason="a record names its version")
    path, found = tmp_path / "record.json", dict(agree=1, unfit=0, differ={})
    kept(path, 20, found)
    kept(path, 120, found)
    kept(path, 20, {**found, "agree": 2})
    monkeypatch.setattr("tests.helpers.worlds.machine", lambda: {"processor": "another"})
    kept(path, 220, found)
    record = json.loads(path.read_text())
    assert [part["agree"] for part in record["parts"].values()] == [2, 1, 1]
    assert [part["machine"] for part in record["parts"].values()] == [0, 0, 1]
    assert (record["machines"][1], record["agree"]) == ({"processor": "another"}, 4)


def test_worlds_that_differ_are_counted():
    pytest.importorskip("mpmath", reason="parity judges by it")
    from parity.mutants import faults

    with faults.edited(names.FUSE_GROWN, "{name} += {expression}", "{name} -= {expression}"):
        found = played([1, 2, 4])
    assert [*found["differ"]] == [1, 4]
    assert (found["agree"], found["unfit"]) == (1, 0)


def test_a_nudge_is_a_last_bit():
    for dtype in (np.float32, np.float64):
        a = np.random.default_rng(0).normal(size=300).astype(dtype)
        off = nudged(a, 1) - a
        assert {*np.sign(off)} == {-1, 0, 1}
        assert (np.abs(off) <= np.spacing(np.abs(a))).all()


def test_what_cancels_on_the_way_is_off_by_a_last_bit_of_what_cancels():
    """x - tanh(x) hardly changes with x, but with another tanh: an array's own last bits do not show how far."""
    world, x = of_seed(185), np.full(100, 0.02)
    with rounding_otherwise(1):
        found = plain(x.view(Otherwise) - np.tanh(x.view(Otherwise)))
    assert np.ptp(found) >= np.spacing(0.02)
    gradient = seen(world, False)[0]
    assert allowed(world, gradient)[18] > 2e-17  # Numba's tanh leads so far


def test_zeros_and_what_is_exact_stay():
    x = np.arange(-50.0, 50).view(Otherwise)
    with rounding_otherwise(1):
        assert not (x * 0).any()
        assert np.array_equal(np.maximum(x, -x), abs(plain(x)))
        np.testing.assert_array_max_ulp(plain(make.fma(x, x, np.ones(100))), plain(x) ** 2 + 1)


@pytest.mark.parametrize("number", range(20))
def test_the_engine_goes_the_same_way_where_it_rounds_otherwise(number, monkeypatch):
    """Where nothing is nudged after all, all bits are the engine's."""
    monkeypatch.setattr("tests.helpers.worlds.nudged", lambda a, seed: a)
    for mine, theirs in zip(seen(of_seed(number), False, nudge=1)[0], seen(of_seed(number), False)[0]):
        np.testing.assert_array_equal(mine, theirs)


FIXED = dict(
    n=7, features=3, hidden=0, outputs=2, activation=fw.nn.ReLU, loss="mean of squares", optimizer="SGD", dtype=fw.float64,
    transposed=False, bias=True, seed=1,
)  # fmt: skip
WIDE = {**FIXED, "hidden": 40}


WILD = {
    **WIDE,
    "n": 4,
    "activation": Normed,
    "loss": "weights of rows",
    "optimizer": "Adagrad",
    "clip": True,
    "seed": 135,
}


def test_what_rounding_grows_to_is_allowed():
    """In a wild world the engine alone, a last bit off in each result, ends millions of them off, and machine code as many.
    So a wild world of float32 says nothing, and in a tame one little is allowed."""
    far = []
    for world in (WILD, FIXED):
        expected, _ = seen(world, False)
        eps = np.finfo(expected[0].dtype).eps
        far.append(max(bound / np.abs(a).max() / eps for a, bound in zip(expected, allowed(world, expected))))
    assert far[0] > 1e6
    assert far[1] < 2000
    agree(WILD)
    for optimizer in ("Adagrad", "RMSprop"):
        with pytest.raises(UnsatisfiedAssumption):
            agree({**WILD, "dtype": fw.float32, "optimizer": optimizer, "seed": 50})


def sums_of(world):
    _, run = seen(world, True, (1, 1, 1))
    return run.source


def test_a_linear_step_is_one_loop_over_the_rows():
    source = sums_of({**FIXED, "activation": fw.nn.Identity, "loss": "by hand"})
    kernel = source[: source.index("def by_columns")]
    assert kernel.count("begin = min(max(np.int64(block), 0), 2) * 3") == 1
    assert kernel.count("range(min(3, 7 - begin))") == 1
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
    "one row that each needs": (FIXED | {"loss": "a spread"}, names.FUSE_PLAN, "rows.row_of(value) is not None", "True"),
    "a sum that is not awaited": (FIXED | {"loss": "by its columns"}, names.FUSE_PLAN, "how == 'row' and own if odd else how == ''", "True"),
    "a change before what reads it": (FIXED | {"early": True}, names.FUSE_PLAN, "at + (at % 2 != odd or (kind == 'sum' and root in made))", "0"),
    "sums that are not added up": (FIXED, names.FUSE_GROWN, "{name} += {expression}", "{name} = {expression}"),
    "blocks that are not added up": (FIXED, names.FUSE_TEXT, "self.grown(name, name, ", "name + ' = ' + (lambda *a: a[-1])(name, name, "),
    "another column": (FIXED | {"loss": "of a column"}, names.FUSE_KEY, "value.pointer - value.root.pointer + ", ""),
    "rows laid out otherwise": (FIXED, names.FUSE_BY_COLUMNS, "offset // item * n", "0"),
    "a choice the other way round": (WIDE, names.FUSE_CHOICE, "(integer.args[0], out.dtype.type(0), x)", "(integer.args[0], x, x)"),
    "a matrix transposed": (WIDE, names.FUSE_LAYOUT, "return (TRANSPOSED,", "return (AS_IS,"),
    "a nest that reads its own sum": (WIDE | {"loss": "by its columns", "outputs": 40}, names.FUSE_TAKES, "x.root in self.summed or", ""),
    "pieces that lie elsewhere": (WIDE | {"dtype": fw.float32}, names.FUSE_PIECES, "result.append(piece)", "result[:] = [piece]"),
    "the smallest for the largest": (FIXED | {"loss": "the largest"}, names.FUSE_REDUCTIONS, "call.name]", "call.name.replace('max', 'min')]"),
    "the place beside": (FIXED | {"loss": "of classes"}, names.FUSE_MASK, "np.arange(many)", "np.arange(many) + 1"),
    "side by side in one place": (FIXED | {"loss": "side by side"}, names.FUSE_JOINED, "place += ", "place += 0 * "),
    "a mean that is a sum": (FIXED | {"loss": "a spread", "activation": Normed}, names.FUSE_MEAN, "x.size // max(out.size, 1)", "1"),
    "rows and columns of one memory": (FIXED | {"n": 3, "loss": "turned over"}, names.FUSE_AXIS, "axis is None or self.steps.get(value.root) != value.strides[axis]", "axis is None"),
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
