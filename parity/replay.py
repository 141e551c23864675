"""A failing case as a script of a few lines, which needs NumPy and torch only.

It holds the inputs, and what tinygrad_lr gave; torch's own result is computed when it runs.
"""

from __future__ import annotations

import numpy as np

from .check import Difference
from .record import Record, is_in_place, tensor_names
from .strategies import Drawn


def literal(array: np.ndarray) -> str:
    """An array as text that makes it again, to the bit."""
    text = np.array2string(array, separator=", ", threshold=10**6, floatmode="unique", max_line_width=10**6)
    text = " ".join(text.split())
    return f"np.array({text}, dtype='{array.dtype}').reshape({array.shape})"


def record_script(record: Record, bad: Difference, drawn: Drawn) -> str:
    """The failing case of an operation."""
    lines = [
        f"# {bad.form}  [{drawn}]",
        f"# {bad.what}: {bad.ours}; torch: {bad.theirs}; ratio {bad.ratio:.3g}",
        "import numpy as np, torch",
        "import torch.nn.functional as F",
        "from numpy import inf, nan",
    ]
    names = record.names
    needs = drawn.case.needs or (True,) * len(names)
    for name, array, domain, need in zip(names, drawn.arrays, record.domains, needs, strict=True):
        lines.append(f"{name} = torch.tensor({literal(array)})")
        if drawn.case.layout != "contiguous":
            laid = place_text(name, drawn.case.layout, array)
            lines.append(laid) if laid else None
        if need and domain.differentiable and array.dtype.kind == "f":
            lines.append(f"{name} = {name}.detach().requires_grad_()")
    if record.op == "dropout":
        lines.append("torch.manual_seed(0)")
    if is_in_place(bad.form):
        target = tensor_names(bad.form)[0]
        lines += [f"leaf, {target} = {target}, {target}.clone()", bad.form, f"out = {target}"]
    else:
        lines.append(f"out = {bad.form}")
    lines += ["print(out)", f"print('tinygrad_lr: ' {bad.ours!r})"]
    return "\n".join(lines) + "\n"


def place_text(name: str, layout: str, array: np.ndarray) -> str:
    """The line that lays a tensor out in memory as the case asks."""
    if layout == "transposed" and array.ndim > 1:
        return f"{name} = {name}.transpose(0, -1).contiguous().transpose(0, -1)"
    if layout == "sliced" and array.ndim:
        return f"{name} = torch.stack([{name}, {name}], -1).flatten(-2)[..., ::2]"
    if layout == "expanded" and array.ndim and len(array) > 1:
        return f"{name} = {name}[:1].clone().expand({name}.shape)"
    return ""
