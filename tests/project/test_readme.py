"""Is the README true? Its Python runs, its commands are understood, and it is short."""

import json
import re
import shlex
import sys

import pytest

from tests.helpers.paths import ROOT
from tinygrad_lr import cli
from tinygrad_lr.loops import LOOPS

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PYTHON = [body for language, body in BLOCKS if language == "python"]
TYPED = [line for _, body in BLOCKS for line in body.splitlines() if line.startswith("tinygrad-lr ")]


@pytest.mark.parametrize("code", PYTHON)
def test_python(code):
    exec(compile(code, "README.md", "exec"), {})


@pytest.mark.parametrize("line", TYPED)
def test_commands_are_understood(line):
    cli.parser().parse_args(shlex.split(line, comments=True)[1:])


def test_something_was_found():
    assert len(PYTHON) == 1
    assert len(TYPED) >= 3


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_run_of_parity_is_the_committed_one(page):
    report = json.loads((ROOT / "parity" / "results" / "report.json").read_text())
    assert report["verdict"]["disagreements"] == 0
    assert f" {report['cases']:,} " in (ROOT / page).read_text()


def test_lint_finds_nothing_in_the_loops(capsys):
    """As both READMEs say."""
    pytest.importorskip("sklearn")
    assert cli.main(["run", "--lint", "--epochs", "3"]) == 0
    assert capsys.readouterr().out.count("lint: nothing found") == len(LOOPS)


def test_it_is_short():
    assert len(README.splitlines()) < 100


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("loop", LOOPS.values(), ids=list(LOOPS))
def test_articles_are_named_as_their_loops_name_them(loop, name):
    """Title, author, date and address, in the article's own language."""
    told = sys.modules[loop.train.__module__].__doc__.split("The document: ")[1].split("\n\n")[0].rstrip(".\n")
    text = (ROOT / name).read_text(encoding="utf-8").replace("，", ", ").replace("（视频）", "")
    for part in told.replace("\n", " ").split(", "):
        assert part.strip() in text
