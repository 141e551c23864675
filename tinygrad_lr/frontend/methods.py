"""The one place where operations become Tensor's methods and operators, and the list of torch-named functions.

`FUNCTIONS` holds every public function by torch's name; methods are the same functions with the tensor first.
In-place methods (`add_`) run the operation and write its result into the tensor (`views.write`); when nothing is
being recorded, sums and products of one dtype go straight into the tensor's memory.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays.device import (
    BY_NUMPY,
    CATEGORY,
    NUMBERS,
    beside,
    broadcast_shapes,
    check_device,
    checked_number,
    result_type,
    with_number,
)
from ..autograd import start
from ..core.mode import mode, unrecorded
from ..core.operation import OPS
from ..core.tensor import Tensor
from ..core.views import touched, write
from . import creation, errors, nodes  # noqa: F401
from . import functions as f
from .explain import OPERATORS
from .indexing import getitem, setitem
from .inplace_checks import check_cast, check_inplace
from .signatures import checked, explained, of_itself

# Operations whose arguments are torch's own: the operation is the function.
DIRECT = """abs neg reciprocal sqrt rsqrt exp expm1 log log1p log2 log10 sin cos tan tanh sigmoid erf sign floor ceil
trunc maximum minimum mul floor_divide relu mm mv dot bmm clone eq ne lt le gt ge isnan isinf isfinite
logical_not logical_and logical_or logical_xor bitwise_not bitwise_and bitwise_or bitwise_xor""".split()

COMPOSED = """add sub rsub div remainder pow square round clamp clamp_min clamp_max where lerp addcmul addcdiv isclose
allclose equal sum mean prod var std max min median amax amin argmax argmin cumsum logsumexp all any norm softmax
log_softmax matmul addmm outer einsum reshape flatten unflatten t transpose permute movedim squeeze unsqueeze
broadcast_to cat stack split chunk unbind select narrow diagonal diag tril triu flip roll masked_fill index_select
gather nonzero result_type promote_types can_cast is_tensor is_floating_point numel atleast_1d
broadcast_tensors""".split()

# Of these a training loop calls some in every step. They are not read before they are called, only after they failed.
OFTEN = set("add sub mul div pow square sum mean matmul multiply divide true_divide size".split())

CREATION = "arange linspace zeros ones empty full eye zeros_like ones_like empty_like full_like".split()

FUNCTIONS: dict[str, Callable] = {name: OPS[name] for name in DIRECT}
FUNCTIONS.update((name, getattr(creation, name)) for name in CREATION)
FUNCTIONS.update((name, getattr(f, name)) for name in COMPOSED)
FUNCTIONS.update(
    absolute=OPS["abs"], negative=OPS["neg"], subtract=lambda input, other, alpha=1: f.sub(input, other, alpha=alpha), multiply=OPS["mul"], divide=f.div, true_divide=f.div,
    concat=f.cat, concatenate=f.cat, swapaxes=f.transpose, swapdims=f.transpose, moveaxis=f.movedim, clip=f.clamp,
    greater=OPS["gt"], greater_equal=OPS["ge"], less=OPS["lt"], less_equal=OPS["le"], not_equal=OPS["ne"],
    fix=OPS["trunc"], ger=f.outer,
)  # fmt: skip

# The operation takes a number where torch's function takes a tensor alone.
TAKE_NUMBERS = set("maximum minimum logical_and logical_or logical_xor eq ne lt le gt ge floor_divide pow".split())
TAKE_NUMBERS |= {f"bitwise_{name}" for name in ("and", "or", "xor")}

METHODS_ONLY = dict(
    view=f.view, expand=f.expand, expand_as=f.expand_as, repeat=f.repeat, contiguous=f.contiguous, to=f.to,
    type_as=f.type_as, where=lambda self, condition, other: f.where(condition, self, other),
)  # fmt: skip
NOT_METHODS = {"cat", "concat", "concatenate", "stack", "einsum", "where", "is_tensor", "result_type", "promote_types",
               "can_cast", "broadcast_tensors", "numel", "is_floating_point", "atleast_1d", "rsub", *CREATION}  # fmt: skip


def _comparison(name: str) -> Callable:
    with_tensor, with_a_number = OPS[f"{name}_into"], OPS[f"{name}_into_number"]

    def compare(self: Tensor, other: Any) -> Tensor:
        out = (with_tensor if isinstance(other, Tensor) else with_a_number)(self, other)
        return out if self._data.dtype.kind == "f" else f.to(out, self.dtype)

    return compare


INPLACE = """abs neg reciprocal sqrt rsqrt exp expm1 log log1p log2 log10 sin cos tan tanh sigmoid erf sign floor ceil trunc
relu add sub mul div floor_divide remainder pow square round clamp clamp_min clamp_max lerp addcmul addcdiv masked_fill
tril triu eq ne lt le gt ge logical_not logical_and logical_or logical_xor bitwise_not bitwise_and bitwise_or
bitwise_xor""".split()
BY_PLACE = {"masked_fill", "tril", "triu"}  # in these, torch does not mind elements that share memory
COMPARISONS = {name: _comparison(name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}
STRAIGHT = {"add": np.add, "sub": np.subtract, "mul": np.multiply}


def in_place(name: str) -> Callable:
    """The in-place method of a function. A comparison's has a gradient, zero, where the comparison has none."""
    function = COMPARISONS.get(name, FUNCTIONS[name])

    @functools.wraps(function)
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        given = (*args, *kwargs.values())
        if name.startswith("logical_") and mode.grad:  # torch lets these change even a leaf, and records nothing
            return unrecorded(lambda: method(self, *args, **kwargs))
        check_inplace(self, *given, elementwise=name not in BY_PLACE)
        if name not in ("addcdiv", "sub"):  # these look at the dtypes first
            check_result_shape(self, *given)
        if name.startswith("clamp"):
            check_bounds_fit(self, *given)
        if name.startswith("bitwise_"):
            operands = (x._data if isinstance(x, Tensor) else x for x in (self, *given))
            check_cast(result_type(*operands), self._data.dtype)
        return write(self, function(self, *args, **kwargs))

    method.__name__ = f"{name}_"
    return method


