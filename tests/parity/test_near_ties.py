"""Cases in which a rounding decides are no alarms, and those in which none does are judged still."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("mpmath", reason="parity judges by it")
hypothesis = pytest.importorskip("hypothesis")

from parity.lanes.operations import nearly_tied  # noqa: E402
from parity.operations.opinfo import DISTINCT  # noqa: E402
from parity.operations.strategies import values  # noqa: E402
from parity.operations.table import BY_ID  # noqa: E402
from parity.oracle import truth  # noqa: E402

STEPS = np.array([[0.05, 0.1, 0.15], [0.2, 0.25, 0.3]])


@pytest.mark.parametrize(
    ("text", "y", "judged"),
    [
        ("torch.dist(x, y, float('inf'))", np.exp(STEPS) + 2, True),
        ("torch.dist(x, y, float('inf'))", STEPS + 1, False),
        ("torch.dist(x, y, 1)", STEPS + 1, True),
    ],
)
def test_the_largest_difference_is_tied_by_a_rounding(text, y, judged):
    found = next(opinfo for name, opinfo in BY_ID.items() if text in name)
    assert nearly_tied(found, [STEPS, y]) is not judged


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("torch.linalg.matrix_norm(x, ord=1)", False),
        ("torch.linalg.matrix_norm(x, 1, (1, 0))", False),
        ("torch.linalg.matrix_norm(x)", True),
        ("torch.linalg.vector_norm(x, 1)", True),
    ],
)
def test_the_largest_sum_is_tied_by_a_rounding(text, judged):
    tied = np.array([[[0.55, 0.3], [0.5, 0.45], [0.05, 0.35]], [[0.4, 0.2], [0.15, 0.1], [0.35, 0.6]]])
    assert nearly_tied(BY_ID[text], [tied]) is not judged
    assert not nearly_tied(BY_ID[text], [np.exp(np.arange(12.0)).reshape(2, 3, 2)])


@pytest.mark.parametrize("apart", [2.0**-48, 2.0**-55])
@pytest.mark.parametrize(("text", "share"), [("torch.dist(x, y, 1)", 1.0), ("torch.dist(x, y)", 6**-0.5)])
def test_a_true_gradient_knows_floats_that_are_nearly_equal_apart(text, share, apart):
    x = np.array([1, -2, 3, -4, 5, -6]) * 2.0**-5
    found = truth.gradient(BY_ID[text], [x, x + apart * np.sign(x)], 0, np.array(2.0))
    np.testing.assert_allclose(found.astype(float), -2 * share * np.sign(x), rtol=1e-14)


@hypothesis.settings(max_examples=1, database=None, phases=[hypothesis.Phase.generate])
@hypothesis.given(values(DISTINCT, (3, 5), "float64"))
def test_distinct_numbers_are_in_no_order(drawn):
    """hypothesis draws zeros first: rows in steps would be multiples of each other, and 1 would be their correlation."""
    assert np.unique(drawn).size == drawn.size
    assert (np.abs(np.corrcoef(drawn) - np.eye(3)) < 0.99).all()
