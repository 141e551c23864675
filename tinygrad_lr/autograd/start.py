"""`torch.autograd.backward` and `grad`, and `Tensor.backward`: torch's arguments and refusals before the engine's pass."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from typing import Any, overload

import numpy as np

from ..arrays.array import as_array, mismatch
from ..arrays.cuda import explained
from ..arrays.names import type_name
from ..arrays.silence import quietly
from ..arrays.tracebacks import entrance, shorten
from ..arrays.warn import warn, warn_once
from ..core import backward as engine
from ..core.backward import backward as backward_from
from ..core.backward import root
from ..core.formulas import OPS
from ..core.graph import AccumulateGrad, Node, Origin, OutputEdge, OutputGrads, behind, run_hooks, visit_by, walk
from ..core.mode import listening, mode, recording, tell
from ..core.operation import OpNode
from ..core.refusal import refuse
from ..core.tensor import Tensor, wrap
from ..core.views import edge_of
from .function import FunctionNode
from .hooks import hooked
from .observer import LeafOrder, told


def tensor_backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Add the derivative of this tensor to every leaf's `.grad`.

    gradient      the derivative of the final scalar with respect to this tensor, of its shape; needed unless it
                  has one element
    retain_graph  keep what the graph has saved, so that another backward can follow (default: create_graph)
    create_graph  record the backward pass itself, for second derivatives
    inputs        only these tensors' `.grad` are added to
    """
    try:
        if listening.count:
            tell("differentiating", (self,))
        if gradient is not None or inputs is not None or create_graph is not False:
            backward(self, gradient, retain_graph, create_graph, None, inputs)
            return
        keep = retain_graph is not None and flag(retain_graph)
        if hooked or listening.count:
            run(root(self), keep, False)
        else:
            backward_from(root(self), keep)
    except Exception as error:
        raise shorten(reworded(error))  # noqa: B904 (it may be this very error)


tensor_backward.__name__, tensor_backward.__qualname__ = "backward", "Tensor.backward"  # as Python's refusals call it


@entrance
def backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    grad_variables: Any = None, inputs: Any = None,
) -> None:  # fmt: skip
    """`Tensor.backward` from several tensors at once."""
    if grad_variables is not None:
        warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning)
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. Please only "
                "use `grad_tensors`."
            )
        grad_tensors = grad_variables
    values = () if inputs is None else listed(inputs, "backward")
    create_graph, keep = flags(create_graph, retain_graph)
    origin = origin_of(tensors, grad_tensors, create_graph)
    nodes = set()
    for x in values:
        if isinstance(x, Tensor):
            x.retain_grad()
        nodes.add(node_wanted(x))
    if create_graph:
        warn_once(CYCLE)
    region = Region(origin[0], nodes, collect=False) if values else None
    run(origin, keep, create_graph, region)


CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which "
    "can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use "
    "this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle and "
    "avoid the leak."
)


def listed(inputs: Any, name: str) -> tuple[Any, ...]:
    """`inputs` of `backward` and `grad` as a tuple: one tensor, several, or a dict's values."""
    values = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs.values() if isinstance(inputs, dict) else inputs)
    if not values:
        raise RuntimeError(f"`inputs` argument to `{name}()` cannot be empty.")
    return values


