"""Python's own functions that look at things by themselves: what they look at is noted, as if the step had. And the
library's, which tell of settings: what they say is asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .... import distributed
from ....arrays import cuda, device, threads, warn
from ....autograd import anomaly
from ....frontend import api
from ....nn.module import Module
from ..reads import simple
from ..tracer import Traced
from .changing import Changing
from .known import ABSENT


def get_attribute(follower: Changing, owner: Any, name: str, *default: Any) -> Any:
    try:
        return follower.attribute(owner, name)
    except AttributeError:
        if default:
            return default[0]
        raise


def has_attribute(follower: Changing, owner: Any, name: str) -> bool:
    return get_attribute(follower, owner, name, ABSENT) is not ABSENT


def set_attribute(follower: Changing, owner: Any, name: str, value: Any) -> None:
    setattr(follower.target(owner), name, value)


def delete_attribute(follower: Changing, owner: Any, name: str) -> None:
    delattr(follower.target(owner), name)


def attributes(follower: Changing, *owner: Any) -> Any:
    if not owner:
        raise follower.refuse("asks for all its variables")
    if isinstance(owner[0], Module):
        raise follower.refuse("asks for all of a module's attributes")
    if id(owner[0]) in follower.fresh:
        return follower.made(vars(*owner))
    return follower.enter(vars(*owner))


def kind_of(follower: Changing, *args: Any) -> type:
    if len(args) != 1:
        raise follower.refuse("makes a class")
    follower.note_class(args[0])
    return type(*args)


def is_instance(follower: Changing, x: Any, kind: Any) -> bool:
    """Abstract classes may be told later what belongs to them, so the answer is asked for again."""
    follower.note_class(x)
    answer = follower.call_trusted(isinstance, (x, kind), {})
    if not isinstance(x, Traced) and not (simple(x) and type(kind) is type):
        remains = (
            id(x) not in follower.fresh
            and id(x) not in follower.recorder.born
            and id(x) not in follower.recorder.arguments
        )
        follower.note("answer", x if remains else type(x), (isinstance if remains else issubclass, kind), answer)
    return answer


def is_subclass(follower: Changing, x: type, kind: Any) -> bool:
    answer = follower.call_trusted(issubclass, (x, kind), {})
    follower.note("answer", x, (issubclass, kind), answer)
    return answer


def is_callable(follower: Changing, x: Any) -> bool:
    follower.note_class(x)
    follower.note_special(type(x))
    return callable(x)


def shows(function: Any) -> Callable:
    return lambda follower, *args: follower.call_trusted(function, (*map(follower.shown, args[:1]), *args[1:]), {})


def says(function: Callable) -> Callable:
    """A function that tells of a setting."""

    def ask(follower: Changing, *given: Any) -> Any:
        follower.note("setting", function, given, answer := function(*given))
        return answer

    return ask


SETTINGS = (
    cuda.device_count, cuda.is_available, device.get_default_device, distributed.get_backend, distributed.get_rank,
    distributed.get_world_size, distributed.is_available, distributed.is_initialized, threads.get_num_threads,
    warn.is_warn_always_enabled, anomaly.is_anomaly_check_nan_enabled, anomaly.is_anomaly_enabled, api.get_num_threads,
    api.is_anomaly_check_nan_enabled, api.is_anomaly_enabled,
)  # fmt: skip
SPECIAL: dict[Any, Callable] = {
    **{function: says(function) for function in SETTINGS},
    getattr: get_attribute, hasattr: has_attribute, setattr: set_attribute, delattr: delete_attribute, vars: attributes,
    type: kind_of, isinstance: is_instance, issubclass: is_subclass, callable: is_callable,
    str: shows(str), repr: shows(repr), ascii: shows(ascii), format: shows(format),
}  # fmt: skip
