"""Adam (Kingma and Ba, arXiv:1412.6980), and AdamW (Loshchilov and Hutter, 1711.05101).

The float32 bits are torch's, but for one thing: torch takes square roots from a vector library that is now
and then one bit off, NumPy's are rounded correctly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np

from ..arrays import make
from ..arrays.dtype import F64, default, float32, float64
from ..core.tensor import Tensor
from ..frontend.creation import full, zeros_like
from .optimizer import Formula, Optimizer, all_params, check_options, evaluate, fused, update

sqrt = np.sqrt


class Adam(Optimizer):
    """p <- p - lr * m / (sqrt(v) + eps): m, v are unbiased running means of the gradient and its square.

    betas          shares that the running means keep at each step
    weight_decay   adds `weight_decay` * p to the gradient or, with `decoupled_weight_decay`, shrinks p itself
    amsgrad        divide by the largest v so far (Reddi et al., 1904.09237)
    maximize       climb instead of descend
    `foreach`, `capturable`, `differentiable` and `fused` must be off. ValueError for options out of range.
    """

    _later: ClassVar[dict] = dict(
        amsgrad=False, maximize=False, foreach=None, capturable=False, differentiable=False, fused=None,
        decoupled_weight_decay=False,
    )  # fmt: skip

    def __init__(
        self, params: Iterable, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, amsgrad: bool = False, *, foreach: bool | None = None, maximize: bool = False,
        capturable: bool = False, differentiable: bool = False, fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:  # fmt: skip
        ranges: list = [
            ("learning rate", lr, lambda x: x >= 0.0),
            ("epsilon value", eps, lambda x: x >= 0.0),
            ("beta parameter at index 0", betas[0], lambda x: 0.0 <= x < 1.0),
            ("beta parameter at index 1", betas[1], lambda x: 0.0 <= x < 1.0),
            ("weight_decay value", weight_decay, lambda x: x >= 0.0),
        ]
        unsupported = dict(foreach=foreach, capturable=capturable, differentiable=differentiable, fused=fused)
        check_options(ranges, unsupported)
        if not all(isinstance(beta, float) for beta in betas):
            raise ValueError("betas must be either both floats or both Tensors")
        super().__init__(params, dict(
            lr=lr, betas=tuple(betas), eps=eps, weight_decay=weight_decay, amsgrad=amsgrad, maximize=maximize,
            **unsupported, decoupled_weight_decay=decoupled_weight_decay,
        ))  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for p in all_params(self.param_groups):
            known = self.state.get(p)
            if known and not isinstance(known["step"], Tensor):
                known["step"] = _counter(known["step"])

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient. `closure` computes the loss anew, which is returned."""
        loss = None if closure is None else evaluate(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p._grad is not None:
                    self._update(p, group)
        return loss

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self.state[p]
        names = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"][: 3 if group["amsgrad"] else 2]
        if not state:
            state.update({"step": _counter(0.0)} | {name: zeros_like(p) for name in names})
        new = formula(p._data.dtype, group, state["step"].item() + 1)
        update(p, new, *(state[name]._data for name in names), p._grad._data)  # type: ignore[union-attr]
        state["step"] += 1  # last: where memory runs out, nothing has changed


class AdamW(Adam):
    """Adam whose weight decay shrinks the parameter itself and leaves the running means alone."""

    def __init__(
        self, params: Iterable, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 1e-2, amsgrad: bool = False, *, maximize: bool = False, foreach: bool | None = None,
        capturable: bool = False, differentiable: bool = False, fused: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize,
            capturable=capturable, differentiable=differentiable, fused=fused, decoupled_weight_decay=True,
        )  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True


def _counter(steps: float) -> Tensor:
    """The number of steps, as torch keeps it: a 0-d tensor of floats."""
    return full((), float(steps), dtype=float64 if default.dtype is F64 else float32)


def formula(dtype: np.dtype, group: dict[str, Any], step: float) -> Formula:
    """The new p, m, v, and with amsgrad the largest v, of step number `step` with a group's options."""
    number = dtype.type
    lr, decay, (beta1, beta2) = group["lr"], group["weight_decay"], group["betas"]
    shrink = make.rounded(number, 1 - lr * decay) if group["decoupled_weight_decay"] else None
    weight, square_weight, keep = number(1 - beta1), number(1 - beta2), number(beta2)
    rate, unbias = make.rounded(number, -lr / (1 - beta1**step)), make.rounded(number, (1 - beta2**step) ** 0.5)
    decay, eps = number(decay), number(group["eps"])

    def new(p: np.ndarray, m: np.ndarray, v: np.ndarray, *others: np.ndarray) -> tuple:
        grad = -others[-1] if group["maximize"] else others[-1]
        if decay and shrink is None:
            grad = fused(p, decay, grad)
        elif decay:
            p = p * shrink
        m = lerp(m, grad, weight)
        v = fused(square_weight * grad, grad, v * keep)
        largest = np.maximum(others[0], v) if group["amsgrad"] else v
        p = p + m * rate / (sqrt(largest) / unbias + eps)
        return (p, m, v, largest) if group["amsgrad"] else (p, m, v)

    return new


def lerp(start: np.ndarray, end: np.ndarray, weight: Any) -> Any:
    """start + weight * (end - start), computed from the nearer end."""
    if weight < 0.5:
        return fused(weight, end - start, start)
    return fused(start - end, 1 - weight, end)
