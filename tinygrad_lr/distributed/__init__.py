"""Several processes that train together: torch.distributed's names, for tensors of this library.

No byte is carried by code of our own. Where torch is installed its collective library carries them (gloo between CPUs,
nccl between GPUs), elsewhere MPI, by mpi4py (`backend="mpi"`). Tensors share their memory with either: nothing is
copied. This is the one room of the library that may import torch, and it does so when a group is begun.

A process is one of `get_world_size()`, and knows itself by `get_rank()`; `torchrun` and `mpirun` start them.
"""

from .collectives import (
    all_gather,
    all_gather_into_tensor,
    all_gather_single,
    all_reduce,
    barrier,
    broadcast,
    gather,
    reduce,
    reduce_scatter,
    reduce_scatter_single,
    reduce_scatter_tensor,
    scatter,
)
from .groups import (
    destroy_process_group,
    get_backend,
    get_global_rank,
    get_group_rank,
    get_node_local_rank,
    get_process_group_ranks,
    get_rank,
    get_world_size,
    group,
    init_process_group,
    is_available,
    is_backend_available,
    is_gloo_available,
    is_initialized,
    is_mpi_available,
    is_nccl_available,
    is_torchelastic_launched,
    new_group,
)
from .objects import all_gather_object, broadcast_object_list, gather_object, scatter_object_list
from .point_to_point import irecv, isend, recv, send
from .transport import DistBackendError, DistError, ProcessGroup, ReduceOp, Work

__all__ = [
    "DistBackendError", "DistError", "ProcessGroup", "ReduceOp", "Work", "all_gather", "all_gather_into_tensor",
    "all_gather_object", "all_gather_single", "all_reduce", "barrier", "broadcast", "broadcast_object_list",
    "destroy_process_group", "gather", "gather_object", "get_backend", "get_global_rank", "get_group_rank",
    "get_node_local_rank", "get_process_group_ranks", "get_rank", "get_world_size", "group", "init_process_group", "irecv",
    "is_available", "is_backend_available", "is_gloo_available", "is_initialized", "is_mpi_available", "is_nccl_available",
    "is_torchelastic_launched", "isend", "new_group", "recv", "reduce", "reduce_scatter", "reduce_scatter_single",
    "reduce_scatter_tensor", "scatter", "scatter_object_list", "send",
]  # fmt: skip
