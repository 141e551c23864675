"""What a step reads, and leaves, beside variables and attributes: settings of the library, options by its own methods,
what objects of Python's classes are made of, what a view was cut from, files. Each scene is played with the step compiled
and with the step itself, and must give the same, or be refused with its line.
"""

import argparse
import collections
import fractions
import functools
import statistics

import numpy as np
import pytest

import tinygrad_lr as fw
from tinygrad_lr import optim
from tinygrad_lr.utils.data import DataLoader, IterableDataset, TensorDataset

X = fw.tensor([4.0, 2.0])
SCENES = {}
REFUSED = {
    "a file that is read", "a file that is written", "threads that are set", "warnings that are set", "printing that is set",
    "a view that requires grad by its base", "a gradient that does",
}  # fmt: skip


def scene(name):
    return lambda function: SCENES.setdefault(name, function)


def six(step, between=lambda: None):
    found = []
    for i in range(6):
        found.append(shown(step(X)))
        if i == 2:
            between()
    return found


def shown(x):
    if isinstance(x, fw.Tensor):
        return x.tolist(), str(x.dtype), x.requires_grad, type(x.grad_fn).__name__
    return [shown(item) for item in x] if isinstance(x, (tuple, list)) else repr(x)


# -- objects of Python's own classes, and of NumPy's -----------------------------------------------------------------------

for name, decides in {
    "equal": lambda a, b: a == b,
    "unequal": lambda a, b: a != b,
    "in a list": lambda a, b: a in [b],
    "in a dict": lambda a, b: {"a": a} == {"a": b},
    "has": lambda a, b: "k" in a and a.k == b.k,
    "shown": lambda a, b: len(f"{a}") == len(f"{b}"),
}.items():

    def namespaces(wrap, decides=decides):
        a, b = argparse.Namespace(k=1), argparse.Namespace(k=1)
        return six(wrap(lambda x: x * (2 if decides(a, b) else 3)), lambda: setattr(a, "k", 1000))

    SCENES[f"namespaces, {name}"] = namespaces


@scene("a namespace in a namespace")
def _(wrap):
    a, b = (argparse.Namespace(inner=argparse.Namespace(k=1)) for _ in range(2))
    return six(wrap(lambda x: x * (2 if a == b else 3)), lambda: setattr(b.inner, "k", 2))


@scene("a name that a namespace gets later")
def _(wrap):
    options = argparse.Namespace(k=1)
    return six(wrap(lambda x: x * (2 if "late" in options else 3)), lambda: setattr(options, "late", 1))


@scene("an object with slots")
def _(wrap):
    a, b = statistics.NormalDist(0, 1), statistics.NormalDist(0, 1)
    return six(wrap(lambda x: x * (2 if a == b else 3)), lambda: setattr(a, "_mu", 3.0))


@scene("a fraction")
def _(wrap):
    half = fractions.Fraction(1, 2)
    return six(wrap(lambda x: x * float(half + 1)), lambda: setattr(half, "_numerator", 3))


@scene("a polynomial of NumPy's")
def _(wrap):
    p = np.polynomial.Polynomial([1.0, 2.0])
    return six(wrap(lambda x: x * float(p(2.0))), lambda: p.coef.__setitem__(0, 9.0))


# -- settings ----------------------------------------------------------------------------------------------------------


def setting(ask, put, other):
    def play(wrap):
        before = ask()
        try:
            return six(wrap(lambda x: x * (2 if ask() == before else 3)), lambda: put(other(before)))
        finally:
            put(before)

    return play


NEGATED = lambda before: not before
SCENES["how many threads"] = setting(
    lambda: fw.get_num_threads(), lambda n: fw.set_num_threads(n), lambda before: before + 1
)
SCENES["whether warnings are repeated"] = setting(
    lambda: fw.is_warn_always_enabled(), lambda flag: fw.set_warn_always(flag), NEGATED
)
SCENES["whether anomalies are detected"] = setting(
    lambda: fw.is_anomaly_enabled(), lambda flag: fw.autograd.set_detect_anomaly(flag), NEGATED
)
SCENES["whether there are other processes"] = setting(
    lambda: fw.distributed.is_initialized(), lambda flag: None, NEGATED
)


def sets(change, ask, back):
    def play(wrap):
        def step(x):
            change()
            return x * 2

        before, step, found = ask(), wrap(step), []
        try:
            for _ in range(4):
                back(before)
                step(X)
                found.append(ask())
            return found
        finally:
            back(before)

    return play


SCENES["threads that are set"] = sets(lambda: fw.set_num_threads(1), fw.get_num_threads, fw.set_num_threads)
SCENES["warnings that are set"] = sets(lambda: fw.set_warn_always(True), fw.is_warn_always_enabled, fw.set_warn_always)
SCENES["printing that is set"] = sets(
    lambda: fw.set_printoptions(precision=2), lambda: str(X / 3), lambda _: fw.set_printoptions(profile="default")
)
SCENES["anomalies that are detected from then on"] = sets(
    lambda: fw.autograd.set_detect_anomaly(True), fw.is_anomaly_enabled, fw.autograd.set_detect_anomaly
)
SCENES["a default dtype from then on"] = sets(
    lambda: fw.set_default_dtype(fw.float64), fw.get_default_dtype, fw.set_default_dtype
)


