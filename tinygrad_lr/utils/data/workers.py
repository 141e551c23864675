"""A loader's workers: here they take turns in this process, and give the batches that torch's processes give.

Each has a random stream of its own, torch's, Python's and NumPy's, which it has while it works; a stream of samples it
reads as a copy of the dataset, whole, unless `get_worker_info()` tells the dataset or `worker_init_fn` which part is
its. What fails in it is raised with torch's words, and the next batch comes after it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ...arrays.tracebacks import shorten
from ...frontend.random import default_generator


class WorkerInfo:
    """Which worker is at work: `id`, `num_workers`, its `seed`, and its `dataset`."""

    def __init__(self, id: int, num_workers: int, seed: int, dataset: Any) -> None:
        self.id, self.num_workers, self.seed, self.dataset = id, num_workers, seed, dataset

    def __repr__(self) -> str:
        return f"WorkerInfo(id={self.id}, num_workers={self.num_workers}, seed={self.seed}, dataset={self.dataset})"


at_work: list[WorkerInfo] = []


def get_worker_info() -> WorkerInfo | None:
    """Of the worker that asks; None outside of one."""
    return at_work[-1] if at_work else None


class Worker:
    """One of them, with its streams as they stand."""

    def __init__(self, info: WorkerInfo, base_seed: int) -> None:
        self.info, self.base_seed = info, base_seed
        self.streams: Any = None
        self.stream: Any = None

    @contextmanager
    def working(self) -> Iterator[None]:
        """In here the random streams are the worker's."""
        import random  # here, as it is slow to import

        own = type(default_generator)
        before = default_generator.get_state(), random.getstate(), np.random.get_state()
        if self.streams is None:
            words = [self.info.id, self.base_seed & 0xFFFFFFFF, self.base_seed >> 32, 0]
            python, numpys = random.Random(self.info.seed), np.random.SeedSequence(words).generate_state(4)
            self.streams = (
                own().manual_seed(self.info.seed).get_state(), python.getstate(), np.random.RandomState(numpys).get_state()
            )  # fmt: skip
        set_streams(*self.streams)
        at_work.append(self.info)
        try:
            yield
        finally:
            at_work.pop()
            self.streams = default_generator.get_state(), random.getstate(), np.random.get_state()
            set_streams(*before)


def set_streams(torchs: Any, pythons: Any, numpys: Any) -> None:
    import random

    default_generator.set_state(torchs)
    random.setstate(pythons)
    np.random.set_state(numpys)


class Workers:
    """Batches in the order of their tasks, which go round among the workers that have anything left."""

    def __init__(self, count: int, dataset: Any, base_seed: int, init: Callable | None) -> None:
        infos = [WorkerInfo(i, count, base_seed + i, copy.copy(dataset)) for i in range(count)]
        self.members, self.init = [Worker(info, base_seed) for info in infos], init
        self.started: set[int] = set()

    def batches(
        self, tasks: Iterator[Any], fetch: Callable[[Any, Any], Any], streams: Callable | None
    ) -> Iterator[Any]:
        """`fetch(dataset, task)` of one worker after the other; with `streams(dataset)`, what these give, until all end."""
        for worker in self.members:
            worker.stream = None
        left, place = list(self.members), 0
        while left:
            worker = left[place % len(left)]
            if streams is None:
                try:
                    task = next(tasks)
                except StopIteration:
                    return
            try:
                with worker.working():
                    self.start(worker)
                    if streams is None:
                        batch = fetch(worker.info.dataset, task)
                    else:
                        worker.stream = worker.stream or streams(worker.info.dataset)
                        batch = worker.stream()
            except StopIteration:
                place %= len(left)
                left.remove(worker)
                continue
            except Exception as error:
                place += 1
                yield Failed(told(error, worker.info.id))
                continue
            place += 1
            yield batch

    def start(self, worker: Worker) -> None:
        if worker.info.id not in self.started:
            self.started.add(worker.info.id)
            if self.init is not None:
                self.init(worker.info.id)


class Failed:
    """In the place of a batch: what to raise."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def told(error: Exception, worker: int) -> Exception:
    """An exception as torch hands it on from a worker: of its class, with its traceback as text."""
    import traceback

    shorten(error)
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    message = f"Caught {type(error).__name__} in DataLoader worker process {worker}.\nOriginal {text}"
    try:
        return type(error)(Message(message) if isinstance(error, KeyError) else message)
    except Exception:
        return RuntimeError(message)


class Message(str):
    """A KeyError's text with its lines as lines."""

    def __repr__(self) -> str:
        return str(self)
