"""A failing case as a script of a few lines, which needs NumPy and torch only.

It holds the inputs, and what tinygrad_lr gave; torch's own result is computed when it runs. A loop's script is the
loop itself, with what it trains on.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..operations.opinfo import OpInfo, is_in_place, tensor_names
from ..operations.strategies import Drawn
from ..oracle.check import Difference


def literal(array: np.ndarray) -> str:
    """An array as text that makes it again, to the bit."""
    text = np.array2string(array, separator=", ", threshold=10**6, floatmode="unique", max_line_width=10**6)
    text = " ".join(text.split())
    return f"np.array({text}, dtype='{array.dtype}').reshape({array.shape})"


def operation_script(opinfo: OpInfo, bad: Difference, drawn: Drawn) -> str:
    """The failing case of an operation."""
    lines = [
        f"# {bad.form}  [{drawn}]",
        f"# {bad.what}: {bad.ours}; torch: {bad.theirs}; ratio {bad.ratio:.3g}",
        "import numpy as np, torch",
        "import torch.nn.functional as F",
        "from numpy import inf, nan",
    ]
    names = opinfo.names
    needs = drawn.case.needs or (True,) * len(names)
    for name, array, domain, need in zip(names, drawn.arrays, opinfo.domains, needs, strict=True):
        lines.append(f"{name} = torch.tensor({literal(array)})")
        if drawn.case.layout != "contiguous":
            laid = layout_text(name, drawn.case.layout, array)
            lines.append(laid) if laid else None
        if need and domain.differentiable and array.dtype.kind == "f":
            lines.append(f"{name} = {name}.detach().requires_grad_()")
    if opinfo.op == "dropout":
        lines.append("torch.manual_seed(0)")
    if is_in_place(bad.form):
        target = tensor_names(bad.form)[0]
        lines += [f"leaf, {target} = {target}, {target}.clone()", bad.form, f"out = {target}"]
    else:
        lines.append(f"out = {bad.form}")
    lines += ["print(out)", f"print('tinygrad_lr: ' {bad.ours!r})"]
    return "\n".join(lines) + "\n"


def layout_text(name: str, layout: str, array: np.ndarray) -> str:
    """The line that lays a tensor out in memory as the case asks."""
    if layout == "transposed" and array.ndim > 1:
        return f"{name} = {name}.transpose(0, -1).contiguous().transpose(0, -1)"
    if layout == "sliced" and array.ndim:
        return f"{name} = torch.stack([{name}, {name}], -1).flatten(-2)[..., ::2]"
    if layout == "expanded" and array.ndim and len(array) > 1:
        return f"{name} = {name}[:1].clone().expand({name}.shape)"
    return ""


LOOP_SCRIPT = """\
# {what}
from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch


class Progress(SimpleNamespace):
    \"\"\"What a loop reports after an epoch.\"\"\"

    def __init__(self, epoch, loss, task):
        super().__init__(epoch=epoch, loss=loss, parameters=task.parameters)


class Task:
    \"\"\"What a loop trains.\"\"\"

    def __init__(self, fw, x, y, model, criterion, parameters, *_):
        self.loss, self.parameters = lambda: criterion(model(x), y), parameters

    def start(self):
        return Progress(0, self.loss(), self)


{sources}

torch.set_num_threads(1)
for step in train(torch, {options}):
    if step.epoch == {epoch}:
        break
print(step.loss.item(), *step.parameters.values(), sep="\\n")
print("tinygrad_lr:", {ours})
"""


def loop_script(train: Callable, options: dict[str, Any], what: str, epoch: int, ours: str) -> str:
    """A loop's own text under torch, up to the epoch at which it went apart."""
    shown = [f"{name}={value!r}" for name, value in options.items() if name != "table"]
    if "table" in inspect.signature(train).parameters:
        table = options.get("table") or train.__globals__["diabetes"]()
        shown.append(f"table=SimpleNamespace(split=lambda: ({', '.join(map(literal, table.split()))}))")
    sources = "\n\n".join(dict.fromkeys(definitions(train)))
    what = what.replace("\n", "\n# ")
    return LOOP_SCRIPT.format(what=what, sources=sources, options=", ".join(shown), epoch=epoch, ours=repr(ours))


def definitions(function: Callable) -> Iterator[str]:
    """The text of a function, after that of the functions and numbers it uses; what makes tables is left out."""
    text = inspect.getsource(function)
    names = dict.fromkeys(node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, int):
            yield f"{name} = {value!r}\n"
        elif inspect.isfunction(value) and value is not function and name != "diabetes":
            yield from definitions(value)
    yield text
