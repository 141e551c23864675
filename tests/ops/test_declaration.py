"""Mistakes in the declaration of an operation are refused where they stand, each in a sentence that names it."""

import math
import subprocess
import sys
from itertools import count

import numpy as np
import pytest
from numpy import square as numpys_square

import tinygrad_lr as tg
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.ops import OPS, declare, formula
from tinygrad_lr.ops.declaration import refuse_mistakes
from tinygrad_lr.ops.elementwise import cos

exp = 3.0  # which is the name of an operation
NUMBERS = count()


def unmarked(g, input):
    return g * cos(input)


@formula
def marked(g, input):
    return g * cos(input)


def with_numpy(g):
    return np.abs(g)


def through_another(g):
    return with_numpy(g)


def declared(**declaration):
    """An operation of its own name, the declaration of which is withdrawn."""

    def wave(input, rate=1.0):
        return np.sin(input)

    wave.__name__ = f"wave_{next(NUMBERS)}"
    try:
        return declare("WaveBackward0", **declaration)(wave)
    finally:
        OPS.pop(wave.__name__, None)
        OPERATIONS.pop(wave.__name__, None)


NUMPYS = "is NumPy's, and could not be differentiated again"


@pytest.mark.parametrize(
    ("declaration", "words"),
    [
        ({"inptu": lambda g: g}, "'inptu' is no argument of it, and no option; did you mean 'input'?"),
        ({"input": lambda g: g, "promot": True}, "'promot' is no argument of it, and no option; did you mean 'promote'?"),
        ({"joint_vjp": (("input", "other"), lambda g, needed: g)}, "'other' is no argument of it"),
        ({"input": lambda g, inptu: g}, "there is no 'inptu' to be saved; did you mean 'input'?"),
        ({"input": lambda g, input_size: g}, "there is no 'input_size' to be saved"),
        ({"joint_vjp": (("input",), lambda g, needed, other: g)}, "there is no 'other' to be saved"),
        ({"input": lambda: 1.0}, "its parameters are g, and then the names of what it needs"),
        ({"input": lambda g, *saved: g}, "its parameters are g, and then"),
        ({"input": lambda g, input=1: g}, "its parameters are g, and then"),
        ({"joint_vjp": (("input",), lambda g: g)}, "its parameters are g, needed, and then"),
        ({"input": np.cos}, "it must be a function written in Python"),
        ({"input": 2.0}, "it must be a function written in Python"),
        ({"input": lambda g, input: g * np.cos(input)}, f"np {NUMPYS}"),
        ({"input": lambda g, input: g * np.pi}, f"np {NUMPYS}"),
        ({"input": lambda g, input: g * numpys_square(input)}, f"numpys_square {NUMPYS}"),
        ({"input": lambda g, input: [np.cos(x) for x in (g, input)]}, f"np {NUMPYS}"),
        ({"input": lambda g: with_numpy(g)}, f"np {NUMPYS}"),
        ({"input": lambda g: through_another(g)}, f"np {NUMPYS}"),
        ({"input": lambda g, input: g * exp}, "exp is the name of an operation, and means another thing here"),
        ({"input": lambda g, input: unmarked(g, input)}, "cos takes arrays, and a helper calls it, which must be decorated with @formula"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused(declaration, words):
    with pytest.raises(TypeError, match=r"wave_\d+") as refused:
        declared(**declaration)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "derivative",
    [
        lambda g, input: g * cos(input),
        lambda g, input, out, rate, input_shape, input_dtype: g * math.pi,
        lambda g, input: marked(g, input),
        lambda g, input: g.exp(),  # an attribute of that name is something else
        lambda g: defined_later(g),  # noqa: F821
    ],
)
def test_what_can_be_differentiated_is_taken(derivative):
    declared(input=derivative)


def test_a_name_is_given_once():
    def cos(input):
        return input

    with pytest.raises(ValueError, match="there is an operation cos already"):
        declare("CosBackward1", input=lambda g: g)(cos)


def test_the_plain_function_refuses_tensors():
    wave = declared(input=lambda g, input: g * cos(input))
    assert wave(np.zeros(2)).tolist() == [0.0, 0.0]
    for call in (lambda: wave(tg.ones(2)), lambda: wave(input=tg.ones(2)), lambda: wave(np.ones(2), tg.ones(1))):
        with pytest.raises(
            TypeError, match=r"wave_\d+\(\) computes arrays; the operation on Tensors is OPS\['wave_\d+'\]"
        ):
            call()


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_librarys_own_have_no_mistake(name):
    operation = OPERATIONS[name]
    derivatives = {} if operation.joint_vjp else dict(zip(operation.differentiable, operation.formulas))
    options = {option: getattr(operation, option) for option in ("joint_vjp", "extra_outputs", "sequence")}
    refuse_mistakes(operation.declared, derivatives | options)


OWN = """
import numpy as np
import tinygrad_lr as torch
from tinygrad_lr.ops import OPS, declare
from tinygrad_lr.ops.elementwise import cos

@declare("WaveBackward0", input=lambda g, input: g * cos(input) * 2)
def wave(input):
    return np.sin(input) * 2

x = torch.tensor([0.3, 2.0], dtype=torch.float64, requires_grad=True)
assert torch.autograd.gradcheck(OPS["wave"], x) and torch.autograd.gradgradcheck(OPS["wave"], x)
print(OPS["wave"](x).grad_fn)
"""


def test_an_operation_of_ones_own_has_two_derivatives():
    done = subprocess.run([sys.executable, "-c", OWN], capture_output=True, text=True)
    assert done.stdout.startswith("<WaveBackward0 object at"), done.stderr
