"""The replay script of an operation's case: its inputs, its call, and the one thing about it that differed."""

from __future__ import annotations

import inspect
from contextlib import suppress
from typing import Any

import numpy as np

from ..operations.opinfo import OpInfo, is_in_place, tensor_names
from ..operations.strategies import Drawn
from ..oracle import truth
from ..oracle.check import Difference
from ..oracle.observe import cotangent, observe, shell, tree, words
from . import replay

COTANGENT = '''\
def cotangent(torch, number, like, salt=""):
    """The upstream gradient of a result: random, and the same in every run."""
    random = np.random.RandomState(zlib.crc32(f"{{NAME}} {{number}} {{salt}}".encode()))
    drawn = random.uniform(-2, 2, size=tuple(like.shape))
    return torch.tensor(np.asarray(drawn).astype(like.detach().numpy().dtype))


NAME = {name!r}
'''
FACTS = {
    "dtype": "[str(out.dtype) for out in outputs]",
    "shape": "[tuple(out.shape) for out in outputs]",
    "requires_grad": "[out.requires_grad for out in outputs]",
    "is_leaf": "[out.is_leaf for out in outputs]",
    "node": "[type(out.grad_fn).__name__ for out in outputs]",
    "graph": "[tree(out.grad_fn) for out in outputs]",
    "python": "[str(out) for out in outputs]",
    "result": "shell(out)",
    "in order": "[out.is_contiguous() for out in outputs]",
    "is an input": "[any(out is x for x in inputs) for out in outputs]",
    "shares memory": "[any(np.shares_memory(out.detach().numpy(), x.detach().numpy()) for x in inputs if x is not out) for out in outputs]",
    "inputs left alone": "[before == x.detach().numpy().tobytes() for before, x in zip(was, inputs)]",
    "number of results": "len(outputs)",
    "number of gradients": "len(grads)",
    "warnings": "warned",
    "NumPy warnings": "warned",
}  # fmt: skip


def operation_script(opinfo: OpInfo, bad: Difference, drawn: Drawn, theirs: Any, verdict: Any = None) -> str:
    """The failing case of an operation. `verdict`: by how much it is off the truth, where that is what failed."""
    bound, true, by_truth = judged(opinfo, bad, drawn, theirs, verdict)
    number = int(bad.what.split()[-1]) if bad.what.startswith("true value") else bad.number
    used = {"tree": tree, "shell": shell, "words": words}
    wanted = quantity(bad, number)
    helpers = [
        inspect.getsource(f)
        for name, f in used.items()
        if f"{name}(" in wanted or (name == "words" and "warned" in wanted)
    ]
    body = [*inputs(opinfo, drawn), *call(opinfo, bad, drawn), *derivatives(opinfo, bad, drawn), f"return {wanted}"]
    if "warned" in wanted:
        body = ["with warnings.catch_warnings(record=True) as caught:", "    warnings.simplefilter('always')",
                *("    " + line for line in body[:-1]), WARNED.format("==" if "NumPy" in bad.what else "!="), body[-1]]  # fmt: skip
    lines = ["def case(torch):", '    """What differed, in either framework."""', *("    " + line for line in body)]
    text = "\n\n".join([COTANGENT.format(name=opinfo.id), *helpers, "\n".join(lines)])
    what = f"{bad.form}  [{drawn}]\n\n{bad.what}: tinygrad_lr had {bad.ours}, torch {bad.theirs or '-'}"
    imports = "import warnings, re\n" if "warned" in wanted or "words(" in wanted else ""
    return replay.numbers(what, text, bound, true, by_truth, imports)


WARNED = "warned = sorted({{(w.category.__name__, words(str(w.message))) for w in caught if (w.category is RuntimeWarning) {} True}})"


def quantity(bad: Difference, number: int) -> str:
    """The text of what differed."""
    kind = bad.what.removeprefix("true ").split(" ")[0]
    if bad.what.startswith("exception in") or bad.what == "words":
        return "'no exception'"
    if bad.what == "forms differ":
        return "outputs[0].detach().numpy() - first.detach().numpy()"
    if bad.what == "finite difference":
        return "sum(float((g.numpy() * step).sum()) for g, step in zip(grads, steps) if g is not None)"
    if bad.what in FACTS:
        return FACTS[bad.what]
    place = bad.what.split()[-1]
    lists = {
        "value": f"outputs[{number}].detach()",
        "gradient": f"grads[{place}].detach()",
        "second": f"seconds[{place}]",
    }
    return f"{lists[kind]}.numpy()"


# ---- the case --------------------------------------------------------------------------------------------


def inputs(opinfo: OpInfo, drawn: Drawn) -> list[str]:
    """The lines that make the tensors."""
    lines = ["F = torch.nn.functional"] if any("F." in form for form in opinfo.forms) else []
    needs = drawn.case.needs or (True,) * len(opinfo.names)
    for name, array, domain, need in zip(opinfo.names, drawn.arrays, opinfo.domains, needs, strict=True):
        lines.append(f"{name} = torch.tensor({replay.literal(array)})")
        laid = layout(name, drawn.case.layout, array)
        lines += [laid] if laid else []
        lines.append(f"{name} = {name}.detach()")
        if need and domain.differentiable and array.dtype.kind == "f":
            lines.append(f"{name}.requires_grad_()")
    lines.append(f"inputs = [{', '.join(opinfo.names)}]")
    if opinfo.op == "dropout":
        lines.append("torch.manual_seed(0)")
    return lines


