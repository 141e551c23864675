"""Which two namespaces are compared: ours and torch on the processor, or torch there and torch on a GPU."""

from __future__ import annotations

from typing import Any


class OnDevice:
    """A namespace whose functions make their tensors on another device."""

    def __init__(self, module: Any, device: str, torch: Any) -> None:
        self._module, self._device, self._torch = module, device, torch

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if type(found).__name__ == "module":
            return OnDevice(found, self._device, self._torch)
        if not callable(found) or isinstance(found, type):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            with self._torch.device(self._device):
                return found(*args, **kwargs)

        return call


def namespaces(device: str, torch: Any) -> tuple[Any, Any]:
    """What is tried, and what it has to equal."""
    if device == "cuda":
        return OnDevice(torch, "cuda", torch), torch
    import tinygrad_lr

    return tinygrad_lr, torch
