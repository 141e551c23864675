"""What there is to see of one call: it is made in one namespace, and everything that can be compared is written down.

Nothing here asks which namespace it is: results, their dtype, shape and memory, the names in the graph, gradients under
random cotangents, second derivatives, warnings, and the type and words of the exception that a call ends in.
"""

from __future__ import annotations

import math
import re
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from unittest.mock import ANY

import numpy as np

from ..operations.cases import Case
from ..operations.opinfo import OpInfo


@dataclass
class Outcome:
    """What one call did: its results, what their graph is, its gradients; or the exception it ended in."""

    error: tuple[str, str] | None = None
    stage: str = "forward"
    warned: set[tuple[str, str]] = field(default_factory=set)
    facts: list[dict[str, Any]] = field(default_factory=list)
    grads: list[np.ndarray | None] = field(default_factory=list)
    seconds: list[np.ndarray | None] = field(default_factory=list)

    def holds(self) -> set[str]:
        """What there is to compare: a refusal, or a value and derivatives."""
        if self.error:
            return {"refusal"}
        found = {"value": self.facts, "gradient": self.grads, "second derivative": self.seconds}
        return {name for name, each in found.items() if any(part is not None for part in each)}


def lay_out(fw: Any, array: np.ndarray, layout: str) -> Any:
    """A tensor with the array's numbers, laid out in memory as asked."""
    if layout == "transposed" and array.ndim > 1:
        return fw.tensor(np.swapaxes(array, 0, -1).copy()).transpose(0, -1)
    if layout == "sliced" and array.ndim:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1] + 1), array.dtype)
        wide[..., 1::2] = array
        return fw.tensor(wide)[..., 1::2]
    if layout == "expanded" and array.ndim and len(array) > 1:
        return fw.tensor(array[:1].copy()).expand(array.shape)
    return fw.tensor(array)


def leaves(fw: Any, opinfo: OpInfo, arrays: Sequence[np.ndarray], case: Case) -> list[Any]:
    """The tensors to call with: leaves, requiring a gradient where the case and the OpInfo say so."""
    made = []
    for i, (array, domain) in enumerate(zip(arrays, opinfo.domains, strict=True)):
        leaf = lay_out(fw, array, case.layout).detach()
        if array.dtype.kind == "f" and domain.differentiable and (not case.needs or case.needs[i]):
            leaf.requires_grad_()
        made.append(leaf)
    return made


def observe(fw: Any, opinfo: OpInfo, call: Any, arrays: Sequence[np.ndarray], case: Case) -> Outcome:
    """Run one form once: forward, backward, and backward of the backward where the case asks for it."""
    seen = Outcome()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            _run(fw, opinfo, call, leaves(fw, opinfo, arrays, case), case, seen)
        except Exception as error:  # whatever it is, it is what has to be the same
            seen.error = (type(error).__name__, str(error))
    seen.warned = {(w.category.__name__, words(str(w.message))) for w in caught}
    return seen


def _run(fw: Any, opinfo: OpInfo, call: Any, inputs: list[Any], case: Case, seen: Outcome) -> None:
    if opinfo.op == "dropout":
        fw.manual_seed(0)
    before = [numbers(t).copy() for t in inputs]
    result = call(fw, *inputs)
    outputs = list(result) if isinstance(result, (tuple, list)) else [result]
    seen.facts = [describe(out, inputs) for out in outputs]
    seen.facts[:1] = [{**fact, "result": shell(result)} for fact in seen.facts[:1]]
    unchanged = all(a.tobytes() == numbers(t).tobytes() for a, t in zip(before, inputs, strict=True))
    seen.facts.append({"inputs left alone": unchanged})

    wanted = [t for t in inputs if t.requires_grad]
    roots, upstream = cotangents(opinfo, outputs)
    if not roots or not wanted:
        return
    seen.stage = "backward"
    seeds = [fw.tensor(c).requires_grad_(case.second) for c in upstream]
    grads = fw.autograd.grad(roots, wanted, seeds, create_graph=case.second, allow_unused=True)
    seen.grads = [None if g is None else numbers(g) for g in grads]
    roots, upstream = cotangents(opinfo, grads, "second")
    if not case.second or not roots:
        return
    seen.stage = "second backward"
    seconds = fw.autograd.grad(roots, wanted + seeds, [fw.tensor(c) for c in upstream], allow_unused=True)
    seen.seconds = [None if g is None else numbers(g) for g in seconds]


