"""Nothing that is computed warns of inf or nan, whatever the user has made of warnings and of NumPy's settings."""

import threading
import warnings

import numpy as np
import pytest

import tinygrad_lr as tg
from tinygrad_lr.arrays import silence

COMPUTED = {
    "log of zero": lambda x: x.log(),
    "overflow": lambda x: (x + 3e38) * 10,
    "division": lambda x: x / 0,
    "root of a negative number": lambda x: (x - 1).sqrt(),
    "a narrower dtype": lambda x: (x.double() + 1e300).float(),
    "in place": lambda x: x.detach().clone().log_(),
    "in place, straight": lambda x: x.detach().clone().mul_(3e38).add_(3e38).mul_(10.0),
    "copied": lambda x: tg.zeros(3).copy_(x.detach().double() + 1e300),
    "written": lambda x: tg.zeros(3, dtype=tg.int8).add_(300),
    "assigned": lambda x: tg.zeros(3).__setitem__(slice(None), x.detach().double() + 1e300),
    "out": lambda x: tg.log(x.detach(), out=tg.zeros(3)),
    "made": lambda x: tg.linspace(0, float("inf"), 3),
    "drawn": lambda x: tg.zeros(3).normal_(0, 1e300),
    "printed": lambda x: repr(x * 1e38 * 10),
    "mean of nothing": lambda x: x[:0].mean(),
    "a loss": lambda x: tg.nn.functional.binary_cross_entropy(x.detach().clamp(0, 1), tg.ones(3)),
    "integers": lambda x: (x * 1e30).long(),
    "compared": lambda x: x.log() > x / 0,
}


def pulled(x):
    x.log().sum().backward()
    tg.autograd.grad((x.log() * 3e38).sum(), x, create_graph=True)


def stepped(name):
    def step(x):
        p = tg.nn.Parameter(tg.full((3,), 3e38))
        p.grad = tg.full((3,), -3e38)
        getattr(tg.optim, name)([p], lr=1e30).step()

    return step


COMPUTED |= {"backward": pulled, **{name: stepped(name) for name in ("SGD", "Adam", "AdamW")}}


@pytest.mark.parametrize("name", COMPUTED)
@pytest.mark.parametrize("setting", ["warn", "raise"])
def test_nothing_is_said(name, setting):
    x = tg.zeros(3, requires_grad=True)
    with warnings.catch_warnings(), np.errstate(all=setting):
        warnings.resetwarnings()
        warnings.simplefilter("error")
        COMPUTED[name](x)
        assert set(np.geterr().values()) == {setting}


@pytest.mark.parametrize("name", COMPUTED)
def test_nothing_is_said_where_nobody_has_changed_the_filters(name):
    """Then there are no brackets: the library's filter is the first, and hides what comes from its modules."""
    x = tg.zeros(3, requires_grad=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filters.insert(0, silence.FILTER)
        assert silence.hush() is None
        COMPUTED[name](x)
    assert [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)] == []


@pytest.mark.parametrize("name", COMPUTED)
def test_nothing_is_said_where_there_are_no_filters(name):
    x = tg.zeros(3, requires_grad=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        COMPUTED[name](x)
    assert [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)] == []


@pytest.mark.parametrize(
    ("change", "heard"),
    [
        (lambda: None, False),
        (lambda: warnings.simplefilter("always"), True),
        (lambda: warnings.simplefilter("ignore"), False),
        (lambda: warnings.filterwarnings("error", category=DeprecationWarning), False),
        (lambda: warnings.filterwarnings("error", module="numpy"), False),
        (lambda: warnings.filterwarnings("ignore", message="overflow"), True),
        (lambda: warnings.filterwarnings("default", module="tinygrad_lr"), True),
        (warnings.resetwarnings, True),
    ],
)
def test_brackets_begin_where_something_would_be_heard(change, heard):
    with warnings.catch_warnings():
        warnings.filters.insert(0, silence.FILTER)
        change()
        for _ in range(2):
            assert silence.heard() == heard
            token = silence.hush()
            assert (token is not None) == heard
            if token is not None:
                silence.speak(token)
    with np.errstate(over="call"):
        silence.speak(silence.hush())


def test_nothing_is_said_in_a_compiled_step():
    @tg.compile
    def step(x):
        return (x.log() * 3e38).sum()

    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        assert [step(tg.zeros(3)).item() for _ in range(3)] == [-np.inf] * 3


def test_what_fails_leaves_the_users_settings():
    before = np.geterr()
    for wrong in (lambda: tg.ones(2) + tg.ones(3), lambda: tg.ones(2).backward(), lambda: tg.ones(2).mul_("a")):
        with pytest.raises((RuntimeError, TypeError)):
            wrong()
        assert np.geterr() == before
    with pytest.raises(FloatingPointError), np.errstate(all="raise"):
        np.log(np.zeros(1))


def test_the_users_own_numpy_goes_on_warning_in_a_thread_too():
    seen = []

    def run():
        tg.zeros(1).log()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            np.log(np.zeros(1))
        seen.append([w.category for w in caught])

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    run()
    assert seen == [[RuntimeWarning]] * 2


def test_it_bites():
    """Without silence NumPy speaks."""

    @silence.quietly
    def quiet():
        return np.log(np.zeros(1))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert quiet() == -np.inf
        with pytest.raises(RuntimeWarning):
            quiet.__wrapped__()
