"""What surrounds a loop: checkpoints, and other processes that train the same model.

A loop asks its `run` which epochs are to be done, which rows are its own, for a model whose gradients are averaged, and
for the mean of all losses. Alone and without checkpoints that is: all epochs, all rows, the model itself, and the loss
itself. Under `torchrun` it is torch.distributed's way, on either framework.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from ..arrays.errors import first_line
from ..checkpoints import Checkpoints
from ..files import check_folder
from ..terminal import BadInput, Failed, tell

Saving = Callable[..., Checkpoints]  # makes the checkpoints of parts that it is given by name


class Alone:
    """One process: all is its own."""

    rank, many, distributed = 0, 1, False
    backend: str | None = None  # what compiles the loop's step; None leaves it to the framework
    checkpoints: type[Checkpoints] = Checkpoints

    def __init__(self, fw: Any = None, saving: Saving | None = None, resumed: bool = False) -> None:
        self.fw, self.saving, self.resumed = fw, saving, resumed
        self.saved: Checkpoints | None = None

    def with_checkpoints(self, fw: Any, args: Any, name: str, settings: dict[str, Any], record: Any) -> Alone:
        """The same for one loop, whose state is saved as `args` has it; BadInput where checkpoints lie there already."""
        if args.checkpoint is None:
            return type(self)(fw).compiled(args)
        if self.rank == 0:
            try:
                check_folder(args.checkpoint)
            except OSError as error:
                raise BadInput(f"cannot write into {args.checkpoint}: {error.strerror}") from None
        begun_with = {key: value for key, value in settings.items() if key != "epochs"} | {
            "distributed": self.distributed,
            "processes": self.many,
        }
        options = {"every": args.every, "keep": args.keep, "resume": args.resume, "begun_with": begun_with, "fw": fw}
        saving = functools.partial(self.checkpoints, args.checkpoint, name, record=record, **options)
        found = saving().found()
        if found and not args.resume:
            raise BadInput(f"{found[-1]} is there already: --resume goes on from it, or choose another folder")
        if args.resume and self.rank == 0:
            tell(
                f"{name}: goes on from {found[-1]}"
                if found
                else f"{name}: no checkpoint in {args.checkpoint}, begins anew"
            )
        return type(self)(fw, saving, bool(found)).compiled(args)

    def compiled(self, args: Any) -> Alone:
        """The same, with steps compiled as `args` has it."""
        self.backend = getattr(args, "compile", None)
        return self

    def step(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A step of the loop, or what compiles it."""
        return function if self.backend is None else self.fw.compile(function, backend=self.backend)

    def epochs(self, many: int, loader: Any = None, **parts: Any) -> Iterable[int]:
        """The epochs to be done: all, or what the last checkpoint has left of them. `parts` are what a checkpoint holds."""
        if self.saving is None:
            return range(many)
        self.saved = self.saving(loader=loader, **{name: as_part(part) for name, part in parts.items()})
        return self.saved.steps(many)

    def batches(self, loader: Iterable[Any]) -> Iterable[Any]:
        """The batches of an epoch that are to be done: all, or what the last checkpoint has left of them."""
        return loader if self.saved is None else self.saved.batches()

    def rows(self, *tensors: Any) -> tuple[Any, ...]:
        """This process's rows."""
        return tensors

    def replica(self, model: Any) -> Any:
        """The model, with gradients that are averaged over all processes."""
        return model

    def order(self, dataset: Any) -> dict[str, Any]:
        """How a DataLoader goes through the dataset, shuffled: its arguments."""
        return {"shuffle": True}

    def average(self, *parameters: Any) -> None:
        """Replace the gradients by their means over all processes, where no module does it."""

    def mean(self, loss: Any) -> Any:
        """The mean of all processes' losses."""
        return loss


class Shared(Checkpoints):
    """The checkpoints of several processes: the first writes them, with generators and losses of all, and all read them."""

    def due(self) -> bool:
        says = [super().due()]
        self.fw.distributed.broadcast_object_list(says, src=0)
        return says[0]

    def state(self, step: int) -> dict[str, Any]:
        state = super().state(step)
        losses = {name: state["parts"][name] for name, part in self.parts.items() if isinstance(part, Losses)}
        own: list[Any] = [None] * self.fw.distributed.get_world_size()
        self.fw.distributed.all_gather_object(own, {"generators": state.pop("generators"), "losses": losses})
        return {**state, "own": own}

    def write(self, step: int, state: dict[str, Any]) -> None:
        if self.fw.distributed.get_rank() == 0:
            super().write(step, state)

    def take(self, state: dict[str, Any], path: Any) -> None:
        own = state["own"][self.fw.distributed.get_rank()]
        parts = {**state["parts"], **own["losses"]}
        super().take({**state, "parts": parts, "generators": own["generators"]}, path)


