"""Values at the ends of every dtype and beyond, NumPy's numbers wherever Python's go, and what tensors are made of.

`values_table.py` lists the calls. Each is made in both libraries, and what it prints, warns of or raises is compared.
"""

import itertools
import warnings

import numpy as np
import pytest

import tinygrad_lr
from parity.lanes.refusals import said
from tests.helpers.values_table import CALLS, OBJECTS

pytestmark = pytest.mark.torch


def told(fw, text, **names):
    """What a call comes to: its text or its exception, and its warnings."""
    scope = {"torch": fw, "T": fw.tensor, "F": fw.nn.functional, "np": np, "inf": float("inf"), "nan": float("nan")}
    scope |= OBJECTS | names | {"x": fw.ones(2)}
    fw.manual_seed(0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = repr(eval(text, scope))
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    return said(result), sorted({said(str(w.message)) for w in caught if "__array" not in str(w.message)})


@pytest.mark.parametrize("text", CALLS)
def test_values_are_torchs(text, torch_that_warns):
    assert told(tinygrad_lr, text) == told(torch_that_warns, text)


ITEMS = """1 2.5 True np.int64(1) np.int32(1) np.uint8(1) np.float32(2.5) np.float64(2.5) np.bool_(True) T(1) T(2.5) T(True)
T(1,dtype=torch.int8) T(2.5,dtype=torch.float64) T([2.5]) np.array(2.5) np.array(1) np.array(2.5,dtype=np.float32) [1]
None 'a'""".split()


@pytest.mark.parametrize(
    "form", ["T([{}, {}])", "torch.as_tensor(({}, {}))", "T([[{}], [{}]])", "x.new_tensor([{}, {}])"]
)
def test_the_dtype_of_mixed_lists_is_torchs(form, torch_that_warns):
    found = []
    for pair in itertools.product(ITEMS, ITEMS):
        text = form.format(*pair)
        ours, theirs = told(tinygrad_lr, text), told(torch_that_warns, text)
        if ours != theirs:
            found.append(f"{text}: {ours}, torch: {theirs}")
    assert not found, "\n".join(found)


NUMBERS = [
    "np.int64(2)",
    "np.int8(2)",
    "np.uint8(2)",
    "np.float32(2)",
    "np.float64(2)",
    "np.bool_(True)",
    "True",
    "2",
    "2.",
]
OPERATORS = "+ - * / // % ** == < >= & | ^".split()


@pytest.mark.parametrize("dtype", ["int64", "int8", "uint8", "bool", "float32", "float64"])
def test_numpys_numbers_beside_tensors(dtype, torch_that_warns):
    found = []
    for number, sign, left in itertools.product(NUMBERS, OPERATORS, (False, True)):
        tensor = f"torch.ones(2, dtype=torch.{dtype})"
        text = f"{number} {sign} {tensor}" if left else f"{tensor} {sign} {number}"
        ours, theirs = told(tinygrad_lr, text), told(torch_that_warns, text)
        if ours != theirs:
            found.append(f"{text}: {ours}, torch: {theirs}")
    assert not found, "\n".join(found)


def test_it_bites(torch_that_warns):
    assert told(tinygrad_lr, "T([1])") != told(torch_that_warns, "T([1.])")
    assert told(tinygrad_lr, "T([1], dtype=torch.int8) + 1") != told(torch_that_warns, "T([1]) + 1")


def test_a_dtype_that_numpy_makes_and_there_is_not_here_is_named():
    with pytest.raises(TypeError, match=r"type numpy\.float16"):
        np.sin(tinygrad_lr.arange(3, dtype=tinygrad_lr.int8))


ODD_LAYOUTS = {
    "turned": lambda fw: fw.ones(4, 3).t(),
    "expanded": lambda fw: fw.ones(1, 4).expand(3, 4),
    "a part of what is turned": lambda fw: fw.ones(8, 6).t()[::2, ::2],
    "every second": lambda fw: fw.ones(6, 8)[::2, ::2],
}


@pytest.mark.parametrize("given", ["requires grad", "as data"])
@pytest.mark.parametrize("layout", ODD_LAYOUTS)
def test_gradients_are_laid_out_as_in_torch(layout, given):
    import torch

    def strides(fw):
        if given == "as data":
            leaf = fw.ones(3, 4, requires_grad=True)
            leaf.data = ODD_LAYOUTS[layout](fw)
        else:
            leaf = ODD_LAYOUTS[layout](fw).requires_grad_()
        (leaf * leaf).sum().backward()
        return leaf.grad.stride()

    assert strides(tinygrad_lr) == strides(torch)
