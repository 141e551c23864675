"""The strip below the step: the loss by step, the line that is fitted, and the loss as a surface over two parameters."""

from __future__ import annotations

from typing import Any

import numpy as np

from .recorder import Item, Recorder
from .replay import Replay, size
from .variants import target_of

GRID = 33
SHOWN = 120  # steps of which the parameters are kept
POINTS = 200
RUNS = 200_000  # operations for the whole surface


def training(recorder: Recorder, replay: Replay | None, leaves: list[Item]) -> dict[str, Any]:
    """Losses and parameters by step; with a forward pass that can be run again, the line and the surface too."""
    trail = recorder.trail
    names = list(trail[-1][1]) if trail else []
    kept = [t for t in trail if set(t[1]) == set(names)]
    places = thinned(len(kept))
    told: dict[str, Any] = {
        "losses": [number(loss) for loss, _ in trail],
        "steps": [len(trail) - len(kept) + i + 1 for i in places],
        "parameters": {n: [listed(kept[i][1][n], 8) for i in places] for n in names},
    }
    if replay is not None and replay.faithful and leaves:
        path = [kept[i][1] for i in places]
        named = {item.name or f"leaf {item.id}": item for item in leaves}
        if set(named) == set(names):
            told["fit"] = fit(replay, named, path)
            told["surface"] = surface(replay, named, path)
    return told


def thinned(n: int) -> list[int]:
    return [*range(n)] if n <= SHOWN else sorted({round(i) for i in np.linspace(0, n - 1, SHOWN)})


def fit(replay: Replay, named: dict[str, Item], path: list[dict[str, np.ndarray]]) -> dict[str, Any] | None:
    """One feature and one target: the points, and the line's ends at each kept step."""
    pair = target_of(replay)
    if pair is None:
        return None
    prediction, target = pair
    n = int(np.prod(target.shape))
    features = [
        item for item in sorted(replay.behind, key=lambda i: i.id)
        if item.kind == "data" and item is not target and int(np.prod(item.shape)) == n and item.dtype == target.dtype
    ]  # fmt: skip
    if not features or not 2 <= n <= 100_000 or len(target.shape) > 2:
        return None
    x, y = (replay.step.arrays[item.value or 0].ravel().astype(float) for item in (features[0], target))
    ends = int(x.argmin()), int(x.argmax())
    lines = []
    for values in path:
        given: dict[Item, Any] = {named[name]: value for name, value in values.items()}
        found = replay.values(given, np.float64, [i for i in replay.downstream(given) if i.id <= prediction.id])
        if prediction not in found:
            return None
        out = replay.engine.host(found[prediction]).ravel()
        lines.append([number(out[i]) for i in ends])
    few = np.linspace(0, n - 1, min(n, POINTS)).astype(int)
    return {
        "x": [number(v) for v in x[few]], "y": [number(v) for v in y[few]], "ends": [number(x[i]) for i in ends],
        "lines": lines, "names": [features[0].name or "x", target.name or "y"],
    }  # fmt: skip


def surface(replay: Replay, named: dict[str, Item], path: list[dict[str, np.ndarray]]) -> dict[str, Any] | None:
    """The loss on a grid around the path of two parameters of one number each, in float64."""
    if len(named) != 2 or any(size(item) != 1 for item in named.values()) or replay.work * GRID**2 > RUNS:
        return None
    two = sorted(named, key=lambda name: "b" in name.rpartition(".")[2][:1])  # the weight across, the bias upward
    items = [named[name] for name in two]
    points = np.array([[float(values[name].reshape(-1)[0]) for name in two] for values in path])
    if not np.isfinite(points).all():
        points = points[np.isfinite(points).all(axis=1)]

    def loss(w: float, b: float) -> float:
        return replay.loss({item: np.full(item.shape, v) for item, v in zip(items, (w, b))})

    lowest = newton(loss, points[-1])
    spread = np.ptp(points, axis=0).max()
    around = (
        points
        if lowest is None or np.abs(lowest - points[-1]).max() > 8 * max(spread, 0.5)
        else np.vstack([points, lowest])
    )
    low, high = around.min(axis=0), around.max(axis=0)
    margin = 0.35 * np.maximum(high - low, 0.35 * max((high - low).max(), 0.2))
    axes = [np.linspace(a, b, GRID) for a, b in zip(low - margin, high + margin)]
    z = [[number(loss(w, b)) for w in axes[0]] for b in axes[1]]
    return {
        "names": two, "x": [number(v) for v in axes[0]], "y": [number(v) for v in axes[1]], "z": z,
        "lowest": None if lowest is None else [number(v) for v in lowest],
    }  # fmt: skip


def newton(loss: Any, at: np.ndarray) -> np.ndarray | None:
    """The minimum, where the loss is a bowl: one Newton step by differences, which is exact for a mean of squares."""
    h = 1e-3 * max(1.0, float(np.abs(at).max()))
    e = np.eye(2) * h
    f = lambda p: loss(*p)
    here = f(at)
    slope = np.array([(f(at + d) - f(at - d)) / (2 * h) for d in e])
    curve = [[(f(at + a + b) - f(at + a - b) - f(at - a + b) + f(at - a - b)) / (4 * h * h) for b in e] for a in e]
    if not np.isfinite(curve).all() or np.linalg.eigvalsh(curve)[0] <= 1e-9:
        return None
    lowest = at - np.linalg.solve(curve, slope)
    return np.round(lowest, 9) if f(lowest) <= here else None


def number(v: Any) -> Any:
    """A number as JSON takes it: inf and nan, which it does not know, in words."""
    v = float(v)
    return float(f"{v:.6g}") if np.isfinite(v) else str(v)


def listed(array: np.ndarray, most: int) -> list[Any]:
    return [exact(v) for v in array.reshape(-1)[:most]]


def exact(v: Any) -> Any:
    """The shortest number that gives the same bits again in its dtype."""
    if getattr(v, "dtype", None) is not None and v.dtype.kind in "iub":
        return v.item()
    return float(str(v)) if np.isfinite(v) else str(float(v))
