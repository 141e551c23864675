"""Is the README true? Its Python runs, its commands are understood, and it is short."""

import re
import shlex

import pytest

from tests.helpers.paths import ROOT
from tinygrad_lr import cli

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


def test_it_is_short():
    assert len(README.splitlines()) < 100
