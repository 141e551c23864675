"""Random tensors: the streams of `generator`, in torch's functions and in-place methods.

A function draws as many values as its tensor has elements and puts them in the order of memory. Checks
come first and take nothing from the stream. A random result does not depend on what was there before:
where an in-place draw is recorded, its derivative is zero.
"""

from __future__ import annotations

import contextlib
import functools
import math
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..arrays import generator as streams
from ..arrays.array import broadcast_shapes, in_order, on_host
from ..arrays.device import CPU, beside, check_device, to_host
from ..arrays.dtype import BY_NUMPY, int64
from ..arrays.make import host_blank, zeros_as, zeros_on
from ..arrays.silence import quietly
from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..autograd.grad_mode import no_grad
from ..core.graph import Node
from ..core.mode import mode
from ..core.tensor import Tensor, wrap
from ..core.views import edge_of, rebase, touched
from .creation import check_size, finish, np_dtype, sizes
from .inplace_checks import check_inplace
from .shapes import expand


class Generator(streams.Generator):
    """A stream of random numbers of its own, for the functions' argument `generator`."""

    __slots__ = ()

    @entrance
    def __init__(self, device: Any = None) -> None:
        super().__init__(CPU if device is None else check_device(device))

    def get_state(self) -> Tensor:
        """The state: a uint8 tensor (5056,), in torch's layout."""
        return wrap(self.get_state_bytes())

    def set_state(self, new_state: Tensor) -> Generator:
        """Continue from a state. TypeError for what is no byte tensor, RuntimeError for other bytes."""
        if not isinstance(new_state, Tensor):
            raise TypeError(f"expected a torch.ByteTensor, but got {type(new_state).__name__}")
        if new_state._data.dtype != np.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        self.set_state_bytes(to_host(new_state._data))
        return self


default_generator = Generator()
default_generator.seed()


@entrance
def manual_seed(seed: Any) -> streams.Generator:
    """Restart the default stream, and return its generator. ValueError unless -2**63 <= int(seed) < 2**64."""
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Restart the default stream from a seed that the operating system picks, and return it."""
    return default_generator.seed()


def initial_seed() -> int:
    """The default stream's seed."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The default stream's state: a uint8 tensor (5056,), which torch accepts too."""
    return default_generator.get_state()


@entrance
def set_rng_state(new_state: Tensor) -> None:
    """Continue the default stream from a state of `get_rng_state`, torch's included."""
    default_generator.set_state(new_state)


@contextlib.contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, device_type: str | None = None) -> Iterator[None]:
    """A block after which the default stream goes on as if nothing had been drawn in it."""
    state = get_rng_state()
    try:
        yield
    finally:
        if enabled:
            set_rng_state(state)


# -- arguments, and what torch refuses ---------------------------------------------------------------------


def source(name: str, generator: Any) -> Generator:
    """The generator to draw from."""
    if generator is None:
        return default_generator
    if not isinstance(generator, Generator):
        raise TypeError(f"{name}(): argument 'generator' must be torch.Generator, not {type(generator).__name__}")
    return generator


def integer(name: str, argument: str, position: int, x: Any) -> int:
    """An int argument. TypeError for other types, ValueError beyond 64 bits."""
    if isinstance(x, bool) or not hasattr(x, "__index__"):
        raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be int, not {type(x).__name__}")
    if not -(2**63) <= (value := operator.index(x)) < 2**63:
        raise ValueError("Overflow when unpacking long long")
    return value


def number(name: str, argument: str, position: int, x: Any) -> float:
    """A float argument; a tensor without dimensions that is not part of a graph will do."""
    if isinstance(x, Tensor) and x._data.ndim == 0 and not x.requires_grad:
        x = x._data.item()
    if not isinstance(x, (float, int, np.number)):
        raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be float, not {type(x).__name__}")
    return float(x)


def from_to(name: str, args: tuple, keywords: dict, defaults: tuple) -> list:
    """The arguments `from` and `to`; the first cannot be spelled in a Python signature."""
    if len(args) > 2:
        raise TypeError(f"{name}() takes from 0 to 2 positional arguments but {len(args)} were given")
    names = ("from", "to")[len(args) :]
    for key in keywords:
        if key not in names:
            raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")
    return [*args, *(keywords.get(key, x) for key, x in zip(names, defaults[len(args) :], strict=True))]


def _refused(kernel: str, d: np.dtype) -> NotImplementedError:
    return NotImplementedError(f"\"{kernel}\" not implemented for '{BY_NUMPY[d].type_name}'")


