"""What a carrier of bytes must be able to do, and what it is told and tells: `ProcessGroup`, `ReduceOp`, `Work`, errors."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple


class DistError(RuntimeError):
    """Something went wrong between processes."""


class DistBackendError(DistError):
    """The carrier failed: a process has died or hangs, or a connection is lost."""


class RedOpType(enum.IntEnum):
    """How the values of several processes become one."""

    SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR, BXOR = range(8)

    def __str__(self) -> str:
        return f"RedOpType.{self.name}"


class ReduceOp:
    """The ways to reduce: `ReduceOp.SUM` and so on. AVG is the sum over the number of processes."""

    RedOpType = RedOpType
    SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR, BXOR = RedOpType


class Work:
    """A collective that is under way, as `async_op=True` returns it. Its tensors may not be touched before `wait`."""

    def __init__(
        self, wait: Callable[[], None], done: Callable[[], bool], source: Callable[[], int] = lambda: -1
    ) -> None:
        self._wait, self._done, self._over, self._source_rank = wait, done, False, source

    def wait(self, timeout: Any = None) -> bool:
        """Wait for its end; True. DistBackendError if it failed here or in another process."""
        if not self._over:
            self._wait()
            self._over = True
        return True

    def is_completed(self) -> bool:
        return self._over or self._done()


class Meeting(NamedTuple):
    """Where the processes find each other, and how long they wait."""

    init_method: str | None
    store: Any
    world_size: int
    rank: int
    timeout: timedelta
    device_id: Any


class ProcessGroup(ABC):
    """Some of the processes, and the way between them. Arrays are NumPy's or CuPy's; `root` is a rank within the group."""

    backend: str
    ranks: tuple[int, ...]  # of its members among all processes
    own: int  # this process's place in `ranks`, or -1 where it is none of them

    def rank(self) -> int:
        return self.own

    def size(self) -> int:
        return len(self.ranks)

    @abstractmethod
    def all_reduce(self, array: Any, op: RedOpType) -> Work: ...

    @abstractmethod
    def reduce(self, array: Any, root: int, op: RedOpType) -> Work: ...

    @abstractmethod
    def broadcast(self, array: Any, root: int) -> Work: ...

    @abstractmethod
    def gather(self, parts: Sequence[Any], array: Any, root: int) -> Work:
        """Into the parts of the process `root`; the others give none."""

    @abstractmethod
    def scatter(self, array: Any, parts: Sequence[Any], root: int) -> Work:
        """From the parts of the process `root`; the others give none."""

    @abstractmethod
    def all_gather(self, parts: Sequence[Any], array: Any) -> Work: ...

    @abstractmethod
    def reduce_scatter(self, array: Any, parts: Sequence[Any], op: RedOpType) -> Work: ...

    @abstractmethod
    def barrier(self) -> Work: ...

    @abstractmethod
    def send(self, array: Any, to: int, tag: int) -> Work: ...

    @abstractmethod
    def receive(self, array: Any, source: int | None, tag: int) -> Work:
        """From a member, or, for None, from whichever sends."""

    @abstractmethod
    def gather_objects(self, obj: Any) -> list[Any]: ...

    @abstractmethod
    def part(self, ranks: tuple[int, ...], timeout: timedelta | None) -> ProcessGroup:
        """A group of some of all processes, which all of them ask for."""

    @abstractmethod
    def close(self) -> None: ...
