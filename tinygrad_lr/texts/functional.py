"""Texts of nn.functional: layers, activations and losses as functions."""

TEXTS = {
    "linear": """A linear layer: the input times the transposed weight, plus a bias.

    torch.nn.functional.linear(input, weight, bias=None) -> Tensor

Formula:
    y = x wᵀ + b; ∂L/∂x = g w, ∂L/∂w = gᵀ x, ∂L/∂b = Σ g over all rows.

Shapes:
    x (*, in), w (out, in), b (out); the result is (*, out).

Dtypes:
    one for all.

Raises:
    RuntimeError: for sizes that do not fit, as `torch.nn.functional.linear(torch.ones(2, 3),
        torch.ones(4, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html

Example:
    >>> F = torch.nn.functional
    >>> F.linear(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0, 4.0]]), torch.tensor([0.5]))
    tensor([[11.5000]])
""",
    "mse_loss": """The mean squared error.

    torch.nn.functional.mse_loss(input, target, size_average=None, reduce=None, reduction='mean',
            weight=None) -> Tensor

Formula:
    L = Σᵢ wᵢ(xᵢ − tᵢ)²/Σᵢ wᵢ, with weights wᵢ of 1 if not given; ∂L/∂xᵢ = 2wᵢ(xᵢ − tᵢ)/Σⱼ wⱼ.

Shapes:
    input and target: broadcast together, with a warning where they differ. A scalar, for reduction
    "none" as the input.

Dtypes:
    what both promote to; the unit is the square of the target's.

Args:
    reduction: "mean", "sum" or "none".
    size_average, reduce: older names for the same; they warn.

Raises:
    ValueError: for another reduction, as `torch.nn.functional.mse_loss(torch.ones(2), torch.ones(2),
        reduction="max")`.
    RuntimeError: for bools, as `torch.nn.functional.mse_loss(torch.tensor(True), torch.tensor(True))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html

Example:
    >>> F = torch.nn.functional
    >>> F.mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))
    tensor(4.5000)
    >>> F.mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]), weight=torch.tensor([1.0, 3.0]))
    tensor(6.7500)
""",
    "l1_loss": """The mean absolute error.

    torch.nn.functional.l1_loss(input, target, size_average=None, reduce=None, reduction='mean',
            weight=None) -> Tensor

Formula:
    L = Σᵢ wᵢ|xᵢ − tᵢ|/Σᵢ wᵢ, with weights wᵢ of 1 if not given; ∂L/∂xᵢ = wᵢ sign(xᵢ − tᵢ)/Σⱼ wⱼ.

Shapes:
    input and target: broadcast together, with a warning where they differ. A scalar, for reduction
    "none" as the input.

Dtypes:
    what both promote to; the unit is the target's.

Args:
    reduction: "mean", "sum" or "none".
    size_average, reduce: older names for the same; they warn.

Raises:
    ValueError: for another reduction, as `torch.nn.functional.l1_loss(torch.ones(2), torch.ones(2),
        reduction="max")`.
    RuntimeError: for bools, as `torch.nn.functional.l1_loss(torch.tensor(True), torch.tensor(True))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html

Example:
    >>> F = torch.nn.functional
    >>> F.l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]), reduction="sum")
    tensor(3.)
""",
    "smooth_l1_loss": """A squared error for small differences, an absolute one for large.

    torch.nn.functional.smooth_l1_loss(input, target, size_average=None, reduce=None, reduction='mean',
            beta=1.0) -> Tensor

Formula:
    with d = |xᵢ − tᵢ|: d²/(2 beta) where d < beta, else d − beta/2; L is their mean over n elements. The
    derivative is bounded by 1/n.

Shapes:
    input and target: broadcast together, with a warning where they differ. A scalar, for reduction
    "none" as the input.

Dtypes:
    what both promote to.

Args:
    beta: where one becomes the other; 0 gives `l1_loss`.
    reduction: "mean", "sum" or "none".

Raises:
    RuntimeError: for a negative beta, as `torch.nn.functional.smooth_l1_loss(torch.ones(2),
        torch.ones(2), beta=-1.0)`.
    ValueError: for another reduction, as `torch.nn.functional.smooth_l1_loss(torch.ones(2),
        torch.ones(2), reduction='all')`.

Source:
    Girshick, https://arxiv.org/abs/1504.08083

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html

Example:
    >>> F = torch.nn.functional
    >>> F.smooth_l1_loss(torch.tensor([0.5, 4.0]), torch.tensor([0.0, 0.0]), reduction="none")
    tensor([0.1250, 3.5000])
""",
    "huber_loss": """A squared error for small differences, an absolute one, `delta` times as steep, for large.

    torch.nn.functional.huber_loss(input, target, reduction='mean', delta=1.0, weight=None) -> Tensor

Formula:
    with d = |xᵢ − tᵢ|: d²/2 where d ≤ delta, else delta(d − delta/2), times a weight wᵢ if given; L is
    their sum over the number of elements. Without weights the derivative is bounded by delta/n.

Shapes:
    input and target: broadcast together, with a warning where they differ. A scalar, for reduction
    "none" as the input.

Dtypes:
    what both promote to.

Args:
    delta: where one becomes the other.
    reduction: "mean", "sum" or "none".

Raises:
    RuntimeError: for a delta that is not positive, as `torch.nn.functional.huber_loss(torch.ones(2),
        torch.ones(2), delta=0.0)`.
    ValueError: for another reduction, as `torch.nn.functional.huber_loss(torch.ones(2), torch.ones(2),
        reduction='all')`.

Source:
    Huber, doi 10.1214/aoms/1177703732

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html

Example:
    >>> F = torch.nn.functional
    >>> F.huber_loss(torch.tensor([0.5, 4.0]), torch.tensor([0.0, 0.0]), reduction="none", delta=2.0)
    tensor([0.1250, 6.0000])
""",
    "cross_entropy": """How improbable the true classes are, by logits.

    torch.nn.functional.cross_entropy(input, target, weight=None, size_average=None, ignore_index=-100,
            reduce=None, reduction='mean', label_smoothing=0.0) -> Tensor

Formula:
    L = −(1/n) Σᵢ ln softmax(xᵢ)[tᵢ]; ∂L/∂xᵢ = (softmax(xᵢ) − onehot(tᵢ))/n. With weights, the mean is
    weighted.

Shapes:
    input (n, classes, *) or (classes); target the same without classes, or with probabilities as the
    input. A scalar, for reduction "none" as the target.

Dtypes:
    the input float32 or float64; classes int64, probabilities as the input.

Args:
    weight: how much each class counts, (classes).
    ignore_index: a class that does not count.
    label_smoothing: how much of the probability is spread over all classes, 0 to 1.
    reduction: "mean", "sum" or "none".

Raises:
    IndexError: for a class that is not there, as `torch.nn.functional.cross_entropy(torch.ones(1, 2),
        torch.tensor([2]))`.
    ValueError: for another number of targets, as `torch.nn.functional.cross_entropy(torch.ones(2, 3),
        torch.tensor([0]))`.
    RuntimeError: for weights of another number of classes, as
        `torch.nn.functional.cross_entropy(torch.ones(1, 3), torch.tensor([0]), torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html

Example:
    >>> F = torch.nn.functional
    >>> F.cross_entropy(torch.tensor([[0.0, 0.0], [0.0, 5.0]]), torch.tensor([0, 1]))
    tensor(0.3499)
""",
    "nll_loss": """How improbable the true classes are, by logarithms of probabilities.

    torch.nn.functional.nll_loss(input, target, weight=None, size_average=None, ignore_index=-100,
            reduce=None, reduction='mean') -> Tensor

Formula:
    L = −Σᵢ w[tᵢ] xᵢ[tᵢ]/Σᵢ w[tᵢ], with weights of 1 if not given.

Shapes:
    input (n, classes, *) or (classes); target the same without classes. A scalar, for reduction "none"
    as the target.

Dtypes:
    the input float32 or float64; the target int64.

Args:
    weight: how much each class counts, (classes).
    ignore_index: a class that does not count.
    reduction: "mean", "sum" or "none".

Raises:
    IndexError: for a class that is not there, as `torch.nn.functional.nll_loss(torch.ones(1, 2),
        torch.tensor([2]))`.
    ValueError: for another number of targets, as `torch.nn.functional.nll_loss(torch.ones(2, 3),
        torch.tensor([0]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html

Example:
    >>> F = torch.nn.functional
    >>> F.nll_loss(torch.tensor([[0.5, 0.5], [0.1, 0.9]]).log(), torch.tensor([0, 1]))
    tensor(0.3993)
""",
    "binary_cross_entropy": """How improbable the truth is, of two cases, by probabilities.

    torch.nn.functional.binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None,
            reduction='mean') -> Tensor

Formula:
    L = −(1/n) Σᵢ wᵢ(tᵢ ln xᵢ + (1 − tᵢ) ln(1 − xᵢ)); logarithms are at least −100.

Shapes:
    input and target: the same. A scalar, for reduction "none" as the input.

Dtypes:
    float32 or float64, of both the same; values between 0 and 1.

Args:
    weight: how much each element counts, broadcast to the input.
    reduction: "mean", "sum" or "none".

Raises:
    RuntimeError: for what is no probability, as
        `torch.nn.functional.binary_cross_entropy(torch.tensor([2.0]), torch.ones(1))`.
    ValueError: for targets of another shape, as
        `torch.nn.functional.binary_cross_entropy(torch.ones(2), torch.ones(2, 1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html

Example:
    >>> F = torch.nn.functional
    >>> F.binary_cross_entropy(torch.tensor([0.5, 0.9]), torch.tensor([0.0, 1.0]))
    tensor(0.3993)
""",
    "binary_cross_entropy_with_logits": """How improbable the truth is, of two cases, by logits, without overflow.

    torch.nn.functional.binary_cross_entropy_with_logits(input, target, weight=None, size_average=None,
            reduce=None, reduction='mean', pos_weight=None) -> Tensor

Formula:
    L = (1/n) Σᵢ wᵢ((1 − tᵢ)xᵢ + (1 + (p − 1)tᵢ) ln(1 + e^−xᵢ)), with p = `pos_weight`; ∂L/∂xᵢ =
    wᵢ(sigmoid(xᵢ) − tᵢ)/n for p = 1.

Shapes:
    input and target: the same. A scalar, for reduction "none" as the input.

Dtypes:
    float32 or float64.

Args:
    weight: how much each element counts, broadcast to the input.
    pos_weight: how much the positive case counts, broadcast.
    reduction: "mean", "sum" or "none".

Raises:
    ValueError: for two shapes, as `torch.nn.functional.binary_cross_entropy_with_logits(torch.ones(2),
        torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html

Example:
    >>> F = torch.nn.functional
    >>> F.binary_cross_entropy_with_logits(torch.tensor([0.0, 1000.0]), torch.tensor([0.0, 1.0]))
    tensor(0.3466)
""",
    "relu": """The larger of zero and each element.

    torch.nn.functional.relu(input, inplace=False) -> Tensor

Formula:
    y = max(0, x), as `torch.relu`; dy/dx is 1 where x > 0, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html

Example:
    >>> torch.nn.functional.relu(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
""",
    "leaky_relu leaky_relu_": """Each element, or where it is negative a small part of it.

    torch.nn.functional.leaky_relu(input, negative_slope=0.01, inplace=False) -> Tensor
    torch.nn.functional.leaky_relu_(input, *args, **kwargs) -> Tensor

Formula:
    y = x where x > 0, else a x with a = `negative_slope`; dy/dx = 1, or a.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input, as the form with the underscore does.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu.html

Example:
    >>> torch.nn.functional.leaky_relu(torch.tensor([-1.0, 2.0]), 0.1)
    tensor([-0.1000,  2.0000])
""",
    "elu elu_": """Each element, or where it is negative an exponential that comes to rest at −alpha.

    torch.nn.functional.elu(input, alpha=1.0, inplace=False) -> Tensor
    torch.nn.functional.elu_(input, alpha=1.0, scale=1.0, input_scale=1.0) -> Tensor

Formula:
    y = x where x > 0, else alpha(eˣ − 1); dy/dx = 1, or y + alpha.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input, as the form with the underscore does.

Source:
    Clevert, Unterthiner and Hochreiter, https://arxiv.org/abs/1511.07289

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.elu.html

Example:
    >>> torch.nn.functional.elu(torch.tensor([-1.0, 2.0]))
    tensor([-0.6321,  2.0000])
""",
    "celu celu_": """As `elu`, stretched so that its slope is one at zero for every alpha.

    torch.nn.functional.celu(input, alpha=1.0, inplace=False) -> Tensor
    torch.nn.functional.celu_(input, *args, **kwargs) -> Tensor

Formula:
    y = x where x > 0, else alpha(exp(x/alpha) − 1); dy/dx = 1, or exp(x/alpha).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input, as the form with the underscore does.

Raises:
    RuntimeError: for alpha 0, as `torch.nn.functional.celu(torch.ones(2), alpha=0.0)`.

Source:
    Barron, https://arxiv.org/abs/1704.07483

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.celu.html

Example:
    >>> torch.nn.functional.celu(torch.tensor([-1.0, 2.0]), alpha=2.0)
    tensor([-0.7869,  2.0000])
""",
    "selu selu_": """As `elu`, scaled so that layers of it keep mean 0 and variance 1.

    torch.nn.functional.selu(input, inplace=False) -> Tensor
    torch.nn.functional.selu_(input, *args, **kwargs) -> Tensor

Formula:
    y = 1.0507 x where x > 0, else 1.0507 · 1.67326(eˣ − 1), with more digits.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input, as the form with the underscore does.

Source:
    Klambauer et al., https://arxiv.org/abs/1706.02515

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.selu.html

Example:
    >>> torch.nn.functional.selu(torch.tensor([-1.0, 2.0]))
    tensor([-1.1113,  2.1014])
""",
    "hardtanh hardtanh_": """Each element, brought between two bounds.

    torch.nn.functional.hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False) -> Tensor
    torch.nn.functional.hardtanh_(input, min_val=-1.0, max_val=1.0) -> Tensor

Formula:
    y = min(max(x, min_val), max_val); dy/dx is 1 between the bounds, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    any but bool.

Args:
    inplace: write into the input, as the form with the underscore does.

Raises:
    ValueError: for bounds in the wrong order, as `torch.nn.functional.hardtanh(torch.ones(2), 1.0,
        -1.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh.html

Example:
    >>> torch.nn.functional.hardtanh(torch.tensor([-2.0, 0.3, 5.0]))
    tensor([-1.0000,  0.3000,  1.0000])
""",
    "relu6": """Each element, brought between zero and six.

    torch.nn.functional.relu6(input, inplace=False) -> Tensor

Formula:
    y = min(max(x, 0), 6); dy/dx is 1 between them, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    any but bool.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html

Example:
    >>> torch.nn.functional.relu6(torch.tensor([-1.0, 3.0, 8.0]))
    tensor([0., 3., 6.])
""",
    "hardswish": """An approximation to `silu` of straight pieces and a parabola.

    torch.nn.functional.hardswish(input, inplace=False) -> Tensor

Formula:
    y = x min(max(x + 3, 0), 6)/6; dy/dx = 0 for x < −3, x/3 + 1/2 between, 1 for x > 3.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Howard et al., https://arxiv.org/abs/1905.02244

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardswish.html

Example:
    >>> torch.nn.functional.hardswish(torch.tensor([-4.0, 1.0, 4.0]))
    tensor([-0.0000, 0.6667, 4.0000])
""",
    "hardsigmoid": """An approximation to the sigmoid of straight pieces.

    torch.nn.functional.hardsigmoid(input, inplace=False) -> Tensor

Formula:
    y = min(max(x + 3, 0), 6)/6; dy/dx = 1/6 for −3 < x < 3, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html

Example:
    >>> torch.nn.functional.hardsigmoid(torch.tensor([-4.0, 1.0, 4.0]))
    tensor([0.0000, 0.6667, 1.0000])
""",
    "mish": """Each element times the hyperbolic tangent of its softplus.

    torch.nn.functional.mish(input, inplace=False) -> Tensor

Formula:
    y = x tanh(ln(1 + eˣ)).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Misra, https://arxiv.org/abs/1908.08681

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mish.html

Example:
    >>> torch.nn.functional.mish(torch.tensor([-1.0, 2.0]))
    tensor([-0.3034,  1.9440])
""",
    "silu": """Each element times its sigmoid, also called swish.

    torch.nn.functional.silu(input, inplace=False) -> Tensor

Formula:
    y = x/(1 + e⁻ˣ); with s = sigmoid(x), dy/dx = s(1 + x(1 − s)).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Elfwing, Uchibe and Doya, https://arxiv.org/abs/1702.03118

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.silu.html

Example:
    >>> torch.nn.functional.silu(torch.tensor([-1.0, 2.0]))
    tensor([-0.2689,  1.7616])
""",
    "gelu": """Each element times the probability that a standard normal number is below it.

    torch.nn.functional.gelu(input, *, approximate='none') -> Tensor

Formula:
    y = x Φ(x), Φ(x) = (1 + erf(x/√2))/2; approximate="tanh" is x(1 + tanh(√(2/π)(x + 0.044715x³)))/2.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for another approximation, as `torch.nn.functional.gelu(torch.ones(2),
        approximate="no")`.

Source:
    Hendrycks and Gimpel, https://arxiv.org/abs/1606.08415

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html

Example:
    >>> torch.nn.functional.gelu(torch.tensor([-1.0, 2.0]))
    tensor([-0.1587,  1.9545])
""",
    "softplus": """A smooth form of relu.

    torch.nn.functional.softplus(input, beta=1, threshold=20) -> Tensor

Formula:
    y = ln(1 + exp(beta x))/beta, and x where beta x > threshold; dy/dx = sigmoid(beta x).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html

Example:
    >>> torch.nn.functional.softplus(torch.tensor([-1.0, 0.0, 30.0]))
    tensor([ 0.3133,  0.6931, 30.0000])
""",
    "logsigmoid": """The logarithm of the sigmoid, exact also where that is nearly zero.

    torch.nn.functional.logsigmoid(input) -> Tensor

Formula:
    y = −ln(1 + e⁻ˣ); dy/dx = 1 − sigmoid(x).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html

Example:
    >>> torch.nn.functional.logsigmoid(torch.tensor([-200.0, 0.0]))
    tensor([-200.0000,   -0.6931])
""",
    "softsign": """Each element, divided by one plus its distance from zero.

    torch.nn.functional.softsign(input) -> Tensor

Formula:
    y = x/(1 + |x|); dy/dx = 1/(1 + |x|)².

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softsign.html

Example:
    >>> torch.nn.functional.softsign(torch.tensor([-1.0, 3.0]))
    tensor([-0.5000,  0.7500])
""",
    "tanhshrink": """Each element less its hyperbolic tangent.

    torch.nn.functional.tanhshrink(input) -> Tensor

Formula:
    y = x − tanh(x); dy/dx = tanh²(x).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.tanhshrink.html

Example:
    >>> torch.nn.functional.tanhshrink(torch.tensor([-1.0, 2.0]))
    tensor([-0.2384,  1.0360])
""",
    "hardshrink": """Each element, or zero where it is near zero.

    torch.nn.functional.hardshrink(input, lambd=0.5) -> Tensor

Formula:
    y = x where |x| > lambd, else 0, as `torch.hardshrink`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html

Example:
    >>> torch.nn.functional.hardshrink(torch.tensor([-1.0, 0.3, 2.0]))
    tensor([-1.,  0.,  2.])
""",
    "softshrink": """Each element, nearer to zero by lambd, or zero.

    torch.nn.functional.softshrink(input, lambd=0.5) -> Tensor

Formula:
    y = sign(x) max(|x| − lambd, 0); dy/dx is 1 where |x| > lambd, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for a negative lambd, as `torch.nn.functional.softshrink(torch.ones(2), -1.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softshrink.html

Example:
    >>> torch.nn.functional.softshrink(torch.tensor([-1.0, 0.3, 2.0]))
    tensor([-0.5000,  0.0000,  1.5000])
""",
    "threshold threshold_": """Each element above a threshold, and a value instead of the others.

    torch.nn.functional.threshold(input, threshold, value, inplace=False) -> Tensor
    torch.nn.functional.threshold_(input, *args, **kwargs) -> Tensor

Formula:
    y = x where x > threshold, else value; dy/dx is 1 where x stays, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    any but bool.

Args:
    inplace: write into the input, as the form with the underscore does.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.threshold.html

Example:
    >>> torch.nn.functional.threshold(torch.tensor([-1.0, 0.3, 2.0]), 0.5, 9.0)
    tensor([9., 9., 2.])
""",
    "prelu": """Each element, or where it is negative a learned part of it.

    torch.nn.functional.prelu(input, weight) -> Tensor

Formula:
    y = x where x > 0, else w x, as `torch.prelu`; ∂y/∂w = x where x ≤ 0, summed.

Shapes:
    (n, c, *); the weight is (1), or (c).

Dtypes:
    one floating dtype for both.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html

Example:
    >>> torch.nn.functional.prelu(torch.tensor([-2.0, 3.0]), torch.tensor([0.25]))
    tensor([-0.5000,  3.0000])
""",
    "tanh": """The hyperbolic tangent of each element, as `torch.tanh`.

    torch.nn.functional.tanh(input) -> Tensor

Formula:
    y = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ), computed by `torch.tanh`.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.tanh.html

Example:
    >>> torch.nn.functional.tanh(torch.tensor([-1.0, 0.0]))
    tensor([-0.7616,  0.0000])
""",
    "sigmoid": """The logistic function of each element, as `torch.sigmoid`.

    torch.nn.functional.sigmoid(input) -> Tensor

Formula:
    y = 1/(1 + e⁻ˣ), computed by `torch.sigmoid`.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.sigmoid.html

Example:
    >>> torch.nn.functional.sigmoid(torch.tensor([-1.0, 0.0]))
    tensor([0.2689, 0.5000])
""",
    "softmax": """Positive numbers with the sum one along a dimension, as `torch.softmax`.

    torch.nn.functional.softmax(input, dim=None, dtype=None) -> Tensor

Formula:
    yᵢ = exp(xᵢ)/Σⱼ exp(xⱼ) along `dim`; without, torch's old choice: 0 for 0, 1 and 3 dimensions, else
    1, with a warning.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64; `dtype` converts before.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html

Example:
    >>> torch.nn.functional.softmax(torch.tensor([0.0, 1.0]), dim=0)
    tensor([0.2689, 0.7311])
""",
    "log_softmax": """The logarithm of the softmax along a dimension, as `torch.log_softmax`.

    torch.nn.functional.log_softmax(input, dim=None, dtype=None) -> Tensor

Formula:
    yᵢ = xᵢ − ln Σⱼ exp(xⱼ) along `dim`; without, torch's old choice, as for `softmax`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64; `dtype` converts before.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html

Example:
    >>> torch.nn.functional.log_softmax(torch.tensor([0.0, 1.0]), dim=0)
    tensor([-1.3133, -0.3133])
""",
    "softmin": """The softmax of the negative: the smallest get the most.

    torch.nn.functional.softmin(input, dim=None, dtype=None) -> Tensor

Formula:
    yᵢ = exp(−xᵢ)/Σⱼ exp(−xⱼ) along `dim`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64; `dtype` converts before.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmin.html

Example:
    >>> torch.nn.functional.softmin(torch.tensor([0.0, 1.0]), dim=0)
    tensor([0.7311, 0.2689])
""",
    "dropout": """Random elements made zero, the others enlarged so that the mean stays; in training only.

    torch.nn.functional.dropout(input, p=0.5, training=True, inplace=False) -> Tensor

Formula:
    yᵢ = xᵢ mᵢ/(1 − p), with mᵢ = 0 with probability p, else 1; y = x if not `training`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Raises:
    ValueError: for what is no probability, as `torch.nn.functional.dropout(torch.ones(2), 1.5)`.

Source:
    Srivastava et al., https://jmlr.org/papers/v15/srivastava14a.html

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.functional.dropout(torch.ones(4), 0.5)
    tensor([0., 0., 2., 0.])
""",
    "layer_norm": """The last dimensions brought to mean 0 and variance 1, then scaled and moved.

    torch.nn.functional.layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05) -> Tensor

Formula:
    y = w (x − x̄)/√(σ² + eps) + b, with x̄ and σ² over the last dimensions, as `torch.layer_norm`.

Shapes:
    any that ends in `normalized_shape`, which weight and bias have; the result is as the input.

Dtypes:
    one floating dtype for all.

Raises:
    RuntimeError: for another shape, as `torch.nn.functional.layer_norm(torch.ones(2, 3), (2,))`.

Source:
    Ba, Kiros and Hinton, https://arxiv.org/abs/1607.06450

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html

Example:
    >>> torch.nn.functional.layer_norm(torch.tensor([[1.0, 2.0, 3.0]]), (3,))
    tensor([[-1.2247,  0.0000,  1.2247]])
""",
    "normalize": """Vectors along a dimension, brought to length one.

    torch.nn.functional.normalize(input, p=2.0, dim=1, eps=1e-12, out=None) -> Tensor

Formula:
    y = x/max(‖x‖ₚ, eps), with the norm along `dim`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    IndexError: for a dimension it does not have, as `torch.nn.functional.normalize(torch.ones(2),
        dim=1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html

Example:
    >>> torch.nn.functional.normalize(torch.tensor([[3.0, 4.0]]))
    tensor([[0.6000, 0.8000]])
""",
    "one_hot": """Classes as rows of zeros with a one at the class.

    torch.nn.functional.one_hot(input, num_classes=-1) -> Tensor

Formula:
    y[…, c] = 1 where c is the class, else 0.

Shapes:
    (*) gives (*, num_classes), with −1 the largest class and one.

Dtypes:
    int64; the result too.

Raises:
    RuntimeError: for a class that is not there, as `torch.nn.functional.one_hot(torch.tensor([2]), 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html

Example:
    >>> torch.nn.functional.one_hot(torch.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
""",
    "pad": """The input with a border around it.

    torch.nn.functional.pad(input, pad, mode='constant', value=None) -> Tensor

Formula:
    y is x, moved by what comes before, and `value` around it.

Shapes:
    `pad` lists how much comes before and after the last dimension, then the one before it; negative
    numbers cut.

Dtypes:
    the input's.

Args:
    mode: "constant"; torch's other modes are refused.

Raises:
    NotImplementedError: for another mode, as `torch.nn.functional.pad(torch.ones(2), (1, 1),
        mode='mirror')`.
    RuntimeError: for a padding on one side alone, as `torch.nn.functional.pad(torch.ones(2), (1,))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html

Example:
    >>> torch.nn.functional.pad(torch.tensor([[1, 2]]), (1, 2), value=9)
    tensor([[9, 1, 2, 9, 9]])
""",
    "glu": """Half of the elements, times the sigmoid of the other half: gates that open and close.

    torch.nn.functional.glu(input, dim=-1) -> Tensor

Formula:
    y = a sigmoid(b), with x = [a, b] along `dim`.

Shapes:
    (*, 2n, *) gives (*, n, *).

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for an odd size, as `torch.nn.functional.glu(torch.ones(3))`.

Source:
    Dauphin et al., https://arxiv.org/abs/1612.08083

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.glu.html

Example:
    >>> torch.nn.functional.glu(torch.tensor([1.0, 2.0, 0.0, 100.0]))
    tensor([0.5000, 2.0000])
""",
    "alpha_dropout": """Dropout that keeps mean 0 and variance 1 behind `selu`; in training only.

    torch.nn.functional.alpha_dropout(input, p=0.5, training=False, inplace=False) -> Tensor

Formula:
    yᵢ = a xᵢ + b where xᵢ is kept, else a α′ + b, with α′ = −1.7581, and a, b that keep mean and
    variance.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Raises:
    ValueError: for what is no probability, as `torch.nn.functional.alpha_dropout(torch.ones(2), 1.5)`.

Source:
    Klambauer et al., https://arxiv.org/abs/1706.02515

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.alpha_dropout.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.functional.alpha_dropout(torch.zeros(4), 0.5, training=True)
    tensor([-0.7792, -0.7792,  0.7792, -0.7792])
""",
    "batch_norm": """Each channel of a batch brought to mean 0 and variance 1, then scaled and moved.

    torch.nn.functional.batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False,
            momentum=0.1, eps=1e-05) -> Tensor

Formula:
    y = w (x − μ)/√(σ² + eps) + b in each channel; in training μ, σ² are the batch's, and running ones r
    ← r + momentum (μ − r) follow; else they are the running ones.

Shapes:
    (n, c) or (n, c, *); weight, bias and running values (c).

Dtypes:
    one floating dtype for all.

Raises:
    ValueError: for one value in each channel, in training, as
        `torch.nn.functional.batch_norm(torch.ones(1, 2), None, None, training=True)`.
    RuntimeError: for statistics or weights of another number of channels, as
        `torch.nn.functional.batch_norm(torch.ones(2, 3), torch.ones(2), None)`.

Source:
    Ioffe and Szegedy, https://arxiv.org/abs/1502.03167

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html

Example:
    >>> torch.nn.functional.batch_norm(torch.tensor([[1.0], [3.0]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
""",
    "group_norm": """Groups of channels brought to mean 0 and variance 1, then scaled and moved by channel.

    torch.nn.functional.group_norm(input, num_groups, weight=None, bias=None, eps=1e-05) -> Tensor

Formula:
    y = w (x − μ)/√(σ² + eps) + b, with mean and variance over each group of c/num_groups channels of a
    sample.

Shapes:
    (n, c, *); weight and bias (c).

Dtypes:
    one floating dtype for all.

Raises:
    RuntimeError: for groups that do not divide the channels, as
        `torch.nn.functional.group_norm(torch.ones(2, 3), 2)`.

Source:
    Wu and He, https://arxiv.org/abs/1803.08494

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html

Example:
    >>> torch.nn.functional.group_norm(torch.tensor([[1.0, 3.0, 5.0, 9.0]]), 2)
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
""",
    "rms_norm": """The last dimensions divided by the root of their mean square, then scaled.

    torch.nn.functional.rms_norm(input, normalized_shape, weight=None, eps=None) -> Tensor

Formula:
    y = w x/√((1/n) Σᵢ xᵢ² + eps) over the last dimensions, as `torch.rms_norm`.

Shapes:
    any that ends in `normalized_shape`, which the weight has; the result is as the input.

Dtypes:
    float32 and float64.

Args:
    eps: the dtype's, if not given.

Raises:
    RuntimeError: for another shape, as `torch.nn.functional.rms_norm(torch.ones(2, 3), (2,))`.

Source:
    Zhang and Sennrich, https://arxiv.org/abs/1910.07467

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html

Example:
    >>> torch.nn.functional.rms_norm(torch.tensor([3.0, 4.0]), (2,))
    tensor([0.8485, 1.1314])
""",
    "kl_div": """The Kullback-Leibler divergence of log-probabilities from probabilities.

    torch.nn.functional.kl_div(input, target, size_average=None, reduce=None, reduction='mean',
            log_target=False) -> Tensor

Formula:
    lᵢ = tᵢ (log tᵢ − xᵢ), or exp(tᵢ)(tᵢ − xᵢ) if `log_target`; L is their mean, their sum, or for
    "batchmean" their sum divided by the length of the first dimension.

Shapes:
    input and target: broadcast together. A scalar, for reduction "none" these.

Dtypes:
    float32 and float64.

Args:
    reduction: "mean" (with a warning: it divides by more than the batch), "batchmean", "sum" or "none".
    size_average, reduce: older names for the same; they warn.

Raises:
    RuntimeError: for integers, as `torch.nn.functional.kl_div(torch.tensor([1]), torch.tensor([1]),
        reduction="sum")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html

Example:
    >>> p, q = torch.tensor([[0.5, 0.5]]), torch.tensor([[0.25, 0.75]])
    >>> torch.nn.functional.kl_div(p.log(), q, reduction="batchmean")
    tensor(0.1308)
""",
    "embedding": """The rows of a table at given places.

    torch.nn.functional.embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0,
            scale_grad_by_freq=False, sparse=False) -> Tensor

Formula:
    yᵢ = w[xᵢ]; ∂L/∂w[k] = Σᵢ gᵢ over all i with xᵢ = k.

Shapes:
    input (*), weight (n, d) give (*, d).

Dtypes:
    input int64 or int32; the weight's.

Args:
    padding_idx: a row that gets no gradient.
    max_norm, norm_type: longer rows that are used are shortened first, in place.
    scale_grad_by_freq: divide a row's gradient by how often it was used.
    sparse: False; gradients are dense.

Raises:
    IndexError: for a row that is not there, as `torch.nn.functional.embedding(torch.tensor([2]),
        torch.ones(2, 3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html

Example:
    >>> torch.nn.functional.embedding(torch.tensor([1, 0, 1]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[3., 4.],
            [1., 2.],
            [3., 4.]])
""",
}
