"""Layers and functions by torch's names: told and computed as the installed torch has them."""

import copy
import itertools
import warnings

import pytest

import tinygrad_lr as tg

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")

LAYERS = """SELU() Mish() Mish(inplace=True) Hardswish() Threshold(0.1,20) Threshold(0.1,2,True) Softmin(1) Softshrink()
Softshrink(0.7) Hardshrink() Hardshrink(1) Tanhshrink() PReLU() PReLU(3,0.1) GLU(0) AlphaDropout(0.3) RMSNorm(3)
RMSNorm((4,3),eps=0.1) RMSNorm(3,elementwise_affine=False) GroupNorm(3,3) GroupNorm(1,3,affine=False) GroupNorm(2,3)
BatchNorm1d(3) BatchNorm1d(3,momentum=None) BatchNorm1d(3,affine=False) BatchNorm1d(3,track_running_stats=False)
BatchNorm1d(3,bias=False) BatchNorm1d(2) BatchNorm1d(3,eps=1,momentum=0.7)""".split()


def story(fw, text, shape, evaluated):
    """What one tells who trains a layer three times, the last time perhaps in evaluation."""
    fw.manual_seed(0)
    told = []
    try:
        layer = eval(f"nn.{text}", {"nn": fw.nn})
        told += [repr(layer), list(layer.state_dict()), [name for name, _ in layer.named_buffers()]]
        for step in range(3):
            layer.train(not (step == 2 and evaluated))
            x = fw.randn(*shape).requires_grad_()
            out = layer(x * 1)
            (out * out.detach().cos()).sum().backward()
            told += [out.tolist(), x.grad.tolist(), type(out.grad_fn).__name__]
            told += [[k, v.tolist(), str(v.dtype)] for k, v in layer.state_dict().items()]
        other = copy.deepcopy(layer)
        if hasattr(other, "reset_parameters"):
            other.reset_parameters()
        told += [[k, v.tolist()] for k, v in other.state_dict().items()]
        told.append(str(other.load_state_dict(layer.state_dict())))
        told += [str(v.dtype) for v in layer.double().state_dict().values()]
    except Exception as error:
        told.append([type(error).__name__, str(error)])
    return told


def near(a, b):
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(near, a, b))
    return a == pytest.approx(b, rel=2e-4, abs=2e-5, nan_ok=True) if isinstance(a, float) else a == b


@pytest.mark.parametrize("text", LAYERS)
def test_layers_tell_what_torchs_tell(text):
    for shape, evaluated in itertools.product(((4, 3), (2, 3, 5), (1, 3), (3,)), (False, True)):
        ours, theirs = (story(fw, text, shape, evaluated) for fw in (tg, torch))
        assert near(ours, theirs), (shape, [(a, b) for a, b in zip(ours, theirs) if not near(a, b)][:1])


def test_a_running_average_is_torchs():
    means = []
    for fw in (tg, torch):
        fw.manual_seed(1)
        layer = fw.nn.BatchNorm1d(5)
        for _ in range(10):
            layer(fw.randn(16, 5) * 3 + 1)
        means.append([layer.running_mean.tolist(), layer.running_var.tolist(), layer.num_batches_tracked.item()])
    assert near(*means)


