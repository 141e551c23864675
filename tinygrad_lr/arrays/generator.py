"""torch's CPU random numbers on NumPy, bit for bit, with the same state after every call.

The engine is the Mersenne Twister that NumPy has too (`numpy.random.MT19937`): the same 624 words from
the same seed, hence the same 32-bit outputs.  What this module adds is what torch makes of them: which
bits become a float, how many outputs a number costs, which operations are fused, and the two Box-Muller
transforms (one value at a time in double for less than 16 values, blocks of 16 for more).  All functions
here take and return flat arrays; tensors come in `random`.

Exact also means: the float32 blocks need log, sin and cos with torch's own roundings.  Its kernel is a
vectorised version of the single precision Cephes library (S. Moshier; the form for SIMD is J. Pommier's),
with most multiply-adds fused; the polynomials below are evaluated in that order.

Not reproduced: `bernoulli` with a number on Intel processors, where torch asks MKL instead.
"""

from __future__ import annotations

import functools
import math
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .fixed import fix_properties
from .fma import fma
from .make import asking
from .tracebacks import entrance

F32, F64 = np.dtype(np.float32), np.dtype(np.float64)
BLOCK = 1 << 14  # values made at a time: temporaries stay in the cache
WORDS = 624  # 32-bit words of the Mersenne Twister's state

STATE = np.dtype(  # the bytes of torch's get_rng_state(), little endian
    [
        ("seed", "<u8"),
        ("left", "<i4"),  # outputs until the words must be renewed, plus one
        ("seeded", "<i4"),
        ("next", "<u8"),  # index of the next word to put out
        ("words", "<u8", WORDS),
        ("unused", "<f8"),
        ("normal", "<f8"),  # the second value of the last pair of normals, if it still waits
        ("unused2", "<f8"),
        ("normal_waits", "<i4"),
        ("unused3", "u1", 12),
    ]
)


def exchanged(n: int, partners: np.ndarray) -> np.ndarray:
    """0..n-1 after exchanging place i with place partners[i] >= i, for i = 0, 1, ..."""
    order = list(range(n))
    for i, j in enumerate(partners.tolist()):
        order[i], order[j] = order[j], order[i]
    return np.array(order, np.int64)


def exchanged_at_once(n: int, partners: np.ndarray) -> np.ndarray:
    """The same without a loop over i, which pays for long permutations.

    Exchange i puts what stood at i to partners[i], where a later exchange may take it from. What stands at a place is
    thus found by following the exchanges that put something there back to where the chain began.
    """
    i = np.arange(n - 1)
    began = np.arange(n + 1)  # by place, the last exchange that put something there; one that moves nothing: a spare
    began[np.where(partners == i, n, partners)] = i
    began, earlier = began[:n], np.empty(n, np.int64)
    while not np.array_equal(began.take(began, out=earlier, mode="clip"), began):
        began, earlier = earlier, began
    step = partners << 32 | i  # for each place, the exchanges that take from it, in order
    step.sort()
    value = step >> 32
    step &= 0xFFFFFFFF
    again = (value[1:] == value[:-1]).nonzero()[0]
    value[again + 1] = began[step[again]]
    order = earlier
    order[step], order[-1] = value, began[-1]
    return order


# Two threads that draw from one stream must not get the same numbers: a draw takes several steps, and is alone while it
# does. One lock for all streams, since whoever forks must hold it: a child has no thread that could ever release it.
one_draw = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=one_draw.acquire, after_in_parent=one_draw.release, after_in_child=one_draw.release)


def locked(method: Callable) -> Callable:
    """A method that no other thread's draw interrupts."""

    @functools.wraps(method)
    def alone(*args: Any, **kwargs: Any) -> Any:
        with one_draw:
            return method(*args, **kwargs)

    return alone


