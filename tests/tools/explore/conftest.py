"""Why a test of the page is skipped."""

import pytest

from tests.helpers.browser import why_not


def pytest_collection_modifyitems(items):
    if why_not():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=why_not()))
