"""torch.cuda: is there a device, which one is current, how much of its memory is used. Its arrays are CuPy's.

CuPy answers NumPy's protocols, so the operations' text runs on its arrays as it stands. CuPy is imported when a
CUDA device is first asked for, never before. Whatever stands in the way (no CuPy, no driver, a CuPy for another
CUDA, no memory left) is told in one line, in torch's words as far as torch has any (`require`, `explained`).

Computing goes on on the current device. Random numbers come from the one generator of the CPU and are moved, so that
the same seed starts the same model on every device.

A few things CuPy has no function for, or several where one launch will do; they are written in CUDA C (`kernel`).
"""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .errors import first_line
from .tracebacks import entrance

NOT_COMPILED = "Torch not compiled with CUDA enabled"  # torch's words for a build without it: here, without CuPy
INSTALL = "install cupy-cuda12x or cupy-cuda13x, by the CUDA of the driver (pip install 'tinygrad_lr[cuda12]')"
NO_DRIVER = (
    "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from "
    "http://www.nvidia.com/Download/index.aspx"
)


class OutOfMemoryError(RuntimeError):
    """The device has not enough memory left. Tensors, parameters and optimizer state are what they were."""


def cupy() -> Any:
    """CuPy. AssertionError, beginning with torch's words, where it is missing or cannot be loaded."""
    try:
        import cupy
    except ModuleNotFoundError as error:
        if error.name != "cupy":
            raise
        raise AssertionError(f"{NOT_COMPILED}: CuPy is not installed; {INSTALL}") from None
    except ImportError as error:
        raise AssertionError(f"{NOT_COMPILED}: CuPy cannot be loaded ({first_line(error)}); {INSTALL}") from None
    return cupy


def require(index: int | None = None) -> int:
    """The index of the current device, which must be `index` if one is given.

    AssertionError without CuPy. RuntimeError without a driver or device, for an index past the last device, and for a
    device that is not the current one.
    """
    count = _count(cupy())
    if count == 0:
        raise RuntimeError("No CUDA GPUs are available")
    if index is not None and not 0 <= index < count:
        raise RuntimeError(
            f"CUDA error: invalid device ordinal: cuda:{index} of {count} (the last is cuda:{count - 1})"
        )
    current = cupy().cuda.runtime.getDevice()
    if index is not None and index != current:
        raise RuntimeError(
            f"cuda:{index} is not the current device, cuda:{current}: call cuda.set_device({index}) first"
        )
    return current


def _count(cp: Any) -> int:
    """How many devices there are. RuntimeError, saying what is missing, where CUDA does not start."""
    runtime = cp.cuda.runtime
    try:
        return runtime.getDeviceCount()
    except runtime.CUDARuntimeError as error:
        if "NoDevice" in str(error):
            return 0
        driver, built = runtime.driverGetVersion(), runtime.runtimeGetVersion()
        if driver == 0:
            raise RuntimeError(NO_DRIVER) from None
        if driver < built:
            wanted = f"this CuPy is for CUDA {_version(built)}, the driver knows CUDA {_version(driver)}"
            raise RuntimeError(f"{wanted}: update the driver, or {INSTALL}") from None
        raise RuntimeError(f"CUDA error: {first_line(error)}") from None


def _version(number: int) -> str:
    return f"{number // 1000}.{number % 1000 // 10}"


def explained(error: BaseException) -> BaseException:
    """An error that comes from CuPy, in one line that says what to do; NumPy's of memory in torch's words; others as they are."""
    if isinstance(error, MemoryError) and hasattr(error, "shape"):
        size = math.prod(error.shape) * error.dtype.itemsize  # type: ignore[attr-defined]
        return RuntimeError(
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
            f"allocate {size} bytes. Error code 12 (Cannot allocate memory)"
        )
    if type(error).__module__.partition(".")[0] not in ("cupy", "cupy_backends"):
        return error
    if type(error).__name__ == "OutOfMemoryError":
        told: BaseException = OutOfMemoryError(_no_memory(str(error)))
    else:
        told = RuntimeError(f"CUDA error: {first_line(error)}")
    told.__suppress_context__ = True  # nobody wants to see the inside of CuPy
    return told


