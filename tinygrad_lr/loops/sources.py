"""The files that a table lies in, a block of rows at a time: CSV, Parquet and Arrow IPC, or a folder of them. pyarrow reads them.

Nothing but the block is held: Arrow's and Parquet's files are mapped, and CSV is parsed as it comes. Columns of numbers
are features; the others are left out, and told. All files of a folder must have the same columns.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays.errors import first_line
from ..terminal import BadInput, need

SUFFIXES = ".csv", ".parquet", ".arrow", ".feather", ".ipc"  # of the files in a folder
BLOCK = 1 << 22  # bytes of numbers in a block of rows, and of text in one of CSV


class Parquet:
    """A Parquet file, mapped, whose columns are unpacked a page at a time."""

    kind = "a Parquet file"

    def __init__(self, path: Path) -> None:
        # Without reading ahead: a group of rows may be as large as the file.
        self.file = need("pyarrow.parquet", "--data", INSTALL).ParquetFile(path, memory_map=True, pre_buffer=False)
        self.schema = self.file.schema_arrow

    def batches(self, names: list[str], rows: int) -> Iterator[Any]:
        """These columns, in record batches of about so many rows."""
        yield from self.file.iter_batches(rows, columns=names, use_threads=False)


class Arrow:
    """A file in Arrow's IPC format, or in its stream format, mapped: of what is not compressed nothing is copied."""

    kind = "an Arrow IPC file"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.schema = self.open().schema

    def open(self, names: list[str] | None = None) -> Any:
        """A reader from the first row on, of these columns or of all."""
        arrow = need("pyarrow", "--data", INSTALL)
        included = None if names is None else [self.schema.get_field_index(name) for name in names]
        options = arrow.ipc.IpcReadOptions(included_fields=included, use_threads=False)
        mapped = arrow.memory_map(str(self.path))
        kept = mapped.read_buffer(len(ARROW)).to_pybytes() == ARROW
        mapped.seek(0)
        return (arrow.ipc.open_file if kept else arrow.ipc.open_stream)(mapped, options=options)

    def batches(self, names: list[str], rows: int) -> Iterator[Any]:
        """These columns, in record batches of about so many rows."""
        reader = self.open(names)
        many = getattr(reader, "num_record_batches", None)
        for whole in reader if many is None else map(reader.get_batch, range(many)):
            for start in range(0, len(whole), rows):
                yield whole.slice(start, rows)


class Csv:
    """A CSV file, parsed as it comes; which columns hold numbers is seen from its first block."""

    kind = "a CSV file"

    def __init__(self, path: Path) -> None:
        self.path, self.schema = path, None
        self.schema = self.open().schema  # as the first block has it

    def open(self, names: list[str] | None = None) -> Any:
        """A reader from the first row on, of these columns or of all."""
        csv = need("pyarrow.csv", "--data", INSTALL)
        options = csv.ConvertOptions(null_values=[""], true_values=[], false_values=[])
        if names is not None:
            options.include_columns, options.column_types = names, dict.fromkeys(names, "float64")
        return csv.open_csv(self.path, csv.ReadOptions(use_threads=False, block_size=BLOCK), None, options)

    def batches(self, names: list[str], rows: int) -> Iterator[Any]:
        """These columns, in record batches of about so many rows."""
        yield from self.open(names)


INSTALL = "tinygrad_lr[loops]"
ARROW, PARQUET = b"ARROW1", b"PAR1"  # begin such files
STREAM = b"\xff\xff\xff\xff"  # begins the messages of Arrow's stream format


