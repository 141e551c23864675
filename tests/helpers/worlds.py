"""Drawn training steps as machine code, held against the engine: `python -m tests.helpers.worlds 20 120` plays those numbers.

A world is a model, what it learns, and how, by a dict of what it is made of.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import platform
import random
import sys
import threading
import warnings
from importlib import metadata
from pathlib import Path

import numpy as np
from hypothesis.errors import UnsatisfiedAssumption

import tinygrad_lr as fw
from benchmarks.machine import processor
from tinygrad_lr import files
from tinygrad_lr.arrays import fma, make
from tinygrad_lr.tools.compile.fuse import blas, rows

nn, F = fw.nn, fw.nn.functional
ACTIVATIONS = [
    nn.ReLU, nn.Tanh, nn.Sigmoid, nn.LeakyReLU, nn.Identity, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus,
    nn.Softsign, nn.Hardtanh, nn.ReLU6, nn.Hardsigmoid, nn.Hardswish, nn.LogSigmoid, nn.Tanhshrink, nn.Hardshrink, nn.Softshrink,
    nn.PReLU, nn.Dropout, lambda: nn.Softmax(1), lambda: nn.LogSoftmax(1), lambda: nn.GELU("tanh"), lambda: Normed(),
]  # fmt: skip


class Normed(nn.Module):
    """A layer norm of whatever width."""

    def forward(self, x):
        return F.layer_norm(x, x.shape[1:])


def classes(y):
    """Each row's class."""
    return (y[:, 0] * 10).abs().long() % y.shape[1]


LOSSES = {
    "mean of squares": fw.nn.MSELoss(),
    "sum of squares": fw.nn.MSELoss(reduction="sum"),
    "mean of distances": fw.nn.L1Loss(),
    "by hand": lambda out, y: ((out - y) ** 2).mean(),
    "weighted": lambda out, y: ((out - y) * (out - y) * y.abs()).sum() / 3,
    "over columns": lambda out, y: ((out - y) ** 2).sum(1).mean(),
    "over rows": lambda out, y: ((out - y) ** 2).sum(0).sum(),
    "with a penalty": lambda out, y: (out - y).pow(2).mean() + (out * 0.1).sum() * 0.5,
    "by its columns": lambda out, y: ((out - y) * (out - y).sum(0)).mean(),
    "of a column": lambda out, y: ((out - y[:, -1:]) ** 2).mean(),
    "smooth": nn.SmoothL1Loss(beta=0.5),
    "of Huber": nn.HuberLoss(reduction="sum"),
    "of logits": lambda out, y: F.binary_cross_entropy_with_logits(out, y.sigmoid(), pos_weight=y[0].abs() + 0.5),
    "of odds": lambda out, y: F.binary_cross_entropy(out.sigmoid(), y.sigmoid()),
    "of distributions": lambda out, y: F.cross_entropy(out, y.softmax(1)),
    "of classes": lambda out, y: F.cross_entropy(out, (y[:, 0] * 0).long()),
    "weights of rows": lambda out, y: F.mse_loss(out, y, weight=y.abs().detach()),
    "without reduction": lambda out, y: nn.MSELoss(reduction="none")(out, y).mean(),
    "a norm": lambda out, y: (out - y).norm(),
    "a spread": lambda out, y: (out - y).pow(2).mean() + out.var(),
    "the largest": lambda out, y: ((out - y) ** 2).amax(1).mean() + out.max() * 0.1,
    "side by side": lambda out, y: (fw.cat([out, out * 2], 1) - fw.cat([y, y], 1)).pow(2).mean(),
    "turned over": lambda out, y: ((out - y).reshape(y.shape[::-1]) * y.T).pow(2).mean(),
    "of a constant": lambda out, y: ((out - y) ** 2).mean() * fw.ones(3).sum(),
    "of itself": lambda out, y: ((out - y) * (out - y).mean()).sum(),  # a sum over all rows is needed by each
}
OPTIMIZERS = {
    "SGD": lambda p: fw.optim.SGD(p, lr=0.1),
    "momentum": lambda p: fw.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.1),
    "Nesterov": lambda p: fw.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "ascent": lambda p: fw.optim.SGD(p, lr=1e-3, maximize=True, dampening=0.1, momentum=0.5),
    "Adam": lambda p: fw.optim.Adam(p, lr=0.1),
    "amsgrad": lambda p: fw.optim.Adam(p, lr=0.1, amsgrad=True, weight_decay=0.1),
    "AdamW": lambda p: fw.optim.AdamW(p, lr=0.1),
    "Adagrad": lambda p: fw.optim.Adagrad(p, lr=0.1),
    "Adadelta": lambda p: fw.optim.Adadelta(p, lr=0.5),
    "Adamax": lambda p: fw.optim.Adamax(p, lr=0.1),
    "Rprop": lambda p: fw.optim.Rprop(p, lr=0.01),
    "RMSprop": lambda p: fw.optim.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    "NAdam": lambda p: fw.optim.NAdam(p, lr=0.05, weight_decay=0.1, decoupled_weight_decay=True),
    "RAdam": lambda p: fw.optim.RAdam(p, lr=0.1),
    "ASGD": lambda p: fw.optim.ASGD(p, lr=0.1, lambd=0.1, t0=3),
    "by hand": None,
}


