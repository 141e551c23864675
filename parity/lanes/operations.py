"""The operations: every OpInfo of the table on cases that hypothesis draws, in three tiers.

Exact and bounded: `check.compare_case` measures every difference between the two namespaces against its bound.
True: a third value judges both, in forty digits where the operation rounds (truth.py). Where there is none, float32
is judged by the same call in float64, and a float64 gradient by differences of our own forward.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from ..operations.cases import Case
from ..operations.opinfo import OpInfo
from ..operations.strategies import Drawn, drawn_cases
from ..oracle import truth
from ..oracle.check import CHANGED, Comparison, Difference, compare_case, tied_gradients
from ..oracle.observe import Outcome, cotangent, cotangents, leaves, numbers, observe
from ..oracle.reference import Reference
from ..output.replay_call import operation_script
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile
from ..tolerance import EXACT

LANE = "operations"
MANY, FEW = 64, 12  # elements up to which the truth is asked for: for a value, for its gradients
# torch's gradient is not the derivative: of both writes to one place, of a bound's place, of rows for padding, or with
# a factor that is rounded to float32
NOT_SMOOTH = {
    "x[:, [3, 0, 3]] = v",
    "F.hardsigmoid(x)",
    "torch.celu(x, 0.7)",
    "torch.cosine_similarity(x, y, 1, 5.0)",
    "F.embedding(i, w, 1)",
    "F.embedding(i, w, padding_idx=-1)",
    "F.embedding(i, w, scale_grad_by_freq=True)",
    "F.embedding(i, w, max_norm=1.0)",
}


def run(
    opinfos: Sequence[OpInfo], ours: Any, theirs: Any, profile: Profile, tally: Tally, dtypes: tuple[str, ...]
) -> Iterator[str]:
    """Try every OpInfo; yields its name when it is done."""
    for opinfo in opinfos:
        try_operation(opinfo, ours, theirs, profile, tally, dtypes)
        yield opinfo.id


def try_operation(
    opinfo: OpInfo, ours: Any, theirs: Any, profile: Profile, tally: Tally, dtypes: tuple[str, ...]
) -> None:
    """Draw an OpInfo's cases, and tell the tally."""

    def check(drawn: Drawn) -> None:
        covered: set[str] = set()
        found = list(compare_case(opinfo, drawn.case, ours, theirs, drawn.arrays, covered))
        bad = next((d for d in found if d.ratio > 1), None)
        verdicts: list[Verdict] = []
        wrong = None
        if bad is None and opinfo.numbers and not opinfo.refused:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                verdicts = list(judged(opinfo, drawn, ours, theirs))
            wrong = next((v for v in verdicts if v.ratio > 1), None)
            if wrong is not None:
                bad = Difference(opinfo.id, opinfo.id, str(drawn.case), wrong.what, wrong.said, "", wrong.ratio)
        if bad is not None:
            raise Disagreement((bad, drawn, wrong))
        ratio = max((d.ratio for d in found), default=0.0)
        worst = max(found, key=lambda d: d.ratio, default=None)
        line = f"{worst.form}  [{drawn}] {worst.what}" if worst else f"{opinfo.id}  [{drawn}]"
        tally.changed += CHANGED in covered
        covered = covered - {CHANGED} | {"truth"} if verdicts else covered - {CHANGED}
        tally.case(LANE, opinfo.op, drawn.case.dtype, ratio, line, verdicts, covered)
        tally.kinds[f"{drawn.case.lane}, {drawn.case.layout}"] += 1

    # an OpInfo without tensors has one case, and integers a turn now and then
    examples = profile.operations if opinfo.domains else 1
    try:
        profile.run(drawn_cases(opinfo, dtypes), check, examples)
    except Disagreement as error:
        bad, drawn, wrong = error.found
        script = operation_script(opinfo, bad, drawn, theirs, wrong)
        again = f"--ops {opinfo.op} --profile {profile.name} --examples {profile.operations}"
        again += "" if profile.seed is None else f" --seed {profile.seed}"
        tally.fail(Failure(LANE, opinfo.op, str(bad), script, again, bad.ratio), drawn.case.dtype)


# ---- the true tier ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """How far from the truth both are, in one number of a case."""

    what: str
    ratio: float  # our error to what it may be: torch's and the bound on top
    said: str
    ours: float | None = None  # the errors, in roundings: what one rounding of all terms may come to
    theirs: float | None = None
    exact: Any = None  # the truth, and how far ours may be off, per element
    allowed: Any = None


