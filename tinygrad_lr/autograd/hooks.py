"""What is hung into the graph: hooks of nodes and leaves, and the handles that take them out again; and how users' code
is called from within a pass."""

from __future__ import annotations

import contextvars
import itertools
import threading
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from ..core.graph import AccumulateGrad, Node
from ..core.mode import mode

hooked: dict[int, weakref.ref[Any]] = {}  # every node that hooks were ever put on, as long as it lives


class RemovableHandle:
    """What putting a hook into `hooks` returns: `remove()` takes it out again; a `with` block does so at its end."""

    _ids = itertools.count()

    def __init__(self, hooks: dict[Any, Any], hook: Any, more: Iterable[dict[Any, Any]] = ()) -> None:
        self.id, self.hooks, self.more = next(self._ids), hooks, more  # of more dicts, what has come in by this number
        hooks[self.id] = hook

    def remove(self) -> None:
        for hooks in (self.hooks, *self.more):
            hooks.pop(self.id, None)

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


class _Depth(threading.local):
    passes = 0  # that began within one another, in this thread


depth = _Depth()
MOST = 25  # passes within one another on one stack: some six hundred frames


def call_user(function: Callable[..., Any], *args: Any) -> Any:
    """Call what a user has hung into a pass. Should that begin passes within passes, every few of them get a thread.

    So a stack never grows beyond Python's limit, as in torch, however deep they are.
    """
    depth.passes += 1
    try:
        return function(*args) if depth.passes <= MOST else on_another_stack(function, *args)
    finally:
        depth.passes -= 1


def on_another_stack(function: Callable[..., Any], *args: Any) -> Any:
    """Call a function in a thread of its own, in the mode of this one, and wait for it."""
    outcome: list[tuple[Any, BaseException | None]] = []
    state, context = vars(mode).copy(), contextvars.copy_context()

    def run() -> None:
        vars(mode).update(state)
        try:
            outcome.append((context.run(function, *args), None))
        except BaseException as error:  # it is raised below
            outcome.append((None, error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    value, error = outcome.pop()
    try:
        if error is not None:
            raise error
        return value
    finally:
        del error  # which leads to this frame
