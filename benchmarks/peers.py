"""Who takes part. A contender builds a Runner for a workload, and says why when it cannot.

Only tinygrad_lr and NumPy are always there. The others take part when they are installed. Each is used as
its documentation uses it for such a loop, with nothing a user would not write; a step counts as done when
its loss is there.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinygrad_lr.terminal import unknown as not_known

from . import by_hand
from .by_hand import Order, random_order
from .workloads import BadInput, Data, Runner, Workload, train

WARM_UP = 3  # steps of torch before one is captured


def loop_steps(workload: Workload) -> int:
    """Steps of one call where the loop itself is compiled: what is to be looked at is the loop, and not the call."""
    numbers = workload.n * workload.features
    return 10_000 if numbers <= 1000 else 100 if numbers * max(workload.outputs, workload.hidden, 1) <= 1 << 24 else 10


@dataclass(frozen=True)
class Contender:
    """`build(workload, data, order)` makes the Runner; without a loader of its own it shuffles by `order`."""

    name: str
    group: str  # what --peers calls it
    build: Callable[[Workload, Data, Order], Runner]
    absent: Callable[[], str | None] = lambda: None  # why it cannot take part
    takes: Callable[[Workload], bool] = lambda workload: True
    threads: int = 0  # how many it has, whatever `--threads` says; 0: as many as that says
    slow: bool = False  # takes part only when named, since it needs minutes


def needs(module: str) -> Callable[[], str | None]:
    return lambda: None if importlib.util.find_spec(module) else f"{module} is not installed"


def needs_gpu() -> str | None:
    missing = needs("torch")()
    if missing:
        return missing
    return None if importlib.import_module("torch").cuda.is_available() else "no GPU"


def needs_our_gpu() -> str | None:
    return None if ours().cuda.is_available() else "no GPU, or no CuPy"


def needs_compiler() -> str | None:
    found = any(shutil.which(name) for name in (os.environ.get("CXX") or "g++", "clang++"))
    return needs("torch")() or (None if found else "no C++ compiler")


def ours() -> Any:
    return importlib.import_module("tinygrad_lr")


def torch() -> Any:
    return importlib.import_module("torch")


# -- tinygrad_lr and torch: the same loops ------------------------------------------------------------------


def build_ours(workload: Workload, data: Data, order: Order) -> Runner:
    return train(ours(), workload, data)


def build_ours_compiled(workload: Workload, data: Data, order: Order) -> Runner:
    return train(ours(), workload, data, compile=ours().compile)


def build_ours_numba(workload: Workload, data: Data, order: Order) -> Runner:
    """The loop over steps, or over the batches of an epoch, is inside what is compiled."""
    steps = loop_steps(workload)
    machine_code = functools.partial(ours().compile, backend="numba")
    if workload.batch:
        return train(
            ours(), workload, data, compile=machine_code, epoch_of=lambda step, batches: step.epochs(1, batches)[-1]
        )

    def many(step: Callable) -> Callable:
        return functools.partial(machine_code(step).repeat, steps)

    return Runner(train(ours(), workload, data, compile=many).call, steps)


def build_torch(workload: Workload, data: Data, order: Order) -> Runner:
    return train(torch(), workload, data)


def build_torch_compiled(workload: Workload, data: Data, order: Order) -> Runner:
    """The whole step as one graph, which takes a functional step: compiled around `loss.backward()`, the loop's own
    step falls into pieces and is slower than eager."""
    fw = torch()
    fw._dynamo.reset()  # no workload may use up another one's recompilations
    linear, relu, mse_loss = (getattr(fw.nn.functional, name) for name in ("linear", "relu", "mse_loss"))

    def loss_of(parameters: Any, x: Any, y: Any) -> Any:
        *hidden, W, b = parameters
        return mse_loss(linear(relu(linear(x, *hidden)) if hidden else x, W, b), y)

    @fw.compile(fullgraph=True)
    def step(x: Any, y: Any) -> Any:
        grads, loss = fw.func.grad_and_value(loss_of)(parameters, x, y)
        for p, g in zip(parameters, grads):
            p.sub_(g, alpha=workload.lr)
        return loss

    parameters = [fw.from_numpy(p) for p in data.copy()]
    return over_batches(workload, Data(fw.from_numpy(data.x), fw.from_numpy(data.y), data.start), order, step)


def build_cuda(workload: Workload, data: Data, order: Order) -> Runner:
    """The data is on the GPU before the clock starts; W8's loader shuffles there too."""
    runner = train(torch(), workload, data, device="cuda")
    runner.sync = torch().cuda.synchronize
    return runner


