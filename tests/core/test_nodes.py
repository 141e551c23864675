"""Nodes of tensors: whether their transcripts notice when the engine is broken."""

import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import nodes_transcripts
from tests.helpers.edited import edited
from tests.helpers.transcripts import golden, told, transcripts_of

GOLDEN = golden("nodes_transcripts")
BY_NAME = {transcript.__name__: transcript for transcript in transcripts_of(vars(nodes_transcripts))}


LEAVES_NOTHING = edited(names.WALK, "behind([node, *waiting])", "list(arrived)")
BREAKS = {
    "views_made_under_no_grad": (names.CHECK_VIEW, lambda t, indirectly=False: None),
    "views_older_than_their_base_requires_grad": (names.VIEW_CURRENT_NODE, lambda self, t: t._node),
    "views_whose_base_left_the_graph": (names.VIEW_CURRENT_NODE, lambda self, t: t._node),
    "one_of_several_views": (names.WHY_REFUSED, lambda node: None),
    "retained_gradients_move_along": (names.MOVE, lambda t, node: setattr(t, "_node", node)),
    "backward_to_results": (names.REGION, lambda *args, **kwargs: None),
    "what_a_refused_backward_leaves": (f"{names.WALK}.__code__", LEAVES_NOTHING),
    "in_place_with_more_than_one_reason_to_refuse": (names.INPLACE_CHECK_INPLACE, lambda *args, **options: None),
    "memory_that_is_shared": (names.REPEATS, lambda array: False),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_is_noticed(name, monkeypatch):
    broken, change = BREAKS[name]
    monkeypatch.setattr(*owner_of(broken), change)
    assert told(BY_NAME[name], tg) != GOLDEN[name]