class Generator:
    """A stream of random numbers: torch.Generator's stream for the same seed and the same calls.

    Every draw takes the number of values `n` and returns a flat array of that length.
    """

    __slots__ = ("_device", "_twister", "_seeder", "_seed", "_fresh", "_waiting", "__weakref__")

    def __init__(self, device: Any = "cpu") -> None:
        if str(device) != "cpu":
            raise RuntimeError(f"Device type {device} is not supported for torch.Generator() api.")
        self._device = device
        self._twister: Any = None
        self.manual_seed(67280421310721)

    @property
    def device(self) -> Any:
        """Where its numbers are drawn: the CPU."""
        return self._device

    # -- seed and state ---------------------------------------------------------------------------------

    @entrance
    @asking("state")
    @locked
    def manual_seed(self, seed: int) -> Generator:
        """Restart the stream. -2**63 <= seed < 2**64; only the low 32 bits choose the stream."""
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        if not -(2**63) <= seed < 2**64:
            raise ValueError("Overflow when unpacking long long")
        self._seed = int(seed) % 2**64
        if self._twister is not None:
            self._seeder.seed(self._seed % 2**32)
        self._fresh = True  # no output drawn since seeding: only the state's bytes know
        self._waiting: float | None = None  # the second normal of a pair, not yet asked for
        return self

    @property
    def _engine(self) -> Any:
        """NumPy's twister, made at the first draw: importing `numpy.random` takes a quarter of NumPy's own time."""
        if self._twister is None:
            self._twister = np.random.MT19937(0)
            self._seeder = np.random.RandomState(self._twister)  # seeds as the engine's authors do, as torch does
            self._seeder.seed(self._seed % 2**32)
        return self._twister

    @asking("state")
    @locked
    def initial_seed(self) -> int:
        """The seed as given, as an unsigned 64-bit number."""
        return self._seed

    @asking("state")
    @locked
    def seed(self) -> int:
        """Restart from a seed that the operating system picks, and return it."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    @asking("state")
    @locked
    def get_state_bytes(self) -> np.ndarray:
        """The state in torch's layout: uint8 (5056,)."""
        engine = self._engine.state["state"]
        state = np.zeros((), STATE)
        state["seed"], state["seeded"], state["words"] = self._seed, 1, engine["key"]
        state["next"] = 0 if self._fresh else engine["pos"]
        state["left"] = WORDS + 1 - engine["pos"]
        if self._waiting is not None:
            state["normal"], state["normal_waits"] = self._waiting, 1
        return np.frombuffer(state.tobytes(), np.uint8).copy()

    @asking("state")
    @locked
    def set_state_bytes(self, bytes_: np.ndarray) -> None:
        """Continue from a state of torch's layout. RuntimeError if the size or the contents are not one."""
        if bytes_.size != STATE.itemsize:
            size = f"of size {STATE.itemsize} but found the input RNG state size to be {bytes_.size}"
            raise RuntimeError(f"Expected a CPUGeneratorImplState {size}")
        state = np.frombuffer(bytes_.tobytes(), STATE)[0]
        left, position = int(state["left"]), int(state["next"])
        fresh = left == 1 and position == 0
        if not state["seeded"] or not (fresh or (1 <= position <= WORDS and left == WORDS + 1 - position)):
            raise RuntimeError("Invalid mt19937 state")
        words: Any = {"key": state["words"].astype(np.uint32), "pos": WORDS if fresh else position}
        self._seed, self._fresh = int(state["seed"]), fresh
        self._engine.state = {"bit_generator": "MT19937", "state": words}
        self._waiting = float(state["normal"]) if state["normal_waits"] else None

    @asking("state")
    @locked
    def clone_state(self) -> Generator:
        """A second generator that continues as this one would."""
        other = type(self)(self.device)
        other.set_state_bytes(self.get_state_bytes())
        return other

    def __reduce__(self) -> tuple:  # pickle and copy
        return _restore, (type(self), self.device, self.get_state_bytes())

    # -- bits -------------------------------------------------------------------------------------------

    def _u32(self, n: int) -> np.ndarray:
        """n 32-bit outputs, as uint64: where every draw comes from."""
        self._fresh = self._fresh and n == 0
        return self._engine.random_raw(n)

    def _u64(self, n: int) -> np.ndarray:
        """n 64-bit numbers, the first output of each pair on top."""
        pairs = self._u32(2 * n)
        return (pairs[0::2] << 32) | pairs[1::2]

    def _unit(self, n: int, dtype: np.dtype) -> np.ndarray:
        """n multiples of the dtype's rounding unit in [0, 1): low 24 bits of a u32, or low 53 of a u64."""
        if dtype == F32:
            return (self._u32(n) & 0xFFFFFF).astype(F32) * np.float32(2**-24)
        return (self._u64(n) & (2**53 - 1)).astype(F64) * 2.0**-53

    # -- floating point ---------------------------------------------------------------------------------

    @asking("draw")
    @locked
    def uniform(self, n: int, np_dtype: Any, lo: float = 0.0, hi: float = 1.0) -> np.ndarray:
        """n values uniform in [lo, hi), float32 or float64."""
        out = np.empty(n, np_dtype)
        low, high = out.dtype.type(lo), out.dtype.type(hi)
        for part in _parts(out):
            part[:] = self._unit(part.size, out.dtype)
            if low != 0 or high != 1:
                fma(part, high - low, low, out=part)
                part[part == high] = low  # rounding may reach the open end
        return out

    @asking("draw")
    @locked
    def normal(self, n: int, np_dtype: Any, mean: float = 0.0, std: float = 1.0, contiguous: bool = True) -> np.ndarray:
        """n normal values. torch takes its block form for 16 or more values in contiguous memory."""
        if n < 16 or not contiguous:
            return _scale(self._singles(n), std, mean).astype(np_dtype)
        out = np.empty(n, np_dtype)
        whole = n - n % 16
        for part in _parts(out[:whole]):
            part[:] = _box_muller(self._unit(part.size, out.dtype), std, mean)
        if whole != n:  # torch draws the rest, then draws the last 16 again
            self._unit(n - whole, out.dtype)
            out[-16:] = _box_muller(self._unit(16, out.dtype), std, mean)
        return out

    def _singles(self, n: int) -> np.ndarray:
        """n standard normals in double. They are made in pairs; an odd one out waits for the next call."""
        values = [] if self._waiting is None or n == 0 else [self._waiting]
        missing = n - len(values)
        uniforms = self._unit(missing + missing % 2, F64).tolist()
        for u, v in zip(uniforms[0::2], uniforms[1::2], strict=True):
            radius, angle = math.sqrt(-2 * math.log1p(-v)), 2 * math.pi * u
            values += radius * math.cos(angle), radius * math.sin(angle)
        if n:
            self._waiting = values.pop() if len(values) > n else None
        return np.array(values, F64)

    @asking("draw")
    @locked
    def exponential(self, n: int, np_dtype: Any, rate: float = 1.0) -> np.ndarray:
        """n values of the exponential distribution: -log(1 - u) / rate, in double, of u uniform in [0, 1)."""
        return (-1 / rate * _each(math.log1p, -self._unit(n, F64))).astype(np_dtype)

    # -- integers ---------------------------------------------------------------------------------------

    @asking("draw")
    @locked
    def integers(self, n: int, low: int, high: int, np_dtype: Any) -> np.ndarray:
        """n integers of low..high-1, in any dtype that holds them. Wide ranges cost two outputs a value."""
        span = high - low
        bits = self._u64(n) if span >= 2**28 else self._u32(n)
        if span < 2**64:  # else every pattern of 64 bits is a value
            bits = bits % np.uint64(span) + np.uint64(low % 2**64)  # wraps around, as in C
        return bits.view(np.int64).astype(np_dtype)

    @asking("draw")
    @locked
    def random_unbounded(self, n: int, np_dtype: Any) -> np.ndarray:
        """n integers of everything the dtype represents from 0 on (without gaps, for floats)."""
        dtype = np.dtype(np_dtype)
        if dtype == np.int64:
            return (self._u64(n) & (2**63 - 1)).astype(dtype)
        if dtype == F64:
            return (self._u64(n) % (2**53 + 1)).astype(dtype)
        if dtype.kind == "b":
            return (self._u32(n) & 1).astype(dtype)
        largest = 2**24 if dtype == F32 else int(np.iinfo(dtype).max)
        return (self._u32(n) % (largest + 1)).astype(dtype)

    @asking("draw")
    @locked
    def draw_seed(self) -> int:
        """A seed for another generator: what a DataLoader or RandomSampler draws (one int64)."""
        return int(self.random_unbounded(1, np.int64)[0])

    @asking("draw")
    @locked
    def randperm(self, n: int) -> np.ndarray:
        """A permutation of 0..n-1 as int64 (n,), by Fisher and Yates' exchanges from the front."""
        return exchanged_at_once(n, self.partners(n)) if n >= 256 else exchanged(n, self.partners(n))

    @locked
    def partners(self, n: int) -> np.ndarray:
        """What randperm draws: for each place but the last, the place it is exchanged with, as int64 (n - 1,)."""
        if n >= 214748364:
            raise NotImplementedError("randperm of 214748364 and more: torch uses another algorithm there")
        steps = self._u32(max(n - 1, 0)).astype(np.uint32) % np.arange(n, 1, -1, dtype=np.uint32)
        return steps + np.arange(len(steps))  # int64

    # -- coins ------------------------------------------------------------------------------------------

    @asking("draw")
    @locked
    def bernoulli(self, n: int, p: float) -> np.ndarray:
        """n booleans, true with probability p."""
        out = np.empty(n, bool)
        for part in _parts(out):
            np.less(self._unit(part.size, F64), p, out=part)
        return out

    @asking("draw")
    @locked
    def bernoulli_each(self, p: np.ndarray) -> np.ndarray:
        """One boolean for each probability in p: float32 (one output each) or float64 (two), flat."""
        return self._unit(p.size, p.dtype) < p


