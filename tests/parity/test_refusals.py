"""The lane of refusals: its kept differences are real and told, and it sees a wrong refusal."""

import random
import textwrap
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity.lanes import refusals  # noqa: E402
from parity.lanes.refusals_kept import KEPT, kept  # noqa: E402

pytestmark = pytest.mark.torch
PAGE = Path(tinygrad_lr.__file__).parents[1] / "docs" / "differences.md"


@pytest.fixture(autouse=True)
def each_time(torch_that_warns):
    """Warnings each time."""


@pytest.mark.parametrize("entry", KEPT, ids=lambda entry: entry.example)
def test_what_is_kept_is_told_and_differs(entry):
    assert "\n  ".join(textwrap.wrap("- " + entry.why, 116)) in PAGE.read_text()
    ours, theirs = (refusals.outcome(fw, entry.example).error for fw in (tinygrad_lr, torch))
    assert ours != theirs
    assert kept(entry.example, ours, theirs) is entry


def test_a_few_hundred_calls():
    rng, found = random.Random(0), []
    for target in refusals.targets().values():
        text = refusals.call(rng, target)
        difference = refusals.difference(text, tinygrad_lr, torch)
        found += [f"{text}: {difference}"] if difference else []
    assert len(found) <= len(refusals.targets()) // 50, "\n".join(found)


@pytest.mark.parametrize("text", [text for texts in refusals.SURE.values() for text in texts])
def test_what_is_sure(text):
    assert refusals.difference(text, tinygrad_lr, torch) == ""


def test_a_tensor_that_is_written_and_read_is_told():
    line = "and\n  so do `masked_scatter_`, `addmv_`, `addmm_` and `baddbmm_` of itself."
    assert line in PAGE.read_text()
    ours, theirs = (refusals.outcome(fw, "y.addmv_(m, y)").numbers for fw in (tinygrad_lr, torch))
    assert ours.tolist() == [2.75, 3.75, 4.75] != theirs.tolist()
    assert refusals.difference("y.addmv_(m, y)", tinygrad_lr, torch) == ""


def test_everything_public_is_called():
    names = refusals.targets()
    assert len(names) > 450
    assert {"torch.add", "Tensor.add_", "torch.nn.Linear", "torch.optim.SGD", "operator.getitem"} <= names.keys()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("torch.ones(2, 3).tolist()[5]", "list index out of range"),  # Python's own error, and by nobody's `raise`
        ("torch.arange(2).chunk(1)", ""),
    ],
)
def test_who_raised_is_seen(text, words):
    seen = refusals.outcome(tinygrad_lr, text)
    assert (seen.error or ("", ""))[1] == words
    assert seen.raised == ("Python" if words else "")


def test_wrong_words_are_seen(monkeypatch):
    monkeypatch.setattr(tinygrad_lr.Tensor, "narrow", lambda self, *args: self)
    assert refusals.difference("x.narrow(0, 0, -1)", tinygrad_lr, torch)
    assert not refusals.difference("x.select(0, 5)", tinygrad_lr, torch)


def test_a_call_gets_little_memory_and_what_is_too_large_for_one_alone_is_seen(monkeypatch):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    assert not refusals.difference("torch.histc(x, bins=2**31)", tinygrad_lr, torch)  # 8 GiB
    assert resource.getrlimit(resource.RLIMIT_AS) == before

    def greedy(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(tinygrad_lr, "histc", greedy)
    assert refusals.difference("torch.histc(x, bins=3)", tinygrad_lr, torch)


def test_what_is_sure_stands_under_names_that_are_tried():
    assert set(refusals.SURE) <= set(refusals.targets())
