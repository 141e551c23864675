"""CSV files as people have them: understood, or refused with the cause; never misread."""

import codecs
import gzip

import numpy as np
import pytest

from tinygrad_lr.loops.stream import read_table
from tinygrad_lr.loops.table import read_csv
from tinygrad_lr.terminal import BadInput

pytest.importorskip("pyarrow")
ROWS = [(i, 2 * i + 1, 3.5 * i - 2) for i in range(1, 11)]
FEATURES = [[float(a), float(b)] for a, b, _ in ROWS]


def table(separator=",", names=("a", "b", "y"), show=str, end="\n", quote=""):
    """The ten rows as text."""
    lines = [names, *([show(value) for value in row] for row in ROWS)]
    return end.join(separator.join(f"{quote}{cell}{quote}" for cell in line) for line in lines) + end


PLAIN = table()
UNDERSTOOD = {
    "plain": PLAIN, "no last line break": PLAIN.rstrip("\n"), "CR LF": table(end="\r\n"), "CR": table(end="\r"),
    "quoted": table(quote='"'), "spaces": table(separator=", "), "spaces before quotes": table(separator=", ", quote='"'),
    "tabs around": table(separator=" ,\t"), "blank lines first": "\n\n  \n" + PLAIN, "blank lines": PLAIN.replace("\n", "\n\n"),
    "lines of spaces": PLAIN.replace("\n", "\n   \n"), "rows of empty cells": PLAIN + ",,\n,,\n", "blank lines last": PLAIN + "\n\n \n",
    "a byte order mark": codecs.BOM_UTF8.decode("latin-1") + PLAIN, "signs": table(show=lambda v: f"{v:+}"),
    "exponents": table(show=lambda v: f"{v:.17e}"), "upper case": table(show=lambda v: f"{v:.3E}"),
    "no zeros": table(show=lambda v: str(v).rstrip("0") if "." in str(v) else f"{v}."), "many zeros": table(show=lambda v: f"{v:020.4f}"),
    "a text column": PLAIN.replace("a,", "a,t,", 1).replace("\n", "\n", 1).replace(",", ",", 1) and "\n".join(
        line.replace(",", ",t," if i == 0 else f',"it, {i}",', 1) for i, line in enumerate(PLAIN.splitlines())),
    "line breaks in cells": "\n".join(line.replace(",", ",t," if i == 0 else f',"two\nlines\n{i}",', 1) for i, line in enumerate(PLAIN.splitlines())),
    "doubled quotes": "\n".join(line.replace(",", ',"a ""t""",' if i == 0 else f',"""{i}"" x",', 1) for i, line in enumerate(PLAIN.splitlines())),
    "commas at the ends": PLAIN.replace("\n", ",\n"), "two commas at the ends": PLAIN.replace("\n", ",,\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNDERSTOOD)
def test_what_is_understood(kind, tmp_path):
    (tmp_path / "t.csv").write_bytes(UNDERSTOOD[kind].encode("latin-1"))
    found = read_csv(tmp_path / "t.csv", "y")
    assert found.features.tolist() == FEATURES
    assert found.target.tolist() == [y for *_, y in ROWS]
    assert found.names == ("a", "b")
    assert found.left_out in ((), ("t",), ('a "t"',))
    assert found.notes == ()


def rows(extra):
    """The ten rows, and one more line, the 12th."""
    return PLAIN + extra + "\n"


LAST = r"row 11 \(line 12\), column '{}': {} is not a finite number"
REFUSED = {  # content, target, what is said
    "semicolons": (table(separator=";"), "y", "the cells are separated by semicolons; they must be separated by commas"),
    "semicolons and decimal commas": (table(";", show=lambda v: str(v).replace(".", ",")), "y", "separated by semicolons"),
    "tabs": (table("\t"), "y", "separated by tabs"), "bars": (table("|"), "y", "separated by vertical bars"),
    "decimal commas": (table(show=lambda v: str(v).replace(".", ",")), "y", r"row 1 \(line 2\) has 4 cells, the header 3"),
    "quoted decimal commas": (table(show=lambda v: str(v).replace(".", ","), quote='"'), "y", "column 'y': '1,5' is not a finite number"),
    "thousands": (table(show=lambda v: f"{1000 * v:,.0f}", quote='"'), "y", "'1,000' is not a finite number|'1,500' is not"),
    "underscores": (rows("1_000,2,3"), "y", LAST.format("a", "'1_000'")), "Arabic digits": (rows("1,٣,3"), "y", LAST.format("b", "'٣'")),
    "full-width digits": (rows("1,１２,3"), "y", LAST.format("b", "'１２'")), "Fortran": (rows("1,2,3.5D2"), "y", LAST.format("y", r"'3\.5D2'")),
    "hexadecimal": (rows("0x10,1,4"), "y", LAST.format("a", "'0x10'")), "a dollar": (rows("1,$2,3"), "y", LAST.format("b", r"'\$2'")),
    "per cent": (rows("1,2%,3"), "y", LAST.format("b", "'2%'")), "NA": (rows("NA,3,4"), "y", LAST.format("a", "'NA'")),
    "nan": (rows("nan,3,4"), "y", LAST.format("a", "'nan'")), "inf": (rows("1,3,-inf"), "y", LAST.format("y", "'-inf'")),
    "too large": (rows("1e400,3,4"), "y", LAST.format("a", "'1e400'")), "too large for float32": (rows("1,3,4e38"), "y", "column 'y': 4e38 is too large for float32"),
    "an empty cell": (rows("5,,4"), "y", r"row 11 \(line 12\), column 'b': the cell is empty"),
    "an operator": (rows("1,2-3,4"), "y", LAST.format("b", "'2-3'")), "two signs": (rows("1,--2,4"), "y", LAST.format("b", "'--2'")),
    "a true": (rows("true,2,3"), "y", LAST.format("a", "'true'")), "NUL in a cell": (rows("1,2\0,3"), "y", LAST.format("b", r"'2\\x00'")),
    "a short row": (rows("1,2"), "y", r"row 11 \(line 12\) has 2 cells, the header 3"),
    "a long row": (rows("1,2,3,4"), "y", r"row 11 \(line 12\) has 4 cells, the header 3"),
    "a short row after blank lines": ("\n\n" + rows("\n\n1,2"), "y", r"row 11 \(line 16\) has 2 cells, the header 3"),
    "commas at the ends of rows alone": (PLAIN.replace("\n", ",\n").replace("y,", "y"), "y", "has 4 cells, the header 3"),
    "an open quote in the header": ('"a,y\n1,2\n', "y", "a quote is never closed"),
    "an open quote": (rows('"1,2,3\n4,5,6'), "y", r"a quote in the row of line 12 is never closed"),
    "an open quote in the last column": (rows('1,2,"3\n4,5,6\n7,8,9'), "y", "a quote in the row of line 12 is never closed"),
    "an open quote in a text": ("t,y\n" + "x,1\n" * 9 + '5,"x\n7,2\n8,3\n', "y", "a quote in the row of line 11 is never closed"),
    "UTF-16": (PLAIN.encode("utf-16"), "y", "not a CSV file in UTF-8: it is in UTF-16"),
    "UTF-16, big": (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), "y", "it is in UTF-16"),
    "UTF-16 without a mark": (PLAIN.encode("utf-16-le"), "y", "it is in UTF-16 or no text at all"),
    "UTF-32": (PLAIN.encode("utf-32"), "y", "it is in UTF-16"), "gzip": (gzip.compress(PLAIN.encode()), "y", "compressed by gzip"),
    "a workbook": (b"PK\x03\x04" + b"x" * 99, "y", "ZIP archive or an Excel file"), "Parquet": (b"PAR1" + b"x" * 99, "y", "Parquet"),
    "Latin-1": ("café,b,y\n".encode("latin-1") + PLAIN.encode()[6:], "café", "no column 'café'.*the file is not in UTF-8"),
    "two of Latin-1": ("é,è,y\n".encode("latin-1") + PLAIN.encode()[6:], "y", "two columns are called"),
    "twice": ("a,a,y\n" + PLAIN[6:], "y", "two columns are called 'a'"), "NUL in a name": ("alpha\0,b,y\n" + PLAIN[6:], "y", "the name of column 1 holds a NUL"),
    "a comment": ("# by hand\n" + PLAIN, "y", "no column 'y'|has 3 cells, the header 1"), "no header": (PLAIN[6:], "y", "no column 'y'; its columns are 1, 3, 1.5"),
    "another case": (PLAIN, "Y", "no column 'Y'; its columns are a, b, y"), "a title": ("data,,\n" + PLAIN, "y", "no column 'y'"),
    "empty": ("", "y", "the file is empty"), "blank": (" \n\n\t\n", "y", "the file is empty"), "header only": ("a,y\n", "y", "no rows of data"),
    "header and blank lines": ("a,y\n\n \n,\n", "y", "no rows of data"), "one row": ("a,y\n1,2\n", "y", "one row of data cannot be split"),
    "only the target": ("y\n1\n2\n3\n", "y", "no numeric column beside the target"),
    "text for a target": ("a,y\n" + "1,x\n" * 9, "y", r"row 1 \(line 2\), column 'y': 'x' is not"),
    "half text": ("a,y\n" + "1,1\nx,2\n" * 5, "y", r"row 2 \(line 3\), column 'a': 'x' is not"),
    "after cells of two lines": ('t,a,y\n"b\nc",1,2\n"d\r\ne",1,3\n\nf,?,4\n"g\nh",1,5\n', "y", r"row 3 \(line 7\), column 'a': '\?' is not"),
    "many columns": (",".join(f"c{i}" for i in range(50)) + "\n", "y", r"no column 'y'; its columns are c0, .*c19, \.\.\.$"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_by_name(kind, tmp_path):
    content, target, words = REFUSED[kind]
    (tmp_path / "t.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadInput, match=words) as told:
        read_csv(tmp_path / "t.csv", target)
    assert str(told.value).startswith(str(tmp_path / "t.csv"))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("block", [100, 1 << 22])
@pytest.mark.parametrize("kind", UNDERSTOOD)
def test_a_folder_is_understood_as_its_file_is(kind, block, tmp_path, monkeypatch):
    if block == 100 and kind in ("rows of empty cells", "signs", "spaces before quotes"):
        pytest.skip("refused by what reads the rest of a long file")
    monkeypatch.setattr("tinygrad_lr.loops.sources.BLOCK", block)
    (tmp_path / "t.csv").write_bytes(UNDERSTOOD[kind].encode("latin-1"))
    found = read_table(tmp_path, "y")
    assert found.features.tolist() == FEATURES
    assert found.target.tolist() == [y for *_, y in ROWS]
    assert (found.names, found.left_out, found.notes) == (("a", "b"), read_csv(tmp_path / "t.csv", "y").left_out, ())


OTHERWISE = {  # what is said of a folder where it is not what is said of a file
    "quoted decimal commas": "no column of numbers", "thousands": "no column of numbers", "text for a target": "no column of numbers",
    "Parquet": "not a Parquet file",
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_folder_is_refused_as_its_file_is(kind, tmp_path):
    content, target, words = REFUSED[kind]
    (tmp_path / "t.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadInput, match=OTHERWISE.get(kind, words)) as told:
        read_table(tmp_path, target)
    assert str(told.value).startswith(str(tmp_path))
    assert "\n" not in str(told.value)


def test_names_that_are_missing_are_places(tmp_path):
    (tmp_path / "t.csv").write_text(",a,,y\n" + "".join(f"{i},{a},{b},{y}\n" for i, (a, b, y) in enumerate(ROWS)))
    found = read_csv(tmp_path / "t.csv", "y")
    assert found.names == ("column 1", "a", "column 3")
    assert [note.split(" of ")[0] for note in found.notes] == ["column 1", "column 3"]


def test_numbers_are_read_though_names_are_not_in_utf_8(tmp_path):
    (tmp_path / "t.csv").write_bytes("café,b,y\n".encode("latin-1") + PLAIN.encode()[6:])
    found = read_csv(tmp_path / "t.csv", "y")
    assert found.features.tolist() == FEATURES
    assert "is not in UTF-8" in found.notes[0]


def test_a_target_may_be_named_with_its_spaces(tmp_path):
    (tmp_path / "t.csv").write_text(table(names=("a", "b", " y ")))
    assert read_csv(tmp_path / "t.csv", " y ").target.tolist() == [y for *_, y in ROWS]


def test_numbers_are_pythons_to_the_last_bit(tmp_path):
    chance = np.random.RandomState(0)
    values = chance.randint(0, 2**63, (500, 2)).view(np.float64)
    values = np.where(np.abs(values) < 1e38, values, chance.randn(500, 2))
    for show in (repr, "{:.17g}".format, "{:.25e}".format):
        (tmp_path / "t.csv").write_text("x,y\n" + "".join(f"{show(float(x))},{show(float(y))}\n" for x, y in values))
        found = read_csv(tmp_path / "t.csv", "y")
        assert np.array_equal(np.column_stack([found.features, found.target]), values)


@pytest.mark.parametrize("value", [0.1, 1e-30, 3e38, 1 / 3, -7.7])
def test_a_column_of_one_value_is_nothing_after_scaling(value, tmp_path):
    (tmp_path / "t.csv").write_text("c,x,y\n" + "".join(f"{value},{i},{i}\n" for i in range(37)))
    scaled = read_csv(tmp_path / "t.csv", "y").split()[0]
    assert abs(scaled[:, 0]).max() <= 1e-15 * abs(value)
    assert scaled[:, 1].std() > 0.5


def test_a_large_file_is_one_block(tmp_path):
    lines = [f'{i},"cell\n{i}",{i}' for i in range(60_000)]
    (tmp_path / "t.csv").write_text("x,t,y\n" + "\n".join(lines) + "\n7,t,?\n")
    with pytest.raises(BadInput, match=r"row 60001 \(line 120002\), column 'y': '\?' is not a finite number"):
        read_csv(tmp_path / "t.csv", "y")
