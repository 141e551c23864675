"""`make cupy-cost`: what a step on CUDA costs the host, and how often it asks the device. No GPU is needed for either.

Kernels are not executed: what is timed is Python, CuPy, and a launch that costs next to nothing. It is the processor's
time, in medians of rounds taken in turns.
"""

import os
import statistics
import time

from tests.cupy_on_cpu import device

ROUNDS, CALLS = 15, 60


def main():
    device.state.run = False
    device.install()
    import tinygrad_lr as tg
    from benchmarks.workloads import WORKLOADS, make, train

    calls = {}
    for name in ("W1", "W3", "W9"):
        w = WORKLOADS[name]
        for kind, compile_ in (("eager", None), ("compiled", tg.compile)):
            call = calls[f"{name} {kind}"] = train(tg, w, make(w), device="cuda", compile=compile_).call
            for _ in range(4):
                call()
    times = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            began = time.thread_time()
            for _ in range(CALLS):
                call()
            times[name].append((time.thread_time() - began) / CALLS * 1e6)
    for name, call in calls.items():
        with device.counted() as found:
            call()
        asked = ", ".join(f"{n} {what}" for what, n in found.items())
        print(f"{name:12}  {statistics.median(times[name]):7.1f} µs  least {min(times[name]):7.1f}   {asked}")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
