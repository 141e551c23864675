"""torch.nn.functional: what layers compute, as functions of tensors.

Most of them check their arguments and end in one operation of the table. The others are made of several, in
torch's steps, so that their graphs are torch's. `reduction` is "mean" over all elements, "sum", or "none".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays.array import broadcast_shapes
from ..arrays.cuda import told
from ..arrays.device import to_host
from ..arrays.dtype import F32, F64, I64, checked_number
from ..arrays.make import indices_as
from ..arrays.size import Size
from ..arrays.tracebacks import entrance, shorten
from ..arrays.warn import warn, warn_once
from ..core.mode import listening, tell
from ..core.operation import OPS
from ..core.tensor import Tensor, wrap
from ..core.views import touched
from ..frontend import activations, api, arguments, arithmetic, products, reductions, selection, shapes
from ..frontend.inplace_checks import check_inplace
from ..frontend.padding import pad as pad
from ..frontend.signatures import check, checked, explained
from ..frontend.write import write
from ..ops import refusals

op = OPS
_linear, _mse_mean = OPS["linear"], OPS["mse_mean"]

# -- arguments ---------------------------------------------------------------------------------------------


def need_floats(input: Tensor, kernel: str, other: Tensor | None = None) -> Tensor:
    """NotImplementedError for integers; `kernel` is torch's name of what has no such version."""
    d = input.dtype if other is None else arguments.result_type(input, other)
    if not d.is_floating_point:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{d.type_name}'")
    return input


def chosen(reduction: Any, size_average: Any = None, reduce: Any = None) -> Any:
    """The reduction that the arguments say, which `reduction` replaced, with torch's warning; without them, itself."""
    if size_average is not None or reduce is not None:
        size_average, reduce = (True if x is None else x for x in (size_average, reduce))
        reduction = "mean" if size_average and reduce else "sum" if reduce else "none"
        text = f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead."
        warn(text)
    return reduction


def check_reduction(reduction: Any, weight: Tensor | None = None) -> None:
    """ValueError for an unknown reduction; with weights in other words."""
    if reduction not in ("none", "mean", "sum"):
        if weight is not None:
            raise ValueError(f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'.")
        raise ValueError(f"{reduction} is not a valid value for reduction")


def same_kind(holder: Tensor, other: Tensor, result: Tensor) -> Tensor:
    """`result`, where torch has one: RuntimeError if `holder` cannot hold what comes of the two."""
    if holder._data.dtype.kind != "f":
        names = (other.dtype.type_name, holder.dtype.type_name)
        raise RuntimeError("result type {} can't be cast to the desired output type {}".format(*names))
    return result


def refuse_gradient(function: str, **weights: Tensor | None) -> None:
    """RuntimeError for weights that require a gradient, which torch has none for."""
    for name, x in weights.items():
        if x is not None and x._node is not None:
            raise RuntimeError(
                f"The function '{function}' is not differentiable with respect to argument '{name}'. This input "
                "cannot have requires_grad True."
            )


def reduced(values: Tensor, reduction: str) -> Tensor:
    return values if reduction == "none" else {"mean": reductions.mean, "sum": reductions.sum}[reduction](values)


def in_place(input: Tensor, function: Callable[..., Tensor], *arguments: Any) -> Tensor:
    """`function`, written into its input."""
    check_inplace(input)
    return write(input, function(input, *arguments))


# -- the linear layer --------------------------------------------------------------------------------------


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input (*, in) @ weight (out, in).T + bias (out), shape (*, out). RuntimeError for unfitting operands.

    A matrix with a bias is one operation; the other forms take torch's steps.
    """
    try:
        w = weight._data
        if bias is not None and input._data.ndim == 2 == w.ndim and bias._data.shape == w.shape[:1]:
            return _linear(bias, input, weight)
        return _linear_by_steps(input, weight, bias)
    except Exception as error:
        if isinstance(error, AttributeError):
            check("nn.linear", (input, weight, bias))
        shorten(error)
        raise error


def _linear_by_steps(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """`linear`, of operands that are no matrix and its bias."""
    shape, w = input._data.shape, weight._data
    if not shape or not w.ndim:
        sizes = f"{input._data.ndim}D and {weight._data.ndim}D"
        raise RuntimeError(f"both arguments to linear need to be at least 1D, but they are {sizes}")
    if bias is None:
        return products.matmul(input, shapes.t(weight))
    if len(shape) == 2:
        return products.addmm(bias, input, shapes.t(weight))
    one_row = bias._data.ndim and bias._data.size == max(bias._data.shape)
    if input._data.flags.c_contiguous and one_row:
        rows = shapes.view(input, (math.prod(shape[:-1]), shape[-1]))
        if w.ndim != 2:
            return products.addmm(bias, rows, shapes.t(weight))
        return shapes.view(linear(rows, weight, bias), (*shape[:-1], w.shape[0]))
    return products.matmul(input, shapes.t(weight)).add_(bias)


# -- losses of two tensors of one shape --------------------------------------------------------------------


def warn_of_sizes(input: Tensor, target: Tensor) -> None:
    """torch's warning of a target that will be broadcast."""
    if target.size() != input.size():
        if listening.count and tell("comparing", input, target):
            return
        warn(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}). This "
            "will likely lead to incorrect results due to broadcasting. Please ensure they have the same size."
        )


