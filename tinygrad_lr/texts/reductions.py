"""Texts of the operations that make one value of many: sums, extremes, norms, and running ones."""

TEXTS = {
    "sum": """The sum of all elements, or of those along dimensions.

    torch.sum(input, *, dtype=None) -> Tensor
    torch.sum(input, dim, keepdim=False, *, dtype=None, out=None) -> Tensor
    Tensor.sum(*, dtype=None) -> Tensor
    Tensor.sum(dim, keepdim=False, *, dtype=None) -> Tensor

Formula:
    y = Σᵢ xᵢ; ∂y/∂xᵢ = 1. Without elements it is 0.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    the input's; integers and bool become int64. `dtype` converts before adding.

Raises:
    IndexError: for a dimension that is not there, as `torch.sum(torch.ones(2), 1)`.
    RuntimeError: for a dimension that is named twice, as `torch.sum(torch.ones(2, 2), (0, 0))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sum.html

Example:
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> torch.sum(x)
    tensor(10.)
    >>> torch.sum(x, 0), torch.sum(x, 1, keepdim=True)
    (tensor([4., 6.]), tensor([[3.],
            [7.]]))
""",
    "mean": """The mean of all elements, or of those along dimensions.

    torch.mean(input, *, dtype=None, out=None) -> Tensor
    torch.mean(input, dim, keepdim=False, *, dtype=None, out=None) -> Tensor
    Tensor.mean(*, dtype=None) -> Tensor
    Tensor.mean(dim, keepdim=False, *, dtype=None) -> Tensor

Formula:
    y = (1/n) Σᵢ xᵢ; ∂y/∂xᵢ = 1/n. Without elements it is nan.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    float32 and float64; `dtype` converts before adding.

Raises:
    RuntimeError: for integers, as `torch.mean(torch.tensor([1, 2]))`.
    IndexError: where there is no such dimension, as `torch.mean(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.mean.html

Example:
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
    >>> torch.mean(x)
    tensor(2.7500)
    >>> torch.mean(x, 0)
    tensor([2.0000, 3.5000])
""",
    "prod": """The product of all elements, or of those along a dimension.

    torch.prod(input, *, dtype=None) -> Tensor
    torch.prod(input, dim, keepdim=False, *, dtype=None, out=None) -> Tensor
    Tensor.prod(*, dtype=None) -> Tensor
    Tensor.prod(dim, keepdim=False, *, dtype=None) -> Tensor

Formula:
    y = Πᵢ xᵢ; ∂y/∂xᵢ = Πⱼ≠ᵢ xⱼ. Without elements it is 1.

Shapes:
    without `dim` a scalar; with it, the input's without this dimension, or with 1 in its place if
    `keepdim`.

Dtypes:
    the input's; integers and bool become int64. `dtype` converts before multiplying.

Raises:
    IndexError: where there is no such dimension, as `torch.prod(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.prod.html

Example:
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> torch.prod(x)
    tensor(24.)
    >>> torch.prod(x, 1)
    tensor([ 2., 12.])
""",
    "var": """The variance of all elements, or of those along dimensions.

    torch.var(input, dim, unbiased=True, keepdim=False, *, out=None) -> Tensor
    torch.var(input, dim=None, *, correction=None, keepdim=False, out=None) -> Tensor
    torch.var(input, unbiased=True) -> Tensor
    Tensor.var(dim, unbiased=True, keepdim=False) -> Tensor
    Tensor.var(dim=None, *, correction=None, keepdim=False) -> Tensor
    Tensor.var(unbiased=True) -> Tensor

Formula:
    y = Σᵢ (xᵢ − x̄)²/(n − c) with c = `correction`, 1 if not given; ∂y/∂xᵢ = 2(xᵢ − x̄)/(n − c).

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    float32 and float64.

Args:
    unbiased: False is correction 0, True is 1.

Raises:
    RuntimeError: for integers, as `torch.var(torch.tensor([1, 2]))`.
    IndexError: where there is no such dimension, as `torch.var(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.var.html

Example:
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 6.0]])
    >>> torch.var(x)
    tensor(4.6667)
    >>> torch.var(x, 1, correction=0)
    tensor([0.2500, 2.2500])
""",
    "std": """The standard deviation of all elements, or of those along dimensions.

    torch.std(input, dim, unbiased=True, keepdim=False, *, out=None) -> Tensor
    torch.std(input, dim=None, *, correction=None, keepdim=False, out=None) -> Tensor
    torch.std(input, unbiased=True) -> Tensor
    Tensor.std(dim, unbiased=True, keepdim=False) -> Tensor
    Tensor.std(dim=None, *, correction=None, keepdim=False) -> Tensor
    Tensor.std(unbiased=True) -> Tensor

Formula:
    y = √(Σᵢ (xᵢ − x̄)²/(n − c)) with c = `correction`, 1 if not given; ∂y/∂xᵢ = (xᵢ − x̄)/(y(n − c)).

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    float32 and float64; the unit is the input's.

Args:
    unbiased: False is correction 0, True is 1.

Raises:
    RuntimeError: for integers, as `torch.std(torch.tensor([1, 2]))`.
    IndexError: where there is no such dimension, as `torch.std(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.std.html

Example:
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 6.0]])
    >>> torch.std(x)
    tensor(2.1602)
    >>> torch.std(x, 1, correction=0)
    tensor([0.5000, 1.5000])
""",
    "var_mean": """The variance and the mean, of all elements or along dimensions.

    torch.var_mean(input, dim, unbiased=True, keepdim=False) -> (Tensor, Tensor)
    torch.var_mean(input, dim=None, *, correction=None, keepdim=False) -> (Tensor, Tensor)
    torch.var_mean(input, unbiased=True) -> (Tensor, Tensor)

Formula:
    (Σᵢ (xᵢ − x̄)²/(n − c), x̄) with x̄ = (1/n) Σᵢ xᵢ and c = `correction`, 1 if not given.

Shapes:
    of both: without `dim` a scalar; with it, the input's without these dimensions, or with 1 if
    `keepdim`.

Dtypes:
    float32 and float64.

Raises:
    IndexError: where there is no such dimension, as `torch.var_mean(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.var_mean.html

Example:
    >>> torch.var_mean(torch.tensor([1.0, 2.0, 6.0]))
    (tensor(7.), tensor(3.))
""",
    "std_mean": """The standard deviation and the mean, of all elements or along dimensions.

    torch.std_mean(input, dim, unbiased=True, keepdim=False) -> (Tensor, Tensor)
    torch.std_mean(input, dim=None, *, correction=None, keepdim=False) -> (Tensor, Tensor)
    torch.std_mean(input, unbiased=True) -> (Tensor, Tensor)

Formula:
    (√(Σᵢ (xᵢ − x̄)²/(n − c)), x̄) with x̄ = (1/n) Σᵢ xᵢ and c = `correction`, 1 if not given.

Shapes:
    of both: without `dim` a scalar; with it, the input's without these dimensions, or with 1 if
    `keepdim`.

Dtypes:
    float32 and float64.

Raises:
    IndexError: where there is no such dimension, as `torch.std_mean(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.std_mean.html

Example:
    >>> torch.std_mean(torch.tensor([1.0, 2.0, 6.0]))
    (tensor(2.6458), tensor(3.))
""",
    "max": """The largest of all elements; along a dimension, with its place; or elementwise.

    torch.max(input, *, out=None) -> Tensor, or (values, indices)
    torch.max(input, other, *, out=None) -> Tensor, or (values, indices)
    torch.max(input, dim, keepdim=False, *, out=None) -> Tensor, or (values, indices)
    Tensor.max() -> Tensor, or (values, indices)
    Tensor.max(other) -> Tensor, or (values, indices)
    Tensor.max(dim, keepdim=False) -> Tensor, or (values, indices)

Given a second tensor, it is `maximum`.

Formula:
    y = maxᵢ xᵢ; the gradient is shared by all that are equal, and along a dimension goes to the one
    whose index is given. nan is larger than all.

Shapes:
    without `dim` a scalar; with it, of values and indices the input's without it, or with 1 in its
    place if `keepdim`.

Dtypes:
    the input's; indices are int64.

Raises:
    RuntimeError: without elements, as `torch.max(torch.ones(0))`.
    IndexError: where there is no such dimension, as `torch.max(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.max.html

Example:
    >>> x = torch.tensor([[1.0, 7.0], [3.0, 4.0]])
    >>> torch.max(x)
    tensor(7.)
    >>> values, indices = torch.max(x, 1)
    >>> values, indices
    (tensor([7., 4.]), tensor([1, 1]))
""",
    "min": """The smallest of all elements; along a dimension, with its place; or elementwise.

    torch.min(input, *, out=None) -> Tensor, or (values, indices)
    torch.min(input, other, *, out=None) -> Tensor, or (values, indices)
    torch.min(input, dim, keepdim=False, *, out=None) -> Tensor, or (values, indices)
    Tensor.min() -> Tensor, or (values, indices)
    Tensor.min(other) -> Tensor, or (values, indices)
    Tensor.min(dim, keepdim=False) -> Tensor, or (values, indices)

Given a second tensor, it is `minimum`.

Formula:
    y = minᵢ xᵢ; the gradient is shared by all that are equal, and along a dimension goes to the one
    whose index is given. nan is smaller than all.

Shapes:
    without `dim` a scalar; with it, of values and indices the input's without it, or with 1 in its
    place if `keepdim`.

Dtypes:
    the input's; indices are int64.

Raises:
    RuntimeError: without elements, as `torch.min(torch.ones(0))`.
    IndexError: where there is no such dimension, as `torch.min(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.min.html

Example:
    >>> x = torch.tensor([[1.0, 7.0], [3.0, 4.0]])
    >>> torch.min(x)
    tensor(1.)
    >>> torch.min(x, 0).indices
    tensor([0, 1])
""",
    "median": """The middle one of the elements in order, the lower of two.

    torch.median(input) -> Tensor, or (values, indices)
    torch.median(input, dim, keepdim=False, *, out=None) -> Tensor, or (values, indices)
    Tensor.median() -> Tensor, or (values, indices)
    Tensor.median(dim, keepdim=False) -> Tensor, or (values, indices)

Formula:
    y = x₍ₖ₎ with k = ⌊(n − 1)/2⌋, counted from 0 in ascending order; nan if there is one. The gradient
    goes to that element.

Shapes:
    without `dim` a scalar; with it, of values and indices the input's without it, or with 1 in its
    place if `keepdim`.

Dtypes:
    the input's; indices are int64.

Raises:
    NotImplementedError: for bool, as `torch.median(torch.tensor([True]))`.
    IndexError: where there is no such dimension, as `torch.median(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.median.html

Example:
    >>> x = torch.tensor([[1.0, 7.0, 4.0], [9.0, 2.0, 3.0]])
    >>> torch.median(x)
    tensor(3.)
    >>> torch.median(x, 1).values
    tensor([4., 3.])
""",
    "amax": """The largest element, of all or along dimensions.

    torch.amax(input, dim=(), keepdim=False, *, out=None) -> Tensor
    Tensor.amax(dim=(), keepdim=False) -> Tensor

Formula:
    y = maxᵢ xᵢ; the gradient is shared evenly by all that are equal. nan is larger than all.

Shapes:
    the input's without the dimensions, or with 1 in their place if `keepdim`; without `dim` a scalar.

Dtypes:
    the input's.

Raises:
    IndexError: along a dimension without elements, as `torch.amax(torch.ones(2, 0), 1)`.
    RuntimeError: for a dimension that is named twice, as `torch.amax(torch.ones(2, 2), (0, 0))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.amax.html

Example:
    >>> torch.amax(torch.tensor([[1.0, 7.0], [3.0, 4.0]]), (0, 1))
    tensor(7.)
""",
    "amin": """The smallest element, of all or along dimensions.

    torch.amin(input, dim=(), keepdim=False, *, out=None) -> Tensor
    Tensor.amin(dim=(), keepdim=False) -> Tensor

Formula:
    y = minᵢ xᵢ; the gradient is shared evenly by all that are equal. nan is smaller than all.

Shapes:
    the input's without the dimensions, or with 1 in their place if `keepdim`; without `dim` a scalar.

Dtypes:
    the input's.

Raises:
    IndexError: along a dimension without elements, as `torch.amin(torch.ones(2, 0), 1)`.
    RuntimeError: for a dimension that is named twice, as `torch.amin(torch.ones(2, 2), (0, 0))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.amin.html

Example:
    >>> torch.amin(torch.tensor([[1.0, 7.0], [3.0, 4.0]]), 0)
    tensor([1., 4.])
""",
    "argmax": """Where the largest element is: its index in the flattened tensor, or along a dimension.

    torch.argmax(input, dim=None, keepdim=False, *, out=None) -> Tensor
    Tensor.argmax(dim=None, keepdim=False) -> Tensor

Formula:
    y = the smallest i with xᵢ = maxⱼ xⱼ.

Shapes:
    without `dim` a scalar; with it, the input's without it, or with 1 in its place if `keepdim`.

Dtypes:
    any but bool; the result is int64.

Raises:
    IndexError: without elements, as `torch.argmax(torch.ones(0))`.
    RuntimeError: for bools, as `torch.argmax(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.argmax.html

Example:
    >>> x = torch.tensor([[1.0, 7.0], [3.0, 4.0]])
    >>> torch.argmax(x), torch.argmax(x, 1)
    (tensor(1), tensor([1, 1]))
""",
    "argmin": """Where the smallest element is: its index in the flattened tensor, or along a dimension.

    torch.argmin(input, dim=None, keepdim=False, *, out=None) -> Tensor
    Tensor.argmin(dim=None, keepdim=False) -> Tensor

Formula:
    y = the smallest i with xᵢ = minⱼ xⱼ.

Shapes:
    without `dim` a scalar; with it, the input's without it, or with 1 in its place if `keepdim`.

Dtypes:
    any but bool; the result is int64.

Raises:
    IndexError: without elements, as `torch.argmin(torch.ones(0))`.
    RuntimeError: for bools, as `torch.argmin(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.argmin.html

Example:
    >>> x = torch.tensor([[1.0, 7.0], [3.0, 4.0]])
    >>> torch.argmin(x), torch.argmin(x, 1)
    (tensor(0), tensor([0, 0]))
""",
    "all": """Whether all elements are true: not zero.

    torch.all(input, dim=None, keepdim=False, *, out=None) -> Tensor
    torch.all(input, dim, keepdim=False, *, out=None) -> Tensor
    Tensor.all(dim=None, keepdim=False) -> Tensor
    Tensor.all(dim, keepdim=False) -> Tensor

Formula:
    y = ∧ᵢ (xᵢ ≠ 0). Without elements it is True.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    any; the result is bool, of uint8 it is uint8.

Raises:
    IndexError: where there is no such dimension, as `torch.all(torch.ones(2, 2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.all.html

Example:
    >>> x = torch.tensor([[True, False], [True, True]])
    >>> torch.all(x), torch.all(x, 1)
    (tensor(False), tensor([False,  True]))
""",
    "any": """Whether any element is true: not zero.

    torch.any(input, dim=None, keepdim=False, *, out=None) -> Tensor
    torch.any(input, dim, keepdim=False, *, out=None) -> Tensor
    Tensor.any(dim=None, keepdim=False) -> Tensor
    Tensor.any(dim, keepdim=False) -> Tensor

Formula:
    y = ∨ᵢ (xᵢ ≠ 0). Without elements it is False.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    any; the result is bool, of uint8 it is uint8.

Raises:
    IndexError: where there is no such dimension, as `torch.any(torch.ones(2, 2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.any.html

Example:
    >>> x = torch.tensor([[True, False], [False, False]])
    >>> torch.any(x), torch.any(x, 1)
    (tensor(True), tensor([ True, False]))
""",
    "norm": """The length of a vector: of all elements, or of those along dimensions.

    torch.norm(input, p='fro', dim=None, keepdim=False, dtype=None) -> Tensor
    Tensor.norm(p='fro', dim=None, keepdim=False, dtype=None) -> Tensor

Formula:
    y = (Σᵢ |xᵢ|ᵖ)^(1/p); ∂y/∂xᵢ = sign(xᵢ)(|xᵢ|/y)ᵖ⁻¹. p = inf is the largest |xᵢ|, p = −inf the
    smallest, p = 0 the number of those that are not 0, "fro" is p = 2.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for integers, as `torch.norm(torch.tensor([3, 4]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.norm.html

Example:
    >>> x = torch.tensor([3.0, 4.0])
    >>> torch.norm(x)
    tensor(5.)
    >>> torch.norm(x, 1), torch.norm(x, float("inf"))
    (tensor(7.), tensor(4.))
""",
    "cumsum": """The running sum along a dimension.

    torch.cumsum(input, dim, *, dtype=None, out=None) -> Tensor
    Tensor.cumsum(dim, *, dtype=None) -> Tensor
    Tensor.cumsum_(dim, *, dtype=None) -> Tensor

Formula:
    yₖ = Σᵢ≤ₖ xᵢ; ∂yₖ/∂xᵢ = 1 for i ≤ k.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; integers and bool become int64, but not in place. `dtype` converts before adding.

Raises:
    IndexError: where there is no such dimension, as `torch.cumsum(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html

Example:
    >>> x = torch.tensor([1.0, 2.0, 3.0])
    >>> torch.cumsum(x, 0)
    tensor([1., 3., 6.])
    >>> x.cumsum_(0)
    tensor([1., 3., 6.])
""",
    "cumprod": """The running product along a dimension.

    torch.cumprod(input, dim, *, dtype=None, out=None) -> Tensor
    Tensor.cumprod(dim, *, dtype=None) -> Tensor
    Tensor.cumprod_(dim, *, dtype=None) -> Tensor

Formula:
    yₖ = Πᵢ≤ₖ xᵢ; ∂yₖ/∂xᵢ = yₖ/xᵢ for i ≤ k, computed without the division where x is 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; integers and bool become int64, but not in place. `dtype` converts before multiplying.

Raises:
    IndexError: where there is no such dimension, as `torch.cumprod(torch.ones(2, 2), 7)`.
    RuntimeError: for an integer `dtype` of what requires a gradient, as
        `torch.cumprod(torch.ones(2, requires_grad=True), 0, dtype=torch.int64)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cumprod.html

Example:
    >>> x = torch.tensor([1.0, 2.0, 3.0, 4.0])
    >>> torch.cumprod(x, 0)
    tensor([ 1.,  2.,  6., 24.])
    >>> x.cumprod_(0)
    tensor([ 1.,  2.,  6., 24.])
""",
    "cummax": """The largest so far along a dimension, and where it stood.

    torch.cummax(input, dim, *, out=None) -> (values, indices)
    Tensor.cummax(dim) -> (values, indices)

Formula:
    yₖ = maxᵢ≤ₖ xᵢ; of equal ones the last is meant. The gradient goes to the element whose index is
    given.

Shapes:
    any; values and indices have the same.

Dtypes:
    the input's; indices are int64.

Raises:
    IndexError: where there is no such dimension, as `torch.cummax(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cummax.html

Example:
    >>> torch.cummax(torch.tensor([1.0, 3.0, 2.0, 4.0]), 0)
    torch.return_types.cummax(
    values=tensor([1., 3., 3., 4.]),
    indices=tensor([0, 1, 1, 3]))
""",
    "cummin": """The smallest so far along a dimension, and where it stood.

    torch.cummin(input, dim, *, out=None) -> (values, indices)
    Tensor.cummin(dim) -> (values, indices)

Formula:
    yₖ = minᵢ≤ₖ xᵢ; of equal ones the last is meant. The gradient goes to the element whose index is
    given.

Shapes:
    any; values and indices have the same.

Dtypes:
    the input's; indices are int64.

Raises:
    IndexError: where there is no such dimension, as `torch.cummin(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cummin.html

Example:
    >>> torch.cummin(torch.tensor([3.0, 1.0, 2.0, 0.0]), 0)
    torch.return_types.cummin(
    values=tensor([3., 1., 1., 0.]),
    indices=tensor([0, 1, 1, 3]))
""",
    "logsumexp": """The logarithm of the sum of the exponentials along dimensions, without overflow.

    torch.logsumexp(input, dim, keepdim=False, *, out=None) -> Tensor
    Tensor.logsumexp(dim, keepdim=False) -> Tensor

Formula:
    y = ln Σᵢ exp(xᵢ) = m + ln Σᵢ exp(xᵢ − m) with m = maxᵢ xᵢ; ∂y/∂xᵢ = exp(xᵢ − y), the softmax.

Shapes:
    the input's without the dimensions, or with 1 in their place if `keepdim`.

Dtypes:
    floating dtypes stay; integers become the default dtype.

Raises:
    IndexError: where there is no such dimension, as `torch.logsumexp(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html

Example:
    >>> torch.logsumexp(torch.tensor([[0.0, 0.0], [1000.0, 1000.0]]), 1)
    tensor([6.9315e-01, 1.0007e+03])
""",
    "logcumsumexp": """The logarithm of the running sum of the exponentials along a dimension.

    torch.logcumsumexp(input, dim, *, out=None) -> Tensor
    Tensor.logcumsumexp(dim) -> Tensor

Formula:
    yₖ = ln Σᵢ≤ₖ exp(xᵢ); ∂yₖ/∂xᵢ = exp(xᵢ − yₖ) for i ≤ k.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    NotImplementedError: for integers, as `torch.logcumsumexp(torch.tensor([1]), 0)`.
    IndexError: where there is no such dimension, as `torch.logcumsumexp(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logcumsumexp.html

Example:
    >>> torch.logcumsumexp(torch.tensor([0.0, 0.0, 1000.0]), 0)
    tensor([0.0000e+00, 6.9315e-01, 1.0000e+03])
""",
    "softmax": """Positive numbers with the sum one along a dimension, in the ratio of the exponentials.

    torch.softmax(input, dim, dtype=None, *, out=None) -> Tensor
    Tensor.softmax(dim, dtype=None) -> Tensor

Formula:
    yᵢ = exp(xᵢ)/Σⱼ exp(xⱼ); ∂yᵢ/∂xⱼ = yᵢ(δᵢⱼ − yⱼ).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64; `dtype` converts before.

Raises:
    NotImplementedError: for integers, as `torch.softmax(torch.tensor([1, 2]), 0)`.
    IndexError: where there is no such dimension, as `torch.softmax(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.softmax.html

Example:
    >>> torch.softmax(torch.tensor([[0.0, 0.0], [1.0, 3.0]]), 1)
    tensor([[0.5000, 0.5000],
            [0.1192, 0.8808]])
""",
    "log_softmax": """The logarithm of `softmax` along a dimension, exact also where that is nearly zero.

    torch.log_softmax(input, dim, dtype=None, *, out=None) -> Tensor
    Tensor.log_softmax(dim, dtype=None) -> Tensor

Formula:
    yᵢ = xᵢ − ln Σⱼ exp(xⱼ); ∂yᵢ/∂xⱼ = δᵢⱼ − exp(yⱼ).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64; `dtype` converts before.

Raises:
    NotImplementedError: for integers, as `torch.log_softmax(torch.tensor([1, 2]), 0)`.
    IndexError: where there is no such dimension, as `torch.log_softmax(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.log_softmax.html

Example:
    >>> torch.log_softmax(torch.tensor([[0.0, 0.0], [0.0, 200.0]]), 1)
    tensor([[  -0.6931,   -0.6931],
            [-200.0000,    0.0000]])
""",
    "diff": """Differences of neighbours along a dimension, n times over.

    torch.diff(input, n=1, dim=-1, prepend=None, append=None, *, out=None) -> Tensor
    Tensor.diff(n=1, dim=-1, prepend=None, append=None) -> Tensor

Formula:
    yᵢ = xᵢ₊₁ − xᵢ; of bool, where neighbours differ.

Shapes:
    as the input's, but `n` fewer along `dim`; with `prepend` and `append` put on before.

Dtypes:
    the input's.

Raises:
    RuntimeError: of a scalar, as `torch.diff(torch.tensor(1.0))`.
    IndexError: where there is no such dimension, as `torch.diff(torch.ones(2, 2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.diff.html

Example:
    >>> x = torch.tensor([1.0, 4.0, 9.0, 16.0])
    >>> torch.diff(x)
    tensor([3., 5., 7.])
    >>> torch.diff(x, n=2)
    tensor([2., 2.])
""",
    "trace": """The sum of a matrix's diagonal.

    torch.trace(input) -> Tensor
    Tensor.trace() -> Tensor

Formula:
    y = Σᵢ xᵢᵢ; ∂y/∂xᵢⱼ = δᵢⱼ.

Shapes:
    (n, m) gives a scalar.

Dtypes:
    the input's; integers become int64.

Raises:
    RuntimeError: for what is no matrix, as `torch.trace(torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.trace.html

Example:
    >>> torch.trace(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
""",
    "dist": """The length of a difference: how far two tensors are apart.

    torch.dist(input, other, p=2) -> Tensor
    Tensor.dist(other, p=2) -> Tensor

Formula:
    y = (Σᵢ |aᵢ − bᵢ|ᵖ)^(1/p).

Shapes:
    broadcast together; the result is a scalar.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for integers, as `torch.dist(torch.tensor([1]), torch.tensor([2]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.dist.html

Example:
    >>> torch.dist(torch.tensor([0.0, 0.0]), torch.tensor([3.0, 4.0]))
    tensor(5.)
""",
    "cdist": """How far each row of one matrix is from each row of another.

    torch.cdist(x1, x2, p=2.0, compute_mode='use_mm_for_euclid_dist_if_necessary') -> Tensor

Formula:
    yᵢⱼ = (Σₖ |aᵢₖ − bⱼₖ|ᵖ)^(1/p). For p = 2 and more than 25 rows it is computed by a product of
    matrices.

Shapes:
    (*, n, k) and (*, m, k) give (*, n, m).

Dtypes:
    float32 and float64, of both the same.

Args:
    compute_mode: "use_mm_for_euclid_dist" or "donot_use_mm_for_euclid_dist" for p = 2 decide by
        themselves.

Raises:
    RuntimeError: for rows of two lengths, as `torch.cdist(torch.ones(2, 3), torch.ones(2, 4))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cdist.html

Example:
    >>> torch.cdist(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0], [0.0, 1.0]]))
    tensor([[5., 1.]])
""",
    "cov": """The covariances of variables, rows, over observations, columns.

    torch.cov(input, *, aweights=None, correction=1, fweights=None) -> Tensor
    Tensor.cov(*, aweights=None, correction=1, fweights=None) -> Tensor

Formula:
    yᵢⱼ = Σₖ (xᵢₖ − x̄ᵢ)(xⱼₖ − x̄ⱼ)/(n − c) with c = `correction`; with weights, means and sums are
    weighted.

Shapes:
    (v, n) gives (v, v); (n) a scalar.

Dtypes:
    float32 and float64; integers become the default dtype.

Args:
    fweights: how often each observation counts, (n), integers.
    aweights: how much each observation counts, (n).

Raises:
    RuntimeError: for more dimensions, as `torch.cov(torch.ones(2, 2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cov.html

Example:
    >>> torch.cov(torch.tensor([[1.0, 2.0, 3.0], [6.0, 4.0, 2.0]]))
    tensor([[ 1., -2.],
            [-2.,  4.]])
""",
    "corrcoef": """The correlations of variables, rows, over observations, columns.

    torch.corrcoef(input) -> Tensor
    Tensor.corrcoef() -> Tensor

Formula:
    yᵢⱼ = cᵢⱼ/√(cᵢᵢ cⱼⱼ), with c = cov(x), brought into [−1, 1].

Shapes:
    (v, n) gives (v, v); (n) a scalar.

Dtypes:
    float32 and float64; integers become the default dtype.

Raises:
    RuntimeError: for more dimensions, as `torch.corrcoef(torch.ones(2, 2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.corrcoef.html

Example:
    >>> torch.corrcoef(torch.tensor([[1.0, 2.0, 3.0], [6.0, 4.0, 2.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
""",
    "nansum": """The sum of what is not nan, of all elements or along dimensions.

    torch.nansum(input, dim=None, keepdim=False, *, dtype=None, out=None) -> Tensor
    Tensor.nansum(dim=None, keepdim=False, *, dtype=None) -> Tensor

Formula:
    y = Σᵢ xᵢ over all xᵢ that are not nan; ∂y/∂xᵢ = 1, and 0 where xᵢ is nan.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    the input's; integers become int64.

Raises:
    IndexError: for a dimension that is not there, as `torch.nansum(torch.ones(2), 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nansum.html

Example:
    >>> torch.nansum(torch.tensor([1.0, float("nan"), 2.0]))
    tensor(3.)
""",
    "nanmean": """The mean of what is not nan, of all elements or along dimensions.

    torch.nanmean(input, dim=None, keepdim=False, *, dtype=None, out=None) -> Tensor
    Tensor.nanmean(dim=None, keepdim=False, *, dtype=None) -> Tensor

Formula:
    y = (Σᵢ xᵢ)/n over the n elements that are not nan; ∂y/∂xᵢ = 1/n, and 0 where xᵢ is nan.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions, or with 1 in their place if
    `keepdim`.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for integers, as `torch.nanmean(torch.tensor([1]))`.
    IndexError: where there is no such dimension, as `torch.nanmean(torch.ones(2, 2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nanmean.html

Example:
    >>> torch.nanmean(torch.tensor([1.0, float("nan"), 2.0]))
    tensor(1.5000)
""",
    "nanmedian": """The middle one of the elements that are not nan, the lower of two.

    torch.nanmedian(input) -> Tensor, or (values, indices)
    torch.nanmedian(input, dim, keepdim=False, *, out=None) -> Tensor, or (values, indices)
    Tensor.nanmedian() -> Tensor, or (values, indices)
    Tensor.nanmedian(dim, keepdim=False) -> Tensor, or (values, indices)

Formula:
    as `median`, of the elements that are not nan; nan where there are no others.

Shapes:
    without `dim` a scalar; with it, of values and indices the input's without it, or with 1 in its
    place if `keepdim`.

Dtypes:
    the input's; indices are int64.

Raises:
    NotImplementedError: for bool, as `torch.nanmedian(torch.tensor([True]))`.
    IndexError: where there is no such dimension, as `torch.nanmedian(torch.ones(2, 2), 7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nanmedian.html

Example:
    >>> torch.nanmedian(torch.tensor([1.0, float("nan"), 3.0, 2.0]))
    tensor(2.)
""",
    "count_nonzero": """How many elements are not zero, of all or along dimensions.

    torch.count_nonzero(input, dim=None) -> Tensor
    Tensor.count_nonzero(dim=None) -> Tensor

Formula:
    y = Σᵢ [xᵢ ≠ 0]; nan is not zero.

Shapes:
    without `dim` a scalar; with it, the input's without these dimensions.

Dtypes:
    any; the result is int64.

Raises:
    IndexError: for a dimension that is not there, as `torch.count_nonzero(torch.ones(2), 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.count_nonzero.html

Example:
    >>> torch.count_nonzero(torch.tensor([[0, 1], [2, 3]]), dim=1)
    tensor([1, 2])
""",
    "quantile": """The value below which a given share of the elements lies, of all or along a dimension.

    torch.quantile(input, q, dim=None, keepdim=False, *, interpolation='linear', out=None) -> Tensor
    Tensor.quantile(q, dim=None, keepdim=False, *, interpolation='linear') -> Tensor

Formula:
    y = xₖ + w (xₖ₊₁ − xₖ), with the elements in ascending order, k = ⌊q(n − 1)⌋ and w = q(n − 1) − k;
    nan if there is one. The gradient goes to these two elements, and to `q`.

Shapes:
    for one `q` that of a reduction along `dim`; for several, (k), these are in front: (k, *).

Dtypes:
    float32 and float64, of input and q the same.

Args:
    q: between 0 and 1: a number, or a tensor of one or several.
    interpolation: "linear", "lower", "higher", "midpoint" or "nearest", of the two elements.

Raises:
    RuntimeError: for shares that are none, as `torch.quantile(torch.ones(2), 1.5)`.
    IndexError: where there is no such dimension, as `torch.quantile(torch.ones(2, 2), 0.5, dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.quantile.html

Example:
    >>> x = torch.tensor([4.0, 1.0, 2.0])
    >>> torch.quantile(x, 0.25)
    tensor(1.5000)
    >>> torch.quantile(x, torch.tensor([0.0, 0.5]))
    tensor([1., 2.])
""",
    "nanquantile": """The value below which a given share of the elements that are not nan lies.

    torch.nanquantile(input, q, dim=None, keepdim=False, *, interpolation='linear', out=None) -> Tensor
    Tensor.nanquantile(q, dim=None, keepdim=False, *, interpolation='linear') -> Tensor

Formula:
    as `quantile`, of the elements that are not nan; nan where there are no others.

Shapes:
    for one `q` that of a reduction along `dim`; for several, (k), these are in front: (k, *).

Dtypes:
    float32 and float64, of input and q the same.

Args:
    q: between 0 and 1: a number, or a tensor of one or several.
    interpolation: "linear", "lower", "higher", "midpoint" or "nearest", of the two elements.

Raises:
    RuntimeError: for shares that are none, as `torch.nanquantile(torch.ones(2), 1.5)`.
    IndexError: where there is no such dimension, as `torch.nanquantile(torch.ones(2, 2), 0.5, dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nanquantile.html

Example:
    >>> torch.nanquantile(torch.tensor([4.0, float("nan"), 2.0]), 0.5)
    tensor(3.)
""",
    "pairwise_distance": """How far each vector is from the one in the same place, along the last dimension.

    torch.pairwise_distance(x1, x2, p=2, eps=1e-06, keepdim=False) -> Tensor

Formula:
    y = (Σₖ |aₖ − bₖ + eps|ᵖ)^(1/p).

Shapes:
    broadcast together; (*, k) gives (*), or (*, 1) if `keepdim`.

Dtypes:
    what both promote to; integers become the default dtype.

Raises:
    RuntimeError: for vectors of two lengths, as `torch.pairwise_distance(torch.ones(2, 3),
        torch.ones(2, 4))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html

Example:
    >>> torch.pairwise_distance(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0]]))
    tensor([5.0000])
""",
    "cosine_similarity": """The cosines of the angles between vectors along a dimension.

    torch.cosine_similarity(x1, x2, dim=1, eps=1e-08) -> Tensor

Formula:
    y = Σₖ (aₖ/max(‖a‖₂, eps))(bₖ/max(‖b‖₂, eps)).

Shapes:
    broadcast together; the result has these without `dim`.

Dtypes:
    what both promote to, which must be float32 or float64.

Raises:
    RuntimeError: for integers, as `torch.cosine_similarity(torch.tensor([[1]]), torch.tensor([[2]]))`.
    IndexError: where there is no such dimension, as
        `torch.cosine_similarity(torch.ones(2, 2), torch.ones(2, 2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html

Example:
    >>> torch.cosine_similarity(torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 2.0]]))
    tensor([0.])
""",
}
