"""Keeps the pages in Chinese in step with those in English: the same headings, the same blocks of code, the same files.

Prose is translated by hand. `differences` says what is not in step.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"(?ms)^```.*?^```$")
HEADING = re.compile(r"(?m)^(#+) ")
TARGET = re.compile(r"\]\((?!#)([^()\s]+)\)")


def pairs() -> dict[Path, Path]:
    """The pages in Chinese, and those that they are translations of."""
    zh = ROOT / "docs" / "zh"
    found = {page: ROOT / "docs" / page.relative_to(zh) for page in sorted(zh.rglob("*.md"))}
    return {ROOT / "README.zh-CN.md": ROOT / "README.md", **found}


def corrected(text: str, original: str) -> str:
    """The translation with the original's blocks of code."""
    blocks = FENCE.findall(original)
    if len(blocks) != len(FENCE.findall(text)):
        return text  # which `differences` tells
    following = iter(blocks)
    return FENCE.sub(lambda match: next(following), text)


def differences(text: str, original: str) -> list[str]:
    """What is not the same in a translation: blocks of code, levels of headings, and the files that are linked to."""
    found = []
    blocks, theirs = FENCE.findall(text), FENCE.findall(original)
    if blocks != theirs:
        place = next((i for i, (a, b) in enumerate(zip(blocks, theirs)) if a != b), min(len(blocks), len(theirs)))
        found.append(f"block {place + 1} of {len(theirs)} is another ({len(blocks)} are there)")
    prose, other = FENCE.sub("", text), FENCE.sub("", original)
    if HEADING.findall(prose) != HEADING.findall(other):
        found.append(f"headings are {HEADING.findall(prose)}, not {HEADING.findall(other)}")
    if targets(prose) != targets(other):
        found.append(f"links differ: {targets(prose) ^ targets(other)}")
    return found


def targets(text: str) -> set[str]:
    """The names of the files that a text links to, and the addresses."""
    found = TARGET.findall(text)
    return {t if "://" in t else t.partition("#")[0].rpartition("/")[2] for t in found} - {
        "README.md",
        "README.zh-CN.md",
    }
