"""Recording: the step runs as ever, and whatever it does to arrays is written down on a tape.

While it runs, the slots `_data` and `_grad` of Tensor are properties: what the engine reads through them takes notes
(`noted`), what it stores is the plain array again, so that nothing of the recording stays behind in a tensor. Every
room of the engine is caught at these two places, without a line in them. Tensors that were there before are `Outside`:
what was read of them must be the same when the recording is replayed, and what was changed in them is changed again.
The engine runs on real numbers all the while, so a recording is also an ordinary step.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...arrays import device
from ...arrays.fma import fma
from ...arrays.generator import Generator
from ...core import double
from ...core.graph import AccumulateGrad, Node
from ...core.operation import OpNode
from ...core.tensor import Tensor
from ...frontend import creation
from ...nn.module import Module
from ...ops import activation, elementwise, shape
from ...optim import adam, optimizer, sgd
from ...optim.optimizer import Optimizer
from .. import frames
from .trace import Call, Refused, Tape, Value, exchange
from .tracer import DECIDES, Noted, Number, bare

DATA, GRAD = Tensor.__dict__["_data"], Tensor.__dict__["_grad"]
one_at_a_time = threading.RLock()
LATE = (
    "compile(): the step asks for the value of a tensor after it has changed tensors that outlive it, or has drawn random "
    "numbers. A replay could not turn back where the answer differs"
)


class Outside:
    """A tensor that was there before the step.

    kind     "fixed": always this very tensor; "argument": whatever is passed at `place`; "grad": the gradient that
             the Outside `place` has when the step begins
    array, node, version, grad     as they were when the step first met the tensor
    read_grad, wrote_grad          whether the step asked for the gradient it had before, and whether it set one
    """

    def __init__(self, tensor: Tensor, kind: str, place: Any, name: str) -> None:
        self.tensor, self.kind, self.place, self.name = tensor, kind, place, name
        self.array, self.grad = DATA.__get__(tensor), GRAD.__get__(tensor)
        self.node: Any = tensor._node
        if tensor._counter is None:
            raise Refused("compile(): the step uses a tensor that was made in inference mode")
        self.version, self.read_grad, self.wrote_grad = tensor._counter[0], False, False
        self.is_view = tensor._view is not None
        self.value: Any = None
        if self.node is not None and self.node.__class__ is not AccumulateGrad:
            raise Refused("compile(): the step uses a tensor with a history of its own: pass it detached")
        if self.is_view and tensor._view.base.requires_grad:
            raise Refused("compile(): the step uses a view of a tensor that requires grad, made outside")
        if self.node is not None and (self.node.hooks or self.node.post_hooks):
            raise Refused("compile(): a tensor has hooks")


class Recorder:
    """One recording. `arguments` are the tensors passed to the step, by id: (place, name); `names`, of all others."""

    def __init__(self, arguments: dict[int, tuple[Any, str]], names: dict[int, str]) -> None:
        self.tape, self.thread = Tape(), threading.get_ident()
        self.arguments, self.names = arguments, names
        self.outsides: dict[int, Outside] = {}
        self.owner_of_grad: dict[int, Outside] = {}
        self.born: dict[int, weakref.ref] = {}
        self.living: weakref.WeakValueDictionary[int, Noted] = weakref.WeakValueDictionary()
        self.known: dict[int, tuple[weakref.ref, Value]] = {}
        self.roots: dict[int, tuple[weakref.ref, Value]] = {}
        self.attributes: dict[tuple[int, str], tuple[Module, str, Any]] = {}
        self.tables: dict[int, tuple[Module, dict]] = {}
        self.modules: dict[int, Module] = {}
        self.optimizers: dict[int, Stepped] = {}
        self.numbers: list[weakref.ref] = []
        self.settled = True  # whether a replay would do the same: optimizers make their state in their first step
        self.wrote = False  # whether it has changed tensors that outlive it, or generators
        self.in_draw = False

    # -- arrays and values -----------------------------------------------------------------------------------------

    def value_of(self, array: Any) -> Value:
        """What stands for an array: as it was noted, or else a constant of the step."""
        entry = self.known.get(id(array))
        return self.remember(array, "constant", array=array) if entry is None else entry[1]

    def remember(self, array: np.ndarray, kind: str, /, **more: Any) -> Value:
        """A new value for an array, which shares the memory of the values that are known to lie in the same."""
        if not isinstance(array, np.ndarray):
            raise Refused(
                "compile(): the step finds a tensor on CUDA where compile did not see it: pass it as an argument"
            )
        owner = array
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        entry = self.roots.get(id(owner))
        value = Value.of(kind, array, root=None if entry is None else entry[1], **more)
        if entry is None:
            self._until_freed(self.roots, owner, value)
        self._until_freed(self.known, array, value)
        return value

    @staticmethod
    def _until_freed(where: dict, array: np.ndarray, value: Value) -> None:
        key = id(array)
        where[key] = (weakref.ref(array, lambda _: where.pop(key, None)), value)

    def noted(self, array: Any, value: Value | None = None) -> Any:
        """The stand-in for an array, one as long as somebody holds it."""
        found = self.living.get(id(array))
        if found is None or found.real is not array:
            found = self.living[id(array)] = Noted(self, array, value or self.value_of(array))
        return found

    def encode(self, x: Any) -> Any:
        """An argument, with values for arrays and numbers."""

        def leaf(x: Any) -> Any:
            if type(x) is Noted or type(x) is Number:
                return x.value
            return self.value_of(x) if isinstance(x, np.ndarray) else x

        return exchange(x, leaf)

    # -- calls -----------------------------------------------------------------------------------------------------

    def do(self, how: str, name: str, function: Callable, args: tuple, kwargs: dict, writes: Any = None) -> Any:
        """Call NumPy, and write down what was called and what came out."""
        encoded = self.encode(args), self.encode(kwargs)
        written = self.encode(writes)
        if written is not None:
            if written.root.kind == "constant":
                raise Refused("compile(): the step writes into an array that it did not make, and that is no tensor's")
            self.wrote = self.wrote or written.lasting
        result = function(*bare(args), **bare(kwargs))
        outs: list[Value] = []
        wrapped = self.wrap(result, outs)
        if how == "attribute" and outs and args[0].value.name:
            outs[0].name = f"{args[0].value.name}_{name}"
        self.tape.calls.append(Call(how, name, function, *encoded, tuple(outs), written, *self.place()))
        return wrapped

    def wrap(self, result: Any, outs: list[Value]) -> Any:
        if isinstance(result, np.ndarray):
            entry = self.known.get(id(result))
            value = self.remember(result, "made") if entry is None else entry[1]
            if entry is None:
                outs.append(value)
            return self.noted(result, value)
        if isinstance(result, np.generic):
            outs.append(Value.of("made", result))
            return Noted(self, result, outs[-1])
        if isinstance(result, (bool, int, float)):
            outs.append(Value("number"))
            number = Number(self, result, outs[-1])
            self.numbers.append(weakref.ref(number))
            return number
        if isinstance(result, (tuple, list)):
            return type(result)(self.wrap(x, outs) for x in result)
        if result is None:
            return None
        raise Refused(f"compile(): a NumPy call gives a {type(result).__name__}")

    def truth(self, noted: Noted) -> bool:
        """What the engine decides by is looked at again in each replay, which gives up if the answer is another."""
        if self.wrote:
            raise Refused(LATE)
        answer = bool(noted.real)
        self.tape.calls.append(Call("check", "bool", bool, (noted.value, answer), {}, (), None, *self.place()))
        return answer

    def place(self) -> tuple[tuple[str, int], str]:
        """The user's line that is being run, and the operation, node or optimizer that runs in it."""
        frame, node = sys._getframe(2), ""
        while frame.f_back and frames.is_library(frame.f_code.co_filename):
            node = node or self.node_name(frame)
            frame = frame.f_back
        return frames.line_of(frame), node

    @staticmethod
    def node_name(frame: Any) -> str:
        name, local = frame.f_code.co_name, frame.f_locals
        operation = local.get("operation")
        if hasattr(operation, "differentiable"):
            return operation.node_class.__name__ if operation.differentiable else operation.name
        owner = local.get("self")
        if isinstance(owner, Node) and name in ("apply", "apply_tensors", "visit"):
            return f"backward of {owner.name()}"
        if isinstance(owner, Optimizer):
            return f"{type(owner).__name__}.{name}"
        return f"{name}()" if name in ("_accumulate", "deliver", "walk", "send") else ""

    def helper(self, name: str, function: Callable) -> Callable:
        """A function of the library that is recorded whole."""

        def call(*args: Any, **kwargs: Any) -> Any:
            if not self.mine():
                return function(*args, **kwargs)
            return self.do("helper", name, function, args, kwargs)

        return call

    def drawing(self, name: str, function: Callable) -> Callable:
        """A draw of random numbers: every replay makes its own, in the same places of the stream."""

        def call(generator: Generator, *args: Any, **kwargs: Any) -> Any:
            if not self.mine() or self.in_draw:  # a draw may be made of others
                return function(generator, *args, **kwargs)
            self.in_draw = self.wrote = True
            try:
                return self.do("draw", name, function, (generator, *args), kwargs)
            finally:
                self.in_draw = False

        return call

    def constant(self, function: Callable) -> Callable:
        """A function of the library that hands out arrays it keeps."""

        def call(*args: Any) -> Any:
            array = function(*args)
            return self.noted(array) if self.mine() else array

        return call

    # -- tensors ---------------------------------------------------------------------------------------------------

    def mine(self) -> bool:
        return threading.get_ident() == self.thread

    def outside(self, t: Tensor) -> Outside:
        found = self.outsides.get(id(t))
        if found is None:
            kind, place, name = "fixed", None, self.names.get(id(t), "")
            if id(t) in self.arguments:
                kind, (place, name) = "argument", self.arguments[id(t)]
            elif id(t) in self.owner_of_grad:
                kind, place = "grad", self.owner_of_grad[id(t)]
                name = f"{place.name}_grad"
            found = self.outsides[id(t)] = Outside(t, kind, place, name)
            entry = self.known.get(id(found.array))
            if entry is None:
                kind = "fixed" if kind == "fixed" else "input"
                found.value = self.remember(found.array, kind, source=found, name=name)
            else:
                found.value = entry[1]
        return found

    def get_data(self, t: Tensor) -> Any:
        array = DATA.__get__(t)
        if not self.mine():
            return array
        if id(t) not in self.born:
            self.outside(t)
        return self.noted(array)

    def set_data(self, t: Tensor, array: Any) -> None:
        if self.mine():
            if type(array) is Noted:
                if array.value.scalar:
                    array = self.do("function", "asarray", np.asarray, (array,), {})
                array = array.real
            try:
                DATA.__get__(t)
            except AttributeError:
                key = id(t)
                self.born[key] = weakref.ref(t, lambda _: self.born.pop(key, None))
            if id(t) not in self.born:
                raise Refused("compile(): the step gives a tensor other memory, by assigning to its `data`")
        DATA.__set__(t, array)

    def get_grad(self, t: Tensor) -> Any:
        grad = GRAD.__get__(t)
        if self.mine() and id(t) not in self.born:
            found = self.outside(t)
            if not found.wrote_grad:
                found.read_grad = True
                if grad is not None and id(grad) not in self.outsides:
                    self.owner_of_grad[id(grad)] = found
        return grad

    def set_grad(self, t: Tensor, grad: Any) -> None:
        if self.mine() and id(t) not in self.born:
            try:
                GRAD.__get__(t)
            except AttributeError:  # a tensor that is being made
                pass
            else:
                self.outside(t).wrote_grad = True
        GRAD.__set__(t, grad)

    # -- modules and optimizers ------------------------------------------------------------------------------------

    def attribute(self, module: Module, name: str) -> Any:
        """`Module.__getattribute__`: what the step reads of a module's own attributes must be the same in a replay."""
        value = object.__getattribute__(module, name)
        if self.mine() and name == "__dict__":  # the whole table: children and parameters are listed
            self.tables.setdefault(id(module), (module, dict(value)))
        elif self.mine() and not name.startswith("__"):
            attributes = object.__getattribute__(module, "__dict__")
            self.modules[id(module)] = module
            if name == "_hooked" and any(getattr(module, each) for each in MODULE_HOOKS):
                raise Refused("compile(): a module has hooks")
            if name in attributes and name != "_hooked":
                self.attributes.setdefault((id(module), name), (module, name, value))
        return value

    def stepping(self, step: Callable) -> Callable:
        """`Optimizer.step`: its options and state are looked at, its rates become numbers that take notes."""

        def call(self_: Optimizer, *args: Any, **kwargs: Any) -> Any:
            if not self.mine():
                return step(self_, *args, **kwargs)
            if self_._pre_hooks or self_._post_hooks or optimizer._global_pre_hooks or optimizer._global_post_hooks:
                raise Refused("compile(): an optimizer has hooks")
            known = self.optimizers.setdefault(id(self_), Stepped(self_))
            before, groups = state_of(self_), self_.param_groups
            layouts, self_.__dict__["_layouts"] = self_.__dict__.get("_layouts"), {}
            self_.param_groups = [Options(self, known, i, group) for i, group in enumerate(groups)]
            try:
                return step(self_, *args, **kwargs)
            finally:
                self_.param_groups = groups
                self_.__dict__["_layouts"] = {}
                if layouts is None:
                    del self_.__dict__["_layouts"]
                self.settled = self.settled and same_state(before, state_of(self_))

        return call

    def of_optimizer(self, owner: Optimizer, name: str) -> Any:
        """`Optimizer.__getattribute__`: a step that looks at the options by itself depends on all of them."""
        if name == "param_groups" and self.mine() and not frames.is_library(sys._getframe(2).f_code.co_filename):
            self.optimizers.setdefault(id(owner), Stepped(owner)).read_all()
        found = object.__getattribute__(owner, name)
        if name == "step" and self.mine() and name in owner.__dict__:  # a scheduler watches it
            return functools.partial(self.stepping(lambda _, *args, **kwargs: found(*args, **kwargs)), owner)
        return found


