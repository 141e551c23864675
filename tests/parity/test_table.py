"""Is the table of operations itself sound, and does its checker bite? torch alone is needed here."""

import types

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from parity import tolerance  # noqa: E402
from parity.lanes.operations import NOT_SMOOTH  # noqa: E402
from parity.operations.opinfo import kind_of  # noqa: E402
from parity.operations.table import BY_ID, OPINFOS, OPS  # noqa: E402
from parity.oracle.check import check  # noqa: E402
from parity.oracle.check import compare as compare_opinfo  # noqa: E402
from parity.tolerance import EXACT, terms, ulp, worst  # noqa: E402

pytestmark = pytest.mark.torch

TABLE = """
abs add sub mul div floor_divide remainder neg pow square sqrt rsqrt reciprocal exp expm1 log log1p log2 log10
sin cos tan tanh sigmoid sign floor ceil round trunc clamp clamp_min clamp_max maximum minimum where lerp
addcmul addcdiv softplus silu gelu elu leaky_relu relu sum mean prod var std max min amax amin argmax argmin
median cumsum logsumexp all any norm matmul mm mv dot bmm addmm outer einsum t T transpose permute view
reshape flatten squeeze unsqueeze expand expand_as broadcast_to cat stack split chunk select narrow
index_select gather tril triu diag flip roll repeat clone contiguous to type_as masked_fill indexing
assignment eq ne lt le gt ge isnan isinf isfinite isclose allclose equal zeros ones full empty eye arange
linspace zeros_like ones_like full_like empty_like softmax log_softmax cross_entropy nll_loss mse_loss l1_loss
smooth_l1_loss huber_loss binary_cross_entropy binary_cross_entropy_with_logits dropout layer_norm
""".split()


def test_every_operation_has_an_opinfo():
    assert not set(TABLE) - set(OPS)


def test_opinfos_have_names_of_their_own():
    assert len(BY_ID) == len(OPINFOS)


def inputs(opinfo, **kwargs):
    arrays = opinfo.draw(opinfo.rng(), **kwargs)
    able = [d.differentiable for d in opinfo.domains]
    return [torch.tensor(a, requires_grad=ok) for a, ok in zip(arrays, able, strict=True)]


@pytest.mark.filterwarnings(
    "ignore:Using a non-tuple sequence",
    "ignore:where received a uint8",
    "ignore:The reduce argument",
    "ignore:torch.range",
    "ignore:torch.meshgrid",
    "ignore:reduction. 'mean' divides",
)
@pytest.mark.parametrize("opinfo", OPINFOS, ids=lambda opinfo: opinfo.id)
def test_torch_takes_the_first_case(opinfo):
    for call in opinfo.calls:
        if opinfo.refused:
            with pytest.raises((RuntimeError, TypeError, IndexError, ValueError)):
                call(torch, *inputs(opinfo))
        else:
            call(torch, *inputs(opinfo))


DIFFERENTIABLE = [r for r in OPINFOS if r.order and r.domains and not r.refused and r.id not in NOT_SMOOTH]


@pytest.mark.filterwarnings(
    "ignore:Using a non-tuple sequence",
    "ignore:where received a uint8",
    "ignore:The reduce argument",
    "ignore:torch.range",
    "ignore:torch.meshgrid",
    "ignore:reduction. 'mean' divides",
)
@pytest.mark.parametrize("opinfo", DIFFERENTIABLE, ids=lambda opinfo: opinfo.id)
def test_torch_differentiates_it_so_often(opinfo):
    def call(*tensors):
        torch.manual_seed(0)
        result = opinfo.call(torch, *tensors)
        return tuple(result) if isinstance(result, list) else result

    tensors = inputs(opinfo)
    result = call(*tensors)
    outputs = result if isinstance(result, (tuple, list)) else (result,)
    if any(out.requires_grad and out.dtype == torch.float64 and out.isfinite().all() for out in outputs):
        if opinfo.id == "torch.dist(x, y, 0)":  # which torch cannot differentiate at all
            with pytest.raises(RuntimeError, match="Expected a proper Tensor but got None"):
                torch.autograd.gradcheck(call, tensors)
            return
        fast = opinfo.op != "assignment"  # torch's fast mode fails where an input has no influence
        assert torch.autograd.gradcheck(call, tensors, fast_mode=fast)
        if opinfo.order == 2:
            assert torch.autograd.gradgradcheck(call, tensors, fast_mode=fast)


