"""A training step on CUDA, captured as a CUDA graph: written down once by CUDA itself, then launched whole.

While a stream captures, the device runs nothing. It keeps what it is asked to launch, each launch with the addresses of
its memory, and `graph.launch()` does it all again on the same memory. So the step is run on the engine once more, on
tensors that stand in for its arguments, and everything it allocates comes from a memory pool that nobody else uses. A
replay copies the arguments in, launches the graph, and copies out what somebody may keep: results and gradients.
Guards, and what the step leaves behind, are those of any `Recording`, and are seen in the same places (`recorder`);
only the calls are not traced.

Three things are kept from the stream. CuPy does not let cuBLAS be captured: products are computed by a kernel of our
own (`cuda.product`). Memory of the host would be read again at each launch, when something else is in it: it is
refused, and with it whatever is counted or drawn on the CPU. And what waits for the device cannot be captured, as CUDA
itself says.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from ...arrays import cuda, kernels
from ...arrays.array import dense, on_host
from ...arrays.errors import first_line
from ...core.graph import Node
from ...core.mode import mode
from ...core.tensor import Tensor, wrap
from .codegen import Names
from .epilogue import Epilogue
from .guards import Guards, leaves_of, plain
from .one_launch import Noted, OneLaunch, all_written
from .program import MISS, Recording
from .recorder import DATA, GRAD, Outside, Recorder, nodes_behind
from .result import Result
from .trace import Refused, Value, exchange

MOST_PRODUCTS = 1 << 24  # multiplications in one product of matrices, above which it is left to cuBLAS,
MOST_TERMS = 1 << 16  # and in one element of it, which one block of threads adds up


def on_cuda(recording: Recording) -> bool:
    """Whether a step can be seen to hold a tensor on CUDA."""
    return "cupy" in sys.modules and any(held.tensor.is_cuda for held in recording.reached().values())


class DeviceGuards(Guards):
    """Arguments are copied into the graph's memory; all else must be the memory that the graph knows."""

    def guard_thread(self) -> None:
        super().guard_thread()
        get_device = self.names.bind("get_device", cuda.cupy().cuda.runtime.getDevice)
        self.require(f"{get_device}() == {cuda.current_device()}", "another device is the current one")

    def guard_argument(self, place: str, x: Any) -> None:
        if self.recorder.arguments.get(id(x), ("",))[0] != place:
            super().guard_argument(place, x)
            return
        kind = self.names.bind(type(x).__name__, type(x))
        self.require(f"{place}.__class__ is {kind} and not {place}.requires_grad", f"{place} is another kind of tensor")

    def guard_input(self, found: Outside, others: list[Outside], written: set[Value]) -> None:
        """It is copied in, so only shape and dtype matter; and that the step would not write into it."""
        bind, a, name = self.names.bind, found.array, self.names.value(found.value)
        like = f"{name}.__class__ is {bind('ndarray', type(a))} and {name}.shape == {a.shape}"
        like += f" and {name}.dtype is {self.names.literal(a.dtype)}"
        changed = tuple(o.array for o in others if o.kind == "fixed" and o.tensor._counter[0] != o.version)
        if changed:
            like += f" and {bind('apart', apart)}({name}, {bind('changed', changed, 'changed')})"
        self.require(
            f"(({name} := {found.place}._data) is not None and {like})", f"{found.name} has another shape or dtype"
        )
        self.guard_grad(found)

    def guard_grad(self, found: Outside) -> None:
        """A gradient that the step goes on with must be the very one whose memory the graph knows."""
        if found.read_grad and found.grad is not None:
            name = self.names.bind(f"{found.name or 'tensor'}_grad_tensor", found.grad)
            self.require(f"{self.tensor_name(found)}._grad is {name}", f"{found.name} has another gradient")
        else:
            super().guard_grad(found)


