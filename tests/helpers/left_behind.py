"""What a test must leave as it found it: whatever the engine keeps for a whole thread or process.

A mode, an observer or a hook that stays would change what later tests see, or how much they cost, and their order would
matter. tests/conftest.py looks before and after every test.
"""

from __future__ import annotations

import sys
import threading
from typing import Any


def state() -> dict[str, Any]:
    """What is kept now, by name."""
    import tinygrad_lr
    from tinygrad_lr.arrays import make
    from tinygrad_lr.core import mode
    from tinygrad_lr.frontend import printing
    from tinygrad_lr.nn import global_hooks
    from tinygrad_lr.optim import optimizer

    thread = threading.get_ident()
    found = {
        "grad mode, inference mode": mode.current(),
        "thread that left the default mode": thread in mode.switched,
        "observers of the thread": mode.mode.observers,
        "observers of all threads": mode.listening.everywhere,
        "number of observers": mode.listening.count,
        "maker of arrays": make.makers.get(thread),
        "default dtype": tinygrad_lr.get_default_dtype(),
        "print options": printing.get_printoptions(),
        "anomaly detection": tinygrad_lr.is_anomaly_enabled(),
        "hooks of all modules": kept(global_hooks),
        "hooks of all optimizers": kept(optimizer),
        "group of processes": tinygrad_lr.distributed.is_initialized(),
    }
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "is_grad_enabled"):
        found["torch's modes"] = (torch.is_grad_enabled(), torch.is_inference_mode_enabled())
        found["torch's default dtype"] = torch.get_default_dtype()
        found["torch's anomaly detection"] = torch.is_anomaly_enabled()
    return found


def kept(module: Any) -> list[str]:
    """The names of a module's dicts of hooks that are not empty."""
    hooks = {
        name: value for name, value in vars(module).items() if isinstance(value, dict) and not name.startswith("__")
    }
    nested = {
        f"{name}.{key}": inner
        for name, value in hooks.items()
        for key, inner in value.items()
        if isinstance(inner, dict)
    }
    flat = {name: value for name, value in hooks.items() if not any(isinstance(each, dict) for each in value.values())}
    return sorted(name for name, value in {**flat, **nested}.items() if value)


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is not as it was, in words."""
    return [
        f"{name}: {before[name]!r} before, {after[name]!r} afterwards"
        for name in before
        if name in after and before[name] != after[name]
    ]
