"""torch's collective library as the carrier: gloo for arrays of NumPy, nccl for CuPy's."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from ..arrays.errors import first_line
from .transport import DistBackendError, DistError, Meeting, ProcessGroup, RedOpType, Work

PATIENCE = timedelta(seconds=5)  # how long the others have to say that they live, after a failure


def begin(backend: str, meeting: Meeting) -> ProcessGroup:
    """Find the other processes by a store, in which whoever lives can say so later, and connect to them."""
    try:
        import torch
        import torch.distributed as carrier
        import torch.distributed.nn.functional  # its defaults would keep a group that was there before it
    except ImportError:
        raise ImportError(f"backend {backend!r} needs torch: pip install 'tinygrad_lr[distributed]'") from None
    init_method, store, world_size, rank, timeout, device_id = meeting
    options: dict[str, Any] = {} if device_id is None else {"device_id": torch.device(str(device_id))}
    try:
        if store is None:
            found = carrier.rendezvous(init_method or "env://", rank, world_size, timeout=timeout)
            store, rank, world_size = next(iter(found))
        # What torchrun has started again must not find the addresses of those that were there before.
        store = carrier.PrefixStore(f"attempt {os.environ.get('TORCHELASTIC_RESTART_COUNT', 0)}", store)
        carrier.init_process_group(backend, store=store, rank=rank, world_size=world_size, timeout=timeout, **options)
    except RuntimeError as error:
        own = rank if rank >= 0 else os.environ.get("RANK", "?")
        raise DistError(f"rank {own} cannot join the others: {complaint(error)}") from None
    return TorchGroup(carrier.group.WORLD, backend, tuple(range(world_size)), rank, store)


def has_nccl() -> bool:
    import torch.distributed as carrier

    return carrier.is_nccl_available()


class TorchGroup(ProcessGroup):
    """A group of torch's; the arrays are seen by it as tensors of its own."""

    def __init__(self, within: Any, backend: str, ranks: tuple[int, ...], own: int, store: Any) -> None:
        self.within, self.backend, self.ranks, self.own, self.store = within, backend, ranks, own, store
        self.failures = 0

    def all_reduce(self, array: Any, op: RedOpType) -> Work:
        return self.call("all_reduce", lambda t: (t,), [array], [array], op=op)

    def reduce(self, array: Any, root: int, op: RedOpType) -> Work:
        return self.call("reduce", lambda t: (t, self.ranks[root]), [array], [array], op=op)

    def broadcast(self, array: Any, root: int) -> Work:
        return self.call("broadcast", lambda t: (t, self.ranks[root]), [array], [array])

    def gather(self, parts: Sequence[Any], array: Any, root: int) -> Work:
        return self.call("gather", lambda t, *out: (t, list(out), self.ranks[root]), [array, *parts], parts)

    def scatter(self, array: Any, parts: Sequence[Any], root: int) -> Work:
        return self.call("scatter", lambda out, *ts: (out, list(ts), self.ranks[root]), [array, *parts], [array])

    def all_gather(self, parts: Sequence[Any], array: Any) -> Work:
        return self.call("all_gather", lambda t, *out: (list(out), t), [array, *parts], parts)

    def reduce_scatter(self, array: Any, parts: Sequence[Any], op: RedOpType) -> Work:
        return self.call("reduce_scatter", lambda out, *ts: (out, list(ts)), [array, *parts], [array], op=op)

    def barrier(self) -> Work:
        return self.call("barrier", lambda: (), [], [])

    def send(self, array: Any, to: int, tag: int) -> Work:
        return self.call("isend", lambda t: (t, self.ranks[to]), [array], [], tag=tag)

    def receive(self, array: Any, source: int | None, tag: int) -> Work:
        return self.call(
            "irecv", lambda t: (t, None if source is None else self.ranks[source]), [array], [array], tag=tag
        )

    def gather_objects(self, obj: Any) -> list[Any]:
        import torch.distributed as carrier

        found: list[Any] = [None] * self.size()
        with self.explained():
            carrier.all_gather_object(found, obj, group=self.carried())
        return found

    def part(self, ranks: tuple[int, ...], timeout: timedelta | None) -> ProcessGroup:
        import torch.distributed as carrier

        with self.explained():
            within = carrier.new_group(list(ranks), timeout)
        own = ranks.index(self.own) if self.own in ranks else -1
        return TorchGroup(within, self.backend, ranks, own, self.store)

    def close(self) -> None:
        """The threads of gloo end here, with the last reference: one that drops a tensor while Python ends aborts it."""
        import torch.distributed as carrier

        if self.own >= 0:
            carrier.destroy_process_group(self.carried())
        self.within = None

    def carried(self) -> Any:
        """torch's group; ValueError if this one has been destroyed."""
        if self.within is None:
            raise ValueError("Invalid process group specified: it has been destroyed")
        return self.within

    def call(
        self, name: str, arguments: Callable, arrays: Sequence[Any], written: Sequence[Any], **options: Any
    ) -> Work:
        """Begin a call of torch's on these arrays. `written` are those of them that it writes to."""
        import torch.distributed as carrier

        seen = [shared(array) for array in arrays]
        if "op" in options:
            options["op"] = getattr(carrier.ReduceOp, RedOpType(options["op"]).name)
        if "tag" not in options:  # what is sent or received never waits
            options["async_op"] = True
        with self.explained():
            work = getattr(carrier, name)(*arguments(*(t for t, _ in seen)), group=self.carried(), **options)

        def wait() -> None:
            with self.explained():
                work.wait()
            for array, (tensor, same) in zip(arrays, seen):
                if not same and any(array is one for one in written):
                    array[...] = tensor.numpy()

        return Work(wait, work.is_completed, work._source_rank)

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """A failure of the carrier's says which process does not answer."""
        try:
            yield
        except RuntimeError as error:
            said = complaint(error)
            silent = self.silent()
            if silent:
                many = f"ranks {', '.join(map(str, silent))} have died or hang: they do"
                one = f"rank {silent[0]} has died or hangs: it does"
                raise DistBackendError(f"{one if len(silent) == 1 else many} not answer ({said})") from None
            raise DistBackendError(f"rank {self.own}: {said}") from None

    def silent(self) -> list[int]:
        """Which processes do not say, within PATIENCE, that they live. All that fail ask, and so say it."""
        self.failures += 1
        try:
            self.store.set(self.sign(self.own), "here")
        except RuntimeError:
            return [self.ranks[0]]  # it keeps the store
        waited: list[int] = []
        for place in range(self.size()):
            try:
                self.store.wait([self.sign(place)], PATIENCE if not waited else timedelta(milliseconds=100))
            except RuntimeError:
                waited.append(self.ranks[place])
        return waited

    def sign(self, place: int) -> str:
        return f"tinygrad_lr/lives/{self.ranks}/{self.failures}/{place}"


def shared(array: Any) -> tuple[Any, bool]:
    """An array as torch's tensor, and whether both are one memory: a copy is made of what is not in C order."""
    import torch

    if not isinstance(array, np.ndarray):
        return torch.from_dlpack(array), True
    if array.flags.c_contiguous and array.flags.writeable:
        return torch.from_numpy(array), True
    return torch.from_numpy(np.array(array, order="C")), False


def complaint(error: BaseException) -> str:
    """What the carrier says, without its source file's name and gloo's advice to read logs."""
    line = first_line(error).partition(". This is typically caused by")[0]
    return line.partition("] ")[2] if line.startswith("[/") else line
