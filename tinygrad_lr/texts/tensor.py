"""Texts of what tensors have besides the operations: their parts, gradients, conversions, and how they lie in memory."""

TEXTS = {
    "shape": """The length of each dimension.

    Tensor.shape -> Size

Shapes:
    () for a scalar.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.shape.html

Example:
    >>> torch.zeros(2, 3).shape
    torch.Size([2, 3])
""",
    "dtype": """The type of the elements.

    Tensor.dtype -> dtype

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.dtype.html

Example:
    >>> torch.ones(2).dtype
    torch.float32
""",
    "device": """Where the elements lie.

    Tensor.device -> device

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.device.html

Example:
    >>> torch.ones(2).device
    device(type='cpu')
""",
    "dim ndim ndimension": """The number of dimensions.

    Tensor.dim() -> int
    Tensor.ndim -> int
    Tensor.ndimension() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.dim.html

Example:
    >>> torch.zeros(2, 3).dim(), torch.zeros(2, 3).ndim
    (2, 2)
""",
    "size": """The length of each dimension, or of one.

    Tensor.size(dim=None) -> Size, or int

Raises:
    IndexError: for a dimension that is not there, as `torch.zeros(2).size(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.size.html

Example:
    >>> x = torch.zeros(2, 3)
    >>> x.size(), x.size(1)
    (torch.Size([2, 3]), 3)
""",
    "element_size itemsize": """The size of an element.

    Tensor.element_size() -> int, in bytes
    Tensor.itemsize -> int, in bytes

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.element_size.html

Example:
    >>> torch.ones(2).element_size(), torch.ones(2, dtype=torch.float64).itemsize
    (4, 8)
""",
    "nbytes": """The size of all elements.

    Tensor.nbytes -> int, in bytes

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.nbytes.html

Example:
    >>> torch.zeros(2, 3).nbytes
    24
""",
    "layout": """How the elements lie: there is one way here, row after row.

    Tensor.layout -> layout

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.layout.html

Example:
    >>> torch.ones(2).layout
    torch.strided
""",
    "is_sparse": """Whether only the elements that are not zero are kept: never here.

    Tensor.is_sparse -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_sparse.html

Example:
    >>> torch.ones(2).is_sparse
    False
""",
    "is_cuda": """Whether the elements lie on a GPU.

    Tensor.is_cuda -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_cuda.html

Example:
    >>> torch.ones(2).is_cuda
    False
""",
    "real": """The real part: the tensor itself, for numbers are real here.

    Tensor.real -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.real.html

Example:
    >>> torch.tensor([1.0, 2.0]).real
    tensor([1., 2.])
""",
    "imag": """The imaginary part, which real numbers do not have.

    Tensor.imag -> Tensor

Raises:
    RuntimeError: always, as `torch.ones(2).imag`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.imag.html

Example:
    >>> try:
    ...     torch.ones(2).imag
    ... except RuntimeError as error:
    ...     print(error)
    imag is not implemented for tensors with non-complex dtypes.
""",
    "requires_grad": """Whether the gradient with respect to this tensor is wanted.

    Tensor.requires_grad -> bool

A result requires it if an operand does. It can be set on leaves, of floating dtypes.

Raises:
    RuntimeError: set on a result, as `setattr(torch.ones(1, requires_grad=True) * 2, "requires_grad",
        False)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.requires_grad.html

Example:
    >>> x = torch.ones(2, requires_grad=True)
    >>> (x * 2).requires_grad
    True
""",
    "requires_grad_": """Set whether the gradient is wanted, and return the tensor.

    Tensor.requires_grad_(requires_grad=True) -> Tensor

Raises:
    RuntimeError: for integers, as `torch.tensor([1]).requires_grad_()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.requires_grad_.html

Example:
    >>> torch.ones(2).requires_grad_()
    tensor([1., 1.], requires_grad=True)
""",
    "is_leaf": """Whether the graph begins here: no recorded operation made this tensor.

    Tensor.is_leaf -> bool

Backward passes gather gradients in `grad` of leaves that require them.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_leaf.html

Example:
    >>> x = torch.ones(2, requires_grad=True)
    >>> x.is_leaf, (x * 2).is_leaf
    (True, False)
""",
    "grad_fn": """The node of the operation that made this tensor; None for leaves.

    Tensor.grad_fn -> node, or None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad_fn.html

Example:
    >>> x = torch.ones(2, requires_grad=True)
    >>> (x * 2).grad_fn.name()
    'MulBackward0'
""",
    "output_nr": """Which of its node's results this tensor is, counted from zero.

    Tensor.output_nr -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.output_nr.html

Example:
    >>> a, b = torch.ones(2, requires_grad=True).unbind()
    >>> b.output_nr
    1
""",
    "grad": """The gradient that backward passes have gathered; None before the first.

    Tensor.grad -> Tensor, or None

Formula:
    grad = Σ ∂L/∂x over the passes since it was last None or zero.

Shapes:
    the tensor's.

Dtypes:
    the tensor's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html

Example:
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> (x ** 2).sum().backward()
    >>> x.grad
    tensor([2., 4.])
""",
    "data": """The same memory outside of the graph; writing into it is not noticed.

    Tensor.data -> Tensor

To assign a tensor puts its memory in place of this one's. `detach` is the safer way.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.data.html

Example:
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> x.data
    tensor([1., 2.])
""",
    "detach": """The same memory outside of the graph.

    Tensor.detach() -> Tensor

Writing into either is seen in both, and noticed by backward passes.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html

Example:
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> x.detach()
    tensor([1., 2.])
""",
    "detach_": """The tensor itself, taken out of the graph that made it: it is a leaf from now on.

    Tensor.detach_() -> Tensor

Raises:
    RuntimeError: for a view, as `torch.ones(2, requires_grad=True)[0].detach_()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach_.html

Example:
    >>> y = torch.ones(2, requires_grad=True) * 2
    >>> y.detach_()
    tensor([2., 2.])
""",
    "backward": """Add the derivatives of this tensor to `grad` of the leaves that it was made of.

    Tensor.backward(gradient=None, retain_graph=None, create_graph=False, inputs=None) -> None

Formula:
    leaf.grad += Σᵢ gᵢ ∂yᵢ/∂leaf, with g = `gradient`, 1 for a scalar.

Shapes:
    `gradient` as the tensor; only a scalar may go without.

Args:
    retain_graph: keep what the graph has saved, so that it can be walked again.
    create_graph: record the pass itself, for second derivatives.
    inputs: the tensors that get gradients, instead of all leaves.

Raises:
    RuntimeError: for more than one element without `gradient`, as `torch.ones(2,
        requires_grad=True).backward()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html

Example:
    >>> w = torch.tensor(3.0, requires_grad=True)
    >>> (w * w).backward()
    >>> w.grad
    tensor(6.)
""",
    "retain_grad": """Keep the gradient of this result in `grad`, as leaves do.

    Tensor.retain_grad() -> None

Raises:
    RuntimeError: for what requires none, as `torch.ones(2).retain_grad()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html

Example:
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> y = x * 2
    >>> y.retain_grad()
    >>> (y * y).backward()
    >>> y.grad
    tensor(12.)
""",
    "retains_grad": """Whether this result keeps its gradient in `grad`.

    Tensor.retains_grad -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retains_grad.html

Example:
    >>> y = torch.ones(2, requires_grad=True) * 2
    >>> y.retain_grad()
    >>> y.retains_grad
    True
""",
    "register_hook": """Call a function with each gradient of this tensor; what it returns replaces the gradient.

    Tensor.register_hook(hook) -> handle

The handle's `remove()` takes it away.

Raises:
    RuntimeError: for what requires none, as `torch.ones(2).register_hook(print)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html

Example:
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> handle = x.register_hook(lambda grad: grad * 10)
    >>> x.sum().backward()
    >>> x.grad
    tensor([10., 10.])
""",
    "register_post_accumulate_grad_hook": """Call a function with this leaf, each time its `grad` has been added to.

    Tensor.register_post_accumulate_grad_hook(hook) -> handle

Raises:
    RuntimeError: for what is no leaf, as `(torch.ones(2, requires_grad=True) *
        2).register_post_accumulate_grad_hook(print)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_post_accumulate_grad_hook.html

Example:
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> handle = x.register_post_accumulate_grad_hook(lambda leaf: print(leaf.grad))
    >>> x.sum().backward()
    tensor([1., 1.])
""",
    "is_inference": """Whether the tensor was made in inference mode, and can never be recorded.

    Tensor.is_inference() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_inference.html

Example:
    >>> with torch.inference_mode():
    ...     x = torch.ones(2)
    >>> x.is_inference()
    True
""",
    "item": """The one element, as a number of Python's.

    Tensor.item() -> int, float or bool

Raises:
    RuntimeError: for more than one, as `torch.ones(2).item()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html

Example:
    >>> torch.tensor([1.5]).item()
    1.5
""",
    "tolist": """The elements as nested lists of Python's numbers; a scalar as a number.

    Tensor.tolist() -> list, or number

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.tolist.html

Example:
    >>> torch.tensor([[1, 2], [3, 4]]).tolist()
    [[1, 2], [3, 4]]
""",
    "numpy": """The elements as a NumPy array that shares the memory.

    Tensor.numpy(*, force=False) -> numpy.ndarray

Args:
    force: detach first, where the tensor requires grad.

Raises:
    RuntimeError: for what requires grad, as `torch.ones(2, requires_grad=True).numpy()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.numpy.html

Example:
    >>> torch.tensor([1.0, 2.0]).numpy()
    array([1., 2.], dtype=float32)
""",
    "view": """The same memory in another shape, or its bytes as another dtype.

    Tensor.view(dtype) -> Tensor
    Tensor.view(size) -> Tensor

Formula:
    y = x in row-major order, never copied; the gradient is given the input's shape.

Shapes:
    as many elements as before; one size may be -1, and follows from the others.

Dtypes:
    the tensor's, or the one that is named.

Raises:
    RuntimeError: where it needs a copy, as `torch.zeros(2, 3).t().view(6)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html

Example:
    >>> x = torch.arange(6)
    >>> x.view(2, -1)
    tensor([[0, 1, 2],
            [3, 4, 5]])
""",
    "view_as": """The same memory in the shape of another tensor.

    Tensor.view_as(other) -> Tensor

Formula:
    `view(other.shape)`.

Shapes:
    that of `other`.

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for another number of elements, as `torch.ones(2, 2).view_as(torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view_as.html

Example:
    >>> torch.arange(4).view_as(torch.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
""",
    "reshape_as": """The same elements in the shape of another tensor, copied where a view is impossible.

    Tensor.reshape_as(other) -> Tensor

Formula:
    `reshape(other.shape)`.

Shapes:
    that of `other`.

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for another number of elements, as `torch.ones(2, 2).reshape_as(torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.reshape_as.html

Example:
    >>> torch.arange(4).reshape_as(torch.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
""",
    "is_same_size": """Whether another tensor has the same shape.

    Tensor.is_same_size(other) -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_same_size.html

Example:
    >>> torch.zeros(2, 3).is_same_size(torch.ones(3, 2))
    False
""",
    "T": """The dimensions in reverse order: a matrix, transposed.

    Tensor.T -> Tensor

Formula:
    yⱼᵢ = xᵢⱼ for a matrix; a view.

Shapes:
    (n, m) gives (m, n).

Dtypes:
    the tensor's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.T.html

Example:
    >>> torch.tensor([[1, 2, 3], [4, 5, 6]]).T
    tensor([[1, 4],
            [2, 5],
            [3, 6]])
""",
    "mT": """The last two dimensions exchanged: each matrix of a stack, transposed.

    Tensor.mT -> Tensor

Formula:
    yₛⱼᵢ = xₛᵢⱼ; a view.

Shapes:
    (*, n, m) gives (*, m, n).

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for a vector, as `torch.ones(2).mT`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.mT.html

Example:
    >>> torch.zeros(5, 2, 3).mT.shape
    torch.Size([5, 3, 2])
""",
    "expand": """Dimensions of size one repeated, without copying.

    Tensor.expand(size, *, implicit=False) -> Tensor

Formula:
    y[…, i, …] = x[…, 0, …] along them; a view. The gradient is summed over the repetitions.

Shapes:
    (2, 1) expanded to (2, 3), or to (5, 2, 3); -1 keeps a size.

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for a size that is neither one nor the same, as `torch.ones(2).expand(3)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html

Example:
    >>> torch.tensor([[1], [2]]).expand(-1, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
""",
    "expand_as": """Dimensions of size one repeated to the shape of another tensor.

    Tensor.expand_as(other) -> Tensor

Formula:
    `expand(other.shape)`.

Shapes:
    that of `other`.

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for a shape that it does not broadcast to, as
        `torch.ones(2, 2).expand_as(torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand_as.html

Example:
    >>> torch.tensor([[1], [2]]).expand_as(torch.zeros(2, 3))
    tensor([[1, 1, 1],
            [2, 2, 2]])
""",
    "repeat": """Copies side by side along each dimension.

    Tensor.repeat(repeats) -> Tensor

Formula:
    y[i] = x[i mod n] along each dimension. The gradient is summed over the copies.

Shapes:
    (2, 3) repeated (2, 1) times is (4, 3); further dimensions are put in front.

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for less numbers than dimensions, as `torch.ones(2, 2).repeat(2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html

Example:
    >>> torch.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
""",
    "contiguous": """The tensor itself if its elements lie row after row, else a copy in which they do.

    Tensor.contiguous() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.contiguous.html

Example:
    >>> torch.zeros(2, 3).t().contiguous().stride()
    (2, 1)
""",
    "is_contiguous": """Whether the elements lie row after row.

    Tensor.is_contiguous() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_contiguous.html

Example:
    >>> torch.zeros(2, 3).t().is_contiguous()
    False
""",
    "stride": """How far neighbours lie apart in memory, along each dimension or one.

    Tensor.stride(dim=None) -> tuple of ints, or int; in elements

Raises:
    IndexError: where there is no such dimension, as `torch.ones(2, 2).stride(dim=7)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.stride.html

Example:
    >>> torch.zeros(2, 3).stride(), torch.zeros(2, 3).stride(0)
    ((3, 1), 3)
""",
    "storage_offset": """Where the first element lies in the memory that the tensor looks at.

    Tensor.storage_offset() -> int, in elements

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.storage_offset.html

Example:
    >>> torch.arange(6)[2:].storage_offset()
    2
""",
    "data_ptr": """The address of the first element.

    Tensor.data_ptr() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.data_ptr.html

Example:
    >>> x = torch.arange(6)
    >>> x.view(2, 3).data_ptr() == x.data_ptr()
    True
""",
    "to": """The tensor with another dtype, or on another device; itself where nothing changes.

    Tensor.to(device=None, dtype=None, non_blocking=False, copy=False) -> Tensor
    Tensor.to(dtype, non_blocking=False, copy=False) -> Tensor
    Tensor.to(tensor, non_blocking=False, copy=False) -> Tensor

Formula:
    y = x, rounded to the dtype; the gradient is converted back.

Shapes:
    any; the result has the same.

Args:
    other: a tensor whose dtype and device are taken.
    copy: a new tensor even where nothing changes.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html

Example:
    >>> torch.tensor([1, 2]).to(torch.float64)
    tensor([1., 2.], dtype=torch.float64)
""",
    "type": """The old name of the tensor's type; or the tensor, converted.

    Tensor.type(dtype=None, non_blocking=False) -> str, or Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.type.html

Example:
    >>> torch.ones(2).type()
    'torch.FloatTensor'
    >>> torch.ones(2).type(torch.int64)
    tensor([1, 1])
""",
    "type_as": """The tensor with the dtype and on the device of another.

    Tensor.type_as(other) -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.type_as.html

Example:
    >>> torch.tensor([1, 2]).type_as(torch.ones(1))
    tensor([1., 2.])
""",
    "cpu": """The tensor in the CPU's memory; itself if it is there.

    Tensor.cpu() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.cpu.html

Example:
    >>> torch.ones(2).cpu()
    tensor([1., 1.])
""",
    "cuda": """The tensor in the memory of a GPU.

    Tensor.cuda(device=None, non_blocking=False) -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.cuda.html

Example:
    >>> torch.cuda.is_available() and torch.ones(2).cuda().is_cuda
    False
""",
    "get_device": """The number of the GPU that the tensor is on; −1 for the CPU.

    Tensor.get_device() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.get_device.html

Example:
    >>> torch.ones(2).get_device()
    -1
""",
    "float": """The tensor in float32.

    Tensor.float() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.float.html

Example:
    >>> torch.tensor([1, 2]).float()
    tensor([1., 2.])
""",
    "double": """The tensor in float64.

    Tensor.double() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.double.html

Example:
    >>> torch.tensor([1, 2]).double()
    tensor([1., 2.], dtype=torch.float64)
""",
    "byte": """The tensor in uint8: integers are taken modulo 256.

    Tensor.byte() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.byte.html

Example:
    >>> torch.tensor([1, 257]).byte()
    tensor([1, 1], dtype=torch.uint8)
""",
    "char": """The tensor in int8: integers are taken modulo 256, between −128 and 127.

    Tensor.char() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.char.html

Example:
    >>> torch.tensor([1, 255]).char()
    tensor([ 1, -1], dtype=torch.int8)
""",
    "short": """The tensor in int16.

    Tensor.short() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.short.html

Example:
    >>> torch.tensor([1.7, -1.7]).short()
    tensor([ 1, -1], dtype=torch.int16)
""",
    "int": """The tensor in int32.

    Tensor.int() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.int.html

Example:
    >>> torch.tensor([1.7, -1.7]).int()
    tensor([ 1, -1], dtype=torch.int32)
""",
    "long": """The tensor in int64.

    Tensor.long() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.long.html

Example:
    >>> torch.tensor([1.7, -1.7]).long()
    tensor([ 1, -1])
""",
    "bool": """The tensor in bool: True where an element is not zero.

    Tensor.bool() -> Tensor

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.bool.html

Example:
    >>> torch.tensor([0.0, 0.5]).bool()
    tensor([False,  True])
""",
    "is_complex": """Whether the elements are complex numbers: never here.

    Tensor.is_complex() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_complex.html

Example:
    >>> torch.ones(2).is_complex()
    False
""",
    "is_signed": """Whether the dtype has negative numbers.

    Tensor.is_signed() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_signed.html

Example:
    >>> torch.ones(2).is_signed(), torch.ones(2).byte().is_signed()
    (True, False)
""",
    "new_tensor": """A new tensor of what is given, with this tensor's dtype and device.

    Tensor.new_tensor(data, *, device=None, dtype=None, requires_grad=False) -> Tensor

Shapes:
    of the nesting, as for `torch.tensor`.

Dtypes:
    this tensor's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_tensor.html

Example:
    >>> torch.ones(1, dtype=torch.float64).new_tensor([1, 2])
    tensor([1., 2.], dtype=torch.float64)
""",
    "new_zeros": """A new tensor of zeros, with this tensor's dtype and device.

    Tensor.new_zeros(size, *, device=None, dtype=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = 0, whatever this tensor holds.

Shapes:
    `size`: one tuple, or several ints.

Dtypes:
    this tensor's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_zeros.html

Example:
    >>> torch.tensor([1]).new_zeros(2, 2)
    tensor([[0, 0],
            [0, 0]])
""",
    "new_ones": """A new tensor of ones, with this tensor's dtype and device.

    Tensor.new_ones(size, *, device=None, dtype=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = 1, whatever this tensor holds.

Shapes:
    `size`: one tuple, or several ints, of any length.

Dtypes:
    this tensor's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_ones.html

Example:
    >>> torch.tensor([1]).new_ones(2)
    tensor([1, 1])
""",
    "new_full": """A new tensor of one value, with this tensor's dtype and device.

    Tensor.new_full(size, fill_value, *, device=None, dtype=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = fill_value, whatever this tensor holds.

Shapes:
    `size`: one tuple.

Dtypes:
    this tensor's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_full.html

Example:
    >>> torch.tensor([1]).new_full((2,), 7)
    tensor([7, 7])
""",
    "new_empty": """A new tensor whose elements are yet to be written, with this tensor's dtype and device.

    Tensor.new_empty(size, *, device=None, dtype=None, requires_grad=False) -> Tensor

Shapes:
    `size`: one tuple, or several ints.

Dtypes:
    this tensor's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_empty.html

Example:
    >>> torch.tensor([1]).new_empty(2, 3).shape
    torch.Size([2, 3])
""",
    "copy_": """Write another tensor's elements into this one.

    Tensor.copy_(other, non_blocking=False) -> Tensor

Formula:
    xᵢ = srcᵢ, converted; the gradient goes to `src`, none to what was there.

Shapes:
    `src` is broadcast to the tensor.

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for a shape that does not fit, as `torch.ones(2).copy_(torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.copy_.html

Example:
    >>> torch.zeros(2, 2).copy_(torch.tensor([1, 2]))
    tensor([[1., 2.],
            [1., 2.]])
""",
    "index_put_": """Write values where index tensors point, as `x[indices] = values`.

    Tensor.index_put_(indices, values, accumulate=False) -> Tensor

Formula:
    x[indices] = values, or += with `accumulate`, where an index may come more than once.

Shapes:
    `values` is broadcast to what the indices pick.

Dtypes:
    `values` must have the tensor's; indices are integers, or masks of bool.

Raises:
    IndexError: for an index that is not there, as `torch.ones(2).index_put_((torch.tensor([2]),),
        torch.tensor(1.0))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html

Example:
    >>> x = torch.zeros(3)
    >>> x.index_put_((torch.tensor([0, 0, 2]),), torch.tensor(1.0), accumulate=True)
    tensor([2., 0., 1.])
""",
    "uniform_": """Fill with uniform random numbers between two bounds, in place.

    Tensor.uniform_(from=None, to=None, *, generator=None) -> Tensor

Formula:
    xᵢ = from + (to − from) u, 0 ≤ u < 1. The gradient of what was there is 0.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for bounds in the wrong order, as `torch.ones(2).uniform_(1, 0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.uniform_.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.empty(3).uniform_(-1, 1)
    tensor([-0.0075,  0.5364, -0.8230])
""",
    "normal_": """Fill with random numbers of a normal distribution, in place.

    Tensor.normal_(mean=0.0, std=1.0, *, generator=None) -> Tensor

Formula:
    xᵢ = mean + std · z, with z as of `torch.randn`. The gradient of what was there is 0.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for a negative deviation, as `torch.ones(2).normal_(0, -1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.normal_.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.empty(3).normal_(10, 2)
    tensor([13.0820,  9.4131,  5.6424])
""",
    "exponential_": """Fill with random numbers of an exponential distribution, in place.

    Tensor.exponential_(lambd=1.0, *, generator=None) -> Tensor

Formula:
    xᵢ = −ln(1 − u)/lambd, 0 ≤ u < 1; the mean is 1/lambd.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for a rate that is not positive, as `torch.ones(2).exponential_(0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.exponential_.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.empty(3).exponential_(2.0)
    tensor([1.7542, 0.6152, 0.3075])
""",
    "random_": """Fill with random integers, in place.

    Tensor.random_(*, generator=None) -> Tensor
    Tensor.random_(from, to, *, generator=None) -> Tensor
    Tensor.random_(to, *, generator=None) -> Tensor

Formula:
    xᵢ from `from`, included, to `to`, excluded; without bounds from 0 to the largest that the dtype
    holds exactly.

Shapes:
    any; the result has the same.

Dtypes:
    any.

Raises:
    RuntimeError: for an empty span, as `torch.ones(2).random_(5, 5)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.random_.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.empty(4).random_(1, 7)
    tensor([3., 4., 6., 1.])
""",
    "as_subclass": """The same memory, and the same place in the graph, as a tensor of a subclass.

    Tensor.as_subclass(cls) -> Tensor

Args:
    cls: the subclass.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.as_subclass.html

Example:
    >>> class Metres(torch.Tensor):
    ...     pass
    >>> type(torch.tensor([1.0, 2.0]).as_subclass(Metres)).__name__
    'Metres'
""",
}
