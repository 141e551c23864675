"""torch.utils.data without torch: the transcripts against torch's, the fast way against the general, and breaks."""

import json

import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import data_transcripts
from tests.helpers.paths import GOLDENS
from tests.helpers.transcripts import told, transcripts_of
from tinygrad_lr.utils import data

GOLDEN = json.loads((GOLDENS / "optim.json").read_text())["data_transcripts"]
TRANSCRIPTS = transcripts_of(vars(data_transcripts))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.__name__)
@pytest.mark.parametrize(
    "ahead", [data.dataloader.AHEAD, 1, 150, None], ids=["fast", "batchwise", "few batches", "general"]
)
def test_the_transcript_is_torchs(transcript, ahead, monkeypatch):
    if ahead is None:
        monkeypatch.setattr(*owner_of(names.DATA_GATHERS), lambda self: False)
    else:
        monkeypatch.setattr(*owner_of(names.DATA_AHEAD), ahead)
    assert told(transcript, tg) == GOLDEN[transcript.__name__]


def test_the_snapshot_has_every_transcript_and_no_other():
    assert [transcript.__name__ for transcript in TRANSCRIPTS] == list(GOLDEN)
    assert not [line for lines in GOLDEN.values() for line in lines if line.startswith("! ")]


def no_draw(name, generator):
    return type(tg.default_generator)()


def careless(tensors, rows, size):
    """Batches cut without looking whether the tensors have changed."""
    taken = [t._data.take(rows, 0) for t in tensors]
    for start in range(0, len(rows), size):
        yield [data.dataloader.wrap(array[start : start + size]) for array in taken]


BREAKS = {
    "orders": (names.DATA_SOURCE, no_draw),
    "samplers": (names.DATA_RANDINT, lambda low, high, size, generator: tg.zeros(*size, dtype=tg.int64)),
    "datasets": (names.DATA_BISECT_RIGHT, lambda sizes, i: 0),
    "splits": (names.DATA_RANDPERM, lambda n, generator: tg.arange(n)),
    "collation": (names.DATA_LIKE, lambda sample, values: values),
    "streams_longer_than_told": (names.DATA_STREAMED, lambda self: iter(()).__next__),
    "own_datasets": (names.DATA_STREAMED, lambda self: iter(()).__next__),
    "kinds_of_tensors": (names.DATA_MODE, type("Mode", (), {"grad": False})),
    "batches_are_copies": (names.DATA_CUT, careless),
    "refusals": (names.DATA_CHECK_CHOICES, lambda *args: None),
    "failures": (names.DATA_TOLD, lambda error, worker: error),
    "workers": (names.DATA_SET_STREAMS, lambda *streams: None),
    "chains": (names.DATA_ITEMS, lambda dataset, indices: []),
    "weights": (names.DATA_RAND, lambda weights, n, replacement, generator: tg.zeros(n, dtype=tg.int64)),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_noticed(name, monkeypatch):
    broken, change = BREAKS[name]
    monkeypatch.setattr(*owner_of(broken), change)
    assert told(getattr(data_transcripts, name), tg) != GOLDEN[name]


def test_every_transcript_can_be_broken():
    assert list(BREAKS) == [transcript.__name__ for transcript in TRANSCRIPTS]


def test_batches_of_tensors_are_not_fetched_one_by_one(monkeypatch):
    monkeypatch.setattr(*owner_of(names.TENSOR_DATASET_GETITEM), None)
    assert len(list(data.DataLoader(data_transcripts.table(tg), 5, shuffle=True))) == 8
    with pytest.raises(TypeError):
        next(iter(data.DataLoader(data_transcripts.table(tg), 5, collate_fn=list)))


def test_an_iterator_has_the_length_of_all_batches():
    for dataset in (data.TensorDataset(tg.arange(5)), range(5)):
        for loader, length in ((data.DataLoader(dataset, 2), 3), (data.DataLoader(dataset, batch_size=None), 5)):
            batches = iter(loader)
            next(batches)
            assert len(batches) == length
    with pytest.raises(TypeError, match=r"^object of type '_InfiniteConstantSampler' has no len\(\)$"):
        len(iter(data.DataLoader(data.ChainDataset([range(5)]), 2)))


def test_a_subclass_may_index_as_it_likes():
    class Shifted(data.TensorDataset):
        def __getitem__(self, index):
            return super().__getitem__((index + 1) % len(self))

    batch = next(iter(data.DataLoader(Shifted(tg.arange(5)), 2)))
    assert batch[0].tolist() == [1, 2]
