"""A training step that can be stepped through: every value, every gradient and where it came from, in one offline page.

    explore(step, "step.html")            # calls step(), and writes the page
    with explore("step.html"):            # records the lines of the block
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    explore(loss, "backward.html")        # the backward pass of a loss alone

Rooms: an engine (`ours`, `on_torch`) tells a `recorder` what happens; `document` makes the recording of it, which
`schema.json` describes, with `checks` by finite differences, `variants`, the `training` strip, all of them by `replay`
of the forward pass; `page` and `text` show it, and read nothing else.
"""

from __future__ import annotations

import os
from typing import Any

from ... import files


def explore(what: Any, path: Any = "explore.html", *, steps: int = 1, compare: str | None = None) -> Any:
    """Record a training step, and write the page to step through it.

    what     a function, called `steps` times, whose last call is shown whole, and of the earlier ones loss and parameters;
             of one argument, it is a function of the framework: called once with it, each thing that it yields ends a
             step. Or a loss: then its backward pass alone is shown, and no `.grad` changes. Or a path: then the result
             is a block, `with explore(path):`, whose lines are recorded
    path     where the page is written, whole or not at all
    compare  "torch": the same on torch beside it, number by number; for a function of the framework

    The result knows the `recording`, its `json()` and its `text()`; in a notebook it shows the page. What the step
    raises is raised again, once the page, which ends with it, is written. ValueError where there is nothing to show,
    OSError where the page cannot be written; then nothing has run.
    """
    from .session import Block, explored, of_loss  # with the package, this would be imported for everybody

    if isinstance(what, (str, os.PathLike)):
        return Block(what)
    if not hasattr(what, "grad_fn") and not callable(what):
        raise TypeError(f"explore takes a function, a loss or a path, not {type(what).__name__}")
    if not isinstance(steps, int) or isinstance(steps, bool) or steps < 1:
        raise ValueError(f"steps must be a whole number of 1 or more, not {steps!r}")
    files.check_writable(path)
    found = of_loss(what) if hasattr(what, "grad_fn") else explored(what, steps, compare)
    found.write(path)
    if found.error is not None:
        raise found.error
    return found
