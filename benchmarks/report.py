"""Where a run's results go: the terminal, Markdown, one page, the plots as files, the raw samples."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from pages.drawing import standing_alone
from tinygrad_lr import files, terminal

from . import page
from .plots import draw
from .tables import Grid, grids, markdown


def to_console(results: dict[str, Any]) -> None:
    """Header and tables; in Markdown where rich is not installed."""
    try:
        from rich.console import Console
        from rich.table import Table
    except Exception:  # missing or broken
        print(to_markdown(results, list(grids(results))), end="")
        return
    console = Console()
    console = Console(width=None if console.is_terminal else 150)
    for name, text in results["header"].items():
        console.print(f"{name:10} {text}", highlight=False, markup=False)
    for grid in grids(results):
        table = Table(title=f"\n{grid.title}", title_justify="left", caption=grid.note, caption_justify="left")
        for i, column in enumerate(grid.columns):
            table.add_column(column, justify="left" if i < grid.texts else "right", overflow="fold")
        for row in grid.rows:
            table.add_row(*row)
        console.print(table, markup=False)


def to_markdown(results: dict[str, Any], all_grids: list[Grid]) -> str:
    parts = [
        page.sentence(results),
        header_lines(results),
        *(f"## {grid.title}\n\n{markdown(grid)}" for grid in all_grids),
    ]
    return "\n\n".join(parts) + "\n"


def header_lines(results: dict[str, Any]) -> str:
    about = results["header"] | page.conditions(results)
    warned = {"warning": "nothing is decided: " + "; ".join(results["conditions"]["disturbed"])}
    return "\n".join(
        f"- {name}: {text}" for name, text in (about | (warned if results["conditions"]["disturbed"] else {})).items()
    )


def fill(text: str, results: dict[str, Any]) -> str:
    """A Markdown page with the run's tables between `<!-- table: TITLE -->` and `<!-- end -->`."""
    tables = {grid.title: markdown(grid) for grid in grids(results)} | {
        "header": header_lines(results),
        "sentence": page.sentence(results),
    }
    marked = re.compile(r"(<!-- table: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
    return marked.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", text)


def write(results: dict[str, Any], out: Path) -> list[Path]:
    """results.json, tables.md, the plots and report.html in a folder; returns what was written."""
    out.mkdir(parents=True, exist_ok=True)
    all_grids, plots = list(grids(results)), draw(results)
    texts = {f"{name}.svg": standing_alone(text) for name, (_, text) in plots.items()}
    texts |= {"results.json": json.dumps(results) + "\n", "tables.md": to_markdown(results, all_grids)}
    texts["report.html"] = page.as_html(results, all_grids, plots)
    for name, text in texts.items():
        files.write(out / name, text)
    return [out / name for name in texts]


def main(arguments: list[str] | None = None) -> int:
    """`python -m benchmarks.report FOLDER PAGE`: bring a Markdown page's tables up to a run's results."""
    parser = terminal.Parser("python -m benchmarks.report", description=main.__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=terminal.path, help="of a run")
    parser.add_argument("page", metavar="PAGE", type=terminal.path)

    def command() -> int:
        given = parser.parse_args(arguments)
        results = json.loads((given.folder / "results.json").read_text(encoding="utf-8"))
        files.write(given.page, fill(given.page.read_text(encoding="utf-8"), results))
        return 0

    return terminal.run("benchmarks.report", command)


if __name__ == "__main__":
    sys.exit(main())
