"""Is a gradient right? Central differences in float64 say so, independently of the engine's derivatives.

Each node is asked twice. Its *own* derivative: what it sends to an input, against the change of this one operation,
weighted with the gradient that came. And the *whole* way: the gradient of the loss with respect to its value, against
the change of the loss. A wrong derivative fails the first at its own node, and the second at everything behind it.

The step is h = 6e-6 max(1, |x|), near the cube root of float64's rounding, where the error of a central difference is least.
The bounds are relative to the largest number compared: what float32 may have lost by rounding, more the longer the way to the
loss, and far less than a wrong derivative is off by. To these comes what the difference itself may be off by: the rounding
of the function's value over h.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .recorder import Item, Pass, Step
from .replay import Replay, first, referred, size

STEP = 6e-6
OWN = {"float32": 1e-4, "float64": 1e-6}
WHOLE = {"float32": 1e-3, "float64": 1e-5}
ALL = 64  # elements up to which each is moved; of larger tensors, SOME
SOME = 16
NOISE = 16 * 2.0**-53  # rounding of a function's value, relative to the terms that it is the sum of
RUNS = 60_000  # operations that may be run again for the whole recording; those on large arrays count as several


@dataclass
class Check:
    """Numbers beside their differences: at these flat indices; `off` is the largest distance as a share of the bound."""

    at: list[int]
    ours: list[float]
    difference: list[float]
    bound: float
    off: float
    verdict: str  # right, wrong, kink, rounding


def compare(
    gradient: np.ndarray, f: Callable[[np.ndarray], float], x: np.ndarray, rel: float, n: int,
    scale: float = 0.0, size: float = 0.0,
) -> Check | None:  # fmt: skip
    """A gradient against the central differences of `f` at `x`, in at most `n` elements; None where `f` has no number.

    `scale` is what else the bound is relative to; `size`, how large the terms are that make up the function's value.
    """
    x, gradient = np.array(x, np.float64), np.asarray(gradient, np.float64)
    count = x.size
    at = [*range(count)] if count <= n else sorted({int(i) for i in np.linspace(0, count - 1, n)})
    try:
        with np.errstate(all="ignore"):
            here, slopes = f(x), [slopes_at(f, x, i) for i in at]
    except Exception:  # the function refuses what was moved: out of its domain
        return None
    if not np.isfinite([here, *(v for pair in slopes for v in pair)]).all():
        return None
    sides = [((here - before) / h, (after - here) / h) for before, after, h in slopes]
    central = [(after - before) / (2 * h) for before, after, h in slopes]
    ours = [float(gradient.reshape(-1)[i]) for i in at]
    finite = [abs(v) for v in (*ours, *central) if np.isfinite(v)]
    scale = max([scale, *finite], default=0.0)
    bound = rel * scale + NOISE * max(size, abs(here)) / STEP + 1e-12
    rough = any(abs(b - a) > 0.02 * scale + 1e-9 for a, b in sides)
    distances = [abs(a - b) for a, b in zip(ours, central)]
    off = max((d / bound if np.isfinite(d) else np.inf for d in distances), default=0.0)
    verdict = "right" if off <= 1 else "kink" if rough and between(ours, sides, bound) else "wrong"
    return Check(at, ours, central, bound, float(off), verdict)


def slopes_at(f: Callable[[np.ndarray], float], x: np.ndarray, i: int) -> tuple[float, float, float]:
    """The function's values on both sides of element `i`, and how far from it they are."""
    place = np.unravel_index(i, x.shape)
    old, h = x[place], STEP * max(1.0, abs(float(x[place])))
    x[place] = old + h
    after = f(x)
    x[place] = old - h
    before = f(x)
    x[place] = old
    return before, after, h


def between(ours: list[float], sides: list[tuple[float, float]], bound: float) -> bool:
    """Whether each number lies between the slopes on both sides: a function with an edge has any of them."""
    return all(min(s) - bound <= v <= max(s) + bound for v, s in zip(ours, sides))


def messages(step: Step) -> dict[tuple[Pass, Item, Item], np.ndarray]:
    """What each operation has sent to each input in each backward pass, all edges together."""
    found: dict[tuple[Pass, Item, Item], np.ndarray] = {}
    passes, before = iter(step.passes), ""
    for event in step.events:
        if event.kind == "backward" and before != "backward":  # of several roots, one pass
            now = next(passes)
        before = event.kind
        if event.kind == "send":
            key, value = (now, event.facts["item"], event.facts["to"]), step.arrays[event.facts["value"]]
            found[key] = found[key] + value if key in found else value
    return found


def settle(check: Check, exact: np.ndarray | None, largest: float) -> None:
    """A gradient in float32 is off: is it float32's fault? It is where the same derivatives agree in float64, and what
    is off is rounding, small beside the `largest` gradient, as where large terms cancel; or where float32 has
    overflowed."""
    if exact is None:
        return
    wide, ours = np.ravel(exact)[check.at], np.array(check.ours)
    with np.errstate(all="ignore"):
        bound = WHOLE["float64"] * sized(wide) + NOISE * largest / STEP
        agrees = np.abs(wide - check.difference) <= bound
        close = (np.abs(wide - ours) <= 1e-4 * largest) | ~np.isfinite(ours)
    if np.all(agrees & close):
        check.verdict = "rounding"


def sized(array: np.ndarray) -> float:
    """The largest of the finite magnitudes."""
    return float(np.max(np.abs(array[np.isfinite(array)]), initial=0))


