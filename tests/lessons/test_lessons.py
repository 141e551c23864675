"""Does each classic mistake look in both frameworks as its lesson says, and is it gone once it is put right?"""

import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest

import tinygrad_lr as tg
from tinygrad_lr import cli
from tinygrad_lr.lessons import LESSONS, seen, show
from tinygrad_lr.tools.lint import LintWarning

FRAMEWORKS = ["tinygrad_lr", pytest.param("torch", marks=pytest.mark.torch)]
EVERY = pytest.mark.parametrize("lesson", [pytest.param(each, id=name) for name, each in LESSONS.items()])
FILES = [Path(lesson.module.__file__) for lesson in LESSONS.values()]


@pytest.fixture(params=FRAMEWORKS)
def fw(request):
    if request.param == "torch":
        pytest.importorskip("torch")
    return importlib.import_module(request.param)


@EVERY
def test_the_mistake_looks_as_the_lesson_says(lesson, fw):
    assert lesson.see(fw) == lesson.module.SEEN


@EVERY
def test_put_right_it_looks_as_the_lesson_says(lesson, fw):
    assert lesson.see_fixed(fw) == lesson.module.FIXED


@EVERY
def test_put_right_nothing_is_wrong(lesson):
    """No error, no warning, and lint has nothing to say."""
    with warnings.catch_warnings(), tg.lint(raise_error=True):
        warnings.simplefilter("error")
        printed = list(lesson.module.fixed(tg))
    assert "\n".join(printed) == lesson.module.FIXED != lesson.module.SEEN


@EVERY
def test_lint_names_the_mistake_if_the_lesson_says_so(lesson):
    with warnings.catch_warnings(), tg.lint() as lint:
        warnings.simplefilter("ignore")
        lesson.see(tg)
    first = {told.rule for told in lint.found[:1]}
    assert first == ({lesson.module.RULE} if lesson.module.RULE else set())
    assert {told.filename for told in lint.found} <= {lesson.module.__file__}


@EVERY
def test_a_lesson_says_what_why_and_what_to_do(lesson):
    title, *paragraphs = lesson.text.split("\n\n")
    assert title.count("\n") == 0
    assert [text.partition(": ")[0] for text in paragraphs] == ["Mistake", "What you see", "Why", "Fix"]
    for function in (lesson.module.run, lesson.module.fixed):
        assert len(inspect.getsource(function).splitlines()) <= 25


def test_every_file_is_a_lesson():
    files = {path.stem for path in FILES[0].parent.glob("*.py")}
    assert files == {path.stem for path in FILES} | {"__init__", "show"}


def test_every_mistake_is_there():
    """The rows of the table of classic mistakes, and the value used twice."""
    symptoms = {
        "inplace-on-leaf": "a leaf Variable that requires grad",
        "rebound-leaf": "unsupported operand type(s) for *: 'float' and 'NoneType'",
        "rebound-in-no-grad": "element 0 of tensors does not require grad",
        "no-zero-grad": "loss 32.1697",
        "target-shape": "Using a target size (torch.Size([4]))",
        "step-before-backward": "step 2: loss 30.0000",
        "large-features": "loss inf, w nan",
        "zero-grad-too-early": "'NoneType' object has no attribute 'zero_'",
        "zero-grad-of-a-tensor": "'Tensor' object has no attribute 'zero_grad'",
        "loss-from-a-number": "element 0 of tensors does not require grad",
        "float64-data": "mat1 and mat2 must have the same dtype, but got Double and Float",
        "changed-before-backward": "is at version 1; expected version 0",
        "kept-losses": "graphs kept by total: 8",
        "used-twice": "add_too_early: dc/da = 6.0",
    }
    assert symptoms.keys() == LESSONS.keys()
    assert [name for name, text in symptoms.items() if text not in LESSONS[name].module.SEEN] == []
    assert {each.module.RULE for each in LESSONS.values()} - {None} == rules_of_lint() - {"not-finite"}


def rules_of_lint():
    """What the docstring of lint lists."""
    text = importlib.import_module("tinygrad_lr.tools.lint").__doc__
    return set(re.findall(r"^    ([a-z]+(?:-[a-z]+)+) ", text, re.MULTILINE))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_lesson_asks_which_framework_it_has(path):
    assert questions(path.read_text()) == []


def questions(source):
    """Imports beyond the standard library and NumPy, branches on what `fw` is, and its name."""
    allowed = {"collections.abc", "types", "typing", "numpy"}
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name not in allowed]
        elif isinstance(node, ast.ImportFrom) and node.module not in allowed:
            found.append(str(node.module))
        elif isinstance(node, (ast.If, ast.IfExp)) and "fw" in ast.unparse(node.test):
            found.append(ast.unparse(node.test))
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("fw.__name__", "fw.__version__"):
            found.append(ast.unparse(node))
    return found


