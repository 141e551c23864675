"""Many threads: each with a step of its own, all with one, and some that compile nothing."""

import threading

import pytest

import tinygrad_lr as fw


def together(functions):
    """Run functions in threads that begin at once; the first error is raised here."""
    gate, errors = threading.Barrier(len(functions), timeout=60), []

    def guarded(function):
        try:
            gate.wait()
            function()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if errors:
        raise errors[0]


def training():
    fw.manual_seed(0)
    model = fw.nn.Sequential(fw.nn.Linear(2, 3), fw.nn.Tanh(), fw.nn.Linear(3, 1))
    optimizer = fw.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)

    def step(x):
        loss = model(x).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


ROWS = fw.tensor([[1.0, 2.0], [3.0, -1.0]])


@pytest.mark.parametrize("turn", range(5))
def test_a_step_per_thread(turn):
    expected = [step(ROWS).item() for step in [training()] for _ in range(6)]
    steps = [training() for _ in range(6)]
    found = [[] for _ in steps]

    def train(i):
        run = fw.compile(steps[i])
        found[i].extend(run(ROWS).item() for _ in range(6))

    def plain():
        for _ in range(200):
            w = fw.ones(2, requires_grad=True)
            (w * 2 + 1).sum().backward()
            assert w.grad.tolist() == [2.0, 2.0]

    together([*(lambda i=i: train(i) for i in range(len(steps))), plain, plain])
    assert found == [expected] * len(steps)


@pytest.mark.parametrize("turn", range(5))
def test_one_step_for_all(turn):
    scale = {"k": 2.0}
    run = fw.compile(lambda x: x * scale["k"] + 1)

    def work(i):
        for j in range(60):
            assert run(fw.full((2,), float(i + j))).tolist() == [2.0 * (i + j) + 1] * 2

    together([lambda i=i: work(i) for i in range(6)])
    assert run.recordings <= 64
