"""What training steps are made of, in CUDA C: one launch where CuPy's functions would take two to four.

Asking CuPy for an elementwise function or a reduction costs the host several times what asking for one of these does,
and in small steps the host is what one waits for. They take arrays in C order (products: any strides) of one floating
dtype, and small ones: for large ones cuBLAS and CUB are better. Each function gives None where its kernel does not
suit, and whoever calls it goes on with CuPy.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

THREADS = 128
MOST_MULTIPLICATIONS = 1 << 16  # of a product that is not left to cuBLAS, by a thread for each element of the result
MOST_TERMS = 1 << 8  # in one thread's sum
MOST_SQUARES = 10_000  # by one block; above, a subtraction and CUB's reductions are worth their launches
MOST_UPDATED = 16  # parameters in one launch
KINDS = {"f": "float", "d": "double"}  # by a dtype's `char`: its name takes NumPy long to find

# What a part of a step computes, by some threads: they take every `step`th element, each from its own first on.
PRODUCT = """
struct Shape { long long a0, a1, b0, b1, m, n, k, biased; };  // steps from row to row and from column to column; sizes
__device__ void product(const T* a, const T* b, const T* bias, T* out, const Shape& s, long long first, long long step) {
    for (long long at = first; at < s.m * s.n; at += step) {
        long long i = at / s.n, j = at % s.n;
        T sum = 0;
        for (long long p = 0; p < s.k; p++) sum = fma(a[i * s.a0 + p * s.a1], b[p * s.b0 + j * s.b1], sum);
        out[at] = s.biased ? sum + bias[j] : sum;
    }
}
"""
COLUMNS = """
__device__ void column_sums(const T* x, T* out, long long m, long long n, long long first, long long step) {
    for (long long j = first; j < n; j += step) {
        T sum = 0;
        for (long long i = 0; i < m; i++) sum += x[i * n + j];
        out[j] = sum;
    }
}
"""
SQUARES = """
__device__ void squares(const T* x, const T* y, T* out, long long n) {  // by the 128 threads of one block
    __shared__ T sums[128];
    T sum = 0;
    for (long long i = threadIdx.x; i < n; i += blockDim.x) { T d = x[i] - y[i]; sum = fma(d, d, sum); }
    sums[threadIdx.x] = sum;
    for (int half = 64; half; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
    }
    if (threadIdx.x == 0) out[0] = sums[0] / (T)n;
}
"""
SLOPE = """
__device__ void slope(const T* x, const T* y, const T* g, T factor, T* out, long long n, long long first, long long step) {
    for (long long i = first; i < n; i += step) out[i] = (x[i] - y[i]) * factor * g[0];
}
"""
DESCENT = """
__device__ void descend(T* p, const T* g, T rate, long long n, long long first, long long step) {
    for (long long i = first; i < n; i += step) p[i] = fma(g[i], rate, p[i]);
}
"""
# A whole step by one block of threads, which wait for each other after each part, and so many steps after each other.
STEP = """
struct Part { int kind, out, a, b, c; long long sizes[8]; double factor; };  // arrays by their places among the addresses
struct Parts { T* at[64]; Part parts[32]; };
extern "C" __global__ void tinygrad_lr_step(Parts all, int parts, int steps, int loss, T* losses) {
    long long first = threadIdx.x, step = blockDim.x;
    for (int s = 0; s < steps; s++) {
        for (int p = 0; p < parts; p++) {
            const Part& part = all.parts[p];
            const long long* n = part.sizes;
            const T *a = all.at[part.a], *b = all.at[part.b], *c = all.at[part.c];
            T* out = all.at[part.out];
            switch (part.kind) {
                case 0: product(a, b, c, out, *(const Shape*)n, first, step); break;
                case 1: column_sums(a, out, n[0], n[1], first, step); break;
                case 2: squares(a, b, out, n[0]); break;
                case 3: slope(a, b, c, (T)part.factor, out, n[0], first, step); break;
                case 4: descend(out, a, (T)part.factor, n[0], first, step); break;
                case 5: if (first == 0) out[0] = 1;
            }
            __syncthreads();
        }
        if (losses && first == 0) losses[s] = *all.at[loss];
        __syncthreads();
    }
}
"""

KERNELS = {  # by what they are called: their parameters, and what each thread does
    "small_product": (PRODUCT, "const T* a, const T* b, const T* bias, T* out, Shape s", "product(a, b, bias, out, s, FIRST, ALL)"),
    "column_sums": (COLUMNS, "const T* x, T* out, long long m, long long n", "column_sums(x, out, m, n, FIRST, ALL)"),
    "squares": (SQUARES, "const T* x, const T* y, T* out, long long n", "squares(x, y, out, n)"),
    "slope": (
        SLOPE,
        "const T* x, const T* y, const T* g, double factor, T* out, long long n",
        "slope(x, y, g, (T)factor, out, n, FIRST, ALL)",
    ),
}  # fmt: skip
PLACES = """
#define FIRST blockIdx.x * (long long)blockDim.x + threadIdx.x
#define ALL (long long)gridDim.x * blockDim.x
"""


def descent(count: int) -> tuple[str, str, str]:
    """The update of so many parameters: each row of blocks has one of them."""
    named = ", ".join(f"T* p{i}, const T* g{i}, long long n{i}" for i in range(count))
    chosen = " ".join(f"case {i}: descend(p{i}, g{i}, (T)rate, n{i}, FIRST, ALL); break;" for i in range(count))
    return DESCENT, f"{named}, double rate", f"switch (blockIdx.y) {{ {chosen} }}"


def source(name: str, kind: str) -> str:
    """The text of a kernel, for the numbers of a dtype."""
    if name == "step":
        return f"typedef {KINDS[kind]} T;\n{PRODUCT}{COLUMNS}{SQUARES}{SLOPE}{DESCENT}{STEP}"
    text, parameters, body = KERNELS[name] if name in KERNELS else descent(int(name.rpartition("_")[2]))
    entry = f'extern "C" __global__ void tinygrad_lr_{name}({parameters}) {{ {body}; }}'
    return f"typedef {KINDS[kind]} T;\n{PLACES}{text}{entry}\n"


@functools.cache
def raw(name: str, kind: str, module: Any) -> Any:
    """A kernel for a dtype, of the CuPy given."""
    return module.RawKernel(source(name, kind), f"tinygrad_lr_{name}")


def call(name: str, like: Any, blocks: tuple[int, ...], *args: Any) -> None:
    """Launch it."""
    raw(name, like.dtype.char, sys.modules["cupy"])(blocks, (THREADS,), args)


def on_device(x: Any) -> bool:
    """Whether it is an array of CuPy's, and nothing that stands for one."""
    module = sys.modules.get("cupy")
    return module is not None and x.__class__ is module.ndarray


