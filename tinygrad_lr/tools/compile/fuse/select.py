"""One call for several: a choice that the engine makes by bits, because NumPy takes that sooner, is a choice again."""

from __future__ import annotations

import numpy as np

from ..trace import Call, Value


def selections(calls: list[Call], kept: set[Value]) -> list[Call]:
    """`calls`, with `where(mask, 0, x)` for x's bits & (mask as an integer - 1), read as floats again."""
    made = {out: call for call in calls for out in call.outs}
    result = []
    for call in calls:
        chosen = choice(call, made, calls)
        if chosen is not None:
            (out,), bits = call.outs, call.args[0]
            for each in (out for other in calls for out in other.outs):
                if each.root is bits.root and each.dtype == out.dtype:
                    each.root = out
        result.append(chosen or call)
    return needed(result, kept)


def choice(call: Call, made: dict[Value, Call], calls: list[Call]) -> Call | None:
    """The choice that ends in this call, which reads the chosen bits as floats."""
    bits = made_by(call, 0, made) if call.how == "method" and call.name == "view" else None
    if bits is None or bits.name != "bitwise_and" or len(bits.outs) != 1:
        return None
    number, less_one = made_by(bits, 0, made), made_by(bits, 1, made)
    if (
        number is None
        or number.name != "view"
        or less_one is None
        or less_one.name != "subtract"
        or less_one.args[1] != 1
    ):
        return None
    integer = made_by(less_one, 0, made)
    if integer is None or integer.name != "astype" or integer.args[0].dtype.kind != "b":
        return None
    x, (out,) = number.args[0], call.outs
    between = calls[calls.index(number) : calls.index(call)]
    if (x.dtype, x.shape) != (out.dtype, out.shape) or any(c.writes is not None for c in between):
        return None
    choose = integer.args[0], out.dtype.type(0), x
    return Call("function", "where", np.where, choose, {}, (out,), None, call.line, call.node)


def made_by(call: Call, i: int, made: dict[Value, Call]) -> Call | None:
    """What has made an argument."""
    return made.get(call.args[i]) if isinstance(call.args[i], Value) else None


def needed(calls: list[Call], kept: set[Value]) -> list[Call]:
    """Without those whose results nobody reads any more."""
    read, result = set(kept), list[Call]()
    for call in reversed(calls):
        if call.writes is not None or not call.outs or any(out in read or out.root in read for out in call.outs):
            result.append(call)
            read.update(x for value in (*call.reads(), *call.outs) for x in (value, value.root))
    return result[::-1]
