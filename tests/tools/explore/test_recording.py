"""What is taken down of a step: the engine's own numbers, in the order in which they come."""

import contextlib
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import tinygrad_lr
from benchmarks.step_cost import count
from tests.helpers.explored import recorded, value
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.lessons import LESSONS
from tinygrad_lr.loops import LOOPS
from tinygrad_lr.tools.explore.ours import Ours
from tinygrad_lr.tools.explore.recorder import Recorder
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


class Wasteful(Recorder):
    """Looks for the user's line far too often."""

    def where(self):
        for _ in range(40):
            super().where()
        return super().where()


def costs(name, recorder):
    """How many times the step's instructions, and its calls, a recorded step takes: counts, the same on every machine."""

    def steps(recorder=None):
        run = LOOPS[name].train(tinygrad_lr, epochs=40)
        for _ in range(4):
            next(run)

        def three():
            for _ in range(3):
                next(run)
                if recorder is not None:
                    recorder.cut()

        return count(three)

    plain = steps()
    with Ours(recorder):
        heard = steps(recorder)
    return heard.instructions / plain.instructions, heard.calls / plain.calls


@pytest.mark.parametrize("name", ["quickstart", "manual", "crops", "module"])
def test_recording_a_step_costs_at_most_30_steps(name):
    assert max(costs(name, Recorder())) <= 30


def test_a_recorder_that_costs_more_is_caught():
    assert max(costs("quickstart", Wasteful())) > 30


@pytest.mark.parametrize("name", [*LOOPS, *LESSONS])
def test_recordings_keep_to_the_schema(name):
    jsonschema = pytest.importorskip("jsonschema")
    from tinygrad_lr.explore_command import lesson
    from tinygrad_lr.tools import explore

    schema = json.loads(Path(explore.__file__).with_name("schema.json").read_text(encoding="utf-8"))
    if name == "songs":
        pytest.importorskip("sklearn")
    found = recorded(name) if name in LOOPS else lesson(LESSONS[name], 20, None, "tinygrad_lr")
    jsonschema.Draft202012Validator(schema).validate(json.loads(found.json()))


def test_a_recording_reads_its_own_numbers():
    recording = recorded("crops").recording
    for key in ("node", "to"):
        assert all(0 <= e[key] < len(recording["nodes"]) for e in recording["events"] if e.get(key) is not None)
    named = [n[key] for n in recording["nodes"] for key in ("value", "grad") if n[key] is not None]
    assert all(0 <= v < len(recording["values"]) for v in named)


