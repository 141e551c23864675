"""The collectives: what all processes of a group call together, each with a tensor of the same shape and dtype.

They work on the memory of the tensors, outside of the graph: no gradient flows through them, and versions stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..core.tensor import Tensor
from .groups import chosen, get_rank, place
from .transport import ProcessGroup, RedOpType, ReduceOp, Work

DEPRECATED = "`torch.distributed.{}` is deprecated. Please use `torch.distributed.{}` instead."


@entrance
def all_reduce(tensor: Tensor, op: RedOpType = ReduceOp.SUM, group: Any = None, async_op: bool = False) -> Work | None:
    """Reduce the tensors of all processes, elementwise, into each of them."""
    array, of = memory(tensor), joined(group, "all_reduce")
    return ended(of.all_reduce(array, op), async_op) if of else None


@entrance
def reduce(
    tensor: Tensor,
    dst: int | None = None,
    op: RedOpType = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """Reduce the tensors of all processes into that of the process `dst`; the others' hold no meaning afterwards.

    The process is named by its number among all (`dst`) or in the group (`group_dst`). ValueError for both, or none.
    """
    array, root = memory(tensor), place(group, dst, group_dst)
    of = joined(group, "reduce")
    return ended(of.reduce(array, root, op), async_op) if of else None


@entrance
def broadcast(
    tensor: Tensor, src: int | None = None, group: Any = None, async_op: bool = False, group_src: int | None = None
) -> Work | None:
    """Copy the tensor of the process `src` (`group_src`, by its number in the group) into those of all others."""
    array, root = memory(tensor), place(group, src, group_src)
    of = joined(group, "broadcast")
    return ended(of.broadcast(array, root), async_op) if of else None


@entrance
def gather(
    tensor: Tensor,
    gather_list: Sequence[Tensor] | None = None,
    dst: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """Copy the tensors of all processes into `gather_list` of the process `dst`, by default 0, by rank.

    ValueError for a list in another process than `dst`, or none there.
    """
    array, of = memory(tensor), joined(group, "gather")
    if of is None:
        return None
    root = place(group, *first(dst, group_dst))
    check_root_list(of.own == root, "gather_list", "destination", gather_list)
    parts = gather_list or ()
    if parts:
        check_parts(of, parts, tensor, "gather", "output")
    return ended(of.gather([memory(t) for t in parts], array, root), async_op)


@entrance
def scatter(
    tensor: Tensor,
    scatter_list: Sequence[Tensor] | None = None,
    src: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """Copy the i-th tensor of `scatter_list` of the process `src`, by default 0, into the `tensor` of the process i.

    ValueError for a list in another process than `src`, or none there.
    """
    array, of = memory(tensor), joined(group, "scatter")
    if of is None:
        return None
    root = place(group, *first(src, group_src))
    check_root_list(of.own == root, "scatter_list", "source", scatter_list)
    parts = scatter_list or ()
    if parts:
        check_parts(of, parts, tensor, "scatter", "input")
    return ended(of.scatter(array, [memory(t) for t in parts], root), async_op)


@entrance
def all_gather(tensor_list: Sequence[Tensor], tensor: Tensor, group: Any = None, async_op: bool = False) -> Work | None:
    """Copy the tensors of all processes into each one's `tensor_list`, by rank."""
    of = joined(group, "all_gather")
    if of is None:
        return None
    check_parts(of, tensor_list, tensor, "allgather", "output")
    return ended(of.all_gather([memory(t) for t in tensor_list], memory(tensor)), async_op)


