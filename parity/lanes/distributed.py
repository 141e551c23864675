"""Several processes that train one model: `songs`, with gradients averaged by DistributedDataParallel, in both frameworks.

Real processes on this machine, joined by gloo, train on a drawn table of the shape of the songs' (18,835 rows, 13
features), of which each has its part of the rows. Compared are: ours with torch's, epoch by epoch, within the loop's
bound; the processes with each other, to the bit; and several processes with one that has all rows, within the bound.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tinygrad_lr import files
from tinygrad_lr.loops import LOOPS, Record
from tinygrad_lr.loops.run import Together
from tinygrad_lr.loops.table import Table

from ..output.tally import Failure, Tally

LANE = "distributed"
OPTIMIZERS: dict[str, dict[str, Any]] = {
    "SGD": {"optimizer": "SGD", "lr": 0.01},
    "momentum": {"optimizer": "SGD", "lr": 0.003, "options": {"momentum": 0.9}},
    "Adam": {"optimizer": "Adam", "lr": 0.01},
}
FORMS, DTYPES, EPOCHS, SEED = ("document", "linear"), ("float32", "float64"), 12, 7
Trained = dict[tuple[str, str, str, str], Record]  # by framework, optimizer, form and dtype


@dataclass(frozen=True)
class Compared:
    """Two runs that must be the same, and by how many bounds the farthest numbers are apart."""

    what: str
    case: str
    dtype: str
    ratio: float
    place: str

    @property
    def agrees(self) -> bool:
        return self.ratio <= 1  # nan is none


# -- in each process -----------------------------------------------------------------------------------------------------


def table(rows: int = 18_835, features: int = 13) -> Table:
    """Numbers of many sizes, whose target depends on them; of its training rows four processes have as many."""
    chance = np.random.RandomState(SEED)
    x = chance.randn(rows, features) * 10.0 ** chance.randint(-2, 4, features)
    y = x @ (chance.randn(features) / x.std(0)) + chance.randn(rows)
    return Table(x, y, tuple(f"x{i}" for i in range(features)), "a drawn table")


def main(rank: str, many: str, folder: str) -> None:
    """`python -m parity.lanes.distributed RANK MANY FOLDER`: train everything on both frameworks, and leave it in the folder."""
    import torch

    import tinygrad_lr

    torch.set_num_threads(1)
    place = f"file://{folder}/{many}.store"
    wait = timedelta(seconds=300)
    tinygrad_lr.distributed.init_process_group("gloo", place, wait, world_size=int(many), rank=int(rank))
    found = {}
    for name, fw in (("tinygrad_lr", tinygrad_lr), ("torch", torch)):  # torch shares the group that was begun
        for optimizer, settings in OPTIMIZERS.items():
            for form in FORMS:
                for dtype in DTYPES:
                    record = Record()
                    options = {"table": table(), "form": form, "dtype": dtype, "epochs": EPOCHS, **settings}
                    list(record.watch(LOOPS["songs"].train(fw, run=Together(fw), **options)))
                    record.task = None  # a model of a framework stays here
                    found[name, optimizer, form, dtype] = record
    files.write(Path(folder, f"{many}.{rank}.pickle"), pickle.dumps(found))
    tinygrad_lr.distributed.barrier()
    tinygrad_lr.distributed.destroy_process_group()


# -- where they are compared ---------------------------------------------------------------------------------------------


def trained(many: int, folder: str, module: str = __name__) -> list[Trained]:
    """What each of so many processes has trained. RuntimeError if one fails."""
    commands = [[sys.executable, "-m", module, str(rank), str(many), folder] for rank in range(many)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    try:
        said = [process.communicate(timeout=600)[1] for process in running]
    finally:
        for process in running:
            process.kill()
    for process, words in zip(running, said):
        if process.returncode:
            raise RuntimeError(f"one of {many} processes failed: {words}")
    return [pickle.loads(Path(folder, f"{many}.{rank}.pickle").read_bytes()) for rank in range(many)]


def comparisons(many: int, processes: list[Trained], alone: Trained | None) -> Iterator[Compared]:
    """What the processes have trained, with torch's, with each other, and with one process that has all rows."""
    for (framework, optimizer, form, dtype), ours in processes[0].items():
        if framework == "torch":
            continue
        case, of = f"songs({optimizer}, {form})", (optimizer, form, dtype)
        yield compared(f"{many} processes, torch's", case, dtype, ours, processes[0][("torch", *of)])
        for rank, other in enumerate(processes[1:], 1):
            same = bits(ours) == bits(other[("tinygrad_lr", *of)])
            yield Compared(f"{many} processes, each other's", case, dtype, 0.0 if same else np.inf, f"rank {rank}")
        if alone is not None:
            yield compared(f"{many} processes, one's", case, dtype, ours, alone[("tinygrad_lr", *of)])


def compared(what: str, case: str, dtype: str, ours: Record, theirs: Record) -> Compared:
    """Losses, and all parameters as one vector, each relative to its largest number in that epoch: a bias may pass by zero."""
    bound, worst = LOOPS["songs"].bound[dtype], (0.0, "all bits")
    for quantity, mine, torchs in (
        ("loss", losses(ours), losses(theirs)),
        ("parameters", vector(ours), vector(theirs)),
    ):
        shares = np.abs(mine - torchs).max(1) / (bound * np.abs(torchs).max(1))
        epoch = int(np.argmax(shares))  # of nan, if there is one
        if not shares[epoch] <= worst[0]:
            worst = float(shares[epoch]), f"{quantity} at epoch {epoch}"
    return Compared(what, case, dtype, *worst)


def losses(record: Record) -> np.ndarray:
    return np.array(record.losses)[:, None]  # (epochs + 1, 1)


def vector(record: Record) -> np.ndarray:
    return np.array([np.concatenate([p.ravel() for p in step.values()]) for step in record.parameters], np.float64)


def bits(record: Record) -> list[bytes]:
    return [value.tobytes() for step in record.parameters for value in step.values()]


def run(counts: tuple[int, ...], tally: Tally, module: str = __name__) -> Iterator[str]:
    """All comparisons, for each number of processes."""
    alone = None
    with tempfile.TemporaryDirectory() as folder:
        for many in counts:
            processes = trained(many, folder, module)
            for found in comparisons(many, processes, alone):
                if found.agrees:
                    line = f"{found.case}, {found.place}"
                    tally.case(LANE, found.what, found.dtype, found.ratio, line, covered=["losses", "parameters"])
                else:
                    text = f"{found.what}: {found.case}, {found.dtype}: {found.place}: {found.ratio:.3g} of the bound"
                    again = f"--lanes {LANE}"
                    tally.fail(Failure(LANE, found.what, text, replay=again, ratio=found.ratio), found.dtype)
            alone = processes[0] if many == 1 else alone
            yield f"{many} processes"


if __name__ == "__main__":
    main(*sys.argv[1:])
