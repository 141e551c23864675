"""The cells of a CSV file, as text, each with the line that it stands in. pyarrow reads them.

The first line that is not blank names the columns. Nothing is guessed: what is not commas, UTF-8 and rows of one length
is refused, with what it seems to be.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..terminal import BadInput, need

LARGEST = 2**31 - 4096  # bytes: pyarrow's blocks, of which a file is one here, end there
NO_TEXT = {
    b"\xff\xfe": "it is in UTF-16", b"\xfe\xff": "it is in UTF-16", b"\x1f\x8b": "it is compressed by gzip",
    b"PK\x03\x04": "it is a ZIP archive or an Excel file", b"PAR1": "it is a Parquet file", b"BZh": "it is compressed by bzip2",
    b"\xfd7zXZ": "it is compressed by xz", b"\x28\xb5\x2f\xfd": "it is compressed by zstd", b"\x89HDF": "it is an HDF5 file",
}  # fmt: skip
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
END = "\x03"  # stands in a last row of our own: if that row is not there, a quote before it was never closed


@dataclass(frozen=True)
class Cells:
    """A file's columns of text. Rows count from 0; blank ones are left out."""

    path: str
    names: list[str]
    columns: list[Any]  # of pyarrow's strings, without spaces and quotes around them
    records: np.ndarray  # of each row, how many records come before it: the header, rows, blank lines
    breaks: np.ndarray  # of each of all records that have cells: its number, and how many line breaks its cells hold
    above: int  # blank lines before the header
    utf8: bool
    whole: bool  # whether these are all

    @cached_property
    def about_names(self) -> str:
        return "" if self.utf8 else "; the file is not in UTF-8, so letters beyond ASCII are lost: save it as UTF-8"

    def place(self, row: int) -> str:
        return f"{self.path}: row {row + 1} (line {line_of(self.records[row], self.breaks, self.above)})"

    def text(self, row: int, column: int) -> str:
        return str(self.columns[column][row])


def line_of(record: int, breaks: np.ndarray, above: int) -> int:
    """The line in which a record begins: cells before it may have taken several."""
    before = breaks[:, 0] < record
    return int(above + 1 + record + breaks[before, 1].sum())


def read_cells(path: str | Path, most: int = sys.maxsize) -> Cells:
    """BadInput for what cannot be read, is no such file, or has rows of several lengths.

    Of a file of more than `most` bytes so many are read, to the end of a line, or more where they end in a quote.
    """
    csv, compute = (
        need("pyarrow.csv", "--data", "tinygrad_lr[loops]"),
        need("pyarrow.compute", "--data", "tinygrad_lr[loops]"),
    )
    text, utf8, whole = text_of(path, most)
    blank = re.match(r"(?:[^\S\r\n]*(?:\r\n?|\n))*", text)
    above = len(re.findall(r"\r\n?|\n", blank.group())) if blank else 0
    text = text[blank.end() :] if blank else text
    if not text.strip():
        raise BadInput(f"{path}: the file is empty")
    try:
        raw, skipped = parsed(path, csv, text)
    except BadInput:
        if whole:
            raise
        return read_cells(path, 2 * most)
    raw = [column.combine_chunks() for column in raw.columns]
    records = np.setdiff1d(np.arange(len(raw[0]) + len(skipped)), list(skipped))
    counts = sum(compute.count_substring_regex(column, "\r\n?|\n").to_numpy(zero_copy_only=False) for column in raw)
    breaks = np.stack([records, counts], axis=1)
    columns = [compute.utf8_trim_whitespace(column) for column in raw]
    columns = [compute.replace_substring_regex(column, r'^"(.*)"$', r"\1") for column in columns]
    names = header(path, [column[0].as_py() for column in columns])
    filled = np.logical_or.reduce([compute.not_equal(c, "").to_numpy(zero_copy_only=False) for c in columns])
    closed = raw[0][-1].as_py() == END
    if not closed and not whole:
        return read_cells(path, 2 * most)
    if not closed:
        where = line_of(max([*records[-1:], *skipped]), breaks, above)
        raise BadInput(f"{path}: a quote in the row of line {where} is never closed")
    filled[[0, -1]] = False  # the header, and our own row
    for record, (cells, wanted, line) in skipped.items():
        if line.strip():
            row = np.count_nonzero(filled & (records < record)) + 1
            place = f"{path}: row {row} (line {line_of(record, breaks, above)})"
            raise BadInput(f"{place} has {cells} cell{'s' * (cells != 1)}, the header {wanted}")
    columns = [column.filter(filled) for column in columns]
    return Cells(str(path), names, columns, records[filled], breaks, above, utf8, whole)


