"""From the calls of a recording to the calls of a replay: fewer, and with a place in memory for each result.

Every pass keeps the numbers as they are, bit for bit. What is not needed is dropped; what is computed twice from the
same unchanged memory is computed once; what is the same in each step (views of memory that stays, constants) is done
once, before the first. A result that nobody can hold after the step gets a buffer, and buffers are shared by results
that are not alive at the same time, so the buffers together are no larger than what the engine had alive at once.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .trace import Call, Trace, Value

SPREAD = 1 << 9  # elements of a result up to which an operand is copied out to its shape
REUSE = 1 << 12  # bytes from which a result may overwrite an operand; below, NumPy's look for overlap costs more
PURE = {"ufunc", "reduce", "method", "attribute", "function", "get", "operator", "helper", "item"}
FILLED = {"ufunc", "reduce", "accumulate"}  # calls that take `out`
DRAWS_NEW = {"empty", "copy"}  # never merged: each is memory of its own


@dataclass
class Schedule:
    """once: calls before the first step, in order; each: calls of every step; buffers: value -> (storage, whether first).

    A storage is the value that was first given its memory.
    """

    once: list[Call] = field(default_factory=list)
    each: list[Call] = field(default_factory=list)
    buffers: dict[Value, Value] = field(default_factory=dict)


def run(trace: Trace, buffered: bool = True) -> Schedule:
    """All passes, in their order. `trace` is changed. Without `buffered` every result is new memory."""
    merge_repeats(trace)
    drop_unused(trace)
    schedule = Schedule()
    kept = {value.root for value in trace.kept}
    as_scalars(trace, kept)
    if buffered:
        spread(trace)
    planned = {out.root for call in trace.calls for out in call.outs if buffered and takes_buffer(call, out, kept)}
    hoist(trace, schedule, planned, kept)
    share_memory(schedule, planned)
    return schedule


def writes_of(calls: list[Call]) -> dict[Value, list[int]]:
    """For each memory, the calls that write into it."""
    found: dict[Value, list[int]] = {}
    for i, call in enumerate(calls):
        if call.writes is not None:
            found.setdefault(call.writes.root, []).append(i)
    return found


def merge_repeats(trace: Trace) -> None:
    """One call for several that compute the same from the same memory, unchanged in between."""
    written = writes_of(trace.calls)
    named = set(trace.kept)
    kept = {value.root for value in trace.kept}
    seen: dict[Any, Call] = {}
    swap: dict[Value, Value] = {}
    version: dict[Value, int] = {}
    result = []
    for call in trace.calls:
        call.replace(swap)
        if call.writes is not None:
            version[call.writes.root] = version.get(call.writes.root, 0) + 1
        key = None
        single = len(call.outs) == 1 and call.writes is None and call.how in PURE and call.name not in DRAWS_NEW
        single = single and call.outs[0] not in named
        # Memory that is written later, or kept by somebody, must not be shared.
        if single and (call.makes_view() or not (call.outs[0].root in written or call.outs[0].root in kept)):
            key = key_of(call, version)
        if key is not None and key in seen:
            swap[call.outs[0]] = seen[key].outs[0]
            if call.outs[0].is_whole():
                adopt(trace, call.outs[0], seen[key].outs[0].root)
            continue
        if key is not None:
            seen[key] = call
        result.append(call)
    trace.calls = result


def adopt(trace: Trace, old: Value, new: Value) -> None:
    """Views of a memory that is no longer made are views of the one that is."""
    way = new.pointer - old.pointer
    for call in trace.calls:
        for out in call.outs:
            if out.root is old:
                out.root, out.pointer = new, out.pointer + way


def key_of(call: Call, version: dict[Value, int]) -> Any:
    """What the result depends on; None where that cannot be compared."""

    def part(x: Any) -> Any:
        if isinstance(x, Value):
            return id(x), version.get(x.root, 0)
        if isinstance(x, (tuple, list)):
            return tuple(part(item) for item in x)
        if isinstance(x, dict):
            return tuple((key, part(item)) for key, item in x.items())
        if isinstance(x, slice):
            return "slice", part(x.start), part(x.stop), part(x.step)
        return type(x), repr(x) if isinstance(x, (float, np.generic)) else x

    key = call.how, call.name, call.function if call.how == "helper" else None, part(call.args), part(call.kwargs)
    try:
        hash(key)
    except TypeError:
        return None
    return key


def drop_unused(trace: Trace) -> None:
    """Only what somebody reads: the calls whose results, or whose changes to memory, are seen afterwards."""
    needed: set[Value] = {value for kept in trace.kept for value in (kept, kept.root)}
    result = []
    for call in reversed(trace.calls):
        wanted = call.how == "check" or call.lasting or any(out in needed or out.root in needed for out in call.outs)
        if call.writes is not None:
            wanted = wanted or call.writes.root in needed
        if wanted:
            result.append(call)
            for value in call.reads():
                needed.update((value, value.root))
            if call.writes is not None:
                needed.update((call.writes, call.writes.root))
    trace.calls = result[::-1]


SCALAR = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv}


def as_scalars(trace: Trace, kept: set[Value]) -> None:
    """Arithmetic on arrays of one element as arithmetic on NumPy's scalars: a fifth of the time, and the same bits."""
    found = {call.outs[0]: call for call in trace.calls if single_element(call, kept)}
    while True:  # whoever reads such a result must read it as a number
        readers = {v for call in trace.calls if found.get(out_of(call)) is not call for v in read_as_arrays(call)}
        lost = [value for value in found if value in readers]
        if not lost:
            break
        for value in lost:
            del found[value]
    filling = {v for call in trace.calls if call.name == "fill" for v in call.args[1:] if isinstance(v, Value)}
    by_value: dict[Value, list[Call]] = {}
    for call in trace.calls:
        for value in call.reads():
            by_value.setdefault(value, []).append(call)
    result: list[Call] = []
    for call in trace.calls:
        if found.get(out_of(call)) is call:
            out = call.outs[0]
            # Rounding a sum or product of two float32, computed in float64, gives that of float32 arithmetic.
            at_once = (
                all(r.how == "item" and r.outs[0] in filling for r in by_value.get(out, [])) and call.name != "divide"
            )
            call.args = tuple(as_scalar(i, call, at_once, result) for i in (0, 1))
            out.scalar, out.shape, out.strides = True, (), ()
        result.append(call)
    trace.calls = result


