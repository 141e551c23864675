"""The report: one HTML page that needs nothing else, the same as JSON, and a script per failure."""

from __future__ import annotations

import base64
import html
import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from tinygrad_lr import files

from .tally import Row, Run, Tally

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1c2530 }
h1 { font-size: 1.6rem } h2 { margin-top: 2.5rem; font-size: 1.2rem }
table { border-collapse: collapse; width: 100%; font-size: 13px }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #dde2e8; vertical-align: top }
th { position: sticky; top: 0; background: #f4f6f8 }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
code, pre { font: 12px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
pre { background: #f4f6f8; padding: .8rem; border-radius: 6px }
.good { color: #0b6b3a } .bad { color: #b3261e; font-weight: 600 }
figure { display: inline-block; margin: .5rem; max-width: 100% } figure img { max-width: 100% }
figcaption { font-size: 12px; color: #4a5563 }
@media (prefers-color-scheme: dark) {
  body { background: #12161b; color: #dfe5ec } th, pre { background: #1c232b } th, td { border-color: #2c3640 }
  .good { color: #5fd08f } .bad { color: #ff8a80 } figcaption { color: #9aa7b4 } figure img { background: #fff }
}
"""


def write(folder: Path, header: dict[str, str], tally: Tally, seconds: float, command: str) -> None:
    """report.html, report.json and replay/*.py in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    when = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    facts = {"command": f"python -m parity {command}", "date": when, "seconds": f"{seconds:.0f}", **header}
    files.write(folder / "report.json", json.dumps(as_json(facts, tally), indent=1, default=str) + "\n")
    files.write(folder / "report.html", as_html(facts, tally))
    for i, failure in enumerate(tally.failures, 1):
        if failure.script:
            (folder / "replay").mkdir(exist_ok=True)
            files.write(folder / "replay" / f"failure_{i}.py", failure.script)


def as_json(facts: dict[str, str], tally: Tally) -> dict[str, Any]:
    """All that was found, as plain data; a ratio without bound as the text "inf"."""

    def plain(row: Row) -> dict[str, Any]:
        data = asdict(row)
        return {k: str(v) if isinstance(v, float) and not math.isfinite(v) else v for k, v in data.items()}

    return {
        "facts": facts,
        "cases": tally.cases,
        "not run": tally.not_run,
        "rows": [plain(row) for row in tally.rows.values()],
        "failures": [asdict(failure) for failure in tally.failures],
        "drawn": dict(tally.kinds),
        "trajectories": [
            {"run": str(run), "worst": run.worst, "largest ulps": max(run.ulps, default=0.0),
             "contraction": run.contraction, "failed": run.failed}
            for run in tally.trajectories
        ],
        "faults": [asdict(fault) for fault in tally.faults],
    }  # fmt: skip


def as_html(facts: dict[str, str], tally: Tally) -> str:
    """The page."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'><title>tinygrad_lr: parity with torch</title>",
        f"<style>{STYLE}</style></head><body><h1>Does every number equal torch's?</h1>",
        verdict(tally),
        table(["", ""], [[name, value] for name, value in facts.items()]),
        missing(tally),
        *failures(tally),
        *lanes(tally),
        *trajectories(tally.trajectories),
        *faults(tally),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part)


def verdict(tally: Tally) -> str:
    """The first sentence."""
    survived = sum(not fault.caught_by for fault in tally.faults)
    if tally.failures or survived:
        said = f"No: {len(tally.failures)} disagreements, {survived} injected faults that nothing reported."
        return f"<p class='bad'>{said}</p>"
    said = []
    if tally.cases:
        exact = sum(row.identical for row in tally.rows.values())
        said.append(f"{tally.cases} cases agree: {exact} to the bit, the others within what rounding explains.")
    if tally.faults:
        said.append(f"{len(tally.faults)} faults were injected into the engine; every one was reported.")
    return f"<p class='good'>{' '.join(said)}</p>" if said else "<p class='bad'>Nothing ran.</p>"


def missing(tally: Tally) -> str:
    """What did not run."""
    return "".join(f"<p class='bad'>{escape(lane)}: not run: {escape(why)}</p>" for lane, why in tally.not_run.items())


def failures(tally: Tally) -> Iterable[str]:
    """Every failure with its script."""
    if tally.failures:
        yield "<h2>Disagreements</h2>"
    for failure in tally.failures:
        yield f"<h3>{escape(failure.lane)}, {escape(failure.subject)}</h3><pre>{escape(failure.text)}</pre>"
        if failure.script:
            yield f"<details open><summary>a script that shows it</summary><pre>{escape(failure.script)}</pre></details>"


COLUMNS = (
    "Worst ratio: the largest |difference| / bound, 0 for equal bits. To the truth: our largest error / (torch's + bound). "
    "The errors themselves are in roundings: 1 is what one rounding of all terms comes to."
)


def lanes(tally: Tally) -> Iterable[str]:
    """A table per lane."""
    for lane in dict.fromkeys(row.lane for row in tally.rows.values()):
        rows = [row for row in tally.rows.values() if row.lane == lane]
        yield f"<h2>{escape(lane.capitalize())}: {sum(row.cases for row in rows)} cases</h2>"
        yield f"<p>{COLUMNS}</p>"
        heads = [
            "",
            "dtype",
            "device",
            "cases",
            "identical",
            "worst ratio",
            "to the truth",
            "our error",
            "torch's",
            "worst case",
        ]
        yield table(heads, [cells(row) for row in sorted(rows, key=lambda row: (row.subject, row.dtype))])


def cells(row: Row) -> list[Any]:
    """A row's cells."""
    return [
        row.subject,
        row.dtype,
        row.device,
        row.cases,
        row.identical,
        row.worst,
        row.truth,
        row.error,
        row.error_torch,
        Code(row.line),
    ]


class Code(str):
    """Text that can be pasted."""


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table; numbers to the right."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads) if any(heads) else ""
    body = "".join("<tr>" + "".join(cell(value) for value in row) + "</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"


def cell(value: Any) -> str:
    """One cell."""
    if isinstance(value, Code):
        return f"<td><code>{escape(value[:400])}</code></td>"
    if isinstance(value, float):
        return f"<td class='n'>{value:.3g}</td>"
    return f"<td class='n'>{value}</td>" if isinstance(value, int) else f"<td>{escape(str(value))}</td>"


def escape(text: str) -> str:
    return html.escape(text, quote=True)


# ---- trajectories ----------------------------------------------------------------------------------------


def trajectories(runs: Sequence[Run]) -> Iterable[str]:
    """Each loop's curves."""
    if runs:
        yield "<h2>Training runs</h2>"
    for run in runs:
        said = f"{run}: largest ratio {run.worst:.3g}, largest difference {max(run.ulps, default=0):.3g} ulps"
        if run.contraction:
            low, high = run.contraction
            said += f"; |1 - lr λ| from {low:.4g} to {high:.6g}: rounding {'dies out' if high < 1 else 'grows'}"
        picture = base64.b64encode(plot(run)).decode()
        caption = f"<figcaption>{escape(said)}</figcaption>"
        yield f"<figure><img alt='{escape(said)}' src='data:image/png;base64,{picture}'>{caption}</figure>"


def plot(run: Run) -> bytes:
    """Losses over each other, ulps and bound ratio per epoch, as a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 2.8), layout="constrained")
    FigureCanvasAgg(figure)
    losses, distance, share = figure.subplots(1, 3)
    losses.plot([b for _, b in run.losses], lw=4, alpha=0.35, label="torch")
    losses.plot([a for a, _ in run.losses], lw=1, label="tinygrad_lr")
    losses.set(title="loss", yscale="log", xlabel="epoch")
    losses.legend()
    distance.plot(run.ulps, lw=0.8)
    distance.set(title="largest difference, ulps", xlabel="epoch", yscale="symlog")
    share.plot(run.ratios, lw=0.8)
    share.axhline(1, color="tab:red", lw=0.8)
    share.set(title="difference / bound", xlabel="epoch", ylim=(0, max(1.1, run.worst * 1.1)))
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=80)
    return target.getvalue()


# ---- faults ----------------------------------------------------------------------------------------------


def faults(tally: Tally) -> Iterable[str]:
    """What was injected, and who reported it."""
    if not tally.faults:
        return
    counts = Counter(fault.kind for fault in tally.faults)
    caught = Counter(fault.kind for fault in tally.faults if fault.caught_by)
    yield "<h2>Injected faults</h2>"
    yield table(["kind", "injected", "reported"], [[kind, counts[kind], caught[kind]] for kind in counts])
    rows = [[fault.name, fault.kind, Code(fault.caught_by or "nothing")] for fault in tally.faults]
    yield f"<details><summary>all of them</summary>{table(['fault', 'kind', 'reported by'], rows)}</details>"
