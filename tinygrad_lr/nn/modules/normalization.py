"""Layers that bring their input to mean 0 and variance 1."""

from __future__ import annotations

from typing import Any

from ...core.tensor import Tensor
from ...frontend.creation import ones, zeros
from ...frontend.signatures import check
from .. import functional as F
from .. import init
from ..module import Module
from ..parameter import Parameter


class LayerNorm(Module):
    """The last dimensions, `normalized_shape`, brought to mean 0 and variance 1; times weight, plus bias."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-05, elementwise_affine: bool = True, bias: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        check("empty", (self.normalized_shape,), {"device": device, "dtype": dtype})
        for name, make, wanted in (("weight", ones, elementwise_affine), ("bias", zeros, elementwise_affine and bias)):
            start = Parameter(make(self.normalized_shape, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, start)

    def reset_parameters(self) -> None:
        """Weight one, bias zero."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        settings = f"eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        return f"{self.normalized_shape}, {settings}, bias={self.bias is not None}"