@scene("what is made before the default dtype is another")
def _(wrap):
    def step(x):
        made = fw.ones(2) * 1.5
        fw.set_default_dtype(fw.float64)
        return made

    try:
        return six(wrap(step))
    finally:
        fw.set_default_dtype(fw.float32)


# -- options -----------------------------------------------------------------------------------------------------------


@scene("a rate in the optimizer's state")
def _(wrap):
    optimizer = optim.SGD([fw.ones(1, requires_grad=True)], lr=0.1)
    rate = lambda x: x * optimizer.state_dict()["param_groups"][0]["lr"]
    return six(wrap(rate), lambda: optimizer.param_groups[0].update(lr=0.5))


@scene("a rate that a schedule computes")
def _(wrap):
    optimizer = optim.SGD([fw.ones(1, requires_grad=True)], lr=0.1)
    schedule = optim.lr_scheduler.StepLR(optimizer, 2)
    return six(wrap(lambda x: x * schedule.get_lr()[0]), lambda: optimizer.param_groups[0].update(lr=0.5))


@scene("a method that an optimizer gets of its own")
def _(wrap):
    w = fw.ones(2, requires_grad=True)
    optimizer = optim.SGD([w], lr=0.1)

    def step(x):
        optimizer.zero_grad()
        (w * x).sum().backward()
        optimizer.step()
        return w.grad

    return six(wrap(step), lambda: setattr(optimizer, "zero_grad", lambda: None)), shown(w)


# -- layers ------------------------------------------------------------------------------------------------------------


def unpacked(layers):
    _, *rest = layers
    return len(rest)


for name, looks in {
    "counted": lambda layers: len(layers),
    "enumerated": lambda layers: sum(i for i, _ in enumerate(layers)),
    "laid out": lambda layers: len([*layers]),
    "given one by one": lambda layers: (lambda *each: len(each))(*layers),
    "unpacked": unpacked,
    "tested": lambda layers: 2 if layers else 3,
}.items():

    def layers_of(wrap, looks=looks, first=name != "tested"):
        layers = fw.nn.ModuleList([fw.nn.Identity()] if first else [])
        return six(wrap(lambda x: x * looks(layers)), lambda: layers.append(fw.nn.Tanh()))

    SCENES[f"layers, {name}"] = layers_of


@scene("lists in a dict that the step makes")
def _(wrap):
    def step(x):
        found = collections.defaultdict(list)
        found["a"].append(x)
        found["b"].append(x * 2)
        found["a"].append(x)
        return sum(found["a"]) + sum(found["b"])

    return six(wrap(step))


# -- files -------------------------------------------------------------------------------------------------------------


@scene("a file that is read")
def _(wrap, tmp_path):
    fw.save(fw.ones(2), tmp_path / "factor")
    step = wrap(lambda x: x * fw.load(tmp_path / "factor"))
    return six(step, lambda: fw.save(fw.full((2,), 5.0), tmp_path / "factor"))


@scene("a file that is written")
def _(wrap, tmp_path):
    def step(x):
        fw.save({"epoch": 1}, tmp_path / "state")
        return x * 2

    return six(wrap(step), (tmp_path / "state").unlink), (tmp_path / "state").exists()


# -- views -------------------------------------------------------------------------------------------------------------


def bases(wrap, inputs):
    step, found = wrap(lambda x: (x.view(3, 2), x[0], x.detach())), []
    for base, x in inputs():
        results = step(x)
        found.append([(shown(y), y._base is base, y._version) for y in results])
        results[0].add_(1)
        found.append([shown(x), *(y._version for y in results)])
    return found


def a_view():
    base = fw.arange(6.0)
    return base, base.reshape(2, 3)


def no_view():
    x = fw.ones(2, 3)
    return x, x


for name, order in {
    "views of views": [a_view] * 4,
    "views of views, then of others": [a_view, a_view, no_view, no_view, a_view],
    "views of others, then of views": [no_view, no_view, a_view, a_view, no_view],
}.items():
    SCENES[name] = functools.partial(bases, inputs=lambda order=order: [make() for make in order])


@scene("a view of a view that the step finds")
def _(wrap):
    base = fw.arange(6.0)
    view = base[2:4]
    step, found = wrap(lambda x: (view[0:1], view * x)), []
    for _ in range(4):
        part, product = step(X)
        found.append((shown(part), shown(product), part._base is base, part._version))
        part.add_(1)
    return found, shown(base)


@scene("parts of two parts")
def _(wrap):
    base, other = fw.arange(6.0), fw.arange(3.0)
    step, found = wrap(lambda a, b: (a[0:1], b[0:1])), []
    for a, b in ((base[:3], base[3:]), (base[:3], base[3:]), (base[:3], other[:2]), (other, base[3:])):
        found.append([(shown(y), y._base is base, y._base is other, y._version) for y in step(a, b)])
        base.add_(1)
    return found


