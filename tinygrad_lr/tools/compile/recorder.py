"""Recording: the step runs as ever, and whatever it does to arrays is written down as a trace.

While it runs, the slots `_data` and `_grad` of Tensor are properties: what the engine reads through them is traced
(`tracer`), what it stores is the plain array again, so that nothing of the recording stays behind in a tensor. Arrays
are reached in hundreds of places, and all of them come by here; what comes from nowhere is asked of the recording as
the thread's maker (`arrays.make`), and whatever else must be known it is told as an observer (`autograd.observer`).
Tensors that were there before are `Outside`: what was read of them must be the same when the recording is replayed, and
what was changed in them is changed again. The engine runs on real numbers all the while, so a recording is also an
ordinary step.

A recording lasts exactly as long as its frame stands on its thread's stack. Whoever comes by and finds that it does
not, whatever ended it, puts the slots back; other threads read through them what they always did.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...arrays import make
from ...arrays.silence import hushed
from ...autograd.observer import Observer, listen, unlisten
from ...core.graph import AccumulateGrad, Node
from ...core.operation import OpNode
from ...core.tensor import Tensor
from ...nn.attributes import HOOKS, Attributes, attributes
from ...nn.module import Module
from ...optim import optimizer
from ...optim.optimizer import Optimizer
from .. import frames
from .follow import Follower
from .follow.known import ABSENT, is_librarys, is_own, lookup
from .net import Net
from .reads import MISSING, alike, simple
from .trace import Call, Refused, Trace, Value, exchange, said, telling
from .tracer import DECIDES, Traced, TracedNumber, bare
from .trusted import is_users

DATA, GRAD = Tensor.__dict__["_data"], Tensor.__dict__["_grad"]
MODULE_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
HOOK_TABLES = {*HOOKS, "_hooked", "_full"}
LATE = (
    "compile(): the step asks for the value of a tensor after it has changed tensors that outlive it, or has drawn random "
    "numbers. A replay could not turn back where the answer differs"
)


class Outside:
    """A tensor that was there before the step.

    kind     "fixed": always this very tensor; "argument": whatever is passed at `place`; "grad": the gradient that
             the Outside `place` has when the step begins
    array, node, version, grad     as they were when the step first met the tensor
    absent   attributes of its class that the step asked for, which it has none of its own instead of
    read_grad, wrote_grad          whether the step asked for the gradient it had before, and whether it set one
    """

    def __init__(self, tensor: Tensor, kind: str, place: Any, name: str) -> None:
        self.tensor, self.kind, self.place, self.name = tensor, kind, place, name
        self.array, self.grad = DATA.__get__(tensor), GRAD.__get__(tensor)
        self.node: Any = tensor._node
        self.absent: set[str] = set()
        if tensor._counter is None:
            raise Refused("compile(): the step uses a tensor that was made in inference mode")
        self.version, self.read_grad, self.wrote_grad = tensor._counter[0], False, False
        self.is_view = tensor._view is not None
        self.value: Any = None
        if self.node is not None and self.node.__class__ is not AccumulateGrad:
            raise Refused("compile(): the step uses a tensor with a history of its own: pass it detached")
        if self.is_view and tensor._view.base.requires_grad:
            raise Refused("compile(): the step uses a view of a tensor that requires grad, made outside")
        if self.node is not None and (self.node.hooks or self.node.own_hooks):
            raise Refused("compile(): a tensor has hooks")


class Recorder(Observer):
    """One recording. `arguments` are the tensors passed to the step, by id: (place, name); `names`, of all others.

    modules   those that are called or can be reached, by id, with their attributes as they were before
    node      the node or optimizer that runs, where that is known before it does
    settled   whether a replay would do the same: optimizers make their state in their first step
    lasting   whether the step has changed tensors that outlive it
    drawn     whether it has drawn random numbers; `rewinds`, whether a replay that ends draws them back
    """

    def __init__(self, arguments: dict[int, tuple[Any, str]], names: dict[int, str], rewinds: bool = False) -> None:
        self.rewinds, self.drawn = rewinds, False
        self.trace, self.thread = Trace(), threading.get_ident()
        self.frame: Any = None
        self.arguments, self.names = arguments, names
        self.outsides: dict[int, Outside] = {}
        self.owner_of_grad: dict[int, Outside] = {}
        self.born: dict[int, weakref.ref] = {}
        self.living: weakref.WeakValueDictionary[int, Traced] = weakref.WeakValueDictionary()
        self.known: dict[int, tuple[weakref.ref, Value]] = {}
        self.roots: dict[int, tuple[weakref.ref, Value]] = {}
        self.modules: dict[int, tuple[Module, dict]] = {}
        self.flags: dict[int, Any] = {}
        self.changed_on: dict[tuple[str, str], tuple[str, int]] = {}
        self.called_modules: set[int] = set()
        self.optimizers: dict[int, Stepped] = {}
        self.numbers: list[weakref.ref] = []
        self.containers: dict[int, Any] = {}
        self.groups: dict[int, Stepped] = {}
        self.arrays: list[tuple[Value, np.ndarray]] = []
        self.constants: list[tuple[np.ndarray, int]] = []
        self.node, self.unnamed = "", 0
        self.lasting = self.in_draw = False
        self.follower = Follower(self)
        self.net: Net | None = Net(self)

    # -- while the step runs ---------------------------------------------------------------------------------------

    def run(self, function: Callable, args: tuple, kwargs: dict) -> Any:
        """`function(*args, **kwargs)`, recorded."""
        self.frame = sys._getframe()
        with telling(self.here):
            try:
                attach(self)
                result = self.follower.begin(function, args, kwargs)
                if said.last is not None:  # the step has caught it, or the net has noted it
                    raise said.last
                return result
            finally:
                detach(self)

    def here(self) -> str:
        """The step's line that is being run, or its first."""
        file, number = self.follower.line() if self.frame is not None else self.follower.started
        return f"{os.path.basename(file)}:{number}"

    def running(self) -> bool:
        """Whether the step still runs in the calling thread: `run` stands on its stack."""
        frame = sys._getframe() if self.frame is not None else None
        while frame is not None and frame is not self.frame:
            frame = frame.f_back
        return frame is not None

    def over(self) -> bool:
        """Whether the step has ended; the thread is then followed no more."""
        if self.running():
            return False
        detach(self)
        return True

    @property
    def settled(self) -> bool:
        return not self.follower.counted and all(
            same_state(each.state, state_of(each.owner)) for each in self.optimizers.values()
        )

    # -- arrays and values -----------------------------------------------------------------------------------------

    def value_of(self, array: Any) -> Value:
        """What stands for an array: as it was traced, or else a constant of the step."""
        entry = self.known.get(id(array))
        if entry is not None:
            return entry[1]
        if isinstance(array, np.ndarray) and array.flags.writeable:
            self.constants.append((array, hash(array.tobytes())))
        return self.remember(array, "constant", array=array)

    def array(self, array: np.ndarray) -> Any:
        """An array of NumPy's that was there before the step: what is done with it is recorded."""
        if array.dtype.kind not in "fiub":
            raise self.follower.refuse(f"uses an array of {array.dtype}")
        entry = self.known.get(id(array))
        if entry is None:
            value = self.remember(array, "fixed", name="array")
            self.arrays.append((value, array))
            return self.traced(array, value)
        return self.traced(array, entry[1])

    def check_constants(self) -> None:
        """Refuse arrays that the step has made and goes on changing where no tensor sees it."""
        if any(hash(array.tobytes()) != content for array, content in self.constants):
            raise Refused("compile(): the step changes an array of NumPy's after a tensor was made of it")

    def remember(self, array: np.ndarray, kind: str, /, among: tuple[Traced, ...] = (), **more: Any) -> Value:
        """A new value for an array, which shares the memory of the values that are known to lie in the same: first of
        those it was made from, `among`. An input has memory of its own, wherever this one lies: the next may not."""
        if not isinstance(array, np.ndarray):
            raise Refused(
                "compile(): the step finds a tensor on CUDA where compile did not see it: pass it as an argument"
            )
        owner = owner_of(array)
        known = self.roots.get(id(owner), (None, None))[1]
        roots = [x.value.root for x in among if owner_of(x.real) is owner]
        root = roots[0] if roots else None
        if root is None and known is not None and not ("input" in (kind, known.kind) and kind in ("input", "fixed")):
            root = known
        value = Value.of(kind, array, root=root, **more)
        if root is None and (kind != "input" or known is None):
            self._until_freed(self.roots, owner, value)
        self._until_freed(self.known, array, value)
        return value

    @staticmethod
    def _until_freed(where: dict, array: np.ndarray, value: Value) -> None:
        key = id(array)
        where[key] = (weakref.ref(array, lambda _: where.pop(key, None)), value)

    def traced(self, array: Any, value: Value | None = None) -> Any:
        """The stand-in for an array, one as long as somebody holds it."""
        found = self.living.get(id(array))
        if found is None or found.real is not array:
            found = self.living[id(array)] = Traced(self, array, value or self.value_of(array))
        return found

    def encode(self, x: Any) -> Any:
        """An argument, with values for arrays and numbers."""

        def leaf(x: Any) -> Any:
            if type(x) is Traced or type(x) is TracedNumber:
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
            self.lasting = self.lasting or written.lasting
        result = hushed(function, *bare(args), **bare(kwargs))  # as in a replay
        if how == "helper" and isinstance(result, tuple):  # what it keeps may be another's in a replay
            result = tuple(x.copy() if isinstance(x, np.ndarray) and id(x) in self.known else x for x in result)
        outs: list[Value] = []
        wrapped = self.wrap(result, outs, [args, *kwargs.values()])
        if how == "attribute" and outs and args[0].value.name:
            outs[0].name = f"{args[0].value.name}_{name}"
        self.trace.calls.append(Call(how, name, function, *encoded, tuple(outs), written, *self.place()))
        return wrapped

    def wrap(self, result: Any, outs: list[Value], made_from: Any) -> Any:
        if isinstance(result, np.ndarray):
            entry = self.known.get(id(result))
            value = self.remember(result, "made", arrays_in(made_from)) if entry is None else entry[1]
            if entry is None:
                outs.append(value)
            return self.traced(result, value)
        if isinstance(result, np.generic):
            outs.append(Value.of("made", result))
            return Traced(self, result, outs[-1])
        if isinstance(result, (bool, int, float)):
            outs.append(Value("number"))
            number = TracedNumber(self, result, outs[-1])
            self.numbers.append(weakref.ref(number))
            return number
        if isinstance(result, (tuple, list)):
            return type(result)(self.wrap(x, outs, made_from) for x in result)
        if result is None:
            return None
        raise Refused(f"compile(): a NumPy call gives a {type(result).__name__}")

    def truth(self, traced: Traced) -> bool:
        """What the engine decides by is looked at again in each replay, which gives up if the answer is another."""
        if self.lasting or (self.drawn and not self.rewinds):
            raise Refused(LATE)
        answer = bool(traced.real)
        self.trace.calls.append(Call("check", "bool", bool, (traced.value, answer), {}, (), None, *self.place()))
        return answer

    def decides(self) -> Refused:
        """A number is asked for, and only a recording would have it."""
        owner, _, method = self.node.partition(".")
        if method == "step":
            return Refused(
                f"compile(): {owner} decides by numbers of tensors, in each step anew: call its step() outside"
            )
        return Refused(DECIDES)

    def place(self) -> tuple[tuple[str, int], str]:
        """The user's line that is being run, and the node or optimizer that runs in it, if that is known yet."""
        return frames.line_of(frames.user_frame()), self.node

    # -- what the library makes ------------------------------------------------------------------------------------

    def make(self, kind: str, function: Callable, args: tuple, kwargs: dict) -> Any:
        """The thread's maker (`arrays.make`)."""
        if self.over():
            return function(*args, **kwargs)
        if kind == "call":
            return self.call(function, args, kwargs)
        if kind == "options":
            return self.options(*args)
        if kind == "state":
            raise Refused("compile(): the step looks at a random generator's state, or sets it: do so outside")
        if kind == "draw" and not self.in_draw:  # a draw may be made of others
            return self.draw(function, args, kwargs)
        return self.made(kind, function, args, kwargs)

    def made(self, kind: str, function: Callable, args: tuple, kwargs: dict) -> Any:
        if kind == "kept":
            return self.traced(args[0])
        if kind == "fact":
            return function(*bare(args))
        if kind == "draw":
            return function(*args, **kwargs)
        return self.do(kind, function.__name__.lstrip("_"), function, args, kwargs)

    def draw(self, function: Callable, args: tuple, kwargs: dict) -> Any:
        """A draw of random numbers: every replay makes its own, in the same places of the stream."""
        self.in_draw = self.drawn = True
        try:
            return self.do("draw", function.__name__, function, args, kwargs)
        finally:
            self.in_draw = False

    def call(self, function: Callable, args: tuple, kwargs: dict) -> Any:
        """The library calls back: a module's forward, a step of an optimizer, a function of the user's."""
        owner = getattr(function, "__self__", None)
        if isinstance(owner, Module) and "forward" not in vars(owner):
            self.follower.note("attribute", type(owner), "forward", type(owner).forward)
        return self.follower.call(function, *args, **kwargs)

    def options(self, owner: Optimizer) -> list:
        """What is handed out as an optimizer's `param_groups`."""
        stepped = self.optimizers.get(id(owner))
        return stepped.options if stepped is not None and stepped.options else owner._groups

    def uses(self, owner: Optimizer, name: str) -> None:
        """The step looks at an optimizer by itself. If that may tell of the options, as the library's methods do, it
        depends on them all."""
        stepped = self.stepped_by(owner)
        static = lookup(type(owner), name)
        if static is not ABSENT and name not in ("step", "zero_grad") and not is_own(static):
            stepped.read_all()
        inside = [group["params"] for group in owner._groups]
        for known in (owner._groups, *owner._groups, *inside, owner.state, *owner.state.values()):
            self.containers[id(known)] = known
        self.groups.update((id(group), stepped) for group in owner._groups)

    def knows(self, container: Any) -> bool:
        """Whether a container is guarded as a part of something else."""
        stepped = self.groups.get(id(container))
        if stepped is not None:
            stepped.read_all()
        return id(container) in self.containers

    def stepped_by(self, owner: Optimizer) -> Stepped:
        return self.optimizers.setdefault(id(owner), Stepped(owner))

    # -- tensors ---------------------------------------------------------------------------------------------------

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
            if not is_librarys(type(t)):  # it may get operators of its own
                self.follower.note_special(type(t))
            entry = self.known.get(id(found.array))
            if entry is None:
                kind = "fixed" if kind == "fixed" else "input"
                found.value = self.remember(found.array, kind, source=found, name=name)
            else:
                found.value = entry[1]
        return found

    def get_data(self, t: Tensor) -> Any:
        array = DATA.__get__(t)
        if id(t) not in self.born:
            self.outside(t)
        return self.traced(array)

    def set_data(self, t: Tensor, array: Any) -> None:
        if type(array) is Traced:
            if array.value.scalar:
                array = self.do("function", "asarray", np.asarray, (array,), {})
            array = array.real
        try:
            DATA.__get__(t)
        except AttributeError:
            key = id(t)
            self.born[key] = weakref.ref(t, lambda _: self.born.pop(key, None))
        if id(t) not in self.born and array is DATA.__get__(t):
            return  # as `p.data -= x` ends
        if id(t) not in self.born:
            raise Refused("compile(): the step gives a tensor other memory, by assigning to its `data`")
        DATA.__set__(t, array)

    def get_grad(self, t: Tensor) -> Any:
        grad = GRAD.__get__(t)
        if id(t) not in self.born:
            found = self.outside(t)
            if not found.wrote_grad:
                found.read_grad = True
                if grad is not None and id(grad) not in self.outsides:
                    self.owner_of_grad[id(grad)] = found
        return grad

    def set_grad(self, t: Tensor, grad: Any) -> None:
        if id(t) not in self.born:
            try:
                GRAD.__get__(t)
            except AttributeError:  # a tensor that is being made
                pass
            else:
                self.outside(t).wrote_grad = True
        GRAD.__set__(t, grad)

    # -- what it is told -------------------------------------------------------------------------------------------

    def ran(self, operation: Any, inputs: tuple, outs: tuple) -> None:
        """Name the calls that an operation has made, unless they were a node's or an optimizer's."""
        if not self.over() and not self.node:
            name = operation.node_class.__name__ if operation.differentiable else operation.name
            for call in self.trace.calls[self.unnamed :]:
                call.node = call.node or ("" if call.how == "draw" else name)
        self.unnamed = len(self.trace.calls)

    def starting(self, roots: list) -> None:
        self.node = "backward"

    def visiting(self, node: Any, g: Any) -> None:
        self.node = f"backward of {node.name()}"

    def visited(self, node: Node, g: Any, grads: Any) -> None:
        self.node = "backward"

    def delivering(self, leaf: Tensor, g: Any) -> None:
        self.node = "accumulate"

    def delivered(self, leaf: Tensor, g: Any) -> None:
        self.node = "backward"

    def finished(self, roots: list) -> None:
        self.node, self.unnamed = "", len(self.trace.calls)

    def exported(self, tensor: Tensor) -> None:
        if not self.over():
            raise Refused(
                "compile(): the step hands a tensor's memory to NumPy; a replay would not see what is done with it"
            )

    def shown(self, tensor: Tensor) -> None:
        if not self.over():
            raise Refused(DECIDES)

    def calling(self, module: Module) -> None:
        """What a module that is called is made of must be the same in a replay: all its attributes, and its children's."""
        if self.over():
            return
        if Attributes._hooked or any(getattr(module, each) for each in MODULE_HOOKS):
            raise Refused("compile(): a module has hooks")
        kind = type(module)
        self.follower.note("attribute", kind, "__call__", kind.__call__)
        if id(module) in self.follower.fresh:
            return
        self.watch(module)
        self.called_modules.add(id(module))

    def watch(self, module: Module) -> None:
        """Remember a module, and those below it, as they are now, unless they are known."""
        if id(module) not in self.modules and id(module) not in self.follower.fresh:
            for each in Module.modules(module):
                if id(each) not in self.modules:
                    self.modules[id(each)] = each, dict(attributes(each))
                    self.flags[id(each)] = flags_of(each)

    def look_at_changes(self) -> None:
        """Remember on which line modules, and the hooks of optimizers, began to differ from what they were."""
        for name, what in self.changes():
            self.changed_on.setdefault((name, what), self.follower.line())

    def changes(self) -> Iterator[tuple[str, str]]:
        """What the library has changed in modules and optimizers. Other plain values are `counted`: they are set anew."""
        counted = self.follower.counted
        for module, before in self.modules.values():
            now, kind = attributes(module), type(module).__name__
            for name in {**before, **now}:
                old, new = before.get(name, MISSING), now.get(name, MISSING)
                if name in HOOK_TABLES or alike(old, new) or (id(module), name) in counted:
                    continue
                if simple(old) and simple(new):
                    counted.add((id(module), name))
                else:
                    yield kind, name
            if flags_of(module) != self.flags[id(module)]:
                yield kind, "hooks, or what requires grad"
        for stepped in self.optimizers.values():
            if hooks_of(stepped.owner) != stepped.hooks:
                yield type(stepped.owner).__name__, "hooks"

    def stepping(self, owner: Optimizer, args: tuple, kwargs: dict) -> None:
        """Options and state of an optimizer are looked at, and its rates become traced numbers."""
        if self.over():
            return
        if owner._pre_hooks or owner._post_hooks or optimizer._global_pre_hooks or optimizer._global_post_hooks:
            raise Refused("compile(): an optimizer has hooks")
        stepped = self.stepped_by(owner)
        if is_users(getattr(type(owner).step, "__wrapped__", type(owner).step).__code__.co_filename):
            stepped.read_all()  # it may do whatever with its rate
        if not stepped.depth:
            groups = owner._groups
            stepped.options = [Options(self, stepped, i, group) for i, group in enumerate(groups)]
        stepped.depth += 1
        self.node = f"{type(owner).__name__}.step"

    def stepped(self, owner: Optimizer) -> None:
        stepped = self.stepped_by(owner)
        stepped.depth -= 1
        if not stepped.depth:
            stepped.options = []
            self.node, self.unnamed = "", len(self.trace.calls)


