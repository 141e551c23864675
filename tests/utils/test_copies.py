"""Copies of everything, by every way to copy, held against torch: values, types, strides, gradients, and who shares what."""

import collections
import copy
import functools
import io
import pickle
import random
import types

import pytest

import tinygrad_lr as tg
from tinygrad_lr.arrays import memory

WAYS = {
    "copy": copy.copy, "deepcopy": copy.deepcopy,
    **{f"pickle {p}": functools.partial(lambda p, x: pickle.loads(pickle.dumps(x, p)), p) for p in range(pickle.HIGHEST_PROTOCOL + 1)},
}  # fmt: skip


def saved(fw, x):
    file = io.BytesIO()
    fw.save(x, file)
    file.seek(0)
    return fw.load(file)


# -- what is copied: each a function of the framework ---------------------------------------------------------------------


def with_grad(fw, *shape):
    x = fw.ones(*shape, requires_grad=True)
    (x * x).sum().backward()
    return x


def attributed(fw):
    x = fw.ones(2)
    x.note = ["kept", 1]
    return x


def of_itself(fw):
    x = fw.ones(2)
    x.note = [x]
    return x


class Net:
    """A module of each framework, with all that may hang on one."""

    def __new__(cls, fw):
        net = fw.nn.Sequential(fw.nn.Linear(2, 3), fw.nn.ReLU(), fw.nn.Linear(3, 1))
        net.register_buffer("mean", fw.arange(3.0))
        net.act, net.loss = fw.relu, fw.nn.functional.mse_loss
        net[2].weight.grad = fw.ones(1, 3)
        net[0].requires_grad_(False)
        return net


def tied(fw):
    net = fw.nn.Sequential(fw.nn.Linear(2, 2), fw.nn.Linear(2, 2))
    net[1].weight = net[0].weight
    return net


def trained(fw, make):
    net = fw.nn.Linear(2, 1)
    with fw.no_grad():
        net.weight.fill_(0.5), net.bias.fill_(0.25)
    optimizer = make(net.parameters())
    for _ in range(3):
        optimizer.zero_grad()
        net(fw.ones(4, 2)).square().mean().backward()
        optimizer.step()
    return net, optimizer


def scheduler(fw):
    optimizer = fw.optim.SGD([fw.ones(1, requires_grad=True)], lr=0.1, momentum=0.5)
    made = fw.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
    optimizer.step()
    made.step()
    return made


def drawn(fw):
    g = fw.Generator().manual_seed(5)
    fw.randn(3, generator=g)
    return g


def circle(fw):
    a = [fw.ones(1)]
    a.append(a)
    return a


def several(fw, t):
    return [t, t[1:], t[::2], t.t(), t, t[..., 1:], t[0, 1], t.detach(), {"again": (t[1:], t.t()[1])}]


