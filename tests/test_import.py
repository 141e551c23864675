"""`import tinygrad_lr` costs about what `import numpy` costs: it brings in nothing that is slow to import."""

import subprocess
import sys

# Small modules of the standard library that NumPy itself may not have imported yet.
SMALL = {"__future__", "_bisect", "_heapq", "bisect", "copy", "dataclasses", "heapq", "threading"}

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


def test_only_small_modules_are_imported():
    assert imported() <= SMALL


def test_a_slow_import_is_seen():
    assert "json" in imported(first="import json") - SMALL
