"""Steps as people write them: several passes, hooks, closures, `.data`, views written to, Functions of their own.

No gradient that is right may be called wrong, and none that is wrong may pass.
"""

import numpy as np
import pytest

import tinygrad_lr
from tests.helpers.explored import value
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.tools.explore.replay import Replay
from tinygrad_lr.tools.explore.session import explored

ours = pytest.param("tinygrad_lr")
both = [ours, pytest.param("torch", marks=pytest.mark.torch)]


def recorded(step, name="tinygrad_lr", steps=1):
    found = explored(step, steps, name=name)
    found.html()
    found.text("zh")
    return found.recording


def kinds(recording):
    return [event["kind"] for event in recording["events"]]


def node(recording, label):
    return next(n for n in recording["nodes"] if n["label"] == label)


def verdicts(recording):
    return {c["verdict"] for n in recording["nodes"] for c in (n.get("check"), *n.get("sends", ())) if c}


def two_losses(fw):
    u, v = fw.ones(1, requires_grad=True), fw.ones(1, requires_grad=True)
    prediction = fw.tensor([1.0, 2.0, 3.0]) * u * v
    loss, penalty = ((prediction - 3) ** 2).mean(), prediction.mean()
    loss.backward(retain_graph=True)
    with fw.no_grad():
        u -= 0.01 * u.grad
    penalty.backward()


def second_derivative(fw):
    w = fw.tensor([1.0, 2.0], requires_grad=True)
    (g,) = fw.autograd.grad((w**3).sum(), w, create_graph=True)
    (g * g).sum().backward()


def several_roots(fw):
    w = fw.tensor([1.0, 2.0], requires_grad=True)
    fw.autograd.backward([(w**3).sum(), (w * 2).sum()])


def second_backward(fw):
    w = fw.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    loss.backward()
    loss.backward()


def hooks(fw):
    w = fw.tensor([1.0, 2.0], requires_grad=True)
    y = w * 2
    y.register_hook(lambda g: g * 10)
    w.register_hook(lambda g: g + 1)
    (y * y).sum().backward()


@pytest.mark.parametrize("fw", both)
@pytest.mark.parametrize("step", [two_losses, second_derivative, several_roots, second_backward, hooks])
def test_a_gradient_is_held_against_the_pass_that_it_came_in(step, fw):
    pytest.importorskip(fw)
    assert "wrong" not in verdicts(recorded(step, fw))


def written_in_place(fw):
    w = fw.tensor([1.0, 2.0], requires_grad=True)
    y = w * 2
    y += w
    y -= 1
    y.mul_(w)
    (y * y).sum().backward()


def several_results(fw):
    w = fw.tensor([[1.0, 2.0], [3.0, 0.0]], requires_grad=True)
    v, _ = w.max(1)
    a, b = w.unbind(0)
    ((v * a).sum() + b.sum()).backward()


def a_leaf_itself(fw):
    w = fw.tensor(1.0, requires_grad=True)
    w.backward()


@pytest.mark.parametrize("fw", both)
@pytest.mark.parametrize("step", [written_in_place, several_results, a_leaf_itself, second_derivative])
def test_every_leaf_is_checked_and_every_operation_seen(step, fw):
    pytest.importorskip(fw)
    recording = recorded(step, fw)
    assert verdicts(recording) == {"right"}
    assert all(n["check"] is not None for n in recording["nodes"] if n["kind"] == "leaf") or step is second_derivative
    if step is written_in_place:
        ops = [recording["nodes"][e["node"]]["name"] for e in recording["events"] if e["kind"] == "op"]
        assert ops == ["MulBackward0", "AddBackward0", "SubBackward0", "MulBackward0", "MulBackward0", "SumBackward0"]


@pytest.mark.parametrize("fw", both)
def test_what_is_kept_is_not_freed(fw):
    torch = pytest.importorskip(fw)

    def step(fw):
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        loss = (w * w).sum()
        loss.backward(retain_graph=True)
        loss.backward()

    recording = recorded(step, fw)
    told = kinds(recording)
    second = len(told) - told[::-1].index("backward")
    assert "freed" not in told[:second]
    assert "freed" in told[second:]


def test_two_losses_are_both_checked():
    recording = recorded(two_losses)
    assert node(recording, "v")["check"]["verdict"] == "right"
    assert node(recording, "prediction")["check"]["verdict"] == "right"


def test_a_hook_is_seen_at_its_leaf_too_and_what_it_changes_is_not_checked():
    recording = recorded(hooks)
    changed = [e for e in recording["events"] if e["kind"] == "hook"]
    assert [recording["nodes"][e["node"]]["label"] for e in changed] == ["y", "w"]
    assert value(recording, node(recording, "w")["grad"]).tolist() == [81, 161]
    assert node(recording, "w")["check"] is None
    assert recording["variants"] == []


