"""Layers, the functions between them, and the containers that hold them."""

from __future__ import annotations

import math
import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from ..core.tensor import Tensor
from ..frontend import shapes
from ..frontend.conversions import typename
from ..frontend.creation import empty, ones, zeros
from . import functional as F
from . import init
from .module import MODULE, Module, Parameter, in_brackets, indented


class Linear(Module):
    """input (*, in_features) @ weight (out_features, in_features).T + bias (out_features).

    Both begin uniform in ±1/sqrt(in_features).
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(empty((out_features, in_features), device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        sizes = f"in_features={self.in_features}, out_features={self.out_features}"
        return f"{sizes}, bias={self.bias is not None}"


class Identity(Module):
    """The input itself; any arguments are taken and ignored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        return input


class LayerNorm(Module):
    """The last dimensions, `normalized_shape`, brought to mean 0 and variance 1; times weight, plus bias."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-05, elementwise_affine: bool = True, bias: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
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


# -- functions as modules: their settings are attributes, and are what is printed --------------------------


class _Function(Module):
    def __init__(self, **settings: Any) -> None:
        super().__init__()
        self._settings = tuple(settings)
        self.__dict__.update(settings)

    def extra_repr(self) -> str:
        shown = [(name, getattr(self, name)) for name in self._settings]
        return ", ".join(f"{name}={value!r}" for name, value in shown if name != "inplace" or value)


class Flatten(_Function):
    """Dimensions from `start_dim` to `end_dim` as one."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__(start_dim=start_dim, end_dim=end_dim)

    def forward(self, input: Tensor) -> Tensor:
        return shapes.flatten(input, self.start_dim, self.end_dim)


class Dropout(_Function):
    """In training, zeros with probability `p`, and the rest divided by 1 - p."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        super().__init__(p=p, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class ReLU(_Function):
    """max(0, input)"""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input, self.inplace)


class LeakyReLU(_Function):
    """input where positive, else negative_slope * input."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__(negative_slope=negative_slope, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.leaky_relu(input, self.negative_slope, self.inplace)


class ELU(_Function):
    """input where positive, else alpha * (exp(input) - 1)."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(alpha=alpha, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.elu(input, self.alpha, self.inplace)


class SiLU(_Function):
    """input * sigmoid(input)"""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input, self.inplace)


class GELU(_Function):
    """input * Phi(input)"""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__(approximate=approximate)

    def forward(self, input: Tensor) -> Tensor:
        return F.gelu(input, approximate=self.approximate)


class Softplus(_Function):
    """log(1 + exp(beta * input)) / beta"""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__(beta=beta, threshold=threshold)

    def forward(self, input: Tensor) -> Tensor:
        return F.softplus(input, self.beta, self.threshold)


class Softmax(_Function):
    """exp(input) / sum(exp(input)) along `dim`."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(dim=dim)

    def forward(self, input: Tensor) -> Tensor:
        return F.softmax(input, self.dim, _stacklevel=5)


class LogSoftmax(_Function):
    """log(softmax(input)) along `dim`."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(dim=dim)

    def forward(self, input: Tensor) -> Tensor:
        return F.log_softmax(input, self.dim, _stacklevel=5)


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, input: Tensor) -> Tensor:
        return F.tanh(input)


class Sigmoid(Module):
    """1 / (1 + exp(-input))"""

    def forward(self, input: Tensor) -> Tensor:
        return F.sigmoid(input)


class LogSigmoid(Module):
    """log(sigmoid(input))"""

    def forward(self, input: Tensor) -> Tensor:
        return F.logsigmoid(input)


# -- containers --------------------------------------------------------------------------------------------


class _Numbered(Module):
    """Children in a row, named "0", "1", ... by their places."""

    def _renumber(self, children: Iterable[Any]) -> None:
        for name in self._modules:
            self._forget(name)
        for i, child in enumerate(children):
            self.add_module(str(i), child)

    def _place(self, index: Any) -> int:
        """An index counted from the front. IndexError if there is nothing."""
        n, i = len(self), operator.index(index)
        if not -n <= i < n:
            raise IndexError(f"index {i} is out of range")
        return i % n

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._cut(index)
        return list(self)[self._place(index)]

    def _cut(self, places: slice) -> Any:
        return type(self)(list(self)[places])

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, list(self._modules)[self._place(index)], module)

    def __delitem__(self, index: Any) -> None:
        children = list(self)
        del children[index if isinstance(index, slice) else self._place(index)]
        self._renumber(children)

    def pop(self, key: Any) -> Any:
        """Take out the child at an index and return it."""
        child = self[key]
        del self[key]
        return child

    def append(self, module: Any) -> Any:
        """Add a child at the end. Returns the container."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Any]) -> Any:
        """Add children at the end. Returns the container."""
        if not isinstance(modules, Iterable):
            name = type(self).__name__
            raise TypeError(f"{name}.extend should be called with an iterable, but got {type(modules).__name__}")
        for module in list(modules):
            self.append(module)
        return self

    def __iadd__(self, modules: Iterable[Any]) -> Any:
        return self.extend(modules)


