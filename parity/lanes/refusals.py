"""Refusals: calls with arguments of wrong types, dimensions, dtypes and in wrong places, for everything that is public.

A call is a text, made of a function's forms: each argument is mostly one that the form takes, now and then one of any
kind, left out, surplus or named. Whatever comes of it is compared: the exception's type and words, or the result's
dtype and shape, and the warnings, with the line they name. A refusal has to be a `raise` of ours: what NumPy or Python
says of a wrong argument, in passing, is no answer, unless torch gives Python's own too.
"""

from __future__ import annotations

import dis
import functools
import inspect
import operator
import os
import random
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from hypothesis import strategies as st

import tinygrad_lr
from tinygrad_lr.arrays.tracebacks import SWITCH
from tinygrad_lr.frontend import signatures

from ..output import replay
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile
from ..versions import explain_call
from .refusals_kept import cut_to_bytes, has_out, kept, misplaced, of_an_optimizer, overwritten

LANE = "refusals"
FILE = "<call>"
PACKAGE = str(Path(tinygrad_lr.__file__).parent)

# -- what is called ---------------------------------------------------------------------------------------------------

TENSORS = {
    "x": "torch.tensor([[1.0, -2.0, 3.0], [0.5, 0.25, 0.0]])", "y": "torch.tensor([0.5, 1.5, 2.5])", "s": "torch.tensor(2.0)",
    "m": "torch.ones(3, 3) * 0.5", "z": "torch.ones(2, 3, 2)", "e": "torch.ones(0, 3)", "d": "torch.ones(2, 3, dtype=torch.float64)",
    "i": "torch.tensor([1, 0])", "k": "torch.tensor([[1, 0, 2], [2, 1, 0]])", "n": "torch.tensor(1)", "b": "torch.tensor([[True, False, True], [False, True, True]])",
    "u": "torch.tensor([1, 0, 2], dtype=torch.uint8)", "h": "torch.tensor([[1, -2, 3]], dtype=torch.int8)", "r": "torch.ones(2, 3).requires_grad_()", "q": "torch.tensor(True)",
    "f": "torch.ones(0, 3, dtype=torch.int64)", "g": "torch.ones(0, 3, dtype=torch.bool)", "t": "torch.tensor(2, dtype=torch.int8)", "w": "torch.tensor(1.5, dtype=torch.float64)",
}  # fmt: skip
INTS = "0 1 2 -1 -2 3 -4 7".split()
WIDE = (
    "2**31 2**40 2**62 2**63-1 2**63 2**64 -2**63 -2**63-1 np.int64(1) np.uint8(2) np.int32(-1) np.bool_(True)".split()
)
FLOATS = "0.5 1.0 -1.5 0.0 1e-3 2.0 float('inf') float('nan') 1e300 np.float32(0.5) np.float64(1.5)".split()
SIZES = "(2,3) (6,) [3,2] () (0,) (-1,) (2,-1) (1,2,3) (0,1) (1,0) (0,0) [1] (-1,0) (2,3,4) torch.Size([3,2])".split()
DTYPES = "torch.float32 torch.float64 torch.int64 torch.int32 torch.int16 torch.int8 torch.uint8 torch.bool".split()
LISTS = "[1,2,3] [1.0,2] [[1,2],[3,4]] [[1],[2,3]] [] [x,x] (x,y) [x] [x,1] (1,'a') [True,2.5] [None] ['a']".split()
GOOD: dict[str, list[str]] = {
    "Tensor": list(TENSORS),
    "Number": [*INTS[:5], *FLOATS[:6], "True", "s", "n"],
    "int": [*INTS, "n", "t", "np.int64(1)"],
    "float": [*FLOATS[:6], "1", "2"],
    "bool": ["True", "False"],
    "str": ["'floor'", "'trunc'", "'mean'", "'sum'", "'none'", "'fro'", "'tanh'", "'ij->ji'", "'a'"],
    "tuple of ints": SIZES,
    "tuple of Tensors": ["[x,x]", "(x,d)", "[y]", "[x,k]", "[]", "(x,y)", "[s,n]", "[e,x]", "[b,b]"],
    "torch.dtype": DTYPES,
    "torch.device": ["'cpu'", "torch.device('cpu')"],
    "torch.Generator": ["torch.Generator()"],
    "object": [*LISTS, "1", "2.5", "np.ones(2)", "x"],
    "parameters": ["[torch.nn.Parameter(x)]", "[]", "x", "[x]", "[{'params': [torch.nn.Parameter(x)]}]", "[r]", "[1]", "[r,r]"],
    "name": ["'mean'", "'sum'", "'none'", "'fan_in'", "'fan_out'", "'relu'", "'linear'", "'tanh'", "'leaky_relu'"],
}  # fmt: skip
ANY = [
    *TENSORS, *INTS, *WIDE, *FLOATS, *SIZES, *DTYPES, *LISTS, "True", "False", "None", "'a'", "'cpu'", "object", "float", "slice(1)", "...", "np.ones(2)", "np.ones((2,3),np.float32)",
    "range(2)", "1j", "{}", "b'a'", "np.array(1)", "torch.ones(1)", "x.numpy()",
]  # fmt: skip
KEYWORDS = (
    "dim keepdim dtype alpha axis other input value rounding_mode correction zzz requires_grad size reduction p".split()
)
# The kinds of parameters of functions that torch has written in Python, by name.
NAMED = dict(
    input="Tensor", target="Tensor", weight="Tensor", bias="Tensor", pos_weight="Tensor", tensor="Tensor", other="Tensor", dim="int", dims="tuple of ints",
    reduction="name", mode="name", nonlinearity="name", p="float", eps="float", beta="float", delta="float", threshold="float", alpha="float", inplace="bool", keepdim="bool",
    training="bool", normalized_shape="tuple of ints", sizes="tuple of ints", dtype="torch.dtype", device="torch.device", requires_grad="bool", start_dim="int", end_dim="int",
    in_features="int", out_features="int", params="parameters", parameters="parameters", lr="float", betas="object", equation="str", tensors="Tensor", operands="Tensor",
    shape="int", size="int", min="Number", max="Number", generator="torch.Generator", data="object", size_average="bool", reduce="bool", negative_slope="float", num_classes="int",
    label_smoothing="float", ignore_index="int", split_size_or_sections="int", approximate="name",
)  # fmt: skip
BINARY = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift eq ne lt le gt ge iadd isub imul itruediv ifloordiv imod ipow iand ior ixor".split()
LEFT_ALONE = set(
    """backward register_hook register_post_accumulate_grad_hook retain_grad apply_ map_ map2_ cuda compile lint load save from_dlpack seed set_rng_state manual_seed
    get_rng_state initial_seed set_default_dtype set_default_device set_printoptions data_ptr set_grad_enabled no_grad enable_grad inference_mode rand randn rand_like randn_like
    randperm multinomial exponential_ set_default_tensor_type empty empty_like new_empty dropout bernoulli bernoulli_ normal normal_ uniform_ random_ randint randint_like typename finfo iinfo gradcheck set_warn_always is_warn_always_enabled set_num_threads get_num_threads Dropout Dropout1d Dropout2d alpha_dropout dropout1d dropout2d feature_dropout trunc_normal_ bartlett_window""".split()
)  # not functions of values, with random or arbitrary results, that end torch's process (range), or with refusals that are not torch's yet


