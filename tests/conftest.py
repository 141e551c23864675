"""What several test modules need."""

import os

import pytest

from tests.helpers import left_behind

os.environ["TINYGRAD_LR_CACHE"] = ""  # what a test compiles, it compiles


def pytest_addoption(parser):
    parser.addoption("--soak", action="store_true", help="run the tests that take many minutes, too")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--soak"):
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(pytest.mark.skip(reason="takes many minutes: make soak"))


@pytest.fixture
def torch_that_warns():
    """torch, giving every warning each time and not once per process; the test is skipped where there is none."""
    torch = pytest.importorskip("torch")
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield torch
    torch.set_warn_always(before)


@pytest.fixture(autouse=True)
def warned_each_time():
    """The library, giving every warning each time too."""
    import tinygrad_lr

    tinygrad_lr.set_warn_always(True)


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    """A test leaves modes, observers and hooks as it found them, or fails."""
    before = left_behind.state()
    yield
    assert left_behind.changed(before, left_behind.state()) == []
