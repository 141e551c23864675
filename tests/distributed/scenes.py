"""What each process of a group does in a scene: `python -m tests.distributed.scenes BACKEND FOLDER` under torchrun's variables.

A scene is given a framework, tinygrad_lr or torch, and returns what can be written as JSON. Every process runs every
scene on every framework that `backend` carries, and writes what came of it into the folder.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

SCENES: dict[str, Callable[[Any], Any]] = {}


def scene(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    SCENES[function.__name__] = function
    return function


def said(call: Callable[[], Any]) -> Any:
    """What a call returns, or the kind and the words of its refusal."""
    try:
        return call()
    except Exception as error:
        return [type(error).__name__, str(error)]


def of_rank(fw: Any, *shape: int, **kwargs: Any) -> Any:
    """Numbers that differ from process to process."""
    n = int(np.prod(shape))
    return (fw.arange(n, dtype=fw.float32) + 10 * fw.distributed.get_rank()).reshape(*shape).to(**kwargs)


# Collectives


@scene
def who_is_there(fw: Any) -> Any:
    d = fw.distributed
    return [
        d.get_rank(),
        d.get_world_size(),
        d.is_initialized(),
        d.is_available(),
        d.get_process_group_ranks(d.group.WORLD),
    ]


@scene
def reductions(fw: Any) -> Any:
    d, found = fw.distributed, {}
    for name in ("SUM", "PRODUCT", "MIN", "MAX"):
        for dtype in (fw.float32, fw.float64, fw.int32, fw.int64, fw.uint8):
            t = of_rank(fw, 2, 3).to(dtype) % 7 + 1
            assert d.all_reduce(t, op=getattr(d.ReduceOp, name)) is None
            found[f"{name} {dtype}".replace("torch.", "")] = t.tolist()
    return found


@scene
def reduce_to_one(fw: Any) -> Any:
    t = of_rank(fw, 3)
    fw.distributed.reduce(t, dst=1)
    return t.tolist() if fw.distributed.get_rank() == 1 else None


@scene
def broadcasts(fw: Any) -> Any:
    t = of_rank(fw, 2, 2)
    fw.distributed.broadcast(t, src=1)
    objects = [fw.distributed.get_rank(), {"a": 1}]
    fw.distributed.broadcast_object_list(objects, src=1)
    return [t.tolist(), objects]


@scene
def gathers(fw: Any) -> Any:
    d = fw.distributed
    parts = [fw.zeros(2) for _ in range(d.get_world_size())]
    d.all_gather(parts, of_rank(fw, 2))
    whole = fw.zeros(d.get_world_size() * 2)
    d.all_gather_single(whole, of_rank(fw, 2))
    objects = [None] * d.get_world_size()
    d.all_gather_object(objects, {"rank": d.get_rank()})
    return [[t.tolist() for t in parts], whole.tolist(), objects]


@scene
def to_one_and_from_one(fw: Any) -> Any:
    d = fw.distributed
    rank, n = d.get_rank(), d.get_world_size()
    parts = [fw.zeros(2, 2) for _ in range(n)]
    assert d.gather(of_rank(fw, 2, 2), parts if rank == 1 else None, dst=1) is None
    mine = fw.zeros(2, 2)
    given = [of_rank(fw, 2, 2) + 100 * i for i in range(n)]
    d.scatter(mine, given if rank == 0 else None)
    later = d.gather(of_rank(fw, 2, 2).t(), parts if rank == 0 else [], async_op=True)
    return [later.wait(), [t.tolist() for t in parts], mine.tolist()]


@scene
def objects_to_one_and_from_one(fw: Any) -> Any:
    d = fw.distributed
    rank, n = d.get_rank(), d.get_world_size()
    found, mine = [None] * n, [None, "stays"]
    d.gather_object({"rank": rank}, found if rank == 0 else None)
    d.scatter_object_list(mine, [("for", i) for i in range(n)] if rank == 1 else None, src=1)
    return [found, [list(mine[0]), mine[1]]]


@scene
def from_one_to_another(fw: Any) -> Any:
    """Around the circle; then all to the first, which takes whoever comes."""
    d = fw.distributed
    rank, n = d.get_rank(), d.get_world_size()
    t = fw.zeros(3)
    work = d.isend(of_rank(fw, 3), (rank + 1) % n, tag=3)
    sender = d.recv(t, (rank - 1) % n, tag=3)
    found = [sender, t.tolist(), work.wait()]
    if rank:
        d.send(of_rank(fw, 2), 0)
        return found
    senders = []
    for _ in range(n - 1):
        t = fw.zeros(2)
        senders.append([d.recv(t), *t.tolist()])
    return [*found, sorted(senders)]


@scene
def numbers_in_a_group(fw: Any) -> Any:
    d = fw.distributed
    some = d.new_group([1, 0], timeout=timedelta(seconds=60))
    t = of_rank(fw, 1)
    member = d.get_rank() < 2
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        if member or fw.__name__ != "torch":
            d.broadcast(t, group_src=1, group=some)
    if not member:  # torch has no group there, but a number
        return None
    found = [d.get_group_rank(some, 1), d.get_global_rank(some, 1), said(lambda: d.get_global_rank(d.group.WORLD, 0))]
    return [t.tolist(), found, len(heard)]


@scene
def not_a_member(fw: Any) -> Any:
    """Whoever is no member does nothing, with a warning."""
    d = fw.distributed
    few = d.new_group([0])
    t = of_rank(fw, 1)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        results = [d.all_reduce(t, group=few, async_op=True) is None, d.gather(t, [t], group=few)]
        results.append(d.isend(t, 0, few) is None if d.get_rank() else None)
        d.broadcast(t, 0, few)
        d.barrier(few)
    return [results if d.get_rank() else None, t.tolist(), [str(w.message) for w in heard]]


@scene
def scatters(fw: Any) -> Any:
    d = fw.distributed
    out, other = fw.zeros(2), fw.zeros(2)
    d.reduce_scatter(out, [of_rank(fw, 2) + i for i in range(d.get_world_size())])
    d.reduce_scatter_single(other, of_rank(fw, 2 * d.get_world_size()))
    return [out.tolist(), other.tolist()]


@scene
def later(fw: Any) -> Any:
    t, alone = of_rank(fw, 3), fw.ones(1)
    works = [fw.distributed.all_reduce(x, async_op=True) for x in (t, alone)]
    return [[work.wait() for work in works], [work.is_completed() for work in works], t.tolist(), alone.tolist()]


@scene
def memory_is_shared(fw: Any) -> Any:
    """What was taken of the tensor before sees the result; a leaf may be written to, and its version stays."""
    t = of_rank(fw, 4).requires_grad_()
    array = t.detach().numpy()
    before = t._version
    fw.distributed.all_reduce(t.detach())
    return [array.tolist(), t._version == before, t.requires_grad]


@scene
def out_of_order(fw: Any) -> Any:
    """torch's gloo takes every tensor for one in C order, and writes to the elements beside it."""
    t = of_rank(fw, 3, 4)
    fw.distributed.all_reduce(t[:, ::2])
    return t.tolist()


