"""Runs what is to be explored with somebody listening, and makes the recording of it."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ... import files
from . import text
from .document import Document
from .names import is_own, raised_in, running
from .ours import Ours
from .page import html
from .recorder import Enough, Recorder

ENGINES = ("tinygrad_lr", "torch")


class Nothing(ValueError):
    """There is nothing to show; the message is one line that says why."""


@dataclass
class Explored:
    """A recording, and where its page is. As the value of a notebook's cell, it shows the page."""

    recording: dict[str, Any]
    path: Any = None
    error: BaseException | None = None

    def html(self, lang: str = "en") -> str:
        """The page: one file that reads nothing else."""
        return html(self.recording, lang)

    def json(self) -> str:
        """The recording, as schema.json describes it."""
        return text.as_json(self.recording)

    def text(self, lang: str = "en") -> str:
        """The same story in words, for a terminal or a screen reader."""
        return text.story(self.recording, lang)

    def write(self, path: Any, lang: str = "en") -> None:
        """The page at `path`, whole or not at all."""
        files.write(path, self.html(lang))
        self.path = path

    def _repr_html_(self) -> str:
        from html import escape

        page = escape(self.html(), quote=True)
        return (
            f'<iframe srcdoc="{page}" sandbox="allow-scripts allow-downloads" title="explorer" '
            'style="width:100%;height:760px;border:1px solid #8884;border-radius:8px"></iframe>'
        )

    def __repr__(self) -> str:
        where = "" if self.path is None else f", at {os.fspath(self.path)}"
        return f"<Explored: {self.recording['title']}, {len(self.recording['events'])} events{where}>"


class Listening:
    """Somebody listens: to this engine or to torch, or, where `name` is empty, to both if torch is there."""

    def __init__(self, name: str = "", steps: int | None = None) -> None:
        wanted = [name] if name else [n for n in ENGINES if n in sys.modules]
        self.recorders = [Recorder(steps) for _ in wanted]
        self.engines = [engine(n)(recorder) for n, recorder in zip(wanted, self.recorders)]
        self.error: BaseException | None = None

    def __enter__(self) -> Listening:
        for each in self.engines:
            each.__enter__()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        for each in reversed(self.engines):
            each.__exit__()
        if isinstance(error, Exception):
            self.error = error

    def cut(self) -> None:
        for recorder in self.recorders:
            recorder.cut()

    def document(self, title: str, other: Document | None = None) -> Document:
        """What was heard, of the engine that did more."""
        place = None
        if self.error is not None:
            users = [f for f in raised_in(self.error.__traceback__) if not is_own(f.f_code.co_filename)]
            lines = {id(tb.tb_frame): tb.tb_lineno for tb in tracebacks(self.error)}
            place = (users[0].f_code, lines[id(users[0])]) if users else None
        best = max(self.recorders, key=lambda r: (r.done, r.step.backward, len(r.step.events)))
        step = best.finish(self.error, place)
        if not step.events:
            raise Nothing("nothing was recorded: no operation ran on a tensor that requires grad")
        return Document(best, step, title, other)


def tracebacks(error: BaseException) -> Iterator[Any]:
    tb = error.__traceback__
    while tb is not None:
        yield tb
        tb = tb.tb_next


def engine(name: str) -> Any:
    if name == "torch":
        from .on_torch import OnTorch

        return OnTorch
    return Ours


def framework(name: str) -> Any:
    return importlib.import_module(name)


def run(step: Callable, steps: int, name: str, given: tuple) -> Listening:
    """Call a step so many times, or go so many times through what it yields; what it raises is kept."""
    listening = Listening(name, steps if given else None)
    try:
        with listening:
            result = step(*given)
            if hasattr(result, "__next__"):
                drain(result, listening, steps)
            elif not given:
                for _ in range(steps - 1):
                    listening.cut()
                    step(*given)
    except Enough:
        pass
    except Exception as error:  # the user's: the page ends with it
        listening.error = error
    return listening


def drain(yielding: Iterator[Any], listening: Listening, steps: int) -> None:
    """Each thing that is yielded ends a step."""
    for _ in yielding:
        listening.cut()
        if max(recorder.done for recorder in listening.recorders) >= steps:
            break


def takes_framework(step: Callable) -> bool:
    """Whether a step is a function of the framework."""
    try:
        parameters = inspect.signature(step).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)


def explored(step: Callable, steps: int = 1, compare: str | None = None, title: str = "", name: str = "") -> Explored:
    """A step's recording; with `compare`, beside the same on that framework."""
    from ..compile.cache import Compiled

    step = step.function if isinstance(step, Compiled) else step  # a replay is of arrays: there is nothing to see in it
    title = title or getattr(step, "__name__", "step").replace("<lambda>", "step")
    given = takes_framework(step)
    if compare is not None and compare not in ENGINES:
        raise ValueError(f"compare must be 'torch' or None, not {compare!r}")
    if compare is not None and not given:
        raise ValueError(
            f"compare={compare!r} runs the step on {compare} too: give a function of the framework, step(fw)"
        )
    name = name or ("tinygrad_lr" if given else "")
    other = None
    listening = run(step, steps, name, (framework(name),) if given else ())
    if compare is not None:
        beside = run(step, steps, compare, (framework(compare),))
        if beside.error is not None and listening.error is None:
            raise Nothing(f"on {compare}, the step raised {type(beside.error).__name__}: {beside.error}")
        other = beside.document(title)
    return Explored(listening.document(title, other).recording(), error=listening.error)


def of_loss(loss: Any) -> Explored:
    """The backward pass alone: nobody's `.grad` changes, and nothing is freed."""
    name = type(loss).__module__.partition(".")[0]
    if loss.grad_fn is None:
        raise Nothing("this tensor has no grad_fn: nothing was recorded for it, so there is no backward pass to show")
    if loss.numel() != 1:
        raise Nothing(f"a backward pass begins at a scalar, and this tensor has the shape {tuple(loss.shape)}")
    listening = Listening(name)
    recorder = listening.recorders[0]
    recorder.step.forward_seen = False
    recorder.sight(loss)
    with listening:
        loss.backward(retain_graph=True)
    recorder.name_all(running())
    for leaf in recorder.step.leaves.values():
        before = leaf.item.before
        leaf.tensor.grad = (
            None if before is None else recorder.engine.fw.from_numpy(recorder.step.arrays[before].copy())
        )
    recorder.step.leaves = {}
    return Explored(listening.document("backward").recording())


class Block:
    """`with explore(path):` records the lines of the block, and writes the page when it ends."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self.explored: Explored | None = None

    def __enter__(self) -> Block:
        files.check_writable(self.path)
        self.listening = Listening()
        self.listening.__enter__()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        self.listening.__exit__(kind, error, traceback)
        if error is not None and not isinstance(error, Exception):
            return
        try:
            document = self.listening.document(Path(self.path).stem)
        except Nothing:
            if error is None:
                raise
            return
        self.explored = Explored(document.recording(), error=error)
        self.explored.write(self.path)

    def _repr_html_(self) -> str | None:
        return None if self.explored is None else self.explored._repr_html_()
