"""What a docstring of this library must have, and how its example is run."""

import doctest
import importlib
import inspect
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType

import tinygrad_lr
from tinygrad_lr import texts
from tinygrad_lr.frontend.signatures import table
from tinygrad_lr.nn import global_hooks
from tinygrad_lr.texts.reading import SECTIONS, Text, items, read

PAGES = "https://docs.pytorch.org/docs/stable/"
LONGEST = 90  # characters of a first line: editors show it
INSIDE = {  # names that torch uses too, for something that users do not call here
    **dict.fromkeys(
        [
            f"distributed.ProcessGroup.{name}"
            for name in "reduce broadcast reduce_scatter gather scatter send barrier".split()
        ],
        "the way between processes, in arrays",
    ),
    "distributed.ReduceOp.RedOpType": "the type of ReduceOp.SUM",
    "utils.data.dataset.randperm": "imported, as in torch",
}
KINDS = FunctionType, type, property, classmethod, staticmethod


def public_names(torch=tinygrad_lr) -> dict[str, object]:
    """Functions, classes and members by their names in signatures: "relu", "Tensor.relu", "nn.ReLU", "Module.apply"."""
    names = {name: value for name, value in vars(torch).items() if is_public(name, value)} | members(torch.Tensor)
    for path, room in texts.OF_MODULES:
        for name in " ".join(room.TEXTS).split():
            whole = f"{path}.{name}".strip(".")
            owner, _, last = whole.rpartition(".")
            of_a_class = isinstance(found(torch, owner), type)
            names[f"{owner.rpartition('.')[2]}.{last}" if of_a_class else whole] = texts.member(torch, whole)
    return names


def is_public(name: str, value: object) -> bool:
    return not name.startswith("_") and isinstance(value, KINDS)


def members(cls: type) -> dict[str, object]:
    """The public methods and properties that a class itself has."""
    return {f"{cls.__name__}.{name}": value for name, value in vars(cls).items() if is_public(name, value)}


def found(owner, path: str):
    for part in filter(None, path.split(".")):
        owner = getattr(owner, part)
    return owner


def untold(torch: ModuleType) -> list[str]:
    """What torch has besides that the library has too, in the same place, without a text of this kind."""
    missing = []
    for path, ours, theirs in shared_modules(tinygrad_lr, torch):
        for name, value in vars(ours).items():
            if is_public(name, value) and hasattr(theirs, name) and lies_here(value):
                missing += [f"{path}{name}"] * is_untold(value)
                if isinstance(value, type) and value is not tinygrad_lr.Tensor:
                    each = [member.rpartition(".")[2] for member in members(value)]
                    has = [member for member in each if hasattr(getattr(theirs, name), member)]
                    missing += [f"{path}{name}.{member}" for member in has if is_untold(getattr(value, member))]
    return [name for name in missing if name not in INSIDE]


def shared_modules(ours: ModuleType, theirs: ModuleType, path: str = ""):
    """Modules that both frameworks have, with their paths; the table of operations has torch's name by chance."""
    yield path, ours, theirs
    for name, module in vars(ours).items():
        both = isinstance(module, ModuleType) and isinstance(getattr(theirs, name, None), ModuleType)
        if both and lies_here(module) and not name.startswith("_") and name != "ops":
            yield from shared_modules(module, getattr(theirs, name), f"{path}{name}.")


def lies_here(value: object) -> bool:
    return str(getattr(value, "__module__", getattr(value, "__name__", ""))).startswith("tinygrad_lr")


def is_untold(value: object) -> bool:
    return "Example:" not in (inspect.getdoc(value) or "")


def text_of(value) -> str:
    return inspect.cleandoc(getattr(value, "__func__", value).__doc__ or "")


def problems(name: str, text: str, formula: bool = True, shapes: bool | None = None) -> list[str]:
    """What a text lacks; `shapes` as `formula`, if it is not said."""
    if not text:
        return ["it has none"]
    parts = read(text)
    found = []
    if len(parts.summary) > LONGEST or "\n" in parts.summary or not parts.summary.endswith("."):
        found.append(f"its first line is no sentence of at most {LONGEST} characters: {parts.summary!r}")
    if name not in map(names, parts.signatures):
        found.append(f"no line at its head is its signature: {parts.signatures}")
    if list(parts.sections) != [title for title in SECTIONS if title in parts.sections]:
        found.append(f"its sections are not in order: {list(parts.sections)}")
    wanted = {"Formula": formula, "Shapes": formula if shapes is None else shapes}
    if any(want and title not in parts.sections for title, want in wanted.items()):
        found.append("it lacks the formula of what it computes, or the shapes")
    if PAGES not in parts.sections.get("See", PAGES):
        found.append("it does not say where torch's page is")
    example = doctest.DocTestParser().get_examples(parts.sections.get("Example", ""))
    if not any(each.want for each in example):
        found.append("it has no example that prints a value")
    if any(len(line) > 120 for line in text.splitlines()):
        found.append("a line is too long")
    return found


