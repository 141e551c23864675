"""Places in the graph: views that have none, what moves along, and which refusal comes first, as in torch."""

from importlib import import_module

import places_scenes
import pytest
from scenes import golden, scenes_of, told

import tinygrad_lr as tg
from tinygrad_lr import engine, methods, primitive, views

run = import_module("tinygrad_lr.autograd.run")
GOLDEN = golden("places_scenes")
SCENES = scenes_of(vars(places_scenes))
BY_NAME = {scene.__name__: scene for scene in SCENES}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_scene_is_torchs(scene):
    assert told(scene, tg) == GOLDEN[scene.__name__]


@pytest.mark.torch
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_snapshot_is_the_installed_torchs(scene, torch_that_warns):
    assert told(scene, torch_that_warns) == GOLDEN[scene.__name__]


def test_scenes_end_well():
    assert not [line for lines in GOLDEN.values() for line in lines if line.startswith("! ")]


def test_the_snapshot_has_every_scene_and_no_other():
    assert list(BY_NAME) == list(GOLDEN)


BREAKS = {
    "views_made_under_no_grad": (views, "refuse_view", lambda t, indirectly=False: None),
    "views_older_than_their_base_requires_grad": (views.View, "place", lambda self, t: t._node),
    "views_whose_base_left_the_graph": (views.View, "place", lambda self, t: t._node),
    "one_of_several_views": (primitive, "refused", lambda node: None),
    "retained_gradients_move_along": (views, "move", lambda t, node: setattr(t, "_node", node)),
    "backward_to_results": (engine, "leading_to", lambda targets, roots: set()),
    "what_a_refused_backward_leaves": (engine, "complete", lambda leaves, unfinished: {}),
    "in_place_with_more_than_one_reason_to_refuse": (methods, "check_inplace", lambda *args, **options: None),
    "memory_that_is_shared": (views, "repeats", lambda array: False),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*BREAKS[name])
    assert told(BY_NAME[name], tg) != GOLDEN[name]
