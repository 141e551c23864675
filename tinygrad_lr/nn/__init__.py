"""torch.nn's names."""

from . import functional, init, utils
from .layers import (
    ELU, GELU, Dropout, Flatten, Identity, LayerNorm, LeakyReLU, Linear, LogSigmoid, LogSoftmax, ModuleDict,
    ModuleList, ReLU, Sequential, Sigmoid, SiLU, Softmax, Softplus, Tanh,
)  # fmt: skip
from .loss import (
    BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, L1Loss, MSELoss, NLLLoss, SmoothL1Loss,
)  # fmt: skip
from .module import Buffer, Module, Parameter

__all__ = [
    "ELU", "GELU", "BCELoss", "BCEWithLogitsLoss", "Buffer", "CrossEntropyLoss", "Dropout", "Flatten", "HuberLoss",
    "Identity", "L1Loss", "LayerNorm", "LeakyReLU", "Linear", "LogSigmoid", "LogSoftmax", "MSELoss", "Module",
    "ModuleDict", "ModuleList", "NLLLoss", "Parameter", "ReLU", "Sequential", "SiLU", "Sigmoid", "SmoothL1Loss",
    "Softmax", "Softplus", "Tanh", "functional", "init", "utils",
]  # fmt: skip
