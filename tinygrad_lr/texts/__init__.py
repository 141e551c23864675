"""What `help` tells: a text for every public name, in one place, so that the code above stays short enough to read.

A code line's own docstring is for who reads the code. The texts here are for who uses it, and take its place when the
package is imported. CONTRIBUTING.md has their format; tests/project/test_docstrings.py holds them to it, and runs their
examples in both frameworks.

One text serves all who share it, each with a line of its own at its head: a function, the method of the same name, both
forms in place, and other names of theirs. `"abs absolute"` is the text of torch.abs, Tensor.abs, abs_, absolute and so
on.
"""

from __future__ import annotations

import sys
from typing import Any

from . import (
    autograd,
    creation,
    cuda,
    data,
    distributed,
    elementwise,
    functional,
    globalhooks,
    init,
    layers,
    linalg,
    modules,
    nnutils,
    optimizers,
    ours,
    package,
    parallel,
    places,
    products,
    random,
    reductions,
    schedules,
    shapes,
    statedicts,
    tensor,
)

# fmt: on

OF_OPERATIONS = creation, elementwise, reductions, products, shapes, places, layers  # of functions and methods alike
OF_MODULES = (  # of what these modules and classes have
    ("", package), ("", ours), ("Tensor", tensor), ("nn", modules), ("nn.functional", functional), ("nn.init", init),
    ("nn.utils", nnutils), ("nn.modules.module", globalhooks), ("nn.modules.utils", statedicts), ("optim", optimizers), ("optim.lr_scheduler", schedules), ("utils.data", data),
    ("autograd", autograd), ("linalg", linalg), ("random", random), ("cuda", cuda),
    ("distributed", distributed), ("nn.parallel", parallel),
)  # fmt: skip


def attach(torch: Any) -> None:
    """Give the package's functions, methods and classes their texts."""
    if sys.flags.optimize > 1:  # -OO: there are no docstrings
        return
    functions, methods = vars(torch), vars(torch.Tensor)
    for room in OF_OPERATIONS:
        for names, text in room.TEXTS.items():
            in_place = f"In place: {text[0].lower()}{text[1:]}"
            for name in names.split():
                for owner in (functions, methods):
                    tell(owner.get(name), text)
                    tell(owner.get(f"{name}_"), in_place)
    for path, room in OF_MODULES:
        owner = member(torch, path) if path else torch
        for names, text in room.TEXTS.items():
            for name in names.split():
                tell(member(owner, name), text)


def member(owner: Any, path: str) -> Any:
    """What stands at a dotted path, as it stands there: a property, not its value."""
    for part in path.split("."):
        own = vars(owner).get(part)
        owner = own if own is not None else next(vars(cls)[part] for cls in owner.__mro__ if part in vars(cls))
    return owner


def tell(function: Any, text: str) -> None:
    if function is not None:
        if function.__class__ in (classmethod, staticmethod):
            function = function.__func__
        function.__doc__ = text
