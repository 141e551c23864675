"""A counterfeit CUDA device, for machines that have none: CuPy's manners around NumPy's arrays.

`with counterfeit.device():` puts a module called cupy in place whose arrays compute on the processor but behave as
CuPy's do. They answer plain calls of ufuncs, and those functions and methods that CuPy has, with CuPy's parameters
(golden/cupy.json, read from the installed CuPy 14.2). They refuse what CuPy refuses: parameters that
only NumPy has, being made into NumPy's arrays unasked, and NumPy's arrays as operands, 0-d ones
included. A result is always an array, also a 0-d one, and an element taken out of an array is a view of it.

So the engine's own tests find what would break on a GPU. What they cannot find is CuPy's own rounding, its launch
order and its races; tests marked `gpu` are for those.

`machine` says what kind of machine is feigned: how many devices, which driver, how many allocations until it is full.

A stream can capture. Until `end_capture`, what is called is only written down with the memory that it reads and writes
(`perform`); `launch` does it all on that memory. Meanwhile new memory is filled with nonsense, and CuPy's refusals
hold: reading on the host, waiting for the device, cuBLAS. A graph keeps its memory here, as it does on a GPU only if it
has a pool of its own, so new memory must come from one.
"""

from __future__ import annotations

import contextlib
import json
import math
import operator
import os
import sys
import threading
import types

import numpy as np

from tests.helpers.paths import GOLDENS
from tinygrad_lr.arrays import cuda
from tinygrad_lr.arrays.fma import fma

KNOWN = json.loads((GOLDENS / "cupy.json").read_text())
SCALARS = (bool, int, float, complex, np.generic)
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
PLAIN = ("item", "tolist", "tobytes", "dumps")  # methods whose result is no array


class machine:
    """What is feigned."""

    devices = 1
    driver, built = 12090, 12090  # versions of CUDA, as the runtime counts them
    room: int | None = None  # how many more arrays there is memory for; None: any number
    current = 0


class Thread(threading.local):
    """What each thread has of its own."""

    stream: Stream | None = None  # the current one; None: the default one
    pool: MemoryPool | None = None  # where its memory comes from; None: the default one


thread = Thread()


def named(cls, module):
    """The class under the module that CuPy has it in."""
    cls.__module__ = module
    return cls


class OutOfMemoryError(MemoryError):
    """As CuPy's."""


class CUDARuntimeError(RuntimeError):
    """As CuPy's."""


named(OutOfMemoryError, "cupy.cuda.memory")
named(CUDARuntimeError, "cupy_backends.cuda.api.runtime")


def captured():
    """The calls written down so far, if the current stream captures."""
    return None if thread.stream is None else thread.stream.calls


def refuse(what):
    """CUDARuntimeError while the current stream captures, and the capture is spoilt."""
    if captured() is not None:
        thread.stream.spoilt = True
        raise CUDARuntimeError(f"cudaErrorStreamCaptureUnsupported: {what} is not permitted when stream is capturing")


def perform(compute, owner=None):
    """What `compute` gives, as the device's; at each launch anew, where a stream captures."""
    result, calls = made(compute(), owner), captured()
    if calls is not None and isinstance(result, ndarray) and result.base is None:
        calls.append(lambda: np.copyto(result._host, compute()))
        result._host.fill(77)
    return result


def write(change):
    """Do what changes memory that is there; at each launch, where a stream captures."""
    if captured() is None:
        change()
    else:
        captured().append(change)


def operand(x):
    """What NumPy computes with in place of `x`. TypeError, as CuPy has it, for arrays that are not on the device."""
    if isinstance(x, ndarray):
        return x._host
    if isinstance(x, np.ndarray):
        raise TypeError(f"Unsupported type {type(x)}")
    if isinstance(x, (list, tuple)):
        return type(x)([operand(item) for item in x])
    return x


def index(key):
    """An index: there CuPy takes NumPy's arrays too."""
    if isinstance(key, tuple):
        return tuple(index(item) for item in key)
    return key._host if isinstance(key, ndarray) else key


