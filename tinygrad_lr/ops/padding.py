"""Borders of what stands inside: mirrored, or the outermost elements again. Their derivatives add up what was repeated."""

import numpy as np

from ..core.formulas import formula
from .declaration import declare
from .shape import index_select, index_select_add


@declare(input=None)
def sources(input, dim, before, after, mirrored):
    """Where the elements of a padded dimension come from; less than nothing cuts off."""
    n = input.shape[dim]
    places = np.arange(-before, n + after)
    return (n - 1) - np.abs((n - 1) - np.abs(places)) if mirrored else np.clip(places, 0, n - 1)


@formula
def padded(input, pads, mirrored):
    """`pads`: how many before and after each of the last dimensions."""
    for i, (before, after) in enumerate(pads):
        dim = input.ndim - len(pads) + i
        input = index_select(input, dim, sources(input, dim, before, after, mirrored))
    return input


def unpadded(g, input, pads, mirrored):
    for i, (before, after) in reversed([*enumerate(pads)]):
        dim = input.ndim - len(pads) + i
        shape = (*g.shape[:dim], input.shape[dim], *g.shape[dim + 1 :])
        g = index_select_add(g, shape, dim, sources(input, dim, before, after, mirrored))
    return g


for kind, mirrored in (("Reflection", True), ("Replication", False)):
    for count in (1, 2, 3):

        def forward(input, pads, mirrored):
            return padded(input, pads, mirrored)

        forward.__name__ = f"{kind.lower()}_pad{count}d"
        declare(f"{kind}Pad{count}DBackward0", input=unpadded, contiguous=True)(forward)
