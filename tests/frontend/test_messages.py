"""Does the library say torch's words? Every record of `messages_table.py`, against what torch showed."""

import json

import pytest

import tinygrad_lr as fw
from tests.helpers.messages_table import EXCEPTION, RECORDS, VALUE, WARNING, Record, cannot, normalised, observe
from tests.helpers.paths import GOLDENS

GOLDEN = json.loads((GOLDENS / "messages.json").read_text())["seen"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_the_words_are_torchs(record):
    if reason := cannot(record, fw):
        pytest.skip(reason)
    assert observe(record, fw) == GOLDEN[record.name]


def test_the_snapshot_has_every_record_and_no_other():
    assert [record.name for record in RECORDS] == list(GOLDEN)
    assert len({record.name for record in RECORDS}) == len(RECORDS)


@pytest.mark.torch
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_the_snapshot_is_the_installed_torchs(record):
    torch = pytest.importorskip("torch")
    if reason := cannot(record, torch):
        pytest.skip(reason)
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    try:
        assert observe(record, torch) == GOLDEN[record.name]
    finally:
        torch.set_warn_always(before)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_silence_is_noticed(record):
    assert observe(record._replace(trigger=lambda fw: "silence"), None) != GOLDEN[record.name]


def warn_and_raise(fw):
    import warnings

    warnings.warn("Careful. (Triggered internally at /a/b.cpp:12.)", stacklevel=1)
    warnings.warn("Careful.", stacklevel=1)
    raise ValueError("no")


def test_observe_writes_down_all_that_is_seen():
    seen = {"warnings": [["UserWarning", "Careful."]], "exception": ["ValueError", "no"]}
    assert observe(Record("both", EXCEPTION, warn_and_raise), None) == seen
    assert observe(Record("value", VALUE, lambda fw: fw), 3) == {"value": 3}
    assert observe(Record("nothing", WARNING, lambda fw: fw), 3) == {}


def test_normalised_cuts_what_belongs_to_one_call():
    assert normalised("Careful. (Triggered internally at /a/b.cpp:12.)") == "Careful."
    stack = "Error detected in X. Traceback of forward call that caused the error:\n  File a.py, line 1\n"
    assert normalised(stack) == "Error detected in X. Traceback of forward call that caused the error:"
    assert normalised("shape '[4, 2]' (as given)") == "shape '[4, 2]' (as given)"
