"""What a docstring of this library must have, and how its example is run."""

import doctest
import inspect
import io
import re
from types import FunctionType, ModuleType

import tinygrad_lr
from tinygrad_lr.frontend.signatures import table
from tinygrad_lr.texts.reading import SECTIONS, Text, items, read

PAGES = "https://docs.pytorch.org/docs/stable/"
LONGEST = 90  # characters of a first line: editors show it


def public_names(package=tinygrad_lr) -> dict[str, object]:
    """Functions, classes and members that the package itself has, by the names that users write after `torch.`."""
    names = {}
    for name, value in vars(package).items():
        if not name.startswith("_") and isinstance(value, (FunctionType, type)):
            names[name] = value
    names |= members(package.Tensor)
    return names


def members(cls: type, under: str = "") -> dict[str, object]:
    """The public methods and properties that a class itself has."""
    return {
        f"{under or cls.__name__}.{name}": value
        for name, value in vars(cls).items()
        if not name.startswith("_") and isinstance(value, (FunctionType, property, classmethod, staticmethod))
    }


def text_of(value) -> str:
    return inspect.cleandoc(value.__doc__) if value.__doc__ else ""


def problems(name: str, text: str, formula: bool = True) -> list[str]:
    """What a text lacks."""
    if not text:
        return ["it has none"]
    parts = read(text)
    found = []
    if len(parts.summary) > LONGEST or "\n" in parts.summary or not parts.summary.endswith("."):
        found.append(f"its first line is no sentence of at most {LONGEST} characters: {parts.summary!r}")
    if not any(names(signature) == name for signature in parts.signatures):
        found.append(f"no line at its head is its signature: {parts.signatures}")
    if list(parts.sections) != [title for title in SECTIONS if title in parts.sections]:
        found.append(f"its sections are not in order: {list(parts.sections)}")
    if formula and not {"Formula", "Shapes"} <= set(parts.sections):
        found.append("it says neither what it computes as a formula, or not of which shapes")
    if PAGES not in parts.sections.get("See", PAGES):
        found.append("it does not say where torch's page is")
    example = doctest.DocTestParser().get_examples(parts.sections.get("Example", ""))
    if not any(each.want for each in example):
        found.append("it has no example that prints a value")
    if any(len(line) > 120 for line in text.splitlines()):
        found.append("a line is too long")
    return found


def names(signature: str) -> str:
    """Whose signature a line is: "abs" of "torch.abs(input)", "Tensor.abs" of "Tensor.abs()"."""
    return re.match(r"(?:torch\.)?([\w.]*)", signature)[1]


def copies(texts: list[Text]) -> list[tuple[str, str]]:
    """Pairs of texts that tell the same formula of the same shapes, or begin the same, and are not one text of several names."""
    seen, found = {}, []
    for text in texts:
        what = text.sections.get("Formula", text.summary), text.sections.get("Shapes")
        if seen.setdefault(what, text).signatures != text.signatures:
            found.append((seen[what].summary, text.summary))
    return found


def run(text: str, torch: ModuleType) -> str:
    """What differs when the example is run with a framework; nothing if it prints what it says."""
    example = read(text).sections.get("Example", "")
    test = doctest.DocTestParser().get_doctest(example, {"torch": torch}, "example", None, 0)
    said = io.StringIO()
    doctest.DocTestRunner(verbose=False).run(test, out=said.write)
    return said.getvalue()


def raised(text: str) -> list[tuple[str, str]]:
    """The errors that a text tells of, each with the call that it gives for one."""
    return [
        (re.match(r"\w+", item)[0], re.findall(r"`([^`]+)`", item)[-1])
        for item in items(read(text).sections.get("Raises", ""))
    ]


def parameters(signature: str) -> set[str]:
    """The parameters that a signature line names."""
    inside = re.sub(r"=(\([^()]*\)|[^,()]*)", "", re.sub(r" -> .*", "", signature).partition("(")[2].rpartition(")")[0])
    return {name.strip("* ") for name in inside.split(",")} - {""}


def taken(name: str, value: object) -> set[str]:
    """The parameters that a function takes: those of its forms, if torch's argument parser reads its calls."""
    forms = table().get(name)
    if forms:
        return {parameter.name for form in forms for parameter in form.parameters}
    function = getattr(value, "__func__", value)
    return set(inspect.signature(function).parameters) if callable(function) else set()
