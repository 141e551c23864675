"""torch.optim without torch: the transcripts against what torch told, the fast way against the formula, and breaks."""

import copy
import gc
import json
import pickle
import warnings
import weakref

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import optim_transcripts
from tests.helpers.optim_transcripts import SGD, bits, leaves, one, slopes, trained
from tests.helpers.paths import GOLDENS
from tests.helpers.transcripts import told, transcripts_of
from tinygrad_lr.optim import lr_scheduler, optimizer, sgd

GOLDEN = json.loads((GOLDENS / "optim.json").read_text())["optim_transcripts"]
TRANSCRIPTS = transcripts_of(vars(optim_transcripts))


@pytest.fixture(params=[True, False], ids=["fast", "formula"])
def _fast(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(*owner_of(names.SGD_DESCEND), sgd.SGD._by_formula)


@pytest.mark.usefixtures("_fast")
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.__name__)
def test_the_transcript_is_torchs(transcript):
    assert told(transcript, tg) == GOLDEN[transcript.__name__]


def test_the_snapshot_has_every_transcript_and_no_other():
    assert [transcript.__name__ for transcript in TRANSCRIPTS] == list(GOLDEN)
    assert not [line for lines in GOLDEN.values() for line in lines if line.startswith("! ")]


# -- do the transcripts notice? ---------------------------------------------------------------------------------


def unfused(a, b, c):
    return a * b + c