def judged(opinfo: OpInfo, drawn: Drawn, ours: Any, theirs: Any) -> Iterator[Verdict]:
    """Ask for the truth in forty digits; else in float64 for float32, and from differences for a gradient."""
    case, arrays = drawn.case, drawn.arrays
    if case.lane != "smooth":
        return
    true = truth.value(opinfo, arrays) if sum(a.size for a in arrays) <= MANY else None
    if true is not None or case.dtype == "float32":
        yield from against_truth(opinfo, drawn, true, ours, theirs)
    elif opinfo.order and drawn.origin == "seed" and case.layout != "expanded" and opinfo.id not in NOT_SMOOTH:
        found = against_differences(opinfo, case, arrays, ours, theirs)
        if found is not None:
            yield found


def against_truth(opinfo: OpInfo, drawn: Drawn, true: Any, ours: Any, theirs: Any) -> Iterator[Verdict]:
    """Our error is at most torch's plus the bound; judged in forty digits, torch's counts for the bound at most."""
    case, arrays = drawn.case, drawn.arrays
    a, b = (observe(fw, opinfo, opinfo.call, arrays, case) for fw in (ours, theirs))
    if a.error or b.error:
        return
    comparison = Comparison(opinfo, cache(lambda: Reference(theirs, opinfo, arrays, case)))
    digits = [fact["value"].dtype for fact in b.facts if "value" in fact]
    eps = max((np.finfo(d).eps for d in digits if d.kind == "f"), default=0.0)
    truths = in_float64(opinfo, drawn, theirs) if true is None else in_forty_digits(opinfo, drawn, true, b)
    tied = tied_gradients(opinfo, case, arrays, theirs)
    for what, exact in truths:
        mine, torchs, tier = found(opinfo, a, what), found(opinfo, b, what), TIERS[what.split()[0]](opinfo)
        if mine is None or torchs is None or mine.shape != exact.shape or mine.dtype.kind != "f" or not mine.size:
            continue
        if true is None and mine.dtype != np.float32:
            continue
        elsewhere = tied.get(what, False)  # there this torch has another derivative
        errors = [np.where(elsewhere, 0.0, truth.error(x, exact)) for x in (mine, torchs)]
        least = (
            tier if tier.n >= 4 else replace(tier, n=4, kind="ulp" if tier is EXACT and "value" in what else "terms")
        )
        bound = comparison.bound(what, torchs, least, eps if "gradient" in what else 0)
        bound = bound + least.n * truth.NOISE
        allowed = bound + (errors[1] if true is None else np.minimum(errors[1], bound))
        yield replace(verdict(what, *errors, allowed, bound / least.n), exact=exact, allowed=allowed)


def verdict(what: str, ours: np.ndarray, theirs: np.ndarray, allowed: np.ndarray, unit: np.ndarray) -> Verdict:
    ratios = ours / allowed
    place = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
    mine, torchs = (float(e[place] / unit[place]) for e in (ours, theirs))
    said = f"{mine:.3g} roundings from the truth at {[int(i) for i in place]}, torch {torchs:.3g}"
    return Verdict(f"true {what}", float(ratios[place]), said, float((ours / unit).max()), float((theirs / unit).max()))


TIERS = {"value": lambda opinfo: opinfo.value, "gradient": lambda opinfo: opinfo.grad}


def found(opinfo: OpInfo, outcome: Outcome, what: str) -> np.ndarray | None:
    """A number of an outcome by its name: "value 0", "gradient 1"."""
    kind, i = what.split()
    if kind == "gradient":
        return outcome.grads[int(i)] if int(i) < len(outcome.grads) else None
    return outcome.facts[int(i)].get("value")


def in_forty_digits(opinfo: OpInfo, drawn: Drawn, true: np.ndarray, torchs: Outcome) -> Iterator[tuple[str, Any]]:
    """The value, and where the case is small and nothing in it is a tie, the gradients."""
    case, arrays = drawn.case, drawn.arrays
    yield "value 0", true
    every = np.concatenate([a.ravel() for a in arrays if a.dtype.kind == "f"] or [[]])
    smooth = every.size <= FEW and np.unique(every).size == every.size and not nearly_tied(opinfo, arrays)
    if not (torchs.grads and smooth and true.shape == torchs.facts[0]["shape"]):
        return
    upstream = cotangent(opinfo, 0, true.shape).astype(torchs.facts[0]["value"].dtype)
    asked = case.needs or (True,) * len(arrays)
    able = [k for k, d in enumerate(opinfo.domains) if d.differentiable and asked[k] and arrays[k].dtype.kind == "f"]
    for i, k in enumerate(able):
        exact = truth.gradient(opinfo, arrays, k, upstream)
        if exact is not None:
            yield f"gradient {i}", exact


