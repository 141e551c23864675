"""save and load: what comes back, what torch reads of it, and that nothing half written or executable gets by."""

import collections
import contextlib
import io
import json
import math
import os
import pickle
import random
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
    loaded = through_a_file(tg.tensor(2.0, requires_grad=True), tmp_path / "o")
    assert (loaded.item(), loaded.requires_grad, loaded.is_leaf) == (2.0, True, True)
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


def nested(depth):
    x = []
    for _ in range(depth):
        x = [x]
    return x


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
    with pytest.raises(RuntimeError, match=r"b\.pt is in the old format of torch\.save's"):
        tg.load(tmp_path / "b.pt")


@pytest.mark.torch
def test_torchs_old_files_are_refused(tmp_path):
    torch = pytest.importorskip("torch")
    torch.save({"w": torch.ones(1)}, tmp_path / "w.pt", _use_new_zipfile_serialization=False)
    with pytest.raises(RuntimeError, match=r"old format of torch\.save's"):
        tg.load(tmp_path / "w.pt")


@pytest.mark.parametrize("length", range(0, 1300, 3))
def test_the_length_of_a_header_is_no_pickle(length):
    """Headers of 640 bytes, of 896 and some others begin as pickles do."""
    file = io.BytesIO()
    tg.save({"x" * length: 1}, file)
    file.seek(0)
    assert tg.load(file) == {"x" * length: 1}


def container(header, data=b""):
    """A safetensors file, made by hand."""
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


@pytest.mark.parametrize("dtype", ["F16", "BF16", "U16", "U32", "U64", "C64", "F8_E4M3", "X1", "f32", "", "F128"])
def test_a_dtype_that_is_not_to_be_had_is_refused_by_name(dtype, tmp_path):
    size = 8
    header = {"good": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
              "layer.w": {"dtype": dtype, "shape": [1], "data_offsets": [4, 4 + size]}}  # fmt: skip
    (tmp_path / "f").write_bytes(container(header, bytes(4 + size)))
    with pytest.raises(
        RuntimeError, match=rf"cannot read .*f as safetensors: .*'layer\.w' has the dtype {dtype}; tinygrad_lr has"
    ):
        tg.load(tmp_path / "f")


def test_a_bool_is_zero_or_one_whatever_the_file_says(tmp_path):
    header = {"b": {"dtype": "BOOL", "shape": [3], "data_offsets": [0, 3]}}
    (tmp_path / "f").write_bytes(container(header, b"\x00\x02\xff"))
    loaded = tg.load(tmp_path / "f")["b"]
    assert loaded.tolist() == [False, True, True]
    assert loaded.sum().item() == 2


def structured(structure, **tensors):
    """A file of ours with a structure made by hand, and float32 tensors of given lengths."""
    header, end = (
        {"__metadata__": {"tinygrad_lr": structure if isinstance(structure, str) else json.dumps(structure)}},
        0,
    )
    for name, n in tensors.items():
        header[name], end = {"dtype": "F32", "shape": [n], "data_offsets": [end, end + 4 * n]}, end + 4 * n
    return container(header, bytes(end))


MALICIOUS = {
    "no such tensor": {"tensor": "b"}, "no such kind": {"exec": "print(1)"}, "nothing": {}, "no text": "{", "two": [{"tensor": ["a"]}],
    "an unhashable key": {"dict": [[[1], 2]]}, "no pairs": {"dict": [[1, 2, 3]]}, "no list": {"tuple": 5},
    "no such list": {"same": 3}, "itself": {"same": -1}, "a tensor that is not there yet": {"tensor": "a", "is": "a"},
    "beyond its memory": {"tensor": "a", "memory": [0, 8, 4, [4]]}, "before it": {"tensor": "a", "memory": [0, 8, -4, [4]]},
    "huge steps": {"tensor": "a", "memory": [0, 16, 0, [2**62]]}, "huge memory": {"tensor": "a", "memory": [0, 2**62, 0, [4]]},
    "negative memory": {"tensor": "a", "memory": [0, -5, 0, [4]]}, "across": {"tensor": "a", "memory": [0, 16, 1, [4]]},
    "steps of another rank": {"tensor": "a", "memory": [0, 16, 0, [4, 4]]}, "no memory": {"tensor": "a", "memory": 5},
    "attributes that are none": {"tensor": "a", "attributes": [1]}, "attributes without names": {"tensor": "a", "attributes": {"dict": [[1, 2]]}},
    "a dtype": {"dtype": "object"}, "a device": {"device": "os.system"}, "bytes": {"bytes": "zz"}, "a generator": {"generator": "a"},
    "deep": "[" * 100_000, "deep and whole": "[" * 5000 + "]" * 5000, "a size": {"size": ["a"]},
}  # fmt: skip


@pytest.mark.parametrize("kind", MALICIOUS)
def test_a_malicious_structure_is_a_damaged_file(kind, tmp_path):
    (tmp_path / "f").write_bytes(structured(MALICIOUS[kind], a=2))
    with pytest.raises(RuntimeError, match=r"cannot read .*f as safetensors: \w+: "):
        tg.load(tmp_path / "f")


