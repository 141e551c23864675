"""Where the numbers come from: versions, libraries, processor, and the settings that change bits."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np

from pages.provenance import commit


def pin(torch: Any) -> None:
    """One thread, no TF32, deterministic kernels, and every warning each time."""
    torch.set_num_threads(1)
    torch.set_warn_always(True)
    torch.backends.opt_einsum.enabled = (
        False  # which is torch's order of products only where another package is installed
    )
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def blas() -> str:
    """The libraries of linear algebra in this process, with their threads."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return str(np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"])
    return "; ".join(map(of_threads, threadpool_info()))


def of_threads(lib: dict[str, Any]) -> str:
    """A library with threads of its own, as far as it tells of itself."""
    name = " ".join(filter(None, (lib["internal_api"], lib.get("version"))))
    threads = f"{lib['num_threads']} thread{'s' * (lib['num_threads'] != 1)}"
    return f"{name} ({', '.join(filter(None, (lib.get('architecture'), threads)))})"


def switched(on: bool) -> str:
    return "on" if on else "off"


def describe(torch: Any) -> dict[str, str]:
    """The header of the report."""
    import tinygrad_lr

    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
    home = Path(tinygrad_lr.__file__).parents[1]
    return {
        "tinygrad_lr": f"{tinygrad_lr.__version__}, commit {commit(home)}",
        "torch": f"{torch.__version__}, capability {torch.backends.cpu.get_cpu_capability()}, "
        f"{torch.get_num_threads()} thread{'s' * (torch.get_num_threads() != 1)}",
        "NumPy": np.__version__,
        "BLAS": blas(),
        "CPU": f"{processor()}, {os.cpu_count()} cores",
        "GPU": gpu,
        "CUDA": torch.version.cuda or "none",
        "TF32": f"matmul {switched(torch.backends.cuda.matmul.allow_tf32)}, "
        f"cudnn {switched(torch.backends.cudnn.allow_tf32)}",
        "deterministic": switched(torch.are_deterministic_algorithms_enabled()),
        "Python": sys.version.split()[0],
        "system": platform.platform(),
    }
