"""Which torch is followed: the table of later changes is true, and explains no more than it says."""

import re
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity import versions  # noqa: E402
from parity.lanes import extremes  # noqa: E402
from parity.operations.cases import Case  # noqa: E402
from parity.operations.table import BY_ID  # noqa: E402
from parity.oracle.check import CHANGED, compare_case  # noqa: E402

pytestmark = pytest.mark.torch


class Newer:
    """torch under another number, with some functions of its own."""

    def __init__(self, version, **replaced):
        self.__version__, self.replaced = version, replaced

    def __getattr__(self, name):
        return self.__dict__["replaced"].get(name) or getattr(torch, name)


class Halved(torch.autograd.Function):
    """fmax as it differentiates since 2.14."""

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return torch.fmax(x, y)

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        half = torch.where(x == y, 0.5, (x > y).to(g.dtype))
        return (g * half).sum_to_size(x.shape), (g * (1 - half)).sum_to_size(y.shape)


def test_the_followed_version_is_the_pinned_one():
    pin = re.search(
        r"^torch==(\d+)\.(\d+)", (Path(tinygrad_lr.__file__).parents[1] / "constraints.txt").read_text(), re.M
    )
    assert (int(pin[1]), int(pin[2])) == versions.FOLLOWED
    assert max(change.since for change in versions.CHANGES) <= versions.KNOWN


@pytest.mark.parametrize("change", versions.CHANGES, ids=lambda change: change.example)
def test_every_change_is_as_it_is_told(change):
    assert versions.shows(change, tinygrad_lr) == change.before
    assert versions.shows(change, torch) == (change.after if versions.number(torch) >= change.since else change.before)
    assert change.ties or (change.uncopied in change.example and re.search(change.calls, change.example))


@pytest.mark.parametrize(("version", "said"), [
    ("2.13.0+cpu", ""), ("2.14.1", ""), ("2.15.0", "torch 2.15.0 is newer than what this library follows (2.13)"),
    ("3.0.0a0", "torch 3.0.0a0 is newer than what this library follows (2.13)"),
    ("2.9.1", "torch 2.9.1 is older than what this library follows (2.13)"),
])  # fmt: skip
def test_an_unknown_version_is_told(version, said):
    assert versions.standing(Newer(version)) == said


def compared(theirs, x, y):
    opinfo, covered = BY_ID["torch.fmax(x, y)"], set()
    case = Case((x.shape, y.shape))
    found = [d for d in compare_case(opinfo, case, tinygrad_lr, theirs, [x, y], covered) if d.ratio > 1]
    return {d.what for d in found if d.what.startswith("grad")}, CHANGED in covered


def test_ties_are_explained_and_nothing_else():
    newer = Newer("2.14.1", fmax=Halved.apply)
    x, y = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([1.0, 5.0, 0.0])
    assert compared(newer, x, y) == (set(), True)
    assert compared(Newer("2.13.0", fmax=Halved.apply), x, y) == ({"gradient 0", "gradient 1"}, False)
    assert compared(Newer("2.15.0", fmax=Halved.apply), x, y) == (set(), True)
    wrong = Newer("2.14.1", fmax=lambda x, y: Halved.apply(x, y) + 0.001 * x - 0.001 * x.detach())
    assert compared(wrong, x, y)[0] == {"gradient 0"}


def test_extremes_know_of_ties():
    opinfo = BY_ID["torch.fmax(x, y)"]
    arrays = [np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 1.0])]
    newer = Newer("2.14.1", fmax=Halved.apply)
    tied = versions.ties(opinfo.op, opinfo.call, arrays, newer)
    assert tied.tolist() == [True, False, False]
    assert extremes.differing(opinfo, "float64", arrays, tinygrad_lr, newer).startswith("gradient 0 at [0.0, 0.0]")
    assert not extremes.differing(opinfo, "float64", arrays, tinygrad_lr, newer, tied=tied)
    assert versions.ties("maximum", opinfo.call, arrays, newer) is None
    assert versions.ties(opinfo.op, opinfo.call, arrays, torch) is None or versions.number(torch) > versions.FOLLOWED


@pytest.mark.parametrize(("shape", "expected"), [((2, 3), [[True, False, False], [False, False, True]]), ((3,), [True, False, True]),
                                                 ((2, 1), [[True], [True]]), ((), True), ((1, 3), [[True, False, True]])])  # fmt: skip
def test_a_tie_reaches_what_was_broadcast(shape, expected):
    tied = np.array([[True, False, False], [False, False, True]])
    assert versions.reaching(tied, shape).tolist() == expected


def test_a_copy_that_is_no_longer_recorded_is_explained():
    ours, theirs = (
        "NativeGroupNormBackward0(CloneBackward0(AccumulateGrad), -, -)",
        "NativeGroupNormBackward0(AccumulateGrad, -, -)",
    )
    explained = lambda op, what, version: versions.explain(op, "F.group_norm(x, 2)", what, ours, theirs, Newer(version))
    assert explained("group_norm", "graph", "2.14.1")
    assert not explained("group_norm", "graph", "2.13.0")
    assert not explained("group_norm", "shape", "2.14.1")
    assert not explained("layer_norm", "graph", "2.14.1")


def test_calls_that_changed_are_named():
    newer = Newer("2.14.1")
    assert versions.explain_call("torch.arange(0, 2.5, 0.5, dtype=torch.int64)", newer).since == (2, 14)
    assert versions.explain_call("torch.arange(0, 2.5, 0.5)", newer) is None
    assert versions.explain_call("torch.arange(0, 2.5, 0.5, dtype=torch.int64)", Newer("2.13.0")) is None
    given = versions.explain_call(
        "b - b", newer, "('RuntimeError', 'Subtraction, the `-` operator'), torch: ('NotImplementedError', 'Subtraction"
    )
    assert given.since == (2, 14)
    assert (
        versions.explain_call(
            "b - b", newer, "('RuntimeError', 'Subtraction'), torch: ('NotImplementedError', 'Negation"
        )
        is None
    )


def test_an_operation_put_together_otherwise_is_explained_by_its_graph_alone():
    explained = lambda op, what, version: versions.explain(op, "x", what, "A", "B", Newer(version))
    assert explained("quantile", "graph", "2.14.1")
    assert not explained("quantile", "graph", "2.13.0")
    assert not explained("quantile", "value 0", "2.14.1")
    assert not explained("median", "graph", "2.14.1")
    assert versions.explain_saved("nanquantile", Newer("2.14.1"))
    assert not versions.explain_saved("median", Newer("2.14.1"))


def test_of_equal_elements_another_one_may_get_the_gradient():
    assert versions.repeated(np.array([[1.0, 2.0], [2.0, 3.0]])).tolist() == [[False, True], [True, False]]
    opinfo = next(each for each in BY_ID.values() if each.op == "quantile")
    turned = lambda x, *rest: torch.quantile(x.flip(0), *rest)
    found = lambda x, version: {
        d.what
        for d in compare_case(opinfo, Case((x.shape,)), tinygrad_lr, Newer(version, quantile=turned), [x])
        if d.ratio > 1 and d.what.startswith("grad")
    }
    equals = np.full(5, 2.0)
    assert opinfo.id == "torch.quantile(x, 0.375)"
    assert found(equals, "2.14.1") - {"graph"} == set()
    assert found(equals, "2.13.0") >= {"gradient 0"}
