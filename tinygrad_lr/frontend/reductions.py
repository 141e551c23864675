"""Functions along dimensions: sums, means, extremes, norms, softmax. They count dimensions, and pick an operation by them."""

from __future__ import annotations

import collections
import math
from typing import Any

from ..arrays import dtype as dt
from ..arrays.names import type_name
from ..arrays.warn import warn
from ..core.mode import mode
from ..core.operation import MISSING
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from ..ops import refusals
from ..ops.refusals import need_kernel
from .arguments import all_dims, flag, np_or_none, python_number, to, wrap_dim
from .output import into
from .signatures import check

_MEAN = op["mean"]


def sum(input: Tensor, dim: Any = MISSING, keepdim: bool = MISSING, *, dtype: Any = None) -> Tensor:
    """The sum of all elements, or along `dim` (an int or several)."""
    dim, keepdim = told_together("sum", dim, keepdim)
    if dim is None and not keepdim:
        return op["sum"](input) if dtype is None else op["sum_typed"](input, recordable(input, dtype))
    return op["sum_dims"](input, all_dims(input, dim), keepdim, recordable(input, dtype))


def told_together(name: str, dim: Any, keepdim: Any) -> tuple[Any, bool]:
    """`dim` and `keepdim`, where these are given: torch has no form in which `keepdim` stands without `dim`."""
    if dim is not MISSING:
        return dim, keepdim is not MISSING and flag(keepdim)
    if keepdim is not MISSING:
        raise TypeError(f"{name}() takes keepdim beside dim alone")
    return None, False


def recordable(input: Tensor, dtype: Any) -> Any:
    """The dtype asked for, or None. RuntimeError where torch would record integers."""
    wanted = np_or_none(dtype)
    if wanted is not None and wanted.kind != "f" and mode.grad and input.requires_grad:
        raise RuntimeError(f"Autograd not support dtype: {dt.BY_NUMPY[wanted].type_name}")
    return wanted


def mean(input: Tensor, dim: Any = MISSING, keepdim: bool = MISSING, *, dtype: Any = None) -> Tensor:
    """The mean of all elements, or along `dim`. RuntimeError for integers without a floating `dtype`."""
    if dim is keepdim is MISSING and dtype is None and input._data.dtype.kind == "f":
        return _MEAN(input)  # the common case, at once
    whole = dim is MISSING  # None is all dimensions, in another form of the function
    dim, keepdim = told_together("mean", dim, keepdim)
    d = input._data.dtype if dtype is None else dt.as_dtype(dtype)
    if d.kind != "f":
        what = "Input dtype must be either" if dtype is None else "Optional dtype must be either"
        raise RuntimeError(
            f"mean(): could not infer output dtype. {what} a floating point or complex dtype. Got: {dt.BY_NUMPY[d].type_name}"
        )
    if whole:
        return _MEAN(input) if dtype is None else op["mean_typed"](input, dt.as_dtype(dtype))
    return op["mean_dims"](input, all_dims(input, dim), keepdim, np_or_none(dtype))


def nansum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum of what is not nan, of all elements or along `dim`."""
    return op["nansum"](input, all_dims(input, dim), keepdim, recordable(input, dtype))


def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean of what is not nan. RuntimeError for integers."""
    if input._data.dtype.kind != "f":
        found = f"expected input to have floating point or complex dtype but got {input.dtype.type_name}"
        raise RuntimeError(f"nanmean(): {found}")
    if dtype is not None and dt.as_dtype(dtype).kind != "f":
        found = f"Optional dtype must be either a floating point or complex dtype. Got: {dt.BY_NUMPY[dt.as_dtype(dtype)].type_name}"
        raise RuntimeError(f"nanmean(): could not infer output dtype. {found}")
    known = op["logical_not"](op["isnan"](input.detach()))
    count = op["sum_dims"](known, all_dims(input, dim), keepdim)
    return op["div"](nansum(input, dim, keepdim, dtype=dtype), count)


