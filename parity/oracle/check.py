"""Holds one OpInfo against torch: everything in which two namespaces differ.

`check(OpInfo, ours, theirs)` runs every form of an OpInfo over its cases in both namespaces and returns the
differences: of what `observe` saw, numbers by the bounds of `Reference`, all else as it is. `theirs` is torch; `ours`
is tinygrad_lr, or torch with something broken on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np

from .. import versions
from ..devices import device_of, flushed
from ..operations.cases import Case, cases, draw
from ..operations.opinfo import OpInfo
from ..tolerance import EXACT, Tier, same_bits, terms, worst
from .observe import Outcome, observe, words
from .reference import Reference

CHANGED = "another version"  # of what is covered: a difference that torch's version explains


class Finding(NamedTuple):
    """Something that is not the same in two outcomes. `number`: of several results, which one; `bound`: of its elements."""

    what: str
    ours: Any
    theirs: Any
    ratio: float = np.inf
    bound: np.ndarray | None = None
    number: int = 0


@dataclass(frozen=True)
class Difference:
    """Something that ours and torch disagree about."""

    opinfo: str
    form: str
    case: str
    what: str
    ours: str
    theirs: str
    ratio: float = np.inf  # of a number: |difference| / bound
    bound: Any = field(default=None, compare=False, repr=False)
    number: int = 0  # of several results, which one

    def __str__(self) -> str:
        return f"{self.form}  [{self.case}]  {self.what}: {self.ours}, torch: {self.theirs}"


class Comparison:
    """The outcomes of one call in both namespaces, compared: all that is not the same, and by how much.

    `twofold`: this call is wrong in two ways at once, and which one is told first is nobody's business. `tied`: where
    this torch's derivatives are known to be others, by the name of a gradient. `flushed`: ours come from a GPU, whose
    kernels read and write subnormal float32 numbers as zeros.
    """

    def __init__(
        self,
        opinfo: OpInfo,
        reference: Callable[[], Reference],
        twofold: bool = False,
        tied: dict[str, np.ndarray] | None = None,
        flushed: bool = False,
    ) -> None:
        self.flushed = flushed
        self.opinfo, self.reference, self.twofold, self.tied = opinfo, reference, twofold, tied or {}
        self.changed = False  # whether the version of torch explained a difference

    def outcomes(self, ours: Outcome, theirs: Outcome) -> Iterator[Finding]:
        if ours.error or theirs.error:
            yield from self._errors(ours, theirs)
            return
        for what, numpys in (("warnings", False), ("NumPy warnings", True)):
            a, b = (sorted(w for w in o.warned if (w[0] == "RuntimeWarning") == numpys) for o in (ours, theirs))
            if a != b:
                yield Finding(what, a, b)
        if len(ours.facts) != len(theirs.facts):
            yield Finding("number of results", len(ours.facts) - 1, len(theirs.facts) - 1)
            return
        for i, (a, b) in enumerate(zip(ours.facts, theirs.facts, strict=True)):
            unlike = [key for key in b if key != "value" and b[key] is not None and a.get(key) != b[key]]
            yield from (Finding(key, a.get(key), b[key]) for key in unlike)
            if self.opinfo.numbers and "value" in a and "value" in b:
                found = self.arrays("value", f"value {i}", a["value"], b["value"], self.opinfo.value)
                yield from (each._replace(number=i) for each in found)
        yield from self._gradients(ours, theirs)

    def _errors(self, ours: Outcome, theirs: Outcome) -> Iterator[Finding]:
        (a, said), (b, told) = ours.error or ("", "no exception"), theirs.error or ("", "no exception")
        if a != b and not (self.twofold and ours.error and theirs.error):
            stage = (theirs if theirs.error else ours).stage
            yield Finding(f"exception in {stage}", f"{a} {words(said)}", f"{b} {words(told)}")
        elif words(said) != words(told) and not self.twofold:
            yield Finding("words", words(said), words(told))

    def _gradients(self, ours: Outcome, theirs: Outcome) -> Iterator[Finding]:
        if len(ours.grads) != len(theirs.grads):
            yield Finding("number of gradients", len(ours.grads), len(theirs.grads))
            return
        outputs = [fact["value"].dtype for fact in theirs.facts if "value" in fact]
        eps = max((np.finfo(d).eps for d in outputs if d.kind == "f"), default=0)
        for i, (a, b) in enumerate(zip(ours.grads, theirs.grads, strict=True)):
            name = f"gradient {i}"
            if a is not None and b is not None:
                yield from self.arrays(name, name, a, b, self.opinfo.grad, eps)
            elif (a is None) != (b is None):
                yield Finding(name, a, b)
        through = [eps, *(np.finfo(g.dtype).eps for g in theirs.grads if g is not None and g.dtype.kind == "f")]
        for i, (a, b) in enumerate(zip_longest(ours.seconds, theirs.seconds)):
            name = f"second derivative {i}"
            if a is not None or b is not None:  # None is zero
                a, b = (np.zeros_like(b) if a is None else a), (np.zeros_like(a) if b is None else b)
                yield from self.arrays(name, name, a, b, self.opinfo.second, max(through))

    def arrays(
        self, what: str, name: str, ours: np.ndarray, theirs: np.ndarray, tier: Tier, eps: float = 0
    ) -> Iterator[Finding]:
        """The worst ratio of two arrays, unless they are the same bits; `name` finds their terms."""
        if ours.dtype != theirs.dtype or ours.shape != theirs.shape:
            yield Finding(what, f"{ours.dtype}{list(ours.shape)}", f"{theirs.dtype}{list(theirs.shape)}")
        elif not same_bits(ours, theirs).all():
            if name in self.tied:
                kept = np.where(self.tied[name], theirs, ours)
                self.changed |= not same_bits(kept, ours).all()
                ours = kept
            ours = np.where(self.beyond(name, ours, theirs), theirs, ours)
            bound = self.bound(name, theirs, tier, eps)
            found = worst(ours, theirs, bound)
            yield Finding(what, found, repr(found.theirs), found.ratio, bound)

    def beyond(self, name: str, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """Where more than two terms go beyond all numbers: whether their sum is infinite, or nan, hangs on their order."""
        size, count = self.reference().terms.get(name), self.reference().counts.get(name)
        if theirs.dtype.kind != "f" or size is None or count is None or size.shape != theirs.shape:
            return np.zeros(theirs.shape, bool)
        return (count > 2) & ~(size < np.finfo(theirs.dtype).max) & ~(np.isfinite(ours) | np.isfinite(theirs))

    def bound(self, name: str, theirs: np.ndarray, tier: Tier, eps: float) -> np.ndarray:
        """An exact gradient that adds up more than two terms may add them in another order: a sum's bound."""
        if theirs.dtype.kind != "f":
            return np.zeros(theirs.shape)
        size, count = self.reference().terms.get(name), self.reference().counts.get(name)
        if size is not None and size.shape != theirs.shape:
            size = None  # all forms of ours have the same wrong shape: there are no terms for that
        eps = max(np.finfo(theirs.dtype).eps, eps)
        bound = tier.bound(theirs, size, eps)
        if tier is EXACT and count is not None and size is not None:
            bound = np.where(count > 2, terms(4).bound(theirs, size, eps), bound)
        return bound + (16 * np.finfo(np.float32).tiny if self.flushed and theirs.dtype == np.float32 else 0.0)


