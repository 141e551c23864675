"""Calls that fit no form of a function: refused as torch refuses them, in its words, by its own list of forms."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_lr as tg
from tinygrad_lr import signatures

GOLDEN = Path(__file__).parent / "golden"
VALUES = (
    """x y s n b 0 1 -1 True None 0.5 'floor' (0,1) (0,) () [1] [0,'a'] (x,y) [x] torch.float32 float object""".split()
)
KEYWORDS = "dim keepdim dtype alpha axis out other input value rounding_mode correction zzz".split()
# What torch says there comes from elsewhere: deprecated forms it takes, elements it reads later, lists that are indices.
ELSEWHERE = set(
    """new_tensor index_put_ new_ones new_zeros new_empty new_full broadcast_tensors cat concat concatenate stack
    add sub add_ sub_ subtract addmm addmm_ addcmul addcmul_ addcdiv addcdiv_ moveaxis movedim roll type view zero_""".split()
)
NAMES = sorted(name for name in signatures.table() if name.rpartition(".")[2] not in ELSEWHERE and name[:3] != "nn.")


@st.composite
def calls(draw):
    """The text of a call of a function or method."""
    name = draw(st.sampled_from(NAMES))
    given = draw(st.lists(st.sampled_from(VALUES), max_size=4))
    named = draw(st.none() | st.tuples(st.sampled_from(KEYWORDS), st.sampled_from(VALUES)))
    arguments = ", ".join([*given, *([f"{named[0]}={named[1]}"] if named else [])])
    return (
        f"x.{name.removeprefix('Tensor.')}({arguments})" if name.startswith("Tensor.") else f"torch.{name}({arguments})"
    )


def refused(fw, text):
    """The words of a call's TypeError, or None."""
    names = dict(
        torch=fw, x=fw.tensor([[1.0, 2.0], [3.0, 4.0]]), y=fw.tensor([0.5, 1.5]), s=fw.tensor(2.0), n=fw.tensor([1, 0]),
        b=fw.tensor([True, False]),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            eval(text, names)
        except TypeError as error:
            return str(error).replace("TensorBase.", "Tensor.")  # CPython says now one, now the other
        except Exception:  # the arguments were taken
            return None
    return None


@pytest.mark.torch
@settings(max_examples=3000, deadline=None, derandomize=True)
@given(calls())
def test_refusals_are_torchs(text):
    torch = pytest.importorskip("torch")
    theirs = refused(torch, text)
    try:
        ours = refused(tg, text)
    except NotImplementedError:
        ours = None
    assert ours == theirs, text


@pytest.mark.torch
def test_the_list_of_forms_is_torchs(tmp_path):
    pytest.importorskip("torch")
    before = Path(signatures.__file__).with_suffix(".txt").read_text()
    copy = tmp_path / "signatures.txt"
    subprocess.run([sys.executable, GOLDEN / "make_signatures.py", copy], check=True)
    assert copy.read_text() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("torch.abs(1)", "abs(): argument 'input' (position 1) must be Tensor, not int"),
        ("x.abs(1)", "Tensor.abs() takes no arguments (1 given)"),
        ("x.item(0)", "Tensor.item() takes no arguments (1 given)"),
        ("x.detach(zzz=1)", "Tensor.detach() takes no keyword arguments"),
        ("x.requires_grad_('a')", "requires_grad_(): argument 'requires_grad' (position 1) must be bool, not str"),
        ("x.size(0.5)", "size(): argument 'dim' (position 1) must be int, not float"),
        ("torch.tensor()", 'tensor() missing 1 required positional arguments: "data"'),
        ("torch.dropout(x)", 'dropout() missing 2 required positional argument: "p", "train"'),
        ("torch.is_grad_enabled(1)", "torch.is_grad_enabled() takes no arguments (1 given)"),
        ("torch.flatten(x, 0.5)", "flatten(): argument 'start_dim' (position 2) must be int, not float"),
        ("torch.unsqueeze(x)", 'unsqueeze() missing 1 required positional arguments: "dim"'),
        ("x.cumsum(0, zzz=1)", "cumsum() got an unexpected keyword argument 'zzz'"),
        ("x.reshape(2, 'a')", "reshape(): argument 'shape' failed to unpack the object at pos 2 with error \"type must be tuple of ints,but got str\""),
        ("x.clamp('a')", "clamp() received an invalid combination of arguments - got (str), but expected one of:\n"
         " * (Tensor min = None, Tensor max = None)\n * (Number min = None, Number max = None)\n"),
    ],
)  # fmt: skip
def test_some_words(text, words):
    assert refused(tg, text) == words


def test_numpys_names_of_arguments_are_taken():
    x = tg.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert x.sum(axis=0).tolist() == [4.0, 6.0]
    assert tg.amax(x, axis=1, keepdims=True).tolist() == [[2.0], [4.0]]


def test_what_torch_takes_and_we_do_not_is_said():
    with pytest.raises(NotImplementedError, match="unexpected keyword argument 'out', which is not supported here"):
        tg.abs(tg.ones(1), out=tg.ones(1))


@pytest.mark.torch
def test_a_wrong_list_of_forms_is_found(monkeypatch):
    torch = pytest.importorskip("torch")
    wrong = {
        **signatures.table(),
        "flatten": (signatures.read_form("Tensor input, float start_dim = ..., int end_dim = ..."),),
    }
    monkeypatch.setattr(signatures, "table", lambda: wrong)
    assert refused(tg, "torch.flatten(x, 'a')") != refused(torch, "torch.flatten(x, 'a')")


LIMITS = """finfo(torch.float32) finfo(torch.float64) finfo() iinfo(torch.int8) iinfo(torch.uint8).bits finfo().dtype
finfo(torch.float32).max iinfo(torch.int64).dtype finfo(torch.int32) iinfo(torch.float32) finfo('a') iinfo(torch.bool)
iinfo(torch.int16)==iinfo(torch.int16) finfo(torch.float32)==finfo(torch.float64) pi e inf nan newaxis""".split()


@pytest.mark.torch
@pytest.mark.parametrize("text", LIMITS)
def test_limits_and_constants_are_torchs(text):
    def told(fw):
        try:
            return repr(eval(f"torch.{text}".replace("==", "==torch."), {"torch": fw}))
        except TypeError as error:
            return str(error)

    assert told(tg) == told(pytest.importorskip("torch"))
