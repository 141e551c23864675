"""Texts of the operations that give the same elements in other shapes and places."""

TEXTS = {
    "reshape": """The same elements in another shape; a view where memory allows it, else a copy.

    torch.reshape(input, shape) -> Tensor
    Tensor.reshape(shape) -> Tensor

Formula:
    y = x in row-major order; the gradient is given the input's shape.

Shapes:
    as many elements as the input; one size may be -1, and follows from the others.

Dtypes:
    the input's.

Raises:
    RuntimeError: for another number of elements, as `torch.reshape(torch.ones(6), (4,))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.reshape.html

Example:
    >>> torch.reshape(torch.arange(6), (2, -1))
    tensor([[0, 1, 2],
            [3, 4, 5]])
""",
    "flatten": """Several neighbouring dimensions, joined into one.

    torch.flatten(input, start_dim=0, end_dim=-1) -> Tensor
    Tensor.flatten(start_dim=0, end_dim=-1) -> Tensor

Formula:
    y = x in row-major order, dimensions `start_dim` to `end_dim` counted as one.

Shapes:
    (2, 3, 4) from dimension 1 on gives (2, 12); a scalar gives (1).

Dtypes:
    the input's.

Raises:
    RuntimeError: for an end before the start, as `torch.flatten(torch.ones(2, 2), 1, 0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.flatten.html

Example:
    >>> x = torch.zeros(2, 3, 4)
    >>> torch.flatten(x).shape, torch.flatten(x, 1).shape
    (torch.Size([24]), torch.Size([2, 12]))
""",
    "unflatten": """One dimension, parted into several.

    torch.unflatten(input, dim, sizes) -> Tensor
    Tensor.unflatten(dim, sizes) -> Tensor

Formula:
    y = x in row-major order, dimension `dim` counted as several.

Shapes:
    (2, 12) with dimension 1 as (3, -1) gives (2, 3, 4).

Dtypes:
    the input's.

Raises:
    RuntimeError: for sizes that do not multiply to it, as `torch.unflatten(torch.ones(6), 0, (4, 2))`.
    IndexError: where there is no such dimension, as `torch.unflatten(torch.ones(2, 2), 7, (2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.unflatten.html

Example:
    >>> torch.unflatten(torch.arange(6), 0, (3, -1))
    tensor([[0, 1],
            [2, 3],
            [4, 5]])
""",
    "ravel": """All elements in one dimension.

    torch.ravel(input) -> Tensor
    Tensor.ravel() -> Tensor

Formula:
    y = x in row-major order, as one dimension.

Shapes:
    any; the result is (n) for n elements.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.ravel.html

Example:
    >>> torch.ravel(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 2, 3, 4])
""",
    "t": """A matrix, transposed; vectors and scalars stay.

    torch.t(input) -> Tensor
    Tensor.t() -> Tensor
    Tensor.t_() -> Tensor

Formula:
    yⱼᵢ = xᵢⱼ; a view. The gradient is gᵀ.

Shapes:
    (n, m) gives (m, n).

Dtypes:
    the input's.

Raises:
    RuntimeError: for more than two dimensions, as `torch.t(torch.ones(1, 1, 1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.t.html

Example:
    >>> torch.t(torch.tensor([[1, 2, 3], [4, 5, 6]]))
    tensor([[1, 4],
            [2, 5],
            [3, 6]])
""",
    "transpose swapaxes swapdims": """The tensor with two dimensions exchanged.

    torch.transpose(input, dim0, dim1) -> Tensor
    Tensor.transpose(dim0, dim1) -> Tensor
    Tensor.transpose_(dim0, dim1) -> Tensor
    torch.swapaxes(input, axis0, axis1) -> Tensor
    Tensor.swapaxes(axis0, axis1) -> Tensor
    Tensor.swapaxes_(axis0, axis1) -> Tensor
    torch.swapdims(input, dim0, dim1) -> Tensor
    Tensor.swapdims(dim0, dim1) -> Tensor
    Tensor.swapdims_(dim0, dim1) -> Tensor

Formula:
    y[…, j, …, i, …] = x[…, i, …, j, …]; a view. The gradient is transposed back.

Shapes:
    (2, 3, 4) with dimensions 0 and 2 exchanged is (4, 3, 2).

Dtypes:
    the input's.

Raises:
    IndexError: for a dimension that is not there, as `torch.transpose(torch.ones(2), 0, 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.transpose.html

Example:
    >>> torch.transpose(torch.zeros(2, 3, 4), 0, 2).shape
    torch.Size([4, 3, 2])
""",
    "permute": """The tensor with its dimensions in another order.

    torch.permute(input, dims) -> Tensor
    Tensor.permute(dims) -> Tensor

Formula:
    y's dimension k is x's dimension dims[k]; a view. The gradient is permuted back.

Shapes:
    (2, 3, 4) in the order (2, 0, 1) is (4, 2, 3).

Dtypes:
    the input's.

Raises:
    RuntimeError: for an order that leaves one out, as `torch.permute(torch.ones(2, 3), (0, 0))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.permute.html

Example:
    >>> torch.permute(torch.zeros(2, 3, 4), (2, 0, 1)).shape
    torch.Size([4, 2, 3])
""",
    "movedim moveaxis": """The tensor with some dimensions moved; the others keep their order.

    torch.movedim(input, source, destination) -> Tensor
    Tensor.movedim(source, destination) -> Tensor
    torch.moveaxis(input, source, destination) -> Tensor
    Tensor.moveaxis(source, destination) -> Tensor

Formula:
    y's dimension destination[k] is x's dimension source[k]; a view.

Shapes:
    (2, 3, 4) with dimension 0 moved to 2 is (3, 4, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for one dimension twice, as `torch.movedim(torch.ones(2, 3), (0, 0), (0, 1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.movedim.html

Example:
    >>> torch.movedim(torch.zeros(2, 3, 4), 0, 2).shape
    torch.Size([3, 4, 2])
""",
    "squeeze": """The tensor without its dimensions of size one, or without those that are named.

    torch.squeeze(input) -> Tensor
    torch.squeeze(input, dim) -> Tensor
    Tensor.squeeze() -> Tensor
    Tensor.squeeze(dim) -> Tensor
    Tensor.squeeze_() -> Tensor
    Tensor.squeeze_(dim) -> Tensor

Formula:
    the same elements; a view. The gradient gets the dimensions back.

Shapes:
    (2, 1, 3, 1) gives (2, 3); with dimension 1 named, (2, 3, 1). A dimension of another size stays.

Dtypes:
    the input's.

Raises:
    IndexError: for a dimension that is not there, as `torch.squeeze(torch.ones(2), 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html

Example:
    >>> x = torch.zeros(2, 1, 3, 1)
    >>> torch.squeeze(x).shape, torch.squeeze(x, 1).shape
    (torch.Size([2, 3]), torch.Size([2, 3, 1]))
""",
    "unsqueeze": """The tensor with one more dimension, of size one.

    torch.unsqueeze(input, dim) -> Tensor
    Tensor.unsqueeze(dim) -> Tensor
    Tensor.unsqueeze_(dim) -> Tensor

Formula:
    the same elements; a view. The gradient loses the dimension again.

Shapes:
    (2, 3) with a dimension at 1 gives (2, 1, 3).

Dtypes:
    the input's.

Raises:
    IndexError: for a place that is not there, as `torch.unsqueeze(torch.ones(2), 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html

Example:
    >>> torch.unsqueeze(torch.tensor([1, 2]), 1)
    tensor([[1],
            [2]])
""",
    "broadcast_to": """The tensor repeated to a shape, without copying.

    torch.broadcast_to(input, size) -> Tensor
    Tensor.broadcast_to(size) -> Tensor

Formula:
    y[…, i] = x[…, i], or x[…, 0] along dimensions of size one; a view. The gradient is summed over the
    repetitions.

Shapes:
    (3) or (1, 3) broadcast to (2, 3).

Dtypes:
    the input's.

Raises:
    RuntimeError: for a shape that does not fit, as `torch.broadcast_to(torch.ones(2), (3,))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.broadcast_to.html

Example:
    >>> torch.broadcast_to(torch.tensor([1, 2, 3]), (2, 3))
    tensor([[1, 2, 3],
            [1, 2, 3]])
""",
    "broadcast_tensors": """Several tensors, repeated to one shape without copying.

    torch.broadcast_tensors(*tensors) -> tuple of Tensors

Formula:
    each as `broadcast_to` the shape that all broadcast to.

Shapes:
    (2, 1) and (3) both become (2, 3).

Dtypes:
    each its own.

Raises:
    RuntimeError: for shapes that do not fit, as `torch.broadcast_tensors(torch.ones(2),
        torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.broadcast_tensors.html

Example:
    >>> a, b = torch.broadcast_tensors(torch.tensor([[1], [2]]), torch.tensor([3, 4, 5]))
    >>> a
    tensor([[1, 1, 1],
            [2, 2, 2]])
""",
    "atleast_1d": """The tensor with one dimension at least.

    torch.atleast_1d(*tensors) -> Tensor, or tuple of Tensors

Formula:
    the same elements; several tensors give a tuple.

Shapes:
    () becomes (1); others stay.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.atleast_1d.html

Example:
    >>> torch.atleast_1d(torch.tensor(5))
    tensor([5])
""",
    "atleast_2d": """The tensor with two dimensions at least; new ones come first.

    torch.atleast_2d(*tensors) -> Tensor, or tuple of Tensors

Formula:
    the same elements; several tensors give a tuple.

Shapes:
    () becomes (1, 1), (n) becomes (1, n); others stay.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.atleast_2d.html

Example:
    >>> torch.atleast_2d(torch.tensor([5, 6]))
    tensor([[5, 6]])
""",
    "atleast_3d": """The tensor with three dimensions at least.

    torch.atleast_3d(*tensors) -> Tensor, or tuple of Tensors

Formula:
    the same elements; several tensors give a tuple.

Shapes:
    () becomes (1, 1, 1), (n) becomes (1, n, 1), (n, m) becomes (n, m, 1); others stay.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.atleast_3d.html

Example:
    >>> torch.atleast_3d(torch.tensor([5, 6])).shape
    torch.Size([1, 2, 1])
""",
    "cat concat concatenate": """Tensors, one after the other along a dimension they have.

    torch.cat(tensors, dim=0, *, out=None) -> Tensor
    torch.concat(tensors, dim=0, *, out=None) -> Tensor
    torch.concatenate(tensors, dim=0, *, out=None) -> Tensor

Formula:
    y[…, offsetₖ + i, …] = tensors[k][…, i, …]; each gets its part of the gradient.

Shapes:
    (2, 3) and (4, 3) along dimension 0 give (6, 3).

Dtypes:
    what all promote to.

Raises:
    RuntimeError: for other sizes that differ, as `torch.cat([torch.ones(2, 3), torch.ones(2, 4)])`.
    ValueError: for no tensors, as `torch.cat([])`.
    IndexError: for a dimension they do not have, as `torch.cat([torch.ones(1), torch.ones(1)], 1)`.
    TypeError: for one tensor, as `torch.cat(torch.ones(2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cat.html

Example:
    >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
    tensor([1, 2, 3])
""",
    "stack": """Tensors of one shape, side by side along a new dimension.

    torch.stack(tensors, dim=0, *, out=None) -> Tensor

Formula:
    y[k] = tensors[k], for `dim` 0; each gets its part of the gradient.

Shapes:
    k tensors (2, 3) give (k, 2, 3), for `dim` 1 (2, k, 3).

Dtypes:
    what all promote to.

Raises:
    RuntimeError: for shapes that differ, as `torch.stack([torch.ones(2), torch.ones(3)])`.
    IndexError: for a dimension the result does not have, as `torch.stack([torch.ones(1),
        torch.ones(1)], 2)`.
    TypeError: for numbers, as `torch.stack([1, 2])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.stack.html

Example:
    >>> torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])], 1)
    tensor([[1, 3],
            [2, 4]])
""",
    "hstack": """Tensors side by side: vectors one after the other, others along dimension one.

    torch.hstack(tensors, *, out=None) -> Tensor

Formula:
    `cat` along dimension 1, of vectors along 0; scalars count as vectors.

Shapes:
    (2, 3) and (2, 4) give (2, 7).

Dtypes:
    what all promote to.

Raises:
    RuntimeError: for other sizes that differ, as `torch.hstack([torch.ones(2, 3), torch.ones(3, 3)])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.hstack.html

Example:
    >>> torch.hstack([torch.tensor([[1], [2]]), torch.tensor([[3, 4], [5, 6]])])
    tensor([[1, 3, 4],
            [2, 5, 6]])
""",
    "vstack row_stack": """Tensors one below the other; vectors are rows.

    torch.vstack(tensors, *, out=None) -> Tensor
    torch.row_stack(tensors, *, out=None) -> Tensor

Formula:
    `cat` along dimension 0, vectors as (1, n).

Shapes:
    (3) and (2, 3) give (3, 3).

Dtypes:
    what all promote to.

Raises:
    RuntimeError: for other sizes that differ, as `torch.vstack([torch.ones(2), torch.ones(3)])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.vstack.html

Example:
    >>> torch.vstack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 2],
            [3, 4]])
""",
    "dstack": """Tensors one behind the other, along dimension two.

    torch.dstack(tensors, *, out=None) -> Tensor

Formula:
    `cat` along dimension 2, after `atleast_3d`.

Shapes:
    (n) and (n) give (1, n, 2).

Dtypes:
    what all promote to.

Raises:
    RuntimeError: for other sizes that differ, as `torch.dstack([torch.ones(2), torch.ones(3)])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.dstack.html

Example:
    >>> torch.dstack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[[1, 3],
             [2, 4]]])
""",
    "column_stack": """Tensors side by side; vectors are columns.

    torch.column_stack(tensors, *, out=None) -> Tensor

Formula:
    `cat` along dimension 1, vectors as (n, 1).

Shapes:
    (3) and (3, 2) give (3, 3).

Dtypes:
    what all promote to.

Raises:
    RuntimeError: for other sizes that differ, as `torch.column_stack([torch.ones(2), torch.ones(3)])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.column_stack.html

Example:
    >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 3],
            [2, 4]])
""",
    "split": """The tensor in pieces of a size, or of several sizes, along a dimension.

    torch.split(tensor, split_size_or_sections, dim=0) -> tuple of Tensors
    Tensor.split(split_size, dim=0) -> tuple of Tensors

Formula:
    piece k is x[…, k·size : (k + 1)·size, …]; the last may be smaller. Views.

Shapes:
    (5, 2) in sizes of 2 gives (2, 2), (2, 2) and (1, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for sizes that do not add up, as `torch.split(torch.ones(3), [1, 1])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.split.html

Example:
    >>> torch.split(torch.arange(5), 2)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
""",
    "chunk": """The tensor in a number of pieces along a dimension; there may be fewer.

    torch.chunk(input, chunks, dim=0) -> tuple of Tensors
    Tensor.chunk(chunks, dim=0) -> tuple of Tensors

Formula:
    `split` into pieces of size ⌈n/chunks⌉. Views.

Shapes:
    (5, 2) in 3 gives (2, 2), (2, 2) and (1, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for less than one piece, as `torch.chunk(torch.ones(3), 0)`.
    IndexError: where there is no such dimension, as `torch.chunk(torch.ones(2, 2), 1, dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.chunk.html

Example:
    >>> torch.chunk(torch.arange(5), 3)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
""",
    "tensor_split": """The tensor in a number of pieces, as even as can be, or cut at places.

    torch.tensor_split(input, indices, dim=0) -> tuple of Tensors
    torch.tensor_split(input, tensor_indices_or_sections, dim=0) -> tuple of Tensors
    torch.tensor_split(input, sections, dim=0) -> tuple of Tensors
    Tensor.tensor_split(indices, dim=0) -> tuple of Tensors
    Tensor.tensor_split(tensor_indices_or_sections, dim=0) -> tuple of Tensors
    Tensor.tensor_split(sections, dim=0) -> tuple of Tensors

Formula:
    for a number k, n mod k pieces have one element more than the others; places are where pieces begin.
    Views.

Shapes:
    (5, 2) in 3 gives (2, 2), (2, 2) and (1, 2); cut at (1, 4): (1, 2), (3, 2), (1, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for less than one piece, as `torch.tensor_split(torch.ones(3), 0)`.
    IndexError: where there is no such dimension, as `torch.tensor_split(torch.ones(2, 2), 1, dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.tensor_split.html

Example:
    >>> torch.tensor_split(torch.arange(5), (1, 4))
    (tensor([0]), tensor([1, 2, 3]), tensor([4]))
""",
    "hsplit": """The tensor cut along dimension one, a vector along its own.

    torch.hsplit(input, sections) -> tuple of Tensors
    torch.hsplit(input, indices) -> tuple of Tensors
    Tensor.hsplit(sections) -> tuple of Tensors
    Tensor.hsplit(indices) -> tuple of Tensors

Formula:
    `tensor_split` along dimension 1, of vectors along 0.

Shapes:
    (2, 4) in 2 gives (2, 2) and (2, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for a number that does not divide, as `torch.hsplit(torch.ones(2, 3), 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.hsplit.html

Example:
    >>> torch.hsplit(torch.tensor([[1, 2], [3, 4]]), 2)
    (tensor([[1],
            [3]]), tensor([[2],
            [4]]))
""",
    "vsplit": """The tensor cut along dimension zero.

    torch.vsplit(input, sections) -> tuple of Tensors
    torch.vsplit(input, indices) -> tuple of Tensors
    Tensor.vsplit(sections) -> tuple of Tensors
    Tensor.vsplit(indices) -> tuple of Tensors

Formula:
    `tensor_split` along dimension 0, for two dimensions or more.

Shapes:
    (4, 2) in 2 gives (2, 2) and (2, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for a vector, as `torch.vsplit(torch.ones(4), 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.vsplit.html

Example:
    >>> torch.vsplit(torch.tensor([[1, 2], [3, 4]]), 2)
    (tensor([[1, 2]]), tensor([[3, 4]]))
""",
    "dsplit": """The tensor cut along dimension two.

    torch.dsplit(input, sections) -> tuple of Tensors
    torch.dsplit(input, indices) -> tuple of Tensors
    Tensor.dsplit(sections) -> tuple of Tensors
    Tensor.dsplit(indices) -> tuple of Tensors

Formula:
    `tensor_split` along dimension 2, for three dimensions or more.

Shapes:
    (1, 2, 4) in 2 gives (1, 2, 2) and (1, 2, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for two dimensions, as `torch.dsplit(torch.ones(4, 4), 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.dsplit.html

Example:
    >>> [piece.shape for piece in torch.dsplit(torch.zeros(1, 2, 4), 2)]
    [torch.Size([1, 2, 2]), torch.Size([1, 2, 2])]
""",
    "unbind": """The slices along a dimension, without it.

    torch.unbind(input, dim=0) -> tuple of Tensors
    Tensor.unbind(dim=0) -> tuple of Tensors

Formula:
    slice k is x[…, k, …]. Views.

Shapes:
    (2, 3) along dimension 0 gives two of (3).

Dtypes:
    the input's.

Raises:
    IndexError: for a dimension that is not there, as `torch.unbind(torch.ones(2), 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.unbind.html

Example:
    >>> torch.unbind(torch.tensor([[1, 2], [3, 4]]), 1)
    (tensor([1, 3]), tensor([2, 4]))
""",
    "select": """One slice along a dimension, without it.

    torch.select(input, dim, index) -> Tensor
    Tensor.select(dim, index) -> Tensor

Formula:
    y = x[…, index, …]; a view. The gradient is 0 elsewhere.

Shapes:
    (2, 3) along dimension 0 gives (3).

Dtypes:
    the input's.

Raises:
    IndexError: for an index that is not there, as `torch.select(torch.ones(2), 0, 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.select.html

Example:
    >>> torch.select(torch.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
""",
    "narrow": """A stretch of a dimension.

    torch.narrow(input, dim, start, length) -> Tensor
    Tensor.narrow(dim, start, length) -> Tensor

Formula:
    y = x[…, start : start + length, …]; a view. The gradient is 0 elsewhere.

Shapes:
    (5, 2) narrowed to `length` 3 along dimension 0 is (3, 2).

Dtypes:
    the input's.

Raises:
    RuntimeError: for a stretch that ends outside, as `torch.narrow(torch.ones(3), 0, 2, 2)`.
    IndexError: where there is no such dimension, as `torch.narrow(torch.ones(2, 2), 7, 1, 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.narrow.html

Example:
    >>> torch.narrow(torch.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
""",
    "diagonal": """The diagonal of two dimensions, which becomes the last dimension.

    torch.diagonal(input, offset=0, dim1=0, dim2=1) -> Tensor
    Tensor.diagonal(offset=0, dim1=0, dim2=1) -> Tensor

Formula:
    yᵢ = xᵢ,ᵢ₊ₒ with o = `offset`; a view. The gradient is 0 elsewhere.

Shapes:
    (n, m) gives (min(n, m)) for offset 0; (s, n, m) along dimensions 1 and 2 gives (s, min(n, m)).

Dtypes:
    the input's.

Raises:
    RuntimeError: for one dimension twice, as `torch.diagonal(torch.ones(2, 2), 0, 1, 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.diagonal.html

Example:
    >>> torch.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
""",
    "diag": """A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector.

    torch.diag(input, diagonal=0, *, out=None) -> Tensor
    Tensor.diag(diagonal=0) -> Tensor

Formula:
    yᵢ,ᵢ₊ₒ = xᵢ for a vector, yᵢ = xᵢ,ᵢ₊ₒ for a matrix, with o = `diagonal`.

Shapes:
    (n) gives (n + |o|, n + |o|); (n, n) gives (n − |o|).

Dtypes:
    the input's.

Raises:
    RuntimeError: for more dimensions, as `torch.diag(torch.ones(2, 2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.diag.html

Example:
    >>> torch.diag(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
""",
    "tril": """A matrix with zeros above a diagonal.

    torch.tril(input, diagonal=0, *, out=None) -> Tensor
    Tensor.tril(diagonal=0) -> Tensor
    Tensor.tril_(diagonal=0) -> Tensor

Formula:
    yᵢⱼ = xᵢⱼ where j − i ≤ `diagonal`, else 0. So is the gradient.

Shapes:
    (*, n, m); the result has the same.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.tril.html

Example:
    >>> x = torch.tensor([[1, 2], [3, 4]])
    >>> torch.tril(x)
    tensor([[1, 0],
            [3, 4]])
    >>> x.tril_(-1)
    tensor([[0, 0],
            [3, 0]])
""",
    "triu": """A matrix with zeros below a diagonal.

    torch.triu(input, diagonal=0, *, out=None) -> Tensor
    Tensor.triu(diagonal=0) -> Tensor
    Tensor.triu_(diagonal=0) -> Tensor

Formula:
    yᵢⱼ = xᵢⱼ where j − i ≥ `diagonal`, else 0. So is the gradient.

Shapes:
    (*, n, m); the result has the same.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.triu.html

Example:
    >>> x = torch.tensor([[1, 2], [3, 4]])
    >>> torch.triu(x)
    tensor([[1, 2],
            [0, 4]])
    >>> x.triu_(1)
    tensor([[0, 2],
            [0, 0]])
""",
    "flip": """The elements in reverse along dimensions; a copy.

    torch.flip(input, dims) -> Tensor
    Tensor.flip(dims) -> Tensor

Formula:
    yᵢ = xₙ₋₁₋ᵢ along each of `dims`. The gradient is flipped back.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Raises:
    IndexError: for a dimension that is not there, as `torch.flip(torch.ones(2), (1,))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.flip.html

Example:
    >>> torch.flip(torch.tensor([[1, 2], [3, 4]]), (0, 1))
    tensor([[4, 3],
            [2, 1]])
""",
    "fliplr": """The columns in reverse.

    torch.fliplr(input) -> Tensor
    Tensor.fliplr() -> Tensor

Formula:
    `flip` along dimension 1.

Shapes:
    two dimensions or more; the result has the same.

Dtypes:
    the input's.

Raises:
    RuntimeError: for a vector, as `torch.fliplr(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.fliplr.html

Example:
    >>> torch.fliplr(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 1],
            [4, 3]])
""",
    "flipud": """The rows in reverse.

    torch.flipud(input) -> Tensor
    Tensor.flipud() -> Tensor

Formula:
    `flip` along dimension 0.

Shapes:
    one dimension or more; the result has the same.

Dtypes:
    the input's.

Raises:
    RuntimeError: for a scalar, as `torch.flipud(torch.tensor(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.flipud.html

Example:
    >>> torch.flipud(torch.tensor([[1, 2], [3, 4]]))
    tensor([[3, 4],
            [1, 2]])
""",
    "rot90": """The tensor turned by right angles, in the plane of two dimensions.

    torch.rot90(input, k=1, dims=(0, 1)) -> Tensor
    Tensor.rot90(k=1, dims=(0, 1)) -> Tensor

Formula:
    k quarters of a turn, from the first of `dims` towards the second.

Shapes:
    (n, m) becomes (m, n) for odd k.

Dtypes:
    the input's.

Raises:
    RuntimeError: for one dimension, as `torch.rot90(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.rot90.html

Example:
    >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
""",
    "roll": """The elements moved along dimensions; those that leave come in at the other end.

    torch.roll(input, shifts, dims=()) -> Tensor
    Tensor.roll(shifts, dims=()) -> Tensor

Formula:
    yᵢ = x₍ᵢ₋ₛ₎ mod ₙ with s = `shifts`. Without dimensions the tensor is rolled flattened.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Raises:
    RuntimeError: for more shifts than dimensions, as `torch.roll(torch.ones(2), (1, 1), (0,))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.roll.html

Example:
    >>> torch.roll(torch.tensor([1, 2, 3, 4]), 1)
    tensor([4, 1, 2, 3])
""",
    "tile": """The tensor repeated, as often as `dims` says along each dimension.

    torch.tile(input, dims) -> Tensor
    Tensor.tile(dims) -> Tensor

Formula:
    y[i] = x[i mod n] along each dimension. The gradient is summed over the repetitions.

Shapes:
    (2, 3) tiled by (2, 1) is (4, 3); dimensions that are not named count from the last.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.tile.html

Example:
    >>> torch.tile(torch.tensor([1, 2]), (2, 2))
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
""",
    "repeat_interleave": """Each element repeated where it stands.

    torch.repeat_interleave(input, repeats, dim=None, *, output_size=None) -> Tensor
    torch.repeat_interleave(repeats, *, output_size=None) -> Tensor
    Tensor.repeat_interleave(repeats, dim=None, *, output_size=None) -> Tensor

Formula:
    y = x₀, x₀, x₁, x₁, … for `repeats` 2; a tensor says how often each. The gradient is summed over the
    repetitions.

Shapes:
    flattened without `dim`; along it n · repeats, or the sum of them.

Dtypes:
    the input's; of `repeats` integers. A tensor of counts alone gives the indices that are repeated.

Raises:
    RuntimeError: for a negative count, as `torch.repeat_interleave(torch.ones(2), torch.tensor([1,
        -1]))`.
    IndexError: where there is no such dimension, as
        `torch.repeat_interleave(torch.ones(2, 2), 1, dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.repeat_interleave.html

Example:
    >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    >>> torch.repeat_interleave(torch.tensor([1, 2]), torch.tensor([3, 1]))
    tensor([1, 1, 1, 2])
""",
    "meshgrid": """The coordinates of a grid, from those of its sides.

    torch.meshgrid(*tensors, indexing=None) -> tuple of Tensors

Formula:
    gridₖ[i₀, …, iₙ] = tensors[k][iₖ], for indexing "ij"; "xy" exchanges the first two dimensions.
    Views.

Shapes:
    (n) and (m) give two of (n, m).

Dtypes:
    all must have the same.

Raises:
    RuntimeError: for two dtypes, as `torch.meshgrid(torch.ones(2), torch.tensor([1, 2]),
        indexing="ij")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.meshgrid.html

Example:
    >>> rows, columns = torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4, 5]), indexing="ij")
    >>> columns
    tensor([[3, 4, 5],
            [3, 4, 5]])
""",
}
