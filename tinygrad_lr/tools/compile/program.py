"""One recording of a step: run once and traced, then written down as a function that can stand for it.

The text begins with guards, which make sure that the step would do the same again. Each names its reason, for
`explain`. Then come the calls, and at the end what the engine would have left behind: gradients, version counters, and
new tensors with their place in the graph.
"""

from __future__ import annotations

import inspect
import linecache
import re
import sys
import types
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from ...arrays.dtype import default
from ...arrays.silence import hush, hushed, speak
from ...core.mode import mode
from ...core.tensor import Tensor
from ...nn.module import Module
from ...optim import optimizer
from .. import frames
from . import fuse, passes
from .backend_numba import INDEX, Kernel, flat
from .codegen import Body, Names, commented
from .epilogue import Epilogue
from .guards import Guards, leaves_of, plain, watched
from .many import Machine, once
from .recorder import DATA, GRAD, Recorder, escaped, nodes_behind, strip
from .result import Result
from .trace import Call, Refused, Value, telling

# What a guard raises where it finds another kind of thing.
LOST = (AttributeError, KeyError, IndexError, RuntimeError, TypeError, ValueError)
MISS = object()  # what machine code's `many` returns where its guards do not hold
LONG = 400  # calls of a step; loops unrolled by Python take numba minutes
CHEAP = ("operator", "helper", "item")  # calls that do not count there: numbers cost next to nothing


def settings() -> tuple[Any, bool]:
    """What is the same before a step and after it, where a replay does as the step: the default dtype, and who watches."""
    return default.dtype, watched()


def surroundings(function: Any) -> dict[str, Any]:
    """The variables around a function that it names."""
    function = getattr(function, "__func__", function)
    return frames.names_around(function) if isinstance(function, types.FunctionType) else {}


def reached(step: Any, passed: dict[str, Any]) -> dict[str, frames.Held]:
    """The tensors that a step can be seen to hold, by what they are called there."""
    found: dict[str, frames.Held] = {}
    function = step.forward if isinstance(step, Module) else step
    for name, value in (*surroundings(step).items(), *passed.items()):
        frames.gather(found, name, name, value, 2)
    owner = step if isinstance(step, Module) else getattr(function, "__self__", None)
    if owner is not None:
        frames.gather(found, "self", "self", owner, 2)
    return found


# What the text calls its own; another name where a parameter is called so.
OWN = (
    "step", "many", "otherwise", "refresh", "holds", "token", "result", "kernel", "flat", "hush", "speak", "LOST", "MISS",
    "machine", "run", "once",
)  # fmt: skip


class Words:
    """The names of OWN in one text, as attributes."""

    def __init__(self, names: Names) -> None:
        for word in OWN:
            setattr(self, word, names.fresh(word))

    def __getattr__(self, name: str) -> str:
        raise AttributeError(name)


