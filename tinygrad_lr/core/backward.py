"""Starting the walk: `backward` fills the leaves' `.grad`, `grad` returns gradients and touches nothing."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..arrays.cuda import explained
from ..arrays.device import F32, F64, as_array
from .graph import Node, anomaly, walk, walk_one
from .mode import recording
from .operation import FAST, OpNode, edge_of
from .refusal import type_name
from .tensor import Tensor, wrap


def backward_from(
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
    node = self._node
    plain = gradient is None and not create_graph and inputs is None and FAST and not anomaly.enabled
    if plain and isinstance(node, OpNode) and self._view is None and self._data.size == 1:
        try:
            walk_one(node, one(self._data), bool(retain_graph))
        except Exception as error:  # a device's own become torch's
            raise explained(error)  # noqa: B904 (it may be this very error)
    else:
        backward(self, gradient, retain_graph, create_graph, None, inputs)


backward_from.__qualname__ = "Tensor.backward"  # which is what Python calls it when it refuses an argument


def backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    grad_variables: Any = None, inputs: Any = None,
) -> None:  # fmt: skip
    """`Tensor.backward` from several tensors at once."""
    if grad_variables is not None:
        warnings.warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning, stacklevel=2)
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. Please only "
                "use `grad_tensors`."
            )
        grad_tensors = grad_variables
    nodes = None
    if inputs is not None:
        values = listed(inputs, "backward")
        for x in values:
            if isinstance(x, Tensor):
                x.retain_grad()
        nodes = {node_wanted(x) for x in values}
    roots = seeds(tensors, grad_tensors, create_graph)
    if create_graph:
        warnings.warn(CYCLE, stacklevel=3)
    run(roots, retain_graph, create_graph, inputs=nodes)


CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which "
    "can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use "
    "this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle and "
    "avoid the leak."
)


def listed(inputs: Any, name: str) -> tuple:
    """`inputs` of `backward` and `grad` as a tuple: one tensor, several, or a dict's values."""
    values = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs.values() if isinstance(inputs, dict) else inputs)
    if not values:
        raise RuntimeError(f"`inputs` argument to `{name}()` cannot be empty.")
    return values


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
        warnings.warn(ONLY_INPUTS, FutureWarning, stacklevel=2)
    values = listed(inputs, "grad")
    roots = seeds(outputs, grad_outputs, create_graph)
    nodes = [node_wanted(x) for x in values]
    found = run(roots, retain_graph, create_graph, targets=set(nodes))
    results: list[Tensor | None] = []
    for i, (x, node) in enumerate(zip(values, nodes)):
        g = found.get(node)
        if g is None and materialize_grads:
            g = wrap(np.zeros_like(x._data))
            g.requires_grad = create_graph
        elif g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set "
                "allow_unused=True if this is the desired behavior."
            )
        results.append(g if g is None or isinstance(g, Tensor) else wrap(as_array(g.copy())))
    return dict(zip(inputs, results)) if isinstance(inputs, dict) else tuple(results)


ONLY_INPUTS = (
    "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of "
    "the graph, please use torch.autograd.backward."
)


def run(roots: list, retain_graph: bool | None, create_graph: bool, **wanted: Any) -> dict[Node, Any]:
    keep = create_graph if retain_graph is None else retain_graph
    try:
        if not create_graph:
            return walk(roots, keep, **wanted)
        with recording():
            return walk(roots, keep, True, **wanted)
    except Exception as error:  # a device's own become torch's
        raise explained(error)  # noqa: B904 (it may be this very error)


def node_wanted(x: Any) -> Node:
    if not isinstance(x, Tensor):
        raise RuntimeError(f"all inputs have to be Tensors or GradientEdges, but got {type_name(x)}")
    node = edge_of(x)
    if node is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return node


def seeds(tensors: Any, grads: Any, create_graph: bool) -> list[tuple[Node, Any]]:
    """Each tensor's node with the gradient the walk starts from there; gradients too many are ignored."""
    tensors = (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)
    grads = (None,) * len(tensors) if grads is None else (grads,) if isinstance(grads, Tensor) else tuple(grads)
    for i, (t, g) in enumerate(zip(tensors, grads)):
        if isinstance(g, Tensor):
            check_seed(i, t, g)
        elif g is not None:
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
        elif t._data.size != 1 and t.requires_grad:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
    if len(grads) < len(tensors):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(grads)} gradients")
    roots = []
    for i, (t, g) in enumerate(zip(tensors, grads)):
        node = t.grad_node()
        if node is None:
            raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
        array = one(t._data) if g is None else g._data
        roots.append((node, array if not create_graph else g if g is not None else wrap(as_array(array))))
    return roots


def check_seed(i: int, t: Tensor, g: Any) -> None:
    if g._data.shape != t._data.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {t.shape}."
        )


_ONES = {F32: F32.type(1), F64: F64.type(1)}


def one(like: Any) -> Any:
    """The derivative of a scalar with respect to itself; a NumPy scalar, with which 0-d arithmetic is quickest."""
    if like.__class__ is np.ndarray and like.ndim == 0:
        return _ONES[like.dtype]
    try:
        return np.ones_like(like)
    except Exception as error:  # no memory is left on the GPU
        raise explained(error)  # noqa: B904 (it may be this very error)


__all__ = ["backward", "grad"]