@scene
def some_of_us(fw: Any) -> Any:
    d = fw.distributed
    few = d.new_group([1])
    t = of_rank(fw, 2)
    if d.get_rank() == 1:
        d.all_reduce(t, group=few)
        return [t.tolist(), d.get_rank(few), d.get_world_size(few)]
    return d.get_rank(few) if hasattr(few, "rank") else -1


@scene
def refusals(fw: Any) -> Any:
    d = fw.distributed
    return [
        said(lambda: d.init_process_group("gloo")),
        said(lambda: d.init_process_group("gloo", device_id=0)),
        said(lambda: d.all_reduce(3)),
        said(lambda: d.broadcast(fw.ones(1))),
        said(lambda: d.broadcast(fw.ones(1), 0, group_src=0)),
        said(lambda: d.send(fw.ones(1), d.get_rank())),
        said(lambda: d.gather(fw.ones(1), None, dst=d.get_rank())),
        said(lambda: d.gather(fw.ones(1), [fw.ones(1)], dst=1 - min(d.get_rank(), 1))),
        said(lambda: d.scatter(fw.ones(1), None, src=d.get_rank())),
        said(lambda: d.scatter(fw.ones(1), [fw.ones(1)], src=1 - min(d.get_rank(), 1))),
        said(lambda: d.scatter(fw.ones(1), [fw.ones(1, dtype=fw.int64)], src=d.get_rank())),
        said(lambda: d.all_gather([fw.ones(1, dtype=fw.int64)] * d.get_world_size(), fw.ones(1))),
        said(lambda: d.reduce_scatter(fw.ones(1), [fw.ones(1, dtype=fw.int64)] * d.get_world_size())),
        said(lambda: d.gather_object(1, None, dst=d.get_rank())),
        said(lambda: d.scatter_object_list([], [])),
        said(lambda: d.scatter_object_list([None], None, src=d.get_rank())),
        said(lambda: d.new_group([0, 0])),
        said(lambda: d.new_group([d.get_world_size()])),
        said(lambda: d.new_group(list(range(d.get_world_size() + 1)))),
        said(lambda: d.get_node_local_rank(7)),
        [d.is_backend_available(name) for name in ("gloo", "GLOO", "none")],
        said(lambda: fw.nn.parallel.DistributedDataParallel(fw.nn.ReLU())),
        said(lambda: fw.nn.parallel.DistributedDataParallel(fw.nn.Linear(1, 1), device_ids=[0])),
        said(lambda: fw.nn.parallel.DistributedDataParallel(fw.nn.Linear(1, 1), device_ids=[0, 1])),
    ]


