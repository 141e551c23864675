"""What NVIDIA's compiler says of the kernels, for the GPU of an H200 (sm_90): it needs no GPU.

Each source that this process has asked CuPy for is compiled, the project's own first: no error, the multiplications and
additions that are promised to be one (FMA) are, and no register is spilled into memory.
"""

import re

import numpy as np
import pytest

from tests.cupy_on_cpu import device
from tinygrad_lr.arrays import cuda, kernels

pytestmark = device.needed()

ONE = ("fma", "product", "small_product", "squares", "descent", "step")  # in which a product and a sum are rounded once

NO_SPILLS = " 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads"


def compiled(source, options):
    """PTX, and what ptxas says."""
    from cupy_backends.cuda.libs import nvrtc

    program = nvrtc.createProgram(source, "kernel.cu", (), ())
    options = tuple(o for o in options if not o.startswith("-arch")) + ("-arch=sm_90", "--ptxas-options=-v")
    nvrtc.compileProgram(program, options)
    return nvrtc.getPTX(program).decode(), nvrtc.getProgramLog(program)


def call_own():
    """Let CuPy compile the project's own kernels, in both dtypes."""
    import cupy

    for dtype in (np.float32, np.float64):
        x = cupy.ones((2, 2), dtype)
        for name in cuda.KERNELS:
            cuda.kernel(name, cupy)(*[x] * len(cuda.KERNELS[name][0].split(", ")))
        cuda.product(x, x)
        kernels.small_product(x, x, x[0])
        kernels.column_sums(x)
        kernels.mean_square(x, x)
        kernels.slope(x, x, x[0, 0])
        kernels.descend([(x, x)] * 16, 0.5)
        assert kernels.raw("step", x.dtype.char, cupy).kernel


def names_of(source):
    return re.findall(r'extern "C" __global__ void (?:__launch_bounds__\([^)]*\) )?(\w+)\(', source)


def test_the_projects_kernels():
    call_own()
    own = {n: s for s in device.state.sources.values() for n in names_of(s[0]) if n.startswith("tinygrad_lr")}
    expected = {*cuda.KERNELS, "product", *kernels.KERNELS, "descent_16", "step"}
    assert {f"tinygrad_lr_{name}" for name in expected} <= own.keys()
    for name, (source, options) in own.items():
        ptx, said = compiled(source, options)
        assert NO_SPILLS in said, name
        if re.sub(r"tinygrad_lr_|_\d+$", "", name) in ONE:
            assert re.search(r"fma\.rn(\.ftz)?\.f(32|64)", ptx), name


def test_what_is_wrong_is_told():
    from cupy_backends.cuda.libs import nvrtc

    with pytest.raises(nvrtc.NVRTCError):
        compiled('extern "C" __global__ void f(float* x) { x[0] = not_a_name; }', ())
    ptx, _ = compiled('extern "C" __global__ void f(float* x) { x[0] = __fadd_rn(__fmul_rn(x[1], x[2]), x[3]); }', ())
    assert "fma.rn" not in ptx
    many = "".join(f"y[{i}] = x[{i}] * y[{i}];" for i in range(600))
    spilling = f'extern "C" __global__ void __launch_bounds__(1024, 2) f(float* x) {{ float y[600]; {many} '
    spilling += "for (int i = 0; i < 600; i++) x[i] = y[(i * (int)x[0]) % 600]; }"
    assert NO_SPILLS not in compiled(spilling, ())[1]


@pytest.mark.soak
def test_all_kernels_that_were_asked_for():
    for source, options in list(device.state.sources.values()):
        if source.strip():
            assert " 0 bytes spill stores" in compiled(source, options)[1], names_of(source)
