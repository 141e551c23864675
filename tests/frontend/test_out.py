"""`out=` of every function that has it: each OpInfo of parity's table, called so in many ways, here and in torch."""

import collections
import re
import warnings

import numpy as np
import pytest

import tinygrad_lr
from parity.operations.table import BY_ID, OPINFOS
from tinygrad_lr.frontend import output
from tinygrad_lr.frontend.signatures import table

DTYPES = "float32 float64 int64 int32 uint8 bool".split()
UNORDERED = {"rand", "randn", "empty"}  # of numbers that are arbitrary


def takes_out(name):
    return any(parameter.name == "out" for form in table().get(name, ()) for parameter in form.parameters)


def calls():
    """(OpInfo, function, arguments) of forms that are calls of torch's functions, and may be given `out=`; a few of each."""
    seen = collections.Counter()
    for opinfo in OPINFOS:
        for form in opinfo.forms[:1] if not opinfo.refused else ():
            found = re.match(r"torch\.(\w+)\((.*)\)$", form)
            if found and takes_out(found[1]) and found[1] not in UNORDERED:
                seen[found[1]] += 1
                if seen[found[1]] <= 3:
                    yield opinfo, found[1], found[2]


CALLS = [pytest.param(*call, id=call[0].id) for call in calls()]


def outs_of(fw, results, dtype=None, shape=None):
    dtypes = [r.dtype for r in results]
    if dtype is not None:
        dtypes[0] = getattr(fw, dtype)
    return [fw.zeros(tuple(r.shape) if shape is None else shape, dtype=d) for r, d in zip(results, dtypes)]


def spread(fw, results):
    return [fw.zeros((), dtype=r.dtype).expand(tuple(r.shape)) for r in results]


def transposed(fw, results):
    return [fw.zeros(tuple(r.shape)[::-1], dtype=r.dtype).permute(tuple(range(r.dim()))[::-1]) for r in results]


SCENES = {
    "fresh": lambda fw, results, inputs: outs_of(fw, results),
    "empty": lambda fw, results, inputs: outs_of(fw, results, shape=(0,)),
    "of another shape": lambda fw, results, inputs: outs_of(fw, results, shape=(5, 1)),
    "expanded": lambda fw, results, inputs: spread(fw, results),
    "transposed": lambda fw, results, inputs: transposed(fw, results),
    "an input": lambda fw, results, inputs: list(inputs.values())[:1],
    "part of an input": lambda fw, results, inputs: [
        x.detach().permute(tuple(range(x.dim()))[::-1]) for x in list(inputs.values())[:1]
    ],
    "no tensor": lambda fw, results, inputs: "a",
    "None": lambda fw, results, inputs: None,
    "one of one": lambda fw, results, inputs: tuple(outs_of(fw, results)[:1]),
    "with a gradient": lambda fw, results, inputs: [
        o.requires_grad_() if o.is_floating_point() else o for o in outs_of(fw, results)
    ],
    **{dtype: lambda fw, results, inputs, d=dtype: outs_of(fw, results, d) for dtype in DTYPES},
}


# Which torch only notices afterwards: a result without a history is then said to have one, of a node that has no name.
UNRECORDED = "diag floor_divide heaviside log_softmax softmax".split()


def elsewhere(name, args, scene, grad):
    """Where torch is not to be followed: it counts in the dtype of out, or reads inputs in it."""
    return (
        (name in ("arange", "linspace") and scene in (*DTYPES, "of another shape"))
        or (name in ("all", "any") and scene in ("uint8", "an input"))
        or (grad and (name in UNRECORDED or scene == "one of one"))
        or (name == "kthvalue" and scene == "of another shape")  # torch warns twice
        or (name == "kron" and not grad)  # torch does not count the change
        or (name in ("addbmm", "mode") and scene == "of another shape")  # here too
        or (name == "addmv" and scene == "expanded")  # torch minds where it reads its input there
        or (name == "nansum" and scene in DTYPES)  # it has kernels for floats alone
        or (name in ("nanmean", "quantile", "nanquantile"))  # composed: other names in refusals, more than one change
        or ("unbiased" in args)  # the deprecated form is refused with arguments in another order
    )


def fits(x, result, scene):
    """Whether an input could hold the result: what torch does where it cannot is nobody's business."""
    shape = tuple(x.shape)[::-1] if "part" in scene else tuple(x.shape)
    return str(x.dtype) == str(result.dtype) and shape == tuple(result.shape)


