"""`backend="numba"`: a recording as loops over numbers, which numba compiles to machine code, with the steps inside.

What goes along the rows of the data, or element by element, is fused (`fuse`); the rest is a loop for each call, and
large products are calls of BLAS. Every array is flat here: an element's place is its array's offset plus its indices
times its strides, all known from the recording, so a view costs nothing and LLVM sees only small loops with fixed
bounds. Sums are taken in another order than NumPy's and BLAS's, so the numbers agree within rounding and not to the
bit.
"""

from __future__ import annotations

import importlib
import inspect
import math
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import fuse, stored, threads
from .codegen import SYMBOLS, UFUNC_SYMBOLS, Names
from .passes import Schedule
from .trace import Call, Refused, Value, values_in

COMPARE = dict(less="<", less_equal="<=", greater=">", greater_equal=">=", equal="==", not_equal="!=", bitwise_and="&")
ARITHMETIC = {"add", "multiply", "maximum", "minimum", "power"}  # which make truths of truths
INDEX = "ijklmn"


def refuse(call: Call, why: str = "") -> Refused:
    line = f"{call.line[0].rpartition('/')[2]}:{call.line[1]}"
    return Refused(f"compile(backend='numba'): numba cannot take {call.name}() of {line} ({call.node}){why}")


class Kernel:
    """The text of `kernel(count, every, losses, *arrays, *numbers)`, which takes `count` steps.

    every     by how much the place in `losses` grows with each step: 0 where only the last is wanted
    arrays    the values whose flat memory is passed: what lasts, what is kept, and random numbers, drawn for all steps
    numbers   values computed once, in Python: rates
    loss      the value that goes into `losses`
    columns   the names of inputs that are read by columns, where the kernel is one that does; it is given them laid out
              so
    batches   inputs that are gathered in each step from `order` rows of whole arrays; it is given both
    """

    def __init__(
        self, names: Names, schedule: Schedule, kept: list[Value], name: str = "kernel", by_columns: bool = False,
        loss: Value | None = None, batches: list[Value] | None = None,
    ) -> None:  # fmt: skip
        self.names, self.arrays, self.numbers = names, list[Value](), list[Value]()
        self.loss, self.batches = loss, batches
        self.at, self.every, self.losses = (names.local(word) for word in ("at", "every", "losses"))
        self.drawn = [call.outs[0] for call in schedule.each if call.how == "draw" and len(call.outs) == 1]
        self.parallel, self.plainly = False, set[Value]()  # what is read as it lies
        self.local: dict[Value, str] = {}
        self.views: dict[tuple[Value, Any], str] = {}  # of the same memory as numbers of another dtype
        self.by_columns, self.columns = by_columns, dict[Value, str]()  # the names of inputs that are laid out so
        self.written = {call.writes.root for call in schedule.each if call.writes is not None}
        self.name = name
        self.lines: list[str] = []
        self.blas: dict[str, str] = {}  # by dtype: the name of its product
        self.functions: dict[Callable, str] = {}  # of numbers, by their names in the text
        self.origins: list[Call] = []  # of each line
        self.kept = {value.root for value in kept}
        self.namespace: dict[str, Any] = {"np": np, "prange": range, "math": math}
        self.once = {out for call in schedule.once if call.how == "operator" for out in call.outs}
        for call in schedule.once:
            if call.how == "helper":
                if any(out.size != 1 for out in call.outs):
                    raise refuse(call)
                self.numbers += [out for out in call.outs if out not in self.numbers]
        self.write_all(schedule.each)
        for value in kept:
            self.base(value)
        if loss is not None:
            self.lines.append(
                f"{self.losses}[{self.at} * {self.every}] = {self.element(loss, ['0'] * len(loss.shape))}"
            )
        self.source = self.text()

    def write_all(self, calls: list[Call]) -> None:
        """The lines of all calls, fused where they can be."""
        rows = fuse.Rows(calls)
        parts = fuse.parted(calls, rows, self.kept)
        for i, part in enumerate(parts):
            if part.rows:
                later = {v.root for other in parts[i + 1 :] for call in other.calls for v in call.reads()}
                self.loop_over_rows(fuse.RowLoop(self, rows, part, later | self.kept))
                continue
            steps = fuse.nests(part.calls)
            for j, step in enumerate(steps):
                if isinstance(step, fuse.Nest):
                    rest = [step, *steps[j + 1 :], *(call for other in parts[i + 1 :] for call in other.calls)]
                    self.loop_over_elements(step, fuse.memory_read(rest) | self.kept)
                else:
                    self.write(step)
                    self.origins += [step] * (len(self.lines) - len(self.origins))

    def text(self) -> str:
        names = [self.names.value(v) for v in (*self.arrays, *self.numbers)]
        made = [f"    {name} = np.empty({self.extent(v)}, np.{v.dtype.name})" for v, name in self.local.items()]
        if self.batches is not None:
            self.order = self.names.local("order")
            self.whole = {value: self.names.local(f"{self.names.value(value)}_of_all") for value in self.batches}
            made += [f"    {name} = np.empty({v.size}, np.{v.dtype.name})" for v, name in self.columns.items() if name]
        made += [
            f"    {name} = {self.names.value(base)}.view(np.{dtype.name})" for (base, dtype), name in self.views.items()
        ]
        body = [f"        {line}" for line in (*self.gathering(), *self.lines)] or ["        pass"]
        self.first = len(made) + 3 + len(body) - len(self.lines)  # the first line of the calls
        head = f"def {self.name}({', '.join([*self.given(), *names])}):"
        text = "\n".join([head, *made, f"    for {self.at} in range(count):", *body, "    return count", ""])
        return re.sub(r"\bnp\.bool\b", "np.bool_", text)

    def given(self) -> list[str]:
        """The parameters before the arrays."""
        result = [
            "count",
            self.every,
            self.losses,
            *(name for name in self.columns.values() if self.batches is None and name),
        ]
        if self.batches is not None:
            result += [self.order, *(self.whole[value] for value in self.batches)]
        return result

    def gathering(self) -> list[str]:
        """Statements that take a batch's rows from the whole arrays."""
        if not self.batches:
            return []
        n, i, row = self.batches[0].shape[0], self.names.local("i_of_batch"), self.names.local("row_of_all")
        lines = [f"for {i} in range({n}):", f"    {row} = {self.order}[{self.at} * {n} + {i}]"]
        for value in self.batches:
            d, whole = value.size // n, self.whole[value]
            places = [(self.names.value(value), f"{i} * {d} + j")] if value in self.plainly else []
            places += [(self.columns[value], f"j * {n} + {i}")] if self.columns.get(value) else []
            if places:
                lines.append(f"    for j in range({d}):")
                lines += [f"        {name}[{place}] = {whole}[{row} * {d} + j]" for name, place in places]
        return lines

    def compile(self) -> Callable:
        """The machine code, made when first called. RuntimeError where numba is not installed."""
        try:
            numba = importlib.import_module("numba")
        except ImportError:
            raise RuntimeError(
                "compile(backend='numba'): numba is not installed (pip install 'tinygrad_lr[numba]')"
            ) from None
        self.namespace["prange"] = numba.prange
        if not numba.config.DISABLE_JIT:
            self.namespace.update({name: fuse.linked_gemm(dtype) for dtype, name in self.blas.items()})
            self.namespace.update({name: numba.njit(function) for function, name in self.functions.items()})
        meant = sorted(self.blas.items()), {name: inspect.getsource(f) for f, name in self.functions.items()}
        kernel = stored.compiled(self.source, self.namespace, self.parallel, meant)
        kernel = threads.shared(kernel) if self.parallel else kernel

        def run(*args: Any) -> int:
            try:
                return kernel(*args)
            except numba.core.errors.NumbaError as error:
                raise self.refused(error) from None

        return run

    def forget(self) -> None:
        """Let go of the recording: constants may be large. Of each line's call, what is said of it stays."""
        light = {
            call: Call(call.how, call.name, call.function, (), {}, (), None, call.line, call.node)
            for call in self.origins
        }
        self.origins = [light[call] for call in self.origins]
        self.arrays, self.numbers, self.drawn, self.loss, self.batches = [], [], [], None, None
        for known in (self.local, self.views, self.columns, self.written, self.kept, self.once, self.plainly):
            known.clear()

    def refused(self, error: Exception) -> Refused:
        """What numba says of the kernel, with the step's line."""
        line = re.search(r'File "<string>", line (\d+)', str(error))
        place = int(line[1]) - self.first if line else -1
        if not 0 <= place < len(self.origins):
            return Refused(f"compile(backend='numba'): numba cannot take the step: {str(error).splitlines()[0]}")
        return refuse(self.origins[place])

    # -- memory ----------------------------------------------------------------------------------------------------

    @staticmethod
    def extent(value: Value) -> int:
        """How many elements the memory of a dense array has."""
        return max(1, value.size)

    def base(self, value: Value) -> Value:
        """The value whose flat memory a value lies in."""
        base = value if value.kind in ("fixed", "input", "constant") else value.root
        if base.lasting or base in self.kept or base in self.drawn:
            if base not in self.arrays:
                self.arrays.append(base)
        elif base not in self.local:
            self.local[base] = self.names.value(base)
        return base

    def element(self, value: Any, index: Iterable[str] = (), shape: tuple | None = None) -> str:
        """An element of an operand, as an expression; `index` runs over `shape`, to which the operand is broadcast."""
        if not isinstance(value, Value):
            return fuse.number(value, None)
        if (value in self.once or value.rate) and value not in self.numbers:
            self.numbers.append(value)
        if value.kind == "number" or value.scalar or value in self.numbers:
            return self.names.value(value)
        if value.kind == "constant" and value.size == 1:
            return fuse.number(value.array.reshape(())[()], None)
        index = list(index)
        shape = value.shape if shape is None else shape
        index = index[len(shape) - len(value.shape) :]
        base, item = self.base(value), value.dtype.itemsize
        self.plainly.add(base)
        offset = (value.pointer - base.pointer) // item
        terms = [
            f"{i} * {step // item}" if step != item else i
            for i, step, n in zip(index, value.strides, value.shape)
            if n != 1 and step
        ]
        if offset < 0:
            raise Refused("compile(backend='numba'): a view begins before the array it was first seen as")
        if base in self.drawn:
            terms.insert(0, f"{self.at} * {base.size}")
        terms += [str(offset)] if offset or not terms else []
        return f"{self.memory(value, base)}[{' + '.join(terms)}]"

    def row_element(self, value: Value, index: list[str], row: str, offset: int, n: int, step: int) -> str:
        """An element of a row, `offset` bytes into its memory. An input of several columns is read by columns, in the
        kernel that does."""
        base, item = self.base(value), value.dtype.itemsize
        offset -= base.pointer - base.root.pointer
        steady = base.lasting and base.root not in self.written and value.dtype == base.dtype
        if (
            not steady
            or len(base.shape) != 2
            or base.shape[0] != n
            or base.strides != (base.shape[1] * item, item)
            or base.size == n
            or step != base.strides[0]
        ):
            return self.element(value, index)
        if base not in self.columns:
            apart = self.by_columns and (self.batches is None or base in self.batches)
            self.columns[base] = self.names.fresh(f"{self.names.value(base)}_by_columns") if apart else ""
        place = offset // item * n
        return f"{self.columns[base]}[{place} + {row}]" if self.columns[base] else self.element(value, index)

    def memory(self, value: Value, base: Value) -> str:
        """The flat memory that a value lies in, as numbers of its dtype."""
        if value.dtype == base.dtype:
            return self.names.value(base)
        if value.dtype.itemsize != base.dtype.itemsize:
            raise Refused("compile(backend='numba'): a view takes an array's memory as numbers of another size")
        key = base, value.dtype
        if key not in self.views:
            self.views[key] = self.names.fresh(f"{self.names.value(base)}_{value.dtype.name}")
        return self.views[key]

    # -- calls -----------------------------------------------------------------------------------------------------

    def loop(self, shape: tuple, statement: Callable[[list[str]], str], depth: int = 0) -> None:
        """A statement for each element of a shape."""
        index = list(INDEX[depth : depth + len(shape)])
        for level, (i, n) in enumerate(zip(index, shape)):
            self.lines.append("    " * (depth + level) + f"for {i} in range({n}):")
        self.lines.append("    " * (depth + len(shape)) + statement(index))

    def assign(self, target: Value, expression: Callable[[list[str]], str]) -> None:
        if target.scalar or target.kind == "number":
            self.lines.append(f"{self.names.value(target)} = {expression([])}")
        else:
            self.loop(target.shape, lambda index: f"{self.element(target, index)} = {expression(index)}")

    def write(self, call: Call) -> None:
        self.lines.append(f"# {call.node}") if call.node and f"# {call.node}" not in self.lines[-8:] else None
        if call.makes_view() or (call.how == "function" and call.name == "empty"):
            return
        writer = getattr(self, f"write_{call.how}", None)
        if writer is None:
            raise refuse(call)
        writer(call)

    def target(self, call: Call) -> Value:
        return call.outs[0] if call.outs else call.kwargs["out"]

    def loop_over_rows(self, loop: fuse.RowLoop) -> None:
        for line, call in loop.text():
            self.lines.append(line)
            self.origins.append(call)

    def loop_over_elements(self, nest: fuse.Nest, outlive: set[Value]) -> None:
        if len(nest.calls) == 1 and nest.calls[0].how != "method":
            self.write(nest.calls[0])
        else:
            self.lines += fuse.NestText(self, nest, outlive).lines()
        self.origins += [nest.calls[0]] * (len(self.lines) - len(self.origins))

    def ufunc_text(self, call: Call, parts: list[str]) -> str:
        """A function of elements, of these expressions; numba reckons with small integers and truths in wider ones."""
        wide, d = call.kwargs.get("dtype"), self.target(call).dtype
        parts = [f"np.{np.dtype(wide).name}({p})" for p in parts] if wide is not None else parts
        own = OWN.get((call.name, d.kind))
        if own is not None:
            return f"np.{d.name}({self.function(own)}({', '.join(parts)}))"
        symbol = (UFUNC_SYMBOLS | COMPARE).get(call.name)
        text = f"{parts[0]} {symbol} {parts[1]}" if symbol else f"np.{call.name}({', '.join(parts)})"
        return fuse.narrowed(text, d) if d.kind != "b" or call.name in ARITHMETIC else text

    def function(self, function: Callable) -> str:
        """A function of numbers, whose text numba can read, by its name in the text."""
        name = self.functions[function] = self.names.bind(function.__name__, function)
        self.namespace[name] = function
        return name

    def write_check(self, call: Call) -> None:
        """The step ends before it has begun to change anything."""
        x, answer = call.args
        truth = self.element(x, ["0"] * len(x.shape))
        self.lines += [f"if {'not ' if answer else ''}{truth}:", f"    return {self.at}"]

    def write_draw(self, call: Call) -> None:
        """Random numbers depend on nothing that a step computes: they are drawn before, for all steps."""
        if len(call.outs) != 1 or call.outs[0].scalar or any(values_in((call.args, call.kwargs))):
            raise refuse(call)

    def write_ufunc(self, call: Call) -> None:
        out, args = self.target(call), call.args
        if set(call.kwargs) - {"out", "dtype"} or getattr(np, call.name).signature is not None:
            raise refuse(call)

        self.assign(out, lambda index: self.ufunc_text(call, [self.element(a, index, out.shape) for a in args]))

    def write_helper(self, call: Call) -> None:
        if call.name == "rounded":
            kind, number = call.args
            self.assign(call.outs[0], lambda _: f"np.{np.dtype(kind).name}({self.element(number)})")
        elif call.name in ("erf", "erfc") and len(call.args) == 1:
            self.assign(call.outs[0], lambda i: of_math(call, self.element(call.args[0], i)))
        elif fuse.is_fma(call):
            part = lambda x, index: self.element(x, index, call.outs[0].shape)
            self.assign(call.outs[0], lambda i: "{} * {} + {}".format(*(part(x, i) for x in call.args[:3])))
        elif [out.kind for out in call.outs] == ["number"]:  # of numbers alone, and of a text that numba can read
            name = self.function(call.function)
            self.assign(call.outs[0], lambda _: f"{name}({', '.join(self.element(x) for x in call.args)})")
        else:
            raise refuse(call)

    def write_reduce(self, call: Call) -> None:
        (x,), out = call.args, self.target(call)
        axis = call.kwargs.get("axis", 0)
        if call.name not in fuse.COMBINED or call.kwargs.get("dtype") not in (None, out.dtype):
            raise refuse(call)
        wide = "{}" if x.dtype == out.dtype else f"np.{out.dtype.name}({{}})"
        axes = range(len(x.shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
        axes = {a % len(x.shape) for a in axes}
        kept = bool(call.kwargs.get("keepdims", False))
        place = lambda index: (
            [i for k, i in enumerate(index) if k not in axes]
            if not kept
            else ["0" if k in axes else i for k, i in enumerate(index)]
        )
        self.assign(out, lambda index: fuse.begins(call.name, out.dtype))
        grown = fuse.COMBINED[call.name].format
        there = lambda index: self.element(out, place(index))
        self.loop(x.shape, lambda index: f"{there(index)} = {grown(there(index), wide.format(self.element(x, index)))}")

    def write_method(self, call: Call) -> None:
        if call.name == "dot" and len(call.args) == 2:
            self.dot(call, *call.args)
        elif call.name in ("astype", "copy", "reshape"):  # a reshape that is not a view copies
            source, out = call.args[0], call.outs[0]
            if source.shape != out.shape:
                raise refuse(call)
            self.assign(out, lambda index: self.element(source, index))
        elif call.name == "fill":
            self.assign(call.args[0], lambda index: self.element(call.args[1]))
        elif call.name in ("argmax", "argmin") and len(call.args) == 2 and type(call.args[1]) is int:
            self.first_place(call, *call.args)
        else:
            raise refuse(call)

    def first_place(self, call: Call, x: Value, axis: int) -> None:
        """Where along an axis the largest number is, or the smallest: the first of them, or the first nan."""
        out, axis, index = self.target(call), axis % len(x.shape), list(INDEX[: len(x.shape)])
        best, first = self.names.fresh("best"), self.names.fresh("first")
        item = self.element(x, index)
        place = [i if k != axis else "0" for k, i in enumerate(index) if k != axis or call.kwargs.get("keepdims")]
        better = f"{item} {'>' if call.name == 'argmax' else '<'} {best} or ({item} != {item} and {best} == {best})"
        self.nest(
            [(i, n) for k, (i, n) in enumerate(zip(index, x.shape)) if k != axis],
            [
                f"{best}, {first} = {self.element(x, [i if k != axis else '0' for k, i in enumerate(index)])}, 0",
                f"for {index[axis]} in range(1, {x.shape[axis]}):",
                f"    if {better}:",
                f"        {best}, {first} = {item}, {index[axis]}",
                f"{self.names.value(out) if out.scalar else self.element(out, place)} = {first}",
            ],
        )

    def dot(self, call: Call, a: Value, b: Value) -> None:
        out = self.target(call)
        if not 1 <= len(a.shape) <= 2 or not 1 <= len(b.shape) <= 2:
            raise refuse(call)
        found = fuse.product(a, b, out)
        if found is not None:
            self.lines.append(self.call_of_blas(a, b, out, *found))
            return
        rows, columns = len(a.shape) == 2, len(b.shape) == 2
        i, j, k = (list(INDEX[:1]) if rows else []), (["j"] if columns else []), "k"
        factor = lambda: f"{self.element(a, [*i, k])} * {self.element(b, [k, *j])}"
        if columns and b.shape[1] > 1 and abs(b.strides[1]) <= abs(b.strides[0]):  # what lies side by side is read so
            self.assign(out, lambda index: f"np.{out.dtype.name}(0)")
            loops = [*zip(i, a.shape), (k, a.shape[-1]), ("j", b.shape[1])]
            self.nest(loops, [f"{self.element(out, [*i, *j])} += {factor()}"])
            return
        total = self.names.fresh("total")
        loops = [*zip(i, a.shape), *((each, b.shape[1]) for each in j)]
        target = self.names.value(out) if out.scalar else self.element(out, [*i, *j])
        inner = [f"for {k} in range({a.shape[-1]}):", f"    {total} += {factor()}"]
        self.nest(loops, [f"{total} = np.{out.dtype.name}(0)", *inner, f"{target} = {total}"])

    def nest(self, loops: list[tuple[str, int]], body: list[str]) -> None:
        """Statements inside of loops: (index, how often) each."""
        for depth, (index, n) in enumerate(loops):
            self.lines.append("    " * depth + f"for {index} in range({n}):")
        self.lines += ["    " * len(loops) + line for line in body]

    def call_of_blas(self, a: Value, b: Value, out: Value, left: tuple, right: tuple, into: tuple, sizes: tuple) -> str:
        """A product of matrices by BLAS."""
        d = out.dtype.name
        function = self.names.fresh(f"{d}_gemm") if d not in self.blas else self.blas[d]
        self.blas[d] = function
        self.namespace[function] = fuse.gemm(d)
        how = [fuse.ROW_MAJOR, left[0], right[0], *sizes]
        given = [
            f"np.{d}(1)",
            self.address(a),
            left[1],
            self.address(b),
            right[1],
            f"np.{d}(0)",
            self.address(out),
            into[1],
        ]
        return f"{function}({', '.join(map(str, [*how, *given]))})"

    def address(self, x: Value) -> str:
        """Where a matrix begins."""
        base = self.base(x)
        self.plainly.add(base)
        offset = (x.pointer - base.pointer) // x.dtype.itemsize
        return f"{self.memory(x, base)}{f'[{offset}:]' if offset else ''}.ctypes"

    def write_set(self, call: Call) -> None:
        target, key, source = call.args
        if key is not Ellipsis:
            raise refuse(call, ": only whole arrays are assigned")
        self.assign(target, lambda index: self.element(source, index, target.shape))

    def write_get(self, call: Call) -> None:
        (x, key), out = call.args, call.outs[0]
        if not out.scalar:
            raise refuse(call)
        index = key if isinstance(key, tuple) else (key,)
        self.assign(out, lambda _: self.element(x, [str(i) for i in index]))

    def write_item(self, call: Call) -> None:
        x = call.args[0]
        self.assign(call.outs[0], lambda _: f"float({self.element(x, ['0'] * len(x.shape))})")

    def write_operator(self, call: Call) -> None:
        parts = [self.element(a) for a in call.args]
        symbol = SYMBOLS.get(call.name)
        if any(not (isinstance(a, (int, float)) or a.kind == "number" or a.scalar) for a in call.args):
            raise refuse(call)
        self.assign(call.outs[0], lambda _: f"{parts[0]} {symbol} {parts[1]}" if symbol else f"-{parts[0]}")

    def write_function(self, call: Call) -> None:
        out = self.target(call)
        if call.name in ("zeros", "ones"):
            self.assign(out, lambda _: "0" if call.name == "zeros" else "1")
        elif call.name == "asarray" and isinstance(call.args[0], Value):
            self.assign(out, lambda index: self.element(call.args[0], index))
        elif call.name == "where" and len(call.args) == 3:
            mask, yes, no = call.args
            part = lambda x, index: self.element(x, index, out.shape)
            self.assign(out, lambda i: f"{part(yes, i)} if {part(mask, i)} else {part(no, i)}")
        else:
            raise refuse(call)


def floor_divide(a: Any, b: Any) -> Any:
    """As NumPy has it: what is left over is taken away first."""
    if b == 0:
        return np.true_divide(a, b)
    rest = np.fmod(a, b)
    quotient = np.true_divide(a - rest, b) - (rest != 0 and (b < 0) != (rest < 0))
    if quotient == 0:
        return np.copysign(quotient, np.true_divide(a, b))
    whole = np.floor(quotient)
    return whole + (quotient - whole > 0.5)


def truncated(a: Any, b: Any) -> Any:
    """What is left over of integers, with the sign of the first: numba's fmod has the sign of the second."""
    rest = a % b if b else 0
    return rest - b if rest and (rest < 0) != (a < 0) else rest


def is_positive(x: Any) -> Any:
    """The sign of what has none."""
    return x > 0


OWN: dict[tuple[str, str], Callable] = {  # by name and kind of dtype, where numba's are others
    ("floor_divide", "f"): floor_divide, ("fmod", "i"): truncated, ("sign", "u"): is_positive,
}  # fmt: skip


def of_math(call: Call, text: str) -> str:
    """A function of the mathematics library, of one number."""
    return f"np.{call.outs[0].dtype.name}(math.{call.name}({text}))"


def flat(array: np.ndarray) -> np.ndarray:
    """An array's memory as a vector, in the order it lies in. Refused unless it is dense."""
    vector = array.ravel("K")
    if not np.shares_memory(vector, array) and array.size:
        raise Refused("compile(backend='numba'): an array is not dense in memory")
    return vector
