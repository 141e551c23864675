"""Several tensors in one memory: halves, columns, shifted rows and overlaps, passed to a step, found by it, or made in
it. Where they lie while a step is recorded says nothing of where they lie in the next call.
"""

import functools

import numpy as np
import pytest

import tinygrad_lr as fw
import tinygrad_lr.nn.functional as F
from tinygrad_lr import nn, optim

SCENES = {}


def scene(function):
    SCENES[function.__name__] = function
    return function


def numbers(x):
    return x.detach().numpy().copy() if isinstance(x, fw.Tensor) else [numbers(item) for item in x]


# -- passed ------------------------------------------------------------------------------------------------------------


@scene
def features_and_targets_of_one_table(wrap):
    table, model = fw.randn(8, 4), nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), 0.1)

    def step(x, y):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    step = wrap(step)
    return [step(table[:4, :3].contiguous(), table[:4, 3:].contiguous()) for _ in range(3)], model.weight


@scene
def halves(wrap):
    d = fw.arange(8.0)
    step = wrap(lambda a, b: (a * b).sum())
    return [step(d[:4], d[4:]), step(d[:4], d[4:]), step(d[:4], fw.ones(4)), step(d[2:6], d[1:5])]


@scene
def the_same_part_twice(wrap):
    d = fw.arange(8.0)
    step = wrap(lambda a, b: (a * b).sum())
    return [step(d[:4], d[:4]), step(d[:4], d[:4]), step(d[:4], fw.ones(4)), step(d[2:6], d[1:5])]


@scene
def halves_that_are_changed(wrap):
    def step(a, b):
        a.add_(1)
        b.mul_(2)
        return a.sum()

    step, base, found = wrap(step), fw.arange(6.0), []
    for p, q in ((0, 3), (0, 3), (0, 1), (1, 0), (0, 3), (0, 2)):
        found += [step(base[p : p + 3], base[q : q + 3]), base.clone()]
    return found


@scene
def the_last_values_and_the_next(wrap):
    series, weight = fw.randn(9), fw.zeros(1, requires_grad=True)

    def step(last, following):
        weight.grad = None
        loss = ((following - weight * last) ** 2).mean()
        loss.backward()
        return loss

    step = wrap(step)
    return [step(series[:-1], series[1:]) for _ in range(3)], weight.grad


@scene
def views_of_halves(wrap):
    d = fw.arange(12.0)
    step = wrap(lambda a, b: (a.reshape(2, 2) * b.reshape(2, 2).t()).sum() + b[1:].sum() + (b[::2] * 3).sum())
    pairs = (d[:4], d[4:8]), (fw.ones(4), fw.full((4,), 2.0)), (d[8:12], d[:4]), (d[2:6], d[:4])
    return [step(*pair) for pair in (pairs[0], *pairs)]


@scene
def views_of_halves_that_are_changed(wrap):
    d = fw.arange(12.0)

    def step(a, b):
        a.reshape(2, 2)[0].add_(1)
        b[1:].mul_(2)
        return (a * b).sum()

    step = wrap(step)
    pairs = (d[:4], d[4:8]), (fw.ones(4), fw.full((4,), 2.0)), (d[8:12], d[:4]), (d[2:6], d[:4])
    return [step(*pair) for pair in (pairs[0], *pairs)], d


# -- passed, and found -------------------------------------------------------------------------------------------------


@scene
def a_part_of_what_the_step_finds(wrap):
    w = fw.arange(8.0)
    step = wrap(lambda a: (a * w[:4]).sum() + a[1:].sum())
    return [step(a) for a in (w[4:], w[4:], fw.ones(4), w[1:5])]


@scene
def a_part_of_what_the_step_changes(wrap):
    w = fw.arange(8.0)

    def step(a):
        w[:4].add_(1)
        return (a * w[:4]).sum() + a[1:].sum()

    step = wrap(step)
    return [step(a) for a in (w[4:], w[4:], fw.ones(4), w[1:5], w[:4])], w


@scene
def what_is_found_is_a_part_of_what_is_passed(wrap):
    w = fw.arange(8.0)
    v = w[2:6]
    step = wrap(lambda a: (a * 2 * v).sum() + v[1:].sum() + v.reshape(2, 2)[1].sum())
    return [step(a) for a in (w[4:], w[4:], fw.ones(4), w[1:5])]


# -- found -------------------------------------------------------------------------------------------------------------


def found_parts(wrap, cut, changed):
    w = fw.arange(8.0)
    parts = cut(w)

    def step(x):
        parts[changed].copy_(x[: len(parts[changed])] * 2)
        parts[1 - changed].mul_(x[: len(parts[0])])
        return (parts[0] - 3 * parts[1]).sum()

    step = wrap(step)
    return [step(fw.arange(7.0) + i) for i in range(3)], w


for changed in (0, 1):
    for name, cut in {
        "halves": lambda w: (w[:4], w[4:]),
        "shifted": lambda w: (w[:7], w[1:]),
        "overlapping": lambda w: (w[:5], w[2:7]),
        "rows": lambda w: (w.reshape(2, 4)[0], w.reshape(2, 4)[1]),
        "tables": lambda w: (w[:4].reshape(4, 1)[:, 0], w.reshape(2, 4)[1]),
    }.items():
        SCENES[f"{name} found, {changed} changed"] = functools.partial(found_parts, cut=cut, changed=changed)


