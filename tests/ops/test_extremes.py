"""Where torch's derivative of a huge number is nan: that ours is the limit."""

import pytest

import tinygrad_lr as tg

mpmath = pytest.importorskip("mpmath")

CURVED = {
    "erf": (tg.erf, mpmath.erf),
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
        assert abs(mpmath.diff(exact, mpmath.mpf(1000 if at > 0 else -1000), 2)) < 1e-300
    assert second(ours, at) == 0


@pytest.mark.parametrize("at", [1e-8, 0.3])
def test_the_second_derivative_of_bce_has_nothing_added(at):
    x = tg.tensor(at, dtype=tg.float64, requires_grad=True)
    loss = tg.nn.functional.binary_cross_entropy(x, tg.tensor(1.0, dtype=tg.float64))
    (g,) = tg.autograd.grad(loss, x, create_graph=True)
    assert tg.autograd.grad(g, x)[0].item() == pytest.approx(1 / at**2, rel=1e-7)
