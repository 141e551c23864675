"""`DistributedSampler`: which rows are whose, where several processes share a dataset."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...distributed.groups import get_rank, get_world_size
from ...frontend.random import Generator, randperm
from .sampler import Sampler


class DistributedSampler(Sampler):
    """This process's part of the indices of a dataset: every `num_replicas`-th of them, from `rank` on.

    `shuffle` puts them into an order drawn from `seed` plus the number that `set_epoch` was given, the same in every
    process. All get as many: the first indices come again at the end, or with `drop_last` the last ones are left out.
    `num_replicas` and `rank` are by default those of the group of all processes.

    ValueError for a rank that is none of them, and before `init_process_group`.
    """

    def __init__(
        self,
        dataset: Any,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        self.dataset = dataset
        self.num_replicas = get_world_size() if num_replicas is None else num_replicas
        self.rank = get_rank() if rank is None else rank
        if not 0 <= self.rank < self.num_replicas:
            raise ValueError(f"Invalid rank {self.rank}, rank should be in the interval [0, {self.num_replicas - 1}]")
        self.epoch, self.shuffle, self.seed, self.drop_last = 0, shuffle, seed, drop_last
        n, replicas = len(dataset), self.num_replicas
        self.num_samples = n // replicas if drop_last else math.ceil(n / replicas)
        self.total_size = self.num_samples * replicas

    def set_epoch(self, epoch: int) -> None:
        """Say which epoch begins, so that it is shuffled in an order of its own."""
        self.epoch = epoch

    def __len__(self) -> int:
        return self.num_samples

    def __iter__(self) -> Iterator[int]:
        for part in self._arrays():
            yield from part.tolist()

    def _arrays(self) -> Iterator[np.ndarray]:
        n = len(self.dataset)
        order = np.arange(n)
        if self.shuffle:
            order = randperm(n, generator=Generator().manual_seed(self.seed + self.epoch))._data
        yield np.resize(order, self.total_size)[self.rank :: self.num_replicas]  # `resize` repeats, or cuts
