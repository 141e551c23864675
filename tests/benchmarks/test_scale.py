"""docs/scale.md has the numbers of benchmarks/scale.json, and what is told of more processes follows from them."""

import json

import pytest

from benchmarks import scale

FOUND = json.loads(scale.NUMBERS.read_text(encoding="utf-8"))
PAGE = scale.PAGE.read_text(encoding="utf-8")


def test_the_page_has_the_numbers():
    assert scale.with_tables(PAGE, FOUND) == PAGE
    for name, table in scale.tables(FOUND).items():
        assert f"<!-- {name} -->\n\n{table}\n" in PAGE


@pytest.mark.parametrize(
    "place", [("alone", "1024"), ("alone", "262144"), ("2 processes", "reductions", "56"), ("one pass", "262144")]
)
def test_another_number_would_show(place):
    other = json.loads(json.dumps(FOUND))
    *way, last = place
    part = other
    for key in way:
        part = part[key]
    part[last] *= 1.5
    assert scale.with_tables(PAGE, other) != PAGE


def test_the_formula_gives_back_what_it_was_made_of():
    model = scale.Model(FOUND)
    least, most = min(scale.ROWS), max(scale.ROWS)
    assert model.seconds(least, 1) == pytest.approx(FOUND["alone"][str(least)])
    assert model.seconds(most, 1) == pytest.approx(FOUND["alone"][str(most)])
    for p in (2, 4, 1000):
        n = model.even(p)
        assert model.seconds(n, p) == pytest.approx(model.seconds(n, 1))
        assert model.seconds(2 * n, p) < model.seconds(2 * n, 1)
    assert min(model.row, model.fixed, model.around, model.hop, model.rate) > 0


def test_one_pass_is_enough_for_every_gradient():
    import numpy as np

    import tinygrad_lr as torch

    x, y = scale.rows(100)
    model = torch.nn.Linear(scale.FEATURES, 1)
    torch.nn.functional.mse_loss(model(x), y).backward()
    moments = scale.one_pass(100)()
    theta = np.append(model.weight.detach().numpy(), model.bias.detach().numpy())
    gradient = 2 / 100 * (moments[:-1, :-1] @ theta - moments[:-1, -1])
    np.testing.assert_allclose(
        gradient, np.append(model.weight.grad.numpy(), model.bias.grad.numpy()), rtol=1e-4, atol=1e-5
    )
