"""Do the loops give the documents' numbers, and torch's? On tinygrad_lr and, where it is installed, on torch.

`golden/loops.json` holds torch's results; `golden/make_loops.py` writes it anew.
"""

import ast
import importlib
import json
import math

import numpy as np
import pytest

from tests.helpers.paths import GOLDENS, ROOT, SHARED
from tinygrad_lr.loops import LOOPS, BadInput, Diverged, Fact, Record, check, regression
from tinygrad_lr.loops.table import Table, diabetes, read_csv

GOLDEN = json.loads((GOLDENS / "loops.json").read_text())["runs"]
FRAMEWORKS = ["tinygrad_lr", pytest.param("torch", marks=pytest.mark.torch)]
SONG_TABLE = SHARED / "data" / "song_data.csv"


@pytest.fixture(params=FRAMEWORKS)
def fw(request):
    if request.param == "torch":
        pytest.importorskip("torch")
    return importlib.import_module(request.param)


@pytest.fixture(scope="module")
def ours():
    return importlib.import_module("tinygrad_lr")


def needs_sklearn(name):
    if name == "songs":
        pytest.importorskip("sklearn")


def recorded(name, fw, **settings):
    """A whole run: its record and the lines it printed."""
    needs_sklearn(name)
    record = Record()
    printed = list(LOOPS[name].page(record.watch(LOOPS[name].train(fw, **settings))))
    return record, printed


# The documents' numbers


@pytest.mark.parametrize("name", ["manual", "module"])
def test_the_page_is_the_documents(name, fw):
    assert recorded(name, fw)[1] == LOOPS[name].lines.splitlines()


@pytest.mark.parametrize("name", ["quickstart", "crops"])
def test_the_page_has_the_documents_lines(name, fw):
    assert check.compare_lines(recorded(name, fw)[1], LOOPS[name].lines, LOOPS[name].rtol).missing == []


@pytest.mark.parametrize("name", LOOPS)
def test_the_published_numbers(name, fw):
    record, _ = recorded(name, fw)
    rows = check.published_rows(LOOPS[name], record)
    assert len(rows) == len(LOOPS[name].facts) > 0
    assert [row for row in rows if not row.good] == []


def test_the_last_digit_of_the_final_parameters(fw):
    _, printed = recorded("module", fw)
    assert printed[-1] == "Final parameters: W=1.9671692848205566, b=1.0259548425674438"


def test_crops_without_the_second_backward_is_not_the_document(fw):
    record, _ = recorded("crops", fw, epochs=11, first_backwards=1)
    assert record.loss_after(0) == pytest.approx(10040.2354, rel=1e-6)
    assert record.loss_after(1) == pytest.approx(8687.10, rel=1e-4)
    assert record.loss_after(11) == pytest.approx(3569.82, rel=1e-4)
    assert [row.quantity for row in check.published_rows(LOOPS["crops"], record) if not row.good] == [
        "after 1 update",
        "after 11 updates",
    ]


# torch's numbers


def close(value, golden, bound):
    golden = np.array(golden)
    return np.abs(np.array(value) - golden).max() <= bound * np.abs(golden).max()


def far_from(golden, record):
    """What of a run is beyond the bound of its loop; empty for a good one."""
    bound = LOOPS[golden["loop"]].bound[golden["settings"]["dtype"]]
    losses = {epoch: close(record.losses[int(epoch)], loss, bound) for epoch, loss in golden["losses"].items()}
    start = {p: close(record.parameters[0][p], value, 0.0) for p, value in golden["start"].items()}
    end = {p: close(record.parameters[-1][p], value, bound) for p, value in golden["end"].items()}
    final = {"final": close(record.final_loss, golden["final_loss"], bound)}
    return [what for what, good in (losses | final | start | end).items() if not good]


def case_name(golden):
    return "-".join([golden["loop"], *map(str, golden["settings"].values())])


@pytest.mark.parametrize("golden", GOLDEN, ids=case_name)
def test_torchs_numbers(golden, fw):
    record, _ = recorded(golden["loop"], fw, **golden["settings"])
    assert far_from(golden, record) == []


@pytest.mark.parametrize("name", LOOPS)
def test_torchs_numbers_notice_a_rate_a_little_off(name, ours):
    golden = next(g for g in GOLDEN if g["loop"] == name and g["settings"] == {"dtype": "float64"})
    lr = {"crops": 1e-5}.get(name, 0.01) * (1 + 1e-6)
    assert far_from(golden, recorded(name, ours, dtype="float64", lr=lr)[0])


def test_torchs_numbers_notice_another_start(ours):
    golden = next(g for g in GOLDEN if g["loop"] == "quickstart")
    assert {"weight", "bias"} <= set(far_from(golden, recorded("quickstart", ours, seed=7)[0]))


