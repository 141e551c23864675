"""Is the README true? Its Python runs, and its commands print what it shows."""

import re
import shlex

import pytest

from tests.helpers import reading_list
from tests.helpers.paths import ROOT
from tinygrad_lr import cli

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PYTHON = [body for language, body in BLOCKS if language == "python"]
SHOWN = [body for _, body in BLOCKS if body.startswith("$ tinygrad-lr ")]
TYPED = [line for _, body in BLOCKS for line in body.splitlines() if line.startswith("tinygrad-lr ")]


@pytest.mark.parametrize("code", PYTHON)
def test_python(code):
    exec(compile(code, "README.md", "exec"), {})


@pytest.mark.parametrize("block", SHOWN)
def test_shown_output(block, capsys):
    command, *shown = block.splitlines()
    cli.main(shlex.split(command)[2:])
    out, err = capsys.readouterr()
    assert (err or out).splitlines() == shown


@pytest.mark.parametrize("line", TYPED)
def test_commands_are_understood(line):
    cli.parser().parse_args(shlex.split(line, comments=True)[1:])


def test_something_was_found():
    assert len(PYTHON) == 2
    assert len(SHOWN) == 2
    assert len(TYPED) >= 6


def test_the_reading_list_has_the_lines_it_says():
    assert len(reading_list.counts(README)) == 8
    assert reading_list.corrected(README) == README, "python -m tests.helpers.reading_list writes the numbers anew"


def test_the_reading_list_is_an_afternoon():
    assert sum(reading_list.counts(README).values()) <= 1000


def test_a_change_of_a_file_would_show(monkeypatch):
    counted = reading_list.code_lines
    monkeypatch.setattr(reading_list, "code_lines", lambda text: counted(text) + 1)
    assert reading_list.corrected(README) != README


def test_a_file_is_counted_as_far_as_it_is_to_be_read():
    source = "class C:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    assert reading_list.up_to("C.f", source) == "class C:\n    def f(self):\n        return 1\n"
    with pytest.raises(AssertionError):
        reading_list.up_to("C.h", source)


def test_links_lead_somewhere():
    links = [link for link in re.findall(r"\]\((.*?)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