def _check_weight(input: Tensor, weight: Tensor | None) -> None:
    if weight is not None and weight.size() != input.size():
        raise ValueError("Weights and input must have the same size.")


def weighted(values: Tensor, weight: Tensor, shape: tuple, reduction: str) -> Tensor:
    """Weighted losses of an input of this shape; the mean is divided by the sum of the weights."""
    if weight._data.shape != shape:
        raise ValueError("Weights and input must have the same size.")
    values = op["mul"](values, weight)
    check_reduction(reduction, weight)
    return reduced(values, reduction) if reduction != "mean" else op["div"](op["sum"](values), op["sum"](weight))


def mse_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """(input - target)**2. UserWarning for two shapes."""
    try:
        if weight is None and size_average is None and reduce is None:
            try:
                if input._data.shape == target._data.shape and reduction == "mean":
                    return _mse_mean(input, target)
            except AttributeError:
                pass  # said below
        return _any_mse_loss(input, target, (reduction, size_average, reduce), weight)
    except Exception as error:
        shorten(error)
        raise error


def _any_mse_loss(input: Tensor, target: Tensor, how: tuple[Any, Any, Any], weight: Tensor | None) -> Tensor:
    """`mse_loss`, of two shapes, with weights, or of another reduction than the mean."""
    warn_of_sizes(input, target)
    reduction = chosen(*how)
    own, shape = input, input._data.shape
    input, target = shapes.broadcast_tensors(input, target)
    _check_weight(own, weight)
    if weight is not None:
        return weighted(arithmetic.square(op["sub"](input, target)), weight, shape, reduction)
    check_reduction(reduction)
    need_floats(input, "mse_cpu", target)
    return op[f"mse_{reduction}"](input, target)


@entrance
def l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """|input - target|. UserWarning for two shapes."""
    warn_of_sizes(input, target)
    reduction, shape = chosen(reduction, size_average, reduce), input._data.shape
    own = input
    input, target = shapes.broadcast_tensors(input, target)
    _check_weight(own, weight)
    if weight is None:
        check_reduction(reduction)
    values = op["abs"](op["sub"](input, target))
    return reduced(values, reduction) if weight is None else weighted(values, weight, shape, reduction)


@entrance
def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", beta: float = 1.0,
) -> Tensor:  # fmt: skip
    """d**2 / (2 beta) where d = |input - target| < beta, else d - beta / 2. UserWarning for two shapes."""
    warn_of_sizes(input, target)
    reduction = chosen(reduction, size_average, reduce)
    input, target = shapes.broadcast_tensors(input, target)
    beta = beta.item() if isinstance(beta, Tensor) and beta._data.size == 1 else beta
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    check_reduction(reduction)
    check("nn.smooth_l1_loss", (input, target, 1, beta))
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    need_floats(input, "smooth_l1_cpu", target)
    return op["smooth_l1"](input, target, beta, reduction)


@entrance
def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """d**2 / 2 where d = |input - target| <= delta, else delta (d - delta / 2); otherwise as `mse_loss`."""
    warn_of_sizes(input, target)
    own, shape = input, input._data.shape
    input, target = shapes.broadcast_tensors(input, target)
    _check_weight(own, weight)
    check_reduction(reduction, weight)
    check("nn.huber_loss", (input, target, 1, delta))
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    need_floats(input, "huber_cpu", target)
    loss = op["huber"](
        input, arguments.to(target, same_kind(input, target, input)), delta, reduction if weight is None else "none"
    )
    if input._data.dtype != target._data.dtype and loss.requires_grad:
        found, expected = (target, input) if input.requires_grad else (input, target)

        def refuse(g: Tensor) -> None:
            raise RuntimeError(f"Found dtype {found.dtype.type_name} but expected {expected.dtype.type_name}")

        loss.register_hook(refuse)
    if weight is None:
        return loss
    return reduced(weighted(loss, weight, shape, "none"), reduction)  # the mean: over elements


# -- losses of classes -------------------------------------------------------------------------------------


