"""Pickles of older versions: the names in them lead to where the things are now."""

import base64
import pickle

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