BREAKS = {
    "sgd_updates": (names.SGD_FUSED, unfused),
    "sgd_updates_in_float64": (names.SGD_FUSED, unfused),
    "adam_means": (names.ADAM_FUSED, unfused),
    "texts": (names.OPTIMIZER_REPR, lambda self: "SGD"),
    "required_options": (names.OPTIMIZER_REPR, lambda self: "SGD"),
    "states": (names.OPTIMIZER_CAST, lambda value, param, key=None: value),
    "old_states": (names.FORMULA_SETSTATE, optimizer.Optimizer.__setstate__),
    "groups": (names.ALL_PARAMS, lambda groups: iter(())),
    "refusals": (names.SGD_CHECK_OPTIONS, lambda ranges, unsupported: None),
    "closures": (names.OPTIMIZER_ENABLE_GRAD, tg.no_grad),
    "zeroing": (names.ZERO_GRAD, lambda self, set_to_none=True: None),
    "memory": (names.OPTIMIZER_TOUCHED, lambda t: None),
    "missing_gradients": (names.SGD_UPDATE_ONE, lambda self, p, group: None),
    "overflow": (names.SGD_UPDATE, lambda p, formula, *arrays: None),
    "hooks": (names.GLOBAL_POST_HOOKS, {1: lambda *_: 1 / 0}),
    "schedules": (names.STEP_LR_GET_LR, lambda self: [0.1, 0.1]),
    "schedules_out_of_order": (names.WATCH_STEPS, lambda optimizer: None),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_noticed(name, monkeypatch):
    monkeypatch.setattr(*owner_of(names.SGD_DESCEND), sgd.SGD._by_formula)
    monkeypatch.setattr(*owner_of(names.GLOBAL_PRE_HOOKS), {})  # a transcript that breaks off leaves its hooks behind
    broken, change = BREAKS[name]
    monkeypatch.setattr(*owner_of(broken), change)
    assert told(getattr(optim_transcripts, name), tg) != GOLDEN[name]


def test_every_transcript_can_be_broken():
    assert list(BREAKS) == [transcript.__name__ for transcript in TRANSCRIPTS]


@pytest.mark.parametrize("rounded", [lambda rate: (rate, np.array(rate)), lambda rate: (-rate, np.array(-rate))])
def test_a_break_of_the_fast_way_is_noticed(rounded, monkeypatch):
    monkeypatch.setattr(*owner_of(names.RATES), rounded)  # not rounded to float32; of the wrong sign
    assert told(optim_transcripts.sgd_updates, tg) != GOLDEN["sgd_updates"]


# -- the fast way and the formula ------------------------------------------------------------------------------

SHAPES = {
    "one element each": [(1,), (1, 1), ()],
    "small": [(2, 3), (2,)],
    "mixed": [(13,), (1,), (7, 11), (), (1, 1, 1), (0,)],
    "large": [(300, 200), (5,), (8192,), (8193,), (1,)],
}


def compared(shapes, change=None, steps=12):
    """Parameters after some steps by the fast way and by the formula; `change(step, params)` comes in between."""
    results = []
    for fast in True, False:
        with pytest.MonkeyPatch.context() as patch:
            if not fast:
                patch.setattr(*owner_of(names.SGD_DESCEND), sgd.SGD._by_formula)
            params = leaves(tg, shapes)
            optimizer = tg.optim.SGD(params, lr=0.1)
            for step in range(steps):
                slopes(tg, params, step)
                if change:
                    change(step, params, optimizer)
                optimizer.step()
            results.append((bits(params), [p._version for p in params]))
    return results


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_both_ways_agree_to_the_bit(shapes):
    fast, formula = compared(shapes)
    assert fast == formula


def change_data(step, params, optimizer):
    if step == 4:
        params[0].data = tg.full(params[0].shape, 2.0)
    if step == 6:
        params[1].data = params[1].data.double()
        params[1].grad = tg.ones(*params[1].shape, dtype=tg.float64)
    if step == 8:
        params[0].data = params[2].data.reshape(-1)[:6].reshape(2, 3)


def drop_gradients(step, params, optimizer):
    params[step % len(params)].grad = None


def change_rate(step, params, optimizer):
    optimizer.param_groups[0]["lr"] = 0.0 if step == 3 else 0.5 / (step + 1)


def turn_around(step, params, optimizer):
    params[1].data = tg.tensor(np.asfortranarray(params[1].numpy(force=True)))


def share_memory(step, params, optimizer):
    whole = tg.arange(10.0) if step == 0 else None
    if whole is not None:
        params[0].data, params[1].data = whole[:6].reshape(2, 3), whole[4:7].reshape(3)
        params[0].grad, params[1].grad = tg.ones(2, 3), tg.ones(3)


def share_one_element(step, params, optimizer):
    """The last parameter is an element of the first, which torch updates first."""
    params[3].data = params[0].data.view(-1)[2:3]
    params[0].grad, params[3].grad = tg.full((2, 3), 0.1), tg.full((1,), 0.3)


def infinite_gradients(step, params, optimizer):
    params[0].grad = tg.full(params[0].shape, float("inf") if step % 2 else 1e38)


CHANGES = [change_data, drop_gradients, change_rate, turn_around, share_memory, share_one_element, infinite_gradients]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_both_ways_agree_whatever_happens(change):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        fast, formula = compared([(2, 3), (3,), (4, 2), (1,)], change)
    assert fast == formula


def test_numpy_made_to_raise_changes_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        calm = compared([(2, 3), (3,), (1,)], infinite_gradients)[0][0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fast, formula = compared([(2, 3), (3,), (1,)], infinite_gradients)
    with np.errstate(all="raise"):
        raised, _ = compared([(2, 3), (3,), (1,)], infinite_gradients)
    assert fast[0] == formula[0] == raised[0] == calm


def test_large_parameters_are_updated_in_blocks_with_the_same_bits(monkeypatch):
    for name, options in ("SGD", SGD[-1]), ("Adam", {"amsgrad": True}), ("AdamW", {}):
        whole = bits(trained(tg, name, options, [(50, 40)], steps=3)[0])
        monkeypatch.setattr(*owner_of(names.OPTIMIZER_BLOCK), 64)
        assert bits(trained(tg, name, options, [(50, 40)], steps=3)[0]) == whole
        monkeypatch.undo()


def test_parameters_keep_their_arrays():
    params = leaves(tg, SHAPES["mixed"])
    arrays = [p._data for p in params]
    optimizer = tg.optim.SGD(params, lr=0.1)
    for step in range(3):
        slopes(tg, params, step)
        optimizer.step()
    assert all(p._data is array for p, array in zip(params, arrays, strict=True))


# -- what is not torch's ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in tg.optim.__all__ if n not in ("Optimizer", "lr_scheduler")])
def test_what_is_not_supported_is_named(name):
    make = getattr(tg.optim, name)
    options = ["differentiable", *(["foreach"] if name in ("NAdam", "RAdam", "ASGD") else [])]
    options += ["fused"] if name in ("Adam", "AdamW", "Adagrad") else []
    for option in options:
        make([one(tg)], **{option: False})
        with pytest.raises(NotImplementedError, match=option):
            make([one(tg)], **{option: True})


def test_fused_momentum_is_refused_and_fused_descent_is_descent():
    with pytest.raises(NotImplementedError, match="fused"):
        tg.optim.SGD([one(tg)], momentum=0.9, fused=True)
    optimizer = tg.optim.SGD([{"params": [one(tg)], "momentum": 0.9}], fused=True)
    with pytest.raises(NotImplementedError, match="fused=True with momentum"):
        optimizer.step()
    steps = [trained(tg, "SGD", {"lr": 0.1, "weight_decay": 0.1, "fused": fused})[0] for fused in (True, None)]
    assert bits(steps[0]) == bits(steps[1])


@pytest.mark.parametrize("name", [n for n in tg.optim.__all__ if n not in ("Optimizer", "lr_scheduler")])
def test_a_rate_may_be_a_tensor_that_changes(name):
    rate, params = tg.tensor(0.1), leaves(tg, [(2, 3), (1,)])
    optimizer = getattr(tg.optim, name)(params, lr=rate)
    scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5)
    slopes(tg, params, 0)
    optimizer.step()
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] is rate
    assert rate.item() == np.float32(0.05)
    assert scheduler.get_last_lr()[0] is not rate


