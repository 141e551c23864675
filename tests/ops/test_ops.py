"""Does every operation equal torch's? One test per OpInfo of parity/operations/table.py.

An OpInfo's differences are printed one per line: the form, the case, what differs, ours and torch's. The
checker itself is tested in test_table.py, where it has to see planted faults.
"""

import inspect
import itertools
import math
import re
import warnings

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity.operations.table import OPINFOS  # noqa: E402
from parity.oracle.check import check  # noqa: E402
from parity.oracle.observe import tree  # noqa: E402

pytestmark = pytest.mark.torch
torch.backends.opt_einsum.enabled = False  # as parity has it

# what is no operation on tensors, or has a test file of its own: random numbers, recording, files
ELSEWHERE = """
bernoulli normal rand rand_like randint randint_like randn randn_like randperm multinomial exponential_
bernoulli_ normal_ random_ uniform_ manual_seed seed initial_seed get_rng_state set_rng_state
set_warn_always is_warn_always_enabled set_num_threads get_num_threads is_grad_enabled is_anomaly_enabled is_anomaly_check_nan_enabled
is_inference_mode_enabled requires_grad_
detach_ save load from_numpy from_dlpack set_printoptions set_default_tensor_type get_default_dtype set_default_dtype promote_types
get_default_device set_default_device
can_cast compile typename
""".split()


def test_every_function_has_an_opinfo():
    texts = "\n".join(text for opinfo in OPINFOS for text in opinfo.forms)
    used = set(re.findall(r"\b(?:torch|F|[a-z])\.(\w+)", texts))
    ours, functional = vars(tinygrad_lr), vars(tinygrad_lr.nn.functional)
    public = {
        name
        for name in ours
        if name[0] != "_" and callable(ours[name]) and inspect.isroutine(getattr(torch, name, None))
    }
    public |= {name for name in functional if inspect.isroutine(getattr(torch.nn.functional, name, None))}
    public |= {
        name
        for name in dir(tinygrad_lr.Tensor)
        if name.endswith("_")
        and not name.startswith("_")
        and callable(inspect.getattr_static(tinygrad_lr.Tensor, name))
    }
    assert len(public) > 200
    assert public - used - set(ELSEWHERE) == set()


@pytest.fixture(autouse=True, scope="module")
def warn_always():
    """torch gives some warnings once per process; here each call has to give them."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


@pytest.mark.parametrize("opinfo", OPINFOS, ids=lambda opinfo: opinfo.id)
def test_equals_torch(opinfo):
    found = check(opinfo, tinygrad_lr, torch)
    if found:
        pytest.fail("\n".join([f"{len(found)} differences", *map(str, found[:8])]), pytrace=False)


@pytest.mark.parametrize("exponent", [0.5, [0.5], [[0.5]], [0.5] * 6], ids=str)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_half_power_is_no_root(exponent, dtype):
    """As in C, whichever way NumPy goes: the root of -inf is nan and that of -0.0 is -0.0."""
    x = [-math.inf, -2.0, -0.0, 0.0, 4.0, math.inf]
    x, exponent = (tinygrad_lr.tensor(values, dtype=getattr(tinygrad_lr, dtype)) for values in (x, exponent))
    assert [str(v) for v in (x**exponent).flatten().tolist()] == ["inf", "nan", "0.0", "0.0", "2.0", "inf"]


def test_the_logarithm_of_one_is_no_negative_zero():
    texts = [str(fw.log_softmax(fw.tensor(-1.5), 0)) for fw in (tinygrad_lr, torch)]
    assert texts == ["tensor(0.)", "tensor(0.)"]


LAID = {
    "in order": lambda fw, t: t,
    "first and last exchanged": lambda fw, t: t.transpose(0, -1).contiguous().transpose(0, -1),
    "two batches exchanged": lambda fw, t: t.transpose(0, 1).contiguous().transpose(0, 1) if t.ndim > 2 else t,
    "with gaps": lambda fw, t: fw.stack([t, t], -1)[..., 0],
    "one batch for all": lambda fw, t: t[:1].expand(t.shape) if t.ndim > 1 else t,
}
FACTORS = """
2x3x4 4; 4 2x4x3; 2x3x4 4x5; 3x4 2x4x5; 2x3x4 2x4x5; 2x2x3x4 4; 2x2x3x4 2x4x1; 4 2x2x4x3; 1x3x4 4; 2x1x4 4; 2x3x1 1;
0x3x4 4; 2x0x4 4; 2x3x0 0; 1 2x1x3; 1x1x1 1; 0 2x0x3; 2x3x4 3; 4 2x3x3; 2x3x4 3x3x2; 2x3x4 2x3x2; 5x3x4 1x4x2;
5x2x3x4 1x1x4x2; 1x3x4 5x4x2; 1x3x4 1x4x2; 0x3x4 1x4x2; 1x1x1 3x1x1; 5x1x3x4 1x4x2; 5x3x4 1x3x2; 3x4 1x4x2
"""


@pytest.mark.parametrize("shapes", [pair.strip() for pair in FACTORS.split(";")])
def test_the_steps_of_a_batched_product_are_torchs(shapes):
    sizes = [[int(n) for n in shape.split("x")] for shape in shapes.split()]

    def product(fw, laid, needs):
        factors = [LAID[how](fw, fw.ones(s)).detach().requires_grad_(n) for how, s, n in zip(laid, sizes, needs)]
        try:
            out = fw.matmul(*factors)
        except RuntimeError as error:
            return str(error)
        return tree(out.grad_fn), out.shape, out.is_contiguous()

    cases = itertools.product(itertools.product(LAID, LAID), [(False, True), (True, False), (True, True)])
    assert [case for case in cases if product(tinygrad_lr, *case) != product(torch, *case)] == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (3, 2), (1, 1, 1)], ids=str)
def test_the_sum_over_what_was_broadcast_is_no_negative_zero(shape):
    bias = tinygrad_lr.zeros(shape[1:], requires_grad=True)
    (bias + tinygrad_lr.zeros(shape)).backward(-tinygrad_lr.zeros(shape))
    assert not np.signbit(bias.grad.numpy()).any()


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16"])
@pytest.mark.parametrize("alpha", [-1, 3, np.int32(-1), np.int8(-2), np.uint8(200), True])
def test_alpha_wraps_as_torchs_integers_do(dtype, alpha):
    def told(fw):
        x, y = (fw.tensor(v, dtype=getattr(fw, dtype)) for v in ([1, 2, 3], [1, 0, 2]))
        try:
            return (
                x.add(y, alpha=alpha).tolist(),
                x.sub(y, alpha=alpha).tolist(),
                x.clone().add_(y, alpha=alpha).tolist(),
            )
        except Exception as error:
            return type(error).__name__, str(error)

    assert told(tinygrad_lr) == told(torch)


@pytest.mark.parametrize("size", [(2,), (3,), (2, 3)])
@pytest.mark.parametrize("accumulate", [False, True])
@pytest.mark.parametrize("value", [(), (1,), (3,)])
@pytest.mark.parametrize("dtype", ["uint8", "bool"])
def test_index_put_of_one_element_fills(size, accumulate, value, dtype):
    """By bools alone, and whatever the value's dtype."""

    def told(fw):
        mask, value_ = fw.ones(*size, dtype=getattr(fw, dtype)), fw.ones(value, dtype=fw.float64)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return fw.zeros(2, 3).index_put_((mask,), value_, accumulate).tolist()
            except Exception as error:
                return type(error).__name__, str(error).partition(" (")[0]

    assert told(tinygrad_lr) == told(torch)


