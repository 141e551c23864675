"""How far a ratio of times can be trusted: an interval from the turns themselves, and what it says about a mark.

Contenders take turns, so each turn gives a ratio in which whatever slowed the whole turn down cancels. The ratio
reported is the median of these; its interval is the bootstrap's: turns are drawn again, with replacement, two thousand
times, and 99 of a hundred of the medians lie within it. A process is one draw from further chances (where memory lies,
in which order sets are walked), of which its turns know nothing: `BETWEEN` widens the interval for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DRAWS, LEVEL = 2000, 0.99
BETWEEN = 0.03  # of the ratio, each way: how far medians of the same code went apart from process to process
NOISY = 0.1  # of the median: a wider interquartile range is marked


class Ratio(NamedTuple):
    """A ratio of two times, and the interval that it is known by."""

    mid: float
    low: float
    high: float

    def against(self, limit: float, strict: bool = False) -> str:
        """Whether it is at or below a mark: met, missed, or not decided where the interval lies across it."""
        if self.high < limit or (self.high == limit and not strict):
            return "met"
        if self.low > limit or (self.low == limit and strict):
            return "missed"
        return "not decided"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """ours / theirs, turn by turn."""
    turns = np.array([a / b for a, b in zip(ours, theirs)])
    drawn = np.random.default_rng(0).choice(turns, (DRAWS, len(turns)))
    low, high = np.quantile(np.median(drawn, axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Ratio(float(np.median(turns)), float(low) * (1 - BETWEEN), float(high) * (1 + BETWEEN))
