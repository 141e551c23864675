"""MPI as the carrier, by mpi4py: `mpirun -n 2 python train.py`, with `init_process_group("mpi")`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from ..arrays.errors import first_line
from .transport import DistBackendError, Meeting, ProcessGroup, RedOpType, Work

NAMES = {"PRODUCT": "PROD", "AVG": "SUM"}  # others are called in MPI as here


def begin(backend: str, meeting: Meeting) -> ProcessGroup:
    """The group of all processes that mpirun has started. It knows them: nothing else of what is given is looked at."""
    try:
        from mpi4py import MPI
    except ImportError as error:  # the package is missing, or the MPI that it was built for
        raise ImportError(
            f"backend 'mpi' needs mpi4py and an MPI: pip install 'tinygrad_lr[mpi]' ({first_line(error)})"
        ) from None
    MPI.COMM_WORLD.Set_errhandler(MPI.ERRORS_RETURN)
    return MpiGroup(MPI.COMM_WORLD.Dup(), tuple(range(MPI.COMM_WORLD.Get_size())))


class MpiGroup(ProcessGroup):
    """A communicator of MPI's, which works on the memory of NumPy's arrays."""

    backend = "mpi"

    def __init__(self, within: Any, ranks: tuple[int, ...]) -> None:
        from mpi4py import MPI

        self.MPI, self.within, self.ranks = MPI, within, ranks
        self.own = -1 if within == MPI.COMM_NULL else within.Get_rank()

    def all_reduce(self, array: Any, op: RedOpType) -> Work:
        return self.call(lambda a: self.within.Iallreduce(self.MPI.IN_PLACE, a, self.named(op)), array, op)

    def reduce(self, array: Any, root: int, op: RedOpType) -> Work:
        def begin(a: Any) -> Any:
            sent, received = (self.MPI.IN_PLACE, a) if self.own == root else (a, None)
            return self.within.Ireduce(sent, received, self.named(op), root)

        return self.call(begin, array, op if self.own == root else None)

    def broadcast(self, array: Any, root: int) -> Work:
        return self.call(lambda a: self.within.Ibcast(a, root), array)

    def gather(self, parts: Sequence[Any], array: Any, root: int) -> Work:
        whole = np.empty((len(parts), *array.shape), array.dtype)
        received = whole if self.own == root else None
        return self.call(lambda a: self.within.Igather(a, received, root), array, then=lambda: hand_out(whole, parts))

    def scatter(self, array: Any, parts: Sequence[Any], root: int) -> Work:
        whole = np.ascontiguousarray(np.stack(parts)) if self.own == root else None
        return self.call(lambda a: self.within.Iscatter(whole, a, root), array)

    def all_gather(self, parts: Sequence[Any], array: Any) -> Work:
        whole = np.empty((self.size(), *array.shape), array.dtype)
        sent = np.ascontiguousarray(array)
        return self.call(lambda a: self.within.Iallgather(sent, a), whole, then=lambda: hand_out(whole, parts))

    def reduce_scatter(self, array: Any, parts: Sequence[Any], op: RedOpType) -> Work:
        whole = np.ascontiguousarray(np.stack(parts))
        return self.call(lambda a: self.within.Ireduce_scatter_block(whole, a, self.named(op)), array, op)

    def barrier(self) -> Work:
        return self.call(lambda _: self.within.Ibarrier(), np.empty(0))

    def send(self, array: Any, to: int, tag: int) -> Work:
        return self.call(lambda a: self.within.Isend(a, to, tag), array)

    def receive(self, array: Any, source: int | None, tag: int) -> Work:
        return self.call(lambda a: self.within.Irecv(a, self.MPI.ANY_SOURCE if source is None else source, tag), array)

    def gather_objects(self, obj: Any) -> list[Any]:
        return self.explained(lambda: self.within.allgather(obj))

    def part(self, ranks: tuple[int, ...], timeout: timedelta | None) -> ProcessGroup:
        return MpiGroup(self.within.Create(self.within.Get_group().Incl(ranks)), ranks)

    def close(self) -> None:
        if self.own >= 0:
            self.within.Free()

    def named(self, op: RedOpType) -> Any:
        name = RedOpType(op).name
        return getattr(self.MPI, NAMES.get(name, name))

    def call(
        self,
        begin: Callable[[Any], Any],
        array: Any,
        op: RedOpType | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> Work:
        """Begin a collective on an array, and finish it on `wait`; what is not in C order goes through a copy."""
        seen = array if array.flags.c_contiguous and array.flags.writeable else np.array(array, order="C")
        request, status = self.explained(lambda: begin(seen)), self.MPI.Status()

        def wait() -> None:
            self.explained(lambda: request.Wait(status))
            if op == RedOpType.AVG:
                np.divide(seen, self.size(), out=seen, casting="unsafe")
            if seen is not array and array.flags.writeable:
                array[...] = seen
            then()

        return Work(wait, request.Test, status.Get_source)

    def explained(self, begin: Callable[[], Any]) -> Any:
        try:
            return begin()
        except self.MPI.Exception as error:
            raise DistBackendError(f"rank {self.own}: {first_line(error)}") from None


def hand_out(whole: Any, parts: Sequence[Any]) -> None:
    for part, row in zip(parts, whole):
        part[...] = row
