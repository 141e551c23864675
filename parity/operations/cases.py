"""Which cases an OpInfo is tried on: shapes, dtypes, layouts, kinks, special values, which inputs require a gradient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .opinfo import OpInfo

INTEGERS = ("int64", "int32", "int16", "int8", "uint8", "bool")
LAYOUTS = ("transposed", "sliced", "expanded")


@dataclass(frozen=True)
class Case:
    """One way to run an OpInfo: shapes of its tensors, dtype, kind of values, memory layout, who requires a
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


def cases(opinfo: OpInfo) -> Iterator[Case]:
    """Every case an OpInfo is tried on."""
    first = opinfo.shapes.cases[0]
    for i, shape in enumerate(opinfo.shapes.cases):
        for dtype in ("float64", "float32"):
            precise = dtype == "float64" or "dtype=torch.float64" in opinfo.forms[0]
            yield Case(shape, dtype, second=precise and opinfo.order == 2 and i < 2)
    if not first:
        return
    able = [d.differentiable for d in opinfo.domains]
    if any(able):
        yield from (Case(first, dtype, needs=(False,) * len(able)) for dtype in ("float64", "float32"))
    if any(first):
        yield from (Case(first, layout=layout) for layout in LAYOUTS if layout not in opinfo.unsafe)
    if "transposed" not in opinfo.unsafe:
        others = [shape for shape in opinfo.shapes.cases[1:] if any(len(sizes) > 1 for sizes in shape)]
        yield from (Case(shape, layout="transposed") for shape in others)
    if sum(able) > 1 and opinfo.order:
        alone = [tuple(j == i for j in range(len(able))) for i, ok in enumerate(able) if ok]
        yield from (Case(first, needs=needs) for needs in alone)
    if any(d.kinks or d.poles for d in opinfo.domains):
        yield from (Case(first, lane="kinks", salt=salt) for salt in range(3))
    if opinfo.special:
        yield from (Case(((3, 2),) * len(first), lane="special", salt=salt) for salt in range(3))
        yield from (Case(((40, 4),) * len(first), dtype, lane="special") for dtype in ("float64", "float32"))
    if any(able) or any(d.constant for d in opinfo.domains):
        full = [shape for shape in opinfo.shapes.cases if not any(0 in sizes for sizes in shape)]
        yield from (Case(shape, "int64") for shape in full)  # (an empty one does not reach torch's dtype check)
        yield from (Case(first, dtype) for dtype in INTEGERS[1:])


def draw(opinfo: OpInfo, case: Case) -> list[np.ndarray]:
    """The arrays of a case. A float32 case rounds the float64 case's numbers."""
    rng = opinfo.rng(f"{case.shapes}{case.lane}{case.salt}")
    dtype = "float64" if case.dtype == "float32" and case.lane != "special" else case.dtype
    arrays = opinfo.draw(rng, case.shapes, dtype, case.lane)
    if case.layout == "expanded":
        arrays = [np.repeat(a[:1], len(a), 0) if a.ndim and len(a) else a for a in arrays]
    return [a.astype(case.dtype) if a.dtype == np.float64 else a for a in arrays]
