"""Where a run was made: everything that a time depends on, as text by name."""

from __future__ import annotations

import datetime
import importlib.metadata
import importlib.util
import os
import platform
import re
import shlex
import sys
from pathlib import Path

from pages.provenance import commit, output

ABSENT = "not measured: {} is not installed"


def header(argv: list[str]) -> dict[str, str]:
    """What stands above every table."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": processor(),
        "cores": cores(),
        "load": load(),
        "pinning": pinning(),
        "frequency": frequency(),
        "caches": caches(),
        "memory": memory(),
        "GPU": gpu(),
        "system": platform.platform(),
        "Python": f"{platform.python_implementation()} {platform.python_version()}, {platform.python_compiler()}",
        "NumPy": version("numpy"),
        "BLAS": blas(),
        "torch": torch_build(),
        "others": others(),
        "commit": commit(),
        "command": shlex.join(argv),
    }


def version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ABSENT.format(package)


def first(path: str, pattern: str) -> str | None:
    """The first group of the pattern's first match in a system file."""
    try:
        found = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        return None
    return found[1] if found else None


def processor() -> str:
    name = first("/proc/cpuinfo", r"^model name\s*:\s*(.*)$") or sysctl("machdep.cpu.brand_string")
    flags = (first("/proc/cpuinfo", r"^flags\s*:\s*(.*)$") or "").split()
    widest = next((w for w in ("avx512f", "avx2", "avx") if w in flags), "")
    cache = first("/sys/devices/system/cpu/cpu0/cache/index3/size", r"(.*)")
    model = first("/proc/cpuinfo", r"^cpu family\s*:\s*(.*)$"), first("/proc/cpuinfo", r"^model\s*:\s*(.*)$")
    number = f"family {model[0]} model {model[1]}" if all(model) else ""
    return ", ".join(filter(None, (name or platform.processor(), number, widest, cache and f"L3 {cache}")))


def sysctl(name: str) -> str | None:
    return output("sysctl", "-n", name)


def cores() -> str:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    virtual = "hypervisor" in (first("/proc/cpuinfo", r"^flags\s*:\s*(.*)$") or "")
    return f"{usable} of {os.cpu_count()}" + (", of a virtual machine" if virtual else "")


def load() -> str:
    """Processes that wanted a core in the last minute: a quiet machine has less than one, which is this run."""
    return f"{os.getloadavg()[0]:.1f} processes at the start" if hasattr(os, "getloadavg") else "unknown"


def pinning() -> str:
    """The cores that this process may run on."""
    if not hasattr(os, "sched_getaffinity"):
        return "unknown"
    return f"not pinned: the process may run on {', '.join(map(str, sorted(os.sched_getaffinity(0))))}"


def frequency() -> str:
    """What the system tells of the clock: its governor, and the pace that it reports."""
    governor = first("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", r"(.*)")
    pace = first("/proc/cpuinfo", r"^cpu MHz\s*:\s*(.*)$")
    told = [
        f"governor {governor}" if governor else "no governor told",
        f"{float(pace):.0f} MHz reported" if pace else "",
    ]
    return ", ".join(filter(None, told))


def caches() -> str:
    """Level and size of each cache of the first core."""
    found = []
    for place in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        level, kind, size = (first(str(place / name), r"(.*)") for name in ("level", "type", "size"))
        found.append(f"L{level} {(kind or '').lower()} {size}")
    return ", ".join(found) or "unknown"


def memory() -> str:
    kilobytes = first("/proc/meminfo", r"^MemTotal:\s*(\d+)")
    size = int(kilobytes) * 1024 if kilobytes else int(sysctl("hw.memsize") or 0)
    return f"{size / 2**30:.1f} GiB" if size else "unknown"


def gpu() -> str:
    """Name, driver, CUDA, clocks and whether rounding may be cut short."""
    if not importlib.util.find_spec("torch"):
        return ABSENT.format("torch")
    import torch

    if not torch.cuda.is_available():
        return "not measured: no GPU"
    fields = "driver_version,clocks.sm,clocks.mem,pstate,power.limit"
    state = output("nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader", "--id=0") or "no nvidia-smi"
    tf32 = torch.backends.cuda.matmul.allow_tf32
    return f"{torch.cuda.get_device_name(0)}, CUDA {torch.version.cuda}, TF32 {tf32}, {fields}: {state}"


def blas() -> str:
    """Every BLAS in the process, with the kernels it chose."""
    if not importlib.util.find_spec("threadpoolctl"):
        return ABSENT.format("threadpoolctl")
    import numpy  # noqa: F401 (loads its BLAS)
    import threadpoolctl

    if importlib.util.find_spec("torch"):
        import torch  # noqa: F401 (and its own)
    return (
        "; ".join(
            f"{Path(each['filepath']).name}: {each['internal_api']} {each.get('version') or ''}"
            f"{', ' + each['architecture'] + ' kernels' if each.get('architecture') else ''}"
            f", {each['num_threads']} threads"
            for each in threadpoolctl.threadpool_info()
        )
        + forced()
    )


def forced() -> str:
    names = [name for name in ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS") if name in os.environ]
    return "".join(f"; {name}={os.environ[name]}" for name in names)


def torch_build() -> str:
    if not importlib.util.find_spec("torch"):
        return ABSENT.format("torch")
    import torch

    blas_library = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
    flags = [
        f"BLAS {blas_library[1]}" if blas_library else "",
        f"{torch.backends.cpu.get_cpu_capability()}",
        f"{torch.get_num_threads()} threads",
        f"deterministic algorithms {torch.are_deterministic_algorithms_enabled()}",
        f"float32 matmul precision {torch.get_float32_matmul_precision()}",
    ]
    return ", ".join([torch.__version__, *filter(None, flags)])


def others() -> str:
    names = ("tinygrad_lr", "jax", "jaxlib", "mygrad", "autograd", "numba", "threadpoolctl")
    found = [(name, version(name)) for name in names]
    return ", ".join(f"{name} {number}" for name, number in found if not number.startswith("not measured"))


if __name__ == "__main__":
    print(*(f"{name:10} {text}" for name, text in header(sys.argv).items()), sep="\n")
