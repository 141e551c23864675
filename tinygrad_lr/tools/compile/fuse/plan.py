"""Which calls of a step go along its rows, and in which order loops over rows and straight calls follow each other."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import product as every
from typing import Any

import numpy as np

from ..trace import Call, Value

WIDE = 32  # numbers of a row that are variables
MUCH = 64  # products of a row that are written out
NUMBERS = (bool, int, float, np.generic)


@dataclass(eq=False)
class Part:
    """Calls that follow each other: of each row, if `rows`; else straight.

    rows    how many rows there are
    """

    calls: list[Call] = field(default_factory=list)
    rows: int = 0


class Rows:
    """What is known of the rows: how values lie along them. `steps` are those of memory: how far apart its rows are."""

    def __init__(self, calls: list[Call]) -> None:
        self.n = length(calls)
        self.steps: dict[Value, int] = {}
        for call in calls:
            for value in (*call.reads(), *call.outs):
                for each in (value.root, value):
                    if self.along(each) is not None:
                        self.steps.setdefault(each.root, each.strides[each.shape.index(self.n)])

    def along(self, value: Value) -> int | None:
        """The axis that is as long as there are rows, if there is one."""
        if value.scalar or value.shape.count(self.n) != 1 or self.n < 2:
            return None
        return value.shape.index(self.n)

    def axis(self, value: Any) -> int | None:
        """Along which axis a value has the rows. Other rows of the same memory, as of a matrix and its columns, or those
        from the second row on, are none."""
        if not isinstance(value, Value):
            return None
        axis = self.along(value)
        if axis is None or self.steps.get(value.root) != value.strides[axis]:
            return None
        return axis if self.begins_with_a_row(value, value.strides[axis]) else None

    def begins_with_a_row(self, value: Value, step: int) -> bool:
        """Whether its first row is the first one of its memory: within that, or in the next block of as many."""
        offset = value.pointer - value.root.pointer
        within = offset == 0 or 0 < offset < step
        return within or (step > 0 and dense(value.root) and offset // step % self.n == 0)

    def row_of(self, value: Value) -> Value | None:
        """A value by rows: itself, or what it is the flat memory of."""
        if self.axis(value) is not None:
            return value
        root = value.root
        whole = len(value.shape) == 1 and value.size == root.size and value.pointer == root.pointer
        same = whole and value.dtype == root.dtype and value.strides == (value.dtype.itemsize,) and value is not root
        return root if same and dense(root) and self.axis(root) is not None else None

    def cells(self, value: Value) -> list[tuple[int, ...]]:
        """The places of a row's numbers, without the axis of the rows."""
        axis = self.axis(value)
        return [*every(*(range(n) for i, n in enumerate(value.shape) if i != axis))]

    def aligned(self, value: Any, out: Value) -> bool:
        """Whether a value, broadcast to another, has in each row what that row needs."""
        if not isinstance(value, Value) or value.scalar or value.kind == "number":
            return isinstance(value, (Value, *NUMBERS))
        axis, wanted = self.axis(value), self.axis(out)
        assert wanted is not None
        if axis is None:
            return self.n not in value.shape
        return len(value.shape) - axis == len(out.shape) - wanted

    # -- kinds of calls --------------------------------------------------------------------------------------------

    def kind(self, call: Call) -> str:
        """ "row", what is made of each row by itself; "sum", what is added up over the rows; "" all else."""
        target = target_of(call)
        if not isinstance(target, Value):
            return ""
        if call.how == "method" and call.name == "dot" and len(call.args) == 2:
            return self.kind_of_dot(call.args[0], call.args[1], target)
        if call.how == "reduce":
            return self.kind_of_reduce(call, target)
        if self.axis(target) is None or len(self.cells(target)) > WIDE:
            return ""
        return "row" if self.by_elements(call, target) else ""

    def by_elements(self, call: Call, target: Value) -> bool:
        if call.how == "ufunc":
            plain = not set(call.kwargs) - {"out", "dtype"} and getattr(np, call.name).signature is None
            return plain and all(self.aligned(x, target) for x in call.args)
        if call.how == "set":
            return call.args[1] is Ellipsis and self.aligned(call.args[2], target)
        if is_fma(call):
            return all(self.aligned(x, target) for x in call.args[:3])
        if call.how == "method" and call.name == "fill":
            return self.aligned(call.args[1], target)
        if call.how == "method" and call.name in ("astype", "copy"):
            return call.args[0].shape == target.shape
        if call.how == "function" and call.name == "where":
            return len(call.args) == 3 and all(self.aligned(x, target) for x in call.args)
        return call.how == "function" and call.name in ("zeros", "ones")

    def kind_of_dot(self, a: Value, b: Value, out: Value) -> str:
        if not 1 <= len(a.shape) <= 2 or not 1 <= len(b.shape) <= 2 or a.dtype != b.dtype or a.dtype != out.dtype:
            return ""
        left, right = self.row_of(a), self.row_of(b)
        if left is not None and right is not None:
            if left is not a or right is not b:  # of flat memory, all is multiplied
                fits = left is not a and right is not b and left.shape == right.shape and out.size == 1
                return "sum" if fits and len(self.cells(left)) <= WIDE else ""
            fits = self.axis(a) == len(a.shape) - 1 and self.axis(b) == 0
            wide = max(len(self.cells(a)), len(self.cells(b))) <= WIDE
            return "sum" if fits and wide and out.size <= MUCH and self.n not in out.shape else ""
        if left is a and self.axis(a) == 0 and len(a.shape) == 2 and self.n not in b.shape:
            fits = a.shape[1] <= WIDE and b.size <= MUCH and self.axis(out) == 0
            return "row" if fits else ""
        return ""

    def kind_of_reduce(self, call: Call, out: Value) -> str:
        x = call.args[0]
        if len(call.args) != 1 or not isinstance(x, Value) or self.row_of(x) is not x:
            return ""
        if call.name not in COMBINED or call.kwargs.get("dtype") not in (None, x.dtype):
            return ""
        if set(call.kwargs) - {"axis", "dtype", "keepdims"} or len(self.cells(x)) > WIDE:
            return ""
        return "sum" if self.axis(x) in axes_of(call, x) else "row" if self.axis(out) is not None else ""


