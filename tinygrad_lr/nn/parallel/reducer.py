"""Gradients on their way to the other processes, in buckets, while backward still goes on.

Each parameter has a place in a bucket, one flat array. When backward has added to a parameter's `.grad`, that is copied
there, divided by the number of processes; when a bucket is full, and all before it have left, it is reduced, without
waiting; and when the last parameter of all is there, so is the end of every reduction awaited, and the sums copied
back. Buckets are filled from the last parameter to the first, since gradients come in about that order.

Source: S. Li et al., PyTorch Distributed: Experiences on Accelerating Data Parallel Training, VLDB 2020, section 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...core.graph import AccumulateGrad
from ...core.tensor import Tensor, wrap
from ...distributed.transport import ProcessGroup, ReduceOp, Work

FIRST_BUCKET = 1 << 20  # bytes: small, so that the first reduction begins soon
UNFINISHED = (
    "Expected to have finished reduction in the prior iteration before starting a new one. This error indicates that your "
    "module has parameters that were not used in producing loss. You can enable unused parameter detection by passing the "
    "keyword argument `find_unused_parameters=True` to `torch.nn.parallel.DistributedDataParallel`, and by \nmaking sure all "
    "`forward` function outputs participate in calculating loss. \nIf you already have done the above, then the distributed "
    "data parallel module wasn't able to locate the output tensors in the return value of your module's `forward` function. "
    "Please include the loss function and the structure of the return value of `forward` of your module when reporting this "
    "issue (e.g. list, dict, iterable).\nParameter indices which did not receive grad for rank {rank}: {unused}\n In addition, "
    "you can set the environment variable TORCH_DISTRIBUTED_DEBUG to either INFO or DETAIL to print out information about which "
    "particular parameters did not receive gradient on this rank as part of this error"
)


class Bucket:
    """Some parameters' gradients, one after the other, in one flat array."""

    def __init__(self, members: Sequence[int], parameters: Sequence[Tensor]) -> None:
        like = parameters[members[0]]
        sizes = [parameters[i].numel() for i in members]
        self.flat = like.detach().new_zeros(sum(sizes))._data
        self.views, self.missing = {}, set(members)
        begin = 0
        for i, size in zip(members, sizes):
            self.views[i] = self.flat[begin : begin + size].reshape(parameters[i].shape)
            begin += size
        self.work: Work | None = None


class Reducer:
    """Averages the gradients of `parameters` over the processes of a group, once for each forward that is announced."""

    def __init__(
        self, parameters: Sequence[Tensor], group: ProcessGroup, bytes_in_bucket: float, as_views: bool
    ) -> None:
        self.parameters, self.group, self.as_views = parameters, group, as_views
        layout = list(buckets_of(parameters, bytes_in_bucket))
        self.buckets = [Bucket(members, parameters) for members in layout]
        self.home = {i: bucket for bucket, members in zip(self.buckets, layout) for i in members}
        self.expecting = False  # whether a pass is announced that has not come to its end
        self.unused: set[int] = set()  # parameters that lead to no output of the forward, in this process
        self.used: Any = None  # where unused ones are looked for: how many processes use each
        self.left = 0  # how many buckets have left
        for i, parameter in enumerate(parameters):
            parameter.register_post_accumulate_grad_hook(lambda p, i=i: self.ready(i))

    def announce(self, outputs: Sequence[Tensor] | None) -> None:
        """A forward is over, and a backward will follow. Given its outputs, parameters that lead to none are not waited for."""
        if self.expecting:
            missing = sorted(i for bucket in self.buckets for i in bucket.missing)
            raise RuntimeError(UNFINISHED.format(rank=self.group.rank(), unused=" ".join(map(str, missing))))
        self.expecting, self.left, self.used = True, 0, None
        for bucket in self.buckets:
            bucket.missing, bucket.work = set(bucket.views), None
        self.unused = set() if outputs is None else self.without_path(outputs)
        if outputs is not None:
            like = self.parameters[0].detach()
            self.used = like.new_tensor([float(i not in self.unused) for i in range(len(self.parameters))])._data
        for i in self.unused:
            self.ready(i)

    def without_path(self, outputs: Sequence[Tensor]) -> set[int]:
        """The parameters that no path leads to from the outputs."""
        seen: set[Any] = set()
        ahead: list[Any] = [t.grad_node() for t in outputs if t.requires_grad]
        while ahead:
            node = ahead.pop()
            if node is not None and node not in seen:
                seen.add(node)
                ahead += [following for following, _ in node.next_functions]
        reached = {id(node.reference()) for node in seen if isinstance(node, AccumulateGrad)}
        return {i for i, parameter in enumerate(self.parameters) if id(parameter) not in reached}

    def ready(self, i: int) -> None:
        """A parameter's gradient is complete in this process (or there will be none)."""
        bucket = self.home[i]
        if not self.expecting or i not in bucket.missing:
            return
        grad, view = self.parameters[i]._grad, bucket.views[i]
        if grad is None:
            view.fill(0)
        else:
            view[...] = grad._data * view.dtype.type(1 / self.group.size())
        bucket.missing.discard(i)
        while self.left < len(self.buckets) and not self.buckets[self.left].missing:
            leaving = self.buckets[self.left]
            leaving.work = self.group.all_reduce(leaving.flat, ReduceOp.SUM)
            self.left += 1
        if self.left == len(self.buckets):
            self.finish()

    def finish(self) -> None:
        """All buckets have left: take what comes back."""
        self.expecting = False
        if self.used is not None:
            self.group.all_reduce(self.used, ReduceOp.SUM).wait()
        for bucket in self.buckets:
            assert bucket.work is not None
            bucket.work.wait()
            for i, view in bucket.views.items():
                if self.used is None or self.used[i] > 0:  # what no process uses keeps what it had
                    self.take(self.parameters[i], view)

    def take(self, parameter: Tensor, view: Any) -> None:
        if self.as_views:
            parameter._grad = wrap(view)
        elif parameter._grad is None:
            parameter._grad = wrap(view.copy())
        else:
            parameter._grad._data[...] = view


def buckets_of(parameters: Sequence[Tensor], most: float) -> Iterator[list[int]]:
    """The parameters' numbers, from the last to the first, in lists of one dtype and at most so many bytes (or of one)."""
    members: list[int] = []
    size, limit = 0, min(most, FIRST_BUCKET)
    for i in reversed(range(len(parameters))):
        parameter = parameters[i]
        more = parameter.numel() * parameter.element_size()
        if members and (size + more > limit or parameter.dtype != parameters[members[0]].dtype):
            yield members
            members, size, limit = [], 0, most
        members.append(i)
        size += more
    yield members
