"""Transcripts: what a user sees step by step, in torch and in this library.

A transcript is a generator function of a namespace `fw` that is torch or tinygrad_lr; it never asks which. It
yields what is worth comparing: values, or functions without arguments, which are called and whose exception
counts as what is seen. `told` writes the transcript down as text, one line per yield and warning.
`golden/transcripts.json` holds what the installed torch tells, written by `golden/make_transcripts.py`.
"""

import inspect
import json
import re
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from tests.helpers.messages_table import normalised
from tests.helpers.paths import GOLDENS

GOLDEN_FILE = GOLDENS / "transcripts.json"
Transcript = Callable[[Any], Iterator[Any]]


def golden(module: str) -> dict[str, list[str]]:
    """What torch told in the transcripts of one test module."""
    return json.loads(GOLDEN_FILE.read_text())["told"].get(module, {})


def transcripts_of(module: dict[str, Any]) -> list[Transcript]:
    """The transcripts in a module's globals: its generator functions of `fw`."""
    functions = [f for f in module.values() if inspect.isgeneratorfunction(f)]
    own = [f for f in functions if f.__module__ == module["__name__"]]
    return [f for f in own if list(inspect.signature(f).parameters) == ["fw"]]


def told(transcript: Transcript, fw: Any) -> list[str]:
    """The transcript as text: what each yield shows, and every warning where it was given."""
    lines: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's; torch gives none
        warnings.filterwarnings("ignore", "__array", DeprecationWarning)  # NumPy's, of torch
        warnings.showwarning = lambda message, category, *_: lines.append(
            f"{category.__name__}: {normalised(str(message))}"
        )
        try:
            for seen in transcript(fw):
                lines.append(attempted(seen) if inspect.isfunction(seen) else shown(seen))
        except Exception as error:
            lines.append(f"! {type(error).__name__}: {normalised(str(error))}")
        finally:
            fw.set_grad_enabled(True)
            fw.autograd.set_detect_anomaly(False)
    return lines


def attempted(action: Callable[[], Any]) -> str:
    """What the action returns, or the exception it raises."""
    try:
        return shown(action())
    except Exception as error:
        return f"{type(error).__name__}: {normalised(str(error))}"


def shown(value: Any) -> str:
    """A value as text; without addresses, which differ from run to run."""
    if isinstance(value, tuple):
        return "(" + ", ".join(shown(v) for v in value) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(shown(v) for v in value) + "]"
    if isinstance(value, OrderedDict):  # Python 3.12 writes it in another way
        return "OrderedDict([" + ", ".join(f"({key!r}, {shown(v)})" for key, v in value.items()) + "])"
    if isinstance(value, type):
        return value.__name__
    return re.sub(r" at 0x[0-9a-f]+|(torch|tinygrad_lr)\.(\w+\.)+(?=[A-Za-z_]+ object|\w+\()", "", repr(value))
