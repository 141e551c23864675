"""The real CuPy on the CPU: its own Python, its own launches and its own CUDA C, with everything below answered here.

CuPy's wheel links the CUDA runtime statically, and leaves its symbols in. `install` writes a jump over the first bytes
of each `cudaXxx` function in it, to ours in runtime.cpp; the driver and cuBLAS are found by their names (libcuda.so.1,
libcublas.so.13), which ours bear. NVRTC is asked for nothing: a kernel's source goes to g++ with kernel.h, and what
CuPy takes for a cubin is the path of the shared object. All that is built is kept in a folder, by its contents.

What it shows: what CuPy refuses, lays out, launches, copies and captures, and whether its kernels' texts compute the
right numbers, with subnormal ones of float32 read and written as zeros, as CuPy has it. What it cannot show: a GPU's
own rounding (cuBLAS's, CUDA's exp), races, time on a device. CuPy's prebuilt kernels (sort, argsort: thrust) do not
run.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
BUILT = Path(os.environ.get("CUPY_ON_CPU_BUILT", HERE.parents[1] / "build" / "cupy-on-cpu"))
FLAGS = ["-std=c++17", "-w", "-fPIC"]
# One rounding for each operation, as the CPU's own numbers have it; where a kernel says fma, it is the processor's.
KERNEL_FLAGS = [*FLAGS, *"-O1 -mfma -ffp-contract=off -fpermissive -fvisibility=hidden -fno-gnu-unique".split()]
COUNTS = ("launch", "graph", "malloc", "sync", "h2d", "d2h", "d2d", "memset", "blas", "loaded_in_capture")


class state:
    """Of this process: once the device is installed, there is no way back."""

    runtime: Any = None  # libcuda.so.1 as built here
    run = True  # whether kernels are executed
    sources: dict[str, tuple[str, tuple[str, ...]]] = {}  # noqa: RUF012 (kernels' texts and options, by digest)


def needed(run: bool = True) -> Any:
    """Marks a module's tests, which are skipped where the device is not installed, or runs its kernels or does not."""
    absent = state.runtime is None or state.run is not run
    return pytest.mark.skipif(
        absent, reason=f"needs CuPy on the CPU, {'with' if run else 'without'} kernels: make test-cupy"
    )


def why_not() -> str:
    """What is missing here; "" where the device can be installed."""
    if shutil.which("g++") is None or shutil.which("nm") is None:
        return "no g++ (or no nm): the device's kernels are compiled with it"
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return "the device is for Linux on x86-64"
    for name in ("cupy", "nvidia.cu13"):
        try:
            missing = importlib.util.find_spec(name) is None
        except ModuleNotFoundError:
            missing = True
        if missing:
            return f"no {name}: make test-cupy installs it"
    if not functions_of(origin("cupy_backends.cuda.api.runtime")):
        return "this wheel of CuPy has its symbols stripped: the version in constraints.txt has them"
    return ""


def origin(module: str) -> str:
    """The file of a module, which is not imported."""
    folder = importlib.util.find_spec(module.partition(".")[0])
    assert folder is not None
    (root,) = folder.submodule_search_locations or ()
    (found,) = Path(root, *module.split(".")[1:-1]).glob(module.rpartition(".")[2] + ".*.so")
    return str(found)


def functions_of(library: str) -> dict[str, int]:
    """The runtime's functions in a shared object, and where in it they are."""
    listed = subprocess.run(["nm", library], capture_output=True, text=True).stdout
    return {name: int(at, 16) for at, name in re.findall(r"^(\w+) [tT] (cuda[A-Z]\w*)$", listed, re.M)}


def cuda_13() -> Path:
    """The folder of NVIDIA's wheels."""
    (root,) = importlib.util.find_spec("nvidia.cu13").submodule_search_locations  # type: ignore[union-attr, misc]
    return Path(root)


def headers() -> list[str]:
    """Where CUDA's headers are."""
    return [f"-I{cuda_13() / 'include'}"]


def nvrtc() -> Path:
    """The real NVRTC, which CuPy asks for its version; tests ask it more."""
    return cuda_13() / "lib" / "libnvrtc.so.13"