def told(function: Callable) -> Callable:
    """The function; where memory runs out in it, with torch's words for that."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except MemoryError as error:
            raise explained(error) from None

    return call


def _no_memory(text: str) -> str:
    wanted = re.search(r"allocating ([\d,]+)", text)
    tried = f" Tried to allocate {_size(int(wanted[1].replace(',', '')))}." if wanted else ""
    advice = "Use smaller batches, or let go of tensors and call cuda.empty_cache()."
    try:
        free, total = mem_get_info()
    except Exception:  # a device in trouble tells nothing more
        return f"CUDA out of memory.{tried} {advice}"
    return (
        f"CUDA out of memory.{tried} GPU {current_device()} has a total capacity of {_size(total)} of which "
        f"{_size(free)} is free. {advice}"
    )


def _size(n: float) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if n < 1024:
            return f"{n:.0f} {unit}" if unit == "bytes" else f"{n:.2f} {unit}"
        n /= 1024
    return f"{n:.2f} GiB"


# -- torch's functions ---------------------------------------------------------------------------------------------


def is_available() -> bool:
    """Whether `device="cuda"` works here."""
    return device_count() > 0


def device_count() -> int:
    """The number of devices; 0 where CuPy or the driver is missing."""
    try:
        return _count(cupy())
    except (AssertionError, RuntimeError):
        return 0


def current_device() -> int:
    """The index of the device that `"cuda"` means."""
    return require()


def set_device(device: Any) -> None:
    """Make a device (an index, "cuda:1", a `device`) the one that `"cuda"` means, for this thread."""
    index, count = _index(device), _count(cupy())
    if not 0 <= index < count:
        raise RuntimeError(f"CUDA error: invalid device ordinal: cuda:{index} of {count}")
    cupy().cuda.runtime.setDevice(index)


def _index(device: Any) -> int:
    if device is None:
        return require()
    if isinstance(device, int):
        return device
    name, _, digits = str(device).partition(":")
    if name != "cuda":
        raise ValueError(f"Expected a cuda device, but got: {device}")
    return int(digits) if digits else require()


def get_device_name(device: Any = None) -> str:
    """The name that the maker gave the device."""
    name = cupy().cuda.runtime.getDeviceProperties(_existing(device))["name"]
    return name.decode() if isinstance(name, bytes) else name


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """The compute capability, as (major, minor)."""
    properties = cupy().cuda.runtime.getDeviceProperties(_existing(device))
    return properties["major"], properties["minor"]


def _existing(device: Any) -> int:
    index, count = _index(device), _count(cupy())
    if not 0 <= index < count:
        raise AssertionError("Invalid device id")
    return index


@entrance
def synchronize(device: Any = None) -> None:
    """Wait until the device has done all it was told."""
    index = _existing(device)
    try:
        cupy().cuda.Device(index).synchronize()
    except Exception as error:
        raise explained(error) from None


def mem_get_info(device: Any = None) -> tuple[int, int]:
    """The device's free memory and all of it, in bytes."""
    cp = cupy()
    with cp.cuda.Device(_existing(device)):
        return cp.cuda.runtime.memGetInfo()


def memory_allocated(device: Any = None) -> int:
    """Bytes that arrays on the current device occupy; 0 before the first."""
    return _pool().used_bytes() if "cupy" in sys.modules and is_available() else 0


def memory_reserved(device: Any = None) -> int:
    """Bytes that are kept for arrays on the current device, occupied or not."""
    return _pool().total_bytes() if "cupy" in sys.modules and is_available() else 0


def empty_cache() -> None:
    """Give memory back that is kept but not occupied."""
    if "cupy" in sys.modules and is_available():
        _pool().free_all_blocks()


def _pool() -> Any:
    return cupy().get_default_memory_pool()


def manual_seed(seed: int) -> None:
    """Nothing: tensors on CUDA get their random numbers from the generator that `manual_seed` restarts."""
    int(seed)


def manual_seed_all(seed: int) -> None:
    """As `manual_seed`."""
    int(seed)


# -- layout --------------------------------------------------------------------------------------------------------


def laid_as_numpys(out: Any, forward: Callable, args: Sequence) -> Any:
    """A result of `forward(*args)`, laid out as NumPy does it, and torch: elementwise, in the operands' order in memory.

    CuPy gives C order always. Where an operand has another one, NumPy is asked what it makes of it.
    """
    if out.ndim < 2 or not out.flags.c_contiguous or out.flags.f_contiguous or out.base is not None:
        return out
    if all(x.flags.c_contiguous for x in args if isinstance(x, cupy().ndarray)):
        return out
    given = tuple((x.shape, x.strides, x.dtype) if isinstance(x, cupy().ndarray) else x for x in args)
    try:
        order = _order_of(forward, given)
    except TypeError:  # an argument that is not hashable
        order = _order_of.__wrapped__(forward, given)
    if order is None:
        return out
    return out.transpose(order).copy().transpose([order.index(i) for i in range(out.ndim)])


