"""A recording as text: one Python function without a trace of the engine, made to be read.

What is the same in each step stands first, as statements of a module: views of the parameters, constants, buffers. The
function `step` follows: its guards, the calls of NumPy under the user's line that each came from, with the node that
made them, and last what the step leaves behind: gradients, version counters, and the tensors it returns.
"""

from __future__ import annotations

import keyword
import linecache
import math
import os
import re
from collections import Counter
from typing import Any

import numpy as np

from ...ops.shape import writeable
from .passes import Schedule, first_of, takes_number
from .trace import Call, Value, values_in
from .tracer import SYMBOLS

UFUNC_SYMBOLS = dict(add="+", subtract="-", multiply="*", true_divide="/", divide="/")
WEAK = {"add", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum"}
READ_ONLY = {"broadcast_to", "diagonal"}  # methods and functions whose views NumPy lets nobody write into
WIDTH = 96
SHORT = re.compile(r"[A-Za-z0-9_]{1,40}")  # a text that may stand between quotes
OPERATOR = re.compile(r" [-+*/@]|^-|^[^([]+ ")  # what needs parentheses around it


class Names:
    """What things are called in the text, and the things themselves: the namespace it runs in.

    Nothing that somebody else has written gets into the text but through `fresh`, which makes names, and `comment`:
    whatever else there is, is an object of the namespace.
    """

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {}
        self.taken = {*keyword.kwlist}
        self.of_value: dict[Value, str] = {}
        self.of_object: dict[Any, str] = {}
        self.locals: dict[str, str] = {}

    def fresh(self, wanted: str) -> str:
        """A name that is not taken, as near to the wanted one as letters, digits and underscores can be."""
        name = base = re.sub(r"[^A-Za-z0-9_]+", "_", wanted)[:60].strip("_") or "t"
        if name[0].isdigit():
            name = base = f"t{name}"
        i = 1
        while name in self.taken:
            i += 1
            name = f"{base}{i}" if not base[-1].isdigit() else f"{base}_{i}"
        self.taken.add(name)
        return name

    def use(self, thing: Any, wanted: str = "") -> str:
        """The name of a function of ours, or of Python's."""
        return self.bind(wanted or thing.__name__, thing)

    def local(self, wanted: str) -> str:
        """A variable that is read where it is set."""
        if wanted not in self.locals:
            self.locals[wanted] = self.fresh(wanted)
        return self.locals[wanted]

    def attribute(self, owner: str, name: str) -> str:
        """`owner.name`, as an expression."""
        if name.isascii() and name.isidentifier() and not keyword.iskeyword(name):
            return f"{owner}.{name}"
        return f"{self.use(getattr)}({owner}, {self.literal(name)})"

    def bind(self, wanted: str, thing: Any, key: Any = None) -> str:
        """The name of a thing in the namespace."""
        key = id(thing) if key is None else key
        if key not in self.of_object:
            name = self.of_object[key] = self.fresh(wanted)
            self.namespace[name] = thing
        return self.of_object[key]

    def value(self, value: Value) -> str:
        if value not in self.of_value:
            if value.kind == "constant":
                self.of_value[value] = self.bind(constant_name(value.array), value.array)
            else:
                self.of_value[value] = self.fresh(value.name or f"t{len(self.of_value) + 1}")
        return self.of_value[value]

    def literal(self, x: Any) -> str:
        """An argument as it is written."""
        if isinstance(x, Value):
            return self.value(x)
        if isinstance(x, tuple):
            return f"({', '.join(map(self.literal, x))}{',' * (len(x) == 1)})"
        if isinstance(x, list):
            return f"[{', '.join(map(self.literal, x))}]"
        if isinstance(x, slice):
            return f"slice({self.literal(x.start)}, {self.literal(x.stop)}, {self.literal(x.step)})"
        if x is None or type(x) is bool or (type(x) is float and math.isfinite(x)):
            return repr(x)
        if type(x) is int and abs(x) < 1 << 64:
            return repr(x)
        if type(x) is str:
            return f'"{x}"' if SHORT.fullmatch(x) else self.bind("text", x, (str, x))
        if x is Ellipsis:
            return "..."
        if isinstance(x, (np.dtype, type)):
            name = str(x) if isinstance(x, np.dtype) else x.__name__
            return self.bind(name, x, ("type", name, x))
        if isinstance(x, np.generic):
            return self.bind("number", x, (type(x), x.tobytes()))
        return self.bind(type(x).__name__.lower(), x)

    def key(self, x: Any) -> str:
        """An index, as it stands in brackets."""
        if isinstance(x, tuple) and x:
            return ", ".join(map(self.key, x)) + ("," if len(x) == 1 else "")
        if isinstance(x, (int, np.integer)) and not isinstance(x, bool):
            return str(int(x))
        if isinstance(x, slice):
            parts = ["" if part is None else self.key(part) for part in (x.start, x.stop, x.step)]
            return ":".join(parts[:2] if x.step is None else parts)
        return self.literal(x)


class Body:
    """The calls as statements. `inline` holds expressions of numbers that are read once, soon after.

    kept    values that the text goes on to name
    call    what is returned where a check fails: the call of another recording
    """

    def __init__(self, names: Names, schedule: Schedule, call: str, kept: list[Value]) -> None:
        self.names, self.schedule, self.call = names, schedule, call
        self.inline: dict[Value, str] = {}
        uses = Counter(value for call in (*schedule.once, *schedule.each) for value in call.reads())
        self.once_read = {value for value, count in uses.items() if count == 1} - {*kept}
        self.hoisted = {out for call in schedule.once for out in call.outs}
        self.filling = {v for call in schedule.each if call.name == "fill" for v in call.reads()}
        self.waits = numbers_read_at_once(schedule, self.once_read)

    def buffers(self) -> list[str]:
        """Memory for the results of every step."""
        lines, empty = [], self.names.bind("empty", np.empty)
        for value, storage in self.schedule.buffers.items():
            name = self.names.value(value)
            if storage is value:
                lines.append(f"{name} = {empty}({value.shape}, {self.names.literal(value.dtype)})")
            elif value.shape == storage.shape and value.dtype == storage.dtype:
                lines.append(f"{name} = {self.names.value(storage)}")
            else:
                make, d = self.names.bind("ndarray", np.ndarray), self.names.literal(value.dtype)
                lines.append(f"{name} = {make}({value.shape}, {d}, {self.names.value(storage)})")
        return lines

    def statement(self, call: Call) -> str | None:
        """The call as a line; None if it has become part of a later one."""
        text = self.expression(call)
        if call.how == "check":
            return f"if {'not ' if call.args[1] else ''}{text}: return {self.call}"
        if not call.outs or call.how == "set" or (len(call.outs) == 1 and call.outs[0] in self.schedule.buffers):
            return text
        if call.name == "T" and call.outs[0] in self.once_read - self.hoisted:  # it can be taken where it is read
            self.inline[call.outs[0]] = text
            return None
        if call.outs[0] in self.waits:
            self.inline[call.outs[0]] = text
            return None
        names = [self.names.value(out) for out in call.outs]
        return f"{', '.join(names)} = {text}"

    def text(self, x: Any, parts: bool = False) -> str:
        if isinstance(x, Value) and x in self.inline:
            expression = self.inline[x]
            return f"({expression})" if parts and OPERATOR.search(expression) else expression
        if isinstance(x, tuple) and any(values_in(x)):
            return f"({', '.join(self.text(item) for item in x)}{',' * (len(x) == 1)})"
        return self.names.literal(x)

    def expression(self, call: Call) -> str:
        text = self.called(call)
        if call.name in READ_ONLY and call.makes_view():
            return f"{self.names.use(writeable)}({text}, {self.text(call.args[0])})"
        return text

    def called(self, call: Call) -> str:
        how, name, args, kwargs = call.how, call.name, list(call.args), dict(call.kwargs)
        out = kwargs.pop("out", None)
        if out is None and len(call.outs) == 1 and call.outs[0] in self.schedule.buffers:
            out = call.outs[0]
        if how == "check":
            return self.text(args[0], True)
        if how == "item" and args[0].scalar and call.outs[0] in self.filling:
            return self.text(args[0])  # it is converted anyway, and sooner than made a Python number
        if how == "item":
            return f"{self.text(args[0], True)}.item()"
        if how == "attribute":
            return self.names.attribute(self.text(args[0], True), name)
        if how == "get":
            return f"{self.text(args[0], True)}[{self.names.key(args[1])}]"
        if how == "set":
            return self.assignment(*args)
        if how == "operator":
            return self.operator(name, args)
        given = [f"{k}={self.text(v)}" for k, v in kwargs.items()]
        if how == "draw":
            return f"{self.names.bind('generator', args[0])}.{name}({', '.join([*map(self.text, args[1:]), *given])})"
        if how == "method":
            return self.method(name, args, out, given)
        if how == "ufunc":
            return self.ufunc(call, args, out, given)
        if how == "reduce":
            order = [kwargs.pop("axis", 0), kwargs.pop("dtype", None), out, kwargs.pop("keepdims", False)]
            given = [f"{k}={self.text(v)}" for k, v in kwargs.items()]
            ufunc = self.names.bind(name, getattr(np, name))
            return f"{ufunc}.reduce({', '.join([*map(self.text, args), *map(self.text, order), *given])})"
        tail = [] if out is None else [f"out={self.text(out)}"]
        if how in ("function", "helper"):
            function = self.names.bind(name, call.function)
        else:  # another method of a ufunc
            function = f"{self.names.bind(name, getattr(np, name))}.{how}"
        return f"{function}({', '.join([*map(self.text, args), *tail, *given])})"

    def assignment(self, array: Value, key: Any, x: Any) -> str:
        """What an array is told to hold. A number goes to the one place there is in a third of the time."""
        if key is Ellipsis and takes_number(array) and is_number(x):
            key = first_of(array)
        return f"{self.text(array, True)}[{self.names.key(key)}] = {self.text(x)}"

    def method(self, name: str, args: list, out: Any, given: list[str]) -> str:
        if name == "fill" and takes_number(args[0]) and is_number(args[1]):
            return self.assignment(args[0], ..., args[1])
        if name in ("astype", "copy") and out is not None:
            return f"{self.text(out)}[...] = {self.text(args[0])}"
        tail = [] if out is None else [self.text(out)] if name == "dot" else [f"out={self.text(out)}"]
        return f"{self.text(args[0], True)}.{name}({', '.join([*map(self.text, args[1:]), *tail, *given])})"

    def operator(self, name: str, args: list) -> str:
        if len(args) == 1:
            return f"-{self.text(args[0], True)}" if name == "neg" else f"abs({self.text(args[0])})"
        return f" {dict(SYMBOLS, matmul='@')[name]} ".join(self.text(a, True) for a in args)

    def ufunc(self, call: Call, args: list, out: Any, given: list[str]) -> str:
        if all(map(is_number, args)) and out is None and not given and len(args) == 2 and call.name in UFUNC_SYMBOLS:
            return f" {UFUNC_SYMBOLS[call.name]} ".join(self.text(a, True) for a in args)
        if call.name in WEAK and not given:
            dtype = call.outs[0].dtype if call.outs else out.dtype
            args = [self.number(a, dtype, args) for a in args]
        texts = [a if isinstance(a, _Text) else self.text(a) for a in args]
        by_name = "out=" if call.name in ("maximum", "minimum") else ""  # of these two NumPy wants it so
        tail = [] if out is None else [by_name + self.text(out)]
        return f"{self.names.bind(call.name, getattr(np, call.name))}({', '.join([*texts, *tail, *given])})"

    def number(self, x: Any, dtype: Any, args: list) -> Any:
        """A number that NumPy would convert in each call, as a 0-d array of the dtype it is converted to."""
        others = [a for a in args if a is not x]
        if dtype.kind != "f" or isinstance(x, (bool, Value)) or not isinstance(x, (int, float, np.generic)):
            return x
        if not all(isinstance(o, Value) and o.dtype == dtype for o in others) or getattr(x, "dtype", dtype) != dtype:
            return x
        try:
            array = np.array(x, dtype)
        except OverflowError:
            return x
        return _Text(self.names.bind(label(x), array, (dtype, array.tobytes())))


def is_number(x: Any) -> bool:
    """Whether an argument is a number, and no array."""
    return not isinstance(x, Value) or x.scalar or x.kind == "number"


def numbers_read_at_once(schedule: Schedule, once_read: set[Value]) -> set[Value]:
    """Numbers with one reader, and nothing but other such expressions before it: they need no name."""
    pure = {"item", "operator", "ufunc", "get"}
    waiting: set[Value] = set()
    found: set[Value] = set()
    for call in schedule.each:
        found.update(waiting.intersection(call.reads()))
        waiting.difference_update(call.reads())
        small = len(call.outs) == 1 and (call.outs[0].kind == "number" or call.outs[0].scalar)
        if not small or call.writes is not None:
            waiting.clear()
        elif (call.how in pure or call.name == "dot") and call.outs[0] in once_read:
            waiting.add(call.outs[0])
    return found


class _Text(str):
    """An argument that is text already."""


def constant_name(array: np.ndarray) -> str:
    if array.ndim and array.size and np.all(array == 1):
        return "ones"
    return label(array.item()) if array.size == 1 and array.dtype.kind in "fiu" else "constant"


def label(x: Any) -> str:
    """A name that tells a number: two, c0_01, minus_1."""
    text = f"{float(x):g}".replace("-", "minus_").replace(".", "_").replace("+", "")
    return f"c{text}"


def commented(lines: list[tuple[str, Any, str]], indent: str) -> list[str]:
    """Statements under the user's line they came from, each with its node: (text, line, node) each."""
    result, before = [], None
    for text, line, node in lines:
        if line != before and line is not None and line[1]:
            source = linecache.getline(*line).strip()
            result += ["", indent + comment(f"{os.path.basename(line[0])}:{line[1]}  {source}")]
            before = line
        result.append(f"{indent}{text:<{WIDTH - len(indent)}}  {comment(node)}" if node else f"{indent}{text}")
    return result


def comment(text: str) -> str:
    """Others' words as a comment, which ends where the line does."""
    return "# " + "".join(c if c.isprintable() else "?" for c in text)
