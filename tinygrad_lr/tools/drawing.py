"""Draw what `backward()` will walk: the grad_fn graph of a tensor, as a text tree, for Graphviz or Mermaid.

It asks only what torch's nodes answer (`next_functions`, `variable`, `_saved_*`, `register_prehook`), so it
draws a graph of either framework, and the same one for the same computation.

    from tinygrad_lr import graph
    print(graph.text(loss, names=dict(model.named_parameters())))
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Tensor = Any  # of either framework
INDENTED = 60  # deeper levels are numbered: a chain of 100,000 operations must not indent 200,000 times


@dataclass(slots=True)
class Entry:
    """One node of the graph, described."""

    name: str  # as torch names it: MulBackward0
    shape: tuple | None = None  # of the result; None where the graph has been freed
    leaf: str = ""  # the name of the leaf tensor that this node accumulates for
    saved: list[str] = field(default_factory=list)  # "self (4, 1)"
    inputs: list[int] = field(default_factory=list)  # the entries its gradients go to
    uses: int = 0  # how many gradients it receives

    @property
    def details(self) -> list[str]:
        """What there is to say below or beside the name."""
        parts = [] if self.shape is None else [str(self.shape)]
        parts += [self.leaf] if self.leaf else []
        return parts + ([f"saved {', '.join(self.saved)}"] if self.saved else [])


def entries(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> list[Entry]:
    """Every node that `tensor.backward()` reaches, once each, the tensor's own first.

    `names` are names of leaves, such as `dict(model.named_parameters())`. ValueError for a tensor without a
    graph.
    """
    if tensor.grad_fn is None:
        raise ValueError("this tensor has no grad_fn: nothing was recorded for it")
    called = {id(leaf): name for name, leaf in (names or {}).items()}
    nodes, place = [tensor.grad_fn], {tensor.grad_fn: 0}
    found: list[Entry] = []
    for node in nodes:  # which grows as it is read
        variable = getattr(node, "variable", None)
        entry = Entry(type(node).__name__, leaf=called.get(id(variable), ""), saved=list(saved(node)))
        for following, _ in node.next_functions:
            if following is None:  # this input needs no gradient
                continue
            if following not in place:
                place[following] = len(nodes)
                nodes.append(following)
            entry.inputs.append(place[following])
        found.append(entry)
    for entry in found:
        for i in entry.inputs:
            found[i].uses += 1
    for i, shape in shapes(tensor, nodes).items():
        found[i].shape = shape
    for entry in found:  # a linear layer shows the transposition of its weight, but never runs it
        if entry.name == "TBackward0" and entry.shape is None:
            entry.shape = (found[entry.inputs[0]].shape or ())[::-1]
    return found


def saved(node: Any) -> Iterator[str]:
    """The tensors that a node keeps for its derivative, named as torch names them, with their shapes."""
    for attribute in sorted(dir(node)):
        if attribute.startswith("_saved_"):
            name = attribute.removeprefix("_saved_")
            try:
                value = getattr(node, attribute)
            except RuntimeError:  # a backward pass has used and freed it
                yield f"{name} (freed)"
                continue
            if hasattr(value, "grad_fn"):
                yield f"{name} {tuple(value.shape)}"


def shapes(tensor: Tensor, nodes: list[Any]) -> dict[int, tuple]:
    """The shape of each node's result, by its place in `nodes`: a gradient has the shape of what it belongs
    to.

    So one backward pass, which changes nobody's `.grad` and frees nothing, tells them all. Nothing is told of
    a graph that has been freed, except of its leaves.
    """
    leaves = {i: node.variable for i, node in enumerate(nodes) if getattr(node, "variable", None) is not None}
    told: dict[int, tuple] = {}

    def listen(i: int) -> Any:
        def hook(gradients: tuple) -> None:
            told[i] = next((tuple(g.shape) for g in gradients if g is not None), ())

        return nodes[i].register_prehook(hook)

    handles = [listen(i) for i in range(len(nodes)) if i not in leaves]
    fw = sys.modules[type(tensor).__module__.partition(".")[0]]
    try:
        fw.autograd.grad(tensor, list(leaves.values()), fw.ones_like(tensor), retain_graph=True)
    except RuntimeError:  # freed
        told.clear()
    finally:
        for handle in handles:
            handle.remove()
    return told | {i: tuple(leaf.shape) for i, leaf in leaves.items()}


def text(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> str:
    """The graph as a tree, the tensor's node at the top. A node used again is drawn once and then named."""
    found = entries(tensor, names)
    lines: list[str] = []
    drawn: dict[int, int] = {}  # shared nodes: their number in the drawing
    stack = [(0, 0, "", "", "")]  # entry, depth, what is left of it, its own branch, what is left of its inputs
    while stack:
        i, depth, margin, branch, below = stack.pop()
        entry = found[i]
        head = margin + branch if depth <= INDENTED else f"[depth {depth}] "
        if i in drawn:
            lines.append(f"{head}{entry.name} #{drawn[i]}, drawn above")
            continue
        number = ""
        if entry.uses > 1:
            drawn[i] = len(drawn) + 1
            number = f" #{drawn[i]}"
        lines.append(f"{head}{entry.name}{number}  {'  '.join(entry.details)}".rstrip())
        inner = margin + below if depth <= INDENTED else ""
        for k in reversed(range(len(entry.inputs))):
            last = k == len(entry.inputs) - 1
            stack.append((entry.inputs[k], depth + 1, inner, *(("└─ ", "   ") if last else ("├─ ", "│  "))))
    return "\n".join(lines)


def dot(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> str:
    """The graph in Graphviz's language: `dot -Tsvg`."""
    lines = ["digraph {", '  node [shape=box, fontname="monospace"]']
    for i, entry in enumerate(entries(tensor, names)):
        label = "\\n".join(_quoted(part) for part in (entry.name, *entry.details))
        style = ", style=filled, fillcolor=lightblue" if entry.name == "AccumulateGrad" else ""
        lines.append(f'  n{i} [label="{label}"{style}]')
        lines += [f"  n{i} -> n{j}" for j in entry.inputs]
    return "\n".join([*lines, "}"])


def mermaid(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> str:
    """The graph in Mermaid's language, which Markdown pages draw in a `mermaid` block."""
    lines = ["flowchart TD"]
    for i, entry in enumerate(entries(tensor, names)):
        label = "<br/>".join(part.replace('"', "#quot;") for part in (entry.name, *entry.details))
        left, right = ('(["', '"])') if entry.name == "AccumulateGrad" else ('["', '"]')
        lines.append(f"  n{i}{left}{label}{right}")
        lines += [f"  n{i} --> n{j}" for j in entry.inputs]
    return "\n".join(lines)


def _quoted(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"')


FORMATS = {"text": text, "dot": dot, "mermaid": mermaid}
