"""What types are called in torch's messages."""

from __future__ import annotations

from typing import Any

import numpy as np

from .array import layout
from .device import device
from .dtype import dtype
from .size import Size


def type_name(x: Any) -> str:
    """The type as CPython's own messages name it: with the module where it is written in C, as in torch are some of ours."""
    if isinstance(x, (dtype, device, layout, Size)):
        return f"torch.{type(x).__name__}"
    try:
        str.upper(x)  # of what is no str, a message says it
    except TypeError as error:
        return str(error).split("'")[-2]
    return f"numpy.{type(x).__name__}" if isinstance(x, np.generic) else type(x).__name__


def check_flags(name: str, **flags: Any) -> None:
    """TypeError, in torch's words, for the first argument of a call that is neither True nor False."""
    for i, (key, x) in enumerate(flags.items(), 1):
        if not isinstance(x, bool):
            raise TypeError(f"{name}(): argument '{key}' (position {i}) must be bool, not {type_name(x)}")