def test_drawing_repeats_and_keeps_to_the_domain():
    opinfo = BY_ID["torch.clamp(x, -1, 1.5)"]
    (a,), (b,) = (opinfo.draw(opinfo.rng(), case=((200,),)) for _ in range(2))
    assert a.tobytes() == b.tobytes()
    assert np.abs(a - -1).min() >= 0.05
    assert np.abs(a - 1.5).min() >= 0.05
    (at_kinks,) = opinfo.draw(opinfo.rng(), case=((200,),), lane="kinks")
    assert {-1.0, 1.5} < set(at_kinks)
    (whole,) = BY_ID["torch.log(x)"].draw(opinfo.rng(), case=((200,),), dtype="int64")
    assert whole.dtype == np.int64
    assert whole.min() == 1


def test_forms_say_how_they_are_written():
    assert [kind_of(text) for text in ("torch.exp(x)", "F.elu(x)")] == ["function"] * 2
    assert [kind_of(text) for text in ("x.exp()", "x.T")] == ["method"] * 2
    assert [kind_of(text) for text in ("x + y", "abs(x)", "x[0]")] == ["operator"] * 3
    assert [kind_of(text) for text in ("x.exp_()", "x += y", "x[0] = v")] == ["in-place"] * 3


# ---- the comparison --------------------------------------------------------------------------------------


def ratio(a, b, tier=EXACT, size=None, dtype=np.float32):
    a, b = np.array(a, dtype), np.array(b, dtype)
    return worst(a, b, tier.bound(b, size)).ratio


def test_exact_means_bits():
    assert ratio([1.0, np.nan, -0.0, np.inf], [1.0, np.nan, -0.0, np.inf]) == 0
    assert ratio(0.0, -0.0) == np.inf
    assert ratio(np.nan, 1.0) == np.inf
    assert ratio(1.0, np.nextafter(np.float32(1), np.float32(2))) == np.inf
    assert ratio([], []) == 0


def test_bounds_grow_with_the_operands():
    one = np.float32(1)
    next_one = np.nextafter(one, np.float32(2))
    assert ratio(next_one, one, ulp(4)) == pytest.approx(0.25)
    assert ratio(np.inf, np.finfo(np.float32).max, ulp(4)) == np.inf
    assert ratio(np.nan, one, ulp(4)) == np.inf
    assert ratio(next_one, one, terms(4), np.array(100.0)) == pytest.approx(0.0025)
    assert ratio([1e-9, 1], [0, 1], tolerance.normed(1)) < 1
    assert ratio([1e-9, 1], [0, 1], ulp(1)) > 1


def test_what_cannot_be_compared_is_an_error():
    with pytest.raises(ValueError):
        worst(np.zeros(2), np.zeros(3), np.zeros(2))
    with pytest.raises(ValueError):
        worst(np.zeros(2, np.float32), np.zeros(2), np.zeros(2))


def test_rounding_is_measured_but_no_difference():
    def half_an_ulp_away(x):
        return torch.exp(x) * (1 + 0.75 * torch.finfo(x.dtype).eps)

    opinfo = BY_ID["torch.exp(x)"]
    ratios = [d.ratio for d in compare_opinfo(opinfo, broken(exp=half_an_ulp_away), torch) if d.what == "value"]
    assert ratios
    assert all(0 < ratio <= 1 for ratio in ratios)
    assert not list(compare_opinfo(opinfo, torch, torch))


# ---- the checker bites -----------------------------------------------------------------------------------


def broken(**functions):
    """torch, with some functions replaced."""
    fake = types.SimpleNamespace(**{name: getattr(torch, name) for name in dir(torch)})
    for name, function in functions.items():
        setattr(fake, name, function)
    return fake


