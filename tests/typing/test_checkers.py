"""What people write is accepted by mypy and pyright, and mistakes are found: in a folder of one's own, beside the library."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

HERE = Path(__file__).parent
WRITTEN = "typical", "beginner", "trainer"
LOOPS = sorted((ROOT / "tinygrad_lr" / "loops").glob("*.py"))
PAGES = {
    re.sub(r"\W", "_", str(page.relative_to(ROOT))): re.findall(r"(?ms)^```python\n(.*?)^```", page.read_text("utf-8"))
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
# Pages show parts of a program, and functions as people write them in a notebook: names that another part defines, and
# functions without annotations, are well.
START = "import tinygrad_lr\nimport tinygrad_lr as torch\n"
OF_PAGES = ("name-defined", "no-untyped-def", "no-untyped-call", "untyped-decorator", "no-redef")


def whole(block):
    """Whether it is a program, and no part of a listing."""
    try:
        ast.parse(block)
    except SyntaxError:
        return False
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A user's folder, with the files to look at."""
    there = tmp_path_factory.mktemp("user")
    for name in (*WRITTEN, "mistakes"):
        (there / f"{name}.py").write_text((HERE / f"{name}.py").read_text("utf-8"), "utf-8")
    for name, blocks in PAGES.items():
        blocks = [block for block in blocks if whole(block)]
        if blocks:
            (there / f"page_{name}.py").write_text("\n".join([START, *blocks]), "utf-8")
    return there


@pytest.fixture(scope="module")
def mypy(folder):
    """What `mypy --strict` says: (file, line, code) of each error."""
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--follow-imports=silent", "--no-pretty"]
    found = subprocess.run(
        [*command, *map(str, sorted(folder.glob("*.py")))],
        cwd=folder, env=environment(MYPYPATH=str(ROOT)), capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode in (0, 1), found.stderr
    errors = re.findall(r"(?m)^([\w./-]+):(\d+): error: .*\[([\w-]+)\]$", found.stdout)
    return [(Path(file).name, int(line), code) for file, line, code in errors]


@pytest.fixture(scope="module")
def pyright(folder):
    """What pyright says, as it comes: (file, line, rule) of each error."""
    pytest.importorskip("pyright")
    (folder / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(ROOT)]}))
    found = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "."],
        cwd=folder, env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode in (0, 1), found.stderr
    told = json.loads(found.stdout)["generalDiagnostics"]
    return [(Path(d["file"]).name, d["range"]["start"]["line"] + 1, d.get("rule")) for d in told]


def environment(**more):
    return {**os.environ, "PYTHONPATH": "", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1", **more}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_typical_lines_are_accepted(checker, request):
    errors = request.getfixturevalue(checker)
    assert [error for error in errors if error[0].removesuffix(".py") in WRITTEN] == []


def test_there_are_many_typical_lines():
    lines = [line for name in WRITTEN for line in (HERE / f"{name}.py").read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) > 700


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_mistakes_are_found_each_at_its_line_and_nothing_else(checker, request):
    text = (HERE / "mistakes.py").read_text("utf-8").splitlines()
    planted = [number for number, line in enumerate(text, 1) if "  #! " in line]
    found = {line for file, line, _ in request.getfixturevalue(checker) if file == "mistakes.py"}
    assert sorted(found) == planted
    assert len(planted) > 20


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_the_pages_code_is_accepted(checker, request):
    known = {*OF_PAGES, "reportUndefinedVariable", "reportRedeclaration"}
    errors = request.getfixturevalue(checker)
    assert [error for error in errors if error[0].startswith("page_") and error[2] not in known] == []
    assert not [error for error in errors if error[0] == "page_README_md.py"]


def test_the_rooms_that_are_strict_and_the_loops_are_accepted():
    pytest.importorskip("mypy")
    rooms = [f"tinygrad_lr/{room}" for room in ("core", "autograd", "optim", "loops")]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *rooms], cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    errors = [line for line in found.stdout.splitlines() if line.startswith(tuple(rooms)) and " error: " in line]
    assert errors == []