@entrance
def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:  # fmt: skip
    """-log softmax(input)[target] for logits (n, classes, *) or (classes), and classes (n, *).

    The target may also have the input's shape: a probability per class. `weight` (classes) scales classes;
    the mean divides by the weights of the targets. Targets equal to `ignore_index` do not count.
    `label_smoothing` moves that share of each target to all classes evenly.
    """
    reduction = chosen(reduction, size_average, reduce)
    check_reduction(reduction)
    check("nn.cross_entropy_loss", (input, target, weight, 1, ignore_index, label_smoothing))
    dim = 0 if input._data.ndim == 1 else 1
    if label_smoothing > 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    if input._data.shape == target._data.shape:
        return _of_probabilities(input, target, weight, ignore_index, reduction, label_smoothing, dim)
    log_p = reductions.log_softmax(input, dim)
    loss = nll_loss(log_p, target, weight, ignore_index=ignore_index, reduction=reduction)
    if label_smoothing <= 0:
        return loss
    scaled = log_p if weight is None else op["mul"](log_p, along_classes(weight, log_p, dim))
    ignored = op["eq"](target, ignore_index)
    smooth = selection.masked_fill(op["neg"](reductions.sum(scaled, dim)), ignored, 0.0)
    if reduction != "none":
        smooth = op["sum"](smooth)
    if reduction == "mean":
        kept = op["logical_not"](ignored)
        counted = kept if weight is None else wrap(weight._data[target._data[kept._data]])
        smooth = op["div"](smooth, op["sum"](counted))
    smooth = op["times"](smooth, label_smoothing / input._data.shape[dim])
    return op["add"](op["times"](loss, 1 - label_smoothing), smooth)


def along_classes(weight: Tensor, like: Tensor, dim: int) -> Tensor:
    """One weight per class, shaped to multiply `like`."""
    classes = like._data.shape[dim]
    if weight._data.shape != (classes,):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes "
            f"but got weight tensor of shape: {list(weight._data.shape)}"
        )
    return shapes.view(weight, (1,) * dim + (classes,) + (1,) * (like._data.ndim - dim - 1))


def _of_probabilities(
    input: Tensor, target: Tensor, weight: Any, ignore_index: int, reduction: str, smoothing: float, dim: int
) -> Tensor:
    """`cross_entropy` where the target has a probability for each class."""
    if target._data.dtype.kind != "f":
        kind = target.dtype.type_name
        raise RuntimeError(f"Expected floating point type for target with class probabilities, got {kind}")
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    classes = input._data.shape[dim]
    if smoothing > 0:
        target = op["plus"](op["times"](target, 1 - smoothing), smoothing / classes if classes else 0.0)
    values = op["mul"](reductions.log_softmax(input, dim), target)
    if weight is not None:
        values = op["mul"](values, along_classes(weight, values, dim))
    if reduction == "none":
        return op["neg"](reductions.sum(values, dim))
    total = op["neg"](op["sum"](values))
    return total if reduction == "sum" else op["over"](total, input._data.size / classes if classes else 0.0)


@entrance
def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """-input[target] for log-probabilities (n, classes, *) or (classes); otherwise as `cross_entropy`."""
    reduction = chosen(reduction, size_average, reduce)
    check_reduction(reduction)
    check("nn.nll_loss_nd", (input, target, weight, 1, ignore_index))
    _check_classes(input, target, weight)
    refuse_gradient("nll_loss_forward", weight=weight)
    need_floats(input, "nll_loss_out_frame" if input._data.ndim < 3 else "nll_loss2d_forward_out_frame")
    shape, wanted = input._data.shape, target._data.shape
    settings = (weight, ignore_index, reduction)
    if len(shape) == 1:
        return op["nll_of_rows"](input, wrap(target._data.reshape(())), *settings, 0)
    if len(shape) in (2, 4):
        return op["nll_of_rows" if len(shape) == 2 else "nll_of_images"](input, target, *settings, 1)
    flat = shapes.view(shapes.contiguous(input), (*shape[:2], 1, math.prod(shape[2:])))
    loss = op["nll_of_images"](flat, wrap(target._data.reshape(shape[0], 1, -1)), *settings, 1)
    return shapes.view(loss, wanted) if reduction == "none" else loss


def _check_classes(input: Tensor, target: Tensor, weight: Tensor | None) -> None:
    """Refuse log-probabilities, classes and weights that do not fit together."""
    shape, wanted = input._data.shape, target._data.shape
    if not shape:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if len(shape) > 1 and wanted[:1] != shape[:1]:
        n = wanted[0] if wanted else 0
        raise ValueError(f"Expected input batch_size ({shape[0]}) to match target batch_size ({n}).")
    if len(shape) <= 2 and len(wanted) > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if target._data.dtype.name not in ("int64", "uint8"):
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {target.dtype.type_name}")
    if len(shape) == 1 and len(wanted) == 1 and wanted[0] != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {wanted[0]}")
    if len(shape) > 2 and wanted[1:] != shape[2:]:
        if len(shape) == 4 and len(wanted) != 3:
            found = f"but got targets of dimension: {len(wanted)}"
            raise RuntimeError(f"only batches of spatial targets supported (3D tensors) {found}")
        if len(shape) == 4:
            raise RuntimeError(f"size mismatch (got input: {list(shape)} , target: {list(wanted)}")
        raise RuntimeError(f"Expected target size {[shape[0], *shape[2:]]}, got {list(wanted)}")
    classes = shape[0] if len(shape) == 1 else shape[1]
    if weight is not None and weight._data.shape != (classes,):
        found = f"no classes but got weight tensor of shape: {list(weight._data.shape)}"
        which = f"all {classes} classes or {found}" if len(shape) < 3 else "all or no classes"
        raise RuntimeError(f"weight tensor should be defined either for {which}")
    if weight is not None and weight._data.dtype != input._data.dtype:
        raise RuntimeError(f"expected scalar type {input.dtype.type_name} but found {weight.dtype.type_name}")


