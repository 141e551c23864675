"""The engine refuses by keys, and the words are registered from above: each key has some, and none are needed."""

import re
from pathlib import Path

import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tinygrad_lr.core import refusal

CORE = Path(refusal.__file__).parent
KEYS = {key for file in CORE.glob("*.py") for key in re.findall(r'[^`]refuse\("([^"]+)"', file.read_text())}


def test_every_refusal_has_words():
    assert KEYS
    assert not KEYS - refusal.WORDS.keys()


def test_without_words_the_key_is_the_text(monkeypatch):
    monkeypatch.setattr(*owner_of(names.REFUSAL_WORDS), {})
    x = tg.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"^item of several$"):
        x.item()
