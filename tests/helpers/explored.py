"""Recordings of the loops, and how their numbers are read."""

import functools

import numpy as np

from tinygrad_lr.loops import LOOPS
from tinygrad_lr.tools.explore.session import explored


@functools.cache
def recorded(name, epochs=3, compare=None):
    return explored(lambda fw: LOOPS[name].train(fw, epochs=epochs), epochs, compare, name)


def value(recording, number):
    """An array of a recording."""
    told = recording["values"][number]
    return np.array([float(x) for x in told["data"]]).astype(told["dtype"]).reshape(told["shape"])
