"""Which two namespaces are compared: ours and torch on the processor, or either on a GPU and torch on the processor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

SMALL = 1e-30  # next to which a float32 number is left, if it goes to a GPU


class OnDevice:
    """A namespace whose functions and layers make their tensors on another device."""

    def __init__(self, module: Any, device: str, root: Any = None) -> None:
        self._module, self._device, self._root = module, device, module if root is None else root

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if type(found).__name__ == "module":
            return OnDevice(found, self._device, self._root)
        if not callable(found) or (isinstance(found, type) and not self._is_layer(found)):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            with self._root.device(self._device):
                return found(*args, **kwargs)

        return call

    def _is_layer(self, found: type) -> bool:
        module = self._root.nn.Module
        return issubclass(found, module) and found is not module


def device_of(fw: Any) -> str:
    """Where a namespace makes its tensors."""
    return fw._device if isinstance(fw, OnDevice) else "cpu"


def flushed(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The arrays without what CuPy's kernels read as zeros on a GPU, which are subnormal float32 numbers, and without
    those that become subnormal on the way through an operation: they are zeros, of their sign."""
    found = []
    for a in arrays:
        tiny = np.abs(a) < SMALL if a.dtype == np.float32 else np.False_
        found.append(np.where(tiny, np.copysign(np.float32(0), a), a) if tiny.any() else a)
    return found


def pairs(device: str, torch: Any, not_run: dict[str, str]) -> list[tuple[Any, Any]]:
    """What is tried, and what it has to equal. What cannot be tried is written into `not_run`, with the reason."""
    import tinygrad_lr

    if device == "cpu":
        return [(tinygrad_lr, torch)]
    found = []
    for name, fw in (("tinygrad_lr/CUDA", tinygrad_lr), ("torch/CUDA", torch)):
        if fw.cuda.is_available():
            found.append((OnDevice(fw, device), torch))
        else:
            not_run[f"{name} against torch/CPU"] = "no CUDA device"
    return found