def nearly_tied(opinfo: OpInfo, arrays: Sequence[np.ndarray]) -> bool:
    """Whether a rounding chooses the largest difference, which alone has a gradient in a distance by the maximum norm; or the
    row or column whose sum is the largest, or the least, in a matrix norm."""
    x = arrays[0]
    if MATRIX_NORM.search(opinfo.id) and x.ndim > 1:
        return any(ends_meet(np.abs(x).sum(axis)) for axis in range(x.ndim))
    if "inf" not in opinfo.id or len(arrays) < 2:
        return False
    sizes = np.sort(np.abs(x.ravel()[:, None] - arrays[1].ravel()).ravel())
    return bool((np.diff(sizes) <= 16 * np.finfo(x.dtype).eps * sizes.max(initial=1)).any())


MATRIX_NORM = re.compile(r"linalg\.(matrix_)?norm\(x, .*\b(1|inf)\b")


def ends_meet(sizes: np.ndarray) -> bool:
    """Whether the two largest along any axis are nearly equal, or the two least."""
    least = 16 * np.finfo(sizes.dtype).eps * sizes.max(initial=1)
    steps = (
        np.diff(np.sort(sizes, axis), axis=axis).take([0, -1], axis)
        for axis in range(sizes.ndim)
        if sizes.shape[axis] > 1
    )
    return any((each <= least).any() for each in steps)


def in_float64(opinfo: OpInfo, drawn: Drawn, theirs: Any) -> Iterator[tuple[str, Any]]:
    """torch's own numbers from the same call in float64, where they are finite."""
    wide = [x.astype(np.float64) if x.dtype == np.float32 else x for x in drawn.arrays]
    outcome = observe(theirs, opinfo, opinfo.call, wide, drawn.case)
    named = [(f"value {i}", fact.get("value")) for i, fact in enumerate(outcome.facts)]
    named += [(f"gradient {i}", grad) for i, grad in enumerate(outcome.grads)]
    for what, array in named:
        if array is not None and array.dtype == np.float64 and np.isfinite(array).all():
            yield what, truth.exactly(array)


def against_differences(
    opinfo: OpInfo, case: Case, arrays: Sequence[np.ndarray], ours: Any, theirs: Any
) -> Verdict | None:
    """The derivative along a random direction, ours and by differences of our own forward.

    The step's own error is measured, not guessed: by the difference between a step and its half, and by the
    rounding of the terms, divided by the step. A kink within the larger step is not within the smaller.
    """
    outcome = observe(ours, opinfo, opinfo.call, arrays, case)
    able = [i for i, t in enumerate(leaves(ours, opinfo, arrays, case)) if t.requires_grad]
    if outcome.error or not outcome.grads or not able or any(np.size(a) == 0 for a in arrays):
        return None
    rng = np.random.RandomState(case.salt % 2**32)
    steps = {i: rng.uniform(-1, 1, size=arrays[i].shape) for i in able}
    slope = sum(float((g * steps[i]).sum()) for i, g in zip(able, outcome.grads) if g is not None)
    terms = Reference(theirs, opinfo, arrays, case).terms
    size = sum(float(t.sum()) for name, t in terms.items() if name.startswith("gradient"))
    best: Verdict | None = None
    for h in (2.0**-10, 2.0**-18):
        coarse, fine, scale = (difference(opinfo, case, arrays, ours, steps, s) for s in (h, h / 2, 0.0))
        if coarse is None or fine is None or scale is None or not np.isfinite([coarse, fine, slope]).all():
            return None
        noise = np.finfo(np.float64).eps * (64 * scale / h + 1024 * size)
        allowed = abs(coarse - fine) + noise + np.finfo(np.float64).tiny
        ratio = abs(slope - fine) / allowed
        if best is None or ratio < best.ratio:
            said = f"{slope!r} but by differences {fine!r}"
            best = Verdict("finite difference", ratio, said, None, None, np.asarray(fine), np.asarray(allowed))
        if best.ratio <= 1:
            break
    return best


def difference(
    opinfo: OpInfo, case: Case, arrays: Sequence[np.ndarray], fw: Any, steps: dict, h: float
) -> float | None:
    """Σ cotangent · (f(x + h v) - f(x - h v)) / 2h; for h = 0 the size of the sum, Σ |cotangent · f|."""
    totals = []
    for sign in (1, -1):
        moved = [a + sign * h * steps[i] if i in steps else a for i, a in enumerate(arrays)]
        inputs = leaves(fw, opinfo, moved, case)
        if opinfo.op == "dropout":
            fw.manual_seed(0)
        result = opinfo.call(fw, *inputs)
        outputs = list(result) if isinstance(result, (tuple, list)) else [result]
        roots, upstream = cotangents(opinfo, outputs)
        if not roots or any(numbers(root).dtype != np.float64 for root in roots):
            return None
        sums = (numbers(root) * c for root, c in zip(roots, upstream, strict=True))
        totals.append(sum(float((np.abs(s) if h == 0 else s).sum()) for s in sums))
    return totals[0] + 1e-3 if h == 0 else (totals[0] - totals[1]) / (2 * h)
