"""Transcripts of torch.utils.data: orders, draws, batches and refusals, told as in `transcripts.py`."""

import array
import collections
import hashlib
import importlib
import itertools
import multiprocessing
import random

import numpy as np

ROWS = np.arange(37 * 3, dtype=np.float32).reshape(37, 3)
LABELS = np.arange(37) * 10
Point = collections.namedtuple("Point", "x y")


def table(fw):
    return fw.utils.data.TensorDataset(fw.tensor(ROWS), fw.tensor(LABELS))


def first(batch):
    """Which rows a batch has: from its tensor of labels."""
    return batch[1].tolist()


def digest(content):
    return hashlib.sha256(content).hexdigest()[:8]


def state(generator):
    return digest(generator.get_state().numpy().tobytes())


def followed(fw, loader, generators, epochs=2):
    """A batch of each epoch; and all of them, with the generators' states between, as a fingerprint."""
    for _ in range(epochs):
        batches = iter(loader)
        told = [[state(g) for g in generators]]
        for batch in batches:
            told += [first(batch), [state(g) for g in generators]]
        told += [state(g) for g in generators]
        yield told[1][:5], digest(repr(told).encode())


LOADERS = list(itertools.product((1, 4, 37, 40), (False, True), (False, True), ("none", "own", "default"), (0, 1, 2)))
SAMPLERS = [(True, 70), (False, 80), (True, 20), (True, None), (False, 74)]


def orders(fw):
    for size, shuffle, drop_last, generator, cut in LOADERS:
        fw.manual_seed(size)
        data, own = table(fw), {"none": None, "own": fw.Generator(), "default": fw.default_generator}[generator]
        if own is not None:
            own.manual_seed(3)
        if cut == 1:
            data = fw.utils.data.random_split(data, [0.7, 0.3])[0]
        if cut == 2:  # a subset of a subset, with repetitions and from the end
            part = fw.utils.data.random_split(data, [20, 17])[1]
            data = fw.utils.data.Subset(part, [3, -1, 5, 5, 0, 9, 2])
        loader = fw.utils.data.DataLoader(data, size, shuffle, drop_last=drop_last, generator=own)
        seen = [fw.default_generator] if own is None else [fw.default_generator, own]
        yield len(loader), *followed(fw, loader, seen)


def samplers(fw):
    for (replacement, count), given, size in itertools.product(SAMPLERS, (False, True), (8, 32, 64)):
        fw.manual_seed(5)
        own = fw.Generator().manual_seed(1) if given else None
        sampler = fw.utils.data.RandomSampler(table(fw), replacement, count, own)
        loader = fw.utils.data.DataLoader(table(fw), size, sampler=sampler)
        seen = [fw.default_generator, *([own] if given else [])]
        yield len(sampler), len(loader), *followed(fw, loader, seen), list(sampler)[:5]
    D = fw.utils.data
    yield list(D.SequentialSampler("abc")), len(D.SequentialSampler("abc"))
    for drop_last in False, True:
        batches = D.BatchSampler(D.SequentialSampler(range(10)), 4, drop_last)
        yield list(batches), len(batches)
    loader = D.DataLoader(table(fw), batch_sampler=[[1, 2], [0], [36, -1, 5]])
    yield [first(b) for b in loader], len(loader), loader.batch_size, loader.drop_last
    loader = D.DataLoader(table(fw), sampler=[4, 2, 30], batch_size=2)
    yield [first(b) for b in loader], len(loader)
    yield lambda: list(D.Sampler())
    yield lambda: D.RandomSampler(table(fw), 1)
    yield lambda: D.RandomSampler(table(fw), True, 0)
    yield lambda: D.RandomSampler(range(0))
    yield lambda: D.BatchSampler([1], 0, False)
    yield lambda: D.BatchSampler([1], True, False)
    yield lambda: D.BatchSampler([1], 1, 1)


def datasets(fw):
    D, data = fw.utils.data, table(fw)
    yield len(data), data[3], data[1:3], data[-1]
    yield lambda: D.TensorDataset(fw.ones(3), fw.ones(2))
    yield lambda: D.Dataset()[0]
    both = data + D.Subset(data, [5, 7])
    yield len(both), both[37], both[-1], both[0], both.cumulative_sizes
    yield lambda: both[-40]
    yield lambda: both[39]
    yield lambda: D.ConcatDataset([])

    class Stream(D.IterableDataset):
        def __iter__(self):
            return iter(())

    yield lambda: D.ConcatDataset([Stream()])
    part = D.Subset(data, [5, 7])
    yield part[1], len(part), part[[0, 1]], part.indices
    yield [first(b) for b in D.DataLoader(both, 10)]


