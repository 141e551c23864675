"""Random numbers: after the same seed both frameworks draw the same bits, call after call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..operations.strategies import SEEDS
from ..output import replay
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile
from ..tolerance import same_bits

LANE = "random numbers"
SIZES = st.sampled_from(["1", "3", "2, 3", "15", "16", "17", "40", "0", "5, 7"])
CALLS = {
    "rand": "torch.rand({n}, dtype=torch.{d})",
    "randn": "torch.randn({n}, dtype=torch.{d})",
    "randint": "torch.randint({lo}, {hi}, ({n},))",
    "randperm": "torch.randperm({hi})",
    "normal_": "torch.zeros({n}, dtype=torch.{d}).normal_({lo}, 1.5)",
    "uniform_": "torch.zeros({n}, dtype=torch.{d}).uniform_({lo}, {hi})",
    "bernoulli": "torch.bernoulli(torch.full(({n},), 0.3, dtype=torch.{d}))",
    "dropout": "torch.nn.functional.dropout(torch.ones({n}, dtype=torch.{d}), 0.4)",
    "Linear": "torch.cat([p.detach().flatten() for p in torch.nn.Linear({hi}, 3, dtype=torch.{d}).parameters()])",
    "exponential_": "torch.zeros({n}, dtype=torch.{d}).exponential_({hi})",
    "multinomial": "torch.multinomial(torch.linspace(0.1, 2, 30, dtype=torch.{d}).reshape(5, 6).t(), {k})",
    "multinomial with replacement": "torch.multinomial(torch.linspace(0, 2, 30, dtype=torch.{d}).reshape(3, 10), {hi}, True)",
    "rand_like": "torch.rand_like(torch.zeros({n}, dtype=torch.{d}))",
}  # fmt: skip


@st.composite
def drawings(draw: Any, name: str) -> tuple[int, tuple[str, ...]]:
    """A seed, and a few calls after it: the function in question among others."""
    calls = []
    for other in draw(st.lists(st.sampled_from(list(CALLS)), max_size=2)):
        calls.append(fill(draw, other))
    return draw(st.one_of(SEEDS, st.integers(2**32, 2**63 - 1))), (*calls, fill(draw, name), fill(draw, name))


def fill(draw: Any, name: str) -> str:
    """A call with arguments."""
    lo = draw(st.integers(-5, 3))
    dtype = draw(st.sampled_from(["float32", "float64"]))
    return CALLS[name].format(
        n=draw(SIZES), d=dtype, lo=lo, hi=lo + draw(st.integers(1, 100)) + 6, k=draw(st.integers(1, 5))
    )


def compare_draws(seed: int, calls: tuple[str, ...], ours: Any, theirs: Any) -> str:
    """What differs, or nothing."""
    pairs = []
    for fw in (ours, theirs):
        fw.manual_seed(seed)
        pairs.append([np.asarray(eval(call, {"torch": fw}).cpu().numpy()) for call in calls])
    for call, a, b in zip(calls, *pairs, strict=True):
        if a.dtype != b.dtype or a.shape != b.shape or not same_bits(a, b).all():
            return f"manual_seed({seed}); {'; '.join(calls)}: {call} is {a.tolist()}, torch: {b.tolist()}"
    return ""


def run(ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Every random function."""
    for name in CALLS:

        def check(drawn: tuple[int, tuple[str, ...]], name: str = name) -> None:
            seed, calls = drawn
            found = compare_draws(seed, calls, ours, theirs)
            if found:
                expression = f"compare_draws({seed}, {calls!r}, tinygrad_lr, pytorch)"
                raise Disagreement((found, replay.answers(found, [compare_draws], "", expression, "every bit")))
            tally.case(LANE, name, "both", 0.0, f"manual_seed({seed}); {'; '.join(calls)}", covered=["bits"])

        try:
            profile.run(drawings(name), check, profile.random_numbers)
        except Disagreement as error:
            tally.fail(Failure(LANE, name, *error.found, f"--lanes '{LANE}' --profile {profile.name}"), "both")
        yield name
