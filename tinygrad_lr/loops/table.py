"""Tables of numbers that are held in memory: a CSV file, or the diabetes table that scikit-learn ships.

Features are standardised over all rows, (x − mean) / population standard deviation, and one row in five is
held back for testing: the first fifth of `RandomState(42).permutation(n)`, which is scikit-learn's
`train_test_split`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..terminal import NUMBER, BadInput, need
from .cells import Cells, read_cells


@dataclass(frozen=True)
class Table:
    """Numeric features (rows, features) and a target (rows,), both float64, as they stand in their source."""

    features: np.ndarray
    target: np.ndarray
    names: tuple[str, ...]  # of the features
    source: str
    left_out: tuple[str, ...] = ()  # columns of text
    notes: tuple[str, ...] = ()  # what else whoever trains on it should know

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.target)

    @classmethod
    def of_rows(cls, rows: np.ndarray, names: tuple[str, ...], source: str, *more: tuple[str, ...]) -> Table:
        """A table of rows (n, features + 1) whose last column is the target. BadInput for fewer than two."""
        if len(rows) < 2:
            what = "one row of data cannot be split into training and test" if len(rows) else "no rows of data"
            raise BadInput(f"{source}: {what}")
        return cls(rows[:, :-1], rows[:, -1], names, source, *more)

    def split(self, seed: int = 42) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """x_train, y_train, x_test, y_test: standardised, in float32."""
        constant = np.ptp(self.features, axis=0) == 0  # whose rounded mean may be beside it
        x = (self.features - self.features.mean(axis=0)) / np.where(constant, 1.0, self.features.std(axis=0))
        order = np.random.RandomState(seed).permutation(len(x))
        held_back = math.ceil(0.2 * len(x))
        test, train = order[:held_back], order[held_back:]
        x, y = x.astype(np.float32), self.target.astype(np.float32)
        return x[train], y[train], x[test], y[test]


def diabetes() -> Table:
    """442 patients, ten measurements each; the target is the progression of their diabetes after a year."""
    instead = "tinygrad_lr[loops]', or give songs '--data FILE --target COLUMN"
    data = need("sklearn.datasets", "the default table of songs", instead).load_diabetes(scaled=False)
    return Table(data.data, data.target, tuple(data.feature_names), "diabetes")


def read_csv(path: str | Path, target: str) -> Table:
    """A CSV file with a header line. BadInput, naming file, line and column, for whatever cannot be trained
    on.

    A column that holds a number in fewer than half of its rows is text, such as a name, and is left out.
    """
    cells = read_cells(path)
    names, rows = cells.names, len(cells.records)
    target = target if target in names else target.strip()
    if target not in names:
        known = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
        raise BadInput(f"{path}: no column {target!r}; its columns are {known}{cells.about_names}")
    if not rows:
        raise BadInput(f"{path}: no rows of data")
    columns = [numbers(column) for column in cells.columns]
    text = [is_text(column) and name != target for name, column in zip(names, columns)]
    kept = [i for i, name in enumerate(names) if not text[i] and name != target]
    for i in (*kept, names.index(target)):
        check(cells, i, columns[i])
    if not kept:
        raise BadInput(f"{path}: no numeric column beside the target {target!r}")
    left_out = [name for i, name in enumerate(names) if text[i] and not is_nothing(cells, i)]
    notes = notes_on(path, [names[i] for i in kept if is_nameless(cells, i)], cells.about_names)
    found = np.stack([columns[i] for i in (*kept, names.index(target))], axis=1)
    return Table.of_rows(found, tuple(names[i] for i in kept), str(path), tuple(left_out), tuple(notes))


def numbers(column: Any) -> np.ndarray:
    """The cells as numbers, float64; nan for what is none, and inf for what is too large."""
    import pyarrow.compute as compute

    is_number = compute.match_substring_regex(column, f"^{NUMBER}$")
    unsigned = compute.replace_substring_regex(column, r"^\+", "")
    found: np.ndarray = compute.cast(compute.if_else(is_number, unsigned, "nan"), "float64").to_numpy(
        zero_copy_only=False
    )
    return found


def notes_on(path: str | Path, nameless: list[str], about_names: str) -> list[str]:
    """What whoever trains on a file should know of its columns' names."""
    notes = [f"{name} of {path} has no name; it is trained on" for name in nameless]
    return notes + ([f"{path}{about_names[1:].replace(' the file', '')}"] if about_names else [])


def is_text(column: np.ndarray) -> bool:
    """Whether fewer than half of a column's cells are numbers."""
    return bool(2 * np.isfinite(column).sum() < len(column))


def is_nameless(cells: Cells, i: int) -> bool:
    """Whether the header has no name for a column."""
    return cells.names[i] == f"column {i + 1}"


def is_nothing(cells: Cells, i: int) -> bool:
    """Whether a column has neither a name nor a cell, as a comma at the end of every line makes one."""
    return is_nameless(cells, i) and all(cell == "" for cell in cells.columns[i].unique().to_pylist())


def check(cells: Cells, i: int, column: np.ndarray) -> None:
    """BadInput if a column holds anything but numbers that float32 holds too."""
    good = np.abs(column) <= np.finfo(np.float32).max
    if good.all():
        return
    row = int(np.argmin(good))
    cell = cells.text(row, i)
    what = f"{cell!r} is not a finite number" if cell else "the cell is empty"
    if np.isfinite(column[row]):
        what = f"{cell} is too large for float32"
    raise BadInput(f"{cells.place(row)}, column {cells.names[i]!r}: {what}{cells.about_names}")