def test_what_cancels_in_float32_is_rounding():
    def step(scale=1.0):
        x = tinygrad_lr.tensor([[1.0, 2.0], [3.0, 5.0], [2.0, 7.0]])
        b = tinygrad_lr.tensor([0.1, 0.2], requires_grad=True)
        y = x + b
        loss = (((y - y.mean(0)) / y.var(0).sqrt()) * tinygrad_lr.tensor([[1.0, 2.0], [3.0, 1.0], [0.5, 7.0]])).sum()
        loss.backward()

    recording = recorded(step)
    assert "wrong" not in verdicts(recording)
    assert node(recording, "b")["check"]["verdict"] in ("rounding", "right")


def test_a_wrong_derivative_is_no_rounding(monkeypatch):
    def step():
        b = tinygrad_lr.tensor([0.1, 0.2], requires_grad=True)
        ((b.exp() - b) ** 2).sum().backward()

    right = OPERATIONS["exp"].node_class.visit
    monkeypatch.setattr(
        OPERATIONS["exp"].node_class, "visit", lambda self, g, keep: [x * 1.01 for x in right(self, g, keep)]
    )
    assert node(recorded(step), "b")["check"]["verdict"] == "wrong"


def test_overflow_in_float32_is_told_from_a_derivative_that_is_nan():
    def overflow():
        w = tinygrad_lr.tensor([3e19], requires_grad=True)
        (w * w * w * 1e-10).sum().backward()

    def trap():
        w = tinygrad_lr.tensor([0.0, 4.0], requires_grad=True)
        tinygrad_lr.where(w > 1, w.sqrt(), w).sum().backward()  # 0 · ∞ at the first

    assert "wrong" not in verdicts(recorded(overflow))
    assert node(recorded(trap), "w")["check"]["verdict"] == "wrong"


def test_names_say_which_value_is_meant():
    def step():
        g = tinygrad_lr.tensor([1.0, 2.0], requires_grad=True)
        y = g * 3
        y += 1
        y -= 2
        y.sum().backward()

    found = explored(step)
    assert [n["label"] for n in found.recording["nodes"] if n["label"]] == ["g", "y₁", "y₂", "y"]
    text = found.text()
    assert "g · 3" in text
    assert "∂L/∂g = (∂L/∂y₁) · 3" in text  # and not g · 3, for a user's g is another
    assert "y₁ sends" in text


# -- updates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fw", both)
def test_the_forward_pass_in_a_closure_is_seen(fw):
    pytest.importorskip(fw)

    def step(fw):
        w = fw.tensor([1.0, 3.0], requires_grad=True)
        optimizer = fw.optim.SGD([w], lr=0.1)

        def closure():
            optimizer.zero_grad()
            loss = ((w - 2) ** 2).sum()
            loss.backward()
            return loss

        for _ in range(3):
            optimizer.step(closure)

    recording = recorded(step, fw, 3)
    assert kinds(recording)[:3] == ["op", "op", "op"]
    assert kinds(recording)[-1] == "update"
    assert len(recording["training"]["losses"]) == 3
    assert verdicts(recording) == {"right"}


@pytest.mark.parametrize("fw", both)
@pytest.mark.parametrize("how", ["isub", "set"])
def test_an_update_through_data_is_seen(how, fw):
    pytest.importorskip(fw)

    def step(fw):
        w = fw.tensor([1.0, 3.0], requires_grad=True)
        for _ in range(3):
            loss = (w * w).sum()
            loss.backward()
            if how == "isub":
                w.data -= 0.1 * w.grad.data
            else:
                w.data = w.data - 0.1 * w.grad
            w.grad = None

    recording = recorded(step, fw, 3)
    assert len(recording["training"]["losses"]) == 3
    update = next(e for e in recording["events"] if e["kind"] == "update")
    before, grad, after = (value(recording, update[key]) for key in ("before", "grad", "after"))
    assert np.allclose(after, before - 0.1 * grad)
    assert verdicts(recording) == {"right"}


def test_two_updates_by_hand_follow_each_other():
    def step():
        w = tinygrad_lr.tensor([1.0], requires_grad=True)
        (w * w).sum().backward()
        with tinygrad_lr.no_grad():
            w.sub_(w.grad * 0.1)
            w.mul_(2)

    recording = recorded(step)
    updates = [e for e in recording["events"] if e["kind"] == "update"]
    assert updates[0]["after"] == updates[1]["before"]
    assert value(recording, updates[1]["after"]).item() == pytest.approx(1.6)


