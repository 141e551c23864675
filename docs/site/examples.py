"""The pages' Python: every block runs, in order, in one namespace, and a block of text below it is what it has printed.

python -m docs.site.examples PAGE...        # writes what is printed anew
"""

from __future__ import annotations

import contextlib
import io
import linecache
import re
from pathlib import Path

from sybil import Document, Example, Sybil
from sybil.parsers.markdown import CodeBlockParser

PYTHON = re.compile(r"(?ms)^```python\n(.*?)^```$")


def parsed(page: Path) -> Document:
    """A page's blocks. Its Python is also what Python finds as the text of a file of the page's name."""
    text = page.read_text(encoding="utf-8")
    lines = python(text).splitlines(keepends=True)
    linecache.cache[page.name] = len(text), None, lines, page.name
    parsers = [CodeBlockParser("python", run), CodeBlockParser("text", compare)]
    return Sybil(parsers=parsers).parse(page)


def python(text: str) -> str:
    """A page's Python as a module, each line where it stands in the page."""
    parts, last = [], 0
    for block in PYTHON.finditer(text):
        parts += ["\n" * text[last : block.start(1)].count("\n"), block[1]]
        last = block.end(1)
    return "".join(parts)


def run(example: Example) -> None:
    """Run a block, and keep what it prints."""
    printed = io.StringIO()
    line = example.line + example.parsed.line_offset
    code = compile("\n" * line + str(example.parsed), Path(example.path).name, "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, example.namespace)
    example.namespace["_printed"] = printed.getvalue()


def compare(example: Example) -> str:
    """What differs between a block of text and what was printed; nothing, if it is the same."""
    printed = example.namespace.pop("_printed", None)
    same = printed is None or printed.rstrip() == str(example.parsed).rstrip()
    return "" if same else f"printed was:\n{printed}"


def corrected(page: Path) -> str:
    """The page's text with what its blocks print now."""
    document = parsed(page)
    text, parts, last = document.text, [], 0
    for example in document.examples():
        if example.region.evaluator is run:
            example.evaluate()
        elif "_printed" in example.namespace:
            start = example.region.start + text[example.region.start :].index("\n") + 1
            end = start + text[start:].index("```")
            parts += [text[last:start], example.namespace.pop("_printed").rstrip() + "\n"]
            last = end
    return "".join([*parts, text[last:]])
