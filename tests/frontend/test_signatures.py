"""Calls that fit no form of a function: refused as torch refuses them, in its words, by its own list of forms."""

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_lr as tg
from parity.lanes.refusals import said as in_one_spelling
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.paths import GOLDENS
from tinygrad_lr.frontend import signatures

VALUES = (
    """x y s n b 0 1 -1 True None 0.5 'floor' (0,1) (0,) () [1] [0,'a'] (x,y) [x] torch.float32 float object""".split()
)
KEYWORDS = "dim keepdim dtype alpha axis out other input value rounding_mode correction zzz".split()
# What torch says there comes from elsewhere (of range's steps below 1 among integers the process dies): deprecated forms it takes, elements it reads later, lists that are indices.
ELSEWHERE = set(
    """new new_tensor index_put_ new_ones new_zeros new_empty new_full broadcast_tensors cat concat concatenate stack
    addmm addmm_ addcdiv addcdiv_ moveaxis movedim range roll type view""".split()
)
NAMES = sorted(name for name in signatures.table() if name.rpartition(".")[2] not in ELSEWHERE and name[:3] != "nn.")
NAMES += "nn.functional.linear nn.functional.gelu nn.functional.softplus nn.functional.one_hot".split()


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
    subprocess.run([sys.executable, GOLDENS / "make_signatures.py", copy], check=True)
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
    with pytest.raises(
        NotImplementedError, match="unexpected keyword argument 'pin_memory', which is not supported here"
    ):
        tg.zeros(1, pin_memory=True)


@pytest.mark.torch
def test_a_wrong_list_of_forms_is_found(monkeypatch):
    torch = pytest.importorskip("torch")
    wrong = {
        **signatures.table(),
        "flatten": (signatures.read_form("Tensor input, float start_dim = ..., int end_dim = ..."),),
    }
    monkeypatch.setattr(*owner_of(names.SIGNATURES_TABLE), lambda: wrong)
    assert refused(tg, "torch.flatten(x, 'a')") != refused(torch, "torch.flatten(x, 'a')")


