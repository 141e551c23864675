"""einsum: index letters, contracted two operands at a time by batched matrix products, as torch does."""

from __future__ import annotations

import math

from .functions import diagonal, expand, permute, reshape, sum, unsqueeze
from .primitive import OPS
from .tensor import Tensor


def contract(equation: str, operands: tuple) -> Tensor:
    """The einsum of `equation`. RuntimeError for equations and operands that do not fit together."""
    terms, out = parse(equation.replace(" ", ""), operands)
    sizes: dict[str, int] = {}
    for term, x in zip(terms, operands):
        for letter, n in zip(term, x._data.shape):
            if sizes.setdefault(letter, n) == 1:
                sizes[letter] = n
            elif n not in (1, sizes[letter]):
                raise RuntimeError(f"einsum(): operands do not broadcast with remapped shapes [original->remapped]: subscript {letter} has size {n} for operand that does not broadcast with previously seen size {sizes[letter]}")
    result, letters = take_diagonals(operands[0], terms[0])
    for i, x in enumerate(operands[1:], 1):
        y, more = take_diagonals(x, terms[i])
        later = set(out).union(*terms[i + 1 :])
        result, letters = multiply(result, letters, y, more, later, sizes)
    gone = tuple(i for i, letter in enumerate(letters) if letter not in out)
    if gone:
        result, letters = sum(result, gone), "".join(c for c in letters if c in out)
    return permute(result, tuple(letters.index(c) for c in out)) if letters != out else result


def parse(equation: str, operands: tuple) -> tuple[list[str], str]:
    """The letters of each operand and of the result; `...` becomes letters of its own, aligned from the right."""
    left, arrow, right = equation.partition("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        more = "more" if len(terms) < len(operands) else "fewer"
        raise RuntimeError(f"einsum(): {more} operands were provided than specified in the equation")
    named = set(left) - set(",.")
    spare = [chr(c) for c in range(0x3B1, 0x3B1 + 64)]
    widest = 0
    for i, (term, x) in enumerate(zip(terms, operands)):
        count = x._data.ndim - len(term.replace("...", ""))
        if "..." not in term and count:
            raise RuntimeError(f"einsum(): the number of subscripts in the equation ({len(term)}) does not match the number of dimensions ({x._data.ndim}) for operand {i} and no ellipsis was given")
        if "..." in term:
            widest = max(widest, count)
            terms[i] = term.replace("...", "".join(spare[64 - count :]))
    dots = "".join(spare[64 - widest :]) if widest else ""
    if not arrow:
        right = dots + "".join(sorted(c for c in named if left.count(c) == 1))
    out = right.replace("...", dots)
    for c in out:
        if c not in "".join(terms):
            raise RuntimeError(f"einsum(): output subscript {c} does not appear in the equation for any input operand")
    return terms, out


def take_diagonals(x: Tensor, letters: str) -> tuple[Tensor, str]:
    """A letter that stands twice in one operand means its diagonal."""
    for c in dict.fromkeys(letters):
        while letters.count(c) > 1:
            i = letters.index(c)
            j = letters.index(c, i + 1)
            x = diagonal(x, 0, i, j)
            letters = letters[:i] + letters[i + 1 : j] + letters[j + 1 :] + c
    return x, letters


def multiply(a: Tensor, la: str, b: Tensor, lb: str, later: set, sizes: dict) -> tuple[Tensor, str]:
    """The product over shared letters; those not needed later are summed, as the inner dimension of one bmm."""
    shared = [c for c in la if c in lb]
    batch = [c for c in shared if c in later]
    inner = [c for c in shared if c not in later]
    rows, columns = [c for c in la if c not in lb], [c for c in lb if c not in la]
    for group, mine in ((rows, "a"), (columns, "b")):
        gone = tuple(i for i, c in enumerate(la if mine == "a" else lb) if c in group and c not in later)
        if gone and mine == "a":
            a, la = sum(a, gone), "".join(c for i, c in enumerate(la) if i not in gone)
        elif gone:
            b, lb = sum(b, gone), "".join(c for i, c in enumerate(lb) if i not in gone)
    rows, columns = [c for c in rows if c in later], [c for c in columns if c in later]
    if not inner:
        return product(a, la, b, lb, batch + rows + columns), "".join(batch + rows + columns)
    left = block(a, la, (batch, rows, inner), sizes)
    right = block(b, lb, (batch, inner, columns), sizes)
    out = OPS["bmm"](left, right)
    letters = [*batch, *rows, *columns]
    return reshape(out, tuple(sizes[c] for c in letters)), "".join(letters)


def product(a: Tensor, la: str, b: Tensor, lb: str, letters: list) -> Tensor:
    """Every element of the one with every element of the other that has the same shared letters; nothing is summed."""
    return OPS["mul"](*(with_letters(x, mine, letters) for x, mine in ((a, la), (b, lb))))


def with_letters(x: Tensor, mine: str, letters: list) -> Tensor:
    """The tensor's dimensions in the order of `letters`, length 1 where it lacks one."""
    order = [c for c in letters if c in mine]
    x = permute(x, tuple(mine.index(c) for c in order)) if list(mine) != order else x
    for i, c in enumerate(letters):
        x = x if c in mine else unsqueeze(x, i)
    return x


def block(x: Tensor, letters: str, groups: tuple, sizes: dict) -> Tensor:
    """A tensor of three dimensions, one per group of letters."""
    order = [c for group in groups for c in group]
    x = permute(x, tuple(letters.index(c) for c in order)) if x._data.ndim else x
    x = expand(x, tuple(sizes[c] for c in order)) if order else x
    return reshape(x, tuple(math.prod(sizes[c] for c in group) for group in groups))


