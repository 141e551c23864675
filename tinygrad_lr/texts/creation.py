"""Texts of what makes tensors, and of what is asked of dtypes and of the process."""

TEXTS = {
    "tensor": """A new tensor of numbers, nested lists of them, or an array: a copy.

    torch.tensor(data, *, device=None, dtype=None, requires_grad=False) -> Tensor

Shapes:
    of the nesting: [[1, 2, 3], [4, 5, 6]] is (2, 3); a number is a scalar ().

Dtypes:
    integers are int64, floats the default dtype, True and False bool; arrays keep theirs. `dtype`
    converts.

Args:
    requires_grad: whether gradients are gathered in `grad`.

Raises:
    ValueError: for lists that differ in length, as `torch.tensor([[1, 2], [3]])`.
    TypeError: for what is no number, as `torch.tensor('1')`.
    RuntimeError: for integers that require a gradient, as `torch.tensor([1], requires_grad=True)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.tensor.html

Example:
    >>> torch.tensor([[1, 2], [3, 4]])
    tensor([[1, 2],
            [3, 4]])
    >>> torch.tensor(1.5, requires_grad=True)
    tensor(1.5000, requires_grad=True)
""",
    "as_tensor": """A tensor of what is given, without a copy where its memory can be shared.

    torch.as_tensor(data, *, device=None, dtype=None) -> Tensor

Shapes:
    of the nesting, as for `tensor`.

Dtypes:
    as for `tensor`; a tensor that has the dtype already is given back itself.

Raises:
    TypeError: for what is no number, as `torch.as_tensor('1')`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html

Example:
    >>> x = torch.tensor([1.0, 2.0])
    >>> torch.as_tensor(x) is x
    True
    >>> torch.as_tensor([1, 2])
    tensor([1, 2])
""",
    "asarray": """A tensor of what is given; tensors, arrays and buffers share their memory.

    torch.asarray(obj, *, copy=None, device=None, dtype=None, requires_grad=None) -> Tensor

Shapes:
    of the nesting, as for `tensor`; a buffer is (n).

Dtypes:
    as for `tensor`; a buffer's bytes are read as `dtype`.

Args:
    copy: True for a copy always, False for none: then what cannot be shared is refused.

Raises:
    ValueError: for a copy that is forbidden and needed, as `torch.asarray(torch.ones(1),
        dtype=torch.int64, copy=False)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.asarray.html

Example:
    >>> torch.asarray([1.0, 2.0])
    tensor([1., 2.])
""",
    "zeros": """A tensor filled with zeros.

    torch.zeros(size, *, device=None, dtype=None, out=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = 0.

Shapes:
    `size`: one tuple, or several ints.

Dtypes:
    the default dtype, unless `dtype` is given.

Raises:
    RuntimeError: for a negative size, as `torch.zeros(-1)`.
    TypeError: for a size that is no integer, as `torch.zeros(2.5)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.zeros.html

Example:
    >>> torch.zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
""",
    "ones": """A tensor filled with ones.

    torch.ones(size, *, device=None, dtype=None, out=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = 1.

Shapes:
    `size`: one tuple, or several ints.

Dtypes:
    the default dtype, unless `dtype` is given.

Raises:
    RuntimeError: for a negative size, as `torch.ones(-1)`.
    TypeError: for a size that is no integer, as `torch.ones(2.5)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.ones.html

Example:
    >>> torch.ones((2,), dtype=torch.int64)
    tensor([1, 1])
""",
    "empty": """A tensor whose elements are yet to be written: whatever was in memory.

    torch.empty(size, *, device=None, dtype=None, out=None, requires_grad=False) -> Tensor

Shapes:
    `size`: one tuple, or several ints.

Dtypes:
    the default dtype, unless `dtype` is given.

Raises:
    RuntimeError: for a negative size, as `torch.empty(-1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.empty.html

Example:
    >>> torch.empty(2, 3).shape
    torch.Size([2, 3])
""",
    "full": """A tensor filled with one value.

    torch.full(size, fill_value, *, device=None, dtype=None, out=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = fill_value.

Shapes:
    `size`: a tuple.

Dtypes:
    that of the value: int64, bool, or for floats the default dtype; unless `dtype` is given.

Raises:
    TypeError: for a size that is no tuple, as `torch.full(2, 1.0)`.
    RuntimeError: for a value that the dtype does not hold, as `torch.full((2,), 300,
        dtype=torch.uint8)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.full.html

Example:
    >>> torch.full((2, 2), 7)
    tensor([[7, 7],
            [7, 7]])
""",
    "zeros_like": """A tensor of zeros, as another.

    torch.zeros_like(input, *, device=None, dtype=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = 0, as many as the input has.

Shapes:
    the input's.

Dtypes:
    the input's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.zeros_like.html

Example:
    >>> torch.zeros_like(torch.tensor([1, 2]))
    tensor([0, 0])
""",
    "ones_like": """A tensor of ones, as another.

    torch.ones_like(input, *, device=None, dtype=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = 1, as many as the input has.

Shapes:
    the input's.

Dtypes:
    the input's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.ones_like.html

Example:
    >>> torch.ones_like(torch.tensor([5.0, 6.0]))
    tensor([1., 1.])
""",
    "empty_like": """A tensor as another, whose elements are yet to be written.

    torch.empty_like(input, *, device=None, dtype=None, requires_grad=False) -> Tensor

Shapes:
    the input's.

Dtypes:
    the input's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.empty_like.html

Example:
    >>> torch.empty_like(torch.zeros(2, 3)).shape
    torch.Size([2, 3])
""",
    "full_like": """A tensor filled with one value, as another.

    torch.full_like(input, fill_value, *, device=None, dtype=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = fill_value, as many as the input has.

Shapes:
    the input's.

Dtypes:
    the input's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.full_like.html

Example:
    >>> torch.full_like(torch.zeros(2), 7.0)
    tensor([7., 7.])
""",
    "eye": """The identity matrix.

    torch.eye(n, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.eye(n, m, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    yᵢⱼ = δᵢⱼ: 1 on the diagonal, 0 elsewhere.

Shapes:
    (n, m), for one number (n, n).

Dtypes:
    the default dtype, unless `dtype` is given.

Raises:
    RuntimeError: for a negative size, as `torch.eye(-1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.eye.html

Example:
    >>> torch.eye(2, 3)
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
""",
    "arange": """Numbers from a start, in steps, to before an end.

    torch.arange(end, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.arange(start, end, *, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.arange(start, end, step=1, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = start + i · step, for all i with yᵢ < end (> for negative steps).

Shapes:
    (⌈(end − start)/step⌉).

Dtypes:
    int64 if all are ints, else the default dtype.

Raises:
    RuntimeError: for a step that leads away, as `torch.arange(0, 5, -1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.arange.html

Example:
    >>> torch.arange(4)
    tensor([0, 1, 2, 3])
    >>> torch.arange(1.0, 2.0, 0.25)
    tensor([1.0000, 1.2500, 1.5000, 1.7500])
""",
    "range": """Numbers from a start, in steps, up to an end that is included; deprecated in torch.

    torch.range(start, end, step=1, *, device=None, dtype=None, out=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = start + i · step, for all i with yᵢ ≤ end.

Shapes:
    (⌊(end − start)/step⌋ + 1).

Dtypes:
    the default dtype, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.range.html

Example:
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     torch.range(1, 3)
    tensor([1., 2., 3.])
""",
    "linspace": """A number of points from a start to an end, both included, evenly spaced.

    torch.linspace(start, end, steps, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = start + i · (end − start)/(steps − 1); the second half is counted from the end.

Shapes:
    (steps).

Dtypes:
    the default dtype, unless `dtype` is given.

Raises:
    RuntimeError: for a negative number, as `torch.linspace(0, 1, -1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.linspace.html

Example:
    >>> torch.linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
""",
    "from_numpy": """A tensor that shares the memory of a NumPy array.

    torch.from_numpy(ndarray) -> Tensor

Writing into one is seen in the other.

Shapes:
    the array's.

Dtypes:
    the array's.

Raises:
    TypeError: for what is no array, as `torch.from_numpy([1, 2])`.
    TypeError: for an array of texts, as `torch.from_numpy(torch.ones(1).numpy().astype(str))`.
    ValueError: for an array that runs backwards, as `torch.from_numpy(torch.ones(2).numpy()[::-1])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.from_numpy.html

Example:
    >>> import numpy as np
    >>> array = np.array([1.0, 2.0])
    >>> x = torch.from_numpy(array)
    >>> array[0] = 5.0
    >>> x
    tensor([5., 2.], dtype=torch.float64)
""",
    "from_dlpack": """A tensor that shares the memory of another library's array, by the DLPack protocol.

    torch.from_dlpack(ext_tensor) -> Tensor

Shapes:
    the array's.

Dtypes:
    the array's.

Source:
    https://data-apis.org/array-api/latest/design_topics/data_interchange.html

See:
    https://docs.pytorch.org/docs/stable/dlpack.html

Example:
    >>> import numpy as np
    >>> torch.from_dlpack(np.array([1.0, 2.0]))
    tensor([1., 2.], dtype=torch.float64)
""",
    "rand": """Uniform random numbers in [0, 1).

    torch.rand(size, *, generator, out=None, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.rand(size, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = k/2²⁴ with 24 random bits k, in float64 k/2⁵³ with 53: the generator's next ones.

Shapes:
    `size`: one tuple, or several ints.

Dtypes:
    the default dtype, unless `dtype` is given.

Raises:
    NotImplementedError: for a dtype of integers, as `torch.rand(2, dtype=torch.int64)`.

Source:
    MT19937 (Matsumoto and Nishimura, doi 10.1145/272991.272995), taken apart as torch does.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.rand.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.rand(3)
    tensor([0.4963, 0.7682, 0.0885])
""",
    "randn": """Random numbers of the standard normal distribution: mean 0, standard deviation 1.

    torch.randn(size, *, generator, out=None, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.randn(size, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    y = √(−2 ln(1 − u)) cos(2πv) and … sin(2πv), of two uniform numbers u, v.

Shapes:
    `size`: one tuple, or several ints.

Dtypes:
    the default dtype, unless `dtype` is given.

Raises:
    NotImplementedError: for a dtype of integers, as `torch.randn(2, dtype=torch.int64)`.

Source:
    Box and Muller, doi 10.1214/aoms/1177706645.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.randn.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.randn(3)
    tensor([ 1.5410, -0.2934, -2.1788])
""",
    "randint": """Random integers from `low`, included, to `high`, excluded.

    torch.randint(high, size, *, generator, out=None, dtype=None, device=None, requires_grad=False) ->
            Tensor
    torch.randint(high, size, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.randint(low, high, size, *, generator, out=None, dtype=None, device=None, requires_grad=False) ->
            Tensor
    torch.randint(low, high, size, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    yᵢ = low + r mod (high − low), with 32 random bits r, or 64 for spans of 2³² and more.

Shapes:
    `size`: a tuple.

Dtypes:
    int64, unless `dtype` is given.

Raises:
    RuntimeError: for an empty span, as `torch.randint(5, 5, (2,))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.randint.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.randint(1, 7, (5,))
    tensor([3, 4, 6, 1, 2])
""",
    "rand_like": """Uniform random numbers in [0, 1), as another tensor.

    torch.rand_like(input, *, generator, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.rand_like(input, *, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    as `rand`, as many as the input has.

Shapes:
    the input's.

Dtypes:
    the input's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.rand_like.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.rand_like(torch.zeros(3))
    tensor([0.4963, 0.7682, 0.0885])
""",
    "randn_like": """Random numbers of the standard normal distribution, as another tensor.

    torch.randn_like(input, *, generator, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.randn_like(input, *, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    as `randn`, as many as the input has.

Shapes:
    the input's.

Dtypes:
    the input's, unless `dtype` is given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.randn_like.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.randn_like(torch.zeros(3))
    tensor([ 1.5410, -0.2934, -2.1788])
""",
    "randint_like": """Random integers from `low`, included, to `high`, excluded, as another tensor.

    torch.randint_like(input, low, high, *, generator, dtype=None, device=None, requires_grad=False) ->
            Tensor
    torch.randint_like(input, low, high, *, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.randint_like(input, high, *, generator, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.randint_like(input, high, *, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    as `randint`, as many as the input has.

Shapes:
    the input's.

Dtypes:
    the input's, unless `dtype` is given.

Raises:
    RuntimeError: for a tensor `high` of several numbers, as
        `torch.randint_like(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.randint_like.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.randint_like(torch.zeros(3), 1, 7)
    tensor([3., 4., 6.])
""",
    "randperm": """The numbers from 0 to n − 1 in random order.

    torch.randperm(n, *, generator, out=None, dtype=None, device=None, requires_grad=False) -> Tensor
    torch.randperm(n, *, out=None, dtype=None, device=None, requires_grad=False) -> Tensor

Formula:
    a permutation, each equally likely: for i = 0, 1, … element i is exchanged with a random one that is
    not before it.

Shapes:
    (n).

Dtypes:
    int64, unless `dtype` is given.

Raises:
    RuntimeError: for a negative number, as `torch.randperm(-1)`.

Source:
    Fisher and Yates; Durstenfeld, doi 10.1145/364520.364540.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.randperm.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.randperm(5)
    tensor([4, 0, 1, 3, 2])
""",
    "normal": """Random numbers of normal distributions; means and deviations may be tensors.

    torch.normal(mean, std, *, generator=None, out=None) -> Tensor
    torch.normal(mean, std=1, *, generator=None, out=None) -> Tensor
    torch.normal(mean, std, size, *, generator=None, out=None, dtype=None, device=None, requires_grad=False)
            -> Tensor

Formula:
    y = mean + std · z, with z as of `randn`.

Shapes:
    broadcast of `mean` and `std`; of two numbers, `size`.

Dtypes:
    that of `mean` if it is a tensor, else of `std`; of two numbers, the default dtype.

Raises:
    RuntimeError: for a negative deviation, as `torch.normal(0.0, -1.0, (2,))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.normal.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.normal(torch.tensor([0.0, 100.0]), 0.1)
    tensor([ 0.1541, 99.9707])
""",
    "bernoulli": """Random zeros and ones: one with the probability that each element tells, or `p`.

    torch.bernoulli(input, *, generator=None, out=None) -> Tensor
    torch.bernoulli(input, p, *, generator=None) -> Tensor
    Tensor.bernoulli(*, generator=None) -> Tensor
    Tensor.bernoulli(p, *, generator=None) -> Tensor
    Tensor.bernoulli_(p, *, generator=None) -> Tensor
    Tensor.bernoulli_(p=0.5, *, generator=None) -> Tensor

Formula:
    P(yᵢ = 1) = xᵢ. The gradient is 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Raises:
    RuntimeError: for what is no probability, as `torch.bernoulli(torch.tensor([1.5]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bernoulli.html

Example:
    >>> g = torch.manual_seed(0)
    >>> x = torch.tensor([0.0, 0.5, 1.0])
    >>> torch.bernoulli(x)
    tensor([0., 0., 1.])
    >>> x.bernoulli_(0.9)
    tensor([1., 1., 1.])
""",
    "multinomial": """Random indices, drawn with the probabilities that a vector, or each row, tells.

    torch.multinomial(input, num_samples, replacement=False, *, generator=None, out=None) -> Tensor
    Tensor.multinomial(num_samples, replacement=False, *, generator=None) -> Tensor

Formula:
    P(yₛ = i) = xᵢ/Σⱼ xⱼ; without `replacement` none is drawn twice.

Shapes:
    (n) gives (num_samples), (r, n) gives (r, num_samples).

Dtypes:
    float32 and float64; the result is int64.

Raises:
    RuntimeError: for more than there are, as `torch.multinomial(torch.ones(2), 3)`.

Source:
    Without replacement: Efraimidis and Spirakis, doi 10.1016/j.ipl.2005.11.003.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.multinomial.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.multinomial(torch.tensor([0.1, 0.0, 0.9]), 4, replacement=True)
    tensor([2, 2, 2, 2])
""",
    "result_type": """The dtype that an operation on two tensors or numbers would give.

    torch.result_type(tensor, other) -> dtype
    torch.result_type(scalar, tensor) -> dtype
    torch.result_type(scalar1, scalar2) -> dtype

Of tensors with dimensions, scalars and numbers, the earlier kind decides, unless a later one is of a
higher category: bool, integers, floats.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.result_type.html

Example:
    >>> torch.result_type(torch.tensor([1, 2]), 1.5)
    torch.float32
""",
    "promote_types": """The smallest dtype that holds both, at least as large and of no lower category.

    torch.promote_types(type1, type2) -> dtype

See:
    https://docs.pytorch.org/docs/stable/generated/torch.promote_types.html

Example:
    >>> torch.promote_types(torch.int32, torch.float32)
    torch.float32
    >>> torch.promote_types(torch.uint8, torch.int8)
    torch.int16
""",
    "can_cast": """Whether a dtype may be cast to another, when a result is written.

    torch.can_cast(from_, to) -> bool

Categories must not go down: floats do not become integers, nor integers bool.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.can_cast.html

Example:
    >>> torch.can_cast(torch.float64, torch.float32), torch.can_cast(torch.float32, torch.int64)
    (True, False)
""",
    "is_tensor": """Whether an object is a tensor.

    torch.is_tensor(obj) -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.is_tensor.html

Example:
    >>> torch.is_tensor(torch.ones(1)), torch.is_tensor(1.0)
    (True, False)
""",
    "is_floating_point": """Whether a tensor's dtype is a floating one.

    torch.is_floating_point(input) -> bool
    Tensor.is_floating_point() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.is_floating_point.html

Example:
    >>> torch.is_floating_point(torch.tensor([1.0])), torch.is_floating_point(torch.tensor([1]))
    (True, False)
""",
    "numel nelement": """How many elements a tensor has.

    torch.numel(input) -> int
    Tensor.numel() -> int
    Tensor.nelement() -> int

Formula:
    Πₖ sizeₖ; 1 for a scalar.

Shapes:
    any.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.numel.html

Example:
    >>> torch.numel(torch.zeros(2, 3))
    6
""",
    "get_default_dtype": """The dtype of new floating tensors.

    torch.get_default_dtype() -> dtype

See:
    https://docs.pytorch.org/docs/stable/generated/torch.get_default_dtype.html

Example:
    >>> torch.get_default_dtype()
    torch.float32
""",
    "is_grad_enabled": """Whether operations are recorded now, for backward passes.

    torch.is_grad_enabled() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.is_grad_enabled.html

Example:
    >>> with torch.no_grad():
    ...     print(torch.is_grad_enabled())
    False
""",
    "is_inference_mode_enabled": """Whether tensors that are made now are for inference only.

    torch.is_inference_mode_enabled() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html

Example:
    >>> with torch.inference_mode():
    ...     print(torch.is_inference_mode_enabled())
    True
""",
    "is_anomaly_enabled": """Whether backward passes look for the line that made a nan.

    torch.is_anomaly_enabled() -> bool

See:
    https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection

Example:
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     print(torch.is_anomaly_enabled())
    True
""",
    "is_anomaly_check_nan_enabled": """Whether backward passes, when they look for mistakes, stop at a nan.

    torch.is_anomaly_check_nan_enabled() -> bool

See:
    https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection

Example:
    >>> torch.is_anomaly_check_nan_enabled()
    True
""",
    "fill_": """Every element set to one value, in place.

    torch.fill_(input, value) -> Tensor
    Tensor.fill_(value) -> Tensor

Formula:
    xᵢ = value; the gradient of what was there is 0, of a value that is a tensor the sum.

Shapes:
    any; a value that is a tensor has no dimensions.

Dtypes:
    the tensor's.

Raises:
    RuntimeError: for a value with dimensions, as `torch.ones(2).fill_(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.fill_.html

Example:
    >>> torch.zeros(2).fill_(3)
    tensor([3., 3.])
""",
    "zero_": """Every element set to zero, in place.

    torch.zero_(input) -> Tensor
    Tensor.zero_() -> Tensor

Formula:
    xᵢ = 0; the gradient of what was there is 0.

Shapes:
    any.

Dtypes:
    the tensor's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Tensor.zero_.html

Example:
    >>> torch.ones(2).zero_()
    tensor([0., 0.])
""",
}
