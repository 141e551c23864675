"""What this machine can do at best, measured in the same run: the roofs over every workload.

A step has to read its data once and to multiply so many numbers. No step can be faster than memory delivers
the one, nor than matrix products run the other; `Roofs.floor` is the later of the two. Where the data fits
into a cache, the memory is that cache: bandwidth is measured on data of many sizes. A small step's floor is
nothing next to the calls that it takes, and its row says so: a share far below 1 is overhead, not
arithmetic.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .workloads import Workload

SIZES = [1 << power for power in (14, 16, 18, 20, 22, 24, 26, 28)]  # bytes read
ORDER = 1024  # of the matrices multiplied


def flops(workload: Workload) -> float:
    """Multiplications and additions of the matrix products of one step, forward and backward."""
    rows = workload.batch or workload.n
    total = 0
    for i, (out, fan_in) in enumerate(workload.layers):
        products = 2 if i == 0 else 3  # forward, the weight's gradient, and the input's unless it is data
        total += products * 2 * rows * out * fan_in
    return float(total)


def bytes_read(workload: Workload) -> float:
    """x, y, and the parameters, once: every row's error needs that row alone, so one pass would do."""
    rows = workload.batch or workload.n
    numbers = rows * (workload.features + workload.outputs)
    numbers += sum(out * fan_in + out for out, fan_in in workload.layers)
    return 4.0 * numbers


def footprint(workload: Workload) -> float:
    """Bytes in use between two visits to the same number; they decide which memory delivers."""
    return 4.0 * workload.n * (workload.features + workload.outputs)


@dataclass(frozen=True)
class Roofs:
    """bandwidth: bytes per second, by how many bytes are gone through; sgemm: operations per second."""

    bandwidth: dict[int, float]
    copy: float  # bytes per second, read and written, far beyond every cache
    sgemm: float
    call: float  # seconds of the cheapest useful NumPy call

    def speed(self, size: float) -> float:
        """Bandwidth for data of so many bytes."""
        return self.bandwidth[min((s for s in self.bandwidth if s >= size), default=max(self.bandwidth))]

    def floor(self, workload: Workload) -> float:
        """Seconds that a step takes at least."""
        return max(bytes_read(workload) / self.speed(footprint(workload)), flops(workload) / self.sgemm)


def better(a: Roofs, b: Roofs) -> Roofs:
    """Of two measurements the better each time: a roof is what is possible."""
    bandwidth = {size: max(speed, b.bandwidth.get(size, 0.0)) for size, speed in a.bandwidth.items()}
    return Roofs(bandwidth, max(a.copy, b.copy), max(a.sgemm, b.sgemm), min(a.call, b.call))


def best(call: Callable, repeats: int = 5, block: float = 0.02) -> float:
    """Seconds of the fastest of a few blocks: a roof is what is possible, not what is usual."""
    timer = timeit.Timer(call)
    number = max(1, int(block / max(timer.timeit(1), 1e-7)))
    return min(timer.repeat(repeats, number)) / number


def measure(quick: bool = False) -> Roofs:
    """With as many threads as are set."""
    repeats = 3 if quick else 7
    sizes = [size for size in SIZES if not quick or size <= 1 << 26]
    bandwidth = {}
    for size in sizes:
        a = np.ones(size // 4, np.float32)
        bandwidth[size] = size / best(lambda a=a: a.dot(a), repeats)
    a = np.ones(sizes[-1] // 4, np.float32)
    b = a.copy()
    copy = 2 * a.nbytes / best(lambda: np.copyto(b, a), repeats)
    m = np.ones((ORDER, ORDER), np.float32)
    product = np.empty_like(m)
    sgemm = 2 * ORDER**3 / best(lambda: m.dot(m, product), repeats)
    small = np.zeros(2, np.float32)
    return Roofs(bandwidth, copy, sgemm, best(lambda: np.add(small, small, small), repeats))


# -- the kernels that OpenBLAS chooses ----------------------------------------------------------------------

CORETYPES = ("", "Haswell", "Zen", "SkylakeX", "Cooperlake", "SapphireRapids")


def kernels() -> dict[str, float]:
    """This process's OpenBLAS: operations per second in a square product, and in W6's two."""
    x, g = np.ones((4096, 1024), np.float32), np.ones((4096, 256), np.float32)
    w = np.ones((1024, 256), np.float32)
    m = np.ones((ORDER, ORDER), np.float32)
    both = 2 * 2 * 4096 * 1024 * 256
    v = np.ones(13, np.float32)
    narrow, e = np.ones((18835, 13), np.float32), np.ones(18835, np.float32)
    return {
        "sgemm": 2 * ORDER**3 / best(lambda: m.dot(m)),
        "W6": both / best(lambda: (x.dot(w), x.T.dot(g))),
        "W5": 2 * 2 * narrow.size / best(lambda: (narrow.dot(v), narrow.T.dot(e))),
    }
