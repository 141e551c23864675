"""What a dtype can hold: `finfo` and `iinfo`, NumPy's numbers under torch's names."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays.dtype import BY_NUMPY, as_dtype, default, dtype
from ..arrays.fixed import Fixed
from ..arrays.names import type_name


class _Limits(Fixed):
    """Limits of `type`, a dtype of one of the `kinds`."""

    dtype: str
    bits: int
    kinds, what, other = "", "", ""
    names: tuple[str, ...] = ()

    def __init__(self, type: Any) -> None:
        name = self.__class__.__name__
        if type in (int, float, bool):
            type = BY_NUMPY[as_dtype(type)]
        if not isinstance(type, dtype):
            raise TypeError(f"{name}(): argument 'type' (position 1) must be torch.dtype, not {type_name(type)}")
        if type.np.kind == "b" and name == "iinfo":
            raise TypeError("torch.bool is not supported by torch.iinfo")
        if type.np.kind not in self.kinds:
            raise TypeError(
                f"torch.{name}() requires {self.what} input type. Use torch.{self.other} to handle 'torch.{name}'"
            )
        limits = getattr(np, name)(type.np)
        values = {each: getattr(limits, each) for each in self.names}
        self._fix(dtype=type.name, bits=limits.bits)
        self._fix(**{each: value if isinstance(value, int) else float(value) for each, value in values.items()})

    def __eq__(self, other: object) -> bool:
        return self.__class__ is other.__class__ and self.dtype == other.dtype

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = [(each, getattr(self, each)) for each in self.names]
        numbers = [f"{each}={value:g}" for each, value in shown]
        return f"{self.__class__.__name__}({', '.join(numbers)}, dtype={self.dtype})"


class finfo(_Limits):
    """Of a floating dtype, the default one if none is named: eps, max, min, tiny (smallest_normal), resolution, bits.

    TypeError for other dtypes.
    """

    KIND = "torch.finfo"
    kinds, what, other = "f", "a floating point", "iinfo"
    names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
    resolution: float
    min: float
    max: float
    eps: float
    smallest_normal: float
    tiny: float

    def __init__(self, type: Any = None) -> None:
        super().__init__(BY_NUMPY[default.dtype] if type is None else type)


class iinfo(_Limits):
    """Of an integer dtype: max, min, bits. TypeError for other dtypes."""

    KIND = "torch.iinfo"
    kinds, what, other = "iu", "an integer", "finfo"
    names = ("min", "max")
    min: int
    max: int