def made(result, owner=None):
    """NumPy's result as the device's: arrays, scalars too, are wrapped; views know their base."""
    if isinstance(result, (list, tuple)):
        return type(result)([made(item, owner) for item in result])
    if not isinstance(result, (np.ndarray, np.generic)):
        return result
    is_view = isinstance(result, np.ndarray) and owner is not None and np.may_share_memory(result, owner._host)
    if isinstance(result, np.ndarray) and not result.flags.writeable:
        result.flags.writeable = True  # CuPy's arrays all are
    base = None if not is_view else owner if owner.base is None else owner.base
    return ndarray(result, base)


def check_arguments(name, parameters, args, kwargs):
    """TypeError for what CuPy's function or method of that name does not take."""
    variadic = any(p.startswith("*") for p in parameters)
    unknown = [k for k in kwargs if k not in parameters]
    if unknown or (len(args) > len(parameters) and not variadic):
        raise TypeError(f"{name}() of CuPy takes {parameters}, not {len(args)} arguments and {unknown}")


def in_c_order(result):
    """As CuPy's functions of elements lay out what they compute, whatever their operands' order is."""
    return np.ascontiguousarray(result) if isinstance(result, np.ndarray) and result.ndim > 1 else result


def call_ufunc(ufunc, inputs, kwargs):
    """A ufunc on the device."""
    check_arguments(ufunc.__name__, ["out", "dtype", "casting"], (), kwargs)
    if ufunc.__name__ in COMPARISONS:
        inputs = [x.item() if isinstance(x, np.ndarray) and x.ndim == 0 else x for x in inputs]
    out = kwargs.pop("out", None)
    if out is not None and not isinstance(out, ndarray):
        raise TypeError(f"Unsupported type {type(out)}")
    with np.errstate(all="ignore"):
        if out is None:
            return perform(lambda: in_c_order(ufunc(*map(operand, inputs), **kwargs)))
        write(lambda: ufunc(*map(operand, inputs), out=out._host, **kwargs))
        return out


class Flags:
    """As CuPy's: there is no `writeable`."""

    def __init__(self, flags):
        self.c_contiguous, self.f_contiguous, self.owndata = flags.c_contiguous, flags.f_contiguous, flags.owndata


class Pointer:
    """To the memory of an array."""

    def __init__(self, array):
        self.array, self.ptr = array, array._host.__array_interface__["data"][0]

    def copy_from_device_async(self, other, size):
        """All of another array, which is laid out alike."""
        write(lambda: np.copyto(self.array._host, other.array._host))


