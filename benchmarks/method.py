"""How a run measures, in words: what stands on its page before anybody has to ask."""

from __future__ import annotations

from .conditions import DRIFT
from .intervals import BETWEEN, DRAWS, LEVEL, NOISY

METHOD = {
    "What a time is": "One whole training step (forward, loss, zero_grad, backward, update), averaged over a block of steps that lasts about "
    "50 ms (10 with --quick). Data is made, and moved to its device, before the clock starts.",
    "Correct first": "Every contender trains from the same bits, and its losses must be those of a hand-derived loop in float64 within "
    "1e-5. Whoever fails is named and not timed.",
    "Turns": "Contenders take turns in one process, block by block, each turn beginning with another one: a machine that slows "
    "down slows all.",
    "Medians": f"A time is the median of its blocks. Beside it stand the interquartile range and the quickest block. A range over {NOISY:.0%} of "
    "the median makes the row noisy: its points are hollow, and so is the mark beside its number.",
    "Ratios": f"The median over turns of one time by the other of the same turn. Its interval: {LEVEL:.0%} of {DRAWS:,} bootstrap draws of the turns, "
    f"widened by {BETWEEN:.0%} each way for what differs from process to process.",
    "Verdicts": "Met or missed where the interval lies on one side of the mark, otherwise not decided. A crossover is named only between two "
    "sizes at which the intervals lie on different sides.",
    "A quiet machine": "Before every turn it is counted how many other processes want a core, and a loop that is always the same is timed. If with "
    f"them the load exceeds the cores, or that loop's pace drifts by over {DRIFT - 1:.0%}, nothing is decided.",
    "Garbage collection": "Off while a block runs (timeit's way, and torch.utils.benchmark's); objects are freed by reference count as "
    "always. None of these loops makes cycles that would need it.",
    "Pinning": "Processes are not pinned to cores; the header names the cores that may be used. Threads of BLAS and torch are set to the "
    "number in the row; JAX, whose pool lasts as long as the process, has one.",
    "Frequency": "Not set: the header says what the system tells of governor and clock. In a virtual machine it may tell nothing.",
    "Caches": "Warm: two calls go before the first block, and blocks repeat the same data. What fits into a cache is read from there, which "
    "is why bandwidth is measured at many sizes. Cold starts are measured apart, in fresh processes.",
    "Roofs": "No step can be faster than memory delivers its data once, nor than sgemm does its products. A roof that a row exceeds is measured "
    "again, and is called not credible if the row still does.",
    "torch": "Eager unless its name says otherwise, with the same loop, line for line; torch.compile gets the step as one functional graph.",
    "np_opt, plain NumPy": "The same step derived by hand: as fast as NumPy lets it be, and as one writes it down.",
}
