"""A captured step in one launch: where all that it asks the device for is a few small kernels of our own, one block of
threads does them all, one after the other (`tinygrad_lr_step` in arrays/kernels.py), for as many steps as are wanted.

While a stream captures, `Noted` writes down our launches. If CUDA counts as many in its graph, there was nothing else,
and what was noted is the whole step: a list of parts, each with what is done and where the numbers are. Parameters and
what the step has for itself stay where they are; arguments are read where they are, without a copy, and results are
written into arrays that nobody holds.

Each number is the one that the step's own kernels give: as many threads add the same terms in the same order.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...arrays import cuda, kernels

MOST_PARTS = 32  # as many as the kernel's parameters have room for
MOST_WORK = (
    1 << 15
)  # multiplications of a step by one block of threads. A guess: they should take no longer than a few launches
MOST_STEPS = 1_000  # in one launch; between two of them Ctrl-C is heard

MOST_ARRAYS = 64
PART = np.dtype(
    [("kind", "i4"), ("out", "i4"), ("read", "i4", 3), ("sizes", "i8", 8), ("factor", "f8")], align=True
)  # as the kernel has it, and the parts with the addresses of their arrays in front
PARTS = np.dtype([("at", "i8", MOST_ARRAYS), ("parts", PART, MOST_PARTS)])
KINDS = {"small_product": 0, "column_sums": 1, "squares": 2, "slope": 3, "descent": 4, "one": 5}


class Part:
    """What one part of a step does: to which array, from which, and with how many elements."""

    def __init__(self, name: str, out: Any, read: tuple = (), sizes: tuple = (), factor: float = 0.0) -> None:
        self.kind, self.out, self.read, self.factor = KINDS[name], out, read, factor
        self.sizes = tuple(map(int, sizes))

    def work(self) -> int:
        """How many multiplications it makes, or as much."""
        return int(np.prod(self.sizes[4:7] if self.kind == KINDS["small_product"] else self.sizes))


def parts_of(name: str, args: tuple) -> Iterator[Part]:
    """The parts that a launch of ours is."""
    if name == "small_product":
        a, b, bias, out, shape = args
        yield Part(name, out, (a, b, bias), tuple(shape["shape"]))
    elif name == "column_sums":
        x, out, m, n = args
        yield Part(name, out, (x,), (m, n))
    elif name == "squares":
        x, y, out, n = args
        yield Part(name, out, (x, y), (n,))
    elif name == "slope":
        x, y, g, factor, out, n = args
        yield Part(name, out, (x, y, g), (n,), factor)
    else:  # the update of several parameters
        for p, g, n in zip(args[0:-1:3], args[1:-1:3], args[2:-1:3]):
            yield Part("descent", p, (g,), (n,), args[-1])


def addresses_of(parts: list[Part]) -> list[int]:
    """Where the arrays of the parts are, each once."""
    return list(dict.fromkeys(array.data.ptr for part in parts for array in (part.out, *part.read)))


class Noted:
    """The launches of ours that a capture has seen, in their order, as long as one block of threads can do them all."""

    def __init__(self) -> None:
        self.parts: list[Part] | None = []  # None: there are too many
        self.launches = self.work = 0

    def patches(self, instead: Callable) -> list:
        """What notes them, in the place of what launches; `instead` is told each."""
        call, write_one = kernels.call, kernels.write_one

        def call_noted(name: str, like: Any, blocks: tuple, *args: Any) -> None:
            call(name, like, blocks, *args)
            self.note(list(parts_of(name, args)))

        def one_noted(out: Any) -> None:
            write_one(out)
            self.note([Part("one", out)])

        return [instead(kernels, "call", call_noted), instead(kernels, "write_one", one_noted)]

    def note(self, parts: list[Part]) -> None:
        """One launch. Its arrays are held, so that the memory of none is another's later on."""
        self.launches += 1
        self.work += sum(part.work() for part in parts)
        if self.parts is not None:
            self.parts += parts
            dtypes, many = {part.out.dtype for part in self.parts}, len(self.parts) > MOST_PARTS
            if len(dtypes) > 1 or many or self.work > MOST_WORK or len(addresses_of(self.parts)) > MOST_ARRAYS:
                self.parts = None

    def whole(self, graph: Any) -> list[Part]:
        """All that a graph does; nothing, if that is more than what was noted."""
        return self.parts if self.parts and nodes_of(graph) == self.launches else []


