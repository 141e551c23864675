"""`audit`: what a replay does is held against the engine, and the state changes once."""

import numpy as np
import pytest

import tinygrad_lr as fw


def training(compile, optimizer=lambda p: fw.optim.SGD(p, lr=0.1, momentum=0.9)):
    fw.manual_seed(0)
    model = fw.nn.Sequential(fw.nn.Linear(3, 4), fw.nn.Dropout(0.3), fw.nn.Linear(4, 1))
    optimizer = optimizer(model.parameters())

    def step(x):
        loss = (model(x) + fw.randn(1)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return {"loss": loss, "number": loss.item()}

    run = compile(step)
    losses = [run(fw.randn(5, 3))["loss"].item() for _ in range(9)]
    return (
        losses,
        [p.tolist() for p in model.parameters()],
        [p.grad.tolist() for p in model.parameters()],
        fw.rand(1).item(),
        run,
    )


@pytest.mark.parametrize("every", [1, 2, 3])
@pytest.mark.parametrize("optimizer", [None, lambda p: fw.optim.Adam(p)])
def test_an_audited_step_trains_as_ever(every, optimizer):
    more = {} if optimizer is None else {"optimizer": optimizer}
    *expected, _ = training(lambda step: step, **more)
    *found, run = training(lambda step: fw.compile(step, audit=every), **more)
    assert found == expected
    assert run.calls == 9
    assert run.recordings == 2


def broken(step, part, by, every=1):
    """A compiled step, recorded, whose replay does something else."""
    run = fw.compile(step, audit=every)
    run(fw.ones(2))
    namespace = run.known[0].namespace
    name = next(name for name in namespace if name == part)
    namespace[name] = by
    return run


def test_a_result_that_differs_is_named():
    run = broken(lambda x: x + 1.5, "add", lambda a, b, *out, real=np.add: real(a, 2 * b, *out))
    with pytest.raises(
        RuntimeError,
        match=r"^compile\(audit=1\): in call 2, the result differs: the engine has float32 \[2.5 2.5\], the",
    ):
        run(fw.ones(2))


def test_a_state_that_differs_is_named_and_is_the_engines():
    w = fw.ones(2)

    def step(x):
        w.add_(1.5)
        return x * 2

    run = broken(step, "add", lambda a, b, *out, real=np.add: real(a, 2 * b, *out))
    with pytest.raises(RuntimeError, match="in call 2, w differs"):
        run(fw.ones(2))
    assert w.tolist() == [4.0, 4.0]


def test_what_has_no_name_is_put_back_too():
    """Statistics of a layer below a function's closure, and an array of NumPy's: changed once, by the engine."""

    def play(compile):
        fw.manual_seed(0)
        model, array = fw.nn.Sequential(fw.nn.Linear(3, 4), fw.nn.BatchNorm1d(4)), np.zeros(2, np.float32)

        def forward(x):
            return model(x).square().mean() * fw.from_numpy(array).add_(1).sum()

        run = compile(lambda x: forward(x))
        return [run(fw.randn(5, 3)).item() for _ in range(5)], [b.tolist() for b in model.buffers()], array.tolist()

    assert play(lambda step: fw.compile(step, audit=2)) == play(lambda step: step)


def test_only_every_nth_call_is_looked_at():
    run = broken(lambda x: x + 1.5, "add", lambda a, b, *out, real=np.add: real(a, 2 * b, *out), every=4)
    assert run(fw.ones(2)).tolist() == run(fw.ones(2)).tolist() == [4.0, 4.0]
    with pytest.raises(RuntimeError, match="in call 4"):
        run(fw.ones(2))


def test_options_are_checked():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        fw.compile(lambda: None, audit=0)
    with pytest.raises(ValueError, match="not 'often'"):
        fw.compile(lambda: None, audit="often")
    with pytest.raises(NotImplementedError, match="numba"):
        fw.compile(lambda: None, audit=1, backend="numba")

    @fw.compile(audit=2)
    def step(x):
        return x * 2

    assert [step(fw.ones(1)).item() for _ in range(4)] == [2.0] * 4
    assert step.every == 2
