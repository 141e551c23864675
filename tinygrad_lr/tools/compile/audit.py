"""`compile(step, audit=n)`: every n-th call is replayed, undone, run on the engine, and compared bit for bit.

The state that counts is that of all tensors which the step was seen to use, or can be seen to hold: numbers, gradients
and versions, and that of the generators. It changes once: what stays is what the engine has left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...arrays.generator import Generator
from ...core.tensor import Tensor
from ...frontend.random import default_generator
from .cache import Compiled
from .program import reached


class Audited(Compiled):
    """A compiled step that is looked at. See `tinygrad_lr.compile`."""

    own = Compiled.own | {"every", "calls"}

    def __init__(self, function: Callable, backend: str, explain: bool, every: int) -> None:
        super().__init__(function, backend, explain)
        self.every, self.calls = every, 0
        super().install(Audited.audited)  # calls come here, and go on to the newest recording

    replay: Any = Compiled.record

    def made_of(self) -> tuple:
        return (*super().made_of(), self.every)

    def install(self, step: Callable) -> None:
        type(self).replay = step

    def audited(self, /, *args: Any, **kwargs: Any) -> Any:
        """A call: a replay, and every so often both."""
        self.calls += 1
        if not self.known or self.calls % self.every:
            return self.replay(*args, **kwargs)
        bound = self.signature.bind(*args, **kwargs)
        state, recordings = State(self, bound.arguments), self.recordings
        found = self.replay(*args, **kwargs)
        if self.recordings != recordings:  # the engine has run already
            return found
        replayed = [*shown("the result", found), *state.shown()]
        state.restore()
        expected = self.function(*args, **kwargs)
        for mine, theirs in zip(replayed, [*shown("the result", expected), *state.shown()], strict=True):
            if mine != theirs:
                raise RuntimeError(
                    f"compile(audit={self.every}): in call {self.calls}, {theirs[0]} differs: the engine has {theirs[1]}, the "
                    f"replay {mine[1]}" + (f" as {mine[0]}" if mine[0] != theirs[0] else "")
                )
        return expected


class State:
    """What a step may change, as it was before: tensors and arrays, with copies of their numbers, and generators."""

    def __init__(self, compiled: Compiled, passed: dict[str, Any]) -> None:
        pairs = [(label, held.tensor) for label, held in reached(compiled.function, passed).items()]
        pairs += [pair for recording in compiled.known for pair in recording.tensors]
        pairs += [(f"{name}.grad", t._grad) for name, t in pairs if t._grad is not None]
        self.tensors = [*{id(t): (name, t) for name, t in reversed(pairs)}.values()]
        arrays = {id(array): array for recording in compiled.known for array in recording.arrays}
        self.arrays = [(array, array.copy()) for array in arrays.values()]
        generators: list[Any] = [default_generator, *(g for recording in compiled.known for g in recording.generators)]
        self.generators: dict[int, tuple[Any, Any]] = {
            id(g): (g, g.get_state_bytes()) for g in generators if isinstance(g, Generator)
        }
        self.before = [(t, t._data, t._data.copy(), t._grad, t._counter and t._counter[0]) for _, t in self.tensors]

    def restore(self) -> None:
        for t, array, numbers, grad, version in self.before:
            t._data, t._grad = array, grad
            if array.flags.writeable:
                array[...] = numbers
            if version is not None:
                t._counter[0] = version
        for array, numbers in self.arrays:
            array[...] = numbers
        for g, state in self.generators.values():
            g.set_state_bytes(state)

    def shown(self) -> Iterator[tuple[str, Any]]:
        """Each part of the state as it is now, by name."""
        for name, t in self.tensors:
            yield from shown(name, t)
            yield f"the version of {name}", t._counter and t._counter[0]
            yield from shown(f"the gradient of {name}", t._grad)
        for array, _ in self.arrays:
            yield "an array", Bits(array)
        for g, _ in self.generators.values():
            yield "the state of a generator", Bits(g.get_state_bytes())


def shown(name: str, x: Any) -> Iterator[tuple[str, Any]]:
    """A result as what can be compared, part by part: tensors as their bits."""
    if isinstance(x, Tensor):
        array = x.detach().cpu().numpy()
        yield name, Bits(array)
        yield f"requires_grad of {name}", x.requires_grad
    elif type(x) in (list, tuple):
        yield f"the length of {name}", len(x)
        for i, item in enumerate(x):
            yield from shown(f"{name}[{i}]", item)
    elif type(x) is dict:
        yield f"the keys of {name}", [*map(repr, x)]
        for key, item in x.items():
            yield from shown(f"{name}[{key!r}]", item)
    else:
        yield name, (type(x).__name__, repr(x))


class Bits:
    """An array that is the same as another only if all bits are."""

    def __init__(self, array: Any) -> None:
        self.array, self.key = array, (array.dtype, array.shape, array.tobytes())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bits) and self.key == other.key

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return " ".join(f"{self.array.dtype} {self.array!s}".split())[:200]