class Sequential(_Numbered):
    """Modules called one after the other: `Sequential(a, b)`, or an OrderedDict of names and modules."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = len(args) == 1 and isinstance(args[0], OrderedDict)
        for name, module in args[0].items() if named else enumerate(args):
            self.add_module(str(name), module)

    def forward(self, input: Any) -> Any:
        members = self.__dict__
        for name, kind in self._members.items():
            if kind == MODULE:
                input = members[name](input)
        return input

    def _cut(self, places: slice) -> Any:
        return type(self)(OrderedDict(list(self._modules.items())[places]))

    def insert(self, index: int, module: Module) -> Any:
        """Put a child in before an index. Returns the container."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}")
        children = list(self)
        children.insert(index, module)
        self._renumber(children)
        return self

    def _check_sequential(self, other: Any) -> None:
        if not isinstance(other, Sequential):
            supported = "add operator supports only objects of Sequential class"
            raise ValueError(f"{supported}, but {type(other)} is given.")

    def __add__(self, other: Any) -> Any:
        self._check_sequential(other)
        return Sequential(*self, *other)

    def __iadd__(self, other: Any) -> Any:
        self._check_sequential(other)
        return self.extend(other)


class ModuleList(_Numbered):
    """A list of modules, registered as children."""

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def insert(self, index: int, module: Any) -> None:
        """Put a child in before an index."""
        children = list(self)
        children.insert(index, module)
        self._renumber(children)

    def __add__(self, other: Iterable[Any]) -> ModuleList:
        return ModuleList([*self, *other])

    def __repr__(self) -> str:
        lines, start = [], 0
        for text, same in groupby(repr(child) for child in self):
            n = len(list(same))
            label = f"({start})" if n == 1 else f"({start}-{start + n - 1})"
            lines.append(f"{label}: {indented(text if n == 1 else f'{n} x {text}')}")
            start += n
        return in_brackets(self._get_name(), [], lines)


class ModuleDict(Module):
    """A dictionary of modules, registered as children."""

    def __init__(self, modules: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Any) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def items(self) -> Any:
        """Names and modules."""
        return self._modules.items()

    def clear(self) -> None:
        """Take out all modules."""
        for name in self:
            self._forget(name)

    def pop(self, key: str) -> Any:
        """Take out a module and return it."""
        module = self[key]
        self._forget(key)
        return module

    def update(self, modules: Any) -> None:
        """Add the modules of a mapping, or of pairs. TypeError and ValueError for what is neither."""
        if not isinstance(modules, Iterable):
            expected = "an iterable of key/value pairs"
            raise TypeError(f"ModuleDict.update should be called with {expected}, but got {typename(modules)}")
        pairs = modules.items() if isinstance(modules, (Mapping, ModuleDict)) else modules
        for i, pair in enumerate(pairs):
            if not isinstance(pair, Iterable):
                kind = type(pair).__name__
                raise TypeError(f"ModuleDict update sequence element #{i} should be Iterable; is{kind}")
            key, *rest = pair
            if len(rest) != 1:
                raise ValueError(f"ModuleDict update sequence element #{i} has length {len(rest) + 1}; 2 is required")
            self[key] = rest[0]
