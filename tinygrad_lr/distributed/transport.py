"""What a carrier of bytes must be able to do, and what it is told and tells: `ProcessGroup`, `ReduceOp`, `Work`, errors."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any


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

    def __init__(self, wait: Callable[[], None], done: Callable[[], bool]) -> None:
        self._wait, self._done, self._over = wait, done, False

    def wait(self, timeout: Any = None) -> bool:
        """Wait for its end; True. DistBackendError if it failed here or in another process."""
        if not self._over:
            self._wait()
            self._over = True
        return True

    def is_completed(self) -> bool:
        return self._over or self._done()


def nothing() -> Work:
    """What a process does in a group that it is no member of."""
    return Work(lambda: None, lambda: True)


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
    def all_gather(self, parts: Sequence[Any], array: Any) -> Work: ...

    @abstractmethod
    def reduce_scatter(self, array: Any, parts: Sequence[Any], op: RedOpType) -> Work: ...

    @abstractmethod
    def barrier(self) -> Work: ...

    @abstractmethod
    def gather_objects(self, obj: Any) -> list[Any]: ...

    @abstractmethod
    def part(self, ranks: tuple[int, ...]) -> ProcessGroup:
        """A group of some of all processes, which all of them ask for."""

    @abstractmethod
    def close(self) -> None: ...
