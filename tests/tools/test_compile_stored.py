"""Machine code that outlives the process: found again, and never another's."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

import tinygrad_lr as fw
from parity.mutants import names
from parity.mutants.names import owner_of
from tinygrad_lr.tools.compile import stored

numba = pytest.importorskip("numba", reason="numba is not installed")

SCRIPT = """
import json, sys
import numpy as np
from numba.core import event
import tinygrad_lr as fw

def training(features, hidden, n, rate):
    fw.manual_seed(0)
    x, y = fw.randn(n, features), fw.randn(n, 1)
    layers = [fw.nn.Linear(features, hidden), fw.nn.GELU(), fw.nn.Linear(hidden, 1)] if hidden else [fw.nn.Linear(features, 1)]
    net = fw.nn.Sequential(*layers)
    optimizer = fw.optim.SGD(net.parameters(), lr=rate)

    @fw.compile(backend="numba")
    def step(x, y):
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, x, y

KINDS = {
    "loops": (3, 4, 12, 0.1),
    "others": (3, 5, 12, 0.1),
    "blas": (32, 48, 64, 0.01),
    "threads": (2, 0, 400_000, 0.01),
}
found = {}
with event.install_recorder("numba:compile") as told:
    for kind in sys.argv[1:]:
        before = len(told.buffer)
        if kind == "epochs":
            step, x, y = training(3, 4, 70, 0.1)
            loader = fw.utils.data.DataLoader(fw.utils.data.TensorDataset(x, y), batch_size=16, shuffle=True)
            losses = step.epochs(3, loader)
        else:
            step, x, y = training(*KINDS[kind])
            losses = [step(x, y).item(), *step.repeat(9, x, y, losses=True).tolist()]
        found[kind] = [[float(loss).hex() for loss in losses], len(told.buffer) - before]
print(json.dumps(found))
"""
ALL = ("loops", "others", "blas", "threads", "epochs")


def process(folder, *kinds, **environ):
    """Which losses another process finds, and how many functions it has compiled for each."""
    path = folder / "steps.py"
    path.write_text(SCRIPT)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), stored.SWITCH: str(folder / "kernels"), **environ}
    done = subprocess.run([sys.executable, str(path), *kinds], env=environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {kind: losses for kind, (losses, _) in found.items()}, {kind: many for kind, (_, many) in found.items()}


@pytest.mark.slow
def test_the_next_process_compiles_nothing(tmp_path):
    losses, compiled = process(tmp_path, *ALL)
    assert all(compiled.values())
    assert process(tmp_path, *ALL) == (losses, dict.fromkeys(ALL, 0))
    # Processes number their functions alike: here some are of another process, and some are not.
    os.remove(max((tmp_path / "kernels").iterdir(), key=lambda path: path.stat().st_size))
    again, compiled = process(tmp_path, *reversed(ALL))
    assert again == losses
    assert sum(compiled.values())


def losses_of(scale=1.0):
    w = fw.tensor([1.0, 2.0], requires_grad=True)

    def step(x):
        loss = (w * x * scale).square().sum()
        loss.backward()
        with fw.no_grad():
            w.sub_(w.grad, alpha=0.01)
        w.grad = None
        return loss.detach()

    run = fw.compile(step, backend="numba")
    return [run(fw.ones(2)).item() for _ in range(3)]


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A folder for kernels, and what takes another process for granted: nobody holds a kernel. It gives the numbers of
    functions compiled and of files."""
    monkeypatch.setenv(stored.SWITCH, str(tmp_path / "kernels"))

    def played(play=losses_of):
        stored.held.clear()
        with numba.core.event.install_recorder("numba:compile") as told:
            result = play()
        here = tmp_path / "kernels"
        return result, bool(told.buffer), len(list(here.iterdir())) if here.is_dir() else 0

    return played


def test_a_kernel_is_found_again(fresh):
    losses, compiled, files = fresh()
    assert (compiled, files) == (True, 1)
    assert fresh() == (losses, False, 1)


def test_another_text_is_another_kernel(fresh):
    fresh()
    losses, compiled, files = fresh(lambda: losses_of(2.0))
    assert (compiled, files) == (True, 2)
    np.testing.assert_allclose(losses[0], 20.0)


def test_comments_are_no_text(fresh):
    text = "def kernel(x):\n    # {}\n    return x + 1  # {}\n"
    for i in range(3):
        result, compiled, files = fresh(lambda i=i: stored.compiled(text.format(i, i), {})(41))
        assert (result, compiled, files) == (42, i == 0, 1)


