"""Products of matrices, vectors and batches, in torch's steps, so that the graphs are the same.

`matmul` is made of `mm`, `mv`, `dot` and `bmm`. So is `einsum`: index letters, contracted two operands at a time. Every
operand is given one dimension per letter, in one order (the result's letters, then those to be summed), with length 1
for letters it lacks. Of a pair, letters that end here are summed at once if only one has them. Then it is multiplied by
a `bmm` whose batch are the letters both need later, whose rows and columns are those only one has, and whose inner
dimension are the letters that end here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arrays.array import broadcast_shapes
from ..arrays.dtype import checked_number
from ..arrays.names import type_name
from ..autograd.grad_mode import no_grad
from ..core.mode import mode
from ..core.operation import OPS as op
from ..core.tensor import Tensor
from ..core.views import touched
from .arguments import as_tensors, wrap_dim
from .reductions import sum
from .shapes import contiguous, diagonal, expand, length_of, permute, reshape, unsqueeze, view


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The product of vectors, matrices or batches of matrices; the steps and their nodes are torch's."""
    a, b = input._data.ndim, other._data.ndim
    if a == 2 and b == 2:
        return op["mm"](input, other)
    if a == 2 and b == 1:
        return op["mv"](input, other)
    if a == 1 and b == 1:
        return op["dot"](input, other)
    if a == 0 or b == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
    if a == 1 and b == 2:
        row = op["squeeze_in_place"](op["mm"](op["unsqueeze"](input, 0), other), 0)
        touched(row)  # by torch's squeeze
        return row
    if a == b == 3 and input._data.shape[0] != other._data.shape[0]:  # one matrix for all, which is best not repeated
        if input._data.shape[0] == 1 and input.requires_grad:
            return matmul(op["squeeze_dim"](input, 0), other)
        if other._data.shape[0] == 1 and other.requires_grad:
            return matmul(input, op["squeeze_dim"](other, 0))
    if a <= 2 and _folds(np.swapaxes(other._data, -1, -2), input, a == 1):  # likewise for the right one, transposed
        tall = matmul(op["transpose"](other, b - 2, b - 1), op["t"](input) if a == 2 else input)
        return contiguous(op["transpose"](tall, b - 2, b - 1)) if a == 2 else tall
    if b <= 2 and _folds(input._data, other, True):  # the batch of the left one is one tall matrix
        tall = reshape(input, (math.prod(input._data.shape[:-1]), input._data.shape[-1]))
        out = op["mm"](tall, other) if b == 2 else op["mv"](tall, other)
        return op["reshape"](out, (*input._data.shape[:-1], *other._data.shape[1:]))
    return _matmul_batches(input, other)


def _folds(batches: Any, other: Tensor, worthwhile: bool) -> bool:
    """torch's rule: whenever the other one needs a gradient, else where it is worthwhile and copies nothing."""
    if other.requires_grad or not worthwhile or not batches.size:
        return other.requires_grad or worthwhile
    steps, shape = batches.strides, batches.shape
    return not [i for i in range(len(shape) - 2) if steps[i] != steps[i + 1] * shape[i + 1]]


def _matmul_batches(input: Tensor, other: Tensor) -> Tensor:
    """As a batch of products. A vector on the left is expanded to rows, one on the right to vectors, each then a column."""
    a, b = input._data.shape, other._data.shape
    batch = broadcast_shapes(a[:-2], b[:-2])
    flat = math.prod(batch)
    n, k = (1, *a)[-2:]
    left = reshape(op["expand"](input, (*batch, n, k)), (flat, n, k))
    right = reshape(op["expand"](other, (*batch, *b[-2:])), (flat, *b[-2:]))
    if len(b) == 1:
        column = op["bmm"](left, op["unsqueeze"](right, 2))
        return op["reshape"](op["squeeze_dim"](column, 2), (*batch, n))
    return op["reshape"](op["bmm"](left, right), (*batch, *a[-2:-1], b[-1]))


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * mat1 @ mat2"""
    fitting = mat1._data.ndim == mat2._data.ndim == 2 and input._data.dtype is mat1._data.dtype is mat2._data.dtype
    shape = (mat1._data.shape[0], mat2._data.shape[-1]) if fitting else ()
    if shape and mat1._data.shape[1] == mat2._data.shape[0] and input._data.shape != shape:
        with no_grad():
            expand(input, shape)  # refuses what does not fit
    return op["addmm"](input, mat1, mat2, *_numbers(input._data.dtype, beta, alpha))


def _numbers(dtype: Any, *factors: Any) -> Any:
    """Factors as Python's numbers. RuntimeError for what the dtype has no room for."""
    for x in factors:
        number = x.item() if isinstance(x, Tensor) else x
        if dtype.kind == "f":
            checked_number(number, dtype)
        yield number


def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * mat @ vec"""
    return op["addmv"](input, mat, vec, *_numbers(input._data.dtype, beta, alpha))


def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * batch1 @ batch2, of batches of matrices."""
    _fit(input, (_length(batch1, 0), _length(batch1, 1), _length(batch2, 2)))
    return op["baddbmm"](input, batch1, batch2, *_numbers(input._data.dtype, beta, alpha))


