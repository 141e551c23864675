"""Takes a text of `help` apart; tests and pages that are made of the texts read them so."""

from __future__ import annotations

import re
from typing import NamedTuple

SECTIONS = "Formula Shapes Dtypes Args Returns Attributes Raises Source See Example".split()  # in this order


class Text(NamedTuple):
    summary: str  # one sentence
    signatures: tuple[str, ...]  # "torch.abs(input, *, out=None) -> Tensor"
    paragraphs: tuple[str, ...]
    sections: dict[str, str]  # by title, without the indentation


def read(text: str) -> Text:
    """The parts of a text: its first line, indented signatures, paragraphs, and sections under their titles."""
    summary, *blocks = re.split(r"\n(?:[ \t]*\n)+", text.strip())
    signatures: tuple[str, ...] = ()
    paragraphs: list[str] = []
    sections: dict[str, str] = {}
    for block in blocks:
        title, _, rest = block.partition("\n")
        if title.endswith(":") and title[:-1] in SECTIONS:
            sections[title[:-1]] = dedent(rest)
        elif block.startswith("    ") and not sections:
            signatures += tuple(dedent(re.sub(r"\n        +", " ", block)).splitlines())
        else:
            paragraphs.append(block)
    return Text(summary, signatures, tuple(paragraphs), sections)


def dedent(block: str) -> str:
    return re.sub(r"(?m)^    ", "", block)


def items(section: str) -> list[str]:
    """The items of a section, one for each line that is not indented further."""
    return re.sub(r"\n    +", " ", section).splitlines()
