"""Borders around a tensor: of one number, mirrored, of the outermost elements again, or of the other end's."""

from __future__ import annotations

from typing import Any

from ..arrays.dtype import checked_number
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from .creation import empty
from .inplace import copy_
from .shapes import narrow
from .signatures import check

MODES = {"reflect": "reflection", "replicate": "replication", "circular": ""}


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """A border around the input: `pad` lists how much before and after the last dimension, the one before, ...

    "constant" puts `value` (0) there, and less than nothing cuts off. The other modes pad the last dimension of 2 or 3,
    the last two of 3 or 4, the last three of 4 or 5: "reflect" mirrors, without the outermost elements; "replicate"
    repeats these; "circular" goes on at the other end.
    """
    check("nn.pad", (input, pad, mode, value))
    if mode != "constant" and mode not in MODES:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    n = input._data.ndim
    if len(pad) > 2 * n:
        raise RuntimeError(
            f"Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {n}"
        )
    pairs = tuple((int(pad[i]), int(pad[i + 1])) for i in range(len(pad) - 2, -1, -2))
    if mode == "constant":
        return _constant(input, pairs, 0.0 if value is None else value)
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if len(pad) not in (2, 4, 6) or n - len(pairs) not in (1, 2):
        raise NotImplementedError(COMBINATIONS.format(len(pad), n))
    if mode == "circular":
        return _circular(input, pairs)
    _check_sizes(input, pairs, mode)
    return op[f"{MODES[mode]}_pad{len(pairs)}d"](input, pairs, mode == "reflect")


COMBINATIONS = """Padding size {} is not supported for {}D input tensor.
Supported combinations for non-constant padding:
  - 2D or 3D input: padding size = 2 (pads last dimension)
  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"""


def _constant(input: Tensor, pairs: Any, value: float) -> Tensor:
    pairs = (*[(0, 0)] * (input._data.ndim - len(pairs)), *pairs)
    for n, (before, after) in zip(input._data.shape, pairs):
        if n + min(before, 0) + min(after, 0) < 0:  # torch cuts off first
            raise RuntimeError("narrow(): length must be non-negative.")
    adds, d = any(n > 0 for pair in pairs for n in pair), input._data.dtype
    value = float(value) if adds else 0.0  # which is not looked at where nothing is added
    if adds:
        if value < 0 and d.kind == "u":
            raise RuntimeError("value cannot be converted to type uint8_t without overflow")
        checked_number(value, d)
    return op["constant_pad"](input, pairs, value)


def _check_sizes(input: Tensor, pairs: Any, mode: str) -> None:
    """Refuse inputs without elements, mirrors that are too small, and what would leave nothing."""
    shape, n, count = input._data.shape, input._data.ndim, len(pairs)
    if 0 in shape[(n == count + 2) :]:
        what = "possibly 0 batch size and other non-zero dimensions for input"
        raise RuntimeError(
            f"Expected {count + 1}D or {count + 2}D (batch mode) tensor with {what}, but got: {list(shape)}"
        )
    sides = [*zip(range(n - count, n), shape[n - count :], pairs)][::-1]
    if mode == "reflect":
        for i, (dim, length, (before, after)) in enumerate(sides):
            if before >= length or after >= length:
                told = f"padding ({before}, {after}) at dimension {dim} of input {list(shape)}"
                raise RuntimeError(
                    f"Argument #{4 + 2 * i}: Padding size should be less than the corresponding input dimension, but got: "
                    f"{told}"
                )
    made = [length + before + after for _, length, (before, after) in sides][::-1]
    if any(length < 1 for length in made) if count == 1 else all(length < 1 for length in made):
        names = "W" if count == 1 else "HW" if count == 2 else "DHW"
        had = ", ".join(f"{name}: {length}" for name, length in zip(names, shape[n - count :]))
        got = " ".join(f"{name}: {length}" for name, length in zip(names, made))
        raise RuntimeError(f"input ({had}) is too small. Calculated output {got}")
    kind = input._data.dtype.kind
    if kind == "b":
        raise NotImplementedError(f"\"{MODES[mode]}_pad{count}d\" not implemented for 'Bool'")


def _circular(input: Tensor, pairs: Any) -> Tensor:
    """The input copied into the middle of new memory, and each end then beyond the other, as torch does it."""
    first, shape = input._data.ndim - len(pairs), list(input._data.shape)
    for i, (before, after) in enumerate(pairs):
        if before > shape[first + i] or after > shape[first + i]:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        shape[first + i] += before + after
        if shape[first + i] < 1:
            raise RuntimeError("Negative padding value is resulting in an empty dimension")
    out = empty(shape, dtype=input.dtype, device=input.device)
    middle, inside = out, input
    for i, (before, after) in enumerate(pairs):
        d = first + i
        middle = _cut(middle, d, max(before, 0), shape[d] - max(after, 0))
        inside = _cut(inside, d, max(-before, 0), input._data.shape[d] - max(-after, 0))
    copy_(middle, inside)
    for i, (before, after) in reversed([*enumerate(pairs)]):
        d, end = first + i, shape[first + i]
        if before > 0:
            copy_(_cut(out, d, 0, before), _cut(out, d, end - before - max(after, 0), end - max(after, 0)))
        if after > 0:
            copy_(_cut(out, d, end - after, end), _cut(out, d, max(before, 0), max(before, 0) + after))
    return out


def _cut(x: Tensor, dim: int, start: int, end: int) -> Tensor:
    return narrow(x, dim, start, end - start)
