"""Steps drawn at random, with what is changed between their calls: to be played compiled and as they are.

A program is a text that makes a small world (numbers, lists, dicts, objects, a module, an optimizer), a `step` in it,
and `changes`, each a function that changes something. The same program is run in two worlds, which must not be told
apart.
"""

import linecache
import random
import re
import types

import numpy as np

import tinygrad_lr as fw

WORLD = """
import itertools, random, types
import numpy as np
import tinygrad_lr as fw

fw.manual_seed(0)
random.seed(0)
K, J = 1.5, 2
L = [1.0, 2.0, 0.5]
D = {"a": {"b": 1.25}, "k": 2.0, 3: 0.5}
S = {1, 2}
TUP = (1.0, [2.0, 0.25])
M = types.ModuleType("settings")
M.k, M.nested = 1.5, {"deep": [1.0]}
COUNT = itertools.count()
A = np.array([1.0, 2.0, 3.0], np.float32)
T = fw.tensor([0.5, -1.0, 2.0])
W = fw.tensor([1.0, -0.5, 0.25], requires_grad=True)
W.rate = 0.5

class C:
    k = 1.5
    table = [1.0, 2.0]

class Base:
    flag = True
    def __init__(self):
        self.a, self.items, self.other = 1.0, [1.0, 3.0], None
    @property
    def prop(self):
        return self.a * 2
    def method(self, q=1.0):
        return self.a + q
    @staticmethod
    def fixed(q):
        return q * K
    @classmethod
    def of(cls, q):
        return q * (2 if cls.flag else 3)

class Thing(Base):
    def method(self, q=1.0):
        return super().method(q) * len(self.items)

O, P = Thing(), Thing()
O.other = P

def helper(v, by=2.0, *rest, table=(1.0,), **more):
    return v * by + sum(rest) + table[0] + more.get("extra", 0.0) * J

def again(v, n):
    return v if n <= 0 else again(v * K, n - 1)

def outer(k):
    def inner(v):
        return v * k + O.a
    return inner

made = outer(0.5)

class Net(fw.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.drop, self.scale, self.table = fw.nn.Linear(3, 3), fw.nn.Dropout(0.25), 1.5, [0.5, 1.0]
        self.register_buffer("mean", fw.zeros(3))
    def forward(self, v):
        v = self.drop(self.layer(v)) * self.scale + self.table[0]
        return v.tanh() if self.training else v

net = Net()
seq = fw.nn.Sequential(Net(), fw.nn.Tanh(), fw.nn.Linear(3, 3))
optimizer = fw.optim.OPTIMIZER([W, *net.parameters(), *seq.parameters()], lr=0.1)
scheduler = fw.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
"""

NUMBERS = """K;J;k;L[0];L[-1];L[i % len(L)];len(L);sum(L);max(L);min(L[1:]);D["a"]["b"];D["k"];D[3];D.get("z", 2.0);len(D)
sum(D["a"].values());M.k;M.nested["deep"][0];C.k;C.table[0];sum(C.table);O.a;O.prop;O.method();O.method(q=K);O.fixed(2.0);O.of(J)
O.items[0];O.other.a;getattr(O, "a");getattr(O, "missing", 1.0);vars(O)["a"];len(vars(P));TUP[0];TUP[1][0];sum(TUP[1]);W.rate
x.shape[0];len(S);net.scale;net.table[1];seq[0].scale;sum(net.table);optimizer.param_groups[0]["lr"];scheduler.last_epoch
float(len(f"{K}"));int(K);round(K, 1);abs(J);[q for q in L][0];{q: 1 for q in L}[L[0]];next(iter(L));sorted(L)[0];[*L, J][-1]
list(D.values())[1];(lambda q: q * K)(2.0);max(L, key=lambda q: -q);sum(map(float, L));sum(q * J for q in L);A.shape[0]
(K if O.flag else J);(K and J);(L or [2.0])[0];W.dim();float(W.requires_grad);next(COUNT);random.random();float(np.float32(K))
dict(a=K)["a"];len([*zip(L, S)]);[a for a, b in enumerate(L)][-1];len(optimizer.param_groups);made.__defaults__ is None
np.sqrt(K);float(A.sum());float(np.mean(L));isinstance(O, Base);type(O).flag;O.__class__.__name__ == "Thing";P.flag""".replace(
    "\n", ";"
).split(";")

