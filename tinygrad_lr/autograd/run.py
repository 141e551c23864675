"""Starting the walk: `backward` fills the leaves' `.grad`, `grad` returns gradients and touches nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..device import as_array
from ..engine import AccumulateGrad, Node, anomaly, walk, walk_one
from ..grad_mode import enable_grad, mode
from ..primitive import FAST
from ..tensor import Tensor, wrap


def backward_from(
    self: Tensor, gradient: Tensor | None = None, retain_graph: bool | None = None, create_graph: bool = False, inputs: Any = None
) -> None:
    """Add the derivative of this tensor to every leaf's `.grad`.

    gradient      the derivative of the final scalar with respect to this tensor, of its shape; needed unless it
                  has one element
    retain_graph  keep what the graph has saved, so that another backward can follow (default: create_graph)
    create_graph  record the backward pass itself, for second derivatives
    inputs        only these tensors' `.grad` are added to
    """
    node = self._node
    if gradient is None and not create_graph and inputs is None and FAST and self._view is None and not anomaly.enabled:
        if node is not None and node.__class__ is not AccumulateGrad and self._data.size == 1:
            walk_one(node, one(self._data), bool(retain_graph))
            return
    backward(self, gradient, retain_graph, create_graph, None, inputs)


def backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    grad_variables: Any = None, inputs: Any = None,
) -> None:  # fmt: skip
    """`Tensor.backward` from several tensors at once."""
    tensors = (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)
    roots = seeds(tensors, grad_variables if grad_tensors is None else grad_tensors, create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    if inputs is None:
        run(roots, keep, create_graph, None)
        return
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    if not inputs:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    targets = {node_wanted(x): x for x in inputs}
    for node, g in run(roots, keep, create_graph, targets).items():
        x = targets[node]
        if not create_graph:
            g = g.copy()
        x._accumulate(g, create_graph)
        if node.__class__ is AccumulateGrad:
            for hook in list((node.post_hooks or {}).values()):
                hook(x)


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    is_grads_batched: bool = False, allow_unused: bool | None = None, materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:  # fmt: skip
    """The derivatives of `outputs` (weighted by `grad_outputs`, summed) with respect to each of `inputs`.

    An input the outputs do not depend on is an error, None with `allow_unused`, zeros with `materialize_grads`.
    """
    if is_grads_batched:
        raise NotImplementedError("grad(): is_grads_batched=True is not supported")
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.")
    outputs = (outputs,) if isinstance(outputs, Tensor) else tuple(outputs)
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    roots = seeds(outputs, grad_outputs, create_graph)
    nodes = [node_wanted(x) for x in inputs]
    keep = create_graph if retain_graph is None else retain_graph
    found = run(roots, keep, create_graph, set(nodes))
    results: list[Tensor | None] = []
    for i, (x, node) in enumerate(zip(inputs, nodes)):
        g = found.get(node)
        if g is None and materialize_grads:
            g = np.zeros_like(x._data)
        elif g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set "
                "allow_unused=True if this is the desired behavior."
            )
        results.append(g if g is None or isinstance(g, Tensor) else wrap(as_array(g.copy())))
    return tuple(results)


def run(roots: list, keep: bool, create_graph: bool, targets: Any) -> dict[Node, Any]:
    if not create_graph:
        return walk(roots, keep, False, targets)
    with enable_grad():
        return walk(roots, keep, True, targets)


def node_wanted(x: Any) -> Node:
    if not isinstance(x, Tensor):
        raise TypeError(f"element 0 of inputs must be Tensor, not {type(x).__name__}")
    if x._node is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return x.grad_node()


def seeds(tensors: tuple[Tensor, ...], grads: Any, create_graph: bool) -> list[tuple[Node, Any]]:
    """Each tensor's node with the gradient the walk starts from there."""
    grads = (grads,) if grads is None or isinstance(grads, Tensor) else tuple(grads)
    if len(grads) == 1 and grads[0] is None:
        grads = (None,) * len(tensors)
    if len(grads) != len(tensors):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(grads)} gradients")
    roots = []
    for i, (t, g) in enumerate(zip(tensors, grads)):
        node = t._node if t._view is None else t._view.node(t)
        if node is None:
            raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
        if g is None:
            if t._data.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            array = one(t._data)
        else:
            check_seed(i, t, g)
            array = g._data
        roots.append((node, array if not create_graph else g if g is not None else wrap(array)))
    return roots


def check_seed(i: int, t: Tensor, g: Any) -> None:
    if not isinstance(g, Tensor):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    if g._data.shape != t._data.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {t.shape}."
        )


_SCALAR_ONES = {np.dtype(d): np.ones((), d) for d in ("float32", "float64")}
for _one in _SCALAR_ONES.values():
    _one.flags.writeable = False


def one(like: Any) -> Any:
    """The derivative of a scalar with respect to itself; the walk copies what it hands on, so it can be kept."""
    if like.__class__ is np.ndarray and like.ndim == 0:
        return _SCALAR_ONES[like.dtype]
    return np.ones_like(like)


__all__ = ["backward", "grad", "mode"]