def uniform_values(g: Generator, n: int, d: np.dtype, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """n values uniform in [low, high). NotImplementedError for integers, RuntimeError for wrong bounds."""
    if d.kind != "f":
        raise _refused("check_uniform_bounds", d)
    largest, name = float(np.finfo(d).max), BY_NUMPY[d].type_name
    for argument, bound in (("from", low), ("to", high)):
        if not -largest <= bound <= largest:
            raise RuntimeError(f"{argument} is out of bounds for {name.lower()}")
    if low > high:
        found = f"found from={low:g} > to={high:g}"
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but {found}")
    if high - low > largest:
        found = f"found to={high:g} and from={low:g} which result in to-from to exceed the limit"
        raise RuntimeError(f"uniform_ expects to-from <= std::numeric_limits<{name}>::max(), but {found}")
    return g.uniform(n, d, low, high)


def normal_values(
    g: Generator, n: int, d: np.dtype, mean: float = 0.0, std: float = 1.0, contiguous: bool = True
) -> np.ndarray:
    """n normal values. NotImplementedError for integers, RuntimeError for a std that is not >= 0."""
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    if d.kind != "f" and n:
        raise _refused("normal_kernel_cpu", d)
    return g.normal(n, d, mean, std, contiguous)


def integer_values(g: Generator, n: int, d: np.dtype, low: int, high: int | None) -> np.ndarray:
    """n integers of low..high-1; None is above the dtype's largest. RuntimeError for ends out of range."""
    if high is not None and low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if high is None and low == -(2**63) and d.kind in "if":
        return g.integers(n, low, 2**63, d)
    digits = np.finfo(d).nmant + 1 if d.kind == "f" else 0
    if digits:
        least, largest = -(2**digits), 2**digits
    else:
        least, largest = (0, 1) if d.kind == "b" else (int(np.iinfo(d).min), int(np.iinfo(d).max))
    last = largest if high is None else high - 1
    for argument, end in (("from", low), ("to - 1", last)):
        if not least <= end <= largest:
            if digits:
                name = BY_NUMPY[d].cpp_name
                warn(
                    f"{argument} is out of bounds [-(2^{digits}), 2^{digits}]. Due to precision limitations {name} {GAPS}"
                )
                continue
            raise RuntimeError(f"{argument} is out of bounds for {BY_NUMPY[d].cpp_name}")
    if high is None and low == last:
        what = "random_ expects 'from' casted to dtype to be less than or equal to 'to_inc' casted to dtype"
        raise RuntimeError(f"{what}, but got from={low} > to_inc={last}")
    if digits and high is not None:
        low, last = within(low, d, digits, 1), within(last + 1, d, digits, -1) - 1
        if low > last:
            what = "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype"
            raise RuntimeError(f"{what}, but got from={low} >= to={last + 1}")
    return g.integers(n, low, last + 1, d)


GAPS = (
    "can support discrete uniform distribution only within this range. This warning will become an error in version 1.7 "
    "release, please fix the code in advance"
)


def within(end: int, d: np.dtype, digits: int, step: int) -> int:
    """An end of a range, moved inwards where the float beside it lies outside (update_from, update_to in torch)."""
    beside = int(d.type(end + step))
    if (beside < end) != (step > 0):
        return end
    return beside + step * 2 ** (abs(end + step).bit_length() - digits)


def coin_values(g: Generator, n: int, d: np.dtype, p: float) -> np.ndarray:
    """n zeros and ones, one with probability p. RuntimeError for p outside [0, 1]."""
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return g.bernoulli(n, p).astype(d)


def each_coin(g: Generator, p: np.ndarray, d: np.dtype) -> np.ndarray:
    """A zero or one for every probability in p. RuntimeError if one is outside [0, 1]."""
    if p.dtype.kind != "f":
        raise _refused("bernoulli_tensor_cpu_p_", p.dtype)
    if not ((p >= 0) & (p <= 1)).all():
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be "
            "improved?  If so, please report an enhancement request to PyTorch.)"
        )
    return g.bernoulli_each(p).astype(d)


# -- new tensors -------------------------------------------------------------------------------------------


def _new(name: str, values: Callable, shape: tuple, generator: Any, dtype: Any, device: Any, grad: bool) -> Tensor:
    """A new leaf of what `values(generator, n, dtype)` draws."""
    check_device(device)
    shape = sizes(shape, name)
    check_size(shape, np_dtype(dtype))
    array = values(source(name, generator), math.prod(shape), np_dtype(dtype)).reshape(shape)
    return finish(array, device, grad)