class ndarray:
    """An array on the counterfeit device, around one of NumPy's."""

    __slots__ = ("__weakref__", "_host", "base")
    __array_priority__ = 100

    def __init__(self, host, base=None):
        if isinstance(host, tuple):  # a shape and a dtype: new memory
            host, base = np.full(host, 77, base), None
        if base is None and captured() is not None and thread.pool is None:
            raise AssertionError("a graph is captured with memory of the default pool, which others use too")
        if base is None and machine.room is not None:
            machine.room -= 1
            if machine.room < 0:
                raise OutOfMemoryError(f"Out of memory allocating {host.nbytes:,} bytes (allocated so far: 0 bytes).")
        self._host, self.base = np.asarray(host), base

    dtype = property(lambda self: self._host.dtype)
    shape = property(lambda self: self._host.shape)
    strides = property(lambda self: self._host.strides)
    size = property(lambda self: self._host.size)
    ndim = property(lambda self: self._host.ndim)
    itemsize = property(lambda self: self._host.itemsize)
    nbytes = property(lambda self: self._host.nbytes)
    flags = property(lambda self: Flags(self._host.flags))
    T = property(lambda self: made(self._host.T, self))
    device = property(lambda self: Device(machine.current))
    data = property(lambda self: Pointer(self))

    def __array__(self, dtype=None, copy=None):
        raise TypeError(
            "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy array "
            "explicitly."
        )

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if ufunc.__name__ not in KNOWN["ufuncs"]:
            return NotImplemented
        if method in ("reduce", "accumulate", "outer"):
            return perform(lambda: getattr(ufunc, method)(*map(operand, inputs), **kwargs))
        if method != "__call__":
            return NotImplemented
        if not all(isinstance(x, (ndarray, np.ndarray, *SCALARS)) for x in inputs):
            return NotImplemented
        if "out" in kwargs:
            (kwargs["out"],) = kwargs["out"]
        if ufunc is np.matmul:
            return sys.modules["cupy"].matmul(*inputs, **kwargs)
        return call_ufunc(ufunc, inputs, kwargs)

    def __array_function__(self, function, kinds, args, kwargs):
        parameters = KNOWN["functions"].get(function.__name__)
        if parameters is None or any(kind not in (ndarray, np.ndarray) for kind in kinds):
            return NotImplemented
        check_arguments(function.__name__, parameters, args, kwargs)

        def compute():
            result = function(*map(operand, args), **{k: operand(v) for k, v in kwargs.items()})
            result = in_c_order(result) if function in (np.where, np.clip) else result
            return np.int64(result) if function is np.count_nonzero else result

        with np.errstate(all="ignore"):
            return perform(compute, next((x for x in args if isinstance(x, ndarray)), None))

    def __getitem__(self, key):
        key = index(key)
        if isinstance(self._host[key], np.generic):  # an element is a view
            key = (*key, ...) if isinstance(key, tuple) else (key, ...)
        return perform(lambda: self._host[key], self)

    def __setitem__(self, key, value):
        if isinstance(value, np.ndarray):
            raise ValueError("non-scalar numpy.ndarray cannot be used for fill")
        write(lambda: self._host.__setitem__(index(key), operand(value)))

    def __len__(self):
        return len(self._host)

    def __iter__(self):
        return (self[i] for i in range(len(self._host)))

    def __bool__(self):
        refuse("reading an array")
        return bool(self._host)

    def __int__(self):
        refuse("reading an array")
        return int(self._host)

    def __float__(self):
        refuse("reading an array")
        return float(self._host)

    def __repr__(self):
        return repr(self._host)

    def __dlpack__(self, **kwargs):
        return self

    def __dlpack_device__(self):
        return 2, machine.current

    def astype(self, dtype, order="K", casting=None, subok=None, copy=True):
        """The array itself where nothing changes and no copy is asked for."""
        same = not copy and np.dtype(dtype) == self.dtype
        with np.errstate(all="ignore"):
            return self if same else perform(lambda: self._host.astype(dtype, order))

    def get(self, stream=None, order="C", out=None, blocking=True):
        """A copy on the host, in C order."""
        refuse("reading an array")
        return np.array(self._host, order="C")

    def take(self, indices, axis=None, out=None):
        """CuPy takes NumPy's indices here as well."""
        return perform(lambda: self._host.take(index(indices), axis))

    def fill(self, value):
        """Of NumPy's arrays, only a 0-d one fills."""
        if isinstance(value, np.ndarray):
            if value.shape:
                raise ValueError("non-scalar numpy.ndarray cannot be used for fill")
            value = value.item()
        write(lambda: self._host.fill(operand(value)))

    def nonzero(self):
        """CuPy warns of 0-d arrays."""
        if not self.ndim:
            raise DeprecationWarning("calling nonzero on 0d arrays is deprecated")
        refuse("counting what is found")
        return made(self._host.nonzero())


def method(name, parameters):
    """A method that NumPy's array has too, with CuPy's parameters only."""

    def call(self, *args, **kwargs):
        check_arguments(name, parameters, args, kwargs)
        if name in PLAIN:
            refuse("reading an array")
        if name == "dot":
            without_cublas()

        def compute():
            return getattr(self._host, name)(*map(operand, args), **{k: operand(v) for k, v in kwargs.items()})

        with np.errstate(all="ignore"):
            return compute() if name in PLAIN else perform(compute, self)

    call.__name__ = name
    return call


