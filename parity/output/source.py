"""The text of a function together with everything that it uses: what a script needs to stand alone.

Functions, classes and constants of this suite are copied as they are written, each after what it is made of; everything
else (NumPy, torch, tinygrad_lr, the standard library) is imported.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

OWN = __name__.partition(".")[0]


def texts(*objects: Any) -> str:
    """The imports and definitions behind some functions or classes, as the text of a module."""
    imports: dict[str, None] = {}
    parts: dict[tuple[str, str], str] = {}
    for each in objects:
        _collect(sys.modules[each.__module__], each.__name__, imports, parts)
    return "\n".join(["from __future__ import annotations", "", *sorted(imports), "", *parts.values()])


def _collect(module: ModuleType, name: str, imports: dict[str, None], parts: dict[tuple[str, str], str]) -> None:
    key = (module.__name__, name)
    if key in parts:
        return
    parts[key] = ""  # it may lead back to itself
    statements = list(_defining(module, name))
    taken = [node for node in statements if isinstance(node, (ast.Import, ast.ImportFrom))]
    if taken:
        del parts[key]
        _import(module, taken[0], name, imports, parts)
        return
    for node in statements:
        for used in _used(node):
            if used != name and hasattr(module, used):
                _collect(module, used, imports, parts)
    del parts[key]  # to stand after what it is made of
    parts[key] = "\n".join(_source(module, node) for node in statements) + "\n"


@cache
def _text(module: ModuleType) -> str:
    return inspect.getsource(module)


@cache
def _statements(module: ModuleType) -> list[ast.stmt]:
    return ast.parse(_text(module)).body


def _defining(module: ModuleType, name: str) -> Iterator[ast.stmt]:
    """The statements of a module that define a name, or that add to what it holds."""
    for node in _statements(module):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            given = [node.name]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            given = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            given = [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
        else:
            continue
        if name in given:
            yield node


def _import(
    module: ModuleType, node: Any, name: str, imports: dict[str, None], parts: dict[tuple[str, str], str]
) -> None:
    """Import a name as its module does, or copy it if it is this suite's own."""
    alias = next(a for a in node.names if (a.asname or a.name.partition(".")[0]) == name)
    renamed = f" as {alias.asname}" if alias.asname else ""
    if isinstance(node, ast.Import):
        imports[f"import {alias.name}{renamed}"] = None
        return
    home = importlib.util.resolve_name("." * node.level + (node.module or ""), module.__package__)
    if home.partition(".")[0] == OWN:
        if isinstance(getattr(module, name), ModuleType):
            raise LookupError(f"{module.__name__} uses {name} as a module: name what is used of it instead")
        _collect(importlib.import_module(home), alias.name, imports, parts)
        if alias.asname:
            parts[module.__name__, name] = f"{name} = {alias.name}\n"
    elif home != "__future__":
        imports[f"from {home} import {alias.name}{renamed}"] = None


def _used(node: ast.AST) -> dict[str, None]:
    """The names that a statement takes from its module, in their order; not those in annotations, nor a function's own."""
    found: dict[str, None] = {}
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                found |= _used(child)
    if isinstance(node, ast.Name):
        found[node.id] = None
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        outside = {
            n.id
            for each in (*node.args.defaults, *node.args.kw_defaults)
            if each
            for n in ast.walk(each)
            if isinstance(n, ast.Name)
        }
        own = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
        own |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        found = {name: None for name in found if name not in own or name in outside}
    return found


def _source(module: ModuleType, node: Any) -> str:
    lines = _text(module).splitlines()
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    return "\n".join(lines[first - 1 : node.end_lineno])
