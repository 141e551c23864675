"""What a run ends with: the disagreements, how to see them again, and the verdict in one line."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .tally import Tally


def lines(tally: Tally, seconds: float) -> Iterator[str]:
    """What is printed at the end."""
    if tally.failures and tally.standing:
        yield f"{tally.standing}:"
    for failure in tally.failures:
        yield f"{failure.lane}, {failure.subject}: {failure.text}"
        if failure.replay:
            yield f"again: python -m parity {failure.replay}"
    for lane, why in tally.not_run.items():
        yield f"{lane}: not run: {why}"
    if tally.faults:
        yield f"{len(tally.faults)} faults injected, {len(tally.faults) - tally.survived} reported"
    if tally.changed:
        yield f"{tally.changed} cases differ as it is known of this version of torch"
    if tally.cases:
        yield f"{tally.cases:,} cases in {seconds:.0f} s: {verdict(tally)}"


def verdict(tally: Tally) -> str:
    """How many disagree, and how close the others come to their bounds."""
    said = f"{counted(len(tally.failures), 'disagreement')}"
    bounded = [
        row for row in tally.rows.values() if row.worst is not None and (row.failures or math.isfinite(row.worst))
    ]
    if not bounded:
        return said
    worst = max(bounded, key=lambda row: row.worst or 0.0)
    if not worst.worst:
        return f"{said}; every bit is equal"
    if math.isinf(worst.worst):
        return f"{said}; among them where every bit has to be equal: {worst.line}"
    return f"{said}; the largest difference is {worst.worst:.3g} of its bound, in {worst.line}"


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + "s" * (number != 1)


def sentence(tally: Tally, torch: str) -> str:
    """The verdict of the page."""
    said = []
    if tally.cases:
        if tally.failures:
            said.append(
                f"No: {counted(len(tally.failures), 'disagreement')} with torch {torch} in {tally.cases:,} cases"
            )
        else:
            start = "What ran agrees" if tally.not_run else "Yes"
            said.append(f"{start}: all {tally.cases:,} cases agree with torch {torch}, {', '.join(ways(tally))}")
    if tally.faults:
        kept = f"{tally.survived} of them unnoticed" if tally.survived else "and every one was reported"
        said.append(f"{len(tally.faults):,} faults were put into the engine, {kept}")
    if not said:
        said.append("Nothing ran")
    return "; ".join(said) + "."


def ways(tally: Tally) -> Iterator[str]:
    """In which way how many cases agree."""
    exact = sum(row.identical for row in tally.rows.values())
    bounded = sum(row.cases for row in tally.rows.values() if row.worst is not None) - exact
    rest = tally.cases - exact - bounded
    if exact:
        yield f"{exact:,} to the bit"
    if bounded:
        yield f"{bounded:,} within what rounding explains"
    if rest:
        yield f"{rest:,} in what they answer (refusals, dtypes, warnings, printed texts, numbers up to a fixed slack)"