def layout(name: str, kind: str, array: np.ndarray) -> str:
    """The line that lays a tensor out in memory as the case asks."""
    if kind == "transposed" and array.ndim > 1:
        return f"{name} = {name}.transpose(0, -1).contiguous().transpose(0, -1)"
    if kind == "sliced" and array.ndim:
        return f"{name} = torch.stack([{name}, {name}], -1).flatten(-2)[..., ::2]"
    if kind == "expanded" and array.ndim and len(array) > 1:
        return f"{name} = {name}[:1].clone().expand({name}.shape)"
    return ""


def call(opinfo: OpInfo, bad: Difference, drawn: Drawn) -> list[str]:
    """The lines that call the form that failed."""
    lines = ["was = [x.detach().numpy().tobytes() for x in inputs]"] if bad.what == "inputs left alone" else []
    if bad.what == "forms differ":
        lines += [f"first = {opinfo.id}"] if not is_in_place(opinfo.id) else []
        lines += ["torch.manual_seed(0)"] if opinfo.op == "dropout" else []
    if is_in_place(bad.form):
        target = tensor_names(bad.form)[0]
        return [*lines, f"{target} = {target}.clone()", bad.form, f"out = {target}", "outputs = [out]"]
    return [*lines, f"out = {bad.form}", "outputs = list(out) if isinstance(out, (tuple, list)) else [out]"]


def derivatives(opinfo: OpInfo, bad: Difference, drawn: Drawn) -> list[str]:
    """The lines that differentiate, as far as what failed needs it."""
    kind = bad.what.removeprefix("true ").split(" ")[0]
    ends = bad.what.startswith("exception in") or bad.what in ("words", "warnings", "NumPy warnings")
    if not (kind in ("gradient", "second", "number", "finite") or ends):
        return []
    second = drawn.case.second and (kind == "second" or ends)
    return [
        "wanted = [x for x in inputs if x.requires_grad]",
        "roots = [(i, out) for i, out in enumerate(outputs) if getattr(out, 'requires_grad', False)]",
        f"seeds = [cotangent(torch, i, out).requires_grad_({drawn.case.second}) for i, out in roots]",
        "roots = [out for _, out in roots]",
        f"grads = torch.autograd.grad(roots, wanted, seeds, create_graph={drawn.case.second}, allow_unused=True) if roots and wanted else []",
        *(SECONDS if second else ()),
        *(directions(opinfo, drawn) if kind == "finite" else []),
    ]  # fmt: skip


SECONDS = (
    "again = [(i, g) for i, g in enumerate(grads) if g is not None and g.requires_grad]",
    "twice = [cotangent(torch, i, g, 'second') for i, g in again]",
    "seconds = torch.autograd.grad([g for _, g in again], wanted + seeds, twice, allow_unused=True) if again else []",
    "seconds = [torch.zeros_like(x) if s is None else s for s, x in zip(seconds, wanted + seeds)]",
)


def directions(opinfo: OpInfo, drawn: Drawn) -> list[str]:
    """The direction along which the slope was taken."""
    needs = drawn.case.needs or (True,) * len(opinfo.names)
    each = zip(drawn.arrays, opinfo.domains, needs, strict=True)
    shapes = [a.shape for a, d, need in each if need and d.differentiable and a.dtype.kind == "f"]
    return [
        f"random = np.random.RandomState({drawn.case.salt % 2**32})",
        f"steps = [random.uniform(-1, 1, size=shape) for shape in {shapes}]",
    ]


# ---- the bound and the truth -----------------------------------------------------------------------------


def judged(opinfo: OpInfo, bad: Difference, drawn: Drawn, theirs: Any, verdict: Any) -> tuple[Any, Any, bool]:
    """The bound, the truth if it is known, and whether the bound is from there."""
    if verdict is not None:
        return verdict.allowed, texts_of(verdict.exact), True
    kind = bad.what.split(" ")[0]
    if kind not in ("value", "gradient", "second", "forms"):
        return 0.0, None, False
    true = None
    with suppress(Exception):  # what has no truth, or none that can be had in time
        true = known(opinfo, bad, drawn, theirs)
    return (0.0 if bad.bound is None else bad.bound), true, False


def known(opinfo: OpInfo, bad: Difference, drawn: Drawn, theirs: Any) -> np.ndarray | None:
    """The value or the gradient in forty digits."""
    arrays, case = drawn.arrays, drawn.case
    if sum(a.size for a in arrays) > 64 or case.lane != "smooth":
        return None
    value = truth.value(opinfo, arrays)
    if value is None or bad.what == "value":
        return None if value is None else texts_of(value)
    if not bad.what.startswith("gradient") or sum(a.size for a in arrays) > 12:
        return None
    needs = case.needs or (True,) * len(arrays)
    able = [k for k, d in enumerate(opinfo.domains) if d.differentiable and needs[k] and arrays[k].dtype.kind == "f"]
    seen = observe(theirs, opinfo, opinfo.call, arrays, case)
    upstream = cotangent(opinfo, 0, value.shape).astype(seen.facts[0]["value"].dtype)
    exact = truth.gradient(opinfo, arrays, able[int(bad.what.split()[-1])], upstream)
    return None if exact is None else texts_of(exact)


def texts_of(exact: Any) -> np.ndarray:
    """Numbers of forty digits as texts of twenty-five."""
    from mpmath import mp, mpf

    array = np.asarray(exact, dtype=object)
    out = np.empty(array.shape, dtype=object)
    for place in np.ndindex(array.shape):
        out[place] = mp.nstr(mpf(array[place]), 25, min_fixed=-5, max_fixed=30)
    return out
