"""Leaves, accumulation, roots, hooks and modes: random graphs, what is ours alone, and broken engines."""

import copy
import warnings
import weakref
from importlib import import_module

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers import autograd_transcripts
from tests.helpers.edited import edited
from tests.helpers.transcripts import golden, told, transcripts_of
from tinygrad_lr.autograd.hooks import add_hook
from tinygrad_lr.autograd.observer import Observer, listen, unlisten
from tinygrad_lr.core import graph
from tinygrad_lr.core.operation import OPS
from tinygrad_lr.frontend import nodes

tensor = import_module("tinygrad_lr.core.tensor")  # the name in the package is the function
GOLDEN = golden("autograd_transcripts")
BY_NAME = {transcript.__name__: transcript for transcript in transcripts_of(vars(autograd_transcripts))}


# -- do the transcripts notice? -------------------------------------------------------------------------


def forgets_to_add(leaf, g, create_graph):
    leaf._grad = tensor.wrap(g)


def breaks(name, value):
    return lambda monkeypatch: monkeypatch.setattr(*owner_of(name), value)


def keeps_every_graph(monkeypatch):
    monkeypatch.setattr(
        *owner_of(names.BACKWARD_WALK), lambda node, g, arrived, keep, *more: graph.walk(node, g, arrived, True, *more)
    )


def shares_gradients(monkeypatch):
    """Every leaf keeps the array that came, whoever else has it."""
    text = "grad if recorded or (grad is not g and grad.base is None) else grad.copy()"
    monkeypatch.setattr(*owner_of(f"{names.WALK}.__code__"), edited(names.WALK, text, "grad"))


def prehooks_are_hooks(monkeypatch):
    """A node's prehooks run wherever a gradient arrives, among the tensors' hooks."""

    def register_prehook(self, hook):
        return add_hook(self, "hooks", lambda g: nodes.replaced_by(nodes.call_hook(hook, nodes.as_seen(g)), g))

    monkeypatch.setattr(graph.Node, "register_prehook", register_prehook)


BREAKS = {
    "accumulation": breaks(names.ACCUMULATE, forgets_to_add),
    "create_graph_accumulates_out_of_place": breaks(names.ACCUMULATE, forgets_to_add),
    "gradients_do_not_share_memory": shares_gradients,
    "freed": keeps_every_graph,
    "shapes_of_the_seed": breaks(names.CHECK_GRADIENT, lambda i, t, g: None),
    "only_some_inputs": breaks(names.REGION, lambda *args, **kwargs: None),
    "tensor_hooks": breaks(names.RUN_HOOKS, lambda node, g: g),
    "hooks_that_replace": breaks(names.HOOKS_CALL_HOOK, lambda hook, g: None),
    "retained_gradients": breaks(names.RETAIN_GRAD, lambda self: None),
    "post_accumulate_hooks": breaks(names.DELIVER, lambda *args: None),
    "node_hooks": breaks(names.NODES_CALL_HOOK, lambda hook, *args: None),
    "node_hooks_where_the_node_is_only_reached": prehooks_are_hooks,
    "prehooks_after_the_hooks_of_tensors": prehooks_are_hooks,
    "grad_modes": breaks(names.SWITCH_CLONE, lambda self: tg.enable_grad()),
    "inference": breaks(names.GRAD_MODE_SWITCH, lambda grad, inference: None),
    "anomalies": breaks(names.ANOMALY_VISITED, lambda *args: None),
    "copies": breaks(names.DEEPCOPY, lambda self, memo: self),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_is_noticed(name, monkeypatch):
    BREAKS[name](monkeypatch)
    assert told(BY_NAME[name], tg) != GOLDEN[name]


# -- random graphs ---------------------------------------------------------------------------------

UNARY = {
    "neg": lambda a: -a,
    "sin": lambda a: a.sin(),
    "half": lambda a: a * 0.5,
    "sum": lambda a: a.sum(0, keepdim=True),
}
BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "again": lambda a, b: a * b + a,
}


