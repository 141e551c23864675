"""Do the benchmarks measure what they say? The gate of losses, the shape of results, headers, pages, wrong input.

Nothing here asserts a time.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import tinygrad_lr
from benchmarks import __main__ as command
from benchmarks import (
    by_hand,
    conditions,
    floor,
    gate,
    goals,
    history,
    machine,
    measure,
    page,
    peers,
    plan,
    plots,
    report,
    tables,
    texts,
    timing,
    worker,
)
from benchmarks.peers import CONTENDERS, build, choose
from benchmarks.workloads import WORKLOADS, BadInput, Data, Runner, make, train
from pages import provenance
from pages.provenance import ROOT

SMALL = {name: replace(w, n=min(w.n, 200), features=min(w.features, 16), outputs=min(w.outputs, 3))
         for name, w in WORKLOADS.items()}  # fmt: skip
INSTALLED = [c for c in CONTENDERS.values() if c.absent() is None and not c.slow]
ALWAYS = [c for c in INSTALLED if c.group in peers.ALWAYS]
reports = pytest.mark.skipif(
    any(peers.needs(name)() for name in ("rich", "matplotlib")), reason="needs rich and matplotlib"
)


# -- the gate of losses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("contender", INSTALLED, ids=lambda c: c.name)
def test_everybody_trains_the_same(contender, name):
    workload = SMALL[name]
    if not contender.takes(workload):
        pytest.skip("does not take this workload")
    with measure.quiet(contender):
        assert gate.Reference(workload, make(workload)).off(contender) <= gate.BOUND


def broken(name, workload, data):
    """Builders of Runners that are each a little wrong."""
    if name == "learns too fast":
        return by_hand.optimized(replace(workload, lr=workload.lr * 1.001), data)
    if name == "forgets the bias":
        return train(tinygrad_lr, workload, data, compile=without_bias)
    if name == "sums":
        return train(namespace_with_sum(), workload, data)
    if name == "other data":
        return by_hand.plain(workload, Data(data.x, data.y + np.float32(1e-3), data.start))
    runner = by_hand.optimized(workload, data)
    if name == "fails":
        raise ImportError("half of it is missing\nand more")
    if name == "does nothing":
        loss = runner.call()
        return Runner(lambda: loss)
    return Runner(lambda: runner.call() * np.float32(np.nan))


def without_bias(step):
    """The step, after which whatever parameter has one dimension is as it was."""
    bias = next(cell.cell_contents for cell in step.__closure__ if hasattr(cell.cell_contents, "bias")).bias
    before = bias.detach().clone()

    def wrong(x, y):
        loss = step(x, y)
        with tinygrad_lr.no_grad():
            bias.copy_(before)
        return loss

    return wrong


def namespace_with_sum():
    class nn:
        Linear = tinygrad_lr.nn.Linear

        @staticmethod
        def MSELoss():
            return tinygrad_lr.nn.MSELoss(reduction="sum")

    class fw:
        optim, from_numpy, no_grad = tinygrad_lr.optim, tinygrad_lr.from_numpy, tinygrad_lr.no_grad

    fw.nn = nn
    return fw


@pytest.mark.parametrize(
    "name", ["learns too fast", "forgets the bias", "sums", "other data", "does nothing", "is not a number"]
)
def test_the_gate_bites(name):
    workload = SMALL["W2"]
    reference = gate.Reference(workload, make(workload))
    wrong = peers.Contender("wrong", "numpy", lambda w, d, order: broken(name, w, d))
    assert reference.off(wrong) > gate.BOUND


def test_wrong_losses_are_not_timed(monkeypatch):
    kinds = ("does nothing", "is not a number", "fails")
    wrong = [peers.Contender(k, "others", lambda w, d, order, k=k: broken(k, w, d)) for k in kinds]
    monkeypatch.setitem(measure.WORKLOADS, "W1", SMALL["W1"])
    results = measure.run(tiny([*ALWAYS, *wrong], ["W1"]), ["test"])
    assert {row["contender"] for row in results["rows"]} == {c.name for c in ALWAYS}
    assert measure.failed(results)
    rows = tables.wrong_grid(results).rows
    assert [row[1] for row in rows] == list(kinds)
    assert [row[2] for row in rows][1:] == ["not a number", "ImportError: half of it is missing"]
    assert command.status(results, gate=False) == 1


def test_the_hand_derived_gradient_is_autograds():
    """The reference itself, against the engine in float64, with the hidden layer."""
    workload = SMALL["W9"]
    data = make(workload)
    exact = Data(data.x.astype(np.float64), data.y.astype(np.float64), tuple(p.astype(np.float64) for p in data.start))
    fw = tinygrad_lr
    fw.set_default_dtype(fw.float64)
    try:
        ours = train(fw, workload, exact).losses(20)
    finally:
        fw.set_default_dtype(fw.float32)
    np.testing.assert_allclose(ours, by_hand.plain(workload, data, dtype=np.float64).losses(20), rtol=1e-13)


# -- a run -------------------------------------------------------------------------------------------------


def tiny(contenders, names, **options):
    options = {"repeats": 3, "block": 1e-4, "quick": True, "only_goals": True} | options
    return plan.Plan(names, contenders, {"torch CUDA": "no GPU"}, [1], **options)


@pytest.fixture(scope="module")
def results():
    """A run of everything but fresh processes, small enough for a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("W1", "W3", "W8"):
            patch.setitem(measure.WORKLOADS, name, SMALL[name])
        patch.setattr(floor, "SIZES", [1 << 14, 1 << 16])
        patch.setattr(floor, "ORDER", 64)
        patch.setattr(worker, "import_times", lambda modules, repeats: {"": [0.01], "numpy": [0.1, 0.2]})
        patch.setattr(worker, "run", lambda c, w: {"import": 0.1, "build": 1e-3, "first": 1e-4, "peak": 4e7})
        patch.setattr(
            worker, "kernels",
            lambda types: [{"asked": "", "got": "Haswell", "sgemm": 1e11, "W6": 1e11, "W5": 9e9}],
        )  # fmt: skip
        contenders = [c for c in INSTALLED if c.group in ("numpy", "tinygrad_lr", "torch")]
        asked = tiny(contenders, ["W1", "W3", "W8", "quickstart"], only_goals=False, samples=(10, 50), features=(1, 3))
        return measure.run(asked, ["python", "-m", "benchmarks"])


