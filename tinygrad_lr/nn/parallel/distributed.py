"""`DistributedDataParallel`: one model in several processes, each with a part of the data."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from ...arrays.tracebacks import entrance
from ...arrays.warn import warn
from ...autograd.grad_mode import is_grad_enabled, no_grad
from ...core.tensor import Tensor
from ...distributed.groups import chosen
from ..module import Module
from ..parameter import UninitializedParameter
from .reducer import Reducer

BOTH_NAMES = (
    "Both `broadcast_buffers` and `forward_sync_buffers` were specified. `broadcast_buffers` is deprecated and its value is "
    "ignored when `forward_sync_buffers` is provided."
)
OLDER_NAME = (
    "`broadcast_buffers` is deprecated. Use `forward_sync_buffers` instead. IMPORTANT: unlike `broadcast_buffers=False`, "
    "`forward_sync_buffers=False` still syncs buffers at init. If you rely on buffers NOT being synced at init (e.g. rank-local "
    "buffers), keep using `broadcast_buffers=False` until `init_sync_buffers` is available."
)


class DistributedDataParallel(Module):
    """Wraps a module that every process has, so that all of its replicas stay the same, to the bit.

    At the start the parameters and buffers of the process 0 are copied to all. In each backward pass gradients are
    averaged over the processes, in buckets of `bucket_cap_mb` MiB (25), while the pass still goes on. If each process
    takes as many rows, and losses are means over rows, a step is that of one process with all rows, but for rounding.

    A parameter that a forward does not use is an error in the next one; with `find_unused_parameters` such are found,
    by a search of the graph, and their gradients are zero in this process. With `gradient_as_bucket_view` the gradients
    are views into the buckets, which saves a copy. Buffers of the process 0 are copied before each forward in training,
    unless `forward_sync_buffers` (or its older name `broadcast_buffers`) is False. `device_ids` is for torch's sake: a
    module is on one device here.

    RuntimeError without a parameter that requires grad, for lazy ones, and where the parameters differ in number or
    shape between processes. ValueError for other arguments, or before `init_process_group`.
    """

    @entrance
    def __init__(
        self,
        module: Module,
        device_ids: Any = None,
        output_device: Any = None,
        dim: int = 0,
        broadcast_buffers: bool | None = None,
        init_sync: bool = True,
        process_group: Any = None,
        bucket_cap_mb: float | None = None,
        find_unused_parameters: bool = False,
        check_reduction: bool = False,
        gradient_as_bucket_view: bool = False,
        static_graph: bool = False,
        *,
        forward_sync_buffers: bool | None = None,
    ) -> None:
        super().__init__()
        self.process_group = chosen(process_group)
        check(module, device_ids, output_device)
        self.module, self.dim, self.device_ids, self.output_device = module, dim, device_ids, output_device
        self.forward_sync_buffers = kept_alike(broadcast_buffers, forward_sync_buffers)
        self.find_unused_parameters = find_unused_parameters
        self.static_graph, self.gradient_as_bucket_view = static_graph, gradient_as_bucket_view
        self.require_backward_grad_sync = True
        if init_sync:
            self._check_same_everywhere()
            buffers = module.buffers() if broadcast_buffers is not False else ()
            self._copy_from_first([*module.parameters(), *buffers])
        trained = [parameter for parameter in module.parameters() if parameter.requires_grad]
        most = (25 if bucket_cap_mb is None else bucket_cap_mb) * (1 << 20)
        self._reducer = Reducer(trained, self.process_group, most, gradient_as_bucket_view)

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        synchronized = is_grad_enabled() and self.require_backward_grad_sync
        if self.forward_sync_buffers and self.training and synchronized:
            self._copy_from_first(list(self.module.buffers()))
        if synchronized and self._reducer.expecting:
            self._reducer.announce(None)  # which says what is wrong, before another forward is paid for
        outputs = self.module(*inputs, **kwargs)
        if synchronized:
            self._reducer.announce(list(tensors_in(outputs)) if self.find_unused_parameters else None)
        return outputs

    @contextlib.contextmanager
    def no_sync(self) -> Iterator[None]:
        """In this block gradients are summed up in each process alone; the first step after it averages the sums."""
        before, self.require_backward_grad_sync = self.require_backward_grad_sync, False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    def _check_same_everywhere(self) -> None:
        """RuntimeError, in every process, if the parameters differ in number or shape."""
        found = self.process_group.gather_objects([tuple(p.shape) for p in self.module.parameters()])
        for rank, shapes in enumerate(found):
            if len(shapes) != len(found[0]):
                raise RuntimeError(
                    f"DDP expects same model across all ranks, but Rank 0 has {len(found[0])} params, while rank {rank} has "
                    f"inconsistent {len(shapes)} params."
                )
            for i, (here, first) in enumerate(zip(shapes, found[0])):
                if here != first:
                    raise RuntimeError(
                        f"[{rank}]: params[{i}] in this process with sizes {list(here)} appears not to match sizes of the same "
                        "param in process 0."
                    )

    def _copy_from_first(self, tensors: list[Tensor]) -> None:
        with no_grad():
            for work in [self.process_group.broadcast(t._data, 0) for t in tensors]:
                work.wait()


def check(module: Module, device_ids: Any, output_device: Any) -> None:
    """Refuse, in torch's words, what cannot be trained together."""
    parameters = list(module.parameters())
    if not any(parameter.requires_grad for parameter in parameters):
        raise RuntimeError(
            "DistributedDataParallel is not needed when a module doesn't have any parameter that requires a gradient."
        )
    if device_ids is not None and len(device_ids) > 1:
        raise ValueError("device_ids can only be None or contain a single element.")
    devices = {parameter.device for parameter in parameters}
    types = {device.type for device in devices}
    if len(types) > 1:
        raise ValueError(
            "DistributedDataParallel's input module must be on the same type of devices, but input module parameters locate in "
            f"{types}."
        )
    if types == {"cpu"} and (device_ids or output_device):
        raise ValueError(
            "DistributedDataParallel device_ids and output_device arguments only work with single-device/multiple-device GPU "
            f"modules or CPU modules, but got device_ids {device_ids}, output_device {output_device}, and module parameters "
            f"{devices}."
        )
    if any(isinstance(parameter, UninitializedParameter) for parameter in parameters):
        raise RuntimeError(
            "Modules with uninitialized parameters can't be used with `DistributedDataParallel`. Run a dummy forward pass to "
            "correctly initialize the modules"
        )


def kept_alike(older: bool | None, given: bool | None) -> bool:
    """Whether buffers are copied before each forward, by the argument's older or present name."""
    if older is None:
        return given is not False
    if given is not None:
        warn(BOTH_NAMES, FutureWarning)
        return given
    warn(OLDER_NAME, FutureWarning)
    return older


def tensors_in(outputs: Any) -> Iterator[Tensor]:
    """The tensors in what a forward returned: a tensor, or dicts, lists, tuples and dataclasses of them."""
    if isinstance(outputs, Tensor):
        yield outputs
    elif isinstance(outputs, dict):
        for value in outputs.values():
            yield from tensors_in(value)
    elif isinstance(outputs, (list, tuple)):
        for value in outputs:
            yield from tensors_in(value)
    elif hasattr(outputs, "__dataclass_fields__"):
        yield from tensors_in(vars(outputs))
