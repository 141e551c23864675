"""Writes the tables of `one-backward.md`, in both languages: each function that `loss.backward()` enters in the quickstart's first step.

    python -m docs.tour.one_backward          # from the repository's root; the prose is left alone

A profiler is told when a function of the package is entered and left, and notes what goes in and what comes out: what
the function returns or, if that is None, what has changed meanwhile. A fresh interpreter gives the same tables each
time: the first step makes a few constants that later steps find.
"""

from __future__ import annotations

import ast
import functools
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

import tinygrad_lr as torch
from tests.helpers.code_lines import code_lines
from tinygrad_lr import files
from tinygrad_lr.core.graph import AccumulateGrad, Node

PAGE = Path(__file__).with_name("one-backward.md")
IN_CHINESE = PAGE.parents[1] / "zh" / "tour" / PAGE.name
PACKAGE = Path(torch.__file__).parent
TABLE = re.compile(r"(?s)(<!-- frames: (\w+) -->\n).*?(<!-- end -->)")
HEAD = "| step | function | where | in | out | lines |\n| --- | --- | --- | --- | --- | --- |\n"
INLINED = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")  # frames of their own only in some versions of Python


def main(page: Path) -> None:
    files.write(page, corrected(page.read_text(encoding="utf-8")))


CHINESE = (  # for what stands in a table besides code
    (r"\| step \| function \| where \| in \| out \| lines \|", "| 步 | 函数 | 位置 | 输入 | 输出 | 行数 |"),
    (r"derivative of (`\w+`) with respect to (`\w+`):", r"\1 对 \2 的导数："),
    (
        r"In all (\d+) calls of (\d+) functions, which are ([\d,]+) lines of code\.",
        r"总共 \1 次调用，\2 个函数，\3 行代码。",
    ),
    (r"\]\(\.\./\.\./tinygrad_lr/", "](../../../tinygrad_lr/"),
)


def translated(table: str) -> str:
    for english, chinese in CHINESE:
        table = re.sub(english, chinese, table)
    return table


def corrected(text: str) -> str:
    """The page's text with the tables of a run made now."""
    fresh = tables(first_step())
    if re.search("[\u4e00-\u9fff]", text.partition("\n")[0]):
        fresh = {name: translated(table) for name, table in fresh.items()}
    places = [match[2] for match in TABLE.finditer(text)]
    assert places == list(fresh), f"the page has tables for {places}, the run gave {[*fresh]}"
    return TABLE.sub(lambda match: f"{match[1]}\n{fresh[match[2]]}\n{match[3]}", text)


@functools.cache
def first_step() -> list[Call]:
    """What `loss.backward()` enters when the README's quickstart calls it first."""
    torch.manual_seed(6)
    x = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = torch.nn.MSELoss()(model(x), 2 * x)
    optimizer.zero_grad()
    tracer = Tracer({"loss": loss, "weight": model.weight, "bias": model.bias})
    sys.setprofile(tracer)
    try:
        loss.backward()
    finally:
        sys.setprofile(None)
    return tracer.calls


# -- watching ----------------------------------------------------------------------------------------------------------


@dataclass
class Call:
    """One function entered: where it stands, how deep in the others, for which node of the graph, and its values."""

    definition: Definition
    depth: int
    node: str
    inputs: list[str]
    before: dict[str, str]
    frame: FrameType | None  # while it runs
    out: list[str] = field(default_factory=list)