# DistributedDataParallel


def two_layers(fw: Any) -> Any:
    class Two(fw.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = fw.nn.Linear(3, 2), fw.nn.Linear(3, 2)
            self.register_buffer("seen", fw.zeros(1))

        def forward(self, x: Any, both: bool = True) -> Any:
            self.seen += x.sum()
            return self.a(x) + self.b(x) if both else self.a(x)

    fw.manual_seed(7 + fw.distributed.get_rank())
    return Two()


def grads(model: Any) -> list:
    return [None if p.grad is None else p.grad.tolist() for p in model.parameters()]


def wrapped(fw: Any, **kwargs: Any) -> Any:
    return fw.nn.parallel.DistributedDataParallel(two_layers(fw), **kwargs)


@scene
def replicas_start_alike(fw: Any) -> Any:
    model = wrapped(fw)
    return [[t.tolist() for t in model.state_dict().values()], list(model.state_dict()), repr(model)]


@scene
def gradients_are_averaged(fw: Any) -> Any:
    model = wrapped(fw)
    model(of_rank(fw, 4, 3)).sum().backward()
    first = grads(model)
    model(of_rank(fw, 4, 3)).sum().backward()
    return [first, grads(model), model.module.seen.tolist()]


@scene
def many_buckets(fw: Any) -> Any:
    model = wrapped(fw, bucket_cap_mb=1e-5)
    model(of_rank(fw, 4, 3)).square().sum().backward()
    return grads(model)


@scene
def buckets_as_gradients(fw: Any) -> Any:
    model = wrapped(fw, gradient_as_bucket_view=True)
    found = []
    for _ in range(2):
        model(of_rank(fw, 4, 3)).sum().backward()
        found.append(grads(model))
    return found


@scene
def an_unused_parameter(fw: Any) -> Any:
    model = wrapped(fw)
    model(of_rank(fw, 4, 3), both=False).sum().backward()
    return said(lambda: model(of_rank(fw, 4, 3)))


@scene
def unused_parameters_found(fw: Any) -> Any:
    model = wrapped(fw, find_unused_parameters=True)
    found = []
    for both in (False, fw.distributed.get_rank() == 0, True):
        model(of_rank(fw, 4, 3), both).sum().backward()
        found.append(grads(model))
    return found


@scene
def without_synchronization(fw: Any) -> Any:
    model, found = wrapped(fw), []
    with model.no_sync():
        model(of_rank(fw, 4, 3)).sum().backward()
        found.append(grads(model))
        model(of_rank(fw, 4, 3)).sum().backward()
    model(of_rank(fw, 4, 3)).sum().backward()
    return [*found, grads(model), model.require_backward_grad_sync]


@scene
def buffers(fw: Any) -> Any:
    """Each process's own, or those of the first."""
    found = []
    for options in ({}, {"forward_sync_buffers": False}, {"broadcast_buffers": False}):
        model = two_layers(fw)
        model.seen += fw.distributed.get_rank()
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            model = fw.nn.parallel.DistributedDataParallel(model, **options)
        model(of_rank(fw, 4, 3)).sum().backward()
        model(of_rank(fw, 4, 3)).sum().backward()
        found.append([model.module.seen.tolist(), [str(w.message) for w in heard]])
    return found


@scene
def deprecated_names(fw: Any) -> Any:
    d = fw.distributed
    n = d.get_world_size()
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        d.all_gather_into_tensor(fw.zeros(n), fw.ones(1))
        d.reduce_scatter_tensor(fw.zeros(1), fw.ones(n))
    return [[w.category.__name__, str(w.message)] for w in heard]


@scene
def a_second_backward(fw: Any) -> Any:
    model = wrapped(fw)
    loss = model(of_rank(fw, 4, 3)).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    return grads(model)


@scene
def without_gradients(fw: Any) -> Any:
    model = wrapped(fw)
    with fw.no_grad():
        a = model(of_rank(fw, 4, 3)).tolist()
    model.eval()
    b = model(of_rank(fw, 4, 3)).tolist()
    return [a, b]


@scene
def other_shapes_elsewhere(fw: Any) -> Any:
    """torch says so in one process and is cut off in the others; we say it in all."""
    if fw.__name__ == "torch":
        return None
    rank = fw.distributed.get_rank()
    return [
        said(lambda: fw.nn.parallel.DistributedDataParallel(fw.nn.Linear(2 + rank, 1))),
        said(lambda: fw.nn.parallel.DistributedDataParallel(fw.nn.Linear(2, 1, bias=rank == 0))),
    ]


@scene
def trajectories(fw: Any) -> Any:
    """A small network of every process's rows, by three optimizers in two dtypes: losses, and the parameters at the end."""
    found = {}
    d, nn = fw.distributed, fw.nn
    for name, options in (("SGD", {"lr": 0.05}), ("SGD", {"lr": 0.05, "momentum": 0.9}), ("Adam", {"lr": 0.01})):
        for dtype in ("float32", "float64"):
            fw.manual_seed(d.get_rank())
            model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1)).to(getattr(fw, dtype))
            model = nn.parallel.DistributedDataParallel(model, bucket_cap_mb=1e-4)
            x = fw.from_numpy(np.random.RandomState(d.get_rank()).randn(12, 3)).to(getattr(fw, dtype))
            y = x.sum(1, keepdim=True).sin()
            optimizer = getattr(fw.optim, name)(model.parameters(), **options)
            losses = []
            for _ in range(20):
                loss = nn.functional.mse_loss(model(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            parameters = [p.detach().numpy().tobytes().hex() for p in model.parameters()]
            values = [p.tolist() for p in model.parameters()]
            found[f"{name} {options} {dtype}"] = {"losses": losses, "values": values, "bits": parameters}
    return found


def main(backend: str, folder: str) -> None:
    import tinygrad_lr

    frameworks = {"tinygrad_lr": tinygrad_lr}
    own, many = int(os.environ.get("RANK", -1)), int(os.environ.get("WORLD_SIZE", -1))
    way = {"init_method": f"file://{folder}/store", "rank": own, "world_size": many} if backend == "gloo" else {}
    tinygrad_lr.distributed.init_process_group(backend, timeout=timedelta(seconds=120), **way)
    if backend == "gloo":
        import torch

        frameworks["torch"] = torch  # which shares the group that was begun
    rank = tinygrad_lr.distributed.get_rank()
    found = {
        name: {each: function(fw) for each, fw in frameworks.items()}
        for name, function in SCENES.items()
        if not os.environ.get("SCENE") or name == os.environ["SCENE"]
    }
    Path(folder, f"{rank}.json").write_text(json.dumps(found))
    tinygrad_lr.distributed.barrier()
    tinygrad_lr.distributed.destroy_process_group()


if __name__ == "__main__":
    main(*sys.argv[1:])
