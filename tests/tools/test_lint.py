"""Does lint name each silent mistake, at its line, and nothing else? And does nothing of it stay behind?

The mistakes stand in functions; a comment `# lint: RULE` marks the line that must be told. Correct loops,
those of `tinygrad_lr.loops` among them, must pass without a word.
"""

import inspect
import threading
import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import tinygrad_lr as tg
from tests.helpers.library_state import differences, everything
from tinygrad_lr.loops import LOOPS, Diverged, Record
from tinygrad_lr.tools.lint import LintWarning

X = tg.tensor([[1.0], [2.0], [3.0], [4.0]])
Y = 2 * X  # (4, 1)


def leaves():
    return tg.zeros(1, 1, requires_grad=True), tg.zeros(1, requires_grad=True)


def mse(prediction, target):
    return ((prediction - target) ** 2).mean()


def layer_and_optimizer(lr=0.01):
    model = tg.nn.Linear(1, 1)
    return model, tg.optim.SGD(model.parameters(), lr=lr)


# Mistakes


def no_zero_grad_by_hand():
    w, b = leaves()
    for _ in range(3):
        loss = mse(X @ w + b, Y)
        loss.backward()  # lint: no-zero-grad
        with tg.no_grad():
            w -= 0.01 * w.grad
            b -= 0.01 * b.grad
            b.grad.zero_()


def no_zero_grad_through_data():
    w, b = leaves()
    for _ in range(3):
        mse(X @ w + b, Y).backward()  # lint: no-zero-grad
        for p in (w, b):
            p.data -= 0.01 * p.grad


def no_zero_grad_with_an_optimizer_and_clipping():
    model, optimizer = layer_and_optimizer()
    for _ in range(3):
        tg.nn.MSELoss()(model(X), Y).backward()  # lint: no-zero-grad
        tg.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def step_before_the_first_backward():
    model, optimizer = layer_and_optimizer()
    for _ in range(2):
        optimizer.step()  # lint: step-before-backward
        optimizer.zero_grad()
        mse(model(X), Y).backward()


def zero_grad_between_backward_and_step():
    model, optimizer = layer_and_optimizer()
    for _ in range(2):
        mse(model(X), Y).backward()
        optimizer.zero_grad()
        optimizer.step()  # lint: step-before-backward


def rebound():
    w, _ = leaves()
    with suppress(RuntimeError):  # ... does not require grad
        for _ in range(2):
            loss = mse(X @ w, Y)
            loss.backward()
            with tg.no_grad():
                rate = 0.01
                w = w - rate * w.grad  # lint: rebound-in-no-grad


def rebound_then_zeroed():
    w, _ = leaves()
    with tg.lint():  # the AttributeError comes before the next backward: it leaves the block
        mse(X @ w, Y).backward()
        with tg.no_grad():
            w = w - 0.01 * w.grad  # lint: rebound-in-no-grad
        w.grad.zero_()


def rebound_one_of_two():
    w, b = leaves()
    for _ in range(3):
        mse(X @ w + b, Y).backward()
        with tg.no_grad():
            b -= 0.01 * b.grad
            if w.grad is not None:
                w = w - 0.01 * w.grad  # lint: rebound-in-no-grad
        b.grad = None


def rebound_list():
    params = list(leaves())
    with suppress(RuntimeError):  # ... does not require grad
        for _ in range(2):
            mse(X @ params[0] + params[1], Y).backward()
            with tg.no_grad():
                params = [p - 0.01 * p.grad for p in params]  # lint: rebound-in-no-grad


class Line:
    def __init__(self):
        self.w, self.b = leaves()

    def fit(self):
        for _ in range(2):
            mse(X @ self.w + self.b, Y).backward()
            with tg.no_grad():
                self.w = self.w - 0.01 * self.w.grad  # lint: rebound-in-no-grad


def rebound_attribute():
    with suppress(TypeError):  # b is still trained, but w has no gradient any more
        Line().fit()


