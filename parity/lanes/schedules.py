"""Learning rate schedules, on drawn options and histories: the rates of every group, to the bit.

Epochs are counted on or named, rates are changed by hand, groups are added, metrics reported; a schedule is made anew
from its state dict, or with `last_epoch`. What is refused, and what is warned of, is compared too.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from hypothesis import strategies as st

from ..output import replay
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile

LANE = "schedules"


class Slower:
    """A schedule's function with a state of its own."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(self, epoch: float) -> float:
        return self.factor**epoch

    def __repr__(self) -> str:
        return f"Slower({self.factor})"


def thirds(epoch: float) -> float:
    return 1 / (epoch + 3)


FUNCTIONS = [thirds, Slower(0.5)]
EACH = [0.3, [0.1, 0.2], (0.5, 0.01), [0.1]]  # of two groups
SHARED = {"last_epoch": [-1, -1, -1, -1, 0, 4]}
SCHEDULES: dict[str, dict[str, list]] = {
    "LambdaLR": {"lr_lambda": [*FUNCTIONS, FUNCTIONS, [len]], **SHARED},
    "MultiplicativeLR": {"lr_lambda": [*FUNCTIONS, FUNCTIONS, 3], **SHARED},
    "StepLR": {"step_size": [1, 2, 3], "gamma": [0.1, 0.7], **SHARED},
    "MultiStepLR": {"milestones": [[2, 3, 3, 7], [], (1,)], "gamma": [0.1, 0.7], **SHARED},
    "ConstantLR": {"factor": [1 / 3, 0.5, 1.0, 0.0, 2.0, -0.1], "total_iters": [5, 1, 0], **SHARED},
    "LinearLR": {"start_factor": [1 / 3, 1.0, 0.0, 1.5], "end_factor": [1.0, 0.1, 0.0, 1.5], "total_iters": [5, 1, 3], **SHARED},
    "ExponentialLR": {"gamma": [0.9, 1.0, 0.3], **SHARED},
    "PolynomialLR": {"total_iters": [5, 1, 3], "power": [1.0, 0.5, 2], **SHARED},
    "CosineAnnealingLR": {"T_max": [5, 1, 2], "eta_min": [0.0, 0.01], **SHARED},
    "CosineAnnealingWarmRestarts": {"T_0": [5, 1, 2, 0, 2.5], "T_mult": [1, 2, 3, 0], "eta_min": [0.0, 0.01, "0"], **SHARED},
    "CyclicLR": {
        "base_lr": EACH, "max_lr": [1.0, [0.5, 1.0]], "step_size_up": [2, 1, 3], "step_size_down": [None, 1, 4],
        "mode": ["triangular2", "triangular", "exp_range", "square"], "gamma": [1.0, 0.9], "scale_fn": [None, None, *FUNCTIONS],
        "scale_mode": ["cycle", "iterations"], "cycle_momentum": [True, False], "base_momentum": [0.8, [0.1, 0.2]],
        "max_momentum": [0.9, 0.95], **SHARED,
    },
    "OneCycleLR": {
        "max_lr": EACH, "total_steps": [None, 8, 12, 0, 2.5], "epochs": [3, None, 0], "steps_per_epoch": [4, None, 1.5],
        "pct_start": [0.3, 0.5, 0.9, 2.0, 1], "anneal_strategy": ["cos", "linear", "sin"], "cycle_momentum": [True, False],
        "base_momentum": [0.85, [0.1, 0.2]], "max_momentum": [0.95, 0.9], "div_factor": [25.0, 10], "final_div_factor": [1e4, 3],
        "three_phase": [False, True], **SHARED,
    },
    "ReduceLROnPlateau": {
        "mode": ["min", "max", "mean"], "factor": [0.1, 0.5, 1.0], "patience": [0, 1, 2], "threshold": [1e-4, 0.5],
        "threshold_mode": ["rel", "abs", "all"], "cooldown": [0, 1, 2], "min_lr": [0, 0.05, [0.01, 0.02], [0.1]], "eps": [1e-8, 0.01],
    },
}  # fmt: skip
ALWAYS = ("base_lr", "max_lr", "total_steps", "step_size_up", "mode")  # options of cycles that are always given
OFTEN = 4  # how many times likelier the first value of an option is than another: many of the others are refused
EVENTS = ["step", "step", "step", "step", "epoch", "by hand", "added", "resumed", "again"]
MAKERS = {"SGD": {"momentum": 0.5}, "Adam": {}, "Adagrad": {}}


@st.composite
def one(draw: Any, name: str) -> tuple[str, dict[str, Any]]:
    """A schedule, and options for it."""
    options = {}
    for key, values in SCHEDULES[name].items():
        if draw(st.booleans()) or (name in ("CyclicLR", "OneCycleLR") and key in ALWAYS):
            options[key] = draw(st.sampled_from([values[0]] * OFTEN + values[1:]))
    required = {"lr_lambda", "step_size", "milestones", "T_max", "T_0"} | (
        {"gamma"} if name == "ExponentialLR" else set()
    )
    for key in required & SCHEDULES[name].keys() - options.keys():
        options[key] = draw(st.sampled_from(SCHEDULES[name][key]))
    return name, options


@st.composite
def settings_of(draw: Any, name: str) -> dict[str, Any]:
    """An optimizer, a schedule or several, and what happens."""
    inner = [n for n in SCHEDULES if n != "ReduceLROnPlateau" or draw(st.integers(0, 9)) == 0]
    count = draw(st.integers(1, 3)) if name in ("SequentialLR", "ChainedScheduler") else 1
    several = [draw(one(draw(st.sampled_from(inner)) if name not in SCHEDULES else name)) for _ in range(count)]
    milestones = sorted(draw(st.lists(st.integers(0, 8), min_size=count - 1, max_size=count - 1)))
    return {"name": name, "schedules": several, "milestones": milestones if draw(st.integers(0, 9)) else [1],
            "optimizer": draw(st.sampled_from([*MAKERS])), "tensor": draw(st.integers(0, 3)) == 0,
            "events": draw(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 9)), min_size=3, max_size=12))}  # fmt: skip


