"""Does every operation equal torch's? One test per record of the table in parity/records.py.

A record's differences are printed one per line: the form, the case, what differs, ours and torch's. The
checker itself is tested in test_records.py, where it has to see planted faults.
"""

import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity.check import check  # noqa: E402
from parity.records import RECORDS  # noqa: E402

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True, scope="module")
def warn_always():
    """torch gives some warnings once per process; here each call has to give them."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_equals_torch(record):
    found = check(record, tinygrad_lr, torch)
    assert not found, f"{len(found)} differences, the first of them:\n" + "\n".join(map(str, found[:20]))
