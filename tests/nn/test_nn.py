"""torch.nn without torch: the transcripts against what torch told, and what is the library's own."""

import copy
import gc
import json
import weakref

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import nn_transcripts
from tests.helpers.paths import GOLDENS
from tests.helpers.transcripts import told, transcripts_of
from tinygrad_lr import nn
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.nn import functional as F

GOLDEN = json.loads((GOLDENS / "nn.json").read_text())["told"]
TRANSCRIPTS = transcripts_of(vars(nn_transcripts))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.__name__)
def test_the_transcript_is_torchs(transcript):
    assert told(transcript, tg) == GOLDEN[transcript.__name__]


def test_the_snapshot_has_every_transcript_and_no_other():
    assert [transcript.__name__ for transcript in TRANSCRIPTS] == list(GOLDEN)


def test_transcripts_end_well():
    assert not [line for lines in GOLDEN.values() for line in lines if line.startswith("! ")]


# -- do the transcripts notice? ---------------------------------------------------------------------------------


def nothing(*args, **kwargs):
    """Takes anything, does nothing."""


BREAKS = {
    "texts": (names.FUNCTION_EXTRA_REPR, lambda self: ""),
    "module_list": (names.MODULE_LIST_REPR, nn.Module.__repr__),
    "registration": (names.MODULE_CHECK_NAME, nothing),
    "loading": (names.MODULE_LOAD_ONE, nothing),
    "conversion": (names.MODULE_APPLY, lambda self, fn: self),
    "forward_hooks": (names.MODULE_CALL_HOOKED, lambda self, args, kwargs: self.forward(*args, **kwargs)),
    "backward_hooks": (names.BACKWARD_HOOKS_ENTER, lambda self, args: args),
    "the_tree": (names.MODULE_EVAL, lambda self: self),
    "sequential": (names.SEQUENTIAL_FORWARD, lambda self, input: input),
    "linear_layers": (names.LINEAR_RESET_PARAMETERS, lambda self: nn.init.zeros_(self.weight)),
    "forms_of_linear": (names.FUNCTIONAL_LINEAR, lambda bias, input, weight: F.f.addmm(bias, input, F.f.t(weight)) + 0),
    "elementwise_losses": (names.CHECK_REDUCTION, lambda *args: None),
    "refusals_of_classes": (names.CHECK_CLASSES, lambda *args: None),
    "functions": (names.SOFTMAX_DIM, lambda name, input, dim, stacklevel: dim or 0),
    "clipping": (names.CLIP_GRADS_WITH_NORM_, lambda *args: None),
    "attributes": (names.ATTRIBUTES_LAID_OUT, lambda self: {}),
    "state_hooks": (names.MODULE_LOAD_ONE, nothing),
    "always_called": (names.HOOKED_CALL_RUN_REST, lambda self: None),
    "arguments_of_to": (names.MODULE_PARSE_TO, lambda *args, **kwargs: (None, None)),
    "parameters_in_containers": (names.AS_PARAMETER, lambda x: x),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_noticed(name, monkeypatch):
    broken, change = BREAKS[name]
    monkeypatch.setattr(*owner_of(broken), change)
    assert told(getattr(nn_transcripts, name), tg) != GOLDEN[name]


# -- derivatives against differences -----------------------------------------------------------------------

X = np.array([[0.3, -1.2, 0.8], [0.1, 0.4, -0.6]])
IMAGES = np.linspace(-1, 1, 24).reshape(2, 3, 2, 2) ** 3
WEIGHT = [1.0, 2.0, 0.5]


def float64(values, **keywords):
    return tg.tensor(values, dtype=tg.float64, **keywords)


FUNCTIONS = {
    "linear": lambda x: F.linear(x, float64(X), float64([1.0, 2.0])),
    "rows": lambda x: F.cross_entropy(x, tg.tensor([2, 0]), float64(WEIGHT)),
    "smoothed": lambda x: F.cross_entropy(x, tg.tensor([2, 0]), float64(WEIGHT), label_smoothing=0.2),
    "ignored": lambda x: F.cross_entropy(x, tg.tensor([1, 0]), ignore_index=1, reduction="none"),
    "probabilities": lambda x: F.cross_entropy(x, float64(X) ** 2, float64(WEIGHT), label_smoothing=0.2),
    "leaky in place": lambda x: F.leaky_relu(x * 1, 0.2, True),
    "elu in place": lambda x: F.elu(x * 1, 0.5, True),
    "normalized": lambda x: F.normalize(x, 3.0),
    "layer norm": lambda x: F.layer_norm(x, (3,), float64(WEIGHT)),
    "huber": lambda x: F.huber_loss(x, float64(X[::-1].copy()), weight=float64(X**2)),
    "weighted": lambda x: F.mse_loss(x, float64(X[::-1].copy()), weight=float64(X**2)),
    "logits": lambda x: F.binary_cross_entropy_with_logits(x, float64(X**2), pos_weight=float64(WEIGHT)),
    "images": lambda x: F.cross_entropy(x, tg.arange(8).reshape(2, 2, 2) % 3, float64(WEIGHT)),
    "volumes": lambda x: F.cross_entropy(x[..., None], tg.arange(8).reshape(2, 2, 2, 1) % 3, reduction="sum"),
}


def error_of_gradient(function, values, h=1e-6):
    """The largest difference between a gradient under fixed cotangents and central differences."""

    def total(array):
        x = float64(array, requires_grad=True)
        out = function(x)
        return x, (out * tg.arange(1, out.numel() + 1).reshape(out.shape)).sum()

    x, loss = total(values)
    loss.backward()
    differences = np.zeros_like(values)
    for place in np.ndindex(*values.shape):
        step = np.zeros_like(values)
        step[place] = h
        differences[place] = (total(values + step)[1].item() - total(values - step)[1].item()) / (2 * h)
    return np.abs(x.grad.numpy() - differences).max()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradient_is_the_slope(name):
    values = IMAGES if name in ("images", "volumes") else X
    assert error_of_gradient(FUNCTIONS[name], values) < 1e-7


def test_a_wrong_derivative_is_noticed(monkeypatch):
    node = OPERATIONS["nll_of_rows"].node_class
    visit, apply = node.visit, node.apply
    monkeypatch.setattr(node, "visit", lambda self, g, keep: [-x for x in visit(self, g, keep)])
    monkeypatch.setattr(node, "apply", lambda self, g: [-x for x in apply(self, g)])
    assert error_of_gradient(FUNCTIONS["rows"], X) > 1e-2


# -- what is the library's own -----------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "words"), [(lambda: F.normalize(tg.ones(2, 2), out=tg.ones(2, 2)), "out=")])
def test_what_is_not_supported_says_so(call, words):
    with pytest.raises(NotImplementedError, match=words):
        call()


@pytest.mark.parametrize(
    ("given", "reduction"),
    [
        ({"size_average": True}, "mean"),
        ({"size_average": False}, "sum"),
        ({"reduce": False}, "none"),
        ({"size_average": False, "reduce": False}, "none"),
    ],
)
def test_what_reduction_replaced_is_taken_with_torchs_warning(given, reduction):
    with pytest.warns(UserWarning, match=f"please use reduction='{reduction}' instead."):
        assert nn.L1Loss(**given).reduction == reduction
    with pytest.warns(UserWarning, match="size_average and reduce args will be deprecated"):
        loss = F.mse_loss(tg.ones(2), tg.zeros(2), **given)
    assert loss.tolist() == {"mean": 1.0, "sum": 2.0, "none": [1.0, 1.0]}[reduction]


def test_a_shallow_copy_shares_members_but_not_their_table():
    model = nn.Sequential(nn.Linear(2, 1))
    other = copy.copy(model)
    assert other[0] is model[0]
    other.append(nn.ReLU())
    assert (len(model), len(other)) == (1, 2)


def test_a_module_and_its_graph_need_no_garbage_collector():
    gc.disable()
    try:
        model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.LayerNorm(2))
        model.register_forward_hook(lambda *_: None)
        model[0].register_full_backward_hook(lambda *_: None)
        loss = model(tg.ones(3, 2, requires_grad=True)).sum()
        loss.backward()
        dead = [weakref.ref(x) for x in (model, model[0], model[0].weight, loss)]
        del model, loss
        assert [ref() for ref in dead] == [None] * 4
    finally:
        gc.enable()


def test_gradients_of_a_hooked_module_are_not_shared():
    class Sum(nn.Module):
        def forward(self, a, b):
            return a + b

    total, seen = Sum(), []
    total.register_full_backward_hook(lambda module, grad_input, grad_output: seen.extend(grad_input))
    a, b = tg.ones(2, requires_grad=True), tg.ones(2, requires_grad=True)
    total(a, b).sum().backward()
    a.grad.add_(5)
    assert b.grad.tolist() == [1, 1]
    assert [g.tolist() for g in seen] == [[1, 1], [1, 1]]
