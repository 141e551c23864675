"""Machine code by numba, kept in files, so that the next process need not compile what this one has compiled.

A kernel's file is named by the digest of all that its machine code depends on: the text without comments, the types of
its arguments, numba's options, the processor, and the versions of what takes part. So a file is never out of date; at
most nobody asks for it any more, and of more than `MOST` the ones that were not used for the longest time go. In it
stand the digest of what follows and what numba makes of a compiled function: it is looked into only if the digest is
right. Whatever is wrong with the folder or a file, the kernel is compiled.

The same digest is in the function's name, so that LLVM never has two of one name: processes number theirs alike. While a kernel is held by somebody in the process, another of the same text is the same function.

numba's own files are not used. They belong to files of Python source, have no digest, and are not written whole.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import hashlib
import importlib
import os
import platform
import stat
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import files
from .sources import parsed

SWITCH = "TINYGRAD_LR_CACHE"  # another folder; if empty, nothing is kept
MOST = 500
FREE = {"reassoc", "contract", "nsz"}  # what LLVM may change: the order of sums; inf and nan stay what they are
OPTIONS = ("OPT", "BOUNDSCHECK", "LOOP_VECTORIZE", "SLP_VECTORIZE", "ENABLE_AVX", "DEBUGINFO_DEFAULT")
held: weakref.WeakValueDictionary[str, Any] = weakref.WeakValueDictionary()


def compiled(source: str, namespace: dict[str, Any], parallel: bool = False, meant: Any = ()) -> Callable:
    """The one function that `source` defines, as machine code, compiled when it is first called with arguments of some types.

    meant    what names of the namespace stand for in this text, as far as that is not the same in all
    """
    numba = importlib.import_module("numba")
    tree = parsed(source)
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    options = [str(getattr(numba.config, name, None)) for name in OPTIONS]
    key = repr((ast.dump(tree), parallel, sorted(FREE), meant, options, versions(numba)))
    digest = digest_of(key.encode())
    found = held.get(digest)
    if found is None:
        function.name += f"_{digest[:20]}"
        space = {**namespace, "__name__": __name__}  # a module that the next process can import
        exec(compile(tree, "<string>", "exec"), space)
        found = numba.njit(error_model="numpy", fastmath=FREE, nogil=True, parallel=parallel)(space[function.name])
        if hasattr(found, "_cache"):  # there is none where numba is told to compile nothing
            found._cache = Kept(key)
        held[digest] = found
    return found


def versions(numba: Any) -> tuple[str, ...]:
    """Of all that takes part in what is kept."""
    llvmlite = importlib.import_module("llvmlite")
    return numba.__version__, llvmlite.__version__, np.__version__, platform.python_version(), platform.platform()


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Kept:
    """What numba asks for machine code before it compiles, and tells of it afterwards: a function's cache, as numba has it."""

    cache_path = None

    def __init__(self, key: str) -> None:
        self.key = key

    def flush(self) -> None:
        """A kernel has no other text."""

    def load_overload(self, signature: Any, target: Any) -> Any:
        """What was compiled for these types; None if that is not there whole."""
        target.refresh()
        whole = self.whole(signature, target.codegen())
        path = self.path(whole)
        if path is None:
            return None
        try:
            with open(path, "rb") as file:
                content = file.read()
            if content[:64].decode() != digest_of(content[64:]):
                return None
            key, parts = importlib.import_module("numba.core.serialize").loads(content[64:])
            if key != whole:
                return None
            os.utime(path)
            return importlib.import_module("numba.core.compiler").CompileResult._rebuild(target, *parts)
        except Exception:  # whatever it is: it can be compiled
            return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep what has been compiled, if it can be."""
        result.metadata.clear()  # what the compiler thought of it: megabytes,
        gc.collect()  # most of them in circles
        whole = self.whole(signature, result.target_context.codegen())
        path = self.path(whole, make=True)
        if path is None or result.library.has_dynamic_globals or result.lifted:
            return
        content = importlib.import_module("numba.core.serialize").dumps((whole, result._reduce()))
        with contextlib.suppress(OSError):
            files.write(path, digest_of(content).encode() + content)
            tidy(os.path.dirname(path))

    def whole(self, signature: Any, codegen: Any) -> str:
        return repr((self.key, str(signature), codegen.magic_tuple()))

    def path(self, whole: str, make: bool = False) -> str | None:
        here = folder(make)
        return None if here is None else os.path.join(here, f"{digest_of(whole.encode())}.kernel")


def folder(make: bool = False) -> str | None:
    """Where kernels are kept. None where that is not wanted, not possible, or where somebody else could put one."""
    there = os.environ.get(SWITCH)
    if there is None:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        there = os.path.join(os.environ.get("NUMBA_CACHE_DIR") or home, "tinygrad_lr")
    if not os.path.isabs(there):
        return None
    try:
        if make:
            os.makedirs(there, mode=0o700, exist_ok=True)
        found = os.stat(there)
    except OSError:
        return None
    strange = hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    return None if strange else there


def tidy(there: str) -> None:
    """Let go of what was not used for the longest time."""
    with contextlib.suppress(OSError):
        kernels = [entry for entry in os.scandir(there) if entry.name.endswith(".kernel")]
        if len(kernels) > MOST:
            for entry in sorted(kernels, key=lambda entry: entry.stat().st_mtime)[: len(kernels) - MOST * 9 // 10]:
                with contextlib.suppress(OSError):
                    os.remove(entry.path)