def nodes_of(graph: Any) -> int:
    """How many things a graph does, as the driver counts them; -1 where there is none to be asked."""
    count = ctypes.c_size_t()
    try:
        failed = ctypes.CDLL("libcuda.so.1").cuGraphGetNodes(ctypes.c_void_p(graph.graph), None, ctypes.byref(count))
    except (OSError, AttributeError):  # another system, or a counterfeit
        return -1
    return -1 if failed else count.value


def all_written(parts: list[Part], results: list) -> bool:
    """Whether each of the arrays is written by a part, whole and in C order."""
    outs = {(part.out.data.ptr, part.out.nbytes) for part in parts}
    return all(array.flags.c_contiguous and (array.data.ptr, array.nbytes) in outs for array in results)


class Place:
    """An array of a step: where it is, and which of the addresses lead into it."""

    def __init__(self, array: Any, addresses: list[int]) -> None:
        self.array, self.strides, self.at = array, array.strides, array.data.ptr
        self.found = [(i, at - self.at) for i, at in enumerate(addresses) if 0 <= at - self.at < array.nbytes]

    def put(self, addresses: memoryview, at: int) -> None:
        """Let the parts find it elsewhere."""
        self.at = at
        for i, offset in self.found:
            addresses[i] = at + offset

    def load(self, array: Any) -> int:
        """The address of the capture's own array, into which one is copied that is laid out in another way."""
        self.array[...] = array
        return self.array.data.ptr


class OneLaunch:
    """A step as one launch: called with the arrays of its arguments, it returns those of its results.

    arguments  the arrays that the capture had in their place
    results    a source of arrays for each (`Spares`)
    loss       which of the results is the loss, if any is; later, its dtype
    """

    gathered = False  # no kernel of it takes rows of a whole epoch

    def __init__(self, parts: list[Part], arguments: list, results: list, loss: int | None) -> None:
        self.parts = parts  # which hold their memory
        known = addresses_of(parts)
        table = np.zeros((), PARTS)
        table["at"][: len(known)] = known
        for row, part in zip(table["parts"], parts):
            row["kind"], row["out"], row["factor"] = part.kind, known.index(part.out.data.ptr), part.factor
            row["read"][: len(part.read)] = [known.index(array.data.ptr) for array in part.read]
            row["sizes"][: len(part.sizes)] = part.sizes
        self.arguments = [Place(array, known) for array in arguments]
        self.results = [(Place(spares.static, known), spares) for spares in results]
        self.loss, which = None, 0
        if loss is not None:
            self.loss, which = parts[0].out.dtype, known.index(results[loss].static.data.ptr)
        self.prepare(table, which)

    def prepare(self, table: np.ndarray, loss: int) -> None:
        """Make what the driver is given, once: CuPy needs several times as long to make it of arguments."""
        cp = cuda.cupy()
        self.count, self.losses = np.array(1, np.int32), np.array(0, np.int64)
        parameters = (table, np.array(len(self.parts), np.int32), self.count, np.array(loss, np.int32), self.losses)
        addresses = np.array([each.ctypes.data for each in parameters])
        self.given = parameters, addresses
        self.addresses = memoryview(table["at"].data).cast("B").cast("q")  # written to faster than through NumPy
        self.kernel = kernels.raw("step", self.parts[0].out.dtype.char, cp).kernel
        self.launch, self.stream = cp.cuda.driver.launchKernel, cp.cuda.get_current_stream
        self.function, self.parameters = self.kernel.ptr, addresses.ctypes.data

    def __call__(self, *arrays: Any) -> list:
        addresses = self.addresses
        for place, array in zip(self.arguments, arrays):
            at = array.data.ptr if array.strides == place.strides else place.load(array)
            if at != place.at:
                place.put(addresses, at)
        found = []
        for place, spares in self.results:
            array = spares.one()
            at = array.data.ptr
            if at != place.at:
                place.put(addresses, at)
            found.append(array)
        self.launch(self.function, 1, 1, 1, kernels.THREADS, 1, 1, 0, self.stream().ptr, self.parameters, 0)
        return found

    # -- many steps ------------------------------------------------------------------------------------------------------

    def steps(self) -> int:
        """How many are taken by one launch."""
        return MOST_STEPS

    def take(self, run: Any, count: int, *arrays: Any) -> list:
        """So many steps, for a `many.Repeat`, which is told of them."""
        self.count[...] = run.done = count
        if run.wanted:
            run.losses = kernels.new((count,), self.loss)
            self.losses[...] = run.losses.data.ptr
        try:
            return self(*arrays)
        finally:
            self.count[...], self.losses[...] = 1, 0