@entrance
def all_gather_single(
    output_tensor: Tensor, input_tensor: Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """Copy the tensors of all processes, (n, ...), into each one's `output_tensor`, (world size · n, ...) or stacked."""
    of = joined(group, "all_gather_single")
    if of is None:
        return None
    parts = split(of, memory(output_tensor), input_tensor, "all_gather_single")
    return ended(of.all_gather(parts, memory(input_tensor)), async_op)


@entrance
def all_gather_into_tensor(
    output_tensor: Tensor, input_tensor: Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """`all_gather_single` by its older name, with torch's FutureWarning."""
    warn(DEPRECATED.format("all_gather_into_tensor", "all_gather_single"), FutureWarning)
    return all_gather_single(output_tensor, input_tensor, group, async_op)


@entrance
def reduce_scatter(
    output: Tensor,
    input_list: Sequence[Tensor],
    op: RedOpType = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """Reduce the i-th tensors of all processes' lists into the `output` of the process i."""
    of = joined(group, "reduce_scatter")
    if of is None:
        return None
    check_parts(of, input_list, output, "reduce_scatter", "input")
    return ended(of.reduce_scatter(memory(output), [memory(t) for t in input_list], op), async_op)


@entrance
def reduce_scatter_single(
    output: Tensor, input: Tensor, op: RedOpType = ReduceOp.SUM, group: Any = None, async_op: bool = False
) -> Work | None:
    """Reduce the tensors of all processes, (world size · n, ...) or stacked, and keep this one's part, (n, ...)."""
    of = joined(group, "reduce_scatter_single")
    if of is None:
        return None
    parts = split(of, memory(input), output, "reduce_scatter_single")
    return ended(of.reduce_scatter(memory(output), parts, op), async_op)


@entrance
def reduce_scatter_tensor(
    output: Tensor, input: Tensor, op: RedOpType = ReduceOp.SUM, group: Any = None, async_op: bool = False
) -> Work | None:
    """`reduce_scatter_single` by its older name, with torch's FutureWarning."""
    warn(DEPRECATED.format("reduce_scatter_tensor", "reduce_scatter_single"), FutureWarning)
    return reduce_scatter_single(output, input, op, group, async_op)


@entrance
def barrier(group: Any = None, async_op: bool = False, device_ids: Any = None) -> Work | None:
    """Wait until all processes have come here. `device_ids` is for torch's sake: a process has one device here."""
    of = joined(group, "barrier")
    return ended(of.barrier(), async_op) if of else None


def joined(group: Any, call: str) -> ProcessGroup | None:
    """The group that is meant; None, with torch's warning, where this process is none of its members."""
    of = chosen(group)
    if of.own < 0:
        warn(f"Running {call} on global rank {get_rank()} which does not belong to the given group.")
        return None
    return of


def first(rank: int | None, group_rank: int | None) -> tuple[int | None, int | None]:
    """The process that a call names, by default the first of all."""
    return (0, None) if rank is None and group_rank is None else (rank, group_rank)


def memory(tensor: Any) -> Any:
    """The array of a tensor. TypeError for anything else."""
    if not isinstance(tensor, Tensor):
        kind = f"{type(tensor).__module__}.{type(tensor).__qualname__}".replace("builtins.", "")
        raise TypeError(
            "Invalid function argument. Expected parameter `tensor` of type torch.Tensor\n"
            f"             but got <class '{kind}'> instead."
        )
    return tensor._data


def check_root_list(here: bool, name: str, role: str, given: Any) -> None:
    """The list of all parts is given in the one process that has them all, and in no other."""
    if here and not given:
        raise ValueError(f"Argument ``{name}`` must be specified on {role} rank.")
    if given and not here:
        raise ValueError(f"Argument ``{name}`` must NOT be specified on non-{role} ranks.")


def check_parts(of: ProcessGroup, parts: Sequence[Tensor], one: Tensor, call: str, what: str) -> None:
    """There must be a part for each process, like the one tensor."""
    kinds = dict.fromkeys(t.dtype for t in ((*parts, one) if call == "allgather" else (one, *parts)))  # in order
    if len(kinds) > 1:
        found, other, *_ = kinds
        raise ValueError(f"Invalid usage of tensors with different dtypesFound {found} and  {other}")
    if len(parts) != of.size():
        raise RuntimeError(
            f"ProcessGroup::{call}: invalid {what} tensor list (expected length {of.size()}, got {len(parts)})"
        )
    for i, t in enumerate(parts):
        if t.shape != one.shape:
            raise RuntimeError(
                f"ProcessGroup::{call}: invalid tensor size at index {i} (expected {tuple(one.shape)}, got {tuple(t.shape)})"
            )


def split(of: ProcessGroup, whole: Any, one: Tensor, call: str) -> list[Any]:
    """The parts of an array, one for each process, each shaped like the one tensor."""
    part = memory(one)
    if whole.dtype != part.dtype:
        raise TypeError(f"{call}: the tensors have different dtypes")
    if whole.size != part.size * of.size():
        raise ValueError(f"{call}: the whole must have world size times as many elements as the part")
    if not whole.flags.c_contiguous:
        raise ValueError("Tensors must be contiguous")
    return list(whole.reshape(of.size(), *part.shape))


def ended(work: Work, async_op: bool) -> Work | None:
    if async_op:
        return work
    work.wait()
    return None