def build(world, nudge=0):
    """The step, its arguments, and what it changes; with a `nudge`, all that is computed is a last bit off, here and there."""
    fw.manual_seed(world["seed"])
    sizes, dtype = (
        [world["features"], *([world["hidden"]] if world["hidden"] else []), world["outputs"]],
        world["dtype"],
    )
    layers = []
    for a, b in itertools.pairwise(sizes):
        layers += [fw.nn.Linear(a, b, bias=world["bias"], dtype=dtype), world["activation"]().to(dtype)]
    net = fw.nn.Sequential(*layers)
    params = list(net.parameters())
    by_hand = OPTIMIZERS[world["optimizer"]] is None
    optimizer = fw.optim.SGD(params, lr=0.1) if by_hand else OPTIMIZERS[world["optimizer"]](params)
    clip, early = world.get("clip", False), world.get("early", False)
    criterion, shape = LOSSES[world["loss"]], (world["n"], world["features"])
    scale = fw.rand(world["outputs"], dtype=dtype) + 0.5
    x = fw.randn(*shape[::-1], dtype=dtype).T if world["transposed"] else fw.randn(*shape, dtype=dtype)
    y = fw.randn(world["n"], world["outputs"], dtype=dtype)
    if nudge:
        for t in (*params, x, y, scale):
            t._data = t._data.view(Otherwise)

    def step(x, y):
        out = net(x) + scale
        if early:
            scale.mul_(0.9)
        loss = criterion(out, y)
        optimizer.zero_grad()
        loss.backward()
        if not early:
            scale.mul_(0.9)
        if clip:
            fw.nn.utils.clip_grad_norm_(params, 0.5)
        if by_hand:
            with fw.no_grad():
                for p in params:
                    p -= 0.05 * p.grad
        else:
            optimizer.step()
        return loss.detach()

    return step, x, y, params


def nudged(a, seed):
    """Each number, or the next one to either side."""
    way = np.random.default_rng(seed).integers(-1, 2, a.shape)
    return np.where(
        way < 0, np.nextafter(a, -np.inf, dtype=a.dtype), np.where(way > 0, np.nextafter(a, np.inf, dtype=a.dtype), a)
    )


EXACT = {"negative", "positive", "absolute", "sign", "maximum", "minimum", "floor", "ceil", "trunc", "rint", "copysign"}


class Otherwise(np.ndarray):
    """An array whose every result is nudged, and of this class too: so the engine rounds as another machine might (Monte
    Carlo arithmetic: Parker, UCLA CSD-970002, 1997). What is exact stays so, and so does zero, for masks hang on it."""

    random = None
    __class__ = property(lambda self: np.ndarray)  # what the engine asks, so that it goes the very same way

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        result = getattr(ufunc, method)(*map(plain, args), **{name: plain(a) for name, a in kwargs.items()})
        if method == "at":
            result = args[0]
        return off(result, kwargs.get("out", (None,))[0], ufunc.__name__ in EXACT)


def off(result, out=None, exact=False):
    """What a call of NumPy has made, or written to `out`, as an array of that class."""
    a = np.asarray(plain(result if out is None else out))
    if a.dtype.kind == "f" and not exact:
        a[...] = np.where(a == 0, a, nudged(a, Otherwise.random))
    return a.view(Otherwise) if out is None else out


def plain(x):
    """What NumPy is given: an argument, or a tuple of them, of its own class."""
    return tuple(map(plain, x)) if type(x) is tuple else x.view(np.ndarray) if isinstance(x, np.ndarray) else x


@contextlib.contextmanager
def rounding_otherwise(seed):
    """Arrays of this class are off by other last bits for each seed. What the engine takes whole, as a product and a sum
    rounded once, is whole here, too."""

    def maker(kind, function, args, kwargs):
        if kind != "helper":
            return function(*args, **kwargs)
        result = function(*map(plain, args), **kwargs)
        return off(result, args[3] if function is fma.fma else None) if type(result) is np.ndarray else result

    Otherwise.random = np.random.default_rng(seed)
    make.makers[threading.get_ident()] = maker
    try:
        yield
    finally:
        del make.makers[threading.get_ident()]


