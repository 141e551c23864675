"""Every entry of parity's table through the real CuPy, with no kernel executed: what is refused, launched and laid out,
the shapes and dtypes of results and gradients. Numbers are those that the memory was filled with; entries that look at
numbers while they compute (an index that is checked, a mask that is counted) are left to test_records.py, if they
differ."""

import contextlib
import gc

import pytest

import tinygrad_lr as tg
from parity.operations.cases import cases, draw
from parity.operations.table import OPINFOS
from parity.oracle.observe import leaves
from tests.cupy_on_cpu import device
from tests.helpers.on_cuda import ELSEWHERE, PREBUILT, ShapesAlone, differences, made_on_cuda
from tinygrad_lr.arrays import cuda
from tinygrad_lr.core.graph import AccumulateGrad

pytestmark = device.needed(run=False)

# what is said of numbers, and what comes of a count that nobody has computed
OF_NUMBERS = (
    "inputs left alone",
    "is out of bounds",
    "out of memory",
    "Negative dimensions",
    "min() arg is an empty sequence",
)


@pytest.fixture(scope="module", autouse=True)
def few_to_look_through():
    """What is there before the first test stays, and is not looked through by each of thousands of collections."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("opinfo", OPINFOS, ids=lambda opinfo: opinfo.id)
def test_records(opinfo):
    if opinfo.id.startswith(ELSEWHERE):
        pytest.skip("asks where a tensor is")
    if opinfo.id.startswith(PREBUILT):
        pytest.skip("needs a kernel that is not compiled here")
    found = [text for text in differences(opinfo, ShapesAlone) if not any(words in text for words in OF_NUMBERS)]
    if found and looks_at_numbers(opinfo):
        pytest.skip("looks at numbers, which are not computed here")
    assert found == []


def looks_at_numbers(opinfo):
    """Whether a call brings numbers to the host."""
    for case in cases(opinfo):
        arrays = draw(opinfo, case)
        for call in opinfo.calls:
            with made_on_cuda():
                given = leaves(tg, opinfo, arrays, case)
                with device.counted() as asked, contextlib.suppress(Exception):
                    call(tg, *given)
            if "d2h" in asked or "sync" in asked:
                return True
    return False


def strides(opinfo, case, arrays):
    """Of the gradients, as the leaves have them; None where there are none, or the call is refused."""
    try:
        given = leaves(tg, opinfo, arrays, case)
        out = opinfo.call(tg, *given)
        results = [t for t in (out if isinstance(out, (tuple, list)) else [out]) if getattr(t, "requires_grad", False)]
        tg.autograd.backward(results, [tg.ones_like(t) for t in results])
    except Exception:  # the same on both, as the test above sees
        return None
    grads = [t.grad for t in given if isinstance(t, tg.Tensor)]
    return [None if grad is None else grad.stride() for grad in grads]


EACH = 8  # of so many entries, one; all of them in `make soak`


@pytest.mark.parametrize(
    "opinfo",
    [pytest.param(o, marks=[] if i % EACH == 0 else [pytest.mark.soak], id=o.id) for i, o in enumerate(OPINFOS)],
)
def test_gradients_lie_in_memory_as_on_the_cpu(opinfo):
    if opinfo.id.startswith((*ELSEWHERE, *PREBUILT)):
        pytest.skip("as above")
    for case in cases(opinfo):
        if case.layout == "contiguous":
            continue
        arrays = draw(opinfo, case)
        on_cpu = strides(opinfo, case, arrays)
        with made_on_cuda():
            on_cuda = strides(opinfo, case, arrays)
        if on_cpu is not None and on_cuda is not None:  # an index is refused only where numbers are computed
            assert on_cuda == on_cpu, str(case)


def test_in_cupys_own_order_they_would_not(monkeypatch):
    begun = AccumulateGrad.__init__

    def begun_plainly(node, variable):
        begun(node, variable)
        node.special = False

    monkeypatch.setattr(AccumulateGrad, "__init__", begun_plainly)
    monkeypatch.setattr(cuda, "laid_as_numpys", lambda out, forward, args: out)
    opinfo = next(o for o in OPINFOS if o.id == "torch.exp(x)")
    with pytest.raises(AssertionError):
        test_gradients_lie_in_memory_as_on_the_cpu(opinfo)


@pytest.mark.parametrize("opinfo", OPINFOS, ids=lambda opinfo: opinfo.id)
def test_memory_that_runs_out_is_told_in_torchs_words(opinfo):
    """Whichever allocation it is that fails: never in CuPy's own words."""
    case = next(iter(cases(opinfo)))
    arrays = draw(opinfo, case)
    with made_on_cuda():
        given = leaves(tg, opinfo, arrays, case)
        told = []
        for blocks in range(3):
            with device.room_for(blocks):
                try:
                    opinfo.call(tg, *given)
                except Exception as error:
                    told.append(f"{type(error).__module__}.{type(error).__name__}: {error}")
    assert [text for text in told if text.startswith("cupy")] == []
