"""Joined side by side, split where asked, repeated, turned: made of other functions, in torch's steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays.device import beside, to_host
from ..arrays.names import type_name
from ..arrays.warn import warn
from ..core.operation import OPS as op
from ..core.tensor import Tensor, wrap
from ..ops import refusals
from . import arithmetic
from .arguments import as_sizes, as_tensors, wrap_dim
from .selection import index_select
from .shapes import atleast_1d, cat, contiguous, expand, flip, repeat, reshape, unsqueeze, view
from .signatures import check

# -- at least so many dimensions ------------------------------------------------------------------------------------------


def at_least(name: str, tensors: tuple, grown: Any) -> Any:
    if len(tensors) == 1:
        check(f"nn.{name}", tensors)
    several = as_tensors(tensors[0] if tensors and isinstance(tensors[0], (tuple, list)) else tensors)
    out = tuple(grown(x) for x in several)
    return out[0] if len(tensors) == 1 and isinstance(tensors[0], Tensor) else out


def atleast_2d(*tensors: Any) -> Any:
    """Vectors as matrices of one row, 0-d tensors as matrices of one element."""
    return at_least("atleast_2d", tensors, as_matrix)


def atleast_3d(*tensors: Any) -> Any:
    """Matrices with a dimension of length 1 behind, vectors with one on either side."""
    return at_least("atleast_3d", tensors, as_cube)


def as_matrix(x: Tensor) -> Tensor:
    n = x._data.ndim
    return reshape(x, (1, 1)) if n == 0 else unsqueeze(x, 0) if n == 1 else x


def as_cube(x: Tensor) -> Tensor:
    n = x._data.ndim
    if n == 0:
        return reshape(x, (1, 1, 1))
    return unsqueeze(unsqueeze(x, 0), -1) if n == 1 else unsqueeze(x, -1) if n == 2 else x


# -- joined ----------------------------------------------------------------------------------------------------------------


def nonempty(tensors: Any, name: str) -> tuple[Tensor, ...]:
    tensors = as_tensors(tensors)
    if not tensors:
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return tensors


def hstack(tensors: Any) -> Tensor:
    """Joined along the second dimension, vectors along their only one."""
    ready = atleast_1d(list(nonempty(tensors, "hstack")))
    return cat(ready, 0 if ready[0]._data.ndim == 1 else 1)


def vstack(tensors: Any) -> Tensor:
    """Joined along the first dimension; vectors are rows."""
    return cat(atleast_2d(list(nonempty(tensors, "vstack"))), 0)


def dstack(tensors: Any) -> Tensor:
    """Joined along the third dimension."""
    return cat(atleast_3d(list(nonempty(tensors, "dstack"))), 2)


def column_stack(tensors: Any) -> Tensor:
    """Joined along the second dimension; vectors are columns."""
    tensors = nonempty(tensors, "column_stack")
    ready = [reshape(x, (x._data.size, 1)) if x._data.ndim <= 1 else x for x in tensors]
    return cat(ready, 1)


# -- split -----------------------------------------------------------------------------------------------------------------


def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """So many parts, of lengths that differ by one at most; or the parts between the indices."""
    if input._data.ndim == 0:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    where = indices_or_sections
    if isinstance(where, Tensor):
        expected = "tensor_split expected tensor_indices_or_sections to"
        if where._data.dtype != np.int64:
            raise RuntimeError(f"{expected} have dtype of long, but got {where.dtype.type_name}")
        if where._data.ndim > 1:
            raise RuntimeError(
                f"{expected} be a zero-dimensional or one-dimensional tensor, but got a tensor with {where._data.ndim} dims"
            )
    d = wrap_dim(dim, input._data.ndim)
    where = where.tolist() if isinstance(where, Tensor) or (isinstance(where, np.ndarray) and not where.ndim) else where
    n = input._data.shape[d]
    if isinstance(where, int):
        if where <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {where}")
        size, more = divmod(n, where)
        ends = [0] * where  # all at once: what is too many is refused, and not counted
        ends[:] = (i * size + min(i, more) for i in range(1, where + 1))
    else:
        ends = [*where, n]
    starts = [0, *ends[:-1]]
    cuts = [slice(a, b).indices(n)[:2] for a, b in zip(starts, ends)]
    return tuple(op["slice_dim"](input, d, a, max(a, b), 1) for a, b in cuts)


def evenly(name: str, least: int, input: Tensor, where: Any, dim: int) -> tuple[Tensor, ...]:
    if input._data.ndim < least:
        raise RuntimeError(
            f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with "
            f"{input._data.ndim} dimensions!"
        )
    n = input._data.shape[dim]
    if isinstance(where, Tensor) and where._data.ndim == 0:  # a truth is an index, an integer a number of parts
        where = (int(where.item()),) if where._data.dtype.kind == "b" else where.item()
    if isinstance(where, np.ndarray):
        where = (int(where),)
    if isinstance(where, int) and (where == 0 or n % where):
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {n} is not divisible by "
            f"the split_size {where}!"
        )
    return tensor_split(input, where, dim)


def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the second dimension, of a vector along its only one."""
    return evenly("hsplit", 1, input, indices_or_sections, 1 if input._data.ndim > 1 else 0)


