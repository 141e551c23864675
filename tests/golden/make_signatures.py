"""Write `tinygrad_lr/signatures.txt`: the argument forms of torch's functions and methods, as torch itself tells them.

    python -m tests.golden.make_signatures [FILE]

torch names all forms of a function that has several when none of them fits. A function with one form names, one at a
time, the argument that does not fit, so it is asked again and again. Where None or one int in place of a tuple is taken
too, it is found by trying, and written as `type?` and `type[1]`; where a number in place of a tensor, `Tensor|Number`;
and where an array of one integer in place of an int, `int~`.
"""

import inspect
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

import tinygrad_lr

OUT = (
    Path(sys.argv[1])
    if len(sys.argv) > 1
    else Path(__file__).parents[2] / "tinygrad_lr" / "frontend" / "signatures.txt"
)
# Names of keywords that any of torch's operators has; `pin_memory` and its kin are added where Python's arguments are read.
KEYWORDS = sorted(
    {
        a.name
        for schema in torch._C._jit_get_all_schemas()
        if schema.name.startswith("aten::")
        for a in schema.arguments
        if a.kwarg_only
    }
    | {
        "requires_grad",
        "as_tuple",
        "out",
        "dtype",
        "device",
        "layout",
        "pin_memory",
        "memory_format",
        "generator",
        "force",
    }
)


# Kept as a list in torch too (should_allow_numbers_as_tensors in python_arg_parser.cpp).
NUMBERS_FOR_TENSORS = "add div divide mul multiply sub subtract true_divide to copy floor_divide".split()
OLDER = "; older forms"  # which torch's messages do not list


class Odd:
    """Fits nothing."""


def good(kind: str) -> Any:
    """A value of the kind that torch's messages name."""
    return {
        "Tensor": torch.ones(1, 1), "Number": 0, "int": 0, "float": 0.5, "bool": False, "tuple of ints": (0,),
        "torch.dtype": torch.float32, "str": "floor", "tuple of Tensors": (torch.ones(1, 1),),
        "torch.memory_format": torch.contiguous_format, "torch.device": "cpu", "torch.layout": torch.strided, "torch.Generator": torch.Generator(),
        "tuple of names": ("a",), "object": [], "torch.Storage": None,
    }[kind]  # fmt: skip


