"""Tables in CSV, Parquet and Arrow IPC files, and folders of them: held in memory, or streamed where they are larger."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import tinygrad_lr as tg
from tests.helpers.processes import environment
from tinygrad_lr import cli
from tinygrad_lr.loops import LOOPS, songs, stream
from tinygrad_lr.loops.sources import Files
from tinygrad_lr.loops.stream import Moments, Stream, read_table
from tinygrad_lr.loops.table import Table, read_csv
from tinygrad_lr.terminal import BadInput

arrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

NAMES = ("a", "b", "c", "y")
ROWS = np.random.RandomState(3).randn(500, 4) * [1, 50, 0, 3] + [0, 1000, 0.1, -2]  # c has one value


def columns(rows=ROWS, names=NAMES, **more):
    return arrow.table({**dict(zip(names, rows.T)), **more})


def write(path, table):
    """A table in the format that the name ends in; `.ipc` is Arrow's stream."""
    if path.suffix == ".csv":
        from pyarrow import csv

        csv.write_csv(table, path)
    elif path.suffix == ".parquet":
        parquet.write_table(table, path, row_group_size=70)
    else:
        new = arrow.ipc.new_stream if path.suffix == ".ipc" else arrow.ipc.new_file
        with new(str(path), table.schema) as writer:
            writer.write_table(table, max_chunksize=70)
    return path


FILES = ["t.csv", "t.parquet", "t.arrow", "t.feather", "t.ipc"]


@pytest.fixture
def streamed(monkeypatch):
    """Every table is too large to be held, and a block is 16 rows."""
    monkeypatch.setattr(stream, "HELD", 0)
    monkeypatch.setattr(stream, "WINDOW", 64)
    monkeypatch.setattr("tinygrad_lr.loops.sources.BLOCK", 512)


@pytest.fixture
def folder(tmp_path):
    """The table in five files of five formats."""
    for name, part in zip(FILES, np.array_split(ROWS, 5)):
        write(tmp_path / (str(FILES.index(name)) + name), columns(part))
    (tmp_path / "README.txt").write_text("no table")
    (tmp_path / "inner.csv").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_format(name, tmp_path):
    words = arrow.array([f"row {i}" for i in range(len(ROWS))])
    found = read_table(write(tmp_path / name, columns(t=words)), "y")
    assert isinstance(found, Table)
    assert np.array_equal(np.column_stack([found.features, found.target]), ROWS)
    assert (found.names, found.left_out, found.source) == (NAMES[:3], ("t",), str(tmp_path / name))


def test_a_folder(folder):
    found = read_table(folder, "y")
    assert np.array_equal(np.column_stack([found.features, found.target]), ROWS)


def test_columns_may_stand_in_another_order(tmp_path):
    write(tmp_path / "0.parquet", columns())
    write(tmp_path / "1.arrow", columns(ROWS[:, ::-1], NAMES[::-1]))
    assert np.array_equal(read_table(tmp_path, "y").features, np.tile(ROWS[:, :3], (2, 1)))


@pytest.mark.parametrize("kind", ["int8", "uint64", "float16", "float32", "bool", "decimal128(9, 2)"])
def test_numbers_of_every_type(kind, tmp_path):
    numbers = arrow.decimal128(9, 2) if "decimal" in kind else getattr(arrow, kind.replace("bool", "bool_"))()
    x = arrow.array([0, 1, 1, 0]).cast("bool" if kind == "bool" else "int8").cast(numbers)
    found = read_table(write(tmp_path / "t.parquet", arrow.table({"x": x, "y": [1.0, 2.0, 3.0, 4.0]})), "y")
    assert found.features.tolist() == [[0.0], [1.0], [1.0], [0.0]]


def test_moments_are_numpys():
    chance = np.random.RandomState(0)
    rows = chance.randn(1000, 3) * [1, 1e-3, 5] + [1e6, 0, -3]
    found = Moments(3)
    for part in np.split(rows, [1, 2, 300, 301, 900]):
        found.add(part)
    np.testing.assert_allclose(found.mean, rows.mean(axis=0), rtol=1e-13)
    np.testing.assert_allclose(found.scale(), rows.std(axis=0), rtol=1e-10)
    sums = np.sqrt((rows**2).mean(axis=0) - rows.mean(axis=0) ** 2)  # what is not done, and why
    assert abs(sums[0] / rows[:, 0].std() - 1) > 1e-6


