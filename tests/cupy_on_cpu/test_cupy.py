"""What only the real CuPy shows: where it differs from NumPy, and from what a counterfeit of it would do."""

import gc
import subprocess
import sys
import types

import numpy as np
import pytest

import tinygrad_lr as tg
from benchmarks.workloads import WORKLOADS, make, train
from parity.operations.table import OPINFOS
from parity.oracle.check import Comparison
from tests.cupy_on_cpu import device
from tests.helpers.paths import ROOT
from tinygrad_lr.arrays import cuda, kernels
from tinygrad_lr.tools.compile import backend_cuda

pytestmark = device.needed()


# -- the first call in a process -----------------------------------------------------------------------------------------

FIRST = """
from parity.operations.table import OPINFOS
from parity.oracle.check import Comparison
from tests.cupy_on_cpu import device
device.install()
import tinygrad_lr as tg
print(tg.ones(2, 3, dtype=tg.int64, device="cuda").exp().dtype)
"""


def test_integers_are_the_first_that_cupy_is_asked_about():
    """NumPy imports a module of its own when it is first asked for a dtype's name, by CuPy, in a frame of ours."""
    done = subprocess.run([sys.executable, "-c", FIRST], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout == "torch.float32\n", done.stderr


def test_every_function_of_the_library_can_import():
    from tinygrad_lr.autograd.double import over_tensors

    over_tensors(kernels.alike)
    found = [
        f for f in gc.get_objects() if type(f) is types.FunctionType and (f.__module__ or "").startswith("tinygrad_lr")
    ]
    assert len(found) > 1000
    assert [f for f in found if "__builtins__" not in f.__globals__] == []


# -- layout ----------------------------------------------------------------------------------------------------------------

ELEMENTWISE = {
    "times": lambda x: x * 2,
    "plus": lambda x: x + x,
    "exp": lambda x: x.exp(),
    "where": lambda x: tg.where(x > 1, x, -x),
    "maximum": lambda x: tg.maximum(x, -x),
    "clamp": lambda x: x.clamp(1, 2),
    "relu": lambda x: x.relu(),
    "broadcast": lambda x: x * x[:1],
    "product": lambda x: x @ x.transpose(-1, -2).contiguous(),
    "sum": lambda x: x.sum(0),
    "softmax": lambda x: x.softmax(-1),
}
LAYOUTS = {
    "transposed": lambda x: x.T,
    "permuted": lambda x: x.reshape(2, 3, 1, 4).permute(3, 0, 2, 1),
    "sliced": lambda x: x.T[:, 1:3],
}


@pytest.mark.parametrize("laid", LAYOUTS)
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_results_lie_in_memory_as_on_the_cpu(name, laid):
    found = []
    for place in ("cpu", "cuda"):
        x = LAYOUTS[laid](tg.arange(24.0).reshape(6, 4).to(place))
        y = ELEMENTWISE[name](x)
        found.append((y.stride(), y.cpu().tolist()))
    assert found[0][0] == found[1][0]
    np.testing.assert_allclose(found[1][1], found[0][1], rtol=1e-6)


def test_without_that_the_order_would_be_another(monkeypatch):
    monkeypatch.setattr(cuda, "laid_as_numpys", lambda out, forward, args: out)
    assert (tg.ones(2, 3, device="cuda").T * 2).stride() == (2, 1)


def test_cupy_answers_a_ufuncs_methods():
    """So a reduction that only NumPy has must be another one, where a test wants CuPy to refuse it."""
    x = tg.ones(2, 3, device="cuda")._data
    assert np.add.reduce(x, 0).get().tolist() == [2, 2, 2]
    with pytest.raises(TypeError):
        np.sum(x, 0, where=True)


# -- kernels ---------------------------------------------------------------------------------------------------------------


def test_small_kernels_give_the_cpus_numbers():
    g = np.random.default_rng(0)
    for dtype, eps in ((np.float32, 1e-6), (np.float64, 1e-14)):
        for m, k, n in ((1, 1, 1), (4, 3, 2), (130, 7, 5), (3, 100, 4)):
            a, b, c = (g.standard_normal(shape).astype(dtype) for shape in ((m, k), (n, k), (n,)))
            x, y, z = (tg.from_numpy(each).cuda()._data for each in (a, b, c))
            np.testing.assert_allclose(
                kernels.small_product(x, y.T, z).get(), a @ b.T + c, rtol=40 * eps, atol=20 * eps
            )
            np.testing.assert_allclose(kernels.small_product(x[:4].T, x[:4]).get(), a[:4].T @ a[:4], atol=40 * eps * k)
            np.testing.assert_allclose(kernels.column_sums(x).get(), a.sum(0), rtol=40 * eps, atol=20 * eps)
            np.testing.assert_allclose(kernels.mean_square(x, x * 2).get(), (a * a).mean(), rtol=40 * eps)
            one = kernels.one_like(x.sum())
            np.testing.assert_allclose(kernels.slope(x, x * 3, one).get(), -4 / a.size * a, rtol=4 * eps)
            pairs = [(x.copy(), x * i) for i in range(20)]
            assert kernels.descend(pairs, -0.5)
            for i, (p, _) in enumerate(pairs):
                np.testing.assert_allclose(p.get(), a - 0.5 * i * a, rtol=4 * eps)


def test_a_rate_may_be_an_integer():
    p, g = tg.ones(3, device="cuda")._data, tg.ones(3, device="cuda")._data
    assert kernels.descend([(p, g)], -2)
    assert p.get().tolist() == [-1.0, -1.0, -1.0]


def test_what_does_not_suit_is_left_to_cupy():
    x = tg.ones(300, 300, device="cuda")._data
    assert kernels.small_product(x, x) is None
    assert kernels.small_product(x[:2], x.astype(np.float64)) is None
    assert kernels.column_sums(x) is None
    assert kernels.column_sums(x[:3].T) is None
    assert kernels.slope(x, x[0], x[0, 0]) is None
    assert not kernels.descend([(x, x.T)], 0.1)


def test_squares_are_one_block_only_where_they_are_few():
    for n, launches in ((kernels.MOST_SQUARES, 1), (kernels.MOST_SQUARES + 1, 3)):
        x = tg.ones(n, device="cuda")
        tg.nn.functional.mse_loss(x, x)
        with device.counted() as found:
            tg.nn.functional.mse_loss(x, x)
        assert found["launch"] >= launches
        assert (found["launch"] == 1) == (launches == 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_division_rounds_down_as_numpys(dtype):
    """By the rest: what CuPy does, dividing and rounding down, misses where the quotient is rounded, or too small."""
    g = np.random.default_rng(0)
    special = np.array([0.0, -0.0, 1, -1, 0.1, 0.3, 1e30, np.inf, -np.inf, np.nan], dtype)
    a, b = (each.ravel() for each in np.meshgrid(special, special))
    a = np.concatenate([a, g.standard_normal(1000).astype(dtype)])
    b = np.concatenate([b, (g.integers(1, 9, 1000) / 10).astype(dtype)])
    found = tg.from_numpy(a).cuda().div(tg.from_numpy(b).cuda(), rounding_mode="floor").tolist()
    with np.errstate(all="ignore"):
        expected = np.floor_divide(a, b)
    np.testing.assert_array_equal(found, expected)
    assert (np.signbit(found) == np.signbit(expected))[~np.isnan(expected)].all()


def test_of_several_nan_the_first_is_named():
    x = tg.zeros(40, 4)
    for i, j in ((5, 0), (9, 0), (33, 0), (39, 1), (3, 2), (2, 2)):
        x[i, j] = float("nan")
    for name in ("argmax", "argmin"):
        for dim in (None, 0, 1):
            assert getattr(x.cuda(), name)(dim).tolist() == getattr(x, name)(dim).tolist()
    assert x.cuda().max(0).indices.tolist() == x.max(0).indices.tolist()


def test_subnormal_numbers_may_be_zeros_on_a_gpu():
    """CuPy has its kernels flush them, in float32: the bounds for a GPU allow it, and no others."""
    opinfo = next(opinfo for opinfo in OPINFOS if opinfo.id == "torch.mul(x, y)")
    x, y = (np.array(numbers, np.float32) for numbers in ([1e-40, 1.0], [2e-38, 1.0]))
    found = tg.from_numpy(x).cuda().mul(2.5).tolist()
    assert found == [0.0, 2.5]
    assert tg.from_numpy(y).cuda().mul(2.5).tolist() == (y * np.float32(2.5)).tolist()
    assert tg.tensor([1e-310], dtype=tg.float64).cuda().mul(2.5).tolist() == [2.5e-310]
    for flushed in (True, False):
        comparison = Comparison(opinfo, lambda: types.SimpleNamespace(terms={}, counts={}), flushed=flushed)
        (finding,) = comparison.arrays(
            "value", "value 0", np.array(found, np.float32), x * np.float32(2.5), opinfo.value
        )
        assert (finding.ratio <= 1) is flushed


# -- captures --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["W1", "W3", "W4", "W9"])
def test_no_kernel_is_loaded_while_a_stream_captures(name):
    w = WORKLOADS[name]
    call = train(tg, w, make(w), device="cuda", compile=tg.compile).call
    with device.counted() as found:
        for _ in range(3):
            call()
    assert found["graph"] == (
        1 if name in ("W1", "W4") else 2
    )  # where one launch is enough, the first graph is the last
    assert "loaded_in_capture" not in found


@pytest.mark.parametrize(("shape", "other"), [((8, 1 << 17), (1 << 17, 1)), ((1 << 9, 1 << 9), (1 << 9, 1 << 9))])
def test_products_that_one_block_would_take_long_for_are_not_captured(shape, other):
    x, y = tg.ones(*shape, device="cuda"), tg.ones(*other, device="cuda")
    assert not backend_cuda.fits(x._data, y._data)
    step = tg.compile(lambda x, y: (x @ y).sum())
    step(x[:1], y[:, :1])
    with pytest.raises(NotImplementedError, match="is for cuBLAS"):
        step(x, y)


def test_what_a_call_has_returned_stays_what_it_was():
    """Memory of results is used again, but not while anybody holds it, or a part of it."""
    x = tg.arange(4.0, device="cuda")
    step = tg.compile(lambda x: (x * 2, x + 1))
    held, views = [], []
    for i in range(12):
        a, b = step(x + i)
        held.append(a)
        views.append(b[1:3])
        del a, b
    assert [t.tolist() for t in held] == [(2 * (np.arange(4.0) + i)).tolist() for i in range(12)]
    assert [t.tolist() for t in views] == [[2.0 + i, 3.0 + i] for i in range(12)]


def test_results_that_nobody_holds_are_used_again():
    x = tg.arange(4.0, device="cuda")
    step = tg.compile(lambda x: x * 2)
    for _ in range(5):
        last = step(x)
    with device.counted() as found:
        last = step(x)
    assert last.tolist() == [0.0, 2.0, 4.0, 6.0]
    assert not {"launch", "malloc"} & found.keys()


# -- memory ----------------------------------------------------------------------------------------------------------------

RUNS_OUT = {
    "mask": lambda x: x[x > 0],
    "index": lambda x: x[tg.zeros(3, dtype=tg.int64, device="cuda")],
    "nonzero": lambda x: x.nonzero(),
    "gather": lambda x: tg.gather(x, 0, tg.zeros(3, 3, dtype=tg.int64, device="cuda")),
    "where": lambda x: tg.where(x > 0, x, x),
    "masked assignment": lambda x: x.__setitem__(x > 0, 2.0),
    "contains": lambda x: 2 in x,
    "dropout": lambda x: tg.nn.functional.dropout(x),
}


@pytest.mark.parametrize("name", RUNS_OUT)
def test_memory_that_runs_out_is_told_in_torchs_words(name):
    x = tg.ones(3, 3, device="cuda")
    RUNS_OUT[name](x)
    tg.cuda.empty_cache()
    with device.room_for(0), pytest.raises(tg.OutOfMemoryError, match=r"^CUDA out of memory\. Tried to allocate"):
        RUNS_OUT[name](x)
