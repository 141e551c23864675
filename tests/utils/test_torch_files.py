"""Files of torch.save's: ours are read by torch, torch's by us, and nothing that a file asks for is run."""

import io
import os
import pickle
import random
import zipfile
from collections import Counter, OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_lr as tg
from tinygrad_lr import torch_files


def things(fw):
    """Everything that such a file may hold, by name."""
    w, listed = fw.arange(12.0).reshape(3, 4), [1, 2.5, "é", True, -3, 2**70]
    found = {
        "tensor": w, "again": w, "view": w[1:, ::2], "transposed": w.t(), "expanded": fw.ones(3, 1).expand(3, 4),
        "empty": fw.zeros(0, 3), "scalar": fw.tensor(3), "trained": fw.ones(2).requires_grad_(),
        "parameter": fw.nn.Parameter(fw.ones(2)), "frozen": fw.nn.Parameter(fw.ones(1), requires_grad=False),
        "dtype": fw.float64, "shape": fw.Size([1, 2]), "device": fw.device("cpu"),
        "list": listed, "same": listed, "tuple": (1, (2, ())), "set": {1, 2}, "ordered": OrderedDict(a=1), "bytes": b"x\xff",
        "bytearray": bytearray(b"y"), "complex": 1 - 2j, "none": None, "counts": Counter("abca"),
        "model": fw.nn.Linear(2, 1).state_dict(),
    }  # fmt: skip
    for dtype in ("float32", "float64", "int64", "int32", "int16", "int8", "uint8", "bool"):
        found[dtype] = fw.tensor([0, 1, 1], dtype=getattr(fw, dtype))
    return found


def told(value, fw):
    """What there is to compare of a value."""
    if isinstance(value, fw.Tensor):
        kind = type(value).__name__, str(value.dtype), value.requires_grad
        return *kind, value.tolist(), tuple(value.shape), value.stride()
    if isinstance(value, dict):
        return type(value).__name__, {k: told(v, fw) for k, v in value.items()}, getattr(value, "_metadata", None)
    return str(value)


def read(content):
    return torch_files.read(content, "it", tg.device("cpu"))


def by_torch(obj):
    torch = pytest.importorskip("torch")
    file = io.BytesIO()
    torch.save(obj, file)
    return file.getvalue()


@pytest.mark.torch
def test_torch_reads_ours():
    torch = pytest.importorskip("torch")
    ours = things(tg)
    theirs = torch.load(io.BytesIO(torch_files.written(ours)), weights_only=True)
    assert {k: told(v, torch) for k, v in theirs.items()} == {k: told(v, tg) for k, v in ours.items()}
    assert theirs["again"] is theirs["tensor"]
    assert theirs["same"] is theirs["list"]
    theirs["view"].zero_()
    assert theirs["tensor"][1, 0] == 0


@pytest.mark.torch
def test_we_read_torchs():
    torch = pytest.importorskip("torch")
    theirs = things(torch)
    ours = read(by_torch(theirs))
    assert {k: told(v, tg) for k, v in ours.items()} == {k: told(v, torch) for k, v in theirs.items()}
    assert ours["again"] is ours["tensor"]
    ours["view"].zero_()
    assert ours["tensor"][1, 0] == 0


def test_we_read_ours(tmp_path):
    for name in ("a.pt", "b.pth"):
        ours = things(tg)
        tg.save(ours, tmp_path / name)
        assert zipfile.is_zipfile(tmp_path / name)
        found = tg.load(tmp_path / name)
        assert {k: told(v, tg) for k, v in found.items()} == {k: told(v, tg) for k, v in ours.items()}
    with open(tmp_path / "c.pt", "wb") as file:
        tg.save({"a": 1}, file)
    with open(tmp_path / "c.pt", "rb") as file:
        assert tg.load(file) == {"a": 1}


@pytest.mark.torch
def test_a_checkpoint_goes_to_torch_and_back(tmp_path):
    """A model and Adam's moments, halfway: torch goes on from our file, we from torch's, along the same way."""
    torch = pytest.importorskip("torch")

    def begun(fw):
        fw.manual_seed(0)
        model = fw.nn.Sequential(fw.nn.Linear(3, 4), fw.nn.Tanh(), fw.nn.Linear(4, 1))
        return model, fw.optim.Adam(model.parameters(), lr=0.01)

    def trained(fw, model, optimizer):
        x = fw.from_numpy(np.random.RandomState(0).randn(8, 3).astype(np.float32))
        for _ in range(5):
            loss = (model(x) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return [p.tolist() for p in model.parameters()]

    for first, second in ((tg, torch), (torch, tg)):
        model, optimizer = begun(first)
        trained(first, model, optimizer)
        first.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path / "half.pt")
        expected = trained(first, model, optimizer)
        model, optimizer = begun(second)
        states = second.load(tmp_path / "half.pt")
        model.load_state_dict(states["model"])
        optimizer.load_state_dict(states["optimizer"])
        for ours, theirs in zip(trained(second, model, optimizer), expected):
            np.testing.assert_allclose(ours, theirs, rtol=1e-5)


