"""Whoever makes arrays asks the thread's maker first, and nobody else's."""

import sys
import threading

import numpy as np
import pytest

import tinygrad_lr as fw
from tinygrad_lr.arrays import dtype, make
from tinygrad_lr.arrays.generator import Generator

X = np.array([1.0, 2.0], np.float32)
LIKE = np.ones((2, 3), np.float32)

MADE = {  # what is made, and the kind that the maker is told
    "empty": (lambda: make.empty((2,), X.dtype), "function"),
    "zeros": (lambda: make.zeros((2,), X.dtype), "function"),
    "full": (lambda: make.full((2,), 3, X.dtype), "function"),
    "arange": (lambda: make.arange(3), "function"),
    "eye": (lambda: make.eye(2, None, X.dtype), "function"),
    "array": (lambda: make.array([1, 2]), "function"),
    "zeros_as": (lambda: make.zeros_as(LIKE, (2,)), "function"),
    "zeros_on": (lambda: make.zeros_on(fw.device("cpu"), (2,), X.dtype), "function"),
    "ones": (lambda: make.ones(3, X.dtype), "kept"),
    "fma": (lambda: make.fma(X, X, X), "helper"),
    "erf": (lambda: make.erf(X), "helper"),
    "rounded": (lambda: make.rounded(np.float32, 0.1), "helper"),
    "rates": (lambda: make.rates(0.1), "helper"),
    "byte_bounds": (lambda: make.byte_bounds(X), "fact"),
    "uniform": (lambda: Generator().uniform(3, X.dtype), "draw"),
    "param_groups": (lambda: fw.optim.SGD([fw.ones(1, requires_grad=True)]).param_groups, "options"),
    "initial_seed": (lambda: Generator().initial_seed(), "state"),
}


@pytest.fixture
def asked():
    """What the maker of this thread is asked."""
    kinds = []

    def maker(kind, function, args, kwargs):
        kinds.append((kind, function.__name__.lstrip("_")))
        return function(*args, **kwargs)

    make.makers[threading.get_ident()] = maker
    yield kinds
    del make.makers[threading.get_ident()]


@pytest.mark.parametrize("name", MADE)
def test_the_maker_is_asked_and_gives_the_same(name, asked):
    function, kind = MADE[name]
    found = function()
    assert kind in [told for told, _ in asked]
    count = len(asked)
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    assert len(asked) == count  # another thread makes its own
    if name not in ("empty", "param_groups"):
        np.testing.assert_array_equal(found, results[0])


def test_dtypes_know_no_device():
    assert not {"device", "make"} & vars(dtype).keys()
    assert sys.modules["tinygrad_lr.arrays.dtype"] is dtype


def test_ones_are_kept_and_cannot_be_written():
    first = make.ones(5, X.dtype)
    assert np.shares_memory(first, make.ones(3, X.dtype))
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 2
