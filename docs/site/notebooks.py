"""The tour as notebooks, one for each page: prose, code, and what the code prints.

python -m docs.site.notebooks [FOLDER]        # build/notebooks; `make notebooks` does it
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4 as notebook

from tinygrad_lr import files

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"(?ms)^```python\n(.*?)\n```$(?:\n\n```text\n(.*?)\n```$)?")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")


def pages() -> list[Path]:
    """The pages that become notebooks: those of the tour, and the operation of one's own."""
    docs = ROOT / "docs"
    tour = [page for folder in (docs, docs / "zh") for page in sorted((folder / "tour").glob("*.md"))]
    return [page for page in (*tour, docs / "own-operation.md") if BLOCK.search(page.read_text(encoding="utf-8"))]


def linked(text: str, page: Path, folder: Path) -> str:
    """The text with links that lead on from the page's notebook: to other notebooks, or to the files beside the page."""
    docs, known = ROOT / "docs", pages()
    place = folder / page.relative_to(docs)

    def lead(link: re.Match[str]) -> str:
        target = (page.parent / link[1]).resolve()
        if target in known:
            target = folder / target.relative_to(docs).with_suffix(".ipynb")
        return f"]({Path(os.path.relpath(target, place.parent)).as_posix()}{link[2] or ''})"

    return LINK.sub(lead, text)


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
    return [notebook.new_markdown_cell(text.strip())] if text.strip() else []


def main(folder: Path) -> None:
    for page in pages():
        place = folder / page.relative_to(ROOT / "docs").with_suffix(".ipynb")
        place.parent.mkdir(parents=True, exist_ok=True)
        text = linked(page.read_text(encoding="utf-8"), page, folder)
        files.write(place, nbformat.writes(made_of(text)) + "\n")
    print(f"{len(pages())} notebooks in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "build" / "notebooks")
