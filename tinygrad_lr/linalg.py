"""torch.linalg, as far as regressions need it: norms and products. What is left out is refused by name."""

from __future__ import annotations

import math
from typing import Any

from .core.operation import OPS as _op
from .core.tensor import Tensor
from .frontend import products as _products
from .frontend import reductions as _reductions
from .frontend import shapes as _shapes
from .frontend.arguments import wrap_dim as _wrap_dim
from .frontend.signatures import public as _public
from .frontend.unsupported import Unsupported as _Unsupported

__all__ = ["diagonal", "matmul", "matrix_norm", "matrix_power", "norm", "vecdot", "vector_norm"]


def _as_torchs(function: Any) -> Any:
    """The function, called as torch's is: by the forms of arguments of `torch._C._linalg`."""
    return _public(function, f"nn.linalg_{function.__name__}")


@_as_torchs
def vector_norm(input: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """(sum |x|**ord)**(1/ord) of all elements, or along `dim`; for 0 how many are not zero, for ±inf the extreme size.

    RuntimeError for integers, and for the extreme of nothing.
    """
    return _reductions.norm(input, ord, dim, keepdim, dtype)


@_as_torchs
def matrix_norm(
    input: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """Norms of matrices: "fro" of all elements as one vector; for ±1 and ±inf the extreme sum of |columns| and |rows|.

    NotImplementedError for those made of singular values: 2, -2 and "nuc".
    """
    if ord not in ("fro", "nuc", 2, -2) and (isinstance(ord, str) or abs(ord) not in (1, math.inf)):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    if input._data.ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    dims = tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)
    if len(dims) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {' '.join(map(str, dims))}")
    _reductions.need_floats("linalg.matrix_norm", input)
    row, column = (_wrap_dim(d, input._data.ndim) for d in dims)
    if row == column:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got {(row, column)}")
    if ord in (2, -2, "nuc"):
        raise NotImplementedError(
            f"linalg.matrix_norm: ord={ord!r} is not supported here; singular values are out of scope"
        )
    if ord == "fro":
        return vector_norm(input, 2, (row, column), keepdim, dtype=dtype)
    summed, left = (row, column) if abs(ord) == 1 else (column, row)
    sums = vector_norm(input, 1, summed, keepdim, dtype=dtype)
    place = left if keepdim or left < summed else left - 1
    if ord > 0 and not input._data.shape[left]:  # no sum is 0, and leads nowhere
        return _reductions.sum(sums.detach(), place, keepdim)
    return (_reductions.amax if ord > 0 else _reductions.amin)(sums, place, keepdim)


@_as_torchs
def norm(input: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """`vector_norm` of all elements or along one dimension; `matrix_norm` of a matrix, or along two, if `ord` is given."""
    dims = None if dim is None else tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)
    begin = "linalg.norm: If dim is"
    if dims is not None and len(dims) not in (1, 2):
        raise RuntimeError(f"{begin} specified, it must be of length 1 or 2. Got {list(dims)}")
    if dims is None and ord is not None and input._data.ndim not in (1, 2):
        raise RuntimeError(f"{begin} not specified but ord is, the input must be 1D or 2D. Got {input._data.ndim}D.")
    matrices = len(dims) == 2 if dims is not None else input._data.ndim == 2
    if isinstance(ord, str) or (ord is not None and matrices):
        return matrix_norm(input, ord, (-2, -1) if dims is None else dims, keepdim, dtype=dtype)
    return vector_norm(input, 2 if ord is None else ord, dims, keepdim, dtype=dtype)


@_as_torchs
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The sums of x * y along `dim`."""
    _reductions.need_floats("linalg.vecdot", x)
    if x.dtype != y.dtype:
        kinds = f"x of type {x.dtype.type_name} and y of type {y.dtype.type_name}"
        raise RuntimeError(f"linalg.vecdot: Expected x and y to have the same dtype, but found {kinds} instead")
    if x._data.ndim == y._data.ndim == 1:
        return _op["vdot"](x, y)
    return _reductions.sum(_op["mul"](x, y), dim)


@_as_torchs
def matmul(input: Tensor, other: Tensor) -> Tensor:
    """`torch.matmul`, by NumPy's name."""
    return _products.matmul(input, other)


@_as_torchs
def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """A view of the diagonals of matrices, the last two dimensions if nothing else is said."""
    return _shapes.diagonal(A, offset, dim1, dim2)


@_as_torchs
def matrix_power(input: Tensor, n: int) -> Tensor:
    """A matrix multiplied `n` > 0 times by itself, by squares. NotImplementedError for other `n`: inverses are out of scope."""
    if input._data.ndim < 2:
        raise RuntimeError("linalg.matrix_power: The input tensor A must have at least 2 dimensions.")
    rows, columns = input._data.shape[-2:]
    if rows != columns:
        square = f"they are {rows} by {columns} matrices"
        raise RuntimeError(f"linalg.matrix_power: A must be batches of square matrices, but {square}")
    if n < 1:
        raise NotImplementedError("linalg.matrix_power(): only n > 0 is supported here")
    if n == 1:
        return _op["clone" if input._data.flags.c_contiguous else "contiguous"](input)
    if n == 3:
        return _products.matmul(_products.matmul(input, input), input)
    result: Any = None
    while n:
        if n % 2:
            result = input if result is None else _products.matmul(result, input)
        n //= 2
        input = _products.matmul(input, input) if n else input
    return result


def __getattr__(name: str) -> Any:
    """torch's other functions are refused by name."""
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    raise _Unsupported(
        f"torch.linalg.{name} is not supported here: decompositions and solvers are out of scope; numpy.linalg has them"
    )