def without_cublas():
    if captured() is not None:
        raise NotImplementedError("calling cuBLAS API during stream capture is currently unsupported")


def matmul(a, b, out=None):
    without_cublas()
    return call_ufunc(np.matmul, (a, b), {} if out is None else {"out": out})


def binary(ufunc, reflected=False, in_place=False):
    """An operator of two operands."""

    def call(self, other):
        if getattr(other, "__array_priority__", 0) > self.__array_priority__:
            return NotImplemented
        if not isinstance(other, (ndarray, np.ndarray, *SCALARS)):
            return NotImplemented
        return call_ufunc(ufunc, (other, self) if reflected else (self, other), {"out": self} if in_place else {})

    return call


BINARY = dict(
    add=np.add, sub=np.subtract, mul=np.multiply, truediv=np.divide, floordiv=np.floor_divide, mod=np.remainder,
    pow=np.power, matmul=np.matmul, xor=np.bitwise_xor, lshift=np.left_shift, rshift=np.right_shift,
) | {"and": np.bitwise_and, "or": np.bitwise_or}  # fmt: skip
COMPARE = dict(eq=np.equal, ne=np.not_equal, lt=np.less, le=np.less_equal, gt=np.greater, ge=np.greater_equal)
for _name, _ufunc in BINARY.items():
    setattr(ndarray, f"__{_name}__", binary(_ufunc))
    setattr(ndarray, f"__r{_name}__", binary(_ufunc, reflected=True))
    setattr(ndarray, f"__i{_name}__", binary(_ufunc, in_place=True))
for _name, _ufunc in COMPARE.items():
    setattr(ndarray, f"__{_name}__", binary(_ufunc))
ndarray.__hash__ = None
for _name, _unary in dict(neg=np.negative, abs=np.absolute, invert=np.invert, pos=np.positive).items():
    setattr(ndarray, f"__{_name}__", lambda self, ufunc=_unary: call_ufunc(ufunc, (self,), {}))
for _name, _parameters in KNOWN["methods"].items():
    if _parameters is not None and not hasattr(ndarray, _name) and hasattr(np.ndarray, _name):
        setattr(ndarray, _name, method(_name, _parameters))


# -- the module --------------------------------------------------------------------------------------------------------


class Device:
    """One of the feigned devices; a block makes it the current one."""

    def __init__(self, number=None):
        self.id = machine.current if number is None else operator.index(number)

    def __enter__(self):
        self.before, machine.current = machine.current, self.id
        return self

    def __exit__(self, *_):
        machine.current = self.before

    def synchronize(self):
        """There is nothing to wait for."""
        refuse("waiting")


class Stream:
    """One that computes at once, or captures."""

    def __init__(self, non_blocking=False):
        self.non_blocking, self.calls, self.spoilt = non_blocking, None, False

    def __enter__(self):
        self.before, thread.stream = thread.stream, self
        return self

    def __exit__(self, *_):
        thread.stream = self.before

    def begin_capture(self, mode=None):
        """CUDA lets no stream capture that waits for the default one, which nobody may use then."""
        if not self.non_blocking:
            raise CUDARuntimeError("cudaErrorStreamCaptureImplicit: operation would make the legacy stream depend")
        self.calls, self.spoilt = [], False

    def end_capture(self):
        calls, self.calls = self.calls, None
        if self.spoilt:
            raise CUDARuntimeError("cudaErrorStreamCaptureInvalidated: operation failed due to a previous error")
        return Graph(calls)


class Graph:
    """What a stream has captured."""

    def __init__(self, calls):
        self.calls = calls

    def launch(self, stream=None):
        with np.errstate(all="ignore"):
            for call in self.calls:
                call()


class MemoryPool:
    """A pool beside the default one."""

    def malloc(self, size):
        """Only its owner matters."""