def _like(name: str, values: Callable, input: Tensor, generator: Any, dtype: Any, device: Any, grad: bool) -> Tensor:
    """A new leaf with another's shape and, if it is dense, its strides."""
    device = check_device(input.device if device is None else device)
    array = host_blank(input._data, input._data.dtype if dtype is None else np_dtype(dtype))
    extra = {"contiguous": array.flags.c_contiguous} if values is normal_values else {}
    fill_memory(array, functools.partial(values, source(name, generator), **extra))
    return finish(array, device, grad)


def rand(*shape: Any, size=None, generator=None, dtype=None, device=None, requires_grad=False) -> Tensor:
    """A tensor of values uniform in [0, 1). NotImplementedError for integer dtypes."""
    return _new("rand", uniform_values, _given("rand", shape, size), generator, dtype, device, requires_grad)


def randn(*shape: Any, size=None, generator=None, dtype=None, device=None, requires_grad=False) -> Tensor:
    """A tensor of values of the standard normal distribution. NotImplementedError for integer dtypes."""
    return _new("randn", normal_values, _given("randn", shape, size), generator, dtype, device, requires_grad)


def _given(name: str, shape: tuple, size: Any) -> tuple:
    if size is not None and not isinstance(size, (tuple, list)):
        raise TypeError(f"{name}(): argument 'size' must be tuple of ints, not {type(size).__name__}")
    return shape if size is None else (size,)


def rand_like(input: Tensor, *, generator=None, dtype=None, device=None, requires_grad=False) -> Tensor:
    """`rand` in the shape and dtype of `input`."""
    return _like("rand_like", uniform_values, input, generator, dtype, device, requires_grad)


def randn_like(input: Tensor, *, generator=None, dtype=None, device=None, requires_grad=False) -> Tensor:
    """`randn` in the shape and dtype of `input`."""
    return _like("randn_like", normal_values, input, generator, dtype, device, requires_grad)


def randint(
    low: Any = 0, high: Any = None, size: Any = None, *,
    generator=None, dtype=None, device=None, requires_grad=False,
) -> Tensor:  # fmt: skip
    """`randint(high, size)`, `randint(low, high, size)`: integers of low..high-1, int64 by default."""
    if size is None:
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    values = _between("randint", low, high)
    return _new("randint", values, (size,), generator, dtype or int64, device, requires_grad)


def randint_like(
    input: Tensor, low: Any = 0, high: Any = None, *,
    generator=None, dtype=None, device=None, requires_grad=False,
) -> Tensor:  # fmt: skip
    """`randint_like(input, high)`, `randint_like(input, low, high)`: in the shape and dtype of `input`."""
    if isinstance(low, Tensor) and high is None:
        if low._data.ndim:
            raise RuntimeError("high must be a scalar tensor and on CPU")
        low = int(low._data)
    values = _between("randint_like", *((0, low) if high is None else (low, high)))
    return _like("randint_like", values, input, generator, dtype, device, requires_grad)


def _between(name: str, low: Any, high: Any) -> Callable:
    low, high = integer(name, "low", 1, low), integer(name, "high", 1, high)
    return functools.partial(integer_values, low=low, high=high)


def randperm(
    n: int, *, generator=None, dtype=None, device=None, requires_grad=False
) -> Tensor:  # fmt: skip
    """A permutation of 0..n-1, int64 by default. RuntimeError for a dtype that does not hold n-1."""
    n, d = integer("randperm", "n", 1, n), np_dtype(dtype or int64)
    if d.kind == "b":
        raise _refused("randperm", d)
    if d.kind == "f" and n > 2 ** (np.finfo(d).nmant + 1) + 1:
        limit = f"2^{np.finfo(d).nmant + 1}+1 for {BY_NUMPY[d].type_name} type."
        raise RuntimeError(f"n cannot be greater than {limit}")
    if d.kind in "iu" and n - 1 > np.iinfo(d).max:
        raise RuntimeError(f"value cannot be converted to type {d.name}_t without overflow")

    def values(g: Generator, n: int, d: np.dtype) -> np.ndarray:
        return g.randperm(n).astype(d)

    return _new("randperm", values, (n,), generator, dtype or int64, device, requires_grad)


def normal(
    mean: Any, std: Any = 1.0, size: Any = None, *,
    generator=None, dtype=None, device=None, requires_grad=False,
) -> Tensor:  # fmt: skip
    """Normal values: of shape `size` for two numbers, else one for each element of the tensors among them."""
    tensors = [x for x in (mean, std) if isinstance(x, Tensor)]
    factor = 1.0 if isinstance(std, Tensor) else number("normal", "std", 2, std)
    if not tensors:
        values = functools.partial(normal_values, mean=number("normal", "mean", 1, mean), std=factor)
        return _new("normal", values, (size,), generator, dtype, device, requires_grad)
    if tensors[-1] is std and not (std._data >= 0).all():
        raise RuntimeError("normal expects all elements of std >= 0.0")
    shape = broadcast_shapes(*(x._data.shape for x in tensors))
    values = functools.partial(normal_values, std=factor)
    with no_grad():
        result: Any = _new("normal", values, shape, generator, tensors[0].dtype, tensors[0].device, False)
        result = (result.mul_(std) if tensors[-1] is std else result).add_(mean)
    kind = (tensors[0] is mean) + 2 * (tensors[-1] is std)
    return _fresh(result, forgetting(f"NormalBackward{kind}", *tensors))