def test_a_script_is_recorded_up_to_the_step_that_was_asked_for(tmp_path, capsys):
    from tinygrad_lr.cli import main

    script = tmp_path / "train.py"
    script.write_text(
        "import tinygrad_lr as torch\n"
        "w = torch.zeros(1, requires_grad=True)\n"
        "for step in range(6):\n"
        "    loss = ((w - 3) ** 2).sum()\n"
        "    w.grad = None\n"
        "    loss.backward()\n"
        "    with torch.no_grad():\n"
        "        w -= 0.1 * w.grad\n"
        "    print('step', step)\n"
    )
    assert main(["explore", str(script), "--epochs", "3", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    recording = json.loads(out)
    assert [round(x, 3) for x in recording["training"]["losses"]] == [9.0, 5.76, 3.686]
    assert err.splitlines() == ["step 0", "step 1", "step 2"]
    assert kinds(recording)[-1] == "update"
    assert main(["explore", str(script), "-o", str(tmp_path / "all.json"), "--format", "json"]) == 0
    assert len(json.loads((tmp_path / "all.json").read_text())["training"]["losses"]) == 6


def test_the_command_line_refuses_in_one_line(tmp_path, capsys):
    from tinygrad_lr.cli import main

    empty = tmp_path / "empty.py"
    empty.write_text("print(1)\n")
    alone = importlib.util.find_spec("torch") is None
    for arguments, said in (
        (["nothing"], "no loop, lesson or script 'nothing'"),
        (["quickstart", "-o", str(tmp_path / "none" / "x.html")], "cannot write"),
        ([str(empty), "-o", str(tmp_path / "x.html")], "nothing was recorded"),
        ([str(tmp_path / "absent.py")], "no such file"),
        ([str(empty), "--framework", "both"], "needs torch" if alone else "imports its framework itself"),
        (["quickstart", "--open", "--format", "text"], "--open shows a page"),
    ):
        assert main(["explore", *arguments]) == 2
        err = [line for line in capsys.readouterr().err.splitlines() if line != "1"]
        assert len(err) == 1
        assert said in err[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty.py"]


def test_the_page_of_a_block(tmp_path):
    path = tmp_path / "block.html"
    w = tinygrad_lr.tensor([1.0, 2.0], requires_grad=True)
    with tinygrad_lr.explore(path) as block:
        loss = (w * w).sum()
        loss.backward()
    assert [n["label"] for n in block.explored.recording["nodes"]][-1] == "loss"
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "<iframe" in block._repr_html_()
    with contextlib.suppress(ZeroDivisionError), tinygrad_lr.explore(path) as block:
        (w * w).sum().backward()
        w * (1 / 0)
        raise AssertionError
    assert block.explored.recording["events"][-1]["kind"] == "raise"


def test_steps_are_called_so_many_times_and_what_is_raised_goes_on(tmp_path):
    path, calls = tmp_path / "step.html", []
    w = tinygrad_lr.tensor([1.0, 2.0], requires_grad=True)
    optimizer = tinygrad_lr.optim.Adam([w], lr=0.1)

    def step():
        calls.append(1)
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()

    found = tinygrad_lr.explore(step, path, steps=5)
    assert len(calls) == 5
    assert len(found.recording["training"]["losses"]) == 5
    assert found.path == path
    with pytest.raises(RuntimeError, match="grad_fn"):
        tinygrad_lr.explore(lambda: tinygrad_lr.ones(1).sum().backward() if (w * w).sum() else None, path)
    assert "The step raised" in words_of(path)


def words_of(path):
    from tinygrad_lr.tools.explore.text import words

    assert '"name":"raised"' in path.read_text(encoding="utf-8")
    return words()["en"]["note_raised"]


def test_random_numbers_in_the_forward_are_not_taken_for_wrong_derivatives():
    def step():
        x = tinygrad_lr.ones(50, requires_grad=True)
        tinygrad_lr.nn.functional.dropout(x * 2, 0.5).sum().backward()

    recording = explored(step).recording
    verdicts = {c["verdict"] for n in recording["nodes"] for c in (n.get("check"), *n.get("sends", ())) if c}
    assert verdicts <= {"right"}


def test_hooks_are_seen():
    def step():
        w = tinygrad_lr.tensor([1.0, 2.0], requires_grad=True)
        y = w * 3
        y.register_hook(lambda g: g * 10)
        y.sum().backward()

    recording = explored(step).recording
    hook = next(e for e in recording["events"] if e["kind"] == "hook")
    assert value(recording, hook["before"]).tolist() == [1, 1]
    assert value(recording, hook["after"]).tolist() == [10, 10]


def test_edges_are_not_called_wrong():
    def step():
        w = tinygrad_lr.tensor([0.0, 1.0, -1.0], requires_grad=True)
        (w.relu() + w.abs()).sum().backward()

    recording = explored(step).recording
    assert node(recording, "w")["check"]["verdict"] == "kink"


@pytest.mark.torch
@pytest.mark.parametrize("name", [n for n in LOOPS if n != "songs"])
def test_beside_torch_every_value_and_gradient_is_within_the_bound(name):
    pytest.importorskip("torch")
    recording = recorded(name, 5, "torch").recording
    sides = [n["other"][key] for n in recording["nodes"] if "other" in n for key in ("value", "grad")]
    sides = [side for side in sides if side]
    assert len(sides) >= len(recording["nodes"])
    assert all(side["share"] <= 1 for side in sides)
    ops = [n for n in recording["nodes"] if n["kind"] != "data"]
    assert all(n["other"]["grad"] for n in ops)


@pytest.mark.torch
def test_torch_tells_the_same_story():
    pytest.importorskip("torch")
    ours = recorded("manual", 3).recording
    theirs = explored(lambda fw: LOOPS["manual"].train(fw, epochs=3), 3, None, "manual", "torch").recording

    def told(recording):
        kept = [
            e for e in recording["events"] if e["kind"] not in ("freed", "fold")
        ]  # torch saves a shape, a number too
        return [(e["kind"], e["phase"], e["at"][1], recording["nodes"][e["node"]]["name"]) for e in kept]

    assert told(ours) == told(theirs)


@pytest.mark.parametrize("fw", ["tinygrad_lr", pytest.param("torch", marks=pytest.mark.torch)])
def test_a_loss_alone_has_names_and_edges(fw):
    torch = pytest.importorskip(fw)
    w, x = torch.tensor([[2.0]], requires_grad=True), torch.tensor([[1.0], [3.0]])
    loss = ((x @ w - 1) ** 2).mean()
    recording = of_loss(loss).recording
    ops = [n for n in recording["nodes"] if n["kind"] == "op"]
    assert all(n["inputs"] for n in ops)
    assert {"w", "loss"} <= {n["label"] for n in recording["nodes"]}
    assert value(recording, node(recording, "loss")["value"]).item() == loss.item()
    assert "fold" not in kinds(recording)
    assert recording["framework"]["name"] == fw
    assert not recording["variants"]


def test_tensors_from_before_the_block_have_their_place():
    w = tinygrad_lr.tensor([2.0], requires_grad=True)
    y = w.exp()
    recording = explored(lambda: (y * y).sum().backward()).recording
    names = {n["id"]: n["name"] for n in recording["nodes"]}
    exp = next(n for n in recording["nodes"] if n["name"] == "ExpBackward0")
    assert names[exp["inputs"][0]["node"]] == "AccumulateGrad"
    assert exp["label"] == "y"


def test_a_step_without_a_backward_pass_says_so():
    recording = explored(lambda: tinygrad_lr.ones(2, requires_grad=True) * 2).recording
    assert [n["name"] for n in recording["notes"]] == ["no-backward"]


@pytest.mark.parametrize("fw", ["tinygrad_lr", pytest.param("torch", marks=pytest.mark.torch)])
def test_views_written_to_several_results_and_two_passes_are_not_called_wrong(fw):
    torch = pytest.importorskip(fw)

    def step():
        w = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
        table = torch.tensor([[1.0, 2.0, 3.0], [0.5, -0.5, 1.5], [2.0, 0.0, 1.0]], requires_grad=True)
        z = torch.cat([table[torch.tensor([0, 2, 2])], torch.stack([w, w * 2])])
        a, b = z.split([2, 3])
        v, _ = b.max(dim=0)
        y = torch.zeros(3) + v
        y[0] = 3 * w[1]
        loss = (a.mean(0) * y).sum() + torch.where(w > 0, w, -w).sum()
        loss.backward(retain_graph=True)
        loss.backward()

    recording = explored(step, name=fw).recording
    checks = [c for n in recording["nodes"] for c in (n.get("check"), *n.get("sends", ())) if c]
    assert {c["verdict"] for c in checks} == {"right"}
    assert kinds(recording).count("backward") == 2
    assert not {"hook", "raise"} & set(kinds(recording))
    if fw == "torch":
        assert recording["variants"] == []  # torch's changes in place are not run again
