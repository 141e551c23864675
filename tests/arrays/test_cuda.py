"""device="cuda", on a counterfeit device (see counterfeit.py): the engine's tests once more, and what only a device has.

Every entry of parity's table, every transcript and every loop runs on the counterfeit and must give what it gives on
the CPU. On a real device nothing of this file runs but what is marked `gpu`; `make gpu-check` has its own tests.
"""

import copy
import importlib
import pickle
import re
import sys

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from parity.operations.table import OPINFOS
from tests.helpers import counterfeit
from tests.helpers.on_cuda import ELSEWHERE, differences, made_on_cuda
from tests.helpers.transcripts import told, transcripts_of
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.loops import LOOPS


@pytest.fixture
def gpu():
    with counterfeit.device() as machine:
        yield machine


@pytest.fixture
def machine():
    """A counterfeit even on a machine with a GPU, to feign what a GPU cannot be made to do."""
    with counterfeit.device(devices=1) as machine:
        yield machine


# -- the engine's tests, on the device ---------------------------------------------------------------------------------


@pytest.mark.parametrize("opinfo", OPINFOS, ids=lambda opinfo: opinfo.id)
def test_opinfos(opinfo):
    if opinfo.id.startswith(ELSEWHERE):
        pytest.skip("asks where a tensor is")
    assert differences(opinfo) == []


def test_a_reduction_that_only_numpy_has_is_found(monkeypatch):
    opinfo = next(opinfo for opinfo in OPINFOS if opinfo.id == "torch.sum(x)")
    assert differences(opinfo) == []
    monkeypatch.setattr(
        *owner_of(names.REDUCE_TOTAL), lambda x, axis=None, keepdims=False, dtype=None: np.sum(x, axis, where=True)
    )
    assert any("exception in forward" in text for text in differences(opinfo))


def test_a_constant_left_on_the_cpu_is_found(monkeypatch):
    opinfo = next(opinfo for opinfo in OPINFOS if opinfo.id == "torch.exp(x)")
    assert differences(opinfo) == []
    monkeypatch.setattr(OPERATIONS["exp"], "formulas", (lambda g, out: g * out * np.ones(()),))
    monkeypatch.setattr(
        OPERATIONS["exp"].node_class, "visit", lambda node, g, keep: (OPERATIONS["exp"].formulas[0](g, *node.saved[0]),)
    )
    assert any("Unsupported type" in text for text in differences(opinfo))


TRANSCRIPTS = [
    transcript
    for name in ("autograd", "function", "nn", "optim", "views", "data", "gradcheck")
    for transcript in transcripts_of(vars(importlib.import_module(f"tests.helpers.{name}_transcripts")))
]
# memory shared with NumPy, digests of texts that name the device, a module moved to the CPU and its input not
ON_THE_HOST = """memory versions saved_tensors_are_watched numpy_shares_memory arrays_of_tensors dlpack_with_numpy
orders samplers conversion""".split()


def without_device(line):
    line = (
        re.sub(r",\s+device='cuda:0'| \(cuda:0\)", "", line).replace("torch.cuda.", "torch.").replace("cuda:0", "cpu")
    )
    return re.sub(r"\s+", " ", line.replace("device(type='cuda', index=0)", "device(type='cpu')"))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda t: f"{t.__module__.rpartition('.')[2]}.{t.__name__}")
def test_transcripts(transcript, monkeypatch):
    if transcript.__name__ in ON_THE_HOST:
        pytest.skip("looks at memory that NumPy shares, or at the device")
    tg.manual_seed(0)
    on_cpu = told(transcript, tg)
    plain = tg.Tensor.numpy
    monkeypatch.setattr(  # transcripts look at their tensors by numpy(), which refuses: here it moves
        tg.Tensor, "numpy", lambda self, *, force=False: plain(self if self.requires_grad else self.cpu(), force=force)
    )
    tg.manual_seed(0)
    with made_on_cuda():
        on_cuda = told(transcript, tg)
    assert [without_device(line) for line in on_cuda] == [without_device(line) for line in on_cpu]


VARIANTS = [
    *[(name, {}) for name in LOOPS],
    ("quickstart", {"dtype": "float64"}),
    ("songs", {"form": "linear", "optimizer": "Adam", "batch_size": 64}),
]


@pytest.mark.parametrize(("name", "settings"), VARIANTS)
def test_loops(name, settings, gpu):
    pytest.importorskip("sklearn" if name == "songs" else "numpy")
    runs = [
        [(step.loss.cpu().item(), *(p.cpu().tolist() for p in step.parameters.values())) for step in steps]
        for steps in (LOOPS[name].train(tg, epochs=5, device=d, **settings) for d in ("cpu", "cuda"))
    ]
    for on_cpu, on_cuda in zip(*runs, strict=True):
        for a, b in zip(on_cpu, on_cuda, strict=True):
            np.testing.assert_allclose(b, a, rtol=1e-6)


