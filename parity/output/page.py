"""The report as one page: the verdict first, then what was tested and how, then everything, the worst first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pages.markup import Cell, Code, escape, facts, figure, page, table, words

from . import plots
from .glossary import WORDS

TITLE = "Does every number equal torch's?"
ORDER = ("value", "gradient", "second derivative", "truth", "refusal")
SHOWN = 5  # so many scripts stand in the page; all are files beside it
LONGEST = 220  # characters of a case's text in a table


def as_html(data: dict[str, Any]) -> str:
    """The page of what `report.as_json` gives."""
    return page(f"tinygrad_lr: {TITLE}", [
        f"<h1>{TITLE}</h1>",
        f"<p class='verdict {'good' if data['verdict']['agrees'] and not data['not run'] else 'bad'}'>{escape(data['verdict']['sentence'])}</p>",
        *(f"<p class='bad'>{escape(lane)}: not run: {escape(why)}</p>" for lane, why in data["not run"].items()),
        "<h2>What was tested</h2>", facts(data["tested"]),
        "<h2>How</h2>", facts(how(data)),
        *failures(data),
        *versions(data["versions"]),
        *lanes(data["rows"]),
        *trajectories(data["trajectories"]),
        *faults(data["faults"]),
        "<h2 id='words'>Words</h2>", words(WORDS),
    ])  # fmt: skip


def how(data: dict[str, Any]) -> dict[str, str]:
    """The command, the cases, the seeds and the time."""
    lanes = Counter[str]()
    for row in data["rows"]:
        lanes[row["lane"]] += row["cases"]
    cases = ", ".join(f"{lane} {count:,}" for lane, count in lanes.items()) or "none"
    given = {name: text for name, text in data["how"].items() if name != "seconds"}
    drawn = (
        {"numbers": "; ".join(f"{kind} {count:,}" for kind, count in Counter(data["drawn"]).most_common())}
        if data["drawn"]
        else {}
    )
    return {**given, "cases": f"{data['cases']:,}: {cases}", **drawn, "time": f"{data['how']['seconds']} s"}


def failures(data: dict[str, Any]) -> Iterable[str]:
    """Every disagreement with its script."""
    if not data["failures"]:
        return
    yield "<h2>Disagreements</h2>"
    if data["versions"]["standing"]:
        yield f"<p class='open'>{escape(data['versions']['standing'])}: a disagreement may be a change of torch's own.</p>"
    for number, each in enumerate(data["failures"]):
        yield f"<h3 class='bad'>{escape(each['lane'])}, {escape(each['subject'])}</h3><pre>{escape(each['text'])}</pre>"
        if each["again"]:
            yield f"<p>Drawn again by <code>{escape(each['again'])}</code></p>"
        if each["script"] and number >= SHOWN:
            yield f"<p><code>{escape(each['script'])}</code> ends with 0 once this is mended.</p>"
        elif each["script"]:
            said = f"<code>{escape(each['script'])}</code>, which ends with 0 once this is mended"
            yield f"<details><summary>{said}</summary><pre>{escape(each['source'])}</pre></details>"


def versions(data: dict[str, Any]) -> Iterable[str]:
    """The statements that depend on torch's version."""
    yield "<h2>What depends on torch's version</h2>"
    said = f"tinygrad_lr follows torch {data['followed']}; installed is {data['installed']}."
    if data["explained"]:
        said += f" {data['explained']:,} cases met one of these and were compared everywhere but there."
    yield f"<p>{escape(said)}</p>"
    rows = [
        [each["since"], each["says"].replace("`", ""), Code(each["example"]), Code(each["here"]), Code(each["torch"])]
        for each in data["changes"]
    ]
    yield table(["since torch", "statement", "case", "tinygrad_lr here", "torch here"], rows, texts=5)


# ---- tables ----------------------------------------------------------------------------------------------


def lanes(rows: list[dict[str, Any]]) -> Iterable[str]:
    """A table for each lane; those with disagreements first."""
    names = list(dict.fromkeys(row["lane"] for row in rows))
    names.sort(key=lambda lane: -sum(row["failures"] for row in rows if row["lane"] == lane))
    for lane in names:
        own = sorted((row for row in rows if row["lane"] == lane), key=badness, reverse=True)
        cases, wrong = sum(row["cases"] for row in own), sum(row["failures"] for row in own)
        said = f"<span class=bad>{wrong:,} disagree</span>" if wrong else "<span class=good>all agree</span>"
        measured = any(row["worst"] is not None for row in own)
        yield f"<h2>{escape(lane.capitalize())}: {cases:,} cases, {said}</h2>"
        drawn = bounded(own) if measured else plain(own)
        yield f"<details{' open' if wrong or measured else ''}><summary>{len(own)} rows, the worst first</summary>{drawn}</details>"


