"""Arrays whose text is pinned: each case names an array, the print options and the suffixes.

NumPy alone builds them, so `golden/make_printing.py` (which asks torch) and `test_printing.py` (which asks
the library) see the same bytes.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np


class Case(NamedTuple):
    name: str
    array: np.ndarray
    options: Mapping[str, Any] = MappingProxyType({})
    suffixes: Mapping[str, Any] = MappingProxyType({})  # keywords of tensor_str


def f32(*values: Any) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def ramp(*shape: int, dtype: Any = np.float32, step: float = 1.0) -> np.ndarray:
    return (np.arange(np.prod(shape, dtype=int)).reshape(shape) * step).astype(dtype)


SCALARS = {
    "zero": 0.0,
    "negative zero": -0.0,
    "one": 1.0,
    "half": 0.5,
    "tiny": 1e-5,
    "huge": 123456789.0,
    "nan": np.nan,
    "minus infinity": -np.inf,
    "pi": np.pi,
    "smallest subnormal": 1e-45,
}
VECTORS = {
    "whole": f32(1, -2, 30),
    "decimals": f32(1.5, -0.25, 100),
    "negative zero sticks out": f32(-0.0, 0.5),
    "specials alone": f32(np.nan, np.inf, 0),
    "specials beside whole": f32(1, np.inf, -np.inf, np.nan),
    "specials beside decimals": f32(0.5, np.nan),
    "specials beside scientific": f32(1e-6, np.nan, np.inf, 0),
    "ratio of 1000": f32(1, 0.5, 500),
    "ratio over 1000": f32(0.5, 501),
    "whole, ratio over 1000": f32(1, 1001),
    "largest at 1e8": f32(1e8, 2e7),
    "largest over 1e8": f32(2e8, 2e8),
    "smallest at 1e-4": f32(1.0001e-4, 2e-4),
    "smallest under 1e-4": f32(9.999e-5, 2e-4),
    "largest and smallest of float32": f32(3.4e38, 1e-45),
    "half of the last decimal": f32(0.00005, 0.01) + f32(0.1, 0.1),
    "wraps": ramp(30, step=0.37),
    "at the threshold": ramp(1000),
    "over the threshold": ramp(1001),
    "summary of decimals": ramp(2000, step=0.25),
}
SHAPES = {
    "matrix": ramp(3, 4),
    "three dimensions": ramp(2, 2, 3),
    "four dimensions": ramp(2, 2, 1, 2),
    "column": ramp(5, 1),
    "tall": ramp(400, 3),
    "wide": ramp(3, 400),
    "square": ramp(40, 40, step=0.5),
    "cube": ramp(12, 12, 12),
    "transposed": ramp(3, 4).T,
    "long rows wrap": ramp(2, 30, step=1.25),
    "ends hold the widest": ramp(2001) - 1000,
    "middle is not looked at": np.where(ramp(2001) == 1000, 1e30, 1).astype(np.float32),
}
DTYPES = {
    "float64": np.array([0.0, 1, 100]),
    "float16": np.array([0.5, 1], np.float16),
    "int64": np.array([0, 1, 100]),
    "wide int64": np.array([-(2**62), 7]),
    "int32": np.array([0, 1, 100], np.int32),
    "int16": np.array([0, -1, 100], np.int16),
    "int8": np.array([0, -1, 100], np.int8),
    "uint8": np.array([0, 1, 255], np.uint8),
    "bool": np.array([True, False]),
    "0-d bool": np.array(True),
    "0-d float64": np.array(2.5),
    "summary of int32": ramp(50, 50, dtype=np.int32),
}
EMPTY = {
    "empty": f32(),
    "empty int64": np.array([], np.int64),
    "empty float64": np.array([]),
    "empty matrix": np.zeros((0, 3), np.float32),
    "empty bool matrix": np.zeros((2, 0), bool),
}

WITH_OPTIONS = [
    Case("precision", f32(0.123456789, 2), {"precision": 8}),
    Case("no decimals", f32(0.5, 1.5), {"precision": 0}),
    Case("always scientific", f32(1, 20), {"sci_mode": True}),
    Case("never scientific", f32(1e-6, 1e6), {"sci_mode": False}),
    Case("narrow", ramp(2, 8), {"linewidth": 20}),
    Case("narrower than a number", ramp(4), {"linewidth": 1}),
    Case("short profile", ramp(2000, step=0.1), {"profile": "short"}),
    Case("full profile", ramp(1100), {"profile": "full"}),
    Case("low threshold", ramp(7, 7), {"threshold": 5}),
    Case("one edge item", ramp(9, 2, 9), {"threshold": 5, "edgeitems": 1}),
    Case("no edge items", ramp(5, 5), {"threshold": 5, "edgeitems": 0}),
    Case("no edge items, not summarised", ramp(2, 2), {"edgeitems": 0}),
]
ADD = {"requires_grad": True, "grad_fn": "AddBackward0"}
LEAF = {"requires_grad": True}
WITH_SUFFIXES = [
    Case("leaf", f32(1), {}, LEAF),
    Case("result", f32(1), {}, ADD),
    Case("0-d result", np.array(0.25, np.float32), {}, ADD),
    Case("device, dtype and leaf", ramp(2, 2, dtype=np.float64), {}, LEAF | {"device": "cpu"}),
    Case("suffix just fits", ramp(13), {}, LEAF),
    Case("suffix just does not fit", ramp(14) + 1, {}, LEAF),
    Case("suffixes share the next line", ramp(3, 16, dtype=np.float64), {}, ADD),
    Case("every suffix on its own line", ramp(2), {"linewidth": 20}, LEAF | {"device": "cpu"}),
    Case("empty with suffixes", np.zeros((0, 3)), {}, LEAF | {"device": "cpu"}),
    Case("no edge items with suffixes", ramp(3, dtype=np.float64), {"edgeitems": 0}, LEAF),
    Case("default float64", np.array([0.5]), {}, {"default_dtype": np.float64}),
    Case("float32 beside default float64", f32(0.5), {}, {"default_dtype": np.float64}),
    Case("empty float32 beside default float64", f32(), {}, {"default_dtype": np.float64}),
]

CASES = [Case(f"scalar: {name}", np.array(value, np.float32)) for name, value in SCALARS.items()]
CASES += [
    Case(f"{group}: {name}", array)
    for group, arrays in (("vector", VECTORS), ("shape", SHAPES), ("dtype", DTYPES), ("empty", EMPTY))
    for name, array in arrays.items()
]
CASES += [Case(f"options: {case.name}", *case[1:]) for case in WITH_OPTIONS]
CASES += [Case(f"suffixes: {case.name}", *case[1:]) for case in WITH_SUFFIXES]


def render(case: Case, tensor_str: Callable[..., str], set_printoptions: Callable[..., None]) -> str:
    """The text of one case; the options are back at torch's defaults afterwards."""
    set_printoptions(**case.options)
    try:
        return tensor_str(case.array, **case.suffixes)
    finally:
        set_printoptions(profile="default")
