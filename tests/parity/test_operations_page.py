"""docs/operations.md says what the engine's table says now."""

from parity.operations import page as operations


def test_the_page_is_up_to_date():
    assert operations.PAGE.read_text() == operations.page(), "python -m parity.operations.page writes it anew"


def test_a_change_of_the_table_would_show(monkeypatch):
    texts = operations.derivatives()
    assert texts["mul"] == {"input": "g * other", "other": "g * input"}
    monkeypatch.setattr(operations, "derivatives", lambda: {**texts, "mul": {"input": "g", "other": "g"}})
    assert operations.PAGE.read_text() != operations.page()
