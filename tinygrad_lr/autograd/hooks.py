"""What is hung into the graph: hooks of nodes and leaves, and the handles that take them out again."""

from __future__ import annotations

import itertools
import weakref
from typing import Any

from ..core.graph import AccumulateGrad, Node

hooked: dict[int, weakref.ref] = {}  # every node that hooks were ever put on, as long as it lives


class RemovableHandle:
    """What putting a hook into `hooks` returns: `remove()` takes it out again; a `with` block does so at its end."""

    _ids = itertools.count()

    def __init__(self, hooks: dict, hook: Any) -> None:
        self.id, self.hooks = next(self._ids), hooks
        hooks[self.id] = hook

    def remove(self) -> None:
        self.hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: Any) -> None:
        self.remove()


def add_hook(node: Node, slot: str, hook: Any) -> RemovableHandle:
    """Put `hook` into the dict that a node keeps in `slot`, made on first use."""
    hooks = getattr(node, slot)
    if isinstance(node, AccumulateGrad):
        node.special = True
    if hooks is None:
        hooks = {}
        setattr(node, slot, hooks)
        key = id(node)
        hooked[key] = weakref.ref(node, lambda _: hooked.pop(key, None))
    return RemovableHandle(hooks, hook)
