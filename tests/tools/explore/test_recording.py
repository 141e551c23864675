"""What is taken down of a step: the engine's own numbers, in the order in which they come."""

import contextlib
import json
import time

import numpy as np
import pytest

import tinygrad_lr
from tests.helpers.explored import recorded, value
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.lessons import LESSONS
from tinygrad_lr.loops import LOOPS
from tinygrad_lr.tools.explore.session import Nothing, explored, of_loss


def kinds(recording):
    return [event["kind"] for event in recording["events"]]


def node(recording, label):
    return next(n for n in recording["nodes"] if n["label"] == label)


def test_the_quickstart_recording_holds_the_gradients_that_grad_has():
    run = LOOPS["quickstart"].train(tinygrad_lr, epochs=5)
    for progress in run:
        parameters = progress.parameters
    recording = json.loads(recorded("quickstart", epochs=5).json())
    for name, parameter in parameters.items():
        leaf = node(recording, f"model.{name}")
        assert np.array_equal(value(recording, leaf["grad"]), parameter.grad.numpy())
        assert leaf["grad"] == leaf["after"]
        assert leaf["check"]["verdict"] == "right"


def test_a_step_in_order():
    assert kinds(recorded("quickstart").recording) == [
        "op", "op", "zero", "zero", "backward", "visit", "send", "freed", "visit", "fold", "send", "send", "freed", "leaf",
        "leaf", "update", "update",
    ]  # fmt: skip
    events = recorded("quickstart").recording["events"]
    assert [e["phase"] for e in events] == ["forward"] * 4 + ["backward"] * 11 + ["update"] * 2
    fold = next(e for e in events if e["kind"] == "fold")
    assert (fold["from"], fold["into"]) == ([4, 1], [1])


@pytest.mark.parametrize("name", [n for n in LOOPS if n != "songs"])
def test_every_check_of_every_loop_agrees(name):
    recording = recorded(name).recording
    checks = [c for n in recording["nodes"] for c in (n.get("check"), *n.get("sends", ())) if c]
    assert len(checks) > 4
    assert {c["verdict"] for c in checks} == {"right"}
    assert all(c["share"] <= 1 for c in checks)
    assert all(n["check"] is not None for n in recording["nodes"] if n["grad"] is not None)


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_can_be_explored(name):
    from tinygrad_lr.explore_command import lesson

    found = lesson(LESSONS[name], 20, None, "tinygrad_lr")
    assert found.recording["notes"][0]["name"] == "lesson"
    assert found.text("en")
    assert found.text("zh")


def test_a_value_used_twice_waits_for_both_gradients():
    def step():
        a = tinygrad_lr.tensor(3.0, requires_grad=True)
        b = a + a
        c = b + b
        c.backward()

    recording = explored(step).recording
    sends = [(e["arrived"], e["of"]) for e in recording["events"] if e["kind"] == "send"]
    assert sends == [(1, 2), (2, 2), (1, 2), (2, 2)]
    wrong = {v["name"]: v for v in recording["variants"]}
    a = node(recording, "a")["id"]
    found = {
        name: [value(recording, g["wrong"]).item() for g in wrong[name]["gradients"] if g["node"] == a]
        for name in ("assign", "recursive")
    }
    assert found == {"assign": [1.0], "recursive": [6.0]}  # the lesson's numbers


@pytest.mark.parametrize("name", ["mse_mean", "linear", "mul", "pow_number", "mean", "add"])
def test_a_wrong_derivative_is_seen_at_its_own_node(name, monkeypatch):
    def step():
        x = tinygrad_lr.tensor([[1.0], [2.0], [3.0]])
        w, b = tinygrad_lr.tensor([[0.5]], requires_grad=True), tinygrad_lr.tensor([0.25], requires_grad=True)
        out = tinygrad_lr.nn.functional.linear(x, w, b)
        loss = tinygrad_lr.nn.functional.mse_loss(out * out + out, x) + (out**2).mean()
        loss.backward()

    def verdicts(recording):
        sends = {n["op"]: {s["verdict"] for s in n["sends"]} for n in recording["nodes"] if n.get("sends")}
        return {op for op, found in sends.items() if "wrong" in found}

    assert not verdicts(explored(step).recording)
    right = OPERATIONS[name].node_class.visit
    monkeypatch.setattr(
        OPERATIONS[name].node_class,
        "visit",
        lambda self, g, keep: [x if x is None else x * 1.01 for x in right(self, g, keep)],
    )
    recording = explored(step).recording
    assert verdicts(recording) == {name}
    assert node(recording, "w")["check"]["verdict"] == "wrong"