# How two numbers of a reduction become one, and what it begins with.
COMBINED = {
    "add": "{} + {}",
    "multiply": "{} * {}",
    "maximum": "np.maximum({}, {})",
    "minimum": "np.minimum({}, {})",
    "logical_or": "{} or {}",
    "logical_and": "{} and {}",
}


def begins(name: str, d: np.dtype) -> str:
    """What a reduction begins with, as an expression."""
    if name in ("logical_or", "logical_and"):
        return str(name == "logical_and")
    if name in ("add", "multiply"):
        return f"np.{d.name}({int(name == 'multiply')})"
    limit: Any = "-np.inf" if name == "maximum" else "np.inf"
    if d.kind in "iu":
        limit = np.iinfo(d).min if name == "maximum" else np.iinfo(d).max
    return f"np.{d.name}({limit})"


def combined(name: str, terms: list[str]) -> str:
    """The reduction of some numbers, as an expression."""
    if name in ("add", "multiply"):
        return {"add": " + ", "multiply": " * "}[name].join(terms)
    result = terms[0]
    for term in terms[1:]:
        result = COMBINED[name].format(result, term)
    return f"({result})" if name.startswith("logical") else result


def target_of(call: Call) -> Any:
    """The one value that a call makes or writes."""
    return call.outs[0] if len(call.outs) == 1 else call.kwargs.get("out", call.writes)


def number(x: Any, d: Any) -> str:
    """A number as text, of its own dtype, or else of `d`."""
    plain = x.item() if isinstance(x, np.generic) else x
    text = repr(plain)
    if isinstance(plain, float) and not math.isfinite(plain):
        text = text.replace("inf", "np.inf").replace("nan", "np.nan")
    d = getattr(x, "dtype", d)
    return text if d is None or type(x) is bool else f"np.{np.dtype(d).name}({text})"


def narrowed(text: str, d: np.dtype) -> str:
    """An expression as a number of its dtype, where numba reckons with wider ones: of small integers, and of truths."""
    return f"np.{d.name}({text})" if d.kind in "iub" and d.itemsize < 8 else text


def is_fma(call: Call) -> bool:
    """a * b + c, rounded once: here it may be rounded twice."""
    return call.how == "helper" and call.name == "fma" and (len(call.args) < 4 or call.args[3] is None)


def dense(x: Value) -> bool:
    """Whether an array lies in order, without gaps."""
    step = x.dtype.itemsize
    for n, s in zip(x.shape[::-1], x.strides[::-1]):
        if n > 1 and s != step:
            return False
        step *= n
    return True


def axes_of(call: Call, x: Value) -> set[int]:
    """The axes that a reduction runs over."""
    axis = call.kwargs.get("axis", 0)
    axes = range(len(x.shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    return {a % len(x.shape) for a in axes}


def length(calls: list[Call]) -> int:
    """How many rows there are: the first dimension that the most numbers lie along, of what is passed if anything is."""
    found: Counter[int] = Counter()
    values = {v for call in calls for v in (*call.reads(), *call.outs)}
    passed = {v for v in values if v.kind == "input" and getattr(v.source, "kind", "") == "argument"}
    for value in passed or values:
        if value.shape:
            found[value.shape[0]] += value.size
    return max(found, key=lambda n: (found[n], n), default=0)


def parted(calls: list[Call], rows: Rows, kept: set[Value] = frozenset()) -> list[Part]:  # type: ignore[assignment]
    """The calls in parts, which keep all that one call needs of another in order. What outlives the step (`kept` does,
    too) is changed after the checks that may end it."""
    parts: dict[int, Part] = {}
    made: dict[Value, tuple[int, str]] = {}  # by memory: in which part it was last written, and by which kind of call
    read: dict[Value, int] = {}  # the last part that reads it
    latest = checked = 0  # of the straight parts, and of those with a check
    for call in calls:
        if call.makes_view() or (call.how == "function" and call.name == "empty"):
            continue
        kind = rows.kind(call)
        odd, place = int(bool(kind)), 0
        written = {out.root for out in call.outs} | ({call.writes.root} if call.writes is not None else set())
        for value in {*call.reads()} | written:
            at, how = made.get(value.root, (0, ""))
            own = value in written or rows.row_of(value) is not None  # and not one row of what all rows make
            together = how == "row" and own if odd else how == ""
            place = max(place, at if together else at + 1)
        for root in written:
            at = read.get(root, 0)
            place = max(place, at + (at % 2 != odd or (kind == "sum" and root in made)))
        if any(root.lasting or root in kept for root in written):
            place = max(place, checked)
        place += place % 2 != odd
        if not odd:  # beside those that were recorded before it: copies to what is done with them
            place = latest = max(place, latest)
            checked = place if call.how == "check" else checked
        part = parts.setdefault(place, Part(rows=rows.n if odd else 0))
        part.calls.append(call)
        made.update((root, (place, kind)) for root in written)
        for value in call.reads():
            read[value.root] = max(read.get(value.root, 0), place)
    return [parts[place] for place in sorted(parts)]
