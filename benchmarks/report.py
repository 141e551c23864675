"""What a run found, for people: tables in the terminal, in Markdown and on one page with the plots in it.

A Grid is a table of texts; `grids` makes all of them from a run's results, and three small functions write
them.
"""

from __future__ import annotations

import base64
import html
import json
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinygrad_lr import files, terminal
from tinygrad_lr.loops import LOOPS

from .plots import draw, first_threads
from .workloads import WORKLOADS

NONE = "–"


@dataclass(frozen=True)
class Grid:
    """A table; the first `texts` columns are words, the others numbers."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    texts: int = 1
    note: str = ""


# -- numbers as text ---------------------------------------------------------------------------------------


def seconds(value: float | None) -> str:
    """Three digits with the unit that suits them."""
    if value is None:
        return NONE
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:#.3g}".rstrip(".") + f" {unit}"
    return f"{value * 1e9:#.3g}".rstrip(".") + " ns"


def times(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def percent(value: float | None) -> str:
    return NONE if value is None else f"{value:.2%}" if value < 0.01 else f"{value:.0%}"


def megabytes(value: float) -> str:
    return f"{value / 1e6:.0f} MB"


def threads(count: int) -> str:
    return str(count) if count else "its own"


# -- the tables --------------------------------------------------------------------------------------------


def grids(results: dict[str, Any]) -> Iterator[Grid]:
    """Every table that the run has numbers for."""
    for make in (
        glance_grid,
        steps_grid,
        wrong_grid,
        targets_grid,
        phases_grid,
        imports_grid,
        fresh_grid,
        sweep_grid,
        kernels_grid,
        floor_grid,
    ):
        grid = make(results)
        if grid.rows:
            yield grid


def title(name: str) -> str:
    return WORKLOADS[name].title if name in WORKLOADS else LOOPS[name].title


def glance_grid(results: dict[str, Any]) -> Grid:
    rows = first_threads(results)
    names = list(dict.fromkeys(row["contender"] for row in rows))
    at = {(r["workload"], r["contender"]): seconds(r["median"]) + " ~" * r["noisy"] for r in rows}
    table = [
        [w, title(w), *(at.get((w, name), NONE) for name in names)] for w in dict.fromkeys(r["workload"] for r in rows)
    ]
    count = min((row["threads"] for row in rows if row["threads"]), default=0)
    note = f"Threads: {count}, where it can be chosen. ~ marks an interquartile range over 10 % of the median."
    return Grid("At a glance: the median step", ["", "", *names], table, 2, note)


def steps_grid(results: dict[str, Any]) -> Grid:
    rows, before = [], None
    for row in results["rows"]:
        name = row["workload"]
        head = name if name != before else ""
        before = name
        mark = " ~" if row["noisy"] else ""
        rows.append([
            head, title(name) if head else "", row["contender"], threads(row["threads"]), seconds(row["median"]) + mark,
            seconds(row["iqr"]), seconds(row["min"]), times(row["to_np_opt"]), times(row["to_torch"]),
            percent(row["share"]),
        ])  # fmt: skip
    absent = [f"{name}: not measured: {reason}" for name, reason in results["absent"].items()]
    note = "~ marks an interquartile range over 10 % of the median. " + "; ".join(absent)
    columns = ["", "", "contender", "threads", "median", "IQR", "min", "× np_opt", "× torch", "of the roof"]
    return Grid("One training step", columns, rows, 3, note)


def wrong_grid(results: dict[str, Any]) -> Grid:
    rows = []
    for each in results["losses"]:
        if not each["good"]:
            off = "not a number" if each["off"] is None else f"{each['off']:.1e}"
            rows.append([each["workload"], each["contender"], each["error"] or off, f"{each['bound']:.0e}"])
    return Grid("Not timed: the losses are wrong", ["", "contender", "off by", "bound"], rows, 2)


def targets_grid(results: dict[str, Any]) -> Grid:
    rows = []
    for each in results["targets"]:
        limit = f"{'<' if each['strict'] else '≤'} {times(each['limit'])}"
        verdict = "missed" if each["missed"] else "met"
        if each["ratio"] is None:
            verdict = f"not measured: {each['reason']}"
        best = " at its best" if each["best"] else ""
        rows.append([each["workload"], each["ours"], each["theirs"] + best, str(each["threads"]),
                     times(each["ratio"]), limit, verdict])  # fmt: skip
    columns = ["", "contender", "against", "threads", "ratio", "target", "verdict"]
    return Grid("Targets", columns, rows, 3, "The ratio is the median over turns of one time by the other.")


def phases_grid(results: dict[str, Any]) -> Grid:
    rows = []
    for row in results["rows"]:
        if row["phases"]:
            phases = row["phases"]
            rows.append([row["workload"], row["contender"],
                         *(seconds(phases.get(name)) for name in ("batch", "forward", "zero_grad", "backward", "update"))])  # fmt: skip
    columns = ["", "contender", "batch", "forward", "zero_grad", "backward", "update"]
    note = "Medians of phases timed one by one; the clock between them keeps them from adding up exactly."
    return Grid("Where a step's time goes", columns, rows, 2, note)


def imports_grid(results: dict[str, Any]) -> Grid:
    imports = results.get("imports", {})
    bare = statistics.median(imports[""]) if imports else 0.0
    rows = [
        [
            f"import {name}" if name else "bare Python",
            seconds(statistics.median(times)),
            seconds(statistics.median(times) - bare),
        ]
        for name, times in imports.items()
    ]
    return Grid("A process that only imports", ["", "wall clock", "without Python"], rows)


def fresh_grid(results: dict[str, Any]) -> Grid:
    steady = {(r["workload"], r["contender"]): r["median"] for r in reversed(results["rows"])}
    rows = [
        [each["workload"], each["contender"], seconds(each["build"]), seconds(each["first"]),
         seconds(steady.get((each["workload"], each["contender"]))), megabytes(each["peak"])]
        for each in results.get("fresh", [])
    ]  # fmt: skip
    columns = ["", "contender", "building the model", "first step", "steady step", "peak memory"]
    return Grid("Cold costs", columns, rows, 2, "Each in a process of its own, after the import.")


def sweep_grid(results: dict[str, Any]) -> Grid:
    rows = []
    for axis, points in results.get("sweeps", {}).items():
        names = list(dict.fromkeys(point["contender"] for point in points))
        for size in dict.fromkeys(point[axis] for point in points):
            at = {p["contender"]: p["median"] for p in points if p[axis] == size}
            rows.append([f"{axis} = {size}", ", ".join(f"{n}: {seconds(at[n])}" for n in names)])
    crossings = [
        f"{other} overtakes at {axis} ≈ {at:.0f}" if at else f"{other} overtakes nowhere in {axis}"
        for axis, others in results.get("crossovers", {}).items()
        for other, at in others.items()
    ]
    gpu = results["absent"].get("torch CUDA")
    crossings += [f"crossover with a GPU: not measured: {gpu}"] if gpu else []
    return Grid("Larger and larger", ["", "median step"], rows, 2, "; ".join(crossings))


def kernels_grid(results: dict[str, Any]) -> Grid:
    rows = [
        [each["asked"] or "(unset)", each["got"], *(f"{each[name] / 1e9:.0f}" for name in ("sgemm", "W6", "W5"))]
        for each in results.get("kernels", [])
    ]
    columns = ["OPENBLAS_CORETYPE", "kernels", "1024³ GF/s", "W6's products GF/s", "W5's products GF/s"]
    return Grid("The kernels OpenBLAS can choose, on one thread", columns, rows, 2)


def floor_grid(results: dict[str, Any]) -> Grid:
    rows = []
    for count, roofs in results["roofs"].items():
        for size, speed in roofs["bandwidth"].items():
            rows.append([f"reading {int(size) / 2**20:.3g} MiB again and again", count, f"{speed / 1e9:.0f} GB/s"])
        rows.append(["copying far beyond the caches", count, f"{roofs['copy'] / 1e9:.0f} GB/s"])
        rows.append(["sgemm, 1024³", count, f"{roofs['sgemm'] / 1e9:.0f} GF/s"])
        rows.append(["the cheapest NumPy call", count, seconds(roofs["call"])])
    return Grid("The floor", ["", "threads", "at best"], rows)


# -- where they go -----------------------------------------------------------------------------------------


def to_console(results: dict[str, Any], all_grids: list[Grid]) -> None:
    """Header and tables; in Markdown where rich is not installed."""
    try:
        from rich.console import Console
        from rich.table import Table
    except Exception:  # missing or broken
        print(to_markdown(results, all_grids))
        return
    console = Console()
    width = None if console.is_terminal else 150
    console = Console(width=width)
    for name, text in results["header"].items():
        console.print(f"{name:10} {text}", highlight=False, markup=False)
    for grid in all_grids:
        table = Table(title=f"\n{grid.title}", title_justify="left", caption=grid.note, caption_justify="left")
        for i, column in enumerate(grid.columns):
            table.add_column(column, justify="left" if i < grid.texts else "right", overflow="fold")
        for row in grid.rows:
            table.add_row(*row)
        console.print(table, markup=False)


def to_markdown(results: dict[str, Any], all_grids: list[Grid]) -> str:
    parts = [header_lines(results), *(f"## {grid.title}\n\n{markdown_table(grid)}" for grid in all_grids)]
    return "\n\n".join(parts) + "\n"


def header_lines(results: dict[str, Any]) -> str:
    return "\n".join(f"- {name}: {text}" for name, text in results["header"].items())


def markdown_table(grid: Grid) -> str:
    marks = ["---" if i < grid.texts else "---:" for i in range(len(grid.columns))]
    table = [line(grid.columns), line(marks), *map(line, grid.rows)]
    return "\n".join([*table, "", grid.note] if grid.note else table)


def fill(text: str, results: dict[str, Any]) -> str:
    """A Markdown page with the run's tables between `<!-- table: TITLE -->` and `<!-- end -->`."""
    tables = {grid.title: markdown_table(grid) for grid in grids(results)} | {"header": header_lines(results)}
    marked = re.compile(r"(<!-- table: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
    return marked.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", text)


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
td, th { padding: .15rem .6rem; border-bottom: 1px solid #8884; text-align: right; white-space: nowrap; }
td.text, th.text { text-align: left; } img { max-width: 100%; background: white; } dt { font-weight: 600; }
@media (prefers-color-scheme: dark) { body { background: #16181d; color: #e6e6e6; } }
"""


def to_page(results: dict[str, Any], all_grids: list[Grid], plots: list[tuple[str, Path]]) -> str:
    """One HTML file with nothing outside it: plots are in it as text, and so are the raw samples."""
    escape = html.escape
    parts = ["<!doctype html><html lang='en'><meta charset='utf-8'><title>tinygrad_lr benchmarks</title>"]
    parts += [
        "<meta name='viewport' content='width=device-width'>",
        f"<style>{STYLE}</style>",
        "<h1>Benchmarks</h1><dl>",
    ]
    parts += [f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in results["header"].items()]
    parts.append("</dl>")
    for caption, path in plots:
        data = base64.b64encode(path.read_bytes()).decode()
        parts.append(f"<h2>{escape(caption)}</h2><img alt='{escape(caption)}' src='data:image/png;base64,{data}'>")
    for grid in all_grids:
        parts += [f"<h2>{escape(grid.title)}</h2><table>", html_row(grid.columns, grid.texts, "th")]
        parts += [html_row(row, grid.texts, "td") for row in grid.rows]
        parts.append(f"</table><p>{escape(grid.note)}</p>")
    raw = json.dumps(results).replace("<", "\\u003c")  # nothing in it can end the element
    parts.append(f"<script type='application/json' id='results'>{raw}</script></html>")
    return "\n".join(parts)


def html_row(cells: list[str], texts: int, tag: str) -> str:
    kinds = (" class='text'" if i < texts else "" for i in range(len(cells)))
    return "<tr>" + "".join(f"<{tag}{k}>{html.escape(c)}</{tag}>" for k, c in zip(kinds, cells)) + "</tr>"


def write(results: dict[str, Any], out: Path) -> list[Path]:
    """results.json, tables.md, the plots and report.html in a folder; returns what was written."""
    out.mkdir(parents=True, exist_ok=True)
    all_grids = list(grids(results))
    drawn = draw(results, out)
    texts = {"results.json": json.dumps(results) + "\n", "tables.md": to_markdown(results, all_grids)}
    texts["report.html"] = to_page(results, all_grids, drawn)
    for name, text in texts.items():
        files.write(out / name, text)
    return [*(path for _, path in drawn), *(out / name for name in texts)]


def main(arguments: list[str] | None = None) -> int:
    """`python -m benchmarks.report FOLDER PAGE`: bring a Markdown page's tables up to a run's results."""
    parser = terminal.Parser("python -m benchmarks.report", description=main.__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="of a run")
    parser.add_argument("page", metavar="PAGE", type=Path)

    def command() -> int:
        given = parser.parse_args(arguments)
        results = json.loads((given.folder / "results.json").read_text())
        files.write(given.page, fill(given.page.read_text(encoding="utf-8"), results))
        return 0

    return terminal.run("benchmarks.report", command)


if __name__ == "__main__":
    sys.exit(main())
