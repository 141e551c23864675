"""Optimizers' updates, on drawn options, groups and gradients.

From the same parameters, state and gradients every optimizer leaves the same bits; where a square root divides, an ulp
more or less (torch's own square root is not correctly rounded). After each step ours goes on from torch's values. Along
the way gradients are missing, further groups are added, and the optimizers are made anew from their state dicts, or
from each other's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from ..operations.strategies import SEEDS
from ..output import replay
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile
from ..tolerance import same_bits

LANE = "optimizers"
DECAY = {"weight_decay": [0.0, 0.01, 0.3]}
SHARES = [(0.9, 0.999), (0.4, 0.7), (0.0, 0.5)]
ADAM = {**DECAY, "betas": SHARES, "eps": [1e-8, 1e-3, 0.1]}
RATES = [0.001, 0.01, 0.1, 0.3, 1.0]


class Kind(NamedTuple):
    """An optimizer: the values that its options are drawn from, which numbers a square root has part in, and the names
    by which torch takes no more than the option's numbers (`foreach` and `fused`, which change nothing)."""

    options: dict[str, list]
    rooted: tuple[str, ...] = ()  # of the state; "p" is the parameter
    ignored: tuple[str, ...] = ("foreach",)
    additions: int = 1  # to the parameter in a step: each of them rounds it


SQUARED = ("p",)
OPTIMIZERS = {
    "SGD": Kind({**DECAY, "momentum": [0.0, 0.5, 0.9], "dampening": [0.0, 0.0, 0.3], "nesterov": [False, True]}),
    "Adam": Kind({**ADAM, "amsgrad": [False, True]}, SQUARED),
    "AdamW": Kind({**ADAM, "amsgrad": [False, True]}, SQUARED),
    "Adagrad": Kind(
        {**DECAY, "lr_decay": [0.0, 0.1], "initial_accumulator_value": [0.0, 0.2], "eps": [1e-10, 0.1]}, SQUARED
    ),
    "Adadelta": Kind({**DECAY, "rho": [0.9, 0.0, 0.5, 1.0], "eps": [1e-6, 0.1]}, ("p", "acc_delta")),
    "Adamax": Kind(ADAM),
    "NAdam": Kind(
        {**ADAM, "momentum_decay": [4e-3, 0.0, 0.5], "decoupled_weight_decay": [False, True]}, SQUARED, (), 2
    ),
    "RAdam": Kind({**ADAM, "decoupled_weight_decay": [False, True]}, SQUARED, ()),
    "RMSprop": Kind(
        {**DECAY, "alpha": [0.99, 0.5, 0.0], "momentum": [0.0, 0.9], "centered": [False, True], "eps": [1e-3, 0.1]},
        ("p", "momentum_buffer"),
    ),
    "Rprop": Kind({"etas": [(0.5, 1.2), (0.1, 3.0)], "step_sizes": [(1e-6, 50), (0.05, 0.2)]}),
    "ASGD": Kind({**DECAY, "lambd": [1e-4, 0.1], "alpha": [0.75, 1.0], "t0": [1e6, 1, 3]}, (), ()),
}


@st.composite
def settings_of(draw: Any, name: str) -> dict[str, Any]:
    """Options, the groups' rates and the shapes in them, a dtype, a seed, and what happens in each step."""
    kind = OPTIMIZERS[name]
    options = {key: draw(st.sampled_from(values)) for key, values in kind.options.items()}
    options |= {"lr": draw(st.sampled_from(RATES)), "maximize": draw(st.booleans())}
    if name == "SGD":
        options["nesterov"] = options["nesterov"] and options["momentum"] > 0 and options["dampening"] == 0
        if draw(st.integers(0, 2)) == 2:  # without options it has a way of its own
            options = {"lr": options["lr"]}
    options |= {key: draw(st.booleans()) for key in kind.ignored}
    shapes = st.lists(st.sampled_from([(), (3,), (2, 3), (1, 1), (17,)]), min_size=1, max_size=3)
    groups = draw(st.lists(st.tuples(st.sampled_from([None, *RATES]), shapes), min_size=1, max_size=2))
    tensor = draw(st.booleans())
    if tensor and name != "SGD" and "foreach" in options:
        options["foreach"] = None
    events = st.lists(st.sampled_from(["", "", "missing", "added", "resumed", "exchanged"]), min_size=1, max_size=6)
    return {"options": options, "groups": groups, "tensor": tensor, "dtype": draw(st.sampled_from(["float32", "float64"])),
            "seed": draw(SEEDS), "steps": draw(events)}  # fmt: skip


