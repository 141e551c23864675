"""Counts and places among numbers, covariances: what is asked of data rather than of a model."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arrays import dtype as dt
from ..arrays.device import beside, to_host
from ..arrays.silence import quietly
from ..arrays.warn import warn, warn_once
from ..core.operation import OPS as op
from ..core.tensor import Tensor, wrap
from . import arithmetic, products, reductions, selection, shapes, sorting, turning
from .arguments import as_tensor_like, to, wrap_dim
from .creation import full_like, tensor


@quietly
def histc(input: Tensor, bins: int = 100, min: Any = 0, max: Any = 0) -> Tensor:
    """How many elements lie in each of `bins` equal parts from `min` to `max`; the input's own range if both are equal.

    RuntimeError for no bins, max below min, and a range that is not finite.
    """
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    values = to_host(input._data).reshape(-1)
    low, high = (float(x.item() if isinstance(x, Tensor) else x) for x in (min, max))
    if low == high and values.size:
        low, high = least_and_greatest(values)
    if low == high:
        low, high = apart(low, input._data.dtype)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError("torch.histc: range of [{}, {}] is not finite".format(*map(as_printed, (low, high))))
    if low > high:
        raise RuntimeError("torch.histc: max must be larger than min")
    for x in (low, high) if input._data.dtype.kind != "b" else ():
        if x < 0 and input._data.dtype.kind == "u":
            raise RuntimeError("value cannot be converted to type uint8_t without overflow")
        dt.checked_number(x, input._data.dtype)
    if input._data.dtype.kind != "f":
        kernel = "linspace_cpu" if input._data.dtype.kind == "b" else "histogram_cpu"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{input.dtype.type_name}'")
    kind = input._data.dtype.type
    low, high = kind(low), kind(high)
    # where the distance is beyond the dtype, torch's first edge is nan: nothing lies behind it
    inside = values[(values >= low) & (values <= high) & np.isfinite(high - low)]
    places = ((inside - low) / (high - low) * kind(bins)).astype(np.int64)
    counts = np.bincount(places.clip(0, bins - 1), minlength=bins).astype(input._data.dtype)
    return wrap(beside(counts, input._data))


def least_and_greatest(values: np.ndarray) -> tuple[float, float]:
    """The range of some numbers; a nan is negative in torch, but for a lone number, which is left as it is."""
    low, high = float(values.min()), float(values.max())
    return (-abs(low), -abs(high)) if math.isnan(low) and values.size > 1 else (low, high)


def apart(x: float, d: np.dtype) -> tuple[float, float]:
    """Ends of a range around one number: one less and one more, or the numbers beside it where one is too little."""
    if d.kind != "f":
        return x - 1, x + 1
    dt.checked_number(x, d)
    kind, most = d.type, np.finfo(d).max
    below, above = kind(x) - kind(1), kind(x) + kind(1)
    if below == x:
        below = min(kind(x), max(np.nextafter(below, kind(-math.inf)), -most))
    if above == x:
        above = max(kind(x), min(np.nextafter(above, kind(math.inf)), most))
    return below, above


def as_printed(x: float) -> str:
    """A number as C++ prints it: with the sign of a nan."""
    return f"-{x:g}" if math.isnan(x) and math.copysign(1, x) < 0 else f"{x:g}"


@quietly
def searchsorted(
    sorted_sequence: Tensor, input: Any = None, *, out_int32: bool = False, right: bool = False, side: Any = None,
    sorter: Tensor | None = None, self: Any = None,
) -> Tensor:  # fmt: skip
    """Where each number would be put into a sorted row: before those equal to it, or behind them (`right`).

    `sorted_sequence` is one row (n,), or has as many rows (*, n) as `input` (*, m). `sorter` sorts it first.
    """
    values = self if input is None else input
    _check_search("torch.searchsorted(): ", sorted_sequence, values, side, right, sorter)
    edges, wanted = _alike(sorted_sequence, values)
    if sorter is not None:
        edges = np.take_along_axis(edges, sorter._data, -1)
    where = "right" if right or side == "right" else "left"
    return _places(edges, wanted, where, out_int32)


@quietly
def bucketize(
    input: Any = None, boundaries: Any = None, *, out_int32: bool = False, right: bool = False, self: Any = None
) -> Tensor:
    """Which of the parts between the sorted `boundaries` (n,) each number lies in: 0 below the first, n above the last."""
    input = self if input is None else input
    if boundaries._data.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries._data.ndim})")
    _check_search("torch.searchsorted(): ", boundaries, input, None, right, None)
    return _places(*_alike(boundaries, input), "right" if right else "left", out_int32)


def _alike(edges: Tensor, values: Any) -> tuple[Any, Any]:
    """A row and what is looked for in it, in one dtype."""
    row, wanted = dt.promote(edges._data, as_tensor_like(values, edges)._data)
    if row.dtype.kind == "b" and wanted.size:
        raise NotImplementedError("\"searchsorted_out_cpu\" not implemented for 'Bool'")
    return row, wanted


def _check_search(begin: str, edges: Tensor, values: Any, side: Any, right: bool, sorter: Tensor | None) -> None:
    """Refuse, in torch's words, what does not fit together."""
    shape = edges._data.shape
    if side not in (None, "left", "right"):
        raise RuntimeError(f"{begin}side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise RuntimeError(f"{begin}side and right can't be set to opposites, got side of {side} while right was True")
    if sorter is not None:
        if sorter._data.shape != shape:
            got = f"{list(shape)}and got sorter tensor {list(sorter._data.shape)}"
            raise RuntimeError(f"{begin}boundary and sorter must have the same size, but got boundary tensor {got}")
        if sorter._data.dtype != dt.I64:
            raise RuntimeError(f"{begin}sorter must be a tensor of long dtype but got dtype {sorter.dtype.type_name}")
        if shape and sorter._data.size and not 0 <= sorter._data.min() <= sorter._data.max() < shape[-1]:
            raise RuntimeError(f"{begin}sorter index out of range")
    found = values._data.shape if isinstance(values, Tensor) else ()
    if not found and len(shape) != 1:
        size = f"dim({len(found)}) numel(1)"
        raise RuntimeError(
            f"{begin}input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor "
            f"dim({len(shape)}) and input value's {size}"
        )
    if not shape:
        raise RuntimeError(f"{begin}boundaries tensor should have positive dimension, but got 0 dimension")
    if len(shape) != 1 and (len(shape) != len(found) or shape[:-1] != found[:-1]):
        raise RuntimeError(
            f"{begin}boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input "
            f"value tensor must match, but we got boundaries tensor {list(shape)} and input value tensor {list(found)}"
        )
    for name, x in (("boundary", edges), ("input value", values), ("sorter", sorter)):
        if isinstance(x, Tensor) and not x._data.flags.c_contiguous:
            warn_once(SLOW.format(name, name))


SLOW = (
    "torch.searchsorted(): {} tensor is non-contiguous, this will lower the performance due to extra data copy when "
    "converting non-contiguous tensor to contiguous, please use contiguous {} tensor if possible. This message will only "
    "appear once per program."
)


def _places(edges: Any, values: Any, side: Any, out_int32: bool) -> Tensor:
    host, wanted = to_host(edges), to_host(values)
    if host.ndim == 1 or not host.size:
        host = host.reshape(-1)
        found = np.asarray(np.searchsorted(host, wanted, side))
    else:
        found = np.empty(wanted.shape, np.int64)
        for row, numbers, out in zip(
            host.reshape(-1, host.shape[-1]), wanted.reshape(-1, wanted.shape[-1]), found.reshape(-1, wanted.shape[-1])
        ):
            out[...] = np.searchsorted(row, numbers, side)
    return wrap(beside(found.astype(np.int32 if out_int32 else np.int64), edges))


# -- quantiles -----------------------------------------------------------------------------------------------------------

BETWEEN = ("linear", "lower", "higher", "midpoint", "nearest")


def quantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """The value below which a share `q` of all elements, or of those along `dim`, lies: () or, of several q (k), (k, *).

    Of two elements between which that is, `interpolation` says what comes out.
    """
    return _quantile(input, q, dim, keepdim, interpolation, False)


def nanquantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """`quantile` of what is not nan."""
    return _quantile(input, q, dim, keepdim, interpolation, True)


def _quantile(input: Tensor, q: Any, dim: Any, keepdim: bool, interpolation: str, known: bool) -> Tensor:
    q = _shares(input, q)
    _check_quantile(input, q, interpolation)
    n = input._data.ndim
    d = None if dim is None else wrap_dim(dim, n)
    if not ((q._data >= 0) & (q._data <= 1)).all():
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    row = shapes.flatten(input) if d is None else input
    if d is not None and d != n - 1:
        row = shapes.transpose(shapes.unsqueeze(input, n), d, n)
    ordered = sorting.sort(row)[0]
    out = [
        1 if d is None or i == d else k
        for i, k in enumerate(input._data.shape)
        if keepdim or (d is not None and i != d)
    ]
    ordered = shapes.view(ordered, (*out, ordered._data.shape[-1] if ordered._data.ndim else 1))
    ranks = _ranks(ordered, q, known)
    if interpolation in ("lower", "higher", "nearest"):
        ranks = op[{"lower": "floor", "higher": "ceil", "nearest": "round"}[interpolation]](ranks)
    below = to(ranks.detach(), dt.int64)
    values = selection.gather(ordered, -1, below)
    if interpolation in ("linear", "midpoint"):
        weights = full_like(ranks, 0.5) if interpolation == "midpoint" else arithmetic.sub(ranks, below)
        above = selection.gather(ordered, -1, to(op["ceil"](ranks.detach()), dt.int64))
        values = arithmetic.lerp(values, above, weights)
    if not q._data.ndim:
        return turning.squeeze_(values, -1)
    return turning.squeeze_(turning.transpose_(turning.unsqueeze_(values, 0), 0, -1), -1)


def _shares(input: Tensor, q: Any) -> Tensor:
    if isinstance(q, Tensor):
        return q
    if not 0 <= q <= 1:
        raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q:g}")
    return tensor(q, dtype=input.dtype)


