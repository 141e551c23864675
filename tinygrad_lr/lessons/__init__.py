"""The classic mistakes of a training loop, each as a lesson that runs on tinygrad_lr and on torch.

A lesson is a module: its docstring says what the mistake is, what you see, why, and what to do; `run(fw)` makes the
mistake and yields what the loop would print; `fixed(fw)` is the same loop put right. `SEEN` and `FIXED` are what is
seen then, warnings and the exception at the end included, in either framework. `RULE` is what `tinygrad_lr.lint()`
calls the mistake, if it finds it; `QUESTION` is what to ask oneself before running it. No lesson asks which framework
`fw` is.

    from tinygrad_lr.lessons import LESSONS
    print(LESSONS["no-zero-grad"].see(torch))
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from . import (  # fmt: skip
    changed_before_backward,
    float64_data,
    inplace_on_leaf,
    kept_losses,
    large_features,
    loss_from_a_number,
    no_zero_grad,
    rebound_in_no_grad,
    rebound_leaf,
    step_before_backward,
    target_shape,
    used_twice,
    zero_grad_of_a_tensor,
    zero_grad_too_early,
)


@dataclass(frozen=True)
class Lesson:
    """A mistake, and the same put right."""

    module: ModuleType

    def __post_init__(self) -> None:
        self.module.run.__doc__ = f"Make the mistake on `fw`, and yield what is printed. {self.title}"
        self.module.fixed.__doc__ = f"The same loop on `fw`, put right. {self.title}"

    @property
    def name(self) -> str:
        """What the command line calls it.

        Example:
            >>> list(LESSONS)[:2]
            ['inplace-on-leaf', 'rebound-leaf']
        """
        return self.module.__name__.rpartition(".")[2].replace("_", "-")

    @property
    def title(self) -> str:
        """The mistake in one line.

        Example:
            >>> LESSONS["no-zero-grad"].title
            'backward() without zero_grad(): the gradients of all earlier steps are added to the new one.'
        """
        return self.text.partition("\n")[0]

    @property
    def text(self) -> str:
        """The mistake, what is seen, why, and what to do.

        Example:
            >>> LESSONS["no-zero-grad"].text.count("Fix: ")
            1
        """
        return (self.module.__doc__ or "").strip()

    def see(self, fw: Any) -> str:
        """What a user of `fw` sees who makes the mistake.

        Example:
            >>> print(LESSONS["rebound-leaf"].see(torch).splitlines()[0])
            step 0: loss 30.0000, w is a leaf: True
        """
        return "\n".join(seen(self.module.run, fw))

    def see_fixed(self, fw: Any) -> str:
        """What is seen once it is put right.

        Example:
            >>> print(LESSONS["no-zero-grad"].see_fixed(torch).splitlines()[0])
            step 0: loss 30.0000, w 0.6000
        """
        return "\n".join(seen(self.module.fixed, fw))


def seen(function: Callable[[Any], Iterator[str]], fw: Any) -> Iterator[str]:
    """What a function prints: each warning once, where it comes, and the exception that ends it, if any."""
    told: set[str] = set()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's, of inf and nan; torch has none
        for line in until_the_end(function(fw)):
            new = dict.fromkeys(said(each.category, each.message) for each in caught)
            caught.clear()
            yield from (text for text in new if text not in told)
            told.update(new)
            if line:
                yield line


def until_the_end(lines: Iterator[str]) -> Iterator[str]:
    """The lines; then the exception that ends them, or an empty line."""
    try:
        yield from lines
    except Exception as error:  # whatever it is: it is what is seen
        yield said(type(error), error)
    else:
        yield ""


def said(kind: type, message: Any) -> str:
    """A warning or an exception as Python ends a traceback; without the place inside torch's own build."""
    return f"{kind.__name__}: " + re.sub(r"\s*\(Triggered internally at [^)]*\)", "", str(message)).strip()


IN_ORDER = (
    inplace_on_leaf, rebound_leaf, rebound_in_no_grad, no_zero_grad, target_shape, step_before_backward,
    large_features, zero_grad_too_early, zero_grad_of_a_tensor, loss_from_a_number, float64_data,
    changed_before_backward, kept_losses, used_twice,
)  # fmt: skip
LESSONS = {lesson.name: lesson for lesson in map(Lesson, IN_ORDER)}
