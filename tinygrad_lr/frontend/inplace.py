"""Methods that change their tensor: the operation is run as ever, and its result written into the tensor's memory.

`in_place` makes such a method of a function: it asks whether the change is allowed, checks what torch checks before it
computes, and leaves the rest to `views.write`, which gives the tensor its new history. `straight` is the one short cut.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from ..arrays.array import broadcast_shapes, ndarray, repeats
from ..arrays.device import beside
from ..arrays.dtype import BY_NUMPY, CATEGORY, I64, NUMBERS, as_dtype, checked_number, result_type, with_number
from ..arrays.silence import DEFAULT, NONE, current, heard, hushed, known, quietly, said
from ..core.mode import listening, mode, switched, unrecorded
from ..core.operation import OPS
from ..core.tensor import Tensor
from ..core.views import touched
from ..ops.refusals import heaviside
from ..ops.refusals import sub as refuse_difference
from . import arithmetic, products, reductions
from .arguments import as_tensor_like, as_tensors, python_number, to, wrap_dim
from .indexing import index_key, is_mask, only_mask, watch
from .inplace_checks import (
    SHARED,
    check_apart,
    check_cast,
    check_inplace,
    check_result_shape,
    overlap,
    warn_of_expanded,
)
from .shapes import expand
from .signatures import after
from .write import write


def check_bounds_fit(t: Tensor, *bounds: Any) -> None:
    """Clamping has its own words for a bound of a higher category than the tensor."""
    check_result_shape(t, *bounds)
    if any(b.__class__ in NUMBERS for b in bounds):  # then a tensor among them counts as its number
        bounds = tuple(b.item() if isinstance(b, Tensor) and not b._data.ndim else b for b in bounds)
    d = result_type(t._data, *(b for b in bounds if b.__class__ in NUMBERS))
    if CATEGORY[d.kind] > CATEGORY[t._data.dtype.kind]:
        raise RuntimeError(
            f"result type {BY_NUMPY[d].type_name} can't be cast to the desired output type {t.dtype.cpp_name}"
        )


def check_common_dtype(t: Tensor, *given: Any) -> None:
    """Of bits, torch sees the result's dtype before it computes."""
    check_result_shape(t, *given)
    check_cast(result_type(*(x._data if isinstance(x, Tensor) else x for x in (t, *given))), t._data.dtype)


def dtypes_first(t: Tensor, *given: Any) -> None:
    """Nothing to check yet: the operation looks at the dtypes before `write` looks at the shape."""


def shape_before_numbers(t: Tensor, end: Tensor, weight: Any) -> None:
    """`lerp_` by a number looks at its ends' dtypes, and at the result's shape before it looks at the number."""
    if t._data.dtype == end._data.dtype and (not isinstance(weight, Tensor) or not weight._data.ndim):
        check_result_shape(t, end)


def expanded_mask(t: Tensor, mask: Tensor, source: Tensor) -> None:
    """What masked_scatter_ sees, in its order."""
    if source._data.dtype != t._data.dtype:
        names = f"{t.dtype.type_name} and {source.dtype.type_name}"
        raise RuntimeError(f"masked_scatter: expected self and source to have same dtypes but got{names}")
    expand(mask.detach(), t._data.shape)
    if repeats(t._data):
        raise RuntimeError(SHARED.format("more than one element of the written-to tensor refers"))


def expanded_slices(t: Tensor, dim: int, index: Tensor, value: Any) -> None:
    """Of places in the memory that is filled torch tells first; and it warns."""
    if index._data.dtype == I64 and overlap(t._data, index._data, even_the_same=True):
        raise RuntimeError(SHARED.format("some elements of the input tensor and the written-to tensor refer"))
    warn_of_expanded(t, "index_fill_")


def rounding_first(t: Tensor, *given: Any) -> None:
    """A division looks at its mode first."""
    for x in given:
        if isinstance(x, str) and x not in ("trunc", "floor"):
            raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{x}'")
    check_result_shape(t, *given)


def check_sum(t: Tensor, other: Any, alpha: Any = 1) -> None:
    """Whether the sum fits is seen before its factor is looked at."""
    check_common_dtype(t, other)


def check_difference(t: Tensor, other: Any, alpha: Any = 1) -> None:
    """Bools are refused before all else."""
    refuse_difference(t._data, getattr(other, "_data", python_number(other)))
    check_common_dtype(t, other)


def dtypes_of_heaviside(t: Tensor, values: Tensor) -> None:
    heaviside(t._data, values._data)
    check_result_shape(t, values)


