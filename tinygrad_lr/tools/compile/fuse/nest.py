"""Straight calls that go element by element over the same shape, as one nest of loops: what is only needed inside needs no memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..trace import Call, Value
from .plan import NUMBERS, axes_of, dense, is_fma, number, target_of
from .rows import is_ones

INDEX = "ijklmn"
Place = tuple[Value, int, tuple[int, ...]]


class Nest:
    """Calls over elements of `shape`, in order. A sum over elements may be one of them: it is read only after the nest."""

    def __init__(self, call: Call) -> None:
        self.shape, self.calls = target_of(call).shape, list[Call]()
        self.written: dict[Value, Place] = {}  # by memory: the element that has been written
        self.read: dict[Value, set[Place]] = {}
        self.summed: set[Value] = set()
        self.add(call)

    def takes(self, call: Call) -> bool:
        """Whether a call may stand here, too: whatever memory it shares with the others, it is the same element's."""
        summed = sum_of(call, self.shape)
        if not (summed or is_by_elements(call, self.shape)):
            return False
        for x in reads_of(call):
            known = self.written.get(x.root)
            if x.root in self.summed or (known is not None and known != self.place(x)):
                return False
        target = target_of(call)
        places = self.read.get(target.root, set())
        return not places if summed else places <= {self.place(target)} and target.root not in self.summed

    def add(self, call: Call) -> None:
        self.calls.append(call)
        for x in reads_of(call):
            self.read.setdefault(x.root, set()).add(self.place(x))
        target = target_of(call)
        if sum_of(call, self.shape):
            self.summed.add(target.root)
        else:
            self.written[target.root] = self.place(target)

    def place(self, x: Value) -> Place:
        """Which element of which memory it is, for each element of the shape."""
        whole = flat_of(x, self.shape) or x
        steps = [0] * (len(self.shape) - len(whole.shape)) + [
            s if n > 1 else 0 for n, s in zip(whole.shape, whole.strides)
        ]
        return x.root, whole.pointer, tuple(steps)


def reads_of(call: Call) -> list[Value]:
    """The arrays whose elements it reads."""
    ignored = call.args[:1] if call.how == "set" or call.name == "fill" else ()
    return [x for x in call.args if isinstance(x, Value) and x not in ignored and x.kind != "number" and not x.scalar]


def flat_of(x: Value, shape: tuple) -> Value | None:
    """What has this shape, and is all that `x` is the flat memory of."""
    root = x.root
    flat = (
        len(x.shape) == 1
        and root.shape == shape
        and x.size == root.size
        and x.pointer == root.pointer
        and x.strides == (x.dtype.itemsize,)
    )
    return root if flat and len(shape) > 1 and x.dtype == root.dtype and dense(root) else None


def fits(x: Any, shape: tuple) -> bool:
    """Whether an operand is broadcast to a shape, and no more."""
    if not isinstance(x, Value):
        return isinstance(x, NUMBERS)
    if x.kind == "number" or x.scalar:
        return True
    return len(x.shape) <= len(shape) and all(n in (1, m) for n, m in zip(x.shape[::-1], shape[::-1]))


def is_outer(call: Call) -> bool:
    """A product of a column and a row: each element is a product."""
    a, b = call.args[:2]
    return call.how == "method" and call.name == "dot" and len(a.shape) == len(b.shape) == 2 and a.shape[1] == 1


def is_by_elements(call: Call, shape: tuple) -> bool:
    target = target_of(call)
    if not isinstance(target, Value) or target.shape != shape or target.size < 2 or target.scalar:
        return False
    if call.how == "ufunc":
        plain = not set(call.kwargs) - {"out", "dtype"} and getattr(np, call.name).signature is None
        return plain and all(fits(x, shape) for x in call.args)
    if call.how == "function" and call.name == "where":
        return len(call.args) == 3 and all(fits(x, shape) for x in call.args)
    if call.how == "set":
        return call.args[1] is Ellipsis and fits(call.args[2], shape)
    if is_fma(call):
        return all(fits(x, shape) for x in call.args[:3])
    if call.how == "method" and call.name in ("astype", "copy"):
        return call.args[0].shape == shape
    return call.how == "method" and len(call.args) == 2 and call.name == "dot" and is_outer(call)


def sum_of(call: Call, shape: tuple) -> str:
    """How a call adds up elements of this shape: "rows", over the first axis; "all"; "squares", of flat memory."""
    out = target_of(call)
    if call.how == "reduce" and call.name == "add" and isinstance(call.args[0], Value) and call.args[0].shape == shape:
        if (
            set(call.kwargs) - {"axis", "dtype", "keepdims"}
            or call.kwargs.get("keepdims")
            or call.kwargs.get("dtype") not in (None, out.dtype)
        ):
            return ""
        axes = axes_of(call, call.args[0])
        return "all" if len(axes) == len(shape) else "rows" if axes == {0} else ""
    if call.how == "method" and call.name == "dot" and len(call.args) == 2:
        a, b = call.args
        if is_ones(a) and len(a.shape) == 1 and b.shape == shape and len(shape) == 2:
            return "rows"
        return "squares" if flat_of(a, shape) is not None and flat_of(b, shape) is not None else ""
    return ""


def nests(calls: list[Call]) -> list[Call | Nest]:
    """The calls, those by elements in nests: each as early as the calls between allow."""
    result: list[Call | Nest] = []
    for call in calls:
        nest = joined(call, result)
        if nest is not None:
            nest.add(call)
        elif isinstance(target_of(call), Value) and is_by_elements(call, target_of(call).shape):
            result.append(Nest(call))
        else:
            result.append(call)
    return result


