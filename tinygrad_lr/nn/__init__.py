"""torch.nn's names."""

# ruff: noqa: F403 (names to hand on: `modules` lists them)
from . import functional as functional
from . import init as init
from . import parallel as parallel
from . import utils as utils
from .modules import *
from .modules import module as _module  # noqa: F401  # found as torch.nn.modules.module, and not handed on from there
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter
from .parameter import UninitializedBuffer as UninitializedBuffer
from .parameter import UninitializedParameter as UninitializedParameter
