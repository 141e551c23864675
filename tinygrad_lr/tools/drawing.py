"""Draw what `backward()` will walk: the grad_fn graph of a tensor, as a text tree, a picture, for Graphviz or Mermaid.

It asks only what torch's nodes answer (`next_functions`, `variable`, `_saved_*`, `register_prehook`), so it
draws a graph of either framework, and the same one for the same computation.

    print(tinygrad_lr.graph(loss, dict(model.named_parameters())))

In a notebook the graph shows itself, as a picture.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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


class Graph:
    """The graph of a tensor as it is now: printed, a tree; in a notebook, a picture; `dot()` and `mermaid()` for others.

    `names` are names of leaves, such as `dict(model.named_parameters())`. ValueError for a tensor without a graph.
    """

    def __init__(self, tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> None:
        self.entries = entries(tensor, names)

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.svg()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text(), "text/html": self._repr_html_(), "image/svg+xml": self.svg()}

    def rows(self) -> Iterator[Row]:
        """The nodes in the order in which a tree shows them: each with what is below it, and once; used again, it is named."""
        drawn: dict[int, int] = {}
        stack = [Row(0, 0, True, None)]
        count = 0
        while stack:
            row = stack.pop()
            i = row.entry
            if i in drawn:
                yield row._replace(number=drawn[i], again=True)
                count += 1
                continue
            entry, number = self.entries[i], 0
            if entry.uses > 1:
                number = drawn[i] = len(drawn) + 1
            yield row._replace(number=number)
            for k in reversed(range(len(entry.inputs))):
                stack.append(Row(entry.inputs[k], row.depth + 1, k == len(entry.inputs) - 1, count))
            count += 1

    def text(self) -> str:
        """A tree, the tensor's node at the top."""
        lines: list[str] = []
        margins = [""]  # what stands left of the nodes of each depth
        for row in self.rows():
            entry = self.entries[row.entry]
            if row.depth > INDENTED:
                head = f"[depth {row.depth}] "
            else:
                del margins[row.depth :]
                above = margins[-1] if margins else ""
                head = above + ("" if not row.depth else "└─ " if row.last else "├─ ")
                margins.append("" if not row.depth else above + ("   " if row.last else "│  "))
            if row.again:
                lines.append(f"{head}{entry.name} #{row.number}, drawn above")
            else:
                number = f" #{row.number}" if row.number else ""
                lines.append(f"{head}{entry.name}{number}  {'  '.join(entry.details)}".rstrip())
        return "\n".join(lines)

    def dot(self) -> str:
        """In Graphviz's language: `dot -Tsvg`."""
        lines = ["digraph {", '  node [shape=box, fontname="monospace"]']
        for i, entry in enumerate(self.entries):
            label = "\\n".join(_quoted(part) for part in (entry.name, *entry.details))
            style = ", style=filled, fillcolor=lightblue" if entry.name == "AccumulateGrad" else ""
            lines.append(f'  n{i} [label="{label}"{style}]')
            lines += [f"  n{i} -> n{j}" for j in entry.inputs]
        return "\n".join([*lines, "}"])

    def mermaid(self) -> str:
        """In Mermaid's language, which Markdown pages draw in a `mermaid` block."""
        lines = ["flowchart TD"]
        for i, entry in enumerate(self.entries):
            label = "<br/>".join(part.replace('"', "#quot;") for part in (entry.name, *entry.details))
            left, right = ('(["', '"])') if entry.name == "AccumulateGrad" else ('["', '"]')
            lines.append(f"  n{i}{left}{label}{right}")
            lines += [f"  n{i} --> n{j}" for j in entry.inputs]
        return "\n".join(lines)

    def svg(self) -> str:
        """A picture: the tree, a box for each node; leaves are round, what was drawn before is dashed."""
        boxes, lines, places = [], [], []
        for y, row in enumerate(self.rows()):
            entry = self.entries[row.entry]
            if y == PICTURED:
                boxes.append(f'<text x="4" y="{y * 34 + 19}">… of {len(self.entries)} nodes</text>')
                places.append((0, 0.0))
                break
            number = f" #{row.number}" if row.number else ""
            label = f"{entry.name}{number}, drawn above" if row.again else f"{entry.name}{number}"
            details = "" if row.again else " · ".join(entry.details)
            x, width = (
                26 * min(row.depth, INDENTED),
                7.3 * len(label) + (6.7 * len(details) + 12 if details else 0) + 18,
            )
            kind = "again" if row.again else "leaf" if entry.name == "AccumulateGrad" else "node"
            boxes.append(
                f'<rect class="{kind}" x="{x + 1}" y="{y * 34 + 1}" width="{width:.0f}" height="26" rx="{13 if kind == "leaf" else 4}"/>'
                f'<text x="{x + 10}" y="{y * 34 + 18}">{escape(label)}'
                + (f'<tspan class="detail" dx="12">{escape(details)}</tspan></text>' if details else "</text>")
            )
            if row.parent is not None:
                left, top = places[row.parent][0] + 13, row.parent * 34 + 27
                lines.append(f'<path d="M{left} {top}V{y * 34 + 14}H{x + 1}"/>')
            places.append((x, x + width + 2))
        right, bottom = max(240.0, *(end for _, end in places)), len(places) * 34
        size = f'viewBox="0 0 {right:.0f} {bottom}" width="{right:.0f}" height="{bottom}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" class="tinygrad-graph" {size}>{STYLE}{"".join(lines + boxes)}</svg>'


class Row(NamedTuple):
    """A line of the tree: which entry, how deep, whether it is the last of its node's, and that node's line."""

    entry: int
    depth: int
    last: bool
    parent: int | None
    number: int = 0  # of a node that is used again
    again: bool = False


PICTURED = 400  # rows; more are not looked at
STYLE = """<style>
.tinygrad-graph { font: 12px ui-monospace, monospace; max-width: 100%; height: auto }
.tinygrad-graph text { fill: #1f2328 } .tinygrad-graph .detail { fill: #57606a; font-size: 11px }
.tinygrad-graph rect { fill: #f6f8fa; stroke: #57606a } .tinygrad-graph .leaf { fill: #ddf4ff; stroke: #0969da }
.tinygrad-graph .again { stroke-dasharray: 4 3 } .tinygrad-graph path { fill: none; stroke: #8c959f }
@media (prefers-color-scheme: dark) {
.tinygrad-graph text { fill: #e6edf3 } .tinygrad-graph .detail { fill: #9da7b3 }
.tinygrad-graph rect { fill: #161b22; stroke: #9da7b3 } .tinygrad-graph .leaf { fill: #0c2d4d; stroke: #58a6ff } }
</style>"""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _quoted(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"')


def text(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> str:
    return Graph(tensor, names).text()


def dot(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> str:
    return Graph(tensor, names).dot()


def mermaid(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> str:
    return Graph(tensor, names).mermaid()


def svg(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> str:
    return Graph(tensor, names).svg()


FORMATS = {"text": text, "dot": dot, "mermaid": mermaid, "svg": svg}
