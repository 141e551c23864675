"""The table of operations: one OpInfo per way of calling one. Tests, documentation and parity share it.

How a line is read stands at the top of opinfo.py; what EXACT, ulp, terms and normed mean, at the top of
tolerance.py. To add an operation, add a line: the tests, the fault injection and the report take it from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..tolerance import EXACT, normed, products, terms, ulp
from .opinfo import (
    ANY,
    CONSTANT,
    CUBE,
    DEFAULT,
    DISTINCT,
    KNOWN,
    MASK,
    MATRIX,
    MODERATE,
    NONZERO,
    POSITIVE,
    REAL,
    SAME,
    TIED,
    UNIT,
    UNORDERED,
    VECTOR,
    WEIGHT,
    WHOLE,
    Domain,
    OpInfo,
    each,
    index,
    info,
    kinks,
    op,
)

# A table, one line per OpInfo: not for the formatter.
# fmt: off

# ---- elementwise -----------------------------------------------------------------------------------------

NEAR = {"value": ulp(4), "grad": terms(16)}
INNER, OUTER = Domain(-0.9, 0.9), Domain(1.1, 4)
FINITE = (0.0, -0.0, 1.0, -2.5)  # where what torch makes of inf or nan depends on the place in the array

ELEMENTWISE = [
    op("abs", "x", "abs(x)", "torch.absolute(x)", "x.absolute()", "x.absolute_()", "torch.abs_(x.clone())", domain=kinks(0)),
    op("neg", "x", "-x", "torch.negative(x)", "x.negative()", "torch.negative_(x.clone())", "x.negative_()"),
    info("pos", "+x"),
    op("add", "x, y", "x + y", "x += y"),
    op("add", "x, 2.5", "x + 2.5", "x += 2.5"),
    op("add", "x, 2", "x + 2", "2 + x", "x += 2"),
    op("add", "x, y, alpha=2.5", value=terms(2)),
    op("add", "x, 3, alpha=2", value=terms(2)),
    op("sub", "x, y", "x - y", "x -= y", "torch.subtract(x, y)", "x.subtract(y)", "x.subtract_(y)"),
    op("sub", "x, 2.5", "x - 2.5", "x -= 2.5"),
    op("sub", "x, y, alpha=2.5", value=terms(2)),
    op("sub", "x, y, alpha=True", order=0, refused=True),
    info("sub", "2 - x", "x.__rsub__(2)", "torch.rsub(x, 2)"),
    info("sub", "torch.rsub(x, y)"),
    op("mul", "x, y", "x * y", "x *= y", "torch.multiply(x, y)", "x.multiply(y)", "x.multiply_(y)"),
    op("mul", "x, 0.1", "x * 0.1", "0.1 * x", "x *= 0.1"),
    op("mul", "x, 3", "x * 3", "3 * x", "x *= 3"),
    op("div", "x, y", "x / y", "x /= y", "torch.divide(x, y)", "x.divide(y)", "torch.true_divide(x, y)",
       "x.true_divide(y)", "x.divide_(y)", "x.true_divide_(y)", y=NONZERO, grad=terms(8)),
    op("div", "x, 0.3", "x / 0.3", "x /= 0.3", grad=terms(4)),
    op("div", "x, 3", "x / 3", "x /= 3", grad=terms(4)),
    info("div", "1 / x", "x.__rtruediv__(1)", domain=NONZERO, grad=terms(8)),
    info("div", "2.5 / x", domain=NONZERO, value=ulp(2), grad=terms(8)),
    op("div", "x, y, rounding_mode='floor'", x=REAL, y=NONZERO),
    op("div", "x, y, rounding_mode='trunc'", x=REAL, y=NONZERO),
    op("div", "x, y, rounding_mode=None", y=NONZERO, grad=terms(8)),
    op("div", "x, 0.7, rounding_mode='floor'"),
    op("div", "x, 2, rounding_mode='trunc'"),
    op("floor_divide", "x, y", "x // y", "x //= y", y=NONZERO, order=0),
    op("floor_divide", "x, 2", "x // 2", "x //= 2", order=0),
    info("floor_divide", "5 // x", domain=NONZERO, order=0),
    # (whether a quotient may overflow depends on the place in the array)
    op("remainder", "x, y", "x % y", "x %= y", y=NONZERO, special=MODERATE),
    op("remainder", "x, 2", "x % 2", "x %= 2", domain=kinks(-2, 0, 2), special=MODERATE),
    op("remainder", "x, -0.7", "x % -0.7", "x %= -0.7", special=MODERATE),
    info("remainder", "5 % x", domain=NONZERO, order=0, special=MODERATE),
    op("pow", "x, y", "x ** y", "x **= y", x=POSITIVE, **NEAR),
    *[op("pow", f"x, {n}", f"x ** {n}", f"x **= {n}", grad=terms(8)) for n in (2, 3)],
    *[op("pow", f"x, {n}", f"x ** {n}", domain=NONZERO, grad=terms(8)) for n in (-1, -2)],
    *[op("pow", f"x, {n}", f"x ** {n}") for n in (0, 1)],
    op("pow", "x, 4", "x ** 4", **NEAR),
    *[
        op("pow", f"x, {n}", f"x ** {n}", domain=POSITIVE, value=ulp(8), grad=terms(32))
        for n in (0.5, 1.5, 2.7)
    ],
    info("pow", "torch.pow(2, x)", "2 ** x", **NEAR),
    info("pow", "torch.pow(0.5, x)", "0.5 ** x", **NEAR),
    op("square"),
    op("sqrt", domain=POSITIVE, **NEAR),
    op("rsqrt", domain=POSITIVE, grad=terms(8)),
    op("reciprocal", domain=NONZERO, grad=terms(4)),
    op("exp", **NEAR),
    op("expm1", **NEAR),
    *[op(name, domain=POSITIVE, **NEAR) for name in ("log", "log1p", "log2", "log10")],
    *[op(name, **NEAR) for name in ("sin", "cos")],
    op("tan", domain=Domain(-1.2, 1.2), value=ulp(4), grad=terms(64)),
    op("tanh", "x", "F.tanh(x)", value=ulp(4), grad=terms(512), second=normed(512)),  # 1 - out**2 cancels near 1
    op("sigmoid", "x", "F.sigmoid(x)", value=ulp(8), grad=terms(64)),
    op("sign", domain=kinks(0)),
    op("erf", value=ulp(4), grad=terms(16)),
    *[op(name, domain=WHOLE) for name in ("floor", "ceil", "trunc")],
    info("trunc", "torch.fix(x)", "x.fix()", "torch.fix_(x.clone())", "x.fix_()", domain=WHOLE),
    op("round", domain=kinks(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5)),
    op("round", "x, decimals=1", value=ulp(2)),
    op("clamp", "x, -1, 1.5", "torch.clip(x, -1, 1.5)", "x.clip(-1, 1.5)", "x.clip_(-1, 1.5)", "torch.clip_(x.clone(), -1, 1.5)", domain=kinks(-1, 1.5)),
    op("clamp", "x, min=-1", domain=kinks(-1)),
    op("clamp", "x, max=1", domain=kinks(1)),
    op("clamp", "x, 1, -1", domain=kinks(1, -1)),  # min above max: max wins
    # in broadcasts that grow x, torch's own backward fails
    op("clamp", "x, y, z", domain=TIED, order=1, shapes="2x3 2x3 2x3; 2x3 3 -; - - -; 0 - 1"),
    op("clamp", "x, min=y", domain=TIED, order=1, special=UNORDERED),
    op("clamp", "x, max=y", domain=TIED, order=1, special=UNORDERED),
    op("clamp_min", "x, 0.5", domain=kinks(0.5)),
    op("clamp_max", "x, 0.5", domain=kinks(0.5)),
    op("clamp_min", "x, y", domain=TIED, order=1, special=UNORDERED),
    op("clamp_max", "x, y", domain=TIED, order=1, special=UNORDERED),
    op("maximum", "x, y", "torch.max(x, y)", "x.max(y)", at="fm", domain=TIED, special=UNORDERED),
    op("minimum", "x, y", "torch.min(x, y)", "x.min(y)", at="fm", domain=TIED, special=UNORDERED),
    info("where", "torch.where(c, x, y)", "x.where(c, y)", c=MASK),
    info("where", "torch.where(c.to(torch.uint8), x, y)", "x.where(c.to(torch.uint8), y)", c=MASK),  # with a warning
    info("where", "torch.where(c, x, 0)", "x.where(c, 0)", c=MASK),
    info("where", "torch.where(c, 2.5, x)", c=MASK),
    info("where", "torch.where(c, 1.0, 2)", c=MASK, order=0),
    info("where", "torch.where(x > 0, x, -x)", domain=kinks(0)),
    info("where", "torch.where(c)", c=MASK, order=0),
    op("lerp", "x, y, 0.3", value=terms(4)),
    op("lerp", "x, y, 0.7", value=terms(4)),
    op("lerp", "x, y, w", w=UNIT, value=terms(4)),
    op("addcmul", "x, y, z", value=terms(4)),
    op("addcmul", "x, y, z, value=0.1", value=terms(4)),
    op("addcdiv", "x, y, z", z=NONZERO, value=terms(4), grad=terms(8)),
    op("addcdiv", "x, y, z, value=-0.1", z=NONZERO, value=terms(4), grad=terms(8)),
    op("softplus", at="F", value=ulp(8), grad=terms(16)),
    op("softplus", "x, beta=2, threshold=3", at="F", domain=kinks(1.5), value=ulp(8), grad=terms(16)),
    op("logsigmoid", at="F", value=ulp(8), grad=terms(16)),
    op("silu", "x", "F.silu(x.clone(), inplace=True)", at="F", value=ulp(8), grad=normed(32)),
    op("gelu", at="F", special=FINITE, value=products(8), grad=normed(16)),
    op("gelu", "x, approximate='tanh'", at="F", special=FINITE, value=products(8), grad=normed(16)),
    op("elu", "x", "F.elu(x.clone(), inplace=True)", at="F", domain=kinks(0), special=FINITE, value=ulp(4)),
    op("elu", "x, alpha=0.5", at="F", domain=kinks(0), special=FINITE, value=ulp(4)),
    op("leaky_relu", "x", "F.leaky_relu(x.clone(), inplace=True)", at="F", domain=kinks(0)),
    op("leaky_relu", "x, negative_slope=0.2", at="F", domain=kinks(0)),
    op("celu", "x", "F.celu(x.clone(), inplace=True)", at="F", domain=kinks(0), special=FINITE, value=ulp(4)),
    op("celu", "x, alpha=0.5", at="F", domain=kinks(0), special=FINITE, value=ulp(4)),
    op("hardtanh", "x", "F.hardtanh(x.clone(), inplace=True)", at="F", domain=kinks(-1, 1), special=FINITE),
    op("hardtanh", "x, -0.5, 2", at="F", domain=kinks(-0.5, 2), special=FINITE),
    op("relu6", "x", "F.relu6(x.clone(), inplace=True)", at="F", domain=kinks(0, 6), special=FINITE),
    op("hardsigmoid", "x", "F.hardsigmoid(x.clone(), inplace=True)", at="F", domain=kinks(-3, 3), order=1, value=ulp(4), grad=EXACT),
    op("selu", "x", "F.selu(x.clone(), inplace=True)", at="F", domain=kinks(0), special=FINITE, value=ulp(4)),
    op("hardswish", "x", "F.hardswish(x.clone(), inplace=True)", at="F", domain=kinks(-3, 3), special=FINITE, value=ulp(4), grad=terms(8)),
    op("mish", "x", "F.mish(x.clone(), inplace=True)", at="F", special=FINITE, value=ulp(16), grad=terms(64), second=normed(64)),
    *[op("hardshrink", f"x{text}", at="F", domain=kinks(-0.5, 0.5), special=FINITE) for text in ("", ", 0.7")],
    # (of which sign a zero is depends on the place in the array)
    *[op("softshrink", f"x{text}", at="F", domain=kinks(-0.5, 0.5), special=(), value=terms(1)) for text in ("", ", 0.7")],
    op("threshold", "x, 0.1, 20", "F.threshold(x.clone(), 0.1, 20, inplace=True)", at="F", domain=kinks(0.1), special=FINITE),
    op("prelu", "x, w", at="F", domain=kinks(0), order=1, special=FINITE, w=REAL, shapes="2x3 3; 2x3x2 3; 4 1; 2x3 1; 2x3 -; - 1"),
    op("selu", "x", "torch.selu_(x.clone())", "F.selu_(x.clone())", at="f", domain=kinks(0), special=FINITE, value=ulp(4)),
    op("celu", "x, 0.7", "torch.celu_(x.clone(), 0.7)", "F.celu_(x.clone(), 0.7)", at="f", domain=kinks(0), special=FINITE, value=ulp(4)),
    op("threshold", "x, 0.5, -2", "torch.threshold_(x.clone(), 0.5, -2)", "F.threshold_(x.clone(), 0.5, -2)", at="f", domain=kinks(0.5), special=FINITE),
    info("elu", "F.elu_(x.clone(), 0.7)", domain=kinks(0), special=FINITE, value=ulp(4)),
    info("leaky_relu", "F.leaky_relu_(x.clone(), 0.3)", domain=kinks(0)),
    info("hardtanh", "F.hardtanh_(x.clone(), -0.5, 2)", domain=kinks(-0.5, 2), special=FINITE),
    info("relu", "F.relu_(x.clone())", "torch.relu_(x.clone())", domain=kinks(0)),
    op("hardshrink", "x, 0.7", at="fm", domain=kinks(-0.7, 0.7), special=FINITE),
    op("prelu", "x, w", at="fm", x=Domain(-3, -0.2), special=FINITE, w=REAL, shapes="2x3 3; 2x3 1"),
    *each("glu", ["", "0", "dim=1"], at="F", shapes="4x2; 2x4; 2x6x2; 3x3", special=(), value=ulp(8), grad=terms(32)),
    op("erfinv", domain=INNER, special=(0.0, -0.0, 0.5, 2.0, float("nan")), value=ulp(16), grad=terms(64), second=normed(512)),
    op("softsign", at="F", special=MODERATE),
    op("tanhshrink", at="F", domain=NONZERO, special=(), value=terms(512),  # the difference of nearly equal numbers
       grad=terms(512), second=normed(512)),
    *[op("pad", f"x, {text}", at="F", shapes="2x3; 3x4x2") for text in ("(1, 2)", "(1, 1, 0, 2)", "[1, -1], value=2.5", "(0, 1), 'constant', 7")],
    *[op("pad", f"x, {text}", at="F", shapes="2x3; 2x4x3; 3") for text in ("(1, 2), 'reflect'", "(-1, 2), mode='reflect'", "(3, 1), mode='replicate'", "(2, -1), 'replicate'", "(1, 2), 'circular'", "[-1, 2], 'circular'")],
    *[op("pad", f"x, (1, 2, 2, 0), '{mode}'", at="F", shapes="2x3x4; 1x2x3x4; 2x3") for mode in ("reflect", "replicate", "circular")],
    *[op("pad", f"x, (1, 0, 0, 1, 1, 1), '{mode}'", at="F", shapes="2x3x2x4; 1x2x2x3x2") for mode in ("reflect", "replicate", "circular")],
    op("relu", "x", "F.relu(x.clone(), inplace=True)", at="fFmi", domain=kinks(0)),
    # the checker seeds the generator
    op("dropout", "x, 0.4, True", at="f", special=()),
    info("dropout", "F.dropout(x)", "F.dropout(x, p=0.5, training=True)", special=()),
    info("dropout", "F.dropout(x, 0.5, training=False)", special=()),
    info("dropout", "F.dropout(x, 0.0)", special=()),
    info("dropout", "F.dropout(x, 1.0)", special=()),
    *[info("dropout", f"F.alpha_dropout(x, {p}, True)", special=(), value=terms(4), grad=EXACT) for p in ("0.4", "0.0", "1.0")],
    info("dropout", "F.dropout(x.clone(), 0.3, True, True)", special=()),
]

# ---- trigonometry, exponentials, signs -------------------------------------------------------------------

STEEP = {"value": ulp(4), "grad": terms(64), "second": normed(512)}  # 1 - x**2 cancels near 1
ARCS = {
    "sinh": ("", REAL), "cosh": ("", REAL), "asin": ("arcsin", INNER), "acos": ("arccos", INNER), "atan": ("arctan", REAL),
    "asinh": ("arcsinh", REAL), "acosh": ("arccosh", OUTER), "atanh": ("arctanh", INNER),
}

MORE_ELEMENTWISE = [
    *[
        op(name, "x", *(f"torch.{alias}(x)", f"x.{alias}()", f"x.{alias}_()") if alias else (), domain=domain, **STEEP)
        for name, (alias, domain) in ARCS.items()
    ],
    op("atan2", "x, y", "torch.arctan2(x, y)", "x.arctan2(y)", "x.arctan2_(y)", x=kinks(0), y=NONZERO, special=MODERATE, value=ulp(4), grad=terms(64)),
    op("hypot", "x, y", at="fmi", y=NONZERO, special=MODERATE, value=ulp(4), grad=terms(64), second=normed(512)),
    op("sinc", domain=NONZERO, special=FINITE, value=terms(64), grad=terms(1024), second=normed(2**20)),
    *[op(name) for name in ("deg2rad", "rad2deg")],
    op("exp2", **NEAR),
    op("erfc", value=ulp(64), grad=terms(64)),
    op("logaddexp", "x, y", at="fm", special=MODERATE, value=terms(8), grad=terms(32)),
    op("logit", domain=UNIT, special=UNORDERED, value=normed(32), grad=terms(64), second=normed(512)),
    op("logit", "x, eps=0.1", special=FINITE, domain=Domain(0.02, 0.98, kinks=(0.1, 0.9)), value=normed(32), grad=terms(64), second=normed(512)),
    op("xlogy", "x, y", y=POSITIVE, value=ulp(4), grad=terms(32)),
    op("xlogy", "x, 2.5", value=ulp(4), grad=terms(32)),
    info("xlogy", "torch.xlogy(2, x)", domain=POSITIVE, value=ulp(4), grad=terms(32)),
    op("signbit", at="fm", order=0),
    op("sgn", domain=kinks(0)),
    op("frac", domain=WHOLE),
    op("positive", at="fm"),
    op("fmod", "x, y", x=REAL, y=NONZERO, special=MODERATE),
    op("fmod", "x, 2", domain=kinks(-2, 0, 2), special=MODERATE),
    op("fmod", "x, -0.7", special=MODERATE),
    op("copysign", "x, y", domain=kinks(0)),
    *[op("copysign", f"x, {n}", domain=kinks(0)) for n in ("2", "-1.5")],
    op("heaviside", "x, y", at="fm", domain=TIED, order=0),
    op("heaviside", "x, y", at="i", domain=CONSTANT, order=0),
    op("nan_to_num"),
    op("nan_to_num", "x, 2.5, posinf=7, neginf=-7"),
    *[op(name, "x, y", at="fm", domain=TIED, special=UNORDERED) for name in ("fmax", "fmin")],
]

# ---- reductions ------------------------------------------------------------------------------------------

DIMS = ["0", "-1", "1", "dim=1, keepdim=True", "dim=(0, 1)", "dim=(-1, 0), keepdim=True"]
SPREAD = ["1, correction=2", "dim=0, unbiased=False", "0, False, True"]
EVERY = ["", "dim=()", "dim=None, keepdim=True"]
UNKNOWN = (0.0, 1.0, -2.5, float("nan"))
REDUCED = {"at": "fm", "special": UNORDERED}
FACTORS = {"value": ulp(16), "grad": terms(32), "second": normed(1024), **REDUCED}
FAR = {"value": terms(8), "grad": normed(32), **REDUCED}
LONG = {**FAR, "domain": DISTINCT}  # a vector of zeros has a length, and no direction


def reductions(name: str, dims: Sequence[str] = DIMS, every: Sequence[str] = ("",), **spec: Any) -> list:
    """A reduction over everything (any shape) and over dimensions (two at least)."""
    return each(name, every, shapes=ANY, **spec) + each(name, dims, shapes=MATRIX, **spec)


REDUCTIONS = [
    *reductions("sum", every=EVERY, value=terms(4), grad=EXACT, **REDUCED),
    op("sum", "x, dtype=torch.float64", value=terms(4), grad=EXACT, **REDUCED),
    op("sum", "x, dtype=torch.int32", domain=CONSTANT, at="fm"),
    op("sum", "x, 1, dtype=torch.float32", shapes=MATRIX, value=terms(4), grad=EXACT, **REDUCED),
    op("sum", "x, axis=0, keepdims=True", shapes=MATRIX, value=terms(4), grad=EXACT, **REDUCED),
    *reductions("nansum", every=EVERY, value=terms(4), grad=EXACT, **{**REDUCED, "special": UNKNOWN}),
    op("nansum", "x, dtype=torch.float64", at="fm", special=UNKNOWN, value=terms(4), grad=EXACT),
    *reductions("nanmean", every=EVERY, value=terms(4), grad=EXACT, **{**REDUCED, "special": UNKNOWN}),
    op("nanmean", "x, 0, dtype=torch.float64", shapes=MATRIX, value=terms(4), grad=EXACT, **REDUCED),
    *reductions("nanmedian", DIMS[:4], domain=KNOWN, unsafe=("expanded",), **{**REDUCED, "special": UNKNOWN}),
    *reductions("count_nonzero", ["0", "-1", "dim=(0, 1)"], ["", "()"], domain=TIED, order=0, at="fm"),
    *reductions("mean", every=EVERY, value=terms(4), grad=EXACT, **REDUCED),
    op("mean", "x, dtype=torch.float64", value=terms(4), grad=EXACT, **REDUCED),
    op("mean", "x, 0, dtype=torch.float32", shapes=MATRIX, value=terms(4), grad=EXACT, **REDUCED),
    *reductions("prod", DIMS[:4], domain=kinks(0), **FACTORS),
    op("prod", "x, dtype=torch.float64", domain=kinks(0), **FACTORS),
    op("prod", "x, dtype=torch.int64", domain=CONSTANT, at="fm"),
    *reductions("var", [*DIMS, *SPREAD], ["", "correction=0", "unbiased=False"], **FAR),
    *reductions(
        "std", [*DIMS, *SPREAD], ["", "correction=0", "unbiased=False"], domain=DISTINCT, unsafe=("expanded",), **FAR
    ),
    *reductions("max", DIMS[:4], domain=TIED, **REDUCED),
    *reductions("min", DIMS[:4], domain=TIED, **REDUCED),
    *reductions("amax", every=EVERY[:2], domain=TIED, **REDUCED),
    *reductions("amin", every=EVERY[:2], domain=TIED, **REDUCED),
    *reductions("argmax", DIMS[:4], ["", "keepdim=True"], domain=TIED, order=0, **REDUCED),
    *reductions("argmin", DIMS[:4], ["", "keepdim=True"], domain=TIED, order=0, **REDUCED),
    # torch 2.13 reads foreign memory in median(dim) of an expanded tensor: values like 4.6e-310 come out
    *each("median", DIMS[:4], shapes=MATRIX, domain=TIED, unsafe=("expanded",), **REDUCED),
    op("median", shapes="5; 2x3; -; 0; 1; 3x3", domain=TIED, **REDUCED),
    *each("cumsum", ["0", "dim=-1"], shapes=VECTOR, value=terms(4), grad=terms(4), special=UNORDERED),
    op("cumsum", "x, 1, dtype=torch.float64", at="fm", shapes=MATRIX, value=terms(4), grad=terms(4),
       second=normed(2**35)),  # torch adds the cotangents up in the input's dtype
    *each("logsumexp", DIMS, shapes=MATRIX, **FAR),
    *reductions("all", every=["", "dim=(), keepdim=True"], domain=TIED, order=0, **REDUCED),
    *reductions("any", every=["", "()"], domain=TIED, order=0, **REDUCED),
    *reductions("norm", every=["", "p=1", "3", "float('inf')", "-float('inf')", "0", "'fro'"], dims=[], **LONG),
    *each("norm", ["2, 1", "1, dim=0, keepdim=True", "p=3, dim=(0, 1)", "dim=1"], shapes=MATRIX, **LONG),
    *each("norm", ["p=2, dim=1, dtype=torch.float64", "float('inf'), 0"], shapes=MATRIX, **LONG),
    *each("normalize", ["", "dim=0", "p=1, dim=-1", "3, 0", "eps=5.0"], shapes=MATRIX, **{**LONG, "at": "F"}),
    *each("softmax", ["0", "dim=-1"], at="fFm", shapes=VECTOR, value=ulp(16), grad=normed(32)),
    op("softmax", "x, 1, dtype=torch.float64", at="fFm", shapes=MATRIX, value=ulp(16), grad=normed(32)),
    *each("softmin", ["0", "dim=-1"], at="F", shapes=VECTOR, value=ulp(16), grad=normed(32)),
    *each("log_softmax", ["0", "dim=-1"], at="fFm", shapes=VECTOR, value=normed(16), grad=normed(32)),
        op("log_softmax", "x, 1, dtype=torch.float64", at="fFm", shapes=MATRIX, value=normed(16),
       grad=normed(32)),
]

# ---- products of matrices --------------------------------------------------------------------------------

PRODUCT = {"value": products(4), "grad": products(4)}
MATMUL = (
    "3x4 4x2; 5 5; 3x4 4; 4 4x2; 2x3x4 4x2; 2x3x4 2x4x2; 2x1x3x4 3x4x2; 3x4 2x4x2; 4 2x4x3; 2x3x4 4; "
    "1x1 1x1; 3x0 0x2; 0x4 4x2; 0 0; 2x0x3 3x2; 5x4 3x2; 2x3x4 2x3x4; - 3; 5 3"
)

PRODUCTS = [
    op("matmul", "x, y", "x @ y", at="fm", shapes=MATMUL, **PRODUCT),
    op("mm", "x, y", at="fm", shapes="3x4 4x2; 0x4 4x2; 3x0 0x2; 5x4 3x2; 3 3x2", **PRODUCT),
    op("mv", "x, y", at="fm", shapes="3x4 4; 0x4 4; 3x0 0; 3x4 3; 4 4", **PRODUCT),
    op("dot", "x, y", at="fm", shapes="5 5; 0 0; 1 1; 5 3; 2x3 3", **PRODUCT),
    op("vdot", "x, y", at="fm", shapes="5 5; 0 0; 1 1; 5 3; 2x3 3", **PRODUCT),
    op("bmm", "x, y", at="fm", shapes="2x3x4 2x4x2; 0x3x4 0x4x2; 2x3x4 2x3x2; 3x4 4x2", **PRODUCT),
    op("addmm", "x, y, z", shapes="3x2 3x4 4x2; 2 3x4 4x2; 3x2 3x0 0x2; - 3x4 4x2", **PRODUCT),
    op("addmm", "x, y, z, beta=0.5, alpha=2", shapes="3x2 3x4 4x2; 3x1 3x4 4x2; 2 5x4 3x2", **PRODUCT),
    op("addmv", "x, y, z", "torch.addmv_(x.clone(), y, z)", shapes="3 3x4 4; 3 3x0 0; 3 3x4 3; 0 0x4 4; 3 4 4", **PRODUCT),
    op("addmv", "x, y, z, beta=0.5, alpha=2", shapes="3 3x4 4; 1 1x4 4", **PRODUCT),
    op("addmv", "x, y, z, beta=0, alpha=True", at="fm", shapes="- 3x4 4; 1 3x4 4; 2 3x4 4", **PRODUCT),
    op("addbmm", "x, y, z", shapes="3x2 2x3x4 2x4x2; 3x2 2x3x0 2x0x2; 3x2 2x3x4 2x3x2; 3x2 3x3x4 2x4x2; 3x2 3x4 4x2", **PRODUCT),
    op("addbmm", "x, y, z, beta=0.5, alpha=2", at="fm", shapes="3x2 2x3x4 2x4x2; 2 2x3x4 2x4x2; 3x1 2x3x4 2x4x2; - 2x3x4 2x4x2; 2 0x3x4 0x4x2", **PRODUCT),
    op("baddbmm", "x, y, z", shapes="2x3x2 2x3x4 2x4x2; 2x3x2 2x3x0 2x0x2; 2x3x2 2x3x4 2x3x2; 0x3x2 0x3x4 0x4x2; 2x3x2 3x4 4x2", **PRODUCT),
    op("baddbmm", "x, y, z, beta=0.5, alpha=2", at="fm", shapes="3x2 2x3x4 2x4x2; 2 2x3x4 2x4x2; 2x3x1 2x3x4 2x4x2; - 2x3x4 2x4x2; 3x3 2x3x4 2x4x2", **PRODUCT),
    op("outer", "x, y", "torch.ger(x, y)", "x.ger(y)", at="fm", shapes="3 4; 0 2; 1 1; 2x2 3", **PRODUCT),
    op("kron", "x, y", at="fm", shapes="2x3 2x2; 3 2; - 2x2; 3 2x2x2; 0 2; 2x3 3", unsafe=("transposed",)),
    info("einsum", "torch.einsum('ij,jk->ik', x, y)", shapes="3x4 4x2; 3x0 0x2; 3x4 3x2", **PRODUCT),
    info("einsum", "torch.einsum('ij,jk', x, y)", shapes="3x4 4x2", **PRODUCT),
    info("einsum", "torch.einsum('ij,ij->', x, y)", shapes="3x4 3x4", **PRODUCT),
    info("einsum", "torch.einsum('i,j->ij', x, y)", shapes="3 4", **PRODUCT),
    info("einsum", "torch.einsum('bij,bjk->bik', x, y)", shapes="2x3x4 2x4x2", **PRODUCT),
    info("einsum", "torch.einsum('...ij,jk->...ik', x, y)", shapes="2x3x4 4x2; 3x4 4x2", **PRODUCT),
    info("einsum", "torch.einsum('ij->ji', x)", "torch.einsum('ij->ji', [x])", shapes="3x4; 0x2"),
    info("einsum", "torch.einsum('ij->j', x)", shapes="3x4", **PRODUCT),
    info("einsum", "torch.einsum('ii->i', x)", shapes="3x3"),
    info("einsum", "torch.einsum('ii', x)", shapes="3x3", **PRODUCT),
    info("einsum", "torch.einsum('ij,jk,kl->il', x, y, z)", shapes="2x3 3x2 2x4", **PRODUCT),
    op("linear", "x, y, z", at="F", shapes="5x3 2x3 2; 3 2x3 2; 2x2x3 1x3 1; 0x3 2x3 2", **PRODUCT),
    op("linear", "x, y", at="F", shapes="5x3 2x3; 3 2x3; 2x2x3 1x3; 5x4 3x2", **PRODUCT),
]

# ---- distances, covariances ------------------------------------------------------------------------------

APART_ROWS = {"domain": DISTINCT, "value": normed(32), "grad": normed(64), "unsafe": ("expanded",), "special": ()}
ROWS = "3x2 4x2; 2x3x2 4x2; 1x3x2 2x4x2; 0x2 3x2; 3x2 3x4"

DISTANCES = [
    *[op("dist", f"x, y{p}", at="fm", shapes="2x3 2x3; 3 3; 2x3 3; - 2; 0 0", **APART_ROWS) for p in ("", ", 1", ", p=3", ", float('inf')")],
    op("dist", "x, y, 0", at="fm", order=1, shapes="2x3 2x3; 3 3; 2x3 3; - 2; 0 0", **APART_ROWS),
    *[op("cdist", f"x, y{p}", at="f", order=1, shapes=ROWS, **APART_ROWS) for p in ("", ", 1", ", p=3.0", ", 1.5", ", 0.0", ", float('inf')")],
    op("cdist", "x, y, compute_mode='use_mm_for_euclid_dist'", at="f", y=Domain(4, 7, distinct=True), shapes="3x2 4x2; 2x3x2 4x2", **{**APART_ROWS, "value": normed(2**12), "grad": normed(2**14), "second": normed(2**20)}),
    *[op("pairwise_distance", f"x, y{p}", at="fF", shapes="2x3 2x3; 3 3; 2x3 3; - 2; 2x3 4", **APART_ROWS) for p in ("", ", 1", ", p=3, keepdim=True", ", float('inf')", ", 1.5, 0.1")],
    *[op("cosine_similarity", f"x, y{more}", at="fF", shapes="2x3 2x3; 2x3 3; 2x3x2 3x1; 2x3 2x4", **APART_ROWS) for more in ("", ", dim=-1", ", 0", ", 1, 5.0")],
    *[op("cov", f"x{more}", at="fm", shapes="3x5; 2x3; 6", special=(), value=normed(32), grad=normed(64)) for more in ("", ", correction=0")],
    op("cov", "x, aweights=w", at="fm", w=WEIGHT, shapes="3x5 5; 2x3 3; 6 6", special=(), value=normed(32), grad=normed(64)),
    op("cov", "x, fweights=i", at="fm", i=index(4, 1), shapes="3x5 5; 2x3 3; 6 6", special=(), value=normed(32), grad=normed(64)),
    op("corrcoef", at="fm", domain=DISTINCT, unsafe=("expanded",), shapes="3x5; 4x6; 6", special=(), value=normed(64), grad=normed(512), second=normed(4096)),
]

NORMS = {"domain": DISTINCT, "unsafe": ("expanded",), "value": terms(16), "grad": normed(32), "special": ()}

LINALG = [
    *[info("linalg.norm", f"torch.linalg.norm(x{text})", shapes="2x3; 3x2", **NORMS) for text in ("", ", 'fro'", ", 1", ", -1", ", float('inf')", ", -float('inf')", ", 3, dim=1", ", dim=0, keepdim=True", ", 2, 0")],
    *[info("linalg.norm", f"torch.linalg.norm(x{text})", shapes="2x3x2; 3", **NORMS) for text in (", None", ", 1, dim=(0, 2)", ", dim=(1, 0), keepdim=True")],
    *[info("linalg.vector_norm", f"torch.linalg.vector_norm(x{text})", shapes="2x3; 4; 0x3", **NORMS) for text in ("", ", 1", ", 0", ", ord=3, dim=0", ", float('inf')")],
    *[info("linalg.matrix_norm", f"torch.linalg.matrix_norm(x{text})", shapes="2x3; 2x3x2; 3", **NORMS) for text in ("", ", ord=1", ", -float('inf'), keepdim=True", ", 1, (1, 0)")],
    *[info("linalg.norm", f"torch.linalg.{name}(x{text})", shapes="2x3x2", refused=True) for name, text in (("norm", ", 3"), ("norm", ", 'a'"), ("norm", ", 2"), ("norm", ", dim=(0, 1, 2)"), ("matrix_norm", ", 4"))],
    info("linalg.vecdot", "torch.linalg.vecdot(x, y)", "torch.linalg.vecdot(x, y, dim=-1)", shapes="2x3 2x3; 2x3 3; 3 3", **PRODUCT),
    info("linalg.matmul", "torch.linalg.matmul(x, y)", shapes="2x3 3x2; 3 3; 2x3 2x3", **PRODUCT),
    info("linalg.diagonal", "torch.linalg.diagonal(x)", "torch.linalg.diagonal(x, offset=0, dim1=-2, dim2=-1)", shapes="2x3; 2x3x2; 3"),
    *[info("linalg.matrix_power", f"torch.linalg.matrix_power(x, {n})", shapes="2x2; 3x3; 2x3", value=products(16), grad=products(64), second=normed(2**12)) for n in (1, 2, 3, 4, 5)],
]

# ---- the same numbers in another shape -------------------------------------------------------------------

TURNED = {"t_": "", "transpose_": "0, -1", "swapaxes_": "axis0=0, axis1=1", "swapdims_": "0, 1", "unsqueeze_": "1", "squeeze_": "", "squeeze_ ": "0", "squeeze_  ": "(0, 1)"}

VIEWS = [
    *[info(name.strip(), f"x.{name.strip()}({args})", shapes="2x3; 1x3; 1x1; 0x2") for name, args in TURNED.items()],
    *[info(name.strip(), f"(x * 1)[0].{name.strip()}({args}) * 2", shapes="2x1x3; 2x1x1") for name, args in TURNED.items()],
    op("t", at="fm", shapes="2x3; 3; -; 0x2; 2x3x2"),
    info("T", "x.T", shapes="2x3; 0x2; -; 3; 2x3x2"),
    info("T", "x.mT", shapes="2x3; 2x3x2"),
    *each("transpose", ["0, 1", "-1, 0", "dim0=0, dim1=1"], at="fm", shapes=MATRIX),
    *each("swapaxes", ["0, 1", "-1, 0", "axis0=0, axis1=1"], at="fm", shapes=MATRIX),
    *each("swapdims", ["0, 1", "-1, 0"], at="fm", shapes=MATRIX),
    *each("movedim", ["0, -1", "(0, 1), (2, 0)"], at="fm", shapes=CUBE),
    *each("moveaxis", ["0, -1", "(0, 1), (2, 0)"], at="fm", shapes=CUBE),
    op("permute", "x, (2, 0, 1)", "x.permute(2, 0, 1)", "x.permute(-1, 0, 1)", at="fm", shapes=CUBE),
    op("permute", "x, dims=(1, 0)", at="fm", shapes="2x3; 2x3x2"),
    info("view", "x.view(3, 2)", "x.view((3, 2))", "x.view(-1, 2)", shapes="2x3; 6; 3x1x2; 4"),
    info("view", "x.view(-1)", shapes="2x3; -; 0; 2x0x3"),
    info("view", "x.view(1, -1, 1)", shapes="2x3; -; 2x0x3"),
    info("reshape", "torch.reshape(x, (3, -1))", "x.reshape(3, -1)", "x.reshape((3, 2))", shapes="2x3; 3x2x1"),
    info("reshape", "x.T.reshape(-1)", shapes="2x3; 1x3"),
    op("flatten", at="fm", shapes=ANY, special=()),
    *each("flatten", ["1", "start_dim=0, end_dim=1", "-2"], at="fm", shapes=CUBE),
    op("squeeze", at="fm", shapes="2x1x3; 1x1; -; 2x3; 1x0"),
    *each("squeeze", ["1", "dim=-2", "(0, 1)"], at="fm", shapes="2x1x3; 1x1x2; 1x1"),
    *each("unflatten", ["0, (2, -1)", "dim=1, sizes=(1, 3)"], at="fm", shapes="4x3; 2x3; 3x3"),
    *each("unsqueeze", ["0", "dim=-1"], at="fm", shapes=ANY, special=()),
    op("unsqueeze", "x, 1", at="fm", shapes=MATRIX),
    info("expand", "x.expand(2, 3)", "x.expand((2, 3))", shapes="1x3; 3; -; 2x1; 2x3; 4"),
    info("expand", "x.expand(2, -1, 4)", shapes="3x1; 3x4; 1x1x4"),
    info("expand", "x.expand(0, 3)", shapes="1x3; 3"),
    info("view_as", "x.view_as(y)", shapes="2x3 3x2; 4 2x2; 4 3"),
    info("reshape_as", "x.reshape_as(y)", shapes="2x3 3x2; 4 2x2; 4 3"),
    info("expand_as", "x.expand_as(y)", shapes="1x3 2x3; - 2; 3 2x0x3; 4 3"),
    info("broadcast_tensors", "torch.broadcast_tensors(x, y)", special=()),
    info("atleast_1d", "torch.atleast_1d(x)", special=()),
    op("broadcast_to", "x, (2, 3)", at="fm", shapes="1x3; -; 2x1; 4"),
    info("cat", "torch.cat([x, y])", "torch.cat((x, y), 0)", "torch.cat([x, y], dim=0)",
        shapes="2x3 1x3; 3 2; 0 2x3; 0x3 2x3; 2x3 2x2; - 3"),
    info("cat", "torch.cat([x, y], 1)", "torch.cat([x, y], dim=-1)", shapes="2x3 2x1; 2x3 2x0; 2x3 3x3"),
    info("cat", "torch.concat([x, y])", "torch.concatenate([x, y])", shapes="2x3 1x3"),
    info("cat", "torch.cat([x, y, x])", shapes="2x3 1x3"),
    info("stack", "torch.stack([x, y])", "torch.stack((x, y), dim=0)", shapes="2x3 2x3; - -; 0 0; 2 3"),
    info("stack", "torch.stack([x, y], 1)", shapes="2x3 2x3"),
    info("stack", "torch.stack([x, y, x], dim=-1)", shapes="2x3 2x3; - -"),
    op("split", "x, 2", at="fm", shapes="5x3; 4; 0x2; -"),
    op("split", "x, [1, 2]", at="fm", shapes="3x2; 4"),
    op("split", "x, 2, dim=1", at="fm", shapes="2x5; 2x1"),
    op("chunk", "x, 3", at="fm", shapes="7x2; 2; 3; -"),
    op("chunk", "x, 2, dim=-1", at="fm", shapes="2x5; 1x1"),
    *each("unbind", ["", "1", "dim=-1"], at="fm", shapes=MATRIX),
    op("select", "x, 0, 1", at="fm", shapes="2x3; 3; 1; -"),
    op("select", "x, dim=-1, index=-1", at="fm", shapes="2x3; 3; 2x0"),
    op("narrow", "x, 0, 1, 2", at="fm", shapes="3x2; 4; 2"),
    op("narrow", "x, dim=1, start=-2, length=1", at="fm", shapes="2x3"),
    op("narrow", "x, 1, 0, 0", at="fm", shapes="2x3"),
    op("index_select", "x, 0, i", at="fm", i=index(3), shapes="3x2 4; 3 2; 3x2 0; 3x2 -; 2x2 9"),
    op("index_select", "x, dim=-1, index=i", at="fm", i=index(3), shapes="2x3 4; 3 5"),
    op("index_select", "x, dim=0, index=i", at="m", i=index(1), shapes="- 1; 1 1"),
    op("gather", "x, dim=0, index=i", at="m", i=index(1), shapes="- -; - 1; 1 -"),
    op("gather", "x, 0, i", at="fm", i=index(3), shapes="3x2 4x2; 3 5; 3x4 2x3; 3x2 0x2; 3x2 3"),
    op("gather", "x, dim=-1, index=i", at="fm", i=index(3), shapes="2x3 2x5; 3 2; 2x3 1x4"),
    *each("tril", ["", "1", "diagonal=-1"], at="fmi", shapes=MATRIX),
    *each("triu", ["", "1", "diagonal=-1"], at="fmi", shapes=MATRIX),
    *each("diagonal", ["", "1", "offset=-1, dim1=1, dim2=0"], at="fm", shapes=MATRIX),
    *each("diag", ["", "1", "diagonal=-1"], at="fm", shapes="3; 3x3; 2x4; 0; 2x2x2"),
    op("flip", "x, (0, 1)", "torch.flip(x, dims=[0, 1])", "x.flip(0, 1)", at="fm", shapes=MATRIX),
    op("flip", "x, (-1,)", "x.flip(-1)", at="fm", shapes="3; 2x3; 0; 2x0"),
    *each("roll", ["1", "-2, 0", "shifts=(1, 2), dims=(0, 1)", "5, dims=1"], at="fm", shapes=MATRIX),
    info("repeat", "x.repeat(2, 3)", "x.repeat((2, 3))", shapes="2x2; 3; -; 0x2; 2x2x2"),
    info("repeat", "x.repeat(2, 1, 1)", shapes="2x3; 1x2x2"),
    info("repeat", "x.repeat(0, 2)", shapes="2x3"),
    op("clone", at="fm", special=()),
    info("contiguous", "x.contiguous()", special=()),
    info("contiguous", "x.T.contiguous()", shapes="2x3; 0x2"),
    info("to", "x.to(torch.float64)", "x.to(dtype=torch.float64)", "x.double()"),
    info("to", "x.to(torch.float32)", "x.float()"),
    info("to", "x.to(torch.int64)", "x.long()", special=()),
    info("to", "x.to(torch.int32)", "x.int()", special=()),
    info("to", "x.to(torch.int16)", "x.short()", special=()),
    info("to", "x.to(torch.bool)", "x.bool()"),
    info("to", "torch.as_tensor(x)", special=()),
    info("to", "torch.asarray(x)", domain=CONSTANT, special=()),
    info("to", "torch.as_tensor(x, dtype=torch.float64)", special=()),
    info("to", "x.to('cpu')", "x.to(torch.device('cpu'))", "x.cpu()", "x.to(device='cpu')", special=()),
    info("to", "x.to('cpu', torch.float32)", special=()),
    info("to", "x.to(y)", special=()),
    info("to", "x.to(torch.float64, copy=True)", special=()),
    info("type_as", "x.type_as(y)", special=()),
    info("type_as", "x.type_as(torch.zeros(1))", special=()),
    op("masked_fill", "x, m, 2.5", m=MASK),
    op("masked_fill", "x, m, -float('inf')", m=MASK),
    op("masked_fill", "x, m, y", m=MASK, shapes="2x3 2x3 -; 2x3 3 -; 3 2x3 -; 2x3 2x3 1"),
    info("detach", "x.detach()", special=()),
]

# ---- indexing and assignment -----------------------------------------------------------------------------

BASIC = [
    "0",
    "-1",
    "1:",
    "::2",
    ":, 1",
    "..., 0",
    "None",
    ":, None",
    "1, 2",
    "()",
    "...",
    "0:0",
    "-2:, :-1",
    "1, ..., None",
]
LISTS = [
    "[0, 2]",
    "[0, 2], [1, 3]",
    ":, [3, 0, 3]",
    "[[0, 1], [2, 0]]",
    "1, [0, 2]",
    "[0, 2], 1:",
    "[True, False, True]",
]
TENSORS = ["i", "i, :", ":, i", "i, 1", "i, None, 1:", "i, i", "..., i", "1:, i", "[0], i"]
MASKS = ["True", "False", "None, True"]
REFUSED = ["5", ":, :, 0", "'a'", "1.0", "::-1", "[0, 9]"]
GRID = "3x4; 3x4x2"
WITH_INDEX = "3x4 2; 3x4 2x2; 3x4 0; 3x4 -; 3x4x2 3"
WITH_MASK = "3x4 3x4; 3 3; - -; 3x4 3; 0x2 0x2; 3x4 2x4"
OVERLAPS = ["x.add_(x)", "x[:] = x.flip(0)", "x[:, 0] = x[0]"]
CLASHES = ["x += x.T", "x[1:] = x[:-1]", "x.copy_(x.T)"]  # would read what they have just written
ASSIGNED = "3x4 -; 3x4 1; 3x4 4; 3x4 1x4; 3x4 3; 3x4 3x4; 3x4 2x3x4"

INDEXING = [
    *[info("indexing", f"x[{at}]", shapes=GRID) for at in BASIC + LISTS + MASKS],
    *[info("indexing", f"x[{at}]", shapes=GRID, refused=True) for at in REFUSED],
    *[info("indexing", f"x[{at}]", shapes="-; 1") for at in ("None, None", "..., None")],
    *[info("indexing", f"x[{at}]", i=index(3, -3), shapes=WITH_INDEX) for at in TENSORS],
    info("indexing", "x[m]", m=MASK, shapes=WITH_MASK),
    info("indexing", "x[:, m]", m=MASK, shapes="3x4 4; 3x4x2 4x2; 3x4 3"),
    info("indexing", "x[m, 1:]", m=MASK, shapes="3x4 3"),
    info("indexing", "x[i, m]", i=index(3), m=MASK, shapes="3x4 1 4"),
    info("indexing", "x[i, j]", domain=index(3), x=REAL, shapes="3x4 2 2; 3x4 2x1 3; 3x4 - 2; 3x4 2 3"),
    info("indexing", "x[i, :, j]", domain=index(2), x=REAL, shapes="2x3x2 4 4; 2x3x2 2x1 3"),
    info("indexing", "x[np.array([0, 2])]", shapes=GRID),
    info("indexing", "x[x > 0]", shapes=GRID),
    info("indexing", "x[0][1]", shapes=GRID),
    info("indexing", "x[1:][i]", i=index(2), shapes="3x4 3"),
]

ASSIGNMENT = [
    *[info("assignment", f"x[{at}] = 2.5", shapes=GRID) for at in BASIC + LISTS + MASKS],
    *[info("assignment", f"x[{at}] = 2.5", shapes=GRID, refused=True) for at in REFUSED],
    *[info("assignment", f"x[{at}] = v", shapes=ASSIGNED) for at in BASIC + LISTS[:3] + MASKS],
    info("assignment", "x[:] = v", shapes=ASSIGNED),
    info("assignment", "x[i] = 2.5", i=index(3), shapes="3x4 1; 3x4 0; 3x4 -"),
    info("assignment", "x[i] = v", i=index(1), shapes="3x4 1 4; 3x4 1 1x4; 3x4 - 4; 3x4 1 -"),
    info("assignment", "x[:, i] = v", i=index(1), shapes="3x4 1 3x1; 3x4 1 -"),
    info("assignment", "x[m] = 2.5", m=MASK, shapes=WITH_MASK),
    info("assignment", "x[m] = v", m=MASK, shapes="3x4 3x4 -; 3x4 3 -; 3x4 3x4 1; 3x4 3x4 5"),
    info("assignment", "x[0][1] = 2.5", shapes=GRID),
    info("assignment", "x[0] = x[1]", shapes=GRID),
    info("assignment", "x.index_put_((i,), v)", i=index(1), shapes="3x4 1 4; 3x4 1 -"),
    info("assignment", "x.index_put_((i, i), v, accumulate=True)", i=index(3), shapes="3x4 5 5"),
    info("assignment", "x[0] += v", shapes="3x4 4; 3x4 -"),
    info("assignment", "x[:, 1] *= v", shapes="3x4 3; 3x4 -"),
    *[info("assignment", text, shapes="3x3") for text in OVERLAPS],
    # (torch looks at contiguous memory only, and writes something in other layouts)
    *[info("assignment", text, shapes="3x3", refused=True, unsafe=("transposed",)) for text in CLASHES],
    info("assignment", "x[0] += x[1]", shapes="3x3"),
    info("assignment", "x *= x", shapes="3x3", order=0),  # torch's backward misses the x it has overwritten
    info("assignment", "x.fill_(2.5)", special=()),
    info("assignment", "x.fill_(v)", shapes="2x3 -; 2x3 1"),
    info("assignment", "x.zero_()", special=()),
    info("assignment", "x.copy_(v)", shapes="2x3 2x3; 2x3 3; 2x3 -; 0 1; 3 2x3"),
]

# ---- writing at places that tensors name -----------------------------------------------------------------

PLACES = "3x4 2x4 2x4; 3x4 3x4 3x4; 3x4 1x2 1x2; 3 5 5; 3x4 0x4 2x4; - 1 1; 3x4 2x5 2x5; 3x4 2 2"
NUMBERED = "3x4 2x4; 3x4 3x4; 3 5; 3x4 0x4; 3x4 2x5; 3x4 2"
FOLDS = {"at": "fmi", "i": index(3), "grad": terms(32), "second": normed(1024)}
SLICES = "3x4 2 2x4; 3x4 4 4x4; 3 2 2; 3x4 0 0x4; 3x4 1 1x4; 3x4 2 3x4; 3x4 2 2x3; 3x4 2x1 2x4"

SCATTER = [
    # (where a place is named twice, torch gives both writes a gradient, though only the last is seen)
    op("scatter", "x, 0, i, y", i=index(3), order=1, shapes="3x4 1x4 1x4; 3x4 1x4 2x4; 3x4 1x2 2x3; 3 1 1; 3x4 0x4 2x4; 3x4 2x5 2x5; 3x4 2 2"),
    op("scatter", "x, dim=-1, index=i, src=y", i=index(4), order=1, shapes="3x4 3x1 3x1; 2x4 2x1 2x4"),
    op("scatter", "x, 0, i, 2.5", "x.scatter(dim=0, index=i, value=2.5)", i=index(3), shapes=NUMBERED),
    op("scatter", "x, 0, i, y, reduce='add'", at="fm", i=index(3), order=0, shapes=PLACES),
    op("scatter", "x, 0, i, 2.5, reduce='multiply'", at="fm", i=index(3), order=0, shapes=NUMBERED),
    op("scatter", "x, dim=0, index=i, src=y", i=index(9, 7), refused=True, shapes="3x4 2x4 2x4"),
    op("scatter_add", "x, 0, i, y", i=index(3), shapes=PLACES),
    op("scatter_add", "x, 1, i, y", i=index(4), shapes="3x4 2x4 2x4; 3x4 3x5 3x5"),
    *[op("scatter_reduce", f"x, 0, i, y, '{how}'", shapes=PLACES.replace("0x4 2x4", "0x4 0x4"), **FOLDS) for how in ("sum", "mean", "prod", "amax", "amin")],
    *[
        op("scatter_reduce", f"x, 0, i, y, '{how}', include_self=False", shapes="3x4 2x4 2x4; 3 5 5", **FOLDS)
        for how in ("sum", "mean", "prod", "amax", "amin")
    ],
    op("index_add", "x, 0, i, y", i=index(3), shapes=SLICES),
    op("index_add", "x, dim=0, index=i, source=y", i=index(1), shapes="- 1 -; 1 1 1; - - -; - 1 1"),
    op("index_add", "x, dim=-1, index=i, source=y, alpha=2.5", i=index(3), shapes="2x3 4 2x4; 3 2 2"),
    op("index_copy", "x, 0, i, y", i=index(3), order=1, shapes="3x4 1 1x4; 3 1 1; 3x4 0 0x4; 3x4 2 3x4; 3x4 1 1x3; 3x4 2x1 2x4"),
    op("index_fill", "x, 0, i, 2.5", i=index(3), shapes="3x4 2; 3 2; 3x4 0; 3x4 -; 3x4 2x1"),
    op("index_fill", "x, -1, i, y", i=index(3), shapes="2x3 2 -; 3 2 -; 2x3 2 1"),
    op("take", "x, i", at="fm", i=index(6, -6), shapes="2x3 4; 2x3 2x2; 6 -; 2x3 0; 3x4 9"),
    op("put", "x, i, y", "x.put(i, y)", "x.put_(i, y)", at="f", i=index(6, -6), order=1, shapes="2x3 1 1; 6 - -; 2x3 0 0; 2x3 2 3"),
    op("put", "x, i, y, accumulate=True", i=index(6, -6), shapes="2x3 4 4; 2x3 2x2 4"),
    op("take_along_dim", "x, i, 0", at="fm", i=index(3), shapes="3x2 4x2; 3x2 4x1; 3 5; 3x2 2"),
    op("take_along_dim", "x, i", at="fm", i=index(6), shapes="2x3 4; 6 2", unsafe=("transposed", "sliced", "expanded")),
    op("bincount", "i", at="fm", i=index(6), order=0, shapes="7; 0; 1"),
    op("bincount", "i, minlength=9", at="m", i=index(6), order=0, shapes="7; 0"),
    op("bincount", "i, x", at="f", i=index(6), x=REAL, order=0, shapes="7 7; 40 40"),
    op("masked_select", "x, m", at="fm", m=MASK),
    op("masked_scatter", "x, m, y", m=MASK, shapes="2x3 2x3 2x3; 2x3 3 8; 3 3 4; 2x3 2x3 0"),
]

# ---- sorting, running extremes and products --------------------------------------------------------------

SORTED = {"at": "fm", "domain": DISTINCT}
APART = {"at": "fm", "domain": Domain(-9e4, 9e4, distinct=True), "unsafe": ("expanded",)}  # which of equal ones is chosen is nobody's business
SORTING = [
    *each("sort", ["", "0", "dim=-1, descending=True"], shapes="2x3; 3; 5x2; 2x0", **SORTED),
    op("sort", "x, stable=True", "x.sort(stable=True, dim=-1)", at="f", shapes="2x3", domain=DISTINCT),
    op("sort", "x, dim=0, stable=True, descending=True", domain=TIED, at="fm", shapes="6x3"),
    op("msort", at="fm", shapes="4x2; 3", domain=DISTINCT),
    *each("argsort", ["", "0", "dim=-1, descending=True"], shapes="2x3; 5x2", order=0, **SORTED),
    *each("topk", ["2", "1, 0", "k=2, dim=-1, largest=False"], shapes="2x3; 3x4", **APART),
    op("topk", "x, 9", at="fm", refused=True, shapes="2x3"),
    *each("kthvalue", ["1", "2, 0", "k=1, dim=-1, keepdim=True"], shapes="2x3; 3x4", **APART),
    *each("mode", ["", "0", "dim=-1, keepdim=True"], at="fm", domain=Domain(-2.4, 2.4, kinks=(-1.0, 0.0, 2.0)), shapes="2x5; 7; -; 2x3x2; 2x0; 0x2"),
    *[op(name, f"x, {q}", at="fm", domain=DISTINCT, shapes="2x5; 7; -; 2x3x2; 0", special=(), value=terms(8), grad=terms(16))
      for name in ("quantile", "nanquantile") for q in ("0.375", "q=0.5, dim=0", "1.0, -1, True", "torch.tensor([0.2, 0.9, 0.5], dtype=x.dtype)", "torch.tensor([0.25], dtype=x.dtype), dim=-1, keepdim=True")],
    *[op(name, f"x, 0.375, 0, interpolation='{how}'", at="fm", domain=DISTINCT, shapes="3x2; 5; 2x3x2", special=(), value=terms(8), grad=terms(16))
      for name in ("quantile", "nanquantile") for how in ("linear", "lower", "higher", "midpoint", "nearest")],
    *[op(name, "x, q, -1", at="fm", x=DISTINCT, q=UNIT, shapes="2x5 2; 7 -; 2x3 2x2", special=(), value=terms(8), grad=terms(16), second=normed(256)) for name in ("quantile", "nanquantile")],
    *each("cummax", ["0", "dim=-1"], at="fm", shapes="4x3; 5; -", special=UNORDERED),
    *each("cummin", ["0", "dim=-1"], at="fm", shapes="4x3; 5; -", special=UNORDERED),
    *each("cumprod", ["0", "dim=-1"], shapes="3x2; 4; -", domain=kinks(0), value=ulp(4), grad=terms(32), second=normed(1024)),
    *each("logcumsumexp", ["0", "dim=-1"], at="fm", shapes="3x2; 4; -", value=terms(8), grad=terms(64), second=normed(512)),
    *[
        op(name, f"x, dim={dim}{more}", at="fm", domain=index(2), order=0, shapes="4x2; 2x4; 0x2; 3x2x2; 2x0")
        for name in ("unique", "unique_consecutive")
        for dim in (0, -1)
        for more in ("", ", return_inverse=True, return_counts=True")
    ],
    *[op("histc", f"x{more}", at="fm", order=0, x=CONSTANT, special=(), shapes="7; 3x4; 1") for more in ("", ", 4", ", bins=5, min=-1, max=2", ", 3, 1, 1")],
    op("searchsorted", "e.sort()[0], x", at="f", domain=TIED, order=0, shapes="5 4; 5 2x3; 5 -; 0 3"),
    op("searchsorted", "e.sort()[0], x, right=True, out_int32=True", at="f", domain=TIED, order=0, shapes="5 4"),
    op("bucketize", "x, e.sort()[0]", at="f", domain=TIED, order=0, shapes="4 5; 2x3 5; - 5"),
    op("bucketize", "x, e.sort()[0], right=True", at="f", domain=TIED, order=0, shapes="4 5"),
    *[
        op(name, f"x{more}", at="fm", domain=TIED, order=0, shapes="2x3; 6; 0", x=CONSTANT)
        for name in ("unique", "unique_consecutive")
        for more in ("", ", return_inverse=True", ", return_counts=True, return_inverse=True")
    ],
]

# ---- joined, split, repeated, turned ---------------------------------------------------------------------

JOINING = [
    *[info(name, f"torch.{name}([x, y])", f"torch.{name}((x, y))", shapes=shapes) for name, shapes in {
        "hstack": "2x3 2x1; 3 2; - -", "vstack": "2x3 1x3; 3 3; - -", "row_stack": "2x3 1x3; 3 3",
        "dstack": "2x3 2x3; 3 3; - -", "column_stack": "2x3 2x1; 3 3; 3 3x2; - -",
    }.items()],
    *[info(name, f"torch.{name}(x)", shapes="2x3; 3; -; 2x3x2") for name in ("atleast_2d", "atleast_3d")],
    *each("tensor_split", ["3", "2, dim=-1", "(1, 2)", "[1], 1"], at="fm", shapes="4x5; 7x2"),
    op("hsplit", "x, 2", at="fm", shapes="3x4; 4; 3x3; -"),
    op("vsplit", "x, 2", at="fm", shapes="4x3; 3x3; 4"),
    op("dsplit", "x, 2", at="fm", shapes="2x3x4; 2x3x3; 2x4"),
    op("ravel", at="fm", shapes="2x3; -; 0; 2x0x3"),
    info("tile", "torch.tile(x, (2, 3))", "x.tile(2, 3)", "x.tile((2, 3))", shapes="2x2; 3; -; 2x2x2"),
    op("fliplr", at="fm", shapes="2x3; 3"),
    op("flipud", at="fm", shapes="2x3; 3; -"),
    *each("rot90", ["", "2", "-1, (1, 0)", "k=3, dims=[0, 1]"], at="fm", shapes="2x3; 2x3x2; 3"),
    op("trace", at="fm", shapes="3x3; 2x4; 3", value=terms(4), grad=EXACT),
    *each("repeat_interleave", ["2", "2, 0", "repeats=3, dim=-1"], at="fm", shapes="2x3; 4"),
    op("repeat_interleave", "x, i, 0", at="fm", i=index(3), shapes="3x2 3; 4 1"),
    info("meshgrid", "torch.meshgrid(x, y, indexing='ij')", "torch.meshgrid([x, y], indexing='ij')", shapes="3 2; 1 4; 3 -"),
    info("meshgrid", "torch.meshgrid(x, y, indexing='xy')", shapes="3 2"),
    info("meshgrid", "torch.meshgrid(x, y)", shapes="3 2"),
    *each("diff", ["", "1, 0", "n=2, dim=-1"], at="fm", shapes="3x4; 4x2"),
    *each("var_mean", ["", "0", "dim=1, keepdim=True", "1, correction=0"], shapes="3x4", **{**FAR, "at": "f", "special": ()}),
    *each("std_mean", ["", "0", "dim=1, keepdim=True", "1, correction=0"], shapes="3x4", domain=DISTINCT, unsafe=("expanded",), **{**FAR, "at": "f", "special": ()}),
]

# ---- comparisons: nothing to differentiate ---------------------------------------------------------------

SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
NAMES = {"not_equal": "!=", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}
NO_FLOATS = {"domain": CONSTANT, "order": 0, "refused": True}
BITS = {"bitwise_and": "&", "bitwise_or": "|", "bitwise_xor": "^"}

COMPARISONS = [
    *[op(name, "x, y", f"x {sign} y", domain=TIED, order=0) for name, sign in SIGNS.items()],
    *[op(name, "x, 1", f"x {sign} 1", domain=TIED, order=0) for name, sign in SIGNS.items()],
    *[op(name, "x, 0.5", f"x {sign} 0.5", at="fm", domain=TIED, order=0) for name, sign in SIGNS.items()],
    *[op(name, "x, y", f"x {sign} y", f"x.{name}_(y)", at="fm", domain=TIED, order=0) for name, sign in NAMES.items()],
    *[op(name, "x, y", domain=TIED, order=0) for name in ("logical_and", "logical_or", "logical_xor")],
    op("logical_not", domain=TIED, order=0),
    *[op(name, "m, n", f"m {sign} n", at="fm", domain=MASK, order=0) for name, sign in BITS.items()],
    *[op(name, "i, j", f"i {sign} j", domain=index(9, -9), order=0) for name, sign in BITS.items()],
    *[op(name, "x, y", f"x {sign} y", at="fm", **NO_FLOATS) for name, sign in BITS.items()],
    op("bitwise_not", "x", "~x", at="fm", **NO_FLOATS),
    op("bitwise_not", "i", "~i", domain=index(9, -9), order=0),
    *each("nonzero", ["", "as_tuple=True"], at="fm", domain=TIED, order=0),
    *[op(name, at="fm", order=0) for name in ("isnan", "isinf", "isfinite")],
    *[
        op(name, f"x, y{more}", at="fm", domain=TIED, order=0)
        for name in ("isclose", "allclose")
        for more in ("", ", rtol=0.5, atol=0.1", ", equal_nan=True")
    ],
    op("equal", "x, y", at="fm", domain=TIED, order=0),
    op("equal", "x, x", at="fm", order=0),
]

# ---- creation --------------------------------------------------------------------------------------------

NONE = {"order": 0, "at": "f", "shapes": DEFAULT[0]}
LIKE = {"order": 0, "at": "f", "special": ()}

SIZES = (
    "2, 3 | (2, 3) | [0, 2] | () | 3, dtype=torch.int64 | 2, dtype=torch.float64 | 2, requires_grad=True | "
    "size=(2,)"
)
FULL = (
    "(2, 3), 2.5 | (2, True), 1 | (2,), 3 | (2,), True | (), 1.5 | (2,), 3, dtype=torch.float32 | [0], 1 | "
    "(2,), fill_value=1.5, dtype=torch.int32 | (2,), 1.0, requires_grad=True"
)
ARANGE = (
    "5 | 5.0 | 2, 7 | 2, 8, 2 | 7, 2, -2 | 0, 1, 0.1 | 1.5 | 0.5, 3 | 0 | 3, 3 | 5, dtype=torch.float64 | "
    "start=1, end=4 | end=3 | 3.0, requires_grad=True | -2, 2 | True | 5, dtype=torch.uint8 | 10, 0, -0.7"
)
LINSPACE = (
    "0, 1, 5 | -1, 1, 11 | 3, -2, 6 | 0, 1, 1 | 0, 1, 0 | 0, 10, 4, dtype=torch.float64 | "
    "0, 10, 5, dtype=torch.int64 | start=0.5, end=1.5, steps=3 | 2, 2, 3 | 0, 1, 2, requires_grad=True"
)

CREATION = [
    *[
        op(name, args, numbers=name != "empty", **NONE)
        for name in ("zeros", "ones", "empty")
        for args in SIZES.split(" | ")
    ],
    *[op("full", args, **NONE) for args in FULL.split(" | ")],
    *[
        op("eye", args, **NONE)
        for args in ("3", "2, 4", "3, 0", "2, dtype=torch.int64", "2, requires_grad=True")
    ],
    *[op("arange", args, **NONE) for args in ARANGE.split(" | ")],
    *[op("linspace", args, value=normed(4), **NONE) for args in LINSPACE.split(" | ")],
    *[
        op(name, args, refused=True, **NONE)
        for name in ("zeros", "ones", "empty")
        for args in ("-1", "2.5", "2, dtype=torch.int64, requires_grad=True")
    ],
    op("eye", "-1", refused=True, **NONE),
    op("arange", "0, 2.5, 0.5, dtype=torch.int64", refused=True, **NONE),
    op("arange", "3, requires_grad=True", refused=True, **NONE),
    *[op("range", args, **NONE) for args in ("1, 4", "0, 4, 1.5", "5, 1, -2", "0.5, 2, dtype=torch.int64", "True, 4", "1, 4, dtype=torch.float64")],
    op("range", "5, 1", refused=True, **NONE),
    op("range", "1, 4, dtype=torch.bool", refused=True, **NONE),
    op("arange", "3, 1", refused=True, **NONE),
    op("arange", "0, 3, 0", refused=True, **NONE),
    op("linspace", "0, 1, -1", refused=True, **NONE),
    *[
        op(f"{name}_like", "x" + more, numbers=name != "empty", **LIKE)
        for name in ("zeros", "ones", "empty")
        for more in ("", ", dtype=torch.int64", ", requires_grad=True")
    ],
    *[
        op("full_like", "x" + more, **LIKE)
        for more in (", 2", ", 2.5, dtype=torch.float64", ", True", ", 1.5")
    ],
]

# ---- what leaves the library -----------------------------------------------------------------------------

LISTS_OF_NUMBERS = (
    "[1, 2] | [1, 2.5] | [True, False] | [True, 2] | [[1, 2], [3, 4]] | [] | [[]] | 3 | 2.5 | True | "
    "(1, 2) | [1], dtype=torch.float64 | [1.7, -1.7], dtype=torch.int64 | [0, 2.5], dtype=torch.bool | "
    "range(3) | [1.0], requires_grad=True | [np.float64(2), 1] | np.arange(3) | np.float32(2.5) | "
    "np.ones((2, 2), 'f4') | [torch.tensor(1), torch.tensor(2)]"
)
NOT_NUMBERS = "[[1, 2], [3]] | 'a' | None | [1], requires_grad=True | [1, 'a'] | [[1], 2]"
FACTS = (
    "size() shape ndim dim() numel() nelement() dtype device is_contiguous() element_size() nbytes itemsize "
    "layout is_floating_point() is_complex() is_signed() requires_grad is_leaf type() "
    "tolist() __len__() ndimension() is_inference() get_device() is_cuda output_nr"
)

ONE = "1; -; 2; 0; 1x1"

CONVERSION = [
    *[op("tensor", args, **NONE) for args in LISTS_OF_NUMBERS.split(" | ")],
    *[op("tensor", args, refused=True, **NONE) for args in NOT_NUMBERS.split(" | ")],
    *[info("facts", f"x.{fact}", order=0, shapes="2x3; 3; 1; 0; 2x0x3") for fact in FACTS.split()],
    info("facts", "x.size(0)", "x.size(dim=0)", "x.shape[0]", order=0, shapes="2x3; 0"),
    info("facts", "x.T.stride()", order=0, shapes="2x3"),
    info("facts", "x.T.is_contiguous()", order=0, shapes="2x3; 0x3"),
    info("facts", "x.stride(0)", order=0, shapes="2x3; 3"),
    info("facts", "x.stride()", order=0, shapes="2x3; 3; 1; 2x1x3", unsafe=("sliced",)),  # of none, torch takes over what NumPy says
    *[op(name, at="f", special=(), order=0) for name in ("numel", "is_tensor", "is_floating_point")],
    info("facts", "x.is_same_size(y)", order=0, special=()),
    info("one_hot", "F.one_hot(i)", "F.one_hot(i, num_classes=-1)", i=index(3), order=0, shapes="4; 2x2; -"),
    info("one_hot", "F.one_hot(i, 5)", i=index(3), order=0, shapes="4; 2x2; -; 0"),
    info("one_hot", "F.one_hot(i, 2)", i=index(0, -3), order=0, shapes="4", refused=True),
    op("result_type", "x, y", at="f", special=(), order=0),
    *[info("item", text, domain=CONSTANT, order=0, shapes=ONE) for text in ("float(x)", "int(x)", "bool(x)")],
    info("item", "x.item()", order=0, shapes=ONE),
    info("item", "len(x)", order=0, shapes="2x3; 0; -"),
    info("item", "2 in x", order=0, shapes="2x3; 0; -"),
    info("iteration", "list(x)", shapes="2x3; 3; 0; -"),
    info("new", "x.new_zeros(2, 3)", "x.new_zeros((2, 3))", special=(), order=0),
    *[info("new", f"x.new_ones({args})", special=(), order=0) for args in ("2", "2, dtype=torch.int32")],
    info("new", "x.new_full((2,), 3)", special=(), order=0),
    info("new", "x.new_tensor([1, 2.5])", special=(), order=0),
    info("new", "x.new_empty(2, 0)", special=(), order=0),
]

# ---- losses ----------------------------------------------------------------------------------------------

REDUCTION = ["", ", reduction='mean'", ", reduction='sum'", ", reduction='none'"]
LOSS = {"value": terms(8), "grad": terms(16), "at": "F"}
SCALED = {"value": normed(16), "grad": normed(64)}
SOFT = {"value": normed(16), "grad": normed(32)}
BCE = "binary_cross_entropy"
# log(1 - x) - log(x), y's gradient, is small near 1/2; torch's second derivative has an added 1e-12
LOGS = {"value": terms(16), "grad": normed(16), "second": normed(1e6)}
LOGITS = {"value": products(8), "grad": normed(32)}  # (1 - y) x and max(-x, 0) may cancel, and so may sigmoid(x) and y
CLASSES = "4x3 4; 1x3 1; 0x3 0; 4x3x2 4x2; 3 -; 4x3 5"
PROBABILITIES = "4x3 4x3; 3 3; 2x3x2 2x3x2; 4x3 4x2"


def losses(name: str, args: str, more: Sequence[str] = (), **spec: Any) -> list[OpInfo]:
    """One OpInfo per reduction, and one per text of further arguments."""
    spec = {"shapes": SAME, **LOSS, **spec}
    return [op(name, args + text, **spec) for text in [*REDUCTION, *(f", {text}" for text in more)]]


LOSSES = [
    *losses("mse_loss", "x, y", grad=EXACT, order=2),
    *losses("l1_loss", "x, y", grad=EXACT, domain=TIED),
    *losses("smooth_l1_loss", "x, y", ["beta=0.5", "beta=0.0"], domain=TIED),
    *losses("huber_loss", "x, y", ["delta=0.5", "reduction='sum', delta=2.0"], domain=TIED),
    *losses(BCE, "x, y", x=UNIT, y=UNIT, **LOGS),
    op(BCE, "x, y, weight=w", at="F", domain=UNIT, w=WEIGHT, shapes="2x3 2x3 2x3; 2x3 2x3 3", **LOGS),
    *losses(f"{BCE}_with_logits", "x, y", y=UNIT, **LOGITS),
    op(f"{BCE}_with_logits", "x, y, pos_weight=p", at="F", y=UNIT, p=WEIGHT, shapes="2x3 2x3 3; 2x3 2x3 -", **LOGITS),
    op(f"{BCE}_with_logits", "x, y, weight=w", at="F", y=UNIT, w=WEIGHT, shapes="2x3 2x3 3", **LOGITS),
    *losses("nll_loss", "x, i", ["ignore_index=1"], i=index(3), shapes=CLASSES),
    op("nll_loss", "x, i, weight=w", **LOSS, i=index(3), w=WEIGHT, shapes="4x3 4 3; 4x3x2 4x2 3"),
    op("nll_loss", "x, i, weight=w, reduction='sum'", **LOSS, i=index(3), w=WEIGHT, shapes="4x3 4 3"),
        *losses("cross_entropy", "x, i", ["ignore_index=1", "label_smoothing=0.1"], i=index(3),
            shapes=CLASSES, **SOFT),
    *losses("cross_entropy", "x, y", ["label_smoothing=0.1"], y=UNIT, shapes=PROBABILITIES, **SOFT),
    *[
        op("cross_entropy", f"x, i, weight=w{more}", at="F", i=index(3), w=WEIGHT, shapes="4x3 4 3", **SOFT)
        for more in ("", ", reduction='none', ignore_index=0", ", label_smoothing=0.2")
    ],
    op("cross_entropy", "x, y, weight=w", at="F", y=UNIT, w=WEIGHT, shapes="4x3 4x3 3", **SOFT),
    op("batch_norm", "x, None, None, training=True", at="F", shapes="4x3; 2x3x4; 5x2; 1x3", domain=DISTINCT, **SCALED),
    op("batch_norm", "x, None, None, w, b, True, eps=0.1", at="F", shapes="4x3 3 3; 2x3x4 3 3", w=REAL, domain=DISTINCT, **SCALED),
    op("batch_norm", "x, m, v, w, b", at="F", m=CONSTANT, v=WEIGHT, shapes="4x3 3 3 3 3; 2x3x4 3 3 3 3; 0x3 3 3 3 3; 1x3 3 3 3 3; 4x3 2 3 3 3", unsafe=("expanded",), **SCALED),  # of one row torch takes others' weights,
    op("batch_norm", "x, m, v", at="F", m=CONSTANT, v=WEIGHT, shapes="4x3 3 3; 2x3x4 3 3", unsafe=("expanded",), **SCALED),
    *[info("kl_div", f"F.kl_div(x, y{more})", y=UNIT, shapes=SAME, value=terms(8), grad=terms(16)) for more in ("", ", reduction='sum'", ", reduction='none'", ", reduction='batchmean'", ", log_target=True", ", reduction='batchmean', log_target=True")],
    info("kl_div", "F.kl_div(x, y, None, None, 'sum')", y=UNIT, shapes="2x3 3; 2x3 -; 3 2x3; 2 3", value=terms(8), grad=terms(16)),
    *[info("embedding", f"F.embedding(i, w{more})", i=index(4), w=REAL, shapes="2x3 4x2; 5 4x3; - 4x2; 7 4x1", grad=terms(8)) for more in ("", ", 1", ", padding_idx=-1", ", scale_grad_by_freq=True")],
    info("embedding", "F.embedding(i, w, scale_grad_by_freq=False)", i=index(4), w=REAL, shapes="0 4x2; 2x0 4x2", order=1, grad=terms(8)),
    info("embedding", "F.embedding(i, w, max_norm=1.0)", i=index(4), w=REAL, shapes="2x3 4x2; 5 4x3", value=ulp(8), grad=terms(8)),
    info("embedding", "F.embedding(i, w, None)", i=index(9, 7), w=REAL, shapes="2x3 4x2; 2 4", refused=True),
    # of two numbers alone the result is 1 and -1 whatever they are: no derivative tells how the rounding of their mean counts
    op("group_norm", "x, 2", at="F", shapes="3x6; 2x4x3; 2x2x3; 3x3", domain=DISTINCT, **SCALED),
    op("group_norm", "x, 2, w, b, 0.1", at="F", shapes="3x4 4 4; 2x4x3 4 4; 2x4 3 4", domain=DISTINCT, w=REAL, **SCALED),
    op("rms_norm", "x, (4,)", at="fF", shapes="3x4; 2x3x4; 3x2", domain=DISTINCT, **SCALED),
    op("rms_norm", "x, [3, 4], w, eps=0.1", at="fF", shapes="2x3x4 3x4; 3x4 3x4", **SCALED),
    op("layer_norm", "x, (4,)", "F.layer_norm(x, [4])", at="fF", shapes="3x4; 4; 0x4; 2x3x4; 4x3", **SCALED),
    op("layer_norm", "x, (3, 4), eps=0.1", at="fF", shapes="2x3x4; 3x4", **SCALED),
    op("layer_norm", "x, (4,), w, b", at="fF", shapes="3x4 4 4; 4 4 4; 0x4 4 4; 3x4 3 4", **SCALED),
    op("layer_norm", "x, (4,), w", at="fF", shapes="3x4 4; 2x3x4 4", **SCALED),
]

OPINFOS: tuple[OpInfo, ...] = (
    *ELEMENTWISE, *MORE_ELEMENTWISE, *REDUCTIONS, *PRODUCTS, *DISTANCES, *LINALG, *VIEWS, *INDEXING, *ASSIGNMENT, *SCATTER, *SORTING, *JOINING, *COMPARISONS, *CREATION,
    *CONVERSION, *LOSSES,
)
BY_ID = {opinfo.id: opinfo for opinfo in OPINFOS}
OPS = tuple(dict.fromkeys(opinfo.op for opinfo in OPINFOS))
