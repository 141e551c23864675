"""Names of torch's that are out of scope: refused by name, as an error that `hasattr` understands."""

import pytest

import tinygrad_lr as tg
from tinygrad_lr.frontend.unsupported import OF_TENSORS, WHY, WHY_NO_LAYER, WHY_NO_OPTIMIZER, OutOfScope


@pytest.mark.parametrize("name", ["float16", "complex64", "sparse_coo_tensor", "conv2d", "slogdet"])
def test_a_name_that_is_out_of_scope_is_refused_by_name(name):
    with pytest.raises(NotImplementedError, match=f"torch.{name} is not supported here: "):
        getattr(tg, name)
    assert not hasattr(tg, name)
    assert getattr(tg, name, 3) == 3


def test_a_tensors_too():
    with pytest.raises(NotImplementedError, match=r"Tensor.to_sparse is not supported here: tensors are dense"):
        tg.ones(1).to_sparse()
    assert not hasattr(tg.ones(1), "half")


def test_what_torch_has_not_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'tinygrad_lr' has no attribute 'zzz'") as caught:
        tg.zzz  # noqa: B018
    assert not isinstance(caught.value, NotImplementedError)
    with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'zzz'"):
        tg.ones(1).zzz  # noqa: B018


ELSEWHERE = {"nn": WHY_NO_LAYER, "optim": WHY_NO_OPTIMIZER}


@pytest.mark.parametrize(("space", "name"), [("nn", "Conv2d"), ("nn", "LSTM"), ("optim", "LBFGS")])
def test_layers_and_optimizers_too(space, name):
    here = getattr(tg, space)
    with pytest.raises(NotImplementedError, match=f"torch.{space}.{name} is not supported here: "):
        getattr(here, name)
    assert not hasattr(here, name)
    with pytest.raises(AttributeError, match=f"module 'tinygrad_lr.{space}' has no attribute 'zzz'"):
        here.zzz  # noqa: B018
    with pytest.raises(ImportError, match=f"cannot import name '{name}'"):
        exec(f"from tinygrad_lr.{space} import {name}")


@pytest.mark.torch
def test_the_names_are_torchs_and_not_ours():
    torch = pytest.importorskip("torch")
    for space, why in ELSEWHERE.items():
        assert {name for name in why if name not in dir(getattr(torch, space))} == set()
        assert {name for name in why if name in vars(getattr(tg, space))} == set()
    known = {*dir(torch), *dir(torch.Tensor), "hpu", "_dynamo", "onnx"}  # the last is imported when it is asked for
    assert {name for name in WHY if name not in known} == set()
    assert {name for name in WHY if name in vars(tg)} == set()
    assert {name for name in WHY if hasattr(torch.Tensor, name)} == set(OF_TENSORS)
    assert {name for name in OF_TENSORS if not isinstance(vars(tg.Tensor)[name], OutOfScope)} == set()


def test_no_class_on_the_way_of_a_step_computes_attributes():
    """The interpreter reads attributes of such a class in a slower way, whether they are there or not."""
    linear = tg.nn.Linear(1, 1)
    loss = linear(tg.ones(1, 1)).sum()
    for cls in (tg.Tensor, tg.nn.Parameter, tg.nn.Linear, tg.optim.SGD, type(loss.grad_fn)):
        assert not hasattr(cls, "__getattr__")
        assert cls.__getattribute__ is object.__getattribute__