def splits(fw):
    split = fw.utils.data.random_split
    for seed, lengths in enumerate(
        ([3, 7], [0.3, 0.7], [0.25, 0.25, 0.25, 0.25], [10], [1.0], [0.999, 0.001], [0.5, 0.5])
    ):
        fw.manual_seed(seed)
        yield [part.indices for part in split(range(10), lengths)], state(fw.default_generator)
        own = fw.Generator().manual_seed(9)
        yield [list(part.indices) for part in split("abcdefghij", lengths, generator=own)], state(own)
    for wrong in ([3, 4], [0.5, 0.6], [-0.5, 1.5], [0.2, 0.3], []):
        yield lambda: split(range(10), wrong)  # noqa: B023 (called at once)


def collation(fw):
    D = fw.utils.data
    batches = (
        [(1, 2.0), (3, 4.0)], [[1, 2], [3, 4]], [Point(1, 2), Point(3, 4)], [{"a": 1, "b": "x"}] * 2,
        [True, False],
        [np.float32(1), np.float32(2)], [np.float64(1)] * 2, [np.int64(3), np.int64(4)], [np.bool_(True)],
        [np.ones(2)] * 2,
        [np.float32([1, 2])], ["a", "b"], [b"a"], [range(2)] * 2, [fw.ones(2)] * 2, [fw.tensor(1), fw.tensor(2)],
        [collections.OrderedDict(a=1)] * 2, [collections.UserDict(a=1)] * 2, [1, 2.5], [(1, (2.0, "x"))] * 2,
        [np.array("a")],
        [None], [{1}], [(1, 2), (3,)], [collections.UserList([1.0, 2])] * 2, [fw.ones(2), fw.ones(3)],
    )  # fmt: skip
    for batch in batches:
        yield lambda: D.default_collate(batch)  # noqa: B023 (called at once)
    samples = (
        np.ones(2), np.float64(3.0), 3.0, "a", (np.ones(1), 2), [np.ones(1)], Point(1, np.ones(1)), {"a": np.ones(1)},
        range(3), None, np.array("a"), fw.ones(1), collections.OrderedDict(a=np.ones(1)),
    )  # fmt: skip
    for sample in samples:
        yield D.default_convert(sample)

    class Pair(list):
        def __init__(self, a, b):
            super().__init__([a, b])
            self.made_by = "hand"

    class Row(tuple):
        __slots__ = ()

    own = (Pair(1, 2.0), Row((1, 2.0)), collections.UserList([1, 2.0]), array.array("i", [1, 2]), bytearray(b"ab"))
    for sample in own:
        for converted in (D.default_collate([sample, sample]), D.default_convert(sample)):
            yield type(converted), list(converted), getattr(converted, "made_by", None), sample


def streams_longer_than_told(fw):
    D = fw.utils.data

    class Stream(D.IterableDataset):
        def __iter__(self):
            return iter(range(5))

        def __len__(self):
            return 3

        def __repr__(self):
            return "Stream()"

    for size in (1, 2, None):
        loader = D.DataLoader(Stream(), size)
        yield type(loader.sampler), type(loader.batch_sampler), next(iter(loader.sampler))
        yield list(loader), len(loader), list(loader)
        yield lambda: len(iter(loader))  # noqa: B023 (called at once)
    loader = D.DataLoader(Stream(), num_workers=1)
    yield len(loader), list(loader)


def own_datasets(fw):
    D = fw.utils.data

    class Squares(D.Dataset):
        def __len__(self):
            return 7

        def __getitem__(self, i):
            return {"i": i, "x": fw.ones(2) * i, "y": np.float32(i)}

    class Many(Squares):
        def __getitems__(self, indices):
            return [(i, -i) for i in indices]

    class Stream(D.IterableDataset):
        def __iter__(self):
            return iter(range(7))

        def __len__(self):
            return 7

    fw.manual_seed(0)
    yield list(D.DataLoader(Squares(), 3, shuffle=True)), list(D.DataLoader(Squares(), 3, drop_last=True))[-1]
    yield list(D.DataLoader(Many(), 3)), list(D.DataLoader([1, 2, 3], 2)), list(D.DataLoader(["a", "b"]))
    yield (
        list(D.DataLoader(Squares(), None))[5],
        list(D.DataLoader([np.ones(2)], None)),
        list(D.DataLoader(range(3), None)),
    )
    yield list(D.DataLoader(Squares(), 2, collate_fn=len)), list(D.DataLoader(table(fw), 2, collate_fn=len))[-1]
    for size, drop_last in (3, False), (3, True), (1, False), (None, False), (7, True):
        loader = D.DataLoader(Stream(), size, drop_last=drop_last)
        yield list(loader), len(loader), state(fw.default_generator)
    yield list(D.DataLoader(Stream(), 4, collate_fn=sum))
    yield lambda: D.DataLoader(Stream(), shuffle=True)
    yield lambda: D.DataLoader(Stream(), sampler=[1])
    yield lambda: D.DataLoader(Stream(), batch_sampler=[[1]])