def read_as_arrays(call: Call) -> Iterator[Value]:
    """What a call reads and could not read as a number."""
    if call.how == "set" and call.args[1] is Ellipsis and takes_number(call.args[0]):
        return iter(call.args[:1])
    return iter(()) if call.how == "item" else call.reads()


def takes_number(value: Value) -> bool:
    """Whether a number can be put into an array of one element: an integer would be asked of nan, where a cast is not."""
    return value.size == 1 and value.dtype.kind == "f"


def out_of(call: Call) -> Any:
    return call.outs[0] if len(call.outs) == 1 else None


def single_element(call: Call, kept: set[Value]) -> bool:
    """Whether a call is arithmetic of two arrays of one element, or an array and a number, all of one floating dtype."""
    out = out_of(call)
    if call.how != "ufunc" or call.name not in SCALAR or out is None or call.kwargs or call.writes is not None:
        return False
    if out.size != 1 or out.root is not out or out.scalar or out in kept or out.dtype.kind != "f":
        return False
    alike = [
        a.size == 1 and a.dtype == out.dtype if isinstance(a, Value) and a.kind != "number" else type(a) in (int, float)
        for a in call.args
    ]
    return len(alike) == 2 and all(alike)


def as_scalar(i: int, call: Call, at_once: bool, calls: list[Call]) -> Any:
    """Operand `i` as a number, read from its array just before: Python's, if the other one makes up for the dtype."""
    x, other = call.args[i], call.args[1 - i]
    if not isinstance(x, Value) or x.scalar:
        return x
    if x.kind == "constant":
        return x.array.reshape(())[()]
    narrow = isinstance(other, Value) and (other.scalar or other.kind == "constant" or i == 1)
    if at_once or narrow:
        number = Value("number")
        read = Call("item", "item", np.ndarray.item, (x,), {}, (number,), None, call.line, call.node)
    else:
        number = Value("made", dtype=x.dtype, scalar=True)
        read = Call("get", "[]", operator.getitem, (x, first_of(x)), {}, (number,), None, call.line, call.node)
    calls.append(read)
    return number


