"""A training step may not take much more Python than it did: instructions and calls, counted, not timed."""

import json

import pytest

from benchmarks import step_cost
from benchmarks.step_cost import COUNTED, PYTHON, Cost, allowed, cost

ADVICE = "if the step must do more now: python -m benchmarks.step_cost --write"


@pytest.mark.parametrize("name", COUNTED)
def test_a_step_has_not_grown(name):
    if name not in allowed():
        pytest.skip(f"no numbers for Python {PYTHON} in {step_cost.NUMBERS.name}")
    assert cost(COUNTED[name]).over(allowed()[name]) == [], ADVICE


def test_the_same_step_costs_the_same():
    assert cost(COUNTED["W3"]) == cost(COUNTED["W3"])


def test_it_bites():
    """A step that does more in the library is seen; a tenth more is allowed, and no more than that."""
    now = cost(COUNTED["W1"])

    def with_more(step):
        def more(x, y):
            loss = step(x, y)
            for _ in range(4):
                (x + 1).sum()
            return loss

        return more

    more = cost(COUNTED["W1"], with_more)
    assert len(more.over(now)) == 2
    assert now.over(now) == []
    assert Cost(110, 11).over(Cost(100, 10)) == []
    assert Cost(111, 10).over(Cost(100, 10)) == ["111 instructions, +11% from 100"]


def test_code_outside_the_library_does_not_count():
    assert step_cost.count(lambda: json.dumps(list(range(100)))) == Cost(0, 0)


def test_the_script_compares_writes_and_keeps_other_pythons(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(step_cost, "NUMBERS", tmp_path / "numbers.json")
    monkeypatch.setattr(step_cost, "COUNTED", {"W1": COUNTED["W1"]})
    assert step_cost.main([]) == 0  # nothing to hold it against
    step_cost.NUMBERS.write_text(json.dumps({"3.9": {"W1": {"instructions": 1, "calls": 1}}}))
    assert step_cost.main(["--write"]) == 0
    kept = json.loads(step_cost.NUMBERS.read_text())
    assert list(kept) == ["3.9", PYTHON]
    kept[PYTHON]["W1"]["calls"] = 10
    step_cost.NUMBERS.write_text(json.dumps(kept))
    assert step_cost.main([]) == 1
    assert "W1: " in capsys.readouterr().out
