"""Tables that are larger than memory: read again in every epoch, a block of rows at a time.

One pass before training finds the mean and the deviation of every feature, and the rows that losses are told of: every
fifth row is held back for testing, or fewer where these are too many to be held. Training goes through the files in
their order; rows are shuffled within blocks, so a table that is sorted by something should be written in another order
first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from .sources import Csv, Files, format_of
from .table import Table, read_csv

HELD = 1 << 27  # bytes of a file of text, or of numbers, that are held in memory: larger tables are streamed
SAMPLE = 1 << 24  # bytes of the rows that losses are told of, in training and in testing
WINDOW = 1 << 16  # rows that are shuffled together


class Moments:
    """Means and deviations of columns, of blocks that come one after the other.

    Source: Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962), 419;
    whole blocks are joined as by Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
    variances" (1979): with δ the difference of two means, n = m + k rows, and M the sum of squares around the mean,

        mean += δ k/n        M += M_block + δ² m k/n
    """

    def __init__(self, columns: int) -> None:
        self.rows, self.mean, self.squares = 0, np.zeros(columns), np.zeros(columns)
        self.least, self.most = np.full(columns, np.inf), np.full(columns, -np.inf)

    def add(self, block: np.ndarray) -> None:
        """Take rows (k, columns), k > 0, into account."""
        k, mean = len(block), block.mean(axis=0)
        total, apart = self.rows + k, mean - self.mean
        self.mean += apart * (k / total)
        self.squares += ((block - mean) ** 2).sum(axis=0) + apart**2 * (self.rows * k / total)
        self.rows = total
        self.least, self.most = np.minimum(self.least, block.min(axis=0)), np.maximum(self.most, block.max(axis=0))

    def scale(self) -> np.ndarray:
        """The population standard deviations; 1 for a column of one value, whose rounded mean may be beside it."""
        return np.where(self.least == self.most, 1.0, np.sqrt(self.squares / self.rows))


class Stream:
    """A table whose rows are read when they are needed. BadInput for whatever cannot be trained on."""

    def __init__(self, files: Files) -> None:
        self.names, self.source, self.left_out = files.names, str(files.path), files.left_out
        self.notes = files.notes
        self.files, self.moments = files, Moments(len(files.names))
        self.every = 5  # one row in so many is held back
        self.look()

    @property
    def rows(self) -> int:
        """How many there are, with those held back."""
        return self.moments.rows

    def look(self) -> None:
        """The one pass before training: the moments, and two samples of rows, of which `every` grows until they are small."""
        rows = 0
        samples: list[list[np.ndarray]] = [[], []]  # of the rows held back, and of those that come after each of them
        for block in self.files.blocks():
            if len(block):
                self.moments.add(block[:, :-1])
                for which, sample in enumerate(samples):
                    sample.append(block[(which - rows) % self.every :: self.every].copy())  # not a view of all
                rows += len(block)
            if sum(part.nbytes for part in samples[0]) > SAMPLE:
                samples = [[np.concatenate(sample)[::2]] for sample in samples]
                self.every *= 2
        self.test, self.training = (self.standardised(np.concatenate(sample)) for sample in samples)

    def standardised(self, block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """x (n, features) and y (n,) of rows as they stand in the files, in float32."""
        x = (block[:, :-1] - self.moments.mean) / self.moments.scale()
        return x.astype(np.float32), block[:, -1].astype(np.float32)

    def split(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """x_train, y_train, x_test, y_test, as a Table's; of the rows that are trained on, a sample."""
        return *self.training, *self.test

    def windows(self, size: int) -> Iterator[np.ndarray]:
        """All rows but those held back, as they stand in the files, `size` at a time."""
        held: list[np.ndarray] = []
        rows = many = 0
        for block in self.files.blocks():
            kept = block[(np.arange(rows, rows + len(block)) % self.every) != 0]
            rows += len(block)
            while len(kept):
                held.append(kept[: size - many])
                kept, many = kept[size - many :], many + len(held[-1])
                if many == size:
                    yield np.concatenate(held)
                    held, many = [], 0
        if held:
            yield np.concatenate(held)

    def batches(
        self, fw: Any, batch_size: int, place: dict[str, Any], shape: tuple[int, ...] = (), rank: int = 0, many: int = 1
    ) -> Any:
        """An IterableDataset of `fw` that gives whole batches, x (rows, features) and y (rows, *shape).

        Of `many` processes each has another part of every window, all as many rows.

        Each epoch draws a seed from the default generator, which with the window's number seeds the order of its rows.
        """

        class Batches(fw.utils.data.IterableDataset):  # type: ignore[misc]
            def __iter__(dataset) -> Iterator[tuple[Any, Any]]:
                seed = int(fw.randint(2**31, (1,)))
                share = batch_size * many
                for number, window in enumerate(self.windows(share * max(1, WINDOW // share))):
                    order = fw.randperm(len(window), generator=fw.Generator().manual_seed(seed + number)).numpy()
                    own = order[: len(order) // many * many][rank::many]  # all have as many
                    if len(own):
                        x, y = (fw.from_numpy(part).to(**place) for part in self.standardised(window[own]))
                        yield from zip(x.split(batch_size), y.view(-1, *shape).split(batch_size))

        return Batches()


def read_table(path: str | Path, target: str) -> Table | Stream:
    """The table in a CSV, Parquet or Arrow IPC file, or in a folder of them: in memory, or as a Stream if it is large."""
    path = Path(path)
    if not os.path.isdir(path) and format_of(path) is Csv and path.stat().st_size <= HELD:
        return read_csv(path, target)
    files = Files(path, target)
    rows = held(files)
    return Stream(files) if rows is None else Table.of_rows(rows, files.names, str(path), files.left_out, files.notes)


def held(files: Files) -> np.ndarray | None:
    """All rows, if they can be held in memory."""
    blocks: list[np.ndarray] = [np.empty((0, len(files.names) + 1))]
    for block in files.blocks():
        blocks.append(block)
        if sum(each.nbytes for each in blocks) > HELD:
            return None
    return np.concatenate(blocks)