@entrance
def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """-(target log(input) + (1 - target) log(1 - input)) for probabilities; logarithms are at least -100."""
    reduction = chosen(reduction, size_average, reduce)
    check_reduction(reduction)
    if target.size() != input.size():
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}) is "
            "deprecated. Please ensure they have the same size."
        )
    if weight is not None:
        weight = shapes.expand(weight, _common_size(target.size(), weight.size()))
    check("nn.binary_cross_entropy", (input, target, weight, 1))
    if input._data.dtype != target._data.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.type_name} but expected {input.dtype.type_name}")
    need_floats(input, "binary_cross_entropy")
    refuse_gradient("binary_cross_entropy", weight=weight)
    if weight is not None and weight._data.shape != input._data.shape:
        sizes = f"shape {list(input._data.shape)} doesn't match the broadcast shape {list(weight._data.shape)}"
        raise RuntimeError(f"output with {sizes}")
    weight = None if weight is None else weight.to(input.dtype)
    return op["bce"](input, target, weight, reduction)


def _common_size(size: Size, other: Size) -> list[int]:
    """What two sizes broadcast to, as torch finds it in Python: from behind, with words of its own."""
    n = max(len(size), len(other))
    common = [1] * (n - len(size)) + list(size)
    for i in range(-1, -len(other) - 1, -1):
        if common[i] == 1:
            common[i] = other[i]
        elif other[i] not in (1, common[i]):
            raise RuntimeError(
                f"Attempting to broadcast a dimension of length {other[i]} at {i}! Mismatching argument at index 1 had "
                f"{other}; but expected shape should be broadcastable to {common}"
            )
    return common


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = "mean", pos_weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """`binary_cross_entropy` of sigmoid(input), without overflow; `pos_weight` scales the positive part."""
    reduction = chosen(reduction, size_average, reduce)
    check_reduction(reduction)
    if target.size() != input.size():
        raise ValueError(f"Target size ({target.size()}) must be the same as input size ({input.size()})")
    check("nn.binary_cross_entropy_with_logits", (input, target, weight, pos_weight, 1))
    need_floats(input, "log_sigmoid_cpu")
    if target._data.dtype.kind == "b":
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator "
            "instead."
        )
    if pos_weight is not None and pos_weight._data.dtype.kind == "b":
        raise RuntimeError(refusals.ONE_BOOL)
    refuse_gradient("binary_cross_entropy_with_logits", weight=weight, pos_weight=pos_weight)
    common = same_kind(target, input, arguments.to(input, arguments.result_type(input, target)))
    shape = input._data.shape
    fits = broadcast_shapes(shape, () if weight is None else weight._data.shape) == shape
    fits = broadcast_shapes(() if pos_weight is None else pos_weight._data.shape, shape) == shape and fits
    scales = [None if x is None else arguments.to(x, common) for x in (weight, pos_weight)]
    scales = scales if fits else [None if x is None else shapes.expand(x, shape) for x in scales]
    return arguments.to(op["bce_with_logits"](common, arguments.to(target, common), *scales, reduction), target.dtype)


@entrance
def kl_div(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = "mean", log_target: bool = False,
) -> Tensor:  # fmt: skip
    """target * (log(target) - input) for log-probabilities; of `log_target`, exp(target) * (target - input).

    `reduction` may be "batchmean" too: the sum, divided by the length of the first dimension.
    """
    if size_average is not None or reduce is not None:
        reduction = chosen(reduction, size_average, reduce)
        batch = False
    else:
        if reduction == "mean":
            warn(MEAN_OF_BATCHES)
        batch = reduction == "batchmean"
    each = "sum" if batch else reduction
    check_reduction(each)
    check("nn.kl_div", (input, target, 1), {"log_target": log_target})
    if not (input._data.dtype.kind == target._data.dtype.kind == "f"):
        raise RuntimeError("kl_div: Integral inputs not supported.")
    if log_target:
        values = op["mul"](op["exp"](target), op["sub"](target, input))
    else:
        values = op["sub"](op["xlogy"](target, target), op["mul"](target, input))
    loss = reduced(values, each)
    return op["div"](loss, input._data.shape[0]) if batch and input._data.ndim else loss


MEAN_OF_BATCHES = (
    "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the "
    "batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the "
    "next major release."
)


