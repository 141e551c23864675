"""The operations: every record of the table on cases that hypothesis draws, in three tiers.

Exact and bounded: `check.compare_case` measures every difference between the two namespaces against its bound.
True: a third value judges both. In float32 it is the same call in float64; in float64 it is the derivative by
finite differences, of our own forward, so that a formula copied wrongly from one to the other would show.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .check import (
    Case,
    Comparison,
    Difference,
    Outcome,
    Reference,
    compare_case,
    cotangents,
    leaves,
    numbers,
    observe,
)
from .profiles import Profile
from .record import Record
from .replay import record_script
from .strategies import Drawn, drawn_cases
from .tally import Failure, Tally

LANE = "operations"
# torch gives v the gradient of both writes, though only the last is seen
NOT_SMOOTH = {"x[:, [3, 0, 3]] = v"}


class Disagreement(AssertionError):
    """What a check raises to have its case made smaller."""

    def __init__(self, found: Any) -> None:
        super().__init__(str(found))
        self.found = found


def run(
    records: Sequence[Record], ours: Any, theirs: Any, profile: Profile, tally: Tally, dtypes: tuple[str, ...]
) -> Iterator[str]:
    """Try every record; yields its name when it is done."""
    for record in records:
        try_record(record, ours, theirs, profile, tally, dtypes)
        yield record.id


def try_record(record: Record, ours: Any, theirs: Any, profile: Profile, tally: Tally, dtypes: tuple[str, ...]) -> None:
    """Draw a record's cases, and tell the tally."""

    def check(drawn: Drawn) -> None:
        found = list(compare_case(record, drawn.case, ours, theirs, drawn.arrays))
        bad = next((d for d in found if d.ratio > 1), None)
        truth = 0.0
        if bad is None and record.numbers and not record.refused:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for difference in judged(record, drawn, ours, theirs):
                    truth = max(truth, difference.ratio)
                    bad = difference if difference.ratio > 1 else bad
        if bad is not None:
            raise Disagreement((bad, drawn))
        ratio = max((d.ratio for d in found), default=0.0)
        worst = max(found, key=lambda d: d.ratio, default=None)
        line = f"{worst.form}  [{drawn}] {worst.what}" if worst else f"{record.id}  [{drawn}]"
        tally.case(LANE, record.op, drawn.case.dtype, ratio, line, truth)
        tally.kinds[f"{drawn.case.lane}, {drawn.case.layout}"] += 1

    # a record without tensors has one case, and integers a turn now and then
    examples = profile.records if record.domains else 1
    try:
        profile.run(drawn_cases(record, dtypes), check, examples)
    except Disagreement as error:
        bad, drawn = error.found
        script = record_script(record, bad, drawn)
        tally.fail(Failure(LANE, record.op, str(bad), script, f"--ops {record.op}"), drawn.case.dtype)


# ---- the true tier ---------------------------------------------------------------------------------------


def judged(record: Record, drawn: Drawn, ours: Any, theirs: Any) -> Iterator[Difference]:
    """How far both are from the truth, as differences whose ratio is ours to what ours may be."""
    case, arrays = drawn.case, drawn.arrays
    if case.lane != "smooth":
        return
    if case.dtype == "float32":
        yield from against_float64(record, case, arrays, ours, theirs)
    elif record.order and drawn.origin == "seed" and case.layout != "expanded" and record.id not in NOT_SMOOTH:
        ratio, text = against_differences(record, case, arrays, ours, theirs)
        if ratio is not None:
            told = str(case)
            yield Difference(record.id, record.id, told, "finite difference", text, "the same", ratio)


