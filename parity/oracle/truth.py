"""The truth: what an operation is, in numbers of forty digits, to judge torch and tinygrad_lr alike.

`TRUTH` is spelled as torch is, for the operations that round: an OpInfo's own text runs on it, with arrays of
mpmath's numbers for tensors. Each is written here from its definition, from neither library. A gradient needs no
formula: in eighty digits the difference of two values, divided by a step of 1e-30, is right to twenty-five, and the
step is much smaller than what any two floats of a case can be apart: it meets no kink that they have not met.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from mpmath import mp, mpf

from ..operations.opinfo import OpInfo

DIGITS = 40
GRADIENT_DIGITS = 80
STEP = mpf(10) ** -30
NOISE = 1e-20  # of a gradient by differences: what cancels leaves so much at most


class Unknown(Exception):
    """There is no truth of this."""


WRONG = (AttributeError, TypeError, ValueError, IndexError, ZeroDivisionError, Unknown)


def number(x: Any) -> Any:
    """One element: exactly the number that a float is."""
    return x if isinstance(x, mpf) else mpf(float(x))


def array(x: Any) -> np.ndarray:
    """Numbers, an array of them even where NumPy hands out a scalar."""
    return np.asarray(x, dtype=object)


def exactly(x: Any) -> np.ndarray:
    """An array of exactly these numbers."""
    return array(np.frompyfunc(number, 1, 1)(x))


def each(f: Callable) -> Callable:
    """A function of numbers, element by element."""
    ufunc = np.frompyfunc(f, f.__code__.co_argcount - len(f.__defaults__ or ()), 1)

    def call(*arrays: Any, inplace: bool = False, **options: Any) -> np.ndarray:
        if not options:
            return array(ufunc(*arrays))
        n = ufunc.nin
        return array(np.frompyfunc(lambda *numbers: f(*numbers, **options), n, 1)(*arrays))

    return call


def folded(f: Callable[[list], Any]) -> Callable:
    """A reduction: `f` of the list of all numbers along the dimensions that go."""

    def call(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, axis: Any = None,
             keepdims: bool = False, **options: Any) -> np.ndarray:  # fmt: skip
        x, dim = array(x), axis if dim is None else dim
        dims = range(x.ndim) if dim is None or dim == () else (dim,) if isinstance(dim, int) else dim
        gone = sorted(d % max(x.ndim, 1) for d in dims) if x.ndim else []
        kept = [d for d in range(x.ndim) if d not in gone]
        rows = x.transpose(kept + gone).reshape([x.shape[d] for d in kept] + [-1 if x.size else 0])
        if not x.size:
            raise Unknown("nothing to sum_to_size")
        out = np.empty(rows.shape[:-1], object)
        for place in np.ndindex(out.shape):
            out[place] = f(list(rows[place]), **options)
        whole = [1 if d in gone else n for d, n in enumerate(x.shape)]
        return out.reshape(whole) if keepdim or keepdims else out

    return call


def along(f: Callable[[list], list]) -> Callable:
    """As many numbers as before: `f` of the list of those along one dimension."""

    def call(x: Any, dim: int, dtype: Any = None, **options: Any) -> np.ndarray:
        x = array(x)
        rows = np.moveaxis(np.atleast_1d(x).copy(), dim, -1)
        for place in np.ndindex(rows.shape[:-1]):
            rows[place] = f(list(rows[place]), **options)
        return np.moveaxis(rows, -1, dim).reshape(x.shape)

    return call


# ---- definitions -----------------------------------------------------------------------------------------


def clamp(x: Any, min: Any = None, max: Any = None) -> np.ndarray:
    low = x if min is None else TRUTH.maximum(x, exactly(min))
    return array(low if max is None else TRUTH.minimum(low, exactly(max)))


def var(x: Any, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None) -> np.ndarray:
    def one(numbers: list) -> Any:
        freedom = len(numbers) - (int(unbiased) if correction is None else correction)
        if freedom <= 0:
            raise Unknown("no degree of freedom")
        return mp.fsum((v - average(numbers)) ** 2 for v in numbers) / freedom

    return folded(one)(x, dim, keepdim)


def average(numbers: list) -> Any:
    return mp.fsum(numbers) / len(numbers)


def length(numbers: list, p: Any = 2) -> Any:
    sizes = [abs(v) for v in numbers]
    if p in (float("inf"), -float("inf")):
        return max(sizes) if p > 0 else min(sizes)
    if p == 0:
        return mpf(sum(v != 0 for v in sizes))
    return mp.fsum(v ** mpf(p) for v in sizes) ** (1 / mpf(p))


def norm(x: Any, p: Any = 2, dim: Any = None, keepdim: bool = False, dtype: Any = None) -> np.ndarray:
    return folded(length)(x, dim, keepdim, p=2 if p == "fro" else p)


def normalize(x: Any, p: float = 2, dim: int = 1, eps: float = 1e-12) -> np.ndarray:
    return array(x / np.maximum(norm(x, p, dim, True), mpf(eps)))


def exponentials(numbers: list) -> tuple[list, Any]:
    terms = [mp.exp(v) for v in numbers]
    return terms, mp.fsum(terms)


def softmax(numbers: list) -> list:
    terms, total = exponentials(numbers)
    return [v / total for v in terms]


def log_softmax(numbers: list) -> list:
    total = mp.log(exponentials(numbers)[1])
    return [v - total for v in numbers]


def running(numbers: list) -> list:
    return [mp.fsum(numbers[: i + 1]) for i in range(len(numbers))]


def pow_(x: Any, y: Any) -> np.ndarray:
    def one(a: Any, b: Any) -> Any:
        return a ** int(b) if b == int(b) else a**b

    return array(np.frompyfunc(one, 2, 1)(x, exactly(y)))


def softplus(x: Any, beta: float = 1, threshold: float = 20) -> Any:
    return x if x * beta > threshold else mp.log(1 + mp.exp(x * beta)) / beta


def gelu(x: Any, approximate: str = "none") -> Any:
    inner = mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)
    return x / 2 * (1 + (mp.tanh(inner) if approximate == "tanh" else mp.erf(x / mp.sqrt(2))))


def logit(x: Any, eps: Any = None) -> Any:
    x = x if eps is None else min(max(x, mpf(eps)), 1 - mpf(eps))
    return mp.log(x / (1 - x))


def elu(x: Any, alpha: float = 1) -> Any:
    return x if x > 0 else alpha * (mp.exp(x) - 1)


def celu(x: Any, alpha: float = 1) -> Any:
    if float(np.float32(1 / alpha)) * alpha != 1:
        raise Unknown("torch rounds 1 / alpha to float32 for the derivative")
    return x if x > 0 else alpha * (mp.exp(x / mpf(alpha)) - 1)


def selu(x: Any) -> Any:
    return mpf(1.0507009873554804934193349852946) * (
        x if x > 0 else mpf(1.6732632423543772848170429916717) * (mp.exp(x) - 1)
    )


def leaky_relu(x: Any, negative_slope: float = 0.01) -> Any:
    return x if x > 0 else x * mpf(negative_slope)


def linear(x: Any, weight: Any, bias: Any = None) -> np.ndarray:
    out = array(x) @ np.swapaxes(array(weight), -1, -2)
    return array(out if bias is None else out + bias)


def layer_norm(x: Any, shape: Sequence[int], weight: Any = None, bias: Any = None, eps: float = 1e-5) -> np.ndarray:
    dims = tuple(range(x.ndim - len(shape), x.ndim))
    centred = x - TRUTH.mean(x, dims, True)
    out = centred / TRUTH.sqrt(TRUTH.mean(centred * centred, dims, True) + mpf(eps))
    out = out if weight is None else out * weight
    return array(out if bias is None else out + bias)


def glu(x: Any, dim: int = -1) -> np.ndarray:
    a, b = np.split(array(x), 2, dim)
    return array(a * TRUTH.sigmoid(b))


def scaled(x: Any, dims: tuple[int, ...], eps: float, mean: Any = None, variance: Any = None) -> Any:
    """(x - mean) / sqrt(variance + eps), of these dimensions where they are not given."""
    mean = TRUTH.mean(x, dims, True) if mean is None else mean
    variance = TRUTH.mean((x - mean) ** 2, dims, True) if variance is None else variance
    return (x - mean) / TRUTH.sqrt(array(variance + mpf(eps)))


def by_channel(out: Any, weight: Any, bias: Any) -> np.ndarray:
    """Times the weight and plus the bias of each channel, dimension 1."""
    shape = [-1] + [1] * (out.ndim - 2)
    out = out if weight is None else out * weight.reshape(shape)
    return array(out if bias is None else out + bias.reshape(shape))


def batch_norm(x: Any, mean: Any, variance: Any, weight: Any = None, bias: Any = None, training: bool = False,
               momentum: float = 0.1, eps: float = 1e-5) -> np.ndarray:  # fmt: skip
    x = array(x)
    given = () if training else tuple(v.reshape([-1] + [1] * (x.ndim - 2)) for v in (mean, variance))
    return by_channel(scaled(x, (0, *range(2, x.ndim)), eps, *given), weight, bias)


def group_norm(x: Any, groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> np.ndarray:
    x = array(x)
    return by_channel(scaled(x.reshape(len(x), groups, -1), (2,), eps).reshape(x.shape), weight, bias)


def rms_norm(x: Any, shape: Sequence[int], weight: Any = None, eps: float | None = None) -> np.ndarray:
    if eps is None:
        raise Unknown("the dtype's eps")
    dims = tuple(range(x.ndim - len(shape), x.ndim))
    out = x / TRUTH.sqrt(TRUTH.mean(x * x, dims, True) + mpf(eps))
    return array(out if weight is None else out * weight)


def cov(x: Any, correction: int = 1, fweights: Any = None, aweights: Any = None) -> np.ndarray:
    """Of the rows of x, whose columns are seen `fweights` times, each with the weight `aweights`."""
    x = array(x)
    rows = x.reshape(-1, x.shape[-1])
    often = exactly(np.ones(rows.shape[1]) if fweights is None else fweights)
    weights = often if aweights is None else often * exactly(aweights)
    total = mp.fsum(weights)
    lost = mpf(correction) if aweights is None else correction * mp.fsum(weights * exactly(aweights)) / total
    centred = rows - ((rows * weights).sum(1) / total).reshape(-1, 1)
    return array((centred * weights) @ centred.T / (total - lost)).reshape([len(rows)] * 2 if x.ndim > 1 else [])


def corrcoef(x: Any) -> np.ndarray:
    found = cov(x)
    if not found.ndim:
        raise Unknown("one variable")
    spread = TRUTH.sqrt(np.diag(found))
    return array(found / np.multiply.outer(spread, spread))


def dist(x: Any, y: Any, p: float = 2) -> np.ndarray:
    return array(length(list(array(x - y).flat), p))


def cdist(x: Any, y: Any, p: float = 2.0, compute_mode: Any = None) -> np.ndarray:
    return norm(array(x)[..., :, None, :] - array(y)[..., None, :, :], p, -1)


def vector_norm(x: Any, ord: Any = 2, dim: Any = None, keepdim: bool = False) -> np.ndarray:
    return norm(x, ord, dim, keepdim)


def matrix_norm(x: Any, ord: Any = "fro", dim: tuple[int, int] = (-2, -1), keepdim: bool = False) -> np.ndarray:
    if ord == "fro":
        return norm(x, 2, dim, keepdim)
    if abs(ord) not in (1, float("inf")):
        raise Unknown("singular values")
    summed, along = dim if abs(ord) == 1 else dim[::-1]
    sums = TRUTH.sum(TRUTH.abs(array(x)), summed, True)
    found = (TRUTH.amax if ord > 0 else TRUTH.amin)(sums, along, True)
    return found if keepdim else found.squeeze(tuple(dim))


def linalg_norm(x: Any, ord: Any = None, dim: Any = None, keepdim: bool = False) -> np.ndarray:
    if ord is None:
        return norm(x, 2, dim, keepdim)
    dims = tuple(range(x.ndim)) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    return norm(x, ord, dims, keepdim) if len(dims) == 1 else matrix_norm(x, ord, dims, keepdim)


def matrix_power(x: Any, n: int) -> np.ndarray:
    out = array(x)
    for _ in range(n - 1):
        out = matmul(out, x)
    return out


def loss(f: Callable) -> Callable:
    """A loss from that of one element; `weight` and `pos_weight` are arrays, all else are numbers."""

    def call(x: Any, y: Any, reduction: str = "mean", weight: Any = None, **options: Any) -> np.ndarray:
        arrays = (exactly(options.pop("pos_weight")),) if "pos_weight" in options else ()
        one = np.frompyfunc(lambda *numbers: f(*numbers, **options), 2 + len(arrays), 1)
        values = array(one(x, exactly(y), *arrays))
        values = values if weight is None else array(values * exactly(weight))
        if reduction == "none":
            return values
        if not values.size:
            raise Unknown("nothing to average")
        return array(mp.fsum(array(values).flat) / (values.size if reduction == "mean" else 1))

    return call


def huber(x: Any, y: Any, delta: float = 1) -> Any:
    d = abs(x - y)
    return d * d / 2 if d <= delta else delta * (d - mpf(delta) / 2)


def smooth_l1(x: Any, y: Any, beta: float = 1) -> Any:
    d = abs(x - y)
    return d * d / 2 / beta if d < beta else d - mpf(beta) / 2


def bce(x: Any, y: Any) -> Any:
    return -(y * mp.log(x) + (1 - y) * mp.log(1 - x))


def bce_with_logits(x: Any, y: Any, pos_weight: Any = 1) -> Any:
    p = 1 / (1 + mp.exp(-x))
    return -(pos_weight * y * mp.log(p) + (1 - y) * mp.log(1 - p))


def nll_loss(x: Any, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean") -> np.ndarray:
    x, target = array(x), np.asarray(target)
    rows = np.moveaxis(x, 1 if x.ndim > 1 else 0, -1)
    values, weights = np.empty(target.shape, object), np.empty(target.shape, object)
    for place in np.ndindex(target.shape):
        k = target[place]
        weights[place] = mpf(0) if k == ignore_index else mpf(1) if weight is None else number(weight[k])
        values[place] = mpf(0) if k == ignore_index else -rows[place][k] * weights[place]
    if reduction == "none":
        return values
    total, weighed = mp.fsum(array(values).flat), mp.fsum(weights.flat)
    if not weighed:
        raise Unknown("nothing to average")
    return array(total / weighed if reduction == "mean" else total)


def cross_entropy(x: Any, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean",
                  label_smoothing: float = 0.0) -> np.ndarray:  # fmt: skip
    """Of classes by number: nll_loss, mixed with the average over all classes. Of probabilities: these mixed likewise."""
    x, target, share = array(x), np.asarray(target), mpf(label_smoothing)
    dim = 1 if x.ndim > 1 else 0
    scores = -np.moveaxis(along(log_softmax)(x, dim), dim, -1)  # (..., classes)
    scores = scores if weight is None else scores * exactly(weight)
    if target.dtype.kind in "iu":
        plain = nll_loss(along(log_softmax)(x, dim), target, weight, ignore_index, reduction)
        smooth = array(np.where(target == ignore_index, mpf(0), TRUTH.mean(scores, -1)))
        divisor = (target != ignore_index).sum() if weight is None else mp.fsum(exactly(weight)[target].flat)
    else:
        mixed = np.moveaxis(exactly(target), dim, -1) * (1 - share) + share / x.shape[dim]
        plain, smooth, share = mpf(0), TRUTH.sum(scores * mixed, -1), mpf(1)
        divisor = smooth.size
    if reduction != "none":
        smooth = mp.fsum(smooth.flat) / (divisor if reduction == "mean" else 1)
    return array((1 - share) * plain + share * smooth)


def where(condition: np.ndarray, x: Any, y: Any) -> np.ndarray:
    return array(np.where(condition.astype(bool), exactly(x), exactly(y)))


def add(x: Any, y: Any, alpha: float = 1) -> np.ndarray:
    return array(x + exactly(y) * mpf(alpha))


def sub(x: Any, y: Any, alpha: float = 1) -> np.ndarray:
    return array(x - exactly(y) * mpf(alpha))


def div(x: Any, y: Any, rounding_mode: Any = None) -> np.ndarray:
    if rounding_mode is not None:
        raise Unknown("a step function")
    return array(x / exactly(y))


def lerp(x: Any, y: Any, w: Any) -> np.ndarray:
    return array(x + exactly(w) * (y - x))


def addcmul(x: Any, y: Any, z: Any, value: float = 1) -> np.ndarray:
    return array(x + mpf(value) * y * z)


def addcdiv(x: Any, y: Any, z: Any, value: float = 1) -> np.ndarray:
    return array(x + mpf(value) * y / z)


def addmm(x: Any, y: Any, z: Any, beta: float = 1, alpha: float = 1) -> np.ndarray:
    return array(mpf(beta) * x + mpf(alpha) * matmul(y, z))


def addbmm(x: Any, y: Any, z: Any, beta: float = 1, alpha: float = 1) -> np.ndarray:
    return array(mpf(beta) * x + mpf(alpha) * TRUTH.sum(matmul(y, z), 0))


def pairwise_distance(x: Any, y: Any, p: float = 2, eps: float = 1e-6, keepdim: bool = False) -> np.ndarray:
    return norm(array(x - y + mpf(eps)), p, -1, keepdim)


def cosine_similarity(x: Any, y: Any, dim: int = 1, eps: float = 1e-8) -> np.ndarray:
    if eps > 1e-6:
        raise Unknown("torch's gradient is that of the length, also where eps is in its place")
    units = [v / norm(v, 2, dim, True) for v in np.broadcast_arrays(x, y)]
    return TRUTH.sum(array(units[0] * units[1]), dim)


def quantile(x: Any, q: Any, dim: Any = None, keepdim: bool = False, interpolation: str = "linear") -> np.ndarray:
    if not isinstance(q, float) or interpolation != "linear":
        raise Unknown("several, or a step function")

    def one(numbers: list) -> Any:
        place = mpf(q) * (len(numbers) - 1)
        below = int(mp.floor(place))
        low, high = (sorted(numbers)[i] for i in (below, int(mp.ceil(place))))
        return low + (place - below) * (high - low)

    return folded(one)(x, dim, keepdim)


def kl_div(x: Any, y: Any, reduction: str = "mean", log_target: bool = False) -> np.ndarray:
    values = array(TRUTH.exp(y) * (y - x) if log_target else y * (TRUTH.log(y) - x))
    if reduction == "none":
        return values
    count = {"sum": 1, "mean": values.size, "batchmean": len(x) if x.ndim else 1}[reduction]
    if not count:
        raise Unknown("nothing to average")
    return array(mp.fsum(values.flat) / count)


def matmul(x: Any, y: Any) -> np.ndarray:
    return array(array(x) @ array(y))


# torch's names
TRUTH = SimpleNamespace(
    float32="float32", float64="float64",
    exp=each(lambda x: mp.exp(x)), expm1=each(lambda x: mp.expm1(x)), sqrt=each(lambda x: mp.sqrt(x)),
    log=each(lambda x: mp.log(x)), log1p=each(lambda x: mp.log1p(x)), log2=each(lambda x: mp.log(x, 2)),
    log10=each(lambda x: mp.log(x, 10)), sin=each(lambda x: mp.sin(x)), cos=each(lambda x: mp.cos(x)),
    tan=each(lambda x: mp.tan(x)), tanh=each(lambda x: mp.tanh(x)), erf=each(lambda x: mp.erf(x)),
    sinh=each(lambda x: mp.sinh(x)), cosh=each(lambda x: mp.cosh(x)), asin=each(lambda x: mp.asin(x)),
    acos=each(lambda x: mp.acos(x)), atan=each(lambda x: mp.atan(x)), asinh=each(lambda x: mp.asinh(x)),
    acosh=each(lambda x: mp.acosh(x)), atanh=each(lambda x: mp.atanh(x)), atan2=each(lambda y, x: mp.atan2(y, x)),
    hypot=each(lambda x, y: mp.hypot(x, y)), sinc=each(lambda x: mp.sincpi(x)), exp2=each(lambda x: mpf(2) ** x),
    erfc=each(lambda x: mp.erfc(x)), logaddexp=each(lambda x, y: mp.log(mp.exp(x) + mp.exp(y))), logit=each(logit),
    xlogy=lambda x, y: array(exactly(x) * TRUTH.log(exactly(y))),
    sigmoid=each(lambda x: 1 / (1 + mp.exp(-x))), rsqrt=each(lambda x: 1 / mp.sqrt(x)),
    square=each(lambda x: x * x), reciprocal=each(lambda x: 1 / x), abs=each(lambda x: abs(x)),
    neg=each(lambda x: -x), relu=each(lambda x: x if x > 0 else 0 * x), silu=each(lambda x: x / (1 + mp.exp(-x))),
    logsigmoid=each(lambda x: -mp.log(1 + mp.exp(-x))), softplus=each(softplus), gelu=each(gelu), elu=each(elu),
    leaky_relu=each(leaky_relu), celu=lambda x, alpha=1.0: each(celu)(x, alpha=alpha), erfinv=each(lambda x: mp.erfinv(x)), selu=each(selu), mish=each(lambda x: x * mp.tanh(mp.log(1 + mp.exp(x)))),
    tanhshrink=each(lambda x: x - mp.tanh(x)), maximum=each(lambda x, y: max(x, y)), minimum=each(lambda x, y: min(x, y)),
    mul=lambda x, y: array(x * exactly(y)), rsub=lambda x, y: array(exactly(y) - x), add=add, sub=sub, div=div,
    lerp=lerp, addcmul=addcmul, addcdiv=addcdiv, clamp=clamp, clamp_min=clamp, pow=pow_,
    clamp_max=lambda x, y: clamp(x, max=y), where=where,
    sum=folded(mp.fsum), mean=folded(average), prod=folded(mp.fprod), amax=folded(max),
    amin=folded(min), var=var, std=lambda *args, **options: TRUTH.sqrt(var(*args, **options)),
    logsumexp=folded(lambda v: mp.log(exponentials(v)[1])), norm=norm, normalize=normalize,
    softmax=along(softmax), log_softmax=along(log_softmax), softmin=along(lambda v: softmax([-a for a in v])),
    trace=lambda x: array(np.trace(x)), cumsum=along(running), cumprod=along(lambda v: [mp.fprod(v[: i + 1]) for i in range(len(v))]),
    logcumsumexp=along(lambda v: [mp.log(exponentials(v[: i + 1])[1]) for i in range(len(v))]), layer_norm=layer_norm,
    glu=glu, batch_norm=batch_norm, group_norm=group_norm, rms_norm=rms_norm, cov=cov, corrcoef=corrcoef, dist=dist, cdist=cdist,
    vdot=matmul, matmul=matmul, mm=matmul, mv=matmul, dot=matmul, bmm=matmul, addmm=addmm, addmv=addmm, baddbmm=addmm, addbmm=addbmm, kl_div=kl_div,
    nansum=folded(mp.fsum), nanmean=folded(average), quantile=quantile, nanquantile=quantile, cosine_similarity=cosine_similarity, pairwise_distance=pairwise_distance,
    linear=linear,
    outer=lambda x, y: array(np.multiply.outer(x, y)), einsum=lambda text, *x: array(np.einsum(text, *x)),
    mse_loss=loss(lambda x, y: (x - y) ** 2), l1_loss=loss(lambda x, y: abs(x - y)), huber_loss=loss(huber),
    smooth_l1_loss=loss(smooth_l1), binary_cross_entropy=loss(bce),
    binary_cross_entropy_with_logits=loss(bce_with_logits), nll_loss=nll_loss, cross_entropy=cross_entropy,
)  # fmt: skip
TRUTH.nn = SimpleNamespace(functional=TRUTH)
TRUTH.linalg = SimpleNamespace(
    norm=linalg_norm, vector_norm=vector_norm, matrix_norm=matrix_norm, matrix_power=matrix_power, matmul=matmul,
    vecdot=lambda x, y, dim=-1: TRUTH.sum(array(x * y), dim),
)  # fmt: skip


# ---- values and gradients --------------------------------------------------------------------------------


def value(opinfo: OpInfo, arrays: Sequence[np.ndarray]) -> np.ndarray | None:
    """The true result as an array of numbers; None where there is no truth of this operation."""
    if opinfo.op in ("indexing", "assignment"):
        return None  # NumPy's own way with brackets is no definition of torch's
    try:
        with mp.workdps(DIGITS):
            out = opinfo.call(TRUTH, *(exactly(a) if a.dtype.kind == "f" else a for a in arrays))
    except WRONG:
        return None  # not in the table, not a form of it, or not a number
    out = array(out)
    return out if out.size and all(isinstance(v, mpf) and mp.isfinite(v) for v in out.flat) else None


def gradient(opinfo: OpInfo, arrays: Sequence[np.ndarray], which: int, upstream: np.ndarray) -> np.ndarray | None:
    """The true gradient of input `which`, from the gradient `upstream` of the result."""
    moving = [exactly(a) if a.dtype.kind == "f" else a for a in arrays]
    start, weights = moving[which], exactly(upstream)
    found = np.empty(start.shape, object)
    with mp.workdps(GRADIENT_DIGITS):
        for place in np.ndindex(start.shape):
            ends = []
            for step in (STEP, -STEP):
                moving[which] = start.copy()
                moving[which][place] += step
                ends.append(value_of(opinfo, moving))
            if ends[0] is None or ends[1] is None:
                return None
            found[place] = mp.fsum(array((ends[0] - ends[1]) * weights).flat) / (2 * STEP)
    return found


def value_of(opinfo: OpInfo, numbers: Sequence[np.ndarray]) -> np.ndarray | None:
    try:
        return array(opinfo.call(TRUTH, *numbers))
    except WRONG:
        return None


def error(found: np.ndarray, true: np.ndarray) -> np.ndarray:
    """|found - true| per element, rounded once at the end. inf where what was found is no number."""
    with mp.workdps(DIGITS):
        apart = np.frompyfunc(lambda a, b: float(abs(mpf(float(a)) - b)) if np.isfinite(a) else np.inf, 2, 1)
        return np.asarray(apart(found, true), np.float64)