# -- activations -------------------------------------------------------------------------------------------


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(0, input)"""
    try:
        check("nn.relu_" if inplace else "relu", (input,))
        if input._data.dtype.kind == "b":
            raise RuntimeError("Boolean inputs not supported for relu")
        return in_place(input, op["relu"]) if inplace else op["relu"](input)
    except Exception as error:
        shorten(error)
        raise error


def activation(input: Tensor, inplace: bool, name: str, kernel: str, *given: Any) -> Tensor:
    """The operation `name`, where torch refuses integers in the name of `kernel`."""
    check(f"nn.{name}_" if inplace else f"nn.{name}", (input, *given))
    numbers = tuple(x.item() if isinstance(x, Tensor) else arguments.python_number(x) for x in given)
    need_floats(input, kernel)
    for number in numbers:
        checked_number(number, input._data.dtype)
    if inplace:
        return in_place(input, op.get(f"{name}_by_result", op[name]), *numbers)
    return op[name](input, *numbers)


@entrance
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """input where positive, else negative_slope * input."""
    return activation(input, inplace, "leaky_relu", "leaky_relu_cpu", negative_slope)


@entrance
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """input where positive, else alpha * (exp(input) - 1) (Clevert et al., arXiv 1511.07289)."""
    return activation(input, inplace, "elu", "elu_cpu", alpha)


@entrance
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """input where positive, else alpha * (exp(input / alpha) - 1) (Barron, arXiv 1704.07483)."""
    check("nn.celu_" if inplace else "nn.celu", (input, alpha))
    if inplace:
        check_inplace(input)
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return activation(input, inplace, "celu", "elu_cpu", alpha)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """input brought between `min_val` and `max_val`."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    check("nn.hardtanh_" if inplace else "nn.hardtanh", (input, min_val, max_val))
    return _bounded(input, min_val, max_val, inplace)


def _bounded(input: Tensor, min_val: float, max_val: float, inplace: bool) -> Tensor:
    bounds = [x.item() if isinstance(x, Tensor) else arguments.python_number(x) for x in (min_val, max_val)]
    if input._data.dtype.kind == "b":
        raise RuntimeError("Bool inputs not supported for hardtanh")
    if input._data.dtype.kind in "iu":
        bounds = [checked_number(x, I64).item() for x in bounds]
        if input._data.dtype.kind == "u" and min(bounds) < 0:
            raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    for bound in bounds:
        checked_number(bound, input._data.dtype)
    min_val, max_val = bounds
    return in_place(input, op["hardtanh"], min_val, max_val) if inplace else op["hardtanh"](input, min_val, max_val)


@entrance
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """input brought between 0 and 6."""
    check("nn.relu6_" if inplace else "nn.relu6", (input,))
    return hardtanh(input, 0.0, 6.0, inplace)


@entrance
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """`elu` scaled so that mean 0 and variance 1 stay (Klambauer et al., arXiv 1706.02515)."""
    return activation(input, inplace, "selu", "elu_cpu")


@entrance
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """input * min(max(input + 3, 0), 6) / 6 (Howard et al., arXiv 1905.02244)."""
    return activation(input, inplace, "hardswish", "hardswish_cpu")


@entrance
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """input * tanh(softplus(input)) (Misra, arXiv 1908.08681)."""
    return activation(input, inplace, "mish", "mish_cpu")


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """input nearer to 0 by lambd, and 0 within. RuntimeError unless lambd >= 0."""
    check("nn.softshrink", (input, lambd))
    need_floats(input, "softshrink_check")
    if not 0 <= lambd <= FLOAT_MAX[input._data.dtype]:
        largest = f"{FLOAT_MAX[input._data.dtype]:g}"
        raise RuntimeError(
            f"lambda must be in range [0, {largest}] for input dtype {input.dtype.type_name}, but found {lambd:g}"
        )
    return activation(input, False, "softshrink", "softshrink_cpu", lambd)


FLOAT_MAX = {F32: float(np.finfo(np.float32).max), F64: float(np.finfo(np.float64).max)}


@entrance
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """input above the threshold, else `value`."""
    check("nn.threshold_" if inplace else "nn.threshold", (input, threshold, value))
    numbers = [x.item() if isinstance(x, Tensor) else arguments.python_number(x) for x in (threshold, value)]
    return in_place(input, op["threshold_in_place"], *numbers) if inplace else op["threshold"](input, *numbers)


@entrance
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(input + 3, 0), 6) / 6"""
    return activation(input, inplace, "hardsigmoid", "hardsigmoid_cpu")


def softsign(input: Tensor) -> Tensor:
    """input / (1 + |input|)"""
    return input / (input.abs() + 1)


@entrance
def tanhshrink(input: Tensor) -> Tensor:
    """input - tanh(input)"""
    return input - input.tanh()


@entrance
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """input * sigmoid(input), also called swish."""
    return activation(input, inplace, "silu", "silu_cpu")


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """input * Phi(input), Phi the standard normal distribution function; "tanh" approximates it."""
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return op["gelu" if approximate == "none" else "gelu_tanh"](need_floats(input, "GeluKernelImpl"))


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + exp(beta * input)) / beta, and input itself where beta * input > threshold."""
    return activation(input, False, "softplus", "softplus_cpu", beta, threshold)


def logsigmoid(input: Tensor) -> Tensor:
    """log(sigmoid(input))"""
    return op["logsigmoid"](need_floats(input, "log_sigmoid_cpu"))


