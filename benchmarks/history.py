"""The runs that are kept: for each machine a folder with its latest run, and in `history.json` the ratios of all of them.

Times of one machine mean nothing on another, and little after a month; ratios of times taken in turns last.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from tinygrad_lr import files

KEPT = Path(__file__).parent / "results"
FILE = "history.json"


def machine_of(header: dict[str, str]) -> str:
    """A machine's name for a folder: processor, family, model and cores."""
    processor = re.sub(r"\((R|TM)\)|\b(CPU|Processor)\b|@.*", " ", header["processor"].split(", ")[0])
    model = re.search(r"family \d+ model \d+", header["processor"])
    cores = header["cores"].partition(" ")[0]
    words = " ".join(filter(None, (processor, model and model[0], cores, "cores")))
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def entry(results: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a run: when and of what it was, its ratios, and the goals it met."""
    ratios: dict[str, dict[str, Any]] = {}
    for row in results["rows"]:
        first = row["threads"] in (0, min((r["threads"] for r in results["rows"] if r["threads"]), default=0))
        for name, other in (("to_torch", "torch"), ("to_np_opt", "np_opt")):
            if first and row["contender"].startswith("tinygrad_lr") and row[name]:
                ratios.setdefault(f"{row['contender']} / {other}", {})[row["workload"]] = [
                    float(f"{v:.4g}") for v in row[name]
                ]
    met = [name_of(goal) for goal in results["goals"] if goal["verdict"] == "met"]
    return {"date": results["header"]["date"], "commit": results["header"]["commit"], "quick": results["quick"],
            "disturbed": results["conditions"]["disturbed"], "ratios": ratios, "met": met}  # fmt: skip


def name_of(goal: dict[str, Any]) -> str:
    """A goal's name: it stays the same while its limit changes, which is a part of it."""
    best = " at its best" * goal["best"]
    return (
        f"{goal['workload']}: {goal['ours']} / {goal['theirs']}{best}, {goal['threads']} threads, {goal['limit']:.3g}"
    )


def runs(machine: str, folder: Path = KEPT) -> list[dict[str, Any]]:
    """The runs kept of a machine, the oldest first."""
    try:
        found = json.loads((folder / machine / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return sorted(found, key=lambda run: run["date"])


def met_on(folder: Path = KEPT) -> dict[str, str]:
    """Where each goal was met last: the machine's name and the date."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"*/{FILE}")):
        for run in runs(path.parent.name, folder):
            found.update((name, f"{path.parent.name}, {run['date'][:10]}") for name in run["met"])
    return found


def with_run(results: dict[str, Any], folder: Path = KEPT) -> list[dict[str, Any]]:
    """The runs of this machine, this one at the end."""
    this = entry(results)
    return [run for run in runs(machine_of(results["header"]), folder) if run["date"] != this["date"]] + [this]


def keep(results: dict[str, Any], folder: Path = KEPT) -> Path:
    """Add a run to the history of its machine; the folder that its page goes to."""
    place = folder / machine_of(results["header"])
    os.makedirs(place, exist_ok=True)
    lines = ",\n".join(json.dumps(run) for run in with_run(results, folder))
    files.write(place / FILE, f"[\n{lines}\n]\n")
    return place