CALLS = """torch.ones(2).add(5, torch.ones(2))
torch.linalg.norm(input=torch.ones(2))
torch.linalg.norm(A=torch.ones(2))
torch.linalg.norm()
torch.linalg.norm(1)
torch.linalg.norm(torch.ones(2), zzz=1)
torch.linalg.norm(torch.ones(2), 1, 2, 3, 4)
torch.linalg.norm(torch.ones(2, 2), 1, dim=(0, -2))
torch.linalg.norm(torch.ones(2), out=torch.zeros(()))
torch.linalg.vector_norm(x=torch.ones(2))
torch.linalg.vector_norm(torch.ones(2), ord="a")
torch.linalg.vector_norm(torch.ones(2), dim=1.5)
torch.linalg.matrix_norm(torch.ones(2, 2), dim=1)
torch.linalg.matrix_norm(torch.ones(2, 2), ord=None)
torch.linalg.vecdot(input=torch.ones(2), other=torch.ones(2))
torch.linalg.vecdot(torch.ones(2), torch.ones(2), -1)
torch.linalg.matmul(torch.ones(2), other=1)
torch.linalg.matmul(torch.ones(2), torch.ones(2), out=torch.zeros(()))
torch.linalg.diagonal(input=torch.ones(2, 2))
torch.linalg.matrix_power(input=torch.ones(2, 2), n=2)
torch.linalg.matrix_power(torch.ones(2, 2), n=True)
torch.linalg.matrix_power(torch.ones(2, 2))
torch.add(torch.ones(2), 5, torch.ones(2))
torch.ones(2).add_(-0.5, torch.ones(2))
torch.ones(2).add(1, 2)
torch.ones(2).add(1, 'a')
torch.ones(2).sub(2, torch.ones(2))
torch.ones(2).add(torch.tensor(2.0), torch.ones(2))
torch.addcmul(torch.ones(2), 2, torch.ones(2), torch.ones(2))
torch.ones(2).addcdiv_(2, torch.ones(2), torch.ones(2))
torch.rsub(torch.ones(2), 2, 3)
torch.rsub(torch.ones(2), torch.ones(2), alpha=True)
torch.sub(torch.ones(2), torch.ones(2), alpha=True)
torch.Tensor(2, 3).shape
torch.Tensor(torch.Size([2, 3])).shape
torch.Tensor(2.5)
torch.Tensor(None)
torch.Tensor('a')
torch.Tensor([1, 2])
torch.Tensor(torch.tensor([1, 2]))
torch.Tensor(torch.ones(1), torch.ones(1))
torch.FloatTensor([[1, 2], [3]])
torch.LongTensor([1.7])
torch.FloatTensor([1, 2.5])
torch.FloatTensor((1, 2.5))
torch.FloatTensor([1, np.float32(2.5), True])
torch.LongTensor([1, 2.5])
torch.LongTensor([1, np.float32(2)])
torch.Tensor([torch.tensor(1), 2.5])
torch.Tensor([1, 'a'])
torch.Tensor({})
torch.FloatTensor({1})
torch.Tensor(__import__('decimal').Decimal(1))
torch.sum(__import__('collections').deque())
torch.from_numpy(__import__('array').array('d', [1]))
torch.from_numpy(np.ma.array([1.0, 2.0], mask=[0, 1]))
torch.from_numpy(np.asmatrix([[1.0, 2.0]]))
torch.tensor([1, 0]).lerp(torch.tensor([2, 3]), torch.tensor(0.5))
torch.tensor([1, 0], dtype=torch.uint8).addcmul(torch.tensor([1], dtype=torch.uint8), torch.tensor([1], dtype=torch.uint8), value=-1)
torch.tensor([1, 0], dtype=torch.uint8) ** 2**40
torch.ones(2).type(torch.LongTensor)
torch.ones(2).type(float)
isinstance(torch.ones(2), torch.FloatTensor)
isinstance(torch.ones(2), torch.LongTensor)
torch.ones(2, 3).norm(torch.tensor(2.0))
torch.ones(2, 3).norm(torch.ones(2))
torch.ones(2, 3).split(torch.ones(2))
torch.ones(2).to(True)
torch.ones(2).to(0.5)
torch.atleast_1d(torch.tensor(1.0), torch.ones(2))
torch.atleast_1d([torch.tensor(1.0)])
torch.broadcast_tensors(torch.ones(2), (1,))
torch.linspace(torch.ones(2), 3, 4)
torch.ones(2).clone(memory_format='a')
torch.stack((0,))
torch.square(3)
torch.tensor([1, 2], dtype=torch.uint8) / -1
torch.tensor([1, 2], dtype=torch.uint8).div(300)
torch.tensor([True, False]).gt_(5)
torch.tensor([1, 2]).gt_(1.5)
torch.tensor([1, 2]).bitwise_and_(3)
torch.ones(2, requires_grad=True).logical_not_()
(torch.ones(2, requires_grad=True) * 2).logical_not_()
torch.ones(2).lerp(torch.ones(2), torch.tensor([1, 2]))
torch.ones(2).masked_fill(torch.ones(2), torch.ones(2))
torch.ones(3, 2).roll(torch.tensor(1))
torch.ones(2).new_tensor(torch.ones(2))
float(torch.ones(2, requires_grad=True))
torch.addcmul(torch.ones(2), torch.ones(2), torch.ones(3))
torch.ones(2, 3) @ torch.ones(3, 2).long()
F.mse_loss(torch.ones(2, 3), torch.zeros(2, 3), size_average=False)
F.mse_loss(torch.ones(2, 3), torch.zeros(2, 3), reduce=False)
F.mse_loss(torch.ones(2, 3), 3)
F.l1_loss(torch.ones(2, 3), torch.ones(2, 3), True)
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), 3)
F.cross_entropy(torch.ones(2, 3), torch.tensor(1))
F.smooth_l1_loss(torch.ones(2).int(), torch.ones(2).bool())
F.huber_loss(torch.ones(2, requires_grad=True), torch.zeros(2).double()).backward()
F.huber_loss(torch.ones(2).double(), torch.zeros(2, requires_grad=True)).backward()
F.binary_cross_entropy_with_logits(torch.ones(2).double(), torch.ones(2))
F.linear(torch.ones(3), torch.ones(2, 3), torch.ones(4, 2))
F.linear(torch.ones(3), torch.ones(2, 3), 'a')
F.elu(torch.ones(2), torch.ones(2))
F.elu(torch.ones(2), torch.tensor(2.0))
F.softplus(torch.ones(2), torch.ones(2))
F.leaky_relu(1)
F.gelu(torch.ones(2), 'tanh')
F.softmax(torch.ones(2), 0.5)
F.log_softmax(torch.ones(2), 0, dtype=3)
F.softmin(3)
F.dropout(torch.ones(2), 0.5, 'a')
F.layer_norm(torch.ones(2), (2,), 3)
F.normalize(torch.ones(2, 2), torch.ones(2))
F.one_hot(torch.tensor([1]), torch.ones(2))
F.sigmoid(3)
torch.typename(torch.ones(1))
torch.typename(torch.nn.Parameter(torch.ones(1)))
torch.typename([3])
torch.typename(int)
torch.ones(2).subtract(2, 3)
torch.subtract(torch.ones(2), torch.ones(2), alpha=3)
torch.subtract(torch.ones(2), torch.ones(2), 3)
torch.is_tensor(1j)
torch.ones(2, 3).flip(0, 0)
torch.ones(2, 3).flip(-1, 0)
torch.ones(2, 3).flip(())
torch.tensor([1, 2]).bitwise_and_(torch.ones(2))
F.l1_loss(torch.ones(2), torch.ones(2), torch.ones(2), False)
torch.ones(3) == np.ones(3)
np.ones(3) == torch.ones(2, 3)
torch.ones(3) == np.ones(2)
np.ones(3) / torch.ones(2, 3)
'a' / torch.ones(2)
np.int64(1) // torch.tensor([1, 2])
np.int64(7) % torch.tensor([4, 5])
torch.ones(2, 2).movedim((0, 1), (0,))
torch.ones(2).add(torch.ones(2), alpha=torch.tensor(2.0))
torch.addcmul(torch.ones(2), torch.ones(2), torch.ones(2), value=torch.tensor(2.0))
torch.IntTensor(torch.ones(2))
torch.IntTensor([1], zzz=2)
torch.ones(2).norm(zzz=1)
torch.ones(2).backward(zzz=1)
torch.nn.MSELoss(size_average=False).reduction
torch.nn.CrossEntropyLoss(reduce=False).reduction""".split("\n")


