"""Places in the graph: whether their scenes notice when the engine is broken."""

from importlib import import_module

import places_scenes
import pytest
from scenes import golden, scenes_of, told

import tinygrad_lr as tg
from tinygrad_lr.core import graph, operation, views
from tinygrad_lr.frontend import inplace

run = import_module("tinygrad_lr.core.backward")
GOLDEN = golden("places_scenes")
BY_NAME = {scene.__name__: scene for scene in scenes_of(vars(places_scenes))}


BREAKS = {
    "views_made_under_no_grad": (views, "refuse_view", lambda t, indirectly=False: None),
    "views_older_than_their_base_requires_grad": (views.View, "place", lambda self, t: t._node),
    "views_whose_base_left_the_graph": (views.View, "place", lambda self, t: t._node),
    "one_of_several_views": (operation, "refused", lambda node: None),
    "retained_gradients_move_along": (views, "move", lambda t, node: setattr(t, "_node", node)),
    "backward_to_results": (graph, "leading_to", lambda targets, roots: set()),
    "what_a_refused_backward_leaves": (graph, "complete", lambda leaves, unfinished: {}),
    "in_place_with_more_than_one_reason_to_refuse": (inplace, "check_inplace", lambda *args, **options: None),
    "memory_that_is_shared": (views, "repeats", lambda array: False),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*BREAKS[name])
    assert told(BY_NAME[name], tg) != GOLDEN[name]
