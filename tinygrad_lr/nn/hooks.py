"""Backward hooks of modules: two identities, one around a module's inputs and one around its outputs.

Gradients arrive at the outputs' identity first, which remembers them, and at the inputs' identity last, which
calls the hooks with both and passes on what they return.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..arrays.make import makers, take, zeros_as
from ..arrays.warn import warn
from ..autograd.grad_mode import no_grad
from ..autograd.hooks import call_user
from ..core.graph import Node, OutputEdge, OutputGrads
from ..core.mode import mode
from ..core.operation import OPS
from ..core.tensor import Tensor, wrap
from ..core.views import View, edge_of
from ..frontend.hooks import check_returned

NO_INPUT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require "
    "gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
    "#torch.nn.Module.register_full_backward_hook for more details."
)
NO_INPUT_TO_REPLACE = (
    "Backward hook for Modules where no input requires gradient should always return None or None for all gradients."
)


def called(forward: Callable, args: tuple, kwargs: dict) -> Any:
    """A module's forward, by the thread's maker: it may be a user's."""
    return take("call", forward, *args, **kwargs) if makers else forward(*args, **kwargs)


class BackwardHookFunctionBackward(Node):
    """The identity on several tensors. `see` gets their gradients, or None, and returns those to pass on."""

    __slots__ = ("see",)
    saves = False
    see: Callable[[list], list]

    def apply(self, g: OutputGrads) -> list:
        with no_grad():
            grads = call_user(self.see, [wrap(g[i]) if i in g else None for i in range(len(self.edges))])
        # As views, which nobody adds to: the hooks may have kept the arrays.
        return [None if x is None else x._data[...] for x in grads]

    def apply_tensors(self, g: OutputGrads) -> list:
        return call_user(self.see, [g.get(i) for i in range(len(self.edges))])


def identity(tensors: list[Tensor], see: Callable[[list], list]) -> list[Tensor]:
    node = BackwardHookFunctionBackward(tuple(edge_of(t) for t in tensors))
    node.see = see
    results = []
    for i, t in enumerate(tensors):
        out = t.detach()
        out._view = View(t.detach(), OPS["alias"], lambda array: array[...], ())
        out._view.refuse, out._view.made = "custom", out._counter[0]
        out._node = OutputEdge(node, i) if node.edges[i] is not None else None
        results.append(out)
    return results


def put_in(values: list, places: list[int], others: tuple) -> tuple:
    """The others, with the values at their places."""
    found = dict(zip(places, values))
    return tuple(found.get(i, x) for i, x in enumerate(others))


def replaced(result: Any, grads: tuple, what: str, name: str) -> tuple:
    """The gradients after a hook: its own if it returned some. RuntimeError if their number differs."""
    if result is not None and len(result) != len(grads):
        expected = f"got {len(result)}, but expected {len(grads)}"
        raise RuntimeError(f"{what} returned an invalid number of {name}, {expected}")
    return grads if result is None else result


def hook(new: Any, old: Any) -> Any:
    """What a module's hooks have made of a gradient, if that is one of the same kind. It has torch's name in refusals."""
    if new is not None and new is not old:
        check_returned(hook, new, old)
    return new


