"""The wheel and the sdist: what is in them, and that each works as it is, away from the repository."""

import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

import tinygrad_lr
from tests.helpers.paths import ROOT

pytestmark = pytest.mark.slow
pytest.importorskip("build")
pytest.importorskip("hatchling")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def run(folder, *words):
    """Python, in a folder, with nothing of the repository on its path."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )


def test_the_wheel_has_the_library_and_nothing_else(built):
    names = zipfile.ZipFile(built[0]).namelist()
    assert {name.partition("/")[0] for name in names} == {
        "tinygrad_lr",
        f"tinygrad_lr-{tinygrad_lr.__version__}.dist-info",
    }
    library = {str(p.relative_to(ROOT)) for p in (ROOT / "tinygrad_lr").rglob("*") if p.is_file()}
    assert {name for name in library if "__pycache__" not in name} - {*names} == set()


def test_the_sdist_has_what_it_is_tested_with_and_no_table(built):
    with tarfile.open(built[1]) as file:
        names = [name.partition("/")[2] for name in file.getnames()]
    for room in ("tinygrad_lr", "tests", "tests/golden", "parity", "benchmarks", "docs"):
        assert any(name.startswith(f"{room}/") for name in names), room
    assert {"README.md", "CHANGELOG.md", "LICENSE", "Makefile", "noxfile.py", "constraints.txt"} <= {*names}
    assert not [name for name in names if name.endswith(".csv")]


def test_the_wheel_works(built, tmp_path):
    installed = run(tmp_path, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), str(built[0]))
    assert installed.returncode == 0, installed.stderr
    where = run(tmp_path, "-c", "import tinygrad_lr; print(tinygrad_lr.__file__)").stdout
    assert where.startswith(str(tmp_path))
    done = run(tmp_path, "-m", "tinygrad_lr", "run", "quickstart")
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 of 4 lines of the document printed to the character" in done.stdout
    assert run(tmp_path, "-m", "tinygrad_lr", "--version").stdout == f"tinygrad-lr {tinygrad_lr.__version__}\n"


def test_the_sdist_is_tested_as_it_is(built, tmp_path):
    with tarfile.open(built[1]) as file:
        file.extractall(tmp_path, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    (folder,) = tmp_path.iterdir()
    done = run(
        folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/nn/test_nn.py", "tests/project/test_import.py"
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