@pytest.mark.usefixtures("streamed")
def test_a_stream_is_the_table(folder):
    found = read_table(folder, "y")
    assert isinstance(found, Stream)
    x, _, x_test, y_test = found.split()
    scaled = ((ROWS[:, :3] - ROWS[:, :3].mean(0)) / [*ROWS[:, :2].std(0), 1]).astype(np.float32)
    np.testing.assert_allclose(x_test, scaled[::5], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(x, scaled[1::5], rtol=1e-5, atol=1e-6)
    assert np.array_equal(y_test, ROWS[::5, 3].astype(np.float32))
    assert np.array_equal(np.concatenate(list(found.windows(64))), ROWS[np.arange(500) % 5 != 0])
    assert {len(window) for window in found.windows(64)} == {64, 400 % 64}


@pytest.mark.usefixtures("streamed")
def test_samples_are_small(folder, monkeypatch):
    """Rows that losses are told of; whatever is not held back is trained on."""
    monkeypatch.setattr(stream, "SAMPLE", 1000)
    found = read_table(folder, "y")
    assert found.every == 20
    assert np.array_equal(found.test[1], ROWS[::20, 3].astype(np.float32))
    assert np.array_equal(found.training[1], ROWS[1::20, 3].astype(np.float32))
    assert sum(map(len, found.windows(64))) == 500 - 25


def flat(lists):
    return [each for part in lists for each in part]


def rows_of(table, fw=tg, **kwargs):
    """The targets of each batch of an epoch."""
    fw.manual_seed(1)
    loader = fw.utils.data.DataLoader(table.batches(fw, 10, {}, **kwargs), batch_size=None)
    return [y.tolist() for _, y in loader]


@pytest.mark.usefixtures("streamed")
def test_an_epoch_has_every_row_once(folder):
    table = read_table(folder, "y")
    expected = ROWS[np.arange(500) % 5 != 0, 3].astype(np.float32).tolist()
    batches = rows_of(table)
    assert {len(batch) for batch in batches} == {10}
    assert sorted(flat(batches)) == sorted(expected)
    assert flat(batches) != expected  # they are shuffled,
    assert sorted(flat(batches[:6])) == sorted(expected[:60])  # within a window
    parts = [rows_of(table, rank=rank, many=3) for rank in range(3)]
    assert [len(part) for part in parts] == [len(parts[0])] * 3
    seen = flat(flat(part) for part in parts)
    assert len(set(seen)) == len(seen) == 399  # of 400, so that all have as many
    assert set(seen) < set(expected)


@pytest.mark.torch
@pytest.mark.usefixtures("streamed")
@pytest.mark.parametrize("form", ["document", "linear"])
def test_trained_as_by_torch(form, folder):
    torch = pytest.importorskip("torch")
    table = read_table(folder, "y")
    assert rows_of(table) == rows_of(table, torch)
    found = []
    for fw in (tg, torch):
        steps = songs.train(fw, table=table, batch_size=16, epochs=4, form=form, optimizer="Adam", dtype="float64")
        found.append([step.loss.item() for step in steps])
    np.testing.assert_allclose(*found, rtol=1e-11)


@pytest.mark.usefixtures("streamed")
def test_every_format_trains_to_the_same_bits(tmp_path):
    found = set()
    for name in FILES:
        table = read_table(write(tmp_path / name, columns()), "y")
        assert isinstance(table, Stream)
        found.add(tuple(step.loss.item() for step in LOOPS["songs"].train(tg, table=table, batch_size=16, epochs=3)))
    assert len(found) == 1


def changed(table, i, name, value):
    """With another cell in a row."""
    column = table[name].to_pylist()
    column[i] = value
    return table.set_column(table.column_names.index(name), name, arrow.array(column))


def cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def spoiled(path):
    content = bytearray(path.read_bytes())
    content[20:220] = bytes(200)
    path.write_bytes(content)


BAD = {  # what is in the folder, or done to its files; what is said
    "nothing": ({}, r"no table in this folder; their names end in \.csv, \.parquet"),
    "no such target": ({"0.parquet": columns(names=("a", "b", "c", "z"))}, r"0\.parquet: no column 'y'; its columns are a, b, c, z$"),
    "a column less": ({"0.arrow": columns(), "1.csv": columns().drop_columns("b")}, r"1\.csv: no column 'b', which .*0\.arrow has$"),
    "a column more": ({"0.arrow": columns(), "1.csv": columns(z=ROWS[:, 0])}, r"1\.csv: a column 'z', which .*0\.arrow has not$"),
    "text elsewhere": ({"0.csv": columns(), "1.parquet": changed(columns().cast(arrow.schema([(n, "string") for n in NAMES])), 0, "a", "x")},
                       r"1\.parquet: column 'a' is of string, in .*0\.csv of double$"),
    "text for a target": ({"0.parquet": columns(names=("a", "b", "c", "d"), y=arrow.array(["x"] * 500))}, "target 'y' is no column of numbers, but of string$"),
    "only the target": ({"0.parquet": columns(ROWS[:, 3:], ["y"])}, "no numeric column beside the target 'y'$"),
    "an empty cell": ({"0.parquet": columns(), "1.parquet": changed(columns(), 333, "b", None)}, r"1\.parquet: row 334, column 'b': the cell is empty$"),
    "nan": ({"0.arrow": changed(columns(), 7, "y", float("nan"))}, r"0\.arrow: row 8, column 'y': nan is not a finite number$"),
    "too large": ({"0.arrow": changed(columns(), 7, "y", 1e39)}, r"row 8, column 'y': 1e\+39 is too large for float32$"),
    "no rows": ({"0.parquet": columns()[:0]}, "no rows of data$"), "one row": ({"0.ipc": columns()[:1]}, "one row of data cannot be split"),
    "an empty file": ({"0.csv": b""}, r"0\.csv: the file is empty$"),
    "no Parquet": ({"0.parquet": b"PAR1" + b"x" * 99}, r"0\.parquet: damaged, or not a Parquet file: "),
    "no Arrow": ({"0.arrow": b"ARROW1" + b"x" * 99}, r"0\.arrow: damaged, or not an Arrow IPC file: "),
    "words in CSV": ({"0.csv": columns(), "1.csv": b"a,b,c,y\n1,2,3,4\n" + b"5,6,7,8\n" * 300 + b"5,6,x,8\n"}, r"1\.csv: damaged, or not a CSV file: .*'x'"),
    "a short row": ({"0.csv": b"a,b,c,y\n1,2,3,4\n1,2\n"}, r"0\.csv: row 2 \(line 3\) has 2 cells, the header 4$"),
    "a short row far below": ({"0.csv": b"a,b,c,y\n" + b"1,2,3,4\n" * 300 + b"1,2\n"}, r"0\.csv: damaged, or not a CSV file: .*got 2|row 301 \(line 302\) has 2 cells"),
    "a word in CSV": ({"0.csv": columns(), "1.csv": b"a,b,c,y\n1,2,3,4\n5,6,x,8\n"}, r"1\.csv: row 2 \(line 3\), column 'c': 'x' is not a finite number$"),
    "words at once in CSV": ({"0.csv": columns(), "1.csv": b"a,b,c,y\n1,2,x,4\n5,6,x,8\n"}, r"1\.csv: column 'c' is of string, in .*0\.csv of double$"),
    "twice": ({"0.csv": b"a,a,y\n1,2,3\n"}, "two columns are called 'a'$"),
    "no rights": ({"0.csv": None}, r"cannot read .*0\.csv: "),
    "cut short": ({"0.parquet": columns(), "1.parquet": (columns(), cut)}, r"1\.parquet: damaged, or not a Parquet file: "),
    "arrow cut short": ({"0.arrow": (columns(), cut)}, r"0\.arrow: damaged, or not an Arrow IPC file: "),
    "a stream cut short": ({"0.ipc": (columns(), cut)}, r"0\.ipc: damaged, or not an Arrow IPC file: "),
    "spoiled pages": ({"0.parquet": (columns(), spoiled)}, r"0\.parquet: damaged, or not a Parquet file: "),
}  # fmt: skip


@pytest.mark.parametrize("held", [64, stream.HELD])
@pytest.mark.parametrize("kind", BAD)
def test_bad_tables_are_one_line(kind, held, tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "HELD", held)
    monkeypatch.setattr("tinygrad_lr.loops.sources.BLOCK", 512)
    content, words = BAD[kind]
    for name, each in content.items():
        table, harm = each if isinstance(each, tuple) else (each, None)
        if table is None:
            (tmp_path / name).symlink_to(tmp_path / "nowhere.csv")
        elif isinstance(table, bytes):
            (tmp_path / name).write_bytes(table)
        else:
            write(tmp_path / name, table)
        if harm:
            harm(tmp_path / name)
    with pytest.raises(BadInput, match=words) as told:
        read_table(tmp_path, "y")
    assert "\n" not in str(told.value)
    assert str(tmp_path) in str(told.value)


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.ipc"])
def test_whatever_is_wrong_is_one_line(name, tmp_path):
    """Files with bits turned over, or cut short, at random places: read, or refused."""
    path, drawn, refused = write(tmp_path / name, columns()), random.Random(1), []
    whole = path.read_bytes()
    for _ in range(40):
        content = bytearray(whole[: drawn.choice([len(whole), drawn.randrange(len(whole))])])
        for _ in range(3 if content else 0):
            content[drawn.randrange(len(content))] ^= 1 << drawn.randrange(8)
        path.write_bytes(content)
        try:
            read_table(path, "y")
        except BadInput as error:
            refused.append(str(error))
    assert len(refused) > 10
    assert not any("\n" in line for line in refused)


def test_a_csv_file_is_read_with_care(tmp_path):
    """By itself and small enough, with line numbers."""
    (tmp_path / "t.csv").write_text("a,y\n1,2\n\n?,3\n4,5\n7,8\n")
    with pytest.raises(BadInput, match=r"row 2 \(line 4\), column 'a': '\?' is not a finite number$"):
        read_table(tmp_path / "t.csv", "y")


def command(*arguments):
    return [sys.executable, "-m", "tinygrad_lr", "run", "songs", *map(str, arguments)]


def anonymous(pid):
    """Bytes of a process's memory that no file stands behind."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
    return 0


@pytest.mark.slow
def test_one_gigabyte_trains_in_little_memory(tmp_path):
    """Of a file of 1 GB an epoch is trained in 400 MB, of which 128 are the rows that were held to see if all can be."""
    path, rows = tmp_path / "large.arrow", 1 << 19
    x = np.random.default_rng(0).standard_normal((14, rows))
    x[13] = 3 * x[0] + 2
    batch = arrow.record_batch(dict(zip("abcdefghijklmy", x)))
    with arrow.ipc.new_file(str(path), batch.schema) as writer:
        for _ in range(17):
            writer.write_batch(batch)
    assert path.stat().st_size > 0.99e9
    options = ["--data", path, "--target", "y", "--form", "linear", "--batch-size", 4096, "--lr", 0.1, "--epochs", 1]
    process = subprocess.Popen(command(*options), env=environment(), stdout=subprocess.PIPE, text=True)
    most = 0
    while process.poll() is None:
        most = max(most, anonymous(process.pid))
        time.sleep(0.02)
    said, _ = process.communicate()
    path.unlink()
    assert process.returncode == 0
    assert "Epoch 0: train loss" in said
    assert said.split("test loss ")[1].startswith("0.0000")
    assert 50e6 < most < 400e6


@pytest.mark.usefixtures("streamed")
def test_a_stream_needs_a_batch_size(folder, capsys):
    assert cli.main(["run", "songs", "--data", str(folder), "--target", "y"]) == 2
    said = f"tinygrad-lr: error: {folder} has 500 rows, too many to train on at once: --batch-size N\n"
    assert capsys.readouterr().err == said


def test_files_differ_where_a_check_is_broken(folder, monkeypatch):
    """Without the comparison of columns, another order of names would go unseen."""
    write(folder / "9.csv", columns(names=("a", "b", "z", "y")))
    with pytest.raises(BadInput):
        Files(folder, "y")
    monkeypatch.setattr("tinygrad_lr.loops.sources.check_alike", lambda *_: None)
    Files(folder, "y")


def test_read_csv_is_the_same(tmp_path):
    path = write(tmp_path / "t.csv", columns())
    assert np.array_equal(read_csv(path, "y").features, ROWS[:, :3])
