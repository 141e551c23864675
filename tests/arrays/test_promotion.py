"""Type promotion, complete: every pair of operands, for every kind of operation, against torch.

An operand is a tensor with dimensions, a 0-d tensor or a Python number, of any dtype. The result's dtype, or
the exception and its words, has to be torch's. The values are ones: nothing here is about arithmetic.
"""

import itertools
import operator
import types
import warnings

import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity.oracle.observe import words  # noqa: E402

pytestmark = pytest.mark.torch

DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float32", "float64")
NUMBERS = (True, 1, 1.0)
TENSORS = tuple(itertools.product(((2,), ()), DTYPES))
OPERANDS = TENSORS + NUMBERS

BINARY = {
    "add": lambda fw, x, y: x + y,
    "sub": lambda fw, x, y: x - y,
    "mul": lambda fw, x, y: x * y,
    "div": lambda fw, x, y: x / y,
    "floor_divide": lambda fw, x, y: x // y,
    "remainder": lambda fw, x, y: x % y,
    "pow": lambda fw, x, y: x**y,
    "eq": lambda fw, x, y: x == y,
    "lt": lambda fw, x, y: x < y,
    "torch.add": lambda fw, x, y: fw.add(x, y),
    "torch.mul": lambda fw, x, y: fw.mul(x, y),
    "torch.div": lambda fw, x, y: fw.div(x, y),
    "torch.div floor": lambda fw, x, y: fw.div(x, y, rounding_mode="floor"),
    "torch.pow": lambda fw, x, y: fw.pow(x, y),
    "where": lambda fw, x, y: fw.where(fw.tensor(True), x, y),
    "add alpha": lambda fw, x, y: fw.add(x, y, alpha=2),
    "result_type": lambda fw, x, y: fw.result_type(x, y),
}
OF_TENSORS = {
    "maximum": lambda fw, x, y: fw.maximum(x, y),
    "minimum": lambda fw, x, y: fw.minimum(x, y),
    "cat": lambda fw, x, y: fw.cat([x.reshape(-1), y.reshape(-1)]),
    "stack": lambda fw, x, y: fw.stack([x.reshape(-1)[:0], y.reshape(-1)[:0]]),
    "type_as": lambda fw, x, y: x.type_as(y),
    "addcmul": lambda fw, x, y: fw.addcmul(x, x, y),
    "masked_fill": lambda fw, x, y: x.masked_fill(fw.tensor(True), y),
}
IN_PLACE = {
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "/=": operator.itruediv,
    "//=": operator.ifloordiv,
    "%=": operator.imod,
    "**=": operator.ipow,
    "[...] =": lambda x, y: x.__setitem__(..., y),
    "copy_": lambda x, y: x.copy_(y),
    "fill_": lambda x, y: x[0].fill_(y[0]) if getattr(y, "ndim", 0) else x.fill_(y),
    "clamp_min_": lambda x, y: x.clamp_min_(y),
}
UNARY = ("abs", "neg", "exp", "sqrt", "square", "sign", "floor", "round", "reciprocal", "sigmoid", "relu", "isnan")
REDUCTIONS = ("sum", "mean", "prod", "amax", "max", "argmax", "all", "var", "norm")


def make(fw, operand):
    if not isinstance(operand, tuple):
        return operand
    shape, dtype = operand
    return fw.ones(shape, dtype=getattr(fw, dtype))


def outcome(fw, call, *operands):
    """The result's dtype, or the exception and its words."""
    made = [make(fw, operand) for operand in operands]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = call(fw, *made)
            return str(getattr(result, "dtype", result)), ""
        except Exception as error:  # whatever it is, it is what has to be the same
            return type(error).__name__, words(str(error))


def in_place(change):
    def call(fw, x, y):
        change(x, y)
        return x

    return call


def unlike(ours, name, call, pairs):
    """Every pair of operands whose outcome is not torch's."""
    found = []
    for operands in pairs:
        a, b = outcome(ours, call, *operands), outcome(torch, call, *operands)
        if a != b:
            found.append(f"{name} of {operands}: {a}, torch: {b}")
    return found


def told(found):
    return f"{len(found)} pairs differ, the first of them:\n" + "\n".join(found[:20])


WITH_A_TENSOR = [(x, y) for x in OPERANDS for y in OPERANDS if isinstance(x, tuple) or isinstance(y, tuple)]
TENSOR_PAIRS = list(itertools.product(TENSORS, TENSORS))
# in place, the second operand has to fit into the first
FITTING = [(x, y) for x in TENSORS for y in OPERANDS if not isinstance(y, tuple) or len(y[0]) <= len(x[0])]


@pytest.mark.parametrize("name", BINARY)
def test_tensors_and_numbers(name):
    found = unlike(tinygrad_lr, name, BINARY[name], WITH_A_TENSOR)
    assert not found, told(found)


@pytest.mark.parametrize("name", OF_TENSORS)
def test_tensors(name):
    found = unlike(tinygrad_lr, name, OF_TENSORS[name], TENSOR_PAIRS)
    assert not found, told(found)


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place(name):
    found = unlike(tinygrad_lr, name, in_place(IN_PLACE[name]), FITTING)
    assert not found, told(found)


@pytest.mark.parametrize("name", UNARY + REDUCTIONS)
def test_one_tensor(name):
    found = unlike(tinygrad_lr, name, lambda fw, x: getattr(fw, name)(x), [(x,) for x in TENSORS])
    assert not found, told(found)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_default_dtype_decides_for_python_floats(dtype):
    pairs = [(x, 1.0) for x in TENSORS]
    torch.set_default_dtype(getattr(torch, dtype))
    tinygrad_lr.set_default_dtype(getattr(tinygrad_lr, dtype))
    try:
        found = unlike(tinygrad_lr, "mul", BINARY["mul"], pairs) + unlike(
            tinygrad_lr, "div", BINARY["div"], TENSOR_PAIRS
        )
    finally:
        torch.set_default_dtype(torch.float32)
        tinygrad_lr.set_default_dtype(tinygrad_lr.float32)
    assert not found, told(found)


@pytest.mark.parametrize("name", ["promote_types", "can_cast"])
def test_two_dtypes(name):
    def call(fw, x, y):
        return getattr(fw, name)(x.dtype, y.dtype)

    found = unlike(tinygrad_lr, name, call, TENSOR_PAIRS)
    assert not found, told(found)


# ---- it bites --------------------------------------------------------------------------------------------


def like_numpy(fw, x, y):
    """add, promoted as NumPy does it: a 0-d tensor counts as much as one with dimensions."""
    wide = torch.promote_types(x.dtype, y.dtype)
    return x.to(wide) + y.to(wide)


def other_words(fw, x, y):
    if torch.bool in (x.dtype, y.dtype):
        raise RuntimeError("no")
    return x - y


@pytest.mark.parametrize(("name", "wrong"), [("add", like_numpy), ("sub", other_words)])
def test_a_wrong_rule_is_seen(name, wrong):
    fake = types.SimpleNamespace(**vars(torch))
    right = BINARY[name]

    def call(fw, x, y):
        return wrong(fw, x, y) if fw is fake else right(fw, x, y)

    assert unlike(fake, name, call, TENSOR_PAIRS)
    assert not unlike(torch, name, call, TENSOR_PAIRS)
