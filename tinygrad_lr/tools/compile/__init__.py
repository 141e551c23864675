"""`compile(step)`: a training step recorded once, then replayed as a flat function of NumPy calls.

The first call runs the step as ever, on arrays that are traced (`tracer`, `recorder`), and through the user's own
functions as they are rewritten to tell what they read (`follow`, `rewrite`, `sources`, `reads`), over a net for what is
not (`net`, `trusted`). The trace is a list of NumPy calls: forward, backward and update, in order (`trace`). It is
simplified (`passes`), written down as the text of one Python function in which nothing of the engine is left
(`codegen`, `epilogue`), and run in place of the step as long as its guards hold (`guards`, `program`, `cache`). With
`backend="numba"` the list becomes loops over numbers instead, fused as far as they can be (`fuse`), which are compiled
to machine code (`backend_numba`). A step on CUDA is not taken apart: CUDA itself writes it down, as a graph that is
launched whole (`backend_cuda`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, TypeVar, overload

from ...nn.module import Module

M = TypeVar("M", bound=Module)
P = ParamSpec("P")
R = TypeVar("R", covariant=True)


class Step(Protocol[P, R]):
    """For type checkers: a compiled function is called as the function is."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...
    def __get__(self, instance: Any, owner: Any = None) -> Any: ...
    def repeat(self, steps: int, *args: Any, losses: bool = False, **kwargs: Any) -> Any: ...
    def epochs(self, n: int, loader: Any) -> Any: ...
    @property
    def source(self) -> str: ...
    @property
    def recordings(self) -> int: ...


@overload
def compile(  # type: ignore[overload-overlap]
    model: M, *, fullgraph: bool = False, dynamic: bool | None = None, backend: str = "numpy", mode: str | None = None,
    options: dict[str, Any] | None = None, disable: bool = False, explain: bool = False, audit: int | None = None,
) -> M: ...  # fmt: skip
@overload
def compile(
    model: Callable[P, R], *, fullgraph: bool = False, dynamic: bool | None = None, backend: str = "numpy",
    mode: str | None = None, options: dict[str, Any] | None = None, disable: bool = False, explain: bool = False,
    audit: int | None = None,
) -> Step[P, R]: ...  # fmt: skip
@overload
def compile(
    model: None = None, *, fullgraph: bool = False, dynamic: bool | None = None, backend: str = "numpy",
    mode: str | None = None, options: dict[str, Any] | None = None, disable: bool = False, explain: bool = False,
    audit: int | None = None,
) -> Callable[[Callable[P, R]], Step[P, R]]: ...  # fmt: skip
def compile(
    model: Callable[..., Any] | None = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: str = "numpy",
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    disable: bool = False,
    explain: bool = False,
    audit: int | None = None,
) -> Any:
    """A function that does what `model` does, with the same bits, from a recording of its NumPy calls.

    model      a function, such as a whole training step, or a Module. Its arguments may be Tensors, Python values, and
               lists, tuples and dicts of these
    backend    "numpy" replays the calls; "numba" compiles them to machine code, equal within rounding
    explain    print why a call is recorded anew
    audit      in every call of this number, run `model` too, and compare: RuntimeError, naming what differs, where a
               bit does
    disable    return `model` itself

    `fullgraph` makes no difference: it is always the whole of `model` that is recorded. `dynamic`, `mode` and `options`
    must be left alone. On CUDA the first call runs the step, the second captures it, and products of matrices are equal
    to the engine's within rounding. The result has `source`, the text of what is replayed, and to take many steps at
    once `repeat`, with the same arguments, and `epochs`, with the batches of a DataLoader.

    What the function reads is guarded: arguments, variables, attributes, what is in lists and dicts, modules and
    optimizers. NotImplementedError, when the function is called, with its line, for what a recording cannot repeat:
    numbers taken out of tensors to decide something, changes of what outlives the call, functions that are not known to
    do the same each time, functions whose source is not kept, hooks; on CUDA also random numbers, and numbers of the
    CPU's memory, which Adam counts its steps in.
    """
    for name, value in (("dynamic", dynamic), ("mode", mode), ("options", options)):
        if value:
            raise NotImplementedError(f"compile(): {name}={value!r} is not supported")
    if backend not in ("numpy", "numba"):
        raise NotImplementedError(f"compile(): backend={backend!r} is not supported: 'numpy' and 'numba' are")
    if audit is not None and (type(audit) is not int or audit < 1):
        raise ValueError(f"compile(): audit must be a number of calls, at least 1, not {audit!r}")
    if audit is not None and backend == "numba":
        raise NotImplementedError("compile(): audit compares bits, and numba's are others")
    if model is None:
        return functools.partial(compile, backend=backend, disable=disable, explain=explain, audit=audit)
    if disable:
        return model
    from .audit import Audited  # most programs never come here
    from .cache import Compiled

    return Compiled(model, backend, explain) if audit is None else Audited(model, backend, explain, audit)


__all__ = ["compile"]
