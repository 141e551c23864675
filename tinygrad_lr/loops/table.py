"""Tables of numbers to train on: any CSV file, or the diabetes table that scikit-learn ships.

Features are standardised over all rows, (x − mean) / population standard deviation, and one row in five is
held back for testing: the first fifth of `RandomState(42).permutation(n)`, which is scikit-learn's
`train_test_split`.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .progress import BadInput


@dataclass(frozen=True)
class Table:
    """Numeric features (rows, features) and a target (rows,), both float64, as they stand in their source."""

    features: np.ndarray
    target: np.ndarray
    names: tuple[str, ...]  # of the features
    source: str
    left_out: tuple[str, ...] = ()  # columns of text

    def split(self, seed: int = 42) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """x_train, y_train, x_test, y_test: standardised, in float32."""
        std = self.features.std(axis=0)
        x = (self.features - self.features.mean(axis=0)) / np.where(std == 0, 1.0, std)
        order = np.random.RandomState(seed).permutation(len(x))
        held_back = math.ceil(0.2 * len(x))
        test, train = order[:held_back], order[held_back:]
        x, y = x.astype(np.float32), self.target.astype(np.float32)
        return x[train], y[train], x[test], y[test]


def diabetes() -> Table:
    """442 patients, ten measurements each; the target is the progression of their diabetes after a year."""
    try:
        from sklearn.datasets import load_diabetes
    except ImportError:
        raise BadInput(
            "the default table of songs comes with scikit-learn, which is not installed: "
            "pip install 'tinygrad_lr[loops]', or give --data FILE --target COLUMN"
        ) from None
    data = load_diabetes(scaled=False)
    return Table(data.data, data.target, tuple(data.feature_names), "diabetes")


def read_csv(path: str | Path, target: str) -> Table:
    """A CSV file with a header line. BadInput, naming file, line and column, for whatever cannot be trained
    on.

    A column that holds a number in fewer than half of its rows is text, such as a name, and is left out.
    """
    header, lines, rows = _cells(path)
    if target not in header:
        raise BadInput(f"{path}: no column {target!r}; its columns are {', '.join(header)}")
    columns = {name: _numbers([row[i] for row in rows]) for i, name in enumerate(header)}
    left_out = [name for name, (_, good) in columns.items() if 2 * good.sum() < len(rows) and name != target]
    kept = [name for name in header if name not in left_out and name != target]
    for name in [*kept, target]:
        good = columns[name][1]
        if not good.all():
            row = int(np.argmin(good))
            cell = rows[row][header.index(name)]
            what = f"{cell!r} is not a finite number" if cell.strip() else "the cell is empty"
            raise BadInput(f"{path}: row {row + 1} (line {lines[row]}), column {name!r}: {what}")
    if not kept:
        raise BadInput(f"{path}: no numeric column beside the target {target!r}")
    if len(rows) < 2:
        raise BadInput(f"{path}: one row of data cannot be split into training and test")
    features = np.stack([columns[name][0] for name in kept], axis=1)
    return Table(features, columns[target][0], tuple(kept), str(path), tuple(left_out))


def _cells(path: str | Path) -> tuple[list[str], list[int], list[list[str]]]:
    """The header, and the line number and the cells of every row."""
    try:
        # Only numbers are used: a name in another encoding must not stop the reading.
        with open(path, newline="", encoding="utf-8-sig", errors="replace") as file:
            reader = csv.reader(file)
            header = [name.strip() for name in next(reader, [])]
            numbered = [(reader.line_num, row) for row in reader if row]
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
    except csv.Error as error:
        raise BadInput(f"{path}: not a CSV file: {error}") from None
    if not header or not numbered:
        raise BadInput(f"{path}: no rows of data" if header else f"{path}: the file is empty")
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise BadInput(f"{path}: two columns are called {twice!r}")
    for n, (line, row) in enumerate(numbered, 1):
        if len(row) != len(header):
            raise BadInput(f"{path}: row {n} (line {line}) has {len(row)} cells, the header {len(header)}")
    return header, [line for line, _ in numbered], [row for _, row in numbered]


def _numbers(cells: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The cells as numbers, and which of them are finite numbers."""
    values = np.array([_number(cell) for cell in cells])
    return values, np.isfinite(values)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
