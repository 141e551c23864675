"""One call for several: a choice that the engine makes by bits, because NumPy takes that sooner, is a choice again."""

from __future__ import annotations

import numpy as np

from ..trace import Call, Value
from .plan import dense


def selections(calls: list[Call], handed_out: list[Value]) -> list[Call]:
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
    kept = {x for value in handed_out for x in (value, value.root)}
    return needed(pieces(result, kept), kept)


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


def pieces(calls: list[Call], kept: set[Value]) -> list[Call]:
    """Calls over several arrays laid end to end, as an optimizer lays parameters, in pieces with memory of their own."""
    parts: dict[Value, dict[int, Value]] = {}
    for call in calls:
        for value in (*call.reads(), *call.outs):
            root = value.root
            if (
                call.how == "set"
                and value is not root
                and root.kind == "made"
                and len(root.shape) == 1
                and root not in kept
            ):
                parts.setdefault(root, {})[value.pointer - root.pointer] = value
    parts = {root: dict(sorted(found.items())) for root, found in parts.items() if covers(root, found)}
    while odd := {root for call in calls for root in unlike(call, parts)}:
        parts = {root: found for root, found in parts.items() if root not in odd}
    calls = [call for call in calls if not (call.outs and all(out.root in parts for out in call.outs))]  # their views
    for value in {v for call in calls for v in call.reads()}:
        if value.root in parts and value is not value.root:
            value.root = parts[value.root].get(value.pointer - value.root.pointer, value.root)
    return [each for call in calls for each in in_pieces(call, parts)]


def covers(root: Value, found: dict[int, Value]) -> bool:
    """Whether views, by where they begin, follow each other without gaps through all of an array."""
    place = 0
    for offset, value in sorted(found.items()):
        if offset != place or not dense(value):
            return False
        place += value.size * value.dtype.itemsize
    return place == root.size * root.dtype.itemsize


def unlike(call: Call, parts: dict[Value, dict[int, Value]]) -> set[Value]:
    """Arrays in pieces that a call takes otherwise than piece by piece."""
    touched = [x for x in (*call.reads(), *call.outs, *filter(None, [call.writes])) if x.root in parts]
    if not touched or call.makes_view() or call.name == "empty":
        return set()
    if call.how == "set":  # of a piece
        good = all(x is not x.root and parts[x.root].get(x.pointer - x.root.pointer) is x for x in touched)
        return set() if good else {x.root for x in touched}
    layouts = {tuple((place, x.shape) for place, x in parts[x.root].items()) for x in touched}
    others = (x for x in call.reads() if x.root not in parts)
    good = call.how == "ufunc" and not call.outs and len(layouts) == 1 and all(x is x.root for x in touched)
    return set() if good and all(x.kind == "number" or x.size == 1 for x in others) else {x.root for x in touched}


def in_pieces(call: Call, parts: dict[Value, dict[int, Value]]) -> list[Call]:
    """A function of elements of whole arrays, for each piece."""
    whole = {x for x in call.reads() if x in parts}
    if not whole or call.makes_view():
        return [call]
    result = []
    for place in parts[next(iter(whole))]:
        piece = Call(
            call.how, call.name, call.function, call.args, dict(call.kwargs), (), call.writes, call.line, call.node
        )
        piece.replace({root: parts[root][place] for root in whole})
        result.append(piece)
    return result
