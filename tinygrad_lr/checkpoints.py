"""Checkpoints: a training run's state in one file, from which it goes on as if it had never stopped, to the bit.

A checkpoint holds the state dicts of whatever takes part (model, optimizer, schedule), the states of the random
generators, what the run was begun with, how many steps are done, and of a step with batches, how many of these. It is a
file of torch.save's format, which either framework reads, with the SHA-256 of its content at its end; it is there whole
or not at all (`files`), and the last few are kept.
"""

from __future__ import annotations

import glob
import hashlib
import io
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from . import files
from .frontend.random import get_rng_state, set_rng_state
from .serialization import load, save

SEAL = b"sha256:"  # begins the comment that ends the archive
SEALED = len(SEAL) + 64

OURS = SimpleNamespace(save=save, load=load, get_rng_state=get_rng_state, set_rng_state=set_rng_state)  # as in torch


class BadCheckpoint(RuntimeError):
    """A checkpoint that cannot be gone on from; the message is one line."""


class Checkpoints:
    """The checkpoints of one run in a folder, `NAME-00000100.pt` after its step 100.

        saved = Checkpoints("checkpoints", model=model, optimizer=optimizer)
        for epoch in saved.steps(100):          # from the last checkpoint on, if there is one
            ...

    With a `loader` they are saved within a step, too, and its order is gone on with:

        saved = Checkpoints("checkpoints", model=model, optimizer=optimizer, loader=loader)
        for epoch in saved.steps(10):
            for x, y in saved.batches():        # those that are left of the step
                ...

    `every` is how many seconds lie at least between two, `keep` how many are kept. `begun_with` names settings that a
    run must have in common with one that it goes on with. `fw` is the framework whose objects they are, by default this
    library. Whatever has `state_dict` and `load_state_dict` can take part.
    """

    def __init__(
        self,
        folder: Any,
        name: str = "step",
        *,
        every: float = 1.0,
        keep: int = 3,
        resume: bool = True,
        begun_with: Mapping[str, Any] | None = None,
        fw: Any = None,
        loader: Any = None,
        **parts: Any,
    ) -> None:
        if keep < 1:
            raise ValueError(f"keep must be at least 1, not {keep}")
        self.folder, self.name, self.every, self.keep, self.resume = Path(folder), name, every, keep, resume
        self.begun_with, self.parts = dict(begun_with or {}), parts
        self.fw, self.last = fw or OURS, time.monotonic()
        self.position = Position(self.fw, loader)

    def steps(self, many: int) -> Iterator[int]:
        """The numbers of the steps that are still to be done; saves between them, and at the end.

        BadCheckpoint if the last checkpoint is damaged or of another run; OSError if one cannot be written.
        """
        done = self.load() if self.resume else 0
        for self.step in range(done, many):
            self.position.begin()
            yield self.step
            if self.step + 1 == many or self.due():
                self.save(self.step + 1)

    def batches(self) -> Iterator[Any]:
        """The loader's batches that are still to be done in this step; saves between them."""
        for batch in self.position:
            yield batch
            self.position.done += 1
            if self.due():
                self.save(self.step)
        self.position.done = 0

    def due(self) -> bool:
        """Whether so much time has gone by since the last one that there should be another."""
        return time.monotonic() - self.last >= self.every

    def save(self, step: int) -> None:
        """Write the state after so many steps, and the batches of one more; remove what is older than the last `keep`."""
        self.write(step, self.state(step))
        self.last = time.monotonic()

    def write(self, step: int, state: dict[str, Any]) -> None:
        within = f"-{self.position.done:08d}" if self.position.done else ""
        file = self.folder / f"{self.name}-{step:08d}{within}.pt"
        files.check_folder(self.folder)
        files.write(file, sealed(self.packed(state)))
        for old in self.found()[: -self.keep]:
            old.unlink(missing_ok=True)

    def load(self) -> int:
        """Take over the state of the last checkpoint; how many steps were done, 0 where there is none. BadCheckpoint otherwise."""
        found = self.found()
        if not found:
            return 0
        state = self.read(found[-1], found[:-1])
        for name, value in self.begun_with.items():
            if state["begun_with"].get(name) != value:
                was = state["begun_with"].get(name)
                raise BadCheckpoint(f"{found[-1]} is of another run: its {name} was {was}, this one's is {value}")
        if set(state["parts"]) != set(self.parts):
            raise BadCheckpoint(f"{found[-1]} is of another run: it holds {', '.join(state['parts'])}")
        self.take(state, found[-1])
        return state["step"]

    def found(self) -> list[Path]:
        """The checkpoints in the folder, from the oldest on."""
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{8,}})(?:-(\d{{8,}}))?\.pt")
        numbered = ((pattern.fullmatch(path.name), path) for path in self.folder.glob(f"{glob.escape(self.name)}-*.pt"))
        return [
            path for *_, path in sorted((int(match[1]), int(match[2] or 0), path) for match, path in numbered if match)
        ]

    def state(self, step: int) -> dict[str, Any]:
        return {
            "step": step,
            "begun_with": self.begun_with,
            "parts": {name: part.state_dict() for name, part in self.parts.items()},
            "batches": self.position.done,
            "generators": self.position.state(),
        }

    def take(self, state: dict[str, Any], path: Path) -> None:
        """Give everybody their state."""
        for name, part in self.parts.items():
            try:
                part.load_state_dict(state["parts"][name])
            except Exception as error:  # each part has its own way to say what does not fit
                why = " ".join(str(error).split())
                raise BadCheckpoint(f"{path} is of another run: its {name} does not fit: {why}") from None
        if state["batches"] and self.position.loader is None:
            raise BadCheckpoint(f"{path} is of another run: it lies within a step, whose batches come from a loader")
        self.position.take(state["batches"], state["generators"], path)

    def packed(self, state: dict[str, Any]) -> bytes:
        file = io.BytesIO()
        file.name = "checkpoint.pt"  # says which format
        self.fw.save(state, file)
        return file.getvalue()

    def read(self, path: Path, before: list[Path]) -> dict[str, Any]:
        """The state in a checkpoint. BadCheckpoint, naming the one before it, if it is damaged."""
        try:
            content = opened(path.read_bytes())
            return self.fw.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        except OSError as error:
            raise BadCheckpoint(f"cannot read {path}: {error.strerror}") from None
        except (RuntimeError, ValueError) as error:
            hint = (
                f"; {before[-1].name} is the one before it: remove the damaged file to go on from there"
                if before
                else ""
            )
            raise BadCheckpoint(f"{path} is damaged ({error}){hint}") from None


