"""Every public name is told what it does, in one format, with an example that prints the same in both frameworks."""

import functools
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys

import pytest

import tinygrad_lr
from tests.helpers import docstrings
from tests.helpers.docstrings import (
    copies,
    happens,
    is_public,
    problems,
    public_names,
    raised,
    run,
    strangers,
    text_of,
    untold_refusals,
)
from tests.helpers.processes import start
from tinygrad_lr import lessons, loops
from tinygrad_lr.texts import (
    elementwise,
    functional,
    init,
    layers,
    linalg,
    nnutils,
    ours,
    places,
    products,
    reductions,
    shapes,
)
from tinygrad_lr.texts.reading import read

NAMES = public_names()
TEXTS = {text_of(value): name for name, value in NAMES.items() if text_of(value)}  # each once
OURS = {inspect.cleandoc(text) for text in ours.TEXTS.values()}  # torch has no such thing
NUMBERS = {  # those that compute, and say what as a formula
    docstrings.names(signature)
    for room in (elementwise, reductions, products, shapes, places, layers, functional, linalg, nnutils, init)
    for names, text in room.TEXTS.items()
    for signature in read(text).signatures
    if room is not init or names.endswith("_")  # the old names lead to these
}
CLASSES = {name for name, value in NAMES.items() if docstrings.computes(name, value)}
RATES = {name for name in CLASSES if name.startswith("optim.lr_scheduler.")}  # numbers, which have no shape
TOLD = sorted({name: text for text, name in TEXTS.items()}.items())


@pytest.mark.parametrize("name", sorted(NAMES))
def test_it_is_told(name):
    shapes = name in NUMBERS | CLASSES - RATES
    assert problems(name, text_of(NAMES[name]), name in NUMBERS | CLASSES, shapes) == []


def test_classes_that_compute_are_found():
    assert {"nn.Linear", "nn.MSELoss", "nn.ReLU", "optim.SGD", "optim.Adam", "optim.lr_scheduler.StepLR"} <= CLASSES
    assert len(CLASSES) > 70


def said(name, text, fw):
    """What differs when its example runs. Those that begin a group of processes have one of their own: torch's threads may
    wait for each other for ever when a group is forgotten."""
    if "init_process_group" not in text:
        return run(text, fw)
    found = in_groups(fw.__name__)[name]
    if found is None:
        pytest.skip("the process did not come to the end of its group")
    return found


@functools.cache
def in_groups(framework):
    """What all of these examples have said, by their names; None where the process had to be stopped."""
    ours = [name for name, text in TOLD if "init_process_group" in text]
    left, found = [name for name in ours if framework != "torch" or dict(TOLD)[name] not in OURS], {}
    while left:
        process = start(1, ["-m", "tests.helpers.docstrings", framework, *left])[0]
        try:
            out, err = process.communicate(timeout=100)
            assert process.returncode == 0, err
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
        found.update(json.loads(line) for line in out.splitlines())
        found.update([(left[len(found.keys() & set(left))], None)] if not found.keys() >= set(left) else [])
        left = [name for name in left if name not in found]
    return found


@pytest.mark.parametrize(("name", "text"), TOLD)
def test_its_example_prints_what_it_says(name, text):
    carried = "init_process_group" in text or name.startswith("distributed.is_")
    if carried and not tinygrad_lr.distributed.is_gloo_available():
        pytest.skip("nothing here carries between processes")
    assert said(name, text, tinygrad_lr) == ""
    assert [call for error, call in raised(text) if not happens(error, call, tinygrad_lr)] == []


@pytest.mark.torch
@pytest.mark.parametrize(("name", "text"), [(name, text) for name, text in TOLD if text not in OURS])
def test_its_example_prints_the_same_with_torch(name, text):
    import torch

    assert said(name, text, torch) == ""
    assert [call for error, call in raised(text) if not happens(error, call, torch)] == []


@pytest.mark.torch
def test_whatever_torch_has_too_is_told():
    import torch

    assert docstrings.untold(torch) == []


def test_no_text_is_a_copy_of_another():
    assert copies([read(text) for text in TEXTS]) == []


@pytest.mark.parametrize("name", sorted(NAMES))
def test_its_signature_names_what_it_takes(name):
    for signature in read(text_of(NAMES[name])).signatures:
        if docstrings.names(signature) == name and "(" in signature:
            assert docstrings.parameters(signature) <= docstrings.taken(name, NAMES[name])


IN_PLACE_OR_OF_SUMS = re.compile(
    r"_$|addbmm$"
)  # which are told of beside the function; of which another error comes first


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, text in TOLD if not IN_PLACE_OR_OF_SUMS.search(name)]
)
def test_it_tells_what_it_refuses(name, text):
    assert untold_refusals(name, text) == []


def test_an_untold_refusal_is_seen():
    assert untold_refusals("max", "The maximum.") == [
        "torch.max(torch.ones(2, 2), torch.ones(3)): The size of tensor a (2) must match the size of tensor b (3) at "
        "non-singleton dimension 1",
        "torch.max(torch.ones(2, 2), 7): Dimension out of range (expected to be in range of [-2, 1], but got 7)",
    ]


