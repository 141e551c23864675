"""Public functions and methods are named, printed, described and pickled as functions that a user has written."""

import inspect
import pickle
import pydoc
import re

import pytest

import tinygrad_lr
from tests.helpers.docstrings import found, public_names

FUNCTIONS = {name: value for name, value in public_names().items() if not isinstance(value, (property, type))}
OTHERWISE = {  # as in torch
    "Module.forward": "its name is _forward_unimplemented there too",
    "Function.vjp": "it is `backward`",
    "utils.data.random_split": "its default is a generator, which its signature shows",
}


def peculiar(name, value):
    """What is not as it is of an ordinary function of this name."""
    function, last = getattr(value, "__func__", value), name.rpartition(".")[2]
    if function.__name__ != last:
        yield f"its name is {function.__name__}"
    if not re.match(r"<function [\w.]+ at 0x", repr(function)) or "<locals>" in repr(function):
        yield f"it is printed as {function!r}"
    page = pydoc.plain(pydoc.render_doc(function))
    if last not in page.partition("\n")[0] or " object at 0x" in page:
        yield f"help begins with {page[:200]}"
    if not isinstance(inspect.signature(function), inspect.Signature):
        yield "it has no signature"
    where = found(__import__(function.__module__, fromlist=["_"]), function.__qualname__)  # bound, if of a class
    if getattr(where, "__func__", where) is not function:
        yield f"{function.__qualname__} in {function.__module__} is another function"
    if pickle.loads(pickle.dumps(where)) != where:
        yield "it is pickled as another"


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - OTHERWISE.keys()))
def test_it_is_an_ordinary_function(name):
    assert list(peculiar(name, FUNCTIONS[name])) == []


@pytest.mark.parametrize("name", sorted(OTHERWISE))
def test_the_exceptions_are_needed(name):
    assert list(peculiar(name, FUNCTIONS[name]))


def test_a_peculiar_function_is_seen():
    def call(*args, **kwargs):
        return tinygrad_lr.relu(*args, **kwargs)

    call.__module__ = "tinygrad_lr"
    with pytest.raises(AttributeError):  # it is not found where it says
        list(peculiar("relu", call))
    call.__qualname__ = "relu"
    said = " ".join(peculiar("relu", call))
    assert "its name is call" in said
    assert "relu in tinygrad_lr is another function" in said
    call.__name__ = "relu"
    assert "its name" not in " ".join(peculiar("relu", call))
