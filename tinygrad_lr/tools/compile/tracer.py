"""Arrays and numbers that are traced.

A `Traced` stands in for a NumPy array while a step is recorded: it answers NumPy's protocols (`__array_ufunc__`,
`__array_function__`), operators and methods, hands each call to the recorder with the real array, and says that it is
an ndarray when asked for its class, so that the engine goes the very way it goes without it. It is none: C code that
would read its numbers behind the recorder's back has to ask for them by `__array__` or `__float__`, and is refused.
Nothing can be missed in silence. A `TracedNumber` is the same for a Python number that came out of an array.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...arrays.dtype import CATEGORY, number_dtype
from ...core.tensor import Tensor, wrap
from .trace import Refused, Value, rebuilt

PLAIN = {"shape", "ndim", "size", "dtype", "itemsize", "nbytes", "strides", "flags", "base"}
METHODS = set(
    """reshape transpose swapaxes squeeze view diagonal ravel flatten copy astype dot sum prod mean max min argmax argmin
    any all cumsum cumprod take clip round repeat trace argsort std var""".split()
)
WRITERS = {"fill", "sort", "put", "partition", "copyto", "place", "putmask", "put_along_axis", "fill_diagonal"}
ABOUT_MEMORY = {"may_share_memory", "shares_memory", "result_type", "can_cast", "shape", "ndim", "size"}
BY_DATA = {"nonzero", "flatnonzero", "argwhere", "unique", "compress", "extract"}
DECIDES = (
    "compile(): the step turns a tensor into a Python number to decide, to index or to show something, which would only "
    "happen while it is recorded. Return the tensor, or its item(), and decide outside the step"
)


class Traced:
    """The array (or NumPy scalar) `real`, known to the recording as `value`."""

    __slots__ = ("__weakref__", "real", "recorder", "value")

    def __init__(self, recorder: Any, real: Any, value: Value) -> None:
        self.recorder, self.real, self.value = recorder, real, value

    __class__ = property(lambda self: np.ndarray)

    def __getattr__(self, name: str) -> Any:
        if name in PLAIN:
            return getattr(self.real, name)
        if name in METHODS or name in WRITERS:
            writes = self if name in WRITERS else None
            return lambda *args, **kwargs: self._do("method", name, _method(name), (self, *args), kwargs, writes)
        if name in BY_DATA:
            raise Refused(
                f"compile(): {name}() gives an array whose shape depends on the data; a mask does so: use where()"
            )
        if hasattr(np.ndarray, name):
            raise Refused(f"compile(): ndarray.{name} cannot be recorded")
        raise AttributeError(f"'numpy.ndarray' object has no attribute '{name}'")

    def _do(self, *call: Any) -> Any:
        return self.recorder.do(*call)

    @property
    def T(self) -> Any:
        return self._do("attribute", "T", operator.attrgetter("T"), (self,), {})

    def item(self) -> Any:
        return self._do("item", "item", _method("item"), (self,), {})

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        if not is_numpys(ufunc):
            raise Refused(f"compile(): {ufunc.__name__} is not one of NumPy's own functions")
        out = kwargs.pop("out", (None,))
        if len(out) > 1:
            raise Refused(f"compile(): {ufunc.__name__} writes several arrays at once")
        if out[0] is not None:
            kwargs["out"] = out[0]
        written = args[0] if method == "at" else out[0]
        how = "ufunc" if method == "__call__" else method
        return self._do(how, ufunc.__name__, getattr(ufunc, method), args, kwargs, written)

    def __array_function__(self, function: Any, types: Any, args: tuple, kwargs: dict) -> Any:
        name = function.__name__
        if name in ABOUT_MEMORY:
            return function(*bare(args), **bare(kwargs))
        if name in BY_DATA or (name == "where" and len(args) == 1):
            raise Refused(f"compile(): {name}() gives an array whose shape depends on the data")
        written = args[0] if name in WRITERS else kwargs.get("out")
        return self._do("function", name, function, args, kwargs, written)

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise Refused("compile(): a NumPy call that cannot be recorded was given an array of the step")

    def __getitem__(self, key: Any) -> Any:
        key = tuple(key) if isinstance(key, tuple) else key
        for item in key if isinstance(key, tuple) else (key,):
            if type(item) is Traced and item.real.dtype.kind == "b":
                raise Refused("compile(): a mask picks a number of elements that depends on the data: use where()")
        return self._do("get", "[]", operator.getitem, (self, key), {})

    def __setitem__(self, key: Any, value: Any) -> None:
        key = tuple(key) if isinstance(key, tuple) else key
        self._do("set", "[]=", operator.setitem, (self, key, value), {}, self)

    def __len__(self) -> int:
        return len(self.real)

    def __iter__(self) -> Iterator:
        return (self[i] for i in range(len(self.real)))

    def __bool__(self) -> bool:
        return self.recorder.truth(self)

    def _number(self) -> Any:
        raise self.recorder.decides()

    __int__ = __float__ = __complex__ = __index__ = _number

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise Refused("compile(): the step copies a tensor whole, by the copy module or pickle")

    def __repr__(self) -> str:
        return f"Traced({self.real!r})"


class TracedNumber:
    """A Python number that an array gave: arithmetic on it is recorded, and nothing else can be done with it."""

    __slots__ = ("__weakref__", "real", "recorder", "value")

    def __init__(self, recorder: Any, real: Any, value: Value) -> None:
        self.recorder, self.real, self.value = recorder, real, value

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        return Traced.__array_ufunc__(self, ufunc, method, *args, **kwargs)  # type: ignore[arg-type]

    def _do(self, *call: Any) -> Any:
        return self.recorder.do(*call)

    def beside(self, tensor: Any) -> Any:
        """A tensor that stands for the number beside another: of its dtype, unless that is of a lower category."""
        d, mine = tensor._data.dtype, number_dtype(self.real)
        return wrap(
            self._do(
                "function", "asarray", np.asarray, (self, d if CATEGORY[d.kind] >= CATEGORY[mine.kind] else mine), {}
            )
        )

    def _decides(self, *_: Any) -> Any:
        raise self.recorder.decides()

    __bool__ = __int__ = __float__ = __complex__ = __index__ = __format__ = __str__ = __round__ = _decides
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _decides

    def __repr__(self) -> str:
        raise self.recorder.decides()


def is_numpys(ufunc: Any) -> bool:
    return getattr(np, ufunc.__name__, None) is ufunc


def _method(name: str) -> Callable:
    def call(x: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(x, name)(*args, **kwargs)

    return call


def bare(x: Any) -> Any:
    """An argument with the real arrays and numbers for those that are traced."""
    if type(x) is Traced or type(x) is TracedNumber:
        return x.real
    if isinstance(x, tuple) or type(x) is list:
        return rebuilt(x, [bare(item) for item in x])
    if type(x) is dict:
        return {key: bare(item) for key, item in x.items()}
    if type(x) is slice:
        return slice(bare(x.start), bare(x.stop), bare(x.step))
    return x


# -- operators --------------------------------------------------------------------------------------------------

UFUNCS: dict[str, Any] = dict(
    add=np.add, sub=np.subtract, mul=np.multiply, truediv=np.true_divide, floordiv=np.floor_divide, mod=np.remainder,
    and_=np.bitwise_and, or_=np.bitwise_or, xor=np.bitwise_xor, lshift=np.left_shift, rshift=np.right_shift,
)  # fmt: skip
COMPARISONS: dict[str, Any] = dict(
    eq=np.equal, ne=np.not_equal, lt=np.less, le=np.less_equal, gt=np.greater, ge=np.greater_equal
)
UNARY: dict[str, Any] = dict(neg=np.negative, abs=np.absolute, invert=np.invert, pos=np.positive)
SYMBOLS = dict(add="+", sub="-", mul="*", truediv="/", pow="**")


def _two(ufunc: Any, swapped: bool = False) -> Callable:
    return lambda self, other: ufunc(other, self) if swapped else ufunc(self, other)


def _in_place(ufunc: Any) -> Callable:
    return lambda self, other: ufunc(self, other) if self.value.scalar else ufunc(self, other, out=self)


def _whole(name: str, swapped: bool = False) -> Callable:
    """An operator that NumPy's ndarray has more to say about than one ufunc."""
    function = getattr(operator, name)

    def apply(self: Any, other: Any) -> Any:
        if type(self) is TracedNumber and isinstance(other, Tensor):
            return with_tensor(name, self, other, swapped)
        return self._do("operator", name, function, (other, self) if swapped else (self, other), {})

    return apply