class Stepped:
    """An optimizer whose `step` was recorded: which of its groups' options were read, and its state and rates before.

    live    whether another rate only means other numbers: the step itself has not looked at it
    """

    def __init__(self, owner: Optimizer) -> None:
        self.owner, self.live, self.state = owner, True, state_of(owner)
        self.groups = [(dict(group), list(group["params"])) for group in owner.__dict__["param_groups"]]
        self.read: list[set[str]] = [set() for _ in self.groups]
        self.rates: list[Value] = [Value("number", name="lr", source=(owner, i)) for i in range(len(self.groups))]

    def read_all(self) -> None:
        self.live = False
        for (options, _), read in zip(self.groups, self.read):
            read.update(options.keys() - {"params"})

    def changed(self) -> bool:
        """Whether the step has changed the options."""
        now = self.owner.__dict__["param_groups"]
        return len(now) != len(self.groups) or any(
            group.keys() != options.keys() or any(group[k] is not v for k, v in options.items())
            for group, (options, _) in zip(now, self.groups)
        )


class Options(dict):
    """A parameter group while its optimizer steps: notes which options are read; the rate is a number that takes notes."""

    def __init__(self, recorder: Recorder, stepped: Stepped, i: int, group: dict) -> None:
        super().__init__(group)
        self.read = stepped.read[i]
        if stepped.live:
            super().__setitem__("lr", Number(recorder, group["lr"], stepped.rates[i]))

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)


