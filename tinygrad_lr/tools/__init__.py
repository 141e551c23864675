"""What looks at the engine from outside: drawings of graphs, the linter, compile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..arrays.tracebacks import entrance

if TYPE_CHECKING:
    from ..core.tensor import Tensor
    from .drawing import Graph


@entrance
def graph(tensor: Tensor, names: Mapping[str, Tensor] | None = None) -> Graph:
    """What `tensor.backward()` will walk: printed, a tree; in a notebook, a picture.

    `names` are names of leaves, such as `dict(model.named_parameters())`. ValueError for a tensor without a graph.
    """
    from .drawing import Graph  # most programs draw nothing

    return Graph(tensor, names)
