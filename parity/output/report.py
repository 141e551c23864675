"""The report of a run: a page, the same as JSON (report.schema.json says how), and a script for each disagreement."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from tinygrad_lr import files

from .. import versions
from . import page, summary
from .tally import Failure, Row, Run, Tally

SCHEMA = 2


@dataclass(frozen=True)
class Told:
    """All that a report is made of."""

    tally: Tally
    about: dict[str, str]  # what was tested: versions, libraries, machine
    how: dict[str, str]  # the command, the profile, the seed
    seconds: float
    torch: Any


def write(folder: Path, told: Told) -> None:
    """report.html, report.json and replay/*.py in `folder`; scripts of an earlier run go."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (folder / "replay").glob("failure_*.py"):
        old.unlink()
    data = as_json(told)
    files.write(folder / "report.json", json.dumps(data, allow_nan=False) + "\n")
    files.write(folder / "report.html", page.as_html(data))
    for failure, entry in zip(told.tally.failures, data["failures"]):
        if failure.script:
            (folder / "replay").mkdir(exist_ok=True)
            files.write(folder / entry["script"], failure.script)


def as_json(told: Told) -> dict[str, Any]:
    """Everything that was found, as plain data: null where nothing was measured, "inf" where no bound allows a difference."""
    tally = told.tally
    when = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    return {
        "schema": SCHEMA,
        "verdict": {
            "agrees": not tally.failures and not tally.survived,
            "sentence": summary.sentence(tally, told.torch.__version__),
            "disagreements": len(tally.failures),
        },
        "cases": tally.cases,
        "tested": told.about,
        "how": {**told.how, "date": when, "seconds": f"{told.seconds:.0f}"},
        "not run": tally.not_run,
        "versions": version_facts(told.torch, tally),
        "rows": [plain(row) for row in tally.rows.values()],
        "failures": [failure_facts(i, failure, tally) for i, failure in enumerate(tally.failures, 1)],
        "drawn": dict(tally.kinds),
        "trajectories": [run_facts(run) for run in tally.trajectories],
        "faults": [asdict(fault) for fault in tally.faults],
    }


def number(value: float | None) -> float | str | None:
    """A number that JSON has."""
    return value if value is None or math.isfinite(value) else str(float(value))


def plain(row: Row) -> dict[str, Any]:
    data = asdict(row) | {"covered": dict(row.covered)}
    return {key: number(value) if isinstance(value, float) else value for key, value in data.items()}


def failure_facts(i: int, failure: Failure, tally: Tally) -> dict[str, Any]:
    script = f"replay/failure_{i}.py" if failure.script else None
    return {"lane": failure.lane, "subject": failure.subject, "text": failure.text, "ratio": number(failure.ratio),
            "again": f"python -m parity {failure.replay}" if failure.replay else None, "script": script,
            "source": failure.script, "standing": tally.standing}  # fmt: skip


def run_facts(run: Run) -> dict[str, Any]:
    """A training run: what its curves are, thinned so that a page can show them."""
    return {
        "run": str(run), "loop": run.loop, "dtype": run.dtype, "mode": run.mode, "epochs": max(len(run.losses) - 1, 0),
        "worst": number(run.worst) if run.ratios else None, "largest ulps": number(max(run.ulps)) if run.ulps else None,
        "contraction": run.contraction and list(run.contraction), "failed": run.failed, "options": str(run).partition("(")[2].rpartition(")")[0],
        "losses": thinned([torchs for _, torchs in run.losses]), "ulps": thinned(run.ulps), "ratios": thinned(run.ratios),
    }  # fmt: skip


def thinned(values: list[float], most: int = 80) -> list[list[Any]]:
    """Epochs and values: the largest of each stretch, so that no peak is lost."""
    step = max(1, math.ceil(len(values) / most))
    found = []
    for start in range(0, len(values), step):
        place = max(range(start, min(start + step, len(values))), key=lambda i: values[i])
        found.append([place, number(float(f"{values[place]:.4g}"))])
    return found


def version_facts(torch: Any, tally: Tally) -> dict[str, Any]:
    """Which torch is followed, which is here, and the statements that depend on it."""
    import tinygrad_lr

    changes = [
        {"since": ".".join(map(str, change.since)), "says": change.says, "example": change.example, "before": change.before,
         "after": change.after, "here": versions.shows(change, tinygrad_lr), "torch": versions.shows(change, torch)}
        for change in versions.CHANGES
    ]  # fmt: skip
    return {"followed": ".".join(map(str, versions.FOLLOWED)), "installed": str(torch.__version__), "standing": tally.standing,
            "explained": tally.changed, "changes": changes}  # fmt: skip
