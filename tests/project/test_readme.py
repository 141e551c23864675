"""Is the README true? Its Python runs, and its commands print what it shows."""

import re
import shlex

import pytest

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


def test_links_lead_somewhere():
    links = [link for link in re.findall(r"\]\((.*?)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
