"""Places in the graph: whether their scenes notice when the engine is broken."""

import places_scenes
import pytest
from edited import edited
from scenes import golden, scenes_of, told

import tinygrad_lr as tg
from tinygrad_lr.autograd import start
from tinygrad_lr.core import graph, views
from tinygrad_lr.frontend import errors, inplace, inplace_checks

GOLDEN = golden("places_scenes")
BY_NAME = {scene.__name__: scene for scene in scenes_of(vars(places_scenes))}


LEAVES_NOTHING = edited(graph.walk, "behind([node, *waiting])", "list(arrived)")
BREAKS = {
    "views_made_under_no_grad": (views, "check_view", lambda t, indirectly=False: None),
    "views_older_than_their_base_requires_grad": (views.View, "current_node", lambda self, t: t._node),
    "views_whose_base_left_the_graph": (views.View, "current_node", lambda self, t: t._node),
    "one_of_several_views": (errors, "why_refused", lambda node: None),
    "retained_gradients_move_along": (views, "move", lambda t, node: setattr(t, "_node", node)),
    "backward_to_results": (start, "Region", lambda *args, **kwargs: None),
    "what_a_refused_backward_leaves": (graph.walk, "__code__", LEAVES_NOTHING),
    "in_place_with_more_than_one_reason_to_refuse": (inplace, "check_inplace", lambda *args, **options: None),
    "memory_that_is_shared": (inplace_checks, "repeats", lambda array: False),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*BREAKS[name])
    assert told(BY_NAME[name], tg) != GOLDEN[name]
