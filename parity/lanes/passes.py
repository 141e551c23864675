"""Backward passes of every operation: gradients from outside in every dtype, a second pass, saved tensors that changed.

Each OpInfo's forms are run in three scenes. *Cotangents*: the gradient that a pass begins with comes in each dtype.
*Second pass*: the graph is walked again, with and without having been kept. *Changed*: each tensor that the graph may
have saved, an input (an index too) or a result, is changed in place before the pass, recorded or not. What counts is
whether torch refuses, in which words, and else the gradients' dtypes and numbers; how exact these are is the business
of the lane of operations.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

import numpy as np

from ..operations.cases import Case, draw
from ..operations.opinfo import OpInfo, is_in_place
from ..oracle.observe import leaves, numbers, words
from ..output import replay
from ..output.tally import Failure, Tally
from ..profiles import Profile
from ..versions import explain_saved

LANE = "passes"
DTYPES = ("float64", "float32", "int64", "int32", "int16", "int8", "uint8", "bool")
FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)
Step = Any  # ("RuntimeError", words), or a list of arrays


def tried(run: Callable[[], Sequence[Any]]) -> Step:
    """What a step gives: the numbers of its tensors, or its exception's type and words."""
    try:
        return [None if t is None else numbers(t).copy() for t in run()]
    except Exception as error:  # whatever it is, it is what has to be the same
        return type(error).__name__, words(str(error)).replace(FREED, "freed")


class Called:
    """One call in one namespace: its inputs, its results, and what to walk between."""

    def __init__(self, fw: Any, opinfo: OpInfo, call: Callable, arrays: Sequence[np.ndarray], case: Case) -> None:
        self.fw, self.leaves = fw, leaves(fw, opinfo, arrays, case)
        # behind a node of their own where they may be changed, as a leaf must not
        self.inputs = [t.clone() if t.requires_grad else t for t in self.leaves] if case.salt else self.leaves
        if opinfo.op == "dropout":
            fw.manual_seed(0)
        result = call(fw, *self.inputs)
        results = list(result) if isinstance(result, (tuple, list)) else [result]
        results = [t for t in results if hasattr(t, "grad_fn")]
        self.wanted = [t for t in self.leaves if t.requires_grad]
        self.roots = [t for t in results if t.requires_grad]
        self.tensors = self.inputs + [t for t in results if not any(t is x for x in self.inputs)]

    def start(self, dtype: str) -> list[Any]:
        """The gradients to begin with: small whole numbers, which every dtype holds; 1 and 0 for bools."""
        given = [np.reshape(1 + np.arange(t.numel()) % 3, tuple(t.shape)) for t in self.roots]
        return [self.fw.tensor(g.astype(dtype or numbers(t).dtype)) for g, t in zip(given, self.roots, strict=True)]

    def grad(self, keep: bool = False, dtype: str = "") -> Sequence[Any]:
        return self.fw.autograd.grad(self.roots, self.wanted, self.start(dtype), retain_graph=keep, allow_unused=True)

    def backward(self, keep: bool = False, dtype: str = "") -> Sequence[Any]:
        """The same by way of `.grad`."""
        for t in self.wanted:
            t.grad = None
        self.fw.autograd.backward(self.roots, self.start(dtype), retain_graph=keep)
        return [t.grad for t in self.wanted]


# ---- the scenes ------------------------------------------------------------------------------------------


def cotangents(make: Callable[[], Called]) -> list[Step]:
    called = make()
    steps = [tried(partial(called.grad, True, dtype)) for dtype in DTYPES]
    return steps + [tried(partial(called.backward, True, dtype)) for dtype in DTYPES[1:3]]


def second(make: Callable[[], Called]) -> list[Step]:
    once, kept = make(), make()
    return [
        tried(once.grad),
        tried(once.grad),
        *(tried(partial(kept.backward, keep)) for keep in (True, True, False, False)),
    ]


def changed(make: Callable[[], Called]) -> list[Step]:
    """An input or a result is changed before the pass, leaves unrecorded; that this may be refused is a step too."""
    steps: list[Step] = []
    for which in range(len(make().tensors)):
        called = make()
        with called.fw.set_grad_enabled(called.inputs is not called.leaves):
            steps.append(tried(partial(change, called.tensors[which])))
        steps.append(tried(called.grad))
    return steps


def change(t: Any) -> list[Any]:
    """Another value in the same memory: half of each float, index 0, the other truth value."""
    kind = numbers(t).dtype.kind
    return [t.mul_(0.5) if kind == "f" else t.logical_not_() if kind == "b" else t.zero_()]


SCENES: dict[str, Callable[[Callable[[], Called]], list[Step]]] = {
    "cotangents": cotangents,
    "second pass": second,
    "changed": changed,
}


