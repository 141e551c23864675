"""A user's function, rewritten so that whatever it reads, calls or changes around it passes by the recording.

    scale * self.layer(x)[0]        becomes
    @.cell("scale", scale) * @.item(@.call(@.attribute(self, "layer"), x), 0)

`@`, a name that nobody else can have, is the `follow.Site` of the function. Local variables and operators stay as they
are, and lines stay where they were. What cannot be followed becomes a refusal at its place, said only if that line is
reached.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from types import CodeType
from typing import Any, NamedTuple

from .sources import Definition, assemble, find

SITE = "@"
Scoped = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
Comprehension = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SUSPENDS = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef)


class Unfollowed(Exception):
    """A whole function that cannot be followed, and why."""


class Rewritten(NamedTuple):
    """The code, the variables around it that it assigns to: by name, on which line; and the globals that it names."""

    code: CodeType
    stores: dict[str, int]
    loads: set[str]


def rewrite(code: CodeType, scope: dict[str, Any]) -> Rewritten:
    """The rewritten code of a function. `sources.NoSource` or `Unfollowed` where there can be none."""
    return _rewrite(Key(code, scope))


class Key:
    """A code object, by identity, with the globals its file may be found by."""

    def __init__(self, code: CodeType, scope: dict[str, Any]) -> None:
        self.code, self.scope = code, scope

    def __hash__(self) -> int:
        return id(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.code is other.code


@functools.lru_cache(maxsize=256)
def _rewrite(key: Key) -> Rewritten:
    found = find(key.code, key.scope)
    rewriter = Rewriter(found, key.code)
    made = assemble(found, key.code, rewriter.whole, (SITE,))
    return Rewritten(made, rewriter.stores, rewriter.loads)


def bound_in(nodes: list[Any]) -> tuple[set[str], set[str], set[str]]:
    """The names that a function's own statements bind, declare global, and declare nonlocal."""
    bound, everywhere, outer = set[str](), set[str](), set[str]()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Global):
            everywhere.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            bound.add(node.rest)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        if not isinstance(node, Scoped):
            stack.extend(within(node))
    return bound - everywhere - outer, everywhere, outer


