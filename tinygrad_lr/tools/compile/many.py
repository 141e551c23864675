"""Many steps in one call: `repeat` and `epochs`.

Machine code takes them in slices of about a twentieth of a second. Between two of them, Ctrl-C is heard: parameters,
versions and gradients are then those of a whole step. What a recording's text passes to a `Run` is what its kernels are
called with.
"""

from __future__ import annotations

import functools
import inspect
import operator
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...core.tensor import Tensor, wrap
from ...utils.data import DataLoader
from . import stored
from .trace import Call, Value

SLICE = 0.05  # seconds of machine code between two looks at what has happened meanwhile
SHORT = 0.5  # seconds until progress is shown, and between two times that it is
FEW = 8  # steps in one call, from which laying an input out by columns pays
ROOM = 1 << 23  # bytes of random numbers that are drawn ahead
NOTHING = np.empty(1, np.float32)


class Machine:
    """The kernels of a recording: `plain`; `by_columns`, for inputs that stay, if any is read so; `batches`, which gathers them.

    draws     the calls that draw random numbers, in their order; in `arrays` there is None for each that is read
    shapes    by the place in `arrays`: the shapes of inputs that are laid out by columns
    tensors   how many tensors the step is passed
    given     by the place in `arrays`: which argument's memory it is
    loss      the dtype of the loss, if the step returns one
    pace      seconds that a step takes, as far as is known
    """

    def __init__(self, plain: Callable, calls: list[Call], drawn: list[Value], loss: Any) -> None:
        self.plain, self.drawn, self.loss = plain, drawn, loss
        self.by_columns: Callable | None = None
        self.batches: Callable | None = None
        self.shapes: dict[int, tuple[int, int]] = {}
        self.given: dict[int, int] = {}
        self.tensors = 0
        self.written: list[int] = []  # places in `arrays` of what changes
        self.draws = [call for call in calls if call.how == "draw"]
        self.checks = any(call.how == "check" for call in calls)
        self.pace = sum(map(work, calls)) * 1e-9
        drawn_bytes = sum(out.size * out.dtype.itemsize for call in self.draws for out in call.outs)
        self.most = max(1, ROOM // max(1, drawn_bytes))
        self.nowhere = np.empty(1, loss or np.float32)
        self.begun = self.gathered = self.laid_out = False
        self.text = ""  # of `batches`

    def steps(self) -> int:
        """How many make a slice."""
        return max(1, min(self.most, int(SLICE / max(self.pace, 1e-9))))

    def take(self, kernel: Callable, count: int, before: list, arrays: tuple, numbers: tuple) -> int:
        """So many steps by a kernel; how many it took, before a check ended them: generators are then where these left them."""
        states = [(call.args[0], call.args[0].get_state_bytes()) for call in self.draws] if self.checks else []
        given = self.with_draws(count, arrays)
        began = time.perf_counter()
        done = kernel(count, *before, *given, *numbers)
        if self.begun:  # the first call compiles
            self.pace = (time.perf_counter() - began) / count
        self.begun = True
        if done < count:
            for generator, state in states:
                generator.set_state_bytes(state)
            self.with_draws(done, arrays)
        return done

    def with_draws(self, count: int, arrays: tuple) -> tuple:
        """The arrays, with random numbers for so many steps, drawn as the steps would draw them."""
        if not self.draws:
            return arrays
        outs = [call.outs[0] for call in self.draws]
        room = {out: np.empty((count, out.size), out.dtype) for out in outs}
        for i in range(count):
            for call, out in zip(self.draws, outs):
                numbers = getattr(call.args[0], call.name)(*call.args[1:], **call.kwargs)
                room[out][i] = numbers.reshape(-1)
        found = iter(self.drawn)
        return tuple(room[next(found)].reshape(-1) if array is None else array for array in arrays)


def work(call: Call) -> int:
    """About how many operations on numbers a call makes."""
    size = max([v.size for v in (*call.reads(), *call.outs)], default=1)
    if call.name != "dot" or len(call.args) != 2:
        return size
    return size * max(
        1, call.args[1].size // max(1, call.args[1].shape[0]), call.args[0].size // max(1, call.args[0].shape[-1]) // 64
    )


def once(machine: Machine, count: int, arrays: tuple, numbers: tuple) -> int:
    """One step. How many were taken, as all runs say."""
    return machine.take(machine.plain, count, [0, machine.nowhere], arrays, numbers)


class Repeat:
    """Steps with the same arguments, `total` altogether. `losses` are those of the last call, if they are wanted."""

    def __init__(self, total: int, wanted: bool) -> None:
        self.total, self.wanted = total, wanted
        self.losses, self.done = NOTHING, 0
        self.columns: dict[int, np.ndarray] = {}

    def __call__(self, machine: Machine, count: int, arrays: tuple, numbers: tuple) -> int:
        self.losses = np.empty(count, machine.loss) if self.wanted else machine.nowhere
        kernel, columns = machine.plain, list[np.ndarray]()
        if machine.by_columns is not None and self.total >= FEW:
            kernel = machine.by_columns
            if not machine.laid_out:  # it is compiled before there is a second X: a compiler needs room, too
                nothing = [arrays[i][:0] for i in machine.shapes]
                kernel(0, 0, self.losses, *nothing, *machine.with_draws(0, arrays), *numbers)
                machine.laid_out = True
            for i, (n, d) in machine.shapes.items():
                if i not in self.columns:
                    self.columns[i] = np.ascontiguousarray(arrays[i].reshape(n, d).T).reshape(-1)
            columns = [self.columns[i] for i in machine.shapes]
        self.done = machine.take(kernel, count, [int(self.wanted), self.losses, *columns], arrays, numbers)
        self.losses = self.losses[: self.done]
        return self.done


class Batches:
    """Steps with batches of whole arrays, the rows of which are in `order`."""

    def __init__(self, whole: list[np.ndarray], order: np.ndarray, losses: np.ndarray) -> None:
        self.whole, self.order, self.losses = whole, order, losses

    def __call__(self, machine: Machine, count: int, arrays: tuple, numbers: tuple) -> int:
        kernel, before = machine.plain, [0, self.losses]
        if self.takes(machine, arrays):
            assert machine.batches is not None
            kernel, machine.gathered = machine.batches, True
            before = [1, self.losses, self.order, *(self.whole[k] for k in machine.given.values())]
        else:  # one step, with the batch that has been gathered
            count = 1
        done = machine.take(kernel, count, before, arrays, numbers)
        self.losses = self.losses[:done]
        return done

    def takes(self, machine: Machine, arrays: tuple) -> bool:
        """Whether the step leaves the whole arrays alone."""
        return machine.batches is not None and not any(
            np.may_share_memory(arrays[i], whole) for i in machine.written for whole in self.whole
        )


def permuted(generator: Any, n: int) -> np.ndarray:
    """A permutation of 0..n-1, the one that randperm draws."""
    order = np.arange(n)
    exchanges()(order, generator.partners(n))
    return order


@functools.cache
def exchanges() -> Callable:
    """`exchange`, compiled."""
    return stored.compiled(inspect.getsource(exchange), {})


def exchange(order: np.ndarray, partners: np.ndarray) -> None:
    for i in range(len(partners)):
        j = partners[i]
        order[i], order[j] = order[j], order[i]


# -- what `Compiled` calls ------------------------------------------------------------------------------------------------


def repeat(step: Any, miss: object, steps: int, args: tuple, kwargs: dict, losses: bool) -> Any:
    """`Compiled.repeat`."""
    steps = operator.index(steps)
    if steps < 1:
        raise ValueError(f"repeat(): steps must be at least 1, not {steps}")
    found, left, run, last = list[np.ndarray](), steps, Repeat(steps, losses), None
    with Patience("step", steps) as patience:
        while left:
            result = miss
            for recording in step.known:
                machine = recording.machine
                if recording.many is None or (losses and machine.loss is None):
                    continue
                run = run if recording is last else Repeat(steps, losses)  # what it knows of inputs is another's
                count = min(left, machine.steps())
                result = recording.many(step, count, run, *args, **kwargs)
                if result is not miss:
                    last, count = recording, run.done
                    found += [run.losses] if losses else []
                    break
            if result is miss:
                result, count, last = step(*args, **kwargs), 1, None
                found += [number_of("repeat", result)] if losses else []
            left -= count
            patience.passed(count)
    return wrap(found[0] if len(found) == 1 else np.concatenate(found)) if losses else result


def epochs(step: Any, miss: object, many: int, loader: DataLoader) -> Tensor:
    """`Compiled.epochs`."""
    many = operator.index(many)
    if many < 0:
        raise ValueError(f"epochs(): there cannot be {many} epochs")
    found = list[np.ndarray]()
    with Patience("step", many * operator.length_hint(loader)) as patience:
        for _ in range(many):
            if (
                step.backend == "numba"
                and isinstance(loader, DataLoader)
                and (parts := loader._parts(permuted)) is not None
            ):
                for numbers in in_machine_code(step, miss, *parts):
                    found.append(numbers)
                    patience.passed(len(numbers))
            else:
                for batch in loader:
                    found.append(number_of("epochs", step(*batch) if isinstance(batch, (list, tuple)) else step(batch)))
                    patience.passed(1)
    return wrap(np.concatenate(found) if found else np.empty(0, np.float32))


def in_machine_code(
    step: Any, miss: object, tensors: tuple[Tensor, ...], parts: Iterator, size: int
) -> Iterator[np.ndarray]:
    """The losses of an epoch, as they come; `parts` are the rows of one batch, or of several."""
    for order in parts:
        while len(order):
            rows = order[:size]
            batch = [wrap(t._data.take(rows, 0)) for t in tensors]
            numbers = slice_of_batches(step, miss, tensors, order, batch, len(rows))
            if numbers is None:
                numbers = number_of("epochs", step(*batch))
            yield numbers
            order = order[len(numbers) * len(rows) :]


def slice_of_batches(
    step: Any, miss: object, tensors: tuple[Tensor, ...], order: np.ndarray, batch: list[Tensor], size: int
) -> np.ndarray | None:
    """The losses of as many batches as make a slice; None if no recording fits the first one."""
    whole = [t._data for t in tensors]
    inside = order.min() >= 0 and order.max() < min(map(len, whole))
    dense = inside and all(a.flags.c_contiguous and a.dtype == b._data.dtype for a, b in zip(whole, batch))
    for recording in step.known if dense else ():
        machine = recording.machine
        if machine.loss is None or machine.batches is None or machine.tensors != len(tensors):
            continue
        count = min(len(order) // size, machine.steps())
        run = Batches([a.reshape(-1) for a in whole], order[: count * size], np.empty(count, machine.loss))
        if recording.many(step, count, run, *batch) is not miss:
            return run.losses
    return None


def number_of(what: str, result: Any) -> np.ndarray:
    """A loss, as an array of one number. TypeError for what is none."""
    if not isinstance(result, Tensor) or result._data.size != 1:
        shown = (
            f"a tensor of {result._data.size} elements" if isinstance(result, Tensor) else f"a {type(result).__name__}"
        )
        raise TypeError(f"{what}(): the step must return its loss, a tensor of one element, not {shown}")
    return result._data.reshape(1).copy()


class Patience:
    """Holds Ctrl-C back until a step is whole, and shows on a terminal how far things are. A second Ctrl-C is not held back."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = what, total, 0
        self.heard = self.shown = False
        self.next = time.monotonic() + SHORT
        self.before: Any = None

    def __enter__(self) -> Patience:
        if (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        ):
            self.before = signal.signal(signal.SIGINT, self.note)
        return self

    def note(self, number: int, frame: Any) -> None:
        if self.heard:
            raise KeyboardInterrupt
        self.heard = True

    def passed(self, steps: int) -> None:
        """So many steps are done. KeyboardInterrupt if it has been asked for meanwhile."""
        self.done += steps
        if self.heard:
            raise KeyboardInterrupt
        if self.done < self.total and time.monotonic() > self.next and sys.stderr is not None and sys.stderr.isatty():
            self.next, self.shown = time.monotonic() + SHORT, True
            sys.stderr.write(f"\r{self.what} {self.done:,} of {self.total:,} ")
            sys.stderr.flush()

    def __exit__(self, *error: Any) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
