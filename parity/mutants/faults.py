"""The suite that bites: faults put into the engine one at a time, each of which has to be reported.

Three kinds follow from the engine's own table of operations, so that a new operation brings its faults along:
every derivative scaled, dropped, negated, transposed or cut from the graph; every result scaled or in another
dtype; every argument off by a little. A survey runs all OpInfos once and keeps, for each such fault, a few cases
in which it would change something at all: these are run against torch. A fault that changes nothing anywhere (a
derivative that is always zero, scaled) is no fault.

The fourth kind are the engine's rules: edits of its text, each with the lanes that should notice. An edit that no
longer fits the text is an error, so that this list cannot rot in silence.
"""

from __future__ import annotations
import __future__

import ast
import inspect
import textwrap
import types
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from hypothesis import Phase

import tinygrad_lr
from tinygrad_lr.autograd.double import over_tensors
from tinygrad_lr.core.mode import switch, switched
from tinygrad_lr.core.operation import OPERATIONS, OPS, OpNode
from tinygrad_lr.frontend.explain import OPERATORS

from ..lanes import (
    extremes,
    histories,
    optimizers,
    passes,
    programs,
    random_numbers,
    refusals,
    scenes,
    schedules,
    trajectories,
)
from ..operations.cases import Case, cases, draw
from ..operations.opinfo import OpInfo
from ..operations.table import BY_ID, OPINFOS
from ..oracle.check import compare_case
from ..oracle.observe import observe
from ..output.tally import Tally
from ..profiles import Profile
from ..tolerance import same_bits
from . import names
from .rules import RULES

FLAGS = __future__.annotations.compiler_flag
KEPT = 5  # cases per fault that the survey keeps
# their results are written into arrays that have a dtype already, and are no numbers that another would round
WRITTEN = (
    "fill",
    "fill_tensor",
    "zero",
    "nothing",
    *(name for name in OPERATIONS if "_into" in name or "_in_place" in name),
)
Probe = Callable[[Any], str]  # torch -> what was reported, or nothing


