"""Holds one record of the table against torch: everything in which two namespaces differ.

`check(record, ours, theirs)` runs every form of a record over its cases (shapes, dtypes, layouts, kinks,
special values, which inputs require a gradient) in both namespaces and returns the differences: value, shape,
dtype, requires_grad, the names in the graph, gradients under random cotangents, second derivatives, warnings,
and the type and words of exceptions. `theirs` is torch; `ours` is tinygrad_lr, or torch with something broken
on purpose.

The bounds come from the operands. The reference runs the record in float64 under torch and takes its Jacobian
J: a result adds up |J| |x| in absolute values, a gradient |J|ᵀ |cotangent|; rounding is measured by them.
"""

from __future__ import annotations

import math
import re
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any
from unittest.mock import ANY

import numpy as np

from ..operations.opinfo import Record
from .tolerance import EXACT, Tier, same_bits, terms, worst

INTEGERS = ("int64", "int32", "int16", "int8", "uint8", "bool")
Finding = tuple[str, Any, Any, float]  # what, ours, theirs, ratio
LAYOUTS = ("transposed", "sliced", "expanded")


@dataclass(frozen=True)
class Case:
    """One way to run a record: shapes of its tensors, dtype, kind of values, memory layout, who requires a
    gradient."""

    shapes: tuple[tuple[int, ...], ...]
    dtype: str = "float64"
    lane: str = "smooth"
    layout: str = "contiguous"
    needs: tuple[bool, ...] = ()
    second: bool = False
    salt: int = 0

    def __str__(self) -> str:
        sizes = " ".join("x".join(map(str, shape)) or "-" for shape in self.shapes)
        text = f"{self.dtype} {sizes}"
        text += "" if self.lane == "smooth" else f" {self.lane}#{self.salt}"
        text += "" if self.layout == "contiguous" else f" {self.layout}"
        return text + "".join(" requires" if need else " no" for need in self.needs)


@dataclass(frozen=True)
class Difference:
    """Something that ours and torch disagree about."""

    record: str
    form: str
    case: str
    what: str
    ours: str
    theirs: str
    ratio: float = np.inf  # of a number: |difference| / bound

    def __str__(self) -> str:
        return f"{self.form}  [{self.case}]  {self.what}: {self.ours}, torch: {self.theirs}"


@dataclass
class Outcome:
    """What one call did: its results, what their graph is, its gradients; or the exception it ended in."""

    error: tuple[str, str] | None = None
    stage: str = "forward"
    warned: set[tuple[str, str]] = field(default_factory=set)
    facts: list[dict[str, Any]] = field(default_factory=list)
    grads: list[np.ndarray | None] = field(default_factory=list)
    seconds: list[np.ndarray | None] = field(default_factory=list)


# ---- cases -----------------------------------------------------------------------------------------------


def cases(record: Record) -> Iterator[Case]:
    """Every case a record is tried on."""
    first = record.shapes.cases[0]
    for i, shape in enumerate(record.shapes.cases):
        for dtype in ("float64", "float32"):
            precise = dtype == "float64" or "dtype=torch.float64" in record.forms[0]
            yield Case(shape, dtype, second=precise and record.order == 2 and i < 2)
    if not first:
        return
    able = [d.differentiable for d in record.domains]
    if any(able):
        yield from (Case(first, dtype, needs=(False,) * len(able)) for dtype in ("float64", "float32"))
    if any(first):
        yield from (Case(first, layout=layout) for layout in LAYOUTS if layout not in record.unsafe)
    if sum(able) > 1 and record.order:
        alone = [tuple(j == i for j in range(len(able))) for i, ok in enumerate(able) if ok]
        yield from (Case(first, needs=needs) for needs in alone)
    if any(d.kinks or d.poles for d in record.domains):
        yield from (Case(first, lane="kinks", salt=salt) for salt in range(3))
    if record.special:
        yield from (Case(((3, 2),) * len(first), lane="special", salt=salt) for salt in range(3))
        yield from (Case(((40, 4),) * len(first), dtype, lane="special") for dtype in ("float64", "float32"))
    if any(able) or any(d.constant for d in record.domains):
        full = [shape for shape in record.shapes.cases if not any(0 in sizes for sizes in shape)]
        yield from (Case(shape, "int64") for shape in full)  # (an empty one does not reach torch's dtype check)
        yield from (Case(first, dtype) for dtype in INTEGERS[1:])


