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
from .cells import read_cells
from .table import check as check_column
from .table import is_nameless, is_nothing, is_text, notes_on, numbers

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
    """A CSV file. Its first block is read with the care of `cells`, and tells what its columns are; what is longer is
    parsed as it comes."""

    kind = "a CSV file"

    def __init__(self, path: Path) -> None:
        arrow, cells = need("pyarrow", "--data", INSTALL), read_cells(path, BLOCK)
        kinds = ["string" if is_text(numbers(column)) else "float64" for column in cells.columns]
        self.path, self.names, self.above, self.whole = path, cells.names, cells.above, cells.whole
        self.about_names = cells.about_names
        self.nameless = {name for i, name in enumerate(self.names) if is_nameless(cells, i)}
        self.schema = arrow.schema([x for i, x in enumerate(zip(self.names, kinds)) if not is_nothing(cells, i)])

    def batches(self, names: list[str], rows: int) -> Iterator[Any]:
        """These columns, in record batches of about so many rows."""
        yield from self.checked(names) if self.whole else self.parsed(names)

    def checked(self, names: list[str]) -> Iterator[Any]:
        """All rows at once. BadInput, naming the line, for a cell that cannot be trained on."""
        cells, found = read_cells(self.path), []
        for i in map(cells.names.index, names):
            found.append(numbers(cells.columns[i]))
            check_column(cells, i, found[-1])
        yield need("pyarrow", "--data", INSTALL).RecordBatch.from_arrays(found, names)

    def parsed(self, names: list[str]) -> Any:
        """A reader of blocks from the first row on."""
        csv = need("pyarrow.csv", "--data", INSTALL)
        reading = csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=self.names)
        reading.skip_rows, reading.skip_rows_after_names = self.above, 1  # blank lines, and the header
        rules = csv.ParseOptions(newlines_in_values=True, invalid_row_handler=blank_or_wrong)
        options = csv.ConvertOptions(null_values=[""], true_values=[], false_values=[], include_columns=names)
        options.column_types = dict.fromkeys(names, "float64")
        return csv.open_csv(self.path, reading, rules, options)


def blank_or_wrong(record: Any) -> str:
    """What pyarrow is to do with a row of another length."""
    return "error" if record.text.strip() else "skip"


INSTALL = "tinygrad_lr[loops]"
ARROW, PARQUET = b"ARROW1", b"PAR1"  # begin such files
STREAM = b"\xff\xff\xff\xff"  # begins the messages of Arrow's stream format


class Files:
    """A table in one file or several, of which `names` are features. BadInput, in one line, for what cannot be trained on."""

    def __init__(self, path: Path, target: str) -> None:
        self.path = path
        self.files = {each: opened(each) for each in files_in(path)}
        first, file = next(iter(self.files.items()))
        kinds = kinds_of(first, file)
        self.target = target = target if target in kinds else target.strip()
        if target not in kinds:
            known = ", ".join(list(kinds)[:20]) + (", ..." if len(kinds) > 20 else "")
            about = getattr(file, "about_names", "")
            raise BadInput(f"{first}: no column {target!r}; its columns are {known}{about}")
        if not is_number(kinds[target]):
            raise BadInput(f"{first}: the target {target!r} is no column of numbers, but of {kinds[target]}")
        self.names = tuple(name for name, kind in kinds.items() if is_number(kind) and name != target)
        self.left_out = tuple(name for name, kind in kinds.items() if not is_number(kind))
        if not self.names:
            raise BadInput(f"{first}: no numeric column beside the target {target!r}")
        for other, file in self.files.items():
            check_alike(first, kinds, other, kinds_of(other, file))
        self.notes = tuple(
            note for path, file in self.files.items() if type(file) is Csv for note in self.notes_on(path, file)
        )

    def notes_on(self, path: Path, file: Csv) -> list[str]:
        return notes_on(path, [name for name in self.names if name in file.nameless], file.about_names)

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
