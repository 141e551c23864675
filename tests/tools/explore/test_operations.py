"""Every operation of the table can be recorded and shown, and its derivative agrees with its differences."""

import warnings

import pytest

import tinygrad_lr
from parity.operations.table import OPINFOS
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.tools.explore import formulas
from tinygrad_lr.tools.explore.session import Nothing, explored

FIRST = {info.op: info for info in reversed(OPINFOS) if not info.refused}
NOT_DIFFERENTIABLE = {"assignment"}  # an element that is written twice keeps the last; torch's gradient counts both


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FIRST.keys() - NOT_DIFFERENTIABLE))
def test_every_derivative_agrees(name):
    info = FIRST[name]
    inputs = [
        tinygrad_lr.from_numpy(array.copy()).requires_grad_(array.dtype.kind == "f" and not domain.constant)
        for array, domain in zip(info.draw(info.rng()), info.domains)
    ]

    def step():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            out = info.call(tinygrad_lr, *inputs)
        outs = [
            t for t in (out if isinstance(out, (tuple, list)) else [out]) if getattr(t, "grad_fn", None) is not None
        ]
        if outs:
            sum((t * t).sum() for t in outs).backward()

    try:
        found = explored(step)
    except Nothing:
        return
    if found.error is not None:
        assert "not implemented" in str(found.error)
        return
    assert found.json()
    assert found.html()
    assert found.text("zh")
    checks = [c for n in found.recording["nodes"] for c in (n.get("check"), *n.get("sends", ())) if c]
    assert {c["verdict"] for c in checks} <= {"right", "kink"}


def test_no_formula_tells_where_numbers_lie():
    """A derivative that goes another way on a device is told as mathematics, which is the same there."""
    told = {
        (name, arg): formulas.pretty(formulas.text(arg, f))
        for name, operation in OPERATIONS.items()
        for arg, f in zip(formulas.inputs(operation), operation.formulas)
        if f is not None
    }
    assert told["mse_mean", "input"] == "(2/n · (input − target)) · g"
    assert told["mse_mean", "target"] == "2/n · (target − input) · g"
    assert [key for key, text in told.items() if "__class__" in text or "ndarray" in text] == []
