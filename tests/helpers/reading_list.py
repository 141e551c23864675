"""README's reading list: how many lines of code each of its files has, as far as it is to be read.

python -m tests.helpers.reading_list        # writes the numbers anew
"""

import ast
import re

from tests.helpers.code_lines import code_lines
from tests.helpers.paths import ROOT
from tinygrad_lr import files

README = ROOT / "README.md"
ENTRY = re.compile(r"(?m)^(\d+\. \[`.+?`\]\((.+?)\)(?:, as far as `([\w.]+)`)?), [\d,]+ lines?:")
SUM = re.compile(r"\b[\d,]+ lines of code\b")


def up_to(name: str, source: str) -> str:
    """A file's text as far as the end of a function or class, the name of which may be dotted."""
    scope: ast.AST = ast.parse(source)
    for part in name.split("."):
        found = [node for node in ast.iter_child_nodes(scope) if getattr(node, "name", None) == part]
        assert found, f"there is no {part} of {name}"
        scope = found[-1]
    return "".join(source.splitlines(keepends=True)[: scope.end_lineno])  # type: ignore[attr-defined]


def counts(text: str) -> dict[str, int]:
    """The entries of the list, each with its lines of code."""
    found = {}
    for entry, path, name in ENTRY.findall(text):
        source = (ROOT / path).read_text(encoding="utf-8")
        found[entry] = code_lines(up_to(name, source) if name else source)
    return found


def corrected(text: str) -> str:
    """The text with these numbers, and their sum, as they are now."""
    lines = counts(text)
    text = ENTRY.sub(lambda match: f"{match[1]}, {lines[match[1]]:,} lines:", text)
    return SUM.sub(f"{sum(lines.values()):,} lines of code", text)


if __name__ == "__main__":
    files.write(README, corrected(README.read_text(encoding="utf-8")))