@contextlib.contextmanager
def using_allocator(allocator):
    """New memory comes from another pool."""
    before, thread.pool = thread.pool, allocator.__self__
    try:
        yield
    finally:
        thread.pool = before


def device_count():
    if machine.driver < machine.built:
        raise CUDARuntimeError(
            "cudaErrorInsufficientDriver: CUDA driver version is insufficient for CUDA runtime version"
        )
    if not machine.devices:
        raise CUDARuntimeError("cudaErrorNoDevice: no CUDA-capable device is detected")
    return machine.devices


class Pool:
    """Memory that is never short, unless `machine.room` says so."""

    def used_bytes(self):
        return 512

    def total_bytes(self):
        return 1024

    def free_all_blocks(self):
        """There are none."""


def erf(x):
    return np.vectorize(math.erf, otypes=[x.dtype])(x) if x.size else x.copy()


def erfc(x):
    return np.vectorize(math.erfc, otypes=[x.dtype])(x) if x.size else x.copy()


def erfinv(x):
    from tinygrad_lr.arrays.make import _erfinv

    return _erfinv(np.asarray(x))


STAND_INS = {
    "out = fma(a, b, c)": fma,
    "out = erf(x)": erf,
    "out = erfc(x)": erfc,
    "out = erfinv(x)": erfinv,
    cuda.KERNELS["floor_divide"][2]: np.floor_divide,
}  # CUDA C, and what it computes


class ElementwiseKernel:
    """A kernel whose text is one of STAND_INS."""

    def __init__(self, inputs, outputs, operation, name):
        self.inputs, self.outputs = inputs.split(", "), outputs.split(", ")
        self.compute = STAND_INS[operation]

    def __call__(self, *args):
        if len(args) not in (len(self.inputs), len(self.inputs) + len(self.outputs)):
            raise TypeError(f"Wrong number of arguments for {self.inputs} and {self.outputs}: {len(args)}")
        letters = {}
        for parameter, x in zip(self.inputs + self.outputs, args):
            if isinstance(x, ndarray) and letters.setdefault(parameter.split()[0], x.dtype) != x.dtype:
                raise TypeError(f"Type is mismatched. {parameter} {x.dtype} {letters}")
        given, out = args[: len(self.inputs)], args[len(self.inputs) :]
        dtype = letters["T"]

        def compute():
            return self.compute(*(x._host if isinstance(x, ndarray) else dtype.type(operand(x)) for x in given))

        if not out:
            return perform(compute)
        write(lambda: np.copyto(out[0]._host, compute()))
        return out[0]


def sum_of_products(x, y, axis):
    """The product that `cuda.product` has laid out for it, by what else would compute it: with the same bits."""
    if axis == -1:
        return x.dot(y)
    return (
        x[:, 0].dot(y) if y.ndim == 2 else np.matmul(x[..., 0], y[..., 0, :, :]) if y.ndim > 3 else x[..., 0].dot(y[0])
    )


REDUCTIONS = {("x * y", "a + b", "out = a", "0"): sum_of_products}


class ReductionKernel:
    """A kernel whose text is one of REDUCTIONS."""

    def __init__(self, inputs, outputs, *steps_and_name):
        assert (inputs, outputs) == ("T x, T y", "T out")
        self.compute = REDUCTIONS[steps_and_name[:-1]]

    def __call__(self, x, y, axis=None):
        if x.dtype != y.dtype:
            raise TypeError(f"Type is mismatched. {x.dtype} {y.dtype}")
        with np.errstate(all="ignore"):
            return perform(lambda: self.compute(operand(x), operand(y), axis))


def squares(x, y):
    distance = (x - y).ravel("K")
    return distance.dot(distance) / distance.size