class DeviceEpilogue(Epilogue):
    """`left` are the tensors that are new in each call: results and gradients."""

    def __init__(self, recorder: Recorder, names: Names, guards: Guards, result: Result) -> None:
        self.left: list[Tensor] = []
        super().__init__(recorder, names, guards, result)

    def tensor(self, t: Tensor) -> str:
        if id(t) in self.recorder.arguments:
            return self.recorder.arguments[id(t)][0]
        if id(t) not in self.recorder.outsides:
            if t._view is not None:
                raise Refused("compile(): on CUDA the step must not return a view: clone() it")
            self.left.append(t)
        return super().tensor(t)

    def node(self, node: Node | None) -> str:
        saved = [x for n in nodes_behind([node]) for _, x in leaves_of(n.saved, "")]
        if any(hasattr(x, "__array_function__") for x in saved):
            raise Refused("compile(): on CUDA a step must call backward() itself, or return its result detached")
        return super().node(node)


class CudaGraph(Recording):
    """`function(*args)`, captured by `run`, and from then on launched by `step`.

    The `first` call of a step only runs it: optimizers make their state, kernels are compiled. A step of a few small
    `parts` is then launched as one kernel, in place of the graph.
    """

    recorder: Watch
    machine: OneLaunch | None  # type: ignore[assignment]
    guards_class, epilogue_class = DeviceGuards, DeviceEpilogue

    def __init__(self, function: Callable, bound: inspect.BoundArguments, backend: str, first: bool) -> None:
        if backend != "numpy":
            raise Refused(f"compile(backend={backend!r}): tensors on CUDA are captured as a CUDA graph: leave it out")
        super().__init__(function, bound)
        self.first = first
        self.given: dict[int, Tensor] = {}  # what the stand-ins stand for, by their ids

    def run(self) -> Any:
        """Run the step. Returns what it returns; raises, once it has run, if it cannot be captured."""
        if self.first:
            with swapped(warmed(cuda.cupy())):
                return self.function(*self.bound.args, **self.bound.kwargs)
        args, kwargs = self.bound.args, self.bound.kwargs
        self.grad, cells = mode.grad, self.surroundings()
        self.recorder = Watch(self.stand_in(cells), self.labels())
        why = ""
        try:
            result = self.capture()
        except Exception as error:  # whatever CuPy or the step said: the step is refused in one line
            why = first_line(cuda.explained(error))
        if why:
            self.function(*args, **kwargs)  # which raises, if it was the step that was wrong
            raise Refused(why if why.startswith("compile()") else f"compile(): the step cannot be captured: {why}")
        self.launch()
        self.check()
        found = Result(result, {})
        if self.recorder.settled:
            self.write(found)
            self.settled = True
            self.hand_out()
        handed = exchange(result, lambda t: self.given.get(id(t), t))
        self.leave(found)
        del self.given
        return handed

    def stand_in(self, cells: dict[str, Any]) -> dict[int, tuple[str, str]]:
        """Copies in place of the tensors among the arguments, whose memory the graph will read; their places, by id."""
        around, places, copies = {id(value) for value in cells.values()}, {}, {}
        for name, argument in self.passed.items():
            for place, x in leaves_of(argument, name, self.names):
                fits = isinstance(x, Tensor) and x.is_cuda and not x.requires_grad and id(x) not in around
                if fits and id(x) not in copies:
                    copies[id(x)] = copy = wrap(copied(x._data), cls=type(x))
                    places[id(copy)], self.given[id(copy)] = (place, plain(f"{place}_data")), x
        self.passed = exchange(self.passed, lambda x: copies.get(id(x), x))
        for name, place in self.signature.places.items():
            self.bound.arguments[name] = self.passed[place]
        return places

    def capture(self) -> Any:
        """Run the step while a stream captures. Nothing has happened on the device when it returns."""
        cp = cuda.cupy()
        self.pool = cp.cuda.MemoryPool()  # the graph's own: what the step frees stays as it is between launches
        stream, noted = cp.cuda.Stream(non_blocking=True), Noted()
        try:
            patches = [*kept_from(cp, self.recorder), *noted.patches(partial(instead, self.recorder))]
            with swapped(patches), cp.cuda.using_allocator(self.pool.malloc), stream:
                stream.begin_capture()
                try:
                    result = self.recorder.run(self.function, self.bound.args, self.bound.kwargs)
                except BaseException:  # the stream must not go on capturing, whatever ended the step
                    with contextlib.suppress(Exception):  # the capture has been spoilt, and says so again
                        stream.end_capture()
                    raise
                graph = stream.end_capture()
                self.launch, self.parts = graph.launch, noted.whole(graph)  # on the stream that is then the current one
            self.check_arguments()
        except BaseException:  # the engine's tensors are put back, whatever ended the capture
            self.recorder.undo()
            raise
        return result

    def check_arguments(self) -> None:
        arguments = (o for o in self.recorder.outsides.values() if o.kind == "argument")
        if any(o.wrote_grad or o.tensor._counter[0] != o.version for o in arguments):
            raise Refused("compile(): on CUDA a step must not change its arguments: let it find them by itself")

    def hand_out(self) -> None:
        """Give what the step has left memory of its own: the graph writes into that of the capture."""
        for found in self.recorder.outsides.values():
            grad = GRAD.__get__(found.tensor)
            GRAD.__set__(found.tensor, self.given.get(id(grad), grad))
        copies: dict[int, Any] = {}
        for t in self.left:
            array = DATA.__get__(t)
            if self.recorder.value_of(array).kind == "made":
                if id(array) not in copies:
                    copies[id(array)] = copied(array)
                DATA.__set__(t, copies[id(array)])
        del self.left

    def text(self, epilogue: Epilogue, answer: str) -> str:
        assert isinstance(epilogue, DeviceEpilogue)
        self.left = epilogue.left
        bind, value = self.names.bind, self.names.value
        bind("pool", self.pool)  # the graph does not keep it
        arguments = [o for o in self.recorder.outsides.values() if o.kind == "argument"]
        made = [v for v in dict.fromkeys(self.recorder.trace.kept) if v.kind == "made"]
        if self.parts and all_written(self.parts, [v.array for v in made]):
            return self.text_of_one_launch(epilogue, answer, arguments, made)
        lines = [
            *(f"    {bind('load', Loads(o.array).load)}({value(o.value)})" for o in arguments),
            f"    {bind('launch', self.launch)}()",
            *(f"    {value(v)} = {bind('copy', Copies(v.array).copy)}()" for v in made),
        ]
        return self.function_text(self.own.step, (), self.call, lines, epilogue.made, epilogue.lines, answer)

    def text_of_one_launch(self, epilogue: Epilogue, answer: str, arguments: list[Outside], made: list[Value]) -> str:
        """The same where one launch does all of it; and the function that takes many steps by one."""
        names, own = self.names, self.own
        loss = made.index(self.loss) if self.loss in made else None
        self.machine = OneLaunch(self.parts, [o.array for o in arguments], [Spares(v.array) for v in made], loss)
        names.namespace.update({own.machine: self.machine, own.MISS: MISS})
        given = ", ".join(names.value(o.value) for o in arguments)
        found = f"    [{', '.join(map(names.value, made))}] = {own.machine}" if made else f"    {own.machine}"
        step = self.function_text(own.step, (), self.call, [f"{found}({given})"], epilogue.made, epilogue.lines, answer)
        adds_up = any(o.read_grad and o.wrote_grad for o in self.recorder.outsides.values())
        if adds_up:  # another step would begin with another gradient
            return step
        count = names.fresh("count")
        lines = [f"{found}.take({', '.join(filter(None, [own.run, count, given]))})"]
        counted = [re.sub(r"(_counter\[0\] \+= )(\d+)$", rf"\1\2 * {count}", line) for line in epilogue.lines]
        many = self.function_text(own.many, (count, own.run), own.MISS, lines, epilogue.made, counted, answer)
        return f"{many}\n\n{step}"

    def function_text(
        self, name: str, more: tuple, miss: str, lines: list[str], made: list[str], left: list[str], answer: str
    ) -> str:
        """One function of the recording: guards, `lines`, and what is left behind."""
        return "\n".join(
            [
                f"def {name}({self.signature.text(more)}):",
                *self.signature.opening,
                *self.guard_lines(miss),
                *lines,
                "",
                "    # what the step leaves behind",
                *(f"    {line}" for line in (*made, *left, f"return {answer}")),
                "",
            ]
        )