class Stepped:
    """An optimizer whose `step` was recorded: which of its groups' options were read, and its state and rates before.

    live     whether another rate only means other numbers: the step itself has not looked at it
    options  what the optimizer reads for its groups while it steps, `depth` calls deep
    """

    def __init__(self, owner: Optimizer) -> None:
        self.owner, self.live, self.state = owner, True, state_of(owner)
        self.groups = [(dict(group), list(group["params"])) for group in owner._groups]
        self.options: list[Options] = []
        self.hooks = hooks_of(owner)
        self.depth = 0
        self.read: list[set[str]] = [set() for _ in self.groups]
        self.of_class = {"step"}  # attributes that the optimizer has not of its own
        self.rates: list[Value] = [Value("number", name="lr", source=(owner, i)) for i in range(len(self.groups))]

    def read_all(self) -> None:
        self.live = False
        for (options, _), read in zip(self.groups, self.read):
            read.update(options.keys() - {"params"})

    def changed(self) -> bool:
        """Whether the step has changed the options."""
        now = self.owner._groups
        return len(now) != len(self.groups) or any(
            group.keys() != options.keys() or any(group[k] is not v for k, v in options.items())
            for group, (options, _) in zip(now, self.groups)
        )


class Options(dict):
    """A parameter group while its optimizer steps: remembers which options are read; the rate is a traced number."""

    def __init__(self, recorder: Recorder, stepped: Stepped, i: int, group: dict) -> None:
        super().__init__(group)
        self.read = stepped.read[i]
        if isinstance(group["lr"], Tensor):
            raise Refused("compile(): an optimizer's rate is a tensor: pass a number")
        if stepped.live:
            super().__setitem__("lr", TracedNumber(recorder, group["lr"], stepped.rates[i]))

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)


