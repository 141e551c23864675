"""The collectives for objects of any kind, which are pickled on the way: only for processes that trust each other."""

from __future__ import annotations

from typing import Any

from ..arrays.tracebacks import entrance
from .collectives import check_root_list, first, joined
from .groups import place


@entrance
def all_gather_object(object_list: list[Any], obj: Any, group: Any = None) -> None:
    """Put the objects of all processes into each one's `object_list`, by rank."""
    of = joined(group, "all_gather_object")
    if of:
        found = of.gather_objects(obj)
        object_list[: len(found)] = found


@entrance
def gather_object(
    obj: Any,
    object_gather_list: list[Any] | None = None,
    dst: int | None = None,
    group: Any = None,
    group_dst: int | None = None,
) -> None:
    """Put the objects of all processes into `object_gather_list` of the process `dst`, by default 0, by rank.

    ValueError for a list in another process than `dst`, or none there.
    """
    root = place(group, *first(dst, group_dst))
    of = joined(group, "gather_object")
    if of is None:
        return
    check_root_list(of.own == root, "gather_list", "destination", object_gather_list)
    found = of.gather_objects(obj)
    if object_gather_list:
        object_gather_list[: len(found)] = found


@entrance
def broadcast_object_list(
    object_list: list[Any], src: int | None = None, group: Any = None, device: Any = None, group_src: int | None = None
) -> None:
    """Replace the objects in all processes' lists by those of the process `src`, by default 0.

    `device` is for torch's sake: objects go by the CPU. ValueError for an empty list in the process `src`.
    """
    root = place(group, *first(src, group_src))
    of = joined(group, "broadcast_object_list")
    if of:
        object_list[:] = of.gather_objects(list(object_list) if of.own == root else None)[root]


@entrance
def scatter_object_list(
    scatter_object_output_list: list[Any],
    scatter_object_input_list: list[Any] | None = None,
    src: int | None = None,
    group: Any = None,
    group_src: int | None = None,
) -> None:
    """Put the i-th object of the input list of the process `src`, by default 0, into the output list of the process i.

    ValueError for an output list without a place, and for no input list in the process `src`.
    """
    root = place(group, *first(src, group_src))
    of = joined(group, "scatter_object_list")
    if of is None:
        return
    if not isinstance(scatter_object_output_list, list) or not scatter_object_output_list:
        raise ValueError("Expected argument scatter_object_output_list to be a list of size at least 1.")
    if of.own == root and scatter_object_input_list is None:
        raise ValueError("source rank must provide non-None scatter_object_input_list")
    found = of.gather_objects(scatter_object_input_list if of.own == root else None)[root]
    scatter_object_output_list[0] = found[of.own]
