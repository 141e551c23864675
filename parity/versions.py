"""Which torch is followed, and what later versions are known to have changed.

The engine follows one version, the pinned one. A later one is compared all the same: each of its changes that is known
stands in a table, with a case that shows it and what it gives before and since. A difference that a change explains, at
the very elements that it concerns, is counted as met, not as a disagreement. What no change explains is a disagreement;
under a version that nobody has looked at yet, it is headed by a sentence that says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

FOLLOWED = (2, 13)  # as constraints.txt pins it
KNOWN = (2, 14)  # the newest whose changes are in the table


class Change(NamedTuple):
    """Something that a version of torch has changed."""

    since: tuple[int, int]
    says: str
    example: str  # an expression that shows it
    before: str  # how it prints, or the exception that it ends in: until then, and here
    after: str
    ties: bool = False  # whether it concerns derivatives where numbers are equal alone
    calls: str = ""  # a regular expression for calls that it concerns as a whole
    uncopied: str = ""  # an operation in whose graph a copy of its input no longer stands
    regraphed: tuple[
        str, ...
    ] = ()  # operations put together otherwise: their graphs, and what is saved in them, differ
    told: str = ""  # a regular expression for what is told of the difference in a call's refusal


TWO_BOOLS = "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
CHANGES = (
    Change((2, 14), "the derivative of `clamp`, `clamp_min` and `clamp_max` at a bound that is a number is 0; until then 1",
           "torch.autograd.grad(torch.clamp(x, max=1).sum(), x)[0]", "tensor([1., 0.])", "tensor([0., 0.])", ties=True),
    Change((2, 14), "the derivative of `clamp`, `clamp_min` and `clamp_max` at a bound that is a tensor is 1/2 for each of the"
           " two; until then 1 for the input",
           "torch.autograd.grad(torch.clamp(x, max=y).sum(), x)[0]", "tensor([1., 1.])", "tensor([0.5000, 1.0000])", ties=True),
    Change((2, 14), "the derivative of `fmax` and `fmin` of two equal numbers is 1/2 for each; until then 1 for the first",
           "torch.autograd.grad(torch.fmax(x, y).sum(), x)[0]", "tensor([1., 0.])", "tensor([0.5000, 0.0000])", ties=True),
    Change((2, 14), "where one of two tensors is nan, `clamp`, `clamp_min`, `clamp_max`, `fmax` and `fmin` pass the whole gradient on"
           " to both (`clamp` with two bounds to its input); until then to the number that came out alone",
           "torch.autograd.grad(torch.fmax(x, n).sum(), n)[0]", "tensor([0., 1.])",
           "tensor([1., 1.])", ties=True),
    Change((2, 14), "`arange` of floats with an integer dtype counts its steps before it cuts them to integers; until then it cut"
           " its arguments first, and refused a step below 1", "torch.arange(0, 2.5, 0.5, dtype=torch.int64)",
           "ValueError: step must be nonzero", "tensor([0, 0, 0, 0, 0])",
           calls=r"torch\.arange\(.*dtype=torch\.u?int"),
    Change((2, 14), "`group_norm` of an input that is not contiguous records no copy of it; until then a CloneBackward0",
           "type(torch.nn.functional.group_norm(x.expand(2, 2), 1).grad_fn.next_functions[0][0]).__name__", "CloneBackward0",
           "ExpandBackward0", uncopied="group_norm"),
    Change((2, 14), "`group_norm` of groups without elements is refused; until then it gave nothing",
           "tuple(torch.nn.functional.group_norm(torch.ones(2, 2, 0), 1).shape)", "(2, 2, 0)",
           "RuntimeError: Expected HxW to be greater than 0, got 0", told="Expected HxW to be greater than 0"),
    Change((2, 14), "`-` of bools is refused with NotImplementedError; until then with RuntimeError, in the same words",
           "torch.sub(x > 1, True)", f"RuntimeError: {TWO_BOOLS}", f"NotImplementedError: {TWO_BOOLS}",
           told=r"\('RuntimeError', '(Subtraction|Negation), the `-` operator.*\('NotImplementedError', '\1"),
    Change((2, 14), "`quantile` and `nanquantile` do not always sort: their graphs have other nodes, which notice when the input is"
           " changed, and of equal elements another one may get the gradient", "type(torch.quantile(x, 0.5, interpolation='lower').grad_fn.next_functions[0][0].next_functions[0][0].next_functions[0][0]).__name__",
           "SortBackward0", "AccumulateGrad", regraphed=("quantile", "nanquantile")),
)  # fmt: skip


def number(torch: Any) -> tuple[int, int]:
    """The version of a namespace as two numbers; the followed one where it has none."""
    found = re.match(r"(\d+)\.(\d+)", getattr(torch, "__version__", ""))
    return (int(found[1]), int(found[2])) if found else FOLLOWED


def in_force(torch: Any) -> tuple[Change, ...]:
    """The changes that this torch has already and the library has not."""
    return tuple(change for change in CHANGES if FOLLOWED < change.since <= number(torch))


def standing(torch: Any) -> str:
    """What has to be said above disagreements with this torch; nothing where its changes are known."""
    text = ".".join(map(str, FOLLOWED))
    if number(torch) > KNOWN:
        return f"torch {torch.__version__} is newer than what this library follows ({text})"
    if number(torch) < FOLLOWED:
        return f"torch {torch.__version__} is older than what this library follows ({text})"
    return ""


def explain(op: str, call: str, what: str, ours: Any, theirs: Any, torch: Any) -> Change | None:
    """The change that explains a difference in an operation's case."""
    for change in in_force(torch):
        if (
            change.uncopied == op
            and what == "graph"
            and str(ours).replace("CloneBackward0(AccumulateGrad)", "AccumulateGrad") == theirs
        ):
            return change
    return (explain_saved(op, torch) if what == "graph" else None) or explain_call(call, torch)