def build_our_cuda(workload: Workload, data: Data, order: Order) -> Runner:
    """As torch CUDA: the loader's rows are drawn on the processor, and taken on the GPU."""
    runner = train(ours(), workload, data, device="cuda")
    runner.sync = ours().cuda.synchronize
    return runner


def build_our_cuda_graph(workload: Workload, data: Data, order: Order) -> Runner:
    runner = train(ours(), workload, data, device="cuda", compile=ours().compile)
    runner.sync = ours().cuda.synchronize
    return runner


def build_cuda_graph(workload: Workload, data: Data, order: Order) -> Runner:
    """The loop's own step, captured for each shape of batch as torch's documentation has it: after three steps on
    another stream, and on copies of its arguments."""
    fw = torch()

    def captured(step: Callable) -> Callable:
        taken: dict[Any, int] = {}
        graphs: dict[Any, tuple] = {}
        side = fw.cuda.Stream()

        def run(x: Any, y: Any) -> Any:
            taken[x.shape] = taken.get(x.shape, 0) + 1
            if taken[x.shape] <= WARM_UP:
                side.wait_stream(fw.cuda.current_stream())
                with fw.cuda.stream(side):
                    loss = step(x, y)
                fw.cuda.current_stream().wait_stream(side)
                return loss
            if x.shape not in graphs:
                graph, inputs = fw.cuda.CUDAGraph(), (x.clone(), y.clone())
                with fw.cuda.graph(graph):
                    loss = step(*inputs)
                graphs[x.shape] = graph, inputs, loss
            graph, inputs, loss = graphs[x.shape]
            for static, given in zip(inputs, (x, y)):
                static.copy_(given)
            graph.replay()
            return loss

        return run

    runner = train(fw, workload, data, device="cuda", compile=captured)
    runner.sync = fw.cuda.synchronize
    return runner


# -- those that differentiate a function of the parameters --------------------------------------------------


def mean_square(np: Any, parameters: Any, x: Any, y: Any) -> Any:
    """The loss, over a namespace that looks like NumPy: weights (in, out)."""
    if len(parameters) == 4:
        W1, b1, W, b = parameters
        x = np.maximum(x @ W1 + b1, 0)
    else:
        W, b = parameters
    return np.mean((x @ W + b - y) ** 2)


def over_batches(workload: Workload, data: Data, order: Order, step: Callable) -> Runner:
    """`step(x, y)` on everything, or on shuffled batches."""
    x, y, size = data.x, data.y, workload.batch
    if not size:
        return Runner(lambda: step(x, y))

    def epoch() -> Any:
        rows = order()
        x_now, y_now = x[rows], y[rows]
        for i in range(0, len(rows), size):
            loss = step(x_now[i : i + size], y_now[i : i + size])
        return loss

    return Runner(epoch, workload.steps)


def start(data: Data) -> list[np.ndarray]:
    return [p.T.copy() for p in data.start]


def one_thread_of_jax() -> Any:
    """JAX. Its pool of threads is as large as this variable says when it is first used, or else as the machine."""
    os.environ["NPROC"] = "1"
    return importlib.import_module("jax")


def jax_step(workload: Workload) -> Callable:
    jax = one_thread_of_jax()
    loss_and_grads = jax.value_and_grad(lambda parameters, x, y: mean_square(jax.numpy, parameters, x, y))

    def step(parameters: Any, x: Any, y: Any) -> Any:
        loss, grads = loss_and_grads(parameters, x, y)
        return [p - workload.lr * g for p, g in zip(parameters, grads)], loss

    return step


def on_jax(workload: Workload, data: Data) -> tuple[list, Data]:
    """The start and the data as JAX's arrays; batches are cut from NumPy's, which is quicker."""
    asarray = one_thread_of_jax().numpy.asarray
    if not workload.batch:
        data = Data(asarray(data.x), asarray(data.y), data.start)
    return [asarray(p) for p in start(data)], data


def build_jax(workload: Workload, data: Data, order: Order) -> Runner:
    compiled = one_thread_of_jax().jit(jax_step(workload))
    parameters, data = on_jax(workload, data)

    def step(x: Any, y: Any) -> Any:
        nonlocal parameters
        parameters, loss = compiled(parameters, x, y)
        return loss.block_until_ready()

    return over_batches(workload, data, order, step)