def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * (batch1 @ batch2).sum(0), of batches of matrices."""
    if mode.grad and (input.requires_grad or batch1.requires_grad or batch2.requires_grad):
        _length(batch1, 0)
    _fit(input, (_length(batch1, 1), _length(batch2, 2)))
    return op["addbmm"](input, batch1, batch2, *_numbers(input._data.dtype, beta, alpha))


def _fit(input: Tensor, shape: tuple[int, ...]) -> None:
    """Refuse an input that does not broadcast to the result's shape."""
    if input._data.shape != shape:
        with no_grad():
            expand(input, shape)


def _length(x: Tensor, dim: int) -> int:
    return length_of(x, dim if not x._data.ndim else wrap_dim(dim, x._data.ndim))


def kron(input: Tensor, other: Tensor) -> Tensor:
    """Kronecker's product: each element of `input` times all of `other`, in the place of that element."""
    n = max(input._data.ndim, other._data.ndim)
    a, b = ((1,) * (n - x._data.ndim) + x._data.shape for x in (input, other))
    left = op["reshape"](input, tuple(size for k in a for size in (k, 1)))
    right = op["reshape"](other, tuple(size for k in b for size in (1, k)))
    return op["reshape"](op["mul"](left, right), tuple(k * m for k, m in zip(a, b)))


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """The matrix of all products of two vectors' elements."""
    for name, x in (("self", input), ("vec2", vec2)):
        if x._data.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {x._data.ndim}-D")
    return op["mul"](reshape(input, (input._data.size, 1)), vec2)


def einsum(*args: Any) -> Tensor:
    """Sums of products by index letters (Einstein's convention), by way of batched products, two operands at a time.

    Implicit outputs, repeated letters within one operand (diagonals) and `...` are understood.
    """
    equation, operands = args[0] if args else "", args[1:]
    while len(operands) == 1 and isinstance(operands[0], (list, tuple)) and not isinstance(equation, Tensor):
        operands = tuple(operands[0])
    if not operands:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    if not isinstance(equation, (str, Tensor)):
        found = type_name(equation)
        raise TypeError(f"einsum(): argument 'equation' (position 1) must be str, not {found}")
    if not isinstance(equation, str):
        equation, operands = as_equation(args)
    operands = as_tensors(operands, 1)
    return contract(equation, operands)


def as_equation(args: tuple) -> tuple[str, tuple]:
    """The equation and the operands of the form with lists of numbers for letters: (x, [0, 1], y, [1, 2], [0, 2])."""

    def letter(n: Any) -> str:
        if n is ...:
            return "..."
        if n >= 0 and n < 26:
            return chr(ord("A") + n)
        if n >= 26 and n < 52:
            return chr(ord("a") + n - 26)
        raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")

    equation = ",".join("".join(map(letter, numbers)) for numbers in args[1::2])
    if len(args) % 2:
        equation += "->" + "".join(map(letter, args[-1]))
    return equation, args[: len(args) - len(args) % 2 : 2]


def contract(equation: str, operands: tuple) -> Tensor:
    """The einsum of `equation`. RuntimeError for equations and operands that do not fit together."""
    check_subscripts(equation, len(operands))
    terms, out = parse(equation.replace(" ", ""), operands)
    check_sizes(terms, operands)
    ending = [c for c in dict.fromkeys("".join(terms)) if c not in out]
    letters = [*out, *sorted(ending)]
    ready = [aligned(x, term, letters) for x, term in zip(operands, terms)]
    result = ready[0]
    if ending and len(ready) == 1:
        return sum(result, [letters.index(c) for c in ending])
    for i, x in enumerate(ready[1:], 1):
        later = [y._data.shape for y in ready[i + 1 :]]
        now = [k for k in range(len(out), len(letters)) if all(shape[k] == 1 for shape in later)]
        size, other = result._data.shape, x._data.shape
        alone = [k for k in now if size[k] != 1 == other[k]]
        result = sum(result, alone, True) if alone else result
        alone = [k for k in now if other[k] != 1 == size[k]]
        x = sum(x, alone, True) if alone else x
        both = [k for k in now if size[k] != 1 != other[k]]
        result = multiply(result, x, both) if both else op["mul"](result, x)
    return view(result, result._data.shape[: len(out)]) if len(letters) > len(out) else result