def tanh(input: Tensor) -> Tensor:
    try:
        return input.tanh()
    except Exception as error:
        shorten(error)
        raise error


def sigmoid(input: Tensor) -> Tensor:
    try:
        return input.sigmoid()
    except Exception as error:
        shorten(error)
        raise error


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(input) / sum(exp(input)) along `dim`. UserWarning without `dim`."""
    dim = softmax_dim("softmax", input, dim, _stacklevel)
    return input.softmax(dim, **{} if dtype is None else {"dtype": dtype})


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """log(softmax(input, dim)), without loss of accuracy. UserWarning without `dim`."""
    dim = softmax_dim("log_softmax", input, dim, _stacklevel)
    return input.log_softmax(dim, **{} if dtype is None else {"dtype": dtype})


@entrance
def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """softmax(-input, dim). UserWarning without `dim`."""
    dim = softmax_dim("softmin", input, dim, _stacklevel)
    return softmax(-input, dim, dtype=dtype)


def softmax_dim(name: str, input: Tensor, dim: int | None, stacklevel: int) -> int:
    """The dimension asked for, or the one torch has always chosen where none was."""
    if dim is not None:
        return dim
    n = input.dim()
    warn(f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.")
    return 0 if n in (0, 1, 3) else 1


# -- the rest ----------------------------------------------------------------------------------------------


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """The first half along `dim`, times the sigmoid of the second (Dauphin et al., arXiv 1612.08083)."""
    if input.dim() == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    check("nn.glu", (input, dim))
    d = arguments.wrap_dim(dim, input._data.ndim)
    n = input._data.shape[d]
    if n % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {d} is size {n}")
    return op["glu"](need_floats(input, "glu_cpu"), d)


@told
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, zeros with probability `p`, the rest divided by 1 - p. ValueError unless 0 <= p <= 1."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    check("nn.dropout_" if inplace else "dropout", (input, p, training))
    if not 0 <= p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p}")
    if p == 0 or not training or not input._data.size:
        return input
    from ..frontend.creation import empty_like, zeros_like
    from ..frontend.random import bernoulli_

    p = float(p)  # a tensor of one number stands for it

    noise = zeros_like(input) if p == 1 else bernoulli_(empty_like(input), 1 - p).div_(1 - p)
    return in_place(input, op["mul"], noise) if inplace else op["mul"](input, noise)


@told
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout that keeps mean 0 and variance 1 behind `selu` (Klambauer et al., arXiv 1706.02515)."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    check("nn.alpha_dropout", (input, p, training))
    if not 0 <= p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p}")
    if p == 0 or not training or not input._data.size:
        return input
    from ..frontend.creation import empty_like
    from ..frontend.random import bernoulli_

    if p == 1:
        zero = op["zeros_like"](input)
        return in_place(input, op["mul"], zero) if inplace else op["mul"](input, zero)
    alpha, p = 1.7580993408473766, float(p)
    a = 1 / math.sqrt((alpha * alpha * p + 1) * (1 - p))
    noise = bernoulli_(empty_like(input), 1 - p)
    shift = noise.add(-1).mul_(alpha * a).add_(alpha * a * p)
    noise.mul_(a)
    if inplace:
        return in_place(in_place(input, op["mul"], noise), op["add"], shift)
    return op["add"](op["mul"](input, noise), shift)


@entrance
def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None,
    bias: Tensor | None = None, training: bool = False, momentum: float = 0.1, eps: float = 1e-05,
) -> Tensor:  # fmt: skip
    """(input - mean) / sqrt(var + eps) * weight + bias in each channel, the second dimension.

    In training mean and variance are the batch's, and the running ones, if given, are moved towards them by `momentum`
    (the variance without bias); otherwise they are the running ones. ValueError for a batch of one, or a wrong `eps`.
    """
    if training:
        _check_batch(input.size())
        if eps <= 0.0:
            raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    elif eps < 0.0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    check("nn.batch_norm", (input, weight, bias, running_mean, running_var, training, momentum, eps, True))
    stats = {"running_mean": running_mean, "running_var": running_var}
    if not input._data.size and input._data.ndim > 1:
        return _of_nothing(input, weight, bias)
    _check_channels(input, training, stats, {"weight": weight, "bias": bias})
    refuse_gradient("native_batch_norm", **stats)
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    need_floats(input, "batch_norm")
    _refuse_mixed(input, weight, bias, running_mean, running_var)
    parameters, running = (weight, bias), (running_mean, running_var)
    _need_its_dtype(input, *(running + parameters if training else parameters + running))
    mean = rstd = None
    if not training:
        mean = running_mean._data.astype(input._data.dtype)  # type: ignore[union-attr]
        rstd = (1 / np.sqrt(running_var._data + eps)).astype(input._data.dtype)  # type: ignore[union-attr]
    else:  # before the output, as torch does: the weight may share their memory
        for which, average in enumerate(running):
            if average is not None:
                average._data[...] = op["moved_average"](input.detach(), momentum, which, average.detach())._data
    return op["batch_norm"](input, weight, bias, running_mean, running_var, mean, rstd, eps)


def _of_nothing(input: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    """Of no elements torch makes a copy."""
    out = op["clone"](input)
    out = out if weight is None else op["mul"](out, shapes.select(weight, 0, 0))
    return out if bias is None else op["add"](out, shapes.select(bias, 0, 0))


def _check_batch(size: Any) -> None:
    if math.prod((size[0], *size[2:])) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")


def _check_channels(input: Tensor, training: bool, stats: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Refuse what is not one number for each channel, and missing running statistics."""
    shape = input._data.shape
    if len(shape) < 2:
        arguments.wrap_dim(1, len(shape))
    for name, x in (*stats.items(), *parameters.items()):
        if x is None and name in stats and not training:
            raise RuntimeError(f"{name} must be defined in evaluation mode")
        if x is not None and x._data.size != shape[1]:
            raise RuntimeError(f"{name} should contain {shape[1]} elements not {x._data.size}")


