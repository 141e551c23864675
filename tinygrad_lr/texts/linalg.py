"""Texts of linalg: norms and products. Decompositions are out of scope."""

TEXTS = {
    "vector_norm": """The norm of all elements as one vector, or of those along dimensions.

    torch.linalg.vector_norm(input, ord=2, dim=None, keepdim=False, *, dtype=None) -> Tensor

Formula:
    y = (Σᵢ |xᵢ|ᵖ)^(1/p) with p = `ord`; inf is the largest |xᵢ|, −inf the smallest, 0 the number of
    those that are not 0.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    float32 and float64; `dtype` converts before.

Raises:
    RuntimeError: for integers, as `torch.linalg.vector_norm(torch.tensor([3, 4]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html

Example:
    >>> torch.linalg.vector_norm(torch.tensor([3.0, 4.0]))
    tensor(5.)
""",
    "matrix_norm": """The norms of matrices.

    torch.linalg.matrix_norm(input, ord='fro', dim=(-2, -1), keepdim=False, *, dtype=None) -> Tensor

Formula:
    "fro": √Σᵢⱼ xᵢⱼ²; 1: the largest Σᵢ |xᵢⱼ|; inf: the largest Σⱼ |xᵢⱼ|; −1 and −inf: the smallest.

Shapes:
    (*, n, m) gives (*), or (*, 1, 1) if `keepdim`.

Dtypes:
    float32 and float64; `dtype` converts before.

Raises:
    RuntimeError: for integers, as `torch.linalg.matrix_norm(torch.tensor([[3, 4]]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html

Example:
    >>> torch.linalg.matrix_norm(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), 1)
    tensor(6.)
""",
    "norm": """The norm of a vector, or of a matrix if `ord` is given for two dimensions.

    torch.linalg.norm(input, ord=None, dim=None, keepdim=False, *, dtype=None) -> Tensor

Formula:
    `vector_norm` of all elements or along one dimension, `matrix_norm` along two.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    float32 and float64; `dtype` converts before.

Raises:
    RuntimeError: for integers, as `torch.linalg.norm(torch.tensor([3, 4]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linalg.norm.html

Example:
    >>> torch.linalg.norm(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), float("inf"))
    tensor(7.)
""",
    "vecdot": """The inner products of vectors along a dimension.

    torch.linalg.vecdot(x, y, *, dim=-1) -> Tensor

Formula:
    y = Σᵢ xᵢ yᵢ along `dim`.

Shapes:
    broadcast together; the result is without the dimension.

Dtypes:
    both must have the same.

Raises:
    RuntimeError: for sizes that do not fit together, as
        `torch.linalg.vecdot(torch.ones(2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linalg.vecdot.html

Example:
    >>> torch.linalg.vecdot(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1.0, 10.0]))
    tensor([21., 43.])
""",
    "matmul": """The matrix product, as `torch.matmul`.

    torch.linalg.matmul(input, other) -> Tensor

Formula:
    yᵢⱼ = Σₖ aᵢₖ bₖⱼ, by `torch.matmul`.

Shapes:
    as for `torch.matmul`.

Dtypes:
    both must have the same.

Raises:
    RuntimeError: for sizes that do not fit together, as
        `torch.linalg.matmul(torch.ones(2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linalg.matmul.html

Example:
    >>> torch.linalg.matmul(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0], [4.0]]))
    tensor([[11.]])
""",
    "diagonal": """The diagonals of matrices, the last two dimensions if nothing else is said.

    torch.linalg.diagonal(A, *, offset=0, dim1=-2, dim2=-1) -> Tensor

Formula:
    yᵢ = xᵢ,ᵢ₊ₒ with o = `offset`, along `dim1` and `dim2`; a view.

Shapes:
    (*, n, m) gives (*, min(n, m)) for offset 0.

Dtypes:
    the input's.

Raises:
    IndexError: for a vector, which has no second dimension, as `torch.linalg.diagonal(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linalg.diagonal.html

Example:
    >>> torch.linalg.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
""",
    "matrix_power": """A matrix times itself, some times over.

    torch.linalg.matrix_power(input, n) -> Tensor

Formula:
    y = x · x · … · x, n times, by squares. For n below 1, which needs inverses, it is refused here.

Shapes:
    (*, n, n); the result has the same.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for matrices that are not square, as `torch.linalg.matrix_power(torch.ones(2, 3), 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html

Example:
    >>> torch.linalg.matrix_power(torch.tensor([[1.0, 1.0], [0.0, 1.0]]), 5)
    tensor([[1., 5.],
            [0., 1.]])
""",
}