def good_file():
    file = io.BytesIO()
    t = tg.arange(6.0).reshape(2, 3)
    tg.save(
        {"p": tg.nn.Parameter(t), "views": [t.t(), t[1:]], "n": [1, 2.5, None, (1,)], "g": tg.Generator(), "b": t > 2},
        file,
    )
    return file.getvalue()


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_give_nothing_but_a_named_error(seed, tmp_path):
    content, chance = good_file(), random.Random(seed)
    for _ in range(50):
        damaged = bytearray(content)
        header = int.from_bytes(content[:8], "little") + 8
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(header if chance.random() < 0.8 else len(damaged))
            damaged[at] = (
                chance.randrange(256) if chance.random() < 0.5 else chance.choice(b'[]{}",:0123456789\\truefals')
            )
        if chance.random() < 0.3:
            damaged = damaged[: chance.randrange(len(damaged))]
        (tmp_path / "f").write_bytes(damaged)
        with contextlib.suppress(RuntimeError):  # as which everything is told
            tg.load(tmp_path / "f")


def test_what_is_no_plain_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for path in ("/dev/zero", tmp_path / "fifo"):
        with pytest.raises(RuntimeError, match=f"cannot read {path}: it is no plain file"):
            tg.load(path)
    with pytest.raises(IsADirectoryError):
        tg.load(tmp_path)
    tg.save(tg.ones(1), tmp_path / "f")
    with open(tmp_path / "f") as file, pytest.raises(RuntimeError, match="it must be opened in binary mode"):
        tg.load(file)
    with pytest.raises(RuntimeError, match="it must be opened in binary mode"):
        tg.load(io.StringIO("x"))


def test_names_that_a_file_cannot_hold_are_others_there(tmp_path):
    odd = {"__metadata__": tg.ones(1), "\ud800": tg.zeros(1), "a\0b": tg.ones(2), "": tg.zeros(2), "tensor": tg.ones(3)}
    assert same(through_a_file(odd, tmp_path / "o"), odd)


def test_what_shares_memory_is_stored_whole_under_its_names(tmp_path):
    safetensors = pytest.importorskip("safetensors.numpy")
    t = tg.arange(6.0).reshape(2, 3)
    tg.save({"t": t, "turned": t.t(), "again": t}, tmp_path / "f")
    found = safetensors.load_file(tmp_path / "f")
    assert {name: array.tolist() for name, array in found.items()} == {
        "t": t.tolist(),
        "turned": t.t().tolist(),
        "again": t.tolist(),
    }
    loaded = tg.load(tmp_path / "f")
    assert loaded["again"] is loaded["t"]
    loaded["turned"][2, 1] = 100
    assert loaded["t"][1, 2].item() == 100


def test_files_of_older_versions_are_read(tmp_path):
    """{"tensor": key} alone, and keys of dicts as they are."""
    old = {"dict": [["w", {"tensor": "w"}], [3, {"ordered": [["k", {"tuple": [1, [2]]}]]}]]}
    (tmp_path / "f").write_bytes(structured(old, w=2))
    loaded = tg.load(tmp_path / "f")
    assert same(loaded, {"w": tg.zeros(2), 3: collections.OrderedDict(k=(1, [2]))})


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
        (lambda: {"a": {frozenset(): 0}}, r"a: frozenset\(\) as a key"),
        (lambda: {"a": {(1, len): 0}}, r"a key of a\.1, of type builtin"),
        (lambda: {"a": collections.defaultdict(int)}, "a, of type defaultdict"),
        (lambda: {"a": nested(5000)}, "nested too deep"),
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
    (tmp_path / "f").write_bytes(b"")
    for call in (lambda: tg.save({}, tmp_path / "f"), lambda: tg.load(tmp_path / "f")):
        with pytest.raises(
            ImportError, match=r"^save and load need the safetensors package: pip install 'tinygrad_lr\[io\]'$"
        ):
            call()


def test_the_versions_of_a_state_dict_come_back(tmp_path):
    class Second(tg.nn.Linear):
        _version = 2

    states = Second(1, 1).state_dict()
    for name in ("w", "w.pt"):
        tg.save({"model": states, "again": states}, tmp_path / name)
        loaded = tg.load(tmp_path / name)
        assert loaded["model"]._metadata == states._metadata == {"": {"version": 2}}
        assert loaded["model"] is loaded["again"]


@pytest.mark.parametrize("name", ["w", "w.pt"])
def test_the_place_may_be_a_dict_or_a_function(name, tmp_path):
    tg.save(tg.ones(2), tmp_path / name)
    seen = []
    for place in (
        {"cpu": "cpu"},
        {"cuda:0": "cpu"},
        lambda storage, location: storage,
        lambda storage, location: seen.append(location),
        lambda storage, location: storage.cpu(),
    ):
        assert tg.load(tmp_path / name, place, weights_only=None).tolist() == [1, 1]
    assert seen == ["cpu"]
    assert tg.load(tmp_path / name)._version == 1  # as of what torch loads: made, then filled


def test_what_is_not_supported_is_named(tmp_path):
    tg.save({}, tmp_path / "f")
    assert tg.load(tmp_path / "f", map_location="cpu", weights_only=True) == {}
    with pytest.raises(NotImplementedError, match="weights_only=False"):
        tg.load(tmp_path / "f", weights_only=False)
