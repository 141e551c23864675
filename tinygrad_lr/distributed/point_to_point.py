"""From one process to another: `send` and `recv`, and their halves that do not wait."""

from __future__ import annotations

from typing import Any

from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from .collectives import joined, memory
from .groups import chosen, get_global_rank, place
from .transport import Work


@entrance
def send(tensor: Tensor, dst: int | None = None, group: Any = None, tag: int = 0, group_dst: int | None = None) -> None:
    """Send a tensor to the process `dst`, which receives it with the same `tag`. ValueError for this process itself."""
    root = place(group, dst, group_dst)
    check_other(group, root, "destination")
    work = isend(tensor, group=group, tag=tag, group_dst=root)
    if work is not None:
        work.wait()


@entrance
def recv(tensor: Tensor, src: int | None = None, group: Any = None, tag: int = 0, group_src: int | None = None) -> int:
    """Receive a tensor of this shape and dtype, from the process `src`, by default from any; the number of the sender."""
    work = irecv(tensor, src, group, tag, group_src)
    if work is None:
        return -1
    work.wait()
    return src if src is not None else get_global_rank(chosen(group), work._source_rank())


@entrance
def isend(
    tensor: Tensor, dst: int | None = None, group: Any = None, tag: int = 0, group_dst: int | None = None
) -> Work | None:
    """Begin to send; the tensor may not be changed before `wait()`."""
    root, array = place(group, dst, group_dst), memory(tensor)
    of = joined(group, "isend")
    return of.send(array, root, tag) if of else None


@entrance
def irecv(
    tensor: Tensor, src: int | None = None, group: Any = None, tag: int = 0, group_src: int | None = None
) -> Work | None:
    """Begin to receive; the tensor may not be touched before `wait()`."""
    array, of = memory(tensor), joined(group, "irecv")
    if of is None:
        return None
    return of.receive(array, None if src is group_src is None else place(group, src, group_src), tag)


def check_other(group: Any, place: int, role: str) -> None:
    if chosen(group).own == place:
        raise ValueError(f"Invalid {role} rank: {role} rank should not be the same as the rank of the current process.")