@scene("a view of a parameter that changes")
def _(wrap):
    w = fw.ones(3, requires_grad=True)
    step, found = wrap(lambda x: w[1:3]), []
    for _ in range(5):
        part = step(X)
        found.append(shown(part * 2))
        with fw.no_grad():
            w.add_(1)
        found.append(shown(part))
    return found


@scene("a view that requires grad by its base")
def _(wrap):
    base = fw.ones(4)
    view = base[1:3]
    return six(wrap(lambda x: view * x), lambda: base.requires_grad_(True))


@scene("a gradient that does")
def _(wrap):
    buffer, w = fw.zeros(4), fw.ones(2, requires_grad=True)
    w.grad = buffer[:2]
    return six(wrap(lambda x: w.grad * x), lambda: buffer.requires_grad_(True))


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.filterwarnings("ignore")
def test_a_scene_is_the_engines_or_refused(name, tmp_path):
    with_files = SCENES[name].__code__.co_varnames[:2] == ("wrap", "tmp_path") if name.startswith("a file") else False
    play = functools.partial(SCENES[name], tmp_path=tmp_path) if with_files else SCENES[name]
    expected = play(lambda step: step)
    if name not in REFUSED:
        assert repr(play(fw.compile)) == repr(expected)
        return
    with pytest.raises(NotImplementedError, match=r"^compile\(\): .*test_compile_surroundings\.py:\d+"):
        play(fw.compile)


# -- lines of what is refused when the step has ended ----------------------------------------------------------------------


def keeps_its_gradient(x):
    y = fw.ones(2, requires_grad=True) * x
    y.retain_grad()
    return y


@pytest.mark.parametrize(
    ("step", "backend"),
    [
        (lambda x: {1, 2}, "numpy"),
        (lambda x: lambda: x, "numpy"),
        (lambda x: (x * 1).tolist, "numpy"),
        (lambda x: (fw.ones(2, requires_grad=True) * x).sum().grad_fn, "numpy"),
        (keeps_its_gradient, "numpy"),
        (lambda x: (x * 2)[:1], "numba"),
        (lambda x: x.sum().item(), "numba"),
    ],
)
def test_what_may_not_be_returned_is_refused_with_the_line(step, backend):
    if backend == "numba":
        pytest.importorskip("numba")
    line = rf"test_compile_surroundings\.py:{step.__code__.co_firstlineno}\)$"
    with pytest.raises(NotImplementedError, match=line):
        fw.compile(step, backend=backend)(X)


def test_of_a_step_that_the_library_has_written_it_is_the_line_of_the_call():
    pytest.importorskip("numba")
    for step in (fw.nn.Linear(2, 2), fw.nn.Linear(2, 2).forward):
        line = (lambda: 0).__code__.co_firstlineno + 2
        with pytest.raises(NotImplementedError, match=rf"returns a view.*test_compile_surroundings\.py:{line}\)$"):
            fw.compile(step, backend="numba")(X)


# -- calls -------------------------------------------------------------------------------------------------------------


def test_wrong_arguments_are_told_in_the_words_of_the_function():
    def step(x, /, k=1.0, *, m=2.0):
        return x * k * m

    run = fw.compile(step)
    for give in (
        lambda f: f(),
        lambda f: f(X, 1.0, 2.0),
        lambda f: f(X, q=1),
        lambda f: f(X, 1.0, k=2.0),
        lambda f: f(x=X),
    ):
        run(X)
        with pytest.raises(TypeError) as expected:
            give(step)
        with pytest.raises(TypeError) as found:
            give(run)
        assert str(found.value) == str(expected.value)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_wrong_arguments_of_repeat_too(backend):
    if backend == "numba":
        pytest.importorskip("numba")

    def step(x, y):
        return (x * y).sum()

    run = fw.compile(step, backend=backend)
    run.repeat(2, X, X)
    with pytest.raises(TypeError, match=r"step\(\) missing 1 required positional argument: 'y'"):
        run.repeat(2, X)


class Doubled(DataLoader):
    def __iter__(self):
        return ([2 * x for x in batch] for batch in super().__iter__())


class Endless(IterableDataset):
    def __iter__(self):
        return iter(fw.arange(12.0).reshape(6, 2))


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(
    "loader", [Doubled(TensorDataset(fw.arange(12.0).reshape(6, 2)), batch_size=2), DataLoader(Endless(), batch_size=4)]
)
def test_epochs_are_the_loop_over_loaders_of_any_kind(loader, backend):
    if backend == "numba":
        pytest.importorskip("numba")

    def step(x):
        return (x * x).sum()

    batches = [batch[0] if isinstance(batch, list) else batch for batch in loader]
    expected = [step(batch).item() for batch in batches]
    assert fw.compile(step, backend=backend).epochs(2, loader).tolist() == expected * 2


def test_objects_that_are_noted_do_not_cost_a_recording():
    a, b = collections.deque([argparse.Namespace(k=1)]), argparse.Namespace(k=1)
    run = fw.compile(lambda x: x * (2 if a[0] == b else 3))
    for _ in range(4):
        run(X)
    assert run.recordings == 1
