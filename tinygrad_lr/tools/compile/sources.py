"""The source of a function that a user wrote, as a tree, and only if it is certain that this text is what runs.

A function knows its file and first line. What stands there is compiled again and must give the same byte code: a file
that was changed after it was imported, or a text that nobody kept, is noticed. Where several functions begin on one
line, the byte code tells which it is; if it is the same for two, they do the same.
"""

from __future__ import annotations
import __future__

import ast
import copy
import functools
import linecache
import threading
from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple

FEATURES = functools.reduce(
    int.__or__, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
Function = (ast.FunctionDef, ast.Lambda)


class NoSource(Exception):
    """There is no text, or it is not what runs."""


class Definition(NamedTuple):
    """A function's node, without decorators and defaults, the name of the class whose body it stands in, and the names
    that its file imports: Python compiles their attributes otherwise.
    """

    node: Any
    owner: str | None
    imports: tuple[str, ...]


one_at_a_time = threading.Lock()  # while Python 3.11 makes a tree, it counts the depth for all threads together


def parsed(text: str) -> ast.Module:
    """The tree of a text."""
    with one_at_a_time:
        return ast.parse(text)


@functools.lru_cache(maxsize=64)
def definitions(text: str) -> dict[tuple[str, int], list[Definition]]:
    """The functions of a file, by name and first line."""
    found: dict[tuple[str, int], list[Definition]] = {}
    tree = parsed(text)
    imported = (
        node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) and not node.col_offset
    )
    imports = tuple(
        {(a.asname or a.name).partition(".")[0]: None for node in imported for a in node.names if a.name != "*"}
    )

    def visit(node: ast.AST, owner: str | None) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
            found.setdefault((getattr(node, "name", "<lambda>"), first), []).append(Definition(node, owner, imports))
        inside = node.name if isinstance(node, ast.ClassDef) else owner
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(tree, None)
    return found


def find(code: CodeType, scope: dict[str, Any]) -> Definition:
    """The definition that a code object was compiled from. NoSource where none is certain."""
    try:
        lines = linecache.getlines(code.co_filename, scope)
    except ValueError:  # no name of a file
        lines = []
    try:
        here = definitions("".join(lines)).get((code.co_name, code.co_firstlineno), [])
    except (SyntaxError, ValueError, RecursionError):
        here = []
    for each in here:
        each = each._replace(node=bare(each.node))
        if same(assemble(each, code, lambda node: node), code):
            return each
    if len(here) == 1 and "@pytest_ar" in scope:  # pytest has its own way with assert
        return here[0]._replace(node=bare(here[0].node))
    raise NoSource("its file no longer says what runs" if here else "its source is not kept")


def bare(node: Any) -> Any:
    """A definition without what is evaluated around it: decorators, annotations and defaults."""
    node = copy.deepcopy(node)
    nothing = ast.Constant(None)
    node.args.defaults = [nothing] * len(node.args.defaults)
    node.args.kw_defaults = [default and nothing for default in node.args.kw_defaults]
    for arg in ast.walk(node.args):
        if isinstance(arg, ast.arg):
            arg.annotation = None
    if not isinstance(node, ast.Lambda):
        node.decorator_list, node.returns = [], None
    return node


def assemble(found: Definition, code: CodeType, change: Callable[[Any], Any], more: tuple[str, ...] = ()) -> CodeType:
    """The code of a definition, changed, in surroundings like its own: its class, and the variables around it."""
    node = change(copy.deepcopy(found.node))
    body: Any = ast.Expr(node) if isinstance(node, ast.Lambda) else node
    names = [name for name in code.co_freevars if found.owner is None or name != "__class__"]
    if found.owner is not None:
        body = ast.ClassDef(name=found.owner, bases=[], keywords=[], body=[body], decorator_list=[])
        body.type_params = []
    arguments = ast.arguments(posonlyargs=[], args=[ast.arg(n) for n in (*names, *more)], kwonlyargs=[], kw_defaults=[],
                              defaults=[])  # fmt: skip
    here = found.owner or getattr(node, "name", None)
    public = [] if here is None or here in names else [ast.Global([here])]  # or its own name would be a local one to it
    around = ast.FunctionDef(name="around", args=arguments, body=[*public, body], decorator_list=[])
    around.type_params = []  # type: ignore[attr-defined]
    for each in (*public, body, around):
        ast.copy_location(each, found.node)
    imports = [ast.copy_location(ast.Import([ast.alias(name)]), found.node) for name in found.imports]
    tree = ast.fix_missing_locations(ast.Module([*imports, around], []))
    made = compile(tree, code.co_filename, "exec", code.co_flags & FEATURES, dont_inherit=True)
    for _ in range(2 if found.owner is None else 3):
        made = next(part for part in made.co_consts if isinstance(part, CodeType))
    return made


def same(a: CodeType, b: CodeType) -> bool:
    """Whether two code objects do the same with the same names."""
    alike = all(getattr(a, each) == getattr(b, each) for each in PARTS) and len(a.co_consts) == len(b.co_consts)
    return alike and all(
        same(x, y) if isinstance(x, CodeType) and isinstance(y, CodeType) else constant(x) == constant(y)
        for x, y in zip(a.co_consts, b.co_consts)
    )


def constant(x: object) -> tuple[type, str]:
    """What tells a constant from others; of names like f.<locals>.g, which tell where a function stands, the last part."""
    return type(x), repr(x).rpartition("<locals>.")[2]


PARTS = (
    "co_name", "co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_argcount", "co_posonlyargcount",
    "co_kwonlyargcount",
)  # fmt: skip
