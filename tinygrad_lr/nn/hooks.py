"""Backward hooks of modules: two identities, one around a module's inputs and one around its outputs.

Gradients arrive at the outputs' identity first, which remembers them, and at the inputs' identity last, which
calls the hooks with both and passes on what they return.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from ..device import zeros_as
from ..engine import Node, Output, Partial
from ..grad_mode import mode, no_grad
from ..primitive import OPS, node_of
from ..tensor import Tensor, wrap
from ..views import REFUSED_VIEW, View

REFUSED_VIEW["hook"] = (
    "Output 0 of BackwardHookFunction is a view and is being modified inplace. This view was created inside "
    "a custom Function (or because an input was returned as-is) and the autograd logic to handle "
    "view+inplace would override the custom backward associated with the custom Function, leading to "
    "incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom "
    "Function."
)
NO_INPUT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no "
    "inputs require gradients. See "
    "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
    "#torch.nn.Module.register_full_backward_hook "
    "for more details."
)


class BackwardHookFunctionBackward(Node):
    """The identity on several tensors. `see` gets their gradients, or None, and returns those to pass on."""

    __slots__ = ("see",)
    holds = False
    see: Callable[[list], list]

    def apply(self, g: Partial) -> list:
        with no_grad():
            grads = self.see([wrap(g[i]) if i in g else None for i in range(len(self.edges))])
        return [
            None if x is None else x._data[...] for x in grads
        ]  # views: the hooks may have kept the arrays

    def apply_tensors(self, g: Partial) -> list:
        return self.see([g.get(i) for i in range(len(self.edges))])


class Returned(View):
    """A result that is its input's memory, and keeps the node it was given."""

    __slots__ = ()

    def node(self, t: Tensor) -> Node | None:
        return t._node


def identity(tensors: list[Tensor], see: Callable[[list], list]) -> list[Tensor]:
    node = BackwardHookFunctionBackward(tuple(node_of(t) for t in tensors))
    node.see = see
    results = []
    for i, t in enumerate(tensors):
        out = t.detach()
        out._view = Returned(t.detach(), OPS["alias"], lambda array: array[...], ())
        out._view.refuse = "hook"
        out._node = Output(node, i) if node.edges[i] is not None else None
        results.append(out)
    return results


def spread(values: list, places: list[int], n: int) -> tuple:
    """n values, those given at their places and None elsewhere."""
    filled: list[Any] = [None] * n
    for i, value in zip(places, values):
        filled[i] = value
    return tuple(filled)


def replaced(result: Any, grads: tuple, what: str, name: str) -> tuple:
    """The gradients after a hook: its own if it returned some. RuntimeError if their number differs."""
    if result is not None and len(result) != len(grads):
        expected = f"got {len(result)}, but expected {len(grads)}"
        raise RuntimeError(f"{what} returned an invalid number of {name}, {expected}")
    return grads if result is None else tuple(result)


def around(module: Any, args: tuple) -> tuple[tuple, Callable[[Any], Any]]:
    """The arguments to call the module's forward with, and what to do with its result."""
    places = [i for i, x in enumerate(args) if isinstance(x, Tensor)]
    inputs: list[Tensor] = [args[i] for i in places]
    count, shapes = len(args), [(x._data, x._data.shape) for x in inputs]
    watched = mode.grad and any(x.requires_grad for x in inputs)
    arrived: list[tuple] = []  # the gradients of the results, between the two identities
    # The functions below live in the graph: were a tensor among what they name, the graph would hold itself.

    def after_outputs(grads: list, places: list[int], n: int) -> list:
        full = spread(grads, places, n)
        for hook in list((module._backward_pre_hooks or {}).values()):
            full = replaced(hook(module, full), full, "Backward pre hook", "grad_output")
        arrived[:] = [full]
        if not watched:
            warnings.warn(NO_INPUT, stacklevel=2)
            for hook in list((module._backward_hooks or {}).values()):
                result = hook(module, spread([], [], count), full)
                if result is not None and any(x is not None for x in result):
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires gradient should always return "
                        "None or None for all gradients."
                    )
        return [full[i] for i in places]

    def after_inputs(grads: list) -> list:
        if not arrived:
            return grads
        zeros = [wrap(zeros_as(like, shape)) if g is None else g for g, (like, shape) in zip(grads, shapes)]
        full = spread(zeros, places, count)
        for hook in list((module._backward_hooks or {}).values()):
            full = replaced(hook(module, full, arrived[0]), full, "Backward hook", "grad_input")
        arrived.clear()
        return [full[i] for i in places]

    def finish(out: Any) -> Any:
        if not isinstance(out, (Tensor, tuple)):
            expected = "module output should be a Tensor or a tuple of Tensors"
            warnings.warn(
                f"For backward hooks to be called, {expected} but received {type(out)}", stacklevel=4
            )
            return out
        results = out if isinstance(out, tuple) else (out,)
        places = [i for i, x in enumerate(results) if isinstance(x, Tensor)]
        if not mode.grad or not any(results[i].requires_grad for i in places):
            return out
        n = len(results)
        tensors = identity([results[i] for i in places], lambda grads: after_outputs(grads, places, n))
        merged = list(results)
        for i, t in zip(places, tensors):
            merged[i] = t
        return tuple(merged) if isinstance(out, tuple) else merged[0]

    if watched:
        wrapped = dict(zip(places, identity(inputs, after_inputs)))
        args = tuple(wrapped.get(i, x) for i, x in enumerate(args))
    return args, finish
