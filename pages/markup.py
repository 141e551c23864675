"""HTML from plain values: a page with everything in it, tables that can be sorted, lists of facts and of words."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DENSE = 9  # a table of more columns is set smaller


class Code(str):
    """Text that can be pasted."""


@dataclass(frozen=True)
class Cell:
    """A text with the number that it is sorted by (None: not measured), and how it looks."""

    text: str
    value: float | None = None
    look: str = ""  # a class of style.css


def escape(text: object) -> str:
    return html.escape(str(text), quote=True)


def page(title: str, body: Iterable[str], scripts: Sequence[str] = ()) -> str:
    """A whole document; `scripts` are texts of script elements beside the one that sorts."""
    parts = [
        "<!doctype html>",
        "<html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        "<link rel='icon' href='data:,'>",
        f"<title>{escape(title)}</title>",
        f"<style>{(HERE / 'style.css').read_text(encoding='utf-8')}</style></head><body><main>",
        *(part for part in body if part),
        "</main>",
        f"<script>{(HERE / 'sort.js').read_text(encoding='utf-8')}</script>",
        *scripts,
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]], sortable: bool = True, texts: int = 1) -> str:
    """A table; columns from `texts` on are numbers where the first row has a number or a Cell with one there."""
    rows = [list(row) for row in rows]
    numeric = [i >= texts and any(isinstance(row[i], (int, float, Cell)) for row in rows) for i in range(len(heads))]
    head = "".join(
        f"<th scope='col'{' class=n' * n}>{_button(text) if sortable and text else escape(text)}</th>"
        for text, n in zip(heads, numeric)
    )
    body = "".join(f"<tr>{''.join(map(cell, row, numeric))}</tr>" for row in rows)
    looks = ["sortable"] * sortable + ["dense"] * (len(heads) > DENSE)
    kind = f" class='{' '.join(looks)}'" if looks else ""
    return f"<div class='wide'><table{kind}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _button(text: str) -> str:
    return f"<button type='button'>{escape(text)}</button>"


def cell(value: Any, numeric: bool = False) -> str:
    """One cell: numbers to the right, and nothing where nothing was measured."""
    if value is None:
        return "<td class='n' data-v=''>–</td>" if numeric else "<td data-v=''>–</td>"
    if isinstance(value, Code):
        return f"<td><code>{escape(value)}</code></td>"
    if isinstance(value, Cell):
        look = " ".join(filter(None, ("n" if numeric else "", value.look)))
        sort = f" data-v='{value.value!r}'" if value.value is not None else " data-v=''" if numeric else ""
        return f"<td{f' class={look!r}' if look else ''}{sort}>{escape(value.text)}</td>"
    if isinstance(value, float):
        return f"<td class='n' data-v='{'Infinity' if math.isinf(value) else repr(value)}'>{value:.3g}</td>"
    if isinstance(value, int):
        return f"<td class='n' data-v='{value}'>{value:,}</td>"
    return f"<td>{escape(value)}</td>"


def facts(pairs: Mapping[str, str]) -> str:
    """Names and what they are, beside each other."""
    return f"<dl class='facts'>{''.join(f'<dt>{escape(k)}</dt><dd>{escape(v)}</dd>' for k, v in pairs.items())}</dl>"


def words(pairs: Mapping[str, str]) -> str:
    """Words, and what is meant by them."""
    return f"<dl class='words'>{''.join(f'<dt>{escape(k)}</dt><dd>{escape(v)}</dd>' for k, v in pairs.items())}</dl>"


def figure(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"
