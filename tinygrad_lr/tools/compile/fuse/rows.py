"""A loop over rows as text: each number of a row is a variable, sums over rows are added up by blocks, in the order of the rows."""

from __future__ import annotations

import linecache
import os
from itertools import product as every
from typing import Any

import numpy as np

from ..codegen import comment
from ..trace import Call, Value
from .plan import COMBINED, Part, Rows, axes_of, begins, combined, is_fma, narrowed, number, target_of

BLOCK = 1 << 11  # rows whose sum is added up by itself: what is added to a large sum is not small
MANY = 1 << 20  # numbers that are read, from which threads pay
Index = tuple[int, ...]


class RowLoop:
    """The loop of one part. `kernel` says how memory is spelled; `outlive` is the memory that is read after the loop.

    before   statements in front of the loop: numbers that all rows share
    lines    statements of a row
    sums     name -> (its dtype, the value it goes into, where in it)
    here     by memory and place in the row: the variable that has the number now
    """

    def __init__(self, kernel: Any, rows: Rows, part: Part, outlive: set[Value]) -> None:
        self.kernel, self.rows, self.outlive, self.part = kernel, rows, outlive, part
        self.i = kernel.names.fresh("row")
        self.before: list[str] = []
        self.lines: list[tuple[str, Call]] = []
        self.sums: dict[str, tuple[np.dtype, Value, Index]] = {}
        self.how: dict[str, str] = {}  # of each sum: which reduction it is
        self.here: dict[tuple[Value, int], str] = {}
        self.shared: dict[str, str] = {}
        self.made = {out.root for call in part.calls for out in call.outs if rows.kind(call) == "row"}
        for call in part.calls:
            self.call = call
            self.of_row(call) if rows.kind(call) == "row" else self.of_rows(call)

    # -- the whole text --------------------------------------------------------------------------------------------

    def text(self) -> list[tuple[str, Call]]:
        """Its lines, each with the call it comes from."""
        first, last, n = self.part.calls[0], self.part.calls[-1], self.rows.n
        blocks, i = n > BLOCK and bool(self.sums), self.i
        partial = {name: self.kernel.names.fresh(f"{name}_part") if blocks else name for name in self.sums}
        zeros = [f"{name} = {begins(self.how[name], d)}" for name, (d, _, _) in self.sums.items()]
        head, tail = [*self.before, *zeros], list[str]()
        if blocks:
            block, begin, place = map(self.kernel.names.fresh, ("block", "begin", "place"))
            count = -(-n // BLOCK)
            of_block = {name: self.kernel.names.fresh(f"{name}_of_block") for name in self.sums}
            head += [f"{of_block[name]} = np.empty({count}, np.{d.name})" for name, (d, _, _) in self.sums.items()]
            head.append(f"for {block} in {'prange' if self.by_threads() else 'range'}({count}):")
            head += [f"    {partial[name]} = {begins(self.how[name], d)}" for name, (d, _, _) in self.sums.items()]
            # A block is one of these already: but only where LLVM knows that no index is negative does it load several
            # rows at once, and numba counts blocks in unsigned numbers.
            head.append(f"    {begin} = min(max(np.int64({block}), 0), {count - 1}) * {BLOCK}")
            head.append(f"    for {place} in range(min({BLOCK}, {n} - {begin})):")
            head.append(f"        {i} = {begin} + {place}")
            tail = [f"    {of_block[name]}[{block}] = {partial[name]}" for name in self.sums]
            tail += [f"for {block} in range({count}):"]
            tail += [f"    {self.grown(name, name, f'{of_block[name]}[{block}]')}" for name in self.sums]
        else:
            head.append(f"for {i} in range({n}):")
        indent = " " * (8 if blocks else 4)
        body = [(indent + line.format(**partial), call) for line, call in self.commented()]
        tail += [self.settled(name, value, at) for name, (_, value, at) in self.sums.items()]
        return [*((line, first) for line in head), *body, *((line, last) for line in tail)]

    def by_threads(self) -> bool:
        """Whether threads share the blocks. It depends on nothing but the step, so that all numbers of threads give the same bits."""
        touched = {value for call in self.part.calls for value in call.reads() if self.rows.axis(value) is not None}
        many = sum({value.root: value.root.size for value in touched if value.lasting}.values()) >= MANY
        self.kernel.parallel = self.kernel.parallel or many
        return many

    def commented(self) -> list[tuple[str, Call]]:
        """The statements, under the lines of the step."""
        result, before = list[tuple[str, Call]](), None
        for line, call in self.lines:
            if call.line != before and call.line[1]:
                source = linecache.getline(*call.line).strip().replace("{", "{{").replace("}", "}}")
                result.append((comment(f"{os.path.basename(call.line[0])}:{call.line[1]}  {source}"), call))
                before = call.line
            result.append((f"{line}  {comment(call.node)}" if call.node else line, call))
        return result

    def settled(self, name: str, value: Value, at: Index) -> str:
        """A sum, put where it belongs."""
        target = self.kernel.names.value(value) if value.scalar else self.kernel.element(value, [*map(str, at)])
        return f"{target} = {name}"

    # -- numbers ---------------------------------------------------------------------------------------------------

    def index(self, value: Value, at: Index) -> list[str]:
        axis = self.rows.axis(value)
        places = [*map(str, at)]
        return places if axis is None else [*places[:axis], self.i, *places[axis:]]

    def key(self, value: Value, at: Index) -> tuple[Value, int]:
        """Which number of the row's memory it is."""
        axis = self.rows.axis(value)
        steps = [s for i, s in enumerate(value.strides) if i != axis]
        return value.root, value.pointer - value.root.pointer + sum(s * k for s, k in zip(steps, at))

    def read(self, x: Any, at: Index = (), dtype: Any = None) -> str:
        """A number of the row, or one that all rows share, as an expression."""
        if not isinstance(x, Value):
            return number(x, dtype)
        if self.rows.axis(x) is None:
            return self.common(x, at)
        key = self.key(x, at)
        if key not in self.here:
            name = self.here[key] = self.name(x, at)
            self.add(
                f"{name} = {self.kernel.row_element(x, self.index(x, at), self.i, key[1], self.rows.n, self.rows.steps[x.root])}"
            )
        return self.here[key]

    def common(self, x: Value, at: Index) -> str:
        """A number that all rows share: read once."""
        expression = self.kernel.element(x, [*map(str, at)])
        if "[" not in expression:
            return expression
        if expression not in self.shared:
            name = self.shared[expression] = self.kernel.names.fresh(self.spelled(x, at))
            self.before.append(f"{name} = {expression}")
        return self.shared[expression]

    def write(self, x: Value, at: Index, expression: str) -> None:
        """Give a number of the row another value."""
        key = self.key(x, at)
        name = self.here.get(key) or self.name(x, at)
        self.add(f"{name} = {expression}")
        self.here[key] = name
        if x.lasting or x.root in self.outlive:
            self.add(f"{self.kernel.element(x, self.index(x, at))} = {name}")

    def name(self, x: Value, at: Index) -> str:
        if x.root in self.made - self.outlive and x.root.size == self.rows.n and not x.lasting:
            return self.kernel.names.value(x.root)
        return self.kernel.names.fresh(self.spelled(x, at))

    def spelled(self, x: Value, at: Index) -> str:
        return "_".join([x.name or self.kernel.names.value(x.root), *map(str, at or (0,))])

    def add(self, line: str) -> None:
        self.lines.append((line, self.call))

    def grown(self, kind: str, name: str, expression: str) -> str:
        """The statement that takes one more number into a sum."""
        how = self.how[kind]
        if how == "add":
            return f"{name} += {expression}"
        return f"{name} = {COMBINED[how].format(name, expression)}"

    def total(self, d: np.dtype, out: Value, at: Index, expression: str, how: str = "add") -> None:
        name = self.kernel.names.fresh(f"sum_{self.spelled(out, at) if out.size > 1 else self.kernel.names.value(out)}")
        self.sums[name] = d, out, at
        self.how[name] = how
        self.add(self.grown(name, f"{{{name}}}", expression))

    # -- calls of a row ----------------------------------------------------------------------------------------------

    def of_row(self, call: Call) -> None:
        target = target_of(call)
        if call.name == "dot":
            return self.row_dot(call.args[0], call.args[1], target)
        if call.how == "reduce":
            return self.row_sum(call, target)
        for at in self.rows.cells(target):
            self.write(target, at, self.expression(call, target, at))
        return None

    def expression(self, call: Call, target: Value, at: Index) -> str:
        """What one number of the result is."""
        part = lambda x, d=None: self.read(x, self.broadcast(x, target, at), d)
        dtypes = [x.dtype for x in call.args if isinstance(x, Value) and x.dtype is not None]
        if call.how == "ufunc":
            return self.kernel.ufunc_text(call, [part(x, dtypes[0]) for x in call.args])
        if is_fma(call):
            a, b, c = (part(x, target.dtype) for x in call.args[:3])
            return f"{a} * {b} + {c}"
        if call.name == "where":
            mask, yes, no = call.args
            return f"{part(yes, target.dtype)} if {part(mask)} else {part(no, target.dtype)}"
        value: Any = {"zeros": 0, "ones": 1}.get(call.name)
        value = (
            value if value is not None else call.args[{"set": 2, "method": 1 if call.name == "fill" else 0}[call.how]]
        )
        text = part(value, target.dtype)
        same = not isinstance(value, Value) or value.dtype == target.dtype
        return text if same else f"np.{target.dtype.name}({text})"

    def broadcast(self, x: Any, target: Value, at: Index) -> Index:
        """Where in an operand a number of the result has its own."""
        if not isinstance(x, Value) or not x.shape:
            return ()
        axis, own = self.rows.axis(target), self.rows.axis(x)
        assert axis is not None
        whole: list[Any] = [*at[:axis], None, *at[axis:]][len(target.shape) - len(x.shape) :]
        return tuple(0 if n == 1 else k for i, (n, k) in enumerate(zip(x.shape, whole)) if i != own)

    def row_dot(self, a: Value, b: Value, out: Value) -> None:
        for at in self.rows.cells(out):
            terms = [f"{self.read(a, (k,))} * {self.read(b, (k, *at))}" for k in range(a.shape[1])]
            self.write(out, at, narrowed(" + ".join(terms), out.dtype))

    def row_sum(self, call: Call, out: Value) -> None:
        x, axes = call.args[0], axes_of(call, call.args[0])
        kept = bool(call.kwargs.get("keepdims", False))
        axis = self.rows.axis(x)
        others = [i for i in range(len(x.shape)) if i != axis]
        for at in self.rows.cells(out):
            terms = [
                self.read(x, cell)
                for cell in self.rows.cells(x)
                if tuple(k for i, k in zip(others, cell) if i not in axes) == self.without(at, out, axes, kept)
            ]
            self.write(out, at, combined(call.name, terms))

    def without(self, at: Index, out: Value, axes: set[int], kept: bool) -> Index:
        """A place in the result, without the axes that were summed and are kept."""
        if not kept:
            return at
        places = [i for i in range(len(out.shape)) if i != self.rows.axis(out)]
        return tuple(k for i, k in zip(places, at) if i not in axes)

    # -- sums over the rows --------------------------------------------------------------------------------------------

    def of_rows(self, call: Call) -> None:
        out = target_of(call)
        if call.how == "reduce":
            return self.sum_reduce(call, out)
        a, b = call.args
        left, right = self.rows.row_of(a), self.rows.row_of(b)
        assert left is not None
        assert right is not None
        if left is not a:  # of flat memory, all
            terms = [f"{self.read(left, at)} * {self.read(right, at)}" for at in self.rows.cells(left)]
            return self.total(out.dtype, out, (0,) * len(out.shape), " + ".join(terms))
        for at, to in every(self.rows.cells(a), self.rows.cells(b)):
            factors = [self.read(x, k) for x, k in ((a, at), (b, to)) if not is_ones(x)]
            self.total(out.dtype, out, (*at, *to), " * ".join(factors) or f"np.{out.dtype.name}(1)")
        return None

    def sum_reduce(self, call: Call, out: Value) -> None:
        x, axes = call.args[0], axes_of(call, call.args[0])
        kept = bool(call.kwargs.get("keepdims", False))
        axis = self.rows.axis(x)
        others = [i for i in range(len(x.shape)) if i != axis]
        groups: dict[Index, list[str]] = {}
        for cell in self.rows.cells(x):
            place = dict(zip(others, cell))
            at = tuple(0 if i in axes else place[i] for i in range(len(x.shape)) if kept or i not in axes)
            groups.setdefault(at, []).append(self.read(x, cell))
        for at, terms in groups.items():
            self.total(out.dtype, out, at, combined(call.name, terms), call.name)


def is_ones(x: Value) -> bool:
    return x.kind == "constant" and bool(np.all(x.array == 1))