def answer(fw, text):
    """What a call gives, or its error, and its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=DeprecationWarning, message="__array_wrap__ must accept")
        try:
            seen = repr(eval(text, {"torch": fw, "F": fw.nn.functional, "np": np}))
        except Exception as error:
            seen = f"{type(error).__name__}: {error}"
    return seen, [str(one.message).partition(" (Triggered")[0] for one in caught]


@pytest.mark.torch
@pytest.mark.parametrize("text", CALLS)
def test_answers_are_torchs(text):
    torch = pytest.importorskip("torch")
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    try:
        assert answer(tg, text) == answer(torch, text)
    finally:
        torch.set_warn_always(before)


def test_a_deprecated_order_of_arguments_is_taken_with_torchs_warning():
    with pytest.warns(
        UserWarning, match=r"^This overload of add_ is deprecated:\n\tadd_\(Number alpha, Tensor other\)"
    ):
        assert tg.ones(1).add_(2, tg.ones(1)).item() == 3.0


@pytest.mark.parametrize(
    "text", "torch.ones(2) == 1j|torch.ones(2).mul(1j)|torch.ones(2).ge_(1j)|torch.ones(2) << 1".split("|")
)
def test_what_we_lack_is_named(text):
    with pytest.raises(NotImplementedError, match="not supported here"):
        eval(text, {"torch": tg})


def test_in_place_operators_write_in_place():
    x = tg.tensor([1, 2], dtype=tg.uint8)
    y = x
    y &= tg.tensor([3, 3])
    assert y is x
    assert x.dtype == tg.uint8


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


# -- what is looked at first -------------------------------------------------------------------------------

WRONG = {"7": "7", "7, 7": "7, 7", "(7, 7)": "(7, 7)", "": "", "five": "fw.ones(5)", "0, five": "0, fw.ones(5)", "-1": "-1",
         "0, -5": "0, -5", "0, 9, 1": "0, 9, 1", "five, five": "fw.ones(5), fw.ones(5)", "2.5": "2.5",
         "0, index, five": "0, fw.zeros(5, 5, dtype=fw.int64), fw.ones(5)", "0, index": "0, fw.tensor([9])"}  # fmt: skip
PARTLY = {"isclose", "repeat_interleave"}  # of parts that ask, some of which come first


def stale(fw):
    """A view whose history must not be asked for."""
    base = fw.ones(2, 3, requires_grad=True) * 1
    with fw.no_grad():
        view = base[:]
    base.mul_(2)
    return view


def said(fw, name, arguments, x):
    """What a wrong call says, if it says that of its values."""
    short = name.rpartition(".")[2]
    text = f"x.{short}({arguments})" if name.startswith("Tensor.") else f"fw.{short}(x, {arguments})"
    try:
        eval(text, {"fw": fw, "x": x})
    except (RuntimeError, ValueError, IndexError) as error:
        return f"{type(error).__name__}: {error}"
    except Exception:  # of types, which are looked at before
        return None
    return None


@pytest.mark.torch
def test_histories_are_asked_for_where_torch_asks_first():
    torch = pytest.importorskip("torch")
    first, later, differing = set(), set(), []
    names = [n for n in signatures.table() if n[-1] != "_" and n.rpartition(".")[2] not in PARTLY]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, wrong in ((name, WRONG[what]) for name in names for what in WRONG):
            plain = [said(fw, name, wrong, fw.ones(2, 3, requires_grad=True) * 1) for fw in (tg, torch)]
            if plain[0] is None or plain[0] != plain[1]:
                continue
            ours, theirs = (said(fw, name, wrong, stale(fw)) for fw in (tg, torch))
            (later if theirs == plain[1] else first).add(name)
            if ours != theirs:
                differing.append((name, wrong, ours, theirs))
    assert not differing
    assert len(first) > 100
    assert {"Tensor.numpy", "Tensor.eq", "eq"} <= later


GIVEN = [
    {"keepdim": False},
    {"keepdim": True},
    {"keepdim": False, "dtype": None},
    {"dim": None},
    {"dim": None, "keepdim": True},
]
GIVEN += [{"axis": None, "keepdims": True}, {"keepdims": True}, {"axis": 0}, {"dim": 0, "keepdim": 1}, {"dtype": None}]


@pytest.mark.torch
@pytest.mark.parametrize("options", GIVEN, ids=str)
@pytest.mark.parametrize("name", ["sum", "mean", "prod", "amax", "logsumexp", "any", "argmax"])
def test_keepdim_stands_beside_dim_as_in_torch(name, options):
    """Of torch's forms of sum and mean none has `keepdim` without `dim`; those of others do, or have a default."""
    torch = pytest.importorskip("torch")
    for call in (
        lambda fw: getattr(fw.ones(2, 3), name)(**options),
        lambda fw: getattr(fw, name)(fw.ones(2, 3), **options),
    ):
        found = []
        for fw in (tg, torch):
            try:
                found.append(repr(call(fw)))
            except TypeError as error:
                found.append(in_one_spelling(str(error)))
        assert found[0] == found[1]


