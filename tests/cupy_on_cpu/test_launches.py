"""How often a step asks the device, as numbers. Each is the least that has been reached: it may go down, and not up."""

import pytest

import tinygrad_lr as tg
from benchmarks.workloads import WORKLOADS, make, train
from tests.cupy_on_cpu import device

pytestmark = device.needed()

EAGER = {  # kernels of CuPy's and ours; products by cuBLAS; copies on the device
    "W1": {"launch": 6, "d2d": 1},
    "W9": {"launch": 13, "blas": 2, "d2d": 1},
}
COMPILED = {name: {"launch": 1} for name in ("W1", "W2", "W4")} | {"W9": {"graph": 1, "d2d": 7}}


def asked(name, compiled=False):
    """What the sixth call of a workload asks of the device."""
    w = WORKLOADS[name]
    call = train(tg, w, make(w), device="cuda", compile=tg.compile if compiled else None).call
    for _ in range(5):
        call()
    with device.counted() as found, device.named() as kernels:
        call()
    return found, kernels


@pytest.mark.parametrize("name", EAGER)
def test_eager_steps(name):
    found, kernels = asked(name)
    assert found == EAGER[name], kernels


@pytest.mark.parametrize("name", COMPILED)
def test_compiled_steps(name):
    found, kernels = asked(name, compiled=True)
    assert found == COMPILED[name], kernels


def test_all_parameters_are_updated_in_one_launch():
    model = tg.nn.Sequential(*(tg.nn.Linear(2, 2) for _ in range(8))).cuda()
    optimizer = tg.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        model(tg.ones(3, 2, device="cuda")).sum().backward()
        with device.named() as kernels:
            optimizer.step()
    assert kernels == ["tinygrad_lr_descent_16"]
