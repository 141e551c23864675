"""torch.utils, as far as it is about data."""

from . import data

__all__ = ["data"]
