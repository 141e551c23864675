"""torch.exp_ and its kin: functions that write into their first argument are the methods of that name."""

import inspect

import pytest

import tinygrad_lr as tg

MORE = {"fill_": (2.0,), "xlogy_": (0.5,), "clamp_": (0.1, 0.4), "clip_": (0.1, 0.4), "clamp_min_": (0.4,), "clamp_max_": (0.4,), "threshold_": (0.3, 2.0), "celu_": (0.5,)}  # fmt: skip
TENSORS = ("addmv_",)  # takes more of these
NAMES = [
    name
    for name in vars(tg)
    if name.endswith("_") and name[0] != "_" and inspect.isroutine(getattr(tg, name)) and name not in TENSORS
]


def written(fw, name, as_method):
    """The values, the node, the version and the gradient of one call, or that it has none."""
    leaf = fw.tensor([0.25, 0.5], requires_grad=True)
    x = leaf * 1 + (1 if "acosh" in name or "arccosh" in name else 0)
    more = MORE.get(name, ())
    out = getattr(x, name)(*more) if as_method else getattr(fw, name)(x, *more)
    assert out is x
    try:
        out.sum().backward()
    except NotImplementedError as error:  # asinh_ and its kin
        return str(error)
    return [round(v, 5) for v in out.tolist()], type(out.grad_fn).__name__, out._version, [round(v, 4) for v in leaf.grad.tolist()]  # fmt: skip


def test_there_are_many():
    assert len(NAMES) > 45


@pytest.mark.parametrize("name", [name for name in NAMES if hasattr(tg.Tensor, name)])
def test_a_function_is_the_method(name):
    assert written(tg, name, False) == written(tg, name, True)


@pytest.mark.torch
@pytest.mark.parametrize("name", NAMES)
def test_a_function_is_torchs(name):
    torch = pytest.importorskip("torch")
    assert written(tg, name, False) == written(torch, name, False)


@pytest.mark.torch
@pytest.mark.parametrize("name", NAMES)
def test_a_leaf_is_refused_as_by_torch(name):
    torch = pytest.importorskip("torch")
    said = []
    for fw in (tg, torch):
        with pytest.raises(RuntimeError) as caught:
            getattr(fw, name)(fw.ones(2, requires_grad=True), *MORE.get(name, ()))
        said.append(str(caught.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("name", NAMES)
def test_the_tensor_is_named_input(name):
    x = tg.tensor([0.25, 0.5]) + (1 if "acosh" in name or "arccosh" in name else 0)
    names = {
        "fill_": {"value": 2.0},
        "xlogy_": {"other": 0.5},
        "clamp_min_": {"min": 0.4},
        "clamp_max_": {"max": 0.4},
        "threshold_": {"threshold": 0.3, "value": 2.0},
    }
    more = names.get(name, {"min": 0.1} if name in ("clamp_", "clip_") else {})
    assert getattr(tg, name)(input=x, **more) is x
