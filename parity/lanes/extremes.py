"""Extremes: nan, infinities, zeros, huge and tiny numbers in every elementwise operation, activation and loss.

Each number of a list meets each other one; what comes out has to be torch's: the value, the first derivative and the
second, nan and infinities at the same places. Elementwise operations take the whole list in one call, and losses that
reduce a number at a time, as one nan would hide all else.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..devices import device_of, flushed
from ..operations.opinfo import UNIT, OpInfo
from ..oracle.observe import numbers
from ..output import replay
from ..output.tally import Failure, Tally
from ..profiles import Profile
from ..versions import reaching, ties

LANE = "extremes"
LARGE = (88.0, 800.0, 1e30, 3.4e38)
NUMBERS = (0.0, 1.0, 0.5, 2.5, 1e-8, 1e-40, *LARGE, np.inf)
NUMBERS = (*NUMBERS, *(-v for v in NUMBERS), np.nan)
UNITS = tuple(v for v in NUMBERS if 0 <= v <= 1)
DTYPES = ("float64", "float32")
SLACK = {"float64": (1e-8, 1e-300), "float32": (1e-4, 1e-30)}
# torch's faults (docs/differences.md): an overflow's or underflow's nan for a second derivative that is finite; the
# same for a value, here and there in an array. And what cancels in both.
OVERFLOWS = (
    "torch.erf(",
    "torch.erfc(",
    "torch.asinh(",
    "torch.atanh(",
    "torch.atan2(",
    "torch.hypot(",
    "F.gelu(x)",
    "F.silu(",
    "F.mish(",
)
CANCEL = ("torch.hypot(", "torch.sinc(")
PLACES = ("torch.remainder(", "torch.fmod(", "F.gelu(x")


def tried(opinfos: Sequence[OpInfo]) -> list[OpInfo]:
    """Those that take floats of any value and one shape, have a derivative, and draw nothing."""
    return [
        r
        for r in opinfos
        if r.order and not r.refused and r.numbers and r.domains and r.op != "dropout"
        if r.shapes.rule in ("any", "broadcast", "same") and r.shapes.min_dims < 2
        if all(not d.fixed for d in r.domains) and any(d.differentiable for d in r.domains)
    ]


def grids(opinfo: OpInfo, ours: Any) -> Iterator[list[np.ndarray]]:
    """Every combination of the numbers (of three, some): in one array, or each by itself."""
    count = len(opinfo.domains)
    rng = opinfo.rng("extremes")
    lists = [UNITS if d is UNIT else NUMBERS for d in opinfo.domains]
    every = list(itertools.product(*lists)) if count < 3 else [[rng.choice(v) for v in lists] for _ in range(400)]
    columns = [np.array(column) for column in zip(*every, strict=True)]
    out = opinfo.call(ours, *[ours.tensor(c[:3]) for c in columns])
    if tuple(getattr(out, "shape", ())) == (3,) and "softm" not in opinfo.op and opinfo.op != "cumsum":
        yield columns
        return
    for i in rng.permutation(len(columns[0]))[:40]:
        yield [c[i : i + 1] for c in columns]


def derivatives(fw: Any, opinfo: OpInfo, arrays: Sequence[np.ndarray]) -> list[np.ndarray | None] | str:
    """The value, the gradients, and theirs; or the words of a refusal."""
    try:
        able = [d.differentiable for d in opinfo.domains]
        inputs = [fw.tensor(a).requires_grad_(need) for a, need in zip(arrays, able, strict=True)]
        wanted = [t for t in inputs if t.requires_grad]
        out = opinfo.call(fw, *inputs)
        seed = fw.full(tuple(out.shape), 0.75, dtype=out.dtype).requires_grad_()
        grads = fw.autograd.grad(out, wanted, seed, create_graph=True, allow_unused=True)
        found = [out, *grads]
        roots = [g for g in grads if g is not None and g.requires_grad] if opinfo.order > 1 else []
        if roots:
            starts = [fw.full(tuple(g.shape), 1.25, dtype=g.dtype) for g in roots]
            found += fw.autograd.grad(roots, [*wanted, seed], starts, allow_unused=True)
        return [None if t is None else numbers(t) for t in found]
    except Exception as error:  # whatever it is, it is what has to be the same
        return f"{type(error).__name__}: {error}"


def differing(
    opinfo: OpInfo,
    dtype: str,
    arrays: Sequence[np.ndarray],
    ours: Any,
    theirs: Any,
    excused: tuple = OVERFLOWS,
    tied: np.ndarray | None = None,
) -> str:
    """Where the two are apart, or nothing; `excused` from a nan of torch's second derivative are these operations, and
    where it is `tied` this torch's derivatives are others."""
    given = [a.astype(dtype) for a in arrays]
    given = flushed(given) if device_of(ours) == "cuda" else given
    mine, torchs = (derivatives(fw, opinfo, given) for fw in (ours, theirs))
    if isinstance(mine, str) or isinstance(torchs, str):
        return "" if isinstance(mine, type(torchs)) else f"{mine}, torch: {torchs}"
    first = 1 + sum(d.differentiable for d in opinfo.domains)
    for i, (a, b) in enumerate(itertools.zip_longest(mine, torchs)):
        if a is None and b is None:
            continue
        a, b = (np.zeros_like(b) if a is None else a), (np.zeros_like(a) if b is None else b)
        what = "the value" if i == 0 else f"gradient {i - 1}" if i < first else f"second derivative {i - first}"
        if a.dtype != b.dtype or a.shape != b.shape:
            return f"{what}: {a.dtype}{list(a.shape)}, torch: {b.dtype}{list(b.shape)}"
        a = a if tied is None or not i else np.where(reaching(tied, a.shape), b, a)
        bad = np.flatnonzero(apart(a, b, dtype, opinfo, i >= first, excused))
        if bad.size:
            at = [float(x.ravel()[bad[0]]) for x in given] if given[0].size == a.size else [x.tolist() for x in given]
            return f"{what} at {at}: {a.ravel()[bad[0]]}, torch: {b.ravel()[bad[0]]}"
    return ""