# -- what torch says of devices ----------------------------------------------------------------------------------------


def test_where_a_tensor_is(gpu):
    t = tg.ones(2, 3, device="cuda")
    assert (t.device, str(t.device), t.is_cuda, t.get_device()) == (tg.device("cuda", 0), "cuda:0", True, 0)
    assert (t.type(), repr(t[0])) == ("torch.cuda.FloatTensor", "tensor([1., 1., 1.], device='cuda:0')")
    assert t.cpu().device == tg.device("cpu")
    assert t.cpu().cuda(0).device == t.device == t.to(t).device == tg.zeros_like(t).device == t.new_ones(1).device
    assert t.to("cuda:0") is t.cuda() is t.to(device=0) is t
    assert tg.tensor(t.tolist(), device=tg.device(0)).device == t.device
    assert t.double().to("cpu", tg.int64).dtype == tg.int64
    assert (t.sum().item(), bool(t[0, 0]), f"{t[0, 0]:.1f}", int(t.sum())) == (6.0, True, "1.0", 6)


def test_a_move_keeps_the_order_in_memory_and_carries_gradients(gpu):
    t = tg.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1).requires_grad_()
    moved = t.to("cuda")
    assert moved.stride() == t.stride() == moved.cpu().stride()
    assert moved.grad_fn.name() == "ToCopyBackward0"
    (moved * 2).sum().backward()
    assert (t.grad.device.type, t.grad.tolist()) == ("cpu", (t.detach() * 0 + 2).tolist())


def test_numpy_is_refused(gpu):
    t = tg.ones(2, device="cuda")
    words = (
        "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
    )
    for convert in (t.numpy, lambda: np.asarray(t)):
        with pytest.raises(TypeError, match=re.escape(words)):
            convert()
    assert t.numpy(force=True).tolist() == t.cpu().numpy().tolist() == [1.0, 1.0]


ON = "Expected all tensors to be on the same device, but "
WHEN = "(when checking argument in method wrapper_CUDA_"
MIXED = [
    (lambda a, b: a + b, f"{ON}found at least two devices, cuda:0 and cpu!"),
    (lambda a, b: b * a, f"{ON}found at least two devices, cuda:0 and cpu!"),
    (lambda a, b: a.add_(b), f"{ON}found at least two devices, cuda:0 and cpu!"),
    (lambda a, b: b.mul_(a[0, 0]), f"{ON}found at least two devices, cuda:0 and cpu!"),
    (lambda a, b: tg.where(b > 0, a, a), f"{ON}found at least two devices, cuda:0 and cpu!"),
    (lambda a, b: a @ b, f"{ON}got mat2 is on cpu, different from other tensors on cuda:0 {WHEN}mm)"),
    (lambda a, b: b @ a, f"{ON}got mat2 is on cuda:0, different from other tensors on cpu {WHEN}mm)"),
    (lambda a, b: tg.cat([a, b]), f"{ON}got tensors is on cpu, different from other tensors on cuda:0 {WHEN}cat)"),
    (
        lambda a, b: tg.nn.functional.linear(b, a, a[0]),
        f"{ON}got mat1 is on cpu, different from other tensors on cuda:0 {WHEN}addmm)",
    ),
    (
        lambda a, b: b[tg.tensor([0], device="cuda")],
        "indices should be either on cpu or on the same device as the indexed tensor (cpu)",
    ),
    (
        lambda a, b: setattr(a, "grad", b),
        "attempting to assign a gradient with device type 'cpu' to a tensor with device type 'cuda'. Please ensure that "
        "the gradient and the tensor are on the same device",
    ),
    (lambda a, b: b.cuda("cpu"), "Invalid device, must be cuda device, but got cpu"),
]


@pytest.mark.parametrize(("mix", "words"), MIXED)
def test_mixed_devices_are_refused(mix, words, gpu):
    with pytest.raises(RuntimeError, match=re.escape(words)):
        mix(tg.ones(2, 2, device="cuda"), tg.ones(2, 2))


def test_scalars_of_the_cpu_mix_with_cuda(gpu):
    a, s = tg.ones(2, device="cuda", requires_grad=True), tg.tensor(3.0, requires_grad=True)
    out = a * s + tg.tensor(1) + np.float32(0.5)
    out.sum().backward()
    assert (out.tolist(), out.device.type) == ([4.5, 4.5], "cuda")
    assert (s.grad.item(), s.grad.device.type, a.grad.tolist()) == (2.0, "cpu", [3.0, 3.0])
    assert a.detach()[tg.tensor([1, 0])].tolist() == [1.0, 1.0]
    b = tg.zeros(2)
    assert b.copy_(a.detach()).tolist() == [1.0, 1.0]


