"""What the engine refuses. It knows keys and facts; the words are torch's, and `frontend.errors` registers them here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays.array import layout
from ..arrays.device import device
from ..arrays.dtype import dtype
from ..arrays.size import Size

WORDS: dict[str, Callable[..., Exception]] = {}


def refuse(key: str, **facts: Any) -> Exception:
    """The exception to raise: what was registered for the key makes it of the facts; else the key is the text."""
    words = WORDS.get(key)
    return RuntimeError(key) if words is None else words(**facts)


def words(key: str) -> Callable[[Callable[..., Exception]], Callable[..., Exception]]:
    """Register a function of the facts that gives the exception."""

    def register(make: Callable[..., Exception]) -> Callable[..., Exception]:
        WORDS[key] = make
        return make

    return register


def type_name(x: Any) -> str:
    """The type as CPython's own messages name it: without the module, but for NumPy's and some of torch's."""
    torchs = isinstance(x, (dtype, device, layout, Size))
    numpys = isinstance(x, (np.ndarray, np.generic))
    return f"{'torch.' if torchs else 'numpy.' if numpys else ''}{type(x).__name__}"