def within(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node; of a comprehension those that bind names of the function around it."""
    if isinstance(node, Comprehension):
        yield from (each for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
    else:
        yield from ast.iter_child_nodes(node)


class Rewriter(ast.NodeTransformer):
    """Rewrites one function. `scopes` are the names bound by it and by the functions inside, down to where we are."""

    def __init__(self, found: Definition, code: CodeType) -> None:
        self.owner, self.free = found.owner, set(code.co_freevars)
        self.first = code.co_varnames[0] if code.co_varnames else ""
        self.scopes: list[tuple[set[str], set[str], set[str]]] = []
        self.stores: dict[str, int] = {}
        self.loads: set[str] = set()

    def whole(self, node: Any) -> Any:
        """The function itself."""
        for each in ast.walk(node):
            if isinstance(each, SUSPENDS):
                raise Unfollowed(f"line {each.lineno} makes it a generator or a coroutine")
        return self.function(node)

    # -- helpers ---------------------------------------------------------------------------------------------------

    def site(self, method: str, *args: Any, **more: Any) -> ast.Call:
        """A call of the site's method; what is no node becomes a constant."""
        nodes: list[Any] = [x if isinstance(x, ast.AST) else ast.Constant(x) for x in args]
        function = ast.Attribute(ast.Name(SITE, ast.Load()), method, ast.Load())
        keywords = [ast.keyword(name, ast.Constant(value)) for name, value in more.items()]
        return ast.Call(function, nodes, keywords)

    def at(self, old: ast.AST, new: Any) -> Any:
        """A new node in an old one's place."""
        ast.copy_location(new, old)
        return ast.fix_missing_locations(new)

    def refusal(self, node: ast.stmt, what: str) -> Any:
        return self.at(node, ast.Expr(self.site("refuse", what)))

    def private(self, name: str) -> str:
        """A name as the class has it."""
        if self.owner and name.startswith("__") and not name.endswith("__") and self.owner.strip("_"):
            return f"_{self.owner.lstrip('_')}{name}"
        return name

    def kind(self, name: str) -> str:
        for bound, everywhere, _ in reversed(self.scopes):
            if name in everywhere:
                return "variable"
            if name in bound:
                return "local"
        return "cell" if self.private(name) in self.free else "variable"

    def stored(self, name: str, node: Any) -> None:
        if self.kind(name) != "local":
            self.stores.setdefault(self.private(name), node.lineno)

    # -- names, attributes, items ----------------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> Any:
        return self.name(node)

    def name(self, node: ast.Name, whole: bool = True) -> Any:
        if not isinstance(node.ctx, ast.Load):
            self.stored(node.id, node)
            return node
        kind = self.kind(node.id)
        if kind == "local" or node.id == "__class__":
            return node
        if kind == "variable":
            self.loads.add(self.private(node.id))
        return self.at(node, self.site(kind, self.private(node.id), node, **({} if whole else {"whole": False})))

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        if isinstance(node.ctx, ast.Load):
            return self.attribute(node)
        node.value = self.at(node, self.site("target", self.visit(node.value)))
        return node

    def attribute(self, node: ast.Attribute, whole: bool = True) -> Any:
        more = {} if whole else {"whole": False}
        return self.at(node, self.site("attribute", self.visit(node.value), self.private(node.attr), **more))

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        if not isinstance(node.ctx, ast.Load):
            node.value = self.at(node, self.site("target", self.visit(node.value)))
            node.slice = self.visit(node.slice)
            return node
        return self.at(node, self.site("item", self.owner_of_item(node.value), self.index(node.slice)))

    def owner_of_item(self, node: Any) -> Any:
        """Of what only one item is read, the others do not matter."""
        if isinstance(node, ast.Name):
            return self.name(node, whole=False)
        return self.attribute(node, whole=False) if isinstance(node, ast.Attribute) else self.visit(node)

    def index(self, node: Any) -> Any:
        """What stands in brackets, as an argument."""
        if isinstance(node, ast.Slice):
            parts = [ast.Constant(None) if x is None else self.visit(x) for x in (node.lower, node.upper, node.step)]
            return self.at(node, self.site("slice", *parts))
        if isinstance(node, ast.Tuple):
            node.elts = [self.index(x) for x in node.elts]
            return node
        return self.visit(node)

    # -- calls -----------------------------------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> Any:
        alone = isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and not node.keywords
        if alone and self.kind("super") == "variable":
            node.args = [ast.Name("__class__", ast.Load()), ast.Name(self.first, ast.Load())]
        self.generic_visit(node)
        called = self.site("call", node.func, *node.args)
        called.keywords = node.keywords
        return self.at(node, called)

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        number = isinstance(node.left, ast.Constant) and not isinstance(node.left.value, (str, bytes))
        if not isinstance(node.op, ast.Mod) or number:
            return node
        return self.at(node, self.site("modulo", node.left, node.right))

    def visit_FormattedValue(self, node: ast.FormattedValue) -> Any:
        self.generic_visit(node)
        node.value = self.at(node.value, self.site("shown", node.value))
        return node

    def truth(self, node: Any) -> Any:
        """What is only asked whether it is true."""
        known = (ast.Compare, ast.Constant, ast.BoolOp)
        sure = isinstance(node, known) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
        return node if sure else self.at(node, self.site("truth", node))

    def tested(self, node: Any) -> Any:
        self.generic_visit(node)
        node.test = self.truth(node.test)
        return node

    visit_If = visit_While = visit_IfExp = visit_Assert = tested

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        self.generic_visit(node)
        node.values = [self.truth(x) for x in node.values]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        self.generic_visit(node)
        node.operand = self.truth(node.operand) if isinstance(node.op, ast.Not) else node.operand
        return node

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        looks = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
        if any(isinstance(each, looks) for each in node.ops):
            node.left, *node.comparators = [
                x if isinstance(x, ast.Constant) else self.at(x, self.site("compared", x))
                for x in (node.left, *node.comparators)
            ]
        return node

    # -- what makes something new ----------------------------------------------------------------------------------

    def fresh(self, node: Any) -> Any:
        self.generic_visit(node)
        return node if isinstance(getattr(node, "ctx", None), ast.Store) else self.at(node, self.site("fresh", node))

    visit_List = visit_Set = visit_Dict = fresh

    def comprehension(self, node: Any) -> Any:
        first = node.generators[0]
        first.iter = self.at(first.iter, self.site("iterate", self.visit(first.iter)))
        targets = [each.target for each in node.generators]
        self.scopes.append((bound_in(targets)[0], set(), set()))
        for i, each in enumerate(node.generators):
            each.target = self.visit(each.target)
            if i:
                each.iter = self.at(each.iter, self.site("iterate", self.visit(each.iter)))
            each.ifs = [self.truth(self.visit(x)) for x in each.ifs]
        for part in ("key", "value", "elt"):
            if hasattr(node, part):
                setattr(node, part, self.visit(getattr(node, part)))
        self.scopes.pop()
        return node if isinstance(node, ast.GeneratorExp) else self.at(node, self.site("fresh", node))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    # -- functions inside ------------------------------------------------------------------------------------------

    def function(self, node: Any) -> Any:
        """A function: its own names, and a fresh dict of further arguments."""
        body = node.body if isinstance(node.body, list) else [node.body]
        self.scopes.append(bound_in([*ast.walk(node.args), *body]))
        if isinstance(node, ast.Lambda):
            node.body = self.visit(node.body)
        else:
            node.body = [x for old in body for x in as_list(self.visit(old))]
            if node.args.kwarg:
                first = self.at(node.body[0], ast.Expr(self.site("fresh", ast.Name(node.args.kwarg.arg, ast.Load()))))
                node.body.insert(int(ast.get_docstring(node) is not None), first)
        self.scopes.pop()
        return node

    def defaults(self, node: Any) -> None:
        node.args.defaults = [self.visit(x) for x in node.args.defaults]
        node.args.kw_defaults = [x and self.visit(x) for x in node.args.kw_defaults]
        for arg in ast.walk(node.args):
            if isinstance(arg, ast.arg):
                arg.annotation = None

    def visit_Lambda(self, node: ast.Lambda) -> Any:
        self.defaults(node)
        return self.function(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        self.stored(node.name, node)
        self.defaults(node)
        node.returns = None
        node.decorator_list = [self.at(x, self.site("decorator", self.visit(x))) for x in node.decorator_list]
        return self.function(node)

    # -- statements ------------------------------------------------------------------------------------------------

    def visit_For(self, node: ast.For) -> Any:
        self.generic_visit(node)
        node.iter = self.at(node.iter, self.site("iterate", node.iter))
        return node

    def visit_Starred(self, node: ast.Starred) -> Any:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            node.value = self.at(node.value, self.site("iterate", node.value))
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        self.generic_visit(node)
        if any(isinstance(target, (ast.Tuple, ast.List)) for target in node.targets):
            node.value = self.at(node.value, self.site("iterate", node.value))
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return self.visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """x += y, with `x` read first, then `y`, as ever."""
        target, operation, value = node.target, type(node.op).__name__, self.visit(node.value)
        if isinstance(target, ast.Name):
            self.stored(target.id, target)
            before = self.name(ast.copy_location(ast.Name(target.id, ast.Load()), target))
            return self.at(node, ast.Assign([target], self.site("augment", operation, before, value)))
        if isinstance(target, ast.Attribute):
            place = self.site("place_of_attribute", self.visit(target.value), self.private(target.attr))
        else:
            place = self.site("place_of_item", self.owner_of_item(target.value), self.index(target.slice))
        return self.at(node, ast.Expr(self.site("augment_place", place, operation, value)))

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        return self.refusal(node, "makes a class")

    def visit_Import(self, node: ast.Import) -> Any:
        for alias in node.names:
            self.stored((alias.asname or alias.name).partition(".")[0], node)
        return [node, *(self.at(node, ast.Expr(self.site("module", alias.name))) for alias in node.names)]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        """Import the modules, then read the names as attributes."""
        if any(alias.name == "*" for alias in node.names):
            return self.refusal(node, "imports everything")
        found: list[Any] = [node]
        for alias in node.names:
            name = alias.asname or alias.name
            self.stored(name, node)
            value = self.site(
                "imported", "." * node.level + (node.module or ""), alias.name, ast.Name(name, ast.Load())
            )
            found.append(self.at(node, ast.Assign([ast.Name(name, ast.Store())], value)))
        return found

    def pattern(self, node: Any) -> Any:
        """Patterns of constants and sequences: what others read is not seen."""
        values = getattr(node, "keys", [getattr(node, "value", None)])
        if isinstance(node, ast.MatchClass) or not all(isinstance(x, (ast.Constant, type(None))) for x in values):
            raise Unfollowed(f"line {node.lineno} matches more than constants and sequences")
        return self.generic_visit(node)

    visit_MatchClass = visit_MatchValue = visit_MatchMapping = pattern


def as_list(x: Any) -> list:
    return [] if x is None else x if isinstance(x, list) else [x]