# What a loop promises whoever runs it


@pytest.mark.parametrize("name", LOOPS)
def test_the_first_report_comes_before_any_update(name, fw):
    needs_sklearn(name)
    steps = LOOPS[name].train(fw, epochs=2)
    start = next(steps)
    assert start.epoch == 0
    assert start.loss.grad_fn is not None
    before = {key: p.detach().clone() for key, p in start.parameters.items()}
    assert all(p.grad is None for p in start.parameters.values())
    first = next(steps)
    assert first.epoch == 1
    assert first.loss.item() == start.loss.item()
    assert any((first.parameters[key] != before[key]).any().item() for key in before)
    assert [step.epoch for step in steps] == [2]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LOOPS)
def test_everything_has_the_dtype_asked_for(name, dtype, fw):
    needs_sklearn(name)
    start = next(LOOPS[name].train(fw, dtype=dtype))
    tensors = [start.loss, start.task.x, start.task.y, *start.parameters.values()]
    assert {str(tensor.dtype) for tensor in tensors} == {f"torch.{dtype}"}


@pytest.mark.parametrize("name", LOOPS)
def test_a_seed_gives_the_same_run_again(name, ours):
    first, second, other = (recorded(name, ours, epochs=3, seed=seed)[0].losses for seed in (5, 5, 8))
    assert first == second != other


@pytest.mark.parametrize("path", sorted((ROOT / "tinygrad_lr" / "loops").glob("*.py")), ids=lambda p: p.stem)
def test_no_loop_knows_its_framework(path):
    assert framework_imports(path.read_text()) == []


def framework_imports(source):
    """Imports of torch or of the engine, and questions about which framework this is."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in ("torch", "tinygrad_lr")]
        elif isinstance(node, ast.ImportFrom):
            outside = node.level > 1 or (node.module or "").split(".")[0] in ("torch", "tinygrad_lr")
            found += (
                [str(node.module)]
                if outside and node.module not in ("terminal", "checkpoints", "files", "arrays.errors")
                else []
            )
        elif isinstance(node, ast.Attribute) and node.attr in ("__name__", "__version__", "__file__"):
            of = node.value
            found += [node.attr] if getattr(of, "id", getattr(of, "attr", None)) == "fw" else []
    return found


def test_a_loop_that_knows_its_framework_is_found():
    assert framework_imports("import torch.nn\nfrom .. import ops\nif fw.__name__ == 'torch': pass") == [
        "torch.nn",
        "None",
        "__name__",
    ]


# Rates that are too large


@pytest.mark.parametrize(
    ("name", "rate"), [("quickstart", 2 / 16.70060973342836), ("crops", 0.00019801942171097532),
                       ("regression", 2 / 2.0320737629008603), ("manual", 2 / 2.6054934944252124)]
)  # fmt: skip
def test_the_largest_stable_rate(name, rate, ours):
    task = next(LOOPS[name].train(ours)).task
    assert task.largest_stable_rate() == pytest.approx(rate, rel=1e-6)
    below, above = (recorded(name, ours, lr=rate * factor, epochs=200)[0].losses for factor in (0.98, 1.02))
    assert below[-1] < below[50]
    assert above[-1] > above[50]


@pytest.mark.parametrize("settings", [{}, {"form": "linear", "optimizer": "Adam"},
                                      {"form": "linear", "batch_size": 9}])  # fmt: skip
def test_no_stable_rate_is_named_where_none_is_known(settings, ours):
    needs_sklearn("songs")
    assert next(LOOPS["songs"].train(ours, **settings)).task.largest_stable_rate() is None


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_divergence_names_the_epoch_and_the_rate(fw):
    record = Record()
    with pytest.raises(Diverged, match=r"the loss is inf at epoch \d+; .*2/λmax = 0.1198$") as caught:
        list(record.watch(LOOPS["quickstart"].train(fw, lr=0.5)))
    assert f"at epoch {len(record.losses) - 1};" in str(caught.value)
    assert all(map(math.isfinite, record.losses[:-1]))


# The checks themselves


def test_a_changed_missing_or_misplaced_line_is_found():
    lines = LOOPS["manual"].lines
    page = lines.splitlines()

    def missing(printed):
        found = check.compare_lines(printed, lines, 0.0)
        assert found.off == [0.0] * (len(page) - len(found.missing))
        return found.missing

    assert missing(page) == []
    assert missing(["a title", *page, "the end"]) == []
    assert missing(page[1:]) == page[:1]
    assert missing([*page[:5], page[5].replace("5", "6"), *page[6:]]) == [page[5]]
    assert missing([page[1], page[0], *page[2:]]) == [page[1]]


def test_numbers_of_a_line_may_be_a_little_off_but_are_counted():
    found = check.compare_lines(["a 1.0001 b", "c", "e 2.0"], "a 1.0000 b\nc\nd 1.0\nf 2.0", 2e-4)
    assert found.text() == (
        "1 of 4 lines of the document printed to the character, 1 with numbers that differ by at most 1.0e-04 of "
        "themselves, 2 not"
    )
    assert check.compare_lines(["a 1.0001 b"], "a 1.0000 b", 5e-5).missing == ["a 1.0000 b"]
    assert check.compare_lines(["a 1.0001 x", "a 1.0 2.0", "a nan"], "a 1.0000 b", 1.0).missing == ["a 1.0000 b"]


@pytest.mark.parametrize("name", LOOPS)
def test_every_line_of_a_page_is_counted(name, fw):
    """Nothing is left out of the count: what a loop prints beside its document's lines can be named."""
    printed, lines = recorded(name, fw)[1], LOOPS[name].lines.splitlines()
    beside = {"quickstart": 7, "regression": len(printed), "songs": len(printed)}.get(name, 0)
    assert len(printed) - len(lines) == beside


