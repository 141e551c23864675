"""tinygrad_lr: PyTorch's tensors, autograd, layers and optimizers for small dense models, on NumPy.

`import tinygrad_lr as torch` is meant to work: every name here is torch's, and means what it means there.
"""

import sys as _sys
from math import e, inf, nan, pi

from . import autograd, cuda, distributed, linalg, nn, optim, random, utils
from . import texts as _texts
from .arrays import generator as _generator
from .arrays import size as _size
from .arrays.cuda import OutOfMemoryError
from .arrays.device import device, get_default_device, set_default_device
from .arrays.dtype import (
    bool,
    double,
    dtype,
    float,
    float32,
    float64,
    int,
    int8,
    int16,
    int32,
    int64,
    long,
    set_default_dtype,
    short,
    uint8,
)
from .arrays.size import Size
from .arrays.warn import is_warn_always_enabled, set_warn_always
from .autograd.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from .core.tensor import Tensor
from .frontend import conversions as _conversions
from .frontend import unsupported as _unsupported
from .frontend.conversions import typename
from .frontend.creation import (  # fmt: skip
    BoolTensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
    from_dlpack,
    from_numpy,
    set_default_tensor_type,
)
from .frontend.extend import own_functions as _own_functions
from .frontend.limits import finfo, iinfo
from .frontend.printing import set_printoptions
from .frontend.random import (  # fmt: skip
    Generator,
    default_generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)
from .frontend.signatures import public as _public
from .nn import functional as _functional
from .serialization import load, save
from .tools import graph
from .tools.compile import compile
from .tools.explore import explore
from .tools.lint import lint

# isort: off
from .frontend.api import tensor, as_tensor, asarray, zeros, zeros_like, ones, ones_like, empty, empty_like, full
from .frontend.api import full_like, eye, arange, linspace, rand, rand_like, randn, randn_like, randint, randint_like
from .frontend.api import randperm, normal, bernoulli, multinomial, range
from .frontend.api import abs, absolute, neg, negative, reciprocal, sqrt, rsqrt, square, exp, expm1, log, log1p, log2
from .frontend.api import log10, sin, cos, tan, tanh, sigmoid, relu, erf, sign, floor, ceil, trunc, fix, round, clone
from .frontend.api import add, sub, subtract, rsub, mul, multiply, div, divide, true_divide, floor_divide, remainder
from .frontend.api import pow, maximum, minimum, clamp, clip, clamp_min, clamp_max, lerp, addcmul, addcdiv, eq, ne
from .frontend.api import not_equal, lt, less, le, less_equal, gt, greater, ge, greater_equal, isnan, isinf, isfinite
from .frontend.api import isclose, allclose, equal, logical_not, logical_and, logical_or, logical_xor, bitwise_not
from .frontend.api import bitwise_and, bitwise_or, bitwise_xor
from .frontend.api import sinh, cosh, asin, acos, atan, asinh, acosh, atanh, sinc, deg2rad, rad2deg, signbit, sgn
from .frontend.api import frac, exp2, erfc, arcsin, arccos, arctan, arcsinh, arccosh, arctanh, arctan2, atan2
from .frontend.api import heaviside, fmax, fmin, hypot, logaddexp, fmod, copysign, xlogy, logit, nan_to_num, positive
from .frontend.api import sum, mean, prod, var, std, max, min, median, amax, amin, argmax, argmin, cumsum, logsumexp
from .frontend.api import all, any, norm, softmax, log_softmax
from .frontend.api import matmul, mm, mv, dot, bmm, addmm, outer, ger, einsum, kron, dist, cdist, vdot
from .frontend.api import reshape, flatten, unflatten, t, transpose, swapaxes, swapdims, permute, movedim, moveaxis
from .frontend.api import squeeze, unsqueeze, broadcast_to, broadcast_tensors, atleast_1d, cat, concat, concatenate
from .frontend.api import stack, split, chunk, unbind, select, narrow, diagonal, diag, tril, triu, flip, roll
from .frontend.api import sort, msort, argsort, topk, kthvalue, cummax, cummin, cumprod, logcumsumexp, unique
from .frontend.api import unique_consecutive, bincount, histc, searchsorted, bucketize, cov, corrcoef, erfinv
from .frontend.api import hstack, vstack, dstack, column_stack, row_stack, atleast_2d, atleast_3d, tensor_split, hsplit
from .frontend.api import vsplit, dsplit, ravel, tile, fliplr, flipud, rot90, trace, repeat_interleave, meshgrid, diff
from .frontend.api import var_mean, std_mean
from .frontend.api import where, masked_fill, index_select, gather, nonzero, scatter, scatter_add, scatter_reduce
from .frontend.api import index_add, index_copy, index_fill, take, take_along_dim, put, masked_select, masked_scatter
from .frontend.api import result_type, promote_types, can_cast, is_tensor, is_floating_point, numel, get_default_dtype
from .frontend.api import is_grad_enabled, is_inference_mode_enabled, is_anomaly_enabled, is_anomaly_check_nan_enabled
from .frontend.api import abs_, acos_, acosh_, arccos_, arccosh_, arcsin_, arcsinh_, arctan_, arctanh_, asin_
from .frontend.api import asinh_, atan_, atanh_, ceil_, cos_, cosh_, deg2rad_, erf_, erfc_, exp2_, exp_
from .frontend.api import expm1_, floor_, frac_, log10_, log1p_, log2_, log_, neg_, rad2deg_, reciprocal_
from .frontend.api import relu_, round_, rsqrt_, sigmoid_, sin_, sinc_, sinh_, sqrt_, square_, tan_, tanh_
from .frontend.api import trunc_, fill_, zero_, clamp_, clamp_max_, clamp_min_, logit_, nan_to_num_, xlogy_
from .frontend.api import clip_, negative_, fix_
# isort: on


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
_texts.attach(_sys.modules[__name__])

# Where these were at home when older pickles were written.
_sys.modules.setdefault(f"{__name__}.tensor", _conversions)
_sys.modules.setdefault(f"{__name__}.device", _sys.modules[__name__])  # and dtypes
_sys.modules.setdefault(f"{__name__}.size", _size)
_sys.modules.setdefault(f"{__name__}.generator", _generator)
_sys.modules.setdefault(f"{__name__}.nn.layers", nn.modules)
_sys.modules.setdefault(f"{__name__}.nn.loss", nn.modules)


def __getattr__(name: str) -> object:
    """Names of torch's that are out of scope are refused by name."""
    _unsupported.refuse_attribute("torch", name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