class Tracer:
    """Notes calls in the order in which they are entered; `names` are the tensors that the page speaks of."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.calls: list[Call] = []
        self.open: list[Call] = []

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        if event == "call" and PACKAGE in Path(frame.f_code.co_filename).parents:
            if frame.f_code.co_name not in INLINED:
                self.enter(frame)
        elif event == "return" and self.open and self.open[-1].frame is frame:
            call = self.open.pop()
            changes = [f"{name} = {now}" for name, now in self.state(frame).items() if now != call.before[name]]
            call.out = changes if value is None else [self.show(value)]
            call.frame = None

    def enter(self, frame: FrameType) -> None:
        definition = definition_of(frame.f_code)
        values = arguments(frame)
        given = {name: self.show(value) for name, value in values.items()}
        inputs = [f"{name} = {text}" for name, text in given.items() if definition.defaults.get(name) != text]
        node = next((type(value).__name__ for value in values.values() if isinstance(value, Node)), "")
        self.calls.append(Call(definition, len(self.open), node, inputs, self.state(frame), frame))
        self.open.append(self.calls[-1])

    def state(self, frame: FrameType) -> dict[str, str]:
        """What a function may change: the dicts it was given, and the gradients of the named leaves."""
        dicts = {name: value for name, value in arguments(frame).items() if isinstance(value, dict)}
        grads = {f"{name}.grad": t.grad for name, t in self.names.items() if t.is_leaf}
        return {name: self.show(value) for name, value in (dicts | grads).items()}

    def show(self, value: Any) -> str:
        """A value as the page has it, rounded."""
        if isinstance(value, torch.Tensor):
            return next((n for n, t in self.names.items() if t is value), f"Tensor {self.show(value.detach().numpy())}")
        if isinstance(value, AccumulateGrad):
            leaf = next(name for name, t in self.names.items() if t is value.reference())
            return f"AccumulateGrad of {leaf}"
        if isinstance(value, np.ndarray):
            return f"{self.show(value.tolist())}{f' {value.shape}' if value.ndim else ''}"
        if isinstance(value, dict):
            return f"{{{', '.join(f'{self.show(k)}: {self.show(v)}' for k, v in value.items())}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(self.show, value))}]"
        if isinstance(value, tuple):
            return f"({', '.join(map(self.show, value))}{',' * (len(value) == 1)})"
        if isinstance(value, (float, np.floating)):
            return f"{value:.5g}"
        if isinstance(value, Node):
            return type(value).__name__
        return getattr(value, "__name__", None) or str(value)


def arguments(frame: FrameType) -> dict[str, Any]:
    code = frame.f_code
    values = frame.f_locals
    return {name: values[name] for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]}


# -- where it is written -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Definition:
    """A function in a file: its name after those of what it stands in, or for a derivative what it is, with its text."""

    name: str
    path: str
    line: int
    lines: int  # of code
    params: tuple[str, ...]
    defaults: dict[str, str] = field(hash=False)
    text: str = ""


def definition_of(code: CodeType) -> Definition:
    found = definitions(code.co_filename)[code.co_firstlineno]
    params = code.co_varnames[: code.co_argcount]
    return next((f for f in found if f.params == params), found[0])


@functools.cache
def definitions(file: str) -> dict[int, list[Definition]]:
    """The functions of a file, by the line with which their code begins, which may be a decorator's."""
    source = Path(file).read_text(encoding="utf-8")
    path = Path(file).relative_to(PACKAGE).as_posix()
    found: dict[int, list[Definition]] = {}

    def segment(node: ast.AST) -> str:
        return ast.get_source_segment(source, node) or ""

    def add(f: Any, first: int, name: str, text: str = "") -> None:
        params = [a.arg for a in (*f.args.posonlyargs, *f.args.args)]
        defaults = {name: ast.unparse(value) for name, value in zip(params[::-1], f.args.defaults[::-1])}
        lines = code_lines(f"({segment(f)})" if isinstance(f, ast.Lambda) else segment(f))
        found.setdefault(first, []).append(Definition(name, path, f.lineno, lines, tuple(params), defaults, text))

    def visit(node: ast.AST, scope: str, declared: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                name = f"{scope}.{child.name}".lstrip(".")
                for decorator in child.decorator_list:
                    visit(decorator, scope, child.name)
                if isinstance(child, ast.FunctionDef):
                    add(child, min([child.lineno, *(d.lineno for d in child.decorator_list)]), f"`{name}`")
                for statement in child.body:
                    visit(ast.Module([statement], []), name, "")
            elif isinstance(child, ast.keyword) and isinstance(child.value, ast.Lambda) and declared:
                body = " ".join(segment(child.value.body).split())
                add(child.value, child.value.lineno, f"derivative of `{declared}` with respect to `{child.arg}`:", body)
            elif isinstance(child, ast.Lambda):
                add(child, child.lineno, f"`{scope}.lambda`".replace("`.", "`"))
                visit(child, scope, declared)
            else:
                visit(child, scope, declared)

    visit(ast.parse(source), "", "")
    return found


# -- the tables --------------------------------------------------------------------------------------------------------


def tables(calls: list[Call]) -> dict[str, str]:
    """Start, walk, each node that the walk visits, leaves, and the sum of all; as Markdown."""
    found: dict[str, list[str]] = {}
    group, walking = "start", None
    for number, call in enumerate(calls, 1):
        if call.definition.name == "`walk`":
            group, walking = "walk", call.depth
        elif walking is not None and call.depth <= walking:
            group = "leaves"
        elif walking is not None and call.depth == walking + 1 and call.node:
            group = call.node
        found.setdefault(group, []).append(row(number, call))
    written = {name: HEAD + "".join(rows) for name, rows in found.items()}
    functions = {call.definition for call in calls}
    lines = sum(f.lines for f in functions)
    written["sum"] = f"In all {len(calls)} calls of {len(functions)} functions, which are {lines} lines of code.\n"
    return written


def row(number: int, call: Call) -> str:
    f = call.definition
    name = f"{'· ' * call.depth}{f.name}" + (f"<br>`{f.text}`" if f.text else "")
    where = f"[{f.path}:{f.line}](../../tinygrad_lr/{f.path}#L{f.line})"
    inputs, out = ("<br>".join(f"`{text}`" for text in texts) for texts in (call.inputs, call.out))
    cells = [text.replace("|", "\\|") for text in (str(number), name, where, inputs, out, str(f.lines))]
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    for each in [Path(name) for name in sys.argv[1:]] or [PAGE, IN_CHINESE]:
        main(each)
