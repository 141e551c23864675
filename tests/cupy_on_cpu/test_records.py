"""Entries of parity's table through the real CuPy, its kernels executed: the CPU's numbers, within the bounds of parity."""

import pytest

from parity.operations.table import OPINFOS
from tests.cupy_on_cpu import device
from tests.helpers.on_cuda import ELSEWHERE, PREBUILT, differences

pytestmark = device.needed()

EACH = 8  # of so many entries, one; all of them in `make soak`
SAMPLE = [opinfo for opinfo in OPINFOS if not opinfo.id.startswith((*ELSEWHERE, *PREBUILT))]


@pytest.mark.parametrize(
    "opinfo",
    [pytest.param(o, marks=[] if i % EACH == 0 else [pytest.mark.soak], id=o.id) for i, o in enumerate(SAMPLE)],
)
def test_records(opinfo):
    assert differences(opinfo) == []