def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the first dimension."""
    return evenly("vsplit", 2, input, indices_or_sections, 0)


def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the third dimension."""
    return evenly("dsplit", 3, input, indices_or_sections, 2)


# -- in another order, or more often ----------------------------------------------------------------------------------------


def ravel(input: Tensor) -> Tensor:
    """All elements as a vector: a view where they lie in order."""
    return view(contiguous(input), (-1,))


def tile(input: Tensor, *dims: Any) -> Tensor:
    """`repeat`, with as many ones before `dims` as are missing."""
    times = as_sizes(dims)
    return repeat(input, (1,) * (input._data.ndim - len(times)) + tuple(times))


def fliplr(input: Tensor) -> Tensor:
    """The columns in reverse order."""
    if input._data.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip(input, (1,))


def flipud(input: Tensor) -> Tensor:
    """The rows in reverse order."""
    if input._data.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip(input, (0,))


def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """Turned by 90 degrees, `k` times, from the first of the two dimensions to the second."""
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if input._data.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {input._data.ndim}")
    if dims[0] == dims[1] or abs(dims[0] - dims[1]) == input._data.ndim:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    return op["rot90"](input, k, tuple(wrap_dim(d, input._data.ndim) for d in dims))


def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal."""
    refusals.no_kernel("trace")(input._data)
    if input._data.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input._data.ndim}")
    return op["trace"](input)


def repeat_interleave(
    input: Any = None, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each element (along `dim`, each slice) so many times in a row."""
    if repeats is None or input is None:
        return _places(repeats if input is None else input, output_size)
    if isinstance(repeats, Tensor) and repeats._data.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if input._data.ndim == 0 and dim is not None:
        if not isinstance(repeats, Tensor):
            wrap_dim(wrap_dim(dim, 0) + 1, 0)
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    if dim is None:
        input, dim = reshape(input, (-1,)) if input._data.ndim != 1 else input, 0
    d = wrap_dim(dim, input._data.ndim)
    if isinstance(repeats, Tensor):
        times = to_host(repeats._data).reshape(-1)
        if times.size not in (1, input._data.shape[d] if input._data.ndim else 1):
            raise RuntimeError(
                f"repeats must have the same size as input along dim, but got repeats.size(0) = {times.size} and "
                f"input.size({dim}) = {input._data.shape[d]}"
            )
        _check_kernel(repeats)
        if (times < 0).any():
            raise RuntimeError("repeats can not be negative")
        each = np.broadcast_to(times, (input._data.shape[d],))
        _check_allocated(output_size, each)
        return index_select(input, d, wrap(beside(np.repeat(np.arange(each.size), each), input._data)))
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    shape = input._data.shape
    _check_output(output_size, shape[d] * repeats)
    grown = expand(unsqueeze(input, d + 1), (*shape[: d + 1], repeats, *shape[d + 1 :]))
    return view(op["clone"](grown), (*shape[:d], shape[d] * repeats, *shape[d + 1 :]))