def test_a_text_is_told_by_all_whom_its_head_names():
    assert {text: strangers(text, NAMES) for text in TEXTS if strangers(text, NAMES)} == {}


def test_without_docstrings_there_are_none():
    program = "import tinygrad_lr; print(tinygrad_lr.relu.__doc__)"
    run = subprocess.run([sys.executable, "-OO", "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "None\n"


# -- loops and lessons, which stand above the library ---------------------------------------------------------------------

ABOVE = [
    importlib.import_module(f"{package.__name__}.{module.name}")
    for package in (loops, lessons)
    for module in pkgutil.iter_modules(package.__path__)
] + [lessons]
WITH_EXAMPLES = [(module, module.train) for module in ABOVE if hasattr(module, "train")] + [
    (lessons, value) for value in docstrings.members(lessons.Lesson).values()
]


@pytest.mark.parametrize("module", ABOVE, ids=lambda module: module.__name__)
def test_functions_of_loops_and_lessons_are_told(module):
    own = [
        value for name, value in vars(module).items() if is_public(name, value) and value.__module__ == module.__name__
    ]
    assert [value for value in own if not value.__doc__] == []


@pytest.mark.parametrize("framework", ["tinygrad_lr", pytest.param("torch", marks=pytest.mark.torch)])
@pytest.mark.parametrize(("module", "value"), WITH_EXAMPLES)
def test_examples_of_loops_and_lessons(module, value, framework):
    assert "Example" in read(text_of(value)).sections
    assert run(text_of(value), importlib.import_module(framework), vars(module)) == ""


# -- the checks see what they are for -----------------------------------------------------------------------------------

GOOD = text_of(tinygrad_lr.sqrt)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "has none"),
        (GOOD.replace("each element.", "each element of a tensor" + 60 * "!"), "first line"),
        (GOOD.replace("each element.", "each element"), "first line"),
        (GOOD.replace("torch.sqrt(", "torch.root("), "signature"),
        (GOOD.replace("Formula:", "Formulae:"), "formula"),
        (GOOD.replace("Shapes:", "Forms:"), "shapes"),
        (GOOD.replace("Shapes:", "Formula:").replace("Formula:", "Shapes:", 1), "order"),
        (GOOD.replace("docs.pytorch.org", "pytorch.com"), "torch's page"),
        (GOOD.partition("Example:")[0], "example"),
        (GOOD.partition("Example:")[0] + "Example:\n    >>> x = torch.sqrt(torch.ones(2))", "prints"),
        (GOOD.replace("Shapes:\n    any", "Shapes:\n    any" + 120 * "."), "too long"),
    ],
)
def test_a_poor_text_is_refused(text, complaint):
    assert problems("sqrt", GOOD) == []
    assert any(complaint in problem for problem in problems("sqrt", text))


def test_a_copy_is_seen():
    text, other = read(GOOD), read(text_of(tinygrad_lr.exp))
    assert copies([text, other]) == []
    assert len(copies([text, other._replace(sections=text.sections)])) == 1


def test_another_number_in_an_example_is_seen():
    assert run(GOOD.replace("3.0000", "3.0001"), tinygrad_lr)


def test_a_parameter_that_is_not_taken_is_seen():
    assert docstrings.parameters("torch.sum(input, dim=(0, 1), *, dtype=None) -> Tensor") == {"input", "dim", "dtype"}
    assert not docstrings.parameters("torch.sqrt(x, *, out=None) -> Tensor") <= docstrings.taken(
        "sqrt", tinygrad_lr.sqrt
    )


@pytest.mark.torch
def test_a_name_that_is_not_told_is_seen(monkeypatch):
    """In a module of the package, and among a class's members."""
    torch = pytest.importorskip("torch")
    assert "nn.utils.clip_grad_norm_" not in docstrings.untold(torch)
    monkeypatch.setattr(tinygrad_lr.nn.utils.clip_grad_norm_, "__doc__", "Of the code alone.")
    monkeypatch.setattr(tinygrad_lr.nn.Module.train, "__doc__", None)
    assert set(docstrings.untold(torch)) >= {"nn.utils.clip_grad_norm_", "nn.Module.train"}


def test_a_refusal_that_does_not_happen_is_seen():
    refusals = raised(text_of(tinygrad_lr.neg))
    assert refusals
    assert all(happens(error, call, tinygrad_lr) for error, call in refusals)
    assert not happens("ValueError", refusals[0][1], tinygrad_lr)
    assert not happens("RuntimeError", "torch.neg(torch.ones(1))", tinygrad_lr)


def test_a_head_that_names_a_stranger_is_seen():
    text = GOOD.replace("torch.sqrt(input, *, out=None) -> Tensor", "torch.exp(input, *, out=None) -> Tensor")
    assert strangers(text, NAMES) == ["exp"]
    assert strangers(GOOD, NAMES) == []
