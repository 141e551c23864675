"""The command line: what it prints, what it writes, and how it refuses."""

import builtins
import io
import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

import tinygrad_lr
from tests.helpers import counterfeit
from tests.helpers.paths import ROOT
from tinygrad_lr import cli, files, terminal
from tinygrad_lr.lessons import LESSONS
from tinygrad_lr.loops import LOOPS


@pytest.fixture
def run(capsys):
    """Run the command line in this process: exit code, stdout, stderr."""

    def call(*arguments):
        try:
            code = cli.main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def hidden(monkeypatch):
    """Make packages look as if they were not installed."""

    def hide(*names):
        for name in names:
            monkeypatch.setitem(sys.modules, name, None)

    return hide


def table_of(out, title):
    """The rows of a plain table, as lists of cells."""
    lines = out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(title))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("  "):
            break
        rows.append([cell.strip() for cell in line.strip().split("  ") if cell.strip()])
    return rows


# What it prints


def test_list_names_every_loop(run):
    code, out, err = run("list")
    assert (code, err) == (0, "")
    assert [row[0] for row in table_of(out, "The loops")[2:]] == list(LOOPS)


LINES = {
    "quickstart": "4 of 4", "manual": "12 of 12", "module": "15 of 15",
    "crops": "20 of 25 lines of the document printed to the character, 5 with numbers that differ by at most 3.1e-07 of",
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_run_prints_the_documents_lines_and_a_table(name, run):
    code, out, err = run("run", name)
    assert (code, err) == (0, "")
    assert f"\n{LINES[name]}" in out
    counted = sum(line in out.splitlines() for line in LOOPS[name].lines.splitlines())
    assert counted == int(LINES[name].split()[0])
    rows = table_of(out, f"{name}: the published numbers")
    assert rows[0] == ["quantity", "published", "ours", "difference"]
    assert [row[:2] for row in rows[2:]] == [[f.quantity, f.published] for f in LOOPS[name].facts]
    for _, published, ours, difference in rows[2:]:
        shown = 10.0 ** -len(ours.partition(".")[2])
        assert float(difference) == pytest.approx(float(ours) - float(published), rel=0.06, abs=shown)


def test_run_without_names_runs_all(run):
    pytest.importorskip("sklearn")
    code, out, _ = run("run")
    assert code == 0
    assert [line.split()[1].rstrip(":") for line in out.splitlines() if line.startswith("== ")] == list(LOOPS)


@pytest.mark.torch
def test_run_on_torch(run):
    pytest.importorskip("torch")
    code, out, _ = run("run", "module", "--framework", "torch")
    assert code == 0
    assert LOOPS["module"].lines in out
    assert table_of(out, "module: the published")[0] == ["quantity", "published", "torch", "difference"]


def test_other_settings_say_so_and_pass_no_judgement(run):
    code, out, _ = run("run", "quickstart", "--epochs", 800, "--lr", 0.02, "--seed", 1, "--dtype", "float64")
    assert code == 0
    assert "Epoch [800/800], Loss:" in out
    rows = table_of(out, "quickstart: the published numbers (for other settings than these)")
    assert [row[0] for row in rows[2:]] == ["loss, epoch 800"]
    assert "to the character" not in out


def test_quiet_prints_nothing(run):
    assert run("run", "regression", "--quiet") == (0, "", "")


def test_a_wrong_number_fails_the_run(run, monkeypatch, tmp_path):
    fact = LOOPS["regression"].facts[0]
    monkeypatch.setattr(type(fact), "allowed", lambda self, rtol: 0.0)
    code, _, err = run("run", "regression", "--json", tmp_path / "r.json")
    assert code == 1
    assert "regression: loss, epoch 10 is 4378.27" in err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_line_fails_the_run(run, monkeypatch):
    loop = LOOPS["manual"]
    monkeypatch.setitem(LOOPS, "manual", replace(loop, lines=loop.lines.replace("1.491", "1.492")))
    code, out, err = run("run", "manual")
    assert code == 1
    assert "manual: did not print 'Epoch 100: Loss=0.2279, W=1.492, b=1.286'" in err
    assert "11 of 12 lines of the document printed to the character, 1 not" in out


def test_graph_prints_only_the_graph(run):
    code, out, err = run("graph", "manual")
    assert (code, err) == (0, "")
    assert out.startswith("MeanBackward0  ()\n└─ PowBackward0")
    assert run("graph", "manual", "--format", "dot")[1].startswith("digraph {")
    assert run("graph", "manual", "--format", "mermaid")[1].startswith("flowchart TD")


@pytest.mark.torch
@pytest.mark.parametrize("name", LOOPS)
def test_graph_is_the_same_from_both_frameworks(name, run):
    pytest.importorskip("torch")
    assert run("graph", name) == run("graph", name, "--framework", "torch")


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_compare_is_within_the_bounds(dtype, run):
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    code, out, err = run("compare", "--dtype", dtype)
    assert (code, err) == (0, "")
    for name, loop in LOOPS.items():
        rows = table_of(out, f"{name}: largest difference over all epochs; the bound is {loop.bound[dtype]:g}")
        assert rows[0] == ["quantity", "tinygrad_lr", "torch", "epoch", "most ULP", "of the bound"]
        assert all(float(row[5]) <= 1 for row in rows[2:])
        sides = table_of(out, f"{name}, {dtype}, {500 if name == 'songs' else ''}")
        assert sides[2][0] == "loss, epoch 0"


@pytest.mark.torch
def test_compare_has_four_columns_with_cuda(run):
    torch = pytest.importorskip("torch")
    with counterfeit.device():
        code, out, err = run("compare", "crops", "--device", "cuda", "--epochs", 5)
    assert (code, err) == (0, "")
    sides = table_of(out, "crops, float32, 5")
    assert sides[0] == ["quantity", "tinygrad_lr", "torch", "tinygrad_lr cuda", "torch cuda", "ULP"]
    assert len({row[1] for row in sides[2:]} & {row[3] for row in sides[2:]}) > 2
    if not torch.cuda.is_available():
        assert {row[4] for row in sides[2:]} == {"not run"}
        assert "torch cuda: not run: no CUDA device (Torch not compiled with CUDA enabled)\n" in out


@pytest.mark.torch
def test_compare_says_which_columns_did_not_run(run, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.setitem(sys.modules, "cupy", None)
    monkeypatch.setattr(torch, "zeros", refused_on_cuda(torch.zeros))
    code, out, err = run("compare", "quickstart", "--device", "cuda", "--epochs", 2)
    assert (code, err) == (0, "")
    assert {tuple(row[3:5]) for row in table_of(out, "quickstart, float32, 2")[2:]} == {("not run", "not run")}
    assert out.count("not run: no CUDA device (") == 2


def refused_on_cuda(zeros):
    def refuse(*size, device="cpu", **options):
        if device == "cuda":
            raise AssertionError("no")
        return zeros(*size, device=device, **options)

    return refuse


def test_run_on_cuda(run, tmp_path):
    with counterfeit.device():
        code, out, err = run("run", "module", "manual", "--device", "cuda", "--epochs", 3, "--plot", tmp_path / "x.png")
    assert (code, err) == (0, "")
    assert "Epoch 00: Loss=9.1164" in out
    assert (tmp_path / "x.png").exists()


@pytest.mark.torch
def test_compare_fails_beyond_the_bound(run, monkeypatch):
    pytest.importorskip("torch")
    loop = LOOPS["crops"]
    monkeypatch.setitem(LOOPS, "crops", replace(loop, bound={"float32": 1e-12}))
    code, _, err = run("compare", "crops", "--epochs", 50)
    assert code == 1
    assert err.startswith("tinygrad-lr: failed: beyond the bound: crops: loss at epoch ")


def test_songs_takes_a_table(run, tmp_path):
    rows = ["title,a,b,y"] + [f"song {i},{i},{i * i % 7},{3 * i + 1}" for i in range(20)]
    (tmp_path / "t.csv").write_text("\n".join(rows))
    options = ("--data", tmp_path / "t.csv", "--target", "y", "--epochs", 20)
    model = ("--form", "linear", "--optimizer", "Adam", "--batch-size", 5)
    code, out, err = run("run", "songs", *options, *model, "--json", tmp_path / "t.json")
    assert (code, err) == (0, "left out as text: title\n")
    assert out.count("train loss") == 2
    saved = json.loads((tmp_path / "t.json").read_text())["runs"][0]
    assert saved["settings"]["table"] == str(tmp_path / "t.csv")
    assert (saved["settings"]["optimizer"], saved["settings"]["batch_size"]) == ("Adam", 5)
    assert len(saved["losses"]) == 20
    assert len(saved["parameters"]["weight"][0]) == 2


# What it writes


def test_json_has_every_number(run, tmp_path):
    path = tmp_path / "out.json"
    assert run("run", "manual", "crops", "--json", path)[0] == 0
    saved = json.loads(path.read_text())
    assert saved["framework"] == "tinygrad_lr"
    manual, crops = saved["runs"]
    assert (manual["loop"], len(manual["losses"])) == ("manual", 1000)
    assert manual["parameters"] == {"W": [[1.9671692848205566]], "b": [1.0259548425674438]}
    assert "\n".join(manual["printed"]) == LOOPS["manual"].lines
    assert crops["settings"]["lr"] == 1e-5
    assert crops["published"][5]["published"] == "322.5351"
    assert crops["published"][5]["ours"] == crops["final_loss"]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("names", [["quickstart"], ["crops"], ["regression", "crops"]])
def test_plot_is_a_png(names, run, tmp_path):
    pytest.importorskip("matplotlib")
    path = tmp_path / "fit.png"
    assert run("run", *names, "--epochs", 5, "--plot", path, "--quiet") == (0, "", "")
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("kind", "begin"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_plot_is_an_svg_or_a_pdf(kind, begin, run, tmp_path):
    pytest.importorskip("matplotlib")
    path = tmp_path / f"fit.{kind}"
    assert run("run", "quickstart", "--epochs", 5, "--plot", path, "--quiet") == (0, "", "")
    assert path.read_bytes().startswith(begin)


def test_plots_tell_the_loss_by_name_and_what_is_predicted(run, tmp_path):
    pytest.importorskip("matplotlib")
    pytest.importorskip("sklearn")
    rows = ["a,b,y"] + [f"{i},{i * i % 7},{3 * i + 1}" for i in range(20)]
    (tmp_path / "t.csv").write_text("\n".join(rows))
    table = ("--data", tmp_path / "t.csv", "--target", "y", "--epochs", 5, "--quiet")
    assert run("run", "songs", "crops", *table, "--plot", tmp_path / "x.svg") == (0, "", "")
    drawn = (tmp_path / "x.svg").read_text()  # letters are drawn, and named in comments
    for text in ("L1Loss", "mse", "training", "test", "predicted", "true", "target 2"):
        assert f"<!-- {text}" in drawn or f", {text} -->" in drawn, text


def test_the_picture_has_red_dots_and_a_blue_line(tmp_path, run):
    image = pytest.importorskip("matplotlib.image")
    path = tmp_path / "fit.png"
    assert run("run", "regression", "--plot", path, "--quiet")[0] == 0
    pixels = image.imread(path)[..., :3]
    right = pixels[:, pixels.shape[1] // 2 :]
    pure = {"red": (1, 0, 0), "blue": (0, 0, 1)}
    counts = {name: (abs(right - color) < 0.1).all(axis=-1).sum() for name, color in pure.items()}
    assert min(counts.values()) > 200
    left = pixels[:, : pixels.shape[1] // 2]
    assert not (abs(left - pure["red"]) < 0.1).all(axis=-1).any()


def test_an_old_file_stays_if_the_run_fails(run, tmp_path):
    path = tmp_path / "old.json"
    path.write_text("old")
    code, _, err = run("run", "quickstart", "--lr", 0.5, "--json", path)
    assert code == 1
    assert "diverged" in err
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_while_writing_leaves_nothing(tmp_path):
    def fail():
        with files.whole_file(tmp_path / "x") as file:
            file.write(b"half")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert list(tmp_path.iterdir()) == []


# What it says of itself


def test_a_bare_call_shows_the_help(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out == run("--help")[1]
    assert "usage: tinygrad-lr" in out


def test_version(run):
    assert run("--version") == (0, f"tinygrad-lr {tinygrad_lr.__version__}\n", "")


def test_help_fits_sixty_columns(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    for command in ((), *([name] for name in cli.COMMANDS)):
        out = run(*command, "--help")[1]
        assert max(map(len, out.splitlines())) <= 60, command


@pytest.mark.parametrize("module", ["parity.options", "benchmarks.__main__"])
def test_the_other_commands_help_fits_too(module, monkeypatch):
    made = pytest.importorskip(module).parser()
    for width in (60, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        told = made.format_help()
        assert max(map(len, told.splitlines())) <= width
        assert " ".join(made.description.split()) in " ".join(told.split())


def test_help_breaks_no_name(run, monkeypatch):
    for width in ("60", "71", "100"):
        monkeypatch.setenv("COLUMNS", width)
        words = run("lesson", "--help")[1].replace(",", " ").replace(";", " ").split()
        assert set(LESSONS) <= set(words)


def test_every_command_and_option_is_explained(run):
    for name, command in cli.commands_of(cli.parser()).items():
        assert command.description
        assert command.description in run(name, "--help")[1]
        assert not [action.dest for action in command._actions if not action.help], name


NARROW = [["list"], ["lesson"], ["compare", "crops", "--epochs", "3"], ["run", "manual"], ["run", "crops"]]


@pytest.mark.parametrize("command", NARROW, ids=" ".join)
def test_tables_and_names_fit_sixty_columns(command, run, monkeypatch):
    """What has no room beside one another stands below one another, and no name is broken."""
    if command[0] == "compare":
        pytest.importorskip("torch")
    wide = run(*command)[1]
    monkeypatch.setenv("COLUMNS", "60")
    out = run(*command)[1]
    assert max(map(len, out.splitlines())) <= 60
    words = {word for word in wide.split() if not set(word) <= set("-")}
    assert words - set(out.split()) <= {"name", "quantity"}  # the first column's


def test_lessons_are_told_in_sixty_columns(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    for name in LESSONS:
        told = run("lesson", name, "--answer")[1].partition("\nThe mistake\n")[0]
        asked = run("lesson", name)[1].split('"""')[1].partition("\nThe answer: ")[0]  # which is a command
        assert max(map(len, (told + asked).splitlines())) <= 60


def test_an_explored_step_is_told_in_sixty_columns(run, monkeypatch):
    wide = run("explore", "quickstart", "--format", "text")[1]
    monkeypatch.setenv("COLUMNS", "60")
    told = run("explore", "quickstart", "--format", "text")[1]
    assert max(map(len, wide.splitlines())) > 60 >= max(map(len, told.splitlines()))
    assert told.split() == wide.split()


def test_a_width_that_is_none_changes_nothing(run, monkeypatch):
    wide = run("list")[1]
    for width in ("", "0", "wide", "-3", "1000"):
        monkeypatch.setenv("COLUMNS", width)
        assert run("list")[1] == wide


def test_lint_says_that_nothing_was_found(run):
    assert run("run", "module", "--lint")[1].count("lint: nothing found") == 1
    assert "lint" not in run("run", "module")[1]


def test_compiled_loops_print_the_same(run):
    """The replayed step gives the same bits, so the same lines."""
    for name in ("manual", "crops", "songs"):
        assert run("run", name, "--epochs", "20", "--compile") == run("run", name, "--epochs", "20")


def test_machine_code_prints_what_the_document_prints(run):
    pytest.importorskip("numba")
    code, out, _ = run("run", "quickstart", "--compile", "numba")
    assert code == 0
    assert "Predicted value for input 5.0: 9.9769" in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--framework", "torch"], "--compile is tinygrad_lr's, not torch's"),
        (["--lint"], "--compile goes without --lint"),
        (["--distributed"], "--compile goes without --distributed"),
    ],
)
def test_what_cannot_be_compiled_is_said(options, words, run):
    pytest.importorskip("torch")
    code, _, err = run("run", "manual", "--compile", *options)
    assert code == 2
    assert words in err


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_knows_commands_names_and_options(shell, run):
    pytest.importorskip("shtab")
    code, out, err = run("completion", shell)
    assert (code, err) == (0, "")
    for word in ("compare", "--epochs", "--framework", "quickstart", "mermaid"):
        assert word in out


COMPLETED = [
    ("run --ep", {"--epochs"}), ("run quick", {"quickstart"}), ("lesson no", {"no-zero-grad"}), ("lesson ", set(LESSONS)),
    ("explore kept", {"kept-losses"}), ("explore my_s", {"my_script.py"}), ("run --data my_t", {"my_table.csv"}),
    ("run --plot my", {"my_script.py", "my_table.csv", "my_folder"}), ("run --checkpoint my", {"my_folder"}),
    ("run --optimizer ", {"SGD", "Adam"}), ("explore -o my_t", {"my_table.csv"}), ("com", {"compare", "completion"}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "offered"), COMPLETED)
def test_bash_completes(typed, offered, run, tmp_path):
    pytest.importorskip("shtab")
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    (tmp_path / "completion").write_text(run("completion", "bash")[1])
    (tmp_path / "my_folder").mkdir()
    for name in ("my_script.py", "my_table.csv"):
        (tmp_path / name).touch()
    words = ["tinygrad-lr", *typed.split(" ")]
    script = (
        f"source completion; COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; "
        f"COMP_LINE='{' '.join(words)}'; $(complete -p tinygrad-lr | sed 's/.*-F \\([^ ]*\\).*/\\1/') "
        f"tinygrad-lr '{words[-1]}' '{words[-2]}'; echo ${{COMPREPLY[@]}}"
    )
    done = subprocess.run([bash, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert set(done.stdout.split()) == offered


# Bad input: one line, exit code 1 or 2, nothing trained and nothing written

BAD_USAGE = {
    "no such command": ("walk", "no command 'walk'; there are list, run, compare, graph, lesson"),
    "nearly a command": ("lst", "no command 'lst'; did you mean 'list'?"),
    "nearly a choice": ("run --dtype flaot64", "argument --dtype: invalid choice: 'flaot64'; did you mean 'float64'?"),
    "nearly an option": ("run --epoch 5", "unrecognized arguments: --epoch; did you mean '--epochs'?"),
    "an option begun": ("run --frame torch", "unrecognized arguments: --frame; did you mean '--framework'?"),
    "another case": ("run Quickstart", "no loop 'Quickstart'; did you mean 'quickstart'?"),
    "a beginning": ("run reg", "no loop 'reg'; did you mean 'regression'?"),
    "no such loop": ("run nope", "no loop 'nope'; there are quickstart, regression,"),
    "resumed from nowhere": ("run quickstart --resume", "--resume goes with --checkpoint"),
    "kept nowhere": ("run quickstart --keep 5", "--keep goes with --checkpoint"),
    "waiting for nobody": ("run quickstart --timeout 5", "--timeout goes with --distributed"),
    "checkpoints where none can be": ("run quickstart --checkpoint /proc/here", "cannot write into /proc/here"),
    "nearly a loop": ("run quikstart", "did you mean 'quickstart'?"),
    "zero epochs": ("run --epochs 0", "argument --epochs: must be a whole number of 1 or more, not '0'"),
    "negative epochs": ("run --epochs -3", "argument --epochs: must be a whole number of 1 or more"),
    "half an epoch": ("run --epochs 1.5", "argument --epochs: must be"),
    "zero rate": ("run --lr 0", "argument --lr: must be a positive number, not '0'"),
    "infinite rate": ("run --lr inf", "argument --lr: must be a positive number"),
    "no rate": ("run --lr fast", "argument --lr: must be a positive number"),
    "seed": ("run --seed 18446744073709551616", "argument --seed: must be"),
    "dtype": ("run --dtype float16", "argument --dtype: invalid choice: 'float16'"),
    "framework": ("run --framework jax", "argument --framework: invalid choice: 'jax'"),
    "device": ("run --device tpu", "argument --device: invalid choice: 'tpu'"),
    "graph without a name": ("graph", "required: NAME"),
    "batch size": ("run songs --batch-size 0", "argument --batch-size: must be"),
    "data without a target": ("run songs --data t.csv", "--data FILE and --target COLUMN go together"),
    "target without data": ("run songs --target y", "--data FILE and --target COLUMN go together"),
    "data for another loop": ("run crops --data t.csv --target y", "--data belongs to the loop songs"),
    "optimizer for another": ("run crops --optimizer Adam", "--optimizer belongs to the loop songs"),
    "missing table": ("run --data no.csv --target y", "cannot read no.csv: No such file"),
    "no picture": ("run --plot x.jpeg", "x.jpeg: the name must end in .png, .svg or .pdf"),
    "no shell": ("completion fish", "argument SHELL: invalid choice: 'fish'; there are bash, zsh"),
    "no folder": ("run --plot no/x.png", "cannot write no/x.png: No such file or directory"),
    "no folder for json": ("run --json no/x.json", "cannot write no/x.json: No such file or directory"),
    "one file for two": ("run --plot a.png --json a.png", "--json a.png is the file of --plot too"),
    "a name of two lines": (["run", "--data", "a\nb", "--target", "y"], "cannot read a b: No such file"),
    "an option of two lines": (["graph", "crops", "--a\nb"], "unrecognized arguments: --a b"),
    "underscores": ("run --epochs 1_0", "argument --epochs: must be"),
    "a rate of other digits": ("run --lr ٣", "argument --lr: must be"),
    "a rate with underscores": ("run --lr 1_0.5", "argument --lr: must be"),
    "not a number": ("run --lr nan", "argument --lr: must be"),
    "very many epochs": (f"run --epochs {'9' * 5000}", "must be a whole number of 1 or more, not '9999999"),
    "a very long seed": (f"run --seed {'9' * 5000}", "must be a whole number from 0 to 2**64 - 1, not '9999999"),
    "a long name": (f"run --json {'x' * 300}", "File name too long"),
    "a long picture": (f"run --plot {'x' * 300}.png", "File name too long"),
    "a long table": (f"run --data {'x' * 300} --target y", "File name too long"),
    "an endless table": ("run --data /dev/zero --target y", "cannot read /dev/zero: not a plain file"),
    "a folder for a table": ("run --data . --target y", ".: no table in this folder; their names end in .csv, .parquet, .arrow, .feather, .ipc"),
    "a folder": ("run --json .", "cannot write .: Is a directory"),
    "a table without a name": (["run", "--data", "", "--target", "y"], "argument --data: must be a name, not ''"),
    "numbers without a name": (["run", "--json", ""], "argument --json: must be a name, not ''"),
    "a device": ("run --json /dev/null", "cannot write /dev/null: Not a plain file"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_USAGE)
def test_bad_usage(kind, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "train", None)  # no training
    arguments, message = BAD_USAGE[kind]
    code, out, err = run(*(arguments.split() if isinstance(arguments, str) else arguments))
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("tinygrad-lr: error: ")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_bad_table_names_row_and_column(run, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,2\n3,4\n,5\n")
    code, out, err = run("run", "--data", path, "--target", "y")
    assert (code, out) == (2, "")
    assert err == f"tinygrad-lr: error: {path}: row 3 (line 4), column 'x': the cell is empty\n"


@pytest.mark.parametrize("command", ["run crops --framework torch", "graph crops --framework torch", "compare crops"])
def test_without_torch(command, run, hidden):
    hidden("torch")
    code, out, err = run(*command.split())
    assert (code, out) == (2, "")
    what = "compare" if command.startswith("compare") else "--framework torch"
    assert err == f"tinygrad-lr: error: {what} needs torch, which is not installed: pip install 'tinygrad_lr[torch]'\n"


def test_without_scikit_learn(run, hidden):
    hidden("sklearn", "sklearn.datasets")
    code, out, err = run("run")  # all loops, but none of them is trained first
    assert (code, out) == (2, "")
    assert "songs needs scikit-learn, which is not installed: pip install 'tinygrad_lr[loops]', or give" in err
    assert run("run", "regression")[0] == 0


def test_without_matplotlib(run, hidden, tmp_path):
    hidden("matplotlib")
    code, out, err = run("run", "crops", "--plot", tmp_path / "x.png")
    assert (code, out) == (2, "")
    assert (
        err == "tinygrad-lr: error: --plot needs matplotlib, which is not installed: pip install 'tinygrad_lr[loops]'\n"
    )


def test_without_pyarrow(run, hidden, tmp_path):
    hidden("pyarrow", "pyarrow.csv")
    (tmp_path / "t.csv").write_text("x,y\n1,2\n3,4\n")
    code, out, err = run("run", "songs", "--data", tmp_path / "t.csv", "--target", "y")
    assert (code, out) == (2, "")
    assert err == "tinygrad-lr: error: --data needs pyarrow, which is not installed: pip install 'tinygrad_lr[loops]'\n"
    assert run("run", "crops", "--quiet")[0] == 0


BROKEN = {  # how installations are broken: what importing the package raises, and what is said of it
    "ImportError('libtorch.so: cannot open shared object file')": "ImportError: libtorch.so: cannot open shared object file",
    "OSError('libcudart.so.12: no')": "OSError: libcudart.so.12: no",
    "ModuleNotFoundError(\"No module named 'typing_extensions'\", name='typing_extensions')":
        "ModuleNotFoundError: No module named 'typing_extensions'",
    "AttributeError('first line\\nsecond line')": "AttributeError: first line",
}  # fmt: skip


@pytest.mark.parametrize("error", BROKEN)
@pytest.mark.parametrize("arguments", [
    "tinygrad_lr run crops --framework torch", "tinygrad_lr graph crops --framework torch", "tinygrad_lr compare crops",
    "tinygrad_lr lesson no-zero-grad --answer --framework torch", "parity --examples 1",
])  # fmt: skip
def test_a_broken_torch_is_told_in_one_line(arguments, error, tmp_path):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(f"raise {error}")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run([sys.executable, "-m", *arguments.split()], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path},
                          capture_output=True, text=True, timeout=120)  # fmt: skip
    assert done.returncode == (3 if "parity" in arguments else 2)
    said = done.stderr + done.stdout
    assert said.count("\n") == 1
    assert f"torch is installed, but cannot be imported: {BROKEN[error]}" in said


@pytest.mark.parametrize("package", ["pyarrow", "matplotlib", "sklearn"])
def test_other_broken_packages_are_told_in_one_line(package, tmp_path):
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text("raise AttributeError('_ARRAY_API not found')")
    (tmp_path / "t.csv").write_text("x,y\n1,2\n3,4\n")
    options = {"pyarrow": "songs --data t.csv --target y", "matplotlib": "crops --plot x.png", "sklearn": "songs"}[
        package
    ]
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "tinygrad_lr", "run", *options.split()], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "is installed, but cannot be imported: AttributeError: _ARRAY_API not found" in done.stderr


def gpu_of(name):
    module = pytest.importorskip(name)
    try:
        module.zeros(1, device="cuda")
    except Exception:
        return False
    return True


@pytest.mark.parametrize("name", ["tinygrad_lr", pytest.param("torch", marks=pytest.mark.torch)])
def test_without_a_gpu(name, run):
    if gpu_of(name):
        pytest.skip("there is a GPU")
    code, out, err = run("run", "crops", "--framework", name, "--device", "cuda")
    assert (code, out) == (2, "")
    assert err.startswith("tinygrad-lr: error: --device cuda needs an NVIDIA GPU and ")
    assert {"tinygrad_lr": "pip install cupy-cuda12x", "torch": "a CUDA build of torch"}[name] in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("name", "lr", "advice"), [
    ("quickstart", "0.5", "2/λmax = 0.1198"),
    ("crops", "0.001", "2/λmax = 0.000198"),
    ("manual", "1e30", "2/λmax = 0.7676"),
    ("crops", "1e300", "2/λmax = 0.000198"),
])  # fmt: skip
def test_divergence(name, lr, advice, run):
    code, _, err = run("run", name, "--lr", lr)
    assert code == 1
    assert err.startswith(f"tinygrad-lr: failed: {name} with lr {float(lr):g} diverged: the loss is ")
    assert " at epoch " in err
    assert advice in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["quickstart", "regression", "manual", "module", "crops"])
def test_a_last_update_that_diverges_is_told(name, run, tmp_path):
    code, _, err = run("run", name, "--epochs", 1, "--lr", "1e30", "--json", tmp_path / "f")
    assert (code, err.count("\n")) == (1, 1)
    assert f"{name} with lr 1e+30 diverged: the loss is " in err
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_not_written_over(run, tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n1,2\n3,4\n")
    (tmp_path / "link").symlink_to("t.csv")
    for name in ("t.csv", "link"):
        code, _, err = run("run", "songs", "--data", tmp_path / "t.csv", "--target", "y", "--json", tmp_path / name)
        assert (code, "is the file of --data too" in err) == (2, True)
    assert (tmp_path / "t.csv").read_text() == "x,y\n1,2\n3,4\n"


def test_help_has_examples(run):
    code, out, _ = run("--help")
    assert code == 0
    assert "tinygrad-lr run quickstart --plot fit.png" in out


def test_every_example_of_the_help_is_understood():
    lines = [line.split() for line in cli.EXAMPLES.splitlines() if line.startswith("    tinygrad-lr")]
    assert len(lines) >= 7
    for words in lines:
        cli.parser().parse_args(words[1:])


# Pipes and terminals


def python_m(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "tinygrad_lr", *arguments], cwd=ROOT, timeout=120, **options)


def test_python_m_in_a_pipe_is_plain_text():
    done = python_m("run", "quickstart", capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert "\x1b" not in text
    assert "\r" not in text
    assert LOOPS["quickstart"].lines in text


def test_a_reader_that_leaves_is_no_error():
    command = [sys.executable, "-m", "tinygrad_lr", "run", "songs", "regression", "manual"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=120) == 0


def test_a_terminal_without_box_characters():
    done = python_m("graph", "crops", capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert b"MulBackward0" in done.stdout


def in_a_terminal(code):
    """What a Python program writes to a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "COLUMNS": "100", "TERM": "xterm-256color", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=env
    )
    os.close(theirs)
    written = io.BytesIO()

    def read():
        try:
            while chunk := os.read(ours, 65536):
                written.write(chunk)
        except OSError:  # Linux: the other side has been closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    assert process.wait(timeout=120) == 0
    reader.join()
    os.close(ours)
    return written.getvalue().decode()


QUICKLY = "import sys; from tinygrad_lr import cli, files, terminal; terminal.SHORT = 0; sys.exit(cli.main(['run', 'manual']))"


def test_a_terminal_has_a_bar_and_a_drawn_table():
    pytest.importorskip("rich")
    text = in_a_terminal(QUICKLY)
    assert "1001" in text  # the bar counts the start and 1000 epochs
    assert "┏" in text
    for line in LOOPS["manual"].lines.splitlines():
        assert line in text


def test_a_terminal_without_rich_is_plain():
    text = in_a_terminal("import sys; sys.modules['rich'] = None; " + QUICKLY)
    assert "┏" not in text
    assert "\x1b" not in text
    assert "quantity         published" in text


def test_no_bar_for_a_short_run():
    pytest.importorskip("rich")
    code = QUICKLY.replace("SHORT = 0", "SHORT = 1e9")
    assert "1001" not in in_a_terminal(code)


def test_plain_tables_are_aligned():
    lines = list(terminal.plain(["what", "n"], [["a", "1"], ["longer", "100"]]))
    assert lines == ["  what      n", "  ------  ---", "  a         1", "  longer  100"]


def test_nothing_heavy_is_imported_for_list():
    code = (
        "import sys; from tinygrad_lr import cli; cli.main(['list']); "
        "assert not {'torch', 'sklearn', 'matplotlib', 'rich'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_hiding_works(hidden):
    hidden("rich")
    with pytest.raises(ModuleNotFoundError):
        builtins.__import__("rich")
