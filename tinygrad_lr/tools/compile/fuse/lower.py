"""Calls that no loop takes as they are, as calls that loops take.

Methods become reductions, and what is laid side by side is assigned part by part. A place that each row names (`x[rows,
y]`, as a cross entropy takes it) becomes a comparison with all places, after a check that it is one of them; so nothing
is read from where nothing is, and inside a row a place needs no memory.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..passes import Schedule
from ..trace import Call, Refused, Value, values_in

REDUCTIONS = dict(sum="add", max="maximum", min="minimum", prod="multiply", any="logical_or", all="logical_and")
PLACES = 64  # from which on comparing with all places is too much


def lowered(calls: list[Call]) -> list[Call]:
    """The calls, those of NumPy's that are spelled otherwise in the way that loops know."""
    return Lowering(calls).result


class Lowering:
    """`result`, call by call. `masks` are those that stand for places, by where these lie; `checks` what has been checked."""

    def __init__(self, calls: list[Call]) -> None:
        self.result: list[Call] = []
        self.masks: dict[Any, Value] = {}
        self.checks: set[Any] = set()
        self.lasting = False
        for self.call in calls:
            self.one(self.call)
            if self.call.writes is not None:  # places that change are others
                self.masks = {key: mask for key, mask in self.masks.items() if key[0] is not self.call.writes.root}
            self.lasting = self.lasting or (self.call.lasting and self.call.how != "draw")

    def one(self, call: Call) -> None:
        name = f"{call.how}_{call.name}".replace("[]", "items").rstrip("=")
        method = getattr(self, "as_reduction" if call.how == "method" and call.name in REDUCTIONS else name, None)
        if method is None or not method(call):
            self.result.append(call)

    # -- parts ---------------------------------------------------------------------------------------------------------

    def add(self, how: str, name: str, function: Any, args: tuple, to: Value | None, /, **kwargs: Any) -> Value | None:
        """One more call, in the line of the one that it stands for."""
        writes = kwargs.pop("writes", None)
        self.result.append(
            Call(how, name, function, args, kwargs, () if to is None else (to,), writes, self.call.line, self.call.node)
        )
        return to

    def ufunc(self, name: str, *args: Any, shape: tuple, dtype: Any) -> Value:
        return self.add("ufunc", name, getattr(np, name), args, made(shape, dtype))  # type: ignore[return-value]

    def where(self, mask: Value, yes: Any, no: Any, dtype: Any) -> Value:
        return self.add("function", "where", np.where, (mask, yes, no), made(mask.shape, dtype))  # type: ignore[return-value]

    def reduce(self, name: str, x: Value, out: Value, axis: Any, keepdims: bool = False) -> None:
        self.add("reduce", name, getattr(np, name).reduce, (x,), out, axis=axis, dtype=None, keepdims=keepdims)

    # -- methods -------------------------------------------------------------------------------------------------------

    def as_reduction(self, call: Call) -> bool:
        found = axis_of(call)
        if found is None:
            return False
        self.reduce(REDUCTIONS[call.name], call.args[0], call.outs[0], *found)
        return True

    def method_mean(self, call: Call) -> bool:
        x, (out,) = call.args[0], call.outs
        found = axis_of(call)
        if found is None or out.dtype != x.dtype or out.dtype.kind != "f":
            return False
        total = made(out.shape, out.dtype)
        total.scalar = out.scalar
        self.reduce("add", x, total, *found)
        self.add("ufunc", "divide", np.divide, (total, out.dtype.type(x.size // max(out.size, 1))), out)
        return True

    def operator_pow(self, call: Call) -> bool:
        x, exponent = call.args
        if not isinstance(x, Value) or x.kind == "number" or x.scalar or type(exponent) not in (int, float):
            return False
        name, args = ("multiply", (x, x)) if exponent == 2 else ("power", (x, call.outs[0].dtype.type(exponent)))
        self.add("ufunc", name, getattr(np, name), args, call.outs[0])
        return True

    # -- new arrays ----------------------------------------------------------------------------------------------------

    def function_array(self, call: Call) -> bool:
        """A few numbers of Python's."""
        (out,), given = call.outs, call.args[0]
        numbers = given if type(given) is list else [given]
        if out.size != len(numbers) or len(numbers) > PLACES or not all(type(x) in (bool, int, float) for x in numbers):
            return False
        self.add("function", "empty", np.empty, (out.shape, out.dtype), out)
        for i, x in enumerate(numbers):
            part = Value("made", (), out.dtype, root=out, pointer=out.pointer + i * out.dtype.itemsize)
            self.add("method", "fill", np.ndarray.fill, (part, x), None, writes=part)
        return True

    def of_numbers_alone(self, call: Call) -> bool:
        """An array that is the same in each step."""
        if len(call.outs) != 1 or any(values_in((call.args, call.kwargs))):
            return False
        (out,), array = call.outs, np.ascontiguousarray(call.function(*call.args, **call.kwargs))
        self.add("function", "empty", np.empty, (out.shape, out.dtype), out)
        same = Value.of("constant", array, array=array)
        self.add("set", "[]=", operator.setitem, (out, ..., same), None, writes=out)
        return True

    function_eye = function_arange = function_linspace = function_tri = of_numbers_alone

    def function_full_like(self, call: Call) -> bool:
        return self.filled(call, call.args[1])

    def function_full(self, call: Call) -> bool:
        return self.filled(call, call.args[1])

    def function_zeros_like(self, call: Call) -> bool:
        return self.filled(call, 0)

    def function_ones_like(self, call: Call) -> bool:
        return self.filled(call, 1)

    def filled(self, call: Call, value: Any) -> bool:
        (out,) = call.outs
        self.add("function", "empty", np.empty, (out.shape, out.dtype), out)
        self.add("method", "fill", np.ndarray.fill, (out, value), None, writes=out)
        return True

    def function_stack(self, call: Call) -> bool:
        return self.joined(call, True)

    def function_concatenate(self, call: Call) -> bool:
        return self.joined(call, False)

    def joined(self, call: Call, apart: bool) -> bool:
        """Arrays side by side, assigned one by one; `apart`, along an axis of their own."""
        (out,), given = call.outs, {**dict(zip(("arrays", "axis"), call.args)), **call.kwargs}
        parts, axis = given.pop("arrays"), given.pop("axis", 0)
        if given or type(axis) is not int or not all(isinstance(x, Value) and x.kind != "number" for x in parts):
            return False
        axis %= max(len(out.shape), 1)
        self.add("function", "empty", np.empty, (out.shape, out.dtype), out)
        place = out.pointer
        for x in parts:
            steps = tuple(s for i, s in enumerate(out.strides) if not (apart and i == axis))
            part = Value("made", x.shape, out.dtype, steps, root=out.root, pointer=place)
            self.add("set", "[]=", operator.setitem, (part, ..., x), None, writes=part)
            place += out.strides[axis] * (1 if apart else x.shape[axis])
        return True

    def set_items(self, call: Call) -> bool:
        """A part of an array, assigned as a whole array is."""
        target, key, x = call.args
        places = key if isinstance(key, tuple) else (key,)
        if not all(isinstance(each, (int, np.integer, slice, type(...), type(None))) for each in places):
            return False
        if key is Ellipsis or any(values_in(key)):
            return False
        part = part_of(target, key)
        self.add("set", "[]=", operator.setitem, (part, ..., x), None, writes=part)
        return True

    # -- places --------------------------------------------------------------------------------------------------------

    def function_take_along_axis(self, call: Call) -> bool:
        x, index, axis = (*call.args, call.kwargs.get("axis", -1))[:3]
        last = len(x.shape) - 1
        if axis not in (-1, last) or last < 1 or index.shape != (*x.shape[:-1], 1):
            return False
        return self.taken(x, index, call.outs[0], True)

    def get_items(self, call: Call) -> bool:
        """`x[rows, y]` of all rows, and `weight[y]`."""
        (x, key), outs = call.args, call.outs
        if isinstance(key, Value) and len(x.shape) == 1:
            index = key
        elif isinstance(key, tuple) and len(key) == len(x.shape) == 2 and counts(key[0], x.shape[0]):
            index = key[1]
        else:
            return False
        if not isinstance(index, Value) or len(index.shape) != 1 or index.dtype.kind not in "iu":
            return False
        return self.taken(x, column(index), outs[0], False)

    def taken(self, x: Value, index: Value, out: Value, keepdims: bool) -> bool:
        """Of each row of x, or of x for each row, the number at a place (n, 1)."""
        if x.shape[-1] > PLACES or index.size < 2:
            return False
        mask = self.mask(index, x.shape[-1])
        self.reduce("add", self.where(mask, x, x.dtype.type(0), x.dtype), out, len(mask.shape) - 1, keepdims)
        return True

    def at_add(self, call: Call) -> bool:
        """Numbers added at a place of each row."""
        x, key, values = call.args
        if not (isinstance(key, tuple) and len(key) == len(x.shape) == 2 and counts(key[0], x.shape[0])):
            return False
        index = key[1]
        if not isinstance(index, Value) or index.dtype.kind not in "iu" or not isinstance(values, Value):
            return False
        if len(index.shape) == 1 and len(values.shape) == 1:
            index, values = column(index), column(values)
        if index.shape != (x.shape[0], 1) or values.shape != index.shape or not x.shape[0] > 1 or x.shape[-1] > PLACES:
            return False
        here = self.where(self.mask(index, x.shape[-1]), values, x.dtype.type(0), x.dtype)
        self.add("ufunc", "add", np.add, (x, here), None, out=x, writes=x)
        return True

    def mask(self, index: Value, many: int) -> Value:
        """Of places (..., 1), which of so many each is; they are checked to be among them."""
        key = index.root, index.pointer, index.shape, index.strides, many
        if key not in self.masks:
            if self.lasting and key not in self.checks:
                raise Refused(
                    "compile(backend='numba'): an index is looked at after the step has changed what outlives it"
                )
            shape = index.shape
            below = self.ufunc("less", index, 0, shape=shape, dtype=np.dtype(bool))
            place = self.where(
                below, self.ufunc("add", index, many, shape=shape, dtype=index.dtype), index, index.dtype
            )
            if key not in self.checks:
                self.checked(place, many)
                self.checks.add(key)
            places = np.arange(many)
            numbers = Value.of("constant", places, array=places)
            self.masks[key] = self.ufunc("equal", place, numbers, shape=(*shape[:-1], many), dtype=np.dtype(bool))
        return self.masks[key]

    def checked(self, place: Value, many: int) -> None:
        """The step goes on only where all places are there; else the engine takes it, and says so."""
        bool_ = np.dtype(bool)
        pair = (
            self.ufunc("less", place, 0, shape=place.shape, dtype=bool_),
            self.ufunc("greater_equal", place, many, shape=place.shape, dtype=bool_),
        )
        beyond = self.ufunc("bitwise_or", *pair, shape=place.shape, dtype=bool_)
        found = made((), bool_)
        found.scalar = True
        self.reduce("logical_or", beyond, found, None)
        self.add("check", "bool", bool, (found, False), None)


def in_each(schedule: Schedule) -> list[Call]:
    """The calls of every step, with those done once that are more than arithmetic of numbers: nothing else is done before a kernel."""
    moved, found = set[Value](), list[Call]()
    for call in schedule.once:
        plain = call.how in ("helper", "operator") and not any(v in moved for v in call.reads())
        if not plain and not call.makes_view():
            moved.update(call.outs)
            found.append(call)
    schedule.once = [call for call in schedule.once if call not in found]
    return [*found, *schedule.each]


def made(shape: tuple, dtype: Any) -> Value:
    """A new array, in order."""
    value = Value("made", shape, dtype)
    value.strides = np.empty(shape, dtype).strides if value.size < 1 << 20 else strides(shape, dtype.itemsize)
    return value


def strides(shape: tuple, step: int) -> tuple:
    found = []
    for n in reversed(shape):
        found.append(step)
        step *= n
    return tuple(reversed(found))


def part_of(x: Value, key: Any) -> Value:
    """The view that an index of numbers and slices gives."""
    whole = np.lib.stride_tricks.as_strided(np.empty(1, x.dtype), x.shape, x.strides)
    places = key if isinstance(key, tuple) else (key,)
    part = whole[places if any(each is Ellipsis for each in places) else (*places, ...)]
    pointer = x.pointer + part.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return Value("made", part.shape, x.dtype, part.strides, root=x.root, pointer=pointer)


def column(x: Value) -> Value:
    """A vector as a column."""
    return Value("made", (*x.shape, 1), x.dtype, (*x.strides, x.dtype.itemsize), root=x.root, pointer=x.pointer)


def counts(rows: Any, n: int) -> bool:
    """Whether an index takes all rows, one after the other."""
    return isinstance(rows, Value) and rows.kind == "constant" and np.array_equal(rows.array.reshape(-1), np.arange(n))


def axis_of(call: Call) -> tuple[Any, bool] | None:
    """(axis, keepdims) of a method that reduces; None where it is told more."""
    given = {**dict(zip(("axis", "dtype"), call.args[1:])), **call.kwargs}
    axis, dtype, kept = given.pop("axis", None), given.pop("dtype", None), given.pop("keepdims", False)
    plain = not given and len(call.args) <= 3 and dtype is None and len(call.outs) == 1
    return (axis, kept) if plain else None


def checks_once(calls: list[Call]) -> Iterator[Call]:
    """Without checks of what has been checked."""
    seen = set[Any]()
    for call in calls:
        key = call.args if call.how == "check" else None
        if key is None or key not in seen:
            yield call
        if key is not None:
            seen.add(key)