def _check_quantile(input: Tensor, q: Tensor, interpolation: str) -> None:
    if interpolation not in BETWEEN:
        many = "linear, lower, higher, midpoint or nearest"
        raise RuntimeError(f"quantile() interpolation must be one of {many}, but got {interpolation}")
    if not input._data.size:
        raise RuntimeError("quantile() input tensor must be non-empty")
    if q._data.ndim > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if input._data.dtype.kind != "f":
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if input._data.dtype is not q._data.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")


def _ranks(ordered: Tensor, q: Tensor, known: bool) -> Tensor:
    """Where the shares lie in a sorted row: among all, of which the last is nan if there is one, or among what is known."""
    unknown = op["isnan"](ordered.detach())
    if known:
        last = arithmetic.sub(op["sum_dims"](op["logical_not"](unknown), (ordered._data.ndim - 1,), True), 1)
        ranks = op["mul"](q, last)
        return selection.masked_fill(ranks, ranks.detach() < 0, 0)
    last = ordered._data.shape[-1] - 1
    ranks, some = shapes.broadcast_tensors(op["times"](q, last), reductions.any(unknown, -1, True))
    return selection.masked_fill(ranks, some, last)


# -- covariances --------------------------------------------------------------------------------------------------------


def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """The covariances of variables (rows) over observations (columns): (n, n), of one variable ().

    `fweights` are how often each observation counts, `aweights` how much. The sum of products of distances from the
    mean is divided by the number of observations (or the sum of weights) less `correction`.
    """
    if input._data.ndim > 2:
        many = f"{input._data.ndim} dimensions"
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got an input with {many}")
    if input._data.dtype.kind == "b":
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = shapes.view(input, (1, -1)) if input._data.ndim < 2 else input
    n = rows._data.shape[1]
    for name, x, kinds, kind in (
        ("fweights", fweights, "iu", "integral"), ("aweights", aweights, "f", "floating point")
    ):  # fmt: skip
        if x is not None:
            _check_weights(name, x, kinds, kind, n)
    weights = [x for x in (fweights, aweights) if x is not None]
    w = weights[0] if len(weights) == 1 else op["mul"](*weights) if weights else None
    total = tensor(n) if w is None else reductions.sum(w)
    if w is not None and not total._data:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    average = op["div"](op["sum_dims"](rows if w is None else op["mul"](rows, w), (1,), False), total)
    if w is not None and aweights is not None and correction:
        share = op["div"](op["mul"](reductions.sum(op["mul"](w, aweights)), correction), total)
        norm = arithmetic.sub(total, share)
    else:
        norm = arithmetic.sub(total, correction)
    if norm._data <= 0:
        warn("cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.")
        norm = op["zeros_like"](norm)
    centred = arithmetic.sub(rows, shapes.unsqueeze(average, 1))
    weighted = centred if w is None else op["mul"](centred, w)
    return shapes.squeeze(op["div"](products.matmul(centred, shapes.t(weighted)), norm))


def _check_weights(name: str, x: Tensor, kinds: str, kind: str, n: int) -> None:
    begin = f"cov(): expected {name} to have"
    if x._data.ndim > 1:
        raise RuntimeError(f"{begin} one or fewer dimensions but got {name} with {x._data.ndim} dimensions")
    if x._data.dtype.kind not in kinds:
        raise RuntimeError(f"{begin} {kind} dtype but got {name} with {x.dtype.type_name} dtype")
    if x._data.size != n:
        raise RuntimeError(
            f"{begin} the same numel as there are observations in the input but got {x._data.size} != {n}"
        )
    if n and x._data.min() < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables (rows) over observations (columns): (n, n), of one variable ()."""
    if input._data.ndim > 2:
        many = f"{input._data.ndim} dimensions"
        raise RuntimeError(f"corrcoef(): expected input to have two or fewer dimensions but got an input with {many}")
    c = cov(input)
    if not c._data.ndim:
        return op["div"](c, c)
    deviation = op["sqrt"](shapes.diagonal(c))
    c = op["div"](c, shapes.view(deviation, (-1, 1)))
    c = op["div"](c, shapes.view(deviation, (1, -1)))
    return arithmetic.clamp(c, -1, 1)
