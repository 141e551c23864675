"""Texts of the layers of neural networks that torch also has as functions of its own."""

TEXTS = {
    "dropout": """Random elements made zero, the others enlarged so that the mean stays; in training only.

    torch.dropout(input, p, train) -> Tensor

Formula:
    yᵢ = xᵢ mᵢ/(1 − p), with mᵢ = 0 with probability p, else 1; ∂yᵢ/∂xᵢ = mᵢ/(1 − p). y = x if not
    `train`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    ValueError: for what is no probability, as `torch.nn.functional.dropout(torch.ones(2), 1.5)`.

Source:
    Srivastava et al., https://jmlr.org/papers/v15/srivastava14a.html

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.dropout(torch.ones(4), 0.5, True)
    tensor([0., 0., 2., 0.])
""",
    "layer_norm": """The last dimensions brought to mean 0 and variance 1, then scaled and moved.

    torch.layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=None) ->
            Tensor

Formula:
    y = w (x − x̄)/√(σ² + eps) + b, with mean x̄ and variance σ² = (1/n) Σᵢ (xᵢ − x̄)² over the last
    dimensions.

Shapes:
    any that ends in `normalized_shape`, which weight and bias have; the result is as the input.

Dtypes:
    one floating dtype for all.

Raises:
    RuntimeError: for another shape, as `torch.layer_norm(torch.ones(2, 3), (2,))`.

Source:
    Ba, Kiros and Hinton, https://arxiv.org/abs/1607.06450

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html

Example:
    >>> torch.layer_norm(torch.tensor([[1.0, 2.0, 3.0]]), (3,))
    tensor([[-1.2247,  0.0000,  1.2247]])
""",
    "prelu": """Each element, or where it is negative a learned part of it.

    torch.prelu(input, weight) -> Tensor
    Tensor.prelu(weight) -> Tensor

Formula:
    y = x where x > 0, else w x; ∂y/∂w = x where x ≤ 0, summed.

Shapes:
    (n, c, *); the weight is a number in a tensor, or has one for each of the c channels.

Dtypes:
    one floating dtype for both.

Raises:
    RuntimeError: for weights that are neither one nor one for each channel, as
        `torch.prelu(torch.ones(2, 2), torch.ones(3))`.

Source:
    He et al., https://arxiv.org/abs/1502.01852

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html

Example:
    >>> torch.prelu(torch.tensor([-2.0, 3.0]), torch.tensor(0.25))
    tensor([-0.5000,  3.0000])
""",
    "hardshrink": """Each element, or zero where it is near zero.

    torch.hardshrink(input, lambd=0.5, *, out=None) -> Tensor
    Tensor.hardshrink(lambd=0.5) -> Tensor

Formula:
    y = x where |x| > lambd, else 0; dy/dx is 1 where x stays, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html

Example:
    >>> torch.hardshrink(torch.tensor([-1.0, 0.3, 2.0]))
    tensor([-1.,  0.,  2.])
""",
    "rms_norm": """The last dimensions divided by the root of their mean square, then scaled.

    torch.rms_norm(input, normalized_shape, weight=None, eps=None) -> Tensor

Formula:
    y = w x/√((1/n) Σᵢ xᵢ² + eps) over the last dimensions.

Shapes:
    any that ends in `normalized_shape`, which the weight has; the result is as the input.

Dtypes:
    float32 and float64.

Args:
    eps: the dtype's, if not given.

Raises:
    RuntimeError: for another shape, as `torch.rms_norm(torch.ones(2, 3), (2,))`.

Source:
    Zhang and Sennrich, https://arxiv.org/abs/1910.07467

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html

Example:
    >>> torch.rms_norm(torch.tensor([3.0, 4.0]), (2,))
    tensor([0.8485, 1.1314])
""",
}