class Side:
    """An optimizer of one framework, with its parameters."""

    def __init__(self, fw: Any, name: str, drawn: dict[str, Any], starts: list[list[np.ndarray]]) -> None:
        self.fw, self.make, self.options = fw, getattr(fw.optim, name), dict(drawn["options"])
        self.rate = fw.tensor if drawn["tensor"] else float
        self.options["lr"] = self.rate(self.options["lr"])
        self.groups = [[fw.nn.Parameter(fw.tensor(a)) for a in group] for group in starts]
        self.rates = [rate for rate, _ in drawn["groups"]]
        self.optimizer = self.make([self.group(i) for i in range(len(self.groups))], **self.options)

    def group(self, i: int) -> dict[str, Any]:
        """Parameters, and where drawn a rate of their own."""
        own = {} if self.rates[i] is None else {"lr": self.rate(self.rates[i])}
        return {"params": self.groups[i], **own}

    @property
    def parameters(self) -> list[Any]:
        return [p for group in self.groups for p in group]

    def versions(self) -> list[dict[str, int]]:
        """How often each parameter has changed, and what is remembered about it, but for torch's steps of `foreach`."""
        state = {} if self.options.get("foreach") else self.optimizer.state
        kept = [{"parameter": p, **state.get(p, {})} for p in self.parameters]
        return [{name: t._version for name, t in each.items() if t is not None} for each in kept]

    def add(self, starts: list[np.ndarray]) -> None:
        """A further group."""
        self.groups.append([self.fw.nn.Parameter(self.fw.tensor(a)) for a in starts])
        self.rates.append(None)
        self.optimizer.add_param_group(self.group(-1))

    def resume(self, state: dict[str, Any]) -> None:
        """Another optimizer, that goes on from a state dict."""
        self.optimizer = self.make([self.group(i) for i in range(len(self.groups))], **{**self.options, "lr": 7.0})
        self.optimizer.load_state_dict(converted(self.fw, state))


def changed(before: list[dict[str, int]], after: list[dict[str, int]]) -> list[dict[str, int]]:
    """What a step has added to versions; some things are made in it."""
    return [{name: n - old.get(name, 0) for name, n in new.items()} for old, new in zip(before, after)]


def converted(fw: Any, state: Any) -> Any:
    """A state dict's tensors in another framework."""
    if isinstance(state, dict):
        return {key: converted(fw, value) for key, value in state.items()}
    if isinstance(state, (list, tuple)):
        return type(state)(converted(fw, value) for value in state)
    return fw.tensor(state.detach().cpu().numpy()) if hasattr(state, "detach") else state


def compare_updates(name: str, drawn: dict[str, Any], ours: Any, theirs: Any) -> tuple[float, str]:
    """The largest ratio of all steps: what a square root has part in against its bound, all else to the bit."""
    rng, dtype = np.random.RandomState(drawn["seed"]), drawn["dtype"]
    starts = [[np.asarray(rng.normal(size=shape), dtype) for shape in shapes] for _, shapes in drawn["groups"]]
    sides = [Side(fw, name, drawn, starts) for fw in (ours, theirs)]
    worst, where = 0.0, ""
    for step, event in enumerate(drawn["steps"], 1):
        prepare(sides, event, rng, dtype)
        before = [copied(p, sides[1].optimizer.state.get(p, {})) for p in sides[1].parameters]
        versions = [side.versions() for side in sides]
        rate = max(float(group["lr"]) for group in sides[1].optimizer.param_groups)
        for side in sides:
            side.optimizer.step()
        moved = [changed(found, side.versions()) for found, side in zip(versions, sides)]
        if moved[0] != moved[1]:
            return np.inf, f"step {step}: changed {moved[0]} times, torch: {moved[1]}"
        if described(sides[0].optimizer) != described(sides[1].optimizer):
            texts = [described(side.optimizer) for side in sides]
            return np.inf, f"step {step}: {texts[0]}, torch: {texts[1]}"
        for i, (a, b) in enumerate(zip(sides[0].parameters, sides[1].parameters, strict=True)):
            ratio, what = compare_parameter(
                name, rate, a, b, before[i], *(side.optimizer.state.get(p, {}) for side, p in zip(sides, (a, b)))
            )
            if ratio > worst:
                worst, where = ratio, f"step {step}, parameter {i}: {what}"
        adopt(*sides)
    return worst, where


BOUND = "the same bits; where a square root divides, 8 roundings of the change and one of the number for each addition"


def differing(name: str, drawn: dict[str, Any], ours: Any, theirs: Any) -> str:
    """What is further apart than its bound, or nothing."""
    ratio, where = compare_updates(name, drawn, ours, theirs)
    return where if ratio > 1 else ""