def state_of(owner: Optimizer) -> dict:
    return {p: dict(state) for p, state in owner.state.items() if state}


def same_state(a: dict, b: dict) -> bool:
    """Whether an optimizer remembers the same tensors about the same parameters."""
    return len(a) == len(b) and all(
        p in b and len(b[p]) == len(known) and all(b[p].get(name, b) is value for name, value in known.items())
        for p, known in a.items()
    )


class Creating:
    """NumPy, with functions that make arrays noted."""

    def __init__(self, recorder: Recorder, names: str) -> None:
        self.__dict__.update({n: _making(recorder, n, getattr(np, n)) for n in names.split()})

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


def _making(recorder: Recorder, name: str, function: Callable) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        if not recorder.mine():
            return function(*args, **kwargs)
        return recorder.do("function", name, function, args, kwargs)

    return call


def _generator(*_: Any, **__: Any) -> Any:
    raise Refused("compile(): the step looks at a random generator's state, or sets it: do so outside")


def _shown(*_: Any, **__: Any) -> Any:
    raise Refused(DECIDES)


def _numpy(*_: Any, **__: Any) -> Any:
    raise Refused("compile(): the step hands a tensor's memory to NumPy; a replay would not see what is done with it")


Patch = tuple[Any, str, Any]  # (owner, attribute, what stands there meanwhile)


