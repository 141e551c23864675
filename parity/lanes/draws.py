"""Random numbers and optimizers' updates: the exact tier, on drawn arguments.

After the same seed both frameworks draw the same bits, call after call. From the same parameters and gradients
every optimizer leaves the same bits in its state; where a square root divides, in the parameters an ulp more or
less (torch's own square root is not correctly rounded), from where both start again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..operations.strategies import SEEDS
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile
from ..tolerance import same_bits

RANDOM, UPDATES = "random numbers", "optimizers"
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
    "rand_like": "torch.rand_like(torch.zeros({n}, dtype=torch.{d}))",
}  # fmt: skip

OPTIMIZERS = ("SGD", "Adam", "AdamW")


# ---- random numbers --------------------------------------------------------------------------------------


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
    return CALLS[name].format(n=draw(SIZES), d=dtype, lo=lo, hi=lo + draw(st.integers(1, 100)) + 6)


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


def run_draws(ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Every random function."""
    for name in CALLS:

        def check(drawn: tuple[int, tuple[str, ...]], name: str = name) -> None:
            seed, calls = drawn
            found = compare_draws(seed, calls, ours, theirs)
            if found:
                script = "\n".join(["import torch", f"torch.manual_seed({seed})", *(f"print({c})" for c in calls), ""])
                raise Disagreement((found, script))
            tally.case(RANDOM, name, "both", 0.0, f"manual_seed({seed}); {'; '.join(calls)}")

        try:
            profile.run(drawings(name), check, profile.draws)
        except Disagreement as error:
            tally.fail(Failure(RANDOM, name, *error.found), "both")
        yield name


# ---- optimizers ------------------------------------------------------------------------------------------


@st.composite
def settings_of(draw: Any, name: str) -> dict[str, Any]:
    """An optimizer's options, its parameters' shapes, their dtype, a seed, and for how many steps."""
    rate = st.sampled_from([0.001, 0.01, 0.1, 0.3, 1.0])
    options: dict[str, Any] = {"lr": draw(rate), "weight_decay": draw(st.sampled_from([0.0, 0.01, 0.3]))}
    options["maximize"] = draw(st.booleans())
    if name == "SGD":
        options["momentum"] = draw(st.sampled_from([0.0, 0.5, 0.9]))
        options["dampening"] = draw(st.sampled_from([0.0, 0.0, 0.3]))
        options["nesterov"] = options["momentum"] > 0 and options["dampening"] == 0 and draw(st.booleans())
        if draw(st.integers(0, 2)) == 2:  # without options it has a way of its own
            options = {"lr": options["lr"]}
    else:
        options["betas"] = draw(st.sampled_from([(0.9, 0.999), (0.4, 0.7), (0.0, 0.5)]))
        options["eps"] = draw(st.sampled_from([1e-8, 1e-3, 0.1]))
        options["amsgrad"] = draw(st.booleans())
    shapes = draw(st.lists(st.sampled_from([(), (3,), (2, 3), (1, 1), (17,)]), min_size=1, max_size=3))
    return {"options": options, "shapes": shapes, "dtype": draw(st.sampled_from(["float32", "float64"])),
            "seed": draw(SEEDS), "steps": draw(st.integers(1, 6))}  # fmt: skip


def compare_updates(name: str, drawn: dict[str, Any], ours: Any, theirs: Any) -> tuple[float, str]:
    """The largest ratio of all steps: parameters against their bound, state to the bit."""
    rng, dtype = np.random.RandomState(drawn["seed"]), drawn["dtype"]
    starts = [np.asarray(rng.normal(size=shape), dtype) for shape in drawn["shapes"]]
    pairs = [[fw.nn.Parameter(fw.tensor(a)) for a in starts] for fw in (ours, theirs)]
    optimizers = [getattr(fw.optim, name)(p, **drawn["options"]) for fw, p in zip((ours, theirs), pairs, strict=True)]
    worst, where = 0.0, ""
    for step in range(drawn["steps"]):
        before = [b.detach().cpu().numpy().copy() for b in pairs[1]]
        versions = [(a._version, b._version) for a, b in zip(*pairs, strict=True)]
        grads = [np.asarray(rng.normal(size=shape) * 10.0 ** rng.randint(-3, 2), dtype) for shape in drawn["shapes"]]
        for fw, parameters, optimizer in zip((ours, theirs), pairs, optimizers, strict=True):
            for p, g in zip(parameters, grads, strict=True):
                p.grad = fw.tensor(g)
            optimizer.step()
        for i, (a, b) in enumerate(zip(*pairs, strict=True)):
            ratio = parameter_ratio(a.detach().cpu().numpy(), b.detach().cpu().numpy(), before[i], name)
            ratio = max(ratio, state_ratio(optimizers[0].state[a], optimizers[1].state[b]))
            if ratio > worst:
                values = a.detach().cpu().numpy().tolist(), b.detach().cpu().numpy().tolist()
                worst, where = ratio, f"step {step + 1}, parameter {i}: {values[0]}, torch: {values[1]}"
            if (a._version == versions[i][0]) != (b._version == versions[i][1]):  # (how often, is their business)
                return np.inf, f"step {step + 1}, parameter {i}: version {a._version}, torch: {b._version}"
            for fw, p in ((ours, a), (theirs, b)):
                with fw.no_grad():
                    p.copy_(fw.tensor(b.detach().cpu().numpy()))
    return worst, where


def parameter_ratio(a: np.ndarray, b: np.ndarray, before: np.ndarray, name: str) -> float:
    """SGD to the bit; Adam within some ulps of the step it made, and one of the parameter."""
    equal = same_bits(a, b)
    if equal.all():
        return 0.0
    if name == "SGD" or a.dtype != b.dtype:
        return np.inf
    bound = np.finfo(b.dtype).eps * (4 * np.abs(b - before) + np.abs(b))
    return float(np.where(equal, 0, np.abs(a.astype(np.float64) - b) / bound).max())


def state_ratio(a: dict, b: dict) -> float:
    """0 if the states are the same bits, inf if not."""
    if {n for n, v in a.items() if v is not None} != {n for n, v in b.items() if v is not None}:
        return np.inf
    for name, value in b.items():
        if value is not None and not same_bits(a[name].detach().cpu().numpy(), value.detach().cpu().numpy()).all():
            return np.inf
    return 0.0


def run_updates(ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Every optimizer."""
    for name in OPTIMIZERS:

        def check(drawn: dict[str, Any], name: str = name) -> None:
            ratio, where = compare_updates(name, drawn, ours, theirs)
            if ratio > 1:
                raise Disagreement(f"{name} {drawn}: {where}")
            tally.case(UPDATES, name, drawn["dtype"], ratio, f"{drawn}")

        try:
            profile.run(settings_of(name), check, profile.optimizers)
        except Disagreement as error:
            tally.fail(Failure(UPDATES, name, error.found))
        yield name