class Together(Alone):
    """One of several processes, by `fw.distributed`; its rows are those of a DistributedSampler."""

    checkpoints, distributed = Shared, True

    def __init__(self, fw: Any, saving: Saving | None = None, resumed: bool = False) -> None:
        super().__init__(fw, saving, resumed)
        self.samplers: list[Any] = []
        self.rank, self.many = fw.distributed.get_rank(), fw.distributed.get_world_size()

    def epochs(self, many: int, loader: Any = None, **parts: Any) -> Iterator[int]:
        for epoch in super().epochs(many, loader, **parts):
            for sampler in self.samplers:
                sampler.set_epoch(epoch)
            yield epoch

    def rows(self, *tensors: Any) -> tuple[Any, ...]:
        own = self.sampler(tensors[0], shuffle=False)
        indices = self.fw.tensor(list(own), device=tensors[0].device)
        return tuple(tensor[indices] for tensor in tensors)

    def replica(self, model: Any) -> Any:
        return self.fw.nn.parallel.DistributedDataParallel(model)

    def order(self, dataset: Any) -> dict[str, Any]:
        self.samplers.append(self.sampler(dataset, shuffle=True))
        return {"sampler": self.samplers[-1]}

    def average(self, *parameters: Any) -> None:
        for parameter in parameters:
            parameter.grad /= self.many
            self.fw.distributed.all_reduce(parameter.grad)

    def mean(self, loss: Any) -> Any:
        total = loss.detach() / self.many
        self.fw.distributed.all_reduce(total)
        return total

    def sampler(self, dataset: Any, shuffle: bool) -> Any:
        return self.fw.utils.data.distributed.DistributedSampler(dataset, shuffle=shuffle)


class Held:
    """A tensor that is trained by itself, as a part of a checkpoint: its values and its gradient."""

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.tensor.detach(), "grad": self.tensor.grad}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.tensor.detach().copy_(state["value"])
        self.tensor.grad = state["grad"]


class Losses(list[Any]):
    """The losses of an epoch's batches so far, this process's own, as a part of a checkpoint."""

    def state_dict(self) -> dict[str, Any]:
        return {"losses": list(self)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self[:] = state["losses"]


def as_part(part: Any) -> Any:
    """What a checkpoint keeps of a part: of a tensor, its values and its gradient."""
    return part if hasattr(part, "state_dict") else Held(part)


ALONE = Alone()


@contextlib.contextmanager
def processes(fw: Any, args: Any, table: Any = None) -> Iterator[Alone]:
    """This process, or with `--distributed` one of those that torchrun has started, whose group ends with the block.

    BadInput if torchrun did not start it, or where processes were started with different settings. Failed, in one line,
    where the others cannot be reached, or the way to them broke.
    """
    if not args.distributed:
        yield ALONE
        return
    check_variables(os.environ)
    if args.framework == "torch":
        # Imported after a group, its default arguments would keep that, and its threads, to the end.
        importlib.import_module("torch.distributed.nn.functional")
    d, backend = fw.distributed, "nccl" if args.device == "cuda" else "gloo"
    try:
        d.init_process_group(backend, timeout=timedelta(seconds=args.timeout))
    except ImportError as error:
        raise BadInput(str(error)) from None
    except (RuntimeError, ValueError) as error:
        raise Failed(first_line(error)) from None
    try:
        settings = {name: str(value) for name, value in vars(args).items() if name not in ("json", "plot", "quiet")}
        if table is not None:
            settings["table"] = f"{table.rows:,} rows of {', '.join(table.names)}"
        check_alike(d, settings)
        yield Together(fw)
        d.barrier()
    except RuntimeError as error:
        raise Failed(f"rank {d.get_rank()}: {first_line(error)}") from None
    d.destroy_process_group()


def check_variables(variables: Mapping[str, str]) -> None:
    """BadInput unless these are torchrun's."""
    for name in ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"):
        if name not in variables:
            how = "start with torchrun --nproc-per-node N -m tinygrad_lr run ... --distributed"
            raise BadInput(f"--distributed: {name} is not set; {how}")
        if name != "MASTER_ADDR" and not re.fullmatch("[0-9]{1,9}", variables[name]):
            raise BadInput(f"--distributed: {name} is {variables[name]!r}, and must be a whole number")
    if int(variables["RANK"]) >= int(variables["WORLD_SIZE"]):
        rank, many = variables["RANK"], variables["WORLD_SIZE"]
        raise BadInput(f"--distributed: RANK is {rank}, and must be less than WORLD_SIZE, which is {many}")


def check_alike(d: Any, settings: dict[str, str]) -> None:
    """BadInput if the processes were started with different settings."""
    given: list[Any] = [None] * d.get_world_size()
    d.all_gather_object(given, settings)
    for rank, theirs in enumerate(given):
        for name, value in theirs.items():
            if value != given[0][name]:
                d.destroy_process_group()
                raise BadInput(f"rank {rank} was started with {name} {value}, rank 0 with {given[0][name]}")