class BackwardHooks:
    """What one call of a module with backward hooks leaves in the graph.

    It must not name a tensor: the graph would hold itself, and only the garbage collector would free it.
    """

    def __init__(self, module: Any, args: tuple, hooks: list[Callable], pre_hooks: list[Callable]) -> None:
        self.module, self.count, self.hooks, self.pre_hooks = module, len(args), hooks, pre_hooks
        self.places = [i for i, x in enumerate(args) if isinstance(x, Tensor)]
        self.arrays = [args[i]._data for i in self.places]
        self.watched = mode.grad and any(args[i].requires_grad for i in self.places)
        self.arrived: tuple | None = None  # the results' gradients, until the inputs' are known

    def enter(self, args: tuple) -> tuple:
        """The arguments to call the module's forward with."""
        if not self.watched:
            return args
        return put_in(identity([args[i] for i in self.places], self.after_inputs), self.places, args)

    def leave(self, out: Any) -> Any:
        """The result to return for forward's."""
        if not isinstance(out, (Tensor, tuple)):
            expected = f"module output should be a Tensor or a tuple of Tensors but received {type(out)}"
            warn(f"For backward hooks to be called, {expected}")
            return out
        results = out if isinstance(out, tuple) else (out,)
        places, n = [i for i, x in enumerate(results) if isinstance(x, Tensor)], len(results)
        if not mode.grad or not any(results[i].requires_grad for i in places):
            return out
        see = functools.partial(self.after_outputs, places, n)
        results = put_in(identity([results[i] for i in places], see), places, results)
        if not isinstance(out, tuple):
            return results[0]
        return results if type(out) is tuple else type(out)(*results)  # a named tuple

    def after_outputs(self, places: list[int], n: int, grads: list) -> list:
        full = put_in(grads, places, (None,) * n)
        for function in self.pre_hooks:
            full = replaced(function(self.module, full), full, "Backward pre hook", "grad_output")
        self.arrived = full
        if not self.watched:
            warn(NO_INPUT)
            for function in self.hooks:
                result = function(self.module, (None,) * self.count, full)
                if result is not None and any(x is not None for x in result):
                    raise RuntimeError(NO_INPUT_TO_REPLACE)
        return [hook(full[i], g) for i, g in zip(places, grads)]

    def after_inputs(self, grads: list) -> list:
        if self.arrived is None:
            return grads
        given = [wrap(zeros_as(a, a.shape)) if g is None else g for g, a in zip(grads, self.arrays)]
        full = put_in(given, self.places, (None,) * self.count)
        for function in self.hooks:
            full = replaced(function(self.module, full, self.arrived), full, "Backward hook", "grad_input")
        self.arrived = None
        return [hook(full[i], g) for i, g in zip(self.places, given)]


# -- the older form ------------------------------------------------------------------------------------------------------

OLDER = "Using {} and will be removed in future versions. This hook will be missing some {}."
DOCUMENTED = " Please use register_full_backward_hook to get the documented behavior."


def hook_last_node(module: Any, args: Any, out: Any, hooks: list[Callable]) -> None:
    """Let the hooks see what passes through the node that made a module's (first) result."""
    first = out
    while not isinstance(first, Tensor):
        first = next(x for x in first.values() if isinstance(x, Tensor)) if isinstance(first, dict) else first[0]
    node: Any = first.grad_fn
    if node is None:
        return
    for function in hooks:
        node.register_hook(functools.update_wrapper(functools.partial(function, module), function))
    text = misleading(args, out, node)
    if text:
        warn(text, FutureWarning)


def misleading(args: Any, out: Any, node: Any) -> str:
    """Why such a hook will not see all gradients, if so."""
    for value, what, missing in ((out, "return", "of the grad_output"), (args, "take as input", "of the grad_input")):
        plain = isinstance(value, Tensor) or (isinstance(value, tuple) and all(isinstance(x, Tensor) for x in value))
        if not plain:
            shape = f"a Module that does not {what} a single Tensor or a tuple of Tensors is deprecated"
            return OLDER.format(f"non-full backward hooks on {shape}", missing) + DOCUMENTED
    nodes = {x.grad_fn for x in ((out,) if isinstance(out, Tensor) else out) if x.grad_fn is not None}
    if not nodes or (len(nodes) == 1 and node not in nodes):
        return OLDER.format(f"a {WHEN} outputs are nested in python data structure is deprecated", "grad_output")
    if len(nodes) > 1:
        many = f"a {WHEN} outputs are generated by different autograd Nodes is deprecated"
        return OLDER.format(many, "grad_output") + DOCUMENTED
    before = {x.grad_fn for x in ((args,) if isinstance(args, Tensor) else args) if x.grad_fn is not None}
    if before != {function for function, _ in node.next_functions}:
        return (
            OLDER.format(f"a {WHEN} the forward contains multiple autograd Nodes is deprecated", "grad_input")
            + DOCUMENTED
        )
    return ""


WHEN = "non-full backward hook when"