@functools.lru_cache(maxsize=1024)
def _order_of(forward: Callable, given: tuple) -> tuple[int, ...] | None:
    """The dimensions of NumPy's result from the one with the longest steps on; None for C order."""
    args = [_blank(*x) if type(x) is tuple and len(x) == 3 and isinstance(x[2], np.dtype) else x for x in given]
    try:
        with np.errstate(all="ignore"):
            result = forward(*(x for x in args if type(x).__name__ != "MISSING"))
    except Exception:  # of ones it cannot be computed
        return None
    if result.flags.c_contiguous:
        return None
    return tuple(sorted(range(result.ndim), key=lambda i: -result.strides[i]))


def _blank(shape: tuple, strides: tuple, dtype: np.dtype) -> np.ndarray:
    """An array of NumPy's that lies in memory as another does, full of ones."""
    last = sum(abs(s) * (n - 1) for n, s in zip(shape, strides)) // dtype.itemsize
    steps = tuple(abs(s) for s in strides)
    return np.lib.stride_tricks.as_strided(np.ones(last + 1, dtype), shape, steps)


# -- kernels -------------------------------------------------------------------------------------------------------

KERNELS = {
    "fma": ("T a, T b, T c", "T out", "out = fma(a, b, c)"),
    # CuPy divides and rounds down, which misses where the quotient has been rounded, or is infinitely small
    "floor_divide": (
        "T a, T b",
        "T out",
        """
        T rest = fmod(a, b), steps = (a - rest) / b;
        if (rest != 0 && (b < 0) != (rest < 0)) steps -= 1;
        T whole = floor(steps);
        out = b == 0 ? a / b : steps == 0 ? copysign((T)0, a / b) : steps - whole > (T)0.5 ? whole + 1 : whole;
        """,
    ),
    "erf": ("T x", "T out", "out = erf(x)"),
    "erfc": ("T x", "T out", "out = erfc(x)"),
    "erfinv": ("T x", "T out", "out = erfinv(x)"),
}


def product(a: Any, b: Any) -> Any:
    """a @ b for arrays of one dtype, without cuBLAS: CuPy does not let it be called while a stream captures.

    A block of threads for each element of the result, which suits products that are no more work than their launch.
    """
    if b.ndim == 1:
        return _sum_of_products(cupy())(a, b, axis=-1)
    if a.ndim == 1:
        return _sum_of_products(cupy())(a[:, None], b, axis=-2)
    return _sum_of_products(cupy())(a[..., None], b[..., None, :, :], axis=-2)  # (m, k, 1), (1, k, n)


@functools.cache
def _sum_of_products(cp: Any) -> Any:
    return cp.ReductionKernel("T x, T y", "T out", "x * y", "a + b", "out = a", "0", "tinygrad_lr_product")


@functools.cache
def kernel(name: str, cp: Any) -> Any:
    """One of KERNELS, compiled when first called: a function of CuPy arrays and numbers, which broadcast."""
    inputs, output, operation = KERNELS[name]
    return cp.ElementwiseKernel(inputs, output, operation, f"tinygrad_lr_{name}")


def fma(a: Any, b: Any, c: Any, out: Any = None) -> Any:
    """a * b + c rounded once, into `out` if given; the processor's own instruction."""
    f = kernel("fma", cupy())
    return f(a, b, c) if out is None else f(a, b, c, out)


def scatter_add(target: Any, key: Any, values: Any) -> None:
    """target[key] += values, as often as a place is named. In what order is left to chance, and with it the last bit.

    CUDA adds atomically in some dtypes only: signed integers of 64 bits pass for unsigned ones, which add alike.
    """
    add, name = cupy().add, target.dtype.name
    if name in ("float32", "float64", "int32"):
        add.at(target, key, values)
    elif name == "int64":
        add.at(target.view("uint64"), key, values.astype("int64").view("uint64"))
    else:
        sums = target.astype("int32")
        add.at(sums, key, values.astype("int32"))
        target[...] = sums


def floor_divide(a: Any, b: Any) -> Any:
    """a / b rounded down, of floating numbers, as NumPy and torch count it: by the rest."""
    return kernel("floor_divide", cupy())(a, b)


def erf(x: Any) -> Any:
    """The error function."""
    return kernel("erf", cupy())(x)


def erfc(x: Any) -> Any:
    """1 - erf(x) of every element."""
    return kernel("erfc", cupy())(x)


def erfinv(x: Any) -> Any:
    """The number whose error function each element is."""
    return kernel("erfinv", cupy())(x)
