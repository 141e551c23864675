"""Datasets, samplers and the DataLoader: the samples in torch's order, drawn from torch's random stream.

A loader asks a sampler for indices, the dataset for these samples, and a collate function to make a batch of
them. For tensors that a TensorDataset holds this is indexing sample by sample only to stack again: `_sliced`
takes the rows of many batches in one go and cuts the batches out of them, in the same order and with the same
draws.
"""

from __future__ import annotations

import copy
import itertools
import math
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

import numpy as np

from ..arrays.dtype import float64
from ..core.mode import mode
from ..core.tensor import Tensor, wrap
from ..frontend.creation import as_tensor, tensor
from ..frontend.random import default_generator, randint, randperm, source
from ..frontend.shapes import stack

AHEAD = 1 << 19  # bytes of rows taken from a tensor in one go, at least a batch: what fits the cache


class Dataset:
    """A map from indices to samples: subclasses define `__getitem__`, and usually `__len__`."""

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Dataset) -> ConcatDataset:
        return ConcatDataset([self, other])

    def __class_getitem__(cls, item: Any) -> type:
        return cls  # Dataset[...] in annotations


class IterableDataset(Dataset, Iterable):
    """A stream of samples: subclasses define `__iter__`."""


class TensorDataset(Dataset):
    """Sample i is the tuple of each tensor's row i. AssertionError if they differ in their number of rows."""

    def __init__(self, *tensors: Tensor) -> None:
        if any(t.size(0) != tensors[0].size(0) for t in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return self.tensors[0].size(0)


class Subset(Dataset):
    """The samples of `dataset` at `indices`."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, list):
            return self.dataset[[self.indices[i] for i in idx]]
        return self.dataset[self.indices[idx]]

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset):
    """Several datasets, one after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(d, IterableDataset) for d in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(itertools.accumulate(len(d) for d in self.datasets))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, idx: int) -> Any:
        if idx < 0:
            if -idx > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            idx += len(self)
        i = bisect_right(self.cumulative_sizes, idx)
        return self.datasets[i][idx - (self.cumulative_sizes[i - 1] if i else 0)]


def random_split(dataset: Any, lengths: Sequence[Any], generator: Any = default_generator) -> list[Subset]:
    """Subsets without overlap, drawn at random, of the given lengths or fractions (whose rests go round
    robin).

    ValueError for lengths that do not add up to the dataset's.
    """
    total = len(dataset)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        for i, fraction in enumerate(lengths):
            if fraction < 0 or fraction > 1:
                raise ValueError(f"Fraction at index {i} is not between 0 and 1")
        lengths = [math.floor(total * fraction) for fraction in lengths]
        for i in range(total - sum(lengths)):
            lengths[i % len(lengths)] += 1
        for i, length in enumerate(lengths):
            if length == 0:
                warnings.warn(
                    f"Length of split at index {i} is 0. This might result in an empty dataset.", stacklevel=2
                )
    if sum(lengths) != total:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = iter(randperm(total, generator=generator).tolist())
    return [Subset(dataset, list(itertools.islice(order, int(length)))) for length in lengths]


# -- samplers ------------------------------------------------------------------------------------------------


class Sampler:
    """An order of indices: subclasses define `__iter__`."""

    def __iter__(self) -> Iterator:
        raise NotImplementedError

    def __class_getitem__(cls, item: Any) -> type:
        return cls


class SequentialSampler(Sampler):
    """0, 1, 2, ..."""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __len__(self) -> int:
        return len(self.data_source)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def _arrays(self) -> Iterator[np.ndarray]:
        yield np.arange(len(self.data_source))


class RandomSampler(Sampler):
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

    def _arrays(self) -> Iterator[np.ndarray]:
        """The order in the pieces that torch draws, each when the one before is used up."""
        n, generator = len(self.data_source), self.generator
        if generator is None:
            generator = type(default_generator)().manual_seed(default_generator.draw_seed())
        wholes, rest = divmod(self.num_samples, 32 if self.replacement else n)
        if self.replacement:
            for length in (*[32] * wholes, rest):
                yield randint(0, n, (length,), generator=generator)._data
            return
        for _ in range(wholes):
            yield randperm(n, generator=generator)._data
        if rest or self.generator is not None:  # torch draws it even to use none of it; a given one shows it
            yield randperm(n, generator=generator)._data[:rest]


class BatchSampler(Sampler):
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


# -- batches -------------------------------------------------------------------------------------------------