def test_the_recording_ends_at_the_error():
    def step():
        w = tinygrad_lr.tensor([1.0, 2.0], requires_grad=True)
        y = w.exp()
        loss = (y * y).sum()
        y.add_(1)
        loss.backward()

    found = explored(step)
    last = found.recording["events"][-1]
    assert last["kind"] == "raise"
    assert "modified by an inplace operation" in last["text"]
    assert found.recording["nodes"][last["node"]]["op"] == "mul"
    source = found.recording["sources"][last["at"][0]]
    assert source["lines"][last["at"][1] - source["first"]].strip() == "loss.backward()"


def test_the_backward_pass_of_a_loss_alone_changes_nothing():
    w = tinygrad_lr.tensor([[2.0]], requires_grad=True)
    w.grad = tinygrad_lr.tensor([[7.0]])
    x = tinygrad_lr.tensor([[1.0], [3.0]])
    loss = ((x @ w) ** 2).mean()
    recording = of_loss(loss).recording
    assert [n["name"] for n in recording["notes"]] == ["forward-not-seen"]
    assert w.grad.tolist() == [[7.0]]
    loss.backward()  # which is still possible
    leaf = next(n for n in recording["nodes"] if n["kind"] == "leaf")
    assert value(recording, leaf["grad"]).item() == w.grad.item() - 7
    assert leaf["check"] is None


def test_what_cannot_be_explored_is_refused_in_one_line(tmp_path):
    x = tinygrad_lr.tensor([1.0, 2.0])
    with pytest.raises(Nothing, match="no grad_fn"):
        tinygrad_lr.explore(x.sum(), tmp_path / "x.html")
    with pytest.raises(Nothing, match="begins at a scalar"):
        tinygrad_lr.explore(x.requires_grad_() * 2, tmp_path / "x.html")
    with pytest.raises(Nothing, match="nothing was recorded"):
        tinygrad_lr.explore(lambda: None, tmp_path / "x.html")
    with pytest.raises(TypeError, match="not int"):
        tinygrad_lr.explore(3, tmp_path / "x.html")
    with pytest.raises(ValueError, match="give a function of the framework"):
        tinygrad_lr.explore(lambda: None, tmp_path / "x.html", compare="torch")
    with pytest.raises(OSError, match="none"):
        tinygrad_lr.explore(lambda: 1 / 0, tmp_path / "none" / "x.html")
    assert not list(tmp_path.iterdir())


def test_nothing_listens_afterwards():
    from tinygrad_lr.core.mode import listening

    before = listening.count
    recorded("quickstart", epochs=1)
    with contextlib.suppress(ZeroDivisionError):
        explored(lambda: 1 / 0)
    assert listening.count == before


def test_a_step_over_the_budget_is_grouped():
    def step():
        x = tinygrad_lr.ones(3, requires_grad=True)
        y = x
        for _ in range(500):
            y = y * 1.001 + 0.001
        y.sum().backward()

    recording = explored(step).recording
    assert "grouped" in [n["name"] for n in recording["notes"]]
    grouped = [i for g in recording["groups"] for i in g["nodes"]]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) >= {n["id"] for n in recording["nodes"] if n["kind"] == "op"}
    assert len(json.dumps(recording)) < 4e6


def test_recording_a_step_is_affordable():
    from tinygrad_lr.tools.explore.ours import Ours
    from tinygrad_lr.tools.explore.recorder import Recorder

    def loop(recorder=None):
        run = LOOPS["quickstart"].train(tinygrad_lr, epochs=120)
        next(run)
        times = []
        for _ in range(100):
            began = time.perf_counter()
            next(run)
            if recorder is not None:
                recorder.cut()
            times.append(time.perf_counter() - began)
        return float(np.median(times))

    plain = loop()
    recorder = Recorder()
    with Ours(recorder):
        listened = loop(recorder)
    print(f"a step takes {plain * 1e6:.0f} µs, recorded {listened * 1e6:.0f}: {listened / plain:.1f} times")
