"""torch.utils.data beside torch's: the scenes and the signatures."""

import inspect

import data_scenes
import pytest
from scenes import scenes_of, told

import tinygrad_lr as tg

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("torch_that_warns")]
SCENES = scenes_of(vars(data_scenes))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_scene_is_torchs(scene):
    assert told(scene, tg) == told(scene, torch)


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