def apart(a: np.ndarray, b: np.ndarray, dtype: str, opinfo: OpInfo, second: bool, excused: tuple) -> np.ndarray:
    """Which numbers are not the same up to some roundings, but for what torch has wrong."""
    relative, least = SLACK[dtype]
    if second and opinfo.id.startswith(CANCEL):
        relative, least = 1e-3, np.inf
    elif second:
        relative, least = 100 * relative, 1e-14 if dtype == "float64" else 1e-6
    with np.errstate(all="ignore"):
        near = np.abs(a - b) <= relative * np.abs(b) + least
    same = near | (a == b) | (np.isnan(a) & np.isnan(b))
    if second and opinfo.id.startswith(excused):
        same |= np.isnan(b) & np.isfinite(a)
    if not second and opinfo.id.startswith(PLACES):
        same |= np.isnan(b)
    return ~same


def script(opinfo: OpInfo, dtype: str, arrays: Sequence[np.ndarray], what: str) -> str:
    """The numbers, in the operation again."""
    domains = ", ".join(f"types.SimpleNamespace(differentiable={d.differentiable})" for d in opinfo.domains)
    given = f"arrays = {replay.shown(list(arrays))}\n" + replay.form_text(opinfo.id, opinfo.names)
    given += f"opinfo = types.SimpleNamespace(id={opinfo.id!r}, op={opinfo.op!r}, order={opinfo.order}, call=call, domains=[{domains}])\n"
    bound = f"{SLACK[dtype][0]:g} of the number" + ", a hundred times that for a second derivative"
    expression = f"differing(opinfo, {dtype!r}, arrays, tinygrad_lr, pytorch)"
    return replay.answers(what, [differing], given, expression, bound)


COVERED = ("value", "gradient", "second derivative")


def run(opinfos: Sequence[OpInfo], ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Every operation with every number."""
    for opinfo in tried(opinfos):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for dtype, arrays in itertools.product(DTYPES, grids(opinfo, ours)):
                tied = ties(opinfo.op, opinfo.call, arrays, theirs)
                tally.changed += tied is not None and bool(tied.any())
                found = differing(opinfo, dtype, arrays, ours, theirs, tied=tied)
                line = f"{opinfo.id}  [{dtype}] of {arrays[0].size} numbers"
                if found:
                    again = f"--lanes {LANE} --ops {opinfo.op} --profile {profile.name}"
                    text = script(opinfo, dtype, arrays, f"{line}: {found}")
                    tally.fail(Failure(LANE, opinfo.op, f"{line}: {found}", text, again), dtype)
                    break
                tally.case(LANE, opinfo.op, dtype, None, line, covered=COVERED[: 1 + opinfo.order])
        yield opinfo.id
