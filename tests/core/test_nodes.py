"""Nodes of tensors: whether their transcripts notice when the engine is broken."""

import pytest

import tinygrad_lr as tg
from tests.helpers import nodes_transcripts
from tests.helpers.edited import edited
from tests.helpers.transcripts import golden, told, transcripts_of
from tinygrad_lr.autograd import start
from tinygrad_lr.core import graph, views
from tinygrad_lr.frontend import errors, inplace, inplace_checks

GOLDEN = golden("nodes_transcripts")
BY_NAME = {transcript.__name__: transcript for transcript in transcripts_of(vars(nodes_transcripts))}


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