def kinds_of_tensors(fw):
    D = fw.utils.data
    for dtype in (fw.float64, fw.int32, fw.bool, fw.uint8):
        data = D.TensorDataset(fw.arange(5).to(dtype), fw.ones(5, 2, 1, dtype=dtype))
        yield list(D.DataLoader(data, 2))
    turned = D.TensorDataset(fw.arange(6.0).reshape(2, 3).t())
    (batch,) = next(iter(D.DataLoader(turned, 2)))
    yield batch, batch.is_contiguous(), batch._is_view()
    yield list(D.DataLoader(D.TensorDataset(fw.ones(0, 2)), 2)), list(D.DataLoader(D.TensorDataset(fw.ones(3, 0)), 2))
    yield list(D.DataLoader(D.Subset(table(fw), []), 2)), lambda: list(D.DataLoader(D.Subset(table(fw), [37])))
    leaf = fw.ones(4, requires_grad=True)
    (batch,) = next(iter(D.DataLoader(D.TensorDataset(leaf), 2)))
    yield batch
    batch.sum().backward()
    yield leaf.grad
    with fw.no_grad():
        yield next(iter(D.DataLoader(D.TensorDataset(leaf), 2)))
    with fw.inference_mode():
        data = D.TensorDataset(fw.ones(3))
        (batch,) = next(iter(D.DataLoader(data, 2)))
        yield batch, batch.is_inference()


def batches_are_copies(fw):
    """Changing a batch leaves the data alone; changing the data shows in the batches still to come."""
    values = fw.arange(8.0)
    data = fw.utils.data.TensorDataset(values)
    loader = fw.utils.data.DataLoader(data, 2)
    batches = list(loader)
    batches[0][0].zero_()
    yield batches, values
    seen = []
    for i, (batch,) in enumerate(loader):
        seen.append(batch)
        if i == 1:
            values[4] = 100
        if i == 2:
            values.data = fw.zeros(8)
        batch += 1
    yield seen, values
    yield batches[1][0]._version, seen[0]._version


def refusals(fw):
    D, data = fw.utils.data, table(fw)
    yield lambda: D.DataLoader(data, 0)
    yield lambda: D.DataLoader(data, drop_last=1)
    yield lambda: D.DataLoader(data, shuffle=True, sampler=[1])
    yield lambda: D.DataLoader(data, batch_size=None, drop_last=True)
    yield lambda: D.DataLoader(data, batch_sampler=[[1]], batch_size=2)
    yield lambda: D.DataLoader(data, batch_sampler=[[1]], shuffle=True)
    yield lambda: D.DataLoader(data, num_workers=-1)
    yield lambda: D.DataLoader(data, timeout=-1)
    yield lambda: list(D.DataLoader(data, timeout=1))
    yield lambda: D.DataLoader(data, prefetch_factor=2)
    yield lambda: D.DataLoader(data, persistent_workers=True)
    yield lambda: D.DataLoader(data, multiprocessing_context="fork")
    yield lambda: D.DataLoader(D.TensorDataset(fw.ones(0, 1)), shuffle=True)
    loader = D.DataLoader(data)
    for name in "batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers":
        yield lambda: setattr(loader, name, None)  # noqa: B023 (called at once)
    loader.collate_fn = len
    yield next(iter(loader)), D.DataLoader(data, pin_memory=True).pin_memory
    next(iter(D.DataLoader(data, pin_memory=True)))
    yield [
        importlib.import_module(f"{fw.__name__}.utils.data").DataLoader is D.DataLoader,
        D.DataLoader(data).batch_size,
    ]
    for count in (0, 1):
        for context in ("fork", "thread", 3, None, multiprocessing.get_context("spawn")):
            options = {"num_workers": count, "multiprocessing_context": context}
            yield lambda: type(D.DataLoader([1], **options).multiprocessing_context)  # noqa: B023 (called at once)
    loader = D.DataLoader([1])
    yield lambda: setattr(loader, "multiprocessing_context", "fork")