def prepare(sides: list[Side], event: str, rng: np.random.RandomState, dtype: str) -> None:
    """Gradients for a step, and before it what happens to the optimizer."""
    if event == "added":
        start = [np.asarray(rng.normal(size=(2, 2)), dtype)]
        for side in sides:
            side.add(start)
    if event in ("resumed", "exchanged"):
        states = [side.optimizer.state_dict() for side in sides]
        for side, state in zip(sides, states if event == "resumed" else reversed(states)):
            side.resume(state)
    gone = rng.randint(len(sides[0].parameters)) if event == "missing" else -1
    for i, pair in enumerate(zip(*(side.parameters for side in sides), strict=True)):
        grad = np.asarray(rng.normal(size=tuple(pair[1].shape)) * 10.0 ** rng.randint(-3, 2), dtype)
        for side, p in zip(sides, pair):
            p.grad = None if i == gone else side.fw.tensor(grad)


def described(optimizer: Any) -> str:
    """Its text, with the order in which it keeps things."""
    state = {i: list(kept) for i, kept in optimizer.state_dict()["state"].items()}
    return f"{optimizer!r} {[list(group) for group in optimizer.param_groups]} {state}"


def copied(p: Any, state: dict[str, Any]) -> dict[str, np.ndarray]:
    """A parameter's numbers, and what is remembered about it."""
    return {key: t.detach().cpu().numpy().copy() for key, t in {"p": p, **state}.items() if t is not None}


def compare_parameter(
    name: str, rate: float, a: Any, b: Any, before: dict[str, np.ndarray], mine: dict, torchs: dict
) -> tuple[float, str]:
    """The largest ratio of a parameter and of what is remembered about it."""
    values = {"p": (a, b), **{key: (mine.get(key), torchs[key]) for key in torchs}}
    worst, where = 0.0, ""
    for key, pair in values.items():
        if pair[1] is None and pair[0] is None:
            continue
        if pair[1] is None or pair[0] is None:
            return np.inf, f"{key} is {pair[0]}, torch: {pair[1]}"
        x, y = (numbers(t) for t in pair)
        was = before.get(key, np.zeros_like(y))
        change = np.abs(y - was)
        if key == "p" and "momentum_buffer" in before:  # what the parameter moves by may cancel in the running sum
            change = change + rate * (np.abs(before["momentum_buffer"]) + np.abs(numbers(torchs["momentum_buffer"])))
        kind = OPTIMIZERS[name]
        ratio = number_ratio(x, y, change, (kind.additions if key == "p" else 8) * (key in kind.rooted))
        if ratio > worst:
            worst, where = ratio, f"{key} is {x.tolist()}, torch: {y.tolist()}"
    return worst, where


def numbers(t: Any) -> np.ndarray:
    return t.detach().cpu().numpy()


def number_ratio(a: np.ndarray, b: np.ndarray, change: np.ndarray, ulps: int) -> float:
    """To the bit, or within some ulps of the change that was made, and `ulps` of the number."""
    equal = same_bits(a, b) if a.dtype == b.dtype and a.shape == b.shape else np.zeros(1, bool)
    if equal.all():
        return 0.0
    if not ulps or a.dtype != b.dtype:
        return np.inf
    bound = np.finfo(b.dtype).eps * (8 * change + ulps * np.abs(b))
    with np.errstate(all="ignore"):
        return float(np.where(equal, 0, np.abs(a.astype(np.float64) - b) / bound).max())


def adopt(ours: Side, theirs: Side) -> None:
    """Let ours have torch's numbers."""
    for a, b in zip(ours.parameters, theirs.parameters, strict=True):
        kept = theirs.optimizer.state.get(b, {})
        with ours.fw.no_grad():
            a.copy_(ours.fw.tensor(b.detach().cpu().numpy()))
            for key, value in ours.optimizer.state.get(a, {}).items():
                if value is not None:
                    value.copy_(ours.fw.tensor(kept[key].detach().cpu().numpy()))


def run(ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Every optimizer."""
    for name in OPTIMIZERS:

        def check(drawn: dict[str, Any], name: str = name) -> None:
            ratio, where = compare_updates(name, drawn, ours, theirs)
            if ratio > 1:
                raise Disagreement((drawn, ratio, where))
            tally.case(LANE, name, drawn["dtype"], ratio, f"{drawn}", covered=["parameters and states"])

        try:
            profile.run(settings_of(name), check, profile.optimizers)
        except Disagreement as error:
            drawn, ratio, where = error.found
            text = f"{name} {drawn}: {where}"
            script = replay.answers(
                text, [differing], f"drawn = {drawn!r}\n", f"differing({name!r}, drawn, tinygrad_lr, pytorch)", BOUND
            )
            again = f"--lanes {LANE} --profile {profile.name}"
            tally.fail(Failure(LANE, name, text, script, again, ratio), drawn["dtype"])
        yield name