def draw(record: Record, case: Case) -> list[np.ndarray]:
    """The arrays of a case. A float32 case rounds the float64 case's numbers."""
    rng = record.rng(f"{case.shapes}{case.lane}{case.salt}")
    dtype = "float64" if case.dtype == "float32" and case.lane != "special" else case.dtype
    arrays = record.draw(rng, case.shapes, dtype, case.lane)
    if case.layout == "expanded":
        arrays = [np.repeat(a[:1], len(a), 0) if a.ndim and len(a) else a for a in arrays]
    return [a.astype(case.dtype) if a.dtype == np.float64 else a for a in arrays]


# ---- running ---------------------------------------------------------------------------------------------


def place(fw: Any, array: np.ndarray, layout: str) -> Any:
    """A tensor with the array's numbers, laid out in memory as asked."""
    if layout == "transposed" and array.ndim > 1:
        return fw.tensor(np.swapaxes(array, 0, -1).copy()).transpose(0, -1)
    if layout == "sliced" and array.ndim:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1] + 1), array.dtype)
        wide[..., 1::2] = array
        return fw.tensor(wide)[..., 1::2]
    if layout == "expanded" and array.ndim and len(array) > 1:
        return fw.tensor(array[:1].copy()).expand(array.shape)
    return fw.tensor(array)


def leaves(fw: Any, record: Record, arrays: Sequence[np.ndarray], case: Case) -> list[Any]:
    """The tensors to call with: leaves, requiring a gradient where the case and the record say so."""
    made = []
    for i, (array, domain) in enumerate(zip(arrays, record.domains, strict=True)):
        leaf = place(fw, array, case.layout).detach()
        if array.dtype.kind == "f" and domain.differentiable and (not case.needs or case.needs[i]):
            leaf.requires_grad_()
        made.append(leaf)
    return made


def observe(fw: Any, record: Record, call: Any, arrays: Sequence[np.ndarray], case: Case) -> Outcome:
    """Run one form once: forward, backward, and backward of the backward where the case asks for it."""
    seen = Outcome()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        # as importing tinygrad_lr does
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"tinygrad_lr\.")
        try:
            _run(fw, record, call, leaves(fw, record, arrays, case), case, seen)
        except Exception as error:  # whatever it is, it is what has to be the same
            seen.error = (type(error).__name__, str(error))
    seen.warned = {(w.category.__name__, words(str(w.message))) for w in caught}
    return seen


def _run(fw: Any, record: Record, call: Any, inputs: list[Any], case: Case, seen: Outcome) -> None:
    if record.op == "dropout":
        fw.manual_seed(0)
    before = [numbers(t).copy() for t in inputs]
    result = call(fw, *inputs)
    outputs = list(result) if isinstance(result, (tuple, list)) else [result]
    seen.facts = [describe(out, inputs) for out in outputs]
    seen.facts[:1] = [{**fact, "result": shell(result)} for fact in seen.facts[:1]]
    unchanged = all(a.tobytes() == numbers(t).tobytes() for a, t in zip(before, inputs, strict=True))
    seen.facts.append({"inputs left alone": unchanged})

    wanted = [t for t in inputs if t.requires_grad]
    roots, upstream = cotangents(record, outputs)
    if not roots or not wanted:
        return
    seen.stage = "backward"
    seeds = [fw.tensor(c).requires_grad_(case.second) for c in upstream]
    grads = fw.autograd.grad(roots, wanted, seeds, create_graph=case.second, allow_unused=True)
    seen.grads = [None if g is None else numbers(g) for g in grads]
    roots, upstream = cotangents(record, grads, "second")
    if not case.second or not roots:
        return
    seen.stage = "second backward"
    seconds = fw.autograd.grad(roots, wanted + seeds, [fw.tensor(c) for c in upstream], allow_unused=True)
    seen.seconds = [None if g is None else numbers(g) for g in seconds]


def cotangents(record: Record, results: Sequence[Any], salt: str = "") -> tuple[list[Any], list[np.ndarray]]:
    """Those results that have a derivative, and a random upstream gradient for each."""
    roots, upstream = [], []
    for i, result in enumerate(results):
        if getattr(result, "requires_grad", False):
            roots.append(result)
            upstream.append(cotangent(record, i, tuple(result.shape), salt).astype(numbers(result).dtype))
    return roots, upstream


def cotangent(record: Record, i: int, shape: tuple[int, ...], salt: str = "") -> np.ndarray:
    """The upstream gradient of result `i`, in float64."""
    return _cotangent(f"{record.id} {i} {salt}", shape)


