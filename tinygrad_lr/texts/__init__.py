"""What `help` tells: a text for every public name, in one place, so that the code above stays short enough to read.

A code line's own docstring is for who reads the code. The texts here are for who uses it, and take its place when the
package is imported. CONTRIBUTING.md has their format; tests/project/test_docstrings.py holds them to it, and runs their
examples in both frameworks.

One text serves all who share it, each with a line of its own at its head: a function, the method of the same name, both
forms in place, and other names of theirs. `"abs absolute"` is the text of torch.abs, Tensor.abs, abs_, absolute and so on.
"""

from __future__ import annotations

import sys
from typing import Any

from . import elementwise

OF_TENSORS = (elementwise,)  # functions of torch, and methods of Tensor


def attach(package: Any) -> None:
    """Give the package's functions, methods and classes their texts."""
    if sys.flags.optimize > 1:  # -OO: there are no docstrings
        return
    functions, members = vars(package), vars(package.Tensor)
    for room in OF_TENSORS:
        for names, text in room.TEXTS.items():
            in_place = f"In place: {text[0].lower()}{text[1:]}"
            for name in names.split():
                for owner in (functions, members):
                    tell(owner.get(name), text)
                    tell(owner.get(f"{name}_"), in_place)


def tell(member: Any, text: str) -> None:
    if member is not None:
        getattr(member, "__func__", member).__doc__ = text