def built(name: str, sources: list[str], *options: str, text: str = "") -> Path:
    """What g++ makes of sources, made once. RuntimeError with its words, where it cannot."""
    contents = b"".join(Path(HERE / each).read_bytes() for each in (*sources, "runtime.h", "kernel.h"))
    digest = hashlib.sha256(contents + "\0".join((text, *options)).encode()).hexdigest()[:16]
    target = BUILT / digest / name
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    more = []
    if text:
        more = [str(target.with_suffix(".cpp"))]
        Path(more[0]).write_text(text)
    unfinished = target.with_name(f"{os.getpid()}-{name}")  # another process may be at it too
    compile_ = [
        "g++",
        *(str(HERE / each) for each in sources),
        *more,
        *options,
        "-shared",
        "-Wl,-Bsymbolic",
        "-o",
        str(unfinished),
    ]
    done = subprocess.run(compile_, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"g++ ({' '.join(compile_)}):\n{done.stderr[:3000]}")
    unfinished.replace(target)
    return target


def install() -> Any:
    """Put the device in place; returns CuPy. It must not have been imported before."""
    if state.runtime is not None:
        return sys.modules["cupy"]
    os.environ["CUDA_PATH"] = str(cuda_13())  # where CuPy looks for headers
    os.environ["CUPY_ACCELERATORS"] = ""  # CUB's kernels are prebuilt
    os.environ["CUPY_CACHE_DIR"] = str(BUILT / "cache")
    os.environ["CUPY_CACHE_IN_MEMORY"] = "1"
    library = built(
        "libcuda.so.1", ["runtime.cpp", "threads.cpp"], *FLAGS, "-O1", *headers(), "-Wl,-soname,libcuda.so.1"
    )
    state.runtime = ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    if not state.run:
        state.runtime.cpu_runs_nothing()
    for each in (blas_lt(), blas(), nvrtc()):  # CuPy finds what is loaded already
        ctypes.CDLL(str(each), mode=ctypes.RTLD_GLOBAL)
    redirect(origin("cupy_backends.cuda.api.runtime"))
    import cupy
    from cupy.cuda import compiler

    compiler._NVRTCProgram.compile = compiled
    return cupy


def blas_lt() -> Path:
    """What cuBLAS is said to need, with the one function that is looked for in it."""
    name = "libcublasLt.so.13"
    text = 'extern "C" int cublasLtCreate(void**) { return 15; }\n'
    return built(name, [], *FLAGS, f"-Wl,-soname,{name}", text=text)


def blas() -> Path:
    """cuBLAS: the products, and a stub for each of the other functions that CuPy links."""
    wanted = subprocess.run(
        ["nm", "-D", "--undefined-only", origin("cupy_backends.cuda.libs.cublas")], capture_output=True, text=True
    ).stdout
    names = re.findall(r"(cublas\w+)@", wanted)
    here = (HERE / "blas.cpp").read_text()
    written = set(re.findall(r"EXPORT (cublas\w+)\(", here))
    written |= {f"cublas{p}{rest}" for p in "SD" for rest in re.findall(r"EXPORT cublas##P##(\w+)\(", here)}
    stubs = "".join(f'extern "C" int {name}() {{ return 15; }}\n' for name in sorted(set(names) - written))
    versions = BUILT / "libcublas.map"
    BUILT.mkdir(parents=True, exist_ok=True)
    versions.write_text("libcublas.so.13 { global: *; };\n")
    name = "libcublas.so.13"
    return built(
        name, ["blas.cpp"], *FLAGS, "-O1", f"-Wl,-soname,{name}", f"-Wl,--version-script={versions}", text=stubs
    )


def redirect(library: str) -> None:
    """Let the runtime's functions in a library jump to ours."""
    functions = functions_of(library)
    importlib.import_module("cupy_backends.cuda.api.runtime")
    maps = Path("/proc/self/maps").read_text().splitlines()
    base = next(int(line.split("-")[0], 16) for line in maps if line.endswith(os.path.realpath(library)))
    libc = ctypes.CDLL(None)
    for name, at in functions.items():
        function = getattr(state.runtime, name, state.runtime.cpu_not_there)
        target = ctypes.cast(function, ctypes.c_void_p).value
        page = (base + at) & ~4095
        if libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(8192), 7):
            raise RuntimeError("the system does not let code be written over")
        ctypes.memmove(base + at, b"\x48\xb8" + struct.pack("<Q", target) + b"\xff\xe0", 12)  # mov rax, target; jmp rax