def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """How many elements are not zero, of all or along `dim`."""
    return op["count_nonzero"](input, all_dims(input, dim))


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product of all elements, or along one dimension."""
    if dim is None:
        return op["prod"](input, recordable(input, dtype))
    return op["prod_dim"](input, wrap_dim(dim, input._data.ndim), keepdim, recordable(input, dtype))


def var(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> Tensor:
    """The variance: squared distances from the mean, summed and divided by n - correction."""
    return _spread("var", input, dim, unbiased, keepdim, correction)


def std(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> Tensor:
    """The square root of the variance."""
    return _spread("std", input, dim, unbiased, keepdim, correction)


def var_mean(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> Any:
    """The variance and the mean."""
    return _spread("var_mean", input, dim, unbiased, keepdim, correction)


def std_mean(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> Any:
    """The standard deviation and the mean."""
    return _spread("std_mean", input, dim, unbiased, keepdim, correction)


def _spread(name: str, input: Tensor, dim: Any, unbiased: Any, keepdim: bool, correction: Any) -> Any:
    if isinstance(dim, bool):  # var(unbiased) and var(dim, unbiased) are older spellings of `correction`
        dim, unbiased = None, dim
    if correction is None or unbiased is not None:
        correction = 1 if unbiased is None else int(unbiased)
    correction = correction.item() if isinstance(correction, Tensor) else correction
    if input._data.dtype.kind != "f":
        what = f"{name} only support" if "_" in name else "std and var only support"
        raise RuntimeError(f"{what} floating point and complex dtypes")
    dims = all_dims(input, dim)
    reduced = math.prod(input._data.shape[d] for d in dims) if input._data.size else 0
    if reduced <= correction:
        warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
            "(input numel divided by output numel)."
        )
    return op[name](input, dims, correction, keepdim, dim is None or not dims)


def pair(name: str) -> Any:
    """torch.return_types.max and so on: what a reduction that also says where returns; `of_out` if it was given `out`."""
    made = _named(name)
    made.of_out = _named(f"{name}_out")
    return made


def _named(name: str) -> Any:
    def text(self: Any) -> str:
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"

    def reduced(self: Any) -> tuple:
        return pair_of, (name, *self)

    plain: Any = collections.namedtuple(name, "values indices")  # type: ignore[misc]
    NAMED[name] = type(name, (plain,), {"__slots__": (), "__repr__": text, "__reduce__": reduced})
    return NAMED[name]


NAMED: dict[str, Any] = {}  # torch.return_types, by name


def pair_of(name: str, values: Any, indices: Any) -> Any:
    """What a pickle makes one of again."""
    return NAMED[name](values, indices)


_MAX, _MIN, _MEDIAN, _NANMEDIAN = pair("max"), pair("min"), pair("median"), pair("nanmedian")


def _nonempty(input: Tensor, name: str) -> None:
    if not input._data.size:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
            "Specify the reduction dim with the 'dim' argument."
        )


def _one_dim(input: Tensor, dim: int, name: str) -> int:
    asked, dim = dim, wrap_dim(dim, input._data.ndim)
    if input._data.ndim and not input._data.shape[dim]:
        shown = asked if name in ("amax", "amin") else dim
        raise IndexError(f"{name}(): Expected reduction dim {shown} to have non-zero size.")
    return dim


def _extreme(name: str, pair: Any, binary: str) -> Any:
    def reduce(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
        other = dim if isinstance(dim, Tensor) else other
        if other is not None:
            return op[binary](input, other)
        if dim is None:
            _nonempty(input, name)
            return op[f"{name}_all"](input)
        return pair(*op[f"{name}_dim"](input, _one_dim(input, dim, name), keepdim))

    reduce.__name__ = name
    reduce.__doc__ = f"The {name}imum of all elements; along `dim`, with indices; or, given a tensor, elementwise."
    return reduce


max = _extreme("max", _MAX, "maximum")
min = _extreme("min", _MIN, "minimum")


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median (the lower one of an even number) of all elements, or along `dim` with indices."""
    if dim is None:
        return op["median_all"](input)
    return _MEDIAN(*op["median_dim"](input, _one_dim(input, dim, "median"), keepdim))


def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """`median` of what is not nan."""
    if dim is None:
        return op["nanmedian_all"](input)
    return _NANMEDIAN(*op["nanmedian_dim"](input, _one_dim(input, dim, "median"), keepdim))


def amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The maximum over `dim`; equal elements share its gradient."""
    return op["amax"](input, _reducible(input, dim, "amax"), keepdim)


def amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The minimum over `dim`; equal elements share its gradient."""
    return op["amin"](input, _reducible(input, dim, "amin"), keepdim)


def _reducible(input: Tensor, dim: Any, name: str) -> tuple[int, ...]:
    dim = () if dim is None else dim
    if isinstance(dim, (tuple, list)) and not dim:
        _nonempty(input, name)
    for d in dim if isinstance(dim, (tuple, list)) else (dim,):
        _one_dim(input, d, name)
    return all_dims(input, dim)


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the maximum, the first of equals: of all elements as one row, or along `dim`."""
    return _arg("argmax", input, dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the minimum, the first of equals: of all elements as one row, or along `dim`."""
    return _arg("argmin", input, dim, keepdim)


