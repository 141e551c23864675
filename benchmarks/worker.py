"""One contender in a fresh process: what it costs before it is warm, and how much memory it takes.

    python -m benchmarks.worker CONTENDER WORKLOAD     prints one JSON object

The parent's memory must not count: Linux hands a parent's peak on to its children in `ru_maxrss`, so there
the peak is read from /proc, which begins anew with each program.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

from pages.provenance import ROOT

from . import machine

MODULES = {"np_opt": "numpy", "plain NumPy": "numpy", "JAX jit": "jax", "JAX fori_loop": "jax"}
MODULES |= dict.fromkeys(
    ("tinygrad_lr", "tinygrad_lr compile", "tinygrad_lr numba", "tinygrad_lr CUDA", "tinygrad_lr CUDA compile"),
    "tinygrad_lr",
)
MODULES |= dict.fromkeys(("torch", "torch.compile", "torch CUDA", "torch CUDA graph"), "torch")
MODULES |= {"MyGrad": "mygrad", "autograd": "autograd"}


def peak() -> int:
    """Bytes of memory at most in use by this process so far."""
    kilobytes = machine.first("/proc/self/status", r"^VmHWM:\s*(\d+)")
    if kilobytes:
        return int(kilobytes) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def train(contender: str, workload: str) -> dict[str, float]:
    """Seconds to import, to build the model, and of the first step; peak memory in bytes."""
    from .peers import CONTENDERS, build
    from .workloads import WORKLOADS, make

    data = make(WORKLOADS[workload])
    before = time.perf_counter()
    importlib.import_module(MODULES[contender])
    began = time.perf_counter()
    runner = build(CONTENDERS[contender], WORKLOADS[workload], data)
    built = time.perf_counter()
    runner.call()
    runner.sync()
    stepped = time.perf_counter()
    for _ in range(5):
        runner.call()
    runner.sync()
    return {"import": began - before, "build": built - began, "first": stepped - built, "peak": peak()}


def run(contender: str, workload: str, threads: int = 1) -> dict[str, float]:
    """`train` in a fresh process; RuntimeError with its last words if it fails."""
    counts = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return ask("benchmarks.worker", contender, workload, env={name: str(threads) for name in counts})


def ask(module: str, *arguments: str, env: dict[str, str | None]) -> Any:
    """What a module prints as JSON, run with some environment variables set, or (None) taken away."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True, text=True, cwd=ROOT, env=surroundings(env), timeout=600,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(arguments)}: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


def surroundings(env: dict[str, str | None]) -> dict[str, str]:
    """The environment with some variables set, or (None) taken away. Python keeps what it compiles, as it does by default."""
    full = {**os.environ, "PYTHONDONTWRITEBYTECODE": None, **env}
    return {name: value for name, value in full.items() if value is not None}


def import_times(modules: list[str], repeats: int) -> dict[str, list[float]]:
    """Seconds of a whole process that only imports, by module, in turns; "" imports nothing.

    The first turn, in which Python may have to compile, is not counted.
    """
    found: dict[str, list[float]] = {name: [] for name in ["", *modules]}
    for _ in range(repeats + 1):
        for name, samples in found.items():
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", f"import {name}" if name else ""], cwd=ROOT, check=True,
                capture_output=True, env=surroundings({}),
            )  # fmt: skip
            samples.append(time.perf_counter() - began)
    return {name: samples[1:] for name, samples in found.items()}


def kernels(coretypes: tuple[str, ...]) -> list[dict[str, Any]]:
    """What OpenBLAS reaches on one thread when told which kernels to use; "" lets it choose."""
    found = []
    for name in coretypes:
        env = {"OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": name or None}
        found.append({"asked": name, **ask("benchmarks.worker", "kernels", env=env)})
    return found


def kernels_here() -> dict[str, Any]:
    from threadpoolctl import threadpool_info

    from .floor import kernels

    speeds = kernels()
    names = [each["architecture"] for each in threadpool_info() if each["internal_api"] == "openblas"]
    return {"got": ", ".join(dict.fromkeys(names)) or "no OpenBLAS", **speeds}


if __name__ == "__main__":
    print(json.dumps(kernels_here() if sys.argv[1:] == ["kernels"] else train(*sys.argv[1:])))