@st.composite
def programs(draw):
    """Steps over a growing list of values: (name of an operation, indices into the list); values are used again."""
    steps = []
    for n in range(2, draw(st.integers(3, 12))):
        name = draw(st.sampled_from([*UNARY, *BINARY]))
        recent = st.integers(0, n - 1)
        steps.append((name, draw(recent), draw(recent)))
    return steps


def values_of(leaves, steps):
    """What a program computes, step by step."""
    values = [leaves[0], leaves[1] * 1.5]
    for name, i, j in steps:
        values.append(UNARY[name](values[i]) if name in UNARY else BINARY[name](values[i], values[j]))
    return values


def loss_of(values):
    return values[-1].sum() + values[len(values) // 2].sum()


def run_program(fw, steps):
    """The leaves, and what is computed from them as a scalar."""
    leaves = [fw.tensor([0.5, -1.25, 2.0], dtype=fw.float64, requires_grad=True) for _ in range(2)]
    return leaves, loss_of(values_of(leaves, steps))


@pytest.mark.torch
@given(programs())
@settings(max_examples=150, deadline=None)
def test_random_graphs_with_reuse(steps):
    torch = pytest.importorskip("torch")
    results = []
    for fw in (tg, torch):
        leaves, loss = run_program(fw, steps)
        first = fw.autograd.grad(loss, leaves, create_graph=True, allow_unused=True)
        squares = sum(
            ((g * g).sum() for g in first if g is not None and g.requires_grad), fw.zeros((), dtype=fw.float64)
        )
        second = (None,) * len(leaves)
        if squares.requires_grad:
            second = fw.autograd.grad(squares, leaves, allow_unused=True)
        results.append([None if g is None else g.detach().numpy() for g in (loss, *first, *second)])
    for ours, theirs in zip(*results):
        assert (ours is None) == (theirs is None)
        if ours is not None:
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def numerical(steps):
    """The gradients of a program by central differences."""
    leaves, _ = run_program(tg, steps)
    start = [leaf.detach().numpy().copy() for leaf in leaves]

    def value(points):
        with tg.no_grad():
            return loss_of(values_of([tg.tensor(point) for point in points], steps)).item()

    gradients = []
    for k in range(2):
        g = np.zeros(3)
        for e in range(3):
            moved = [[point.copy() for point in start] for _ in range(2)]
            moved[0][k][e] -= 1e-6
            moved[1][k][e] += 1e-6
            g[e] = (value(moved[1]) - value(moved[0])) / 2e-6
        gradients.append(g)
    return gradients


def agrees(steps):
    leaves, loss = run_program(tg, steps)
    found = tg.autograd.grad(loss, leaves, allow_unused=True)
    largest = max(value.abs().max().item() for value in values_of(leaves, steps))
    atol = 1e-5 + 1e-9 * largest  # differences of rounded values, divided by the small step
    return all(
        np.allclose(0 if g is None else g.numpy(), expected, rtol=1e-5, atol=atol)
        for g, expected in zip(found, numerical(steps))
    )


REUSED = [("mul", 0, 1), ("again", 2, 2), ("add", 3, 3), ("sum", 4, 4), ("mul", 5, 0)]


@given(programs())
@example(
    [
        ("again", 0, 1),
        ("neg", 0, 0),
        ("again", 2, 0),
        *[("neg", 0, 0)] * 2,
        ("mul", 4, 4),
        *[("neg", 0, 0)] * 2,
        ("neg", 7, 0),
        ("mul", 7, 10),
    ]
)
@settings(max_examples=60, deadline=None)
def test_random_graphs_against_differences(steps):
    assert agrees(steps)


def test_differences_notice_a_lost_contribution(monkeypatch):
    assert agrees(REUSED)

    def only_the_last(node, g, waiting, heap):
        if node not in waiting:
            graph.heappush(heap, (-node.seq, node))
        waiting[node] = g

    monkeypatch.setattr(*owner_of(names.SEND), only_the_last)
    assert not agrees(REUSED)


def test_differences_notice_a_missing_fold(monkeypatch):

    monkeypatch.setattr(
        *owner_of(names.SUM_TO_SIZE), lambda input, shape: np.broadcast_to(input.ravel()[0], shape).copy()
    )
    assert not agrees(REUSED)


def test_a_walk_that_is_looked_at_is_the_same_walk():
    """Alone, from several roots, or with an observer, a pass gives the same bits, whatever way paths part and meet."""
    rng = np.random.RandomState(0)
    for _ in range(200):
        steps = [(rng.choice([*UNARY, *BINARY]), rng.randint(n), rng.randint(n)) for n in range(2, rng.randint(3, 14))]
        (alone, loss), (several, root), (heard, last) = (run_program(tg, steps) for _ in range(3))
        loss.backward()
        tg.autograd.backward([root, tg.zeros(1, requires_grad=True)])
        observer = Observer()
        listen(observer)
        try:
            last.backward()
        finally:
            unlisten(observer)
        for a, *others in zip(alone, several, heard):
            for b in others:
                assert (a.grad is None) == (b.grad is None)
                assert a.grad is None or a.grad.numpy().tobytes() == b.grad.numpy().tobytes()


# -- what is ours alone ----------------------------------------------------------------------------


def test_gradients_never_alias():
    """No `.grad` shares memory with a seed, another `.grad`, a value, or what autograd.grad returned."""
    seed = tg.ones(3)
    x, y = tg.ones(3, requires_grad=True), tg.ones(3, requires_grad=True)
    results = [x + y, x.view(3) - y, (x * y).view(3), x.expand(3), tg.cat([x[:1], y[1:]])]
    tg.autograd.backward(results, [seed] * len(results))
    found = tg.autograd.grad(x + y, (x, y), seed) + tg.autograd.grad(x.view(3), (x, x), seed)
    arrays = [seed._data, x._data, y._data, x.grad._data, y.grad._data, *(g._data for g in found)]
    for i, a in enumerate(arrays):
        assert not any(np.shares_memory(a, b) for b in arrays[:i])


@pytest.mark.parametrize("name", ["exp", "sqrt", "tanh", "sigmoid", "relu", "neg", "clone", "abs"])
def test_a_gradient_is_not_a_saved_value(name):
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    y = OPS[name](x)
    y.backward(tg.ones(2), retain_graph=True)
    x.grad.zero_()
    kept = y.detach().clone()
    assert tg.equal(y.detach(), kept)
    assert not np.shares_memory(x.grad._data, y._data)


def test_a_failing_walk_adds_nothing():
    x, y = tg.ones(2, requires_grad=True), tg.ones(2, requires_grad=True)
    z = y.exp()
    loss = (x * 2).sum() + (z * z).sum()
    z.detach().zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()
    assert x.grad is None
    assert y.grad is None


def test_a_leaf_may_be_several_roots():
    x = tg.ones(2, requires_grad=True)
    tg.autograd.backward([x, x, x * 2], [tg.ones(2), tg.ones(2), tg.ones(2)])
    assert x.grad.tolist() == [4.0, 4.0]


def test_a_change_through_a_view_can_be_gone_back_once():
    x = tg.ones(2, requires_grad=True)
    y = x * 1
    y[0].mul_(2)
    y.sum().backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        y.sum().backward()


def order_of_delivery(fw, program):
    """Which leaf or node is heard of when, in a backward pass."""
    heard = []

    def leaf(name, shape=(1,)):
        t = fw.ones(shape, requires_grad=True)
        t.register_post_accumulate_grad_hook(lambda _: heard.append(name))
        return t

    def node(name, t):
        t.register_hook(lambda _: heard.append(name))
        return t

    program(fw, leaf, node).backward()
    return heard


PROGRAMS = {
    "one node": lambda fw, leaf, node: fw.addcmul(leaf("a"), leaf("b"), leaf("c")).sum(),
    "six leaves": lambda fw, leaf, node: fw.cat([leaf(i) for i in range(6)]).sum(),
    "nine leaves": lambda fw, leaf, node: fw.stack([leaf(i) for i in range(9)]).sum(),
    "a leaf that waits": lambda fw, leaf, node: (lambda a, b: (node("y", a * b) + a).sum())(leaf("a"), leaf("b")),
    "before older nodes": lambda fw, leaf, node: (node("q", leaf("a") * 2) * leaf("c")).sum(),
    "a layer": lambda fw, leaf, node: fw.nn.functional.linear(
        node("y", leaf("x", (1, 1)) * 2), leaf("w", (1, 1)), leaf("b")
    ).sum(),
    "an unused input": lambda fw, leaf, node: (node("y", leaf("a") * 2).detach() * leaf("b") + leaf("c")).sum(),
}


@pytest.mark.torch
@pytest.mark.parametrize("name", PROGRAMS)
def test_leaves_get_their_gradients_in_torchs_order(name):
    torch = pytest.importorskip("torch")
    assert order_of_delivery(tg, PROGRAMS[name]) == order_of_delivery(torch, PROGRAMS[name])


def test_the_order_is_looked_at(monkeypatch):
    monkeypatch.setattr(*owner_of(names.POP_ORDER), lambda n: list(range(n)))
    assert order_of_delivery(tg, PROGRAMS["six leaves"]) == [0, 1, 2, 3, 4, 5]


def test_the_transposed_weight_is_one_node_whose_hooks_run():
    """torch's graph of a linear layer has a TBackward0; it is there as soon as somebody looks, and then it is visited."""
    x, w, b = tg.ones(2, 3), tg.ones(4, 3, requires_grad=True), tg.ones(4, requires_grad=True)
    out = tg.nn.functional.linear(x, w, b)
    node = out.grad_fn.next_functions[2][0]
    assert node is out.grad_fn.next_functions[2][0]
    assert type(node).__name__ == "TBackward0"
    assert type(node.next_functions[0][0]).__name__ == "AccumulateGrad"
    seen = []
    node.register_prehook(lambda grads: seen.append(tuple(grads[0].shape)))
    node.register_hook(lambda inputs, outputs: (inputs[0] * 2,))
    out.sum().backward()
    assert seen == [(3, 4)]
    assert w.grad.tolist() == [[4.0] * 3] * 4
    second = tg.nn.functional.linear(x, w, b)
    (g,) = tg.autograd.grad(second.square().sum(), w, create_graph=True)
    second.grad_fn.next_functions  # noqa: B018 (looking there changes no number)
    assert tg.equal(g, tg.autograd.grad(tg.nn.functional.linear(x, w, b).square().sum(), w)[0])


def test_numpy_may_be_told_to_raise():
    x = tg.tensor([1e30, 1.0], requires_grad=True)
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        (x * x * x).sum().backward()
    assert x.grad.tolist()[0] == float("inf")


def test_anomaly_detection_names_the_line_of_the_forward_call():
    x = tg.tensor([-1.0], requires_grad=True)
    with tg.autograd.set_detect_anomaly(True):
        y = x.sqrt()  # the line that is named
        with pytest.warns(UserWarning, match="Error detected in SqrtBackward0") as caught, pytest.raises(RuntimeError):
            y.backward()
    text = str(caught[0].message)
    assert "y = x.sqrt()  # the line that is named" in text
    assert text.count("test_autograd.py") == 1
    assert "tinygrad_lr" not in text.rpartition("File ")[2]


def test_a_leaf_can_be_found_from_the_graph_when_nobody_else_has_it():
    x = tg.ones(2, requires_grad=True)
    heard = []
    x.register_post_accumulate_grad_hook(lambda leaf: heard.append(leaf.grad.tolist()))
    y = (x * 3).sum()
    alive = weakref.ref(x)
    del x
    assert alive() is None
    y.backward()
    assert heard == [[3.0, 3.0]]


def test_a_shallow_copy_is_another_leaf():
    x = tg.ones(2, requires_grad=True)
    twin = copy.copy(x)
    (x * 2 + twin * 3).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    assert twin.grad.tolist() == [3.0, 3.0]


def test_iterating_over_many_rows_takes_linear_time():
    """Every row is one result of a single node; their gradients are collected without copying the collection."""
    x = tg.ones(2000, 1, requires_grad=True)
    sum(row * 2 for row in x).sum().backward()
    assert x.grad.numpy().min() == x.grad.numpy().max() == 2


# -- hooks of leaves in grad(): once for each, within the pass, in torch's order ---------------------------------------


def leaf_hooks_of_grad(fw):
    """What `grad` gives, and which hooks it calls, where hooks are on its inputs."""
    calls = []

    def leaf(name, scale):
        t = fw.tensor([1.0, 2.0], requires_grad=True)
        t.register_hook(lambda g: calls.append(name) or g * scale)
        return t

    x, w, u = leaf("x", 2), leaf("w", 3), leaf("u", 5)
    yield [g.tolist() for g in fw.autograd.grad(x.sum(), [x, x])], calls.copy()
    y = x * 2
    y.register_hook(lambda g: calls.append("y"))
    yield [g.tolist() for g in fw.autograd.grad((y * 3 * w).sum(), [x, w])], calls.copy()
    with pytest.raises(RuntimeError, match="at index 0 appears to not have been used"):
        fw.autograd.grad(x.sum(), [u, x])
    yield calls.copy()
    yield [g.tolist() for g in fw.autograd.grad([x, x * 2], [x], [x.detach(), x.detach()])], calls.copy()
    p = fw.tensor([1.0, 2.0], requires_grad=True)
    p.register_hook(lambda g: g * p)
    with fw.no_grad():
        with fw.enable_grad():
            loss = (p**3).sum()
        (g,) = fw.autograd.grad(loss, p, create_graph=True)
        yield g.grad_fn is None, fw.autograd.grad(g, p, fw.ones(2))[0].tolist()


def refused_roots(fw):
    """What a view without history is told by `backward`."""
    x = fw.ones(3, requires_grad=True)
    with fw.no_grad():
        views = x[1:], x[0]
    for t in (*views, fw.ones(2)):
        with pytest.raises(RuntimeError) as refused:
            t.backward()
        yield str(refused.value)


@pytest.mark.torch
@pytest.mark.parametrize("scene", [leaf_hooks_of_grad, refused_roots])
def test_what_grad_does_with_leaves_is_torchs(scene):
    torch = pytest.importorskip("torch")
    assert list(scene(tg)) == list(scene(torch))


@pytest.mark.parametrize(
    ("dtype", "said"),
    [(tg.int64, "torch.LongTensor"), (tg.float64, "torch.DoubleTensor"), (tg.float32, "torch.FloatTensor")],
)
def test_a_change_of_what_was_promoted_is_told_in_its_own_dtype(dtype, said):
    x, k = tg.ones(2, requires_grad=True), tg.tensor([1, 2], dtype=dtype)
    y = x * k
    k.add_(1)
    with pytest.raises(RuntimeError, match=rf"\[{said} \[2\]\] is at version 1"):
        y.sum().backward()


@pytest.mark.torch
def test_a_gradient_that_no_longer_fits_is_told_in_torchs_words():
    import torch

    def told(fw):
        w = fw.ones(3, requires_grad=True)
        (w * 2).sum().backward()
        w.data = fw.ones(2)
        with pytest.raises(RuntimeError) as error:
            (w * 2).sum().backward()
        return str(error.value)

    assert told(tg) == told(torch)


def test_a_functions_node_says_where_it_is_from():
    class Twice(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    node = Twice.apply(tg.ones(1, requires_grad=True)).grad_fn
    assert repr(node).startswith("<tinygrad_lr.autograd.function.TwiceBackward object at 0x")
