"""What one has to read to know the engine stays within its budget of code lines."""

import pytest

from tests.helpers.code_lines import code_lines
from tests.helpers.paths import ROOT

LIBRARY = ROOT / "tinygrad_lr"
# At most so many lines in these files. The budget only goes down: 1,050 is the aim for core.
BUDGETS = {"core": (1050, sorted((LIBRARY / "core").glob("*.py")))}

TEXT = '''"""A module's story,
in two lines."""

# a comment
import os  # counts


def f(x, y):
    """One line."""

    def g():
        """Another."""  # with a comment
        return """a text
in two lines"""

    return (
        x
        # not this one
        + y
    )


class C:
    """Only this."""

    "and a string that is no value"
    name = "a string that is one"
    say = f"""{name}
and more"""
'''


@pytest.mark.parametrize("name", BUDGETS)
def test_what_is_read_stays_within_its_budget(name):
    most, files = BUDGETS[name]
    lines = {file.name: code_lines(file.read_text()) for file in files}
    assert lines
    assert sum(lines.values()) <= most, lines


def test_comments_docstrings_and_blank_lines_do_not_count():
    assert code_lines(TEXT) == 13
    assert code_lines("") == code_lines('"""A story."""\n') == 0
    assert code_lines("x = 1") == 1