class Checker:
    """All checks of a step."""

    def __init__(self, step: Step, engine: Any, replays: dict[Pass, Replay]) -> None:
        self.step, self.engine, self.replays = step, engine, {p: r for p, r in replays.items() if r.faithful}
        self.messages = messages(step)
        self.wider: dict[Replay, dict[Item, np.ndarray]] = {}  # gradients in float64, where one asked for them
        asked = [(r, item) for p, r in self.replays.items() for item in r.behind if item.during is p]
        reach = sum(self.cost(r, item) for r, item in asked)
        self.each = ALL if reach <= RUNS else max(1, int(ALL * RUNS / max(reach, 1)))
        least = sum(r.work for r, _ in asked)
        self.stride = 1 + least // RUNS  # of a large graph, every so many nodes, and all leaves

    def cost(self, replay: Replay, item: Item) -> int:
        return 2 * min(size(item), ALL) * max(1, replay.work // 2)

    def replay_of(self, item: Item) -> Replay | None:
        """The forward pass behind the pass in which the item's gradient came."""
        replay = self.replays.get(item.during) if item.during is not None else None
        return replay if replay is not None and item in replay.behind else None

    def why(self, item: Item) -> str:
        """Why an item's gradient cannot be checked against the loss; "" where it can."""
        replay = self.replay_of(item)
        if replay is None:
            return "repeat" if item.during not in self.replays and item.during is not None else "unseen"
        if item in replay.hooked:
            return "hook"
        if item.value is None or item in replay.hidden or (item.kind == "op" and item.call is None):
            return "unseen"
        return "large" if item.kind != "leaf" and item.id % self.stride else ""

    def whole(self, item: Item) -> Check | None:
        """The gradient of the loss with respect to an item's value."""
        replay = self.replay_of(item)
        if replay is None or item.grad is None or item.value is None or self.why(item):
            return None
        x, g = self.step.arrays[item.value], self.step.arrays[item.grad]
        if x.dtype.kind != "f" or np.shape(g) != x.shape or isinstance(replay.base.get(item), (tuple, list)):
            return None
        n = min(self.each, ALL if x.size <= ALL else SOME)
        touched = replay.downstream([item])
        rel = WHOLE.get(item.dtype, 1e-3) * (1 + len(touched) / 10)
        check = compare(g, lambda v: replay.loss({item: v}, touched), x, rel, n)
        if check is not None and check.verdict == "wrong" and g.dtype != np.float64:
            largest = max(sized(self.step.arrays[i.grad or 0]) for i in replay.behind if i.during is item.during)
            settle(check, self.in_float64(replay).get(item), largest)
        return check

    def in_float64(self, replay: Replay) -> dict[Item, np.ndarray]:
        """The gradients of a pass by the same derivatives in float64; none where the engine refuses."""
        if replay not in self.wider:
            try:
                self.wider[replay] = replay.gradients()
            except Exception:
                self.wider[replay] = {}
        return self.wider[replay]

    def own(self, item: Item) -> dict[int, Check]:
        """What an operation sends to each input, by the input's id, against the operation alone."""
        replay, found = self.replay_of(item), dict[int, Check]()
        if replay is None or item.call is None or item.grad is None or item not in replay.base:
            return found
        g = np.asarray(self.step.arrays[item.grad], np.float64)
        several = isinstance(replay.base[item], (tuple, list))
        if several:
            return found

        def f(target: Item) -> Callable[[np.ndarray], float]:
            def run(v: np.ndarray) -> float:
                out = replay.again(item, {target: replay.tensor(v, np.float64)} | here, np.float64)
                return float(np.sum(np.asarray(self.engine.host(first(out)), np.float64) * g))

            here = {x: replay.tensor(self.step.arrays[x.value], np.float64)
                    for _, x in item.inputs if x is not target and x.value is not None}  # fmt: skip
            return run

        targets = dict.fromkeys(x for _, x in item.inputs)
        if not targets.keys() >= {*referred(item.call.args)}:  # its gradient goes past what it was computed from
            return found
        for target in targets:
            sent = self.messages.get((item.during, item, target)) if item.during is not None else None
            if sent is None or target.value is None or np.shape(sent) != target.shape:
                continue
            x = self.step.arrays[target.value]
            n = min(ALL if x.size <= ALL else SOME, max(self.each, 2))
            rest = 1e-2 * float(np.sum(np.abs(g)))
            terms = float(np.sum(np.abs(np.asarray(self.engine.host(first(replay.base[item])), np.float64) * g)))
            check = compare(sent, f(target), x, OWN.get(item.dtype, 1e-4), n, rest, terms)
            if check is not None and check.verdict == "wrong" and sent.dtype != np.float64:
                settle(check, self.own_in_float64(replay, item, target), sized(g))
            if check is not None:
                found[target.id] = check
        return found

    def own_in_float64(self, replay: Replay, item: Item, target: Item) -> np.ndarray | None:
        """What one operation sends to an input, in float64."""
        arrays = {x: replay.tensor(self.step.arrays[x.value], np.float64)
                  for _, x in item.inputs if x.value is not None}  # fmt: skip
        t = arrays[target] = arrays[target].requires_grad_()
        g = replay.tensor(self.step.arrays[item.grad or 0], np.float64)
        try:
            found = self.engine.fw.autograd.grad(first(replay.again(item, arrays, np.float64)), t, g)
        except Exception:  # the engine refuses it
            return None
        return np.asarray(self.engine.host(found[0]))
