"""What every operation asks first: whether it is recorded, and whether somebody listens. Both per thread.

Operations ask `mode.grad` once. The state is a `threading.local` with class-level defaults: a new thread starts
recording, whatever the thread that made it was doing, as in torch. `autograd.grad_mode` has the blocks that set it.

Whoever wants to know what the engine does is an `Observer`: compile, the linter, anomaly detection. The engine tells
it; nobody puts functions of his own in the place of the engine's. `listening` says at one glance, before the thread is
asked, that nobody does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class _Mode(threading.local):
    """`grad`: do ops record? Never in inference, where `asked` keeps what `no_grad` and its kin last asked for."""

    grad = True
    inference = False
    asked = False
    observers: tuple[Observer, ...] = ()  # who listens to this thread


mode = _Mode()


def current() -> tuple[bool, bool]:
    """The calling thread's mode: whether grad mode is enabled, and whether inference mode is."""
    return (mode.asked, True) if mode.inference else (mode.grad, False)


def switch(grad: bool, inference: bool) -> None:
    """Set the calling thread's mode."""
    mode.inference, mode.asked, mode.grad = inference, grad, grad and not inference


class recording:
    """A block whose operations are recorded, as under `enable_grad`; or not, as under `no_grad`."""

    def __init__(self, grad: bool = True) -> None:
        self.grad = grad

    def __enter__(self) -> None:
        self.before = current()
        switch(self.grad, self.before[1])

    def __exit__(self, *_: Any) -> None:
        switch(*self.before)


def unrecorded(function: Callable, *args: Any) -> Any:
    """`function(*args)` as under `no_grad`: how the engine runs what users hang into it."""
    with recording(False):
        return function(*args)


# -- observers ---------------------------------------------------------------------------------------------------------


class Observer:
    """Whoever listens defines some of these. What one of them raises ends what the engine was doing."""

    def ran(self, operation: Any, inputs: tuple, out: Any) -> None:
        """An operation has given `out`, a Tensor or a tuple of them, for these arguments; recorded or not."""

    def recorded(self, node: Any) -> None:
        """A node was made, in the forward call that is still running."""

    def starting(self, roots: list) -> None:
        """A backward pass begins, at these (node, gradient)."""

    def visiting(self, node: Any, g: Any) -> None:
        """A node is about to be differentiated, with the gradient of its result: arrays, or Tensors if that is recorded."""

    def visited(self, node: Any, g: Any, grads: Any) -> None:
        """It was: the gradients along its edges."""

    def failed(self, node: Any, error: Exception) -> None:
        """It could not be; the error goes on."""

    def freed(self, node: Any) -> None:
        """A node has let go of what it had saved."""

    def delivering(self, leaf: Any, g: Any) -> None:
        """A gradient is about to be added to a Tensor's `.grad`."""

    def delivered(self, leaf: Any, g: Any) -> None:
        """It was."""

    def finished(self, roots: list) -> None:
        """The backward pass is over."""

    def wrote(self, tensor: Any) -> None:
        """A tensor's memory was changed in place."""

    def switched(self, entering: bool, block: Any) -> None:
        """A block of `no_grad` or its kin was entered, or left."""

    def stepping(self, optimizer: Any, args: tuple, kwargs: dict) -> None:
        """An optimizer is about to update its parameters."""

    def stepped(self, optimizer: Any) -> None:
        """It has."""

    def zeroed(self, optimizer: Any) -> None:
        """An optimizer, or a module, has forgotten gradients."""

    def drew(self, generator: Any, name: str) -> None:
        """Random numbers were drawn."""

    def called(self, module: Any, args: tuple, out: Any) -> None:
        """A module's forward has given `out`."""


class _Listening:
    """`count` of observers in all threads; `everywhere`, those that listen to every thread."""

    __slots__ = ("count", "everywhere", "lock")

    def __init__(self) -> None:
        self.count, self.lock = 0, threading.Lock()
        self.everywhere: tuple[Observer, ...] = ()


listening = _Listening()


def listen(observer: Observer, everywhere: bool = False) -> None:
    """Tell `observer` what this thread does from now on, or what all threads do."""
    with listening.lock:
        listening.count += 1
        if everywhere:
            listening.everywhere += (observer,)
        else:
            mode.observers += (observer,)


def unlisten(observer: Observer) -> None:
    """Tell it nothing any more."""
    with listening.lock:
        others = (
            tuple(o for o in mode.observers if o is not observer),
            tuple(o for o in listening.everywhere if o is not observer),
        )
        listening.count -= len(mode.observers) + len(listening.everywhere) - len(others[0]) - len(others[1])
        mode.observers, listening.everywhere = others


def tell(event: str, *facts: Any) -> None:
    """Call this method of everyone who listens to the thread. Ask `listening.count` first."""
    for observer in mode.observers + listening.everywhere:
        getattr(observer, event)(*facts)