@pytest.mark.parametrize("name", LOOPS)
def test_a_published_number_a_little_off_is_found(name):
    loop = LOOPS[name]
    for fact in loop.facts:
        just_beyond = 1.01 * fact.allowed(loop.rtol) + 1e-15
        row = check.Row(fact.quantity, fact.published, float(fact.published) + just_beyond, fact.allowed(loop.rtol))
        assert not row.good


ANOTHER_RATE = {"quickstart": 0.0105, "regression": 0.010001, "manual": 0.0101,
                "module": 0.01001, "crops": 1.00001e-5, "songs": 0.0101}  # fmt: skip


@pytest.mark.parametrize(("name", "lr"), ANOTHER_RATE.items())
def test_a_run_with_another_rate_does_not_pass_for_the_document(name, lr, ours):
    record, printed = recorded(name, ours, lr=lr)
    assert not all(row.good for row in check.published_rows(LOOPS[name], record))
    if name in ("quickstart", "manual", "module"):
        assert check.compare_lines(printed, LOOPS[name].lines, LOOPS[name].rtol).missing


def test_allowed_is_half_a_unit_of_the_last_digit_and_rounding():
    fact = Fact("a number", "12.50", lambda run: 0.0)
    assert fact.allowed(0.0) == pytest.approx(0.005)
    assert fact.allowed(1e-3) == pytest.approx(0.005 + 0.0125)


def test_short_runs_have_fewer_published_numbers(ours):
    record, _ = recorded("crops", ours, epochs=11)
    rows = check.published_rows(LOOPS["crops"], record)
    assert [row.quantity for row in rows] == ["loss at the start", "after 1 update", "after 11 updates"]
    assert check.published_rows(LOOPS["quickstart"], recorded("quickstart", ours, epochs=3)[0]) == []


def test_two_equal_runs_have_no_gap_and_two_others_have(ours):
    one, two, other = (recorded("crops", ours, epochs=9, lr=lr)[0] for lr in (1e-5, 1e-5, 1.1e-5))
    assert {gap.of_bound for gap in check.gaps(one, two, "float32", 1e-5)} == {0.0}
    gaps = check.gaps(one, other, "float32", 1e-5)
    assert [gap.quantity for gap in gaps] == ["loss", "w", "b"]
    assert all(gap.of_bound > 1 and gap.ulps > 1 for gap in gaps)


def test_a_gap_is_found_where_it_is():
    run = Record([5.0, 4.0, 3.0], [{"w": np.array([1.0, 8.0])}] * 3)
    wrong = Record([5.0, 4.0, 3.0], [{"w": np.array([1.0, 8.0])}] * 2 + [{"w": np.array([1.0 + 8e-12, 8.0])}])
    loss, w = check.gaps(run, wrong, "float64", 1e-12)
    assert (loss.of_bound, loss.ulps) == (0.0, 0.0)
    assert (w.epoch, w.ours, w.theirs) == (2, 1.0, 1.0 + 8e-12)
    assert w.of_bound == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("value", [1.0, -3.7, 0.0, 1e-30, 1e30])
def test_neighbours_are_one_ulp_apart(dtype, value):
    a = np.array(value, dtype)
    assert check.ulps(a, np.nextafter(a, a.dtype.type(np.inf)), dtype) == 1
    assert check.ulps(a, a, dtype) == 0


# Data


