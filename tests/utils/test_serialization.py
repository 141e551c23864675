"""save and load: what comes back, what torch reads of it, and that nothing half written or executable gets by."""

import collections
import io
import math
import os
import pickle
import sys

import numpy as np
import pytest

import tinygrad_lr as tg
from tinygrad_lr import files

pytest.importorskip("safetensors")
DTYPES = [tg.float32, tg.float64, tg.int64, tg.int32, tg.int16, tg.int8, tg.uint8, tg.bool]


def model():
    tg.manual_seed(0)
    return tg.nn.Sequential(tg.nn.Linear(3, 4), tg.nn.ReLU(), tg.nn.Linear(4, 1))


def trained(net, optimizer, steps=3):
    for step in range(steps):
        optimizer.zero_grad()
        (net(tg.ones(5, 3) * (step + 1)) ** 2).mean().backward()
        optimizer.step()
    return net


def same(a, b):
    """Whether two structures are equal, tensors by dtype and bits."""
    if isinstance(a, tg.Tensor):
        return (
            type(b) is tg.Tensor
            and a.dtype is b.dtype
            and np.array_equal(a.detach().numpy(), b.numpy(), equal_nan=True)
        )
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b or (a != a and b != b)


def through_a_file(obj, path):
    tg.save(obj, path)
    return tg.load(path)


def test_training_goes_on_from_a_file(tmp_path):
    for make in (lambda p: tg.optim.Adam(p, amsgrad=True), lambda p: tg.optim.SGD(p, lr=0.1, momentum=0.9)):
        net = model()
        optimizer = make(net.parameters())
        scheduler = tg.optim.lr_scheduler.MultiStepLR(optimizer, [1, 2])
        trained(net, optimizer)
        scheduler.step()
        checkpoint = dict(
            model=net.state_dict(), optimizer=optimizer.state_dict(), scheduler=scheduler.state_dict(), epoch=3
        )
        tg.save(checkpoint, tmp_path / "all.safetensors")
        expected = [p.tolist() for p in trained(net, optimizer).parameters()]

        net = model()
        optimizer = make(net.parameters())
        scheduler = tg.optim.lr_scheduler.MultiStepLR(optimizer, [5])
        loaded = tg.load(tmp_path / "all.safetensors")
        net.load_state_dict(loaded["model"])
        optimizer.load_state_dict(loaded["optimizer"])
        scheduler.load_state_dict(loaded["scheduler"])
        assert [p.tolist() for p in trained(net, optimizer).parameters()] == expected
        optimizer.step()
        scheduler.step()
        assert (loaded["epoch"], scheduler.last_epoch, sorted(scheduler.milestones)) == (3, 2, [1, 2])


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_every_dtype_and_layout(dtype, tmp_path):
    values = tg.arange(6).reshape(2, 3).to(dtype)
    tensors = {"t": values, "turned": values.t(), "part": values[:, 1:], "0-d": values[1, 1], "none": values[:0]}
    assert same(through_a_file(tensors, tmp_path / "t"), tensors)


def test_all_that_is_not_a_tensor(tmp_path):
    odd = [
        math.inf,
        -math.inf,
        math.nan,
        0.1,
        -0.0,
        2**70,
        True,
        None,
        "é\n\"'",
        (),
        [],
        {},
        (1, [2, (3,)]),
        {3: {"a": -1}},
    ]
    obj = {
        "odd": odd, "ordered": collections.OrderedDict(b=1, a=2), "counter": collections.Counter("aab"),
        "": tg.ones(1), "a.b": tg.ones(2), "a": {"b": tg.zeros(2)}, 1: tg.ones(1), "1": tg.zeros(1),
    }  # fmt: skip
    assert same(through_a_file(obj, tmp_path / "o"), obj)
    assert same(through_a_file([], tmp_path / "o"), [])
    assert same(through_a_file(tg.tensor(2.0, requires_grad=True), tmp_path / "o"), tg.tensor(2.0))
    assert through_a_file({"rate": np.float32(0.5)}, tmp_path / "o") == {"rate": 0.5}
    assert not same(through_a_file({"a": (1, 2)}, tmp_path / "o"), {"a": [1, 2]})


def test_an_open_file():
    file = io.BytesIO()
    tg.save({"w": tg.ones(2)}, file)
    file.seek(0)
    assert same(tg.load(file), {"w": tg.ones(2)})


def test_loaded_tensors_own_their_memory(tmp_path):
    loaded = through_a_file({"w": tg.ones(2)}, tmp_path / "w")["w"]
    loaded += 1
    assert loaded.tolist() == [2, 2]