def build_jax_loop(workload: Workload, data: Data, order: Order) -> Runner:
    """The loop over steps is inside what is compiled."""
    jax = one_thread_of_jax()
    one = jax_step(workload)
    parameters, data = on_jax(workload, data)
    zero = jax.numpy.zeros((), np.float32)
    steps = loop_steps(workload)

    @jax.jit
    def many(parameters: Any, x: Any, y: Any) -> Any:
        return jax.lax.fori_loop(0, steps, lambda i, state: one(state[0], x, y), (parameters, zero))

    def call() -> Any:
        nonlocal parameters
        parameters, loss = many(parameters, data.x, data.y)
        return loss.block_until_ready()

    return Runner(call, steps)


def build_mygrad(workload: Workload, data: Data, order: Order) -> Runner:
    mygrad = importlib.import_module("mygrad")
    mygrad.turn_memory_guarding_off()  # as its documentation advises for speed
    parameters = [mygrad.tensor(p) for p in start(data)]
    rate = np.float32(workload.lr)

    def step(x: Any, y: Any) -> Any:
        loss = mean_square(mygrad, parameters, x, y)
        loss.backward()
        for p in parameters:
            p.data -= rate * p.grad
        return loss

    return over_batches(workload, data, order, step)


def build_autograd(workload: Workload, data: Data, order: Order) -> Runner:
    anp = importlib.import_module("autograd.numpy")
    loss_and_grads = importlib.import_module("autograd").value_and_grad(
        lambda parameters, x, y: mean_square(anp, parameters, x, y)
    )
    parameters, rate = start(data), np.float32(workload.lr)

    def step(x: Any, y: Any) -> Any:
        loss, grads = loss_and_grads(parameters, x, y)
        for p, g in zip(parameters, grads):
            p -= rate * g
        return loss

    return over_batches(workload, data, order, step)


# -- the list ----------------------------------------------------------------------------------------------


def loops_inside(workload: Workload) -> bool:
    return not workload.batch


def no_large_product(workload: Workload) -> bool:
    """What `compile` captures as a CUDA graph: larger products are for cuBLAS."""
    return workload.n * workload.features * max(workload.outputs, workload.hidden) <= 1 << 24


CONTENDERS = {
    c.name: c
    for c in (
        Contender("np_opt", "numpy", by_hand.optimized),
        Contender("plain NumPy", "numpy", by_hand.plain),
        Contender("tinygrad_lr", "tinygrad_lr", build_ours),
        Contender("tinygrad_lr compile", "tinygrad_lr", build_ours_compiled),
        Contender("tinygrad_lr numba", "tinygrad_lr", build_ours_numba, needs("numba")),
        Contender("torch", "torch", build_torch, needs("torch")),
        Contender("torch.compile", "torch.compile", build_torch_compiled, needs_compiler, slow=True),
        Contender("torch CUDA", "torch", build_cuda, needs_gpu),
        Contender("tinygrad_lr CUDA", "tinygrad_lr", build_our_cuda, needs_our_gpu),
        Contender("torch CUDA graph", "torch", build_cuda_graph, needs_gpu),
        Contender("tinygrad_lr CUDA compile", "tinygrad_lr", build_our_cuda_graph, needs_our_gpu, no_large_product),
        Contender("JAX jit", "jax", build_jax, needs("jax"), threads=1),
        Contender("JAX fori_loop", "jax", build_jax_loop, needs("jax"), loops_inside, threads=1),
        Contender("MyGrad", "mygrad", build_mygrad, needs("mygrad")),
        Contender("autograd", "autograd", build_autograd, needs("autograd")),
    )
}
ALWAYS = {"numpy", "tinygrad_lr"}
GROUPS = sorted({c.group for c in CONTENDERS.values()} - ALWAYS)


def choose(wanted: Iterable[str] | None) -> tuple[list[Contender], dict[str, str]]:
    """Those that take part, and why the others do not.

    `wanted` names groups, or "all" or "none"; None means whoever is installed and does not take minutes.
    """
    wanted = None if wanted is None else set(wanted)
    unknown = (wanted or set()) - {*GROUPS, *ALWAYS, "all", "none"}
    if unknown:
        raise BadInput(not_known("peer", min(unknown), [*GROUPS, "all", "none"]))
    present, absent = [], {}
    for contender in CONTENDERS.values():
        asked = wanted is not None and (contender.group in wanted or "all" in wanted)
        if contender.group not in ALWAYS and not (asked or wanted is None):
            continue
        reason = contender.absent()
        if reason is None and contender.slow and not asked:
            reason = f"takes minutes: --peers {contender.group}"
        if reason is None:
            present.append(contender)
        else:
            absent[contender.name] = reason
    return present, absent


def build(contender: Contender, workload: Workload, data: Data, order: Order | None = None) -> Runner:
    return contender.build(workload, data, order or random_order(workload.n))
