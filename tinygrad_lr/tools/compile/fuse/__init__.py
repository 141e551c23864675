"""Fusing for machine code: what a step does with each row of its data, as one loop over the rows, forward and backward together.

`plan` finds the rows that the big arrays share, and parts the calls into straight ones and loops over rows. `select`
first puts one call for several that are one choice, as ReLU's. `rows` writes a loop: a row's numbers are variables, so
between forward and backward they need no memory; what is summed over rows is added up block by block, in the order of
the rows. `blas` has the products that are too large for that.

Each row is taken whole, so a loop is right if every call in it needs of others only what they make of the same row;
whatever needs a sum over all rows comes after the loop that adds it up, and whatever changes memory, after those that
read it.
"""

from __future__ import annotations

from .blas import ROW_MAJOR, gemm, linked_gemm, product
from .lower import checks_once, in_each, lowered
from .nest import Nest, NestText, memory_read, nests
from .plan import COMBINED, Part, Rows, begins, is_fma, narrowed, number, parted
from .rows import RowLoop
from .select import selections

__all__ = [
    "COMBINED",
    "ROW_MAJOR",
    "Nest",
    "NestText",
    "Part",
    "RowLoop",
    "Rows",
    "begins",
    "checks_once",
    "gemm",
    "in_each",
    "is_fma",
    "linked_gemm",
    "lowered",
    "memory_read",
    "narrowed",
    "nests",
    "number",
    "parted",
    "product",
    "selections",
]
