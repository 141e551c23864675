"""fma against rational arithmetic, where every rounding is by hand: cancellation, ties, subnormals."""

from fractions import Fraction

import numpy as np
import pytest

from parity.mutants import names
from parity.mutants.names import owner_of
from tinygrad_lr.arrays.fma import fma

N = 2000


def to_float32(exact: Fraction) -> np.float32:
    """The float32 nearest to a rational number, ties to even, by integer arithmetic alone."""
    magnitude = abs(exact)
    exponent = max(magnitude.numerator.bit_length() - magnitude.denominator.bit_length() - 24, -149)
    while magnitude >= Fraction(2) ** (exponent + 24):
        exponent += 1
    unit = Fraction(2) ** exponent
    rounded = round(magnitude / unit) * unit  # round() of a Fraction sends ties to even
    value = np.float32(np.inf) if rounded >= Fraction(2) ** 128 else np.float32(float(rounded))
    return -value if exact < 0 else value


def reference(a, b, c):
    """fma element by element from its definition (finite operands, non-zero results)."""

    def one(x, y, z):
        exact = Fraction(x) * Fraction(y) + Fraction(z)
        if exact == 0:
            return x * y + z
        return float(exact) if a.dtype == np.float64 else to_float32(exact)

    return np.array([one(*abc) for abc in zip(a.tolist(), b.tolist(), c.tolist(), strict=True)], a.dtype)


def same_bits(x, y):
    return x.dtype == y.dtype and x.tobytes() == y.tobytes()


def operands(kind: str, dtype) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    normal = [rng.standard_normal(N).astype(dtype) for _ in range(3)]
    scale = rng.choice([2.0**k for k in (-8, -3, 0, 3, 8, 20)], N).astype(dtype)
    tiny = np.finfo(dtype).tiny
    if kind == "cancellation":
        a, b, _ = normal
        return a, b, -(a * b)
    if kind == "ties":  # the product is a tie of float32, c is far below and decides it
        a = (1 + rng.integers(0, 2**11, N) * 2.0**-11).astype(dtype)
        b = (1 + (2 * rng.integers(0, 2**12, N) + 1) * 2.0**-13).astype(dtype)
        return a, b, (2.0 ** rng.integers(-70, -40, N) * rng.choice([-1, 1], N)).astype(dtype)
    if kind == "subnormal":
        root = dtype(np.sqrt(float(tiny)))
        return normal[0] * root, normal[1] * root, normal[2] * tiny
    if kind == "subnormal ties":
        below = rng.integers(1, 8, N) * 2.0**-22  # a * b = half the smallest float32, less a hair
        a, b = ((x * 2.0**-75).astype(dtype) for x in (1 + below, 1 - below))
        return a, b, (rng.integers(-(2**20), 2**20, N) * 2.0**-149).astype(dtype)
    return normal[0] * scale, normal[1], normal[2]


KINDS = ["random", "cancellation", "ties", "subnormal", "subnormal ties"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", KINDS)
def test_fma_is_rounded_once(kind, dtype):
    a, b, c = operands(kind, dtype)
    assert same_bits(fma(a, b, c), reference(a, b, c))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_comparison_sees_two_roundings(dtype):
    """A plain multiply and add fails the comparison above, so the comparison can see."""
    a, b, c = operands("random", dtype)
    assert not same_bits(a * b + c, reference(a, b, c))


@pytest.mark.parametrize("kind", ["ties", "subnormal ties"])
def test_rounding_to_odd_is_needed(kind, monkeypatch):
    """Without it (one float64 sum, then the cast) float32 ties go the wrong way."""
    monkeypatch.setattr(*owner_of(names.ROUND_TO_ODD), lambda s, error: s)
    a, b, c = operands(kind, np.float32)
    assert not same_bits(fma(a, b, c), reference(a, b, c))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_exponents_infinities_and_nan(dtype):
    unsigned = np.uint32 if dtype is np.float32 else np.uint64
    rng = np.random.default_rng(3)
    with np.errstate(all="ignore"):
        largest, tiny = np.finfo(dtype).max, np.finfo(dtype).tiny
        special = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, largest, -largest, tiny])
        grid = [x.astype(dtype).ravel() for x in np.meshgrid(special, special, special)]
        bits = (rng.integers(0, np.iinfo(unsigned).max, N, unsigned) for _ in range(3))
        a, b, c = (np.concatenate([x.view(dtype), y]) for x, y in zip(bits, grid, strict=True))
        result = fma(a, b, c)
        finite = np.isfinite(a) & np.isfinite(b) & np.isfinite(c)
        product = np.where(np.isfinite(a) & np.isfinite(b), 0, a * b)  # finite: lost beside inf or nan
        assert np.array_equal(result[~finite], (product + c)[~finite], equal_nan=True)
        unfused = (a * b + c)[finite].tolist()
        rows = np.stack([a, b, c])[:, finite].T.tolist()
        exact = [Fraction(x) * Fraction(y) + Fraction(z) for x, y, z in rows]
    overflow = Fraction(float(np.finfo(dtype).max)) + Fraction(2) ** (103 if dtype is np.float32 else 970)
    for got, x, zero in zip(result[finite].tolist(), exact, unfused, strict=True):
        if x == 0:
            assert str(got) == str(zero)  # of the same sign
        elif abs(x) >= overflow:
            assert got == (np.inf if x > 0 else -np.inf)
        else:
            assert got == (to_float32(x) if dtype is np.float32 else float(x))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(50000,), (300, 200), (1, 40000), (40000, 1), (3, 1, 20000)])
def test_large_arrays_go_in_blocks(shape, dtype):
    """Any split gives the elements that small calls give; `out` may overlap a broadcast operand."""
    a, b, c = (np.resize(x, shape) for x in operands("ties", dtype))
    for operand in (b, b[..., :1], b[:1], dtype(0.3)):
        result = fma(a, operand, c)
        full = np.broadcast_to(operand, shape)
        parts = [fma(*(x.reshape(-1)[i : i + 999] for x in (a, full, c))) for i in range(0, a.size, 999)]
        assert same_bits(result.reshape(-1), np.concatenate(parts))
        assert result.shape == shape
    expected = fma(a, dtype(2), a[:1].copy())
    assert same_bits(fma(a, dtype(2), a[:1], out=a), expected)


def test_numbers_broadcast_and_out():
    x = np.arange(6, dtype=np.float32).reshape(2, 3) / 7
    lr = np.float32(0.1)  # a Python number is rounded to the arrays' dtype first
    assert same_bits(fma(x, 0.1, x[0]), fma(x, lr, np.broadcast_to(x[0], x.shape)))
    expected = fma(x, -lr, x)
    assert fma(x, -0.1, x, out=x) is x
    assert same_bits(x, expected)
    double = np.float64([1 / 3, 1 / 7])
    assert same_bits(fma(double, 2.0, 1), 2 * double + 1)
    assert fma(np.float32(0.1), np.float32(0.1), np.float32(-0.01)).dtype == np.float32
    assert fma(np.array(0.1), np.array(0.1), np.array(-0.01)).shape == ()