def cotangents(opinfo: OpInfo, results: Sequence[Any], salt: str = "") -> tuple[list[Any], list[np.ndarray]]:
    """Those results that have a derivative, and a random upstream gradient for each."""
    roots, upstream = [], []
    for i, result in enumerate(results):
        if getattr(result, "requires_grad", False):
            roots.append(result)
            upstream.append(cotangent(opinfo, i, tuple(result.shape), salt).astype(numbers(result).dtype))
    return roots, upstream


def cotangent(opinfo: OpInfo, i: int, shape: tuple[int, ...], salt: str = "") -> np.ndarray:
    """The upstream gradient of result `i`, in float64."""
    return _cotangent(f"{opinfo.id} {i} {salt}", shape)


@lru_cache(1024)
def _cotangent(name: str, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(np.random.RandomState(zlib.crc32(name.encode())).uniform(-2, 2, size=shape))


def numbers(t: Any) -> np.ndarray:
    """A tensor's numbers, wherever it is. torch has tensors without memory, which have no plain numpy()."""
    return t.detach().numpy(force=True)


def shell(result: Any) -> str:
    """What kind of thing came back: a tensor, a tuple, a pair with names, a Python bool ..."""
    if hasattr(result, "grad_fn"):
        return "tensor"
    names = [name for name in ("values", "indices") if not callable(getattr(result, name, len))]
    return type(result).__name__ if not names else f"{type(result).__name__} with {', '.join(names)}"


def describe(out: Any, inputs: Sequence[Any]) -> dict[str, Any]:
    """What there is to compare about one result, bounded numbers under "value"."""
    if not hasattr(out, "grad_fn"):
        return {"python": out if isinstance(out, (bool, int, float)) else str(out)}
    array = numbers(out)
    shared = array.size and any(share_memory(out, t) for t in inputs if t is not out)
    return {
        "dtype": str(out.dtype),
        "shape": tuple(out.shape),
        "requires_grad": out.requires_grad,
        "is_leaf": out.is_leaf,
        "node": type(out.grad_fn).__name__,
        "graph": tree(out.grad_fn),
        # where torch's is not, ours may be
        "in order": ANY if any(oddly_laid(t) for t in inputs) else out.is_contiguous() or None,
        "is an input": any(out is t for t in inputs),
        "shares memory": bool(shared),
        "value": array,
    }


def oddly_laid(t: Any) -> bool:
    """Whether a dimension of one element has another stride than in order: torch goes by it, and NumPy does not."""
    steps = [math.prod(t.shape[i + 1 :]) for i in range(t.ndim)]
    return any(n == 1 and step != t.stride()[i] for i, (n, step) in enumerate(zip(t.shape, steps, strict=True)))


def share_memory(a: Any, b: Any) -> bool:
    """Whether two tensors' memory overlaps, by the addresses of their first and last elements, on any device."""
    (start, end), (other_start, other_end) = span(a), span(b)
    return start < other_end and other_start < end


def span(t: Any) -> tuple[int, int]:
    """The addresses that a tensor's elements lie between."""
    if not t.numel():
        return 0, 0
    reach = sum((n - 1) * step for n, step in zip(t.shape, t.stride(), strict=True)) + 1
    return t.data_ptr(), t.data_ptr() + reach * t.element_size()


def tree(node: Any, depth: int = 10) -> str:
    """The names of a node and of what it leads to."""
    if node is None or not depth:
        return "-"
    below = ", ".join(tree(following, depth - 1) for following, _ in node.next_functions)
    return type(node).__name__ + (f"({below})" if below else "")


def words(text: str) -> str:
    """What a message says: its first line, without the place in torch's sources that raised it, and the device."""
    text = text.strip().split("\n")[0].replace("torch.cuda.", "torch.")
    return re.sub(r" ?\(Triggered internally at .*", "", text)
