"""What every operation asks first: whether it is recorded, and whether somebody listens. Both per thread.

Operations ask `mode.grad` once. The state is a `threading.local` with class-level defaults: a new thread starts
recording, whatever the thread that made it was doing, as in torch. `autograd.grad_mode` has the blocks that set it.
To look into it takes as long as five plain attributes; while `switched` is empty, every thread has the defaults.

Whoever wants to know what the engine does is an observer (`autograd.observer`): compile, the linter, anomaly detection.
The engine tells it; nobody puts functions of his own in the place of the engine's. `listening` says at one glance,
before the thread is asked, that nobody does.
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
    observers: tuple[Any, ...] = ()  # who listens to this thread


mode = _Mode()
switched: set[int] = set()  # threads that may have left the defaults; one that has ended may still be among them


def current() -> tuple[bool, bool]:
    """The calling thread's mode: whether grad mode is enabled, and whether inference mode is."""
    return (mode.asked, True) if switched and mode.inference else (mode.grad, False)


def switch(grad: bool, inference: bool) -> None:
    """Set the calling thread's mode."""
    thread = threading.get_ident()
    switched.add(thread)  # before: an interrupt may come between any two lines
    mode.inference, mode.asked, mode.grad = inference, grad, grad and not inference
    if mode.grad:
        switched.discard(thread)


class recording:
    """A block whose operations are recorded, as under `enable_grad`; or not, as under `no_grad`."""

    def __init__(self, grad: bool = True) -> None:
        self.grad = grad

    def __enter__(self) -> None:
        self.before = current()
        switch(self.grad, self.before[1])

    def __exit__(self, *_: Any) -> None:
        switch(*self.before)


def unrecorded(function: Callable[..., Any], *args: Any) -> Any:
    """`function(*args)` as under `no_grad`: how the engine runs what users hang into it."""
    with recording(False):
        return function(*args)


# -- who listens -------------------------------------------------------------------------------------------------------


class _Listening:
    """`count` of observers in all threads; `everywhere`, those that listen to every thread."""

    __slots__ = ("count", "everywhere", "lock")

    def __init__(self) -> None:
        self.count, self.lock = 0, threading.Lock()
        self.everywhere: tuple[Any, ...] = ()


listening = _Listening()


def tell(event: str, *facts: Any) -> bool:
    """Call this method of everyone who listens to the thread; whether one answers True. Ask `listening.count` first."""
    answered = False
    for observer in mode.observers + listening.everywhere:
        answered = getattr(observer, event)(*facts) is True or answered
    return answered