def test_an_optimizer_is_pickled_with_its_parameters():
    params, optimizer = trained(tg, "SGD", {"momentum": 0.9}, steps=2)
    again = pickle.loads(pickle.dumps(optimizer))
    kept = again.param_groups[0]["params"]
    for p, q in zip(params, kept, strict=True):
        q.grad = copy.deepcopy(p.grad)
    optimizer.step()
    again.step()
    assert bits(kept) == bits(params)


def test_nothing_keeps_an_optimizer_alive():
    gc.disable()
    try:
        optimizer = tg.optim.SGD([one(tg)], lr=0.1)
        scheduler = lr_scheduler.ExponentialLR(optimizer, 0.9)
        optimizer.step()
        scheduler.step()
        dead = weakref.ref(optimizer)
        del optimizer, scheduler
        assert dead() is None
    finally:
        gc.enable()


def test_adam_is_its_formula():
    """torch's square roots are a bit off at times, so Adam's parameters are compared with exact arithmetic instead."""
    (weight,) = params = leaves(tg, [(50,)])
    optimizer = tg.optim.Adam(params, lr=0.1)
    for t in range(1, 6):
        slopes(tg, params, t)
        before = weight.detach().numpy().astype(np.float64)
        optimizer.step()
        m, v = (optimizer.state[weight][name].numpy().astype(np.float64) for name in ("exp_avg", "exp_avg_sq"))
        exact = before - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        np.testing.assert_allclose(weight.detach().numpy(), exact, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("name", "options"), [("Adam", {}), ("SGD", {"momentum": 0.9})])
def test_what_is_remembered_counts_its_changes(name, options):
    p = tg.ones(2, requires_grad=True)
    adam_or_sgd = getattr(tg.optim, name)([p], lr=0.1, **options)
    p.grad = tg.ones(2)
    adam_or_sgd.step()
    kept = next(t for t in adam_or_sgd.state[p].values() if t.ndim)
    loss = (p.detach().requires_grad_() * kept).sum()
    adam_or_sgd.step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_a_parameter_of_inference_mode_is_updated_there_alone():
    with tg.inference_mode():
        p = tg.ones(2, requires_grad=True)
    p.grad = tg.ones(2)
    for each in (tg.optim.SGD([p], lr=1.0), tg.optim.Adam([p])):
        with pytest.raises(RuntimeError, match="Inplace update to inference tensor"):
            each.step()
    assert p.tolist() == [1.0, 1.0]
    with tg.inference_mode():
        tg.optim.SGD([p], lr=1.0).step()
    assert p.tolist() == [0.0, 0.0]
