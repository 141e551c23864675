"""What can only be read says so in torch's words, and stays as it is: attributes of dtypes, devices, tensors, nodes."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import tinygrad_lr as fw

pytestmark = pytest.mark.torch

OBJECTS = {
    "dtype": lambda fw: fw.float32,
    "device": lambda fw: fw.device("cpu"),
    "finfo": lambda fw: fw.finfo(fw.float32),
    "iinfo": lambda fw: fw.iinfo(fw.int8),
    "generator": lambda fw: fw.Generator(),
    "tensor": lambda fw: fw.ones(2, 2),
    "node": lambda fw: (fw.ones(2, requires_grad=True) * fw.ones(2)).grad_fn,
}
NAMES = {
    "dtype": ["itemsize", "is_floating_point", "is_signed", "unknown"],
    "device": ["type", "index", "unknown"],
    "finfo": ["eps", "max", "tiny", "bits", "dtype", "unknown"],
    "iinfo": ["max", "bits"],
    "generator": ["device"],
    "tensor": "shape dtype device ndim T mT is_leaf grad_fn is_cuda _version _base output_nr itemsize nbytes".split(),
    "node": ["_saved_self", "_saved_other", "next_functions", "metadata", "unknown"],
}


def refusal(call, *arguments):
    """What an exception says, or None."""
    try:
        call(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NAMES.items() for name in names])
def test_what_can_only_be_read(kind, name):
    torch = pytest.importorskip("torch")
    ours, theirs = OBJECTS[kind](fw), OBJECTS[kind](torch)
    before = repr(getattr(ours, name, None))
    for call, arguments in ((setattr, (name, 1)), (delattr, (name,))):
        said = refusal(call, ours, *arguments)
        assert said is not None
        assert said == refusal(call, theirs, *arguments)
    assert repr(getattr(ours, name, None)) == before


@pytest.mark.parametrize("flag", [1, "a", None, np.True_, 0.0])
def test_requires_grad_is_a_bool(flag):
    torch = pytest.importorskip("torch")
    for make in (lambda fw: fw.ones(1), lambda fw: fw.ones(1, requires_grad=True) * 2, lambda fw: fw.arange(2)):
        said = [refusal(setattr, make(each), "requires_grad", flag) for each in (fw, torch)]
        assert said == ["RuntimeError: requires_grad must be a bool"] * 2
    said = [refusal(each.nn.Parameter, each.ones(1), flag) for each in (fw, torch)]
    assert said[0] == said[1]
    assert said[0] is not None
    said = [refusal(delattr, each.ones(1), "requires_grad") for each in (fw, torch)]
    assert said == ["RuntimeError: requires_grad must be a bool"] * 2


def test_what_is_fixed_is_copied_and_pickled():
    things = (fw.float32, fw.device("cuda", 1), fw.finfo(fw.float64), fw.iinfo(fw.int8))
    assert copy.deepcopy(things) == pickle.loads(pickle.dumps(things)) == things
    assert copy.copy(things[1]) == things[1]
