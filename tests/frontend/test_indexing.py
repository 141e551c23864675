"""`t[...]`, read and written with anything in the brackets, beside torch: values, strides, graphs, gradients, refusals."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_lr as tg

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

ITEMS = """0 1 -1 3 -4 : 1: :-1 ::2 -1: :9 0:0 2:1 None ... True False [0] [1,0] [0,0,-1] [] [[0],[1]] [True,False] [2.5]
torch.tensor(0) torch.tensor(-2) torch.tensor(True) torch.tensor([1,0]) torch.tensor([[0,1],[1,-1]]) torch.tensor([5])
torch.tensor([True,False,True]) torch.tensor([[True,False],[False,True]]) torch.tensor([1,0,1],dtype=torch.uint8)
torch.tensor([0,1],dtype=torch.int32) torch.tensor([0],dtype=torch.int16) torch.tensor([0.]) np.array([1,0]) np.array(1)
np.int64(1) np.array([True,False]) np.bool_(True) range(2) slice(None,None,-1) slice(0,1,0) slice(0.5) 'a' 1.0 x>2""".split()
NO_INDICES = ("torch.tensor([0],dtype=torch.int16)", "torch.tensor([0.])")
VALUES = """2.5 3 True torch.tensor(1.5) torch.tensor([7.]) torch.ones(2) torch.ones(1,1,2) torch.ones(3,1) torch.tensor(4)
torch.ones(0) x[0]*2 2**40 1j None [1.] 'a' np.float32(1)""".split()
SHAPES = st.sampled_from([(), (2,), (3, 2), (2, 3), (3, 2, 2), (1, 3), (2, 0), (0,), (2, 2, 3)])


@st.composite
def statements(draw):
    """A shape, whether the tensor is transposed, whether it requires grad, and what is done to it, as text."""
    items = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=3))
    if items.count("...") > 1:
        items.remove("...")  # torch takes two, and then looks for sizes beyond the last dimension
    brackets = f"x[{', '.join(items)}]"
    value = draw(st.none() | st.sampled_from(VALUES))
    if len(items) > 1 and any(item in NO_INDICES for item in items):
        value = None  # of two refusals at once, which comes first in an assignment depends on the value
    text = brackets if value is None else f"x.__setitem__(({', '.join(items)}), {value})"
    return draw(SHAPES), draw(st.booleans()), draw(st.sampled_from(["no", "leaf", "result"])), text


def told(fw, shape, transposed, requires, text):
    """All that can be seen of the statement in a framework."""
    x = leaf = fw.arange(float(np.prod(shape))).reshape(shape)
    x = x.transpose(0, -1) if transposed and len(shape) > 1 else x
    if requires != "no":
        leaf = x.clone().requires_grad_()
        x = leaf * 1 if requires == "result" else leaf
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = eval(text, {"torch": fw, "x": x, "np": np})
            y = x if result is None else result
            steps = y.stride() if 0 not in y.shape and 1 not in y.shape else None  # of one element, steps say nothing
            seen = [y.tolist(), tuple(y.shape), steps, type(y.grad_fn).__name__, y._is_view(), y._version]
            if requires != "no":
                (y * fw.arange(float(y.numel())).reshape(y.shape)).sum().backward()
                seen.append(leaf.grad.tolist())
        except Exception as error:
            seen = [type(error).__name__, str(error)]
    return seen, sorted({str(w.message).partition(" (Triggered")[0] for w in caught})


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(statements())
def test_equals_torch(torch_warns_always, statement):
    assert told(tg, *statement) == told(torch, *statement)


@pytest.mark.parametrize("index", ["0, torch.tensor([1, 0])", "0, None", "0", "1", "torch.tensor([True, False, True])"])
def test_memory_is_not_written_while_it_is_read(torch_warns_always, index):
    statement = (3, 2), False, "no", f"x.__setitem__(({index}), x[0])"
    assert told(tg, *statement) == told(torch, *statement)


@pytest.fixture(scope="module")
def torch_warns_always():
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


def test_what_is_told_would_show_a_wrong_element():
    right = told(tg, (3, 2), False, "leaf", "x[[1, 0]]")
    assert right != told(tg, (3, 2), False, "leaf", "x[[0, 1]]")
    assert right != told(tg, (3, 2), False, "no", "x[[1, 0]]")


NUMBERS = [
    0,
    1,
    -1,
    300,
    -300,
    255,
    -255,
    2**40,
    2**63 - 1,
    2**64,
    1.5,
    -0.5,
    127.5,
    1e300,
    float("inf"),
    float("nan"),
    True,
]
TAKERS = [
    "x.fill_(v)",
    "torch.full((2,), v, dtype=x.dtype)",
    "torch.full_like(x, v)",
    "x.new_full((1,), v)",
    "x.masked_fill(x == 0, v)",
    "torch.where(x == 0, v, x)",
    "torch.tensor([v], dtype=x.dtype)",
    "x.__setitem__(0, v)",
    "x.__setitem__([0], v)",
]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int32", "int16", "int8", "uint8", "bool"])
@pytest.mark.parametrize("text", TAKERS)
def test_a_number_is_taken_or_refused_as_torch_does(text, dtype):
    def told(fw, value):
        x = fw.zeros(2, dtype=getattr(fw, dtype))
        try:
            result = eval(text, {"torch": fw, "x": x, "v": value})
            return repr((x if result is None else result).tolist())
        except (RuntimeError, OverflowError, ValueError, TypeError) as error:
            return type(error).__name__, str(error)

    for value in NUMBERS:
        assert told(tg, value) == told(torch, value), value
