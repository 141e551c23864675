"""Hooks of optimizers' states and of all modules at once, and the older backward hook: the stories that torch tells."""

import importlib
import warnings

import pytest

import tinygrad_lr as tg
from tests.helpers.docstrings import forget_kinds

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def kinds_are_forgotten():
    """Which kind of backward hooks all modules have stays, as in torch, after these are removed."""
    yield
    for fw in (tg, torch):
        forget_kinds(fw)


def of_optimizers(fw, told):
    w = fw.ones(2, requires_grad=True)
    optimizer = fw.optim.SGD([w], lr=0.1, momentum=0.9)
    w.sum().backward()
    optimizer.step()
    handles = [
        optimizer.register_state_dict_pre_hook(lambda o: told.append(["before", o is optimizer])),
        optimizer.register_state_dict_post_hook(lambda o, d: {**d, "more": 1}),
        optimizer.register_state_dict_post_hook(lambda o, d: told.append(sorted(d)), prepend=True),
        optimizer.register_load_state_dict_pre_hook(lambda o, d: told.append(sorted(d)) or (d.pop("more", None) and None)),
        optimizer.register_load_state_dict_pre_hook(lambda o, d: {**d, "param_groups": [{**d["param_groups"][0], "lr": 7}]}),
        optimizer.register_load_state_dict_post_hook(lambda o: told.append(o.param_groups[0]["lr"])),
    ]  # fmt: skip
    saved = optimizer.state_dict()
    optimizer.load_state_dict(saved)
    told.append(sorted(saved))
    for handle in handles:
        handle.remove()
    told.append([optimizer.state_dict()["param_groups"], sorted(optimizer.state_dict())])


def net(fw):
    fw.manual_seed(0)
    return fw.nn.Sequential(fw.nn.Linear(2, 3), fw.nn.ReLU(), fw.nn.Linear(3, 1))


def rounded(grads):
    return [None if g is None else [round(v, 5) for v in g.reshape(-1).tolist()] for g in grads]


def of_all_modules(fw, told):
    home = importlib.import_module(f"{fw.__name__}.nn.modules.module")
    name = lambda m: type(m).__name__
    model, x = net(fw), fw.ones(4, 2, requires_grad=True)
    handles = [
        home.register_module_forward_pre_hook(lambda m, a: told.append(["pre", name(m), len(a)])),
        home.register_module_forward_hook(lambda m, a, out: told.append(["after", name(m), list(out.shape)])),
        home.register_module_forward_hook(
            lambda m, a, kw, out: out * 2 if name(m) == "ReLU" else None, with_kwargs=True
        ),
        home.register_module_full_backward_pre_hook(lambda m, g: told.append(["pre", name(m), rounded(g)])),
        home.register_module_full_backward_hook(lambda m, gi, go: told.append([name(m), rounded(gi), rounded(go)])),
    ]
    model[0].register_full_backward_hook(lambda m, gi, go: told.append(["own", rounded(gi)]))
    model(x).sum().backward()
    told.append(rounded([x.grad]))
    try:
        home.register_module_backward_hook(print)
    except RuntimeError as error:
        told.append(str(error))
    for handle in handles:
        handle.remove()
    before = len(told)
    model(x).sum().backward()
    told.append([len(told) - before, net(fw)._hooked if hasattr(model, "_hooked") else False])


def of_what_is_registered(fw, told):
    home = importlib.import_module(f"{fw.__name__}.nn.modules.module")
    handles = [
        getattr(home, f"register_module_{kind}_registration_hook")(
            lambda m, n, x, kind=kind: told.append([kind, type(m).__name__, n, type(x).__name__])
        )
        for kind in ("parameter", "buffer", "module")
    ]
    m = fw.nn.Sequential(fw.nn.Linear(1, 2, bias=False), fw.nn.BatchNorm1d(2))
    m.more = fw.nn.Tanh()
    m.register_buffer("b", None)
    m.b = fw.ones(1)
    m[0].weight = fw.nn.Parameter(fw.ones(2, 1))
    for handle in handles:
        handle.remove()
    fw.nn.Linear(1, 1)
    doubled = home.register_module_parameter_registration_hook(lambda m, n, x: fw.nn.Parameter(x * 0 + 5))
    told.append(fw.nn.Linear(1, 1).weight.tolist())
    doubled.remove()


def of_a_failure(fw, told):
    home = importlib.import_module(f"{fw.__name__}.nn.modules.module")
    with home.register_module_forward_hook(lambda m, a, out: told.append(str(out)), always_call=True):
        try:
            fw.nn.Linear(2, 1)(fw.ones(1, 3))
        except RuntimeError as error:
            told.append(str(error))


def of_the_older_hook(fw, told):
    model = net(fw)
    seen = lambda m, gi, go: told.append([type(m).__name__, rounded(gi), rounded(go)])
    model[2].register_backward_hook(seen)
    model[1].register_backward_hook(lambda m, gi, go: (gi[0] * 3,))
    model.register_backward_hook(seen)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        model(fw.ones(4, 2)).sum().backward()
    told.append([str(w.message) for w in heard] + [w.category.__name__ for w in heard])
    told.append(rounded([model[0].weight.grad]))
    for first, second in (("register_backward_hook", "register_full_backward_hook"),) * 2:
        m = fw.nn.ReLU()
        getattr(m, first)(seen)
        told.append(m._is_full_backward_hook)
        try:
            getattr(m, second)(seen)
        except RuntimeError as error:
            told.append(str(error))


STORIES = (of_optimizers, of_all_modules, of_what_is_registered, of_a_failure, of_the_older_hook)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_is_torchs(story):
    ours, theirs = [], []
    story(tg, ours)
    story(torch, theirs)
    assert ours == theirs


def test_a_compiled_step_hears_of_hooks_of_all():
    home = importlib.import_module("tinygrad_lr.nn.modules.module")
    model, x, seen = net(tg), tg.ones(4, 2), []
    step = tg.compile(lambda: model(x).sum().item())
    value = step()
    with home.register_module_forward_hook(lambda m, a, out: seen.append(m)), pytest.raises(NotImplementedError):
        step()
    assert step() == value