TENSORS = {
    "a tensor": lambda fw: fw.arange(6.0).reshape(2, 3), "0-d": lambda fw: fw.tensor(2.5), "empty": lambda fw: fw.zeros(0, 3),
    "turned": lambda fw: fw.arange(6.0).reshape(2, 3).t(), "every second": lambda fw: fw.arange(7)[1::2],
    "expanded": lambda fw: fw.arange(3.0).expand(2, 3), "a diagonal": lambda fw: fw.arange(9.0).reshape(3, 3).diagonal(),
    "permuted": lambda fw: fw.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1), "one element": lambda fw: fw.arange(4.0)[2],
    "permuted anew": lambda fw: fw.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1) + 1, "NumPy's": lambda fw: fw.from_numpy(
        __import__("numpy").arange(12.0).reshape(3, 4)[:, ::2]), "a leaf": lambda fw: fw.ones(2, requires_grad=True),
    "a leaf with a gradient": lambda fw: with_grad(fw, 2, 2), "a result": lambda fw: with_grad(fw, 2) * 2,
    "a retained result": lambda fw: (lambda y: (y.retain_grad(), y.sum().backward(), y)[-1])(with_grad(fw, 2) * 2),
    "a part of a leaf": lambda fw: with_grad(fw, 3)[1:], "with an attribute": attributed,
    **{d: functools.partial(lambda d, fw: fw.tensor([[0, 1], [2, 3]], dtype=getattr(fw, d)), d)
       for d in ("float64", "int64", "int32", "int16", "int8", "uint8", "bool")},
}  # fmt: skip
SHARED = {
    "views": lambda fw: several(fw, fw.arange(4.0).reshape(2, 2)),
    "views of a turned one": lambda fw: several(fw, fw.arange(6.0).reshape(2, 3).t()),
    "views of a permuted one": lambda fw: (lambda t: [t, t[1:], t[0]])(TENSORS["permuted anew"](fw)),
    "views of expanded ones": lambda fw: (lambda t: [t, t.expand(2, 3), t[1:]])(fw.arange(3.0)),
    "parts without their whole": lambda fw: (lambda t: [t[:3], t[2:5], t[4:]])(fw.arange(6)),
    "parts that do not meet": lambda fw: (lambda t: [t[:2], t[3:]])(fw.arange(6)),
    "interleaved": lambda fw: (lambda t: [t[::2], t[1::2], t])(fw.arange(6)),
    "empty parts": lambda fw: (lambda t: [t, t[6:], t[2:2]])(fw.arange(6)),
    "a leaf and its data": lambda fw: (lambda x: [x, x.detach(), x.detach()[1:]])(with_grad(fw, 3)),
    "twice": lambda fw: (lambda t: [t, {"a": t, "b": (t,)}])(fw.ones(2)),
    "lists twice": lambda fw: (lambda a: [a, a, {"a": a}])([fw.ones(1)]),
    "a circle": circle,
}  # fmt: skip
PARAMETERS = {
    "a parameter": lambda fw: fw.nn.Parameter(fw.arange(3.0)),
    "a frozen parameter": lambda fw: fw.nn.Parameter(fw.arange(3), requires_grad=False),
    "a turned parameter": lambda fw: fw.nn.Parameter(fw.arange(6.0).reshape(2, 3).t()),
    "a parameter with a gradient": lambda fw: trained(fw, lambda p: fw.optim.SGD(p, lr=0.1))[0].weight,
    "a parameter and its data": lambda fw: (lambda p: [p, p.data, p.detach()[1:]])(fw.nn.Parameter(fw.arange(3.0))),
    "two parameters of one memory": lambda fw: (lambda t: [fw.nn.Parameter(t), fw.nn.Parameter(t)])(fw.arange(3.0)),
    "one parameter twice": lambda fw: (lambda p: {"a": p, "b": p})(fw.nn.Parameter(fw.arange(3.0))),
    "a buffer": lambda fw: fw.nn.Buffer(fw.arange(3.0), persistent=False),
}  # fmt: skip
STATES = {
    "of a module": lambda fw: (lambda net: (net[0].weight.detach().fill_(2.0), net[0].bias.detach().fill_(1.0),
                                            net[2].weight.detach().fill_(2.0), net[2].bias.detach().fill_(1.0), net)[-1])(Net(fw)).state_dict(),
    "of a tied module": lambda fw: (lambda n: [p.detach().fill_(1.0) for p in n.parameters()] and n)(tied(fw)).state_dict(),
    "of SGD": lambda fw: trained(fw, lambda p: fw.optim.SGD(p, lr=0.1, momentum=0.9))[1].state_dict(),
    "of Adam": lambda fw: trained(fw, lambda p: fw.optim.Adam(p, lr=0.1, amsgrad=True))[1].state_dict(),
    "of a scheduler": lambda fw: {k: v for k, v in scheduler(fw).state_dict().items() if not k.startswith("_")},
    "of a generator": lambda fw: drawn(fw).get_state(),
    "all of it": lambda fw: (lambda n, o: {"net": n.state_dict(), "optimizer": o.state_dict(), "epoch": 3})(
        *trained(fw, lambda p: fw.optim.Adam(p, lr=0.1))),
}  # fmt: skip
WORDS = {
    "a size": lambda fw: fw.ones(2, 3).shape, "dtypes": lambda fw: [fw.float32, fw.int64, fw.bool],
    "a device": lambda fw: fw.device("cpu"), "numbers": lambda fw: [1, 2.5, True, None, "é", 1 + 2j, b"\x00\xff", 2**80, float("inf")],
    "keys": lambda fw: {(1, "a"): 1, 2.5: 2, None: 3, True: 4, "x": 5, (): 6},
    "mappings": lambda fw: [collections.OrderedDict(b=1, a=2), collections.Counter("aab"), {}],
    "sets": lambda fw: [{1, 2}, set()], "a bytearray": lambda fw: bytearray(b"ab"),
}  # fmt: skip
OBJECTS = {
    "a module": lambda fw: (lambda n: [p.detach().fill_(1.0) for p in n.parameters()] and n)(Net(fw)),
    "a tied module": lambda fw: (lambda n: [p.detach().fill_(1.0) for p in n.parameters()] and n)(tied(fw)),
    "a function": lambda fw: fw.relu, "functions": lambda fw: [fw.relu, fw.nn.functional.relu, fw.matmul, fw.nn.init.zeros_, fw.sum],
    "a method": lambda fw: fw.Tensor.relu, "a method in place": lambda fw: fw.Tensor.add_,
    "a method of a tensor": lambda fw: fw.ones(2).relu, "a partial": lambda fw: functools.partial(fw.softmax, dim=0),
    "classes": lambda fw: [fw.Tensor, fw.nn.Linear, fw.nn.Parameter, fw.Size, fw.dtype, fw.device, fw.optim.SGD, fw.Generator],
    "old types": lambda fw: [fw.FloatTensor, fw.LongTensor, fw.BoolTensor],
    "a generator": drawn, "the default generator": lambda fw: fw.default_generator,
    "an optimizer": lambda fw: trained(fw, lambda p: fw.optim.Adam(p, lr=0.1))[1],
    "a module and its optimizer": lambda fw: trained(fw, lambda p: fw.optim.SGD(p, lr=0.1, momentum=0.9)),
    "a loss": lambda fw: fw.nn.MSELoss(reduction="sum"), "a dataset": lambda fw: fw.utils.data.TensorDataset(fw.ones(2), fw.zeros(2)),
    "a lambda": lambda fw: lambda: 0,
}  # fmt: skip
EVERYTHING = TENSORS | SHARED | PARAMETERS | STATES | WORDS | OBJECTS