def told(fw, opinfo, name, args, scene, dtype, grad=False):
    """What a call with `out=` gives, refuses, warns of, and leaves in `out`."""
    arrays = opinfo.draw(opinfo.rng(), dtype=dtype)
    inputs = {n: fw.tensor(a) for n, a in zip(opinfo.names, arrays)}
    names = {**inputs, "torch": fw, "np": np}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        try:
            plain = eval(f"torch.{name}({args})", names)
        except Exception:
            return None
        several = isinstance(plain, tuple)
        if elsewhere(name, args, scene, grad):
            return None
        if "input" in scene and (not inputs or several or not fits(next(iter(inputs.values())), plain, scene)):
            return None
        outs = SCENES[scene](fw, plain if several else (plain,), inputs)
        names["out"] = (tuple(outs) if several else outs[0]) if isinstance(outs, list) else outs
        if grad:
            for x, domain in zip(inputs.values(), opinfo.domains):
                if x.is_floating_point() and domain.differentiable:
                    x.requires_grad_()
        caught.clear()
        try:
            got = eval(f"torch.{name}({args}{', ' if args else ''}out=out)", names)
        except Exception as error:
            return f"{type(error).__name__}: {error}".split("\n")[0].partition(" - got ")[0]
        else:
            got = tuple(got) if several else (got,)
            seen = [
                (str(g.dtype), tuple(g.shape), g.stride() if g.numel() > 1 else (), g.requires_grad, g._version)
                for g in got
            ]
            seen += [any(a is b for b in outs) if isinstance(outs, list) else None for a in got]
            exact = opinfo.value.kind == "exact" and scene != "expanded"
            seen += [g.detach().numpy().tobytes() if exact else None for g in got]
            if isinstance(outs, list) and exact:
                seen += [o.detach().numpy().tobytes() for o in outs]
    return seen, sorted({str(w.message).partition(" (Triggered")[0] for w in caught})


@pytest.fixture
def torch():
    torch = pytest.importorskip("torch")
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield torch
    torch.set_warn_always(before)


def differences(ours, torch, opinfo, name, args):
    for scene in SCENES:
        for dtype in ("float32", "int64", "bool"):
            for grad in (False, True) if dtype == "float32" else (False,):
                a, b = (told(fw, opinfo, name, args, scene, dtype, grad) for fw in (ours, torch))
                if a != b and a is not None and b is not None:
                    yield scene, dtype, grad, a, b


@pytest.mark.torch
@pytest.mark.parametrize(("opinfo", "name", "args"), CALLS)
def test_out_is_torchs(opinfo, name, args, torch):
    found = list(differences(tinygrad_lr, torch, opinfo, name, args))
    assert not found, "\n".join(map(str, found[:3]))


def test_out_is_returned():
    out = tinygrad_lr.zeros(2)
    assert tinygrad_lr.add(tinygrad_lr.ones(2), 1, out=out) is out
    assert out.tolist() == [2.0, 2.0]
    assert out._version == 1
    best, places = tinygrad_lr.zeros(2), tinygrad_lr.zeros(2, dtype=tinygrad_lr.int64)
    pair = tinygrad_lr.max(tinygrad_lr.tensor([[1.0, 3.0], [5.0, 4.0]]), 1, out=(best, places))
    assert pair.values is best
    assert pair.indices is places
    assert places.tolist() == [1, 0]


@pytest.mark.torch
def test_a_difference_is_seen(torch, monkeypatch):
    monkeypatch.setitem(output.WORDS, "mm", output.cast)
    assert list(differences(tinygrad_lr, torch, BY_ID["torch.mm(x, y)"], "mm", "x, y"))
    monkeypatch.setattr(output, "RESIZED", "resized")
    assert list(differences(tinygrad_lr, torch, BY_ID["torch.exp(x)"], "exp", "x"))


@pytest.mark.torch
@pytest.mark.parametrize(
    "text", ["rand(3", "randn(3", "randint(5, (3,)", "randperm(3", "normal(0.0, 1.0, (3,)", "bernoulli(p"]
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_drawn_numbers_are_torchs(text, dtype, torch):
    def drawn(fw):
        fw.manual_seed(3)
        out = fw.zeros(3, dtype=getattr(fw, dtype))
        got = eval(f"torch.{text}, out=out)", {"torch": fw, "out": out, "p": fw.tensor([0.2, 0.5, 0.9])})
        return got is out, got.tolist()

    assert drawn(tinygrad_lr) == drawn(torch)
