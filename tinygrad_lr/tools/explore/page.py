"""The page: one HTML file with the recording in it, which opens from a disk and asks for nothing else."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).with_name("page")


def html(recording: dict[str, Any], lang: str = "en") -> str:
    """The page of a recording. What comes from the user stands in it as data, never as markup."""
    parts = {name: (HERE / file).read_text(encoding="utf-8") for name, file in PARTS.items()}
    page = parts.pop("page")
    filled = {
        "lang": {"zh": "zh-CN"}.get(lang, lang), "title": escape(f"{recording['title']} · explorer"),
        "recording": as_data(recording), **{name: in_script(text) for name, text in parts.items()},
    }  # fmt: skip
    before, *rest = page.split("{{")
    pieces = [before]
    for each in rest:
        name, _, after = each.partition("}}")
        pieces += [filled[name], after]
    return "".join(pieces)


PARTS = {
    "page": "page.html", "style": "style.css", "dagre": "dagre.min.js", "words": "words.js", "numbers": "numbers.js",
    "state": "state.js", "graph": "graph.js", "panes": "panes.js", "charts": "charts.js", "main": "main.js",
}  # fmt: skip


def as_data(recording: dict[str, Any]) -> str:
    """JSON inside a script element, which nothing in it can end."""
    text = json.dumps(recording, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def in_script(text: str) -> str:
    assert "</script" not in text.lower()
    assert "</style" not in text.lower()
    return text