def flags_of(module: Module) -> Any:
    """What a module's attributes do not tell: its hooks, and which of its tensors require grad."""
    tensors = [x for x in attributes(module).values() if isinstance(x, Tensor)]
    return [[*getattr(module, each)] for each in HOOKS], [(id(t), t._node is None) for t in tensors]


def hooks_of(owner: Optimizer) -> list:
    return [*owner._pre_hooks, *owner._post_hooks]


def state_of(owner: Optimizer) -> dict:
    return {p: dict(state) for p, state in owner.state.items() if state}


def same_state(a: dict, b: dict) -> bool:
    """Whether an optimizer remembers the same tensors about the same parameters."""
    return len(a) == len(b) and all(
        p in b and len(b[p]) == len(known) and all(b[p].get(name, b) is value for name, value in known.items())
        for p, known in a.items()
    )


# -- where tensors are caught --------------------------------------------------------------------------------------------

recorders: dict[int, Recorder] = {}  # by thread
attaching = threading.RLock()


def attach(recorder: Recorder) -> None:
    """Let a recorder follow its thread."""
    with attaching:
        recorders[recorder.thread] = recorder
        Tensor._data, Tensor._grad = FOLLOWED  # type: ignore[assignment]
        make.makers[recorder.thread] = recorder.make
    listen(recorder)
    if recorder.net is not None:
        recorder.net.spread()


