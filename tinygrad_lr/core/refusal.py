"""What the engine refuses. It knows keys and facts; the words are torch's, and `frontend.errors` registers them here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .mode import mode

WORDS: dict[str, Callable[..., Exception]] = {}


def refuse(key: str, **facts: Any) -> Exception:
    """The exception to raise: what was registered for the key makes it of the facts; else the key is the text."""
    words = WORDS.get(key)
    return RuntimeError(key) if words is None else words(**facts)


def words(key: str) -> Callable[[Callable[..., Exception]], Callable[..., Exception]]:
    """Register a function of the facts that gives the exception."""

    def register(make: Callable[..., Exception]) -> Callable[..., Exception]:
        WORDS[key] = make
        return make

    return register


def uncounted() -> list[int]:
    """In the place of the version of an inference tensor, where it is changed; refused outside inference mode."""
    if not mode.inference:
        raise refuse("inference")
    return [0]
