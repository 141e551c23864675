"""Texts of the operations that pick elements, put them elsewhere, and sort them."""

TEXTS = {
    "where": """Elements of one tensor where a condition holds, of another elsewhere.

    torch.where(condition) -> Tensor, or tuple of Tensors
    torch.where(condition, input, other, *, out=None) -> Tensor, or tuple of Tensors
    torch.where(condition, self, other) -> Tensor, or tuple of Tensors
    Tensor.where(condition, other) -> Tensor, or tuple of Tensors

With the condition alone, it is `nonzero(as_tuple=True)`. As a method, the tensor is the one where the
condition holds.

Formula:
    y = condition ? input : other; each gets the gradient where its element was taken.

Shapes:
    broadcast together.

Dtypes:
    what both promote to; the condition is bool.

Raises:
    RuntimeError: for a condition that is not bool, as `torch.where(torch.ones(2), 1.0, 0.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.where.html

Example:
    >>> x = torch.tensor([-1.0, 2.0])
    >>> torch.where(x > 0, x, 0.0)
    tensor([0., 2.])
""",
    "masked_fill": """The tensor with a value wherever a mask is True.

    torch.masked_fill(input, mask, value) -> Tensor
    Tensor.masked_fill(mask, value) -> Tensor
    Tensor.masked_fill_(mask, value) -> Tensor

Formula:
    y = mask ? value : x; the gradient is 0 where the mask is True, and summed up for a value that is a
    tensor.

Shapes:
    input and mask: broadcast together; in place the mask is broadcast to the tensor.

Dtypes:
    the input's; the mask is bool.

Args:
    value: a number, or a tensor without dimensions.

Raises:
    RuntimeError: for a mask that is not bool, as `torch.masked_fill(torch.ones(2), torch.ones(2),
        0.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.masked_fill.html

Example:
    >>> x = torch.tensor([1.0, 2.0, 3.0])
    >>> torch.masked_fill(x, x > 2, 0.0)
    tensor([1., 2., 0.])
    >>> x.masked_fill_(x > 2, -1.0)
    tensor([ 1.,  2., -1.])
""",
    "masked_select": """The elements for which a mask is True.

    torch.masked_select(input, mask, *, out=None) -> Tensor
    Tensor.masked_select(mask) -> Tensor

Formula:
    y = the elements xᵢ with maskᵢ, in row-major order; the gradient is 0 elsewhere.

Shapes:
    input and mask are broadcast together; the result is (number of True).

Dtypes:
    the input's; the mask is bool.

Raises:
    RuntimeError: for a mask that is not bool, as `torch.masked_select(torch.ones(2), torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.masked_select.html

Example:
    >>> x = torch.tensor([1.0, 2.0, 3.0])
    >>> torch.masked_select(x, x > 1)
    tensor([2., 3.])
""",
    "masked_scatter": """The tensor with another's elements, one after the other, where a mask is True.

    torch.masked_scatter(input, mask, source) -> Tensor
    Tensor.masked_scatter(mask, source) -> Tensor
    Tensor.masked_scatter_(mask, source) -> Tensor

Formula:
    yᵢ = the next element of `source` where maskᵢ, else xᵢ; each gets the gradient of what it gave.

Shapes:
    input and mask: broadcast together; `source` has as many elements as True at least.

Dtypes:
    both must have the same; the mask is bool.

Raises:
    RuntimeError: for too few elements, as `torch.masked_scatter(torch.ones(2), torch.tensor([True,
        True]), torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.masked_scatter.html

Example:
    >>> x = torch.tensor([1.0, 2.0, 3.0])
    >>> torch.masked_scatter(x, x > 1, torch.tensor([10.0, 20.0]))
    tensor([ 1., 10., 20.])
    >>> x.masked_scatter_(x < 2, torch.tensor([5.0]))
    tensor([5., 2., 3.])
""",
    "index_select": """Slices along a dimension, by their indices.

    torch.index_select(input, dim, index, *, out=None) -> Tensor
    Tensor.index_select(dim, index) -> Tensor

Formula:
    y[…, k, …] = x[…, index[k], …]; slices that are taken twice sum up their gradients.

Shapes:
    (n, m) with `dim` 0 and `index` (k) gives (k, m).

Dtypes:
    the input's; the index is int32 or int64.

Raises:
    IndexError: for an index that is not there, as `torch.index_select(torch.ones(2), 0,
        torch.tensor([2]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.index_select.html

Example:
    >>> torch.index_select(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([1, 1, 0]))
    tensor([[2, 2, 1],
            [4, 4, 3]])
""",
    "gather": """Elements along a dimension, with an index for each.

    torch.gather(input, dim, index, *, out=None, sparse_grad=False) -> Tensor
    Tensor.gather(dim, index, *, sparse_grad=False) -> Tensor

Formula:
    y[i][j] = x[index[i][j]][j] for `dim` 0, x[i][index[i][j]] for 1; elements that are taken twice sum
    up their gradients.

Shapes:
    `index` has as many dimensions as the input, and is no larger but along `dim`; the result is as the
    index.

Dtypes:
    the input's; the index is int32 or int64.

Raises:
    RuntimeError: for an index that is not there, as `torch.gather(torch.ones(2), 0,
        torch.tensor([2]))`.
    IndexError: where there is no such dimension, as
        `torch.gather(torch.ones(2, 2), 7, torch.zeros(2, 2, dtype=torch.int64))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.gather.html

Example:
    >>> torch.gather(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([[0], [1]]))
    tensor([[1],
            [4]])
""",
    "take": """Elements by their places in the flattened tensor.

    torch.take(input, index, *, out=None) -> Tensor
    Tensor.take(index) -> Tensor

Formula:
    yₖ = x.flatten()[indexₖ]; elements that are taken twice sum up their gradients.

Shapes:
    any; the result is as the index.

Dtypes:
    the input's; the index is int64.

Raises:
    IndexError: for an index that is not there, as `torch.take(torch.ones(2), torch.tensor([2]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.take.html

Example:
    >>> torch.take(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 3]))
    tensor([1, 4])
""",
    "take_along_dim": """Elements along a dimension by indices, as those of `argsort`; broadcast before.

    torch.take_along_dim(input, indices, dim=None, *, out=None) -> Tensor
    Tensor.take_along_dim(indices, dim=None) -> Tensor

Formula:
    `gather` of input and indices broadcast together but along `dim`; without `dim`, of the flattened
    tensor.

Shapes:
    as many dimensions in both; the result is as the indices, broadcast.

Dtypes:
    the input's; the indices are int64.

Raises:
    RuntimeError: for dimensions that differ in number, as `torch.take_along_dim(torch.ones(2, 2),
        torch.tensor([0]), 0)`.
    IndexError: where there is no such dimension, as
        `torch.take_along_dim(torch.ones(2, 2), torch.zeros(2, 2, dtype=torch.int64), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.take_along_dim.html

Example:
    >>> x = torch.tensor([[3, 1, 2]])
    >>> torch.take_along_dim(x, torch.argsort(x), 1)
    tensor([[1, 2, 3]])
""",
    "nonzero": """Where the elements are not zero.

    torch.nonzero(input, *, as_tuple=False, out=None) -> Tensor, or tuple of Tensors
    Tensor.nonzero() -> Tensor, or tuple of Tensors
    Tensor.nonzero(*, as_tuple) -> Tensor, or tuple of Tensors

Formula:
    the indices i with xᵢ ≠ 0, in row-major order.

Shapes:
    d dimensions and k such elements give (k, d); with `as_tuple=True` d tensors (k), to be used as an
    index.

Dtypes:
    any; the result is int64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html

Example:
    >>> torch.nonzero(torch.tensor([[0, 5], [7, 0]]))
    tensor([[0, 1],
            [1, 0]])
""",
    "scatter": """The tensor with elements of another put where an index says.

    torch.scatter(input, dim, index, src, *, out=None) -> Tensor
    torch.scatter(input, dim, index, src, *, reduce, out=None) -> Tensor
    torch.scatter(input, dim, index, value, *, out=None) -> Tensor
    torch.scatter(input, dim, index, value, *, reduce, out=None) -> Tensor
    Tensor.scatter(dim, index, src) -> Tensor
    Tensor.scatter(dim, index, src, *, reduce) -> Tensor
    Tensor.scatter(dim, index, value) -> Tensor
    Tensor.scatter(dim, index, value, *, reduce) -> Tensor
    Tensor.scatter_(dim, index, src) -> Tensor
    Tensor.scatter_(dim, index, src, *, reduce) -> Tensor
    Tensor.scatter_(dim, index, value) -> Tensor
    Tensor.scatter_(dim, index, value, *, reduce) -> Tensor

Formula:
    y[index[i][j]][j] = src[i][j] for `dim` 0, y[i][index[i][j]] for 1; x elsewhere. The gradient of x
    is 0 where something was put.

Shapes:
    all have as many dimensions; `index` is no larger than `src`, and but along `dim` than the input.

Dtypes:
    the input's, which `src` has too; the index is int32 or int64.

Args:
    src: a tensor, or as `value` a number.
    reduce: "add" or "multiply" instead of putting.

Raises:
    RuntimeError: for an index that is not there, as `torch.scatter(torch.ones(2), 0, torch.tensor([2]),
        1.0)`.
    IndexError: where there is no such dimension, as
        `torch.scatter(torch.ones(2, 2), 7, torch.zeros(2, 2, dtype=torch.int64), torch.ones(2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.scatter.html

Example:
    >>> x = torch.zeros(3)
    >>> torch.scatter(x, 0, torch.tensor([2, 0]), torch.tensor([5.0, 6.0]))
    tensor([6., 0., 5.])
    >>> x.scatter_(0, torch.tensor([1]), 7.0)
    tensor([0., 7., 0.])
""",
    "scatter_add": """The tensor with elements of another added where an index says.

    torch.scatter_add(input, dim, index, src, *, out=None) -> Tensor
    Tensor.scatter_add(dim, index, src) -> Tensor
    Tensor.scatter_add_(dim, index, src) -> Tensor

Formula:
    y[index[i][j]][j] += src[i][j] for `dim` 0, from y = x on; ∂L/∂x = g, ∂L/∂src = gather(g, index).

Shapes:
    all have as many dimensions; `index` is no larger than `src`, and but along `dim` than the input.

Dtypes:
    the input's, which `src` has too; the index is int32 or int64.

Raises:
    RuntimeError: for an index that is not there, as `torch.scatter_add(torch.ones(2), 0,
        torch.tensor([2]), torch.ones(1))`.
    IndexError: where there is no such dimension, as
        `torch.scatter_add(torch.ones(2, 2), 7, torch.zeros(2, 2, dtype=torch.int64), torch.ones(2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.scatter_add.html

Example:
    >>> x = torch.zeros(2)
    >>> torch.scatter_add(x, 0, torch.tensor([0, 1, 0]), torch.tensor([1.0, 2.0, 3.0]))
    tensor([4., 2.])
    >>> x.scatter_add_(0, torch.tensor([1]), torch.tensor([4.0]))
    tensor([0., 4.])
""",
    "scatter_reduce": """The tensor with another's elements reduced into it where an index says.

    torch.scatter_reduce(input, dim, index, src, reduce, *, include_self=True, out=None) -> Tensor
    Tensor.scatter_reduce(dim, index, src, reduce, *, include_self=True) -> Tensor
    Tensor.scatter_reduce_(dim, index, src, reduce, *, include_self=True) -> Tensor

Formula:
    y[t] = reduce(x[t] and all src[k] with index[k] = t), for one dimension.

Shapes:
    all have as many dimensions; `index` is no larger than `src`, and but along `dim` than the input.

Dtypes:
    the input's, which `src` has too; the index is int64.

Args:
    reduce: "sum", "prod", "mean", "amax" or "amin".
    include_self: False leaves x[t] out wherever something comes.

Raises:
    RuntimeError: for another `reduce`, as `torch.scatter_reduce(torch.ones(2), 0, torch.tensor([0]),
        torch.ones(1), "avg")`.
    IndexError: where there is no such dimension, as
        `torch.ones(2).scatter_reduce(7, torch.tensor([0]), torch.ones(1), 'sum')`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.scatter_reduce.html

Example:
    >>> x = torch.tensor([10.0, 1.0])
    >>> torch.scatter_reduce(x, 0, torch.tensor([0, 0, 1]), torch.tensor([2.0, 3.0, 4.0]), "amax")
    tensor([10.,  4.])
    >>> x.scatter_reduce_(0, torch.tensor([0, 0]), torch.tensor([2.0, 4.0]), "mean", include_self=False)
    tensor([3., 1.])
""",
    "index_add": """The tensor with slices added along a dimension, where an index says.

    torch.index_add(input, dim, index, source, *, alpha=1, out=None) -> Tensor
    Tensor.index_add(dim, index, source, *, alpha=1) -> Tensor
    Tensor.index_add_(dim, index, source, *, alpha=1) -> Tensor

Formula:
    y[…, index[k], …] += alpha · source[…, k, …], from y = x on; ∂L/∂source is alpha times the slices of
    g.

Shapes:
    `source` as the input, but along `dim` as long as the index (k).

Dtypes:
    the input's, which `source` has too; the index is int32 or int64.

Raises:
    RuntimeError: for slices that are not as many, as `torch.index_add(torch.ones(2), 0,
        torch.tensor([0]), torch.ones(2))`.
    IndexError: where there is no such dimension, as
        `torch.ones(2).index_add(7, torch.tensor([0]), torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.index_add.html

Example:
    >>> x = torch.zeros(2, 2)
    >>> torch.index_add(x, 0, torch.tensor([1, 1]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[0., 0.],
            [4., 6.]])
    >>> x.index_add_(1, torch.tensor([0]), torch.ones(2, 1), alpha=5)
    tensor([[5., 0.],
            [5., 0.]])
""",
    "index_copy": """The tensor with slices put along a dimension, where an index says.

    torch.index_copy(input, dim, index, source, *, out=None) -> Tensor
    Tensor.index_copy(dim, index, source) -> Tensor
    Tensor.index_copy_(dim, index, source) -> Tensor

Formula:
    y[…, index[k], …] = source[…, k, …], x elsewhere; the gradient of x is 0 where something was put.

Shapes:
    `source` as the input, but along `dim` as long as the index (k).

Dtypes:
    the input's, which `source` has too; the index is int64.

Raises:
    IndexError: for slices that are not as many, as `torch.index_copy(torch.ones(2), 0,
        torch.tensor([0]), torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.index_copy.html

Example:
    >>> x = torch.zeros(3)
    >>> torch.index_copy(x, 0, torch.tensor([2, 0]), torch.tensor([1.0, 2.0]))
    tensor([2., 0., 1.])
    >>> x.index_copy_(0, torch.tensor([1]), torch.tensor([5.0]))
    tensor([0., 5., 0.])
""",
    "index_fill": """The tensor with a value in all slices along a dimension that an index names.

    torch.index_fill(input, dim, index, value) -> Tensor
    Tensor.index_fill(dim, index, value) -> Tensor
    Tensor.index_fill_(dim, index, value) -> Tensor

Formula:
    y[…, index[k], …] = value, x elsewhere; the gradient of x is 0 there.

Shapes:
    any; the result has the same; the index is (k).

Dtypes:
    the input's; the index is int64.

Raises:
    IndexError: for an index that is not there, as `torch.index_fill(torch.ones(2), 0,
        torch.tensor([2]), 1.0)`.
    RuntimeError: for a value of several numbers, as
        `torch.index_fill(torch.ones(2, 2), 7, torch.zeros(2, 2, dtype=torch.int64), torch.ones(2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.index_fill.html

Example:
    >>> x = torch.zeros(2, 2)
    >>> torch.index_fill(x, 1, torch.tensor([0]), 5.0)
    tensor([[5., 0.],
            [5., 0.]])
    >>> x.index_fill_(0, torch.tensor([1]), -1.0)
    tensor([[ 0.,  0.],
            [-1., -1.]])
""",
    "put": """The tensor with elements put at places of the flattened tensor.

    torch.put(input, index, source, accumulate=False) -> Tensor
    Tensor.put(index, source, accumulate=False) -> Tensor
    Tensor.put_(index, source, accumulate=False) -> Tensor

Formula:
    y.flatten()[indexₖ] = sourceₖ, or += with `accumulate`; x elsewhere.

Shapes:
    `index` and `source` have as many elements; the result is as the input.

Dtypes:
    the input's, which `source` has too; the index is int64.

Raises:
    IndexError: for an index that is not there, as `torch.put(torch.ones(2), torch.tensor([2]),
        torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.put.html

Example:
    >>> x = torch.zeros(2, 2)
    >>> torch.put(x, torch.tensor([3, 0]), torch.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 1.]])
    >>> x.put_(torch.tensor([1, 1]), torch.tensor([1.0, 2.0]), accumulate=True)
    tensor([[0., 3.],
            [0., 0.]])
""",
    "sort": """The elements in order along a dimension, and where they came from.

    torch.sort(input, *, stable, dim=-1, descending=False, out=None) -> (values, indices)
    torch.sort(input, dim=-1, descending=False, *, out=None) -> (values, indices)
    Tensor.sort(*, stable, dim=-1, descending=False) -> (values, indices)
    Tensor.sort(dim=-1, descending=False) -> (values, indices)

Formula:
    values = x[…, indices, …], ascending or `descending`; nan counts as largest. The gradient goes back
    to where each came from.

Shapes:
    any; values and indices have the same.

Dtypes:
    any; indices are int64.

Args:
    stable: whether equal ones keep their order; here they always do.

Raises:
    IndexError: for a dimension that is not there, as `torch.sort(torch.ones(2), 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sort.html

Example:
    >>> torch.sort(torch.tensor([3.0, 1.0, 2.0]))
    torch.return_types.sort(
    values=tensor([1., 2., 3.]),
    indices=tensor([1, 2, 0]))
""",
    "msort": """The elements in ascending order along the first dimension.

    torch.msort(input, *, out=None) -> Tensor
    Tensor.msort() -> Tensor

Formula:
    y = the values of `sort` along dimension 0.

Shapes:
    any; the result has the same.

Dtypes:
    any.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.msort.html

Example:
    >>> torch.msort(torch.tensor([[3, 1], [2, 4]]))
    tensor([[2, 1],
            [3, 4]])
""",
    "argsort": """The indices that put the elements in order along a dimension.

    torch.argsort(input, *, stable, dim=-1, descending=False, out=None) -> Tensor
    torch.argsort(input, dim=-1, descending=False) -> Tensor
    Tensor.argsort(*, stable, dim=-1, descending=False) -> Tensor
    Tensor.argsort(dim=-1, descending=False) -> Tensor

Formula:
    the indices of `sort`.

Shapes:
    any; the result has the same.

Dtypes:
    any; the result is int64.

Raises:
    IndexError: where there is no such dimension, as `torch.argsort(torch.ones(2, 2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.argsort.html

Example:
    >>> torch.argsort(torch.tensor([3.0, 1.0, 2.0]))
    tensor([1, 2, 0])
""",
    "topk": """The k largest elements along a dimension, or the smallest, and where they stood.

    torch.topk(input, k, dim=-1, largest=True, sorted=True, *, out=None) -> (values, indices)
    Tensor.topk(k, dim=-1, largest=True, sorted=True) -> (values, indices)

Formula:
    the first k of `sort`, descending if `largest`. The gradient goes back to where each came from.

Shapes:
    the input's, with k along `dim`.

Dtypes:
    any but bool; indices are int64.

Raises:
    RuntimeError: for more than there are, as `torch.topk(torch.ones(2), 3)`.
    IndexError: where there is no such dimension, as `torch.topk(torch.ones(2, 2), 1, dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.topk.html

Example:
    >>> torch.topk(torch.tensor([3.0, 1.0, 2.0]), 2)
    torch.return_types.topk(
    values=tensor([3., 2.]),
    indices=tensor([0, 2]))
""",
    "kthvalue": """The element that stands at the k-th place in order, counted from one, along a dimension.

    torch.kthvalue(input, k, dim=-1, keepdim=False, *, out=None) -> (values, indices)
    Tensor.kthvalue(k, dim=-1, keepdim=False) -> (values, indices)

Formula:
    y = x₍ₖ₋₁₎ of `sort` in ascending order. The gradient goes back to where it came from.

Shapes:
    the input's without the dimension, or with 1 in its place if `keepdim`.

Dtypes:
    any but bool; indices are int64.

Raises:
    RuntimeError: for a place that is not there, as `torch.kthvalue(torch.ones(2), 3)`.
    IndexError: where there is no such dimension, as `torch.kthvalue(torch.ones(2, 2), 1, dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.kthvalue.html

Example:
    >>> torch.kthvalue(torch.tensor([3.0, 1.0, 2.0]), 2)
    torch.return_types.kthvalue(
    values=tensor(2.),
    indices=tensor(2))
""",
    "mode": """The most frequent element along a dimension, of several the smallest.

    torch.mode(input, dim=-1, keepdim=False, *, out=None) -> (values, indices)
    Tensor.mode(dim=-1, keepdim=False) -> (values, indices)

Formula:
    y = the value that stands most often along `dim`. The gradient goes back to where it came from: the
    last of its places.

Shapes:
    the input's without the dimension, or with 1 in its place if `keepdim`.

Dtypes:
    any; indices are int64.

Raises:
    IndexError: for no elements, as `torch.mode(torch.ones(2, 0))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.mode.html

Example:
    >>> torch.mode(torch.tensor([3, 1, 3, 2]))
    torch.return_types.mode(
    values=tensor(3),
    indices=tensor(2))
""",
    "unique": """The different elements, in ascending order.

    torch.unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None) -> Tensor, or
            tuple of Tensors
    Tensor.unique(sorted=True, return_inverse=False, return_counts=False, dim=None) -> Tensor, or tuple of
            Tensors

Formula:
    the set {xᵢ}; on request also where each element went (`return_inverse`), and how often each stands
    (`return_counts`).

Shapes:
    flattened to (k); along `dim`, the different slices. The inverse is as the input, the counts are
    (k).

Dtypes:
    any; inverse and counts are int64.

Raises:
    IndexError: where there is no such dimension, as `torch.unique(torch.ones(2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.unique.html

Example:
    >>> torch.unique(torch.tensor([3, 1, 3, 2]), return_counts=True)
    (tensor([1, 2, 3]), tensor([1, 1, 2]))
""",
    "unique_consecutive": """The elements, with runs of equal ones made one.

    torch.unique_consecutive(input, return_inverse=False, return_counts=False, dim=None) -> Tensor, or tuple
            of Tensors
    Tensor.unique_consecutive(return_inverse=False, return_counts=False, dim=None) -> Tensor, or tuple of
            Tensors

Formula:
    the xᵢ with xᵢ ≠ xᵢ₋₁; on request also where each element went (`return_inverse`), and how long the
    runs are (`return_counts`).

Shapes:
    flattened to (k); along `dim`, slices. The inverse is as the input, the counts are (k).

Dtypes:
    any; inverse and counts are int64.

Raises:
    IndexError: where there is no such dimension, as `torch.unique_consecutive(torch.ones(2), dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.unique_consecutive.html

Example:
    >>> torch.unique_consecutive(torch.tensor([3, 3, 1, 3]), return_counts=True)
    (tensor([3, 1, 3]), tensor([2, 1, 1]))
""",
    "bincount": """How often each of the numbers 0, 1, 2, … stands in a vector.

    torch.bincount(input, weights=None, minlength=0) -> Tensor
    Tensor.bincount(weights=None, minlength=0) -> Tensor

Formula:
    yₖ = Σᵢ wᵢ [xᵢ = k], with weights wᵢ of 1 if not given.

Shapes:
    (n) gives (max(x) + 1), or `minlength` if that is more.

Dtypes:
    integers; counts are int64, with float32 weights float32, with others float64.

Raises:
    RuntimeError: for negative numbers, as `torch.bincount(torch.tensor([-1]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bincount.html

Example:
    >>> torch.bincount(torch.tensor([0, 2, 2]))
    tensor([1, 0, 2])
    >>> torch.bincount(torch.tensor([0, 2, 2]), weights=torch.tensor([1.0, 0.5, 0.25]))
    tensor([1.0000, 0.0000, 0.7500])
""",
    "histc": """How many elements lie in each of some equal parts of an interval.

    torch.histc(input, bins=100, min=0, max=0, *, out=None) -> Tensor
    Tensor.histc(bins=100, min=0, max=0) -> Tensor

Formula:
    yₖ = the number of xᵢ in part k of `bins` from `min` to `max`; if both are 0, from the smallest to
    the largest.

Shapes:
    any; the result is (bins).

Dtypes:
    float32 and float64; the result has the same.

Raises:
    RuntimeError: for no parts, as `torch.histc(torch.ones(2), bins=0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.histc.html

Example:
    >>> torch.histc(torch.tensor([1.0, 2.0, 1.0, 4.0]), bins=4, min=0, max=4)
    tensor([0., 2., 1., 1.])
""",
    "searchsorted": """Where numbers would be put into sorted rows, so that these stay sorted.

    torch.searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None,
            out=None) -> Tensor
    torch.searchsorted(sorted_sequence, self, *, out_int32=False, right=False, side=None, sorter=None,
            out=None) -> Tensor

Formula:
    yᵢ = the number of elements below xᵢ, with `right` at most xᵢ.

Shapes:
    one sorted row (n), or as many rows (*, n) as the numbers have, (*, m); the result is as the
    numbers.

Dtypes:
    any; the result is int64, with `out_int32` int32.

Args:
    side: "left" or "right", as `right`.
    sorter: the order that sorts the row.

Raises:
    RuntimeError: for rows that do not fit together, as
        `torch.searchsorted(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.searchsorted.html

Example:
    >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 4]), right=True)
    tensor([2, 2])
""",
    "bucketize": """Which part between sorted boundaries each number lies in.

    torch.bucketize(input, boundaries, *, out_int32=False, right=False, out=None) -> Tensor
    torch.bucketize(self, boundaries, *, out_int32=False, right=False) -> Tensor

Formula:
    yᵢ = the number of boundaries below xᵢ, with `right` at most xᵢ.

Shapes:
    any, with boundaries (n); the result has the numbers' shape.

Dtypes:
    any; the result is int64, with `out_int32` int32.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bucketize.html

Example:
    >>> torch.bucketize(torch.tensor([0.5, 3.0, 9.0]), torch.tensor([1.0, 3.0, 5.0]))
    tensor([0, 1, 3])
""",
}
