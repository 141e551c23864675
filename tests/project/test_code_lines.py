"""What one has to read to know the engine stays within its budget of code lines, and speaks of nothing but the engine."""

import ast

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


# Words for users, files and callers' frames belong to the floors above.
FOREIGN = {"inspect", "linecache", "os", "re", "warnings"}


def imported(text):
    """The modules that a text imports, wherever it does."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def executing(text):
    """The calls of a text that execute text."""
    calls = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [f.id for f in calls if isinstance(f, ast.Name) and f.id in ("exec", "eval", "compile")]


@pytest.mark.parametrize("file", BUDGETS["core"][1], ids=lambda file: file.name)
def test_the_engine_imports_nothing_foreign(file):
    assert FOREIGN.isdisjoint(imported(file.read_text()))


def test_no_text_is_executed_outside_of_compile():
    files = [file for file in sorted(LIBRARY.rglob("*.py")) if LIBRARY / "tools" / "compile" not in file.parents]
    assert len(files) > 50
    assert {str(file.relative_to(LIBRARY)): calls for file in files if (calls := executing(file.read_text()))} == {}


def test_foreign_imports_and_executed_text_are_noticed():
    text = "def f():\n    import os.path\n    from re import sub\n    from . import inspect\n    exec('1')\n    re.compile('1')\n"
    assert list(imported(text)) == ["os", "re"]
    assert executing(text) == ["exec"]
