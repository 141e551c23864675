"""How samples become a batch."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from ...arrays.dtype import float64
from ...core.tensor import Tensor
from ...frontend.creation import as_tensor, tensor
from ...frontend.shapes import stack


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
    """A container like the sample, with attributes of its own too, if there is a way to make one of values, else a plain
    one; a list for a tuple."""
    if isinstance(sample, tuple):
        return type(sample)(*values) if hasattr(sample, "_fields") else values
    try:
        if not isinstance(sample, (MutableMapping, MutableSequence)):
            return type(sample)(values)
        clone: Any = copy.copy(sample)
        if isinstance(clone, MutableMapping):
            clone.update(values)
        else:
            for i, value in enumerate(values):
                clone[i] = value
        return clone
    except TypeError:
        return values