@pytest.mark.parametrize(
    "settings",
    [
        dict(n_samples=100, n_features=1, noise=20, random_state=1),
        dict(n_samples=7, n_features=3, noise=0.5, random_state=2),
        dict(n_samples=31, n_features=14, noise=0, random_state=3),
        dict(n_samples=1, n_features=2, noise=1, random_state=4),
    ],
)
def test_make_regression_is_scikit_learns(settings):
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = regression.make_regression(**settings)
    X_theirs, y_theirs = datasets.make_regression(**settings)
    assert X.tobytes() == X_theirs.tobytes()
    assert y.tobytes() == np.asarray(y_theirs).tobytes()
    other = regression.make_regression(**settings | {"random_state": 9})
    assert other[0].tobytes() != X_theirs.tobytes()


def test_the_split_is_scikit_learns():
    model_selection = pytest.importorskip("sklearn.model_selection")
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    table = diabetes()
    scaled = preprocessing.StandardScaler().fit_transform(table.features)
    x_train, x_test, y_train, y_test = model_selection.train_test_split(
        scaled, table.target, test_size=0.2, random_state=42
    )
    for ours, theirs in zip(table.split(), (x_train, y_train, x_test, y_test), strict=True):
        assert ours.dtype == np.float32
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)


def test_a_constant_column_standardises_to_zero():
    table = Table(np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]]), np.arange(3.0), ("a", "b"), "here")
    x_train, *_ = table.split()
    assert (x_train[:, 1] == 0).all()
    assert np.isfinite(x_train).all()


def test_a_csv_is_read(tmp_path):
    path = tmp_path / "songs.csv"
    path.write_bytes(b'\xef\xbb\xbfname,a, b ,y\n"One, ""two""",1,2e1,3\nCaf\xe9,-1,0.5,4\n\n99,0,7,5\n')
    table = read_csv(path, "y")
    assert table.names == ("a", "b")
    assert table.left_out == ("name",)
    assert table.features.tolist() == [[1, 20], [-1, 0.5], [0, 7]]
    assert table.target.tolist() == [3, 4, 5]


ROWS = "x,y\n" + "1,2\n" * 5
BAD_TABLES = {
    "missing": (None, "cannot read .*No such file"),
    "empty": ("", "the file is empty"),
    "header only": ("x,y\n", "no rows of data"),
    "no target": ("x,z\n1,2\n", "no column 'y'; its columns are x, z"),
    "text": (ROWS + "abc,3\n", r"row 6 \(line 7\), column 'x': 'abc' is not a finite number"),
    "nan": (ROWS + "nan,3\n", r"row 6 \(line 7\), column 'x': 'nan' is not a finite number"),
    "infinite": (ROWS + "1,-inf\n", r"row 6 \(line 7\), column 'y': '-inf' is not"),
    "empty cell": (ROWS + "1,\n", r"row 6 \(line 7\), column 'y': the cell is empty"),
    "text target": ("x,y\n1,a\n2,b\n3,c\n", r"row 1 \(line 2\), column 'y': 'a' is not"),
    "short row": (ROWS + "1\n", r"row 6 \(line 7\) has 1 cell, the header 2"),
    "no features": ("y\n1\n2\n", "no numeric column beside the target"),
    "one row": ("x,y\n1,2\n", "one row of data cannot be split"),
    "twice": ("x,y,x\n1,2,3\n", "two columns are called 'x'"),
    "second line of a cell": ('n,x,y\n"a\nb",1,2\n"c",?,3\n"d",1,4\n', r"row 2 \(line 4\), column 'x': '\?' is not"),
}


@pytest.mark.parametrize("kind", BAD_TABLES)
def test_a_bad_csv_is_one_clear_line(kind, tmp_path):
    text, message = BAD_TABLES[kind]
    path = tmp_path / "t.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BadInput, match=message) as caught:
        read_csv(path, "y")
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_folder_is_no_csv(tmp_path):
    with pytest.raises(BadInput, match="cannot read"):
        read_csv(tmp_path, "y")


# (train, test) of the song table that document 000 used, as torch gives them for our choice of split and seed
SONG_LOSSES = {"SGD": {0: (75.02384948730469, 73.01075744628906), 490: (17.3091, None)},
               "Adam": {0: (75.02384948730469, 74.57227325439453), 490: (23.5325, None)}}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not SONG_TABLE.exists(), reason="the song table is not part of the project")
@pytest.mark.parametrize("optimizer", SONG_LOSSES)
def test_the_song_table(optimizer, ours):
    table = read_csv(SONG_TABLE, "song_popularity")
    assert table.features.shape == (18835, 13)
    assert table.left_out == ("song_name",)
    for step in LOOPS["songs"].train(ours, table=table, optimizer=optimizer, epochs=491):
        train, test = SONG_LOSSES[optimizer].get(step.epoch - 1, (None, None))
        assert train is None or step.loss.item() == pytest.approx(train, rel=2e-4)
        assert test is None or step.task.test_loss() == pytest.approx(test, rel=2e-4)
