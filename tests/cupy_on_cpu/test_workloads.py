"""The benchmark's workloads on the real CuPy, eager and compiled: the losses of the CPU."""

import dataclasses

import numpy as np
import pytest

import tinygrad_lr as tg
from benchmarks.workloads import WORKLOADS, make, train
from tests.cupy_on_cpu import device

pytestmark = device.needed()

LARGE = {"W5": 600, "W6": 64, "W7": 2000, "W8": 300}  # rows enough here


def workload(name):
    return dataclasses.replace(WORKLOADS[name], n=LARGE.get(name, WORKLOADS[name].n))


@pytest.mark.parametrize("compiled", [False, True], ids=["eager", "compiled"])
@pytest.mark.parametrize("name", WORKLOADS)
def test_losses_are_the_cpus(name, compiled):
    if compiled and name == "W6":
        pytest.skip("its products are cuBLAS's")
    w, calls = workload(name), 3 if name in LARGE else 10
    on_cpu = train(tg, w, make(w)).losses(calls)
    on_cuda = train(tg, w, make(w), device="cuda", compile=tg.compile if compiled else None).losses(calls)
    np.testing.assert_allclose(on_cuda, on_cpu, rtol=3e-6)
