"""What a training step costs in one process and in several, measured for one and two, and what follows for more.

    python -m benchmarks.scale            # measure, and print the tables
    python -m benchmarks.scale --write    # keep the numbers in scale.json, and write docs/scale.md's tables anew

The step is that of a linear layer of the songs' thirteen features: forward, backward and SGD on all rows. Times are the
fastest of many, because whatever else runs on the machine only ever adds. tests/benchmarks/test_scale.py holds the page
to the numbers.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

import tinygrad_lr as torch
from tinygrad_lr import files, terminal

from . import machine

NUMBERS = Path(__file__).with_name("scale.json")
PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
FEATURES, BYTES = 13, 4 * (13 + 1)  # of a row, and of the gradients that are reduced
ROWS = {1 << 10: 3000, 1 << 14: 2000, 1 << 16: 600, 1 << 18: 200}  # of all processes together: how many steps are timed
SIZES = {BYTES: 2000, 1 << 20: 200, 1 << 24: 30}  # bytes to reduce: how often
SONGS = 15_068  # rows of the songs' table that are trained on
PROCESSES = 1, 2, 4, 16, 64, 256, 1000
LARGE = 10**9  # rows


# -- measured ------------------------------------------------------------------------------------------------------------


def fastest(call: Callable[[], Any], times: int) -> float:
    """Seconds."""
    found = []
    for _ in range(times + 3):
        begin = time.perf_counter()
        call()
        found.append(time.perf_counter() - begin)
    return min(found[3:])


def rows(n: int) -> tuple[Any, Any]:
    chance = np.random.default_rng(0)
    return torch.from_numpy(chance.standard_normal((n, FEATURES), np.float32)), torch.ones(n, 1)


def step(n: int, shared: bool) -> Callable[[], None]:
    """A training step on n rows, by itself or with gradients that are averaged."""
    x, y = rows(n)
    model: Any = torch.nn.Linear(FEATURES, 1)
    model = torch.nn.parallel.DistributedDataParallel(model) if shared else model
    optimizer, criterion = torch.optim.SGD(model.parameters(), lr=1e-3), torch.nn.MSELoss()

    def take() -> None:
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return take


def one_pass(n: int) -> Callable[[], Any]:
    """[x 1 y]ᵀ[x 1 y], from which every later gradient of a mean of squares follows without the rows."""
    x, y = (tensor.numpy() for tensor in rows(n))
    whole = np.hstack([x, np.ones_like(y), y])
    return lambda: whole.T @ whole


def process(rank: str, many: str, folder: str) -> None:
    """What one of several processes does; the first prints the numbers."""
    wait, place = timedelta(seconds=300), f"file://{folder}/{many}.store"
    torch.distributed.init_process_group("gloo", place, wait, world_size=int(many), rank=int(rank))
    found: dict[str, Any] = {
        "steps": {n: fastest(step(n // int(many), shared=True), times) for n, times in ROWS.items()},
        "reductions": {},
    }
    for size, times in SIZES.items():
        tensor = torch.zeros(size // 4)
        found["reductions"][size] = fastest(functools.partial(torch.distributed.all_reduce, tensor), times)
    if rank == "0":
        print(json.dumps(found))
    torch.distributed.destroy_process_group()


def measured() -> dict[str, Any]:
    """Seconds of everything that the page tells of, by rows or bytes as text."""
    found: dict[str, Any] = {
        "machine": {key: machine.header([])[key] for key in ("processor", "cores", "load", "NumPy")}
    }
    found["alone"] = {str(n): fastest(step(n, shared=False), times) for n, times in ROWS.items()}
    found["one pass"] = {str(n): fastest(one_pass(n), times) for n, times in ROWS.items()}
    for many in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.scale", "--process"]
            running = [
                subprocess.Popen([*command, str(rank), str(many), folder], stdout=subprocess.PIPE, text=True)
                for rank in range(many)
            ]
            said = [each.communicate()[0] for each in running]
        found[f"{many} processes"] = json.loads(said[0])
    return found


# -- what follows --------------------------------------------------------------------------------------------------------


class Model:
    """Seconds of a step of n rows in p processes: fixed + n/p · row, and for p > 1: around + 2(p - 1) · hop + 2(p - 1)/p · bytes/rate.

    The last two are a ring's: every process sends 2(p - 1) messages to the next, each of a p-th of the bytes.
    """

    def __init__(self, found: dict[str, Any]) -> None:
        alone = {int(n): seconds for n, seconds in found["alone"].items()}
        least, most = min(alone), max(alone)
        self.row = (alone[most] - alone[least]) / (most - least)
        self.fixed = alone[least] - self.row * least
        self.around = found["1 processes"]["steps"][str(least)] - alone[least]
        two = found["2 processes"]["reductions"]
        self.hop = two[str(BYTES)] / 2
        self.rate = max(SIZES) / (two[str(max(SIZES))] - two[str(BYTES)])

    def seconds(self, n: int, p: int) -> float:
        alone = self.fixed + self.row * n / p
        return alone if p == 1 else alone + self.shared(p)

    def shared(self, p: int) -> float:
        """What is added by there being others."""
        return self.around + 2 * (p - 1) * self.hop + 2 * (p - 1) / p * BYTES / self.rate

    def even(self, p: int) -> float:
        """So many rows take one process as long as p."""
        return self.shared(p) / (self.row * (1 - 1 / p))


def tables(found: dict[str, Any]) -> dict[str, str]:
    """The page's tables, by their names."""
    model, two = Model(found), found["2 processes"]
    steps = [
        (
            f"{n:,}",
            *map(micro, (found["alone"][k], found["1 processes"]["steps"][k], two["steps"][k], model.seconds(n, 2))),
        )
        for n, k in ((n, str(n)) for n in ROWS)
    ]
    reductions = [(f"{size:,}", micro(two["reductions"][str(size)])) for size in SIZES]
    parts = [
        ("fixed: Python's part of a step", micro(model.fixed)), ("a row", f"{model.row * 1e9:.2f} ns"),
        ("around: DistributedDataParallel's part of a step", micro(model.around)), ("a hop", micro(model.hop)),
        ("rate", f"{model.rate / 1e9:.2f} GB/s"),
    ]  # fmt: skip
    more = []
    for p in PROCESSES:
        large = model.seconds(LARGE, p)
        more.append(
            (f"{p:,}", micro(model.seconds(SONGS, p)), f"{large * 1e3:,.2f} ms", f"{model.seconds(LARGE, 1) / large / p:.0%}",
             "" if p == 1 else f"{model.even(p):,.0f}")
        )  # fmt: skip
    n = max(ROWS)
    once = found["one pass"][str(n)]
    gram = [
        (
            f"{n:,}",
            micro(once),
            micro(model.seconds(n, 1)),
            micro(model.seconds(n, 4)),
            f"{once / model.seconds(n, 4):.1f}",
        )
    ]
    return {
        "verdict": verdict(model),
        "machine": markdown(("", ""), found["machine"].items()),
        "steps": markdown(("rows", "one process", "one, wrapped", "two", "two, by the formula"), steps),
        "reductions": markdown(("bytes reduced", "two processes"), reductions),
        "parts": markdown(("part", "time"), parts),
        "more": markdown(("processes", f"{SONGS:,} rows", f"{LARGE:,} rows", "efficiency", "as fast as one from so many rows"), more),
        "one pass": markdown(("rows", "one pass", "a step alone", "a step of four, by the formula", "steps of four in one pass"), gram),
    }  # fmt: skip


