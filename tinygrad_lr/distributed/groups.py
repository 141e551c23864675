"""The groups of this process: the one of all processes, which is begun once, and parts of it."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ..arrays.tracebacks import entrance
from .transport import Meeting, ProcessGroup

NOT_BEGUN = "Default process group has not been initialized, please make sure to call init_process_group."
DEFAULT_TIMEOUT = timedelta(minutes=30)


class group:
    """Where the group of all processes is kept, as `group.WORLD`; None before `init_process_group`."""

    WORLD: ProcessGroup | None = None


def init_process_group(
    backend: str | None = None,
    init_method: str | None = None,
    timeout: timedelta | None = None,
    world_size: int = -1,
    rank: int = -1,
    store: Any = None,
    group_name: str = "",
    pg_options: Any = None,
    device_id: Any = None,
) -> None:
    """Begin the group of all processes; each of them calls this once, and waits here for the others.

    `backend` is "gloo" (CPU; the default), "nccl" (CUDA) or "mpi". With gloo and nccl the processes find each other
    through `init_method`, by default "env://": the variables MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE, which
    torchrun sets. After `timeout`, by default 30 minutes, a collective that another process has not joined fails.
    Instead of `init_method` a `store` of torch's may be given, with `world_size` and `rank`. `device_id`, for nccl, is
    the GPU of this process. `group_name` and `pg_options` are for torch's sake: they change nothing.

    ValueError for a second call, an unknown backend, and variables that are not set. AssertionError for a store beside
    an `init_method`, or without its numbers. ImportError where the package that carries is missing. DistError if the
    others cannot be reached.
    """
    if group.WORLD is not None:
        raise ValueError("trying to initialize the default process group twice!")
    check_store(store, init_method, world_size, rank)
    backend = (backend or "gloo").lower()
    if backend == "mpi":
        from .by_mpi import begin
    elif backend in ("gloo", "nccl"):
        from .by_torch import begin
    else:
        raise ValueError(f"Unknown backend type {backend}: there are gloo, nccl and mpi")
    meeting = Meeting(init_method, store, world_size, rank, timeout or DEFAULT_TIMEOUT, device_id)
    group.WORLD = begin(backend, meeting)


@entrance
def destroy_process_group(group: Any = None) -> None:
    """End a group, or, without one, the group of all processes."""
    ended = chosen(group)
    ended.close()
    if ended is _all():
        _forget()


@entrance
def new_group(
    ranks: Sequence[int] | None = None, timeout: timedelta | None = None, backend: str | None = None
) -> ProcessGroup:
    """A group of the processes `ranks`, by default of all. All processes call this, members or not.

    `timeout` is by default that of all, which MPI does not know. ValueError for ranks that are not there or twice, and
    for another `backend` than that of all.
    """
    world = _all()
    if backend not in (None, world.backend):
        raise ValueError(f"a group has the backend of all processes, {world.backend}, and not {backend}")
    members = world.ranks if ranks is None else tuple(sorted(ranks))
    if len(set(members)) < len(members):
        raise ValueError(f"ranks list must not contain duplicate entries, got {list(members)}")
    if len(members) > world.size():
        raise ValueError(
            "the new group's world size should be less or equal to the world size set by init_process_group"
        )
    for rank in members:
        if rank not in world.ranks:
            raise ValueError(
                f"Rank {rank} is out of range. Valid ranks are 0 to {world.size() - 1} (world_size={world.size()})"
            )
    return world.part(members, timeout)


def is_initialized() -> bool:
    """Whether the group of all processes has been begun."""
    return group.WORLD is not None


def is_available() -> bool:
    """Whether anything is installed that could carry: torch, or mpi4py."""
    return is_gloo_available() or is_mpi_available()


def is_gloo_available() -> bool:
    return importlib.util.find_spec("torch") is not None


def is_mpi_available() -> bool:
    return importlib.util.find_spec("mpi4py") is not None


def is_nccl_available() -> bool:
    """Whether the installed torch can carry between GPUs."""
    from .by_torch import has_nccl

    return is_gloo_available() and has_nccl()


def is_backend_available(backend: str) -> bool:
    """Whether what this backend needs is installed; False for names that there are none of."""
    known = {"gloo": is_gloo_available, "nccl": is_nccl_available, "mpi": is_mpi_available}
    return backend.lower() in known and known[backend.lower()]()


def is_torchelastic_launched() -> bool:
    """Whether `torchrun` started this process."""
    return "TORCHELASTIC_RUN_ID" in os.environ


@entrance
def get_rank(group: Any = None) -> int:
    """The number of this process in the group, from 0; -1 if it is none of its members."""
    return chosen(group).rank()


@entrance
def get_world_size(group: Any = None) -> int:
    """How many processes are in the group."""
    return chosen(group).size()


@entrance
def get_backend(group: Any = None) -> str:
    """What carries: "gloo", "nccl" or "mpi"."""
    return chosen(group).backend


@entrance
def get_process_group_ranks(group: Any) -> list[int]:
    """The members of the group, by their numbers among all processes."""
    return list(chosen(group).ranks)


@entrance
def get_group_rank(group: Any, global_rank: int) -> int:
    """The place in the group of the process with this number among all. ValueError if it is no member."""
    if global_rank not in group.ranks:
        raise ValueError(f"Global rank {global_rank} is not part of group {group}")
    return group.ranks.index(global_rank)


@entrance
def get_global_rank(group: Any, group_rank: int) -> int:
    """The number among all of the process at this place in the group. ValueError if there is no such place."""
    if not 0 <= group_rank < group.size():
        raise ValueError(f"Group rank {group_rank} is not part of group {group}")
    return group.ranks[group_rank]


@entrance
def get_node_local_rank(fallback_rank: int | None = None) -> int:
    """The number of this process on its machine, which torchrun keeps in LOCAL_RANK. RuntimeError without it or a fallback."""
    if "LOCAL_RANK" in os.environ:
        return int(os.environ["LOCAL_RANK"])
    if fallback_rank is None:
        raise RuntimeError(
            "LOCAL_RANK is not in the environment. Consider passing fallback_rank to allow `get_node_local_rank` to work, "
            "assuming you are not running in a multi-device context and want the code to run locally instead."
        )
    return int(fallback_rank)


def place(group: Any, rank: int | None, group_rank: int | None) -> int:
    """Which member of the group is meant, by its number among all or by that in the group."""
    if group_rank is not None:
        if rank is not None:
            raise ValueError("Can't specify both group_rank and global_rank")
        return group_rank
    if rank is None:
        raise ValueError("Must specify global_rank or group_rank")
    return get_group_rank(chosen(group), rank)


def check_store(store: Any, init_method: str | None, world_size: int, rank: int) -> None:
    if store is None:
        return
    if init_method is not None:
        raise AssertionError("Cannot specify both init_method and store.")
    if world_size <= 0:
        raise AssertionError("world_size must be positive if using store")
    if rank < 0:
        raise AssertionError("rank must be non-negative if using store")


def chosen(given: Any) -> ProcessGroup:
    """The group that is meant: None means all processes. ValueError before `init_process_group`."""
    return _all() if given is None else given


def _all() -> ProcessGroup:
    if group.WORLD is None:
        raise ValueError(NOT_BEGUN)
    return group.WORLD


def _forget() -> None:
    group.WORLD = None
