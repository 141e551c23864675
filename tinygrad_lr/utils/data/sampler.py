"""Samplers: the orders of indices, drawn from torch's random stream."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from ...arrays.dtype import float64
from ...frontend.creation import as_tensor
from ...frontend.random import default_generator, multinomial, randint, randperm

T_co = TypeVar("T_co", covariant=True)


class Sampler(Generic[T_co]):
    """An order of indices: subclasses define `__iter__`."""

    def __iter__(self) -> Iterator[T_co]:
        raise NotImplementedError


class SequentialSampler(Sampler[int]):
    """0, 1, 2, ..."""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __len__(self) -> int:
        return len(self.data_source)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def _arrays(self, permutation: Any = None) -> Iterator[np.ndarray]:
        yield np.arange(len(self.data_source))


class _InfiniteConstantSampler(Sampler[None]):
    """None again and again: what a loader has for a sampler where the dataset is a stream, which has an order itself."""

    def __iter__(self) -> Iterator[None]:
        return itertools.repeat(None)


class RandomSampler(Sampler[int]):
    """A random order, drawn anew by each iteration; with `replacement`, `num_samples` independent draws.

    Without a `generator`, one of its own is seeded from the default stream. TypeError, ValueError for other
    arguments.
    """

    def __init__(
        self, data_source: Any, replacement: bool = False, num_samples: int | None = None, generator: Any = None
    ) -> None:
        self.data_source, self.replacement, self._num_samples = data_source, replacement, num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise TypeError(f"replacement should be a boolean value, but got replacement={replacement}")
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={self.num_samples}")

    @property
    def num_samples(self) -> int:
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __len__(self) -> int:
        return self.num_samples

    def __iter__(self) -> Iterator[int]:
        return itertools.chain.from_iterable(part.tolist() for part in self._arrays())

    def _arrays(self, permutation: Callable[[Any, int], np.ndarray] | None = None) -> Iterator[np.ndarray]:
        """The order in the pieces that torch draws, each when the one before is used up.

        `permutation(generator, n)` is what draws one, if not `randperm`.
        """
        n, generator = len(self.data_source), self.generator
        if generator is None:
            generator = type(default_generator)().manual_seed(default_generator.draw_seed())
        wholes, rest = divmod(self.num_samples, 32 if self.replacement else n)
        if self.replacement:
            for length in (*[32] * wholes, rest):
                yield randint(0, n, (length,), generator=generator)._data
            return
        permuted = permutation or (lambda generator, n: randperm(n, generator=generator)._data)
        for _ in range(wholes):
            yield permuted(generator, n)
        if rest or self.generator is not None:  # torch draws it even to use none of it; a given one shows it
            yield permuted(generator, n)[:rest]


class SubsetRandomSampler(Sampler[int]):
    """The given indices in a random order, drawn anew by each iteration."""

    def __init__(self, indices: Sequence[int], generator: Any = None) -> None:
        self.indices, self.generator = indices, generator

    def __iter__(self) -> Iterator[int]:
        for i in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """`num_samples` indices, drawn with the probabilities that `weights` are in proportion to, with replacement or without.

    ValueError for a number that is no positive integer and for weights (n,) of another number of dimensions.
    """

    def __init__(
        self, weights: Sequence[float], num_samples: int, replacement: bool = True, generator: Any = None
    ) -> None:
        if not isinstance(num_samples, int) or isinstance(num_samples, bool) or num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")
        if not isinstance(replacement, bool):
            raise ValueError(f"replacement should be a boolean value, but got replacement={replacement}")
        self.weights = as_tensor(weights, dtype=float64)
        if self.weights.ndim != 1:
            shape = tuple(self.weights.shape)
            raise ValueError(f"weights should be a 1d sequence but given weights have shape {shape}")
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def __iter__(self) -> Iterator[int]:
        places = multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator)
        yield from places.tolist()

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """Lists of `batch_size` indices of a sampler; `drop_last` leaves out a last, shorter one."""

    def __init__(self, sampler: Any, batch_size: int, drop_last: bool) -> None:
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __len__(self) -> int:
        return (len(self.sampler) + (0 if self.drop_last else self.batch_size - 1)) // self.batch_size

    def __iter__(self) -> Iterator[list[int]]:
        return _in_batches(self.sampler, self.batch_size, self.drop_last)


def _in_batches(values: Iterable, size: int, drop_last: bool) -> Iterator[list]:
    rest = iter(values)
    while batch := list(itertools.islice(rest, size)):
        if len(batch) == size or not drop_last:
            yield batch