def test_results_are_whole_and_json(results):
    assert json.loads(json.dumps(results)) == results
    assert results["schema"] == measure.SCHEMA
    expected = {"schema", "quick", "header", "absent", "roofs", "losses", "rows", "goals", "sweeps", "crossovers", "imports",
                "fresh", "kernels", "conditions", "history"}  # fmt: skip
    assert set(results) == expected
    for row in results["rows"]:
        assert len(row["samples"]) == row["blocks"] == 3
        assert row["min"] <= row["q1"] <= row["median"] <= row["q3"]
        assert row["min"] == min(row["samples"]) > 0
        assert row["noisy"] == (row["iqr"] > 0.1 * row["median"])
    of = {(row["workload"], row["contender"]): row for row in results["rows"]}
    assert of["W1", "np_opt"]["to_np_opt"] is None
    mid, low, high = of["W1", "tinygrad_lr"]["to_np_opt"]
    assert low < mid < high
    assert of["W1", "np_opt"]["share"] > 0
    assert results["conditions"]["looks"] == 3 * 4 + 3 * 4  # before each turn: of four workloads, of four sizes
    assert of["quickstart", "tinygrad_lr"]["share"] is None
    assert list(of["W3", "tinygrad_lr"]["phases"]) == ["forward", "backward", "update", "zero_grad"]
    assert list(of["W8", "tinygrad_lr"]["phases"]) == ["batch", "forward", "zero_grad", "backward", "update"]
    assert {point["n"] for point in results["sweeps"]["n"]} == {10, 50}
    assert {point["features"] for point in results["sweeps"]["features"]} == {1, 3}