def compare(opinfo: OpInfo, ours: Any, theirs: Any) -> Iterator[Difference]:
    """All that is not bit for bit the same, with its ratio, over an OpInfo's cases and forms."""
    for case in cases(opinfo):
        if hasattr(ours, case.dtype):
            yield from compare_case(opinfo, case, ours, theirs)


def tied_gradients(opinfo: OpInfo, case: Case, arrays: Sequence[np.ndarray], theirs: Any) -> dict[str, np.ndarray]:
    """Where this torch has other derivatives than the one followed, by the gradient's name."""
    tied = None if opinfo.refused else versions.ties(opinfo.op, opinfo.call, arrays, theirs)
    needs = case.needs or (True,) * len(arrays)
    each = zip(arrays, opinfo.domains, needs, strict=True)
    wanted = [a for a, domain, need in each if need and domain.differentiable and a.dtype.kind == "f"]
    if versions.explain_saved(opinfo.op, theirs):
        return {f"gradient {k}": versions.repeated(a) for k, a in enumerate(wanted)}
    if tied is None:
        return {}
    masks = [versions.reaching(tied, a.shape) for a in wanted]
    seconds = {f"second derivative {k}": mask for k, mask in enumerate([*masks, tied])}
    return {f"gradient {k}": mask for k, mask in enumerate(masks)} | seconds


def compare_case(
    opinfo: OpInfo,
    case: Case,
    ours: Any,
    theirs: Any,
    arrays: Sequence[np.ndarray] | None = None,
    covered: set[str] | None = None,
) -> Iterator[Difference]:
    """The same for one case, with numbers of its own if given; `covered` takes in what there was to compare."""
    arrays = draw(opinfo, case) if arrays is None else arrays
    on_gpu = device_of(ours) == "cuda"
    arrays = flushed(arrays) if on_gpu else arrays
    covered = set() if covered is None else covered
    tied = tied_gradients(opinfo, case, arrays, theirs)
    reference = cache(lambda: Reference(theirs, opinfo, arrays, case))
    refusals: set[tuple[str, str]] = set()
    first = None
    for text, call in zip(opinfo.forms, opinfo.calls, strict=True):
        a, b = (observe(fw, opinfo, call, arrays, case) for fw in (ours, theirs))
        refusals.update({b.error} if b.error else ())
        comparison = Comparison(opinfo, reference, len(refusals) > 1, tied, on_gpu)
        every = list(comparison.outcomes(a, b))
        found = [f for f in every if not versions.explain(opinfo.op, text, f.what, f.ours, f.theirs, theirs)]
        comparison.changed |= len(found) < len(every)
        covered.update(b.holds(), [CHANGED] * comparison.changed)
        value = a.facts[0].get("value") if a.facts and not a.error and opinfo.numbers else None
        first = value if first is None else first
        if value is not None and value.dtype == first.dtype:  # in place the first tensor's dtype stays
            found += comparison.arrays("forms differ", "value 0", value, first, opinfo.value)
        for what, mine, torchs, ratio, bound, number in found:
            yield Difference(opinfo.id, text, str(case), what, str(mine), str(torchs), float(ratio), bound, number)


def check(opinfo: OpInfo, ours: Any, theirs: Any) -> list[Difference]:
    """Every difference between two namespaces that rounding does not explain."""
    return [difference for difference in compare(opinfo, ours, theirs) if difference.ratio > 1]
