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
from tinygrad_lr.core import operation
{first}
print(sum("node_class" in vars(each) for each in operation.OPERATIONS.values()))
"""


def made_at_once(first=""):
    """How many operations have node classes when the import is over."""
    run = [sys.executable, "-c", WORK.format(first=first)]
    return int(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def test_node_classes_are_made_with_the_first_node():
    assert made_at_once() == 0
    assert made_at_once("tinygrad_lr.ones(2, requires_grad=True).exp()") == 1
