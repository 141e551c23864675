"""Texts of autograd: derivatives on request, operations of one's own, and checks of both."""

TEXTS = {
    "backward": """Add the derivatives of tensors to `grad` of the leaves that they were made of.

    torch.autograd.backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False,
            grad_variables=None, inputs=None) -> None

Formula:
    leaf.grad += Σₖ Σᵢ gₖᵢ ∂yₖᵢ/∂leaf, with g = `grad_tensors`, 1 for scalars.

Shapes:
    each of `grad_tensors` as its tensor.

Args:
    retain_graph: keep what the graph has saved, so that it can be walked again.
    create_graph: record the pass itself, for second derivatives.
    grad_variables: the old name of `grad_tensors`.
    inputs: the tensors that get gradients, instead of all leaves.

Raises:
    RuntimeError: for more than one element without gradients, as `torch.autograd.backward(torch.ones(2,
        requires_grad=True))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html

Example:
    >>> w = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.backward([w * w, 2 * w])
    >>> w.grad
    tensor(8.)
""",
    "grad": """The derivatives of tensors with respect to others, which are returned and not kept.

    torch.autograd.grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False,
            only_inputs=True, allow_unused=None, is_grads_batched=False, materialize_grads=False) -> tuple
            of Tensors

Formula:
    (Σₖ Σᵢ gₖᵢ ∂yₖᵢ/∂xⱼ for each of `inputs` xⱼ), with g = `grad_outputs`, 1 for scalars.

Shapes:
    as the inputs; each of `grad_outputs` as its output.

Args:
    retain_graph: keep what the graph has saved, so that it can be walked again.
    create_graph: record the pass itself, for second derivatives.
    only_inputs: torch's, always True.
    allow_unused: None for an input that the outputs do not depend on, instead of an error.
    is_grads_batched: torch's vectorized way, which is refused here.
    materialize_grads: zeros for such an input.

Raises:
    RuntimeError: for an input that nothing depends on, as `torch.autograd.grad(torch.ones(1,
        requires_grad=True).sum(), torch.ones(1, requires_grad=True))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html

Example:
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> (first,) = torch.autograd.grad(x**3, x, create_graph=True)
    >>> first.item(), torch.autograd.grad(first, x)
    (27.0, (tensor(18.),))
""",
    "Function": """The base of operations of one's own: define `forward` and `backward`, and call `apply`.

    torch.autograd.Function(*args, **kwargs)

`forward(ctx, *args)`, or `forward(*args)` with `setup_context(ctx, inputs, output)`, computes;
`backward(ctx, *grads)` gets a gradient for each result and returns one for each argument, None for what
has none.

See:
    https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function

Example:
    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         (x,) = ctx.saved_tensors
    ...         return grad * 2 * x
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> Square.apply(x).backward()
    >>> x.grad
    tensor(6.)
""",
    "Function.forward": """What the operation computes; subclasses define it.

    Function.forward(*args, **kwargs) -> Any

Raises:
    NotImplementedError: where a subclass does not, as `torch.autograd.Function.apply(torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.Function.forward.html

Example:
    >>> class Double(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return x * 2
    >>> Double.apply(torch.tensor(3.0))
    tensor(6.)
""",
    "Function.setup_context": """Where `forward` takes no context, what is kept for `backward`; subclasses define it.

    Function.setup_context(ctx, inputs, output) -> Any

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.Function.setup_context.html

Example:
    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(x):
    ...         return x * x
    ...
    ...     @staticmethod
    ...     def setup_context(ctx, inputs, output):
    ...         ctx.save_for_backward(*inputs)
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         return grad * 2 * ctx.saved_tensors[0]
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(Square.apply(x), x)
    (tensor(6.),)
""",
    "Function.backward Function.vjp": """The gradients of the arguments, of those of the results; subclasses define it.

    Function.backward(ctx, *grad_outputs) -> Any
    Function.vjp(ctx, *grad_outputs) -> Any

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.Function.backward.html

Example:
    >>> class Reversed(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return x.clone()
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         return -grad
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(Reversed.apply(x), x)
    (tensor(-1.),)
""",
    "Function.apply": """Run the operation, and record it.

    Function.apply(*args, **kwargs) -> Any

See:
    https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function

Example:
    >>> class Double(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return x * 2
    >>> Double.apply(torch.tensor([1.0, 2.0]))
    tensor([2., 4.])
""",
    "gradcheck": """Whether backward passes give the derivatives that differences give.

    torch.autograd.gradcheck(func, inputs, *, eps=1e-06, atol=1e-05, rtol=0.001, raise_exception=True,
            nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False,
            check_batched_forward_grad=False, check_forward_ad=False, check_backward_ad=True,
            fast_mode=False, masked=None) -> bool

Formula:
    ∂y/∂xᵢ ≈ (f(x + eps eᵢ) − f(x − eps eᵢ))/(2 eps), within atol + rtol |·|.

Shapes:
    any.

Dtypes:
    float64 should be used, for differences of close numbers.

Args:
    func: a function of `inputs`, that gives one tensor or several.
    raise_exception: GradcheckError for a difference, or False.
    nondet_tol: how much two equal passes may differ.
    check_undefined_grad: whether a `Function` must take undefined gradients for zeros.
    check_grad_dtypes, fast_mode: are taken; dtypes agree always here, and all derivatives are checked.
    check_batched_grad, check_forward_ad, check_batched_forward_grad, masked: torch's further checks,
        which are refused here.

Raises:
    RuntimeError: for a wrong derivative, as `torch.autograd.gradcheck(lambda x: x.detach() * x,
        torch.ones(1, dtype=torch.float64, requires_grad=True))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html

Example:
    >>> x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    >>> torch.autograd.gradcheck(lambda x: (x**3).sum(), x)
    True
""",
    "gradgradcheck": """Whether second derivatives are those that differences of first derivatives give.

    torch.autograd.gradgradcheck(func, inputs, grad_outputs=None, *, eps=1e-06, atol=1e-05, rtol=0.001,
            gen_non_contig_grad_outputs=False, raise_exception=True, nondet_tol=0.0,
            check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False,
            check_fwd_over_rev=False, check_rev_over_rev=True, fast_mode=False, masked=False) -> bool

Formula:
    `gradcheck` of x ↦ ∂y/∂x · g, with random g if `grad_outputs` is not given.

Shapes:
    any.

Dtypes:
    float64 should be used.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html

Example:
    >>> x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    >>> torch.autograd.gradgradcheck(lambda x: (x**3).sum(), x)
    True
""",
    "GradcheckError": """`gradcheck` has found a difference.

    torch.autograd.GradcheckError

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.GradcheckError.html

Example:
    >>> x = torch.ones(1, dtype=torch.float64, requires_grad=True)
    >>> try:
    ...     torch.autograd.gradcheck(lambda x: x.detach() * x, x)
    ... except RuntimeError as error:
    ...     print(type(error).__name__)
    GradcheckError
""",
    "Variable": """The old name of tensors that can be recorded: every tensor is one today.

    torch.autograd.Variable(data=None, requires_grad=False, volatile=False)

See:
    https://docs.pytorch.org/docs/stable/autograd.html#variable-deprecated

Example:
    >>> torch.autograd.Variable(torch.tensor([1.0]), requires_grad=True)
    tensor([1.], requires_grad=True)
""",
    "detect_anomaly": """A block whose backward passes name the line of the forward pass that is to blame.

    torch.autograd.detect_anomaly(check_nan=True)

It is slower, and warns when it begins.

Args:
    check_nan: stop at the first nan too.

See:
    https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.detect_anomaly

Example:
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     with torch.autograd.detect_anomaly():
    ...         print(torch.is_anomaly_enabled())
    True
""",
    "set_detect_anomaly": """Look for anomalies from now on, or not; as a block, until it ends.

    torch.autograd.set_detect_anomaly(mode, check_nan=True)

Args:
    check_nan: stop at the first nan too.

Raises:
    TypeError: for what is no bool, as `torch.autograd.set_detect_anomaly(1)`.

See:
    https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.set_detect_anomaly

Example:
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     print(torch.is_anomaly_enabled())
    True
""",
    "function.FunctionCtx.save_for_backward": """Keep tensors for `saved_tensors`; a later call replaces an earlier one.

    FunctionCtx.save_for_backward(*tensors) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.save_for_backward.html

Example:
    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         return grad * 2 * ctx.saved_tensors[0]
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(Square.apply(x), x)
    (tensor(6.),)
""",
    "function.FunctionCtx.mark_dirty": """Say which arguments `forward` has changed in place; they must be among its results.

    FunctionCtx.mark_dirty(*args) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.mark_dirty.html

Example:
    >>> class Add1(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.mark_dirty(x)
    ...         return x.add_(1)
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         return grad
    >>> x = torch.tensor(3.0, requires_grad=True).clone()
    >>> Add1.apply(x) is x
    True
""",
    "function.FunctionCtx.mark_non_differentiable": """Say which results have no derivative: they do not require grad.

    FunctionCtx.mark_non_differentiable(*args) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.mark_non_differentiable.html

Example:
    >>> class Sort(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         values, places = x.sort()
    ...         ctx.mark_non_differentiable(places)
    ...         return values, places
    >>> _, places = Sort.apply(torch.tensor([2.0, 1.0], requires_grad=True))
    >>> places
    tensor([1, 0])
""",
    "function.FunctionCtx.set_materialize_grads": """Set whether `backward` gets zeros, or None, for results that nothing was made of.

    FunctionCtx.set_materialize_grads(value) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.set_materialize_grads.html

Example:
    >>> class Two(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.set_materialize_grads(False)
    ...         return x.clone(), x.clone()
    ...
    ...     @staticmethod
    ...     def backward(ctx, first, second):
    ...         print(second)
    ...         return first
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(Two.apply(x)[0], x)
    None
    (tensor(1.),)
""",
    "function.FunctionCtx.saved_tensors": """The tensors that `save_for_backward` kept.

    FunctionCtx.saved_tensors -> tuple of Tensors

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.save_for_backward.html

Example:
    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         print(ctx.saved_tensors)
    ...         return grad * 2 * ctx.saved_tensors[0]
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(Square.apply(x), x)
    (tensor(3., requires_grad=True),)
    (tensor(6.),)
""",
    "function.FunctionCtx": """What `forward` leaves for `backward`: saved tensors, and any attribute that is set.

    torch.autograd.function.FunctionCtx

Attributes:
    needs_input_grad: tuple of bools; which arguments require grad.

See:
    https://docs.pytorch.org/docs/stable/autograd.html#context-method-mixins

Example:
    >>> class Scale(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x, factor):
    ...         ctx.factor = factor
    ...         return x * factor
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         print(ctx.needs_input_grad)
    ...         return grad * ctx.factor, None
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(Scale.apply(x, 5.0), x)
    (True, False)
    (tensor(5.),)
""",
    "function.once_differentiable": """Decorate a `backward` that must not be differentiated itself: it runs unrecorded.

    torch.autograd.function.once_differentiable(backward) -> function

See:
    https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.once_differentiable.html

Example:
    >>> class Double(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return x * 2
    ...
    ...     @staticmethod
    ...     @torch.autograd.function.once_differentiable
    ...     def backward(ctx, grad):
    ...         return grad * 2
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(Double.apply(x), x)
    (tensor(2.),)
""",
}
