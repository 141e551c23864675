"""Texts of the package's own functions and classes: dtypes, devices, sizes, random streams, modes, files, printing."""

TEXTS = {
    "Tensor": """An array of numbers of one dtype, which can record what is computed from it.

    torch.Tensor(*data, **kwargs)

`torch.tensor` makes one of numbers; `torch.Tensor(values)` always makes floats.

Args:
    data: numbers, nested lists, or sizes of an empty tensor.

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.Tensor([1, 2])
    tensor([1., 2.])
""",
    "Size": """The length of each dimension of a tensor: a tuple of ints.

    torch.Size(sizes=())

Raises:
    TypeError: for what is no int, as `torch.Size([1.5])`.

See:
    https://docs.pytorch.org/docs/stable/size.html

Example:
    >>> torch.Size([2, 3])
    torch.Size([2, 3])
""",
    "Size.numel": """The number of elements of a tensor of this size.

    Size.numel() -> int

Formula:
    Πₖ sizeₖ.

Shapes:
    of any.

See:
    https://docs.pytorch.org/docs/stable/size.html

Example:
    >>> torch.Size([2, 3]).numel()
    6
""",
    "dtype": """The type of a tensor's elements.

    torch.dtype

There are float32 (float), float64 (double), int8, int16 (short), int32 (int), int64 (long), uint8 and
bool.

Attributes:
    is_floating_point: bool.
    is_complex: bool; False here.
    is_signed: bool; whether there are negative numbers.
    itemsize: int; bytes of an element.

See:
    https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.dtype

Example:
    >>> torch.float32, torch.float32.itemsize, torch.uint8.is_signed
    (torch.float32, 4, False)
""",
    "device": """Where a tensor's elements lie: "cpu", or "cuda" with the number of a GPU.

    torch.device(type, index=None)

In a `with` block, the device of new tensors.

Attributes:
    type: str; "cpu" or "cuda".
    index: int, or None where no number was given.

Raises:
    RuntimeError: for another kind, as `torch.device("gpu")`.

See:
    https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.device

Example:
    >>> torch.device("cuda:0"), torch.device("cpu").type
    (device(type='cuda', index=0), 'cpu')
""",
    "get_default_device": """The device on which new tensors are made, unless they are told.

    torch.get_default_device() -> device

See:
    https://docs.pytorch.org/docs/stable/generated/torch.get_default_device.html

Example:
    >>> torch.get_default_device()
    device(type='cpu')
""",
    "set_default_device": """Set the device on which new tensors are made; None is the CPU.

    torch.set_default_device(d) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_default_device.html

Example:
    >>> torch.set_default_device("cpu")
    >>> torch.ones(1).device
    device(type='cpu')
""",
    "set_default_dtype": """Set the dtype of new floating tensors: float32 or float64.

    torch.set_default_dtype(d) -> None

Raises:
    TypeError: for integers, as `torch.set_default_dtype(torch.int64)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_default_dtype.html

Example:
    >>> torch.set_default_dtype(torch.float64)
    >>> torch.tensor(1.5).dtype
    torch.float64
    >>> torch.set_default_dtype(torch.float32)
""",
    "set_default_tensor_type": """Set the dtype of new floating tensors by its old name; `set_default_dtype` is today's way.

    torch.set_default_tensor_type(t) -> None

Raises:
    TypeError: for integers, as `torch.set_default_tensor_type(torch.LongTensor)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_default_tensor_type.html

Example:
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     torch.set_default_tensor_type(torch.FloatTensor)
    >>> torch.tensor(1.5).dtype
    torch.float32
""",
    "finfo": """The limits of a floating dtype, by default of the default one.

    torch.finfo(type=None)

Attributes:
    bits: int; of an element.
    eps: float; the distance from 1 to the next number.
    max, min: float; the largest and the lowest number.
    tiny, smallest_normal: float; the smallest positive number of full precision.
    resolution: float; 10 to the power of minus the decimal digits.
    dtype: str; its name.

Raises:
    TypeError: for integers, as `torch.finfo(torch.int64)`.

See:
    https://docs.pytorch.org/docs/stable/type_info.html#torch.torch.finfo

Example:
    >>> torch.finfo(torch.float32).eps
    1.1920928955078125e-07
""",
    "iinfo": """The limits of an integer dtype.

    torch.iinfo(type)

Attributes:
    bits: int; of an element.
    max, min: int; the largest and the lowest number.
    dtype: str; its name.

Raises:
    TypeError: for floats, as `torch.iinfo(torch.float32)`.

See:
    https://docs.pytorch.org/docs/stable/type_info.html#torch.torch.iinfo

Example:
    >>> torch.iinfo(torch.int8).max
    127
""",
    "typename": """The name of an object's type, with its module where that is not obvious.

    torch.typename(x) -> str

See:
    https://docs.pytorch.org/docs/stable/generated/torch.typename.html

Example:
    >>> torch.typename(torch.ones(2)), torch.typename(3)
    ('torch.FloatTensor', 'int')
""",
    "FloatTensor": """A new tensor of float32, of values or empty of sizes: an old way to make one.

    torch.FloatTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.FloatTensor([1, 2])
    tensor([1., 2.])
""",
    "DoubleTensor": """A new tensor of float64, of values or empty of sizes: an old way to make one.

    torch.DoubleTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.DoubleTensor([1, 2])
    tensor([1., 2.], dtype=torch.float64)
""",
    "ByteTensor": """A new tensor of uint8, of values or empty of sizes: an old way to make one.

    torch.ByteTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.ByteTensor([1, 2])
    tensor([1, 2], dtype=torch.uint8)
""",
    "CharTensor": """A new tensor of int8, of values or empty of sizes: an old way to make one.

    torch.CharTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.CharTensor([1, 2])
    tensor([1, 2], dtype=torch.int8)
""",
    "ShortTensor": """A new tensor of int16, of values or empty of sizes: an old way to make one.

    torch.ShortTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.ShortTensor([1, 2])
    tensor([1, 2], dtype=torch.int16)
""",
    "IntTensor": """A new tensor of int32, of values or empty of sizes: an old way to make one.

    torch.IntTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.IntTensor([1, 2])
    tensor([1, 2], dtype=torch.int32)
""",
    "LongTensor": """A new tensor of int64, of values or empty of sizes: an old way to make one.

    torch.LongTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.LongTensor([1, 2])
    tensor([1, 2])
""",
    "BoolTensor": """A new tensor of bool, of values or empty of sizes: an old way to make one.

    torch.BoolTensor(*data)

See:
    https://docs.pytorch.org/docs/stable/tensors.html

Example:
    >>> torch.BoolTensor([True, False])
    tensor([ True, False])
""",
    "no_grad": """A block, or a function, in which no operation is recorded.

    torch.no_grad(orig_func=None)

Results do not require grad, and leaves may be changed in place, as in a step of an optimizer written by
hand.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html

Example:
    >>> w = torch.tensor(2.0, requires_grad=True)
    >>> with torch.no_grad():
    ...     y = w * 3
    >>> y.requires_grad
    False
""",
    "enable_grad": """A block, or a function, in which operations are recorded again, inside of `no_grad`.

    torch.enable_grad(orig_func=None)

See:
    https://docs.pytorch.org/docs/stable/generated/torch.enable_grad.html

Example:
    >>> w = torch.tensor(2.0, requires_grad=True)
    >>> with torch.no_grad(), torch.enable_grad():
    ...     y = w * 3
    >>> y.requires_grad
    True
""",
    "set_grad_enabled": """Record operations from now on, or not; as a block, until it ends.

    torch.set_grad_enabled(mode)

Args:
    mode: a bool.

Raises:
    TypeError: for what is no bool, as `torch.set_grad_enabled(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_grad_enabled.html

Example:
    >>> w = torch.tensor(2.0, requires_grad=True)
    >>> with torch.set_grad_enabled(False):
    ...     y = w * 3
    >>> y.requires_grad
    False
""",
    "inference_mode": """A block, or a function, as `no_grad`, whose tensors can never be recorded later.

    torch.inference_mode(mode=True)

They have no version counter, which makes them cheaper.

Args:
    mode: False switches it off inside of a block.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html

Example:
    >>> w = torch.tensor(2.0, requires_grad=True)
    >>> with torch.inference_mode():
    ...     y = w * 3
    >>> y.is_inference()
    True
""",
    "is_warn_always_enabled": """Whether warnings that are given once in a process are given each time.

    torch.is_warn_always_enabled() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.is_warn_always_enabled.html

Example:
    >>> torch.set_warn_always(True)
    >>> torch.is_warn_always_enabled()
    True
    >>> torch.set_warn_always(False)
""",
    "get_num_threads": """How many threads compute: NumPy's BLAS and compiled steps use so many.

    torch.get_num_threads() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.get_num_threads.html

Example:
    >>> torch.set_num_threads(2)
    >>> torch.get_num_threads()
    2
""",
    "set_num_threads": """Set how many threads compute: NumPy's BLAS and compiled steps use so many.

    torch.set_num_threads(n) -> None

Machine code gives the same bits on any number of threads.

Raises:
    RuntimeError: for a number less than one, as `torch.set_num_threads(0)`
    RuntimeError: for what is no integer, as `torch.set_num_threads(2.0)`

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_num_threads.html

Example:
    >>> torch.set_num_threads(1)
    >>> torch.get_num_threads()
    1
""",
    "set_warn_always": """Set whether warnings that are given once in a process are given each time.

    torch.set_warn_always(b) -> None

Raises:
    RuntimeError: for what is no bool, as `torch.set_warn_always(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_warn_always.html

Example:
    >>> torch.set_warn_always(False)
    >>> torch.is_warn_always_enabled()
    False
""",
    "set_printoptions": """Set how tensors are printed, in this process.

    torch.set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None,
            sci_mode=None) -> None

Args:
    precision: digits after the point; 4 at first.
    threshold: how many elements are printed without "..."; 1000 at first.
    edgeitems: how many stand on each side of "..."; 3 at first.
    linewidth: characters in a line; 80 at first.
    profile: "default", "short" or "full" sets all of these.
    sci_mode: numbers as 1.0000e+05, or not; None lets the numbers decide.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html

Example:
    >>> torch.set_printoptions(precision=2)
    >>> print(torch.tensor([1 / 3]))
    tensor([0.33])
    >>> torch.set_printoptions(profile="default")
""",
    "Generator": """A stream of random numbers of its own, for the argument `generator` of random functions.

    torch.Generator(device=None)

Attributes:
    device: device; where its numbers are made.

Source:
    MT19937: Matsumoto and Nishimura, doi 10.1145/272991.272995.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Generator.html

Example:
    >>> g = torch.Generator().manual_seed(0)
    >>> torch.rand(2, generator=g)
    tensor([0.4963, 0.7682])
""",
    "Generator.manual_seed": """Begin the stream anew from a seed, and return the generator.

    Generator.manual_seed(seed) -> Generator

Raises:
    ValueError: for what does not fit 64 bits, as `torch.Generator().manual_seed(2**64)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Generator.html

Example:
    >>> torch.Generator().manual_seed(5).initial_seed()
    5
""",
    "Generator.seed": """Begin the stream anew from a seed that the operating system picks, and return it.

    Generator.seed() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Generator.html

Example:
    >>> g = torch.Generator()
    >>> g.seed() == g.initial_seed()
    True
""",
    "Generator.initial_seed": """The seed that the stream began with.

    Generator.initial_seed() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Generator.html

Example:
    >>> torch.Generator().initial_seed()
    67280421310721
""",
    "Generator.get_state": """Where the stream stands: a tensor to go on from later.

    Generator.get_state() -> Tensor

torch understands it too, and the other way round.

Shapes:
    (5056,).

Dtypes:
    uint8.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Generator.html

Example:
    >>> torch.Generator().get_state().shape
    torch.Size([5056])
""",
    "Generator.set_state": """Go on from where a stream stood.

    Generator.set_state(new_state) -> Generator

Raises:
    TypeError: for what is no tensor of uint8, as `torch.Generator().set_state(torch.ones(5056))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Generator.html

Example:
    >>> g = torch.Generator().manual_seed(0)
    >>> state = g.get_state()
    >>> first = torch.rand(1, generator=g)
    >>> _ = g.set_state(state)
    >>> torch.rand(1, generator=g) == first
    tensor([True])
""",
    "Generator.clone_state": """Another generator that stands where this one does.

    Generator.clone_state() -> Generator

See:
    https://docs.pytorch.org/docs/stable/generated/torch.Generator.html

Example:
    >>> g = torch.Generator().manual_seed(0)
    >>> torch.rand(1, generator=g.clone_state()) == torch.rand(1, generator=g)
    tensor([True])
""",
    "manual_seed": """Begin the stream of random numbers anew from a seed, and return its generator.

    torch.manual_seed(seed) -> Generator

Raises:
    ValueError: for what does not fit 64 bits, as `torch.manual_seed(2**64)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.manual_seed.html

Example:
    >>> g = torch.manual_seed(6)
    >>> torch.rand(2)
    tensor([0.5722, 0.5539])
""",
    "seed": """Begin the stream of random numbers anew from a seed that the system picks; return it.

    torch.seed() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.seed.html

Example:
    >>> torch.seed() == torch.initial_seed()
    True
""",
    "initial_seed": """The seed that the stream of random numbers began with.

    torch.initial_seed() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.initial_seed.html

Example:
    >>> g = torch.manual_seed(6)
    >>> torch.initial_seed()
    6
""",
    "get_rng_state": """Where the stream of random numbers stands: a tensor to go on from later.

    torch.get_rng_state() -> Tensor

Shapes:
    (5056,).

Dtypes:
    uint8.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.get_rng_state.html

Example:
    >>> torch.get_rng_state().dtype
    torch.uint8
""",
    "set_rng_state": """Go on from where the stream of random numbers stood.

    torch.set_rng_state(new_state) -> None

Raises:
    RuntimeError: for bytes that are no state, as `torch.set_rng_state(torch.zeros(5056,
        dtype=torch.uint8))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.set_rng_state.html

Example:
    >>> g = torch.manual_seed(0)
    >>> state = torch.get_rng_state()
    >>> first = torch.rand(1)
    >>> torch.set_rng_state(state)
    >>> torch.rand(1) == first
    tensor([True])
""",
    "save": """Write tensors and state dicts, nested at will, to a file: whole, or not at all.

    torch.save(obj, f) -> None

A path that ends in .pt or .pth is written in torch's format, which torch reads; all others as
safetensors, which holds numbers and no program. What shares memory shares it again when it is loaded.

Args:
    obj: tensors, generators, and dicts, lists, tuples and sets of these and of numbers, text, bytes,
        sizes, dtypes, devices and None.
    f: a path, or an open binary file.

Raises:
    TypeError: for what cannot be kept, as `torch.save((i for i in []), __import__("io").BytesIO())`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.save.html

Example:
    >>> import io
    >>> file = io.BytesIO()
    >>> torch.save({"w": torch.tensor([1.0, 2.0])}, file)
    >>> _ = file.seek(0)
    >>> torch.load(file)
    {'w': tensor([1., 2.])}
""",
    "load": """Read what `save`, or torch.save, has written; of other safetensors files, a dict.

    torch.load(f, map_location=None, *, weights_only=True) -> Any

Nothing in a file is run: one of torch's that asks for more than tensors and plain containers is
refused.

Args:
    f: a path, or an open binary file.
    map_location: the device to put the tensors on, by default the CPU; or a dict from one device
        to another, or a function, as in torch.

Raises:
    FileNotFoundError: where there is no file, as `torch.load("no such file")`.
    IsADirectoryError: for a folder, as `torch.load('/')`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.load.html

Example:
    >>> import io
    >>> file = io.BytesIO()
    >>> torch.save([torch.tensor(1.5), "text"], file)
    >>> _ = file.seek(0)
    >>> torch.load(file)
    [tensor(1.5000), 'text']
""",
    "OutOfMemoryError": """The device has not enough memory left; tensors and optimizers are what they were.

    torch.OutOfMemoryError

See:
    https://docs.pytorch.org/docs/stable/generated/torch.OutOfMemoryError.html

Example:
    >>> issubclass(torch.OutOfMemoryError, RuntimeError)
    True
""",
    "no_grad.clone enable_grad.clone set_grad_enabled.clone inference_mode.clone": """Another block of the same kind: torch decorates functions by clones.

    no_grad.clone() -> block
    enable_grad.clone() -> block
    set_grad_enabled.clone() -> block
    inference_mode.clone() -> block

See:
    https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html

Example:
    >>> with torch.no_grad().clone():
    ...     print(torch.is_grad_enabled())
    False
""",
}
