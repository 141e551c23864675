"""Where torch's derivative of a huge number is nan: that ours is the limit."""

import pytest

import tinygrad_lr as tg
from parity.lanes import extremes
from parity.operations.table import OPINFOS

mpmath = pytest.importorskip("mpmath")

CURVED = {
    "erf": (tg.erf, mpmath.erf),
    "erfc": (tg.erfc, mpmath.erfc),
    "asinh": (tg.asinh, mpmath.asinh),
    "atanh": (tg.atanh, lambda x: (mpmath.log(abs(1 + x)) - mpmath.log(abs(1 - x))) / 2),  # its derivative goes on
    "atan2": (lambda x: tg.atan2(x, -x.detach()), lambda x: mpmath.atan2(x, -1000 if x > 0 else 1000)),
    "silu": (tg.nn.functional.silu, lambda x: x / (1 + mpmath.exp(-x))),
    "gelu": (tg.nn.functional.gelu, lambda x: x * mpmath.ncdf(x)),
}


def second(function, at):
    x = tg.tensor(at, requires_grad=True)
    (g,) = tg.autograd.grad(function(x), x, create_graph=True)
    return tg.autograd.grad(g, x)[0].item()


@pytest.mark.parametrize("name", CURVED)
@pytest.mark.parametrize("at", [1e30, -1e30, 3.4e38, -3.4e38])
def test_a_second_derivative_far_away_is_zero(name, at):
    ours, exact = CURVED[name]
    with mpmath.workdps(40):
        near, far = (abs(mpmath.diff(exact, mpmath.mpf(d if at > 0 else -d), 2)) for d in (1000, 2000))
        assert far <= near < 1e-5
    assert second(ours, at) == 0


@pytest.mark.torch
def test_every_nan_that_is_left_out_is_there():
    """The lane sees each of torch's nans, but for the list; so it would see one that is not in it."""
    torch = pytest.importorskip("torch")
    seen = [
        opinfo.id
        for opinfo in extremes.tried(OPINFOS)
        if opinfo.id.startswith(extremes.OVERFLOWS)
        for arrays in extremes.grids(opinfo, tg)
        if "torch: nan" in extremes.differing(opinfo, "float32", arrays, tg, torch, excused=())
    ]
    assert {text for text in extremes.OVERFLOWS if any(id.startswith(text) for id in seen)} == set(extremes.OVERFLOWS)


def test_a_second_derivative_near_zero_has_no_nan():
    x, y = tg.tensor(1e-40, requires_grad=True), tg.tensor(0.0)
    assert tg.autograd.grad(tg.hypot(x, y), x)[0].item() == pytest.approx(1)


@pytest.mark.torch
@pytest.mark.parametrize("at", [0.0, 1.0, 1e-8, 0.3])
@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
def test_what_torch_adds_to_the_second_derivatives_of_bce(at, target):
    torch = pytest.importorskip("torch")
    told = []
    for fw in (tg, torch):
        x, y, v = (fw.tensor(value, dtype=fw.float64, requires_grad=True) for value in (at, target, 1.0))
        (g,) = fw.autograd.grad(fw.nn.functional.binary_cross_entropy(x, y), x, v, create_graph=True)
        told.append([type(g.grad_fn).__name__, *(d.item() for d in fw.autograd.grad(g, [x, y, v]))])
    assert told[0][0] == told[1][0]
    assert told[0][1:] == pytest.approx(told[1][1:], rel=1e-12)