fix_properties(Generator, "torch._C.Generator")


def _restore(cls: type, device: Any, state: np.ndarray) -> Generator:
    generator = cls(device)
    generator.set_state_bytes(state)
    return generator


def _parts(out: np.ndarray) -> Iterator[np.ndarray]:
    """Consecutive pieces of a flat array, each small enough for the cache, and of whole blocks of 16."""
    return (out[i : i + BLOCK] for i in range(0, out.size, BLOCK))


# -- normals in blocks of 16 -----------------------------------------------------------------------------


def _box_muller(uniforms: np.ndarray, std: float, mean: float) -> np.ndarray:
    """Normals from uniforms: of each 16, 8 give radii and 8 angles; out come 8 cosines' values, 8 sines'."""
    blocks = uniforms.reshape(-1, 2, 8)
    u, v = 1 - blocks[:, 0], blocks[:, 1]  # (n/16, 8); 1 - u is never 0
    out = np.empty_like(blocks)
    if uniforms.dtype == F32:
        radius = np.sqrt(np.float32(-2) * _log(u))
        sin, cos = _sin_cos(v * np.float32(2 * math.pi))
    else:
        radius = np.sqrt(-2 * _each(math.log, u))
        angle = v * (2 * math.pi)
        sin, cos = _each(math.sin, angle), _each(math.cos, angle)
    np.multiply(radius, cos, out=out[:, 0])
    np.multiply(radius, sin, out=out[:, 1])
    return _scale(out.reshape(-1), std, mean)


