"""`pytest -p tests.cupy_on_cpu.plugin`: tests that would use the counterfeit use the real CuPy on the CPU (device.py).

CUPY_ON_CPU=no-kernels leaves the kernels out: every launch is checked, and nothing is computed.
"""

import os

import pytest

from tests.cupy_on_cpu import device


def pytest_configure(config):
    why = device.why_not()
    if why:
        pytest.exit(f"CuPy cannot run on the CPU here: {why}", returncode=3)
    os.environ["TINYGRAD_LR_TEST_DEVICE"] = "cuda"
    device.state.run = os.environ.get("CUPY_ON_CPU") != "no-kernels"
    device.install()