def said(function: Any, *args: Any, **kwargs: Any) -> str:
    """What torch says of a call: the text of its TypeError, or nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            function(*args, **kwargs)
        except TypeError as error:
            return str(error)
        except Exception:  # whatever came after the arguments had been accepted
            return ""
    return ""


def forms(function: Any) -> list[str] | None:
    """The forms of a function, each as a list of parameters; None for a function that torch has written in Python."""
    if inspect.isfunction(function) or inspect.isfunction(getattr(function, "__func__", None)):
        return None
    texts = [said(function, *[Odd()] * n, **kw) for n in (0, 1, 2, 3, 12) for kw in ({}, {"zzz": 1})]
    listed = max((text for text in texts if "invalid combination" in text), key=len, default="")
    if listed:
        found = re.findall(r"^ \* \((.*)\)$", listed, re.M)
        older = "" if found else OLDER
        found = found or re.findall(r"but expected \((.*)\)", listed)
        array = not any(re.fullmatch(r"tuple of ints \w+", form) for form in found)  # to such a form it is a tuple
        return [", ".join(tried(function, form.split(", "), array, len(found) > 1)) + older for form in found]
    if any("takes no arguments" in text for text in texts):
        return ["-"]
    form = list(asked(function))
    return [", ".join(tried(function, form))] if form or any("takes 0 positional" in text for text in texts) else None


def asked(function: Any) -> Iterator[str]:
    """The parameters of a function with one form."""
    required = re.findall(r'"(\w+)"', said(function))
    values: list[Any] = []
    names: list[str] = []
    while found := re.search(
        r"argument '(\w+)' \(position \d+\) must be (.+), not Odd", said(function, *values, Odd())
    ):
        name, kind = found.groups()
        names.append(name)
        values.append(good(kind))
        yield f"{kind} {name}" + ("" if name in required else " = ...")
    for name in required[len(names) :]:  # it takes anything
        names.append(name)
        values.append([])
        yield f"object {name}"
    star = False
    for keyword in (k for k in KEYWORDS if k not in names):
        text = said(function, *values[: len(required)], **{keyword: Odd()})
        if found := re.search(rf"argument '{keyword}' must be (.+), not Odd", text):
            if not star:
                yield "*"
                star = True
            yield f"{found[1]} {keyword} = ..."


def tried(function: Any, form: list[str], array: bool = True, several: bool = False) -> Iterator[str]:
    """The parameters of a form, of `several`, with what else each of them takes."""
    found = [re.fullmatch(r"(.+?) (\w+)( = .*)?", parameter) for parameter in form if parameter not in ("", "*")]
    parameters = [match.groups() for match in found if match]
    positional = form.index("*") if "*" in form else len(parameters)
    for i, (kind, name, default) in enumerate(parameters):

        def refused(value: Any, i: int = i, name: str = name, place: bool = True) -> bool:
            """Whether torch refuses the value, where all that is required besides is given; in its `place`, or by name."""
            values = [good(k) for k, _, d in parameters[:positional] if not d or parameters.index((k, _, d)) < i]
            keywords = {n: good(k) for k, n, d in parameters[positional:] if not d}
            if i < positional and place:
                values[i : i + 1] = [value]
            else:
                values[i:] = []
                keywords |= {n: good(k) for k, n, d in parameters[i + 1 : positional] if not d} | {name: value}
            text = said(function, *values, **keywords)
            return "invalid combination" in text or f"argument '{name}'" in text

        if i == positional:
            yield "*"
        kind += "|Number" if kind == "Tensor" and function.__name__.rstrip("_") in NUMBERS_FOR_TENSORS else ""
        kind += "~" if kind == "int" and array and not refused(np.array(0)) else ""
        alone = kind == "tuple of ints" and not refused(0)
        kind += (
            "[1]" if alone and not (several and refused(0, place=False)) else ""
        )  # in its place it may be another form's
        named = kind == "bool" and i < positional  # in its place None might be the dimensions of another form
        kind += "?" if not (refused(None) or (named and refused(None, place=False))) else ""
        yield f"{kind} {name}{default or ''}"


def public(namespace: Any) -> list[str]:
    """The names of the functions in a class or module of ours."""
    return sorted(
        name for name, f in vars(namespace).items() if name[0] != "_" and callable(f) and not isinstance(f, type)
    )


LINALG = [f"linalg_{name}" for name in "vector_norm matrix_norm norm vecdot matmul diagonal matrix_power".split()]
# What functions of torch.nn.functional, written in Python, call.
KERNELS = "atleast_1d atleast_2d atleast_3d mish_ hardswish_ hardsigmoid_ relu6_ split split_with_sizes log_sigmoid nll_loss_nd cross_entropy_loss binary_cross_entropy_with_logits elu_ leaky_relu_ silu_ relu_ dropout_ celu celu_ selu selu_ threshold threshold_ hardshrink prelu batch_norm group_norm rms_norm alpha_dropout cdist _unique2 unique_dim unique_consecutive repeat_interleave meshgrid kl_div embedding embedding_renorm_".split()


def main() -> None:
    t = torch.ones(2, 3)
    variables = torch._C._VariableFunctions
    kernels = {name: getattr(variables, name) for name in KERNELS if hasattr(variables, name)}
    kernels |= {**vars(torch._C._nn), **{name: getattr(torch._C._linalg, name) for name in LINALG}}
    lines = []
    for prefix, names, get in (
        ("", public(tinygrad_lr), lambda name: getattr(torch, name, None)),
        ("", ["new"], lambda name: torch.FloatTensor),
        ("nn.", sorted({*public(tinygrad_lr.nn.functional), *KERNELS, *LINALG}), kernels.get),
        ("Tensor.", public(tinygrad_lr.Tensor), lambda name: getattr(t.clone(), name, None)),
        ("base.", ["unflatten"], lambda name: getattr(super(torch.Tensor, t.clone()), name)),  # what a method calls
    ):
        for name in names:
            lines += [f"{prefix}{name}({form})" for form in (get(name) and forms(get(name))) or ()]
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