# -- what is told of it ---------------------------------------------------------------------------------------------------


class Telling:
    """An object as plain data, without a word of whose it is; objects that were seen before are told by number."""

    def __init__(self, fw):
        self.fw, self.seen, self.tensors, self.keep = fw, {}, [], []

    def tell(self, x):
        fw = self.fw
        if isinstance(x, (fw.Tensor, list, dict, set, bytearray, fw.nn.Module, fw.Generator, fw.optim.Optimizer)):
            if id(x) in self.seen:
                return "again", self.seen[id(x)]
            self.seen[id(x)] = len(self.seen)
            self.keep.append(x)
        if isinstance(x, fw.Tensor):
            return self.tensor(x)
        if isinstance(x, fw.Generator):
            return "generator", x.initial_seed(), fw.randn(20, generator=x).tolist()
        if isinstance(x, fw.nn.Module):
            own = {n: v for n, v in vars(x).items() if n in ("act", "loss", "training", "reduction")}
            parts = [self.tell(v) for v in (*x.named_parameters(recurse=False), *x.named_buffers(recurse=False))]
            return type(x).__name__, self.tell(own), parts, [self.tell(c) for c in x.children()], self.named(x)
        if isinstance(x, fw.optim.Optimizer):
            return type(x).__name__, self.tell([g["params"] for g in x.param_groups]), self.tell(x.state_dict())
        if isinstance(x, dict):
            return type(x).__name__, [(self.tell(k), self.tell(v)) for k, v in x.items()]
        if isinstance(x, (list, tuple, set)):
            return type(x).__name__, [self.tell(v) for v in x]
        if isinstance(x, functools.partial):
            return self.tell(x.func), x.keywords
        if isinstance(x, fw.utils.data.TensorDataset):
            return self.tell(x.tensors)
        if callable(x):
            return getattr(x, "__name__", type(x).__name__), x is getattr(fw, getattr(x, "__name__", ""), None)
        return type(x).__name__, repr(x)

    def named(self, module):
        return [name for name, _ in module.named_parameters(remove_duplicate=False)]

    def tensor(self, t):
        self.tensors.append(t)
        kind, fw = type(t).__name__, self.fw
        attributes = {name: v for name, v in t.__dict__.items() if name in ("note", "persistent")}
        steps = [s for s, n in zip(t.stride(), t.shape) if n > 1 and t.numel()]  # others lead nowhere
        grad = None if not t.is_leaf or t.grad is None else self.tell(t.grad)
        return (
            kind, str(t.dtype), tuple(t.shape), steps, t.requires_grad, t.is_leaf, grad,
            isinstance(t, fw.nn.Parameter), isinstance(t, fw.nn.Buffer), self.tell(attributes), t.detach().tolist(),
        )  # fmt: skip

    def sharing(self):
        """For each tensor, which others see what is written into its last element."""
        found = []
        for t in self.tensors:
            if t.numel():
                before = [other.detach().tolist() for other in self.tensors]
                last = t.detach()
                for _ in range(t.dim()):
                    last = last[-1]
                last.copy_(self.fw.tensor(0 if last.item() else 1))
                found.append([a != other.detach().tolist() for a, other in zip(before, self.tensors)])
        return found