CONDITIONS = """K > 1;O.flag;"z" in D;k;L;O.other is P;isinstance(K, int);net.training;W.grad is None;1 in S;K == J;not L[1:]
len(L) > 2;hasattr(O, "missing");O.a < 2;D;callable(O.method);K is None;M.k != 1;W.requires_grad;C.k in L;x.requires_grad
any(q > 1 for q in L);all(L);"b" in D["a"];v.sum() > 0;O.items == [1.0, 3.0];S == {1, 2};TUP[1] > [1.0];i % 2""".replace(
    "\n", ";"
).split(";")

STATEMENTS = r"""v = v * {n};v = v + {n};v = v - T;v = v * W;v = v.tanh();v = v + fw.randn(3);v = v * fw.tensor([{n}, 1.0, {n}])
v = v + fw.from_numpy(A);v = v * fw.from_numpy(A * 2);v = net(v);v = seq(v);v = helper(v);v = helper(v, {n}, {n}, extra={n})
v = again(v, J);v = made(v);v = outer({n})(v);v = v + x[0];v = v[[2, 1, 0]];v = fw.stack([v, v * {n}]).sum(0);v = v + y
v = v * fw.full((3,), {n});v = v.clone();v += {n};v *= {n};v = fw.where(T > 0, v, v * {n});v = v + net.mean;v = v.detach() + W
a, b = L[0], {n}\n    v = v * a + b;mine = [{n}]\n    mine.append({n})\n    v = v * sum(mine);own = dict(D)\n    own["q"] = {n}\n    v = v + own["q"]
own = Thing()\n    own.a = {n}\n    v = v * own.method();O.a = {n};O.a += 1;C.k = 2.0;L.append(1.0);L[0] = {n};D["k"] = {n};D["new"] = 1
net.scale = {n};net.calls = {n};T.add_(1);T[0] = {n};net.mean.mul_(0.5);S.add(9);O.items += [1.0];mine = L\n    mine += [1.0];x.add_(1);W.rate = {n}
total = 0.0\n    for q in {many}:\n        total = total + q\n    v = v * total;for q in {many}:\n        if q == {n}:\n            break\n        v = v + q
v = v + sum([q * 2 for q in {many} if q]);try:\n        v = v * D["z"]\n    except KeyError:\n        v = v + 1
with fw.no_grad():\n        v = v * {n};with fw.no_grad():\n        W.mul_(0.5);while len(D) > 9:\n        v = v * 2
if {c}:\n        v = v * {n}\n    else:\n        v = v + {n};v = v * 2 if {c} else v + {n};assert v is not None;def local(q, d={n}):\n        nonlocal v\n        v = v + q * d\n        return v\n    v = local({n});globals()["J"] = {n};w2 = W * {n}\n    v = v + w2
q = {n}\n    q += 1\n    v = v * q;(p, *r) = L\n    v = v * p + len(r);v = v * scheduler.get_last_lr()[0];out.append(v.detach());out.append({n})
optimizer.zero_grad();random.seed(1);print("x") if i > 90 else None;v.sum().backward(retain_graph=True)""".replace(
    "\n", ";"
).replace("\\n", "\n").split(";")  # fmt: skip

MANY = "L;D['a'].values();S;TUP[1];O.items;C.table;[1.0, K];(range(J) if isinstance(J, int) else [J]);M.nested['deep'];net.table;(K, J)".split(";")  # fmt: skip

