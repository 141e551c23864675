"""What does the same each time it is called with the same things, and is no user's: Python's own functions, by list.

The library and NumPy pass, but for what draws, reads files, speaks with other processes or changes settings. Whatever is
on no list is refused.
"""

from __future__ import annotations

import builtins
import collections
import contextlib
import functools
import itertools
import math
import operator
import os
import sys
import sysconfig
import typing
from types import (
    BuiltinFunctionType,
    FunctionType,
    MethodDescriptorType,
    MethodWrapperType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any

import numpy as np

from ...arrays import cuda
from ...arrays.device import set_default_device
from ...arrays.threads import set_num_threads
from ...arrays.warn import set_warn_always
from ...frontend.printing import set_printoptions
from .. import frames
from .reads import CONTAINERS

BUILTINS = """abs all any ascii bin bool bytes callable chr complex dict divmod enumerate filter float format frozenset hash hex
id int isinstance issubclass iter len list map max min next object oct ord pow range repr reversed round set slice sorted str
sum super tuple type zip staticmethod classmethod property""".split()
FUNCTIONS: set[Any] = {
    *(getattr(builtins, name) for name in BUILTINS),
    *(f for name, f in vars(math).items() if callable(f)),
    *(getattr(operator, n) for n in "add sub mul truediv floordiv mod pow neg pos abs eq ne lt le gt ge and_ or_ xor not_ "
      "truth matmul contains getitem is_ is_not index invert lshift rshift concat countOf indexOf length_hint".split()),
    *(f for name, f in vars(itertools).items() if isinstance(f, type)),
    functools.reduce, functools.partial, collections.deque, collections.OrderedDict, collections.defaultdict,
    collections.Counter, contextlib.nullcontext, contextlib.suppress, typing.cast,
}  # fmt: skip
VALUES = (
    *CONTAINERS,
    tuple,
    str,
    bytes,
    int,
    float,
    complex,
    range,
    slice,
    np.generic,
    np.ndarray,
)  # whose methods are pure
UNTRUSTED = """load save savez savez_compressed loadtxt savetxt genfromtxt fromfile fromregex memmap seterr seterrcall setbufsize
set_printoptions printoptions get_printoptions show_config show_runtime info test getbufsize geterr geterrcall empty empty_like
frompyfunc vectorize fromfunction fromiter apply_along_axis apply_over_axes piecewise""".split()
SETTERS = {set_default_device, set_num_threads, set_printoptions, set_warn_always}
MEMORY = {cuda.mem_get_info, cuda.memory_allocated, cuda.memory_reserved}
AFAR = tuple(f"tinygrad_lr.{name}" for name in "serialization torch_files checkpoints files distributed".split())
STDLIB = tuple(os.path.join(sysconfig.get_paths()[p], "") for p in ("stdlib", "platstdlib"))
SITES = tuple(os.path.join(base, name, "") for base in STDLIB for name in ("site-packages", "dist-packages"))
NUMPY = os.path.join(os.path.dirname(np.__file__), "")
Builtin = (BuiltinFunctionType, MethodDescriptorType, MethodWrapperType, WrapperDescriptorType)


@functools.lru_cache(maxsize=4096)
def is_standard(filename: str) -> bool:
    """Whether a file is of Python itself, of NumPy, or the text of a recording."""
    inside = filename.startswith(STDLIB) and not filename.startswith(SITES)
    return inside or filename.startswith((NUMPY, "<frozen ", "<__array_function__", "<compiled "))


@functools.lru_cache(maxsize=4096)
def is_users(filename: str) -> bool:
    """Whether a file's functions are followed: whatever is neither the library's, nor Python's, nor NumPy's."""
    return not (frames.is_library(filename) or is_standard(filename))


def is_numpys(x: Any) -> bool:
    module = getattr(x, "__module__", None)
    owner = getattr(x, "__self__", None)
    if not isinstance(module, str):
        module = type(owner).__module__ if owner is not None else ""
    if isinstance(x, np.ufunc):
        return getattr(np, x.__name__, None) is x
    return module.partition(".")[0] == "numpy" and not module.startswith(
        ("numpy.random", "numpy.testing", "numpy.f2py")
    )


def passes(x: Any) -> bool:
    """Whether what is called does the same each time."""
    if isinstance(x, FunctionType) and frames.is_library(x.__code__.co_filename):
        return x not in SETTERS | MEMORY and not x.__module__.startswith(AFAR)  # which read files, or speak with others
    if is_numpys(x):
        return getattr(x, "__name__", "") not in UNTRUSTED
    if isinstance(x, Builtin):
        return passes_builtin(x)
    return isinstance(x, (type, FunctionType)) and (x in FUNCTIONS or (isinstance(x, type) and is_plain_class(x)))


def passes_builtin(x: Any) -> bool:
    """The same of what is written in C: functions by list, methods by whose they are."""
    owner = getattr(x, "__self__", None)
    if isinstance(x, BuiltinFunctionType) and (owner is None or isinstance(owner, ModuleType)):
        return x in FUNCTIONS
    kind = owner if isinstance(owner, type) else getattr(x, "__objclass__", type(owner))
    if kind is object:
        return x.__name__ in ("__init__", "__repr__", "__eq__", "__ne__", "__hash__")
    return issubclass(kind, (*VALUES, BaseException))


def is_plain_class(x: type) -> bool:
    """Classes whose calls only make something: the library's, and errors."""
    module = x.__module__
    if module == "tinygrad_lr" or module.startswith("tinygrad_lr."):
        where = getattr(sys.modules.get(module), "__file__", None) or ""
        return frames.is_library(where)
    return issubclass(x, BaseException) and module == "builtins"