def parse(equation: str, operands: tuple) -> tuple[list[str], str]:
    """The letters of each operand and of the result; `...` becomes letters of its own, aligned from the right."""
    left, arrow, right = equation.partition("->")
    terms = left.split(",")
    named = set(left) - set(",.")
    spare = [chr(c) for c in range(0x3B1, 0x3B1 + 64)]
    widest = 0
    for i, (term, x) in enumerate(zip(terms, operands)):
        count = x._data.ndim - len(term.replace("...", ""))
        if "..." not in term and count:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(term)}) does not match the number of "
                f"dimensions ({x._data.ndim}) for operand {i} and no ellipsis was given"
            )
        if "..." in term:
            widest = max(widest, count)
            terms[i] = term.replace("...", "".join(spare[64 - count :]))
    dots = "".join(spare[64 - widest :]) if widest else ""
    if not arrow:
        right = dots + "".join(sorted(c for c in named if left.count(c) == 1))
    out = right.replace("...", dots)
    for i, c in enumerate(out):
        if c not in "".join(terms):
            raise RuntimeError(f"einsum(): output subscript {c} does not appear in the equation for any input operand")
        if c in out[:i]:
            raise RuntimeError(f"einsum(): output subscript {c} appears more than once in the output")
    return terms, out


def check_subscripts(equation: str, count: int) -> None:
    """Refuse what is no letter, comma, blank or ellipsis, and a wrong number of operands; in the order of the text."""
    left, _, right = equation.partition("->")
    for i, term in enumerate(left.split(",")):
        if i == count:
            raise RuntimeError("einsum(): fewer operands were provided than specified in the equation")
        start = len(",".join(left.split(",")[:i])) + (i > 0)
        where = f"for operand {i}"
        check_term(
            term, start, f"{where} that is not part of any ellipsis", f"{where} for which an ellipsis was already found"
        )
    if left.count(",") < count - 1:
        raise RuntimeError("einsum(): more operands were provided than specified in the equation")
    lone, second = "that is not part of any ellipsis (...)", "but an ellipsis (...) was already found"
    check_term(right, len(left) + 2, f"for output {lone}", f"for output {second}")


def check_term(term: str, start: int, lone: str, second: str) -> None:
    at, dotted = 0, False
    while at < len(term):
        c = term[at]
        if c == "." and (dotted or term[at : at + 3] != "..."):
            raise RuntimeError(f"einsum(): found '.' {second if dotted else lone}")
        if c not in ". " and not (c.isascii() and c.isalpha()):
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {start + at} in the equation string, subscripts must be in "
                "[a-zA-Z]"
            )
        dotted = dotted or c == "."
        at += 3 if c == "." else 1


def check_sizes(terms: list[str], operands: tuple) -> None:
    seen: dict[str, int] = {}
    for i, (term, x) in enumerate(zip(terms, operands)):
        for c, n in zip(term, x._data.shape):
            first = x._data.shape[term.index(c)]
            if n != first:
                raise RuntimeError(
                    f"einsum(): subscript {c} is repeated for operand {i} but the sizes don't match, {n} != {first}"
                )
            if seen.setdefault(c, n) == 1:
                seen[c] = n
            elif n not in (1, seen[c]):
                raise RuntimeError(
                    f"einsum(): subscript {c} has size {n} for operand {i} which does not broadcast with previously "
                    f"seen size {seen[c]}"
                )


def aligned(x: Tensor, term: str, letters: list[str]) -> Tensor:
    """The operand with one dimension per letter, in order; a letter that stands twice means its diagonal."""
    for c in dict.fromkeys(term):
        while term.count(c) > 1:
            i = term.index(c)
            j = term.index(c, i + 1)
            x = diagonal(x, 0, i, j)  # NumPy and torch put the diagonal last
            rest = term[:i] + term[i + 1 : j] + term[j + 1 :]
            x = permute(x, (*range(i), len(rest), *range(i, len(rest))))
            term = rest[:i] + c + rest[i:]
    order = [term.index(c) if c in term else None for c in letters]
    missing = [i for i in order if i is None]
    for _ in missing:
        x = unsqueeze(x, x._data.ndim)
    spare = iter(range(len(term), len(letters)))
    return permute(x, tuple(next(spare) if i is None else i for i in order))


def multiply(a: Tensor, b: Tensor, over: list[int]) -> Tensor:
    """The product of two aligned operands, summed over dimensions that both have, which stay with length 1."""
    size_a, size_b = a._data.shape, b._data.shape
    kept = [i for i in range(len(size_a)) if i not in over]
    batch = [i for i in kept if size_a[i] != 1 and size_b[i] != 1]
    rows = [i for i in kept if size_a[i] != 1 and size_b[i] == 1]
    columns = [i for i in kept if size_a[i] == 1]
    if rows and columns and rows[-1] > columns[-1]:  # as in torch, whose product then lies in order
        return multiply(b, a, over)
    n_batch, n_rows, n_inner = (math.prod(size_a[i] for i in group) for group in (batch, rows, over))
    n_columns = math.prod(size_b[i] for i in columns)
    left = reshape(permute(a, (*batch, *rows, *over, *columns)), (n_batch, n_rows, n_inner))
    right = reshape(permute(b, (*batch, *over, *columns, *rows)), (n_batch, n_inner, n_columns))
    sizes = [size_a[i] for i in batch + rows] + [1] * len(over) + [size_b[i] for i in columns]
    order = batch + rows + over + columns
    product = view(op["bmm"](left, right), tuple(sizes))
    return permute(product, tuple(order.index(i) for i in range(len(order))))
