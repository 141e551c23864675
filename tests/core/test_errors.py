"""What an error leaves behind: nothing but itself, so that the tensors of a refused call go as soon as it is forgotten."""

import gc
import warnings
import weakref

import pytest

import tinygrad_lr as tg
from parity.operations.cases import Case, draw
from parity.operations.table import OPINFOS
from parity.oracle.observe import leaves
from tinygrad_lr.core import operation


@pytest.fixture(autouse=True)
def without_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def left_behind(call, tensors):
    """Whether a call was refused, and which of its tensors live on once they and the error are forgotten."""
    refs = [weakref.ref(t) for t in tensors]
    refused = False
    try:
        call(tg, *tensors)
    except Exception:
        refused = True
    tensors.clear()
    return refused, [i for i, ref in enumerate(refs) if ref() is not None]


def refused_calls():
    """Every call of the table of operations with tensors of shapes that do not fit, or of bools."""
    for opinfo in OPINFOS:
        count = len(opinfo.domains)
        cases = [Case(shape) for shape in opinfo.shapes.cases] if count else []
        cases += (
            [Case((shape,) * count, dtype) for shape in ((2, 3), (7,), ()) for dtype in ("float32", "bool")]
            if count
            else []
        )
        for case in cases:
            for form, call in zip(opinfo.forms, opinfo.calls):
                yield form, case, call, leaves(tg, opinfo, draw(opinfo, case), case)


def kept():
    """The refused calls that keep a tensor alive, and how many were refused."""
    found, count = [], 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for form, case, call, tensors in refused_calls():
            refused, alive = left_behind(call, tensors)
            count += refused
            found += [f"{form} [{case}] keeps {alive}"] * bool(refused and alive)
    return found, count


def test_no_refused_call_keeps_its_tensors():
    found, count = kept()
    assert count > 500
    assert not found


def test_a_frame_that_keeps_its_error_is_seen(monkeypatch):
    def fails(plain, declared, error, args):
        raise error

    monkeypatch.setattr(operation, "explanations", [fails])
    tensors = [tg.ones(2, 3), tg.ones(2, 3)]
    assert left_behind(lambda fw, x, y: fw.mm(x, y), tensors) == (True, [0, 1])


MISTAKES = {
    "linear": lambda x: tg.nn.Linear(2, 2)(x),
    "not a scalar": lambda x: (x * 2).backward(),
    "a hook": lambda x: (x * 2, x.register_hook(lambda g: 1 / 0), (x * 2).sum().backward()),
    "twice": lambda x: [y.backward() for y in [(x * x).sum()] * 2],
}


@pytest.mark.parametrize("name", MISTAKES)
def test_no_mistake_keeps_its_tensors(name):
    assert left_behind(lambda fw, x: MISTAKES[name](x), [tg.ones(2, 3, requires_grad=True)]) == (True, [])