def _arg(name: str, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    (refusals.argmax if name == "argmax" else refusals.argmin)(input._data)
    if dim is None and not input._data.size:
        raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
    return op[name](input, None if dim is None else _one_dim(input, dim, name), keepdim)


def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running sums along `dim`."""
    return _running("cumsum", input, dim, dtype)


def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running products along `dim`."""
    return _running("cumprod", input, dim, dtype)


def _running(name: str, input: Tensor, dim: int, dtype: Any) -> Tensor:
    d, wanted = wrap_dim(dim, input._data.ndim), np_or_none(dtype)
    if wanted is not None and wanted.kind == "b" and input._data.ndim and input._data.size:
        raise NotImplementedError(f"\"{name}_out_cpu\" not implemented for 'Bool'")
    return op[name](input, d, recordable(input, dtype))


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(sum(exp(input))) along `dim`, without overflow."""
    return op["logsumexp"](input, all_dims(input, dim), keepdim)


def all(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether all elements (along `dim`; each by itself for ()) are nonzero."""
    return op["all"](input, all_dims(input, dim, False), keepdim)


def any(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether any element (along `dim`; each by itself for ()) is nonzero."""
    return op["any"](input, all_dims(input, dim, False), keepdim)


def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The p-norm of all elements as one vector, or along `dim`; "fro" is p = 2."""
    if dim is not None and not isinstance(dim, int) and isinstance(p, str) and p == "fro" and len(dim) > 2:
        check("nn.linalg_matrix_norm", (input, p, dim, keepdim), {"dtype": dtype})
        if input._data.ndim < 2:
            raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
        need_floats("linalg.matrix_norm", input)
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {' '.join(map(str, dim))}")
    p = 2 if p is None or (isinstance(p, str) and p == "fro") else p
    dim = [dim] if isinstance(dim, int) else dim
    if isinstance(p, str):
        raise NotImplementedError(f"norm(): p={p!r} is not supported; give a number or 'fro'")
    check("nn.linalg_vector_norm", (input, p, dim, keepdim), {} if dtype is None else {"dtype": dtype})
    need_floats("linalg.vector_norm", input)
    if dtype is not None and dt.as_dtype(dtype).kind != "f":
        raise RuntimeError(
            f"linalg.vector_norm: dtype should be floating point or complex, but got {dt.BY_NUMPY[dt.as_dtype(dtype)].type_name}"
        )
    if dtype is not None and dt.as_dtype(dtype).itemsize < input._data.dtype.itemsize:
        names = input.dtype.type_name, dt.BY_NUMPY[dt.as_dtype(dtype)].type_name
        raise RuntimeError(
            "linalg.vector_norm: the dtype of the input ({}) should be convertible without narrowing to the specified dtype "
            "({})".format(*names)
        )
    p = p.item() if isinstance(p, Tensor) else python_number(p)
    if not input._data.size:
        refuse_norm_of_nothing(input, p, dim)
    return op["vector_norm"](input, p, all_dims(input, dim), keepdim, np_or_none(dtype))


def refuse_norm_of_nothing(input: Tensor, p: Any, dim: Any) -> None:
    """RuntimeError for the extreme of no elements, which names a dimension as it is given."""
    if not dim:
        refusals.norm_of_nothing(p)
    for d in dim or ():
        if not input._data.shape[wrap_dim(d, input._data.ndim)]:
            refusals.norm_of_nothing(p, f"the dimension {d}because this dimension is empty and")


def need_floats(name: str, x: Tensor) -> None:
    """RuntimeError for integers and bools."""
    if x._data.dtype.kind != "f":
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {x.dtype.type_name}")


def norm_of(
    input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, out: Any = None, dtype: Any = None
) -> Tensor:
    """`norm`, as a function: it takes `out` by its place, too."""
    if out is None:
        return norm(input, p, dim, keepdim, dtype)
    if not isinstance(out, Tensor):
        raise TypeError(f"linalg_vector_norm(): argument 'out' must be Tensor, not {type_name(out)}")
    return into(norm, out, (input, p, dim, keepdim), {} if dtype is None else {"dtype": dtype}, [input])


norm_of.__qualname__ = "norm"  # in Python's own refusals


def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """exp(input) / sum(exp(input)) along `dim`."""
    return _softmax("softmax", input, dim, dtype)


def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """log(softmax(input, dim)), without loss of accuracy."""
    return _softmax("log_softmax", input, dim, dtype)


def _softmax(name: str, input: Tensor, dim: int, dtype: Any) -> Tensor:
    n = input._data.ndim
    d = wrap_dim(dim, n)
    input = input if dtype is None else to(input, dtype)
    if not input._data.size and input._data.dtype.kind != "f":
        return op["clone"](input)
    need_kernel(input._data, f"{name}_kernel_impl" if d < n - 1 else f"{name}_lastdim_kernel_impl", "biu")
    return op[name](input, d)
