"""Pickles of older versions: the names in them lead to where the things are now."""

import base64
import pickle

import numpy as np

import tinygrad_lr as tg
from tinygrad_lr import nn

# pickle.dumps([x, nn.Parameter(tensor([[3.0]])), float64, device("cpu"), x.shape], 4), of x = tensor([1.5, -2.0],
# requires_grad=True) with x.note = "kept", when tensors were at home in tinygrad_lr/tensor.py.
OLD = """
gASVjQEAAAAAAABdlCiMEnRpbnlncmFkX2xyLnRlbnNvcpSMCF9yZWJ1aWxklJOUKGgBjAZUZW5zb3KUk5SMFm51bXB5Ll9jb3JlLm11bHRpYXJy
YXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsChZRoCYwFZHR5cGWUk5SMAmY0lImIh5RSlChL
A4wBPJROTk5K/////0r/////SwB0lGKJQwgAAMA/AAAAwJR0lGKIfZSMBG5vdGWUjARrZXB0lHNOdJRSlGgDKIwVdGlueWdyYWRfbHIubm4ubW9k
dWxllIwJUGFyYW1ldGVylJOUaAhoC0sAhZRoDYeUUpQoSwFLAUsBhpRoFYlDBAAAQECUdJRiiE5OdJRSlIwSdGlueWdyYWRfbHIuZGV2aWNllIwH
ZmxvYXQ2NJSTlGgqjAZkZXZpY2WUk5SMA2NwdZROhpRSlIwQdGlueWdyYWRfbHIuc2l6ZZSMBFNpemWUk5RLAoWUhZSBlGUu
"""


def test_an_old_pickle_is_loaded():
    x, parameter, dtype, device, shape = pickle.loads(base64.b64decode(OLD))
    assert (type(x), x.tolist(), x.requires_grad, x.note) == (tg.Tensor, [1.5, -2.0], True, "kept")
    assert (type(parameter), parameter.item(), parameter.requires_grad) == (nn.Parameter, 3.0, True)
    assert (dtype, device, type(shape), shape) == (tg.float64, tg.device("cpu"), tg.Size, (2,))
    assert (x * parameter).sum().item() == -1.5


def test_the_old_names_of_generators_lead_to_them():
    old = b"ctinygrad_lr.random\nGenerator\n."
    assert pickle.loads(old) is tg.Generator
    assert pickle.loads(b"ctinygrad_lr.generator\n_restore\n.") is not None


def test_what_a_reduction_returns_is_pickled():
    for found in (tg.ones(2, 2).max(0), tg.tensor([2.0, 1.0]).sort(), tg.ones(3).topk(2)):
        again = pickle.loads(pickle.dumps(found))
        assert type(again) is type(found)
        assert repr(again) == repr(found)


def test_numbers_of_numpys_are_saved_as_pythons(tmp_path):
    path = tmp_path / "numbers.pt"
    tg.save({"lr": np.float64(0.5), "seen": np.int8(3), np.int64(4): np.bool_(True)}, path)
    assert tg.load(path) == {"lr": 0.5, "seen": 3, 4: True}
    assert [type(x) for x in tg.load(path).values()] == [float, int, bool]
