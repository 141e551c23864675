"""What if? The recorded step run with a mistake in it: really run, on the recorded forward pass.

Two are other ways to walk the graph (every gradient is one of the engine's own derivatives, taken in the wrong order);
the others train for some steps from where the recording began.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .recorder import Item
from .replay import Replay, size

VISITS = 3000  # a graph that is walked path by path has exponentially many
STEPS = 20
RUNS = 30_000  # operations in each training


@dataclass
class Variant:
    """A mistake: what came of it. `gradients` are by item: right, wrong. Losses are of steps, right and wrong."""

    name: str
    gradients: list[tuple[Item, np.ndarray, np.ndarray]] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    wrong: list[float] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    visits: list[Item] = field(default_factory=list)


def variants(
    replay: Replay, leaves: list[Item], start: dict[Item, np.ndarray], rate: float | None, steps: int
) -> list[Variant]:
    """All that apply: to a forward pass that can be run again, with leaves that got gradients."""
    if not replay.faithful or not leaves or len(replay.roots) > 1 or replay.hooked:
        return []
    found = list(walks(replay, leaves))
    taken = max(STEPS, min(steps, 60))
    if size(replay.root) == 1 and replay.work * taken <= RUNS:
        trainer = Trainer(replay, leaves, start, rate, taken)
        with np.errstate(all="ignore"):
            try:
                found += trainer.variants()
            except Exception:  # a step leads out of the domain of an operation, which refuses it
                return found
    return found


# -- wrong ways through the graph ----------------------------------------------------------------------------------------


def walks(replay: Replay, leaves: list[Item]) -> Iterator[Variant]:
    """The graph, walked from each node as soon as something has come, and with gradients that replace each other."""
    if replay.engine.name != "tinygrad_lr":
        return
    from ...core.graph import AccumulateGrad, behind

    values = replay.values(as_leaves(replay, leaves))
    by_node = {replay.engine.node(t): item for item, t in values.items() if hasattr(t, "_node") and t._node is not None}
    root = values[replay.root]._node
    seed = np.asarray(replay.roots[0][1], values[replay.root]._data.dtype)

    def in_order(assign: bool) -> dict[Any, Any]:
        arrived: dict[Any, Any] = {root: seed}
        for node in sorted(behind([root]), key=lambda n: (isinstance(n, AccumulateGrad), -n.seq)):
            if node in arrived and not isinstance(node, AccumulateGrad):
                for edge, g in zip(node.edges, node.apply(arrived[node])):
                    if edge is not None and g is not None:
                        arrived[edge] = g if assign or edge not in arrived else arrived[edge] + g
        return arrived

    right = in_order(False)
    yield variant("assign", replay, by_node, right, in_order(True), [])
    reached, visits, stack = dict[Any, Any](), list[Item](), [(root, seed)]
    while stack and len(visits) < VISITS:
        node, g = stack.pop()
        reached[node] = reached[node] + g if node in reached else g
        if node in by_node:
            visits.append(by_node[node])
        if not isinstance(node, AccumulateGrad):
            pairs = [*zip(node.edges, node.apply(reached[node]))]
            stack += [(edge, g) for edge, g in reversed(pairs) if edge is not None and g is not None]
    if not stack:
        yield variant("recursive", replay, by_node, right, reached, visits)


def variant(name: str, replay: Replay, by_node: dict, right: dict, wrong: dict, visits: list[Item]) -> Variant:
    both = [(item, right[node], wrong[node]) for node, item in by_node.items() if node in right and node in wrong]
    pairs = [(item, np.asarray(a), np.asarray(b)) for item, a, b in both if not isinstance(a, dict)]
    differ = [item for item, a, b in pairs if not np.allclose(a, b, rtol=1e-5, atol=1e-7, equal_nan=True)]
    return Variant(name, pairs, facts={"differs": bool(differ), "visits": len(visits)}, visits=visits[:200])


def as_leaves(replay: Replay, leaves: list[Item], values: dict[Item, np.ndarray] | None = None) -> dict[Item, Any]:
    """Fresh leaves with the recorded values, or these."""
    return {
        item: replay.fw.from_numpy(
            np.array(values[item] if values else replay.step.arrays[item.value or 0])
        ).requires_grad_()
        for item in leaves
    }


# -- wrong ways to train -------------------------------------------------------------------------------------------------


class Trainer:
    """Gradient descent on the recorded forward pass, from where the recording began."""

    def __init__(
        self, replay: Replay, leaves: list[Item], start: dict[Item, np.ndarray], rate: float | None, steps: int
    ) -> None:
        self.replay, self.leaves, self.start, self.steps = replay, leaves, start, steps
        self.limit = self.largest_rate()
        self.rate = rate or (0.5 * self.limit if self.limit else 0.01)

    def train(self, rate: float, zero: bool = True, data: dict[Item, np.ndarray] | None = None) -> list[float]:
        """The losses of so many steps, until one is no finite number."""
        losses: list[float] = []
        tensors = as_leaves(self.replay, self.leaves, self.start)
        for _ in range(self.steps):
            loss = self.loss({**tensors, **(data or {})})
            losses.append(float(loss.item()))
            if not np.isfinite(losses[-1]):
                break
            if zero:
                for t in tensors.values():
                    t.grad = None
            loss.backward()
            with self.replay.fw.no_grad():
                for t in tensors.values():
                    if t.grad is not None:
                        t -= rate * t.grad
        return losses

    def loss(self, given: dict[Item, Any]) -> Any:
        out = self.replay.values(given)[self.replay.root]
        return out if out.ndim == 0 else out.sum()

    def gradient(self, flat: np.ndarray) -> np.ndarray:
        """The gradient at these values of all parameters, laid end to end."""
        given, place = {}, 0
        for item in self.leaves:
            n = int(np.prod(item.shape, dtype=int))
            part = flat[place : place + n].reshape(item.shape)
            given[item] = self.replay.fw.from_numpy(np.array(part)).requires_grad_()
            place += n
        out = self.replay.values(given, np.float64)[self.replay.root]
        self.replay.fw.autograd.backward(out if out.ndim == 0 else out.sum())
        return np.concatenate([self.replay.engine.host(t.grad).ravel() if t.grad is not None else np.zeros(t.numel())
                               for t in given.values()])  # fmt: skip

    def largest_rate(self) -> float | None:
        """2/λmax of the loss where the recording began: λmax by power iteration on differences of gradients."""
        at = np.concatenate([np.ravel(self.start[item]).astype(float) for item in self.leaves])
        if at.size > 20_000:
            return None
        try:
            here, v = self.gradient(at), np.random.RandomState(0).standard_normal(at.size)
            λ, h = 0.0, 1e-4 * max(1.0, float(np.abs(at).max(initial=0)))
            for _ in range(40):
                v /= np.linalg.norm(v)
                Hv = (self.gradient(at + h * v) - here) / h
                λ, v = float(v @ Hv), Hv
                if not np.isfinite(λ) or not Hv.any():
                    return None
        except Exception:  # not differentiable in float64, in torch's or our view
            return None
        return 2 / λ if λ > 1e-12 else None

    def variants(self) -> Iterator[Variant]:
        right = self.train(self.rate)
        facts = {"rate": self.rate, "limit": self.limit}
        yield Variant("keep", right=right, wrong=self.train(self.rate, zero=False), facts=facts)
        if self.limit:
            too_large = 1.05 * self.limit
            far = self.train(too_large)
            if not far[-1] < far[0]:  # of another loss than a bowl, the limit holds where it was taken alone
                yield Variant("rate", right=right, wrong=far, facts={**facts, "rate": too_large})
        wrong = self.wrong_target()
        if wrong is not None:
            yield wrong

    def wrong_target(self) -> Variant | None:
        """The target as a vector beside a column of predictions: each is then compared with all."""
        pair = target_of(self.replay)
        if pair is None:
            return None
        _prediction, target = pair
        array = self.replay.step.arrays[target.value or 0]
        if array.ndim != 2 or array.shape[1] != 1 or len(array) < 2:
            return None
        flat = {target: array.reshape(-1)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                right, wrong = self.train(self.rate), self.train(self.rate, data=flat)
            except Exception:  # refused: then nobody can make this mistake here
                return None
        if not right[-1] < wrong[-1]:
            return None
        n = len(array)
        facts = {"rate": self.rate, "prediction": [n, 1], "target": [n], "difference": [n, n]}
        return Variant("target", right=right, wrong=wrong, facts=facts)


def target_of(replay: Replay) -> tuple[Item, Item] | None:
    """The first operation that compares a computed value with data of its shape: prediction, target."""
    for item in replay.order:
        tensors = [each for _, each in item.inputs]
        if len(tensors) == 2 and tensors[0].shape == tensors[1].shape and {t.kind for t in tensors} == {"op", "data"}:
            return (tensors[0], tensors[1]) if tensors[0].kind == "op" else (tensors[1], tensors[0])
    return None