@pytest.mark.parametrize(
    "what",
    ["numba.config.OPT", "numba.config.BOUNDSCHECK", "stored.versions", "the types", "parallel", "what is meant"],
)
def test_a_kernel_is_compiled_anew_for_other(what, fresh, monkeypatch):
    text, given = "def kernel(x):\n    return x + x\n", [1.0]
    play = lambda: stored.compiled(text, {}, what == "parallel" and bool(given[1:]), what == "what is meant" and given)(
        given[-1]
    )
    assert fresh(play) == (2.0, True, 1)
    assert fresh(play) == (2.0, False, 1)
    if what.startswith("numba"):
        monkeypatch.setattr(numba.config, what.rpartition(".")[2], 1)
    elif what == "stored.versions":
        monkeypatch.setattr(*owner_of(names.STORED_VERSIONS), lambda numba: ("another",))
    else:
        given.append(3 if what == "the types" else 1.0)
    result, compiled, files = fresh(play)
    assert (result, compiled, files) == (2 * given[-1], True, 2)


DAMAGES = {
    "empty": lambda content: b"",
    "cut off": lambda content: content[:-100],
    "longer": lambda content: content + b"x",
    "one bit": lambda content: content[: len(content) // 2] + bytes([content[len(content) // 2] ^ 1]) + content[len(content) // 2 + 1 :],
    "something else": lambda content: b"\xff" * 500,
    "no pickle": lambda content: stored.digest_of(b"nothing").encode() + b"nothing",
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_made_anew(name, fresh, tmp_path):
    losses, *_ = fresh()
    (path,) = (tmp_path / "kernels").iterdir()
    content = path.read_bytes()
    path.write_bytes(DAMAGES[name](content))
    assert fresh() == (losses, True, 1)
    assert fresh() == (losses, False, 1)


def test_another_kernels_file_is_not_taken(fresh, tmp_path):
    """Whoever renames files gets no wrong number."""
    losses, *_ = fresh()
    other, *_ = fresh(lambda: losses_of(2.0))
    a, b = (tmp_path / "kernels").iterdir()
    kept = a.read_bytes()
    a.write_bytes(b.read_bytes())
    b.write_bytes(kept)
    assert fresh()[:2] == (losses, True)
    assert fresh(lambda: losses_of(2.0))[:2] == (other, True)


def test_it_works_without_a_folder(fresh, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for there in ("", "relative", str(tmp_path / "file" / "kernels"), str(tmp_path / "file")):
        monkeypatch.setenv(stored.SWITCH, there)
        assert fresh()[1:] == (True, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no such permissions")
def test_a_folder_that_others_may_write_to_is_left_alone(fresh, tmp_path):
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels").chmod(0o777)
    assert fresh()[1:] == (True, 0)


def test_where_kernels_are_kept(monkeypatch, tmp_path):
    monkeypatch.delenv(stored.SWITCH)
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert stored.folder() is None
    assert stored.folder(make=True) == str(tmp_path / ".cache" / "tinygrad_lr")
    for name in ("XDG_CACHE_HOME", "NUMBA_CACHE_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
        assert stored.folder(make=True) == str(tmp_path / name / "tinygrad_lr")


def test_what_was_not_used_for_long_goes(fresh, tmp_path, monkeypatch):
    monkeypatch.setattr(*owner_of(names.STORED_MOST), 3)
    play = lambda i: stored.compiled(f"def kernel(x):\n    return x + {i}\n", {})(0)
    for i in range(3):
        assert fresh(lambda i=i: play(i)) == (i, True, i + 1)
        (newest,) = (path for path in (tmp_path / "kernels").iterdir() if path.stat().st_mtime > 1e6)
        os.utime(newest, (i, i))
    fresh(lambda: play(0))  # which is used again
    assert fresh(lambda: play(3))[2] == 2
    assert fresh(lambda: play(0))[1] is False
    assert fresh(lambda: play(1))[1] is True


def test_kernels_that_numba_can_compile_only_for_this_process_are_not_kept(fresh):
    import ctypes

    address = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(("cos", ctypes.CDLL(None)))
    play = lambda: stored.compiled("def kernel(x):\n    return cos(x)\n", {"cos": address})(0.0)
    assert fresh(play) == (1.0, True, 0)
    assert fresh(play) == (1.0, True, 0)


def test_a_kernel_that_is_held_is_shared(fresh):
    text = "def kernel(x):\n    return x + 1\n"
    a = stored.compiled(text, {})
    assert stored.compiled(text, {}) is a
    assert stored.compiled(text.replace("1", "2"), {}) is not a


def test_a_kernel_that_is_another_would_be_noticed(fresh, monkeypatch):
    """The comparisons bite: where all kernels are kept by one name, the second step gives the first one's losses."""
    right, *_ = fresh(lambda: losses_of(2.0))
    monkeypatch.setattr(*owner_of(names.STORED_WHOLE), lambda self, signature, codegen: "any")
    fresh()
    wrong, compiled, _ = fresh(lambda: losses_of(2.0))
    assert not compiled
    assert wrong[1] != pytest.approx(right[1], rel=1e-3)
