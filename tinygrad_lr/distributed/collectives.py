"""The collectives: what all processes of a group call together, each with a tensor of the same shape and dtype.

They work on the memory of the tensors, outside of the graph: no gradient flows through them, and versions stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..core.tensor import Tensor
from .groups import chosen
from .transport import ProcessGroup, RedOpType, ReduceOp, Work

DEPRECATED = "`torch.distributed.{}` is deprecated. Please use `torch.distributed.{}` instead."


@entrance
def all_reduce(tensor: Tensor, op: RedOpType = ReduceOp.SUM, group: Any = None, async_op: bool = False) -> Work | None:
    """Reduce the tensors of all processes, elementwise, into each of them."""
    return ended(chosen(group).all_reduce(memory(tensor), op), async_op)


def reduce(
    tensor: Tensor, dst: int, op: RedOpType = ReduceOp.SUM, group: Any = None, async_op: bool = False
) -> Work | None:
    """Reduce the tensors of all processes into that of the process `dst`; the others' hold no meaning afterwards."""
    of = chosen(group)
    return ended(of.reduce(memory(tensor), place(of, dst), op), async_op)


def broadcast(tensor: Tensor, src: int, group: Any = None, async_op: bool = False) -> Work | None:
    """Copy the tensor of the process `src` into those of all others."""
    of = chosen(group)
    return ended(of.broadcast(memory(tensor), place(of, src)), async_op)


def all_gather(tensor_list: Sequence[Tensor], tensor: Tensor, group: Any = None, async_op: bool = False) -> Work | None:
    """Copy the tensors of all processes into each one's `tensor_list`, by rank."""
    of = chosen(group)
    check_parts(of, tensor_list, tensor, "allgather", "output")
    return ended(of.all_gather([memory(t) for t in tensor_list], memory(tensor)), async_op)


def all_gather_single(
    output_tensor: Tensor, input_tensor: Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """Copy the tensors of all processes, (n, ...), into each one's `output_tensor`, (world size · n, ...) or stacked."""
    of = chosen(group)
    parts = split(of, memory(output_tensor), input_tensor, "all_gather_single")
    return ended(of.all_gather(parts, memory(input_tensor)), async_op)


def all_gather_into_tensor(
    output_tensor: Tensor, input_tensor: Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """`all_gather_single` by its older name, with torch's FutureWarning."""
    warn(DEPRECATED.format("all_gather_into_tensor", "all_gather_single"), FutureWarning)
    return all_gather_single(output_tensor, input_tensor, group, async_op)


def reduce_scatter(
    output: Tensor,
    input_list: Sequence[Tensor],
    op: RedOpType = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """Reduce the i-th tensors of all processes' lists into the `output` of the process i."""
    of = chosen(group)
    check_parts(of, input_list, output, "reduce_scatter", "input")
    return ended(of.reduce_scatter(memory(output), [memory(t) for t in input_list], op), async_op)


def reduce_scatter_single(
    output: Tensor, input: Tensor, op: RedOpType = ReduceOp.SUM, group: Any = None, async_op: bool = False
) -> Work | None:
    """Reduce the tensors of all processes, (world size · n, ...) or stacked, and keep this one's part, (n, ...)."""
    of = chosen(group)
    parts = split(of, memory(input), output, "reduce_scatter_single")
    return ended(of.reduce_scatter(memory(output), parts, op), async_op)


def reduce_scatter_tensor(
    output: Tensor, input: Tensor, op: RedOpType = ReduceOp.SUM, group: Any = None, async_op: bool = False
) -> Work | None:
    """`reduce_scatter_single` by its older name, with torch's FutureWarning."""
    warn(DEPRECATED.format("reduce_scatter_tensor", "reduce_scatter_single"), FutureWarning)
    return reduce_scatter_single(output, input, op, group, async_op)


def barrier(group: Any = None, async_op: bool = False) -> Work | None:
    """Wait until all processes have come here."""
    return ended(chosen(group).barrier(), async_op)


def all_gather_object(object_list: list[Any], obj: Any, group: Any = None) -> None:
    """Put the objects of all processes, pickled on the way, into each one's `object_list`, by rank."""
    found = chosen(group).gather_objects(obj)
    object_list[: len(found)] = found


def broadcast_object_list(object_list: list[Any], src: int = 0, group: Any = None) -> None:
    """Replace the objects in all processes' lists by those of the process `src`, pickled on the way."""
    of = chosen(group)
    object_list[:] = of.gather_objects(list(object_list))[place(of, src)]


def memory(tensor: Any) -> Any:
    """The array of a tensor. TypeError for anything else."""
    if not isinstance(tensor, Tensor):
        kind = f"{type(tensor).__module__}.{type(tensor).__qualname__}".replace("builtins.", "")
        raise TypeError(
            "Invalid function argument. Expected parameter `tensor` of type torch.Tensor\n"
            f"             but got <class '{kind}'> instead."
        )
    return tensor._data


def place(of: ProcessGroup, rank: int) -> int:
    """Where in the group the process of this number among all is."""
    if rank not in of.ranks:
        raise ValueError(f"Global rank {rank} is not part of group {of}")
    return of.ranks.index(rank)


def check_parts(of: ProcessGroup, parts: Sequence[Tensor], one: Tensor, call: str, what: str) -> None:
    """There must be a part for each process, like the one tensor."""
    kinds = {t.dtype for t in (*parts, one)}
    if len(kinds) > 1:
        raise ValueError(f"Invalid usage of tensors with different dtypes: {', '.join(sorted(map(str, kinds)))}")
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
