"""Texts of nn.utils: the length of gradients, and parameters as one vector."""

TEXTS = {
    "get_total_norm": """The norm of several tensors' norms: the length of all their elements together.

    torch.nn.utils.get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None) -> Tensor

Formula:
    y = (Σₖ ‖xₖ‖ᵖ)^(1/p) with p = `norm_type`; p = inf is the largest.

Shapes:
    tensors of any; the result is a scalar.

Dtypes:
    float32 and float64.

Args:
    error_if_nonfinite: refuse nan and inf.

Raises:
    RuntimeError: for inf, if it is refused, as
        `torch.nn.utils.get_total_norm([torch.tensor([float("inf")])], error_if_nonfinite=True)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.get_total_norm.html

Example:
    >>> torch.nn.utils.get_total_norm([torch.tensor([3.0]), torch.tensor([4.0])])
    tensor(5.)
""",
    "clip_grad_norm_": """Scale gradients, in place, to a common norm of at most a bound; return the norm before.

    torch.nn.utils.clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False,
            foreach=None) -> Tensor

Formula:
    g ← g · min(1, max_norm/(‖g‖ + 1e-6)), with the norm of all gradients together.

Shapes:
    gradients of any; the result is a scalar.

Dtypes:
    float32 and float64.

Args:
    parameters: a tensor, or several.
    error_if_nonfinite: refuse nan and inf.

Raises:
    RuntimeError: for nan, with `error_if_nonfinite`, as `(lambda w:
        w.sum().mul(float('nan')).backward() or torch.nn.utils.clip_grad_norm_(w, 1.0,
        error_if_nonfinite=True))(torch.ones(1, requires_grad=True))`.

Source:
    Pascanu, Mikolov and Bengio, https://arxiv.org/abs/1211.5063

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html

Example:
    >>> w = torch.tensor([1.0, 1.0], requires_grad=True)
    >>> w.grad = torch.tensor([3.0, 4.0])
    >>> torch.nn.utils.clip_grad_norm_([w], max_norm=1.0)
    tensor(5.)
    >>> w.grad
    tensor([0.6000, 0.8000])
""",
    "clip_grad_norm": """The old name of `clip_grad_norm_`; it warns.

    torch.nn.utils.clip_grad_norm(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False,
            foreach=None) -> Tensor

Formula:
    g ← g · min(1, max_norm/(‖g‖ + 1e-6)), by `clip_grad_norm_`.

Shapes:
    gradients of any; the result is a scalar.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm.html

Example:
    >>> import warnings
    >>> w = torch.tensor([1.0, 1.0], requires_grad=True)
    >>> w.grad = torch.tensor([3.0, 4.0])
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     torch.nn.utils.clip_grad_norm([w], max_norm=1.0)
    tensor(5.)
""",
    "clip_grads_with_norm_": """Scale gradients, in place, by a norm that has been computed.

    torch.nn.utils.clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None) -> None

Formula:
    g ← g · min(1, max_norm/(total_norm + 1e-6)).

Shapes:
    gradients of any; the norm is a scalar.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grads_with_norm_.html

Example:
    >>> w = torch.tensor([1.0, 1.0], requires_grad=True)
    >>> w.grad = torch.tensor([3.0, 4.0])
    >>> torch.nn.utils.clip_grads_with_norm_([w], 1.0, torch.tensor(5.0))
    >>> w.grad
    tensor([0.6000, 0.8000])
""",
    "clip_grad_value_": """Bring every element of the gradients, in place, between two bounds.

    torch.nn.utils.clip_grad_value_(parameters, clip_value, foreach=None) -> None

Formula:
    g ← min(max(g, −clip_value), clip_value).

Shapes:
    gradients of any.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html

Example:
    >>> w = torch.tensor([1.0, 1.0], requires_grad=True)
    >>> w.grad = torch.tensor([3.0, -0.5])
    >>> torch.nn.utils.clip_grad_value_([w], 1.0)
    >>> w.grad
    tensor([ 1.0000, -0.5000])
""",
    "parameters_to_vector": """All elements of all parameters as one vector, recorded.

    torch.nn.utils.parameters_to_vector(parameters) -> Tensor

Formula:
    y = x₀'s elements, x₁'s elements, …

Shapes:
    parameters of any; the result is (n), with all their elements.

Dtypes:
    one for all.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parameters_to_vector.html

Example:
    >>> torch.nn.utils.parameters_to_vector([torch.tensor([[1.0, 2.0]]), torch.tensor([3.0])])
    tensor([1., 2., 3.])
""",
    "vector_to_parameters": """Make the pieces of a vector the parameters' elements.

    torch.nn.utils.vector_to_parameters(vec, parameters) -> None

Formula:
    xₖ ← the next elements of the vector, as many as xₖ has.

Shapes:
    (n), with all elements of the parameters.

Dtypes:
    the vector's.

Raises:
    TypeError: for what is no tensor, as `torch.nn.utils.vector_to_parameters([1.0], [torch.ones(1)])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.vector_to_parameters.html

Example:
    >>> w = torch.zeros(1, 2)
    >>> torch.nn.utils.vector_to_parameters(torch.tensor([1.0, 2.0]), [w])
    >>> w
    tensor([[1., 2.]])
""",
}