def scene_cases(opinfo: OpInfo) -> Iterator[Case]:
    """All inputs at once, as leaves and as results; then each input alone."""
    shapes = opinfo.shapes.cases[0]
    able = [d.differentiable for d in opinfo.domains]
    yield Case(shapes, "float32")
    yield Case(shapes, "float64", salt=1)
    if sum(able) > 1:
        for i, ok in enumerate(able):
            if ok:
                yield Case(shapes, "float32", needs=tuple(j == i for j in range(len(able))), salt=1)


# ---- what differs ----------------------------------------------------------------------------------------


def alike(ours: Step, theirs: Step) -> bool:
    """The same refusal, or numbers that are the same up to rounding."""
    if not isinstance(ours, list) or not isinstance(theirs, list):
        return bool(ours == theirs)
    return len(ours) == len(theirs) and all(map(close, ours, theirs))


def close(a: Any, b: Any) -> bool:
    """Up to a thousand roundings or so: a softmax's derivative, say, cancels."""
    if a is None or b is None:
        return a is b
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind != "f":
        return bool((a == b).all())
    slack = 1e4 * float(np.finfo(a.dtype).eps)
    return bool(np.allclose(a, b, slack, slack * max(1.0, np.abs(b[np.isfinite(b)]).max(initial=0)), equal_nan=True))


def compared(opinfo: OpInfo, form: int, case: Case, scene: str, ours: Any, theirs: Any) -> str | None:
    """What differs, "" if nothing does, None if there is nothing to walk."""
    make = [partial(Called, fw, opinfo, opinfo.calls[form], draw(opinfo, case), case) for fw in (ours, theirs)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if not make[1]().roots:
                return None
        except Exception:  # refused: other lanes tell
            return None
    return differing(scene, *make)


def differing(scene: str, ours: Callable[[], Called], theirs: Callable[[], Called]) -> str:
    """The first step of a scene that differs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        steps = [played(scene, make) for make in (ours, theirs)]
    for number, (mine, torchs) in enumerate(zip_longest(*steps)):
        if not alike(mine, torchs):
            return f"step {number}: {told(mine)}, torch: {told(torchs)}"
    return ""


def played(scene: str, make: Callable[[], Called]) -> list[Step]:
    try:
        return SCENES[scene](make)
    except Exception as error:  # the call itself
        return [(type(error).__name__, str(error))]


def told(step: Step) -> str:
    if not isinstance(step, list):
        return ": ".join(step or ("nothing",))
    return ", ".join("None" if a is None else f"{a.dtype} {a.tolist()}" for a in step)


def script(opinfo: OpInfo, form: int, case: Case, scene: str, found: str) -> str:
    """The scene, to be played again."""
    domains = ", ".join(f"types.SimpleNamespace(differentiable={d.differentiable})" for d in opinfo.domains)
    given = "\n".join([
        f"opinfo = types.SimpleNamespace(op={opinfo.op!r}, domains=[{domains}])",
        f"case = types.SimpleNamespace(layout={case.layout!r}, needs={case.needs!r}, salt={case.salt})",
        f"arrays = {replay.shown(draw(opinfo, case))}",
        replay.form_text(opinfo.forms[form], opinfo.names),
        "made = [partial(Called, fw, opinfo, call, arrays, case) for fw in (tinygrad_lr, pytorch)]\n",
    ])  # fmt: skip
    what = f"{opinfo.forms[form]}  [{case}] {scene}: {found}"
    return replay.answers(what, [differing, Called], given, f"differing({scene!r}, *made)", "10,000 roundings")


def walked(opinfos: Sequence[OpInfo]) -> list[OpInfo]:
    """Those that leave a graph behind, with numbers."""
    return [r for r in opinfos if any(d.differentiable for d in r.domains) and r.numbers and not r.refused]


def run(opinfos: Sequence[OpInfo], ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Every scene of the first form and of those in place; of every form in the deep profile."""
    for opinfo in walked(opinfos):
        for form in (i for i, text in enumerate(opinfo.forms) if not i or is_in_place(text) or profile.operations > 10):
            for case in scene_cases(opinfo):
                for scene in SCENES:
                    found = compared(opinfo, form, case, scene, ours, theirs)
                    if found is None:
                        break
                    line = f"{opinfo.forms[form]}  [{case}] {scene}"
                    if found and scene == "changed" and explain_saved(opinfo.op, theirs):
                        tally.changed += 1
                    elif found:
                        again = f"--lanes {LANE} --ops {opinfo.op} --profile {profile.name}"
                        text = script(opinfo, form, case, scene, found)
                        tally.fail(Failure(LANE, opinfo.op, f"{line}: {found}", text, again), case.dtype)
                    else:
                        tally.case(LANE, opinfo.op, case.dtype, None, line, covered=[scene])
        yield opinfo.id