class Signature:
    """The parameters of a step, as they stand in the text.

    me      the first parameter, which is the Compiled
    places  the variable that each argument is found in
    call    the arguments, handed on as they came
    opening what stands first in the function

    Parameters whose names could not stand in a text as they are come as `*args, **kwargs`, and are sorted out there.
    """

    def __init__(self, signature: inspect.Signature, names: Names) -> None:
        self.parameters, self.names = signature.parameters.values(), names
        self.places = {name: names.fresh(name) for name in signature.parameters}
        self.plain = all(name == place for name, place in self.places.items())
        kinds = [p.kind for p in self.parameters]
        self.more = "" if inspect.Parameter.VAR_POSITIONAL in kinds or not self.plain else names.fresh("more")
        self.me = names.fresh("_" if "_" not in signature.parameters else "me")
        self.opening: list[str] = []
        if self.plain:
            given = [self.me, *map(self.passed_on, self.parameters)]
            given[-1:-1] = self.too_many() if given[-1].startswith("**") else []
            self.call = f"({', '.join([*given, *(x for x in self.too_many() if x not in given)])})"
            return
        args, kwargs = names.fresh("args"), names.fresh("kwargs")
        self.call = f"({self.me}, *{args}, **{kwargs})"
        found = ", ".join([*self.places.values(), ""])
        self.opening = [f"    {found}= {names.use(sorted_out)}({names.bind('signature', signature)}, {args}, {kwargs})"]

    def passed_on(self, p: inspect.Parameter) -> str:
        """A parameter as it is handed to a function with the same parameters."""
        before: dict[Any, str] = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**", p.KEYWORD_ONLY: f"{p.name}="}
        return before.get(p.kind, "") + p.name

    def text(self, more: tuple | list = ()) -> str:
        """The parameters of a function of the text, `more` after the first."""
        if not self.plain:
            return ", ".join([self.me, *more, "/", *self.call[1:-1].split(", ")[1:]])
        parts, before = [self.me, *more], None
        for p in self.parameters:
            if before is p.POSITIONAL_ONLY and p.kind is not before:
                parts.append("/")
            if p.kind in (p.KEYWORD_ONLY, p.VAR_KEYWORD) and self.more and f"*{self.more}" not in parts:
                parts.append(f"*{self.more}")
            star = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
            default = "" if p.default is p.empty else f"={self.names.bind(f'{p.name}_default', p.default)}"
            parts.append(f"{star}{p.name}{default}")
            before = p.kind
        parts += ["/"] if before is inspect.Parameter.POSITIONAL_ONLY else []
        return ", ".join([*parts, *(x for x in self.too_many() if x not in parts)])

    def too_many(self) -> list[str]:
        """Arguments beyond the parameters: the function itself is to say that there are too many."""
        return [f"*{self.more}"] if self.more else []


def sorted_out(signature: inspect.Signature, args: tuple, kwargs: dict) -> tuple:
    """The arguments of a call, one for each parameter."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    return tuple(bound.arguments[name] for name in signature.parameters)


def refuse_to_return(kept: list[Value]) -> None:
    """Refuse what machine code cannot hand out."""
    if any(value.kind == "number" for value in kept):
        raise Refused("compile(backend='numba'): the step returns a Python number. Return the tensor")
    if any(value.root is not value and value.kind == "made" for value in kept):
        raise Refused("compile(backend='numba'): the step returns a view. Return the tensor itself")


def batches_of(arrays: list[Value]) -> list[Value]:
    """The arrays that are arguments' memory, if all are rows of as many samples, in order; none otherwise."""
    inputs = [value for value in arrays if value.kind == "input" and value.source.kind == "argument"]
    alike = len({value.shape[:1] for value in inputs}) == 1 and inputs[0].shape
    return inputs if alike and all(v.strides == passes.dense_strides(v) for v in inputs) else []


def late_check(calls: list[Call], kept: set[Value]) -> bool:
    """Whether something that is handed out is written before a check: what the step before has left there would be gone."""
    written = False
    for call in calls:
        written = written or any(x.root in kept for x in (*call.outs, *filter(None, [call.writes])))
        if written and call.how == "check":
            return True
    return False


def tuple_of(names: Iterable[str]) -> str:
    """The text of a tuple."""
    return f"({''.join(f'{name}, ' for name in names)})"


def is_loss(x: Any) -> bool:
    """Whether what a step returns is a tensor of one number."""
    return isinstance(x, Tensor) and x.numel() == 1 and x.is_floating_point()


gone: list[str] = []  # names of texts whose recordings are no more


def keep_text(owner: object, filename: str, text: str) -> None:
    """Let tracebacks show a text as long as there is its owner, and until another is kept.

    Not at once when the owner goes, for that may be while `linecache` walks through what it has.
    """
    while gone:
        linecache.cache.pop(gone.pop(), None)
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    weakref.finalize(owner, gone.append, filename)


