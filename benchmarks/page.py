"""The run as one page: the sentence that says the result, what was trained, everybody's times, then all the rest."""

from __future__ import annotations

import json
from typing import Any

from pages.markup import Cell, escape, facts, figure, page, table, words

from . import goals
from .method import METHOD
from .tables import Grid
from .texts import HOLLOW, first_threads, times

TITLE = "How fast is a training step?"
AFTER = {
    "At a glance: the median step": "steps",
    "Where a step's time goes": "phases",
    "Larger and larger": "scaling",
    "The floor": "roofline",
}
CAPTIONS = {
    "steps": "Left is faster. One point is a contender's median on one workload.",
    "phases": "Parts of a step, timed one by one.",
    "scaling": "W5's loop on more and more data; where somebody surely overtakes tinygrad_lr, the stretch is shaded.",
    "roofline": "No point can lie above the roofs: memory's slope, and sgemm's level. Far below both, calls are what takes time.",
    "history": "Every run that was kept of this machine, by date and commit.",
}
CLASSES = {"met": "good", "missed": "bad", "not decided": "open"}


def as_html(results: dict[str, Any], grids: list[Grid], plots: dict[str, tuple[str, str]]) -> str:
    """One HTML file with nothing outside it: plots are in it, and so are the raw samples."""
    disturbed = results["conditions"]["disturbed"]
    body = [
        f"<h1>{TITLE}</h1>",
        f"<p class='verdict {'open' if disturbed else ''}'>{escape(sentence(results))}</p>",
        *(f"<p class='open'>{escape(reason[0].upper() + reason[1:])}.</p>" for reason in disturbed),
    ]
    after = dict(AFTER)
    for grid in grids:
        body += [f"<h2>{escape(grid.title)}</h2>", as_table(grid)]
        if grid.note:
            body.append(f"<p class='note'>{escape(grid.note)}</p>")
        name = after.pop(grid.title, "")
        if name in plots:
            body.append(figure(plots[name][1], CAPTIONS[name]))
    if "history" in plots:
        body += ["<h2>The runs of this machine</h2>", figure(plots["history"][1], CAPTIONS["history"]), past(results)]
    body += [
        "<h2>How it was measured</h2>",
        words(METHOD),
        "<h2>Where</h2>",
        facts(results["header"] | conditions(results)),
    ]
    raw = json.dumps(results).replace("<", "\\u003c")  # nothing in it can end the element
    return page(f"tinygrad_lr: {TITLE}", body, [f"<script type='application/json' id='results'>{raw}</script>"])


SAID = {"tinygrad_lr": "one training step of tinygrad_lr takes", "tinygrad_lr compile": "a compiled one"}


def spanned(results: dict[str, Any], name: str, said: str) -> str:
    """From which to which share of torch's time a contender's steps go; nothing if they were not measured."""
    found = [row["to_torch"][0] for row in first_threads(results) if row["contender"] == name and row["to_torch"]]
    span = sorted({times(min(found)), times(max(found))}, key=float) if found else []
    return f"{said} {' to '.join(span)} of the time of torch's" if span else ""


def sentence(results: dict[str, Any]) -> str:
    """The result in one sentence."""
    parts = ["nothing is decided, since the machine was not quiet"]
    if not results["conditions"]["disturbed"]:
        parts = [said for name, text in SAID.items() if (said := spanned(results, name, text))]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in goals.counted(results).items() if count)
    parts.append(f"of {len(results['goals'])} goals {counts}" if results["goals"] else "no goals were tried")
    text = "; ".join(parts) + "."
    return text[0].upper() + text[1:]


def as_table(grid: Grid) -> str:
    """A Grid that can be sorted; a number sorts by what it is, whatever its unit."""
    verdict = grid.columns.index("here") if "here" in grid.columns else -1
    rows = []
    for row in grid.rows:
        cells: list[Any] = [Cell(text, value_of(text)) if i >= grid.texts else text for i, text in enumerate(row)]
        if verdict >= 0:
            cells[verdict] = Cell(row[verdict], None, CLASSES.get(row[verdict], ""))
        rows.append(cells)
    return table(grid.columns, rows, texts=grid.texts)


UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9, "MB": 1.0, "GB/s": 1.0, "GF/s": 1.0}


def value_of(text: str) -> float | None:
    """The number that a text begins with, in its unit; None if there is none."""
    first, _, rest = text.replace(HOLLOW, "").replace("≤ ", "").replace("< ", "").strip().partition(" ")
    scale = 0.01 if first.endswith("%") else UNITS.get(rest.strip(), 1.0)
    try:
        return float(first.rstrip("%").replace(",", "")) * scale
    except ValueError:
        return None


def conditions(results: dict[str, Any]) -> dict[str, str]:
    """What was seen of the machine during the run."""
    seen = results["conditions"]
    others = "unknown" if seen["others"] is None else f"{seen['others']:.2f} on average, in {seen['looks']} looks"
    drift = "unknown" if seen["drift"] is None else f"{seen['drift']:.3f}, slowest tenth by quickest"
    return {"others that wanted a core": others, "pace of the clock": drift}


def past(results: dict[str, Any]) -> str:
    """The runs of this machine as a list."""
    rows = [
        [
            run["date"],
            run["commit"],
            "busy" if run["disturbed"] else "quiet",
            "quick" if run["quick"] else "full",
            len(run["met"]),
        ]
        for run in reversed(results["history"])
    ]
    return table(["date", "commit", "machine", "run", "goals met"], rows, texts=4)
