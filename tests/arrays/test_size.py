"""A shape is the tuple it is, prints as torch's, and stays a shape when cut or joined."""

import copy
import pickle

import numpy as np
import pytest

from tinygrad_lr.arrays.size import Size

SIZES = [(), (5, 3), (2, 0, 4)]
EXPRESSIONS = {
    "joined": lambda size: size + (1,), "joined from the left": lambda size: (1,) + size,
    "doubled": lambda size: size * 2, "doubled from the left": lambda size: 2 * size,
    "sliced": lambda size: size[:1], "reversed": lambda size: size[::-1],
    "joined to itself": lambda size: size + size, "copied": copy.copy,
    "pickled": lambda size: pickle.loads(pickle.dumps(size)),
}  # fmt: skip
REFUSALS = {
    "a float": lambda kind: kind([2.5]), "text": lambda kind: kind(["a"]), "a number": lambda kind: kind(3),
    "join with text": lambda kind: kind([5]) + ("a",), "join with a list": lambda kind: kind([5]) + [1],
    "times a float": lambda kind: kind([5]) * 1.5,
}  # fmt: skip


def test_it_is_its_tuple():
    size = Size([5, np.int64(3), True])
    assert size == (5, 3, 1)
    assert hash(size) == hash((5, 3, 1))
    assert [type(length) for length in size] == [int, int, int]
    assert (str(size), f"{size}", repr(Size())) == (*["torch.Size([5, 3, 1])"] * 2, "torch.Size([])")
    assert (Size([5, 3]).numel(), Size().numel(), Size([0, 3]).numel()) == (15, 1, 0)
    assert (Size([5, 3]) + np.array([1, 2])).tolist() == [6, 5]


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("lengths", SIZES)
def test_it_stays_a_shape(name, lengths):
    result = EXPRESSIONS[name](Size(lengths))
    assert type(result) is Size
    assert result == EXPRESSIONS[name](lengths)


@pytest.mark.torch
@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("lengths", SIZES)
def test_as_the_installed_torchs(name, lengths):
    torch = pytest.importorskip("torch")
    ours, theirs = EXPRESSIONS[name](Size(lengths)), EXPRESSIONS[name](torch.Size(lengths))
    assert type(theirs) is torch.Size
    assert (repr(ours), ours.numel()) == (repr(theirs), theirs.numel())


@pytest.mark.torch
@pytest.mark.parametrize("name", REFUSALS)
def test_refuses_as_the_installed_torchs(name):
    torch = pytest.importorskip("torch")
    with pytest.raises(TypeError) as ours:
        REFUSALS[name](Size)
    with pytest.raises(TypeError) as theirs:
        REFUSALS[name](torch.Size)
    assert str(ours.value) == str(theirs.value)
