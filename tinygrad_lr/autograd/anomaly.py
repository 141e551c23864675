"""Anomaly detection: backward refuses nan, and names the forward line of a node that fails.

It is an observer of all threads: each node is given the stack of the call that recorded it.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..arrays.names import check_flags
from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..core.graph import Node, OutputGrads
from .observer import Observer, listen, unlisten


class Anomaly(Observer):
    """Process-wide, as torch has it; `check_nan` says whether nan is an anomaly."""

    enabled = False
    check_nan = True

    def switch(self, enabled: bool, check_nan: bool) -> None:
        if enabled and not self.enabled:
            listen(self, everywhere=True)
        if self.enabled and not enabled:
            unlisten(self)
        self.enabled, self.check_nan = enabled, check_nan

    def recorded(self, node: Node) -> None:
        """Keep the stack of the forward call, without the library's own frames at its end."""
        import traceback  # only anomaly detection needs it

        frames = traceback.extract_stack()
        while frames and os.path.dirname(frames[-1].filename) in ROOMS:
            frames.pop()
        node.trace = "".join(frames.format())

    def visited(self, node: Any, g: Any, grads: tuple[Any, ...]) -> None:
        for i, grad in enumerate(grads if self.check_nan else ()):
            array = getattr(grad, "_data", grad)
            if array is not None and not isinstance(array, OutputGrads) and np.isnan(array).any():
                raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")

    def failed(self, node: Any, error: Exception) -> None:
        where = getattr(node, "trace", None)
        if where is not None:
            told = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n"
        else:
            told = (
                f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly "
                "during forward pass for more information."
            )
        warn(told + (where or ""))


anomaly = Anomaly()
HERE = os.path.dirname(os.path.dirname(__file__))
ROOMS = {HERE, *(os.path.join(HERE, room) for room in ("arrays", "core", "ops", "autograd", "frontend"))}


class set_detect_anomaly:
    """Anomaly detection on or off, at once; also a block. With it, backward names the forward line of an error."""

    @entrance
    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = (anomaly.enabled, anomaly.check_nan)
        switch(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: Any) -> None:
        anomaly.switch(*self._before)


class detect_anomaly:
    """`with detect_anomaly():` anomaly detection for the block."""

    def __init__(self, check_nan: bool = True) -> None:
        self._before, self._check_nan = (anomaly.enabled, anomaly.check_nan), check_nan
        warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled "
            "for debugging."
        )

    def __enter__(self) -> None:
        switch(True, self._check_nan)

    def __exit__(self, *_: Any) -> None:
        anomaly.switch(*self._before)


def switch(enabled: bool, check_nan: bool) -> None:
    check_flags("set_anomaly_enabled", enabled=enabled, check_nan=check_nan)
    anomaly.switch(enabled, check_nan)


def is_anomaly_enabled() -> bool:
    return anomaly.enabled


def is_anomaly_check_nan_enabled() -> bool:
    return anomaly.check_nan
