"""Texts of nn.init: how weights begin. Every function fills its tensor, and returns it; nothing is recorded."""

TEXTS = {
    "calculate_gain": """How much larger the weights before an activation are, to make up for it.

    torch.nn.init.calculate_gain(nonlinearity, param=None) -> float

Formula:
    linear and sigmoid 1, tanh 5/3, relu √2, leaky_relu √(2/(1 + param²)), selu 3/4.

Shapes:
    a number.

Args:
    param: the negative slope of leaky_relu, 0.01 if not given.

Raises:
    ValueError: for an activation that is not known, as `torch.nn.init.calculate_gain("softer")`.

Source:
    He et al., https://arxiv.org/abs/1502.01852

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain

Example:
    >>> torch.nn.init.calculate_gain("relu")
    1.4142135623730951
""",
    "uniform_": """Fill with uniform random numbers between two bounds.

    torch.nn.init.uniform_(tensor, a=0.0, b=1.0, generator=None) -> Tensor

Formula:
    xᵢ = a + (b − a) u, 0 ≤ u < 1.

Shapes:
    any.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform_

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.init.uniform_(torch.empty(3), -1, 1)
    tensor([-0.0075,  0.5364, -0.8230])
""",
    "normal_": """Fill with random numbers of a normal distribution.

    torch.nn.init.normal_(tensor, mean=0.0, std=1.0, generator=None) -> Tensor

Formula:
    xᵢ = mean + std · z, z standard normal.

Shapes:
    any.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.normal_

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.init.normal_(torch.empty(3), std=0.1)
    tensor([ 0.1541, -0.0293, -0.2179])
""",
    "trunc_normal_": """Fill with random numbers of a normal distribution, within bounds.

    torch.nn.init.trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None) -> Tensor

Formula:
    as `normal_`, where what falls outside of [a, b] is drawn again.

Shapes:
    any.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.init.trunc_normal_(torch.empty(3), a=-1.0, b=1.0)
    tensor([ 0.5684, -0.2934, -0.7193])
""",
    "constant_": """Fill with one value.

    torch.nn.init.constant_(tensor, val) -> Tensor

Formula:
    xᵢ = val.

Shapes:
    any.

Dtypes:
    any.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant_

Example:
    >>> torch.nn.init.constant_(torch.empty(2), 0.3)
    tensor([0.3000, 0.3000])
""",
    "ones_": """Fill with ones.

    torch.nn.init.ones_(tensor) -> Tensor

Formula:
    xᵢ = 1.

Shapes:
    any.

Dtypes:
    any.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.ones_

Example:
    >>> torch.nn.init.ones_(torch.empty(2))
    tensor([1., 1.])
""",
    "zeros_": """Fill with zeros.

    torch.nn.init.zeros_(tensor) -> Tensor

Formula:
    xᵢ = 0.

Shapes:
    any.

Dtypes:
    any.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.zeros_

Example:
    >>> torch.nn.init.zeros_(torch.empty(2))
    tensor([0., 0.])
""",
    "eye_": """Make a matrix the identity: a linear layer that gives out what it gets.

    torch.nn.init.eye_(tensor) -> Tensor

Formula:
    xᵢⱼ = δᵢⱼ.

Shapes:
    (n, m).

Dtypes:
    any.

Raises:
    ValueError: for another number of dimensions, as `torch.nn.init.eye_(torch.empty(3))`.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.eye_

Example:
    >>> torch.nn.init.eye_(torch.empty(2, 3))
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
""",
    "dirac_": """Make the kernel of a convolution one that gives out what it gets, channel by channel.

    torch.nn.init.dirac_(tensor, groups=1) -> Tensor

Formula:
    x[c, c, middle] = 1, in each of `groups`, and 0 elsewhere.

Shapes:
    (out, in, *sizes), with 1 to 3 sizes.

Dtypes:
    any.

Raises:
    ValueError: for another number of dimensions, as `torch.nn.init.dirac_(torch.empty(3, 3))`.

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.dirac_

Example:
    >>> torch.nn.init.dirac_(torch.empty(2, 2, 3))
    tensor([[[0., 1., 0.],
             [0., 0., 0.]],
    <BLANKLINE>
            [[0., 0., 0.],
             [0., 1., 0.]]])
""",
    "xavier_uniform_": """Fill uniformly, so that neither results nor gradients grow from layer to layer.

    torch.nn.init.xavier_uniform_(tensor, gain=1.0, generator=None) -> Tensor

Formula:
    xᵢ uniform in ±gain √(6/(fan_in + fan_out)).

Shapes:
    (out, in, *sizes); fan_in = in · sizes, fan_out = out · sizes.

Dtypes:
    float32 and float64.

Raises:
    ValueError: for less than two dimensions, as `torch.nn.init.xavier_uniform_(torch.empty(3))`.

Source:
    Glorot and Bengio, https://proceedings.mlr.press/v9/glorot10a.html

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_uniform_

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.init.xavier_uniform_(torch.empty(1, 3))
    tensor([[-0.0092,  0.6570, -1.0080]])
""",
    "xavier_normal_": """Fill normally, so that neither results nor gradients grow from layer to layer.

    torch.nn.init.xavier_normal_(tensor, gain=1.0, generator=None) -> Tensor

Formula:
    xᵢ normal with mean 0 and std = gain √(2/(fan_in + fan_out)).

Shapes:
    (out, in, *sizes); fan_in = in · sizes, fan_out = out · sizes.

Dtypes:
    float32 and float64.

Raises:
    ValueError: for less than two dimensions, as `torch.nn.init.xavier_normal_(torch.empty(3))`.

Source:
    Glorot and Bengio, https://proceedings.mlr.press/v9/glorot10a.html

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal_

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.init.xavier_normal_(torch.empty(1, 3))
    tensor([[ 1.0896, -0.2075, -1.5406]])
""",
    "kaiming_uniform_": """Fill uniformly, so that results keep their spread behind relus.

    torch.nn.init.kaiming_uniform_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None) ->
            Tensor

Formula:
    xᵢ uniform in ±gain √(3/fan), with gain by `calculate_gain(nonlinearity, a)`.

Shapes:
    (out, in, *sizes); fan is in · sizes, with mode "fan_out" out · sizes.

Dtypes:
    float32 and float64.

Raises:
    ValueError: for another mode, as `torch.nn.init.kaiming_uniform_(torch.empty(1, 3), mode="fan")`.

Source:
    He et al., https://arxiv.org/abs/1502.01852

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_uniform_

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.init.kaiming_uniform_(torch.empty(1, 3), nonlinearity="relu")
    tensor([[-0.0106,  0.7586, -1.1640]])
""",
    "kaiming_normal_": """Fill normally, so that results keep their spread behind relus.

    torch.nn.init.kaiming_normal_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None) ->
            Tensor

Formula:
    xᵢ normal with mean 0 and std = gain/√fan, with gain by `calculate_gain(nonlinearity, a)`.

Shapes:
    (out, in, *sizes); fan is in · sizes, with mode "fan_out" out · sizes.

Dtypes:
    float32 and float64.

Raises:
    ValueError: for another mode, as `torch.nn.init.kaiming_normal_(torch.empty(1, 3), mode="fan")`.

Source:
    He et al., https://arxiv.org/abs/1502.01852

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal_

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.init.kaiming_normal_(torch.empty(1, 3), nonlinearity="relu")
    tensor([[ 1.2582, -0.2396, -1.7790]])
""",
    "orthogonal_": """Fill with a matrix whose rows, or columns, are orthogonal and of one length.

    torch.nn.init.orthogonal_(tensor, gain=1, generator=None) -> Tensor

Formula:
    x = gain · Q of the decomposition QR of a normal random matrix, with the signs of R's diagonal.

Shapes:
    (rows, *), the rest flattened.

Dtypes:
    float32 and float64.

Raises:
    ValueError: for less than two dimensions, as `torch.nn.init.orthogonal_(torch.empty(3))`.

Source:
    Saxe, McClelland and Ganguli, https://arxiv.org/abs/1312.6120

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.orthogonal_

Example:
    >>> x = torch.nn.init.orthogonal_(torch.empty(2, 3))
    >>> torch.allclose(x @ x.T, torch.eye(2), atol=1e-6)
    True
""",
    "sparse_": """Fill with normal random numbers, of which a share in each column is zero.

    torch.nn.init.sparse_(tensor, sparsity, std=0.01, generator=None) -> Tensor

Formula:
    of the n numbers in a column, ⌈sparsity · n⌉ are 0, the others normal with mean 0 and `std`.

Shapes:
    (n, m).

Dtypes:
    float32 and float64.

Raises:
    ValueError: for another number of dimensions, as `torch.nn.init.sparse_(torch.empty(3), 0.5)`.

Source:
    Martens, https://icml.cc/Conferences/2010/papers/458.pdf

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.sparse_

Example:
    >>> x = torch.nn.init.sparse_(torch.empty(4, 2), sparsity=0.5)
    >>> (x == 0).sum(0)
    tensor([2, 2])
""",
    "uniform": """The old name of `uniform_`; it warns.

    torch.nn.init.uniform(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.uniform(torch.empty(2), 0, 1).shape
    torch.Size([2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "normal": """The old name of `normal_`; it warns.

    torch.nn.init.normal(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.normal

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.normal(torch.empty(2)).shape
    torch.Size([2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "constant": """The old name of `constant_`; it warns.

    torch.nn.init.constant(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.constant(torch.empty(2), 5.0).shape
    torch.Size([2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "eye": """The old name of `eye_`; it warns.

    torch.nn.init.eye(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.eye

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.eye(torch.empty(2, 2)).shape
    torch.Size([2, 2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "dirac": """The old name of `dirac_`; it warns.

    torch.nn.init.dirac(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.dirac

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.dirac(torch.empty(1, 1, 3)).shape
    torch.Size([1, 1, 3])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "orthogonal": """The old name of `orthogonal_`; it warns.

    torch.nn.init.orthogonal(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.orthogonal

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.orthogonal(torch.empty(2, 2)).shape
    torch.Size([2, 2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "sparse": """The old name of `sparse_`; it warns.

    torch.nn.init.sparse(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.sparse

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.sparse(torch.empty(2, 2), 0.5).shape
    torch.Size([2, 2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "xavier_uniform": """The old name of `xavier_uniform_`; it warns.

    torch.nn.init.xavier_uniform(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_uniform

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.xavier_uniform(torch.empty(2, 2)).shape
    torch.Size([2, 2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "xavier_normal": """The old name of `xavier_normal_`; it warns.

    torch.nn.init.xavier_normal(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.xavier_normal(torch.empty(2, 2)).shape
    torch.Size([2, 2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "kaiming_uniform": """The old name of `kaiming_uniform_`; it warns.

    torch.nn.init.kaiming_uniform(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_uniform

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.kaiming_uniform(torch.empty(2, 2)).shape
    torch.Size([2, 2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
    "kaiming_normal": """The old name of `kaiming_normal_`; it warns.

    torch.nn.init.kaiming_normal(*args, **kwargs)

See:
    https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal

Example:
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     torch.nn.init.kaiming_normal(torch.empty(2, 2)).shape
    torch.Size([2, 2])
    >>> told[0].category.__name__
    'FutureWarning'
""",
}