def detach(recorder: Recorder) -> None:
    """Follow the thread no more. It may be so already, or half so."""
    recorder.frame = None
    if recorder.net is not None:
        recorder.net.gather()
    with attaching:
        if recorders.get(recorder.thread) is recorder:
            del recorders[recorder.thread]
        if not recorders:
            Tensor._data, Tensor._grad = DATA, GRAD
        if make.makers.get(recorder.thread) == recorder.make:
            del make.makers[recorder.thread]
    unlisten(recorder)


def active() -> Recorder | None:
    """The recorder that follows the calling thread. What is left of one whose step has ended goes now."""
    recorder = recorders.get(threading.get_ident())
    if recorder is not None and recorder.over():
        recorder = None
    if not recorders:
        with attaching:
            if not recorders:
                Tensor._data, Tensor._grad = DATA, GRAD
    return recorder


def get_data(t: Tensor) -> Any:
    recorder = active()
    return DATA.__get__(t) if recorder is None else recorder.get_data(t)


def set_data(t: Tensor, array: Any) -> None:
    recorder = active()
    DATA.__set__(t, array) if recorder is None else recorder.set_data(t, array)


def get_grad(t: Tensor) -> Any:
    recorder = active()
    return GRAD.__get__(t) if recorder is None else recorder.get_grad(t)


def set_grad(t: Tensor, grad: Any) -> None:
    recorder = active()
    GRAD.__set__(t, grad) if recorder is None else recorder.set_grad(t, grad)


FOLLOWED = property(get_data, set_data), property(get_grad, set_grad)


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
    """Put real arrays in place of what was traced in a node; whether there was any."""
    before = node.saved
    if isinstance(node, AccumulateGrad):
        node.array = bare(node.array)
    if isinstance(node, OpNode) and before is not None:
        node.saved = bare(before)
    return any(type(x) is Traced for x in each_in(before))


def owner_of(array: np.ndarray) -> np.ndarray:
    """The array whose memory it is."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def arrays_in(x: Any) -> tuple[Traced, ...]:
    """The arrays among arguments."""
    return tuple(each for each in each_in(x) if type(each) is Traced and isinstance(each.real, np.ndarray))


def each_in(x: Any) -> Iterator[Any]:
    if isinstance(x, (tuple, list)):
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