def check_result_shape(t: Tensor, *given: Any) -> None:
    """An in-place result must have the tensor's own shape: torch sees that before it computes."""
    shape = broadcast_shapes(t._data.shape, *(x._data.shape for x in given if isinstance(x, Tensor)))
    if shape != t._data.shape:
        raise RuntimeError(f"output with shape {list(t._data.shape)} doesn't match the broadcast shape {list(shape)}")


def check_bounds_fit(t: Tensor, *bounds: Any) -> None:
    """Clamping has its own words for a bound of a higher category than the tensor."""
    d = result_type(t._data, *(b for b in bounds if b.__class__ in NUMBERS))
    if CATEGORY[d.kind] > CATEGORY[t._data.dtype.kind]:
        raise RuntimeError(
            f"result type {BY_NUMPY[d].type_name} can't be cast to the desired output type {t.dtype.cpp_name}"
        )


def straight(name: str, ufunc: Callable, general: Callable) -> Callable:
    """`general`, with a short cut: unrecorded, same dtype, a shape that fits; the same bits, without a new array."""

    def method(self: Tensor, other: Any, **kwargs: Any) -> Tensor:
        recording = mode.grad
        if kwargs or other.__class__ is bool or (recording and (self._node or self._view)) or self._counter is None:
            return general(self, other, **kwargs)
        a = self._data
        if other.__class__ in NUMBERS:
            b = with_number(a, other)[1]  # of the same dtype if that is a floating one
        elif not isinstance(other, Tensor) or (recording and (other._node or other._view)):
            return general(self, other)
        else:
            b = other._data
        dtype = a.dtype
        if dtype is not b.dtype or dtype.kind != "f" or b.base is not None:
            return general(self, other)
        if a.base is not None and (a.base is b or 0 in a.strides):
            return general(self, other)
        try:
            if a.size == 1 == b.size and a.ndim >= b.ndim and a.__class__ is np.ndarray:
                # in place, NumPy takes longer to see that one element does not overlap itself
                a.fill(ufunc(a, b).item())
            else:
                ufunc(a, b, a)
        except (TypeError, ValueError, RuntimeWarning, FloatingPointError):
            return general(self, other)
        self._counter[0] += 1
        return self

    method.__name__ = f"{name}_"
    method.__doc__ = f"`{name}`, written into this tensor."
    return method


