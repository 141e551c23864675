"""torch.optim beside torch's: the transcripts, and updates to the bit for many options, shapes and steps."""

import inspect

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.lanes import schedules
from parity.lanes.optimizers import OPTIMIZERS
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import optim_transcripts
from tests.helpers.optim_transcripts import ADAM, SGD, bits, trained
from tests.helpers.transcripts import told, transcripts_of
from tinygrad_lr.optim import adam, sgd

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("torch_that_warns")]
TRANSCRIPTS = transcripts_of(vars(optim_transcripts))
LARGE = ((100_003,), (1, 1), (), (64, 7), (8193,))


ROOTED = {
    "Adam": ADAM,
    "AdamW": ADAM,
    "Adagrad": [{}, {"lr_decay": 0.1, "weight_decay": 0.1}, {"initial_accumulator_value": 0.2, "maximize": True}],
    "Adadelta": [{}, {"weight_decay": 0.1, "maximize": True, "rho": 0.5}],
    "NAdam": [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True}],
    "RAdam": [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True}, {"betas": (0.4, 0.7)}],
    "RMSprop": [{}, {"centered": True}, {"momentum": 0.9}, {"momentum": 0.9, "centered": True, "weight_decay": 0.1}],
}
UNROOTED = {
    "Adamax": [{}, {"weight_decay": 0.1, "maximize": True}],
    "Rprop": [{}, {"maximize": True, "etas": (0.1, 3.0), "step_sizes": (0.05, 0.2)}],
    "ASGD": [{}, {"t0": 3, "weight_decay": 0.1, "maximize": True, "lambd": 0.1}],
}


def listed(table):
    return [pytest.param(name, options, id=f"{name} {options}") for name in table for options in table[name]]


@pytest.fixture
def _torchs_sqrt(monkeypatch):
    for root in names.ROOTS:
        monkeypatch.setattr(*owner_of(root), lambda x: torch.sqrt(torch.as_tensor(x)).numpy())


def both(name, options, **settings):
    return (bits(trained(fw, name, options, **settings)[0]) for fw in (tg, torch))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.__name__)
def test_the_transcript_is_torchs(transcript):
    assert told(transcript, tg) == told(transcript, torch)


@pytest.mark.parametrize("options", SGD, ids=str)
def test_sgd_to_the_bit(options):
    ours, theirs = both("SGD", dict(lr=0.1, **options), shapes=LARGE, steps=40)
    assert ours == theirs
    ours, theirs = both("SGD", dict(lr=0.1, **options), shapes=[(3001,), (2, 3)], dtype="float64", steps=5)
    assert ours == theirs


@pytest.mark.usefixtures("_torchs_sqrt")
@pytest.mark.parametrize(("name", "options"), listed(ROOTED))
def test_to_the_bit_given_torchs_square_roots(name, options):
    exact(name, options)


@pytest.mark.parametrize(("name", "options"), listed(UNROOTED))
def test_to_the_bit(name, options):
    exact(name, options)


def exact(name, options):
    ours, theirs = both(name, dict(lr=0.01, **options), shapes=[(10_007,), (1, 1), (), (64, 7)], steps=40)
    assert ours == theirs
    ours, theirs = both(name, dict(lr=0.01, **options), shapes=[(501,), (1,)], dtype="float64", steps=5)
    assert ours == theirs


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_denominator_is_within_one_ulp(dtype):
    squares = np.random.RandomState(0).randn(100_000).astype(dtype) ** 2
    theirs = torch.sqrt(torch.tensor(squares)).numpy()
    assert (np.abs(adam.sqrt(squares) - theirs) <= np.spacing(theirs)).all()


def test_an_unfused_update_is_noticed(monkeypatch):
    monkeypatch.setattr(*owner_of(names.SGD_DESCEND), sgd.SGD._by_formula)
    monkeypatch.setattr(*owner_of(names.SGD_FUSED), lambda a, b, c: a * b + c)
    ours, theirs = both("SGD", dict(lr=0.1), shapes=[(100,)], steps=40)
    assert ours != theirs


@pytest.mark.usefixtures("_torchs_sqrt")
def test_numpys_square_roots_would_be_noticed(monkeypatch):
    for root in names.ROOTS:
        monkeypatch.setattr(*owner_of(root), np.sqrt)
    for name in ROOTED:
        ours, theirs = both(name, {"lr": 1.0}, shapes=[(10_007,)], steps=8)
        assert ours != theirs, name


def test_states_pass_between_the_frameworks():
    for name in OPTIMIZERS:
        options = {"SGD": {"momentum": 0.9}, "AdamW": {"amsgrad": True}}.get(name, {})
        params, optimizer = trained(torch, name, options, steps=3)
        saved = optimizer.state_dict()
        for i, state in saved["state"].items():
            saved["state"][i] = {k: tg.tensor(v.numpy()) for k, v in state.items()}
        ours = [tg.tensor(p.detach().numpy()).requires_grad_() for p in params]
        again = getattr(tg.optim, name)(ours, **options)
        again.load_state_dict(saved)
        for step in range(3):
            optim_transcripts.slopes(tg, ours, step)
            optim_transcripts.slopes(torch, params, step)
            again.step()
            optimizer.step()
        for p, q in zip(params, ours, strict=True):
            np.testing.assert_allclose(q.detach().numpy(), p.detach().numpy(), rtol=1e-6)


