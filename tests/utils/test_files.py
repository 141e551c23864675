"""Writing files whole: threads, processes and killed writers, and what must not be replaced."""

import ast
import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest

from tests.helpers.paths import ROOT
from tinygrad_lr import files

SIZE = 1 << 20


def left(folder):
    """The names in a folder, without the hidden ones that killed writers leave."""
    return sorted(name for name in os.listdir(folder) if not name.endswith(".part"))


def test_a_file_is_new_or_replaced(tmp_path):
    files.write(tmp_path / "f", "é\n")
    assert (tmp_path / "f").read_bytes() == "é\n".encode()
    files.write(str(tmp_path / "f"), b"new")
    files.write(os.fsencode(tmp_path / "g"), b"bytes")
    assert (tmp_path / "f").read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path)) == ["f", "g"]


@pytest.mark.parametrize("length", [1, 243, 250, 255])
def test_a_name_may_be_as_long_as_the_system_lets_it(length, tmp_path):
    files.write(tmp_path / ("x" * length), b"1")
    files.write(tmp_path / ("x" * length), b"2")
    assert os.listdir(tmp_path) == ["x" * length]


def test_a_name_that_is_too_long_is_named(tmp_path):
    with pytest.raises(OSError, match=r"File name too long.*xxx") as told:
        files.write(tmp_path / ("x" * 300), b"1")
    assert told.value.errno == errno.ENAMETOOLONG
    assert os.listdir(tmp_path) == []


def test_permissions_are_kept(tmp_path):
    for mode in (0o600, 0o640, 0o755, 0o200):
        (tmp_path / "f").unlink(missing_ok=True)
        (tmp_path / "f").write_bytes(b"old")
        (tmp_path / "f").chmod(mode)
        files.write(tmp_path / "f", b"new")
        assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == mode


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_follows_the_umask(umask, tmp_path):
    before = os.umask(umask)
    try:
        files.write(tmp_path / "f", b"")
        (tmp_path / "g").touch()
    finally:
        os.umask(before)
    assert (tmp_path / "f").stat().st_mode == (tmp_path / "g").stat().st_mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(tmp_path):
    (tmp_path / "f").touch()
    os.chown(tmp_path / "f", 12345, 54321)
    (tmp_path / "f").chmod(0o4755)
    files.write(tmp_path / "f", b"")
    found = (tmp_path / "f").stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (12345, 54321, 0o4755)


def test_links_stay(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder/file")
    (tmp_path / "link2").symlink_to("link")
    for content in (b"through a link that leads nowhere yet", b"again"):
        files.write(tmp_path / "link2", content)
        assert (tmp_path / "folder" / "file").read_bytes() == content
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "link2").is_symlink()
    assert left(tmp_path) == ["folder", "link", "link2"]
    assert os.listdir(tmp_path / "folder") == ["file"]


def refused(tmp_path):
    (tmp_path / "plain").write_bytes(b"old")
    os.link(tmp_path / "plain", tmp_path / "second")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "to_folder").symlink_to("folder")
    return {
        tmp_path / "plain": "second name", tmp_path / "second": "second name", tmp_path / "fifo": "Not a plain file",
        "/dev/null": "Not a plain file", tmp_path / "folder": "Is a directory", tmp_path / "to_folder": "Is a directory",
        tmp_path / "circle": "Too many levels", tmp_path / "no" / "f": "No such file", tmp_path / "plain" / "f": "Not a direc",
        f"{tmp_path}/new/": "Is a directory", "": "No such file", ".": "Is a directory",
    }  # fmt: skip


def test_nothing_but_plain_files_is_replaced(tmp_path):
    for path, words in refused(tmp_path).items():
        for attempt in (files.check_writable, lambda path: files.write(path, b"new")):
            with pytest.raises(OSError, match=words) as told:
                attempt(path)
            assert told.value.filename == str(path)
    assert stat.S_ISFIFO((tmp_path / "fifo").stat().st_mode)
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "second").read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["circle", "fifo", "folder", "plain", "second", "to_folder"]


@pytest.mark.parametrize("broken", ["fsync", "replace", "urandom", "chmod"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError()])
def test_a_failed_write_leaves_what_was_there(broken, error, tmp_path, monkeypatch):
    def fail(*_):
        raise error

    (tmp_path / "f").write_bytes(b"old")
    monkeypatch.setattr(files.os, broken, fail)
    with pytest.raises(type(error)) as told:
        files.write(tmp_path / "f", b"new")
    monkeypatch.undo()
    if isinstance(error, OSError):
        assert str(told.value) == f"[Errno 28] No space left on device: '{tmp_path / 'f'}'"
    assert (tmp_path / "f").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f"]