def quick(name: str, general: Callable) -> Callable:
    return straight(name, STRAIGHT[name], general) if name in STRAIGHT else general


def operator(method: Callable) -> Callable:
    """An in-place operator: the method, but leaving Python to answer for operands that are not tensors or numbers."""

    def apply(self: Tensor, other: Any) -> Any:
        if other.__class__ is complex:
            raise NotImplementedError("complex numbers are not supported here")
        if other.__class__ not in NUMBERS and not isinstance(other, (Tensor, np.generic)):
            return NotImplemented
        return method(self, other)

    return apply


def reflected(function: Callable) -> Callable:
    """`number op tensor`."""

    def apply(self: Tensor, other: Any) -> Any:
        if other.__class__ not in NUMBERS and not isinstance(other, (Tensor, np.generic)):
            return NotImplemented
        return function(other, self)

    return apply


def attach() -> None:
    """Give Tensor its methods and operators; these, and all functions, answer as torch does to calls that fit no form."""
    methods: dict[str, Any] = {name: m for name, m in vars(Tensor).items() if name[0] != "_" and callable(m)}
    methods |= {name: f for name, f in FUNCTIONS.items() if name not in NOT_METHODS} | METHODS_ONLY
    methods |= {f"{name}_": quick(name, in_place(name)) for name in INPLACE}
    methods |= {function.__name__: function for function in METHODS}
    for name, operator in operators(methods).items():
        setattr(Tensor, name, operator)
    for name, function in methods.items():
        setattr(Tensor, name, answering(name, f"Tensor.{name}", function))
    FUNCTIONS.update((name, answering(name, name, function)) for name, function in FUNCTIONS.items())


def answering(name: str, known_as: str, function: Callable) -> Callable:
    code = getattr(function, "__wrapped__", function).__code__
    more = code.co_kwonlyargcount or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    if name != known_as and code.co_argcount == 1 and not more:
        return of_itself(known_as, function)
    at_once = (name in DIRECT or name.rstrip("_") in OFTEN) and name not in TAKE_NUMBERS
    return (explained if at_once else checked)(known_as, function)


def operators(methods: dict[str, Any]) -> dict[str, Any]:
    """What Python calls for `x + y`, `x[i]`, `x @ y` and so on."""
    plain = {f"__{name}__": OPERATORS[name] for name in "add sub mul eq ne lt le gt ge".split()}
    in_places = {f"__i{name}__": quick(name, operator(in_place(name))) for name in ("add", "sub", "mul")}
    return plain | in_places | dict(
        __radd__=OPERATORS["add"], __rmul__=OPERATORS["mul"], __rsub__=operator(f.rsub),
        __truediv__=OPERATORS["div"], __rtruediv__=reciprocal_times,
        __itruediv__=operator(methods["div_"]), __floordiv__=OPERATORS["floor_divide"],
        __rfloordiv__=operator(lambda self, other: OPS["floor_divide"](f.as_tensor_like(other, self), self)),
        __ifloordiv__=operator(methods["floor_divide_"]), __mod__=operator(f.remainder), __imod__=operator(methods["remainder_"]),
        __rmod__=operator(lambda self, other: OPS["number_remainder"](f._for_number(self, other), other)),
        __pow__=operator(f.pow), __rpow__=reflected(f.pow), __ipow__=operator(methods["pow_"]),
        __neg__=OPS["neg"], __pos__=positive, __abs__=OPS["abs"], __invert__=inverted,
        __and__=OPERATORS["bitwise_and"], __or__=OPERATORS["bitwise_or"], __xor__=OPERATORS["bitwise_xor"],
        __rand__=OPERATORS["bitwise_and"], __ror__=OPERATORS["bitwise_or"], __rxor__=OPERATORS["bitwise_xor"],
        __iand__=operator(methods["bitwise_and_"]), __ior__=operator(methods["bitwise_or_"]), __ixor__=operator(methods["bitwise_xor_"]),
        __lshift__=shift, __rshift__=shift, __rlshift__=shift, __rrshift__=shift,
        __matmul__=matmul_operator, __getitem__=getitem, __setitem__=setitem, __hash__=Tensor.__hash__,
        T=property(reversed_dims), mT=property(lambda self: f.transpose(self, -2, -1)),
        backward=start.tensor_backward,
    )  # fmt: skip


