"""Every command with every kind of stream that does not take what is written: one line at most, and never a traceback."""

import os
import subprocess
import sys
from functools import cache

import pytest

from tests.helpers.paths import ROOT

COMMANDS = {
    "list": "tinygrad_lr list", "run": "tinygrad_lr run quickstart crops", "lint": "tinygrad_lr run crops --lint",
    "graph": "tinygrad_lr graph crops", "lessons": "tinygrad_lr lesson", "lesson": "tinygrad_lr lesson no-zero-grad",
    "help": "tinygrad_lr --help", "none": "tinygrad_lr", "run's help": "tinygrad_lr run --help", "parity's help": "parity --help",
    "benchmarks' help": "benchmarks --help",
}  # fmt: skip
EVERY = COMMANDS | {
    "compare": "tinygrad_lr compare crops --epochs 5",
    "parity": "parity --ops exp --examples 1 --profile ci",
}
QUIET = {"quiet": "tinygrad_lr run crops --quiet"}
WRONG = {"wrong": "tinygrad_lr run nope", "wrong table": "tinygrad_lr run songs --data no.csv --target y",
         "parity, wrong": "parity --examples 0", "benchmarks, wrong": "benchmarks --threads x"}  # fmt: skip
FAILS = {"fails": "tinygrad_lr run quickstart --lr 0.5 --quiet"}

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")


def shell(arguments, redirected):
    """Exit code, stdout and stderr of a command whose streams the shell has prepared."""
    if "compare" in arguments or arguments.startswith("parity --ops exp"):
        pytest.importorskip("torch")
    line = f"{sys.executable} -m {arguments} {redirected}"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "Exception" not in said
    return done.returncode, done.stdout, done.stderr


@cache
def undisturbed(arguments):
    """What the command gives by itself."""
    return shell(arguments, "")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(("redirected", "why"), [(">&-", "it is closed"), (">/dev/full", "No space left on device")])
def test_output_that_cannot_be_written_fails_in_one_line(name, redirected, why):
    code, out, err = shell(EVERY[name], redirected)
    assert (code, out) == (1, "")
    program = {"tinygrad_lr": "tinygrad-lr"}.get(EVERY[name].split()[0], EVERY[name].split()[0])
    assert err.splitlines()[-1] == f"{program}: failed: cannot write the output: {why}"
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", EVERY)
def test_a_reader_that_leaves_hears_nothing_more(name):
    code, out, err = shell(EVERY[name], "| head -1")
    assert code in ((0, 3) if "parity" in name else (0, 1) if "benchmarks" in name else (0,))
    assert out.count("\n") == 1
    assert err == ""


@pytest.mark.parametrize("redirected", [">&-", ">/dev/full", "<&-", "2>&-", "2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("kind", ["quiet", "wrong", "fails"])
def test_streams_that_nothing_is_written_to_do_not_matter(kind, redirected):
    expected = {"quiet": 0, "wrong": 2, "fails": 1}[kind]
    for arguments in {"quiet": QUIET, "wrong": WRONG, "fails": FAILS}[kind].values():
        assert shell(arguments, redirected)[0] == expected, arguments


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full", "<&-"])
def test_only_the_output_counts(name, redirected):
    code, out, _ = undisturbed(COMMANDS[name])
    assert shell(COMMANDS[name], redirected)[:2] == (code, out)


def test_a_file_does_not_take_the_place_of_a_closed_stream(tmp_path):
    """With 0, 1 and 2 closed, the next file that is opened would get their numbers, and all that is printed."""
    code, *_ = shell(
        f"tinygrad_lr run crops --quiet --json {tmp_path / 'f.json'} --plot {tmp_path / 'f.png'}", "<&- >&- 2>&-"
    )
    assert code == 0
    assert (tmp_path / "f.json").read_bytes()[:1] == b"{"
    assert (tmp_path / "f.png").read_bytes()[:4] == b"\x89PNG"
