"""Whether operations are recorded: `no_grad`, `enable_grad`, `set_grad_enabled`, `inference_mode`, per thread."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..arrays.make import makers, take
from ..arrays.names import check_flags
from ..arrays.warn import warn
from ..core.mode import current, listening, mode, switch, switched, tell

leave, come_back = switched.add, switched.discard  # a method of what is imported takes longer to find

if TYPE_CHECKING:
    from typing_extensions import Self
F = TypeVar("F", bound=Callable[..., Any])


class _Switch:
    """A block or a decorator that sets the mode and restores it; each subclass says what it sets."""

    grad = False
    inference: bool | None = None

    def __enter__(self) -> None:
        self._before = before = current()
        switch(self.grad, before[1] if self.inference is None else self.inference)
        if listening.count:
            tell("switched", True, self)

    def __exit__(self, *_: Any) -> None:
        switch(*self._before)
        if listening.count:
            tell("switched", False, self)

    def clone(self) -> _Switch:
        return self.__class__()

    def __call__(self, function: F) -> F:
        if inspect.isclass(function):
            warn(DECORATED_CLASS, FutureWarning)
        if inspect.isgeneratorfunction(function):
            return self._generator(function)

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return take("call", function, *args, **kwargs) if makers else function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]

    def _generator(self, function: F) -> F:
        """The mode holds while the generator's own lines run, not between them."""

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                generator = function(*args, **kwargs)
            request, send = None, generator.send
            while True:
                try:
                    with self.clone():
                        value = send(request)
                except StopIteration as stop:
                    return stop.value
                try:
                    request, send = (yield value), generator.send
                except GeneratorExit:
                    with self.clone():
                        generator.close()
                    raise
                except BaseException as error:  # handed to the generator, as `yield` would raise it there
                    request, send = error, generator.throw

        return wrapped  # type: ignore[return-value]


class no_grad(_Switch):
    """Operations are not recorded: results do not require grad, and leaves may be updated in place."""

    grad = False

    @overload
    def __new__(cls, orig_func: None = None) -> Self: ...
    @overload
    def __new__(cls, orig_func: F) -> F: ...  # type: ignore[misc]
    def __new__(cls, orig_func: Any = None) -> Any:
        new = object.__new__(cls)
        return new if orig_func is None else new(orig_func)  # `@no_grad` without parentheses

    def __enter__(self) -> None:  # every training step comes by: the common case without a call
        if switched:
            super().__enter__()
        else:
            self._before = (True, False)
            leave(get_ident())
            mode.grad = self.grad
            if listening.count:
                tell("switched", True, self)

    def __exit__(self, *_: Any) -> None:
        if mode.inference or not self._before[0]:
            super().__exit__()
        else:
            mode.grad = self._before[0]
            come_back(get_ident())
            if listening.count:
                tell("switched", False, self)


class enable_grad(no_grad):
    """Operations are recorded again inside a `no_grad` block."""

    grad = True


class set_grad_enabled(_Switch):
    """`set_grad_enabled(flag)` takes effect at once, and ends with its block when used as one."""

    def __init__(self, mode: bool) -> None:
        check_flags("set_grad_enabled", enabled=mode)
        self.grad = mode
        self._at_creation = current()
        super().__enter__()

    def __enter__(self) -> None:
        super().__enter__()
        self._before = self._at_creation

    def __call__(self, function: F) -> F:
        switch(*self._at_creation)
        return super().__call__(function)

    def clone(self) -> _Switch:
        return self.__class__(self.grad)

    def __repr__(self) -> str:
        return f"tinygrad_lr.autograd.grad_mode.{type(self).__name__}(mode={self.grad})"


class inference_mode(_Switch):
    """`no_grad` whose tensors can never enter a graph later: they carry no version counter."""

    @overload
    def __new__(cls, mode: bool = True) -> Self: ...
    @overload
    def __new__(cls, mode: F) -> F: ...  # type: ignore[misc]
    def __new__(cls, mode: Any = True) -> Any:
        new: Any = super().__new__(cls)
        if isinstance(mode, bool):
            return new
        cls.__init__(new)  # `@inference_mode` without parentheses
        return new(mode)

    def __init__(self, mode: Any = True) -> None:
        self.grad, self.inference = not mode, bool(mode)

    def clone(self) -> _Switch:
        return self.__class__(bool(self.inference))


def is_grad_enabled() -> bool:
    """Whether operations of this thread are recorded (but for inference mode)."""
    return current()[0]


def is_inference_mode_enabled() -> bool:
    """Whether this thread is inside `inference_mode`."""
    return mode.inference


DECORATED_CLASS = (
    "Decorating classes is deprecated and will be disabled in future versions. You should only decorate functions or "
    "methods. To preserve the current behavior of class decoration, you can directly decorate the `__init__` method "
    "and nothing else."
)
