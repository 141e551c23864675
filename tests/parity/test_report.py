"""The report: its page, its JSON, the command that writes it; how the command ends."""

import itertools
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity import environment, options, profiles, suite, versions  # noqa: E402
from parity.__main__ import AGREED, DISAGREED, NOT_RUN, main  # noqa: E402
from parity.mutants import faults  # noqa: E402
from parity.output import console, page, report, summary  # noqa: E402
from parity.output.tally import Failure, Run, Tally  # noqa: E402

pytestmark = [pytest.mark.torch, pytest.mark.slow]
SCHEMA = json.loads((Path(report.__file__).parent / "report.schema.json").read_text())
HOW = {"command": "python -m parity", "profile": "ci", "seed": "7"}


@pytest.fixture(autouse=True)
def as_before():
    """The command sets torch's threads and warnings."""
    threads, warned = torch.get_num_threads(), torch.is_warn_always_enabled()
    yield
    torch.set_num_threads(threads)
    torch.set_warn_always(warned)


def told(tally):
    return report.Told(tally, environment.describe(torch), HOW, 12.0, torch)


def valid(data):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(data, SCHEMA)
    return data


@pytest.fixture
def mixed():
    """A tally with everything in it."""
    tally = Tally(standing="torch 9.9 is newer than what this library follows (2.13)")
    tally.case("operations", "exp", "float64", 0.25, "torch.exp(x)", covered=["value", "gradient"])
    tally.case("operations", "neg", "float64", 0.0, "torch.neg(x)", covered=["value"])
    tally.case("scenes", "hooks", "float32", None, "hooks", covered=["answers"])
    tally.fail(
        Failure("operations", "<b>sin</b>", "1.0, torch: <2.0>", "print('</script>')", "--ops sin", 7.5), "float64"
    )
    tally.fail(Failure("scenes", "views", "1, torch: 2"), "float32")
    run = Run("manual", "float32", "local", {}, (0.5, 0.9), [(1.0, 1.0)] * 300, [0.0] * 299 + [4.0], [0.0] * 300)
    tally.trajectories.append(run)
    tally.faults.append(faults.Outcome("a", "rule", ""))
    tally.not_run["CUDA"] = "no device"
    return tally


def test_the_json_is_as_its_schema_says(mixed):
    data = valid(report.as_json(told(mixed)))
    assert json.loads(json.dumps(data, allow_nan=False)) == json.loads(json.dumps(data))
    rows = {row["subject"]: row for row in data["rows"]}
    assert rows["exp"]["worst"] == 0.25
    assert rows["hooks"]["worst"] is rows["exp"]["truth"] is rows["views"]["error"] is None
    assert data["failures"][0]["script"] == "replay/failure_1.py"
    assert data["failures"][1]["script"] is None
    assert data["trajectories"][0]["ulps"][-1][1] == 4.0  # no peak is lost
    with pytest.raises(Exception, match="additional"):
        valid({**data, "additional": 1})


def test_the_page_begins_with_the_verdict_and_shows_the_worst_first(mixed):
    text = page.as_html(report.as_json(told(mixed)))
    assert "No: 2 disagreements with torch" in text[: text.index("What was tested")]
    assert text.index("&lt;b&gt;sin&lt;/b&gt;") < text.index("<td>exp</td>") < text.index("<td>neg</td>")
    assert text.index(mixed.standing) < text.index("1.0, torch: &lt;2.0&gt;")
    assert "<b>sin" not in text
    assert "</script>')" not in text
    for word in ("Bound", "ULP", "Local, global", "special#4467"):
        assert word in text
    for needed in (tinygrad_lr.__version__, torch.__version__, "NumPy", "BLAS", "commit"):
        assert needed in text
    assert not re.search(r"(src|href)=['\"](?!data:|#)", text)


def test_what_was_not_measured_is_no_zero(mixed):
    text = page.as_html(report.as_json(told(mixed)))
    hooks = next(row for row in text.split("<tr>") if "<td>hooks</td>" in row).partition("</tr>")[0]
    assert ">0<" not in hooks
    exp = next(row for row in text.split("<tr>") if "<td>exp</td>" in row)
    assert ">0.25<" in exp
    neg = next(row for row in text.split("<tr>") if "<td>neg</td>" in row)
    assert "equal bits" in neg


def test_what_is_printed_at_the_end(mixed):
    lines = list(summary.lines(mixed, 3.0))
    assert lines[0] == mixed.standing + ":"
    assert (
        lines[-1] == "5 cases in 3 s: 2 disagreements; the largest difference is 7.5 of its bound, in 1.0, torch: <2.0>"
    )
    only = Tally()
    only.fail(Failure("scenes", "views", "1, torch: 2"), "float32")
    assert list(summary.lines(only, 3.0))[-1] == "1 cases in 3 s: 1 disagreement"
    assert summary.sentence(only, "2.13") == "No: 1 disagreement with torch 2.13 in 1 cases."


def test_nobody_is_said_to_agree_to_the_bit_who_was_not_compared_so():
    tally = Tally()
    for ratio in (0.0, 0.5, None, None):
        tally.case("operations", f"{ratio}", "float64", ratio, "x")
    assert summary.sentence(tally, "2.13") == (
        "Yes: all 4 cases agree with torch 2.13, 1 to the bit, 1 within what rounding explains, "
        "2 in what they answer (refusals, dtypes, warnings, printed texts, numbers up to a fixed slack)."
    )


