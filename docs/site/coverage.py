"""Writes `docs/coverage.md`: of every public name of torch's, in the namespaces in scope, whether it is here.

    python -m docs.site.coverage              # asks the installed torch; `make pages` does it

✓ means that the name is there. What it does there, parity tells for operations, and the reference for all.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import re
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tinygrad_lr
from tinygrad_lr import files

PAGE = Path(__file__).parents[1] / "coverage.md"
HERE, REFUSED, ABSENT = "✓", "refused by name", "absent"
HEAD = """# What is there

Every public name of torch {version} in the namespaces that this library is about, and what becomes of it here. ✓: it is
there. Refused by name: whoever asks for it gets a NotImplementedError that says what there is instead. Absent: an
AttributeError, as for any name that does not exist. Written by `python -m docs.site.coverage`, which asks both libraries;
a test compares. What the operations compute is on [the page of operations](operations.md), and how they are called in
[the reference](reference/index.md).

"""


def is_layer(value: Any) -> bool:
    return inspect.isclass(value) and not value.__name__.endswith("Loss")


def is_loss(value: Any) -> bool:
    return inspect.isclass(value) and value.__name__.endswith("Loss")


def anything(value: Any) -> bool:
    return True


SECTIONS: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("torch", "", anything),
    ("torch.Tensor", "Tensor", anything),
    ("torch.nn: layers", "nn", is_layer),
    ("torch.nn: losses", "nn", is_loss),
    ("torch.nn.functional", "nn.functional", callable),
    ("torch.nn.init", "nn.init", callable),
    ("torch.nn.utils", "nn.utils", callable),
    ("torch.optim: optimizers", "optim", inspect.isclass),
    ("torch.optim.lr_scheduler: schedules", "optim.lr_scheduler", inspect.isclass),
    ("torch.utils.data", "utils.data", callable),
    ("torch.distributed", "distributed", callable),
    ("torch.autograd", "autograd", callable),
    ("torch.linalg", "linalg", callable),
)


def names(fw: Any, path: str, wanted: Callable[[Any], bool]) -> list[str]:
    """The public names of a namespace of torch's: its own, without modules and what it imports from elsewhere."""
    space = resolve(fw, path)
    listed = {*getattr(space, "__all__", ()), *(dir(space) if inspect.isclass(space) or not path else ())} or {
        *dir(space)
    }
    found = []
    for name in sorted(listed - ({"Tensor"} if path else set()), key=lambda name: (name.lower(), name)):
        value = getattr(space, name, None)
        home = str(getattr(value, "__module__", "") or "torch").partition(".")[0]
        if not name.startswith("_") and not isinstance(value, types.ModuleType) and home in ("torch", "builtins"):
            found += [name] if wanted(value) else []
    return found


def resolve(fw: Any, path: str) -> Any:
    """What `torch.nn.functional` is in a framework; None where it has no such namespace."""
    space = fw
    for part in path.split(".") if path else ():
        try:
            space = getattr(space, part)
        except AttributeError:
            try:
                space = importlib.import_module(f"{space.__name__}.{part}")
            except ImportError:
                return None
    return space


def state(path: str, name: str) -> tuple[str, str]:
    """Whether the name is here; of one that is refused, what there is instead."""
    space = resolve(tinygrad_lr, path)
    if space is None:
        return refusal(lambda: resolve_refusing(path))
    if name in vars(space) and not hasattr(vars(space)[name], "__get__"):
        return HERE, ""
    return refusal(lambda: getattr(space, name))


def resolve_refusing(path: str) -> Any:
    space: Any = tinygrad_lr
    for part in path.split("."):
        space = getattr(space, part)
    return space


def refusal(ask: Callable[[], Any]) -> tuple[str, str]:
    try:
        ask()
    except NotImplementedError as error:
        return REFUSED, str(error).partition(": ")[2]
    except AttributeError:
        return ABSENT, ""
    return HERE, ""


def page() -> str:
    import torch

    table, sections = [], []
    for title, path, wanted in SECTIONS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of names that are on their way out
            found = {name: state(path, name) for name in names(torch, path, wanted)}
        count = {each: sum(what == each for what, _ in found.values()) for each in (HERE, REFUSED, ABSENT)}
        table.append(f"| [{title}](#{anchor(title)}) | {len(found)} | {' | '.join(str(n) for n in count.values())} |")
        sections.append(section(title, found))
    head = f"| namespace | names | {HERE} | {REFUSED} | {ABSENT} |\n| --- | --- | --- | --- | --- |\n"
    version = torch.__version__.partition("+")[0]
    return HEAD.format(version=version) + head + "\n".join(table) + "\n" + "".join(sections)


def section(title: str, found: dict[str, tuple[str, str]]) -> str:
    here = [name for name, (what, _) in found.items() if what == HERE]
    absent = [name for name, (what, _) in found.items() if what == ABSENT]
    reasons: dict[str, list[str]] = {}
    for name, (what, why) in found.items():
        if what == REFUSED:
            reasons.setdefault(why, []).append(name)
    parts = [f"\n## {title}\n"]
    parts += [f"**{HERE}**\n{listed(here)}\n"] if here else []
    if reasons:
        parts.append("**Refused by name:**\n")
        parts.append("\n".join(f"- {why}:\n  {listed(each, '  ')}" for why, each in sorted(reasons.items())) + "\n")
    parts += [f"**Absent:**\n{listed(absent)}\n"] if absent else []
    return "\n".join(parts)


def listed(names: list[str], indent: str = "") -> str:
    """The names, a line for each first letter: so a further one changes one line."""
    groups = itertools.groupby(names, key=lambda name: name[0].lower())
    return f"\n{indent}".join(" ".join(f"`{name}`" for name in group) for _, group in groups)


def anchor(title: str) -> str:
    """The anchor of a heading, as GitHub and the site make it."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def here(text: str) -> dict[str, list[str]]:
    """The names that the page says are here, by the title of their section."""
    found = {}
    for title, body in re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", text):
        there = re.search(rf"(?ms)^\*\*{HERE}\*\*\n(.*?)(?:\n\n|\Z)", body)
        found[title] = re.findall(r"`(\w+)`", there[0]) if there else []
    return found


if __name__ == "__main__":
    files.write(PAGE, page())