def first_of(x: Value) -> Any:
    """The index of an array's first element."""
    return 0 if len(x.shape) == 1 else (0,) * len(x.shape)


def spread(trace: Trace) -> None:
    """Copy a small operand that is to be broadcast out to the result's shape: NumPy adds equal shapes far sooner."""
    result: list[Call] = []
    for call in trace.calls:
        target = out_of(call) or call.kwargs.get("out")
        shape = target.shape if isinstance(target, Value) else ()
        arrays = [a for a in call.args if isinstance(a, Value) and a.shape]
        if call.how == "ufunc" and len(arrays) == 2 and 1 < np.prod(shape, dtype=int) <= SPREAD:
            a, b = arrays
            for small, large in ((a, b), (b, a)):
                if small.shape != shape == large.shape and small.size > 1 and small.dtype == large.dtype:
                    wide = Value("made", shape, small.dtype)
                    wide.strides = dense_strides(wide)
                    make = Call(
                        "function", "empty", np.empty, (shape, small.dtype), {}, (wide,), None, call.line, call.node
                    )
                    fill = Call("set", "[]=", operator.setitem, (wide, ..., small), {}, (), wide, call.line, call.node)
                    result += [make, fill]
                    call.args = tuple(wide if x is small else x for x in call.args)
        result.append(call)
    trace.calls = result


def takes_buffer(call: Call, out: Value, kept: set[Value]) -> bool:
    """Whether a call can be told to put its result into a buffer: one array, laid out densely, nobody's after the step."""
    if out.root is not out or out.scalar or out.kind != "made" or out in kept or len(call.outs) != 1 or not out.size:
        return False
    if call.how == "function" and call.name == "empty":
        return True
    if "out" in call.kwargs or call.writes is not None or out.strides != dense_strides(out):
        return False
    if call.how == "method" and call.name == "dot":
        return all(a.dtype == out.dtype for a in call.args)
    if call.how == "method" and call.name in ("astype", "copy"):
        return True  # as an assignment
    return call.how in FILLED


def dense_strides(value: Value) -> tuple:
    """Strides of an array in C order."""
    steps, step = [], value.dtype.itemsize
    for n in reversed(value.shape):
        steps.append(step)
        step *= n
    return tuple(reversed(steps))


def hoist(trace: Trace, schedule: Schedule, planned: set[Value], kept: set[Value]) -> None:
    """Split the calls into those that are the same each time and the rest."""
    written = writes_of(trace.calls)
    steady: set[Value] = set()  # values whose array object is the same in every step
    fixed_numbers: set[Value] = set()  # values whose numbers are the same as well

    def same_object(value: Value) -> bool:
        return value.kind in ("fixed", "constant") or value in steady or value in fixed_numbers or value.rate

    def same_numbers(value: Value) -> bool:
        constant = value.kind == "constant" and value.root not in written
        return constant or value in fixed_numbers or value.rate

    for call in trace.calls:
        reads = list(call.reads())
        if call.how == "function" and call.name == "empty" and call.outs[0] in planned:
            steady.add(call.outs[0])  # the buffer itself
            continue
        pure = call.how in PURE and call.writes is None and call.outs
        if pure and call.makes_view() and all(map(same_object, reads)):
            steady.update(call.outs)
            if all(map(same_numbers, reads)):
                fixed_numbers.update(call.outs)
            schedule.once.append(call)
        elif (
            pure
            and call.name not in DRAWS_NEW
            and all(map(same_numbers, reads))
            and not any(out.root in written or out.root in kept for out in call.outs)
        ):
            fixed_numbers.update(call.outs)
            planned.difference_update(call.outs)
            schedule.once.append(call)
        else:
            if call.how == "set" and all(map(same_object, reads)):
                flatten(call, schedule, steady)
            schedule.each.append(call)
            steady.update(out for out in call.outs if out in planned)


