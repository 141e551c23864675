"""Texts of the products of vectors and matrices."""

TEXTS = {
    "matmul": """The matrix product, as `@`; of vectors the inner product; of stacks, matrix by matrix.

    torch.matmul(input, other, *, out=None) -> Tensor
    Tensor.matmul(other) -> Tensor

Formula:
    yᵢⱼ = Σₖ aᵢₖ bₖⱼ; ∂L/∂a = g bᵀ, ∂L/∂b = aᵀ g, where g = ∂L/∂y.

Shapes:
    (n) @ (n) is a scalar; (n, k) @ (k) is (n); (k) @ (k, m) is (m); (*, n, k) @ (*, k, m) is (*, n, m),
    with * broadcast.

Dtypes:
    both must have the same.

Raises:
    RuntimeError: for inner sizes that differ, as `torch.matmul(torch.ones(2, 3), torch.ones(2, 3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.matmul.html

Example:
    >>> a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> torch.matmul(a, torch.tensor([1.0, 10.0]))
    tensor([21., 43.])
    >>> torch.matmul(a, a)
    tensor([[ 7., 10.],
            [15., 22.]])
""",
    "mm": """The product of two matrices.

    torch.mm(input, mat2, *, out=None) -> Tensor
    Tensor.mm(mat2) -> Tensor

Formula:
    yᵢⱼ = Σₖ aᵢₖ bₖⱼ, of matrices alone; ∂L/∂a = g bᵀ, ∂L/∂b = aᵀ g.

Shapes:
    (n, k) and (k, m) give (n, m).

Dtypes:
    both must have the same, but for bool.

Raises:
    RuntimeError: for inner sizes that differ, as `torch.mm(torch.ones(2, 3), torch.ones(2, 3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.mm.html

Example:
    >>> torch.mm(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0], [4.0]]))
    tensor([[11.]])
""",
    "mv": """The product of a matrix and a vector.

    torch.mv(input, vec, *, out=None) -> Tensor
    Tensor.mv(vec) -> Tensor

Formula:
    yᵢ = Σₖ aᵢₖ vₖ; ∂L/∂a = g vᵀ, ∂L/∂v = aᵀ g.

Shapes:
    (n, k) and (k) give (n).

Dtypes:
    both must have the same, but for bool.

Raises:
    RuntimeError: for sizes that do not fit, as `torch.mv(torch.ones(2, 3), torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.mv.html

Example:
    >>> torch.mv(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1.0, 10.0]))
    tensor([21., 43.])
""",
    "dot": """The inner product of two vectors.

    torch.dot(input, tensor, *, out=None) -> Tensor
    Tensor.dot(tensor) -> Tensor

Formula:
    y = Σᵢ aᵢ bᵢ; ∂y/∂a = b, ∂y/∂b = a.

Shapes:
    (n) and (n) give a scalar.

Dtypes:
    both must have the same, but for bool.

Raises:
    RuntimeError: for what is no vector, as `torch.dot(torch.ones(2, 2), torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.dot.html

Example:
    >>> torch.dot(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    tensor(11.)
""",
    "bmm": """The products of two stacks of matrices, pair by pair.

    torch.bmm(input, mat2, *, out=None) -> Tensor
    Tensor.bmm(mat2) -> Tensor

Formula:
    yₛᵢⱼ = Σₖ aₛᵢₖ bₛₖⱼ; ∂L/∂aₛ = gₛ bₛᵀ, ∂L/∂bₛ = aₛᵀ gₛ.

Shapes:
    (s, n, k) and (s, k, m) give (s, n, m); nothing is broadcast.

Dtypes:
    both must have the same, but for bool.

Raises:
    RuntimeError: for stacks of two heights, as `torch.bmm(torch.ones(1, 2, 2), torch.ones(3, 2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bmm.html

Example:
    >>> torch.bmm(torch.ones(2, 1, 3), torch.full((2, 3, 1), 2.0))
    tensor([[[6.]],
    <BLANKLINE>
            [[6.]]])
""",
    "addmm": """A matrix, plus the product of two others.

    torch.addmm(input, mat1, mat2, *, beta=1, alpha=1, out=None) -> Tensor
    Tensor.addmm(mat1, mat2, *, beta=1, alpha=1) -> Tensor
    Tensor.addmm_(mat1, mat2, *, beta=1, alpha=1) -> Tensor

Formula:
    y = beta · input + alpha · mat1 mat2; ∂L/∂input = beta · g, ∂L/∂mat1 = alpha · g mat2ᵀ, ∂L/∂mat2 =
    alpha · mat1ᵀ g. With beta 0, input is not read.

Shapes:
    `mat1` (n, k), `mat2` (k, m); `input` is broadcast to (n, m).

Dtypes:
    all must have the same.

Raises:
    RuntimeError: for inner sizes that differ, as `torch.addmm(torch.ones(2), torch.ones(2, 3),
        torch.ones(2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.addmm.html

Example:
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> torch.addmm(torch.tensor([100.0, 200.0]), x, x)
    tensor([[107., 210.],
            [115., 222.]])
    >>> x.addmm_(torch.ones(2, 1), torch.ones(1, 2), beta=0.5)
    tensor([[1.5000, 2.0000],
            [2.5000, 3.0000]])
""",
    "outer ger": """The products of each element of one vector with each of another.

    torch.outer(input, vec2, *, out=None) -> Tensor
    Tensor.outer(vec2) -> Tensor
    torch.ger(input, vec2, *, out=None) -> Tensor
    Tensor.ger(vec2) -> Tensor

Formula:
    yᵢⱼ = aᵢ bⱼ; ∂L/∂a = g b, ∂L/∂b = gᵀ a.

Shapes:
    (n) and (m) give (n, m).

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for what is no vector, as `torch.outer(torch.ones(2, 2), torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.outer.html

Example:
    >>> torch.outer(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0, 5.0]))
    tensor([[ 3.,  4.,  5.],
            [ 6.,  8., 10.]])
""",
    "einsum": """Sums of products, told by Einstein's notation.

    torch.einsum(*args) -> Tensor

Formula:
    "ik,kj->ij" is yᵢⱼ = Σₖ aᵢₖ bₖⱼ: each letter names a dimension, and those missing after the arrow
    are summed.

Shapes:
    one letter for each dimension; dimensions of the same letter have the same size; "..." stands for
    the others, broadcast.

Dtypes:
    all must have the same.

Raises:
    RuntimeError: for letters that do not fit the dimensions, as `torch.einsum("ij->i", torch.ones(3))`.
    ValueError: without operands, as `torch.einsum('i')`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.einsum.html

Example:
    >>> a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> torch.einsum("ij,j->i", a, torch.tensor([1.0, 10.0]))
    tensor([21., 43.])
    >>> torch.einsum("ii", a)
    tensor(5.)
""",
    "vdot": """The inner product of two vectors; torch conjugates the first, if it is complex.

    torch.vdot(input, other, *, out=None) -> Tensor
    Tensor.vdot(other) -> Tensor

Formula:
    y = Σᵢ aᵢ bᵢ, as `dot` for real numbers; ∂y/∂a = b, ∂y/∂b = a.

Shapes:
    (n) and (n) give a scalar.

Dtypes:
    both must have the same, but for bool.

Raises:
    RuntimeError: for what is no vector, as `torch.vdot(torch.ones(2, 2), torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.vdot.html

Example:
    >>> torch.vdot(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    tensor(11.)
""",
    "kron": """Kronecker's product: each element times all of the other tensor, in that element's place.

    torch.kron(input, other, *, out=None) -> Tensor
    Tensor.kron(other) -> Tensor

Formula:
    y[i·p + k, j·q + l] = a[i, j] b[k, l], for b of (p, q).

Shapes:
    (n, m) and (p, q) give (n·p, m·q); the one with less dimensions gets dimensions of one in front.

Dtypes:
    what both promote to.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.kron.html

Example:
    >>> torch.kron(torch.tensor([1, 10]), torch.tensor([1, 2, 3]))
    tensor([ 1,  2,  3, 10, 20, 30])
""",
    "addmv": """A vector, plus the product of a matrix and a vector.

    torch.addmv(input, mat, vec, *, beta=1, alpha=1, out=None) -> Tensor
    torch.addmv_(input, mat, vec, *, beta=1, alpha=1) -> Tensor
    Tensor.addmv(mat, vec, *, beta=1, alpha=1) -> Tensor
    Tensor.addmv_(mat, vec, *, beta=1, alpha=1) -> Tensor

Formula:
    y = beta · input + alpha · mat vec; ∂L/∂input = beta · g, ∂L/∂mat = alpha · g vecᵀ, ∂L/∂vec = alpha ·
    matᵀ g. With beta 0, input is not read.

Shapes:
    (n), (n, k) and (k) give (n); one number for input is broadcast.

Dtypes:
    all three must have the same, but for bool.

Raises:
    RuntimeError: for sizes that do not fit, as `torch.addmv(torch.ones(2), torch.ones(2, 3),
        torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.addmv.html

Example:
    >>> torch.addmv(torch.ones(2), torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1.0, 1.0]))
    tensor([4., 8.])
""",
    "baddbmm": """A stack of matrices, plus the products of two others, pair by pair.

    torch.baddbmm(input, batch1, batch2, *, beta=1, alpha=1, out=None) -> Tensor
    Tensor.baddbmm(batch1, batch2, *, beta=1, alpha=1) -> Tensor
    Tensor.baddbmm_(batch1, batch2, *, beta=1, alpha=1) -> Tensor

Formula:
    yₛ = beta · inputₛ + alpha · aₛ bₛ, with a, b for batch1, batch2; ∂L/∂input = beta · g, ∂L/∂aₛ =
    alpha · gₛ bₛᵀ, ∂L/∂bₛ = alpha · aₛᵀ gₛ. With beta 0, input is not read.

Shapes:
    (s, n, k) and (s, k, m) give (s, n, m), to which the input is broadcast.

Dtypes:
    all three must have the same, but for bool.

Raises:
    RuntimeError: for an input that does not fit, as `torch.baddbmm(torch.ones(3), torch.ones(2, 1, 2),
        torch.ones(2, 2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.baddbmm.html

Example:
    >>> torch.baddbmm(torch.ones(1), torch.ones(1, 1, 3), torch.ones(1, 3, 1))
    tensor([[[4.]]])
""",
    "addbmm": """A matrix, plus the sum of the products of two stacks of matrices.

    torch.addbmm(input, batch1, batch2, *, beta=1, alpha=1, out=None) -> Tensor
    Tensor.addbmm(batch1, batch2, *, beta=1, alpha=1) -> Tensor
    Tensor.addbmm_(batch1, batch2, *, beta=1, alpha=1) -> Tensor

Formula:
    y = beta · input + alpha · Σₛ aₛ bₛ, with a, b for batch1, batch2; ∂L/∂input = beta · g, ∂L/∂aₛ =
    alpha · g bₛᵀ, ∂L/∂bₛ = alpha · aₛᵀ g. With beta 0, input is not read.

Shapes:
    (s, n, k) and (s, k, m) give (n, m), to which the input is broadcast.

Dtypes:
    all three must have the same, but for bool.

Raises:
    RuntimeError: for an input that does not fit, as `torch.addbmm(torch.ones(3), torch.ones(2, 1, 2),
        torch.ones(2, 2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.addbmm.html

Example:
    >>> torch.addbmm(torch.ones(1), torch.ones(2, 1, 3), torch.ones(2, 3, 1))
    tensor([[7.]])
""",
}