def test_the_default_device(gpu):
    tg.set_default_device("cuda")
    try:
        assert tg.get_default_device() == tg.rand(2).device == tg.nn.Linear(1, 1).weight.device == tg.device("cuda:0")
        with tg.device("cpu"):
            assert tg.eye(2).device.type == "cpu"
        assert tg.from_numpy(np.ones(2)).device.type == "cpu"
    finally:
        tg.set_default_device(None)
    assert tg.ones(1).device.type == "cpu"


def test_random_numbers_are_the_cpus(gpu):
    for draw_one in (
        lambda **place: tg.randn(3, 4, **place),
        lambda **place: tg.empty(4, 3, **place).T.normal_(),
        lambda **place: tg.randint(9, (5,), **place),
        lambda **place: tg.bernoulli(tg.full((20,), 0.3, **place)),
        lambda **place: tg.rand_like(tg.ones(4, 3, **place).T),
    ):
        drawn = []
        for name in ("cpu", "cuda"):
            tg.manual_seed(1)
            drawn.append(draw_one(device=name).tolist())
            tg.cuda.manual_seed_all(5)
        assert drawn[0] == drawn[1]


# -- modules, optimizers, files ----------------------------------------------------------------------------------------


def trained(steps=2):
    tg.manual_seed(3)
    model = tg.nn.Sequential(tg.nn.Linear(3, 4), tg.nn.ReLU(), tg.nn.Linear(4, 1)).cuda()
    optimizer = tg.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(steps):
        step(model, optimizer)
    return model, optimizer


def step(model, optimizer):
    optimizer.zero_grad()
    loss = tg.nn.functional.mse_loss(model(tg.ones(5, 3, device="cuda")), tg.ones(5, 1, device="cuda"))
    loss.backward()
    optimizer.step()
    return loss


def test_modules_and_optimizers_move_and_copy(gpu):
    model, optimizer = trained()
    assert {p.device.type for p in model.parameters()} == {p.grad.device.type for p in model.parameters()} == {"cuda"}
    state = optimizer.state_dict()["state"][0]
    assert (state["exp_avg"].device.type, state["step"].device.type) == ("cuda", "cpu")
    other = tg.optim.Adam(copy.deepcopy(model).cpu().parameters())
    other.load_state_dict(optimizer.state_dict())
    assert next(iter(other.state.values()))["exp_avg"].device.type == "cpu"
    assert [p.device.type for p in model.to(tg.ones(1)).parameters()] == ["cpu"] * 4


def test_pickles_go_through_the_host(machine):
    t = tg.ones(2, device="cuda", requires_grad=True)
    data = pickle.dumps(t)
    assert pickle.loads(data).device.type == "cuda"
    machine.devices, count = 0, machine.devices
    try:
        with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
            pickle.loads(data)
    finally:
        machine.devices = count


def test_files_go_through_the_host(gpu, tmp_path):
    pytest.importorskip("safetensors")
    model, optimizer = trained()
    tg.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path / "f")
    loaded = tg.load(tmp_path / "f", map_location="cuda")
    assert loaded["model"]["0.weight"].device.type == "cuda"
    assert tg.load(tmp_path / "f")["model"]["0.weight"].tolist() == model[0].weight.tolist()


def test_dlpack_shares_memory(gpu):
    t = tg.ones(3, device="cuda")
    again = tg.from_dlpack(t)
    again[0] = 5
    assert (t.tolist(), again.device) == ([5.0, 1.0, 1.0], t.device)
    assert t.__dlpack_device__() == (2, 0)


# -- what can be missing -----------------------------------------------------------------------------------------------


