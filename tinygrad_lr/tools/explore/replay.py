"""The recorded forward pass, run again: in float64 for finite differences, with other parameters for the loss surface,
and as a real graph for the variants.

It calls the very functions that were recorded, with their arguments; only what leads to the loss is run. A forward pass
that does not give its own numbers again (random numbers, changes in place) is not used: `faithful` says so.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .recorder import Item, Pass, Ref, Step


class Replay:
    """A step's forward pass as a function of any of its values."""

    def __init__(self, step: Step, engine: Any, of: Pass) -> None:
        self.step, self.engine, self.fw, self.root = step, engine, engine.fw, of.roots[-1][0]
        self.roots = [(item, np.asarray(step.arrays[seed], np.float64)) for item, seed in of.roots]
        self.behind = ancestors(item for item, _ in of.roots)
        self.hidden = hidden(self.behind)
        self.hooked = ancestors(of.hooked)  # whose gradients are no longer the loss's
        self.order = sorted((item for item in self.behind if item.call is not None), key=lambda item: item.id)
        self.work = sum(1 + sum(size(each) for each in parents(item)) // 500 for item in self.order)
        self.users: dict[Item, list[Item]] = {}
        for item in self.order:
            for each in parents(item):
                self.users.setdefault(source_of(each), []).append(item)
        self.base: dict[Item, Any] = {}
        self.faithful, self.why = self.try_base()

    def try_base(self) -> tuple[bool, str]:
        if any(unseen(root) for root, _ in self.roots):
            return False, "forward"  # it was not seen
        try:
            self.base = self.values({}, np.float64)
        except Exception as error:  # whatever it is: the numbers are then not checked
            return False, f"{type(error).__name__}: {error}".partition("\n")[0]
        for item in self.order:
            if item.value is None:
                continue
            now, then = self.engine.host(first(self.base[item])), self.step.arrays[item.value]
            if now.shape != then.shape:
                return False, "changed"
            finite = np.isfinite(then) & np.isfinite(now)  # float64 overflows later
            then, now = then[finite].astype(float), now[finite].astype(float)
            if np.any(np.abs(now - then) > 1e-3 * (np.abs(then) + np.max(np.abs(then), initial=0)) + 1e-30):
                return False, "changed"
        return True, ""

    def values(self, given: Mapping[Item, Any], kind: Any = None, only: Any = None) -> dict[Item, Any]:
        """Every item's tensor, for these arrays or tensors in the places of some. `kind` is the dtype of floats."""
        found: dict[Item, Any] = {item: self.tensor(x, kind) for item, x in given.items()}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for item in self.order if only is None else only:
                if item not in found:
                    found[item] = self.again(item, found, kind)
        return found

    def again(self, item: Item, found: dict[Item, Any], kind: Any) -> Any:
        call = item.call
        assert call is not None

        def put(x: Any) -> Any:
            if isinstance(x, Ref):
                return self.value_of(x.item, found, kind)
            if x.__class__ in (list, tuple):
                return x.__class__(map(put, x))
            return self.wider(x, kind)

        return call.function(*map(put, call.args), **{key: put(x) for key, x in call.kwargs.items()})

    def value_of(self, item: Item, found: dict[Item, Any], kind: Any) -> Any:
        """An item's tensor: given, run just now, of the recording, or as it was recorded."""
        if item in found:
            return first(found[item])
        if item.kind == "output":
            whole = item.inputs[0][1]
            result = found[whole] if whole in found else self.base[whole]
            return result[int(item.op[1:-1])]
        if item in self.base and kind is np.float64:
            return first(self.base[item])
        assert item.value is not None
        found[item] = self.tensor(self.step.arrays[item.value], kind)
        return found[item]

    def tensor(self, x: Any, kind: Any) -> Any:
        """A tensor of the framework; what is one already stays."""
        if self.engine.is_tensor(x):
            return x
        x = np.array(x)
        return self.fw.from_numpy(x.astype(kind) if kind is not None and x.dtype.kind == "f" else x)

    def wider(self, x: Any, kind: Any) -> Any:
        """A dtype among the arguments as the one that is computed in."""
        if kind is np.float64:
            if isinstance(x, np.dtype) and x.kind == "f":
                return np.dtype(np.float64)
            if x is getattr(self.fw, "float32", None):
                return self.fw.float64
        return x

    def loss(self, given: Mapping[Item, Any], touched: list[Item] | None = None) -> float:
        """What backward was called for, weighted by the gradients it began with, in float64."""
        found = self.values(given, np.float64, self.downstream(given) if touched is None else touched)
        results = [self.engine.host(self.value_of(root, found, np.float64)) for root, _ in self.roots]
        return sum(float(np.sum(np.asarray(r, np.float64) * seed)) for r, (_, seed) in zip(results, self.roots))

    def gradients(self) -> dict[Item, np.ndarray]:
        """The gradients of the same pass by the engine's own derivatives, in float64."""
        leaves = [item for item in self.behind if item.kind == "leaf" and item.value is not None]
        given = {item: self.tensor(self.step.arrays[item.value or 0], np.float64).requires_grad_() for item in leaves}
        found = {item: first(x) for item, x in self.values(given, np.float64).items()}
        wanted = {item: x for item, x in found.items() if self.engine.is_tensor(x) and x.requires_grad}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            grads = self.fw.autograd.grad(
                [self.value_of(root, found, np.float64) for root, _ in self.roots], [*wanted.values()],
                [self.tensor(seed, np.float64) for _, seed in self.roots], allow_unused=True)  # fmt: skip
        return {item: np.asarray(self.engine.host(g)) for item, g in zip(wanted, grads) if g is not None}

    def downstream(self, given: Iterable[Item]) -> list[Item]:
        """What depends on these items, in order."""
        reached, stack = set[Item](), list(given)
        while stack:
            for user in self.users.get(source_of(stack.pop()), ()):
                if user not in reached:
                    reached.add(user)
                    stack.append(user)
        return sorted(reached, key=lambda item: item.id)


def ancestors(items: Iterable[Item]) -> set[Item]:
    """Items and all that they were computed from, as far as that was seen."""
    found, stack = set[Item](), list(items)
    while stack:
        item = stack.pop()
        if item not in found:
            found.add(item)
            if not unseen(item):
                stack += parents(item)
    return found


def size(item: Item) -> int:
    """How many numbers an item has."""
    return int(np.prod(item.shape, dtype=int))


def parents(item: Item) -> list[Item]:
    """What an item was computed from: mostly what its gradient goes to."""
    taken = referred(item.call.args) if item.call is not None else []
    return [*dict.fromkeys([*(each for _, each in item.inputs), *taken])]


def referred(x: Any) -> list[Item]:
    """The items that an argument holds."""
    if x.__class__ is Ref:
        return [x.item]
    return [each for y in x for each in referred(y)] if x.__class__ in (list, tuple) else []


def unseen(item: Item) -> bool:
    """Whether an operation is known by its node alone: it ran before anybody listened, or as part of a change in place."""
    return item.kind == "op" and item.call is None


def hidden(behind: set[Item]) -> set[Item]:
    """What leads to the root also by ways that were not seen: the forward pass, run again, misses these ways."""
    found, stack = set[Item](), [item for item in behind if unseen(item)]
    while stack:
        for _, each in stack.pop().inputs:
            if each not in found:
                found.add(each)
                stack.append(each)
    return found


def source_of(item: Item) -> Item:
    """The operation that gave one of several results."""
    return item.inputs[0][1] if item.kind == "output" else item


def first(result: Any) -> Any:
    return result[0] if isinstance(result, (tuple, list)) else result
