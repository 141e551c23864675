"""Optimizers and learning rate schedules, by torch's names."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..frontend import unsupported as _unsupported
from . import lr_scheduler as lr_scheduler
from .adadelta import Adadelta
from .adagrad import Adagrad
from .adam import Adam
from .adamax import Adamax
from .adamw import AdamW
from .asgd import ASGD
from .nadam import NAdam
from .optimizer import Optimizer
from .radam import RAdam
from .rmsprop import RMSprop
from .rprop import Rprop
from .sgd import SGD

__all__ = [
    "ASGD",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
]

if not _TYPE_CHECKING:  # checkers would take any name

    def __getattr__(name: str) -> object:
        """torch's optimizers that are out of scope are refused by name."""
        _unsupported.refuse_attribute("torch.optim", name, _unsupported.WHY_NO_OPTIMIZER)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
