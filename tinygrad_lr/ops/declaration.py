"""Where operations are declared: `core.operation.declare`, after refusing what could not work.

A mistake in a declaration would be noticed in the first backward pass, or in the first second derivative, or never. So
it is refused where it stands. `refuse_mistakes` lists what is looked for.

Whoever declares an operation outside of this package gets a function of arrays that refuses Tensors, since it would
compute without a node, or with the nodes of its parts. Inside, the plain function: training loops call these in every
step.
"""

from __future__ import annotations

import contextlib
import functools
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from ..core import operation
from ..core.formulas import FORMULAS, OPS
from ..core.operation import OPERATIONS, Operation
from ..core.tensor import Tensor

OPTIONS = Operation.__init__.__kwdefaults__ or {}
HERE = __name__.rpartition(".")[0]
STARRED = 0x04 | 0x08  # of co_flags: *args, **kwargs


def declare(node_name: str = "", **declaration: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation: the function below computes it on arrays, `OPS[its name]` on Tensors.

    `node_name` is the name of its grad_fn; keyword arguments are derivatives, by input, and the options that
    `core.operation.Operation` lists. TypeError for a derivative that could not be run, or not be differentiated in
    turn; ValueError where there is an operation of that name.
    """

    def enter(forward: Callable[..., Any]) -> Callable[..., Any]:
        if forward.__name__ in OPS:
            raise ValueError(f"there is an operation {forward.__name__} already")
        if str(forward.__module__).startswith(HERE):  # a test reads these, not every import
            return operation.declare(node_name, **declaration)(forward)
        refuse_mistakes(forward, declaration)
        return for_arrays_alone(operation.declare(node_name, **declaration)(forward))

    return enter


def for_arrays_alone(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which refuses Tensors."""
    name = function.__name__

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(x, Tensor) for x in (*args, *kwargs.values())):
            raise TypeError(f"{name}() computes arrays; the operation on Tensors is OPS[{name!r}]")
        return function(*args, **kwargs)

    return guarded


def refuse_mistakes(forward: Callable[..., Any], declaration: dict[str, Any]) -> None:
    """Refuse a derivative of what is no input, and one that names what it cannot have."""
    name, params = forward.__name__, parameters(forward)
    joint, f = declaration.get("joint_vjp") or ((), None)
    derivatives = {key: each for key, each in declaration.items() if key not in OPTIONS and each is not None}
    for key in (*(key for key in declaration if key not in OPTIONS), *joint):
        if key not in params:
            raise TypeError(f"{name}: {key!r} is no argument of it, and no option{meant(key, (*params, *OPTIONS))}")
    extra = ("shapes",) if declaration.get("sequence") else ()
    known = (*params, "out", *declaration.get("extra_outputs", ()), *extra)
    known += tuple(f"{param}_{what}" for param in params for what in ("shape", "dtype"))
    for key, each in derivatives.items():
        refuse_derivative(each, f"{name}, derivative with respect to {key!r}", ("g",), known)
    if f is not None:
        refuse_derivative(f, f"{name}, derivative with respect to {', '.join(joint)}", ("g", "needed"), known)


def refuse_derivative(f: Any, what: str, first: tuple[str, ...], known: tuple[str, ...]) -> None:
    """TypeError if a derivative names what it cannot be given, or what would not be recorded."""
    if not isinstance(f, types.FunctionType):
        raise TypeError(f"{what}: it must be a function written in Python, whose parameters say what is saved")
    params = parameters(f)
    if len(params) < len(first) or f.__code__.co_flags & STARRED or f.__code__.co_kwonlyargcount or f.__defaults__:
        raise TypeError(
            f"{what}: its parameters are {', '.join(first)}, and then the names of what it needs, no others"
        )
    for param in params[len(first) :]:
        if param not in known:
            raise TypeError(f"{what}: there is no {param!r} to be saved{meant(param, known)}")
    for helper in with_helpers(f):
        read_anew = helper is f or FORMULAS.get(helper.__name__) is helper
        for used, value in outside(helper):
            why = unrecorded(used, value, read_anew)
            if why and is_loaded(used, helper.__code__):
                raise TypeError(f"{what}: {used} {why}")


def unrecorded(used: str, value: Any, read_anew: bool) -> str:
    """Why a second derivative would not record it, if so; `read_anew` with names meaning operations on Tensors."""
    if value is np.ndarray:  # whether an input is one may be asked
        return ""
    if value is np or isinstance(value, np.ufunc) or of_numpy(value):
        return "is NumPy's, and could not be differentiated again; name operations of the table, or constants of math"
    if used not in OPS:
        return ""
    declared = OPERATIONS[used]
    if getattr(value, "__wrapped__", value) not in (declared.forward, declared.declared):
        return "is the name of an operation, and means another thing here"
    return "" if read_anew else "takes arrays, and a helper calls it, which must be decorated with @formula"


def of_numpy(value: Any) -> bool:
    return callable(value) and str(getattr(value, "__module__", "")).partition(".")[0] == "numpy"


# -- reading functions -------------------------------------------------------------------------------------------------


def parameters(f: Callable[..., Any]) -> tuple[str, ...]:
    code = f.__code__
    return code.co_varnames[: code.co_argcount]


def with_helpers(f: types.FunctionType) -> list[types.FunctionType]:
    """A function and the helpers that it calls: those of its module, and those that are marked as formulas."""
    found = [f]
    for each in found:  # which grows as it is read
        for name in names(each.__code__):
            value = each.__globals__.get(name)
            of_module = isinstance(value, types.FunctionType) and value.__module__ == f.__module__
            helper = value if of_module and name not in OPS else FORMULAS.get(name) if value is not None else None
            if isinstance(helper, types.FunctionType) and helper not in found:
                found.append(helper)
    return found


def outside(f: types.FunctionType) -> Iterator[tuple[str, Any]]:
    """The names that a function has not itself, with their values, as far as there are any yet."""
    for name, cell in zip(f.__code__.co_freevars, f.__closure__ or ()):
        with contextlib.suppress(ValueError):  # it is empty
            yield name, cell.cell_contents
    for name in names(f.__code__):
        if name in f.__globals__:
            yield name, f.__globals__[name]


def names(code: types.CodeType) -> Iterable[str]:
    """The names in a code and in those inside of it: global variables, and attributes too."""
    found = list(code.co_names)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            found.extend(names(inner))
    return dict.fromkeys(found)


def is_loaded(name: str, code: types.CodeType) -> bool:
    """Whether a code takes a variable of that name from outside; it could be an attribute's as well."""
    import dis

    inner = [each for each in code.co_consts if isinstance(each, types.CodeType)]
    return any(
        each.argval == name and each.opname.startswith(("LOAD_GLOBAL", "LOAD_DEREF"))
        for each in dis.get_instructions(code)
    ) or any(is_loaded(name, each) for each in inner)


def meant(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


__all__ = ["declare"]
