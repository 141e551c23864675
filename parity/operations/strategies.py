"""Where cases come from: every strategy of the suite.

A case of an operation names shapes, dtype, memory layout, which inputs require a gradient, and where its
numbers come from: a seed (large arrays cost nothing to draw), or hypothesis itself (which likes zeros, ties and
equal numbers, and makes them small when something fails).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from .cases import LAYOUTS, Case, draw
from .opinfo import Domain, OpInfo

DTYPES = ("float64", "float32")
SEEDS = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Drawn:
    """A case and its numbers, as drawn."""

    case: Case
    arrays: list[np.ndarray]
    origin: str  # "seed" or "values"

    def __str__(self) -> str:
        return f"{self.case}" + ("" if self.origin == "seed" else " values drawn")


# ---- cases of operations ---------------------------------------------------------------------------------


def shapes(opinfo: OpInfo) -> st.SearchStrategy:
    """Shapes for every tensor of an OpInfo, by the OpInfo's rule; now and then the OpInfo's own."""
    count, rule = len(opinfo.domains), opinfo.shapes.rule
    own = st.sampled_from(opinfo.shapes.cases)
    if rule == "any":
        free = hnp.array_shapes(min_dims=opinfo.shapes.min_dims, max_dims=4, min_side=0, max_side=4)
        return st.one_of(free.map(lambda shape: (shape,) * count), own)
    if rule == "broadcast":
        free = hnp.mutually_broadcastable_shapes(num_shapes=count, max_dims=4, min_side=0, max_side=4)
        return st.one_of(free.map(lambda drawn: tuple(drawn.input_shapes)), own)
    if rule == "same":
        free = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
        return st.one_of(free.map(lambda shape: (shape,) * count), own)
    return own


def values(domain: Domain, shape: tuple[int, ...], dtype: str) -> st.SearchStrategy:
    """Numbers of a domain drawn one by one, moved away from its kinks and poles."""
    if np.dtype(domain.fixed or dtype).kind != "f":
        return SEEDS.map(lambda seed: domain.draw(np.random.RandomState(seed), shape, dtype))
    width = 32 if dtype == "float32" else 64
    lo, hi = (float(np.float32(v)) for v in (domain.lo, domain.hi))

    def moved(drawn: np.ndarray) -> np.ndarray:
        wide = drawn.astype(np.float64)
        for bad in domain.kinks + domain.poles:
            away = bad + 2 * domain.MARGIN * np.where(wide < bad, -1, 1)
            wide = np.where(np.abs(wide - bad) < domain.MARGIN, away, wide)
        if domain.distinct:
            # In no order: of zeros, steps in order would make rows that are multiples of each other.
            order = np.random.RandomState(wide.size).permutation(wide.size).reshape(wide.shape)
            wide = wide + domain.MARGIN * (1 + order)
        return np.asarray(wide, dtype)

    numbers = st.floats(lo, hi, width=width, allow_subnormal=False)
    return hnp.arrays(dtype, shape, elements=numbers).map(moved)


@st.composite
def drawn_cases(draw_: Any, opinfo: OpInfo, dtypes: tuple[str, ...] = DTYPES) -> Drawn:
    """A case of an OpInfo with its numbers."""
    dtype = draw_(st.sampled_from(dtypes))
    form = draw_(shapes(opinfo))
    able = [domain.differentiable for domain in opinfo.domains]
    lanes = ["smooth", "smooth"]
    lanes += ["kinks"] * any(domain.kinks or domain.poles for domain in opinfo.domains)
    lanes += ["special"] * bool(opinfo.special)
    layouts = [each for each in LAYOUTS if each not in opinfo.unsafe]
    case = Case(
        form,
        dtype,
        lane=draw_(st.sampled_from(lanes)),
        layout=draw_(st.sampled_from(["contiguous", *layouts])) if any(form) and not opinfo.refused else "contiguous",
        needs=tuple(draw_(st.tuples(*[st.booleans() if ok else st.just(False) for ok in able])))
        if any(able) and draw_(st.booleans())
        else (),
        salt=draw_(SEEDS),
    )
    small = sum(int(np.prod(shape)) for shape in form) <= 24
    precise = dtype == "float64" or "dtype=torch.float64" in opinfo.forms[0]
    if opinfo.order == 2 and precise and small and case.lane != "special":
        case = replace(case, second=draw_(st.booleans()))
    by_hand = case.lane == "smooth" and case.layout != "expanded" and small and draw_(st.integers(0, 3)) == 3
    if not by_hand:
        return Drawn(case, draw(opinfo, case), "seed")
    arrays = [draw_(values(d, shape, dtype)) for d, shape in zip(opinfo.domains, form, strict=True)]
    return Drawn(case, arrays, "values")
