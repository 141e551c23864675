"""The text of a tensor, to the character as torch prints it, from a NumPy array.

A text is made in four steps.

1. *Cut.* An array of more than `threshold` elements is summarised: of every dimension longer than twice
   `edgeitems` only both ends are taken, in one indexing, and nothing else is looked at.
2. *Choose a notation*, once for the whole tensor, from its non-zero finite values. Integers and booleans
   print as Python does. Floats print in scientific notation if the largest magnitude is over 1000 times the
   smallest, or over 1e8, or the smallest is under 1e-4 (magnitudes as float64); else, if all are whole, as
   `1.`; else with `precision` decimals. Without such a value, everything is whole.
3. *Align.* Cells are padded on the left to the widest of those same values: zeros, infinities and nan do not
   count, so a wider one sticks out, in torch as here.
4. *Lay out.* A row breaks where the next cell would pass `linewidth`; rows of an n-d block are parted by
   n - 1 line breaks; a cut is `...`. Then come the suffixes (device, size, dtype, gradient), each on the same
   line if it fits and else on one of its own.

Source: behaviour of `torch._tensor_str`, compared with the installed torch in `tests/frontend/test_printing.py`.
"""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

# What `set_printoptions` changes; lengths in elements, except `linewidth` in characters. `sci_mode` None: each tensor's own.
options = SimpleNamespace(precision=4, threshold=1000, edgeitems=3, linewidth=80, sci_mode=None)
PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how tensors print, for the whole process; a profile first, then what is given beside it.

    None keeps a setting, except `sci_mode`, which every call sets. An unknown profile changes nothing.
    """
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    for name, value in [*PROFILES.get(profile or "", {}).items(), *given.items()]:
        if value is not None:
            setattr(options, name, value)
    options.sci_mode = sci_mode


def get_printoptions() -> dict[str, Any]:
    """The settings as keywords for `set_printoptions`."""
    return dict(vars(options))


def tensor_str(
    array: np.ndarray,
    *,
    requires_grad: bool = False,
    grad_fn: str | None = None,
    device: str | None = None,
    default_dtype: Any = np.float32,
    prefix: str = "tensor(",
) -> str:
    """`repr` of the torch tensor that holds `array`.

    `grad_fn` is the node's name and wins over `requires_grad`; `device` is given where it is not the default
    one; `default_dtype` is the floating dtype that needs no naming; a subclass gives its own `prefix`.
    """
    empty = array.size == 0
    unnamed = (default_dtype,) if empty else (default_dtype, np.int64, np.bool_)
    suffixes = []
    if device is not None:
        suffixes.append(f"device='{device}'")
    if array.ndim != 1 if empty else not options.edgeitems:  # the elements do not show it
        suffixes.append(f"size={array.shape}")
    if array.dtype not in unnamed:
        suffixes.append(f"dtype=torch.{array.dtype.name}")
    if grad_fn is not None:
        suffixes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        suffixes.append("requires_grad=True")
    return _with_suffixes(prefix + _contents(array, len(prefix)), suffixes, len(prefix))


def _contents(array: np.ndarray, indent: int) -> str:
    """The brackets and what is in them; `indent` is the column of the first one."""
    summarised = array.size > options.threshold and array.ndim > 0
    if array.size == 0:
        return "[]"
    if summarised and not options.edgeitems:
        return "[...]"
    edge = options.edgeitems
    cut = tuple(summarised and length > 2 * edge for length in array.shape)
    if any(cut):
        kept = [np.r_[:edge, n - edge : n] if n > 2 * edge else np.arange(n) for n in array.shape]
        array = array[np.ix_(*kept)]
    cells, width = _cells(array)
    nested = np.array(cells, dtype=object).reshape(array.shape).tolist()
    return _block(nested, cut, indent, width)


def _cells(array: np.ndarray) -> tuple[list[str], int]:
    """The text of every element in row-major order, padded to the common width, and that width."""
    values = array.ravel()
    if array.dtype.kind != "f":
        texts = [str(value) for value in values.tolist()]
        width = max(map(len, texts))
    else:
        counted = np.isfinite(values) & (values != 0)
        notation = _notation(values[counted])
        texts = [_number(value, notation) for value in values.tolist()]
        width = max((len(texts[i]) for i in np.flatnonzero(counted)), default=1)
    return [text.rjust(width) for text in texts], width


def _notation(values: np.ndarray) -> str:
    """How a tensor's floats print: "e" scientific, "." whole, "f" decimal. `values`: finite, not zero."""
    if not values.size:
        return "."
    sizes = np.abs(values)
    smallest, largest = float(sizes.min()), float(sizes.max())
    scientific = largest / smallest > 1000 or largest > 1e8 or smallest < 1e-4
    if scientific if options.sci_mode is None else options.sci_mode:
        return "e"
    return "." if (values == np.ceil(values)).all() else "f"


def _number(value: float, notation: str) -> str:
    if notation != ".":
        return f"{value:.{options.precision}{notation}}"
    return f"{value:.0f}." if math.isfinite(value) else str(value)


def _block(nested: Any, cut: tuple[bool, ...], indent: int, width: int) -> str:
    """Rows of rows of cells as text; `cut` tells, per dimension, whether its middle was left out."""
    if not cut:
        return str(nested)  # 0-d: the cell itself
    edge, is_row = options.edgeitems, len(cut) == 1
    parts = nested if is_row else [_block(inner, cut[1:], indent + 1, width) for inner in nested]
    if cut[0]:
        parts = [*parts[:edge], " ..." if is_row else "...", *parts[edge:]]
    newline = "," + "\n" * max(1, len(cut) - 1) + " " * (indent + 1)
    if is_row:
        per_line = max(1, (options.linewidth - indent) // (width + len(", ")))
        parts = [", ".join(parts[start : start + per_line]) for start in range(0, len(parts), per_line)]
    return f"[{newline.join(parts)}]"


def _with_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    """Add `, suffix` as long as it fits on the last line; two characters are kept for the brackets."""
    column = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if column + len(", ") + len(suffix) > options.linewidth:
            text += ",\n" + " " * indent + suffix
            column = indent + len(suffix)
        else:
            text += ", " + suffix
            column += len(", ") + len(suffix)
    return text + ")"
