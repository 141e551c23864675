"""a * b + c with one rounding, which NumPy has no ufunc for.

A processor's fused multiply-add rounds once; written as two NumPy operations the same expression
rounds twice and may end one bit away.  torch's CPU kernels fuse many expressions (``uniform_``,
``normal_``, ``add(alpha=)``, ``addcmul``, ``lerp``, every optimizer step), so equal bits need the
fused result.  Here it is computed exactly from unfused operations, by two classic devices:

* an *error-free sum* (Knuth's TwoSum): the rounding error of s = a + b is a float, and computable;
* *rounding to odd* (Boldo and Melquiond, 2008): when a sum is rounded twice, first to a wide and
  then to a narrow format, the first rounding must not land on a tie of the second.  Setting the
  last bit of an inexact wide result keeps that from happening.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray, or a NumPy scalar where NumPy hands out one

_LOW_28 = np.array((1 << 28) - 1)  # a float64 on a tie between two float32 ends in 28 zeros at least

_SPLIT = 134217729.0  # 2**27 + 1 cuts a float64 into two halves of 26 bits (Veltkamp)
_HUGE = 2.0**960  # operands up to here cannot overflow on the way,
_SMALL = 2.0**-900  # and products down to here have an error term that is still representable
_BLOCK = 1 << 14  # elements at a time, for the cache
_FEW = 24  # up to so many float64, rational arithmetic is the fastest way


def fma(a: Array, b: Array, c: Array, out: Array | None = None) -> Array:
    """a * b + c rounded once, for float32 or float64 arrays; broadcasts; any of the three may be a number.

    Numbers are rounded to the arrays' dtype first, as torch does.  ``out`` receives the result.
    """
    dtype = next((x.dtype for x in (a, b, c) if hasattr(x, "dtype")), np.dtype(np.float64))
    a, b, c = (x if hasattr(x, "dtype") else dtype.type(x) for x in (a, b, c))
    compute = _fma32 if dtype == np.float32 else _fma64
    large = max(a.size, b.size, c.size) > _BLOCK
    result = _in_blocks(compute, a, b, c, dtype) if large else compute(a, b, c)
    if out is None:
        return result.astype(dtype, copy=False)
    out[...] = result
    return out


def _in_blocks(compute: Callable, a: Array, b: Array, c: Array, dtype: np.dtype) -> Array:
    """A large result by groups of rows, so that the steps in between stay in the cache."""
    result = np.empty(np.broadcast_shapes(a.shape, b.shape, c.shape), dtype)
    step = max(1, _BLOCK * len(result) // result.size)

    def rows(x: Array, i: int) -> Array:
        return x[i : i + step] if x.ndim == result.ndim and len(x) > 1 else x

    for i in range(0, len(result), step):
        result[i : i + step] = compute(rows(a, i), rows(b, i), rows(c, i))
    return result


def two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """s = a + b rounded, and its rounding error: a + b == s + error exactly (Knuth)."""
    s = a + b
    back = s - a
    return s, (a - (s - back)) + (b - back)


def round_to_odd(s: Array, error: Array) -> Array:
    """s where error is 0, else the float64 beside s + error whose last bit is 1 (s is their rounded sum)."""
    bits = s.view(np.int64)
    towards = np.where((error > 0) == (s > 0), 1, -1)  # a step away from or towards zero
    inexact = (error < 0) | (error > 0)  # false for nan, the error of an infinite sum
    return (bits + np.where(inexact & (bits & 1 == 0), towards, 0)).view(np.float64)


def _fma32(a: Array, b: Array, c: Array) -> Array:
    """For float32, in float64: the product is exact, and the sum is one that may be rounded again."""
    product = np.multiply(a, b, dtype=np.float64)
    s = product + c
    near = s.view(np.int64) & _LOW_28 == 0  # perhaps on a tie: numbers with few digits, else 1 in 2**28
    if np.count_nonzero(near):
        s = _off_ties(s, near, product, c)
    return s


def _off_ties(s: Array, near: Array, product: Array, c: Array) -> Array:
    """s = product + c with the elements `near` a tie rounded to odd instead of to nearest."""
    product, c = (np.broadcast_to(x, s.shape)[near] if x.ndim else x for x in (product, c))
    with np.errstate(invalid="ignore"):  # inf - inf
        nearest, error = two_sum(product, c)
    if np.count_nonzero(error):
        s = np.array(s)
        s[near] = round_to_odd(nearest, error)
    return s


def _fma64(a: Array, b: Array, c: Array) -> Array:
    """Dekker's exact product and two error-free sums; the two small remainders are added rounding to odd."""
    together = np.broadcast(a, b, c)
    if together.size <= _FEW:
        return _each_exact(together)
    with np.errstate(all="ignore"):  # what overflows or turns nan on the way is redone below
        product, product_error = _two_product(a, b)
        high, low = two_sum(c, product_error)
        result, rest = two_sum(product, high)
        result = np.asarray(result + round_to_odd(*two_sum(np.asarray(low), rest)))
        result = np.where(result == 0, product + c, result)  # for the sign of an exact zero
        size = np.abs(product)
        safe = (np.abs(a) < _HUGE) & (np.abs(b) < _HUGE) & (np.abs(c) < _HUGE) & (size < _HUGE)
        safe = safe & ((size > _SMALL) | (a == 0) | (b == 0))
    if not safe.all():
        rare = np.nonzero(~safe)
        result[rare] = _each_exact(np.broadcast(*(np.broadcast_to(x, result.shape)[rare] for x in (a, b, c))))
    return result


def _two_product(a: Array, b: Array) -> tuple[Array, Array]:
    """a * b rounded, and its rounding error (Dekker)."""
    product = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _halves(x: Array) -> tuple[Array, Array]:
    """x == high + low, each of at most 26 significant bits, so that products of halves are exact."""
    scaled = x * _SPLIT
    high = scaled - (scaled - x)
    return high, x - high


def _each_exact(operands: np.broadcast) -> Array:
    values = [_exact(float(a), float(b), float(c)) for a, b, c in operands]
    return np.array(values, np.float64).reshape(operands.shape)


def _exact(a: float, b: float, c: float) -> float:
    """One fused multiply-add by rational arithmetic: any exponents, inf and nan included."""
    if not (isfinite(a) and isfinite(b)):
        return a * b + c
    if not isfinite(c):
        return c
    (a_num, a_den), (b_num, b_den), (c_num, c_den) = (x.as_integer_ratio() for x in (a, b, c))
    numerator = a_num * b_num * c_den + c_num * a_den * b_den
    if numerator == 0:
        return a * b + c  # IEEE's sign of zero
    try:
        return numerator / (a_den * b_den * c_den)  # Python rounds a quotient of integers once
    except OverflowError:
        return inf if numerator > 0 else -inf
