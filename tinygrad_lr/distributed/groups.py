"""The groups of this process: the one of all processes, which is begun once, and parts of it."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from .transport import ProcessGroup

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
) -> None:
    """Begin the group of all processes; each of them calls this once, and waits here for the others.

    `backend` is "gloo" (CPU; the default), "nccl" (CUDA) or "mpi". With gloo and nccl the processes find each other through
    `init_method`, by default "env://": the variables MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE, which torchrun sets. After
    `timeout`, by default 30 minutes, a collective that another process has not joined fails.

    ValueError for a second call, an unknown backend, and variables that are not set. ImportError where the package that
    carries is missing. DistError if the others cannot be reached.
    """
    if group.WORLD is not None:
        raise ValueError("trying to initialize the default process group twice!")
    backend = (backend or "gloo").lower()
    if backend == "mpi":
        from .by_mpi import begin
    elif backend in ("gloo", "nccl"):
        from .by_torch import begin
    else:
        raise ValueError(f"Unknown backend type {backend}: there are gloo, nccl and mpi")
    group.WORLD = begin(backend, init_method, timeout or DEFAULT_TIMEOUT, world_size, rank)


def destroy_process_group(group: Any = None) -> None:
    """End a group, or, without one, the group of all processes."""
    ended = chosen(group)
    ended.close()
    if ended is _all():
        _forget()


def new_group(ranks: Sequence[int] | None = None) -> ProcessGroup:
    """A group of the processes `ranks`, by default of all. All processes call this, members or not."""
    world = _all()
    chosen_ranks = world.ranks if ranks is None else tuple(ranks)
    for rank in chosen_ranks:
        if rank not in world.ranks:
            raise ValueError("the new group's rank should be within the world_size set by init_process_group")
    return world.part(chosen_ranks)


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


def is_torchelastic_launched() -> bool:
    """Whether `torchrun` started this process."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def get_rank(group: Any = None) -> int:
    """The number of this process in the group, from 0; -1 if it is none of its members."""
    return chosen(group).rank()


def get_world_size(group: Any = None) -> int:
    """How many processes are in the group."""
    return chosen(group).size()


def get_backend(group: Any = None) -> str:
    """What carries: "gloo", "nccl" or "mpi"."""
    return chosen(group).backend


def get_process_group_ranks(group: Any) -> list[int]:
    """The members of the group, by their numbers among all processes."""
    return list(chosen(group).ranks)


def chosen(given: Any) -> ProcessGroup:
    """The group that is meant: None means all processes. ValueError before `init_process_group`."""
    return _all() if given is None else given


def _all() -> ProcessGroup:
    if group.WORLD is None:
        raise ValueError(NOT_BEGUN)
    return group.WORLD


def _forget() -> None:
    group.WORLD = None