ENDS = [
    "return v",
    "return v.sum()",
    "loss = (v * v).mean()\n    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()\n    return loss",
    "loss = (v * W).sum()\n    loss.backward()\n    return loss, W.grad",
    "W.grad = None\n    (v * W).sum().backward()\n    with fw.no_grad():\n        W.sub_(0.1 * W.grad)\n    return {'v': v.detach(), 'n': K}",
    "return [v, x, T], v.sum().item()",
]

CHANGES = """K = {v};J = {w};L[0] = {v};L.append({v});L.pop();L.insert(0, {v});D["a"]["b"] = {v};D["k"] = {v};D["z"] = {v};D.pop("z", None)
D["a"] = {{"b": {v}}};D[3] = {v};M.k = {v};M.nested["deep"][0] = {v};C.k = {v};C.table[0] = {v};C.table = [{v}];O.a = {v}
O.items[0] = {v};O.items.append({v});O.other = Thing();O.other.a = {v};O.missing = {v};O.__dict__.pop("missing", None);TUP[1][0] = {v}
TUP = ({v}, [{v}]);W.rate = {v};S.add(7);S.discard(1);net.scale = {v};net.table[0] = {v};net.table = [{v}, {v}];net.eval();net.train()
seq[0].scale = {v};seq[1] = fw.nn.Sigmoid();seq.eval();T.mul_(2);T = fw.tensor([1.0, {v}, 1.0]);A *= 2;A[0] = {v};W.data = W.data * 2
W.requires_grad_(False);W.requires_grad_(True);W.grad = None;optimizer.param_groups[0]["lr"] = {v};scheduler.step()
optimizer.param_groups[0]["weight_decay"] = 0.5;Base.flag = not Base.flag;O.flag = {v};Base.method = lambda self, q=1.0: q * 3
Thing.method = lambda self, q=1.0: q * 4;O.method = lambda q=1.0: q * 5;helper.__defaults__ = ({v},);made = outer({v})
helper.__kwdefaults__["table"] = ({v},);helper = lambda v, *a, **k: v * 2;Net.forward = lambda self, v: v * self.scale
net.layer.weight.data.mul_(2);net.load_state_dict({{k: t * 0.5 for k, t in net.state_dict().items()}});net.mean = fw.ones(3)
net.layer = fw.nn.Linear(3, 3);fw.manual_seed(5);net.drop.p = 0.5;M = types.SimpleNamespace(k={v}, nested={{"deep": [{v}]}})
O.__class__ = Base;D.clear() or D.update({{3: 0.5, "k": 2.0, "a": {{"b": 1.0}}}});net.calls = {v};again = lambda v, n: v + n""".replace(
    "\n", ";"
).split(";")

VALUES = ["1", "1.0", "True", "2.5", "-0.0", "0.0", "2", "float('nan')", "0.5", "np.float32(2.5)", "np.int64(2)"]


def draw(seed):
    """The text of a program."""
    r = random.Random(seed)

    def number():
        return r.choice(NUMBERS) if r.random() < 0.8 else r.choice(VALUES)

    def statement():
        text = r.choice(STATEMENTS)
        while "{n}" in text:
            text = text.replace("{n}", number(), 1)
        return text.replace("{c}", r.choice(CONDITIONS)).replace("{many}", r.choice(MANY))

    risky = r.random() < 0.4  # what is mostly refused would hide the rest
    body = []
    while len(body) < r.randint(1, 5):
        text = statement()
        harmful = ("O.a", "C.k =", "L.append", "L[0] =", 'D["', "COUNT", "random", "print", "S.add", "out.", "mine = L", "v.sum() >",
                   "global", "net.calls", "net.scale =", "O.items +=", "W.rate =", "float(A")  # fmt: skip
        if risky or not any(word in text for word in harmful) or r.random() < 0.15:
            body.append(text)
    step = "\n    ".join(["def step(x, y, k=1.0, i=0):", "v = x", *body, r.choice(ENDS)])
    changes = []
    used = [text for text in CHANGES if re.search(rf"\b{re.match(r'[A-Za-z]+', text)[0]}\b", step)]
    for i in range(r.randint(1, 4)):
        text = r.choice(used if used and r.random() < 0.85 else CHANGES).format(
            v=r.choice(VALUES), w=r.choice(["1", "2", "3.0", "True"])
        )
        changes.append(f"def change{i}():\n    global K, J, A, T, TUP, M, helper, made, again\n    {text}\n")
    kind = r.choice(["SGD", "SGD", "Adam"])
    listed = f"changes = [{', '.join(f'change{i}' for i in range(len(changes)))}]\n"
    return "\n".join([WORLD.replace("OPTIMIZER", kind), "out = []", step, "", *changes, listed])


