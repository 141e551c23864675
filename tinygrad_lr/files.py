"""Writing files whole: at every moment a name leads to the old content or to the new, never to a part of either.

The content goes to a fresh name in the same folder, to the disk, and only then to its own name. Fresh means: no other
writer has it, be it a thread, a process, or a process of the same number on another machine. So two writers never touch
each other's work, and the last one wins. A writer that is killed leaves at most its own hidden `.part` behind, which
nobody reads and nobody trips over. Everything that this project writes is written here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from typing import Any, BinaryIO


@contextlib.contextmanager
def whole_file(path: Any) -> Iterator[BinaryIO]:
    """A file to write to, which appears at `path` when the block ends, or not at all if it fails.

    What is there keeps its permissions, and its owner as far as may be; a symbolic link stays one, and the file it
    leads to is replaced. OSError, naming `path`, for what is no plain file, may not be written, or has a second name (a
    hard link): replacing would part the names.
    """
    target = temporary = ""
    try:
        target = os.path.realpath(os.fsdecode(path))
        _check(os.fsdecode(path), target)
        temporary = os.path.join(os.path.dirname(target), f".tinygrad_lr-{os.urandom(8).hex()}.part")
        with open(temporary, "xb") as file:
            _take_after(target, temporary)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        _sync_folder(os.path.dirname(target))
    except BaseException as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.remove(temporary)
        if isinstance(error, OSError) and error.errno is not None and error.filename in (None, target, temporary):
            raise OSError(error.errno, error.strerror, os.fspath(path)) from None
        raise


def write(path: Any, content: bytes | str) -> None:
    """Put `content`, text in UTF-8, at `path`: whole, or not at all."""
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def check_writable(path: Any) -> None:
    """OSError if `whole_file(path)` would not work. Nothing is left behind."""
    with contextlib.suppress(_NothingToWrite), whole_file(path):
        raise _NothingToWrite


class _NothingToWrite(Exception):
    pass


def check_folder(folder: Any) -> None:
    """Make the folder, and those that it lies in, where there is none; OSError if no file could be put into it."""
    os.makedirs(folder, exist_ok=True)
    check_writable(os.path.join(os.fsdecode(folder), ".tinygrad_lr-any"))


def _check(given: str, target: str) -> None:
    """OSError for what must not be replaced: `target` is where the file really lies."""
    if not os.path.basename(given) or os.path.isdir(target):
        code = errno.EISDIR if given else errno.ENOENT
        raise OSError(code, os.strerror(code))
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "Not a plain file")
    if found.st_nlink > 1:
        raise OSError(errno.EMLINK, "The file has a second name (a hard link); remove one of the two first")
    if not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def _take_after(old: str, new: str) -> None:
    """Give the new file the owner and the permissions of the old, if there is one; else those of any new file."""
    with contextlib.suppress(FileNotFoundError):
        found = os.stat(old)
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):  # only root may give a file away
                os.chown(new, found.st_uid, found.st_gid)
        os.chmod(new, stat.S_IMODE(found.st_mode))


def _sync_folder(folder: str) -> None:
    """Bring the new name to the disk too, where folders can be opened for that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
