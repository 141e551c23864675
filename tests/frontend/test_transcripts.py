"""The transcripts that users see step by step, here, in torch's snapshot and in the installed torch."""

import importlib

import pytest

import tinygrad_lr as tg
from tests.golden.make_transcripts import MODULES
from tests.helpers.transcripts import golden, told, transcripts_of

GOLDEN = {module: golden(module) for module in MODULES}
TRANSCRIPTS = [
    (module, transcript)
    for module in MODULES
    for transcript in transcripts_of(vars(importlib.import_module(f"tests.helpers.{module}")))
]
every_transcript = pytest.mark.parametrize(
    ("module", "transcript"), TRANSCRIPTS, ids=lambda x: getattr(x, "__name__", x)
)


@every_transcript
def test_the_transcript_is_torchs(module, transcript):
    assert told(transcript, tg) == GOLDEN[module][transcript.__name__]


@pytest.mark.torch
@every_transcript
def test_the_snapshot_is_the_installed_torchs(module, transcript, torch_that_warns):
    assert told(transcript, torch_that_warns) == GOLDEN[module][transcript.__name__]


def test_transcripts_end_well():
    assert not [line for told in GOLDEN.values() for lines in told.values() for line in lines if line.startswith("! ")]


def test_the_snapshot_has_every_transcript_and_no_other():
    assert [(module, transcript.__name__) for module, transcript in TRANSCRIPTS] == [
        (module, name) for module, told in GOLDEN.items() for name in told
    ]
