"""Functions of the user's own: what is ours alone, and whether the transcripts notice."""

import gc
import weakref

import numpy as np
import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import function_transcripts
from tests.helpers.transcripts import golden, told, transcripts_of
from tinygrad_lr.autograd import function

GOLDEN = golden("function_transcripts")
BY_NAME = {transcript.__name__: transcript for transcript in transcripts_of(vars(function_transcripts))}


# -- do the transcripts notice? -------------------------------------------------------------------------

Node, Ctx = function.FunctionNode, function.FunctionCtx
BREAKS = {
    "forward_and_backward": (names.FUNCTION_MATCH_INPUT, lambda g, shape, dtype: g * 2),
    "setup_context_apart": (names.FUNCTION_RUN_FORWARD, lambda cls, ctx, args: cls.forward(*args)),
    "attributes_of_ctx": (names.FUNCTION_NODE_GETATTR, lambda self, name: None),
    "needs_input_grad": (names.CTX_SETATTR, lambda self, name, value: object.__setattr__(self, name, value and True)),
    "modes_inside": (names.FUNCTION_UNRECORDED, lambda f, *args: f(*args)),
    "several_results": (names.FUNCTION_NODE_BY_NUMBER, lambda self, g: [g] * len(self.results)),
    "undefined_gradients": (names.CTX_SET_MATERIALIZE_GRADS, lambda self, value: None),
    "not_differentiable_results": (names.CTX_MARK_NON_DIFFERENTIABLE, lambda self, *args: None),
    "results_that_are_inputs": (names.FUNCTION_IS_AMONG, lambda x, several: False),
    "changed_inputs": (names.FUNCTION_CHECK_KEPT, lambda *args: None),
    "saved_tensors": (names.FUNCTION_CTX_UNPACKED, lambda self, value, counter, version, nr: tg.tensor(0.0) + 1),
    "double_backward": (
        names.FUNCTION_NODE_APPLY_TENSORS,
        lambda self, g: [x.detach() for x in self.run(self.by_number(g))],
    ),
    "only_once": (names.FUNCTION_ERROR, lambda: None),
    "wrong_gradients": (names.FUNCTION_BROADCASTS_TO, lambda shape, wanted: True),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_function_is_noticed(name, monkeypatch):
    broken, change = BREAKS[name]
    monkeypatch.setattr(*owner_of(broken), change)
    assert told(BY_NAME[name], tg) != GOLDEN[name]


# -- what is ours alone ----------------------------------------------------------------------------


class Exp(tg.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[1]


def test_a_saved_result_makes_no_circle():
    gc.collect()
    gc.disable()
    try:
        x = tg.ones(3, requires_grad=True)
        y = Exp.apply(x)
        alive = weakref.ref(y)
        del y
        assert alive() is None
        z = Exp.apply(Exp.apply(x)).sum()
        z.backward()
        (g,) = tg.autograd.grad(Exp.apply(x).sum(), x, create_graph=True)
        del z, g
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_changed_argument_makes_no_circle():
    class Double(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            ctx.save_for_backward(x)
            return x.mul_(2)

        @staticmethod
        def backward(ctx, g):
            return g * 2

    def alive(cut):
        x = tg.ones(2, requires_grad=True) * 1
        return weakref.ref(Double.apply(x[:1] if cut else x))

    gc.disable()
    try:
        assert [alive(cut)() for cut in (False, True)] == [None, None]
    finally:
        gc.enable()


def test_what_was_saved_is_let_go_after_backward():
    x = tg.ones(3, requires_grad=True)
    inside = x * 2
    alive = weakref.ref(inside)
    y = Exp.apply(inside)
    del inside
    assert alive() is not None
    y.sum().backward()
    assert alive() is None


def test_a_returned_gradient_may_be_a_saved_tensor():
    """Leaves get copies of what backward returns, however often it returns the same."""

    class Odd(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.constant = tg.full((2,), 3.0)
            return x + y

        @staticmethod
        def backward(ctx, g):
            return ctx.constant, ctx.constant

    x, y = tg.ones(2, requires_grad=True), tg.ones(2, requires_grad=True)
    z = Odd.apply(x, y)
    z.sum().backward()
    z.sum().backward()
    assert z.grad_fn.constant.tolist() == [3.0, 3.0]
    assert x.grad.tolist() == y.grad.tolist() == [6.0, 6.0]
    assert not np.shares_memory(x.grad.numpy(), y.grad.numpy())


def test_what_is_marked_must_be_a_tensor():
    class Odd(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_non_differentiable("text")
            return x

    with pytest.raises(RuntimeError, match="mark_non_differentiable only accepts variable arguments"):
        Odd.apply(tg.ones(1))


def test_a_changed_view_is_the_first_argument():
    class AddTo(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.mark_dirty(y)
            return y.add_(x)

        @staticmethod
        def backward(ctx, g):
            return g, g

    x = tg.ones(2, requires_grad=True)
    with pytest.raises(NotImplementedError, match="mark_dirty"):
        AddTo.apply(x[0], (x * 1)[1])
