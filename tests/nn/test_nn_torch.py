"""torch.nn, told by both: the transcripts of `nn_transcripts.py` and all signatures, here and in torch itself."""

import inspect

import pytest

import tinygrad_lr as tg
from tests.helpers import nn_transcripts
from tests.helpers.transcripts import told, transcripts_of

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("torch_that_warns")]
TRANSCRIPTS = transcripts_of(vars(nn_transcripts))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.__name__)
def test_the_transcript_is_torchs(transcript):
    assert told(transcript, tg) == told(transcript, torch)


# -- signatures --------------------------------------------------------------------------------------------


def public(module):
    """The functions and classes that a module, or a class, defines, by name."""
    home = module.__name__ if inspect.ismodule(module) else module.__module__
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and getattr(value, "__module__", "").startswith(home)
    }


def parameters(function):
    """(name, kind, default) of each parameter; None for what is not written in Python."""
    try:
        given = inspect.signature(function).parameters.values()
    except ValueError:
        return None
    return [(p.name, p.kind.name, p.default) for p in given]


HELPERS = {
    "need_floats", "refuse_gradient", "chosen", "check_reduction", "same_kind", "reduced", "in_place",
    "warn_of_sizes", "weighted", "along_classes", "activation", "softmax_dim",
}  # fmt: skip
PLACES = {
    "functional": (tg.nn.functional, torch.nn.functional),
    "utils": (tg.nn.utils, torch.nn.utils),
    "nn": (tg.nn, torch.nn),
    "Module": (tg.nn.Module, torch.nn.Module),
    "Sequential": (tg.nn.Sequential, torch.nn.Sequential),
    "ModuleList": (tg.nn.ModuleList, torch.nn.ModuleList),
    "ModuleDict": (tg.nn.ModuleDict, torch.nn.ModuleDict),
}


def differences(ours, theirs):
    """What we have under another signature than torch, or alone."""
    found = {}
    for name, value in public(ours).items():
        if name not in HELPERS:
            wanted = parameters(getattr(theirs, name)) if hasattr(theirs, name) else "absent"
            if wanted is not None and parameters(value) != wanted:
                found[name] = (parameters(value), wanted)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_signatures_are_torchs(place):
    assert differences(*PLACES[place]) == {}


def test_another_default_is_noticed(monkeypatch):
    monkeypatch.setattr(inspect.unwrap(tg.nn.functional.elu), "__defaults__", (2.0, False))
    assert list(differences(*PLACES["functional"])) == ["elu"]
