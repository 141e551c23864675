"""The device itself: it computes, and what a GPU refuses, it refuses. A check that cannot fail would show nothing."""

import subprocess

import numpy as np
import pytest

import tinygrad_lr as tg
from tests.cupy_on_cpu import device

pytestmark = device.needed()


@pytest.fixture
def cp():
    import cupy

    return cupy


def test_kernels_are_compiled_and_run(cp):
    x = cp.arange(3000, dtype=np.float32).reshape(3, 1000)
    assert (x * 2 + 1).get().tolist() == (x.get() * 2 + 1).tolist()
    assert x.sum(1).get().tolist() == x.get().sum(1).tolist()  # threads of a block that meet at barriers
    assert np.allclose((x @ x.T).get(), x.get() @ x.get().T, rtol=1e-5)
    target = cp.zeros(3, np.float32)
    cp.add.at(target, cp.asarray(np.array([0, 1, 0])), cp.asarray(np.ones(3, np.float32)))  # atomic
    assert target.get().tolist() == [2, 1, 0]


def test_another_kernel_gives_other_numbers(cp):
    triple = cp.ElementwiseKernel("T x", "T y", "y = 3 * x", "triple")
    assert triple(cp.ones(2, np.float32)).get().tolist() == [3, 3]
    with pytest.raises(RuntimeError, match=r"g\+\+"):
        cp.ElementwiseKernel("T x", "T y", "y = not_a_name(x)", "wrong")(cp.ones(2, np.float32))


def test_memory_has_sides_and_ends(cp):
    runtime, host = cp.cuda.runtime, np.zeros(4, np.float32)
    x = cp.zeros(4, np.float32)
    device_to_host, host_to_device = runtime.memcpyDeviceToHost, runtime.memcpyHostToDevice
    for to, source, size, kind in (
        (x.data.ptr, x.data.ptr, 16, host_to_device),
        (host.ctypes.data, host.ctypes.data, 16, device_to_host),
        (host.ctypes.data, x.data.ptr, 1 << 40, device_to_host),
    ):
        with pytest.raises(runtime.CUDARuntimeError, match="cudaErrorInvalidValue"):
            runtime.memcpy(to, source, size, kind)
    assert cp.empty(1 << 20, np.uint8).get()[0] == 0x4D  # nonsense, not zeros
    with device.room_for(0), pytest.raises(cp.cuda.memory.OutOfMemoryError):
        cp.empty(1 << 22)


def test_what_may_not_be_captured(cp):
    stream, x = cp.cuda.Stream(non_blocking=True), cp.ones(4, np.float32)
    with stream:
        x + x
        for wait in (cp.cuda.Device().synchronize, cp.cuda.runtime.deviceSynchronize):
            stream.begin_capture()
            with pytest.raises(cp.cuda.runtime.CUDARuntimeError, match="cudaErrorStreamCaptureUnsupported"):
                wait()
            with pytest.raises(cp.cuda.runtime.CUDARuntimeError, match="cudaErrorStreamCaptureInvalidated"):
                stream.end_capture()
    blocking = cp.cuda.Stream()
    with blocking:
        blocking.begin_capture()
        with cp.cuda.Stream.null, pytest.raises(RuntimeError, match="StreamCaptureImplicit"):
            x + x
        with pytest.raises(cp.cuda.runtime.CUDARuntimeError, match="cudaErrorStreamCaptureInvalidated"):
            blocking.end_capture()


def test_a_graph_does_again_what_was_captured(cp):
    stream, x = cp.cuda.Stream(non_blocking=True), cp.ones(4, np.float32)
    with stream:
        y = x * 2
        stream.begin_capture()
        cp.multiply(x, 2, y)
        graph = stream.end_capture()
        x[...] = 5
        assert y.get().tolist() == [2, 2, 2, 2]
        graph.launch()
        assert y.get().tolist() == [10, 10, 10, 10]


def test_what_is_asked_is_counted(cp):
    x = cp.ones(4, np.float32)
    x + x
    with device.counted() as found:
        x + x
        x.get()
    assert {name: found[name] for name in ("launch", "d2h")} == {"launch": 1, "d2h": 1}


def test_it_says_why_where_it_cannot_run(monkeypatch, tmp_path):
    assert device.why_not() == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no g++" in device.why_not()
    monkeypatch.undo()
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, "", ""))
    assert "symbols stripped" in device.why_not()


def test_the_library_is_on_it():
    assert tg.cuda.get_device_name() == "CPU, in place of a GPU"
    assert tg.ones(2, device="cuda").device.type == "cuda"
