"""torch.utils.data without torch: the scenes against what torch told, the fast way against the general, and breaks."""

import json
from pathlib import Path

import data_scenes
import pytest
from scenes import scenes_of, told

import tinygrad_lr as tg
from tinygrad_lr.utils import data

GOLDEN = json.loads((Path(__file__).parent / "golden" / "optim.json").read_text())["data_scenes"]
SCENES = scenes_of(vars(data_scenes))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("ahead", [data.AHEAD, 1, 150, None], ids=["fast", "batchwise", "few batches", "general"])
def test_the_scene_is_torchs(scene, ahead, monkeypatch):
    if ahead is None:
        monkeypatch.setattr(data.DataLoader, "_gathers", lambda self: False)
    else:
        monkeypatch.setattr(data, "AHEAD", ahead)
    assert told(scene, tg) == GOLDEN[scene.__name__]


def test_the_snapshot_has_every_scene_and_no_other():
    assert [scene.__name__ for scene in SCENES] == list(GOLDEN)
    assert not [line for lines in GOLDEN.values() for line in lines if line.startswith("! ")]


def no_draw(name, generator):
    return type(tg.default_generator)()


def careless(tensors, rows, size):
    """Batches cut without looking whether the tensors have changed."""
    taken = [t._data.take(rows, 0) for t in tensors]
    for start in range(0, len(rows), size):
        yield [data.wrap(array[start : start + size]) for array in taken]


BREAKS = {
    "orders": (data, "source", no_draw),
    "samplers": (data, "randint", lambda low, high, size, generator: tg.zeros(*size, dtype=tg.int64)),
    "datasets": (data, "bisect_right", lambda sizes, i: 0),
    "splits": (data, "randperm", lambda n, generator: tg.arange(n)),
    "collation": (data, "_like", lambda sample, values: values),
    "own_datasets": (data.DataLoader, "_streamed", lambda self: iter(())),
    "kinds_of_tensors": (data, "mode", type("Mode", (), {"grad": False})),
    "batches_are_copies": (data, "_cut", careless),
    "refusals": (data, "_check_choices", lambda *args: None),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*BREAKS[name])
    assert told(getattr(data_scenes, name), tg) != GOLDEN[name]


def test_every_scene_can_be_broken():
    assert list(BREAKS) == [scene.__name__ for scene in SCENES]


def test_batches_of_tensors_are_not_fetched_one_by_one(monkeypatch):
    monkeypatch.setattr(data.TensorDataset, "__getitem__", None)
    assert len(list(data.DataLoader(data_scenes.table(tg), 5, shuffle=True))) == 8
    with pytest.raises(TypeError):
        next(iter(data.DataLoader(data_scenes.table(tg), 5, collate_fn=list)))


def test_a_subclass_may_index_as_it_likes():
    class Shifted(data.TensorDataset):
        def __getitem__(self, index):
            return super().__getitem__((index + 1) % len(self))

    batch = next(iter(data.DataLoader(Shifted(tg.arange(5)), 2)))
    assert batch[0].tolist() == [1, 2]


def test_worker_processes_are_refused_by_name():
    with pytest.raises(NotImplementedError, match="num_workers=2"):
        data.DataLoader(data_scenes.table(tg), num_workers=2)
