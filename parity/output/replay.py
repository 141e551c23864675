"""A failing case as a script that stands alone: it needs NumPy, torch and tinygrad_lr, and nothing of this suite.

The script builds the case, runs what failed in both frameworks, prints both answers, the truth and the bound, and ends
with 1 while it fails and with 0 once it is mended. `numbers` makes one for a number (a value, a gradient, an epoch),
`answers` for whatever a lane tells as text; its functions are copied into the script as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..operations.opinfo import is_in_place, tensor_names
from .source import texts

HEAD = '''\
"""{what}

Ends with 1 while the two disagree, and with 0 once they agree.
"""
'''
NUMBERS = '''

def told(fw):
    """The numbers, or the words of a refusal."""
    try:
        return np.asarray(case(fw))
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition("\\n")[0]


def within(a, b, bound):
    """The same bits, or a difference of at most the bound; a truth is given as text, with more digits than a float has."""
    if not isinstance(b, str) and (a == b and np.signbit(float(a)) == np.signbit(float(b)) or (a != a and b != b)):
        return True
    if not np.isfinite(float(a)) or not np.isfinite(float(b)):
        return False
    return bound > 0 and abs(Decimal(a.item()) - Decimal(b if isinstance(b, str) else b.item())) <= Decimal(bound)


def agree(a, b, bound):
    """Whether all numbers are within their bounds, in arrays of one dtype and shape; or the same refusal."""
    if isinstance(a, str) or isinstance(b, str):
        return isinstance(a, str) and isinstance(b, str) and a.split(" (Triggered")[0] == b.split(" (Triggered")[0]
    if a.shape != b.shape or (b.dtype != object and a.dtype != b.dtype):
        return False
    if a.dtype.kind not in "bif":
        return bool((a == b).all())
    return all(map(within, a.ravel(), b.ravel(), np.broadcast_to(bound, a.shape).ravel()))


pytorch.set_num_threads(1)
ours, theirs = told(tinygrad_lr), told(pytorch)
print("tinygrad_lr:", ours.tolist() if isinstance(ours, np.ndarray) else ours)
print("torch:      ", theirs.tolist() if isinstance(theirs, np.ndarray) else theirs)
print("truth:      ", "not known" if TRUTH is None else TRUTH.tolist())
print("bound:      ", np.asarray(BOUND).tolist(), "from the truth" if BY_TRUTH else "from torch")
same = agree(ours, TRUTH if BY_TRUTH else theirs, BOUND)
print("agree" if same else "disagree")
sys.exit(0 if same else 1)
'''
ANSWERS = """

pytorch.set_num_threads(1)
pytorch.set_warn_always(True)
tinygrad_lr.set_warn_always(True)
found = {expression}
ours, mark, theirs = found.partition("torch: ")
print("tinygrad_lr:", ours if found else "as torch")
print("torch:      ", theirs if found else "as tinygrad_lr")
print("truth:       what torch answers")
print("bound:      ", {bound!r})
print("disagree" if found else "agree")
sys.exit(1 if found else 0)
"""


def said(text: str) -> str:
    """A text that can stand in a docstring."""
    return text.replace("\\", "/").replace('"""', "'''").strip()


def numbers(
    what: str, case: str, bound: Any = 0.0, truth: np.ndarray | None = None, by_truth: bool = False, imports: str = ""
) -> str:
    """A script around `case`, the text of `def case(torch)`, which returns numbers (or texts). `truth`: texts or floats."""
    true = "None" if truth is None else f"np.array({truth.tolist()!r}, dtype=object).reshape({truth.shape})"
    limit = literal(np.asarray(bound, np.float64)) if np.size(bound) and np.any(bound) else "0.0  # every bit"
    known = f"BOUND = {limit}\nTRUTH = {true}\nBY_TRUTH = {by_truth}\n"
    heads = ["import sys", "import zlib", "from decimal import Decimal", "", "import numpy as np", "import torch as pytorch",
             "from numpy import inf, nan", "", "import tinygrad_lr"]  # fmt: skip
    return HEAD.format(what=said(what)) + "\n".join([*heads, imports, "", case, "", known]) + NUMBERS


def answers(what: str, functions: list[Callable], given: str, expression: str, bound: str = "to the letter") -> str:
    """A script that evaluates `expression`, which gives what differs as text, or nothing; `functions`, and all that
    they use, are in it, and `given` are lines before it. The frameworks are called `tinygrad_lr` and `pytorch`
    there."""
    heads = "import sys\nimport types\n\nimport torch as pytorch\nimport numpy as np\nfrom numpy import inf, nan\n\nimport tinygrad_lr\n"
    text = texts(*functions).replace("from __future__ import annotations\n", heads)
    future = "from __future__ import annotations\n\n"
    return (
        HEAD.format(what=said(what))
        + future
        + text
        + "\n\n"
        + given
        + ANSWERS.format(expression=expression, bound=bound)
    )


def form_text(form: str, names: Sequence[str]) -> str:
    """A form of an operation as the text of a function `call(torch, *tensors)`; what works in place works on a clone."""
    lines = ["F = torch.nn.functional"] if "F." in form else []
    if is_in_place(form):
        target = tensor_names(form)[0]
        lines += [f"{target} = {target}.clone()", form, f"return {target}"]
    else:
        lines.append(f"return {form}")
    return "\n    ".join([f"def call({', '.join(['torch', *names])}):", *lines]) + "\n\n"


def literal(array: np.ndarray) -> str:
    """An array as text that makes it again, to the bit."""
    text = np.array2string(array, separator=", ", threshold=10**6, floatmode="unique", max_line_width=10**6)
    text = " ".join(text.split())
    return f"np.array({text}, dtype='{array.dtype}').reshape({array.shape})"


def shown(value: Any) -> str:
    """A drawn value as text that makes it again: functions by their names, arrays by their numbers."""
    if isinstance(value, np.ndarray):
        return literal(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, tuple):
        return f"({''.join(shown(v) + ', ' for v in value)})"
    return value.__name__ if callable(value) and hasattr(value, "__name__") else repr(value)
