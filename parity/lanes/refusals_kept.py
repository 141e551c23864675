"""Where refusals are known to differ from torch's: one table, which docs/differences.md repeats and a test compares."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

Error = Any  # (type, words), or None


class Kept(NamedTuple):
    """One way to differ: why, a call that does, and whether a call with these two ends does."""

    why: str  # a line of docs/differences.md
    example: str
    holds: Callable[[str, Error, Error], bool]


NOT_HERE = re.compile("not supported|is not here|holds too small a part|another algorithm")
ARGUMENT = re.compile(r"(\w+)\(\): argument '\w+'( \(position \d+\))? must be ")
COMBINATION = "received an invalid combination of arguments"
UNRECOGNIZED = "unrecognized keyword arguments"


def of_type(a: Error, b: Error, name: str) -> bool:
    return a is not None and b is not None and a[0] == b[0] == name


def only_torchs(text: str, a: Error, b: Error) -> bool:
    return a is not None and a[0] == "NotImplementedError" and NOT_HERE.search(a[1]) is not None


def several_keywords(text: str, a: Error, b: Error) -> bool:
    return of_type(a, b, "TypeError") and (COMBINATION in a[1] and COMBINATION in b[1]) and text.count("=") > 1


def another_argument(text: str, a: Error, b: Error) -> bool:
    if not of_type(a, b, "TypeError"):
        return False
    if b[1].startswith("expected Tensor as element"):
        return True
    ours, theirs = ARGUMENT.match(a[1]), ARGUMENT.match(b[1])
    return ours is not None and theirs is not None and ours[1] == theirs[1]


def overwritten(text: str) -> bool:
    """Whether what is written is an input, too: then torch may have computed from what it had just written."""
    return OVERWRITTEN.search(text) is not None


OVERWRITTEN = re.compile(
    r"\b(\w)\b.*\bout=[\[(]?.?.?\1\b"
    r"|^(\w)\.(?:masked_scatter|addmv|b?addb?mm)_\(.*\b\2\b"
    r"|^torch\.(?:addmv|b?addb?mm)_\((?:input=)?(\w)\b.*\b\3\b"
)


def misplaced(text: str) -> bool:
    """Whether `unique_consecutive` is asked for one of its further answers by place: torch looks for it at another."""
    return re.search(r"unique_consecutive\(\w+, \w", text) is not None


def cut_to_bytes(text: str, value: str) -> bool:
    """Whether `any` or `all` is written into uint8: torch cuts the numbers to that before it looks at them."""
    return re.search(r"\b(any|all)\(", text) is not None and has_out(text) and "torch.uint8" in value


def another_attribute(text: str, a: Error, b: Error) -> bool:
    return b is not None and b[0] == "AttributeError" and a is not None and a[0] in ("AttributeError", "TypeError")


def our_classes(text: str, a: Error, b: Error) -> bool:
    names = [("torch.arrays.dtype.dtype", "torch.dtype"), ("torch.arrays.size.Size", "torch.Size")]
    names += [("torch.dtype", "dtype"), ("torch.Size", "Size")]
    names += [
        ("_DropoutNd", "Dropout"),
        ("_Dropout", "Dropout"),
        ("_BatchNorm", "BatchNorm1d"),
        ("_threshold", "threshold"),
    ]
    for name, other in names:
        a, b = (x and (x[0], x[1].replace(name, other)) for x in (a, b))
    return a is not None and a == b


def repeated_in_c(text: str, a: Error, b: Error) -> bool:
    return (
        of_type(a, b, "TypeError") and text.startswith("operator.imul(") and b[1].startswith("can't multiply sequence")
    )


OUT = re.compile(r"\bout=")
FOR_DEVICES = re.compile(r"^torch\.optim\..*(fused|foreach|differentiable|capturable)=")
LOSSES = re.compile(r"(BCE|binary_cross|[Cc]ross_?[Ee]ntropy|NLL|nll_|[Hh]uber)")
SHARED = "to a single memory location"
PYTHON = re.compile(r"_(consecutive_)?return_(output|inverse|counts|inverse_and_counts)\(\)")


def has_out(text: str) -> bool:
    return OUT.search(text) is not None


def with_out(text: str, a: Error, b: Error) -> bool:
    return a is not None and b is not None and has_out(text)


def of_an_optimizer(text: str, a: Error, b: Error) -> bool:
    return a is not None and b is not None and FOR_DEVICES.search(text) is not None


def of_a_loss(text: str, a: Error, b: Error) -> bool:
    return a is not None and b is not None and LOSSES.search(text) is not None


def shared_memory(text: str, a: Error, b: Error) -> bool:
    return a is not None and b is not None and (SHARED in a[1] or SHARED in b[1])


def printed_by_c(text: str, a: Error, b: Error) -> bool:
    return a is not None and b is not None and a[1][:60] == b[1][:60] and "in the tensor list but got:" in a[1]


def named_in_python(text: str, a: Error, b: Error) -> bool:
    asked = "unique" in text and b is not None and b[1].startswith("Boolean value of Tensor")
    return (a is not None and asked) or (of_type(a, b, "TypeError") and PYTHON.search(b[1]) is not None)


def beyond_64_bits(text: str, a: Error, b: Error) -> bool:
    return re.search(r"2\*\*6[234]", text) is not None


def below_zero(text: str, a: Error, b: Error) -> bool:
    return a is not None and re.search(r"(broadcast_to|expand)\(.*-\d", text) is not None


INSIDE = re.compile(r"logsumexp\(.*\(\)|index_put_\((indices=)?(\[\]|\(\))")


FAILING = ("INTERNAL ASSERT FAILED", "back() of empty list", "setStorage: sizes", "view size is not compatible")


def failing_inside(text: str, a: Error, b: Error) -> bool:
    return b is not None and (INSIDE.search(text) is not None or any(words in b[1] for words in FAILING))


def no_device(text: str, a: Error, b: Error) -> bool:
    return b is not None and ("accelerator device" in b[1] or "Device index must not be" in b[1])


def beyond_its_sizes(text: str, a: Error, b: Error) -> bool:
    return "batch_norm(" in text and b is not None and a is not None and a[1].startswith("Dimension out of range")


def as_bytes(text: str, a: Error, b: Error) -> bool:
    return a is not None and "b'" in text and "bytes" in a[1]


def extreme_of_nothing(text: str, a: Error, b: Error) -> bool:
    return a is not None and b is None and has_out(text) and "for input.numel() == 0" in a[1]


def of_c(text: str, a: Error, b: Error) -> bool:
    return text.startswith("torch.from_numpy(") and of_type(a, b, "TypeError")


KEPT = (
    Kept(
        "Arguments that only torch has (`layout=`, a dtype for `view`, fused optimizers) are refused with NotImplementedError.",
        "y.view(torch.float64)",
        only_torchs,
    ),
    Kept(
        "Of two and more keywords torch's sentence lists them in the order of a hash table.",
        "torch.eye(2, 3, layout=1, device='cpu', pin_memory=True, requires_grad=True)",
        several_keywords,
    ),
    Kept(
        "Of two wrong arguments of one function another one may be told first.",
        "torch.ones_like(x, layout=1, memory_format=1)",
        another_argument,
    ),
    Kept(
        "What is no tensor, given to a function that torch has written in Python: another attribute may be missed first.",
        "torch.nn.init.xavier_uniform_(1)",
        another_attribute,
    ),
    Kept(
        "Python's own sentences call torch's types `torch.dtype` and `torch.Size`, and those here `dtype` and `Size`.",
        "operator.add(torch.float32, 1)",
        our_classes,
    ),
    Kept(
        "`*=` of a dtype and a list is refused in the words that Python has for a class written in Python.",
        "operator.imul(torch.float32, [1])",
        repeated_in_c,
    ),
    Kept(
        "With `out=` and another fault either may be told first, and torch may have warned of a new shape by then.",
        "torch.median(x, 3, out=[y])",
        with_out,
    ),
    Kept(
        "Of several wrong options of an optimizer those for other devices (`fused`, `foreach`) may be told first.",
        "torch.optim.SGD((-1,), differentiable=True, fused=True)",
        of_an_optimizer,
    ),
    Kept(
        "Of several things that are wrong at once in a loss of classes or probabilities, or in `huber_loss`, another one may "
        "be told first.",
        "torch.nn.CrossEntropyLoss(ignore_index=1, label_smoothing=2.0)(x, x)",
        of_a_loss,
    ),
    Kept(
        "That an index or a source shares memory with what is written may be told before, or after, what else is wrong.",
        "e.index_copy_(-1, e, d)",
        shared_memory,
    ),
    Kept(
        "A tensor in `meshgrid`'s refusal is printed as everywhere else; torch prints it as C++ does.",
        "torch.meshgrid(x)",
        printed_by_c,
    ),
    Kept(
        "Python's refusals of `unique` name the helpers in which torch has written it.",
        "torch.unique(2, size=(1, 2, 3))",
        named_in_python,
    ),
    Kept(
        "Integers beyond 64 bits are refused in other words where torch would make them unsigned, or unpacks them first.",
        "torch.div(2**63, q)",
        beyond_64_bits,
    ),
    Kept(
        "`expand` of a tensor without dimensions to sizes below zero is refused in other words, or made by torch alone.",
        "torch.broadcast_to(q, (0, -1))",
        below_zero,
    ),
    Kept(
        "Arguments in which torch fails inside (an array of one integer for several, `()` for `logsumexp`) are taken.",
        "torch.amax(x, np.array(1))",
        failing_inside,
    ),
    Kept(
        "A device named by its number alone is refused in other words where there is none.",
        "torch.ones(2, device=3)",
        no_device,
    ),
    Kept(
        "`batch_norm` of one dimension: torch takes what lies in memory behind the sizes for the number of channels.",
        "torch.nn.functional.batch_norm(torch.ones(3), torch.ones(3), torch.ones(3))",
        beyond_its_sizes,
    ),
    Kept(
        "Text as bytes (`device=b'cpu'`) is refused; torch takes it as a string.",
        "torch.ones(2, device=b'cpu')",
        as_bytes,
    ),
    Kept(
        "The maximum of no elements is refused with `out=`, too; torch writes the least number that the dtype has.",
        "torch.max(e, out=s)",
        extreme_of_nothing,
    ),
    Kept(
        "`from_numpy` of keywords: torch names the class that its C functions are in.",
        "torch.from_numpy(ndarray=1)",
        of_c,
    ),
)


def kept(text: str, ours: Error, theirs: Error) -> Kept | None:
    """The entry that a difference falls under."""
    return next((each for each in KEPT if each.holds(text, ours, theirs)), None)
