"""The lane of several processes: what it compares, and that it sees faults."""

import os

import numpy as np
import pytest

pytest.importorskip("torch")

from parity.lanes import distributed
from parity.output.tally import Tally
from tests.helpers.processes import ALONE, ROOT
from tinygrad_lr.loops import Record

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch):
    for name, value in {**ALONE, "PYTHONPATH": str(ROOT)}.items():
        monkeypatch.setitem(os.environ, name, value)


def record(theta, losses):
    parameters = [{"w": np.array(step[:-1], np.float32), "b": np.array(step[-1:], np.float32)} for step in theta]
    return Record(losses=losses, parameters=parameters)


ONE = record([[1, 2, 0.5], [1, 2, 1e-9]], [2.0, 1.0])


def told(ours, theirs=ONE, other=None):
    key = ("SGD", "document", "float32")
    first = {("tinygrad_lr", *key): ours, ("torch", *key): theirs}
    second = {**first, ("tinygrad_lr", *key): other or ours}
    return [found.agrees for found in distributed.comparisons(2, [first, second], {("tinygrad_lr", *key): ONE})]


def test_a_difference_is_seen():
    assert told(ONE) == [True, True, True]
    assert told(record([[1, 2, 0.5], [1, 2, 1e-5]], [2.0, 1.0])) == [True, True, True]  # a bias that passes by zero
    assert told(record([[1, 2, 0.5], [1, 2.001, 0]], [2.0, 1.0])) == [False, True, False]
    assert told(record([[1, 2, 0.5], [1, 2, 1e-9]], [2.0, 1.001])) == [False, True, False]
    assert told(record([[1, 2, 0.5], [1, np.nan, 1e-9]], [2.0, 1.0])) == [False, True, False]
    assert told(ONE, other=record([[1, 2, 0.5], [1, np.nextafter(np.float32(2), 3), 1e-9]], [2.0, 1.0])) == [
        True,
        False,
        True,
    ]


@pytest.mark.slow
def test_gradients_that_are_not_averaged_are_seen():
    """Two processes, of which each keeps its own gradients: tests/parity/unaveraged.py."""
    tally = Tally()
    assert list(distributed.run((1, 2), tally, "tests.parity.unaveraged")) == ["1 processes", "2 processes"]
    failed = {failure.subject for failure in tally.failures}
    assert failed == {f"2 processes, {whose}" for whose in ("torch's", "each other's", "one's")}
    assert sum(row.failures for row in tally.rows.values()) == 3 * 12


@pytest.mark.slow
def test_a_process_that_fails_is_told(tmp_path):
    with pytest.raises(RuntimeError, match=r"^one of 1 processes failed: .*no_such_module"):
        distributed.trained(1, str(tmp_path), "tests.parity.no_such_module")