def computes(name: str, value: object) -> bool:
    """Whether a class is of those that compute: layers, losses, optimizers, schedules, and no base or container of these."""
    nn, optim = tinygrad_lr.nn, tinygrad_lr.optim
    bases = nn.Module, optim.Optimizer, optim.lr_scheduler.LRScheduler
    holds = nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict
    return isinstance(value, type) and issubclass(value, bases) and value not in (*bases, *holds)


def names(signature: str) -> str:
    """Whose signature a line is: "abs" of "torch.abs(input)", "Tensor.abs" of "Tensor.abs()"."""
    return re.match(r"(?:torch\.)?([\w.]*)", signature)[1]


def copies(told: list[Text]) -> list[tuple[str, str]]:
    """Pairs of texts that tell the same formula of the same shapes, or begin the same, and are not one text of several names."""
    seen, found = {}, []
    for text in told:
        what = text.sections.get("Formula", text.summary), text.sections.get("Shapes")
        if seen.setdefault(what, text).signatures != text.signatures:
            found.append((seen[what].summary, text.summary))
    return found


def run(text: str, torch: ModuleType, names: dict[str, object] | None = None) -> str:
    """What differs when the example is run with a framework; nothing if it prints what it says."""
    example = read(text).sections.get("Example", "")
    test = doctest.DocTestParser().get_doctest(example, {**(names or {}), "torch": torch}, "example", None, 0)
    said = io.StringIO()
    always = torch.is_warn_always_enabled()
    try:
        doctest.DocTestRunner(verbose=False).run(test, out=said.write)
    finally:
        torch.set_warn_always(always)
        torch.set_default_device(None)  # of torch any other leaves its functions another way to go
        forget_kinds(torch)
    return said.getvalue()


def forget_kinds(torch: ModuleType) -> None:
    """A process has backward hooks of all modules of one kind; examples show both, one after the other."""
    if torch is tinygrad_lr:
        global_hooks.kind.clear()
    else:
        torch.nn.modules.module._global_is_full_backward_hook = None


def raised(text: str) -> list[tuple[str, str]]:
    """The errors that a text tells of, each with the call that it gives for one."""
    return [
        (re.match(r"\w+", item)[0], re.findall(r"`([^`]+)`", item)[-1])
        for item in items(read(text).sections.get("Raises", ""))
    ]


def happens(error: str, call: str, torch: ModuleType) -> bool:
    """Whether the call ends with this error, or one of its kind."""
    try:
        eval(call, {"torch": torch})
    except Exception as caught:
        return error in [cls.__name__ for cls in type(caught).__mro__]
    return False


PLAIN = {  # what a parameter of a kind is given, to see what comes of another one that does not fit
    "Tensor": "torch.ones(2, 2)", "Number": "1", "int": "1", "float": "0.5", "bool": "True", "str": "'sum'",
    "tuple of ints": "(2, 2)", "object": "[1.0]", "dim": "0", "index": "torch.zeros(2, 2, dtype=torch.int64)",
}  # fmt: skip


def unfitting(name: str) -> Iterator[str]:
    """Calls with a dimension that is not there, and with a second tensor of another shape."""
    short, own = name.removeprefix("Tensor."), name.startswith("Tensor.")
    for form in table().get(name, ()):
        needed = [p for p in form.parameters if not (p.optional or p.keyword_only)]
        given = [PLAIN.get(p.name) or PLAIN.get(p.kind) for p in needed]
        wrong = [("7" if p.name == "dim" else "torch.ones(3)", p.name == "dim" or p.kind == "Tensor") for p in needed]
        calls = [(*given[:i], x, *given[i + 1 :]) for i, (x, used) in enumerate(wrong) if used and (i or own)]
        calls += [(*given, "dim=7") for p in form.parameters if p.optional and p.name == "dim"]
        for call in calls:
            if None not in call:
                yield f"{'torch.ones(2, 2)' if own else 'torch'}.{short}({', '.join(call)})"


def untold_refusals(name: str, text: str) -> list[str]:
    """Of these the calls that are refused by an error that the text does not tell of."""
    told, found = {error for error, _ in raised(text)}, []
    for call in unfitting(name):
        try:
            eval(call, {"torch": tinygrad_lr})
        except Exception as error:
            words = str(error).startswith(("Dimension out of range", "The size of tensor a"))
            if words and type(error).__name__ not in told:
                found.append(f"{call}: {error}")
    return found


def strangers(text: str, told: dict[str, object]) -> list[str]:
    """Those whom the head of a text names though they tell another."""
    named = [names(signature) for signature in read(text).signatures]
    return [name for name in named if read(text_of(told[name])).sections != read(text).sections]


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


if __name__ == "__main__":  # a framework, and names: a line of JSON for each, as soon as its example has run
    framework, *wanted = sys.argv[1:]
    values = public_names()
    for name in wanted:
        print(json.dumps([name, run(text_of(values[name]), importlib.import_module(framework))]), flush=True)
    os._exit(0)  # whatever torch's threads still wait for
