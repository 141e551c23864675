"""torch.optim beside torch's: the transcripts, and updates to the bit for many options, shapes and steps."""

import inspect

import numpy as np
import pytest

import tinygrad_lr as tg
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


@pytest.fixture
def _torchs_sqrt(monkeypatch):
    monkeypatch.setattr(*owner_of(names.ADAM_SQRT), lambda x: torch.sqrt(torch.as_tensor(x)).numpy())


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
@pytest.mark.parametrize("options", ADAM, ids=str)
@pytest.mark.parametrize("name", ["Adam", "AdamW"])
def test_adam_to_the_bit_given_torchs_square_roots(name, options):
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
    monkeypatch.setattr(*owner_of(names.ADAM_SQRT), np.sqrt)
    ours, theirs = both("Adam", {}, shapes=[(10_007,)], steps=3)
    assert ours != theirs


def test_states_pass_between_the_frameworks():
    for name, options in ("SGD", {"momentum": 0.9}), ("AdamW", {"amsgrad": True}):
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


CLASSES = ["SGD", "Adam", "AdamW", *(f"lr_scheduler.{name}" for name in (*optim_transcripts.SCHEDULES, "LRScheduler"))]


def signature(fw, name):
    found = fw.optim
    for part in name.split("."):
        found = getattr(found, part)
    return [(p.name, p.kind, p.default) for p in inspect.signature(found.__init__).parameters.values()]


@pytest.mark.parametrize("name", CLASSES)
def test_signatures_are_torchs(name):
    assert signature(tg, name) == signature(torch, name)