class Files:
    """A table in one file or several, of which `names` are features. BadInput, in one line, for what cannot be trained on."""

    def __init__(self, path: Path, target: str) -> None:
        self.path, self.target = path, target
        self.files = {each: opened(each) for each in files_in(path)}
        first, file = next(iter(self.files.items()))
        kinds = kinds_of(first, file)
        if target not in kinds:
            known = ", ".join(list(kinds)[:20]) + (", ..." if len(kinds) > 20 else "")
            raise BadInput(f"{first}: no column {target!r}; its columns are {known}")
        if not is_number(kinds[target]):
            raise BadInput(f"{first}: the target {target!r} is no column of numbers, but of {kinds[target]}")
        self.names = tuple(name for name, kind in kinds.items() if is_number(kind) and name != target)
        self.left_out = tuple(name for name, kind in kinds.items() if not is_number(kind))
        if not self.names:
            raise BadInput(f"{first}: no numeric column beside the target {target!r}")
        for other, file in self.files.items():
            check_alike(first, kinds, other, kinds_of(other, file))

    def blocks(self) -> Iterator[np.ndarray]:
        """Rows of features and, last, the target, float64. BadInput for a cell that is no finite number in float32."""
        names = [*self.names, self.target]
        rows = max(1, BLOCK // (8 * len(names)))
        for path, file in self.files.items():
            before = 0
            with reading(path, file.kind):
                for batch in file.batches(names, rows):
                    block = np.empty((len(batch), len(names)))
                    for i, name in enumerate(names):
                        block[:, i] = batch[name].cast("float64", safe=False).to_numpy(zero_copy_only=False)
                    check(path, before, names, batch, block)
                    before += len(batch)
                    yield block


def files_in(path: Path) -> list[Path]:
    """The file itself, or the tables in a folder, by name."""
    if not os.path.isdir(path):
        return [path]
    found = sorted(each for each in path.iterdir() if each.suffix.lower() in SUFFIXES and not each.is_dir())
    if not found:
        raise BadInput(f"{path}: no table in this folder; their names end in {', '.join(SUFFIXES)}")
    return found


def format_of(path: Path) -> type[Any]:
    """What a file is, by its first bytes. BadInput where it cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput(f"cannot read {path}: not a plain file")
        with path.open("rb") as file:
            start = file.read(len(ARROW))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
    if start.startswith(PARQUET):
        return Parquet
    return Arrow if start.startswith((ARROW, STREAM)) else Csv


def opened(path: Path) -> Any:
    """The file, with its `schema` read. BadInput where it is empty or damaged."""
    kind = format_of(path)
    if not path.stat().st_size:
        raise BadInput(f"{path}: the file is empty")
    with reading(path, kind.kind):
        return kind(path)


@contextlib.contextmanager
def reading(path: Path, kind: str) -> Iterator[None]:
    """What pyarrow finds wrong with a file is one line, which names it."""
    errors = need("pyarrow", "--data", INSTALL).ArrowException
    try:
        yield
    except (errors, OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: damaged, or not {kind}: {first_line(error)}") from None


def kinds_of(path: Path, file: Any) -> dict[str, Any]:
    """The types of a file's columns by their names. BadInput where two have the same."""
    names = file.schema.names
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"{path}: two columns are called {twice!r}")
    return dict(zip(names, file.schema.types))


def is_number(kind: Any) -> bool:
    """Whether a column of this pyarrow type can be trained on."""
    from pyarrow import types

    tests = types.is_integer, types.is_floating, types.is_decimal, types.is_boolean
    return any(test(kind) for test in tests)


def check_alike(first: Path, kinds: dict[str, Any], path: Path, others: dict[str, Any]) -> None:
    """BadInput unless two files have columns of the same names, and numbers in the same of them."""
    missing, more = [n for n in kinds if n not in others], [n for n in others if n not in kinds]
    if missing:
        raise BadInput(f"{path}: no column {missing[0]!r}, which {first} has")
    if more:
        raise BadInput(f"{path}: a column {more[0]!r}, which {first} has not")
    for name, kind in kinds.items():
        if is_number(kind) != is_number(others[name]):
            raise BadInput(f"{path}: column {name!r} is of {others[name]}, in {first} of {kind}")


def check(path: Path, before: int, names: list[str], batch: Any, block: np.ndarray) -> None:
    """BadInput if a block, with so many rows of its file before it, has a cell that cannot be trained on."""
    good = np.abs(block) <= np.finfo(np.float32).max
    if good.all():
        return
    row, i = np.argwhere(~good)[0]
    what = f"{block[row, i]!s} is not a finite number"
    if np.isfinite(block[row, i]):
        what = f"{block[row, i]!s} is too large for float32"
    elif not batch[names[i]][int(row)].is_valid:
        what = "the cell is empty"
    raise BadInput(f"{path}: row {before + row + 1}, column {names[i]!r}: {what}")
