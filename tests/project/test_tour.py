"""Is the tour of a backward pass true? Its tables are those of a run made now, in both languages."""

import re
import subprocess
import sys

import pytest

from tests.helpers.paths import ROOT

PAGE = ROOT / "docs" / "tour" / "one-backward.md"
IN_CHINESE = ROOT / "docs" / "zh" / "tour" / "one-backward.md"
TEXT = PAGE.read_text(encoding="utf-8")
PAGES = pytest.mark.parametrize("text", [TEXT, IN_CHINESE.read_text(encoding="utf-8")], ids=["en", "zh"])


def written_anew(page):
    """A page's text after its tables were written; by an interpreter of its own, which keeps nothing from other tests."""
    command = [sys.executable, "-m", "docs.tour.one_backward", str(page)]
    subprocess.run(command, cwd=ROOT, check=True)
    return page.read_text(encoding="utf-8")


@PAGES
def test_the_tables_are_those_of_a_run(text, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert written_anew(page) == text, "python -m docs.tour.one_backward writes them anew"


@pytest.mark.parametrize(
    ("true", "false"),
    [("`g = 1`", "`g = 2`"), ("| `[[-27.295]] (1, 1)` |", "| `[[-27.296]] (1, 1)` |"), ("graph.py#L", "graph.py#L9")],
)
def test_a_change_would_show(true, false, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(TEXT.replace(true, false), encoding="utf-8")
    assert page.read_text(encoding="utf-8") != TEXT
    assert written_anew(page) == TEXT


@PAGES
def test_the_prose_names_what_the_run_has_seen(text):
    blocks = re.compile(r"(?ms)^```.*?^```|^\|.*?$")  # code, and the rows of tables
    names = set(re.findall(r"(?a)`(\w\w+)`", blocks.sub("", text)))
    assert {"walk", "visit", "arrived"} <= names
    assert names <= set(re.findall(r"\w+", " ".join(blocks.findall(text))))