class Watch(Recorder):
    """Sees what the step uses as a `Recorder` does, and leaves the arrays as they are."""

    def __init__(self, arguments: dict[int, tuple[Any, str]], names: dict[int, str]) -> None:
        super().__init__(arguments, names)
        self.net = None  # CuPy calls functions of its own

    def array(self, array: Any) -> Any:
        raise self.on_the_cpu()

    def here(self) -> str:
        return ""

    def get_data(self, t: Tensor) -> Any:
        array = DATA.__get__(t)
        if on_host(array):
            raise self.on_the_cpu()
        if id(t) not in self.born:
            self.outside(t)
        return array

    def on_the_cpu(self) -> Refused:
        """What is said of whoever uses memory of the host."""
        (file, line), node = self.place()
        who = node or f"{os.path.basename(file)}:{line}"
        return Refused(f"compile(): on CUDA a step must keep to the device, and {who} uses the CPU's memory")

    def get_grad(self, t: Tensor) -> Any:
        if id(t) not in self.born:
            found = self.outside(t)
            found.read_grad = found.read_grad or not found.wrote_grad
        return GRAD.__get__(t)

    def remember(self, array: Any, kind: str, /, among: tuple = (), **more: Any) -> Value:
        value = Value(kind, array.shape, array.dtype, array=array, **more)
        self._until_freed(self.known, array, value)
        return value

    def value_of(self, array: Any) -> Value:
        entry = self.known.get(id(array))
        return self.remember(array, "made", name="result_data") if entry is None else entry[1]

    def draw(self, function: Callable, args: tuple, kwargs: dict) -> Any:
        raise Refused("compile(): on CUDA the step must not draw random numbers")

    def made(self, kind: str, function: Callable, args: tuple, kwargs: dict) -> Any:
        return function(*args, **kwargs)

    def stepping(self, owner: Any, args: tuple, kwargs: dict) -> None:
        """The rate is a number that the graph has kept: another one is another graph."""
        if not self.over():
            self.stepped_by(owner).read_all()
            super().stepping(owner, args, kwargs)

    def undo(self) -> None:
        """Make tensors and optimizers what they were: of a capture that failed, nothing has reached the device."""
        for found in self.outsides.values():
            found.tensor._counter[0] = found.version
            found.tensor._node, found.tensor._grad = found.node, found.grad
        for stepped in self.optimizers.values():
            stepped.owner.state.clear()
            stepped.owner.state.update(stepped.state)