@reports
def test_the_report_is_self_contained(results, tmp_path):
    files = {path.name: path for path in report.write(results, tmp_path)}
    assert set(files) == {
        "steps.svg",
        "phases.svg",
        "scaling.svg",
        "roofline.svg",
        "results.json",
        "tables.md",
        "report.html",
    } | {"history.svg" for run in results["history"] if "tinygrad_lr / torch" in run["ratios"]}  # drawn beside torch
    assert json.loads(files["results.json"].read_text()) == results
    page = files["report.html"].read_text()
    seen = Page(page)
    assert seen.open == []
    assert all(address.startswith(("#", "data:,")) for address in seen.addresses)
    assert text_of(files["steps.svg"]).startswith("<svg")
    assert json.loads(seen.script) == results
    for text in (page, files["tables.md"].read_text()):
        assert "not measured: no GPU" in text
        assert "tinygrad_lr" in text


def text_of(path):
    return path.read_text(encoding="utf-8")


class Page(HTMLParser):
    """Tags left open, addresses that are loaded, and the data inside."""

    VOID = ("meta", "link", "br")

    def __init__(self, text):
        super().__init__()
        self.open, self.addresses, self.script = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["script"] and data.startswith("{"):
            self.script += data


def test_a_page_escapes_what_it_shows(results):
    nasty = {**results, "header": {"command": "<script>alert(1)</script>"}}
    text = page.as_html(nasty, [tables.Grid("a <b>", ["<i>"], [["</td>"]])], {})
    assert text.count("<script") == 2  # one that sorts, and the data
    assert "<b>" not in text
    assert json.loads(Page(text).script) == nasty


def test_header_says_what_a_time_depends_on():
    header = machine.header(["python", "-m", "benchmarks", "--workloads", "a b"])
    expected = {"date", "processor", "cores", "load", "pinning", "frequency", "caches", "memory", "GPU", "system", "Python", "NumPy", "BLAS", "torch", "others",
                "commit", "command"}  # fmt: skip
    assert set(header) == expected
    assert all(header.values())
    assert header["NumPy"] == np.__version__
    assert header["command"].endswith("'a b'")
    if peers.needs("threadpoolctl")() is None:
        assert "threads" in header["BLAS"]