def _refuse_mixed(input: Tensor, *parameters: Tensor | None) -> None:
    """RuntimeError where the first parameter is of another dtype than the input: torch asks no further."""
    kinds = [x._data.dtype for x in parameters if x is not None]
    if kinds and kinds[0] != input._data.dtype:
        mixed = any(kind != F32 for kind in kinds)
        expected = "expect parameter to have scalar type of Float" if mixed else "all inputs must share same datatype."
        raise RuntimeError(f"mixed dtype (CPU): {expected}")


def _need_its_dtype(input: Tensor, *parameters: Tensor | None) -> None:
    """RuntimeError, that of torch's kernels, for the others."""
    for x in parameters:
        if x is not None and x._data.dtype != input._data.dtype:
            raise RuntimeError(f"expected scalar type {input.dtype.type_name} but found {x.dtype.type_name}")


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-05
) -> Tensor:
    """Each of `num_groups` groups of channels brought to mean 0 and variance 1; times weight, plus bias, by channel."""
    if input.dim() < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.dim()}")
    n, channels, *rest = input._data.shape
    _check_batch([n * channels // num_groups, num_groups, *rest])
    check("nn.group_norm", (input, num_groups, weight, bias, eps, True))
    eps = float(eps)
    if num_groups <= 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if channels % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input._data.shape)} and num_groups={num_groups}"
        )
    shown = [0] if weight is None else list(weight._data.shape)  # torch shows the weight's
    for name, x in (("weight", weight), ("bias", bias)):
        if x is not None and x._data.shape != (channels,):
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of shape "
                f"{shown if name == 'bias' else list(x._data.shape)} and input of shape "
                f"{list(input._data.shape)}"
            )
    _refuse_mixed(input, weight, bias)
    need_floats(input, "GroupNormKernelImpl")
    _need_its_dtype(input, weight, bias)
    ready = [x if x is None else shapes.contiguous(x) for x in (input, weight, bias)]
    return op["group_norm"](*ready, num_groups, eps)


def rms_norm(input: Tensor, normalized_shape: Any, weight: Tensor | None = None, eps: float | None = None) -> Tensor:
    """input / sqrt(mean(input**2) + eps) * weight over the last dimensions; `eps` is the dtype's if not given."""
    check("nn.rms_norm", (input, normalized_shape, weight, eps))
    wanted, eps = [int(n) for n in normalized_shape], eps if eps is None else float(eps)
    if not wanted:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, "
            "but got normalized_shape = []"
        )
    _check_weights(wanted, {"weight": weight})
    if input._data.ndim < len(wanted):
        raise ValueError(f"Input tensor must have at least {len(wanted)} dimensions, but got {input._data.ndim}")
    _check_normalized(input, wanted, "")
    if weight is not None and weight._data.dtype != input._data.dtype:
        warn_once(OF_TWO_DTYPES.format(input.dtype.cpp_name, weight.dtype.cpp_name))
    need_floats(input, "rms_norm")
    dims = tuple(range(input._data.ndim - len(wanted), input._data.ndim))
    eps = float(np.finfo(input._data.dtype).eps) if eps is None else eps
    squares = op["mean_dims"](op["pow_number"](input, 2), dims, True, None)
    out = op["mul"](input, op["rsqrt"](op["plus"](squares, eps)))
    if weight is None:
        return shapes.contiguous(out)
    return shapes.contiguous(arguments.to(op["mul"](out, weight), input.dtype))


OF_TWO_DTYPES = "Mismatch dtype between input and weight: input dtype = {}, weight dtype = {}, Cannot dispatch to fused implementation."


def _check_weights(wanted: list[int], parameters: dict[str, Tensor | None]) -> None:
    for name, x in parameters.items():
        if x is not None and list(x._data.shape) != wanted:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape "
                f"{list(x._data.shape)} and normalized_shape = {wanted}"
            )