def outcome(fw, make, way):
    """What becomes of a copy: it, with its original told first, so that what they share is seen; or the kind of refusal."""
    original = make(fw)
    try:
        made = way(original)
    except Exception as error:
        return type(error).__name__ if isinstance(error, RuntimeError) else "refused"
    telling = Telling(fw)
    told = [telling.tell(original), telling.tell(made)]
    return told, telling.sharing()


@pytest.mark.torch
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", EVERYTHING)
def test_a_copy_is_torchs(kind, way):
    torch = pytest.importorskip("torch")
    if "default generator" in kind:
        for fw in (tg, torch):
            fw.manual_seed(3)
    ours, theirs = (outcome(fw, EVERYTHING[kind], WAYS[way]) for fw in (tg, torch))
    assert ours == theirs


@pytest.mark.torch
@pytest.mark.parametrize("kind", TENSORS | SHARED | PARAMETERS | STATES | WORDS)
def test_what_is_saved_is_loaded_as_torch_loads_it(kind):
    pytest.importorskip("safetensors")
    torch = pytest.importorskip("torch")
    ours, theirs = (outcome(fw, EVERYTHING[kind], functools.partial(saved, fw)) for fw in (tg, torch))
    assert ours == theirs


@pytest.mark.parametrize("kind", OBJECTS)
def test_what_torch_does_not_load_is_refused_at_save(kind):
    pytest.importorskip("safetensors")
    if kind in ("a generator", "the default generator"):  # which torch's load refuses, and ours does not
        g = OBJECTS[kind](tg)
        loaded = saved(tg, {"g": g})["g"]
        assert tg.equal(loaded.get_state(), g.get_state())
        assert loaded.initial_seed() == g.initial_seed()
        return
    with pytest.raises(TypeError, match=r"save\(\) cannot store"):
        saved(tg, {"x": [OBJECTS[kind](tg)]})


def test_an_attribute_may_lead_back_to_its_tensor():
    """torch's copies have the attribute twice, or lose it; nothing is lost here."""
    x = tg.ones(2)
    x.note = [x]
    deep = copy.deepcopy(x)
    assert deep.note[0] is deep
    loaded = saved(tg, x)
    assert loaded.note[0] is loaded


def parted(array, memo):
    """A copy as it must not be: each array by itself."""
    return array.copy()