class Failing:
    """Two samples that cannot be had."""

    def __len__(self):
        return 6

    def __getitem__(self, i):
        if i in (2, 5):
            raise (ValueError if i == 2 else KeyError)(f"bad {i}")
        return float(i)


def drained(loader):
    """Batch by batch; exceptions by their kind and first line."""
    batches, seen = iter(loader), []
    for _ in range(14):
        try:
            seen.append(next(batches))
        except StopIteration:
            return [*seen, "end"]
        except Exception as error:
            seen.append((type(error).__name__, str(error).split("\n")[0]))
    return seen


def streams_of(fw):
    class Numbers(fw.utils.data.IterableDataset):
        def __init__(self, n):
            self.n, self.start = n, 0

        def __len__(self):
            return self.n

        def __iter__(self):
            worker = fw.utils.data.get_worker_info()
            return iter(range(self.start, self.start + self.n + (0 if worker is None else worker.id)))

    return Numbers


def failures(fw):
    for workers in (0, 1, 2):
        for size in (2, None):
            yield drained(fw.utils.data.DataLoader(Failing(), size, num_workers=workers))


def workers(fw):
    D = fw.utils.data

    class Noise(D.Dataset):
        def __len__(self):
            return 7

        def __getitem__(self, i):
            return i, fw.rand(2).tolist(), random.random(), np.random.rand()

    for count in (0, 1, 2):
        for lasting in (False, True)[: 1 + (count > 0)]:
            fw.manual_seed(3)
            random.seed(1)
            np.random.seed(1)
            loader = D.DataLoader(
                Noise(), 2, shuffle=True, num_workers=count, persistent_workers=lasting, collate_fn=list
            )
            yield list(loader), list(loader), fw.rand(1), random.random(), np.random.rand()

    def begin(i):
        D.get_worker_info().dataset.start = 100 * i

    Numbers = streams_of(fw)
    for count in (1, 2):
        for options in ({}, {"drop_last": True}, {"batch_size": None}, {"worker_init_fn": begin}):
            options = {"batch_size": 2, **options, "num_workers": count}
            yield drained(D.DataLoader(Numbers(3), **options)), D.DataLoader(Numbers(3), **options).prefetch_factor
    yield D.get_worker_info()
    yield lambda: D.DataLoader(Numbers(3), num_workers=1, prefetch_factor=-1)


def chains(fw):
    D, Numbers = fw.utils.data, streams_of(fw)
    both = Numbers(2) + Numbers(3)
    yield type(both).__name__, len(both), list(both), drained(D.DataLoader(both, 2))
    yield lambda: list(Numbers(1) + [1])
    yield D.StackDataset([1, 2], [3, 4])[1], D.StackDataset(a=[1, 2], b=[3, 4])[0], len(D.StackDataset([1, 2]))
    yield drained(D.DataLoader(D.StackDataset(a=[1, 2, 3], b=D.Subset([4, 5, 6], [2, 1, 0])), 2))
    yield lambda: D.StackDataset([1], [1, 2])
    yield lambda: D.StackDataset()
    yield lambda: D.StackDataset([1], a=[1])

    class Own(D.Subset):
        def __getitem__(self, i):
            return 1

    yield lambda: Own([1], [0])


def weights(fw):
    D = fw.utils.data
    for given, count in (([0.1, 0.2, 0.7], 20), ([3, 1, 0, 5], 50), ([0.0, 1.0], 3)):
        fw.manual_seed(2)
        sampler = D.WeightedRandomSampler(given, count)
        yield list(sampler), len(sampler), sampler.weights, fw.rand(1)
        yield list(D.WeightedRandomSampler(given, count, generator=fw.Generator().manual_seed(4)))
        possible = sum(w > 0 for w in given)
        yield list(D.WeightedRandomSampler(given, possible, False, generator=fw.Generator().manual_seed(4)))
        yield list(D.WeightedRandomSampler(given, 1))
    for wrong in ([0.0, 0.0], [1.0, -1.0], [1.0, float("inf")], [float("nan"), 1.0]):
        yield lambda: list(D.WeightedRandomSampler(wrong, 3))  # noqa: B023 (called at once)
    yield lambda: D.WeightedRandomSampler([[1.0]], 2)
    yield lambda: D.WeightedRandomSampler([1.0], 0)
    yield lambda: D.WeightedRandomSampler([1.0], 2, 1)
    fw.manual_seed(1)
    yield list(D.SubsetRandomSampler([5, 7, 9, 1])), len(D.SubsetRandomSampler([1, 2]))
