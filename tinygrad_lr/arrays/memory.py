"""Memory that several arrays look at, and how it stays one when they are copied or written to a file.

A copy of a tensor and of its view must be a tensor and its view again. So what is copied is the memory as a whole,
once, and then each array is laid into the copy where it lay before: so many bytes from the beginning, with the same
steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

Place = tuple[
    int, tuple[int, ...], tuple[int, ...]
]  # where an array begins in its memory, its shape, its steps in bytes


def laid(memory: np.ndarray, dtype: Any, place: Place) -> np.ndarray:
    """The array at a place in a memory. ValueError or TypeError where it would reach beyond it."""
    begin, shape, steps = place
    return np.ndarray(shape, dtype, memory, begin, steps)


def place_of(array: np.ndarray, low: int) -> Place:
    """Where an array lies in the memory that begins at the address `low`."""
    return array.__array_interface__["data"][0] - low, array.shape, array.strides


def alone(array: np.ndarray) -> tuple[np.ndarray, Place | None]:
    """A memory that holds an array and nothing else, and its place there; None if it is all of it, in C order."""
    if array.flags.c_contiguous and array.strides == np.empty(array.shape, array.dtype).strides:
        return array[...], None
    low, high = byte_bounds(array)
    memory, place = np.zeros(high - low, np.uint8), place_of(array, low)
    laid(memory, array.dtype, place)[...] = array
    return memory, place


def copied(array: np.ndarray, memo: dict) -> np.ndarray:
    """A deep copy: two arrays that look at one memory look at one copy of it afterwards, if they share the memo."""
    root: Any = array
    base = array.base
    while base is not None:  # NumPy puts objects of its own between
        root, base = base if isinstance(base, np.ndarray) else root, getattr(base, "base", None)
    low, high = byte_bounds(root)
    key = "memory", id(root)
    if key not in memo:
        memo[key] = np.zeros(high - low, np.uint8)
        laid(memo[key], root.dtype, place_of(root, low))[...] = root
        memo.setdefault(id(memo), []).append(root)  # which thus keeps its number for as long as there is the memo
    return laid(memo[key], array.dtype, place_of(array, low)) if array.size else array.copy()


def groups(arrays: Iterable[np.ndarray]) -> list[list[int]]:
    """Which of the arrays, by number, lie in one stretch of memory: those that overlap, directly or through others."""
    bounds = sorted((*byte_bounds(array), i) for i, array in enumerate(arrays) if array.size)
    found: list[list[int]] = []
    end = 0
    for low, high, i in bounds:
        if found and low < end:
            found[-1].append(i)
        else:
            found.append([i])
        end = max(end, high)
    return found