def against_float64(
    record: Record, case: Case, arrays: Sequence[np.ndarray], ours: Any, theirs: Any
) -> Iterator[Difference]:
    """Our float32 error is at most torch's plus the bound, the errors being those against float64."""
    a, b = (observe(fw, record, record.call, arrays, case) for fw in (ours, theirs))
    wide = [x.astype(np.float64) if x.dtype == np.float32 else x for x in arrays]
    true = observe(theirs, record, record.call, wide, case)
    if a.error or b.error or true.error:
        return
    comparison = Comparison(record, lambda: Reference(theirs, record, arrays, case))
    for what, mine, torchs, exact, tier in pairs(record, a, b, true):
        if mine.dtype != np.float32 or mine.shape != exact.shape or not mine.size:
            continue
        with np.errstate(all="ignore"):
            # (inf and nan are the exact tier's business)
            allowed = np.where(np.isfinite(exact) & np.isfinite(torchs), np.abs(torchs - exact), np.inf)
            error = np.abs(mine - exact)
            better = ~(error > allowed)
            if better.all():
                continue
            bound = comparison.bound(what, torchs, tier, 0)
            ratio = np.where(better, 0, error / (allowed + bound + np.finfo(np.float64).tiny))
        worst = float(ratio.max())
        yield Difference(record.id, record.id, str(case), f"true {what}", f"error {error.max():.3g}",
                         f"error {allowed.max():.3g}", worst)  # fmt: skip


def pairs(record: Record, a: Outcome, b: Outcome, true: Outcome) -> Iterator[tuple]:
    """The numbers of three outcomes, side by side."""
    for i, facts in enumerate(zip(a.facts, b.facts, true.facts)):
        if all("value" in fact for fact in facts):
            yield (f"value {i}", *(fact["value"] for fact in facts), record.value)
    for i, grads in enumerate(zip(a.grads, b.grads, true.grads)):
        if all(g is not None for g in grads):
            yield (f"gradient {i}", *grads, record.grad)


def against_differences(
    record: Record, case: Case, arrays: Sequence[np.ndarray], ours: Any, theirs: Any
) -> tuple[float | None, str]:
    """The derivative along a random direction, ours and by differences of our own forward.

    The step's own error is measured, not guessed: by the difference between a step and its half, and by the
    rounding of the terms, divided by the step. A kink within the larger step is not within the smaller.
    """
    outcome = observe(ours, record, record.call, arrays, case)
    able = [i for i, t in enumerate(leaves(ours, record, arrays, case)) if t.requires_grad]
    if outcome.error or not outcome.grads or not able or any(np.size(a) == 0 for a in arrays):
        return None, ""
    rng = np.random.RandomState(case.salt % 2**32)
    steps = {i: rng.uniform(-1, 1, size=arrays[i].shape) for i in able}
    slope = sum(float((g * steps[i]).sum()) for i, g in zip(able, outcome.grads) if g is not None)
    terms = Reference(theirs, record, arrays, case).terms
    size = sum(float(t.sum()) for name, t in terms.items() if name.startswith("gradient"))
    best, text = np.inf, ""
    for h in (2.0**-10, 2.0**-18):
        coarse, fine, scale = (difference(record, case, arrays, ours, steps, s) for s in (h, h / 2, 0.0))
        if coarse is None or fine is None or scale is None or not np.isfinite([coarse, fine, slope]).all():
            return None, ""
        noise = np.finfo(np.float64).eps * (64 * scale / h + 1024 * size)
        ratio = abs(slope - fine) / (abs(coarse - fine) + noise + np.finfo(np.float64).tiny)
        if ratio < best:
            best, text = ratio, f"{slope!r} but by differences {fine!r}"
        if best <= 1:
            break
    return best, text


def difference(
    record: Record, case: Case, arrays: Sequence[np.ndarray], fw: Any, steps: dict, h: float
) -> float | None:
    """Σ cotangent · (f(x + h v) - f(x - h v)) / 2h; for h = 0 the size of the sum, Σ |cotangent · f|."""
    totals = []
    for sign in (1, -1):
        moved = [a + sign * h * steps[i] if i in steps else a for i, a in enumerate(arrays)]
        inputs = leaves(fw, record, moved, case)
        if record.op == "dropout":
            fw.manual_seed(0)
        result = record.call(fw, *inputs)
        outputs = list(result) if isinstance(result, (tuple, list)) else [result]
        roots, upstream = cotangents(record, outputs)
        if not roots or any(numbers(root).dtype != np.float64 for root in roots):
            return None
        sums = (numbers(root) * c for root, c in zip(roots, upstream, strict=True))
        totals.append(sum(float((np.abs(s) if h == 0 else s).sum()) for s in sums))
    return totals[0] + 1e-3 if h == 0 else (totals[0] - totals[1]) / (2 * h)