@scene
def parameters_of_one_vector(wrap):
    model = nn.Linear(3, 2)
    vector, at = fw.randn(8), 0
    for p in model.parameters():
        p.data = vector[at : at + p.numel()].view_as(p)
        at += p.numel()
    optimizer = optim.SGD(model.parameters(), 0.1)

    def step(x):
        optimizer.zero_grad()
        loss = model(x).pow(2).sum()
        loss.backward()
        optimizer.step()
        return loss + vector.sum()

    step = wrap(step)
    return [step(fw.ones(8, 3) * i) for i in range(4)], vector


@scene
def gradients_of_one_vector(wrap):
    buffer = fw.zeros(4)
    p, q = fw.ones(2, requires_grad=True), fw.ones(2, requires_grad=True)
    p.grad, q.grad = buffer[:2], buffer[2:]

    def step(x):
        (p * x * q).sum().backward()
        return p.grad * 1, q.grad[1:] * 1

    step = wrap(step)
    return [step(fw.tensor([4.0, 2.0]) + i) for i in range(4)], buffer


# -- made --------------------------------------------------------------------------------------------------------------


@scene
def rows_shifted_in_what_the_step_makes(wrap):
    def step(x, y):
        s = x * 1
        s[:-1] = y.sum(1)
        return (s[1:] * 2 + y[:, 0]).sum(), s * 1

    step = wrap(step)
    return [step(fw.arange(5.0) + i, fw.arange(12.0).reshape(4, 3)) for i in range(3)]


@scene
def views_of_what_is_computed_twice(wrap):
    def step(x, y):
        a, b = x.exp(), x.exp()
        return a.sum() * 2 + b[1:].sum() + (b[:-1] * y).sum()

    step = wrap(step)
    return [step(fw.arange(5.0) / 5 + i, fw.ones(4)) for i in range(3)]


@scene
def a_part_that_is_added_to(wrap):
    w = fw.zeros(4)

    def step(x):
        made = x * 1
        made[:1] += x[1:]
        w[1:3] += x
        w[0] = made.sum()
        return w * 2

    step = wrap(step)
    return [step(fw.tensor([4.0, 2.0]) + i) for i in range(3)], w


@scene
def coefficients_one_by_one(wrap):
    c = fw.arange(12.0).reshape(4, 3).requires_grad_()

    def step(x):
        c.grad = None
        loss = (c[0] * x + c[-1] * x**2).sum() + (c[:, ::2] ** 2).sum() + c[2, 1] * c[1].sum() + c[None, 1:, 1].sum()
        loss.backward()
        return loss

    step = wrap(step)
    return [step(fw.tensor([4.0, 2.0, 3.0]) + i) for i in range(3)], c.grad


@scene
def numbers_put_into_what_the_step_makes(wrap):
    def step(x):
        made = x.outer(x)
        made[0, 1] = 7
        made[1] = x
        made[:, 2] = 0
        made[..., 0] = x * 2
        made[-1, -1] = made[0, 0]
        made[2:] = made[:1]
        return made * 1, made.sum(0)

    step = wrap(step)
    return [step(fw.tensor([4.0, 2.0, 3.0]) + i) for i in range(3)]


@scene
def parts_that_numpy_hands_out_read_only(wrap):
    w = fw.ones(3, 3)

    def step(x):
        made = x * 1
        made.diagonal().mul_(3)
        w.diagonal(1).add_(x[0, 0])
        made.expand(3, 3).sub_(1)
        return made.sum(0) + w.sum(1)

    step = wrap(step)
    return [step(fw.arange(9.0).reshape(3, 3) + i) for i in range(3)], w


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("name", SCENES)
def test_memory_that_is_shared_is_seen(name, backend):
    if backend == "numba":
        pytest.importorskip("numba")
    fw.manual_seed(0)
    expected = numbers(SCENES[name](wrap=lambda step: step))
    fw.manual_seed(0)
    got = numbers(SCENES[name](wrap=lambda step: fw.compile(step, backend=backend)))
    tolerance = {"rtol": 0, "atol": 0} if backend == "numpy" else {"rtol": 1e-5, "atol": 1e-5}
    for mine, theirs in zip(flat(got), flat(expected), strict=True):
        np.testing.assert_allclose(mine, theirs, **tolerance)


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w[1:].add_(w[:-1]),
        lambda w: w[1:].copy_(w[:-1]),
        lambda w: w.reshape(2, 2).add_(w.reshape(2, 2).t()),
        lambda w: fw.add(w[:-1], 1, out=w[1:]),
    ],
)
@pytest.mark.parametrize("found", [False, True])
def test_what_would_be_read_while_it_is_written_is_refused_as_by_the_engine(change, found):
    w = fw.arange(4.0)
    step = lambda x: change(w) if found else change(x * 1)
    with pytest.raises(RuntimeError, match="refer to a single memory location") as expected:
        step(w)
    with pytest.raises(RuntimeError) as got:
        fw.compile(step)(w)
    assert str(got.value) == str(expected.value)


def flat(x):
    return [each for item in x for each in flat(item)] if isinstance(x, list) else [x]