class WrongGradient(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2.002 * g * x


class WrongSecondDerivative(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.square(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * g * x.detach()


def sum_in_another_shape(x, *args, **kwargs):
    return torch.sum(x, *args, **kwargs).unsqueeze(-1)


def warn_first(x):
    import warnings

    warnings.warn("careful", UserWarning, stacklevel=1)
    return torch.exp(x)


def spoil_the_input(x):
    out = torch.exp(x)
    x.detach().zero_()
    return out


def refuse(x, y):
    raise RuntimeError("mat1 and mat2 do not fit")


def refuse_in_other_words(x, y):
    return torch.mm(x, y) if x.shape[1] == y.shape[0] else refuse(x, y)


def lay_out_transposed(x, dim):
    return torch.cumsum(x, dim).transpose(0, -1).contiguous().transpose(0, -1)


def round_differently(x):
    return torch.exp(x.clone() * 1.0000001)


FAULTS = [
    ("torch.exp(x)", {"exp": lambda x: torch.exp(x) * (1 + 1e-6)}, "value"),
    ("torch.abs(x)", {"abs": lambda x: torch.where(x < 0, -x, x)}, "node"),
    ("torch.neg(x)", {"neg": lambda x: 0 - x}, "value"),  # 0.0 instead of -0.0
    ("torch.square(x)", {"square": WrongGradient.apply}, "gradient 0"),
    ("torch.square(x)", {"square": WrongSecondDerivative.apply}, "second derivative 0"),
    ("torch.exp(x)", {"exp": lambda x: torch.exp(x.double())}, "dtype"),
    ("torch.exp(x)", {"exp": lambda x: torch.exp(x).detach()}, "requires_grad"),
    ("torch.exp(x)", {"exp": lambda x: torch.exp(x.clone())}, "graph"),
    ("torch.exp(x)", {"exp": warn_first}, "warnings"),
    ("torch.exp(x)", {"exp": spoil_the_input}, "inputs left alone"),
    ("torch.sum(x, 0)", {"sum": sum_in_another_shape}, "shape"),
    ("torch.sum(x, 0)", {"sum": lambda x, dim: torch.sum(x, 1)}, "shape"),
    ("torch.max(x, 0)", {"max": lambda x, dim: tuple(torch.max(x, dim))}, "result"),
    ("torch.max(x, 0)", {"max": lambda x, dim: torch.max(x, dim)[0]}, "number of results"),
    ("torch.amax(x, 0)", {"amax": lambda x, dim: torch.max(x, dim)[0]}, "gradient 0"),  # ties
    ("torch.t(x)", {"t": lambda x: torch.t(x).clone()}, "shares memory"),
    ("torch.mm(x, y)", {"mm": refuse}, "exception in forward"),
    ("torch.mm(x, y)", {"mm": refuse_in_other_words}, "words"),
    ("torch.mul(x, y)", {"mul": lambda x, y: torch.mul(x, y.detach())}, "gradient 1"),
    ("torch.exp(x)", {"exp": lambda x: torch.exp(x) + 0 if x.dim() == 0 else torch.exp(x)}, "node"),
    ("torch.exp(x)", {"exp": round_differently}, "forms differ"),
    ("torch.zeros(2, requires_grad=True)", {"zeros": lambda *a, **k: torch.zeros(2)}, "requires_grad"),
    ("torch.allclose(x, y)", {"allclose": lambda x, y: torch.tensor(torch.allclose(x, y))}, "result"),
    ("torch.cumsum(x, dim=-1)", {"cumsum": lay_out_transposed}, "in order"),
    ("F.dropout(x)", {"manual_seed": lambda seed: torch.manual_seed(seed + 1)}, "value"),
]


@pytest.mark.parametrize(("name", "replaced", "what"), FAULTS)
def test_the_checker_sees(name, replaced, what):
    opinfo = BY_ID[name]
    assert not check(opinfo, torch, torch)
    assert what in {difference.what for difference in check(opinfo, broken(**replaced), torch)}


def test_smooth_numbers_stay_off_the_cut_of_atan2():
    x, _ = BY_ID["torch.atan2(x, y)"].draw(np.random.RandomState(0), ((1000,), (1000,)))
    assert abs(x).min() > 0.04  # beside it, where y is below zero, the truth has no derivative that differences find
