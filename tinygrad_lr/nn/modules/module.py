"""Where torch has the base class."""

from ..module import Module as Module