def flatten(call: Call, schedule: Schedule, steady: set[Value]) -> None:
    """Have a whole array assigned to another as vectors, which takes NumPy less time to look at."""
    target, key, source = call.args
    whole = key is Ellipsis and isinstance(source, Value) and source.shape == target.shape
    if not whole or len(target.shape) < 2 or any(v.strides != dense_strides(v) for v in (target, source)):
        return
    flat = [
        Value(
            "made",
            (v.size,),
            v.dtype,
            (v.dtype.itemsize,),
            root=v.root,
            name=v.name and f"{v.name}_flat",
            pointer=v.pointer,
        )
        for v in (target, source)
    ]
    for old, new in zip((target, source), flat):
        schedule.once.append(Call("method", "reshape", np.reshape, (old, -1), {}, (new,), None, call.line, call.node))
    steady.update(flat)
    call.args, call.writes = (flat[0], key, flat[1]), flat[0]


def share_memory(schedule: Schedule, planned: set[Value]) -> None:
    """Give each planned result a storage: one whose last reader is done, of the same size in bytes, or a new one."""
    last: dict[Value, int] = {}
    for i, call in enumerate(schedule.each):
        for value in (*call.reads(), *call.outs, *(() if call.writes is None else (call.writes,))):
            last[value.root] = i
    for call in schedule.once:  # the results of calls done once stay
        for value in call.outs:
            if value.root in planned and value.root not in last:
                last[value.root] = len(schedule.each)
    first: dict[Value, int] = {}
    for i, call in enumerate(schedule.each):
        for value in (*call.outs, *call.reads(), *(() if call.writes is None else (call.writes,))):
            if value.root in planned:
                first.setdefault(value.root, i)
    free: dict[int, list[Value]] = {}
    ends: dict[int, list[Value]] = {}
    for root, i in last.items():
        if root in planned:
            ends.setdefault(i, []).append(root)
    for i, call in enumerate(schedule.each):
        born = [root for root, at in first.items() if at == i]
        for root in born:
            nbytes = root.size * root.dtype.itemsize
            over = overwritten(call, root, ends.get(i, [])) if root in call.outs else None
            if over is not None:
                ends[i].remove(over)
                schedule.buffers[root] = schedule.buffers[over]
            elif free.get(nbytes):
                schedule.buffers[root] = free[nbytes].pop()
            else:
                schedule.buffers[root] = root
        for root in ends.get(i, []):
            free.setdefault(root.size * root.dtype.itemsize, []).append(schedule.buffers[root])


def overwritten(call: Call, out: Value, ending: list[Value]) -> Value | None:
    """An operand that is read for the last time here, element by element, and in whose place the result may go."""
    if call.how != "ufunc" or out.size * out.dtype.itemsize < REUSE or getattr(np, call.name).signature is not None:
        return None
    for value in call.args:
        if isinstance(value, Value) and value.root in ending and value.root is not out:
            alike = value.shape == out.shape and value.dtype == out.dtype and value.strides == out.strides
            others = [v for v in call.args if isinstance(v, Value) and v is not value]
            if alike and value.is_whole() and all(v.root is not value.root for v in others):
                return value.root
    return None