def kept_in_a_list():
    model, optimizer = layer_and_optimizer()
    losses = []
    for _ in range(8):
        loss = mse(model(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)  # lint: graph-kept


def kept_in_a_total():
    model, optimizer = layer_and_optimizer()
    total_loss = 0
    for _ in range(8):
        loss = mse(model(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss  # lint: graph-kept


def kept_in_a_dict():
    model, optimizer = layer_and_optimizer()
    history = {}
    for epoch in range(8):
        loss = mse(model(X), Y)
        history[epoch] = loss  # lint: graph-kept
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def kept_elsewhere():
    model, optimizer = layer_and_optimizer()
    keep = [].append
    for _ in range(8):
        loss = mse(model(X), Y)
        keep(loss)
        optimizer.zero_grad()
        loss.backward()  # lint: graph-kept
        optimizer.step()


def loss_of_nan():
    w, _ = leaves()
    x = tg.tensor([[1.0], [float("nan")]])
    mse(x @ w, x).backward()  # lint: not-finite


def gradient_of_nan():
    w, _ = leaves()
    (w.sqrt() * 0).sum().backward()  # lint: not-finite


def target_without_a_column():
    w, b = leaves()
    loss = mse(X @ w + b, Y)
    difference = X @ w - Y.flatten()  # lint: target-broadcasts
    loss = loss + (Y.flatten().sub(X @ w)).mean()  # lint: target-broadcasts
    return difference + tg.sub(X @ w, Y.flatten()) + loss  # lint: target-broadcasts


def target_of_a_loss_module():
    model, _ = layer_and_optimizer()
    tg.nn.MSELoss()(model(X), Y.flatten())  # lint: target-broadcasts
    tg.nn.functional.l1_loss(model(X).flatten(), Y)  # lint: target-broadcasts


def rate_beyond_the_curvature():
    model, optimizer = layer_and_optimizer(lr=0.13)
    for _ in range(12):
        loss = mse(model(X), Y)
        optimizer.zero_grad()
        loss.backward()  # lint: rate-too-large
        optimizer.step()


MISTAKES = [
    no_zero_grad_by_hand, no_zero_grad_through_data, no_zero_grad_with_an_optimizer_and_clipping,
    step_before_the_first_backward, zero_grad_between_backward_and_step,
    rebound, rebound_one_of_two, rebound_list, rebound_attribute,
    kept_in_a_list, kept_in_a_total, kept_in_a_dict, kept_elsewhere,
    loss_of_nan, gradient_of_nan, target_without_a_column, target_of_a_loss_module, rate_beyond_the_curvature,
]  # fmt: skip


def marked(function):
    """The lines of a function that say `# lint: RULE`, with the rule."""
    lines, first = inspect.getsourcelines(function)
    found = ((i, line.partition("# lint: ")[2].strip()) for i, line in enumerate(lines, first))
    return {(rule, __file__, i) for i, rule in found if rule}


def told(function):
    """What is told while a function runs, as warnings that the user would see."""
    tg.manual_seed(0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", LintWarning)
        with tg.lint() as lint:
            function()
    seen = [w for w in caught if w.category is LintWarning]
    assert [w.message for w in seen] == lint.found
    assert [(w.filename, w.lineno) for w in seen] == [(w.filename, w.lineno) for w in lint.found]
    assert len(seen) == len({(w.message.rule, w.filename, w.lineno) for w in seen})
    return {(w.message.rule, w.filename, w.lineno) for w in seen}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_at_its_line(mistake):
    assert told(mistake) == marked(Line.fit if mistake is rebound_attribute else mistake)


def test_without_lint_the_mistakes_are_silent():
    for mistake in MISTAKES:
        if mistake is not target_of_a_loss_module:  # of which torch warns, too
            mistake()


def test_what_explains_an_error_is_told_with_it():
    told = pytest.warns(LintWarning, match="w was bound to a new tensor")
    with told as caught, pytest.raises(AttributeError, match="NoneType"):
        rebound_then_zeroed()
    assert {(w.message.rule, w.filename, w.lineno) for w in caught} == marked(rebound_then_zeroed)


@pytest.mark.parametrize(
    ("mistake", "text"),
    [
        (no_zero_grad_by_hand, "the gradient of w, which"),
        (no_zero_grad_with_an_optimizer_and_clipping, "the gradient of model."),
        (rebound_list, "params[0] was bound"),
        (rebound_attribute, "self.w was bound"),
        (kept_in_a_list, "the last 5 losses are still in memory, because of losses"),
        (kept_in_a_total, "because of total_loss"),
        (kept_in_a_dict, "because of history"),
        (kept_elsewhere, "because of something that holds them"),
        (loss_of_nan, "the loss is nan"),
        (gradient_of_nan, "the gradient of w is nan"),
        (target_without_a_column, "(4, 1) and a target of shape (4,) broadcast to (4, 4)"),
        (rate_beyond_the_curvature, "a learning rate of 0.13 oversteps where the curvature is 16.7"),
        (rate_beyond_the_curvature, "it must be below 2 / curvature = 0.12, or less"),
    ],
)  # fmt: skip
def test_it_says_what_is_meant(mistake, text):
    tg.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LintWarning)
        with tg.lint() as lint:
            mistake()
    assert text in str(lint.found[0])


def test_raise_error_stops_at_the_mistake():
    text = r"test_lint.py:\d+: backward\(\) adds .* \[no-zero-grad\]$"
    with pytest.raises(LintWarning, match=text) as caught, tg.lint(raise_error=True):
        no_zero_grad_by_hand()
    error = caught.value
    assert {(error.rule, error.filename, error.lineno)} == marked(no_zero_grad_by_hand)


# What is right, and looks nearly the same


def accumulated_on_purpose():
    model, optimizer = layer_and_optimizer()
    for _ in range(3):
        optimizer.zero_grad()
        for x, y in zip(X, Y):
            (mse(model(x), y) / 4).backward()
        optimizer.step()


def zeroed_in_the_other_ways():
    w, b = leaves()
    optimizer = tg.optim.SGD([w, b], lr=0.01)
    for _ in range(3):
        mse(X @ w + b, Y).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
    for _ in range(3):
        mse(X @ w + b, Y).backward()
        optimizer.step()
        w.grad = None
        b.grad.data.zero_()


def several_backward_passes_of_one_loss():
    w, _ = leaves()
    loss = mse(X @ w, Y)
    for _ in range(8):
        loss.backward(retain_graph=True)


def a_list_of_losses_taken_one_by_one():
    w, b = leaves()
    losses = [mse(x @ w + b, y) for x, y in zip(X.repeat(3, 1), Y.repeat(3, 1))]
    for loss in losses:
        loss.backward()


def numbers_kept():
    model, optimizer = layer_and_optimizer()
    losses, total = [], 0
    for _ in range(8):
        loss = mse(model(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        total += loss.item()


def rebound_to_a_new_leaf():
    w, b = leaves()
    for _ in range(3):
        mse(X @ w + b, Y).backward()
        with tg.no_grad():
            w = (w - 0.01 * w.grad).requires_grad_()
            b = b - 0.01 * b.grad
        b.requires_grad_()


def evaluated_in_no_grad():
    w, b = leaves()
    best = None
    for rate in (0.01, 0.02, 0.03):
        loss = mse(X @ w + b, Y)
        loss.backward()
        with tg.no_grad():
            candidate = w - rate * w.grad
            if mse(X @ candidate + b, Y) < loss:
                best = candidate
                w.copy_(candidate)
            prediction = X @ w + b
        w.grad = b.grad = None
    return best, prediction


def taken_along_after_training():
    w, b = leaves()
    mse(X @ w + b, Y).backward()
    with tg.no_grad():
        w = w / 2
    return w


def step_with_a_closure():
    model, optimizer = layer_and_optimizer()

    def closure():
        optimizer.zero_grad()
        loss = mse(model(X), Y)
        loss.backward()
        return loss

    for _ in range(3):
        optimizer.step(closure)


def all_with_all_on_purpose():
    centres = tg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    w = tg.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    difference = X - centres  # (4, 3)
    pairs = w[:, None] - w  # (4, 4)
    outer = w.reshape(4, 1) - X.T  # the rows say so
    return difference, pairs, outer, X - X.flatten()


def a_number_as_target():
    w, b = leaves()
    return mse(X @ w + b, Y.mean()) + mse((X @ w).flatten(), Y.mean(0))


def large_steps_that_converge():
    model, optimizer = layer_and_optimizer(lr=0.119)  # 2/λmax is 0.1198: every step crosses the minimum
    for _ in range(50):
        loss = mse(model(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def a_loss_that_grows_for_another_reason():
    w, _ = leaves()
    for k in range(8):
        loss = mse(X @ w, k * k * Y)
        w.grad = None
        loss.backward()
        with tg.no_grad():
            w -= 0.01 * w.grad


def momentum_beyond_the_curvature():
    model = tg.nn.Linear(1, 1)
    optimizer = tg.optim.SGD(model.parameters(), lr=0.13, momentum=0.9)
    for _ in range(20):
        loss = mse(model(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


CORRECT = [
    accumulated_on_purpose, zeroed_in_the_other_ways, several_backward_passes_of_one_loss,
    a_list_of_losses_taken_one_by_one, numbers_kept, rebound_to_a_new_leaf, evaluated_in_no_grad,
    taken_along_after_training, step_with_a_closure, all_with_all_on_purpose, a_number_as_target,
    large_steps_that_converge, a_loss_that_grows_for_another_reason, momentum_beyond_the_curvature,
]  # fmt: skip


@pytest.mark.parametrize("correct", CORRECT)
def test_what_is_right_is_not_told(correct):
    assert told(correct) == set()


def loop_settings():
    for name in LOOPS:
        for dtype in ("float32", "float64"):
            yield pytest.param(name, {"dtype": dtype}, id=f"{name}-{dtype}")
    for form in ("document", "linear"):
        for optimizer in ("SGD", "Adam"):
            settings = {"form": form, "optimizer": optimizer, "batch_size": 32, "epochs": 60}
            yield pytest.param("songs", settings, id=f"songs-{form}-{optimizer}-batches")


@pytest.mark.parametrize(("name", "settings"), list(loop_settings()))
def test_every_loop_is_right(name, settings):
    if name == "songs":
        pytest.importorskip("sklearn")

    def run():
        record = Record()
        for _ in LOOPS[name].page(record.watch(LOOPS[name].train(tg, **settings))):
            pass

    assert told(run) == set()


def recorded(name, **settings):
    """The record of a run, of which no step is kept: that would be a mistake."""
    record = Record()
    for _ in record.watch(LOOPS[name].train(tg, **settings)):
        pass
    return record.losses, record.parameters[-1]["w"].tolist()


def test_linting_changes_no_number():
    plain = recorded("crops", epochs=40)
    with tg.lint():
        assert recorded("crops", epochs=40) == plain


def test_a_reader_that_keeps_every_step_of_a_loop_is_told():
    with pytest.warns(LintWarning, match="because of something that holds them"), tg.lint():
        list(LOOPS["crops"].train(tg, epochs=8))


@pytest.mark.filterwarnings("ignore:overflow", "ignore::tinygrad_lr.tools.lint.LintWarning")
def test_a_loop_that_diverges_is_told():
    with tg.lint() as lint, pytest.raises(Diverged):
        recorded("quickstart", lr=0.13, epochs=2000)
    assert [w.rule for w in lint.found] == ["rate-too-large", "not-finite"]
    told = lint.found[0]
    assert told.filename.endswith("quickstart.py")
    assert "loss.backward()" in Path(told.filename).read_text().splitlines()[told.lineno - 1]


# On and off


def test_nothing_of_the_library_is_replaced():
    tg.lint()  # made, but not started
    before = everything()
    with tg.lint():
        assert differences(before, everything()) == set()  # it listens, and replaces nothing
    assert differences(before, everything()) == set()
    with pytest.raises(ZeroDivisionError), tg.lint():
        raise ZeroDivisionError
    with pytest.raises(LintWarning), tg.lint(raise_error=True):
        no_zero_grad_by_hand()
    assert differences(before, everything()) == set()


def test_start_and_stop_and_decorator_and_nesting():
    before = everything()
    lint = tg.lint(raise_error=True).start()
    with pytest.raises(LintWarning):
        no_zero_grad_by_hand()
    lint.stop()
    no_zero_grad_by_hand()

    @tg.lint(raise_error=True)
    def watched():
        no_zero_grad_by_hand()

    for _ in range(2):
        with pytest.raises(LintWarning):
            watched()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with tg.lint() as outer:
            with tg.lint() as inner:
                no_zero_grad_by_hand()
            loss_of_nan()
    assert [w.rule for w in inner.found] == ["no-zero-grad"]
    assert [w.rule for w in outer.found] == ["no-zero-grad", "not-finite"]
    assert differences(before, everything()) == set()


def test_other_threads_are_watched():
    with warnings.catch_warnings(), tg.lint() as lint:
        warnings.simplefilter("ignore")
        thread = threading.Thread(target=no_zero_grad_by_hand)
        thread.start()
        thread.join()
    assert {w.rule for w in lint.found} == {"no-zero-grad"}


def test_watching_keeps_nothing_alive():
    import gc
    import weakref

    gc.disable()
    try:
        with tg.lint():
            w, b = leaves()
            loss = mse(X @ w + b, Y)
            loss.backward()
            gone = [weakref.ref(loss), weakref.ref(loss.grad_fn), weakref.ref(w)]
            del w, b, loss
            assert [ref() for ref in gone] == [None] * 3
    finally:
        gc.enable()


def test_data_is_not_touched():
    x, w = X.clone(), np.zeros((1, 1), np.float32)
    with tg.lint():
        leaf = tg.from_numpy(w).requires_grad_()
        mse(x @ leaf, Y).backward()
    assert leaf._version == 0
    assert w.sum() == 0
    assert (x == X).all()
