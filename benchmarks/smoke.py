"""The first ten seconds on a machine with a GPU: what is there, and whether one of everything works.

Each line is a fact, printed as soon as it is known, so that whatever stops the check says how far it came. With an
argument, the facts are also written into that file.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tinygrad_lr as tg
from tinygrad_lr import files

from .workloads import WORKLOADS, make, train


def versions() -> str:
    """What the numbers belong to."""
    import cupy
    import numpy

    runtime = cupy.cuda.runtime
    cuda = f"CUDA of CuPy {runtime.runtimeGetVersion()}, of the driver {runtime.driverGetVersion()}"
    found = f"Python {sys.version.split()[0]}, NumPy {numpy.__version__}, CuPy {cupy.__version__}, {cuda}"
    return f"{tg.cuda.get_device_name()}, {tg.cuda.get_device_capability()}: {found}"


def operation() -> str:
    """One operation, of a dtype that needs a conversion."""
    return str(tg.ones(2, 3, dtype=tg.int64, device="cuda").exp().sum().item())


def steps(compiled: bool = False) -> str:
    """Five steps of W1, and how far their losses are from the CPU's."""
    w = WORKLOADS["W1"]
    on_cpu = train(tg, w, make(w)).losses(5)
    on_cuda = train(tg, w, make(w), device="cuda", compile=tg.compile if compiled else None).losses(5)
    return compared(on_cuda, on_cpu)


def compared(on_cuda: list[float], on_cpu: list[float]) -> str:
    """How far losses are from the CPU's; RuntimeError where that is more than rounding."""
    off = max(abs(a - b) / abs(b) for a, b in zip(on_cuda, on_cpu, strict=True))
    if off > 1e-5:
        raise RuntimeError(f"losses differ by {off:.1e} of themselves: {on_cuda}, on the CPU {on_cpu}")
    return f"loss {on_cuda[-1]:.6f}, within {off:.1e} of the CPU's"


def repeated() -> str:
    """A hundred steps of W1 in one call, which are one launch where the step is one kernel."""
    w, made = WORKLOADS["W1"], dict[str, Any]()
    data = make(w)
    on_cpu = train(tg, w, data).losses(102)
    train(tg, w, data, device="cuda", compile=lambda step: made.setdefault("step", tg.compile(step)))
    step, args = made["step"], [tg.from_numpy(a).cuda() for a in (data.x, data.y)]
    losses = [step(*args).item() for _ in range(2)]
    losses += step.repeat(100, *args, losses=True).tolist()
    return compared(losses, on_cpu)


def host_time() -> str:
    """Of an eager and of a compiled step, without waiting for the device."""
    w, found = WORKLOADS["W1"], []
    for compile_ in (None, tg.compile):
        call = train(tg, w, make(w), device="cuda", compile=compile_).call
        for _ in range(5):
            call()
        tg.cuda.synchronize()
        began = time.perf_counter()
        for _ in range(200):
            call()
        found.append((time.perf_counter() - began) / 200 * 1e6)
        tg.cuda.synchronize()
    return f"{found[0]:.1f} µs eager, {found[1]:.1f} µs compiled"


def kernel_time() -> str:
    """Of an addition of 10⁷ numbers, by the device's clock."""
    import cupy

    x = cupy.ones(10_000_000, cupy.float32)
    x + x
    begin, end = cupy.cuda.Event(), cupy.cuda.Event()
    begin.record()
    for _ in range(10):
        x + x
    end.record()
    end.synchronize()
    return f"{cupy.cuda.get_elapsed_time(begin, end) / 10:.3f} ms"


FACTS: dict[str, Callable[[], str]] = {
    "versions": versions,
    "one operation": operation,
    "a step": steps,
    "a captured step": lambda: steps(compiled=True),
    "a hundred steps in one call": repeated,
    "a step's time on the host": host_time,
    "a kernel's time": kernel_time,
}


def main(arguments: Any = None) -> int:
    """Exit status: 0, or 1 if any of it did not work."""
    given, lines, failed = sys.argv[1:] if arguments is None else arguments, [], False
    for name, fact in FACTS.items():
        began = time.monotonic()
        try:
            said = fact()
        except Exception as error:  # the others are worth knowing all the same
            said, failed = f"{type(error).__name__}: {error}", True
        lines.append(f"{name}: {said} ({time.monotonic() - began:.1f} s)")
        print(lines[-1], flush=True)
        if given:
            files.write(Path(given[0]), "\n".join(lines) + "\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