def explain_saved(op: str, torch: Any) -> Change | None:
    """The change that concerns what an operation's graph is put together of."""
    return next((c for c in in_force(torch) if op in c.regraphed), None)


def explain_call(text: str, torch: Any, found: str = "") -> Change | None:
    """The change that concerns a call as a whole, or what is found to differ in its refusal."""
    for change in in_force(torch):
        if (change.calls and re.search(change.calls, text)) or (change.told and re.search(change.told, found)):
            return change
    return None


def shows(change: Change, fw: Any) -> str:
    """What a change's example gives in a namespace."""
    needed = "fmax" in change.example
    scope = {
        name: fw.tensor(values, requires_grad=needed) for name, values in (("y", [1.0, 3.0]), ("n", [math.nan, 3.0]))
    }
    scope |= {"torch": fw, "x": fw.tensor([1.0, 2.0], requires_grad=True)}
    try:
        return str(eval(change.example, scope))
    except Exception as error:  # a refusal is an answer
        return f"{type(error).__name__}: {error}"


# ---- derivatives at ties ---------------------------------------------------------------------------------


def _at(x: Any, *bounds: Any, min: Any = None, max: Any = None) -> np.ndarray:
    """Where x is equal to one of its bounds, or one of both is nan."""
    given = [bound for bound in (*bounds, min, max) if bound is not None]
    return np.logical_or.reduce(
        np.broadcast_arrays(*(np.equal(x, bound) | np.isnan(x) | np.isnan(bound) for bound in given))
    )


TIES = SimpleNamespace(clamp=_at, clamp_min=_at, clamp_max=_at, fmax=_at, fmin=_at)


def ties(op: str, call: Callable, arrays: Sequence[np.ndarray], torch: Any) -> np.ndarray | None:
    """Where a result's derivative is another since this torch; None if none of it is."""
    concerned = hasattr(TIES, op) and any(change.ties for change in in_force(torch))
    return call(TIES, *arrays) if concerned else None


def reaching(tied: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Which elements of an input of that shape, broadcast to the result, have part in a tie."""
    extra = tied.ndim - len(shape)
    gone = (*range(extra), *(extra + i for i, size in enumerate(shape) if size == 1))
    return tied.any(gone, keepdims=True).reshape(shape)


def repeated(x: np.ndarray) -> np.ndarray:
    """Which elements have equals, of which an operation that is put together otherwise may choose another."""
    _, places, counts = np.unique(x, return_inverse=True, return_counts=True)
    return (counts > 1)[places].reshape(x.shape)