@pytest.mark.torch
def test_torch_opens_the_files(tmp_path):
    pytest.importorskip("torch")
    from safetensors.torch import load_file, save_file

    net = model()
    tg.save(net.state_dict(), tmp_path / "net.safetensors")
    theirs = load_file(tmp_path / "net.safetensors")
    assert {k: v.tolist() for k, v in theirs.items()} == {k: v.tolist() for k, v in net.state_dict().items()}
    save_file(theirs, tmp_path / "back.safetensors")
    assert {k: v.tolist() for k, v in tg.load(tmp_path / "back.safetensors").items()} == {
        k: v.tolist() for k, v in theirs.items()
    }


# -- refusals --------------------------------------------------------------------------------------------------


class Bomb:
    """A pickle of this runs `boom` when it is loaded."""

    def __reduce__(self):
        return boom, ()


def boom():
    raise AssertionError("the pickle was executed")


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_pickle_is_refused_and_not_run(protocol, tmp_path):
    content = pickle.dumps(Bomb(), protocol)
    with pytest.raises(AssertionError, match="executed"):
        pickle.loads(content)
    (tmp_path / "b.pt").write_bytes(content)
    with pytest.raises(RuntimeError, match=r"b\.pt is a pickle, as torch\.save writes"):
        tg.load(tmp_path / "b.pt")


@pytest.mark.torch
@pytest.mark.parametrize("zipped", [True, False])
def test_torchs_own_files_are_refused(zipped, tmp_path):
    torch = pytest.importorskip("torch")
    torch.save({"w": torch.ones(1)}, tmp_path / "w.pt", _use_new_zipfile_serialization=zipped)
    with pytest.raises(RuntimeError, match="is a pickle"):
        tg.load(tmp_path / "w.pt")


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff" * 100, b"(dp0\n.", b"cos\nsystem\n(S'true'\ntR."])
def test_a_damaged_file_is_named(content, tmp_path):
    (tmp_path / "d").write_bytes(content)
    with pytest.raises(RuntimeError, match=r"cannot read .*d as safetensors"):
        tg.load(tmp_path / "d")


def test_a_cut_file_is_named(tmp_path):
    tg.save({"w": tg.ones(100)}, tmp_path / "w")
    (tmp_path / "w").write_bytes((tmp_path / "w").read_bytes()[:-1])
    with pytest.raises(RuntimeError, match="cannot read"):
        tg.load(tmp_path / "w")


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (lambda: model(), "the object, of type Sequential: save its state_dict"),
        (lambda: {"a": [1, {"f": len}]}, r"a\.1\.f, of type builtin_function_or_method"),
        (lambda: {"a": {1.5: 0}}, "a: 1.5 as a key"),
        (lambda: np.ones(2), "of type ndarray"),
    ],
)
def test_what_cannot_be_stored_is_named_and_leaves_the_file(obj, words, tmp_path):
    tg.save({"old": tg.ones(1)}, tmp_path / "f")
    with pytest.raises(TypeError, match=words):
        tg.save(obj(), tmp_path / "f")
    assert list(tg.load(tmp_path / "f")) == ["old"]
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file(broken, tmp_path, monkeypatch):
    def fail(*args):
        raise OSError(28, "No space left on device")

    tg.save({"old": tg.ones(1)}, tmp_path / "f")
    monkeypatch.setattr(files.os, broken, fail)
    with pytest.raises(OSError, match=r"No space left on device: '.*/f'"):
        tg.save({"new": tg.ones(1)}, tmp_path / "f")
    assert list(tg.load(tmp_path / "f")) == ["old"]
    assert os.listdir(tmp_path) == ["f"]


def test_paths_that_cannot_be_written(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"No such file or directory: '.*/no/f'"):
        tg.save({}, tmp_path / "no" / "f")
    with pytest.raises(OSError, match="directory"):
        tg.save({}, tmp_path)
    with pytest.raises(FileNotFoundError):
        tg.load(tmp_path / "absent")
    assert os.listdir(tmp_path) == []


def test_a_link_stays_one(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    tg.save({"w": tg.ones(1)}, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert list(tg.load(tmp_path / "file")) == ["w"]


def test_the_missing_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    for call in (lambda: tg.save({}, tmp_path / "f"), lambda: tg.load(tmp_path / "f")):
        with pytest.raises(
            ImportError, match=r"^save and load need the safetensors package: pip install 'tinygrad_lr\[io\]'$"
        ):
            call()


def test_what_is_not_supported_is_named(tmp_path):
    tg.save({}, tmp_path / "f")
    assert tg.load(tmp_path / "f", map_location="cpu", weights_only=True) == {}
    with pytest.raises(NotImplementedError, match="weights_only=False"):
        tg.load(tmp_path / "f", weights_only=False)