@pytest.mark.parametrize("fw", both)
def test_a_gradient_that_was_asked_for_is_shown_at_its_node(fw):
    pytest.importorskip(fw)

    def step(fw):
        w, b = fw.tensor([1.0, 2.0], requires_grad=True), fw.tensor([3.0, 5.0], requires_grad=True)
        y = w * b
        (g,) = fw.autograd.grad((y * y + b).sum(), y)
        assert g.tolist() == [6.0, 20.0]

    recording = recorded(step, fw)
    handed = [e for e in recording["events"] if e["kind"] == "collect"]
    assert [recording["nodes"][e["node"]]["label"] for e in handed] == ["y"]
    assert value(recording, handed[0]["value"]).tolist() == [6, 20]
    assert node(recording, "b")["after"] is None


# -- what is not in the table ----------------------------------------------------------------------------------------------


def squared(slope):
    class Squared(tinygrad_lr.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return slope * x * g

    return Squared


@pytest.mark.parametrize(("slope", "verdict"), [(2, "right"), (3, "wrong")])
def test_a_function_of_ones_own_is_checked(slope, verdict):
    def step():
        w = tinygrad_lr.tensor([1.0, 2.0], requires_grad=True)
        y = squared(slope).apply(w * 3)
        y.sum().backward()

    recording = recorded(step)
    own = node(recording, "y")
    assert (own["op"], own["name"]) == ("Squared", "SquaredBackward")
    assert [c["verdict"] for c in own["sends"]] == [verdict]
    assert own["id"] in [e["node"] for e in recording["events"] if e["kind"] == "op"]
    assert node(recording, "w")["check"]["verdict"] == verdict


@pytest.mark.parametrize("seed", range(25))
def test_views_that_are_written_to_are_run_again(seed):
    """Drawn programs of views and writes: what can be differentiated is checked, and agrees."""
    random = np.random.RandomState(seed)

    def step():
        w = tinygrad_lr.tensor(random.uniform(0.5, 1, (3, 4)), dtype=tinygrad_lr.float32, requires_grad=True)
        y = [w * 2, tinygrad_lr.ones(3, 4), w.cos()][random.randint(3)]
        pool = [y]
        for _ in range(random.randint(2, 6)):
            x = pool[random.randint(len(pool))]
            kind = random.randint(7)
            if kind < 3 and x.ndim == 2:
                pool.append([x[1], x[1:], x.t()][kind])
            elif kind == 3:
                x.mul_(w.sum())
            elif kind == 4:
                x[0] = 1.5
            elif kind == 5:
                x[0] *= w[1, 1]
            else:
                x += 0.5
        (sum((p * p).mean() for p in pool) + w.mean()).backward()

    recording = recorded(step)
    assert "wrong" not in verdicts(recording)
    if "raise" not in kinds(recording):
        computed = {e["node"] for e in recording["events"] if e["kind"] == "op"}
        visited = {e["node"] for e in recording["events"] if e["kind"] == "visit"}
        assert visited <= computed
        notes = [n["name"] for n in recording["notes"]]
        assert notes in ([], ["not-repeated"])
        assert notes or node(recording, "w")["check"] is not None


# -- what is large, and what is compiled -----------------------------------------------------------------------------------


def test_a_compiled_step_is_shown_as_it_was_before(tmp_path):
    w = tinygrad_lr.ones(3, requires_grad=True)

    def step():
        (w * w).sum().backward()

    found = tinygrad_lr.explore(tinygrad_lr.compile(step), tmp_path / "x.html")
    assert kinds(found.recording)[:2] == ["op", "op"]
    assert verdicts(found.recording) == {"right"}


def test_of_what_is_large_less_is_run_again():
    def runs(step):
        count, function = 0, Replay.again

        def counted(self, *args):
            nonlocal count
            count += 1
            return function(self, *args)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Replay, "again", counted)
            found = recorded(step)
        return count, found

    def chain(n):
        def step():
            y = w = tinygrad_lr.ones(2, requires_grad=True)
            for _ in range(n):
                y = y * 1.001 + 0.001
            y.sum().backward()
            assert w.grad is not None

        return step

    (few, small), (many, large) = runs(chain(4)), runs(chain(1000))
    print(few, many)
    assert few < 5_000
    assert many < 300_000  # of 2,001 operations: without a budget, millions
    assert node(small, "w")["check"]["elements"] == 2
    assert node(large, "w")["check"]["verdict"] == "right"
    assert {v["name"] for v in large["variants"]} == {"assign", "recursive"}
    assert "large" in {n.get("unchecked") for n in large["nodes"]}
