"""One process, or several that train one model together, each on its part of the rows.

A loop asks `processes` for what is its own: which rows, a model whose gradients are averaged, the mean of all losses. Alone,
that is everything, the model itself, and its own loss. Under `torchrun` it is torch.distributed's way on either framework.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ..terminal import BadInput, Failed


class Alone:
    """One process: all is its own."""

    rank, many = 0, 1

    def rows(self, *tensors: Any) -> tuple:
        return tensors

    def replica(self, model: Any) -> Any:
        return model

    def order(self, dataset: Any) -> dict[str, Any]:
        """How a DataLoader goes through the dataset, shuffled: its arguments."""
        return {"shuffle": True}

    def begin_epoch(self, epoch: int) -> None:
        pass

    def average(self, *parameters: Any) -> None:
        """Replace the gradients by their means over all processes, where no module does it."""

    def mean(self, loss: Any) -> Any:
        """The mean of all processes' losses."""
        return loss


class Together(Alone):
    """One of several processes, by `fw.distributed`; its rows are those of a DistributedSampler."""

    def __init__(self, fw: Any) -> None:
        self.fw = fw
        self.samplers: list[Any] = []
        self.rank, self.many = fw.distributed.get_rank(), fw.distributed.get_world_size()

    def rows(self, *tensors: Any) -> tuple:
        own = self.sampler(tensors[0], shuffle=False)
        indices = self.fw.tensor(list(own), device=tensors[0].device)
        return tuple(tensor[indices] for tensor in tensors)

    def replica(self, model: Any) -> Any:
        return self.fw.nn.parallel.DistributedDataParallel(model)

    def order(self, dataset: Any) -> dict[str, Any]:
        self.samplers.append(self.sampler(dataset, shuffle=True))
        return {"sampler": self.samplers[-1]}

    def begin_epoch(self, epoch: int) -> None:
        for sampler in self.samplers:
            sampler.set_epoch(epoch)

    def average(self, *parameters: Any) -> None:
        for parameter in parameters:
            parameter.grad /= self.many
            self.fw.distributed.all_reduce(parameter.grad)

    def mean(self, loss: Any) -> Any:
        total = loss.detach() / self.many
        self.fw.distributed.all_reduce(total)
        return total

    def sampler(self, dataset: Any, shuffle: bool) -> Any:
        return self.fw.utils.data.distributed.DistributedSampler(dataset, shuffle=shuffle)


ALONE = Alone()


def join(fw: Any, device: str, timeout: float, settings: Mapping[str, Any]) -> Together:
    """Find the other processes, and see that all were started with the same settings.

    BadInput if torchrun did not start this one, or where settings differ. Failed where the others cannot be reached.
    """
    from datetime import timedelta

    missing = [name for name in ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT") if name not in os.environ]
    if missing:
        raise BadInput(
            f"--distributed: {missing[0]} is not set; start with torchrun --nproc-per-node N -m tinygrad_lr run ... --distributed"
        )
    d = fw.distributed
    backend = "nccl" if device == "cuda" else "gloo"
    try:
        d.init_process_group(backend, timeout=timedelta(seconds=timeout))
        together = Together(fw)
        given: list[Any] = [None] * together.many
        d.all_gather_object(given, dict(settings))
    except ImportError as error:
        raise BadInput(str(error)) from None
    except (RuntimeError, ValueError) as error:
        raise Failed(str(error).partition("\n")[0]) from None
    for rank, theirs in enumerate(given):
        for name, value in theirs.items():
            if value != given[0][name]:
                d.destroy_process_group()
                raise BadInput(f"rank {rank} was started with {name} {value}, rank 0 with {given[0][name]}")
    return together


@contextlib.contextmanager
def leaving(together: Alone) -> Iterator[None]:
    """End the group after the block. Failed, in one line, where the way to the other processes broke."""
    if not isinstance(together, Together):
        yield
        return
    d = together.fw.distributed
    try:
        yield
        d.barrier()
    except RuntimeError as error:
        raise Failed(f"rank {together.rank}: {str(error).partition(chr(10))[0]}") from None
    d.destroy_process_group()
