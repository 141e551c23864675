"""Texts of utils.data: datasets, samplers, and the loader that makes batches of them."""

TEXTS = {
    "Dataset": """The base of datasets with places: subclasses define `__getitem__`, and mostly `__len__`.

    torch.utils.data.Dataset()

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset

Example:
    >>> class Squares(torch.utils.data.Dataset):
    ...     def __getitem__(self, i):
    ...         return i**2
    ...
    ...     def __len__(self):
    ...         return 4
    >>> [batch.tolist() for batch in torch.utils.data.DataLoader(Squares(), batch_size=2)]
    [[0, 1], [4, 9]]
""",
    "IterableDataset": """The base of datasets without places: subclasses define `__iter__`.

    torch.utils.data.IterableDataset()

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset

Example:
    >>> class Squares(torch.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter([0, 1, 4])
    >>> [batch.tolist() for batch in torch.utils.data.DataLoader(Squares(), batch_size=2)]
    [[0, 1], [4]]
""",
    "TensorDataset": """Rows of tensors: sample i is the tuple of each tensor's row i.

    torch.utils.data.TensorDataset(*tensors)

Shapes:
    tensors (n, *), all of the same n.

Attributes:
    tensors: tuple of Tensors.

Raises:
    AssertionError: for other numbers of rows, as `torch.utils.data.TensorDataset(torch.ones(2),
        torch.ones(3))`.
    IndexError: for a row that is not there, as `torch.utils.data.TensorDataset(torch.ones(2))[2]`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset

Example:
    >>> torch.utils.data.TensorDataset(torch.tensor([[1.0], [2.0]]), torch.tensor([3, 4]))[1]
    (tensor([2.]), tensor(4))
""",
    "ConcatDataset": """Several datasets, one after the other.

    torch.utils.data.ConcatDataset(datasets)

Attributes:
    datasets: list.
    cumulative_sizes: list of ints; where each ends.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset

Example:
    >>> torch.utils.data.ConcatDataset([[1, 2], [3]])[2]
    3
""",
    "ChainDataset": """Several datasets without places, one after the other.

    torch.utils.data.ChainDataset(datasets)

Raises:
    AssertionError: on the way, for what is none, as `list(torch.utils.data.ChainDataset([[1, 2]]))`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ChainDataset

Example:
    >>> class Numbers(torch.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter([1, 2])
    >>> list(torch.utils.data.ChainDataset([Numbers(), Numbers()]))
    [1, 2, 1, 2]
""",
    "StackDataset": """Several datasets, side by side: sample i is the tuple, or the dict, of their samples i.

    torch.utils.data.StackDataset(*args, **kwargs)

Raises:
    ValueError: for other lengths, as `torch.utils.data.StackDataset([1, 2], [3])`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.StackDataset

Example:
    >>> torch.utils.data.StackDataset(x=[1, 2], y=[3, 4])[1]
    {'x': 2, 'y': 4}
""",
    "Subset": """The samples of a dataset at some places.

    torch.utils.data.Subset(dataset, indices)

Attributes:
    dataset: the whole.
    indices: the places.

Raises:
    IndexError: for a place that is not there, as `torch.utils.data.Subset([1, 2], [0])[1]`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Subset

Example:
    >>> torch.utils.data.Subset([10, 20, 30], [2, 0])[0]
    30
""",
    "random_split": """Parts of a dataset without overlap, drawn at random.

    torch.utils.data.random_split(dataset, lengths, generator=default_generator) -> list of Subsets

Args:
    lengths: numbers of samples, or fractions that sum to 1; what is left of those goes round robin.
    generator: the random stream.

Raises:
    ValueError: for lengths that do not add up, as `torch.utils.data.random_split([1, 2, 3], [1, 1])`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split

Example:
    >>> g = torch.manual_seed(0)
    >>> [list(part) for part in torch.utils.data.random_split([1, 2, 3, 4], [0.75, 0.25])]
    [[1, 2, 4], [3]]
""",
    "Sampler": """The base of samplers, which tell an order of places: subclasses define `__iter__`.

    torch.utils.data.Sampler()

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Sampler

Example:
    >>> class Even(torch.utils.data.Sampler):
    ...     def __iter__(self):
    ...         return iter([0, 2])
    >>> [batch.tolist() for batch in torch.utils.data.DataLoader([10, 20, 30], sampler=Even())]
    [[10], [30]]
""",
    "SequentialSampler": """The places 0, 1, 2, … in order.

    torch.utils.data.SequentialSampler(data_source)

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SequentialSampler

Example:
    >>> list(torch.utils.data.SequentialSampler([10, 20, 30]))
    [0, 1, 2]
""",
    "RandomSampler": """The places in a random order, drawn anew each time.

    torch.utils.data.RandomSampler(data_source, replacement=False, num_samples=None, generator=None)

Args:
    replacement: draw each place by itself; some come twice.
    num_samples: how many; as many as the dataset has, if not given.
    generator: the random stream; else one of its own, seeded from the default one.

Raises:
    ValueError: for a number that is not positive, as `torch.utils.data.RandomSampler([1],
        num_samples=0)`.
    TypeError: for a replacement that is no bool, as `torch.utils.data.RandomSampler([1],
        replacement=1)`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler

Example:
    >>> g = torch.manual_seed(0)
    >>> list(torch.utils.data.RandomSampler([10, 20, 30, 40]))
    [2, 3, 0, 1]
""",
    "RandomSampler.num_samples": """How many places are drawn.

    RandomSampler.num_samples -> int

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler

Example:
    >>> torch.utils.data.RandomSampler([10, 20, 30]).num_samples
    3
""",
    "SubsetRandomSampler": """Some places in a random order, drawn anew each time.

    torch.utils.data.SubsetRandomSampler(indices, generator=None)

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler

Example:
    >>> g = torch.manual_seed(0)
    >>> list(torch.utils.data.SubsetRandomSampler([5, 6, 7]))
    [7, 5, 6]
""",
    "WeightedRandomSampler": """Random places, drawn with the probabilities that weights tell.

    torch.utils.data.WeightedRandomSampler(weights, num_samples, replacement=True, generator=None)

Formula:
    P(i) = wᵢ/Σⱼ wⱼ; without `replacement` none is drawn twice.

Shapes:
    weights (n).

Raises:
    ValueError: for a number that is not positive, as `torch.utils.data.WeightedRandomSampler([1.0],
        0)`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler

Example:
    >>> g = torch.manual_seed(0)
    >>> list(torch.utils.data.WeightedRandomSampler([0.1, 0.0, 0.9], 5))
    [2, 2, 2, 2, 2]
""",
    "BatchSampler": """The places that a sampler tells, in lists.

    torch.utils.data.BatchSampler(sampler, batch_size, drop_last)

Args:
    drop_last: leave out a last list that is not full.

Raises:
    ValueError: for a size that is not positive, as `torch.utils.data.BatchSampler([1], 0, False)`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler

Example:
    >>> list(torch.utils.data.BatchSampler([5, 6, 7], batch_size=2, drop_last=False))
    [[5, 6], [7]]
""",
    "DataLoader": """Batches of a dataset's samples, in order or shuffled anew each time.

    torch.utils.data.DataLoader(dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None,
            num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, timeout=0,
            worker_init_fn=None, multiprocessing_context=None, generator=None, *, prefetch_factor=None,
            persistent_workers=False, pin_memory_device='', in_order=True)

Args:
    batch_size: samples in a batch; None for single samples.
    shuffle: a random order.
    sampler: tells the order; excludes `shuffle`.
    batch_sampler: tells lists of places; excludes the four before, and `drop_last`.
    num_workers: so many take turns in this process, and give what torch's processes give.
    collate_fn: makes a batch of a list of samples; `default_collate` if not given.
    drop_last: leave out a last batch that is not full.
    generator: the random stream; else the default one seeds a new one.
    worker_init_fn: is called with each worker's number.
    pin_memory, pin_memory_device, timeout, multiprocessing_context, prefetch_factor,
        persistent_workers, in_order: are taken, and change no number.

Raises:
    ValueError: for arguments that contradict each other, as `torch.utils.data.DataLoader([1],
        shuffle=True, sampler=[0])`.
    TypeError: while it is gone through, for samples of which no batch can be made, as
        `list(torch.utils.data.DataLoader([range]))`.
    RuntimeError: while it is gone through, for samples of several shapes, as
        `list(torch.utils.data.DataLoader([torch.ones(1), torch.ones(2)], batch_size=2))`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader

Example:
    >>> x, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([1, 2, 3])
    >>> loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=2)
    >>> [batch[1].tolist() for batch in loader]
    [[1, 2], [3]]
""",
    "DataLoader.multiprocessing_context": """How torch would start the worker processes; here there are none.

    DataLoader.multiprocessing_context -> Any

Raises:
    ValueError: on being set to a name that is none, or where there are no workers, as
        `torch.utils.data.DataLoader([1], multiprocessing_context="spawn")`.
    TypeError: on being set to what is neither a name nor a context, as
        `torch.utils.data.DataLoader([1], num_workers=1, multiprocessing_context=2)`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader

Example:
    >>> torch.utils.data.DataLoader([1]).multiprocessing_context is None
    True
""",
    "default_collate": """A list of samples as one batch: tensors stacked, numbers as tensors.

    torch.utils.data.default_collate(batch) -> Any

Arrays become tensors; tuples become lists; dicts stay dicts; text stays a list.

Shapes:
    n samples (*) give (n, *).

Raises:
    TypeError: for what no tensor can be made of, as `torch.utils.data.default_collate([print])`.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate

Example:
    >>> torch.utils.data.default_collate([(torch.tensor([1.0]), 5), (torch.tensor([2.0]), 6)])
    [tensor([[1.],
            [2.]]), tensor([5, 6])]
""",
    "default_convert": """One sample, with its arrays as tensors.

    torch.utils.data.default_convert(data) -> Any

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_convert

Example:
    >>> import numpy as np
    >>> torch.utils.data.default_convert({"x": np.array([1, 2])})
    {'x': tensor([1, 2])}
""",
    "get_worker_info": """Which worker of a DataLoader asks: its number and seed; None outside of one.

    torch.utils.data.get_worker_info() -> WorkerInfo, or None

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.get_worker_info

Example:
    >>> print(torch.utils.data.get_worker_info())
    None
""",
    "DistributedSampler": """One process's share of the places, where several train together.

    torch.utils.data.DistributedSampler(dataset, num_replicas=None, rank=None, shuffle=True, seed=0,
            drop_last=False)

Args:
    num_replicas, rank: how many processes there are, and which this is.
    seed: with the epoch, of the shuffling: the same in all processes.
    drop_last: drop what does not divide, instead of repeating some.

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler

Example:
    >>> sampler = torch.utils.data.DistributedSampler([10, 20, 30, 40], num_replicas=2, rank=1, shuffle=False)
    >>> list(sampler)
    [1, 3]
""",
    "DistributedSampler.set_epoch": """Tell the epoch, of which the next order is drawn.

    DistributedSampler.set_epoch(epoch) -> None

See:
    https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler

Example:
    >>> sampler = torch.utils.data.DistributedSampler([10, 20, 30, 40], num_replicas=2, rank=0)
    >>> sampler.set_epoch(1)
    >>> list(sampler)
    [1, 2]
""",
}