def instead(recorder: Recorder, owner: Any, name: str, new: Callable) -> Patch:
    """Another function in the place of one, for the thread of the recorder; the others call what they always did."""
    before = getattr(owner, name)
    return owner, name, lambda *args, **kwargs: (new if recorder.mine() else before)(*args, **kwargs)


def watched(recorder: Recorder) -> list[Patch]:
    """Where the tensors, modules and optimizers are seen that a step uses."""
    return [
        (Tensor, "_data", property(recorder.get_data, recorder.set_data)),
        (Tensor, "_grad", property(recorder.get_grad, recorder.set_grad)),
        instead(recorder, Tensor, "numpy", _numpy),
        instead(recorder, Tensor, "__repr__", _shown),
        (Module, "__getattribute__", lambda module, name: recorder.attribute(module, name)),
        (Optimizer, "__getattribute__", lambda owner, name: recorder.of_optimizer(owner, name)),
        *(instead(recorder, Generator, name, _generator) for name in STATE),
        *((cls, "step", recorder.stepping(cls.__dict__["step"])) for cls in subclasses(Optimizer)),
    ]


def noting(recorder: Recorder) -> list[Patch]:
    """Where the library calls NumPy by other ways than on the arrays of tensors."""
    made = "zeros empty ones full arange eye"
    return [
        *((Generator, name, recorder.drawing(name, vars(Generator)[name])) for name in DRAWS),
        (double, "ones", recorder.constant(double.ones)),
        (optimizer, "fma", recorder.helper("fma", fma)),
        (optimizer, "rounded", recorder.helper("rounded", optimizer.rounded)),
        (sgd, "rounded", recorder.helper("rounded", optimizer.rounded)),
        (adam, "rounded", recorder.helper("rounded", optimizer.rounded)),
        (elementwise, "fma", recorder.helper("fma", fma)),
        (activation, "erf_of_each", recorder.helper("erf", activation.erf_of_each)),
        (sgd, "_rate", recorder.helper("rates", sgd._rate)),
        (creation, "np", Creating(recorder, f"{made} array")),
        (device, "np", Creating(recorder, "zeros empty")),
        (shape, "np", Creating(recorder, "zeros empty full")),
        (sgd, "np", Creating(recorder, "empty")),
        (sgd, "byte_bounds", lambda noted: np.lib.array_utils.byte_bounds(bare(noted))),
    ]