def bernoulli(input: Tensor, p: float | None = None, *, generator: Any = None) -> Tensor:
    """Zeros and ones in `input`'s shape and dtype: one with the probability that `input` holds, or `p`."""
    result = wrap(zeros_as(input._data, input._data.shape, fill=False))
    bernoulli_(result, input.detach() if p is None else p, generator=generator)
    return _fresh(result, forgetting("BernoulliBackward0", input) if p is None else None)


def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None) -> Tensor:
    """Places (samples,) or (rows, samples), int64, drawn with the probabilities (n,) or (rows, n), which need not sum to 1.

    Without replacement, what has waited shortest is drawn, of waiting times that are exponential with these rates
    (Efraimidis and Spirakis, doi 10.1016/j.ipl.2005.11.003).
    RuntimeError for what is no probability, and for more samples than places. NotImplementedError for more than places
    with a probability above 0: which impossible ones torch adds follows from how it sorts.
    """
    g = source("multinomial", generator)
    chances = to_host(input._data)
    check_chances(input, num_samples, replacement)
    shape = (*chances.shape[:-1], num_samples)
    if not chances.size and 0 not in shape:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
            if num_samples == 1
            else NO_CHANCE.format("sum of probabilities <= 0")
        )
    if not chances.size:
        return wrap(beside(np.zeros(shape, np.int64), input._data))
    one_by_one = replacement and num_samples > 1
    drawn = (chosen_each if one_by_one else shortest_waits)(g, chances, shape)
    return wrap(beside(in_order(drawn), input._data))


def check_chances(input: Tensor, n: int, replacement: bool) -> None:
    """What torch asks of `multinomial`'s arguments."""
    shape = input._data.shape
    if len(shape) not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if input._data.dtype.kind != "f":
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {input.dtype.type_name}")
    if n <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and n > shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if shape[-1] > 2**24:
        raise RuntimeError("number of categories cannot exceed 2^24")


NO_CHANCE = "invalid multinomial distribution ({})"


@quietly
def shortest_waits(g: Generator, chances: np.ndarray, shape: tuple) -> np.ndarray:
    """Different places, the ones with the largest chance / exponential value first."""
    if not ((chances >= 0) & (chances < math.inf)).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if (chances.sum(-1) == 0).any():
        raise RuntimeError(NO_CHANCE.format("sum of probabilities <= 0"))
    if ((chances > 0).sum(-1) < shape[-1]).any():
        raise NotImplementedError(
            "multinomial(): more samples than places with a probability above 0 are not supported; draw fewer"
        )
    waits = host_blank(chances, chances.dtype)
    fill_memory(waits, g.exponential)
    return np.argsort(-(chances / waits), -1, kind="stable")[..., : shape[-1]]


def chosen_each(g: Generator, chances: np.ndarray, shape: tuple) -> np.ndarray:
    """Places where a uniform number falls among the running sums of the chances, row by row."""
    drawn = np.empty(shape, np.int64)
    for row, places in zip(np.atleast_2d(chances), np.atleast_2d(drawn)):
        if (row < 0).any() or not np.isfinite(row).all():
            first = row[~((row >= 0) & np.isfinite(row))][0]
            what = "probability entry < 0" if not first >= 0 else "probability entry = infinity or NaN"
            raise RuntimeError(NO_CHANCE.format(f"encountering {what}"))
        sums = np.cumsum(row)  # one after another, in the chances' dtype
        if not sums[-1] > 0:
            raise RuntimeError(NO_CHANCE.format("sum of probabilities <= 0"))
        sums /= sums[-1]
        places[:] = np.searchsorted(sums.astype(np.float64), g.uniform(len(places), np.float64))
    return drawn


def _fresh(result: Tensor, node: Node | None) -> Tensor:
    """A result made by in-place steps, as new: version 0, and its own place in the graph."""
    return wrap(result._data, node)


# -- in place ----------------------------------------------------------------------------------------------


