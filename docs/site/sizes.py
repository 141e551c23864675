"""How many lines of code there are in what the pages describe.

A page tells the size of a file, or of one function or class, behind a link to it:
"[`walk`](../../tinygrad_lr/core/graph.py), 47 lines". An entry of the reading list may say as far as what its file is
to be read. Comments, docstrings and blank lines do not count.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.helpers.code_lines import code_lines

ROOT = Path(__file__).parents[2]
READING_LIST = ROOT / "docs" / "tour" / "index.md"
SIZE = re.compile(r"(\[`([\w./]+)`\]\()((?:\.\./)*tinygrad_lr/[\w/]+\.py)(?:#L\d+)?(\))(, |，)[\d,]+( lines?| 行)")
ENTRY = re.compile(
    r"(?m)^(\d+\. \[`.+?`\]\((?:\.\./)*(tinygrad_lr/.+?)\)(?:(?:, as far as |，读到 )`([\w.]+)`(?: 为止)?)?(?:, |，))[\d,]+(?= lines|行| 行)"
)
SUM = re.compile(r"[\d,]+(?= lines of code in the reading list)|(?<=书单共 )[\d,]+")
LIBRARY = re.compile(r"[\d,]+(?= lines of code in the library)|(?<=整个库约 )[\d,]+")


def pages() -> list[Path]:
    return [*ROOT.glob("README*.md"), *sorted((ROOT / "docs").rglob("*.md"))]


def corrected(text: str) -> str:
    """A page's text with its numbers as they are now."""
    text = SIZE.sub(resized, text)
    text = ENTRY.sub(lambda match: f"{match[1]}{entry_lines(match[2], match[3]):,}", text)
    text = SUM.sub(lambda match: f"{reading_list():,}", text)
    return LIBRARY.sub(lambda match: f"{library():,}", text)


def resized(match: re.Match[str]) -> str:
    before, name, path, after, comma, unit = match.groups()
    source = (ROOT / path.replace("../", "")).read_text(encoding="utf-8")
    if "/" in name or name.endswith(".py"):
        return f"{before}{path}{after}{comma}{code_lines(source):,}{unit}"
    found = definition(name, source)
    text = "\n".join(source.splitlines()[found.lineno - 1 : found.end_lineno])
    return f"{before}{path}#L{found.lineno}{after}{comma}{code_lines(text):,}{unit}"


def definition(name: str, source: str) -> ast.FunctionDef | ast.ClassDef:
    """The function or class of a name, which may be dotted."""
    scope: ast.AST = ast.parse(source)
    for part in name.split("."):
        found = [node for node in ast.walk(scope) if getattr(node, "name", None) == part]
        assert found, f"there is no {part} of {name}"
        scope = found[-1]
    assert isinstance(scope, (ast.FunctionDef, ast.ClassDef))
    return scope


def up_to(name: str, source: str) -> str:
    """A file's text as far as the end of a function or class."""
    return "".join(source.splitlines(keepends=True)[: definition(name, source).end_lineno])


def entry_lines(path: str, name: str | None) -> int:
    source = (ROOT / path).read_text(encoding="utf-8")
    return code_lines(up_to(name, source) if name else source)


def entries(text: str) -> list[int]:
    """The lines of each entry of a reading list."""
    return [entry_lines(path, name) for _, path, name in ENTRY.findall(text)]


def reading_list() -> int:
    return sum(entries(READING_LIST.read_text(encoding="utf-8")))


def library() -> int:
    """Of the whole package, but for the room of `help`'s texts; to the next thousand."""
    library = ROOT / "tinygrad_lr"
    paths = (path for path in library.rglob("*.py") if library / "texts" not in path.parents)
    sources = (path.read_text(encoding="utf-8") for path in paths)
    return round(sum(code_lines(text) for text in sources), -3)