def compiled(program: Any, options: tuple = (), log_stream: Any = None) -> tuple[bytes, dict[str, str] | None]:
    """In the place of NVRTC: the path of a shared object that has the program's kernels, and what it calls templates."""
    digest = hashlib.sha256(program.src.encode()).hexdigest()
    state.sources[digest] = program.src, tuple(options)
    templates = {name: f"template_{i}" for i, name in enumerate(program.name_expressions or ())}
    library = with_gxx(program.src, options, templates) if state.run else nothing()
    return bytes(library) + b"\0", templates or None


def nothing() -> Path:
    """What is loaded where kernels are not executed."""
    text = 'struct Kernel { void* call; int parameters; void* sizes; bool meets, flushes; };\nextern "C" const Kernel kernel_not_run;\n'
    return built("none.so", [], *FLAGS, text=text + "const Kernel kernel_not_run = {};\n")


def with_gxx(source: str, options: tuple, templates: dict[str, str]) -> Path:
    """A program's kernels, by g++."""
    pattern = r'extern\s+"C"\s+__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s*)?(\w+)\s*\('
    meets = "true" if re.search(r"__syncthreads|__syncwarp|__shfl", source) else "false"
    kernels = {name: name for name in re.findall(pattern, source)} | templates
    flushes = (
        "true" if "-ftz=true" in options and not re.search(r"double|complex<", source) else "false"
    )  # float32 only
    exports = "".join(f"CPU_KERNEL({name}, {meets}, {flushes}, {what})\n" for what, name in kernels.items())
    source = re.sub(
        r"extern\s+__shared__\s+([\w ]+?)\s+(\w+)\s*\[\s*\]", r"static \1 \2[1 << 15]", source
    )  # as asked for
    passed = [option for option in options if option.startswith(("-I", "-D"))]
    common = [*KERNEL_FLAGS, *passed, *headers()]
    return built("kernel.so", [], *common, "-include", str(precompiled(common)), text=f"{source}\n{exports}")


def precompiled(common: list[str]) -> Path:
    """kernel.h with CuPy's headers, parsed once: g++ finds NAME.gch beside NAME."""
    text = '#include "kernel.h"\n#include <cupy/complex.cuh>\n#include <cupy/carray.cuh>\n'
    folder = BUILT / hashlib.sha256(("\0".join(common) + (HERE / "kernel.h").read_text()).encode()).hexdigest()[:16]
    header = folder / "all.h"
    if not header.with_suffix(".h.gch").exists():
        folder.mkdir(parents=True, exist_ok=True)
        header.write_text(text)
        made = folder / f"{os.getpid()}.gch"
        subprocess.run(["g++", *common, f"-I{HERE}", "-x", "c++-header", str(header), "-o", str(made)], check=True)
        made.replace(header.with_suffix(".h.gch"))
    return header


def counts() -> dict[str, int]:
    """What has been asked of the device so far."""
    found = (ctypes.c_long * len(COUNTS))()
    state.runtime.cpu_counts(found)
    return dict(zip(COUNTS, found))


@contextlib.contextmanager
def named() -> Iterator[list[str]]:
    """A block, and the kernels that it has launched, once it is over."""
    found: list[str] = []
    state.runtime.cpu_note_names()
    yield found
    state.runtime.cpu_names.restype = ctypes.c_char_p
    found += [name.removeprefix("kernel_") for name in state.runtime.cpu_names().decode().split()]


@contextlib.contextmanager
def counted() -> Iterator[dict[str, int]]:
    """A block, and what it has asked of the device, once it is over."""
    found: dict[str, int] = {}
    before = counts()
    yield found
    found.update({name: n - before[name] for name, n in counts().items() if n != before[name]})


@contextlib.contextmanager
def room_for(blocks: int) -> Iterator[None]:
    """A block in which so many more allocations succeed, if they are small."""
    import cupy

    state.runtime.cpu_room(ctypes.c_long(512 * blocks))
    try:
        with cupy.cuda.using_allocator(cupy.cuda.MemoryPool().malloc):  # in which nothing is left
            yield
    finally:
        state.runtime.cpu_room(ctypes.c_long(-1))