CALLS = """F.batch_norm(x, t.zeros(4), t.ones(3))
F.batch_norm(x, t.zeros(3), t.ones(4))
F.batch_norm(x, None, None)
F.batch_norm(x, None, None, t.ones(4), training=True)
F.batch_norm(t.ones(1, 3), None, None, training=True)
F.batch_norm(t.ones(3), None, None, training=True)
F.batch_norm(t.tensor(1.0), None, None, training=True)
F.batch_norm(x.double(), t.zeros(3), t.ones(3))
F.batch_norm(x.long(), t.zeros(3), t.ones(3))
F.batch_norm(x, t.zeros(3), None)
F.batch_norm(x, t.zeros(3), t.ones(3), eps=0.0, training=True)
F.batch_norm(x, t.zeros(3), t.ones(3).requires_grad_())
F.batch_norm(3, t.zeros(3), t.ones(3))
F.group_norm(x, 2)
F.group_norm(t.ones(4), 2)
F.group_norm(t.ones(2, 4), 0)
F.group_norm(t.ones(2, 4), -2)
F.group_norm(t.ones(2, 4), 2, t.ones(3))
F.group_norm(t.ones(2, 4).long(), 2)
F.group_norm(t.ones(2, 4), 2, t.ones(4).double())
F.rms_norm(x, (3, 4))
F.glu(x)
F.glu(t.tensor(1.0))
F.glu(t.ones(4).long())
F.pad(x, (1, 1), 'x')
F.pad(x, (1, 1), 'reflect', 2.0)
F.pad(x, (3, 1), 'reflect')
F.pad(x, (1, 1, 1), 'reflect')
F.pad(x, (1, 1, 1, 1), 'circular')
F.pad(x, (4, 1), 'circular')
F.pad(x, (-2, -2), 'replicate')
F.pad(x > 0, (1, 1), 'reflect')
F.pad(t.ones(2, 0), (1, 1), 'replicate')
t.cdist(x, t.ones(5, 2))
t.cdist(x, x, -1.0)
t.cdist(x, x, compute_mode='a')
t.cdist(x.long(), x)
t.cdist(t.ones(3), x)
t.dist(x.long(), x.long())
t.cov(t.ones(2, 2, 2))
t.cov(x, fweights=t.tensor([1, 2]))
t.cov(x, aweights=t.tensor([1, 2, 3]))
t.cov(t.ones(3, 1))
t.corrcoef(x > 0)
t.histc(x, 0)
t.histc(x, 4, 3, 1)
t.histc(x.long())
t.histc(t.tensor([1.0, float('inf')]), 4)
t.searchsorted(t.ones(2, 3), t.ones(3, 3))
t.searchsorted(t.tensor(1.0), x)
t.searchsorted(t.ones(3), x, side='left', right=True)
t.searchsorted(t.ones(3), x, side='a')
t.searchsorted(t.tensor([5, 1, 3]), t.tensor([3, 4]), sorter=t.tensor([1, 2, 0]))
t.searchsorted(t.tensor([5, 1, 3]), t.tensor([3, 4]), sorter=t.tensor([1, 2, 9]))
t.searchsorted(t.tensor([1, 3]), 2.5)
t.bucketize(x, t.ones(2, 2))
t.bucketize(2.5, t.tensor([1, 2, 3]))
t.unique(t.ones(2, 0), dim=0)
t.unique(t.tensor(1.0), dim=0)
t.unique(x, dim=3)
t.ones(2, 2, 2).t_()
t.ones(2).unsqueeze_(5)
t.ones(2, requires_grad=True).t_()
t.ones(2, 3).squeeze_((0, 0))
t.ones(2, 3).transpose_(0, 7)
t.selu(3)
t.celu(x, 'a')
t.threshold(x.bool(), 1, 2)
F.elu_(t.ones(2, requires_grad=True))""".split("\n")


@pytest.mark.parametrize("text", CALLS)
def test_calls_answer_as_torch(text):
    told = []
    for fw in (tg, torch):
        names = {"t": fw, "F": fw.nn.functional, "x": fw.arange(12.0).reshape(4, 3)}
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            try:
                out = eval(text, names)
                told.append([out.tolist(), str(out.dtype)])
            except Exception as error:
                told.append([type(error).__name__, str(error)])
        told[-1].append([str(w.message).partition(" (Triggered")[0] for w in heard])
    assert near(*told)


def test_who_changes_its_own_shape_keeps_its_history():
    for fw in (tg, torch):
        a = fw.ones(2, 3, requires_grad=True)
        b = a * 2
        assert b.t_() is b
        assert b.unsqueeze_(0).shape == (1, 3, 2)
        assert type(b.squeeze_(0).grad_fn).__name__ == "SqueezeBackward4"
        (b * fw.arange(6.0).view(3, 2)).sum().backward()
        assert a.grad.tolist() == [[0.0, 4.0, 8.0], [2.0, 6.0, 10.0]]
        row = (a * 1)[0]
        row.unsqueeze_(0).mul_(3)
        assert row._is_view()
        row.sum().backward()
        assert a.grad.tolist() == [[3.0, 7.0, 11.0], [2.0, 6.0, 10.0]]


def test_a_view_older_than_its_bases_shape_is_refused():
    b = tg.ones(2, 3, requires_grad=True) * 2
    row = b[0]
    b.t_()
    with pytest.raises(NotImplementedError, match="whose base has changed its own shape"):
        row.mul_(2)


def test_copies_forget_that_the_shape_was_changed():
    x = tg.ones(2, 3).t_()
    y = copy.deepcopy(x).requires_grad_()
    (y * 1)[0].mul_(2).sum().backward()
    assert y.grad.tolist() == [[2.0, 2.0], [0.0, 0.0], [0.0, 0.0]]
