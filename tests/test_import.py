"""`import tinygrad_lr` costs about what `import numpy` costs: it brings in nothing that is slow to import."""

import subprocess
import sys

SLOW = set("argparse asyncio cupy dataclasses hashlib json matplotlib numpy.random rich safetensors secrets sklearn subprocess tempfile "
           "torch traceback unittest".split())  # fmt: skip

PROGRAM = """
import sys, numpy
before = set(sys.modules)
{first}
import tinygrad_lr
print(*(name for name in set(sys.modules) - before if name.partition(".")[0] != "tinygrad_lr"))
"""


def imported(first=""):
    """What the import adds to what NumPy has imported, in a fresh interpreter."""
    run = [sys.executable, "-c", PROGRAM.format(first=first)]
    return set(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())


def test_nothing_slow_is_imported():
    assert not imported() & SLOW


def test_a_slow_import_is_seen():
    assert "asyncio" in imported(first="import asyncio") & SLOW


WORK = """
import tinygrad_lr
from tinygrad_lr.core import operation, specialised
{first}
made = [spec for spec in operation.OPERATIONS.values() if "node_class" in vars(spec) or "bind" in vars(spec)]
print(len(made) + specialised.compiled.cache_info().currsize)
"""


def done_at_once(first=""):
    """How many operations have been written, or have nodes, when the import is over."""
    run = [sys.executable, "-c", WORK.format(first=first)]
    return int(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def test_operations_are_written_when_they_are_called():
    assert done_at_once() == 0
    assert done_at_once("tinygrad_lr.ones(2, requires_grad=True).exp()") in (1, 2)  # two with TINYGRAD_LR_FAST
