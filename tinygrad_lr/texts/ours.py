"""Texts of what the library has and torch has not, or has otherwise."""

TEXTS = {
    "compile": """A function that does the same as another, from a recording of its NumPy calls.

    torch.compile(model=None, *, fullgraph=False, dynamic=None, backend='numpy', mode=None, options=None,
            disable=False, explain=False, audit=None) -> function

The numbers are the same to the bit. What it reads is guarded: arguments, variables, attributes, modules
and optimizers. When one changes, it is recorded anew. The result has `source`, the text of what is
replayed, and `repeat`, which takes many steps at once.

Args:
    model: a function, such as a whole training step, or a Module.
    backend: "numpy" replays the calls; "numba" compiles them to machine code, equal within rounding.
    explain: print why a call is recorded anew.
    audit: in every call of this number run `model` too, and compare: RuntimeError where a bit differs.
    disable: return `model` itself.
    fullgraph: makes no difference; it is always the whole that is recorded.
    dynamic, mode, options: torch's, to be left alone.

Raises:
    NotImplementedError: when it is called, with the line, for what a recording cannot repeat, such as a
        function whose source is not kept, as `torch.compile(eval("lambda x: -x"))(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.compile.html

Example:
    >>> model = torch.nn.Linear(2, 1)
    >>> compiled = torch.compile(model)
    >>> x = torch.ones(3, 2)
    >>> torch.equal(compiled(x), model(x))
    True
""",
    "lint": """A block in which silent mistakes of training are told, with their line.

    torch.lint(raise_error=False)

Or from `start()` to `stop()`. Each is told once for a line, as a LintWarning. It listens in all
threads.

Args:
    raise_error: raise instead of warning.

Attributes:
    found: list; what was told.

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told, torch.lint():
    ...     warnings.simplefilter("always")
    ...     loss = torch.nn.MSELoss()(torch.ones(3, 1), torch.ones(3))
    >>> sorted({each.category.__name__ for each in told})
    ['LintWarning']
""",
    "Tensor.grad_node": """The node that made this tensor, or that gathers its gradient; also of a leaf.

    Tensor.grad_node() -> node, or None

Example:
    >>> torch.ones(2, requires_grad=True).grad_node().name()
    'torch::autograd::AccumulateGrad'
""",
    "explore": """Record a training step, and write a page to go through it.

    torch.explore(what, path='explore.html', *, steps=1, compare=None)

The page shows source, graph and equation, and asks for nothing from the net.

Args:
    what: a function, called `steps` times, whose last call is shown whole; of one argument, it is given
        the framework, and what it yields ends a step. Or a loss, whose backward pass alone is shown. Or
        a path: then the result is a block, whose lines are recorded.
    path: where the page is written, whole or not at all.
    compare: "torch" for the same in torch beside it, number by number.

Returns:
    what was recorded, with `json()` and `text()`; a notebook shows it as the page.

Example:
    >>> import pathlib, tempfile
    >>> w = torch.tensor(2.0, requires_grad=True)
    >>> path = pathlib.Path(tempfile.mkdtemp(), "page.html")
    >>> page = torch.explore(lambda: (w * w).backward(), path)
    >>> path.read_text().startswith("<!")
    True
""",
    "graph": """What `backward` will walk: printed, a tree; in a notebook, a picture.

    torch.graph(tensor, names=None) -> Graph

Args:
    names: names of leaves, such as `dict(model.named_parameters())`.

Raises:
    ValueError: for a tensor without a graph, as `torch.graph(torch.ones(1))`.

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> torch.graph((w * w).sum(), {"w": w})
    SumBackward0  ()
    └─ MulBackward0  (2,)  saved other (2,), self (2,)
       ├─ AccumulateGrad #1  (2,)  w
       └─ AccumulateGrad #1, drawn above
""",
}
