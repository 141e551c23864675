"""Texts of cuda: what devices there are, and how full they are. They are asked of CuPy."""

TEXTS = {
    "is_available": """Whether tensors can be made on a GPU here.

    torch.cuda.is_available() -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.is_available.html

Example:
    >>> torch.cuda.is_available() == (torch.cuda.device_count() > 0)
    True
""",
    "device_count": """How many GPUs there are; none without CuPy and a driver.

    torch.cuda.device_count() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.device_count.html

Example:
    >>> torch.cuda.device_count() >= 0
    True
""",
    "current_device": """The number of the GPU that "cuda" means.

    torch.cuda.current_device() -> int

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.current_device.html

Example:
    >>> not torch.cuda.is_available() or torch.cuda.current_device() == 0
    True
""",
    "set_device": """Set which GPU "cuda" means, for this thread.

    torch.cuda.set_device(device) -> None

Args:
    device: a number, "cuda:1", or a device.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.set_device.html

Example:
    >>> torch.cuda.is_available() and torch.cuda.set_device(0)
    False
""",
    "get_device_name": """The name that the maker gave a GPU.

    torch.cuda.get_device_name(device=None) -> str

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.get_device_name.html

Example:
    >>> not torch.cuda.is_available() or len(torch.cuda.get_device_name()) > 0
    True
""",
    "get_device_capability": """What a GPU can do, as the two numbers of its architecture.

    torch.cuda.get_device_capability(device=None) -> (int, int)

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.get_device_capability.html

Example:
    >>> not torch.cuda.is_available() or len(torch.cuda.get_device_capability()) == 2
    True
""",
    "synchronize": """Wait until a GPU has done all it was told.

    torch.cuda.synchronize(device=None) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.synchronize.html

Example:
    >>> not torch.cuda.is_available() or torch.cuda.synchronize() is None
    True
""",
    "mem_get_info": """The memory of a GPU that is free, and all of it.

    torch.cuda.mem_get_info(device=None) -> (int, int), in bytes

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.mem_get_info.html

Example:
    >>> not torch.cuda.is_available() or len(torch.cuda.mem_get_info()) == 2
    True
""",
    "memory_allocated": """The memory that tensors occupy on a GPU; 0 before the first.

    torch.cuda.memory_allocated(device=None) -> int, in bytes

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory_allocated.html

Example:
    >>> torch.cuda.memory_allocated() >= 0
    True
""",
    "memory_reserved": """The memory that is kept for tensors on a GPU, occupied or not.

    torch.cuda.memory_reserved(device=None) -> int, in bytes

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory_reserved.html

Example:
    >>> torch.cuda.memory_reserved() >= 0
    True
""",
    "empty_cache": """Give back the memory that is kept for tensors, but not occupied.

    torch.cuda.empty_cache() -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.empty_cache.html

Example:
    >>> print(torch.cuda.empty_cache())
    None
""",
    "manual_seed manual_seed_all": """Begin the streams of GPUs' random numbers anew; here they come from the CPU's stream.

    torch.cuda.manual_seed(seed) -> None
    torch.cuda.manual_seed_all(seed) -> None

It does nothing: `torch.manual_seed` begins the one stream anew.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cuda.manual_seed.html

Example:
    >>> print(torch.cuda.manual_seed(0))
    None
""",
}