class Position:
    """Where a run is within a step: how many of the loader's batches are done, and how the generators stood before the first.

    To go on, they are set back to where the step began, and when it comes to its batches, to before the first. The
    loader makes those that are done once more, to be thrown away: whatever it draws from then stands where it stood,
    and the default generator is set to where it was after the last.
    """

    def __init__(self, fw: Any, loader: Any) -> None:
        self.fw, self.loader, self.done = fw, loader, 0
        self.states: dict[str, Any] = {}
        self.path: Path | None = None  # of the checkpoint that is gone on from

    def own(self) -> list[Any]:
        """The generators that the loader and its samplers were given."""
        sampler, batch_sampler = (getattr(self.loader, name, None) for name in ("sampler", "batch_sampler"))
        owners = self.loader, sampler, batch_sampler, getattr(batch_sampler, "sampler", None)
        found = [getattr(owner, "generator", None) for owner in owners]
        return list({id(each): each for each in found if each is not None}.values())

    def keep(self, *names: str) -> None:
        """Remember how the generators stand, by these names."""
        states = [self.fw.get_rng_state(), *(each.get_state() for each in self.own())]
        self.states.update(dict.fromkeys(names, states))

    def put_back(self, name: str) -> None:
        default, *others = self.states[name]
        self.fw.set_rng_state(default)
        for generator, state in zip(self.own(), others):
            generator.set_state(state)

    def begin(self) -> None:
        """A step begins, or that of the checkpoint is gone on with."""
        if self.done:
            self.put_back("step")
        else:
            self.keep("step", "batches")

    def __iter__(self) -> Iterator[Any]:
        if not self.done:
            self.keep("batches")
            return iter(self.loader)
        self.put_back("batches")
        batches = iter(self.loader)
        for _ in range(self.done):
            if next(batches, self) is self:
                raise BadCheckpoint(f"{self.path} is of another run: it had more batches in a step")
        self.fw.set_rng_state(self.states["now"][0])
        return batches

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps of the generators."""
        self.keep("now", *(() if self.done else ("step", "batches")))
        return dict(self.states)

    def take(self, done: int, states: dict[str, Any], path: Path) -> None:
        self.done, self.states, self.path = done, dict(states), path
        self.put_back("now")


def sealed(content: bytes) -> bytes:
    """A zip archive with the SHA-256 of its content as its comment, which readers of archives pass over."""
    if content[-2:] != b"\0\0":
        raise ValueError("the archive has a comment already")
    content = content[:-2] + SEALED.to_bytes(2, "little")
    return content + SEAL + hashlib.sha256(content).hexdigest().encode()


def opened(content: bytes) -> bytes:
    """The content of a sealed archive. ValueError unless it is as it was sealed."""
    inner, seal = content[:-SEALED], content[-SEALED:]
    if not seal.startswith(SEAL):
        raise ValueError("its end is missing")
    if seal[len(SEAL) :] != hashlib.sha256(inner).hexdigest().encode():
        raise ValueError("its SHA-256 is not that of its content")
    return content
