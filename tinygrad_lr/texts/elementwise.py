"""Texts of the operations that take each element by itself."""

TEXTS = {
    "abs absolute": """The distance of each element from zero.

    torch.abs(input, *, out=None) -> Tensor
    Tensor.abs() -> Tensor
    torch.abs_(input) -> Tensor
    Tensor.abs_() -> Tensor
    torch.absolute(input, *, out=None) -> Tensor
    Tensor.absolute() -> Tensor
    Tensor.absolute_() -> Tensor

Formula:
    y = |x|; dy/dx = sign(x), which is 0 at 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; bool is refused.

Raises:
    NotImplementedError: for bool, as `torch.abs(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.abs.html

Example:
    >>> x = torch.tensor([-1.5, 0.0, 2.0])
    >>> torch.abs(x)
    tensor([1.5000, 0.0000, 2.0000])
    >>> x.abs_()
    tensor([1.5000, 0.0000, 2.0000])
""",
    "neg negative": """Each element with its sign turned.

    torch.neg(input, *, out=None) -> Tensor
    Tensor.neg() -> Tensor
    torch.neg_(input) -> Tensor
    Tensor.neg_() -> Tensor
    torch.negative(input, *, out=None) -> Tensor
    Tensor.negative() -> Tensor
    torch.negative_(input) -> Tensor
    Tensor.negative_() -> Tensor

Formula:
    y = −x; dy/dx = −1.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; unsigned integers wrap around, −1 being 255 in uint8.

Raises:
    RuntimeError: for bool, as `torch.neg(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.neg.html

Example:
    >>> x = torch.tensor([1, -2])
    >>> torch.neg(x)
    tensor([-1,  2])
    >>> x.neg_()
    tensor([-1,  2])
""",
    "positive": """The tensor itself, as `+x` gives it.

    torch.positive(input) -> Tensor
    Tensor.positive() -> Tensor

Formula:
    y = +x, which is x; dy/dx = 1.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Raises:
    RuntimeError: for bool, as `torch.positive(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.positive.html

Example:
    >>> torch.positive(torch.tensor([-1.0, 2.0]))
    tensor([-1.,  2.])
""",
    "reciprocal": """One divided by each element.

    torch.reciprocal(input, *, out=None) -> Tensor
    Tensor.reciprocal() -> Tensor
    torch.reciprocal_(input) -> Tensor
    Tensor.reciprocal_() -> Tensor

Formula:
    y = 1/x; dy/dx = −y². The reciprocal of 0 is inf.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.reciprocal.html

Example:
    >>> x = torch.tensor([0.5, 4.0, 0.0])
    >>> torch.reciprocal(x)
    tensor([2.0000, 0.2500,    inf])
    >>> x.reciprocal_()
    tensor([2.0000, 0.2500,    inf])
""",
    "sqrt": """The square root of each element.

    torch.sqrt(input, *, out=None) -> Tensor
    Tensor.sqrt() -> Tensor
    torch.sqrt_(input) -> Tensor
    Tensor.sqrt_() -> Tensor

Formula:
    y = √x; dy/dx = 1/(2y). Of negative numbers it is nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

Raises:
    RuntimeError: in place, for integers, as `torch.tensor([4]).sqrt_()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sqrt.html

Example:
    >>> x = torch.tensor([9.0, 2.0, -1.0])
    >>> torch.sqrt(x)
    tensor([3.0000, 1.4142,    nan])
    >>> x.sqrt_()
    tensor([3.0000, 1.4142,    nan])
""",
    "rsqrt": """One divided by the square root of each element.

    torch.rsqrt(input, *, out=None) -> Tensor
    Tensor.rsqrt() -> Tensor
    torch.rsqrt_(input) -> Tensor
    Tensor.rsqrt_() -> Tensor

Formula:
    y = 1/√x; dy/dx = −y³/2. At 0 it is inf, below nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.rsqrt.html

Example:
    >>> x = torch.tensor([4.0, 0.25, 0.0])
    >>> torch.rsqrt(x)
    tensor([0.5000, 2.0000,    inf])
    >>> x.rsqrt_()
    tensor([0.5000, 2.0000,    inf])
""",
    "square": """Each element times itself.

    torch.square(input, *, out=None) -> Tensor
    Tensor.square() -> Tensor
    torch.square_(input) -> Tensor
    Tensor.square_() -> Tensor

Formula:
    y = x²; dy/dx = 2x.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; bool becomes int64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.square.html

Example:
    >>> x = torch.tensor([-3.0, 0.5])
    >>> torch.square(x)
    tensor([9.0000, 0.2500])
    >>> x.square_()
    tensor([9.0000, 0.2500])
""",
    "exp": """The exponential function of each element.

    torch.exp(input, *, out=None) -> Tensor
    Tensor.exp() -> Tensor
    torch.exp_(input) -> Tensor
    Tensor.exp_() -> Tensor

Formula:
    y = eˣ; dy/dx = y.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.exp.html

Example:
    >>> x = torch.tensor([0.0, 1.0, -1.0])
    >>> torch.exp(x)
    tensor([1.0000, 2.7183, 0.3679])
    >>> x.exp_()
    tensor([1.0000, 2.7183, 0.3679])
""",
    "exp2": """Two to the power of each element.

    torch.exp2(input, *, out=None) -> Tensor
    Tensor.exp2() -> Tensor
    torch.exp2_(input) -> Tensor
    Tensor.exp2_() -> Tensor

Formula:
    y = 2ˣ; dy/dx = y ln 2.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.exp2.html

Example:
    >>> x = torch.tensor([3.0, -1.0, 0.5])
    >>> torch.exp2(x)
    tensor([8.0000, 0.5000, 1.4142])
    >>> x.exp2_()
    tensor([8.0000, 0.5000, 1.4142])
""",
    "expm1": """The exponential function less one, exact also near zero.

    torch.expm1(input, *, out=None) -> Tensor
    Tensor.expm1() -> Tensor
    torch.expm1_(input) -> Tensor
    Tensor.expm1_() -> Tensor

Formula:
    y = eˣ − 1; dy/dx = y + 1. For small x, where eˣ rounds to 1, no digits are lost.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.expm1.html

Example:
    >>> x = torch.tensor([1e-10, 1.0])
    >>> torch.expm1(x)
    tensor([1.0000e-10, 1.7183e+00])
    >>> x.exp() - 1
    tensor([0.0000, 1.7183])
    >>> x.expm1_()
    tensor([1.0000e-10, 1.7183e+00])
""",
    "log": """The natural logarithm of each element.

    torch.log(input, *, out=None) -> Tensor
    Tensor.log() -> Tensor
    torch.log_(input) -> Tensor
    Tensor.log_() -> Tensor

Formula:
    y = ln x; dy/dx = 1/x. At 0 it is -inf, below nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.log.html

Example:
    >>> x = torch.tensor([1.0, 10.0, 0.0])
    >>> torch.log(x)
    tensor([0.0000, 2.3026,   -inf])
    >>> x.log_()
    tensor([0.0000, 2.3026,   -inf])
""",
    "log1p": """The natural logarithm of one plus each element, exact also near zero.

    torch.log1p(input, *, out=None) -> Tensor
    Tensor.log1p() -> Tensor
    torch.log1p_(input) -> Tensor
    Tensor.log1p_() -> Tensor

Formula:
    y = ln(1 + x); dy/dx = 1/(1 + x). At −1 it is -inf, below nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.log1p.html

Example:
    >>> x = torch.tensor([1e-10, 1.0])
    >>> torch.log1p(x)
    tensor([1.0000e-10, 6.9315e-01])
    >>> x.log1p_()
    tensor([1.0000e-10, 6.9315e-01])
""",
    "log2": """The logarithm to base two of each element.

    torch.log2(input, *, out=None) -> Tensor
    Tensor.log2() -> Tensor
    torch.log2_(input) -> Tensor
    Tensor.log2_() -> Tensor

Formula:
    y = log₂ x; dy/dx = 1/(x ln 2).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.log2.html

Example:
    >>> x = torch.tensor([8.0, 0.5])
    >>> torch.log2(x)
    tensor([ 3., -1.])
    >>> x.log2_()
    tensor([ 3., -1.])
""",
    "log10": """The logarithm to base ten of each element.

    torch.log10(input, *, out=None) -> Tensor
    Tensor.log10() -> Tensor
    torch.log10_(input) -> Tensor
    Tensor.log10_() -> Tensor

Formula:
    y = log₁₀ x; dy/dx = 1/(x ln 10).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.log10.html

Example:
    >>> x = torch.tensor([1000.0, 2.0])
    >>> torch.log10(x)
    tensor([3.0000, 0.3010])
    >>> x.log10_()
    tensor([3.0000, 0.3010])
""",
    "sin": """The sine of each element.

    torch.sin(input, *, out=None) -> Tensor
    Tensor.sin() -> Tensor
    torch.sin_(input) -> Tensor
    Tensor.sin_() -> Tensor

Formula:
    y = sin x, x in radians; dy/dx = cos x.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sin.html

Example:
    >>> x = torch.tensor([0.0, torch.pi / 6, torch.pi / 2])
    >>> torch.sin(x)
    tensor([0.0000, 0.5000, 1.0000])
    >>> x.sin_()
    tensor([0.0000, 0.5000, 1.0000])
""",
    "cos": """The cosine of each element.

    torch.cos(input, *, out=None) -> Tensor
    Tensor.cos() -> Tensor
    torch.cos_(input) -> Tensor
    Tensor.cos_() -> Tensor

Formula:
    y = cos x, x in radians; dy/dx = −sin x.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cos.html

Example:
    >>> x = torch.tensor([0.0, torch.pi / 3, torch.pi])
    >>> torch.cos(x)
    tensor([ 1.0000,  0.5000, -1.0000])
    >>> x.cos_()
    tensor([ 1.0000,  0.5000, -1.0000])
""",
    "tan": """The tangent of each element.

    torch.tan(input, *, out=None) -> Tensor
    Tensor.tan() -> Tensor
    torch.tan_(input) -> Tensor
    Tensor.tan_() -> Tensor

Formula:
    y = tan x, x in radians; dy/dx = 1 + y².

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.tan.html

Example:
    >>> x = torch.tensor([0.0, torch.pi / 4, 1.0])
    >>> torch.tan(x)
    tensor([0.0000, 1.0000, 1.5574])
    >>> x.tan_()
    tensor([0.0000, 1.0000, 1.5574])
""",
    "asin arcsin": """The angle whose sine is each element.

    torch.asin(input, *, out=None) -> Tensor
    Tensor.asin() -> Tensor
    torch.asin_(input) -> Tensor
    Tensor.asin_() -> Tensor
    torch.arcsin(input, *, out=None) -> Tensor
    Tensor.arcsin() -> Tensor
    torch.arcsin_(input) -> Tensor
    Tensor.arcsin_() -> Tensor

Formula:
    y = arcsin x in radians, −π/2 ≤ y ≤ π/2; dy/dx = 1/√(1 − x²). Outside of [−1, 1] it is nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.asin.html

Example:
    >>> x = torch.tensor([0.5, -1.0, 2.0])
    >>> torch.asin(x)
    tensor([ 0.5236, -1.5708,     nan])
    >>> x.asin_()
    tensor([ 0.5236, -1.5708,     nan])
""",
    "acos arccos": """The angle whose cosine is each element.

    torch.acos(input, *, out=None) -> Tensor
    Tensor.acos() -> Tensor
    torch.acos_(input) -> Tensor
    Tensor.acos_() -> Tensor
    torch.arccos(input, *, out=None) -> Tensor
    Tensor.arccos() -> Tensor
    torch.arccos_(input) -> Tensor
    Tensor.arccos_() -> Tensor

Formula:
    y = arccos x in radians, 0 ≤ y ≤ π; dy/dx = −1/√(1 − x²). Outside of [−1, 1] it is nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.acos.html

Example:
    >>> x = torch.tensor([0.5, -1.0, 2.0])
    >>> torch.acos(x)
    tensor([1.0472, 3.1416,    nan])
    >>> x.acos_()
    tensor([1.0472, 3.1416,    nan])
""",
    "atan arctan": """The angle whose tangent is each element.

    torch.atan(input, *, out=None) -> Tensor
    Tensor.atan() -> Tensor
    torch.atan_(input) -> Tensor
    Tensor.atan_() -> Tensor
    torch.arctan(input, *, out=None) -> Tensor
    Tensor.arctan() -> Tensor
    torch.arctan_(input) -> Tensor
    Tensor.arctan_() -> Tensor

Formula:
    y = arctan x in radians, −π/2 < y < π/2; dy/dx = 1/(1 + x²).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.atan.html

Example:
    >>> x = torch.tensor([1.0, -100.0])
    >>> torch.atan(x)
    tensor([ 0.7854, -1.5608])
    >>> x.atan_()
    tensor([ 0.7854, -1.5608])
""",
    "sinh": """The hyperbolic sine of each element.

    torch.sinh(input, *, out=None) -> Tensor
    Tensor.sinh() -> Tensor
    torch.sinh_(input) -> Tensor
    Tensor.sinh_() -> Tensor

Formula:
    y = (eˣ − e⁻ˣ)/2; dy/dx = cosh x.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sinh.html

Example:
    >>> x = torch.tensor([0.0, 1.0])
    >>> torch.sinh(x)
    tensor([0.0000, 1.1752])
    >>> x.sinh_()
    tensor([0.0000, 1.1752])
""",
    "cosh": """The hyperbolic cosine of each element.

    torch.cosh(input, *, out=None) -> Tensor
    Tensor.cosh() -> Tensor
    torch.cosh_(input) -> Tensor
    Tensor.cosh_() -> Tensor

Formula:
    y = (eˣ + e⁻ˣ)/2; dy/dx = sinh x.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.cosh.html

Example:
    >>> x = torch.tensor([0.0, 1.0])
    >>> torch.cosh(x)
    tensor([1.0000, 1.5431])
    >>> x.cosh_()
    tensor([1.0000, 1.5431])
""",
    "tanh": """The hyperbolic tangent of each element, between −1 and 1.

    torch.tanh(input, *, out=None) -> Tensor
    Tensor.tanh() -> Tensor
    torch.tanh_(input) -> Tensor
    Tensor.tanh_() -> Tensor

Formula:
    y = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ); dy/dx = 1 − y².

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.tanh.html

Example:
    >>> x = torch.tensor([-1.0, 0.0, 10.0])
    >>> torch.tanh(x)
    tensor([-0.7616,  0.0000,  1.0000])
    >>> x.tanh_()
    tensor([-0.7616,  0.0000,  1.0000])
""",
    "asinh arcsinh": """The number whose hyperbolic sine is each element.

    torch.asinh(input, *, out=None) -> Tensor
    Tensor.asinh() -> Tensor
    torch.asinh_(input) -> Tensor
    Tensor.asinh_() -> Tensor
    torch.arcsinh(input, *, out=None) -> Tensor
    Tensor.arcsinh() -> Tensor
    torch.arcsinh_(input) -> Tensor
    Tensor.arcsinh_() -> Tensor

Formula:
    y = ln(x + √(x² + 1)); dy/dx = 1/√(x² + 1).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.asinh.html

Example:
    >>> x = torch.tensor([0.0, 1.0])
    >>> torch.asinh(x)
    tensor([0.0000, 0.8814])
    >>> x.asinh_()
    tensor([0.0000, 0.8814])
""",
    "acosh arccosh": """The number, not negative, whose hyperbolic cosine is each element.

    torch.acosh(input, *, out=None) -> Tensor
    Tensor.acosh() -> Tensor
    torch.acosh_(input) -> Tensor
    Tensor.acosh_() -> Tensor
    torch.arccosh(input, *, out=None) -> Tensor
    Tensor.arccosh() -> Tensor
    torch.arccosh_(input) -> Tensor
    Tensor.arccosh_() -> Tensor

Formula:
    y = ln(x + √(x² − 1)); dy/dx = 1/√(x² − 1). Below 1 it is nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.acosh.html

Example:
    >>> x = torch.tensor([1.0, 2.0, 0.5])
    >>> torch.acosh(x)
    tensor([0.0000, 1.3170,    nan])
    >>> x.acosh_()
    tensor([0.0000, 1.3170,    nan])
""",
    "atanh arctanh": """The number whose hyperbolic tangent is each element.

    torch.atanh(input, *, out=None) -> Tensor
    Tensor.atanh() -> Tensor
    torch.atanh_(input) -> Tensor
    Tensor.atanh_() -> Tensor
    torch.arctanh(input, *, out=None) -> Tensor
    Tensor.arctanh() -> Tensor
    torch.arctanh_(input) -> Tensor
    Tensor.arctanh_() -> Tensor

Formula:
    y = ln((1 + x)/(1 − x))/2; dy/dx = 1/(1 − x²). At ±1 it is ±inf, beyond nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.atanh.html

Example:
    >>> x = torch.tensor([0.0, 0.5, 1.0])
    >>> torch.atanh(x)
    tensor([0.0000, 0.5493,    inf])
    >>> x.atanh_()
    tensor([0.0000, 0.5493,    inf])
""",
    "sigmoid": """The logistic function of each element, between 0 and 1.

    torch.sigmoid(input, *, out=None) -> Tensor
    Tensor.sigmoid() -> Tensor
    torch.sigmoid_(input) -> Tensor
    Tensor.sigmoid_() -> Tensor

Formula:
    y = 1/(1 + e⁻ˣ); dy/dx = y(1 − y).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html

Example:
    >>> x = torch.tensor([-2.0, 0.0, 2.0])
    >>> torch.sigmoid(x)
    tensor([0.1192, 0.5000, 0.8808])
    >>> x.sigmoid_()
    tensor([0.1192, 0.5000, 0.8808])
""",
    "relu": """The larger of zero and each element.

    torch.relu(input) -> Tensor
    Tensor.relu() -> Tensor
    torch.relu_(input) -> Tensor
    Tensor.relu_() -> Tensor

Formula:
    y = max(0, x); dy/dx is 1 where x > 0, and 0 elsewhere, at 0 too.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Raises:
    RuntimeError: for bool, as `torch.relu(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.relu.html

Example:
    >>> x = torch.tensor([-1.0, 0.0, 2.0])
    >>> torch.relu(x)
    tensor([0., 0., 2.])
    >>> x.relu_()
    tensor([0., 0., 2.])
""",
    "erf": """The error function of each element.

    torch.erf(input, *, out=None) -> Tensor
    Tensor.erf() -> Tensor
    torch.erf_(input) -> Tensor
    Tensor.erf_() -> Tensor

Formula:
    y = 2/√π ∫₀ˣ exp(−t²) dt; dy/dx = 2/√π exp(−x²).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.erf.html

Example:
    >>> x = torch.tensor([0.0, 0.5, -3.0])
    >>> torch.erf(x)
    tensor([ 0.0000,  0.5205, -1.0000])
    >>> x.erf_()
    tensor([ 0.0000,  0.5205, -1.0000])
""",
    "erfc": """One less the error function, exact also where that is nearly one.

    torch.erfc(input, *, out=None) -> Tensor
    Tensor.erfc() -> Tensor
    torch.erfc_(input) -> Tensor
    Tensor.erfc_() -> Tensor

Formula:
    y = 1 − erf x; dy/dx = −2/√π exp(−x²).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.erfc.html

Example:
    >>> x = torch.tensor([0.0, 0.5, 4.0])
    >>> torch.erfc(x)
    tensor([1.0000e+00, 4.7950e-01, 1.5417e-08])
    >>> x.erfc_()
    tensor([1.0000e+00, 4.7950e-01, 1.5417e-08])
""",
    "sinc": """The sine of πx, divided by πx, of each element.

    torch.sinc(input, *, out=None) -> Tensor
    Tensor.sinc() -> Tensor
    torch.sinc_(input) -> Tensor
    Tensor.sinc_() -> Tensor

Formula:
    y = sin(πx)/(πx), and 1 at 0; dy/dx = (πx cos(πx) − sin(πx))/(πx²), and 0 at 0.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sinc.html

Example:
    >>> x = torch.tensor([0.0, 0.5, 1.5])
    >>> torch.sinc(x)
    tensor([ 1.0000,  0.6366, -0.2122])
    >>> x.sinc_()
    tensor([ 1.0000,  0.6366, -0.2122])
""",
    "deg2rad": """Angles in degrees as angles in radians.

    torch.deg2rad(input, *, out=None) -> Tensor
    Tensor.deg2rad() -> Tensor
    torch.deg2rad_(input) -> Tensor
    Tensor.deg2rad_() -> Tensor

Formula:
    y = πx/180; dy/dx = π/180.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.deg2rad.html

Example:
    >>> x = torch.tensor([0.0, 90.0, 180.0])
    >>> torch.deg2rad(x)
    tensor([0.0000, 1.5708, 3.1416])
    >>> x.deg2rad_()
    tensor([0.0000, 1.5708, 3.1416])
""",
    "rad2deg": """Angles in radians as angles in degrees.

    torch.rad2deg(input, *, out=None) -> Tensor
    Tensor.rad2deg() -> Tensor
    torch.rad2deg_(input) -> Tensor
    Tensor.rad2deg_() -> Tensor

Formula:
    y = 180x/π; dy/dx = 180/π.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.rad2deg.html

Example:
    >>> x = torch.tensor([0.0, 1.0, torch.pi])
    >>> torch.rad2deg(x)
    tensor([  0.0000,  57.2958, 180.0000])
    >>> x.rad2deg_()
    tensor([  0.0000,  57.2958, 180.0000])
""",
    "sign": """The sign of each element: −1, 0 or 1.

    torch.sign(input, *, out=None) -> Tensor
    Tensor.sign() -> Tensor
    Tensor.sign_() -> Tensor

Formula:
    y = x/|x|, and 0 at 0; dy/dx = 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sign.html

Example:
    >>> x = torch.tensor([-2.5, 0.0, 3.0])
    >>> torch.sign(x)
    tensor([-1.,  0.,  1.])
    >>> x.sign_()
    tensor([-1.,  0.,  1.])
""",
    "sgn": """The sign of each element, as `sign`: torch has it for complex numbers besides.

    torch.sgn(input, *, out=None) -> Tensor
    Tensor.sgn() -> Tensor
    Tensor.sgn_() -> Tensor

Formula:
    y = −1 where x < 0, 0 where x = 0, 1 where x > 0; dy/dx = 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sgn.html

Example:
    >>> x = torch.tensor([-2, 0, 3])
    >>> torch.sgn(x)
    tensor([-1,  0,  1])
    >>> x.sgn_()
    tensor([-1,  0,  1])
""",
    "signbit": """Whether each element has a minus sign; −0.0 has one.

    torch.signbit(input, *, out=None) -> Tensor
    Tensor.signbit() -> Tensor

Formula:
    y = x < 0 or x is −0.0. It has no derivative.

Shapes:
    any; the result has the same.

Dtypes:
    any; the result is bool.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.signbit.html

Example:
    >>> torch.signbit(torch.tensor([-1.0, -0.0, 0.0]))
    tensor([ True,  True, False])
""",
    "floor": """The largest whole number that is not above each element.

    torch.floor(input, *, out=None) -> Tensor
    Tensor.floor() -> Tensor
    torch.floor_(input) -> Tensor
    Tensor.floor_() -> Tensor

Formula:
    y = ⌊x⌋; dy/dx = 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; integers stay as they are.

Raises:
    NotImplementedError: for bool, as `torch.floor(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.floor.html

Example:
    >>> x = torch.tensor([1.7, -1.2])
    >>> torch.floor(x)
    tensor([ 1., -2.])
    >>> x.floor_()
    tensor([ 1., -2.])
""",
    "ceil": """The smallest whole number that is not below each element.

    torch.ceil(input, *, out=None) -> Tensor
    Tensor.ceil() -> Tensor
    torch.ceil_(input) -> Tensor
    Tensor.ceil_() -> Tensor

Formula:
    y = ⌈x⌉; dy/dx = 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; integers stay as they are.

Raises:
    NotImplementedError: for bool, as `torch.ceil(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.ceil.html

Example:
    >>> x = torch.tensor([1.2, -1.7])
    >>> torch.ceil(x)
    tensor([ 2., -1.])
    >>> x.ceil_()
    tensor([ 2., -1.])
""",
    "trunc fix": """The whole part of each element: what comes after the point is dropped.

    torch.trunc(input, *, out=None) -> Tensor
    Tensor.trunc() -> Tensor
    torch.trunc_(input) -> Tensor
    Tensor.trunc_() -> Tensor
    torch.fix(input, *, out=None) -> Tensor
    Tensor.fix() -> Tensor
    torch.fix_(input) -> Tensor
    Tensor.fix_() -> Tensor

Formula:
    y = sign(x) ⌊|x|⌋; dy/dx = 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; integers stay as they are.

Raises:
    NotImplementedError: for bool, as `torch.trunc(torch.tensor([True]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.trunc.html

Example:
    >>> x = torch.tensor([1.7, -1.7])
    >>> torch.trunc(x)
    tensor([ 1., -1.])
    >>> x.trunc_()
    tensor([ 1., -1.])
""",
    "frac": """What comes after the point of each element, with its sign.

    torch.frac(input, *, out=None) -> Tensor
    Tensor.frac() -> Tensor
    torch.frac_(input) -> Tensor
    Tensor.frac_() -> Tensor

Formula:
    y = x − trunc(x); dy/dx = 1.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Raises:
    NotImplementedError: for integers, as `torch.frac(torch.tensor([1]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.frac.html

Example:
    >>> x = torch.tensor([1.75, -1.25])
    >>> torch.frac(x)
    tensor([ 0.7500, -0.2500])
    >>> x.frac_()
    tensor([ 0.7500, -0.2500])
""",
    "round": """The nearest whole number, or the nearest with as many decimals.

    torch.round(input, *, out=None) -> Tensor
    torch.round(input, *, decimals, out=None) -> Tensor
    Tensor.round() -> Tensor
    Tensor.round(*, decimals) -> Tensor
    torch.round_(input) -> Tensor
    torch.round_(input, *, decimals) -> Tensor
    Tensor.round_() -> Tensor
    Tensor.round_(*, decimals) -> Tensor

Formula:
    y = round(x · 10ᵈ)/10ᵈ with d = `decimals`; halves go to the even neighbour; dy/dx = 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's; integers stay as they are.

Args:
    decimals: how many digits after the point; negative ones round tens, hundreds.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.round.html

Example:
    >>> x = torch.tensor([0.5, 1.5, 2.346])
    >>> torch.round(x)
    tensor([0., 2., 2.])
    >>> torch.round(x, decimals=2)
    tensor([0.5000, 1.5000, 2.3500])
    >>> x.round_()
    tensor([0., 2., 2.])
""",
    "logit": """The logarithm of the odds: what `sigmoid` would give each element for.

    torch.logit(input, eps=None, *, out=None) -> Tensor
    Tensor.logit(eps=None) -> Tensor
    torch.logit_(input, eps=None) -> Tensor
    Tensor.logit_(eps=None) -> Tensor

Formula:
    y = ln(x/(1 − x)); dy/dx = 1/(x(1 − x)). With `eps`, x is brought into [eps, 1 − eps] first, where
    the derivative is 0 outside.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logit.html

Example:
    >>> x = torch.tensor([0.5, 0.9, 1.0])
    >>> torch.logit(x)
    tensor([0.0000, 2.1972,    inf])
    >>> x.logit_(eps=0.01)
    tensor([0.0000, 2.1972, 4.5951])
""",
    "nan_to_num": """The tensor with finite numbers in place of nan and the infinities.

    torch.nan_to_num(input, nan=None, posinf=None, neginf=None, *, out=None) -> Tensor
    Tensor.nan_to_num(nan=None, posinf=None, neginf=None) -> Tensor
    torch.nan_to_num_(input, nan=None, posinf=None, neginf=None) -> Tensor
    Tensor.nan_to_num_(nan=None, posinf=None, neginf=None) -> Tensor

Formula:
    y = nan where x is nan, posinf where x = ∞, neginf where x = −∞, else x; dy/dx is 1 where x stays,
    else 0.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Args:
    nan: what nan becomes; zero if not given.
    posinf, neginf: what the infinities become; the dtype's largest and smallest number if not given.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nan_to_num.html

Example:
    >>> x = torch.tensor([1.0, torch.nan, torch.inf])
    >>> torch.nan_to_num(x, posinf=9.0)
    tensor([1., 0., 9.])
    >>> x.nan_to_num_(nan=2.0)
    tensor([1.0000e+00, 2.0000e+00, 3.4028e+38])
""",
    "clone": """A copy of the tensor with memory of its own, recorded by autograd.

    torch.clone(input) -> Tensor
    Tensor.clone() -> Tensor

Formula:
    y = x; dy/dx = 1.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.clone.html

Example:
    >>> x = torch.tensor([1.0, 2.0])
    >>> y = torch.clone(x)
    >>> y[0] = 5.0
    >>> x, y
    (tensor([1., 2.]), tensor([5., 2.]))
""",
    "clamp clip": """Each element, brought between two bounds.

    torch.clamp(input, min=None, max=None, *, out=None) -> Tensor
    Tensor.clamp(min=None, max=None) -> Tensor
    torch.clamp_(input, min=None, max=None) -> Tensor
    Tensor.clamp_(min=None, max=None) -> Tensor
    torch.clip(input, min=None, max=None, *, out=None) -> Tensor
    Tensor.clip(min=None, max=None) -> Tensor
    torch.clip_(input, min=None, max=None) -> Tensor
    Tensor.clip_(min=None, max=None) -> Tensor

Formula:
    y = min(max(x, min), max); dy/dx is 1 where min ≤ x ≤ max, else 0. If min > max, every element is
    max.

Shapes:
    of the input and of bounds that are tensors: broadcast together.

Dtypes:
    what the input and the bounds promote to.

Args:
    min, max: numbers or tensors; one of them may be absent.

Raises:
    RuntimeError: without any bound, as `torch.clamp(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.clamp.html

Example:
    >>> x = torch.tensor([-2.0, 0.3, 5.0])
    >>> torch.clamp(x, -1, 1)
    tensor([-1.0000,  0.3000,  1.0000])
    >>> x.clamp_(min=0)
    tensor([0.0000, 0.3000, 5.0000])
""",
    "clamp_min": """Each element, or a lower bound where it is below that.

    torch.clamp_min(input, min, *, out=None) -> Tensor
    Tensor.clamp_min(min) -> Tensor
    torch.clamp_min_(input, min) -> Tensor
    Tensor.clamp_min_(min) -> Tensor

Formula:
    y = max(x, min); dy/dx is 1 where x ≥ min, else 0.

Shapes:
    of the input and a bound that is a tensor: broadcast together.

Dtypes:
    what the input and the bound promote to.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.clamp_min(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.clamp_min.html

Example:
    >>> x = torch.tensor([-2.0, 5.0])
    >>> torch.clamp_min(x, 0.5)
    tensor([0.5000, 5.0000])
    >>> x.clamp_min_(0.5)
    tensor([0.5000, 5.0000])
""",
    "clamp_max": """Each element, or an upper bound where it is above that.

    torch.clamp_max(input, max, *, out=None) -> Tensor
    Tensor.clamp_max(max) -> Tensor
    torch.clamp_max_(input, max) -> Tensor
    Tensor.clamp_max_(max) -> Tensor

Formula:
    y = min(x, max); dy/dx is 1 where x ≤ max, else 0.

Shapes:
    of the input and a bound that is a tensor: broadcast together.

Dtypes:
    what the input and the bound promote to.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.clamp_max(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.clamp_max.html

Example:
    >>> x = torch.tensor([-2.0, 5.0])
    >>> torch.clamp_max(x, 0.5)
    tensor([-2.0000,  0.5000])
    >>> x.clamp_max_(0.5)
    tensor([-2.0000,  0.5000])
""",
    "add": """The sum of two tensors, or of a tensor and a number.

    torch.add(input, other, *, alpha=1, out=None) -> Tensor
    Tensor.add(other, *, alpha=1) -> Tensor
    Tensor.add_(other, *, alpha=1) -> Tensor

Formula:
    y = input + alpha · other; ∂y/∂input = 1, ∂y/∂other = alpha.

Shapes:
    broadcast together.

Dtypes:
    what both promote to; bool and bool give bool (or).

Args:
    alpha: a number that multiplies `other` first.

Raises:
    RuntimeError: for shapes that do not broadcast, as `torch.add(torch.ones(2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.add.html

Example:
    >>> x = torch.tensor([1.0, 2.0])
    >>> torch.add(x, torch.tensor([[10.0], [20.0]]))
    tensor([[11., 12.],
            [21., 22.]])
    >>> x.add_(1, alpha=0.5)
    tensor([1.5000, 2.5000])
""",
    "sub subtract": """The difference of two tensors, or of a tensor and a number.

    torch.sub(input, other, *, alpha=1, out=None) -> Tensor
    Tensor.sub(other, *, alpha=1) -> Tensor
    Tensor.sub_(other, *, alpha=1) -> Tensor
    torch.subtract(input, other, *, alpha=1, out=None) -> Tensor
    torch.subtract(input, other, alpha=1) -> Tensor
    Tensor.subtract(other, *, alpha=1) -> Tensor
    Tensor.subtract(other, alpha=1) -> Tensor
    Tensor.subtract_(other, *, alpha=1) -> Tensor
    Tensor.subtract_(other, alpha=1) -> Tensor

Formula:
    y = input − alpha · other; ∂y/∂input = 1, ∂y/∂other = −alpha.

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Args:
    alpha: a number that multiplies `other` first.

Raises:
    RuntimeError: for bool and bool, as `torch.sub(torch.tensor(True), torch.tensor(True))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.sub.html

Example:
    >>> x = torch.tensor([1.0, 2.0])
    >>> torch.sub(x, 0.5)
    tensor([0.5000, 1.5000])
    >>> x.sub_(torch.tensor([1.0, 1.0]), alpha=2)
    tensor([-1.,  0.])
""",
    "rsub": """The difference the other way round: the first is subtracted from the second.

    torch.rsub(input, other, *, alpha=1) -> Tensor
    torch.rsub(input, other, alpha=1) -> Tensor

Formula:
    y = other − alpha · input; ∂y/∂input = −alpha, ∂y/∂other = 1.

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Args:
    alpha: a number that multiplies `input` first.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.rsub(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.rsub.html

Example:
    >>> torch.rsub(torch.tensor([1.0, 2.0]), 10)
    tensor([9., 8.])
""",
    "mul multiply": """The product of two tensors, or of a tensor and a number, element by element.

    torch.mul(input, other, *, out=None) -> Tensor
    Tensor.mul(other) -> Tensor
    Tensor.mul_(other) -> Tensor
    torch.multiply(input, other, *, out=None) -> Tensor
    Tensor.multiply(other) -> Tensor
    Tensor.multiply_(other) -> Tensor

Formula:
    y = input · other; ∂y/∂input = other, ∂y/∂other = input.

Shapes:
    broadcast together.

Dtypes:
    what both promote to; bool and bool give bool (and).

Raises:
    RuntimeError: for shapes that do not broadcast, as `torch.mul(torch.ones(2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.mul.html

Example:
    >>> x = torch.tensor([1.0, 2.0])
    >>> torch.mul(x, torch.tensor([[3.0], [4.0]]))
    tensor([[3., 6.],
            [4., 8.]])
    >>> x.mul_(10)
    tensor([10., 20.])
""",
    "div divide true_divide": """The quotient of two tensors, or of a tensor and a number.

    torch.div(input, other, *, out=None) -> Tensor
    torch.div(input, other, *, rounding_mode, out=None) -> Tensor
    Tensor.div(other) -> Tensor
    Tensor.div(other, *, rounding_mode) -> Tensor
    Tensor.div_(other) -> Tensor
    Tensor.div_(other, *, rounding_mode) -> Tensor
    torch.divide(input, other, *, out=None) -> Tensor
    torch.divide(input, other, *, rounding_mode, out=None) -> Tensor
    Tensor.divide(other) -> Tensor
    Tensor.divide(other, *, rounding_mode) -> Tensor
    Tensor.divide_(other) -> Tensor
    Tensor.divide_(other, *, rounding_mode) -> Tensor
    torch.true_divide(input, other, *, out=None) -> Tensor
    Tensor.true_divide(other) -> Tensor
    Tensor.true_divide_(other) -> Tensor

Formula:
    y = input / other; ∂y/∂input = 1/other, ∂y/∂other = −input/other². With a rounding mode the
    derivatives are 0.

Shapes:
    broadcast together.

Dtypes:
    what both promote to; integers become the default dtype, unless they are rounded.

Args:
    rounding_mode: None, "trunc" (towards zero) or "floor" (down).

Raises:
    RuntimeError: for another rounding mode, as `torch.div(torch.ones(2), 2, rounding_mode="up")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.div.html

Example:
    >>> x = torch.tensor([7.0, -7.0])
    >>> torch.div(x, 2)
    tensor([ 3.5000, -3.5000])
    >>> torch.div(x, 2, rounding_mode="floor")
    tensor([ 3., -4.])
    >>> x.div_(2, rounding_mode="trunc")
    tensor([ 3., -3.])
""",
    "floor_divide": """The quotient, rounded down to a whole number.

    torch.floor_divide(input, other, *, out=None) -> Tensor
    Tensor.floor_divide(other) -> Tensor
    Tensor.floor_divide_(other) -> Tensor

Formula:
    y = ⌊input / other⌋, as Python's `//`. It has no derivative.

Shapes:
    broadcast together.

Dtypes:
    what both promote to; integers stay integers.

Raises:
    RuntimeError: for integers divided by zero, as `torch.floor_divide(torch.tensor([1]), 0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.floor_divide.html

Example:
    >>> x = torch.tensor([7, -7])
    >>> torch.floor_divide(x, 2)
    tensor([ 3, -4])
    >>> x.floor_divide_(2)
    tensor([ 3, -4])
""",
    "remainder": """What is left of a division rounded down; it has the divisor's sign.

    torch.remainder(input, other, *, out=None) -> Tensor
    torch.remainder(self, other) -> Tensor
    Tensor.remainder(other) -> Tensor
    Tensor.remainder_(other) -> Tensor

Formula:
    y = input − other · ⌊input/other⌋, as Python's `%`; ∂y/∂input = 1, ∂y/∂other = −⌊input/other⌋.

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for integers divided by zero, as `torch.remainder(torch.tensor([1]), 0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.remainder.html

Example:
    >>> x = torch.tensor([7.0, -7.0])
    >>> torch.remainder(x, 3)
    tensor([1., 2.])
    >>> x.remainder_(3)
    tensor([1., 2.])
""",
    "fmod": """What is left of a division rounded towards zero; it has the dividend's sign.

    torch.fmod(input, other, *, out=None) -> Tensor
    Tensor.fmod(other) -> Tensor
    Tensor.fmod_(other) -> Tensor

Formula:
    y = input − other · trunc(input/other), as C's fmod; ∂y/∂input = 1, ∂y/∂other = −trunc(input/other).

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for integers divided by zero, as `torch.fmod(torch.tensor([1]), 0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.fmod.html

Example:
    >>> x = torch.tensor([7.0, -7.0])
    >>> torch.fmod(x, 3)
    tensor([ 1., -1.])
    >>> x.fmod_(3)
    tensor([ 1., -1.])
""",
    "pow": """Each element to a power; both may be tensors.

    torch.pow(input, exponent, *, out=None) -> Tensor
    torch.pow(self, exponent, *, out=None) -> Tensor
    Tensor.pow(exponent) -> Tensor
    Tensor.pow_(exponent) -> Tensor

Formula:
    y = inputᵉ with e = `exponent`; ∂y/∂input = e · inputᵉ⁻¹, ∂y/∂e = y ln(input).

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for integers to a negative integer power, as `torch.pow(torch.tensor([2]), -1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.pow.html

Example:
    >>> x = torch.tensor([1.0, 2.0, 3.0])
    >>> torch.pow(x, 2)
    tensor([1., 4., 9.])
    >>> torch.pow(2, x)
    tensor([2., 4., 8.])
    >>> x.pow_(0.5)
    tensor([1.0000, 1.4142, 1.7321])
""",
    "maximum": """The larger of two tensors' elements; nan wherever one is nan.

    torch.maximum(input, other, *, out=None) -> Tensor
    Tensor.maximum(other) -> Tensor

Formula:
    y = max(input, other); the gradient goes to the larger, and half to each where both are equal.

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.maximum(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.maximum.html

Example:
    >>> torch.maximum(torch.tensor([1.0, 5.0]), torch.tensor([2.0, torch.nan]))
    tensor([2., nan])
""",
    "minimum": """The smaller of two tensors' elements; nan wherever one is nan.

    torch.minimum(input, other, *, out=None) -> Tensor
    Tensor.minimum(other) -> Tensor

Formula:
    y = min(input, other); the gradient goes to the smaller, and half to each where both are equal.

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.minimum(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.minimum.html

Example:
    >>> torch.minimum(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 3.0]))
    tensor([1., 3.])
""",
    "fmax": """The larger of two tensors' elements; of nan and a number, the number.

    torch.fmax(input, other, *, out=None) -> Tensor
    Tensor.fmax(other) -> Tensor

Formula:
    y = max(input, other) where both are numbers; the gradient goes to the one that is given out.

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.fmax(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.fmax.html

Example:
    >>> torch.fmax(torch.tensor([1.0, 5.0]), torch.tensor([2.0, torch.nan]))
    tensor([2., 5.])
""",
    "fmin": """The smaller of two tensors' elements; of nan and a number, the number.

    torch.fmin(input, other, *, out=None) -> Tensor
    Tensor.fmin(other) -> Tensor

Formula:
    y = min(input, other) where both are numbers; the gradient goes to the one that is given out.

Shapes:
    broadcast together.

Dtypes:
    what both promote to.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.fmin(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.fmin.html

Example:
    >>> torch.fmin(torch.tensor([1.0, 5.0]), torch.tensor([2.0, torch.nan]))
    tensor([1., 5.])
""",
    "hypot": """The longest side of triangles with a right angle.

    torch.hypot(input, other, *, out=None) -> Tensor
    Tensor.hypot(other) -> Tensor
    Tensor.hypot_(other) -> Tensor

Formula:
    y = √(input² + other²); ∂y/∂input = input/y, ∂y/∂other = other/y.

Shapes:
    broadcast together.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.hypot(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.hypot.html

Example:
    >>> x = torch.tensor([3.0, 5.0])
    >>> torch.hypot(x, torch.tensor([4.0, 12.0]))
    tensor([ 5., 13.])
    >>> x.hypot_(torch.tensor(12.0))
    tensor([12.3693, 13.0000])
""",
    "atan2 arctan2": """The angle of points (other, input) in the plane, in radians.

    torch.atan2(input, other, *, out=None) -> Tensor
    Tensor.atan2(other) -> Tensor
    Tensor.atan2_(other) -> Tensor
    torch.arctan2(input, other, *, out=None) -> Tensor
    Tensor.arctan2(other) -> Tensor
    Tensor.arctan2_(other) -> Tensor

Formula:
    y = arctan(input/other), in the quadrant of the point, −π ≤ y ≤ π; with r² = input² + other²,
    ∂y/∂input = other/r², ∂y/∂other = −input/r².

Shapes:
    broadcast together.

Dtypes:
    what both promote to; integers become the default dtype.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.arctan2(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.atan2.html

Example:
    >>> y = torch.tensor([1.0, 1.0, -1.0])
    >>> torch.atan2(y, torch.tensor([1.0, -1.0, -1.0]))
    tensor([ 0.7854,  2.3562, -2.3562])
    >>> y.atan2_(torch.tensor(1.0))
    tensor([ 0.7854,  0.7854, -0.7854])
""",
    "logaddexp": """The logarithm of the sum of two exponentials, which may be too large to be written.

    torch.logaddexp(input, other, *, out=None) -> Tensor
    Tensor.logaddexp(other) -> Tensor

Formula:
    y = ln(eᵃ + eᵇ) = max(a, b) + ln(1 + exp(−|a − b|)); ∂y/∂a = exp(a − y), ∂y/∂b = exp(b − y).

Shapes:
    broadcast together.

Dtypes:
    float32 and float64.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.logaddexp(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logaddexp.html

Example:
    >>> torch.logaddexp(torch.tensor([0.0, 1000.0]), torch.tensor([0.0, 1000.0]))
    tensor([6.9315e-01, 1.0007e+03])
""",
    "copysign": """The magnitude of one tensor with the sign of another.

    torch.copysign(input, other, *, out=None) -> Tensor
    Tensor.copysign(other) -> Tensor
    Tensor.copysign_(other) -> Tensor

Formula:
    y = |input| · sign(other), with the sign of a zero too; ∂y/∂input = sign(input) · sign(other), 0 at
    0; ∂y/∂other = 0.

Shapes:
    broadcast together.

Dtypes:
    what both promote to; integers become the default dtype.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.copysign(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.copysign.html

Example:
    >>> x = torch.tensor([1.0, -2.0])
    >>> torch.copysign(x, torch.tensor([-0.0, 3.0]))
    tensor([-1.,  2.])
    >>> x.copysign_(-1)
    tensor([-1., -2.])
""",
    "heaviside": """The step function: 0 below zero, 1 above, and what is given at zero.

    torch.heaviside(input, values, *, out=None) -> Tensor
    Tensor.heaviside(values) -> Tensor
    Tensor.heaviside_(values) -> Tensor

Formula:
    y = 0 where x < 0, `values` where x = 0, 1 where x > 0. It has no derivative.

Shapes:
    broadcast together.

Dtypes:
    both must have the same.

Raises:
    RuntimeError: for two dtypes, as `torch.heaviside(torch.ones(2), torch.tensor(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.heaviside.html

Example:
    >>> x = torch.tensor([-1.5, 0.0, 2.0])
    >>> torch.heaviside(x, torch.tensor(0.5))
    tensor([0.0000, 0.5000, 1.0000])
    >>> x.heaviside_(torch.tensor(0.0))
    tensor([0., 0., 1.])
""",
    "xlogy": """A tensor times the logarithm of another, zero where the first is zero.

    torch.xlogy(input, other, *, out=None) -> Tensor
    torch.xlogy(self, other, *, out=None) -> Tensor
    Tensor.xlogy(other) -> Tensor
    torch.xlogy_(input, other) -> Tensor
    Tensor.xlogy_(other) -> Tensor

Formula:
    y = input · ln(other), and 0 where input = 0; ∂y/∂input = ln(other), ∂y/∂other = input/other.

Shapes:
    broadcast together.

Dtypes:
    what both promote to; integers become the default dtype.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.xlogy(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.xlogy.html

Example:
    >>> x = torch.tensor([0.0, 2.0])
    >>> torch.xlogy(x, torch.tensor([0.0, 10.0]))
    tensor([0.0000, 4.6052])
    >>> x.xlogy_(10)
    tensor([0.0000, 4.6052])
""",
    "lerp": """A value between two, by linear interpolation.

    torch.lerp(input, end, weight, *, out=None) -> Tensor
    Tensor.lerp(end, weight) -> Tensor
    Tensor.lerp_(end, weight) -> Tensor

Formula:
    y = start + weight · (end − start); ∂y/∂start = 1 − weight, ∂y/∂end = weight, ∂y/∂weight = end −
    start.

Shapes:
    `input` (start), `end` and `weight`: broadcast together.

Dtypes:
    one floating dtype for all.

Args:
    weight: a number or a tensor; 0 gives the start, 1 the end.

Raises:
    RuntimeError: for two dtypes, as `torch.lerp(torch.ones(2), torch.ones(2, dtype=torch.float64),
        0.5)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.lerp.html

Example:
    >>> x = torch.tensor([0.0, 10.0])
    >>> torch.lerp(x, torch.tensor([4.0, 20.0]), 0.25)
    tensor([ 1.0000, 12.5000])
    >>> x.lerp_(torch.tensor([4.0, 20.0]), 0.5)
    tensor([ 2., 15.])
""",
    "addcmul": """A tensor plus a multiple of the product of two others.

    torch.addcmul(input, tensor1, tensor2, *, value=1, out=None) -> Tensor
    Tensor.addcmul(tensor1, tensor2, *, value=1) -> Tensor
    Tensor.addcmul_(tensor1, tensor2, *, value=1) -> Tensor

Formula:
    y = input + value · tensor1 · tensor2; ∂y/∂tensor1 = value · tensor2, ∂y/∂tensor2 = value · tensor1.

Shapes:
    broadcast together.

Dtypes:
    what all promote to.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.addcmul(torch.ones(2, 2), torch.ones(3), torch.ones(2, 2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.addcmul.html

Example:
    >>> x = torch.tensor([1.0, 1.0])
    >>> torch.addcmul(x, torch.tensor([2.0, 3.0]), torch.tensor([10.0, 10.0]), value=0.1)
    tensor([3., 4.])
    >>> x.addcmul_(torch.tensor([2.0, 3.0]), torch.tensor(1.0))
    tensor([3., 4.])
""",
    "addcdiv": """A tensor plus a multiple of the quotient of two others.

    torch.addcdiv(input, tensor1, tensor2, *, value=1, out=None) -> Tensor
    Tensor.addcdiv(tensor1, tensor2, *, value=1) -> Tensor
    Tensor.addcdiv_(tensor1, tensor2, *, value=1) -> Tensor

Formula:
    y = input + value · tensor1 / tensor2; ∂y/∂tensor1 = value/tensor2, ∂y/∂tensor2 = −value ·
    tensor1/tensor2².

Shapes:
    broadcast together.

Dtypes:
    what all promote to, floating.

Raises:
    RuntimeError: for integers, as `torch.addcdiv(torch.tensor([1]), torch.tensor([1]),
        torch.tensor([1]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.addcdiv.html

Example:
    >>> x = torch.tensor([1.0, 1.0])
    >>> torch.addcdiv(x, torch.tensor([2.0, 3.0]), torch.tensor([10.0, 10.0]), value=0.5)
    tensor([1.1000, 1.1500])
    >>> x.addcdiv_(torch.tensor([2.0, 3.0]), torch.tensor(2.0))
    tensor([2.0000, 2.5000])
""",
    "eq": """Whether the elements of two tensors are equal.

    torch.eq(input, other, *, out=None) -> Tensor
    Tensor.eq(other) -> Tensor
    Tensor.eq_(other) -> Tensor

Formula:
    y = (input == other); nan equals nothing.

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own: 1 and 0.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.eq(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.eq.html

Example:
    >>> x = torch.tensor([1, 2, 3])
    >>> torch.eq(x, torch.tensor([1, 5, 3]))
    tensor([ True, False,  True])
    >>> x.eq_(2)
    tensor([0, 1, 0])
""",
    "ne not_equal": """Whether the elements of two tensors differ.

    torch.ne(input, other, *, out=None) -> Tensor
    Tensor.ne(other) -> Tensor
    Tensor.ne_(other) -> Tensor
    torch.not_equal(input, other, *, out=None) -> Tensor
    Tensor.not_equal(other) -> Tensor
    Tensor.not_equal_(other) -> Tensor

Formula:
    y = (input ≠ other); nan differs from everything.

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own: 1 and 0.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.ne(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.ne.html

Example:
    >>> x = torch.tensor([1, 2, 3])
    >>> torch.ne(x, 2)
    tensor([ True, False,  True])
    >>> x.ne_(2)
    tensor([1, 0, 1])
""",
    "lt less": """Whether each element is less than the other's.

    torch.lt(input, other, *, out=None) -> Tensor
    Tensor.lt(other) -> Tensor
    Tensor.lt_(other) -> Tensor
    torch.less(input, other, *, out=None) -> Tensor
    Tensor.less(other) -> Tensor
    Tensor.less_(other) -> Tensor

Formula:
    y = (input < other); with nan it is False.

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own: 1 and 0.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.lt(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.lt.html

Example:
    >>> x = torch.tensor([1, 2, 3])
    >>> torch.lt(x, 2)
    tensor([ True, False, False])
    >>> x.lt_(2)
    tensor([1, 0, 0])
""",
    "le less_equal": """Whether each element is at most the other's.

    torch.le(input, other, *, out=None) -> Tensor
    Tensor.le(other) -> Tensor
    Tensor.le_(other) -> Tensor
    torch.less_equal(input, other, *, out=None) -> Tensor
    Tensor.less_equal(other) -> Tensor
    Tensor.less_equal_(other) -> Tensor

Formula:
    y = (input ≤ other); with nan it is False.

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own: 1 and 0.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.le(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.le.html

Example:
    >>> x = torch.tensor([1, 2, 3])
    >>> torch.le(x, 2)
    tensor([ True,  True, False])
    >>> x.le_(2)
    tensor([1, 1, 0])
""",
    "gt greater": """Whether each element is greater than the other's.

    torch.gt(input, other, *, out=None) -> Tensor
    Tensor.gt(other) -> Tensor
    Tensor.gt_(other) -> Tensor
    torch.greater(input, other, *, out=None) -> Tensor
    Tensor.greater(other) -> Tensor
    Tensor.greater_(other) -> Tensor

Formula:
    y = (input > other); with nan it is False.

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own: 1 and 0.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.gt(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.gt.html

Example:
    >>> x = torch.tensor([1, 2, 3])
    >>> torch.gt(x, 2)
    tensor([False, False,  True])
    >>> x.gt_(2)
    tensor([0, 0, 1])
""",
    "ge greater_equal": """Whether each element is at least the other's.

    torch.ge(input, other, *, out=None) -> Tensor
    Tensor.ge(other) -> Tensor
    Tensor.ge_(other) -> Tensor
    torch.greater_equal(input, other, *, out=None) -> Tensor
    Tensor.greater_equal(other) -> Tensor
    Tensor.greater_equal_(other) -> Tensor

Formula:
    y = (input ≥ other); with nan it is False.

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own: 1 and 0.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.ge(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.ge.html

Example:
    >>> x = torch.tensor([1, 2, 3])
    >>> torch.ge(x, 2)
    tensor([False,  True,  True])
    >>> x.ge_(2)
    tensor([0, 1, 1])
""",
    "isnan": """Which elements are nan, not a number.

    torch.isnan(input) -> Tensor
    Tensor.isnan() -> Tensor

Formula:
    y = (x ≠ x).

Shapes:
    any; the result has the same.

Dtypes:
    any; the result is bool.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.isnan.html

Example:
    >>> torch.isnan(torch.tensor([1.0, torch.nan, torch.inf]))
    tensor([False,  True, False])
""",
    "isinf": """Which elements are infinite.

    torch.isinf(input) -> Tensor
    Tensor.isinf() -> Tensor

Formula:
    y = (|x| = ∞).

Shapes:
    any; the result has the same.

Dtypes:
    any; the result is bool.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.isinf.html

Example:
    >>> torch.isinf(torch.tensor([1.0, torch.nan, -torch.inf]))
    tensor([False, False,  True])
""",
    "isfinite": """Which elements are numbers, and finite.

    torch.isfinite(input) -> Tensor
    Tensor.isfinite() -> Tensor

Formula:
    y = (|x| < ∞); nan is not finite.

Shapes:
    any; the result has the same.

Dtypes:
    any; the result is bool.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.isfinite.html

Example:
    >>> torch.isfinite(torch.tensor([1.0, torch.nan, torch.inf]))
    tensor([ True, False, False])
""",
    "isclose": """Which elements of two tensors are nearly equal.

    torch.isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False) -> Tensor
    Tensor.isclose(other, rtol=1e-05, atol=1e-08, equal_nan=False) -> Tensor

Formula:
    y = (|input − other| ≤ atol + rtol · |other|).

Shapes:
    broadcast together.

Dtypes:
    both must have the same; the result is bool.

Args:
    rtol, atol: the relative and the absolute tolerance.
    equal_nan: whether nan is close to nan.

Raises:
    RuntimeError: for two dtypes, as `torch.isclose(torch.ones(2), torch.tensor(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.isclose.html

Example:
    >>> torch.isclose(torch.tensor([1.0, 100.0]), torch.tensor([1.0 + 1e-6, 101.0]))
    tensor([ True, False])
""",
    "allclose": """Whether all elements of two tensors are nearly equal.

    torch.allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False) -> bool
    Tensor.allclose(other, rtol=1e-05, atol=1e-08, equal_nan=False) -> bool

Formula:
    all(|input − other| ≤ atol + rtol · |other|).

Shapes:
    broadcast together; the result is Python's bool.

Dtypes:
    both must have the same.

Args:
    rtol, atol: the relative and the absolute tolerance.
    equal_nan: whether nan is close to nan.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.allclose(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.allclose.html

Example:
    >>> torch.allclose(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.00001]))
    True
""",
    "equal": """Whether two tensors have the same shape and the same elements.

    torch.equal(input, other) -> bool
    Tensor.equal(other) -> bool

Formula:
    all(input == other); False for two shapes, and wherever nan is.

Shapes:
    any two; the result is Python's bool.

Dtypes:
    any two.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.equal.html

Example:
    >>> torch.equal(torch.tensor([1, 2]), torch.tensor([1, 2]))
    True
""",
    "logical_not": """Where the elements are zero, or False.

    torch.logical_not(input, *, out=None) -> Tensor
    Tensor.logical_not() -> Tensor
    Tensor.logical_not_() -> Tensor

Formula:
    y = (x = 0).

Shapes:
    any; the result has the same.

Dtypes:
    any; the result is bool, but in place it is the tensor's own.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logical_not.html

Example:
    >>> x = torch.tensor([0.0, 2.0])
    >>> torch.logical_not(x)
    tensor([ True, False])
    >>> x.logical_not_()
    tensor([1., 0.])
""",
    "logical_and": """Where the elements of both are not zero.

    torch.logical_and(input, other, *, out=None) -> Tensor
    Tensor.logical_and(other) -> Tensor
    Tensor.logical_and_(other) -> Tensor

Formula:
    y = (input ≠ 0) ∧ (other ≠ 0).

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.logical_and(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logical_and.html

Example:
    >>> x = torch.tensor([0, 2, 3])
    >>> torch.logical_and(x, torch.tensor([1, 0, 1]))
    tensor([False, False,  True])
    >>> x.logical_and_(torch.tensor(True))
    tensor([0, 1, 1])
""",
    "logical_or": """Where the elements of either, or of both, are not zero.

    torch.logical_or(input, other, *, out=None) -> Tensor
    Tensor.logical_or(other) -> Tensor
    Tensor.logical_or_(other) -> Tensor

Formula:
    y = (input ≠ 0) ∨ (other ≠ 0).

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.logical_or(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logical_or.html

Example:
    >>> x = torch.tensor([0, 2, 0])
    >>> torch.logical_or(x, torch.tensor([1, 0, 0]))
    tensor([ True,  True, False])
    >>> x.logical_or_(torch.tensor(False))
    tensor([0, 1, 0])
""",
    "logical_xor": """Where the elements of one, but not of the other, are not zero.

    torch.logical_xor(input, other, *, out=None) -> Tensor
    Tensor.logical_xor(other) -> Tensor
    Tensor.logical_xor_(other) -> Tensor

Formula:
    y = (input ≠ 0) ⊕ (other ≠ 0).

Shapes:
    broadcast together.

Dtypes:
    any; the result is bool, but in place it is the tensor's own.

Raises:
    RuntimeError: for shapes that do not broadcast together, as
        `torch.logical_xor(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.logical_xor.html

Example:
    >>> x = torch.tensor([0, 2, 3])
    >>> torch.logical_xor(x, torch.tensor([1, 0, 1]))
    tensor([ True,  True, False])
    >>> x.logical_xor_(torch.tensor(True))
    tensor([1, 0, 0])
""",
    "bitwise_not": """Each bit turned over; of bool, the logical not.

    torch.bitwise_not(input, *, out=None) -> Tensor
    Tensor.bitwise_not() -> Tensor
    Tensor.bitwise_not_() -> Tensor

Formula:
    y = ~x = −x − 1 for signed integers, ¬x for bool.

Shapes:
    any; the result has the same.

Dtypes:
    integers and bool; the result has the same.

Raises:
    NotImplementedError: for floats, as `torch.bitwise_not(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bitwise_not.html

Example:
    >>> x = torch.tensor([0, 5])
    >>> torch.bitwise_not(x)
    tensor([-1, -6])
    >>> x.bitwise_not_()
    tensor([-1, -6])
""",
    "bitwise_and": """The bits that both have; of bool, the logical and.

    torch.bitwise_and(input, other, *, out=None) -> Tensor
    torch.bitwise_and(self, other) -> Tensor
    Tensor.bitwise_and(other) -> Tensor
    Tensor.bitwise_and_(other) -> Tensor

Formula:
    y = input & other.

Shapes:
    broadcast together.

Dtypes:
    integers and bool, promoted.

Raises:
    NotImplementedError: for floats, as `torch.bitwise_and(torch.ones(2), torch.ones(2))`.
    RuntimeError: for shapes that do not broadcast together, as
        `torch.bitwise_and(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bitwise_and.html

Example:
    >>> x = torch.tensor([6, 5])
    >>> torch.bitwise_and(x, 3)
    tensor([2, 1])
    >>> x.bitwise_and_(4)
    tensor([4, 4])
""",
    "bitwise_or": """The bits that either has; of bool, the logical or.

    torch.bitwise_or(input, other, *, out=None) -> Tensor
    torch.bitwise_or(self, other) -> Tensor
    Tensor.bitwise_or(other) -> Tensor
    Tensor.bitwise_or_(other) -> Tensor

Formula:
    y = input | other.

Shapes:
    broadcast together.

Dtypes:
    integers and bool, promoted.

Raises:
    NotImplementedError: for floats, as `torch.bitwise_or(torch.ones(2), torch.ones(2))`.
    RuntimeError: for shapes that do not broadcast together, as
        `torch.bitwise_or(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bitwise_or.html

Example:
    >>> x = torch.tensor([6, 5])
    >>> torch.bitwise_or(x, 3)
    tensor([7, 7])
    >>> x.bitwise_or_(8)
    tensor([14, 13])
""",
    "bitwise_xor": """The bits that only one of both has; of bool, where they differ.

    torch.bitwise_xor(input, other, *, out=None) -> Tensor
    torch.bitwise_xor(self, other) -> Tensor
    Tensor.bitwise_xor(other) -> Tensor
    Tensor.bitwise_xor_(other) -> Tensor

Formula:
    y = input ^ other.

Shapes:
    broadcast together.

Dtypes:
    integers and bool, promoted.

Raises:
    NotImplementedError: for floats, as `torch.bitwise_xor(torch.ones(2), torch.ones(2))`.
    RuntimeError: for shapes that do not broadcast together, as
        `torch.bitwise_xor(torch.ones(2, 2), torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.bitwise_xor.html

Example:
    >>> x = torch.tensor([6, 5])
    >>> torch.bitwise_xor(x, 3)
    tensor([5, 6])
    >>> x.bitwise_xor_(1)
    tensor([7, 4])
""",
    "erfinv": """The number whose error function is each element.

    torch.erfinv(input, *, out=None) -> Tensor
    Tensor.erfinv() -> Tensor
    Tensor.erfinv_() -> Tensor

Formula:
    y with erf y = x; dy/dx = √π/2 exp(y²). At ±1 it is ±inf, beyond nan.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers and bool become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.erfinv.html

Example:
    >>> x = torch.tensor([0.0, 0.5, 1.0])
    >>> torch.erfinv(x)
    tensor([0.0000, 0.4769,    inf])
    >>> x.erfinv_()
    tensor([0.0000, 0.4769,    inf])
""",
    "selu": """A scaled exponential linear unit: layers of it keep mean 0 and variance 1.

    torch.selu(input) -> Tensor
    torch.selu_(input) -> Tensor

Formula:
    y = 1.0507 x where x > 0, else 1.0507 · 1.67326(eˣ − 1); as `functional.selu`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Source:
    Klambauer et al., https://arxiv.org/abs/1706.02515

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.selu.html

Example:
    >>> x = torch.tensor([-1.0, 2.0])
    >>> torch.selu(x)
    tensor([-1.1113,  2.1014])
    >>> torch.selu_(x)
    tensor([-1.1113,  2.1014])
""",
    "celu": """An exponential linear unit with the slope one at zero for every alpha.

    torch.celu(input, alpha=1.0) -> Tensor
    torch.celu_(input, alpha=None) -> Tensor

Formula:
    y = x where x > 0, else alpha(exp(x/alpha) − 1); as `functional.celu`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Source:
    Barron, https://arxiv.org/abs/1704.07483

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.celu.html

Example:
    >>> x = torch.tensor([-1.0, 2.0])
    >>> torch.celu(x, 2.0)
    tensor([-0.7869,  2.0000])
    >>> torch.celu_(x)
    tensor([-0.6321,  2.0000])
""",
    "threshold": """Each element above a threshold; a value in place of the others.

    torch.threshold(input, threshold, value, *, out=None) -> Tensor
    torch.threshold_(input, threshold, value) -> Tensor

Formula:
    y = x where x > threshold, else value; as `functional.threshold`.

Shapes:
    any; the result has the same.

Dtypes:
    any but bool.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.threshold.html

Example:
    >>> x = torch.tensor([-1.0, 0.3, 2.0])
    >>> torch.threshold(x, 0.5, 9.0)
    tensor([9., 9., 2.])
    >>> torch.threshold_(x, 0.5, 0.0)
    tensor([0., 0., 2.])
""",
}