def test_a_lesson_that_asks_is_found():
    source = "import torch\nfrom .. import ops\nif hasattr(fw, 'lint'): print(fw.__name__)"
    assert sorted(questions(source)) == ["None", "fw.__name__", "hasattr(fw, 'lint')", "torch"]


# Seeing


def test_what_is_seen_is_in_order_and_warnings_are_said_once():
    def run(fw):
        yield "one"
        for _ in range(2):
            warnings.warn("careful", stacklevel=1)
            yield "two"
        warnings.warn("late (Triggered internally at /build/x.cpp:1.)", DeprecationWarning, stacklevel=1)
        raise ValueError("the end")

    said = ["one", "UserWarning: careful", "two", "two", "DeprecationWarning: late", "ValueError: the end"]
    assert list(seen(run, None)) == said


def test_a_changed_symptom_is_found():
    """A framework that behaves differently does not pass for what the lesson says."""
    lesson = LESSONS["used-twice"]
    wrong = SimpleNamespace(tensor=lambda *args, **kwargs: tg.tensor(4.0, requires_grad=True) * 1)
    assert lesson.see_fixed(wrong) != lesson.module.FIXED


# The command


@pytest.fixture
def run(capsys):
    def call(*arguments):
        try:
            code = cli.main(list(arguments))
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return call


@EVERY
def test_the_page_has_it_all(lesson, run):
    code, out, err = run("lesson", lesson.name, "--answer")
    assert (code, err) == (0, "")
    assert out.startswith(f"{lesson.name}: {lesson.text}\n\nThe mistake\n-----------\n")
    for part in (show.source(lesson.module.run), show.source(lesson.module.fixed)):
        assert part in out
    words = " ".join(out.split())
    assert " ".join(lesson.module.SEEN.split()) in words
    assert " ".join(lesson.module.FIXED.split()) in words
    assert ("What tinygrad_lr.lint() says" in out) == bool(lesson.module.RULE)
    assert (f"[{lesson.module.RULE}]" in words) == bool(lesson.module.RULE)


def ran(text, folder):
    """What a script prints, and the exception that ends it."""
    file = folder / "lesson.py"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return done.stdout, done.stderr.rpartition("\n  File")[2].partition("\n")[2] if done.returncode else ""


@EVERY
def test_the_script_asks_and_makes_the_mistake(lesson, fw, run, tmp_path):
    code, out, err = run("lesson", lesson.name, "--framework", fw.__name__)
    assert (code, err) == (0, "")
    assert f"Before you run it: {lesson.module.QUESTION}" in " ".join(ast.get_docstring(ast.parse(out)).split())
    assert lesson.module.QUESTION.endswith("?")
    printed, error = ran(out, tmp_path)
    seen = lesson.module.SEEN.splitlines()
    *shown, last = [line for line in seen if not line.startswith("UserWarning: ")]
    if error:
        assert last.partition(": ")[2][:60] in error
    else:
        shown.append(last)
    assert printed.splitlines() == shown


@EVERY
def test_the_script_without_the_mistake(lesson, run, tmp_path):
    out = run("lesson", lesson.name, "--fixed")[1]
    assert ran(out, tmp_path) == (f"{lesson.module.FIXED}\n", "")


@pytest.mark.torch
def test_the_page_on_torch(run):
    pytest.importorskip("torch")
    code, out, _ = run("lesson", "no-zero-grad", "--answer", "--framework", "torch")
    assert code == 0
    assert "What happens, on torch" in out
    assert LESSONS["no-zero-grad"].module.SEEN in out
    assert "lint" not in out


@pytest.mark.parametrize("arguments", [(), ("--list",), ("no-zero-grad", "--list")])
def test_the_list(arguments, run):
    code, out, err = run("lesson", *arguments)
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()[3:]] == list(LESSONS)
    assert "backward() without zero_grad()" in out


def test_an_unknown_lesson(run):
    code, out, err = run("lesson", "no-zero-gard")
    assert (code, out) == (2, "")
    assert "no lesson 'no-zero-gard'; did you mean 'no-zero-grad'?" in err


def test_run_with_lint(run):
    code, out, err = run("run", "quickstart", "--lint")
    assert (code, err) == (0, "")
    assert out.replace("lint: nothing found\n", "") == run("run", "quickstart")[1]
    with pytest.warns(LintWarning, match="a learning rate of 0.13 oversteps") as caught:
        assert run("run", "quickstart", "--lr", "0.13", "--epochs", "20", "--lint")[0] == 0
    assert {Path(told.filename).name for told in caught} == {"quickstart.py"}


@pytest.mark.torch
def test_torch_has_no_lint(run):
    pytest.importorskip("torch")
    code, _, err = run("run", "crops", "--framework", "torch", "--lint")
    assert (code, err) == (2, "tinygrad-lr: error: --lint watches tinygrad_lr, not torch\n")
