"""The tour as notebooks, one for each page: prose, code, and what the code prints.

python -m docs.site.notebooks [FOLDER]        # build/notebooks; `make notebooks` does it
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4 as notebook

from tinygrad_lr import files

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"(?ms)^```python\n(.*?)\n```$(?:\n\n```text\n(.*?)\n```$)?")
LINK = re.compile(r"\]\(([\w-]+)\.md\)")


def pages() -> list[Path]:
    """The pages that become notebooks: those of the tour, and the operation of one's own."""
    docs = ROOT / "docs"
    tour = [page for folder in (docs, docs / "zh") for page in sorted((folder / "tour").glob("*.md"))]
    return [page for page in (*tour, docs / "own-operation.md") if BLOCK.search(page.read_text(encoding="utf-8"))]


def made_of(text: str) -> Any:
    """A page's text as a notebook."""
    cells, last = [], 0
    for block in BLOCK.finditer(text):
        cells += prose(text[last : block.start()])
        outputs = [notebook.new_output("stream", name="stdout", text=f"{block[2]}\n")] if block[2] else []
        cells.append(notebook.new_code_cell(block[1], outputs=outputs))
        last = block.end()
    cells += prose(text[last:])
    for i, cell in enumerate(cells):
        cell["id"] = f"cell-{i}"  # or each time another one would be drawn
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = notebook.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    nbformat.validate(made)
    return made


def prose(text: str) -> list[Any]:
    text = LINK.sub(r"](\1.ipynb)", text.strip())
    return [notebook.new_markdown_cell(text)] if text else []


def main(folder: Path) -> None:
    for page in pages():
        place = folder / page.relative_to(ROOT / "docs").with_suffix(".ipynb")
        place.parent.mkdir(parents=True, exist_ok=True)
        files.write(place, nbformat.writes(made_of(page.read_text(encoding="utf-8"))) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "notebooks")
