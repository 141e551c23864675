"""Warnings name the user's line, and those that torch gives once in a process come once."""

import warnings

import numpy as np
import pytest

import tinygrad_lr

ONCE = {
    "T of three dimensions": lambda fw: fw.ones(1, 2, 3).T,
    "T of none": lambda fw: fw.tensor(1.0).T,
    "a condition of bytes": lambda fw: fw.where(fw.tensor([1], dtype=fw.uint8), 1, 2),
    "a list of arrays": lambda fw: fw.tensor([np.ones(2), np.ones(2)]),
    "a number of a graph": lambda fw: float(fw.ones(1, requires_grad=True)),
    "an array that is read-only": lambda fw: fw.from_numpy(np.broadcast_to(np.ones(1), (2,))),
    "a bytes object": lambda fw: fw.asarray(b"abcd"),
    "older arguments": lambda fw: fw.add(fw.ones(1), 2, fw.ones(1)),
    "older arguments of two functions": lambda fw: (
        fw.add(fw.ones(1), 2, fw.ones(1)),
        fw.addmv(2, fw.ones(1), fw.ones(1, 1), fw.ones(1)),
    ),
    "a scatter that reduces": lambda fw: fw.zeros(2).scatter(0, fw.tensor([0]), fw.ones(1), reduce="add"),
    "asarray of a leaf": lambda fw: fw.asarray(fw.ones(1, requires_grad=True)),
    "a cycle": lambda fw: (fw.ones(1, requires_grad=True) ** 2).backward(create_graph=True),
}
ALWAYS = {
    "indexed by bytes": lambda fw: fw.ones(2)[fw.tensor([1, 0], dtype=fw.uint8)],
    "written by bytes": lambda fw: fw.ones(3).__setitem__(fw.tensor([1, 0, 1], dtype=fw.uint8), fw.ones(2)),
    "a tensor of a tensor": lambda fw: fw.tensor(fw.ones(1)),
    "new_tensor of a tensor": lambda fw: fw.ones(1).new_tensor(fw.ones(1)),
    "no degrees of freedom": lambda fw: fw.ones(1).std(),
    "an index that is a list": lambda fw: fw.ones(2, 2)[[slice(0, 1), 0]],
    "an implicit dimension": lambda fw: fw.nn.functional.softmax(fw.ones(2, 2)),
    "sizes of a loss": lambda fw: fw.nn.functional.mse_loss(fw.ones(2, 1), fw.ones(2)),
    "the gradient of a result": lambda fw: (fw.ones(1, requires_grad=True) * 2).grad,
    "expanded memory": lambda fw: fw.ones(1, 3).expand(2, 3).__setitem__(fw.tensor([0]), fw.ones(3)),
    "floats beyond their digits": lambda fw: fw.ones(1).random_(0, 2**25 + 1),
    "no elements": lambda fw: fw.nn.Linear(0, 1),
}


def warned(fw, trigger):
    """What three calls warn of, and in which file."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            trigger(fw)
    return [w for w in caught if "__array" not in str(w.message)]


@pytest.mark.parametrize("name", [*ONCE, *ALWAYS])
def test_the_users_line_is_named(name):
    caught = warned(tinygrad_lr, (ONCE | ALWAYS)[name])
    assert len(caught) >= 3
    assert {w.filename for w in caught} == {__file__}


@pytest.mark.parametrize("name", [*ONCE, *ALWAYS])
def test_what_comes_once_comes_once(name, monkeypatch):
    tinygrad_lr.set_warn_always(False)
    monkeypatch.setattr("tinygrad_lr.arrays.warn._Said.texts", set())
    assert len(warned(tinygrad_lr, (ONCE | ALWAYS)[name])) == (1 if name in ONCE else 3)


@pytest.mark.torch
@pytest.mark.parametrize("name", [*ONCE, *ALWAYS])
def test_torch_says_the_same(name, torch_that_warns):
    texts = [
        [(w.category, str(w.message).partition(" (Triggered")[0]) for w in warned(fw, (ONCE | ALWAYS)[name])]
        for fw in (tinygrad_lr, torch_that_warns)
    ]
    assert texts[0] == texts[1]
    torch_that_warns.set_warn_always(False)
    warned(torch_that_warns, (ONCE | ALWAYS)[name])  # what is said once has been said by then
    assert len(warned(torch_that_warns, (ONCE | ALWAYS)[name])) == (0 if name in ONCE else 3)