def test_header_without_torch_threadpoolctl_and_git(monkeypatch, tmp_path):
    monkeypatch.setattr(machine.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(machine, "output", lambda *command: None)
    monkeypatch.setattr(machine, "commit", lambda: provenance.commit(tmp_path))
    header = machine.header([])
    assert header["torch"] == header["GPU"] == "not measured: torch is not installed"
    assert header["BLAS"] == "not measured: threadpoolctl is not installed"
    assert header["commit"] == "unknown: not a git clone"


# -- the parts ---------------------------------------------------------------------------------------------


def test_summary():
    found = timing.summary([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (found.median, found.q1, found.q3, found.min, found.blocks, found.noisy) == (3, 2, 4, 1, 5, True)
    assert timing.summary([2.0]).iqr == 0


def test_turns_are_taken_and_start_with_another_each_time():
    said = []
    lanes = [timing.Lane("W", name, 1, Runner(lambda name=name: said.append(name))) for name in "abc"]
    timing.interleave(lanes, 3, 1e-9)
    turns = [name for i, name in enumerate(said) if i == 0 or said[i - 1] != name]
    assert [len(lane.samples) for lane in lanes] == [3, 3, 3]
    assert "".join(turns) == "abc" + "abc" + "bca" + "cab"  # the first to find the length of a block


def test_threads_are_set_and_given_back():
    threadpoolctl = pytest.importorskip("threadpoolctl")
    counts = lambda: {each["filepath"]: each["num_threads"] for each in threadpoolctl.threadpool_info()}
    before = counts()
    with timing.Threads().limit(1):
        assert set(counts().values()) == {1}
    assert counts() == before


COMPUTING = """
import time
from benchmarks.peers import CONTENDERS, build
from benchmarks.workloads import WORKLOADS, make
runner = build(CONTENDERS["JAX fori_loop"], WORKLOADS["W6"], make(WORKLOADS["W6"]))
runner.call()
cpu, clock = time.process_time(), time.perf_counter()
runner.call()
assert time.process_time() - cpu <= 1.05 * (time.perf_counter() - clock)
"""


def test_jax_computes_on_one_thread():
    """So many seconds of processors in a second say how many compute; a busy machine can only make them fewer."""
    pytest.importorskip("jax", reason="JAX is not installed")
    subprocess.run([sys.executable, "-c", COMPUTING], cwd=ROOT, check=True, timeout=600)


def test_timing_without_torch(monkeypatch):
    monkeypatch.setattr(timing.importlib.util, "find_spec", lambda name: None)
    lane = timing.Lane("W", "a", 1, Runner(lambda: None))
    timing.interleave([lane], 2, 1e-5)
    assert len(lane.samples) == 2


def test_floor_counts():
    assert floor.flops(WORKLOADS["W1"]) == 2 * 2 * 4
    assert floor.flops(WORKLOADS["W9"]) == 2 * (2 * 256 * 64 * 128) + 3 * (2 * 256 * 128)
    assert floor.bytes_read(WORKLOADS["W7"]) == 4 * (9_000_000 + 9)
    assert floor.bytes_read(WORKLOADS["W8"]) == 4 * (64 * 14 + 14)
    roofs = floor.Roofs({1000: 10.0, 10**9: 2.0}, 2.0, 100.0, 1e-7)
    assert (roofs.speed(10), roofs.speed(2000), roofs.speed(10**12)) == (10, 2, 2)
    assert roofs.floor(WORKLOADS["W1"]) == floor.bytes_read(WORKLOADS["W1"]) / 10
    assert roofs.floor(WORKLOADS["W6"]) == floor.flops(WORKLOADS["W6"]) / 100


def test_everybody_has_a_look():
    assert set(CONTENDERS) <= set(plots.LOOK)
    assert len(set(plots.LOOK.values())) == len(plots.LOOK)


@pytest.mark.parametrize("name", ["tinygrad_lr compile", "tinygrad_lr numba"])
def test_a_compiled_step_has_its_own_rows(name):
    missing = CONTENDERS[name].absent()
    if missing:
        pytest.skip(missing)
    assert name in [c.name for c in choose(["none"])[0]]
    workload = SMALL["W1"]
    assert gate.Reference(workload, make(workload)).off(CONTENDERS[name]) <= gate.BOUND
    assert build(CONTENDERS[name], workload, make(workload)).phases is None


def test_numbers_as_text():
    assert [texts.seconds(v) for v in (None, 2.0, 0.0123, 4.5e-6, 1.2e-8)] == [
        "–",
        "2.00 s",
        "12.3 ms",
        "4.50 µs",
        "12.0 ns",
    ]
    assert [texts.times(v) for v in (None, 0.1234, 1.234, 12.34)] == ["–", "0.123", "1.23", "12"]
    assert [texts.percent(v) for v in (None, 0.5, 0.0001)] == ["–", "50%", "0.01%"]


def test_a_fresh_process():
    found = worker.run("tinygrad_lr", "W1")
    assert set(found) == {"import", "build", "first", "peak"}
    assert 10e6 < found["peak"] < 1e9
    with pytest.raises(RuntimeError, match="nobody"):
        worker.run("nobody", "W1")


# -- the command line --------------------------------------------------------------------------------------


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "benchmarks", *arguments], capture_output=True, text=True,
                          cwd=ROOT, timeout=120)  # fmt: skip


def test_help_names_everything():
    done = run("--help")
    assert done.returncode == 0
    for word in ("--quick", "--gate", "--workloads", "--peers", "--threads", "--out", "W1", "W9", "quickstart", "jax"):
        assert word in done.stdout


@reports
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--workloads", "W10"], "no workload 'W10'; did you mean 'W1'?"),
        (["--peers", "tensorflow"], "no peer 'tensorflow'"),
        (["--threads", "0"], "threads must be from 1 to"),
        (["--threads", "4096"], "threads must be from 1 to"),
        (["--out", __file__], "cannot write into"),
    ],
)
def test_wrong_input_is_refused_in_a_sentence(arguments, words, capsys):
    assert command.main(arguments) == 2
    assert words in capsys.readouterr().err