def _check_normalized(input: Tensor, wanted: list[int], comma: str = ", ") -> None:
    if list(input._data.shape[-len(wanted) :]) != wanted:
        sizes = ", ".join(map(str, wanted))
        raise RuntimeError(
            f"Given normalized_shape={wanted}, expected input with shape [*{comma}{sizes}], but got input of "
            f"size{list(input._data.shape)}"
        )


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-05
) -> Tensor:
    """(input - mean) / sqrt(variance + eps) * weight + bias over the last dimensions, `normalized_shape`."""
    check("layer_norm", (input, normalized_shape, weight, bias, eps))
    wanted, eps = [int(n) for n in normalized_shape], eps if eps is None else float(eps)
    _refuse_mixed(input, weight, bias)
    if not wanted:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, "
            "but got normalized_shape = []"
        )
    _check_weights(wanted, {"weight": weight, "bias": bias})
    _check_normalized(input, wanted)
    need_floats(input, "LayerNormKernelImpl")
    _need_its_dtype(input, weight, bias)
    return op["layer_norm"](input, weight, bias, len(wanted), eps)


@entrance
def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None, norm_type: float = 2.0,
    scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:  # fmt: skip
    """The rows of `weight` (n, d) at `input` (*), integers: (*, d). The row `padding_idx` gets no gradient.

    Rows longer than `max_norm` are shortened first, in place; `scale_grad_by_freq` divides a row's gradient by how
    often it was taken.
    """
    padding_idx = selection.padding_place(padding_idx, lambda: weight.size(0))
    if max_norm is not None:
        check("nn.embedding_renorm_", (weight, input, max_norm, norm_type))
        _shorten(weight, input, max_norm, norm_type)
    given = (weight, input, -1 if padding_idx is None else padding_idx, scale_grad_by_freq, sparse)
    check("nn.embedding", given)
    if sparse:
        raise NotImplementedError("embedding() with sparse=True is not supported here: tensors are dense")
    return op["embedding"](*given[:4])


def _shorten(weight: Tensor, input: Tensor, max_norm: float, norm_type: float) -> None:
    if weight._data.ndim != 2:
        found = f"{weight._data.ndim}-dimensional tensor for argument #1 'self'"
        raise RuntimeError(
            f"Expected 2-dimensional tensor, but got {found} (while checking arguments for embedding_renorm_)"
        )
    refusals.checked_indices(input._data, 2, "embedding_renorm_")
    for place in np.unique(to_host(input._data)).tolist():
        row = shapes.select(weight.detach(), 0, place)
        if row._data.dtype.kind != "f":
            found = f"either floating point or complex. Got {weight.dtype.type_name} instead."
            raise RuntimeError(f"norm(): input dtype should be {found}")
        length = op["norm_dims"](row, norm_type, (0,), False).item()
        if length > max_norm:
            row._data[...] *= row._data.dtype.type(max_norm / (length + 1e-7))
    touched(weight)


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Tensor | None = None) -> Tensor:
    """input / max(p-norm along `dim`, eps)"""
    if out is not None:
        raise NotImplementedError("normalize(): out= is not supported; use the result")
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)


def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """Classes (*), int64, as rows (*, num_classes): zeros with a one at the class; -1 counts the classes."""
    if input._data.dtype != I64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    values = input._data
    if not values.size and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if values.size and values.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    n = int(values.max()) + 1 if num_classes == -1 else num_classes
    if values.size and values.max() >= n:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap((values[..., None] == indices_as(values, n)).astype(I64, order="C"))


linear = explained("nn.linear", linear)
gelu, softplus = explained("nn.gelu", gelu), explained("nn.softplus", softplus)
softshrink = explained("nn.softshrink", softshrink)
hardshrink, prelu = activations.hardshrink, activations.prelu
cosine_similarity, pairwise_distance = api.cosine_similarity, api.pairwise_distance
logsigmoid, one_hot = explained("nn.log_sigmoid", logsigmoid), checked("nn.one_hot", one_hot)


# -- in place, under names of their own ----------------------------------------------------------------------


def _inplace(name: str, function: Callable) -> Callable:
    """`function` with inplace=True, as torch names it."""

    def call(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return function(input, *args, **kwargs, inplace=True)

    call.__name__ = call.__qualname__ = f"{name}_"
    call.__doc__ = f"`{name}`, written into its input."
    return checked(f"nn.{name}_", call)


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh`, written into its input; the bounds are not compared."""
    check("nn.hardtanh_", (input, min_val, max_val))
    return _bounded(input, min_val, max_val, True)


@entrance
def elu_(input: Tensor, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> Tensor:
    """`elu`, written into its input. NotImplementedError for what `selu` and `celu` give it in torch."""
    if scale != 1 or input_scale != 1:
        raise NotImplementedError("elu_() with scale or input_scale is not supported here")
    return elu(input, alpha, inplace=True)


relu_ = api.relu_
leaky_relu_, celu_, selu_ = (_inplace(f.__name__, f) for f in (leaky_relu, celu, selu))
elu_ = checked("nn.elu_", elu_)
threshold_, hardtanh_ = _inplace("threshold", threshold), checked("nn.hardtanh_", hardtanh_)
