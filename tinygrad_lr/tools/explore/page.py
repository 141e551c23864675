"""The page: one HTML file with the recording in it, which opens from a disk and asks for nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from .text import words

HERE = Path(__file__).with_name("page")
SCRIPTS = ("basics.js", "state.js", "graph.js", "panes.js", "whatif.js", "charts.js", "main.js")  # in this order


def html(recording: dict[str, Any], lang: str = "en") -> str:
    """The page of a recording. What comes from the user stands in it as data, never as markup."""
    program = script()
    digest = base64.b64encode(hashlib.sha256(program.encode()).digest()).decode()
    filled = {
        "lang": {"zh": "zh-CN"}.get(lang, lang),
        "title": escape(f"{recording['title']} · tinygrad_lr explorer"),
        "policy": f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        "style": read("style.css"),
        "recording": as_data(recording),
        "program": program,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda m: filled[m[1]], read("page.html"))


@functools.cache
def script() -> str:
    """The page's program: dagre as released, and the parts, which share one scope."""
    dagre = "\n".join(line for line in read("dagre.min.js").splitlines() if "sourceMappingURL" not in line)
    program = f'{dagre}\n{{\n"use strict";\nconst WORDS = {as_data(words())};\n{"".join(map(read, SCRIPTS))}\n}}\n'
    assert "</script" not in program.lower()
    return program


@functools.cache
def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def as_data(value: Any) -> str:
    """JSON inside a script element, which nothing in it can end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
