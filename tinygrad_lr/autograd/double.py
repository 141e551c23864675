"""The backward pass, recorded: second derivatives from the same text as the first.

A derivative is text over names, and the names `exp`, `where`, ... mean array functions where the text stands.
`over_tensors` reads the same text with those names meaning the operations on Tensors, so that what it computes is
recorded in turn. Helpers that derivatives call are marked `@formula` to be read so too.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any

from ..core.formulas import FORMULAS, OPS, match_input
from ..core.tensor import wrap


@functools.cache
def over_tensors(f: Callable[..., Any]) -> Callable[..., Any]:
    """The same text with the names of operations meaning operations on Tensors."""
    return types.FunctionType(f.__code__, _TensorNames(f.__globals__), f.__name__, f.__defaults__, f.__closure__)


class _TensorNames(dict[Any, Any]):
    """A module's globals, in which OPS and FORMULAS are read over Tensors."""

    def __init__(self, names: dict[Any, Any]) -> None:
        super().__init__(names)
        for name in FORMULAS.keys() & names.keys():
            self[name] = _later(FORMULAS[name])
        for name in OPS.keys() & names.keys():
            self[name] = OPS[name]


def _later(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **kwargs: over_tensors(f)(*args, **kwargs)


def apply_tensors(node: Any, g: Any) -> Any:
    """The gradients along an operation node's edges, on Tensors: `OpNode.apply`, recorded."""
    grads = unmatched(node, g)
    if node.input_meta is None:
        return grads
    match = over_tensors(match_input)
    return [x if x is None or meta is None else match(x, *meta) for x, meta in zip(grads, node.input_meta)]


def unmatched(node: Any, g: Any) -> list[Any]:
    """The same as the derivatives give them, of the result's shape and of the dtype of `g`."""
    node.check()
    operation = node.operation
    saved: list[Any] = [
        args if args is None else as_tensors(node, n, args) for n, args in zip(operation.needs, node.saved)
    ]
    formulas = [over_tensors(f) for f in operation.formulas]
    if operation.joint_vjp:
        grads: list[Any] = formulas[0](g, tuple(e is not None for e in node.edges), *saved[0])
        return grads
    return [None if args is None else f(g, *args) for f, args in zip(formulas, saved)]


def as_tensors(node: Any, names: tuple[Any, ...], args: tuple[Any, ...]) -> list[Any]:
    """What a node has saved, as Tensors at the places in the graph the arrays came from."""
    operation, result = node.operation, []
    for name, value in zip(names, args):
        if value is None:
            pass
        elif name == "out":
            value = wrap(value, node)
        elif name in operation.differentiable and not operation.sequence:
            i = operation.differentiable.index(name)
            meta = None if node.input_meta is None or node.edges[i] is None else node.input_meta[i]
            promoted = value.dtype
            value = wrap(value if meta is None else value.astype(meta[1], copy=False), node.edges[i])
            if value._data.dtype != promoted:
                value = OPS["to_dtype"](value, promoted)
        elif hasattr(value, "__array_function__"):
            value = wrap(value)
        result.append(value)
    return result