class RawKernel:
    """A kernel by its name: what the CPU computes in its place, written into the array that it is given for that."""

    def __init__(self, source, name):
        self.name = name.removeprefix("tinygrad_lr_")
        assert name in source

    def __call__(self, blocks, threads, args):
        write(lambda: self.run(*args))

    def run(self, *args):
        host = [x._host if isinstance(x, ndarray) else x for x in args]
        with np.errstate(all="ignore"):
            if self.name == "small_product":
                a, b, bias, out, shape = host
                np.copyto(out, a.dot(b) + bias if shape["shape"][-1] else a.dot(b))
            elif self.name == "column_sums":
                np.copyto(host[1], np.ones(len(host[0]), host[0].dtype).dot(host[0]))
            elif self.name == "squares":
                np.copyto(host[2], squares(*host[:2]))
            elif self.name == "slope":
                x, y, g, factor, out, _ = host
                np.copyto(out, (x - y) * x.dtype.type(factor) * g)
            else:
                assert self.name == f"descent_{len(host) // 3}"
                for p, g in zip(host[:-1:3], host[1:-1:3]):
                    np.copyto(p, fma(g, p.dtype.type(host[-1]), p))


def asarray(a, dtype=None, order=None):
    """An array on the device: a copy, in C order or in Fortran's."""
    if isinstance(a, ndarray):
        return a
    refuse("reading the host's memory")
    return ndarray(np.array(a, dtype, order="K"))


def add_at(a, indices, b):
    """`cupy.add.at`, for the types that it has an atomic operation for."""
    if a.dtype.name not in ("int32", "uint64", "float32", "float64"):
        raise TypeError(f"cupy.add.at does not take {a.dtype}")
    write(lambda: np.add.at(a._host, index(indices), operand(b)))


def build():
    """The module `cupy`."""
    cp = types.ModuleType("cupy")
    cp.__version__ = f"{KNOWN['cupy']} (counterfeit)"
    cp.ndarray, cp.asarray = ndarray, asarray
    cp.ElementwiseKernel, cp.ReductionKernel, cp.RawKernel = ElementwiseKernel, ReductionKernel, RawKernel
    cp.matmul = matmul
    cp.ones = lambda shape, dtype=float: perform(lambda: np.ones(shape, dtype))
    cp.zeros = lambda shape, dtype=float: perform(lambda: np.zeros(shape, dtype))
    cp.empty = lambda shape, dtype=float: ndarray(np.full(shape, 77, dtype))
    cp.from_dlpack = lambda x: ndarray(x.__dlpack__()._host, base=x)
    cp.add = types.SimpleNamespace(at=add_at)
    cp.get_default_memory_pool = Pool
    runtime = types.SimpleNamespace(
        CUDARuntimeError=CUDARuntimeError, getDeviceCount=device_count, getDevice=lambda: machine.current,
        setDevice=lambda i: setattr(machine, "current", i), driverGetVersion=lambda: machine.driver,
        runtimeGetVersion=lambda: machine.built, memGetInfo=lambda: (1 << 20, 1 << 30),
        getDeviceProperties=lambda i: {"name": b"Counterfeit", "major": 9, "minor": 0},
    )  # fmt: skip
    cp.cuda = types.SimpleNamespace(
        Device=Device, runtime=runtime, Stream=Stream, MemoryPool=MemoryPool, using_allocator=using_allocator
    )
    return cp


@contextlib.contextmanager
def device(**feigned):
    """A block in which the machine has a counterfeit CUDA device; `feigned` are attributes of `machine`.

    On a machine with a real one, TINYGRAD_LR_TEST_DEVICE=cuda leaves that in place, if nothing is feigned.
    """
    if os.environ.get("TINYGRAD_LR_TEST_DEVICE") == "cuda" and not feigned and cuda.is_available():
        yield machine
        return
    before, kept = sys.modules.get("cupy"), {name: getattr(machine, name) for name in feigned}
    sys.modules["cupy"] = build()
    for name, value in feigned.items():
        setattr(machine, name, value)
    try:
        yield machine
    finally:
        for name, value in kept.items():
            setattr(machine, name, value)
        machine.room = None
        if before is None:
            del sys.modules["cupy"]
        else:
            sys.modules["cupy"] = before