CLASSES = [*OPTIMIZERS, *(f"lr_scheduler.{name}" for name in (*schedules.NAMES, "LRScheduler"))]


def signature(fw, name):
    found = fw.optim
    for part in name.split("."):
        found = getattr(found, part)
    return [(p.name, p.kind, p.default) for p in inspect.signature(found.__init__).parameters.values()]


@pytest.mark.parametrize("name", CLASSES)
def test_signatures_are_torchs(name):
    assert signature(tg, name) == signature(torch, name)


def test_every_optimizer_and_schedule_is_drawn():
    kinds = [x for x in vars(tg.optim).values() if isinstance(x, type) and issubclass(x, tg.optim.Optimizer)]
    assert {kind.__name__ for kind in kinds} == {*OPTIMIZERS, "Optimizer"}
    scheduler = tg.optim.lr_scheduler
    kinds = [x for x in vars(scheduler).values() if isinstance(x, type) and issubclass(x, scheduler.LRScheduler)]
    assert {kind.__name__ for kind in kinds if not kind.__name__.startswith("_")} == {*schedules.NAMES, "LRScheduler"}


WRONG = [
    {"lr": -1.0}, {"lr": "a"}, {"lr": float("nan")}, {"weight_decay": -1}, {"eps": -1}, {"betas": (0.5, 1.0)},
    {"betas": (-0.5, 0.1)}, {"betas": (0.5, 0)}, {"momentum": -1}, {"rho": 1.5}, {"alpha": -1}, {"lr_decay": -1},
    {"initial_accumulator_value": -1}, {"momentum_decay": -1}, {"etas": (0.5, 0.9)}, {"etas": (0.0, 1.2)}, {"other": 1},
    {"fused": True, "foreach": True}, {"fused": True, "differentiable": True},
]  # fmt: skip


def refusal(fw, name, wrong):
    try:
        getattr(fw.optim, name)([fw.ones(1, requires_grad=True)], **wrong)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_refusals_are_torchs(name):
    for wrong in WRONG:
        assert refusal(tg, name, wrong) == refusal(torch, name, wrong), wrong
    for rate in (-1.0, [0.1, 0.2]):
        told = [refusal(fw, name, {"lr": fw.tensor(rate)}) for fw in (tg, torch)]
        assert told[0] == told[1] != ""
    told = [refusal(fw, name, {"lr": fw.tensor(0.1), "foreach": True}) for fw in (tg, torch)]
    assert told[0] == told[1] or told[0].startswith("NotImplementedError: foreach=True")


@pytest.mark.parametrize("name", [n for n in OPTIMIZERS if n not in ("SGD", "Adagrad")])
def test_capturable_is_refused_where_torch_does(name):
    told = []
    for fw in (tg, torch):
        weight = optim_transcripts.one(fw)
        optimizer = getattr(fw.optim, name)([weight], capturable=True)
        with pytest.raises(AssertionError) as refused:
            optimizer.step()
        told.append((str(refused.value), list(optimizer.state[weight])))
    assert told[0][0].partition("[")[0] == told[1][0].partition("[")[0]
    assert told[0][1] == told[1][1]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_older_state_dicts_are_completed(name):
    told = []
    for fw in (tg, torch):
        weight = optim_transcripts.one(fw)
        optimizer = getattr(fw.optim, name)([weight])
        optimizer.step()
        saved = optimizer.state_dict()
        for key in [
            k for k in ("maximize", "foreach", "capturable", "differentiable", "fused") if k in saved["param_groups"][0]
        ]:
            del saved["param_groups"][0][key]
        for state in saved["state"].values():
            state.update(
                {k: v.item() for k, v in state.items() if v is not None and not v.ndim}
            )  # as torch once kept them
        optimizer.load_state_dict(saved)
        told.append((repr(optimizer), optimizer.state_dict()["state"].__repr__()))
    assert told[0] == told[1]


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "Adagrad", "RMSprop", "Adamax"])
@pytest.mark.parametrize("size", [(2,), (1,)])
def test_a_gradient_of_another_size_is_told_in_torchs_words(name, size):
    def step(fw, before):
        w = fw.ones(3, requires_grad=True)
        optimizer = getattr(fw.optim, name)([w], lr=0.1)
        w.grad = fw.ones(3)
        if before:
            optimizer.step()
        w.data = fw.ones(size)
        try:
            optimizer.step()
        except RuntimeError as error:
            return str(error)
        return w.shape

    for before in (False, True):
        assert step(tg, before) == step(torch, before)


def test_a_parameter_given_twice_has_its_last_number():
    def numbers(fw):
        p, q = fw.ones(1, requires_grad=True), fw.ones(1, requires_grad=True)
        with pytest.warns(UserWarning, match="duplicate parameters"):
            optimizer = fw.optim.SGD([p, q, p], lr=0.1)
        return optimizer.state_dict()["param_groups"][0]["params"]

    assert numbers(tg) == numbers(torch)
