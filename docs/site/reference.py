"""The reference: a page for each namespace, made of the texts that `help` shows.

Which names there are, `docs/coverage.md` says. Names that share a text stand together; a tensor's method that is a
function of torch's too is told there.
"""

from __future__ import annotations

import functools
import inspect
import re
from pathlib import Path
from typing import Any

import tinygrad_lr
from tinygrad_lr.texts.reading import items, read

from . import coverage

PACKAGE = Path(tinygrad_lr.__file__).parent
PAGES = {  # namespace: the page's file
    "torch": "torch", "Tensor": "tensor", "nn": "nn", "nn.functional": "functional", "nn.init": "init",
    "nn.utils": "nn-utils", "optim": "optim", "optim.lr_scheduler": "schedules", "utils.data": "data", "autograd": "autograd",
    "linalg": "linalg",
}  # fmt: skip
OUR_OWN = ("compile", "lint", "explore", "graph")  # functions of the library that are not torch's, or do more
LISTED = ("Args", "Raises", "Attributes")


def pages() -> dict[str, str]:
    """The pages, by where they stand in the site."""
    there = coverage.here(coverage.PAGE.read_text(encoding="utf-8"))
    names: dict[str, list[str]] = {}
    for title, path, _ in coverage.SECTIONS:
        names.setdefault(path or "torch", []).extend(there[title])
    written = {f"reference/{PAGES[path]}.md": page(path, names[path]) for path in PAGES}
    rows = [f"| [{full(path)}]({file}.md) | {len(names[path])} |" for path, file in PAGES.items()]
    head = "# Reference\n\nWhat `help` tells of each name, by namespace.\n\n| namespace | names |\n| --- | --- |\n"
    return {"reference/index.md": head + "\n".join(rows) + "\n", **written}


def full(path: str) -> str:
    return path if path == "torch" else f"torch.{path}"


def page(path: str, names: list[str]) -> str:
    space: Any = tinygrad_lr if path == "torch" else coverage.resolve(tinygrad_lr, path)
    shared: list[str] = []
    together: dict[str, list[str]] = {}  # names by the text that they share
    texts: dict[str, str] = {}
    for name in sorted({*names, *(n for n in OUR_OWN if path == "torch" and hasattr(space, n))}, key=str.lower):
        text = told(space, name)
        if path == "Tensor" and text and same_text(text) in of_torch():
            shared.append(name)
        else:
            key = same_text(text) if text else name
            together.setdefault(key, []).append(name)
            texts.setdefault(key, text)
    parts = [f"# {full(path)}\n"]
    if shared:
        parts.append("These are functions too, and are told with [those of torch](torch.md):\n")
        parts.append(" ".join(f"`{name}`" for name in shared) + "\n")
    parts += [entry(each, texts[key]) for key, each in together.items()]
    return "\n".join(parts)


def same_text(text: str) -> str:
    """A text as it is for all who share it: forms in place have "In place: " before theirs."""
    text = text.removeprefix("In place: ")
    return text[:1].lower() + text[1:]


@functools.cache
def of_torch() -> set[str]:
    return {same_text(told(tinygrad_lr, name)) for name in vars(tinygrad_lr) if not name.startswith("_")} - {""}


def told(space: Any, name: str) -> str:
    """The text of a member, where it has one of its own."""
    member = inspect.getattr_static(space, name, None) if inspect.isclass(space) else getattr(space, name, None)
    member = getattr(member, "__func__", member)
    if isinstance(member, (str, int, float)) or member is None:
        return ""
    return getattr(member, "__doc__", None) or ""


def entry(names: list[str], text: str) -> str:
    """A heading, and the text with its parts set apart."""
    heading = f"## {', '.join(names)}\n"
    if not text:
        return heading
    parts = read(inspect.cleandoc(text))
    summary, _, rest = parts.summary.partition("\n\n")
    made = [heading, *paragraph_of(summary)]
    if parts.signatures:
        made.append(block("python", "\n".join(parts.signatures)))
    for paragraph in (rest, *parts.paragraphs):
        made += paragraph_of(paragraph)
    for title, body in parts.sections.items():
        if title == "Example":
            made += ["**Example**\n", block("pycon", body)]
        elif title in LISTED:
            made += [f"**{title}**\n", "\n".join(f"- {prose(item)}" for item in items(body)) + "\n"]
        else:
            made.append(f"**{title}:** {prose(' '.join(body.split()))}\n")
    return "\n".join(made)


def paragraph_of(text: str) -> list[str]:
    """Paragraphs as they are; what is indented is a table or code, and keeps its lines."""
    made = []
    for part in re.split(r"\n[ \t]*\n", text.strip("\n")):
        if part.strip():
            made.append(block("text", inspect.cleandoc(part)) if re.search(r"(?m)^  ", part) else prose(part) + "\n")
    return made


def block(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"


def prose(text: str) -> str:
    """Text that Markdown leaves as it is, but for code in backquotes and links."""
    parts = re.split(r"(`[^`]+`|https?://[^\s)]+)", text)
    for i, part in enumerate(parts):
        if part.startswith("http"):
            parts[i] = f"<{part}>"
        elif not part.startswith("`"):
            parts[i] = re.sub(r"([*_\[\]<>\\|#~^])", r"\\\1", part)
    return "".join(parts)
