"""Sorted elements, the largest of them, running extremes, each value once: what is asked before an operation runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays.device import beside, to_host
from ..core import mode as modes
from ..core.operation import MISSING
from ..core.operation import OPS as op
from ..core.tensor import Tensor, wrap
from .arguments import wrap_dim
from .reductions import pair
from .signatures import check

SORT, TOPK, KTHVALUE, CUMMAX, CUMMIN, MODE = (
    pair(name) for name in ("sort", "topk", "kthvalue", "cummax", "cummin", "mode")
)


def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool | None = None) -> Any:
    """The elements along `dim` in order, and their places; equal ones stay in theirs, whether or not that is asked for."""
    return SORT(*op["sort" if stable is None else "sort_stable"](input, wrap_dim(dim, input._data.ndim), descending))


def msort(input: Tensor) -> Tensor:
    """Sorted along the first dimension."""
    return sort(input, 0)[0]


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The places that sort."""
    if modes.mode.grad:
        input.grad_node()  # torch records the sort: it refuses if the history of a view must not be asked for
    return op["sort"](input.detach(), wrap_dim(dim, input._data.ndim), descending)[1]


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The `k` largest (or smallest) along `dim`, and their places."""
    d = wrap_dim(dim, input._data.ndim)
    if not 0 <= k <= (input._data.shape[d] if input._data.ndim else 1):
        raise RuntimeError("selected index k out of range")
    return TOPK(*op["topk"](input, int(k), d, largest))


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The k-th smallest along `dim`, counted from 1, and its place."""
    d = wrap_dim(dim, input._data.ndim)
    n = input._data.shape[d] if input._data.ndim else 1
    if not n:
        raise IndexError(f"kthvalue(): Expected reduction dim {d} to have non-zero size.")
    if not 1 <= k <= n:
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {d}")
    return KTHVALUE(*op["kthvalue"](input, int(k), d, keepdim))


def mode(input: Tensor, dim: int = -1, keepdim: bool = False) -> Any:
    """The most frequent value along `dim`, of several the smallest, and where it stands last."""
    d = wrap_dim(dim, input._data.ndim)
    if input._data.ndim and not input._data.shape[d]:
        raise IndexError(f"mode(): Expected reduction dim {d} to have non-zero size.")
    return MODE(*op["mode"](input, d, keepdim))


def cummax(input: Tensor, dim: int) -> Any:
    """The largest so far along `dim`, and its place."""
    return CUMMAX(*op["cummax"](input, _dim_of(input, dim, "cummax")))


def cummin(input: Tensor, dim: int) -> Any:
    """The smallest so far along `dim`, and its place."""
    return CUMMIN(*op["cummin"](input, _dim_of(input, dim, "cummin")))


def _dim_of(input: Tensor, dim: int, name: str) -> int:
    if not input._data.size:
        return 0
    if input._data.ndim == 0 and dim not in (0, -1):
        raise IndexError(f"{name}(): Expected reduction dim -1 or 0 for scalar but got {dim}")
    return wrap_dim(dim, input._data.ndim)


def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """log of the running sums of exp along `dim`."""
    return op["logcumsumexp"](input, wrap_dim(dim, input._data.ndim))


def unique(
    input: Tensor = MISSING,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: Any = None,
) -> Any:
    """Each value (along `dim`, each slice) once, in order; if asked for, where each element is found, and how often."""
    _ask_flags("unique", input, return_inverse, return_counts)
    asked = {"sorted": sorted, "return_inverse": return_inverse, "return_counts": return_counts}
    check("nn._unique2" if dim is None else "nn.unique_dim", (input, *(() if dim is None else (dim,))), asked)
    return _each_once("unique", input, return_inverse, return_counts, dim)


def unique_consecutive(
    input: Tensor = MISSING, return_inverse: bool = False, return_counts: bool = False, dim: Any = None
) -> Any:
    """The first of each run of equal values; along `dim`, of equal slices."""
    _ask_flags("unique_consecutive", input, return_inverse, return_counts)
    asked = {"return_inverse": return_inverse, "return_counts": return_counts, "dim": dim}
    check("nn.unique_consecutive", (input,), asked)
    return _each_once("unique_consecutive", input, return_inverse, return_counts, dim)


def _ask_flags(name: str, input: Any, return_inverse: Any, return_counts: Any) -> None:
    """torch asks them for their truth before it looks for the input, and a Tensor may have none."""
    bool(return_inverse), bool(return_counts)
    if input is MISSING:
        raise TypeError(f"{name}() missing 1 required positional argument: 'input'")


def _each_once(name: str, input: Tensor, return_inverse: bool, return_counts: bool, dim: Any) -> Any:
    if dim is None:
        values, inverse, counts = op[name](input)
    else:
        if input._data.ndim == 0:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        d = wrap_dim(dim, input._data.ndim)
        _check_slices(input, d)
        values, inverse, counts = op[f"{name}_dim"](input, d)
    found = (values, *([inverse] if return_inverse else []), *([counts] if return_counts else []))
    return found if len(found) > 1 else values


def _check_slices(input: Tensor, dim: int) -> None:
    """Refuse slices without elements, of which nobody can say whether they are the same."""
    empty = input._data.shape.count(0)
    if input._data.shape[dim] == 0 and empty > 1:
        raise RuntimeError("Number of zero sized dimensions is more than one, so unique cannot be applied ")
    if input._data.shape[dim] and empty:
        raise RuntimeError("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied")


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, ... stands in `input` (n,), int64; or the sum of its weights, in float32 or float64."""
    if input._data.dtype.kind not in "iu":
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{input.dtype.type_name}'")
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if input._data.ndim != 1 or (input._data.size and input._data.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is not None and weights._data.shape != input._data.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    places = to_host(input._data).astype(np.int64)
    if weights is None or not places.size:
        return wrap(beside(np.bincount(places, minlength=minlength).astype(np.int64), input._data))
    return op["bincount"](weights, places, minlength)