@pytest.mark.torch
@pytest.mark.parametrize("fault", ["copies part", "requires_grad is lost", "files part", "strides are lost"])
def test_what_is_lost_by_a_copy_is_seen(fault, monkeypatch):
    torch = pytest.importorskip("torch")
    pytest.importorskip("safetensors")
    if fault == "copies part":
        monkeypatch.setattr(memory, "copied", parted)
        kind, way = "views", WAYS["deepcopy"]
    elif fault == "requires_grad is lost":
        monkeypatch.setattr(tg.Tensor, "requires_grad", property(lambda self: False, lambda self, flag: None))
        kind, way = "a leaf", WAYS["pickle 2"]
    elif fault == "files part":
        monkeypatch.setattr(memory, "groups", lambda arrays: [])
        kind, way = "views", None
    else:
        monkeypatch.setattr(memory, "alone", lambda array: (array.copy(order="C"), None))
        kind, way = "turned", WAYS["pickle 2"]
    ours, theirs = (outcome(fw, EVERYTHING[kind], way or functools.partial(saved, fw)) for fw in (tg, torch))
    assert ours != theirs


def draw(fw, chance):
    """Some tensors, views of them, and views of views, in nested containers: the same for each framework."""
    tensors = []
    for _ in range(chance.randint(1, 3)):
        shape = [chance.randint(0, 3) for _ in range(chance.randint(0, 3))]
        n = functools.reduce(lambda a, b: a * b, shape, 1)
        t = fw.arange(float(n)).reshape(shape)
        tensors.append(fw.nn.Parameter(t) if chance.random() < 0.2 else t.requires_grad_(chance.random() < 0.3))
    for _ in range(chance.randint(1, 6)):
        t = chance.choice(tensors)
        t = t if chance.random() < 0.3 else t.detach()
        move = chance.randint(0, 6)
        if move == 0 and t.dim():
            t = t[chance.randint(0, 1) :]
        elif move == 1 and t.dim() > 1:
            t = t.transpose(0, chance.randint(0, t.dim() - 1))
        elif move == 2 and t.dim() and t.shape[0]:
            t = t[chance.randint(0, t.shape[0] - 1)]
        elif move == 3 and t.dim():
            t = t[..., ::2]
        elif move == 4:
            t = t.unsqueeze(0).expand(2, *t.shape)
        elif move == 5 and t.dim() > 1 and 1 not in t.shape:
            t = t.transpose(0, 1).contiguous() + 1
        elif move == 6:
            t = t.unsqueeze(-1)
        tensors.append(t)
    chance.shuffle(tensors)
    parts = [tensors[i::2] for i in range(2)]
    return {"list": parts[0], "tuple": tuple(parts[1]), "again": parts[chance.randint(0, 1)], (1, 2): tensors[0]}


@pytest.mark.torch
@pytest.mark.parametrize("seed", range(150))
def test_drawn_views_in_containers_are_copied_as_torchs(seed):
    torch = pytest.importorskip("torch")
    pytest.importorskip("safetensors")
    for way in ("copy", "deepcopy", "pickle 2", f"pickle {pickle.HIGHEST_PROTOCOL}", "save"):
        ours, theirs = (
            outcome(fw, lambda fw: draw(fw, random.Random(seed)), WAYS.get(way) or functools.partial(saved, fw))
            for fw in (tg, torch)
        )
        assert ours == theirs, way


ROOMS = (
    "",
    "nn",
    "nn.functional",
    "nn.init",
    "nn.utils",
    "autograd",
    "optim",
    "optim.lr_scheduler",
    "utils.data",
    "Tensor",
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_function_and_class_is_pickled_by_name(room):
    holder = functools.reduce(getattr, filter(None, room.split(".")), tg)
    names = [name for name in dir(holder) if not name.startswith("_") and callable(getattr(holder, name, None))]
    if room == "nn.init":  # the old names without "_", which torch cannot pickle either
        names = [name for name in names if name.endswith("_")]
    names = [name for name in names if getattr(holder, name) is not types.GeneratorType]
    lost = []
    for name in names:
        try:
            if pickle.loads(pickle.dumps(getattr(holder, name))) is not getattr(holder, name):
                lost.append(name)
        except Exception as error:
            lost.append(f"{name}: {error}")
    assert len(names) > 5
    assert lost == []
