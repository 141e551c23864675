"""tinygrad_lr: PyTorch's tensors, autograd, layers and optimizers for small dense models, on NumPy.

`import tinygrad_lr as torch` is meant to work: every name here is torch's, and means what it means there.
"""

import warnings as _warnings
from math import e, inf, nan, pi

from . import autograd, cuda, nn, optim, random, utils
from . import creation as _creation
from . import device as _device
from . import methods as _methods
from .compile import compile
from .creation import (
    arange,
    as_tensor,
    asarray,
    empty,
    empty_like,
    eye,
    from_dlpack,
    from_numpy,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)  # fmt: skip
from .cuda import OutOfMemoryError
from .device import (
    bool,
    device,
    double,
    dtype,
    float,
    float32,
    float64,
    get_default_device,
    get_default_dtype,
    int,
    int8,
    int16,
    int32,
    int64,
    long,
    set_default_device,
    set_default_dtype,
    short,
    uint8,
)  # fmt: skip
from .engine import is_anomaly_check_nan_enabled, is_anomaly_enabled
from .grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)  # fmt: skip
from .limits import finfo, iinfo
from .lint import lint
from .nn.functional import dropout, layer_norm
from .printing import set_printoptions
from .random import (
    Generator,
    bernoulli,
    default_generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    normal,
    rand,
    rand_like,
    randint,
    randint_like,
    randn,
    randn_like,
    randperm,
    seed,
    set_rng_state,
)  # fmt: skip
from .serialization import load, save
from .size import Size
from .tensor import Tensor, typename

__version__ = "0.1.0"
newaxis = None

globals().update(_methods.FUNCTIONS | _creation.OLD_TYPES)
for _name in "dropout layer_norm".split():
    globals()[_name] = _methods.checked(_name, globals()[_name])
for (
    _name
) in """tensor as_tensor asarray get_default_dtype is_anomaly_enabled is_anomaly_check_nan_enabled is_grad_enabled
is_inference_mode_enabled""".split():
    globals()[_name] = _methods.explained(_name, globals()[_name])

# Overflow and division by zero give inf and nan here, silently, as in torch; the rest of the process is left alone.
_warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"tinygrad_lr\.")