def verdict(model: Model) -> str:
    """Whether one process is faster than four, in a sentence."""
    one, four = model.seconds(SONGS, 1), model.seconds(SONGS, 4)
    faster = (
        f"**one process is {four / one:.1f} times as fast as four**"
        if one < four
        else f"four processes are {one / four:.1f} times as fast as one"
    )
    return f"On the songs' {SONGS:,} rows {faster}: a step takes {micro(one)} in one and {micro(four)} in four, which need {model.even(4):,.0f} rows to draw level."


def micro(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs"


def markdown(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    head = list(head)
    rows = [head, ["---"] + ["---:"] * (len(head) - 1), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def with_tables(page: str, found: dict[str, Any]) -> str:
    """The page with its tables as the numbers have them: each stands below a comment with its name, up to a blank line."""
    for name, table in tables(found).items():
        page = re.sub(rf"(<!-- {name} -->\n\n)(?:.+\n)*", rf"\g<1>{table}\n", page)
    return page


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--process"]:
        process(*arguments[1:])
        return 0
    if arguments not in ([], ["--write"]):
        raise terminal.BadInput("python -m benchmarks.scale [--write]")
    found = measured()
    for name, table in tables(found).items():
        print(f"{name}\n\n{table}\n")
    if arguments:
        files.write(NUMBERS, json.dumps(found, indent=1) + "\n")
        files.write(PAGE, with_tables(PAGE.read_text(encoding="utf-8"), found))
    return 0


if __name__ == "__main__":
    sys.exit(terminal.run("scale", lambda: main(sys.argv[1:])))