@dataclass(frozen=True)
class Fault:
    """Something wrong with the engine, and where to look for it."""

    name: str
    kind: str
    inject: Callable[[], Any]  # a context manager
    probes: tuple[Probe, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a fault."""

    name: str
    kind: str
    caught_by: str  # what reported it; empty if nothing did


# ---- changing the engine ---------------------------------------------------------------------------------


@contextmanager
def swapped(function: Any, code: types.CodeType) -> Iterator[None]:
    """Another text for a function, wherever it has been stored by now."""
    before = function.__code__
    function.__code__ = code.replace(co_freevars=before.co_freevars)
    over_tensors.cache_clear()  # it copies the text of derivatives
    try:
        yield
    finally:
        function.__code__ = before
        over_tensors.cache_clear()


@contextmanager
def wrapped(function: Any, around: Callable) -> Iterator[None]:
    """`around(original, *args)` in the place of a function."""
    original = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    key = f"{function.__qualname__} {id(function)}"
    known = function.__globals__.setdefault("_parity_", {})
    known[key] = partial(around, original)
    scope: dict[str, Any] = {}
    exec(f"def wrapper(*args, **kwargs): return _parity_[{key!r}](*args, **kwargs)", scope)
    try:
        with swapped(function, scope["wrapper"].__code__):
            yield
    finally:
        del known[key]


def edited(where: str | tuple[str, ...], old: str, new: str) -> Any:
    """A function's text with `old` replaced; of several, the texts of all their copies."""
    if isinstance(where, tuple):
        return rewritten(where, old, new)
    function: Any = inspect.getattr_static(*names.owner_of(where))
    function = getattr(function, "fget", None) or inspect.unwrap(function)
    tree: Any = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    tree.decorator_list = []
    source = ast.unparse(tree)
    if old not in source:
        raise LookupError(f"{where} has no text {old!r} any more: this fault needs another")
    source = source.replace(old, new)
    module_code = compile(source, where, "exec", FLAGS, dont_inherit=True)
    return swapped(function, inner(module_code))


def inner(code: types.CodeType) -> types.CodeType:
    """The last function within a text: what a maker returns stands after what it computes first."""
    return [each for each in code.co_consts if isinstance(each, types.CodeType)][-1]


@contextmanager
def rewritten(makers: tuple[str, ...], old: str, new: str) -> Iterator[None]:
    """Another text for every copy of what these functions make, if `old` is in it."""
    visits = [vars(each.node_class).get("visit") for each in OPERATIONS.values()]
    copies = [*filter(None, visits), *OPS.values(), *OPERATORS.values()]
    with ExitStack() as stack:
        edits = 0
        for maker in (getattr(*names.owner_of(name)) for name in makers):
            source = inspect.getsource(maker)
            if old not in source:
                continue
            text = compile(source.replace(old, new), maker.__code__.co_filename, "exec", FLAGS, dont_inherit=True)
            plain, code = inner(maker.__code__), inner(inner(text))
            for function in copies:
                before = function.__code__
                if (before.co_filename, before.co_firstlineno) == (plain.co_filename, plain.co_firstlineno):
                    given = before.co_varnames[: before.co_argcount]
                    stack.enter_context(
                        swapped(function, code.replace(co_varnames=given + code.co_varnames[len(given) :]))
                    )
                    edits += 1
        if not edits:
            raise LookupError(f"the unrolled runners have no text {old!r} any more: this fault needs another")
        yield


# ---- derivatives -----------------------------------------------------------------------------------------


def turned(x: Any) -> Any:
    """Transposed, in the shape it had; a vector backwards."""
    if x.ndim > 1:
        last = x.transpose(-1, -2) if hasattr(x, "_data") else np.swapaxes(x, -1, -2)
        return last.reshape(x.shape)
    return (x.flip(0) if hasattr(x, "_data") else x[::-1]) if x.ndim else x


DERIVATIVES: dict[str, Callable[[Any], Any]] = {
    "scaled by 1.001": lambda x: x * x.dtype.type(1.001) if isinstance(x, (np.ndarray, np.generic)) else x * 1.001,
    "dropped": lambda x: x * 0,
    "negated": lambda x: -x,
    "transposed": turned,
    "cut from the graph": lambda x: x.detach() if hasattr(x, "_data") else x,
}


@contextmanager
def derivatives_through(operation: Any, around: Callable[[int, Any], Any]) -> Iterator[None]:
    """`around(edge, gradient)` in the place of every gradient that an operation's node sends back."""
    node = operation.node_class
    before = {name: getattr(node, name) for name in ("apply", "apply_tensors", "visit")}
    own = {name for name in before if name in vars(node)}

    under_way: list[OpNode] = []  # an unrolled `visit` may leave a node to `apply`: once is enough

    def through(original: Callable) -> Callable:
        def apply(self: OpNode, *args: Any) -> Any:
            if any(node is self for node in under_way):
                return original(self, *args)
            under_way.append(self)
            try:
                return [x if x is None else around(i, x) for i, x in enumerate(original(self, *args))]
            finally:
                under_way.pop()

        return apply

    for name, original in before.items():
        if name != "visit" or "visit" in own:  # the general one calls `apply`
            setattr(node, name, through(original))
    try:
        yield
    finally:
        for name, original in before.items():
            if name in own:
                setattr(node, name, original)
            elif name in vars(node):
                delattr(node, name)


def wrong_derivative(operation: Any, edge: int, change: Callable) -> Any:
    """One edge's gradients changed; of a list of tensors, all of them."""
    return derivatives_through(operation, lambda i, x: change(x) if i == edge or operation.sequence else x)


# ---- results and arguments -------------------------------------------------------------------------------


def off(x: Any) -> Any:
    """A number that is nearly right."""
    x = np.asarray(x)
    if x.dtype.kind == "b":
        return ~x
    return x * x.dtype.type(1.001) if x.dtype.kind == "f" else x + x.dtype.type(1)


def other_float(x: Any) -> Any:
    """float32 where float64 is due, and the reverse."""
    return x.astype(np.float32 if x.dtype == np.float64 else np.float64) if x.dtype.kind == "f" else x


RESULTS = {"off": off, "in another float": other_float}


def with_result(change: Callable, original: Callable, *args: Any, **kwargs: Any) -> Any:
    """The function's result, changed; of several the first."""
    out = original(*args, **kwargs)
    if isinstance(out, (list, tuple)):
        return type(out)([change(np.asarray(out[0])), *out[1:]]) if len(out) else out
    return change(np.asarray(out))


def other_argument(value: Any) -> Any:
    """An argument that is nearly right, or the same if there is no such."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if value > 0 else value + 1
    if isinstance(value, float):
        return value * 1.01 + 0.01
    if isinstance(value, tuple) and value and all(isinstance(v, int) for v in value):
        return tuple(v - 1 if v > 0 else v + 1 for v in value)
    return value


def with_argument(place: int, original: Callable, *args: Any, **kwargs: Any) -> Any:
    """The function of an argument that is nearly right."""
    if place < len(args):
        args = (*args[:place], other_argument(args[place]), *args[place + 1 :])
    return original(*args, **kwargs)


def differs(a: Any, b: Any) -> bool:
    """Whether two results are different numbers."""
    if isinstance(a, (list, tuple)):
        return len(a) != len(b) or any(differs(x, y) for x, y in zip(a, b))
    a, b = np.asarray(getattr(a, "_data", a)), np.asarray(getattr(b, "_data", b))
    return a.dtype != b.dtype or a.shape != b.shape or not same_bits(a, b).all()


# ---- the survey ------------------------------------------------------------------------------------------


class Survey:
    """Runs every OpInfo in the unbroken engine, and remembers where which fault would change something."""

    def __init__(self) -> None:
        self.where: dict[tuple[str, str], list[tuple[OpInfo, Case]]] = defaultdict(list)
        self.reached: set[str] = set()
        self.here: tuple[OpInfo, Case] | None = None

    def note(self, operation: str, fault: str, changed: Callable[[], bool]) -> None:
        """This case would notice, unless enough others would."""
        known = self.where[operation, fault]
        if len(known) < KEPT and self.here not in known and changed():
            known.append(self.here)  # type: ignore[arg-type]

    def gradient(self, operation: Any, edge: int, x: Any) -> Any:
        """A gradient passes."""
        edge = 0 if operation.sequence else edge
        for name, change in DERIVATIVES.items():
            if name == "negated":  # which zero comes back is the exact tier's business, where there is one
                self.note(operation.name, f"{edge} {name}", lambda: bool(np.any(getattr(x, "_data", x) != 0)))
            elif name == "cut from the graph":
                self.note(operation.name, f"{edge} {name}", lambda: bool(getattr(x, "requires_grad", False)))
            else:
                self.note(operation.name, f"{edge} {name}", lambda change=change: differs(change(x), x))
        return x

    def result(self, operation: Any, original: Callable, *args: Any, **kwargs: Any) -> Any:
        """A forward is called."""
        self.reached.add(operation.name)
        out = original(*args, **kwargs)
        for name, change in RESULTS.items():
            changed = lambda change=change: differs(with_result(change, lambda: out), out)
            self.note(operation.name, f"result {name}", changed)
        for place, parameter in enumerate(operation.params[: len(args)]):
            if parameter not in operation.tensors and other_argument(args[place]) is not args[place]:
                self.note(operation.name, f"argument {parameter}", partial(self.moves, place, original, args, out))
        return out

    @staticmethod
    def moves(place: int, original: Callable, args: tuple, out: Any) -> bool:
        """Whether another argument gives another result."""
        try:
            return differs(with_argument(place, original, *args), out)
        except Exception:  # any refusal is another result
            return True

    def run(self, opinfos: tuple[OpInfo, ...] = OPINFOS) -> Survey:
        """All OpInfos, on the first of their cases."""
        with ExitStack() as stack, np.errstate(all="ignore"):
            for operation in OPERATIONS.values():
                stack.enter_context(wrapped(operation.forward, partial(self.result, operation)))
                if operation.differentiable:
                    stack.enter_context(derivatives_through(operation, partial(self.gradient, operation)))
            for opinfo in opinfos:
                for case in cases(opinfo):
                    if case.lane == "special" and case.shapes[0] != (3, 2):
                        continue
                    self.here = opinfo, case
                    arrays = draw(opinfo, case)
                    for call in opinfo.calls:
                        observe(tinygrad_lr, opinfo, call, arrays, case)
        return self


# ---- the faults ------------------------------------------------------------------------------------------


def case_probe(opinfo: OpInfo, case: Case, torch: Any) -> str:
    """What one case reports."""
    found = next((d for d in compare_case(opinfo, case, tinygrad_lr, torch) if d.ratio > 1), None)
    return f"operations: {found.form} [{found.case}] {found.what}" if found else ""


def table_faults(survey: Survey) -> Iterator[Fault]:
    """The faults that follow from the table of operations."""
    for (known_as, name), where in survey.where.items():
        if not where or (known_as in WRITTEN and name == "result in another float"):
            continue
        operation = OPERATIONS[known_as]
        probes = [partial(case_probe, opinfo, case) for opinfo, case in where]
        own = [r for r in OPINFOS if r.op == known_as or known_as.startswith((f"{r.op}_", f"number_{r.op}"))]
        probes += [partial(operation_probe, opinfo) for opinfo in own]
        first, _, rest = name.partition(" ")
        if first == "result":
            inject = partial(wrapped, operation.forward, partial(with_result, RESULTS[rest]))
            yield Fault(f"{known_as}: result {rest}", "result", inject, tuple(probes))
        elif first == "argument":
            inject = partial(wrapped, operation.forward, partial(with_argument, operation.params.index(rest)))
            yield Fault(f"{known_as}: {rest} off", "argument", inject, tuple(probes))
        else:
            inject = partial(wrong_derivative, operation, int(first), DERIVATIVES[rest])
            by = "each tensor" if operation.sequence else operation.differentiable[int(first)]
            yield Fault(f"{known_as}: derivative by {by} {rest}", "derivative", inject, tuple(probes))


def rule_faults() -> Iterator[Fault]:
    """The edits of the engine's rules."""
    for rule in RULES:
        inject = partial(edited, rule.where, rule.old, rule.new)
        probes = [PROBES[lane] for lane in rule.lanes if lane in PROBES]
        probes += [partial(operation_probe, BY_ID[each]) for each in rule.lanes if each not in PROBES]
        yield Fault(rule.name, "rule", inject, tuple(probes))


def all_faults(survey: Survey | None = None) -> list[Fault]:
    """Every fault there is."""
    return [*table_faults(survey or Survey().run()), *rule_faults()]


def unreached(survey: Survey) -> list[str]:
    """Operations of the engine's table that no OpInfo calls."""
    # To another device: here is one; what batch_norm leaves in its buffers: tests/nn; what only refuses: the lane of refusals.
    elsewhere = {"to_place", "moved_average", "slope_among_zeros"}
    return sorted(set(OPERATIONS) - survey.reached - elsewhere)


def run(faults: list[Fault], torch: Any) -> Iterator[Outcome]:
    """Inject each, and see who reports it. What is reported without the fault as well does not count."""
    silent: dict[Probe, bool] = {}
    for fault in faults:
        for probe in fault.probes:
            with alone(), fault.inject():
                caught = said(probe, torch)
            if caught:
                if probe not in silent:
                    silent[probe] = not said(probe, torch)
                if silent[probe]:
                    break
        else:
            caught = ""
        yield Outcome(fault.name, fault.kind, caught[:200])


@contextmanager
def alone() -> Iterator[None]:
    """As in a process of its own: threads that ended in another mode are still noted, which hides who is not.

    The thread is in the default mode afterwards, wherever a fault has left it.
    """
    before = set(switched)
    switched.clear()
    try:
        yield
    finally:
        switch(True, False)
        switched.update(before)


def said(probe: Probe, torch: Any) -> str:
    """What a probe reports; an exception that it ends in is a report."""
    try:
        return probe(torch)
    except Exception as error:  # whatever it is, the suite would have ended in it
        return f"{type(error).__name__}: {error}"


# ---- the lanes, as probes --------------------------------------------------------------------------------

QUICK = Profile("self-test", 4, 4, 60, 60, 60, 15, derandomize=True, phases=(Phase.generate,))


def operation_probe(opinfo: OpInfo, torch: Any) -> str:
    """What an OpInfo's cases report."""
    return next((text for case in cases(opinfo) if (text := case_probe(opinfo, case, torch))), "")


def lane_probe(lane: Callable, torch: Any) -> str:
    """What a lane reports."""
    tally = Tally()
    for _ in lane(torch, tally):
        if tally.failures:
            break
    return "".join(f"{f.lane}: {f.text.splitlines()[0]}" for f in tally.failures[:1])


def some_runs(torch: Any, tally: Tally) -> Iterator[str]:
    """A few short runs of loops."""
    table = trajectories.tables(3, 20, 3)
    tried: list[tuple[str, dict[str, Any]]] = [("module", {}), ("quickstart", {}), ("crops", {}), ("manual", {})]
    tried += [("songs", {"table": table, "optimizer": name, "form": "linear"}) for name in trajectories.OPTIMIZERS]
    tried += [("songs", {"table": table, "batch_size": 7})]
    for name, options in tried:
        for mode in ("local", "global"):
            found = trajectories.compare(name, "float32", mode, {"epochs": 12, **options}, tinygrad_lr, torch)
            trajectories.keep(found, tally)
        yield name


def some_scenes(kind: str, torch: Any, tally: Tally) -> Iterator[str]:
    """The scenes of one kind."""
    return scenes.run(tinygrad_lr, torch, tally, kind)


REFUSING = ("Tensor.narrow", "Tensor.movedim", "torch.argmax", "torch.full")
WALKED = ("torch.mul(x, y)", "torch.addmm(x, y, z)", "torch.max(x, 0)", "x[i]")
BENT = ("F.elu(x)", "F.smooth_l1_loss(x, y)")
PROBES: dict[str, Probe] = {
    "histories": partial(lane_probe, lambda torch, tally: histories.run(tinygrad_lr, torch, QUICK, tally)),
    "programs": partial(
        lane_probe, lambda torch, tally: programs.run(tinygrad_lr, torch, QUICK, tally, ("float64", "float32"))
    ),
    "passes": partial(
        lane_probe, lambda torch, tally: passes.run([BY_ID[name] for name in WALKED], tinygrad_lr, torch, QUICK, tally)
    ),
    "extremes": partial(
        lane_probe, lambda torch, tally: extremes.run([BY_ID[name] for name in BENT], tinygrad_lr, torch, QUICK, tally)
    ),
    "scenes": partial(lane_probe, lambda torch, tally: scenes.run(tinygrad_lr, torch, tally)),
    **{kind: partial(lane_probe, partial(some_scenes, kind)) for kind in ("changed", "hooks left behind")},
    "trajectories": partial(lane_probe, some_runs),
    "random numbers": partial(lane_probe, lambda torch, tally: random_numbers.run(tinygrad_lr, torch, QUICK, tally)),
    "optimizers": partial(lane_probe, lambda torch, tally: optimizers.run(tinygrad_lr, torch, QUICK, tally)),
    "refusals": partial(lane_probe, lambda torch, tally: refusals.run(tinygrad_lr, torch, QUICK, tally, REFUSING)),
    "schedules": partial(lane_probe, lambda torch, tally: schedules.run(tinygrad_lr, torch, QUICK, tally)),
}