def reciprocal_times(self: Tensor, other: Any) -> Any:
    """`other / self`"""
    try:
        return OPS["reciprocal"](self) * other
    except TypeError:  # Python says of `/` what was said of `*`
        return NotImplemented


def shift(self: Tensor, other: Any) -> Tensor:
    raise NotImplementedError("<< and >> of tensors are not supported here; multiply or floor-divide by a power of 2")


def inverted(self: Tensor) -> Tensor:
    """`~t`"""
    if self._data.dtype.kind == "f":
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return OPS["bitwise_not"](self)


def matmul_operator(self: Tensor, other: Any) -> Any:
    if isinstance(other, Tensor) and self._data.ndim == 2 == other._data.ndim:
        return OPS["mm"](self, other)
    return f.matmul(self, other) if isinstance(other, Tensor) else NotImplemented


def positive(self: Tensor) -> Tensor:
    """`+t`: the tensor itself."""
    if self._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self


def reversed_dims(self: Tensor) -> Tensor:
    """`T`: the dimensions in reverse order."""
    if self._data.ndim == 0:
        warnings.warn(
            "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.", stacklevel=2
        )
    elif self._data.ndim != 2:
        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute("
            "*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.",
            stacklevel=2,
        )
    return OPS["permute"](self, tuple(range(self._data.ndim))[::-1])


def zero_(self: Tensor) -> Tensor:
    """Fill with zeros."""
    if self._node is not None or self._view is not None or self._counter is None:  # else nothing refuses or records
        check_inplace(self, elementwise=False)
        if mode.grad and self.requires_grad:
            return write(self, OPS["zero"](self))
    self._data.fill(0)
    touched(self)
    return self


def fill_(self: Tensor, value: Any) -> Tensor:
    """Fill with one number, or with the value of a 0-d tensor."""
    check_inplace(self, value, elementwise=isinstance(value, Tensor))
    if not isinstance(value, Tensor):
        return write(self, OPS["fill"](self, checked_number(value, self._data.dtype)))
    if value._data.ndim:
        raise RuntimeError(
            f"fill_ only supports 0-dimension value tensor but got tensor with {value._data.ndim} dimensions."
        )
    return write(self, OPS["fill_tensor"](self, value))


def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Write `src`, broadcast and converted, into this tensor's memory. Returns the tensor."""
    src = f.as_tensor_like(src, self) if src.__class__ in NUMBERS else src
    if not isinstance(src, Tensor):
        raise TypeError(f"copy_(): argument 'other' (position 1) must be Tensor, not {type(src).__name__}")
    check_inplace(self, src)
    shape, wanted = self._data.shape, src._data.shape
    if shape != wanted and broadcast_shapes(shape, wanted) != shape:
        raise RuntimeError(
            f"output with shape {list(shape)} doesn't match the broadcast shape {list(broadcast_shapes(shape, wanted))}"
        )
    if mode.grad and (self.requires_grad or src.requires_grad) and self._data.dtype.kind == "f":
        return write(self, OPS["copy"](self, src))
    self._data[...] = beside(src._data, self._data)
    touched(self)
    return self


