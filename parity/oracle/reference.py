"""The bounds come from the operands: how large are the terms that every number of a case adds up?

The reference runs the OpInfo in float64 under torch and takes its Jacobian J: a result adds up |J| |x| in absolute
values, a gradient |J|ᵀ |cotangent|; rounding is measured by them.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from ..operations.cases import Case
from ..operations.opinfo import OpInfo
from .observe import cotangents, leaves, numbers


class Reference:
    """The sums of absolute terms behind every number of a case, from torch's Jacobian in float64."""

    def __init__(self, torch: Any, opinfo: OpInfo, arrays: Sequence[np.ndarray], case: Case) -> None:
        # "value 0" is output 0's |J| |x|, "gradient 0" the first leaf's |J|ᵀ |cotangent|, and
        # "second derivative 0" the same once more, first for the leaves and then for the cotangents
        self.terms: dict[str, np.ndarray] = {}
        self.counts: dict[str, np.ndarray] = {}  # how many terms a gradient adds up
        wide = [a if d.fixed else finite(a) for a, d in zip(arrays, opinfo.domains, strict=True)]
        if opinfo.value.kind == "products":
            wide = [np.abs(a) for a in wide]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with suppress(RuntimeError, TypeError, IndexError, ValueError):  # refused: no numbers to bound
                self._fill(torch, opinfo, leaves(torch, opinfo, wide, Case(case.shapes)), case)
                if "normed" in (opinfo.value.kind, opinfo.grad.kind):
                    self._fill_nearby(torch, opinfo, wide, case)
                if opinfo.order == 2 and opinfo.grad.kind in ("terms", "normed"):
                    self._add_moved(torch, opinfo, leaves(torch, opinfo, wide, Case(case.shapes)), case)

    def _fill_nearby(self, torch: Any, opinfo: OpInfo, arrays: Sequence[np.ndarray], case: Case) -> None:
        """Where all inputs are equal the terms may cancel in the Jacobian itself: then those next to it
        count."""
        here, self.terms = self.terms, {}
        rng = opinfo.rng()
        near = [
            a if d.fixed else a * rng.uniform(0.9, 1.1, size=a.shape)
            for a, d in zip(arrays, opinfo.domains, strict=True)
        ]
        self._fill(torch, opinfo, leaves(torch, opinfo, near, Case(case.shapes)), case)
        self.terms = {name: np.maximum(size, self.terms.get(name, size)) for name, size in here.items()}

    def _add_moved(self, torch: Any, opinfo: OpInfo, inputs: list[Any], case: Case) -> None:
        """Rounded inputs move a gradient by its own derivative: a normalisation of nearly equal numbers moves
        far."""
        asked = [n for n, t in zip(case.needs or (True,) * len(inputs), inputs, strict=True) if t.requires_grad]
        able = [t for t in inputs if t.requires_grad]
        roots, upstream = cotangents(opinfo, [opinfo.call(torch, *inputs)])
        if not roots:
            return
        seeds = [torch.tensor(c) for c in upstream]
        grads = torch.autograd.grad(roots, able, seeds, create_graph=True, allow_unused=True)
        x = [np.abs(numbers(t)).reshape(-1) for t in able]
        c = max(np.abs(c).max(initial=0) for c in upstream)
        out = max(np.abs(numbers(root)).max(initial=0) for root in roots)
        for i, (grad, x_i) in enumerate((g, a) for g, a, n in zip(grads, x, asked, strict=True) if n):
            if grad is not None and grad.requires_grad:
                rows = jacobian(torch, grad, able)
                moved = sums([np.where(np.isfinite(m), m, 0) for m in rows], x, grad)  # an input may be at a pole
                if opinfo.grad.kind == "normed":  # by its units; what cancels everywhere leaves nothing else
                    moved = moved + c * out / unit(x_i)
                self.terms[f"gradient {i}"] = self.terms[f"gradient {i}"] + moved

    def _fill(self, torch: Any, opinfo: OpInfo, inputs: list[Any], case: Case) -> None:
        if opinfo.op == "dropout":
            torch.manual_seed(0)
        result = opinfo.call(torch, *inputs)
        outputs = list(result) if isinstance(result, (tuple, list)) else [result]
        able = [t for t in inputs if t.requires_grad]
        roots, upstream = cotangents(opinfo, outputs)
        if not roots or not able:
            return
        jacobians = [jacobian(torch, root, able) for root in roots]
        x = [np.abs(numbers(t)).reshape(-1) for t in able]
        for root, row in zip(roots, jacobians, strict=True):
            number = next(i for i, out in enumerate(outputs) if out is root)
            self.terms[f"value {number}"] = sums(row, x, root)
        needs = [need for t, need in zip(inputs, case.needs or (True,) * len(inputs), strict=True) if t.requires_grad]
        asked = [k for k, need in enumerate(needs) if need]
        for i, k in enumerate(asked):
            column = [row[k] for row in jacobians]
            self.terms[f"gradient {i}"] = sums([j.T for j in column], upstream, able[k])
            terms = sum((j != 0).sum(0) for j in column).reshape(tuple(able[k].shape))
            if case.lane == "special":  # where inf and nan have been, a term may be missing here
                terms = np.maximum(terms, sum(len(j) for j in column) // max(1, able[k].numel()))
            self.counts[f"gradient {i}"] = terms
        if case.second:
            self._fill_second(torch, opinfo, roots, [able[k] for k in asked], upstream)

    def _fill_second(
        self, torch: Any, opinfo: OpInfo, roots: list[Any], asked: list[Any], upstream: list[np.ndarray]
    ) -> None:
        seeds = [torch.tensor(c, requires_grad=True) for c in upstream]
        grads = torch.autograd.grad(roots, asked, seeds, create_graph=True, allow_unused=True)
        roots, upstream = cotangents(opinfo, grads, "second")
        rows = [jacobian(torch, root, asked + seeds) for root in roots]
        # products that cancel leave the rounding of the first derivative behind
        first = max(size.max(initial=0) for name, size in self.terms.items() if name.startswith("gradient"))
        floor = first * max([np.abs(c).max(initial=0) for c in upstream], default=0)
        if opinfo.grad.kind == "normed":  # or nothing else, where these cancel everywhere
            floor = (
                floor
                + max(np.abs(numbers(s)).max(initial=0) for s in seeds) / min(unit(numbers(t)) for t in asked) ** 2
            )
        for k, t in enumerate(asked + seeds if roots else []):
            size = sums([row[k].T for row in rows], upstream, t)
            self.terms[f"second derivative {k}"] = np.maximum(size, floor)


def unit(x: np.ndarray) -> float:
    """The smallest size of a tensor's numbers and of the steps between them, kept between 1e-5 and 1: what dividing by
    them, or by how far they spread, may make of a rounding."""
    steps = np.diff(np.sort(x, axis=None))
    return float(np.clip([*np.abs(x).flat, *steps[steps > 0]], 1e-5, 1).min(initial=1))


def sums(matrices: Sequence[np.ndarray], vectors: Sequence[np.ndarray], like: Any) -> np.ndarray:
    """Σ |matrix| |vector|, in the shape of `like`."""
    total = sum(np.abs(m) @ np.abs(v).reshape(-1) for m, v in zip(matrices, vectors, strict=True))
    return np.asarray(total).reshape(tuple(like.shape))


def finite(array: np.ndarray) -> np.ndarray:
    """The numbers in float64; for inf ones beyond every domain, to be selected as it is, and ones for nan. Where these
    reach a result there is no rounding to bound."""
    wide = array.astype(np.float64)
    return np.where(np.isnan(wide), 1.0, np.where(np.isinf(wide), np.copysign(8.0, wide), wide))


def jacobian(torch: Any, out: Any, wanted: Sequence[Any]) -> list[np.ndarray]:
    """d out / d input as a matrix (out.numel(), input.numel()) for every input."""
    rows: list[list[np.ndarray]] = []
    for one in out.reshape(-1).unbind() if out.numel() else []:
        grads = torch.autograd.grad(one, wanted, retain_graph=True, allow_unused=True)
        pairs = zip(grads, wanted, strict=True)
        rows.append([np.zeros(t.numel()) if g is None else numbers(g).reshape(-1) for g, t in pairs])
    return [
        np.array([row[k] for row in rows], np.float64).reshape(out.numel(), t.numel()) for k, t in enumerate(wanted)
    ]