COUNTS = 1, 1, 1, 2, 9  # steps, after each of which the numbers are looked at


def seen(world, machine, counts=COUNTS, nudge=0):
    step, x, y, params = build(world, nudge)
    run = fw.compile(step, backend="numba") if machine else step
    found = []
    with rounding_otherwise(nudge) if nudge else contextlib.nullcontext():
        for count in counts:
            loss = run.repeat(count, x, y) if machine else [step(x, y) for _ in range(count)][-1]
            found += [np.array(t.numpy()) for t in (loss, *(p.detach() for p in params), *(p.grad for p in params))]
    return found, run


NUDGES = 4
ROUNDINGS = 64  # how many last bits a number may be off, and how many times as far as nudges bring it


def allowed(world, expected):
    """How far from the engine's numbers others may be: a number of last bits of the largest that each array has held so
    far (what a gradient adds up stays as large where the sum becomes small), and as many times as far as the engine is
    from itself, where whatever it computes is a last bit off. So far do sums in another order go, and another tanh."""
    others = [seen(world, False, nudge=i)[0] for i in range(1, NUDGES + 1)]
    return [
        bound + ROUNDINGS * max(np.abs(a - other[i]).max() for other in others)
        for i, (a, bound) in enumerate(zip(expected, last_bits(expected)))
    ]


def last_bits(expected):
    """What is allowed in any case."""
    eps, each = np.finfo(expected[0].dtype).eps, len(expected) // len(COUNTS)
    return [
        ROUNDINGS * eps * max(np.abs(a).max() for a in expected[i % each : i + 1 : each]) for i in range(len(expected))
    ]


def agree(world):
    """Whether machine code is as near as it must be. How far it may be is asked only where it is not near in any case."""
    expected, _ = seen(world, False)
    if not all(np.isfinite(a).all() and np.abs(a).max() < 1e4 for a in expected):
        raise UnsatisfiedAssumption  # it runs away
    found, _ = seen(world, True)
    if all(np.abs(mine - a).max() <= bound for mine, a, bound in zip(found, expected, last_bits(expected))):
        return
    bounds = allowed(world, expected)
    if any(bound > 0.05 * np.abs(a).max() > 0 for a, bound in zip(expected, bounds)):
        raise UnsatisfiedAssumption  # rounding alone leads elsewhere: an optimizer divides rounding by rounding
    for mine, theirs, bound in zip(found, expected, bounds):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=bound)


def of_seed(number):
    """A world of the same kinds, by a number."""
    r = random.Random(number)
    return dict(
        n=r.choice([2, 3, 4, 5, 7]), features=r.randint(1, 4), hidden=r.choice([0, 1, 3, 40]), outputs=r.randint(1, 3),
        activation=r.choice(ACTIVATIONS), loss=r.choice(sorted(LOSSES)), optimizer=r.choice(sorted(OPTIMIZERS)),
        dtype=r.choice([fw.float32, fw.float64]), clip=r.random() < 0.3, transposed=r.random() < 0.5, bias=r.random() < 0.5,
        seed=number,
    )  # fmt: skip


SMALL = ((rows, "BLOCK", 3), (blas, "LARGE", 12), (blas, "THIN", 2))  # what is done for large arrays is done for these


def played(numbers):
    """How many worlds agree, how many say nothing, and what the others say."""
    found = dict(agree=0, unfit=0, differ={})
    for number in numbers:
        try:
            agree(of_seed(number))
            found["agree"] += 1
        except UnsatisfiedAssumption:
            found["unfit"] += 1
        except Exception as error:
            found["differ"][number] = f"{type(error).__name__}: {error}"
    return found


RECORD = Path(__file__).parents[1] / "tools" / "compiled_worlds.json"


def kept(path, first, found):
    """Put what was found into the record, with the machine it was found on."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"machines": [], "parts": {}}
    here, machines = machine(), known["machines"]
    machines += [] if here in machines else [here]
    parts = {**known["parts"], str(first): {"machine": machines.index(here), **found}}
    ordered = sorted(parts.items(), key=lambda part: (len(part[0]), part[0]))
    totals = {name: sum(part[name] for part in parts.values()) for name in ("agree", "unfit") if name in found}
    files.write(path, json.dumps({"machines": machines, **totals, "parts": dict(ordered)}, indent=1) + "\n")


def machine():
    packages = ("numba", "llvmlite", "numpy")
    return {
        "processor": processor(),
        "Python": platform.python_version(),
        **{name: metadata.version(name) for name in packages},
    }


if __name__ == "__main__":
    warnings.simplefilter("error")
    for owner, name, value in SMALL:
        setattr(owner, name, value)
    print(json.dumps(played(range(*map(int, sys.argv[1:])))))