def with_tensor(name: str, number: TracedNumber, tensor: Any, swapped: bool) -> Any:
    """`number op tensor`, or swapped, as the engine has it with a number.

    In the user's own lines, of which it is known that the operator is no `*=`; Python asks here after that, too.
    """
    if id(sys._getframe(2).f_code) not in number.recorder.follower.codes:
        raise number.recorder.decides()
    if name == "pow":
        raise Refused("compile(): the step takes a power with a number that a tensor gave: use the tensor itself")
    if name == "truediv" and not swapped:  # torch divides a number so
        tensor, name = tensor.reciprocal(), "mul"
    pair = number.beside(tensor), tensor
    return getattr(operator, name)(*(pair[::-1] if swapped else pair))


def _one(name: str) -> Callable:
    return lambda self: self._do("operator", name, getattr(operator, name), (self,), {})


for _name, _ufunc in UFUNCS.items():
    _plain = _name.rstrip("_")
    setattr(Traced, f"__{_plain}__", _two(_ufunc))
    setattr(Traced, f"__r{_plain}__", _two(_ufunc, True))
    setattr(Traced, f"__i{_plain}__", _in_place(_ufunc))
for _name, _ufunc in COMPARISONS.items():
    setattr(Traced, f"__{_name}__", _two(_ufunc))
for _name, _ufunc in UNARY.items():
    setattr(Traced, f"__{_name}__", lambda self, _ufunc=_ufunc: _ufunc(self))
for _name in ("pow", "matmul"):
    setattr(Traced, f"__{_name}__", _whole(_name))
    setattr(Traced, f"__r{_name}__", _whole(_name, True))
for _name in SYMBOLS:
    setattr(TracedNumber, f"__{_name}__", _whole(_name))
    setattr(TracedNumber, f"__r{_name}__", _whole(_name, True))
for _name in ("neg", "abs"):
    setattr(TracedNumber, f"__{_name}__", _one(_name))
