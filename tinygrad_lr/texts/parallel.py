"""Texts of nn.parallel: one model in several processes."""

TEXTS = {
    "DistributedDataParallel": """A module whose replicas, one in each process, stay the same: gradients are averaged.

    torch.nn.parallel.DistributedDataParallel(module, device_ids=None, output_device=None, dim=0,
            broadcast_buffers=None, init_sync=True, process_group=None, bucket_cap_mb=None,
            find_unused_parameters=False, check_reduction=False, gradient_as_bucket_view=False,
            static_graph=False, *, forward_sync_buffers=None)

At the start, the parameters and buffers of process 0 are copied to all.

Formula:
    g ← (1/w) Σᵣ gᵣ over the w processes, in each backward pass.

Shapes:
    as the module's.

Args:
    bucket_cap_mb: how many MiB of gradients are sent at once.
    find_unused_parameters: take what a forward does not use; else it is an error in the next one.
    gradient_as_bucket_view: gradients are views of what is sent, which spares a copy.
    init_sync: copy at the start.
    forward_sync_buffers, broadcast_buffers: copy the buffers of process 0 before each forward in
        training.
    device_ids, output_device, dim, check_reduction, static_graph: torch's.
    process_group: the processes that take part.

Source:
    Li et al., https://arxiv.org/abs/2006.15704

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(1, 1, bias=False))
    >>> model(torch.tensor([[2.0]])).sum().backward()
    >>> grad = model.module.weight.grad
    >>> d.destroy_process_group()
    >>> grad
    tensor([[2.]])
""",
    "DistributedDataParallel.no_sync": """A block in which gradients are gathered without being averaged.

    DistributedDataParallel.no_sync() -> context manager

The first pass behind it averages them all.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(1, 1, bias=False))
    >>> with model.no_sync():
    ...     model(torch.tensor([[2.0]])).sum().backward()
    >>> model(torch.tensor([[3.0]])).sum().backward()
    >>> grad = model.module.weight.grad
    >>> d.destroy_process_group()
    >>> grad
    tensor([[5.]])
""",
}
