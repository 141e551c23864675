"""tinygrad_lr: PyTorch's tensors, autograd, layers and optimizers for small dense models, on NumPy.

`import tinygrad_lr as torch` is meant to work: every name here is torch's, and means what it means there.
"""

import sys as _sys
from math import e as e, inf as inf, nan as nan, pi as pi
from typing import TYPE_CHECKING

from . import (
    autograd as autograd,
    cuda as cuda,
    distributed as distributed,
    linalg as linalg,
    nn as nn,
    optim as optim,
    random as random,
    utils as utils,
)
from . import texts as _texts
from .arrays import generator as _generator
from .arrays import size as _size
from .arrays.cuda import OutOfMemoryError as OutOfMemoryError
from .arrays.device import (
    device as device,
    get_default_device as get_default_device,
    set_default_device as set_default_device,
)
from .arrays.dtype import (
    bool as bool,
    double as double,
    dtype as dtype,
    float as float,
    float32 as float32,
    float64 as float64,
    int as int,
    int8 as int8,
    int16 as int16,
    int32 as int32,
    int64 as int64,
    long as long,
    set_default_dtype as set_default_dtype,
    short as short,
    uint8 as uint8,
)
from .arrays.size import Size as Size
from .arrays.threads import set_num_threads as set_num_threads
from .arrays.warn import is_warn_always_enabled as is_warn_always_enabled, set_warn_always as set_warn_always
from .autograd.grad_mode import (
    enable_grad as enable_grad,
    inference_mode as inference_mode,
    no_grad as no_grad,
    set_grad_enabled as set_grad_enabled,
)
from .core.tensor import Tensor as Tensor
from .frontend import conversions as _conversions
from .frontend import unsupported as _unsupported
from .frontend.conversions import typename as typename
from .frontend.creation import (
    BoolTensor as BoolTensor,
    ByteTensor as ByteTensor,
    CharTensor as CharTensor,
    DoubleTensor as DoubleTensor,
    FloatTensor as FloatTensor,
    IntTensor as IntTensor,
    LongTensor as LongTensor,
    ShortTensor as ShortTensor,
    from_dlpack as from_dlpack,
    from_numpy as from_numpy,
    set_default_tensor_type as set_default_tensor_type,
)
from .frontend.extend import own_classes as _own_classes, own_functions as _own_functions
from .frontend.limits import finfo as finfo, iinfo as iinfo
from .frontend.printing import set_printoptions as set_printoptions
from .frontend.random import (
    Generator as Generator,
    default_generator as default_generator,
    get_rng_state as get_rng_state,
    initial_seed as initial_seed,
    manual_seed as manual_seed,
    seed as seed,
    set_rng_state as set_rng_state,
)
from .frontend.signatures import public as _public
from .nn import functional as _functional
from .serialization import load as load, save as save
from .tools import graph as graph
from .tools.compile import compile as compile
from .tools.explore import explore as explore
from .tools.lint import lint as lint

# torch's functions: their types are written in frontend/functions.pyi
if TYPE_CHECKING:
    from .frontend.functions import *
else:
    from .frontend.api import *


__version__ = "0.1.0"
newaxis = None

dropout = _public(_functional.dropout)
layer_norm = _public(_functional.layer_norm)
prelu = _public(_functional.prelu)
hardshrink = _public(_functional.hardshrink)
rms_norm = _public(_functional.rms_norm)
selu = _public(_functional.selu)
celu = _public(_functional.celu)
threshold = _public(_functional.threshold)
selu_, celu_, threshold_ = (
    _public(f, f.__name__) for f in (_functional.selu_, _functional.celu_, _functional.threshold_)
)
_own_functions(__name__)
_own_classes(__name__, "Tensor", "Size", "dtype", "device", "Generator", "finfo", "iinfo", "OutOfMemoryError")
_texts.attach(_sys.modules[__name__])

# Where these were at home when older pickles were written.
_sys.modules.setdefault(f"{__name__}.tensor", _conversions)
_sys.modules.setdefault(f"{__name__}.device", _sys.modules[__name__])  # and dtypes
_sys.modules.setdefault(f"{__name__}.size", _size)
_sys.modules.setdefault(f"{__name__}.generator", _generator)
_sys.modules.setdefault(f"{__name__}.nn.layers", nn.modules)
_sys.modules.setdefault(f"{__name__}.nn.loss", nn.modules)


if not TYPE_CHECKING:  # checkers would take any name

    def __getattr__(name: str) -> object:
        """Names of torch's that are out of scope are refused by name."""
        _unsupported.refuse_attribute("torch", name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
