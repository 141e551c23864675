"""torch.utils.data beside torch's: the transcripts and the signatures."""

import inspect

import pytest

import tinygrad_lr as tg
from tests.helpers import data_transcripts
from tests.helpers.transcripts import told, transcripts_of

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("torch_that_warns")]
TRANSCRIPTS = transcripts_of(vars(data_transcripts))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.__name__)
def test_the_transcript_is_torchs(transcript):
    assert told(transcript, tg) == told(transcript, torch)


NAMES = [
    "DataLoader", "RandomSampler", "SequentialSampler", "BatchSampler", "TensorDataset", "Subset", "ConcatDataset",
    "default_collate", "default_convert",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_signatures_are_torchs(name):
    ours, theirs = (inspect.signature(getattr(fw.utils.data, name)).parameters.values() for fw in (tg, torch))
    assert [(p.name, p.kind, p.default) for p in ours] == [(p.name, p.kind, p.default) for p in theirs]


def test_random_split_has_torchs_signature():
    ours, theirs = (inspect.signature(fw.utils.data.random_split).parameters for fw in (tg, torch))
    assert list(ours) == list(theirs)
    assert ours["generator"].default is tg.default_generator


@pytest.mark.parametrize(
    "text",
    [
        "D.DataLoader(rows, batch_size=2, sampler=D.RandomSampler(range(7)))",  # some of which are not there
        "D.DataLoader(rows, batch_size=2, sampler=D.SequentialSampler(range(3)))",
        "D.DataLoader(rows, generator=5)",
        "[s.indices for s in D.random_split(range(5), [-1, 6])]",
    ],
)
def test_loaders_and_splits_of_odd_arguments_are_torchs(text):
    def told(fw):
        fw.manual_seed(0)
        found = []
        try:
            rows = fw.utils.data.TensorDataset(fw.arange(6))
            for batch in eval(text, {"D": fw.utils.data, "rows": rows}):
                found.append(str(batch))
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
        return found

    assert told(tg) == told(torch)