ATTRIBUTES = {
    "tensor": (lambda fw: fw.ones(2, 2), "T mT H mH shape dtype device ndim grad_fn is_leaf layout itemsize imag"),
    "parameter": (lambda fw: fw.nn.Parameter(fw.ones(2, 2)), "T H shape is_leaf grad_fn requires_grad"),
    "node": (lambda fw: (fw.ones(2, requires_grad=True) * 2).grad_fn, "metadata next_functions nonsense"),
    "generator": (lambda fw: fw.Generator(), "device seed get_state nonsense"),
    "size": (lambda fw: fw.Size([2]), "numel nonsense"),
    "optimizer": (lambda fw: fw.optim.SGD([fw.ones(2)]), "state param_groups defaults"),
}


@pytest.mark.torch
@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_attributes_are_written_and_refused_as_in_torch(kind):
    import torch

    make, names = ATTRIBUTES[kind]
    for name in names.split():
        for value in (5, None, "itself", "nothing"):
            if (name, value) == ("param_groups", "nothing"):
                continue  # a property here, which cannot be deleted
            assert written(tg, make, name, value) == written(torch, make, name, value), (name, value)


def written(fw, make, name, value):
    """What an object says when one of its attributes is written, or deleted."""
    x = make(fw)
    try:
        if value == "nothing":
            delattr(x, name)
        elif value != "itself":
            setattr(x, name, value)
        elif name not in ("H", "mH"):  # which cannot even be read
            setattr(x, name, getattr(x, name))
    except Exception as error:
        return type(error).__name__, str(error).replace("torch._C.", "").replace("torch.", "")
    return None


