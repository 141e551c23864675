"""torch.nn's names."""

# ruff: noqa: F401, I001 (names to hand on, kept on few lines)
from . import functional, init, utils
from .layers import ELU, GELU, Dropout, Flatten, Identity, LayerNorm, LeakyReLU, Linear, LogSigmoid, LogSoftmax
from .layers import ModuleDict, ModuleList, ReLU, Sequential, Sigmoid, SiLU, Softmax, Softplus, Tanh
from .loss import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, L1Loss, MSELoss, NLLLoss, SmoothL1Loss
from .module import Buffer, Module, Parameter