EDGES = [
    "E.var(correction=-2)", "E.var(0, correction=-2)", "E.std(correction=-1)", "fw.var_mean(E, correction=-1)",
    "E.narrow(0, 2, 0)", "E < None", "E >= None", "fw.ones(2) < None", "(E > 0) & None", "fw.ones(2) & None", "E == None",
    "fw.nonzero(fw.ones(2), as_tuple=True, out=fw.zeros(0, dtype=fw.int64))",
    "fw.nansum(fw.ones(2), out=fw.zeros((), dtype=fw.int64))", "fw.nansum(fw.ones(2).int(), out=fw.zeros((), dtype=fw.int64))",
    "fw.nansum(fw.ones(2), dtype=fw.int64)", "E.int().normal_()", "E.bool().exponential_()", "fw.ones(2).int().normal_()",
    "fw.round(fw.ones(2).int(), decimals=0)", "fw.round(fw.ones(2, requires_grad=True), decimals=0).grad_fn.name()",
    "fw.arange(6, out=fw.zeros(2, 3))", "fw.linspace(0, 1, 6, out=fw.zeros(2, 3))", "fw.arange(0, out=fw.zeros(0, 3)).shape",
    "fw.mean(fw.ones(2).int(), out=fw.zeros(()))", "fw.mean(fw.ones(2).int(), 0, out=fw.zeros(()))", "fw.ones(3).norm(dim=(2, 3, 4))",
    "fw.roll(fw.zeros(0, 3, requires_grad=True), (1, 2), (0, 1)).grad_fn.name()", "fw.ones(2, 3).tensor_split(np.array(1))",
    "fw.gather(fw.ones(3, 2, requires_grad=True), 0, fw.zeros(0, 2, dtype=fw.int64)).grad_fn.name()",
    "(lambda x: fw.argsort(x, stable=True, out=x))(fw.ones(2, 3))", "(lambda x: fw.add(x, fw.ones(3), out=x))(fw.ones(()))",
    "(lambda x: fw.clamp_max(x, fw.ones(3), out=x))(fw.ones(()))", "(lambda x: fw.heaviside(x, fw.ones(3), out=x))(fw.ones(()))",
    "(lambda x: fw.outer(x, x, out=x))(fw.ones(2))", "(lambda x: fw.eq(x, fw.ones(3), out=x))(fw.tensor(True))",
    "fw.quantile(fw.ones(3), 0.5, out=fw.ones(()).double())", "fw.nanquantile(fw.ones(3), 0.5, out=fw.ones(()))",
    "fw.ones(3).index_put_([fw.ones(2, 3) > 0] * 2, fw.tensor(.5))",
    "fw.nn.BCELoss(fw.ones(2, requires_grad=True))(fw.ones(2), fw.ones(2))", "fw.nn.init.xavier_normal_(E.int())",
]  # fmt: skip


@pytest.mark.parametrize("text", EDGES)
def test_at_the_edges(text):
    """Of no elements, of None, of weights that ask for a gradient: torch's answer, or its refusal."""

    def told(fw):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = eval(text, {"fw": fw, "np": np, "E": fw.zeros(0, 3)})
        except Exception as error:
            return type(error).__name__, str(error)
        found = found if isinstance(found, tuple) else (found,)
        return [(t.tolist(), str(t.dtype)) if hasattr(t, "tolist") else t for t in found]

    assert repr(told(tinygrad_lr)) == repr(told(torch))