def lifted(recorder: Recorder) -> contextlib.AbstractContextManager[None]:
    """The block's tensor operations are recorded, those of this thread; then everything is as it was."""
    return swapped([*watched(recorder), *noting(recorder)])


@contextlib.contextmanager
def swapped(patches: list[Patch]) -> Iterator[None]:
    """Other things in their places for the block."""
    with one_at_a_time:
        before = [(owner, name, vars(owner).get(name, ABSENT)) for owner, name, _ in patches]
        try:
            for owner, name, new in patches:
                setattr(owner, name, new)
            yield
        finally:
            for owner, name, old in before:
                if old is ABSENT:
                    delattr(owner, name)
                else:
                    setattr(owner, name, old)


ABSENT = object()
MODULE_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
DRAWS = "uniform normal integers random_unbounded draw_seed randperm bernoulli bernoulli_each".split()
STATE = "manual_seed seed initial_seed get_state_bytes set_state_bytes clone_state".split()


def subclasses(cls: Any) -> Iterator[Any]:
    for sub in cls.__subclasses__():
        if "step" in vars(sub):
            yield sub
        yield from subclasses(sub)


# -- afterwards ----------------------------------------------------------------------------------------------------


def nodes_behind(roots: list[Any]) -> list[Node]:
    """All nodes that can be reached."""
    found: dict[Node, None] = {}
    stack = [node for node in roots if node is not None]
    while stack:
        node = stack.pop()
        if node not in found:
            found[node] = None
            stack.extend(edge for edge in node.edges if edge is not None)
    return list(found)


def strip(node: Node) -> bool:
    """Put real arrays in place of what took notes in a node; whether there was any."""
    before = node.saved
    if isinstance(node, AccumulateGrad):
        node.array = bare(node.array)
    if isinstance(node, OpNode) and before is not None:
        node.saved = bare(before)
    return any(type(x) is Noted for x in each_in(before))


def each_in(x: Any) -> Iterator[Any]:
    if type(x) in (tuple, list):
        for item in x:
            yield from each_in(item)
    else:
        yield x


def escaped(recorder: Recorder, held: set[int]) -> str | None:
    """What the step has left outside that a replay would not bring there: a tensor, or a number."""

    def left() -> str | None:
        tensors = [t for t in (ref() for ref in recorder.born.values()) if t is not None and id(t) not in held]
        numbers = [n for n in (ref() for ref in recorder.numbers) if n is not None and id(n) not in held]
        return "a tensor" if tensors else "a number" if numbers else None

    if left():
        gc.collect()  # a cycle may hold what nobody else does
    return left()
