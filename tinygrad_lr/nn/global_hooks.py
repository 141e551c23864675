"""Hooks of all modules at once. While there are any, each module takes the way of those that have hooks of their own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from ..autograd.hooks import RemovableHandle
from ..core.mode import listening
from .attributes import BUFFER, MODULE, PARAMETER, TRANSIENT, Attributes

forward_pre: dict[int, Callable] = OrderedDict()
forward: dict[int, Callable] = OrderedDict()
taking_kwargs: dict[int, bool] = {}
always_called: dict[int, bool] = {}
backward_pre: dict[int, Callable] = OrderedDict()
backward: dict[int, Callable] = OrderedDict()
kind: dict[str, bool] = {}  # "full": whether those of `backward` are full ones
registration: dict[str, dict[int, Callable]] = {name: OrderedDict() for name in (PARAMETER, BUFFER, MODULE)}
registration[TRANSIENT] = registration[BUFFER]

ONE_KIND = "Cannot use both regular backward hooks and full backward hooks as a global Module hook. Please use only one of them."


class CallHandle(RemovableHandle):
    """Of a hook that each call of a module has to run: while there is one, they all look whether somebody listens."""

    def __init__(self, hooks: dict, hook: Any, more: Any = ()) -> None:
        super().__init__(hooks, hook, more)
        listening.count += 1
        Attributes._hooked = True

    def remove(self) -> None:
        listening.count -= self.id in self.hooks
        super().remove()
        Attributes._hooked = bool(forward_pre or forward or backward_pre or backward)


def register_module_forward_pre_hook(hook: Callable) -> RemovableHandle:
    """Before the forward of every module, call `hook(module, args)`; what it returns replaces args."""
    return CallHandle(forward_pre, hook)


def register_module_forward_hook(
    hook: Callable, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """After the forward of every module, call `hook(module, args, output)`, or `hook(module, args, kwargs, output)`.

    What it returns replaces the output. With `always_call` also where the call fails.
    """
    handle = CallHandle(forward, hook, (always_called, taking_kwargs))
    if with_kwargs:
        taking_kwargs[handle.id] = True
    if always_call:
        always_called[handle.id] = True
    return handle


def register_module_full_backward_pre_hook(hook: Callable) -> RemovableHandle:
    """In backward, first call `hook(module, grad_output)` for every module; a returned tuple replaces grad_output."""
    return CallHandle(backward_pre, hook)


def register_module_full_backward_hook(hook: Callable) -> RemovableHandle:
    """In backward, call `hook(module, grad_input, grad_output)` for every module; a returned tuple replaces grad_input."""
    return _of_kind(hook, True)


def register_module_backward_hook(hook: Callable) -> RemovableHandle:
    """The older form: the hook sees the gradients of the last node that a module's forward has made."""
    return _of_kind(hook, False)


def _of_kind(hook: Callable, full: bool) -> RemovableHandle:
    if kind.get("full", full) is not full:
        raise RuntimeError(ONE_KIND)
    kind["full"] = full
    return CallHandle(backward, hook)


def register_module_parameter_registration_hook(hook: Callable) -> RemovableHandle:
    """Call `hook(module, name, parameter)` where a module gets a parameter; what it returns is registered instead."""
    return RemovableHandle(registration[PARAMETER], hook)


def register_module_buffer_registration_hook(hook: Callable) -> RemovableHandle:
    """Call `hook(module, name, buffer)` where a module gets a buffer; what it returns is registered instead."""
    return RemovableHandle(registration[BUFFER], hook)


def register_module_module_registration_hook(hook: Callable) -> RemovableHandle:
    """Call `hook(module, name, submodule)` where a module gets a child; what it returns is registered instead."""
    return RemovableHandle(registration[MODULE], hook)


def seen(module: Any, name: str, value: Any, what: str) -> Any:
    """What is registered, after the hooks of that."""
    for hook in list(registration[what].values()) if value is not None or what != PARAMETER else ():
        returned = hook(module, name, value)
        value = value if returned is None else returned
    return value
