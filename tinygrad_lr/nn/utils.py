"""torch.nn.utils: gradients kept in bounds, and all parameters as one vector."""

from __future__ import annotations

from collections.abc import Iterable
from types import GeneratorType
from typing import Any

from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..autograd.grad_mode import no_grad
from ..core.tensor import Tensor
from ..frontend import api, reductions, shapes
from ..frontend.conversions import typename
from ..frontend.creation import tensor

Tensors = Tensor | Iterable[Tensor]


def _listed(parameters: Tensors) -> list[Tensor]:
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def _grads(parameters: Tensors) -> list[Any]:
    return [p.grad for p in _listed(parameters) if p.grad is not None]


@entrance
@no_grad()
def get_total_norm(
    tensors: Tensors, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> Tensor:
    """The norm of all elements of all tensors. RuntimeError for inf and nan `if error_if_nonfinite`."""
    p, tensors = float(norm_type), _listed(tensors)
    if not tensors:
        return tensor(0.0)
    total = reductions.norm(shapes.stack([reductions.norm(t, p) for t in tensors]), p)
    if error_if_nonfinite and not total.isfinite():
        raise RuntimeError(
            f"The total norm of order {p} for gradients from `parameters` is non-finite, so it cannot be clipped. To disable "
            "this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


@entrance
@no_grad()
def clip_grads_with_norm_(
    parameters: Tensors, max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Scale the gradients in place by max_norm / total_norm, if that is below 1."""
    ratio: Any = float(max_norm) / (total_norm + 1e-6)
    scale = api.clamp(ratio, max=1.0)
    for grad in _grads(parameters):
        grad.mul_(scale)


@entrance
@no_grad()
def clip_grad_norm_(
    parameters: Tensors, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:  # fmt: skip
    """Scale the gradients in place to a common norm of at most `max_norm`. Returns the norm before. UserWarning for a
    generator that has nothing left; `foreach` changes nothing."""
    exhausted, parameters = isinstance(parameters, GeneratorType), _listed(parameters)
    if exhausted and not parameters:
        warn("`parameters` is an empty generator, no gradient clipping will occur.")
    total = get_total_norm(_grads(parameters), norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(parameters, max_norm, total, foreach)
    return total


def clip_grad_norm(
    parameters: Tensors, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:  # fmt: skip
    """The name that `clip_grad_norm_` once had: FutureWarning."""
    warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.", FutureWarning
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


@entrance
@no_grad()
def clip_grad_value_(parameters: Tensors, clip_value: float, foreach: bool | None = None) -> None:
    """Clamp every gradient in place to [-clip_value, clip_value]."""
    most = float(clip_value)
    for grad in _grads(parameters):
        grad.clamp_(-most, most)


@entrance
def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All elements of all parameters as one vector (n,), differentiably."""
    return shapes.cat([shapes.reshape(p, (-1,)) for p in parameters])


@entrance
def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Make the slices of a vector (n,) the parameters' data. TypeError if `vec` is no tensor."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {typename(vec)}")
    start = 0
    for parameter in parameters:
        end = start + parameter.numel()
        parameter.data = shapes.reshape(vec[start:end], parameter.shape).data
        start = end