@lru_cache(1024)
def _cotangent(name: str, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(np.random.RandomState(zlib.crc32(name.encode())).uniform(-2, 2, size=shape))


def numbers(t: Any) -> np.ndarray:
    """A tensor's numbers, wherever it is. torch has tensors without memory, which have no plain numpy()."""
    return t.detach().numpy(force=True)


def shell(result: Any) -> str:
    """What kind of thing came back: a tensor, a tuple, a pair with names, a Python bool ..."""
    if hasattr(result, "grad_fn"):
        return "tensor"
    names = [name for name in ("values", "indices") if not callable(getattr(result, name, len))]
    return type(result).__name__ if not names else f"{type(result).__name__} with {', '.join(names)}"


def describe(out: Any, inputs: Sequence[Any]) -> dict[str, Any]:
    """What there is to compare about one result, bounded numbers under "value"."""
    if not hasattr(out, "grad_fn"):
        return {"python": out if isinstance(out, (bool, int, float)) else str(out)}
    array = numbers(out)
    shared = array.size and any(share_memory(out, t) for t in inputs if t is not out)
    return {
        "dtype": str(out.dtype),
        "shape": tuple(out.shape),
        "requires_grad": out.requires_grad,
        "is_leaf": out.is_leaf,
        "node": type(out.grad_fn).__name__,
        "graph": tree(out.grad_fn),
        # where torch's is not, ours may be
        "in order": ANY if any(oddly_laid(t) for t in inputs) else out.is_contiguous() or None,
        "is an input": any(out is t for t in inputs),
        "shares memory": bool(shared),
        "value": array,
    }


def oddly_laid(t: Any) -> bool:
    """Whether a dimension of one element has another stride than in order: torch goes by it, and NumPy does not."""
    steps = [math.prod(t.shape[i + 1 :]) for i in range(t.ndim)]
    return any(n == 1 and step != t.stride()[i] for i, (n, step) in enumerate(zip(t.shape, steps, strict=True)))


def share_memory(a: Any, b: Any) -> bool:
    """Whether two tensors' memory overlaps, by the addresses of their first and last elements, on any device."""
    (start, end), (other_start, other_end) = span(a), span(b)
    return start < other_end and other_start < end


def span(t: Any) -> tuple[int, int]:
    """The addresses that a tensor's elements lie between."""
    if not t.numel():
        return 0, 0
    reach = sum((n - 1) * step for n, step in zip(t.shape, t.stride(), strict=True)) + 1
    return t.data_ptr(), t.data_ptr() + reach * t.element_size()


def tree(node: Any, depth: int = 10) -> str:
    """The names of a node and of what it leads to."""
    if node is None or not depth:
        return "-"
    below = ", ".join(tree(following, depth - 1) for following, _ in node.next_functions)
    return type(node).__name__ + (f"({below})" if below else "")


def words(text: str) -> str:
    """What a message says: its first line, without the place in torch's sources that raised it, and the device."""
    text = text.strip().split("\n")[0].replace("torch.cuda.", "torch.")
    return re.sub(r" ?\(Triggered internally at .*", "", text)


# ---- bounds ----------------------------------------------------------------------------------------------


class Reference:
    """The sums of absolute terms behind every number of a case, from torch's Jacobian in float64."""

    def __init__(self, torch: Any, record: Record, arrays: Sequence[np.ndarray], case: Case) -> None:
        # "value 0" is output 0's |J| |x|, "gradient 0" the first leaf's |J|ᵀ |cotangent|, and
        # "second derivative 0" the same once more, first for the leaves and then for the cotangents
        self.terms: dict[str, np.ndarray] = {}
        self.counts: dict[str, np.ndarray] = {}  # how many terms a gradient adds up
        wide = [a if d.fixed else finite(a) for a, d in zip(arrays, record.domains, strict=True)]
        if record.value.kind == "products":
            wide = [np.abs(a) for a in wide]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with suppress(RuntimeError, TypeError, IndexError, ValueError):  # refused: no numbers to bound
                self._fill(torch, record, leaves(torch, record, wide, Case(case.shapes)), case)
                if "normed" in (record.value.kind, record.grad.kind):
                    self._fill_nearby(torch, record, wide, case)
                if record.order == 2 and record.grad.kind in ("terms", "normed"):
                    self._add_moved(torch, record, leaves(torch, record, wide, Case(case.shapes)), case)

    def _fill_nearby(self, torch: Any, record: Record, arrays: Sequence[np.ndarray], case: Case) -> None:
        """Where all inputs are equal the terms may cancel in the Jacobian itself: then those next to it
        count."""
        here, self.terms = self.terms, {}
        rng = record.rng()
        near = [
            a if d.fixed else a * rng.uniform(0.9, 1.1, size=a.shape)
            for a, d in zip(arrays, record.domains, strict=True)
        ]
        self._fill(torch, record, leaves(torch, record, near, Case(case.shapes)), case)
        self.terms = {name: np.maximum(size, self.terms.get(name, size)) for name, size in here.items()}

    def _add_moved(self, torch: Any, record: Record, inputs: list[Any], case: Case) -> None:
        """Rounded inputs move a gradient by its own derivative: a normalisation of nearly equal numbers moves
        far."""
        asked = [n for n, t in zip(case.needs or (True,) * len(inputs), inputs, strict=True) if t.requires_grad]
        able = [t for t in inputs if t.requires_grad]
        roots, upstream = cotangents(record, [record.call(torch, *inputs)])
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
                if record.grad.kind == "normed":  # by its units; what cancels everywhere leaves nothing else
                    moved = moved + c * out / unit(x_i)
                self.terms[f"gradient {i}"] = self.terms[f"gradient {i}"] + moved

    def _fill(self, torch: Any, record: Record, inputs: list[Any], case: Case) -> None:
        if record.op == "dropout":
            torch.manual_seed(0)
        result = record.call(torch, *inputs)
        outputs = list(result) if isinstance(result, (tuple, list)) else [result]
        able = [t for t in inputs if t.requires_grad]
        roots, upstream = cotangents(record, outputs)
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
            self._fill_second(torch, record, roots, [able[k] for k in asked], upstream)

    def _fill_second(
        self, torch: Any, record: Record, roots: list[Any], asked: list[Any], upstream: list[np.ndarray]
    ) -> None:
        seeds = [torch.tensor(c, requires_grad=True) for c in upstream]
        grads = torch.autograd.grad(roots, asked, seeds, create_graph=True, allow_unused=True)
        roots, upstream = cotangents(record, grads, "second")
        rows = [jacobian(torch, root, asked + seeds) for root in roots]
        # products that cancel leave the rounding of the first derivative behind
        first = max(size.max(initial=0) for name, size in self.terms.items() if name.startswith("gradient"))
        floor = first * max([np.abs(c).max(initial=0) for c in upstream], default=0)
        if record.grad.kind == "normed":  # or nothing else, where these cancel everywhere
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


# ---- comparing -------------------------------------------------------------------------------------------


class Comparison:
    """The outcomes of one call in both namespaces, compared: all that is not the same, and by how much.

    `twofold`: this call is wrong in two ways at once, and which one is told first is nobody's business.
    """

    def __init__(self, record: Record, reference: Callable[[], Reference], twofold: bool = False) -> None:
        self.record, self.reference, self.twofold = record, reference, twofold

    def outcomes(self, ours: Outcome, theirs: Outcome) -> Iterator[Finding]:
        if ours.error or theirs.error:
            yield from self._errors(ours, theirs)
            return
        for what, numpys in (("warnings", False), ("NumPy warnings", True)):
            a, b = (sorted(w for w in o.warned if (w[0] == "RuntimeWarning") == numpys) for o in (ours, theirs))
            if a != b:
                yield what, a, b, np.inf
        if len(ours.facts) != len(theirs.facts):
            yield "number of results", len(ours.facts) - 1, len(theirs.facts) - 1, np.inf
            return
        for i, (a, b) in enumerate(zip(ours.facts, theirs.facts, strict=True)):
            unlike = [key for key in b if key != "value" and b[key] is not None and a.get(key) != b[key]]
            yield from ((key, a.get(key), b[key], np.inf) for key in unlike)
            if self.record.numbers and "value" in a and "value" in b:
                yield from self.arrays("value", f"value {i}", a["value"], b["value"], self.record.value)
        yield from self._gradients(ours, theirs)

    def _errors(self, ours: Outcome, theirs: Outcome) -> Iterator[Finding]:
        (a, said), (b, told) = ours.error or ("", "no exception"), theirs.error or ("", "no exception")
        if a != b and not (self.twofold and ours.error and theirs.error):
            stage = (theirs if theirs.error else ours).stage
            yield f"exception in {stage}", f"{a} {words(said)}", f"{b} {words(told)}", np.inf
        elif words(said) != words(told) and not self.twofold:
            yield "words", words(said), words(told), np.inf

    def _gradients(self, ours: Outcome, theirs: Outcome) -> Iterator[Finding]:
        if len(ours.grads) != len(theirs.grads):
            yield "number of gradients", len(ours.grads), len(theirs.grads), np.inf
            return
        outputs = [fact["value"].dtype for fact in theirs.facts if "value" in fact]
        eps = max((np.finfo(d).eps for d in outputs if d.kind == "f"), default=0)
        for i, (a, b) in enumerate(zip(ours.grads, theirs.grads, strict=True)):
            name = f"gradient {i}"
            if a is not None and b is not None:
                yield from self.arrays(name, name, a, b, self.record.grad, eps)
            elif (a is None) != (b is None):
                yield name, a, b, np.inf
        for i, (a, b) in enumerate(zip_longest(ours.seconds, theirs.seconds)):
            name = f"second derivative {i}"
            if a is not None or b is not None:  # None is zero
                a, b = (np.zeros_like(b) if a is None else a), (np.zeros_like(a) if b is None else b)
                yield from self.arrays(name, name, a, b, self.record.second)

    def arrays(
        self, what: str, name: str, ours: np.ndarray, theirs: np.ndarray, tier: Tier, eps: float = 0
    ) -> Iterator[Finding]:
        """The worst ratio of two arrays, unless they are the same bits; `name` finds their terms."""
        if ours.dtype != theirs.dtype or ours.shape != theirs.shape:
            yield what, f"{ours.dtype}{list(ours.shape)}", f"{theirs.dtype}{list(theirs.shape)}", np.inf
        elif not same_bits(ours, theirs).all():
            found = worst(ours, theirs, self.bound(name, theirs, tier, eps))
            yield what, found, repr(found.theirs), found.ratio

    def bound(self, name: str, theirs: np.ndarray, tier: Tier, eps: float) -> np.ndarray:
        """An exact gradient that adds up more than two terms may add them in another order: a sum's bound."""
        if theirs.dtype.kind != "f":
            return np.zeros(theirs.shape)
        size, count = self.reference().terms.get(name), self.reference().counts.get(name)
        if size is not None and size.shape != theirs.shape:
            size = None  # all forms of ours have the same wrong shape: there are no terms for that
        eps = max(np.finfo(theirs.dtype).eps, eps)
        bound = tier.bound(theirs, size, eps)
        if tier is EXACT and count is not None and size is not None:
            bound = np.where(count > 2, terms(4).bound(theirs, size, eps), bound)
        return bound


# ---- all of it -------------------------------------------------------------------------------------------


def compare(record: Record, ours: Any, theirs: Any) -> Iterator[Difference]:
    """All that is not bit for bit the same, with its ratio, over a record's cases and forms."""
    for case in cases(record):
        if hasattr(ours, case.dtype):
            yield from compare_case(record, case, ours, theirs)


def compare_case(
    record: Record, case: Case, ours: Any, theirs: Any, arrays: Sequence[np.ndarray] | None = None
) -> Iterator[Difference]:
    """The same for one case, with numbers of its own if given."""
    arrays = draw(record, case) if arrays is None else arrays
    reference = cache(lambda: Reference(theirs, record, arrays, case))
    refusals: set[tuple[str, str]] = set()
    first = None
    for text, call in zip(record.forms, record.calls, strict=True):
        a, b = (observe(fw, record, call, arrays, case) for fw in (ours, theirs))
        refusals.update({b.error} if b.error else ())
        comparison = Comparison(record, reference, twofold=len(refusals) > 1)
        found = list(comparison.outcomes(a, b))
        value = a.facts[0].get("value") if a.facts and not a.error and record.numbers else None
        first = value if first is None else first
        if value is not None and value.dtype == first.dtype:  # in place the first tensor's dtype stays
            found += comparison.arrays("forms differ", "value 0", value, first, record.value)
        for what, mine, torchs, ratio in found:
            yield Difference(record.id, text, str(case), what, str(mine), str(torchs), float(ratio))


def check(record: Record, ours: Any, theirs: Any) -> list[Difference]:
    """Every difference between two namespaces that rounding does not explain."""
    return [difference for difference in compare(record, ours, theirs) if difference.ratio > 1]
