"""The one place where two numbers are compared.

Every comparison returns a ratio, |difference| / bound, never only yes or no: 0 is equal bits, up to 1 is
within what rounding alone explains, above 1 is a fault. The bound is computed beforehand from the operands,
by one of the tiers:

    EXACT       no rounding differs: equal bits, the positions of nan and the sign of zero included
    ulp(n)      n units in the last place of the result
    terms(n)    n * eps * (sum of the absolute values of the terms added up): sums, means, matrix products
    products(n) as terms(n), where terms are products of inputs and inner sums may cancel: the terms of the
                inputs' absolute values
    normed(n)   as terms(n), with the largest such sum of the whole tensor: normalisations, where one number
                is the small difference of large ones that were rounded before

Two correct libraries stay within 2 * eps * sum|terms| of each other for sums and matrix products of any
length measured (up to a million terms); terms(4) leaves a factor of two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tier:
    """How close a result has to be: the kind of bound (see the module's text) and its factor `n`."""

    kind: str
    n: float = 0

    def bound(self, theirs: np.ndarray, terms: np.ndarray | None = None, eps: float | None = None) -> np.ndarray:
        """The largest rounding difference allowed per element of `theirs`; `terms`: sum|terms| of each
        element.

        Without `terms` (no derivative, hence no list of terms) the result's own size stands for them.
        """
        eps = np.finfo(theirs.dtype).eps if eps is None else eps
        if self.kind == "exact":
            return np.zeros(theirs.shape)
        size = np.abs(theirs.astype(np.float64))
        if terms is not None and self.kind != "ulp":
            size = np.where(np.isfinite(terms), np.maximum(size, terms), size)
        if self.kind == "normed":
            size = np.full(size.shape, size[np.isfinite(size)].max(initial=0))
        with np.errstate(over="ignore", invalid="ignore"):
            return self.n * (eps * size + np.finfo(theirs.dtype).smallest_subnormal)


EXACT = Tier("exact")


def ulp(n: float) -> Tier:
    """Within `n` units in the last place of the result."""
    return Tier("ulp", n)


def terms(n: float) -> Tier:
    """Within `n` roundings of the sum of the absolute values of the terms."""
    return Tier("terms", n)


def products(n: float) -> Tier:
    """Within `n` roundings of what the inputs' absolute values give."""
    return Tier("products", n)


def normed(n: float) -> Tier:
    """Within `n` roundings of the tensor's largest sum of absolute values."""
    return Tier("normed", n)


def same_bits(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where two arrays of one dtype are the same number: any nan equals any nan, 0.0 and -0.0 differ."""
    if a.dtype.kind != "f":
        return np.asarray(a == b)
    return np.asarray(((a == b) & (np.signbit(a) == np.signbit(b))) | (np.isnan(a) & np.isnan(b)))


def ratios(ours: np.ndarray, theirs: np.ndarray, bound: np.ndarray) -> np.ndarray:
    """|difference| / bound per element, in float64. inf where the bits must agree and do not, or nan meets a
    number.

    Shapes and dtypes have to agree already: ValueError if not.
    """
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        raise ValueError(f"{ours.dtype}{list(ours.shape)} cannot be compared with {theirs.dtype}{list(theirs.shape)}")
    equal = same_bits(ours, theirs)
    if ours.dtype.kind != "f":
        return np.where(equal, 0.0, np.inf)
    with np.errstate(all="ignore"):
        difference = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
        ratio = np.divide(difference, bound, out=np.full(ours.shape, np.inf), where=np.asarray(bound) > 0)
    return np.where(equal, 0.0, np.where(np.isnan(ratio), np.inf, ratio))


@dataclass(frozen=True)
class Worst:
    """The element with the largest ratio, and both its values."""

    ratio: float
    index: tuple
    ours: object
    theirs: object

    def __str__(self) -> str:
        where = f" at {list(self.index)}" if self.index else ""
        return f"{self.ours!r} where torch has {self.theirs!r}{where} (ratio {self.ratio:.3g})"


def worst(ours: np.ndarray, theirs: np.ndarray, bound: np.ndarray) -> Worst:
    """The worst element of two arrays; ratio 0 for empty ones."""
    ratio = ratios(ours, theirs, bound)
    if not ratio.size:
        return Worst(0.0, (), None, None)
    index = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
    return Worst(float(ratio[index]), tuple(int(i) for i in index), ours[index].item(), theirs[index].item())
