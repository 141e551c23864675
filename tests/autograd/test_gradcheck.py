"""Whether gradcheck and gradgradcheck find a broken derivative."""

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.edited import edited
from tinygrad_lr.autograd import gradcheck, gradgradcheck
from tinygrad_lr.core.operation import OPERATIONS, OPS


def leaf(*shape):
    return (tg.rand(*shape, dtype=tg.float64, generator=tg.Generator().manual_seed(0)) + 0.5).requires_grad_()


@pytest.mark.parametrize("name", ["exp", "log", "tanh", "sigmoid", "sqrt", "sin", "reciprocal", "expm1"])
def test_a_wrong_derivative_is_found(name, monkeypatch):
    x = leaf(3)
    assert gradcheck(OPS[name], x)
    assert gradgradcheck(OPS[name], x)
    right = OPERATIONS[name].node_class.visit
    monkeypatch.setattr(OPERATIONS[name].node_class, "visit", lambda *args: tuple(1.01 * part for part in right(*args)))
    assert not gradcheck(OPS[name], x, raise_exception=False)


def test_a_wrong_second_derivative_is_found(monkeypatch):
    x = leaf(3)
    node = OPERATIONS["exp"].node_class
    right = node.apply_tensors

    def right_value_wrong_derivative(self, g):
        return [part + 0.01 * (part - part.detach()) for part in right(self, g)]

    monkeypatch.setattr(node, "apply_tensors", right_value_wrong_derivative)
    assert gradcheck(tg.exp, x)
    assert not gradgradcheck(tg.exp, x, raise_exception=False)


def test_a_missing_fold_is_found(monkeypatch):
    x, y = leaf(2, 3), leaf(3)
    assert gradcheck(lambda x, y: x * y, (x, y))
    monkeypatch.setattr(*owner_of(names.SUM_TO_SIZE), lambda input, shape: input[0].reshape(shape))
    assert not gradcheck(lambda x, y: x * y, (x, y), raise_exception=False)


def test_a_lost_contribution_is_found(monkeypatch):
    x = leaf(3)
    assert gradcheck(lambda x: x * x, x)

    code = edited(names.WALK, "arrived[edge] = arrived[edge] + grad", "pass")
    monkeypatch.setattr(*owner_of(f"{names.WALK}.__code__"), code)
    assert not gradcheck(lambda x: x * x, x, raise_exception=False)


def test_inputs_are_left_as_they_were():
    x = leaf(2, 2)
    before, version = x.detach().clone(), x._version
    calls = iter(range(3))

    def fails_in_between(x):
        if next(calls) == 2:
            raise ValueError("on the way")
        return x * 2

    with pytest.raises(ValueError, match="on the way"):
        gradcheck(fails_in_between, x)
    assert gradcheck(lambda x: x * 2, x)
    assert tg.equal(x.detach(), before)
    assert x._version == version
    assert x.grad is None


@pytest.mark.parametrize(
    ("check", "argument"),
    [(gradcheck, name) for name in ("check_batched_grad", "check_forward_ad", "masked")]
    + [(gradgradcheck, name) for name in ("check_batched_grad", "check_fwd_over_rev", "masked")]
    + [(gradgradcheck, "gen_non_contig_grad_outputs")],
)
def test_what_is_not_supported_says_so(check, argument):
    with pytest.raises(NotImplementedError, match=f"{argument}=True"):
        check(tg.exp, leaf(2), **{argument: True})


def test_fast_mode_checks_every_derivative():
    assert gradcheck(tg.exp, leaf(2), fast_mode=True)
    assert gradgradcheck(tg.exp, leaf(2), fast_mode=True)
    with pytest.raises(tg.autograd.GradcheckError):
        gradcheck(lambda x: x.detach() * x, leaf(2), fast_mode=True)


def test_tolerances_are_those_of_allclose():
    x = leaf(2)

    class Off(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2.02

    assert not gradcheck(Off.apply, x, raise_exception=False)
    assert gradcheck(Off.apply, x, rtol=0.011)
    assert gradcheck(Off.apply, x, atol=0.021)
    assert not gradcheck(Off.apply, x, rtol=0.009, raise_exception=False)
    assert np.isclose(2.02, 2.0, rtol=0.011)
