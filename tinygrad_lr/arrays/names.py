"""What types are called in torch's messages."""

from __future__ import annotations

from typing import Any

import numpy as np

from .array import layout
from .device import device
from .dtype import dtype
from .size import Size


def type_name(x: Any) -> str:
    """The type as CPython's own messages name it: without the module, but for NumPy's and some of torch's."""
    torchs = isinstance(x, (dtype, device, layout, Size))
    numpys = isinstance(x, (np.ndarray, np.generic))
    return f"{'torch.' if torchs else 'numpy.' if numpys else ''}{type(x).__name__}"