@pytest.mark.torch
@pytest.mark.parametrize(
    "value",
    ["5", "True", "2.5", "fw.arange(2.)", "fw.arange(2)", "fw.ones(3)", "[1, 2]", "'a'", "2**70", "1e300", "None"],
)
@pytest.mark.parametrize("make", ["ones(2, 2)", "ones(2, 2, requires_grad=True)", "ones(2).mul(2).long()"])
def test_the_real_part_is_written_as_in_torch(make, value):
    import torch

    def told(fw):
        x = eval(f"fw.{make}", {"fw": fw})
        try:
            x.real = eval(value, {"fw": fw})
        except Exception as error:
            return type(error).__name__, str(error)
        return x.tolist(), x._version

    assert told(tg) == told(torch)


FLAGS = """p.sum().backward(retain_graph={})|p.sum().backward(create_graph={})|torch.autograd.backward([p.sum()], None, {}, {})
torch.autograd.grad(p.sum(), p, retain_graph={})|torch.autograd.grad(p.sum(), p, create_graph={})
torch.autograd.grad(p.sum(), p, allow_unused={})|torch.autograd.grad(p.sum(), p, materialize_grads={})
torch.autograd.grad(p.sum(), q, allow_unused={})|torch.autograd.grad(p.sum(), q, None, None, {}, True)
torch.autograd.set_detect_anomaly({}).__exit__()|torch.autograd.set_detect_anomaly(False, {}).__exit__()
torch.autograd.detect_anomaly({}).__enter__()|torch.set_grad_enabled({}).__exit__(None, None, None)|torch.set_warn_always({})
torch.linalg.norm(x, keepdim={})|torch.linalg.vector_norm(x, keepdim={})|torch.linalg.matrix_norm(x, keepdim={})
x.add(1, alpha={})|x.sub(1, alpha={})|x.sum(0, keepdim={})|x.max(0, {})|x.sort(descending={})|torch.tensor([1.0], requires_grad={})
nn.ReLU({})|nn.Hardsigmoid({})|nn.LeakyReLU({})|nn.ELU(1.0, {})|nn.Threshold({}, {}, {})|nn.Hardtanh(inplace={})|nn.GELU({})
nn.Embedding(2, 2, scale_grad_by_freq={})|nn.Embedding(2, 2, sparse={})|nn.Embedding(2, 2, norm_type={})
list(torch.utils.data.DataLoader(Rows(), shuffle={}))|torch.optim.Adadelta([g], capturable={}).step()
(torch.autograd.detect_anomaly({}), torch.is_anomaly_enabled())[1]""".replace("\n", "|").split("|")
UNCLEAR = """'a' '' 0 1 2 None 1.5 -1 256 [] [1] (True,) object True False torch.tensor(True) torch.tensor(1) torch.ones(1)
torch.ones(1,requires_grad=True) np.True_ np.int64(1) np.float32(0.5) np.array(True)""".split()


@pytest.mark.torch
@pytest.mark.parametrize("call", FLAGS)
def test_what_is_no_bool_is_read_as_in_torch(call, torch_that_warns):
    for value in UNCLEAR:
        text = call.replace("{}", value)
        assert read(tg, text) == read(torch_that_warns, text), text


def read(fw, text):
    """What a call that is given an unclear flag comes to."""

    class Rows(fw.utils.data.IterableDataset):
        def __iter__(self):
            return iter([1, 2])

    p, q = (fw.ones(2, requires_grad=True) for _ in range(2))
    g = fw.ones(2, requires_grad=True)
    g.grad = fw.ones(2)
    scope = {"torch": fw, "nn": fw.nn, "np": np, "x": fw.tensor([[1.0, 2.0]]), "p": p, "q": q, "g": g, "Rows": Rows}
    always = fw.is_warn_always_enabled()
    fw.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return in_one_spelling(repr(eval(text, scope)))
        except Exception as error:
            return in_one_spelling(f"{type(error).__name__}: {error}")
        finally:
            fw.set_warn_always(always)
            fw.autograd.set_detect_anomaly(False)
            fw.set_grad_enabled(True)
