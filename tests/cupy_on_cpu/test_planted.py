"""What the real CuPy has shown to be wrong, put back, one thing at a time: a test must fail each time, and it is named here.

Each fault is a change of a line in a tree that is otherwise links to this one, in which the named test runs.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cupy_on_cpu import device
from tests.helpers.paths import ROOT

pytestmark = device.needed()


@dataclass(frozen=True)
class Fault:
    """In a file, one text in the place of another; and the test that fails then."""

    file: str
    right: str
    wrong: str
    seen_by: str


OURS = "tests/cupy_on_cpu/test_cupy.py::"
FAULTS = {
    "functions without __builtins__, in which NumPy cannot import": Fault(
        "tinygrad_lr/autograd/double.py",
        "        super().__init__(names)\n",
        "        super().__init__(names)\n        self.pop('__builtins__', None)\n",
        f"{OURS}test_every_function_of_the_library_can_import",
    ),
    "a reduction that CuPy is expected to refuse, and answers": Fault(
        "tests/arrays/test_cuda.py",
        "np.sum(x, axis, where=True)",
        "np.add.reduce(x, axis)",
        "tests/arrays/test_cuda.py::test_a_reduction_that_only_numpy_has_is_found",
    ),
    "results always in C order": Fault(
        "tinygrad_lr/arrays/array.py",
        "return x if forward is None or on_host(x) else cuda.laid_as_numpys(x, forward, args)",
        "return x",
        f"{OURS}test_results_lie_in_memory_as_on_the_cpu[times-transposed]",
    ),
    "one block of threads for any mean of squares": Fault(
        "tinygrad_lr/arrays/kernels.py",
        "or not 0 < x.size <= MOST_SQUARES",
        "or not x.size",
        f"{OURS}test_squares_are_one_block_only_where_they_are_few",
    ),
    "captured products whose sums are long": Fault(
        "tinygrad_lr/tools/compile/backend_cuda.py",
        " and (a.shape or (1,))[-1] <= MOST_TERMS",
        "",
        f"{OURS}test_products_that_one_block_would_take_long_for_are_not_captured[shape0-other0]",
    ),
    "kernels that are loaded while a stream captures": Fault(
        "tinygrad_lr/tools/compile/backend_cuda.py",
        "with swapped(warmed(cuda.cupy())):",
        "with swapped([]):",
        f"{OURS}test_no_kernel_is_loaded_while_a_stream_captures[W9]",
    ),
    "CuPy's own words where memory runs out": Fault(
        "tinygrad_lr/arrays/cuda.py",
        "        told: BaseException = OutOfMemoryError(_no_memory(str(error)))\n",
        "        return error\n",
        f"{OURS}test_memory_that_runs_out_is_told_in_torchs_words[nonzero]",
    ),
    "bounds that know nothing of flushed numbers": Fault(
        "parity/oracle/check.py",
        "16 * np.finfo(np.float32).tiny if self.flushed",
        "0.0 if self.flushed",
        f"{OURS}test_subnormal_numbers_may_be_zeros_on_a_gpu",
    ),
}


def linked(tree: Path, file: str, text: str) -> None:
    """A tree of links to this one, but for one file, whose text is given."""
    here, there = ROOT, tree
    for part in Path(file).parts:
        there.mkdir()
        for each in here.iterdir():
            if each.name != part:
                (there / each.name).symlink_to(each)
        here, there = here / part, there / part
    there.write_text(text)


def ended(tree: Path, test: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pytest", "-p", "tests.cupy_on_cpu.plugin", "-p", "no:cacheprovider", "-q", test]
    path = os.pathsep.join([str(tree), *(each for each in sys.path if each and Path(each) != ROOT)])
    surroundings = {**os.environ, "PYTHONPATH": path, "CUPY_ON_CPU_BUILT": str(device.BUILT)}
    return subprocess.run(command, cwd=tree, env=surroundings, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_fault_is_seen(fault, tmp_path):
    text = (ROOT / fault.file).read_text()
    assert text.count(fault.right) >= 1
    linked(tmp_path / "tree", fault.file, text.replace(fault.right, fault.wrong))
    done = ended(tmp_path / "tree", fault.seen_by)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout


def test_without_a_fault_nothing_fails(tmp_path):
    fault = next(iter(FAULTS.values()))
    linked(tmp_path / "tree", fault.file, (ROOT / fault.file).read_text())
    done = ended(tmp_path / "tree", fault.seen_by)
    assert done.returncode == 0, done.stdout + done.stderr