def test_an_error_of_the_writer_itself_is_his(tmp_path):
    def half():
        with files.whole_file(tmp_path / "f") as file:
            file.write(b"half")
            os.stat("/no/such")

    with pytest.raises(FileNotFoundError, match="'/no/such'"):
        half()
    assert os.listdir(tmp_path) == []


def test_a_part_that_somebody_left_is_in_nobodys_way(tmp_path):
    for name in (f"f.{os.getpid()}.tmp", f".f.{os.getpid()}.part", ".tinygrad_lr-0.part"):
        (tmp_path / name).write_bytes(b"left by the dead")
    files.write(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"new"


def test_threads_that_write_one_file(tmp_path):
    contents = [bytes([i]) * SIZE for i in range(4)]
    failed, torn = [], []
    files.write(tmp_path / "f", contents[0])

    def write(content):
        try:
            for _ in range(25):
                files.write(tmp_path / "f", content)
                if (tmp_path / "f").read_bytes() not in contents:
                    torn.append(content[0])
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, torn, os.listdir(tmp_path)) == ([], [], ["f"])


ENDLESS = """
import os, sys
from tinygrad_lr import files
os.getpid = lambda: 7  # as processes of other containers are called
content = sys.argv[2].encode() * int(sys.argv[3])
print("ready", flush=True)
while True:
    files.write(sys.argv[1], content)
"""


@pytest.mark.parametrize("turns", [4, pytest.param(200, marks=pytest.mark.soak)])
def test_killed_processes_leave_a_whole_file(turns, tmp_path):
    path, contents = tmp_path / "f", [letter * SIZE for letter in (b"a", b"b", b"c")]
    files.write(path, contents[0])
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for turn in range(turns):
        writers = [
            subprocess.Popen([sys.executable, "-c", ENDLESS, path, letter, str(SIZE)], env=environment, stdout=subprocess.PIPE)
            for letter in "abc"
        ]  # fmt: skip
        for writer in writers:
            writer.stdout.readline()
        time.sleep(0.003 * (turn % 8))
        assert path.read_bytes() in contents
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        assert [writer.wait() for writer in writers] == [-signal.SIGKILL] * 3  # none had failed before
        for writer in writers:
            writer.stdout.close()
        assert path.read_bytes() in contents
        assert left(tmp_path) == ["f"]
    files.write(path, b"and the next one writes")
    assert path.read_bytes() == b"and the next one writes"


def test_a_folder_is_made_and_tried(tmp_path):
    files.check_folder(tmp_path / "a" / "b")
    assert os.listdir(tmp_path / "a" / "b") == []
    files.write(tmp_path / "f", b"")
    for folder in (tmp_path / "f", tmp_path / "f" / "b", "/proc/x", tmp_path / ("x" * 300)):
        with pytest.raises(OSError, match=str(folder)):
            files.check_folder(folder)


# -- and nothing else writes -------------------------------------------------------------------------------------------

STREAMED = {  # (file, function): why it is not written whole
    ("benchmarks/gpu_check.py", "run"): "a log, which grows while a stage runs",
    ("tinygrad_lr/files.py", "whole_file"): "the one way itself",
}


def writes(tree):
    """The functions of a module that write files, each with the call."""
    for function in (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            mode = [a.value for a in (*call.args, *(k.value for k in call.keywords)) if isinstance(a, ast.Constant)]
            opened = name in ("open", "fdopen") and any(
                m in mode for m in ("w", "wb", "a", "ab", "x", "xb", "w+", "r+")
            )
            first = call.args[0] if call.args else None
            path = name == "savefig" and not (isinstance(first, ast.Name) and first.id in ("file", "target"))
            if opened or path or name in ("write_text", "write_bytes", "tofile", "NamedTemporaryFile"):
                yield function.name, ast.unparse(call)


def test_there_is_one_way_to_write():
    found = {}
    for room in ("tinygrad_lr", "parity", "benchmarks", "pages", "docs"):
        for source in sorted((ROOT / room).rglob("*.py")):
            for function, call in writes(ast.parse(source.read_text())):
                found[source.relative_to(ROOT).as_posix(), function] = call
    assert {place: call for place, call in found.items() if place not in STREAMED} == {}
    assert found.keys() >= STREAMED.keys()


def test_a_second_way_would_be_seen():
    second = "def f(p):\n open(p, 'w')\ndef g(p):\n p.write_text('')\ndef h(p, x):\n x.savefig(p / 'a.png')\ndef i(p):\n open(p)"
    assert [name for name, _ in writes(ast.parse(second))] == ["f", "g", "h"]