def _converter(method: str, numpy_name: str) -> Callable:
    def convert(self: Tensor) -> Tensor:
        return f.to(self, BY_NUMPY[np.dtype(numpy_name)])

    convert.__name__, convert.__doc__ = method, f"The tensor in {numpy_name}."
    return convert


def cpu(self: Tensor) -> Tensor:
    """The tensor in the CPU's memory."""
    return f.to(self, "cpu") if self.is_cuda else self


def cuda(self: Tensor, device: Any = None) -> Tensor:
    """The tensor on a CUDA device, by default the current one. An error says what is missing where there is none."""
    device = check_device("cuda" if device is None else device)
    if device.type != "cuda":
        raise RuntimeError(f"Invalid device, must be cuda device, but got {device}")
    return f.to(self, device)


def index_put_(self: Tensor, indices: tuple, values: Tensor, accumulate: bool = False) -> Tensor:
    """Write (or add) `values` at `indices`, a tuple of index tensors."""
    check_inplace(self, values, elementwise=False)
    return write(self, OPS["index_put"](self, tuple(i._data for i in indices), values, accumulate))


def new_zeros(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Zeros of shape `size` in this tensor's dtype."""
    return _new(self, size, 0, dtype, device, requires_grad)


def new_ones(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Ones of shape `size` in this tensor's dtype."""
    return _new(self, size, 1, dtype, device, requires_grad)


def new_full(
    self: Tensor, size: Any, fill_value: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`fill_value` in shape `size` in this tensor's dtype."""
    return _new(self, (size,), fill_value, dtype, device, requires_grad)


def new_empty(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of shape `size` in this tensor's dtype."""
    return _new(self, size, 0, dtype, device, requires_grad)


def new_tensor(self: Tensor, data: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """`data` in this tensor's dtype."""
    from .creation import COPY_CONSTRUCT, tensor

    if isinstance(data, Tensor):
        warnings.warn(COPY_CONSTRUCT.replace("torch.tensor", "tensor.new_tensor"), stacklevel=2)
        data = data.detach()._data
    device = self.device if device is None else device
    return tensor(data, dtype=self.dtype if dtype is None else dtype, device=device, requires_grad=requires_grad)


def _new(self: Tensor, size: tuple, value: Any, dtype: Any, device: Any, requires_grad: bool) -> Tensor:
    from .creation import full

    return full(
        f._requested(size),
        value,
        dtype=self.dtype if dtype is None else dtype,
        device=self.device if device is None else device,
        requires_grad=requires_grad,
    )


def is_same_size(self: Tensor, other: Tensor) -> bool:
    return self._data.shape == other._data.shape


def view_as(self: Tensor, other: Tensor) -> Tensor:
    """`view` in another tensor's shape."""
    return f.view(self, other._data.shape)


def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """`reshape` to another tensor's shape."""
    return f.reshape(self, other._data.shape)


def addmm_(self: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """`addmm`, written into this tensor."""
    check_inplace(self)
    out = f.addmm(self, mat1, mat2, beta=beta, alpha=alpha)
    if out._data.shape != self._data.shape:
        raise RuntimeError(
            f"Bad in-place call: input tensor size {list(self._data.shape)} and output tensor size "
            f"{list(out._data.shape)} should match"
        )
    return write(self, out)


def cumsum_(self: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """`cumsum`, written into this tensor."""
    check_inplace(self)
    if self._data.dtype.kind == "b":
        raise NotImplementedError("\"cumsum_out_cpu\" not implemented for 'Bool'")
    return write(self, f.cumsum(self, dim, dtype=dtype))


METHODS = [addmm_, cumsum_, zero_, fill_, copy_, cpu, cuda, index_put_, new_zeros, new_ones, new_full, new_empty, new_tensor, view_as,
           reshape_as, is_same_size,
           *(_converter(m, n) for m, n in dict(float="float32", double="float64", long="int64", int="int32",
                                               short="int16", bool="bool").items())]  # fmt: skip

attach()
