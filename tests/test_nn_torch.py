"""torch.nn, told by both: the scenes of `nn_scenes.py` and all signatures, here and in torch itself."""

import inspect

import nn_scenes
import pytest
from scenes import scenes_of, told

import tinygrad_lr as tg

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("torch_that_warns")]
SCENES = scenes_of(vars(nn_scenes))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_scene_is_torchs(scene):
    assert told(scene, tg) == told(scene, torch)


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
    monkeypatch.setattr(tg.nn.functional.elu, "__defaults__", (2.0, False))
    assert list(differences(*PLACES["functional"])) == ["elu"]