# What is refused


class Asks:
    def __init__(self, function, *args):
        self.asked = function, args

    def __reduce__(self):
        return self.asked


def archive(pickled, **more):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, part in {"data.pkl": pickled, "byteorder": b"little", "version": b"3\n", **more}.items():
            file.writestr(f"x/{name}", part)
    return content.getvalue()


@pytest.mark.parametrize(
    "asked",
    [(os.system, "true"), (eval, "1"), (getattr, "", "join"), (__import__, "os"), (open, "/dev/null"), (print, 1)],
)
def test_no_function_is_called(asked):
    with pytest.raises(
        RuntimeError, match=r"cannot read it: it asks for .*; only tensors and plain containers are built"
    ):
        read(archive(pickle.dumps(Asks(*asked), 2)))


@pytest.mark.torch
@pytest.mark.parametrize("kind", ["half", "bfloat16", "cfloat", "uint16", "uint64", "float8_e4m3fn"])
def test_dtypes_that_are_not_had(kind):
    torch = pytest.importorskip("torch")
    with pytest.raises(RuntimeError, match=r"it has tensors of the dtype \w+, which is not supported here"):
        read(by_torch(torch.ones(2).to(getattr(torch, kind))))


@pytest.mark.torch
def test_a_view_that_negates():
    torch = pytest.importorskip("torch")
    t = torch.tensor([1 + 2j, 3 - 4j]).conj().imag
    assert read(by_torch(t)).tolist() == t.tolist() == [-2.0, 4.0]


@pytest.mark.torch
def test_objects_are_refused():
    torch = pytest.importorskip("torch")
    with pytest.raises(RuntimeError, match=r"it asks for torch\.nn\.modules\.linear\.Linear"):
        read(by_torch(torch.nn.Linear(1, 1)))
    with pytest.raises(RuntimeError, match=r"it asks for numpy"):
        read(by_torch(np.ones(2)))


@pytest.mark.parametrize("obj", [tg.nn.Linear(1, 1), len, Asks(len), np.ones(2), {"a": object()}, [lambda: 1]])
def test_what_cannot_be_saved(obj, tmp_path):
    with pytest.raises(TypeError, match=r"save\(\) cannot store an object of type"):
        tg.save(obj, tmp_path / "a.pt")
    assert not list(tmp_path.iterdir())


def test_damaged_files():
    """Cut short, it is refused; with any bit of its contents turned over, too."""
    whole = torch_files.written({"w": tg.arange(50.0)})
    drawn = random.Random(0)
    for _ in range(60):
        with pytest.raises(RuntimeError, match="cannot read it"):
            read(whole[: drawn.randrange(len(whole))])
    begin = whole.index(np.arange(50.0, dtype=np.float32).tobytes())
    for place in range(begin, begin + 200, 7):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << drawn.randrange(8)
        with pytest.raises(RuntimeError, match="cannot read it"):
            read(bytes(damaged))


@pytest.mark.parametrize(
    "args",
    [
        (8, (2, 2), (2, 1)),
        (0, (3, 3), (3, 1)),
        (-1, (2, 2), (2, 1)),
        (0, (2, 2), (-2, 1)),
        (0, (2**40,), (0,)),
        (0, (2,), ("a",)),
    ],
)
def test_tensors_beyond_their_storage(args):
    """A file that says so is refused, and reads nobody's memory."""

    class Wrong(torch_files._Writer):
        def tensor(self, t):
            function, (storage, *_, hooks) = super().tensor(t)
            return function, (storage, *args, False, hooks)

    out = io.BytesIO()
    writer = Wrong(out, 2)
    writer.dump(tg.arange(8.0))
    content = archive(out.getvalue(), **{"data/0": writer.parts()[0]})
    if args[2] == (0,):  # one element, seen many times: that is as it may be
        assert read(content).shape == args[1]
        return
    with pytest.raises(RuntimeError, match="cannot read it"):
        read(content)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


@given(plain)
def test_plain_objects_come_back(obj):
    assert repr(read(torch_files.written(obj))) == repr(obj)


@pytest.mark.torch
@given(plain)
def test_plain_objects_come_to_torch(obj):
    torch = pytest.importorskip("torch")
    assert repr(torch.load(io.BytesIO(torch_files.written(obj)), weights_only=True)) == repr(obj)
