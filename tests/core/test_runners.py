"""The unrolled runners do what `any_tensors` does: same bits, same graph, same refusals, for every operation."""

import inspect
import itertools
import warnings

import numpy as np
import pytest

import tinygrad_lr as fw
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.edited import edited
from tinygrad_lr.core import operation as core
from tinygrad_lr.core.operation import OPERATIONS, OPS, OpNode, any_tensors
from tinygrad_lr.frontend.explain import OPERATORS

UNROLLED = [each for each in OPERATIONS.values() if each.runner() is not any_tensors]


def operands():
    """Values for an operation's tensors: dtypes, shapes that broadcast, views, numbers; some want gradients."""
    g = np.random.default_rng(3)
    draw = lambda *shape: fw.tensor(g.uniform(0.5, 2, shape).astype(np.float32))
    yield from (draw(2, 3), draw(3, 3), draw(3), draw(1), draw(2, 3).double(), draw(4, 3).t()[:, :2])
    yield from (fw.tensor([[1, 2, 3], [4, 5, 6]]), fw.tensor([True, False, True]))
    yield from (draw(2, 3).requires_grad_(), draw(3).requires_grad_() * 2, draw(3, 1).requires_grad_().t())
    yield from (2.5, 2, True)


def outcome(op, args, visit=True):
    """Everything an operation's result tells: its array, its node and what that saved, its gradients; or the error."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            out = op(*args)
            shared = out._counter is args[0]._counter
            seen = [type(out), told(out._data), out._version, shared, out._view is None, out.requires_grad]
            node = out._node
            if isinstance(node, OpNode):
                counters = [[id(c), v] if c is not out._counter else ["own", v] for c, v in node.versions]
                seen += [type(node), [None if e is None else id(e) for e in node.edges], told(node.saved), counters]
                g = np.linspace(1, 2, out._data.size, dtype=out._data.dtype).reshape(out._data.shape)
                seen.append(told(tuple(node.visit(g, True) if visit else node.apply(g))))
        return seen
    except Exception as error:
        return type(error), str(error)


def told(value):
    if isinstance(value, tuple):
        return [told(v) for v in value]
    return (value.dtype, value.shape, value.tobytes()) if isinstance(value, (np.ndarray, np.generic)) else value


def differences(operation, op):
    """The arguments for which `op` is not what the readable runner makes of them."""
    plain = operation.build(any_tensors)
    statics = [[0, 1, (0,), False, 2.0, None, (3, 2), np.dtype("float64")]]
    statics *= len(operation.params) - len(operation.tensors)
    tensors = list(operands())
    some = [tensors] * len(operation.tensors)
    for args in itertools.product(*some, *statics[:2]):
        defaults = [p.default for p in inspect.signature(operation.forward).parameters.values()][len(args) :]
        args = (*args, *[0 if default is inspect.Parameter.empty else default for default in defaults])
        if isinstance(args[0], fw.Tensor) and outcome(op, args) != outcome(plain, args, visit=False):
            yield args


@pytest.mark.parametrize("operation", UNROLLED, ids=lambda operation: operation.name)
def test_the_runners_agree(operation):
    assert list(itertools.islice(differences(operation, OPS[operation.name]), 3)) == []


def test_most_operations_are_unrolled():
    """And the rest is run by the readable runner itself: what is compared here is every operation there is."""
    assert len(UNROLLED) > 150
    assert {each.runner() for each in UNROLLED} == {core.one_tensor, core.two_tensors, core.three_tensors}


@pytest.mark.parametrize("name", ["mul", "exp", "linear"])
def test_a_function_is_called_by_its_parameters_names(name):
    operation, tensors = OPERATIONS[name], [fw.ones(1, 1, requires_grad=True) for _ in OPERATIONS[name].params]
    given = dict(zip(operation.params, tensors))
    assert OPS[name](**given).tolist() == OPS[name](*tensors).tolist()
    names = list(inspect.signature(OPS[name], follow_wrapped=False).parameters)
    assert names[: len(operation.params)] == list(operation.params)
    with pytest.raises(TypeError, match=rf"{name}\(\)"):
        OPS[name]()


@pytest.mark.parametrize(
    ("name", "maker", "old", "new"),
    [
        (
            "mul",
            names.KEEP_EACH_OTHER,
            "(b,), None if other_edge is None else (a,)",
            "(a,), None if other_edge is None else (b,)",
        ),
        ("mul", names.KEEP_EACH_OTHER, "((input._counter, input._counter[0]),)", "()"),
        ("exp", names.KEEP_RESULT, "((t._counter, t._counter[0]),)", "()"),
        ("sum", names.KEEP_SHAPE, "a.shape", "(1,)"),
    ],
)
def test_a_difference_is_seen(name, maker, old, new, monkeypatch):
    monkeypatch.setattr(*owner_of(f"{maker}.__code__"), edited(maker, old, new))
    assert any(differences(OPERATIONS[name], OPS[name]))


@pytest.mark.parametrize(
    ("name", "maker", "old", "new"),
    [
        ("mul", names.OF_ONE_DTYPE, "else promote(a, b)", "else (a, b)"),
        ("add", names.METAS_OF, "if meta == now", "if True"),
        ("sub", names.OF_ONE_DTYPE, "operation.check_dtypes(a, b)", "pass"),
        ("view", names.ONE_TENSOR, "input._counter if view else [0]", "[0]"),
    ],
)
def test_a_difference_of_a_runner_is_seen(name, maker, old, new, monkeypatch):
    monkeypatch.setattr(*owner_of(f"{maker}.__code__"), edited(maker, old, new))
    assert any(differences(OPERATIONS[name], OPERATIONS[name].build()))


def test_a_debugger_finds_the_runner_and_an_editor_its_text():
    """Copies of one text: each operation has code of its own, and a name of its own, in a file that can be read."""
    mul, sub = OPS["mul"], OPERATORS["sub"]
    assert mul.__code__ is not sub.__code__
    assert (mul.__code__.co_name, sub.__code__.co_name) == ("mul", "sub")
    assert inspect.getsource(mul.__code__).lstrip().startswith("def op(input: Any, other: Any)")
