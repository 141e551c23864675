"""torch.nn's names."""

# ruff: noqa: F403 (names to hand on: `modules` lists them)
from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..frontend import unsupported as _unsupported
from . import functional as functional
from . import init as init
from . import parallel as parallel
from . import utils as utils
from .modules import *
from .modules import module as _module  # noqa: F401  # found as torch.nn.modules.module, and not handed on from there
from .modules import utils as _of_modules  # noqa: F401  # and so is this
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter
from .parameter import UninitializedBuffer as UninitializedBuffer
from .parameter import UninitializedParameter as UninitializedParameter

if not _TYPE_CHECKING:  # checkers would take any name

    def __getattr__(name: str) -> object:
        """torch's layers that are out of scope are refused by name."""
        _unsupported.refuse_attribute("torch.nn", name, _unsupported.WHY_NO_LAYER)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
