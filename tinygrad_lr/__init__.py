"""tinygrad_lr: PyTorch's tensors, autograd, layers and optimizers for small dense models, on NumPy.

`import tinygrad_lr as torch` is meant to work: every name here is torch's, and means what it means there.
"""

import sys as _sys
import warnings as _warnings
from math import e, inf, nan, pi

from . import autograd, cuda, nn, optim, random, utils
from .arrays import device as _device
from .arrays.cuda import OutOfMemoryError
from .arrays.device import (  # fmt: skip
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
)
from .arrays.size import Size
from .autograd import is_anomaly_check_nan_enabled, is_anomaly_enabled
from .autograd.grad_mode import (  # fmt: skip
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from .core import tensor as _tensor
from .core.tensor import Tensor, typename
from .frontend import creation as _creation
from .frontend import methods as _methods
from .frontend.creation import (  # fmt: skip
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
)
from .frontend.limits import finfo, iinfo
from .frontend.printing import set_printoptions
from .frontend.random import (  # fmt: skip
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
)
from .nn.functional import dropout, layer_norm
from .serialization import load, save
from .tools.compile import compile
from .tools.lint import lint

__version__ = "0.1.0"
newaxis = None

# Where tensors, devices and dtypes were at home when older pickles were written.
_sys.modules.setdefault(f"{__name__}.tensor", _tensor)
_sys.modules.setdefault(f"{__name__}.device", _device)

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
