"""The scenes that users see step by step, here, in torch's snapshot and in the installed torch."""

import importlib

import pytest
from golden.make_scenes import MODULES
from scenes import golden, scenes_of, told

import tinygrad_lr as tg

GOLDEN = {module: golden(module) for module in MODULES}
SCENES = [(module, scene) for module in MODULES for scene in scenes_of(vars(importlib.import_module(module)))]
every_scene = pytest.mark.parametrize(("module", "scene"), SCENES, ids=lambda x: getattr(x, "__name__", x))


@every_scene
def test_the_scene_is_torchs(module, scene):
    assert told(scene, tg) == GOLDEN[module][scene.__name__]


@pytest.mark.torch
@every_scene
def test_the_snapshot_is_the_installed_torchs(module, scene, torch_that_warns):
    assert told(scene, torch_that_warns) == GOLDEN[module][scene.__name__]


def test_scenes_end_well():
    assert not [line for told in GOLDEN.values() for lines in told.values() for line in lines if line.startswith("! ")]


def test_the_snapshot_has_every_scene_and_no_other():
    assert [(module, scene.__name__) for module, scene in SCENES] == [
        (module, name) for module, told in GOLDEN.items() for name in told
    ]