def test_missing_packages_are_named(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert command.main([]) == 3
    assert "pip install 'tinygrad_lr[bench]'" in capsys.readouterr().err


@reports
def test_a_gate_from_the_command_line(tmp_path, monkeypatch, capsys):
    """Measures the targets alone, prints them, and exits by them."""
    monkeypatch.setattr(floor, "SIZES", [1 << 14])
    monkeypatch.setattr(floor, "ORDER", 64)
    for limit, status in ((1e9, 0), (1e-9, 1)):
        wanted = [goals.Goal("W1", "tinygrad_lr", "np_opt", limit)]
        monkeypatch.setattr(goals, "goals", lambda names, wanted=wanted: wanted)
        monkeypatch.setattr(conditions, "reasons", lambda *seen: [])
        arguments = [
            "--gate",
            "--quick",
            "--workloads",
            "W1",
            "--peers",
            "none",
            "--threads",
            "1",
            "--out",
            str(tmp_path),
        ]
        assert command.main(arguments) == status
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == f"goals: {1 - status} met, {status} missed, 0 not decided, 0 not measured"
    assert "sweeps" not in json.loads((tmp_path / "results.json").read_text())


def test_peers():
    present, absent = choose(["none"])
    assert {c.group for c in present} <= peers.ALWAYS
    assert set(absent) <= {"tinygrad_lr compile", "tinygrad_lr numba", "tinygrad_lr CUDA", "tinygrad_lr CUDA compile"}
    _, absent = choose(None)
    assert set(absent) <= set(CONTENDERS)
    with pytest.raises(BadInput):
        choose(["nobody"])


def test_the_readme_shows_a_committed_run():
    """Its tables are those of the run whose pictures it shows."""
    here = Path(report.__file__).parent
    page = (here / "README.md").read_text(encoding="utf-8")
    folders = set(re.findall(r"\]\((results/[^/)]+)/", page))
    assert len(folders) == 1
    results = json.loads((here / folders.pop() / "results.json").read_text())
    assert report.fill(page, results) == page
    changed = page.replace("| W1 |", "| W1 | 1 ns")
    assert changed != page
    assert report.fill(changed, results) == page
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", page):
        assert (here / picture).exists()


def test_committed_results_are_readable():
    """Each folder of benchmarks/results was written by this report, and names its machine."""
    found = list(Path(report.__file__).parent.glob("results/*/results.json"))
    for path in found:
        results = json.loads(path.read_text())
        assert results["schema"] == measure.SCHEMA
        assert not measure.failed(results)
        assert results["header"]["processor"]
        assert {"report.html", "tables.md", "steps.svg", "roofline.svg", "history.json"} <= set(os.listdir(path.parent))
        assert history.machine_of(results["header"]) == path.parent.name
        assert history.runs(path.parent.name)[-1] == history.entry(results)


def test_imports_are_timed_as_users_have_them(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert worker.surroundings({"a": "b", "HOME": None}).items() >= {("a", "b")}
    assert not worker.surroundings({"HOME": None}).keys() & {"HOME", "PYTHONDONTWRITEBYTECODE"}
    assert [len(samples) for samples in worker.import_times(["json"], 2).values()] == [2, 2]