def badness(row: dict[str, Any]) -> tuple[int, float]:
    """What sorts the worst first."""
    return row["failures"], -1.0 if row["worst"] is None else float(row["worst"])


def verdict(row: dict[str, Any]) -> Cell:
    """Whether a row agrees."""
    wrong = row["failures"]
    return Cell(f"{wrong} disagree" if wrong else "agrees", float(wrong), "bad" if wrong else "good")


def covered(row: dict[str, Any]) -> str:
    """In how many cases what was compared."""
    order = sorted(row["covered"], key=lambda what: ORDER.index(what) if what in ORDER else 0)
    return ", ".join(f"{what} {row['covered'][what]:,}" for what in order)


def share(value: float | str | None) -> Cell | None:
    """A difference or an error; nothing if it was not measured."""
    if value is None:
        return None
    value = float(value)
    return Cell(
        "equal bits" if value == 0 else "∞" if math.isinf(value) else f"{value:.3g}",
        1e300 if math.isinf(value) else value,
    )


def error(value: float | str | None) -> float | None:
    return None if value is None else float(value)


def bounded(rows: list[dict[str, Any]]) -> str:
    """The table of a lane whose numbers have bounds."""
    judged = any(row["truth"] is not None for row in rows)
    truth = ["error / allowed", "our error", "torch's error"] * judged
    heads = ["what", "dtype", "verdict", "cases", "compared", "equal bits", "largest difference / bound", *truth, "in"]
    cells = []
    for row in rows:
        errors = [error(row[name]) for name in ("truth", "error", "error_torch")] * judged
        cells.append([named(row), row["dtype"], verdict(row), row["cases"], covered(row), row["identical"], share(row["worst"]),
                      *errors, Code(row["line"][:LONGEST])])  # fmt: skip
    note = "Errors are distances from the truth, in roundings; “–”: not measured." if judged else "“–”: not measured."
    return f"<p class=note>{note} <a href='#words'>Words</a></p>" + table(heads, cells, texts=2)


def plain(rows: list[dict[str, Any]]) -> str:
    """The table of a lane in which everything is the same or not."""
    cells = [[named(row), row["dtype"], verdict(row), row["cases"], covered(row)] for row in rows]
    return table(["what", "dtype", "verdict", "cases", "compared"], cells, texts=2)


def named(row: dict[str, Any]) -> str:
    return row["subject"] if row["device"] == "cpu" else f"{row['subject']} on {row['device']}"


# ---- training runs, faults -------------------------------------------------------------------------------


def trajectories(runs: list[dict[str, Any]]) -> Iterable[str]:
    """The curves of each loop, local and global over each other."""
    if not runs:
        return
    yield "<h2>Training runs</h2>"
    yield "<p class=note>As their documents run them. Local: our parameters are replaced by torch's after each epoch; global: both run free.</p>"
    together: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for run in runs:
        together.setdefault((run["loop"], run["options"], run["dtype"]), []).append(run)
    for number, (key, pair) in enumerate(together.items()):
        title = f"{key[0]}({key[1]}), {key[2]}"
        caption = title + "; " + "; ".join(map(told, pair))
        yield figure(plots.trajectory(pair, title, f"run{number}"), caption)


def told(run: dict[str, Any]) -> str:
    """A run's numbers in words."""
    if run["failed"]:
        return f"{run['mode']}: {run['failed']}"
    if run["worst"] is None:
        return f"{run['mode']}: nothing to compare"
    said = f"{run['mode']}: at most {float(run['worst']):.3g} of the bound, {float(run['largest ulps']):.3g} ULP"
    if run["contraction"] and run["mode"] == "global":
        low, high = run["contraction"]
        said += f", |1 − lr λ| from {low:.4g} to {high:.6g}: rounding {'dies out' if high < 1 else 'grows'}"
    return said


def faults(found: list[dict[str, Any]]) -> Iterable[str]:
    """What was injected, and who reported it."""
    if not found:
        return
    counts = Counter(fault["kind"] for fault in found)
    caught = Counter(fault["kind"] for fault in found if fault["caught_by"])
    yield "<h2>Injected faults</h2>"
    yield table(["kind", "injected", "reported"], [[kind, counts[kind], caught[kind]] for kind in counts])
    rows = [
        [fault["name"], fault["kind"], Code(fault["caught_by"] or "nothing")]
        for fault in sorted(found, key=lambda f: bool(f["caught_by"]))
    ]
    yield f"<details><summary>all of them, those that nothing reported first</summary>{table(['fault', 'kind', 'reported by'], rows, texts=3)}</details>"