class Recording:
    """`function(*args)`, recorded by `run`, and from then on replayed by `step`, which leaves to
    `namespace["otherwise"]` what it cannot do.

    source      the text
    tensors     those that were there before, with names; `arrays`, NumPy's own; and `generators` that it draws from
    settled     whether a replay does what the call did; if not, there is no `step`
    """

    guards_class, epilogue_class = Guards, Epilogue

    step_name = "step"
    tensors: list[tuple[str, Tensor]]
    arrays: list[np.ndarray]
    generators: list[Any]

    def __init__(self, function: Callable, bound: inspect.BoundArguments, backend: str = "numpy") -> None:
        self.backend = backend
        self.function, self.bound = function, bound
        self.called = getattr(getattr(function, "forward", function), "__qualname__", self.step_name)
        self.names = Names()
        self.signature = Signature(bound.signature, self.names)
        self.passed = {self.signature.places[name]: x for name, x in bound.arguments.items()}
        self.names.taken.update(("np", "count", *INDEX))
        self.own = Words(self.names)
        self.call = self.own.otherwise + self.signature.call
        self.settled = False
        self.source = ""
        self.machine: Machine | None = None
        self.written: list[Kernel] = []

    # -- recording -------------------------------------------------------------------------------------------------

    def run(self) -> Any:
        """Run the step, on the engine, and write the recording. Returns what the step returns."""
        places = [leaf for name, x in self.passed.items() for leaf in leaves_of(x, name, self.names)]
        self.tensor_places = [place for place, x in places if isinstance(x, Tensor)]
        passed = {
            id(x): (place, plain(f"{place}_data"))
            for place, x in reversed(places)
            if isinstance(x, Tensor) and not x.requires_grad
        }
        self.grad, self.settings = mode.grad, settings()
        recorder = self.recorder = Recorder(passed, self.labels(), rewinds=self.backend == "numba")
        result = Result(None, {})
        try:
            returned = recorder.run(self.function, self.bound.args, self.bound.kwargs)
            result = Result(returned, recorder.follower.fresh)
            with telling(recorder.here):
                self.check()
                if recorder.settled and self.settings == settings():
                    self.write(result)
                    self.settled = True
        finally:
            self.leave(result)
        return result.real()

    def check(self) -> None:
        """Refuse what a replay would not do."""
        recorder = self.recorder
        if any(each.changed() for each in recorder.optimizers.values()):
            raise Refused("compile(): the step changes an optimizer's options, as a scheduler does: do so outside")
        if mode.grad is not self.grad:
            raise Refused("compile(): the step leaves another grad mode behind")
        for change in recorder.changes():
            what, line = " of a ".join(change[::-1]), recorder.changed_on.get(change)
            raise recorder.follower.refuse(
                f"changes {what}, which outlives the step", line or recorder.follower.started
            )
        recorder.follower.check()
        recorder.check_constants()

    def leave(self, result: Result) -> None:
        """Forget what was only needed while recording; what was traced is gone from the graph."""
        roots = [t._node for t in result.leaves if isinstance(t, Tensor)]
        for found in self.recorder.outsides.values():
            grad = GRAD.__get__(found.tensor)
            roots += [found.node, getattr(grad, "_node", None)]  # an interrupt may leave a gradient half made
        for node in nodes_behind(roots):
            strip(node)
        for name in ("recorder", "bound", "passed", "function"):
            delattr(self, name)
        if self.settled:
            self.guards.forget()
            self.names.of_value.clear()
            for kernel in self.written:
                kernel.forget()

    def reached(self) -> dict[str, frames.Held]:
        """The tensors that the step can be seen to hold."""
        return reached(self.function, self.passed)

    def labels(self) -> dict[int, str]:
        """What the step calls the tensors around it."""
        names: dict[int, str] = {}
        for label, held in self.reached().items():
            short = label.removeprefix("self.").removeprefix("model.")
            if id(held.tensor) not in names or len(short) < len(names[id(held.tensor)]):
                names[id(held.tensor)] = short
        for value in self.surroundings().values():
            if isinstance(value, optimizer.Optimizer):
                for p, state in value.state.items():
                    names.update({id(t): f"{names.get(id(p), 'p')}_{key}" for key, t in state.items()})
        return names

    def surroundings(self) -> dict[str, Any]:
        """The variables around the function that it names."""
        return surroundings(self.function)

    # -- writing ---------------------------------------------------------------------------------------------------

    def write(self, result: Result) -> None:
        """Guards, calls and effects as one function."""
        recorder, names, own = self.recorder, self.names, self.own
        names.namespace.update({own.hush: hush, own.speak: speak, own.LOST: LOST, own.refresh: self.refresh})
        names.bind("Tensor", Tensor)
        for x in result.leaves:
            if isinstance(x, Tensor) and id(x) not in recorder.born:
                recorder.outside(x)
        self.guards = self.guards_class(recorder, names, self.passed, self.grad)
        if self.signature.more:
            self.guards.require(f"not {self.signature.more}", "there are too many arguments")
        self.guards.write()
        for value, array in recorder.arrays:
            names.of_value.setdefault(value, names.bind("array", array))
        epilogue = self.epilogue_class(recorder, names, self.guards, result)
        answer = epilogue.answer(result.x)
        self.loss = recorder.value_of(DATA.__get__(result.x)) if is_loss(result.x) else None
        recorder.follower.forget()
        reason = escaped(recorder, {*map(id, result.leaves)} | set(epilogue.tensors))
        if reason is not None:
            raise Refused(
                f"compile(): {reason} made in the step is kept outside, where a replay would not put one. Return it"
            )
        self.tensors = [(o.name or "a tensor", o.tensor) for o in recorder.outsides.values() if o.kind == "fixed"]
        self.arrays = [array for _, array in recorder.arrays]
        self.generators = [call.args[0] for call in recorder.trace.calls if call.how == "draw"]
        self.build(self.numba_text(epilogue, answer) if self.backend == "numba" else self.text(epilogue, answer))

    # -- the text --------------------------------------------------------------------------------------------------

    def text(self, epilogue: Epilogue, answer: str) -> str:
        schedule = passes.run(self.recorder.trace)
        own = self.own
        body = Body(self.names, schedule, self.call, self.recorder.trace.kept)
        once = [body.statement(call) for call in schedule.once]
        lines: list[tuple[str, Any, str]] = []
        for call in schedule.each:
            statement = body.statement(call)
            if statement is not None:
                lines.append((statement, call.line, call.node))
        head = ["# What stays the same from step to step", *body.buffers(), *(x for x in once if x is not None)]
        calls = commented(lines, " " * 8)
        tail = [f"    {line}" for line in (*epilogue.made, *epilogue.lines, f"return {answer}")]
        return "\n".join(
            [
                *head,
                "",
                "",
                f"def {own.step}({self.signature.text()}):",
                *self.signature.opening,
                *self.guard_lines(self.call),
                f"    {own.token} = {own.hush}()  # NumPy says nothing of inf and nan",
                "    try:",
                *(calls or ["        pass"]),
                "    finally:",
                f"        if {own.token} is not None:",
                f"            {own.speak}({own.token})",
                "",
                "    # what the step leaves behind",
                *tail,
                "",
            ]
        )

    def numba_text(self, epilogue: Epilogue, answer: str) -> str:
        """The same with machine code for the calls, which takes `count` steps at once if the guards hold after each."""
        names, own = self.names, self.own
        schedule = self.for_machine()
        count = names.fresh("count")
        kernel = self.kernels(schedule)
        names.namespace.update({own.machine: self.machine, own.once: once, own.flat: flat, own.MISS: MISS})
        numbers = self.numbers_once(schedule, kernel)
        fixed, each, vectors = self.memory(kernel)
        checks = any(call.how == "check" for call in schedule.each)
        passed = ", ".join(map(tuple_of, (vectors, map(names.value, kernel.numbers))))
        me, _, rest = self.signature.call[1:-1].partition(", ")
        once_more = f"({', '.join(filter(None, [me, '1', own.once, rest]))})"
        steps = [re.sub(r"(_counter\[0\] \+= )(\d+)$", rf"\1\2 * {count}", line) for line in epilogue.lines]
        return "\n".join(
            [
                *numbers,
                *fixed,
                "",
                "",
                f"def {own.many}({self.signature.text([count, own.run])}):",
                *self.signature.opening,
                *self.missed_if(self.begins_alone(), f"{count} != 1", "another step would begin otherwise"),
                *self.guard_lines(own.MISS),
                *each,
                f"    {count} = {own.run}({own.machine}, {count}, {passed})",
                *self.missed_if(checks, f"not {count}", "a check has ended the first step"),
                "",
                "    # what the steps leave behind",
                *(f"    {line}" for line in (*epilogue.made, *steps, f"return {answer}")),
                "",
                "",
                f"def {own.step}({self.signature.text()}):",
                f"    {own.result} = {own.many}{once_more}",
                f"    return {self.call} if {own.result} is {own.MISS} else {own.result}",
                "",
            ]
        )

    def for_machine(self) -> passes.Schedule:
        """The calls as machine code takes them; Refused, where it cannot."""
        trace = self.recorder.trace
        schedule = passes.run(trace, buffered=False)
        schedule.each = fuse.lowered(list(fuse.checks_once(fuse.in_each(schedule))))
        schedule.each = fuse.selections(schedule.each, trace.kept)
        many = sum(call.how not in CHEAP for call in schedule.each)
        if many > LONG:
            raise Refused(f"compile(backend='numba'): the step has {many} calls: compile one step, and repeat() it")
        refuse_to_return(trace.kept)
        return schedule

    def numbers_once(self, schedule: passes.Schedule, kernel: Kernel) -> list[str]:
        """Statements for the numbers of Python that are the same in each step."""
        names = self.names
        body = Body(names, schedule, self.call, self.recorder.trace.kept)
        made = [body.statement(call) for call in schedule.once if call.how in ("helper", "operator")]
        taken = [f"{names.value(v)} = {names.value(v)}.item()" for v in kernel.numbers if v.kind != "number"]
        return [*filter(None, made), *taken]

    def begins_alone(self) -> bool:
        """Whether a step after this one would find another gradient than this one did."""
        outsides = self.recorder.outsides.values()
        return any(o.read_grad and o.wrote_grad and GRAD.__get__(o.tensor) is not o.grad for o in outsides)

    def missed_if(self, wanted: Any, condition: str, why: str) -> list[str]:
        """Lines that give up on a condition, if they are wanted."""
        return [f"    if {condition}:  # {why}", f"        return {self.own.MISS}"] if wanted else []

    def kernels(self, schedule: passes.Schedule) -> Kernel:
        """The machine of the recording, with its kernels; the plain one."""
        names, trace, own = self.names, self.recorder.trace, self.own
        whole = [value for value in dict.fromkeys(trace.kept) if value.root is value]
        kernel = Kernel(names, schedule, whole, own.kernel, loss=self.loss)
        self.source = f"{kernel.source}\n\n"
        self.written.append(kernel)
        drawn = [value for value in kernel.arrays if value in kernel.drawn]
        self.machine = Machine(kernel.compile(), schedule.each, drawn, self.loss and self.loss.dtype)
        place = {value: i for i, value in enumerate(kernel.arrays)}
        if late_check(schedule.each, kernel.kept):
            self.machine.most = 1
        self.machine.written = [i for value, i in place.items() if value.lasting and value.root in kernel.written]
        if kernel.columns:
            other = Kernel(names, schedule, whole, names.fresh("by_columns"), True, self.loss)
            assert (other.arrays, other.numbers) == (kernel.arrays, kernel.numbers)
            self.written.append(other)
            self.machine.shapes = {place[value]: value.shape for value in other.columns}
            self.machine.by_columns = other.compile()
            self.source += f"{other.source}\n\n"
        inputs = batches_of(kernel.arrays)
        if inputs and self.loss is not None:
            other = Kernel(names, schedule, whole, names.fresh("of_batches"), True, self.loss, inputs)
            assert (other.arrays, other.numbers) == (kernel.arrays, kernel.numbers)
            self.written.append(other)
            self.machine.given = {place[value]: self.tensor_places.index(value.source.place) for value in inputs}
            self.machine.tensors, self.machine.batches = len(self.tensor_places), other.compile()
            self.machine.text = other.source
        return kernel

    def memory(self, kernel: Kernel) -> tuple[list[str], list[str], list[str]]:
        """For the arrays of a kernel: statements done once, statements of each call, and what is passed."""
        once, each, vectors = list[str](), list[str](), list[str]()
        for value in kernel.arrays:
            name = self.names.value(value)
            if value.kind in ("fixed", "constant"):
                memory = self.names.fresh(f"{name}_memory")
                once.append(f"{memory} = {self.own.flat}({name})")
                vectors.append(memory)
                continue
            if value in kernel.drawn:
                vectors.append("None")
                continue
            if value.kind == "made":
                if value.strides != passes.dense_strides(value):
                    raise Refused(
                        "compile(backend='numba'): the step leaves an array behind that is not laid out in order"
                    )
                each.append(
                    f"    {name} = {self.names.use(np.empty)}({value.shape}, {self.names.literal(value.dtype)})"
                )
            vectors.append(f"{self.own.flat}({name})")
        return once, each, vectors

    def guard_lines(self, miss: str) -> list[str]:
        """Whether the guards hold, and what is returned where they do not."""
        own = self.own
        conditions = "\n            and ".join(condition for condition, _ in self.guards.conditions)
        lines = [
            "    try:",
            f"        {own.holds} = (\n            {conditions}\n        )",
            f"    except {own.LOST}:",
            f"        {own.holds} = False",
        ]
        lines += [f"    if not {own.holds}:", f"        return {miss}"]
        for group, lr in self.guards.live:
            lines += [
                f"    if {group}['lr'] != {lr}:",
                f"        if not {own.refresh}():",
                f"            return {miss}",
            ]
        return lines

    def reason_lines(self) -> Iterator[str]:
        """The same, with the reason."""
        for condition, reason in self.guards.conditions:
            yield from (f"        if not ({condition}):", f"            return {self.names.bind('reason', reason)}")

    def build(self, text: str) -> None:
        """Run what is done once, and make `step`."""
        self.source += text
        self.namespace = self.names.namespace
        self.namespace["__name__"] = "tinygrad_lr.compile.step"  # RuntimeWarnings are silenced by module
        filename = f"<compiled {id(self):x}>"
        keep_text(self, filename, text)
        self.code = compile(text, filename, "exec")
        hushed(exec, self.code, self.namespace)
        self.step = self.namespace[self.own.step]
        self.many = self.namespace.get(self.own.many)
        for function in filter(None, (self.step, self.many)):
            function.__qualname__ = self.called

    def refresh(self) -> bool:
        """Go on with other rates, if these are numbers: what is done once is done again with them."""
        rates = {name: owner.param_groups[i]["lr"] for name, (owner, i) in self.guards.rates.items()}
        if not all(isinstance(rate, (int, float)) and abs(rate) <= sys.float_info.max for rate in rates.values()):
            return False  # the signs that nan gets are the engine's to say
        self.namespace.update(rates)
        hushed(exec, self.code, self.namespace)  # the step that is running reads these names after this
        return True

    def miss(self, me: Any, /, *args: Any, **kwargs: Any) -> str:
        """Why the guards do not hold for these arguments."""
        why = self.names.fresh("why")
        lines = [f"def {why}({self.signature.text()}):", *self.signature.opening, "    try:", *self.reason_lines()]
        lines += [
            f"    except {self.own.LOST}:",
            "        pass",
            "    return 'something else is there, or was decided'",
        ]
        namespace = dict(self.namespace)
        exec("\n".join(lines), namespace)
        return namespace[why](me, *args, **kwargs)

    def whole_source(self) -> str:
        """The text, with that of the kernel that gathers batches where it was called."""
        return (
            self.source
            if self.machine is None or not self.machine.gathered
            else f"{self.machine.text}\n\n{self.source}"
        )

    def hand_on(self, step: Callable) -> None:
        """Who is called where the guards do not hold."""
        self.namespace[self.own.otherwise] = step
