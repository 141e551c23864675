"""Adam (Kingma and Ba, arXiv:1412.6980).

The float32 bits are torch's, but for one thing: torch takes square roots from a vector library that is now
and then one bit off, NumPy's are rounded correctly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays.tracebacks import entrance
from ..core.tensor import Tensor
from .optimizer import Formula, FormulaOptimizer, as_number, check_options, decayed, fused, lerp, plain, ranges_of

sqrt = np.sqrt


class Adam(FormulaOptimizer):
    """p <- p - lr * m / (sqrt(v) + eps): m, v are unbiased running means of the gradient and its square.

    betas          shares that the running means keep at each step
    weight_decay   adds `weight_decay` * p to the gradient or, with `decoupled_weight_decay`, shrinks p itself
    amsgrad        divide by the largest v so far (Reddi et al., 1904.09237)
    maximize       climb instead of descend
    foreach        changes nothing

    `differentiable` and `fused` must be off; with `capturable`, as in torch, no step can be made on the CPU. ValueError
    for options out of range.
    """

    _later: ClassVar[dict[Any, Any]] = dict(
        amsgrad=False, maximize=False, foreach=None, capturable=False, differentiable=False, fused=None,
        decoupled_weight_decay=False,
    )  # fmt: skip

    @entrance
    def __init__(
        self, params: Iterable[Any], lr: float | Tensor = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, amsgrad: bool = False, *, foreach: bool | None = None, maximize: bool = False,
        capturable: bool = False, differentiable: bool = False, fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:  # fmt: skip
        if isinstance(lr, Tensor) and foreach and not capturable:
            raise ValueError("lr as a Tensor is not supported for capturable=False and foreach=True")
        check_options(
            ranges_of(lr, eps, betas, weight_decay),
            dict(differentiable=differentiable, fused=fused), fused, foreach,
        )  # fmt: skip
        if not any(isinstance(betas[0], kind) and isinstance(betas[1], kind) for kind in (float, Tensor)):
            raise ValueError("betas must be either both floats or both Tensors")
        super().__init__(params, dict(
            lr=lr, betas=tuple(map(plain, betas)), eps=eps, weight_decay=weight_decay, amsgrad=amsgrad,
            maximize=maximize, foreach=foreach, capturable=capturable, differentiable=differentiable, fused=fused,
            decoupled_weight_decay=decoupled_weight_decay,
        ))  # fmt: skip

    def _kept(self, group: dict[str, Any]) -> tuple[str, ...]:
        return ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")[: 3 if group["amsgrad"] else 2]

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        return formula(dtype, group, state["step"].item() + 1)


def formula(dtype: np.dtype, group: dict[str, Any], step: float) -> Formula:
    """The new p, m, v, and with amsgrad the largest v, of step number `step` with a group's options."""
    number = dtype.type
    lr, (beta1, beta2) = group["lr"], group["betas"]
    weight, square_weight, keep = number(1 - beta1), number(1 - beta2), number(beta2)
    rate, unbias = as_number(dtype, -lr / (1 - beta1**step)), as_number(dtype, (1 - beta2**step) ** 0.5)
    eps = number(group["eps"])

    def new(p: np.ndarray, m: np.ndarray, v: np.ndarray, *others: np.ndarray) -> tuple[Any, ...]:
        p, grad = decayed(p, others[-1], group)
        m = lerp(m, grad, weight)
        v = fused(square_weight * grad, grad, v * keep)
        largest = np.maximum(others[0], v) if group["amsgrad"] else v
        p = p + m * rate / (sqrt(largest) / unbias + eps)
        return (p, m, v, largest) if group["amsgrad"] else (p, m, v)

    return new