def history(fw: Any, drawn: dict[str, Any]) -> list[str]:
    """What a framework makes of a draw, event by event: rates, or what is refused and warned of."""
    lines: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, category, *_: lines.append(f"{category.__name__}: {str(message)[:60]}")
        rate = fw.tensor if drawn["tensor"] else float
        groups = [
            {"params": [fw.nn.Parameter(fw.ones(2))]},
            {"params": [fw.nn.Parameter(fw.ones(1))], "lr": rate(0.07)},
        ]
        optimizer = getattr(fw.optim, drawn["optimizer"])(groups, lr=rate(0.1), **MAKERS[drawn["optimizer"]])
        try:
            schedule = made(fw, drawn, optimizer)
            lines.append(seen(optimizer, schedule))
            for event, number in drawn["events"]:
                schedule = happen(fw, drawn, event, number, optimizer, schedule)
                lines.append(seen(optimizer, schedule))
        except Exception as error:
            lines.append(f"{type(error).__name__}: {str(error).replace('tinygrad_lr', 'torch')}")
    return lines


def made(fw: Any, drawn: dict[str, Any], optimizer: Any) -> Any:
    """The schedule that was drawn."""
    kinds = fw.optim.lr_scheduler
    several = [getattr(kinds, name)(optimizer, **options) for name, options in drawn["schedules"]]
    if drawn["name"] == "SequentialLR":
        return kinds.SequentialLR(optimizer, several, list(drawn["milestones"]))
    return kinds.ChainedScheduler(several) if drawn["name"] == "ChainedScheduler" else several[0]


def happen(fw: Any, drawn: dict[str, Any], event: str, number: int, optimizer: Any, schedule: Any) -> Any:
    """One event; the schedule that goes on."""
    plateau = drawn["name"] == "ReduceLROnPlateau"
    if event == "by hand":
        optimizer.param_groups[0]["lr"] = fw.tensor(0.2) if drawn["tensor"] else 0.2
    elif event == "added" and number == 0:
        optimizer.add_param_group({"params": [fw.nn.Parameter(fw.ones(3))]})
    elif event in ("resumed", "again"):
        state, before = schedule.state_dict(), optimizer.state_dict()
        schedule = made(fw, drawn, optimizer)
        if event == "resumed":
            optimizer.load_state_dict(before)
            schedule.load_state_dict(state)
    elif plateau:
        optimizer.step()
        schedule.step(1.0 / (1 + number % 4), *([number] if event == "epoch" else []))
    elif event == "epoch" and drawn["name"] in SCHEDULES:
        schedule.step(number)
    else:
        if number:
            optimizer.step()
        schedule.step()
    return schedule


def seen(optimizer: Any, schedule: Any) -> str:
    """All that a schedule shows."""
    groups = [{k: number(v) for k, v in group.items() if k != "params"} for group in optimizer.param_groups]
    state = {k: number(v) for k, v in schedule.state_dict().items()}
    return f"{groups} {number(schedule.get_last_lr())} {state}"


def number(value: Any) -> Any:
    """A value with tensors as what they hold."""
    if hasattr(value, "detach"):
        return str(value.dtype).rpartition(".")[2], value.tolist()
    if isinstance(value, dict):
        return {k: number(v) for k, v in value.items()}
    return [number(v) for v in value] if isinstance(value, (list, tuple)) else value


def sure(name: str) -> list[dict[str, Any]]:
    """Histories that each run tries: metrics that are better by less than the threshold, and by more."""
    if name != "ReduceLROnPlateau":
        return []
    return [
        {"name": name, "schedules": [(name, {"mode": mode, "patience": 0, "threshold": threshold, "threshold_mode": kind})],
         "milestones": [], "optimizer": "SGD", "tensor": False, "events": [("step", n) for n in (0, 1, 2, 3, 3, 0, 1)]}
        for mode in ("min", "max") for kind in ("rel", "abs") for threshold in (1e-4, 0.2, 0.5)
    ]  # fmt: skip


def compare(drawn: dict[str, Any], ours: Any, theirs: Any) -> str:
    """What differs, or nothing."""
    for i, (a, b) in enumerate(zip_longest(*(history(fw, drawn) for fw in (ours, theirs)))):
        if a != b:
            return f"{drawn}: line {i}: {a}\ntorch: {b}"
    return ""


def run(ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Every schedule."""
    for name in NAMES:

        def check(drawn: dict[str, Any], name: str = name) -> None:
            found = compare(drawn, ours, theirs)
            if found:
                raise Disagreement((drawn, found))
            tally.case(LANE, name, "both", None, f"{drawn}", covered=["rates and states"])

        try:
            for drawn in sure(name):
                check(drawn)
            profile.run(settings_of(name), check, 4 * profile.optimizers)  # many draws end in a refusal
        except Disagreement as error:
            drawn, found = error.found
            expression = "compare(drawn, tinygrad_lr, pytorch)"
            used = [compare, thirds, Slower]
            script = replay.answers(found.partition("\n")[0], used, f"drawn = {replay.shown(drawn)}\n", expression)
            tally.fail(Failure(LANE, name, found, script, f"--lanes {LANE} --profile {profile.name}"), "both")
        yield name


NAMES = (*SCHEDULES, "SequentialLR", "ChainedScheduler")