# -- on CuPy -----------------------------------------------------------------------------------------------------------

Patch = tuple[Any, str, Any]  # (owner, attribute, what stands there meanwhile)
one_at_a_time = threading.RLock()


@contextlib.contextmanager
def swapped(patches: list[Patch]) -> Iterator[None]:
    """Other functions of CuPy's in their places for the block: it has no way to ask for them."""
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


def instead(watch: Watch, owner: Any, name: str, new: Callable) -> Patch:
    """Another function in the place of one, while the step runs and for its thread; the others call what they always did."""
    before = getattr(owner, name)
    return owner, name, lambda *args, **kwargs: (new if watch.running() else before)(*args, **kwargs)


def kept_from(cp: Any, watch: Watch) -> list[Patch]:
    """Where cuBLAS would be called, or the CPU's memory be read, while this thread's stream captures."""

    other = partial(instead, watch)

    def of_device(x: Any) -> Any:
        """A value or an index, unless it is, or has in it, an array that CuPy would have to bring over."""
        if any(isinstance(part, (np.ndarray, list)) for part in (x if type(x) is tuple else (x,))):
            raise watch.on_the_cpu()
        return x

    asarray, take = cp.asarray, cp.ndarray.take
    get, put = cp.ndarray.__getitem__, cp.ndarray.__setitem__
    return [
        other(cp.ndarray, "dot", product),
        other(cp, "matmul", product),
        other(cp, "asarray", lambda a, *rest, **more: asarray(of_device(a), *rest, **more)),
        other(cp.ndarray, "take", lambda a, indices, *rest, **more: take(a, of_device(indices), *rest, **more)),
        other(cp.ndarray, "__getitem__", lambda a, key: get(a, of_device(key))),
        other(cp.ndarray, "__setitem__", lambda a, key, value: put(a, of_device(key), of_device(value))),
    ]


