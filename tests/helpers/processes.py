"""Starts the processes of a group, each with its rank, and waits for all."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo", "PYTHONWARNINGS": "ignore"}


def environment(**more: Any) -> dict[str, str]:
    """The variables of a process that finds this copy of the library, and stays on this machine and one core."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, **ALONE, "PYTHONPATH": path, **{name: str(value) for name, value in more.items()}}


def start(many: int, arguments: Sequence[Any], **more: Any) -> list[subprocess.Popen]:
    """`python ARGUMENTS` in so many processes."""
    return [
        subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            env=environment(RANK=rank, WORLD_SIZE=many, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(many)
    ]


def ended(processes: Sequence[subprocess.Popen], timeout: float = 300) -> list[tuple[int, str, str]]:
    """Exit code, stdout and stderr of each. None outlives this call."""
    try:
        return [
            (process.returncode, *found) for process in processes for found in [process.communicate(timeout=timeout)]
        ]
    finally:
        for process in processes:
            process.kill()


def free_port() -> int:
    """A port that nobody listened at a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