def in_place(
    function: Callable, check: Callable = check_result_shape, *, elementwise: bool = True, apart: bool = False
) -> Callable:
    """The in-place method of a function.

    check        what torch sees before it computes
    elementwise  whether torch minds elements that share memory
    apart        whether it minds, once all else is right, any memory that another argument shares
    """

    def method(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        given = (*args, *kwargs.values())
        check_inplace(input, *given, elementwise=elementwise)
        check(input, *given)
        out = function(input, *args, **kwargs)
        if apart:
            check_apart(input, *given)
        return write(input, out, at_places=not elementwise)

    after(function, method)
    method.__name__ = f"{function.__name__}_"
    return method


def at_places(function: Callable) -> Callable:
    """The in-place method of a function that writes at indices."""
    return in_place(function, dtypes_first, elementwise=False, apart=True)


def never_recorded(method: Callable) -> Callable:
    """An in-place method of logic: torch lets these change even a leaf, and records nothing."""

    def call(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return unrecorded(lambda: method(self, *args, **kwargs)) if mode.grad else method(self, *args, **kwargs)

    return after(method, call)


def comparison(name: str) -> Callable:
    """What an in-place comparison writes. It has a gradient, zero, where the comparison has none."""
    with_tensor, with_a_number = OPS[f"{name}_into"], OPS[f"{name}_into_number"]

    def compare(self: Tensor, other: Any) -> Tensor:
        out = (with_tensor if isinstance(other, Tensor) else with_a_number)(self, other)
        return out if self._data.dtype.kind == "f" else to(out, self.dtype)

    compare.__name__ = name
    return compare


def straight(ufunc: Callable, general: Callable) -> Callable:
    """The one short cut among in-place methods: `general`, but right into the tensor's memory where nothing hangs on it.

    That is where nothing is recorded, both operands are floats of one dtype, and the shapes fit, as in every step of an
    optimizer written by hand. The bits are the same; what is spared is the new array, and most of the checks.
    """

    def method(self: Tensor, other: Any, **kwargs: Any) -> Tensor:
        recording = not switched or mode.grad
        if kwargs or self._counter is None or listening.count or (recording and (self._node or self._view)):
            return general(self, other, **kwargs)
        a = self._data
        if isinstance(other, Tensor) and not (recording and (other._node or other._view)):
            b = other._data
        elif other.__class__ in NUMBERS and other.__class__ is not bool:
            b = with_number(a, other)[1]  # of the same dtype if that is a floating one
        else:
            return general(self, other)
        dtype = a.dtype
        if dtype is not b.dtype or dtype.kind != "f" or b.base is not None:
            return general(self, other)
        if a.base is not None and (a.base is b or 0 in a.strides):
            return general(self, other)
        if (current() is not DEFAULT or (said.filters or NONE)[0] is not known.first) and heard():
            return hushed(method, self, other)
        try:
            if a.size == 1 == b.size and a.ndim >= b.ndim and a.__class__ is ndarray:
                # in place, NumPy takes longer to see that one element does not overlap itself
                a.fill(ufunc(a, b).item())
            else:
                ufunc(a, b, a)
        except (TypeError, ValueError):
            return general(self, other)
        self._counter[0] += 1
        return self

    method.__name__ = general.__name__
    method.__doc__ = f"`{general.__name__[:-1]}`, written into this tensor."
    return method


# -- those that operators are, too --------------------------------------------------------------------------------------

add_ = in_place(arithmetic.add, check_sum)
sub_ = in_place(arithmetic.sub, check_difference)
mul_ = in_place(OPS["mul"])
div_ = in_place(arithmetic.div, rounding_first)
floor_divide_ = in_place(OPS["floor_divide_in_place"], check_common_dtype)
floor_divide_.__name__ = "floor_divide_"
heaviside_ = in_place(OPS["heaviside_in_place"], dtypes_of_heaviside)
heaviside_.__name__ = "heaviside_"
remainder_ = in_place(arithmetic.remainder, check_common_dtype)
pow_ = in_place(arithmetic.pow)
bitwise_and_ = in_place(OPS["bitwise_and"], check_common_dtype)
bitwise_or_ = in_place(OPS["bitwise_or"], check_common_dtype)
bitwise_xor_ = in_place(OPS["bitwise_xor"], check_common_dtype)


# -- those with steps of their own --------------------------------------------------------------------------------------


def zero_(input: Tensor) -> Tensor:
    """Fill with zeros."""
    if input._node is not None or input._view is not None or input._counter is None:  # else nothing refuses or records
        check_inplace(input, elementwise=False)
        if mode.grad and input.requires_grad:
            return write(input, OPS["zero"](input))
    input._data.fill(0)
    touched(input)
    return input


def fill_(input: Tensor, value: Any) -> Tensor:
    """Fill with one number, or with the value of a 0-d tensor."""
    check_inplace(input, value, elementwise=False)
    if not isinstance(value, Tensor):
        return write(input, OPS["fill"](input, checked_number(value, input._data.dtype)))
    if value._data.ndim:
        raise RuntimeError(
            f"fill_ only supports 0-dimension value tensor but got tensor with {value._data.ndim} dimensions."
        )
    check_inplace(input)  # the value may be one of the elements: it is read first
    return write(input, OPS["fill_tensor"](input, value))


@quietly
def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Write `src`, broadcast and converted, into this tensor's memory. Returns the tensor."""
    src = as_tensor_like(src, self) if src.__class__ in NUMBERS else src
    if not isinstance(src, Tensor):
        raise TypeError(f"copy_(): argument 'other' (position 1) must be Tensor, not {type(src).__name__}")
    check_inplace(self, src, elementwise=src is not self)
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


def index_put_(self: Tensor, indices: tuple, values: Tensor, accumulate: bool = False) -> Tensor:
    """Write (or add) `values` at `indices`, a tuple of index tensors: integers, or masks."""
    indices = as_tensors(indices)
    check_inplace(self, values, elementwise=False)
    if not indices:
        raise RuntimeError("sym_strides() called on an undefined Tensor")
    if any(overlap(self._data, x._data, even_the_same=True) for x in (*indices, values)):
        raise RuntimeError(SHARED.format("some elements of the input tensor and the written-to tensor refer"))
    warn_of_expanded(self, "index_put_")
    if len(indices) > self._data.ndim:
        raise IndexError(f"too many indices for tensor of dimension {self._data.ndim} (got {len(indices)})")
    widths = [x._data.ndim if is_mask(x._data) else 1 for x in indices]  # a mask stands for as many as it has
    places = dict(zip(itertools.accumulate(widths, initial=0), indices))
    if not accumulate and values._data.size == 1 and only_mask(self, places) is not None:  # torch fills
        warn_of_expanded(self, "masked_fill_")
        values = to(values, self.dtype)
    key, tensors = index_key(self, places, values)
    out = OPS["index_put"](self, key, values, accumulate)
    watch(out, tensors)
    return write(self, out, at_places=True)


def added_to(function: Callable) -> Callable:
    """The in-place method of a function that adds products to a tensor: the sum must have the tensor's shape."""

    def call(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        check_inplace(input)
        out = function(input, *args, **kwargs)
        if out._data.shape != input._data.shape:
            raise RuntimeError(
                f"Bad in-place call: input tensor size {list(input._data.shape)} and output tensor size "
                f"{list(out._data.shape)} should match"
            )
        return write(input, out)

    call.__name__ = call.__qualname__ = f"{function.__name__}_"
    call.__doc__ = f"`{function.__name__}`, written into this tensor."
    return call


addmm_, addmv_, addbmm_, baddbmm_ = (
    added_to(f) for f in (products.addmm, products.addmv, products.addbmm, products.baddbmm)
)


def _check_own_dtype(t: Tensor, dtype: Any) -> None:
    if dtype is not None and as_dtype(dtype) != t._data.dtype:
        names = t.dtype.cpp_name, BY_NUMPY[as_dtype(dtype)].cpp_name
        raise RuntimeError(
            "Bad in-place call: input tensor dtype {} and output tensor dtype {} should match".format(*names)
        )


def _of_one(t: Tensor) -> Tensor:
    """What accumulates over a single bool, or none: it stays."""
    touched(t)
    return t


def cumsum_(self: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """`cumsum`, written into this tensor."""
    check_inplace(self)
    wrap_dim(dim, self._data.ndim)
    _check_own_dtype(self, dtype)
    if self._data.dtype.kind == "b" and not (self._data.ndim and self._data.size):
        return _of_one(self)
    if self._data.dtype.kind == "b":
        raise NotImplementedError("\"cumsum_out_cpu\" not implemented for 'Bool'")
    return write(self, reductions.cumsum(self, dim, dtype=dtype))


def cumprod_(self: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """`cumprod`, written into this tensor."""
    check_inplace(self)
    wrap_dim(dim, self._data.ndim)
    _check_own_dtype(self, dtype)
    if self._data.dtype.kind == "b" and not (self._data.ndim and self._data.size):
        return _of_one(self)
    if self._data.dtype.kind == "b":
        raise NotImplementedError("\"cumprod_out_cpu\" not implemented for 'Bool'")
    return write(self, reductions.cumprod(self, dim, dtype=dtype))
