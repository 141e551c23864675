"""Machine code without its compiler."""

import numpy as np


def in_python(kernel):
    """A kernel as the plain Python function that it is the text of. New memory is full of what nobody may read."""
    kernel.namespace["np"] = Poisoned()
    exec(kernel.source, kernel.namespace)
    return kernel.namespace[kernel.name]


class Poisoned:
    """NumPy, but that `empty` gives what would be noticed."""

    def __getattr__(self, name):
        return getattr(np, name)

    def empty(self, shape, dtype):
        kind = np.dtype(dtype).kind
        return np.full(shape, np.nan if kind == "f" else kind == "b" or np.iinfo(dtype).max, dtype)