def default_collate(batch: Sequence[Any]) -> Any:
    """A batch of samples as one: tensors stacked, numbers as tensors, containers element by element.

    Tuples become lists, as in torch. TypeError for what no tensor can be made of.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch)
    if isinstance(first, np.ndarray) and first.dtype.kind not in "SUO":
        return stack([as_tensor(b) for b in batch])
    if isinstance(first, (np.bool_, np.number)):
        return as_tensor(batch)
    if isinstance(first, float):
        return tensor(batch, dtype=float64)
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return _like(first, {key: default_collate([sample[key] for sample in batch]) for key in first})
    if isinstance(first, Sequence):
        if any(len(sample) != len(first) for sample in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return _like(first, [default_collate(column) for column in zip(*batch)])
    kind = first.dtype if isinstance(first, np.ndarray) else type(first)
    raise TypeError(f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {kind}")


def default_convert(data: Any) -> Any:
    """One sample, with its arrays as tensors: what takes default_collate's place without batches."""
    if isinstance(data, (np.ndarray, np.bool_, np.number)) and data.dtype.kind not in "SUO":
        return as_tensor(data)
    if isinstance(data, Mapping):
        return _like(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _like(data, [default_convert(value) for value in data])
    return data


def _like(sample: Any, values: Any) -> Any:
    """A container of the sample's type, if it can be made of values, else a plain one; a list for a tuple."""
    if type(sample) is tuple:
        return values
    try:
        if hasattr(sample, "_fields"):
            return type(sample)(*values)
        if isinstance(sample, MutableMapping) and type(sample) is not dict:
            clone = copy.copy(sample)
            clone.update(values)
            return clone
        return type(sample)(values)
    except TypeError:
        return values


# What must not be set once a loader is made.
FIXED = {"batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers"}


class DataLoader:
    """Batches of a dataset's samples, `batch_size` at a time, in order or (`shuffle`) in a new random order
    each time.

    sampler         the order of indices
    batch_sampler   lists of indices, in place of batch_size, shuffle, sampler and drop_last
    batch_size      None for single samples
    collate_fn      makes a batch of a list of samples
    drop_last       leave out a last batch that is not full
    generator       the source of shuffling; without it, the default stream seeds one
    Samples are fetched in this process: NotImplementedError if `num_workers` is not 0. ValueError, in torch's
    words, for arguments that contradict each other.
    """

    def __init__(
        self, dataset: Any, batch_size: int | None = 1, shuffle: bool | None = None, sampler: Any = None,
        batch_sampler: Any = None, num_workers: int = 0, collate_fn: Callable | None = None,
        pin_memory: bool = False, drop_last: bool = False, timeout: float = 0,
        worker_init_fn: Callable | None = None, multiprocessing_context: Any = None, generator: Any = None,
        *, prefetch_factor: int | None = None, persistent_workers: bool = False, pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:  # fmt: skip
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context)
        _check_choices(dataset, batch_size, shuffle, sampler, batch_sampler, drop_last)
        if sampler is None and not isinstance(dataset, IterableDataset):
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_sampler is not None:
            batch_size = None
        elif batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        if collate_fn is None:
            collate_fn = default_convert if batch_sampler is None else default_collate
        self.dataset, self.batch_size, self.sampler, self.batch_sampler = dataset, batch_size, sampler, batch_sampler
        self.collate_fn, self.drop_last, self.generator, self.timeout = collate_fn, drop_last, generator, timeout
        self.pin_memory, self.pin_memory_device, self.in_order = pin_memory, pin_memory_device, in_order
        self.num_workers, self.worker_init_fn, self.prefetch_factor = num_workers, worker_init_fn, prefetch_factor
        self.persistent_workers, self.multiprocessing_context = persistent_workers, multiprocessing_context

    def __setattr__(self, attr: str, value: Any) -> None:
        if attr in FIXED and attr in self.__dict__:
            raise ValueError(f"{attr} attribute should not be set after {type(self).__name__} is initialized")
        super().__setattr__(attr, value)

    def __len__(self) -> int:
        """The number of batches."""
        if isinstance(self.dataset, IterableDataset):
            count, size = len(self.dataset), self.batch_size or 1  # type: ignore[arg-type]
            return count // size if self.drop_last else math.ceil(count / size)
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)

    def __iter__(self) -> Iterator[Any]:
        source("random_", self.generator).draw_seed()  # torch draws one for its workers, even without any
        if self.timeout:
            raise AssertionError("_SingleProcessDataLoaderIter requires timeout == 0")
        if self.pin_memory:
            warnings.warn(
                "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be "
                "used.",
                stacklevel=2,
            )
        if self._gathers():
            tensors, rows = _tensors(self.dataset)
            if tensors:
                return self._sliced(tensors, rows)
        return self._streamed() if isinstance(self.dataset, IterableDataset) else self._fetched()

    def _gathers(self) -> bool:
        """Whether everything is as usual, so that batches of a TensorDataset may be gathered at once."""
        usual = type(self.sampler) in (SequentialSampler, RandomSampler) and type(self.batch_sampler) is BatchSampler
        return usual and self.collate_fn is default_collate

    def _fetched(self) -> Iterator[Any]:
        dataset, collate = self.dataset, self.collate_fn
        if self.batch_sampler is None:
            for index in self.sampler:
                yield collate(dataset[index])
            return
        for indices in self.batch_sampler:
            if getattr(dataset, "__getitems__", None):
                yield collate(dataset.__getitems__(indices))
            else:
                yield collate([dataset[i] for i in indices])

    def _streamed(self) -> Iterator[Any]:
        stream, size = iter(self.dataset), self.batch_size
        return map(self.collate_fn, stream if size is None else _in_batches(stream, size, self.drop_last))

    def _sliced(self, tensors: tuple[Tensor, ...], rows: np.ndarray | None) -> Iterator[list[Tensor]]:
        """The batches of rows of tensors; `rows` renumbers those of a subset."""
        size = self.batch_sampler.batch_size
        ahead = size * max(1, AHEAD // (size * max(1, *(t._data[:1].nbytes for t in tensors))))
        parts, order = self.sampler._arrays(), np.empty(0, np.int64)
        while True:
            while len(order) < size and (part := next(parts, None)) is not None:
                order = np.concatenate((order, part))
            if len(order) < size:
                break
            now = order[: min(len(order) // size * size, ahead)]
            order = order[len(now) :]
            yield from _cut(tensors, now if rows is None else rows[now], size)
        if len(order) and not self.batch_sampler.drop_last:
            yield from _cut(tensors, order if rows is None else rows[order], size)


def _cut(tensors: tuple[Tensor, ...], rows: np.ndarray, size: int) -> Iterator[list[Tensor]]:
    """Batches of `size` rows, taken together, and again if the loop changes the tensors."""
    seen: list[tuple] = []
    for start in range(0, len(rows), size):
        for t, array, version in seen:
            if t._data is not array or t._counter[0] != version:
                seen = []
                break
        if not seen:
            seen = [(t, t._data, t._counter[0]) for t in tensors]
            taken = [t._data.take(rows, 0) for t in tensors]
        yield [wrap(array[start : start + size]) for array in taken]


def _tensors(dataset: Any) -> tuple[tuple[Tensor, ...], np.ndarray | None]:
    """The tensors of a TensorDataset, and the rows of a subset of one; no tensors for other datasets."""
    if type(dataset) is TensorDataset:
        recorded = mode.grad and any(t.requires_grad for t in dataset.tensors)
        fit = not recorded and all(t.ndim > 0 and t._counter is not None for t in dataset.tensors)
        return dataset.tensors if fit else (), None
    if type(dataset) is not Subset:
        return (), None
    tensors, rows = _tensors(dataset.dataset)
    indices = np.asarray(dataset.indices)
    total = len(dataset.dataset) if tensors else 0
    usual = indices.ndim == 1 and indices.dtype.kind == "i" and len(indices) > 0
    if not usual or indices.min() < -total or indices.max() >= total:
        return (), None
    return tensors, indices if rows is None else rows[indices]


def _check_workers(workers: int, timeout: float, prefetch: int | None, persistent: bool, context: Any) -> None:
    """Refuse, as torch does, contradictions about worker processes; then having any."""
    if workers < 0:
        raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if workers > 0:
        raise NotImplementedError(f"num_workers={workers} is not supported: batches are made in this process")
    if prefetch is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable "
            "multiprocessing, otherwise set prefetch_factor to None."
        )
    if persistent:
        raise ValueError("persistent_workers option needs num_workers > 0")
    if context is not None:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > 0), but got "
            "num_workers=0"
        )


def _check_choices(
    dataset: Any, batch_size: Any, shuffle: bool | None, sampler: Any, batch_sampler: Any, drop_last: bool
) -> None:
    """Refuse what says twice in which order, or how many at a time."""
    if isinstance(dataset, IterableDataset):
        expected = "DataLoader with IterableDataset: expected unspecified {0} option, but got {0}={1}"
        for name, value in dict(shuffle=shuffle or None, sampler=sampler, batch_sampler=batch_sampler).items():
            if value is not None:
                raise ValueError(expected.format(name, value))
    if sampler is not None and shuffle:
        raise ValueError("sampler option is mutually exclusive with shuffle")
    if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
        raise ValueError("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last")
    if batch_sampler is None and batch_size is None and drop_last:
        raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
