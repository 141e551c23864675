"""Texts of random, beside what the package itself has."""

TEXTS = {
    "fork_rng": """A block after which random numbers go on as if none had been drawn in it.

    torch.random.fork_rng(devices=None, enabled=True, device_type=None) -> context manager

Args:
    devices, device_type: are taken; there is one stream here.
    enabled: False makes the block do nothing.

See:
    https://docs.pytorch.org/docs/stable/random.html#torch.random.fork_rng

Example:
    >>> g = torch.manual_seed(0)
    >>> with torch.random.fork_rng(devices=[]):
    ...     first = torch.rand(1)
    >>> torch.rand(1) == first
    tensor([True])
"""
}