def test_no_row_is_kept_of_nothing():
    assert summary.sentence(Tally(), "2.13") == "Nothing ran."


# ---- the command -----------------------------------------------------------------------------------------


def test_a_part_of_it_agrees(tmp_path):
    arguments = ["--ops", "exp", "matmul", "--loops", "quickstart", "--examples", "3", "--report", str(tmp_path)]
    assert main(arguments) == AGREED
    found = valid(json.loads((tmp_path / "report.json").read_text()))
    assert found["cases"] == sum(row["cases"] for row in found["rows"]) > 10
    assert {row["subject"] for row in found["rows"] if row["lane"] == "operations"} == {"exp", "matmul"}
    row = next(row for row in found["rows"] if row["subject"] == "exp" and row["covered"].get("truth"))
    assert row["error"] is not None
    text = (tmp_path / "report.html").read_text()
    assert torch.__version__ in text
    assert text.count("<svg") == 2
    assert "Yes: all" in text


def test_a_disagreement_is_written_with_its_script(tmp_path, capsys):
    rule = next(fault for fault in faults.rule_faults() if fault.name == "unbroadcast takes the mean")
    (tmp_path / "replay").mkdir()
    (tmp_path / "replay" / "failure_99.py").write_text("")
    with rule.inject():
        assert main(["--ops", "sub", "--profile", "ci", "--report", str(tmp_path)]) == DISAGREED
    data = valid(json.loads((tmp_path / "report.json").read_text()))
    scripts = {path.name for path in (tmp_path / "replay").glob("*.py")}
    assert scripts == {Path(each["script"]).name for each in data["failures"]}
    assert "again: python -m parity" in capsys.readouterr().out


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_gpu_its_lane_says_so(tmp_path, capsys):
    assert main(["--device", "cuda", "--report", str(tmp_path)]) == NOT_RUN
    assert "not run: no CUDA device" in capsys.readouterr().out
    assert "not run: no CUDA device" in (tmp_path / "report.html").read_text()


def test_without_torch_it_does_not_run(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert main([]) == NOT_RUN
    assert "not run: parity needs torch" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "words"), [
    (["--ops", "expo"], "did you mean 'exp'?"),
    (["--loops", "quikstart"], "did you mean 'quickstart'?"),
    (["--lanes", "program"], "did you mean 'programs'?"),
    (["--profile", "cii"], "did you mean 'ci'?"),
    (["--exampels", "3"], "did you mean '--examples'?"),
    (["--examples", "0"], "must be a whole number of 1 or more"),
    (["--minutes", "1e999"], "must be a positive number"),
    (["--seed", "-1"], "must be a whole number from 0"),
    (["--report", __file__], "cannot write into"),
    (["--report", "/proc/nowhere"], "cannot write into"),
])  # fmt: skip
def test_wrong_input_ends_in_a_sentence(arguments, words, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_what_can_be_named_is_listed(capsys):
    assert main(["--list"]) == AGREED
    said = capsys.readouterr().out
    for name in (*suite.LANES, *profiles.PROFILES, "quickstart", "logsumexp"):
        assert name in said


def test_help_says_how_long_a_profile_takes(capsys):
    assert main(["--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert set(options.PROFILES) == set(options.TAKES) == set(profiles.PROFILES)
    assert all(f"{name}: {options.PROFILES[name]}, {takes}" in said for name, takes in options.TAKES.items())


# ---- while it runs ---------------------------------------------------------------------------------------


def test_without_rich_the_suite_prints_plain_lines(capsys):
    plain = console.Plain()
    plain.print("[red]survived[/] x[3]")
    plain.print("x[red]", markup=False)
    assert capsys.readouterr().out == "survived x[3]\nx[red]\n"


def test_a_line_comes_also_while_a_step_takes_long(capsys):
    with console.Pulse(console.Plain(), 0.05) as pulse:
        task = pulse.add_task("looking", total=None)
        time.sleep(0.3)
        pulse.update(task, total=7)
        pulse.update(task, advance=1, description="second", said="3 cases")
        time.sleep(0.2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "... at work, looking, 0 s"
    assert lines[-1] == "... 1 of 7, second, 3 cases, 0 s"
    assert console.PERIOD < 10


def test_a_pipe_gets_a_sign_of_life_every_ten_seconds():
    """The self-test begins with a survey that takes longer."""
    words = [sys.executable, "-u", "-m", "parity", "--self-test"]
    home = Path(versions.__file__).parents[1]
    process = subprocess.Popen(words, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        lines = itertools.dropwhile(lambda line: not line.startswith("..."), process.stdout)
        began = time.monotonic()
        first = [next(lines), next(lines)]
        assert time.monotonic() - began < 60  # a loaded machine may be late
    finally:
        process.kill()
        process.communicate()
    assert all(line.startswith("... ") for line in first)


def test_a_library_that_tells_no_version_has_none_of_that_name():
    told = {"internal_api": "openmp", "user_api": "openmp", "version": None, "num_threads": 2}
    assert environment.of_threads(told) == "openmp (2 threads)"
    known = {"internal_api": "openblas", "version": "0.3.31", "architecture": "Haswell", "num_threads": 1}
    assert environment.of_threads(known) == "openblas 0.3.31 (Haswell, 1 thread)"
    assert "None" not in "".join(environment.describe(torch).values())