@quietly
def fill_memory(array: np.ndarray, values: Callable, p: np.ndarray | None = None) -> None:
    """Write what `values(n, dtype)` draws, or `values(p, dtype)`, in the order the elements lie in memory.

    It is drawn in the CPU's memory, whose generator it is.
    """
    if not on_host(array):
        drawn = host_blank(array, array.dtype)
        fill_memory(drawn, values, None if p is None else to_host(p))
        array[...] = beside(drawn, array)
        return
    order = sorted(range(array.ndim), key=lambda i: -array.strides[i])
    target = array.transpose(order)
    drawn = values(array.size if p is None else p.transpose(order).reshape(-1), array.dtype)
    target[...] = drawn.reshape(target.shape)


class Forgetting(Node):
    """A draw: what it was drawn from, or replaced, gets a gradient of zeros. Subclasses: torch's names."""

    __slots__ = ("inputs",)
    holds = False
    inputs: tuple

    def apply(self, g: Any) -> tuple:
        pairs = zip(self.edges, self.inputs, strict=True)
        return tuple(None if edge is None else zeros_on(*lost) for edge, lost in pairs)

    def apply_tensors(self, g: Any) -> tuple:
        return tuple(None if x is None else wrap(x) for x in self.apply(g))


@functools.cache
def _node_class(name: str) -> type:
    return type(name, (Forgetting,), {"__slots__": ()})


def forgetting(name: str, *inputs: Tensor) -> Node | None:
    """The node of a draw, if it is to be recorded."""
    edges = tuple(edge_of(x) for x in inputs)
    if not mode.grad or all(e is None for e in edges):
        return None
    node = _node_class(name)(edges)
    node.inputs = tuple((x.device, x._data.shape, x._data.dtype) for x in inputs)
    return node


def refill(t: Tensor, name: str, values: Callable, p: Tensor | None = None) -> Tensor:
    """An in-place draw: checks, new values, one more version, and the derivative if it is recorded."""
    check_inplace(t)
    node = forgetting(name, *((t,) if p is None else (t, p)))
    fill_memory(t._data, values, None if p is None else expand(p, t._data.shape)._data)
    touched(t)
    if node is not None:
        rebase(t, node)
    return t


def uniform_(self: Tensor, *args: Any, generator: Any = None, **bounds: Any) -> Tensor:
    """`uniform_(from=0, to=1)`: fill with values uniform in [from, to)."""
    low, high = from_to("uniform_", args, bounds, (0.0, 1.0))
    low, high = number("uniform_", "from", 1, low), number("uniform_", "to", 2, high)
    g = source("uniform_", generator)
    return refill(self, "UniformBackward0", lambda n, d: uniform_values(g, n, d, low, high))


def normal_(self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with normal values."""
    mean, std = number("normal_", "mean", 1, mean), number("normal_", "std", 2, std)
    g, contiguous = source("normal_", generator), self._data.flags.c_contiguous
    return refill(self, "NormalBackward0", lambda n, d: normal_values(g, n, d, mean, std, contiguous))


def random_(self: Tensor, *args: Any, generator: Any = None, **bounds: Any) -> Tensor:
    """`random_()`, `random_(to)`, `random_(from, to)`: fill with integers of [from, to), all without `to`."""
    g = source("random_", generator)
    if not args and not bounds:
        return refill(self, "RandomBackward2", g.random_unbounded)
    only_to = len(args) + len(bounds) == 1
    low, high = from_to("random_", (0, *args) if only_to else args, bounds, (0, None))
    if high is not None or only_to:
        high = integer("random_", "to", 2 - only_to, high)
    low = integer("random_", "from", 1, low)
    return refill(self, f"RandomBackward{int(only_to)}", lambda n, d: integer_values(g, n, d, low, high))


def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Any = None) -> Tensor:
    """Fill with zeros and ones: one with probability `p`, a number, or a tensor with one for each element."""
    g = source("bernoulli_", generator)
    if isinstance(p, Tensor):
        return refill(self, "BernoulliBackward1", lambda p, d: each_coin(g, p, d), p)
    chance = number("bernoulli_", "p", 1, p)
    return refill(self, "BernoulliBackward2", lambda n, d: coin_values(g, n, d, chance))


def exponential_(self: Tensor, lambd: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with values of the exponential distribution of rate `lambd`. RuntimeError for integers, and unless it is > 0."""
    rate, g = number("exponential_", "lambd", 1, lambd), source("exponential_", generator)
    if not rate > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={rate:g}")
    if self._data.dtype.kind != "f" and self._data.size:
        raise RuntimeError(
            "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you "
            f"specified {self.dtype.type_name}"
        )
    return refill(self, "ExponentialBackward0", lambda n, d: g.exponential(n, d, rate))
