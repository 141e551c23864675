"""Views, in-place changes, NumPy and DLPack: what is ours alone, and whether the transcripts notice."""

import gc
import weakref
from importlib import import_module

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import views_transcripts
from tests.helpers.transcripts import golden, told, transcripts_of
from tinygrad_lr.core import views

tensor = import_module("tinygrad_lr.core.tensor")  # the name in the package is the function
GOLDEN = golden("views_transcripts")
BY_NAME = {transcript.__name__: transcript for transcript in transcripts_of(vars(views_transcripts))}


# -- do the transcripts notice? -------------------------------------------------------------------------


def nothing(*args):
    """Takes anything, does nothing."""


class Ignored(views.CopySlices):
    """A change through a view that leaves the base's derivative as it was."""

    def apply(self, g):
        return (g, *(None for _ in self.edges[1:]))

    apply_tensors = apply


BREAKS = {
    "versions": (names.WRITE_TOUCHED, nothing),
    "saved_tensors_are_watched": (names.NODE_CHECK, lambda self: None),
    "in_place_on_results": (names.WRITE_KEEP_OLD_VALUES, nothing),
    "in_place_on_views": (names.COPY_SLICES, Ignored),
    "assignment_by_index": (names.COPY_SLICES, Ignored),
    "leaves_are_protected": (names.INPLACE_CHECK_INPLACE, nothing),
    "views_that_refuse": (names.CHECK_VIEW, nothing),
    "views_follow_their_base": (names.VIEW_CURRENT_NODE, lambda self, t: t._node),
    "many_changes_through_views": (names.COPY_SLICES, Ignored),
    "second_derivatives_through_views": (names.COPY_SLICES, Ignored),
    "hooks_on_views": (names.MOVE, lambda t, node: setattr(t, "_node", node)),
    "numpy_shares_memory": (names.NUMPY, lambda self: self._data.copy()),
    "dlpack_with_numpy": (names.DLPACK, lambda self, **kw: self._data.copy().__dlpack__(**kw)),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_is_noticed(name, monkeypatch):
    broken, change = BREAKS[name]
    monkeypatch.setattr(*owner_of(broken), change)
    assert told(BY_NAME[name], tg) != GOLDEN[name]


# -- what is ours alone ----------------------------------------------------------------------------


def test_new_data_does_not_spoil_a_recorded_graph():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    x.data = tg.zeros(2)
    y.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_base_in_another_layout():
    """What NumPy computes from a transpose lies in memory as the transpose does; views of it are cut out there."""
    x = tg.arange(6.0).view(2, 3).requires_grad_()
    y = x.T * 2
    y.T.view(-1)[1:4].mul_(3)
    factors = tg.tensor([[2.0, 6.0, 6.0], [6.0, 2.0, 2.0]])
    assert tg.equal(tg.autograd.grad(y.sum(), x)[0], factors)
    z = x.T * 2
    flat = z.T.view(-1)
    z.mul_(2)
    assert tg.autograd.grad((flat[:2] * 5).sum(), x)[0].tolist() == [[20.0, 20.0, 0.0], [0.0, 0.0, 0.0]]


def test_a_changed_view_keeps_no_circle():
    gc.collect()
    gc.disable()
    try:
        x = tg.ones(2, 3, requires_grad=True)
        y = x * 2
        v, w = y[0], y[1]
        v.mul_(2)
        w.add_(v)
        y[0, 1] = x[0, 0]
        alive = weakref.ref(y)
        loss = y.sum() + (v * 3).sum()
        del y, v, w
        loss.backward()
        del loss
        assert alive() is None
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_thousand_assignments():
    x = tg.ones(1000, dtype=tg.float64, requires_grad=True)
    state = tg.zeros(1001, dtype=tg.float64)
    for i in range(1000):
        state[i + 1] = state[i] * 0.5 + x[i]
    (g,) = tg.autograd.grad(state[1000], x)
    assert g.tolist() == [0.5 ** (999 - i) for i in range(1000)]


def test_numpy_arrays_are_not_the_tensors_own():
    t = tg.zeros(2, 3)
    t.numpy().flags.writeable = False
    t.add_(1)
    assert t.numpy().flags.writeable
    assert t.numpy().sum() == 6


def test_a_read_only_array_stays_so():
    array = np.arange(3.0)
    array.flags.writeable = False
    with pytest.warns(UserWarning, match="not writable"):
        t = tg.from_numpy(array)
    with pytest.raises(ValueError, match="read-only"):
        t.add_(1)
    assert array.tolist() == [0.0, 1.0, 2.0]


# -- DLPack with torch -----------------------------------------------------------------------------


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int32", "uint8", "bool"])
def test_memory_is_shared_with_torch(dtype):
    torch = pytest.importorskip("torch")
    ours = tg.ones(2, 3, dtype=getattr(tg, dtype))
    theirs = torch.from_dlpack(ours)
    assert theirs.dtype is getattr(torch, dtype)
    assert theirs.data_ptr() == ours.data_ptr()
    theirs[0, 0] = 0
    assert ours[0, 0].item() == 0
    back = tg.from_dlpack(torch.ones(2, 3, dtype=getattr(torch, dtype)).T)
    assert back.dtype is getattr(tg, dtype)
    assert back.stride() == (1, 3)
    back[2, 1] = 0
    assert torch.from_dlpack(back)[2, 1].item() == 0
    assert back.sum().item() == 5


@pytest.mark.torch
def test_the_exporter_lives_as_long_as_what_shares_its_memory():
    torch = pytest.importorskip("torch")
    ours = tg.from_dlpack(torch.arange(1000.0))
    theirs = torch.from_dlpack(tg.arange(1000.0))
    gc.collect()
    junk = [np.full(1000, 7.0, np.float32) for _ in range(50)]
    assert ours.sum().item() == theirs.sum().item() == 499500.0
    assert len(junk) == 50


@pytest.mark.torch
def test_what_requires_grad_is_not_exported():
    torch = pytest.importorskip("torch")
    texts = []
    for exporter, importer in ((tg, torch), (torch, tg)):
        with pytest.raises(BufferError) as error:
            importer.from_dlpack(exporter.ones(2, requires_grad=True))
        texts.append(str(error.value))
    assert texts[0] == texts[1]
