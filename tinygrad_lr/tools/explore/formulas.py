"""The derivatives that the engine runs, as text: read from the table, and written as one writes mathematics."""

from __future__ import annotations

import ast
import functools
import os
import re
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2]


def inputs(operation: Any) -> tuple[str, ...]:
    """What the derivatives of an operation belong to."""
    return ("(inputs)",) if operation.joint_vjp else operation.differentiable


def text(name: str, formula: Any) -> str:
    """A derivative by the input `name`: what a lambda computes, or the call of a function that has a name."""
    code = formula.__code__
    if formula.__name__ == "<lambda>":
        return lambdas(code.co_filename).get((code.co_firstlineno, name), "")
    return f"{formula.__name__}({', '.join(code.co_varnames[: code.co_argcount])})"


@functools.cache
def lambdas(file: str) -> dict[tuple[int, str], str]:
    """The text of every lambda that a file declares under a name, as a keyword or in a dict; by line and name."""
    found = {}
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        named: Any = [(node.arg, node.value)] if isinstance(node, ast.keyword) else []
        if isinstance(node, ast.Dict):
            named = [(getattr(key, "value", None), value) for key, value in zip(node.keys, node.values)]
        found.update({(f.lineno, name): ast.unparse(f.body) for name, f in named if isinstance(f, ast.Lambda)})
    return found


def where(function: Any) -> tuple[str, int]:
    """File, from the package on, and line of a function."""
    code = getattr(function, "__code__", None)
    if code is None:
        return "", 0
    try:
        file = Path(code.co_filename).relative_to(PACKAGE.parent).as_posix()
    except ValueError:
        file = os.path.basename(code.co_filename)
    return file, code.co_firstlineno


# -- as mathematics ------------------------------------------------------------------------------------------------------

FORWARD = {
    "linear": "mat1 @ weightᵀ + bias",
    "addmm": "input + mat1 @ mat2",
    "mm": "input @ mat2",
    "matmul": "input @ other",
    "mse_mean": "1/n · Σ (input − target)²",
    "mse_loss": "1/n · Σ (input − target)²",
    "mse_sum": "Σ (input − target)²",
    "mse_none": "(input − target)²",
    "l1": "1/n · Σ |input − target|",
    "l1_loss": "1/n · Σ |input − target|",
    "mean": "1/n · Σ input",
    "sum": "Σ input",
    "sum_dims": "Σ input  over dims",
    "mean_dims": "1/n · Σ input  over dims",
    "add": "input + other",
    "sub": "input − other",
    "mul": "input · other",
    "div": "input / other",
    "neg": "−input",
    "pow_number": "input ^ exponent",
    "pow": "input ^ exponent",
    "exp": "e ^ input",
    "log": "log input",
    "sqrt": "√input",
    "tanh": "tanh input",
    "sigmoid": "1 / (1 + e ^ −input)",
    "relu": "max(input, 0)",
    "abs": "|input|",
    "t": "inputᵀ",
    "part": "a part of input",
    "written": "input, a part of it written anew",
}
SIGNS = {ast.Mult: "·", ast.Add: "+", ast.Sub: "−", ast.Div: "/", ast.Pow: "^", ast.MatMult: "@"}
RANK = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.MatMult: 2, ast.Pow: 4}
COMPARED = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Eq: "=", ast.NotEq: "≠"}
CALLS = {
    "product": "{0} @ {1}", "mm": "{0} @ {1}", "mv": "{0} @ {1}", "bmm": "{0} @ {1}", "matmul": "{0} @ {1}",
    "outer": "{0} ⊗ {1}", "t": "{0}ᵀ", "transpose": "{0}ᵀ", "sum_to_size": "Σ {0}", "spread": "{0}, everywhere",
    "by_gradient": "{0} · {1}", "mse_slope": "2/n · ({0} − {1})", "mse_grad": "2/n · ({1} − {2}) · {0}", "scaled": "{1} · {0}", "count": "n",
    "where": "({1} where {0}, else {2})", "pow_grad": "{0} · {2} · {1} ^ ({2} − 1)", "restore": "{0}, everywhere",
    "reshape": "{0}, reshaped", "view": "{0}, reshaped", "zeros_like": "0", "abs": "|{0}|", "exp": "e^({0})",
    "depending": "{0}", "match_input": "{0}", "cleared": "(0 where {1}, else {0})", "to_dtype": "{0}",
}  # fmt: skip


TORCHS = {  # functions of torch's: the operation of the table, and what its arguments are called there
    "linear": ("linear", {"mat1": "input"}), "mse_loss": ("mse_mean", {}), "matmul": ("mm", {"mat2": "other"}),
    "mm": ("mm", {"mat2": "other"}), "pow": ("pow_number", {"exponent": "other"}),
    **{name: (name, {}) for name in "add sub mul div neg abs mean sum t exp log sqrt tanh sigmoid relu".split()},
}  # fmt: skip


def same_in_table(function: str, node_name: str) -> list[tuple[str, str]]:
    """Argument and derivative of a function of torch's, from the operation here that leaves the same node."""
    from ...core.operation import OPERATIONS

    name, called = TORCHS.get(function, ("", {}))
    if name not in OPERATIONS or OPERATIONS[name].node_name != node_name:
        return []
    operation = OPERATIONS[name]

    def renamed(text: str) -> str:
        return re.sub(r"[A-Za-z_][A-Za-z_0-9]*", lambda m: called.get(m[0], m[0]), text)

    pairs = zip(operation.differentiable, operation.formulas)
    return [(called.get(arg, arg), renamed(pretty(text(arg, f)))) for arg, f in pairs]


def forward(op: str, names: list[str]) -> str:
    """An operation in symbols: its arguments by the names that derivatives use."""
    if op == "linear" and "input" in names:  # torch's
        return "input @ weightᵀ + bias" if "bias" in names else "input @ weightᵀ"
    if op in ("pow", "matmul", "mm") and "other" in names:
        return "input ^ other" if op == "pow" else "input @ other"
    return FORWARD.get(op) or f"{op}({', '.join(names)})"


def pretty(code: str) -> str:
    """A derivative's text as mathematics; what is not known stays as it is."""
    try:
        return write(ast.parse(code, mode="eval").body)[0]
    except (SyntaxError, IndexError):
        return code


def write(node: Any) -> tuple[str, int]:
    """The text of an expression, and how tightly it binds."""
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        rank = RANK[type(node.op)]
        left, right = write(node.left), write(node.right)
        tight = isinstance(node.op, (ast.Sub, ast.Div))
        return f"{within(left, rank)} {SIGNS[type(node.op)]} {within(right, rank + tight)}", rank
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return f"−{within(write(node.operand), 3)}", 3
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):  # `count(shape) or 1`: of an empty tensor
        return write(node.values[0])
    if isinstance(node, ast.IfExp) and ast.unparse(node.test).endswith(" is ndarray"):  # else: the same on a device
        return write(node.body)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        form = CALLS[node.func.id]
        simple = form.startswith(("{0}ᵀ", "Σ")) or "·" in form or "@" in form
        parts = [within(write(arg), 3 if simple else 0) for arg in node.args]
        if form == "{0}":
            return write(node.args[0])
        return form.format(*parts, *[""] * 3), 9 if form.startswith("{0}ᵀ") or form in ("n", "0") else 2
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        sign = COMPARED.get(type(node.ops[0]), "?")
        return f"{write(node.left)[0]} {sign} {write(node.comparators[0])[0]}", 0
    return ast.unparse(node), 9


def within(part: tuple[str, int], rank: int) -> str:
    return f"({part[0]})" if part[1] < rank else part[0]