def _scale(normals: np.ndarray, std: float, mean: float) -> np.ndarray:
    return normals + normals.dtype.type(mean) if std == 1 else fma(normals, std, mean)


def _each(function: Any, x: np.ndarray) -> np.ndarray:
    """A function of `math` on every element: the C library's, which torch calls too (NumPy has its own)."""
    return np.fromiter(map(function, x.ravel().tolist()), F64, x.size).reshape(x.shape)


def _madd(a: Any, b: Any, c: Any) -> np.ndarray:
    """fma for float32 arrays without its guard against ties.

    The two functions below see no more than 2**24 different numbers, and for each of them this gives
    the fused result at every step (the test suite goes through all).
    """
    return (np.multiply(a, b, dtype=F64) + c).astype(F32)


def _floats(*constants: float) -> list[np.float32]:
    return [np.float32(c) for c in constants]


_LOG = _floats(
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
    -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
)  # fmt: skip
_LN2_HIGH, _LN2_LOW = _floats(0.693359375, -2.12194440e-4)  # their sum is log 2
_COS = _floats(2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)
_SIN = _floats(-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
_QUARTER_PI = _floats(-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)  # -pi/4 in 3 parts
_HALF, _ONE, _SQRT_HALF, _OCTANTS = _floats(0.5, 1.0, math.sqrt(0.5), 4 / math.pi)


def _log(x: np.ndarray) -> np.ndarray:
    """log(x), 0 < x <= 1, float32: x = 2**e (1 + f) with 1 + f near 1, and a polynomial in f."""
    mantissa, exponent = np.frexp(x)
    low = mantissa < _SQRT_HALF
    f = (mantissa - _ONE) + np.where(low, mantissa, np.float32(0))
    e = (exponent - low).astype(F32)
    z = f * f
    p: Any = _LOG[0]
    for c in _LOG[1:]:
        p = _madd(p, f, c)
    p = _madd(p * f, z, e * _LN2_LOW)
    p = _madd(z, -_HALF, p)
    return _madd(e, _LN2_HIGH, f + p)


def _sin_cos(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """sin(x) and cos(x), 0 <= x <= 2 pi, float32: reduced to |x| <= pi/4, a polynomial each."""
    octant = ((x * _OCTANTS).astype(np.int32) + 1) & ~1  # rounded up to even
    for part in _QUARTER_PI:
        x = _madd(octant.astype(F32), part, x)
    z = x * x
    c = _madd(_madd(z, _COS[0], _COS[1]), z, _COS[2]) * z
    c = _madd(c, z, -(_HALF * z)) + _ONE
    s = _madd(_madd(z, _SIN[0], _SIN[1]), z, _SIN[2]) * z
    s = _madd(s, x, x)
    swapped = (octant & 2) != 0
    sin, cos = np.where(swapped, c, s), np.where(swapped, s, c)
    np.negative(sin, out=sin, where=(octant & 4) != 0)
    np.negative(cos, out=cos, where=((octant - 2) & 4) == 0)
    return sin, cos
