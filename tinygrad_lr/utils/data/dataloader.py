"""The DataLoader: the samples in torch's order, with torch's draws.

A loader asks a sampler for indices, the dataset for these samples, and a collate function to make a batch of
them. For tensors that a TensorDataset holds this is indexing sample by sample only to stack again: `_sliced`
takes the rows of many batches in one go and cuts the batches out of them, in the same order and with the same
draws.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from typing import Any, Generic

import numpy as np

from ...arrays.tracebacks import entrance, shorten
from ...arrays.warn import warn
from ...core.mode import mode
from ...core.tensor import Tensor, wrap
from ...frontend.random import source
from ...frontend.signatures import check
from .collate import default_collate, default_convert
from .dataset import Dataset, IterableDataset, Subset, T_co, TensorDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler, _in_batches, _InfiniteConstantSampler
from .workers import Failed, Workers

AHEAD = 1 << 19  # bytes of rows taken from a tensor in one go, at least a batch: what fits the cache


# What must not be set once a loader is made.
FIXED = {"batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers"}


class DataLoader(Generic[T_co]):
    """Batches of a dataset's samples, `batch_size` at a time, in order or (`shuffle`) in a new random order
    each time.

    sampler         the order of indices
    batch_sampler   lists of indices, in place of batch_size, shuffle, sampler and drop_last
    batch_size      None for single samples
    collate_fn      makes a batch of a list of samples
    drop_last       leave out a last batch that is not full
    generator       the source of shuffling; without it, the default stream seeds one
    num_workers     as many workers take turns in this process, and give what torch's processes give (`workers`);
                    `worker_init_fn(id)` is called in each. `timeout`, `prefetch_factor` and the context change nothing
    An exception of the dataset comes out of `next`, and the next call goes on with the next batch. ValueError, in
    torch's words, for arguments that contradict each other.
    """

    _workers: Workers | None = None
    _length_told: int | None = None  # the length of a stream, if it was asked for

    @entrance
    def __init__(
        self, dataset: Dataset[T_co], batch_size: int | None = 1, shuffle: bool | None = None, sampler: Any = None,
        batch_sampler: Any = None, num_workers: int = 0, collate_fn: Callable | None = None,
        pin_memory: bool = False, drop_last: bool = False, timeout: float = 0,
        worker_init_fn: Callable | None = None, multiprocessing_context: Any = None, generator: Any = None,
        *, prefetch_factor: int | None = None, persistent_workers: bool = False, pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:  # fmt: skip
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        if num_workers > 0 and prefetch_factor is None:
            prefetch_factor = 2
        _check_choices(dataset, batch_size, shuffle, sampler, batch_sampler, drop_last)
        if isinstance(dataset, IterableDataset):
            sampler = _InfiniteConstantSampler()
        elif sampler is None:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_sampler is not None:
            batch_size = None
        elif batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        if collate_fn is None:
            collate_fn = default_convert if batch_sampler is None else default_collate
        self.dataset: Any = dataset  # `len(loader.dataset)` is written
        self.batch_size, self.sampler, self.batch_sampler = batch_size, sampler, batch_sampler
        self.collate_fn, self.drop_last, self.generator, self.timeout = collate_fn, drop_last, generator, timeout
        self.pin_memory, self.pin_memory_device, self.in_order = pin_memory, pin_memory_device, in_order
        self.num_workers, self.worker_init_fn, self.prefetch_factor = num_workers, worker_init_fn, prefetch_factor
        self.persistent_workers, self.multiprocessing_context = persistent_workers, multiprocessing_context

    def __setattr__(self, attr: str, value: Any) -> None:
        if attr in FIXED and attr in self.__dict__:
            raise ValueError(f"{attr} attribute should not be set after {type(self).__name__} is initialized")
        super().__setattr__(attr, value)

    @property
    def multiprocessing_context(self) -> Any:
        """How torch would start the worker processes."""
        return self._context

    @multiprocessing_context.setter
    def multiprocessing_context(self, context: Any) -> None:
        self._context = None if context is None else _checked_context(context, self.num_workers)

    def __len__(self) -> int:
        """The number of batches."""
        if isinstance(self.dataset, IterableDataset):
            count, size = len(self.dataset), self.batch_size or 1  # type: ignore[arg-type]
            self._length_told = count
            return count // size if self.drop_last else math.ceil(count / size)
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)

    def __iter__(self) -> Iterator[Any]:
        lasting = self.persistent_workers and self._workers is not None
        # torch draws a seed for its workers, even without any
        base_seed = 0 if lasting else self._draw_seed()
        if self.timeout and not self.num_workers:
            raise AssertionError("_SingleProcessDataLoaderIter requires timeout == 0")
        if self.pin_memory:
            warn(
                "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be "
                "used."
            )
        if self.num_workers == 0:
            if self._gathers():
                tensors, rows = _tensors(self.dataset)
                if tensors:
                    return Batches(self, lambda: self._sliced(tensors, rows).__next__)
            return Batches(self, self._streamed if isinstance(self.dataset, IterableDataset) else self._fetched)
        return Batches(self, functools.partial(self._worked, base_seed))

    def _draw_seed(self) -> int:
        if self.generator is not None:
            check("Tensor.random_", (), {"generator": self.generator})
        return source("random_", self.generator).draw_seed()

    def _gathers(self) -> bool:
        """Whether everything is as usual, so that batches of a TensorDataset may be gathered at once."""
        usual = type(self.sampler) in (SequentialSampler, RandomSampler) and type(self.batch_sampler) is BatchSampler
        if not usual or self.collate_fn is not default_collate:
            return False
        drawn_from = self.sampler.data_source  # of a longer dataset some indices lead nowhere
        return drawn_from is self.dataset or (hasattr(self.dataset, "__len__") and len(drawn_from) <= len(self.dataset))

    def _fetch(self, dataset: Any, index: Any) -> Any:
        """The batch of these indices, or one sample."""
        if self.batch_sampler is None:
            return self.collate_fn(dataset[index])
        if getattr(dataset, "__getitems__", None):
            return self.collate_fn(dataset.__getitems__(index))
        return self.collate_fn([dataset[i] for i in index])

    def _fetched(self) -> Callable[[], Any]:
        indices = iter(self.sampler if self.batch_sampler is None else self.batch_sampler)
        return lambda: self._fetch(self.dataset, next(indices))

    def _streamed(self, dataset: Any = None) -> Callable[[], Any]:
        stream, size = iter(self.dataset if dataset is None else dataset), self.batch_size
        samples = stream if size is None else _in_batches(stream, size, self.drop_last)
        return lambda: self.collate_fn(next(samples))

    def _worked(self, base_seed: int) -> Callable[[], Any]:
        """The batches that workers make in turns; they are made anew, or are those of the time before."""
        workers = self._workers or Workers(self.num_workers, self.dataset, base_seed, self.worker_init_fn)
        self._workers = workers if self.persistent_workers else None
        if isinstance(self.dataset, IterableDataset):
            batches = workers.batches(iter(()), self._fetch, self._streamed)
        else:
            indices = iter(self.sampler if self.batch_sampler is None else self.batch_sampler)
            batches = workers.batches(indices, self._fetch, None)

        def take() -> Any:
            batch = next(batches)
            if isinstance(batch, Failed):
                raise batch.error
            return batch

        return take

    def _sliced(self, tensors: tuple[Tensor, ...], rows: np.ndarray | None) -> Iterator[list[Tensor]]:
        """The batches of rows of tensors; `rows` renumbers those of a subset."""
        size = self.batch_sampler.batch_size
        ahead = size * max(1, AHEAD // (size * max(1, *(t._data[:1].nbytes for t in tensors))))
        for now in self._rows(rows, ahead):
            yield from _cut(tensors, now, size)

    def _rows(self, rows: np.ndarray | None, ahead: int, permutation: Callable | None = None) -> Iterator[np.ndarray]:
        """The rows of whole batches, at most so many rows ahead; last those of a batch that is not full."""
        size = self.batch_sampler.batch_size
        parts, order = self.sampler._arrays(permutation), np.empty(0, np.int64)
        while True:
            while len(order) < size and (part := next(parts, None)) is not None:
                order = np.concatenate((order, part))
            if len(order) < size:
                break
            now = order[: min(len(order) // size * size, ahead)]
            order = order[len(now) :]
            yield now if rows is None else rows[now]
        if len(order) and not self.batch_sampler.drop_last:
            yield order if rows is None else rows[order]

    def _parts(self, permutation: Callable) -> tuple[tuple[Tensor, ...], Iterator[np.ndarray], int] | None:
        """For who takes the rows himself: the tensors, the rows of many batches at once, and the size of a batch. The
        draws are those of `iter`. None where a batch is anything else."""
        own = type(self).__iter__ is not DataLoader.__iter__
        if own or self.num_workers or self.timeout or self.pin_memory or not self._gathers():
            return None
        tensors, rows = _tensors(self.dataset)
        if not tensors:
            return None
        self._draw_seed()
        return tensors, self._rows(rows, 1 << 62, permutation), self.batch_sampler.batch_size


class Batches:
    """An iterator of batches: what is raised in making one does not end it. Its length is that of all of them, those
    of a stream have none; UserWarning where there are more of these than the stream has said."""

    def __init__(self, loader: DataLoader, begin: Callable[[], Callable[[], Any]]) -> None:
        self.loader, self.take, self.told, self.given = loader, begin(), loader._length_told, 0

    def __iter__(self) -> Batches:
        return self

    def __len__(self) -> int:
        return len(self.loader.sampler if self.loader.batch_sampler is None else self.loader.batch_sampler)

    def __next__(self) -> Any:
        try:
            batch = self.take()
            self.given += 1
            if self.told is not None and self.given > self.told:
                self.warn_of_length()
            return batch
        except Exception as error:
            shorten(error)
            raise error

    def warn_of_length(self) -> None:
        loader = self.loader
        warn(
            f"Length of IterableDataset {loader.dataset} was reported to be {self.told}(when accessing len(dataloader)), but "
            f"{self.given} samples have been fetched. " + (IN_WORKERS if loader.num_workers else "")
        )


IN_WORKERS = (
    "For multiprocessing data-loading, this could be caused by not properly configuring the IterableDataset replica at each "
    "worker. Please see https://pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset for examples."
)


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
    indices = np.where(indices < 0, indices + total, indices)
    return tensors, indices if rows is None else rows[indices]


def _checked_context(context: Any, workers: int) -> Any:
    if not workers:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > 0), but got "
            f"num_workers={workers}"
        )
    import multiprocessing.context  # only for this

    option = "multiprocessing_context option should"
    if isinstance(context, str):
        valid = multiprocessing.get_all_start_methods()
        if context not in valid:
            expected = f"{option} specify a valid start method in {valid!r}"
            raise ValueError(f"{expected}, but got multiprocessing_context={context!r}")
        return multiprocessing.get_context(context)
    if not isinstance(context, multiprocessing.context.BaseContext):
        expected = f"{option} be a valid context object or a string specifying the start method"
        raise TypeError(f"{expected}, but got multiprocessing_context={context}")
    return context


def _check_workers(workers: int, timeout: float, prefetch: int | None, persistent: bool) -> None:
    """Refuse, as torch does, contradictions about worker processes."""
    if workers < 0:
        raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if workers > 0:
        if prefetch is not None and prefetch < 0:
            raise ValueError("prefetch_factor option should be non-negative")
        return
    if prefetch is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable "
            "multiprocessing, otherwise set prefetch_factor to None."
        )
    if persistent:
        raise ValueError("persistent_workers option needs num_workers > 0")


def _check_choices(
    dataset: Any, batch_size: Any, shuffle: bool | None, sampler: Any, batch_sampler: Any, drop_last: bool
) -> None:
    """Refuse what says twice in which order, or how many at a time."""
    if isinstance(dataset, IterableDataset):
        expected = "DataLoader with IterableDataset: expected unspecified {0} option, but got {0}={1}"
        for name, value in dict(
            shuffle=None if shuffle in {False, None} else shuffle, sampler=sampler, batch_sampler=batch_sampler
        ).items():
            if value is not None:
                raise ValueError(expected.format(name, value))
    if sampler is not None and shuffle:
        raise ValueError("sampler option is mutually exclusive with shuffle")
    if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
        raise ValueError("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last")
    if batch_sampler is None and batch_size is None and drop_last:
        raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
