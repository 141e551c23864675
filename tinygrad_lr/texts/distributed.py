"""Texts of distributed: several processes that train together. In the examples there is one."""

TEXTS = {
    "all_reduce": """Reduce the tensors of all processes, element by element, into each of them.

    torch.distributed.all_reduce(tensor, op=<RedOpType.SUM: 0>, group=None, async_op=False) -> Work, or None

Formula:
    xᵣ ← reduce(x₀, x₁, …) in every process r.

Shapes:
    any, the same in all.

Args:
    op: how to reduce: ReduceOp.SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR or BXOR.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.all_reduce(torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> x = torch.tensor([1.0, 2.0])
    >>> d.all_reduce(x)
    >>> d.destroy_process_group()
    >>> x
    tensor([1., 2.])
""",
    "reduce": """Reduce the tensors of all processes, element by element, into that of one.

    torch.distributed.reduce(tensor, dst=None, op=<RedOpType.SUM: 0>, group=None, async_op=False,
            group_dst=None) -> Work, or None

Formula:
    x_dst ← reduce(x₀, x₁, …); what the others hold afterwards has no meaning.

Shapes:
    any, the same in all.

Args:
    dst, group_dst: that process, by its number among all, or in the group.
    op: how to reduce: ReduceOp.SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR or BXOR.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.reduce(torch.ones(1), 0)`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.reduce

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> x = torch.tensor([1.0, 2.0])
    >>> d.reduce(x, dst=0)
    >>> d.destroy_process_group()
    >>> x
    tensor([1., 2.])
""",
    "broadcast": """Copy the tensor of one process into those of the others.

    torch.distributed.broadcast(tensor, src=None, group=None, async_op=False, group_src=None) -> Work,
            or None

Formula:
    xᵣ ← x_src in every process r.

Shapes:
    any, the same in all.

Args:
    src, group_src: that process, by its number among all, or in the group.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.broadcast(torch.ones(1), 0)`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.broadcast

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> x = torch.tensor([1.0, 2.0])
    >>> d.broadcast(x, src=0)
    >>> d.destroy_process_group()
    >>> x
    tensor([1., 2.])
""",
    "all_gather": """Copy the tensors of all processes into each one's list.

    torch.distributed.all_gather(tensor_list, tensor, group=None, async_op=False) -> Work, or None

Formula:
    listᵣ[k] ← xₖ in every process r.

Shapes:
    any, the same in all.

Args:
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.all_gather([torch.ones(1)], torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.all_gather

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> copies = [torch.zeros(2)]
    >>> d.all_gather(copies, torch.tensor([1.0, 2.0]))
    >>> d.destroy_process_group()
    >>> copies
    [tensor([1., 2.])]
""",
    "all_gather_single": """Copy the tensors of all processes into one tensor of each.

    torch.distributed.all_gather_single(output_tensor, input_tensor, group=None, async_op=False) -> Work, or
            None

Formula:
    yᵣ ← [x₀, x₁, …] in every process r.

Shapes:
    (n, *) from w processes gives (w · n, *), or stacked (w, n, *).

Args:
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.all_gather_single(torch.ones(1), torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.all_gather_single

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> y = torch.zeros(2)
    >>> d.all_gather_single(y, torch.tensor([1.0, 2.0]))
    >>> d.destroy_process_group()
    >>> y
    tensor([1., 2.])
""",
    "reduce_scatter": """Reduce the tensors of all processes, of which each keeps one.

    torch.distributed.reduce_scatter(output, input_list, op=<RedOpType.SUM: 0>, group=None, async_op=False)
            -> Work, or None

Formula:
    yᵣ ← reduce(list₀[r], list₁[r], …) in every process r.

Shapes:
    any, the same in all.

Args:
    op: how to reduce: ReduceOp.SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR or BXOR.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.reduce_scatter(torch.ones(1), [torch.ones(1)])`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.reduce_scatter

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> y = torch.zeros(2)
    >>> d.reduce_scatter(y, [torch.tensor([1.0, 2.0])])
    >>> d.destroy_process_group()
    >>> y
    tensor([1., 2.])
""",
    "reduce_scatter_single": """Reduce the tensors of all processes, of which each keeps its part.

    torch.distributed.reduce_scatter_single(output, input, op=<RedOpType.SUM: 0>, group=None,
            async_op=False) -> Work, or None

Formula:
    yᵣ ← part r of reduce(x₀, x₁, …) in every process r.

Shapes:
    (w · n, *) or stacked (w, n, *) from w processes gives (n, *).

Args:
    op: how to reduce: ReduceOp.SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR or BXOR.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.reduce_scatter_single(torch.ones(1), torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.reduce_scatter_single

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> y = torch.zeros(2)
    >>> d.reduce_scatter_single(y, torch.tensor([1.0, 2.0]))
    >>> d.destroy_process_group()
    >>> y
    tensor([1., 2.])
""",
    "all_gather_into_tensor": """The older name of `all_gather_single`; it warns.

    torch.distributed.all_gather_into_tensor(output_tensor, input_tensor, group=None, async_op=False) ->
            Work, or None

Shapes:
    as of `all_gather_single`.

Args:
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.all_gather_into_tensor

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> y = torch.zeros(2)
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     d.all_gather_into_tensor(y, torch.tensor([1.0, 2.0]))
    >>> d.destroy_process_group()
    >>> y
    tensor([1., 2.])
""",
    "reduce_scatter_tensor": """The older name of `reduce_scatter_single`; it warns.

    torch.distributed.reduce_scatter_tensor(output, input, op=<RedOpType.SUM: 0>, group=None,
            async_op=False) -> Work, or None

Shapes:
    as of `reduce_scatter_single`.

Args:
    op: how to reduce: ReduceOp.SUM, AVG, PRODUCT, MIN, MAX, BAND, BOR or BXOR.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.reduce_scatter_tensor

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> y = torch.zeros(2)
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     d.reduce_scatter_tensor(y, torch.tensor([1.0, 2.0]))
    >>> d.destroy_process_group()
    >>> y
    tensor([1., 2.])
""",
    "all_gather_object": """Put the objects of all processes into each one's list; they are pickled on the way.

    torch.distributed.all_gather_object(object_list, obj, group=None) -> None

Raises:
    ValueError: before a group is begun: `torch.distributed.all_gather_object([None], 1)`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.all_gather_object

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> objects = [None]
    >>> d.all_gather_object(objects, {"rank": d.get_rank()})
    >>> d.destroy_process_group()
    >>> objects
    [{'rank': 0}]
""",
    "broadcast_object_list": """Replace the objects in all lists by those of one process; they are pickled on the way.

    torch.distributed.broadcast_object_list(object_list, src=None, group=None, device=None,
            group_src=None) -> None

Args:
    src, group_src: that process, by its number among all, or in the group; the first, if neither is given.
    device: not looked at: objects go by the CPU.

Raises:
    ValueError: before a group is begun: `torch.distributed.broadcast_object_list([1])`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.broadcast_object_list

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> objects = ["begin"]
    >>> d.broadcast_object_list(objects, src=0)
    >>> d.destroy_process_group()
    >>> objects
    ['begin']
""",
    "gather": """Copy the tensors of all processes into a list of one of them.

    torch.distributed.gather(tensor, gather_list=None, dst=None, group=None, async_op=False,
            group_dst=None) -> Work, or None

Formula:
    gather_listᵣ ← xᵣ for every r, in the process dst.

Shapes:
    tensor and each of the list: any, the same in all.

Args:
    gather_list: a tensor for each process; given in that one process alone.
    dst, group_dst: that process, by its number among all, or in the group; the first, if neither is given.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: for a list in another process, or none in that one;
        before a group is begun: `torch.distributed.gather(torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.gather

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> parts = [torch.zeros(2)]
    >>> d.gather(torch.tensor([1.0, 2.0]), parts)
    >>> d.destroy_process_group()
    >>> parts
    [tensor([1., 2.])]
""",
    "scatter": """Copy the tensors of a list of one process, one to each process.

    torch.distributed.scatter(tensor, scatter_list=None, src=None, group=None, async_op=False,
            group_src=None) -> Work, or None

Formula:
    xᵣ ← scatter_listᵣ of the process src, in every process r.

Shapes:
    tensor and each of the list: any, the same in all.

Args:
    scatter_list: a tensor for each process; given in that one process alone.
    src, group_src: that process, by its number among all, or in the group; the first, if neither is given.
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: for a list in another process, or none in that one;
        before a group is begun: `torch.distributed.scatter(torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.scatter

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> x = torch.zeros(2)
    >>> d.scatter(x, [torch.tensor([3.0, 4.0])])
    >>> d.destroy_process_group()
    >>> x
    tensor([3., 4.])
""",
    "gather_object": """Put the objects of all processes into a list of one; they are pickled on the way.

    torch.distributed.gather_object(obj, object_gather_list=None, dst=None, group=None,
            group_dst=None) -> None

Args:
    object_gather_list: with a place for each process; given in that one process alone.
    dst, group_dst: that process, by its number among all, or in the group; the first, if neither is given.

Raises:
    ValueError: for a list in another process, or none in that one;
        before a group is begun: `torch.distributed.gather_object(1, [None])`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.gather_object

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> objects = [None]
    >>> d.gather_object("mine", objects)
    >>> d.destroy_process_group()
    >>> objects
    ['mine']
""",
    "scatter_object_list": """Put the objects of a list of one process, one into each process's list; they are pickled.

    torch.distributed.scatter_object_list(scatter_object_output_list, scatter_object_input_list=None,
            src=None, group=None, group_src=None) -> None

Args:
    scatter_object_output_list: its first place takes what comes.
    src, group_src: the process that gives, by its number among all, or in the group; the first, if
        neither is given.

Raises:
    ValueError: for an empty output list, or no input list in the process that gives;
        before a group is begun: `torch.distributed.scatter_object_list([None], [1])`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.scatter_object_list

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> got = [None]
    >>> d.scatter_object_list(got, [{"part": 0}])
    >>> d.destroy_process_group()
    >>> got
    [{'part': 0}]
""",
    "isend": """Begin to send a tensor to another process.

    torch.distributed.isend(tensor, dst=None, group=None, tag=0, group_dst=None) -> Work

Shapes:
    any.

Args:
    dst, group_dst: that process, by its number among all, or in the group.
    tag: a number that the receiver asks for.

Raises:
    ValueError: for both numbers, or neither;
        before a group is begun: `torch.distributed.isend(torch.ones(1), 0)`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.isend

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> try:
    ...     d.isend(torch.ones(1), 0, group_dst=0)
    ... except ValueError as error:
    ...     print(error)
    Can't specify both group_rank and global_rank
    >>> d.destroy_process_group()
""",
    "irecv": """Begin to receive a tensor from another process.

    torch.distributed.irecv(tensor, src=None, group=None, tag=0, group_src=None) -> Work

Shapes:
    any, that of the tensor that is sent.

Args:
    src, group_src: that process, by its number among all, or in the group; any, if neither is given.
    tag: the number that it was sent with.

Raises:
    ValueError: before a group is begun: `torch.distributed.irecv(torch.ones(1), 0)`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.irecv

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> try:
    ...     d.irecv(torch.zeros(1), 0, group_src=0)
    ... except ValueError as error:
    ...     print(error)
    Can't specify both group_rank and global_rank
    >>> d.destroy_process_group()
""",
    "send": """Send a tensor to another process, and wait until it is on its way.

    torch.distributed.send(tensor, dst=None, group=None, tag=0, group_dst=None) -> None

Shapes:
    any.

Args:
    dst, group_dst: that process, by its number among all, or in the group.
    tag: a number that the receiver asks for.

Raises:
    ValueError: for this process itself;
        before a group is begun: `torch.distributed.send(torch.ones(1), 0)`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.send

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> try:
    ...     d.send(torch.ones(1), 0)
    ... except ValueError as error:
    ...     print(error)
    Invalid destination rank: destination rank should not be the same as the rank of the current process.
    >>> d.destroy_process_group()
""",
    "recv": """Receive a tensor from another process, and wait for it; the sender's number.

    torch.distributed.recv(tensor, src=None, group=None, tag=0, group_src=None) -> int

Shapes:
    any, that of the tensor that is sent.

Args:
    src, group_src: that process, by its number among all, or in the group; any, if neither is given.
    tag: the number that it was sent with.

Raises:
    ValueError: before a group is begun: `torch.distributed.recv(torch.ones(1), 0)`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.recv

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> try:
    ...     d.recv(torch.zeros(1), 0, group_src=0)
    ... except ValueError as error:
    ...     print(error)
    Can't specify both group_rank and global_rank
    >>> d.destroy_process_group()
""",
    "get_group_rank": """The place of a process in a group, by its number among all; a ValueError for no member.

    torch.distributed.get_group_rank(group, global_rank) -> int

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.get_group_rank

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_group_rank(d.group.WORLD, 0)
    0
    >>> d.destroy_process_group()
""",
    "get_global_rank": """The number among all of the process at a place in a group; a ValueError if there is none.

    torch.distributed.get_global_rank(group, group_rank) -> int

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.get_global_rank

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_global_rank(d.group.WORLD, 0)
    0
    >>> d.destroy_process_group()
""",
    "get_node_local_rank": """The number of this process on its machine, as torchrun tells it in LOCAL_RANK.

    torch.distributed.get_node_local_rank(fallback_rank=None) -> int

Args:
    fallback_rank: what it is without torchrun.

Raises:
    RuntimeError: without LOCAL_RANK and a fallback: `torch.distributed.get_node_local_rank()`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.get_node_local_rank

Example:
    >>> torch.distributed.get_node_local_rank(fallback_rank=0)
    0
""",
    "is_nccl_available": """Whether the installed torch can carry between GPUs.

    torch.distributed.is_nccl_available() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.is_nccl_available

Example:
    >>> isinstance(torch.distributed.is_nccl_available(), bool)
    True
""",
    "is_backend_available": """Whether what a backend needs is installed.

    torch.distributed.is_backend_available(backend) -> bool

Args:
    backend: "gloo", "nccl" or "mpi"; False for anything else.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.is_backend_available

Example:
    >>> torch.distributed.is_backend_available("pigeons")
    False
""",
    "barrier": """Wait until all processes have come here.

    torch.distributed.barrier(group=None, async_op=False, device_ids=None) -> Work, or None

Args:
    group: the processes that take part; all, if not given.
    async_op: return at once, a Work to wait for.

Raises:
    ValueError: before a group is begun: `torch.distributed.barrier()`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.barrier

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.barrier()
    >>> d.is_initialized()
    True
    >>> d.destroy_process_group()
""",
    "init_process_group": """Begin the group of all processes: each calls this once, and waits here for the others.

    torch.distributed.init_process_group(backend=None, init_method=None, timeout=None, world_size=-1,
            rank=-1, store=None, group_name='', pg_options=None, device_id=None) -> None

Args:
    backend: "gloo", between CPUs; "nccl", between GPUs; "mpi".
    init_method: where they meet: "env://" reads the variables that torchrun sets; or "tcp://…",
        "file://…".
    timeout: how long to wait, a timedelta.
    world_size, rank: how many there are, and which this is, where the variables do not tell.
    store: one of torch's stores, instead of init_method, with both numbers.
    device_id: the GPU of this process, for nccl.
    group_name, pg_options: not looked at.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.init_process_group

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_world_size()
    1
    >>> d.destroy_process_group()
""",
    "destroy_process_group": """End a group; without one, the group of all processes.

    torch.distributed.destroy_process_group(group=None) -> None

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.destroy_process_group

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.destroy_process_group()
    >>> d.is_initialized()
    False
""",
    "get_rank": """The number of this process, from 0; −1 if it is not in the group.

    torch.distributed.get_rank(group=None) -> int

Raises:
    ValueError: before a group is begun: `torch.distributed.get_rank()`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.get_rank

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_rank()
    0
    >>> d.destroy_process_group()
""",
    "get_world_size": """How many processes are in the group; −1 if this is not in it.

    torch.distributed.get_world_size(group=None) -> int

Raises:
    ValueError: before a group is begun: `torch.distributed.get_world_size()`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.get_world_size

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_world_size()
    1
    >>> d.destroy_process_group()
""",
    "get_backend": """What carries: "gloo", "nccl" or "mpi".

    torch.distributed.get_backend(group=None) -> str

Raises:
    ValueError: before a group is begun: `torch.distributed.get_backend()`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.get_backend

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_backend()
    'gloo'
    >>> d.destroy_process_group()
""",
    "get_process_group_ranks": """The numbers of a group's processes among all.

    torch.distributed.get_process_group_ranks(group) -> list of ints

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.get_process_group_ranks

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_process_group_ranks(d.group.WORLD)
    [0]
    >>> d.destroy_process_group()
""",
    "new_group": """A group of some processes; all call this, whether they are in it or not.

    torch.distributed.new_group(ranks=None, timeout=None, backend=None) -> ProcessGroup

Args:
    ranks: their numbers; all, if not given.
    timeout: how long to wait, a timedelta; as all, if not given.
    backend: that of all processes, if given.

Raises:
    ValueError: for numbers that are not there, or twice, and for another backend;
        before a group is begun: `torch.distributed.new_group([0])`.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.new_group

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.get_process_group_ranks(d.new_group([0]))
    [0]
    >>> d.destroy_process_group()
""",
    "is_initialized": """Whether the group of all processes has been begun.

    torch.distributed.is_initialized() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.is_initialized

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.is_initialized()
    True
    >>> d.destroy_process_group()
""",
    "is_available": """Whether anything is installed that could carry.

    torch.distributed.is_available() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.is_available

Example:
    >>> torch.distributed.is_available()
    True
""",
    "is_gloo_available": """Whether gloo is installed, which carries between CPUs.

    torch.distributed.is_gloo_available() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.is_gloo_available

Example:
    >>> torch.distributed.is_gloo_available()
    True
""",
    "is_mpi_available": """Whether MPI is installed.

    torch.distributed.is_mpi_available() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.is_mpi_available

Example:
    >>> isinstance(torch.distributed.is_mpi_available(), bool)
    True
""",
    "is_torchelastic_launched": """Whether torchrun has started this process.

    torch.distributed.is_torchelastic_launched() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.is_torchelastic_launched

Example:
    >>> torch.distributed.is_torchelastic_launched()
    False
""",
    "group": """Where the group of all processes is kept: `group.WORLD`.

    torch.distributed.group

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.group

Example:
    >>> print(torch.distributed.group.WORLD)
    None
""",
    "ReduceOp": """The ways to reduce.

    torch.distributed.ReduceOp

SUM, AVG, the sum over the number of processes, PRODUCT, MIN, MAX, and of bits BAND, BOR, BXOR.

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.ReduceOp

Example:
    >>> torch.distributed.ReduceOp.SUM != torch.distributed.ReduceOp.MAX
    True
""",
    "DistError": """Something went wrong between processes.

    torch.distributed.DistError

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.DistError

Example:
    >>> issubclass(torch.distributed.DistError, RuntimeError)
    True
""",
    "DistBackendError": """The carrier failed: a process has died or hangs, or a connection is lost.

    torch.distributed.DistBackendError

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.DistBackendError

Example:
    >>> issubclass(torch.distributed.DistBackendError, torch.distributed.DistError)
    True
""",
    "Work": """What is under way, where `async_op=True`; tensors may not be touched before `wait`.

    torch.distributed.Work

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.Work

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> work = d.all_reduce(torch.ones(2), async_op=True)
    >>> work.wait(), work.is_completed()
    (True, True)
    >>> d.destroy_process_group()
""",
    "Work.wait": """Wait until it is done.

    Work.wait() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.Work.wait

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.all_reduce(torch.ones(2), async_op=True).wait()
    True
    >>> d.destroy_process_group()
""",
    "Work.is_completed": """Whether it is done.

    Work.is_completed() -> bool

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.Work.is_completed

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> work = d.all_reduce(torch.ones(2), async_op=True)
    >>> _ = work.wait()
    >>> work.is_completed()
    True
    >>> d.destroy_process_group()
""",
    "ProcessGroup": """Some of the processes, as `init_process_group` and `new_group` make it.

    torch.distributed.ProcessGroup

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.ProcessGroup

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> isinstance(d.group.WORLD, d.ProcessGroup)
    True
    >>> d.destroy_process_group()
""",
    "ProcessGroup.rank": """The number of this process in the group.

    ProcessGroup.rank() -> int

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.ProcessGroup.rank

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.group.WORLD.rank()
    0
    >>> d.destroy_process_group()
""",
    "ProcessGroup.size": """How many processes are in the group.

    ProcessGroup.size() -> int

See:
    https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.ProcessGroup.size

Example:
    >>> import tempfile
    >>> d = torch.distributed
    >>> d.init_process_group("gloo", f"file://{tempfile.mkdtemp()}/here", world_size=1, rank=0)
    >>> d.group.WORLD.size()
    1
    >>> d.destroy_process_group()
""",
}