class Target(NamedTuple):
    """Something to call: the text of a call with arguments in braces, and the kinds of its parameters in each form."""

    name: str
    text: str
    forms: tuple[tuple[tuple[str, str, bool], ...], ...]  # (kind, name, optional)


@functools.cache
def targets() -> dict[str, Target]:
    """Everything public that both frameworks have, by name."""
    import torch

    found = {}
    F, optim, nn = tinygrad_lr.nn.functional, tinygrad_lr.optim, tinygrad_lr.nn
    for room, prefix in ((tinygrad_lr, "torch"), (F, "torch.nn.functional"), (nn.init, "torch.nn.init")):
        for name, function in sorted(vars(room).items()):
            home = getattr(function, "__module__", None) or ""
            if (
                name[0] != "_"
                and callable(function)
                and not isinstance(function, type)
                and home.startswith("tinygrad_lr")
            ):
                found[f"{prefix}.{name}"] = Target(
                    f"{prefix}.{name}", f"{prefix}.{name}({{}})", forms_of(name, function)
                )
    for name, function in sorted(vars(tinygrad_lr.Tensor).items()):
        if name[0] != "_" and callable(function):
            text = f"{{self}}.{name}({{}})"
            found[f"Tensor.{name}"] = Target(f"Tensor.{name}", text, forms_of(f"Tensor.{name}", function))
    for name in BINARY:
        text = f"operator.{name}({{}})"
        found[f"operator.{name}"] = Target(f"operator.{name}", text, ((("Tensor", "a", False), ("Tensor", "b", False)), (("Tensor", "a", False), ("Number", "b", False)), (("Number", "a", False), ("Tensor", "b", False))))  # fmt: skip
    found["operator.getitem"] = Target(
        "operator.getitem", "operator.getitem({})", ((("Tensor", "a", False), ("index", "b", False)),)
    )
    found["operator.setitem"] = Target("operator.setitem", "operator.setitem({})", ((("Tensor", "a", False), ("index", "b", False), ("written", "c", False)),))  # fmt: skip
    for room, prefix, after in ((nn, "torch.nn", "(x)"), (optim, "torch.optim", "")):
        for name, cls in sorted(vars(room).items()):
            if isinstance(cls, type) and name[0] != "_" and name not in ("Module", "Parameter", "Optimizer", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"):  # fmt: skip
                after = (
                    "" if prefix == "torch.optim" else "({self})" if not name.endswith("Loss") else "({self}, {self})"
                )
                found[f"{prefix}.{name}"] = Target(
                    f"{prefix}.{name}", f"{prefix}.{name}({{}}){after}", forms_of("-", cls)
                )
    return {
        name: each for name, each in found.items() if name.rpartition(".")[2] not in LEFT_ALONE and has(torch, name)
    }


def has(torch: Any, name: str) -> bool:
    """Whether torch has the name too."""
    if name.startswith("operator."):
        return True
    try:
        return operator.attrgetter(name.removeprefix("torch."))(torch) is not None
    except AttributeError:
        return False


GOOD["index"] = [
    "0", "-1", "5", "slice(0,1)", "(0,1)", "(0,5)", "None", "...", "(...,0)", "i", "k", "b", "u", "[0,1]", "[0,9]", "True", "slice(None,None,-1)", "x>0",
    "n", "q", "(slice(None),i)", "(i,i,i)", "(0,0,0)", "[]", "h", "'a'", "1.5", "s", "x", "(None,'a')", "np.array([0,1])", "[[0],[1]]", "slice('a')", "slice(0,2,0)",
]  # fmt: skip
GOOD["written"] = [*TENSORS, "1", "2.5", "True", "'a'", "None", "[1,2]", "np.ones(3)", "1j", "2**70"]


def forms_of(name: str, function: Any) -> tuple:
    """The forms torch lists for a function, or that of its own signature."""
    listed = signatures.table().get(name)
    if listed:
        return tuple(tuple((p.kind, p.name, p.optional) for p in form.parameters) for form in listed)
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return ((),)
    own = name.startswith("Tensor.")
    return (
        tuple(
            (NAMED.get(p.name, "Number"), p.name, p.default is not p.empty)
            for p in parameters[own:]
            if p.name[0] != "_" and p.kind is not p.VAR_KEYWORD
        ),
    )


def call(rng: random.Random, target: Target) -> str:
    """The text of one call."""
    form = rng.choice(target.forms)
    wrong = rng.choice((0.0, 0.1, 0.1, 0.3))
    given, named = [], []
    by_name = False
    for kind, name, optional in form:
        if (optional and rng.random() < 0.5) or rng.random() < wrong / 4:
            by_name = True
            continue
        value = rng.choice(GOOD.get(kind, ANY) if rng.random() >= wrong else ANY)
        by_name = by_name or rng.random() < 0.1
        (
            named.append(f"{name}={value}")
            if by_name and name.isidentifier() and name not in ("from",)
            else given.append(value)
        )
    if rng.random() < wrong / 3:
        given.append(rng.choice(ANY))
    if rng.random() < wrong / 3:
        named.append(f"{rng.choice(KEYWORDS)}={rng.choice(ANY)}")
    named = list({text.partition("=")[0]: text for text in named}.values())
    self = rng.choice(list(TENSORS))
    if target.name.startswith("operator."):
        given, named = given + [text.partition("=")[2] for text in named], []
    return target.text.replace("{}", ", ".join([*given, *named])).replace("{self}", self)


# -- what comes of it -------------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """What one call came to, in one framework."""

    error: tuple[str, str] | None
    raised: str  # where it was raised: "" if by a `raise` of the library, else by whom
    value: str
    numbers: Any
    warned: tuple


def outcome(fw: Any, text: str) -> Outcome:
    names: dict[str, Any] = {"torch": fw, "np": np, "operator": operator}
    for name, made in TENSORS.items():
        names[name] = eval(made, names)
    code = compile(text, FILE, "eval")
    fw.manual_seed(0)
    error, raised, value, nums = None, "", "", None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with mock.patch.dict(os.environ, {SWITCH: "full"}):  # where it was raised is told by all frames alone
                result = eval(code, names)
            value, nums = described(result, fw)
        except Exception as e:
            error, raised = (type(e).__name__, said(str(e))), raiser(e)
    warned = tuple(
        sorted(
            {
                (w.category.__name__, said(str(w.message)), w.filename == FILE)
                for w in caught
                if "__array_wrap__" not in str(w.message)
            }
        )
    )
    return Outcome(error, raised, value, nums, warned)


def raiser(error: BaseException) -> str:
    """Who raised it: nothing, if it was a `raise` in the library's text."""
    tb: Any = error.__traceback__
    while tb.tb_next is not None:
        tb = tb.tb_next
    code = tb.tb_frame.f_code
    if not code.co_filename.startswith(PACKAGE):
        return "Python" if code.co_filename == FILE else code.co_filename
    done = dis.opname[code.co_code[tb.tb_lasti]]
    return "" if done in ("RAISE_VARARGS", "RERAISE") else f"{Path(code.co_filename).name}:{tb.tb_lineno}"


def said(text: str) -> str:
    """A message without what belongs to one process or build."""
    text = (
        re.sub(r"\s*\(Triggered internally at .*", "", text, flags=re.S)
        .replace("tinygrad_lr", "torch")
        .replace("TensorBase.", "Tensor.")
    )
    text = re.sub(r"0x[0-9a-fA-F]+", "0x", text)
    text = re.sub(r"\nException raised from .*", '"' * ('with error "' in text), text, flags=re.S)
    text = re.sub(r"\[enforce fail at [^\]]*\] err == 0\. ", "", text)
    return re.sub(r"^_?VariableFunctions?(Class)?\.", "", text).strip()


def described(result: Any, fw: Any) -> tuple[str, Any]:
    """What kind of thing came back, and its numbers."""
    if isinstance(result, fw.Tensor):
        array = result.detach().numpy(force=True)
        kind = "Parameter" if isinstance(result, fw.nn.Parameter) else "Tensor"
        return f"{kind} {result.dtype} {tuple(result.shape)} {result.requires_grad}", array
    if isinstance(result, (tuple, list)):
        parts = [described(each, fw) for each in result]
        return f"{type(result).__name__} of {[p[0] for p in parts]}", [p[1] for p in parts]
    if isinstance(result, np.ndarray):
        return f"array {result.dtype} {result.shape}", result
    if isinstance(result, (fw.nn.Module, fw.optim.Optimizer)):
        return repr(result).replace("tinygrad_lr", "torch"), None
    if isinstance(result, (bool, int, float, str, type(None), fw.dtype, fw.Size, fw.device)):
        return repr(result).replace("tinygrad_lr", "torch"), None
    return type(result).__name__, None


def near(a: Any, b: Any) -> bool:
    """Whether numbers agree roughly: how closely is the other lanes' business."""
    if isinstance(a, list):
        return all(map(near, a, b))
    if a is None or not a.size:
        return True
    with np.errstate(all="ignore"):
        return bool(np.allclose(a, b, 1e-3, 1e-3, equal_nan=True))


NOT_HERE = re.compile("not supported|is not here|holds too small a part|another algorithm")


LITTLE = 2 << 30  # bytes that a call may take beyond what the process has
OF_NO_TENSOR = re.compile(r"operator\.setitem\((?![a-z]\b)")  # then Python itself refuses, or asks the index first
TOO_LARGE = re.compile("MemoryError|allocate memory|Unable to allocate|bad_alloc|max_size")


@contextmanager
def little_memory() -> Iterator[None]:
    """Calls that ask for much fail where the system can limit them: bins=2**31 would take all that the machine has."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    size = pages * resource.getpagesize() + LITTLE
    resource.setrlimit(resource.RLIMIT_AS, (size if soft == resource.RLIM_INFINITY else min(soft, size), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def difference(text: str, ours: Any, theirs: Any) -> str:
    """What differs, or nothing: what is too large for the memory in both is not compared."""
    with little_memory():
        a, b = outcome(ours, text), outcome(theirs, text)
    if all(each.error and TOO_LARGE.search(" ".join(each.error)) for each in (a, b)):
        return ""
    if (overwritten(text) and not a.error) or OF_NO_TENSOR.match(text):
        return ""
    if a.error != b.error:
        if kept(text, a.error, b.error) is not None:
            return ""
        return f"{a.error or a.value}{a.raised and f' (raised by {a.raised})'}, torch: {b.error or b.value}"
    recorded = a.value != b.value and b.value == a.value.replace("False", "True")
    if recorded and ("int" in a.value or "bool" in a.value or has_out(text)):  # told in docs/differences.md, of torch
        return ""
    if (misplaced(text) or cut_to_bytes(text, a.value) or "kthvalue" in text) and not a.error:
        return ""
    if a.value != b.value or not near(a.numbers, b.numbers):
        return f"{a.value} {a.numbers}, torch: {b.value} {b.numbers}"
    late = has_out(text) or of_an_optimizer(text, a.error, b.error)
    if late and (a.error or a.value == b.value):
        return ""
    if [w[:2] for w in a.warned] != [w[:2] for w in b.warned]:
        return f"warns {a.warned}, torch: {b.warned}"
    if not all(named or " encountered in " in said for _, said, named in a.warned):  # NumPy's, of its number in both
        return f"warns {a.warned} and names a line of the library"
    return ""


# What each run tries, whatever is drawn besides: kinds of faults that a few draws would not surely meet.
SURE = {
    "Tensor.narrow": ["x.narrow(1, 0, -1)", "x.narrow(0, 1, 2)", "z.narrow(2, -3, 1)"],
    "Tensor.movedim": ["z.movedim((0, 0), (1, 2))", "z.movedim((0, 1), (2, -1))"],
    "torch.argmax": ["torch.argmax(b)", "torch.argmax(b, 1)", "torch.argmax(e)"],
    "torch.argmin": ["torch.argmin(b)", "torch.argmin(q)"],
    "torch.full": ["torch.full((2,), 300, dtype=torch.uint8)", "torch.full((2,), 2**40, dtype=torch.int32)"],
    "Tensor.fill_": ["h.fill_(300)", "u.fill_(-1)", "i.fill_(2**70)"],
    "Tensor.masked_fill": ["h.masked_fill(h > 0, 300)", "k.masked_fill(b, 1e30)"],
    "operator.setitem": ["operator.setitem(h, 0, 300)", "operator.setitem(x, 5, 1)",
                         "operator.setitem(r, s, x)", "operator.setitem(r[:], s, x)", "operator.setitem(x, (s, 7), 1)", "operator.setitem(x, (s, 'a'), 1)", "operator.getitem(x, (s, 7))"],
    "torch.mm": ["torch.mm(g.T, g)", "torch.mm(f, m.long())", "torch.mm(g, m.bool())"],
    "torch.addmm": ["torch.addmm(m.bool(), g.T, g)", "torch.addmm(m.bool(), g.T, g, beta=0)", "torch.addmm(m.long(), f.T, f, beta=1.5)"],
    "torch.baddbmm": ["torch.baddbmm(q, z.bool()[:, :, :0], z.bool()[:, :0])", "torch.bmm(z.bool()[:0], z.bool()[:0].mT)"],
    "torch.addbmm": ["torch.addbmm(q, z.bool()[:, :, :0], z.bool()[:, :0], beta=0)", "torch.addbmm(n, z.long()[:0], z.long()[:0].mT, beta=1.5)"],
    "Tensor.softmax": ["g.softmax(0)", "f.log_softmax(1)", "e.softmax(0, dtype=torch.bool)"],
    "Tensor.hsplit": ["x.hsplit(q)", "x.hsplit(t)", "x.hsplit(np.array(1))", "m.vsplit((q,))", "z.dsplit(t)"],
    "Tensor.chunk": ["x.chunk(n)", "x.chunk(t, n)", "torch.split(y, n)", "torch.linspace(0, 1, t)", "x.kthvalue(np.array(1))"],
    "Tensor.max": ["z.max(dim=n)", "z.max(n)", "z.min(n, True)", "x.std(1, correction=n)", "x.std(correction=q)"],
    "Tensor.view": ["y.view(size=(3, 1))", "y.view(size=3)", "y.expand(size=(2, 3))", "torch.ones(size=3)", "x.permute(dims=0)"],
    "Tensor.add_": ["k.add_(x, alpha=True)", "b.add_(k)", "k.sub_(x, alpha=0.5)", "x.sub_(np.bool_(True))",
                    "k.add(k, alpha=1.0)", "torch.rsub(k, 2, alpha=1.0)", "k.sub_(k, alpha=1.0)"],
    "Tensor.lerp_": ["n.lerp_(d, s)", "y.lerp_(x, 0.5)", "k.lerp_(k, 0.5)", "b.hypot_(k)", "b.fmod_(k)"],
    "Tensor.index_fill_": ["i.index_fill_(0, i, 5)", "i.index_fill_(0, i[:1], 5)", "operator.setitem(i, i, 1)"],
    "torch.meshgrid": ["torch.meshgrid(x, y, indexing='ij')", "torch.meshgrid(y, k[0], indexing='xy')", "torch.meshgrid(y, i)",
                       "torch.meshgrid([])", "torch.meshgrid(y, y, indexing='a')", "torch.meshgrid(1)"],
    "torch.nn.LayerNorm": ["torch.nn.LayerNorm(3, np.float64(0.5))(x)", "torch.nn.LayerNorm(np.int64(1))(x)", "torch.nn.GroupNorm(1, 3, np.int64(1))(x)",
                           "torch.nn.RMSNorm(np.int64(3), np.float64(0.5))(x)", "torch.nn.HuberLoss(delta=np.float32(0.5))(x, x)", "torch.nn.LayerNorm((3,), s)(x)"],
    "torch.nn.Hardshrink": ["torch.nn.Hardshrink(np.uint8(1))(x)", "torch.nn.Softshrink(np.uint8(1))(x)", "torch.nn.Softshrink(np.bool_(True))(x)",
                            "torch.nn.functional.elu(d, np.float32(0.5))", "torch.nn.functional.normalize(x, np.float64(0.5))", "torch.nn.PReLU([1])(x)"],
    "Tensor.gather": ["r.gather(1, i[:0]).grad_fn.name()", "r[0, 0].gather(0, f).grad_fn.name()", "y.gather(0, f)", "z.gather(0, e)", "e.roll(1, 7)", "s.expand(-2)", "y.expand(-1, 3)", "y.allclose(y, float('nan'))"],
    "torch.bucketize": ["torch.bucketize(-1, u)", "torch.bucketize(2**40, k[0].int())", "torch.searchsorted(b[0], g)", "torch.broadcast_tensors([x])", "torch.bucketize(y, b[0])", "torch.bucketize(b, g[:, 0])"],
    "torch.split": ["torch.split('a', x)", "torch.split('a b', ' ')", "torch.split(1, 1)", "torch.split(d, (4, -1), -1)", "torch.split(d, (2, 2), -1)", "torch.can_cast(torch.float64, float)"],
    "torch.add": ["torch.add(-1, u)", "torch.add(300, u)", "torch.mul(-1, u)", "torch.div(-1, u)", "torch.lerp(q, b, s)", "torch.pow(u, 2**40)"],
    "operator.add": ["operator.add(torch.Size([2]), x)", "operator.floordiv(b, torch.ones(2, 0) > 0)", "operator.pow(b, torch.ones(2, 0) > 0)"],
    "torch.unique": ["torch.unique(x, dim=7)", "torch.unique(s, dim=0)", "torch.unique(e, dim=1)", "torch.unique(k, dim=0)"],
    "torch.unique_consecutive": ["x.unique_consecutive(x, x, x, x)", "x.unique(1, 1, 1, 1, 1, 1)", "torch.unique_consecutive(x, dim=7)", "torch.unique_consecutive(e, dim=1)"],
    "torch.repeat_interleave": ["torch.repeat_interleave(x, -1)", "torch.repeat_interleave(x, i, 1)", "torch.repeat_interleave(y, y)",
                                "torch.repeat_interleave(s, 1, 0)", "torch.repeat_interleave(y, u.long(), output_size=-4)"],
    "torch.clamp": ["torch.clamp(g, w, 2.0)", "b.clip(max=w, min=1)", "torch.tensor_split(x, np.array(1))", "torch.tensor_split(x, np.array([1, 2]))", "x.tensor_split(2**31)"],
    "torch.diff": ["torch.diff(x, n=0, dim=7)", "x.diff(0, 7)", "torch.diff(b, n=0, dim=9)", "torch.diff(x, n=0, dim=7, prepend=x)"],
    "torch.div": ["torch.div(x, 2, out=1.0)", "torch.add(n, 2, out=1)", "torch.mul(x, 2, out=np.float32(1))", "torch.sub(s, 2, out=1)"],
    "torch.amin": ["torch.amin(e, (0, 5))", "torch.amax(e, (1, 1, 0))", "torch.amin(e, (1, 5))", "torch.amax(x, (0, 0))"],
    "torch.bmm": ["torch.bmm(z > 0, z.mT)", "torch.bmm(z[:0], z.mT.double()[:0])", "torch.baddbmm(z, x, z.double())", "torch.baddbmm(y, z, z.mT.double())",
                  "torch.baddbmm(y > 0, z[:, :, :0] > 0, z.mT.double()[:, :0], beta=1.5)", "torch.addbmm(m.long(), z[:0], z.mT[:0], beta=2)",
                  "torch.addbmm(m > 0, z[:0], z.mT[:0])", "torch.addbmm(m, z[:0].double(), z.mT[:0])"],
    "torch.tensor": ["torch.tensor(np.bool_(True), dtype=torch.int64)", "torch.tensor(np.float32(1.5), dtype=torch.bool)", "torch.as_tensor(np.float32(1.5), dtype=torch.uint8)", "x.new_tensor(np.int64(2))",
                     "torch.asarray(np.float32(1.5), dtype=torch.int64)", "torch.tensor(np.float64(300), dtype=torch.uint8)", "torch.tensor(np.str_('a'))", "torch.tensor([np.str_('a')])", "x.fill_(np.str_('a'))"],
    "torch.nn.functional.hardtanh_": ["torch.nn.functional.hardtanh_(u, min_val=float('inf'))", "torch.nn.functional.hardtanh(h, -1, float('nan'))", "torch.nn.functional.hardtanh(u, 1, 1e30)",
                                      "torch.nn.functional.hardtanh(u, -1, 300)", "torch.nn.functional.hardtanh(u, -3, -2)", "torch.nn.functional.hardtanh(h, 300, 301)", "torch.nn.functional.hardtanh(h, 0.5, 1.5)"],
    "torch.nn.GroupNorm": ["torch.nn.GroupNorm(0, np.array(1), x)(x)"],
    "torch.asarray": ["torch.asarray(b'a')", "torch.asarray(b'')", "torch.asarray(bytearray(b'a'))", "torch.nn.init.sparse_(np.int64(1), x)", "torch.nn.init.sparse_(x, r[0, 0])", "torch.nn.init.sparse_(x, r)"],
    "torch.histc": ["u.histc(3, -1.5, -1.5)", "u.histc(3, 300, 400)", "x.histc(3, 1e300, 1e300)", "e.histc(3, 1e300, 1e300)", "b.histc(3, 0, float('nan'))", "x.histc(3, 1, float('-inf'))",
                    "torch.zeros(2, dtype=torch.uint8).histc(3)", "torch.histc(x * float('nan'))", "torch.histc(x, 3, float('nan'), 1)"],
    "Tensor.index_put_": ["x.index_put_((b, b), s)", "x.index_put_((b, i), s)", "x.index_put_((b, torch.tensor([0, 1, 0, 1])), s)", "z.index_put_((b, torch.tensor([0, 1, 0, 1])), 1.0 * torch.arange(4))",
                          "z.index_put_((torch.tensor([0, 1, 0]), m > 0), s)", "x.index_put_((z > 0,), s)"],
    "torch.addcdiv": ["u.addcdiv(d, i)", "y.addcdiv_(x, i)", "torch.where(q, u, i)", "torch.lerp(b, g, n)", "torch.lerp(k, f, n)", "torch.celu_(r, 0)"],
    "torch.optim.NAdam": ["torch.optim.NAdam([r], d, [x])", "torch.optim.NAdam([r], -1, [0.1])"],
    "torch.searchsorted": ["torch.searchsorted(s, 2.0)", "torch.searchsorted(s, y)", "torch.searchsorted(x, s)", "e.put_(n, s)", "e.put_(i[:0], s[None][:0])", "torch.take(e, n)",
                           "torch.searchsorted(b, x)", "torch.searchsorted(b[0], 1)", "torch.searchsorted(b[0], True)", "torch.searchsorted(b, b)"],
    "torch.all": ["torch.all(u, dim=0, out=q)", "torch.any(u, out=q)", "torch.any(u, dim=0, out=s)", "torch.all(x, 0, out=u)", "torch.all(u, 0, out=n)"],
    "torch.kron": ["torch.kron(q, x, out=x)", "torch.kron(x, s, out=x)", "torch.kron(x, x, out=x)", "torch.kron(y, s, out=x[0])", "torch.kron(y, y[:1], out=y)"],
    "torch.nn.functional.linear": ["torch.nn.functional.linear(y, y, h)", "torch.nn.functional.linear(y, y, x[:1])", "torch.nn.functional.linear(y, x, t)", "torch.nn.functional.linear(y, x, x[:1, :2])",
                                   "torch.nn.functional.linear(y, x, w)", "torch.nn.functional.linear(y, y, t)", "torch.nn.functional.linear(y, y, y[:1])"],
    "Tensor.scatter_reduce": [f"1 / torch.{made}(2).scatter_reduce(0, n.expand(2), torch.tensor([-0.0, 0.0]), '{how}', include_self={own})"
                              for made in ("ones", "zeros") for how in ("amax", "amin") for own in (True, False)] + [
        "(lambda v: torch.autograd.grad(torch.autograd.grad(torch.ones(2).scatter_reduce(0, n.expand(2), v, 'prod').sum(), v, create_graph=True)[0].sum(), v))(torch.zeros(2, requires_grad=True))",
        "(lambda v: torch.autograd.grad(torch.ones(2).scatter_reduce(0, i, v, 'prod').sum(), v, create_graph=True)[0].grad_fn.name())(torch.zeros(2, requires_grad=True))"],
    "torch.subtract": ["torch.add(1.5, 0.5, alpha=2)", "torch.add(True, True, alpha=2)", "torch.add(1, 2, 3)", "torch.subtract(1, 2, 3)", "torch.subtract(k, w, 2)", "torch.subtract(k, w, alpha=2)", "torch.rsub(n, w, 2)", "torch.rsub(n, w)", "n.subtract(w, 2)", "k.subtract_(t, 2)"],
    "torch.addcmul": ["torch.addcmul(x, x, x, value=s, out=s)", "torch.addcdiv(x, x, x, value=s, out=s)", "torch.add(x, x, alpha=n, out=n)", "torch.clamp(x, s, 3, out=s)", "torch.clamp(x, s, out=s)"],
    "torch.tensor_split": ["torch.hsplit(x, np.array(1))", "torch.vsplit(x, torch.tensor([1]))", "x.hsplit(torch.tensor([1]))", "torch.hsplit(x, indices=1)", "torch.hsplit(x, indices=[1])", "torch.tensor_split(x, sections=2, dim=1)",
                           "x.tensor_split(tensor_indices_or_sections=n)", "x.hsplit(1, 2)", "z.vsplit(1, n)", "x.dsplit(1, 2)", "torch.hsplit(x, q)"],
    "torch.pow": ["torch.pow(self=2, exponent=x)", "torch.where(b, self=1.0, other=x)", "torch.xlogy(self=2, other=x)", "torch.bitwise_or(self=2, other=k)", "torch.dropout(x, 0.0, train=True)", "x.copy_(other=x)"],
    "torch.sub": ["torch.add(np.bool_(True), other=i, alpha=0.5)", "i.add(np.bool_(True), alpha=0.5)", "torch.add(b, np.bool_(True), alpha=True)", "torch.pow(1, exponent=x, out=i)", "torch.pow(True, x, out=i)", "torch.pow(1, k, out=b)"],
    "torch.result_type": ["torch.result_type(tensor=x, other=2)", "torch.result_type(scalar=1, tensor=x)", "torch.result_type(scalar1=1, scalar2=2.0)"],
    "Tensor.new_zeros": ["torch.Tensor(np.array(3)).shape", "torch.zeros((q, 1.5))", "torch.zeros((1.5, q))", "torch.zeros(1, q, 'a')", "torch.nn.Linear(x, q)", "x.view(q, 1.5)", "x.permute(q, 'a')"],
    "torch.as_tensor": ["torch.asarray(1, copy=False)", "torch.asarray(None, copy=False)", "torch.asarray(object, copy=False)"],
    "torch.addmv_": ["torch.addmv_(input=y, mat=m, vec=y)", "m.addmm_(mat1=m, mat2=m)"],
    "Tensor.std": ["e.std(correction=-1)", "e.std(1, correction=2)", "torch.var_mean(e, correction=0)", "torch.std_mean(e, correction=-1)"],
    "Tensor.topk": ["x.topk(k=q, keepdim=x)", "x.topk(k=q[None], zzz=1)", "x.topk(k=b, zzz=1)", "x.kthvalue(k=q, zzz=1)"],
    "torch.clip": ["torch.clip(t, n, True, out=d)", "torch.clamp(x, w, 2, out=d)", "torch.clip(t, n, n, out=d)", "torch.cummin(x, 1, out=[y[None], k])"],
    "Tensor.repeat_interleave": ["f.repeat_interleave(n, output_size=1)", "torch.repeat_interleave(i[:0], output_size=1)", "torch.repeat_interleave(i, output_size=5)"],
    "Tensor.split": ["q.split([1])", "torch.split(q, 1)", "torch.cummax(x, 0, out=(x, k))"],
    "Tensor.addmm": ["m.addmm(s, m, m, alpha=True)", "m.addmm(s, m, mat2=m)", "torch.addmm(0.5, m, m, m, alpha=2)", "torch.addmm(0.5, m, 2, m, m)", "torch.addmm(0.5, m, m, m, beta=2)", "y.addmv(s, m, y, beta=1)"],
    "torch.stack": ["torch.stack([e, x], 3)", "torch.stack([y, x], 1)", "torch.stack([], 3)", "torch.stack([x, 1], 7)"],
    "torch.cumsum": ["torch.cumprod(e, 0, out=g)", "torch.cumsum(e, 0, dtype=torch.bool)", "torch.cumsum(x, 0, out=b)", "torch.cumprod(s, 0, out=q)", "torch.nansum(e, 0, out=f[0])"],
    "torch.cumprod": ["torch.cumprod(r, 0, dtype=torch.int64)", "torch.cumprod(x, 0, dtype=torch.bool)", "torch.cumsum(r, 0, dtype=torch.bool)", "torch.cumprod(r, 5, dtype=torch.int64)"],
    "torch.einsum": ["torch.einsum(0, ())", "torch.einsum('ij->ji', [[x]])", "torch.einsum('i', [[]])", "torch.einsum(x, ())"],
    "torch.zeros": ["torch.empty((0, 1.5), device='a')", "torch.zeros((0, 1.5), device='cpu')", "torch.nn.Embedding(0, -1.5, device='a')", "torch.nn.Linear(1, 1.5, device='a')"],
    "torch.quantile": ["torch.quantile(r, 0.5, out=s)", "torch.quantile(r, 0.5, 0, out=y).grad_fn.name()", "torch.nanquantile(r, y / 5, out=y)", "torch.quantile(x, 0.5, out=s)", "torch.quantile(x, 0.5, out=x[0, 0])"],
    "torch.std": ["torch.std(x, unbiased=None)", "torch.var_mean(x, None)", "x.var(unbiased=None)", "f.norm(dim=(2, 3, 4))", "i.norm(dim=(2, 3, 4))"],
    "torch.where": ["t.where(y, 300)", "t.where(u, 2**31)", "torch.where(y, 2**31, t)", "torch.where(b, h, 300)"],
    "torch.linspace": ["torch.linspace(u, n, -4)", "torch.linspace(1, y, -4)", "torch.linspace(s, s, -4)"],
    "operator.imul": ["operator.imul(n, torch.Size([3, 2]))", "operator.mul(n, torch.Size([3, 2]))", "operator.imul(torch.Size([3, 2]), n)", "operator.imul(n, [1])"],
    "torch.nn.functional.pad": ["torch.nn.functional.pad(y, (1, 2, 3), 'linear')", "torch.nn.functional.pad(y, (1, 2), 'linear', 1.0)", "torch.nn.functional.pad(y, (1, 2, 3))"],
    "torch.nn.functional.mse_loss": ["torch.nn.functional.mse_loss(q, x, reduction='a', weight=q)", "torch.nn.functional.mse_loss(x, x, reduction='a', weight=x)",
                                     "torch.nn.functional.l1_loss(b, b, reduction='a', weight=b)", "torch.nn.functional.l1_loss(x, b, reduction='a')", "torch.nn.functional.mse_loss(0, m, reduction=np.ones(2))"],
    "torch.nn.functional.group_norm": ["torch.nn.functional.group_norm(k, 3, y)", "torch.nn.functional.group_norm(x, 3, y, y.double())", "torch.nn.functional.group_norm(k, 3, y.double())",
                                       "torch.nn.functional.layer_norm(x, (3,), y, y.double())", "torch.nn.functional.layer_norm(k, (3,), k[0], y)", "torch.nn.functional.rms_norm(k, (3,), y.double())",
                                       "torch.nn.functional.layer_norm(x[:, :0], (0,))", "torch.nn.functional.group_norm(z[:, :, :0], 1)"],
    "torch.nn.functional.batch_norm": ["torch.nn.functional.batch_norm(x, y, None, training=True)", "torch.nn.functional.batch_norm(x, i, None)", "torch.nn.functional.batch_norm(k, r[0], y, training=True)",
                                       "torch.nn.functional.batch_norm(x, y, y.double(), y, k[0], training=True)", "torch.nn.functional.batch_norm(x, y, y.double(), y, k[0])",
                                       "torch.nn.functional.batch_norm(x, y, y, y, training=True)", "torch.nn.functional.batch_norm(e, y, y, y[:0])"],
    "torch.nn.BatchNorm1d": ["torch.nn.BatchNorm1d(0)(x[:, :0])", "torch.nn.LayerNorm([2.5], elementwise_affine=False)", "torch.nn.RMSNorm([2], elementwise_affine=False, dtype=1)",
                             "torch.nn.GroupNorm(1, 3, affine=False, device=object)", "torch.nn.GroupNorm(1, 1.0)", "torch.nn.AlphaDropout(float('nan'))(x)"],
    "torch.range": ["torch.range(3, 1)", "torch.range(0, 2, 0)", "torch.range(0, 3, dtype=torch.bool)", "torch.range('a', 2)"],
    "torch.arange": ["torch.arange(3, 1)", "torch.arange(0, 2, 0)", "torch.arange(0, float('inf'))", "torch.arange(2**70)"],
}  # fmt: skip


# -- the lane -----------------------------------------------------------------------------------------------------------


@st.composite
def calls(draw: Any, target: Target) -> str:
    """The text of one call."""
    return call(draw(st.randoms(use_true_random=False)), target)


def run(ours: Any, theirs: Any, profile: Profile, tally: Tally, names: Iterable[str] = ()) -> Iterator[str]:
    """Every function, method, layer and optimizer, or those named."""
    for name in names or targets():

        def check(text: str, name: str = name) -> None:
            found = difference(text, ours, theirs)
            if found and explain_call(text, theirs, found):
                tally.changed += 1
            elif found:
                raise Disagreement((text, found))
            tally.case(LANE, name, "any", None, text, covered=["outcome"])

        try:
            for text in SURE.get(name, ()):
                check(text)
            if name != "torch.range":  # of its steps torch's process may die
                profile.run(calls(targets()[name]), check, profile.refusals)
        except Disagreement as error:
            text, found = error.found
            script = replay.answers(f"{text}: {found}", [difference], "", f"difference({text!r}, tinygrad_lr, pytorch)")
            tally.fail(
                Failure(LANE, name, f"{text}: {found}", script, f"--lanes {LANE} --profile {profile.name}"), "any"
            )
        yield name