def new(shape: tuple[int, ...], dtype: Any) -> Any:
    """An array whose content is arbitrary."""
    return sys.modules["cupy"].ndarray(shape, dtype)


@functools.lru_cache(maxsize=256)
def shape_of_product(
    a: tuple, b: tuple, a_steps: tuple, b_steps: tuple, size: int, biased: bool
) -> tuple[Any, Any] | None:
    """The blocks of threads for a product, and the kernel's Shape, as CuPy passes a struct; None if it is not small."""
    (m, k), (inner, n) = a, b
    if k != inner or not 0 < k <= MOST_TERMS or not 0 < m * n * k <= MOST_MULTIPLICATIONS:
        return None
    numbers = (a_steps[0] // size, a_steps[1] // size, b_steps[0] // size, b_steps[1] // size, m, n, k, biased)
    packed = np.array(numbers, np.int64).view([("shape", np.int64, 8)])
    return (-(-m * n // THREADS),), packed[0]


def small_product(a: Any, b: Any, bias: Any = None) -> Any:
    """a @ b, and a bias for each column; None unless they are small matrices on the device, of one floating dtype."""
    if not on_device(a) or not on_device(b) or a.ndim != 2 or b.ndim != 2:
        return None
    dtype, shape = a.dtype, a.shape
    if b.dtype is not dtype or dtype.char not in KINDS:
        return None
    if bias is not None and (bias.dtype is not dtype or bias.shape != b.shape[1:] or not bias.flags.c_contiguous):
        return None
    fits = shape_of_product(shape, b.shape, a.strides, b.strides, dtype.itemsize, bias is not None)
    if fits is None or (bias is not None and not on_device(bias)):
        return None
    out = new((shape[0], b.shape[1]), dtype)
    call("small_product", a, fits[0], a, b, out if bias is None else bias, out, fits[1])
    return out


def column_sums(x: Any) -> Any:
    """x.sum(0) of a matrix; None unless it has few rows, and lies in C order."""
    if not on_device(x) or x.dtype.char not in KINDS or not x.flags.c_contiguous:
        return None
    m, n = x.shape
    if not 0 < m <= MOST_TERMS or not n:
        return None
    out = new((n,), x.dtype)
    call("column_sums", x, (-(-n // THREADS),), x, out, m, n)
    return out


def alike(x: Any, y: Any) -> bool:
    """Whether both are arrays of the device that one index runs through."""
    known = on_device(x) and on_device(y) and x.dtype is y.dtype and x.dtype.char in KINDS
    return known and x.shape == y.shape and x.flags.c_contiguous and y.flags.c_contiguous


def mean_square(x: Any, y: Any) -> Any:
    """The mean of (x - y)²: in one launch where they are few, alike and in C order."""
    if not alike(x, y) or not 0 < x.size <= MOST_SQUARES:
        d = x - y
        return (d * d).mean()
    out = new((), x.dtype)
    call("squares", x, (1,), x, y, out, x.size)
    return out


def slope(x: Any, y: Any, g: Any) -> Any:
    """(x - y) * (2 / size) * g, for a 0-d g; None unless they are alike and in C order."""
    if not alike(x, y) or not x.size or g.shape or g.dtype is not x.dtype or not on_device(g):
        return None
    out = new(x.shape, x.dtype)
    call("slope", x, (-(-x.size // THREADS),), x, y, g, 2.0 / x.size, out, x.size)
    return out


def one_like(x: Any) -> Any:
    """An array of one element on the device, which is 1."""
    out = new(x.shape, x.dtype)
    write_one(out)
    return out


def write_one(out: Any) -> None:
    """Write 1 into an array of one element: a copy of one that is kept."""
    out.data.copy_from_device_async(_one(out.dtype, sys.modules["cupy"]).data, out.dtype.itemsize)


@functools.cache
def _one(dtype: Any, module: Any) -> Any:
    return module.ones((), dtype)


def descend(pairs: Sequence[tuple[Any, Any]], rate: float) -> bool:
    """p += rate * g for parameters and their gradients, rounded once, in as few launches as there are sixteens; whether
    they are alike enough."""
    first = pairs[0][0]
    if not all(alike(p, g) and p.dtype is first.dtype and p.size for p, g in pairs):
        return False
    for start in range(0, len(pairs), MOST_UPDATED):
        some = pairs[start : start + MOST_UPDATED]
        blocks = min(-(-max(p.size for p, _ in some) // THREADS), 1024)
        given = [part for p, g in some for part in (p, g, p.size)]
        call(f"descent_{len(some)}", first, (blocks, len(some)), *given, float(rate))  # an integer is passed as one
    return True
