"""`import tinygrad_lr` costs about what `import numpy` costs: it brings in nothing that is slow to import."""

import subprocess
import sys

SLOW = set("argparse asyncio cupy hashlib json matplotlib numpy.random rich safetensors secrets sklearn subprocess tempfile "
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
