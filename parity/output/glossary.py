"""The words of the page."""

WORDS = {
    "Case": "One call (or program, history, training run) with numbers of its own, made in both frameworks.",
    "Lane": "A way of making cases and of comparing them; each has a table of its own below.",
    "Equal bits": "Both gave the same numbers to the last bit: the sign of zero and the places of nan included.",
    "Bound": "How far rounding alone may drive two correct libraries apart in one number. It is computed beforehand from the "
    "operands: for a sum, a few times eps · Σ|terms|. Where nothing is rounded there is no bound: the bits have to be equal.",
    "Largest difference": "|tinygrad_lr − torch| as a share of its bound: 0 is equal bits, up to 1 is rounding, above 1 is a "
    "disagreement. “–” stands where nothing has a bound: there it is the same or it is not.",
    "Rounding": "The unit of the columns of errors: what one rounding of all the terms of a number comes to, eps · Σ|terms|.",
    "Truth": "A third value that judges both: the definition computed in forty digits; for some operations, float32 beside "
    "float64, or a gradient beside differences of values. Our error may be torch's plus the bound.",
    "ULP": "Unit in the last place: the distance from a number to the next one that its dtype holds.",
    "Compared": "What of a case there was to compare, and in how many cases: a value, gradients, second derivatives, the truth, "
    "or that the call is refused, with the same words.",
    "float64 2x3 - …": "A case's dtype and the shapes of its tensors; “-” is a tensor without dimensions. “requires” and “no” say "
    "which of them require a gradient.",
    "kinks#7, special#4467": "Where its numbers are from: kinks are numbers at which the derivative jumps, special ones are nan, "
    "infinities, zeros, the largest and the smallest; the number is the seed that draws them again.",
    "transposed, sliced, expanded": "How a tensor lies in memory: with its dimensions exchanged, as every other element of a larger "
    "one, or as one row shown many times.",
    "Local, global": "Two ways to compare training runs. Local: after each epoch our parameters are replaced by torch's, so that a "
    "difference is one epoch's own rounding. Global: both run free, and differences live on.",
    "|1 − lr λ|": "By how much an error shrinks in a step of gradient descent, along each eigenvector of the Hessian (eigenvalue λ, "
    "rate lr). Below 1 everywhere, rounding dies out; above, it grows.",
    "Replay script": "A Python file that needs NumPy, torch and tinygrad_lr alone: it builds the case, prints both answers, the truth "
    "and the bound, and ends with 1 while they disagree, with 0 once the fault is mended.",
    "Injected fault": "The test of the suite itself: the engine is broken on purpose in one place, and something has to report it.",
}