@overload
def grad(
    outputs: Any, inputs: dict[str, Tensor], grad_outputs: Any = ..., retain_graph: bool | None = ..., create_graph: bool = ...,
    only_inputs: bool = ..., allow_unused: bool | None = ..., is_grads_batched: bool = ..., materialize_grads: bool = ...,
) -> dict[str, Tensor]: ...  # fmt: skip
@overload
def grad(
    outputs: Any, inputs: Tensor | Sequence[Tensor], grad_outputs: Any = ..., retain_graph: bool | None = ..., create_graph: bool = ...,
    only_inputs: bool = ..., allow_unused: bool | None = ..., is_grads_batched: bool = ..., materialize_grads: bool = ...,
) -> tuple[Tensor, ...]: ...  # fmt: skip
@entrance
def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    only_inputs: bool = True, allow_unused: bool | None = None, is_grads_batched: bool = False, materialize_grads: bool = False,
) -> Any:  # fmt: skip
    """The derivatives of `outputs` (weighted by `grad_outputs`, summed) with respect to each of `inputs`, as a tuple.

    An input the outputs do not depend on is an error, None with `allow_unused`, zeros with `materialize_grads`. For a
    dict of inputs, such as `dict(model.named_parameters())`, the result is a dict.
    """
    if is_grads_batched:
        raise NotImplementedError("grad(): is_grads_batched=True is not supported")
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if not only_inputs:
        warn(ONLY_INPUTS, FutureWarning)
    values = listed(inputs, "grad")
    create_graph, keep = flags(create_graph, retain_graph)
    allow_unused = flag(materialize_grads if allow_unused is None else allow_unused)
    origin = origin_of(outputs, grad_outputs, create_graph)
    nodes = [node_wanted(x) for x in values]
    found: dict[Node, Any] = {}
    region = Region(origin[0], set(nodes), collect=True)
    run(origin, keep, create_graph, region, found)
    results: list[Tensor | None] = []
    for i, (x, node) in enumerate(zip(values, nodes)):
        g = found.get(node)
        if g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set "
                "allow_unused=True if this is the desired behavior."
            )
        if g is None and materialize_grads:
            g = wrap(np.zeros_like(x._data))
            g.requires_grad = create_graph
        results.append(g if g is None or isinstance(g, Tensor) else wrap(as_array(g.copy())))
    return dict(zip(inputs, results)) if isinstance(inputs, dict) else tuple(results)


ONLY_INPUTS = (
    "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of "
    "the graph, please use torch.autograd.backward."
)


def flags(create_graph: bool, retain_graph: bool | None) -> tuple[bool, bool]:
    """Whether the pass is recorded, and whether what the graph has saved is kept: as the first, if nothing is said."""
    recorded = flag(create_graph)
    return recorded, recorded if retain_graph is None else flag(retain_graph)


def flag(x: Any) -> bool:
    """A flag as torch's engine reads it: as an integer of one byte."""
    if x.__class__ is bool:
        return x
    value = operator.index(x)
    if not 0 <= value <= 255:
        less = "less than minimum" if value < 0 else "greater than maximum"
        raise OverflowError(f"unsigned byte integer is {less}")
    return bool(value)


def run(
    origin: engine.Root,
    keep: bool,
    create_graph: bool,
    region: Region | None = None,
    found: dict[Any, Any] | None = None,
) -> None:
    """The pass: recorded, told to who listens, with leaves in torch's order, as need be. `found` collects instead."""
    visit: Any = Node.visit_recorded if create_graph else None
    listened, order = listening.count, None

    def deliver(leaf: Node, g: Any) -> None:
        if found is None:
            engine.deliver(leaf, g, create_graph)
        else:
            found[leaf] = g if leaf.hooks is None else run_hooks(list(leaf.hooks.values()), g)

    roots = [*zip(origin[0].edges, origin[0].grads)] if isinstance(origin[0], Origin) else [origin]
    if listened:
        tell("starting", roots)
        visit = told(visit)
    if region is not None:
        visit = region.visiting(visit, found)
    elif visit is not None:
        visit = after_hooks(visit)
    if listened or any(id(node) in hooked for node in behind([origin[0]])):
        order = LeafOrder(origin[0], region, deliver)
    try:
        with recording(mode.grad or create_graph):
            if found is None:
                engine.backward(origin, keep, visit, create_graph, order)
            else:
                quietly(walk)(*origin, found, keep, visit, create_graph, order)
    except Exception as error:
        raise reworded(error)  # noqa: B904 (it may be this very error)
    if listened:
        for node, g in (found or {}).items():
            tell("collected", node, g)
        tell("finished", roots)


def reworded(error: Exception) -> BaseException:
    """An error in torch's words: a device's own; and NumPy's, where a gradient is added to one of another size."""
    met = re.search(r"broadcast together with shapes \(([\d,]*)\) \(([\d,]*)\)", str(error))
    if not (isinstance(error, ValueError) and met):
        return explained(error)
    a, b = (tuple(int(n) for n in each.split(",") if n) for each in met.groups())
    told = RuntimeError(mismatch(a, b))
    told.__suppress_context__ = True
    return told


def after_hooks(visit: Any) -> Any:
    """A way to visit nodes, for gradients as the nodes' hooks leave them."""
    return lambda node, g, keep: visit(node, g if node.hooks is None else run_hooks(list(node.hooks.values()), g), keep)


