"""Writes anew what the pages tell of the code: `make pages`, after the pages that have programs of their own.

python -m docs.site.pages        # printed lines, sizes, the translations' code, and the picture of a graph
"""

from __future__ import annotations

from pathlib import Path

import tinygrad_lr
from tinygrad_lr import files
from tinygrad_lr.loops import LOOPS

from . import examples, languages, sizes

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PICTURE = DOCS / "graph.svg"


def executed() -> list[Path]:
    """The pages whose Python is run: the tour's, and those that use the library."""
    return [*sorted((DOCS / "tour").glob("*.md")), DOCS / "own-operation.md", DOCS / "lint.md", DOCS / "explore.md"]


def picture() -> str:
    start = next(LOOPS["quickstart"].train(tinygrad_lr))
    return tinygrad_lr.graph(start.loss, start.parameters).svg() + "\n"


def main() -> None:
    for page in executed():
        files.write(page, examples.corrected(page))
    for page in sizes.pages():
        files.write(page, sizes.corrected(page.read_text(encoding="utf-8")))
    for page, original in languages.pairs().items():
        files.write(page, languages.corrected(page.read_text(encoding="utf-8"), original.read_text(encoding="utf-8")))
    files.write(PICTURE, picture())


if __name__ == "__main__":
    main()