def _check_kernel(repeats: Tensor) -> None:
    if repeats._data.dtype.name not in ("int64", "int32"):
        raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{repeats.dtype.type_name}'")


def _places(repeats: Tensor, output_size: int | None) -> Tensor:
    """Each place as often as it is repeated."""
    _check_kernel(repeats)
    if repeats._data.ndim != 1:
        raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
    times = to_host(repeats._data)
    if (times < 0).any():
        raise RuntimeError("repeats can not be negative")
    _check_allocated(output_size, times)
    return wrap(beside(np.repeat(np.arange(times.size, dtype=times.dtype), times), repeats._data))


def _check_allocated(asked: int | None, times: np.ndarray) -> None:
    """RuntimeError for another size than the repetitions make, where there is anything to repeat."""
    if asked is not None and asked < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {asked}: [{asked}]")
    if times.size and asked not in (None, int(times.sum())):
        raise RuntimeError("allocated size does not match required size")


def _check_output(asked: int | None, made: int) -> None:
    if asked is not None and asked != made:
        raise RuntimeError(f"repeat_interleave: Invalid output_size, expected {made} but got {asked}")


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Each vector spread over the grid of all: rows first ("ij"), or columns ("xy")."""
    several = as_tensors(tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors)
    if not isinstance(indexing, (str, type(None))):
        raise TypeError(f"meshgrid(): argument 'indexing' must be str, not {type_name(indexing)}")
    if indexing is None:
        warn(INDEXING)
    if not several:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    if any(x._data.dtype != several[0]._data.dtype for x in several):
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if any(x._data.ndim > 1 for x in several):
        wrong = next(x for x in several if x._data.ndim > 1)
        raise RuntimeError(f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {wrong!r}")
    swapped = indexing == "xy" and len(several) >= 2
    ready = [several[1], several[0], *several[2:]] if swapped else list(several)
    sizes = tuple(x._data.size for x in ready)
    count = len(ready)
    grids = [
        expand(view(x, (*[1] * i, n, *[1] * (count - 1 - i))), sizes) for i, (x, n) in enumerate(zip(ready, sizes))
    ]
    return (grids[1], grids[0], *grids[2:]) if swapped else tuple(grids)


def _check_beside(input: Tensor, x: Tensor | None, dim: int) -> None:
    if x is None:
        return
    if x._data.ndim != input._data.ndim:
        raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    for i, (n, m) in enumerate(zip(input._data.shape, x._data.shape)):
        if i != dim and n != m:
            raise RuntimeError(
                "diff expects the shape of tensor to prepend or append to match that of input except along the differencing "
                f"dimension; input.size({i}) = {n}, but got tensor.size({i}) = {m}"
            )


INDEXING = "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument."


def diff(
    input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None, append: Tensor | None = None
) -> Tensor:
    """The differences of neighbours along `dim`, taken `n` times."""
    if input._data.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    parts = [x for x in (prepend, input, append) if x is not None]
    d = (
        wrap_dim(dim, input._data.ndim) if n or len(parts) > 1 else 0
    )  # of one tensor, no differences: nothing is looked at
    for x in (prepend, append):
        _check_beside(input, x, d)
    if not n:
        return op["copy"](op["zeros_like"](input), input)
    input = cat(parts, d) if len(parts) > 1 else input
    for _ in range(min(n, input._data.shape[d])):
        length = input._data.shape[d]
        later, sooner = (op["slice_dim"](input, d, a, b, 1) for a, b in ((1, length), (0, length - 1)))
        input = op["logical_xor"](later, sooner) if input._data.dtype.kind == "b" else arithmetic.sub(later, sooner)
    return input