def joined(call: Call, before: list[Call | Nest]) -> Nest | None:
    """The last nest that takes a call, if the call may change places with all that follows it."""
    for step in reversed(before):
        if isinstance(step, Nest) and step.takes(call):
            return step
        if not all(independent(call, each) for each in (step.calls if isinstance(step, Nest) else [step])):
            return None
    return None


def memory_read(steps: list[Any]) -> set[Value]:
    """The memory that is read by what follows the first of these, a nest; and by that before it writes it itself."""
    later = {
        v.root
        for step in steps[1:]
        for call in (step.calls if isinstance(step, Nest) else [step])
        for v in call.reads()
    }
    return later


def independent(a: Call, b: Call) -> bool:
    """Whether two calls may change places. Nothing passes by a check: it may end the step."""
    if "check" in (a.how, b.how):
        return False
    touched = [{v.root for v in (*c.reads(), *c.outs, *((c.writes,) if c.writes is not None else ()))} for c in (a, b)]
    changed = [{v.root for v in (*c.outs, *((c.writes,) if c.writes is not None else ()))} for c in (a, b)]
    return not (changed[0] & touched[1] or changed[1] & touched[0])


class NestText:
    """A nest as statements. `outlive` is the memory that is read after it."""

    def __init__(self, kernel: Any, nest: Nest, outlive: set[Value]) -> None:
        self.kernel, self.nest, self.outlive = kernel, nest, outlive
        self.index = list(INDEX[: len(nest.shape)])
        self.here: dict[Place, str] = {}
        self.body: list[str] = []
        self.before: list[str] = []
        self.after: list[str] = []
        self.parts: dict[str, str] = {}  # by sum: what a row of a matrix adds to it, and what that begins with
        for call in nest.calls:
            how = sum_of(call, nest.shape)
            self.sum(call, how) if how else self.element(call)

    def lines(self) -> list[str]:
        loops = [
            f"{'    ' * depth}for {i} in range({n}):" for depth, (i, n) in enumerate(zip(self.index, self.nest.shape))
        ]
        first = [f"    {name}_part = {zero}" for name, zero in self.parts.items()]
        last = [f"    {name} += {name}_part" for name in self.parts]
        body = ["    " * len(loops) + line for line in self.body]
        return [*self.before, loops[0], *first, *loops[1:], *body, *last, *self.after]

    def read(self, x: Any, d: Any = None) -> str:
        if not isinstance(x, Value):
            return number(x, d)
        if x.kind == "number" or x.scalar:
            return self.kernel.element(x)
        place = self.nest.place(x)
        if place in self.here:
            return self.here[place]
        whole = flat_of(x, self.nest.shape) or x
        return self.kernel.element(whole, self.index, self.nest.shape)

    def element(self, call: Call) -> None:
        target, shape = target_of(call), self.nest.shape
        dtypes = [x.dtype for x in call.args if isinstance(x, Value) and x.dtype is not None]
        if call.how == "ufunc":
            text = self.kernel.ufunc_text(call, [self.read(x, dtypes[0]) for x in call.args])
        elif call.name == "where":
            mask, yes, no = call.args
            text = f"{self.read(yes, target.dtype)} if {self.read(mask)} else {self.read(no, target.dtype)}"
        elif is_fma(call):
            a, b, c = (self.read(x, target.dtype) for x in call.args[:3])
            text = f"{a} * {b} + {c}"
        elif call.name == "dot":
            text = f"{self.read(call.args[0])} * {self.read(call.args[1])}"
        else:
            x = call.args[2 if call.how == "set" else 0]
            text = self.read(x, target.dtype)
            text = f"np.{target.dtype.name}({text})" if isinstance(x, Value) and x.dtype != target.dtype else text
        place = self.nest.place(target)
        name = self.here.get(place) or self.kernel.names.fresh(f"{self.kernel.names.value(target.root)}_")
        self.here[place] = name
        self.body.append(f"{name} = {text}" + (f"  # {call.node}" if call.node else ""))
        if target.lasting or target.root in self.outlive:
            self.body.append(f"{self.kernel.element(target, self.index, shape)} = {name}")

    def sum(self, call: Call, how: str) -> None:
        out, shape = target_of(call), self.nest.shape
        zero = f"np.{out.dtype.name}(0)"
        if how == "rows":
            at = self.index[1:]
            place = self.kernel.element(out, at)
            for depth, (i, n) in enumerate(zip(at, shape[1:])):
                self.before.append(f"{'    ' * depth}for {i} in range({n}):")
            self.before.append(f"{'    ' * len(at)}{place} = {zero}")
            x = call.args[-1]
            self.body.append(f"{place} += {self.read(x)}  # {call.node}")
            return
        total = self.kernel.names.fresh(f"sum_{self.kernel.names.value(out)}")
        self.before.append(f"{total} = {zero}")
        part = f"{total}_part" if len(shape) > 1 else total  # what is added to a large sum is not small
        if part != total:
            self.parts[total] = zero
        self.body.append(f"{part} += {' * '.join(self.read(x) for x in call.args)}  # {call.node}")
        self.after.append(
            f"{self.kernel.names.value(out) if out.scalar else self.kernel.element(out, ['0'] * len(out.shape))} = {total}"
        )
