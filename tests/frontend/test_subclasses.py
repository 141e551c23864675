"""Subclasses of Tensor: what is of the class, and what docs/differences.md keeps: results of operations are Tensors."""

import copy
from pathlib import Path

import pytest

import tinygrad_lr as tg

PAGE = Path(tg.__file__).parents[1] / "docs" / "differences.md"
SAME = {
    "made": lambda fw, cls: cls([1.0, 2.0]),
    "alias": lambda fw, cls: fw.ones(2).as_subclass(cls),
    "written into": lambda fw, cls: cls([1.0, 2.0]).mul_(2),
}
KEPT = {
    "sum": lambda fw, cls: cls([1.0, 2.0]).sum(),
    "function": lambda fw, cls: fw.abs(cls([-1.0])),
    "view": lambda fw, cls: cls([1.0, 2.0])[0],
    "other": lambda fw, cls: fw.ones(2) + cls([1.0, 2.0]),
}


def of_class(fw, make):
    class Foo(fw.Tensor):
        def double(self):
            return self * 2

    made = make(fw, Foo)
    return type(made).__name__, made.tolist()


@pytest.mark.torch
@pytest.mark.parametrize("name", ["made", "alias", "written into"])
def test_these_are_of_the_class(name):
    torch = pytest.importorskip("torch")
    assert of_class(tg, SAME[name]) == of_class(torch, SAME[name])
    assert of_class(tg, SAME[name])[0] == "Foo"


@pytest.mark.torch
@pytest.mark.parametrize("name", KEPT)
def test_results_of_operations_are_tensors_here(name):
    torch = pytest.importorskip("torch")
    ours, theirs = of_class(tg, KEPT[name]), of_class(torch, KEPT[name])
    assert (ours[0], theirs[0]) == ("Tensor", "Foo")
    assert ours[1] == theirs[1]
    assert "results of operations on it are Tensors" in PAGE.read_text()


def test_a_subclass_keeps_its_methods_its_graph_and_its_name():
    class Foo(tg.Tensor):
        def double(self):
            return self * 2

    x = tg.ones(2, requires_grad=True)
    y = (x * 3).as_subclass(Foo)
    y.double().sum().backward()
    assert x.grad.tolist() == [6.0, 6.0]
    assert repr(Foo([1.0])) == "Foo([1.])"
    assert type(copy.deepcopy(Foo([1.0]))) is Foo
    with pytest.raises(TypeError, match="does not inherit from Tensor"):
        x.as_subclass(int)