def text_of(path: str | Path, most: int) -> tuple[str, bool, bool]:
    """What the file holds, whether it is in UTF-8 (numbers can be read in most encodings, names cannot), and whether it is all."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise BadInput(f"cannot read {path}: not a plain file")
        whole = found.st_size <= most
        if min(found.st_size, most) > LARGEST:
            raise BadInput(f"cannot read {path}: it is larger than 2 GiB")
        with Path(path).open("rb") as file:
            content = file.read() if whole else lines_of(file.read(most))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
    kind = next((kind for start, kind in NO_TEXT.items() if content.startswith(start)), None)
    if kind is None and b"\0" in content[:4]:
        kind = "it is in UTF-16 or no text at all"
    if kind is not None:
        raise BadInput(f"{path}: not a CSV file in UTF-8: {kind}")
    try:
        return content.decode("utf-8-sig"), True, whole
    except UnicodeDecodeError:
        return content.decode("utf-8-sig", errors="replace"), False, whole


def lines_of(content: bytes) -> bytes:
    """The beginning of a file, to the end of a line."""
    end = max(content.rfind(b"\n"), content.rfind(b"\r"))
    return content[: end + 1] or content


def parsed(path: str | Path, csv: Any, text: str) -> tuple[Any, dict[int, tuple[int, int, str]]]:
    """Every cell, and beside them, by its number, each record of another length: its cells, the header's, its text."""
    import pyarrow

    skipped: dict[int, tuple[int, int, str]] = {}

    def skip(record: Any) -> str:
        skipped[record.number - 1] = record.actual_columns, record.expected_columns, record.text
        return "skip"

    def options(content: bytes, **names: Any) -> dict[str, Any]:
        reading = csv.ReadOptions(use_threads=False, block_size=len(content) + 1024, **names)
        parsing = csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip)
        return {"read_options": reading, "parse_options": parsing}

    try:
        content = text.encode()
        names = csv.open_csv(
            pyarrow.BufferReader(content), **options(content, autogenerate_column_names=True)
        ).schema.names
        skipped.clear()
        content += ("\n" + ",".join([END] * len(names)) + "\n").encode()
        strings = csv.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.string()), strings_can_be_null=False)
        found = options(content, column_names=names)
        return csv.read_csv(pyarrow.BufferReader(content), **found, convert_options=strings), skipped
    except ValueError as error:
        why = "a quote is never closed" if text.count('"') % 2 else error
        raise BadInput(f"{path}: not a CSV file: {why}") from None


def header(path: str | Path, names: list[str]) -> list[str]:
    """The names of the columns, which those without one get from their place. BadInput for what cannot be names."""
    other = next((words for sign, words in SEPARATORS.items() if sign in names[0]), None)
    if len(names) == 1 and other:
        raise BadInput(f"{path}: the cells are separated by {other}; they must be separated by commas")
    for i, name in enumerate(names, 1):
        if "\0" in name:
            raise BadInput(f"{path}: the name of column {i} holds a NUL character")
    names = [name or f"column {i}" for i, name in enumerate(names, 1)]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"{path}: two columns are called {twice!r}")
    return names