def world(text, name):
    """The program's world."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    space = {"__name__": f"drawn_{abs(hash(name))}"}
    exec(compile(text, name, "exec"), space)
    return space


def seen(x):
    """A result, to be compared."""
    if isinstance(x, fw.Tensor):
        grad = x.grad if x.is_leaf else None
        return (
            x.detach().numpy().tobytes(),
            str(x.dtype),
            tuple(x.shape),
            x.requires_grad,
            None if grad is None else seen(grad),
        )
    if isinstance(x, (list, tuple)):
        return type(x).__name__, [seen(y) for y in x]
    if isinstance(x, dict):
        return [(k, seen(v)) for k, v in x.items()]
    if isinstance(x, np.ndarray):
        return x.tobytes()
    if isinstance(x, type):
        return x.__name__
    return (type(x).__name__, repr(x)) if isinstance(x, (int, float, str, type(None), np.generic)) else type(x).__name__


def left(space):
    """What a program has left in its world."""
    names = ("K", "J", "L", "D", "S", "TUP", "A", "T", "W", "out")
    kept = [seen(space[name] if name != "S" else sorted(space[name])) for name in names]
    kept += [seen(vars(space[name])) for name in ("O", "P")] + [
        seen({n: v for n, v in vars(space["C"]).items() if n[0] != "_"})
    ]
    for module in (space["net"], space["seq"]):
        kept += [seen(t) for t in module.state_dict().values()] + [seen(module.__dict__.get("scale"))]
    return [*kept, seen(space["optimizer"].param_groups[0]["lr"]), seen(fw.rand(1)), random.random()]


def play(seed, compiled, calls=7):
    """What a program shows: of each call its result or error, and at the end the world. A refusal ends it."""
    r = random.Random(seed + 1)
    space = world(draw(seed), f"<drawn {seed} {compiled}>")
    run = fw.compile(space["step"]) if compiled else space["step"]
    shown, inputs = [], [fw.tensor([0.5, -1.0, 2.0]), fw.tensor([1.0, 1.0, 3.0])]
    for i in range(calls):
        arguments = r.choice([{}, {}, {}, {"k": r.choice([1, 1.0, True, 2.0, -0.0])}, {"i": i}])
        x, y = r.choice(inputs[:1] * 3 + inputs), r.choice(inputs)
        change = r.choice(space["changes"]) if i >= 2 and r.random() < 0.5 else None
        if change is not None:
            try:
                change()
            except Exception as error:
                shown.append(type(error))
        try:
            shown.append(seen(run(x, y, **arguments)))
        except NotImplementedError as error:
            if compiled and str(error).startswith("compile()"):
                return shown, str(error)
            shown.append(type(error))
        except Exception as error:
            shown.append(type(error))
    recorded = getattr(run, "recordings", 0)
    return [*shown, seen(inputs), *left(space)], recorded


def agrees(seed):
    """Whether a program does the same compiled. Returns (agrees, what was refused or how often it was recorded)."""
    expected, _ = play(seed, False)
    found, why = play(seed, True)
    return expected[: len(found)] == found, why


__all__ = ["agrees", "draw", "play", "types"]
