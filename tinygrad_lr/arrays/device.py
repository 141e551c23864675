"""Devices: where arrays are, where new ones are made, and how they are moved."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from . import cuda
from .array import dense, on_host
from .fixed import Fixed
from .tracebacks import entrance


class default:
    """Where new tensors are made, in the whole process."""

    device: device


def parts_of(text: str) -> tuple[str, str]:
    """The type and the digits of a device's name. RuntimeError, in torch's words, for what is none."""
    parts = re.fullmatch(r"([a-zA-Z_]+)(?::(0|[1-9]\d*))?", text, re.ASCII)
    if not text:
        raise RuntimeError("Device string must not be empty")
    if parts is None:
        raise RuntimeError(f"Invalid device string: '{text}'")
    name, digits = parts[1], parts[2] or ""
    if digits and int(digits) >= 2**31:
        raise RuntimeError(f"Could not parse device index '{digits}' in device string '{text}'")
    return name, digits


class device(Fixed):
    """Where a tensor's array lives, spelled as torch spells it: device("cpu"), device("cuda", 0), device("cuda:0").

    A `with` block makes it the device of new tensors.
    """

    __slots__ = ("type", "index")
    _entered: list[device] = []  # noqa: RUF012 (what `with` blocks go back to)
    KIND = "torch.device"
    TYPES = ("cpu", "cuda")
    type: str
    index: int | None

    def __init__(self, type: Any, index: int | None = None) -> None:
        if isinstance(type, device):
            type, index = type.type, type.index
        elif isinstance(type, int):
            type, index = "cuda", type
        name, digits = parts_of(str(type))
        if name not in self.TYPES:
            raise RuntimeError(f"Expected one of {ALL_OF_TORCH} device type at start of device string: {name}")
        if digits and index is not None:
            told = f"type (string) must not include an index because index was passed explicitly: {type}"
            raise RuntimeError(told)
        self._fix(type=name, index=int(digits) if digits else index)

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple:
        return device, (self.type, self.index)

    def __enter__(self) -> device:
        before = default.device
        set_default_device(self)
        self._entered.append(before)
        return self

    def __exit__(self, *_: Any) -> None:
        default.device = self._entered.pop()


ALL_OF_TORCH = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)
CPU = default.device = device("cpu")


def check_device(d: Any) -> device:
    """The device named by `d` (None is the default one), with its index. In the words of `cuda.require`, if it is
    missing."""
    if d is None:
        d = default.device
    elif not isinstance(d, device):
        d = device(d)
    return d if d.type == "cpu" else device("cuda", cuda.require(d.index))


def get_default_device() -> device:
    """Where `zeros()`-like functions make their tensors, unless they are told."""
    return check_device(None)


@entrance
def set_default_device(d: Any) -> None:
    """Make new tensors on device `d`; None is the CPU."""
    default.device = CPU if d is None else check_device(d)


# -- where arrays are, and moving them ---------------------------------------------------------------------------------


def device_of(array: Any) -> device:
    """The device an array is on."""
    return CPU if on_host(array) else device("cuda", array.device.id)


def to_host(array: Any) -> np.ndarray:
    """The array as NumPy's: itself, or a copy laid out alike."""
    return array if isinstance(array, np.ndarray) else _copied(array, lambda a: a.get())


def placed(array: Any, d: device) -> Any:
    """The array on device `d`: itself, or a copy laid out alike. RuntimeError where there is no memory for it."""
    if d.type == "cpu":
        return to_host(array)
    return _copied(array, cuda.cupy().asarray) if on_host(array) else array


def beside(array: Any, like: Any) -> Any:
    """The array on the device of another."""
    return array if on_host(array) is on_host(like) else placed(array, device_of(like))


def _copied(array: Any, copy: Any) -> Any:
    """`copy(array)`, which is in C order, with the strides in the array's own order where these fill its memory."""
    try:
        if array.flags.c_contiguous or not dense(array):
            return copy(array)
        order = sorted(range(array.ndim), key=lambda i: -array.strides[i])
        return copy(array.transpose(order)).transpose([order.index(i) for i in range(array.ndim)])
    except Exception as error:
        raise cuda.explained(error) from None


def apart(a: device, b: device) -> str:
    """torch's sentence for operands on two devices."""
    return f"Expected all tensors to be on the same device, but found at least two devices, {a} and {b}!"


def pointer(array: Any) -> int:
    """The address of the first element."""
    return array.__array_interface__["data"][0] if on_host(array) else array.data.ptr