def warmed(cp: Any) -> list[Patch]:
    """What is computed with cuBLAS is also computed by the kernel that a capture has instead, which is so compiled and
    loaded before: that may take the device's memory, and a stream that captures cannot wait for it."""

    def also(before: Callable) -> Callable:
        def call(a: Any, b: Any, *more: Any) -> Any:
            result = before(a, b, *more)
            if fits(a, b):
                cuda.product(a, b)
            return result

        return call

    return [(owner, name, also(getattr(owner, name))) for owner, name in ((cp.ndarray, "dot"), (cp, "matmul"))]


def fits(a: Any, b: Any) -> bool:
    """Whether a @ b is little enough work for `cuda.product`."""
    return a.size * (b.shape[-1] if b.ndim > 1 else 1) <= MOST_PRODUCTS and (a.shape or (1,))[-1] <= MOST_TERMS


def product(a: Any, b: Any) -> Any:
    """a @ b as `cuda.product` computes it."""
    if not fits(a, b):
        sizes = " @ ".join(str(list(x.shape)) for x in (a, b))
        raise Refused(f"compile(): {sizes} is for cuBLAS, which CuPy does not let be captured: run the step as it is")
    return cuda.product(a, b)


class Loads:
    """Copies arguments into an array of the graph's: as bytes, where they are laid out alike."""

    def __init__(self, static: Any) -> None:
        self.static, self.strides = static, static.strides if dense(static) else None
        self.write, self.size = static.data.copy_from_device_async, static.nbytes

    def load(self, array: Any) -> None:
        if array.strides == self.strides:
            self.write(array.data, self.size)
        else:
            self.static[...] = array


class Spares:
    """Arrays like one of the graph's, each call's its own: one that nobody holds any more is used again.

    CuPy needs several times as long for a new array as for finding one that is there. Whoever holds an array, or a view
    of it, counts among its references.
    """

    MOST, OURS = (
        4,
        3,
    )  # arrays that are kept; references when nobody else has one: the list's, `each`, and the question's

    def __init__(self, static: Any) -> None:
        self.static = static
        self.kept: list[Any] = []

    def one(self) -> Any:
        """An array whose content is arbitrary."""
        for each in self.kept:
            if sys.getrefcount(each) == self.OURS:
                return each
        new = made_like(self.static)
        if len(self.kept) < self.MOST:
            self.kept.append(new)
        return new


class Copies(Spares):
    """Copies of an array of the graph's."""

    def __init__(self, static: Any) -> None:
        super().__init__(static)
        self.size = static.nbytes if dense(static) else 0

    def copy(self) -> Any:
        if not self.size:
            return copied(self.static)
        new = self.one()
        new.data.copy_from_device_async(self.static.data, self.size)
        return new


def made_like(array: Any) -> Any:
    """An array laid out alike, whose content is arbitrary. OutOfMemoryError where there is no memory for it."""
    if not array.flags.c_contiguous:
        return copied(array)
    try:
        return kernels.new(array.shape, array.dtype)
    except Exception as error:
        raise cuda.explained(error) from None


def copied(array: Any) -> Any:
    """A copy, laid out alike. OutOfMemoryError where there is no memory for it."""
    try:
        return array.copy("K")
    except Exception as error:  # CuPy's, told in one line
        raise cuda.explained(error) from None


def apart(array: Any, others: tuple) -> bool:
    """Whether an array shares no memory with others."""
    whole = array.base is None
    for other in others:
        if array is other or ((not whole or other.base is not None) and np.may_share_memory(array, other)):
            return False
    return True