def test_without_cupy(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    assert not tg.cuda.is_available()
    assert (tg.cuda.device_count(), tg.cuda.memory_allocated()) == (0, 0)
    tg.cuda.empty_cache()
    with pytest.raises(
        AssertionError, match=r"^Torch not compiled with CUDA enabled: CuPy .*; install cupy-cuda12x or"
    ):
        tg.ones(1, device="cuda")


MISSING = [
    ({"driver": 0}, "Found no NVIDIA driver on your system."),
    ({"driver": 11080}, "this CuPy is for CUDA 12.9, the driver knows CUDA 11.8: update the driver, or install cupy-"),
    ({"devices": 0}, "No CUDA GPUs are available"),
]


@pytest.mark.parametrize(("feigned", "words"), MISSING)
def test_without_a_driver_or_device(feigned, words):
    with counterfeit.device(**feigned):
        assert not tg.cuda.is_available()
        with pytest.raises(RuntimeError, match=re.escape(words)) as caught:
            tg.ones(1, device="cuda")
        assert "\n" not in str(caught.value)


def test_an_index_past_the_last_device(machine):
    for ask in (lambda: tg.ones(1, device="cuda:1"), lambda: tg.ones(1).to(3), lambda: tg.cuda.set_device(1)):
        with pytest.raises(RuntimeError, match=r"CUDA error: invalid device ordinal: cuda:. of 1"):
            ask()


def test_another_device_has_to_be_made_current():
    with counterfeit.device(devices=2, current=0):
        with pytest.raises(RuntimeError, match=r"cuda:1 is not the current device, cuda:0: call cuda\.set_device\(1\)"):
            tg.ones(1, device="cuda:1")
        tg.cuda.set_device("cuda:1")
        assert (tg.cuda.current_device(), tg.ones(1, device="cuda").device) == (1, tg.device("cuda:1"))


def test_the_namespace(machine):
    assert (tg.cuda.is_available(), tg.cuda.device_count(), tg.cuda.get_device_name()) == (True, 1, "Counterfeit")
    assert (tg.cuda.memory_allocated(), tg.cuda.memory_reserved()) == (512, 1024)
    assert tg.cuda.get_device_capability() == (9, 0)
    assert tg.cuda.mem_get_info() == (1 << 20, 1 << 30)
    tg.cuda.synchronize()
    tg.cuda.empty_cache()
    with pytest.raises(AssertionError, match="Invalid device id"):
        tg.cuda.get_device_name(1)


def out_of_memory(model, optimizer):
    """What is said if memory runs out in a step."""
    try:
        step(model, optimizer)
    except tg.OutOfMemoryError as error:
        return str(error)
    return None


@pytest.mark.parametrize("kind", ["SGD", "momentum", "Adam"])
def test_when_memory_runs_out_model_and_optimizer_stay_usable(kind, machine):
    """At whichever allocation it happens: training goes on, and ends as if it had not."""

    def fresh():
        tg.manual_seed(3)
        model = tg.nn.Linear(3, 1).cuda()
        options = {"momentum": 0.9} if kind == "momentum" else {}
        return model, getattr(tg.optim, kind.replace("momentum", "SGD"))(model.parameters(), lr=0.1, **options)

    def numbers():
        return [p.tolist() for p in model.parameters()]

    model, optimizer = fresh()
    start = numbers()
    step(model, optimizer)
    trained, refused = numbers(), 0
    for room in range(200):
        model, optimizer = fresh()
        machine.room = room
        told = out_of_memory(model, optimizer)
        machine.room = None
        if told is None:
            break
        refused += 1
        assert re.match(
            r"CUDA out of memory\. Tried to allocate \d+ bytes\. GPU 0 has a total capacity of [^\n]*$", told
        )
        untouched = numbers() == start
        step(model, optimizer)
        assert (
            numbers() == trained if untouched else np.isfinite(np.concatenate([np.ravel(p) for p in numbers()])).all()
        )
    assert refused > 5
    assert numbers() == trained


# -- the lanes of parity -----------------------------------------------------------------------------------------------


@pytest.mark.torch
def test_tinygrad_lr_on_cuda_against_torch(gpu, capsys):
    torch = pytest.importorskip("torch")
    parity = importlib.import_module("parity.__main__")
    status = parity.main("--device cuda --ops exp matmul std gather --loops quickstart crops --examples 2".split())
    said = capsys.readouterr().out
    assert "0 disagreements" in said
    assert status == (parity.AGREED if torch.cuda.is_available() else parity.NOT_RUN)
    assert ("torch/CUDA against torch/CPU: not run: no CUDA device" in said) is not torch.cuda.is_available()


@pytest.mark.torch
def test_a_disagreement_on_cuda_is_told(machine, monkeypatch):
    pytest.importorskip("torch")
    parity = importlib.import_module("parity.__main__")
    exact = counterfeit.call_ufunc

    def wrong(ufunc, inputs, kwargs):
        result = exact(ufunc, inputs, kwargs)
        return result * 1.001 if ufunc is np.exp else result

    monkeypatch.setattr(counterfeit, "call_ufunc", wrong)
    assert parity.main("--device cuda --ops exp --examples 2".split()) == parity.DISAGREED


@pytest.mark.gpu
@pytest.mark.skipif(not tg.cuda.is_available(), reason="needs a CUDA device")
def test_on_a_real_device():
    model, optimizer = trained(20)
    assert step(model, optimizer).item() < 0.5
    assert tg.cuda.memory_allocated() > 0
    tg.cuda.synchronize()