class Region:
    """The nodes on the ways from an origin to the targets.

    nodes    these; whether they are differentiated: a target that leads to no other target is only reached
    targets  where what arrives is collected, and for which targets: of several results, it is their node
    """

    def __init__(self, origin: Node, targets: set[Node], collect: bool) -> None:
        self.targets: dict[Node, list[Any]] = {}
        for target in targets:
            self.targets.setdefault(target.edges[0] if isinstance(target, OutputEdge) else target, []).append(target)
        # as torch has it: inputs' own nodes are differentiated too
        self.nodes = dict.fromkeys(self.targets, not collect)
        edges = behind([origin])
        for node in sorted(edges, key=lambda node: isinstance(node, AccumulateGrad) or node.seq):
            if any(edge in self.nodes for edge in edges[node]):
                self.nodes[node] = True
        self.nodes.setdefault(origin, False)

    def visiting(self, visit: Any, found: dict[Any, Any] | None) -> Any:
        """A way to visit only these nodes, with which gradients leave on the edges between them alone."""

        def visit_inside(node: Node, arrived: Any, keep: bool) -> Any:
            g = arrived if node.hooks is None else run_hooks(list(node.hooks.values()), arrived)
            if node in self.targets and found is not None:  # torch has hooks of tensors first only where that is all
                found.update(parts(self.targets[node], arrived if self.nodes[node] else g))
            if not self.nodes[node]:
                return ()
            if node.own_hooks and visit in (None, Node.visit_recorded) and self.computes_each(node):
                apply = node.apply if visit is None else node.apply_tensors
                return visit_by(lambda g: self.inside(node, apply(g)), node, g, keep)
            return self.inside(node, node.visit(g, keep) if visit is None else visit(node, g, keep))

        return visit_inside

    def computes_each(self, node: Node) -> bool:
        """Whether torch computes each gradient only where it is wanted, so that hooks see no other: not of what users have
        written, nor of a list of tensors if one of them is wanted."""
        listed = isinstance(node, OpNode) and node.operation.sequence and any(edge in self.nodes for edge in node.edges)
        return not listed and not isinstance(node, FunctionNode)

    def inside(self, node: Node, grads: Any) -> list[Any]:
        return [grad if edge in self.nodes else None for edge, grad in zip(node.edges, grads)]


def parts(targets: list[Any], g: Any) -> dict[Node, Any]:
    """What has arrived at a node, or for some of its results."""
    if g.__class__ is not OutputGrads:
        return dict.fromkeys(targets, g)
    return {edge: g[edge.index] for edge in targets if edge.index in g}


def node_wanted(x: Any) -> Node:
    if not isinstance(x, Tensor):
        raise RuntimeError(f"all inputs have to be Tensors or GradientEdges, but got {type_name(x)}")
    node = edge_of(x)
    if node is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return node


def origin_of(tensors: Any, grads: Any, create_graph: bool) -> engine.Root:
    """Where the pass starts, for each tensor with its gradient; gradients too many are ignored."""
    tensors = (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)
    grads = (None,) * len(tensors) if grads is None else (grads,) if isinstance(grads, Tensor) else tuple(grads)
    cast: list[Tensor | None] = list(grads)
    for i, (t, g) in enumerate(zip(tensors, grads)):
        if not isinstance(t, Tensor):
            raise AssertionError("Expected output to be a torch.Tensor")
        if isinstance(g, Tensor):
            check_gradient(i, t, g)
            cast[i] = g if g._data.dtype is t._data.dtype else OPS["to_dtype"](g, t._data.dtype)
        elif g is not None:
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
        elif t._data.size != 1 and t.requires_grad:
            raise refuse("not a scalar")
    if len(grads) < len(tensors):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(grads)} gradients")
    try:
        roots = [engine.root(t, g, i, create_graph) for i, (t, g) in enumerate(zip(tensors, cast))]
        return roots[0] if len(roots) == 1 and not isinstance(roots[0][0], AccumulateGrad) else (Origin(roots), None)
    except Exception as error:  # no memory is left on the GPU
        raise explained(error)  # noqa: B904 (it may be this very error)


def check_gradient(i: int, t: Tensor, g: Any) -> None:
    if g._data.shape != t._data.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {t.shape}."
        )


__all__ = ["backward", "grad"]
