"""Runs the suite, or the test of the suite, and shows how far it is."""

from __future__ import annotations

import math
import time
from typing import Any

from . import devices, suite
from .mutants import faults
from .output.console import bar, console
from .output.tally import Tally


def suite_for(seconds: float, asked: Any, torch: Any, tally: Tally) -> None:
    """Everything once, and then with new cases until so many seconds are over or something disagrees."""
    end = time.monotonic() + seconds
    pairs = devices.pairs(tally.device, torch, tally.not_run)
    for ours, theirs in pairs:
        watch(asked, ours, theirs, tally)
    while pairs and time.monotonic() < end and not tally.failures:
        console.print(f"{tally.cases} cases agree so far", style="dim")
        asked = asked.again()
        for ours, theirs in pairs:
            watch(asked, ours, theirs, tally, end)


def watch(asked: Any, ours: Any, theirs: Any, tally: Tally, end: float = math.inf) -> None:
    """Run the suite under a progress bar, to its own end or until the clock says `end`."""
    with bar() as progress:
        task = progress.add_task(asked.lanes[0], total=asked.steps(), said="")
        for lane, done in suite.run(asked, ours, theirs, tally):
            progress.update(task, advance=1, description=f"{lane}: {done}"[:50], said=f"{tally.cases} cases")
            if time.monotonic() > end:
                break


def self_test(torch: Any, tally: Tally) -> None:
    """Inject every fault there is, and note which were reported."""
    with bar() as progress:
        task = progress.add_task("looking where which fault would show", total=None, said="")
        everything = faults.all_faults()
        progress.update(task, total=len(everything))
        for outcome in faults.run(everything, torch):
            tally.faults.append(outcome)
            if not outcome.caught_by:
                progress.console.print(f"[red]survived[/] {outcome.name}")
            progress.update(task, advance=1, description=outcome.name[:50], said="")
