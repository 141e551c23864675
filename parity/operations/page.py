"""The table of operations as a page: how each is written, what node it leaves, and its derivatives.

    python -m parity.operations.page        # writes docs/operations.md

Every line stands for OpInfos that the tests and `python -m parity` hold against torch. The nodes are those that the
OpInfo's first form leaves when it runs; the derivatives are the text that the engine runs, read from its table.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tinygrad_lr
from tinygrad_lr import files
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.tools.explore.formulas import inputs, text

from .opinfo import OpInfo
from .table import OPINFOS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operations.md"
HEAD = """# The operations

Written by `python -m parity.operations.page` from the table that the tests and `python -m parity` try. Single letters are
tensors. In a derivative, `g` is the gradient of the result and `out` the result; what else it names, by the names of
the operation's arguments, is what the graph saves. The engine sums gradients back over what was broadcast, and brings
them to their input's dtype: no derivative says so. An operation without a node has no gradient.

"""


def derivatives() -> dict[str, dict[str, str]]:
    """The text of each operation's derivatives, by its input."""
    return {
        operation.name: {name: text(name, f) for name, f in zip(inputs(operation), operation.formulas)}
        for operation in OPERATIONS.values()
    }


def nodes(opinfo: OpInfo) -> list[Any]:
    """The nodes that the OpInfo's first form leaves, from the result to the leaves."""
    inputs = [
        tinygrad_lr.from_numpy(array).requires_grad_(array.dtype.kind == "f" and not domain.constant)
        for array, domain in zip(opinfo.draw(opinfo.rng()), opinfo.domains)
    ]
    result = opinfo.call(tinygrad_lr, *inputs)
    stack = [t.grad_fn for t in (result if isinstance(result, (tuple, list)) else [result]) if hasattr(t, "grad_fn")][
        :1
    ]
    order = []
    while stack:
        node = stack.pop(0)
        if node is not None and node not in order:
            order.append(node)
            stack += [node for node, _ in node.next_functions]
    return [node for node in order if type(node).__name__ not in ("AccumulateGrad", "CloneBackward0")]


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Operation, forms, nodes and derivatives; of the OpInfos that leave the same nodes, the first stands for all."""
    texts = derivatives()
    seen: set[tuple[str, str]] = set()
    for opinfo in OPINFOS:
        found = [] if opinfo.refused else nodes(opinfo)
        names = " ".join(dict.fromkeys(type(node).__name__ for node in found))
        if opinfo.refused or (opinfo.op, names) in seen:
            continue
        parts = list(dict.fromkeys(node.operation.name for node in found if hasattr(node, "operation")))
        told = [f"d{each}: {text}" for name in parts for each, text in texts.get(name, {}).items()]
        yield (
            "" if any(op == opinfo.op for op, _ in seen) else opinfo.op,
            code(*opinfo.forms),
            names,
            code(*told) if len(parts) < 3 else "those of its parts",
        )
        seen.add((opinfo.op, names))


def code(*texts: str) -> str:
    """Texts as code, in a cell of a table."""
    return "<br>".join(f"`{text}`" for text in texts).replace("|", "\\|")


def page() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some forms are deprecated
        lines = [f"| {' | '.join(row)} |" for row in rows()]
    return "\n".join([HEAD + "| operation | forms | nodes | derivatives |", "| --- | --- | --- | --- |", *lines, ""])


def main() -> None:
    files.write(PAGE, page())


if __name__ == "__main__":
    main()
